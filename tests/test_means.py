"""The means of a plan: one basis, one table that adds up, staff counted once, savings as they come; what is unknown is said."""

import json
import re
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from drafting import VALMONT
from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import Funds, Yearly, axes, gather_means, spending_of
from snr_cli.plan.voted import new_measures
from snr_cli.results.sentences.verdict import NOT_COSTED, cost_sentence, means_table, table_notes, table_rules

BASE = {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33", "fictitious": True}}
PERIOD = {"start": 2026, "end": 2030}
AXIS = {"id": "sobre", "title": "Sobre"}


def dossier_of(*actions: dict[str, Any], **strategy: Any) -> Dossier:
    named = [{"id": f"a{rank}", "title": f"Action {rank}", **each} for rank, each in enumerate(actions)]
    return Dossier.model_validate(BASE | {"strategy": {"period": PERIOD, **strategy}, "actions": named})


def yearly_of(*actions: dict[str, Any], **strategy: Any) -> Yearly:
    return gather_means(dossier_of(*actions, **strategy)).yearly


def line(eur: float, section: str = "fonctionnement", **more: Any) -> dict[str, Any]:
    when = {} if {"year", "from"} & more.keys() else {"year": 2026}
    return {"section": section, "eur": eur, **when, **more}


def action(*budget: dict[str, Any], **means: Any) -> dict[str, Any]:
    return {"means": {"budget": list(budget), **means}}


def year(yearly: Yearly, wanted: int) -> Funds:
    return next(funds for funds in yearly.years if funds.year == wanted)


# --- properties ----------------------------------------------------------------------------------------------------------

FUNDING = st.lists(
    st.builds(
        lambda by, share: {"by": by, "share": share},
        st.sampled_from(["État", "Région", "autofinancement"]),
        st.floats(0, 0.3),
    ),
    max_size=3,
)
LINES = st.lists(
    st.builds(
        lambda first, more, section, eur, tax, funding, staff: {
            "from": first,
            "until": first + more,
            "section": section,
            "eur": eur,
            "tax": tax,
            "funding": funding,
            "staff": staff,
        },
        st.integers(2026, 2029),
        st.integers(0, 3),
        st.sampled_from(["investissement", "fonctionnement"]),
        st.integers(0, 500_000),
        st.sampled_from(["ht", "ttc"]),
        FUNDING,
        st.booleans(),
    ),
    max_size=5,
)
RATES = st.sampled_from([None, 0.055, 0.2])
BASES = st.sampled_from(
    [None, *({"investissement": a, "fonctionnement": b} for a in ("ht", "ttc") for b in ("ht", "ttc"))]
)
KINDS = ("gross", "recurrent", "received", "net", "new_posts", "savings", "posts", "tax")


def near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=60, deadline=None)
@given(lines=LINES, rate=RATES, basis=BASES, fte=st.floats(0, 5), created=st.floats(0, 5))
def test_the_years_sum_to_the_total_and_each_column_adds_up(
    lines: list[dict[str, Any]], rate: float | None, basis: Any, fte: float, created: float
) -> None:
    money = {"vat": rate, "basis": basis, "eur_per_fte": 50_000}
    yearly = yearly_of(action(*lines, fte=fte, new_fte=created, savings_eur_per_year=1000), money=money)
    for name in KINDS:
        said = [getattr(each, name) for each in yearly.years if getattr(each, name) is not None]
        assert near(sum(said), getattr(yearly.total, name) or 0.0), name
        assert (getattr(yearly.total, name) is None) == (not said), name
    for funds in (*yearly.years, yearly.total):
        if funds.gross is None:
            assert funds.net is None and not funds.sections
            continue
        assert near(sum(funds.sections.values()) + (funds.tax or 0.0), funds.gross)
        assert funds.net is not None and near(funds.net, funds.gross - (funds.received or 0.0))
        if funds.balance is not None:
            assert near(funds.balance, funds.net + (funds.new_posts or 0.0) - (funds.savings or 0.0))


