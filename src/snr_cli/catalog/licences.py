"""Which sources the licence asked for leaves out: the one place where a class of redistribution is judged."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.records import Source
from snr_cli.catalog.tables import Tables

# what each licence leaves out: `contested` is under an open licence, but what it is made of is not
_LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "all": frozenset(),
    "open": frozenset({"unclear", "no"}),
    "strict": frozenset({"contested", "unclear", "no"}),
}


def is_open(source: Source, licence: str = "open") -> bool:
    """Say whether the rows of a source are kept under a licence: `all`, `open` or `strict`."""
    return source.redistribution not in _LEFT_OUT[licence]


def closed_sources(tables: Tables, licence: str) -> frozenset[str]:
    """Return the sources that a licence leaves out; the list of sources is read only when it leaves some out."""
    if not _LEFT_OUT[licence]:
        return frozenset()
    return frozenset(source.id for source in tables.sources.values() if not is_open(source, licence))
