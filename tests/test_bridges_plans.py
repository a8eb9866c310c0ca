"""Bridges of plans: Territoires en Transitions both ways, Éco-clic as leads; no name of a person goes through."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import UsageError, assess_dossier, export_dossier, import_file, known_bridges
from snr_cli.bridges.opened import OpenedFile
from snr_cli.bridges.tet import TET_COLUMNS, TET_STATUSES, budget_of, money_line, schedule_of
from snr_cli.model.strategy import Action, Budget
from test_bridges import dossier

SAMPLES = ROOT / "tests" / "bridges" / "samples"
TET = "territoires-en-transitions"


def book(path: Path, rows: dict[int, list[Any]], name: str = "Plan") -> Path:
    """Write a workbook: number of a row → its cells."""
    made = Workbook(str(path), {"strings_to_formulas": False})
    sheet = made.add_worksheet(name)
    dated = made.add_format({"num_format": "dd/mm/yyyy"})
    for row, cells in rows.items():
        for column, value in enumerate(cells):
            if isinstance(value, datetime):
                sheet.write_datetime(row - 1, column, value, dated)
            elif isinstance(value, str) and value == "=error":
                sheet.write_formula(row - 1, column, "=1/0", value="#DIV/0!")
            elif value is not None:
                sheet.write(row - 1, column, value)
    made.close()
    return path


def row_of(**cells: Any) -> list[Any]:
    """Return a row of the import: heading → value, spaces written « _ »."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return [named.get(title) for title in TET_COLUMNS]


def test_the_workbook_is_what_the_import_of_the_tool_asks_for(tmp_path: Path) -> None:
    """A2, the 28 headings in their order in row 2, data from row 4, titles of 300 characters, its statuses, real dates."""
    long = "Mesurer " + "et mesurer encore " * 30
    folder = dossier(
        tmp_path / "d",
        f"actions:\n  - {{id: a, title: '{long.strip()}', status: abandoned}}\n  - {{id: b, title: '=cmd|calc', owner: 'DSI, pôle réseau'}}\n",
    )
    out = tmp_path / "plan.xlsx"
    done = snr("export", TET, folder, "-o", out)
    assert done.returncode == 0
    assert "titre coupé à 300 caractères" in done.stderr
    (sheet,) = OpenedFile(out).sheets()
    assert tuple(sheet.text(2, column) for column in range(1, 29)) == TET_COLUMNS
    assert sheet.text(2, 29) == ""
    assert [rank for rank in sheet.rows if rank > 3] == [4, 5]
    assert len(sheet.text(4, 4)) == 300
    assert long.strip() in sheet.text(4, 6)
    assert (sheet.text(4, 25), sheet.text(5, 4)) == ("Abandonné", "=cmd|calc")
    assert sheet.text(5, 13) == '"DSI, pôle réseau"'
    assert sheet.text(5, 14) == sheet.text(5, 15) == ""
    assert export_dossier(folder, TET).data == export_dossier(folder, TET).data


def test_actions_there_and_back_keep_what_the_tool_has_words_for(tmp_path: Path) -> None:
    own = assess_dossier(EXAMPLES / "valmont").dossier
    sent = export_dossier(EXAMPLES / "valmont", TET)
    (tmp_path / "p.xlsx").write_bytes(sent.data)
    brought = import_file(tmp_path / "p.xlsx")
    assert brought.bridge == TET
    assert len(sent.rows) == len(brought.rows) == brought.taken == len(own.actions)
    assert own.strategy is not None
    axes = {axis.id: axis.title for axis in own.strategy.axes}
    back_axes = {axis["id"]: axis["title"] for axis in brought.sections["strategy"]["axes"]}
    for before, data in zip(own.actions, brought.sections["actions"], strict=True):
        after = Action.model_validate(data)
        for key in ("title", "status", "summary", "owner", "schedule", "started_on"):
            assert getattr(after, key) == getattr(before, key), (before.id, key)
        assert back_axes.get(after.axis or "") == axes.get(before.axis or "")
        assert not after.effects
        if before.means is not None:
            assert after.means is not None
            for key in ("fte", "new_fte", "contract", "partner", "savings_eur_per_year"):
                assert getattr(after.means, key) == getattr(before.means, key), (before.id, key)
            assert [
                (budget.year or budget.start, budget.until, budget.section, budget.eur) for budget in after.means.budget
            ] == [
                (budget.year or budget.start, budget.until, budget.section, budget.eur)
                for budget in before.means.budget
            ]
            assert [budget.funding for budget in after.means.budget] == [each.funding for each in before.means.budget]
    whys = " ".join(row.why for row in sent.rows)
    assert "effets non écrits" in whys
    assert "ignorés à l’import" in whys


