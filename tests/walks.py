"""Walks over every value of something: some of it in the tests that always run, all of it in the slow ones."""

from collections.abc import Iterable
from typing import Any

import pytest

slow = pytest.mark.slow


def walk(values: Iterable[Any], every: int) -> list[Any]:
    """Return the values of a parameter: one in `every`, the first included, is always run, the others are slow."""
    return [value if rank % every == 0 else _slow(value) for rank, value in enumerate(values)]


def mostly(values: Iterable[Any], *often: Any) -> list[Any]:
    """Return the values of a parameter: those of `often` are always run, the others are slow."""
    found = list(values)
    assert set(often) <= set(found), f"unknown: {set(often) - set(found)}"
    return [value if value in often else _slow(value) for value in found]


def _slow(value: Any) -> Any:
    return pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=slow)
