"""The footprint as published rows: perimeter × group × stage × category, each with what it covers; what is not published, and why.

A sum that does not cover enough is no total: it is given apart. A row is left out when each of its products rests on a source
whose licence does not allow to give it again, be it that of the factor or that of the electricity of a device; it stays in the
totals. That keeps the row out of a table; it hides nothing: a total less the rows beside it gives the row back.
"""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Any, NamedTuple

from snr_cli.catalog.licences import is_open
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.quantity import Quantity, leaves
from snr_cli.engine.records import CLIMATE, DEDUCED, ELECTRICITY, Line
from snr_cli.french.numbers import percent
from snr_cli.outputs.publication.drawn import Publishable, to_a_reader
from snr_cli.outputs.publication.sources_tables import LeftOut, is_share_alike
from snr_cli.results.cells import SUMMED, cell_bounds, cell_extent, cell_gaps, cell_stages, cell_value
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import Extent, FigureState, Judged
from snr_cli.results.sentences.coverage import OF_CLIMATE, is_known
from snr_cli.results.sentences.notices import gap_text

BY_INVENTORY, BY_HOUSEHOLD, BY_INHABITANT = "inventory", "by_household", "by_inhabitant"


class FootprintRow(NamedTuple):
    """A cell of the footprint, or a sum of cells (`all`); `value` is None when it is no total, and `partial` what is known of it.

    `state`: a `FigureState`. `sets_low`, `sets_high`: of the climate sum, the ends of the totals that the sets of factors give.
    """

    perimeter: str
    reading: str
    group: str
    stage: str
    category: str
    unit: str
    year: int
    value: float | None
    partial: float | None
    low: float | None
    high: float | None
    coverage: float | None
    estimated: float | None
    share_alike: bool
    sources: tuple[str, ...]
    state: str = FigureState.WHOLE
    why: str = ""
    more: str = ""
    sets_low: float | None = None
    sets_high: float | None = None
    given_again: bool = True  # one of its products, at least, rests on open sources alone

    @property
    def place(self) -> str:
        """Say which row it is."""
        return f"{self.perimeter}, {self.reading}, {self.group}, {self.stage}, {self.category}"


def footprint_rows(drawn: Publishable) -> tuple[list[FootprintRow], list[LeftOut]]:
    """Return the rows that are published, and those that are not."""
    every = [*_organisation(drawn), *_households(drawn), *_inhabitants(drawn)]
    tables = drawn.tables.sources
    rows: list[FootprintRow] = []
    left: list[LeftOut] = []
    for row in every:
        if not row.given_again:
            closed = tuple(each for each in row.sources if each not in tables or not is_open(tables[each]))
            why = "own" if tables.keys().isdisjoint(closed) else "redistribution"
            left.append(LeftOut("empreinte", row.place, why, closed))
        else:
            rows.append(row)
    return rows, left


def _organisation(drawn: Publishable) -> Iterator[FootprintRow]:
    result = drawn.result
    judged = judged_organisation(result, drawn.tables, None)
    categories = [
        name
        for name, found in judged.sums.items()
        if is_known(found) or drawn.tables.categories[name].mandatory or name == ELECTRICITY
    ]
    cells = _Cells(result.organisation.lines, drawn, "organisation", BY_INVENTORY)
    spread = cell_bounds(cells.groups, categories, drawn.tables, result.reference_year)
    for category in categories:
        found = judged.sums[category]
        for row in cells.rows(category):
            if (row.group, row.stage) == (SUMMED, SUMMED):
                row = _whole_sum(row, found)  # noqa: PLW2901
                if category == CLIMATE and judged.sets is not None:
                    low, high = judged.sets.ends
                    row = row._replace(sets_low=low, sets_high=high)  # noqa: PLW2901
            elif row.value is not None and (bounds := spread(category, row.group, row.stage)):
                row = row._replace(low=bounds.low, high=bounds.high)  # noqa: PLW2901
            yield row


def _whole_sum(row: FootprintRow, found: Judged) -> FootprintRow:
    """Return the row of a sum of the organisation, as it is judged."""
    low, high = found.bounds or (None, None)
    extent = found.extent
    told = row._replace(coverage=extent.behind.assessed if extent is not None and extent.behind.lines else None)
    return told._replace(low=low, high=high, **_shown(row, extent)) if extent is not None else told


def _households(drawn: Publishable) -> Iterator[FootprintRow]:
    lines = drawn.result.territory.household_lines
    cells = _Cells(lines, drawn, "territory", BY_HOUSEHOLD)
    for category in drawn.tables.categories:
        if category in drawn.result.territory.household_totals:
            yield from cells.rows(category)


def _inhabitants(drawn: Publishable) -> Iterator[FootprintRow]:
    tables = drawn.tables.sources
    for category, found in drawn.result.territory.totals.items():
        used = tuple(sorted({each.source for each in leaves(found.quantity)} & tables.keys()))
        yield FootprintRow(
            "territory",
            BY_INHABITANT,
            SUMMED,
            SUMMED,
            category,
            drawn.tables.categories[category].unit,
            drawn.result.reference_year,
            found.value,
            None,
            found.low,
            found.high,
            None,
            1.0,
            any(is_share_alike(tables[each]) for each in used),
            used,
            given_again=not used or any(is_open(tables[each]) for each in used),
        )