@pytest.mark.parametrize(
    "values",
    [
        {"year": 2026, "section": "investissement", "eur": 45000.5, "tax": "ht"},
        {"from": 2026, "until": 2028, "section": "fonctionnement", "eur": 1e10, "tax": "ttc", "staff": True},
        {"from": 2026, "section": "fonctionnement", "eur": 0.0, "tax": "ht", "funding": [{"by": "État", "share": 0.3}]},
        {"section": "investissement", "eur": 7.0, "tax": "ht", "funding": [{"by": "Région", "eur": 5.5}, {"by": "Europe"}]},
    ],
)  # fmt: skip
def test_a_line_of_a_budget_is_read_as_it_was_written(values: dict[str, Any]) -> None:
    line = Budget.model_validate(values)
    assert Budget.model_validate(budget_of(money_line(line, values["tax"]))) == line


def test_what_is_no_line_of_a_budget_is_not_read_as_one() -> None:
    for text in ("", "2026", "2026, investissement : 12 k€ HT", "2026, investissement : 1e9 € HT", "x" * 10_000):
        assert budget_of(text) == {}
        assert schedule_of(text) == {}


def test_the_samples_are_read_in_both_layouts() -> None:
    one, two = import_file(SAMPLES / "tet-import.xlsx"), import_file(SAMPLES / "tet-export.xlsx")
    assert (len(one.rows), one.taken, len(two.rows), two.taken) == (5, 4, 2, 2)
    first = one.sections["actions"][0]
    assert (first["status"], first["started_on"], first["schedule"]) == (
        "under_way",
        "2025-03-15",
        {"start": 2025, "end": 2028},
    )
    assert "means" not in first  # an amount without a year nor a section is none
    assert "Budget prévisionnel total € HT : 12\u202f000 €" in one.comments[first["id"]]
    budget = two.sections["actions"][0]["means"]["budget"]
    assert [(each["year"], each["section"], each["eur"], each["tax"]) for each in budget] == [
        (2026, "fonctionnement", 1500, "ht"), (2027, "fonctionnement", 900, "ht"),
    ]  # fmt: skip
    assert "axis" not in two.sections["actions"][1]
    assert "En retard" in two.rows[1].why
    for name in ("tet-import.xlsx", "tet-export.xlsx"):
        for form in ("text", "json", "yaml"):
            done = snr("import", SAMPLES / name, "-f", form)
            assert "NOM" not in done.stdout + done.stderr
            assert "noms de personnes" in done.stdout + done.stderr


def test_a_plan_that_the_tool_would_refuse_is_read_by_its_headings(tmp_path: Path) -> None:
    """The template of its own repository has other headings; a column may be missing, or stand elsewhere."""
    older = ["Titre de la fiche action" if title == "Titre de l'action" else title for title in TET_COLUMNS]
    older.remove("Titre de la sous-action")
    path = book(tmp_path / "p.xlsx", {2: older, 4: [None, None, None, "Former les agents"]})
    brought = import_file(path)
    assert brought.sections["actions"] == [{"id": "former-les-agents", "title": "Former les agents"}]
    assert any("D2 : « Titre de la fiche action » au lieu de « Titre de l'action »" in note for note in brought.notes)
    with pytest.raises(UsageError, match="aucune feuille"):
        import_file(book(tmp_path / "q.xlsx", {1: list(TET_COLUMNS[:3]), 4: ["x"]}), bridge=TET)


