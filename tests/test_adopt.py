"""What the council voted is kept as it is, and what is proposed later is compared with it."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES
from in_process import Done, snr
from snr_cli.model.strategy import Voted
from snr_cli.plan.voted import Difference, Subject
from snr_cli.results.sentences.compared import voted_line
from walks import mostly

VALMONT = EXAMPLES / "valmont"
SMALL = """snr: 1
reference_year: 2025
territory: {name: Essai, kind: commune, department: "33", agents: {total: 100, equipped: 80}, population: {totale: 60000, municipale: 59000, year: 2023, source: INSEE}}
equipment: [{id: portables, type: laptop, quantity: 100, lifetime_years: 4}] # le parc
objectives: [{id: ges, title: Moins, perimeter: organisation, category: climate_change, reduction: 20 %, from: 2025, by: 2030}]
actions:
  - {id: a, title: Garder, effects: [{on: {line: portables}, lifetime_years: 6}], schedule: {start: 2026, full: 2028}}
  - {id: b, title: Former, schedule: {start: 2026}, means: {fte: 1, budget: [{year: 2026, section: fonctionnement, eur: 1000, tax: ttc}]}}
strategy: {period: {start: 2026, end: 2030}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dossier."""
    path = tmp_path / "essai"
    path.mkdir()
    (path / "territory.yaml").write_text(SMALL, encoding="utf-8")
    return path


def drafted(folder: Path, form: str = "docx") -> Path:
    """The strategy of a dossier, drafted beside it."""
    path = folder.parent / f"strategie.{form}"
    assert snr("draft", folder, "-d", "strategie", "-f", form, "-o", path).returncode == 0
    return path


def adopt(folder: Path, file: Path, *more: str) -> Done:
    """Adopt a document."""
    return snr("adopt", folder, file, "--act", "2026-041", "--on", "2026-09-24", *more)


def kept(folder: Path, name: str = "2026-09-24-strategie") -> dict:
    """What is kept of a version."""
    (version,) = yaml.safe_load((folder / "versions" / f"{name}.yaml").read_text(encoding="utf-8"))["voted"]
    return version


def changed(folder: Path, *pairs: tuple[str, str]) -> None:
    """Change the text of the dossier."""
    path = folder / "territory.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def compared(folder: Path) -> dict:
    """What is proposed against what was voted."""
    return json.loads(snr("compare", folder, "-f", "json").stdout)


@pytest.mark.parametrize("form", mostly(["docx", "odt", "md"], "docx"))
def test_what_was_voted_is_kept(form: str, folder: Path) -> None:
    file = drafted(folder, form)
    done = adopt(folder, file)
    assert (done.returncode, done.stderr) == (0, "")
    version = kept(folder)
    assert (folder / "versions" / version["file"]).read_bytes() == file.read_bytes()
    assert version["reference_year"] == 2025
    assert version["objectives"] == [{"id": "ges", "title": "Moins", "reduction": 0.2, "from": 2025, "by": 2030}]
    assert [action["id"] for action in version["actions"]] == ["a", "b"]
    assert version["means"] == {"tax": "ttc", "eur": 1000, "fte": 1}
    assert len(version["text_sha256"]) == 64
    text = (folder / "territory.yaml").read_text(encoding="utf-8")
    assert "# le parc" in text, "comments stay"
    written = yaml.safe_load(text)["strategy"]
    assert (written["adopted_on"], written["deliberation"]) == ("2026-09-24", "2026-041")
    assert snr("check", folder).returncode == snr("check", folder).returncode
    assert compared(folder)["changes"] == []


def test_what_the_section_held_stays_with_its_comments(folder: Path) -> None:
    """A day and an act were written in the place of all that the section held: its axes, its money, its shared means."""
    held = (
        "strategy:\n  period: {start: 2026, end: 2030} # voulu\n  axes:\n    - {id: sobre, title: Sobre}\n"
        "  money: {vat: 20 %}\n"
    )
    changed(folder, ("strategy: {period: {start: 2026, end: 2030}}\n", held))
    text = (folder / "territory.yaml").read_text(encoding="utf-8")
    assert adopt(folder, drafted(folder)).returncode == 0
    after = (folder / "territory.yaml").read_text(encoding="utf-8")
    assert after.startswith(text) and after.count("adopted_on") == after.count("deliberation") == 1
    assert snr("assess", folder).returncode == 0


def test_an_act_of_a_day_that_is_not_said_is_not_replaced(folder: Path) -> None:
    changed(folder, ("strategy: {", "strategy: {deliberation: n° 3, "))
    before = (folder / "territory.yaml").read_bytes()
    done = adopt(folder, drafted(folder))
    assert done.returncode == 2 and "n° 3" in done.stderr
    assert (folder / "territory.yaml").read_bytes() == before and not (folder / "versions").exists()


def test_a_change_of_will_is_told_from_a_change_of_figures(folder: Path) -> None:
    adopt(folder, drafted(folder))
    changed(
        folder,
        ("reduction: 20 %", "reduction: 10 %"),
        ("full: 2028", "full: 2029"),
        ("quantity: 100", "quantity: 120"),
        ("id: b, title: Former", "id: c, title: Informer"),
        ("eur: 1000", "eur: 3000"),
    )
    document = compared(folder)
    told = {(change["subject"], change["id"], change["key"], change["cause"]) for change in document["changes"]}
    assert told == {
        ("footprint", "", "", "inventory"),
        ("objective", "ges", "reduction", "will"),
        ("action", "a", "schedule", "will"),
        ("action", "b", "", "will"),
        ("action", "c", "", "will"),
        ("means", "eur", "", "will"),
    }
    rows = {row["what"]: row for row in document["rows"]}
    assert "année" not in rows["Empreinte de la collectivité"]["why"], "of the same year, only the inventory changed"
    assert "ne se comparent pas" not in document["line"]
    assert rows["Objectif 1"]["voted"].startswith("−20")
    assert rows["Objectif 1"]["proposed"].startswith("−10")
    assert rows["Mesures retirées"]["voted"] == "Former"


def test_another_edition_of_factors_is_a_change_of_method(folder: Path) -> None:
    adopt(folder, drafted(folder))
    path = folder / "versions" / "2026-09-24-strategie.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("factors: ademe ", "factors: ademe 0"), encoding="utf-8")
    assert compared(folder)["changes"] == []  # the same total: nothing to tell
    changed(folder, ("quantity: 100", "quantity: 120"))
    (change,) = compared(folder)["changes"]
    assert (change["subject"], change["cause"]) == ("footprint", "method")


def test_a_document_of_another_tool_is_begun_by_hand(folder: Path) -> None:
    file = folder.parent / "acte.pdf"
    file.write_bytes(b"%PDF-1.7 strategy")
    done = adopt(folder, file)
    assert done.returncode == 0 and "Inconnus" in done.stdout
    assert set(kept(folder)) == {"document", "voted_on", "act", "file", "sha256"}
    text = (folder / "versions" / "2026-09-24-strategie.yaml").read_text(encoding="utf-8")
    assert "# objectives:" in text and "# means:" in text
    changes = compared(folder)["changes"]
    assert changes and not any(change["known"] for change in changes)
    # each commented example is right as it is written
    examples = text.replace("    # inconnus", "    ## inconnus").replace("    # ", "    ")
    (folder / "versions" / "2026-09-24-strategie.yaml").write_text(examples, encoding="utf-8")
    assert "SNR2" not in snr("check", folder).stdout
    assert all(change["known"] for change in compared(folder)["changes"])


def test_a_dossier_that_has_changed_is_refused(folder: Path) -> None:
    file = drafted(folder)
    changed(folder, ("quantity: 100", "quantity: 900"))
    before = (folder / "territory.yaml").read_bytes()
    done = adopt(folder, file)
    assert done.returncode == 2 and "a changé depuis" in done.stderr and "--figures inconnus" in done.stderr
    assert not (folder / "versions").exists() and (folder / "territory.yaml").read_bytes() == before
    assert adopt(folder, file, "--figures", "inconnus").returncode == 0
    assert "objectives" not in kept(folder)


def test_two_versions_of_a_day_are_numbered(folder: Path) -> None:
    file = drafted(folder)
    assert adopt(folder, file).returncode == 0
    again = adopt(folder, file)
    assert again.returncode == 2 and "déjà gardé" in again.stderr
    other = folder.parent / "autre.pdf"
    other.write_bytes(b"%PDF another")
    refused = adopt(folder, other)
    assert refused.returncode == 2 and "--number 2" in refused.stderr
    assert adopt(folder, other, "--number", "2").returncode == 0
    assert compared(folder)["number"] == 2
    assert kept(folder, "2026-09-24-strategie-2")["number"] == 2


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ('adopted_on: "2026-10-01"', "première adoption du 2026-10-01"),
        ('adopted_on: "2026-09-24", deliberation: "2026-007"', "acte 2026-007"),
    ],
)
def test_what_the_dossier_says_otherwise_is_refused(strategy: str, expected: str, folder: Path) -> None:
    changed(folder, ("strategy: {", f"strategy: {{{strategy}, "))
    done = adopt(folder, drafted(folder))
    assert done.returncode == 2 and expected in done.stderr
    assert not (folder / "versions").exists()


def test_a_later_vote_leaves_the_first_adoption(folder: Path) -> None:
    changed(folder, ("strategy: {", 'strategy: {adopted_on: "2024-01-25", deliberation: "2024-003", '))
    before = (folder / "territory.yaml").read_bytes()
    assert adopt(folder, drafted(folder)).returncode == 0
    assert (folder / "territory.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.docx", b"", "fichier vide"),
        ("a.txt", b"x", ".docx, .odt, .pdf, .md ou .html"),
        ("absent.docx", None, "absent.docx"),
        ("a\n.txt", b"x", "attendu"),
    ],
)
def test_a_wrong_file_is_refused(name: str, data: bytes | None, expected: str, folder: Path) -> None:
    file = folder.parent / name
    if data is not None:
        file.write_bytes(data)
    done = adopt(folder, file)
    assert done.returncode == 2 and expected in done.stderr and "Traceback" not in done.stderr
    assert not (folder / "versions").exists()


def test_what_is_not_given_is_asked_for(folder: Path) -> None:
    file = drafted(folder)
    done = snr("adopt", folder, file, "--on", "2026-09-24")
    assert done.returncode == 2 and "--act" in done.stderr
    wrong = snr("adopt", folder, file, "--act", "1", "--on", "24/09/2026")
    assert wrong.returncode == 2 and "n’est pas une date" in wrong.stderr


def test_another_document_is_refused(folder: Path) -> None:
    done = adopt(folder, drafted(folder), "--document", "programme")
    assert done.returncode == 2 and "corrigez --document" in done.stderr


def test_a_wrong_version_is_told_in_its_file(folder: Path) -> None:
    adopt(folder, drafted(folder))
    path = folder / "versions" / "2026-09-24-strategie.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("objectives:", "objectifs:"), encoding="utf-8")
    done = snr("check", folder)
    assert "2026-09-24-strategie.yaml:" in done.stdout and "objectives" in done.stdout


def test_a_dossier_without_version_says_what_to_do() -> None:
    done = snr("compare", EXAMPLES / "minimal")
    assert done.returncode == 2 and "snr adopt" in done.stderr
    assert snr("compare", EXAMPLES / "minimal", VALMONT, "--voted").returncode == 2


def test_a_member_has_its_own(tmp_path: Path, folder: Path) -> None:
    group = tmp_path / "groupe"
    shutil.copytree(folder, group / "membre")
    (group / "territory.yaml").write_text(SMALL + "members: [{id: membre, path: membre}]\n", encoding="utf-8")
    adopt(group / "membre", drafted(folder))
    assert (group / "membre" / "versions").is_dir() and not (group / "versions").exists()
    assert snr("compare", group).returncode == 2
    assert snr("assess", group).returncode == 0


def test_a_copy_that_says_something_else_is_told(folder: Path) -> None:
    """A mere save changes bytes and not the text: only another text is told."""
    adopt(folder, drafted(folder))
    copy = folder / "versions" / kept(folder)["file"]
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for word, told in ((b"", ""), (b"Moins", "plus le texte vot")):
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data.replace(word, b"Plus") if word and name == "word/document.xml" else data)
        warning = compared(folder)["warning"]
        assert told in warning if told else warning == ""
    copy.unlink()
    assert "manque" in compared(folder)["warning"]
    assert "manque" in snr("compare", folder).stdout


def test_an_account_counts_against_what_was_voted(folder: Path) -> None:
    assert snr("adopt", folder, drafted(folder), "--act", "2024-003", "--on", "2024-01-25").returncode == 0
    changed(folder, ("id: b, title: Former", "id: c, title: Informer"))
    with (folder / "territory.yaml").open("a", encoding="utf-8") as file:
        file.write("annual_reviews: [{year: 2025, comment: Une année., actions: {a: done}}]\n")
    text = snr("draft", folder, "-d", "bilan").stdout
    assert "deux mesures votées, dont une terminée et une abandonnée." in text.replace("\u00a0", " ")
    assert "d’après la version votée le 25 janvier 2024 (délibération 2024-003)" in text.replace("\u00a0", " ")


def test_nothing_voted_is_not_unknown(folder: Path) -> None:
    """A strategy that had no measure had none: those that come later are added to it."""
    actions = "".join(line + "\n" for line in SMALL.split("\n") if line.startswith(("actions:", "  - {id: ")))
    changed(folder, (actions, ""))
    adopt(folder, drafted(folder))
    with (folder / "territory.yaml").open("a", encoding="utf-8") as file:
        file.write(actions)
    told = [(change["subject"], change["id"], change["known"]) for change in compared(folder)["changes"]]
    assert ("action", "a", True) in told and ("action", "b", True) in told
    said = snr("compare", folder).stdout
    assert said.count("inconnu") == 1 and "inconnu" not in said.split("Dépenses")[0]


def test_voted_changed_edited_changed_again(folder: Path) -> None:
    """What was voted is told apart, what the director wrote stays, what both changed is a tracked change, to the end of the road."""
    part = "word/document.xml"
    adopt(folder, drafted(folder, "docx"))
    changed(folder, ("fte: 1", "fte: 3"))
    target = drafted(folder, "docx")
    assert ("means", "fte", "", "will") in {
        (change["subject"], change["id"], change["key"], change["cause"]) for change in compared(folder)["changes"]
    }
    with zipfile.ZipFile(target) as package:
        held = {name: package.read(name) for name in package.namelist()}
    text = held[part].decode()
    for old, new in (
        ("commune d’Essai s’engage", "commune d’Essai, elle, s’engage"),
        ("1\u202f000\u00a0€", "999\u00a0€"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    with zipfile.ZipFile(target, "w") as package:
        for name, data in held.items():
            package.writestr(name, text if name == part else data)
    changed(folder, ("eur: 1000", "eur: 5000"))
    done = snr("draft", folder, "-d", "strategie", "-f", "docx", "-o", target, "--keep-edits")
    assert done.returncode == 0, done.stderr
    after = zipfile.ZipFile(target).read(part).decode()
    assert "elle, s’engage" in after and "à relire" in done.stderr
    assert re.findall(r'w:author="([^"]*)', after) == ["snr", "snr"]
    assert "999\u00a0€" in after and "5\u202f000\u00a0€" in after  # hers struck, that of snr beside


def test_what_changes_since_the_vote_is_counted_in_words() -> None:
    """Two objectives changed, one of them twice; two measures added, one dropped, one put off; of the means, what was voted is not known."""
    version = Voted.model_validate({"document": "strategie", "voted_on": "2025-03-04", "act": "n° 3"})
    changes = [
        Difference(Subject.OBJECTIVE, "o", "by", 2030, 2031),
        Difference(Subject.OBJECTIVE, "o", "reduction", 0.2, 0.1),
        Difference(Subject.OBJECTIVE, "p", "by", 2030, 2031),
        Difference(Subject.ACTION, "a", "", None, "A"),
        Difference(Subject.ACTION, "b", "", None, "B"),
        Difference(Subject.ACTION, "c", "", "C", None),
        Difference(Subject.ACTION, "d", "schedule", {"start": 2026}, {"start": 2027}),
        Difference(Subject.MEANS, "fte", "", None, 1.0, known=False),
    ]
    head = "Par rapport à la version votée le 4 mars 2025 (délibération n° 3)"
    assert voted_line(changes, version).replace("\u00a0", " ") == (
        f"{head} : deux objectifs changés, deux mesures ajoutées, une mesure retirée et une mesure décalée."
    )
    assert voted_line([], version).replace("\u00a0", " ") == f"{head}, rien ne change."
