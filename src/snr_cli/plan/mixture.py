"""Mixtures of two years: the activity of one, the method of one, the factors of one, computed by the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from snr_cli.catalog.edition import EQUIPMENT_TYPES, SERVICE_TYPES, Rows, edition
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, USAGE, YEARS, Tables
from snr_cli.engine.assess import assess, without_held
from snr_cli.engine.records import CLIMATE, Assessment, Line, assessed_sum
from snr_cli.model.dossier import Dossier, Equipment, Factors, NewType, Override, Service
from snr_cli.model.strategy import Action
from snr_cli.plan.aims import DossierLines
from snr_cli.plan.carried import Export, Reread, filled_again, reread, with_lines_of

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
