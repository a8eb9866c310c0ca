"""A workbook that came back beside the dossier: values that both changed, numbers far from what they were, and what came of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self, get_args

from snr_cli.french.numbers import number
from snr_cli.french.plain import indented
from snr_cli.inputs.dossier.files import WORKBOOKS, why
from snr_cli.inputs.dossier.includes import Joined, finding_at
from snr_cli.inputs.regular import digest, plain_bytes, read_json
from snr_cli.inputs.workbook.fixes import TAKEN
from snr_cli.inputs.workbook.shape import by_key, single_values
from snr_cli.model.finding import Finding, Severity
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that the dossier and a return both changed since the workbook was sent; None: not there.

    Attributes:
        path: section, item and keys.
        kept: what the dossier says, and keeps.
        returned: what the workbook says.
    """

    path: tuple[str, ...]
    kept: Any
    returned: Any


class Versions(NamedTuple):
    """A value in all its versions.

    Attributes:
        sent: what the workbook was filled with, as JSON.
        base: what it is compared with, as JSON: what was last folded of it, else `sent`.
        old: what the dossier says, as it is written.
        new: what the return says.
        old_meaning: `old`, read.
        new_meaning: `new`, read.
    """

    sent: Any
    base: Any
    old: Any
    new: Any
    old_meaning: Any
    new_meaning: Any


class _Absent:
    """What is not there."""


_ABSENT: Final = _Absent()


class MergedValue(NamedTuple):
    """What a value becomes, and what the next return is compared with, as JSON."""

    value: Any
    base: Any


def with_corrections(
    versions: Versions, path: tuple[str, ...], told: list[Correction], *, remove: bool = False
) -> MergedValue:
    """Return the data of a return, in which what the dossier changed since the last one, or the sending, stays as it is.

    Args:
        versions: the data, in all their versions.
        path: where they are.
        told: receives what both changed, each in its own way.
        remove: rows that the return no longer has go; else the dossier keeps them.
    """
    old, new = versions.old, versions.new
    if old == new:
        return MergedValue(new, json_like(versions.old_meaning))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        values = {
            key: with_corrections(
                Versions(*(_at(version, key) for version in versions)), (*path, str(key)), told, remove=remove
            )
            for key in dict.fromkeys((*new, *old))
        }
        return MergedValue(
            {key: merged_value.value for key, merged_value in values.items() if merged_value.value is not _ABSENT},
            {str(key): merged_value.base for key, merged_value in values.items() if merged_value.base is not _ABSENT},
        )
    if isinstance(old, list) and isinstance(new, list):
        items = [_by_name(version) for version in versions]
        if None not in items:
            became, base = [], []
            named = Versions(*items)
            for name in dict.fromkeys((*named.new, *named.old)):
                row = Versions(*(_at(named_rows, name) for named_rows in items))
                corrections = with_corrections(row, (*path, str(name)), told, remove=remove)
                if corrections.value is not _ABSENT:
                    became.append(corrections.value)
                there = (
                    row.base if corrections.base is _ABSENT and not remove else corrections.base
                )  # the row stays in the dossier
                if there is not _ABSENT:
                    base.append(there)
            return MergedValue(became, base)
    now, returned = json_like(versions.old_meaning), json_like(versions.new_meaning)
    if returned == now:
        return MergedValue(old, now)
    if now == versions.base:
        return MergedValue(new, returned)
    if returned != versions.base or returned != versions.sent:
        told.append(Correction(path, *(None if data is _ABSENT else data for data in (old, new))))
    return MergedValue(old, versions.base)


def _at(holder: Any, key: Any) -> Any:
    if not isinstance(holder, Mapping):
        return _ABSENT
    return holder[key] if key in holder else holder.get(str(key), _ABSENT)  # JSON has texts as keys


def row_name(item: Any, rank: int | None = None) -> Any:
    """Return what tells an item of a list from the others: its id, else its year, else its rank."""
    return item.get("id", item.get("year", rank)) if isinstance(item, Mapping) else rank


def _by_name(items: Any) -> dict[Any, Any] | None:
    """Return the items of a list by their id, else their year; None when some have neither, or one that another has."""
    every = list(items) if isinstance(items, list | tuple) else []
    named = _alone(every)
    return named if len(named) == len(every) else None


def json_like(value: Any) -> Any:
    """Return data as JSON would give them back: texts as keys, lists."""
    if isinstance(value, Mapping):
        return {str(key): json_like(inner) for key, inner in value.items()}
    return [json_like(inner) for inner in value] if isinstance(value, list | tuple) else value


