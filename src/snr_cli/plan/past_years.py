"""A past year beside today: mixtures of two years, and the year an objective starts from, made comparable with the one it ends in.

A mixture has the activity of one year, the method of one, the factors of one, and is computed by the engine. A total that was
published says neither its method nor its factors: it is shown beside what is computed, never subtracted. A year whose result is
kept is computed again: its activity, with the method and the factors of today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from snr_cli.catalog.edition import EQUIPMENT_TYPES, SERVICE_TYPES, Rows, edition
from snr_cli.catalog.records import CatalogError, HeldError
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, USAGE, YEARS, Tables
from snr_cli.engine.assess import MagnitudeError, OptionsError, assess, without_held
from snr_cli.engine.coverage import Coverage
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE, Assessment, Line, assessed_sum
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.dossier import Dossier, Equipment, Factors, NewType, Override, Service
from snr_cli.model.strategy import Action, FigureOrigin, Objective
from snr_cli.plan.aims import DossierLines
from snr_cli.plan.carried import CarriedPart, Export, Reread, export_of, filled_again, reread, with_lines_of

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.results import Result

SAME: Final = 1e-9  # relative: under it, two figures are the same


class End(NamedTuple):
    """One of the two years, as it is shown; factors are empty when only totals were published."""

    name: str
    year: int
    factor_set: str = ""
    licence: str = ""
    sha256: str = ""


class Power(NamedTuple):
    """The climate factor of a kWh of the authority's place in both years, and the vintage of each."""

    place: str
    old: float
    old_vintage: int
    new: float
    new_vintage: int


class Published(NamedTuple):
    """A year of which only totals were published: what it holds is not known."""

    name: str
    year: int
    totals: Mapping[str, float]
    origin: FigureOrigin | None = None


class Intervals(NamedTuple):
    """The central 90 % of a change and of its parts, paired: what the two years share cancels."""

    change: Difference
    activity: Difference
    ageing: Difference
    method: Difference
    factors: Difference


