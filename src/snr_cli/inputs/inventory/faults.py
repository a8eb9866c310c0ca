"""What is wrong in the cells of rows: each fault with its column, what may be shown of its value, and its lines."""

import re
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.masking import HIDDEN, ONE_PERSONS, is_person, masked
from snr_cli.inputs.inventory.records import ABSENT, COUNTED, REJECTED, SET_ASIDE, TO_CONFIRM, Fault, Group
from snr_cli.inputs.inventory.values import MONTH_WORDS, NO, YES, fold
from snr_cli.inputs.inventory.words import InventoryWords

LONGEST_VALUE: Final = 40  # characters of a value that are shown
_SHOWN: Final = 4  # values of a fault that are shown; all are in JSON
LONE_STATUS: Final = "(statut non montré, ce peut être un nom)"  # in place of a label
LONE_VALUE: Final = "non montrée, ce peut être un nom"
# words that may stand in a cell of numbers or of dates without being a name
_HARMLESS: Final = MONTH_WORDS | {*YES, *NO} | {
    "an", "ans", "beaucoup", "cinq", "deux", "dix", "div", "douze", "env", "environ", "huit", "inconnu", "inconnue",
    "kw", "kwh", "lot", "lots", "mwh", "na", "name", "nan", "neuf", "nom", "null", "onze", "pas", "pcs",
    "plusieurs", "poste", "postes", "quatre", "quelques", "ref", "sept", "six", "trois", "un", "une", "unite",
    "unites", "valeur", "value", "wh",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
# faults of a whole label: it is shown on the screen of who asks, never in findings, which others read
OF_LABEL: Final = frozenset(
    {"number_in_label", "two_in_label", "not_there_in_label", "unknown_type", "unsure", "remark_says_gone"}
)
_FIGURES: Final = re.compile(r"\d+")
# faults of judged cells that give a verdict, the first before the others; those that are no key leave the row counted
DECIDE: Final = {
    "nothing_to_recognise": REJECTED,
    "quantity_unread": REJECTED,
    "quantity_negative": REJECTED,
    "quantity_huge": REJECTED,
    "quantity_fraction": REJECTED,
    "account_says_other": TO_CONFIRM,
    "number_in_label": TO_CONFIRM,
    **dict.fromkeys(ABSENT, TO_CONFIRM),
    "plural_label": TO_CONFIRM,
    "two_in_label": TO_CONFIRM,
    "not_there_in_label": TO_CONFIRM,
    "unknown_type": TO_CONFIRM,
    "unsure": TO_CONFIRM,
    "unknown_status": TO_CONFIRM,
    "remark_says_gone": TO_CONFIRM,
}
# cells in which a text stands for one of a list: another may be a name put in the wrong column
_WORDED: Final = frozenset({"unknown_status", "unknown_country"})


def shown_cell(cell: str) -> str:
    """Return what may be shown of a cell that should hold a number or a date.

    Its figures and signs; the words that are none of a number or of a date are hidden, for they may be a name.
    """
    text = masked(" ".join(cell.split()))
    return _WORD.sub(lambda word: word[0] if fold(word[0]) in _HARMLESS else HIDDEN, text)[:LONGEST_VALUE]


class GatheredFault(NamedTuple):
    """A fault of some rows of a file: the values met (with the nearest that is known, when there is one), and the rows."""

    code: str
    column: str
    values: tuple[tuple[str, str], ...]
    lines: "array[int]"


def gathered_faults(groups: Iterable[Group]) -> tuple[GatheredFault, ...]:
    """Gather the faults of rows of one file by what they are, in the order in which they are met."""
    values: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    lines: dict[tuple[str, str], array[int]] = {}
    for group in groups:
        for code, column, value, near in group.faults:
            key = code, column
            values.setdefault(key, {})[value, near] = None
            lines.setdefault(key, array("I")).extend(group.lines)
    return tuple(
        GatheredFault(*key, tuple(pair for pair in found if pair[0]), array("I", sorted(lines[key])))
        for key, found in values.items()
    )


def doubtful_data(groups: Iterable[Group]) -> Iterator[tuple[str, GatheredFault]]:
    """Yield what is wrong in rows that count, or are set aside, by file: their verdict does not say it."""
    files: dict[str, list[Group]] = {}
    for group in groups:
        if group.faults and group.verdict in (COUNTED, SET_ASIDE):
            files.setdefault(group.file, []).append(group)
    for file, found in files.items():
        yield from ((file, each) for each in gathered_faults(found))


def cell_text(fault: GatheredFault, label: str = "") -> str:
    """Say the column of a fault and its values: colonne « Pays » : Frnace (France ?). A value that is the label shown is not repeated."""
    values = [value + (f" ({near} ?)" if near else "") for value, near in fault.values if value != label]
    more = len(values) - _SHOWN
    said = ", ".join(values[:_SHOWN]) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")
    if not fault.column or (not said and fault.values):
        return said
    return f"colonne « {fault.column} »" + (f" : {said}" if said else "")


def hide_lone_names(groups: Iterable[Group], words: InventoryWords) -> None:
    """Hide the unknown status or country that may name a person.

    A country is shown only when it is near one that is known. A status is hidden when few rows have it and one of its
    words has a capital and is of no known status; and, in any number of rows, when it is a given name among two to four words.

    Args:
        groups: the judged rows of a file.
        words: the known statuses, and the words that are given names or name a place.
    """
    rows = Counter[str]()
    found = [group for group in groups if any(fault.code in _WORDED for fault in group.faults)]
    for group in found:
        for fault in group.faults:
            rows[fault.value] += group.rows if fault.code == "unknown_status" else 0
    usual = {word for status in (*words.statuses, *words.asked) for word in _WORD.findall(status)}

    def hidden(fault: Fault) -> Fault:
        if fault.code == "unknown_country":
            known = fault.near and words.names.get(fold(fault.value)) != "given"  # Francis is near France
        elif fault.code == "unknown_status":
            few = rows[fault.value] <= ONE_PERSONS
            known = not (few and _may_name(fault.value, usual)) and not is_person(
                _FIGURES.sub("", fault.value), words.names
            )
        else:
            return fault
        return fault if known else fault._replace(value=LONE_VALUE, near="")

    for group in found:
        group.faults = tuple(map(hidden, group.faults))
        if group.reason == "unknown_status" and any(
            fault.code == "unknown_status" and fault.value == LONE_VALUE for fault in group.faults
        ):
            group.label = LONE_STATUS


def _may_name(status: str, usual: Container[str]) -> bool:
    """Say whether a word of a status may be a name: it has a capital, and is of no known status."""
    return any(word[0].isupper() and fold(word) not in usual for word in _WORD.findall(status))
