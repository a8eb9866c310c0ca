"""Comments `# snr: ignore[CODE] reason`: what they leave aside, what is said of those badly written or of no use."""

import json
import time
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.model.codes import NEVER_SUPPRESSED
from snr_cli.model.finding import Finding

# REEN-05 stands on the line of `territory`: no actor takes part in the programme
HEAD = "snr: 1\nreference_year: 2025\n"
SITE = 'territory: {siren: "243300316"}'
PROGRAMME = 'programme: {date: "2022-11-24", summary: Deux actions engagées.}\n'
OURS = ("SNR1", "REEN-05", "REEN-09")


def found(folder: Path, tables: Tables, text: str | bytes, *, wanted: Wanted | None = None) -> list[Finding]:
    """Return the findings of a dossier: those of the comments and of two rules of the decree, unless told otherwise."""
    path = folder / "territory.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(check([str(path)], words_of(tables), tables, wanted or Wanted(select=OURS)).report.findings)


def told(findings: list[Finding]) -> list[tuple[str, int, str]]:
    """Return code, line and reason of what is left aside, then of the rest."""
    return [(finding.code, finding.position.line, finding.suppressed) for finding in findings]


def dossier(comment: str, before: str = "") -> str:
    return f"{HEAD}{before}{SITE}{comment}\n{PROGRAMME}"


def test_without_a_comment(tmp_path: Path, tables: Tables) -> None:
    assert ("REEN-05", 3, "") in told(found(tmp_path, tables, dossier("")))


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        (" # snr: ignore[REEN-05] ateliers en mars", "ateliers en mars"),
        ("  #snr:ignore[REEN-05] ateliers en mars", "ateliers en mars"),
        (" # snr : ignore [ REEN-05 ] : ateliers en mars", "ateliers en mars"),
        (" # snr: ignore[REEN-05] — ateliers en mars.", "ateliers en mars"),
        (" # snr: ignore[REEN-05] ateliers (ticket #12), n° 4", "ateliers (ticket #12), n° 4"),
        (" # snr: ignore[REEN-05] ateliers en mars # relu le 3 mai", "ateliers en mars"),
        (" # numéro vérifié # snr: ignore[REEN-05] ateliers en mars", "ateliers en mars"),
        (" # snr: ignore[REEN-05,] [entre crochets]", "[entre crochets]"),
    ],
)
def test_on_the_line(comment: str, reason: str, tmp_path: Path, tables: Tables) -> None:
    assert ("REEN-05", 3, reason) in told(found(tmp_path, tables, dossier(comment)))
    assert not any(finding.code.startswith("SNR11") for finding in found(tmp_path, tables, dossier(comment)))


@pytest.mark.parametrize("between", ["", "\n", "# un autre commentaire\n", "\n\n  # décalé\n\n"])
def test_alone_on_the_line_before(between: str, tmp_path: Path, tables: Tables) -> None:
    text = dossier("", "# snr: ignore[REEN-05] ateliers en mars\n" + between)
    line = text[: text.index("territory")].count("\n") + 1
    assert ("REEN-05", line, "ateliers en mars") in told(found(tmp_path, tables, text))


def test_above_the_first_line(tmp_path: Path, tables: Tables) -> None:
    text = "# snr: ignore[REEN-05] ateliers en mars\n---\n" + SITE + "\n" + HEAD + PROGRAMME
    assert ("REEN-05", 3, "ateliers en mars") in told(found(tmp_path, tables, text))


def test_on_the_line_it_speaks_of_that_line_only(tmp_path: Path, tables: Tables) -> None:
    text = f"{HEAD}{SITE}\n{PROGRAMME.rstrip()} # snr: ignore[REEN-05] ailleurs\n"
    assert [one for one in told(found(tmp_path, tables, text)) if one[0] != "REEN-09"] == [
        ("REEN-05", 3, ""),
        ("SNR116", 4, ""),
    ]


def test_several_codes_with_one_reason(tmp_path: Path, tables: Tables) -> None:
    findings = found(tmp_path, tables, dossier(" # snr: ignore[REEN-05, REEN-09] programme en cours"))
    assert {one.code for one in findings if one.suppressed == "programme en cours"} == {"REEN-05", "REEN-09"}
    assert not [one for one in findings if not one.suppressed]


def test_two_comments_for_one_line(tmp_path: Path, tables: Tables) -> None:
    text = dossier(" # snr: ignore[REEN-05] ateliers", "# snr: ignore[REEN-09] bilan en cours\n")
    assert {(one.code, one.suppressed) for one in found(tmp_path, tables, text)} == {
        ("REEN-05", "ateliers"),
        ("REEN-09", "bilan en cours"),
    }


