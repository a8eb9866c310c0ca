"""Lines, amounts and the virtual layer of an assessment as JSON: pieces of assessment_json.py."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from snr_cli.engine.quantity import Quantity
from snr_cli.engine.records import (
    CLIMATE,
    ELECTRICITY,
    ApplicationCarrier,
    Carrier,
    Estimate,
    Host,
    Line,
    MachineCarrier,
    Remainder,
    Use,
    VirtualView,
)
from snr_cli.french.words.results import REMAINDERS
from snr_cli.results.json_shape import (
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    Key,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
    optional,
)

if TYPE_CHECKING:
    from snr_cli.inputs.inventory.fleet import Trace
    from snr_cli.inputs.inventory.read import Inventory

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
        unknown = any(gap.reason == "no_page_views" for gap in self.line.recipe.gaps)
        return None if unknown else self.line.quantity

    def impacts(self) -> dict[str, Impact]:
        """Return its impacts, electricity among them."""
        line, units = self.line, self.units
        covers = line.recipe.covers
        found = {
            category: Impact(line.total(category), units[category], line.stages(category), covers(category))
            for category in line.recipe.unit_totals
        }
        kwh = line.electricity_kwh
        if kwh is not None:
            found[ELECTRICITY] = Impact(kwh, units[ELECTRICITY], {"use": kwh}, covers(ELECTRICITY))
        return found


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
    id=key(NAME, lambda found: found.line.id),
    label=key(NAME, lambda found: found.line.label),
    type=key(NAME, lambda found: found.line.type),
    kind=key(
        choice("equipment", "service", "estimate", "household", "line", "data_centre"),
        lambda found: found.line.kind,
    ),
    group=key(STRING, lambda found: found.line.group),
    site=key(STRING.or_null(), lambda found: found.line.site or None),
    entity=key(STRING.or_null(), lambda found: found.line.entity or None),
    quality=key(choice("high", "medium", "low", "estimated"), lambda found: found.line.quality),
    certainty=key(
        choice("sure", "to_confirm"),
        lambda found: found.line.certainty,
        "Whether the dossier says it sure.",
        added=True,
    ),
    quantity=key(POSITIVE.or_null(), WrittenLine.quantity, "null: page views that nobody gave."),
    unit=key(STRING, lambda found: found.line.unit),
    spending=key(FLAG, lambda found: found.line.spending),
    lifetime_years=key(_LIFETIME.or_null(), lambda found: found.line.recipe.lifetime),
    electricity_kwh=key(POSITIVE.or_null(), lambda found: found.line.electricity_kwh),
    status=key(
        choice("complete", "partial", "none"),
        lambda found: found.line.recipe.covers(CLIMATE),
        "Of climate change.",
    ),
    impacts=key(IMPACTS, WrittenLine.impacts),
    rows=optional(
        _ROWS.listed(),
        lambda found: found.rows,
        "Rows of the inventory that the line stands for, as ranges; absent from a line typed by hand.",
    ),
).named("line")
USE_SHAPE: Final[Shape[WrittenUse]] = object_of(
    id=key(STRING, lambda found: found.use.id),
    label=key(STRING, lambda found: found.use.label),
    kind=key(choice("equipment_rate", "traffic", "streaming", "service"), lambda found: found.use.kind),
    status=key(choice("given", "default"), lambda found: found.use.status),
    quantity=key(POSITIVE, lambda found: found.use.quantity.value),
    unit=key(STRING, lambda found: found.use.unit),
    impacts=key(IMPACTS, lambda found: WrittenLine(found.use.line, found.units).impacts()),
    added=constant(False),
)

_ALLOCATION: Final = choice("rcp_standard", "rcp_full", "rcp_idle", "vcpu", "storage", "key").named("allocation")
_NAMED: Final[dict[str, Key[_Carried[Any]]]] = {
    "id": key(NAME, lambda found: found.carrier.id),
    "label": key(NAME, lambda found: found.carrier.label),
    "impacts": key(IMPACTS, _Carried.impacts),
}
_HOST: Final[Shape[_Carried[Host]]] = closed_object(
    **_NAMED,
    allocation=key(_ALLOCATION, lambda found: found.carrier.allocation),
    lines=key(
        STRING.listed(),
        lambda found: [part.line.id for part in found.carrier.parts],
        "Ids of lines of the organisation.",
    ),
    machines=key(
        STRING.listed(),
        lambda found: [each.id for each in found.virtual.view.machines if each.host == found.carrier.id],
    ),
)
_MACHINE: Final[Shape[_Carried[MachineCarrier]]] = closed_object(
    **_NAMED,
    host=key(NAME, lambda found: found.carrier.host),
    quantity=key(POSITIVE, lambda found: found.carrier.quantity),
    shares=key(
        SHARE_KIND.mapped(required=["manufacturing", "distribution", "use"]).or_null(),
        lambda found: {moment: share.value for moment, share in found.carrier.basis.items()} or None,
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
        lambda found: found.carrier.members,
        "Machines and services, and the share that the application takes of each.",
    ),
)
_REMAINDER: Final[Shape[_Carried[Remainder]]] = closed_object(
    **_NAMED,
    reason=key(choice(*REMAINDERS), lambda found: found.carrier.reason),
    message=key(NAME, lambda found: REMAINDERS[found.carrier.reason]),
)
VIRTUAL_SHAPE: Final[Shape[WrittenVirtual]] = closed_object(
    allocation=key(_ALLOCATION, lambda virtual: virtual.view.allocation),
    added=constant(False),
    totals=key(IMPACTS, lambda virtual: _Carried(virtual.view.whole, virtual).impacts()),
    hosts=key(_HOST.listed(), lambda virtual: [_Carried(each, virtual) for each in virtual.view.hosts]),
    services=key(
        STRING.listed(),
        lambda virtual: [each.id for each in virtual.view.services],
        "Ids of the lines of services that applications name.",
    ),
    machines=key(_MACHINE.listed(), lambda virtual: [_Carried(each, virtual) for each in virtual.view.machines]),
    applications=key(
        _APPLICATION.listed(), lambda virtual: [_Carried(each, virtual) for each in virtual.view.applications]
    ),
    remainders=key(
        _REMAINDER.listed(),
        lambda virtual: [_Carried(each, virtual) for each in virtual.view.remainders],
        "What no application carries, of a host, a machine or a service.",
    ),
)
