"""Which dossiers compare, and how their figures spread: medians and quartiles among like bodies, never a rank, never a mass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from snr_cli.outputs.portfolio.figures import COMPARED_FIGURES
from snr_cli.outputs.portfolio.state import DossierState

FEWEST_COMPARED: Final = 5  # bodies under which quartiles would say where each one stands
IN_ERROR: Final = "dossier en erreur"


@dataclass(frozen=True, slots=True)
class LikeKey:
    """What bodies that compare have in common: who they are, the year; for a footprint, how it is computed and what is in it.

    `missing_groups`: what the inventories of all of them lack, in French: an inventory without telephones has fewer devices. The
    rest is empty for figures that no factor enters (devices per agent), which compare whatever the method.
    """

    kind: str
    size: str
    fictitious: bool
    reference_year: int
    missing_groups: tuple[str, ...]
    method: str
    options: tuple[str, ...]
    factor_set: str
    licence: str
    factors_sha256: str
    place: str


@dataclass(frozen=True, slots=True)
class FigureSpread:
    """A figure among like bodies: how many have it, its quartiles (None when they are too few)."""

    figure: str
    count: int
    first: float | None
    median: float | None
    third: float | None


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
    rows = [each for each in states if each.status != "no_dossier"]
    twins = _twins(rows)
    for state in rows:
        reason = why_apart(state) or twins.get(state.path, "")
        if reason:
            excluded[state.path] = reason
        else:
            groups.setdefault(_footprint_key(state), []).append(state)
        if _has_quantities(state) and state.path not in twins:
            groups.setdefault(_quantity_key(state), []).append(state)
    order = sorted(groups, key=lambda key: (not key.method, key.kind, key.size, key.reference_year, repr(key)))
    found = (_group(key, groups[key]) for key in order)
    return Comparisons(tuple(each for each in found if each.spreads), excluded)


def _has_quantities(state: DossierState) -> bool:
    data = state.data
    if state.status != "assessed" or not state.kind or not state.size or data is None:
        return False
    return not (data.estimated or data.members or data.shared or data.excluded)


def _twins(states: Iterable[DossierState]) -> dict[str, str]:
    """Return the dossiers of one authority for one year: it would count twice, and nothing tells which of them is right."""
    by_authority: dict[tuple[str, int | None], list[str]] = {}
    for each in states:
        if each.status == "assessed" and each.siren:
            by_authority.setdefault((each.siren, each.reference_year), []).append(each.path)
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
    if not state.kind or not state.size:
        return "nature ou population inconnue"
    if footprint.kg is None:
        return "organisation non évaluée"
    if (footprint.spending or 0.0) > 1 - 1e-9:
        return "tout est estimé d’après des dépenses en euros"
    if not footprint.is_total:
        return (
            f"total partiel : {footprint.partial.partition(' : ')[2] or 'une partie de l’inventaire n’est pas évaluée'}"
        )
    if data.members:  # an average over the agents of several authorities, which have rows of their own
        return "empreinte du groupement et de ses membres : une moyenne par agent y serait celle de plusieurs collectivités"
    if data.shared:  # its agents are not all those who use them
        return "équipements mutualisés pour d’autres collectivités : ils y sont comptés en entier"
    if data.excluded:  # what a body leaves out, another one counts: in no group would the figures be of the same things
        return f"périmètre partiel, sans : {', '.join(data.excluded)}"
    if data.personal:
        return "équipements personnels ou mixtes : une part seulement de chacun y est comptée"
    if method.overrides:
        return f"facteurs propres au dossier : {', '.join(method.overrides)}"
    if data.estimated:
        return "une part est estimée d’après les effectifs : une moyenne par agent y serait celle de l’estimation"
    return "" if _of_factors(state.figures) else "aucune empreinte par agent ni par équipement : effectifs inconnus"


def _of_factors(figures: Iterable[str]) -> bool:
    return any(COMPARED_FIGURES[name].is_footprint for name in figures)


def _quantity_key(state: DossierState) -> LikeKey:
    assert state.data is not None
    assert state.reference_year is not None
    who = (state.kind, state.size, state.data.fictitious, state.reference_year, state.data.missing_groups)
    return LikeKey(*who, "", (), "", "all", "", "")


def _footprint_key(state: DossierState) -> LikeKey:
    assert state.method is not None
    assert state.data is not None
    assert state.reference_year is not None
    method = state.method
    return LikeKey(
        state.kind,
        state.size,
        state.data.fictitious,
        state.reference_year,
        state.data.missing_groups,
        f"{method.name} {method.version}",
        method.options,
        method.factor_set,
        method.licence,
        method.factors_sha256,
        method.place,
    )


def _group(key: LikeKey, states: Sequence[DossierState]) -> LikeGroup:
    said = "" if len(states) >= FEWEST_COMPARED else f"trop peu de collectivités comparables : {len(states)}"
    spreads = tuple(
        _spread(name, values)
        for name, kind in COMPARED_FIGURES.items()
        if kind.is_footprint == bool(key.method)
        if (values := [each.figures[name] for each in states if name in each.figures])
    )
    return LikeGroup(key, tuple(each.path for each in states), spreads, said)


def _spread(name: str, values: list[float]) -> FigureSpread:
    if len(values) < FEWEST_COMPARED:
        return FigureSpread(name, len(values), None, None, None)
    return FigureSpread(name, len(values), *quantiles(values, n=4, method="inclusive"))
