"""A line of equipment → its recipe: embodied stages over the lifetime, electricity of its use.

Formula (RCP SI, ADEME 2024, p. 12-15): quantity × share × factor / lifetime for each embodied stage, and
quantity × share × kWh a year × PUE × electricity factor for use.
"""

from snr_cli.catalog.records import CONSUMABLES, Factor
from snr_cli.engine.context import Context
from snr_cli.engine.proof import AS_TODAY, lengthened
from snr_cli.engine.records import (
    CLIMATE,
    DEDUCED,
    TECHNICAL,
    Gap,
    Line,
    Quantity,
    Recipe,
    Term,
    add,
    divide,
    largest,
    product,
)
from snr_cli.model.dossier import Equipment, Method, Service

_ONE = Quantity("unit", 1.0, "unit", "given")
BOX = "internet_box"
EMBODIED = ("manufacturing", "distribution", "end_of_life", "embodied_total")


class EquipmentRecipes:
    """Makes recipes, once for all the lines that are alike but for their quantity."""

    def __init__(
        self,
        context: Context,
        method: Method,
        rooms: dict[str, Service],
        *,
        technical_without_room: bool,
        options: frozenset[str] = frozenset(),
        tells_fallback: bool = False,
        rooms_left_out: frozenset[str] = frozenset(),
        imputes: bool = False,
    ) -> None:
        self.context = context
        self.method = method
        self.rooms = rooms
        self.options = options
        self.tells_fallback = tells_fallback
        self.rooms_left_out = rooms_left_out
        self.imputes = imputes
        self.technical_without_room = technical_without_room
        self.fallbacks: dict[str, None] = {}  # types that the named set does not know
        self._recipes: dict[tuple[object, ...], Recipe] = {}

    def line(self, equipment: Equipment) -> Line:
        """Assess a line of equipment."""
        known = self.context.catalog.equipment_type(equipment.type)
        if equipment.refurbished_share or equipment.reuse_rate or equipment.purchase_year or self.options:
            self._tell(equipment)
        if "flux" in self.options:
            recipe, scale = self._recipe(equipment), Quantity("line", 1.0, "line", "given")
        else:
            telework = equipment.telework
            key = (
                equipment.type,
                equipment.state,
                equipment.ownership,
                equipment.lifetime_years,
                equipment.lifetime_source,
                equipment.source,
                equipment.reuse_source,
                equipment.refurbished_share,
                equipment.upstream_years,
                equipment.upstream_source,
                equipment.reuse_rate,
                equipment.total_lifetime_years,
                equipment.total_lifetime_source,
                equipment.purchase_year,
                equipment.depreciation_years,
                equipment.kwh_per_year,
                equipment.room,
                equipment.place,
                telework and telework.days_per_year,
                telework and telework.persons_per_household,
            )
            recipe = self._recipes.get(key) or self._recipes.setdefault(key, self._recipe(equipment))
            scale = Quantity("quantity", equipment.quantity, "unit", "given", equipment.source or "")
        return Line(
            equipment.id,
            equipment.label or known.label,
            equipment.type,
            "equipment",
            known.group,
            "telework" if equipment.telework else known.inventory_group,
            equipment.site or "",
            equipment.entity or "",
            equipment.quality,
            equipment.quantity,
            "unit",
            scale,
            recipe,
            role=known.role,
            certainty=equipment.certainty,
        )

    def _recipe(self, equipment: Equipment) -> Recipe:
        terms: list[Term] = []
        gaps: list[Gap] = []
        share = self._share(equipment)
        lifetime, embodied = self._embodied_amount(equipment, share)
        factors = self.context.catalog.embodied(equipment.type)
        self._tell_fallback(equipment.type, factors)
        ratios = self.context.catalog.ratios_to_climate(equipment.type) if self.imputes else {}
        for category in self.context.impact_categories:
            rows = factors.get(category, ())
            ratio = None if rows else ratios.get(category)
            if ratio is not None:  # what climate change holds, and what it lacks
                rows = tuple(row for row in factors.get(CLIMATE, ()) if row.stage != CONSUMABLES)
            dropped = ("equipment/factors.csv", equipment.type, category) in self.context.catalog.dropped
            reason = "closed_licence" if dropped else "no_factor"
            if not rows:
                gaps.append(Gap(equipment.type, category, "embodied", reason))
            elif embodied is None:
                gaps.append(Gap(equipment.type, category, "embodied", self._why_no_lifetime(equipment.type)))
            else:
                if ratio is not None:
                    terms += [Term(category, DEDUCED, _climate(embodied, row), ratio) for row in rows]
                else:
                    terms += [Term(category, row.stage, embodied, row) for row in rows if row.stage != CONSUMABLES]
                    terms += self._consumables(equipment, share, rows)
                stages = {row.stage for row in rows}
                wanted = self.context.catalog.tables.categories[category].stages or EMBODIED[:3]
                gaps += [
                    Gap(equipment.type, category, row.excludes, "excluded_by_source")
                    for row in rows
                    if row.excludes and row.excludes not in stages
                ]
                if "embodied_total" not in stages:
                    gaps += [Gap(equipment.type, category, stage, reason) for stage in wanted if stage not in stages]
        kwh = self._electricity(equipment, share, gaps)
        if kwh is not None:
            room = self.rooms.get(equipment.room or "")
            place = equipment.place or (room.place if room is not None else None) or self.context.place
            categories = [
                name
                for name in self.context.impact_categories
                if not self.context.catalog.tables.categories[name].stages
            ]
            more, missing = self.context.use_terms(equipment.type, kwh, place, categories) if kwh.value else ([], [])
            terms += more
            gaps += missing
        return Recipe(tuple(terms), tuple(gaps), kwh, lifetime)

    def _consumables(self, equipment: Equipment, share: Quantity, rows: tuple[Factor, ...]) -> list[Term]:
        """Return what a unit in use consumes in a year (toner), whatever its lifetime."""
        if equipment.state != "in_use":
            return []
        if "flux" in self.options:
            share = product("units", "unit", Quantity("quantity", equipment.quantity, "unit", "given"), share)
        return [Term(row.category, row.stage, share, row) for row in rows if row.stage == CONSUMABLES]

    def _tell(self, equipment: Equipment) -> None:
        """Say what must be said of this very line (recipes are shared between lines that are alike)."""
        say, owner = self.context.say, self.context.owner
        if equipment.refurbished_share and not equipment.upstream_years:
            say("refurbished_without_upstream", owner(equipment.id))
        elif equipment.refurbished_share and not equipment.upstream_source:
            say("upstream_without_source", owner(equipment.id))
        if equipment.reuse_rate and equipment.total_lifetime_years and not equipment.reuse_source:
            say("reuse_without_source", owner(equipment.id))
        if equipment.purchase_year is not None and equipment.purchase_year > self.context.year:
            say("purchase_after_year", equipment.id, year=equipment.purchase_year)
        if "numecoeval_reel" in self.options and equipment.purchase_year is None:
            say("numecoeval_without_year", owner(equipment.id))
        if "post_amortisation_zero" in self.options and equipment.purchase_year is None:
            say("post_amortisation_without_year", owner(equipment.id))

    def _tell_fallback(self, name: str, factors: dict[str, tuple[Factor, ...]]) -> None:
        """Say which types the named set does not know."""
        chosen = self.context.catalog.set.source
        if chosen and self.tells_fallback and not any(row.source == chosen for row in factors.get(CLIMATE, ())):
            self.fallbacks[name] = None

    def _share(self, equipment: Equipment) -> Quantity:
        """Share of professional use: 100 %, COPE 85 %, BYOD 57 %; telework days over the year and the household."""
        share = self.context.parameter(f"share_{equipment.ownership}") or _ONE
        if equipment.telework is None or equipment.type != BOX:
            return share
        days = Quantity("telework_days", equipment.telework.days_per_year, "day/year", "given")
        default = self.context.parameter("persons_per_household") or _ONE
        given = equipment.telework.persons_per_household
        persons = Quantity("persons_per_household", given, "persons/household", "given") if given else default
        year = self.context.parameter("days_per_year") or Quantity(
            "days_per_year", 365.0, "day/year", "default", "RCP_SI_2024"
        )
        return product("share", "ratio", share, divide("telework_share", "ratio", days, year, persons))

    def lifetime(self, equipment: Equipment) -> Quantity | None:
        """Return the lifetime in the organisation, in years: line → organisation → published default."""
        internal: Quantity | None = None
        if equipment.lifetime_years is not None and equipment.lifetime_source is AS_TODAY:
            today = self.lifetime(equipment.model_copy(update={"lifetime_years": None}))
            if today is not None and today.value != equipment.lifetime_years:  # longer or shorter with it
                ratio = Quantity("prolonged", equipment.lifetime_years / today.value, "ratio", "given")
                return product("lifetime", "year", today, ratio)
            return today
        if equipment.lifetime_years is not None:
            internal = Quantity("lifetime", equipment.lifetime_years, "year", "given", equipment.lifetime_source or "")
        elif equipment.type in self.method.lifetimes:
            own = self.method.lifetimes[equipment.type]
            internal = Quantity("lifetime", own.years, "year", "organisation", own.source)
        elif (usual := self.context.catalog.usage(equipment.type, "lifetime_years")) is not None:
            value, row = usual
            status = "override" if row.profile == "dossier" else "default"
            internal = Quantity("lifetime", value, "year", status, row.source if status == "default" else row.locator)
            if row.to_confirm:
                self.context.say("lifetime_to_confirm", equipment.type, years=value)
        return internal

    def _age(self, equipment: Equipment) -> Quantity | None:
        if equipment.purchase_year is None:
            return None
        if equipment.purchase_year > self.context.year:
            return Quantity("age", 0.0, "year", "given")
        reference = Quantity("reference_year", float(self.context.year), "year", "given")
        return add(
            "age", "year", reference, Quantity("purchase_year", -float(equipment.purchase_year), "year", "given")
        )

    def _why_no_lifetime(self, name: str) -> str:
        options = self.options
        if not options and ("usage", name, "") in self.context.catalog.dropped:
            return "closed_licence"
        return "no_purchases" if "flux" in options else "no_depreciation" if "beges" in options else "no_lifetime"

    def _embodied_amount(self, equipment: Equipment, share: Quantity) -> tuple[Quantity | None, Quantity | None]:
        """Return the lifetime and the units a year that carry the embodied factors, by the method's options."""
        options = self.options
        age = self._age(equipment)
        if "flux" in options:
            bought = equipment.purchased_in_year
            if bought is None and equipment.purchase_year is not None:
                bought = equipment.quantity if equipment.purchase_year == self.context.year else 0.0
            if bought is None:
                return None, None
            return None, product(
                "embodied_units", "unit/year", Quantity("purchased", bought, "unit/year", "given"), share
            )
        if "beges" in options:
            own = equipment.depreciation_years
            years = own or self.method.depreciation_years.get(equipment.type)
            lifetime = Quantity("depreciation", years, "year", "given" if own else "organisation") if years else None
        else:
            lifetime = self.lifetime(equipment)
            if lifetime is not None and age is not None and not options:
                lifetime = largest("lifetime_or_age", "year", lifetime, age)
            lifetime = None if lifetime is None else lengthened(equipment, lifetime)
        if lifetime is None:
            return None, None
        denominator = lifetime
        if "numecoeval_reel" in options and age is not None:
            denominator = largest(
                "age_at_least_one", "year", Quantity("one_year", 1.0, "year", "default", "method"), age
            )
        elif "post_amortisation_zero" in options and age is not None and age.value >= lifetime.value:
            written_off = Quantity("written_off", 0.0, "ratio", "derived")
            return lifetime, product("embodied_units", "unit/year", share, written_off)
        return denominator, divide("embodied_units", "unit/year", share, denominator)

    def _electricity(self, equipment: Equipment, share: Quantity, gaps: list[Gap]) -> Quantity | None:
        """Return the kWh a year of one unit, PUE included; None when it is not assessed."""
        in_flux = "flux" in self.options
        many = Quantity("quantity", equipment.quantity, "unit", "given") if in_flux else _ONE
        nothing = Quantity("no_electricity", 0.0, "kWh/year", "derived")
        if equipment.state != "in_use":
            return nothing
        room = self.rooms.get(equipment.room or "")
        if room is not None and room.metered_kwh_per_year is not None:
            if room.id in self.rooms_left_out:
                gaps += self._use_gaps(equipment.type, "room_left_out")
                return None
            return Quantity("in_room_meter", 0.0, "kWh/year", "derived")
        if equipment.type == TECHNICAL and equipment.room is not None:
            return nothing
        if equipment.kwh_per_year is not None:
            kwh = Quantity("kwh", equipment.kwh_per_year, "kWh/unit/year", "given", equipment.source or "")
        elif (usual := self.context.catalog.usage(equipment.type, "kwh_per_year")) is not None:
            value, row = usual
            status = "override" if row.profile == "dossier" else "default"
            kwh = Quantity("kwh", value, "kWh/unit/year", status, row.source if status == "default" else row.locator)
        else:
            closed = ("usage", equipment.type, "") in self.context.catalog.dropped
            gaps += self._use_gaps(equipment.type, "closed_licence" if closed else "no_kwh")
            return None
        parts = [many, share, kwh] if in_flux else [share, kwh]
        if room is not None or (
            self.context.catalog.equipment_type(equipment.type).in_room
            and equipment.type != TECHNICAL
            and not self.technical_without_room
        ):
            pue = self.context_pue(room, "public_local")
            if pue is None:
                gaps += self._use_gaps(equipment.type, self.context.why_no_pue())
                return None
            parts.append(pue)
        return product("kwh_total", "kWh/year", *parts)

    def _use_gaps(self, name: str, reason: str) -> list[Gap]:
        """Return the gap of the use stage in every category that has one, final electricity included."""
        categories = self.context.catalog.tables.categories
        named = [name for name in self.context.impact_categories if not categories[name].stages]
        return [Gap(name, category, "use", reason) for category in (*named, "final_energy")]

    def context_pue(self, room: Service | None, default_kind: str) -> Quantity | None:
        """Return the PUE: given, else the mean of the kind of room."""
        if room is not None and room.pue is not None:
            return Quantity("pue", room.pue, "ratio", "given", room.source or "")
        kind = (room.room_kind if room is not None else None) or default_kind
        factor = self.context.catalog.pue(kind)
        return None if factor is None else Quantity("pue", factor.value, "ratio", "default", factor.source)


def _climate(embodied: Quantity, row: Factor) -> Quantity:
    """Return the climate footprint of an embodied row for a year, kgCO2e: what a ratio multiplies."""
    status, source = ("override", row.locator) if row.overridden else ("default", row.source)
    return product(
        "climate_embodied",
        "kgCO2e/year",
        embodied,
        Quantity("climate_factor", row.value, row.unit, status, source, row=row),
    )
