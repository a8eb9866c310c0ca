"""The table of duties of a dossier: what each asks for, where the dossier stands, and what its answer is called."""

from dataclasses import dataclass
from typing import Final

from snr_cli.findings.finding import Severity
from snr_cli.rules.case import Standing
from snr_cli.rules.verdict import Status

DONE, NONE, MISSING, VOLUNTARY = "satisfait", "sans objet", "manquant", "volontaire"


ANSWERS: Final = {
    Status.SATISFIED: DONE,
    Status.LATE: "hors délai",
    Status.TO_CHECK: "à vérifier",
    Status.NOT_APPLICABLE: NONE,
}


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


def answer_to(duty: Duty, standing: Standing) -> str:
    """Return the answer of a duty, by what it weighs: what a text demands is missing, the rest is to complete."""
    if duty.status in (Status.SATISFIED, Status.NOT_APPLICABLE):
        return ANSWERS[duty.status]
    if duty.suppressed:
        return "écarté"
    if duty.code.startswith("ADJ"):
        if not duty.line and duty.weight is not None:  # nothing in the dossier speaks of it
            return "non renseigné"
        return ANSWERS.get(duty.status, "à revoir")
    if duty.weight is Severity.ERROR:
        return MISSING
    if standing == "voluntary":
        return VOLUNTARY
    return ANSWERS.get(duty.status, "à compléter")
