"""The documents that lie beside each dossier of a portfolio: written, or whether snr would write the same ones today."""

import hashlib
import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Final, get_args

from snr_cli.api.assessing import Assessed
from snr_cli.api.drafting import Place, document_views
from snr_cli.catalog.tables import Tables
from snr_cli.documents.edits import edited, kept_sections
from snr_cli.documents.formats.office import edited_office, kept_office
from snr_cli.documents.formats.tree import ARCHIVE, COMPOUND
from snr_cli.documents.kinds import DocumentName, Form, Subject
from snr_cli.documents.outline import ANNEXES_BY_FORM, APART, DIAGNOSIS, DOCUMENTS
from snr_cli.documents.render import write_document
from snr_cli.documents.views.records import View
from snr_cli.french.numbers import plural
from snr_cli.french.plain import json_text
from snr_cli.inputs.dossier.files import aside, why
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.observatory.state import DocumentFile, DocumentState, table_key
from snr_cli.outputs.files import make_folder, write_atomic
from snr_cli.plan.plan import Plan

# The documents that lie beside a dossier: whether snr would write the same ones today.

DOCUMENTS_FOLDER: Final = "documents"
_MOST_FILES: Final = 60
_BESIDE_MOST_BYTES: Final = 2**25  # of a document: pictures that a person put in it are large
_COVER: Final = frozenset(
    {"couverture", "projet", "reste"}
)  # what a document has for its look, or because it is a draft
_PAGE_OF_TABLE: Final = re.compile(r"index\.html|page-[0-9]+\.html").fullmatch
_ANNEXES: Final = "-annexes"  # ends the name of the file of annexes that go apart
_APARTS: Final = (True, False)  # where the annexes may have gone: to a file of their own, or in the document
_WITH_ANNEXES: Final = frozenset(name for name, outline in DOCUMENTS.items() if outline.annexes)


def documents_beside(
    assessed: Assessed, plan: Plan, tables: Tables, place: str = "", fresh: Container[str] = ()
) -> tuple[DocumentFile, ...]:
    """Return the documents in the folder of a dossier, in its `documents/` and in that of the table, each with its state.

    Markdown, .docx and .odt keep the sum of each section that snr wrote: it is up to date when the same sections would have the
    same sums today, whatever a person changed in it since. A page of HTML keeps none: it is when snr would write the same bytes.

    Args:
        assessed: the dossier, assessed.
        plan: its plan.
        tables: the factor tables.
        place: the folder of its documents beside the table, where `--draft` writes them; empty without any.
        fresh: the names of those that were just written there.
    """
    again = _Again(assessed, plan, tables)
    folder = Path(assessed.name).parent
    files: list[DocumentFile] = []
    for path in () if table_key(assessed.name) else [*_files(folder)][:_MOST_FILES]:  # of the table: it has no folder
        document, state = _judged(path, again)
        if document or path.parent != folder:  # beside the dossier, a README is no document
            files.append(DocumentFile(path.relative_to(folder).as_posix(), document, state))
    there = Path(place).resolve() if place else None
    if there is not None and there not in (folder.resolve(), (folder / DOCUMENTS_FOLDER).resolve()):
        for path in documents_at(place):
            written = "annexes" if path.stem.endswith(_ANNEXES) else path.stem
            document, state = (written, "up_to_date") if path.name in fresh else _judged(path, again)
            files.append(DocumentFile(document_name(path), document, state))
    return tuple(files)


def beyond_said(name: str) -> tuple[str, ...]:
    """Say in French how many files beside a dossier are not looked at, nothing when all are."""
    more = 0 if table_key(name) else len([*_files(Path(name).parent)]) - _MOST_FILES
    return (
        (f"{plural(more, 'document')} à côté du dossier en plus des {_MOST_FILES} premiers : non regardés",)
        if more > 0
        else ()
    )


def documents_at(place: str) -> list[Path]:
    """Return the documents in the folder that a dossier has beside the table."""
    return list(_documents_of(Path(place).glob("*")))[:_MOST_FILES]


def document_name(path: Path) -> str:
    """Return the name in a row of a document beside the table: from the folder of the table."""
    return f"{DOCUMENTS_FOLDER}/{path.parent.name}/{path.name}"


def _files(folder: Path) -> Iterator[Path]:
    try:
        every = [*folder.iterdir(), *(folder / DOCUMENTS_FOLDER).glob("*")]
    except OSError:
        return
    table = (
        folder / "portfolio.json"
    ).exists()  # the pages of a table that is here are its own, which it is there to write again
    yield from _documents_of(
        path for path in every if not (table and path.parent == folder and _PAGE_OF_TABLE(path.name))
    )


def _documents_of(paths: Iterable[Path]) -> Iterator[Path]:
    suffixes = {f".{form}" for form in get_args(Form)}
    try:
        every = sorted(paths)
    except OSError:
        return
    yield from (path for path in every if path.suffix.lower() in suffixes and path.is_file())


