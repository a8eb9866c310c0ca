"""The sections of a dossier as they are written, and the YAML files as they become when some of them change."""

from collections.abc import Iterable, Mapping
from typing import Any

from snr_cli.inputs.dossier.corrected import row_name
from snr_cli.inputs.dossier.files import WORKBOOKS, Edit, decode
from snr_cli.inputs.dossier.includes import as_written
from snr_cli.inputs.dossier.load import Read
from snr_cli.inputs.dossier.yaml_edit import edited_file
from snr_cli.inputs.dossier.yaml_splices import YamlChange
from snr_cli.model.refusal import UsageError


def section_written(read: Read, key: str) -> Any:
    """Return a section as it is written: lines and inventories stand in one list."""
    data = read.joined.data
    return [*as_written(data.get(key) or ()), *(data.get("imports") or ())] if key == "equipment" else data.get(key)


def raw_sections(read: Read) -> dict[str, Any]:
    """Return the sections of a dossier as they are written, by their keys."""
    return {key: section_written(read, key) for key in read.joined.data if key != "imports"}


def section_places(joined: Any, root: str, wanted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return sections by the file that holds them; a list of several files keeps each item in its own.

    Args:
        joined: the dossier, as its files make it.
        root: the name of its first file, where a section that is nowhere goes.
        wanted: the sections, by their keys.
    """
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


def section_edits(
    read: Read, wanted: Mapping[str, Any], *, remove: bool = False
) -> list[tuple[Edit, list[YamlChange]]]:
    """Return the YAML files of a dossier whose sections become others, each with what changes in it.

    Args:
        read: the dossier.
        wanted: the sections, by their keys.
        remove: take out the items that are not asked for.

    Raises:
        UsageError: a file cannot be read, or changed since the dossier was.
        DossierError, YamlEditError: as `edited_file`.
    """
    places = section_places(read.joined, read.name, wanted)
    edits = [
        edited_file(name, sections, remove=remove)
        for name, sections in places.items()
        if not name.lower().endswith(WORKBOOKS)
    ]
    stop_if_saved(read, (edit for edit, _ in edits))
    return edits


def stop_if_saved(read: Read, edits: Iterable[Edit]) -> None:
    """Stop when somebody saved a file of a dossier since it was read.

    Raises:
        UsageError: names the file.
    """
    texts = {text.name: text.text for text in read.joined.texts}
    for edit in edits:
        name = edit.path.as_posix()
        if name in texts and decode(edit.before or b"") != texts[name]:
            raise UsageError(f"{edit.path} : ce fichier vient de changer ; rien n’est écrit", "recommencez")
