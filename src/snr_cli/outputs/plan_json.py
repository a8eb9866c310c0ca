"""The plan as JSON (docs/schemas/plan.schema.json): in the unit of each category."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.words.terms import a_term, term
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_organisation_json import CARRIED_SHAPE, ORIGIN, difference
from snr_cli.plan.effects import Idle
from snr_cli.plan.indicators import IndicatorYear
from snr_cli.plan.means import ActionMeans, BlockMeans, Funds, ThemeCoverage, YearAmount, Yearly, euros_per_tonne
from snr_cli.plan.objectives import Outcome, PlanReading, World, WorldOutcome
from snr_cli.plan.past_years import Base, StartOrigin, Trend
from snr_cli.plan.plan import FollowedRow, Plan, Settled
from snr_cli.plan.territory import TerritoryEffect, TerritoryPlan, TerritoryYear
from snr_cli.plan.trajectory import ActionContribution, ElectricityCurve, PathYear, Year, YearIntervals
from snr_cli.plan.variants import Lack
from snr_cli.results.effects import (
    ActionEffect,
    EffectState,
    VerdictState,
    action_effects,
    objective_verdict,
    plan_change,
    plan_extent,
)
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    INTEGER,
    STRING,
    Key,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
    some_of,
)
from snr_cli.results.organisation import assessed_categories
from snr_cli.results.records import Extent, FigureBasis, FigureBounds, FigureState, Judged, Reserve

# Objectives, readings and indicators of a plan as JSON: pieces of plan_json.py, with the shapes that both use.

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
    start=key(choice(*(origin.value for origin in StartOrigin))),
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
    outcome=key(choice(*(outcome.value for outcome in WorldOutcome))),
    start=key(_UNKNOWN),
    target=key(_UNKNOWN, text="La même part du départ."),
    projected=key(_UNKNOWN),
    own=key(
        _UNKNOWN,
        text=f"D’un autre {term('factor_set')} : part du départ que portent des lignes dont la valeur y est propre.",
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
        choice(*(state.value for state in VerdictState)),
        lambda outcome: objective_verdict(outcome).state.value,
        "Une prévision (forecast) n’est pas un résultat : reached et missed sont d’une année passée. depends : voir decides.",
    ),
    decides=key(
        STRING.or_null(),
        lambda outcome: objective_verdict(outcome).decides or None,
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


# Means, themes and axes of a plan as JSON: pieces of plan_json.py.


class _Acted(NamedTuple):
    row: ActionMeans
    plan: Plan

    def euros_per_tonne(self) -> Mapping[str, float] | None:
        return euros_per_tonne(self.row, self.plan.saved_physically(self.row.id), self.plan.horizon) or None


class _Amount(NamedTuple):
    year: int
    section: str
    tax: str
    eur: float
    funding: tuple[str, ...]


_EUROS: Final = "Euros hors taxes (ht) et toutes taxes comprises (ttc) ; ils ne s’additionnent pas."
_BY_TAX: Final = some_of({"ht": FLOAT, "ttc": FLOAT}, additionalProperties=False)
_SECTION: Final = choice("investissement", "fonctionnement")
_TAX: Final = choice("ht", "ttc")
_BUDGET: Final[Shape[YearAmount]] = object_of(
    year=key(INTEGER),
    section=key(_SECTION),
    tax=key(_TAX),
    eur=key(FLOAT),
    funding=key(STRING.or_null(), lambda amount: amount.funding or None),
    received=key(FLOAT.or_null(), text="Euros que d’autres paient ; null si aucun montant n’est dit.", added=True),
    named=key(STRING.listed(), text="Qui paie un montant qui n’est pas dit.", added=True),
    recurrent=key(FLAG, text="La ligne revient chaque année.", added=True),
    endless=key(FLAG, text="Rien ne dit jusqu’à quand elle revient.", added=True),
    staff=key(FLAG, text="Elle paie les postes du même bloc, sans TVA.", added=True),
)
_AMOUNT: Final[Shape[_Amount]] = object_of(
    year=key(INTEGER), section=key(_SECTION), tax=key(_TAX), eur=key(FLOAT), funding=key(STRING.listed())
)
_ACTED: Final[Shape[_Acted]] = object_of(
    id=key(STRING, lambda acted: acted.row.id),
    title=key(STRING, lambda acted: acted.row.title),
    themes=key(INTEGER.listed(), lambda acted: acted.row.themes),
    axis=key(STRING, lambda acted: acted.row.axis),
    status=key(STRING, lambda acted: acted.row.status),
    owner=key(STRING, lambda acted: acted.row.owner),
    fte=key(FLOAT.or_null(), lambda acted: acted.row.fte),
    new_fte=key(FLOAT.or_null(), lambda acted: acted.row.new_fte, "Postes à créer, en plus de fte.", added=True),
    savings_per_year=key(FLOAT.or_null(), lambda acted: acted.row.savings_per_year),
    contract=key(STRING, lambda acted: acted.row.contract),
    partner=key(STRING, lambda acted: acted.row.partner),
    missing=key(choice("owner", "means", "indicators", "schedule").listed(), lambda acted: acted.row.missing),
    budget=key(_BY_TAX.or_null(), lambda acted: acted.row.by_tax or None, _EUROS),
    amounts=key(_BUDGET.listed(), lambda acted: acted.row.amounts),
    euros_per_tonne=key(
        _BY_TAX.or_null(),
        _Acted.euros_per_tonne,
        "Budget dit jusqu’à l’horizon, par tonne de CO2e évitée jusque-là, sans actualisation ; null sans budget ou sans économie.",
    ),
    spend_lever=key(
        FLAG,
        lambda acted: acted.row.id in acted.plan.money.levers,
        "L’action change des lignes comptées en euros ; euros_per_tonne laisse ces tonnes de côté.",
    ),
)
_SHARED: Final[Shape[BlockMeans]] = object_of(
    axis=key(STRING, text="L’axe servi ; vide pour toute la stratégie."),
    title=key(STRING),
    fte=key(FLOAT.or_null()),
    new_fte=key(FLOAT.or_null()),
    contract=key(STRING),
    partner=key(STRING),
    budget=key(_BY_TAX.or_null(), lambda row: row.by_tax or None, _EUROS),
    amounts=key(_BUDGET.listed()),
)
_EACH: Final[dict[str, Key[Funds]]] = {
    "sections": key(
        some_of({"investissement": FLOAT, "fonctionnement": FLOAT}, additionalProperties=False),
        text="Dépenses de chaque section, sur sa base ; une section sans montant n’y est pas.",
    ),
    "tax": key(FLOAT.or_null(), text="TVA qui porte les sections à la base des totaux ; null si elles y sont."),
    "gross": key(FLOAT.or_null(), text="Dépenses, sur la base des totaux ; null si rien n’est chiffré, jamais 0."),
    "recurrent": key(FLOAT.or_null(), text="Ce qui, dans gross, revient chaque année."),
    "received": key(FLOAT.or_null(), text="Ce que d’autres paient."),
    "net": key(FLOAT.or_null(), text="gross − received."),
    "new_posts": key(FLOAT.or_null(), text="Coût estimé des postes à créer qu’aucune ligne ne paie."),
    "savings": key(FLOAT.or_null(), text="Économies attendues, qui montent comme les effets des actions."),
    "balance": key(
        FLOAT.or_null(), text="net + new_posts − savings ; null si une dépense n’est pas chiffrée ou est à part."
    ),
    "posts": key(FLOAT.or_null(), text="Coût estimé des postes existants qu’aucune ligne ne paie, dans aucun total."),
    "apart": key(_BY_TAX, text="Montants qu’aucun taux ne convertit, dans aucun total."),
}
_PLAN_MEANS_JSON_YEAR: Final[Shape[Funds]] = object_of(
    year=key(INTEGER, lambda funds: funds.year or 0),
    **_EACH,
    fte=key(FLOAT.or_null(), text="Postes existants, actions terminées exclues."),
    new_fte=key(FLOAT.or_null(), text="Postes à créer."),
)
_YEARLY: Final[Shape[Yearly]] = object_of(
    basis=key(
        some_of({"investissement": _TAX, "fonctionnement": _TAX}, additionalProperties=False),
        text="Base de chaque section qui a des montants.",
    ),
    whole=key(_TAX, text="Base des totaux."),
    rate=key(FLOAT.or_null(), text="Taux de TVA du dossier ; null : rien n’est converti."),
    eur_per_fte=key(FLOAT.or_null(), text=f"Coût d’{a_term('fte')} par an, d’après le dossier."),
    years=key(_PLAN_MEANS_JSON_YEAR.listed()),
    total=key(object_of(**_EACH)),
    endless=key(FLOAT.or_null(), text="Dépenses par an qui continuent après la dernière année, sans terme dit."),
    named=key(STRING.listed(), text="Qui paie un montant qui n’est pas dit."),
)
MEANS: Final[Shape[Plan]] = object_of(
    actions=key(_ACTED.listed(), lambda plan: [_Acted(row, plan) for row in plan.means.actions]),
    budget=key(
        _AMOUNT.listed(),
        lambda plan: [_Amount(*at, eur, plan.means.funding.get(at, ())) for at, eur in plan.means.budget.items()],
    ),
    total=key(
        _BY_TAX,
        lambda plan: plan.means.total,
        "Euros hors taxes (ht) et toutes taxes comprises (ttc) à partir de l’année de référence ; ils ne s’additionnent pas.",
    ),
    fte=key(FLOAT, lambda plan: plan.means.fte),
    savings_eur_per_year=key(FLOAT, lambda plan: plan.means.savings_per_year),
    shared=key(
        _SHARED.listed(),
        lambda plan: plan.means.shared,
        "Moyens d’un axe ou de toute la stratégie, qu’aucune action ne porte seule.",
        added=True,
    ),
    yearly=key(
        _YEARLY,
        lambda plan: plan.means.yearly,
        "Les années de la stratégie depuis celle de référence, sur une seule base, en euros.",
        added=True,
    ),
)
_SERVED: Final[dict[str, Key[ThemeCoverage]]] = {
    **{name: key(INTEGER) for name in ("actions", "acting", "objectives", "indicators", "with_means")},
    "fte": key(FLOAT),
}
_BUDGET_OF: Final[dict[str, Key[ThemeCoverage]]] = {"budget": key(_BY_TAX, lambda coverage: coverage.by_tax, _EUROS)}
THEME: Final[Shape[ThemeCoverage]] = object_of(
    theme=key(INTEGER.but(minimum=1, maximum=6)), **_SERVED, left_out=key(STRING), **_BUDGET_OF
)
AXIS: Final[Shape[ThemeCoverage]] = object_of(axis=key(STRING), title=key(STRING), **_SERVED, **_BUDGET_OF)


_UNKNOWN_FLOAT: Final = FLOAT.or_null()


class _Told(NamedTuple):
    plan: Plan
    assessment: Assessment
    tables: Tables
    name: str
    curve: ElectricityCurve | None

    def covered(self) -> dict[str, Extent]:
        every = {name: plan_extent(self.plan, name) for name in assessed_categories(self.assessment)}
        return {name: extent for name, extent in every.items() if extent is not None}

    def years(self) -> "list[_Year]":
        return [_Year(year, self.plan) for year in self.plan.trajectory.years]


class _Year(NamedTuple):
    year: Year
    plan: Plan

    def actions(self) -> "dict[str, _Acting]":
        levers = self.plan.money.levers
        return {action: _Acting(contribution, action in levers) for action, contribution in self.year.actions.items()}


class _Acting(NamedTuple):
    found: ActionContribution
    lever: bool


class _Trend(NamedTuple):
    trend: Trend
    plan: Plan

    def years(self) -> list[tuple[int, float]]:
        values = ((year.year, self.trend.at(year.year)) for year in self.plan.trajectory.years)
        return [(year, value) for year, value in values if value is not None]


_FACTORS: Final[Shape[Assessment]] = object_of(
    set=key(STRING, lambda assessment: assessment.factor_set),
    sha256=key(STRING, lambda assessment: assessment.factors_sha256),
    frozen=constant(True),
)
_GROWTH: Final[Shape[Plan]] = closed_object(
    assumption=key(choice("constant", "growth"), lambda plan: "growth" if plan.growth else "constant"),
    growth_per_year=key(VALUES, lambda plan: plan.growth),
)
_TREND_YEAR: Final[Shape[tuple[int, float]]] = closed_object(
    year=key(INTEGER, lambda each: each[0]), value=key(FLOAT, lambda each: each[1])
)
_TREND: Final[Shape[_Trend]] = closed_object(
    from_year=key(INTEGER, lambda trend: trend.trend.first),
    to_year=key(INTEGER, lambda trend: trend.trend.last),
    before=key(_UNKNOWN_FLOAT, lambda trend: trend.trend.before),
    now=key(_UNKNOWN_FLOAT, lambda trend: trend.trend.now),
    growth_per_year=key(_UNKNOWN_FLOAT, lambda trend: trend.trend.per_year),
    why=key(
        choice(
            None,
            "published_only",
            "result_unusable",
            "other_authority",
            "other_perimeter",
            "same_export",
            "same_quantities",
            "no_value",
        ),
        lambda trend: trend.trend.why or None,
    ),
    years=key(_TREND_YEAR.listed(), _Trend.years),
)
_COVERAGE: Final[Shape[Extent]] = closed_object(
    whole=key(FLOAT.but(minimum=0, maximum=1.000000001), lambda extent: extent.behind.whole),
    state=key(choice(*FigureState)),
    exceeded_by=key(_NAMES, lambda extent: extent.smaller_than),
)
_BOTH: Final[Shape[tuple[Any, Any]]] = closed_object(
    share=key(DIFFERENCE_SHAPE, lambda pair: pair[0]), alone=key(DIFFERENCE_SHAPE, lambda pair: pair[1])
)
_ACTING: Final[Shape[_Acting]] = closed_object(
    alone=key(VALUES, lambda acting: acting.found.alone),
    last_in=key(
        VALUES,
        lambda acting: acting.found.last_in,
        "Sans les catégories d’une ligne que plus de douze actions touchent.",
    ),
    share=key(VALUES, lambda acting: acting.found.share),
    intervals=key(
        _BOTH.mapped(),
        lambda acting: acting.found.intervals,
        "La dernière année : climat, électricité et catégories des objectifs.",
    ),
    spend_lever=key(
        FLAG,
        lambda acting: acting.lever,
        "L’action change des lignes comptées en euros : ces tonnes sont un ratio par euro, dépenser moins n’est pas une baisse physique.",
    ),
)
_YEAR_INTERVALS: Final[Shape[YearIntervals]] = closed_object(
    baseline=key(PAIR), with_actions=key(PAIR), gap=key(DIFFERENCE_SHAPE)
)
_YEAR: Final[Shape[_Year]] = object_of(
    **CURVES.of(lambda each: each.year),
    progress=key(FLOAT.but(minimum=0, maximum=1).mapped(), lambda year: year.year.progress),
    actions=key(
        _ACTING.mapped(),
        _Year.actions,
        "Ce que change chaque action : seule, en dernier, et sa part (valeur de Shapley) ; les parts font l’écart des deux courbes.",
    ),
    intervals=key(
        _YEAR_INTERVALS.mapped(),
        lambda year: year.year.intervals,
        "Par catégorie : les deux courbes, et leur écart.",
    ),
)
_PUBLIC: Final[Shape[Year]] = object_of(
    **CURVES.keys,
    actions=key(
        VALUES.mapped(),
        lambda year: {
            action: contribution.share for action, contribution in year.actions.items() if contribution.share
        },
        "Part de chaque action.",
    ),
)
_PATH_YEAR: Final[Shape[PathYear]] = object_of(
    year=key(INTEGER), factor=key(FLOAT.but(minimum=0)), baseline=key(FLOAT), with_actions=key(FLOAT)
)
_PATH: Final[Shape[ElectricityCurve]] = object_of(
    name=key(STRING),
    title=key(STRING),
    source=key(STRING),
    place=key(STRING),
    frozen=key(FLOAT, text="Facteur de l’année de référence, en kgCO2e/kWh."),
    years=key(_PATH_YEAR.listed()),
)
_IDLE: Final[Shape[Idle]] = object_of(
    action=key(STRING),
    effect=key(COUNT, lambda idle: idle.rank, "Rang de l’effet dans l’action, depuis 0."),
    parameter=key(STRING),
    line=key(STRING, text="Une ligne visée ; vide pour le territoire."),
    why=key(STRING),
)


def _bound() -> Key[Any]:
    return key(
        _UNKNOWN_FLOAT,
        text="Neuf chances sur dix à source de données égale : de l’effet, ou de l’écart de l’année ; null sans facteur.",
    )


_TERRITORY_EFFECT: Final[Shape[TerritoryEffect]] = object_of(
    action=key(STRING),
    parameter=key(STRING),
    before=key(_UNKNOWN_FLOAT),
    after=key(_UNKNOWN_FLOAT),
    value=key(_UNKNOWN_FLOAT),
    why=key(STRING),
    low=_bound(),
    high=_bound(),
    start=key(
        choice("", "indicator", "review", "objective"),
        text="D’où vient before pour devices_reused : indicateur I-41, bilan annuel, baseline d’un objectif ; vide sinon.",
    ),
)
_TERRITORY_YEAR: Final[Shape[TerritoryYear]] = object_of(
    year=key(INTEGER), baseline=key(FLOAT), with_actions=key(FLOAT), actions=key(VALUES), low=_bound(), high=_bound()
)
_TERRITORY: Final[Shape[TerritoryPlan]] = object_of(
    effects=key(_TERRITORY_EFFECT.listed()), years=key(_TERRITORY_YEAR.listed())
)
_SETTLED: Final[Shape[Settled]] = closed_object(actions=key(_NAMES), objectives=key(_NAMES))

_BASIS: Final[Shape[FigureBasis]] = closed_object(
    **{name: key(FLOAT.but(minimum=0, maximum=1)) for name in ("inventoried", "estimated", "spending")}
)
_BOUNDS: Final[Shape[FigureBounds]] = closed_object(low=key(FLOAT), high=key(FLOAT))
_LACK: Final[Shape[Lack]] = closed_object(line=key(STRING), reason=key(STRING))
_RESERVES: Final = choice(*Reserve).listed()
_EFFECT: Final[Shape[ActionEffect]] = closed_object(
    state=key(choice(*EffectState)),
    rank=key(COUNT.or_null(), text="Parmi toutes celles qui évitent, depuis 1 ; null : elle n’évite rien."),
    saved=key(_UNKNOWN_FLOAT, text=f"kgCO2e évités la dernière année (sa part) ; null : {term('not_assessed')}."),
    saved_kwh=key(_UNKNOWN_FLOAT),
    over_plan=key(_UNKNOWN_FLOAT, text="kgCO2e évités en tout, de l’année de référence à l’horizon."),
    bounds=key(
        _BOUNDS.or_null(),
        text="De saved, neuf chances sur dix à source de données égale ; null : rien n’y est incertain, ou rien n’est évalué.",
    ),
    basis=key(_BASIS.or_null(), text="Sur quoi saved repose, en parts de 1."),
    reserves=key(_RESERVES),
    lacks=key(
        _LACK.listed().mapped(),
        lambda effect: effect.lacks or {},
        "Par catégorie, ce qui n’est pas évalué de ce qu’elle change.",
    ),
)
_CHANGE: Final[Shape[Judged]] = closed_object(
    value=key(_UNKNOWN_FLOAT, text="kgCO2e ; une baisse est négative."),
    state=key(choice("whole", "partial", "not_assessed")),
    bounds=key(_BOUNDS.or_null()),
    basis=key(_BASIS.or_null()),
    reserves=key(_RESERVES),
)

RESULT: Final[PublishedResult[_Told]] = PublishedResult(
    "plan",
    "snr plan",
    "Trajectoire d’un dossier : valeurs dans l’unité de chaque catégorie (units), écrites avec douze chiffres significatifs au plus, "
    "les bornes (low, high) avec sept : ceux sur lesquels tous les Python et toutes les bibliothèques C s’accordent ; null veut "
    "dire inconnu, jamais zéro.",
    object_of(
        schema_version=constant("2"),
        snr_version=key(STRING, lambda _: __version__),
        dossier=key(STRING, lambda told: told.name),
        reference_year=key(INTEGER, lambda told: told.plan.reference_year),
        horizon=key(INTEGER, lambda told: told.plan.horizon),
        factors=key(_FACTORS, lambda told: told.assessment),
        estimated_share=key(
            FLOAT.but(minimum=0, maximum=1),
            lambda told: told.plan.estimated,
            "Share of the climate footprint of the reference year that is drawn from head counts (method.estimate).",
            added=True,
        ),
        baseline=key(
            _GROWTH,
            lambda told: told.plan,
            "What the curves without any action (baseline) suppose: a constant fleet (no growth is assumed), or the growth by "
            "type that strategy.baseline gives, a ratio by year; nothing else grows.",
            added=True,
        ),
        trend=key(
            _TREND.or_null(),
            lambda told: None if told.plan.trend is None else _Trend(told.plan.trend, told.plan),
            "Second curve without action: the change between the last two inventories, the earlier one computed again with "
            "the method and the factors of today (kgCO2e), prolonged. No verdict uses it. null: no past year is kept; why: "
            "the code of why it is not offered.",
            added=True,
        ),
        units=key(
            STRING.mapped(),
            lambda told: {name: told.tables.categories[name].unit for name in assessed_categories(told.assessment)},
        ),
        coverage=key(
            _COVERAGE.mapped(),
            _Told.covered,
            "By category: whether the years of the organisation are totals, as in assessment.schema.json "
            "(organisation.coverage). A sum whose state is partial is no total; hidden: a part of it exceeds it.",
        ),
        organisation=key(_YEAR.listed(), _Told.years),
        change=key(
            _CHANGE,
            lambda told: plan_change(told.plan),
            "Ce que les actions changent ensemble la dernière année : l’écart des deux courbes, sur quoi il repose, ses réserves.",
        ),
        effects=key(
            _EFFECT.mapped(),
            lambda told: action_effects(told.plan),
            "Par action, dans l’ordre des rangs : ce qu’elle évite la dernière année, et tout ce qui peut en être dit. L’ordre est "
            "celui de ce qui n’est pas une dépense en moins, puis du total.",
        ),
        readings=key(
            READING.listed(),
            lambda told: told.plan.money.readings,
            "Deux lectures à côté du tout, dans cet ordre ; vide quand rien n’est compté en euros. without_spend_lines : les "
            "lignes en euros retirées de toutes les années. without_spend_levers : ces lignes gardées telles quelles, ce que "
            "les actions y changent retiré.",
        ),
        electricity_path=key(
            _PATH.or_null(),
            lambda told: told.curve,
            "Seconde courbe, à part : le plan si le facteur d’électricité suivait un scénario du dossier "
            "(--electricity-path) ; null sans cette option. Aucun verdict ne s’en sert.",
        ),
        public=key(
            _PUBLIC.listed(),
            lambda told: told.plan.public,
            "Trafic du public sur les sites, hors de tout total ; vide si aucune action ne le change.",
        ),
        idle_effects=key(
            _IDLE.listed(),
            lambda told: told.plan.idle,
            "Paramètres d’effets qui ne changent rien, et pourquoi (snr explain SNR607).",
        ),
        storage_moves=key(
            _NAMES,
            lambda told: told.plan.storage,
            "Actions dont l’effet sur le stockage compare deux méthodes, pas deux solutions : il n’est pas une économie d’un "
            "stockage en propre à un stockage hébergé (snr explain SNR436).",
        ),
        carried=key(
            CARRIED_SHAPE.listed(),
            lambda told: told.plan.carried,
            "Comme organisation.carried de assessment.schema.json : les lignes reprises d’une année passée. Les actions y comptent "
            "depuis cette année-là.",
            added=True,
        ),
        held=key(
            _NAMES.mapped(),
            lambda told: told.plan.trajectory.held,
            "Par catégorie, les lignes qu’une action change en quelque chose dont un facteur, une durée de vie ou une "
            "consommation manque : ce qui n’est pas évalué y garde sa valeur d’aujourd’hui.",
            added=True,
        ),
        territory=key(_TERRITORY, lambda told: told.plan.territory),
        settled_by_lifetimes=key(
            _SETTLED,
            lambda told: told.plan.lives,
            "Actions et objectifs sans certitude, qui en auraient une si les durées de vie du catalogue étaient tapées avec "
            "leur source, à la même valeur.",
        ),
        objectives=key(OBJECTIVE.listed(), lambda told: told.plan.outcomes),
        means=key(MEANS, lambda told: told.plan),
        themes=key(THEME.listed(minItems=6, maxItems=6), lambda told: told.plan.coverage),
        axes=key(
            AXIS.listed(),
            lambda told: told.plan.axes,
            "Axes propres à la collectivité ; le dernier, sans nom, réunit les actions qui n’en ont pas.",
        ),
        indicators=key(
            INDICATOR.listed(minItems=62),
            lambda told: told.plan.indicators,
            "Ceux des objectifs, des actions, du dossier, puis le reste du catalogue ; value null quand rien n’est connu, et "
            "why dit pourquoi.",
        ),
    ),
)


def plan_document(
    plan: Plan, assessment: Assessment, tables: Tables, name: str, curve: ElectricityCurve | None = None
) -> dict[str, Any]:
    """Return the plan as plain data: in the unit of each category."""
    return RESULT.document(_Told(plan, assessment, tables, name, curve))
