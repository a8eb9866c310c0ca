"""What is asked of the council: one request per dossier, which the note, the strategy and the deliberation read."""

from collections.abc import Iterable

from snr_cli.documents.kinds import Subject
from snr_cli.documents.views.programme import is_current
from snr_cli.model.dossier import Dossier


def subject_of(dossier: Dossier) -> Subject:
    """Return what the council has next to decide on: the programme, the strategy, or the last review if it is not noted yet."""
    if dossier.strategy is not None and dossier.strategy.adopted_on:
        last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
        adopted = int(
            dossier.strategy.adopted_on[:4]
        )  # of an earlier year, there was no strategy to give an account of
        noted = last is None or last.year < adopted or (last.report is not None and last.report.deliberation)
        return "strategie" if noted else "bilan"
    if dossier.programme is not None and dossier.programme.date:
        return "strategie"
    return "programme"


def is_again(about: str, dossier: Dossier) -> bool:
    """Say whether the programme or the strategy has its date already: what is put to the vote is then a new version.

    A programme that keeps the figures of its own year is that act written again, and no new version.
    """
    if about == "programme":
        return dossier.programme is not None and dossier.programme.date is not None and is_current(dossier)
    return about == "strategie" and dossier.strategy is not None and dossier.strategy.adopted_on is not None


def given_by_the_vote(about: str, dossier: Dossier) -> str:
    """Return the rule that only the coming vote can satisfy: the text is there, its date is not."""
    programme, strategy = dossier.programme, dossier.strategy
    if about == "programme" and programme is not None and programme.date is None:
        return "REEN-03"
    return "REEN-12" if about == "strategie" and strategy is not None and strategy.adopted_on is None else ""


def is_ready(about: str, dossier: Dossier, missing: Iterable[str]) -> bool:
    """Say whether there is something to vote on: of the pieces asked of everyone, nothing is missing but what the sitting dates."""
    dated = {given_by_the_vote(about, dossier), "REEN-21" if about == "bilan" else ""}
    return dated.issuperset(missing)
