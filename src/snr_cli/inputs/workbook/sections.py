"""Which sheets, and which single values, are those of a section of the dossier."""

from collections.abc import Collection, Mapping
from typing import Any

from snr_cli.inputs.workbook.shape import Column, SheetShape, dossier_sheets

# items of `equipment` that read an inventory have a sheet of their own
WITH_IT = {"equipment": ("imports",)}


def sections_in(wanted: Collection[str]) -> frozenset[str]:
    """Return the keys of the data that sections hold."""
    return frozenset(key for section in wanted for key in (section, *WITH_IT.get(section, ())))


def sheets_of(wanted: Collection[str]) -> tuple[SheetShape, ...]:
    """Return the sheets of some sections, that of the single values first when they have some."""
    keys = sections_in(wanted)
    fiche, *others = dossier_sheets()
    single = (fiche,) if any(column.steps[0] in keys for column in fiche.columns) else ()
    return (*single, *(shape for shape in others if shape.path[0] in keys))


def single_columns(wanted: Collection[str]) -> frozenset[Column]:
    """Return the single values of some sections."""
    keys = sections_in(wanted)
    return frozenset(column for column in dossier_sheets()[0].columns if column.steps[0] in keys)


def of_sections(data: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    """Return the data of some sections."""
    keys = sections_in(wanted)
    return {key: value for key, value in data.items() if key in keys}
