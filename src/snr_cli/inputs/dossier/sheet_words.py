"""Findings in the words of forms: those who fill one in never see a key."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from snr_cli.inputs.dossier.written_rows import column_at, place_named
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.workbook.shape import (
    SheetShape,
    Steps,
    by_path,
    dossier_sheets,
)
from snr_cli.inputs.workbook.values import TypeLabels, shown_text

_COMMAND: Final = re.compile(r"\bsnr [a-z]+|(?<!\w)--[a-z]").search
_PIECE: Final = re.compile(
    r"(?:« )?(?<![\w.])([a-z_]+(?:\.[a-z_]+)*+): ?(?:- )?([\[{](?:[^\[\]{}]|[\[{][^\[\]{}]*+[\]}]){0,300}+[\]}])(?: »)?"
)
_YAML: Final = re.compile(r"(?<!\w)\{[^\s:{]{1,100} ?:|: - |: ?\[\{").search
_WORD: Final = re.compile(r"(?:« )?(?<![\w.’-])([a-z]+(?:[._][a-z0-9]+)*)\b(?!’|\(s\))(?::(?=$| ))?(?: »)?")
# keys that are words of French too, where a sentence has them
_FRENCH: Final = frozenset(
    {"allocation", "direction", "due", "figures", "impute", "imports", "place", "report", "snr", "stage"}
)


def in_form(text: str, shape: SheetShape, labels: TypeLabels) -> str:
    """Return a text of a finding in the words of forms; what only a file or a terminal can answer is left out.

    Args:
        text: its message, or how to mend it, without the texts of law.
        shape: the sheet that it stands in.
        labels: what the types of the catalogue are called.
    """

    def piece(match: re.Match[str]) -> str:
        steps = tuple(match[1].split("."))
        holder, named = dossier_sheets()[0], place_named(match[1])
        if column_at(shape, steps):
            holder, named = shape, named or _title(match[1], shape)
        try:
            data: Any = read_yaml("", f"x: {match[2]}")[0].data
        except YamlRefusedError:  # words in brackets
            return match[0]
        said = " ; ".join(_example(holder, steps, data["x"], labels))
        return f"{named} ({said})" if named and said else match[0]

    def word(match: re.Match[str]) -> str:
        quoted = match[0].startswith("«")
        if match[1] in labels.labels and ("_" in match[1] or quoted):
            return f"« {labels.labels[match[1]]} »"
        in_french = match[1] in _FRENCH or (match[1] in _french() and not quoted)
        return match[0] if in_french else _title(match[1], shape) or match[0]

    clauses = [_PIECE.sub(piece, clause) for clause in text.split(" ; ") if not _COMMAND(clause)]
    return " ; ".join(_WORD.sub(word, clause) for clause in clauses if not _YAML(clause))


def _title(name: str, shape: SheetShape) -> str:
    """Return the title of a key between quotation marks; empty for a word that is none."""
    if "." in name:
        return place_named(name)
    if len(name) < len("eur"):
        return ""
    own = next(
        (" – ".join(each.titles[: each.steps.index(name) + 1]) for each in shape.columns if name in each.steps), ""
    )
    return f"« {own} »" if own else place_named(name)


@lru_cache(maxsize=1)
def _french() -> frozenset[str]:
    """Return the words of the titles: a key that is one reads as French."""
    titles = (
        title for shape in dossier_sheets() for column in shape.columns for title in (*shape.titles, *column.titles)
    )
    # an acronym is written as one
    words = (word for title in titles for word in re.findall(r"\w+", title) if not word.isupper())
    return frozenset(map(fold, words))


def _example(shape: SheetShape, steps: Steps, value: Any, labels: TypeLabels) -> list[str]:
    """Return an example of a dossier as titles and values; identifiers, which a form makes, are left out."""
    below = by_path().get((*shape.path, *steps))
    if below is not None and isinstance(value, list):
        return _example(below, (), value[0], labels) if value else []
    if isinstance(value, Mapping):
        inside = (
            (key, _example(shape, (*steps, str(key)), inner, labels)) for key, inner in value.items() if key != "id"
        )
        return [text for _, told in inside for text in told]
    column = next((each for each in shape.columns if each.steps == steps), None)
    return [] if column is None else [f"{column.titles[-1]} : {shown_text(value, column, labels)}".replace("\n", ", ")]
