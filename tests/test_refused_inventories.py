"""A file that is refused: its titles are told, a mapping is proposed, and the second command reads it; nobody is named."""

import json
import random
from pathlib import Path

import pytest
import yaml

from in_process import snr
from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.titles import TitleWords, title_rank

WORDS = inventory_words(shipped_tables())
PEOPLE = ("Dupontel Jeanne", "Martinez Clara", "Bernardin Luc", "Robertin Paula", "Moreaux Léa", "Garciano Inès")
LAPTOPS = ("Dell Latitude 5520", "HP EliteBook 840 G5", "Lenovo ThinkPad T480")


def seeded(name: str) -> random.Random:
    return random.Random(name)


def write(folder: Path, titles: list[str] | None, rows: list[list[object]], name: str = "parc.csv") -> Path:
    path = folder / name
    lines = ([titles] if titles else []) + [list(map(str, row)) for row in rows]
    path.write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
    return path


def day(chance: random.Random) -> str:
    return f"{chance.randrange(13, 28)}/0{chance.randrange(1, 9)}/20{chance.randrange(18, 25)}"


def twice(folder: Path, path: Path) -> tuple[dict[str, float], str, str]:
    """Run the two commands; return the units of each type, the mapping, and what was said."""
    mapping = folder / "m.yaml"
    refused = snr("inventory", path, "--format", "mapping", "-o", mapping)
    assert refused.returncode == 2, refused.stdout
    assert f"--mapping {mapping}" in refused.stderr
    done = snr("inventory", path, "--mapping", mapping, "-f", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    text = mapping.read_text(encoding="utf-8")
    return {kind["type"]: kind["units"] for kind in report["types"]}, text, refused.stderr + text + done.stdout


def roles(text: str) -> dict[str, str]:
    return yaml.safe_load(text)["columns"]


# --- exports of which no rule knows the titles of types: each opens with the mapping that is proposed


def test_the_mobiles_of_an_operator(tmp_path: Path):
    chance = seeded("mobiles")
    models = ["iPhone 12 64Go", "Samsung Galaxy A52s", "Galaxy XCover 5", "Crosscall Core-X4"]
    states = ["Actif", "Résilié", "Actif"]
    rows = [
        [f"06{chance.randrange(10**8):08}", models[n % 4], PEOPLE[n % 6], states[n % 3], f"35{n:013}", day(chance)]
        for n in range(30)
    ]
    titles = ["Ligne", "Gabarit", "Titulaire de la ligne", "Etat ligne", "IMEI terminal", "Début d'abonnement"]
    units, text, said = twice(tmp_path, write(tmp_path, titles, rows))
    assert units == {"smartphone": 20}
    assert roles(text)["Gabarit"] == "model"
    assert "« Galaxy XCover 5 »" in text
    nobody(said, rows, (0, 2, 4))


def test_the_assets_of_the_accounts(tmp_path: Path):
    chance = seeded("immos")
    labels = ["ORDINATEURS PORTABLES LATITUDE 5520", "ECRAN DELL P2419H", "SERVEUR DELL POWEREDGE R740", "TABLE"]
    rows = [[1000 + n, labels[n % 4], "2183", f"{chance.randrange(200, 5000)},00", day(chance)] for n in range(20)]
    titles = ["Fiche", "Intitulé", "Imputation", "Valeur brute", "Date entrée"]
    units, text, _ = twice(tmp_path, write(tmp_path, titles, rows))
    assert units == {"laptop": 5, "monitor": 5, "server_rack": 5}
    assert "quantity" not in roles(text).values()


def test_tablets_of_a_school_are_known_by_their_model_and_not_by_the_name_of_their_pupil(tmp_path: Path):
    rows = [
        [f"iPad de {PEOPLE[n % 6].split()[1]} {n}", "iPad (9th generation)", "CM2 B", PEOPLE[n % 6]] for n in range(18)
    ]
    units, text, said = twice(tmp_path, write(tmp_path, ["Appareil", "Génération", "Groupe", "Élève"], rows))
    assert units == {"tablet": 18}
    assert roles(text)["Génération"] == "model"
    nobody(said, rows, (0, 3))


def test_a_hand_made_list_with_its_own_words(tmp_path: Path):
    rows: list[list[object]] = [
        ["PC portable", "Dell Latitude 5520", 12, "École Pasteur"],
        ["Ecran", "P2419H", 30, "Mairie"],
        ["Imprimante", "HP LaserJet M402dn", 4, "CCAS"],
    ]
    units, text, _ = twice(tmp_path, write(tmp_path, ["Quoi", "Lequel", "Combien", "Service"], rows))
    assert units == {"laptop": 12, "monitor": 30, "printer_laser": 4}
    assert roles(text) == {"Quoi": "kind", "Lequel": "model", "Combien": "quantity", "Service": "entity"}


def test_a_console_of_one_kind_of_devices(tmp_path: Path):
    rows: list[list[object]] = [[f"x{n}", f"a{n}@b.fr", "Lenovo 100e Chromebook 2nd Gen", "ACTIVE"] for n in range(8)]
    units, text, said = twice(
        tmp_path, write(tmp_path, ["deviceId", "recentUsers", "Chromebook", "Statut annuaire"], rows)
    )
    assert units == {"laptop": 8}
    assert roles(text) == {"Chromebook": "model", "Statut annuaire": "status"}
    nobody(said, rows, (1,))


def test_titles_above_which_stands_a_letterhead(tmp_path: Path):
    rows: list[list[object]] = [["Commune de Bouvières"], [""], ["Désignation du poste", "Depuis", "Truc"]]
    rows += [[LAPTOPS[n % 3], f"2021-0{n % 9 + 1}-15", "oui"] for n in range(9)]
    units, text, _ = twice(tmp_path, write(tmp_path, None, rows))
    assert units == {"laptop": 9}
    assert roles(text) == {"Désignation du poste": "model"}
    assert '# "Depuis": purchase_date # une date' in text


# --- no line of titles at all


def test_a_file_without_titles_has_its_columns_named_by_their_rank(tmp_path: Path):
    chance = seeded("sans")
    rows = [[PEOPLE[n % 6], LAPTOPS[n % 3], f"PC-{n:03}", day(chance), "En service"] for n in range(20)]
    units, text, said = twice(tmp_path, write(tmp_path, None, rows))
    assert units == {"laptop": 20}
    assert yaml.safe_load(text)["titles"] is False
    assert roles(text) == {"colonne 2": "model", "colonne 5": "status"}
    nobody(said, rows, (0, 2))


def test_each_of_its_rows_has_a_verdict_the_first_too(tmp_path: Path):
    rows: list[list[object]] = [["PC portable", "Latitude 5520", 12], ["Ecran", "P2419H", 30], ["Bidule", "ZZ", 4]]
    path = write(tmp_path, None, rows)
    units, _, _ = twice(tmp_path, path)
    assert units == {"laptop": 12, "monitor": 30}
    report = json.loads(snr("inventory", path, "--mapping", tmp_path / "m.yaml", "-f", "json").stdout)
    assert report["rows"]["read"] == 3
    assert [group["lines"] for group in report["to_confirm"]] == [[[3, 3]]]


def test_such_a_file_is_read_in_a_dossier_as_well(tmp_path: Path):
    write(tmp_path, None, [[PEOPLE[0], LAPTOPS[n % 3]] for n in range(5)])
    snr("inventory", tmp_path / "parc.csv", "--format", "mapping", "-o", tmp_path / "parc.mapping.yaml")
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
        "equipment: [{id: parc, from: parc.csv, mapping: parc.mapping.yaml}]\n",
        encoding="utf-8",
    )
    done = snr("check", tmp_path, "-f", "json", "--select", "SNR1,SNR5")
    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == []


