"""A part of a run, for as many machines as there are parts, and the parts put together: the rows of one run, in its order."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from snr_cli.french.plain import json_text
from snr_cli.inputs.bounded_json import read_json
from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import UsageError
from snr_cli.outputs.portfolio.reading import row_from
from snr_cli.outputs.portfolio.state import DossierState

MOST_SHARDS: Final = 10_000
_MOST_BYTES: Final = 2**28
_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})").fullmatch
# what must be the same in all the parts, and what it is called
_SAME: Final = {
    "schema_version": "le format",
    "snr_version": "la version de snr",
    "factors_sha256": "l’édition des facteurs",
    "asked": "les options (--as-of, --year)",
    "of": "le nombre de parts",
    "dossiers": "la liste des dossiers",
    "list_sha256": "la liste des dossiers",
}


@dataclass(frozen=True, slots=True)
class Shard:
    """The K-th part of N: of the list, each N-th dossier from the K-th."""

    rank: int
    of: int

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"portfolio-{self.rank}-of-{self.of}.json"

    def part(self, wanted: Sequence[str]) -> list[str]:
        """Return its dossiers."""
        return list(wanted[self.rank - 1 :: self.of])


def shard_of(text: str) -> Shard:
    """Read `K/N`.

    Raises:
        UsageError: it is none.
    """
    found = _WRITTEN(text)
    if found is None or not int(found[1]) <= int(found[2]) <= MOST_SHARDS:
        raise UsageError(f"--shard {text} : écrivez K/N, la part K de N : --shard 1/3")
    return Shard(int(found[1]), int(found[2]))


def shard_head(shard: Shard, wanted: Sequence[str], asked: dict[str, Any], version: str, tables: str) -> dict[str, Any]:
    """Return what a part says before its rows: what the others must say too, but for its rank.

    Args:
        shard: which part.
        wanted: the whole list.
        asked: the options that change a row.
        version: of snr.
        tables: the digest of the factor tables.
    """
    listed = hashlib.sha256("\n".join(wanted).encode(errors="surrogateescape")).hexdigest()
    return {
        "schema_version": 2,
        "snr_version": version,
        "factors_sha256": tables,
        "asked": asked,
        "shard": shard.rank,
        "of": shard.of,
        "dossiers": len(wanted),
        "list_sha256": listed,
    }


def merged_shards(paths: Sequence[Path], version: str, tables: str) -> list[DossierState]:
    """Return the rows of parts, in the order of one run.

    Args:
        paths: the files of all the parts, in any order.
        version: that of snr: rows of another one are not put together.
        tables: the digest of the factor tables.

    Raises:
        UsageError: a file is no part, one is missing or there twice, or they are not of one run.
    """
    parts: dict[int, tuple[Path, dict[str, Any]]] = {}
    for path in paths:
        found = _read(path)
        if found["shard"] in parts:
            raise UsageError(
                f"--merge : la part {found['shard']} est là deux fois : {parts[found['shard']][0]} et {path}",
                "donnez chaque part une fois",
            )
        parts[found["shard"]] = (path, found)
    first_path, first = next(iter(parts.values()))
    for key, now in (("snr_version", version), ("factors_sha256", tables)):
        if first[key] != now:
            raise UsageError(
                f"--merge {first_path} : {_SAME[key]} n’est pas celle de ce snr",
                "réunissez les parts avec le snr qui les a écrites, ou refaites-les",
            )
    for path, found in parts.values():
        for key, what in _SAME.items():
            if found[key] != first[key]:
                raise UsageError(
                    f"--merge : {path} et {first_path} ne sont pas d’un même calcul ({what})",
                    "refaites toutes les parts",
                )
    absent = [str(rank) for rank in range(1, first["of"] + 1) if rank not in parts]
    if absent:
        said = f"la part {absent[0]} manque" if len(absent) == 1 else f"les parts {', '.join(absent[:20])} manquent"
        raise UsageError(f"--merge : {said}, de {first['of']}", "donnez toutes les parts")
    rows: list[DossierState | None] = [None] * first["dossiers"]
    for path, found in parts.values():
        here = range(found["shard"] - 1, first["dossiers"], first["of"])
        if len(here) != len(found["rows"]):
            raise UsageError(
                f"--merge {path} : {len(found['rows'])} dossiers au lieu de {len(here)}", "refaites cette part"
            )
        for rank, row in zip(here, found["rows"], strict=True):
            rows[rank] = _row(path, row)
    return [row for row in rows if row is not None]


def _read(path: Path) -> dict[str, Any]:
    """Read a part.

    Raises:
        UsageError: it is none.
    """
    try:
        found = read_json(plain_bytes(path, _MOST_BYTES).decode("utf-8"))
    except OSError as error:
        raise UsageError(f"--merge {path} : {why(error)}") from None
    except TooLargeError as error:
        raise UsageError(f"--merge {path} : {error}") from None
    except ValueError:
        found = None
    whole = isinstance(found, dict) and {*found} == {*_SAME, "shard", "rows"} and isinstance(found["rows"], list)
    if not whole or not all(isinstance(found[key], int) for key in ("shard", "of", "dossiers")):
        raise UsageError(f"--merge {path} : ce n’est pas une part écrite par snr portfolio --shard")
    if not 1 <= found["shard"] <= found["of"] <= MOST_SHARDS or not 0 <= found["dossiers"] <= 10**6:
        raise UsageError(f"--merge {path} : ce n’est pas une part écrite par snr portfolio --shard")
    return dict(found)


def _row(path: Path, row: object) -> DossierState:
    try:
        return row_from(json_text(row, 0))
    except ValueError:
        raise UsageError(f"--merge {path} : un dossier y est illisible", "refaites cette part") from None
