"""The files of NumEcoEval and G4IT: joined by their names, each of their rows under a verdict, no name of a person shown."""

import json
from math import fsum
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from in_process import Done, snr
from snr_cli.api.catalogue import inventory_words, words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.load import Read, read_dossier
from snr_cli.inputs.inventory.linked import APPLICATIONS, MACHINES, ROOMS
from snr_cli.inputs.inventory.read import Inventory, Park, park, read_inventory
from snr_cli.inputs.inventory.records import VERDICTS, Corrections, Reading
from test_inventory import xlsx

SAMPLES = Path(__file__).parent / "samples"
FOUR = sorted((SAMPLES / "g4it").glob("*.csv"))
TEMPLATES = sorted((SAMPLES / "g4it-templates").glob("*.csv"))
WORDS = inventory_words(shipped_tables())
SERVERS = Corrections(types={"Server": "server_rack"})

ROOM_TITLES = "nomCourtDatacenter;nomLongDatacenter;pue;localisation;nomEntite"
DEVICE_TITLES = "nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;dateRetrait;type;statut;paysDUtilisation;consoElecAnnuelle;utilisateur;nomEntite"
MACHINE_TITLES = "nomEquipementVirtuel;nomEquipementPhysique;quantite;vCPU;capaciteStockage;cleRepartition;location;typeEqv;dureeUtilisationAnnuelle;typeInfrastructure;provider;typeInstance"
USE_TITLES = "nomApplication;typeEnvironnement;nomEquipementVirtuel"


def read(*paths: Path, mapping: Corrections = SERVERS) -> Inventory:
    return read_inventory([(path, path.name) for path in paths], WORDS, Reading(mapping), 2025)


def write(folder: Path, **files: str) -> list[Path]:
    """Write files of rows under their titles: rooms, devices, machines, uses."""
    titles = {"rooms": ROOM_TITLES, "devices": DEVICE_TITLES, "machines": MACHINE_TITLES, "uses": USE_TITLES}
    paths = []
    for name, rows in files.items():
        path = folder / f"{name}.csv"
        path.write_text(titles[name] + "\n" + rows, encoding="utf-8")
        paths.append(path)
    return paths


def reasons(inventory: Inventory) -> dict[tuple[str, int], str]:
    """Return the verdict and the reason of every row, by file and line."""
    found = {
        (group.file, line): f"{group.verdict} {group.reason}".strip()
        for group in inventory.groups
        for line in group.lines
    }
    assert len(found) == inventory.read == sum(inventory.count(verdict) for verdict in VERDICTS)
    return found


