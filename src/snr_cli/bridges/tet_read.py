"""A plan of Territoires en Transitions as actions: the layout of its import, and that of its export, whose columns differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic_core import PydanticCustomError

from snr_cli.bridges.bridge import Brought, SourceRow
from snr_cli.bridges.made import item_of, new_id
from snr_cli.bridges.opened import OpenedFile, OpenedSheet, finite_cell, kept_text
from snr_cli.bridges.tet_words import (
    TET_COLUMNS,
    TET_FIRST_ROW,
    TET_HEADINGS_ROW,
    TET_OTHER_STATUSES,
    TET_PERSONS,
    TET_STATUSES,
    budget_of,
    comma_number,
    schedule_of,
)
from snr_cli.bridges.tet_write import TET
from snr_cli.catalog.tables import Tables
from snr_cli.french import number, plural, together
from snr_cli.model.base import parse_iso_date
from snr_cli.model.means import Budget, Means
from snr_cli.model.strategy import Action, Axis
from snr_cli.sheets import Cell, CellKind
from snr_cli.sheets.cells import column_name
from snr_cli.text.reached import unreached

_TITLES: Final = ("titre de l'action", "titre de la fiche action")
_STATUSES: Final = {text.casefold(): status for status, text in TET_STATUSES.items()}
_OTHERS: Final = frozenset(map(str.casefold, TET_OTHER_STATUSES))
_UNFILED: Final = "(fiche non classée)"
# columns whose text stays in a comment above the action: the dossier has no key for it, or not in that form
_REMARKED: Final = (
    "instances de gouvernance", "objectifs", "résultats attendus", "indicateurs liés", "niveau de priorité",
    "participation citoyenne", "thématique principale", "sous-thématiques", "cibles", "calendrier",
)  # fmt: skip
_SECTIONS: Final = {"budgets de fonctionnement": "fonctionnement", "budgets d'investissement": "investissement"}
_YEAR: Final = re.compile(r"(20\d\d) ?:")
_PLANNED: Final = re.compile(r"- (\d{1,11}(?:[.,]\d{1,4})?) € HT prévisionnels")
_FIGURE: Final = re.compile(r"(ETP|ETP à créer|Économies) : (\d{1,11}(?:[.,]\d{1,10})?)(?: € par an)?")
_FRENCH_DAY: Final = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/((?:19|20)\d\d)")
_ISO_DAY: Final = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:$|[T ])")
_BLANKS: Final = re.compile(r"[ \t\r]+")
_MOST_COMMENT: Final = 300


@dataclass(slots=True)
class _Plan:
    """A sheet that holds a plan: its columns by their heading, and where its actions begin."""

    sheet: OpenedSheet
    columns: dict[str, list[int]]
    first: int


@dataclass(slots=True)
class _Found:
    """What is read of a row: keys of the action, what is lost of it, what its comment says."""

    values: dict[str, Any] = field(default_factory=dict)
    means: dict[str, Any] = field(default_factory=dict)
    budget: list[dict[str, Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def remark(self, title: str, text: str) -> None:
        """Keep a text in the comment of the action."""
        for line in text.split("\n"):
            if line.strip():
                self.comments.append(unreached(kept_text(f"{title} : {_BLANKS.sub(' ', line).strip()}", _MOST_COMMENT)))


def is_tet(file: OpenedFile) -> bool:
    """Say whether a workbook holds a plan of Territoires en Transitions."""
    return file.is_book and _plan(file) is not None


def read_tet(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read a plan.

    Raises:
        UsageError: no sheet has the columns of a plan.
    """
    plan = _plan(file)
    if plan is None:
        file.refuse(
            "aucune feuille n’a les colonnes d’un plan de Territoires en Transitions",
            "attendu en ligne 2 : « Titre de l'action » (import, ou export du plan en Excel)",
        )
    rows: list[SourceRow] = []
    actions: list[dict[str, Any]] = []
    comments: dict[str, tuple[str, ...]] = {}
    axes: dict[str, str] = {}
    taken: dict[str, int] = {}
    of_axes: dict[str, int] = {}
    parent = ""
    for rank in sorted(each for each in plan.sheet.rows if each >= plan.first):
        cells = _Cells(plan, rank)
        place = f"feuille « {plan.sheet.name} », ligne {rank}"
        title, sub = cells.text(*_TITLES), cells.text("titre de la sous-action")
        parent = title or parent
        if not (title or sub):
            rows.append(SourceRow(place, cells.text("axe 1"), why="ni titre d’action ni titre de sous-action"))
            continue
        found = _row(cells)
        name = new_id(taken, kept_text(sub or title, 60))
        if sub:
            found.remark("Sous-action de", parent)
        axis = cells.text("axe 1")
        if axis and axis.casefold() != _UNFILED:
            if axis not in axes:
                axes[axis] = new_id(of_axes, kept_text(axis, 50))
            found.values["axis"] = axes[axis]
        made, why = item_of(Action, {"id": name, "title": sub or title, **found.values})
        if made:
            actions.append(made)
            comments[name] = tuple(found.comments)
        rows.append(SourceRow(place, sub or title, name if made else "", why or _lost(found)))
    sections: dict[str, Any] = {"actions": actions} if actions else {}
    if axes:
        listed = [item_of(Axis, {"id": name, "title": title})[0] for title, name in axes.items()]
        sections["strategy"] = {"axes": [each for each in listed if each]}
    return Brought(TET, file.name, tuple(rows), sections, comments, (), tuple(_notes(plan)))


