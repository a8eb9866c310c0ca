"""Typer's own words in French: they pass through gettext, and this is imported before Typer."""

import gettext
from typing import Final

WORDS: Final = {
    "Options": "Options",
    "Commands": "Commandes",
    "Arguments": "Arguments",
    "default: {default}": "défaut : {default}",
    "required": "obligatoire",
    "env var: {var}": "variable : {var}",
    "(dynamic)": "(calculé)",
    "(deprecated) ": "(abandonné) ",
}
HELP: Final = "Affiche cette aide."


def french(message: str) -> str:
    """Return the French words for a message of Typer, or the message itself."""
    return WORDS.get(message, message)


def examples(*lines: str) -> str:
    """Return the end of a help page: one command line a line (the mark keeps them from being joined)."""
    return "\n  ".join(("\b\nExemples :", *lines))


gettext.gettext = french
