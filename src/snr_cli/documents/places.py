"""Where a key of the dossier is filled in, in the titles of the forms and the workbooks: the name of the sheet, that of the field."""

import re
from collections.abc import Iterable

from snr_cli.inputs.workbook.shape import SheetShape, Steps, by_path, dossier_sheets

_LISTED = re.compile(r"\[[^\[\]]*\]")
_ID = "IDENTIFIANT"  # stands for the id that the reader has


def place_named(where: str) -> str:
    """Say in French where keys are filled in; empty when no form has them.

    Args:
        where: keys as a place to fill gives them, apart by commas: « strategy.adopted_on », « actions[].means », « actions.velo ».
    """
    named = dict.fromkeys(filter(None, map(_named, re.split(r", (?=[a-z])", where))))
    return " ; ".join(named)


def _named(key: str) -> str:
    """Name one key: « Actions », ligne « velo », « Moyens »."""
    keys = tuple(_LISTED.sub("", key.partition(":")[0].strip()).split("."))
    if found := _titled(dossier_sheets()[0], keys):  # what the dossier has once
        return found
    depth = next((depth for depth in range(len(keys), 0, -1) if keys[:depth] in by_path()), 0)
    if not depth:
        return ""
    shape, row, field = by_path()[keys[:depth]], keys[depth:], ""
    for rank in range(depth, len(keys)):  # an id may hold points: the field is the longest end of the key that is one
        if field := _field(shape, keys[rank:]):
            row = keys[depth:rank]
            break
    name = ".".join(each for each in row if each != _ID)
    return ", ".join(filter(None, (f"« {shape.name} »", name and f"ligne « {name} »", field)))


def _field(shape: SheetShape, steps: Steps) -> str:
    """Name a field of a row, a block of fields, or a list that the row holds."""
    below = by_path().get((*shape.path, *steps)) if steps else None
    return f"« {below.name} »" if below is not None else _titled(shape, steps)


def _titled(shape: SheetShape, steps: Steps) -> str:
    titles: Iterable[tuple[str, ...]] = (
        each.titles[: len(steps)] for each in shape.columns if steps and each.steps[: len(steps)] == steps
    )
    found = next(iter(titles), ())
    return f"« {' – '.join(found)} »" if found else ""
