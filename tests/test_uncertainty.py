"""Intervals: against a Monte-Carlo that follows the formulas, and by what they must obey."""

import itertools
import re
from contextlib import nullcontext
from math import exp, expm1, hypot, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

from conftest import EXAMPLES
from differences import difference
from monte_carlo import DRAWS, MonteCarlo, Normals, block, bounds, generated, off, scattered, scenario, worst
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.interval import TAIL, central, central_difference, contributions, moments
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.engine.uncertainty import CLASSES, Deviations, uncertainty
from snr_cli.french.numbers import between, percent
from snr_cli.french.words.terms import INPUTS, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.assessment_table import assessment_screen
from snr_cli.results.records import FigureBounds
from snr_cli.results.sentences.coverage import change_text
from walks import mostly

FAST = settings(max_examples=40, deadline=None, derandomize=True)
GOAL = 0.05
ALL = {"low": 1.05, "high": 2.5}

sigmas = st.floats(min_value=0.01, max_value=0.9)
amounts = st.floats(min_value=1e-3, max_value=1e6)


@pytest.fixture(scope="module")
def valmont(tables: Tables) -> Assessment:
    return assess_dossier(str(EXAMPLES / "valmont"), tables).result


@pytest.fixture(scope="module")
def normals() -> Any:
    return block(90, DRAWS, 2)


def result(
    tables: Tables, *equipment: dict[str, Any], services: tuple[dict[str, Any], ...] = (), **more: Any
) -> Assessment:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "Essai", "department": "33"},
        "equipment": [{"id": f"e{number}", **line} for number, line in enumerate(equipment)],
        "services": [{"id": f"s{number}", **line} for number, line in enumerate(services)],
        **more,
    }
    return assess(Dossier.model_validate(data), tables)


# --- against a Monte-Carlo


def test_every_total_of_the_example(valmont: Assessment, tables: Tables) -> None:
    found = uncertainty(valmont, tables)
    assert set(found) == set(valmont.organisation.totals)
    draws = block(240, DRAWS, 1)
    for category, interval in found.items():
        drawn = MonteCarlo(Deviations(tables), Normals(draws)).totals(valmont, [category])[category]
        assert worst(interval[:2], bounds(drawn)) < GOAL, category
        assert interval.low <= valmont.organisation.totals[category] <= interval.high


def test_contributions_are_what_the_draws_correlate_with(valmont: Assessment, tables: Tables) -> None:
    normals = Normals(block(240, 20_000, 3))
    drawn = MonteCarlo(Deviations(tables), normals).totals(valmont, [CLIMATE])[CLIMATE]
    shares = {
        str(key[1]): np.corrcoef(np.log(drawn), values)[0, 1] ** 2
        for key, values in normals.known.items()
        if key[0].endswith("factors.csv") and key[2] == CLIMATE
    }
    for contribution in uncertainty(valmont, tables, [CLIMATE])[CLIMATE].contributions:
        if contribution.kind == "factor":
            assert contribution.share == pytest.approx(shares[contribution.subject], abs=0.04)


@pytest.mark.parametrize("first", mostly(range(0, 100, 25), 25))
def test_generated_dossiers(first: int, tables: Tables, normals: Any) -> None:
    """Geometric standard deviations from 1.05 to 2.5, a few lines that dominate."""
    for number in range(first, first + 25):
        made = assess(Dossier.model_validate(generated(number)), tables)
        with scattered(tables, number, **ALL) as deviations:
            low, high, *_ = uncertainty(made, tables, [CLIMATE])[CLIMATE]
        drawn = MonteCarlo(deviations, Normals(normals)).totals(made, [CLIMATE])[CLIMATE]
        assert worst((low, high), bounds(drawn)) < GOAL, number