def _shown(row: FootprintRow, extent: Extent) -> dict[str, Any]:
    """Return the value of a sum as what it holds lets it be shown."""
    known = row.partial if row.value is None else row.value
    if known is None:
        return {"state": FigureState.NOT_ASSESSED}
    if extent.state is FigureState.HIDDEN:
        return {"value": None, "partial": None, "state": extent.state, "why": extent.why}
    if not extent.state.is_total:
        return {"value": None, "partial": known, "state": extent.state, "why": extent.state}
    return {"value": known, "partial": None, "state": extent.state, "why": ""}


class _Cells:
    """The lines of a perimeter, by group and by stage."""

    def __init__(self, lines: Iterable[Line], drawn: Publishable, perimeter: str, reading: str) -> None:
        self.drawn = drawn
        self.head = (perimeter, reading)
        self.groups: dict[str, list[Line]] = {}
        for line in lines:
            self.groups.setdefault(line.group, []).append(line)
        self.lines = [line for group in self.groups.values() for line in group]
        self._known: dict[int, frozenset[str]] = {}  # of a quantity, held by its line: read once for all the rows
        self._stages = {name: rank for rank, name in enumerate(drawn.tables.vocabulary["stages"])}

    def rows(self, category: str) -> Iterator[FootprintRow]:
        """Yield the rows of a category: the whole, each group, each stage, each cell."""
        yield self._row(category, SUMMED, SUMMED, self.lines)
        for group in sorted(self.groups):
            yield self._row(category, group, SUMMED, self.groups[group])
        yield from self._by_stage(category, SUMMED, self.lines)
        for group in sorted(self.groups):
            yield from self._by_stage(category, group, self.groups[group])

    def _by_stage(self, category: str, group: str, lines: list[Line]) -> Iterator[FootprintRow]:
        found = {stage for line in lines for stage in cell_stages(line.recipe, category)}
        for stage in sorted(found, key=lambda name: (self._stages.get(name, len(self._stages)), name)):
            yield self._row(category, group, stage, lines)

    def _row(self, category: str, group: str, stage: str, lines: list[Line]) -> FootprintRow:
        tables, result = self.drawn.tables, self.drawn.result
        concerned = (
            lines if stage == SUMMED else [each for each in lines if stage in cell_stages(each.recipe, category)]
        )
        known = [(line, value) for line in concerned if (value := cell_value(line, category, stage)) is not None]
        extent = cell_extent(concerned, category, stage)
        products = [each for line, _ in known for each in self._products(line, category, stage)]
        used = frozenset[str]().union(*products)
        row = FootprintRow(
            *self.head,
            group,
            stage,
            category,
            tables.categories[category].unit,
            result.reference_year,
            fsum(value for _, value in known) if known else None,
            None,
            None,
            None,
            extent.behind.assessed if concerned else None,
            self._estimated(known),
            any(is_share_alike(tables.sources[each]) for each in used if each in tables.sources),
            tuple(sorted(used)),
            FigureState.NOT_ASSESSED if not known else FigureState.WHOLE,
            "not_assessed" if not known else "",
            _deduced(known, category, stage) if known else _reasons(concerned, category, stage),
            given_again=not products
            or any(all(each in tables.sources and is_open(tables.sources[each]) for each in one) for one in products),
        )
        return row._replace(**_shown(row, extent)) if known else row

    def _products(self, line: Line, category: str, stage: str) -> list[frozenset[str]]:
        """Return the sources of each product that makes a value of a line; those of its kWh, for electricity."""
        scale = self._sources(line.scale)
        if category == ELECTRICITY:
            return [scale | self._sources(line.recipe.electricity)] if line.recipe.electricity is not None else []
        return [
            scale | self._sources(term.amount) | {term.factor.source}
            for term in line.recipe.terms
            if term.category == category and stage in (SUMMED, term.stage)
        ]

    def _sources(self, quantity: Quantity) -> frozenset[str]:
        """Return the sources of the catalogue in a quantity: what the dossier says of its own values is no source to quote."""
        if id(quantity) not in self._known:
            found = {each.source for each in leaves(quantity)}
            self._known[id(quantity)] = frozenset(found & self.drawn.tables.sources.keys())
        return self._known[id(quantity)]

    def _estimated(self, known: list[tuple[Line, float]]) -> float | None:
        """Return the share of some values that rests on an estimate; the territory is one, from end to end."""
        whole = fsum(abs(value) for _, value in known)
        if not whole:
            return None
        if self.head[0] == "territory":
            return 1.0
        return fsum(abs(value) for line, value in known if line.quality == STATUS) / whole


def _deduced(known: list[tuple[Line, float]], category: str, stage: str) -> str:
    """Say which share of some values is deduced from climate change; empty when nothing is."""
    held = [line.stages(category)[DEDUCED] for line, _ in known if category in line.recipe.deduced]
    whole = fsum(value for _, value in known)
    share = fsum(held) / whole if held and whole and stage in (SUMMED, DEDUCED) else 0.0
    return f"dont {percent(share)} déduits {OF_CLIMATE}" if share else ""


def _reasons(lines: list[Line], category: str, stage: str) -> str:
    found = {gap_text(gap) for line in lines for gap in cell_gaps(line, category, stage)}
    return " ; ".join(sorted(set(to_a_reader({each: each for each in found}).values())))
