"""The words of Territoires en Transitions: the columns and headings of its plans, its statuses, money as sheets hold it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from snr_cli.french.cells import column_name
from snr_cli.french.numbers import number, plural
from snr_cli.inputs.inventory.values import plain
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import MOMENTS, Budget, Schedule
from snr_cli.outputs.bridges.bridge import item_of
from snr_cli.outputs.bridges.opened import OpenedFile, OpenedSheet, kept_text

# The words of Territoires en Transitions: the columns of its import and of its export, its statuses, money as snr writes it there.

# the import: these headings in row 2, in this order, data from row 4
TET_COLUMNS: Final = (
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques",
    "Partenaires", "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne",
    "Financements", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin",
)  # fmt: skip
TET_HEADINGS_ROW: Final = 2
TET_FIRST_ROW: Final = 4  # of the import; the export has its first one in row 3
TET_LONGEST_TITLE: Final = 300
TET_STATUSES: Final = {
    "idea": "A discuter",
    "planned": "À venir",
    "under_way": "En cours",
    "done": "Réalisé",
    "abandoned": "Abandonné",
}
# what people write for them in a workbook of their own
TET_SYNONYMS: Final = {
    "terminé": "done", "achevé": "done", "fait": "done", "annulé": "abandoned", "prévu": "planned", "planifié": "planned",
}  # fmt: skip
TET_OTHER_STATUSES: Final = ("En pause", "Bloqué", "En retard")  # of which no status of snr says as much
# what the heading of a column of persons says: never read into anything
TET_PERSONS: Final = re.compile(
    r"(?:personnes?|elue?s?|elu e|referente?s?|auteure?s?|chef(?:fe)? de projet|contacts?|responsables?|cree par|modifie par)\b"
)
TET_NUMBER: Final = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,10})?|\d{1,11}(?:[.,]\d{1,10})?"

_EUR: Final = r"(\d{1,11}(?:[.,]\d{1,10})?)"
_MONEY: Final = re.compile(
    r"(?:(\d{4})(?: à (\d{4}))?|depuis (\d{4})|sans année), (investissement|fonctionnement) : "
    + _EUR
    + r" € (HT|TTC)(?: par an)?(, paie les ETP)?(?: ; financé par (.{1,500}))?"
)
_YEARS_HEAD: Final = "Années de l’effet : "
_YEARS: Final = re.compile(_YEARS_HEAD + "(?:, )?".join(rf"(?:{word} (\d{{4}}))?" for word in MOMENTS.values()))
_FUNDER: Final = re.compile(r"(.{1,200}) \(" + _EUR + r" (%|€)\)")


def plain_number(value: float) -> str:
    """Write a number with a comma, no grouping and no digit too many: `comma_number` reads it."""
    return (f"{value:.11g}" if value < 1e11 else f"{value:.0f}").replace(".", ",")


def comma_number(text: str) -> float:
    """Read a number written with a comma, or with a dot; its thousands may stand apart."""
    return float("".join(text.split()).replace(",", "."))


def money_line(line: Budget, tax: str) -> str:
    """Write a line of a budget as `budget_of` reads it."""
    first = line.year if line.year is not None else line.start
    if first is None:
        years = "sans année"
    elif line.until is not None:
        years = f"{first} à {line.until}"
    else:
        years = str(first) if line.year is not None else f"depuis {first}"
    yearly = " par an" if line.until is not None or line.start is not None else ""
    funders = ", ".join(
        funding.by
        + (f" ({plain_number(funding.share * 100)} %)" if funding.share is not None else "")
        + (f" ({plain_number(funding.eur)} €)" if funding.eur is not None and funding.share is None else "")
        for funding in line.funding
    )
    staff = ", paie les ETP" if line.staff else ""
    said = f" ; financé par {funders}" if funders else ""
    return f"{years}, {line.section} : {plain_number(line.eur)} € {tax.upper()}{yearly}{staff}{said}"


def budget_of(text: str) -> dict[str, Any]:
    """Return the line of a budget that a text written by `money_line` says; nothing when it is another text."""
    match = _MONEY.fullmatch(text)
    if match is None:
        return {}
    year, until, since, section, eur, tax, staff, funders = match.groups()
    values = {
        "year": int(year) if year and not until else None,
        "from": int(year) if until else int(since) if since else None,
        "until": int(until) if until else None,
        "section": section,
        "eur": comma_number(eur),
        "tax": tax.lower(),
        "staff": True if staff else None,
        "funding": [_funder(funder) for funder in funders.split(", ")] if funders else None,
    }
    return item_of(Budget, values)[0]


def schedule_line(schedule: Schedule) -> str:
    """Write the years of an effect as `schedule_of` reads them."""
    return _YEARS_HEAD + ", ".join(f"{MOMENTS[key]} {year}" for key, year in schedule.years.items())


def schedule_of(text: str) -> dict[str, int]:
    """Return the years that a text written by `schedule_line` says; nothing when it is another text."""
    match = _YEARS.fullmatch(text)
    years = zip(MOMENTS, match.groups(), strict=True) if match is not None else ()
    return {key: int(year) for key, year in years if year}


def _funder(text: str) -> dict[str, Any]:
    match = _FUNDER.fullmatch(text)
    if match is None:
        return {"by": text}
    value = comma_number(match[2])
    return {"by": match[1], "share": value / 100} if match[3] == "%" else {"by": match[1], "eur": value}


# The sheets of a workbook that are plans of Territoires en Transitions: their headings, and the cells of a row by heading.

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
        columns = in_groups((_heading(sheet.text(rank, column)), column) for column in sorted(sheet.rows[rank]))
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
