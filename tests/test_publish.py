"""`snr publish`: what is published, and what never is."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from conftest import EXAMPLES, ROOT, run_snr
from generated import dossiers
from schema_folder import repository, schema_examples
from snr_cli import DossierError, UsageError, publish_strategy
from snr_cli.api.planning import plan_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import MagnitudeError, OptionsError, assess
from snr_cli.inputs.dossier.files import aside
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.opendata.columns import SCHEMA_FORMAT, Publishable, Whose
from snr_cli.opendata.earlier import files_of_publication
from snr_cli.opendata.package import package, published_tables
from snr_cli.opendata.strategy_tables import ObjectiveRow, objectives_table
from snr_cli.outputs import journal
from snr_cli.outputs.files import refuse_folder, write_folder
from snr_cli.plan.objectives import WITHOUT_LEVERS, Outcome, Reach, World, WorldOutcome
from snr_cli.plan.plan import HorizonError, make_plan, possible_horizon
from stale import to_write
from walks import LONG

SIRET = "21330063500017"
SMALL = """\
snr: 1
reference_year: 2025
territory: {name: Ville d’Essai, kind: commune, siren: "213300635", department: "33", households: 1200, agents: {total: 40, equipped: 30}}
governance: {elected_lead: Lucie Martin, project_lead: direction informatique, referents_fte: 0.5}
contributors: [{id: tenue, function: secrétariat secret, sections: [purchases]}]
equipment:
  - {id: portables-secrets, type: laptop, quantity: 30}
purchases:
  - {year: 2024, montant_total: 1000, montant_reemploi_et_reutilisation: 200, montant_produits_issus_don: 0, montant_produits_recycles: 10}
  - {year: 2025, montant_total: 1000}
strategy:
  adopted_on: "2025-12-11"
  period: {start: 2026, end: 2030}
  axes: [{id: sobre, title: "Un numérique « sobre », et \\"utile\\""}]
  means: [{title: Communication, budget: [{from: 2026, section: fonctionnement, eur: 5000}]}]
  money: {basis: {investissement: ttc}, vat: 20 %, eur_per_fte: 48000, eur_per_fte_source: compte administratif}
actions:
  - id: duree
    title: "Garder, réparer, réemployer"
    axis: sobre
    themes: [2]
    status: under_way
    started_on: "2026-03-02"
    summary: "Deux lignes :\\nla seconde."
    owner: direction informatique
    schedule: {start: 2026, full: 2028}
    means: {fte: 0.2, budget: [{from: 2026, until: 2028, section: investissement, eur: 10.5, tax: ht, funding: [{by: État, share: 30 %}]}]}
    effects: [{on: {type: laptop}, lifetime_years: 7}]
    objectives: [ges]
    indicators: [I-04, suivi]
  - {id: idee, title: Une idée, status: idea, indicators: [I-07]}
objectives:
  - {id: ges, perimeter: organisation, category: climate_change, reduction: 10 %, from: 2025, by: 2030, indicators: [suivi]}
  - {id: pays, perimeter: territory, category: climate_change, reduction: 1 %, from: 2025, by: 2030}
indicators:
  - {id: suivi, title: "Part suivie", unit: "%", direction: up, values: {2024: 12.5, 2025: 13}}
  - {id: I-04}
  - {id: I-07}
"""


def write(folder: Path, before: str = "", after: str = "") -> Path:
    """Write the small dossier, with a change."""
    folder.mkdir(parents=True)
    assert before in SMALL
    (folder / "territory.yaml").write_text(SMALL.replace(before, after, 1) if before else SMALL, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the small dossier's publication."""
    return dict(publish_strategy(write(tmp_path_factory.mktemp("small") / "d"), (), siret=SIRET).files)


