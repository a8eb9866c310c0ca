"""The duties beside the decree: figures redone by hand, thresholds by year, dates of judgement, what does not apply."""

import re
from pathlib import Path

import pytest

from conftest import EXAMPLES
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.duties import recycled_share, reuse_rate, reuse_share, rgesn_score
from snr_cli.model.codes import CODES
from snr_cli.model.dossier import Dossier, Rgesn
from snr_cli.model.duties import EndOfUse, Purchases
from snr_cli.model.finding import Severity
from snr_cli.rules.case import Case, RuleStatus, Verdict, judged_on, severity_of
from snr_cli.rules.run import ADJACENT as RULES, DOCUMENTS, called_for, duties, scope

INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR
SATISFIED, MISSING, TO_CHECK, NONE = (
    RuleStatus.SATISFIED,
    RuleStatus.MISSING,
    RuleStatus.TO_CHECK,
    RuleStatus.NOT_APPLICABLE,
)
BY_CODE = {rule.code: rule for rule in RULES}
TOWN = {"kind": "commune", "department": "71", "population": {"totale": 52600, "municipale": 51800}}


def case_of(tables: Tables, as_of: str = "2025-12-31", territory: dict | None = None, **sections: object) -> Case:
    dossier = Dossier.model_validate(
        {"snr": 1, "reference_year": 2025, "territory": TOWN if territory is None else territory, **sections}
    )
    return Case(dossier, assess(dossier, tables), tables, as_of)


def judge(tables: Tables, code: str, as_of: str = "2025-12-31", **sections: object) -> Verdict:
    return BY_CODE[code].judge(case_of(tables, as_of, **sections))


def severities(tables: Tables, code: str, as_of: str = "2025-12-31", **sections: object) -> list[Severity]:
    case = case_of(tables, as_of, **sections)
    return [severity_of(BY_CODE[code], remark, case) for remark in BY_CODE[code].judge(case).remarks]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


# all of them


def test_every_code_has_its_rule_and_serves_the_yearly_account():
    assert [rule.code for rule in RULES] == [code for code in CODES if code.startswith("ADJ")]
    assert {rule.document for rule in RULES} == {"bilan"}
    assert "bilan" in DOCUMENTS["bilan"]


EMPTY = {
    "ADJ-01": MISSING,
    "ADJ-02": NONE,
    "ADJ-03": NONE,
    "ADJ-04": NONE,
    "ADJ-05": MISSING,
    "ADJ-06": NONE,
    "ADJ-07": TO_CHECK,
    "ADJ-08": NONE,
    "ADJ-09": NONE,
    "ADJ-10": TO_CHECK,
    "ADJ-11": TO_CHECK,
    "ADJ-12": NONE,
    "ADJ-13": MISSING,
    "ADJ-14": NONE,
    "ADJ-15": MISSING,
    "ADJ-16": NONE,
    "ADJ-17": TO_CHECK,
}


def test_a_dossier_that_holds_nothing_claims_nothing_and_every_rule_answers(tables):
    case = case_of(tables)
    assert [rule.code for rule in called_for(case, None, ()) if rule.code.startswith("ADJ")] == []
    verdicts = {rule.code: rule.judge(case) for rule in duties(None, ("ADJ",), ())}
    assert {code: verdict.status for code, verdict in verdicts.items()} == EMPTY
    assert all(verdict.text for verdict in verdicts.values())
    # what is missing says what to write
    assert all(remark.help for verdict in verdicts.values() for remark in verdict.remarks)


BLANK = {
    "purchases": [{"year": 2025}],
    "end_of_use": [{"year": 2025}],
    "waste": [{"year": 2025}],
    "contracts": [{"id": "a", "subject": "b"}, {"id": "c", "subject": "d", "kind": "software"}],
    "services": [
        {"id": "site", "type": "website", "rgaa": {}, "rgesn": {}},
        {"id": "salle", "type": "server_room"},
    ],
    "plans": {"pcaet": {}, "spaser": {}, "beges": {}, "accessibility": {}, "master_plan": {}},
}


@pytest.mark.parametrize("as_of", ["1990-01-01", "2020-12-31", "2025-12-30", "2025-12-31", "2026-08-21", "2100-12-31"])
@pytest.mark.parametrize("kind", ["commune", "metropole", "autre", None])
def test_sections_left_blank_give_no_error_and_no_crash(tables, as_of, kind):
    case = case_of(tables, as_of, {"kind": kind} if kind else {}, **BLANK)
    for rule in duties(None, ("ADJ",), ()):
        verdict = rule.judge(case)
        assert verdict.text
        for remark in verdict.remarks:
            assert severity_of(rule, remark, case) in (INFO, WARNING), rule.code
            assert remark.message and remark.help


