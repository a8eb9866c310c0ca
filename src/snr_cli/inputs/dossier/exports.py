"""Exports that would count wrong: of another year, or of what another import holds too."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum
from os.path import normpath
from pathlib import Path
from typing import Final

from snr_cli.inputs.dossier.files import decode, inside
from snr_cli.inputs.dossier.named import Report
from snr_cli.inputs.inventory.fleet import Trace
from snr_cli.inputs.inventory.read import Inventory, expand
from snr_cli.inputs.inventory.records import COUNTED, FileRows, InventoryError
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.regular import digest, plain_bytes, read_json
from snr_cli.model.dossier import Dossier, Equipment, Import, Retirement
from snr_cli.model.finding import Finding

DATED_UNITS: Final = 20  # fewer devices may well be of the same year
QUIET_YEARS: Final = 2  # without any purchase, on all of them
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HELP_YEAR: Final = "refaites l’export au 31 décembre de l’année étudiée ; s’il en est bien, dites sa date dans source"


Digests = Callable[[], dict[str, str]]


def digests(inventory_import: Import, folder: Path) -> Digests:
    """Return what computes the SHA-256 of the files of an import, by name; a folder of exports has none.

    They are asked for by few commands, and cost as much as a twentieth of the reading of a large file.
    """
    return cache(lambda: {name: digest(folder / name) for name in inventory_import.files if (folder / name).is_file()})


def years_said(inventory_import: Import) -> list[int]:
    """Return the years that are said of an import: in its source, else in the names of its files."""
    texts = (inventory_import.source or "", " ".join(inventory_import.files))
    return next((years for text in texts if (years := [int(written) for written in _YEAR.findall(text)])), [])


def stale_export(
    dossier: Dossier, index: int, folder: Path, known: Digests, lines: Sequence[Equipment], at: Report
) -> Iterator[Finding]:
    """Yield why an import may be of an earlier year: one finding at most, the surest reason first."""
    inventory_import, year, path = dossier.imports[index], dossier.reference_year, ("imports", index)
    for rank, name in enumerate(inventory_import.files):
        same = _reviewed(dossier, folder, known, name)
        if same is not None:
            yield at(
                (*path, "from", rank),
                "SNR507",
                f"« {name} » est, octet pour octet, l’export qui a servi au bilan de {same}",
                _HELP_YEAR,
            )
            return
    for key, text in (("source", inventory_import.source or ""), ("from", " ".join(inventory_import.files))):
        years = [int(written) for written in _YEAR.findall(text)]
        if years and max(years) < year:
            yield at(
                (*path, key),
                "SNR507",
                f"l’inventaire « {inventory_import.id} » est dit de {max(years)} et l’année étudiée est {year}",
                _HELP_YEAR,
            )
            return
        if years:
            return  # it is said to be of the year studied, or later
    dated = [line for line in lines if line.purchase_year is not None]
    newest = max((line.purchase_year or 0 for line in dated), default=year)
    if year - newest >= QUIET_YEARS and fsum(line.quantity for line in dated) >= DATED_UNITS:
        yield at(
            (*path, "from"),
            "SNR507",
            f"l’inventaire « {inventory_import.id} » ne contient aucun achat après {newest}, et l’année étudiée est {year}",
            _HELP_YEAR,
        )


def _reviewed(dossier: Dossier, folder: Path, known: Digests, name: str) -> int | None:
    """Return the year of an earlier review whose result was computed with the bytes of a file."""
    for review in dossier.annual_reviews:
        if review.result is not None and review.year < dossier.reference_year:
            try:
                inventories = read_json(decode(plain_bytes(folder / review.result)))["inventories"]
                sha256 = known().get(name)
                if sha256 and any(sha256 in (inventory.get("sha256") or {}).values() for inventory in inventories):
                    return review.year
            except (OSError, ValueError, LookupError, TypeError, AttributeError):
                continue  # what reads the review says what is wrong with its result
    return None


LEAST_ROWS: Final = 3  # fewer rows may well be the same in two places
COPIES_HELP: Final = "retirez-le d’ici, ou séparez-les par sheet ou par keep"
HELP_ROWS: Final = (
    "retirez l’un des deux ; si ce sont d’autres appareils, donnez à chaque inventaire son entity, ou son site"
)


def read_already(inventory_import: Import, before: Sequence[Import], folder: Path) -> tuple[int, str] | None:
    """Return the rank of a file that an import before reads by the same sheet and filter, and what to say of it.

    The file may have another name there: two files are the same when their bytes are.
    """
    others = [
        name
        for other in before
        if other.keep == inventory_import.keep and _share_sheets(inventory_import, other)
        for name in other.files
    ]
    named = {normpath(name) for name in others}
    for rank, name in enumerate(inventory_import.files):
        if normpath(name) in named:
            return rank, f"« {name} » est déjà lu par un autre inventaire : ses appareils compteraient deux fois"
    known = [(path, shown) for name in others for path, shown in _files(folder, name)]
    for rank, name in enumerate(inventory_import.files):
        for path, shown in _files(folder, name):
            if same := next((other for path_, other in known if _same_bytes(path, path_)), None):
                text = f"« {shown} » est la copie exacte de « {same} », lu par un autre inventaire : ses appareils compteraient deux fois"
                return rank, text
    return None


def alike(
    inventory_import: Import, inventory: Inventory, before: Sequence[tuple[Import, Inventory]]
) -> Iterator[tuple[str, int, str]]:
    """Yield (file, line, text) for each table whose counted rows are all those of a table of an import before.

    Imports that a person gives two entities, or two sites, are of different devices.
    """
    for file in inventory.files if before else ():
        mine = _rows(file)
        if mine.total() < LEAST_ROWS:
            continue
        for other, read in before:
            if inventory_import.entity != other.entity or inventory_import.site != other.site:
                continue
            for theirs in read.files:
                if _rows(theirs) == mine:
                    text = (
                        f"les lignes comptées de « {file.key} » sont, une à une, celles de « {theirs.key} » "
                        f"(inventaire « {other.id} ») : elles comptent peut-être deux fois"
                    )
                    yield file.name, max(1, file.header_line), text
                    break


def _share_sheets(inventory_import: Import, other: Import) -> bool:
    """Say whether two imports may read a same sheet: one that names none may read any."""
    mine, theirs = ({fold(name) for name in sheets} for sheets in (inventory_import.sheets, other.sheets))
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
    rows = Counter[tuple[object, ...]]()
    for group in file.groups:
        if group.verdict == COUNTED and group.device is not None:
            rows[group.label, group.device, group.units / group.rows] += group.rows
    return rows


# What the exports that a dossier names gave.


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave: its rows by verdict, for each line of equipment the rows behind it; what computes the SHA-256 of its files.

    `lines`: its lines of equipment and services, those typed that it fills too.
    """

    id: str
    inventory: Inventory
    traces: dict[str, list[Trace]]
    digests: Digests = dict
    lines: tuple[str, ...] = ()


def retirements(imported: Sequence[Imported]) -> tuple[Retirement, ...]:
    """Return the devices that inventories say retired, whose type, year and age are known."""
    return tuple(
        Retirement(group.guess, group.retired_year, group.lifetime_years, group.units or float(group.rows))
        for one in imported
        for group in one.inventory.groups
        if group.guess and group.retired_year is not None and group.lifetime_years is not None
    )
