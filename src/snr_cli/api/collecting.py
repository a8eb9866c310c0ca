"""Workbooks for those who hold the data: written, read back once filled in, folded into the dossier."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from snr_cli.api.answering import put_answers
from snr_cli.api.answers import certain_reading
from snr_cli.api.asking import KEPT, SheetAnswers, asked_book, put_off, read_answers, told_at_answer
from snr_cli.api.assessing import assess_dossier, pooled_types
from snr_cli.api.authorities import find_authorities
from snr_cli.api.catalogue import words_of
from snr_cli.api.contributors import (
    KEEP_ONE,
    ReturnedBooks,
    contributors_of,
    each_alone,
    nameable,
    named_in,
    returned_books,
    several,
)
from snr_cli.api.drafts import raw_sections, section_edits, section_places, section_written, stop_if_saved
from snr_cli.api.returning import Fold, emptied_lists, kept_without, not_asked, returned_sections
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import yearly_units
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural
from snr_cli.french.plain import indented
from snr_cli.inputs.dossier.corrected import (
    CollectReturn,
    Correction,
    LastFold,
    ReturnState,
    book_beside,
    book_mark,
    departures,
    last_fold_path,
    other_years,
    read_last_fold,
    row_name,
)
from snr_cli.inputs.dossier.files import WORKBOOKS, Edit, relative, there
from snr_cli.inputs.dossier.includes import as_written, finding_at, join, leaves
from snr_cli.inputs.dossier.load import Read, read_dossier
from snr_cli.inputs.dossier.references import check_references
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
from snr_cli.inputs.dossier.yaml_splices import YamlChange
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.regular import digest
from snr_cli.inputs.sheets import SheetError, open_book
from snr_cli.inputs.workbook.asked import AskedSheet
from snr_cli.inputs.workbook.fixes import Fix, fixes_path, fixes_text, read_fixes
from snr_cli.inputs.workbook.shape import (
    SheetShape,
    cover_lines,
    of_sections,
    read_sent,
    returned_lines,
    sections_in,
    sent_cells,
    sent_key,
    sheets_of,
    single_columns,
)
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.inputs.workbook.write import new_book, workbook_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Position, Severity
from snr_cli.model.questions import BY_ID
from snr_cli.model.refusal import UnreadError, UsageError
from snr_cli.model.territory import Contributor

if TYPE_CHECKING:
    from snr_cli.engine.uncertainty import ToCollect


@dataclass(frozen=True, slots=True)
class CollectBook:
    """A workbook to send: for whom, its bytes."""

    contributor: Contributor
    content: bytes

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"{self.contributor.id}.xlsx"


def collect_books(
    dossier: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    earlier: Path | None = None,
    tables: Tables | None = None,
) -> tuple[CollectBook, ...]:
    """Make the workbooks of a dossier, one for each contributor, filled with what the dossier has.

    Args:
        dossier: its folder or its file.
        asked: name of a workbook → keys or French names of its sections; the dossier's `contributors` without any.
        everything: add the sections that nobody has, in a workbook of their own.
        earlier: the folder of workbooks of before, which say who was asked what when the dossier does not.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened; nobody is named; an unknown section, or one for two.
        DossierError: the dossier is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    words, read = read_collected(dossier, tables)
    stored, units = stored_dossier(read), yearly_units(tables.service_types)
    data = stored.model_dump(exclude_unset=True, by_alias=True)
    declared = stored.contributors
    if not declared and not asked and not everything and earlier is not None:
        declared = named_in(earlier)
    name, kind = _authority(stored, tables)
    people = contributors_of(declared, asked, everything=everything, kind=kind)
    nameable(people)
    each_alone(people)
    books, pooled = [], pooled_types(read.name, stored, tables)
    for person in people:
        own = of_sections(data, person.sections)
        title = f"{name or 'La collectivité'} : {person.function}"
        if any(part.type in pooled for key in person.questions for part in BY_ID[key].parts):
            title += ". Ne donnez que ce que vous avez en propre : ce que le groupement mutualise est déjà compté"
        questions = asked_book((BY_ID[key] for key in person.questions), data, _counted(read), title)
        filled = {KEPT: questions.sent} if questions.sheets else {}
        minutes = person.minutes or (not person.sections and sum(each.minutes for each in questions.questions)) or None
        drawn = tuple(question.id for question in questions.questions)
        of = person.model_copy(update={"questions": drawn, "minutes": minutes})
        sheets: tuple[AskedSheet | SheetShape, ...] = (
            *questions.sheets,
            *(sheets_of(person.sections) if person.sections else ()),
        )
        content = workbook_bytes(
            filled_sheets(own),
            words.type_labels(),
            sheets,
            guide=(*cover_lines(of, stored, [sheet.name for sheet in sheets], name), sent_key(of)),
            single=single_columns(person.sections),
            remembered=True,
            units=units,
            sent=sent_cells(dict.fromkeys(sections_in(person.sections)) | own | filled),
        )
        books.append(CollectBook(person, content))
    return tuple(books)