def test_claims_follow_the_sections(tables):
    claimed = [rule.code for rule in RULES if rule.claimed(case_of(tables, **BLANK).dossier)]
    assert claimed == [code for code in EMPTY if code != "ADJ-17"]


def test_purchases_of_another_category_claim_their_declaration_only(tables):
    sections = {"purchases": [{"year": 2025, "category": "autre", "montant_total": 10}]}
    claimed = [rule.code for rule in RULES if rule.claimed(case_of(tables, **sections).dossier)]
    assert claimed == ["ADJ-04"]
    assert judge(tables, "ADJ-01", **sections).status is MISSING
    assert judge(tables, "ADJ-04", "2026-07-01", **sections).status is MISSING


# figures, by hand


def test_share_of_reuse_of_valmont():
    purchases = Purchases(
        year=2025,
        montant_total=258680,
        montant_reemploi_et_reutilisation=52250,
        montant_produits_issus_don=0,
        montant_produits_recycles=38200,
    )
    assert reuse_share(purchases) == pytest.approx(52250 / 258680)
    assert round(100 * 52250 / 258680, 1) == 20.2
    assert recycled_share(purchases) == pytest.approx(38200 / 258680)
    assert round(100 * 38200 / 258680, 1) == 14.8


def test_gifts_count_in_the_share_of_reuse_and_recycled_matter_does_not():
    purchases = Purchases(
        year=2025,
        montant_total=100_000,
        montant_reemploi_et_reutilisation=18_000,
        montant_produits_issus_don=10 * 200,
        montant_produits_recycles=50_000,
    )
    assert reuse_share(purchases) == pytest.approx(0.18 + 0.02)


@pytest.mark.parametrize(
    ("stock", "reused", "rate"),
    [(412, 232, 232 / 412), (388, 147, 147 / 388), (100, 130, 1.3), (0, 12, None), (None, 3, None), (9, None, None)],
)
def test_rate_of_reuse_counts_goods(stock, reused, rate):
    assert reuse_rate(EndOfUse(year=2025, retired_stock_january_1=stock, to_reuse=reused)) == (
        None if rate is None else pytest.approx(rate)
    )


@pytest.mark.parametrize(
    ("valid", "applicable", "score"),
    [
        # 1.5 × 18 + 1.25 × 15 + 9 = 54.75 over 1.5 × 28 + 1.25 × 27 + 18 = 93.75
        ((18, 15, 9), (28, 27, 18), 54.75 / 93.75),
        # 1.5 × 9 + 1.25 × 9 + 6 = 30.75 over 1.5 × 27 + 1.25 × 26 + 17 = 90
        ((9, 9, 6), (27, 26, 17), 30.75 / 90),
        ((30, 29, 19), (30, 29, 19), 1),
        ((0, 0, 19), (30, 29, 19), 19 / 100.25),
        ((0, 0, 0), (0, 0, 0), None),
    ],
)
def test_score_of_the_rgesn(valid, applicable, score):
    names = ("priority", "recommended", "moderate")
    found = {f"{name}_valid": number for name, number in zip(names, valid, strict=True)}
    found |= {f"{name}_applicable": number for name, number in zip(names, applicable, strict=True)}
    assert rgesn_score(Rgesn(**found)) == (None if score is None else pytest.approx(score))
    assert rgesn_score(Rgesn(version="2022", **found)) is None


def test_the_official_tool_has_78_criteria_and_a_maximum_of_100_25():
    whole = Rgesn(priority_valid=30, recommended_valid=29, moderate_valid=19)
    assert rgesn_score(whole) == 1
    assert (30 + 29 + 19, 1.5 * 30 + 1.25 * 29 + 19) == (78, 100.25)


# ADJ-01 to ADJ-04: purchases


def bought(year=2025, total=100_000, reused=20_000, **more):
    return {"purchases": [{"year": year, "montant_total": total, "montant_reemploi_et_reutilisation": reused, **more}]}


@pytest.mark.parametrize(
    ("year", "share"), [(2024, 20), (2025, 20), (2026, 20), (2027, 25), (2029, 25), (2030, 30), (2040, 30)]
)
def test_share_asked_for_by_year(tables, year, share):
    as_of = f"{year}-12-31"
    assert judge(tables, "ADJ-01", as_of, **bought(year, reused=share * 1_000)).status is SATISFIED
    under = judge(tables, "ADJ-01", as_of, **bought(year, reused=share * 1_000 - 1))
    assert under.status is MISSING
    assert f"sous les {share} %" in plain(under.text)
    assert "seuil à confirmer dans l’annexe" in under.text
    assert severities(tables, "ADJ-01", as_of, **bought(year, reused=0)) == [WARNING]


