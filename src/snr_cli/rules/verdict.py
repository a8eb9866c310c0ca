"""What a rule says: satisfied, missing, to check or not applicable, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from snr_cli.model.finding import Severity

Path = tuple[str | int, ...]


class RuleStatus(StrEnum):
    """The answers of a rule."""

    SATISFIED = "satisfied"
    MISSING = "missing"
    LATE = "late"  # done, after its deadline: nothing can be completed any more
    TO_CHECK = "to_check"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Remark:
    """One place of the dossier that a rule speaks of; `severity` None takes that of the code.

    A path may end on a key that is not written: the finding then points at its parent.
    """

    path: Path
    message: str
    help: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule: one line for the summary, and a remark for each finding."""

    status: RuleStatus
    text: str
    path: Path = ()
    remarks: tuple[Remark, ...] = ()


def satisfied(text: str, path: Path = ()) -> Verdict:
    """The duty is met; `path` is what proves it."""
    return Verdict(RuleStatus.SATISFIED, text, path)


def not_applicable(text: str) -> Verdict:
    """The duty does not apply to this dossier, and why."""
    return Verdict(RuleStatus.NOT_APPLICABLE, text)


def to_check(path: Path, message: str, help_text: str = "") -> Verdict:
    """Only a person can say: always information, never an error."""
    return Verdict(RuleStatus.TO_CHECK, message, path, (Remark(path, message, help_text, Severity.INFO),))


def missing(path: Path, message: str, help_text: str = "", severity: Severity | None = None) -> Verdict:
    """One thing is missing or wrong."""
    return Verdict(RuleStatus.MISSING, message, path, (Remark(path, message, help_text, severity),))


def late(path: Path, message: str, help_text: str) -> Verdict:
    """The duty is met after its deadline: said as a warning, since no text attaches a sanction to it."""
    return Verdict(RuleStatus.LATE, message, path, (Remark(path, message, help_text, Severity.WARNING),))


def judged(remarks: Sequence[Remark], text: str, path: Path = ()) -> Verdict:
    """Satisfied when there is no remark, missing otherwise; the first remark is the line of the summary."""
    if not remarks:
        return satisfied(text, path)
    more = f" (et {len(remarks) - 1} autre{'s' if len(remarks) > 2 else ''})" if len(remarks) > 1 else ""
    return Verdict(RuleStatus.MISSING, remarks[0].message + more, remarks[0].path, tuple(remarks))
