"""What is drawn from head counts says « estimé » wherever it is named: lines, groups, stages, ranks, totals, documents."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import snr_cli.outputs.assessment_table as screens
from conftest import Run
from monte_carlo import MonteCarlo, Normals, block, bounds, worst
from snr_cli.catalog.tables import Tables
from snr_cli.engine import estimated
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE, Assessment, Quantity
from snr_cli.engine.uncertainty import Deviations, uncertainty
from snr_cli.model.dossier import Dossier
from walks import walk

DOCUMENTS = ("programme", "strategie", "bilan", "note", "deliberation")
BASE: dict[str, Any] = {
    "snr": 1,
    "reference_year": 2025,
    "territory": {
        "name": "Communauté d’agglomération d’Essai",
        "kind": "communaute_agglomeration",
        "department": "33",
        "fictitious": True,
        "population": {"totale": 84200, "municipale": 82900},
        "households": 39100,
        "agents": {"total": 1100, "teleworkers": 300, "telework_days_per_year": 80},
    },
    "method": {"name": "rcp-si"},
    "services": [{"id": "salle", "type": "server_room", "pue": 1.7}],
    "equipment": [{"id": "serveurs", "type": "server_rack", "quantity": 4, "room": "salle"}],
    "actions": [
        {
            "id": "serveurs",
            "title": "Garder les serveurs plus longtemps",
            "status": "planned",
            "themes": [2],
            "schedule": {"start": 2026, "full": 2028},
            "effects": [{"on": {"type": "server_rack"}, "lifetime_years": 9}],
        }
    ],
    "objectives": [
        {"id": "ges", "perimeter": "organisation", "category": "climate_change", "reduction": "10 %", "by": 2030}
    ],
}
# what is asked for → how its lines and its group are named, in a screen or a document
NAMES = {
    "computers": r"Ordinateur portable|Ordinateur fixe|[Pp]ostes de travail",
    "monitors": r"Écran d’ordinateur|[Pp]ostes de travail",
    "phones": r"Smartphone|[Tt]éléphones et les tablettes|Téléphones et tablettes",
    "printers": r"Imprimante laser|[Ll]’impression\b|\bImpression\b",
    "tablets": r"Tablette\b|[Tt]éléphones et les tablettes|Téléphones et tablettes",
    "desk_phones": r"Téléphone IP|[Tt]éléphones et les tablettes|Téléphones et tablettes",
    "paper": r"Papier de bureau|[Ll]’impression\b|\bImpression\b",
    "telework_boxes": r"Box internet|[Éé]quipements réseau",
}
SAID = re.compile(r"estim|moyennes? nationales?", re.IGNORECASE)
# the territory has devices of its own, all of them national means; groups that are absent are named as such
ELSEWHERE = re.compile(
    r"territoire|ménage|aucune ligne du dossier|sans équipement ni abonnement inventorié|ni inventorié ni exclu|\*\*Donnée d’activité\*\*",
    re.IGNORECASE,
)


def data(*asked: str, **more: Any) -> dict[str, Any]:
    return {**BASE, "method": {"name": "rcp-si", "estimate": list(asked)}, **more}


def write(folder: Path, content: dict[str, Any], name: str = "territory.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def run(tables: Tables, *asked: str, **more: Any) -> Assessment:
    return assess(Dossier.model_validate(data(*asked, **more)), tables)


def sections(text: str, left_out: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of the sections whose title holds none of these words."""
    skipped = False
    lines = text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("#") or set(below) == {"-"}:
            skipped = any(word in line.lower() for word in left_out)
        if not skipped:
            yield line


def unsaid(text: str, asked: str) -> list[str]:
    """Return the lines that name what is estimated without saying so."""
    found = sections(text, ("territoire", "usages", "glossaire"))
    return [
        line for line in found if re.search(NAMES[asked], line) and not SAID.search(line) and not ELSEWHERE.search(line)
    ]


