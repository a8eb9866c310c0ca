"""Every Markdown document of `MARKDOWN`: for a forge, for a word processor."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from walks import mostly

from . import markdown as requirements
from .conftest import none
from .pages import MARKDOWN, SAMPLE_MARKDOWN

Get = Callable[[str], Path]

document = pytest.mark.parametrize("name", MARKDOWN)


@document
@pytest.mark.parametrize("check", requirements.CHECKS)
def test_markdown(name: str, check: str, markdown: Get) -> None:
    none(requirements.CHECKS[check](markdown(name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", mostly(MARKDOWN, "sample"))
@pytest.mark.parametrize(("extension", "body"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_pandoc(name: str, extension: str, body: str, markdown: Get, tmp_path: Path, pandoc: str) -> None:
    target = tmp_path / f"{name}.{extension}"
    source = markdown(name)
    done = convert(pandoc, source, target)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    tables = sum(token.type == "table_open" for token in requirements.tokens(source.read_text(encoding="utf-8")))
    written = zipfile.ZipFile(target).read(body).decode("utf-8")
    assert written.count("<w:tbl>") + written.count("<table:table ") == tables
    assert "snr:" not in written  # marks of section are not shown


def convert(pandoc: str, source: Path, target: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run Pandoc as the guide says: Markdown of a forge in."""
    command = [pandoc, "--from=gfm", "--fail-if-warnings", "--output", str(target), str(source)]
    return subprocess.run(command, capture_output=True, check=False)


FAULTS = [
    ("raw_html", "Les terminaux", "<b>Les</b> terminaux"),
    ("raw_html", "## Empreinte", "<script>1</script>\n\n## Empreinte"),
    ("raw_html", "## Empreinte", "<!-- autre -->\n\n## Empreinte"),
    ("raw_html", "\\<script\\>", "<script>"),
    ("headings", "## Empreinte", "### Empreinte"),
    ("headings", "## Empreinte", "# Empreinte"),
    ("tables", "| Terminaux | 62 % |", "| Terminaux | fixes | 62 % |"),
    ("tables", "| Terminaux | 62 % |", "| 62 % |"),
    ("tables", "| --- | ---: |", "| --- |"),
]


@pytest.mark.parametrize(("check", "old", "new"), FAULTS)
def test_fault(check: str, old: str, new: str) -> None:
    source = SAMPLE_MARKDOWN.read_text(encoding="utf-8")
    assert old in source
    assert requirements.CHECKS[check](source.replace(old, new, 1))


def test_pandoc_fault(tmp_path: Path, pandoc: str) -> None:
    """A picture that is nowhere is a warning, thus a failure."""
    source = tmp_path / "fault.md"
    source.write_text("![a](nowhere.png)\n", encoding="utf-8")
    done = convert(pandoc, source, tmp_path / "fault.docx")
    assert done.returncode or done.stderr
