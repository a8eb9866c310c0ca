"""Many findings of a strategy are told by rule; every other text, and every machine format, tells each of them."""

import json
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.rules.forms import GROUPED_FROM

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
HEAD += "equipment: [{id: portables, type: laptop, quantity: 330}]\nactions:\n"


def dossier(folder: Path, actions: int) -> Path:
    lines = "".join(f'  - {{id: action-{rank}, title: "Action {rank}"}}\n' for rank in range(actions))
    (folder / "territory.yaml").write_text(HEAD + lines, encoding="utf-8")
    return folder


def check(folder: Path, *arguments: str) -> str:
    done = snr("check", str(folder), *arguments)
    assert done.returncode == 1
    return done.stdout


def test_a_long_report_is_told_by_rule(tmp_path: Path) -> None:
    text = check(dossier(tmp_path, 12), "--profile", "strategie")
    full = check(tmp_path, "--profile", "strategie", "-v")
    assert len(text.splitlines()) <= 80 < len(full.splitlines())
    lines = text.splitlines()
    at = lines.index("avertissement REEN-17 : action « action-0 » sans pilote (12 fois)")
    assert lines[at + 1].endswith(
        "territory.yaml:6:5 action-0, 7:5 action-1, 8:5 action-2, 9:5 action-3, 10:5 action-4 et 7 autres"
    )
    assert "ajoutez owner" in lines[at + 2]
    assert text.count("ajoutez owner") == 1  # the advice once
    assert full.count("ajoutez owner") == 12
    assert "snr check -v" in text
    assert "^^^" in full
    counts = [line for line in lines if line.startswith("19 erreurs")]
    assert counts and counts[0] in full  # nothing is lost of the count


def test_nothing_of_a_rule_is_lost(tmp_path: Path) -> None:
    text = check(dossier(tmp_path, 30), "--profile", "strategie")
    findings = json.loads(check(tmp_path, "--profile", "strategie", "--format", "json"))["findings"]
    assert len(findings) > 100
    assert {finding["code"] for finding in findings} == {
        word for line in text.splitlines() for word in line.split()[:3] if word[:4] in ("REEN", "RCP-", "SNR4")
    }
    assert "(30 fois)" in text


@pytest.mark.parametrize(
    ("actions", "arguments"),
    [
        (12, ("--profile", "strategie", "-v")),
        (12, ("--profile", "bilan")),
        (12, ()),
        (1, ("--profile", "strategie")),
    ],
)
def test_elsewhere_each_finding_has_its_line(tmp_path: Path, actions: int, arguments: tuple[str, ...]) -> None:
    text = check(dossier(tmp_path, actions), *arguments)
    assert "fois)" not in text
    assert "^^^" in text


def test_compact_is_a_line_each(tmp_path: Path) -> None:
    lines = check(dossier(tmp_path, 12), "--profile", "strategie", "--format", "compact").splitlines()
    assert sum("territory.yaml:" in line for line in lines) > GROUPED_FROM
    assert not any("fois)" in line for line in lines)


def test_what_keeps_a_dossier_from_being_read_is_shown_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(HEAD + "  - {id: a, titre: b}\n" * 60, encoding="utf-8")
    assert "^^^" in check(tmp_path, "--profile", "strategie")
