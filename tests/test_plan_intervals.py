"""Intervals of a plan and of a comparison: paired, held to the intervals of the totals and to a seeded Monte-Carlo."""

from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from differences import difference
from monte_carlo import DRAWS, MonteCarlo, Normals, block, bounds
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.proof import HYPOTHESIS
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Line, Quantity
from snr_cli.engine.uncertainty import Deviations, Weighing, uncertainty
from snr_cli.model.dossier import Dossier
from snr_cli.plan.compare import compare
from snr_cli.plan.past_years import ChangeParts, Side
from snr_cli.plan.spread import Spread
from snr_cli.plan.territory import territory_plan
from snr_cli.plan.trajectory import Trajectory, along, course

CATEGORIES = (CLIMATE, ELECTRICITY)
LINES = (
    {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "quality": "low"},
    {"id": "ecrans", "type": "monitor", "quantity": 80},
    {"id": "fixes", "type": "desktop_professional", "quantity": 60, "quality": "medium"},
)


def data(*actions: dict[str, Any], lines: Any = LINES) -> dict[str, Any]:
    return {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "equipment": list(lines),
        "actions": [{"title": action["id"], **action} for action in actions],
    }


def bounded(given_: dict[str, Any], tables: Tables, horizon: int = 2028) -> Trajectory:
    dossier = Dossier.model_validate(given_)
    found = course(dossier, assess(dossier, tables), tables, horizon)
    return Spread(found, tables, CATEGORIES).bounded(along(found, horizon))


def effect(name: str, **changes: Any) -> dict[str, Any]:
    return {"id": name, "effects": [changes]}


LONGER = effect("duree", on={"type": "laptop"}, lifetime_years=7)


def test_the_first_year_is_that_of_the_assessment(tables: Tables) -> None:
    assessed = assess_dossier(str(EXAMPLES / "valmont"), tables)
    path = course(assessed.dossier, assessed.result, tables, 2026)
    first = Spread(path, tables, path.known).bounded(along(path, 2026)).years[0]
    for category, interval in uncertainty(assessed.result, tables).items():
        assert first.intervals[category].baseline == pytest.approx(interval[:2], rel=1e-9)
        assert first.intervals[category].gap == (0, 0, 0)


def test_what_an_action_changes_is_known_better_than_either_curve(tables: Tables) -> None:
    last = bounded(data(LONGER), tables).years[-1]
    intervals = last.intervals[CLIMATE]
    assert intervals.gap.value == pytest.approx(100 * 185.09 * (1 / 7 - 1 / 5))
    assert intervals.gap.significant
    unpaired = intervals.baseline[1] - intervals.with_actions[0]
    assert intervals.gap.high - intervals.gap.low < 0.3 * (unpaired + intervals.with_actions[1] - intervals.baseline[0])
    share, alone = last.actions["duree"].intervals[CLIMATE]
    assert share == alone == pytest.approx(intervals.gap)


def test_the_gap_is_the_paired_difference_of_two_assessments(tables: Tables) -> None:
    """The dossier as it is, and as its actions leave it, written by hand: the lives they decide are supposed, not measured."""
    actions = (
        LONGER,
        effect("moins", on={"type": "monitor"}, quantity_change_percent=-25),
        effect("autres", on={"line": "fixes"}, replaced_by="laptop", lifetime_years=6),
    )
    after = (
        {**LINES[0], "lifetime_years": 7, "lifetime_source": HYPOTHESIS},
        {**LINES[1], "quantity": 60},
        {**LINES[2], "type": "laptop", "lifetime_years": 6, "lifetime_source": HYPOTHESIS},
    )
    before, later = (assess(Dossier.model_validate(data(lines=each)), tables) for each in (LINES, after))
    draws = MonteCarlo(Deviations(tables), Normals(block(60, DRAWS, 4)))
    last = bounded(data(*actions), tables).years[-1]
    for category in CATEGORIES:
        gap = last.intervals[category].gap
        assert gap.value == pytest.approx(later.organisation.totals[category] - before.organisation.totals[category])
        # a count that is 25 % lower is the same count: drawn from one normal, as a share of the first
        drawn = [draws.totals(assessment, [category])[category] for assessment in (before, later)]
        low, high = bounds(drawn[1] - drawn[0])
        assert gap.low == pytest.approx(low, abs=0.05 * (high - low)), category
        assert gap.high == pytest.approx(high, abs=0.05 * (high - low)), category


