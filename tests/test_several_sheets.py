"""Several sheets of a workbook in one line of the dossier: each row is under a verdict with its sheet, and none counts twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import COUNTED, InventoryError
from snr_cli.inputs.inventory.told import sheets_told
from test_inventory import TITLES, counts, read, units, xlsx
from test_inventory_workbooks import inline
from workbooks import ods_parts, saved, xlsx_parts

PCS: list[list[object]] = [
    ["Parc informatique"],
    ["Type", "Modèle", "N° de série", "Statut"],
    ["Portable", "Latitude 5440", "5CG1234XYZ", "En service"],
    ["Portable", "Latitude 5440", "5CG1235XYZ", "En service"],
    ["Portable", "Latitude 5440", "5CG1236XYZ", "Au grenier"],
]
SCREENS: list[list[object]] = [
    ["Type", "Modèle", "N° de série"],
    ["Écran", "P2419H", "CN0AB12CD3"],
    ["Portable", "Latitude 5440", "5CG1235XYZ"],  # the second of the other sheet, again
]
COUNTS: list[list[object]] = [["Type", "Quantité"], ["Portable", 2], ["Écran", 1]]
NOTICE: list[list[object]] = [["Mode d’emploi", ""], ["à lire", "svp"]]
DOSSIER = (
    'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.xlsx%s}\n'
)


def sheets(inventory: Inventory) -> list[str]:
    return list(dict.fromkeys(file.sheet for file in inventory.files))


def left(inventory: Inventory) -> dict[str, str]:
    return {each.name: each.why for file in inventory.files for each in file.others}


def ods(path: Path, book: dict[str, list[list[object]]]) -> Path:
    """Write the same as an ODS, whose sheets are all in one entry."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = ""
    for name, rows in book.items():
        lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        body += f'<table:table table:name="{name}">{lines}</table:table>'
    return saved(path, ods_parts(body))


@pytest.mark.parametrize("write", [xlsx, ods])
def test_every_sheet_that_looks_like_an_inventory_is_read(tmp_path: Path, write: Any) -> None:
    path = write(tmp_path / "parc.xlsx", {"Notice": NOTICE, "PC": PCS, "Écrans": SCREENS})
    inventory = read(path)
    assert (sheets(inventory), left(inventory)) == (["PC", "Écrans"], {"Notice": "untitled"})
    assert units(inventory) == {"laptop": 2, "monitor": 1}
    assert counts(inventory) == {"counted": 3, "to_confirm": 1, "set_aside": 1, "ignored": 1}
    where = {
        inventory.within(group.file, group.lines): group.reason
        for group in inventory.groups
        if group.verdict != COUNTED
    }
    assert where == {
        "feuille « PC », ligne 5": "unknown_status",
        "feuille « PC », ligne 1": "before_titles",
        "feuille « Écrans », ligne 3": "seen",
    }
    assert inventory.place("parc.xlsx, feuille « Écrans »") == ("parc.xlsx", "Écrans")


def test_only_the_named_sheets_are_read_whatever_their_order_and_case(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"PC": PCS, "Écrans": SCREENS, "Notice": NOTICE, "Téléphones": SCREENS})
    inventory = read(path, sheet=("écrans", "PC", "PC"))
    assert (sheets(inventory), left(inventory)) == (["PC", "Écrans"], {"Notice": "unnamed", "Téléphones": "devices"})
    assert units(inventory) == {"laptop": 2, "monitor": 1}
    alone = read(path, sheet="Écrans")
    assert units(alone) == {"laptop": 1, "monitor": 1}
    assert {group.file for group in alone.groups} == {"parc.xlsx"}  # one sheet: as any file


def test_an_unknown_sheet_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"PC": PCS, "Écrans": SCREENS})
    with pytest.raises(InventoryError, match=r"feuille « Ecran » absente ; vouliez-vous dire « Écrans » \?"):
        read(path, sheet=("PC", "Ecran"))