@pytest.fixture(scope="module")
def publication(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write them."""
    return put(tmp_path_factory.mktemp("published") / "p", files)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))


# --- what is published


def test_every_csv_is_plain(files: dict[str, bytes]) -> None:
    """What validators let through: a byte-order mark, NaN, another separator, CRLF."""
    declared = {
        published_table.file: published_table for published_table in published_tables(shipped_tables()).values()
    }
    for name, raw in files.items():
        if not name.endswith(".csv"):
            continue
        text = raw.decode("utf-8")
        assert not raw.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in raw, name
        assert ";" not in text.split("\n")[0], name
        if name in declared:
            assert tuple(text.split("\n")[0].split(",")) == declared[name].header
            for row in csv.DictReader(io.StringIO(text, newline="")):
                for column in declared[name].every:
                    cell = row[column.name]
                    if column.kind in ("number", "integer", "year") and cell:
                        assert float(cell) - float(cell) == 0.0, (name, column.name, cell)
                    assert cell or not column.required, (name, column.name)


def test_keys_are_unique_and_names_name_rows(files: dict[str, bytes]) -> None:
    for published_table in published_tables(shipped_tables()).values():
        rows = table(files, published_table.name)
        assert len({tuple(row[key] for key in published_table.whole_key) for row in rows}) == len(rows), (
            published_table.name
        )
        for link in published_table.links:
            known = {row[link.to] for row in table(files, link.table)}
            assert {row[link.column] for row in rows} - {""} <= known


def test_a_descriptor_says_what_each_file_is(files: dict[str, bytes]) -> None:
    import hashlib

    found = json.loads(files["datapackage.json"])
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert found["created"] == "2025-12-11T00:00:00Z"  # of the dossier, never of the clock
    assert found["contributors"] == [{"title": "Ville d’Essai", "roles": ["publisher"]}]
    for resource in found["resources"]:
        raw = files[resource["path"]]
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        assert resource["encoding"] == "utf-8"
        assert resource["dialect"]["delimiter"] == ","
        assert isinstance(resource["schema"], str)
        assert resource["schema"] in files
    assert {each["path"] for each in found["resources"]} == {name for name in files if name.endswith(".csv")}


def test_what_is_not_assessed_is_empty_and_says_why(files: dict[str, bytes]) -> None:
    rows = table(files, "empreinte")
    assert any(row["motif"] == "not_assessed" for row in rows)
    for row in rows:
        assert bool(row["valeur"]) != bool(row["motif"])  # a value, or why there is none
        assert not (row["valeur"] and row["valeur_partielle"])
        if row["borne_basse"]:
            assert float(row["borne_basse"]) <= float(row["valeur"]) <= float(row["borne_haute"])


def test_a_partial_sum_is_no_total(tmp_path: Path) -> None:
    """Under half of the lines assessed: the sum is apart."""
    more = "".join(f"  - {{id: b{rank}, type: x-borne, quantity: 2}}\n" for rank in range(3))
    types = "factors: {types: [{id: x-borne, label: Borne, embodied: {}, lifetime_years: 5, source: Fabricant}]}\n"
    folder = write(tmp_path / "d", "purchases:\n", f"{more}{types}purchases:\n")
    found = dict(publish_strategy(folder, ()).files)
    rows = table(found, "empreinte")
    (total,) = [
        row
        for row in rows
        if (row["perimetre"], row["groupe"], row["etape"], row["categorie"])
        == ("organisation", "all", "all", "climate_change")
    ]
    assert (total["valeur"], total["motif"], total["borne_basse"]) == ("", "partial", "")
    assert float(total["valeur_partielle"]) > 0
    objective = next(row for row in table(found, "objectifs") if row["identifiant"] == "ges")
    assert (objective["depart"], objective["prevu"], objective["motif"]) == ("", "", "partial")


def test_the_total_is_that_of_the_assessment(files: dict[str, bytes], tmp_path: Path) -> None:
    done = json.loads(run_snr("assess", write(tmp_path / "d"), "--format", "json").stdout)
    told = done["organisation"]["totals"]["final_energy"]
    (row,) = [row for row in table(files, "empreinte") if (row["perimetre"], row["groupe"], row["etape"], row["categorie"]) == ("organisation", "all", "all", "final_energy")]  # fmt: skip
    assert float(row["valeur"] or row["valeur_partielle"]) == told["value"]


def test_no_row_rests_on_closed_sources_alone(files: dict[str, bytes]) -> None:
    sources = shipped_tables().sources
    for row in table(files, "empreinte"):
        used = json.loads(row["sources"] or "[]")
        assert bool(used) == bool(row["valeur"] or row["valeur_partielle"]), row
        assert not used or any(
            each in sources and sources[each].redistribution in ("yes", "contested") for each in used
        ), row
    left = table(files, "non-publie")
    assert any(row["motif"] == "redistribution" for row in left)
    told = {row["identifiant"] for row in table(files, "sources")}
    assert all(set(json.loads(row["sources"] or "[]")) - {"dossier"} <= told for row in left)
    assert "peut se retrouver par soustraction" in files["README.md"].decode()  # a total less its other stages
    quoted = next(row for row in table(files, "objectifs") if row["identifiant"] == "pays")
    assert (quoted["depart"], quoted["motif"]) == ("", "redistribution")


def test_the_electricity_of_a_device_has_a_source_too(tmp_path: Path) -> None:
    """600 kWh of 1000 phones is a row of a closed source; 330 laptops are data to be shared alike: neither was said."""
    phones = "{id: portables-secrets, type: laptop, quantity: 330}\n  - {id: m, type: feature_phone, quantity: 1000}"
    folder = write(tmp_path / "d", "{id: portables-secrets, type: laptop, quantity: 30}", phones)
    found = dict(publish_strategy(folder, ()).files)
    rows = {(row["groupe"], row["etape"], row["categorie"]): row for row in table(found, "empreinte") if row["perimetre"] == "organisation"}  # fmt: skip
    for place in (
        ("mobile", "use", "final_energy"),
        ("mobile", "all", "final_energy"),
        ("mobile", "use", "climate_change"),
    ):
        assert (rows[place]["valeur"], rows[place]["borne_haute"], rows[place]["motif"]) == ("", "", "redistribution")
        assert "contient des lignes vides" in rows["all", *place[1:]]["precision"]
    left = {row["quoi"]: row for row in table(found, "non-publie")}
    assert "GREENIT_WORLD_2025" in left["organisation, inventory, mobile, use, final_energy"]["sources"]
    laptops = rows["workplace", "use", "final_energy"]
    assert "D4B_METHODO" in json.loads(laptops["sources"])
    assert laptops["partage_identique"] == "true"
    assert {"D4B_METHODO", "GREENIT_WORLD_2025"} <= {row["identifiant"] for row in table(found, "sources")}


def test_a_value_of_the_dossier_alone_is_left_out_for_what_it_is(tmp_path: Path) -> None:
    own = "factors: {types: [{id: x-borne, label: Borne, embodied: {climate_change: {embodied_total: 50}}, lifetime_years: 5, source: Fabricant}]}\n"
    more = f"  - {{id: b1, type: x-borne, quantity: 2}}\n{own}purchases:\n"
    found = dict(publish_strategy(write(tmp_path / "d", "purchases:\n", more), ()).files)
    (row,) = [row for row in table(found, "non-publie") if row["motif"] == "own" and "embodied_total, climate" in row["quoi"] and ", all," not in row["quoi"]]  # fmt: skip
    assert json.loads(row["sources"]) == ["dossier"]


def test_nothing_personal_is_published(files: dict[str, bytes]) -> None:
    every = b"".join(files.values()).decode()
    for word in ("Lucie", "Martin", "secrétariat secret", "portables-secrets"):
        assert word not in every, word
    assert table(files, "strategie")[0]["elu_referent"] == ""
    assert {row["motif"] for row in table(files, "non-publie")} >= {"person", "contributors", "inventory"}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("owner: direction informatique", "owner: Lucie Martin", 25),
        ("la seconde.", "écrire à lucie.martin@essai.fr", 24),
        ("la seconde.", "appeler le 06 12 34 56 78", 24),
        ("Garder, réparer, réemployer", "Garder, avec M. Durand", 19),
        ("title: Communication", "title: Lucie Martin", 15),
        ("title: Communication", "title: le poste de Jean DUPONT", 15),
        ("owner: direction informatique", "owner: le poste de Jean DUPONT", 25),
        ("la seconde.", "Sophie MARTIN, technicienne", 24),
    ],
)
def test_a_person_stops_a_publication_at_its_place(before: str, after: str, line: int, tmp_path: Path) -> None:
    write(tmp_path / "d", before, after)
    with pytest.raises(DossierError) as caught:
        publish_strategy(tmp_path / "d", ())
    assert [(finding.code, finding.position.line) for finding in caught.value.findings] == [("SNR438", line)]
    done = run_snr("publish", tmp_path / "d", "-o", tmp_path / "p", "--document", "aucun")
    assert done.returncode == 1
    assert not (tmp_path / "p").exists()
    assert all(word not in done.stderr.decode() for word in ("lucie.martin", "06 12"))


def test_a_document_may_name_an_elected_member_and_nobody_else(tmp_path: Path) -> None:
    """Tables leave both out; `elected_lead` is in the small dossier."""
    elected = publish_strategy(write(tmp_path / "a"), ("note",))
    assert elected.masked == ("elected_lead",)
    folder = write(tmp_path / "b", "project_lead: direction informatique", "project_lead: Hugo Bernard")
    with pytest.raises(DossierError) as caught:
        publish_strategy(folder, ("note",))
    assert [(finding.code, finding.position.line) for finding in caught.value.findings] == [("SNR438", 4)]
    reached = write(tmp_path / "c", "elected_lead: Lucie Martin", "elected_lead: lucie.martin@essai.fr")
    with pytest.raises(DossierError):
        publish_strategy(reached, ("note",))
    strategy = publish_strategy(folder, ())
    assert strategy.masked == ("elected_lead", "project_lead")
    assert not any(b"Bernard" in raw for raw in strategy.files.values())
    done = run_snr("publish", folder, "-o", tmp_path / "p", "--document", "aucun")
    assert "un nom de personne est donné" in done.stderr.decode()


def test_the_notice_says_what_is_not_counted(tmp_path: Path) -> None:
    more = "exclusions: [{what: Écoles, why: inventaire en cours}]\nlimits: [Copieurs estimés.]\npurchases:\n"
    text = publish_strategy(write(tmp_path / "d", "purchases:\n", more), ()).files["README.md"].decode()
    for said_of_it in ("les textes sont à relire", "Laissé de côté\u00a0: Écoles (inventaire en cours).", "Limite\u00a0: Copieurs estimés", "Rien n’est compté pour\u00a0: impression"):  # fmt: skip
        assert said_of_it in text, text


BARE = "snr: 1\nreference_year: 2025\nterritory: {name: Ville d’Essai, kind: commune}\n"


@pytest.mark.parametrize(
    ("more", "title", "organisation"),
    [
        ("", "Empreinte du numérique", "n’est pas évaluée"),
        ("equipment: [{id: p, type: laptop, quantity: 3}]\n", "Empreinte du numérique", "est évaluée d’après l’inventaire ;"),
        ("equipment: [{id: p, type: laptop, quantity: 3}]\nactions: [{id: a, title: A, status: planned}]\n", "Projet de stratégie numérique responsable, non adoptée", "est évaluée"),
        ("strategy: {axes: [{id: sobre, title: Sobre}]}\nactions: []\n", "Projet de stratégie numérique responsable, non adoptée", "n’est pas évaluée"),
    ],
)  # fmt: skip
def test_a_publication_says_what_it_is_of(more: str, title: str, organisation: str, tmp_path: Path) -> None:
    """Without a strategy it is none; what rests on nothing is not measured; no date is made of a year."""
    (tmp_path / "territory.yaml").write_text(BARE + more, encoding="utf-8")
    strategy = publish_strategy(tmp_path, () if "actions" in more else None)
    notice, descriptor = strategy.files["README.md"].decode(), json.loads(strategy.files["datapackage.json"])
    assert notice.startswith(f"# {title}\u00a0: Ville d’Essai, 2025\n")
    assert descriptor["title"].startswith(title)
    assert organisation in notice.replace("\u202f", " ")
    assert "created" not in descriptor
    assert strategy.told
    assert not any(name.startswith("documents/") for name in strategy.files)


def test_what_is_estimated_is_not_said_to_be_measured(tmp_path: Path) -> None:
    agents = "territory: {name: Ville d’Essai, kind: commune, agents: {total: 40, equipped: 30}}"
    text = BARE.replace(BARE.split("\n")[2], agents) + "method: {estimate: [computers]}\n"
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    notice = publish_strategy(tmp_path, ()).files["README.md"].decode()
    assert "est estimée d’après les effectifs, sans inventaire" in notice
    more = "equipment: [{id: s, type: server_rack, quantity: 3}]\n"
    (tmp_path / "territory.yaml").write_text(text + more, encoding="utf-8")
    notice = publish_strategy(tmp_path, ()).files["README.md"].decode()
    assert re.search(r"est évaluée pour \d+\s% d’après l’inventaire et pour \d+\s% d’après les effectifs", notice), (
        notice
    )


def test_the_date_of_a_publication_is_one_that_the_dossier_gives(tmp_path: Path) -> None:
    """It was made of the reference year: older than the adoption that the data hold."""
    later = publish_strategy(write(tmp_path / "a", 'adopted_on: "2025-12-11"', 'adopted_on: "2026-11-19"'), ())
    assert json.loads(later.files["datapackage.json"])["created"] == "2026-11-19T00:00:00Z"
    as_of = publish_strategy(write(tmp_path / "b", "purchases:\n", 'method: {as_of: "2026-02-01"}\npurchases:\n'), ())
    assert json.loads(as_of.files["datapackage.json"])["created"] == "2026-02-01T00:00:00Z"


def test_what_no_table_says_is_listed(files: dict[str, bytes]) -> None:
    """Each field that the dossier gives is in a table, or in non-publie.csv: the model says which."""
    left = {row["quoi"] for row in table(files, "non-publie") if row["table"] in ("dossier", "actions")}
    assert left == {"équipements", "achats", "contributeurs", "actions : effets"}


def test_a_national_mean_is_not_given_again(tmp_path: Path) -> None:
    more = ", population: {municipale: 5000}, agents"
    folder = write(tmp_path / "d", ", agents", more)
    text = (folder / "territory.yaml").read_text(encoding="utf-8") + "  - {id: I-57, values: {2024: 400}}\n"
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    rows = [row for row in table(dict(publish_strategy(folder, ()).files), "valeurs-indicateurs") if row["indicateur"] == "I-57"]  # fmt: skip
    assert [(row["origine"], row["valeur"], row["motif"]) for row in rows] == [
        ("given", "400.0", ""),
        ("computed", "", "redistribution"),
    ]


def test_purchases_are_declared_when_all_is_known(files: dict[str, bytes], tmp_path: Path) -> None:
    (row,) = table(files, "achats-agec")
    assert (row["annee"], row["siret"], row["montant_total"]) == ("2024", SIRET, "1000.0")
    left = [each["quoi"] for each in table(files, "non-publie") if each["table"] == "achats-agec"]
    assert left == [
        "2025, informatique_telephonie : montant_reemploi_et_reutilisation, montant_produits_issus_don, montant_produits_recycles"
    ]
    bare = publish_strategy(write(tmp_path / "d"), ()).files
    assert "achats-agec.csv" not in bare
    assert b"siret" in bare["non-publie.csv"]


@pytest.mark.parametrize("siret", ["213300635", "21330063500018", "20099999300013"])
def test_a_siret_that_is_none_or_of_another(siret: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="SIRET"):
        publish_strategy(write(tmp_path / "d"), (), siret=siret)


def test_a_verdict_keeps_the_words_and_the_reserve_of_the_documents(files: dict[str, bytes]) -> None:
    """« prévu atteint » alone hid what the screen says: without the levers in euros it is not."""
    world = World(WITHOUT_LEVERS, WorldOutcome.TURNS, 200.0, 170.0, 175.0)
    outcome = Outcome("a", "", "organisation", "climate_change", "kgCO2e", 2025, 2030, 200.0, 170.0, 165.0, Reach.FORECAST_REACHED, worlds=(world,))  # fmt: skip
    objective = Objective.model_validate({"id": "a", "perimeter": "organisation", "category": "climate_change", "reduction": 0.15})  # fmt: skip
    known = objectives_table(shipped_tables())
    row = dict(zip(known.header, known.rows([ObjectiveRow(objective, outcome, "")], Whose("1", 2025))[0], strict=True))
    assert (row["verdict"], row["reserve"]) == ("depends", "without_spend_levers")
    assert row["verdict_texte"] == "dépend de dépenses en moins"
    assert (row["prevu_hors_leviers_euros"], row["verdict_hors_leviers_euros"]) == (175.0, "turns")
    hidden = dict(
        zip(known.header, known.rows([ObjectiveRow(objective, outcome, "partial")], Whose("1", 2025))[0], strict=True)
    )
    assert (hidden["prevu"], hidden["prevu_hors_leviers_euros"]) == (None, None)
    plain = next(each for each in table(files, "objectifs") if each["identifiant"] == "ges")
    assert plain["verdict_texte"] == "dépend de l’incertitude des données"
    assert (plain["reserve"], plain["sens"]) == ("interval", "down")


def test_a_gap_is_read_with_its_direction() -> None:
    """−9,8 is a failure of what must rise, and −5 a success of what must fall."""
    objective = Objective.model_validate({"id": "a", "perimeter": "organisation", "target": 30, "indicators": ["I-01"]})
    for value, reach, way in ((20.2, Reach.FOLLOWED, "up"), (31.0, Reach.REACHED, "up"), (29.0, Reach.REACHED, "down")):
        outcome = Outcome("a", "", "organisation", "", "%", 2025, 2030, 25.0, 30.0, value, reach)
        assert ObjectiveRow(objective, outcome, "").direction == way


def summed(files: dict[str, bytes], key: str) -> dict[str, float]:
    """Add the amounts of the plan, by tax."""
    found: dict[str, float] = {}
    for row in table(files, "moyens"):
        if row["nature"] == "budget" and row["au_plan"] == "true":
            found[row[key]] = found.get(row[key], 0.0) + float(row["montant_total"])
    return found


def test_the_sum_of_the_means_is_that_of_the_plan(files: dict[str, bytes], tmp_path: Path) -> None:
    """28 000 « 2026–2030 » is each year; an endless line goes on to the last year of the strategy; an idea is in no total."""
    idea = "status: idea, means: {budget: [{year: 2027, section: fonctionnement, eur: 900}], savings_eur_per_year: 40}"
    folder = write(tmp_path / "d", "status: idea", idea)
    strategy = publish_strategy(folder, ())
    tables = shipped_tables()
    means = plan_of(strategy.assessed, tables, possible_horizon(strategy.assessed.dossier), ()).means
    told: dict[str, float] = {}
    for (_, _, tax), amount in means.budget.items():
        told[tax] = told.get(tax, 0.0) + amount
    assert summed(dict(strategy.files), "taxes") == pytest.approx(told) == {"ht": 31.5, "ttc": 25000.0}
    rows = {(row["nature"], row["au_plan"]): (row["periodicite"], row["montant_total"]) for row in table(dict(strategy.files), "moyens")}  # fmt: skip
    assert rows["budget", "false"] == ("en_une_fois", "900.0")
    assert rows["economies", "false"] == ("par_an", "")
    assert rows["etp", "true"] == ("par_an", "")


# --- the folder


def test_a_folder_is_written_whole_and_may_be_written_again(tmp_path: Path) -> None:
    write(tmp_path / "d")
    command = ("publish", tmp_path / "d", "-o", tmp_path / "p", "--document", "aucun")
    assert run_snr(*command, "--siret", SIRET).returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "p").rglob("*") if path.is_file()}
    assert "achats-agec.csv" in before
    assert run_snr(*command).returncode == 0
    assert not (tmp_path / "p" / "achats-agec.csv").exists()  # nothing of the earlier one is left
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "p"]
    (tmp_path / "p" / "notes.txt").write_text("à moi", encoding="utf-8")
    done = run_snr(*command)
    assert done.returncode == 2
    assert "notes.txt" in done.stderr.decode()
    assert (tmp_path / "p" / "notes.txt").read_text(encoding="utf-8") == "à moi"


@pytest.mark.parametrize("changed", ["README.md", "actions.csv", "schemas/actions.json", "datapackage.json"])
def test_what_someone_changed_is_not_replaced(changed: str, files: dict[str, bytes], tmp_path: Path) -> None:
    refuse_folder(put(tmp_path / "p", files), files_of_publication)
    other = files[changed].replace(b'"keywords": [', b'"keywords": ["x",') + (
        b"" if changed == "datapackage.json" else b"x"
    )
    put(tmp_path / "p", {changed: other})
    with pytest.raises(UsageError, match=f"changé depuis : {changed} ;"):
        refuse_folder(tmp_path / "p", files_of_publication)


def test_a_file_that_a_descriptor_lists_is_not_ours_for_that(tmp_path: Path) -> None:
    """A descriptor written by hand had « budget.xlsx » lost; a hash that is not its own is no proof either."""
    listed = [{"path": "budget.xlsx"}, {"path": "b.csv", "hash": "sha256:0"}, {"path": "../c"}, 3]
    descriptor = json.dumps({"snr": {"hashes": {"README.md": 1}}, "resources": listed}).encode()
    put(tmp_path / "p", {"budget.xlsx": b"x", "b.csv": b"x", "README.md": b"x", "datapackage.json": descriptor})
    assert list(files_of_publication(tmp_path / "p")) == []


@pytest.mark.parametrize("what", ["dossier", "file", "link", "missing", "here", "none"])
def test_a_folder_that_is_not_ours_is_left_as_it_is(what: str, tmp_path: Path) -> None:
    dossier = write(tmp_path / "d")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    where = {"dossier": dossier, "file": tmp_path / "file", "link": tmp_path / "link", "missing": tmp_path / "a" / "b", "here": Path()}  # fmt: skip
    output = () if what == "none" else ("-o", where[what])
    done = run_snr("publish", dossier, *output, "--document", "aucun", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert [path.name for path in dossier.iterdir()] == ["territory.yaml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "file", "link"]


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_cannot_be_put_in_place_leaves_the_earlier_one(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def ours(_: Path) -> list[str]:
        return ["a.csv", "datapackage.json"]

    if there:
        put(tmp_path / "p", {"a.csv": b"old", "datapackage.json": b"{}"})
    moved = Path.replace
    monkeypatch.setattr(journal, "exchanged", lambda *_: False)

    def refused(self: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "p" and "-avant" not in self.name:
            raise OSError(28, "full")
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(UsageError, match="disque plein"):
        write_folder(tmp_path / "p", {"a.csv": b"new"}, ours)
    with aside():  # the test reads it, not the run
        left = {
            path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
        }
    assert left == ({"p/a.csv": b"old", "p/datapackage.json": b"{}"} if there else {})
    monkeypatch.undo()
    write_folder(tmp_path / "p", {"b/c.csv": b"new"}, ours)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["c.csv"]


def test_a_comment_leaves_a_name_aside(tmp_path: Path) -> None:
    """A person of history is one: who wrote the dossier says so."""
    folder = write(tmp_path / "d", "title: Communication,", "title: Marie Martin,")
    with pytest.raises(DossierError):
        publish_strategy(folder, ())
    text = (folder / "territory.yaml").read_text(encoding="utf-8")
    line = next(each for each in text.split("\n") if "Marie Martin" in each)
    aside = text.replace(line, f"{line} # snr: ignore[SNR438] nom d’un bâtiment")
    (folder / "territory.yaml").write_text(aside, encoding="utf-8")
    assert b"Marie Martin" in publish_strategy(folder, ()).files["moyens.csv"]


def published(dossier: Dossier) -> dict[str, bytes]:
    tables = shipped_tables()
    result = assess(dossier, tables)
    made = package(Publishable(dossier, result, make_plan(dossier, result, tables, None, ("climate_change",)), tables), {}, licence="etalab-2.0")  # fmt: skip
    return dict(made.files)


@st.composite
def strategies(draw: Callable[..., Any]) -> Dossier:
    """Give a dossier whose strategy names only what it defines; no inventory, which is not published."""
    found = draw(dossiers())
    aside = ("equipment", "services", "imports", "virtual", "uses", "annual_reviews", "method", "factors", "members", "shared")  # fmt: skip
    data = {
        key: value for key, value in found.model_dump(by_alias=True, exclude_unset=True).items() if key not in aside
    }
    strategy, territory = data.get("strategy") or {}, data["territory"]
    axes = {axis["id"]: axis for axis in strategy.get("axes", ())}
    data["strategy"] = {
        key: value for key, value in strategy.items() if key in ("adopted_on", "deliberation", "period", "money")
    }
    data["strategy"] |= {"axes": list(axes.values())}
    data["strategy"]["means"] = [each | {"axis": next(iter(axes), None)} for each in strategy.get("means", ())]
    data["territory"] = {key: value for key, value in territory.items() if key not in ("data_centres", "logo")}
    ids = {key: [each["id"] for each in data.get(key, ())] for key in ("actions", "objectives", "indicators")}
    categories = [None, "climate_change", "final_energy"]
    for each in data.get("actions", ()):
        each |= {"axis": next(iter(axes), None), "effects": [], "objectives": ids["objectives"][:2], "indicators": ids["indicators"][:1], "replaces": ids["actions"][:1]}  # fmt: skip
    for rank, each in enumerate(data.get("objectives", ())):
        each |= {"category": categories[rank % 3], "indicators": ids["indicators"][-1:]}
    return Dossier.model_validate({**data, "reference_year": 2025})


@settings(max_examples=200 if LONG else 40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(dossier=strategies())
def test_drawn_strategies_are_published_with_keys_of_their_own(dossier: Dossier) -> None:
    try:
        files = published(dossier)
    except (MagnitudeError, OptionsError, HorizonError):
        assume(False)
    test_keys_are_unique_and_names_name_rows(files)


# --- several authorities in one


@pytest.mark.parametrize("summed_over", ["groupe", "etape"])
def test_sums_add_up_or_say_why_not(summed_over: str, files: dict[str, bytes]) -> None:
    """Each sum over groups, or stages, is that of its rows, or it says that one of these is empty."""
    of = [name for name in ("perimetre", "lecture", "categorie", "etape", "groupe") if name != summed_over]
    rows = table(files, "empreinte")
    told = 0
    for row in rows:
        parts = [part for part in rows if [part[name] for name in of] == [row[name] for name in of] and part is not row]
        if row[summed_over] != "all" or not parts or row["motif"] == "redistribution":
            continue
        if any(part["motif"] in ("redistribution", "own") for part in parts):
            assert "contient des lignes vides" in row["precision"], row
            told += 1
        else:
            whole, *known = (float(each["valeur"] or each["valeur_partielle"] or 0) for each in (row, *parts))
            assert sum(known) == pytest.approx(whole, rel=1e-9), row
    assert told or summed_over == "groupe"


def test_two_publications_are_put_one_under_the_other(files: dict[str, bytes], tmp_path: Path) -> None:
    """Rows of another year, and of an authority without SIREN, have keys of their own; the tables of one command are these."""
    from snr_cli.opendata.publishing import publish_strategies

    folders = [write(tmp_path / "a"), write(tmp_path / "b", "reference_year: 2025", "reference_year: 2024"), write(tmp_path / "c", 'siren: "213300635", ', '')]  # fmt: skip
    alone = [publish_strategy(folder, ()) for folder in folders]
    whole, made = publish_strategies(folders)
    assert [one.files for one in made] == [one.files for one in alone]
    for published_table in published_tables(shipped_tables()).values():
        rows = [row for one in alone for row in table(dict(one.files), published_table.name)]
        assert table(whole, published_table.name) == rows
        assert len({tuple(row[key] for key in published_table.whole_key) for row in rows}) == len(rows), (
            published_table.name
        )
    put(tmp_path / "p", whole)
    assert _verdict(tmp_path / "p" / "datapackage.json") == (True, set())
    done = run_snr("publish", *folders, "-o", tmp_path / "q")
    assert done.returncode == 0, done.stderr
    assert {path.relative_to(tmp_path / "q").as_posix(): path.read_bytes() for path in (tmp_path / "q").rglob("*") if path.is_file()} == whole  # fmt: skip
    assert run_snr("publish", *folders, "-o", tmp_path / "q").returncode == 0  # ours: replaced
    again = run_snr("publish", folders[0], folders[0], "-o", tmp_path / "r")
    assert again.returncode == 2 and "deux dossiers de cette collectivité pour 2025" in again.stderr.decode()
    assert not (tmp_path / "r").exists()
    refused = run_snr("publish", *folders, "-o", tmp_path / "r", "--siret", SIRET)
    assert refused.returncode == 2 and "--siret ne va qu’avec un seul dossier" in refused.stderr.decode()


# --- schemas/


def test_the_folder_of_schemas_is_that_of_the_program() -> None:
    folder = ROOT / "schemas"
    wanted = repository(shipped_tables())
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    examples = {f"{name}/exemple-{word}.csv": each for name, each in published_tables(shipped_tables()).items() for word in ("valide", "invalide")}  # fmt: skip
    assert there == wanted.keys() | examples.keys(), to_write("open-data")
    for name, published_table in examples.items():  # their figures follow the factors: a release writes them again
        assert (folder / name).read_text(encoding="utf-8").startswith(",".join(published_table.header) + "\n"), name
    for name, text in wanted.items():
        assert (folder / name).read_bytes() == text.encode(), f"{name}: {to_write('open-data')}"


# the sum of what the schemas of a version say, dates aside: whoever reads open data tells them apart by that number alone
SAID_BY_SCHEMAS = {"0.6.0": "9fe1b7e4366de0f7c63c270467bc112ec8a51bdfbb2ede69d274600be8fc477c"}


def test_a_change_of_a_schema_is_a_new_version() -> None:
    schemas = {name: json.loads(text) for name, text in repository(shipped_tables()).items() if name.endswith("/schema.json")}  # fmt: skip
    said = {name: {key: value for key, value in schema.items() if key not in ("created", "lastModified")} for name, schema in schemas.items()}  # fmt: skip
    known = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    assert SAID_BY_SCHEMAS.get(SCHEMA_FORMAT) == known, (
        "a schema of open data says something else: raise SCHEMA_FORMAT (opendata/columns.py), say what changed in the "
        f"changelog of tools/schema_folder.py, and write here {{SCHEMA_FORMAT: {known!r}}}; below 1.0.0, a version that nobody was handed may keep its number"
    )


def test_a_schema_is_read_without_the_others() -> None:
    """schema.data.gouv.fr validates one file at a time: the foreign keys are those of the package."""
    described = {resource["name"]: resource["schema"] for resource in json.loads((ROOT / "schemas/datapackage.json").read_bytes())["resources"]}  # fmt: skip
    for name, published_table in published_tables(shipped_tables()).items():
        alone = json.loads((ROOT / "schemas" / name / "schema.json").read_bytes())
        assert "foreignKeys" not in alone
        assert bool(published_table.links) == ("x-foreignKeys" in alone) == isinstance(described[name], dict), name
        if published_table.links:
            assert described[name]["foreignKeys"] == alone["x-foreignKeys"]


def test_examples_are_rows_of_one_authority() -> None:
    files = {f"{name}.csv": (ROOT / "schemas" / name / "exemple-valide.csv").read_bytes() for name in published_tables(shipped_tables())}  # fmt: skip
    rows = {name: table(files, name) for name in published_tables(shipped_tables())}
    assert all(rows.values()), [name for name, row in rows.items() if not row]
    named = {(name, row["identifiant"]) for name in ("objectifs", "indicateurs", "sources") for row in rows[name]}
    for name, column, other in (("actions", "objectifs", "objectifs"), ("objectifs", "indicateurs", "indicateurs"), ("empreinte", "sources", "sources")):  # fmt: skip
        for row in rows[name]:
            assert {(other, each) for each in json.loads(row[column] or "[]") if each != "dossier"} <= named, row
    # not two ways to say one target, as a row made of the example of each column had
    assert all(not (row["reduction"] and row["cible"]) for row in rows["objectifs"])
    assert {row["motif"] for row in rows["empreinte"]} == {"", "not_assessed", "partial", "redistribution"}


def test_each_schema_says_all_that_is_asked() -> None:
    for published_table in published_tables(shipped_tables()).values():
        schema = published_table.schema()
        assert {"name", "title", "description", "version", "contributors", "created", "lastModified", "primaryKey"} <= schema.keys()  # fmt: skip
        assert not {"homepage", "path"} & schema.keys()  # no address yet, and none is invented
        assert schema["version"].startswith("0.")
        assert len({field["name"] for field in schema["fields"]}) == len(schema["fields"])
        for field in schema["fields"]:
            assert field["title"] and field["description"], field
            assert field["description"].endswith("."), field
            assert "example" in field
            if "enum" in field.get("constraints", {}) and field["example"]:
                assert field["example"] in field["constraints"]["enum"]
        assert published_table.fault is not None


# read in the schemas themselves (betagouv, projets-territoire 0.1.0; datagouv, declaration 0.1.0)
PROJECTS = {
    "nom": "string", "description": "string", "budgetPrevisionnel": "integer", "dateDebutPrevisionnelle": "string", "phase": "string",
    "phaseStatut": "string", "porteurCodeSiret": "string", "porteurReferentFonction": "string", "competences": "array",
}  # fmt: skip
PHASES = {
    "phase": ["Idée", "Étude", "Opération"],
    "phaseStatut": ["En cours", "En retard", "En pause", "Bloqué", "Abandonné", "Terminé"],
}
DECLARED = ["annee", "siret", "raison_sociale", "type_produit_acquis", "montant_total", "montant_reemploi_et_reutilisation", "montant_produits_issus_don", "montant_produits_recycles", "commentaires"]  # fmt: skip


def test_names_taken_from_other_schemas_are_theirs(files: dict[str, bytes]) -> None:
    fields = json.loads(files["schemas/actions.json"])["fields"]
    same = {field["name"]: field for field in fields if "x-equivalent" in field}
    assert {name: each["type"] for name, each in same.items()} == PROJECTS
    assert {name: same[name]["constraints"]["enum"] for name in PHASES} == PHASES
    rows = {row["identifiant"]: row for row in table(files, "actions")}
    assert (rows["duree"]["phase"], rows["duree"]["phaseStatut"]) == ("Opération", "En cours")
    assert (rows["idee"]["phase"], rows["idee"]["phaseStatut"]) == ("Idée", "")
    assert rows["duree"]["competences"] == '["90-57"]'
    assert (rows["duree"]["budgetPrevisionnel"], rows["duree"]["budget_taxes"]) == ("32", "ht")  # 3 × 10.50
    assert [field["name"] for field in json.loads(files["schemas/achats-agec.json"])["fields"]] == DECLARED


# --- the judge of open data


def _verdict(path: Path, **more: Any) -> tuple[bool, set[str]]:
    import frictionless

    found = frictionless.validate(str(path), **more)
    return found.valid, {error for task in found.tasks for error in (each.type for each in task.errors)} | {
        error.type for error in found.errors
    }


@pytest.mark.slow
def test_frictionless_takes_the_schemas_and_refuses_their_invalid_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _verdict(ROOT / "schemas" / "datapackage.json") == (True, set())
    for name, published_table in published_tables(shipped_tables()).items():
        for example, right in (("exemple-valide.csv", True), ("exemple-invalide.csv", False)):
            monkeypatch.chdir(ROOT / "schemas" / name)  # a path that leaves the folder is refused
            assert _verdict(Path(example), schema="schema.json")[0] is right, (name, example)
        shutil.copytree(ROOT / "schemas", tmp_path / name)
        os.replace(tmp_path / name / name / "exemple-invalide.csv", tmp_path / name / name / "exemple-valide.csv")  # noqa: PTH105
        valid, errors = _verdict(tmp_path / name / "datapackage.json")
        assert not valid
        assert published_table.fault is not None
        assert published_table.fault.error in errors, (name, errors)
        # another table may name the row that the fault renames
        assert errors <= {published_table.fault.error, "foreign-key"}, (name, errors)


@pytest.mark.slow
def test_fifty_authorities_answer_an_analyst(tmp_path: Path) -> None:
    """One package of fifty: valid, keys unique, and what DuckDB says of it is what each publication says."""
    import duckdb

    from snr_cli.opendata.publishing import publish_strategies

    folders = []
    for rank in range(50):
        folder = write(tmp_path / f"d{rank}", "quantity: 30", f"quantity: {30 + rank}")
        path = folder / "territory.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace('siren: "213300635", ', "").replace("Ville d’Essai", f"Ville {rank}").replace("reference_year: 2025", f"reference_year: {2024 + rank % 2}"), encoding="utf-8")  # fmt: skip
        folders.append(folder)
    whole, made = publish_strategies(folders)
    package_folder = put(tmp_path / "p", whole)
    assert _verdict(package_folder / "datapackage.json") == (True, set())

    def asked(query: str) -> list[tuple[Any, ...]]:
        return duckdb.sql(re.sub(r"\{([a-z-]+)\}", rf"'{package_folder}/\1.csv'", query)).fetchall()

    of_climate = "from {empreinte} where perimetre = 'organisation' and categorie = 'climate_change' and etape = 'all'"
    groups = dict(asked(f"select groupe, sum(valeur) {of_climate} and annee_etudiee = 2025 group by groupe"))
    expected = [float(row["valeur"]) for one in made if one.whose.year == 2025 for row in table(dict(one.files), "empreinte") if (row["perimetre"], row["groupe"], row["etape"], row["categorie"]) == ("organisation", "all", "all", "climate_change")]  # fmt: skip
    assert groups["all"] == pytest.approx(sum(expected), rel=1e-12) == groups["workplace"]
    costs = "select collectivite, sum(montant * (annee_fin - annee_debut + 1)) from {moyens} where nature = 'budget' and action is not null group by collectivite"  # fmt: skip
    assert {cost for _, cost in asked(costs)} == {31.5}  # 3 × 10.50
    reached = "select count(*) from {objectifs} o join {strategie} s using (collectivite, annee_etudiee) where o.verdict = 'depends'"
    assert asked(reached) == [(sum(row["verdict"] == "depends" for one in made for row in table(dict(one.files), "objectifs")),)]  # fmt: skip


@pytest.mark.slow
def test_valmont_is_published(tmp_path: Path) -> None:
    command = ("publish", EXAMPLES / "valmont", "-o", tmp_path / "p", "--siret", "20099999300013", "-d", "strategie", "-d", "note")  # fmt: skip
    assert run_snr(*command).returncode == 0
    first = {path: path.read_bytes() for path in (tmp_path / "p").rglob("*") if path.is_file()}
    assert run_snr(*command).returncode == 0
    assert {path: path.read_bytes() for path in (tmp_path / "p").rglob("*") if path.is_file()} == first
    assert _verdict(tmp_path / "p" / "datapackage.json") == (True, set())
    files = {path.relative_to(tmp_path / "p").as_posix(): raw for path, raw in first.items()}
    assert schema_examples(shipped_tables(), files).keys() == {f"{name}/exemple-{word}.csv" for name in published_tables(shipped_tables()) for word in ("valide", "invalide")}  # fmt: skip
    assert len(table(files, "actions")) > 20
    (aim,) = [row for row in table(files, "objectifs") if row["identifiant"] == "ges-organisation"]
    assert aim["verdict_texte"] == "dépend de dépenses en moins"
    assert float(aim["prevu_hors_leviers_euros"]) > float(aim["vise"])
    (total,) = [row for row in table(files, "empreinte") if row["perimetre"] == "organisation" and (row["groupe"], row["etape"], row["categorie"]) == ("all", "all", "climate_change")]  # fmt: skip
    told = json.loads(run_snr("assess", EXAMPLES / "valmont", "-f", "json").stdout)["organisation"]["totals"]
    assert float(total["valeur"]) == told["climate_change"]["value"]
    assert float(total["borne_basse"]) == told["climate_change"]["low"]
    parts = [float(row["valeur"]) for row in table(files, "empreinte") if row["categorie"] == "climate_change" and row["perimetre"] == "organisation" and row["groupe"] == "all" and row["etape"] != "all" and row["valeur"]]  # fmt: skip
    assert sum(parts) == pytest.approx(float(total["valeur"]), rel=1e-9)