@pytest.mark.parametrize(
    ("comment", "message", "help_text"),
    [
        ("# snr: ignore[REEN-05]", "sans raison", "la raison"),
        ("# snr: ignore[REEN-05] : ", "sans raison", "la raison"),
        ("# snr: ignore[REEN-05] # vu", "sans raison", "la raison"),
        ("# snr: ignore ateliers", "sans code", "# snr: ignore[REEN-09]"),
        ("# snr: ignore[] ateliers", "sans code", "# snr: ignore[REEN-09]"),
        ("# snr: ignore[REEN-05 ateliers", "sans code", "# snr: ignore[REEN-09]"),
        ("# snr: ignorer[REEN-05] ateliers", "sans code", "# snr: ignore[REEN-09]"),
        ("# snr: ignore-file[REEN-05] ateliers", "sans code", "# snr: ignore[REEN-09]"),
        ("# snr: ignore[REEN-5] ateliers", "inconnu « REEN-5 »", "REEN-"),
        ("# snr: ignore[reen-05] ateliers", "inconnu « reen-05 »", "REEN-05"),
        ("# snr: ignore[REEN-05, zut] ateliers", "inconnu « zut »", "snr explain codes"),
        ("# snr: ignore[REEN] ateliers", "inconnu « REEN »", "REEN-"),
    ],
)
def test_badly_written(comment: str, message: str, help_text: str, tmp_path: Path, tables: Tables) -> None:
    findings = found(tmp_path, tables, dossier(f" {comment}"))
    wrong = [one for one in findings if one.code == "SNR115"]
    assert [(one.position.line, one.position.column) for one in wrong] == [(3, len(SITE) + 2)]
    assert message in wrong[0].message
    assert help_text in wrong[0].help
    assert ("REEN-05", 3, "") in told(findings)  # nothing is left aside


@pytest.mark.parametrize("code", NEVER_SUPPRESSED)
def test_what_keeps_a_dossier_from_being_read_stays(code: str, tmp_path: Path, tables: Tables) -> None:
    findings = found(tmp_path, tables, dossier(f" # snr: ignore[{code}] ateliers"))
    assert [one.message for one in findings if one.code == "SNR115"] == [
        f"« {code} » ne peut pas être écarté : sans cela le dossier n’est pas lisible"
    ]


def test_an_error_of_reading_is_not_left_aside(tmp_path: Path, tables: Tables) -> None:
    text = dossier("", "reference: 1 # snr: ignore[SNR201] plus tard\n")
    assert told(found(tmp_path, tables, text)) == [("SNR201", 3, ""), ("SNR115", 3, "")]


@pytest.mark.parametrize(
    "text",
    [
        'limits: ["écrire # snr: ignore[REEN-05] la raison"]',
        "limits: ['écrire # snr: ignore[REEN-05] la raison']",
        'limits: ["écrire\n  # snr: ignore[REEN-05] la raison",\n  "x"]',
        "diagram: |\n  un texte\n  # snr: ignore[REEN-05] la raison\n  fin",
        "diagram: >-\n  un texte\n\n  # snr: ignore[zut]",
        "limits:\n  - |\n    # snr: ignore[REEN-05] la raison\n  - x",
        "diagram: |+2\n   # snr: ignore[REEN-05] la raison\n",
        "diagram: écrire#snr:ignore[REEN-05] la raison",
        "# snr: 1 reste la version du format",
        "# voir snr: ignore",
    ],
)
def test_a_text_is_not_a_comment(text: str, tmp_path: Path, tables: Tables) -> None:
    findings = found(tmp_path, tables, f"{HEAD}{text}\n{SITE}\n{PROGRAMME}")
    assert {one.code for one in findings} == {"REEN-05", "REEN-09"}
    assert not any(one.suppressed for one in findings)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('limits: ["écrire # snr: ignore[zut]"] # snr: ignore[REEN-05] ici', 3),
        ("diagram: | # snr: ignore[REEN-05] ici\n  un texte", 3),
        ("diagram: |\n  un texte\n# snr: ignore[REEN-05] ici\nplans: {}", 5),
        ("limits:\n  - |\n    un texte\n  # snr: ignore[REEN-05] ici\n  - x", 6),
        ('limits: ["un\n  texte"] # snr: ignore[REEN-05] ici', 4),
        ("limits: [un, # snr: ignore[REEN-05] ici\n  deux]", 3),
    ],
)
def test_a_comment_beside_a_text(text: str, line: int, tmp_path: Path, tables: Tables) -> None:
    findings = found(tmp_path, tables, f"{HEAD}{text}\n{SITE}\n{PROGRAMME}")
    assert [one for one in told(findings) if one[0] == "SNR116"] == [("SNR116", line, "")]


def test_unused(tmp_path: Path, tables: Tables) -> None:
    text = dossier("", "# snr: ignore[REEN-09] ancienne raison\nplans: {}\n")
    unused = [one for one in found(tmp_path, tables, text) if one.code == "SNR116"]
    assert [(one.position.line, one.position.column) for one in unused] == [(3, 1)]
    assert unused[0].message == "REEN-09 n’est pas signalé ligne 4 : ce commentaire ne sert à rien"


@pytest.mark.parametrize("profile", ["saisie", "bilan"])
def test_unused_only_for_what_is_judged(profile: str, tmp_path: Path, tables: Tables) -> None:
    text = dossier("", "limits: [a] # snr: ignore[REEN-05, REEN-20] plus tard\n")
    wanted = Wanted(profile=profile, select=("SNR1",))  # type: ignore[arg-type]
    unused = [one.message[:7] for one in found(tmp_path, tables, text, wanted=wanted) if one.code == "SNR116"]
    assert unused == ([] if profile == "saisie" else ["REEN-05", "REEN-20"])


