"""What a person meets on the command line: the list of commands, what `explain` opens, the dossier one stands in, the first screen."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from conftest import EXAMPLES
from in_process import snr
from snr_cli.cli.app import app
from snr_cli.cli.commands import COMMANDS, GROUPS
from test_terminal import in_terminal

MINIMAL, VALMONT = str(EXAMPLES / "minimal"), str(EXAMPLES / "valmont")
MOST_OPTIONS = 112
SMALL = """snr: 1
reference_year: 2025
territory: {siren: "243300316"}
equipment:
  - {id: postes, type: laptop, quantity: 3}
"""


def leaves(command: Any = None, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    command = get_command(app) if command is None else command
    children = getattr(command, "commands", {}).items()
    return [(words, command), *(leaf for name, child in children for leaf in leaves(child, (*words, name)))]


def given(command: Any, kind: str) -> list[Any]:
    return [
        p for p in command.params if p.param_type_name == kind and p.expose_value and not getattr(p, "hidden", False)
    ]


# --- the list of commands ---------------------------------------------------------------------------------------------


def test_the_help_says_where_to_begin_and_holds_on_a_screen() -> None:
    shown = snr("--help", COLUMNS="80").stdout
    lines = shown.splitlines()
    assert len(lines) <= 41 and max(map(len, lines)) <= 80
    assert lines[2].startswith("  Commencez par « snr init »")
    titles = [title.rstrip("\u00a0 :") for title in re.findall(r"^(\S.*)\u00a0:$", shown, re.MULTILINE)]
    assert titles == [*GROUPS, "Options"]


def test_each_command_is_in_one_group_but_the_alias() -> None:
    """A group may name a command that is not there: it is left out."""
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert {listed.name for listed in COMMANDS} - set(grouped) == {"rule"}
    shown = snr("--help").stdout
    assert "\n  rule " not in shown and all(
        f"\n  {name} " in shown for name in get_command(app).commands if name != "rule"
    )


def test_each_command_stands_on_one_line_of_the_list() -> None:
    for words, command in leaves():
        if len(words) == 1:
            assert len(command.get_short_help_str()) <= 64, words


def test_help_of_a_command_by_a_word() -> None:
    assert snr("help").stdout == snr("--help").stdout
    assert snr("help", "assess").stdout == snr("assess", "--help").stdout
    assert snr("help", "factors", "list").stdout == snr("factors", "list", "--help").stdout


@pytest.mark.parametrize(("typed", "meant"), [("asess", "assess"), ("expliain", "explain"), ("chek", "check")])
def test_a_misspelt_command_is_suggested(typed: str, meant: str) -> None:
    done = snr(typed, MINIMAL)
    assert done.returncode == 2 and f"commande inconnue {typed} ; vouliez-vous dire « {meant} » ?" in done.stderr
    assert "vouliez-vous" not in snr("zzzzzz").stderr


# --- what explain opens -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["SNR303", "REEN-05", "reen-5", "RCP-01"])
def test_explain_shows_the_page_of_a_code(code: str) -> None:
    done = snr("explain", code)
    assert done.returncode == 0 and done.stdout == snr("rule", code).stdout
    assert done.stdout.startswith("# ")


def test_explain_lists_codes_and_refuses_those_that_are_none() -> None:
    assert snr("explain", "codes").stdout == snr("rule").stdout
    assert "REEN-05" in snr("explain", "REEN").stdout
    done = snr("explain", "SNR999")
    assert done.returncode == 2 and "code inconnu « SNR999 »" in done.stderr


def test_explain_opens_a_group_as_the_screen_names_it() -> None:
    shown = snr("explain", VALMONT, "Impression").stdout
    assert shown.startswith("Impression : groupe de l’organisation")
    values = [float(value.replace(",", ".")) for value in re.findall(r"^  [\w-]+ : ([\d,]+)$", shown, re.MULTILINE)]
    total = re.search(r"Résultat = ([\d,]+) kgCO2e", shown)
    assert total is not None and values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(float(total[1].replace(",", ".")))
    assert "Soit 14 % de ce qui est évalué" in shown.replace("\u202f", " ").replace("\xa0", " ")
    for name in ("impression", "IMPRESSION", "printing"):
        assert snr("explain", VALMONT, name).stdout == shown
    assert snr("explain", VALMONT, "Dépenses en euros").returncode == 0


def test_a_group_that_the_dossier_has_not_is_none(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(SMALL, encoding="utf-8")
    assert "ne désigne rien" in snr("explain", tmp_path, "Impression").stderr


# --- the dossier one stands in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "same"),
    [
        (("assess",), ("assess", ".")),
        (("check", "--profile", "saisie"), ("check", ".", "--profile", "saisie")),
        (("explain", "postes"), ("explain", ".", "postes")),
        (("plan",), ("plan", ".")),
        (("draft",), ("draft", ".")),
        (("year", "2026", "--dry-run"), ("year", ".", "2026", "--dry-run")),
        (("collect", "--status"), ("collect", ".", "--status")),
        (("publish", "-o", "p"), ("publish", ".", "-o", "p")),
        (("compare",), ("compare", ".")),
        (("portfolio",), ("portfolio", ".")),
        (("export", "beges", "-o", "b.xlsx"), ("export", "beges", ".", "-o", "b.xlsx")),
    ],
    ids=" ".join,
)
def test_without_a_dossier_it_is_the_one_one_stands_in(
    arguments: tuple[str, ...], same: tuple[str, ...], tmp_path: Path
) -> None:
    answers = []
    for place, words in (("a", arguments), ("b", same)):
        folder = tmp_path / place / "dossier"
        folder.mkdir(parents=True)
        (folder / "territory.yaml").write_text(SMALL, encoding="utf-8")
        done = snr(*words, cwd=folder)
        answers.append((done.returncode, done.stdout, done.stderr))
    assert answers[0] == answers[1]
    assert "il manque" not in answers[0][2]


def test_what_names_too_much_or_no_year_is_said() -> None:
    assert "argument de trop : total" in snr("explain", MINIMAL, "postes", "total").stderr
    assert "« bientôt » n’est pas une année : snr year 2026" in snr("year", MINIMAL, "bientôt").stderr


# --- one word for each thing ------------------------------------------------------------------------------------------


def test_names_of_what_is_given_are_french() -> None:
    english = re.compile(r"\b(PATH|DIR|FILE|NAME|LINE|OLD|NEW|CHEMIN)\b")
    for words, command in leaves():
        shown = snr(*words, "--help").stdout
        told = shown.partition("\n  Exemples")[0]
        assert not english.search(told), (words, english.search(told))
        for param in given(command, "option"):
            if "year" in str(param.name) or param.name in ("review", "horizon"):
                assert param.metavar in ("ANNÉE", "N"), (words, param.name)


def test_text_is_the_word_of_the_screen_and_strict_of_inventories() -> None:
    for words, command in leaves():
        names = {name for param in given(command, "option") for name in param.opts}
        assert not names & {"--csv-for-excel", "--list", "--merge"}, words
        assert "--strict" not in names or words in (("inventory",), ("import",)), words
        assert "--all" not in names, words
        shown = snr(*words, "--help", COLUMNS="300").stdout
        forms = re.search(r"--format <([^>]*)>", shown)
        if forms:
            assert "table" not in forms[1].split("|"), words
            assert "text" in forms[1].split("|") or words == ("draft",), words


def test_options_are_few() -> None:
    """An option that is added takes the place of one that nobody needs, or says the same."""
    assert sum(len(given(command, "option")) for _, command in leaves()) <= MOST_OPTIONS


# --- the first screen, and long ones ----------------------------------------------------------------------------------


def test_the_first_screen_of_each_example_holds_on_one_screen() -> None:
    for folder in sorted(EXAMPLES.iterdir()):
        if (folder / "territory.yaml").is_file():
            shown = snr("assess", folder, COLUMNS="80").stdout
            assert len(shown.splitlines()) <= 44, folder  # and the next step, on a terminal
            assert shown.endswith("Le reste (étapes, catégories, territoire, avertissements)\u00a0: snr assess -v\n")


def test_the_first_screen_says_the_essential_and_the_whole_one_all_the_rest() -> None:
    first, whole = snr("assess", VALMONT).stdout, snr("assess", "-v", VALMONT).stdout
    for said in ("Changement climatique", "Incertitude", "Par groupe", "3. ", "TERRITOIRE", "CE QUI MANQUE"):
        assert said in first, said
    assert len(re.findall("█+$", first, re.MULTILINE)) == 5
    assert "et 10 autres" in first
    for said in (
        "Électricité\u00a0: 472",
        "Par étape du cycle",
        "Catégories partielles",
        "Par brique",
        "AVERTISSEMENTS",
        "NON ÉVALUÉ",
    ):
        assert said in whole and said not in first, said
    assert snr("-v", "assess", VALMONT).stdout == whole
    assert len(whole.splitlines()) > 140


def test_the_first_screen_is_the_same_in_a_pipe_but_for_the_next_step() -> None:
    shown = in_terminal("assess", MINIMAL, NO_COLOR="1", COLUMNS="80")[1].decode().replace("\r\n", "\n")
    piped = snr("assess", MINIMAL, COLUMNS="80")
    assert "ensuite" not in piped.stdout + piped.stderr
    before, _, after = shown.partition("ensuite : ")
    assert before == piped.stdout and "snr collect" in after


def test_a_long_list_is_paged_on_a_terminal_alone() -> None:
    _, shown = in_terminal("factors", "list", PAGER="sed s/^/PAGED:/")
    assert b"PAGED:" in shown
    assert b"PAGED:" not in in_terminal("factors", "list", "--format", "json", PAGER="sed s/^/PAGED:/")[1]
    assert "PAGED:" not in snr("factors", "list", PAGER="sed s/^/PAGED:/").stdout
