"""The words of the field that may be said otherwise one day, each written here and nowhere else.

A title, a template, a table or a message asks for one by its key: `term("equipped_agent")`, `{{ term("equipped_agent") }}`. To change
a word, change its line, then run `python tools/regenerate.py`, which writes it again in what is written by hand (docs/mots.md).
"""

from typing import Final, NamedTuple


class Term(NamedTuple):
    """A word of the field: one of them, several, what it means; `feminine` says which article it takes."""

    one: str
    many: str
    meaning: str
    feminine: bool = False


TERMS: Final[dict[str, Term]] = {
    "equipped_agent": Term("agent équipé", "agents équipés", "Agent qui a un poste de travail informatique."),
}


def term(key: str, count: float = 1) -> str:
    """Return a word, in the plural from two on: agent équipé, agents équipés."""
    found = TERMS[key]
    return found.one if count < 2 else found.many
