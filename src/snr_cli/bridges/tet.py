"""Territoires en Transitions: its plans as actions, the actions of a dossier as a plan that it imports."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from math import fsum
from typing import Any, Final

from pydantic_core import PydanticCustomError

from snr_cli.bridges.bridge import Bridge, Brought, Sent, SourceRow, item_of, new_id, person_hider
from snr_cli.bridges.opened import OpenedFile, OpenedSheet, finite_cell, kept_text
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.addresses import unreached
from snr_cli.french.cells import column_name
from snr_cli.french.numbers import closest, did_you_mean, number, plural, together
from snr_cli.inputs.inventory.values import plain
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.write import blank_book
from snr_cli.model.base import parse_iso_date
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import MOMENTS, Action, Axis, Budget, Means
from snr_cli.outputs.results_book import MOST_OF_A_CELL
from snr_cli.plan.means import amounts_of, money_of, own, tax_of

# The words of Territoires en Transitions: the columns and headings of its plans, its statuses, money as sheets hold it.

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


def schedule_of(text: str) -> dict[str, int]:
    """Return the years that a text of ours says; nothing when it is another text."""
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


_TOTAL: Final = re.compile(
    r"(?:sous )?tota(?:l|ux)(?: (?:general|generaux|global|ht|ttc|euros?|des?|du|l|les?|axes?|actions?|plan|budgets?|previsionnels?|\d+))*"
)


# The actions of a dossier as the workbook that Territoires en Transitions imports.

TET: Final = "territoires-en-transitions"
_MOST_FUNDERS: Final = 3
_WIDE: Final = ("Titre de l'action", "Descriptif", "Objectifs", "Financements", "Moyens humains et techniques")


def tet_book(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the actions, ideas and abandoned ones too."""
    axes = {axis.id: axis.title for axis in (dossier.strategy.axes if dossier.strategy is not None else ())}
    objectives = {objective.id: objective.title or objective.id for objective in dossier.objectives}
    indicators = {name: indicator.title for name, indicator in tables.indicators.items()}
    indicators |= {indicator.id: indicator.title for indicator in dossier.indicators if indicator.title}
    rows: list[SourceRow] = []
    cells: list[dict[int, Any]] = []
    for action in dossier.actions:
        said: list[str] = []
        made = dict(_words(action, axes, said))
        made["Objectifs"] = "\n".join(f"- {objectives.get(name, name)}" for name in action.objectives)
        made["Indicateurs liés"] = ", ".join(_item(indicators.get(name, name)) for name in action.indicators)
        if action.indicators:
            said.append("indicateurs liés écrits, mais ignorés à l’import")
        if action.effects:
            said.append("effets non écrits")
        funders = _money(action.means, dossier, made, said) if action.means is not None else []
        # the start and the end have columns, which dates fill
        if action.schedule is not None and (
            action.started_on is not None or action.schedule.years.keys() - {"start", "end"}
        ):
            means = (
                made.get("Moyens humains et techniques"),
                _YEARS_HEAD + ", ".join(f"{MOMENTS[key]} {year}" for key, year in action.schedule.years.items()),
            )
            made["Moyens humains et techniques"] = "\n".join(filter(None, means))
        found = {rank: made.get(name) for rank, name in enumerate(TET_COLUMNS) if "Montant" not in name}
        for rank, (name, eur) in enumerate(funders):
            column = TET_COLUMNS.index(f"Financeur {rank + 1}")
            found |= {column: name, column + 1: eur}
        cells.append(found)
        rows.append(SourceRow(action.id, action.title, f"ligne {TET_FIRST_ROW + len(rows)}", " ; ".join(said)))
    return Sent(TET, _book(dossier.territory.name or "", cells), tuple(rows), tuple(_notes(dossier)))


def _words(action: Action, axes: dict[str, str], said: list[str]) -> Iterator[tuple[str, Any]]:
    """Give what columns say of an action, money apart."""
    title, summary = action.title, action.summary or ""
    if len(title) > TET_LONGEST_TITLE:
        said.append(f"titre coupé à {TET_LONGEST_TITLE} caractères, entier dans le descriptif")
        title, summary = title[: TET_LONGEST_TITLE - 1] + "…", f"{action.title}\n{summary}".strip()
    yield "Axe (x)", axes.get(action.axis or "")
    yield "Titre de l'action", " ".join(title.split())
    yield "Descriptif", summary
    yield "Direction ou service pilote", _item(action.owner) if action.owner else ""
    yield "Statut", TET_STATUSES[action.status]
    schedule = action.schedule
    begun = schedule.start if schedule is not None else None
    if action.started_on is not None:
        yield "Date de début", datetime.fromisoformat(action.started_on)
    elif begun is not None:
        yield "Date de début", datetime(begun, 1, 1)
    if schedule is not None and schedule.end is not None:
        yield "Date de fin", datetime(schedule.end, 12, 31)


