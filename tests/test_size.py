"""The size of the house: counted whatever the formatting, and gated (tools/house.py, tools/house.toml)."""

import tomllib
from pathlib import Path

import pytest

import house

MODULE = '''"""What it is."""

# why
def double(number: int) -> int:
    """Return twice it."""
    return 2 * number
'''


def _package(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_neither_docstrings_nor_comments_nor_line_ends_weigh(tmp_path: Path) -> None:
    rooms = house.rooms(_package(tmp_path, engine__double=MODULE, about="one = 1; two = 2\n"))
    assert rooms["engine"] == {"modules": 1, "lines": 6, "statements": 2, "tokens": 14}
    assert rooms["beside"] == {"modules": 1, "lines": 1, "statements": 2, "tokens": 7}
    assert rooms[house.WHOLE] == rooms["engine"] + rooms["beside"]
    spread = _package(
        tmp_path / "spread", engine__double=MODULE.replace("2 * number", "(\n        2\n        * number\n    )")
    )
    assert house.rooms(spread)["engine"]["statements"] == 2


@pytest.mark.parametrize("measure", ["statements", "tokens"])
@pytest.mark.parametrize("room", ["engine", house.WHOLE])
def test_what_is_above_its_budget_is_named(tmp_path: Path, room: str, measure: str) -> None:
    package = _package(tmp_path, engine__double=MODULE)
    budget = {"engine": {"statements": 2, "tokens": 14}, "whole": {"statements": 2, "tokens": 14, "module_lines": 6}}
    assert house.excesses(package, budget) == []
    budget[room][measure] -= 1
    assert [line.split(":")[0] for line in house.excesses(package, budget)] == [room]


def test_a_room_without_a_budget_and_a_long_module_are_named(tmp_path: Path) -> None:
    package = _package(tmp_path, engine__double=MODULE)
    assert house.excesses(package, {"whole": {"module_lines": 5}, "gone": {}}) == [
        "engine: no budget",
        "gone: a budget and no module",
        "engine/double.py: 6 lines, budget 5 a module",
    ]


def test_the_house_is_within_its_budget(capsys: pytest.CaptureFixture[str]) -> None:
    assert house.main() == 0
    printed = capsys.readouterr().out
    assert all(room in printed for room in tomllib.loads(house.BUDGET.read_text(encoding="utf-8")))
