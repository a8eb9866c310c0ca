"""Rows that are no device, or none that is used: SIM cards, other accounts, machines, columns of yes and no, names that say a loss."""

from pathlib import Path

import pytest

from snr_cli.inputs.inventory.records import COUNTED, IGNORED, REJECTED, SET_ASIDE, TO_CONFIRM, Corrections
from test_inventory import read, reasons, units

ALL = (COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
LAPTOP = "HP ProBook 450 G7"


def export(folder: Path, *lines: str, name: str = "parc.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def verdicts(path: Path, **how: object) -> dict[int, str]:
    """Return the verdict and the reason of each row, by line."""
    inventory = read(path, year=2023, **how)
    return {line: f"{group.verdict} {group.reason}".strip() for group in inventory.groups for line in group.lines}


@pytest.mark.parametrize("title", ["Modèle terminal", "Mobile"])
def test_a_line_without_a_device_is_ignored_with_a_reason_of_its_own(tmp_path: Path, title: str):
    path = export(
        tmp_path,
        f"N° de ligne;IMEI;Forfait;{title};Statut",
        "0639980001;350000000000001;Pro 20 Go;IPHONE SE 64GO NOIR;Actif",
        "0639980002;;Pro 20 Go;SIM SEULE;Actif",
        "0639980003;;M2M 10 Mo;;Actif",
        "0639980004;;Forfait SIM seule 20 Go;;Actif",
        "0639980005;350000000000002;M2M 10 Mo;GALAXY A13;Actif",
        "0639980006;;Pro 20 Go;;Actif",
        "0639980007;350000000000003;Pro 20 Go;Samsung Galaxy A12 Dual SIM;Résilié",
    )
    assert verdicts(path) == {
        2: "counted",
        3: "ignored sim",
        4: "ignored sim",
        5: "ignored sim",
        6: "counted",
        7: "rejected nothing_to_recognise",
        8: "set_aside retired",
    }


def test_mobile_is_a_handset_only_beside_a_line_and_a_number_of_device(tmp_path: Path):
    path = export(tmp_path, "Nom;Mobile;Modèle", "A;0639980001;iPhone 12", "B;0639980002;iPhone SE")
    assert units(read(path)) == {"smartphone": 2}


@pytest.mark.parametrize(
    ("account", "label", "expected"),
    [
        ("2051", "Logiciel pour tablettes", "ignored intangible"),
        ("205", "PC portable", "ignored intangible"),
        ("2182", "Renault Kangoo", "ignored not_digital"),
        ("21828 - Autres matériels de transport", "Vélo électrique", "ignored not_digital"),
        ("2184", "Chaises", "ignored not_digital"),
        ("21848", "Photocopieur Ricoh IM C3000", "to_confirm account_says_other"),
        ("2135", "Câblage informatique", "ignored not_digital"),
        ("2183", "Destructeur de documents", "to_confirm unknown_type"),
        ("2183", f"PC portable {LAPTOP}", "counted"),
        ("21838", f"PC portable {LAPTOP}", "counted"),
        ("2188", "Vidéoprojecteur Epson EB-X41", "counted"),
        ("", "Vidéoprojecteur Epson EB-X41", "counted"),
        ("20512345", f"PC portable {LAPTOP}", "counted"),  # a number of something else
    ],
)
def test_the_account_of_an_asset_says_what_it_cannot_be_and_proves_nothing_else(
    tmp_path: Path, account: str, label: str, expected: str
):
    path = export(tmp_path, "Imputation;Libellé du bien;Valeur d'acquisition;VNC", f"{account};{label};1 200,00;0")
    assert verdicts(path) == {2: expected}


def test_the_accounts_of_a_list_ask_for_no_quantity(tmp_path: Path):
    rows = [f"{2183 + index % 2};PC portable {LAPTOP};{index},5" for index in range(9)]
    assert len(verdicts(export(tmp_path, "Compte;Désignation;Valeur brute", *rows))) == 9


@pytest.mark.parametrize(
    ("title", "yes", "no"),
    [
        ("Réformé", "set_aside retired", "counted"),
        ("HS", "set_aside retired", "counted"),
        ("Volé", "set_aside lost", "counted"),
        ("Actif", "counted", "to_confirm unknown_status"),
        ("En service", "counted", "to_confirm unknown_status"),
        ("Affecté", "counted", "to_confirm unknown_status"),
        ("En stock", "counted", "counted"),
    ],
)
@pytest.mark.parametrize(("says_yes", "says_no"), [("Oui", "Non"), ("true", "false"), ("X", "0")])
def test_a_column_of_yes_and_no_is_a_status(tmp_path: Path, title: str, yes: str, no: str, says_yes: str, says_no: str):
    path = export(
        tmp_path,
        f"Type;Modèle;{title};N° série",
        f"PC portable;{LAPTOP};{says_yes};A1000001",
        f"PC portable;{LAPTOP};{says_no};A1000002",
        f"PC portable;{LAPTOP};;A1000003",
    )
    assert verdicts(path) == {2: yes, 3: no, 4: "counted"}


@pytest.mark.parametrize(
    ("title", "before", "said", "verdict"),
    [
        ("Volé", "", "Oui", "set_aside lost"),
        ("Réformée", "", "Oui", "set_aside retired"),
        ("En service", "", "Non", "to_confirm unknown_status"),
        ("En service", "Oui", "Non", "to_confirm unknown_status"),
        ("Volé", "Non", "Oui", "set_aside lost"),
        ("Volé", "Non", "le 12 mars", "to_confirm unknown_status"),
        ("Réformé", "", "Oui", "to_confirm answer_among_words"),
        ("Réformé", "", "12/03/2021", "set_aside retired"),
        ("Réformé", "12/03/2029", "Oui", "to_confirm answer_among_words"),
        ("Réformé", "12/03/2029", "Non", "counted"),
        ("Affecté", "Mme Exemple", "Non", "to_confirm answer_among_words"),
        ("Affecté", "Mme Exemple", "Oui", "counted"),
        ("Commande", "BC-2020-12", "Oui", "to_confirm answer_among_words"),
        ("Archive", "", "Salle 3", "counted"),
        ("Hors service", "", "1", "set_aside retired"),
    ],
)
def test_a_yes_or_a_no_is_read_wherever_it_is_in_the_file(
    tmp_path: Path, title: str, before: str, said: str, verdict: str
):
    """Rows come by batches of 256: what the first say of a column is not true of all."""
    rows = [f"PC portable;{LAPTOP};{before}"] * 300
    path = export(tmp_path, f"Type;Modèle;{title}", *rows, f"PC portable;{LAPTOP};{said}", *rows)
    found = verdicts(path)
    assert found.pop(302) == verdict
    assert set(found.values()) == {"counted"}


def test_a_yes_among_dates_and_dates_among_yes(tmp_path: Path):
    path = export(
        tmp_path,
        "Type;Modèle;Réformé;Volé",
        f"PC portable;{LAPTOP};12/03/2021;Non",
        f"PC portable;{LAPTOP};Oui;Non",
        f"PC portable;{LAPTOP};Non;Oui",
        f"PC portable;{LAPTOP};;le 12 mars",
    )
    assert verdicts(path) == {
        2: "set_aside retired",
        3: "to_confirm answer_among_words",
        4: "set_aside lost",
        5: "to_confirm unknown_status",
    }
    inventory = read(path, year=2023)
    assert inventory.files[0].unread_dates == 0


def test_figures_beside_a_quantity_are_numbers_of_devices_and_no_answer(tmp_path: Path):
    """« HS : 1 » on a row of three: one of them, not all."""
    path = export(tmp_path, "Type;Quantité;HS", "PC portable;3;1", "PC portable;2;0", "Écran;1;1")
    assert verdicts(path) == {2: "counted", 3: "counted", 4: "counted"}
    assert [note for file in read(path).files for note in file.notes] == [("quantity_column", "HS", 2)]
    path = export(tmp_path, "Type;Quantité;HS", *["PC portable;3;"] * 300, "PC portable;3;1", "PC portable;1;Oui")
    found = verdicts(path)
    assert (found[302], found[303]) == ("to_confirm unknown_status", "set_aside retired")
    path = export(tmp_path, "Type;Quantité;HS", "PC portable;1;Oui", "PC portable;2;Non")
    assert verdicts(path) == {2: "set_aside retired", 3: "counted"}


def test_a_total_and_the_titles_again_are_no_answer(tmp_path: Path):
    path = export(
        tmp_path,
        "HS;Statut;Volé;Type;Quantité",
        ";;;PC portable;12",
        "Total;;;;12",
        "HS;Statut;Volé;Type;Quantité",
        ";;Oui;PC portable;2",
    )
    assert verdicts(path) == {2: "counted", 3: "ignored total", 4: "ignored header_again", 5: "set_aside lost"}


def test_a_device_read_again_on_a_row_in_doubt_is_not_counted(tmp_path: Path):
    path = export(
        tmp_path,
        "Type;Modèle;Réformé;N° de série",
        f"PC portable;{LAPTOP};12/03/2021;A1000001",
        f"PC portable;{LAPTOP};Oui;A1000001",
    )
    assert verdicts(path) == {2: "set_aside retired", 3: "set_aside seen"}


def test_what_a_column_of_yes_and_no_says_gone_wins_over_the_status(tmp_path: Path):
    path = export(
        tmp_path,
        "Type;Modèle;Statut;Réformé;En service",
        f"PC portable;{LAPTOP};Bon état;Non;Oui",
        f"PC portable;{LAPTOP};Bon état;Oui;Oui",
        f"PC portable;{LAPTOP};Réformé;Non;Oui",
        f"PC portable;{LAPTOP};Bon état;Non;Non",
    )
    assert verdicts(path) == {
        2: "counted",
        3: "set_aside retired",
        4: "set_aside retired",
        5: "to_confirm unknown_status",
    }


def test_a_title_that_may_be_a_column_of_yes_and_no_keeps_its_role_otherwise(tmp_path: Path):
    path = export(
        tmp_path,
        "Type;Modèle;Réformé;Affecté",
        f"PC portable;{LAPTOP};12/03/2021;Mme Exemple",
        f"PC portable;{LAPTOP};;M. Exemple",
    )
    inventory = read(path, year=2023)
    assert reasons(inventory, SET_ASIDE) == {2: "retired"}
    assert "Affecté" in inventory.files[0].columns.personal


def test_the_mapping_answers_for_a_column_of_yes_and_no(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Affecté", f"PC portable;{LAPTOP};Non", f"PC portable;{LAPTOP};Oui")
    assert verdicts(path, mapping=Corrections(statuses={"Affecté : Non": "stored"})) == {2: "counted", 3: "counted"}
    assert verdicts(path, mapping=Corrections(columns={"Affecté": ""})) == {2: "counted", 3: "counted"}


def test_a_title_that_is_also_a_status_begins_a_table(tmp_path: Path):
    path = export(
        tmp_path,
        "Nom;Marque;Modèle;Affecté",
        f"PC1;HP;{LAPTOP};agent",
        "",
        "Nom;Marque;Modèle;Attribué",
        f"PC2;HP;{LAPTOP};agent",
    )
    assert units(read(path)) == {"laptop": 2}
    assert reasons(read(path), TO_CONFIRM, REJECTED) == {}


@pytest.mark.parametrize(
    "name", ["iPad-12 (VOLÉ)", "CASSE-iPad-41", "iPad 3 - perdu", "ipad_vole", "iPad C - HS", "PC 4 (HS)"]
)
def test_a_name_that_says_a_device_gone_is_to_confirm(tmp_path: Path, name: str):
    path = export(
        tmp_path, "Display Name,Serial Number,Model,Managed", f"{name},A1000001,iPad (9th Generation),Managed"
    )
    assert verdicts(path) == {2: "to_confirm remark_says_gone"}


def test_a_name_is_not_read_for_short_words_nor_inside_words(tmp_path: Path):
    path = export(
        tmp_path, "Display Name,Serial Number,Model,Managed", "PC-HS-12,A1000001,iPad (9th Generation),Managed",
        "VOLETTE-3,A1000002,iPad (9th Generation),Managed",
    )  # fmt: skip
    assert verdicts(path) == {2: "counted", 3: "counted"}


def test_what_jamf_no_longer_manages_is_to_confirm(tmp_path: Path):
    path = export(
        tmp_path, "Display Name,Serial Number,Model,Managed,Supervised",
        "a,A1000001,iPad (9th Generation),Managed,Supervised", "b,A1000002,iPad (9th Generation),Unmanaged,Supervised",
    )  # fmt: skip
    assert verdicts(path) == {2: "counted", 3: "to_confirm unknown_status"}
    path = export(tmp_path, "Display Name,Serial Number,Model,Managed", "a,A1000001,iPad (9th Generation),True",
                  "b,A1000002,iPad (9th Generation),False")  # fmt: skip
    assert verdicts(path) == {2: "counted", 3: "to_confirm unknown_status"}


def test_a_label_that_says_its_devices_broken_is_to_confirm(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Nombre", "Tablettes HS;Apple iPad 2;6", "Tablettes;Apple iPad 9;6")
    assert verdicts(path) == {2: "to_confirm remark_says_gone", 3: "counted"}


def test_where_nothing_says_what_the_devices_are_their_system_is_asked_about(tmp_path: Path):
    path = export(
        tmp_path,
        "Account info: TAG;Dernier inventaire;Machine;Utilisateur;Système;RAM (Mo);CPU (MHz);",
        "MAIRIE;12/12/2023;PC-1;agent1;Microsoft Windows 10 Professionnel;8192;3000;",
        "MAIRIE;12/12/2023;PC-2;agent2;Microsoft Windows Server 2019 Standard;8192;2100;",
    )
    assert verdicts(path) == {2: "to_confirm unsure", 3: "to_confirm unknown_type"}
    mapping = Corrections(types={"Microsoft Windows 10 Professionnel": "desktop_professional"})
    assert units(read(path, mapping=mapping)) == {"desktop_professional": 1}
    assert verdicts(path, default_type="desktop_professional")[2] == "counted"


def test_the_machines_of_rvtools_are_no_hardware(tmp_path: Path):
    path = export(
        tmp_path, "VM,Powerstate,Template,CPUs,Memory,Datacenter,Cluster,Host", "srv1,poweredOn,False,2,4096,DC,CL,esx1",
        "srv2,poweredOff,False,4,8192,DC,CL,esx1", name="vInfo.csv",
    )  # fmt: skip
    assert verdicts(path) == {2: "ignored virtual", 3: "ignored virtual"}


@pytest.mark.parametrize("label", ["moto g(30)", "EliteBook x360", "Galaxy A52"])
def test_a_number_of_a_model_is_no_number_of_devices(tmp_path: Path, label: str):
    assert verdicts(export(tmp_path, "Modèle;N° série", f"{label};A1000001"))[2] == "counted"


def test_a_number_after_a_sign_of_times_is_one_of_devices(tmp_path: Path):
    assert verdicts(export(tmp_path, "Libellé;Valeur", "Tablettes iPad école x 12;1,5")) == {
        2: "to_confirm number_in_label"
    }


@pytest.mark.parametrize("title", ["# CPU", "# VMs total"])
def test_a_title_that_begins_with_a_number_sign_is_a_title(tmp_path: Path, title: str):
    path = export(
        tmp_path, "Liste des PC", "", f"Host,{title},Vendor,Model,Serial number", "esx1,2,HPE,ProLiant DL380 Gen10,A1000001", "",
        f"Host,{title},Vendor,Model,Serial number", "esx2,2,HPE,ProLiant DL380 Gen10,A1000002",
    )  # fmt: skip
    assert units(read(path)) == {"server_rack": 2}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Vidéoprojecteurs écoles", "to_confirm plural_label"),
        ("PC portables", "to_confirm plural_label"),
        ("Micro-ordinateurs bibliothèque", "to_confirm plural_label"),
        ("Vidéoprojecteur écoles", "counted"),
        ("PC portable services techniques", "counted"),
    ],
)
def test_a_plural_without_a_number_is_not_one_device(tmp_path: Path, label: str, expected: str):
    assert verdicts(export(tmp_path, "Libellé;Date d'acquisition;Prix", f"{label};12/05/2021;1,5")) == {2: expected}


def test_a_plural_is_a_category_where_rows_are_told_apart(tmp_path: Path):
    for title, cell in (("N° série", "A1000001"), ("Utilisateur", "agent"), ("Modèle", LAPTOP), ("Quantité", "1")):
        assert verdicts(export(tmp_path, f"Catégorie;{title}", f"Ordinateurs portables;{cell}")) == {2: "counted"}


@pytest.mark.parametrize(
    "label",
    [
        "Serveur de cantine", "Lame à neige", "Traceur de lignes stade", "Projecteurs LED", "Scie circulaire portable",
        "Tablette de lavabo", "Tables écolier", "Onduleur photovoltaïque", "Tour de contrôle", "Moniteur éducateur",
        "Photocopies", "Portable téléphone DGS", "Traceur routier",
    ],
)  # fmt: skip
def test_what_an_accounts_list_names_alike_is_no_device(tmp_path: Path, label: str):
    assert verdicts(export(tmp_path, "Libellé;Date d'acquisition;Prix", f"{label};12/05/2021;1,5"))[2] != "counted"


def test_a_row_that_holds_a_status_begins_no_table(tmp_path: Path):
    path = export(
        tmp_path, "Type;Statut", "PC portable;En service", "Téléphone;Réformé", "Portable;Affecté", "Type;Réformé"
    )
    assert set(verdicts(path)) == {2, 3, 4, 5}


def test_a_machine_of_ocs_under_a_server_system_is_no_server_for_that(tmp_path: Path):
    """It may be virtual: nothing says what it runs on."""
    for system in (
        "Microsoft Windows Server 2019",
        "Windows Server 2022 Datacenter",
        "Microsoft Windows Server 2016 Standard",
    ):
        path = export(tmp_path, "Machine;Système;Dernier inventaire", f"SRV1;{system};12/12/2023")
        assert verdicts(path) == {2: "to_confirm unknown_type"}


def test_the_titles_of_the_bios_are_read_however_spaced(tmp_path: Path):
    path = export(
        tmp_path, "Machine;Système;BIOS: Fabricant;BIOS: Modèle;BIOS: Type", "A;Windows 10;LENOVO;20L5S0;Notebook",
        "B;Windows Server 2019;VMware, Inc.;VMware Virtual Platform;Other",
    )  # fmt: skip
    assert verdicts(path) == {2: "counted", 3: "ignored virtual"}


def test_joined_words_of_a_title_say_what_its_numbers_are(tmp_path: Path):
    rows = [f"PC-{index},Windows 10 Professionnel,{10 + index % 2}.0,True" for index in range(4)]
    path = export(tmp_path, "Name,OperatingSystem,OperatingSystemVersion,Enabled", *rows)
    assert set(verdicts(path).values()) == {"to_confirm unsure"}


def test_the_title_of_the_rows_under_it_is_told_in_a_table_of_two_columns(tmp_path: Path):
    path = export(tmp_path, "Modèle;N° de série", "Écrans;", "Dell P2419H;A1000002", "Portables;", f"{LAPTOP};A1000003")
    assert verdicts(path) == {
        2: "to_confirm plural_label",
        3: "counted",
        4: "to_confirm plural_label",
        5: "counted",
    }