def _judged(path: Path, again: "_Again") -> tuple[str, DocumentState]:
    """Return which document a file is, empty when nothing says that snr wrote it, and its state."""
    form = path.suffix.lower().removeprefix(".")
    try:
        data = plain_bytes(path, _BESIDE_MOST_BYTES)
        text = data.decode("utf-8") if form in ("md", "html") else ""
    except (OSError, UnicodeDecodeError):
        return "", "not_ours"
    if form == "html":
        return _page(path, text, again)
    name, sums = kept_sections(text) if form == "md" else kept_office(data)
    document, _, about = name.partition(" ")
    if not again.can_write(document, about):
        return "", "not_ours"
    told = _said(sums)
    for apart in _APARTS if document in _WITH_ANNEXES else (False,):
        fresh = again.written(document, form, about, apart, path.parent)
        _, now = kept_sections(fresh) if isinstance(fresh, str) else kept_office(fresh)
        if told == _said(now):
            return document, "up_to_date"
    return document, "to_redo"


def _said(sums: dict[str, str]) -> dict[str, str]:
    return {name: each for name, each in sums.items() if name not in _COVER}


def _page(path: Path, text: str, again: "_Again") -> tuple[str, DocumentState]:
    """Judge a page of HTML: known by its title, up to date when it would be written byte for byte."""
    match = re.match(r"<!doctype html>\n<html lang=\"fr\">\n(?:<meta[^>]*>|</?head>|\n)*<title>([^<]*)</title>", text)
    title = unescape(match[1]) if match else ""
    titles = {
        **{outline.title: name for name, outline in DOCUMENTS.items()},
        APART.title: "annexes",
        DIAGNOSIS: "strategie",
    }
    document = next((name for begin, name in titles.items() if title.startswith(begin)), "")
    if not document:
        return "", "not_ours"
    subjects = get_args(Subject) if document in ("deliberation", "annexes") else ("",)
    tries = ((about, apart, final) for about in subjects for apart in _APARTS for final in (False, True))
    same = any(
        again.written(document, "html", about, apart, path.parent, final=final) == text for about, apart, final in tries
    )
    return document, "up_to_date" if same else "to_redo"


class _Again:
    """What snr would write today of a dossier; each view is made once."""

    def __init__(self, found: Assessed, plan: Plan, tables: Tables) -> None:
        self.found, self.plan, self.tables = found, plan, tables
        self.views: dict[tuple[str, str, bool, Path, bool], View | None] = {}

    def can_write(self, document: str, about: str) -> bool:
        """Say whether a document is one of ours."""
        known = document in get_args(DocumentName) or document == "annexes"
        return known and (not about or about in get_args(Subject))

    def written(
        self, document: str, form: Any, about: str, apart: bool, folder: Path, *, final: bool = False
    ) -> str | bytes:
        """Return a document as snr would write it in a folder, empty when it would not."""
        view = self._view(document, about, apart, folder, final)
        try:
            return "" if view is None else write_document(view, form)
        except (UsageError, DossierError):  # too long; --final is refused
            return ""

    def _view(self, document: str, about: str, apart: bool, folder: Path, final: bool) -> View | None:
        key = (document, about, apart, folder, final)
        if key not in self.views:
            base: Any = about or "strategie" if document == "annexes" else document
            given: Any = about or None if document != "annexes" else None
            try:
                views = document_views(
                    self.found,
                    base,
                    self.tables,
                    about=given,
                    final=final,
                    place=Place(apart or document == "annexes", folder),
                    plan=self.plan,
                )
                self.views[key] = views[-1] if document == "annexes" else views[0]
            except (DossierError, UsageError):  # --final is refused, the result that it compares with cannot be read
                self.views[key] = None
        return self.views[key]


# The documents of each dossier of a portfolio, in a folder of its own; what a person changed in one is never written over.
#
# Beside each folder, a small file keeps the digest of what was written there: a page of HTML has no mark that tells an edit.

_MOST_BYTES = 2**26  # of a document that is looked at: pictures that a person put in it are large
_MOST_KEPT = 2**20  # bytes of the digests of a folder
_DIGESTS = 4 * 65  # characters: the last four of a document
_FOREIGN = "ce n’est pas le fichier que snr a écrit"


@dataclass(frozen=True, slots=True)
class DraftsAsked:
    """The documents to write of each dossier, their format, and the folder of each dossier by its path."""

    documents: tuple[DocumentName, ...] = ()
    form: Form = "md"
    places: dict[str, str] = field(default_factory=dict)

    def files(self, path: str) -> list[Path]:
        """Return the files of the documents of a dossier."""
        return [Path(self.places[path]) / f"{document}.{self.form}" for document in self.documents]


