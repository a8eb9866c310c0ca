"""Exports of other tools: each row with its verdict, and the lines of equipment that they make."""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.files import shown, why
from snr_cli.inputs.dossier.imports import load_mapping
from snr_cli.inputs.inventory.opening import expand
from snr_cli.inputs.inventory.park import Park, park
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.records import Corrections, InventoryError, Reading
from snr_cli.model.refusal import UsageError


@dataclass(frozen=True, slots=True)
class Exports:
    """Exports once read.

    Attributes:
        inventory: every row and its verdict: counted, to confirm, set aside, rejected or ignored, and why.
        park: the lines of equipment that the counted rows make.
        files: what was read, with its name in messages.
        how: the corrections and the choices that they were read with.
    """

    inventory: Inventory
    park: Park
    files: tuple[tuple[Path, str], ...]
    how: Reading


class RefusedError(UsageError):
    """An export that nobody can read without being told more.

    Attributes:
        error: what is asked, with the file and the sheet.
        files: those that were to be read, with their names in messages.
        how: the corrections and the choices that they were read with.
    """

    def __init__(self, error: InventoryError, files: tuple[tuple[Path, str], ...], how: Reading) -> None:
        super().__init__(str(error))
        self.error, self.files, self.how = error, files, how


def read_exports(
    *paths: str | PathLike[str],
    year: int,
    mapping: Path | None = None,
    default_type: str | None = None,
    accept: bool = False,
    sheets: tuple[str, ...] = (),
    progress: Callable[..., Any] | None = None,
    tables: Tables | None = None,
) -> Exports:
    """Read exports of inventories.

    Args:
        paths: files, or folders of files.
        year: the year studied: what left before it, or came after it, is set aside.
        mapping: a file of corrections (titles, types, statuses).
        default_type: the type of rows that nothing names.
        accept: count what is recognised without being sure.
        sheets: of workbooks; those that hold devices without any.
        progress: called as rows are read.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: a file does not open, or (`RefusedError`) nobody can tell what it holds.
        DossierError: the mapping is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    words = inventory_words(tables)
    if default_type is not None and default_type not in words.types:
        raise UsageError(f"--type : type inconnu « {default_type} » ; la liste : snr factors list --kind equipment")
    own = Corrections() if mapping is None else load_mapping(mapping, shown(str(mapping)), words.types)
    how = Reading(own, default_type=default_type, accept=accept)
    names = [fspath(path) for path in paths]
    files: tuple[tuple[Path, str], ...] = ()
    try:
        files = tuple(found for name in names for found in expand(Path(name), shown(name)))
        inventory = read_inventory(files, words, how, year, sheets, progress)
    except InventoryError as error:
        raise RefusedError(error, files, how) from None
    except OSError as error:
        raise UsageError(f"{shown(error.filename)} : {why(error)}") from None
    source = "inventaire " + ", ".join(Path(name).name for name in names)
    return Exports(inventory, park("parc", inventory, "high", source), files, how)
