"""Workbooks that came back, folded into the YAML files of the dossier: what they do not change keeps its bytes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from snr_cli.api.collecting import read_collected, stored_dossier
from snr_cli.api.contributors import KEEP_ONE, returned_books, several
from snr_cli.api.returning import emptied_lists, returned_sections, row_name
from snr_cli.french.numbers import plural
from snr_cli.inputs.dossier.corrected import Correction
from snr_cli.inputs.workbook.deleted import kept_without, not_asked
from snr_cli.model.finding import DossierError, Finding, Severity, UsageError

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.inputs.dossier.last_fold import LastFold
    from snr_cli.inputs.dossier.yaml_splices import YamlChange
    from snr_cli.model.territory import Contributor

_UNREAD: Final = ("SNR126", "SNR127", "SNR132")


@dataclass(frozen=True, slots=True)
class FoldedFile:
    """A YAML file of the dossier as it becomes, and what changes in it."""

    path: Path
    before: str
    text: str
    changes: "tuple[YamlChange, ...]"


@dataclass(frozen=True, slots=True)
class BesideBook:
    """A dossier that is a workbook as it becomes, in a file beside it, and what changes in it."""

    path: Path
    content: bytes
    changes: "tuple[YamlChange, ...]"


@dataclass(frozen=True, slots=True)
class FoldedBooks:
    """The files that change.

    Attributes:
        files: as they become.
        kept: what the dossier has and the workbooks no longer, sheet by sheet.
        corrected: values that the dossier changed after the workbooks were sent, which say others.
        unread: rows of the workbooks that were not read, each with its warning.
        folded: what the next return of each workbook is compared with, where that changes: the path of its file, its text.
        book: of a dossier that is a workbook, the one to write beside it; None without any change.
    """

    files: tuple[FoldedFile, ...]
    kept: tuple[str, ...]
    corrected: tuple[Correction, ...] = ()
    unread: tuple[Finding, ...] = ()
    folded: tuple[tuple[Path, str], ...] = ()
    book: "BesideBook | None" = None


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    remove: bool = False,
    tables: "Tables | None" = None,
) -> FoldedBooks:
    """Put the workbooks of a folder in the YAML files of a dossier; nothing is written here.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        everything: as `collect_books`.
        remove: take out the items that the workbooks no longer have; they stay, and are told, without it.
        tables: the factor tables; those of snr without any.

    Returns:
        the files that change, and what is kept though the workbooks no longer have it.

    Raises:
        UsageError: the dossier or the folder cannot be read, nobody is named, or a section stands in no YAML file.
        DossierError: the dossier, or a workbook, is wrong: each mistake at its cell.
    """
    from snr_cli.inputs.dossier.files import MAX_BYTES, WORKBOOKS, relative
    from snr_cli.inputs.dossier.last_fold import book_mark, read_last_fold
    from snr_cli.inputs.dossier.yaml_edit import edited_yaml
    from snr_cli.inputs.regular import plain_bytes
    from snr_cli.inputs.sheets import SheetError
    from snr_cli.inputs.workbook.sections import sections_in
    from snr_cli.inputs.workbook.sent import read_sent

    _, before = read_collected(dossier, tables)
    old = stored_dossier(before)
    came = returned_books(Path(returned), old.contributors, asked, everything=everything)
    people, books = came.people, came.books
    for name, paths in came.twice.items():
        raise UsageError(f"{returned} : {several(paths, name)}, rien n’est écrit", KEEP_ONE)
    if not books:
        raise UsageError(
            f"{returned} : aucun classeur rendu", "rangez-y ceux qui reviennent, sous le nom qu’ils avaient"
        )
    words, after = read_collected(dossier, tables, books.values())
    new = stored_dossier(after)
    unread = _unread(after, books.values())
    if remove and unread:
        first = unread[0].position
        where = f"{first.file} › {first.sheet} › {first.cell}"
        message = f"--remove : {plural(len(unread), 'ligne')} non lue{'s' * (len(unread) > 1)} dans les classeurs ({where}) : rien n’est ôté ni écrit"
        raise UsageError(message, "corrigez-les, ou relancez sans --remove ; --status les dit toutes")
    asked_of = [key for each in people if each.id in books for key in each.sections]
    keys = sections_in(asked_of)
    gone = emptied_lists(before.joined, after.joined, keys) if remove else frozenset()
    if gone:
        _check_without(after.joined, new, gone, words)
    sent: dict[str, Any] = {}
    base: dict[str, Any] = {}
    last, others = {}, {}
    assert after.joined is not None  # or it has mistakes, and `stored_dossier` stops
    names = {relative(path).as_posix() for path in books.values()}
    whose = {key: place[0].name for key, place in after.joined.top.items() if place[0].name in names}
    for each in people:
        if each.id not in books:
            continue
        try:
            filled = read_sent(books[each.id])
        except SheetError as error:
            raise UsageError(f"{books[each.id]} : {error}", "demandez-le de nouveau") from None
        last[each] = read_last_fold(Path(returned), each.id, filled, before.name)
        mine = relative(books[each.id]).as_posix()
        others[each] = {
            key for key, name in whose.items() if name != mine
        }  # what another workbook has says nothing of it
        for known, given in ((sent, filled), (base, last[each].sections)):
            own = {key: value for key, value in given.items() if key not in others[each]}
            known |= {key: value for key, value in own.items() if value is not None or key not in known}
    told: list[Correction] = []
    stay: list[str] = []
    wanted = returned_sections(before.joined, after.joined, old, new, keys, sent, base, told, stay, remove=remove)
    places = _files(before.joined, before.name, wanted)
    found = []
    book: BesideBook | None = None
    if before.name.lower().endswith(WORKBOOKS):
        book = _beside_book(before, old, wanted, words, remove=remove)
    for name, sections in places.items():
        if name.lower().endswith(WORKBOOKS):
            continue  # a section that is a workbook stays one
        path = Path(name)
        raw = plain_bytes(path, MAX_BYTES).decode("utf-8")
        text, changes = edited_yaml(raw, sections, name=name, remove=remove)
        if changes:
            found.append(FoldedFile(path, raw, text, tuple(changes)))
    kept = kept_without(
        old.model_dump(exclude_unset=True, by_alias=True), after.joined.given | gone, after.joined.columns, asked_of
    )
    kept += (*stay, *not_asked(after.joined.given, asked_of))
    unwritten = {
        key
        for name, sections in places.items()
        if name != before.name and name.lower().endswith(WORKBOOKS)
        for key in sections
    }
    kept_back = {each: keys_ | unwritten for each, keys_ in others.items()}
    folded = _folded(Path(returned), last, base, kept_back, book_mark(before.name) if book is not None else "")
    return FoldedBooks(tuple(found), kept, tuple(told), unread, folded, book)


def _folded(
    returned: Path,
    last: "Mapping[Contributor, LastFold]",
    base: Mapping[str, Any],
    unwritten: "Mapping[Contributor, Collection[str]]",
    waiting: str,
) -> tuple[tuple[Path, str], ...]:
    """Return what is to be kept of a fold, file by file; nothing of the sections that are not written."""
    from snr_cli.inputs.dossier.last_fold import LastFold, last_fold_path
    from snr_cli.inputs.workbook.sections import sections_in

    found = []
    for each, before in last.items():
        own = {key: base[key] for key in sorted(sections_in(each.sections)) if key in base}
        own = {
            key: before.sections.get(key) if {key, _home(key)} & {*unwritten[each]} else value
            for key, value in own.items()
        }
        if any(value != before.sections.get(key) for key, value in own.items()):
            kept = LastFold(before.sent, own, waiting, before.sections if waiting else {})
            found.append((last_fold_path(returned, each.id), kept.text()))
    return tuple(found)


def _home(key: str) -> str:
    return "equipment" if key == "imports" else key


def _beside_book(before: Any, old: Any, wanted: Mapping[str, Any], words: Any, *, remove: bool) -> BesideBook | None:
    """Return the workbook of a dossier with what came back, beside the one that stays as it is.

    Raises:
        UsageError: a file has its name; XlsxWriter is not installed.
    """
    from snr_cli.french.plain import indented
    from snr_cli.inputs.dossier.includes import join
    from snr_cli.inputs.dossier.last_fold import book_beside
    from snr_cli.inputs.dossier.yaml_edit import edited_yaml
    from snr_cli.inputs.workbook.cover import returned_lines
    from snr_cli.inputs.workbook.rows import filled_sheets
    from snr_cli.inputs.workbook.shape import dossier_sheets
    from snr_cli.inputs.workbook.write import workbook_bytes
    from snr_cli.model.dossier import Dossier

    data = old.model_dump(exclude_unset=True, by_alias=True)
    if imports := data.pop("imports", None):
        data["equipment"] = [*data.get("equipment", ()), *imports]
    text, changes = edited_yaml(indented(data, 0) + "\n", wanted, name=before.name, remove=remove)
    if not changes:
        return None
    source = Path(before.name)
    path = book_beside(before.name)
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path.as_posix()} : ce classeur existe déjà ; rien n’est écrit", "renommez-le, puis recommencez"
        )
    new = Dossier.model_validate(join(before.name, text, None, words.type_labels).data)
    rows = filled_sheets(new.model_dump(exclude_unset=True, by_alias=True))
    try:
        content = workbook_bytes(rows, words.type_labels(), dossier_sheets(), returned_lines(source.name))
    except ImportError:
        message = "écrire un classeur demande XlsxWriter, qui n’est pas installé"
        raise UsageError(message, "installez-le : python -m pip install 'snr-cli[xlsx]'") from None
    return BesideBook(path, content, tuple(changes))


def waiting_book(dossier: str | PathLike[str]) -> Path | None:
    """Return the workbook, newer than a dossier that is one, in which what came back waits beside it; None without any.

    Args:
        dossier: its folder or its file.

    Raises:
        UsageError: the dossier cannot be read.
    """
    from snr_cli.inputs.dossier.files import WORKBOOKS
    from snr_cli.inputs.dossier.last_fold import book_beside

    name = read_collected(dossier, None)[1].name
    path = book_beside(name)
    try:
        newer = name.lower().endswith(WORKBOOKS) and path.stat().st_mtime_ns > Path(name).stat().st_mtime_ns
    except OSError:  # none is there
        return None
    return path if newer else None


def _unread(read: Any, paths: Iterable[Path]) -> tuple[Finding, ...]:
    """Return what tells a row of some workbooks that was not read."""
    from snr_cli.inputs.dossier.files import relative

    names = {relative(path).as_posix() for path in paths}
    return tuple(each for each in read.findings if each.code in _UNREAD and each.position.file in names)


def _check_without(joined: Any, dossier: Any, gone: Collection[str], words: Any) -> None:
    """Check what names the items of lists that are to go.

    Raises:
        DossierError: something does.
    """
    from snr_cli.inputs.dossier.references import check_references
    from snr_cli.inputs.dossier.validate import finding_at

    left = dossier.model_copy(update=dict.fromkeys(gone, ()))
    found = check_references(left, words, lambda *args, **more: finding_at(joined, *args, **more))
    if errors := [each for each in found if each.severity is Severity.ERROR]:
        raise DossierError(errors)


def _files(joined: Any, root: str, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sections by the file that holds them; a list of several files keeps each item in its own."""
    found: dict[str, dict[str, Any]] = {}
    for key, section in wanted.items():
        places = {index: place[0].name for (name, index), place in joined.items.items() if name == key}
        if isinstance(section, list) and len(set(places.values())) > 1:
            homes = {row_name(item, rank): places[rank] for rank, item in enumerate(joined.data[key]) if rank in places}
            last = places[max(places)]
            for rank, item in enumerate(section):
                found.setdefault(homes.get(row_name(item, rank), last), {}).setdefault(key, []).append(item)
            continue
        top = joined.top.get(key)
        found.setdefault(top[0].name if top else root, {})[key] = section
    return found
