"""Exit codes: each command × each state of what it is given × each way to give it; and the options of `snr check`."""

import json
import os
import re
import tempfile
import threading
from pathlib import Path

import pytest

from conftest import named_pipes
from in_process import Done, snr
from snr_cli.model.codes import CODES

FINE = (
    "snr: 1\nreference_year: 2025\n"
    'territory: {name: Déjà-Ville, kind: commune, population: {totale: 9000, municipale: 8900}, department: "33"}\n'
    "equipment:\n  - {id: a, type: laptop, quantity: 10}\n  - {id: b, type: monitor, quantity: 10}\n"
)
ERROR = FINE.replace("quantity: 10", "quantity: -10", 1)
WARNING = FINE + "# snr: ignore[REEN-05]\n"
BROKEN = FINE + "limits: [a\n"
# a dossier of an authority over the threshold, without any duty fulfilled
LARGE = FINE.replace("9000", "90000").replace("8900", "89000")
with tempfile.NamedTemporaryFile() as probe:
    Path(probe.name).chmod(0)
    READS_ALL = os.access(probe.name, os.R_OK)  # root, unless it has given up this right

COMMANDS: dict[str, tuple[str, ...]] = {"check": (), "assess": (), "explain": ("a",)}
# state → bytes (None: nothing there), exit code
STATES: dict[str, tuple[bytes | None, int]] = {
    "fine": (FINE.encode(), 0),
    "warning": (WARNING.encode(), 0),
    "error": (ERROR.encode(), 1),
    "broken": (BROKEN.encode(), 1),
    "empty": (b"", 1),
    "not-text": (FINE.encode("cp1252"), 2),
    "nul": (FINE.encode() + b"\0", 2),
    "missing": (None, 2),
    "not-allowed": (FINE.encode(), 2),
}


def given(tmp_path: Path, state: str, how: str) -> tuple[str, bytes]:
    """Prepare what a command is given; return its argument and the standard input."""
    raw, _ = STATES[state]
    if how == "-":
        return "-", raw or b""
    path = tmp_path / "territory.yaml"
    if raw is not None:
        path.write_bytes(raw)
        if state == "not-allowed":
            path.chmod(0)
    return str(tmp_path if how == "folder" else path), b""