def _money(means: Means, dossier: Dossier, made: dict[str, Any], said: list[str]) -> list[tuple[str, float]]:
    """Write the means in the columns that say them; return who pays, with their euros."""
    lines = [
        ("ETP", means.fte, ""),
        ("ETP à créer", means.new_fte, ""),
        ("Économies", means.savings_eur_per_year, " € par an"),
    ]
    told = [f"{name} : {plain_number(value)}{unit}" for name, value, unit in lines if value is not None]
    made["Moyens humains et techniques"] = "\n".join(
        [*told, *([f"Marché : {means.contract}"] if means.contract else [])]
    )
    made["Partenaires"] = _item(means.partner) if means.partner else ""
    made["Financements"] = "\n".join(money_line(line, tax_of(line, dossier)) for line in means.budget)
    amounts = amounts_of(means.budget, dossier)
    before_tax = [amount.in_tax("ht", money_of(dossier).vat) for amount in amounts]
    if before_tax and None not in before_tax:
        made["Budget prévisionnel total € HT"] = fsum(eur for eur in before_tax if eur is not None)
    elif before_tax:
        said.append("budget total non écrit : montants TTC sans taux de TVA (strategy.money.vat)")
    paid: dict[str, list[float]] = {}
    for line in means.budget:
        years = len(amounts_of((line,), dossier))
        for funder in line.funding:
            share = funder.share * line.eur if funder.share is not None and tax_of(line, dossier) == "ht" else None
            eur = funder.eur if funder.eur is not None else share
            if eur and not own(funder.by):
                paid.setdefault(funder.by, []).append(eur * years)
            elif not own(funder.by):
                said.append(
                    f"financeur « {kept_text(funder.by, 60)} » sans montant HT : dans le texte des financements"
                )
    if len(paid) > _MOST_FUNDERS:
        said.append(f"{len(paid)} financeurs : les trois plus gros ont leur colonne, tous sont dans le texte")
    ranked = sorted(paid.items(), key=lambda item: -fsum(item[1]))
    return [(name, fsum(values)) for name, values in ranked[:_MOST_FUNDERS]]


def _item(text: str) -> str:
    """Write an item of a list that commas separate: between quotes when it has one; those that it has would end it."""
    return f'"{text.replace(chr(34), chr(39))}"' if "," in text else text


def _notes(dossier: Dossier) -> Iterator[str]:
    if dossier.strategy is not None and dossier.strategy.means:
        yield f"{plural(len(dossier.strategy.means), 'ligne')} de moyens communs (strategy.means) non écrites"
    yield "« Personne pilote » et « Élu·e référent·e » restent vides : snr ne tient pas de noms de personnes"
    yield "un début ou une fin d’année devient le 1er janvier ou le 31 décembre"


def _book(name: str, rows: list[dict[int, Any]]) -> bytes:
    """Write the workbook: headings in row 2, two rows that the import does not read, then the actions."""
    book, stream = blank_book("Plan d’action")
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e8eef5", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    euros = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    sheet = book.add_worksheet("Plan")
    sheet.write_string(0, 0, kept_text(f"Plan d’action, {name}", 200))
    for column, title in enumerate(TET_COLUMNS):
        sheet.write_string(TET_HEADINGS_ROW - 1, column, title, heading)
        sheet.set_column(column, column, 40 if title in _WIDE else 18)
    sheet.write_string(TET_FIRST_ROW - 2, 0, "Cette ligne n’est pas lue : les actions commencent à la suivante.")
    for rank, cells in enumerate(rows, start=TET_FIRST_ROW - 1):
        for column, value in cells.items():
            if isinstance(value, datetime):
                sheet.write_datetime(rank, column, value, dated)
            elif isinstance(value, float):
                sheet.write_number(rank, column, value, euros)
            elif value:
                sheet.write_string(rank, column, kept_text(value, MOST_OF_A_CELL), wrapped)
    sheet.freeze_panes(TET_FIRST_ROW - 1, 4)
    book.close()
    return stream.getvalue()


# A plan of Territoires en Transitions as actions: the layout of its import, and that of its export, whose columns differ.


def _folded(status: str) -> str:
    """Return a status as it is compared: no accent, no capital, neither feminine nor plural."""
    return re.sub(r"e{0,2}s?$", "", plain(status))


