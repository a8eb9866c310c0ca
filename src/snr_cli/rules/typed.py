"""The rules on what was typed: they belong to every profile, and are all that the profile of entry judges (`--profile saisie`)."""

from typing import Final

from snr_cli.rules import contradictions, persons, plausibility

TYPED: Final = (*plausibility.RULES, *contradictions.RULES, *persons.RULES)
