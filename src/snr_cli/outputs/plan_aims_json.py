"""Objectives, readings and indicators of a plan as JSON: pieces of plan_json.py, with the shapes that both use."""

from typing import Final

from snr_cli.outputs.shared_shapes import ORIGIN, difference
from snr_cli.plan.base_year import Base, StartOrigin
from snr_cli.plan.followed import FollowedRow
from snr_cli.plan.indicators.values import IndicatorYear
from snr_cli.plan.objectives import Outcome
from snr_cli.plan.readings import PlanReading
from snr_cli.plan.trajectory import Year
from snr_cli.plan.world import World, WorldOutcome
from snr_cli.results.json_shape import FLAG, FLOAT, INTEGER, STRING, Shape, choice, closed_object, key, object_of
from snr_cli.results.verdicts import VerdictState, objective_verdict

VALUES: Final = FLOAT.mapped()
_UNKNOWN: Final = FLOAT.or_null()
_NAMES: Final = STRING.listed()
CURVES: Final[Shape[Year]] = closed_object(year=key(INTEGER), baseline=key(VALUES), with_actions=key(VALUES))
PAIR: Final[Shape[tuple[float, float]]] = (
    closed_object(low=key(FLOAT, lambda pair: pair[0]), high=key(FLOAT, lambda pair: pair[1]))
    .but(description="Neuf chances sur dix (percentiles 5 et 95), à source de données égale.")
    .named("interval")
)
DIFFERENCE_SHAPE: Final = difference(
    "Neuf chances sur dix à source de données égale ; ce que les deux termes partagent s’annule.",
    "false quand l’intervalle contient zéro.",
).named("difference")

_BASE: Final[Shape[Base]] = closed_object(
    start=key(choice(*(each.value for each in StartOrigin))),
    year=key(INTEGER),
    said=key(
        _UNKNOWN,
        text="Ce qui est publié ou donné de cette année, ou ce que disait le résultat gardé ; jamais soustrait d’un calcul.",
    ),
    origin=key(ORIGIN.or_null()),
    method=key(_UNKNOWN, text="Recalculé : ce que change la méthode."),
    factors=key(_UNKNOWN, text="Recalculé : ce que changent les facteurs."),
    own=key(_UNKNOWN, text="Non comparable : ce qui est calculé de l’année de référence."),
    restated=key(
        _UNKNOWN,
        text="Non comparable : la cible, redite en pour cent de l’année de référence ; ce n’est pas un verdict.",
    ),
)
_WORLD: Final[Shape[World]] = closed_object(
    id=key(STRING, text="without_spend_levers, without_spend_lines, proofs, lifetimes, factor_set:ID."),
    outcome=key(choice(*(each.value for each in WorldOutcome))),
    start=key(_UNKNOWN),
    target=key(_UNKNOWN, text="La même part du départ."),
    projected=key(_UNKNOWN),
    own=key(
        _UNKNOWN, text="D’un autre jeu de facteurs : part du départ que portent des lignes dont la valeur y est propre."
    ),
)
OBJECTIVE: Final[Shape[Outcome]] = object_of(
    **{name: key(STRING) for name in ("id", "title", "perimeter", "category", "unit")},
    from_year=key(INTEGER.or_null()),
    by_year=key(INTEGER.or_null()),
    reference=key(_UNKNOWN),
    target=key(_UNKNOWN),
    projected=key(_UNKNOWN),
    verdict=key(
        choice(*(each.value for each in VerdictState)),
        lambda found: objective_verdict(found).state.value,
        "Une prévision (forecast) n’est pas un résultat : reached et missed sont d’une année passée. depends : voir decides.",
    ),
    decides=key(
        STRING.or_null(),
        lambda found: objective_verdict(found).decides or None,
        "De quoi dépend le verdict : interval (l’écart à la cible contient zéro), ou l’identifiant d’un monde de worlds.",
    ),
    worlds=key(
        _WORLD.listed(),
        text="L’objectif quand une chose douteuse est autre, une à la fois, départ et prévision recalculés ; d’un objectif à sa cible.",
    ),
    why=key(STRING),
    last_year=key(
        INTEGER.or_null(),
        text="Année de la valeur de projected quand ce n’est pas une prévision : indicateur qu’aucun inventaire ne porte.",
    ),
    projected_interval=key(PAIR.or_null()),
    gap_interval=key(
        DIFFERENCE_SHAPE.or_null(),
        text="Écart à la cible ; null quand l’objectif n’est pas une empreinte de l’organisation.",
    ),
    progress=key(
        choice("on_the_way", "none", None),
        text="D’une valeur qui n’est pas à la cible : en chemin depuis le départ, ou non ; null à la cible.",
    ),
    base=key(
        _BASE.or_null(),
        text="D’où vient la valeur de départ. Non comparable : reference et target sont null.",
    ),
    gap=key(_UNKNOWN),
)
READING: Final[Shape[PlanReading]] = closed_object(
    code=key(choice("without_spend_lines", "without_spend_levers")),
    organisation=key(CURVES.listed(), lambda reading: reading.path.years),
)

_VALUE: Final[Shape[IndicatorYear]] = object_of(
    year=key(INTEGER), computed=key(_UNKNOWN), given=key(_UNKNOWN), differs=key(FLAG)
)
INDICATOR: Final[Shape[FollowedRow]] = closed_object(
    id=key(STRING, lambda row: row.indicator.id),
    title=key(STRING, lambda row: row.indicator.title),
    unit=key(STRING, lambda row: row.indicator.unit),
    direction=key(choice("down", "up", "info"), lambda row: row.indicator.direction),
    followed=key(FLAG),
    objectives=key(_NAMES),
    actions=key(_NAMES),
    value=key(_UNKNOWN),
    year=key(INTEGER.or_null()),
    origin=key(choice("given", "computed", None), lambda row: row.origin or None),
    why=key(STRING.or_null(), lambda row: row.why or None),
    target=key(_UNKNOWN, lambda row: row.indicator.target),
    forecast=key(
        VALUES,
        lambda row: {str(year): value for year, value in row.to_come.items()},
        "Ce que le moteur en trouve sous l’effet des actions, par année ; vide quand il ne le recalcule pas.",
    ),
    follows_actions=key(FLAG, lambda row: row.indicator.follows_actions),
    part=key(STRING.or_null(), lambda row: row.part or None, "Type ou salle que le dossier suit."),
    parts=key(VALUES, lambda row: row.indicator.parts),
    years=key(_VALUE.listed(), lambda row: row.indicator.years),
    partial=key(FLAG, lambda row: row.indicator.partial),
    late=key(FLAG, lambda row: row.indicator.late),
    formula=key(STRING, lambda row: row.indicator.formula),
    source=key(STRING, lambda row: row.indicator.source),
    frequency=key(STRING, lambda row: row.indicator.frequency),
    threshold=key(STRING.or_null(), lambda row: row.indicator.threshold or None),
    to_confirm=key(FLAG, lambda row: "à confirmer" in row.indicator.threshold),
    themes=key(INTEGER.listed(), lambda row: row.indicator.themes),
)
