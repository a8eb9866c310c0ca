"""Numbers as a French reader writes them."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given, strategies as st

from snr_cli.french.numbers import (
    between,
    exact,
    exponent,
    first_of,
    half_up,
    number,
    outwards,
    percent,
    plural,
    significant,
    together,
)
from snr_cli.french.words.terms import mass, unit_text

N, W, M = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, None, "0"), (1, None, "1"), (1234, None, f"1{N}234"), (1234567.891, None, f"1{N}234{N}567,891"), (0.5, None, "0,5"), (12.3456, None, "12,346"),
        (-5, None, f"{M}5"), (-1234.5, None, f"{M}1{N}234,5"), (0.0461, None, "0,046"), (0.0005, None, "0,0005"),
        (12, 1, "12,0"), (12.25, 1, "12,2"), (12.35, 0, "12"), (999999.9, 0, f"1{N}000{N}000"), (0.04, 1, "0,0"),
    ],
)  # fmt: skip
def test_number(value: float, digits: int | None, text: str) -> None:
    assert number(value, digits) == text


@given(
    st.floats(-1e20, 1e20) | st.floats(-1e6, 1e6) | st.integers(-(10**17), 10**17),
    st.sampled_from([None, 0, 1, 2, 3, 6]),
)
def test_a_number_is_that_of_cldr(value: float, digits: int | None) -> None:
    pattern = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    if not value or abs(value) >= 0.001 or digits is not None:  # under a thousandth, three figures say more
        assert number(value, digits) == format_decimal(value, pattern, locale="fr").replace("-", M)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1,00"),
        (328.12, "328"),
        (32.812, "32,8"),
        (3.2812, "3,28"),
        (0.32812, "0,328"),
        (3281.2, f"3{N}280"),
        (126.5, "127"),  # not the even one
        (-0.1265, f"{M}0,127"),
        (999.9, f"1{N}000"),
        (9.999, "10,0"),
        (0.00009743, "0,0000974"),
        (-12.34, f"{M}12,3"),
        (1.5e-9, f"1,50{W}×{W}10^{M}9"),
    ],
)
def test_significant(value: float, text: str) -> None:
    assert significant(value) == text


def test_significant_counts_figures_after_rounding() -> None:
    """9,999 has three significant figures as 10,0 and 0,09999 as 0,100: never four."""
    for value in (9.999, 0.09999, 99.99, 999.9):
        assert sum(char.isdigit() for char in significant(value).replace(N, "").lstrip("0,").split(",")[0] + "") <= 4
    assert significant(0.09999) == "0,100"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, f"0{W}%"),
        (0.004, f"<{W}1{W}%"),
        (0.005, f"0{W}%"),
        (0.01, f"1{W}%"),
        (0.125, f"12{W}%"),
        (1, f"100{W}%"),
        (1.5, f"150{W}%"),
    ],
)
def test_percent(share: float, text: str) -> None:
    if share == 0.005:  # said not to round to zero
        assert percent(share) in (f"<{W}1{W}%", f"1{W}%")
    else:
        assert percent(share) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 ligne"), (1, "1 ligne"), (1.5, "1,5 ligne"), (2, "2 lignes"), (1000, f"1{N}000 lignes")]
)
def test_plural(count: float, text: str) -> None:
    assert plural(count, "ligne").replace(W, " ") == text


def test_plural_irregular() -> None:
    assert plural(2, "réseau", "réseaux") == "2 réseaux"


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_together(items: list[str], text: str) -> None:
    assert together(items) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a", "b"], "a, b"), (["a", "b", "c"], "a, b et 1 autre"), (["a"] * 1004, f"a, a et 1{N}002 autres")],
)
def test_first_of(names: list[str], text: str) -> None:
    assert first_of(names, 2) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(560, "560"), (0.1, "0,1"), (-2.5, f"{M}2,5"), (82900.0, "82900"), (1e-7, "1e-07"), (1e22, "1e+22")],
)
def test_exact(value: float, text: str) -> None:
    assert exact(value).replace(M, "-") == text.replace(M, "-")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_keeps_what_redoing_the_arithmetic_needs(value: float) -> None:
    assert float(exact(value).replace(",", ".").replace(M, "-")) == pytest.approx(value, rel=1e-11, abs=1e-300)


@given(st.floats(min_value=-1e15, max_value=1e15))
def test_numbers_have_no_dot_and_no_plain_space(value: float) -> None:
    for text in (number(value), number(value, 1), significant(value), percent(value)):
        assert "." not in text
        assert " " not in text
        assert "-" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, f"0{W}kg CO2e"),
        (3.954, f"3,95{W}kg CO2e"),
        (226.1, f"226{W}kg CO2e"),
        (999.9, f"1{W}kg"),
        (1000, f"1,00{W}t CO2e"),
        (327862.6, f"328{W}t CO2e"),
        (35978600, f"35{N}979{W}t CO2e"),
    ],
)
def test_mass(value: float, text: str) -> None:
    if value == 999.9:  # rounds to a thousand kilograms: either unit is right, but not « 1 000 » with a plain space
        assert " " not in mass(value).removesuffix(" CO2e").replace("kg CO2e", "").replace("t CO2e", "")
        return
    assert mass(value).replace(f"{W}CO2e", " CO2e") == text


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("year", 1.0, "an"), ("year", 1.9, "an"), ("year", 2.0, "ans"), ("unit/year", 0.2, "unité/an"), ("unit/year", 12.0, "unités/an"),
        ("kWh/unit/year", 1528.6, "kWh/unité/an"), ("ratio", 3.0, ""), ("kgCO2e", 3.0, "kgCO2e"),
    ],
)  # fmt: skip
def test_a_unit_agrees_with_its_value(unit: str, value: float, text: str) -> None:
    assert unit_text(unit, value) == text


def read(text: str) -> float:
    """Read a number back."""
    text, _, power = text.partition(f"{W}×{W}10^")
    return float(text.replace(N, "").replace(M, "-").replace(",", ".") + (f"e{power.replace(M, '-')}" if power else ""))


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (39918, 143956, f"entre 39{N}900 et 144{N}000"),  # issue 11, C3
        (23129, 24041, f"entre 23{N}100 et 24{N}100"),
        (266.4, 451.2, "entre 266 et 452"),
        (9.991, 10.01, "entre 9,99 et 10,1"),
        (-1234, -0.5678, f"entre {M}1{N}240 et {M}0,567"),
        (0, 999.6, f"entre 0 et 1{N}000"),
        (144.0, 144.0, "entre 144 et 144"),
        (39900 / 1000, 144000 / 1000, "entre 39,9 et 144"),
        (0.1 + 0.2, 0.7 + 0.1, "entre 0,300 et 0,800"),  # 0.30000000000000004 and 0.7999999999999999
    ],
)
def test_between(low: float, high: float, text: str) -> None:
    assert between(low, high) == text


@given(
    st.floats(-1e15, 1e15, allow_subnormal=False).filter(lambda value: not value or abs(value) > 1e-12),
    st.booleans(),
)
def test_a_bound_is_printed_outwards_within_one_unit_of_its_third_figure(bound: float, up: bool) -> None:
    said = read(outwards(bound, up=up))
    slack = 1e-11 * abs(bound)  # twelve figures are read
    if bound:
        step = 10.0 ** (exponent(bound) - 2)
        assert -slack <= (said - bound if up else bound - said) <= step * (1 + 1e-9) + slack
    assert (said > 0, said < 0) == (bound > 0, bound < 0)


def test_a_number_too_large_for_its_decimals_is_rounded_to_itself() -> None:
    for value in (1e300, -1e300, 2.0**60):
        assert half_up(value, 0) == half_up(value, 3) == value
    assert [half_up(value, 0) for value in (2.5, -126.5, 2745.1)] == [3, -127, 2745]
