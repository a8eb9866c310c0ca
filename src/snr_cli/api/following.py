"""An id that was given for want of a name follows the name that is typed later, as long as nothing names it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from snr_cli.api.contributors import COLLECTED
from snr_cli.api.drafts import Drafts
from snr_cli.inputs.dossier.file_drafts import DraftRow, NoSuchRowError, child, put
from snr_cli.inputs.dossier.sheet_tree import NAMED_BY
from snr_cli.inputs.inventory.fleet import slug, unique

_GIVEN: Final = re.compile(r"ligne(?:\.\d+)?")  # what `Drafts.add` gives a row that has no name
_NAMES: Final = frozenset(NAMED_BY) - {"type"}


def follow_name(drafts: Drafts, row: DraftRow, column: str) -> None:
    """Give a row whose name was just typed an id of that name, when its own was given for want of one.

    Args:
        drafts: the files as they become.
        row: the row that was edited.
        column: the column that was typed.
    """
    if not row.shape.has_id or column not in _NAMES:
        return
    try:
        item: Any = row.draft.data
        for step in row.steps:
            holder, item = item, child(item, step)
    except NoSuchRowError:
        return
    if not isinstance(item, Mapping) or not _GIVEN.fullmatch(str(item.get("id", ""))):
        return
    if _remembered(drafts):
        return
    given, base = str(item["id"]), slug(str(item.get(column) or ""))
    if base and sum(said == given for said in _said(drafts)) == 1:
        put(holder, row.steps[-1], {**item, "id": unique(drafts.taken, base)})


def _remembered(drafts: Drafts) -> bool:
    """Say whether something outside the texts may know the ids: the workbooks sent to colleagues, the result of a past year."""
    reviews = (text.data.get("annual_reviews") for text in drafts.dossier.texts if isinstance(text.data, Mapping))
    kept = any(isinstance(each, Mapping) and "result" in each for found in reviews for each in found or ())
    return kept or Path(drafts.dossier.read.name).with_name(COLLECTED).exists()


def _said(drafts: Drafts) -> Iterable[str]:
    """Yield the texts and the names of the whole dossier, as its files become."""
    edited = {each.name: each.data for each in drafts.touched()}
    for text in drafts.dossier.texts:
        yield from _texts(edited.pop(text.name, text.data) if text.name in edited else text.data)
    for data in edited.values():
        yield from _texts(data)


def _texts(found: Any) -> Iterable[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _texts(value)