def test_a_share_just_under_does_not_read_as_the_threshold(tables):
    assert "19,999 % de réemploi" in plain(judge(tables, "ADJ-01", **bought(reused=19_999)).text)


def test_euros_and_cents_reach_the_threshold_exactly(tables):
    assert judge(tables, "ADJ-01", **bought(total=500.5, reused=100.1)).status is SATISFIED


def test_before_2024_no_threshold_is_judged(tables):
    verdict = judge(tables, "ADJ-01", "2023-12-31", **bought(2023, reused=0))
    assert (verdict.status, verdict.remarks) == (SATISFIED, ())
    assert "aucun seuil jugé avant 2024" in verdict.text


def test_the_two_shares_stand_side_by_side(tables):
    text = plain(judge(tables, "ADJ-01", **bought(reused=20_000, montant_produits_recycles=90_000)).text)
    assert "20,0 % de réemploi" in text and " ; 90,0 % de matières recyclées, sans seuil" in text
    assert judge(tables, "ADJ-01", **bought(reused=0, montant_produits_recycles=90_000)).status is MISSING


def test_gifts_lift_the_share_over_the_threshold(tables):
    gift = {"montant_produits_issus_don": 2_000}
    assert judge(tables, "ADJ-01", **bought(reused=18_000)).status is MISSING
    assert judge(tables, "ADJ-01", **bought(reused=18_000, **gift)).status is SATISFIED


def test_a_share_over_one_is_no_mistake_when_gifts_make_it(tables):
    assert judge(tables, "ADJ-01", **bought(total=100, reused=100, montant_produits_issus_don=200)).remarks == ()


def test_nothing_bought_is_not_computable(tables):
    assert judge(tables, "ADJ-01", **bought(total=0, reused=0)).status is NONE


def test_more_reuse_than_purchases_contradicts_itself(tables):
    verdict = judge(tables, "ADJ-01", **bought(total=10, reused=11))
    assert verdict.remarks[0].path == ("purchases", 0, "montant_reemploi_et_reutilisation")
    assert "dépasse" in verdict.text


@pytest.mark.parametrize(("as_of", "status"), [("2025-12-30", NONE), ("2025-12-31", MISSING), ("2026-06-30", MISSING)])
def test_a_year_that_is_not_over_is_not_judged(tables, as_of, status):
    assert judge(tables, "ADJ-01", as_of, **bought(reused=0)).status is status


def test_the_last_year_that_is_over_is_judged_and_the_others_shown(tables):
    years = [
        *bought(2024, reused=16_800)["purchases"],
        *bought(2025, reused=20_200)["purchases"],
        *bought(2026, reused=0)["purchases"],
    ]
    verdict = judge(tables, "ADJ-01", "2026-06-30", purchases=years)
    assert verdict.status is SATISFIED
    assert "2024 : 16,8 %" in plain(verdict.text)
    assert judge(tables, "ADJ-01", "2026-12-31", purchases=years).remarks[0].path[:2] == ("purchases", 2)


@pytest.mark.parametrize("name", ["printer_laser", "photocopier_mfp", "switch", "tv", "docking_station", "inconnu"])
def test_products_of_other_categories(tables, name):
    verdict = judge(tables, "ADJ-02", **bought(units={"laptop": 3, name: 2}))
    assert [remark.path for remark in verdict.remarks] == [("purchases", 0, "units", name)]
    assert verdict.status is MISSING


def test_the_products_of_the_category(tables):
    """Arrêté of 29 February 2024: telephones, terminals, servers, screens, computers; tablets and projectors since 2024."""
    since = {name: known.agec_from for name, known in tables.equipment_types.items()}
    assert [name for name, year in since.items() if year == 2024] == ["tablet", "video_projector"]
    assert sum(year == 2021 for year in since.values()) == 24
    assert {"laptop", "smartphone", "monitor", "server_rack", "ip_phone"} <= {
        name for name, year in since.items() if year == 2021
    }
    assert since["printer_laser"] is since["switch"] is since["keyboard"] is None


def test_tablets_and_projectors_entered_the_category_in_2024(tables):
    units = {"tablet": 3, "video_projector": 1, "laptop": 9}
    assert judge(tables, "ADJ-02", **bought(2024, units=units)).status is SATISFIED
    assert len(judge(tables, "ADJ-02", **bought(2023, units=units)).remarks) == 2


