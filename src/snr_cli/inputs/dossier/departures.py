"""Numbers that a workbook gives far from what the dossier had, or no longer gives: seldom what a person meant."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from snr_cli.french.numbers import number
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.inputs.workbook.keys import by_key, single_values
from snr_cli.model.finding import Finding

FAR: Final = 20  # times more, or less, than before
_HELP: Final = "vérifiez l’unité et la période"
_EMPTIED: Final = "remettez le nombre, ou corrigez-le, s’il est connu"
_YEAR: Final = "corrigez l’année, ou laissez la ligne si ces achats sont bien d’une autre année"
Path = tuple[str | int, ...]


def departures(old: Mapping[str, Any], new: Mapping[str, Any], kept: Mapping[str, Any], at: Joined) -> list[Finding]:
    """Return a finding for each number that is far from that of before, and for each that was emptied.

    Args:
        old: the sections of the dossier, as it understands them.
        new: those with the workbook.
        kept: the new ones with what the dossier keeps, since the workbook has no place for it.
        at: where the new ones stand.
    """
    return [finding for key in new for finding in _far(old.get(key), new[key], kept.get(key), (key,), (key,), at)]


def other_years(old: Mapping[str, Any], new: Mapping[str, Any], at: Joined) -> list[Finding]:
    """Return a finding for each row of purchases that the workbook adds for another year than the one that is studied.

    Args:
        old: the dossier, as it understands it.
        new: the sections of the workbook.
        at: where these stand.
    """
    known = {item.get("year") for item in old.get("purchases") or ()} | {old.get("reference_year")}
    return [
        finding_at(
            at,
            ("purchases", rank, "year"),
            "SNR131",
            f"achats de {item['year']} ; l’année étudiée est {old['reference_year']}",
            _YEAR,
        )
        for rank, item in enumerate(new.get("purchases") or ())
        if item.get("year") not in known
    ]


def _far(old: Any, new: Any, kept: Any, path: Path, column: tuple[str, ...], at: Joined) -> Iterator[Finding]:
    if isinstance(old, Mapping) and isinstance(kept, Mapping):
        there = new if isinstance(new, Mapping) else {}
        for key, value in old.items():
            down, named = (*path, key), (*column, str(key))
            if isinstance(value, int | float) and not isinstance(value, bool) and kept.get(key) is None:
                yield finding_at(
                    at, path, "SNR411", f"{_called(named)} : {number(value)} au dossier, cellule vidée", _EMPTIED
                )
            else:
                yield from _far(value, there.get(key), kept.get(key), down, named, at)
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple) and isinstance(kept, list | tuple):
        before, stays = _named(old), _named(kept)
        for rank, item in enumerate(new):
            name = _name(item)
            if name is not None and name in before and name in stays:
                yield from _far(before[name], item, stays[name], (*path, rank), column, at)
    elif _is_number(old) and _is_number(new) and old > 0 < new and not 1 / FAR < new / old < FAR:
        times = f"{number(float(f'{max(new / old, old / new):.2g}'))} fois {'plus' if new > old else 'moins'}"
        yield finding_at(
            at, path, "SNR411", f"{_called(column)} : {number(old)} au dossier, {number(new)} ici, {times}", _HELP
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _name(item: Any) -> Any:
    return item.get("id", item.get("year")) if isinstance(item, Mapping) else None


def _named(items: Any) -> dict[Any, Any]:
    """Return the items of a list by what names each; those that a name does not tell apart are left out."""
    names = [_name(item) for item in items]
    return {name: item for name, item in zip(names, items, strict=True) if name is not None and names.count(name) == 1}


def _called(steps: tuple[str, ...]) -> str:
    """Return what a number is called in the workbooks."""
    column = single_values().get(f"/{'.'.join(steps)}")
    for cut in range(1, len(steps)):
        place = by_key().get(f"{'.'.join(steps[:cut])}/{'.'.join(steps[cut:])}")
        column = place.column if column is None and place is not None else column
    return f"« {column.title if column is not None else steps[-1]} »"
