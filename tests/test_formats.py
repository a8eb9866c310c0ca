"""The formats of findings, each read back by its own schema or by a parser that is not ours."""

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped

from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Position, Report, Severity
from snr_cli.model.refusal import Unread
from snr_cli.model.version import __version__
from snr_cli.rules.forms import as_github, as_gitlab, as_json, as_junit, as_sarif, as_text, findings_text

ROOT = Path(__file__).resolve().parents[1]
FINDINGS_SCHEMA = json.loads((ROOT / "docs" / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
SARIF_SCHEMA = json.loads((ROOT / "tests" / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# names that a file system accepts and a format may not
FIRST = 'dossier d’été/100 %, a::b\n"c"<b>]]>\u202f\x1b[31m.yaml'
SECOND = "essai%0A&'b'.yaml"
CLEAN = "propre, sans: rien.yaml"

F1 = Finding(
    "SNR203",
    Position(FIRST, 3, 13, 19),
    'attendu : un nombre, pas « 12 % »\nni "x", <b>]]> ou %0A',
    "écrivez {quantity: 12}, sans « % »",
    "/equipment/0/quantity",
    '  quantity: "12 %"\t# é',
)
F2 = Finding("SNR203", Position(FIRST, 3, 13, 19), "encore::error::la même place", "", "/equipment/0/quantity")
F3 = Finding(
    "SNR401",
    Position(FIRST, 4, 7, 8),
    "9 kWh : trop peu\x07",
    pointer="/equipment/0/kwh_per_year",
    source_line="\x1bkwh: 9",
    severity=WARNING,
)
F4 = Finding("REEN-05", Position(FIRST, 5), "aucun acteur n’a été associé", "remplissez stakeholders", "/stakeholders")
F5 = Finding(
    "REEN-09", Position(FIRST, 5), "pas d’usages", "décrivez-les", "/uses", suppressed='étude : 100 %, "mai"\r\n<b>&]]>'
)
F6 = Finding("REEN-19", Position(FIRST, 9), "3 thèmes sur 6", pointer="/actions", severity=INFO)
F7 = Finding("SNR102", Position(SECOND, 1, 5), "guillemet manquant", source_line="a: 'b")
F8 = Finding(
    "SNR420", Position(SECOND, 2), "hébergement supposé", pointer="/services/1", severity=WARNING, suppressed="choix"
)
F9 = Finding("REEN-02", Position(SECOND, 3), "48 000 habitants", severity=INFO, suppressed="commune nouvelle")
F10 = Finding(
    "RCP-08",
    Position(SECOND, 7, 2, 4),
    "sans\x00 raison\x1b]0;x\x07\ufffe\r\tfin",
    pointer="/exclusions",
    severity=INFO,
)
REPORT = Report((FIRST, SECOND, CLEAN), (F1, F2, F3, F4, F5, F6, F7, F8, F9, F10))
EMPTY = Report((CLEAN,), ())
GONE = "parti, d’ici::b%.yaml"
UNREAD = Report((FIRST,), (F7,), (Unread(GONE, "fichier introuvable {…}"), Unread("b.yaml", "lecture non autorisée")))
STANDING = (F1, F2, F3, F4, F6, F7, F10)
ASIDE = (F5, F8, F9)


def controls(text: str) -> set[str]:
    """Return what drives a terminal, turns the reading around, or cannot be written as UTF-8."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


# --- text -------------------------------------------------------------------------------------------------------------

SHOWN = 'dossier d’été/100 %, a::b\\n"c"<b>]]>\u202f\\x1b[31m.yaml'
TAB = "\t"
TEXT = rf"""{SHOWN}:3:13: erreur SNR203 : attendu : un nombre, pas « 12 % »\nni "x", <b>]]> ou %0A
      quantity: "12 %" # é
                ^^^^^^
    → écrivez {{quantity: 12}}, sans « % »
{SHOWN}:3:13: erreur SNR203 : encore::error::la même place
{SHOWN}:4:7: avertissement SNR401 : 9 kWh : trop peu\x07
    \x1bkwh: 9
             ^
{SHOWN}:5:1: erreur REEN-05 : aucun acteur n’a été associé
    → remplissez stakeholders
{SHOWN}:5:1: écarté REEN-09 : pas d’usages (raison : étude : 100 %, "mai"\r\n<b>&]]>)
{SHOWN}:9:1: information REEN-19 : 3 thèmes sur 6
essai%0A&'b'.yaml:1:5: erreur SNR102 : guillemet manquant
    a: 'b
        ^
