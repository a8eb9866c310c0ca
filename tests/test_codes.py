"""Every code has a page, held to the table of codes; the examples of the pages are run.

In an example, `# ← CODE` marks the line on which the finding must stand. A fence may name a file after `yaml` or `csv`
(```yaml equipment.yaml), then an encoding; `␇` stands for the control character U+0007. Marks are no part of a CSV, and
`# × 120` there repeats the row.
"""

import re
from pathlib import Path

import pytest

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.model.base import Section
from snr_cli.model.codes import CODES, REEN35, Basis, Code, beside, declared, law, practice
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Severity
from snr_cli.model.texts import SECTIONS
from snr_cli.rules.case import Case, judged_on
from snr_cli.rules.run import RULES, judging
from walks import walk

PAGES = Path(__file__).parents[1] / "docs" / "codes"
WORDS = {Severity.ERROR: "erreur", Severity.WARNING: "avertissement", Severity.INFO: "information"}
# no dossier can break them: what snr prints meets the first three, the fourth is a note, the others are of sheets of questions
UNBREAKABLE = {"RCP-01", "RCP-02", "RCP-14", "ADJ-17", "SNR124", "SNR125", "SNR132"}
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


PRACTICE = Code("REEN-99", Severity.INFO, "Une pratique", practice("guide"), document="strategie", section="actions")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"severity": Severity.ERROR}, "REEN-99 is a practice, which no text demands: its severity is WARNING or INFO"),
        ({"texts": ()}, "REEN-99 rests on no text: give law"),
        ({"texts": REEN35}, "REEN-99: texts is a tuple"),
        ({"id": "REEN-01"}, "REEN-01 is declared twice"),
    ],
)
def test_a_code_that_makes_no_sense_is_told_where_it_is_declared(change, said):
    assert declared(PRACTICE) == {"REEN-99": PRACTICE}
    with pytest.raises(ValueError, match=said):
        declared(CODES["REEN-01"], PRACTICE._replace(**change))


def test_a_text_of_law_and_a_practice_have_the_same_shape():
    assert [type(make("texte")) for make in (law, practice, beside)] == [tuple] * 3


def test_a_rule_without_its_code_and_a_code_without_its_rule_are_told():
    """They were a KeyError: the code alone, and no file."""
    with pytest.raises(ValueError, match="REEN-99 is judged by a Rule, and has no Code in a module of model/codes"):
        judging(*RULES, RULES[0]._replace(code="REEN-99"))
    with pytest.raises(ValueError, match=f"{RULES[0].code} has two Rules"):
        judging(*RULES, RULES[0])
    with pytest.raises(ValueError, match=f"{RULES[0].code} serves a document, and no Rule of rules judges it"):
        judging(*RULES[1:])
    with pytest.raises(ValueError, match=r"SNR101 has a Rule: its Code says which document it serves"):
        judging(*RULES, RULES[0]._replace(code="SNR101"))


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


# what a rule judges is no key of its own: what it speaks of is said here, so that an empty `reads` is a choice
NO_KEY_OF_ITS_OWN = {
    "REEN-03": "that the programme is there, whose date is REEN-04's key",
    "REEN-08": "the footprint of the territory, which is computed",
    "REEN-10": "the footprint of the organisation, which is computed",
    "REEN-24": "sources, exclusions, limits, agents: the whole perimeter",
    "ADJ-17": "a text to come",
    "RCP-01": "what snr always gives",
    "RCP-02": "what snr always gives",
    "RCP-03": "the options of the method",
    "RCP-05": "the factors that the catalogue lacks",
    "RCP-06": "the factors that the catalogue lacks",
    "RCP-07": "lines and agents compared",
    "RCP-09": "the sources of every line",
    "RCP-10": "the share of lines that are measured",
    "RCP-12": "the values of the dossier's own",
    "RCP-14": "what snr always gives",
    "RCP-15": "the lines that no factor covers",
}
# read otherwise than on the model, or not by Valmont
READ_ELSEWHERE = {
    "REEN-01": {"Territory.kind"},  # a fact, from the table of authorities too
    "ADJ-09": {"Contract.environmental_condition"},  # due later than Valmont's date
    "ADJ-14": {"EndOfUse.beneficiaries"},  # once over the threshold
    "RCP-13": {"Equipment.quality"},  # Valmont's equipment comes from an inventory
}


@pytest.fixture(scope="module")
def valmont():
    tables = shipped_tables()
    assessed = assess_dossier(str(EXAMPLES / "valmont" / "territory.yaml"), tables, places=True)
    case = Case(assessed.dossier, assessed.result, tables, judged_on(assessed.dossier))
    assert case.plan and case.lines_by_id  # made once, before what rules read is recorded
    return case


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code.startswith(LAW)], ids=lambda rule: rule.code)
def test_a_rule_declares_keys_that_it_reads(rule, valmont, monkeypatch):
    """The schema shows a rule under the keys of its `reads`: none of them may be one that it never looks at."""
    aliases = {
        model.__name__: {name: field.alias or name for name, field in model.model_fields.items()}
        for model in (Dossier, *Section.__subclasses__())
    }
    read = set()

    def recorded(self, name):
        keys = aliases.get(type(self).__name__, {})
        if name in keys:
            read.add(f"{type(self).__name__}.{keys[name]}")
        return object.__getattribute__(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(Section, "__getattribute__", recorded, raising=False)
        rule.judge(valmont)
    declared = set(CODES[rule.code].reads)
    said = f"{rule.code} reads {', '.join(sorted(read)) or 'no key'}"
    assert declared - READ_ELSEWHERE.get(rule.code, set()) <= read, f"reads=(…) of its Code names others; {said}"
    told = bool(declared) is not (rule.code in NO_KEY_OF_ITS_OWN)
    assert told, f"reads=(…) of its Code names the keys that it speaks of, or NO_KEY_OF_ITS_OWN why none; {said}"