def test_a_column_without_a_title_is_named_by_its_rank(tmp_path: Path):
    path = write(tmp_path, ["Type", "Modèle", ""], [["PC portable", "Latitude 5520", 12], ["Ecran", "P2419H", 30]])
    units, text, said = twice(tmp_path, path)
    assert "colonne 3, sans titre" in said
    assert roles(text)["colonne 3"] == "quantity"
    assert units == {"laptop": 12, "monitor": 30}


@pytest.mark.parametrize("value", ["[Type, Modèle]", "non", "3"])
def test_titles_is_yes_or_no(tmp_path: Path, value: str):
    path, mapping = write(tmp_path, None, [["PC portable"]]), tmp_path / "m.yaml"
    mapping.write_text(f"titles: {value}\n", encoding="utf-8")
    done = snr("inventory", path, "--mapping", mapping)
    assert done.returncode != 0
    assert "« titles » attend true ou false" in done.stderr


# --- nothing personal, whatever the file


def nobody(said: str, rows: list[list[object]], columns: tuple[int, ...]) -> None:
    """Check that no cell of these columns is said, nor a person's name."""
    for row in rows:
        for index in columns:
            assert str(row[index]) not in said, row[index]
    for person in PEOPLE:
        for word in person.split():
            assert word not in said, word