class ChangeParts(NamedTuple):
    """A change and its parts, which sum to it; their intervals where they were asked and can be computed.

    `ageing`: the same devices of another age, the same exports read again; `activity`: the rest of what it has and does.
    """

    old: float
    new: float
    activity: float
    ageing: float
    method: float
    factors: float
    intervals: Intervals | None = None

    @property
    def change(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def at_constant_method(self) -> float | None:
        """Relative change once the old year has the method and perimeter of the new one; None without an old value."""
        before = self.old + self.method
        return self.new / before - 1 if before > 0 else None


class Note(NamedTuple):
    """Something to know of the comparison, by code; `values` fill its sentence."""

    code: str
    subject: str = ""
    values: tuple[tuple[str, Any], ...] = ()


class ActionPart(NamedTuple):
    """The lines that an action aims at: their change, and what the old dossier expected of the action by the new year."""

    id: str
    title: str
    lines: int
    split: ChangeParts
    expected: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change between two years. By category; `groups` and `types` by category too.

    `comparable` is false when one year is only published totals: `published` then holds old and new, beside each
    other and without any difference, and `origin` where the published ones come from.
    `estimated`: in each year, the share drawn from head counts of the total ("") and of each group and type.
    `carried`: the climate change of the organisation, of fresh data and of lines carried forward; None when none is followed.
    `covered`: by category, how much of the inventory the totals of each year hold; None for a year that was only published.
    """

    old: End
    new: End
    comparable: bool
    organisation: dict[str, ChangeParts]
    groups: dict[str, dict[str, ChangeParts]]
    types: dict[str, ChangeParts]
    territory: dict[str, ChangeParts]
    households: dict[str, ChangeParts]
    actions: tuple[ActionPart, ...]
    changes: tuple[tuple[str, str, str], ...]
    not_compared: tuple[Note, ...]
    notes: tuple[Note, ...]
    power: Power | None = None
    published: dict[str, tuple[float, float]] = field(default_factory=dict)
    origin: FigureOrigin | None = None
    estimated: tuple[Mapping[str, float], Mapping[str, float]] = ({}, {})
    covered: tuple[Mapping[str, Coverage] | None, Mapping[str, Coverage] | None] = (None, None)
    carried: CarriedPart | None = None

    def estimated_in(self, name: str = "") -> float:
        """Return the larger share, of the two years, of a group, a type or the total that is estimated."""
        return max(shares.get(name, 0.0) for shares in self.estimated)


OLD, NEW = 0, 1
_BUILT_IN: Final = frozenset({"website", "server_room"})
# tables by what their change is called: an edition of a study or a rule of the method is method, the rest is factors
METHOD_TABLES: Final = (PARAMETERS, TERRITORY, EQUIPMENT_TYPES, SERVICE_TYPES)
FACTOR_TABLES: Final = (EQUIPMENT, USAGE, ELECTRICITY, SERVICES, YEARS)
_STUDY: Final = "fr_percapita_climate_change"
ORGANISATION, GROUP_PART, TYPE, ACTION = "organisation", "group", "type", "action"
TERRITORY_PART, HOUSEHOLDS = "territory", "households"
ValueKey = tuple[str, str, str]  # perimeter or part, its name, category


@dataclass(frozen=True, slots=True)
class Side:
    """A year to compare: what computes it, and what was written of it if it comes from a result file.

    `rows`: the rows of the tables it was computed with; empty when they are those of today. `exports`: SHA-256 of the exports it
    rests on.
    """

    name: str
    dossier: Dossier
    factor_set: str
    licence: str
    without: tuple[str, ...]
    sha256: str
    rows: Rows = field(default_factory=dict)
    written: Mapping[ValueKey, float] | None = None
    assessment: Assessment | None = None
    exports: tuple[Export, ...] = ()

    @property
    def year(self) -> int:
        """The year studied."""
        return self.dossier.reference_year


class UnknownNamesError(Exception):
    """A year names types, a set of factors or a perimeter that nothing knows; carries them."""

    def __init__(self, kind: str, side: str, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.kind = kind
        self.side = side
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class MixtureReading:
    """One mixture: its values, and what is needed to speak of it.

    `silent`: the groups, types and actions that have lines, none of which is assessed: their value is not known, nor 0.
    """

    values: dict[ValueKey, float]
    assessment: Assessment
    silent: frozenset[ValueKey]
    dossier: Dossier


class Mixer:
    """Computes the mixtures of two years: activity, method and factors each come from one of them."""

    def __init__(self, sides: tuple[Side, Side], tables: Tables, names: frozenset[str]) -> None:
        old, new = sides
        if old.assessment is None:  # of a result, which holds no source: a line that says the same is the same line
            old = replace(old, dossier=with_lines_of(old.dossier, new.dossier))
        self.sides = sides = (old, new)
        self.present = tables
        # the rows that each year was computed with; None: those of today
        self.rows = [None if side.sha256 == tables.sha256 else side.rows for side in sides]
        self._editions: dict[tuple[int, int], Tables] = {}
        # mixtures computed so far: two years of one method, or of one set of factors, give some of them twice
        self._found = list[tuple[tuple[Any, ...], MixtureReading]]()
        for side, rows in zip(sides, self.rows, strict=True):
            _known(side, rows, tables)
        # every line, those of --without too: they say which groups and names are inventoried
        self.whole = [self._whole(index) for index in (OLD, NEW)]
        self.groups = [{line.inventory_group for line in whole.organisation.lines} - {""} for whole in self.whole]
        self.moving_groups = self.groups[OLD] ^ self.groups[NEW]
        self.moving_names = self._moving_names(names)
        self.moving = [
            {
                line.id
                for line in whole.organisation.lines
                if line.inventory_group in self.moving_groups or {line.site, line.entity} & self.moving_names
            }
            for whole in self.whole
        ]
        self.actions: tuple[Action, ...] = next(
            (
                tuple(action for action in side.dossier.actions if action.effects)
                for side in reversed(sides)
                if side.dossier.actions
            ),
            (),
        )

    def _whole(self, index: int) -> Assessment:
        side = self.sides[index]
        if side.assessment is not None and not side.without:
            return side.assessment
        dossier = side.dossier.model_copy(update={"virtual": None, "uses": side.dossier.household_rates})
        return assess(dossier, self.tables(index, index), factor_set=side.factor_set, licence=side.licence)

    @property
    def identities(self) -> tuple[str, str]:
        """What names the two authorities: their SIREN when both are known, else their name."""
        old, new = (whole.facts for whole in self.whole)
        name = "siren" if "siren" in old and "siren" in new else "name"
        return str(old[name].value), str(new[name].value)

    @property
    def of_one_authority(self) -> bool:
        """Say whether both years are of the same authority: those of two are never compared."""
        return self.identities[OLD] == self.identities[NEW]

    def names(self, index: int) -> set[str]:
        """Return the sites and entities of a year."""
        lines: list[Equipment | Service] = [*self.sides[index].dossier.equipment, *self.sides[index].dossier.services]
        return {name for line in lines for name in (line.site, line.entity) if name}

    def _moving_names(self, asked: frozenset[str]) -> frozenset[str]:
        only_one = self.names(OLD) ^ self.names(NEW)
        wrong = sorted(asked - only_one)
        if wrong:
            raise UnknownNamesError("perimeter", "", wrong)
        return asked

    def tables(self, method: int, factors: int) -> Tables:
        """Return the tables of a mixture: a subject that an edition does not know is read in the other one."""
        if self.rows == [None, None]:
            return self.present
        if (method, factors) not in self._editions:
            wanted = dict.fromkeys(METHOD_TABLES, (self.rows[method], self.rows[1 - method]))
            wanted |= dict.fromkeys(FACTOR_TABLES, (self.rows[factors], self.rows[1 - factors]))
            self._editions[method, factors] = edition(self.present, wanted)
        return self._editions[method, factors]

    @cached_property
    def same_devices(self) -> frozenset[str]:
        """Return the lines of the old year that are the same devices in the new one: same id, type and year of purchase."""
        old, new = self.sides
        if old.year == new.year:
            return frozenset()
        after = {(line.id, line.type, line.purchase_year) for line in new.dossier.equipment}
        return frozenset(
            line.id
            for line in old.dossier.equipment
            if line.purchase_year is not None
            and (line.id, line.type, line.purchase_year) in after
            and line.id not in self.moving[OLD]
        )

    @cached_property
    def reread(self) -> Reread:
        """Return what the two years take of the same exports; nothing when they are one year."""
        old, new = self.sides
        return reread(old.exports, new.exports) if old.year != new.year else Reread()

    def reading(self, members: int, *, aged: bool = False) -> MixtureReading:
        """Return a mixture: bit 0 of `members` is set when the activity is the new one, bit 1 the method, bit 2 the factors.

        `aged`: the devices of the old activity have the age that they have in the new year, and the exports that both years
        read are read for the new one.
        """
        activity, method, factors = (members >> bit & 1 for bit in range(3))
        side = self.sides[method]
        tables, factor_set = self.tables(method, factors), self.sides[factors].factor_set
        # factors of one year may be held by a total of the set of the other: neither dossier says both
        dossier = without_held(self._mixed(activity, method, factors, aged=aged), tables, factor_set, side.licence)
        own = self.sides[activity].assessment if activity == method == factors and not aged else None
        asked = (id(tables), factor_set, side.licence, side.without)
        for before, found in self._found if own is None else ():
            if before == asked and found.dossier == dossier:
                return found
        result = own or assess(
            dossier,
            tables,
            factor_set=factor_set,
            licence=side.licence,
            without=side.without,
        )
        reading = MixtureReading(*self._values(dossier, result), dossier)
        self._found += [] if own else [(asked, reading)]
        return reading

    def _mixed(self, activity: int, method: int, factors: int, *, aged: bool) -> Dossier:
        """Return the dossier of a mixture.

        The lines that moved in or out of the perimeter follow the method. Lines are dated so that they keep their age at
        the year whose electricity is taken.
        """
        mine, theirs = self.sides[activity].dossier, self.sides[method].dossier
        year = self.sides[factors].year
        kept = [line for line in mine.equipment if line.id not in self.moving[activity]]
        older = self.sides[NEW].year - self.sides[OLD].year if aged else 0
        same = self.same_devices if aged else frozenset()
        moved = [line for line in theirs.equipment if line.id in self.moving[method]]
        services = [line for line in mine.services if line.id not in self.moving[activity]]
        services += [line for line in theirs.services if line.id in self.moving[method]]
        again: list[Equipment] = []
        if aged and self.reread:
            kept, again, services = self._read_again(kept, services)
        rooms = {line.id for line in services if line.type == "server_room"}
        used = {line.room for line in moved} - rooms
        services += [line for line in theirs.services if line.type == "server_room" and line.id in used]
        policy = theirs.method.model_copy(
            update={"lifetimes": mine.method.lifetimes, "depreciation_years": mine.method.depreciation_years}
        )
        return mine.model_copy(
            update={
                "reference_year": year,
                "equipment": (
                    *(_dated(line, year - mine.reference_year - (older if line.id in same else 0)) for line in kept),
                    *(_dated(line, year - self.sides[NEW].year) for line in again),
                    *(_dated(line, year - theirs.reference_year) for line in moved),
                ),
                "services": tuple(services),
                "method": policy,
                "factors": self._factors(activity, method, factors),
                "virtual": None,
                "uses": mine.household_rates,
            }
        )

    def _read_again(
        self, kept: list[Equipment], services: list[Service]
    ) -> tuple[list[Equipment], list[Equipment], list[Service]]:
        """Return the old lines without those of the exports that both years read, those of the new reading, and services."""
        found, moving = self.reread, self.moving[NEW]
        new = self.sides[NEW].dossier
        quantities = {line.id: line.quantity for line in new.equipment if line.id in found.filled}
        again = [line for line in new.equipment if line.id in found.own[NEW] - moving]
        rooms = {line.room for line in again}
        others = [line for line in services if line.id not in found.own[OLD]]
        known = {line.id for line in others}
        others += [
            line
            for line in new.services
            if line.id not in known | moving and (line.id in found.own[NEW] or line.id in rooms)
        ]
        lines = [filled_again(line, quantities, found) for line in kept if line.id not in found.own[OLD]]
        return lines, again, others

    def _factors(self, activity: int, method: int, factors: int) -> Factors:
        """Return the dossier's own values: impacts are factors; lifetimes and consumptions are activity."""
        own = [self.sides[index].dossier.factors for index in (activity, factors, method)]
        overrides = [_physical(override) for override in own[0].overrides] + [
            _impact(override) for override in own[1].overrides
        ]
        types: dict[str, NewType] = {new.id: new for own_factors in reversed(own) for new in own_factors.types}
        valued = {new.id: new.embodied for new in own[1].types}
        return Factors.model_construct(
            overrides=tuple(override for override in overrides if override is not None),
            types=tuple(
                new.model_copy(update={"embodied": valued.get(new.id, new.embodied)}) for new in types.values()
            ),
        )

    def _values(
        self, dossier: Dossier, result: Assessment
    ) -> tuple[dict[ValueKey, float], Assessment, frozenset[ValueKey]]:
        values: dict[ValueKey, float] = {
            (ORGANISATION, "", name): total for name, total in result.organisation.totals.items()
        }
        for group, totals in result.organisation.by_group.items():
            values |= {(GROUP_PART, group, category): value for category, value in totals.items()}
        values |= {(TERRITORY_PART, "", name): estimate.value for name, estimate in result.territory.totals.items()}
        values |= {(HOUSEHOLDS, "", name): value for name, value in result.territory.household_totals.items()}
        parts: dict[ValueKey, list[Line]] = {}
        for line in result.organisation.lines:
            parts.setdefault((GROUP_PART, line.group, CLIMATE), []).append(line)
            parts.setdefault((TYPE, line.type, CLIMATE), []).append(line)
        for action in self.actions:
            aimed = self._aimed(action, dossier)
            parts[ACTION, action.id, CLIMATE] = [line for line in result.organisation.lines if line.id in aimed]
        sums = {key: assessed_sum(lines) for key, lines in parts.items()}
        known = {key: value for key, value in sums.items() if value is not None and key[0] != GROUP_PART}
        return values | known, result, frozenset(sums.keys() - known.keys() - values.keys())

    def _aimed(self, action: Action, dossier: Dossier) -> set[str]:
        lines = DossierLines((*dossier.equipment, *dossier.services), self.present)
        return {item.id for effect in action.effects for item in lines.at(effect.on)}

    def aimed(self, action: Action) -> set[str]:
        """Return the lines of both years that an action aims at."""
        return {name for side in self.sides for name in self._aimed(action, side.dossier)}

    def aimed_lines(self, action: Action) -> int:
        """Count the lines of the new year, in the total, that an action aims at."""
        aimed = self._aimed(action, self.sides[NEW].dossier)
        return sum(line.id in aimed for line in self.whole[NEW].organisation.lines)

    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """Return what differs in method and factors: name, old, new."""
        old, new = self.sides
        pairs = (
            ("options", *(", ".join(sorted(side.dossier.method.options)) for side in self.sides)),
            ("factor_set", old.factor_set, new.factor_set),
            ("impute", *("oui" if side.dossier.method.impute else "" for side in self.sides)),
            ("licence", old.licence, new.licence),
            ("without", ", ".join(old.without), ", ".join(new.without)),
            ("estimate", *(", ".join(sorted(side.dossier.method.estimate)) for side in self.sides)),
            ("tables", old.sha256[:12], new.sha256[:12]),
            ("study", *(study_of(self.tables(index, index)) for index in (OLD, NEW))),
        )
        return tuple((name, before, after) for name, before, after in pairs if before != after)


def _known(side: Side, rows: Rows | None, tables: Tables) -> None:
    """Refuse a year whose types or set of factors are nowhere."""
    if side.factor_set not in tables.sets:
        raise UnknownNamesError("factor_set", side.name, [side.factor_set])
    kept = {line.partition(",")[0] for name in (EQUIPMENT_TYPES, SERVICE_TYPES) for line in (rows or {}).get(name, ())}
    known = {*tables.equipment_types, *tables.service_types, *_BUILT_IN, *kept}
    known |= {new.id for new in side.dossier.factors.types}
    lines: list[Equipment | Service] = [*side.dossier.equipment, *side.dossier.services]
    wrong = sorted({line.type for line in lines} - known)
    if wrong:
        raise UnknownNamesError("types", side.name, wrong)


def _dated(line: Equipment, shift: int) -> Equipment:
    """Return a line bought so many years later: its age at the year studied does not change."""
    if not shift or not line.purchase_year:
        return line
    return line.model_copy(update={"purchase_year": line.purchase_year + shift})


def _physical(override: Override) -> Override | None:
    """Return the part of an override that is activity."""
    if override.lifetime_years is None and override.kwh_per_year is None:
        return None
    return override.model_copy(update={"value": None})


def _impact(override: Override) -> Override | None:
    """Return the part of an override that is a factor."""
    if override.value is None:
        return None
    return override.model_copy(update={"lifetime_years": None, "kwh_per_year": None})


def study_of(tables: Tables) -> str:
    """Return the edition of the national study: the source of the figure by inhabitant."""
    return next((row.source for row in tables.factors(TERRITORY, [_STUDY])), "")


def assessment_of(side: Side, tables: Tables) -> Assessment:
    """Return the assessment of a year as it stands."""
    if side.assessment is not None:
        return side.assessment
    mine = edition(tables, dict.fromkeys((*METHOD_TABLES, *FACTOR_TABLES), (side.rows or None,)))
    return assess(side.dossier, mine, factor_set=side.factor_set, licence=side.licence, without=side.without)


ROUNDED: Final = 0.005  # relative: a figure copied with three digits is the one that was computed
ACTIVITY, METHOD, FACTORS = 0, 2, 4  # of the old year with nothing of the new one, with its method, with its factors


class StartOrigin(StrEnum):
    """Where the value that an objective starts from comes from."""

    COMPUTED = "computed"  # the inventory of the reference year
    RECOMPUTED = "recomputed"  # the result kept of a past year, computed again
    PUBLISHED = "published"  # the review of a past year
    GIVEN = "given"  # the `baseline` of the objective


@dataclass(frozen=True, slots=True)
class Base:
    """The year an objective starts from.

    `said`: what was published or given of it, by `origin`. `method`, `factors`: what computing it again changed, apart.
    `own`, `restated`: what is computed of the reference year, and the target as the same share of it, where nothing else compares.
    """

    start: StartOrigin
    year: int
    said: float | None = None
    origin: FigureOrigin | None = None
    method: float | None = None
    factors: float | None = None
    own: float | None = None
    restated: float | None = None


@dataclass(frozen=True, slots=True)
class PastYear:
    """A past year computed again, by category; `written` is what its result says. `why`: code of why it cannot be.

    `same`: the lines whose quantity is that of today; the others were counted twice. `dossier`: what was computed again.
    """

    year: int
    why: str = ""
    assessment: Assessment | None = None
    written: Mapping[str, float] | None = None
    again: Mapping[str, float] | None = None
    method: Mapping[str, float] | None = None
    factors: Mapping[str, float] | None = None
    same: frozenset[str] = frozenset()
    dossier: Dossier | None = None


def side_of(result: "Result") -> Side:
    """Return what computes again the year of a result, and what was written of it."""
    written: dict[ValueKey, float] = {}
    for part, values in (
        (ORGANISATION, result.organisation),
        (TERRITORY_PART, result.territory),
        (HOUSEHOLDS, result.households),
    ):
        written |= {(part, "", category): value for category, value in values.items()}
    for group, values in result.groups.items():
        written |= {(GROUP_PART, group, category): value for category, value in values.items()}
    return Side(
        result.name,
        result.dossier,
        result.factor_set,
        result.licence,
        result.without,
        result.sha256,
        result.rows,
        written,
        exports=tuple(export_of(*export) for export in result.exports),
    )


def past_years(
    dossier: Dossier, assessment: Assessment, tables: Tables, kept: "Iterable[Result]"
) -> dict[tuple[str, int], PastYear]:
    """Compute again the past years that objectives start from, by perimeter and year.

    Args:
        dossier: the dossier.
        assessment: its assessment.
        tables: the factor tables of today.
        kept: the results of past years.
    """
    wanted = {
        (objective.perimeter, objective.start)
        for objective in dossier.objectives
        if objective.category is not None and objective.start is not None and objective.start < dossier.reference_year
    }
    years: dict[tuple[str, int], PastYear] = {}
    for result in kept:
        old = side_of(result)
        if any(year == old.year for _, year in wanted):
            new = Side("", dossier, assessment.factor_set, assessment.licence, (), tables.sha256, assessment=assessment)
            for perimeter, part in (("organisation", ORGANISATION), ("territory", HOUSEHOLDS)):
                if (perimeter, old.year) in wanted:
                    years[perimeter, old.year] = _again(old, new, part, tables)
    return years


def _again(old: Side, new: Side, part: str, tables: Tables) -> PastYear:
    try:
        mixer = Mixer((old, new), tables, frozenset())
        if not mixer.of_one_authority:
            return PastYear(old.year, "other_authority")
        readings = {members: mixer.reading(members) for members in (ACTIVITY, METHOD, FACTORS, METHOD | FACTORS)}
    except (UnknownNamesError, CatalogError, HeldError, OptionsError, MagnitudeError):
        return PastYear(old.year, "result_unusable")
    if part == ORGANISATION and mixer.moving_groups:
        return PastYear(old.year, "other_perimeter")
    values = {
        members: {category: value for (where, _, category), value in reading.values.items() if where == part}
        for members, reading in readings.items()
    }
    wrote = {category: value for (where, _, category), value in (old.written or {}).items() if where == part}
    known = set(wrote).intersection(*values.values())
    again = {category: values[METHOD | FACTORS][category] for category in known}
    factors = {
        # the mean of both orders, so that neither is privileged
        category: (
            (values[FACTORS][category] - values[ACTIVITY][category])
            + (values[METHOD | FACTORS][category] - values[METHOD][category])
        )
        / 2.0
        for category in known
    }
    method = {category: again[category] - wrote[category] - factors[category] for category in known}
    whole = readings[METHOD | FACTORS].assessment
    assert new.assessment is not None
    today = {_counted(line) for line in new.assessment.organisation.lines}
    same = frozenset(line.id for line in whole.organisation.lines if _counted(line) in today)
    return PastYear(
        old.year,
        "",
        whole,
        {name: wrote[name] for name in known},
        again,
        method,
        factors,
        same,
        readings[METHOD | FACTORS].dossier,
    )


def _counted(line: Line) -> tuple[str, str, float, str]:
    return line.id, line.type, line.scale.value, line.quality


def base_of(
    objective: Objective, dossier: Dossier, start: int, computed: float, past: Mapping[tuple[str, int], PastYear]
) -> tuple[float | None, Base, str]:
    """Return the value that an objective starts from, where that comes from, and the code of why it does not compare.

    Args:
        objective: an objective on a category.
        dossier: the dossier.
        start: the year it starts from.
        computed: the value computed of the reference year.
        past: the past years computed again.
    """
    category, own = objective.category or "", start == dossier.reference_year
    kept = past.get((objective.perimeter, start))
    if not own and kept is not None and not kept.why and kept.again is not None and category in kept.again:
        assert kept.written is not None
        assert kept.method is not None
        assert kept.factors is not None
        moved = kept.method[category], kept.factors[category]
        return kept.again[category], Base(StartOrigin.RECOMPUTED, start, kept.written[category], None, *moved), ""
    said, origin, whence = _said(objective, dossier, start)
    if own and (said is None or abs(said - computed) <= ROUNDED * abs(computed)):
        return (computed if said is None else said), Base(StartOrigin.COMPUTED, start), ""
    share = _share_kept(objective, said)
    restated = computed * share if share is not None else None
    base = Base(whence, start, said, origin, own=computed, restated=restated)
    if kept is not None:
        return None, base, kept.why or "result_unusable"
    named = any(review.year == start and review.result for review in dossier.annual_reviews)
    if named and not own:
        return None, base, "result_unusable"
    if said is None:
        return None, base, "no_reference"
    return None, base, "other_figure" if own else "given_base" if whence is StartOrigin.GIVEN else "published_base"


def _said(objective: Objective, dossier: Dossier, start: int) -> tuple[float | None, FigureOrigin | None, StartOrigin]:
    """Return what the objective, else the review of a year, says of it."""
    if objective.baseline is not None:
        return objective.baseline, objective.baseline_from, StartOrigin.GIVEN
    if start == dossier.reference_year:
        return None, None, StartOrigin.GIVEN
    origin = next((review.footprint_from for review in dossier.annual_reviews if review.year == start), None)
    return published_footprint(objective, dossier, start), origin, StartOrigin.PUBLISHED


def _share_kept(objective: Objective, said: float | None) -> float | None:
    """Return what an objective keeps of the value it starts from, as a share."""
    if objective.reduction is not None:
        return 1.0 - objective.reduction
    return objective.target / said if objective.target is not None and said else None


def target_from(objective: Objective, reference: float, base: Base) -> float | None:
    """Return the value aimed at: a share of the reference, or the one given, in the proportion in which its year was computed again."""
    if objective.reduction is not None:
        return reference * (1.0 - objective.reduction)
    if objective.target is None or base.start is not StartOrigin.RECOMPUTED:
        return objective.target
    said = base.said if objective.baseline is None else objective.baseline
    return objective.target * reference / said if said else objective.target


def published_footprint(objective: Objective, dossier: Dossier, year: int | None) -> float | None:
    """Return what the review of a year published of an objective's footprint: that of the organisation, never of the territory."""
    if objective.perimeter != "organisation" or objective.category is None:
        return None
    for review in dossier.annual_reviews:
        if review.year == year and objective.category in review.footprint:
            return review.footprint[objective.category]
    return None


# The change between the last two inventories, prolonged: a second curve without action, beside the first. No verdict uses it.
#
# Two years compare when the earlier one can be computed again with the method, the perimeter and the factors of today.


@dataclass(frozen=True, slots=True)
class Trend:
    """Two years and what is computed of them, in kgCO2e, by one method, of one perimeter, with one set of factors.

    `why`: the code of why it is not offered: `published_only`, `result_unusable`, `other_authority`, `other_perimeter`,
    `same_export`, `same_quantities`, `no_value`. `estimated`: the larger share of both years that is drawn from head counts.
    """

    first: int
    last: int
    before: float | None = None
    now: float | None = None
    why: str = ""
    estimated: float = 0.0

    @property
    def per_year(self) -> float | None:
        """Return the growth of a year, as a ratio; None when the trend is not offered."""
        if self.why or not self.before or not self.now:
            return None
        return float((self.now / self.before) ** (1.0 / (self.last - self.first))) - 1.0

    def at(self, year: int) -> float | None:
        """Return what the trend leads to in a year, in kgCO2e."""
        rate = self.per_year
        return None if rate is None or self.now is None else float(self.now * (1.0 + rate) ** (year - self.last))


def trend_of(past: Side | Published, mine: Side, tables: Tables) -> Trend:
    """Return the trend from a past year to the one assessed.

    Args:
        past: the past year: its result, or published totals.
        mine: the year of the dossier.
        tables: the factor tables of today.
    """
    first, last = past.year, mine.year
    if isinstance(past, Published):
        return Trend(first, last, why="published_only")
    if first >= last:  # the file is not that of the year it is kept for
        return Trend(first, last, why="result_unusable")
    if past.without or mine.without:
        return Trend(first, last, why="other_perimeter")
    try:
        mixer = Mixer((past, mine), tables, frozenset())
        if not mixer.of_one_authority:
            return Trend(first, last, why="other_authority")
        # the activity of the old year, with the method and the factors of the new one
        again, today = mixer.reading(METHOD | FACTORS).assessment, mixer.whole[NEW]
        reread = mixer.reading(METHOD | FACTORS, aged=True).assessment if mixer.reread else again
    except (UnknownNamesError, CatalogError, HeldError, OptionsError, MagnitudeError):
        return Trend(first, last, why="result_unusable")
    if mixer.moving_groups or mixer.names(OLD) != mixer.names(NEW):
        return Trend(first, last, why="other_perimeter")
    if _quantities(reread) != _quantities(again):  # the reading of one file for two years is no growth
        return Trend(first, last, why="same_export")
    if _quantities(again) == _quantities(today):
        return Trend(first, last, why="same_quantities")
    before, now = (result.organisation.totals.get(CLIMATE) for result in (again, today))
    if not before or not now:
        return Trend(first, last, why="no_value")
    share = max(estimated_share(result.organisation.lines) for result in (again, today))
    return Trend(first, last, before, now, estimated=share)


def _quantities(result: Assessment) -> frozenset[tuple[str, str, float]]:
    """Return what was counted: nothing new between two years is no trend, but the ageing of one inventory."""
    return frozenset((line.id, line.type, line.quantity) for line in result.organisation.lines)
