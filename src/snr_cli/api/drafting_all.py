"""The documents of each dossier of a portfolio, in a folder of its own; what a person changed in one is never written over.

Beside each folder, a small file keeps the digest of what was written there: a page of HTML has no mark that tells an edit.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from snr_cli.api.assessing import Assessed
from snr_cli.api.drafting import document_views
from snr_cli.catalog.tables import Tables
from snr_cli.documents.edits import edited, kept_sections
from snr_cli.documents.formats.markup import ARCHIVE, COMPOUND
from snr_cli.documents.formats.office import edited_office, kept_office
from snr_cli.documents.kinds import DocumentName, Form
from snr_cli.documents.render import write_document
from snr_cli.documents.templates import TemplateError
from snr_cli.french.plain import json_text
from snr_cli.inputs.bounded_json import read_json
from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.dossier.opened import aside
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import UsageError
from snr_cli.outputs.files import make_folder, write_atomic
from snr_cli.outputs.portfolio.of_table import table_key
from snr_cli.plan.plan import Plan

_MOST_BYTES = 2**26  # of a document that is looked at: pictures that a person put in it are large
_MOST_KEPT = 2**20  # bytes of the digests of a folder
_FOREIGN = "ce n’est pas le fichier que snr a écrit"


@dataclass(frozen=True, slots=True)
class DraftsAsked:
    """The documents to write of each dossier, their format, and the folder of each dossier by its path."""

    documents: tuple[DocumentName, ...] = ()
    form: Form = "md"
    places: dict[str, str] = field(default_factory=dict)

    def files(self, path: str) -> list[Path]:
        """Return the files of the documents of a dossier."""
        return [Path(self.places[path]) / f"{each}.{self.form}" for each in self.documents]


def left_behind(wanted: Sequence[str], folder: Path) -> list[str]:
    """Return the folders of documents of dossiers that are in the table no more.

    Args:
        wanted: the paths of the dossiers of the table.
        folder: where the folders of their documents are.
    """
    now = {Path(place).name.casefold() for place in draft_places(wanted, folder).values()}
    if not folder.is_dir():
        return []
    return sorted(str(each) for each in folder.iterdir() if each.is_dir() and each.name.casefold() not in now)


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
    found: dict[str, str] = {}
    taken: set[str] = set()
    for path, home in homes.items():
        within = home.relative_to(root) if root and home.is_relative_to(root) else Path(home.name)
        base = name = "-".join(each for each in within.parts if each != os.sep) or "dossier"
        rank = 1
        while name.casefold() in taken:
            rank += 1
            name = f"{base}-{rank}"
        taken.add(name.casefold())
        found[path] = str(folder / name)
    return found


def _home(path: str) -> Path:
    """Return what names a dossier: its folder, or its file when it does not have the usual name; the SIREN of one of the table."""
    if of_table := table_key(path):
        return Path(of_table[1])
    given = Path(os.path.realpath(Path(path).parent)) / Path(path).name
    return given.parent if given.stem == "territory" else given.with_name(given.stem)


def draft_all(
    path: str, found: Assessed, plan: Plan, tables: Tables, asked: DraftsAsked, as_of: str | None = None
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
        changed = _edits(target, digests.get(target.name, ""))
        if changed:
            notes.append(f"{target} : document retouché ({', '.join(changed)}), il reste tel quel")
            continue
        try:
            (view,) = document_views(found, document, tables, plan=plan, as_of=as_of)
            written = write_document(view, asked.form)
            make_folder(target.parent)
            write_atomic(target, written)
            fresh.append(target.name)
            data = written.encode(errors="replace") if isinstance(written, str) else written
            digests[target.name] = hashlib.sha256(data).hexdigest()
            write_atomic(kept, json_text(digests, 0), follow=False)
        except OSError as error:
            notes.append(f"{target} : écriture impossible ({why(error)})")
        except UsageError as error:
            notes.append(str(error))
        except TemplateError as error:
            notes.append(f"{target} : {error.why}")
    return notes, fresh


def _digests(path: Path) -> dict[str, str]:
    """Return the digest of each document of a folder, as snr wrote it; a file that is none of ours says nothing."""
    try:
        with aside():
            found = read_json(plain_bytes(path, _MOST_KEPT).decode("utf-8"))
    except (OSError, TooLargeError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _edits(path: Path, digest: str) -> list[str]:
    """Return what a person changed in a document that is there, in the words of a message.

    Args:
        path: the document.
        digest: of what snr wrote there last, empty when that is not known: its marks then say that it is ours.
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
        if digest and hashlib.sha256(data).hexdigest() == digest:
            return []
        if data.startswith(ARCHIVE):
            changed, (name, _) = edited_office(data)[0], kept_office(data)
        else:
            text = data.decode("utf-8")
            changed, (name, _) = edited(text), kept_sections(text)
        return changed or ([] if name and not digest else [_FOREIGN])
    except (OSError, TooLargeError):
        return ["il ne se lit pas"]
    except UnicodeDecodeError:
        return ["ce n’est pas de l’UTF-8"]
