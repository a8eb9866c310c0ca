"""What an elected member and a resident read before they vote or believe: sums that are followed, one verdict, nothing that frightens."""

import re
from math import fsum

import pytest
import yaml

from drafting import MINIMAL, VALMONT, view, written
from snr_cli.french.numbers import NARROW, WIDE

DOSSIER = VALMONT.parent


def text(document: str, name: str = "") -> str:
    """Return a document of Valmont, or one of its sections, in plain spaces."""
    found = written(view(document, VALMONT)).replace(NARROW, " ").replace(WIDE, " ")
    return found if not name else found.split(f"<!-- snr:section {name} ")[1].split("<!-- snr:fin")[0]


def amount(said: str) -> int:
    return int(re.sub(r"\D", "", said))


@pytest.mark.parametrize(("document", "name"), [("note", "note"), ("strategie", "engagements")])
def test_the_balance_is_what_is_left_less_the_savings_that_are_said(document: str, name: str) -> None:
    said = re.search(
        r"collectivité : ([\d ]+) € ; économies cumulées de 2026 à 2030 : ([\d ]+) € ; solde : ([\d ]+) €",
        text(document, name),
    )
    assert said is not None
    left, saved, balance = map(amount, said.groups())
    assert left - saved == balance
    assert "dont 61 % de la seule mesure 1.5" in text(document, name)  # 216,000 of 352,500


def test_a_share_of_an_amount_before_tax_is_in_euros_beside_the_amount_with_tax() -> None:
    """30 % of 145,000 before tax, not of the 174,000 that stand beside it."""
    share = "(syndicat des énergies 43 500 €, autofinancement pour le reste)"
    assert f"174 000 € TTC en 2027, investissement {share}" in text("strategie", "annexe-fiches")
    assert f"174 000 € en 2027 {share}" in text("strategie", "axes")
    assert "Montants (€ TTC), salaires sans TVA." in text("strategie", "axes")
    for name in ("annexe-fiches", "axes"):
        assert "(éco-organisme 50 %, autofinancement 50 %)" in text("strategie", name)  # of the amount that is written


@pytest.mark.parametrize(("document", "name"), [("note", "note"), ("strategie", "engagements")])
def test_the_other_verdict_is_told_with_the_first(document: str, name: str) -> None:
    line = next(each for each in text(document, name).split("\n") if "241 t CO₂e" in each)
    said = "sans compter les dépenses en moins, l’objectif n’est pas atteint : 241 t CO₂e pour 232 t CO₂e visées"
    assert said in line and "prévu atteint" not in line
    assert not re.search("leviers en euros|lignes en euros|lu par ménage", text(document, name).split("Objectif 8")[0])


def test_what_is_new_is_told_with_its_money() -> None:
    """Thirteen measures: 603,800 € with tax of the six that have an amount, 288,500 € saved a year."""
    said = (
        "Treize mesures sur 25 sont nouvelles depuis la version votée le 25 janvier 2024 : 1.5 à 1.14, 2.5, 3.2 et 3.5, "
        "dont déjà engagées 1.11, 3.2 et 3.5 (603 800 € TTC de dépenses, pour les six chiffrées ; 288 500 € TTC d’économies attendues par an à plein effet)"
    )
    assert said in text("deliberation")
    for name in (("note", "note"), ("strategie", "synthese")):
        assert "treize mesures ajoutées" in text(*name)
    assert "dépenses des mesures nouvelles : 603 800 €" in text("note", "note")
    assert "| Dépenses des mesures nouvelles | 603 800 |" in text("strategie", "engagements")
    assert "Quatorze actions figurent au bilan pour la première fois, dont une hors de la stratégie." in text("bilan")
    assert "nouvelles" not in written(view("note", MINIMAL))


def test_residents_read_what_they_meet() -> None:
    local = text("strategie", "habitants")
    assert "Mesurer chaque année l’empreinte" not in local
    assert 3 <= local.count("\n- ") <= 5
    assert "t CO₂e" not in local
    assert "efface toujours les données" in text("bilan", "bilan-habitants")


def test_the_two_readings_of_the_territory_are_in_the_act_and_in_the_account() -> None:
    both = "(moyenne nationale) ; compté par ménage, environ 15 770 t CO₂e par an, sans fourchette publiée (appareils, abonnements et centre de données situé sur le territoire)"
    said = text("deliberation")
    assert both in text("bilan", "bilan-synthese")
    assert said.count(both) == 1
    assert "Le programme de travail en donnait 21 000 t CO₂e en 2022, par une autre méthode" in said


def test_staff_of_a_full_year_is_not_that_of_the_first() -> None:
    assert "11,15 équivalents temps plein par an en année pleine (10,65 en 2026)" in text("note", "note")


def test_one_uncertainty_of_the_ratio_of_euros() -> None:
    for document in ("note", "strategie", "bilan"):
        assert "± 80 %" not in text(document)
        assert "de la moitié au double" in text(document)


def test_the_first_measures_are_in_the_order_that_is_said() -> None:
    """The most carbon first, less spending aside: 13.5 t of less spending would come before 8.87 t."""
    led = text("strategie", "trajectoire").split("Les trois premiers leviers sont les actions ")[1].split("\n")[0]
    assert "hors dépenses en moins" in led
    assert re.findall(r"([\d.]+) \(([\d,]+) t CO₂e\)", led) == [("1.2", "8,87"), ("1.6", "5,18"), ("1.14", "4,62")]
    told = text("note", "note").split("Ce qui réduit le plus")[1].split("Moyens humains")[0]
    assert "hors dépenses en moins : 1.2 " in told
    assert re.findall(r"[:;] (\d[\d.]+) [A-Z]", told) == ["1.2", "1.6", "1.14"]
    assert "autres raisons" not in text("strategie")


def test_an_account_says_why_its_plan_goes_back_and_what_it_missed() -> None:
    said = text("bilan")
    assert "Recul : avancement du plan d’actions (le plan est passé de douze à 25 actions)." in said
    assert "En 2024, la part était de 16,8 % : le seuil de 20 % n’était pas atteint." in said


def test_no_action_of_valmont_has_its_full_effect_after_its_target_or_before_what_its_account_says() -> None:
    """The last contract is renewed in September 2027; the objective of the residents is of 2028."""
    actions = {
        action["id"]: action
        for action in yaml.safe_load((DOSSIER / "actions.yaml").read_text(encoding="utf-8"))["actions"]
    }
    told = yaml.safe_load((DOSSIER / "reviews.yaml").read_text(encoding="utf-8"))["annual_reviews"][-1]
    for name, said in told["actions"].items():
        years = (
            [int(year) for year in re.findall(r"\b20\d\d\b", said.get("next", ""))] if isinstance(said, dict) else []
        )
        assert max(years, default=0) <= actions[name]["schedule"]["full"] or name == "mesure-annuelle", name
    assert actions["conseillers-numeriques"]["schedule"]["full"] == 2028
    assert fsum(goal["goal"] == 1 and "en 2027" in goal["text"] for goal in told["goals"]) == 1
