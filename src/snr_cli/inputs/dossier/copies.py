"""Imports that hold what another one holds: the same file, its exact copy, the same rows saved in another form."""

from collections import Counter
from collections.abc import Iterator, Sequence
from os.path import normpath
from pathlib import Path
from typing import Final

from snr_cli.inputs.dossier.exports import digest
from snr_cli.inputs.dossier.files import inside
from snr_cli.inputs.inventory.folders import expand
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import COUNTED, FileRows, InventoryError
from snr_cli.inputs.inventory.values import fold
from snr_cli.model.inventory import Import

LEAST_ROWS: Final = 3  # fewer rows may well be the same in two places
COPIES_HELP: Final = "retirez-le d’ici, ou séparez-les par sheet ou par keep"
HELP_ROWS: Final = (
    "retirez l’un des deux ; si ce sont d’autres appareils, donnez à chaque inventaire son entity, ou son site"
)


def read_already(each: Import, before: Sequence[Import], folder: Path) -> tuple[int, str] | None:
    """Return the rank of a file that an import before reads by the same sheet and filter, and what to say of it.

    The file may have another name there: two files are the same when their bytes are.
    """
    others = [
        name for other in before if other.keep == each.keep and _share_sheets(each, other) for name in other.files
    ]
    named = {normpath(name) for name in others}
    for rank, name in enumerate(each.files):
        if normpath(name) in named:
            return rank, f"« {name} » est déjà lu par un autre inventaire : ses appareils compteraient deux fois"
    known = [(path, shown) for name in others for path, shown in _files(folder, name)]
    for rank, name in enumerate(each.files):
        for path, shown in _files(folder, name):
            if same := next((other for path_, other in known if _same_bytes(path, path_)), None):
                text = f"« {shown} » est la copie exacte de « {same} », lu par un autre inventaire : ses appareils compteraient deux fois"
                return rank, text
    return None


def alike(
    each: Import, inventory: Inventory, before: Sequence[tuple[Import, Inventory]]
) -> Iterator[tuple[str, int, str]]:
    """Yield (file, line, text) for each table whose counted rows are all those of a table of an import before.

    Imports that a person gives two entities, or two sites, are of different devices.
    """
    for file in inventory.files if before else ():
        mine = _rows(file)
        if mine.total() < LEAST_ROWS:
            continue
        for other, read in before:
            if each.entity != other.entity or each.site != other.site:
                continue
            for theirs in read.files:
                if _rows(theirs) == mine:
                    text = (
                        f"les lignes comptées de « {file.key} » sont, une à une, celles de « {theirs.key} » "
                        f"(inventaire « {other.id} ») : elles comptent peut-être deux fois"
                    )
                    yield file.name, max(1, file.header_line), text
                    break


def _share_sheets(each: Import, other: Import) -> bool:
    """Say whether two imports may read a same sheet: one that names none may read any."""
    mine, theirs = ({fold(name) for name in sheets} for sheets in (each.sheets, other.sheets))
    return not mine or not theirs or bool(mine & theirs)


def _files(folder: Path, name: str) -> list[tuple[Path, str]]:
    """Return the files that a name stands for; none when they cannot be read: that is told where they are read."""
    try:
        return [] if inside(folder, name) is None else expand(folder / name, name)
    except (OSError, InventoryError):
        return []


def _same_bytes(path: Path, other: Path) -> bool:
    try:
        size = path.stat().st_size
        return bool(size) and size == other.stat().st_size and digest(path) == digest(other)
    except OSError:
        return False


def _rows(file: FileRows) -> Counter[tuple[object, ...]]:
    """Return what each counted row says, with the number of rows that say it: lines and personal cells left out."""
    found = Counter[tuple[object, ...]]()
    for group in file.groups:
        if group.verdict == COUNTED and group.device is not None:
            found[group.label, group.device, group.units / group.rows] += group.rows
    return found