@pytest.mark.parametrize("scatter", mostly([False, True], False))
def test_difference_of_two_scenarios(scatter: bool, tables: Tables, normals: Any) -> None:
    for number in range(20):
        data = generated(number)
        before, after = (assess(Dossier.model_validate(each), tables) for each in (data, scenario(data, number)))
        with scattered(tables, number, **ALL) if scatter else nullcontext(Deviations(tables)) as deviations:
            found = difference(before, after, tables, [CLIMATE])[CLIMATE]
        carlo = MonteCarlo(deviations, Normals(normals))
        old, new = (carlo.totals(assessment, [CLIMATE])[CLIMATE] for assessment in (before, after))
        # a bound near zero is off by more than 5 % of itself: what holds is 5 % of the width
        assert off((found.low, found.high), bounds(new - old)) <= GOAL, number


def test_mean_and_variance_of_a_sum_of_products() -> None:
    items = [((0, 1), 2.0), ((0, 2, 3), 1.0), ((2,), -0.5), ((), 4.0)]
    sigma = [0.3, 0.8, 0.5, 0.2]
    means = [(set(names), value * exp(sum(sigma[name] ** 2 for name in names) / 2)) for names, value in items]
    mean, variance = moments(items, sigma)
    assert mean == pytest.approx(sum(value for _, value in means))
    assert variance == pytest.approx(
        sum(
            left * right * expm1(sum(sigma[name] ** 2 for name in names & others))
            for (names, left), (others, right) in itertools.product(means, means)
        )
    )


# --- what an interval must obey


@FAST
@given(amounts, st.lists(sigmas, min_size=1, max_size=4))
def test_one_product_is_a_log_normal(value: float, sigma: list[float]) -> None:
    low, high = central({tuple(range(len(sigma))): value}, sigma)
    assert low == pytest.approx(value * exp(-TAIL * hypot(*sigma)), rel=1e-6)
    assert high == pytest.approx(value * exp(TAIL * hypot(*sigma)), rel=1e-6)


@FAST
@given(st.lists(amounts, max_size=5))
def test_without_uncertainty_an_interval_is_a_point(values: list[float]) -> None:
    terms = {(place,): value for place, value in enumerate(values)}
    low, high = central(terms, [0.0] * len(values))
    assert low == high == pytest.approx(sum(values))
    assert central_difference(terms, [0.0] * len(values)) == pytest.approx((sum(values), sum(values)))


@FAST
@given(st.lists(st.tuples(amounts, sigmas), min_size=1, max_size=6), st.floats(min_value=0.01, max_value=100))
def test_an_interval_follows_the_unit(lines: list[tuple[float, float]], factor: float) -> None:
    sigma = [line for _, line in lines]
    low, high = central({(place,): value for place, (value, _) in enumerate(lines)}, sigma)
    scaled = central({(place,): value * factor for place, (value, _) in enumerate(lines)}, sigma)
    assert scaled == pytest.approx((low * factor, high * factor), rel=1e-6)


@FAST
@example([(97993.0, 0.5), (0.5, 0.375)], 0.0625, 0.75)
@given(st.lists(st.tuples(amounts, sigmas), min_size=1, max_size=5), amounts, sigmas)
def test_an_independent_line_widens(lines: list[tuple[float, float]], value: float, own: float) -> None:
    terms = {(place,): each for place, (each, _) in enumerate(lines)}
    sigma = [line for _, line in lines] + [own]
    low, high = central(terms, sigma)
    more = central({**terms, (len(lines),): value}, sigma)
    assert more[0] >= low * (1 - 1e-6)  # a bound has seven digits
    assert more[1] - more[0] >= (high - low) * (1 - GOAL)


@FAST
@given(st.lists(amounts, min_size=2, max_size=6), st.floats(min_value=0.05, max_value=0.6))
def test_what_is_shared_does_not_average_out(values: list[float], sigma: float) -> None:
    """Lines that share their factor are as uncertain as one; lines that do not are less so, relatively."""
    count = len(values)
    one = central({(0,): sum(values)}, [sigma])
    shared = central({(count, place): value for place, value in enumerate(values)}, [0.0] * count + [sigma])
    apart = central({(place,): value for place, value in enumerate(values)}, [sigma] * count)
    assert shared == pytest.approx(one, rel=1e-6)
    assert apart[1] / apart[0] <= shared[1] / shared[0] * 1.01