def _authority(stored: Any, tables: Tables | None) -> tuple[str, str | None]:
    """Return the name and the kind of the authority of a dossier, from the table when the dossier leaves them to it."""
    territory = stored.territory
    known = find_authorities(territory.siren, 1, tables=tables) if territory.siren else []
    entry = known[0] if known else None
    return territory.name or (entry["name"] if entry else ""), territory.kind or (entry["kind"] if entry else None)


def _counted(read: Read) -> frozenset[str]:
    """Return the types that the inventories of a dossier count."""
    return (
        frozenset(line.type for line in read.dossier.equipment)
        if read.dossier is not None and read.imported
        else frozenset()
    )


def collect_status(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    tables: Tables | None = None,
) -> tuple[CollectReturn, ...]:
    """Say, for each contributor, what came back.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        everything: as `collect_books`.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: the dossier or the folder cannot be read, or nobody is named.
        DossierError: the dossier is wrong without them.
    """
    _, read = read_collected(dossier, tables)
    found = _returned(read, Path(returned), asked, everything=everything, tables=tables)
    people, books = found.people, found.books
    missing = _missing(fspath(dossier))
    alone = {path: _alone(dossier, path, tables) for path in books.values()}
    readable = {path: one for path, one in alone.items() if not isinstance(one, str)}
    # one may name what another defines
    together = read_collected(dossier, tables, readable)[1] if len(readable) > 1 else None
    came = [
        _twice(person, found.twice[person.id])
        if person.id in found.twice
        else _came_back(Path(returned), books.get(person.id), person, read, missing, alone, together, tables)
        for person in people
    ]
    asking = [
        one
        for one in came
        if one.contributor.questions and one.file and all(found.code != "SNR121" for found in one.findings)
    ]
    if not asking:
        return tuple(came)
    stored = stored_dossier(read).model_dump(exclude_unset=True, by_alias=True)
    answers = {}
    for person in (one.contributor for one in asking):
        sent = read_sent(books[person.id])
        last = read_last_fold(Path(returned), person.id, sent, read.name)
        answers[person.id] = _answers(books[person.id], person, stored, sent, last)
    put_off(answers.values(), raw_sections(read), shipped_tables() if tables is None else tables)
    try:
        refused: Sequence[Finding] = fold_books(dossier, returned, asked, everything=everything, tables=tables).waiting
    except DossierError as error:
        refused = error.findings
    except UsageError:  # told by `--yaml`: what is answered has no place to go
        refused = ()
    return tuple(
        _with_answers(one, answers[one.contributor.id], refused) if one.contributor.id in answers else one
        for one in came
    )


def _with_answers(came: CollectReturn, answers: SheetAnswers, refused: Iterable[Finding]) -> CollectReturn:
    """Add to what came of a workbook what its questions were answered, and for what `--yaml` refuses it."""
    findings = (*came.findings, *answers.findings)
    findings += tuple(each for each in refused if each.position.file == came.file and each not in findings)
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    changed = came.changed + len(answers.written)
    state: ReturnState = "wrong" if wrong else "returned" if changed or answers.told or answers.unknown else came.state
    return replace(
        came,
        state=state,
        filled=came.filled + len(answers.given),
        changed=changed,
        findings=findings,
        kept=(*came.kept, *answers.kept),
        corrected=(*came.corrected, *answers.told),
        unknown=tuple(answers.unknown),
    )


