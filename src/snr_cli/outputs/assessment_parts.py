"""Parts of a total on a screen: mass, share, bar, and what of them is estimated."""

from collections.abc import Iterable

from snr_cli.french.numbers import percent, significant
from snr_cli.french.words.estimated import WHOLE
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.outputs.screen import Screen

_BAR = 20


def _bar(share: float) -> str:
    return "█" * max(1, round(share * _BAR)) if share > 0 else ""


def _short(share: float) -> str:
    """Say in a cell how much of a row is estimated."""
    return "" if share <= 0 else "estimé" if share >= WHOLE else f"{percent(share)} estimés"


def weight_rank(value: float | None) -> tuple[bool, float]:
    """Sort the heaviest first, and what is not assessed last: it has no rank."""
    return value is None, -(value or 0.0)


def tonnes_and_share(value: float | None, total: float) -> tuple[str, str, str]:
    """Return a mass in tonnes, its share of a total and its bar."""
    if value is None:
        return NOT_ASSESSED, "", ""
    share = value / total if total else None
    text = significant(value / 1000) if value else "0"
    return (text, "", "") if share is None else (text, percent(share), _bar(share))


def show_parts(screen: Screen, heading: str, parts: Iterable[tuple[str, float | None, float]], total: float) -> None:
    """Show parts of a total: label, value, share that is estimated; that column is there when one of them is."""
    screen.gap()
    screen.say(f"{heading}, en t CO2e :", 2)
    ordered = sorted(parts, key=lambda part: (*weight_rank(part[1]), part[0]))
    estimated = any(share > 0 for _, _, share in ordered)
    rows = []
    for label, value, share in ordered:
        text, of_total, bar = tonnes_and_share(value, total)
        rows.append((label, text, of_total, *((_short(share),) if estimated else ()), bar))
    screen.table(rows, wide=40, headed=False)
