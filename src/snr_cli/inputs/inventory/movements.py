"""A journal of stock: each row is devices that came or went, and their sum is no inventory."""

from typing import Final

from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.spelling import plain, singular
from snr_cli.inputs.inventory.values import fold

MOVEMENT: Final = "movement"
_TITLES: Final = frozenset({"mouvement", "movement", "sens", "operation", "entree sortie", "e s"})
_BEFORE: Final = ("type de ", "nature de ", "nature du ", "sens du ", "type d'", "type d ", "type ", "nature ", "sens ")
_WAYS: Final = frozenset({"entree", "sortie", "retour", "in", "out", "e", "s", "+", "-"})


def is_journal(header: list[str], roles: list[str], rows: list[list[str]], how: Reading) -> bool:
    """Say whether the rows of a table are movements: it has a quantity, and a column says which came in or went out.

    Args:
        header: its titles.
        roles: the role of each column.
        rows: the first of its rows.
        how: a person's corrections: a column that they name is what they say.
    """
    own = {fold(name) for name in how.mapping.columns}
    columns = [index for index, title in enumerate(header) if _is_of_movements(title) and fold(title) not in own]
    return "quantity" in roles and any(
        index < len(cells) and singular(fold(cells[index]).partition(" ")[0]) in _WAYS
        for index in columns
        for cells in rows
    )


def _is_of_movements(title: str) -> bool:
    words = plain(title)
    start = next((start for start in _BEFORE if words.startswith(start)), "")
    named = {words, words[len(start) :]}
    return not _TITLES.isdisjoint(named | set(map(singular, named)))
