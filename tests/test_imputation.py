"""`method.impute`: what is deduced from climate change, how wrong the ratios are on the rows that we hold, and what is never mixed."""

import csv
import io
import json
import re
import shutil
from collections import defaultdict
from itertools import pairwise
from math import fsum
from pathlib import Path
from statistics import median
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES, ROOT, Run
from monte_carlo import DRAWS, MonteCarlo, Normals, block, bounds, worst as worst_bound
from snr_cli.api.assessing import assess_dossier, what_lacks
from snr_cli.catalog.catalog import (
    DEDUCED_WIDTH,
    device_ratios,
    geometric_mean,
    no_devices,
    ratios_to_climate,
    reference_devices,
)
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import EQUIPMENT, PARAMETERS, Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.estimated import deduced_shares
from snr_cli.engine.records import CLIMATE, DEDUCED, Assessment
from snr_cli.engine.uncertainty import Deviations, uncertainty
from snr_cli.french.numbers import between, exact, percent
from snr_cli.model.dossier import Dossier
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import Reserve
from snr_cli.results.sentences.coverage import notice_text

FAST = settings(max_examples=25, deadline=None, derandomize=True)
ACCEPTED = (
    "acidification",
    "particulate_matter",
    "photochemical_ozone",
    "eutrophication_terrestrial",
    "resource_use_fossils",
)
REFUSED = ("eutrophication_marine", "resource_use_minerals_metals", "ionising_radiation")
OTHERS = ("D4B_DATA", "BOAVIZTAPI")  # the sources that hold several categories of devices, beside that of the ratios
BARE = ("switch", "server_rack", "wifi_access_point", "printer_laser", "photocopier_mfp", "router")  # climate alone
WHOLE = ("laptop", "monitor", "smartphone", "desktop_professional")  # rows of their own in the five categories
SCHEMA = ROOT / "docs" / "schemas" / "assessment.schema.json"
SMALL = [
    {"type": "laptop", "quantity": 20},
    {"type": "switch", "quantity": 10, "kwh_per_year": 200},
    {"type": "server_rack", "quantity": 1},
    {"type": "dc_building_m2", "quantity": 3},
]


def dossier(equipment: list[dict[str, Any]], *, impute: bool = True, **method: Any) -> Dossier:
    lines = [{"id": f"e{rank}", **line} for rank, line in enumerate(equipment)]
    services = [{"id": "papier", "type": "print_sheet_a4", "quantity": 1000}]
    return Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "Essai", "department": "33"},
            "method": {"impute": impute, **method},
            "equipment": lines,
            "services": services,
        }
    )


def assessed(equipment: list[dict[str, Any]], **method: Any) -> Assessment:
    return assess(dossier(equipment, **method), shipped_tables())


def deduced(assessment: Assessment, category: str) -> float:
    return assessment.organisation.by_stage.get(DEDUCED, {}).get(category, 0.0)


def errors(tables: Tables, category: str) -> dict[str, list[float]]:
    """Return, by source, how far what is deduced is from each row held, as a share of the row: that of the ratios leaves each device out."""
    ratios = device_ratios(tables, category)
    found = {
        "leave one out": [
            geometric_mean({key: value for key, value in ratios.items() if key != name}) / own - 1
            for name, own in ratios.items()
        ]
    }
    held: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in tables.factors(EQUIPMENT):
        if row.stage == "embodied_total":
            held[row.source, row.subject][row.category] = row.value
    whole = geometric_mean(ratios)
    for source in OTHERS:
        found[source] = [
            whole * values[CLIMATE] / values[category] - 1
            for (name, _), values in held.items()
            if name == source and {category, CLIMATE} <= values.keys()
        ]
    return {source: values for source, values in found.items() if values}


def worst(values: list[float]) -> float:
    """Return the largest error, whether the share is of the row or of what is deduced: an interval around the second holds the first."""
    return max(max(abs(value), abs(1 / (1 + value) - 1)) for value in values)


# --- how wrong it is