@FAST
@given(st.lists(st.tuples(amounts, sigmas), min_size=1, max_size=6))
def test_contributions_sum_to_one(lines: list[tuple[float, float]]) -> None:
    terms = {(place,): value for place, (value, _) in enumerate(lines)}
    found = contributions(terms, [line for _, line in lines])
    assert sum(found.values()) == pytest.approx(1)
    first = max(range(len(lines)), key=lambda place: lines[place][0] * lines[place][1])
    assert found[first] == max(found.values())


def test_lines_of_one_type_share_factor_and_default_lifetime(tables: Tables) -> None:
    whole = uncertainty(result(tables, {"type": "laptop", "quantity": 100}), tables)[CLIMATE]
    halves = [{"type": "laptop", "quantity": 50, "site": site} for site in ("A", "B")]
    split = uncertainty(result(tables, *halves), tables)[CLIMATE]
    # only the two counts are independent
    assert split.low > whole.low
    assert split.high < whole.high
    assert (split.low, split.high) == pytest.approx((whole.low, whole.high), rel=0.02)
    assert {contribution.kind for contribution in split.contributions} == {
        "factor",
        "lifetime",
        "quantity",
        "kwh",
        "electricity",
    }


def test_lifetimes_said_apart_are_independent(tables: Tables) -> None:
    said = [{"type": "laptop", "quantity": 50, "kwh_per_year": 0, "quality": "high", "lifetime_years": 5}] * 2
    other = [said[0], {**said[0], "lifetime_source": "Audit"}]
    same, apart = (uncertainty(result(tables, *lines), tables)[CLIMATE].gsd for lines in (said, other))
    assert apart < same


def test_quality_of_a_line_widens(tables: Tables) -> None:
    found = [
        uncertainty(result(tables, {"type": "switch", "quantity": 10, "lifetime_years": 5, "quality": quality}), tables)
        for quality in ("high", "medium", "low")
    ]
    spreads = [each[CLIMATE].gsd for each in found]
    assert spreads == sorted(spreads)
    assert len(set(spreads)) == 3


def test_many_lines_are_counted_as_one_of_the_same_variance(tables: Tables) -> None:
    """Beyond twenty lines of one recipe, their quantities are one input."""
    few, many = (
        uncertainty(result(tables, *({"type": "laptop", "quantity": 7} for _ in range(count))), tables)[CLIMATE].gsd
        for count in (20, 21)
    )
    assert many == pytest.approx(few, rel=1e-3)


def test_spending_keeps_its_80_per_cent(tables: Tables) -> None:
    found = uncertainty(
        result(tables, services=({"type": "spend_it_services_keur", "quantity": 10, "quality": "high"},)), tables
    )
    sigma = log(found[CLIMATE].gsd)
    assert sqrt(exp(sigma**2) * expm1(sigma**2)) == pytest.approx(0.8 / 1.96, rel=0.01)
    own = {
        "overrides": [
            {
                "service": "spend_it_services_keur",
                "category": CLIMATE,
                "component": "total",
                "value": 90,
                "source": "Étude",
            }
        ]
    }
    again = uncertainty(
        result(tables, services=({"type": "spend_it_services_keur", "quantity": 10, "quality": "high"},), factors=own),
        tables,
    )
    assert again[CLIMATE].gsd == pytest.approx(found[CLIMATE].gsd)


def test_nothing_assessed_and_nothing_counted(tables: Tables) -> None:
    assert uncertainty(result(tables), tables) == {}
    zero = uncertainty(result(tables, {"type": "laptop", "quantity": 0}), tables)
    assert (zero[CLIMATE].low, zero[CLIMATE].high, zero[CLIMATE].gsd) == (0, 0, 1)


@pytest.mark.parametrize("options", [["flux"], ["beges"], ["numecoeval_reel"], ["post_amortisation_zero"]])
def test_options(options: list[str], tables: Tables) -> None:
    line = {"type": "laptop", "quantity": 40, "purchase_year": 2023, "purchased_in_year": 8, "depreciation_years": 4}
    made = result(tables, line, {**line, "purchase_year": 2012}, method={"options": options})
    for category, interval in uncertainty(made, tables).items():
        assert interval.low < made.organisation.totals[category] < interval.high


# --- differences


