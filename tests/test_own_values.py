"""The dossier's own factors laid over the published ones: nothing is lost, nothing is counted twice.

The expected values are those of factors/equipment/factors.csv and the arithmetic written here.
"""

import re
from math import isclose

import pytest
import yaml

from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import SPLIT, HeldError
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier, Factors
from walks import mostly

CLIMATE = "climate_change"
TABLES = shipped_tables()
SETS = ("ademe", "declarations", "ecodiag")


def dossier(
    *overrides, types=(), services=(), method=None, equipment=({"id": "s", "type": "server_rack", "quantity": 100},)
):
    return Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "X", "department": "33"},
            "equipment": list(equipment),
            "services": list(services),
            "method": method or {},
            "factors": {"overrides": [{"source": "S", **override} for override in overrides], "types": list(types)},
        }
    )


def stage(name, value, kind="server_rack", category=CLIMATE):
    return {"type": kind, "category": category, "stage": name, "value": value}


def total(found):
    return assess(found, TABLES).organisation.totals[CLIMATE]


# 1 200 kg over 4 years, without end of life; 1 528.6 kWh, PUE 1.93, 0.0461 kg/kWh
SERVERS = 100 * 1200 / 4 + 100 * 1528.6 * 1.93 * 0.0461


def test_a_stage_that_the_published_total_excludes_is_added():
    assert total(dossier()) == pytest.approx(SERVERS, rel=1e-12)
    assert round(SERVERS, -2) == 43_600
    organisation = assess(dossier(stage("end_of_life", 10)), TABLES).organisation
    assert organisation.totals[CLIMATE] == pytest.approx(SERVERS + 100 * 10 / 4, rel=1e-12)
    assert organisation.lines[0].stages(CLIMATE)["end_of_life"] == pytest.approx(250)
    assert organisation.lines[0].recipe.covers(CLIMATE) == "complete"


@pytest.mark.parametrize("given", [["manufacturing"], ["distribution"], ["manufacturing", "end_of_life"]])
def test_a_stage_that_the_published_total_holds_is_refused(given):
    with pytest.raises(HeldError) as caught:
        assess(dossier(*(stage(name, 10) for name in given)), TABLES)
    (held,) = caught.value.held
    assert held.part == given[0]
    assert set(held.missing) == {"manufacturing", "distribution"} - set(given)


def test_every_stage_that_the_total_holds_replaces_it():
    use = SERVERS - 30_000
    both = (stage("manufacturing", 1000), stage("distribution", 50))
    organisation = assess(dossier(*both), TABLES).organisation
    assert organisation.totals[CLIMATE] == pytest.approx(100 * 1050 / 4 + use)
    assert organisation.lines[0].recipe.covers(CLIMATE) == "partial"  # end of life is still not assessed
    assert total(dossier(*both, stage("end_of_life", 10))) == pytest.approx(100 * 1060 / 4 + use)
    assert total(dossier(stage("embodied_total", 900))) == pytest.approx(100 * 900 / 4 + use)


@pytest.mark.parametrize("chosen", mostly(SETS, "ademe"))
def test_no_single_stage_makes_anything_else_of_a_type_disappear(chosen):
    """Every type of the catalogue, every category, every stage, in every set."""
    seen = set()
    for kind in TABLES.equipment_types:
        plain = Catalog(TABLES, chosen, "all", Factors(), [kind], [])
        for category, rows in plain.embodied(kind).items():
            before = {row.stage: row for row in rows}
            whole = before.get("embodied_total")
            for name in SPLIT:
                own = Factors.model_validate({"overrides": [{"source": "S", **stage(name, 1000.0, kind, category)}]})
                catalog = Catalog(TABLES, chosen, "all", own, [kind], [])
                if whole is not None and whole.excludes != name:
                    assert [held.part for held in catalog.held()] == [name], (kind, category, name)
                    seen.add("refused")
                    continue
                assert catalog.held() == ()
                after = {row.stage: row.value for row in catalog.embodied(kind)[category]}
                assert after == {row.stage: row.value for row in rows} | {name: 1000.0}, (kind, category, name)
                seen.add("added" if name not in before else "replaced")
    assert seen == {"refused", "added", "replaced"}


def test_no_component_makes_anything_else_of_a_service_disappear():
    components = TABLES.vocabulary["components"]
    seen = set()
    for kind in TABLES.service_types:
        plain = Catalog(TABLES, "ademe", "all", Factors(), [], [kind])
        parts = [
            name
            for name in TABLES.components_of(kind, False)
            if components[name]["part"] not in ("whole", "reference", "parameter")
        ]
        for category, rows in plain.service(kind).items():
            for name in parts if category != "electricity" else TABLES.components_of(kind, True):
                override = {"service": kind, "category": category, "component": name, "value": 5.0, "source": "S"}
                catalog = Catalog(TABLES, "ademe", "all", Factors.model_validate({"overrides": [override]}), [], [kind])
                stages = {row.stage for row in rows}
                if "total" in stages and not stages & set(parts) and len(parts) > 1:
                    assert [held.part for held in catalog.held()] == [name], (kind, category, name)
                    seen.add("refused")
                    continue
                assert catalog.held() == ()
                after = {row.stage: row.value for row in catalog.service(kind)[category]}
                kept = {row.stage: row.value for row in rows if row.stage != "total"}
                assert after == kept | {name: 5.0}, (kind, category, name)
                seen.add("kept")
    assert seen == {"refused", "kept"}


