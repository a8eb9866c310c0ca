"""ADJ-01 to ADJ-17: duties beside the decree, each judged in the module of its subject; none is an error."""

from typing import Final

from snr_cli.rules import end_of_use, online_services, plans, purchases
from snr_cli.rules.case import Rule

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (*purchases.RULES, *end_of_use.RULES, *online_services.RULES, *plans.RULES),
        key=lambda rule: rule.code,
    )
)
