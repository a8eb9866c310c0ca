"""The verdict of an objective in words: the same in documents and in published data."""

from snr_cli.plan.objectives import Outcome, ProgressMade, Reach
from snr_cli.sentences.money import verdict_note
from snr_cli.words.results import OBJECTIVE_VERDICTS, PROGRESS


def verdict(found: Outcome) -> str:
    """Say where an objective stands, how near when it is not at its target, and whether that rests on money.

    For instance: prévu non atteint (en chemin) ; prévu atteint, dépend de dépenses en euros.
    """
    text = OBJECTIVE_VERDICTS[found.reach]
    on_the_way = (
        found.progress is ProgressMade.ON_THE_WAY and found.reach is not Reach.MISSED
    )  # a past year is on no way
    return (f"{text} ({PROGRESS[ProgressMade.ON_THE_WAY]})" if on_the_way else text) + verdict_note(found)