def test_own_types_and_products_not_detailed_are_to_check(tables):
    assert judge(tables, "ADJ-02", **bought(units={"x-borne": 1})).status is TO_CHECK
    assert judge(tables, "ADJ-02", **bought(units={})).status is TO_CHECK


@pytest.mark.parametrize(("refurbished", "count"), [(4, 0), (5, 0), (6, 1)])
def test_refurbished_products_were_bought(tables, refurbished, count):
    sections = bought(units={"laptop": 5}, refurbished_units={"laptop": refurbished})
    assert len(judge(tables, "ADJ-02", **sections).remarks) == count


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, NONE),
        ({"montant_produits_issus_don": 0}, NONE),
        ({"montant_produits_issus_don": 1000}, TO_CHECK),
        ({"gifts": [{"type": "laptop", "quantity": 5, "flat_value_eur": 200}]}, TO_CHECK),
        (
            {
                "montant_produits_issus_don": 1000,
                "gifts": [{"type": "laptop", "quantity": 5, "flat_value_eur": 200}],
            },
            SATISFIED,
        ),
        (
            {
                "montant_produits_issus_don": 1005,
                "gifts": [{"type": "laptop", "quantity": 5, "flat_value_eur": 201}],
            },
            TO_CHECK,
        ),
        (
            {
                "montant_produits_issus_don": 1002,
                "gifts": [{"type": "laptop", "quantity": 5, "flat_value_eur": 200}],
            },
            TO_CHECK,
        ),
    ],
)
def test_gifts_received(tables, more, status):
    assert judge(tables, "ADJ-03", **bought(**more)).status is status
    assert set(severities(tables, "ADJ-03", **bought(**more))) <= {INFO}


@pytest.mark.parametrize(
    ("declared", "as_of", "found"),
    [
        (None, "2025-12-31", []),
        (None, "2026-06-30", []),
        (None, "2026-07-01", [WARNING]),
        ("2025-12-31", "2026-07-01", [WARNING]),
        ("2026-01-01", "2026-07-01", []),
        ("2026-06-30", "2026-07-01", []),
        ("2026-07-01", "2026-07-01", [INFO]),
    ],
)
def test_declared_by_30_june(tables, declared, as_of, found):
    sections = bought(**({"declared_on": declared} if declared else {}))
    assert severities(tables, "ADJ-04", as_of, **sections) == found


def test_purchases_before_2024_are_not_declared_there(tables):
    assert judge(tables, "ADJ-04", "2026-12-31", **bought(2023)).status is NONE


# ADJ-05, 06, 14, 15: end of use


def retired(year=2025, stock=100, reused=50, **more):
    return {"end_of_use": [{"year": year, "retired_stock_january_1": stock, "to_reuse": reused, **more}]}


@pytest.mark.parametrize(("year", "share"), [(2023, 25), (2024, 35), (2025, 50), (2030, 50)])
def test_rate_asked_for_by_year(tables, year, share):
    as_of = f"{year}-12-31"
    assert judge(tables, "ADJ-05", as_of, **retired(year, reused=share)).status is SATISFIED
    under = judge(tables, "ADJ-05", as_of, **retired(year, reused=share - 1))
    assert under.status is MISSING
    assert f"sous les {share} %" in plain(under.text)
    assert severities(tables, "ADJ-05", as_of, **retired(year, reused=share - 1)) == [WARNING]


@pytest.mark.parametrize(
    ("stock", "reused", "status"), [(100, 130, SATISFIED), (0, 12, NONE), (0, 0, NONE), (None, 4, MISSING)]
)
def test_rates_that_are_no_mistake_or_cannot_be_computed(tables, stock, reused, status):
    assert judge(tables, "ADJ-05", **retired(stock=stock, reused=reused)).status is status


def test_rate_before_the_decree_is_shown_without_threshold(tables):
    verdict = judge(tables, "ADJ-05", "2022-12-31", **retired(2022, reused=1))
    assert (verdict.status, "aucun seuil avant 2023" in verdict.text) == (SATISFIED, True)


def test_goods_given_and_sold_are_part_of_what_is_reused(tables):
    assert judge(tables, "ADJ-05", **retired(reused=60, donated=40, sold=20)).status is SATISFIED
    assert judge(tables, "ADJ-05", **retired(reused=60, donated=40, sold=21)).status is MISSING


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"excluded_reason": "aucune"}, 0),
        ({"excluded_reason": "aucune", "mean_age_years": 10}, 0),
        ({"excluded_reason": "aucune", "mean_age_years": 10.1}, 1),
        ({"mean_age_years": 6}, 1),
    ],
)
def test_exclusions_of_the_rate(tables, more, count):
    assert severities(tables, "ADJ-06", **retired(**more)) == [INFO] * count


