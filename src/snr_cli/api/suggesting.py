"""Actions of the library that apply to a dossier, and the text of its files once some are added."""

from collections.abc import Sequence
from os import PathLike
from typing import Any, Final

from snr_cli.api.assessing import assess_opened
from snr_cli.api.drafts import Drafts
from snr_cli.api.editing import Edited, edited_files
from snr_cli.api.entry import OpenDossier, opened
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.model.finding import UsageError
from snr_cli.outputs.suggestions_table import suggestions_data
from snr_cli.plan.suggest import review_library

_LISTS: Final = ("suggestions", "territory")


def suggest_actions(dossier: str | PathLike[str] | OpenDossier) -> dict[str, Any]:
    """Return what `snr plan --suggest --format json` says: the actions that apply, what each saves, its lines and its YAML.

    Those that the dossier has already are not in it.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    found = opened(dossier)
    assessed = assess_opened(found)
    better, asides = review_library(assessed.dossier, assessed.result, found.tables)
    return suggestions_data(better, asides, found.tables.sources)


def add_suggestions(dossier: str | PathLike[str] | OpenDossier, names: Sequence[str]) -> Edited:
    """Add suggested actions to the files of a dossier, and the indicators that they need; nothing is written here.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        names: the `id` of suggestions.

    Returns:
        as `edit_dossier`; `rows` are those of the actions.

    Raises:
        UsageError: no such suggestion, or the dossier cannot be opened.
        DossierError: the dossier is wrong.
    """
    found = opened(dossier)
    data = suggest_actions(found)
    known = {each["id"]: each["yaml"] for key in _LISTS for each in data[key]}
    drafts = Drafts(found)
    made = []
    indicators: set[str] = set()
    for name in names:
        if name not in known:
            raise UsageError(f"« {name} » n’est pas une action proposée", "relisez les propositions, puis recommencez")
        sections = read_yaml("suggestion", known[name])[0].data
        made += [drafts.append("actions", action) for action in sections["actions"]]
        for each in sections.get("indicators", ()):
            if each["id"] not in indicators:
                indicators.add(each["id"])
                drafts.append("indicators", each)
    return edited_files(drafts, [draft.edit() for draft in drafts.touched()], made)
