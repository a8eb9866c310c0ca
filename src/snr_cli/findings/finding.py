"""Finding and Position: plain records; they print nothing."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops the calculation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: stable code, place, French message, the line itself and how to mend it."""

    code: str
    position: Position
    message: str
    help: str = ""
    pointer: str = ""
    source_line: str = ""
    severity: Severity = Severity.ERROR


class DossierError(Exception):
    """The dossier says something wrong (exit code 1)."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} finding(s)")
        self.findings = sorted(findings, key=lambda f: (f.position.file, f.position.line, f.position.column, f.code))


class UsageError(Exception):
    """The command cannot be carried out as asked (exit code 2); the message is French."""
