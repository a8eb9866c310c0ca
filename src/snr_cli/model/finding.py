"""Finding and Position: plain records; they print nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from snr_cli.french.cells import address
from snr_cli.model.refusal import Unread


class Severity(StrEnum):
    """How much a finding weighs: an error stops the calculation, or a text of law asks for it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: line and columns count from 1; `end_column` is just after the last character.

    In a workbook, whose `sheet` is named, line and column are those of a cell.
    """

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 1
    sheet: str = ""

    @property
    def cell(self) -> str:
        """Return the address of the cell, D7; empty in a text."""
        return address(self.line, self.column) if self.sheet else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: stable code, place, French message, the line itself and how to mend it.

    `pointer` is the JSON pointer of the place in the joined dossier; `suppressed` is the reason that a comment
    `# snr: ignore[CODE] reason` gives for leaving the finding aside, empty when it stands. `absent`: what it asks for
    is written nowhere, its line is only where a comment may leave it aside. `reading`: how its cell can alone be read, as it
    is typed.
    """

    code: str
    position: Position
    message: str
    help: str = ""
    pointer: str = ""
    source_line: str = ""
    severity: Severity = Severity.ERROR
    suppressed: str = ""
    absent: bool = False
    reading: str = ""

    def advised(self, more: str) -> "Finding":
        """Return the same finding, with more to do."""
        return replace(self, help=f"{self.help} ; {more}" if self.help else more)

    def left_aside(self, reason: str) -> "Finding":
        """Return the same finding, suppressed for a reason."""
        return replace(self, suppressed=reason)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found in some files, in order of file, line and column.

    `unread` is what could not be checked at all; `as_of` the date (ISO) at which the rules of each dossier were judged;
    `scope` what was judged of it, as a French sentence for a person.
    """

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...] = ()
    as_of: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, str] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity that stand."""
        return sum(finding.severity is severity and not finding.suppressed for finding in self.findings)

    @property
    def suppressed(self) -> int:
        """Count the findings left aside."""
        return sum(bool(finding.suppressed) for finding in self.findings)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Sort findings by file, line, column and code."""
    return sorted(findings, key=lambda f: (f.position.file, f.position.line, f.position.column, f.code, f.pointer))


class DossierError(Exception):
    """The dossier says something wrong (exit code 1): findings, and in `more` lines on what no rule judges."""

    def __init__(self, findings: list[Finding], *more: str) -> None:
        self.findings = in_order(findings)
        first = self.findings[0] if self.findings else None
        others = f" (et {len(findings) - 1} autres)" if len(findings) > 1 else ""
        super().__init__(f"{first.position.file}:{first.position.line} : {first.message}{others}" if first else "")
        self.more = more
