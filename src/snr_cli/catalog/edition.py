"""Rows of the factor tables kept with a result, so that a year can be computed again once the tables have changed."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from snr_cli.catalog.catalog import closed_sources
from snr_cli.catalog.records import CatalogError, KeptRow, Source
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, USAGE, YEARS, Once, Tables
from snr_cli.model.grouped import in_groups

EQUIPMENT_TYPES, SERVICE_TYPES = "equipment/types.csv", "services/types.csv"
Rows = Mapping[str, Sequence[str]]
# what this version asks of a type of equipment: no value of a source, so that no result keeps it
_ASKED = frozenset({"role", "agec_from", "in_words", "own_screen"})
# neither do they keep what a person reads and no calculation uses
_TEXTS = _ASKED | frozenset(
    {"locator", "label_en", "synonyms", "functional_unit", "includes", "valid_until", "replaced_by"}
)
# read from YAML or from the whole folder: the same for every edition made of the same tables
_SHARED = ("categories", "quantities", "vocabulary", "source_ids", "sources", "sets", "places", "sha256")


def kept_rows(
    tables: Tables,
    types: Iterable[str],
    services: Iterable[str],
    places: Iterable[str],
    figures: Iterable[str],
    *,
    licence: str = "all",
) -> dict[str, list[str]]:
    """Return, by table, the titles then every row of these subjects, without the texts that only a person reads.

    Every row of a subject is kept, defaults or not: another set of factors may be asked for when the year is recomputed.
    Those that `licence` leaves out are left out, as the result did.
    """
    closed = closed_sources(tables, licence)
    types, services = set(types), set(services)
    services |= {name for name in first_cells(tables.text(SERVICES)) if name.startswith("datacentre_pue")}
    wanted: dict[str, Iterable[str] | None] = {
        EQUIPMENT_TYPES: types,
        EQUIPMENT: types,
        USAGE: types,
        SERVICE_TYPES: services,
        SERVICES: services,
        YEARS: services,
        ELECTRICITY: places,
        TERRITORY: figures,
        PARAMETERS: None,
    }
    found: dict[str, list[str]] = {}
    for name, subjects in wanted.items():
        rows = [kept for kept in _kept(tables, name).of(subjects) if kept.source not in closed]
        if rows:
            found[name] = [rows[0].titles, *(kept.line for kept in rows)]
    return found


@lru_cache(maxsize=8)
def first_cells(text: str) -> frozenset[str]:
    """Return the first cell of each line of a table: its subjects."""
    return frozenset(line.partition(",")[0] for line in text.splitlines())


def _kept(tables: Tables, name: str) -> Once[KeptRow]:
    """Return the rows of a table as results keep them, each read and written once whatever the number of results."""
    if name not in tables.kept:

        def read(wanted: Iterable[str] | None) -> list[KeptRow]:
            rows = list(tables.rows(name, wanted))
            titles = [title for title in rows[0][1] if title not in _TEXTS] if rows else []
            heading = _line(titles)
            return [
                KeptRow(
                    number,
                    next(iter(cells.values())),
                    cells.get("source", ""),
                    heading,
                    _line([cells[title] for title in titles]),
                )
                for number, cells in rows
            ]

        tables.kept[name] = Once(read, attrgetter("subject"))
    return tables.kept[name]


def edition(tables: Tables, wanted: Mapping[str, Sequence[Rows | None]]) -> Tables:
    """Return tables where the rows of a subject are those of the first source that knows it.

    Args:
        tables: the present tables.
        wanted: table → sources by order of preference: kept rows, or None for the present ones, which also come last.
    """
    found = Tables(tables.files)
    for name in _SHARED:
        if name in vars(tables) or name == "sha256":
            vars(found)[name] = getattr(tables, name)
    found._texts = dict(tables._texts)
    for name, sources in wanted.items():
        lines = tables.text(name).splitlines()
        titles = next(csv.reader(lines[:1]))
        present = in_groups((line.partition(",")[0], line) for line in lines[1:])
        taken: dict[str, list[str]] = {}
        for rows in (*sources, None):
            for subject, own in (present if rows is None else _by_subject(rows.get(name, ()), titles)).items():
                taken.setdefault(subject, _asked_today(own, present.get(subject), titles))
        found._texts[name] = "\n".join([lines[0], *(line for own in taken.values() for line in own)]) + "\n"
    return found


def _asked_today(own: list[str], present: list[str] | None, titles: list[str]) -> list[str]:
    """Return kept rows with what this version asks of their type."""
    asked = [rank for rank, title in enumerate(titles) if title in _ASKED]
    if not asked or present is None or own == present:
        return own
    today = next(csv.reader(present[:1]))
    kept = next(csv.reader(own[:1]))
    return [_line([today[rank] if rank in asked else cell for rank, cell in enumerate(kept)])]


def _by_subject(rows: Sequence[str], titles: list[str]) -> dict[str, list[str]]:
    """Return kept rows under the titles of today, by subject (their first cell)."""
    found: dict[str, list[str]] = {}
    for cells in csv.DictReader(rows):
        line = [cells.get(title) or "" for title in titles]
        found.setdefault(line[0], []).append(_line(line))
    return found


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    # no result: a line of our tables
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def subject_rows(tables: Tables, name: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a table by subject, without the texts that only a person reads and the empty cells."""
    rows: dict[str, list[dict[str, str]]] = {}
    for _, cells in tables.rows(name):
        said = {title: cell for title, cell in cells.items() if cell and title not in _TEXTS}
        rows.setdefault(next(iter(cells.values())), []).append(said)
    return rows


