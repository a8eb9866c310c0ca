"""SNR209: a key that nothing follows is read as absent, and said."""

from pathlib import Path

import pytest

from conftest import EXAMPLES
from snr_cli.api.catalogue import words_of
from snr_cli.api.scaffold.files import territory_yaml
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.model.finding import Finding, Severity

HEAD = "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\n"


def empty(folder: Path, text: str, tables: Tables) -> list[Finding]:
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    read = read_dossier(str(folder), words_of(tables))
    assert read.dossier is not None
    return [finding for finding in read.findings if finding.code == "SNR209"]


@pytest.mark.parametrize(
    ("text", "line", "column", "pointer"),
    [
        ("governance:\n", 4, 1, "/governance"),
        ("strategy:\n  deliberation:\n  adopted_on: '2024-01-25'\n", 5, 3, "/strategy/deliberation"),
        ("strategy: {deliberation: , adopted_on: '2024-01-25'}\n", 4, 12, "/strategy/deliberation"),
        ("equipment:\n  - {id: a, type: laptop, quantity: 1, note: }\n", 5, 40, "/equipment/0/note"),
    ],
)
def test_a_key_without_a_value(text: str, line: int, column: int, pointer: str, tmp_path: Path, tables: Tables) -> None:
    (finding,) = empty(tmp_path, HEAD + text, tables)
    assert (finding.position.line, finding.position.column, finding.pointer) == (line, column, pointer)
    assert finding.severity is Severity.WARNING
    assert pointer.rpartition("/")[2] in finding.message
    assert "#" not in finding.help


def test_a_value_taken_for_a_comment(tmp_path: Path, tables: Tables) -> None:
    (found,) = empty(tmp_path, HEAD + "programme:\n  method: #1 ateliers\n", tables)
    assert "« # » commence un commentaire" in found.help


def test_in_an_included_file_and_a_joined_list(tmp_path: Path, tables: Tables) -> None:
    (tmp_path / "a.yaml").write_text(
        "governance:\nequipment: [{id: b, type: laptop, quantity: 1, note: }]\n", encoding="utf-8"
    )
    text = f"{HEAD}include: [a.yaml]\nequipment: [{{id: a, type: laptop, quantity: 1}}]\n"
    findings = empty(tmp_path, text, tables)
    assert [(Path(f.position.file).name, f.position.line, f.pointer) for f in findings] == [
        ("a.yaml", 2, "/equipment/1/note"),
        ("a.yaml", 1, "/governance"),
    ]


@pytest.mark.parametrize("text", ["governance: null\n", "governance: ~\n", "governance: {}\n", "limits: []\n"])
def test_what_is_typed_on_purpose_says_nothing(text: str, tmp_path: Path, tables: Tables) -> None:
    assert empty(tmp_path, HEAD + text, tables) == []


def test_nor_what_we_write(tmp_path: Path, tables: Tables) -> None:
    for full in (False, True):
        assert empty(tmp_path, territory_yaml({"year": 2025}, None, full=full), tables) == []
    for root in EXAMPLES.glob("*/territory.yaml"):
        assert not [f for f in read_dossier(str(root), words_of(tables)).findings if f.code == "SNR209"]