@pytest.mark.parametrize("how", ["file", "folder", "-"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_exit_code(command: str, state: str, how: str, tmp_path: Path) -> None:
    if state == "not-allowed" and (READS_ALL or how == "-"):
        pytest.skip("root reads everything; standard input is open")
    argument, stdin = given(tmp_path, state, how)
    code = 1 if (state, how) == ("missing", "-") else STATES[state][1]  # nothing on standard input: an empty dossier
    done = snr(command, argument, *COMMANDS[command], stdin=stdin)
    assert done.returncode == code, done.stderr
    if command == "check":
        assert {0: "0 erreur", 1: "1 erreur", 2: "1 fichier non lu\n"}[code] in done.stdout
        assert bool(done.stderr) == (code == 2)
    else:
        assert bool(done.stdout) == (code == 0)
        assert bool(done.stderr) == (code != 0)
    if code == 2:
        assert done.stderr.startswith("snr : ")
        assert argument in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_leads_nowhere(command: str, tmp_path: Path) -> None:
    for argument in (tmp_path / "absent", tmp_path / "absent" / "territory.yaml", "a\0b", "x" * 5000, ""):
        done = snr(command, argument, *COMMANDS[command], cwd=tmp_path)
        assert (done.returncode, bool(done.stderr)) == (2, True), argument


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 0),
        (["assess"], 0),
        (["explain", "territory.yaml"], 2),
        (["explain", "territory.yaml", "zut"], 2),
        (["rule"], 0),
        (["rule", "reen-05"], 0),
        (["rule", "REEN-5x"], 2),
        (["schema"], 0),
        (["schema", "equipment"], 0),
        (["schema", "equipement"], 2),
        (["factors", "list"], 0),
        (["factors", "sources"], 0),
        (["factors", "show", "laptop"], 0),
        (["factors", "show", "laptp"], 2),
        (["factors", "check"], 0),
        (["factors"], 2),
        (["init", "neuf", "--yes"], None),
        (["init", "territory.yaml"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_other_commands(arguments: list[str], code: int | None, tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(FINE, encoding="utf-8")
    done = snr(*arguments, cwd=tmp_path)
    assert done.returncode in ((0, 2) if code is None else (code,)), done.stderr
    assert bool(done.stdout) == (done.returncode == 0) or arguments[0] == "init"
    assert (done.returncode == 0) or done.stderr


# --- several paths, folders, included files ---------------------------------------------------------------------------


def tree(root: Path, **files: str) -> Path:
    """Write files; `__` stands for `/` and `_dot_` for `.` at the head of a folder's name."""
    for name, text in files.items():
        path = root / (name.replace("__", "/").replace("_dot_", ".") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def checked(*arguments: str | Path, cwd: Path, stdin: bytes = b"") -> tuple[Done, list[str], set[tuple[str, int, str]]]:
    """Check for syntax, schema and references; return the run, the files read and the findings."""
    done = snr("check", "--format", "json", "--profile", "saisie", *arguments, cwd=cwd, stdin=stdin)
    document = json.loads(done.stdout)
    return done, document["files"], {(one["file"], one["line"], one["code"]) for one in document["findings"]}


def test_one_missing_does_not_keep_the_others(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=ERROR, b__territory=FINE)
    done, files, findings = checked("a", "absent", "b", cwd=tmp_path)
    assert done.returncode == 2
    assert files == ["a/territory.yaml", "b/territory.yaml"]
    assert findings == {("a/territory.yaml", 5, "SNR204")}
    assert done.stderr == "snr : absent : fichier introuvable\n"


def test_every_one_missing_is_named(tmp_path: Path) -> None:
    done, files, _ = checked("x", "y.yaml", cwd=tmp_path)
    assert (done.returncode, files) == (2, [])
    assert [line.split(" : ")[1] for line in done.stderr.splitlines()] == ["x", "y.yaml"]


def test_the_same_dossier_named_twice_is_checked_once(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=ERROR)
    done = snr("check", "--profile", "saisie", "a", "./a", "a/territory.yaml", tmp_path / "a", cwd=tmp_path)
    assert "1 erreur\n" in done.stdout


def test_a_folder_holds_many(tmp_path: Path) -> None:
    tree(
        tmp_path,
        territory=FINE,
        communes__bourg__territory=FINE,
        communes__est_dot_territory=FINE.replace("Déjà", "Est"),
        communes__notes="rien: 1\n",
        _dot_cache__territory=ERROR,
        communes___dot_git__territory=ERROR,
        venv__territory=ERROR,
        communes__node_modules__territory=ERROR,
    )
    (tmp_path / "ouest.territory.yml").write_text(FINE, encoding="utf-8")
    (tmp_path / "myterritory.yaml").write_text(ERROR, encoding="utf-8")
    done, files, findings = checked(".", cwd=tmp_path)
    assert (done.returncode, findings) == (0, set())
    assert set(files) == {
        "territory.yaml",
        "ouest.territory.yml",
        "communes/bourg/territory.yaml",
        "communes/est.territory.yaml",
    }
    assert set(checked("communes", cwd=tmp_path)[1]) == {
        "communes/bourg/territory.yaml",
        "communes/est.territory.yaml",
    }


def test_one_that_cannot_be_decoded_does_not_keep_the_others_of_its_folder(tmp_path: Path) -> None:
    tree(tmp_path, a__territory="", b__territory=ERROR)
    (tmp_path / "a" / "territory.yaml").write_bytes(FINE.encode("cp1252"))
    done, files, findings = checked(".", cwd=tmp_path)
    assert (done.returncode, files, findings) == (2, ["b/territory.yaml"], {("b/territory.yaml", 5, "SNR204")})
    assert "a/territory.yaml" in done.stderr


def test_a_hidden_folder_named_is_checked(tmp_path: Path) -> None:
    tree(tmp_path, _dot_essai__territory=ERROR)
    assert checked(".essai", cwd=tmp_path)[2] == {(".essai/territory.yaml", 5, "SNR204")}


@pytest.mark.skipif(READS_ALL, reason="root reads everything")
def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=FINE, b__territory=FINE)
    (tmp_path / "b").chmod(0)
    done, files, _ = checked(".", cwd=tmp_path)
    (tmp_path / "b").chmod(0o700)
    assert (done.returncode, files) == (2, ["a/territory.yaml"])
    assert "b : " in done.stderr


@pytest.mark.parametrize("how", ["relative", "absolute", "inside", "above"])
def test_paths_are_shown_from_the_working_directory(how: str, tmp_path: Path) -> None:
    root = FINE.replace("snr: 1\n", "snr: 1\ninclude: [plus/a.yaml]\n")
    tree(tmp_path, dossier__territory=root, dossier__plus__a="limts: []\n")
    cwd, argument, shown = {
        "relative": (tmp_path, "dossier", "dossier/plus/a.yaml"),
        "absolute": (tmp_path, str(tmp_path / "dossier"), "dossier/plus/a.yaml"),
        "inside": (tmp_path / "dossier", ".", "plus/a.yaml"),
        "above": (tmp_path / "dossier" / "plus", "..", "a.yaml"),
    }[how]
    assert checked(argument, cwd=cwd)[2] == {(shown, 1, "SNR201")}


@pytest.mark.parametrize("cwd", [".", "dossier", "dossier/plus"])
def test_a_section_file_has_its_root_checked(cwd: str, tmp_path: Path) -> None:
    root = FINE.replace("snr: 1\n", "snr: 1\ninclude: [plus/a.yaml, b.yaml]\n")
    tree(tmp_path, dossier__territory=root, dossier__plus__a="limits: [a]\n", dossier__b="limits: [-1]\n")
    here = tmp_path / cwd
    argument = os.path.relpath(tmp_path / "dossier" / "plus" / "a.yaml", here)
    done, files, findings = checked(argument, cwd=here)
    assert done.returncode == 1
    assert len(files) == 3
    assert {(Path(file).name, line, code) for file, line, code in findings} == {("b.yaml", 1, "SNR203")}
    both = checked(argument, os.path.relpath(tmp_path / "dossier" / "territory.yaml", here), cwd=here)
    assert both[1] == files
    assert both[2] == findings


def test_a_section_file_that_nothing_includes_is_checked_alone(tmp_path: Path) -> None:
    tree(tmp_path, territory=FINE, seul="limits: [a]\n")
    done, files, findings = checked("seul.yaml", cwd=tmp_path)
    assert (done.returncode, files) == (1, ["seul.yaml"])
    assert {code for _, _, code in findings} == {"SNR202"}


# --- standard input ---------------------------------------------------------------------------------------------------


def test_standard_input_includes_nothing(tmp_path: Path) -> None:
    text = FINE.replace("snr: 1\n", "snr: 1\ninclude: [a.yaml]\n")
    tree(tmp_path, dossier__a="limts: []\n")
    _, files, findings = checked("-", cwd=tmp_path, stdin=text.encode())
    assert (files, findings) == (["<stdin>"], {("<stdin>", 2, "SNR111")})


def test_standard_input_beside_files(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=FINE)
    _, files, findings = checked("a", "-", "-", cwd=tmp_path, stdin=ERROR.encode())
    assert (files, findings) == (["a/territory.yaml", "<stdin>"], {("<stdin>", 5, "SNR204")})


@named_pipes
def test_a_pipe_as_file(tmp_path: Path) -> None:
    """`snr check <(…)`: what can be read only once is read once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(ERROR, encoding="utf-8"))
    writer.start()
    _, files, findings = checked("pipe", cwd=tmp_path)
    writer.join()
    assert (files, findings) == (["pipe"], {("pipe", 5, "SNR204")})


# --- what is judged, what fails ---------------------------------------------------------------------------------------


def run(text: str, *arguments: str, **more: str) -> Done:
    return snr("check", "-", *arguments, stdin=text.encode(), cwd=None, **more)


@pytest.mark.parametrize(
    ("text", "select", "codes"),
    [
        (FINE, "SNR1", {"error": 0, "warning": 0, "info": 0}),
        (FINE, "REEN-05", {"error": 0, "warning": 0, "info": 1}),
        (WARNING, "SNR1", {"error": 0, "warning": 1, "info": 1}),
        (LARGE, "REEN-05", {"error": 1, "warning": 1, "info": 1}),
        (ERROR, "REEN-05", {"error": 1, "warning": 1, "info": 1}),
    ],
    ids=["fine", "info", "warning", "error", "error-of-schema"],
)
def test_fail_on(text: str, select: str, codes: dict[str, int]) -> None:
    for level, code in codes.items():
        assert run(text, "--select", select, "--fail-on", level).returncode == code, level
    assert run(text, "--select", select).returncode == codes["error"]


def codes_of(done: Done) -> set[str]:
    return {one["code"] for one in json.loads(done.stdout)["findings"]}


def test_the_profile_of_entry_judges_no_rule() -> None:
    assert codes_of(run(LARGE, "--profile", "saisie", "--format", "json")) == set()
    assert run(LARGE, "--profile", "saisie").returncode == 0
    assert run(LARGE).returncode == 1
    assert codes_of(run(WARNING, "--profile", "saisie", "--format", "json")) == {"SNR115"}


@pytest.mark.parametrize("profile", ["programme", "strategie", "bilan"])
def test_profiles_hold_each_other(profile: str) -> None:
    codes = codes_of(run(LARGE, "--profile", profile, "--format", "json"))
    assert "REEN-05" in codes
    assert ("REEN-12" in codes) == (profile != "programme")


def test_select_and_ignore() -> None:
    def chosen(*arguments: str) -> set[str]:
        return codes_of(run(LARGE, "--format", "json", *arguments))

    assert chosen("--select", "REEN-05") == {"REEN-05"}
    assert chosen("--select", "REEN-05,REEN-06") == {"REEN-05", "REEN-06"}
    assert chosen("--select", "REEN-05", "--select", "REEN-06") == {"REEN-05", "REEN-06"}
    everything = chosen("--select", "REEN")
    assert len(everything) > 5
    assert all(code.startswith("REEN") for code in everything)
    assert chosen("--select", "REEN", "--ignore", "REEN-05") == everything - {"REEN-05"}
    assert not any(code.startswith("REEN") for code in chosen("--ignore", "REEN"))
    assert run(LARGE, "--select", "REEN-05", "--ignore", "REEN-05").returncode == 0


@pytest.mark.parametrize("text", ["REEN-5", "reen-05", "Reen5", " reen-5 "])
def test_codes_as_they_are_said(text: str) -> None:
    assert codes_of(run(LARGE, "--select", text, "--format", "json")) == {"REEN-05"}
    assert snr("rule", text).stdout == snr("rule", "REEN-05").stdout
    assert len(codes_of(run(LARGE, "--select", "REEN-1", "--profile", "bilan", "--format", "json"))) > 3  # a beginning


def test_rule_lists_a_family() -> None:
    lines = snr("rule", "reen").stdout.splitlines()
    assert [line for line in lines if line and not line.startswith("  ")] == [
        "CE QUE LA LOI DEMANDE",
        "CE QUE LES DÉCRETS PRÉCISENT",
        "BONNES PRATIQUES, QU’AUCUN TEXTE N’IMPOSE",
    ]
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted(code for code in CODES if code.startswith("REEN"))
    assert {line.split()[0] for line in snr("rule").stdout.splitlines() if line.startswith("  ")} == set(CODES)


@pytest.mark.parametrize("code", ["ADJ-05", "REEN-05", "SNR209"])
def test_the_page_of_a_code_on_a_screen(code: str) -> None:
    page = (Path(__file__).parents[1] / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")
    assert snr("rule", code).stdout == page  # piped, the page as it is
    shown = snr("--color", "always", "rule", code, COLUMNS="80").stdout
    plain = re.sub(r"\x1b\[\d*m", "", shown)
    assert f"\x1b[1m{CODES[code].title}" in shown or f"\x1b[1m{code} — " in shown
    assert not re.search(r"^#|^```|\*\*|^\|[ -]+\|", plain, re.M)
    words = re.findall(r"\w+", re.sub(r"^```.*$|`|\*", "", page, flags=re.M))
    assert re.findall(r"\w+", plain) == words
    text, _, _ = plain.partition("Exemple fautif")
    assert max(len(line) for line in text.splitlines() if not line.startswith("Gravité")) < 80


def test_what_keeps_a_dossier_from_being_read_is_always_shown() -> None:
    assert codes_of(run(ERROR, "--select", "REEN-05", "--format", "json")) == {"SNR204"}
    done = run(ERROR, "--ignore", "SNR2")
    assert done.returncode == 2
    assert "SNR2" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "REEN-5x"], ["--select", "REEN-"]),
        (["--ignore", "REN-05"], ["--ignore", "REEN-05"]),
        (["--select", "zut"], ["snr explain codes"]),
        (["--ignore", "SNR101"], ["SNR101"]),
        (["--ignore", "S"], ["« S »"]),
        (["--profile", "tout"], ["--profile", "saisie"]),
        (["--fail-on", "never"], ["--fail-on", "warning"]),
        (["--format", "xml"], ["--format", "sarif"]),
        (["--as-of", "31/12/2025"], ["--as-of", "2025-12-31"]),
        (["--as-of", "2025-02-30"], ["--as-of"]),
        (["--strict"], ["option inconnue --strict"]),
        (["-o", "absent/rapport.txt"], ["absent"]),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_followed(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(FINE, encoding="utf-8")
    done = snr("check", "t.yaml", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    for word in words:
        assert word in done.stderr


def test_as_of() -> None:
    """The yearly account of 2024 is due from 31 December 2025: before it nothing is missing."""
    adopted = LARGE + 'strategy: {adopted_on: "2023-12-14"}\n'
    early, late = (run(adopted, "--select", "REEN-20", "--as-of", day) for day in ("2023-12-31", "2026-12-31"))
    assert (early.returncode, late.returncode) == (0, 1)
    assert "REEN-20" in late.stdout
    at_epoch = run(
        adopted, "--select", "REEN-20", "--as-of", "today", SOURCE_DATE_EPOCH="1704000000"
    )  # 31 December 2023
    assert at_epoch.stdout == early.stdout


# --- what is written --------------------------------------------------------------------------------------------------

MANY = FINE + "limits: [" + ", ".join(["1"] * 50) + "]\n"
TOO_MANY = MANY.replace("[1, ", "[" + "1, " * 200)


def test_two_hundred_findings_are_shown_and_all_are_counted() -> None:
    done = run(TOO_MANY)
    assert done.returncode == 1
    assert done.stdout.count("erreur SNR203") == 200
    assert "… et 49 autres (snr check -v)\n249 erreurs\n" in done.stdout
    assert run(TOO_MANY, "-v").stdout.count("erreur SNR203") == 249
    assert len(json.loads(run(TOO_MANY, "--format", "json").stdout)["findings"]) == 249


PROGRAMME = LARGE + 'programme: {date: "2022-11-24"}\n'
STRATEGY = PROGRAMME + 'strategy: {adopted_on: "2023-12-14"}\npurchases: [{year: 2024}]\n'


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        (
            LARGE,
            ["--profile", "saisie"],
            "profil saisie : décret, obligations voisines, méthode et plan d’actions non jugés",
        ),
        (LARGE, ["--profile", "programme"], "profil programme ; non jugés : stratégie, bilan, obligations voisines"),
        (LARGE, ["--profile", "bilan"], "profil bilan : tous les documents sont jugés"),
        (LARGE, ["--select", "REEN-05"], "limité à REEN-05 (--select)"),
        (
            LARGE,
            ["--ignore", "ADJ"],
            "profil déduit : aucun document ; jugés sur leur seule existence : programme, stratégie et bilan ; "
            "obligations voisines absentes, non jugées : 16 ; tout juger : --profile bilan ; tus : ADJ (--ignore)",
        ),
        (
            STRATEGY,
            [],
            "profil strategie (déduit) ; jugé sur sa seule existence : bilan ; "
            "obligations voisines absentes, non jugées : 12 ; tout juger : --profile bilan",
        ),
        (ERROR, [], "dossier en erreur : vraisemblance, décret et méthode non jugés"),
    ],
    ids=["saisie", "programme", "bilan", "select", "ignore", "deduced", "error"],
)
def test_what_was_judged_is_said(text: str, arguments: list[str], said: str) -> None:
    assert said in run(text, *arguments).stdout.splitlines()[-2:]


def test_what_is_written_nowhere_comes_last() -> None:
    done = run(PROGRAMME, COLUMNS="200")
    shown = done.stdout.splitlines()
    places = {line.split(" : ")[0].split()[-1]: line.split(":")[1] for line in shown if line.startswith("<stdin>:")}
    assert (places["REEN-07"], places["REEN-12"]) == ("7", "3")  # the programme is written, no strategy is
    assert list(places).index("REEN-07") < list(places).index("REEN-12")
    assert shown[shown.index(next(line for line in shown if "REEN-12" in line)) + 1].startswith("    → ajoutez")


def test_what_was_judged_of_several_is_counted(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=FINE, b__territory=ERROR, c__territory=FINE)
    lines = snr("check", "--profile", "saisie", tmp_path).stdout.splitlines()
    assert lines[-3:-1] == [
        "2 dossiers : profil saisie : décret, obligations voisines, méthode et plan d’actions non jugés",
        "1 dossier : dossier en erreur : vraisemblance, décret et méthode non jugés",
    ]


def test_compact() -> None:
    lines = run(MANY, "--format", "compact").stdout.splitlines()
    assert len(lines) == 53  # then their count, what was judged, and the command that explains a code
    assert all(line.startswith("<stdin>:7:") for line in lines[:50])


def test_format_auto() -> None:
    assert run(ERROR, GITHUB_ACTIONS="true").stdout.startswith("::error title=SNR204,file=<stdin>,line=5,")
    for value in ("", "false", "1"):
        assert run(ERROR, GITHUB_ACTIONS=value).stdout.startswith("<stdin>:5:")
    assert run(ERROR, "--format", "text", GITHUB_ACTIONS="true").stdout.startswith("<stdin>:5:")


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif", "junit"])
@pytest.mark.parametrize("text", [FINE, ERROR, LARGE], ids=["fine", "error", "law"])
def test_output_is_what_would_be_printed(form: str, text: str, tmp_path: Path) -> None:
    target = tmp_path / "rapport"
    printed = run(text, "--format", form)
    written = run(text, "--format", form, "-o", str(target))
    assert (written.returncode, written.stdout) == (printed.returncode, "")
    assert target.read_text(encoding="utf-8") == printed.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["rapport"]


def test_summary(tmp_path: Path) -> None:
    done = run(LARGE, "--format", "summary", COLUMNS="120")
    assert done.returncode == 1
    assert "REEN-05" in done.stdout
    assert run(FINE, "--format", "summary").returncode == 0
    target = tmp_path / "obligations.txt"
    assert run(LARGE, "--format", "summary", "-o", str(target), COLUMNS="120").returncode == 1
    assert target.read_text(encoding="utf-8") == done.stdout


def test_the_exit_code_of_the_table_is_that_of_what_it_shows() -> None:
    assert run(LARGE, "--format", "summary", "--select", "REEN-08").returncode == 0
    assert run(LARGE, "--format", "summary", "--select", "REEN-05").returncode == 1
    assert run(LARGE, "--format", "summary", "--ignore", "REEN").returncode == 0
    assert (
        run(LARGE, "--format", "summary", "--ignore", "REEN", "--fail-on", "warning").returncode == 1
    )  # the adjacent duties
    assert (
        run(LARGE, "--format", "summary", "--select", "REEN-11", "--fail-on", "warning").returncode == 1
    )  # nothing claims it
    done = run(LARGE, "--format", "summary", "--profile", "saisie")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "aucune obligation" in done.stdout
    done = run(LARGE, "--format", "summary", "--profile", "programme", "--select", "REEN-05,REEN-06")
    assert "(tableau partiel : --profile programme, --select REEN-05,REEN-06)" in done.stdout.replace("\n  ", " ")


def test_no_sanction_is_said_once(tmp_path: Path) -> None:
    tree(tmp_path, a__territory=LARGE, b__territory=LARGE)
    assert (
        snr("check", "--format", "summary", tmp_path).stdout.count("Aucune sanction n’est attachée à l’article 35.")
        == 1
    )
    assert "sanction" not in run(FINE, "--format", "summary").stdout


def test_a_duty_left_aside_is_counted_as_such() -> None:
    text = LARGE.replace('"33"}\n', '"33"} # snr: ignore[REEN-05] ateliers en mars\n')
    done = run(text, "--format", "summary", "--select", "REEN-05", COLUMNS="200")
    assert done.returncode == 0
    assert "REEN-05  écarté " in done.stdout
    assert "aucune obligation manquante sur 1, hors 1 écartée (REEN-05)\n" in done.stdout
    assert ": 1 écartée (REEN-05)\n" in done.stdout


def test_date_of_judgement_is_said() -> None:
    """On the first line of the table, with -v, in JSON; over a year ago, as a hint that no report holds."""
    later = {"SOURCE_DATE_EPOCH": "1830000000"}  # 28 December 2027
    done = run(LARGE, "--format", "summary", **later)
    assert done.stdout.split("\n")[0] == "<stdin>, jugé au 1er avril 2026"
    hint = "<stdin> : jugé au 1er avril 2026, il y a plus d’un an ; à la date d’aujourd’hui : --as-of today\n"
    assert done.stderr == hint
    assert run(LARGE, **later).stderr == hint
    assert run(LARGE).stderr == ""
    assert run(LARGE, "--as-of", "2025-12-31", **later).stderr == ""
    assert run(LARGE, "--profile", "saisie", **later).stderr == ""
    assert run(LARGE, **later).stdout == run(LARGE).stdout
    verbose = snr("-v", "check", "-", stdin=LARGE.encode())
    assert "<stdin> : jugé au 1er avril 2026\n" in verbose.stderr
    document = json.loads(run(LARGE, "--format", "json").stdout)
    assert document["as_of"] == {"<stdin>": "2026-04-01"}
    assert json.loads(run(LARGE, "--format", "json", "--profile", "saisie").stdout)["as_of"] == {}


def test_the_oldest_of_several_dates_is_said(tmp_path: Path) -> None:
    old = LARGE + 'method: {as_of: "2023-12-31"}\n'
    tree(tmp_path, a__territory=LARGE, b__territory=old)
    done = snr("check", "a", "b", cwd=tmp_path, SOURCE_DATE_EPOCH="1830000000")
    assert done.stderr.startswith("b/territory.yaml (et 1 autre) : jugé au 31 décembre 2023, ")


def test_summary_of_a_dossier_that_cannot_be_read() -> None:
    done = run(ERROR, "--format", "summary")
    assert done.returncode == 1
    assert "SNR204" in done.stderr