@settings(max_examples=60, deadline=None)
@given(eur=st.integers(0, 10**7), rate=st.floats(0, 1), section=st.sampled_from(["investissement", "fonctionnement"]))
def test_before_tax_and_with_tax_are_told_by_the_rate(eur: int, rate: float, section: str) -> None:
    line_ht = line(eur, section, tax="ht")
    before = yearly_of(action(line_ht), money={"vat": rate, "basis": {section: "ht"}})
    after = yearly_of(action(line_ht), money={"vat": rate, "basis": {section: "ttc"}})
    assert near((before.total.gross or 0.0) * (1 + rate), after.total.gross or 0.0)
    back = line((after.total.gross or 0.0), section, tax="ttc")
    again = yearly_of(action(back), money={"vat": rate, "basis": {section: "ht"}})
    assert near(again.total.gross or 0.0, eur)


@settings(max_examples=60, deadline=None)
@given(lines=LINES, moved=st.integers(0, 4), rate=RATES, basis=BASES, on_axis=st.booleans())
def test_a_line_moved_from_an_action_to_an_axis_changes_no_total(
    lines: list[dict[str, Any]], moved: int, rate: float | None, basis: Any, on_axis: bool
) -> None:
    strategy = {"money": {"vat": rate, "basis": basis}, "axes": [AXIS]}
    here = gather_means(dossier_of({"axis": "sobre", **action(*lines)}, **strategy))
    kept, gone = lines[:moved], lines[moved:]
    shared = [{"axis": "sobre" if on_axis else None, "budget": gone}]
    there = gather_means(dossier_of({"axis": "sobre", **action(*kept)}, means=shared, **strategy))
    assert (here.yearly, here.total, here.budget) == (there.yearly, there.total, there.budget)
    if on_axis:
        before, after = (
            axes(dossier_of({"axis": "sobre", **action(*part)}, means=means, **strategy))[0]
            for part, means in ((lines, []), (kept, shared))
        )
        assert before.by_tax == after.by_tax


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(LINES, min_size=1, max_size=3),
    shared=LINES,
    staffed=st.lists(st.sampled_from([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]), min_size=4, max_size=4),
    new=st.sets(st.sampled_from(["a0", "a1", "a2"])),
    basis=BASES,
)
def test_each_euro_is_new_decided_before_or_pays_a_post_that_exists(
    lines: list[list[dict[str, Any]]],
    shared: list[dict[str, Any]],
    staffed: list[tuple[float, float]],
    new: set[str],
    basis: Any,
) -> None:
    """The three make the total, what others pay of them all that they pay, and net is what is left without the posts."""
    actions = [
        action(*budget, fte=fte, new_fte=created) for budget, (fte, created) in zip(lines, staffed, strict=False)
    ]
    money = {"vat": 0.2, "basis": basis}
    fte, created = staffed[3]
    means = [{"budget": shared, "fte": fte, "new_fte": created}]
    gathered = gather_means(dossier_of(*actions, money=money, means=means))
    spending, total = spending_of(gathered, new), gathered.yearly.total
    if spending is None:
        assert total.net is None
        return
    assert near(spending.new + spending.decided + spending.posts, total.gross or 0.0)
    assert near(spending.funded + spending.posts_funded, total.received or 0.0)
    assert near(spending.net + spending.posts - spending.posts_funded, total.net or 0.0)
    assert min(spending) >= 0.0
    nothing_new = spending_of(gathered, ())
    assert nothing_new is not None and nothing_new.new == 0.0
    assert near(nothing_new.decided, spending.new + spending.decided) and near(nothing_new.net, spending.net)
    if all(created or not fte for fte, created in staffed):  # no post exists
        assert spending.posts == 0.0


def test_what_the_four_figures_hold_of_valmont() -> None:
    """New: 603,800 of thirteen measures. Posts: 168,000 over five years, the State pays 30 % of two of them."""
    assessed = assess_dossier(str(VALMONT), shipped_tables(), places=True)
    gathered = gather_means(assessed.dossier)
    new = new_measures(assessed.dossier)
    assert new is not None and len(new) == 13
    spending, total = spending_of(gathered, new), gathered.yearly.total
    assert spending is not None
    assert (spending.new, spending.posts, spending.posts_funded) == (603_800, 5 * 168_000, 0.3 * 2 * 168_000)
    assert near(spending.new + spending.decided + spending.posts, total.gross or 0.0) and total.gross == 1_892_300
    assert near(spending.funded + spending.posts_funded, total.received or 0.0) and total.received == 244_300


