"""The exports of a dossier: what each says, and the files once its doubts are settled, or once the dossier reads it."""

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final, NamedTuple, TypedDict

from snr_cli.api.editing import Edited, FileEntry, edit_dossier
from snr_cli.api.exports import (
    Doubts,
    MappingAnswer,
    RefusedError,
    doubts_of,
    proposed_mapping,
    read_exports,
    settle_mapping,
)
from snr_cli.api.sheets import OpenDossier, opened, tables_of
from snr_cli.inputs.dossier.files import WORKBOOKS, inside, read_text
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.matrix import PROPOSED
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError

_TABLES: Final = (".csv", ".tsv")  # an export wherever it lies; the others only in the folder of exports
_OTHERS: Final = (".json", ".txt", ".xls", *WORKBOOKS)


class ExportEntry(TypedDict):
    """An export: its files below the folder of the dossier, and what is read in them.

    `row` and `name` are those of the line that reads it, both empty when the dossier does not. `refused`: why nothing can be read, in French; `doubts` is then None. `answers` are those of its `mapping`; `text` is
    the text of that file, the one proposed when there is none.
    """

    files: list[str]
    row: str
    name: str
    mapping: str
    text: str
    answers: list[MappingAnswer]
    refused: str
    doubts: Doubts | None


class DossierExports(TypedDict):
    """The exports that a dossier reads, then those that lie in it and that it does not."""

    exports: list[ExportEntry]


class _Line(NamedTuple):
    files: tuple[str, ...]
    mapping: str
    row: str = ""
    name: str = ""

    @property
    def mapping_name(self) -> str:
        """Return the name of its mapping, whether it is there or not."""
        return self.mapping or _mapping_name(self.files[0])


def exports_of(dossier: str | PathLike[str] | OpenDossier) -> DossierExports:
    """Return the exports of a dossier: those that it reads, as it reads them, then those that lie beside and that it does not.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UnreadError, DossierError: as `tables_of`.
    """
    opened_dossier = opened(dossier)
    lines = list(_lines(opened_dossier))
    known = {name for line in lines for name in line.files}
    own = set(tables_of(opened_dossier)["files"])
    folder = _folder(opened_dossier)
    lines += [
        _Line((name,), _beside(folder, name))
        for name in _lying(folder)
        if name not in known and (folder / name).as_posix() not in own
    ]
    return {"exports": [_entry(opened_dossier, line) for line in lines]}


def settle_export(
    dossier: str | PathLike[str] | OpenDossier, files: Sequence[str], answers: Sequence[MappingAnswer]
) -> Edited:
    """Answer what an export asks: its mapping, and the line of the dossier that reads it, which names that file.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        files: those of an export, as `exports_of` names them.
        answers: what a person says; an empty answer takes the word out.

    Raises:
        UsageError: no such export, or an answer that means nothing.
        DossierError: the mapping is no YAML.
    """
    opened_dossier, line = _found(dossier, files)
    return _mapped(opened_dossier, line, _text(_folder(opened_dossier) / line.mapping_name), answers)


def map_export(dossier: str | PathLike[str] | OpenDossier, files: Sequence[str], text: str) -> Edited:
    """Give an export the text of its mapping, as `settle_export`.

    Raises:
        UsageError: no such export, or a correction that means nothing.
        DossierError: the text is no YAML.
    """
    opened_dossier, line = _found(dossier, files)
    return _mapped(opened_dossier, line, text)


def add_export(dossier: str | PathLike[str] | OpenDossier, files: Sequence[str]) -> Edited:
    """Have a dossier read an export: a line of its equipment, under a name that no other line has.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        files: those of an export, or of several that are read together: a device of two of them counts once.

    Raises:
        UsageError: no such export, the dossier reads it already, or one of several has a mapping of its own.
    """
    opened_dossier, line = _found(dossier, files)
    if line.name:
        raise UsageError(f"{line.files[0]} : le dossier lit déjà cet export (« {line.name} »)")
    taken = {row["name"]: 1 for table in tables_of(opened_dossier)["tables"] for row in table["rows"] if row["name"]}
    cells = {"id": unique(taken, slug(Path(line.files[0]).stem) or "parc"), "from": "\n".join(line.files)}
    return edit_dossier(
        opened_dossier, [{"sheet": "imports", "add": cells | ({"mapping": line.mapping} if line.mapping else {})}]
    )


def _found(dossier: str | PathLike[str] | OpenDossier, files: Sequence[str]) -> tuple[OpenDossier, _Line]:
    """Return a dossier and one of its exports."""
    opened_dossier = opened(dossier)
    lines = list(_lines(opened_dossier))
    line = next((each for each in lines if each.files == tuple(files)), None)
    if line is not None:
        return opened_dossier, line
    folder = _folder(opened_dossier)
    lying = set(_lying(folder)) - {name for each in lines for name in each.files}
    if not files or not lying.issuperset(files):
        raise UsageError(f"{', '.join(files)} : ce n’est pas un export de ce dossier")
    mappings = [mapping for name in files if (mapping := _beside(folder, name))]
    if len(files) > 1 and mappings:
        raise UsageError(
            f"{mappings[0]} règle un seul de ces exports",
            "ajoutez-les un par un, ou ôtez ses réponses et réglez-les une fois ajoutés ensemble",
        )
    return opened_dossier, _Line(tuple(files), "".join(mappings))


