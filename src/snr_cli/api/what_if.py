"""A dossier changed in memory to ask « et si » : no file is read, none is written."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from snr_cli.api.catalogue import words_of
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.inputs.dossier.includes import Joined, finding_at
from snr_cli.inputs.dossier.messages import french_error
from snr_cli.inputs.dossier.references import check_references
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Severity
from snr_cli.model.refusal import UsageError

# what a caller names → the sections where it may stand
_SECTIONS: Final = {
    "line": ("equipment", "services", "uses"),
    "action": ("actions",),
    "objective": ("objectives",),
}


def varied(
    dossier: Dossier, named: Mapping[str, str | None], values: Mapping[str, Any], tables: Tables, joined: Joined
) -> Dossier:
    """Return a dossier in which one line, action or objective has other values, validated as a file is.

    Args:
        dossier: stays as it is.
        named: `line`, `action`, `objective` → its id; one of them is not None.
        values: keys of a dossier (`lifetime_years`, `from`) → values; None takes a key away.
        tables: the catalogue, whose types and names a dossier refers to.
        joined: what was read, for mistakes to point at.

    Raises:
        UsageError: none or several are named, nothing has that id, or a value is none that a dossier takes.
        DossierError: it refers to nothing that there is (a type, an objective), or an id is taken.
    """
    asked = {kind: name for kind, name in named.items() if name is not None}
    if len(asked) != 1 or not values:
        raise UsageError(f"with_ : nommez un objet ({', '.join(_SECTIONS)}) et les valeurs qu’il prend")
    ((kind, name),) = asked.items()
    items = {
        item.id: (section, rank) for section in _SECTIONS[kind] for rank, item in enumerate(getattr(dossier, section))
    }
    if name not in items:
        hint = did_you_mean(closest(name, items), f"connus : {', '.join(sorted(items)[:40]) or 'aucun'}")
        raise UsageError(f"with_ : {kind} « {name} » inconnu ; {hint}")
    section, rank = items[name]
    keys = {field: info.alias or field for field, info in type(getattr(dossier, section)[rank]).model_fields.items()}
    data = _plain(dossier)
    written = data[section][rank]
    for key, value in values.items():
        written[keys.get(key, key)] = _plain(value) if isinstance(value, BaseModel) else value
        if value is None:
            del written[keys.get(key, key)]
    try:
        changed = Dossier.model_validate(data)
    except ValidationError as error:
        detail: Any = error.errors(include_url=False)[0]
        place = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), section)
        known = list(keys.values())
        _, message, advice = french_error(detail["type"], place, detail["input"], detail.get("ctx", {}), known)
        raise UsageError(f"with_ : {name} : {message}", advice) from None
    found = check_references(changed, words_of(tables), lambda *told, **more: finding_at(joined, *told, **more))
    if wrong := [finding for finding in found if finding.severity is Severity.ERROR]:
        raise DossierError(wrong)
    return changed


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(by_alias=True, exclude_unset=True)
