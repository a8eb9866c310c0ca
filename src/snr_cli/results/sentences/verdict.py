"""The verdict of an objective in words: the same on screens, in documents and in published data."""

from collections.abc import Callable
from typing import Final

from snr_cli.engine.spending import WITHOUT_LINES
from snr_cli.french.numbers import percent
from snr_cli.french.words.results import NOT_ASSESSED, OBJECTIVE_VERDICTS, PROGRESS
from snr_cli.plan.objectives import ProgressMade
from snr_cli.plan.world import LIFETIMES, PROOFS, SET, WITHOUT_LEVERS, World, WorldOutcome
from snr_cli.results.verdicts import INTERVAL, PARTIAL_SUM, ObjectiveVerdict, VerdictState

Amounts = Callable[[float, str], str]  # a value and its unit, in words

# what a verdict depends on, after « dépend »
DEPENDS_ON: Final = {
    PARTIAL_SUM: "de ce qui n’est pas évalué",
    INTERVAL: "de l’incertitude des données",
    WITHOUT_LEVERS: "de dépenses en moins",
    WITHOUT_LINES: "de ce qui est estimé d’après des euros",
    PROOFS: "de preuves qui manquent",
    LIFETIMES: "de durées de vie supposées",
    SET: "de la source des données",
}
SET_NAMES: Final = {
    "ademe": "les données publiques de l’ADEME",
    "declarations": "les données des fabricants",
    "ecodiag": "les données de la recherche publique (EcoDiag)",
}
_OPENINGS: Final = {
    WITHOUT_LEVERS: "sans compter les dépenses en moins",
    WITHOUT_LINES: "sans ce qui est estimé d’après des euros",
    PROOFS: "si ce qui est déjà reconditionné ou réemployé a sa preuve",
    LIFETIMES: "si les appareils durent autrement que supposé",
}
WORLD_OUTCOMES: Final = {
    WorldOutcome.HOLDS: "à la cible",
    WorldOutcome.TURNS: "pas à la cible",
    WorldOutcome.SAME: "rien ne change",
    WorldOutcome.NOT_ASSESSABLE: NOT_ASSESSED,
}
# « visés » after a unit that has a gender
_AIMED: Final = {"kgCO2e": "visées", "kWh": "visés"}


def world_text(world: str) -> str:
    """Name a world, to open a sentence: sans compter les dépenses en moins ; avec les données des fabricants."""
    name = world.removeprefix(SET)
    return _OPENINGS[world] if world in _OPENINGS else f"avec {SET_NAMES.get(name, f'les données « {name} »')}"


def depends_on(decides: str) -> str:
    """Say what a verdict depends on, after « dépend »."""
    return DEPENDS_ON[SET if decides.startswith(SET) else decides]


def verdict(found: ObjectiveVerdict) -> str:
    """Say where an objective stands, and how near when it is not at its target: prévu non atteint (en chemin)."""
    text = OBJECTIVE_VERDICTS[found.state]
    if found.state is VerdictState.DEPENDS:
        return f"{text} {depends_on(found.decides)}"
    return f"{text} ({PROGRESS[found.way]})" if found.way is ProgressMade.ON_THE_WAY else text


def against_target(projected: float, target: float, unit: str, amounts: Amounts, mark: str = "") -> str:
    """Write a value beside the one aimed at: 293 t CO2e pour 279 t CO2e visées; `mark` follows the value."""
    said, aimed = amounts(projected, unit) + mark, amounts(target, unit)
    return f"{said} pour {aimed} {_AIMED[unit]}" if unit in _AIMED else f"{said} pour une cible de {aimed}"


def verdict_sentence(found: ObjectiveVerdict, amounts: Amounts, mark: str = "") -> str:
    """Say an objective that has figures in one sentence for the public, the stricter reading first; empty for the others.

    For instance: sans compter les dépenses en moins, l’objectif n’est pas atteint : 293 t CO2e pour 279 t CO2e visées. It has no
    capital nor full stop, to follow the name of the objective. `mark` follows what is forecast: (partiel).
    """
    outcome, world = found.outcome, found.decider
    if outcome.target is None or outcome.projected is None:
        return ""
    figures = against_target(outcome.projected, outcome.target, outcome.unit, amounts, mark)
    if world is not None and world.projected is not None and world.target is not None:
        strict = against_target(world.projected, world.target, outcome.unit, amounts, mark)
        led = "le plan mène à" if found.led else "la valeur est de"
        same = amounts(outcome.projected, outcome.unit) + mark if world.target == outcome.target else figures
        return f"{world_text(world.id)}, l’objectif n’est pas atteint : {strict} ; autrement, {led} {same}"
    if not found.led:
        return ""
    text = f"le plan mène à {figures}{f' en {outcome.by_year}' if outcome.by_year else ''}"
    if found.decides == PARTIAL_SUM:
        return f"{text}, sur ce qui est évalué : moins de la moitié, rien n’est sûr"
    if found.decides == INTERVAL:
        short = outcome.gap is not None and found.misses
        lacking = f" ; il manque {amounts(abs(outcome.gap or 0.0), outcome.unit)}" if short else ""
        return f"{text}{lacking} ; l’écart est plus petit que l’incertitude"
    every = ", avec chacune des trois sources de données" if found.in_every_set else ""
    return f"{text} : {verdict(found)}{every if found.state is VerdictState.FORECAST_REACHED else ''}"


def world_sentence(world: World, unit: str, amounts: Amounts) -> str:
    """Say what becomes of an objective in a world, for who wants each of them."""
    name = world_text(world.id)
    start = f"{name[:1].upper()}{name[1:]} : "
    if world.projected is None or world.target is None:
        return f"{start}{NOT_ASSESSED}."
    own = "" if not world.own else f" ; {percent(world.own)} du départ y a des valeurs propres à cette source"
    figures = against_target(world.projected, world.target, unit, amounts)
    return f"{start}{WORLD_OUTCOMES[world.outcome]}, {figures}{own}."