PERSONAL = [
    ["Dupontel", "Jeanne", "Urbanisme"],
    ["jdupontel", "Latitude 5520 de Dupontel", "0612345678"],
    ["dupontel jeanne", "PC Dupontel", "jeanne.dupontel@ville.fr"],
    ["M. Dupontel", "iPad de Jeanne", "35 123456 789012 3"],
    ["Dupontel Jeanne", "AB12CD34EF56", "rendu cassé par Jeanne"],
    ["DUPONTEL", "5CG1234XYZ", "+33 6 12 34 56 78"],
]


@pytest.mark.parametrize("row", PERSONAL)
@pytest.mark.parametrize("titles", [None, ["Qui", "Quoi", "Comment"], ["Divers", "Gabarit", "Autre"]])
@pytest.mark.parametrize("times", [1, 5])
def test_no_sample_names_a_person(tmp_path: Path, row: list[str], titles: list[str] | None, times: int):
    rows: list[list[object]] = [
        *[list(row)] * times,
        ["x", "Latitude 5520", "2021-04-18"],
        ["y", "P2419H", "2022-04-18"],
    ]
    path, mapping = write(tmp_path, titles, rows), tmp_path / "m.yaml"
    done = snr("inventory", path, "--format", "mapping", "-o", mapping)
    if done.returncode != 2:
        return  # read at once: what its report says is another matter
    said = (done.stderr + mapping.read_text(encoding="utf-8")).lower()
    for word in ("dupontel", "jeanne", "0612345678", "35 123456", "ab12cd34ef56", "5cg1234xyz", "6 12 34"):
        assert word not in said, said


def test_what_is_refused_names_its_titles_and_not_a_first_row_of_people(tmp_path: Path):
    told = snr("inventory", write(tmp_path, ["Nom", "Prénom", "Service"], [["Dupontel", "Jeanne", "CCAS"]])).stderr
    assert "Nom, Prénom, Service" in told
    hidden = snr(
        "inventory", write(tmp_path, None, [["Dupontel", "Jeanne", "CCAS"], ["Martinez", "Clara", "RH"]])
    ).stderr
    assert "Dupontel" not in hidden
    asked = snr(
        "inventory", write(tmp_path, ["Type", "Modèle", "Machin"], [["PC", "a", "3"], ["Ecran", "b", "2"]])
    ).stderr
    assert "colonnes : Type, Modèle, Machin" in asked
    cut = snr("inventory", write(tmp_path, ["Type", "Modèle", "Quantité", "PC"], [["PC", "x"]] * 4)).stderr
    assert "titres lus : Type, Modèle, Quantité" in cut


def test_titles_that_a_device_follows_on_their_line_name_nobody(tmp_path: Path):
    """The end of the line of titles was lost."""
    path, mapping = tmp_path / "parc.csv", tmp_path / "m.yaml"
    path.write_text(
        "Nom;Statut;Type;Modèle;En service;Dell Inc.;Latitude 5520;L. Dupontel\nPC-2;En service;Portable;Latitude 5520\n",
        encoding="utf-8",
    )
    done = snr("inventory", path, "--format", "mapping", "-o", mapping)
    assert done.returncode == 2
    assert "titres lus : Nom, Statut, Type, Modèle" in done.stderr
    assert "Dupontel" not in done.stderr + mapping.read_text(encoding="utf-8")


# --- what is already there, and what cannot be proposed


def test_a_mapping_that_a_person_corrected_is_never_written_over(tmp_path: Path):
    for titles in (["Quoi", "Lequel"], ["Type", "Modèle"]):
        path = write(tmp_path, titles, [["PC portable", "Latitude 5520"], ["Ecran", "P2419H"]])
        mapping = tmp_path / f"{titles[0]}.yaml"
        first = snr("inventory", path, "--format", "mapping", "-o", mapping)
        assert snr("inventory", path, "--format", "mapping", "-o", mapping).returncode == first.returncode  # the same
        mapping.write_text("# à moi\n", encoding="utf-8")
        done = snr("inventory", path, "--format", "mapping", "-o", mapping)
        assert (done.returncode, done.stdout) == (2, "")
        assert "n’est pas remplacé" in done.stderr
        assert mapping.read_text(encoding="utf-8") == "# à moi\n"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04abc", b"{}", b"\0" * 500])