essai%0A&'b'.yaml:3:1: écarté REEN-02 : 48 000 habitants (raison : commune nouvelle)
essai%0A&'b'.yaml:7:2: information RCP-08 : sans\x00 raison\x1b]0;x\x07\ufffe\r{TAB}fin
3 fichiers : 4 erreurs, 1 avertissement, 2 informations, 3 écartés
Explication d’un code : snr explain SNR203
"""


def test_text() -> None:
    assert as_text(REPORT) == TEXT
    assert controls(as_text(REPORT)) <= {"\n", "\t"}


def test_text_on_one_line_each() -> None:
    lines = as_text(REPORT, compact=True).splitlines()
    assert len(lines) == 9 + 2  # all but F8, then the count and the hint
    assert lines[0] == TEXT.splitlines()[0]
    assert lines[4] == TEXT.splitlines()[10]


def test_text_in_colour_says_the_same_words() -> None:
    coloured = as_text(REPORT, color=True)
    assert "1:5: \x1b[31merreur\x1b[0m SNR102 : " in coloured
    assert "4:7: \x1b[33mavertissement\x1b[0m SNR401 : " in coloured
    assert "9:1: \x1b[36minformation\x1b[0m REEN-19 : " in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == TEXT


@pytest.mark.parametrize(
    ("findings", "count"),
    [
        ([], "0 erreur"),
        ([F7], "1 erreur"),
        ([F1, F2], "2 erreurs"),
        ([F3], "0 erreur, 1 avertissement"),
        ([F6, F10, F8], "0 erreur, 2 informations, 1 écarté"),
    ],
)
def test_count(findings: list[Finding], count: str) -> None:
    assert findings_text(findings).splitlines()[-1] == count


def test_one_file_is_not_counted_nor_a_code_explained() -> None:
    assert as_text(EMPTY) == "0 erreur\n"
    assert as_text(Report((CLEAN,), (F8,))) == "0 erreur, 1 écarté\n"


def test_at_most_so_many_are_shown_and_the_gravest_first() -> None:
    text = findings_text([F6, F3, F5, F10, F7, F4], max_shown=3, compact=True)
    assert [re.split(" : ", line)[0].split()[-1] for line in text.splitlines()[:3]] == ["SNR401", "SNR102", "REEN-05"]
    assert text.splitlines()[3:] == [
        "… et 3 autres (snr check -v)",
        "2 erreurs, 1 avertissement, 2 informations, 1 écarté",
    ]
    assert findings_text([F6, F10], max_shown=1).splitlines()[1] == "… et 1 autre (snr check -v)"
    many = findings_text([F7] * 201, compact=True).splitlines()
    assert (many.count(many[0]), many[200:]) == (200, ["… et 1 autre (snr check -v)", "201 erreurs"])


def test_what_is_written_nowhere_comes_last_and_shows_no_line() -> None:
    line = Position("f", 3, 1, 10)
    asked = [Finding(code, line, "aucun", "ajoutez-le", source_line="territory:", absent=True) for code in ("A", "B")]
    wrong = Finding("C", Position("f", 9, 1, 2), "faux", source_line="x: 1")
    assert findings_text([asked[0], wrong, asked[1]]).splitlines() == [
        "f:9:1: erreur C : faux",
        "    x: 1",
        "    ^",
        "f:3:1: erreur A : aucun",
        "    → ajoutez-le",
        "f:3:1: erreur B : aucun",
        "    → ajoutez-le",
        "3 erreurs",
    ]


def test_long_line_is_cut_around_the_finding() -> None:
    line = "x" * 249 + "abc" + "y" * 148  # 400 characters
    splitlines = findings_text([Finding("SNR203", Position("f", 1, 250, 253), "m", source_line=line)]).splitlines()
    assert splitlines[1] == "    …" + "x" * 80 + "abc" + "y" * 77 + "…"
    assert splitlines[2] == "    " + " " * 81 + "^^^"
    splitlines = findings_text([Finding("SNR203", Position("f", 1, 159, 401), "m", source_line=line)]).splitlines()
    assert splitlines[1:3] == ["    " + "x" * 160 + "…", "    " + " " * 158 + "^^"]
    splitlines = findings_text([Finding("SNR102", Position("f", 1, 8, 9), "m", source_line="abc   ")]).splitlines()
    assert splitlines[1:3] == ["    abc", "           ^"]


# --- json -------------------------------------------------------------------------------------------------------------


def test_json() -> None:
    text = as_json(REPORT)
    document = json.loads(text)
    jsonschema.Draft7Validator.check_schema(FINDINGS_SCHEMA)
    jsonschema.Draft7Validator(FINDINGS_SCHEMA).validate(document)
    assert text.endswith("}\n")
    assert "été" in text  # not \u00e9
    assert list(document) == ["schema_version", "tool", "files", "unread", "as_of", "findings", "summary"]
    assert document["schema_version"] == "1"
    assert document["tool"] == {"name": "snr", "version": __version__}
    assert document["files"] == [FIRST, SECOND, CLEAN]
    assert document["summary"] == {"error": 4, "warning": 1, "info": 2, "suppressed": 3}
    assert document["findings"][0] == {
        "code": "SNR203",
        "severity": "error",
        "message": F1.message,
        "help": F1.help,
        "file": FIRST,
        "line": 3,
        "column": 13,
        "end_line": 3,
        "end_column": 19,
        "sheet": "",
        "cell": "",
        "pointer": "/equipment/0/quantity",
        "page": "docs/codes/SNR203.md",
        "suppressed": None,
    }
    assert document["findings"][6]["end_column"] == 5  # a place without a length
    for entry, finding in zip(document["findings"], REPORT.findings, strict=True):
        assert (entry["code"], entry["message"], entry["help"]) == (finding.code, finding.message, finding.help)
        assert (entry["suppressed"] or "") == finding.suppressed


def test_json_schema_describes_every_key() -> None:
    document = json.loads(as_json(REPORT))
    validator = jsonschema.Draft7Validator(FINDINGS_SCHEMA)
    for place in (document, document["tool"], document["summary"], document["findings"][0]):
        place["more"] = 1  # a key that a later version adds
        assert validator.is_valid(document)
        del place["more"]
        (first, kept) = next(iter(place.items()))
        del place[first]
        assert not validator.is_valid(document), first
        place[first] = kept
    assert validator.is_valid(json.loads(as_json(EMPTY)))


# --- github -----------------------------------------------------------------------------------------------------------


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a line as the runner of GitHub Actions does: the data start at the second `::`, `%25` is undone last."""
    assert line.startswith("::")
    head, data = line[2:].split("::", 1)
    command, _, listed = head.partition(" ")
    properties = {}
    for item in filter(None, listed.strip().split(",")):
        key, value = item.split("=", 1)
        for escaped, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            value = value.replace(escaped, char)
        properties[key] = value
    for escaped, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        data = data.replace(escaped, char)
    return command, properties, data