def test_amounts_that_add_to_nothing_have_no_four_figures() -> None:
    mixed = gather_means(dossier_of(action(line(100, tax="ht"), line(100, "investissement", tax="ttc"))))
    assert spending_of(mixed, ()) is None
    assert spending_of(gather_means(dossier_of(action())), ()) is None
    # a post to create is new money like any other
    to_create = gather_means(dossier_of(action(line(100, staff=True), fte=1, new_fte=1)))
    existing = gather_means(dossier_of(action(line(100, staff=True), fte=1)))
    assert [spending_of(each, {"a0"})[:4:3] for each in (to_create, existing)] == [(100.0, 0.0), (0.0, 100.0)]  # type: ignore[index]


# --- one basis -----------------------------------------------------------------------------------------------------------


def test_two_bases_without_a_rate_are_never_added() -> None:
    yearly = yearly_of(action(line(100, "investissement", tax="ht"), line(50, tax="ttc")))
    assert (yearly.whole, yearly.total.gross, yearly.total.apart) == ("ttc", 50, {"ht": 100})
    assert yearly.total.balance is None  # it would lack the 100
    assert any("À part, dans aucun total : 100 € HT".replace(" €", "\xa0€") in note for note in table_notes(yearly))


def test_a_section_before_tax_is_brought_to_the_total_by_the_tax() -> None:
    money = {"vat": "20 %", "basis": {"investissement": "ht", "fonctionnement": "ttc"}}
    yearly = yearly_of(action(line(100, "investissement"), line(60)), money=money)
    assert year(yearly, 2026).sections == {"investissement": 100, "fonctionnement": 60}
    assert (yearly.whole, yearly.total.tax, yearly.total.gross) == ("ttc", pytest.approx(20), pytest.approx(180))
    labels = [row[0].replace("\u202f", " ").replace("\xa0", " ") for row in means_table(yearly).rows]
    assert labels[:4] == [
        "Investissement (HT)",
        "Fonctionnement (TTC)",
        "TVA à 20 % sur les montants HT",
        "Dépenses (TTC)",
    ]


def test_the_rate_is_told_as_it_is() -> None:
    money = {"vat": "5,5 %", "basis": {"investissement": "ht", "fonctionnement": "ttc"}}
    yearly = yearly_of(action(line(1000, "investissement"), line(60)), money=money)
    assert [row[0] for row in means_table(yearly).rows if "TVA" in row[0]] == ["TVA à 5,5\xa0% sur les montants HT"]
    assert yearly.total.tax == pytest.approx(55)


def test_one_basis_needs_no_rate() -> None:
    yearly = yearly_of(action(line(100, "investissement", tax="ht"), line(50, tax="ht")))
    assert (yearly.whole, yearly.total.gross, yearly.total.apart) == ("ht", 150, {})


def test_staff_bears_no_tax() -> None:
    yearly = yearly_of(
        action(line(1000, staff=True), line(120, tax="ht")), money={"vat": 0.2, "basis": {"fonctionnement": "ttc"}}
    )
    assert yearly.total.gross == pytest.approx(1144)


# --- who pays ------------------------------------------------------------------------------------------------------------


def test_a_grant_is_received_as_it_is_and_own_money_is_no_income() -> None:
    funding = [{"by": "Région", "share": "30 %"}, {"by": "État", "eur": 5}, {"by": "Autofinancement", "share": "65 %"}]
    yearly = yearly_of(
        action(line(100, tax="ht", funding=funding)), money={"vat": 0.2, "basis": {"fonctionnement": "ttc"}}
    )
    assert (yearly.total.gross, yearly.total.received, yearly.total.net) == (120, 35, 85)
    told = gather_means(dossier_of(action(line(100, funding=funding)))).funding
    assert list(told.values()) == [("Région 30\xa0%, État 5\xa0€, Autofinancement 65\xa0%",)]


def test_funding_without_an_amount_is_named_and_not_deducted() -> None:
    yearly = yearly_of(action(line(100, funding="fonds européens")))
    assert (yearly.total.received, yearly.total.net, yearly.named) == (None, 100, ("fonds européens",))
    assert "Financement cité sans montant, non déduit : fonds européens." in list(table_notes(yearly))
    own = yearly_of(action(line(100, funding="autofinancement")))
    assert (own.total.received, own.named) == (0, ())


# --- time ----------------------------------------------------------------------------------------------------------------


def test_a_line_that_comes_back_has_an_amount_each_year() -> None:
    yearly = yearly_of(action({"from": 2027, "until": 2029, **line(10, year=None)}))
    assert [funds.gross for funds in yearly.years] == [None, 10, 10, 10, None]
    same = yearly_of(action(line(10, year=2027, until=2029)))
    assert [funds.recurrent for funds in same.years] == [None, 10, 10, 10, None]
    assert same.endless is None


