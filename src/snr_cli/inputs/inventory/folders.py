"""A folder of exports → the files to read, and what of it is not read: nothing is left out unsaid."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from snr_cli.inputs.inventory.records import InventoryError
from snr_cli.inputs.regular import digest

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