def lot(**more):
    return {"mode": "gift", "quantity": 10, "recipient": "association", "beneficiary": "A", "unit_value_eur": 60} | more


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"unit_value_eur": 300}, []),
        ({"unit_value_eur": 300.01}, [WARNING]),
        ({"unit_value_eur": 301, "recipient": "staff"}, [WARNING]),
        ({"unit_value_eur": 301, "recipient": "public_body"}, [INFO]),
        ({"unit_value_eur": None}, [INFO]),
        ({"recipient": None}, [WARNING]),
        ({"beneficiary": None}, [WARNING]),
        ({"beneficiary": None, "recipient": "staff"}, []),
        ({"recipient": "other"}, [WARNING]),
    ],
)
def test_gifts_of_retired_goods(tables, more, found):
    assert severities(tables, "ADJ-14", **retired(donated=10, lots=[lot(**more)])) == found


def test_sales_have_no_ceiling_and_lots_add_up(tables):
    sale = {"mode": "sale", "quantity": 5, "unit_value_eur": 900}
    assert judge(tables, "ADJ-14", **retired(donated=10, sold=5, lots=[lot(), sale])).status is SATISFIED
    verdict = judge(tables, "ADJ-14", **retired(donated=11, sold=5, lots=[lot(), sale]))
    assert [remark.path for remark in verdict.remarks] == [("end_of_use", 0, "donated")]


def test_gifts_without_lots(tables):
    assert severities(tables, "ADJ-14", **retired(donated=3)) == [WARNING]
    assert severities(tables, "ADJ-14", **retired(donated=3, beneficiaries=["A"])) == [INFO]
    assert judge(tables, "ADJ-14", **retired()).status is NONE


@pytest.mark.parametrize(
    ("kg", "approved", "register", "count"),
    [(100, 100, True, 0), (100, 99.9, True, 1), (100, 101, True, 1), (100, 100, None, 1), (0, 0, True, 0)],
)
def test_waste(tables, kg, approved, register, count):
    year = {"year": 2025, "kg": kg, "kg_to_approved": approved, "register_kept": register}
    assert len(judge(tables, "ADJ-15", waste=[year]).remarks) == count


# ADJ-07 to ADJ-09: contracts


def contract(**more):
    return {"contracts": [{"id": "m", "subject": "Marché", **more}]}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"kind": "equipment", "notified_on": "2022-12-31"}, NONE),
        ({"kind": "equipment", "notified_on": "2023-01-01"}, MISSING),
        ({"kind": "equipment", "consultation_on": "2022-12-31", "notified_on": "2023-02-01"}, NONE),
        ({"kind": "equipment"}, MISSING),
        ({"kind": "equipment", "repairability_min": 0}, MISSING),
        ({"kind": "equipment", "repairability_min": 6}, SATISFIED),
        ({"kind": "equipment", "repairability_note": "Serveurs seuls"}, SATISFIED),
        ({"kind": "printing"}, NONE),
        ({}, TO_CHECK),
        ({"repairability_min": 6}, SATISFIED),
        ({"rgesn_clause": True}, NONE),
    ],
)
def test_repairability(tables, more, status):
    assert judge(tables, "ADJ-07", **contract(**more)).status is status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"kind": "software", "notified_on": "2020-12-31"}, NONE),
        ({"kind": "software", "notified_on": "2021-01-01"}, MISSING),
        ({"kind": "software", "software_sobriety": False}, MISSING),
        ({"kind": "software", "software_sobriety": True}, SATISFIED),
        ({"kind": "software", "rgesn_clause": True}, SATISFIED),
        ({"kind": "services"}, NONE),
    ],
)
def test_sobriety_of_software(tables, more, status):
    assert judge(tables, "ADJ-08", **contract(**more)).status is status


@pytest.mark.parametrize(
    ("day", "found"),
    [("2026-08-20", []), ("2026-08-21", [INFO]), ("2026-08-22", [WARNING]), ("2027-01-04", [WARNING])],
)
def test_clauses_by_the_day_of_the_consultation(tables, day, found):
    sections = contract(consultation_on=day, notified_on="2027-03-01", environmental_condition=True)
    assert severities(tables, "ADJ-09", "2027-12-31", **sections) == found
    both = contract(consultation_on=day, environmental_condition=True, environmental_criterion=True)
    assert judge(tables, "ADJ-09", "2027-12-31", **both).status is (SATISFIED if found else NONE)


