"""An objective in words: where the value that it starts from comes from, and its verdict."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.french.numbers import WIDE, number, percent, printable, signed, significant, together
from snr_cli.french.words.terms import NOT_ASSESSED, OBJECTIVE_VERDICTS, PROGRESS, apart, estimated_note, mass, measured
from snr_cli.model.strategy import FigureOrigin
from snr_cli.plan.base_year import Base, StartOrigin, Trend
from snr_cli.plan.objectives import (
    LIFETIMES,
    PROOFS,
    SET,
    WITHOUT_LEVERS,
    Outcome,
    ProgressMade,
    Reach,
    World,
    WorldOutcome,
)
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import plan_extent
from snr_cli.results.records import Extent
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, OF_CLIMATE, PARTIAL_WORD, partial_text
from snr_cli.results.verdicts import INTERVAL, PARTIAL_SUM, ObjectiveVerdict, VerdictState

# What is read on a sum that is no total, or in part deduced from climate change.


def partial_outcome(outcome: Outcome, plan: Plan) -> str:
    """Say that an objective is read on a sum that is no total; empty when it is one, or no sum of the inventory."""
    return "" if outcome.projected is None else partial_text(_extent(outcome, plan))


def outcome_mark(outcome: Outcome, plan: Plan) -> str:
    """Return what stands after a value of an objective that is read on no total, or on a sum that is deduced in part; else nothing."""
    if partial_outcome(outcome, plan):
        return f" ({PARTIAL_WORD})"
    extent = _extent(outcome, plan)
    return f" (en partie déduit {OF_CLIMATE})" if extent is not None and extent.behind.deduced else ""


def _extent(outcome: Outcome, plan: Plan) -> Extent | None:
    """Return how much of the inventory the sum holds that an objective is read on; None of one that is read on no such sum."""
    return plan_extent(plan, outcome.category) if outcome.category and outcome.perimeter == "organisation" else None


# Where the value that an objective starts from comes from.

_SAID = {StartOrigin.PUBLISHED: "Publié", StartOrigin.GIVEN: "Donné"}


NOT_SUBTRACTED = "L’un ne se soustrait pas de l’autre"


def amount_text(value: float, unit: str) -> str:
    """Write a value in the unit of an objective."""
    if unit == "kgCO2e":
        return mass(value)
    if unit == "kWh":
        return f"{significant(value / 1000)}{WIDE}MWh"
    return measured(significant(value), printable(CATEGORY_UNITS.get(unit, unit)))


def left(value: float, unit: str) -> str:
    """Write what is left to find between two values of an objective: points between two percentages."""
    return apart(significant(value), unit, value) if unit.startswith("%") else amount_text(value, unit)


def origin_text(origin: FigureOrigin | None) -> str:
    """Say where a published figure comes from, to go in brackets; that nothing is known of it otherwise."""
    if origin is None or origin == FigureOrigin():
        return "outil, méthode et périmètre inconnus"
    parts = [
        f"outil : {origin.tool or 'inconnu'}",
        f"méthode : {origin.method or 'inconnue'}",
        f"périmètre : {origin.perimeter or 'inconnu'}",
    ]
    if origin.source:
        parts.append(f"source : {origin.source}")
    if origin.shares:
        parts.append("parts : " + ", ".join(f"{name} {percent(share)}" for name, share in origin.shares.items()))
    return printable(" ; ".join(parts))


def base_sentences(outcome: Outcome, reference_year: int) -> Iterable[str]:
    """Say what an objective starts from when it is not the inventory of the reference year, without its advice."""
    base = outcome.base
    if base is None:
        return
    if base.start is StartOrigin.RECOMPUTED and outcome.reference is not None:
        yield _again(base, outcome.reference, outcome.unit)
    if outcome.reach is not Reach.NOT_COMPARABLE:
        return
    if base.said is not None:
        word = _SAID.get(base.start, "Calculé")
        yield f"{word} de {base.year} : {amount_text(base.said, outcome.unit)} ({origin_text(base.origin)})."
    if base.own is not None:
        yield f"Calculé de {reference_year} : {amount_text(base.own, outcome.unit)}. {NOT_SUBTRACTED}."
    if base.restated is not None and base.own:
        share = percent(abs(base.restated / base.own - 1.0))
        sign = "−" if base.restated < base.own else "+"
        yield (
            f"Redite en pour cent de {reference_year}, la cible serait {sign}{share}, soit {amount_text(base.restated, outcome.unit)} : "
            "ce n’est pas un verdict."
        )


def _again(base: Base, reference: float, unit: str) -> str:
    """Say what computing a past year again changed, the part of the factors apart."""
    said = base.said or 0.0
    text = f"Départ de {base.year} recalculé avec la méthode et les facteurs d’aujourd’hui : {amount_text(reference, unit)}"
    if abs(reference - said) <= 1e-9 * max(reference, said):
        return f"{text}, comme le résultat gardé."
    parts = [
        f"{name} {signed(value, amount_text(value, unit))}"
        for name, value in (("facteurs", base.factors or 0.0), ("méthode", base.method or 0.0))
        if abs(value) > 1e-9 * max(reference, said)
    ]
    return f"{text} ; le résultat gardé disait {amount_text(said, unit)} ({', '.join(parts)})."


def advice(outcome: Outcome, reference_year: int) -> str:
    """Say how to make an objective comparable; empty when it is."""
    base = outcome.base
    if outcome.reach is not Reach.NOT_COMPARABLE or base is None:
        return ""
    own = f"partez de {reference_year}, sans baseline (from: {reference_year})"
    if outcome.why == "other_figure":
        return "Pour comparer : retirez baseline ; le calcul donne le départ."
    if outcome.why == "given_and_computed":
        return f"Pour comparer : donnez la valeur de {base.year} et celle d’après de la même mesure, ou {own}."
    if outcome.why == "other_perimeter":
        return f"Pour comparer : inventoriez les mêmes groupes les deux années, ou {own}."
    return (
        f"Pour comparer : donnez au bilan de {base.year} son résultat complet (result : le JSON de snr assess de cette année-là), "
        f"qui sera recalculé ; ou {own}."
    )


# The verdict of an objective in words: the same on screens, in documents and in published data.

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


def verdict(objective_verdict: ObjectiveVerdict) -> str:
    """Say where an objective stands, and how near when it is not at its target: prévu non atteint (en chemin)."""
    text = OBJECTIVE_VERDICTS[objective_verdict.state]
    if objective_verdict.state is VerdictState.DEPENDS:
        return f"{text} {depends_on(objective_verdict.decides)}"
    return f"{text} ({PROGRESS[objective_verdict.way]})" if objective_verdict.way is ProgressMade.ON_THE_WAY else text


def against_target(projected: float, target: float, unit: str, amounts: Amounts, mark: str = "") -> str:
    """Write a value beside the one aimed at: 293 t CO2e pour 279 t CO2e visées; `mark` follows the value."""
    said, aimed = amounts(projected, unit) + mark, amounts(target, unit)
    return f"{said} pour {aimed} {_AIMED[unit]}" if unit in _AIMED else f"{said} pour une cible de {aimed}"


def verdict_sentence(objective_verdict: ObjectiveVerdict, amounts: Amounts, mark: str = "") -> str:
    """Say an objective that has figures in one sentence for the public, the stricter reading first; empty for the others.

    For instance: sans compter les dépenses en moins, l’objectif n’est pas atteint : 293 t CO2e pour 279 t CO2e visées. It has no
    capital nor full stop, to follow the name of the objective. `mark` follows what is forecast: (partiel).
    """
    outcome, world = objective_verdict.outcome, objective_verdict.decider
    if outcome.target is None or outcome.projected is None:
        return ""
    figures = against_target(outcome.projected, outcome.target, outcome.unit, amounts, mark)
    if world is not None and world.projected is not None and world.target is not None:
        strict = against_target(world.projected, world.target, outcome.unit, amounts, mark)
        led = "le plan mène à" if objective_verdict.led else "la valeur est de"
        if world.target == outcome.target:
            rest = f"autrement, {led} {amounts(outcome.projected, outcome.unit)}{mark}"
        else:  # another source, and so another start: each figure is beside its own target
            rest = f"autrement, {'il le serait' if objective_verdict.led else 'il l’est'} : {figures}"
        return f"{world_text(world.id)}, l’objectif n’est pas atteint : {strict} ; {rest}"
    if not objective_verdict.led:
        return ""
    text = f"le plan mène à {figures}{f' en {outcome.by_year}' if outcome.by_year else ''}"
    if objective_verdict.decides == PARTIAL_SUM:
        return f"{text}, sur ce qui est évalué : moins de la moitié, rien n’est sûr"
    if objective_verdict.decides == INTERVAL:
        short = outcome.gap is not None and not outcome.reach.at_target
        lacking = f" ; il manque {amounts(abs(outcome.gap or 0.0), outcome.unit)}" if short else ""
        return f"{text}{lacking} ; l’écart est plus petit que l’incertitude"
    every = ", avec chacune des trois sources de données" if objective_verdict.in_every_set else ""
    return f"{text} : {verdict(objective_verdict)}{every if objective_verdict.state is VerdictState.FORECAST_REACHED else ''}"


def world_sentence(world: World, unit: str, amounts: Amounts) -> str:
    """Say what becomes of an objective in a world, for who wants each of them."""
    name = world_text(world.id)
    start = f"{name[:1].upper()}{name[1:]} : "
    if world.projected is None or world.target is None:
        return f"{start}{NOT_ASSESSED}."
    own = "" if not world.own else f" ; {percent(world.own)} du départ y a des valeurs propres à cette source"
    figures = against_target(world.projected, world.target, unit, amounts)
    return f"{start}{WORLD_OUTCOMES[world.outcome]}, {figures}{own}."


# The curves without any action, in words: what they suppose, the growth of the last two inventories, or why there is none.

# What the curve without any action supposes: nothing grows, or what the dossier says grows. Said wherever it is drawn or printed.

FLAT: Final = "parc constant"
GROWING: Final = "tendance retenue"


def baseline_label(growth: Mapping[str, float]) -> str:
    """Name the curve, with what it supposes."""
    return f"Sans nouvelle action, {GROWING if growth else FLAT}"


def baseline_sentence(growth: Mapping[str, float], tables: Tables) -> str:
    """Say what the curve supposes."""
    if not growth:
        return (
            "Seules les actions font bouger les courbes : sans elles, le parc et les usages sont supposés constants, et "
            "aucune croissance n’est comptée."
        )
    kinds = tables.equipment_types | tables.service_types
    said = together(
        f"{kinds[kind].label if kind in kinds else printable(kind)}, {growth_text(rate)} par an"
        for kind, rate in growth.items()
    )
    return f"Sans action, la tendance retenue est : {said} ; aucune autre croissance n’est comptée."


def baseline_short(growth: Mapping[str, float]) -> str:
    """Say it after a figure, in a few words."""
    return f"sans action, {GROWING if growth else FLAT}"


def growth_text(rate: float) -> str:
    """Write a yearly growth: +10 %, −2,5 %."""
    return f"{signed(rate, number(round(rate * 100, 1)))}{WIDE}%"


# The trend of the last two inventories in words: its two years, its growth, or why there is none.

_WHYS: Final = {
    "published_only": "de {first}, seul un total publié est connu : ni sa méthode, ni son périmètre, ni ses facteurs ne se vérifient",
    "result_unusable": "le résultat gardé de {first} ne peut pas être recalculé",
    "other_authority": "le résultat gardé de {first} est celui d’une autre collectivité",
    "other_perimeter": "les inventaires de {first} et de {last} n’ont pas le même périmètre",
    "same_export": "le même export sert à {first} et à {last} : rien n’a été recompté",
    "same_quantities": "les inventaires de {first} et de {last} ont les mêmes quantités : rien n’a été recompté",
    "no_value": "l’une des deux années n’est pas évaluée",
}


def trend_label(trend: Trend) -> str:
    """Name the curve, with its two years."""
    return f"Tendance {trend.first}-{trend.last} prolongée"


def trend_sentence(trend: Trend, horizon: int) -> str:
    """Say the growth, the two years it comes from and where it leads, or why it is not offered."""
    rate, end = trend.per_year, trend.at(horizon)
    if rate is None or end is None or trend.before is None or trend.now is None:
        why = _WHYS[trend.why or "no_value"].format(first=trend.first, last=trend.last)
        return f"Tendance des deux derniers inventaires non proposée : {why}."
    note = estimated_note(trend.estimated)
    return (
        f"Seconde lecture sans action : la tendance de {trend.first} à {trend.last}, {growth_text(rate)} par an "
        f"({mass(trend.before)} puis {mass(trend.now)}{f', {note}' if note else ''}, {trend.first} étant recalculé avec la méthode et les "
        f"facteurs d’aujourd’hui), mènerait à {mass(end)} en {horizon} si elle se prolongeait. Deux années ne font pas une "
        "prévision : les objectifs et la part de chaque action n’en dépendent pas."
    )
