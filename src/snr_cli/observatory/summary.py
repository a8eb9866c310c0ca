"""What is said of a portfolio as a whole: how many dossiers stand where, which share a SIREN, what compares."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles
from typing import Final

from snr_cli.french.words.terms import term
from snr_cli.model.grouped import in_groups
from snr_cli.observatory.progress import Progress
from snr_cli.observatory.state import DossierState, MethodState
from snr_cli.results.key_figures import COMPARED_FIGURES

# Which dossiers compare, and how their figures spread: medians and quartiles among like bodies, never a rank, never a mass.

FEWEST_COMPARED: Final = 5  # bodies under which quartiles would say where each one stands
IN_ERROR: Final = "dossier en erreur"
NO_METHOD: Final = MethodState("", "", (), "", "all", "", (), "")  # of quantities that no factor enters


@dataclass(frozen=True, slots=True)
class LikeKey:
    """What bodies that compare have in common: who they are, the year; for a footprint, how it is computed and what is in it.

    `missing_groups`: what the inventories of all of them lack, in French: an inventory without telephones has fewer devices. `how` is
    without any text for figures that no factor enters (devices per agent), which compare whatever the method.
    """

    kind: str
    size: str
    fictitious: bool
    reference_year: int
    missing_groups: tuple[str, ...]
    how: MethodState

    @property
    def method(self) -> str:
        """Return the name and the version of the method; empty where no factor enters."""
        return f"{self.how.name} {self.how.version}".strip()


@dataclass(frozen=True, slots=True)
class FigureSpread:
    """A figure among like bodies: how many have it, its quartiles (None when they are too few)."""

    figure: str
    count: int
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class LikeGroup:
    """Bodies that compare: their common key, their paths, the spread of each figure; `said`: why there is none, in French."""

    key: LikeKey
    paths: tuple[str, ...]
    spreads: tuple[FigureSpread, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The groups of bodies that compare, by kind, size and year: their footprints, then quantities that no factor enters.

    `excluded`: why the footprint of a dossier is compared with no other: path → reason, in French.
    """

    groups: tuple[LikeGroup, ...]
    excluded: dict[str, str]


def compared(states: Iterable[DossierState]) -> Comparisons:
    """Gather the bodies that compare, and spread their figures.

    Quartiles are those of `statistics.quantiles(…, n=4, method="inclusive")` of Python: the bodies are the whole of what is
    described, no sample of a larger population; between two values, by linear interpolation.
    """
    groups: dict[LikeKey, list[DossierState]] = {}
    excluded: dict[str, str] = {}
    rows = [state for state in states if state.status != "no_dossier"]
    twins = _twins(rows)
    for state in rows:
        reason = why_apart(state) or twins.get(state.path, "")
        if reason:
            excluded[state.path] = reason
        else:
            groups.setdefault(_like_key(state, state.method), []).append(state)
        if _has_quantities(state) and state.path not in twins:
            groups.setdefault(_like_key(state, None), []).append(state)
    order = sorted(groups, key=lambda key: (not key.method, key.kind, key.size, key.reference_year, repr(key)))
    like_groups = (_group(key, groups[key]) for key in order)
    return Comparisons(tuple(group for group in like_groups if group.spreads), excluded)


def _has_quantities(state: DossierState) -> bool:
    data = state.data
    if state.status != "assessed" or not state.kind or not state.size or data is None:
        return False
    return not (data.estimated or data.members or data.shared or data.excluded)


def _twins(states: Iterable[DossierState]) -> dict[str, str]:
    """Return the dossiers of one authority for one year: it would count twice, and nothing tells which of them is right."""
    by_authority = in_groups(
        ((state.siren, state.reference_year), state.path)
        for state in states
        if state.status == "assessed" and state.siren
    )
    return {
        path: f"même SIREN que {', '.join(other for other in paths if other != path)} : on ne sait lequel"
        for paths in by_authority.values()
        if len(paths) > 1
        for path in paths
    }


