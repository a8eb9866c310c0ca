"""What templates see: facts and figures of one dossier, ready for a sentence. No template computes.

Masses are in kgCO2e a year, electricity in kWh a year, amounts in euros, shares from 0 to 1; None is « non évalué », never 0.
"""

from dataclasses import dataclass

from snr_cli.documents.blocks import Logo
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.views.law import Claims, Law, Visa
from snr_cli.documents.views.obligations import Obligation
from snr_cli.model.dossier import Dossier
from snr_cli.results.records import Table

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who the authority is. `the_name` and `of_name` carry the article: la Communauté d’agglomération de Valmont.

    `the_assembly_in_full`: le conseil communautaire de la Communauté d’agglomération de Valmont. `population_source`: who says
    the population, as the dossier names it, or the publisher of the table; empty when nobody does.
    """

    name: str
    the_name: str
    of_name: str
    kind: str
    assembly: str
    the_assembly_in_full: str
    executive: str
    population_totale: int | None
    population_year: int | None
    population_source: str
    communes: int | None
    agents: int | None
    fictitious: bool
    logo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a total: a group, a stage, a tier, a line. `embodied_share`: what comes from other stages than use.

    `label` says by itself what is estimated from head counts (`coverage.py`).
    """

    id: str
    label: str
    value: float
    share: float
    embodied_share: float | None = None
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """A class of quality, and the share of the footprint that its lines carry; None when none of them is assessed."""

    id: str
    label: str
    share: float | None
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The footprint of the organisation. `sentences` say what weighs, in words composed from the figures.

    `spending_caveat`, `spending_short`: what of it is in euros, and the total without; empty when nothing is.
    `estimated`: what a total says of its estimated share, « dont 54 % estimés à partir des effectifs »; empty without one.
    `basis`: what the total is computed from. `range`: between which bounds it stands, on what condition, and what the other sources of
    data give, as it goes between brackets; empty without bounds. `condition`: the same in sentences, each source named. `to_confirm`: how many lines are « à confirmer », and what they carry, a sentence; empty without any.
    `carried`: which figures are those of an earlier year, a sentence; empty without any.
    `by_car`: the total in kilometres by car, a sentence. `pooled`: what the total of a group that pools has of its members; empty for another.
    `partial`: sentences on what the total lacks. `total_partial`, `electricity_partial`: why a sum is no total, empty when it is one.
    `not_shown`: why a category is not shown. `divided`: the total by agent, as it goes after it; empty without
    any. `figures`: the other key figures, a sentence; empty without any. `screens`: more screens than computers, in words; empty when there are not. `artificial`: the lines of artificial intelligence.
    """

    total: float | None
    total_partial: str
    estimated: str
    to_confirm: str
    carried: str
    basis: str
    bounds: Bounds | None
    range: str
    condition: str
    interval_from: str
    electricity: float | None
    electricity_partial: str
    divided: str
    figures: str
    spending: float | None
    spending_name: str
    spending_caveat: str
    spending_short: str
    pooled: str
    by_car: str
    groups: tuple[Part, ...]
    stages: tuple[Part, ...]
    heaviest: tuple[Part, ...]
    sentences: tuple[str, ...]
    quality: tuple[Quality, ...]
    public_services: tuple[Part, ...]
    figure: Figure
    categories: Table
    not_shown: tuple[str, ...]
    partial: tuple[str, ...]
    screens: str
    artificial: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """The footprint of the territory: by inhabitant and by household, never added.

    `said`: both readings with their ranges, as they go after « se lit de deux façons : », `strong`: the same, the first value in bold; `inhabitant` and `household`: one of them;
    `by_car`: its share by inhabitant or household, in kilometres by car. `lacks`: what the reading by inhabitant lacks, in `lacks_field`
    of the dossier; empty when it is there.
    """

    total: float | None
    bounds: Bounds | None
    lacks: str
    lacks_field: str
    france_only: float | None
    france_only_bounds: Bounds | None
    households_total: float | None
    households_counted: str
    said: str
    strong: str
    inhabitant: str
    household: str
    by_car: str
    tiers: tuple[Part, ...]
    figure: Figure
    facts: Table


@dataclass(frozen=True, slots=True)
class UsesView:
    """The footprint of digital uses on the territory: a second reading of the same footprint."""

    items: tuple[Part, ...]
    national_means: bool
    table: Table
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorView:
    """A public or private actor, and how it was associated; `prepared`: the programme names it."""

    name: str
    sector: str
    role: str
    association: str
    date: str
    prepared: bool
    asked: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """An action sheet. `saving`: its part of the difference of the curves at the horizon, in kgCO2e, positive when it saves.

    `number`: « 1.3 », by which every other place refers to it; `aims`: the numbers of its `objectives`. `on_territory`: what it changes
    there at full effect, positive when it saves; `effect`: empty when nothing of it is to compute; `assumed_share`: its part of all that actions change there, when it rests on an assumption alone.
    `means_short`: the means without their section. `rank`: among all that save, `reserve`: what has to be said beside, as in results/effects.py; `gains`: it saves for sure; `years`: from its start to its full effect, or its end, `span` the same in two years; `since` when `calendar` goes on from the state: engagée depuis 2021. `hypotheses`: what an effect on the territory supposes of its inhabitants, and that one on storage compares two methods; `supposed`: the life before of refurbished devices. `in_euros`: it changes lines counted in euros. `cost_eur`, `savings_eur`: what it spends over the years to come, saves a year.
    """

    id: str
    number: str
    title: str
    summary: str
    status: str
    status_label: str
    owner: str
    started_on: str
    calendar: str
    years: str
    span: str
    since: bool
    themes: tuple[int, ...]
    axis: str
    objectives: tuple[str, ...]
    aims: tuple[int, ...]
    indicators: tuple[str, ...]
    means: tuple[str, ...]
    means_short: tuple[str, ...]
    saving: float | None
    rank: int | None
    gains: bool
    reserve: str
    electricity_saving: float | None
    on_territory: float | None
    assumed_share: float | None
    effect: str
    hypotheses: tuple[str, ...]
    supposed: tuple[str, ...]
    missing: tuple[str, ...]
    in_euros: bool
    cost_eur: float | None
    savings_eur: float | None


@dataclass(frozen=True, slots=True)
class AxisView:
    """One of the authority's own axes and its actions, one by one and in a table; the last one holds what belongs to none."""

    id: str
    title: str
    text: str
    actions: tuple[ActionView, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveView:
    """An objective: in words, and where the plan brings it. `reach`: the code of the verdict, `reach_label` its words.

    `computed`: the engine computes where the plan leads, `against` what of a reduction in proportion that reaches, `spread` between which bounds; otherwise `last` is the last known value of the indicator, that of `last_year`. `gap`: between which bounds the gap to
    the target is. `base`: where the value it starts from comes from, when it is not the inventory of the year. `by_household`: it is read on the
    footprint of the territory by household, and `unmeasured` when no indicator that it names is that reading.
    `sentence`: the verdict for the public, the stricter reading first; `decided`: one world decides it, `by_money`: one of the two without euros. `number`: its rank; `measures`: the numbers of its `actions`; `owner`: who leads the one that moves it most.
    """

    id: str
    number: int
    title: str
    perimeter: str
    perimeter_label: str
    finding: str
    from_year: int | None
    by_year: int | None
    reference: str
    target: str
    projected: str
    against: str
    spread: str
    last: str
    last_year: int | None
    computed: bool
    reach: str
    reach_label: str
    gap: str
    by_household: bool
    unmeasured: bool
    why: str
    base: tuple[str, ...]
    indicators: tuple[str, ...]
    actions: tuple[str, ...]
    measures: tuple[str, ...]
    frequency: str
    sentence: str
    decided: bool
    by_money: bool
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan to the horizon: the curves, the objectives, the axes, the means, the coverage of the six themes.

    `cost`: the amounts to come and their years; `left`: what of it the authority pays, and the balance after the savings; `basis` of these amounts, TTC or HT; `credits`: the first of these years and its amounts by section; `savings`: what is saved a year, and from when on; `uncosted`, `spent`: sentences on the years without amount, on those past.
    `spending`: the same amounts in four figures, what is new first; None when they have no total; `posts`: what of them pays posts that exist, in a sentence.
    `commitments`: the objectives by where they stand, each kind under its words; `aims`: all of them, a row each.
    `baseline`: what the curve without any action supposes; `trend`: that of the last two inventories, or why there is none.
    `fte`: staff a year, without that of the actions that are finished. `staff`: the same in words, with what is in it. `budget`: the means year by year, `costs`: those of each action over the years,  `budget_notes` what has to
    be known to read it, `budget_rules` how it is computed; `shared_means`: those of an axis, or of the whole strategy, in words.
    `besides`: that more is saved by less spending, which comes after.
    `themed`: each theme of the decree with its actions, `uncovered` those that the strategy leaves out, and why.
    `aimed`: of the indicators, those that follow an objective.
    `local`, `local_aims`: the actions and the objectives for the territory, in words that everyone reads; `rests_on`: how much of what they change there one hypothesis makes. `readings`: where the plan leads without what is in euros.
    `levers`: what saves most first; `no_lever`: that none does, or none for sure, in a sentence; `unknown`: the effects that are not known; `reserve`: what has to be said beside what all of them save.
    """

    horizon: int
    axes: tuple[AxisView, ...]
    actions: tuple[ActionView, ...]
    under_way: tuple[ActionView, ...]
    levers: tuple[ActionView, ...]
    besides: str
    objectives: tuple[ObjectiveView, ...]
    saved: float | None
    saved_share: float | None
    at_horizon: float | None
    fte: float
    staff: str
    savings_per_year: float
    savings: str
    cost: str
    left: str
    basis: str
    credits: str
    uncosted: str
    spending: Table | None
    posts: str
    spent: str
    aims: Table
    commitments: tuple[tuple[str, tuple[ObjectiveView, ...]], ...]
    trajectory: Figure
    gaps: Figure
    themes: Figure
    calendar: Figure
    budget: Table
    costs: Table
    budget_notes: tuple[str, ...]
    budget_rules: tuple[str, ...]
    shared_means: tuple[str, ...]
    indicators: Table
    aimed: Table
    themed: tuple[tuple[str, tuple[ActionView, ...]], ...]
    uncovered: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    local: tuple[ActionView, ...]
    local_aims: tuple[ObjectiveView, ...]
    rests_on: str
    readings: tuple[str, ...]
    lever_sentences: tuple[str, ...]
    no_lever: str
    unknown: tuple[str, ...]
    reserve: str
    baseline: str
    trend: str
    money_clause: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source of factors, with its licence."""

    title: str
    publisher: str
    year: int
    licence: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annexes:
    """Factors, assumptions, quality, what is not said, provenance.

    `main_sources`: those behind the heaviest factors. `factors` lists some of the `counted` ones, all of them in the annexes apart; `apart`: these are a file of their own.
    """

    sources: tuple[SourceView, ...]
    factors: Table
    main_sources: tuple[SourceView, ...]
    assumptions: tuple[str, ...]
    exclusions: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    estimated: tuple[str, ...]
    glossary: tuple[tuple[str, str], ...]
    provenance: tuple[tuple[str, str], ...]
    method: str
    departures: tuple[str, ...]
    apart: bool
    counted: int
    electricity: str


@dataclass(frozen=True, slots=True)
class Tables:
    """What gathers what the sections say one by one: the actors, the steps of the programme; `essential`, the picture of the first pages."""

    actors: Table
    steps: Table
    essential: Figure


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the two parts of the report: whether the review says it covers it, the numbers of its objectives and of its actions, by state."""

    covered: bool
    sentences: tuple[str, ...]
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTold:
    """What an account says of an action. `late`: how it is behind its calendar."""

    number: str
    title: str
    state: str
    late: str
    done: str
    difficulty: str
    next: str
    proof: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """One of the five goals of sustainable development, whether the review says that the strategy serves it, and how.

    `actions`: without a text, the numbers of the actions begun whose themes or objectives go that way.
    """

    number: int
    name: str
    served: bool
    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The last annual review of the dossier; `year` None when there is none, `previous` when it is the first.

    `assessed`: the footprint computed is that of the year of the review. `progress`, `engaged`: indicators and actions in one
    sentence each, for the summary. `in_both`: how many actions are told in both parts. `change` says what became of the footprint,
    `not_compared` what cannot be said of it. `indicators`: those of the objectives beside the one that measures each, `followed` all of them. `slipped`, `going`: what
    was done, the actions behind or in difficulty first; `unsaid`: the titles of those of which nothing is said; `unsaid_money`: how many
    have no amount. `design`, `conduct`, `evaluation`, `citizens`: the words of the review; `citizen_lines`: the indicators of the territory. `recomputed`: the day that the footprint was computed on, when it is after the presentation of an account that was noted; empty otherwise. `since`: what came after an account was noted, that the vote says nothing of.
    """

    year: int | None
    previous: int | None
    assessed: bool
    comment: str
    presented_on: str
    budget_debate_on: str
    presented_first: bool
    deliberation: str
    aims: Table
    indicators: Table
    followed: Table
    indicator_sentences: tuple[str, ...]
    progress: str
    actions: Table
    action_sentences: tuple[str, ...]
    engaged: str
    slipped: tuple[ActionTold, ...]
    going: tuple[ActionTold, ...]
    unsaid: tuple[str, ...]
    spending: Table
    unsaid_money: int
    citizens: str
    citizen_lines: tuple[str, ...]
    design: str
    conduct: str
    evaluation: str
    change: tuple[str, ...]
    change_table: Table
    not_compared: tuple[str, ...]
    obligations: tuple[Obligation, ...]
    internal: PartView
    territory: PartView
    in_both: str
    goals: tuple[GoalView, ...]
    recomputed: str
    since: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """Whose year the figures of the programme are.

    `current`: those of the dossier, whose year the programme could know; what follows is then empty. Otherwise those that the
    dossier keeps of `year`: sentences on the organisation, the territory, the uses, and findings; empty when nothing is kept.
    `compared`: what it gave of the organisation, when that is of another method, in a sentence; `compared_territory`: of the territory. `kept`: something is; `lost`: the codes of the duties that no figure of any year answers.
    `population`: the legal one, of `population_year`, that the act could know; None when it is not kept.
    `plans`: the other plans of the authority, those that are later than an act of a past year left out.
    """

    current: bool
    year: int | None
    population: int | None
    population_year: int | None
    organisation: tuple[str, ...]
    territory: tuple[str, ...]
    uses: tuple[str, ...]
    findings: tuple[str, ...]
    plans: tuple[str, ...]
    kept: bool
    compared: str
    compared_territory: str
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complete:
    """What the file of the annexes lists; `unreliable`: the lines of low quality that weigh, in words."""

    quantities: Table
    defaults: Table
    unreliable: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is put to the vote. `the_assembly`, `the_executive`… carry their article: le conseil communautaire.

    `question`: what is asked of the council, in plain words; `asked`: the same, and how many measures are new when a version was adopted before.
    `already`: what the council decided of it before, by the dossier, `adopted` of the strategy; empty when nothing. `changes`: what this version then
    changes, by the dossier, the year of its figures first; `new`: the measures that are new, in the order of their numbers. `others_followed`: how many objectives only their indicator measures, and how many nothing measures. `exposition`: the paragraphs that the rapporteur reads; `whereas`: what the decision
    rests on in law, `to_check` what a lawyer has to say of it, `money_to_check` what the finance department has to; `annexes`: what is voted with it; `places`: what of the act is missing, and the field that fills it.
    """

    subject: str
    object: str
    question: str
    asked: str
    new: tuple[ActionView, ...]
    already: str
    adopted: str
    changes: tuple[str, ...]
    others_followed: str
    the_assembly: str
    the_executive: str
    visas: tuple[Visa, ...]
    exposition: tuple[str, ...]
    whereas: tuple[str, ...]
    to_check: tuple[str, ...]
    money_to_check: str
    articles: tuple[str, ...]
    annexes: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """What a document says of itself: which one it is, its title, whether it is final, of which year, whose."""

    document: str
    title: str
    final: bool
    year: int
    authority: Authority


@dataclass(frozen=True, slots=True)
class VotedView:
    """The version that the council voted last: `year`, `date`, `act`; `line`: what changes, in one sentence; `table`: in full, None when nothing does; `account`: where the measures that were voted stand."""

    year: int
    date: str
    act: str
    line: str
    table: Table | None
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Paged):
    """Everything a template may say. `dossier` is the dossier as read, for what is said as it was written.

    `complete`: the annexes in full, in their own file only; `of`: the document whose sections it holds: itself, but for that file. `voted`: what changes against the version voted last, None without one. `date`: the day that the dossier gives the document; `updated`: a strategy whose figures are of a later year than that day.
    """

    date: str
    updated: bool
    dossier: Dossier
    organisation: Organisation
    territory: Territory
    uses: UsesView
    actors: tuple[ActorView, ...]
    plan: PlanView
    law: Law
    programme: ProgrammeView
    review: ReviewView
    decision: Decision
    annexes: Annexes
    tables: Tables
    logo: Logo
    claims: Claims
    complete: Complete | None
    of: str
    voted: VotedView | None

    @property
    def named(self) -> str:
        """Return the name that the file keeps of itself: that of the document, and what a deliberation or annexes go with."""
        about = {"deliberation": self.decision.subject, "annexes": self.of}.get(self.document)
        return f"{self.document} {about}" if about else self.document
