"""The journal of a portfolio, and what it tells: who moved since the last date, who is late, each authority from date to date.

A journal is a text of JSON lines, one for each authority and each date of judgement (`--as-of`, never the clock): files of several
machines are put together by `cat`, in any order. A line that is there twice counts once; of two that differ, the last one counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from snr_cli.french.numbers import number
from snr_cli.french.plain import json_text, written
from snr_cli.inputs.dossier.files import aside, why
from snr_cli.inputs.regular import TooLargeError, plain_bytes, read_json
from snr_cli.model.refusal import UsageError
from snr_cli.observatory.state import DossierState, RowStanding

_FORMAT: Final = 1
_MOST_BYTES: Final = 2**28  # a line of 400 bytes for each of 2,300 authorities and each month: twenty years
_BEGINS: Final = b'{"format": '
_LONGEST: Final = 8_000  # characters of a line
_KEYS: Final = (
    "format",
    "as_of",
    "key",
    "path",
    "name",
    "kind",
    "department",
    "year",
    "standing",
    "missing",
    "deadline",
    "figures",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An authority at a date.

    Attributes:
        as_of: the date of judgement, YYYY-MM-DD.
        key: its SIREN; the path of its dossier without one.
        path: of its dossier: that of one that cannot be read any more says whose it was.
        name, kind, department: of the authority; empty when unknown.
        year: the reference year of its dossier.
        standing: where it stands for article 35.
        missing: the codes of what the law asks and it lacks.
        deadline: the first of these, YYYY-MM-DD; empty without any.
        figures: its figures by agent and by device, that compare within one perimeter alone.
    """

    as_of: str
    key: str
    path: str
    name: str
    kind: str
    department: str
    year: int | None
    standing: RowStanding
    missing: tuple[str, ...] = ()
    deadline: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def days_late(self) -> int:
        """Return how many days its first deadline is past; 0 when nothing is late."""
        return days_late(self.deadline, self.as_of) if self.standing == "lacking" else 0


def days_late(deadline: str, as_of: str) -> int:
    """Return how many days a date (ISO) is past at another; 0 when it is not, or when there is none."""
    return max(0, (date.fromisoformat(as_of) - date.fromisoformat(deadline)).days) if deadline else 0


class Move(NamedTuple):
    """An authority that is no longer where it was."""

    before: Entry
    now: Entry


@dataclass(frozen=True, slots=True)
class Progress:
    """What a portfolio tells beside its journal.

    Attributes:
        as_of: the date of judgement.
        since: the latest date before it in the journal; empty when there is none.
        moved: who is not where it was at that date, or the last time that it was seen before.
        new: who was never seen before.
        gone: who was there at that date, and is no more.
        series: of each authority of the portfolio, its entries from the first date to this one.
    """

    as_of: str
    since: str
    moved: tuple[Move, ...]
    new: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    series: tuple[tuple[Entry, ...], ...]

    @property
    def late(self) -> tuple[Entry, ...]:
        """Return who is late at this date, in the order of the portfolio."""
        return tuple(entries[-1] for entries in self.series if entries[-1].days_late)


def entries_of(states: Iterable[DossierState], as_of: str) -> list[Entry]:
    """Return an entry for each authority; of several dossiers of one SIREN, that of the latest year, which lacks the most."""
    latest: dict[str, Entry] = {}
    for state in states:
        judged = state.judged
        entry = Entry(
            as_of,
            state.siren or state.path,
            state.path,
            state.name,
            state.kind,
            state.department,
            state.reference_year,
            state.standing,
            tuple(judged.missing) if judged else (),
            judged.deadline if judged else "",
            state.figures,
        )
        known = latest.get(entry.key)
        # of two of one year, nobody knows which is right: the one that lacks the most, whatever its path
        if known is None or (entry.year or 0, len(entry.missing)) > (known.year or 0, len(known.missing)):
            latest[entry.key] = entry
    return list(latest.values())