@pytest.mark.parametrize(
    ("notified", "as_of", "found"),
    [
        ("2026-08-20", "2027-12-31", []),
        ("2026-08-21", "2027-12-31", [INFO]),
        (None, "2026-08-20", []),
        (None, "2026-08-21", [INFO]),
    ],
)
def test_clauses_when_the_day_of_the_consultation_is_unknown(tables, notified, as_of, found):
    sections = contract(**({"notified_on": notified} if notified else {}))
    assert severities(tables, "ADJ-09", as_of, **sections) == found


@pytest.mark.parametrize(("as_of", "status"), [("2026-08-20", NONE), ("2026-08-21", TO_CHECK)])
def test_clauses_without_contracts(tables, as_of, status):
    assert judge(tables, "ADJ-09", as_of).status is status


# ADJ-10, 13, 17: plans


@pytest.mark.parametrize(
    ("plan", "status"),
    [
        ({"exists": False, "annual_purchases_eur": 50_000_000}, NONE),
        ({"exists": False, "annual_purchases_eur": 50_000_001}, MISSING),
        ({"exists": False}, TO_CHECK),
        ({"annual_purchases_eur": 60e6, "includes_digital": True}, MISSING),
        ({"annual_purchases_eur": 60e6, "url": "https://a.example"}, TO_CHECK),
        ({"annual_purchases_eur": 60e6, "url": "https://a.example", "includes_digital": False}, MISSING),
        ({"annual_purchases_eur": 60e6, "url": "https://a.example", "includes_digital": True}, SATISFIED),
        ({"url": "https://a.example", "includes_digital": True}, SATISFIED),
    ],
)
def test_spaser(tables, plan, status):
    assert judge(tables, "ADJ-10", plans={"spaser": plan}).status is status


@pytest.mark.parametrize(
    ("kind", "totale", "agents", "status"),
    [
        ("metropole", 40_000, None, MISSING),
        ("communaute_urbaine", None, None, MISSING),
        ("communaute_agglomeration", None, None, MISSING),
        ("commune", 50_000, None, NONE),
        ("commune", 50_001, None, MISSING),
        ("communaute_de_communes", 50_000, 250, NONE),
        ("communaute_de_communes", 50_001, None, MISSING),
        ("commune", 50_000, 251, TO_CHECK),
        ("commune", None, 900, TO_CHECK),
        ("commune", 3_000, None, NONE),
        ("commune", 3_000, 40, NONE),
        ("autre", 10_000, 40, NONE),
        ("autre", 10_000, 250, NONE),
        ("autre", 10_000, 251, MISSING),
        ("autre", 10_000, None, TO_CHECK),
    ],
)
def test_who_draws_up_a_beges(tables, kind, totale, agents, status):
    territory = {"kind": kind}
    territory |= {"population": {"totale": totale}} if totale else {}
    territory |= {"agents": {"total": agents}} if agents else {}
    assert judge(tables, "ADJ-13", territory=territory).status is status


WHOLE = {"transition_plan": True, "includes_digital": True}


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ({"date": "2022-12-31", **WHOLE}, []),
        ({"date": "2022-12-30", **WHOLE}, [WARNING]),
        ({"year": 2022, **WHOLE}, []),
        ({"year": 2021, **WHOLE}, [WARNING]),
        ({"date": "2024-06-01", "year": 2020, **WHOLE}, []),
        ({**WHOLE}, [WARNING]),
        ({"date": "2024-06-01", "includes_digital": True}, [INFO]),
        ({"date": "2024-06-01", "includes_digital": True, "transition_plan": False}, [WARNING]),
        ({"date": "2024-06-01", "transition_plan": True}, [INFO]),
    ],
)
def test_beges_every_three_years(tables, plan, found):
    assert severities(tables, "ADJ-13", plans={"beges": plan}) == found


def test_beges_inside_the_pcaet_is_exempt(tables):
    inside = {"date": "2015-01-01", "in_pcaet": True}
    assert judge(tables, "ADJ-13", plans={"beges": inside, "pcaet": {"date": "2021-12-16"}}).status is NONE
    assert judge(tables, "ADJ-13", plans={"beges": inside}).status is MISSING
    assert judge(tables, "ADJ-13", plans={"beges": inside, "pcaet": {"exists": False}}).status is MISSING