def _lost(found: _Found) -> str:
    return f"non repris : {together(found.lost)}" if found.lost else ""


def _row(cells: "_Cells") -> _Found:
    """Read a row, its titles and its axis apart."""
    found = _Found()
    found.values["summary"] = cells.text("descriptif") or None
    owners = [cells.text(name).strip('"') for name in ("direction ou service pilote", "structure pilote")]
    found.values["owner"] = " ; ".join(dict.fromkeys(filter(None, owners))) or None
    for depth in (2, 3, 4):
        if axis := cells.text(f"axe {depth}"):
            found.remark("Sous-axe", axis)
            found.lost.append("le sous-axe")
    _status(cells, found)
    _dates(cells, found)
    _means(cells, found)
    for name in _REMARKED:
        if text := cells.text(name):
            found.remark(cells.plan_title(name), text)
            found.lost.append(f"« {cells.plan_title(name)} » (en commentaire)")
    known = {*_TITLES, "titre de la sous-action", "descriptif", "direction ou service pilote", "structure pilote"}
    known |= {
        *_REMARKED,
        *_SECTIONS,
        *TET_PERSONS,
        "statut",
        "date de début",
        "date de fin",
        "financements",
        "partenaires",
    }
    known |= {"moyens humains et techniques", *(f"axe {depth}" for depth in (1, 2, 3, 4))}
    for name in cells.names():
        if (
            name not in known
            and not name.startswith(("financeur", "montant", "budget prévisionnel"))
            and cells.text(name)
        ):
            found.lost.append(f"« {cells.plan_title(name)} »")
    return found


def _status(cells: "_Cells", found: _Found) -> None:
    text = cells.text("statut")
    folded = text.casefold().replace("à discuter", "a discuter")
    if folded in _STATUSES:
        found.values["status"] = _STATUSES[folded]
    elif text:
        found.remark("Statut dans Territoires en Transitions", text)
        said = "sans équivalent" if folded in _OTHERS else "inconnu"
        found.lost.append(f"statut « {kept_text(text, 40)} » {said} : écrite « prévue », à corriger")


def _dates(cells: "_Cells", found: _Found) -> None:
    days = {}
    for key, name in (("start", "date de début"), ("end", "date de fin")):
        cell = cells.first(name)
        day = _day(cell)
        if cell is not None and not day:
            found.lost.append(f"« {cells.plan_title(name)} » illisible")
        elif day:
            days[key] = day
    if days:
        found.values["schedule"] = {key: int(day[:4]) for key, day in days.items()}
    begun = days.get("start", "")
    if begun and not begun.endswith("-01-01") and found.values.get("status") in ("under_way", "done"):
        found.values["started_on"] = begun


def _day(cell: Cell | None) -> str:
    """Return the day of a cell, as ISO writes it; empty when it is none."""
    text = "" if cell is None else cell.text.strip()[:30]
    french = _FRENCH_DAY.fullmatch(text)
    day = f"{french[3]}-{french[2]}-{french[1]}" if french else text[:10] if _ISO_DAY.match(text) else ""
    try:
        return parse_iso_date(day) if day else ""
    except PydanticCustomError:  # a day that no month has
        return ""


def _means(cells: "_Cells", found: _Found) -> None:
    """Read money and staff: what snr wrote there, the budgets by year of the export; the rest stays in a comment."""
    for line in cells.text("moyens humains et techniques").split("\n"):
        figure = _FIGURE.fullmatch(line)
        if figure:
            key = {"ETP": "fte", "ETP à créer": "new_fte"}.get(figure[1], "savings_eur_per_year")
            found.means[key] = comma_number(figure[2])
        elif years := schedule_of(line):
            found.values["schedule"] = years
        elif line.startswith("Marché : "):
            found.means["contract"] = line.removeprefix("Marché : ")
        elif line.strip():
            found.remark("Moyens", line)
            found.lost.append("les moyens (en commentaire)")
    if partners := cells.text("partenaires").strip('"'):
        found.means["partner"] = partners
    ours = [budget_of(line) for line in cells.text("financements").split("\n")]
    if all(ours):
        found.budget += ours
    elif text := cells.text("financements"):
        found.remark("Financements", text)
        found.lost.append("les financements (en commentaire)")
    for name, section in _SECTIONS.items():
        _by_year(cells.text(name), section, found)
    if not found.budget:
        _amounts(cells, found)
    if found.budget:
        found.means["budget"] = found.budget
    if found.means:
        made, why = item_of(Means, found.means)
        if made:
            found.values["means"] = found.means
        else:
            found.lost.append(f"les moyens ({why})")