def everything(snr: Run, dossier: Path) -> Iterator[tuple[str, str]]:
    """Yield every screen and every document of a dossier, by name."""
    before = write(
        dossier.parent, {**yaml.safe_load(dossier.read_text(encoding="utf-8")), "reference_year": 2024}, "before.yaml"
    )
    for command in (
        *(("assess", "--by", by) for by in ("group", "site", "entity")),
        ("check", "--profile", "bilan"),
        ("plan",),
        ("plan", "--suggest"),
        ("explain", "total"),
    ):
        done = snr(command[0], dossier, *command[1:])
        yield " ".join(command), done.stdout.decode()
    yield "compare", snr("compare", before, dossier).stdout.decode()
    for name in DOCUMENTS:
        done = snr("draft", dossier, "--document", name, "--format", "md")
        assert done.returncode == 0, done.stderr.decode()
        yield name, done.stdout.decode()


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens that never wrap: a sentence is a line."""
    monkeypatch.setattr(screens.Screen, "__init__", _wide)


def _wide(self: screens.Screen, width: int, color: bool) -> None:
    self.width, self.color, self.blocks = 2000, False, []


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("asked", walk(NAMES, 3))
def test_every_screen_and_document_says_what_is_estimated(snr: Run, tmp_path: Path, asked: str) -> None:
    named = 0
    for name, text in everything(snr, write(tmp_path, data(asked))):
        assert not unsaid(text, asked), name
        named += bool(re.search(NAMES[asked], text) and SAID.search(text))
    assert named >= 8  # the walk saw what it looks for; what weighs little is in no list of the heaviest


@pytest.mark.usefixtures("wide")
def test_the_walk_sees_a_view_that_drops_the_status(
    snr: Run, tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimated, "_line", lambda line, _scale, _context: line)  # a plain line
    assert any(unsaid(text, "printers") for _, text in everything(snr, write(tmp_path, data("printers"))))


@pytest.mark.usefixtures("wide")
def test_nothing_is_said_to_be_estimated_without_an_estimate(snr: Run, tmp_path: Path) -> None:
    given = {**BASE, "equipment": [*BASE["equipment"], {"id": "i", "type": "printer_laser", "quantity": 572}]}
    for name, text in everything(snr, write(tmp_path, given)):
        assert "à partir des effectifs" not in text, name
        assert "nombre estimé" not in text, name


# the total: 572 printers of the 1,100 agents (0.52 each)


def test_the_total_says_its_estimated_share(snr: Run, tmp_path: Path) -> None:
    path = write(tmp_path, data("printers"))
    organisation = json.loads(snr("assess", path, "--format", "json").stdout)["organisation"]
    lines = {line["id"]: line["impacts"][CLIMATE]["value"] for line in organisation["lines"]}
    share = lines["estimated-printers"] / sum(lines.values())
    assert organisation["estimated"]["climate_share"] == pytest.approx(share, rel=1e-12)
    assert organisation["estimated"]["by_group"] == {"datacentre": 0.0, "printing": 1.0}
    stages = {line["id"]: line["impacts"][CLIMATE]["stages"] for line in organisation["lines"]}
    for stage, part in organisation["estimated"]["by_stage"].items():
        whole = sum(each.get(stage, 0.0) for each in stages.values())
        assert part == pytest.approx(stages["estimated-printers"].get(stage, 0.0) / whole, rel=1e-12), stage
    label = {line["id"]: line["label"] for line in organisation["lines"]}
    assert label["estimated-printers"] == "Imprimante laser (nombre estimé)"
    assert "estimé" not in label["serveurs"]
    said = f"dont {round(share * 100)}\xa0% estimés à partir des effectifs"
    plan = json.loads(snr("plan", path, "--format", "json").stdout)
    assert plan["estimated_share"] == pytest.approx(share, rel=1e-12)
    for command in (("assess",), ("plan",), *(("draft", "--document", name) for name in DOCUMENTS)):
        text = snr(command[0], path, *command[1:]).stdout.decode()
        flat = re.sub(r"\s+", " ", text.replace("\u202f", " "))
        assert re.sub(r"\s+", " ", said) in flat, command
    programme = snr("draft", path, "--document", "programme").stdout.decode()
    assert "d’après l’inventaire et pour" in " ".join(programme.split())


def test_what_is_all_estimated_is_not_said_to_come_from_an_inventory(snr: Run, tmp_path: Path) -> None:
    path = write(tmp_path, {**data("computers", "printers"), "equipment": [], "services": [], "actions": []})
    programme = snr("draft", path, "--document", "programme").stdout.decode()
    assert "Elle est estimée d’après les effectifs, sans inventaire." in programme
    assert "d’après l’inventaire" not in programme
    screen = snr("assess", "-v", path).stdout.decode()
    assert "(estimé)" in screen.split("TERRITOIRE")[0]
    assert "(mesuré)" not in screen


# from which head count, by which ratio


def test_a_comparison_does_not_call_inventoried_what_is_estimated(snr: Run, tmp_path: Path) -> None:
    old, new = write(tmp_path, data(), "a.yaml"), write(tmp_path, data("printers"), "b.yaml")
    said = re.sub(r"\s+", " ", snr("compare", old, new).stdout.decode())
    assert "Impression : en 2025 seulement (" in said
    assert ", estimé à partir des effectifs), donc changement de périmètre" in said
    assert "inventorié" not in said


def test_quantities_are_agents_times_the_ratio(tables: Tables) -> None:
    result = run(tables, "computers", "monitors", "phones", "printers")
    quantities = {line.id: line.quantity for line in result.organisation.lines if line.quality == "estimated"}
    expected = {
        "estimated-computers-laptop": 726.88,  # 1,100 × 1.18 × 0.56
        "estimated-computers-desktop": 571.12,  # 1,100 × 1.18 × 0.44
        "estimated-monitors": 1067.0,  # 1,100 × 0.97
        "estimated-phones": 363.0,  # 1,100 × 0.33
        "estimated-printers": 572.0,  # 1,100 × 0.52
    }
    assert quantities == {name: pytest.approx(value, rel=1e-12) for name, value in expected.items()}
    sources = set(result.sources)
    assert {"CAUX_SEINE_AGGLO", "GREENIT_WORLD_2025"} <= sources


def test_all_agents_are_not_called_equipped(snr: Run, tmp_path: Path) -> None:
    path = write(tmp_path, data("printers"))
    text = snr("explain", path, "estimated-printers").stdout.decode()
    assert "    effectif total = 1100 agents (donné)" in text
    assert "agents équipés" not in text
    assert "imprimantes par agent = 0,52 unité/agent" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "effectif total (1" in snr("assess", "-v", path).stdout.decode().replace("\n", " ")
    assert "territory.agents.equipped" in snr("check", path, "--select", "SNR420").stdout.decode()
    territory = {**BASE["territory"], "agents": {"total": 1100, "equipped": 800}}
    path = write(tmp_path, data("printers", territory=territory))
    text = snr("explain", path, "estimated-printers").stdout.decode()
    assert "agents équipés = 800 agents (donné)" in text
    assert "effectif total" not in text + snr("assess", "-v", path).stdout.decode()


def test_nothing_is_estimated_beside_a_given_computer(tables: Tables) -> None:
    given = [{"id": "tout-en-un", "type": "all_in_one", "quantity": 1}]  # any computer is one
    result = run(tables, "computers", equipment=given)
    assert [line.id for line in result.organisation.lines] == ["tout-en-un"]
    assert ("estimate_skipped", "computers") in {(notice.code, notice.subject) for notice in result.notices}


def test_what_is_given_keeps_nothing_else_from_being_estimated(tables: Tables) -> None:
    """Screens are given, which are asked before the printers: 1,100 agents × 0.52 printers are still there."""
    given = [{"id": "ecrans", "type": "monitor", "quantity": 1}]
    result = run(tables, "monitors", "printers", equipment=given)
    assert {line.id: line.quantity for line in result.organisation.lines} == {
        "ecrans": 1,
        "estimated-printers": pytest.approx(572.0),
    }


def test_estimated_devices_beside_euros_of_devices_are_a_double_count(tables: Tables) -> None:
    spent = [{"id": "achats", "type": "spend_it_equipment_keur", "quantity": 100}]
    result = run(tables, "computers", equipment=[], services=spent)
    assert "spending_beside" in {notice.code for notice in result.notices}


# a head count alone


def test_a_head_count_without_equipment_is_told_of_estimates(snr: Run, tmp_path: Path) -> None:
    alone = {**BASE, "equipment": [], "services": [], "actions": [], "objectives": []}
    path = write(tmp_path, alone)
    asked = "method: {estimate: [computers, monitors, phones, printers, tablets, desk_phones, paper]}"
    assert asked in re.sub(r"\s+", " ", snr("assess", "-v", path).stdout.decode())
    findings = json.loads(snr("check", path, "--select", "SNR420", "--format", "json").stdout)["findings"]
    assert [(finding["severity"], asked in finding["help"]) for finding in findings] == [("info", True)]
    for content in (
        {**alone, "method": {"estimate": ["printers"]}},
        {**alone, "equipment": BASE["equipment"]},
        {**alone, "territory": {**BASE["territory"], "agents": None}},
    ):
        assert "estimate:" not in snr("assess", "-v", write(tmp_path, content)).stdout.decode()


# the interval


def test_the_bounds_of_a_ratio_widen_its_interval(tables: Tables) -> None:
    deviations = Deviations(tables)
    sigma = math.log(1.5598) / 1.959963984540054  # the class of estimates
    assert deviations.estimated(None) == pytest.approx(sigma)
    result = run(tables, "monitors")
    line = next(line for line in result.organisation.lines if line.quality == "estimated")
    ratio = next(part for part in line.scale.parts if part.name == "per_agent_monitor")
    # (1.6 − 0.59) / (√12 × 0.97) = 0.300577 → σ² = ln((1 + √(1 + 4 × 0.090347)) / 2) = 0.080097
    assert deviations.estimated(ratio) == pytest.approx(math.sqrt(0.080097 + sigma**2), rel=1e-5)
    assert deviations.estimated(Quantity("per_agent_printer", 0.52, "units/person", "default")) == pytest.approx(sigma)


def test_laptops_and_desktops_of_one_ratio_move_together(tables: Tables) -> None:
    result = run(tables, "computers", "monitors", "printers", equipment=[], services=[], actions=[])
    interval = uncertainty(result, tables, (CLIMATE,))[CLIMATE]
    drawn = MonteCarlo(Deviations(tables), Normals(block(80, 100_000, 7))).totals(result, (CLIMATE,))[CLIMATE]
    assert worst((interval.low, interval.high), bounds(drawn)) < 0.05


# --- what to collect first --------------------------------------------------------------------------------------------


def test_new_ratios_are_those_of_their_source(tables: Tables) -> None:
    lines = {line.id: line for line in run(tables, "tablets", "desk_phones", "paper").organisation.lines}
    rates = {row.subject: row.value for row in tables.factors("territory/figures.csv")}
    for name, kind, device in (("tablets", "tablet", "tablet"), ("desk_phones", "ip_phone", "landline_phone")):
        ratio = rates[f"fr_rate_{device}"] * rates[f"fr_professional_share_{device}"] * 67_601_100 / 28_286_416
        line = lines[f"estimated-{name}"]
        assert (line.type, line.quality, line.kind) == (kind, "estimated", "estimate")
        assert line.quantity == pytest.approx(1100 * ratio, rel=0.01)
    paper = lines["estimated-paper"]
    assert (paper.type, paper.quality, paper.quantity, paper.scale.unit) == ("paper_kg", "estimated", 22_000, "kg")
    assert "nombre estimé" in paper.label


@pytest.mark.parametrize(
    ("asked", "beside"),
    [
        ("tablets", {"equipment": [{"id": "a", "type": "tablet", "quantity": 3}]}),
        ("desk_phones", {"equipment": [{"id": "a", "type": "ip_phone", "quantity": 3}]}),
        ("paper", {"services": [{"id": "a", "type": "paper_kg", "quantity": 3}]}),
        ("paper", {"services": [{"id": "a", "type": "print_sheet_a4", "quantity": 3}]}),
    ],
)
def test_nothing_is_estimated_beside_a_given_line(tables: Tables, asked: str, beside: dict[str, Any]) -> None:
    assessment = run(tables, asked, **beside)
    assert not any(line.quality == "estimated" for line in assessment.organisation.lines)
    assert "estimate_skipped" in {notice.code for notice in assessment.notices}


def test_paper_beside_printers_and_printers_beside_paper(tables: Tables) -> None:
    sheets = [{"id": "a", "type": "print_sheet_a4", "quantity": 3}]
    lines = run(tables, "printers", services=sheets).organisation.lines
    assert "estimated-printers" in {line.id for line in lines}


def test_what_to_collect_first(snr: Run, tmp_path: Path, tables: Tables) -> None:
    path = write(tmp_path, data("computers", "monitors", "paper", "telework_boxes"))
    rows = json.loads(snr("assess", path, "--format", "json").stdout)["organisation"]["to_collect"]
    assert {row["estimate"] for row in rows} == {"computers", "monitors", "paper", "telework_boxes"}
    changes = [row["change"] for row in rows]
    assert changes == sorted(changes, reverse=True)
    lines = run(tables, "computers", "monitors", "paper", "telework_boxes").organisation.lines
    for row in rows:
        of_it = [line for line in lines if line.id.startswith(f"estimated-{row['estimate']}")]
        assert row["value"] == pytest.approx(math.fsum(line.total(CLIMATE) or 0.0 for line in of_it))
        assert row["low"] < row["value"] < row["high"]
        assert row["change"] == pytest.approx(row["high"] - row["value"], rel=1e-5)
    paper = next(row for row in rows if row["estimate"] == "paper")
    sigma = Deviations(tables).counted("estimated")
    assert paper["high"] / paper["value"] == pytest.approx(math.exp(1.6448536 * sigma), rel=1e-5)
    text = snr("assess", "-v", path).stdout.decode()
    assert text.index("À collecter d’abord") < text.index("Qualité des données")


def test_nothing_estimated_nothing_to_collect(snr: Run, tmp_path: Path) -> None:
    path = write(tmp_path, data())
    assert json.loads(snr("assess", path, "--format", "json").stdout)["organisation"]["to_collect"] == []
    assert "À collecter" not in snr("assess", "-v", path).stdout.decode()


def test_nothing_is_estimated_of_a_stage_that_weighs_nothing(tables: Tables) -> None:
    line = {"type": "laptop", "quantity": 0, "lifetime_years": 5}
    data = BASE | {"services": [], "actions": [], "equipment": [line | {"id": "a"}, line | {"id": "b"}]}
    one, other = assess(Dossier.model_validate(data), tables).organisation.lines
    lines = [one._replace(quality=estimated.STATUS), other]
    assert set(estimated.estimated_stages(lines).values()) == {0.0}
    assert estimated.estimated_share(lines) == 0.5  # of lines that weigh nothing, the share of the lines
    assert estimated.estimated_share([]) == 0.0
