"""A missing source is told by one code."""

import re
from pathlib import Path

import pytest

from in_process import snr

SOURCED = """snr: 1
reference_year: 2025
territory: {siren: "243300316", agents: {total: 100, equipped: 80}}
equipment:
  - {id: portables, type: laptop, quantity: 800, quality: low, lifetime_years: 6, lifetime_source: Sorties de 2025, source: Enquête de 2025}
services:
  - {id: lignes, type: line_fixed_year, quantity: 48, quality: low, source: Facture de 2025}
uses:
  - {id: smartphones, kind: equipment_rate, type: smartphone, per_household: 2.8, source: Enquête de 2025}
"""
UNSOURCED = re.sub(r", (lifetime_)?source: [\w ]*\d{4}", "", SOURCED)


def found(folder: Path, text: str, *options: str) -> list[str]:
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    said = snr("check", folder, *options).stdout
    return re.findall(r"territory\.yaml:\d+:\d+: \w+ (\S+) : (.*)", said)


def test_a_missing_source_is_told_by_one_code(tmp_path: Path) -> None:
    before = set(found(tmp_path, SOURCED, "--profile", "bilan"))
    added = {finding for finding in found(tmp_path, UNSOURCED, "--profile", "bilan") if finding not in before}
    assert added == {
        ("RCP-12", "lignes sans source (3 sur 3) : portables, lignes et smartphones"),
        ("RCP-12", "durées de vie sans source (1 sur 1) : portables"),
    }


@pytest.mark.parametrize("code", ["REEN-24", "RCP-09", "RCP-11"])
def test_a_code_asked_for_alone_tells_it_itself(tmp_path: Path, code: str) -> None:
    assert len(found(tmp_path, UNSOURCED, "--profile", "bilan", "--select", code)) > len(
        found(tmp_path, SOURCED, "--profile", "bilan", "--select", code)
    )


def test_the_duty_is_still_not_met_in_the_table(tmp_path: Path) -> None:
    """What another code tells is left out of the findings, not of the verdict."""
    assert found(tmp_path, UNSOURCED, "--profile", "bilan", "--ignore", "RCP-12") != []
    whole = SOURCED + "exclusions: [{what: Écoles, why: Parc géré par le syndicat.}]\nlimits: [Une phrase de limite.]\n"
    for text, met in ((whole, True), (whole.replace(", source: Facture de 2025", ""), False)):
        (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
        table = snr("check", tmp_path, "--format", "summary", "--select", "REEN-24").stdout
        assert ("sans source" in table) is not met, table