@pytest.mark.parametrize("category", ACCEPTED)
def test_the_interval_is_no_narrower_than_what_the_rows_show(category: str, tables: Tables) -> None:
    width = next(row for row in tables.factors(PARAMETERS) if row.subject == DEDUCED_WIDTH + category)
    found = errors(tables, category)
    assert set(found) >= {"leave one out", "D4B_DATA"}
    assert max(worst(values) for values in found.values()) <= width.value <= 0.5
    alone, other = (max(map(abs, found[name])) for name in ("leave one out", "D4B_DATA"))
    printed = re.findall(r"\((\d+) %", width.locator)
    assert printed == [f"{100 * alone:.0f}", f"{100 * max(other, *map(abs, found.get('BOAVIZTAPI', [0]))):.0f}"]


def test_one_small_device_is_outside(tables: Tables) -> None:
    """A controller of 4 kgCO2e, of another study: docs/method.md says that the interval is not widened for it."""
    ratios = ratios_to_climate(tables, {row.subject: row for row in tables.factors(PARAMETERS)})
    held = {
        (row.subject, row.category): row.value
        for row in tables.factors(EQUIPMENT)
        if (row.source, row.stage) == ("BOAVIZTAPI_FILES", "embodied_total")
    }
    outside = {
        (name, category)
        for (name, category), value in held.items()
        if (ratio := ratios.get(category)) is not None
        and not (ratio.low or 0) <= value / held[name, CLIMATE] <= (ratio.high or 0)
    }
    assert outside == {("vr_controller", "acidification"), ("vr_controller", "particulate_matter")}


@pytest.mark.parametrize("category", REFUSED)
def test_what_is_refused_has_no_width(category: str, tables: Tables) -> None:
    assert max(map(abs, errors(tables, category)["leave one out"])) > 0.6
    assert DEDUCED_WIDTH + category not in {row.subject for row in tables.factors(PARAMETERS)}


def test_the_ratios_are_those_of_the_rows(tables: Tables) -> None:
    ratios = ratios_to_climate(tables, {row.subject: row for row in tables.factors(PARAMETERS)})
    assert set(ratios) == set(ACCEPTED)
    assert len(reference_devices(tables)) == 13
    for category, ratio in ratios.items():
        assert len(device_ratios(tables, category)) == 13
        assert ratio.value == pytest.approx(geometric_mean(device_ratios(tables, category)))
        assert ratio.low is not None and ratio.high is not None
        assert 0 < ratio.low < ratio.value < ratio.high
    assert not no_devices(tables) & set(reference_devices(tables))
    assert no_devices(tables) < set(tables.equipment_types)


def test_the_documentation_prints_the_errors(tables: Tables) -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    widths = {row.subject: row.value for row in tables.factors(PARAMETERS)}
    for category in (*ACCEPTED, *REFUSED):
        found = errors(tables, category)
        cells = [tables.categories[category].label]
        for source in ("leave one out", *OTHERS):
            sizes = list(map(abs, found.get(source, [])))
            cells.append(f"{_share(median(sizes))} ; {_share(max(sizes))}" if sizes else "–")
        cells.append(f"± {percent(widths[DEDUCED_WIDTH + category])}" if category in ACCEPTED else "refusé")
        wanted = f"| {' | '.join(cells)} |"
        assert " ".join(wanted.split()) in " ".join(text.split()), wanted


def _share(error: float) -> str:
    return f"× {1 + error:.0f}" if error >= 9 else percent(error)


# --- what is deduced


def test_off_by_default_and_of_no_effect_elsewhere() -> None:
    plain = {**dossier(SMALL).model_dump(mode="json"), "method": {}}
    by_default = assess(Dossier.model_validate(plain), shipped_tables())
    off, on = assessed(SMALL, impute=False), assessed(SMALL)
    assert by_default.organisation.totals == off.organisation.totals
    assert by_default.organisation.coverage == off.organisation.coverage
    assert DEDUCED not in off.organisation.by_stage
    for category, value in off.organisation.totals.items():
        if category not in ACCEPTED:
            assert on.organisation.totals[category] == value
    assert on.organisation.coverage[CLIMATE] == off.organisation.coverage[CLIMATE]