FAR: Final = 20  # times more, or less, than before


def departures(old: Mapping[str, Any], new: Mapping[str, Any], kept: Mapping[str, Any], at: Joined) -> list[Finding]:
    """Return a finding for each number that is far from that of before, and for each that was emptied.

    Args:
        old: the sections of the dossier, as it understands them.
        new: those with the workbook.
        kept: the new ones with what the dossier keeps, since the workbook has no place for it.
        at: where the new ones stand.
    """
    return [finding for key in new for finding in _far(old.get(key), new[key], kept.get(key), (key,), (key,), at)]


def other_years(old: Mapping[str, Any], new: Mapping[str, Any], at: Joined) -> list[Finding]:
    """Return a finding for each row of purchases that the workbook adds for another year than the one that is studied.

    Args:
        old: the dossier, as it understands it.
        new: the sections of the workbook.
        at: where these stand.
    """
    known = {item.get("year") for item in old.get("purchases") or ()} | {old.get("reference_year")}
    return [
        finding_at(
            at,
            ("purchases", rank, "year"),
            "SNR131",
            f"achats de {item['year']} ; l’année étudiée est {old['reference_year']}",
            "corrigez l’année, ou laissez la ligne si ces achats sont bien d’une autre année",
        )
        for rank, item in enumerate(new.get("purchases") or ())
        if item.get("year") not in known
    ]