def test_all_the_plans_of_a_workbook_are_read_wherever_their_headings_stand(tmp_path: Path) -> None:
    """A second plan, headings three rows lower, a sheet that is no plan: each read, or told by its name and its count."""
    made = Workbook(str(tmp_path / "p.xlsx"))
    first, lists, second = (made.add_worksheet(name) for name in ("Plan NR", "Listes", "Plan 2"))
    made.add_worksheet("Caché").hide()
    for rank in range(4):
        lists.write(rank, 0, "En cours")
    first.write_row(4, 0, TET_COLUMNS)
    first.write_row(5, 3, ["Aide : le titre"])
    for rank in range(40):
        first.write_row(6 + rank, 0, ["1. Axe", None, None, f"Action {rank}"])
    second.write_row(1, 0, TET_COLUMNS)
    second.write_row(3, 0, ["1. axe ", None, None, "Action 3"])
    made.close()
    brought = import_file(tmp_path / "p.xlsx")
    assert (len(brought.rows), brought.taken) == (42, 41)
    assert "ligne d’aide" in brought.rows[0].why
    ids = [action["id"] for action in brought.sections["actions"]]
    assert len(set(ids)) == 41
    assert brought.sections["strategy"]["axes"] == [{"id": "1-axe", "title": "1. Axe"}]
    told = " ".join(brought.notes)
    for words in (
        "2 feuilles sont des plans, lues toutes : « Plan NR », « Plan 2 »",
        "feuille « Listes » : pas un plan (aucun titre d’action), 4 lignes non lues",
        "feuille « Caché » : masquée",
        "feuille « Plan NR » : titres en ligne 5 au lieu de la ligne 2",
    ):
        assert words in told


def test_what_a_cell_says_is_kept_when_it_is_not_read(tmp_path: Path) -> None:
    amounts = ["12 k€", "8000 HT", "entre 10 000 et 20 000 €", "150 000 €/an", "NC"]
    rows = {
        4 + rank: row_of(**{"Titre de l'action": f"A{rank}", "Budget prévisionnel total € HT": text})
        for rank, text in enumerate(amounts)
    }
    rows[20] = row_of(**{"Titre de l'action": "D", "Date de début": "T1 2026", "Date de fin": "fin 2027"})
    rows[21] = row_of(**{"Titre de l'action": "E", "Date de début": "2026", "Date de fin": 2027, "Statut": "En cours"})
    rows[22] = row_of(**{"Titre de l'action": "F", "Date de début": "2028", "Date de fin": "2027"})
    brought = import_file(book(tmp_path / "p.xlsx", {2: list(TET_COLUMNS), **rows}))
    for rank, text in enumerate(amounts):
        assert brought.comments[f"A{rank}"] == (f"Budget prévisionnel total € HT : {text}",)
    assert brought.comments["D"] == ("Date de début : T1 2026", "Date de fin : fin 2027")
    assert {row.name: row.unread for row in brought.rows if row.unread} == {"D": 2, "F": 1}
    actions = {action["id"]: action for action in brought.sections["actions"]}
    assert actions["E"]["schedule"] == {"start": 2026, "end": 2027}
    assert "started_on" not in actions["E"]
    assert "schedule" not in actions["F"]
    assert snr("import", tmp_path / "p.xlsx", "--strict").returncode == 1