class Prolonged(MonteCarlo):
    """Draws in which a life that an action decides is never shorter than the one of today turns out to be."""

    today: ClassVar[dict[str, Any]] = {}

    def leaf(self, leaf: Quantity, line: Line, year: int) -> Any:
        found = super().leaf(leaf, line, year)
        if leaf.name == "lifetime" and leaf.source == HYPOTHESIS:
            return np.maximum(found, self.today[line.type])
        if leaf.name == "lifetime":
            self.today[line.type] = found
        return found


@pytest.mark.parametrize("years", [6, 7, 8])
@pytest.mark.parametrize("types", [("laptop",), ("laptop", "monitor", "desktop_professional")])
def test_prolonging_never_raises_what_a_fleet_weighs(types: tuple[str, ...], years: int, tables: Tables) -> None:
    """Published lives, which may be longer already than the one aimed at: then nothing changes, and nothing is added."""
    lines = [{"id": kind, "type": kind, "quantity": 100} for kind in types]
    longer = {"laptop": years, "monitor": years + 1.5, "desktop_professional": years + 1.0}
    action = {"id": "a", "effects": [{"on": {"type": kind}, "lifetime_years": longer[kind]} for kind in types]}
    later = [{**line, "lifetime_years": longer[line["type"]], "lifetime_source": HYPOTHESIS} for line in lines]
    draws = Prolonged(Deviations(tables), Normals(block(40, DRAWS, 6)))
    drawn = [
        draws.totals(assess(Dossier.model_validate(data(lines=each)), tables), [CLIMATE])[CLIMATE]
        for each in (lines, later)
    ]
    low, high = bounds(drawn[1] - drawn[0])
    last = bounded(data(action, lines=lines), tables).years[-1]
    for found in (last.intervals[CLIMATE].gap, last.actions["a"].intervals[CLIMATE][0]):
        assert found.low == pytest.approx(low, abs=0.05 * (high - low))
        assert found.high == pytest.approx(high, abs=0.08 * (high - low))
        assert found.high <= 0


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(1, 1000), st.sampled_from(["high", "medium", "low"]), st.integers(3, 9))
def test_an_action_that_changes_nothing_is_zero_and_sure(quantity: int, quality: str, years: int) -> None:
    from snr_cli.catalog.opened import shipped_tables

    lines = [{"id": "a", "type": "laptop", "quantity": quantity, "quality": quality, "lifetime_years": years}]
    nothing = effect("rien", on={"everything": True}, quantity_change_percent=0)
    for year in bounded(data(nothing, lines=lines), shipped_tables()).years:
        assert all(interval.gap == (0, 0, 0) for interval in year.intervals.values())
        assert not any(interval.gap.significant for interval in year.intervals.values())


def test_half_way_is_half_of_the_gap(tables: Tables) -> None:
    action = {**LONGER, "schedule": {"start": 2026, "full": 2027}}
    half, full = (year.intervals[CLIMATE].gap for year in bounded(data(action), tables, 2027).years[1:])
    assert half == pytest.approx([each / 2 for each in full], rel=1e-6)  # seven figures


def test_over_twelve_actions_have_intervals_too(tables: Tables) -> None:
    actions = [effect(f"a{years}", on={"type": "laptop"}, lifetime_years=years) for years in range(6, 19)]
    last = bounded(data(*actions), tables).years[-1]
    direct = bounded(data(actions[-1]), tables).years[-1]  # the last word is that of the last action
    assert last.intervals[CLIMATE].gap == pytest.approx(direct.intervals[CLIMATE].gap, rel=1e-9)
    assert last.intervals[CLIMATE].with_actions == pytest.approx(direct.intervals[CLIMATE].with_actions, rel=1e-9)
    assert len([action for action in last.actions.values() if CLIMATE in action.intervals]) == 13


def test_alike_lines_are_counted_together(tables: Tables) -> None:
    """Fifty lines of two laptops under one action: as many counts, whose errors mostly cancel."""
    many = [{**LINES[0], "id": f"p{rank}", "quantity": 2} for rank in range(50)]
    intervals = bounded(data(LONGER, lines=many), tables).years[-1].intervals[CLIMATE]
    one = bounded(data(LONGER, lines=LINES[:1]), tables).years[-1].intervals[CLIMATE]
    assert intervals.gap.value == pytest.approx(one.gap.value)
    assert intervals.with_actions[1] - intervals.with_actions[0] < one.with_actions[1] - one.with_actions[0]


