"""What `snr collect --yaml` last folded of each workbook, kept beside them: its own fold is no correction of the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final, Self

from snr_cli.french.plain import indented
from snr_cli.model.finding import UsageError

_FOLDER: Final = "repris"
_MOST: Final = 1 << 25  # bytes, as the sheet that says what was sent
_ADVICE: Final = "effacez ce fichier : le classeur sera comparé à ce qui avait été envoyé"


@dataclass(frozen=True, slots=True)
class LastFold:
    """What was last folded of a workbook.

    Attributes:
        sent: which sending it came back from.
        sections: what its next return is compared with, as JSON.
        waiting: of a dossier that is a workbook, what that one was: as long as it is the same, this fold waits beside it.
        before: what a return is compared with until then, as JSON.
    """

    sent: str
    sections: Mapping[str, Any]
    waiting: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: Mapping[str, Any], sections: Mapping[str, Any]) -> Self:
        """Return what is known of a workbook, from what it was filled with."""
        return cls(sha256(indented(dict(sent), 0).encode("utf-8", "replace")).hexdigest(), sections)

    def text(self) -> str:
        """Return the text of the file that keeps it."""
        waits = {"waiting": self.waiting, "before": dict(self.before)} if self.waiting else {}
        return indented({"sent": self.sent, "sections": dict(self.sections)} | waits, 1) + "\n"


def last_fold_path(returned: Path, name: str) -> Path:
    """Return where what was last folded of a contributor is kept, in the folder of the workbooks."""
    return returned / _FOLDER / f"{name}.json"


def book_mark(dossier: str) -> str:
    """Return what a dossier that is a workbook is now: the SHA-256 of its file; empty for another dossier.

    Raises:
        UsageError: it cannot be read.
    """
    from snr_cli.inputs.dossier.files import WORKBOOKS, why
    from snr_cli.inputs.regular import open_plain

    if not dossier.lower().endswith(WORKBOOKS):
        return ""
    try:
        with open_plain(Path(dossier)) as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{dossier} : {why(error)}") from None


def book_beside(dossier: str) -> Path:
    """Return the workbook that `--yaml` writes beside a dossier that is one, with what came back."""
    source = Path(dossier)
    return source.with_name(f"{source.stem}-collecte.xlsx")


def read_last_fold(returned: Path, name: str, sent: Mapping[str, Any], dossier: str = "") -> LastFold:
    """Return what was last folded of a workbook; what it was filled with, when it never was, or when another was sent since.

    Args:
        returned: the folder of the workbooks.
        name: the contributor.
        sent: what the workbook was filled with; nothing when it no longer says it.
        dossier: the file of the dossier.

    Raises:
        UsageError: the file cannot be read, or is not what is written in it.
    """
    from snr_cli.inputs.bounded_json import read_json
    from snr_cli.inputs.dossier.files import why
    from snr_cli.inputs.regular import TooLargeError, plain_bytes

    path, first = last_fold_path(returned, name), LastFold.of(sent, sent)
    try:
        found = read_json(plain_bytes(path, _MOST).decode("utf-8"))
    except FileNotFoundError:
        return first
    except (OSError, TooLargeError) as error:
        told = why(error) if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path} : {told}", _ADVICE) from None
    except ValueError:  # neither UTF-8 nor JSON
        found = None
    sections, mark = (found.get("sections"), found.get("sent")) if isinstance(found, dict) else (None, None)
    if not isinstance(sections, dict) or not isinstance(mark, str):
        raise UsageError(f"{path} : ce n’est pas ce que snr collect --yaml y écrit", _ADVICE)
    if mark != first.sent and sent:
        return first
    if (waiting := found.get("waiting")) and waiting == book_mark(dossier):  # that fold is not in the dossier
        before = found.get("before")
        return LastFold(mark, {**sent, **(before if isinstance(before, dict) else {})})
    return LastFold(mark, {**sent, **sections})
