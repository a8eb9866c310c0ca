"""The documents of Valmont are those of the repository; after a change that is wanted: `tools/regenerate.py --only documents`."""

import shutil
from pathlib import Path

import pytest

from conftest import ROOT, Run
from stale import to_write
from walks import mostly

DOCUMENTS = ROOT / "examples" / "valmont" / "documents"


@pytest.mark.parametrize("suffix", mostly(["md", "html"], "md"))
@pytest.mark.parametrize("name", ["programme", "strategie", "bilan", "note", "deliberation"])
def test_a_document_is_the_one_of_the_repository(snr: Run, name: str, suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"{name}.{suffix}"
    if name == "deliberation":  # it lists the annexes that it finds beside it
        shutil.copy(DOCUMENTS / "strategie-annexes.docx", tmp_path)
    more = ("--annexes", "apart") if name == "strategie" else ()
    done = snr("draft", str(ROOT / "examples" / "valmont"), "-d", name, "-f", suffix, "-o", str(target), *more)
    assert done.returncode == 0, done.stderr
    files = [*tmp_path.glob(f"*.{suffix}")]
    assert len(files) == (2 if more else 1)
    for written in files:
        kept = DOCUMENTS / written.name
        assert written.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), to_write("documents")