def test_a_device_of_two_sheets_is_one_by_its_name_type_and_model_too(tmp_path: Path) -> None:
    rows: list[list[object]] = [TITLES, ["ACCUEIL-01", "En service", "Dell", "Portable", "Latitude 5440"]]
    inventory = read(xlsx(tmp_path / "parc.xlsx", {"Mairie": rows, "Service": rows}))
    assert (units(inventory), counts(inventory)) == ({"laptop": 1}, {"counted": 1, "set_aside": 1})
    (double,) = [each for file in inventory.files for each in file.doubles]
    assert double.file == "parc.xlsx, feuille « Mairie »"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Synthèse", "recap"),
        ("Récap. 2025", "recap"),
        ("Listes", "list"),
        ("PC réformés", "gone"),
        ("vHBA", "part"),
        ("HS", "gone"),
        *((name, "gone") for name in ("Ancien", "Archive")),
        *((name, "order") for name in ("Achats", "Commandes", "Besoins", "Devis", "Prix", "Tarifs")),
        ("Prêts", "loan"),
        *((name, "copy") for name in ("Copie de PC", "PC - Copie", "Sauvegarde 2023", "PC_backup")),
    ],
)
def test_a_sheet_whose_name_says_otherwise_is_read_only_when_named(tmp_path: Path, name: str, why: str) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {name: SCREENS, "PC": PCS})
    assert left(read(path)) == {name: why}
    assert units(read(path)) == {"laptop": 2}
    assert sheets(read(path, sheet=(name, "PC"))) == [name, "PC"]
    assert sheets(read(xlsx(tmp_path / "seul.xlsx", {name: SCREENS, "Notice": NOTICE}))) == [name]


def test_a_copy_of_a_sheet_is_read_only_when_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"P": COUNTS, "P (2)": COUNTS, "Q (2)": COUNTS, "P (3)": SCREENS})
    inventory = read(path)
    assert (sheets(inventory), left(inventory)) == (["P", "Q (2)", "P (3)"], {"P (2)": "copy"})
    ((_, _, text, doubtful),) = sheets_told(inventory)
    assert "P (2) (copie d’une autre feuille" in text
    assert doubtful
    assert sheets(read(path, sheet=("P", "P (2)"))) == ["P", "P (2)"]


@pytest.mark.parametrize("name", ["Parc 2022", "2022 - parc", "Parc au 31-12-2022", "Parc (maj mars 2022)", "Parc_2"])
def test_a_sheet_beside_the_same_with_a_date_or_a_number_is_read_only_when_named(tmp_path: Path, name: str) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"Parc": COUNTS, name: COUNTS, "Réseau": SCREENS})
    inventory = read(path)
    assert (sheets(inventory), left(inventory)) == (["Parc", "Réseau"], {name: "copy"})
    ((_, _, text, doubtful),) = sheets_told(inventory)
    assert f"{name} (copie d’une autre feuille, d’après son nom)" in text
    assert doubtful
    assert sheets(read(path, sheet=(name,))) == [name]


def test_a_sheet_that_repeats_another_under_another_name_is_to_confirm(tmp_path: Path) -> None:
    """Nothing but its rows tells it, and they have no number that identifies a device."""
    rows: list[list[object]] = [["Type", "Modèle", "Quantité"]]
    rows += [["Portable", f"Latitude {model}", 3] for model in (5410, 5420, 5430, 5440, 5450)]
    path = xlsx(tmp_path / "parc.xlsx", {"Parc": rows, "Feuil2": rows, "École": rows[:5]})
    inventory = read(path)
    assert units(inventory) == {"laptop": 27}
    assert {(group.verdict, group.reason) for group in inventory.groups if group.file.endswith("« Feuil2 »")} == {
        ("to_confirm", "sheet_again")
    }
    assert units(read(path, sheet=("Parc", "Feuil2"))) == {"laptop": 30}


def test_sheets_of_purchases_alone_are_the_inventory(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"Achats PC": PCS, "Achats écrans": SCREENS, "Notice": NOTICE})
    assert sheets(read(path)) == ["Achats PC", "Achats écrans"]
    with pytest.raises(InventoryError, match="portent une date"):
        read(xlsx(tmp_path / "dates.xlsx", {"Achats 2023": PCS, "Achats 2024": SCREENS}))


def test_a_hidden_sheet_is_not_read_beside_others(tmp_path: Path) -> None:
    def rows(table: list[list[object]]) -> str:
        return "".join(f"<row>{inline(*map(str, row))}</row>" for row in table)

    path = saved(tmp_path / "parc.xlsx", xlsx_parts(rows(SCREENS), rows(PCS), states=("hidden", "visible")))
    assert (sheets(read(path)), left(read(path))) == (["F2"], {"F1": "hidden"})


