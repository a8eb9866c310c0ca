"""Names of persons taken out of the texts of a file: those of its columns of persons, and those that a civility or a form betrays."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment, Line
from snr_cli.french.addresses import unreached
from snr_cli.inputs.inventory.values import HIDDEN, may_be_a_person, plain, without_persons
from snr_cli.model.dossier import Dossier

_BETWEEN: Final = re.compile(r"[()\[\],;/&|\n]|\s(?:[-–—+:]|et)\s")
_CIVILITY: Final = re.compile(r"^(?:mme|mlle|mr|m\.|monsieur|madame|dr\.?)\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+(?:[’'-]\w+)*")
_LONGEST: Final = 4  # words of a name
# the texts of a dossier that a bridge writes, and that are no id
_FREE: Final = frozenset({"label", "entity", "site", "title", "summary", "owner", "partner", "contract", "by"})
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
    known = frozenset(form for text in columns for form in _forms(text))

    def hide(text: str) -> str:
        return unreached(without_persons(_unnamed(text, known) if known else text, names))

    return hide


def unnamed_export(dossier: Dossier, result: Assessment, tables: Tables) -> tuple[Dossier, Assessment, int]:
    """Return a dossier and its result whose texts name nobody, as a file that leaves the house has them, and how many texts changed."""
    hide, changed = cache(person_hider(tables)), set[str]()

    def told(text: str) -> str:
        made = hide(text)
        if made != text:
            changed.add(text)
        return made

    def lines(found: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            line._replace(label=told(line.label), entity=told(line.entity), site=told(line.site)) for line in found
        )

    whole = result.organisation
    organisation = replace(whole, lines=lines(whole.lines), public_lines=lines(whole.public_lines))
    return _texts_of(dossier, told), replace(result, organisation=organisation), len(changed)


def _texts_of(item: Any, hide: Callable[[str], str]) -> Any:
    """Return a part of a dossier whose free texts went through `hide`; ids and what names them stay."""
    if isinstance(item, BaseModel):
        made = {}
        for name in item.model_fields_set:
            value = getattr(item, name)
            new = (hide(value) if name in _FREE else value) if isinstance(value, str) else _texts_of(value, hide)
            if new is not value:
                made[name] = new
        return item.model_copy(update=made) if made else item
    if isinstance(item, tuple):
        items = tuple(_texts_of(part, hide) for part in item)
        return items if any(new is not old for new, old in zip(items, item, strict=True)) else item
    return item


def _forms(text: str) -> Iterator[tuple[str, ...]]:
    """Give the words by which a text of a column of persons may name one elsewhere: both orders, and a surname in capitals."""
    for part in _BETWEEN.split(text):
        name = _CIVILITY.sub("", " ".join(part.split()))
        words = _WORD.findall(name)
        if (
            not 2 <= len(words) <= _LONGEST
            or not may_be_a_person(name)
            or not _FUNCTIONS.isdisjoint(plain(name).split())
        ):
            continue
        small = tuple(map(str.casefold, words))
        yield from (small, (*small[1:], small[0]), (small[-1], *small[:-1]))
        yield from ((word,) for word in words if word.isupper() and len(word) > 3)


def _unnamed(text: str, known: frozenset[tuple[str, ...]]) -> str:
    """Return a text without the names that are known: each of its words is looked up with those that follow it."""
    words = list(_WORD.finditer(text))
    pieces, written, rank = [], 0, 0
    while rank < len(words):
        count = next(
            (many for many in range(_LONGEST, 0, -1) if _named(text, words[rank : rank + many], many, known)), 0
        )
        if count:
            pieces += [text[written : words[rank].start()], HIDDEN]
            written = words[rank + count - 1].end()
        rank += count or 1
    return "".join([*pieces, text[written:]])


def _named(text: str, words: Sequence[re.Match[str]], many: int, known: frozenset[tuple[str, ...]]) -> bool:
    if len(words) != many:
        return False
    said = (words[0][0],) if many == 1 else tuple(word[0].casefold() for word in words)
    return said in known and all(text[one.end() : two.start()].isspace() for one, two in pairwise(words))