def _answers(
    path: Path, person: Contributor, data: Mapping[str, Any], sent: Mapping[str, Any], last: LastFold
) -> SheetAnswers:
    """Read what a workbook answers to questions."""
    filled, base = sent.get(KEPT), last.sections.get(KEPT)
    return read_answers(
        path,
        person.questions,
        data,
        filled if isinstance(filled, dict) else {},
        base if isinstance(base, dict) else {},
    )


def _returned(
    read: Read,
    returned: Path,
    asked: Mapping[str, Iterable[str]] | None,
    *,
    everything: bool,
    tables: Tables | None = None,
) -> ReturnedBooks:
    stored = stored_dossier(read)
    kind = _authority(stored, tables)[1] if asked else None
    return returned_books(returned, stored.contributors, asked, everything=everything, kind=kind)


def _twice(contributor: Contributor, paths: Sequence[Path]) -> CollectReturn:
    findings = tuple(_twice_finding(paths, contributor.id))
    return CollectReturn(contributor, "wrong", relative(paths[0]).as_posix(), findings=findings)


def _twice_finding(paths: Sequence[Path], name: str) -> Iterator[Finding]:
    yield Finding("SNR121", Position(relative(paths[0]).as_posix()), several(paths, name), KEEP_ONE)


def nobodys_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
) -> tuple[str, ...]:
    """Return the workbooks of a folder that are no contributor’s: they are read by nobody.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        everything: as `collect_books`.

    Raises:
        UsageError: as `collect_status`.
    """
    _, read = read_collected(dossier, None)
    return _returned(read, Path(returned), asked, everything=everything).nobodys


def proposed_fixes(
    findings: Iterable[Finding], returned: Path, tables: Tables | None = None
) -> Iterator[tuple[Path, Fix, Finding]]:
    """Give how each cell that is not understood can be read, of each workbook, and what is wrong with it.

    Args:
        findings: what is wrong in the workbooks.
        returned: their folder.
        tables: the factor tables; those of snr without any.
    """
    tables = shipped_tables() if tables is None else tables
    labels = words_of(tables).type_labels()
    books: dict[Path, dict[tuple[str, str], Finding]] = {}
    for finding in findings:
        path = returned / Path(finding.position.file).name
        if finding.position.sheet and path.is_file():  # not the dossier, which may be one
            wrong = books.setdefault(path, {})
            wrong[finding.position.sheet, finding.position.cell] = finding
    for path, wrong in books.items():
        book = open_book(path)
        for sheet in book.sheets:
            for cell in (cell for row in sheet.rows() for cell in row.cells if (sheet.name, cell.address) in wrong):
                finding = wrong[sheet.name, cell.address]
                # the type of a service has the unit of its quantity: it is asked as it is
                named = labels.labels.get(labels.types.get(fold(cell.text), ""), "") if finding.code == "SNR125" else ""
                if reading := named or finding.reading or certain_reading(cell.text):
                    yield path, Fix(sheet.name, cell.address, cell.text.strip(), reading), finding
        book.close()


def fix_edits(fixes: Iterable[tuple[Path, Fix]]) -> list[Edit]:
    """Return the files that keep how cells are to be read, with those that were agreed upon."""
    by_book: dict[Path, dict[tuple[str, str], Fix]] = {}
    for path, fix in fixes:
        by_book.setdefault(path, read_fixes(path))[fix.sheet, fix.cell] = fix
    return [
        Edit(fixes_path(path), there(fixes_path(path)), fixes_text(known).encode(), follow=False)
        for path, known in by_book.items()
    ]


