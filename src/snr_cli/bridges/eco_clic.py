"""Éco-clic (Déclic): its recommendations as ideas of actions, with the question that each comes from; no carbon in it."""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from snr_cli.bridges.bridge import Bridge, Brought, SourceRow, item_of, new_id, person_hider
from snr_cli.bridges.opened import OpenedFile, OpenedSheet, kept_text
from snr_cli.catalog.tables import Tables
from snr_cli.french.addresses import unreached
from snr_cli.french.cells import address
from snr_cli.inputs.inventory.values import plain
from snr_cli.model.strategy import Action

_ID: Final = "eco-clic"
_HEADINGS: Final = ("categorie", "theme", "question", "reponse", "recommandation", "niveaulabel")
_NEEDED: Final = frozenset({"question", "recommandation"})
_FIRST_ROWS: Final = 12  # among which the headings stand: the fourth, as Éco-clic writes it
_LONGEST_TITLE: Final = 200
_TAG: Final = re.compile(r"<[^<>]{1,300}>")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_STEM: Final = 6  # letters by which two words are the same
_LEAST: Final = 5  # letters of a word that says something
_COMMON: Final = 2  # words that a recommendation and an action of the library share, at least


def _looks(file: OpenedFile) -> bool:
    """Say whether a workbook has the headings of the export."""
    return file.is_book and _table(file, frozenset(_HEADINGS)) is not None


def _read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read the recommendations of an export.

    Raises:
        UsageError: no sheet has its headings.
    """
    table = _table(file, _NEEDED)
    if table is None:
        file.refuse(
            "aucune feuille n’a les titres d’Éco-clic",
            "attendu en ligne 4 : Categorie, Theme, Question, Reponse, Recommandation, NiveauLabel",
        )
    sheet, headings, columns = table
    hide = person_hider(tables)
    library = {name: _stems(action.title) for name, action in tables.library.items()}
    rows: list[SourceRow] = []
    actions: list[dict[str, Any]] = []
    comments: dict[str, tuple[str, ...]] = {}
    known: dict[str, str] = {}
    taken: dict[str, int] = {}
    for rank in sorted(row for row in sheet.rows if row > headings):
        said = {name: hide(_text(sheet.text(rank, column))) for name, column in columns.items()}
        place = f"feuille « {sheet.name} », {address(rank, columns['recommandation'])}"
        lead, question = said["recommandation"], said["question"]
        if not lead:
            rows.append(SourceRow(place, question, why="aucune recommandation : rien à proposer"))
            continue
        if plain(lead) in known:
            name = known[plain(lead)]
            comments[name] = (*comments[name], unreached(kept_text(f"Aussi pour la question : {question}", 300)))
            rows.append(SourceRow(place, question, name, "même recommandation qu’une ligne plus haut"))
            continue
        name = new_id(taken, "eco-clic", kept_text(lead, 50))
        made, why = item_of(Action, {"id": name, "title": _title(lead), "status": "idea", "summary": _summary(said)})
        if made:
            actions.append(made)
            known[plain(lead)] = name
            comments[name] = tuple(_near(f"{lead} {question}", library, tables))
        rows.append(SourceRow(place, question, name if made else "", why))
    notes = (
        *file.unread_sheets([sheet], "une seule feuille d’Éco-clic est lue"),
        "ce sont des pistes (status: idea) : elles ne comptent dans aucun total avant d’être décidées, avec leurs effets",
        "Éco-clic ne mesure pas de carbone : snr plan --suggest chiffre les actions de la bibliothèque sur vos lignes",
    )
    return Brought(_ID, file.name, tuple(rows), {"actions": actions} if actions else {}, comments, (), notes)


def _table(file: OpenedFile, needed: frozenset[str]) -> tuple[OpenedSheet, int, dict[str, int]] | None:
    """Return the sheet, the row of its headings and their columns."""
    for sheet in file.sheets():
        for rank in sorted(sheet.rows)[:_FIRST_ROWS]:
            columns: dict[str, int] = {}
            for column in sorted(sheet.rows[rank]):
                columns.setdefault(plain(kept_text(sheet.text(rank, column), 40)).replace(" ", ""), column)
            if needed <= columns.keys():
                return sheet, rank, {name: columns[name] for name in _HEADINGS if name in columns}
    return None


def _text(cell: str) -> str:
    """Return the text of a cell on one line, without the marks of a page."""
    return kept_text(_BLANKS.sub(" ", html.unescape(_TAG.sub(" ", cell[:20_000]))))


def _title(lead: str) -> str:
    """Return the first sentence of a recommendation, cut where it is too long for a title."""
    first = lead.partition(". ")[0].rstrip(".")
    return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1].rstrip() + "…"


def _summary(said: Mapping[str, str]) -> str:
    """Say where a lead comes from, and the recommendation whole when the title has only a part of it."""
    parts = [f"Piste d’Éco-clic, question : « {said['question']} »"]
    parts += [f"réponse : « {said['reponse']} »"] if said.get("reponse") else []
    parts += [f"niveau : {said['niveaulabel']}"] if said.get("niveaulabel") else []
    topic = " – ".join(filter(None, (said.get("categorie"), said.get("theme"))))
    parts += [f"rubrique : {topic}"] if topic else []
    lead = said["recommandation"]
    return " ; ".join(parts) + "." + ("" if _title(lead) == lead.rstrip(".") else f"\n\n{lead}")


def _near(text: str, library: Mapping[str, frozenset[str]], tables: Tables) -> list[str]:
    """Return what the library has that is near, for a person to judge."""
    words = _stems(text)
    ranked = sorted(
        ((len(words & stems), len(words & stems) / len(stems), name) for name, stems in library.items() if stems),
        key=lambda each: (-each[1], -each[0], each[2]),
    )
    near = [name for shared, part, name in ranked if shared >= _COMMON and part >= 0.4][:2]
    return [f"À rapprocher de la bibliothèque : {name} ({tables.library[name].title})" for name in near]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in plain(text).split() if len(word) >= _LEAST)


BRIDGE: Final = Bridge(
    _ID,
    "Éco-clic : recommandations",
    "Asso-Declic/eco-clic@99bcc42",
    "AGPL-3.0",
    ("tests/bridges/samples/eco-clic.xlsx",),
    made_here=True,
    reads="export en Excel des recommandations : une idée d’action (status: idea) par recommandation, avec sa question",
    lost_in=(
        "Les réponses sans recommandation, et le score : Éco-clic ne mesure pas de carbone.",
        "La catégorie, le thème et le niveau d’Éco-clic, gardés dans le résumé : ce ne sont pas les six thèmes du décret.",
        "Les noms qui suivent une civilité, les adresses et les téléphones : ôtés des textes, à relire.",
        "Une recommandation donnée à plusieurs questions : une seule idée, les autres questions en commentaire.",
    ),
    looks=_looks,
    read=_read,
)
