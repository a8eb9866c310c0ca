"""Who a dossier in error says it is, where that can be told: what is typed as the format wants, else the table by SIREN."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, get_args

from snr_cli.model.territory import AuthorityKind
from snr_cli.outputs.portfolio.state import DossierState, size_class

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables

_MOST_PERSONS: Final = 10**8
_LONGEST: Final = 200  # characters of a name


def identity_of(path: str, data: object, tables: "Tables") -> DossierState:
    """Return a row with the name, SIREN, kind, department, population and year that raw data give; its status is for the caller.

    Args:
        path: of the dossier; its name when it gives none.
        data: what was read of it, whatever it is.
        tables: the factor tables, for those that give a SIREN of the table.
    """
    given = _mapping(_mapping(data).get("territory"))
    siren = _text(given, "siren")
    siren = siren if siren.isascii() and siren.isdecimal() and len(siren) == len("243300316") else ""
    known = tables.authority(siren=siren) if siren else []
    row = DossierState(path, _text(given, "name")[:_LONGEST] or path, "broken", siren=siren)
    kind, department, people = _text(given, "kind"), _text(given, "department"), _population(given)
    if len(known) == 1:
        (authority,) = known
        row = replace(row, name=authority.name if row.name == path else row.name)
        kind, department = kind or authority.kind, department or authority.department
        people = people or authority.population_totale or authority.population_municipale
    return replace(
        row,
        kind=kind if kind in get_args(AuthorityKind) else "",
        department=department if len(department) in (2, 3) and department.isalnum() else "",
        population=people,
        size=size_class(people),
    )


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _text(given: Mapping[Any, Any], key: str) -> str:
    value = given.get(key)
    return value.strip() if isinstance(value, str) else ""


def _population(given: Mapping[Any, Any]) -> int | None:
    people = _mapping(given.get("population"))
    counts = (people.get(key) for key in ("totale", "municipale"))
    return next((count for count in counts if type(count) is int and 0 < count < _MOST_PERSONS), None)
