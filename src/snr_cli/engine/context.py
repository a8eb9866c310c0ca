"""What every line needs: catalogue, place, year, options; collects gaps and notices once."""

from dataclasses import dataclass, field
from functools import cached_property

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY
from snr_cli.engine.records import CLIMATE, Gap, Notice, Quantity, Term, notice


@dataclass
class Context:
    """Working memory of one assessment (the only mutable object; it never leaves `assess`)."""

    catalog: Catalog
    year: int
    place: str
    options: frozenset[str]
    notices: dict[Notice, None] = field(default_factory=dict)
    grid: dict[tuple[str, str], Factor | None] = field(default_factory=dict)
    imports: tuple[str, ...] = ()  # ids of the inventories, whose lines have ids that start with theirs
    imputes: bool = False  # deduce from climate change what has no factor (`method.impute`)
    read: frozenset[str] | None = None  # the categories that the caller reads, None: all

    def say(self, code: str, subject: str = "", **values: object) -> None:
        """Keep a notice, once."""
        self.notices[notice(code, subject, **values)] = None

    def owner(self, line: str) -> str:
        """Return the inventory that made a line, else the line itself: what is said of all of its lines is said once."""
        return next((name for name in self.imports if line.startswith(f"{name}.")), line)

    def why_no_pue(self) -> str:
        """Say why a room has no PUE: the licence asked for leaves the mean one out, or nothing says one."""
        left_out = any(subject.startswith("datacentre_pue") for _, subject, _ in self.catalog.dropped)
        return "closed_licence" if left_out else "no_pue"

    def parameter(self, name: str) -> Quantity | None:
        """Return a parameter of the method with its source; None when the licence filter leaves it out."""
        factor = self.catalog.parameters.get(name)
        return None if factor is None else Quantity(name, factor.value, factor.unit, "default", factor.source)

    def electricity(self, place: str, category: str) -> Factor | None:
        """Return the factor of a kWh at a place, and say what the reader must know of it."""
        key = (place, category)
        if key not in self.grid:
            mix = self.catalog.electricity(place, category, self.year)
            self.grid[key] = mix[0] if mix else None
            if mix and category == CLIMATE:
                chosen, before = mix
                if chosen.year and self.year - chosen.year > 1:
                    self.say("electricity_earlier", place, year=chosen.year)
                if chosen.year > self.year:
                    self.say("electricity_later", place, year=chosen.year)
                jump = self.catalog.parameters.get("electricity_jump")
                if before and before.value and jump and abs(chosen.value / before.value - 1) > jump.value:
                    self.say(
                        "electricity_jump",
                        place,
                        before=before.value,
                        before_year=before.year,
                        value=chosen.value,
                        year=chosen.year,
                    )
            elif mix and mix[0].year > self.year:
                self.say("electricity_later_others", place, year=mix[0].year)
            elif mix is None and category == CLIMATE:
                self.say("electricity_missing", place)
        return self.grid[key]

    def use_terms(
        self, subject: str, kwh: Quantity, place: str, categories: list[str], stage: str = "use"
    ) -> tuple[list[Term], list[Gap]]:
        """Return the terms of an electricity amount in each category, and the gaps where the place has no factor."""
        terms, gaps = [], []
        for category in categories:
            factor = self.electricity(place, category)
            if factor is None:
                closed = (ELECTRICITY, place, category) in self.catalog.dropped
                reason = "closed_licence" if closed else "no_electricity_factor"
                gaps.append(Gap(subject, category, stage, reason, (("place", place),)))
            else:
                terms.append(Term(category, stage, kwh, factor))
        return terms, gaps

    @cached_property
    def impact_categories(self) -> list[str]:
        """Categories that are assessed, final electricity apart (it is an amount, not a factor)."""
        return [
            name
            for name in self.catalog.tables.categories
            if name not in ("final_energy", "waste_lifecycle") and (self.read is None or name in self.read)
        ]
