"""Lines carried forward from a year that is closed: they keep their date, and move no verdict."""

import json
import shutil

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from snr_cli import check_dossiers, plan_actions
from snr_cli.api.assessing import assess_dossier
from walks import walk

VALMONT = EXAMPLES / "valmont"
AIM = {"perimeter": "organisation", "reduction": "10 %", "from": 2025, "by": 2028}
BASE = {
    "snr": 1,
    "reference_year": 2025,
    "territory": {
        "name": "Exemple",
        "department": "33",
        "fictitious": True,
        "households": 30000,
        "population": {"municipale": 64500},
        "agents": {"total": 300, "equipped": 250},
    },
    "equipment": [
        {
            "id": "portables",
            "type": "laptop",
            "quantity": 330,
            "lifetime_years": 5,
            "lifetime_source": "Parc",
            "kwh_per_year": 40,
        },
        {"id": "ecrans", "type": "monitor", "quantity": 690, "lifetime_years": 6},
        {"id": "serveurs", "type": "server_rack", "quantity": 12, "lifetime_years": 6, "room": "salle"},
    ],
    "services": [{"id": "salle", "type": "server_room", "room_kind": "public_local", "pue": 2.0}],
    "actions": [
        {
            "id": "durer",
            "title": "Durer",
            "schedule": {"start": 2026, "full": 2028},
            "means": {"savings_eur_per_year": 9000},
            "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}],
        },
        {
            "id": "eteindre",
            "title": "Éteindre",
            "schedule": {"start": 2026, "full": 2026},
            "effects": [{"on": {"type": "monitor"}, "kwh_per_year": 20}],
        },
        {"id": "salle", "title": "Salle", "status": "under_way", "effects": [{"on": {"line": "salle"}, "pue": 1.5}]},
        {"id": "former", "title": "Former", "means": {"savings_eur_per_year": 1000, "new_fte": 0.5}},
        {
            "id": "remettre",
            "title": "Remettre",
            "schedule": {"start": 2026, "full": 2028},
            "effects": [
                {"on": {"territory": "devices_reused"}, "quantity": 900, "substitution_rate": "50 %"},
                {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4},
            ],
        },
    ],
    "indicators": [{"id": "I-41", "values": {2025: 300}}, {"id": "I-07"}],
    "objectives": [
        {"id": "ges", "title": "GES", "category": "climate_change", **AIM},
        {"id": "elec", "title": "Électricité", "category": "final_energy", **AIM},
        {
            "id": "menages",
            "title": "Ménages",
            **AIM,
            "category": "climate_change",
            "perimeter": "territory",
            "measured_on": "bottom_up",
        },
        {
            "id": "ecrans",
            "title": "Écrans par poste",
            "perimeter": "organisation",
            "indicators": ["I-07"],
            "from": 2025,
            "by": 2026,
            "target": 1.9,
            "baseline": 2.09,
        },
        {
            "id": "an",
            "title": "Premier pas",
            "category": "climate_change",
            **AIM,
            "by": 2026,
            "reduction": "1 %",
        },
    ],
    "strategy": {
        "period": {"start": 2024, "end": 2029},
        "baseline": [{"type": "monitor", "percent_per_year": 2, "source": "Effectifs"}],
        "money": {"eur_per_fte": 40000, "eur_per_fte_source": "Paie"},
    },
}


