"""What is read on a sum that is no total."""

from snr_cli.plan.objectives import Outcome
from snr_cli.plan.plan import Plan
from snr_cli.results.plan_sums import plan_extent
from snr_cli.sentences.coverage import partial_text


def partial_outcome(found: Outcome, plan: Plan) -> str:
    """Say that an objective is read on a sum that is no total; empty when it is one, or no sum of the inventory."""
    if found.category is None or found.perimeter != "organisation" or found.projected is None:
        return ""
    return partial_text(plan_extent(plan, found.category))
