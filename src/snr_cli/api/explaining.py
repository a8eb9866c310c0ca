"""Where any figure of a dossier comes from, as records: formula, numbers, sources."""

from os import PathLike
from typing import Any, TypedDict

from snr_cli.api.assessing import assess_dossier, assess_loaded, assess_opened
from snr_cli.api.sheets import OpenDossier, opened
from snr_cli.documents.footprint import footprint_page
from snr_cli.engine.records import CLIMATE
from snr_cli.inputs.dossier.load import loaded_of
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.explanation import figure_record
from snr_cli.results.organisation import judged_organisation


class ExplainedFigure(TypedDict):
    """A figure that `explain_figure` explains, by its name, and its value."""

    name: str
    label: str
    kg: float | None


class FootprintDrawn(TypedDict):
    """The footprint as a page of HTML, and the figures that can be explained: the sum of the organisation, then its lines, the heaviest first."""

    page: str
    lines: list[ExplainedFigure]


def footprint_drawn(dossier: str | PathLike[str] | OpenDossier, factor_set: str | None = None) -> FootprintDrawn:
    """Return the footprint drawn, and the figures of it that can be explained.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        factor_set: a set of factors in place of the dossier's, or `all`.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    given = opened(dossier)
    assessed = (
        assess_dossier(given.argument, given.tables, factor_set=factor_set, places=False)
        if factor_set
        else assess_opened(given)
    )
    judged = judged_organisation(assessed.result, given.tables, (CLIMATE,), sets=False).climate
    label = "Total de l’organisation" if judged.state.is_total else "Somme partielle de ce qui est évalué"
    lines = sorted(assessed.result.organisation.lines, key=lambda line: -(line.total(CLIMATE) or 0.0))
    shown: list[ExplainedFigure] = [{"name": "total", "label": label, "kg": judged.value}]
    shown += [{"name": line.id, "label": line.label or line.id, "kg": line.total(CLIMATE)} for line in lines]
    return {"page": footprint_page(assessed.result, given.tables, assessed.sets), "lines": shown}


def explain_figure(
    dossier: str | PathLike[str] | OpenDossier, name: str, factor_set: str | None = None
) -> dict[str, Any]:
    """Return where a figure of the climate comes from: what `snr explain` says of it, as records, each there when it is said.

    `title` is what it is, `result` the figure with its unit and its bounds, `formula` how it is made. `numbers` are what it is made
    of: `name`, `text` (value and unit), and `origin`; or, of one that is computed, `formula` in words, the same in `numbers`, and
    `parts`, which are such numbers. `steps` are its stages: `title`, `amount`, such a number, `source`, and their product in
    `numbers`. `sums` are the lines of a total, in words. `sources`: the `value` of each, `title`, `licence`, `address`, `notes`. `missing`:
    what is not assessed, and why.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        name: a line of the dossier, `total`, `territory` or one of its parts.
        factor_set: a set of factors in place of the dossier's.

    Raises:
        UsageError: no such figure, or it is not assessed.
        DossierError: as `assess_dossier`.
    """
    opened_dossier = opened(dossier)
    loaded = loaded_of(opened_dossier.read, places=True)
    result = assess_loaded(loaded, opened_dossier.tables, factor_set=factor_set).result
    told = figure_record(name, result, opened_dossier.tables)
    if not told:
        raise UsageError(f"« {name} » n’est pas évalué, ou ne désigne rien dans ce dossier")
    return told