def test_a_file_without_a_column_has_nothing_proposed_and_it_is_said(tmp_path: Path, content: bytes):
    path, mapping = tmp_path / "x.csv", tmp_path / "m.yaml"
    path.write_bytes(content)
    done = snr("inventory", path, "--format", "mapping", "-o", mapping)
    assert done.returncode == 2
    assert "n’est pas écrit" in done.stderr
    assert not mapping.exists()


def test_a_folder_without_inventory_is_told_as_before(tmp_path: Path):
    (tmp_path / "vide").mkdir()
    done = snr("inventory", tmp_path / "vide", "--format", "mapping", "-o", tmp_path / "m.yaml")
    assert done.returncode == 2
    assert "ne contient aucun inventaire" in done.stderr


def test_a_file_refused_beside_others_has_its_columns_proposed_with_theirs(tmp_path: Path):
    write(tmp_path, ["Type", "Modèle"], [["Ecran", "P2419H"]], "a.csv")
    write(
        tmp_path,
        ["Quoi", "Lequel", "Service"],
        [["PC portable neuf 1", "Latitude 5520", "CCAS"], ["Ecran neuf 2", "P2419H", "RH"]],
        "b.csv",
    )
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    done = snr("inventory", first, second, "--format", "mapping", "-o", tmp_path / "m.yaml")
    assert done.returncode == 1
    assert roles((tmp_path / "m.yaml").read_text(encoding="utf-8")) == {
        "Type": "kind", "Modèle": "model", "Quoi": "kind", "Lequel": "model", "Service": "entity",
    }  # fmt: skip
    done = snr("inventory", first, second, "--mapping", tmp_path / "m.yaml", "-f", "json")
    assert json.loads(done.stdout)["rows"]["counted"] == 3


def test_a_mapping_already_given_is_kept_in_the_one_proposed(tmp_path: Path):
    path, given, mapping = (
        write(tmp_path, ["Quoi", "Lequel", "Tri"], [["Bidule", "ZZ", "x"]]),
        tmp_path / "g",
        tmp_path / "m",
    )
    given.write_text("statuses: {dispo: stored}\ntypes: {ZZ: laptop}\nkeep: {Tri: [x]}\n", encoding="utf-8")
    assert snr("inventory", path, "--mapping", given, "--format", "mapping", "-o", mapping).returncode == 2
    found = yaml.safe_load(mapping.read_text(encoding="utf-8"))
    assert (found["statuses"], found["types"], found["keep"]) == ({"dispo": "stored"}, {"ZZ": "laptop"}, {"Tri": ["x"]})


def test_two_columns_that_may_both_count_are_left_to_a_person(tmp_path: Path):
    rows: list[list[object]] = [["PC portable", 12, 3], ["Ecran", 30, 4]]
    path, mapping = write(tmp_path, ["Type", "Parc", "Combien"], rows), tmp_path / "m.yaml"
    assert snr("inventory", path, "--format", "mapping", "-o", mapping).returncode == 2
    text = mapping.read_text(encoding="utf-8")
    assert roles(text) == {"Type": "kind"}
    for title in ("Parc", "Combien"):
        assert f'# "{title}": quantity' in text
        assert f'# "{title}": ""' in text
    assert snr("inventory", path, "--mapping", mapping).returncode == 2


def test_small_numbers_beside_a_number_of_each_device_are_no_quantity(tmp_path: Path):
    rows: list[list[object]] = [[f"AB12X{n}", "PC portable", n % 4 + 1] for n in range(12)]
    rows.append(["", "PC portable", 3])
    units, text, _ = twice(tmp_path, write(tmp_path, ["N° de série", "Type", "Machin"], rows))
    assert roles(text)["Machin"] == ""
    assert units == {"laptop": 13}


@pytest.mark.parametrize(
    ("rows", "rank"),
    [
        ([["Désignation machine", "Truc"], ["Ricoh MP C3004", "12"]], 0),
        (
            [
                ["Mairie"],
                ["Gabarit du poste", "Machin"],
                ["Latitude 5520", "2021-01-15"],
                ["Latitude 5530", "2021-01-15"],
            ],
            1,
        ),
        ([["Dupontel", "Latitude 5520"], ["Martinez", "P2419H"]], None),
        ([["Dupontel", "Jeanne"], ["Martinez", "Clara"]], None),
        ([["Dupontel", ""], ["Martinez", "P2419H"]], None),
        ([["12", "3"], ["4", "5"]], None),
    ],
)
def test_the_line_of_titles_is_told_from_the_first_device(rows: list[list[str]], rank: int | None):
    assert title_rank(rows, WORDS, TitleWords(WORDS)) == rank