def with_numbers(lists: Tables, other: Tables, names: Iterable[str]) -> Tables:
    """Return tables whose numbers are those of another edition, older or newer; its lists and words may be of another format.

    Args:
        lists: the tables of this version, which it can read: types, categories, recognition.
        other: the edition.
        names: of the tables of numbers. A column that the edition lacks is empty; a table that it lacks stays as in `lists`.
    """
    tables = Tables(lists.files)
    vars(tables)["sources"] = {**_sources(other), **lists.sources}
    vars(tables)["source_ids"] = lists.source_ids | other.source_ids
    vars(tables)["sha256"] = other.sha256
    for name in names:
        if (other.files.root / name).is_file():
            titles = next(csv.reader(lists.text(name).splitlines()[:1]))
            rows = _by_subject(other.text(name).splitlines(), titles).values()
            tables._texts[name] = "\n".join([_line(titles), *(line for own in rows for line in own)]) + "\n"
    return tables


def _sources(tables: Tables) -> dict[str, Source]:
    """Return the sources of an edition; none when they are of another format: those of this version have most of them."""
    try:
        return tables.sources
    except CatalogError:
        return {}


def crossed(old: Tables, new: Tables, wanted: Mapping[str, Iterable[str]]) -> Tables:
    """Return the old tables where the rows of some subjects are the new ones.

    Args:
        old: the tables that most rows are taken of.
        new: those of which the rows wanted are taken; a subject that they no longer have goes.
        wanted: table → its subjects.
    """
    tables = Tables(old.files)
    vars(tables)["sources"] = {**new.sources, **old.sources}
    vars(tables)["source_ids"] = old.source_ids | new.source_ids
    vars(tables)["sha256"] = old.sha256
    tables._texts = dict(old._texts)
    for name, subjects in wanted.items():
        titles = next(csv.reader(old.text(name).splitlines()[:1]))
        kept, taken = [], set(subjects)
        for subject, lines in _by_subject(old.text(name).splitlines(), titles).items():
            kept += [] if subject in taken else lines
        for subject, lines in _by_subject(new.text(name).splitlines(), titles).items():
            kept += lines if subject in taken else []
        tables._texts[name] = "\n".join([_line(titles), *kept]) + "\n"
    return tables
