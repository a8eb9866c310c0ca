"""What a mapping says and no file holds: a correction that changes nothing is often a mistake."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from snr_cli.french.suggested import did_you_mean
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import Corrections
from snr_cli.inputs.inventory.values import fold

_SECTIONS = {"columns": "colonne", "statuses": "statut", "types": "libellé", "keep": "valeur"}


class Unused(NamedTuple):
    """A word of a mapping that no file holds, and the nearest of those that they hold."""

    section: str
    word: str
    near: str

    @property
    def text(self) -> str:
        """Say it in French."""
        close = did_you_mean(self.near, after=" ; ")
        return f"correspondances, {self.section} : {_SECTIONS[self.section]} « {self.word} » jamais rencontrée{close}"


def unused(inventory: Inventory, mapping: Corrections) -> list[Unused]:
    """Return the words of a mapping that no device file holds. Only values of columns that are read are proposed."""
    files = [file for file in inventory.files if file.met is not None]
    if not files:
        return []
    met = {each for file in files for each in file.met or ()}
    titles = {title for file in files for title in file.columns.titles}
    read = {fold(title) for file in files for title in file.columns.used}
    seen = {
        "statuses": {group.label for group in inventory.groups if group.reason == "unknown_status"},
        "types": {group.label for group in inventory.groups if group.reason in ("unknown_type", "unsure")},
    }
    folded = {fold(title) for title in titles}
    absent = [word for word in mapping.columns if fold(word) not in folded]
    shown = {title for file in files if absent for title in file.columns.titles if file.columns.shown(title) == title}
    found = [Unused("columns", word, _near(word, shown)) for word in absent]
    for section, words in (("statuses", mapping.statuses), ("types", mapping.types)):
        found += [
            Unused(section, word, _near(word, seen[section])) for word in words if (section, fold(word)) not in met
        ]
    for title, values in mapping.keep.items():
        column = "keep." + fold(title)
        known = {word for name, word in met if name == column and fold(title) in read}
        found += [Unused("keep", value, _near(value, known)) for value in values if (column, fold(value)) not in met]
    return found


def _near(word: str, words: Iterable[str]) -> str:
    by_fold = {fold(each): each for each in sorted(words)}
    close = get_close_matches(fold(word), by_fold, 1, 0.6)
    return by_fold[close[0]] if close else ""