def test_a_weighing_of_whole_results_is_their_difference(tables: Tables) -> None:
    before, after = (
        assess(Dossier.model_validate(data(lines=({**LINES[0], "lifetime_years": years}, *LINES[1:]))), tables)
        for years in (5, 7)
    )
    weighing = Weighing(tables, [CLIMATE])
    weighing.add("before", before.organisation.lines, 2025)
    weighing.add("after", after.organisation.lines, 2025)
    weighing.close()
    expected = difference(before, after, tables)[CLIMATE]
    found = weighing.difference(CLIMATE, {"before": -1.0, "after": 1.0}, expected.value)
    assert np.allclose(found, expected, rtol=1e-9)
    assert weighing.difference(CLIMATE, {"before": 0.0}, 0.0) == (0, 0, 0)


def test_what_is_small_is_no_rounding(tables: Tables) -> None:
    """A billionth of a fleet, in a category counted in millionths of a unit: the same interval, so many times smaller."""
    small = "particulate_matter"
    weighing = Weighing(tables, [small])
    weighing.add("all", assess(Dossier.model_validate(data()), tables).organisation.lines, 2025)
    weighing.close()
    whole, part = (weighing.interval(small, {"all": weight}) for weight in (1.0, 1e-9))
    assert 0 < whole[0] < whole[1] < 0.1
    assert part == pytest.approx([bound * 1e-9 for bound in whole], rel=1e-5, abs=0.0)


def test_the_difference_of_the_territory_has_its_range(tables: Tables) -> None:
    """In proportion to what making a smartphone weighs: twice the effect, twice the range."""
    given_ = data({"id": "t", "effects": [{"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4}]})
    given_["territory"] |= {"households": 1000, "population": {"municipale": 2150}}
    dossier = Dossier.model_validate(given_)
    result = assess(dossier, tables)
    plan = territory_plan(dossier, result, 2026, tables)
    effect = plan.effects[0]
    assert effect.value is not None
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < effect.value < effect.high < 0
    assert (plan.years[-1].low, plan.years[-1].high) == pytest.approx((effect.low, effect.high))
    assert territory_plan(dossier, result, 2026).effects[0].low is None


# --- two years


def split(old: dict[str, Any], new: dict[str, Any], tables: Tables) -> ChangeParts:
    sides = []
    for each in (old, new):
        dossier = Dossier.model_validate(each)
        result = assess(dossier, tables)
        sides.append(Side("x", dossier, result.factor_set, result.licence, (), tables.sha256, assessment=result))
    return compare(sides[0], sides[1], tables, (), [CLIMATE]).organisation[CLIMATE]


def changed(**values: Any) -> dict[str, Any]:
    return data(lines=({**LINES[0], **values}, *LINES[1:]))


def test_a_year_does_not_differ_from_itself(tables: Tables) -> None:
    intervals = split(data(), data(), tables).intervals
    assert intervals is not None
    assert all(interval == (0, 0, 0) and not interval.significant for interval in intervals)


def test_a_longer_life_is_activity_and_what_is_not_counted_again_cancels(tables: Tables) -> None:
    intervals = split(data(), changed(lifetime_years=7), tables).intervals
    results = [assess(Dossier.model_validate(each), tables) for each in (data(), changed(lifetime_years=7))]
    expected = difference(*results, tables)[CLIMATE]
    assert intervals is not None
    assert intervals.change == pytest.approx(expected, rel=1e-9)
    assert intervals.activity == pytest.approx(expected, rel=1e-9)
    assert intervals.method == intervals.factors == (0, 0, 0)
    totals = [uncertainty(result, tables)[CLIMATE] for result in results]
    assert expected.high - expected.low < 0.3 * (totals[0].high - totals[1].low + totals[1].high - totals[0].low)


def test_a_quantity_that_changes_was_counted_twice(tables: Tables) -> None:
    """Two laptops in a hundred, each count of low quality: nobody can say."""
    intervals = split(changed(), changed(quantity=98), tables).intervals
    assert intervals is not None
    draws = MonteCarlo(Deviations(tables), Normals(block(60, DRAWS, 5)))
    first = assess(Dossier.model_validate(changed()), tables)
    # the second count is drawn for itself: another line of the same recipe
    again = assess(Dossier.model_validate(changed(quantity=98, id="encore")), tables)
    drawn = draws.totals(again, [CLIMATE])[CLIMATE] - draws.totals(first, [CLIMATE])[CLIMATE]
    low, high = bounds(drawn)
    assert intervals.change.low == pytest.approx(low, abs=0.05 * (high - low))
    assert intervals.change.high == pytest.approx(high, abs=0.05 * (high - low))
    assert not intervals.change.significant


def test_the_electricity_of_the_year_is_a_factor_that_is_surely_lower(tables: Tables) -> None:
    intervals = split({**data(), "reference_year": 2024}, data(), tables).intervals
    assert intervals is not None
    assert intervals.activity == (0, 0, 0)
    assert intervals.factors.high < 0