def why_apart(state: DossierState) -> str:
    """Say in French why the footprint of a dossier is compared with no other; empty when it may be."""
    method, data, footprint = state.method, state.data, state.organisation
    if state.status != "assessed" or method is None or data is None or footprint is None:
        return IN_ERROR
    partial = footprint.partial.partition(" : ")[2] or "une partie de l’inventaire n’est pas évaluée"
    reasons = (
        (not state.kind or not state.size, "nature ou population inconnue"),
        (footprint.kg is None, f"organisation {term('not_assessed', feminine=True)}"),
        ((footprint.spending or 0.0) > 1 - 1e-9, "tout est estimé d’après des dépenses en euros"),
        (not footprint.is_total, f"total partiel : {partial}"),
        # an average over the agents of several authorities, which have rows of their own
        (
            data.members,
            "empreinte du groupement et de ses membres : une moyenne par agent y serait celle de plusieurs collectivités",
        ),
        # its agents are not all those who use them
        (data.shared, "équipements mutualisés pour d’autres collectivités : ils y sont comptés en entier"),
        # what a body leaves out, another one counts: in no group would the figures be of the same things
        (data.excluded, f"périmètre partiel, sans : {', '.join(data.excluded)}"),
        (data.personal, "équipements personnels ou mixtes : une part seulement de chacun y est comptée"),
        (method.overrides, f"facteurs propres au dossier : {', '.join(method.overrides)}"),
        (
            data.estimated,
            "une part est estimée d’après les effectifs : une moyenne par agent y serait celle de l’estimation",
        ),
        (
            not any(COMPARED_FIGURES[name].is_footprint for name in state.figures),
            "aucune empreinte par agent ni par équipement : effectifs inconnus",
        ),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def _like_key(state: DossierState, method: MethodState | None) -> LikeKey:
    """Return what a dossier compares by; `method`: that of its footprint, None for quantities that no factor enters."""
    assert state.data is not None and state.reference_year is not None
    how = NO_METHOD if method is None else replace(method, overrides=())
    return LikeKey(state.kind, state.size, state.data.fictitious, state.reference_year, state.data.missing_groups, how)


def _group(key: LikeKey, states: Sequence[DossierState]) -> LikeGroup:
    said = "" if len(states) >= FEWEST_COMPARED else f"trop peu de collectivités comparables : {len(states)}"
    spreads = tuple(
        _spread(name, values)
        for name, kind in COMPARED_FIGURES.items()
        if kind.is_footprint == bool(key.method)
        if (values := [state.figures[name] for state in states if name in state.figures])
    )
    return LikeGroup(key, tuple(state.path for state in states), spreads, said)


def _spread(name: str, values: list[float]) -> FigureSpread:
    if len(values) < FEWEST_COMPARED:
        return FigureSpread(name, len(values), None)
    first, median, third = quantiles(values, n=4, method="inclusive")
    return FigureSpread(name, len(values), (first, median, third))


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
        progress: what its journal tells, where there is one.
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
    progress: Progress | None = None

    def age_of(self, state: DossierState) -> int | None:
        """Return how many years the data of a dossier are before the newest of the portfolio; None when it has none."""
        if state.status != "assessed" or state.reference_year is None or self.newest_year is None:
            return None
        return self.newest_year - state.reference_year


def gathered(states: Iterable[DossierState]) -> Portfolio:
    """Return a portfolio, the dossiers of one SIREN told; an authority that has one here is no row of the table besides."""
    found = list(states)
    here = {state.siren for state in found if state.status != "no_dossier"}
    rows = _told([state for state in found if state.status != "no_dossier" or state.siren not in here])
    status = Counter(row.status for row in rows)
    missing = missing_of_bound(rows)
    years = (row.reference_year for row in rows if row.status == "assessed" and row.reference_year is not None)
    return Portfolio(
        tuple(rows),
        len({_authority(row) for row in rows if row.status != "no_dossier"}),
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
    by_authority = in_groups(
        (_authority(state), state)
        for state in states
        if state.status == "assessed" and state.decree is not None and state.decree.standing == "due"
    )
    reasons = []
    for rows in by_authority.values():
        newest = max(row.reference_year or 0 for row in rows)
        latest = (row.decree for row in rows if (row.reference_year or 0) == newest)
        reasons.append(frozenset(code for decree in latest if decree is not None for code in decree.missing))
    return reasons


def _authority(state: DossierState) -> str:
    return state.siren or state.path


def passes(state: DossierState, fail_on: str) -> bool:
    """Say whether a gate lets a dossier through: it was assessed, and no finding that stands is of that level or graver.

    An authority that has no dossier here is not judged: nothing of it stops a gate.
    """
    counts = {"error": state.counts.error, "warning": state.counts.warning, "info": state.counts.info}
    levels = [*counts]
    return state.status in ("assessed", "no_dossier") and not any(
        counts[level] for level in levels[: levels.index(fail_on) + 1]
    )


def _told(states: Sequence[DossierState]) -> list[DossierState]:
    """Tell, on each, the other dossiers of its SIREN."""
    by_siren = in_groups((state.siren, state.path) for state in states if state.siren)
    dossier_states = []
    for state in states:
        others = [path for path in by_siren.get(state.siren, ()) if path != state.path]
        said = (f"même SIREN que {', '.join(others)}",) if others else ()
        dossier_states.append(replace(state, remarks=(*(one for one in state.remarks if one not in said), *said)))
    return dossier_states