@FAST
@given(
    lines=st.lists(
        st.fixed_dictionaries({"type": st.sampled_from(BARE + WHOLE), "quantity": st.integers(1, 5000)}),
        min_size=1,
        max_size=5,
    ),
    times=st.integers(2, 9),
)
def test_laws(lines: list[dict[str, Any]], times: int) -> None:
    on, off = assessed(lines), assessed(lines, impute=False)
    more = assessed([{**line, "quantity": line["quantity"] * times} for line in lines])
    alone = [assessed([line]) for line in lines]
    for category in ACCEPTED:
        part, whole = deduced(on, category), on.organisation.totals.get(category, 0.0)
        # without what is deduced, the sum is that without imputation
        assert whole - part == pytest.approx(off.organisation.totals.get(category, 0.0), rel=1e-9)
        assert deduced(more, category) == pytest.approx(times * part, rel=1e-9)
        assert part == pytest.approx(fsum(deduced(assessment, category) for assessment in alone), rel=1e-9)
        assert (part > 0) == any(line["type"] in BARE for line in lines)
        ways = [deduced(assessed(lines[:size]), category) for size in range(1, len(lines) + 1)]
        assert all(first <= then for first, then in pairwise(ways))


def test_a_line_with_its_own_factor_is_never_deduced() -> None:
    assessment = assessed([{"type": name, "quantity": 3} for name in WHOLE])
    assert all(not line.recipe.deduced for line in assessment.organisation.lines)
    override = {"type": "switch", "category": "acidification", "stage": "embodied_total", "value": 2.0, "source": "x"}
    given_one = Dossier.model_validate({**dossier(SMALL).model_dump(mode="json"), "factors": {"overrides": [override]}})
    switch = next(line for line in assess(given_one, shipped_tables()).organisation.lines if line.type == "switch")
    assert switch.recipe.deduced == set(ACCEPTED) - {"acidification"}


def test_only_what_climate_change_holds_of_devices() -> None:
    on, off = ({line.id: line for line in assessed(SMALL, impute=flag).organisation.lines} for flag in (True, False))
    ratios = ratios_to_climate(shipped_tables(), {row.subject: row for row in shipped_tables().factors(PARAMETERS)})
    for name, line in on.items():
        for category in ACCEPTED:
            before, after = (set(each[name].recipe.gaps) for each in (off, on))
            gone = {gap.stage for gap in before - after if gap.category == category}
            assert gone <= {"embodied"}  # use and services keep their gaps
            embodied = fsum(
                value for stage, value in line.stages(CLIMATE).items() if stage not in ("use", "all_stages")
            )
            expected = embodied * ratios[category].value if category in line.recipe.deduced else 0.0
            assert line.stages(category).get(DEDUCED, 0.0) == pytest.approx(expected)
    assert {line.type for line in on.values() if line.recipe.deduced} == {"switch", "server_rack"}
    # a server without its end of life in climate change has none here either
    server = next(line for line in on.values() if line.type == "server_rack")
    assert {gap.stage for gap in server.recipe.gaps if gap.category == "acidification"} == {"end_of_life"}
    assert server.recipe.covers("acidification") == "partial"


def test_the_interval_is_that_of_the_climate_factor_and_of_the_ratio() -> None:
    assessment = assess(dossier([{"type": "switch", "quantity": 10, "state": "stored"}]), shipped_tables())
    spread = uncertainty(assessment, shipped_tables(), (CLIMATE, *ACCEPTED))
    for category in ACCEPTED:
        low, high = spread[category].low, spread[category].high
        assert low < assessment.organisation.totals[category] < high
        assert {contribution.kind for contribution in spread[category].contributions} > {"ratio", "factor"}
        assert spread[category].gsd > spread[CLIMATE].gsd


def test_the_interval_is_that_of_draws(tables: Tables) -> None:
    assessment = assessed([{"type": name, "quantity": 10 * rank} for rank, name in enumerate((*BARE, *WHOLE), 1)])
    drawn = MonteCarlo(Deviations(tables), Normals(block(150, DRAWS, 4))).totals(assessment, list(ACCEPTED))
    for category, interval in uncertainty(assessment, tables, ACCEPTED).items():
        assert worst_bound(interval[:2], bounds(drawn[category])) < 0.05, category


