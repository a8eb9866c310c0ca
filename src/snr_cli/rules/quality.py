"""To be written."""

from snr_cli.rules.case import Rule

RULES: tuple[Rule, ...] = ()