# --- what opened wrongly once


def test_a_bare_number_of_an_office_multiplies_nothing(tmp_path: Path):
    chance = seeded("bureaux")
    devices = ["Portable Dell Latitude 5520", "UC HP ProDesk 400 G6", "Portable Lenovo T480"]
    rows = [[devices[n % 3], PEOPLE[n % 6], chance.randrange(1, 30), day(chance), "RAS"] for n in range(15)]
    path = write(tmp_path, None, rows)
    assert snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml").returncode == 2
    assert '# "colonne 3": quantity' in (tmp_path / "m.yaml").read_text(encoding="utf-8")
    asked = snr("inventory", path, "--mapping", tmp_path / "m.yaml")  # a person has to say
    assert asked.returncode == 2
    assert "« colonne 3 »" in asked.stderr
    titled = write(tmp_path, ["Poste de travail", "Détenteur", "Bureau n°", "Acquis le", "Obs."], rows, "b.csv")
    (tmp_path / "m.yaml").unlink()
    units, _, _ = twice(tmp_path, titled)
    assert sum(units.values()) == 15


def test_what_is_no_device_is_no_model_either(tmp_path: Path):
    mobiles = ["SAMSUNG GALAXY A33", "APPLE IPHONE SE 2022", "CROSSCALL STELLAR-M6"]
    rows: list[list[object]] = [[f"06123456{n:02}", "Forfait 20 Go", mobiles[n % 3], "Actif"] for n in range(12)]
    units, text, _ = twice(tmp_path, write(tmp_path, ["Ligne", "Forfait", "Mobile", "Etat"], rows))
    assert units == {"smartphone": 12}
    assert roles(text)["Mobile"] == "model"


def test_words_of_types_over_models_are_titles(tmp_path: Path):
    rows: list[list[object]] = [[PEOPLE[n % 6], "Dell Latitude 5520", "P2419H", "P2419H"] for n in range(9)]
    path = write(tmp_path, ["Agent", "PC", "Écran 1", "Écran 2"], rows)
    units, text, _ = twice(tmp_path, path)
    assert (units, roles(text)) == ({"laptop": 9}, {"PC": "model"})
    again = snr("inventory", path, "--mapping", tmp_path / "m.yaml").stdout
    assert "Écran 1" in again  # the screens are told, and not counted
    assert "ses appareils ne sont pas" in again


def test_a_count_by_type_without_titles(tmp_path: Path):
    rows: list[list[object]] = [["Ordinateurs portables", 62], ["Ecrans", 80], ["Copieurs", 5]]
    units, _, _ = twice(tmp_path, write(tmp_path, None, rows, "parc.txt"))
    assert units == {"laptop": 62, "monitor": 80, "photocopier_mfp": 5}


def test_a_file_of_which_nothing_counts_has_its_columns_proposed_too(tmp_path: Path):
    rows: list[list[object]] = [[f"École {n}", "CP", PEOPLE[n % 6], "HP ProBook 450 G7"] for n in range(9)]
    path, mapping = write(tmp_path, ["École", "Type", "Enseignant", "Ordi classe"], rows), tmp_path / "m.yaml"
    assert snr("inventory", path, "--format", "mapping", "-o", mapping).returncode == 1
    assert roles(mapping.read_text(encoding="utf-8"))["Ordi classe"] == "model"
    done = snr("inventory", path, "--mapping", mapping, "-f", "json")
    assert json.loads(done.stdout)["types"][0]["units"] == 9


def test_answers_already_given_are_in_the_mapping_proposed_for_a_file_that_is_read(tmp_path: Path):
    path, given, mapping = write(tmp_path, ["Type", "Modèle"], [["Bidule", "ZZ"]]), tmp_path / "g", tmp_path / "m"
    given.write_text("statuses: {dispo: stored}\ntypes: {Bidule: laptop}\n", encoding="utf-8")
    assert snr("inventory", path, "--mapping", given, "--format", "mapping", "-o", mapping).returncode == 0
    found = yaml.safe_load(mapping.read_text(encoding="utf-8"))
    assert (found["statuses"], found["types"]) == ({"dispo": "stored"}, {"Bidule": "laptop"})