def left_behind(wanted: Sequence[str], folder: Path) -> list[str]:
    """Return the folders of documents of dossiers that are in the table no more.

    Args:
        wanted: the paths of the dossiers of the table.
        folder: where the folders of their documents are.
    """
    now = {Path(place).name.casefold() for place in draft_places(wanted, folder).values()}
    if not folder.is_dir():
        return []
    return sorted(str(path) for path in folder.iterdir() if path.is_dir() and path.name.casefold() not in now)


def draft_places(wanted: Sequence[str], folder: Path) -> dict[str, str]:
    """Return the folder of the documents of each dossier: named after its own folder, from the one that holds them all.

    Authorities of the table, which have no folder, change no name of the others: an earlier run may not have had them.

    Args:
        wanted: the paths of the dossiers.
        folder: where these folders are.
    """
    homes = {path: _home(path) for path in wanted}
    try:
        root = os.path.commonpath([home.parent for path, home in homes.items() if not table_key(path)])
    except ValueError:  # on several disks, or none has a folder
        root = ""
    places: dict[str, str] = {}
    taken: set[str] = set()
    for path, home in homes.items():
        within = home.relative_to(root) if root and home.is_relative_to(root) else Path(home.name)
        base = name = "-".join(part for part in within.parts if part != os.sep) or "dossier"
        rank = 1
        while name.casefold() in taken:
            rank += 1
            name = f"{base}-{rank}"
        taken.add(name.casefold())
        places[path] = str(folder / name)
    return places


def _home(path: str) -> Path:
    """Return what names a dossier: its folder, or its file when it does not have the usual name; the SIREN of one of the table."""
    if of_table := table_key(path):
        return Path(of_table[1])
    given = Path(os.path.realpath(Path(path).parent)) / Path(path).name
    return given.parent if given.stem == "territory" else given.with_name(given.stem)


def draft_all(
    path: str, assessed: Assessed, plan: Plan, tables: Tables, asked: DraftsAsked, as_of: str | None = None
) -> tuple[list[str], list[str]]:
    """Write the documents of a dossier.

    Returns:
        why one of them is not written, in French; the names of those that are.
    """
    notes: list[str] = []
    fresh: list[str] = []
    kept = Path(asked.places[path]).with_name(f".{Path(asked.places[path]).name}.snr.json")
    digests = _digests(kept)
    for document, target in zip(asked.documents, asked.files(path), strict=True):
        try:
            apart = target.with_stem(f"{target.stem}{_ANNEXES}")
            two = document in _WITH_ANNEXES and ANNEXES_BY_FORM[asked.form] == "apart"
            views = document_views(assessed, document, tables, place=Place(two, target.parent), plan=plan, as_of=as_of)
            make_folder(target.parent)
            for view, place in zip(views, (target, apart), strict=False):
                if changed := _edits(place, digests.get(place.name, "")):
                    notes.append(f"{place} : document retouché ({', '.join(changed)}), il reste tel quel")
                    continue
                written = write_document(view, asked.form)
                data = written.encode(errors="replace") if isinstance(written, str) else written
                # first, with those of before: the document that is there stays ours when the command is killed in between
                digests[place.name] = f"{hashlib.sha256(data).hexdigest()} {digests.get(place.name, '')}"[:_DIGESTS]
                write_atomic(kept, json_text(digests, 0), follow=False)
                write_atomic(place, written)
                fresh.append(place.name)
        except OSError as error:
            notes.append(f"{target} : écriture impossible ({why(error)})")
        except UsageError as error:
            notes.append(str(error))
    return notes, fresh


def _digests(path: Path) -> dict[str, str]:
    """Return the digest of each document of a folder, as snr wrote it; a file that is none of ours says nothing."""
    try:
        with aside():
            found = read_json(plain_bytes(path, _MOST_KEPT).decode("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _edits(path: Path, digest: str) -> list[str]:
    """Return what a person changed in a document that is there, in the words of a message.

    Args:
        path: the document.
        digest: those of what snr wrote there, the last first, empty when that is not known: its marks then say that it is ours.
    """
    if not os.path.lexists(path):
        return []
    try:
        with aside():  # it is no input
            data = plain_bytes(path, _MOST_BYTES)
        if data.startswith(COMPOUND):
            return ["protégé par un mot de passe"]
        if not data.startswith(ARCHIVE):  # Git on Windows gives a text other ends of lines
            data = data.replace(b"\r\n", b"\n")
        if digest and hashlib.sha256(data).hexdigest() in digest:
            return []
        if data.startswith(ARCHIVE):
            changed, (name, _) = edited_office(data)[0], kept_office(data)
        else:
            text = data.decode("utf-8")
            changed, (name, _) = edited(text), kept_sections(text)
        return changed or ([] if name and not digest else [_FOREIGN])
    except OSError:
        return ["il ne se lit pas"]
    except UnicodeDecodeError:
        return ["ce n’est pas de l’UTF-8"]
