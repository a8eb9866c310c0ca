"""`snr collect`: sheets of questions for those who hold the data, what came back of them, and their answers in the dossier."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from snr_cli.api.drafts import raw_sections, section_edits, stop_if_saved
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.corrected import (
    CollectReturn,
    Correction,
    LastFold,
    last_fold_path,
    read_last_fold,
)
from snr_cli.inputs.dossier.files import Edit, relative, there, why
from snr_cli.inputs.dossier.load import Read, read_dossier
from snr_cli.inputs.dossier.yaml_splices import YamlChange
from snr_cli.inputs.regular import digest
from snr_cli.inputs.sheets import SheetError, open_book
from snr_cli.inputs.workbook.fixes import Fix, fixes_path, fixes_text, read_fixes
from snr_cli.inputs.workbook.shape import cover_lines, read_sent, sent_cells, sent_key
from snr_cli.inputs.workbook.write import workbook_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Position, Severity
from snr_cli.model.questions import BY_ID
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor

if TYPE_CHECKING:
    from snr_cli.engine.uncertainty import ToCollect

_ASK_AGAIN = "demandez-le de nouveau, en .xlsx ou en .ods"


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
    earlier: Path | None = None,
    tables: Tables | None = None,
) -> tuple[CollectBook, ...]:
    """Make the sheets of questions of a dossier, a workbook for each contributor, filled with what the dossier has.

    Args:
        dossier: its folder or its file.
        asked: name of a workbook → what it asks, in words; the dossier's `contributors` without any.
        earlier: the folder of workbooks of before, which say who was asked what when the dossier does not.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened; nobody is named; an unknown question, or one for two.
        DossierError: the dossier is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    read = _read(dossier, tables)
    stored = stored_dossier(read)
    data = stored.model_dump(exclude_unset=True, by_alias=True)
    declared = stored.contributors
    if not declared and not asked and earlier is not None:
        declared = named_in(earlier)
    name, kind = _authority(stored, tables)
    people = contributors_of(declared, asked, kind=kind)
    nameable(people)
    each_alone(people)
    books, pooled = [], pooled_types(read.name, stored, tables)
    for person in people:
        title = f"{name or 'La collectivité'} : {person.function}"
        if any(part.type in pooled for key in person.questions for part in BY_ID[key].parts):
            title += ". Ne donnez que ce que vous avez en propre : ce que le groupement mutualise est déjà compté"
        book = asked_book((BY_ID[key] for key in person.questions), data, _counted(read), title)
        minutes = person.minutes or sum(question.minutes for question in book.questions) or None
        drawn = tuple(question.id for question in book.questions)
        of = person.model_copy(update={"questions": drawn, "minutes": minutes})
        content = workbook_bytes(
            book.sheets,
            (*cover_lines(of, stored, [sheet.name for sheet in book.sheets], name), sent_key(of)),
            sent_cells({KEPT: book.sent} if book.sheets else {}),
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
    tables: Tables | None = None,
) -> tuple[CollectReturn, ...]:
    """Say, for each contributor, what came back.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: the dossier or the folder cannot be read, or nobody is named.
        DossierError: the dossier is wrong without them.
    """
    read = _read(dossier, tables)
    found = _returned(read, Path(returned), asked, tables=tables)
    missing = _missing(fspath(dossier))
    came: dict[str, CollectReturn] = {}
    answers: dict[str, SheetAnswers] = {}
    stored = stored_dossier(read).model_dump(exclude_unset=True, by_alias=True)
    for person in found.people:
        opens = {code for key in person.questions for code in BY_ID[key].opens}
        due = tuple(finding for finding in missing if finding.code in opens)
        path = found.books.get(person.id)
        if person.id in found.twice:
            paths = found.twice[person.id]
            name = relative(paths[0]).as_posix()
            came[person.id] = CollectReturn(person, "wrong", name, findings=tuple(_twice_finding(paths, person.id)))
        elif path is None:
            came[person.id] = CollectReturn(person, "absent", missing=due)
        else:
            name = relative(path).as_posix()
            try:
                answers[person.id] = _answers(path, person, stored, Path(returned))
            except DossierError as error:
                came[person.id] = CollectReturn(person, "wrong", name, findings=tuple(error.findings))
            else:
                came[person.id] = CollectReturn(person, "unchanged", name, missing=due)
    if not answers:
        return tuple(came.values())
    put_off(answers.values(), raw_sections(read), shipped_tables() if tables is None else tables)
    try:
        refused: Sequence[Finding] = fold_books(dossier, returned, asked, tables=tables).waiting
    except DossierError as error:
        refused = error.findings
    except UsageError:  # told by `--yaml`: what is answered has no place to go
        refused = ()
    return tuple(_with_answers(one, answers[name], refused) if name in answers else one for name, one in came.items())