def test_github() -> None:
    text = as_github(REPORT)
    assert text.endswith("\n")
    assert controls(text) <= {"\n", "\t"}
    lines = text.split("\n")[:-1]
    commands = [read_command(line) for line in lines]
    assert [(command, properties["title"]) for command, properties, _ in commands] == [
        ("error", "SNR203"),
        ("error", "SNR203"),
        ("warning", "SNR401"),
        ("error", "REEN-05"),
        ("notice", "REEN-09"),  # left aside, but an error of law
        ("notice", "REEN-19"),
        ("error", "SNR102"),
        ("notice", "RCP-08"),
    ]
    shown = FIRST.replace("\x1b", r"\x1b")
    assert commands[0][1] == {
        "title": "SNR203",
        "file": shown,
        "line": "3",
        "col": "13",
        "endLine": "3",
        "endColumn": "19",
    }
    assert commands[0][2] == f"{F1.message} → {F1.help}"
    assert commands[1][2] == "encore::error::la même place"
    assert commands[4][2] == 'écarté : pas d’usages (raison : étude : 100 %, "mai"\r\n<b>&]]>)'
    assert commands[6][1]["file"] == SECOND
    assert (commands[6][1]["col"], commands[6][1]["endColumn"]) == ("5", "5")  # never under col: the runner refuses it
    assert commands[7][2] == "sans\\x00 raison\\x1b]0;x\\x07\\ufffe\r\tfin"
    assert lines[6] == (
        "::error title=SNR102,file=essai%250A&'b'.yaml,line=1,col=5,endLine=1,endColumn=5::guillemet manquant"
    )
    assert as_github(EMPTY) == ""


# --- gitlab -----------------------------------------------------------------------------------------------------------


