"""Dossiers of any shape that the models accept, for hypothesis: references may name nothing."""

import types
from typing import Annotated, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from snr_cli.model import base
from snr_cli.model.base import Parsed
from snr_cli.model.dossier import Dossier

_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), include_characters="\n\t")
TEXTS = st.one_of(
    st.text(_LETTERS, min_size=1, max_size=30).filter(str.strip),
    st.sampled_from(
        [
            '"guillemets"',
            "je ne sais pas",
            "?",
            "(vide)",
            "=1+1",
            "1 200",
            "_x0041_",
            "a;b,c",
            " espaces ",
            "été\nhiver",
        ]
    ),
)
_NAMES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,12}\Z")
_OF = {
    base.parse_ratio: st.integers(0, 1000).map(lambda number: number / 1000),
    base.parse_iso_date: st.dates(min_value=base.date(1990, 1, 1), max_value=base.date(2100, 12, 31)).map(str),
    base.parse_siren: st.sampled_from(["243300316", "213300635", "217500016"]),
    base.parse_text: TEXTS,
}
_SHAPES = {
    "insee": st.sampled_from(["01004", "2A004"]),
    "department": st.sampled_from(["01", "2A", "974"]),
    "identifier": _NAMES,
    "own_type": _NAMES.map(lambda name: "x-" + name.lower().replace(".", "-")),
}


def _bare(annotation):
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (each for each in get_args(annotation) if each is not type(None))
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        kind, more = _bare(inner)
        return kind, [*metadata, *more]
    return annotation, []


def _number(kind, metadata):
    flat = [each for one in metadata for each in (getattr(one, "metadata", None) or [one])]
    low = next((each.ge for each in flat if getattr(each, "ge", None) is not None), -1000)
    high = next((each.le for each in flat if getattr(each, "le", None) is not None), 10**6)
    whole = st.integers(int(low) + (low != int(low)), int(min(high, 10**14)))
    if kind is int:
        return whole
    return st.one_of(
        whole.map(float), st.integers(int(low) * 1000 + 999, int(min(high, 10**6)) * 1000).map(lambda n: n / 1000)
    )


def _values(kind, metadata, depth):
    parsed = next((each.parse for each in metadata if isinstance(each, Parsed)), None)
    if parsed in _OF:
        return _OF[parsed]
    if parsed is not None and parsed.__qualname__.startswith("_shape"):
        return _SHAPES[next(cell.cell_contents for cell in parsed.__closure__ if isinstance(cell.cell_contents, str))]
    if parsed is not None:
        return st.just(1)  # the version
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        inner, more = _bare(get_args(kind)[0])
        return st.lists(_values(inner, more, depth + 1), max_size=3)
    if get_origin(kind) is dict:
        (names, of_names), (inner, more) = map(_bare, get_args(kind))
        keys = st.integers(1990, 2100) if names is int else _values(names, of_names, depth)
        # a type without any factor is no type
        return st.dictionaries(keys, _values(inner, more, depth + 1), min_size=1, max_size=3)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return blocks(kind, depth + 1)
    if kind is bool:
        return st.booleans()
    return TEXTS if kind is str else _number(kind, metadata)


@st.composite
def blocks(draw, model, depth=0):
    """Give the data of a model: its required keys, and some of the others."""
    found = {}
    for name, info in model.model_fields.items():
        kind, metadata = _bare(info.annotation)
        if info.is_required() or draw(st.integers(0, 3)) == 0:
            found[info.alias or name] = draw(_values(kind, [*info.metadata, *metadata], depth))
    return found


@st.composite
def dossiers(draw):
    """Give the data of a dossier, and the dossier: ids of a list once each, as the reader asks."""
    from hypothesis import assume

    data = draw(blocks(Dossier))
    for value in data.values():
        for rows in (value, *(value.values() if isinstance(value, dict) else ())):
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                for rank, row in enumerate(each for each in rows if "id" in each):
                    row["id"] = f"{row['id']}-{rank}"
    try:
        return Dossier.model_validate(data)
    except ValidationError:
        assume(False)