def test_rows_that_are_not_open_deduce_nothing(snr: Run, tmp_path: Path) -> None:
    assessment = assess(dossier(SMALL), shipped_tables(), licence="open")
    assert DEDUCED not in assessment.organisation.by_stage
    assert "impute_closed" in {notice.code for notice in assessment.notices}
    path = written(tmp_path)
    said = snr("assess", "-v", path, "--factors-licence", "open").stdout.decode()
    assert "Rien n’est déduit du climat" in said


# --- told apart


def written(folder: Path, *, impute: bool = True) -> Path:
    path = folder / "territory.yaml"
    path.write_text(
        json.dumps(dossier(SMALL, impute=impute).model_dump(mode="json", exclude_defaults=True, by_alias=True)),
        encoding="utf-8",
    )
    return path


def test_every_form_tells_it_apart(snr: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    found = assess_dossier(path)
    share = deduced_shares(found.result.organisation)["acidification"]
    judged = judged_organisation(found.result, shipped_tables()).sums["acidification"]
    assert judged.basis is not None and judged.extent is not None
    assert judged.basis.deduced == share
    assert Reserve.DEDUCED in judged.reserves
    behind = judged.extent.behind
    assert behind.whole == pytest.approx(behind.assessed + behind.deduced_share)
    assert behind.deduced == 1

    document = json.loads(snr("assess", path, "--format", "json").stdout)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    organisation = document["organisation"]
    assert organisation["totals"]["acidification"]["basis"]["deduced"] == pytest.approx(share)
    assert organisation["coverage"]["acidification"]["deduced"] == pytest.approx(behind.deduced_share)
    assert "deduced" not in organisation["coverage"]["climate_change"]
    switch = next(line for line in organisation["lines"] if line["type"] == "switch")
    assert switch["impacts"]["acidification"]["status"] == "deduced"
    assert set(switch["impacts"]["acidification"]["stages"]) == {DEDUCED, "use"}

    rows = list(csv.DictReader(snr("assess", path, "--format", "csv").stdout.decode("utf-8-sig").splitlines()))
    of_csv = [float(row["value"]) for row in rows if row["stage"] == DEDUCED and row["category"] == "acidification"]
    assert fsum(of_csv) == pytest.approx(found.result.organisation.by_stage[DEDUCED]["acidification"])

    said = f"dont {percent(share)} déduits"
    assert judged.bounds is not None
    said = f"{between(*judged.bounds)}, {said}"
    screen = " ".join(snr("assess", "-v", path).stdout.decode().split())
    assert " ".join(said.split()) in screen
    assert "total évalué ou déduit" in screen
    for name in ("strategie", "bilan"):
        page = snr("draft", path, "--document", name, "--format", "md").stdout.decode()
        assert (said in page) == ("Catégories d’impact" in page), name
    explained = snr("explain", path, "e1", "--category", "acidification").stdout.decode()
    assert "Étape : ce que le climat a de la fabrication à la fin de vie, déduit" in explained
    total = snr("explain", path, "total", "--category", "acidification").stdout.decode()
    assert f"{said} du climat" in total
    assert "déduit du climat" in total.partition("Résultat")[0]
    assert "lignes évaluées ou déduites" in total
    checked = snr("check", path).stdout.decode()
    assert "déduites du climat" in checked


def test_a_ratio_is_said_to_be_computed_not_published(snr: Run, tmp_path: Path, tables: Tables) -> None:
    explained = snr("explain", written(tmp_path), "e1", "--category", "acidification").stdout.decode()
    said = explained.partition("déduit\n")[2].partition("Étape")[0]
    count = len(reference_devices(tables))
    ratio = ratios_to_climate(tables, {row.subject: row for row in tables.factors(PARAMETERS)})["acidification"]
    assert f"facteur {exact(ratio.value)} molH+e/kgCO2e : calculé par snr" in said
    assert f"moyenne géométrique de {count} appareils (factors/method/deduction.csv), docs/method.md" in said
    assert f"largeur : factors/{ratio.table}, ligne {ratio.row}" in said
    assert "place exacte" not in said


def test_the_warning_gives_the_width_and_the_types_that_no_device_is_of(tables: Tables) -> None:
    lines = [{"type": name, "quantity": 1} for name in ("switch", "printer_laser", "internet_box")]
    notice = next(each for each in assessed(lines).notices if each.code == "imputed")
    said = notice_text(notice)
    for name in ("switch", "printer_laser"):
        assert f"« {tables.equipment_types[name].label} »" in said
    assert tables.equipment_types["internet_box"].label not in said  # one of the devices, its own rows being no default
    for category in ACCEPTED:
        width = next(row for row in tables.factors(PARAMETERS) if row.subject == DEDUCED_WIDTH + category)
        label = tables.categories[category].label.lower()
        assert re.search(rf"{label} \d+\s% \(±\s{percent(width.value)}\)", said), category
    alone = next(each for each in assessed(lines[2:]).notices if each.code == "imputed")
    assert "dont aucun" not in notice_text(alone)


def test_an_objective_that_is_read_on_it_says_so(snr: Run, tmp_path: Path) -> None:
    data = dossier(SMALL[:2]).model_dump(mode="json", exclude_defaults=True, by_alias=True)
    aim = {"id": "acide", "title": "Acide", "perimeter": "organisation", "category": "acidification"}
    data |= {"objectives": [{**aim, "reduction": "30 %", "from": 2025, "by": 2030}]}
    (tmp_path / "territory.yaml").write_text(json.dumps(data), encoding="utf-8")
    assert "En partie déduit du climat." in snr("plan", tmp_path).stdout.decode()
    page = snr("draft", tmp_path, "--document", "strategie", "--format", "md").stdout.decode()
    assert "(en partie déduit du climat)" in page


def test_off_says_nothing_of_it(snr: Run, tmp_path: Path) -> None:
    path = written(tmp_path, impute=False)
    for form in ("text", "json", "csv"):
        text = snr("assess", path, "--format", form).stdout.decode()
        assert "dédui" not in text
        assert "deduced" not in text.replace(DEDUCED_WIDTH, "")  # but the parameters, which a result keeps


def test_a_kept_result_is_computed_again_with_it(snr: Run, tmp_path: Path) -> None:
    on, off = tmp_path / "on.json", tmp_path / "off.json"
    for name, impute in ((on, True), (off, False)):
        name.write_bytes(snr("assess", written(tmp_path, impute=impute), "--format", "json").stdout)
    same, other = (json.loads(snr("compare", before, on, "--format", "json").stdout) for before in (on, off))
    assert same["organisation"]["totals"]["acidification"]["change"] == 0
    assert same["changes"] == []
    assert [[note["code"] for note in each["notes"]] for each in (same, other)] == [["no_change"], []]
    assert [each["name"] for each in other["changes"]] == ["impute"]
    change = other["organisation"]["totals"]["acidification"]
    assert change["method"] == change["change"] > 0


# --- what lacks


def test_gaps_name_the_types_that_would_raise_coverage_most(snr: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    found = {each.id: each for each in what_lacks(shipped_tables(), path)}
    result = assess_dossier(path).result
    for category, each in found.items():
        shares = [kind.share for kind in each.types]
        assert shares == sorted(shares, reverse=True)
        assert len(shares) <= 10
        assert each.assessed == pytest.approx(result.organisation.coverage[category].complete_climate)
        assert 1 - each.assessed == pytest.approx(fsum(shares))
    assert {kind.type for kind in found["acidification"].types} == {"switch", "server_rack", "print_sheet_a4"}
    assert (DEDUCED, "deduced") in found["acidification"].types[0].missing
    screen = snr("factors", "check", "--gaps", path).stdout.decode()
    assert "Commutateur réseau" in screen
    assert "un facteur publié (déduit aujourd’hui du climat)" in " ".join(screen.split())


def test_what_no_source_gives_comes_last(snr: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["services"].append({"id": "euros", "type": "spend_it_services_keur", "quantity": 900})
    more = {*BARE, "internet_box", "storage_array", "firewall", "ip_phone", "scanner", "ups"} - {
        "switch",
        "server_rack",
    }
    data["equipment"] += [{"id": name, "type": name, "quantity": 1} for name in sorted(more)]
    path.write_text(json.dumps(data), encoding="utf-8")
    found = what_lacks(shipped_tables(), path)
    *others, last = next(each.types for each in found if each.id == "acidification")
    assert len(others) == 10
    assert (last.type, last.missing) == ("spend_it_services_keur", (("all_stages", "no_source"),))
    assert last.share is not None and last.share > 0.5
    assert {reason for each in found for kind in each.types[:-1] for _, reason in kind.missing} <= {
        "no_factor",
        "deduced",
        "excluded_by_source",
        "no_kwh",
    }
    assert "(en euros :" in snr("factors", "check", "--gaps", path).stdout.decode()


# --- the examples, as docs/method.md prints them


@pytest.mark.parametrize("name", ["valmont", "minimal", "la-rochelle-2020", "pooling"])
def test_the_documentation_prints_the_coverage(name: str) -> None:
    text = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
    read = assess_dossier(EXAMPLES / name, whole=True)
    asked = read.result.asked
    assert asked is not None
    imputed = asked.dossier.model_copy(update={"method": asked.dossier.method.model_copy(update={"impute": True})})
    coverage = assess(imputed, shipped_tables(), members=asked.members).organisation.coverage
    cells = []
    for category in ACCEPTED:
        found = coverage[category]
        assert found.assessed == pytest.approx(read.result.organisation.coverage[category].assessed)
        cells.append(f"{100 * found.assessed:.0f}" + (f" + {100 * found.deduced_share:.0f}" if found.deduced else ""))
    assert f"| {name} | {' | '.join(cells)} |" in text


def test_open_data_tells_the_share_and_leaves_the_row_out(snr: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "minimal", tmp_path / "d")
    with (tmp_path / "d" / "territory.yaml").open("a", encoding="utf-8") as out:
        out.write("\nmethod: {impute: true}\n")
    assert snr("publish", tmp_path / "d", "-o", tmp_path / "p").returncode == 0
    (path,) = (tmp_path / "p").rglob("empreinte.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    deduced = [row for row in rows if row["etape"] == DEDUCED]  # it rests on rows that are not given again
    assert deduced and {(row["valeur"], row["motif"]) for row in deduced} == {("", "redistribution")}
    told = [
        row["precision"]
        for row in rows
        if (row["categorie"], row["etape"], row["groupe"]) == (ACCEPTED[0], "all", "all")
    ]
    share = deduced_shares(assess_dossier(tmp_path / "d").result.organisation)[ACCEPTED[0]]
    assert told[0].startswith(f"dont {percent(share)} déduits du climat")


def test_gaps_are_those_of_the_coverage(snr: Run, tmp_path: Path) -> None:
    """One line of three has a footprint: 33 % of the lines, not 100 % of a footprint that nobody knows; no line, nothing is whole."""
    kinds = (("laptop", {}), ("docking_station", {"kwh_per_year": 0}), ("ip_phone", {"kwh_per_year": 0}))
    lines = [{"id": kind.replace("_", "-"), "type": kind, "quantity": 9, **more} for kind, more in kinds]
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33"}}
    path = tmp_path / "territory.yaml"
    for equipment, share, types in ((lines, 1 / 3, 2), (lines[1:], 0.0, 2), ([], 0.0, 0)):
        path.write_text(
            json.dumps(data | {"method": {"factors_licence": "open"}, "equipment": equipment}), encoding="utf-8"
        )
        first, *_ = what_lacks(shipped_tables(), path)
        assert (first.id, len(first.types)) == ("climate_change", types)
        assert first.assessed == pytest.approx(share)
    screen = snr("factors", "check", "--gaps", path).stdout.decode()
    assert "Aucune ligne à évaluer." in screen and max(map(len, screen.splitlines())) <= 80
    assert snr("factors", "check", "--gaps", path, "--for", path).returncode == 2


def test_a_row_of_a_stage_is_deduced_only_where_its_stage_is(snr: Run, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(snr("assess", written(tmp_path), "--format", "csv").stdout.decode())))
    deduced = [row for row in rows if row["status"] == "deduced" and row["row"] == "line"]
    assert deduced and {row["stage"] for row in deduced} == {"embodied_deduced"}
    assert {row["status"] for row in rows if row["stage"] == "embodied_deduced"} == {"deduced"}
