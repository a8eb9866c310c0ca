"""The rules judged on what was typed: they belong to every profile, and to that of entry alone (`--profile saisie`)."""

from typing import Final

from snr_cli.rules import contradictions, factor_range, location, persons, plausibility, volumes

RULES: Final = (
    *plausibility.RULES,
    *factor_range.RULES,
    *contradictions.RULES,
    *volumes.RULES,
    *location.RULES,
    *persons.RULES,
)
