"""What a yearly account says of each action: its state alone, or what was done, what it took, what comes next."""

import re
from pathlib import Path

import pytest

from conftest import Run
from drafting import VALMONT, view, written

DOSSIER = """\
snr: 1
reference_year: 2025
territory: {name: Ville-Neuve, kind: commune, department: "38", population: {totale: 60000, municipale: 59000}}
actions:
  - {id: a, title: Garder les portables, status: under_way}
  - {id: b, title: Donner les écrans, status: done}
  - {id: c, title: Plus tard, status: planned}
annual_reviews:
  - {year: 2024, comment: Une année., actions: {a: planned}, goals: [1, 4]}
  - {year: 2025, comment: Une année., actions: ACTIONS, goals: GOALS}
"""


def checked(snr: Run, folder: Path, actions: str = "{}", goals: str = "[1]") -> str:
    """Return the findings of a dossier."""
    text = DOSSIER.replace("ACTIONS", actions).replace("GOALS", goals)
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    return snr("check", folder, "--format", "text").stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_state_alone_and_a_state_with_what_was_done_are_both_read(snr: Run, tmp_path: Path) -> None:
    text = checked(
        snr,
        tmp_path,
        "{a: under_way, b: {status: done, done: Donnés., proof: Registre}}",
        "[1, {goal: 5, text: Moins.}]",
    )
    assert "SNR2" not in text
    assert "ce qui a été fait n’est pas dit pour 1 action (a)" in text


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        ("{a: undr_way}", "vouliez-vous dire « under_way » ?"),
        ("{a: {status: done, don: x}}", "vouliez-vous dire « done » ?"),
        ("{a: {done: x}}", "il manque « status »"),
        ("{a: {status: done, spent_eur: -3}}", "« spent_eur »"),
        ("{a: {status: done, tax: net}}", "choix : ht, ttc"),
        ("{a: 3}", "« a » attend un bloc de « clé: valeur », reçu 3"),
        ("{z: done}", "action inconnue « z »"),
    ],
)
def test_a_mistake_in_what_was_done_is_told_where_it_is(snr: Run, tmp_path: Path, actions: str, told: str) -> None:
    text = checked(snr, tmp_path, actions)
    assert told in text
    assert "territory.yaml:10:" in text


def test_a_wrong_goal_is_told(snr: Run, tmp_path: Path) -> None:
    text = checked(snr, tmp_path, goals="[1, 9]")
    assert "9 ne fait pas partie des choix" in text
    assert "territory.yaml:10:63" in text


def test_what_was_done_without_any_proof_is_told(snr: Run, tmp_path: Path) -> None:
    text = checked(
        snr, tmp_path, "{a: {status: under_way, done: Gardés.}, b: {status: done, done: x, proof: y}, c: planned}"
    )
    assert "rien n’atteste ce qui a été fait pour 1 action (a)" in text
    assert "n’est pas dit" not in text


