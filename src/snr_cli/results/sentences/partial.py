"""What is read on a sum that is no total, or in part deduced from climate change."""

from snr_cli.plan.objectives import Outcome
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import plan_extent
from snr_cli.results.sentences.coverage import OF_CLIMATE, PARTIAL_WORD, partial_text


def partial_outcome(outcome: Outcome, plan: Plan) -> str:
    """Say that an objective is read on a sum that is no total; empty when it is one, or no sum of the inventory."""
    if outcome.category is None or outcome.perimeter != "organisation" or outcome.projected is None:
        return ""
    return partial_text(plan_extent(plan, outcome.category))


def outcome_mark(outcome: Outcome, plan: Plan) -> str:
    """Return what stands after a value of an objective that is read on no total, or on a sum that is deduced in part; else nothing."""
    if partial_outcome(outcome, plan):
        return f" ({PARTIAL_WORD})"
    extent = plan_extent(plan, outcome.category) if outcome.category and outcome.perimeter == "organisation" else None
    return f" (en partie déduit {OF_CLIMATE})" if extent is not None and extent.behind.deduced else ""
