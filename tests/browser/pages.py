"""The pages put to the proof. Adding one is adding a line to `PAGES`; its Markdown, a line to `MARKDOWN`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from conftest import EXAMPLES, run_snr
from snr_cli.documents.kinds import DocumentName

SAMPLE = Path(__file__).parent / "sample.html"
SAMPLE_MARKDOWN = Path(__file__).parent / "sample.md"
VALMONT = EXAMPLES / "valmont" / "territory.yaml"
DOCUMENTS = get_args(DocumentName)
Made = Callable[[Path], Path]


@dataclass(frozen=True)
class Proof:
    """A page: how it is made in a folder, and what it may weigh, in bytes, elements and bytes printed (RGESN 4.7, 6.1)."""

    make: Made
    octets: int = 150_000
    elements: int = 3_000
    picture: int = 8_000
    printed: int = 1_200_000


def drafted(document: str, dossier: Path = VALMONT, form: str = "html") -> Made:
    """Return what writes a document of a dossier by the command line."""

    def make(folder: Path) -> Path:
        target = folder / f"{document}.{form}"
        done = run_snr("draft", dossier, "--document", document, "--format", form, "-o", target)
        assert done.returncode == 0, done.stderr.decode()
        return target

    return make


def annexed(form: str = "html") -> Made:
    """Return what writes the annexes in full of the strategy of Valmont, beside it."""

    def make(folder: Path) -> Path:
        target = folder / f"apart.{form}"
        done = run_snr("draft", VALMONT, "--annexes", "apart", "--format", form, "-o", target)
        assert done.returncode == 0, done.stderr.decode()
        return folder / f"apart-annexes.{form}"

    return make


def assessed(*options: str, dossier: Path = VALMONT) -> Made:
    """Return what writes the footprint of a dossier as a page."""

    def make(folder: Path) -> Path:
        target = folder / f"empreinte{len(options)}.html"
        done = run_snr("assess", dossier, *options, "--format", "html", "-o", target)
        assert done.returncode == 0, done.stderr.decode()
        return target

    return make


def given(path: Path) -> Made:
    """Return what gives a page that is already there."""
    return lambda folder: path


# name → page
PAGES: dict[str, Proof] = {
    "sample": Proof(given(SAMPLE)),
    **{name: Proof(drafted(name)) for name in DOCUMENTS},
    "annexes": Proof(annexed(), elements=3_500),
    "empreinte": Proof(assessed()),
    "empreinte-jeux": Proof(assessed("--factor-set", "all")),
}

# name → Markdown
MARKDOWN: dict[str, Made] = {
    "sample": given(SAMPLE_MARKDOWN),
    **{name: drafted(name, form="md") for name in DOCUMENTS},
    "annexes": annexed("md"),
}

# while a page is being written: PROOF_PAGES=a.html:b.html pytest tests/browser/test_pages.py -k "not sample"
for each in filter(None, os.environ.get("PROOF_PAGES", "").split(os.pathsep)):
    PAGES[Path(each).stem] = Proof(given(Path(each).resolve()))