def test_a_line_without_end_runs_to_the_last_year_then_is_told() -> None:
    yearly = yearly_of(action({"from": 2028, **line(10, year=None)}))
    assert [funds.gross for funds in yearly.years] == [None, None, 10, 10, 10]
    assert yearly.endless == 10
    assert any(note.startswith("Après 2030, 10") for note in table_notes(yearly))


def test_savings_come_as_the_effects_do() -> None:
    """In equal steps from the year before the start to the full effect: 2026 half of it, 2027 on all; none after the end."""
    schedule = {"start": 2026, "full": 2027, "end": 2029}
    yearly = yearly_of({"schedule": schedule, **action(line(1), savings_eur_per_year=1000)})
    assert [funds.savings for funds in yearly.years] == [500, 1000, 1000, 1000, 0]
    assert "elles suivent le calendrier de chaque action" in " ".join(table_rules(yearly))
    finished = yearly_of({"status": "done", "schedule": schedule, **action(line(1), savings_eur_per_year=1000)})
    assert finished.total.savings is None


def test_amounts_outside_the_period_are_kept() -> None:
    yearly = yearly_of(action(line(1, year=2025), line(2, year=2032), line(4, year=2020)))
    assert [funds.year for funds in yearly.years] == list(range(2025, 2033))
    assert yearly.total.gross == 3  # 2020 is spent


def test_many_years_are_rows() -> None:
    table = means_table(yearly_of(action(line(1, year=2026, until=2034))))
    assert table.columns[0] == "Exercice" and [row[0] for row in table.rows] == [*map(str, range(2026, 2035)), "Total"]


# --- staff ---------------------------------------------------------------------------------------------------------------


def test_posts_that_a_line_pays_are_not_counted_twice() -> None:
    money = {"eur_per_fte": 50_000}
    paid = action(line(168_000, year=2026, until=2027, staff=True), fte=4)
    yearly = yearly_of(paid, action(fte=1, new_fte=0.5), money=money)
    assert year(yearly, 2026).posts == 50_000 and year(yearly, 2028).posts == 250_000
    assert year(yearly, 2026).new_posts == 25_000
    assert year(yearly, 2026).balance == 168_000 + 25_000
    assert year(yearly, 2026).fte == 5


def test_staff_works_from_the_start_of_its_action_to_its_end() -> None:
    yearly = yearly_of({"schedule": {"start": 2027, "end": 2028}, **action(fte=2)}, means=[{"fte": 1}])
    assert [funds.fte for funds in yearly.years] == [1, 3, 3, 1, 1]
    alone = yearly_of({"schedule": {"start": 2028}, **action(fte=2)}, money={"eur_per_fte": 10})
    assert [funds.posts for funds in alone.years] == [0, 0, 20, 20, 20]  # nobody works on it yet: that is known


def test_posts_without_a_cost_are_said_not_to_be_costed() -> None:
    yearly = yearly_of(action(line(10), new_fte=1))
    assert yearly.total.new_posts is None
    assert "Le coût des postes à créer n’est pas chiffré : le solde ne le compte pas." in list(table_notes(yearly))


# --- unknown is not zero -------------------------------------------------------------------------------------------------


def test_what_is_not_said_is_not_costed() -> None:
    yearly = yearly_of(action(line(10), savings_eur_per_year=4))
    cells = {row[0]: row[1:] for row in means_table(yearly).rows}
    assert cells["Dépenses (TTC)"] == ("10", *(NOT_COSTED,) * 4, "10")
    assert cells["Solde"][0] == "6" and cells["Solde"][-1] == NOT_COSTED  # 2027 to 2030 save, and may cost
    assert any(note.endswith("il n’a pas de total, faute de toutes les années.") for note in table_notes(yearly))
    alone = means_table(
        yearly_of(action(line(10)))
    ).rows  # nothing is added nor taken off: no balance beside what is left to pay
    assert [row[0] for row in alone if row[0] in ("Reste à la charge de la collectivité", "Solde")] == [
        "Reste à la charge de la collectivité"
    ]
    assert "Investissement (TTC)" not in cells
    assert "Aucune dépense d’investissement n’est chiffrée." in list(table_notes(yearly))
    zero = yearly_of(action(line(10), line(0, "investissement", year=2026, until=2030)))
    assert {row[0]: row[1:] for row in means_table(zero).rows}["Investissement (TTC)"] == ("0",) * 6


