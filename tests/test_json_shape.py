"""A key of a JSON result is declared once: it cannot be written and not be in the schema, nor be in the schema alone."""

import json
from dataclasses import dataclass
from importlib import import_module

import jsonschema
import pytest

from snr_cli.cli.schema import RESULTS
from snr_cli.results.json_shape import (
    FLOAT,
    NAME,
    STRING,
    Shape,
    choice,
    closed_object,
    key,
    object_of,
    optional,
    some_of,
)


@dataclass(frozen=True)
class Room:
    """A source of the shape below."""

    name: str
    kwh: float | None = None
    parts: tuple["Room", ...] = ()
    note: str = ""


PART: Shape[Room] = closed_object(
    name=key(NAME), kwh=key(FLOAT.or_null(), text="kWh a year; null when it is not known.")
)
ROOM: Shape[Room] = object_of(
    **PART.keys,
    parts=key(PART.named("part").listed()),
    by_name=key(PART.named("part").mapped(), lambda room: {part.name: part for part in room.parts}),
    note=optional(STRING, lambda room: room.note or None),
    later=key(choice("a", None), lambda _: None, added=True),
)


@pytest.mark.parametrize("room", [Room("b"), Room("b", 2.5, (Room("c"), Room("d", 0.0)), "x")])
def test_what_is_written_is_what_the_schema_says(room: Room) -> None:
    found = ROOM.plain(room)
    jsonschema.validate(found, {**ROOM.schema, "additionalProperties": False, "definitions": ROOM.definitions})
    assert [name for name in ROOM.schema["properties"] if name in found] == list(found)
    assert set(ROOM.schema["required"]) == {"name", "kwh", "parts", "by_name"} <= set(found)
    assert found.get("note") == (room.note or None)
    assert ("note" in found) == bool(room.note)


def test_keys_of_a_part_of_the_source() -> None:
    both: Shape[tuple[Room, int]] = object_of(**PART.of(lambda pair: pair[0]), rank=key(FLOAT, lambda pair: pair[1]))
    assert both.plain((Room("a", 1.0), 2)) == {"name": "a", "kwh": 1.0, "rank": 2}
    assert both.schema["properties"]["kwh"] == PART.schema["properties"]["kwh"]


def test_a_key_that_nobody_declared_is_not_written() -> None:
    kind = some_of({"ht": FLOAT, "ttc": FLOAT})
    assert kind.write is not None
    assert list(kind.write({"ttc": 2.0, "ht": 1.0})) == ["ttc", "ht"]
    with pytest.raises(KeyError):
        kind.write({"tva": 1.0})


@pytest.mark.parametrize("name", RESULTS)
def test_a_published_schema_is_valid_and_uses_its_definitions(name: str) -> None:
    text = import_module(RESULTS[name]).RESULT.schema()
    schema = json.loads(text)
    jsonschema.Draft7Validator.check_schema(schema)
    assert {definition for definition in schema["definitions"] if f'"#/definitions/{definition}"' not in text} == set()
