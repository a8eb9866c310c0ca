"""What is said of a portfolio as a whole: how many dossiers stand where, which share a SIREN, what compares."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from snr_cli.outputs.portfolio.comparing import Comparisons, compared
from snr_cli.outputs.portfolio.state import DossierState


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio: its rows, in the order of their paths, and what is said of them together.

    Attributes:
        states: the rows.
        authorities: how many authorities have a dossier: dossiers of one SIREN are of one.
        assessed, broken, unreadable, no_dossier: how many rows of each.
        due: authorities that article 35 binds, of those whose dossier is assessed.
        in_order: those of them that miss nothing that the law demands.
        newest_year: the latest reference year of a dossier, to tell the age of the data of the others; None without any.
        comparisons: what compares.
    """

    states: tuple[DossierState, ...]
    authorities: int
    assessed: int
    broken: int
    unreadable: int
    no_dossier: int
    due: int
    in_order: int
    newest_year: int | None
    comparisons: Comparisons

    def age_of(self, state: DossierState) -> int | None:
        """Return how many years the data of a dossier are before the newest of the portfolio; None when it has none."""
        if state.status != "assessed" or state.reference_year is None or self.newest_year is None:
            return None
        return self.newest_year - state.reference_year


def gathered(states: Iterable[DossierState]) -> Portfolio:
    """Return a portfolio, the dossiers of one SIREN told."""
    rows = _told(list(states))
    status = Counter(each.status for each in rows)
    missing = missing_of_bound(rows)
    years = (each.reference_year for each in rows if each.status == "assessed" and each.reference_year is not None)
    return Portfolio(
        tuple(rows),
        len({_authority(each) for each in rows if each.status != "no_dossier"}),
        status["assessed"],
        status["broken"],
        status["unreadable"],
        status["no_dossier"],
        len(missing),
        sum(not each for each in missing),
        max(years, default=None),
        compared(rows),
    )


def missing_of_bound(states: Iterable[DossierState]) -> list[frozenset[str]]:
    """Return what misses each authority that article 35 binds, and that has a dossier: the codes.

    Several dossiers of one SIREN are one authority: what misses it is what misses its latest year, in any of its copies.
    """
    by_authority: dict[str, list[DossierState]] = {}
    for each in states:
        if each.status == "assessed" and each.decree is not None and each.decree.standing == "due":
            by_authority.setdefault(_authority(each), []).append(each)
    found = []
    for rows in by_authority.values():
        newest = max(each.reference_year or 0 for each in rows)
        latest = (each.decree for each in rows if (each.reference_year or 0) == newest)
        found.append(frozenset(code for decree in latest if decree is not None for code in decree.missing))
    return found


def _authority(state: DossierState) -> str:
    return state.siren or state.path


def passes(state: DossierState, fail_on: str) -> bool:
    """Say whether a gate lets a dossier through: it was assessed, and no finding that stands is of that level or graver.

    An authority that has no dossier here is not judged: nothing of it stops a gate.
    """
    counts = {"error": state.counts.error, "warning": state.counts.warning, "info": state.counts.info}
    levels = [*counts]
    return state.status in ("assessed", "no_dossier") and not any(
        counts[each] for each in levels[: levels.index(fail_on) + 1]
    )


def _told(states: Sequence[DossierState]) -> list[DossierState]:
    """Tell, on each, the other dossiers of its SIREN."""
    by_siren: dict[str, list[str]] = {}
    for each in states:
        if each.siren:
            by_siren.setdefault(each.siren, []).append(each.path)
    found = []
    for each in states:
        others = [path for path in by_siren.get(each.siren, ()) if path != each.path]
        said = (f"même SIREN que {', '.join(others)}",) if others else ()
        found.append(replace(each, remarks=(*(one for one in each.remarks if one not in said), *said)))
    return found
