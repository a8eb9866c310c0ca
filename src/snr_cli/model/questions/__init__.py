"""What snr asks people, in the words of those who answer: one list, behind the wizard, the sheets of colleagues and what to do next."""

from typing import Final

from snr_cli.model.questions.decide import DECIDE
from snr_cli.model.questions.measure import MEASURE
from snr_cli.model.questions.question import CHAPTERS, KINDS, REAM_KG, ROLES, Chapter, Part, Question, Role

__all__ = [
    "BY_ID",
    "CHAPTERS",
    "KINDS",
    "PIECES",
    "QUESTIONS",
    "REAM_KG",
    "ROLES",
    "Chapter",
    "Part",
    "Question",
    "Role",
]

QUESTIONS: Final[tuple[Question, ...]] = (*MEASURE, *DECIDE)
BY_ID: Final = {question.id: question for question in QUESTIONS}
# the fourteen pieces of the decree, from the programme to the vote
PIECES: Final = (
    "REEN-03", "REEN-05", "REEN-06", "REEN-07", "REEN-08", "REEN-09", "REEN-11",
    "REEN-12", "REEN-13", "REEN-14", "REEN-15", "REEN-16", "REEN-17", "REEN-18",
)  # fmt: skip
