"""What is said of a portfolio as a whole: how many dossiers stand where, which share a SIREN, what compares."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from snr_cli.portfolio.comparing import Comparisons, compared
from snr_cli.portfolio.state import DossierState


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio: its rows, in the order of their paths, and what is said of them together.

    Attributes:
        states: the rows.
        assessed, broken, unreadable: how many of each.
        due: dossiers that article 35 binds.
        in_order: those of them that miss nothing that the law demands.
        newest_year: the latest reference year, to tell the age of the data of the others; None without any.
        comparisons: what compares.
    """

    states: tuple[DossierState, ...]
    assessed: int
    broken: int
    unreadable: int
    due: int
    in_order: int
    newest_year: int | None
    comparisons: Comparisons

    def age_of(self, state: DossierState) -> int | None:
        """Return how many years the data of a dossier are behind the newest of the portfolio; None when it has none."""
        if state.reference_year is None or self.newest_year is None:
            return None
        return self.newest_year - state.reference_year


def gathered(states: Iterable[DossierState]) -> Portfolio:
    """Return a portfolio, the dossiers of one SIREN told."""
    rows = _told(list(states))
    status = Counter(each.status for each in rows)
    bound = [each for each in rows if each.decree is not None and each.decree.standing == "due"]
    return Portfolio(
        tuple(rows),
        status["assessed"],
        status["broken"],
        status["unreadable"],
        len(bound),
        sum(each.decree is not None and not each.decree.missing for each in bound),
        max((each.reference_year for each in rows if each.reference_year is not None), default=None),
        compared(rows),
    )


def passes(state: DossierState, fail_on: str) -> bool:
    """Say whether a gate lets a dossier through: it was assessed, and no finding that stands is of that level or graver."""
    counts = {"error": state.counts.error, "warning": state.counts.warning, "info": state.counts.info}
    levels = [*counts]
    return state.status == "assessed" and not any(counts[each] for each in levels[: levels.index(fail_on) + 1])


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