def first_to_collect(dossier: str | PathLike[str], tables: Tables | None = None) -> "tuple[ToCollect, ...]":
    """Return the estimates of a dossier, the one whose real number could change its total most first; none without any.

    Args:
        dossier: its folder or its file.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    from snr_cli.engine.uncertainty import to_collect

    _, read = read_collected(dossier, tables)
    if not stored_dossier(read).method.estimate:
        return ()
    known = shipped_tables() if tables is None else tables
    return to_collect(assess_dossier(dossier, known, places=False).result.organisation.lines, known)


def _alone(dossier: str | PathLike[str], path: Path, tables: Tables | None) -> Read | str:
    """Return the dossier with one workbook; why the workbook cannot be read, when it cannot.

    Raises:
        UnreadError: the dossier cannot be.
    """
    try:
        return read_collected(dossier, tables, [path])[1]
    except UnreadError as error:
        if error.unread.file != relative(path).as_posix():
            raise
        return error.unread.message


def _came_back(
    returned: Path,
    path: Path | None,
    contributor: Contributor,
    before: Read,
    missing: Iterable[Finding],
    alone: Mapping[Path, Read | str],
    together: Read | None,
    tables: Tables | None,
) -> CollectReturn:
    from snr_cli.api.checking import typed_findings

    keys = sections_in(contributor.sections)
    opens = {code for key in contributor.questions for code in BY_ID[key].opens}
    due = tuple(
        finding for finding in missing if finding.pointer.split("/")[1:2] and finding.pointer.split("/")[1] in keys
    )
    due += tuple(finding for finding in missing if finding.code in opens and finding not in due)
    if path is None:
        return CollectReturn(contributor, "absent", missing=due)
    name = relative(path).as_posix()
    read = alone[path]
    try:
        sent = read_sent(path) if not isinstance(read, str) else {}
    except SheetError as error:
        read = str(error)
    if isinstance(read, str):
        unread = Finding("SNR121", Position(name), read, "demandez-le de nouveau, en .xlsx ou en .ods")
        return CollectReturn(contributor, "wrong", name, findings=(unread,))
    own = tuple(finding for finding in (together or read).findings if finding.position.file == name)
    joined = read.joined
    stored = stored_dossier(before)
    given = stored.model_dump(exclude_unset=True, by_alias=True)
    kept = kept_without(given, joined.given, joined.columns, contributor.sections)
    kept += not_asked(joined.given, contributor.sections)
    wrong = tuple(finding for finding in own if finding.severity is Severity.ERROR)
    if wrong:
        return CollectReturn(contributor, "wrong", name, findings=wrong, kept=kept)
    if together is not None and _is_wrong(read):  # it names what another workbook defines
        read = together
    if _is_wrong(read):
        return CollectReturn(
            contributor,
            "returned",
            name,
            doubtful=_doubtful(of_sections(joined.data, contributor.sections)),
            findings=own,
            missing=due,
            kept=kept,
        )
    new = stored_dossier(read)
    after = of_sections(new.model_dump(exclude_unset=True, by_alias=True), contributor.sections)
    judged = typed_findings(read, shipped_tables() if tables is None else tables)
    own += tuple(finding for finding in judged if finding.position.file == name)
    fold = Fold(sent, dict(read_last_fold(returned, contributor.id, sent, before.name).sections))
    becomes = returned_sections(before.joined, read.joined, stored, new, keys, fold, remove=False)
    # a section as it becomes; a list in which the lines and the inventories stand apart is as it came
    stays = {key: becomes.get(key) for key in keys}
    known_before, known_after = (
        {key: as_written(value) if key == "equipment" else value for key, value in data.items()}
        for data in (of_sections(given, contributor.sections), after)
    )
    far = departures(known_before, known_after, stays, read.joined)
    far += other_years(given, after, read.joined)
    known = {(finding.code, finding.position) for finding in own}
    own += tuple(finding for finding in far if (finding.code, finding.position) not in known)
    changed = sum(_changes(section_written(before, key), section) for key, section in becomes.items())
    state: ReturnState = "returned" if changed or fold.told else "unchanged"
    return CollectReturn(
        contributor,
        state,
        name,
        filled=_values(after),
        changed=changed,
        doubtful=_doubtful(after),
        findings=own,
        missing=due,
        kept=(*kept, *fold.kept),
        corrected=tuple(fold.told),
    )


def _is_wrong(read: Read) -> bool:
    return any(finding.severity is Severity.ERROR for finding in read.findings)


def _values(data: Any) -> int:
    """Count the values of some data."""
    return sum(1 for _ in leaves(data))


def _changes(before: Any, after: Any, *, within: bool = False) -> int:
    """Count the values that differ from what was there, as `--yaml` changes them: the items of a section stay."""
    if isinstance(after, Mapping):
        there = before if isinstance(before, Mapping) else {}
        gone = sum(_values(there[key]) for key in there.keys() - after.keys())
        return gone + sum(_changes(there.get(key), each, within=True) for key, each in after.items())
    if isinstance(after, list | tuple):
        old = (
            {row_name(each, rank): each for rank, each in enumerate(before)} if isinstance(before, list | tuple) else {}
        )
        new = {row_name(each, rank): each for rank, each in enumerate(after)}
        gone = sum(_values(old[name]) for name in old.keys() - new.keys()) if within else 0
        return gone + sum(_changes(old.get(name), each, within=True) for name, each in new.items())
    return int(before != after)


def _doubtful(data: Any) -> int:
    """Count the rows of some data that are « à confirmer »."""
    return sum(path[-1:] == ("certainty",) and value == "to_confirm" for path, value in leaves(data))


def read_collected(dossier: str | PathLike[str], tables: Tables | None, books: Iterable[Path] = ()) -> tuple[Any, Read]:
    """Read a dossier with the words of the catalogue, workbooks in the place of its sections.

    Raises:
        UnreadError: the dossier, or a workbook, cannot be opened.
    """
    words = words_of(shipped_tables() if tables is None else tables)
    return words, read_dossier(fspath(dossier), words, books=tuple(books))


def stored_dossier(read: Read) -> Any:
    """Return the dossier as it is written, before its inventories are read.

    Raises:
        DossierError: it is wrong.
    """
    errors = [finding for finding in read.findings if finding.severity is Severity.ERROR]
    if errors:
        raise DossierError(errors)
    return Dossier.model_validate(read.joined.data)


def _missing(dossier: str) -> tuple[Finding, ...]:
    """Return what the decree asks and the dossier has not."""
    from snr_cli.api.checking import check_dossiers

    dossiers = check_dossiers(dossier)
    return tuple(
        finding
        for finding in dossiers.report.findings
        if finding.code.startswith("REEN-") and finding.severity is Severity.ERROR and not finding.suppressed
    )


# Workbooks that came back, folded into the YAML files of the dossier: what they do not change keeps its bytes.


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
        waiting: what is wrong in the workbooks of which nothing is taken.
    """

    edits: tuple[Edit, ...]
    changes: Mapping[str, Sequence[YamlChange]]
    kept: tuple[str, ...]
    corrected: tuple[Correction, ...] = ()
    unread: tuple[Finding, ...] = ()
    book: Path | None = None
    waiting: tuple[Finding, ...] = ()


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    everything: bool = False,
    remove: bool = False,
    tables: Tables | None = None,
) -> FoldedBooks:
    """Put the workbooks of a folder in the YAML files of a dossier; nothing is written here. One that is wrong waits, the others do not.

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
        DossierError: the dossier, or every workbook, is wrong: each mistake at its cell.
    """
    _, before = read_collected(dossier, tables)
    stored_dossier(before)
    came = _returned(before, Path(returned), asked, everything=everything, tables=tables)
    waiting = [finding for name, paths in came.twice.items() for finding in _twice_finding(paths, name)]
    if not came.books and not waiting:
        raise UsageError(
            f"{returned} : aucun classeur rendu", "rangez-y ceux qui reviennent, sous le nom qu’ils avaient"
        )
    marks = {path: digest(path) for path in came.books.values()}
    ready = dict(came.books)
    while ready:
        try:
            folded = _fold_ready(
                dossier, before, replace(came, books=ready), Path(returned), remove=remove, tables=tables
            )
        except DossierError as error:
            wrong = error.findings
        except UnreadError as error:
            wrong = [
                Finding(
                    "SNR121",
                    Position(error.unread.file),
                    error.unread.message,
                    "demandez-le de nouveau, en .xlsx ou en .ods",
                )
            ]
        else:
            _unchanged(before, folded.edits, marks)
            return replace(folded, waiting=tuple(waiting))
        files = {finding.position.file for finding in wrong}
        left = {name: path for name, path in ready.items() if relative(path).as_posix() not in files}
        if len(left) == len(ready):  # the dossier itself is wrong without those that wait
            raise DossierError([*waiting, *wrong])
        ready, waiting = left, [*waiting, *wrong]
    raise DossierError(waiting)


