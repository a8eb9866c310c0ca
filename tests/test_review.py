"""What a yearly account says of each action: its state alone, or what was done, what it took, what comes next."""

from pathlib import Path

import pytest

from conftest import Run

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
