"""The guide: played as a reader would, its screens are those of the program, its YAML and its links are right, its French well set."""

import importlib.util
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import in_process
from snr_cli.french.typography import typography
from stale import to_write

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide"
DECLARATION = ROOT / "docs" / "accessibilite-et-ecoconception.md"
PAGES = sorted(GUIDE.glob("*.md"))
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
# what is typed stays as it is typed
COMMENT = re.compile(r"<!--.*?-->", re.S)


def loaded() -> ModuleType:
    """Return the module that plays the guide."""
    spec = importlib.util.spec_from_file_location("ecrans", GUIDE / "ecrans.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ecrans = loaded()


def run(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run the command line in this process."""
    done = in_process.snr(*arguments, cwd=folder)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """Return what each page must hold, and the folder that the reader ends with."""
    folder = tmp_path_factory.mktemp("lecteur")
    return {page.name: text for page, text in ecrans.played(folder, run)}, folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_screens_are_those_of_the_program(page: Path, played: tuple[dict[str, str], Path]) -> None:
    assert page.read_text(encoding="utf-8") == played[0][page.name], to_write("guide")


def test_a_reader_ends_with_the_documents(played: tuple[dict[str, str], Path]) -> None:
    """From nothing to the vote: the five documents, final where they can be."""
    _, folder = played
    for name in ("programme.html", "strategie.html", "note.html", "deliberation.md", "bilan.html", "strategie.md"):
        assert (folder / name).stat().st_size > 1000, name
    assert "<strong>Projet" not in (folder / "strategie.html").read_text(encoding="utf-8")


def test_neither_a_path_nor_an_unmarked_cut_is_shown(played: tuple[dict[str, str], Path]) -> None:
    texts, folder = played
    assert all(str(folder) not in text and "/tmp/" not in text for text in texts.values())


def test_every_page_is_listed() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (GUIDE / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in PAGES} - {"README.md"}


def test_numbered_pages_follow_one_another() -> None:
    numbered = [page for page in PAGES if page.name[0].isdigit()]
    assert [page.name[:2] for page in numbered] == [f"{rank:02}" for rank in range(1, 11)]
    for page, following in pairwise(numbered):
        assert f"]({following.name})" in page.read_text(encoding="utf-8").rstrip().rpartition("\n")[2]


def test_anchors_are_headings_of_their_page() -> None:
    """A link to a part of a page leads to a heading of it, by the names that GitHub gives."""
    for page in [*PAGES, DECLARATION]:
        for name, anchor in re.findall(r"\]\(([^)\s#:]+\.md)#([^)\s]+)\)", page.read_text(encoding="utf-8")):
            text = (page.parent / name).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)
            assert anchor in {slug(heading) for heading in headings}, f"{page.name}: {name}#{anchor}"


def slug(heading: str) -> str:
    """Return the anchor of a heading: letters, digits and hyphens; each space a hyphen."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", [*PAGES, DECLARATION], ids=lambda page: page.stem)
def test_typography(page: Path) -> None:
    for prose in FENCE.split(COMMENT.sub("", page.read_text(encoding="utf-8"))):
        assert prose == typography(prose)


def test_documents_never_said_to_be_conform() -> None:
    """What is tested is said; a conformity that nobody established is not."""
    for page in [*PAGES, DECLARATION]:
        text = page.read_text(encoding="utf-8").lower()
        assert "conforme au décret" not in text
        assert "conforme rgaa" not in text
        assert "conforme au rgaa" not in text


def test_a_screen_is_cut_where_it_is_told() -> None:
    lines = ["a", "b", "c", "d", "e"]
    assert ecrans.excerpts(lines, ["b → c"]) == ["[…]", "b", "c", "[…]"]
    assert ecrans.excerpts(lines, ["a", "c", "d →"]) == ["a", "[…]", "c", "d", "e"]
    with pytest.raises(ecrans.StaleError):
        ecrans.excerpts(lines, ["d", "b"])


def test_a_line_takes_the_place_of_its_key() -> None:
    old = "population:\n  # year: NOMBRE\n  source: x\n- {id: a, n: 1}\n- {id: ab, n: 1}\n"
    new = "  year: 2022\n  households: 3\n- {id: a, n: 2}\n"
    assert ecrans.replaced(old, new) == (
        "population:\n  year: 2022\n  households: 3\n  source: x\n- {id: a, n: 2}\n- {id: ab, n: 1}\n"
    )
    with pytest.raises(ecrans.StaleError):
        ecrans.replaced(old, "absent: 1\n")


def test_a_code_otherwise_than_told_is_refused(tmp_path: Path) -> None:
    found = ecrans.TOKEN.search("```console\n$ snr explain REEN-01 # code 1\n```")
    with pytest.raises(ecrans.StaleError):
        ecrans._played(found, tmp_path, run)
