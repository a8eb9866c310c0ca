"""Dossiers wrong in one way: code, file, line and column, French message, help, exit code 1.

First line of a file: `# expect: SNR204 at 5:15`, or several separated by commas (every finding, in order); `*` for any
column; `file:line:column` for an included file; then perhaps `# help: word` for a word that the help holds.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Run
from snr_cli.__main__ import _answer
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.tables import Tables
from snr_cli.model.finding import DossierError, Finding

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("*/territory.yaml")])
EXPECT = re.compile(r"(SNR\d{3}) at (?:([\w.-]+\.yaml):)?(\d+):(\d+|\*)")
ENGLISH = re.compile(
    r"\b(the|expected|found|should|input|not allowed|did not|exceeded|must be|string|value_error|field required)\b",
    re.IGNORECASE,
)
MINIMAL = "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\n"


@dataclass(frozen=True)
class Expected:
    """What the first line of a file says."""

    findings: tuple[tuple[str, str, str, str], ...]
    help: str


def expected(path: Path) -> Expected:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# expect: "), path
    said, _, help_word = first.removeprefix("# expect: ").partition(" # help: ")
    found = EXPECT.findall(said)
    assert found, path
    assert len(found) == said.count("SNR"), path
    return Expected(tuple((code, file or path.name, line, column) for code, file, line, column in found), help_word)


def findings_of(path: Path | str, tables: Tables) -> tuple[list[Finding], DossierError]:
    with pytest.raises(DossierError) as caught:
        assess_dossier(str(path), tables)
    return caught.value.findings, caught.value


def check(findings: list[Finding], wanted: Expected) -> None:
    seen = tuple((f.code, Path(f.position.file).name, str(f.position.line), str(f.position.column)) for f in findings)
    starred = [(*one[:3], "*" if want[3] == "*" else one[3]) for one, want in zip(seen, wanted.findings, strict=False)]
    assert tuple(starred) + seen[len(starred) :] == wanted.findings
    for finding in findings:
        assert finding.message.strip()
        assert not ENGLISH.search(finding.message), finding.message
        assert not ENGLISH.search(finding.help), finding.help
        assert "{" not in finding.message.replace("{…", ""), finding.message
    if wanted.help:
        assert any(wanted.help in finding.help for finding in findings), [finding.help for finding in findings]


def names(path: Path) -> str:
    return path.parent.name if path.name == "territory.yaml" else path.stem


def test_enough_cases() -> None:
    assert len(FILES) >= 45


@pytest.mark.parametrize("path", FILES, ids=names)
def test_finding(path: Path, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    findings, error = findings_of(path, tables)
    check(findings, expected(path))
    assert _answer(error) == 1
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "défaut de snr" not in shown
    assert f"{findings[0].position.line}:{findings[0].position.column}: erreur {findings[0].code} : " in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    "name",
    [
        "type-synonym-ecran",
        "quantity-nan",
        "key-twice",
        "list-at-top",
        "tag",
        "alias-bomb",
        "several-sorted",
        "options-without-meaning",
        "include-windows-1252",
    ],
)
@pytest.mark.parametrize("command", ["assess", "explain"])
def test_by_subprocess(name: str, command: str, snr: Run) -> None:
    path = FOLDER / f"{name}.yaml"
    if not path.exists():
        path = FOLDER / name
    done = snr(command, path, *(["total"] if command == "explain" else []))
    assert done.returncode == 1, done.stderr.decode()
    assert done.stdout == b""
    wanted = expected(path if path.is_file() else path / "territory.yaml")
    for code, *_ in wanted.findings:
        assert f"erreur {code} : " in done.stderr.decode()
    count = len(wanted.findings)
    assert done.stderr.decode().endswith(f"{count} erreur{'s' if count > 1 else ''}\n")


def write(folder: Path, text: str | bytes, name: str = "territory.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xef\xbb\xbf", b"---\n", b"~\n"], ids=["no-byte", "blank", "bom", "start", "null"]
)
def test_empty(raw: bytes, tmp_path: Path, tables: Tables) -> None:
    findings, _ = findings_of(write(tmp_path, raw), tables)
    assert codes(findings) == ["SNR101"]
    assert (findings[0].position.line, findings[0].position.column) == (1, 1)


def test_200_000_brackets(tmp_path: Path, tables: Tables) -> None:
    findings, _ = findings_of(write(tmp_path, "[" * 200_000), tables)
    assert codes(findings) == ["SNR104"]
    assert findings[0].position.line == 1
    assert not ENGLISH.search(findings[0].message)


def test_200_000_braces_as_keys(tmp_path: Path, tables: Tables) -> None:
    findings, _ = findings_of(write(tmp_path, "{" * 200_000), tables)
    assert codes(findings) in (["SNR104"], ["SNR102"])


def test_deep_blocks(tmp_path: Path, tables: Tables) -> None:
    text = "".join("  " * depth + "a:\n" for depth in range(60))
    assert codes(findings_of(write(tmp_path, text), tables)[0]) == ["SNR104"]


def test_include_symlink_out_of_the_folder(tmp_path: Path, tables: Tables) -> None:
    write(tmp_path, "limits: [dehors]\n", "outside.yaml")
    inside = tmp_path / "dossier"
    inside.mkdir()
    (inside / "a.yaml").symlink_to(tmp_path / "outside.yaml")
    findings, _ = findings_of(write(inside, "include: [a.yaml]\n" + MINIMAL), tables)
    assert [(f.code, f.position.line, f.position.column) for f in findings] == [("SNR112", 1, 11)]


def test_include_symlink_inside_is_the_same_file(tmp_path: Path, tables: Tables) -> None:
    write(tmp_path, "limits: [dedans]\n", "a.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    findings, _ = findings_of(write(tmp_path, "include: [a.yaml, b.yaml]\n" + MINIMAL), tables)
    assert [(f.code, f.position.line, f.position.column) for f in findings] == [("SNR113", 1, 19)]


@pytest.mark.parametrize("name", ["a\\0b", "x/../../a.yaml", "~/a.yaml", "", "."])
def test_include_odd_names(name: str, tmp_path: Path, tables: Tables) -> None:
    findings, _ = findings_of(write(tmp_path, f'include: ["{name}"]\n' + MINIMAL), tables)
    assert codes(findings) in (["SNR111"], ["SNR112"])


def test_include_name_too_long(tmp_path: Path, tables: Tables) -> None:
    findings, _ = findings_of(write(tmp_path, f"include: [{'a' * 5000}.yaml]\n" + MINIMAL), tables)
    assert codes(findings) in (["SNR111"], ["SNR112"])
    assert "too long" not in findings[0].message  # French


def test_include_from_standard_input(snr: Run) -> None:
    done = snr("assess", "-", stdin=("include: [a.yaml]\n" + MINIMAL).encode())
    assert done.returncode == 1
    assert b"<stdin>:1:10: erreur SNR111" in done.stderr


def test_many_findings_are_counted_and_quick(tmp_path: Path, snr: Run) -> None:
    lines = "".join(f"  - {{id: a{index}, type: laptop, quantity: -1}}\n" for index in range(3000))
    done = snr("assess", write(tmp_path, MINIMAL + "equipment:\n" + lines))
    assert done.returncode == 1
    assert done.stderr.decode().count("erreur SNR204") == 200
    assert done.stderr.decode().endswith("… et 2800 autres (snr check -v)\n3000 erreurs\n")


def test_bomb_under_the_limit_stays_small(tmp_path: Path, tables: Tables) -> None:
    """Aliases that make a hundred thousand wrong values are refused or reported without exhausting memory."""
    text = MINIMAL + "texts:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"  {chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(3))
    findings, _ = findings_of(write(tmp_path, text), tables)
    assert findings


def test_control_characters_are_not_shown(tmp_path: Path, snr: Run) -> None:
    text = 'snr: 1\nreference_year: 2025\nterritory: {name: Essai, "a\\e[31mb": 1}\nequipment:\n  - {id: "\\e[2J", type: "\\x9b31m", quantity: 1}\n'
    done = snr("assess", write(tmp_path, text))
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr
    assert "\x9b" not in done.stderr.decode()


LINKED = MINIMAL + "programme: {stakeholders: [sdis]}\nstrategy: {axes: [{id: sobre, title: S}]}\n"
OTHERS = {
    "absent.yaml": None,
    "latin.yaml": "stakeholders: [é]\n".encode("cp1252"),
    "broken.yaml": b"stakeholders: [{id: sdis\nlimits: []\n",
    "list.yaml": b"- a\n",
    "nested.yaml": b"include: [x.yaml]\nstakeholders: []\n",
    "../out.yaml": b"limits: [a]\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_an_included_file_that_is_not_read_raises_its_own_mistake_alone(
    name: str, tmp_path: Path, tables: Tables
) -> None:
    """What names its sections is not wrong: the other checks wait, and the last finding says so."""
    folder = tmp_path / "dossier"
    folder.mkdir()
    raw = OTHERS[name]
    if raw is not None:
        write(folder, raw, name)
    findings, _ = findings_of(write(folder, f"include: [{name}]\n" + LINKED), tables)
    assert len(findings) == 1
    assert findings[0].code.startswith("SNR1")
    assert findings[0].help.endswith(f"autres contrôles non faits tant que {name} ne se lit pas")


def test_two_included_files_that_are_not_read(tmp_path: Path, tables: Tables) -> None:
    write(tmp_path, "limits: [a\n", "a.yaml")
    findings, _ = findings_of(write(tmp_path, "include: [a.yaml, b.yaml]\nequipment: 3\n" + LINKED), tables)
    assert sorted(codes(findings)) == ["SNR102", "SNR111"]
    left = [finding.help for finding in findings if "contrôles" in finding.help]
    assert len(left) == 1
    assert left[0].endswith("non faits tant que a.yaml et b.yaml ne se lisent pas")


def test_an_included_file_that_is_empty_keeps_no_other_check_away(tmp_path: Path, tables: Tables) -> None:
    write(tmp_path, "# rien\n", "a.yaml")
    findings, _ = findings_of(write(tmp_path, "include: [a.yaml]\n" + LINKED), tables)
    assert sorted(codes(findings)) == ["SNR101", "SNR303"]