def test_an_override_of_a_type_of_the_dossier_counts():
    """It was read and left aside."""
    own = {
        "id": "x-borne",
        "label": "Borne",
        "embodied": {CLIMATE: {"manufacturing": 100, "distribution": 10}},
        "lifetime_years": 10,
        "kwh_per_year": 0,
        "source": "S",
    }
    line = [{"id": "b", "type": "x-borne", "quantity": 4}]
    assert total(dossier(types=[own], equipment=line)) == pytest.approx(4 * 110 / 10)
    changed = dossier(
        stage("end_of_life", 5, "x-borne"), stage("distribution", 20, "x-borne"), types=[own], equipment=line
    )
    assert total(changed) == pytest.approx(4 * (100 + 20 + 5) / 10)


def test_a_total_left_out_by_its_licence_holds_nothing():
    """Under open licences nothing published is left to hold the stage: it stands alone, and the rest is said closed."""
    closed = next(
        kind for kind, rows in _defaults().items() if rows[0].stage == "embodied_total" and rows[0].source in _closed()
    )
    found = dossier(
        stage("manufacturing", 100, closed),
        equipment=[{"id": "s", "type": closed, "quantity": 1, "lifetime_years": 4}],
        method={"factors_licence": "open"},
    )
    (line,) = assess(found, TABLES).organisation.lines
    assert line.stages(CLIMATE)["manufacturing"] == pytest.approx(25)
    assert {(gap.stage, gap.reason) for gap in line.recipe.gaps if gap.category == CLIMATE and gap.stage in SPLIT} == {
        ("distribution", "closed_licence"),
        ("end_of_life", "closed_licence"),
    }


def _closed():
    return {source.id for source in TABLES.sources.values() if source.redistribution in ("unclear", "no")}


def _defaults():
    catalog = Catalog(TABLES, "ademe", "all", Factors(), TABLES.equipment_types, [])
    found = {kind: catalog.embodied(kind).get(CLIMATE, ()) for kind in TABLES.equipment_types}
    return {kind: rows for kind, rows in found.items() if rows}


def _findings(text, folder, *select):
    path = folder / "territory.yaml"
    path.write_text(text, encoding="utf-8")
    return check([str(path)], words_of(TABLES), TABLES, Wanted(select=select)).report.findings


def test_the_set_of_the_command_is_judged_too(tmp_path, snr):
    """EcoDiag's server does not say that it leaves end of life out: the stage would be counted twice."""
    path = tmp_path / "territory.yaml"
    path.write_text(
        yaml.safe_dump(dossier(stage("end_of_life", 10)).model_dump(by_alias=True, exclude_unset=True, mode="json")),
        encoding="utf-8",
    )
    assert snr("assess", path).returncode == 0
    done = snr("assess", path, "--factor-set", "ecodiag")
    assert done.returncode == 1
    assert "SNR210" in done.stderr.decode()
    assert "1300 kgCO2e, ECODIAG 2022" in done.stderr.decode()


def test_the_advice_of_rcp_05_never_leads_to_less(tmp_path):
    """Each type of the catalogue alone: what RCP-05 says to write is accepted, and the footprint does not fall."""
    advised = 0
    for kind in TABLES.equipment_types:
        text = f'snr: 1\nreference_year: 2025\nterritory: {{name: X, department: "33"}}\nmethod: {{name: rcp-si}}\nequipment: [{{id: s, type: {kind}, quantity: 10}}]\n'
        for finding in _findings(text, tmp_path, "RCP-05"):
            written = re.search(r"factors\.overrides: (\[\{.*?\}\])", finding.help)
            if written is None:
                continue
            advised += 1
            more = written[1].replace("value: …", "value: 10").replace("source: …", "source: Fabricant")
            filled = f"{text}factors:\n  overrides: {more}\n"
            assert not [
                each for each in _findings(filled, tmp_path, "SNR2", "SNR3") if each.severity.value == "error"
            ], more
            before, after = (Dossier.model_validate(yaml.safe_load(each)) for each in (text, filled))
            line, changed = (assess(each, TABLES).organisation.lines[0] for each in (before, after))
            assert (changed.total(CLIMATE) or 0) >= (line.total(CLIMATE) or 0), kind
            if changed.recipe.lifetime is not None:
                added = (changed.total(CLIMATE) or 0) - (line.total(CLIMATE) or 0)
                assert isclose(added, 10 * 10 / changed.recipe.lifetime.value, rel_tol=1e-9), kind
    assert advised >= 10


def test_a_change_of_set_is_compared_although_a_mixture_of_both_would_be_refused(tmp_path):
    """One year with the stage that ADEME's server leaves out, the next with EcoDiag's server, which holds it."""
    from snr_cli.plan.compare import compare
    from snr_cli.plan.past_years import Side

    old, new = dossier(stage("end_of_life", 10)), dossier(method={"factor_set": "ecodiag"})
    sides = [
        Side(name, found, found.method.factor_set, "all", (), TABLES.sha256)
        for name, found in (("2024", old), ("2025", new))
    ]
    parts = compare(*sides, TABLES).organisation[CLIMATE]
    assert parts.old == pytest.approx(total(old))
    assert parts.new == pytest.approx(total(new))
    assert parts.activity + parts.method + parts.factors == pytest.approx(parts.new - parts.old)


def test_a_metered_room_keeps_the_source_of_its_meter():
    room = {"id": "r", "type": "server_room", "metered_kwh_per_year": 10_000}
    for more, source in (({}, ""), ({"source": "factures"}, "factures")):
        (line,) = assess(dossier(services=[room | more], equipment=()), TABLES).organisation.lines
        assert (line.recipe.electricity.value, line.recipe.electricity.source) == (10_000, source)