def _far(
    old: Any, new: Any, kept: Any, path: tuple[str | int, ...], column: tuple[str, ...], at: Joined
) -> Iterator[Finding]:
    if isinstance(old, Mapping) and isinstance(kept, Mapping):
        there = new if isinstance(new, Mapping) else {}
        for key, value in old.items():
            down, named = (*path, key), (*column, str(key))
            if isinstance(value, int | float) and not isinstance(value, bool) and kept.get(key) is None:
                yield finding_at(
                    at,
                    path,
                    "SNR411",
                    f"{_called(named)} : {number(value)} au dossier, cellule vidée",
                    "remettez le nombre, ou corrigez-le, s’il est connu",
                )
            else:
                yield from _far(value, there.get(key), kept.get(key), down, named, at)
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple) and isinstance(kept, list | tuple):
        before, stays = _alone(old), _alone(kept)
        for rank, item in enumerate(new):
            name = row_name(item)
            if name is not None and name in before and name in stays:
                yield from _far(before[name], item, stays[name], (*path, rank), column, at)
    elif _is_number(old) and _is_number(new) and old > 0 < new and not 1 / FAR < new / old < FAR:
        times = f"{number(float(f'{max(new / old, old / new):.2g}'))} fois {'plus' if new > old else 'moins'}"
        yield finding_at(
            at,
            path,
            "SNR411",
            f"{_called(column)} : {number(old)} au dossier, {number(new)} ici, {times}",
            "vérifiez l’unité et la période",
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _alone(items: Any) -> dict[Any, Any]:
    """Return the items of a list by what names each; those that a name does not tell apart are left out."""
    # what was sent may say anything
    named = [(name, item) for item in items if isinstance(name := row_name(item), str | int)]
    times = Counter(name for name, _ in named)
    return {name: item for name, item in named if times[name] == 1}


def _called(steps: tuple[str, ...]) -> str:
    """Return what a number is called in the workbooks."""
    column = single_values().get(f"/{'.'.join(steps)}")
    for cut in range(1, len(steps)):
        place = by_key().get(f"{'.'.join(steps[:cut])}/{'.'.join(steps[cut:])}")
        column = place.column if column is None and place is not None else column
    return f"« {column.title if column is not None else steps[-1]} »"


ReturnState = Literal["absent", "unchanged", "returned", "wrong"]
RETURN_STATES: Final[tuple[ReturnState, ...]] = get_args(ReturnState)


@dataclass(frozen=True, slots=True)
class CollectReturn:
    """What came of a workbook.

    Attributes:
        contributor: for whom it was.
        state: absent, unchanged (as it was sent), returned, wrong (returned, with mistakes).
        file: its name; empty when it is absent.
        filled: values that it holds.
        changed: values of the dossier that `--yaml` would change.
        doubtful: rows marked « à confirmer ».
        findings: its mistakes; of one without any, what is to check in it.
        missing: what the decree still asks of its sections.
        kept: what the dossier has and the workbook no longer, its sheets, columns and rows that were deleted; what it was not asked.
        corrected: values that the dossier changed after the workbook was sent, which says others.
        unknown: what was answered « je ne sais pas ».
    """

    contributor: Contributor
    state: ReturnState
    file: str = ""
    filled: int = 0
    changed: int = 0
    doubtful: int = 0
    findings: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    kept: tuple[str, ...] = ()
    corrected: tuple[Correction, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def understood(self) -> tuple[Finding, ...]:
        """Return how words that are no label of a type were understood."""
        return tuple(finding for finding in self.findings if finding.code == "SNR129")

    @property
    def judged(self) -> bool:
        """Say whether its values were checked: one that changes nothing is as it was sent, unless another workbook is wrong."""
        return self.state != "returned" or bool(self.changed or self.corrected)

    @property
    def to_check(self) -> tuple[Finding, ...]:
        """Return the warnings on what came back; of a workbook as it was sent, what it holds and nobody reads."""
        if self.state not in ("returned", "unchanged"):
            return ()
        warnings = tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
        return (
            warnings if self.state == "returned" else tuple(warning for warning in warnings if warning.code == "SNR132")
        )


# What `snr collect --yaml` last folded of each workbook, kept beside them: its own fold is no correction of the dossier.

_MOST: Final = 1 << 25  # bytes, as the sheet that says what was sent
_ADVICE: Final = "effacez ce fichier : le classeur sera comparé à ce qui avait été envoyé"


@dataclass(frozen=True, slots=True)
class LastFold:
    """What was last folded of a workbook.

    Attributes:
        sent: which sending it came back from.
        sections: what its next return is compared with, as JSON.
        waiting: of a dossier that is a workbook, what that one was: as long as it is the same, this fold waits beside it.
        before: what a return is compared with until then, as JSON.
    """

    sent: str
    sections: Mapping[str, Any]
    waiting: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: Mapping[str, Any], sections: Mapping[str, Any]) -> Self:
        """Return what is known of a workbook, from what it was filled with."""
        return cls(sha256(indented(dict(sent), 0).encode("utf-8", "replace")).hexdigest(), sections)

    def text(self) -> str:
        """Return the text of the file that keeps it."""
        waits = {"waiting": self.waiting, "before": dict(self.before)} if self.waiting else {}
        return indented({"sent": self.sent, "sections": dict(self.sections)} | waits, 1) + "\n"


def last_fold_path(returned: Path, name: str) -> Path:
    """Return where what was last folded of a contributor is kept, in the folder of the workbooks."""
    return returned / TAKEN / f"{name}.json"


def book_mark(dossier: str) -> str:
    """Return what a dossier that is a workbook is now: the SHA-256 of its file; empty for another dossier.

    Raises:
        UsageError: it cannot be read.
    """
    if not dossier.lower().endswith(WORKBOOKS):
        return ""
    try:
        return digest(Path(dossier))
    except OSError as error:
        raise UsageError(f"{dossier} : {why(error)}") from None


def book_beside(dossier: str) -> Path:
    """Return the workbook that `--yaml` writes beside a dossier that is one, with what came back."""
    source = Path(dossier)
    return source.with_name(f"{source.stem}-collecte.xlsx")


def read_last_fold(returned: Path, name: str, sent: Mapping[str, Any], dossier: str = "") -> LastFold:
    """Return what was last folded of a workbook; what it was filled with, when it never was, or when another was sent since.

    Args:
        returned: the folder of the workbooks.
        name: the contributor.
        sent: what the workbook was filled with; nothing when it no longer says it.
        dossier: the file of the dossier.

    Raises:
        UsageError: the file cannot be read, or is not what is written in it.
    """
    path, first = last_fold_path(returned, name), LastFold.of(sent, sent)
    try:
        found = read_json(plain_bytes(path, _MOST).decode("utf-8"))
    except FileNotFoundError:
        return first
    except OSError as error:
        raise UsageError(f"{path} : {why(error)}", _ADVICE) from None
    except ValueError:  # neither UTF-8 nor JSON
        found = None
    sections, mark = (found.get("sections"), found.get("sent")) if isinstance(found, dict) else (None, None)
    if not isinstance(sections, dict) or not isinstance(mark, str):
        raise UsageError(f"{path} : ce n’est pas ce que snr collect --yaml y écrit", _ADVICE)
    if mark != first.sent and sent:
        return first
    if (waiting := found.get("waiting")) and waiting == book_mark(dossier):  # that fold is not in the dossier
        before = found.get("before")
        return LastFold(mark, {**sent, **(before if isinstance(before, dict) else {})})
    return LastFold(mark, {**sent, **sections})
