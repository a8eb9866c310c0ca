"""The known name nearest to a word that is none of them: what a finding suggests."""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from functools import partial
from typing import Final

MOST_COMPARED: Final = 200_000  # about a second of comparisons
MISSPELT: Final = 0.88  # likeness of a name with a slip of the hand: it is believed before what its words mean


def unaccented(text: str) -> str:
    """Lower case without accents: `Écran` → `ecran`."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()


def nearest(
    word: str, names: Iterable[str], synonyms: dict[str, str], meant: Callable[[str], str | None] = lambda word: None
) -> str | None:
    """Return the known name nearest to a word, through French labels and synonyms too, and what inventories read."""
    return _nearest(word, names, _folded(synonyms), meant)


def _folded(synonyms: dict[str, str]) -> dict[str, str]:
    return {unaccented(label): target for label, target in synonyms.items()}


def _nearest(word: str, names: Iterable[str], plain: dict[str, str], meant: Callable[[str], str | None]) -> str | None:
    """Return the known name nearest to a word: as it is written, as inventories read it, else by its spelling.

    What inventories read as no type at all has no suggestion: a till is not the terminal that its name resembles.
    """
    folded = unaccented(word).replace("_", " ").replace("-", " ")
    if called := _called(folded, plain):
        return called
    every = {**plain, **{name.replace("_", " "): name for name in names}}
    slip = get_close_matches(folded, every, 1, MISSPELT)
    if slip and _numbered(slip[0]) == _numbered(folded):  # a printer in 3D is no A3 printer
        return every[slip[0]]
    read = meant(word)
    if read is not None:
        return read or None
    near = get_close_matches(folded, every, 1, 0.72)
    return every[near[0]] if near else None


def _called(folded: str, plain: dict[str, str]) -> str | None:
    """Return what a folded word is a label or a synonym of, in the singular or the plural."""
    from snr_cli.inputs.inventory.spelling import singular  # a mistake alone asks for it

    return next((plain[each] for each in (folded, folded.rstrip("s"), singular(folded)) if each in plain), None)


def _numbered(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]


class Nearest:
    """The suggestions of one dossier: each word is compared once, and none any more once a file is all wrong."""

    def __init__(
        self,
        synonyms: Callable[[str], dict[str, str]],
        meant: Callable[[str, str], str | None] = lambda kind, word: None,
    ) -> None:
        self._synonyms = synonyms
        self._meant = meant
        self._plain: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._left = MOST_COMPARED

    def among(self, word: str, names: Collection[str], what: str) -> str | None:
        """Return the nearest of some names; `what` tells one list of names from another."""

        def find() -> str | None:
            return next(iter(get_close_matches(word, names, 1)), None)

        return self._once((what, word), len(names), find)

    def type(self, word: str, names: Collection[str], kind: str) -> str | None:
        """Return the nearest type of a kind, through French labels and synonyms too."""
        plain = self._words(kind)
        return self._once(
            (kind, word), len(names) + len(plain), lambda: _nearest(word, names, plain, partial(self._meant, kind))
        )

    def called(self, word: str, kind: str) -> str | None:
        """Return the type of a kind that a word is the label or a synonym of."""
        return _called(unaccented(word).replace("_", " ").replace("-", " "), self._words(kind))

    def is_no_type(self, word: str, kind: str) -> bool:
        """Say whether inventories know a word as something that the catalogue does not have."""
        return self._left > 0 and self._meant(kind, word) == ""

    def _words(self, kind: str) -> dict[str, str]:
        if kind not in self._plain:
            self._plain[kind] = _folded(self._synonyms(kind))
        return self._plain[kind]

    def _once(self, key: tuple[str, str], size: int, find: Callable[[], str | None]) -> str | None:
        if key not in self._found:
            self._left -= size
            self._found[key] = find() if self._left > 0 else None
        return self._found[key]