def test_sheets_of_several_dates_are_a_question(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parc.xlsx", {"Parc 2024": PCS, "Parc 2025": PCS})
    with pytest.raises(InventoryError, match=r"portent une date.*Parc 2024, Parc 2025.*--sheet"):
        read(path)
    assert units(read(path, sheet="Parc 2025")) == {"laptop": 2}
    assert len(sheets(read(xlsx(tmp_path / "b.xlsx", {"PC 2025": PCS, "Écrans 2025": SCREENS})))) == 2
    with pytest.raises(InventoryError, match="portent une date"):
        read(xlsx(tmp_path / "c.xlsx", {"Janvier": PCS, "Juin": PCS}))


def test_a_summary_of_another_sheet_is_not_counted_twice(tmp_path: Path) -> None:
    """Named as well as not: « Feuil2 » does not say that it sums up."""
    details = [[*PCS[1]], *PCS[2:4], ["Écran", "P2419H", "CN0AB12CD3", "En service"]]
    path = xlsx(tmp_path / "parc.xlsx", {"Feuil1": details, "Feuil2": COUNTS, "Synthèse": COUNTS})
    for inventory in (read(path), read(path, sheet=("Feuil1", "Feuil2", "Synthèse"))):
        assert units(inventory) == {"laptop": 2, "monitor": 1}
        assert {group.reason for group in inventory.groups if group.verdict == "ignored"} == {"recap"}
    other = xlsx(tmp_path / "autre.xlsx", {"Feuil1": details, "Feuil2": [*COUNTS[:1], ["Portable", 9]]})
    assert counts(read(other)) == {"counted": 3, "to_confirm": 1}


def test_a_sheet_that_cannot_be_read_does_not_refuse_the_others(tmp_path: Path) -> None:
    inventory = read(xlsx(tmp_path / "parc.xlsx", {"PC": PCS, "Contacts": NOTICE}), sheet=("PC", "Contacts"))
    assert units(inventory) == {"laptop": 2}
    (wrong,) = inventory.unread
    assert str(wrong).startswith("parc.xlsx : feuille « Contacts » : aucune ligne de titres reconnue")


def test_a_question_of_one_sheet_names_it(tmp_path: Path) -> None:
    lots: list[list[object]] = [["Type", "Modèle", "Divers"], ["Écran", "P2419H", 4], ["Écran", "P2422H", 7]]
    with pytest.raises(InventoryError, match="feuille « Écrans » : la colonne « Divers »") as caught:
        read(xlsx(tmp_path / "parc.xlsx", {"PC": PCS, "Écrans": lots}))
    assert caught.value.asks == ("Divers",)


def test_what_was_read_of_the_workbook_is_told(tmp_path: Path) -> None:
    book = {
        "PC": PCS,
        "École": [*PCS[1:2], ["Portable", "Latitude 5440", "5CG9999XYZ", "Réformé"]],
        "Notice": NOTICE,
    }
    ((name, line, text, doubtful),) = sheets_told(read(xlsx(tmp_path / "parc.xlsx", book)))
    assert (name, line, doubtful) == ("parc.xlsx", 2, True)  # nothing of a sheet counts
    assert text == (
        "feuilles lues : PC (2 unités), École (0 unité) ; 1 autre feuille non lue : Notice (sans titres d’inventaire)"
    )
    ((_, _, text, doubtful),) = sheets_told(read(tmp_path / "parc.xlsx", sheet="PC"))
    assert (text.partition(" ; ")[2], doubtful) == (
        "2 autres feuilles non lues : École (semble un inventaire), Notice",
        False,
    )
    assert not list(sheets_told(read(xlsx(tmp_path / "seul.xlsx", {"PC": PCS}))))


def test_linked_tables_of_one_workbook_are_joined(tmp_path: Path) -> None:
    """The files of NumEcoEval, as sheets."""
    rooms: list[list[object]] = [
        ["nomCourtDatacenter", "nomLongDatacenter", "pue", "localisation"],
        ["A", "Salle", 1.5, "France"],
    ]
    devices: list[list[object]] = [
        ["nomEquipementPhysique", "modele", "type", "quantite", "nomCourtDatacenter"],
        ["srv-1", "PowerEdge R740", "Serveur", 1, "A"],
    ]
    machines: list[list[object]] = [
        ["nomEquipementVirtuel", "nomEquipementPhysique", "vCPU"],
        ["vm-1", "srv-1", 4],
    ]
    inventory = read(xlsx(tmp_path / "parc.xlsx", {"physique": devices, "virtuel": machines, "salles": rooms}))
    assert len(inventory.files) == 3
    assert [machine.name for machine in inventory.links.machines] == ["vm-1"]
    assert [room.pue for room in inventory.links.rooms] == [1.5]


def dossier(folder: Path, more: str = "") -> Path:
    xlsx(folder / "parc.xlsx", {"PC": PCS, "Écrans": SCREENS, "Synthèse": COUNTS})
    (folder / "territory.yaml").write_text(DOSSIER % more, encoding="utf-8")
    return folder


def findings(done: Any) -> list[tuple[str, str, str]]:
    return [
        (finding["code"], finding["severity"], finding["message"]) for finding in json.loads(done.stdout)["findings"]
    ]


@pytest.mark.slow
def test_a_dossier_names_one_sheet_or_several_and_check_says_so(tmp_path: Path, snr: Run) -> None:
    for more, read_, other in (
        (
            "",
            "feuilles lues : PC (2 unités), Écrans (1 unité)",
            "1 autre feuille non lue : Synthèse (récapitulatif, d’après son nom)",
        ),
        (
            ", sheet: [PC, Écrans]",
            "feuilles lues : PC (2 unités), Écrans (1 unité)",
            "1 autre feuille non lue : Synthèse (semble un inventaire)",
        ),
        (", sheet: PC", "feuille lue : PC (2 unités)", "2 autres feuilles non lues : "),
    ):
        found = findings(snr("check", dossier(tmp_path, more), "--select", "SNR5", "-f", "json"))
        (told_,) = [finding for finding in found if "feuille" in finding[2] and finding[2].startswith("feuille")]
        assert told_[2].startswith(f"{read_} ; {other}")
        assert told_[1] == ("warning" if not more else "info")
    done = snr("check", dossier(tmp_path, ", sheet: [PC, Ecran]"), "--select", "SNR5", "-f", "json")
    assert done.returncode == 1
    assert "vouliez-vous dire « Écrans »" in findings(done)[0][2]


@pytest.mark.slow
def test_a_sheet_of_two_imports_counts_once(tmp_path: Path, snr: Run) -> None:
    folder = dossier(tmp_path, "}\n  - {id: autre, from: parc.xlsx, sheet: PC")
    assert [finding[0] for finding in findings(snr("check", folder, "--select", "SNR504", "-f", "json"))] == ["SNR504"]
    folder = dossier(tmp_path, ", sheet: Écrans}\n  - {id: autre, from: parc.xlsx, sheet: PC")
    assert not findings(snr("check", folder, "--select", "SNR504", "-f", "json"))


@pytest.mark.slow
def test_rows_are_named_with_their_sheet_everywhere(tmp_path: Path, snr: Run) -> None:
    folder = dossier(tmp_path)
    shown = snr("explain", folder, "parc.monitor.sans-date").stdout.decode()
    assert "parc.xlsx, feuille « Écrans », ligne 2" in shown
    result = json.loads(snr("assess", folder, "-f", "json").stdout)
    rows = {line["id"]: line["rows"] for line in result["organisation"]["lines"] if "rows" in line}
    (row,) = rows["parc.monitor.sans-date"]
    assert Path(row.pop("file")).name == "parc.xlsx"
    assert row == {"sheet": "Écrans", "lines": [[2, 2]]}


@pytest.mark.slow
def test_the_command_reads_sheets_and_writes_their_rejected_rows(tmp_path: Path, snr: Run) -> None:
    negative: list[list[object]] = [["Type", "Quantité"], ["Écran", -2]]
    path = xlsx(tmp_path / "parc.xlsx", {"PC": PCS, "Lot": negative, "Autre": SCREENS})
    done = snr(
        "inventory", path, "--sheet", "PC", "--sheet", "Lot", "--format", "rejects", "-o", tmp_path / "rejets.csv"
    )
    screen = " ".join(done.stdout.decode().split())
    assert "feuille « PC »" in screen
    assert "1 autre feuille non lue : Autre (semble un inventaire)" in screen
    lines = (tmp_path / "rejets.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "feuille « Lot »;2;quantité négative" in lines[-1]
    data = json.loads(snr("inventory", path, "-f", "json").stdout)
    assert [file["sheet"] for file in data["files"]] == ["PC", "Lot", "Autre"]
    assert [(each["sheet"], each["lines"]) for each in data["rejected"]] == [("Lot", [[2, 2]])]


def test_titles_and_no_row_are_an_error_of_both_commands(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "parc.csv").write_text("Type;Modèle;Quantité\n", encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(DOSSIER.replace(".xlsx", ".csv") % "", encoding="utf-8")
    done = snr("inventory", tmp_path / "parc.csv")
    assert (done.returncode, "aucune ligne sous les titres" in done.stderr.decode()) == (1, True)
    assert snr("check", tmp_path, "--select", "SNR5").returncode == 1


def test_virtual_machines_alone_are_told_and_no_error(tmp_path: Path, snr: Run) -> None:
    titles: list[object] = ["VM", "Powerstate", "Template", "CPUs", "Memory", "Host"]
    xlsx(tmp_path / "parc.xlsx", {"vInfo": [titles, ["srv1", "poweredOn", "False", 2, 4096, "esx1"]]})
    (tmp_path / "territory.yaml").write_text(DOSSIER % "", encoding="utf-8")
    done = snr("inventory", tmp_path / "parc.xlsx")
    assert (done.returncode, "1 ligne de machines virtuelles" in done.stderr.decode()) == (0, True)
    done = snr("check", tmp_path, "--select", "SNR5")
    assert (done.returncode, "machines virtuelles et aucun appareil" in done.stdout.decode()) == (0, True)