def test_gitlab() -> None:
    text = as_gitlab(REPORT)
    entries = json.loads(text)
    assert text.endswith("]\n")
    assert [entry["check_name"] for entry in entries] == [finding.code for finding in STANDING]
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch("[0-9a-f]{64}", entry["fingerprint"])
        assert set(entry["location"]) == {"path", "lines"}
        assert not entry["location"]["path"].startswith(("/", "./"))
    assert [entry["severity"] for entry in entries] == ["major", "major", "minor", "major", "info", "major", "info"]
    assert entries[0]["description"] == f"{F1.message} → {F1.help}"
    assert entries[0]["location"] == {"path": FIRST, "lines": {"begin": 3}}
    assert entries[6]["description"] == F10.message
    # printf 'CODE\0PATH\0POINTER' | sha256sum; the second finding of the same place adds \0001
    assert [entries[rank]["fingerprint"] for rank in (0, 1, 5)] == [
        "47a7f4a481e0808017fbe7597c285dbdecd543b606ec4fbdf37d22b34caf769c",
        "0d21184a01259841ab732e2a193f4db815011f75de9fc8782cb205260af4680b",
        "5179df651dbd26167f38d69d43108434166427d4901d748158b6a69a69057483",
    ]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert as_gitlab(EMPTY) == as_gitlab(Report((SECOND,), (F8,))) == "[]\n"


def test_gitlab_fingerprint_survives_moved_lines_and_a_comment() -> None:
    def marks(*findings: Finding) -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(as_gitlab(Report((FIRST,), findings)))]

    moved = Finding("SNR203", Position(FIRST, 90, 2, 3), "autre texte", pointer="/equipment/0/quantity")
    assert marks(moved) == marks(F1)
    assert marks(F1.left_aside("vu"), F2) == marks(F1, F2)[1:]
    other = Finding("SNR203", Position(FIRST, 3, 13), "m", pointer="/equipment/1/quantity")
    assert marks(other) != marks(F1)


# --- sarif ------------------------------------------------------------------------------------------------------------


def literal(text: str) -> str:
    """Undo the doubling of braces (SARIF 2.1.0, 3.11.5); a single one would be the place of an argument."""
    assert "{" not in text.replace("{{", "")
    assert "}" not in text.replace("}}", "")
    return text.replace("{{", "{").replace("}}", "}")


def run_of(text: str) -> dict[str, Any]:
    document = json.loads(text)
    validator = jsonschema.Draft4Validator(SARIF_SCHEMA)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert document["version"] == "2.1.0"
    assert document["$schema"] == SARIF_SCHEMA["id"]
    (run,) = document["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        # RFC 3986: relative-ref, without a colon that would make its start a scheme; or a file URI
        assert re.fullmatch(r"(file:///)?([\w.~!$&'()*+;=@/-]|%[0-9A-F]{2})*", uri, re.ASCII), uri
    return run


def test_sarif() -> None:
    text = as_sarif(REPORT)
    assert text.endswith("}\n")
    run = run_of(text)
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("snr", __version__)
    assert {rule["id"] for rule in driver["rules"]} == {finding.code for finding in REPORT.findings}
    assert [rule for rule in driver["rules"] if rule["id"] == "REEN-05"] == [
        {
            "id": "REEN-05",
            "shortDescription": {"text": "Des acteurs publics et privés ont été associés au programme"},
            "help": {
                "text": "Référence : CGCT, art. D2311-15-1 (décret n° 2022-1084). Page : docs/codes/REEN-05.md (snr explain REEN-05)."
            },
            "defaultConfiguration": {"level": "error"},
        }
    ]
    results = run["results"]
    assert [result["level"] for result in results] == [
        "error", "error", "warning", "error", "error", "note", "error", "warning", "note", "note",
    ]  # fmt: skip
    assert results[0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "dossier%20d%E2%80%99%C3%A9t%C3%A9/100%20%25%2C%20a%3A%3Ab%0A%22c%22%3Cb%3E%5D%5D%3E%E2%80%AF%1B%5B31m.yaml"
                },
                "region": {"startLine": 3, "startColumn": 13, "endLine": 3, "endColumn": 19},
            }
        }
    ]
    region = results[6]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (5, 5)  # a place without a length
    assert results[0]["partialFingerprints"] == {
        "codeFilePointer/v1": "47a7f4a481e0808017fbe7597c285dbdecd543b606ec4fbdf37d22b34caf769c"
    }
    assert "{{quantity: 12}}" in results[0]["message"]["text"]
    for result, finding in zip(results, REPORT.findings, strict=True):
        location = result["locations"][0]["physicalLocation"]
        assert unquote(location["artifactLocation"]["uri"], errors="strict") == finding.position.file
        assert literal(result["message"]["text"]).split(" → ")[0] == finding.message
        reasons = [suppression["justification"] for suppression in result["suppressions"]]
        assert reasons == ([finding.suppressed] if finding.suppressed else [])
        assert all(suppression["kind"] == "inSource" for suppression in result["suppressions"])