def test_a_result_does_not_differ_from_itself(valmont: Assessment, tables: Tables) -> None:
    for category, found in difference(valmont, valmont, tables).items():
        assert found == (0, 0, 0), category
        assert not found.significant


def test_shared_inputs_cancel(tables: Tables) -> None:
    """Keeping laptops 7 years rather than 5 is sure, although each total is uncertain."""
    line = {"type": "laptop", "quantity": 100, "quality": "low", "lifetime_source": "Gestion de parc"}
    before, after = (result(tables, {**line, "lifetime_years": years}) for years in (5, 7))
    found = difference(before, after, tables)[CLIMATE]
    assert found.value == pytest.approx(100 * 185.09 * (1 / 7 - 1 / 5))
    assert found.significant
    assert found.low < found.value < found.high < 0
    intervals = [uncertainty(assessment, tables)[CLIMATE] for assessment in (before, after)]
    assert intervals[1].high > intervals[0].low  # the two intervals overlap


def test_what_two_totals_share_cancels_beside_many_inputs() -> None:
    sigma = [0.5, *[0.1] * 13, 0.2]
    terms = {(0, place): 1.0 for place in range(1, 14)} | {(14,): 0.0}
    low, high = central_difference(terms | {(0,): -13 * exp(0.005)}, sigma)
    assert low == pytest.approx(-high, rel=0.2)
    assert low < 0 < high


def test_two_counts_do_not_cancel(tables: Tables) -> None:
    before, after = (result(tables, {"type": "laptop", "quantity": count}) for count in (100, 98))
    together = difference(before, after, tables)[CLIMATE]
    apart = difference(before, after, tables, counted_apart=True)[CLIMATE]
    assert together.significant
    assert not apart.significant
    assert together.value == apart.value


def test_words_of_a_change() -> None:
    assert (
        change_text(FigureBounds(-2150.0, 380.0), -900.0)
        == "entre −2\u202f150 et 380\u00a0kg CO2e : écart non significatif"
    )
    assert change_text(FigureBounds(-990.0, -810.0), -900.0) == "entre −990 et −810\u00a0kg CO2e"


# --- deviations


def row(bounds: str, value: float, low: float | None, high: float, year: int = 2025) -> Factor:
    return Factor(
        "equipment/factors.csv",
        "x",
        CLIMATE,
        "manufacturing",
        value,
        "kgCO2e",
        low,
        high,
        "S",
        year,
        True,
        "",
        bounds=bounds,
    )


def test_published_bounds_are_read_as_their_source_means_them(tables: Tables) -> None:
    sigma = Deviations(tables)

    def relative(factor: Factor) -> float:
        """Return the standard deviation over the median."""
        found = sigma.factor(factor, 2025, spending=False)
        return sqrt(exp(found**2) * expm1(found**2))

    assert relative(row("ci95", 100, 50, 150)) == pytest.approx(50 / 1.96 / 100, rel=1e-4)
    assert relative(row("extremes", 100, 70, 190)) == pytest.approx(120 / sqrt(12) / 100)
    tenth = sigma.factor(row("p10_p90", 100, 80, 125), 2025, spending=False)
    assert exp(1.2815515655 * tenth) == pytest.approx(1.25)
    assert sigma.factor(row("p10_p90", 100, 0, 125), 2025, spending=False) == pytest.approx(tenth)
    upper = sigma.factor(row("upper", 0.54, None, 2.85), 2025, spending=False)
    assert 0.54 * exp(1.6448536 * upper) == pytest.approx(2.85)  # the upper end of the central 90 %
    unknown = sigma.factor(row("", 100, 0, 0), 2025, spending=False)
    assert unknown == pytest.approx(log(1.521) / 1.96, rel=1e-4)
    partial = sigma.factor(row("partial", 100, 99, 101), 2025, spending=False)
    assert partial == pytest.approx(hypot(unknown, 0.02 / sqrt(12)), rel=1e-3)


def test_old_factors_are_less_known(tables: Tables) -> None:
    found = [
        Deviations(tables).factor(row("", 100, 0, 0, year), 2025, spending=False)
        for year in (2025, 2023, 2022, 2016, 2012, 1999, 0)
    ]
    assert found == sorted(found)
    assert found[0] == found[1] < found[2]
    assert found[-2] == found[-1]


