"""How many figures of a number are the same on every machine. A leaf: knows nothing of snr.

Sums and products are the same everywhere (`math.fsum` rounds once); exp, log and erf differ in their last digits from one
C library to the next, and what is computed through them differs a little more. docs/decisions/0008 says what follows.
"""

from math import isfinite
from typing import Final

WRITTEN: Final = 12  # of any number in JSON or CSV
LOOSE: Final = 7  # of what is computed through exp, log or erf


def rounded(value: float, figures: int = WRITTEN) -> float:
    """Return the number nearest to a value that has at most so many significant figures."""
    return float(f"{value:.{figures - 1}e}") if isfinite(value) else value


def loose(value: float, scale: float = 0.0) -> float:
    """Return what is known of a number computed through exp, log or erf.

    Args:
        value: the number.
        scale: what was added and subtracted to get it: where nearly all of it cancelled, fewer figures are left.
    """
    if not scale or not value:
        return rounded(value, LOOSE)
    lost = exponent(scale) - exponent(value) - 4
    return rounded(value, LOOSE - max(0, lost)) if lost < LOOSE else 0.0


def exponent(value: float) -> int:
    """Return the power of ten of the first figure of a number: 2 for 999, 3 for 1000; `floor(log10(…))` may err at 1000."""
    return int(f"{abs(value):.17e}".partition("e")[2])