def _unchanged(before: Read, edits: Iterable[Edit], books: Mapping[Path, str]) -> None:
    """Stop when somebody saved a file of the dossier, or a workbook, since it was read.

    Raises:
        UsageError: names the file.
    """
    stop_if_saved(before, edits)
    if saved := [path for path, mark in books.items() if digest(path) != mark]:
        raise UsageError(f"{saved[0]} : ce fichier vient de changer ; rien n’est écrit", "recommencez")


def _fold_ready(
    dossier: str | PathLike[str],
    before: Read,
    came: ReturnedBooks,
    returned: Path,
    *,
    remove: bool,
    tables: Tables | None,
) -> FoldedBooks:
    """Put workbooks in the YAML files of a dossier.

    Raises:
        DossierError, UnreadError, UsageError: as `fold_books`, the first of any workbook.
    """
    old, books = stored_dossier(before), came.books
    words, after = read_collected(dossier, tables, books.values())
    new = stored_dossier(after)
    unread = _unread(after, books.values())
    lost = [finding for finding in unread if finding.code != "SNR132"]
    if remove and lost:
        first = lost[0].position
        where = f"{first.file} › {first.sheet} › {first.cell}"
        raise UsageError(
            f"--remove : {plural(len(lost), 'ligne')} non lue{'s' * (len(lost) > 1)} dans les classeurs ({where}) : rien n’est ôté ni écrit",
            "corrigez-les, ou relancez sans --remove ; --status les dit toutes",
        )
    asked_of = [key for person in came.people if person.id in books for key in person.sections]
    keys = sections_in(asked_of)
    gone = emptied_lists(before.joined, after.joined, keys) if remove else frozenset()
    if gone:
        _check_without(after.joined, new, gone, words)
    past = _past(came, after, returned, before.name)
    wanted = returned_sections(before.joined, after.joined, old, new, keys, past.fold, remove=remove)
    wanted |= _answered(came, past, before, old, wanted, tables)
    found = section_edits(before, wanted, remove=remove)
    book = list(_beside_book(before, old, wanted, words, remove=remove))
    kept = kept_without(
        old.model_dump(exclude_unset=True, by_alias=True), after.joined.given | gone, after.joined.columns, asked_of
    )
    kept += (*past.fold.kept, *not_asked(after.joined.given, asked_of))
    places = section_places(before.joined, before.name, wanted)
    unwritten = {
        key
        for name, sections in places.items()
        if name.lower().endswith(WORKBOOKS) and name != before.name
        for key in sections
    }
    folded = _folded(returned, past, unwritten, book_mark(before.name) if book else "")
    changed = [(edit, changes) for edit, changes in found if changes]
    if any(answers.written for answers in past.answers.values()):
        _check_answers(dossier, tables, {str(edit.path): edit.text for edit, _ in changed}, past)
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
    sent: dict[Contributor, Mapping[str, Any]]
    answers: dict[Contributor, SheetAnswers]


