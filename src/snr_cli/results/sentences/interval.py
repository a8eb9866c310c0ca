"""Between which bounds a total stands, in words: what the interval supposes, and what the other sources of factors give."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import number, significant
from snr_cli.french.words.units import mass, mass_between
from snr_cli.results.organisation import JudgedOrganisation
from snr_cli.results.records import Judged
from snr_cli.results.sets import FactorSets, SetState, SetTotal

# what an interval supposes, after its bounds; a reader who knows no factor knows where data come from
ONE_SOURCE: Final = "neuf chances sur dix à source de données égale"
_COUNTS: Final = {2: "deux", 3: "trois"}
ONE_SOURCE_FIRST: Final = f"{ONE_SOURCE[:1].upper()}{ONE_SOURCE[1:]}"  # to open a sentence


def interval_text(found: Judged, sets: FactorSets | None) -> str:
    """Say between which bounds a climate total stands, on what condition, and what the sources of factors give.

    Empty without bounds: a sum that is no total has none. It goes after a comma or between brackets.
    """
    if not found.bounds:
        return ""
    return " ; ".join(
        filter(None, (f"{mass_between(*found.bounds, found.value)}, {ONE_SOURCE}", sets_text(sets, found.value)))
    )


def sets_text(sets: FactorSets | None, beside: float | None = None) -> str:
    """Say between which ends the total stands when the source of data changes, after a text that names it; empty if not computed.

    `beside`: the value whose unit is said already.
    """
    if sets is None:
        return ""
    counted = len(sets.counted)
    if counted == 1:
        same = any(each.state is SetState.SAME for each in sets.every)
        return "le même total avec une autre" if same else "aucun total avec une autre"
    every = f"avec les {_COUNTS.get(counted, number(counted))} sources"
    if counted < len(sets.every):
        every = f"avec {_COUNTS.get(counted, number(counted))} sources sur {_COUNTS.get(len(sets.every), number(len(sets.every)))}"
    first, last = (significant(end / 1000 if beside and beside >= 1000 else end) for end in sets.ends)
    ends = from_to(*sets.ends) if beside is None else f"{first} à {last}"
    return f"{ends} {every}"


def condition_text(judged: JudgedOrganisation, tables: Tables) -> str:
    """Say in sentences what the interval of the organisation supposes, and what each source of data gives; empty without bounds."""
    if not judged.climate.bounds or judged.sets is None:
        return ""
    names = {each.id: tables.sets[each.id].label.partition(" (")[0] for each in judged.sets.every}
    given = next(names[each.id] for each in judged.sets.every if each.state is SetState.GIVEN)
    others = " ; ".join(
        f"{names[each.id]}, {_given_by(each)}" for each in judged.sets.every if each.state is not SetState.GIVEN
    )
    return (
        f"La fourchette de l’organisation contient la valeur neuf fois sur dix à source de données égale ({given}). "
        f"Avec une autre source : {others}."
    )


def _given_by(found: SetTotal) -> str:
    if found.state is SetState.SAME:
        return "le même total"
    return "aucun total" if found.value is None or found.state is SetState.PARTIAL else mass(found.value)


def from_to(first: float, last: float) -> str:
    """Write two masses in the unit of the larger one: de 328 à 420 t CO2e."""
    return f"de {significant(first / 1000 if last >= 1000 else first)} à {mass(last)}"