def _with_answers(came: CollectReturn, answers: SheetAnswers, refused: Iterable[Finding]) -> CollectReturn:
    """Add to what came of a workbook what its questions were answered, and for what `--yaml` refuses it."""
    findings = (*answers.findings,)
    findings += tuple(each for each in refused if each.position.file == came.file and each not in findings)
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    answered = answers.written or answers.told or answers.unknown
    return replace(
        came,
        state="wrong" if wrong else "returned" if answered else came.state,
        filled=len(answers.given),
        changed=len(answers.written),
        findings=findings,
        kept=tuple(answers.kept),
        corrected=tuple(answers.told),
        unknown=tuple(answers.unknown),
    )


def _answers(path: Path, person: Contributor, data: Mapping[str, Any], returned: Path) -> SheetAnswers:
    """Read what a workbook answers to questions.

    Raises:
        DossierError: it cannot be read.
        UsageError: what was last folded of it cannot be.
    """
    try:
        sent = read_sent(path)
        last = read_last_fold(returned, person.id, sent).sections.get(KEPT)
        filled = sent.get(KEPT)
        return read_answers(
            path,
            person.questions,
            data,
            filled if isinstance(filled, dict) else {},
            last if isinstance(last, dict) else {},
        )
    except (OSError, SheetError) as error:
        said = why(error) if isinstance(error, OSError) else str(error)
        raise DossierError([Finding("SNR121", Position(relative(path).as_posix()), said, _ASK_AGAIN)]) from None


def _returned(
    read: Read, returned: Path, asked: Mapping[str, Iterable[str]] | None, *, tables: Tables | None = None
) -> ReturnedBooks:
    stored = stored_dossier(read)
    return returned_books(returned, stored.contributors, asked, kind=_authority(stored, tables)[1])


def _twice_finding(paths: Sequence[Path], name: str) -> Iterator[Finding]:
    yield Finding("SNR121", Position(relative(paths[0]).as_posix()), several(paths, name), KEEP_ONE)


def nobodys_books(
    dossier: str | PathLike[str], returned: str | PathLike[str], asked: Mapping[str, Iterable[str]] | None = None
) -> tuple[str, ...]:
    """Return the workbooks of a folder that are no contributor’s: they are read by nobody.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.

    Raises:
        UsageError: as `collect_status`.
    """
    return _returned(_read(dossier, None), Path(returned), asked).nobodys


def proposed_fixes(findings: Iterable[Finding], returned: Path) -> Iterator[tuple[Path, Fix, Finding]]:
    """Give how each cell that is not understood can be read, of each workbook, and what is wrong with it.

    Args:
        findings: what is wrong in the workbooks.
        returned: their folder.
    """
    books: dict[Path, dict[tuple[str, str], Finding]] = {}
    for finding in findings:
        path = returned / Path(finding.position.file).name
        if finding.position.sheet and path.is_file():
            wrong = books.setdefault(path, {})
            wrong[finding.position.sheet, finding.position.cell] = finding
    for path, wrong in books.items():
        book = open_book(path)
        for sheet, rows in book.each():
            for cell in (cell for row in rows for cell in row.cells if (sheet.name, cell.address) in wrong):
                finding = wrong[sheet.name, cell.address]
                if reading := finding.reading or certain_reading(cell.text):
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

    if not stored_dossier(_read(dossier, tables)).method.estimate:
        return ()
    known = shipped_tables() if tables is None else tables
    return to_collect(assess_dossier(dossier, known, places=False).result.organisation.lines, known)


def _read(dossier: str | PathLike[str], tables: Tables | None) -> Read:
    """Read a dossier with the words of the catalogue.

    Raises:
        UnreadError: it cannot be opened.
    """
    return read_dossier(fspath(dossier), words_of(shipped_tables() if tables is None else tables))


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


