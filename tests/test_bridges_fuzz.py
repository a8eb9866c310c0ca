"""Bridges against files changed at random: a French refusal or rows accounted for, never a fault, whatever a value is."""

import copy
import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from snr_cli import UsageError, import_file
from snr_cli.bridges.bridging import BRIDGES, brought_json, brought_screen, brought_yaml
from snr_cli.bridges.opened import LooseError, loose_json
from snr_cli.bridges.tet import TET_COLUMNS
from test_bridges import SAMPLES
from test_bridges_plans import ECO_CLIC, book

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 1e300, -1e300, 10**400, 0.5, "", "x" * 3000, "<b>\x07\u2028", "=1+1", "2025-13-45", "NaN",
    [], {}, [[]], {"": {}}, {"a": [1]}, [None],
)  # fmt: skip
CELLS: tuple[Any, ...] = (
    None,
    "",
    -1,
    1e300,
    "=error",
    "x" * 3000,
    "<b>\x07",
    datetime(1999, 12, 31),
    "31/02/2025",
    "En pause",
    7,
)
READERS = [bridge.id for bridge in BRIDGES if bridge.read]


def data_of(name: str) -> Any:
    """Return what a sample holds."""
    return loose_json((SAMPLES / name).read_text(encoding="utf-8"))[0]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the paths of every value."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def changed(data: Any, chance: random.Random) -> Any:
    """Return data with some values replaced, removed or added."""
    found = copy.deepcopy(data)
    for _ in range(chance.randint(1, 4)):
        path = chance.choice(list(places(found)) or [()])
        if not path:
            break
        inside = found
        for key in path[:-1]:
            inside = inside[key]
        value = copy.deepcopy(chance.choice(HOSTILE))
        if chance.random() > 0.2:
            inside[path[-1]] = value
        elif isinstance(inside, dict):
            del inside[path[-1]]
        else:
            inside.insert(path[-1], value)
    return found


def read_by_all(path: Path) -> None:
    """Read a file by every bridge: each refuses it in French, or accounts for each row and can be shown."""
    for name in (None, *READERS):
        try:
            brought = import_file(path, bridge=name, year=2021)
        except UsageError as error:
            assert path.name in str(error)
            continue
        assert all(row.became or row.why for row in brought.rows)
        bridge = next(each for each in BRIDGES if each.id == brought.bridge)
        for shown in (brought_screen, brought_json, brought_yaml):
            assert shown(brought, bridge)


def fuzz(seed: int, many: int, folder: Path) -> None:
    """Change samples at random."""
    chance = random.Random(seed)
    names = [sample.rpartition("/")[2] for bridge in BRIDGES for sample in bridge.samples if sample.endswith(".json")]
    texts = [(SAMPLES / name).read_text(encoding="utf-8") for name in names]
    for rank in range(many):
        (folder / "f.json").write_text(json.dumps(changed(data_of(chance.choice(names)), chance)), encoding="utf-8")
        read_by_all(folder / "f.json")
        signs = list(chance.choice(texts[:2]))
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(signs))
            signs[place : place + chance.randint(0, 20)] = chance.choice(
                ["", *'{}[],:"\\/*.', "/*", "//", "...", "NaN", "\0"]
            )
        try:
            loose_json("".join(signs))
        except LooseError as error:
            assert str(error)
        if rank % 4 == 0:
            heads = chance.choice([list(TET_COLUMNS), ECO_CLIC])
            at = 2 if len(heads) > 10 else 4
            cells = [[chance.choice(CELLS) for _ in heads] for _ in range(4)]
            read_by_all(book(folder / "f.xlsx", {at: heads, **{5 + each: row for each, row in enumerate(cells)}}))


def test_some_changed_files(tmp_path: Path) -> None:
    fuzz(17, 8, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_changed_files(seed: int, tmp_path: Path) -> None:
    fuzz(seed, 150, tmp_path)