def test_axes_totals_and_statuses_as_people_write_them(tmp_path: Path) -> None:
    """A merged axis holds for each of its rows; a total is no action; feminine, plural, accents and capitals are one status."""
    statuses = {
        "A venir": "planned", "RÉALISÉE": "done", "réalisées": "done", "Terminée": "done", "abandonnée": "abandoned", "En Cours ": "under_way",
        "à discuter": "idea", "Prévues": "planned",
    }  # fmt: skip
    made = Workbook(str(tmp_path / "p.xlsx"))
    sheet = made.add_worksheet("Plan")
    sheet.write_row(1, 0, TET_COLUMNS)
    sheet.merge_range(3, 0, 2 + len(statuses), 0, "4. Inclusion")
    for rank, text in enumerate(statuses):
        sheet.write(3 + rank, 3, f"A{rank}")
        sheet.write(3 + rank, 24, text)
    for rank, (axis, title, sub) in enumerate(
        [
            ("4. inclusion", "Hors", ""),
            ("", "Total", ""),
            ("", "TOTAL GÉNÉRAL HT", ""),
            ("", "", "Seule"),
            ("", "Totaliser", ""),
        ]
    ):
        for column, text in ((0, axis), (3, title), (4, sub)):
            if text:
                sheet.write(20 + rank, column, text)
    made.close()
    brought = import_file(tmp_path / "p.xlsx")
    actions = {action["id"]: action for action in brought.sections["actions"]}
    for rank, status in enumerate(statuses.values()):
        assert actions[f"A{rank}"].get("status", "planned") == status
        assert actions[f"A{rank}"]["axis"] == "4-inclusion"
    assert actions["Hors"]["axis"] == "4-inclusion"
    assert len(brought.sections["strategy"]["axes"]) == 1
    whys = {row.name: row.why for row in brought.rows}
    assert "ligne de total" in whys["Total"]
    assert "ligne de total" in whys["TOTAL GÉNÉRAL HT"]
    assert "rattachée à « Hors », au-dessus" in whys["Seule"]
    assert "Totaliser" in actions
    assert "statut « Terminée » lu « Réalisé »" in whys["A3"]
    assert "lu" not in whys["A1"]


def test_amounts_of_the_export_may_have_their_thousands_apart(tmp_path: Path) -> None:
    text = "2026 :\n  - 1 500 € HT prévisionnels\n2027 :\n  - 1\u202f200\u00a0000,50\u00a0€ HT prévisionnels"
    rows = {2: ["Axe", "Titre de la fiche action", "Budgets de fonctionnement"], 3: ["A", "T", text]}
    budget = import_file(book(tmp_path / "p.xlsx", rows)).sections["actions"][0]["means"]["budget"]
    assert [(each["year"], each["eur"]) for each in budget] == [(2026, 1500), (2027, 1200000.5)]


def test_no_name_of_the_columns_of_persons_goes_through_another_text(tmp_path: Path) -> None:
    """Nor one that follows a civility, nor a way to reach somebody: in texts, comments, ids and what the screen says."""
    rows = {
        2: [*TET_COLUMNS, "Chef de projet"],
        4: [
            *row_of(**{
                "Titre de l'action": "Former avec Zoltan BIDULE",
                "Descriptif": "Voir BIDULE Zoltan, Mme Machin-Truc pour le budget, Mme la maire, au 01 02 03 04 05.",
                "Instances de gouvernance": "COPIL présidé par Xaviera CHOSE ; Sophie QUIDAM invitée",
                "Personne pilote": "M. Zoltan BIDULE (DSI)", "Élu·e référent·e": "Direction Générale, Xaviera CHOSE",
                "Direction ou service pilote": "Direction Générale",
            }),
            "Yolaine UNTEL",
        ],
        5: row_of(**{"Titre de l'action": "Relire", "Objectifs": "UNTEL relit ; rue Saint-Martin"}),
    }  # fmt: skip
    path = book(tmp_path / "p.xlsx", rows)
    for form in ("text", "json", "yaml"):
        done = snr("import", path, "-f", form)
        told = (done.stdout + done.stderr).casefold()
        for name in ("bidule", "zoltan", "machin", "chose", "quidam", "untel", "01 02"):
            assert name not in told, (form, name)
    (first, second) = import_file(path).sections["actions"]
    assert "pour le budget, Mme la maire" in first["summary"]
    assert first["owner"] == "Direction Générale"
    assert "Saint-Martin" in " ".join(import_file(path).comments[second["id"]])