def test_a_title_that_may_name_a_person_has_its_column_named_by_its_rank(tmp_path: Path):
    titles = ["Statut", "Lieu", "Latitude 5520 Jeanne Dupontel", "Gabarit", "En stock"]
    rows: list[list[object]] = [["En service", "Mairie", "x", LAPTOPS[n % 3], "y"] for n in range(6)]
    units, text, said = twice(tmp_path, write(tmp_path, titles, rows))
    assert units == {"laptop": 6}
    assert roles(text)["colonne 4"] == "model"
    assert "Dupontel" not in said.partition("{")[0]  # what the report says of a column is another matter


def test_a_file_read_by_its_systems_alone_has_its_models_proposed(tmp_path: Path):
    """More rows are to confirm than counted: a column of models is found, the system is none."""
    titles = ["Nom", "Système d'exploitation", "Gabarit exact", "Lieu"]
    rows: list[list[object]] = [[f"PC-{n}", "Windows 11 Pro", LAPTOPS[n % 3], "Mairie"] for n in range(9)]
    path, mapping = write(tmp_path, titles, rows), tmp_path / "m.yaml"
    snr("inventory", path, "--format", "mapping", "-o", mapping)
    found = roles(mapping.read_text(encoding="utf-8"))
    assert (found["Système d'exploitation"], found["Gabarit exact"]) == ("os", "model")
    report = json.loads(snr("inventory", path, "--mapping", mapping, "-f", "json").stdout)
    assert {kind["type"]: kind["units"] for kind in report["types"]} == {"laptop": 9}


def test_hypervisors_are_no_models(tmp_path: Path):
    rows: list[list[object]] = [
        [f"esx{n}.ville.invalid", "VMware ESXi 7.0.3", "Dell Inc.", "PowerEdge R740"] for n in range(6)
    ]
    units, text, _ = twice(tmp_path, write(tmp_path, None, rows))
    assert units == {"server_rack": 6}
    assert roles(text)["colonne 4"] == "model"


def test_the_end_of_a_contract_sets_no_device_aside(tmp_path: Path):
    chance = seeded("contrats")
    rows = [[LAPTOPS[n % 3], day(chance), f"15/06/20{chance.randrange(21, 24)}"] for n in range(9)]
    units, text, _ = twice(
        tmp_path, write(tmp_path, ["Gabarit du poste", "Acheté le", "Date de fin d'engagement"], rows)
    )
    assert units == {"laptop": 9}
    assert '# "Date de fin d\'engagement": retirement_date # une date' in text


def test_words_that_say_a_device_gone_make_a_column_of_statuses_even_beside_unknown_ones(tmp_path: Path):
    states = ["En service", "Réformé", "Zorglub"]
    rows: list[list[object]] = [[LAPTOPS[0], states[n % 3]] for n in range(9)]
    path, mapping = write(tmp_path, None, rows), tmp_path / "m.yaml"
    assert snr("inventory", path, "--format", "mapping", "-o", mapping).returncode == 2
    assert roles(mapping.read_text(encoding="utf-8"))["colonne 2"] == "status"
    report = json.loads(snr("inventory", path, "--mapping", mapping, "-f", "json").stdout)
    assert (report["rows"]["counted"], report["rows"]["to_confirm"], report["rows"]["set_aside"]) == (3, 3, 3)


BITS = (
    "\t",
    ";",
    '"',
    "\n",
    "\0",
    "titles",
    "colonne 3",
    "- ",
    ": ",
    "{",
    "#",
    "é",
    "’",
    "\ufeff",
    "12",
    "@",
    "Type",
    "[",
    "*a",
    "\u2028",
)


@pytest.mark.parametrize("count", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_the_mapping_of_any_damaged_file_reads_back(tmp_path: Path, count: int):
    chance = seeded(f"abîmé {count}")
    good = "Quoi;Lequel;Combien;Service\nPC portable;Dell Latitude 5520;12;CCAS\nEcran;P2419H;30;Mairie\nCopieur;MP C3004;2;RH\n"
    written = 0
    for number in range(count):
        text = good if number % 3 else good.partition("\n")[2]
        for _ in range(chance.randrange(1, 9)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(BITS) + text[at + chance.randrange(4) :]
        path, mapping = tmp_path / f"{number}.csv", tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        snr("inventory", path, "--format", "mapping", "-o", mapping)
        if mapping.exists():
            done = snr("inventory", path, "--mapping", mapping)
            assert not any(f"SNR{code}" in done.stderr for code in (102, 103, 104, 505)), (text, done.stderr)
            written += 1
    assert written > count / 2