def dossier(folder: Path, files: list[Path], **more: Any) -> Read:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "Essai", "department": "33"},
        "equipment": [{"id": "g4it", "from": [path.name for path in files], "mapping": "m.yaml"}],
        **more,
    }
    (folder / "m.yaml").write_text("types: {Server: server_rack}\n", encoding="utf-8")
    (folder / "territory.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return read_dossier(str(folder), words_of(shipped_tables()))


def assessed(folder: Path) -> dict[str, Any]:
    done = snr("assess", folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kilograms(each: dict[str, Any]) -> float:
    return each["impacts"]["climate_change"]["value"]


# the samples


def test_the_four_files_are_known_by_their_titles() -> None:
    assert [file.format for file in read(*FOUR).files] == [ROOMS, "g4it", MACHINES, APPLICATIONS]


def test_the_order_of_the_files_changes_nothing() -> None:
    def what(found: Park) -> Any:
        return (
            {line.id: line.quantity for line in found.equipment},
            found.virtual and {machine.id: machine.vcpu for machine in found.virtual.machines},
            found.virtual and {application.id: set(application.machines) for application in found.virtual.applications},
        )

    assert what(park("g", read(*FOUR), "high", "")) == what(park("g", read(*reversed(FOUR)), "high", ""))


def test_every_row_of_the_samples_has_a_verdict() -> None:
    """Two files of servers are retired; no device names a data centre; all the rest counts."""
    found = reasons(read(*FOUR))
    expected = {("1-datacenter.csv", line): "set_aside room_unused" for line in range(2, 6)}
    expected |= {("2-physicalEquipments.csv", line): "counted" for line in range(2, 6)}
    expected |= {("2-physicalEquipments.csv", line): "set_aside retired" for line in (6, 7)}
    expected |= {("3-virtualEquipments.csv", line): "counted" for line in range(2, 14)}
    expected |= {("4-applications.csv", line): "counted" for line in range(2, 14)}
    assert found == expected


def test_every_row_of_the_templates_has_a_verdict() -> None:
    found = reasons(read(*TEMPLATES))
    expected = {
        ("User_Devices_01_Laptop_Template.csv", 2): "counted",
        ("User_Server_01_InstancesCloud_Template.csv", 2): "ignored placeholder",
        ("User_Server_01_InstancesCloud_Template.csv", 3): "ignored blank",
        ("datacenter_Sample.csv", 2): "set_aside room_unused",
        ("datacenter_sampleMandatory1.csv", 2): "set_aside room_unused",
        ("physicalEquipment_example.csv", 2): "counted",
        ("physicalEquipment_toFillIn.csv", 2): "ignored placeholder",
        **{("physicalEquipment_toFillIn.csv", line): "ignored blank" for line in range(3, 12)},
        # their hosts are in no file; no factor for these instances, and no vCPU
        **{("virtualEquipment_Sample.csv", line): "to_confirm host_unknown" for line in (2, 3, 4)},
        **{("virtualEquipment_Sample.csv", line): "to_confirm instance_unknown" for line in (5, 6, 7, 8)},
        # VM 1, VM 6, SW1, AZ1 and AWS1 are in the other file, VM 2 to VM 5 are not
        **{("application_Sample.csv", line): "to_confirm machine_not_counted" for line in (2, 7, 8, 9, 10)},
        **{("application_Sample.csv", line): "to_confirm machine_unknown" for line in (3, 4, 5, 6)},
    }
    assert found == expected


@pytest.mark.parametrize("path", [*FOUR, *TEMPLATES], ids=lambda path: path.stem)
def test_each_file_is_read_alone(path: Path) -> None:
    reasons(read(path))


def test_a_byte_order_mark_hides_no_title() -> None:
    (rows,) = read(SAMPLES / "g4it-templates" / "virtualEquipment_Sample.csv").files
    assert rows.encoding == "utf-8-sig"
    assert rows.columns.used["nomEquipementVirtuel"] == "machine"


def test_the_samples_give_hosts_machines_and_applications() -> None:
    found = park("g", read(*FOUR), "high", "")
    assert found.virtual is not None
    assert [(pool.id, pool.lines, pool.allocation) for pool in found.virtual.pools] == [
        ("g.physical-eq-1", ("g.server_rack.2020.entity-1.physical-eq-1",), "vcpu"),
        ("g.physical-eq-2", ("g.server_rack.2020.entity-1.physical-eq-2",), "vcpu"),
        ("g.physical-eq-3", ("g.server_rack.2020.entity-2.physical-eq-3",), "vcpu"),
        ("g.sans-machine", ("g.server_rack.2020.entity-2",), None),
    ]
    assert len(found.virtual.machines) == 12
    assert [application.label for application in found.virtual.applications] == [
        "application-1",
        "application-2",
        "application-3",
    ]


def test_footprint_of_the_applications_of_the_samples(tmp_path: Path) -> None:
    """One server: 1200 kg over its age, 5 years, and 1528.6 kWh x PUE 1.93 x 0.0461; its hosts have 1, 2 and 4 of them."""
    server = 1200 / 5 + 1528.6 * 1.93 * 0.0461
    paths = [tmp_path / path.name for path in FOUR]
    for path, source in zip(paths, FOUR, strict=True):
        path.write_bytes(source.read_bytes())
    assert dossier(tmp_path, paths).dossier is not None
    view = assessed(tmp_path)["virtual"]
    found = {application["label"]: kilograms(application) for application in view["applications"]}
    assert found == pytest.approx(
        {"application-1": server, "application-2": 2 * server, "application-3": 4 * server}, rel=1e-9
    )
    machine = next(each for each in view["machines"] if each["id"] == "g4it.virtual-eq-3-3")
    assert kilograms(machine) == pytest.approx(4 * server * 12 / 25, rel=1e-9)
    (rest,) = view["remainders"]
    assert (rest["reason"], rest["id"]) == ("no_machine", "g4it.sans-machine")
    assert kilograms(rest) == pytest.approx(5 * server, rel=1e-9)
    assert fsum([*found.values(), kilograms(rest)]) == pytest.approx(
        view["totals"]["climate_change"]["value"], rel=1e-9
    )


# rooms


def test_a_room_gives_its_pue_and_its_place_to_the_devices_that_name_it(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        rooms="B1;Salle B;1.4;Germany;\nC1;Salle C;1.5;France;\n",
        devices="srv;Serveur;1;B1;;;Server;In use;;1000;;\nautre;Serveur;1;;;;Server;In use;;1000;;\n",
    )
    assert reasons(read(*files))["rooms.csv", 3] == "set_aside room_unused"
    read_ = dossier(tmp_path, files)
    assert read_.dossier is not None
    assert [finding.code for finding in read_.findings] == []
    lines = {line["id"]: line for line in assessed(tmp_path)["organisation"]["lines"]}
    assert lines["g4it.server_rack.sans-date.b1"]["electricity_kwh"] == pytest.approx(1400)
    assert lines["g4it.server_rack.sans-date"]["electricity_kwh"] == pytest.approx(1930)
    assert set(assessed(tmp_path)["factors"]["electricity"]) == {"FR", "DE"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("B1;;0.4;France;", "to_confirm pue_out_of_range"),
        ("B1;;17;France;", "to_confirm pue_out_of_range"),
        ("B1;;beaucoup;France;", "rejected number_unread"),
        ("B1;;;France;", "counted"),
        ("B1;;1,4;France;", "counted"),
        (";;1.4;France;", "rejected without_name"),
        ("b1 ;;1.4;Yemen;", "counted"),
        ("B1;1.4", "rejected short"),
        ("B1;;1.4;France;;trop", "rejected long"),
        (ROOM_TITLES, "ignored header_again"),
        (";;;;", "ignored blank"),
    ],
)
def test_rows_of_rooms(row: str, verdict: str, tmp_path: Path) -> None:
    files = write(tmp_path, rooms=row + "\n", devices="srv;Serveur;1;B1;;;Server;In use;;;;\n")
    assert reasons(read(*files))["rooms.csv", 2] == verdict


def test_a_room_that_no_file_describes_and_a_country_without_factor_are_said(tmp_path: Path) -> None:
    files = write(tmp_path, devices="a;Serveur;1;Z9;;;Server;In use;Yemen;;;\nb;Serveur;1;;;;Server;In use;France;;;\n")
    findings = dossier(tmp_path, files).findings
    assert [(finding.code, finding.position.line) for finding in findings] == [("SNR502", 2), ("SNR502", 2)]
    assert any("Z9" in finding.message for finding in findings)
    assert any(
        "pays inconnu" in finding.message for finding in findings
    )  # near none that is known: it may name a person
    assert all(finding.severity.value == "warning" for finding in findings)


# hosts and machines

HOSTS = "esx1;Serveur;1;;;;Server;In use;;;;\nesx2;Serveur;2;;;;Server;In use;;;;\nvieux;Serveur;1;;2015-01-01;2020-01-01;Server;Not used;;;;\ninconnu;Zorglub;1;;;;Truc;In use;;;;\n"


@pytest.mark.parametrize(
    ("rows", "verdicts"),
    [
        ("vm;esx1;1;4;;;;calcul;;;;\n", ["counted"]),
        ("vm;ESX1 ;;4;;;;calcul;;;;\n", ["counted"]),
        ("vm;;1;4;;;;calcul;;;;\n", ["to_confirm machine_without_host"]),
        ("vm;esx9;1;4;;;;calcul;;;;\n", ["to_confirm host_unknown"]),
        ("vm;vieux;1;4;;;;calcul;;;;\n", ["to_confirm host_not_counted"]),
        ("vm;inconnu;1;4;;;;calcul;;;;\n", ["to_confirm host_not_counted"]),
        (";esx1;1;4;;;;calcul;;;;\n", ["rejected without_name"]),
        ("vm;esx1;1;;;;;calcul;;;;\n", ["to_confirm machine_without_share"]),
        ("vm;esx1;1;0;;;;calcul;;;;\n", ["to_confirm machine_without_share"]),
        ("vm;esx1;1;quatre;;;;calcul;;;;\n", ["rejected number_unread"]),
        ("vm;esx1;-1;4;;;;calcul;;;;\n", ["rejected number_unread"]),
        ("vm;esx1;1;4;;;;calcul;9999;;;\n", ["rejected number_unread"]),
        ("vm;esx1;1;;;1.2;;;;;;\n", ["to_confirm keys_over_one"]),
        ("vm;esx1;1;4;;;;;;;;\nVM;esx1;1;4;;;;;;;;\n", ["counted", "to_confirm name_twice"]),
        ("a;esx1;1;;;0.6;;;;;;\nb;esx1;1;;;0.5;;;;;;\n", ["to_confirm keys_over_one"] * 2),
        ("a;esx1;1;;;0.6;;;;;;\nb;esx1;1;4;;;;;;;;\n", ["counted", "to_confirm machine_without_key"]),
        ("a;esx1;1;;500;;;stockage;;;;\nb;esx1;1;;300;;;stockage;;;;\n", ["counted", "counted"]),
        ("a;esx1;1;;500;;;stockage;;;;\nb;esx1;1;4;;;;calcul;;;;\n", ["to_confirm machine_without_share", "counted"]),
        ("<nom>;<hôte>;1;;;;;;;;;\n", ["ignored placeholder"]),
        ("total;\n", ["rejected short"]),
    ],
)
def test_rows_of_machines(rows: str, verdicts: list[str], tmp_path: Path) -> None:
    found = reasons(read(*write(tmp_path, devices=HOSTS, machines=rows)))
    assert [found["machines.csv", line] for line in range(2, 2 + len(verdicts))] == verdicts


def test_the_allocation_of_a_host_is_what_the_file_says(tmp_path: Path) -> None:
    machines = "a;esx1;1;;;0.25;;;;;;\nb;esx1;1;;;0.5;;;;;;\nc;esx2;2;3;;;;calcul;4380;;;\nd;esx2;1;1;;;;calcul;;;;\n"
    files = write(tmp_path, devices=HOSTS, machines=machines, uses="rh;production;a\nrh;production;c\npaie;test;d\n")
    read_ = dossier(tmp_path, files)
    assert read_.dossier is not None and read_.dossier.virtual is not None
    view = assessed(tmp_path)["virtual"]
    assert {host["id"]: host["allocation"] for host in view["hosts"]} == {"g4it.esx1": "key", "g4it.esx2": "vcpu"}
    shares = {machine["label"]: machine["shares"]["use"] for machine in view["machines"]}
    assert shares == pytest.approx({"a": 0.25, "b": 0.5, "c": 3 / 4, "d": 1 / 4})
    assert {rest["reason"] for rest in view["remainders"]} == {"key_under_one", "no_application"}


def test_hosts_are_lines_of_their_own_and_other_devices_fold(tmp_path: Path) -> None:
    devices = "".join(f"pc{number};Serveur;1;;;;Server;In use;;;;\n" for number in range(5))
    files = write(tmp_path, devices=devices, machines="vm;pc3;1;4;;;;;;;;\n")
    found = park("g", read(*files), "high", "")
    assert {line.id: line.quantity for line in found.equipment} == {
        "g.server_rack.sans-date": 4,
        "g.server_rack.sans-date.pc3": 1,
    }


# cloud


def test_an_instance_with_a_factor_is_its_service_the_others_count_by_vcpu(tmp_path: Path) -> None:
    machines = (
        "web;;2;;;;Germany;;4380;CLOUD_SERVICES;AWS;m5.large\n"
        "db;;1;4;;;France;;;CLOUD_SERVICES;azure;D4as_v5\n"
        "ia;;1;;;;France;;;CLOUD_SERVICES;gcp;g2-standard-4\n"
        "vm;;1;;;;France;;;CLOUD_SERVICES;azure;Standard_D2s_v3\n"
    )
    files = write(tmp_path, machines=machines, uses="site;production;web\nsite;production;db\nsite;production;ia\n")
    inventory = read(*files)
    found = reasons(inventory)
    assert found["machines.csv", 4] == "to_confirm instance_unknown"
    assert found["uses.csv", 4] == "to_confirm machine_not_counted"
    services = {service.label: service for service in park("g", inventory, "high", "export").services}
    assert (services["web"].type, services["web"].quantity) == ("cloud_vm_hour_aws_m5_large", 2 * 4380)
    assert (services["web"].place, services["web"].quality, services["web"].note) == ("DE", "high", None)
    # 4 vCPU x 8760 h, as hours of an instance of 2 vCPU, said to be so
    assert (services["db"].type, services["db"].quantity) == ("cloud_vm_hour", 4 * 8760 / 2)
    assert services["db"].quality == "low"
    assert services["db"].note and "vCPU-heures" in services["db"].note
    assert (services["vm"].type, services["vm"].place) == ("cloud_vm_hour_azure_d2s_v3", None)
    found_ = dossier(tmp_path, files)
    assert found_.dossier is not None
    assert [finding.position.line for finding in found_.findings if "vCPU-heures" in finding.message] == [3]
    document = assessed(tmp_path)
    (site,) = document["virtual"]["applications"]
    lines = {line["id"]: kilograms(line) for line in document["organisation"]["lines"]}
    assert kilograms(site) == pytest.approx(lines["g4it.web"] + lines["g4it.db"], rel=1e-9)


# applications


@pytest.mark.parametrize(
    ("rows", "verdicts"),
    [
        ("rh;production;vm\n", ["counted"]),
        ("rh;production;vm\nrh;test;vm\n", ["counted", "ignored use_twice"]),
        ("rh;production;vm9\n", ["to_confirm machine_unknown"]),
        ("rh;production;perdue\n", ["to_confirm machine_not_counted"]),
        ("rh;production;\n", ["to_confirm application_without_machine"]),
        (";production;vm\n", ["rejected without_name"]),
    ],
)
def test_rows_of_applications(rows: str, verdicts: list[str], tmp_path: Path) -> None:
    machines = "vm;esx1;1;4;;;;;;;;\nperdue;esx9;1;4;;;;;;;;\n"
    found = reasons(read(*write(tmp_path, devices=HOSTS, machines=machines, uses=rows)))
    assert [found["uses.csv", line] for line in range(2, 2 + len(verdicts))] == verdicts


def test_rows_to_confirm_are_findings_with_their_lines(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        devices=HOSTS,
        machines="vm;esx1;1;4;;;;;;;;\nseule;;1;4;;;;;;;;\n",
        uses="rh;production;vm\nrh;production;vm9\nrh;production;seule\n",
    )
    findings = {
        (finding.position.file.rpartition("/")[2], finding.position.line): finding
        for finding in dossier(tmp_path, files).findings
    }
    assert set(findings) == {("devices.csv", 5), ("machines.csv", 3), ("uses.csv", 3), ("uses.csv", 4)}
    assert "sans hôte" in findings["machines.csv", 3].message
    assert "absente des équipements virtuels" in findings["uses.csv", 3].message
    assert {finding.code for finding in findings.values()} == {"SNR502"}


def test_a_typed_application_may_name_a_machine_that_was_read(tmp_path: Path) -> None:
    files = write(tmp_path, devices=HOSTS, machines="vm;esx1;1;4;;;;;;;;\n")
    typed = {"virtual": {"applications": [{"id": "rh", "machines": ["g4it.vm"]}]}}
    assert dossier(tmp_path, files, **typed).dossier is not None
    (application,) = assessed(tmp_path)["virtual"]["applications"]
    assert application["id"] == "rh"
    wrong = {"virtual": {"applications": [{"id": "rh", "machines": ["g4it.vn"]}]}}
    (finding, *_) = [each for each in dossier(tmp_path, files, **wrong).findings if each.code == "SNR303"]
    assert "g4it.vm" in finding.help


# what is shown


def test_users_serials_and_names_of_devices_are_never_shown(tmp_path: Path) -> None:
    devices = (
        "PC-DUPONT;Latitude;1;;;;Laptop;In use;France;;jean.dupont@ville.fr;\n"
        "esx1;Serveur;1;;;;Server;In use;France;;martin;\n"
        "PERDU-DURAND;Zorglub;1;;;;Truc;In use;Yemen;;;\n"
        "SN-12345;Latitude;x;;;;Laptop;In use;;;;\n"
    )
    files = write(
        tmp_path,
        devices=devices,
        machines="vm;esx1;1;4;;;;;;;;\nvm2;ESX-DURAND;1;4;;;;;;;;\n",
        uses="rh;production;vm\n",
    )
    dossier(tmp_path, files)
    runs: list[Done] = [
        snr("inventory", *files, "--mapping", tmp_path / "m.yaml", "--format", form)
        for form in ("text", "json", "yaml")
    ]
    runs += [
        snr("check", tmp_path),
        snr("check", tmp_path, "--format", "json"),
        snr("assess", tmp_path),
        snr("assess", tmp_path, "--format", "json"),
    ]
    runs += [snr("explain", tmp_path, "g4it.rh")]
    for done in runs:
        shown = (done.stdout + done.stderr).casefold()
        assert shown
        for word in ("dupont", "durand", "martin", "sn-12345"):
            assert word not in shown, done.stdout


def test_the_yaml_of_the_command_is_a_dossier_that_gives_the_same_footprint(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        rooms="B1;Salle « B » : nord;1.4;Germany;\n",
        devices="esx1;Serveur;1;B1;2020-01-01;;Server;In use;;1000;;Ville\nesx2;Serveur;2;;;;Server;In use;;;;\n",
        machines="vm: 1;esx1;1;4;;;;calcul;;;;\nvm2;esx1;1;4;;;;calcul;;;;\nweb;;1;;;;Germany;;100;CLOUD_SERVICES;aws;m5.large\n",
        uses="true;production;vm: 1\nrh;production;web\n",
    )
    dossier(tmp_path, files)
    read_ = assessed(tmp_path)
    done = snr("inventory", *files, "--mapping", tmp_path / "m.yaml", "--format", "yaml")
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again"
    again.mkdir()
    head = 'snr: 1\nreference_year: 2025\nterritory: {name: Essai, department: "33"}\n'
    (again / "territory.yaml").write_text(head + done.stdout, encoding="utf-8")
    written = assessed(again)
    assert written["organisation"]["totals"] == read_["organisation"]["totals"]
    labels = {application["label"]: kilograms(application) for application in written["virtual"]["applications"]}
    assert labels == {application["label"]: kilograms(application) for application in read_["virtual"]["applications"]}
    assert set(labels) == {"true", "rh"}


def test_the_report_says_what_stands_beside_the_devices() -> None:
    text = snr("inventory", *FOUR).stdout
    for words in ("g4it-salles", "g4it-machines", "g4it-applications", "LIGNES", "34"):
        assert words in text


def test_a_workbook_holds_the_same_files(tmp_path: Path) -> None:
    paths = [
        xlsx(
            tmp_path / f"{source.stem}.xlsx",
            {"Export": [list(line.split(";")) for line in source.read_text(encoding="utf-8").splitlines()]},
        )
        for source in FOUR
    ]
    assert sorted(reasons(read(*paths)).values()) == sorted(reasons(read(*FOUR)).values())


def test_a_column_renamed_by_a_mapping_and_a_filter_apply_to_machines(tmp_path: Path) -> None:
    (path,) = write(tmp_path, machines="vm;;1;4;;;;;;CLOUD_SERVICES;ovh;x\nvm2;;1;4;;;;;;CLOUD_SERVICES;scaleway;y\n")
    kept = read(
        path, mapping=Corrections(columns={"typeInstance": "", "provider": "instance"}, keep={"provider": ("ovh",)})
    )
    assert reasons(kept) == {("machines.csv", 2): "counted", ("machines.csv", 3): "set_aside filtered"}
    assert "typeInstance" in kept.files[0].columns.ignored


CELL = st.sampled_from(["", "esx1", "esx2", "vm", "b", "1", "4", "0", "-1", "0.5", "x", "stockage", "CLOUD_SERVICES", "aws", "m5.large", "France", "<a>", "\0", '"', "é" * 1200])  # fmt: skip


@pytest.mark.slow
@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rooms=st.lists(st.lists(CELL, max_size=7), max_size=6),
    machines=st.lists(st.lists(CELL, max_size=14), max_size=12),
    uses=st.lists(st.lists(CELL, max_size=5), max_size=8),
)
def test_whatever_the_files_hold_every_row_has_one_verdict(
    rooms: list[list[str]], machines: list[list[str]], uses: list[list[str]], tmp_path: Path
) -> None:
    """And what counts makes a dossier without a finding of reference."""
    files = write(
        tmp_path,
        devices=HOSTS,
        **{
            name: "".join(";".join(row).replace('"', "") + "\n" for row in rows)
            for name, rows in (("rooms", rooms), ("machines", machines), ("uses", uses))
        },
    )
    reasons(read(*files))
    found = dossier(tmp_path, files)
    assert found.dossier is not None, [finding.message for finding in found.findings]
    assert {finding.code for finding in found.findings} <= {"SNR501", "SNR502"}
