"""Rows kept from one run to the next: one small file a dossier, taken again only when all that it was made from is the same.

An entry is plain JSON, never code; one that is cut, foreign, changed or of other inputs is as if it were not there. What keeps it
true is a digest of each file that the dossier opened and of every name in its folder (a file that was looked for and missing), of
the tables, of the program and of what was asked.
"""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final, get_args

from snr_cli.french.plain import json_text
from snr_cli.inputs.dossier.files import aside, why
from snr_cli.inputs.regular import open_plain, plain_bytes, read_json
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import AuthorityKind
from snr_cli.observatory import state
from snr_cli.observatory.state import SIZE_CLASSES, DossierState
from snr_cli.results.key_figures import COMPARED_FIGURES

# Plain data that another run wrote → the rows of a portfolio; what is not exactly one is refused.

_KINDS: Final = {"", *get_args(AuthorityKind)}


@cache
def _validator() -> Callable[..., state.DossierState]:
    from pydantic import ConfigDict, TypeAdapter

    for record in vars(state).values():
        if is_dataclass(record):
            record.__pydantic_config__ = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)  # type: ignore[union-attr]
    return TypeAdapter(state.DossierState).validate_json


def row_from(text: str | bytes) -> state.DossierState:
    """Return the row that a JSON text says.

    Raises:
        ValueError: it is none.
    """
    found: Any = _validator()(text, strict=True)
    assert isinstance(found, state.DossierState)
    if found.kind not in _KINDS or found.size not in {"", *SIZE_CLASSES} or found.figures.keys() - COMPARED_FIGURES:
        raise ValueError("a kind, a size or a figure that this version does not have")
    return found


FOLDER: Final = ".snr-portfolio"
_FORMAT: Final = 2
_MOST_BYTES: Final = 2**22  # of an entry: a row takes 20 kB
_MOST_NAMES: Final = 20_000  # in the folder of a dossier: more is not looked through again and again
_MOST_READ: Final = 2**28  # bytes of a file that is digested
_PIECE: Final = 2**20
_LEFT: Final = frozenset({".git"})  # it changes all the time, and no dossier reads it
_NO_PROGRAM: Final = frozenset({"__pycache__", "_bundled"})  # in the package: the tables have a digest of their own
_GRAIN: Final = 20_000_000  # nanoseconds: how late the clock of a file may be on that of the system


@dataclass(frozen=True, slots=True)
class Traces:
    """What a row was made from: the digest of each file by its name in the folder, empty for a missing one; that of all names.

    `documents`: that of each of its documents beside the table, by its name in the row.
    """

    files: Mapping[str, str]
    names: str
    documents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """Where rows are kept, and what they are true of.

    Attributes:
        folder: where.
        made_by: the program, the tables and what is asked: what rows of another one cannot stand for.
        left: folders that are no part of a dossier: what the command writes.
        besides: what else the run does with each dossier: rows of runs that do other things stand side by side.
    """

    folder: Path
    made_by: str
    left: tuple[str, ...] = ()
    besides: str = ""

    def kept(self, path: str, documents: Mapping[str, str]) -> DossierState | None:
        """Return the row of a dossier, None when there is none or when what it was made from has changed.

        Args:
            path: the dossier.
            documents: the digests of its documents beside the table, as they are now.
        """
        try:
            with aside():
                raw = plain_bytes(self.place(path), _MOST_BYTES)
            digest, _, text = raw.partition(b"\n")
            if digest.decode("ascii") != hashlib.sha256(text).hexdigest():
                return None
            found = read_json(text.decode("utf-8"))
            said = found.pop("row")
            files = found["files"]
            if found != {**self._head(path), "files": files, "names": found["names"], "documents": dict(documents)}:
                return None
            if len(files) > _MOST_NAMES or not files.get(Path(path).name):
                return None
            now = traces_of(path, [Path(path).parent / name for name in files], self.left)
            if now is None or now != Traces(files, found["names"]):
                return None
            row = row_from(json_text(said, 0))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return row if row.path == Path(path).as_posix() else None

    def keep(self, path: str, row: Mapping[str, Any], traces: Traces) -> bytes:
        """Return the entry of a dossier.

        Args:
            path: the dossier.
            row: its row, as plain data.
            traces: what it was made from.
        """
        head = {
            **self._head(path),
            "files": dict(traces.files),
            "names": traces.names,
            "documents": dict(traces.documents),
        }
        text = json_text({**head, "row": row}, 0).encode(errors="replace")
        return hashlib.sha256(text).hexdigest().encode() + b"\n" + text

    def place(self, path: str) -> Path:
        """Return the file of the entry of a dossier: that of another version, or of other options, takes its place."""
        name = hashlib.sha256(f"{self.besides}\0{path}".encode(errors="surrogateescape")).hexdigest()
        return self.folder / f"{name[:40]}.json"

    def _head(self, path: str) -> dict[str, Any]:
        return {"format": _FORMAT, "made_by": self.made_by, "path": path}


