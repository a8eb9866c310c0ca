"""The organisation of an assessment as JSON: a piece of assessment_json.py, with what an assessment is told from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from snr_cli.engine.estimated import ToConfirm, estimated_share, estimated_shares, estimated_stages, left_to_confirm
from snr_cli.engine.organisation import WITHOUT_LINES, ClimateBasis, basis, without_spending
from snr_cli.engine.records import (
    CLIMATE,
    ELECTRICITY,
    ApplicationCarrier,
    Assessment,
    Carrier,
    Estimate,
    Host,
    Line,
    MachineCarrier,
    Organisation,
    Quantity,
    Remainder,
    Use,
    VirtualView,
)
from snr_cli.engine.uncertainty import Contribution, Difference, Interval, ToCollect
from snr_cli.french.words.terms import ESTIMATES, REMAINDERS
from snr_cli.model.strategy import FigureOrigin
from snr_cli.plan.carried import CarriedLines, carried_lines_of
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    Key,
    Kind,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
    optional,
    some_of,
)
from snr_cli.results.key_figures import KeyFigure, Place, figures_at
from snr_cli.results.organisation import FactorSets, JudgedOrganisation, SetState, SetTotal
from snr_cli.results.records import (
    EXCEEDED,
    GIVEN_SOURCE,
    TOTAL_FROM,
    Extent,
    FigureBasis,
    FigureState,
    Judged,
    Reserve,
)
from snr_cli.results.sentences.coverage import is_known

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.inventory.fleet import Trace
    from snr_cli.inputs.inventory.read import Inventory

# Lines, amounts and the virtual layer of an assessment as JSON: pieces of assessment_json.py.

CATEGORY_NAMES: Final = {"pattern": "^[a-z_]+$"}
POSITIVE: Final = FLOAT.but(minimum=0)
SHARE_KIND: Final = FLOAT.but(minimum=0, maximum=1.000000001).named("share")
SHARE_OR_NULL_KIND: Final = FLOAT.but(minimum=0, maximum=1.000000001).or_null().named("share_or_null")
_Units = Mapping[str, str]
C = TypeVar("C", bound=Carrier)


class WrittenAmount(NamedTuple):
    """A value and its interval, in its unit."""

    value: float
    unit: str
    low: float | None
    high: float | None


class Impact(NamedTuple):
    """A category of a line or of a carrier: `status` says whether it is assessed whole."""

    value: float | None
    unit: str
    stages: Mapping[str, float]
    status: str


class WrittenLine(NamedTuple):
    """A line with the units of its impacts, and the rows of inventories that it stands for."""

    line: Line
    units: _Units
    rows: "list[WrittenRows] | None" = None

    def quantity(self) -> float | None:
        """Return its quantity: page views that nobody gave are no zero."""
        return None if any(gap.reason == "no_page_views" for gap in self.line.recipe.gaps) else self.line.quantity

    def impacts(self) -> dict[str, Impact]:
        """Return its impacts, electricity among them."""
        line, units = self.line, self.units
        covers = line.recipe.covers
        impacts = {
            category: Impact(line.total(category), units[category], line.stages(category), covers(category))
            for category in line.recipe.unit_totals
        }
        kwh = line.electricity_kwh
        if kwh is not None:
            impacts[ELECTRICITY] = Impact(kwh, units[ELECTRICITY], {"use": kwh}, covers(ELECTRICITY))
        return impacts


class WrittenRows(NamedTuple):
    """The rows of a file behind a line."""

    inventory: "Inventory"
    trace: "Trace"

    def lines(self) -> list[tuple[int, int]]:
        """Return them as ranges."""
        from snr_cli.inputs.inventory.fleet import ranges

        return list(ranges(self.trace.lines))


class WrittenUse(NamedTuple):
    """A digital use, with the units of its impacts."""

    use: Use
    units: _Units


class WrittenVirtual(NamedTuple):
    """The virtual layer: its applications and remainders sum to its hosts and services."""

    view: VirtualView
    units: _Units


class _Carried(NamedTuple, Generic[C]):
    carrier: C
    virtual: WrittenVirtual

    def impacts(self) -> dict[str, Impact]:
        carrier = self.carrier
        return {
            category: Impact(
                carrier.total(category),
                self.virtual.units[category],
                carrier.stages(category),
                carrier.covers(category),
            )
            for category in carrier.categories
        }


AMOUNT: Final[Shape[Estimate | WrittenAmount]] = object_of(
    value=key(POSITIVE), unit=key(NAME), low=key(FLOAT.or_null()), high=key(FLOAT.or_null())
).named("amount")
AMOUNTS: Final = AMOUNT.mapped(
    description="Category → amount. A category that could not be assessed has no key.", propertyNames=CATEGORY_NAMES
).named("amounts")
_IMPACT: Final[Shape[Impact]] = object_of(
    value=key(POSITIVE),
    unit=key(STRING),
    stages=key(POSITIVE.mapped()),
    status=key(choice("complete", "deduced", "partial")),
)
IMPACTS: Final = _IMPACT.mapped(propertyNames=CATEGORY_NAMES).named("impacts")

_LIFETIME: Final[Shape[Quantity]] = object_of(
    value=key(FLOAT.but(exclusiveMinimum=0)),
    status=key(choice("given", "organisation", "default", "override", "estimated", "derived")),
    source=key(STRING),
)
_ROWS: Final[Shape[WrittenRows]] = closed_object(
    file=key(STRING, lambda rows: rows.inventory.place(rows.trace.file)[0]),
    sheet=optional(
        STRING,
        lambda rows: rows.inventory.place(rows.trace.file)[1] or None,
        "When several sheets of the workbook are read.",
    ),
    lines=key(INTEGER.but(minimum=1).listed(minItems=2, maxItems=2).listed(), WrittenRows.lines),
)
LINE_SHAPE: Final[Shape[WrittenLine]] = object_of(
    id=key(NAME, lambda line: line.line.id),
    label=key(NAME, lambda line: line.line.label),
    type=key(NAME, lambda line: line.line.type),
    kind=key(
        choice("equipment", "service", "estimate", "household", "line", "data_centre"),
        lambda line: line.line.kind,
    ),
    group=key(STRING, lambda line: line.line.group),
    site=key(STRING.or_null(), lambda line: line.line.site or None),
    entity=key(STRING.or_null(), lambda line: line.line.entity or None),
    quality=key(choice("high", "medium", "low", "estimated"), lambda line: line.line.quality),
    certainty=key(
        choice("sure", "to_confirm"),
        lambda line: line.line.certainty,
        "Whether the dossier says it sure.",
        added=True,
    ),
    quantity=key(POSITIVE.or_null(), WrittenLine.quantity, "null: page views that nobody gave."),
    unit=key(STRING, lambda line: line.line.unit),
    spending=key(FLAG, lambda line: line.line.spending),
    lifetime_years=key(_LIFETIME.or_null(), lambda line: line.line.recipe.lifetime),
    electricity_kwh=key(POSITIVE.or_null(), lambda line: line.line.electricity_kwh),
    status=key(
        choice("complete", "partial", "none"),
        lambda line: line.line.recipe.covers(CLIMATE),
        "Of climate change.",
    ),
    impacts=key(IMPACTS, WrittenLine.impacts),
    rows=optional(
        _ROWS.listed(),
        lambda line: line.rows,
        "Rows of the inventory that the line stands for, as ranges; absent from a line typed by hand.",
    ),
).named("line")
USE_SHAPE: Final[Shape[WrittenUse]] = object_of(
    id=key(STRING, lambda use: use.use.id),
    label=key(STRING, lambda use: use.use.label),
    kind=key(choice("equipment_rate", "traffic", "streaming", "service"), lambda use: use.use.kind),
    status=key(choice("given", "default"), lambda use: use.use.status),
    quantity=key(POSITIVE, lambda use: use.use.quantity.value),
    unit=key(STRING, lambda use: use.use.unit),
    impacts=key(IMPACTS, lambda use: WrittenLine(use.use.line, use.units).impacts()),
    added=constant(False),
)

_ALLOCATION: Final = choice("rcp_standard", "rcp_full", "rcp_idle", "vcpu", "storage", "key").named("allocation")
_NAMED: Final[dict[str, Key[_Carried[Any]]]] = {
    "id": key(NAME, lambda carried: carried.carrier.id),
    "label": key(NAME, lambda carried: carried.carrier.label),
    "impacts": key(IMPACTS, _Carried.impacts),
}
_HOST: Final[Shape[_Carried[Host]]] = closed_object(
    **_NAMED,
    allocation=key(_ALLOCATION, lambda carried: carried.carrier.allocation),
    lines=key(
        STRING.listed(),
        lambda carried: [part.line.id for part in carried.carrier.parts],
        "Ids of lines of the organisation.",
    ),
    machines=key(
        STRING.listed(),
        lambda carried: [machine.id for machine in carried.virtual.view.machines if machine.host == carried.carrier.id],
    ),
)
_MACHINE: Final[Shape[_Carried[MachineCarrier]]] = closed_object(
    **_NAMED,
    host=key(NAME, lambda carried: carried.carrier.host),
    quantity=key(POSITIVE, lambda carried: carried.carrier.quantity),
    shares=key(
        SHARE_KIND.mapped(required=["manufacturing", "distribution", "use"]).or_null(),
        lambda carried: {moment: share.value for moment, share in carried.carrier.basis.items()} or None,
        "Shares of the host; manufacturing holds for end of life and for embodied stages that are not split. Null when they "
        "are not known.",
    ),
)
_MEMBER: Final[Shape[tuple[str, float]]] = closed_object(
    id=key(STRING, lambda member: member[0]), share=key(SHARE_KIND, lambda member: member[1])
)
_APPLICATION: Final[Shape[_Carried[ApplicationCarrier]]] = closed_object(
    **_NAMED,
    machines=key(
        _MEMBER.listed(),
        lambda carried: carried.carrier.members,
        "Machines and services, and the share that the application takes of each.",
    ),
)
_REMAINDER: Final[Shape[_Carried[Remainder]]] = closed_object(
    **_NAMED,
    reason=key(choice(*REMAINDERS), lambda carried: carried.carrier.reason),
    message=key(NAME, lambda carried: REMAINDERS[carried.carrier.reason]),
)
VIRTUAL_SHAPE: Final[Shape[WrittenVirtual]] = closed_object(
    allocation=key(_ALLOCATION, lambda virtual: virtual.view.allocation),
    added=constant(False),
    totals=key(IMPACTS, lambda virtual: _Carried(virtual.view.whole, virtual).impacts()),
    hosts=key(_HOST.listed(), lambda virtual: [_Carried(host, virtual) for host in virtual.view.hosts]),
    services=key(
        STRING.listed(),
        lambda virtual: [service.id for service in virtual.view.services],
        "Ids of the lines of services that applications name.",
    ),
    machines=key(_MACHINE.listed(), lambda virtual: [_Carried(machine, virtual) for machine in virtual.view.machines]),
    applications=key(
        _APPLICATION.listed(),
        lambda virtual: [_Carried(application, virtual) for application in virtual.view.applications],
    ),
    remainders=key(
        _REMAINDER.listed(),
        lambda virtual: [_Carried(remainder, virtual) for remainder in virtual.view.remainders],
        "What no application carries, of a host, a machine or a service.",
    ),
)


LEVEL, CONTRIBUTIONS = 0.9, 5


class Told(NamedTuple):
    """An assessment, and what is told beside it: its units, what may be said of its sums, its inventories, what computes it again."""

    result: Assessment
    name: str
    units: Mapping[str, str]
    judged: JudgedOrganisation
    figures: Mapping[KeyFigure, Judged]
    imported: "tuple[Imported, ...]"
    rows: Mapping[str, list[str]]
    inputs: Mapping[str, Any]
    to_collect: tuple[ToCollect, ...] = ()

    def lines(self) -> list[WrittenLine]:
        """Return the lines of the organisation."""
        rows = {
            line: [WrittenRows(export.inventory, trace) for trace in traces]
            for export in self.imported
            for line, traces in export.traces.items()
        }
        return [WrittenLine(line, self.units, rows.get(line.id)) for line in self.result.organisation.lines]

    def totals(self) -> dict[str, Judged]:
        """Return the sums of what is assessed, by category."""
        return {name: judged for name, judged in self.judged.sums.items() if is_known(judged)}

    def readings(self) -> list[dict[str, "_Value"]]:
        """Return the total without the lines in euros; nothing when no line is in euros."""
        if self.judged.spending is None:
            return []
        totals = without_spending(self.result.organisation.lines)
        return [{name: _Value(totals[name], unit) for name, unit in self.units.items() if name in totals}]

    def household_totals(self) -> dict[str, WrittenAmount] | None:
        """Return the reading by household; None when nothing of it is assessed."""
        totals = self.result.territory.household_totals
        return {name: WrittenAmount(value, self.units[name], None, None) for name, value in totals.items()} or None

    def virtual(self) -> WrittenVirtual | None:
        """Return the virtual layer, if there is one."""
        return None if self.result.virtual is None else WrittenVirtual(self.result.virtual, self.units)


class _Value(NamedTuple):
    value: float
    unit: str


class _Estimated(NamedTuple):
    organisation: Organisation
    lines: list[Line]


_EXCEEDED_BY: Final = STRING.listed(
    uniqueItems=True,
    description="Categories that this one contains, and whose sum is yet the larger one: they do not hold the same lines, stages "
    "or sources. Not to be shown.",
).named("exceeded_by")
_STATE: Final = choice(*FigureState)
_SHARES: Final[Shape[FigureBasis]] = closed_object(
    inventoried=key(FLOAT),
    estimated=key(FLOAT),
    spending=key(FLOAT),
    carried=key(FLOAT),
    deduced=optional(
        FLOAT, lambda basis: basis.deduced or None, "From climate change (method.impute), across these too."
    ),
)
_TOTAL: Final[Shape[Judged]] = closed_object(
    value=key(POSITIVE.or_null(), text="null when the sum is hidden."),
    unit=key(NAME),
    low=key(FLOAT.or_null(), lambda total: total.bounds.low if total.bounds else None),
    high=key(FLOAT.or_null(), lambda total: total.bounds.high if total.bounds else None),
    bounds_if=key(
        choice(GIVEN_SOURCE, ""),
        text="What the interval supposes: the source of factors is given. Empty without bounds.",
    ),
    state=key(
        _STATE,
        text="whole: every line whole; mostly: at least the threshold; partial: under it, no total; hidden: a part of it exceeds it.",
    ),
    is_total=key(FLAG, lambda total: total.state.is_total, "Whether it may be shown as a total: whole or mostly."),
    why=key(choice(EXCEEDED, ""), text="Why the sum is hidden."),
    exceeded_by=key(_EXCEEDED_BY, lambda total: total.extent.smaller_than if total.extent else ()),
    basis=key(
        _SHARES.or_null(),
        text="Shares of the sum: inventoried, estimated from head counts, a ratio of euros sum to 1; carried from an earlier "
        "year is across these. null when the sum is hidden or 0.",
    ),
    reserves=key(choice(*Reserve).listed(uniqueItems=True), text="What has to be said beside the sum."),
)
_SET: Final[Shape[SetTotal]] = closed_object(
    id=key(NAME),
    state=key(
        choice(*SetState),
        text="given: the set of this result; same: changes nothing; other: another total; partial: its sum is no total; "
        "not_assessable: refuses a value of the dossier, or assesses nothing.",
    ),
    value=key(POSITIVE.or_null()),
    own=key(FLOAT, text="Share of the value that rests on rows of the set itself, 0 for the default set."),
)
_SETS: Final[Shape[FactorSets]] = closed_object(
    category=constant(CLIMATE),
    totals=key(_SET.listed(), lambda sets: sets.every),
    low=key(POSITIVE, lambda sets: sets.ends.low, "The smallest total of the sets that give one of their own."),
    high=key(POSITIVE, lambda sets: sets.ends.high),
)
_CONTRIBUTION: Final[Shape[Contribution]] = closed_object(
    kind=key(choice("factor", "electricity", "lifetime", "kwh", "pue", "quantity", "ratio")),
    subject=key(STRING, text="Type of equipment or service, place, or parameter of a ratio; empty for a PUE."),
    share=key(SHARE_KIND),
)
_INTERVAL: Final[Shape[Interval]] = closed_object(
    level=constant(LEVEL),
    gsd=key(FLOAT.but(minimum=1), text="Geometric standard deviation of the log-normal of these bounds."),
    contributions=key(
        _CONTRIBUTION.listed(maxItems=CONTRIBUTIONS), lambda interval: interval.contributions[:CONTRIBUTIONS]
    ),
)
CATEGORY_VALUES: Final = POSITIVE.mapped(description="Category → value, in the unit of the category.").named("values")
BREAKDOWN: Final = (
    POSITIVE.mapped().mapped(description="Part → category → value, in the unit of the category.").named("breakdown")
)
_COVERAGE: Final[Shape[Extent]] = object_of(
    lines=key(SHARE_KIND, lambda extent: extent.behind.complete_lines),
    lines_partial=key(SHARE_KIND, lambda extent: extent.behind.partial_lines),
    climate=key(SHARE_OR_NULL_KIND, lambda extent: extent.behind.complete_climate),
    climate_partial=key(SHARE_OR_NULL_KIND, lambda extent: extent.behind.partial_climate),
    deduced=optional(
        SHARE_KIND,
        lambda extent: extent.behind.deduced_share or None,
        "What of whole is so thanks to an embodied part deduced from climate change (method.impute); in no other share.",
    ),
    whole=key(
        SHARE_KIND,
        lambda extent: extent.behind.whole,
        "The share assessed, or deduced, whole that decides of the state: of the climate impact, or of the lines when it is not known, "
        "or when lines without any make their share the smaller one.",
    ),
    state=key(_STATE, text="As that of the total; not_assessed: nothing assessed."),
    exceeded_by=key(_EXCEEDED_BY, lambda extent: extent.smaller_than),
)
_QUALITY: Final[Shape[tuple[int, float | None]]] = object_of(
    lines=key(COUNT, lambda pair: pair[0]),
    climate_share=key(SHARE_OR_NULL_KIND, lambda pair: pair[1], "null when no line of the class is assessed."),
)
_ESTIMATED: Final[Shape[_Estimated]] = closed_object(
    climate_share=key(
        SHARE_OR_NULL_KIND,
        lambda estimated: estimated_share(estimated.lines) if estimated.lines else None,
    ),
    by_group=key(SHARE_KIND.mapped(), lambda estimated: estimated_shares(estimated.lines, lambda line: line.group)),
    by_stage=key(SHARE_KIND.mapped(), lambda estimated: estimated_stages(estimated.organisation.lines)),
    by_site=key(SHARE_KIND.mapped(), lambda estimated: estimated_shares(estimated.lines, lambda line: line.site)),
    by_entity=key(SHARE_KIND.mapped(), lambda estimated: estimated_shares(estimated.lines, lambda line: line.entity)),
)
_TO_CONFIRM: Final[Shape[ToConfirm]] = closed_object(
    lines=key(COUNT), climate_share=key(SHARE_OR_NULL_KIND, lambda confirm: confirm.share)
)
CARRIED_SHAPE: Final[Shape[CarriedLines]] = closed_object(
    year=key(INTEGER), lines=key(STRING.listed()), shares=key(FLOAT.mapped())
)
TO_COLLECT_SHAPE: Final[Shape[ToCollect]] = closed_object(
    estimate=key(choice(*ESTIMATES), text="What method.estimate asks for."),
    value=key(POSITIVE, lambda collect: collect.kg, "Estimated footprint, kgCO2e a year."),
    low=key(POSITIVE),
    high=key(POSITIVE),
    change=key(POSITIVE, text="The most that the real number could change the total, kgCO2e a year."),
)
_SPENDING: Final[Shape[Judged | None]] = object_of(
    value=key(
        POSITIVE.or_null(),
        lambda spending: 0.0 if spending is None else spending.value,
        "0 without any spend line; null when none of them is assessed.",
    ),
    unit=constant("kgCO2e"),
    uncertainty=key(POSITIVE, lambda _: 0.8),
)
_VALUE: Final[Shape[_Value]] = closed_object(value=key(FLOAT), unit=key(STRING))
_READING: Final[Shape[Mapping[str, _Value]]] = closed_object(
    code=constant(WITHOUT_LINES), totals=key(_VALUE.mapped(), lambda totals: totals)
)
_BASIS: Final[Shape[ClimateBasis]] = closed_object(
    quantities=key(SHARE_KIND), estimated=key(SHARE_KIND), spending=key(SHARE_KIND)
)
_RATIOS: Final = some_of(
    {name: POSITIVE.but(description=figure.text) for name, figure in figures_at(Place.ASSESSMENT).items()}
)
_PERIMETER: Final[Shape[Organisation]] = object_of(
    missing_groups=key(
        choice(
            "workplace", "printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings"
        ).listed()
    ),
    without=key(STRING.listed()),
)


def _estimated(told: Told) -> _Estimated:
    organisation = told.result.organisation
    return _Estimated(organisation, [line for line in organisation.lines if line.total(CLIMATE) is not None])


def _breakdown(name: str, text: str = "") -> Key[Told]:
    return key(BREAKDOWN, lambda told: getattr(told.result.organisation, name), text)


ORGANISATION_SHAPE: Final[Shape[Told]] = object_of(
    totals=key(
        _TOTAL.mapped(propertyNames=CATEGORY_NAMES),
        Told.totals,
        "Category → sum of what is assessed; a category without any assessed term has no key. low and high: the central 90 % "
        "(docs/method.md), null when the sum is no total or has nothing uncertain in it. A sum whose state is partial is no total: do "
        "not show it as one.",
    ),
    factor_sets=key(
        _SETS.or_null(),
        lambda told: told.judged.sets,
        "The climate total under each set of factors, which its interval does not hold; null when the total has no interval.",
    ),
    intervals=key(
        _INTERVAL.mapped(propertyNames=CATEGORY_NAMES),
        lambda told: told.judged.intervals,
        "By category whose total has an interval: where it comes from. The share of an input in the variance is at the first order.",
    ),
    by_group=_breakdown(
        "by_group",
        "Group → category → value. What has no assessed term has no key, never 0: so in every breakdown.",
    ),
    by_stage=_breakdown("by_stage"),
    by_site=_breakdown("by_site"),
    by_entity=_breakdown("by_entity"),
    coverage=key(
        _COVERAGE.mapped(),
        lambda told: {name: judged.extent for name, judged in told.judged.sums.items() if judged.extent is not None},
        "By category: shares of lines, and of their climate impact (null when it is not assessed, or 0), assessed whole and in "
        "part.",
    ),
    coverage_threshold=key(
        Kind({"const": TOTAL_FROM}), lambda _: TOTAL_FROM, "The share assessed whole under which a sum is partial."
    ),
    quality=key(
        _QUALITY.mapped(required=["high", "medium", "low", "estimated"]),
        lambda told: told.result.organisation.quality,
    ),
    estimated=key(
        _ESTIMATED,
        _estimated,
        "Shares, from 0 to 1, of the climate footprint whose quantities are drawn from head counts (method.estimate); the "
        "label of such a line says so. climate_share is null, and a part has no key, when none of its lines is assessed.",
        added=True,
    ),
    to_confirm=key(
        _TO_CONFIRM,
        lambda told: left_to_confirm(told.result.organisation),
        "Lines that the dossier marks as to confirm (certainty), services to the public included, and the share, from 0 to 1, of "
        "the climate footprint that rests on them; null when it is not assessed.",
        added=True,
    ),
    carried=key(
        CARRIED_SHAPE.listed(),
        lambda told: carried_lines_of(told.result.organisation, told.result.carried),
        "By year, the earlier one first: the lines whose figures are still those of that year (annual_reviews[].carried), and the "
        "share, from 0 to 1, of each total that they are; empty when every line is of reference_year.",
        added=True,
    ),
    to_collect=key(
        TO_COLLECT_SHAPE.listed(),
        lambda told: told.to_collect,
        "Estimates, the one whose real number could change the climate total most first; low and high: the central 90 % that "
        "the number alone leaves open.",
        added=True,
    ),
    spending=key(_SPENDING, lambda told: told.judged.spending),
    readings=key(
        _READING.listed(),
        Told.readings,
        "The totals without the lines in euros, whose ratio is of a branch of the economy; empty when no line is in euros.",
    ),
    basis=key(
        _BASIS.or_null(),
        lambda told: basis(told.result.organisation.lines),
        "Shares of the climate total: counted on quantities, drawn from a head count, told by a ratio of euros; null without "
        "a total.",
    ),
    ratios=key(
        _RATIOS,
        lambda told: {figure.key: judged.value for figure, judged in told.figures.items() if judged.value is not None},
        "Key figures; of a climate total of the whole organisation, which is divided only when it is one.",
    ),
    perimeter=key(_PERIMETER, lambda told: told.result.organisation),
    lines=key(LINE_SHAPE.listed(), Told.lines),
).but(description="First perimeter: what the authority owns, buys or operates. Never added to the territory.")


# Shapes that several JSON results share.

ORIGIN: Final[Shape[FigureOrigin]] = closed_object(
    **{name: key(STRING.or_null()) for name in ("tool", "method", "perimeter", "source")}, shares=key(FLOAT.mapped())
).named("origin")


def difference(text: str, significant: str) -> Shape[Difference]:
    """Return the shape of the bounds of a difference, and whether they leave 0 out.

    Args:
        text: what the bounds are.
        significant: when they hold 0.
    """
    return closed_object(low=key(FLOAT), high=key(FLOAT), significant=key(FLAG, text=significant)).but(description=text)