def test_derived_classes_are_those_of_their_marks(tables: Tables) -> None:
    """The arithmetic that the locators show gives the values."""
    rows = [factor for factor in tables.factors(PARAMETERS) if factor.subject.startswith("gsd2_")]
    derived = [factor for factor in rows if factor.locator.startswith("Derived")]
    assert len(derived) >= 8
    for factor in derived:
        logs = [float(each) for each in re.findall(r"ln²([\d.]+)", factor.locator)]
        marks = [float(each) for each in re.findall(r"\d \(([\d.]+)\)", factor.locator)]
        assert logs == marks
        assert factor.value == pytest.approx(exp(hypot(*map(log, marks))), rel=1e-4), factor.subject


# --- what the documentation and the screen say


def words(name: str) -> str:
    return (EXAMPLES.parent / name).read_text(encoding="utf-8").replace("\u202f", " ").replace("\u00a0", " ")


def test_page_of_the_method_gives_the_classes(tables: Tables) -> None:
    values = {factor.subject.removeprefix("gsd2_"): factor.value for factor in tables.factors(PARAMETERS)}
    printed = re.findall(r"^\| .* \| (?:complétude|fiabilité) .* \| (\d,\d\d) \|$", words("docs/method.md"), re.M)
    assert printed == [f"{values[name]:.2f}".replace(".", ",") for name in CLASSES]


def test_screen_and_readme_say_the_interval_and_where_it_comes_from(valmont: Assessment, tables: Tables) -> None:
    screen = " ".join(assessment_screen(valmont, tables, width=100, color=False).text().split())
    interval = uncertainty(valmont, tables, [CLIMATE])[CLIMATE]
    first = interval.contributions[0]
    assert (first.kind, first.subject) == ("factor", "spend_it_services_keur")
    said = (
        f"Incertitude : {mass_between(interval.low, interval.high)}, neuf chances sur dix à source de données égale ; "
        "273 à 380 avec les trois sources."
    )
    said = " ".join(said.split())
    assert " ".join(f"{said} L’incertitude vient à {percent(first.share)} du facteur de".split()) in screen
    assert said in words("README.md")
    power = "472,5 MWh par an, entre 419 et 584 MWh, neuf chances sur dix à source de données égale."
    assert power in screen


def test_words_of_every_kind_of_input() -> None:
    assert all(INPUTS[kind].format("x") for kind in ("factor", "electricity", "lifetime", "kwh", "pue", "quantity"))


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (272.1, 443.7, "entre 272 et 444"),
        (0.34, 10.2, "entre 0,340 et 10,2"),
        (-12.3, 3.2, "entre −12,3 et 3,20"),
        (18277, 65913, "entre 18 200 et 66 000"),
        (99.6, 100.4, "entre 99,6 et 101"),
        (0, 0, "entre 0 et 0"),
        # a bound on one side of zero stays there: the reader sees that the difference is significant
        (-23.2, -0.91, "entre −23,2 et −0,910"),
        (-3.68, -0.03, "entre −3,68 et −0,0300"),
        (-23.2, 0.0, "entre −23,2 et 0"),
        (-23.2, 0.01, "entre −23,2 et 0,0100"),
    ],
)
def test_bounds_have_three_figures_outwards_each_by_its_own_step(low: float, high: float, text: str) -> None:
    assert " ".join(between(low, high).split()) == text


@given(
    st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
    .map(sorted)
    .filter(lambda pair: pair[1] - pair[0] > 1e-6 and all(abs(bound) > 1e-6 for bound in pair))
)
def test_a_printed_bound_keeps_its_sign_and_the_interval_holds_what_it_held(pair: list[float]) -> None:
    words = between(*pair).replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-").replace(",", ".").split()
    low, high = float(words[1]), float(words[3])
    assert (low < 0, high < 0) == (pair[0] < 0, pair[1] < 0)
    assert low != 0 != high
    slack = 1e-9 * max(map(abs, pair))  # what writing a decimal may round
    assert low <= pair[0] + slack
    assert high >= pair[1] - slack