def test_what_is_written_for_another_tool_names_nobody(tmp_path: Path) -> None:
    """Labels, entities and sites of lines, texts of actions: in each file of each bridge, and on the screen; how many is said."""
    folder = dossier(
        tmp_path / "d",
        "equipment:\n"
        "  - {id: a, type: laptop, quantity: 1, label: 'Portable de Sophie MARTIN, 06 12 34 56 78', entity: Mme MARTIN, site: Chez Mme MARTIN}\n"
        "  - {id: hote, type: server_rack, quantity: 1}\n"
        "services: [{id: site, type: website, page_views: 1000, page_weight_mb: 2, label: Site de Mme MARTIN}]\n"
        "virtual: {machines: [{id: vm, host: hote, vcpu: 1, ram_gb: 1, storage_gb: 1, label: VM de Mme MARTIN}]}\n"
        "actions:\n"
        "  - {id: x, title: Relire avec Mme MARTIN, summary: 's.martin@exemple.fr', owner: Sophie MARTIN,"
        " means: {partner: Sophie MARTIN, contract: Sophie MARTIN,"
        " budget: [{year: 2026, section: fonctionnement, eur: 5, tax: ht, funding: [{by: Sophie MARTIN, eur: 2}]}]}}\n",
    )
    for bridge in known_bridges():
        for suffix in bridge.suffixes:
            out = tmp_path / f"f{suffix}"
            done = snr("export", bridge.id, folder, "-o", out)
            assert done.returncode == 0, done.stderr
            held = out.read_text(encoding="utf-8") if suffix != ".xlsx" else str(OpenedFile(out).sheets())
            for text in (held, done.stderr):
                assert "martin" not in text.casefold(), (bridge.id, suffix)
                assert "06 12" not in text
            assert "d’une personne, ôté du fichier écrit" in done.stderr


def test_a_year_that_chooses_nothing_is_refused() -> None:
    done = snr("import", SAMPLES / "tet-import.xlsx", "--year", "2025")
    assert done.returncode == 2
    assert "--year ne sert pas à territoires-en-transitions" in done.stderr
    assert "pcr-si-response" in done.stderr


def test_hostile_cells_of_a_plan(tmp_path: Path) -> None:
    rows = {
        2: list(TET_COLUMNS),
        4: row_of(
            **{"Titre de l'action": "<b>gras</b> \x07 https://x", "Statut": "N’importe quoi", "Date de début": 1e300}
        ),
        5: row_of(**{"Titre de l'action": "Deux", "Date de début": "31/02/2025", "Date de fin": datetime(2200, 1, 1)}),
        6: row_of(**{"Titre de l'action": "=error", "Descriptif": "sans titre"}),
        7: row_of(**{"Titre de l'action": "Trois", "Financeur 1": "État", "Montant € HT": -5}),
        8: row_of(**{"Titre de l'action": "Quatre", "Objectifs": "écrire à prenom.nom@exemple.fr"}),
        9: row_of(**{"Titre de l'action": "Cinq", "Moyens humains et techniques": "ETP : 99999"}),
    }
    brought = import_file(book(tmp_path / "p.xlsx", rows))
    whys = {row.place: row.why for row in brought.rows}
    assert "statut « N’importe quoi » (inconnu)" in whys["feuille « Plan », ligne 4"]
    assert "Date de début » illisible" in whys["feuille « Plan », ligne 4"]
    assert "« Date de début » illisible (en commentaire) et « Date de fin » illisible" in brought.rows[1].why
    assert brought.rows[2].became == ""
    assert "montant sans année" in brought.rows[3].why
    assert "exemple.fr" not in " ".join(brought.comments["Quatre"])
    assert "ETP" in brought.rows[5].why
    done = snr("import", tmp_path / "p.xlsx", "-f", "yaml")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.yaml").write_text(done.stdout, encoding="utf-8")
    checked = snr("check", "--profile", "saisie", dossier(tmp_path / "d", "include: [a.yaml]\n"))
    assert checked.returncode == 0, checked.stdout


def test_every_status_has_its_word() -> None:
    assert set(TET_STATUSES) == set(Action.model_fields["status"].annotation.__args__)  # type: ignore[union-attr]


# --- Éco-clic ---------------------------------------------------------------------------------------------------------

ECO_CLIC = ["Categorie", "Theme", "Question", "Reponse", "Recommandation", "NiveauLabel"]


