"""What workbooks that came back make of the sections of a dossier, as YAML writes them, and what they say nothing of; for `--yaml`, and for `--status` to tell."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from snr_cli.french.numbers import number, plural
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.corrected import Correction, Versions, json_like, row_name, with_corrections
from snr_cli.inputs.dossier.includes import as_written
from snr_cli.inputs.workbook.shape import (
    WITH_IT,
    SheetShape,
    by_path,
    of_sections,
    sections_in,
    sheets_of,
    single_columns,
)
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.model.territory import SectionKey

_LINES: Final = frozenset({"equipment", "imports"})  # sections whose items stand in one list of a file
SENT_UNKNOWN: Final = (
    "feuille « Envoyé » absente : ce que vous avez corrigé dans le dossier depuis l’envoi ne se distingue plus, et le classeur le "
    "remplace ; relisez chaque changement (--dry-run)"
)


@dataclass(frozen=True, slots=True)
class Fold:
    """What workbooks that came back are compared with, and what is to be told of them.

    Attributes:
        sent: what they were filled with, for those that say it.
        base: what they are compared with: what was last folded of them, else `sent`; becomes that of the next fold.
        told: receives the values that the dossier and a workbook changed, each in its own way.
        kept: receives the rows of mappings that a workbook no longer has, and that stay; that it no longer says what was sent.
    """

    sent: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    told: list[Correction] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def returned_sections(
    before: Any, after: Any, old: Any, new: Any, keys: Collection[str], fold: Fold, *, remove: bool
) -> dict[str, Any]:
    """Return the sections as YAML is to write them: what means the same stays as it was written.

    Args:
        before: the dossier as it is, joined.
        after: the same with the workbooks.
        old: `before`, read.
        new: `after`, read.
        keys: the sections of the workbooks.
        fold: what they are compared with; receives what is to be told.
        remove: rows that a workbook no longer has go, and so does a list without rows.
    """
    sent, base, kept = fold.sent, fold.base, fold.kept
    dumped = [each.model_dump(exclude_unset=True, by_alias=True) for each in (old, new)]
    sections: dict[str, Any] = {}
    gone = emptied_lists(before, after, keys) if remove else frozenset()
    beside = _LINES if _LINES & (after.given | gone) else frozenset()  # one list in the file
    for key in keys:
        there = before.data.get(key)
        if key in after.given:
            section = _kept(there, after.data[key], dumped[0].get(key), dumped[1].get(key))
            asked = _Asked(after.columns, [] if remove else kept, remove)
            section = _confirmed(asked.with_others(there, section, "", key), there)
            silent = _Asked(after.columns, [], remove)
            meant, came = (json_like(each.get(key)) for each in dumped)
            came = silent.with_others(meant, came, "", key)
            # nothing says what was sent: the workbook is right
            last = base.get(key, meant)
            versions = (sent.get(key) if key in base else last, last, before.data.get(key), section, meant, came)
            only = Versions(*({} if version is None else {key: version} for version in versions))
            if key not in base:
                unknown: list[Correction] = []
                with_corrections(only._replace(sent={}, base={}), (), unknown)
                if SENT_UNKNOWN not in kept and any(
                    None not in (correction.kept, correction.returned) for correction in unknown
                ):
                    kept.append(SENT_UNKNOWN)
            became = with_corrections(only, (), fold.told, remove=remove)
            base[key] = became.base.get(key)
            if key not in became.value:
                continue  # the dossier has it no longer
            section = became.value[key]
        elif key in gone:
            section, base[key] = [], None
        elif key in beside and there:
            section = there  # its sheet says nothing
        else:
            continue
        home = "equipment" if key == "imports" else key
        sections[home] = [*sections.get(home, []), *section] if isinstance(section, list) else section
    if "equipment" in sections:
        sections["equipment"] = as_written(sections["equipment"])
    return sections


def emptied_lists(before: Any, after: Any, keys: Collection[str]) -> frozenset[str]:
    """Return the lists of the dossier whose sheet came back without any row."""
    lists = {key for key in keys if isinstance(before.data.get(key), list) and before.data[key]}
    return frozenset(key for key in lists if is_emptied(key, after.given, after.columns))


def _confirmed(new: Any, old: Any) -> Any:
    """Return data in which a row that is sure does not say it, unless it did: nothing said means sure."""
    if isinstance(new, Mapping):
        there = old if isinstance(old, Mapping) else {}
        said = {
            key: value for key, value in new.items() if key != "certainty" or value != "sure" or there.get(key) == value
        }
        return {key: _confirmed(value, there.get(key)) for key, value in said.items()}
    if not isinstance(new, list):
        return new
    known = {row_name(item, rank): item for rank, item in enumerate(old)} if isinstance(old, list) else {}
    return [_confirmed(item, known.get(row_name(item, rank))) for rank, item in enumerate(new)]


def _kept(old: Any, new: Any, old_meaning: Any, new_meaning: Any) -> Any:
    """Return new data, in which what means the same as before is written as before: `20 %` for 0.2."""
    if old is not None and old_meaning == new_meaning:
        return old
    if isinstance(new, Mapping) and isinstance(old, Mapping) and isinstance(old_meaning, Mapping):
        return {
            key: _kept(old.get(key), value, old_meaning.get(key), new_meaning.get(key)) for key, value in new.items()
        }
    if isinstance(new, list) and isinstance(old, list) and isinstance(old_meaning, Sequence):
        ranks = {row_name(item, rank): rank for rank, item in enumerate(old)}
        return (
            [
                _kept(old[ranks[name]], item, old_meaning[ranks[name]], new_meaning[rank])
                if name in ranks
                else dict(item)
                for rank, item in enumerate(new)
                if (name := row_name(item, rank)) is not None
            ]
            if all(isinstance(item, Mapping) for item in new)
            else new
        )
    if isinstance(old, str) and old.strip().endswith("%") and isinstance(new, float | int):
        return f"{number(new * 100, _decimals(new))} %"  # as it was written
    return new


def _decimals(share: float) -> int:
    """Return the decimals that a share needs in per cent."""
    return len(f"{share * 100:.10f}".rstrip("0").partition(".")[2])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a workbook asks: the keys of its `columns`, and of its single values; what was deleted says nothing.

    `kept` receives the rows of detail sheets and of mappings that stay without it; with `remove` they go.
    """

    columns: Collection[str]
    kept: list[str]
    remove: bool

    def with_others(self, old: Any, new: Any, sheet: str, inside: str) -> Any:
        """Return data with the values for which the workbook has no row, column nor sheet.

        Args:
            old: the data of the dossier.
            new: those of the workbook.
            sheet: the key of the sheet of the row that holds them; empty for the dossier.
            inside: their keys in that row.
        """
        here = f"{sheet}.{inside}" if sheet and inside else sheet or inside
        if isinstance(new, Mapping) and isinstance(old, Mapping):
            shape = by_path().get(tuple(here.split("."))) if inside else None
            if shape is not None and shape.keyed is not None:  # its keys are rows
                return new if self.remove else self._rows(shape, old, new)
            down = {key: f"{inside}.{key}" if inside else str(key) for key in (*old, *new)}
            gone = {key: self._gone(value, sheet, down[key]) for key, value in old.items() if key not in new}
            left = {key: value for key, value in gone.items() if value is not None}
            return {key: self.with_others(old.get(key), value, sheet, down[key]) for key, value in new.items()} | left
        if not isinstance(new, list) or not isinstance(old, list):
            return new
        items = [
            self.with_others(was, item, here, "") if isinstance(item, Mapping) else item
            for was, item in zip(_as_they_were(old, new), new, strict=True)
        ]
        shape = by_path().get(tuple(here.split(".")))
        if shape is None or (shape.up is None and len(shape.path) == 1) or self.remove:
            return items  # rows of a section stay in its file
        for rank in _not_there(old, new):
            self._tell(shape, row_name(old[rank], rank + 1))
            items.insert(rank, old[rank])
        return items

    def _gone(self, old: Any, sheet: str, inside: str) -> Any:
        """Return what stays of a block or a value that the workbook no longer says; None for nothing."""
        if not self._has(sheet, inside):
            return old
        here = f"{sheet}.{inside}" if sheet else inside
        shape = by_path().get(tuple(here.split(".")))
        if shape is None:
            return (self.with_others(old, {}, sheet, inside) or None) if isinstance(old, Mapping) else None
        if self.remove or not old:
            return None
        for rank, each in enumerate(old, start=1):
            self._tell(shape, each if isinstance(old, Mapping) else row_name(each, rank))
        return old

    def _tell(self, shape: SheetShape, name: Any) -> None:
        called = f"ligne {name}" if isinstance(name, int) else f"ligne « {name} »"
        self.kept.append(f"feuille « {shape.name} », {called} absente : {_ROW_STAYS}")

    def _rows(self, shape: SheetShape, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> dict[Any, Any]:
        """Return the rows of a mapping of the dossier, those that the workbook no longer has too."""
        left = {key: value for key, value in old.items() if key not in new}
        for key in left:
            self._tell(shape, key)
        return {**new, **left}

    def _has(self, sheet: str, inside: str) -> bool:
        """Say whether the workbook has a row, a column or a sheet for a block or a value of a row, or of the dossier."""
        below = f"{sheet}.{inside}" if sheet else inside
        starts = (f"{sheet}/{inside}.", f"{below}/", f"{below}.")
        return any(column == f"{sheet}/{inside}" or column.startswith(starts) for column in self.columns)


def _as_they_were(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Return, for each item of a list, what it was: the one of its name; without a name, the one that says most of the same.

    Rows are sorted, added and deleted in a workbook: the rank of one that nothing names says nothing.
    """
    names = [Counter(row_name(item) for item in items) for items in (old, new)]
    alone = {name for name, times in names[0].items() if name is not None and times == 1 and names[1][name] == 1}
    there = {name: item for item in old if (name := row_name(item)) in alone}
    found = [there.get(row_name(item)) for item in new]
    left = [(rank, item) for rank, item in enumerate(new) if row_name(item) not in alone]
    free = dict(enumerate(item for item in old if row_name(item) not in alone))
    shared = ((_shared(was, item), at, rank) for at, was in free.items() for rank, item in left)
    likely = (
        each for each in shared if each[0] and each[0] * 2 > len(new[each[2]])
    )  # a row that says half of the same is another
    for _, at, rank in sorted(likely, key=lambda each: -each[0]):
        if at in free and found[rank] is None:
            found[rank] = free.pop(at)
    return found


def _not_there(old: Sequence[Any], new: Sequence[Any]) -> list[int]:
    """Return the ranks of the items of a list that a new one no longer has; without names, one that changed is no other."""
    named = {name for item in new if (name := row_name(item)) is not None}
    left = [rank for rank, item in enumerate(old) if (name := row_name(item)) is None or name not in named]
    unnamed = [rank for rank in left if row_name(old[rank]) is None]
    free = [item for item in new if row_name(item) is None]
    if len(free) < len(unnamed):
        same = Counter(map(_in_order, free))
        for rank in [*unnamed]:
            if same[_in_order(old[rank])]:
                same[_in_order(old[rank])] -= 1
                unnamed.remove(rank)
        for item in free:
            if same[_in_order(item)]:  # it changed: of those that it may have been, the one that says most of the same
                same[_in_order(item)] -= 1
                unnamed.remove(max(unnamed, key=lambda rank: _shared(old[rank], item)))
    else:
        unnamed = []
    return [rank for rank in left if rank in unnamed or row_name(old[rank]) is not None]


def _in_order(item: Any) -> str:
    """Return what an item says, whatever the order of its keys."""
    return repr(sorted(item.items(), key=str) if isinstance(item, Mapping) else item)


def _shared(was: Any, item: Any) -> int:
    """Count the values that two items both say."""
    if not isinstance(was, Mapping) or not isinstance(item, Mapping):
        return 0
    return sum(was.get(key) == value for key, value in item.items())


# What a dossier has and a workbook that came back says nothing of: a sheet, a column, every row that was deleted. All is kept, and told.

_ROW_STAYS: Final = "elle est gardée ; pour l’ôter vraiment : snr collect --yaml --remove"


def not_asked(given: Collection[str], sections: Collection[str]) -> tuple[str, ...]:
    """Return a sentence for each section that workbooks fill in and were not asked: nothing of it is taken.

    Args:
        given: the keys of the dossier that they give.
        sections: those that were asked.
    """
    home = {each: key for key, more in WITH_IT.items() for each in more}
    others = dict.fromkeys(home.get(key, key) for key in sorted(set(given) - sections_in(sections)))
    labels = LABELS[frozenset(get_args(SectionKey))]
    return tuple(
        f"section « {labels.get(key, key)} » non demandée à ce classeur : rien n’en est repris"
        + (f" ; pour la reprendre, ajoutez {key} à ses sections (contributors, ou --for)" if key in labels else "")
        for key in others
    )


def kept_without(
    data: Mapping[str, Any], given: Collection[str], columns: Collection[str], sections: Collection[str]
) -> tuple[str, ...]:
    """Return a sentence for each sheet, column or list of rows that a workbook no longer has.

    Args:
        data: the dossier without the workbook.
        given: the keys of the dossier that the workbook gives.
        columns: the keys of the columns, and of the single values, that it has.
        sections: those that were asked.
    """
    rows = filled_sheets(of_sections(data, sections))
    single = single_columns(sections)
    found: list[str] = []
    absent: set[SheetShape] = set()
    for shape in sheets_of(sections):
        filled = rows[shape.path]
        if not shape.path:
            values = [column for row in filled for column in row.values if column in single]
            found += _single_values(shape, {f"/{column.key}": column.title for column in values}, columns)
        elif filled and not any(column.startswith(f"{shape.key}/") for column in columns):
            absent.add(shape)
            if shape.up not in absent:
                found.append(f"feuille « {shape.name} » absente : {_are_kept(len(filled), 'ligne')}")
        elif filled and is_emptied(shape.key, given, columns):
            advice = "pour les ôter vraiment : snr collect --yaml --remove"
            found.append(f"feuille « {shape.name} » sans ligne : {_are_kept(len(filled), 'ligne')} ; {advice}")
        else:
            counts = Counter(column for row in filled for column in row.values)
            found += [
                f"feuille « {shape.name} », colonne « {column.title} » absente : {_are_kept(count, 'valeur')}"
                for column, count in counts.items()
                if f"{shape.key}/{column.key or '='}" not in columns
            ]
    return tuple(found)


def is_emptied(section: str, given: Collection[str], columns: Collection[str]) -> bool:
    """Say whether a workbook has the sheet of a section that is a list, and none of its rows."""
    return section not in given and any(column.startswith(f"{section}/") for column in columns) and "." not in section


def _single_values(shape: SheetShape, asked: Mapping[str, str], columns: Collection[str]) -> Iterator[str]:
    gone = [title for key, title in asked.items() if key not in columns]
    if gone and not any(column.startswith("/") for column in columns):
        yield f"feuille « {shape.name} » absente : {_are_kept(len(gone), 'valeur')}"
        return
    yield from (f"feuille « {shape.name} », ligne « {title} » absente : {_are_kept(1, 'valeur')}" for title in gone)


def _are_kept(count: int, word: str) -> str:
    return f"la {word} du dossier est gardée" if count == 1 else f"les {plural(count, word)} du dossier sont gardées"