def _past(came: ReturnedBooks, after: Read, returned: Path, name: str) -> _Past:
    """Return what is known of the workbooks that came back.

    Raises:
        UsageError: one of them, or what was last folded of it, cannot be read.
    """
    past = _Past(Fold(), {}, {}, {}, {})
    names = {relative(path).as_posix() for path in came.books.values()}
    whose = {key: place[0].name for key, place in after.joined.top.items() if place[0].name in names}
    for person in (contributor for contributor in came.people if contributor.id in came.books):
        path = came.books[person.id]
        try:
            filled = read_sent(path)
        except SheetError as error:
            raise UsageError(f"{path} : {error}", "demandez-le de nouveau") from None
        past.last[person] = read_last_fold(returned, person.id, filled, name)
        past.sent[person] = filled
        mine = relative(path).as_posix()
        # what another workbook has says nothing of it
        past.others[person] = {key for key, holder in whose.items() if holder != mine}
        for known, given in ((past.fold.sent, filled), (past.fold.base, past.last[person].sections)):
            own = {key: value for key, value in given.items() if key not in (*past.others[person], KEPT)}
            known |= {key: value for key, value in own.items() if value is not None or key not in known}
    return past


def _answered(
    came: ReturnedBooks,
    past: _Past,
    before: Read,
    old: Dossier,
    wanted: Mapping[str, Any],
    tables: Tables | None,
) -> dict[str, Any]:
    """Return the sections that the answers of the workbooks change; what else they say goes to `past`.

    Raises:
        DossierError: an answer cannot be read.
    """
    raw = raw_sections(before) | dict(wanted)
    data = old.model_dump(exclude_unset=True, by_alias=True)
    for person, last in past.last.items():
        if person.questions:
            past.answers[person] = _answers(came.books[person.id], person, data, past.sent[person], last)
    tables = shipped_tables() if tables is None else tables
    put_off(past.answers.values(), raw, tables)
    for answers in past.answers.values():
        past.fold.told.extend(answers.told)
        past.fold.kept.extend(answers.kept)
    if errors := [
        finding for found in past.answers.values() for finding in found.findings if finding.severity is Severity.ERROR
    ]:
        raise DossierError(errors)
    written = [(answer.place, answer.value) for found in past.answers.values() for answer in found.written]
    return put_answers(raw, written, tables)


