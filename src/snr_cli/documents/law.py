"""The duties of the decree in a document: which section answers each, and whether the dossier meets it."""

from dataclasses import dataclass

from snr_cli.checking import Duties, Duty
from snr_cli.documents.outline import ANSWERS, IN_REVIEW, Outline
from snr_cli.findings.codes import CODES
from snr_cli.writers.duties_table import word


@dataclass(frozen=True, slots=True)
class DutyView:
    """A rule of the decree, the answer of the dossier, and the section that answers it (empty: another document)."""

    code: str
    title: str
    status: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Law:
    """What the decree asks, and whether article 35 binds the authority: due, voluntary, to_check or not_yet."""

    standing: str
    as_of: str
    duties: tuple[DutyView, ...]
    missing: tuple[DutyView, ...]


def law_view(duties: Duties, outline: Outline) -> Law:
    """Return the duties of a document."""
    answers = {**ANSWERS, **IN_REVIEW} if outline.profile == "bilan" else ANSWERS
    shown = tuple(
        DutyView(
            duty.code,
            CODES[duty.code].title,
            word(duty, duties.standing),
            duty.text,
            answers.get(duty.code, "") if answers.get(duty.code) in outline.sections else "",
        )
        for duty in duties.lines
        if duty.code.startswith("REEN")
    )
    return Law(
        duties.standing,
        duties.as_of,
        shown,
        tuple(view for view, duty in zip(shown, _decree(duties.lines), strict=True) if view.status == "manquant"),
    )


def _decree(lines: tuple[Duty, ...]) -> list[Duty]:
    return [duty for duty in lines if duty.code.startswith("REEN")]
