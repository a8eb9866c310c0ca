"""What came of a workbook that was sent to a contributor."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from snr_cli.inputs.dossier.corrected import Correction
from snr_cli.model.finding import Finding, Severity
from snr_cli.model.territory import Contributor

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
        doubtful: rows marked « à confirmer ».
        findings: its mistakes; of one without any, what is to check in it.
        missing: what the decree still asks of its sections.
        kept: what the dossier has and the workbook no longer, its sheets, columns and rows that were deleted; what it was not asked.
        corrected: values that the dossier changed after the workbook was sent, which says others.
    """

    contributor: Contributor
    state: ReturnState
    file: str = ""
    filled: int = 0
    changed: int = 0
    doubtful: int = 0
    findings: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    kept: tuple[str, ...] = ()
    corrected: tuple[Correction, ...] = ()

    @property
    def understood(self) -> tuple[Finding, ...]:
        """Return how words that are no label of a type were understood."""
        return tuple(finding for finding in self.findings if finding.code == "SNR129")

    @property
    def judged(self) -> bool:
        """Say whether its values were checked: one that changes nothing is as it was sent, unless another workbook is wrong."""
        return self.state != "returned" or bool(self.changed or self.corrected)

    @property
    def to_check(self) -> tuple[Finding, ...]:
        """Return the warnings on what came back; of a workbook as it was sent, what it holds and nobody reads."""
        if self.state not in ("returned", "unchanged"):
            return ()
        warnings = tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
        return warnings if self.state == "returned" else tuple(each for each in warnings if each.code == "SNR132")
