"""The actions of a dossier as the workbook that Territoires en Transitions imports."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from math import fsum
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import plural
from snr_cli.inputs.workbook.write import MADE
from snr_cli.model.dossier import Dossier
from snr_cli.model.means import Means
from snr_cli.model.strategy import Action
from snr_cli.outputs.bridges.bridge import Sent, SourceRow
from snr_cli.outputs.bridges.opened import kept_text
from snr_cli.outputs.bridges.tet_words import (
    TET_COLUMNS,
    TET_FIRST_ROW,
    TET_HEADINGS_ROW,
    TET_LONGEST_TITLE,
    TET_STATUSES,
    money_line,
    plain_number,
    schedule_line,
)
from snr_cli.outputs.results_book import MOST_OF_A_CELL, writer_of_books
from snr_cli.plan.amounts import amounts_of, money_of, own, tax_of

TET: Final = "territoires-en-transitions"
_MOST_FUNDERS: Final = 3
_DATES: Final = ("Date de début", "Date de fin")
_WIDE: Final = ("Titre de l'action", "Descriptif", "Objectifs", "Financements", "Moyens humains et techniques")


def tet_book(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the actions, ideas and abandoned ones too."""
    axes = {axis.id: axis.title for axis in (dossier.strategy.axes if dossier.strategy is not None else ())}
    objectives = {each.id: each.title or each.id for each in dossier.objectives}
    indicators = {name: each.title for name, each in tables.indicators.items()}
    indicators |= {each.id: each.title for each in dossier.indicators if each.title}
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
        if action.schedule is not None and (action.schedule.full is not None or action.started_on is not None):
            means = (made.get("Moyens humains et techniques"), schedule_line(action.schedule))
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
    before_tax = [each.in_tax("ht", money_of(dossier).vat) for each in amounts]
    if before_tax and None not in before_tax:
        made["Budget prévisionnel total € HT"] = fsum(each for each in before_tax if each is not None)
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
    """Write an item of a list that commas separate: between quotes when it has one."""
    return f'"{text}"' if "," in text and '"' not in text else text


def _notes(dossier: Dossier) -> Iterator[str]:
    if dossier.strategy is not None and dossier.strategy.means:
        yield f"{plural(len(dossier.strategy.means), 'ligne')} de moyens communs (strategy.means) non écrites"
    yield "« Personne pilote » et « Élu·e référent·e » restent vides : snr ne tient pas de noms de personnes"
    yield "un début ou une fin d’année devient le 1er janvier ou le 31 décembre"


def _book(name: str, rows: list[dict[int, Any]]) -> bytes:
    """Write the workbook: headings in row 2, two rows that the import does not read, then the actions."""
    stream = BytesIO()
    book = writer_of_books()(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE, "author": "snr", "title": "Plan d’action"})
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
