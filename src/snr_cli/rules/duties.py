"""The table of duties of a dossier: what each asks for, where the dossier stands, and what its answer is called."""

from dataclasses import dataclass
from typing import Final

from snr_cli.model.finding import Severity
from snr_cli.rules.case import RuleStatus, Standing

DONE, NOT_CONCERNED, MISSING, VOLUNTARY = "satisfait", "sans objet", "manquant", "volontaire"


DUTY_ANSWERS: Final = {
    RuleStatus.SATISFIED: DONE,
    RuleStatus.LATE: "hors délai",
    RuleStatus.TO_CHECK: "à vérifier",
    RuleStatus.NOT_APPLICABLE: NOT_CONCERNED,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the table of duties; `weight` is that of its gravest remark that stands, None without any."""

    code: str
    status: RuleStatus
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
    if duty.status in (RuleStatus.SATISFIED, RuleStatus.NOT_APPLICABLE):
        return DUTY_ANSWERS[duty.status]
    if duty.suppressed:
        return "écarté"
    if duty.code.startswith("ADJ"):
        if not duty.line and duty.weight is not None:  # nothing in the dossier speaks of it
            return "non renseigné"
        return DUTY_ANSWERS.get(duty.status, "à revoir")
    if duty.weight is Severity.ERROR:
        return MISSING
    if standing in ("voluntary", "outside"):
        return VOLUNTARY
    return DUTY_ANSWERS.get(duty.status, "à compléter")