def test_nothing_said_makes_no_table() -> None:
    means = gather_means(dossier_of({}))
    assert means_table(means.yearly).rows == () and cost_sentence(means) == ""
    assert list(table_notes(means.yearly)) == []


# --- a dossier that contradicts itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("{section: investissement, eur: 1}", "SNR202", "year: 2026 ; ou from: 2026"),
        ("{year: 2026, from: 2027, section: investissement, eur: 1}", "SNR208", "year et from ensemble"),
        ("{year: 2026, until: 2025, section: investissement, eur: 1}", "SNR208", "avant le premier"),
        ("{year: 2026, section: investissement, eur: 1, funding: [{by: É, share: 60 %}, {by: R, share: 60 %}]}", "SNR208", "supérieurs"),
        ("{year: 2026, section: investissement, eur: 1, funding: [{by: É, eur: 2}]}", "SNR208", "supérieurs"),
        ("{year: 2026, section: investissement, eur: 1, funding: [{by: É, share: 1 %, eur: 0}]}", "SNR208", "share et eur"),
        ("{year: 2026, section: investissement, eur: 1, funding: 5}", "SNR203", "funding"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("shared", [False, True])
def test_a_line_that_contradicts_itself_is_refused(
    written: str, code: str, said: str, shared: bool, tmp_path: Path
) -> None:
    path = tmp_path / "territory.yaml"
    block = f"strategy: {{means: [{{budget: [{written}]}}]}}" if shared else (
        f"actions: [{{id: a, title: A, means: {{budget: [{written}]}}}}]"
    )  # fmt: skip
    path.write_text(
        f'snr: 1\nreference_year: 2025\nterritory: {{name: X, department: "33"}}\n{block}\n', encoding="utf-8"
    )
    done = snr("check", str(path))
    assert done.returncode == 1 and code in done.stdout and said in done.stdout, done.stdout
    assert snr("plan", str(path)).returncode == 1


def test_more_amounts_than_a_plan_ever_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    lines = "    - {from: 1990, until: 2100, section: fonctionnement, eur: 1}\n" * 200
    head = 'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\nstrategy:\n  means:\n  - budget:\n'
    path.write_text(head + lines, encoding="utf-8")
    done = snr("plan", str(path))
    assert done.returncode == 1 and "SNR204" in done.stderr and "montants annuels" in done.stderr


def test_what_is_spent_asks_for_no_rate(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    budget = "[{year: YEAR, section: investissement, eur: 9, tax: ht}, {year: 2026, section: investissement, eur: 5}]"
    text = f'snr: 1\nreference_year: 2025\nterritory: {{name: X, department: "33"}}\nstrategy: {{means: [{{budget: {budget}}}]}}\n'
    for said, told in (("2024", False), ("2025", True)):
        path.write_text(text.replace("YEAR", said), encoding="utf-8")
        assert (
            "SNR615" in snr("check", str(path), "--select", "SNR615", "--format", "compact").stdout.split("limité")[0]
        ) is told


def test_an_axis_whose_actions_share_means_gives_them_some(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    text = (
        'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\n'
        "strategy: {axes: [{id: sobre, title: Sobre}], means: [{axis: AXIS, fte: 1}]}\n"
        "actions: [{id: a, title: A, axis: sobre, owner: DSI}]\n"
    )
    path.write_text(text.replace("axis: AXIS, ", "axis: sobre, "), encoding="utf-8")
    assert "sans moyens" not in snr("check", str(path), "--select", "REEN-17").stdout
    path.write_text(text.replace("axis: AXIS, ", ""), encoding="utf-8")
    assert "sans moyens" in snr("check", str(path), "--select", "REEN-17").stdout


# --- the answers ---------------------------------------------------------------------------------------------------------


def test_the_table_is_the_same_in_every_answer() -> None:
    path = str(EXAMPLES / "valmont")
    document = json.loads(snr("plan", path, "--format", "json").stdout)["means"]["yearly"]
    rows = [each.split(",") for each in snr("plan", path, "--format", "csv").stdout.splitlines() if ",means," in each]
    said = {(int(row[0]), row[3]): float(row[4]) for row in rows}
    for each in document["years"]:
        for name in ("gross", "net", "savings", "balance", "fte"):
            assert said[each["year"], name] == each[name]
    shown = snr("plan", path).stdout.replace("\u202f", " ").replace("\xa0", " ")
    assert "1 892 300" in shown and document["total"]["gross"] == 1_892_300
    assert document["total"]["apart"] == {} and document["named"] == []


# --- the cost of each action, and all of the staff --------------------------------------------------------------------------


def _cells(text: str) -> list[list[str]]:
    table = text.replace(NARROW, "").replace(WIDE, " ").split("*Coût de chaque action")[1].split("\n\n")[1]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]


def _of(cell: str) -> float:
    return 0.0 if cell == "—" else float(cell.replace(" ", "").replace(",", "."))


def test_the_costs_of_the_actions_add_up_to_what_the_plan_says_elsewhere() -> None:
    """Rows of actions and of shared means add up to their axis, axes to the whole, and the whole to the table of the means.

    The actions of an axis that cost nothing in euros are in one row, by their numbers: their sheets say the staff of each.
    """
    text = snr("draft", VALMONT, "--document", "strategie").stdout
    rows = _cells(text)
    *parts, whole = rows
    sums = [row for row in parts if row[0].startswith("Ensemble : ")]
    alone = [row for row in parts if row not in sums]
    assert len(sums) == 4
    free = [row for row in alone if row[0].startswith("Sans dépense chiffrée : ")]
    assert [row[0].split(" : ")[1] for row in free] == [
        "1.1, 1.2, 1.3, 1.4, 1.5, 1.8, 1.9, 1.12, 1.13 et 1.14",
        "3.1 et 3.5",
    ]
    assert len(alone) == 25 + 3 - 12 + len(free)
    for column in range(1, 5):
        assert isclose(sum(_of(row[column]) for row in alone), _of(whole[column]))
        assert isclose(sum(_of(row[column]) for row in sums), _of(whole[column]))
    plan = json.loads(snr("plan", VALMONT, "--format", "json").stdout)["means"]
    total = plan["yearly"]["total"]
    assert [_of(cell) for cell in whole[1:4]] == [total["gross"], total["received"], total["net"]]
    assert _of(whole[4]) == plan["fte"] == 11.15


def test_referents_are_staff_of_the_whole_strategy_told_in_its_total() -> None:
    """1.6 of referents beside 9.55 of the actions, existing posts all of them; their cost is 1.6 × 48,000 more each year."""
    dossier = dossier_of(action(fte=2.0), action(new_fte=0.5), money={"eur_per_fte": 50_000.0})
    governed = Dossier.model_validate(dossier.model_dump(by_alias=True) | {"governance": {"referents_fte": 1.6}})
    before, after = gather_means(dossier), gather_means(governed)
    assert (before.fte, after.fte) == (2.5, pytest.approx(4.1))
    assert after.yearly.years[0].posts == pytest.approx((before.yearly.years[0].posts or 0.0) + 1.6 * 50_000)
    text = snr("draft", VALMONT, "--document", "strategie").stdout.replace(WIDE, " ")
    assert (
        "11,15 équivalents temps plein par an en année pleine (10,65 en 2026), dont 1,6 de référents (postes existants)"
        in text
    )


def test_the_sheets_say_their_amounts_on_the_basis_of_the_totals() -> None:
    """28,000 before tax are 33,600 with a tax of 20 %."""
    text = snr("draft", VALMONT, "--document", "strategie").stdout.replace(NARROW, " ").replace(WIDE, " ")
    means = "\n".join(re.findall(r" Moyens : .*$|^Déjà budgété.*$", text, re.M))
    assert "33 600 € TTC par an de 2026 à 2030" in means
    assert "372 000 € TTC en 2019" in means
    assert "€ HT" not in means


def test_an_amount_that_nothing_converts_keeps_its_year() -> None:
    """It read « 15 000 € TTC et 40 000 € HT prévus en 2026 »: the second is of 2027."""
    means = gather_means(
        dossier_of(
            {
                "means": {
                    "budget": [line(15_000, year=2026, tax="ttc"), line(40_000, "investissement", year=2027, tax="ht")]
                }
            }
        )
    )
    said = cost_sentence(means).replace(NARROW, " ").replace(WIDE, " ")
    assert said == "15 000 € TTC prévus en 2026 ; à part, 40 000 € HT en 2027"