# Answers that came back, put in the YAML files of the dossier: what they do not change keeps its bytes.


@dataclass(frozen=True, slots=True)
class FoldedBooks:
    """The files that change.

    Attributes:
        edits: as they become: those of the dossier, then what the next return of each workbook is compared with.
        changes: what changes in each file of the dossier, by its path.
        kept: what of the workbooks is not taken, in sentences.
        corrected: values that the dossier changed after the workbooks were sent, which say others.
        unread: what of the workbooks was not read, each with its warning.
        waiting: what is wrong in the workbooks of which nothing is taken.
    """

    edits: tuple[Edit, ...]
    changes: Mapping[str, Sequence[YamlChange]]
    kept: tuple[str, ...]
    corrected: tuple[Correction, ...] = ()
    unread: tuple[Finding, ...] = ()
    waiting: tuple[Finding, ...] = ()


def fold_books(
    dossier: str | PathLike[str],
    returned: str | PathLike[str],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    tables: Tables | None = None,
) -> FoldedBooks:
    """Put the answers of a folder in the YAML files of a dossier; nothing is written here. A workbook that is wrong waits, the others do not.

    Args:
        dossier: its folder or its file.
        returned: the folder of the workbooks.
        asked: as `collect_books`.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: the dossier or the folder cannot be read, nobody is named, or a section stands in no YAML file.
        DossierError: the dossier, or every workbook, is wrong: each mistake at its cell.
    """
    before = _read(dossier, tables)
    stored_dossier(before)
    came = _returned(before, Path(returned), asked, tables=tables)
    waiting = [finding for name, paths in came.twice.items() for finding in _twice_finding(paths, name)]
    if not came.books and not waiting:
        raise UsageError(
            f"{returned} : aucun classeur rendu", "rangez-y ceux qui reviennent, sous le nom qu’ils avaient"
        )
    marks = {path: digest(path) for path in came.books.values()}
    ready = dict(came.books)
    while ready:
        try:
            folded = _fold_ready(dossier, before, replace(came, books=ready), Path(returned), tables=tables)
        except DossierError as error:
            wrong = error.findings
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
    dossier: str | PathLike[str], before: Read, came: ReturnedBooks, returned: Path, *, tables: Tables | None
) -> FoldedBooks:
    """Put the answers of workbooks in the YAML files of a dossier.

    Raises:
        DossierError, UsageError: as `fold_books`, the first of any workbook.
    """
    tables = shipped_tables() if tables is None else tables
    data = stored_dossier(before).model_dump(exclude_unset=True, by_alias=True)
    raw = raw_sections(before)
    people = [person for person in came.people if person.id in came.books]
    answers = {person.id: _answers(came.books[person.id], person, data, returned) for person in people}
    put_off(answers.values(), raw, tables)
    findings = [finding for found in answers.values() for finding in found.findings]
    if errors := [finding for finding in findings if finding.severity is Severity.ERROR]:
        raise DossierError(errors)
    written = [answer for found in answers.values() for answer in found.written]
    wanted = put_answers(raw, [(answer.place, answer.value) for answer in written], tables)
    changed = [(edit, changes) for edit, changes in section_edits(before, wanted) if changes]
    if written:
        given = {str(edit.path): edit.text for edit, _ in changed}
        read = read_dossier(fspath(dossier), words_of(tables), given=given)
        if wrong := [finding for finding in read.findings if finding.severity is Severity.ERROR]:
            raise DossierError([told_at_answer(finding, written, read.joined.data) for finding in wrong])
    return FoldedBooks(
        (*(edit for edit, _ in changed), *_folded(came, returned, answers)),
        {str(edit.path): changes for edit, changes in changed},
        tuple(line for found in answers.values() for line in found.kept),
        tuple(correction for found in answers.values() for correction in found.told),
        tuple(findings),
    )


def _folded(came: ReturnedBooks, returned: Path, answers: Mapping[str, SheetAnswers]) -> Iterator[Edit]:
    """Give what is to be kept of a fold, file by file, where it changes."""
    for name, found in answers.items():
        before = read_last_fold(returned, name, read_sent(came.books[name]))
        if found.base != before.sections.get(KEPT):
            path = last_fold_path(returned, name)
            yield Edit(path, there(path), LastFold(before.sent, {KEPT: found.base}).text().encode(), follow=False)