_STATUSES: Final = {_folded(text): status for status, text in TET_STATUSES.items()}
_SYNONYMS: Final = {_folded(text): status for text, status in TET_SYNONYMS.items()}
_OTHERS: Final = frozenset(map(_folded, TET_OTHER_STATUSES))
_UNFILED: Final = "(fiche non classée)"
# columns whose text stays in a comment above the action: the dossier has no key for it, or not in that form
_REMARKED: Final = (
    "instances de gouvernance", "objectifs", "résultats attendus", "indicateurs liés", "niveau de priorité",
    "participation citoyenne", "thématique principale", "sous-thématiques", "cibles", "calendrier",
)  # fmt: skip
_SECTIONS: Final = {"budgets de fonctionnement": "fonctionnement", "budgets d'investissement": "investissement"}
_KNOWN: Final = frozenset(
    {
        *TET_TITLES, *_REMARKED, *_SECTIONS, "titre de la sous-action", "descriptif", "direction ou service pilote", "structure pilote",
        "statut", "date de début", "date de fin", "financements", "partenaires", "moyens humains et techniques",
    }
)  # fmt: skip
_YEAR: Final = re.compile(r"(20\d\d)\s?:")
_PLANNED: Final = re.compile(rf"-\s?({TET_NUMBER})\s?€ HT prévisionnels")
_FIGURE: Final = re.compile(rf"(ETP|ETP à créer|Économies)\s?: ({TET_NUMBER})(?:\s?€ par an)?")
_ONE_YEAR: Final = re.compile(r"20\d\d")
_FRENCH_DAY: Final = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/((?:19|20)\d\d)")
_ISO_DAY: Final = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:$|[T ])")
_BLANKS: Final = re.compile(r"[ \t\r]+")
_MOST_COMMENT: Final = 300


