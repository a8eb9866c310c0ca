"""`tools/follow.py`: what an edit reaches, on a small tree; a test of every generated file is one that is there."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

import follow
from conftest import ROOT

WORDS = 'WORD = "a"\n\n\ndef said(word: str = WORD) -> str:\n    return word + WORD\n'
RULES = "from snr_cli.words import WORD, said\n\nTABLE = {WORD: said}\n\n\ndef run() -> str:\n    return TABLE\n"
FILES = {
    "src/snr_cli/words.py": WORDS,
    "src/snr_cli/rules.py": RULES,
    "tests/test_words.py": "from snr_cli.words import said\n",
    "tests/test_rules.py": "from helper import run\n",
    "tests/test_tables.py": "",
    "tests/test_child.py": "",
    "tests/helper.py": "from snr_cli.rules import run\n",
    "factors/x.csv": "",
}
MAP = {
    "tests/test_words.py": (["src/snr_cli/words.py:said"], [], False),
    "tests/test_rules.py": (["src/snr_cli/rules.py:run"], ["tests/helper.py"], False),
    "tests/test_tables.py": ([], ["factors/x.csv"], False),
    "tests/test_child.py": ([], [], True),
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of a few files, which are those of HEAD but for what a test writes."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def git(*arguments: str) -> str:
        differ = [name for name, text in FILES.items() if (tmp_path / name).read_text(encoding="utf-8") != text]
        return FILES[arguments[1].removeprefix("HEAD:")] if arguments[0] == "show" else "\n".join(differ)

    monkeypatch.setattr(follow, "ROOT", tmp_path)
    monkeypatch.setattr(follow, "git", git)
    for name in ("edited", "importers", "text_of", "blocks_of", "test_files"):
        monkeypatch.setattr(follow, name, follow.cache(getattr(follow, name).__wrapped__))
    return tmp_path


def reached(path: str, targets: dict[str, Any] = MAP) -> set[str]:
    said = {name: dict(zip(("runs", "reads", "child"), target, strict=True)) for name, target in targets.items()}
    followed = follow.Followed({"targets": said})
    followed.file(path)
    return {Path(name).stem.removeprefix("test_") for name in followed.reached}


@pytest.mark.parametrize(
    ("path", "old", "new", "who"),
    [
        ("src/snr_cli/words.py", "return word", "return '' + word", "words child"),
        ("src/snr_cli/words.py", "return word", "# as it is\n    return word", ""),
        ("src/snr_cli/words.py", '"a"', '"b"', "words rules child"),
        ("src/snr_cli/words.py", "str = WORD", "str = 'b'", "words rules child"),
        ("src/snr_cli/rules.py", "WORD: said", "WORD: None", "rules child"),
        ("src/snr_cli/words.py", "WORD = ", "MORE = 1\nWORD = ", "words rules child"),
        ("factors/x.csv", "", "1", "tables"),
        ("tests/helper.py", "run\n", "run\n\n", "rules"),
    ],
)
def test_an_edit_reaches_who_runs_names_or_reads_it(tree: Path, path: str, old: str, new: str, who: str) -> None:
    (tree / path).write_text(FILES[path].replace(old, new, 1), encoding="utf-8")
    assert reached(path) == set(who.split())


def test_a_file_that_nobody_read_is_read_by_who_reads_those_beside_it(tree: Path) -> None:
    assert reached("factors/y.csv") == {"tables"}


def test_a_function_is_known_when_its_module_was_merged_in_another(tree: Path) -> None:
    moved = {**MAP, "tests/test_words.py": (["src/snr_cli/gone.py:said"], [], False)}
    (tree / "src/snr_cli/words.py").write_text(WORDS.replace("return word", "return '' + word"), encoding="utf-8")
    assert reached("src/snr_cli/words.py", moved) == {"words", "child"}


def test_without_a_map_imports_say_it(tree: Path) -> None:
    assert reached("src/snr_cli/rules.py", {}) == {"rules"}
    assert reached("src/snr_cli/words.py", {}) == {"rules", "words"}
    assert reached("factors/x.csv", {}) == {"rules", "words", "tables", "child"}


@pytest.mark.parametrize("name", follow.GENERATORS)
def test_the_tests_of_a_generated_file_are_there(name: str) -> None:
    for node in follow.GENERATORS[name].tests:
        file, _, test = node.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text, f"GENERATORS of tools/regenerate.py: write the test that tells « {name} » stale"
        assert re.search(rf"""["']{name}["']\)""", text), (
            f"{node} names its one command: hold({name!r}), or to_write({name!r})"
        )


def test_a_command_is_followed_to_the_command_line() -> None:
    """It is loaded by its name: nothing imports it."""
    assert {"src/snr_cli/cli/app.py", "src/snr_cli/__main__.py"} <= follow.by_imports("src/snr_cli/cli/check.py").keys()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of POSIX")
def test_what_a_command_runs_and_reads_is_recorded() -> None:
    assessed, checked = "snr assess examples/minimal --format json -o assess.json", "snr check examples/minimal"
    compared = "snr compare assess.json examples/minimal"
    said = follow.record([assessed, checked, compared])["targets"]
    assert "src/snr_cli/cli/check.py:command" in said[checked]["runs"]
    assert "src/snr_cli/cli/check.py:command" not in said[compared]["runs"]
    assert "src/snr_cli/outputs/comparison.py" in " ".join(said[compared]["runs"])
    assert "examples/minimal/territory.yaml" in said[compared]["reads"]
