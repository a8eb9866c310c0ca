"""The code of the templates of snr is kept beside them, as Python keeps that of modules: it changes no text, and fails nothing."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from snr_cli.documents import compiled
from snr_cli.documents.compiled import Compiled


def written(folder: Path) -> str:
    """Write a template in a process that has compiled nothing."""
    compiled._CODES.clear()
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=Compiled(folder)).get_template("a.md").render()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(compiled, "_CODES", {})
    (tmp_path / "a.md").write_text("un", encoding="utf-8")
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return list(folder.glob("__pycache__/a.*.pyc"))


def test_the_code_is_written_once_and_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(folder) == "un"
    (code,) = kept(folder)
    monkeypatch.setattr(Environment, "_generate", lambda *_, **__: pytest.fail("compiled again"))
    assert written(folder) == "un"
    assert kept(folder) == [code]


def test_a_template_that_changed_or_a_code_that_is_damaged_is_compiled_again(folder: Path) -> None:
    written(folder)
    (folder / "a.md").write_text("deux", encoding="utf-8")
    assert written(folder) == "deux"
    for wrong in (b"", b"j2", kept(folder)[0].read_bytes()[:-20]):
        kept(folder)[0].write_bytes(wrong)
        assert written(folder) == "deux"


def test_nothing_is_written_where_python_writes_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert written(folder) == "un"
    assert not kept(folder)


def test_a_folder_that_may_not_be_written_is_no_failure(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file where the folder would be", encoding="utf-8")
    assert written(folder) == "un"