def test_sarif_without_anything_left_aside() -> None:
    assert all("suppressions" not in result for result in run_of(as_sarif(Report((FIRST,), STANDING)))["results"])
    empty = run_of(as_sarif(EMPTY))
    assert (empty["results"], empty["tool"]["driver"]["rules"]) == ([], [])


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("/srv/été/a b.yaml", "file:///srv/%C3%A9t%C3%A9/a%20b.yaml"),
        ("c:x.yaml", "c%3Ax.yaml"),
        ("caf\udce9.yaml", "caf%E9.yaml"),  # a name that is not UTF-8
        ("<stdin>", "%3Cstdin%3E"),
        ("../a#b?c.yaml", "../a%23b%3Fc.yaml"),
    ],
)
def test_sarif_uri(file: str, uri: str) -> None:
    (result,) = run_of(as_sarif(Report((file,), (Finding("SNR101", Position(file), "vide"),))))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_every_code_makes_a_valid_rule() -> None:
    findings = tuple(Finding(code.id, Position("a"), "m", severity=code.severity) for code in CODES.values())
    rules = run_of(as_sarif(Report(("a",), findings)))["tool"]["driver"]["rules"]
    assert [(rule["id"], literal(rule["shortDescription"]["text"])) for rule in rules] == [
        (code.id, code.title) for code in CODES.values()
    ]
    jsonschema.Draft7Validator(FINDINGS_SCHEMA).validate(json.loads(as_json(Report(("a",), findings))))


# --- junit ------------------------------------------------------------------------------------------------------------

NOT_XML = dict.fromkeys([0x00, 0x07, 0x1B, 0xFFFE])


def test_junit() -> None:
    text = as_junit(REPORT)
    parsed = JUnitXml.fromstring(text.encode())
    (suite,) = list(parsed)
    cases = list(suite)
    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == ("snr check", 11, 5, 0, 3)
    assert [(case.classname, case.name) for case in cases] == [
        (CLEAN, "rien à signaler"),
        (FIRST.translate(NOT_XML), "SNR203 /equipment/0/quantity"),
        (FIRST.translate(NOT_XML), "SNR203 /equipment/0/quantity (2)"),
        (FIRST.translate(NOT_XML), "SNR401 /equipment/0/kwh_per_year"),
        (FIRST.translate(NOT_XML), "REEN-05 /stakeholders"),
        (FIRST.translate(NOT_XML), "REEN-09 /uses"),
        (FIRST.translate(NOT_XML), "REEN-19 /actions"),
        (SECOND, "SNR102 ligne 1"),
        (SECOND, "SNR420 /services/1"),
        (SECOND, "REEN-02 ligne 3"),
        (SECOND, "RCP-08 /exclusions"),
    ]
    assert cases[0].is_passed
    assert "\x1b" in FIRST
    for case, finding in zip(cases[1:], REPORT.findings, strict=True):
        if finding.suppressed:
            (result,) = case.result
            assert isinstance(result, Skipped)
            assert result.message == finding.suppressed
            assert finding.code in result.text
        elif finding.severity is INFO:
            assert case.is_passed
            assert f"information {finding.code} : " in case.system_out
        else:
            (result,) = case.result
            assert isinstance(result, Failure)
            assert (result.type, result.message) == (finding.severity, finding.message.translate(NOT_XML))
    assert cases[1].result[0].text == "\n".join(TEXT.splitlines()[:4])
    assert cases[10].system_out.endswith("sans\\x00 raison\\x1b]0;x\\x07\\ufffe\\r\tfin")
    assert next(iter(JUnitXml.fromstring(as_junit(EMPTY).encode()))).tests == 1


# --- what cannot be read: no format may come out green ----------------------------------------------------------------


def test_unread_in_text() -> None:
    assert as_text(UNREAD).splitlines()[-2] == "2 fichiers non lus, 1 erreur"
    assert as_text(Report((), (), UNREAD.unread[:1])) == "1 fichier non lu\n"
    assert as_text(Report(("a", "b"), (F3,), UNREAD.unread[:1])).splitlines()[-2] == (
        "2 fichiers lus : 1 fichier non lu, 1 avertissement"
    )


