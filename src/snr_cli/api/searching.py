"""A word in French → the types and services of the catalogue that it may name."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.named import BUILT_IN_WORDS
from snr_cli.inputs.inventory.values import plain, singular
from snr_cli.model.grouped import in_groups
from snr_cli.outputs.factors_screen import listing

_SMALL: Final = frozenset({"a", "au", "d", "de", "des", "du", "en", "l", "la", "le", "les", "pour", "un", "une"})
_EXACT, _WORDS, _STARTS, _WITHIN, _SLIP = range(5)  # how a type answers, the surest first
_SHORTEST_WITHIN: Final = 3
_SHORTEST_MISSPELT: Final = 4
_ALIKE: Final = 0.8
_NEAREST: Final = 3
_CLOSE: Final = 0.6


@dataclass(frozen=True, slots=True)
class TypeSearch:
    """What a word finds.

    Attributes:
        rows: types and services, the surest first; `assessed` says whether the catalogue has a factor for it.
        nearest: words of the catalogue to try, when there is no row.
        is_no_type: inventories know the word, as something that the catalogue does not have.
    """

    query: str
    rows: tuple[dict[str, Any], ...]
    nearest: tuple[str, ...] = ()
    is_no_type: bool = False


def search(tables: Tables, query: str) -> TypeSearch:
    """Return the types and services that a word or several name: synonyms, part of a word, plural, a letter wrong.

    What is surely meant hides what merely resembles it: a letter wrong is sought only when nothing else answers.
    """
    phrases = in_groups(
        (name, word) for kind in ("equipment", "services") for word, name in tables.synonyms(kind).items()
    )
    for word, name in BUILT_IN_WORDS.items():
        phrases.setdefault(name, []).append(word)
    rows = [row for kind in ("equipment", "services") for row in listing(tables, kind)]
    read = inventory_words(tables).recognizer.named(query)
    asked = _words(query)
    ranks: dict[str, int] = {}
    for row in rows:
        rank = _rank(asked, [row["id"].replace("_", " "), row["label"], *phrases.get(row["id"], [])])
        if row["id"] == read:  # what the type column of an inventory is read as
            rank = _EXACT
        if rank is not None:
            ranks[row["id"]] = rank
    surest = min(ranks.values(), default=_SLIP)
    if surest == _SLIP and read == "":  # a ticket machine (horodateur) is no computer (ordinateur) misspelt
        ranks.clear()
    kept = [row for row in rows if ranks.get(row["id"], _SLIP + 1) <= max(_STARTS, surest)]
    kept.sort(key=lambda row: ranks[row["id"]])  # stable: the order of the catalogue
    if kept:
        assessed = {factor.subject for table in _FACTORS for factor in tables.factors(table)} | set(_BUILT_IN)
        return TypeSearch(query, tuple(_told(row, row["id"] in assessed) for row in kept))
    every = {" ".join(_words(word)): word for words in phrases.values() for word in words}
    close = get_close_matches(" ".join(asked), every, _NEAREST, _CLOSE)
    return TypeSearch(query, (), tuple(every[word] for word in close), read == "")


_FACTORS: Final = ("equipment/factors.csv", "services/factors.csv")
_BUILT_IN: Final = ("website", "server_room")  # computed by the engine


def _told(row: dict[str, Any], assessed: bool) -> dict[str, Any]:
    kept = {key: row[key] for key in ("id", "label", "unit", "unit_fr")}
    return {"section": row["kind"], **kept, "assessed": assessed}


def _words(text: str) -> list[str]:
    return [word for word in singular(plain(text)).split() if word not in _SMALL]


def _rank(asked: list[str], phrases: Iterable[str]) -> int | None:
    """Return how the words of a type answer to those asked for; None when they do not."""
    if not asked:
        return None
    every = [_words(phrase) for phrase in phrases]
    if asked in every:
        return _EXACT
    known = {word for words in every for word in words}
    ranks = [_of_word(word, known) for word in asked]
    return None if None in ranks else max(rank for rank in ranks if rank is not None)


def _of_word(word: str, known: set[str]) -> int | None:
    if word in known:
        return _WORDS
    if any(each.startswith(word) for each in known):
        return _STARTS
    if len(word) >= _SHORTEST_WITHIN and any(word in each for each in known):
        return _WITHIN
    if len(word) >= _SHORTEST_MISSPELT and get_close_matches(word, known, 1, _ALIKE):
        return _SLIP
    return None
