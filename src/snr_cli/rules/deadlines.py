"""The dates at which article 35 asks for each document."""

from snr_cli.rules.case import Case
from snr_cli.rules.dates import PROGRAMME_DEADLINE, STRATEGY_DEADLINE
from snr_cli.rules.review import years_due


def deadlines(case: Case) -> dict[str, str]:
    """Return, by document, the date (ISO) that it was due at: the programme, the strategy, the first account that is missing.

    The account of year N is due on 31 December N + 1; no account has a date when none is due and missing.
    """
    written = {review.year for review in case.dossier.annual_reviews}
    absent = [f"{year + 1}-12-31" for year in years_due(case) if year not in written][:1]
    found = {"programme": PROGRAMME_DEADLINE, "strategie": STRATEGY_DEADLINE}
    return found | ({"bilan": absent[0]} if absent else {})
