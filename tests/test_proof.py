"""A life before or after counts with its proof only, after what the device lasts here; what is charged too much is counted."""

from pathlib import Path

import pytest

from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.proof import HYPOTHESIS, lengthened, whole_life, with_proofs
from snr_cli.engine.records import Quantity, leaves
from snr_cli.model.dossier import Dossier, Equipment
from snr_cli.outputs.assessment_json import inputs_of
from snr_cli.outputs.plan_table import audit_text
from snr_cli.plan.audit import audit, overcharged
from snr_cli.plan.plan import make_plan as plan
from snr_cli.results.sentences.effects import lives_supposed

TABLES = shipped_tables()
CLIMATE = "climate_change"
LAPTOP, USE = 185.09, 30.96 * 0.0461  # 170 + 12.3 + 2.79 kg; kWh a year, kg/kWh


def dossier(*lines, **sections):
    return Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "X", "department": "33"},
            "equipment": [{"type": "laptop", "quantity": 1, "lifetime_years": 5, **line} for line in lines],
            **sections,
        }
    )


def embodied(found):
    return assess(found, TABLES).organisation.totals[CLIMATE] - USE * sum(line.quantity for line in found.equipment)


@pytest.mark.parametrize("age", [None, 0, 3, 5, 8, 12])
@pytest.mark.parametrize("source", [None, "S"])
def test_credits_by_age_and_proof(age, source):
    """base + 0.5 × 3 + 0.4 × max(0, 9 − base), each with its source or not at all; the number is that of the derivation."""
    base = float(max(5, age or 0))
    life = {
        "refurbished_share": 0.5, "upstream_years": 3, "upstream_source": source,
        "reuse_rate": 0.4, "total_lifetime_years": 9, "reuse_source": source,
    }  # fmt: skip
    dated = {} if age is None else {"purchase_year": 2025 - age}
    years = base if source is None else base + 1.5 + 0.4 * max(0.0, 9 - base)
    assert embodied(dossier({"id": "a", **life, **dated})) == pytest.approx(LAPTOP / years, rel=1e-12)
    line = Equipment.model_validate({"id": "a", "type": "laptop", "quantity": 1, **life})
    assert whole_life(line, base) == pytest.approx(years)
    assert lengthened(line, Quantity("lifetime", base, "year", "given")).value == pytest.approx(years)


def test_a_world_where_what_is_declared_is_proved():
    """Each life that is declared whole and has no source is supposed; what is proved, or not declared, is as it was."""
    before = {"refurbished_share": 0.5, "upstream_years": 3}
    after = {"reuse_rate": 0.4, "total_lifetime_years": 9}
    found = dossier(
        {"id": "before", **before},
        {"id": "after", **after},
        {"id": "proved", **before, **after, "upstream_source": "S", "reuse_source": "T"},
        {"id": "none"},
    )
    lines = with_proofs(found).equipment
    assert [(line.upstream_source, line.reuse_source) for line in lines] == [
        (HYPOTHESIS, None),
        (None, HYPOTHESIS),
        ("S", "T"),
        (None, None),
    ]
    same = dossier({"id": "proved", **before, "upstream_source": "S"})
    assert with_proofs(same) is same


@pytest.mark.parametrize(
    ("bought", "age"),
    [(2024, {"reference_year": 2025.0, "purchase_year": -2024.0}), (2025, {"reference_year": 2025.0, "purchase_year": -2025.0}), (2026, {"age": 0.0})],
)  # fmt: skip
def test_an_age_is_told_by_what_it_comes_from(bought, age):
    """The years of the method « numecoeval_reel » are 1 at least; what is bought after the year has an age of its own."""
    found = dossier({"id": "a", "purchase_year": bought}, method={"options": ["numecoeval_reel"]})
    (line,) = assess(found, TABLES).organisation.lines
    (made,) = (term for term in line.recipe.terms if (term.category, term.stage) == (CLIMATE, "manufacturing"))
    assert {quantity.name: quantity.value for quantity in leaves(made.amount)} == {
        "share_professional": 1.0,
        "one_year": 1.0,
        **age,
    }


def test_a_result_keeps_the_proofs_that_its_number_rests_on():
    found = dossier(
        {
            "id": "a",
            "refurbished_share": 0.5,
            "upstream_years": 3,
            "upstream_source": "C",
            "reuse_rate": 0.4,
            "total_lifetime_years": 9,
            "reuse_source": "D",
        }
    )
    result = assess(found, TABLES)
    again = Dossier.model_validate(inputs_of(found, result))
    assert assess(again, TABLES).organisation.totals == result.organisation.totals


def planned(found, year=2030):
    (*_, last) = plan(found, assess(found, TABLES), TABLES, year).trajectory.years
    return last.with_actions[CLIMATE] - USE * sum(line.quantity for line in found.equipment)


def action(**effect):
    return {
        "id": "a",
        "title": "T",
        "schedule": {"start": 2026, "full": 2026},
        "effects": [{"on": {"type": "laptop"}, **effect}],
    }


def test_what_an_action_supposes_is_counted_and_said():
    """60 % after 3 years elsewhere: 5 + 1.8 years, with or without a source of the hypothesis."""
    for more in ({}, {"upstream_source": "Marché de 2026"}):
        found = dossier({"id": "a"}, actions=[action(refurbished_share="60 %", upstream_years=3, **more)])
        assert planned(found) == pytest.approx(LAPTOP / 6.8, rel=1e-9)
        (said,) = lives_supposed(found.actions[0], found)
        assert "3 ans" in said.replace("\u00a0", " ").replace("\u202f", " ")
        assert "supposés" in said
        assert ("Marché de 2026" in said) is bool(more)


