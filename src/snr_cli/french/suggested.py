"""What a word that nobody knows may stand for, and the question that asks it."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str], least: float = 0.6) -> str:
    """Return the known word that a word most looks like; empty when it looks like none.

    Args:
        word: as it was written.
        known: the words there are.
        least: the likeness from which a word is one, from 0 to 1 (`difflib`).
    """
    from difflib import get_close_matches  # a mistake alone asks for it

    return next(iter(get_close_matches(word, list(known), 1, least)), "")


def did_you_mean(near: str | None, otherwise: str = "", *, after: str = "") -> str:
    """Ask whether a known word was meant, `after` some signs; without any, say what else to do, if anything."""
    said = f"vouliez-vous dire « {near} » ?" if near else otherwise
    return after + said if said else ""