@dataclass(slots=True)
class _Found:
    """What is read of a row: keys of the action, what is lost of it, what its comment says."""

    values: dict[str, Any] = field(default_factory=dict)
    means: dict[str, Any] = field(default_factory=dict)
    budget: list[dict[str, Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    unread: int = 0
    amounts: int = 0  # in a comment, for they say neither their year nor their section

    def remark(self, title: str, text: str) -> None:
        """Keep a text in the comment of the action."""
        for line in text.split("\n"):
            if line.strip():
                self.comments.append(unreached(kept_text(f"{title} : {_BLANKS.sub(' ', line).strip()}", _MOST_COMMENT)))


def read_tet(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read the plans of a workbook, all its sheets that are one.

    Raises:
        UsageError: no sheet has the columns of a plan.
    """
    plans = plans_of(file)
    if not plans:
        file.refuse(
            "aucune feuille n’a les colonnes d’un plan de Territoires en Transitions",
            "attendu en ligne 2 : « Titre de l'action » (import, ou export du plan en Excel)",
        )
    made = _Made(person_hider(tables, [text for plan in plans for text in plan.named()]))
    for plan in plans:
        made.read(plan)
    sections: dict[str, Any] = {"actions": made.actions} if made.actions else {}
    used = {action.get("axis") for action in made.actions}
    listed = [item_of(Axis, {"id": name, "title": title})[0] for name, title in made.axes.values() if name in used]
    if listed:
        sections["strategy"] = {"axes": [axis for axis in listed if axis]}
    notes = (*_of_amounts(made.amounts), *told_of_plans(file, plans))
    return Brought(TET, file.name, tuple(made.rows), sections, made.comments, (), notes)


def _of_amounts(amounts: int) -> Iterator[str]:
    """Say first that money was in the file and is not in the dossier: a plan without means would seem to have none."""
    if amounts:
        one = amounts == 1
        yield (
            f"{plural(amounts, 'montant')} sans année ni section : {'il n’est pas compté, il est' if one else 'ils ne sont pas comptés, ils sont'} en "
            "commentaire au-dessus de l’action ; écrivez-y means.budget, chaque ligne avec year et section (fonctionnement ou investissement)"
        )


@dataclass(slots=True)
class _Made:
    """What the rows of the plans became: ids and axes are those of the whole file."""

    hide: Callable[[str], str]
    rows: list[SourceRow] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    axes: dict[str, tuple[str, str]] = field(default_factory=dict)  # folded title → id, title
    taken: dict[str, int] = field(default_factory=dict)
    of_axes: dict[str, int] = field(default_factory=dict)
    amounts: int = 0  # that say neither their year nor their section

    def read(self, plan: TetPlan) -> None:
        """Read a sheet."""
        parent = ""
        for rank in sorted(row for row in plan.sheet.rows if row > plan.headings):
            cells = TetCells(plan, rank, self.hide)
            place = f"feuille « {plan.sheet.name} », ligne {rank}"
            title, sub = cells.text(*TET_TITLES), cells.text("titre de la sous-action")
            if rank < plan.first:
                if title or sub:
                    why = "ligne d’aide, au-dessus de la première que Territoires en Transitions lit"
                    self.rows.append(SourceRow(place, title or sub, why=why))
                continue
            if not (title or sub):
                broken = any(cell.text.strip() for name in TET_TITLES if (cell := cells.first(name)) is not None)
                why = (
                    "titre en erreur, ou formule sans valeur" if broken else "ni titre d’action ni titre de sous-action"
                )
                self.rows.append(SourceRow(place, cells.text("axe 1"), why=why))
            elif _TOTAL.fullmatch(plain(sub or title)):  # no action
                self.rows.append(SourceRow(place, sub or title, why="ligne de total : ce n’est pas une action"))
            else:
                self._action(cells, place, title, sub, parent)
                parent = title or parent

    def _action(self, cells: TetCells, place: str, title: str, sub: str, parent: str) -> None:
        found = _row(cells)
        self.amounts += found.amounts
        name = new_id(self.taken, kept_text(sub or title, 60))
        if sub and not title:
            above = f"rattachée à « {kept_text(parent, 80)} », au-dessus" if parent else "rattachée à aucune"
            found.lost.append(f"sous-action sans titre d’action sur sa ligne : {above}")
        if sub and (title or parent):
            found.remark("Sous-action de", title or parent)
        if (axis := cells.text("axe 1")) and axis.casefold() != _UNFILED:
            found.values["axis"] = self._axis(axis)
        made, why = item_of(Action, {"id": name, "title": sub or title, **found.values})
        if made:
            self.actions.append(made)
            self.comments[name] = tuple(found.comments)
        self.rows.append(SourceRow(place, sub or title, name if made else "", why or _lost(found), found.unread))

    def _axis(self, title: str) -> str:
        """Return the id of an axis, the same for « 4. Inclusion » and « 4. inclusion »."""
        key = plain(title)
        if key not in self.axes:
            self.axes[key] = (new_id(self.of_axes, kept_text(title, 50)), title)
        return self.axes[key][0]


def _lost(found: _Found) -> str:
    return f"non repris : {together(dict.fromkeys(found.lost))}" if found.lost else ""


def _row(cells: "TetCells") -> _Found:
    """Read a row, its titles and its axis apart."""
    row = _Found()
    row.values["summary"] = cells.text("descriptif") or None
    owners = [cells.text(name).strip('"') for name in ("direction ou service pilote", "structure pilote")]
    row.values["owner"] = " ; ".join(dict.fromkeys(filter(None, owners))) or None
    for depth in (2, 3, 4):
        if axis := cells.text(f"axe {depth}"):
            row.remark("Sous-axe", axis)
            row.lost.append("le sous-axe")
    _status(cells, row)
    _dates(cells, row)
    _means(cells, row)
    for name in _REMARKED:
        if text := cells.text(name):
            row.remark(cells.plan_title(name), text)
            row.lost.append(f"« {cells.plan_title(name)} » (en commentaire)")
    for name in cells.names():
        known = name in _KNOWN or name.startswith(("axe ", "financeur", "montant", "budget prévisionnel"))
        if not known and not holds_persons(name) and cells.text(name):
            row.lost.append(f"« {cells.plan_title(name)} »")
    return row


def _status(cells: TetCells, found: _Found) -> None:
    text = cells.text("statut")
    folded = _folded(text)
    if folded in _STATUSES:
        found.values["status"] = _STATUSES[folded]
    elif folded in _SYNONYMS:
        found.values["status"] = _SYNONYMS[folded]
        found.lost.append(f"statut « {kept_text(text, 40)} » lu « {TET_STATUSES[_SYNONYMS[folded]]} »")
    elif text:
        found.remark("Statut dans Territoires en Transitions", text)
        found.unread += folded not in _OTHERS
        near = None if folded in _OTHERS else closest(folded, (*_STATUSES, *_SYNONYMS))
        meant = TET_STATUSES[(_STATUSES | _SYNONYMS)[near]] if near else ""
        said = "sans équivalent" if folded in _OTHERS else did_you_mean(meant or None, "inconnu")
        found.lost.append(f"statut « {kept_text(text, 40)} » ({said}) : écrite « prévue », à corriger")


def _dates(cells: TetCells, found: _Found) -> None:
    """Read when an action begins and ends: a day, or a year alone; any other text is kept."""
    days = {}
    for key, name in (("start", "date de début"), ("end", "date de fin")):
        cell = cells.first(name)
        if day := _day(cell):
            days[key] = day
        elif cell is not None:
            found.remark(cells.plan_title(name), cells.shown(cell) or "erreur, ou formule sans valeur")
            found.lost.append(f"« {cells.plan_title(name)} » illisible (en commentaire)")
            found.unread += 1
    years = {key: int(day[:4]) for key, day in days.items()}
    if years.get("end", 9999) < years.get("start", 0):
        found.remark("Dates", f"début {years['start']}, fin {years['end']}")
        found.lost.append("la fin avant le début (en commentaire)")
        found.unread += 1
        years, days = {}, {}
    if years:
        found.values["schedule"] = years
    begun = days.get("start", "")
    exact = len(begun) == len("2026-01-01") and not begun.endswith("-01-01")
    if exact and found.values.get("status") in ("under_way", "done"):
        found.values["started_on"] = begun


def _day(cell: Cell | None) -> str:
    """Return the day of a cell, as ISO writes it, or its year alone; empty when it is none."""
    text = "" if cell is None else cell.text.strip()[:30]
    if _ONE_YEAR.fullmatch(text):
        return text
    french = _FRENCH_DAY.fullmatch(text)
    day = f"{french[3]}-{french[2]}-{french[1]}" if french else text[:10] if _ISO_DAY.match(text) else ""
    try:
        return parse_iso_date(day) if day else ""
    except PydanticCustomError:  # a day that no month has
        return ""


def _means(cells: "TetCells", found: _Found) -> None:
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


def _amounts(cells: "TetCells", amounts: _Found) -> None:
    """Keep in a comment amounts that say neither their year nor their section."""
    for name in cells.names():
        if name.startswith(("montant", "budget prévisionnel")):
            for column in cells.columns(name):
                cell = cells.at(column)
                eur = finite_cell(cell)
                if cell is None:
                    continue
                funder = cells.shown(cells.at(column - 1)) if name.startswith("montant") else ""
                said = f"{number(eur)} €" if eur is not None else cells.shown(cell) or "erreur, ou formule sans valeur"
                amounts.remark(" ".join(filter(None, (cells.plan_title(name), funder))), said)
                amounts.lost.append("un montant sans année ni section (en commentaire)")
                amounts.amounts += 1


BRIDGE: Final = Bridge(
    TET,
    "Territoires en Transitions : plans d’action",
    "incubateur-ademe/territoires-en-transitions@dbb36dc",
    "MIT",
    ("tests/bridges/samples/tet-import.xlsx", "tests/bridges/samples/tet-export.xlsx"),
    made_here=True,
    reads="plan en Excel, dans la forme de son import (28 colonnes) ou de son export : actions, et axes de la stratégie",
    writes="classeur d’import de 28 colonnes (XLSX)",
    lost_in=(
        "Les noms de personnes (Personne pilote, Élu·e référent·e, auteurs) : ôtés des colonnes et des autres textes, comme ceux qui suivent une civilité.",
        "Les statuts « En pause », « Bloqué » et « En retard », sans équivalent : l’action est écrite prévue, et c’est dit.",
        "Une date qui n’est ni un jour ni une année (« fin 2027 ») : gardée en commentaire.",
        "Les lignes de total, et les feuilles qui ne sont pas des plans : dites, non lues.",
        "Les montants sans année ni section, et les montants TTC par financeur de l’export : gardés en commentaire.",
        "Les objectifs, indicateurs, priorités, sous-axes, instances, thématiques, cibles : gardés en commentaire, car le dossier les tient autrement.",
        "Les notes de suivi, étapes, documents, fiches liées, la confidentialité et les dates de saisie.",
    ),
    lost_out=(
        "Les effets sur les quantités, donc tout gain en tonnes ; les thèmes du décret ; les actions remplacées ; la fiche de bonne pratique.",
        "Les indicateurs : écrits, mais l’import les ignore ; les objectifs y deviennent un texte.",
        "Un début ou une fin d’année devient un jour (1er janvier, 31 décembre) ; les années de l’effet restent dans le texte des moyens.",
        "La base HT ou TTC : le budget total est écrit hors taxes si tout y est ou s’y convertit (strategy.money.vat), sinon laissé vide ; le détail reste dans le texte.",
        "Les financeurs au-delà de trois, ou sans montant : ils restent dans le texte. Les moyens communs à un axe, et les textes des axes.",
    ),
    suffixes=(".xlsx",),
    looks=lambda file: file.is_book and bool(plans_of(file)),
    read=read_tet,
    write={".xlsx": tet_book},
)
