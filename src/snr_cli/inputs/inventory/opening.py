"""Paths → the files to read, each a table, whatever it is: recognised by its content, never by its name. Nothing of a folder is left out unsaid."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from snr_cli.inputs.inventory.delimited import open_delimited
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import TITLED, InventoryError, Look, OpenFile, Single, TableError, Titles
from snr_cli.inputs.regular import digest, open_plain

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


# A folder of exports → the files to read, and what of it is not read.

_READ: Final = frozenset({".json", ".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods"})

_COPY: Final = (
    "ses appareils compteraient deux fois ; retirez l’un des deux ; si ce sont d’autres appareils, "
    "réunissez les lignes dans un seul fichier"
)


def expand(path: Path, name: str) -> list[tuple[Path, str]]:
    """Return the files to read for a path: itself, or the inventories of a folder.

    Raises:
        OSError: the folder cannot be read.
        InventoryError: the folder holds none.
    """
    if not path.is_dir():
        return [(path, name)]
    inside = sorted(each for each in path.iterdir() if _is_read(each))
    if not inside:
        raise InventoryError(
            name, "ce dossier ne contient aucun inventaire (json, csv, tsv, txt, xls, xlsx, xlsm, ods)"
        )
    return [(file, f"{name.rstrip('/')}/{file.name}") for file in inside]


def without_copies(files: Sequence[tuple[Path, str]]) -> tuple[list[tuple[Path, str]], list[InventoryError]]:
    """Return the files to read, and why the others are not: they hold what one before holds, byte for byte.

    Raises:
        OSError: a file cannot be opened.
        InventoryError: a file is given twice.
    """
    kept, copies = list[tuple[Path, str]](), list[InventoryError]()
    by_size: dict[int, list[tuple[Path, str]]] = {}
    by_content: dict[tuple[int, str], str] = {}
    opened = set[Path]()
    for file, shown in files:
        if file.resolve() in opened:
            raise InventoryError(shown, "ce fichier est donné deux fois")
        opened.add(file.resolve())
        size = file.stat().st_size if file.is_file() else 0
        alike = by_size.setdefault(size, [])
        alike.append((file, shown))
        if size and len(alike) > 1:  # only files of one size are read to be compared
            for other, name in alike if len(alike) == 2 else alike[-1:]:
                first = by_content.setdefault((size, digest(other)), name)
            if first != shown:
                copies.append(InventoryError(shown, f"non lu, c’est la copie exacte de {first} : {_COPY}"))
                continue
        kept.append((file, shown))
    return kept, copies


def left_out(path: Path) -> list[str]:
    """Return the names of what a folder holds and that is not read: its folders, and files of other kinds.

    Hidden files, the lock files of office suites, mappings and a README are no export: they are not told.
    """
    if not path.is_dir():
        return []
    return sorted(each.name for each in path.iterdir() if not _is_read(each) and not _is_known(each.name))


def left_out_text(name: str, names: list[str]) -> str:
    """Say it in French."""
    shown = ", ".join(names[:6]) + (f" et {len(names) - 6} autres" if len(names) > 6 else "")
    return f"dossier {name} : non lu{'s' if len(names) > 1 else ''}, {shown}"


def _is_read(path: Path) -> bool:
    return path.suffix.lower() in _READ and not _is_known(path.name) and path.is_file()


def _is_known(name: str) -> bool:
    low = name.lower()
    return low.startswith(("~$", ".", "readme", "lisezmoi", "lisez-moi")) or low.endswith(
        (".mapping.yaml", ".mapping.yml")
    )
