"""The exports of a dossier: what each says, its doubts settled in the mapping that the dossier reads, one more added."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.editing import Edited
from snr_cli.api.inventories import ExportEntry, add_export, exports_of, map_export, settle_export
from snr_cli.api.sheets import open_dossier
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError

VALMONT = EXAMPLES / "valmont"
ROOT = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n"
GLPI = (
    "Nom;Utilisateur;Type;Modèle;Statut\n"
    "PC1;Zoé Kerbrat;Ordinateur;Latitude 5420;En service\n"
    "PC2;Zoé Kerbrat;Bidule;Zorg 3000;En service\n"
)


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write(edited: Edited) -> None:
    assert edited["refusals"] == []
    for file in edited["files"]:
        Path(file["path"]).parent.mkdir(parents=True, exist_ok=True)
        Path(file["path"]).write_text(file["text"], encoding="utf-8", newline="")


def the_one(folder: Path) -> ExportEntry:
    (entry,) = exports_of(folder)["exports"]
    return entry


def rows(entry: ExportEntry) -> dict[str, int]:
    assert entry["doubts"] is not None
    return {verdict["verdict"]: verdict["rows"] for verdict in entry["doubts"]["verdicts"]}


def test_an_export_that_the_dossier_reads_is_told_as_it_reads_it() -> None:
    entry = the_one(VALMONT)
    assert (entry["files"], entry["name"]) == (["inventaire/glpi.csv"], "parc")
    assert rows(entry) == {"counted": 3960, "to_confirm": 0, "set_aside": 199, "rejected": 1, "ignored": 89}
    assert {"section": "statuses", "word": "Réserve", "answer": "spare"} in entry["answers"]
    assert json.loads(json.dumps(entry)) == entry
    with pytest.raises(UsageError, match="lit déjà"):
        add_export(VALMONT, entry["files"])


def test_an_export_is_settled_then_added_and_counts(tmp_path: Path) -> None:
    folder = made(tmp_path / "d", {"territory.yaml": ROOT, "inventaire/glpi été.csv": GLPI})
    entry = the_one(folder)
    assert (entry["row"], entry["mapping"], entry["refused"]) == ("", "", "")
    assert rows(entry)["to_confirm"] == 1
    assert entry["doubts"] is not None
    assert "Kerbrat" not in json.dumps(entry, ensure_ascii=False)
    question = next(doubt["settle"] for doubt in entry["doubts"]["doubts"] if "settle" in doubt)
    answer = {"section": question["section"], "word": question["word"], "answer": "tablet"}
    write(settle_export(folder, entry["files"], [answer]))  # type: ignore[list-item]
    entry = the_one(folder)
    assert entry["mapping"] == "inventaire/glpi été.mapping.yaml"
    assert entry["answers"] == [answer]
    assert rows(entry)["counted"] == 2
    write(add_export(folder, entry["files"]))
    entry = the_one(folder)
    assert entry["name"] == "glpi-ete"
    lines = assess_dossier(folder).result.organisation.lines
    assert sorted(line.type for line in lines) == ["laptop", "tablet"]
    (folder / entry["mapping"]).write_text("# à nous\n" + entry["text"], encoding="utf-8")
    write(settle_export(folder, entry["files"], [{**answer, "answer": ""}]))  # type: ignore[typeddict-item]
    entry = the_one(folder)
    assert entry["text"].startswith("# à nous\n")
    assert rows(entry)["to_confirm"] == 1


def test_the_line_that_reads_an_export_names_its_new_mapping(tmp_path: Path) -> None:
    text = ROOT + "equipment:\n  # notre parc\n  - {id: parc, from: glpi.csv} # de 2025\n"
    folder = made(tmp_path, {"territory.yaml": text, "glpi.csv": GLPI})
    entry = the_one(folder)
    edited = settle_export(
        folder, entry["files"], [{"section": "types", "word": "Bidule · Zorg 3000", "answer": "sim"}]
    )
    write(edited)
    after = (folder / "territory.yaml").read_text(encoding="utf-8")
    assert after == text.replace("from: glpi.csv}", "from: glpi.csv, mapping: glpi.mapping.yaml}")
    assert rows(the_one(folder))["ignored"] == 1


def test_a_word_that_may_name_somebody_is_typed_by_the_person(tmp_path: Path) -> None:
    """What stands for a status or a remark that is not shown is no word of a mapping."""
    text = "Nom;Type;Modèle;Statut;Remarque\nPC1;Ordinateur;Latitude 5420;En service;\nPC2;Ordinateur;Latitude 5420;Kerbrat;\n"
    text += "PC3;Ordinateur;Latitude 5420;En service;rendu en panne par Zoé\n"
    folder = made(tmp_path, {"territory.yaml": ROOT, "inventaire/glpi.csv": text})
    entry = the_one(folder)
    assert entry["doubts"] is not None
    found = {
        (doubt["settle"]["word"], doubt["settle"]["typed"]) for doubt in entry["doubts"]["doubts"] if "settle" in doubt
    }
    assert found == {
        ("", "le statut, comme dans le fichier"),
        ("Remarque : ", "les mots de la remarque, comme dans le fichier"),
    }
    answers = [
        {"section": "statuses", "word": "Kerbrat", "answer": "in_use"},
        {"section": "statuses", "word": "Remarque : rendu en panne par Zoé", "answer": "lost"},
    ]
    write(settle_export(folder, entry["files"], answers))  # type: ignore[arg-type]
    after = rows(the_one(folder))
    assert (after["counted"], after["to_confirm"], after["set_aside"]) == (2, 0, 1)


def test_a_file_that_nobody_can_tell_says_why_and_proposes(tmp_path: Path) -> None:
    folder = made(tmp_path, {"territory.yaml": ROOT, "inventaire/x.csv": "A;B\n1;2\n3;4\n"})
    entry = the_one(folder)
    assert entry["doubts"] is None
    assert "x.csv" in entry["refused"]
    with pytest.raises(DossierError):
        map_export(folder, entry["files"], "types: [\n")
    with pytest.raises(UsageError, match="clé inconnue"):
        map_export(folder, entry["files"], "typos: {}\n")
    write(map_export(folder, entry["files"], "columns: {A: model}\n"))
    assert the_one(folder)["text"] == "columns: {A: model}\n"


def test_exports_of_one_inventory_are_read_together(tmp_path: Path) -> None:
    files = {
        "territory.yaml": ROOT,
        "inventaire/a.csv": GLPI,
        "inventaire/b.csv": GLPI + "PC9;;Ordinateur;Latitude 5420;En service\n",
    }
    folder = made(tmp_path, files)
    together = ["inventaire/a.csv", "inventaire/b.csv"]
    made(folder, {"inventaire/b.mapping.yaml": "types: {Bidule · Zorg 3000: tablet}\n"})
    with pytest.raises(UsageError, match="un seul de ces exports"):
        add_export(folder, together)
    (folder / "inventaire/b.mapping.yaml").unlink()
    write(add_export(folder, together))
    entry = the_one(folder)
    assert (entry["files"], entry["name"]) == (together, "a")
    write(settle_export(folder, together, [{"section": "types", "word": "Bidule · Zorg 3000", "answer": "tablet"}]))
    assert the_one(folder)["mapping"] == "inventaire/a.mapping.yaml"
    assert rows(the_one(folder))["to_confirm"] == 0
    with pytest.raises(UsageError, match="pas un export"):
        add_export(folder, ["inventaire/a.csv"])


def test_what_is_no_export_is_left_alone(tmp_path: Path) -> None:
    files = {"territory.yaml": ROOT, "resultats/2024.json": "{}", "inventaire/.secret.csv": GLPI, "notes.txt": "rien"}
    assert exports_of(made(tmp_path, files))["exports"] == []
    with pytest.raises(UsageError, match="pas un export de ce dossier"):
        add_export(tmp_path, ["../autre.csv"])


def test_exports_of_a_dossier_that_holds_mistakes(tmp_path: Path) -> None:
    out = "equipment:\n  - {id: parc, from: ../dehors.csv}\n"
    folder = made(tmp_path / "d", {"territory.yaml": ROOT + out, "inventaire/glpi.csv": GLPI})
    made(tmp_path, {"dehors.csv": GLPI})
    outside, lying = exports_of(folder)["exports"]
    assert "sort du dossier" in outside["refused"]
    assert rows(lying)["counted"] == 1
    (folder / "territory.yaml").write_text("snr: 1\nterritory: {siren: '243300316'}\n", encoding="utf-8")
    assert "année de référence" in the_one(folder)["refused"]


def test_a_dossier_read_again_reads_only_the_exports_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answers as at the first reading, whatever changed: the export, its mapping, the year, the line that reads it."""
    from snr_cli.inputs.dossier import imports

    asked: list[str] = []

    def counted(*args: Any, **more: Any) -> Any:
        asked.append("read")
        return read(*args, **more)

    read = imports.read_inventory
    monkeypatch.setattr(imports, "read_inventory", counted)
    text = ROOT + "equipment:\n  - {id: parc, from: glpi.csv, mapping: m.yaml}\n"
    folder = made(tmp_path, {"territory.yaml": text, "glpi.csv": GLPI, "m.yaml": "types: {}\n"})
    dossier = open_dossier(folder)
    for changed, again in (
        ({}, 0),
        ({"notes.txt": "rien"}, 0),
        ({"territory.yaml": text + "# rien\n"}, 0),
        ({"glpi.csv": GLPI.replace("Ordinateur", "Imprimante")}, 1),
        ({"m.yaml": "types: {Bidule · Zorg 3000: tablet}\n"}, 1),
        ({"territory.yaml": text.replace("2025", "2024")}, 1),
        ({"territory.yaml": text.replace("from", "entity: École, from")}, 1),
    ):
        made(folder, changed)
        asked.clear()
        dossier = open_dossier(dossier)
        assert len(asked) == again, changed
        fresh = open_dossier(folder)
        assert exports_of(dossier) == exports_of(fresh)
        assert dossier.read.dossier == fresh.read.dossier
        assert dossier.read.findings == fresh.read.findings


@pytest.mark.slow
def test_another_copy_of_an_export_is_told_when_it_is_added(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(VALMONT, tmp_path / "valmont"))
    shutil.copy(folder / "inventaire/glpi.csv", folder / "inventaire/copie.csv")
    write(add_export(folder, ["inventaire/copie.csv"]))
    with pytest.raises(DossierError) as wrong:
        assess_dossier(folder)
    assert {finding.code for finding in wrong.value.findings} >= {"SNR504"}