def _mapped(opened_dossier: OpenDossier, line: _Line, text: str, answers: Sequence[MappingAnswer] = ()) -> Edited:
    name = line.mapping_name
    settled = settle_mapping(text, answers, name=name, tables=opened_dossier.tables)
    edited: Edited = {"files": [], "rows": [], "refusals": []}
    if line.row and not line.mapping:
        edited = edit_dossier(
            opened_dossier, [{"sheet": "imports", "row": line.row, "column": "mapping", "text": name}]
        )
    if not edited["refusals"]:
        written: FileEntry = {"path": (_folder(opened_dossier) / name).as_posix(), "text": settled if answers else text}
        edited["files"].append(written)
    return edited


def _lines(opened_dossier: OpenDossier) -> Iterator[_Line]:
    """Give the lines of a dossier that read exports."""
    rows = next(table["rows"] for table in tables_of(opened_dossier)["tables"] if table["sheet"] == "imports")
    for row in rows:
        said = {key: cell["text"] for key, cell in row["cells"].items()}
        files = tuple(name for name in said.get("from", "").split("\n") if name)
        if files:
            yield _Line(files, said.get("mapping", ""), row["row"], said.get("id", ""))


def _folder(opened_dossier: OpenDossier) -> Path:
    return Path(opened_dossier.read.name).parent


def _lying(folder: Path) -> Iterator[str]:
    """Give the files of a dossier that may be exports, whether it reads them or not."""
    for path in sorted(folder.rglob("*")):
        kind, place = path.suffix.lower(), path.relative_to(folder)
        exported = kind in _TABLES or (kind in _OTHERS and place.parts[0] == "inventaire")
        if exported and path.is_file() and not any(part.startswith((".", "~")) for part in place.parts):
            yield place.as_posix()


def _mapping_name(name: str) -> str:
    return f"{name.rpartition('.')[0] or name}.mapping.yaml"


def _beside(folder: Path, name: str) -> str:
    """Return the mapping that lies beside an export; empty when there is none."""
    return _mapping_name(name) if (folder / _mapping_name(name)).is_file() else ""


def _text(path: Path) -> str:
    """Return the text of a mapping; empty when there is none yet.

    Raises:
        UsageError: it cannot be opened or decoded.
    """
    return read_text(path) if path.exists() else ""


def _entry(opened_dossier: OpenDossier, line: _Line) -> ExportEntry:
    folder = _folder(opened_dossier)
    entry: ExportEntry = {
        "files": list(line.files),
        "row": line.row,
        "name": line.name,
        "mapping": line.mapping,
        "text": "",
        "answers": [],
        "refused": "",
        "doubts": None,
    }
    try:
        for name in (*line.files, *([line.mapping] if line.mapping else [])):
            if inside(folder, name) is None:
                raise UsageError(f"« {name} » sort du dossier")
        if line.mapping:
            entry["text"] = _text(folder / line.mapping)
            entry["answers"] = list(_answers(line.mapping, entry["text"]))
        read = next(
            (imported.inventory for imported in opened_dossier.read.imported if line.name and imported.id == line.name),
            None,
        )
        entry["doubts"] = doubts_of(read or _read(opened_dossier, line, entry), tables=opened_dossier.tables)
    except RefusedError as error:
        entry["refused"] = str(error).replace(PROPOSED, "")  # they are in `text`
        entry["text"] = entry["text"] or proposed_mapping(error, tables=opened_dossier.tables)
    except UsageError as error:
        entry["refused"] = " ; ".join((str(error), *error.more))
    except DossierError as error:
        entry["refused"] = "\n".join(f"{finding.message} ({finding.help})" for finding in error.findings)
    return entry


def _read(opened_dossier: OpenDossier, line: _Line, entry: ExportEntry) -> Inventory:
    """Read an export that the dossier does not, or in vain; what may be corrected in it is proposed."""
    places = [(_folder(opened_dossier) / name).as_posix() for name in line.files]
    mapping = _folder(opened_dossier) / line.mapping if line.mapping else None
    read = read_exports(*places, year=_year(opened_dossier), mapping=mapping, tables=opened_dossier.tables)
    entry["text"] = entry["text"] or proposed_mapping(read, tables=opened_dossier.tables)
    return read.inventory


def _year(opened_dossier: OpenDossier) -> int:
    """Return the year studied, of a dossier that may hold mistakes."""
    if opened_dossier.read.dossier is not None:
        return opened_dossier.read.dossier.reference_year
    year = opened_dossier.read.joined.data.get("reference_year")
    if isinstance(year, int) and not isinstance(year, bool):
        return year
    raise UsageError(
        "le dossier ne dit pas son année de référence",
        "donnez-la d’abord : ce qui est acheté après elle n’est pas compté",
    )


def _answers(name: str, text: str) -> Iterator[MappingAnswer]:
    """Give what a mapping says of labels and of states; nothing of one that cannot be read, which says so elsewhere."""
    try:
        data: Any = read_yaml(name, text)[0].data
    except YamlRefusedError:
        return
    for section in ("types", "statuses"):
        words = data.get(section) if isinstance(data, Mapping) else None
        for word, answer in words.items() if isinstance(words, Mapping) else ():
            yield {"section": section, "word": str(word), "answer": str(answer)}
