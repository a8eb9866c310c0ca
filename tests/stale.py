"""Files that the program or the tables make: whether they hold what is made now, and the one command that writes them."""

import regenerate
from conftest import ROOT


def to_write(name: str) -> str:
    """Return what to run when a file of a generator is not up to date."""
    assert name in regenerate.GENERATORS
    return f"not up to date; run: python tools/regenerate.py --only {name}"


def hold(name: str) -> None:
    """Tell the files of a generator that do not hold what it makes now."""
    for file, made in regenerate.GENERATORS[name].made():
        there = (ROOT / file).read_bytes()
        assert (there if isinstance(made, bytes) else there.decode()) == made, f"{file}: {to_write(name)}"