def progress_of(past: Iterable[Entry], now: Sequence[Entry], as_of: str) -> Progress:
    """Return what a portfolio tells of itself since the dates of its journal before `as_of`."""
    every = {(entry.key, entry.as_of): entry for entry in past if entry.as_of < as_of}
    before: dict[str, list[Entry]] = {}
    for (key, _), entry in sorted(every.items(), key=lambda item: item[0][1]):
        before.setdefault(key, []).append(entry)
    # one that cannot be read says its path alone: its past is under the SIREN that it had
    of_path = {entry.path: entry.key for entries in before.values() for entry in entries}
    keys = {entry.key: entry.key if entry.key in before else of_path.get(entry.path, "") for entry in now}
    past_of = {entry.key: before.get(keys[entry.key], []) for entry in now}
    now = [  # what is broken may not say its name any more
        replace(entry, name=past_of[entry.key][-1].name) if past_of[entry.key] and entry.name == entry.path else entry
        for entry in now
    ]
    since = max((entry.as_of for entry in every.values()), default="")
    return Progress(
        as_of,
        since,
        tuple(Move(old[-1], new) for new in now if (old := past_of[new.key]) and _place(old[-1]) != _place(new)),
        tuple(entry for entry in now if not past_of[entry.key]),
        tuple(old for old in every.values() if old.as_of == since and old.key not in keys.values()),
        tuple((*past_of[entry.key], entry) for entry in now),
    )


def _place(entry: Entry) -> tuple[Any, ...]:
    return entry.standing, entry.missing, entry.year


def journal_lines(entries: Iterable[Entry], there: Iterable[Entry] = ()) -> str:
    """Return the lines of entries that a journal does not have yet."""
    known = {(entry.key, entry.as_of): entry for entry in there}
    return "".join(
        f"{_line(entry)}\n" for entry in entries if known.get((entry.key, entry.as_of)) != read_line(_line(entry))
    )


def _line(entry: Entry) -> str:
    said = {"format": _FORMAT, **{key: getattr(entry, key) for key in _KEYS[1:]}}
    return json_text(written({**said, "missing": list(entry.missing), "figures": dict(entry.figures)}), 0).replace(
        "\n", ""
    )


def read_journal(path: Path) -> list[Entry]:
    """Read a journal; empty when there is none yet. A last line cut short by a run that was killed is left aside.

    Raises:
        UsageError: it cannot be read, or a line is none of a journal; with its line.
    """
    try:
        with aside():
            raw = plain_bytes(path, _MOST_BYTES)
    except FileNotFoundError:
        return []
    except TooLargeError:
        raise UsageError(f"{path} : plus de {number(_MOST_BYTES // 2**20)} Mio", "commencez un autre journal") from None
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} : {why(error) if isinstance(error, OSError) else 'nom de fichier invalide'}"
        ) from None
    *lines, _ = raw.split(b"\n")
    return list(_entries(path, lines))


def _entries(path: Path, lines: Sequence[bytes]) -> Iterator[Entry]:
    for rank, line in enumerate(lines, 1):
        if not line.strip() or _is_cut(line):
            continue
        try:
            yield read_line(line.decode("utf-8"))
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f"{path}:{rank} : ce n’est pas une ligne d’un journal de snr portfolio",
                "donnez un autre fichier à --journal, ou ôtez cette ligne",
            ) from None


def _is_cut(line: bytes) -> bool:
    """Say whether a line is the beginning of one, which a run that was killed left."""
    if not line.startswith(_BEGINS) or line.endswith(b"}"):
        return False
    try:
        read_json(line.decode("utf-8", errors="replace"))
    except ValueError:
        return True
    return False


def read_line(text: str) -> Entry:
    """Read a line of a journal.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    found = read_json(text) if len(text) <= _LONGEST else None
    if not isinstance(found, dict) or {*found} != {*_KEYS} or found["format"] != _FORMAT:
        raise ValueError(text)
    for day in filter(None, (found["as_of"] or "-", found["deadline"])):
        if (
            date.fromisoformat(day).isoformat() != day
        ):  # 20261101 is a date too, which no order of texts puts in its place
            raise ValueError(day)
    texts = (found[key] for key in ("as_of", "key", "path", "name", "kind", "department", "deadline"))
    figures, year = found["figures"], found["year"]
    if not all(isinstance(text, str) for text in (*texts, *found["missing"], *figures)):
        raise TypeError
    if not all(isinstance(value, int | float) and isfinite(value) for value in figures.values()) or not isinstance(
        year, int | None
    ):
        raise TypeError
    if found["standing"] not in get_args(RowStanding):
        raise ValueError(found["standing"])
    return Entry(**{key: found[key] for key in _KEYS[1:]} | {"missing": tuple(found["missing"])})
