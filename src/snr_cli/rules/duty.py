"""What the rules of the adjacent duties share: years that are over, dates, percentages, and their verdict."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor
from typing import Final

from snr_cli.french.numbers import WIDE, number
from snr_cli.model.finding import Severity
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark, RuleStatus, Verdict, judged

INFO, WARNING = Severity.INFO, Severity.WARNING
_TOLERANCE: Final = 1e-9  # a share of euros and cents that is exactly the threshold passes


def last_full_year(case: Case) -> int:
    """Return the last calendar year that is over at the date of judgement."""
    return int(case.as_of[:4]) - (0 if case.as_of[5:] == "12-31" else 1)


def years_later(date: str, years: int) -> str:
    """Return the same day some years later (29 February stands before 1 March, which is enough to compare)."""
    return f"{int(date[:4]) + years:04}{date[4:]}"


def reaches(share: float, threshold: float) -> bool:
    """Say whether a share is at least the threshold."""
    return share + _TOLERANCE >= threshold


def percentage(share: float, threshold: float | None = None) -> str:
    """Write a share with one decimal; with more, cut, when it would read as the threshold that it does not reach."""
    text = number(share * 100, 1)
    if threshold is not None and not reaches(share, threshold) and text == number(threshold * 100, 1):
        text = number(floor(round(share * 100_000, 6)) / 1000)
    return f"{text}{WIDE}%"


def weighed(remarks: Sequence[Remark], text: str, path: Path = ()) -> Verdict:
    """Judge as `judged` does, but remarks that are all information are for a person to check: nothing is missing."""
    verdict = judged(remarks, text, path)
    if remarks and all(remark.severity is INFO for remark in remarks):
        return replace(verdict, status=RuleStatus.TO_CHECK)
    return verdict
