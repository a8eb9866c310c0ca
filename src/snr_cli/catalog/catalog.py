"""Which factor for which line: the set, the licence filter, the dossier's overrides, the fallback taken."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import exp, fsum, log
from typing import Final

from snr_cli.catalog.records import (
    CONSUMABLES,
    SPLIT,
    TOTALS,
    EquipmentType,
    Factor,
    Held,
    Source,
    Usage,
    held_parts,
    laid_over,
    missing_parts,
)
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, Tables
from snr_cli.model.dossier import Factors

# What the embodied part of a device is of its climate footprint, category by category, and how far from it the part may be.
#
# The ratio is the geometric mean over devices assessed in every category by one study, which `method/deduction.csv` names; the
# half-width of its interval is a parameter of the method. docs/method.md has the errors that both were held against.

DEDUCTION: Final = "method/deduction.csv"
DEDUCED_WIDTH: Final = "deduced_width_"  # then the category: only those that have one are deduced
_CLIMATE: Final = "climate_change"


def reference_devices(tables: Tables) -> dict[str, str]:
    """Return the devices that ratios are drawn from: type → source of its rows."""
    return {cells["type"]: cells["source"] for _, cells in tables.rows(DEDUCTION) if cells["source"]}


def no_devices(tables: Tables) -> frozenset[str]:
    """Return the types of equipment that are no device, of which nothing is deduced."""
    return frozenset(cells["type"] for _, cells in tables.rows(DEDUCTION) if not cells["source"])


def device_ratios(tables: Tables, category: str) -> dict[str, float]:
    """Return, by reference device, its embodied total of a category for 1 kgCO2e of its embodied total, from their rows."""
    devices = reference_devices(tables)
    ratios: dict[str, dict[str, float]] = {}
    for row in tables.factors(EQUIPMENT, devices):
        if row.source == devices[row.subject] and row.stage == "embodied_total":
            ratios.setdefault(row.subject, {})[row.category] = row.value
    return {
        name: held[category] / held[_CLIMATE] for name, held in ratios.items() if {category, _CLIMATE} <= held.keys()
    }


def geometric_mean(values: Mapping[str, float]) -> float:
    """Return the geometric mean of ratios, to four figures: as it is printed."""
    return float(f"{exp(fsum(map(log, values.values())) / len(values)):.4g}")


def ratios_to_climate(tables: Tables, parameters: Mapping[str, Factor]) -> dict[str, Factor]:
    """Return, by category, the ratio that multiplies an embodied climate footprint, with its bounds.

    Args:
        tables: the tables.
        parameters: those that the licence filter keeps; without the widths, nothing is deduced.
    """
    ratios = {}
    for name, category in tables.categories.items():
        width = parameters.get(DEDUCED_WIDTH + name)
        if width is None:
            continue
        ratio = geometric_mean(device_ratios(tables, name))
        ratios[name] = width._replace(
            subject=f"deduced_{name}",
            category=name,
            value=ratio,
            unit=f"{category.unit}/kgCO2e",
            low=ratio * (1 - width.value),
            high=ratio * (1 + width.value),
            bounds="extremes",
        )
    return ratios


# Which sources the licence asked for leaves out: the one place where a class of redistribution is judged.

# what each licence leaves out: `contested` is under an open licence, but what it is made of is not
_LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "all": frozenset(),
    "open": frozenset({"unclear", "no"}),
    "strict": frozenset({"contested", "unclear", "no"}),
}


def is_open(source: Source, licence: str = "open") -> bool:
    """Say whether the rows of a source are kept under a licence: `all`, `open` or `strict`."""
    return source.redistribution not in _LEFT_OUT[licence]


def closed_sources(tables: Tables, licence: str) -> frozenset[str]:
    """Return the sources that a licence leaves out; the list of sources is read only when it leaves some out."""
    if not _LEFT_OUT[licence]:
        return frozenset()
    return frozenset(source.id for source in tables.sources.values() if not is_open(source, licence))


DOSSIER_SOURCE = "dossier"


class Catalog:
    """The rows one assessment needs, chosen once.

    Args:
        tables: the tables.
        factor_set: id of the named set.
        licence: `all`, `open` (without rows whose redistribution is unclear) or `strict` (nor those whose upstream is closed).
        own: overrides and types of the dossier.
        types: equipment types to load.
        services: service types to load.
    """

    def __init__(
        self, tables: Tables, factor_set: str, licence: str, own: Factors, types: Iterable[str], services: Iterable[str]
    ) -> None:
        self.tables = tables
        self.set = tables.sets[factor_set]
        self.licence = licence
        self.own = own
        self.closed = closed_sources(tables, licence)
        # what the licence leaves out of what would have been taken
        self.dropped: set[tuple[str, str, str]] = set()
        self.own_types = {new.id: new for new in own.types}
        wanted = {name for name in types if name not in self.own_types}
        self._equipment = self._group(self._kept(tables.factors(EQUIPMENT, wanted)))
        self._usages: dict[str, list[Usage]] = {}
        for usage in tables.usages(wanted):
            if usage.source in self.closed:
                if usage.is_default or usage.profile == self.set.profile:
                    self.dropped.add(("usage", usage.type, ""))
            else:
                self._usages.setdefault(usage.type, []).append(usage)
        self._services = self._group(self._kept(tables.factors(SERVICES, services)))
        self._electricity: dict[str, list[Factor]] = {}
        self._embodied: dict[str, dict[str, tuple[Factor, ...]]] = {}
        self._pues: dict[str, Factor | None] = {}
        self.parameters = {factor.subject: factor for factor in self._kept(tables.factors(PARAMETERS))}

    def _kept(self, factors: list[Factor]) -> list[Factor]:
        if not self.closed:
            return factors
        self.dropped.update(
            (factor.table, factor.subject, factor.category)
            for factor in factors
            if factor.source in self.closed and (factor.is_default or factor.source == self.set.source)
        )
        return [factor for factor in factors if factor.source not in self.closed]

    @staticmethod
    def _group(factors: list[Factor]) -> dict[str, dict[str, list[Factor]]]:
        grouped: dict[str, dict[str, list[Factor]]] = {}
        for factor in factors:
            grouped.setdefault(factor.subject, {}).setdefault(factor.category, []).append(factor)
        return grouped

    def equipment_type(self, name: str) -> EquipmentType:
        """Return a type of the catalogue or of the dossier."""
        if name in self.own_types:
            new = self.own_types[name]
            return EquipmentType(name, new.label, "other", new.inventory_group or "", "", False)
        return self.tables.equipment_types[name]

    def embodied(self, name: str) -> dict[str, tuple[Factor, ...]]:
        """Return, by category, the embodied factors of a type: split stages or a total, and what the total excludes."""
        if name not in self._embodied:
            self._embodied[name] = self._read_embodied(name)
        return self._embodied[name]

    def _read_embodied(self, name: str) -> dict[str, tuple[Factor, ...]]:
        found = self._published_embodied(name)
        for category, own in self._own_rows(EQUIPMENT, name).items():
            rows = found.get(category, ())
            beside = [row for row in rows if row.stage == CONSUMABLES]
            found[category] = (*laid_over([row for row in rows if row.stage != CONSUMABLES], own, SPLIT), *beside)
        return found

    @cached_property
    def _ratios(self) -> tuple[dict[str, Factor], frozenset[str]]:
        return ratios_to_climate(self.tables, self.parameters), no_devices(self.tables)

    def ratios_to_climate(self, name: str) -> dict[str, Factor]:
        """Return, by category, what the embodied part of a type may be deduced with; empty for what is no device."""
        ratios, others = self._ratios
        return {} if name in others else ratios

    def _published_embodied(self, name: str) -> dict[str, tuple[Factor, ...]]:
        """Return the rows of the set, else the default ones, by category; those of the dossier for a type of its own."""
        if name in self.own_types:
            new = self.own_types[name]
            return {
                category: tuple(
                    self._own(EQUIPMENT, name, category, stage, value, new.year, new.source)
                    for stage, value in stages.items()
                )
                for category, stages in new.embodied.items()
            }
        factors = {}
        for category, rows in self._equipment.get(name, {}).items():
            of_set = [row for row in rows if self.set.source and row.source == self.set.source]
            split = [row for row in of_set if row.stage in SPLIT]
            whole = [row for row in of_set if row.stage != CONSUMABLES]
            chosen = split or whole or [row for row in rows if row.is_default and row.stage != CONSUMABLES]
            chosen += [row for row in of_set or rows if row.stage == CONSUMABLES and (of_set or row.is_default)]
            if chosen:
                factors[category] = tuple(chosen)
        return factors

    def _own_rows(self, table: str, name: str) -> dict[str, list[Factor]]:
        """Return the rows that the dossier puts in place of those of a type or of a service, by category."""
        own_rows: dict[str, list[Factor]] = {}
        for override in self.own.overrides:
            part = override.stage if table == EQUIPMENT else override.component
            subject = override.type if table == EQUIPMENT else override.service
            if subject == name and override.value is not None and override.category and part:
                row = self._own(table, name, override.category, part, override.value, override.year, override.source)
                own_rows.setdefault(override.category, []).append(row)
        return own_rows

    def held(self) -> tuple[Held, ...]:
        """Return the dossier's values for a part that a published total, of the factors in use, already holds."""
        found = []
        for index, override in enumerate(self.own.overrides):
            table = EQUIPMENT if override.type else SERVICES
            name, part = override.type or override.service, override.stage or override.component
            if not name or not part or not override.category or override.value is None or part in TOTALS:
                continue
            parts: tuple[str, ...] = SPLIT if table == EQUIPMENT else self._components(name)
            published = self._published_embodied(name) if table == EQUIPMENT else self._published_service(name)
            rows = [
                row for row in published.get(override.category, ()) if table != EQUIPMENT or row.stage != CONSUMABLES
            ]
            given = {row.stage for row in self._own_rows(table, name)[override.category]}
            missing = missing_parts(rows, given, parts)
            total = next((row for row in rows if row.stage in TOTALS), None)
            if missing and total is not None and part in held_parts(total, parts):
                found.append(Held(index, name, override.category, part, missing, total))
        return tuple(found)

    def _components(self, name: str) -> tuple[str, ...]:
        """Return the components of a service that make its total, in the order of the vocabulary."""
        known = {row.stage for rows in self._services.get(name, {}).values() for row in rows if row.is_default}
        return tuple(
            each
            for each, entry in self.tables.vocabulary["components"].items()
            if each in known and entry["part"] not in ("whole", "reference", "parameter")
        )

    def _own(
        self,
        table: str,
        subject: str,
        category: str,
        stage: str,
        value: float,
        year: int | None,
        source: str,
        place: str = "",
    ) -> Factor:
        unit = self.tables.categories[category].unit if category in self.tables.categories else "kWh"
        return Factor(
            table,
            subject,
            category,
            stage,
            value,
            unit + ("/kWh" if table == ELECTRICITY else ""),
            None,
            None,
            DOSSIER_SOURCE,
            year or 0,
            True,
            source,
            place,
            overridden=True,
        )

    def usage(self, name: str, field: str) -> tuple[float, Usage] | None:
        """Return the default lifetime (`lifetime_years`) or electricity (`kwh_per_year`) of a type, with its row."""
        for override in reversed(self.own.overrides):
            value = getattr(override, field)
            if override.type == name and value is not None:
                return value, Usage(
                    name, "dossier", value, value, DOSSIER_SOURCE, override.year or 0, True, False, override.source
                )
        if name in self.own_types:
            new = self.own_types[name]
            value = getattr(new, field)
            return (
                None
                if value is None
                else (
                    value,
                    Usage(name, "dossier", value, value, DOSSIER_SOURCE, new.year or 0, True, False, new.source),
                )
            )
        rows = self._usages.get(name, [])
        for row in [row for row in rows if self.set.profile and row.profile == self.set.profile] + [
            row for row in rows if row.is_default
        ]:
            value = getattr(row, field)
            if value is not None:
                return value, row
        return None

    def service(self, name: str) -> dict[str, tuple[Factor, ...]]:
        """Return, by category (`electricity` for kWh), the default components of a service; French rows first."""
        found = self._published_service(name)
        for category, own in self._own_rows(SERVICES, name).items():
            found[category] = laid_over(found.get(category, ()), own, self._components(name))
        return found

    def _published_service(self, name: str) -> dict[str, tuple[Factor, ...]]:
        factors: dict[str, tuple[Factor, ...]] = {}
        for category, rows in self._services.get(name, {}).items():
            defaults = [row for row in rows if row.is_default]
            home = [row for row in defaults if row.place == "FR"]
            factors[category] = tuple(home or defaults)
        return factors

    def pue(self, room_kind: str) -> Factor | None:
        """Return the mean PUE of a kind of room."""
        if room_kind not in self._pues:
            rows = self._kept(self.tables.factors(SERVICES, [f"datacentre_pue_{room_kind}"]))
            self._pues[room_kind] = next((row for row in rows if row.is_default), None)
        return self._pues[room_kind]

    def electricity(self, place: str, category: str, year: int) -> tuple[Factor, Factor | None] | None:
        """Return the factor of a kWh at a place for a year, and the previous one of the same source.

        Among the rows of the default row's source: the year itself, else the nearest earlier, else the nearest later.
        Where the licence asked for leaves no default row, that source is the one of the newest row left (`fallback`), of the same
        place and category; none in a category whose sources belong to families that cannot be added (`one_family`).
        """
        own = [
            self._own(ELECTRICITY, place, category, "", o.value, o.year or year, o.source, place)
            for o in self.own.overrides
            if o.electricity == place and o.category == category and o.value is not None
        ]
        if own:
            return _nearest(own, year), None
        if place not in self._electricity:
            self._electricity[place] = self._kept(self.tables.factors(ELECTRICITY, [place]))
        rows = [row for row in self._electricity[place] if row.category == category]
        default = next((row for row in rows if row.is_default), None)
        if default is None and self.closed and not self.tables.categories[category].one_family:
            rows = [row._replace(fallback=True) for row in rows]
            default = max(rows, key=lambda row: row.year, default=None)
        if default is None:
            return None
        same = sorted((row for row in rows if row.source == default.source), key=lambda row: row.year)
        chosen = _nearest(same, year)
        before = [row for row in same if row.year < chosen.year]
        return chosen, before[-1] if before else None

    @cached_property
    def figures(self) -> dict[str, Factor]:
        """The national figures by id."""
        return {factor.subject: factor for factor in self._kept(self.tables.factors(TERRITORY))}

    def place_of(self, department: str) -> str:
        """Return the place code of a département: overseas and Corsica have theirs, the rest is mainland."""
        return next(
            (place for place, (_, departments) in self.tables.places.items() if department in departments), "FR"
        )


def _nearest(rows: list[Factor], year: int) -> Factor:
    """Return the row of the year, else of the nearest earlier, else of the nearest later."""
    ordered = sorted(rows, key=lambda row: row.year)
    earlier = [row for row in ordered if row.year <= year]
    return earlier[-1] if earlier else ordered[0]