def test_an_action_on_the_share_alone_rests_on_the_proof_of_the_line():
    life = {"id": "a", "refurbished_share": 0.2, "upstream_years": 3}
    effect = action(refurbished_share="60 %")
    unproved = dossier(life, actions=[effect])
    assert planned(unproved) == pytest.approx(LAPTOP / 5)
    assert [idle.why for idle in plan(unproved, assess(unproved, TABLES), TABLES, 2030).idle] == ["no_upstream"]
    assert planned(dossier({**life, "upstream_source": "C"}, actions=[effect])) == pytest.approx(LAPTOP / 6.8)


def test_what_replaces_a_device_does_not_inherit_its_proofs():
    """A laptop half refurbished by workstations, new: 548 + 1.8 + 0.6 kg over the 5 years that the action says."""
    life = {
        "refurbished_share": 0.5,
        "upstream_years": 3,
        "upstream_source": "C",
        "reuse_rate": 0.4,
        "total_lifetime_years": 9,
        "reuse_source": "D",
    }
    replaced = {"replaced_by": "workstation", "lifetime_years": 5, "kwh_per_year": 0}
    found = dossier({"id": "a", **life}, actions=[action(**replaced)])
    assert planned(found) + USE == pytest.approx((547.563 + 1.803 + 0.601) / 5)
    again = dossier({"id": "a", **life}, actions=[action(**replaced, refurbished_share=0.5, upstream_years=2)])
    assert planned(again) + USE == pytest.approx((547.563 + 1.803 + 0.601) / 6)


def findings(text, folder, *select):
    path = folder / "territory.yaml"
    path.write_text("snr: 1\nreference_year: 2025\nterritory: {name: X, department: '33'}\n" + text, encoding="utf-8")
    report = check([str(path)], words_of(TABLES), TABLES, Wanted(select=select)).report
    return [(finding.code, finding.severity.value, finding.position.line) for finding in report.findings]


def test_a_life_before_that_no_device_has(tmp_path: Path):
    line = "equipment:\n- {id: a, type: laptop, quantity: 1, refurbished_share: 0.5, upstream_source: C, upstream_years: %s}\n"
    effect = "- {id: b, type: laptop, quantity: 1}\nactions:\n- {id: c, title: T, effects: [{on: {line: b}, refurbished_share: 0.5, upstream_years: %s}]}\n"
    assert findings(line % 10, tmp_path, "SNR402", "SNR204") == []
    assert findings(line % 11 + effect % 12, tmp_path, "SNR402", "SNR204") == [
        ("SNR402", "warning", 5),
        ("SNR402", "warning", 8),
    ]
    assert findings(line % 20.5, tmp_path, "SNR204") == [("SNR204", "error", 5)]
    assert findings(line % 3 + effect % 30, tmp_path, "SNR204") == [("SNR204", "error", 8)]


def test_a_whole_life_that_no_device_has(tmp_path: Path):
    """A laptop is published from 3 to 5 years: three times as much, 15, is the most that its life here and once reused may be."""
    line = "equipment:\n- {id: a, type: laptop, quantity: 1, lifetime_years: 4, reuse_rate: 0.5, reuse_source: C, total_lifetime_years: %s}\n"
    assert findings(line % 15, tmp_path, "SNR402") == []
    assert findings(line % 50, tmp_path, "SNR402") == [("SNR402", "warning", 5)]


@pytest.mark.parametrize(
    ("life", "bought", "over"),
    [
        (5, 2018, 6 / 5 + 1 / 6 + 1 / 7 - 1),  # eight reports, of the ages 0 to 7: 1.51 F
        (5, 2020, 6 / 5 - 1),  # six reports
        (5, 2021, None),  # five: the whole, and no more
        (8, 2018, None),  # the life that it has
        (4, 2023, None),
    ],
)
def test_what_is_charged_too_much_since_the_purchase(life, bought, over):
    found = dossier({"id": "a", "quantity": 30, "lifetime_years": life, "purchase_year": bought}, {"id": "b"})
    rows = overcharged(found, assess(found, TABLES))
    if over is None:
        assert rows == ()
        return
    (row,) = rows
    assert (row.type, row.lines, row.units) == ("laptop", ("a",), 30)
    assert row.reports == 30 * (2025 - bought + 1 - life)
    assert row.kg == pytest.approx(30 * LAPTOP * over, rel=1e-9)


def test_the_sum_of_the_reports_is_what_the_convention_says():
    """The engine, year after year from the purchase: 1.51 F; decision 0004 prints it."""
    line = {"id": "a", "purchase_year": 2018}
    charged = 0.0
    for year in range(2018, 2026):
        found = dossier(line).model_copy(update={"reference_year": year})
        result = assess(found, TABLES)
        stages = result.organisation.lines[0].stages(CLIMATE)
        charged += sum(value for stage, value in stages.items() if stage != "use")
    assert charged / LAPTOP == pytest.approx(6 / 5 + 1 / 6 + 1 / 7, rel=1e-9)
    text = (Path(__file__).parents[1] / "docs/decisions/0004-age-of-a-line.md").read_text(encoding="utf-8")
    assert "6/5 + 1/6 + 1/7 = 1.51" in text
    assert "1.43" not in text


def test_the_audit_says_it_even_when_nothing_else_can_be_observed():
    found = dossier({"id": "a", "quantity": 30, "purchase_year": 2018})
    result = assess(found, TABLES)
    rows = audit(found, result, TABLES)
    text = audit_text(rows, TABLES, overcharged(found, result), width=80, color=False)
    assert "Compté en trop depuis l’achat" in text
    assert "90 années-appareils" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert max(map(len, text.splitlines())) <= 80
    options = dossier({"id": "a", "purchase_year": 2010}, method={"options": ["numecoeval_reel"]})
    assert overcharged(options, assess(options, TABLES)) == ()
