"""The sheets of a workbook that are plans of Territoires en Transitions: their headings, and the cells of a row by heading."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from snr_cli.french.cells import column_name
from snr_cli.french.numbers import number, plural
from snr_cli.inputs.inventory.spelling import plain
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.outputs.bridges.opened import OpenedFile, OpenedSheet, kept_text
from snr_cli.outputs.bridges.tet_words import TET_COLUMNS, TET_FIRST_ROW, TET_HEADINGS_ROW, TET_PERSONS

TET_TITLES: Final = ("titre de l'action", "titre de la fiche action")
_FIRST_ROWS: Final = 12  # filled ones, among which the headings stand
_SHARED: Final = ("direction ou service pilote", "structure pilote", "statut")  # and the axes: what merged cells share


@dataclass(slots=True)
class TetPlan:
    """A sheet that holds a plan: its columns by their heading, the row of its headings, and where its actions begin."""

    sheet: OpenedSheet
    columns: dict[str, list[int]]
    headings: int
    first: int
    imports: bool

    @property
    def persons(self) -> list[int]:
        """Return the columns that hold the names of persons."""
        return [column for name, columns in self.columns.items() if holds_persons(name) for column in columns]

    def named(self) -> list[str]:
        """Return the texts of the columns of persons."""
        rows = [rank for rank in self.sheet.rows if rank >= self.first]
        return [text for column in self.persons for rank in rows if (text := self.sheet.text(rank, column))]


@cache
def holds_persons(heading: str) -> bool:
    """Say whether a heading is that of a column of persons."""
    return TET_PERSONS.match(plain(heading)) is not None


def plans_of(file: OpenedFile) -> list[TetPlan]:
    """Return the sheets that are plans, by a title of action among their headings, which stand in the second row or elsewhere."""
    return [plan for sheet in file.sheets() if (plan := _plan(sheet)) is not None]


def _plan(sheet: OpenedSheet) -> TetPlan | None:
    for rank in sorted(sheet.rows)[:_FIRST_ROWS]:
        columns: dict[str, list[int]] = {}
        for column in sorted(sheet.rows[rank]):
            columns.setdefault(_heading(sheet.text(rank, column)), []).append(column)
        if any(title in columns for title in TET_TITLES):
            imports = sheet.text(rank, 1) == TET_COLUMNS[0]
            more = TET_FIRST_ROW - TET_HEADINGS_ROW if imports else 1
            return TetPlan(sheet, columns, rank, rank + more, imports)
    return None


def _heading(text: str) -> str:
    """Return a heading as it is compared; the axes by their depth, which the two layouts write differently."""
    folded = " ".join(kept_text(text, 100).replace("’", "'").casefold().split())
    words = folded.replace("-", " ").split()
    return f"axe {words.count('sous') + 1}" if "axe" in words and words[0] in ("axe", "sous") else folded


@dataclass(slots=True)
class TetCells:
    """The cells of a row, by heading; no text of theirs names a person."""

    plan: TetPlan
    rank: int
    hide: Callable[[str], str]

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
        """Return the first filled cell of a heading; what merged cells share is that of each of their rows."""
        for column in self.columns(name):
            cell = self.at(column)
            if cell is None and (name in _SHARED or name.startswith("axe ")):
                cell = self._merged(column)
            if cell is not None:
                return cell
        return None

    def _merged(self, column: int) -> Cell | None:
        for area in self.plan.sheet.merges:
            inside = area.first_row <= self.rank <= area.last_row and area.first_column <= column <= area.last_column
            if inside and area.first_row >= self.plan.first:
                return self.plan.sheet.rows.get(area.first_row, {}).get(area.first_column)
        return None

    def text(self, *names: str) -> str:
        """Return the first text of some headings; an error or a formula without value is none."""
        return next((text for name in names if (text := self.shown(self.first(name)))), "")

    def shown(self, cell: Cell | None) -> str:
        """Return the text of a cell."""
        if cell is None or cell.kind in (CellKind.ERROR, CellKind.UNCOMPUTED):
            return ""
        return self.hide(kept_text(cell.text, 9_000))

    def plan_title(self, name: str) -> str:
        """Return a heading as the sheet writes it."""
        columns = self.columns(name)
        return kept_text(self.plan.sheet.text(self.plan.headings, columns[0]), 60) if columns else name


def told_of_plans(file: OpenedFile, plans: list[TetPlan]) -> Iterator[str]:
    """Say what a reader must know of the sheets: those that are no plan, those that the tool itself would refuse."""
    if len(plans) > 1:
        names = ", ".join(f"« {plan.sheet.name} »" for plan in plans)
        yield f"{len(plans)} feuilles sont des plans, lues toutes : {names} ; Territoires en Transitions n’en importe qu’une"
    yield from file.unread_sheets([plan.sheet for plan in plans], "pas un plan (aucun titre d’action)")
    if many := sum(len(plan.named()) for plan in plans):
        yield f"noms de personnes dans {plural(many, 'cellule')}, jamais repris ni montrés (Personne pilote, Élu·e référent·e…)"
        yield "ces noms, et ceux qui suivent une civilité, sont ôtés des textes (« … ») ; relisez-les, un nom peut y rester"
    for plan in plans:
        yield from _misplaced(plan)


def _misplaced(plan: TetPlan) -> Iterator[str]:
    """Say the first thing by which the tool itself would refuse a sheet."""
    where, refused = f"feuille « {plan.sheet.name} » : ", "Territoires en Transitions refuserait ce fichier, snr le lit"
    if plan.headings != TET_HEADINGS_ROW:
        yield f"{where}titres en ligne {number(plan.headings)} au lieu de la ligne {TET_HEADINGS_ROW} : {refused}"
    if not plan.imports:
        yield "plan exporté : ses montants par financeur sont TTC, ceux des budgets par année HT ; seuls les seconds sont repris"
        return
    for column, title in enumerate(TET_COLUMNS, start=1):
        found = kept_text(plan.sheet.text(plan.headings, column), 60)
        if found != title:
            yield f"{where}{column_name(column)}{plan.headings} : « {found} » au lieu de « {title} » : {refused} par ses titres"
            return


def is_total_row(title: str) -> bool:
    """Say whether the title of a row is that of a total: no action."""
    return _TOTAL.fullmatch(plain(title)) is not None


_TOTAL: Final = re.compile(
    r"(?:sous )?tota(?:l|ux)(?: (?:general|generaux|global|ht|ttc|euros?|des?|du|l|les?|axes?|actions?|plan|budgets?|previsionnels?|\d+))*"
)
