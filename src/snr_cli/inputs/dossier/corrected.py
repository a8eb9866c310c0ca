"""A workbook that came back: what came of it, values that the dossier changed meanwhile, what was last folded of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args

from snr_cli.french.plain import indented
from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.inputs.workbook.fixes import TAKEN
from snr_cli.model.finding import Finding, Severity
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that the dossier and a return both changed since the workbook was sent; None: not there.

    Attributes:
        path: section, item and keys.
        kept: what the dossier says, and keeps.
        returned: what the workbook says.
    """

    path: tuple[str, ...]
    kept: Any
    returned: Any


def row_name(item: Any, rank: int | None = None) -> Any:
    """Return what tells an item of a list from the others: its id, else its year, else its rank."""
    return item.get("id", item.get("year", rank)) if isinstance(item, Mapping) else rank


ReturnState = Literal["absent", "unchanged", "returned", "wrong"]
RETURN_STATES: Final[tuple[ReturnState, ...]] = get_args(ReturnState)


@dataclass(frozen=True, slots=True)
class CollectReturn:
    """What came of a workbook.

    Attributes:
        contributor: for whom it was.
        state: absent, unchanged (as it was sent), returned, wrong (returned, with mistakes).
        file: its name; empty when it is absent.
        filled: values that it holds.
        changed: values of the dossier that `--yaml` would change.
        findings: its mistakes; of one without any, what is to check in it.
        missing: what the decree still asks of what its questions open.
        kept: what of it is not taken, in sentences.
        corrected: values that the dossier changed after the workbook was sent, which says others.
        unknown: what was answered « je ne sais pas ».
    """

    contributor: Contributor
    state: ReturnState
    file: str = ""
    filled: int = 0
    changed: int = 0
    findings: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    kept: tuple[str, ...] = ()
    corrected: tuple[Correction, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def to_check(self) -> tuple[Finding, ...]:
        """Return the warnings on what came back; of a workbook as it was sent, what it holds and nobody reads."""
        if self.state not in ("returned", "unchanged"):
            return ()
        warnings = tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
        return (
            warnings if self.state == "returned" else tuple(warning for warning in warnings if warning.code == "SNR132")
        )


# What `snr collect --yaml` last folded of each workbook, kept beside them: its own fold is no correction of the dossier.

_MOST: Final = 1 << 25  # bytes, as the sheet that says what was sent
_ADVICE: Final = "effacez ce fichier : le classeur sera comparé à ce qui avait été envoyé"


@dataclass(frozen=True, slots=True)
class LastFold:
    """What was last folded of a workbook.

    Attributes:
        sent: which sending it came back from.
        sections: what its next return is compared with, as JSON.
    """

    sent: str
    sections: Mapping[str, Any]

    @classmethod
    def of(cls, sent: Mapping[str, Any], sections: Mapping[str, Any]) -> Self:
        """Return what is known of a workbook, from what it was filled with."""
        return cls(sha256(indented(dict(sent), 0).encode("utf-8", "replace")).hexdigest(), sections)

    def text(self) -> str:
        """Return the text of the file that keeps it."""
        return indented({"sent": self.sent, "sections": dict(self.sections)}, 1) + "\n"


def last_fold_path(returned: Path, name: str) -> Path:
    """Return where what was last folded of a contributor is kept, in the folder of the workbooks."""
    return returned / TAKEN / f"{name}.json"


def read_last_fold(returned: Path, name: str, sent: Mapping[str, Any]) -> LastFold:
    """Return what was last folded of a workbook; what it was filled with, when it never was, or when another was sent since.

    Args:
        returned: the folder of the workbooks.
        name: the contributor.
        sent: what the workbook was filled with; nothing when it no longer says it.

    Raises:
        UsageError: the file cannot be read, or is not what is written in it.
    """
    path, first = last_fold_path(returned, name), LastFold.of(sent, sent)
    try:
        found = read_json(plain_bytes(path, _MOST).decode("utf-8"))
    except FileNotFoundError:
        return first
    except OSError as error:
        raise UsageError(f"{path} : {why(error)}", _ADVICE) from None
    except ValueError:  # neither UTF-8 nor JSON
        found = None
    sections, mark = (found.get("sections"), found.get("sent")) if isinstance(found, dict) else (None, None)
    if not isinstance(sections, dict) or not isinstance(mark, str):
        raise UsageError(f"{path} : ce n’est pas ce que snr collect --yaml y écrit", _ADVICE)
    if mark != first.sent and sent:
        return first
    return LastFold(mark, {**sent, **sections})
