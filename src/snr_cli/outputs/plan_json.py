"""The plan as JSON (docs/schemas/plan.schema.json): in the unit of each category."""

from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_organisation_json import CARRIED_SHAPE
from snr_cli.outputs.plan_aims_json import CURVES, DIFFERENCE_SHAPE, INDICATOR, OBJECTIVE, PAIR, READING, VALUES
from snr_cli.outputs.plan_means_json import AXIS, MEANS, THEME
from snr_cli.plan.electricity import ElectricityCurve, PathYear
from snr_cli.plan.idle import Idle
from snr_cli.plan.lacks import Lack
from snr_cli.plan.lives import Settled
from snr_cli.plan.plan import Plan
from snr_cli.plan.territory import TerritoryEffect, TerritoryPlan, TerritoryYear
from snr_cli.plan.trajectory import ActionContribution, Year, YearIntervals
from snr_cli.plan.trend import Trend
from snr_cli.results.effects import ActionEffect, EffectState, action_effects, plan_change
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
)
from snr_cli.results.organisation import assessed_categories
from snr_cli.results.plan_sums import plan_extent
from snr_cli.results.records import Extent, FigureBasis, FigureBounds, FigureState, Judged, Reserve

_NAMES: Final = STRING.listed()
_UNKNOWN_FLOAT: Final = FLOAT.or_null()


class _Told(NamedTuple):
    plan: Plan
    assessment: Assessment
    tables: Tables
    name: str
    curve: ElectricityCurve | None

    def covered(self) -> dict[str, Extent]:
        every = {name: plan_extent(self.plan, name) for name in assessed_categories(self.assessment)}
        return {name: found for name, found in every.items() if found is not None}

    def years(self) -> "list[_Year]":
        return [_Year(year, self.plan) for year in self.plan.trajectory.years]


class _Year(NamedTuple):
    year: Year
    plan: Plan

    def actions(self) -> "dict[str, _Acting]":
        levers = self.plan.money.levers
        return {action: _Acting(found, action in levers) for action, found in self.year.actions.items()}


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
    set=key(STRING, lambda found: found.factor_set),
    sha256=key(STRING, lambda found: found.factors_sha256),
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
    from_year=key(INTEGER, lambda each: each.trend.first),
    to_year=key(INTEGER, lambda each: each.trend.last),
    before=key(_UNKNOWN_FLOAT, lambda each: each.trend.before),
    now=key(_UNKNOWN_FLOAT, lambda each: each.trend.now),
    growth_per_year=key(_UNKNOWN_FLOAT, lambda each: each.trend.per_year),
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
        lambda each: each.trend.why or None,
    ),
    years=key(_TREND_YEAR.listed(), _Trend.years),
)
_COVERAGE: Final[Shape[Extent]] = closed_object(
    whole=key(FLOAT.but(minimum=0, maximum=1.000000001), lambda found: found.behind.whole),
    state=key(choice(*FigureState)),
    exceeded_by=key(_NAMES, lambda found: found.smaller_than),
)
_BOTH: Final[Shape[tuple[Any, Any]]] = closed_object(
    share=key(DIFFERENCE_SHAPE, lambda pair: pair[0]), alone=key(DIFFERENCE_SHAPE, lambda pair: pair[1])
)
_ACTING: Final[Shape[_Acting]] = closed_object(
    alone=key(VALUES, lambda each: each.found.alone),
    last_in=key(
        VALUES,
        lambda each: each.found.last_in,
        "Sans les catégories d’une ligne que plus de douze actions touchent.",
    ),
    share=key(VALUES, lambda each: each.found.share),
    intervals=key(
        _BOTH.mapped(),
        lambda each: each.found.intervals,
        "La dernière année : climat, électricité et catégories des objectifs.",
    ),
    spend_lever=key(
        FLAG,
        lambda each: each.lever,
        "L’action change des lignes comptées en euros : ces tonnes sont un ratio par euro, dépenser moins n’est pas une baisse physique.",
    ),
)
_YEAR_INTERVALS: Final[Shape[YearIntervals]] = closed_object(
    baseline=key(PAIR), with_actions=key(PAIR), gap=key(DIFFERENCE_SHAPE)
)
_YEAR: Final[Shape[_Year]] = object_of(
    **CURVES.of(lambda each: each.year),
    progress=key(FLOAT.but(minimum=0, maximum=1).mapped(), lambda each: each.year.progress),
    actions=key(
        _ACTING.mapped(),
        _Year.actions,
        "Ce que change chaque action : seule, en dernier, et sa part (valeur de Shapley) ; les parts font l’écart des deux courbes.",
    ),
    intervals=key(
        _YEAR_INTERVALS.mapped(),
        lambda each: each.year.intervals,
        "Par catégorie : les deux courbes, et leur écart.",
    ),
)
_PUBLIC: Final[Shape[Year]] = object_of(
    **CURVES.keys,
    actions=key(
        VALUES.mapped(),
        lambda year: {action: found.share for action, found in year.actions.items() if found.share},
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
    effect=key(COUNT, lambda each: each.rank, "Rang de l’effet dans l’action, depuis 0."),
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
    saved=key(_UNKNOWN_FLOAT, text="kgCO2e évités la dernière année (sa part) ; null : non évalué."),
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
        lambda each: each.lacks or {},
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
            "Paramètres d’effets qui ne changent rien, et pourquoi (snr rule SNR607).",
        ),
        storage_moves=key(
            _NAMES,
            lambda told: told.plan.storage,
            "Actions dont l’effet sur le stockage compare deux méthodes, pas deux solutions : il n’est pas une économie d’un "
            "stockage en propre à un stockage hébergé (snr rule SNR436).",
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