@pytest.mark.parametrize(("totale", "status"), [(3_000, NONE), (30_000, NONE), (30_001, TO_CHECK), (None, TO_CHECK)])
def test_nis2_is_a_note(tables, totale, status):
    verdict = judge(tables, "ADJ-17", territory={"population": {"totale": totale}} if totale else {})
    assert (verdict.status, verdict.remarks) == (status, ())
    assert status is NONE or "à vérifier" in verdict.text


# ADJ-11, 12, 16: online services and rooms


def site(**more):
    return {"services": [{"id": "site", "type": "website", **more}]}


def rgaa(**more):
    whole = {"rate": 0.7, "declaration_date": "2024-10-14", "statement_on_home_page": True, "scheme_url": "https://a"}
    return site(rgaa={key: value for key, value in (whole | more).items() if value is not None})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"rate": 0.3}, []),
        ({"rate": None}, [WARNING]),
        ({"declaration_date": None}, [WARNING]),
        ({"declaration_date": "2022-12-31"}, []),
        ({"declaration_date": "2022-12-30"}, [WARNING]),
        ({"scheme_url": None}, [WARNING]),
        ({"statement_on_home_page": False}, [WARNING]),
        ({"statement_on_home_page": None}, [INFO]),
    ],
)
def test_accessibility(tables, more, found):
    assert severities(tables, "ADJ-11", **rgaa(**more)) == found


def test_a_declaration_expires_after_three_years(tables):
    sections = rgaa(declaration_date="2024-02-29")
    assert judge(tables, "ADJ-11", "2027-02-28", **sections).status is SATISFIED
    assert judge(tables, "ADJ-11", "2027-03-01", **sections).status is MISSING


def test_the_scheme_may_be_that_of_the_plans(tables):
    plan = {"accessibility": {"url": "https://a", "date": "2022-12-31"}}
    assert judge(tables, "ADJ-11", **rgaa(scheme_url=None), plans=plan).status is SATISFIED
    plan = {"accessibility": {"url": "https://a", "date": "2022-12-30"}}
    assert judge(tables, "ADJ-11", **rgaa(scheme_url=None), plans=plan).status is TO_CHECK
    plan = {"accessibility": {"date": "2024-09-26"}}
    assert judge(tables, "ADJ-11", **rgaa(scheme_url=None), plans=plan).status is MISSING


def test_no_message_speaks_of_a_sanction_as_certain(tables):
    messages = [remark.message + remark.help for remark in judge(tables, "ADJ-11", **BLANK).remarks]
    assert not any(re.search(r"amende|sanction|€", message) for message in messages)


@pytest.mark.parametrize(
    ("rgesn", "status"),
    [
        (None, TO_CHECK),
        ({}, TO_CHECK),
        ({"priority_valid": 1}, SATISFIED),
        ({"priority_valid": 1, "version": "2022"}, TO_CHECK),
        ({"priority_valid": 3, "priority_applicable": 2}, TO_CHECK),
    ],
)
def test_ecodesign_is_never_more_than_information(tables, rgesn, status):
    sections = site(**({} if rgesn is None else {"rgesn": rgesn}))
    assert judge(tables, "ADJ-12", **sections).status is status
    assert set(severities(tables, "ADJ-12", **sections)) <= {INFO}


@pytest.mark.parametrize(
    ("kind", "quantity", "status"), [("server_rack", 11, TO_CHECK), ("server_rack", 0, NONE), ("laptop", 11, NONE)]
)
def test_servers_without_a_room_are_to_check(tables, kind, quantity, status):
    line = {"id": "serveurs", "type": kind, "quantity": quantity}
    assert judge(tables, "ADJ-16", equipment=[line]).status is status


@pytest.mark.parametrize(
    ("surface", "status"), [(None, TO_CHECK), (999.9, SATISFIED), (1000, TO_CHECK), (4000, TO_CHECK)]
)
def test_large_rooms_are_to_check(tables, surface, status):
    room = {"id": "salle", "type": "server_room"} | ({} if surface is None else {"surface_m2": surface})
    assert judge(tables, "ADJ-16", services=[room]).status is status


@pytest.mark.parametrize(("to_reuse", "said"), [(300, ""), (301, "peu plausible"), (500, "peu plausible")])
def test_a_rate_of_several_times_the_stock_is_doubted(tables, to_reuse, said):
    sections = {"end_of_use": [{"year": 2025, "retired_stock_january_1": 100, "to_reuse": to_reuse}]}
    assert severities(tables, "ADJ-05", **sections) == ([WARNING] if said else [])
    assert said in judge(tables, "ADJ-05", **sections).text