def test_a_recommendation_is_an_idea_with_its_question() -> None:
    brought = import_file(SAMPLES / "eco-clic.xlsx")
    assert [row.place for row in brought.rows] == [f"feuille « Recommandations », E{rank}" for rank in (5, 6, 7, 8)]
    assert [bool(row.became) for row in brought.rows] == [True, True, False, True]
    assert brought.rows[3].became == brought.rows[0].became  # the same recommendation, for another question
    first, second = brought.sections["actions"]
    assert {each["status"] for each in (first, second)} == {"idea"}
    assert first["title"] == "Allonger la durée de vie des ordinateurs portables"
    assert "Gardez-vous les ordinateurs plus de cinq ans ?" in first["summary"]
    assert "Réparer avant de remplacer." in first["summary"]
    assert second["title"] == "Acheter des smartphones reconditionnés"
    assert any("A2-01" in line for line in brought.comments[first["id"]])
    assert any("Suivez-vous les ordinateurs en stock ?" in line for line in brought.comments[first["id"]])


def test_the_other_sheets_of_eco_clic_are_told(tmp_path: Path) -> None:
    made = Workbook(str(tmp_path / "e.xlsx"))
    for name in ("Recommandations", "Recommandations (2)"):
        sheet = made.add_worksheet(name)
        sheet.write_row(3, 0, ECO_CLIC)
        sheet.write_row(4, 0, ["a", "b", "q", "r", f"Éteindre {name}"])
    made.close()
    brought = import_file(tmp_path / "e.xlsx")
    assert brought.taken == 1
    assert "feuille « Recommandations (2) » : une seule feuille d’Éco-clic est lue, 2 lignes non lues" in brought.notes


def test_a_workbook_that_is_not_of_eco_clic(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="outil"):
        import_file(book(tmp_path / "a.xlsx", {4: ["Question", "Recommandation"], 5: ["q", "r"]}))
    with pytest.raises(UsageError, match="Éco-clic"):
        import_file(book(tmp_path / "b.xlsx", {4: ["Question"]}), bridge="eco-clic")
    persons = {4: ECO_CLIC, 5: [None, None, "q", None, "Écrire à Mme Sophie MARTIN, s.martin@exemple.fr."], 6: [
        None, None, "r", None, "écrire à Mme Sophie MARTIN, s.martin@exemple.fr"
    ]}  # fmt: skip
    brought = import_file(book(tmp_path / "d.xlsx", persons))
    assert "martin" not in str((brought.sections, brought.comments, brought.rows)).casefold()
    assert brought.rows[0].became == brought.rows[1].became
    rows = {4: ECO_CLIC, 5: [None, None, "q", None, "<b>" * 500 + "Éteindre &amp; mesurer" + " x" * 3000], 6: ["a"]}
    brought = import_file(book(tmp_path / "c.xlsx", rows))
    assert [bool(row.became) for row in brought.rows] == [True, False]
    (action,) = brought.sections["actions"]
    assert action["title"].startswith("Éteindre & mesurer")
    assert len(action["title"]) <= 200
    assert len(action["summary"]) < 3000


def test_money_without_its_year_is_said_first_and_a_misspelt_status_is_brought_near(tmp_path: Path) -> None:
    heads = {1: ["Plan"], 2: list(TET_COLUMNS), 3: ["aide"]}
    rows = {4: row_of(**{"Titre_de_l'action": "Réparer", "Statut": "En curs", "Budget_prévisionnel_total_€_HT": 1200}), 5: row_of(**{"Titre_de_l'action": "Trier", "Statut": "Réalisée", "Budget_prévisionnel_total_€_HT": 300})}  # fmt: skip
    brought = import_file(book(tmp_path / "p.xlsx", heads | rows))
    assert "2 montants sans année ni section" in brought.notes[0] and "means.budget" in brought.notes[0]
    whys = [row.why for row in brought.rows]
    assert "statut « En curs »" in whys[0] and "En cours" in whys[0] and brought.rows[0].unread == 1
    assert [action.get("status") for action in brought.sections["actions"]] == [None, "done"]
