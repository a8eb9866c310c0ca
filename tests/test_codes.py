"""Every code has a page, held to the table of codes; the examples of the pages are run.

In an example, `# ← CODE` marks the line on which the finding must stand. A fence may name a file after `yaml` or `csv`
(```yaml equipment.yaml), then an encoding; `␇` stands for the control character U+0007. Marks are no part of a CSV, and
`# × 120` there repeats the row.
"""

import re
from pathlib import Path

import pytest

from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import shipped_tables
from snr_cli.findings.codes import CODES, Basis
from snr_cli.findings.finding import Severity
from snr_cli.model.texts import SECTIONS
from snr_cli.rules.run import RULES
from walks import walk

PAGES = Path(__file__).parents[1] / "docs" / "codes"
WORDS = {Severity.ERROR: "erreur", Severity.WARNING: "avertissement", Severity.INFO: "information"}
# no dossier can break them: what snr prints meets the first three, the last is a note
UNBREAKABLE = {"RCP-01", "RCP-02", "RCP-14", "ADJ-17"}
LAW = ("REEN", "ADJ", "RCP")
NATURES = {
    Basis.LAW: "loi",
    Basis.DECREE: "décret",
    Basis.PRACTICE: "bonne pratique",
    Basis.BESIDE: "obligation voisine",
    Basis.METHOD: "méthode",
}
FENCE = re.compile(r"^```(yaml|csv)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIMES = re.compile(r"^(.*) # × (\d+)$", re.MULTILINE)
MARK = re.compile(r" # ← \S+$", re.MULTILINE)


def page(code):
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def sections(code):
    parts = re.split(r"^## (.+)$", page(code), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def run(text, folder, code):
    """Write the files of an example, check them, and return the findings of the code and the marked lines."""
    marks = set()
    for kind, name, encoding, body in FENCE.findall(text):
        file = folder / (name or "territory.yaml")
        written = body
        if kind == "csv":
            written = TIMES.sub(lambda row: "\n".join([row[1]] * int(row[2])), MARK.sub("", body))
        file.write_bytes(written.replace("␇", "\a").encode(encoding or "utf-8"))
        marks |= {(file.name, number) for number, line in enumerate(body.split("\n"), start=1) if f"← {code}" in line}
    tables = shipped_tables()
    report = check([str(folder / "territory.yaml")], words_of(tables), tables, Wanted(select=(code,))).report
    return list(report.findings), marks


def test_a_page_for_each_code_and_no_other():
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES)


def test_what_a_code_declares_has_its_judgement_and_its_section():
    judged = [rule.code for rule in RULES]
    assert len(judged) == len(set(judged)), "a code has one rule"
    served = {code.id for code in CODES.values() if code.document}
    assert set(judged) == served, "a code that serves a document has one Rule, in a module that rules/run.py gathers"
    for code in CODES.values():
        assert code.document in ("", "dossier", "programme", "strategie", "bilan"), code.id
        assert bool(code.section) == code.id.startswith("REEN"), f"{code.id}: the section that answers it"
        assert {code.section, code.in_programme, code.in_bilan} <= {"", *SECTIONS}, code.id
        assert code.texts or not code.id.startswith(LAW), f"{code.id}: the text that it rests on, law(…) or practice(…)"


@pytest.mark.parametrize("code", walk(CODES, 4))
def test_the_page_says_what_the_table_says(code):
    found = CODES[code]
    head = page(code).split("\n")
    assert head[0] == f"# {code} — {found.title}"
    reference = f" · Nature : {NATURES[found.basis]} · Référence : {found.reference}" if found.basis else ""
    assert head[2] == f"Gravité : {WORDS[found.severity]}{reference}"
    assert list(sections(code))[:2] == ["Ce que dit la règle", "Pourquoi"]


@pytest.mark.parametrize("code", walk((code for code in CODES if code not in UNBREAKABLE), 4))
def test_the_wrong_example_is_found_on_its_line(code, tmp_path):
    found, marks = run(sections(code)["Exemple fautif"], tmp_path, code)
    assert any(finding.code == code for finding in found)
    assert marks, "mark the line with # ← CODE"
    assert {(Path(f.position.file).name, f.position.line) for f in found if f.code == code} == marks


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith(LAW) and code not in UNBREAKABLE])
def test_the_near_miss_is_found_on_its_line(code, tmp_path):
    found, marks = run(sections(code)["Presque juste"], tmp_path, code)
    assert marks, "mark the line with # ← CODE"
    assert {(Path(f.position.file).name, f.position.line) for f in found if f.code == code} == marks


@pytest.mark.parametrize("code", walk((code for code in CODES if code not in UNBREAKABLE), 4))
def test_the_right_example_is_right(code, tmp_path):
    found, _ = run(sections(code)["Exemple juste"], tmp_path, code)
    assert [(finding.code, finding.message) for finding in found] == []


@pytest.mark.parametrize("code", sorted(UNBREAKABLE))
def test_what_no_dossier_can_break_says_so(code):
    assert "Exemple fautif" not in sections(code)
    assert "Aucun dossier ne peut" in page(code)