def test_one_wording_for_the_day_of_the_clauses(tables):
    """The law, not its decree of the day before, dates the duty, whether the dossier holds contracts or not."""
    before = judge(tables, "ADJ-09").text
    assert "à partir du 22 août 2026" in before
    held = {"contracts": [{"id": "a", "subject": "b", "consultation_on": "2025-03-01"}]}
    assert judge(tables, "ADJ-09", **held).text == f"{before} ; 0 marché sur 1 a déjà un critère"


# the examples


def summary(tables: Tables, example: str) -> dict[str, tuple[RuleStatus, str]]:
    result = check([str(EXAMPLES / example)], words_of(tables), tables, Wanted(), with_duties=True)
    (found,) = result.duties.values()
    return {duty.code: (duty.status, plain(duty.text)) for duty in found.lines if duty.code.startswith("ADJ")}


NOT_OF_VALMONT = {"ADJ-03", "ADJ-09", "ADJ-10"}


def test_summary_of_valmont(tables):
    found = summary(tables, "valmont")
    assert {code for code, (status, _) in found.items() if status is NONE} == NOT_OF_VALMONT
    assert {code for code, (status, _) in found.items() if status is TO_CHECK} == {"ADJ-17"}
    assert {code for code, (status, _) in found.items() if status is MISSING} == set()
    texts = {code: text for code, (_, text) in found.items()}
    assert "2025 : 20,2 % de réemploi (20 % attendus," in texts["ADJ-01"]
    assert " ; 14,8 % de matières recyclées, sans seuil" in texts["ADJ-01"]
    assert "2024 : 16,8 %" in texts["ADJ-01"]  # 41 880 / 249 300
    assert "2025 : 56,3 % (232 sur 412) ; 2024 : 37,9 % (147 sur 388)" in texts["ADJ-05"]
    # mean of 58.4 and 34.166…
    assert texts["ADJ-12"] == "score RGESN : site-agglo 58,4 %, portail-mediatheques 34,2 % ; moyenne 46,3 %"


@pytest.mark.parametrize("profile", [None, "bilan"])
def test_valmont_has_no_finding(tables, profile):
    report = check([str(EXAMPLES / "valmont")], words_of(tables), tables, Wanted(profile, ("ADJ",))).report
    assert [(finding.code, finding.message) for finding in report.findings] == []


@pytest.mark.parametrize(
    ("example", "others"),
    [
        ("minimal", {"ADJ-16": TO_CHECK}),  # servers, and no room described
        ("bordeaux-metropole", {}),
        # judged on 31 December 2020: before the texts
        ("la-rochelle-2020", {"ADJ-01": NONE, "ADJ-05": NONE}),
    ],
)
def test_summary_of_the_other_examples(tables, example, others):
    assert {code: status for code, (status, _) in summary(tables, example).items()} == EMPTY | others


def test_the_indicators_of_valmont_say_the_same(tables):
    """I-01, I-17 and I-22 of the yearly accounts are those that the rules compute."""
    from snr_cli.inputs.dossier.load import read_dossier

    dossier = read_dossier(str(EXAMPLES / "valmont" / "territory.yaml"), words_of(tables)).dossier
    assert dossier is not None and judged_on(dossier) == "2026-06-30"
    for review in dossier.annual_reviews:
        (bought_then,) = [purchase for purchase in dossier.purchases if purchase.year == review.year]
        (retired_then,) = [use for use in dossier.end_of_use if use.year == review.year]
        assert review.indicators["I-01"] == round(100 * (reuse_share(bought_then) or 0), 1)
        assert review.indicators["I-17"] == round(100 * (reuse_rate(retired_then) or 0), 1)
    scores = [
        score for service in dossier.services if service.rgesn and (score := rgesn_score(service.rgesn)) is not None
    ]
    assert dossier.annual_reviews[1].indicators["I-22"] == round(100 * sum(scores) / len(scores), 1)


def test_pages_are_there():
    pages = Path(__file__).parents[1] / "docs" / "codes"
    assert {path.stem for path in pages.glob("ADJ-*.md")} == set(BY_CODE)


def test_what_is_left_aside_is_counted() -> None:
    """Of seventeen duties beside the decree, one is a note and never a finding; a plan that the dossier holds is judged."""
    nothing = {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33", "fictitious": True}}
    for plans, left in (({}, 16), ({"spaser": {}}, 15), ({"spaser": {}, "beges": {}}, 14)):
        said = scope(Dossier.model_validate({**nothing, "plans": plans}), None)
        assert f"obligations voisines absentes, non jugées : {left} ;" in said
