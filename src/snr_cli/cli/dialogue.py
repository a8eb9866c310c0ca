"""A question at the terminal, asked until its answer can be taken: what `snr init` and `snr next` have in common."""

import sys
from collections.abc import Callable
from contextlib import suppress
from textwrap import fill
from typing import Any

from snr_cli.api.answers import AnswerError
from snr_cli.cli.console import width


def is_terminal() -> bool:
    """Say whether someone may answer, whose arrow keys then move in the line."""
    with suppress(ImportError):
        import readline  # noqa: F401
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def say(text: str, indent: str = "") -> None:
    """Print sentences, wrapped between words."""
    for line in text.split("\n"):
        wide = max(width(), 40)
        print(fill(line, wide, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


def typed(prompt: str) -> str | None:
    """Return what was typed; None, with a word, when its bytes are not text."""
    try:
        return input(prompt)
    except UnicodeDecodeError:
        say("Réponse illisible : le terminal n’est pas dans l’encodage annoncé.", "   ")
        return None


def until_taken(prompt: str, read: Callable[[str], Any]) -> Any:
    """Return what was answered, as it is read; a refusal is told, and the question asked again."""
    while True:
        text = typed(prompt)
        if text is None:
            continue
        try:
            return read(text)
        except AnswerError as error:
            say(f"Réponse refusée : {error}.", "   ")