def test_unread_in_json() -> None:
    document = json.loads(as_json(UNREAD))
    validator = jsonschema.Draft7Validator(FINDINGS_SCHEMA)
    validator.validate(document)
    assert document["unread"] == [
        {"file": GONE, "message": "fichier introuvable {…}"},
        {"file": "b.yaml", "message": "lecture non autorisée"},
    ]
    del document["unread"][0]["message"]
    assert not validator.is_valid(document)


def test_dates_in_json() -> None:
    document = json.loads(as_json(Report((CLEAN,), (), as_of={CLEAN: "2025-12-31"})))
    jsonschema.Draft7Validator(FINDINGS_SCHEMA).validate(document)
    assert document["as_of"] == {CLEAN: "2025-12-31"}


def test_unread_in_github() -> None:
    commands = [read_command(line) for line in as_github(UNREAD).splitlines()]
    assert [command for command, _, _ in commands] == ["error", "error", "error"]
    assert commands[0][1:] == ({"title": "Fichier non lu", "file": GONE}, f"{GONE} : fichier introuvable {{…}}")


def test_unread_in_gitlab() -> None:
    first, second, finding = json.loads(as_gitlab(UNREAD))
    assert set(first) == set(finding)
    assert (first["severity"], first["description"]) == ("blocker", "fichier non lu : fichier introuvable {…}")
    assert first["location"] == {"path": GONE, "lines": {"begin": 1}}
    assert len({first["fingerprint"], second["fingerprint"], finding["fingerprint"]}) == 3


def test_unread_in_sarif() -> None:
    (invocation,) = run_of(as_sarif(UNREAD))["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert (first["level"], literal(first["message"]["text"])) == ("error", f"{GONE} : fichier introuvable {{…}}")
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.yaml"
    assert "invocations" not in run_of(as_sarif(REPORT))


def test_unread_in_junit() -> None:
    (suite,) = list(JUnitXml.fromstring(as_junit(UNREAD).encode()))
    assert (suite.tests, suite.failures, suite.errors) == (4, 1, 2)  # and the first file, without a finding
    (result,) = next(iter(suite)).result
    assert isinstance(result, Error)
    assert (next(iter(suite)).classname, result.message) == (GONE, "fichier introuvable {…}")


# --- all --------------------------------------------------------------------------------------------------------------

WRITERS = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
    "junit": as_junit,
}


@pytest.mark.parametrize("name", WRITERS)
def test_file_of_windows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snr_cli.french.numbers.os.sep", "\\")
    text = WRITERS[name](
        Report(("dossier\\sous\\a.yaml",), (Finding("SNR101", Position("dossier\\sous\\a.yaml"), "vide"),))
    )
    assert "dossier/sous/a.yaml" in text
    assert "\\" not in text


@pytest.mark.parametrize("name", WRITERS)
def test_undecodable_file_name_can_be_written(name: str) -> None:
    file = "caf\udce9.yaml"  # what Python makes of the Latin-1 byte
    text = WRITERS[name](Report((file, "b"), (Finding("SNR101", Position(file), "vide", pointer=file),)))
    assert "caf" in text.encode("utf-8").decode()
    if name == "json":
        assert json.loads(text)["findings"][0]["file"] == file


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1), st.text(min_size=1), st.text(), st.text(), st.text(), st.integers(1, 400))
def test_any_text(file: str, message: str, advice: str, reason: str, line: str, column: int) -> None:
    finding = Finding(
        "REEN-05", Position(file, 1, column, column + 3), message, advice, "/" + line, line, ERROR, reason
    )
    report = Report((file,), (finding,))
    said = f"{message} → {advice}" if advice else message
    for writer in WRITERS.values():
        writer(report).encode("utf-8")
    for text in (as_text(report), as_text(report, compact=True), as_github(report)):
        assert controls(text) <= {"\n", "\t"}
    assert len(as_github(report).splitlines()) == 1
    _, properties, data = read_command(as_github(report).removesuffix("\n"))
    if not controls(file) - {"\r", "\n", "\t"} and file.isprintable():
        assert properties["file"] == file
    if said.isprintable() and not reason:
        assert data == said
    document = json.loads(as_json(report))
    assert (document["findings"][0]["file"], document["findings"][0]["message"]) == (file, message)
    assert [entry["description"] for entry in json.loads(as_gitlab(report))] == ([] if reason else [said])
    (result,) = run_of(as_sarif(report))["results"]
    assert literal(result["message"]["text"]) == said
    root = ET.fromstring(as_junit(report))
    legal = "".join(char for char in file if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    assert [case.get("classname") for case in root.iter("testcase")] == [legal]
