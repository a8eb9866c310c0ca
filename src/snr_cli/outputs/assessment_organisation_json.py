"""The organisation of an assessment as JSON: a piece of assessment_json.py, with what an assessment is told from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from snr_cli.engine.estimated import ToConfirm, estimated_share, estimated_shares, estimated_stages, left_to_confirm
from snr_cli.engine.records import CLIMATE, Assessment, Line, Organisation
from snr_cli.engine.spending import WITHOUT_LINES, ClimateBasis, basis, without_spending
from snr_cli.engine.to_collect import ToCollect
from snr_cli.engine.uncertainty import Contribution, Interval
from snr_cli.french.words.estimated import ESTIMATES
from snr_cli.outputs.assessment_lines_json import (
    CATEGORY_NAMES,
    LINE_SHAPE,
    POSITIVE,
    SHARE_KIND,
    SHARE_OR_NULL_KIND,
    WrittenAmount,
    WrittenLine,
    WrittenRows,
    WrittenVirtual,
)
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
from snr_cli.results.organisation import JudgedOrganisation
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
from snr_cli.results.sets import FactorSets, SetState, SetTotal

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.imported import Imported

LEVEL, CONTRIBUTIONS = 0.9, 5


class Told(NamedTuple):
    """An assessment, and what is told beside it: its units, what may be said of its sums, its inventories, what computes it again."""

    result: Assessment
    name: str
    units: Mapping[str, str]
    judged: JudgedOrganisation
    imported: "tuple[Imported, ...]"
    rows: Mapping[str, list[str]]
    inputs: Mapping[str, Any]
    to_collect: tuple[ToCollect, ...] = ()

    def lines(self) -> list[WrittenLine]:
        """Return the lines of the organisation."""
        rows = {
            line: [WrittenRows(each.inventory, trace) for trace in traces]
            for each in self.imported
            for line, traces in each.traces.items()
        }
        return [WrittenLine(line, self.units, rows.get(line.id)) for line in self.result.organisation.lines]

    def totals(self) -> dict[str, Judged]:
        """Return the sums of what is assessed, by category."""
        return {name: found for name, found in self.judged.sums.items() if is_known(found)}

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
    lines=key(SHARE_KIND, lambda found: found.behind.complete_lines),
    lines_partial=key(SHARE_KIND, lambda found: found.behind.partial_lines),
    climate=key(SHARE_OR_NULL_KIND, lambda found: found.behind.complete_climate),
    climate_partial=key(SHARE_OR_NULL_KIND, lambda found: found.behind.partial_climate),
    deduced=optional(
        SHARE_KIND,
        lambda found: found.behind.deduced_share or None,
        "What of whole is so thanks to an embodied part deduced from climate change (method.impute); in no other share.",
    ),
    whole=key(
        SHARE_KIND,
        lambda found: found.behind.whole,
        "The share assessed, or deduced, whole that decides of the state: of the climate impact, or of the lines when it is not known, "
        "or when lines without any make their share the smaller one.",
    ),
    state=key(_STATE, text="As that of the total; not_assessed: nothing assessed."),
    exceeded_by=key(_EXCEEDED_BY, lambda found: found.smaller_than),
)
_QUALITY: Final[Shape[tuple[int, float | None]]] = object_of(
    lines=key(COUNT, lambda pair: pair[0]),
    climate_share=key(SHARE_OR_NULL_KIND, lambda pair: pair[1], "null when no line of the class is assessed."),
)
_ESTIMATED: Final[Shape[_Estimated]] = closed_object(
    climate_share=key(
        SHARE_OR_NULL_KIND,
        lambda found: estimated_share(found.lines) if found.lines else None,
    ),
    by_group=key(SHARE_KIND.mapped(), lambda found: estimated_shares(found.lines, lambda line: line.group)),
    by_stage=key(SHARE_KIND.mapped(), lambda found: estimated_stages(found.organisation.lines)),
    by_site=key(SHARE_KIND.mapped(), lambda found: estimated_shares(found.lines, lambda line: line.site)),
    by_entity=key(SHARE_KIND.mapped(), lambda found: estimated_shares(found.lines, lambda line: line.entity)),
)
_TO_CONFIRM: Final[Shape[ToConfirm]] = closed_object(
    lines=key(COUNT), climate_share=key(SHARE_OR_NULL_KIND, lambda found: found.share)
)
CARRIED_SHAPE: Final[Shape[CarriedLines]] = closed_object(
    year=key(INTEGER), lines=key(STRING.listed()), shares=key(FLOAT.mapped())
)
TO_COLLECT_SHAPE: Final[Shape[ToCollect]] = closed_object(
    estimate=key(choice(*ESTIMATES), text="What method.estimate asks for."),
    value=key(POSITIVE, lambda found: found.kg, "Estimated footprint, kgCO2e a year."),
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
    dict.fromkeys(("kgCO2e_per_agent", "kgCO2e_per_equipped_agent", "kgCO2e_per_inhabitant"), POSITIVE)
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
        lambda told: {name: found.extent for name, found in told.judged.sums.items() if found.extent is not None},
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
        lambda told: {
            f"kgCO2e_per_{name}": found.value
            for name, found in told.judged.per_person.items()
            if found.value is not None
        },
        "Of a climate total of the whole organisation; empty when it is none.",
    ),
    perimeter=key(_PERIMETER, lambda told: told.result.organisation),
    lines=key(LINE_SHAPE.listed(), Told.lines),
).but(description="First perimeter: what the authority owns, buys or operates. Never added to the territory.")
