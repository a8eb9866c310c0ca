"""Names of persons taken out of the texts of a file: those of its columns of persons, and those that a civility or a form betrays."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.inventory.masking import HIDDEN, may_be_a_person, without_persons
from snr_cli.inventory.spelling import plain
from snr_cli.text.reached import unreached

_BETWEEN: Final = re.compile(r"[()\[\],;/&|\n]|\s(?:[-–—+:]|et)\s")
_CIVILITY: Final = re.compile(r"^(?:mme|mlle|mr|m\.|monsieur|madame|dr\.?)\s+", re.IGNORECASE)
_MOST: Final = 2_000  # names of a file
# words of a function: « Direction Générale » in a column of persons names nobody
_FUNCTIONS: Final = frozenset(
    {
        "adjoint", "adjointe", "agent", "agents", "charge", "chargee", "chef", "cheffe", "communaute", "conseil", "conseiller", "conseillere",
        "departement", "direction", "directeur", "directrice", "elu", "elue", "elus", "maire", "mairie", "mission", "pole", "president",
        "presidente", "referent", "referente", "region", "responsable", "service", "services", "vice", "ville",
    }
)  # fmt: skip


def person_hider(tables: Tables, columns: Iterable[str] = ()) -> Callable[[str], str]:
    """Return what takes the names of persons, the electronic addresses and the telephone numbers out of a text.

    Args:
        tables: the factor tables, which have the given names.
        columns: the texts of the columns of the same file that hold persons: their names are hidden wherever they stand.
    """
    names: Mapping[str, str] = {cells["word"]: cells["what"] for _, cells in tables.rows("inventory/names.csv")}
    known = sorted(dict.fromkeys(form for text in columns for form in _forms(text)), key=len, reverse=True)[:_MOST]
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])") if known else None

    def hide(text: str) -> str:
        if named is not None:
            text = named.sub(HIDDEN, text)
        return unreached(without_persons(text, names))

    return hide


def _forms(text: str) -> Iterator[str]:
    """Give the ways in which a text of a column of persons may name one elsewhere: both orders, and a surname in capitals."""
    for part in _BETWEEN.split(text):
        name = _CIVILITY.sub("", " ".join(part.split()))
        words = name.split()
        if not 2 <= len(words) <= 4 or not may_be_a_person(name) or not _FUNCTIONS.isdisjoint(plain(name).split()):
            continue
        for form in (name, " ".join([*words[1:], words[0]]), " ".join([words[-1], *words[:-1]])):
            yield from (form, form.upper(), form.title())
        yield from (word for word in words if word.isupper() and len(word) > 3)
