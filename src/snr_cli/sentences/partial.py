"""What is read on a sum that is no total."""

from snr_cli.plan.objectives import Outcome
from snr_cli.plan.plan import Plan
from snr_cli.sentences.coverage import partial_text


def partial_outcome(found: Outcome, plan: Plan) -> str:
    """Say that an objective is read on a sum that is no total; empty when it is one, or no sum of the inventory."""
    covered = (
        plan.covered.get(found.category) if found.perimeter == "organisation" and found.projected is not None else None
    )
    return "" if covered is None else partial_text(covered)