def written(folder, data=BASE):
    folder.mkdir()
    (folder / "territory.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


def opened(folder):
    done = snr("year", folder, "2026")
    assert done.returncode == 0, done.stderr
    return folder


def data_of(folder):
    return yaml.safe_load((folder / "territory.yaml").read_text(encoding="utf-8"))


def changed(folder, change):
    data = data_of(folder)
    change(data)
    (folder / "territory.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def same_plan(before, after, *, tolerance):
    """Two plans say the same of the years that both have: verdicts, actions, gaps, money.

    `tolerance`: relative: a result keeps twelve significant figures of what it read. The bounds of a gap, which a grid gives, are held
    to a thousandth.
    """
    for old, new in zip(before.outcomes, after.outcomes, strict=True):
        assert (new.id, new.reach) == (old.id, old.reach)
        if old.category:
            assert new.gap == pytest.approx(old.gap, rel=tolerance)
            assert new.target == pytest.approx(old.target, rel=tolerance)
            for part in ("low", "high"):
                if old.gap_interval is not None:
                    bound = getattr(old.gap_interval, part)
                    assert getattr(new.gap_interval, part) == pytest.approx(bound, rel=1e-3)
    years = {year.year: year for year in after.trajectory.years}
    for old in before.trajectory.years[1:]:
        new = years[old.year]
        assert new.progress == pytest.approx(old.progress)
        assert new.baseline == pytest.approx(old.baseline)
        assert new.with_actions == pytest.approx(old.with_actions)
        acting = {name for name, action in old.actions.items() if any(action.share.values())}
        assert {name for name, action in new.actions.items() if any(action.share.values())} == acting
    assert after.territory.effects == before.territory.effects
    at = {year.year: year for year in after.territory.years}
    for old in before.territory.years[1:]:
        assert at[old.year].with_actions == pytest.approx(old.with_actions)
    last = before.horizon
    for name, then in before.forecasts[last].items():
        assert after.forecasts[last][name].value == pytest.approx(then.value), name
    funds = {year.year: year for year in after.means.yearly.years}
    for old in before.means.yearly.years:
        if old.year in funds:
            assert funds[old.year] == old


def test_a_year_opened_and_left_as_it_is_says_what_the_year_before_said(tmp_path):
    before = plan_actions(written(tmp_path / "a")).plan
    after = plan_actions(opened(written(tmp_path / "b"))).plan
    same_plan(before, after, tolerance=1e-9)
    assert [outcome.gap_interval is not None for outcome in before.outcomes] == [True, True, True, False, True]
    assert before.outcomes[3].reach.forecast
    assert [(lines.year, lines.of, len(lines.lines)) for lines in after.carried] == [(2025, 3, 3)]


def test_a_plan_finds_what_a_check_finds_of_lines_of_an_export(tmp_path):
    """The plan did not know the exports: their lines, carried forward as they were, had nothing to confirm."""
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "parc.csv").write_text("Type;Quantité\nPortable;3\n", encoding="utf-8")
    (folder / "territory.yaml").write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: X, department: '33'}\nequipment: [{id: parc, from: parc.csv}]\n",
        encoding="utf-8",
    )
    opened(folder)
    told = [finding.message for finding in plan_actions(folder).findings]
    checked = check_dossiers(folder, select=("SNR6",)).report.findings
    assert told == [finding.message for finding in checked if finding.code.startswith("SNR6")]
    assert told[0].startswith("1 ligne reprise de 2025, à confirmer")


@pytest.mark.slow
def test_valmont_opened_and_left_as_it_is(tmp_path):
    shutil.copytree(VALMONT, tmp_path / "v")
    before, after = plan_actions(VALMONT).plan, plan_actions(opened(tmp_path / "v")).plan
    same_plan(before, after, tolerance=1e-9)
    assert after.means.yearly.total == before.means.yearly.total
    assert [lines.of == len(lines.lines) for lines in after.carried] == [True]


def test_a_line_counted_again_counts_from_its_own_year(tmp_path):
    """The laptops are counted in 2026 : of the three steps of 2026 to 2028, the first is in them."""
    folder = opened(written(tmp_path / "d"))
    before = plan_actions(folder).plan
    changed(folder, lambda data: data["equipment"][0].update(quantity=340))
    plan = plan_actions(folder).plan
    assert {"durer": 0.0, "eteindre": 1.0}.items() <= plan.trajectory.years[0].progress.items()
    assert before.trajectory.years[0].progress["durer"] == pytest.approx(1 / 3)
    # its status says that it has not begun: all of it is to come, in the two years left
    assert [year.progress["durer"] for year in plan.trajectory.years[:3]] == pytest.approx([0, 1 / 2, 1])
    changed(folder, lambda data: data["actions"][0].update(status="under_way"))
    plan = plan_actions(folder).plan
    assert [year.progress["durer"] for year in plan.trajectory.years[:3]] == pytest.approx([0, 1 / 2, 1])
    assert [lines.lines for lines in plan.carried] == [("ecrans", "serveurs")]


def test_devices_counted_again_start_from_their_own_year(tmp_path):
    """900 devices in 2028; 300 in 2025: two thirds of the way in 2027. Counted again in 2026, 500: half of the way in 2027."""
    folder = opened(written(tmp_path / "d"))
    old = plan_actions(folder).plan.territory
    changed(folder, lambda data: data["indicators"][0]["values"].update({2026: 500}))
    new = plan_actions(folder).plan.territory
    assert (old.effects[0].before, new.effects[0].before) == (300, 500)
    assert new.effects[0].value == pytest.approx(old.effects[0].value * 400 / 600)
    assert new.years[0].actions["remettre"] > old.years[0].actions["remettre"]


def plain(text):
    return " ".join(text.split())


SAME = "Les quantités de 2026 sont celles de 2025, reprises telles quelles."