def _by_year(text: str, section: str, found: _Found) -> None:
    """Read the budgets that the export writes by year; what is spent, or of no year, stays in a comment."""
    year = 0
    for line in filter(None, map(str.strip, text.split("\n"))):
        if begun := _YEAR.fullmatch(line):
            year = int(begun[1])
        elif (planned := _PLANNED.fullmatch(line)) and year:
            values = {"year": year, "section": section, "eur": comma_number(planned[1]), "tax": "ht"}
            made, _ = item_of(Budget, values)
            found.budget += [made] if made else []
        else:
            found.remark(f"Budget de {section}", f"{year or ''} {line}".strip())
            if not line.startswith("Total"):
                found.lost.append(f"un montant de {section} (en commentaire)")
            else:
                year = 0


def _amounts(cells: "_Cells", found: _Found) -> None:
    """Keep in a comment amounts that say neither their year nor their section."""
    for name in cells.names():
        if name.startswith(("montant", "budget prévisionnel")):
            for column in cells.columns(name):
                cell = cells.at(column)
                eur = finite_cell(cell)
                if cell is None:
                    continue
                funder = cells.plan.sheet.text(cells.rank, column - 1) if name.startswith("montant") else ""
                said = f"{number(eur)} €" if eur is not None else "illisible"
                found.remark(" ".join(filter(None, (cells.plan_title(name), funder))), said)
                found.lost.append("un montant sans année ni section (en commentaire)")


@dataclass(slots=True)
class _Cells:
    """The cells of a row, by heading."""

    plan: _Plan
    rank: int

    def names(self) -> list[str]:
        """Return the headings."""
        return list(self.plan.columns)

    def columns(self, name: str) -> list[int]:
        """Return the columns of a heading."""
        return self.plan.columns.get(name, [])

    def at(self, column: int) -> Cell | None:
        """Return the cell of a column."""
        return self.plan.sheet.rows[self.rank].get(column)

    def first(self, name: str) -> Cell | None:
        """Return the first filled cell of a heading."""
        return next((cell for column in self.columns(name) if (cell := self.at(column)) is not None), None)

    def text(self, *names: str) -> str:
        """Return the first text of some headings; an error or a formula without value is none."""
        for name in names:
            cell = self.first(name)
            if cell is None or cell.kind in (CellKind.ERROR, CellKind.UNCOMPUTED):
                continue
            if text := kept_text(cell.text, 9_000):
                return text
        return ""

    def plan_title(self, name: str) -> str:
        """Return a heading as the sheet writes it."""
        columns = self.columns(name)
        return kept_text(self.plan.sheet.text(TET_HEADINGS_ROW, columns[0]), 60) if columns else name


def _plan(file: OpenedFile) -> _Plan | None:
    """Return the sheet that is a plan: the import's by its A2, else the one whose row 2 has a title of action."""
    found = None
    for sheet in file.sheets():
        columns = _columns(sheet)
        if any(title in columns for title in _TITLES):
            imports = sheet.text(TET_HEADINGS_ROW, 1) == TET_COLUMNS[0]
            if imports or found is None:
                found = _Plan(sheet, columns, TET_FIRST_ROW if imports else TET_HEADINGS_ROW + 1)
            if imports:
                break
    return found


def _columns(sheet: OpenedSheet) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for column in sorted(sheet.rows.get(TET_HEADINGS_ROW, {})):
        columns.setdefault(_heading(sheet.text(TET_HEADINGS_ROW, column)), []).append(column)
    return columns


def _heading(text: str) -> str:
    """Return a heading as it is compared; the axes by their depth, which the two layouts write differently."""
    folded = " ".join(kept_text(text, 100).replace("’", "'").casefold().split())
    words = folded.replace("-", " ").split()
    return f"axe {words.count('sous') + 1}" if "axe" in words and words[0] in ("axe", "sous") else folded


def _notes(plan: _Plan) -> Iterator[str]:
    names = [name for name in TET_PERSONS if name in plan.columns]
    many = sum(
        rank >= plan.first and bool(plan.sheet.text(rank, column))
        for name in names
        for column in plan.columns[name]
        for rank in plan.sheet.rows
    )
    if many:
        yield f"{plural(many, 'cellule')} de noms de personnes, jamais reprises ni montrées (Personne pilote, Élu·e référent·e…)"
    if plan.first == TET_FIRST_ROW:
        yield from _misplaced(plan.sheet)
    else:
        yield "plan exporté : ses montants par financeur sont TTC, ceux des budgets par année HT ; seuls les seconds sont repris"


def _misplaced(sheet: OpenedSheet) -> Iterator[str]:
    """Say the first column by which the tool itself would refuse the file."""
    for column, title in enumerate(TET_COLUMNS, start=1):
        found = kept_text(sheet.text(TET_HEADINGS_ROW, column), 60)
        if found != title:
            yield (
                f"{column_name(column)}{TET_HEADINGS_ROW} : « {found} » au lieu de « {title} » : Territoires en Transitions"
                " refuserait ce fichier, snr le lit par ses titres"
            )
            return