def traces_of(
    path: str, opened: Iterable[str | bytes | Path], left: Collection[str] = (), since: int = 0
) -> Traces | None:
    """Return what a dossier was made from.

    Args:
        path: its file.
        opened: names that were opened while it was read; those outside its folder are no part of it.
        left: folders that are no part of it.
        since: when reading began (ns): a file that has changed since then may not be what was read.

    Returns:
        None when it cannot be told: too many names, a file that changes, a folder that is a link (its names are elsewhere).
    """
    folder = Path(path).parent
    root, place = os.path.realpath(folder), os.path.normpath(folder.absolute())
    names = _names(root, left)
    if names is None:
        return None
    files: dict[str, str] = {}
    for dossier in opened:
        name = os.fsdecode(dossier)
        # a link of the folder that leads out of it is a part of the dossier all the same
        if Path(os.path.realpath(name)).is_relative_to(root) or Path(
            os.path.normpath(Path(name).absolute())
        ).is_relative_to(place):
            digest = _digest(Path(name), since)
            if digest is None:
                return None
            files[os.path.relpath(name, folder)] = digest
    return Traces(files, names)


def _digest(path: Path, since: int) -> str | None:
    """Return the digest of a file, empty when it is none, None when it is too large or has changed since then."""
    digest = hashlib.sha256()
    try:
        with open_plain(path) as stream:
            about = os.fstat(stream.fileno())
            if about.st_size > _MOST_READ or (since and about.st_mtime_ns >= since - _GRAIN):
                return None
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def _names(root: str, left: Collection[str]) -> str | None:
    """Return the digest of every name in a folder, with what kind of thing each is; None when there are too many."""
    aside_of = {os.path.realpath(path_left) for path_left in left}
    digest, count = hashlib.sha256(), 0
    for place, folders, files in os.walk(root):
        folders[:] = sorted(
            folder
            for folder in folders
            if folder not in _LEFT and os.path.realpath(Path(place, folder)) not in aside_of
        )
        count += len(folders) + len(files)
        if count > _MOST_NAMES or any(Path(place, folder).is_symlink() for folder in folders):
            return None
        for name in (*folders, *sorted(files)):
            try:
                kind = stat.S_IFMT(Path(place, name).lstat().st_mode)
            except OSError:
                kind = 0
            digest.update(f"{os.path.relpath(place, root)}\0{name}\0{kind}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def digests_of(paths: Mapping[str, Path]) -> dict[str, str]:
    """Return the digest of each file by its name; empty for one that cannot be read."""
    with aside():
        return {name: _digest(path, 0) or "" for name, path in paths.items()}


def program_digest() -> str:
    """Return a digest of the program and of the Python that runs it: a checkout changes without its version."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(package.rglob("*")):  # templates and sheets of style too
        name = path.relative_to(package)
        if _NO_PROGRAM.isdisjoint(name.parts) and path.is_file():
            digest.update(name.as_posix().encode())
            digest.update(plain_bytes(path, _MOST_BYTES))
    return digest.hexdigest()


# A part of a run, for as many machines as there are parts, and the parts put together: the rows of one run, in its order.

MOST_SHARDS: Final = 10_000
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
        return f"portfolio-{self.rank}-of-{self.of}.jsonl"

    def part(self, wanted: Sequence[str]) -> list[str]:
        """Return its dossiers."""
        return list(wanted[self.rank - 1 :: self.of])


def shard_of(text: str) -> Shard:
    """Read `K/N`.

    Raises:
        UsageError: it is none.
    """
    match = _WRITTEN(text)
    if match is None or not int(match[1]) <= int(match[2]) <= MOST_SHARDS:
        raise UsageError(f"--shard {text} : écrivez K/N, la part K de N : --shard 1/3")
    return Shard(int(match[1]), int(match[2]))


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
        "schema_version": "3",
        "snr_version": version,
        "factors_sha256": tables,
        "asked": asked,
        "shard": shard.rank,
        "of": shard.of,
        "dossiers": len(wanted),
        "list_sha256": listed,
    }


def shard_text(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a part: its head, then each of its rows, so that a merge reads them one by one."""
    for record in (head, *rows):
        yield json_text(record, 0).replace("\n", "") + "\n"


def merged_shards(paths: Sequence[Path], version: str, tables: str) -> tuple[list[DossierState], str | None]:
    """Return the rows of parts, in the order of one run, and the date at which they were judged, if one was asked for.

    Args:
        paths: the files of all the parts, in any order.
        version: that of snr: rows of another one are not put together.
        tables: the digest of the factor tables.

    Raises:
        UsageError: a file is no part, one is missing or there twice, or they are not of one run.
    """
    parts: dict[int, tuple[Path, dict[str, Any]]] = {}
    for path in paths:
        with _lines(path) as lines:
            head = _head(path, next(lines, b""))
        if head["shard"] in parts:
            raise UsageError(
                f"la part {head['shard']} est là deux fois : {parts[head['shard']][0]} et {path}",
                "donnez chaque part une fois",
            )
        parts[head["shard"]] = (path, head)
    first_path, first = next(iter(parts.values()))
    for key, now in (("snr_version", version), ("factors_sha256", tables)):
        if first[key] != now:
            raise UsageError(
                f"{first_path} : {_SAME[key]} n’est pas celle de ce snr",
                "réunissez les parts avec le snr qui les a écrites, ou refaites-les",
            )
    for path, head in parts.values():
        for key, what in _SAME.items():
            if head[key] != first[key]:
                raise UsageError(
                    f"{path} et {first_path} ne sont pas d’un même calcul ({what})",
                    "refaites toutes les parts",
                )
    absent = [str(rank) for rank in range(1, first["of"] + 1) if rank not in parts]
    if absent:
        said = f"la part {absent[0]} manque" if len(absent) == 1 else f"les parts {', '.join(absent[:20])} manquent"
        raise UsageError(f"{said}, de {first['of']}", "donnez toutes les parts")
    rows: list[DossierState | None] = [None] * first["dossiers"]
    known: dict[Any, Any] = {}
    for path, head in parts.values():
        here = range(head["shard"] - 1, first["dossiers"], first["of"])
        with _lines(path) as lines:
            next(lines)
            found = [_once(_row(path, line), known) for line in lines]
        if len(here) != len(found):
            raise UsageError(f"{path} : {len(found)} dossiers au lieu de {len(here)}", "refaites cette part")
        for rank, row in zip(here, found, strict=True):
            rows[rank] = row
    return [row for row in rows if row is not None], first["asked"].get("as_of")


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    """Open a part; yield its lines.

    Raises:
        UsageError: it cannot be read.
    """

    def bounded(stream: BinaryIO) -> Iterator[bytes]:
        while line := stream.readline(_MOST_BYTES):
            yield line

    try:
        with open_plain(path) as stream:
            yield bounded(stream)
    except OSError as error:
        raise UsageError(f"{path} : {why(error)}") from None


def _head(path: Path, line: bytes) -> dict[str, Any]:
    """Read what a part says before its rows.

    Raises:
        UsageError: it is none.
    """
    try:
        found = read_json(line.decode("utf-8"))
    except ValueError:
        found = None
    whole = isinstance(found, dict) and {*found} == {*_SAME, "shard"}
    counted = whole and all(isinstance(found[key], int) for key in ("shard", "of", "dossiers"))
    if not counted or not 1 <= found["shard"] <= found["of"] <= MOST_SHARDS or not 0 <= found["dossiers"] <= 10**6:
        raise UsageError(f"{path} : ce n’est pas une part écrite par snr portfolio --shard")
    return dict(found)


def _row(path: Path, line: bytes) -> DossierState:
    try:
        return row_from(line)
    except ValueError:
        raise UsageError(f"{path} : un dossier y est illisible", "refaites cette part") from None


def _once(row: DossierState, known: dict[Any, Any]) -> DossierState:
    """Return a row that shares what others say too (its method, the words of the law): it is most of what thousands of rows hold."""

    def one(value: Any) -> Any:
        return known.setdefault(value, value)

    def each(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(known.setdefault(tuple(map(one, values)), values))

    decree, data = row.decree, row.data
    return replace(
        row,
        method=one(row.method),
        decree=decree
        and replace(decree, said=each(decree.said), missing=each(decree.missing), duties=each(decree.duties)),
        data=data and replace(data, missing_groups=each(data.missing_groups), excluded=each(data.excluded)),
        organisation=row.organisation and replace(row.organisation, not_assessed=each(row.organisation.not_assessed)),
        territory=row.territory and replace(row.territory, not_assessed=each(row.territory.not_assessed)),
    )
