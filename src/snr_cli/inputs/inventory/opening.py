"""A file → a table, whatever the file is: recognised by its content, never by its name."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from snr_cli.inputs.inventory.delimited import open_delimited
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import TITLED, Look, OpenFile, Single, TableError, Titles
from snr_cli.inputs.regular import open_plain

ZIP_MAGIC: Final = b"PK\x03\x04"
_OLD_MAGIC: Final = b"\xd0\xcf\x11\xe0"  # an old workbook, or one with a password: which of them is told by opening it

_START: Final = 1 << 14  # what a file is shows in its first bytes
_XML_2003: Final = (b"urn:schemas-microsoft-com:office:spreadsheet", b"excel.sheet")
_LIST: Final = re.compile(rb"\[\s*[\[{]\s*[\"}\]]").match  # of JSON
_TAGS: Final = tuple(
    f"<{tag}".encode()
    for tag in (
        "!doctype html",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "center",
        "div",
        "table",
        "link",
        "script",
    )
)
_MAIL: Final = (b"mime-version:", b"from:", b"subject:", b"date:", b"content-type:")


def open_file(
    path: Path,
    name: str,
    sheets: Sequence[str] = (),
    titles: Titles = len,
    words: InventoryWords | None = None,
    look: Look = lambda rows: TITLED,
) -> OpenFile:
    """Open a CSV, TSV, XLSX or ODS file, a web page, or a native inventory of GLPI (JSON).

    Args:
        path: the file.
        name: the name it has in messages.
        sheets: the sheets of a workbook; none: those that look like inventories.
        titles: counts the known titles of a row.
        words: what a native inventory is read with, and what the names of sheets say.
        look: what the first rows of a sheet look like.

    Raises:
        OSError: it cannot be opened.
        TableError: it is no table: empty, binary, or a workbook that is protected, broken or too large.
    """
    with open_plain(path) as stream:
        start = stream.read(_START)
    if start.startswith((ZIP_MAGIC, _OLD_MAGIC)):
        from snr_cli.inputs.inventory.workbook import Workbook

        return Workbook(path, name, sheets, look, words.sheets if words is not None else {})
    if sheets:
        raise TableError("une feuille n’existe que dans un classeur (xlsx, ods)")
    if _is_page(start):
        from snr_cli.inputs.inventory.html_page import open_page

        return Single(open_page(path, name))
    _refuse_others(start)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":  # a JSON object
        from snr_cli.inputs.inventory.glpi_json import open_glpi

        return Single(open_glpi(path, name, words))
    return Single(open_delimited(path, name, titles))


def _is_page(start: bytes) -> bool:
    """Say whether a file begins as a web page does."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip().lower()
    while text.startswith((b"<?xml", b"<!--")):
        text = text.partition(b"-->" if text.startswith(b"<!--") else b">")[2].lstrip()
    return any(text.startswith(tag) and text[len(tag) : len(tag) + 1] in b" >\t\r\n" for tag in _TAGS)


def _refuse_others(start: bytes) -> None:
    """Refuse what tools name .xls as well, and say what to do.

    Raises:
        TableError: a workbook in XML, another XML file, or a web page archived as a mail.
    """
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _LIST(text):
        raise TableError("liste JSON, qui n’est pas un inventaire natif de GLPI : exportez en CSV ou en .xlsx")
    if text.startswith(b"<?xml"):
        if any(word in text for word in _XML_2003):
            raise TableError(
                "classeur « XML 2003 » : ouvrez-le dans un tableur et enregistrez-le en .xlsx, ou exportez en CSV"
            )
        raise TableError("fichier XML : exportez l’inventaire en CSV ou en .xlsx")
    if text.startswith(_MAIL) and b"multipart/related" in text:
        raise TableError(
            "page web archivée (.mht) : ouvrez-la dans un tableur et enregistrez-la en .xlsx, ou exportez en CSV"
        )
