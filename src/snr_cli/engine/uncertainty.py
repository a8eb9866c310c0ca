"""How far the totals of an organisation may be from their value: which inputs are uncertain, by how much, which lines share them.

Every input is log-normal and its value is the median. What lines have in common (a factor, the electricity of a place, a
lifetime or a consumption said once) moves them together; the rest is independent. docs/method.md says where deviations come from.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from math import copysign, exp, expm1, fsum, hypot, log, log1p, prod, sqrt
from typing import Final, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY as GRID, PARAMETERS, Tables
from snr_cli.engine.estimated import STATUS, estimate_of
from snr_cli.engine.interval import TAIL, Inputs, Terms, central, central_difference, contributions
from snr_cli.engine.proof import HYPOTHESIS
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line, Quantity, leaves
from snr_cli.french.numbers import loose
from snr_cli.model.grouped import in_groups

# Deviations of the inputs of a total, from published bounds or from the classes of the method. docs/method.md says where they come from.

WITHIN_95, WITHIN_90, WITHIN_80 = (
    1.959963984540054,
    1.6448536269514722,
    1.2815515655446004,
)  # deviations of the normal law, on each side
CLASSES: Final = (
    "quantity_high",
    "quantity_medium",
    "quantity_low",
    "quantity_estimated",
    "factor",
    "electricity",
    "lifetime_default",
    "lifetime_sourced",
    "lifetime_unsourced",
    "kwh_default",
    "pue_default",
)
_MARKS: Final = (5, 4, 3, 2, 1)  # of the age of a row, the best first: those of the table of parameters


class Deviations:
    """Deviations of logarithms, from published bounds or from the classes of the method.

    A squared geometric deviation is read as 95 %: σ = ln GSD² / 1.96.
    """

    def __init__(self, tables: Tables) -> None:
        names = [
            *(f"gsd2_{name}" for name in CLASSES),
            *(f"gsd2_age_mark_{mark}" for mark in _MARKS[1:]),
            *(f"age_of_mark_{mark}" for mark in _MARKS[:-1]),
            "spending_range",
        ]
        self._values = {row.subject: row.value for row in tables.factors(PARAMETERS, names)}
        self._sigma = {name: log(self._values[f"gsd2_{name}"]) / WITHIN_95 for name in CLASSES}

    def counted(self, quality: str) -> float:
        """Return the deviation of a quantity, by the quality of its line."""
        return self._sigma[f"quantity_{quality}"]

    def estimated(self, ratio: Quantity | None) -> float:
        """Return the deviation of a quantity drawn from a head count: the class of estimates, and the bounds of its ratio."""
        sigma, row = self.counted(STATUS), None if ratio is None else ratio.row
        if row is None or row.low is None or row.high is None:
            return sigma
        return hypot(_of_deviation((row.high - row.low) / (sqrt(12) * row.value)), sigma)

    def lifetime(self, leaf: Quantity) -> float:
        """Return the deviation of a lifetime: published, or of the organisation, with or without a source.

        One that an action decides is what the plan supposes, not what it measured: none.
        """
        if leaf.source == HYPOTHESIS:
            return 0.0
        if leaf.status == "default":
            return self._sigma["lifetime_default"]
        return self._sigma["lifetime_sourced" if leaf.source else "lifetime_unsourced"]

    def kwh(self, leaf: Quantity) -> float:
        """Return the deviation of a yearly consumption that the line does not give."""
        return self._sigma["kwh_default" if leaf.status == "default" else "quantity_medium"]

    def pue(self, leaf: Quantity) -> float:
        """Return the deviation of a PUE."""
        return self._sigma["pue_default" if leaf.status == "default" else "quantity_medium"]

    def factor(self, factor: Factor, year: int, *, spending: bool) -> float:
        """Return the deviation of a factor: by its bounds, as its source means them, else by its quality."""
        low, high, value = factor.low, factor.high, factor.value
        if factor.bounds == "upper" and high is not None and value:
            return log(high / value) / WITHIN_90
        if factor.bounds and low is not None and high is not None and value:
            if factor.bounds == "p10_p90":
                return log(high / low) / (2 * WITHIN_80) if low else log(high / value) / WITHIN_80
            if factor.bounds == "ci95":
                return _of_deviation((high - low) / (2 * WITHIN_95 * value))
            uniform = _of_deviation((high - low) / (sqrt(12) * value))
            return uniform if factor.bounds == "extremes" else hypot(uniform, self._quality(factor, year))
        if spending:
            return _of_deviation(self._values["spending_range"] / WITHIN_95)
        return self._quality(factor, year)

    def _quality(self, factor: Factor, year: int) -> float:
        """Return the deviation of a factor without bounds: the class of its kind, and the mark of its age."""
        age = year - factor.year if factor.year else None
        mark = next((mark for mark in _MARKS[:-1] if age is not None and age < self._values[f"age_of_mark_{mark}"]), 1)
        aged = log(self._values[f"gsd2_age_mark_{mark}"]) if mark != _MARKS[0] else 0.0
        return hypot(self._sigma["electricity" if factor.table == GRID else "factor"], aged / WITHIN_95)


def _of_deviation(relative: float) -> float:
    """Return the σ of the log-normal of this median whose standard deviation is `relative` times it."""
    return sqrt(log((1 + sqrt(1 + 4 * relative**2)) / 2))


# What to collect first: by how much the real figure of each estimate could change the total.


class ToCollect(NamedTuple):
    """An estimate, the footprint that it stands for in kgCO2e, and the central 90 % of it that its number leaves open."""

    estimate: str
    kg: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """The most that the real number could add to the total, or take from it, in kgCO2e."""
        return max(self.high - self.kg, self.kg - self.low)


def to_collect(lines: Iterable[Line], tables: Tables) -> tuple[ToCollect, ...]:
    """Return the estimates of an organisation, the one whose real number could change the total most first.

    Only the number is uncertain here: the factors stay what they are when it is known.
    """
    estimated = in_groups(
        (estimate_of(line), line) for line in lines if line.quality == STATUS and line.total(CLIMATE) is not None
    )
    if not estimated:
        return ()
    deviations = Deviations(tables)
    made = []
    for name, members in estimated.items():
        ratio = next((leaf for leaf in leaves(members[0].scale) if leaf.row is not None), None)
        kg = fsum(line.total(CLIMATE) or 0.0 for line in members)
        spread = exp(WITHIN_90 * deviations.estimated(ratio))
        made.append(ToCollect(name, kg, kg / spread, kg * spread))
    return tuple(sorted(made, key=lambda each: (-each.change, each.estimate)))


# more lines of one recipe than this are counted as one: their errors mostly cancel
COUNTED_ALONE: Final = 20
_CANCELLED: Final = 1e-12  # of what two terms were, what is left of their difference is a rounding
_COUNTS: Final = frozenset({"quantity", "purchased", "telework_days", "metered_kwh"})
_FAR: Final = 3.0  # deviations: a life that much longer is never reached by that of today, in what an interval holds
NO_COUNT: Final = frozenset({"line", "room"})  # scales that are one by construction


class Contribution(NamedTuple):
    """A share of the variance: a kind of input (factor, electricity, lifetime, kwh, pue, quantity, ratio), and of what.

    A ratio is the parameter by agent that estimates rest on, or what a category is of climate change; electricity is of a place; anything else, of a type.
    """

    kind: str
    subject: str
    share: float


class Interval(NamedTuple):
    """The central 90 % of a total, its geometric standard deviation, and the inputs it comes from, the largest first."""

    low: float
    high: float
    gsd: float
    contributions: tuple[Contribution, ...]


class Difference(NamedTuple):
    """A difference of totals and its central 90 %: what both have in common cancels."""

    value: float
    low: float
    high: float

    @property
    def significant(self) -> bool:
        """Say whether the interval leaves 0 out."""
        return not self.low <= 0.0 <= self.high

    @property
    def unsure(self) -> bool:
        """Say whether it is bounded and may be nothing: a gain that is told by no document, table or screen as a gain."""
        return self.low < self.high and not self.significant


def uncertainty(result: Assessment, tables: Tables, categories: Iterable[str] | None = None) -> dict[str, Interval]:
    """Return the interval of the totals of the organisation.

    Args:
        result: the assessment.
        tables: the factor tables, for the parameters of the method.
        categories: those wanted among those that have a total; all by default.
    """
    totals = result.organisation.totals
    wanted = list(totals) if categories is None else [category for category in categories if category in totals]
    model = _Model(tables, wanted)
    model.add(result.organisation.lines, result.reference_year)
    model.close()
    return {category: model.interval(category) for category in wanted}


class Weighing:
    """Totals that are weighed sums of parts: the years of a plan, the mixtures of two years.

    Add the parts, close, then ask. What the parts share moves together in a sum and cancels in a difference.
    """

    def __init__(
        self, tables: Tables, categories: Iterable[str], *, sources: bool = True, lives_known: bool = False
    ) -> None:
        """Start without any part.

        Args:
            tables: the factor tables, for the parameters of the method.
            categories: those asked for.
            sources: keep those of the dossiers; a result file has none.
            lives_known: take the published lifetimes for those of the organisation, with a source: what typing them would change.
        """
        self.categories = tuple(categories)
        self._model = _Model(tables, self.categories, sources=sources, lives_known=lives_known)
        self._parts: dict[Hashable, dict[str, dict[Inputs, float]]] = {}
        self._indexed: dict[str, tuple[list[Inputs], dict[Hashable, list[tuple[int, float]]]]] = {}
        self._bounds: dict[tuple[str, bool, frozenset[tuple[Hashable, float]]], tuple[float, float]] = {}

    def add(
        self, part: Hashable, lines: Iterable[Line], year: int, *, count: str = "", today: Line | None = None
    ) -> None:
        """Add lines to a part; lines of one id are counted once, unless `count` tells their counts apart.

        `today`: what they were before an action; a life that it makes longer is never shorter than the one of today turns out to be.
        """
        self._model.terms = self._parts.setdefault(part, {category: {} for category in self.categories})
        self._model.add(lines, year, count=count, today=today)

    def close(self) -> None:
        """Say that every part is there."""
        self._model.close()

    def interval(self, category: str, weights: Mapping[Hashable, float]) -> tuple[float, float]:
        """Return the bounds of a sum of parts."""
        return self._central(category, weights, paired=False)

    def difference(self, category: str, weights: Mapping[Hashable, float], value: float) -> Difference:
        """Return a difference of parts whose value is known."""
        return Difference(value, *self._central(category, weights, paired=True))

    def hurtful_lives(self, category: str, weights: Mapping[Hashable, float]) -> dict[int, float]:
        """Return, for each published lifetime in a sum, what multiplies its terms at the bound of the lifetime that raises the sum.

        The sum is linear in one over each lifetime: the sign of its terms says which bound, of the central 90 % of its class, raises it.
        """
        moved: dict[int, float] = {}
        for inputs, value in self._terms(category, weights).items():
            for place in self._model.published_lives.intersection(inputs):
                moved[place] = moved.get(place, 0.0) + value
        sigma = self._model.sigma
        return {place: exp(copysign(TAIL * sigma[place], value)) for place, value in moved.items() if value}

    def moved(self, category: str, weights: Mapping[Hashable, float], times: Mapping[int, float]) -> float:
        """Return by how much a sum changes when the terms of some inputs are multiplied."""
        return fsum(
            value * (prod([times.get(place, 1.0) for place in inputs]) - 1.0)
            for inputs, value in self._terms(category, weights).items()
        )

    def _central(self, category: str, weights: Mapping[Hashable, float], *, paired: bool) -> tuple[float, float]:
        weighed = {part: rounded for part, weight in weights.items() if (rounded := round(weight, 12))}
        key = (category, paired, frozenset(weighed.items()))
        if key not in self._bounds:
            terms = self._terms(category, weighed)
            whole = not paired and all(value >= 0.0 for value in terms.values())
            sigma, caps = self._model.sigma, self._model.caps
            used = {place for inputs in terms for place in inputs}
            deviations = tuple((place, sigma[place]) for place in sorted(used))
            capped = None if whole else tuple((place, caps[place]) for place in sorted(used & caps.keys()))
            self._bounds[key] = _bounds_of(tuple(terms.items()), deviations, capped) if terms else (0.0, 0.0)
        return self._bounds[key]

    def _terms(self, category: str, weights: Mapping[Hashable, float]) -> Terms:
        if category not in self._indexed:
            ranked = {part: self._model.ranked(terms[category]) for part, terms in self._parts.items()}
            keys = sorted({key for terms in ranked.values() for key in terms})
            places = {key: place for place, key in enumerate(keys)}
            self._indexed[category] = (
                keys,
                {part: [(places[key], value) for key, value in terms.items()] for part, terms in ranked.items()},
            )
        keys, parts = self._indexed[category]
        sums: dict[int, float] = {}
        sizes: dict[int, float] = {}
        for part, weight in weights.items():
            size = abs(weight)
            for place, value in parts[part]:
                sums[place] = sums.get(place, 0.0) + weight * value
                sizes[place] = sizes.get(place, 0.0) + size * value
        # what cancels leaves nothing, not a rounding
        return {keys[place]: sums[place] for place in sorted(sums) if abs(sums[place]) > _CANCELLED * sizes[place]}


@lru_cache(maxsize=2000)
def _bounds_of(
    terms: tuple[tuple[Inputs, float], ...],
    deviations: tuple[tuple[int, float], ...],
    caps: tuple[tuple[int, tuple[int, float]], ...] | None,
) -> tuple[float, float]:
    """Return the bounds of a sum, or with `caps` of a difference: an answer changes few of those of a plan, and the others are known."""
    sigma = dict(deviations)
    return central(dict(terms), sigma) if caps is None else central_difference(dict(terms), sigma, dict(caps))


class _Model:
    """The terms of totals, by category: products of inputs, each known by what is said and of what."""

    def __init__(
        self, tables: Tables, categories: Iterable[str], *, sources: bool = True, lives_known: bool = False
    ) -> None:
        self.sources = sources
        self.lives_known = lives_known
        self.deviations = Deviations(tables)
        self.terms: dict[str, dict[Inputs, float]] = {category: {} for category in categories}
        self.names: list[tuple[str, str]] = []
        self._known: dict[tuple[object, ...], int] = {}
        self.sigma: list[float] = []
        self._rank: dict[int, int] = {}
        self._lives: set[int] = set()  # the inputs that are published lifetimes
        # input → its rows → value, deviation: the rows of a subject, a category and a source come from one study
        self._rows: dict[int, dict[tuple[str, int], tuple[float, float]]] = {}
        self.caps: dict[
            int, tuple[int, float]
        ] = {}  # a life that an action decides → that of today, how much longer it is

    def add(self, lines: Iterable[Line], year: int, *, count: str = "", today: Line | None = None) -> None:
        """Add lines; `count` tells apart the quantities of two counts, `today` is what they were before an action."""
        alike = in_groups(((id(line.recipe), line.quality), line) for line in lines)
        for members in alike.values():
            unit = self._unit(members[0], year, count, today)
            for counted, amount in self._counted(members, count):
                for category, products in unit.items():
                    terms = self.terms[category]
                    for inputs, value in products.items():
                        key = counted + inputs
                        terms[key] = terms.get(key, 0.0) + amount * value

    def interval(self, category: str) -> Interval:
        """Return the interval of a total."""
        terms: Terms = dict(sorted(self.ranked(self.terms[category]).items()))
        low, high = central(terms, self.sigma)
        gsd = loose(exp(log(high / low) / (2 * TAIL))) if low else 1.0
        moved: dict[tuple[str, str], float] = {}
        for place, share in contributions(terms, self.sigma).items():  # several lifetimes of a type are one name
            moved[self.names[place]] = moved.get(self.names[place], 0.0) + share
        shares = {name: loose(share) for name, share in moved.items()}
        ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        return Interval(low, high, gsd, tuple(Contribution(*name, share) for name, share in ordered))

    def close(self) -> None:
        """Give the inputs an order that does not depend on that of the lines: the same lines give the same bytes."""
        for place, rows in self._rows.items():
            # the rows of a study move together: their deviation is the mean by weight
            whole = fsum(value for value, _ in rows.values())
            self.sigma[place] = fsum(value * part for value, part in rows.values()) / whole if whole else 0.0
        order = sorted(self._known.items(), key=lambda item: repr(item[0]))
        self._rank = {place: rank for rank, (_, place) in enumerate(order)}
        self.published_lives = frozenset(self._rank[place] for place in self._lives)
        self.sigma = [self.sigma[place] for _, place in order]
        self.caps = {self._rank[place]: (self._rank[other], room) for place, (other, room) in self.caps.items()}
        self.names = [self.names[place] for _, place in order]

    def ranked(self, terms: Terms) -> dict[Inputs, float]:
        """Return products by the rank of their inputs."""
        rank = self._rank
        return {tuple(sorted([rank[name] for name in inputs])): value for inputs, value in terms.items()}

    def _input(self, kind: str, subject: str, said: tuple[object, ...], sigma: float) -> int:
        """Return the number of an input; what is said in the same words of the same thing is one.

        A quantity is counted once, whatever its line becomes.
        """
        key = (kind, *said) if kind == "quantity" else (kind, subject, *said)
        if key not in self._known:
            self._known[key] = len(self.sigma)
            self.sigma.append(sigma)
            self.names.append((kind, subject))
        return self._known[key]

    def _counted(self, lines: list[Line], count: str) -> Iterator[tuple[Inputs, float]]:
        """Yield the scales of lines that are alike, each with the input it is; many lines are one."""
        kind, sigma = lines[0].type, self.deviations.counted(lines[0].quality)
        if lines[0].scale.name in NO_COUNT:
            yield from (((), line.scale.value) for line in lines)
        elif lines[0].quality == STATUS:  # estimates that rest on one ratio move together
            for line in lines:
                ratio = next((leaf for leaf in leaves(line.scale) if leaf.row is not None), None)
                sigma = self.deviations.estimated(ratio)
                if ratio is None:
                    one = self._input("quantity", kind, (line.id, count), sigma)
                else:
                    one = self._input("ratio", ratio.name, (count,), sigma)
                yield (one,), line.scale.value
        elif len(lines) <= COUNTED_ALONE:
            for line in lines:
                yield (self._input("quantity", kind, (line.id, count), sigma),), line.scale.value
        elif whole := fsum(line.scale.value for line in lines):
            shared = fsum(line.scale.value**2 for line in lines) / whole**2
            summed = log1p(expm1(sigma**2) * shared)  # same mean and variance as the sum
            one = self._input("quantity", kind, (*sorted(line.id for line in lines), count), sqrt(summed))
            yield (one,), whole * exp((sigma**2 - summed) / 2)

    def _unit(self, line: Line, year: int, count: str, today: Line | None) -> dict[str, dict[Inputs, float]]:
        """Return, by category, the products that make one unit of a line."""
        activities: dict[int, Inputs] = {}

        def activity(amount: Quantity) -> Inputs:
            if id(amount) not in activities:
                places = {self._leaf(leaf, line, year, count, today) for leaf in leaves(amount)}
                activities[id(amount)] = tuple(sorted(place for place in places if place is not None))
            return activities[id(amount)]

        unit: dict[str, dict[Inputs, float]] = {}
        for term in line.recipe.terms:
            if term.category not in self.terms:
                continue
            products = unit.setdefault(term.category, {})
            key = (*activity(term.amount), self._factor(term.factor, line, year))
            products[key] = products.get(key, 0.0) + term.amount.value * term.factor.value
        kwh = line.recipe.electricity
        if kwh is not None and ELECTRICITY in self.terms:
            products = unit.setdefault(ELECTRICITY, {})
            for part in kwh.parts if kwh.operation == "sum" else (kwh,):
                products[activity(part)] = products.get(activity(part), 0.0) + part.value
        return unit

    def _at_least(self, line: Line, today: Line, year: int, count: str) -> int | None:
        """Return the input that a prolonged life is: one, and less where the life of today turns out to be longer still."""
        after, before = line.recipe.lifetime, today.recipe.lifetime
        if line.type != today.type or after is None or before is None or after.value <= before.value:
            return None
        leaf = next((leaf for leaf in leaves(before) if leaf.name == "lifetime"), None)
        other = None if leaf is None else self._leaf(leaf, today, year, count)
        room = log(after.value / before.value)
        if other is None or room >= _FAR * self.sigma[other]:
            return None
        place = self._input("lifetime", line.type, ("at_least", self.names[other], other, room), 0.0)
        self.caps[place] = (other, room)
        return place

    def _factor(self, factor: Factor, line: Line, year: int) -> int:
        kind = "electricity" if factor.table == GRID else "ratio" if factor.table == PARAMETERS else "factor"
        place = self._input(kind, factor.subject, (factor.category, factor.source), 0.0)
        rows = self._rows.setdefault(place, {})
        row = (factor.stage, factor.row)
        if row not in rows:
            rows[row] = (factor.value, self.deviations.factor(factor, year, spending=line.spending))
        return place

    def _leaf(self, leaf: Quantity, line: Line, year: int, count: str, today: Line | None = None) -> int | None:
        """Return the input that a leaf of a derivation is; None for what is certain: shares of the method, dates, conversions."""
        if not self.sources and leaf.status == "given":
            leaf = replace(leaf, source="")
        if self.lives_known and leaf.name == "lifetime" and leaf.status == "default":
            leaf = replace(leaf, status="given")
        said = (leaf.status, leaf.value, leaf.source)
        given = self.deviations.counted(line.quality)
        if leaf.name == "lifetime":  # lengthened or not: the whole moves with what is said of the organisation
            if leaf.source == HYPOTHESIS and today is not None and (capped := self._at_least(line, today, year, count)):
                return capped
            place = self._input("lifetime", line.type, said, self.deviations.lifetime(leaf))
            if leaf.status == "default":
                self._lives.add(place)
            return place
        if leaf.name == "kwh":
            own = given if leaf.status == "given" else self.deviations.kwh(leaf)
            return self._input("kwh", line.type, (*said, own), own)
        if leaf.name == "pue":
            return self._input("pue", "", said, self.deviations.pue(leaf))
        if leaf.name in _COUNTS:
            kind = "kwh" if leaf.name == "metered_kwh" else "quantity"
            return self._input(kind, line.type, (leaf.name, line.id, count), given)
        if leaf.name == "climate_factor" and leaf.row is not None:
            return self._factor(leaf.row, line, year)
        if leaf.row is not None:
            sigma = self.deviations.factor(leaf.row, year, spending=False)
            return self._input("factor", line.type, (leaf.row.category, leaf.row.stage, leaf.source), sigma)
        return None
