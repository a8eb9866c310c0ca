"""What was read of a dossier and of its members: findings, places, inventories, results kept."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from snr_cli.inputs.dossier.includes import Joined
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding, Severity

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.dossier.results import Result


@dataclass(frozen=True, slots=True)
class MemberRead:
    """A member by its id, the name that the group gives it, and what was read of its dossier."""

    id: str
    name: str | None
    read: "Read"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the dossier (None when an error keeps it from being used), its places, and the findings.

    `joined` holds no text when the first file cannot be read. An error of a member, said in its own files, keeps the dossier from being used too.
    """

    name: str
    dossier: Dossier | None
    joined: Joined
    findings: tuple[Finding, ...]
    imported: "tuple[Imported, ...]" = ()
    members: tuple[MemberRead, ...] = ()
    kept: "tuple[Result, ...]" = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files read, those that could not be read further included."""
        places = (*(text.name for text in self.joined.texts), *(finding.position.file for finding in self.findings))
        return tuple(dict.fromkeys((self.name, *places)))

    @property
    def member_errors(self) -> tuple[Finding, ...]:
        """Return the errors of the members, at their own files."""
        findings = (finding for member in self.members for finding in member.read.findings)
        return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dossier that can be assessed, with its members; its places, none unless they are kept or what it pools has still to be shared."""

    name: str
    dossier: Dossier
    files: tuple[str, ...]
    imported: "tuple[Imported, ...]"
    members: tuple[MemberRead, ...]
    joined: Joined
    kept: "tuple[Result, ...]"
