"""The table of duties of a dossier: what each asks for, and where the dossier stands."""

from dataclasses import dataclass

from snr_cli.findings.finding import Severity
from snr_cli.rules.case import Standing
from snr_cli.rules.verdict import Status


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the table of duties; `weight` is that of its gravest remark that stands, None without any."""

    code: str
    status: Status
    weight: Severity | None
    text: str
    file: str
    line: int
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """The table of duties of a dossier, its date, and whether article 35 binds the authority at that date."""

    as_of: str
    standing: Standing
    lines: tuple[Duty, ...]
