"""What a dossier says and no table takes back: derived from the model and from what the columns give back, never listed by hand."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from snr_cli.model.dossier import Dossier
from snr_cli.outputs.publication.columns import PublishedTable
from snr_cli.outputs.publication.sources_tables import LeftOut

# under which key of a dossier the columns of a table give back; what comes back without a column that says where
_UNDER: Final[Mapping[str, tuple[str, ...]]] = {
    "strategie": (),
    "axes": ("strategy", "axes"),
    "actions": ("actions",),
    "objectifs": ("objectives",),
    "indicateurs": ("indicators",),
}
_ROWS: Final = (("snr",), ("actions", "means"), ("strategy", "means"), ("indicators", "values"))
_OF_SECTION: Final = {"actions": "actions", "objectives": "objectifs", "indicators": "indicateurs"}  # key → its table
_INVENTORY: Final = frozenset({"equipment", "imports", "services", "virtual", "effects"})
_SETTINGS: Final = frozenset({"method", "factors", "members", "shared"})
NOT_BACK: Final = frozenset({"inventory", "contributors", "documents", "settings", "person"})  # the reasons that say so


def lost(dossier: Dossier, tables: Mapping[str, PublishedTable[Any]]) -> list[LeftOut]:
    """Return what a dossier says that `snr init --from` does not find in its publication, each once.

    Args:
        dossier: the dossier.
        tables: the published tables, by name.
    """
    back = {(*under, *column.back) for name, under in _UNDER.items() for column in tables[name].columns if column.back}
    found = [
        LeftOut(_OF_SECTION.get(keys[0], "dossier"), " : ".join(titles), _why(keys))
        for keys, titles in _walk(dossier, back | set(_ROWS))
    ]
    return list(dict.fromkeys(found))


def _why(keys: tuple[str, ...]) -> str:
    if keys[0] == "contributors":
        return "contributors"
    return "inventory" if _INVENTORY & {*keys} else "settings" if keys[0] in _SETTINGS else "documents"


def _walk(model: BaseModel, back: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the keys, and their titles, of what a section says and no path of `back` holds."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name not in model.model_fields_set or value in (None, (), {}, "", False):
            continue
        key, title = field.alias or name, _in_a_list(field.title or name)
        inside = [path[1:] for path in back if path[0] == key]
        if () in inside:
            continue
        parts = [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, BaseModel)]
        if not inside or not parts:
            yield (key,), (title,)
            continue
        for part in parts:
            for keys, titles in _walk(part, inside):
                yield (key, *keys), (title, *titles)


def _in_a_list(title: str) -> str:
    """Write a title inside a sentence; initials keep their capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