def test_a_rule_that_the_dossier_does_not_call_for(tmp_path: Path, tables: Tables) -> None:
    """Without a strategy nothing judges REEN-13: no one can say that its comment is of no use."""
    text = dossier(" # snr: ignore[REEN-13] constats en mars")
    assert not [one for one in found(tmp_path, tables, text) if one.code == "SNR116"]


def test_unused_is_not_said_when_the_dossier_cannot_be_judged(tmp_path: Path, tables: Tables) -> None:
    text = dossier(" # snr: ignore[REEN-05, SNR304] ateliers", "refernce: 1\n")
    assert told(found(tmp_path, tables, text)) == [("SNR201", 3, "")]


@pytest.mark.parametrize("change", ["crlf", "bom", "both", "no-last-break"])
def test_other_line_breaks(change: str, tmp_path: Path, tables: Tables) -> None:
    text = dossier(" # snr: ignore[REEN-05] ateliers", "# snr: ignore[REEN-09] bilan en cours\n")
    if change in ("crlf", "both"):
        text = text.replace("\n", "\r\n")
    if change == "no-last-break":
        text = text.rstrip("\n")
    raw = text.encode("utf-8-sig" if change in ("bom", "both") else "utf-8")
    assert {(one.code, one.position.line, one.suppressed) for one in found(tmp_path, tables, raw)} == {
        ("REEN-05", 4, "ateliers"),
        ("REEN-09", 4, "bilan en cours"),
    }


def test_included_files(tmp_path: Path, tables: Tables) -> None:
    """A comment speaks of its own file; it is read there too."""
    more = tmp_path / "plus"
    more.mkdir()
    (more / "a.yaml").write_text(
        f"{SITE} # snr: ignore[REEN-05] ateliers\nlimits: [a] # snr: ignore[zut]\n", encoding="utf-8"
    )
    (tmp_path / "b.yaml").write_bytes(("\ufeffexclusions: []\r\n\r\n# snr: ignore[REEN-05] rien\r\n").encode())
    findings = found(tmp_path, tables, HEAD + "include: [plus/a.yaml, b.yaml]\n" + PROGRAMME)
    shown = {(Path(one.position.file).name, one.position.line, one.code, one.suppressed) for one in findings}
    assert {("a.yaml", 1, "REEN-05", "ateliers"), ("a.yaml", 2, "SNR115", ""), ("b.yaml", 3, "SNR116", "")} <= shown


def test_left_aside_is_shown_and_does_not_fail(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text(dossier(" # snr: ignore[REEN-05] ateliers en mars"), encoding="utf-8")
    chosen = ("check", path, "--select", "REEN-05")
    done = snr(*chosen)
    assert done.returncode == 0
    assert ":3:1: écarté REEN-05 : " in done.stdout
    assert "(raison : ateliers en mars)" in done.stdout
    assert "0 erreur, 1 écarté" in done.stdout
    assert snr(*chosen, "--fail-on", "info").returncode == 0
    document = json.loads(snr(*chosen, "--format", "json").stdout)
    assert [(one["code"], one["severity"], one["suppressed"]) for one in document["findings"]] == [
        ("REEN-05", "error", "ateliers en mars")
    ]
    assert document["summary"] == {"error": 0, "warning": 0, "info": 0, "suppressed": 1}
    path.write_text(dossier(""), encoding="utf-8")
    assert snr(*chosen).returncode == 1


def test_left_aside_is_said_in_the_table_of_duties(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text(dossier(" # snr: ignore[REEN-05] ateliers en mars"), encoding="utf-8")
    assert "ateliers en mars" in snr("check", path, "--format", "summary", COLUMNS="200").stdout


def test_what_is_never_used(tmp_path: Path, tables: Tables) -> None:
    """The one mistake of reading that may be left aside, and said to be of no use."""
    text = HEAD + SITE + "\nindicators:\n  - {id: a} # snr: ignore[SNR304] dès 2027\n"
    wanted = Wanted(profile="saisie")
    assert told(found(tmp_path, tables, text, wanted=wanted)) == [("SNR304", 5, "dès 2027")]
    text += "objectives: [{id: o, perimeter: territory, indicators: [a]}]\n"
    assert told(found(tmp_path, tables, text, wanted=wanted)) == [("SNR116", 5, "")]


def test_thousands_of_comments_are_fast(tmp_path: Path, tables: Tables) -> None:
    rows = "".join(
        f'  - {{what: "élément {n} # snr", why: "b"}} # snr: ignore[REEN-09] raison {n}\n# snr: ignore[REEN-05] raison {n}\n'
        for n in range(10_000)
    )
    text = f"{HEAD}{SITE}\nexclusions:\n{rows}# snr: ignore[REEN-05] fin\n"
    wanted = Wanted(profile="saisie")
    start = time.perf_counter()
    findings = found(tmp_path, tables, text, wanted=wanted)
    assert time.perf_counter() - start < 6  # a comment compared with every text would take minutes
    assert findings == []
