"""French numbers and lists, by CLDR. Knows nothing of snr."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from snr_cli.french.digits import WRITTEN, exponent

if TYPE_CHECKING:
    from decimal import Decimal

NARROW: Final = "\u202f"
WIDE: Final = "\u00a0"
MINUS: Final = "\u2212"
_MOST_DECIMALS: Final = 3  # of a number whose decimals nobody says
TOO_LONG: Final = 1e21  # more digits than anyone reads
_FRENCH: Final = str.maketrans({",": NARROW, ".": ",", "-": MINUS})
FLOAT_FIGURES: Final = 17  # figures that tell any two floats apart
MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def number(value: float, digits: int | None = None) -> str:
    """Write a number with a comma and narrow no-break spaces: 12 345,6.

    Args:
        value: the number.
        digits: decimals kept; None keeps what the value has, three at most.
    """
    if value and abs(value) < 0.001 and digits is None:
        return f"{value:.3g}".replace(".", ",").replace("-", MINUS)
    if abs(value) >= TOO_LONG:
        return f"{value:.3g}".replace(".", ",").replace("-", MINUS)
    text = f"{_quantized(value, _MOST_DECIMALS if digits is None else digits):,f}"
    if digits is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_FRENCH)


def _quantized(value: float, digits: int) -> "Decimal":
    """Round to so many decimals, halves to the even one, as CLDR does."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal

    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN, Context(prec=60))


def significant(value: float, figures: int = 3) -> str:
    """Write a number with so many significant figures, never in scientific form above a millionth."""
    if not value:
        return "0"
    digits = figures - 1 - exponent(value)
    rounded = half_up(value, digits)
    if rounded and exponent(rounded) > exponent(value):  # 9,999 → 10,0
        digits -= 1
    if digits > 9:
        mantissa, power = f"{value:.{figures - 1}e}".split("e")
        return f"{mantissa.replace('.', ',')}{WIDE}×{WIDE}10^{int(power)}".replace("-", MINUS)
    return number(half_up(value, digits), max(0, digits))


def half_up(value: float, digits: int) -> float:
    """Round as readers do: 126,5 is 127, and −126,5 is −127; `round` goes to the even one."""
    from decimal import ROUND_HALF_UP, Decimal

    if value and exponent(value) + digits > FLOAT_FIGURES:  # a float knows no figure as small as the step
        return float(value)
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def between(low: float, high: float) -> str:
    """Write two bounds with three significant figures, each rounded outwards by its own step: entre 39 900 et 144 000."""
    return f"entre {outwards(low, up=False)} et {outwards(high, up=True)}"


def outwards(bound: float, *, up: bool) -> str:
    """Write a bound with three significant figures, never on the inner side of its value; its sign is kept."""
    from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

    if not bound or not isfinite(bound):
        return "0" if not bound else str(bound)
    known = Decimal(f"{bound:.{WRITTEN}g}")  # what a division by a thousand left after it is no figure
    step = Decimal(1).scaleb(exponent(bound) - 2)
    return significant(float(known.quantize(step, rounding=ROUND_CEILING if up else ROUND_FLOOR)))


def exact(value: float) -> str:
    """Write a number with the figures that JSON has, enough to redo the arithmetic to 10⁻⁹; never in grouped form."""
    text = repr(float(f"{value:.{WRITTEN}g}"))
    return text.removesuffix(".0").replace(".", ",").replace("-", MINUS)


def percent(share: float) -> str:
    """Write a share: 12 %, < 1 % when it would round to zero."""
    if 0 < share < 0.01 and round(share * 100) < 1:
        return f"<{WIDE}1{WIDE}%"
    # a product leaves digits that are no figures: a share of 0.495 is 50 %, whatever it was divided by
    return f"{number(float(f'{share * 100:.{WRITTEN}g}'), 0)}{WIDE}%"


def euros(value: float) -> str:
    """Write an amount in euros, without cents."""
    return f"{number(value, 0)}{WIDE}€"


def signed(value: float, text: str) -> str:
    """Put its sign before a change that is written already; the minus is there."""
    return f"+{text}" if value > 0 else text


def long_date(date: str) -> str:
    """Write an ISO date: 31 décembre 2025, 1er janvier 2023."""
    number_of_day = int(date[8:])
    return f"{'1er' if number_of_day == 1 else number_of_day} {MONTHS[int(date[5:7]) - 1]} {date[:4]}"


def plural(count: float, word: str, many: str | None = None) -> str:
    """Write a count with its word: 1 ligne, 2 lignes (plural from two on)."""
    return f"{number(count)} {word if abs(count) < 2 else many or word + 's'}"


def whole(count: float, *, rough: bool = False) -> str:
    """Write a count of things, which has no decimals: 2 745 screens where a ratio gives 2 745,1.

    Args:
        count: the count; a part of a thing is « moins de 1 », not none.
        rough: an estimate, told to three figures: environ 2 750.
    """
    if 0 < abs(count) < 0.5:
        return "moins de 1"
    if rough:
        return f"environ {number(half_up(count, min(0, 2 - exponent(count))) if count else 0, 0)}"
    return number(half_up(count, 0), 0)


def things(count: float, word: str, many: str | None = None, *, rough: bool = False) -> str:
    """Write a count of things with its word, which agrees with what is written: 1 unité for 1,2, 2 unités for 1,9."""
    written = whole(count, rough=rough)
    return f"{written} {word if half_up(abs(count), 0) < 2 else many or word + 's'}"


def together(items: Iterable[str]) -> str:
    """Join words with commas and « et »."""
    every = list(items)
    return every[0] if len(every) == 1 else ", ".join(every[:-1]) + " et " + every[-1] if every else ""


def first_of(names: Sequence[str], most: int) -> str:
    """Join the first names, and count the others: a, b et 3 autres."""
    return ", ".join(names[:most]) + and_others(len(names) - most)


def and_others(left: int) -> str:
    """Count what a list leaves out, as it ends: « et 1 autre », « et 3 autres » with a space before; nothing when none is."""
    return f" et {plural(left, 'autre')}" if left > 0 else ""