def _check_answers(dossier: str | PathLike[str], tables: Tables | None, given: Mapping[str, str], past: _Past) -> None:
    """Check the dossier with what was answered, each mistake at the cell of the answer that is nearest.

    Raises:
        DossierError: an answer makes it wrong.
    """
    words = words_of(shipped_tables() if tables is None else tables)
    read = read_dossier(fspath(dossier), words, given=given)
    written = [answer for found in past.answers.values() for answer in found.written]
    wrong = [finding for finding in read.findings if finding.severity is Severity.ERROR]
    if wrong:
        raise DossierError([told_at_answer(finding, written, read.joined.data) for finding in wrong])


def _folded(returned: Path, past: _Past, unwritten: Collection[str], waiting: str) -> Iterator[Edit]:
    """Give what is to be kept of a fold, file by file; nothing of the sections that are not written."""
    for contributor, before in past.last.items():
        own = {key: past.fold.base[key] for key in sorted(sections_in(contributor.sections)) if key in past.fold.base}
        own = {
            key: before.sections.get(key)
            if {key, "equipment" if key == "imports" else key} & {*past.others[contributor], *unwritten}
            else value
            for key, value in own.items()
        }
        if contributor in past.answers:
            own[KEPT] = past.answers[contributor].base
        if any(value != before.sections.get(key) for key, value in own.items()):
            kept = LastFold(before.sent, own, waiting, before.sections if waiting else {})
            path = last_fold_path(returned, contributor.id)
            yield Edit(path, there(path), kept.text().encode(), follow=False)


def _beside_book(
    before: Any, old: Any, wanted: Mapping[str, Any], words: Any, *, remove: bool
) -> Iterator[tuple[Edit, list[YamlChange]]]:
    """Give the workbook of a dossier that is one with what came back, beside the one that stays as it is, if that changes it.

    Raises:
        UsageError: a file has its name.
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
    return tuple(
        finding
        for finding in read.findings
        if finding.code in ("SNR126", "SNR127", "SNR132") and finding.position.file in names
    )


def _check_without(joined: Any, dossier: Any, gone: Collection[str], words: Any) -> None:
    """Check what names the items of lists that are to go.

    Raises:
        DossierError: something does.
    """
    left = dossier.model_copy(update=dict.fromkeys(gone, ()))
    references = check_references(left, words, lambda *args, **more: finding_at(joined, *args, **more))
    if errors := [reference for reference in references if reference.severity is Severity.ERROR]:
        raise DossierError(errors)