def test_lines_carried_forward_keep_their_date_on_screen_and_in_json(tmp_path):
    folder = opened(written(tmp_path / "d"))
    assert SAME in plain(snr("assess", "-v", folder).stdout)
    assert SAME in plain(snr("plan", folder).stdout)
    (told,) = json.loads(snr("assess", folder, "--format", "json").stdout)["organisation"]["carried"]
    assert told["year"] == 2025
    assert told["lines"] == ["portables", "ecrans", "serveurs"]
    assert list(told["shares"].values()) == pytest.approx([1] * len(told["shares"]))
    assert json.loads(snr("plan", folder, "--format", "json").stdout)["carried"] == [told]
    changed(folder, lambda data: data["equipment"][0].update(quantity=340))
    (told,) = json.loads(snr("assess", folder, "--format", "json").stdout)["organisation"]["carried"]
    share = round(100 * told["shares"]["climate_change"])
    text = f"2 des 3 lignes de 2026, {share} % de l’empreinte, sont celles de 2025, reprises telles quelles."
    assert text in plain(snr("assess", "-v", folder).stdout)
    changed(folder, lambda data: data["annual_reviews"][0].pop("carried"))
    assert json.loads(snr("assess", folder, "--format", "json").stdout)["organisation"]["carried"] == []
    assert "repris tel" not in snr("assess", "-v", folder).stdout


@pytest.mark.parametrize("document", walk(["note", "strategie", "programme", "bilan", "deliberation"], 3))
def test_lines_carried_forward_keep_their_date_in_each_document(tmp_path, document):
    folder = opened(written(tmp_path / "d"))
    changed(folder, lambda data: data["annual_reviews"].append({"year": 2026}))
    told = plain(snr("draft", folder, "--document", document).stdout)
    assert SAME in told


def test_a_planned_action_that_had_to_begin_is_asked(tmp_path):
    data = BASE | {"actions": [BASE["actions"][0] | {"schedule": {"start": 2025, "full": 2026}}]}
    folder = written(tmp_path / "d", data | {"objectives": []})
    plan = plan_actions(folder)
    assert [year.progress["durer"] for year in plan.plan.trajectory.years[:3]] == [0, 1, 1]
    assert [finding.code for finding in plan.findings if finding.code == "SNR621"] == ["SNR621"]


SHARED_IDS = BASE["equipment"][:2]


def place(name, **sections):
    territory = {"name": name, "department": "33", "fictitious": True, "agents": {"total": 30}}
    return {"snr": 1, "reference_year": 2025, "territory": territory, "equipment": SHARED_IDS, **sections}


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """The group and its members open 2026; `b` confirms all its lines: the same ids, nothing carried."""
    root = written(
        tmp_path_factory.mktemp("groups") / "group",
        place(
            "Groupement",
            equipment=BASE["equipment"],
            services=BASE["services"],
            members=[{"path": "a"}, {"path": "b"}],
            shared=[{"line": "salle", "key": "agents"}],
        ),
    )
    written(root / "a", place("Commune a"))
    written(root / "b", place("Commune b"))
    opened(root)  # and that of its members
    changed(root / "b", lambda data: data.pop("annual_reviews"))
    return root


def lines_of(folder, **asked):
    """The lines carried forward, each one a line of the assessment; a room, of the list too, has none."""
    result = assess_dossier(folder, **asked).result
    named = result.carried.lines.keys() - {"salle"}
    assert named <= {line.id for line in result.organisation.lines}
    assert set(result.carried.lines.values()) <= {2025}
    return sorted(named)


def test_the_lines_that_a_group_and_its_members_carry_are_told_by_their_own_names(group):
    own = ["ecrans", "portables", "serveurs"]
    theirs = ["a/ecrans", "a/portables"]
    assert lines_of(group, whole=True) == [*theirs, *own]
    assert lines_of(group, part="a") == ["ecrans", "group/serveurs", "portables"]
    assert lines_of(group, part="b") == ["group/serveurs"]  # never its own, which have the ids of the group
    assert lines_of(group, part="group") == own
    assert SAME in plain(snr("assess", "-v", group, "--member", "a").stdout)
    assert "1 des 3 lignes de 2026" in plain(snr("assess", "-v", group, "--member", "b").stdout)


def test_a_member_confirms_its_own_lines_alone(group, tmp_path):
    root = shutil.copytree(group, tmp_path / "group")
    changed(root / "a", lambda data: data["equipment"][0].update(quantity=340))
    assert lines_of(root, whole=True) == ["a/ecrans", "ecrans", "portables", "serveurs"]
    changed(root, lambda data: data["equipment"][0].update(quantity=340))
    assert lines_of(root, part="a") == ["ecrans", "group/serveurs"]


def territory_year(folder):
    return assess_dossier(folder).result.territory_year


@pytest.mark.parametrize(
    ("later", "year"),
    [
        ({"value": 30000, "year": 2021, "source": "Recensement"}, 2025),
        ({"value": 30000, "year": 2023, "source": "Recensement"}, 2026),
        ({"value": 30000, "year": 2021, "source": "Fichier fiscal"}, 2026),
        ({"value": 30500, "year": 2021, "source": "Recensement"}, 2026),
    ],
)
def test_a_household_count_of_another_year_or_source_is_confirmed(tmp_path, later, year):
    known = {"value": 30000, "year": 2021, "source": "Recensement"}
    folder = opened(written(tmp_path / "d", BASE | {"territory": BASE["territory"] | {"households": known}}))
    changed(folder, lambda data: data["territory"].update(households=later))
    assert territory_year(folder) == year
