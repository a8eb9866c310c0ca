"""Cells of spreadsheets: what one is called, and how one that would run as a formula is written, with an apostrophe before. A leaf."""

import re
from typing import Final

_ADDRESS = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]{1,63}\.[\w.-]{2,63}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:(?:\+|00)[1-9]\d{1,2}[ .]?(?:\(0\)[ .]?)?[1-9]|0[1-79])(?:[ .-]?\d{2}){4}(?![\w:/-])"
)


def boxes(text: str) -> list[str]:
    """Return what stands before the « @ » of each electronic address."""
    return [match[1] for match in _ADDRESS.finditer(text)] if "@" in text else []


def has_phone(text: str) -> bool:
    """Say whether a text holds the telephone number of a line: in France, one in 08 is that of a service."""
    return _PHONE.search(text) is not None


def unreached(line: str) -> str:
    """Return a line of the same length without them."""
    for pattern in (_ADDRESS, _PHONE):
        line = pattern.sub(lambda match: "·" * len(match[0]), line)
    return line


# an apostrophe already there takes one more, so that reading gives back what was written
_RISKY = re.compile(r"'*[=+\-@\t\r\n]").match
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]").match
_NUMBER = re.compile(r"[-+]\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?").fullmatch
GUARD: Final = re.compile(rb"'[=+\-@\t\r\n]")  # what betrays, in the bytes of a file, a cell written so


def safe_cell(text: str) -> str:
    """Return a text for a cell of a CSV: no formula, no control character but tabs and line breaks. A number stays."""
    plain = "".join(char if char.isprintable() or char in "\t\r\n\u00a0\u202f" else repr(char)[1:-1] for char in text)
    return "'" + plain if _RISKY(plain) and not _NUMBER(plain) else plain


def plain_cell(cell: str) -> str:
    """Return what `safe_cell` was given."""
    return cell[1:] if _GUARDED(cell) else cell


def column_name(number: int) -> str:
    """Return the letters of a column: 28 is AB."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """Return where a cell is: B7."""
    return f"{column_name(column)}{row}"
