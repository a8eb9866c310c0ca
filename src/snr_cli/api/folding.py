"""Workbooks that came back, folded into the YAML files of the dossier: what they do not change keeps its bytes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.api.collecting import read_collected, stored_dossier
from snr_cli.api.contributors import KEEP_ONE, ReturnedBooks, returned_books, several
from snr_cli.api.returning import Fold, emptied_lists, kept_without, not_asked, returned_sections
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural
from snr_cli.french.plain import indented
from snr_cli.inputs.dossier.corrected import (
    Correction,
    LastFold,
    book_beside,
    book_mark,
    last_fold_path,
    read_last_fold,
    row_name,
)
from snr_cli.inputs.dossier.edits import Edit, there
from snr_cli.inputs.dossier.files import WORKBOOKS, relative
from snr_cli.inputs.dossier.includes import join
from snr_cli.inputs.dossier.records import Read
from snr_cli.inputs.dossier.references import check_references
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.inputs.dossier.yaml_edit import edited_file, edited_yaml
from snr_cli.inputs.dossier.yaml_splices import YamlChange
from snr_cli.inputs.sheets import SheetError
from snr_cli.inputs.workbook.sent import read_sent, returned_lines, sections_in
from snr_cli.inputs.workbook.write import new_book
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Severity
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor

_UNREAD: Final = ("SNR126", "SNR127", "SNR132")


@dataclass(frozen=True, slots=True)
class FoldedBooks:
    """The files that change.

    Attributes:
        edits: as they become: those of the dossier, then what the next return of each workbook is compared with, where that
            changes, then the `book`.
        changes: what changes in each file of the dossier, by its path.
        kept: what the dossier has and the workbooks no longer, sheet by sheet.
        corrected: values that the dossier changed after the workbooks were sent, which say others.
        unread: rows of the workbooks that were not read, each with its warning.
        book: of a dossier that is a workbook, the one to write beside it; None without any change.
    """

    edits: tuple[Edit, ...]
    changes: Mapping[str, Sequence[YamlChange]]
    kept: tuple[str, ...]
    corrected: tuple[Correction, ...] = ()
    unread: tuple[Finding, ...] = ()
    book: Path | None = None


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    remove: bool = False,
    tables: Tables | None = None,
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
    _, before = read_collected(dossier, tables)
    old = stored_dossier(before)
    came = returned_books(Path(returned), old.contributors, asked, everything=everything)
    books = came.books
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
    asked_of = [key for person in came.people if person.id in books for key in person.sections]
    keys = sections_in(asked_of)
    gone = emptied_lists(before.joined, after.joined, keys) if remove else frozenset()
    if gone:
        _check_without(after.joined, new, gone, words)
    assert after.joined is not None  # or it has mistakes, and `stored_dossier` stops
    past = _past(came, after, Path(returned), before.name)
    wanted = returned_sections(before.joined, after.joined, old, new, keys, past.fold, remove=remove)
    places = _files(before.joined, before.name, wanted)
    yaml = {name: sections for name, sections in places.items() if not name.lower().endswith(WORKBOOKS)}
    found = [edited_file(name, sections, remove=remove) for name, sections in yaml.items()]
    book = list(_beside_book(before, old, wanted, words, remove=remove))
    kept = kept_without(
        old.model_dump(exclude_unset=True, by_alias=True), after.joined.given | gone, after.joined.columns, asked_of
    )
    kept += (*past.fold.kept, *not_asked(after.joined.given, asked_of))
    unwritten = {key for name, sections in places.items() if name not in (*yaml, before.name) for key in sections}
    folded = _folded(Path(returned), past, unwritten, book_mark(before.name) if book else "")
    changed = [(edit, changes) for edit, changes in found if changes]
    return FoldedBooks(
        (*(edit for edit, _ in changed), *folded, *(edit for edit, _ in book)),
        {str(edit.path): changes for edit, changes in (*changed, *book)},
        kept,
        tuple(past.fold.told),
        unread,
        book[0][0].path if book else None,
    )


class _Past(NamedTuple):
    """What workbooks are compared with, and by contributor what was last folded, what others have."""

    fold: Fold
    last: dict[Contributor, LastFold]
    others: dict[Contributor, set[str]]


def _past(came: ReturnedBooks, after: Read, returned: Path, name: str) -> _Past:
    """Return what is known of the workbooks that came back.

    Raises:
        UsageError: one of them, or what was last folded of it, cannot be read.
    """
    assert after.joined is not None
    past = _Past(Fold(), {}, {})
    names = {relative(path).as_posix() for path in came.books.values()}
    whose = {key: place[0].name for key, place in after.joined.top.items() if place[0].name in names}
    for person in (contributor for contributor in came.people if contributor.id in came.books):
        path = came.books[person.id]
        try:
            filled = read_sent(path)
        except SheetError as error:
            raise UsageError(f"{path} : {error}", "demandez-le de nouveau") from None
        past.last[person] = read_last_fold(returned, person.id, filled, name)
        mine = relative(path).as_posix()
        # what another workbook has says nothing of it
        past.others[person] = {key for key, holder in whose.items() if holder != mine}
        for known, given in ((past.fold.sent, filled), (past.fold.base, past.last[person].sections)):
            own = {key: value for key, value in given.items() if key not in past.others[person]}
            known |= {key: value for key, value in own.items() if value is not None or key not in known}
    return past


def _folded(returned: Path, past: _Past, unwritten: Collection[str], waiting: str) -> Iterator[Edit]:
    """Give what is to be kept of a fold, file by file; nothing of the sections that are not written."""
    for contributor, before in past.last.items():
        own = {key: past.fold.base[key] for key in sorted(sections_in(contributor.sections)) if key in past.fold.base}
        own = {
            key: before.sections.get(key) if {key, _home(key)} & {*past.others[contributor], *unwritten} else value
            for key, value in own.items()
        }
        if any(value != before.sections.get(key) for key, value in own.items()):
            kept = LastFold(before.sent, own, waiting, before.sections if waiting else {})
            path = last_fold_path(returned, contributor.id)
            yield Edit(path, there(path), kept.text().encode(), follow=False)


def _home(key: str) -> str:
    return "equipment" if key == "imports" else key


def _beside_book(
    before: Any, old: Any, wanted: Mapping[str, Any], words: Any, *, remove: bool
) -> Iterator[tuple[Edit, list[YamlChange]]]:
    """Give the workbook of a dossier that is one with what came back, beside the one that stays as it is, if that changes it.

    Raises:
        UsageError: a file has its name; XlsxWriter is not installed.
    """
    if not before.name.lower().endswith(WORKBOOKS):
        return
    data = old.model_dump(exclude_unset=True, by_alias=True)
    if imports := data.pop("imports", None):
        data["equipment"] = [*data.get("equipment", ()), *imports]
    text, changes = edited_yaml(indented(data, 0) + "\n", wanted, name=before.name, remove=remove)
    if changes:
        path = book_beside(before.name)
        new = Dossier.model_validate(join(before.name, text, None, words.type_labels).data)
        stored, guide = new.model_dump(exclude_unset=True, by_alias=True), returned_lines(Path(before.name).name)
        yield Edit(path, None, new_book(path, stored, words.type_labels(), guide)), changes


def waiting_book(dossier: str | PathLike[str]) -> Path | None:
    """Return the workbook, newer than a dossier that is one, in which what came back waits beside it; None without any.

    Args:
        dossier: its folder or its file.

    Raises:
        UsageError: the dossier cannot be read.
    """
    name = read_collected(dossier, None)[1].name
    path = book_beside(name)
    try:
        newer = name.lower().endswith(WORKBOOKS) and path.stat().st_mtime_ns > Path(name).stat().st_mtime_ns
    except OSError:  # none is there
        return None
    return path if newer else None


def _unread(read: Any, paths: Iterable[Path]) -> tuple[Finding, ...]:
    """Return what tells a row of some workbooks that was not read."""
    names = {relative(path).as_posix() for path in paths}
    return tuple(finding for finding in read.findings if finding.code in _UNREAD and finding.position.file in names)


def _check_without(joined: Any, dossier: Any, gone: Collection[str], words: Any) -> None:
    """Check what names the items of lists that are to go.

    Raises:
        DossierError: something does.
    """
    left = dossier.model_copy(update=dict.fromkeys(gone, ()))
    references = check_references(left, words, lambda *args, **more: finding_at(joined, *args, **more))
    if errors := [reference for reference in references if reference.severity is Severity.ERROR]:
        raise DossierError(errors)


def _files(joined: Any, root: str, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sections by the file that holds them; a list of several files keeps each item in its own."""
    files: dict[str, dict[str, Any]] = {}
    for key, section in wanted.items():
        places = {index: place[0].name for (name, index), place in joined.items.items() if name == key}
        if isinstance(section, list) and len(set(places.values())) > 1:
            homes = {row_name(item, rank): places[rank] for rank, item in enumerate(joined.data[key]) if rank in places}
            last = places[max(places)]
            for rank, item in enumerate(section):
                files.setdefault(homes.get(row_name(item, rank), last), {}).setdefault(key, []).append(item)
            continue
        top = joined.top.get(key)
        files.setdefault(top[0].name if top else root, {})[key] = section
    return files
