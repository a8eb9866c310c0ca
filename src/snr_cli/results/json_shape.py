"""The shape of a JSON result, declared once: what is written of it and its JSON Schema (draft-07) come from the same keys."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

Schema = dict[str, Any]
S = TypeVar("S")
V = TypeVar("V")
K = TypeVar("K", bound="Kind[Any]")
_WIDTH: Final = 200  # columns of a published schema: what fits stays on one line


@dataclass(frozen=True)
class Kind(Generic[S]):
    """What a value may be: its schema, and how plain data is made of its source (None: it is plain already)."""

    schema: Schema
    write: Callable[[S], Any] | None = None
    definitions: Mapping[str, Schema] = field(default_factory=dict)

    def but(self: K, **more: Any) -> K:
        """Return the same kind, with other keywords of JSON Schema."""
        return replace(self, schema=self.schema | more)

    def named(self: K, name: str) -> K:
        """Return the same kind, said once among the definitions of the schema, however often it is used."""
        reference = {"$ref": f"#/definitions/{name}"}
        return replace(self, schema=reference, definitions={**self.definitions, name: self.schema})

    def listed(self, **more: Any) -> "Kind[Iterable[S]]":
        """Return a list of this kind; `more`: keywords of JSON Schema."""
        write = self.write
        schema = {"type": "array", **more, "items": self.schema}
        return Kind(schema, list if write is None else lambda found: [write(each) for each in found], self.definitions)

    def mapped(self, **more: Any) -> "Kind[Mapping[str, S]]":
        """Return an object of values of this kind, whose keys the dossier or the catalogue gives; `more` as in `listed`."""
        write = self.write
        schema = {"type": "object", **more, "additionalProperties": self.schema}
        plain = None if write is None else lambda found: {name: write(each) for name, each in found.items()}
        return Kind(schema, plain, self.definitions)

    def or_null(self) -> "Kind[S | None]":
        """Return this kind where it may be unknown."""
        schema, write = self.schema, self.write
        if "type" in schema:
            schema = schema | {"type": [schema["type"], "null"]}
        else:
            schema = {"oneOf": [{"type": "null"}, schema]}
        plain = None if write is None else lambda found: None if found is None else write(found)
        return Kind(schema, plain, self.definitions)


STRING: Final[Kind[str]] = Kind({"type": "string"})
NAME: Final = STRING.but(minLength=1)
FLOAT: Final[Kind[float]] = Kind({"type": "number"})
INTEGER: Final[Kind[int]] = Kind({"type": "integer"})
COUNT: Final = INTEGER.but(minimum=0)
FLAG: Final[Kind[bool]] = Kind({"type": "boolean"})


def choice(*values: Any) -> Kind[Any]:
    """Return the kind of one value among some."""
    return Kind({"enum": list(values)})


@dataclass(frozen=True)
class Key(Generic[S]):
    """One key of an object: what its value may be, and what draws it from the source of the object."""

    kind: Kind[Any]
    value: Callable[[S], Any] | None
    about: Schema
    required: bool
    absent: bool = False

    def drawn(self, name: str) -> Callable[[S], Any]:
        """Return what draws the value."""
        return self.value or attrgetter(name)


def key(
    kind: Kind[V], value: Callable[[S], V] | None = None, text: str = "", title: str = "", *, added: bool = False
) -> Key[S]:
    """Declare one key.

    Args:
        kind: what its value may be.
        value: draws it from the source of the object; None: the attribute of the same name.
        text: what a reader of the schema must know: unit, when it is null.
        title: its name for this reader.
        added: it came after the first results of this version of the format, and those that were kept lack it.
    """
    about = {"title": title, "description": text}
    return Key(kind, value, {name: each for name, each in about.items() if each}, not added)


def optional(kind: Kind[V], value: Callable[[S], V | None], text: str = "") -> Key[S]:
    """Declare a key that is not written where its value would be null; the arguments are those of `key`."""
    return Key(
        Kind(kind.schema, kind.or_null().write, kind.definitions),
        value,
        {"description": text} if text else {},
        False,
        True,
    )


def constant(value: Any, title: str = "") -> Key[Any]:
    """Declare a key that always says the same."""
    return key(Kind({"const": value}), lambda _: value, title=title)


@dataclass(frozen=True)
class Shape(Kind[S]):
    """An object of known keys, in the order in which they are written."""

    keys: Mapping[str, Key[S]] = field(default_factory=dict)

    def plain(self, source: S) -> dict[str, Any]:
        """Return the object as plain data."""
        return {} if self.write is None else self.write(source)

    def of(self, source: Callable[[V], S]) -> dict[str, Key[V]]:
        """Return these keys for an object that has them among others, and finds their source in its own."""
        return {
            name: Key(each.kind, _within(each.drawn(name), source), each.about, each.required, each.absent)
            for name, each in self.keys.items()
        }


def _within(draw: Callable[[S], Any], source: Callable[[V], S]) -> Callable[[V], Any]:
    return lambda whole: draw(source(whole))


def object_of(**keys: Key[S]) -> Shape[S]:
    """Declare an object: its keys, in the order in which they are written."""
    schema = {
        "type": "object",
        "required": [name for name, each in keys.items() if each.required],
        "properties": {name: each.about | each.kind.schema for name, each in keys.items()},
    }
    definitions = {name: definition for one in keys.values() for name, definition in one.kind.definitions.items()}
    return Shape(schema, _writer(keys), definitions, keys)


def closed_object(**keys: Key[S]) -> Shape[S]:
    """Declare an object whose schema refuses any other key."""
    shape = object_of(**keys)
    return replace(shape, schema={"type": "object", "additionalProperties": False, **shape.schema})


def _writer(keys: Mapping[str, Key[S]]) -> Callable[[S], dict[str, Any]]:
    names = tuple(keys)
    if len(names) > 1 and all(each.value is None and each.kind.write is None for each in keys.values()):
        drawn = attrgetter(*names)  # all at once: each line of an assessment has one of these for each category
        return lambda source: dict(zip(names, drawn(source), strict=True))
    draws = [(name, each.drawn(name), each.kind.write) for name, each in keys.items()]
    absent = {name for name, each in keys.items() if each.absent}

    def write(source: S) -> dict[str, Any]:
        found = {name: draw(source) if write is None else write(draw(source)) for name, draw, write in draws}
        return (
            {name: each for name, each in found.items() if each is not None or name not in absent} if absent else found
        )

    return write


def some_of(kinds: Mapping[str, Kind[V]], required: Sequence[str] = (), **more: Any) -> Kind[Mapping[str, V]]:
    """Declare an object that has some of these keys: those of its source, in the order of its source.

    Args:
        kinds: what each value may be.
        required: the keys that it always has.
        more: other keywords of JSON Schema.
    """
    writes = {name: kind.write or (lambda found: found) for name, kind in kinds.items()}
    return Kind(
        {
            "type": "object",
            **more,
            **({"required": list(required)} if required else {}),
            "properties": {name: kind.schema for name, kind in kinds.items()},
        },
        lambda found: {name: writes[name](each) for name, each in found.items()},
        {name: definition for kind in kinds.values() for name, definition in kind.definitions.items()},
    )


@dataclass(frozen=True)
class PublishedResult(Generic[S]):
    """A result that others read, and its schema: docs/schemas/NAME.schema.json.

    Args:
        name: of the schema.
        command: what writes the result.
        text: what holds for all of it.
        shape: of the result; its key `schema_version` is the version of the format.
    """

    name: str
    command: str
    text: str
    shape: Shape[S]

    def document(self, source: S) -> dict[str, Any]:
        """Return the result as plain data."""
        return self.shape.plain(source)

    def schema(self) -> str:
        """Return the text of the schema."""
        version = self.shape.schema["properties"]["schema_version"]["const"]
        head = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": f"https://schemas.invalid/snr/{self.name}-{version}.schema.json",
            "title": f"{self.command} --format json",
            "description": self.text,
        }
        whole = {**head, **_told(self.shape.schema), "definitions": _told(self.shape.definitions)}
        return _laid_out(whole) + "\n"


def _told(schema: Any) -> Any:
    """Return a schema as it is published: each key says what it is, and none refuses the keys that a later snr may add."""
    from snr_cli.results.key_texts import KEY_TEXTS  # for who reads a schema, and no one else

    if isinstance(schema, list):
        return [_told(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _told(each) for name, each in schema.items() if (name, each) != ("additionalProperties", False)}
    if isinstance(told.get("properties"), dict):
        told["properties"] = {
            name: each if {"description", "$ref"} & each.keys() else {"description": KEY_TEXTS[name], **each}
            for name, each in told["properties"].items()
        }
    return told


def _laid_out(value: Any, margin: str = "") -> str:
    # no result: a schema
    line = json.dumps(value, ensure_ascii=False)
    if len(margin) + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    within = margin + "  "
    if isinstance(value, list):
        parts, (first, last) = [_laid_out(each, within) for each in value], "[]"
    else:
        parts, (first, last) = [f'"{name}": {_laid_out(each, within)}' for name, each in value.items()], "{}"
    return f"{first}\n{within}" + f",\n{within}".join(parts) + f"\n{margin}{last}"
