"""The rules judged on what was typed: they belong to every profile, and to that of entry alone (`--profile saisie`)."""

from typing import Final

from snr_cli.rules import contradictions, persons, plausibility

RULES: Final = (
    *plausibility.RULES,
    *contradictions.RULES,
    *persons.RULES,
)