def account() -> dict[str, str]:
    """Return the sections of the yearly account of Valmont."""
    text = written(view("bilan", VALMONT)).replace("\u202f", " ").replace("\u00a0", " ")
    parts = re.split(r"<!-- snr:section ([a-z-]+) \w+ -->", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_what_slipped_is_told_first_with_what_comes_next() -> None:
    text = account()["bilan-actions"]
    slipped, going = text.split("### Ce qui avance")
    assert re.search(r"\*\*1\.11\*\* \*\*Ramener le PUE[^*]*\*\* \(engagée\)", slipped)
    assert "*Difficulté* : l’étude est arrivée trop tard pour le budget 2026" in slipped
    assert "*Suite* : inscription au budget 2027" in slipped
    assert "*Preuve* : registre des marchés." in going
    assert "À compléter" not in text


def test_the_budget_of_the_year_is_told_against_what_was_planned() -> None:
    """Valmont, 2025: 12,000 € planned and 9,400 € spent for training; gifts have no budget, which is no zero."""
    text = account()["bilan-budget"]
    assert (
        "| 3.3 | Sensibiliser les agents et les élus au numérique responsable | 12 000 € TTC | 9 400 € TTC | −2 600 € (−22 %) |"
        in text
    )
    assert "| 2.1 | Donner ou vendre les matériels réformés réemployables | non dit | 1 850 € TTC | — |" in text
    # 168,000 + 15,000 + 40,000 + 12,000 + 9,500, and 157,500 + 13,800 + 36,200 + 9,400 + 9,500
    assert (
        "Ensemble des 5 actions dont les deux montants sont dits | 244 500 € TTC | 226 400 € TTC | −18 100 € (−7 %) |"
        in text
    )
    assert "Sept actions menées n’ont ni budget ni dépense chiffrés pour 2025." in text


def test_an_objective_is_told_with_what_is_left_and_never_across_methods() -> None:
    text = account()["bilan-indicateurs"]
    # 0.15 × 272.6 t; the 375 t of the account of 2024 were published, by another method
    assert (
        "| 375 t CO₂e (publié) | 273 t CO₂e | 232 t CO₂e (2030) | −40,9 t CO₂e | dépend de dépenses en moins |" in text
    )
    assert "| 37,9 % | 56,3 % | 70 % (2028) | +13,7 points | en progrès |" in text
    assert "Serveurs et applications arrêtés" not in text
    assert "Serveurs et applications arrêtés" in account()["annexe-suivi"]


def test_the_body_of_the_account_is_read_in_a_quarter_of_an_hour() -> None:
    """Three thousand words at most; volets and finalités refer to actions by number."""
    sections = account()
    body = [
        text for name, text in sections.items() if not name.startswith(("annexe", "limites", "provenance", "reste"))
    ]
    words = re.findall(r"\d+(?:[ ,.]\d+)*|[^\W\d_][\w’-]*", re.sub(r"<!--.*?-->|\(#.*?\)", " ", " ".join(body)))
    assert len(words) <= 3000
    assert "- **Engagées** : 1.2, 1.3, 1.4, 1.11, 2.1, 2.3, 3.1, 3.2, 3.3, 3.4, 3.5, 4.1." in sections["bilan-volets"]


def test_what_an_account_does_not_say_is_a_place_to_fill(snr: Run, tmp_path: Path) -> None:
    text = DOSSIER.replace("ACTIONS", "{a: under_way}").replace("GOALS", "[1, 5]")
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    told = snr("draft", tmp_path, "--document", "bilan").stdout.decode().replace("\u00a0", " ")
    for words in (
        *("ce qui a été fait dans l’année, pour deux actions menées", "dépense de l’année, action par action"),
        *("ce que les habitants ont eu cette année", "comment les actions de l’année ont été décidées"),
        "contribution déclarée, non détaillée",
    ):
        assert words in told, words


def test_a_goal_without_words_names_the_actions_that_go_its_way(snr: Run, tmp_path: Path) -> None:
    text = DOSSIER.replace("ACTIONS", "{a: under_way}").replace("GOALS", "[3, 5]")
    text = text.replace("status: under_way}", "status: under_way, themes: [2]}").replace(
        "status: done}", "status: done, themes: [1, 2]}"
    )
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    told = snr("draft", tmp_path, "--document", "bilan").stdout.decode().replace("\u00a0", " ")
    assert "**La transition vers une économie circulaire** : actions 1 et 2, d’après leurs thèmes." in told


def test_an_action_behind_its_calendar_is_told_as_late(snr: Run, tmp_path: Path) -> None:
    text = DOSSIER.replace("ACTIONS", "{}").replace("GOALS", "[3]")
    text = text.replace("Plus tard, status: planned}", "Plus tard, status: planned, schedule: {start: 2024}}")
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    told = snr("draft", tmp_path, "--document", "bilan").stdout.decode().replace("\u00a0", " ")
    assert "**3** **Plus tard** (prévue, début prévu en 2024)." in told


def test_the_spending_of_a_year_that_is_told_is_no_longer_to_come(snr: Run, tmp_path: Path) -> None:
    text = (
        DOSSIER.replace("ACTIONS", "{}")
        .replace("GOALS", "[3]")
        .replace(
            "status: under_way}",
            "status: under_way, means: {budget: [{from: 2025, until: 2027, section: fonctionnement, eur: 1000}]}}",
        )
    )
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    told = (
        snr("draft", tmp_path, "--document", "strategie").stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")
    )
    assert "Déjà budgété, hors de ces totaux : 1 000 € TTC en 2025." in told


def test_the_programme_tells_the_work_of_its_day(snr: Run, tmp_path: Path) -> None:
    """Valmont: a programme of November 2022, whose figures are of that year."""
    text = written(view("programme", VALMONT)).replace("\u00a0", " ").split("section travaux")[1].split("snr:fin")[0]
    assert "| Entretiens avec cinq acteurs | du 12 avril 2022 au 20 septembre 2022 | Chef de projet |" in text
    assert (
        "*Demandé* : combien d’appareils elle peut reconditionner chaque année. *Réponse* : jusqu’à 3 000 par an"
        in (text.replace("\u202f", " "))
    )
    (tmp_path / "territory.yaml").write_text(DOSSIER.replace("ACTIONS", "{}").replace("GOALS", "[1]"), encoding="utf-8")
    bare = snr("draft", tmp_path, "--document", "programme").stdout.decode().replace("\u00a0", " ")
    assert "étapes du travail : intitulé, dates, qui les a menées" in bare
