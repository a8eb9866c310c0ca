"""The lines carried forward, by group, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Line
from snr_cli.french.numbers import first_of, percent, plural, together
from snr_cli.french.printed import printable
from snr_cli.plan.carried import CarriedLines
from snr_cli.results.sentences.labels import group_labels

_SHOWN: Final = 3
_OTHERS: Final = "Salles et autres lignes"


def carried_note(found: Sequence[CarriedLines], reference_year: int) -> str:
    """Say which figures of a total are those of earlier years, in a sentence; empty when none is.

    Les quantités de 2026 sont celles de 2025, reprises telles quelles. Or: 12 des 59 lignes de 2026, 37 % de l’empreinte, sont celles de 2025…
    """
    if not found:
        return ""
    if sum(len(carried_lines.lines) for carried_lines in found) == found[0].of:
        years = together([str(carried_lines.year) for carried_lines in found])
        return f"Les quantités de {reference_year} sont celles de {years}, reprises telles quelles."
    told = []
    for lines in found:
        count, share = len(lines.lines), lines.shares.get(CLIMATE)
        part = "" if share is None else f", {percent(share)} de l’empreinte,"
        verb = "sont celles" if count > 1 else "est celle"
        told.append(f"{count} des {lines.of} lignes de {reference_year}{part} {verb} de {lines.year}")
    more = "reprises telles quelles" if len(found) > 1 or len(found[0].lines) > 1 else "reprise telle quelle"
    return f"{' ; '.join(told)}, {more}."


def names_by_group(
    carried: Mapping[str, Iterable[str]], lines: Mapping[str, Line], tables: Tables
) -> dict[str, list[str]]:
    """Return the names of what is carried forward by the French name of its group; an export goes with the first of its lines.

    Args:
        carried: name → its lines.
        lines: the lines of the assessment by id.
        tables: the factor tables, for the names of groups.
    """
    labels = group_labels((), tables)
    names: dict[str, list[str]] = {}
    for name, ids in carried.items():
        group = next((lines[line_id].group for line_id in sorted(ids) if line_id in lines), "")
        names.setdefault(labels.get(group, _OTHERS), []).append(name)
    return names


def groups_text(names: Mapping[str, list[str]], most: int | None = None) -> str:
    """Write some names of each group: Postes de travail : portables, fixes, ecrans et 4 autres ; Impression : imprimantes.

    Args:
        names: the names by group.
        most: the groups told, the largest ones, the others by their number; all of them without any.
    """
    shown = dict(sorted(names.items(), key=lambda ids: -len(ids[1]))[:most]) if most is not None else names
    told = " ; ".join(f"{group} : {_some(ids)}" for group, ids in shown.items())
    left = [len(name) for group, name in names.items() if group not in shown]
    return told + (
        f" ; {plural(len(left), 'autre groupe', 'autres groupes')}, {plural(sum(left), 'ligne')}" if left else ""
    )


def _some(names: list[str]) -> str:
    return first_of([printable(name) for name in names], _SHOWN)
