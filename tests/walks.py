"""Walks over every value of something: some of it in the tests that always run, all of it in the slow ones.

What is drawn, and not walked, has a size for each landing and a longer one, that `SNR_LONG=1` asks for.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest

slow = pytest.mark.slow
LONG = bool(os.environ.get("SNR_LONG"))


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
