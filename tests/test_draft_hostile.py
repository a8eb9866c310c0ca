"""A dossier whose every text is hostile: shown as typed, in both formats, without moving a heading nor holding anything active."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from conftest import run_snr
from drafting import NAMES
from hostile_dossier import ATTACK, Hostile, altered, write
from snr_cli.documents.filters import rich_text
from snr_cli.documents.render import LARGEST_DOCUMENT
from snr_cli.french.typography import Markdown, markdown_text
from walks import mostly

# how a text may begin so as to be read as something else than a paragraph
LEADS = (
    "# a",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "1) a",
    "> a",
    "| a | b |",
    "~~~snr 0",
    "```",
    "    a",
    "---",
    "===",
    "<!-- a",
    "[a]: b",
)
ACTIVE = frozenset(("script", "iframe", "object", "embed", "form", "input", "button", "base", "audio", "video", "link"))
VOID = frozenset(("meta", "img", "br", "hr", "path", "rect", "use", "line", "circle"))


@pytest.fixture(scope="session")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hostile]:
    """Return a dossier whose every text is hostile, and one whose every text is not."""
    folder = tmp_path_factory.mktemp("dossiers")
    return {name: write(folder / name, text) for name, text in (("hostile", ATTACK), ("tame", "texte"))}


@cache
def drafted(path: Path, document: str, form: str) -> str:
    """Return a document of a dossier."""
    done = run_snr("draft", path, "-d", document, "-f", form)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


class Page(HTMLParser):
    """What a page shows, but its drawings, and what is wrong in it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.faults: list[str] = []
        self.counts: dict[str, int] = {}
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element and look at its attributes."""
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in VOID:
            self._inside.append(tag)
        if tag in ACTIVE:
            self.faults.append(tag)
        for name, value in attrs:
            said = (value or "").strip().lower()
            if name.startswith("on") or said.startswith(("javascript:", "vbscript:", "data:text")):
                self.faults.append(f"{tag} {name}={said}")
            if name in ("src", "srcset") and not said.startswith("data:image/"):
                self.faults.append(f"{tag} {name}={said}")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not {"style", "svg"} & set(self._inside):
            self.shown.append(data)


def shown_by(markdown: str) -> str:
    """Return the text that a Markdown document shows."""
    parts = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        for child in token.children or ():
            parts.append(" " if child.type.endswith("break") else child.content if child.type != "html_inline" else "")
        parts.append(token.content if token.type in ("fence", "code_block") else " ")
    return "".join(parts)


@pytest.mark.parametrize("document", mostly(NAMES, "bilan"))
def test_a_hostile_text_is_shown_as_typed(dossiers: dict[str, Hostile], document: str) -> None:
    hostile = dossiers["hostile"]
    by_markdown = altered(shown_by(drafted(hostile.path, document, "md")), hostile)
    page = Page(drafted(hostile.path, document, "html"))
    by_page = altered("".join(page.shown), hostile)
    assert by_markdown[1] == []
    assert by_page[1] == []
    assert by_markdown[0] >= {"strategie": 100, "programme": 20, "bilan": 15}.get(document, 1)
    assert page.faults == []


@pytest.mark.parametrize("document", mostly(NAMES, "bilan"))
def test_a_hostile_text_moves_nothing(dossiers: dict[str, Hostile], document: str) -> None:
    def shape(name: str) -> list[tuple[str, str]]:
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(drafted(dossiers[name].path, document, "md"))
        kinds = ("heading_open", "table_open", "tr_open", "th_open", "td_open", "list_item_open", "blockquote_open")
        code = ("fence", "code_block", "html_block", "hr")
        return [(token.type, token.tag) for token in tokens if token.type in (*kinds, *code)]

    def elements(name: str) -> dict[str, int]:
        counts = Page(drafted(dossiers[name].path, document, "html")).counts
        return {
            tag: count
            for tag, count in counts.items()
            if tag in ("table", "tr", "td", "th", "li", "section", "h2", "h3", "h4", "img", "details")
        }

    assert shape("hostile") == shape("tame")
    assert elements("hostile") == elements("tame")


@pytest.mark.parametrize("document", mostly(NAMES, "bilan", "note", "deliberation"))
def test_no_html_in_the_markdown_but_the_marks(dossiers: dict[str, Hostile], document: str) -> None:
    text = drafted(dossiers["hostile"].path, document, "md")
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for each in (token, *(token.children or ())):
            if each.type in ("html_block", "html_inline"):
                assert re.fullmatch(
                    r"(<!-- snr:(section [a-z-]+ [0-9a-f]{12}|fin [a-z-]+|document [a-z ]+) -->\s*)+", each.content
                )


def test_a_text_that_begins_as_a_block(tmp_path: Path) -> None:
    kinds = {}
    for name, attacks in (("leads", LEADS), ("tame", ("a",))):
        text = drafted(write(tmp_path / name, *attacks, in_markdown="a").path, "strategie", "md")
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        kinds[name] = [(token.type, len(token.children or ())) for token in tokens if token.type != "inline"]
    assert kinds["leads"] == kinds["tame"]


@pytest.mark.parametrize(
    "typed",
    (
        "![i](http://a.example/i)",
        r"\![i](http://a.example/i)",
        "![a [b](http://a.example)](http://a.example)",
        "[![i](http://a.example/i)](http://a.example)",
    ),
)
def test_no_image_in_a_light_markdown(typed: str) -> None:
    """A page that showed one would ask for it."""
    page = Page(MarkdownIt("commonmark").render(rich_text(typed)))
    assert "img" not in page.counts
    assert "".join(page.shown).startswith("!")


def test_a_short_code_of_a_forge_is_no_picture() -> None:
    assert markdown_text("à :tada: 10:30 : a:b") == r"à \:tada: 10:30 : a:b"


@pytest.mark.slow
def test_texts_of_ten_thousand_characters(tmp_path: Path) -> None:
    long = "1 " + "mot " * 1200 + "x" * 5100
    hostile = write(tmp_path, long)
    for document in ("note",):
        count, faults = altered(shown_by(drafted(hostile.path, document, "md")), hostile)
        assert count
        assert faults == []
    # a document of hundreds of such texts is over what it may weigh: told, not written
    for document in ("strategie", "programme", "bilan"):
        done = run_snr("draft", hostile.path, "-d", document, "-f", "html", "-o", tmp_path / "x.html")
        if done.returncode == 0:
            assert len((tmp_path / "x.html").read_text(encoding="utf-8")) <= LARGEST_DOCUMENT
            (tmp_path / "x.html").unlink()
        else:
            assert done.returncode == 2
            assert "plus de 5 Mo de texte" in done.stderr.decode().replace("\u202f", " ")
        assert not (tmp_path / "x.html").exists()


def test_the_walk_finds_the_texts_of_the_model(dossiers: dict[str, Hostile]) -> None:
    folder = dossiers["hostile"].path.parent
    whole = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.yaml"))
    assert len(set(re.findall(r"⟦(\d+)⟧", whole))) > 300
    # texts that Valmont leaves out are there too, at every depth
    for key in ("repairability_note", "upstream_source", "lifetime_source", "elected_lead", "limits"):
        assert f"{key}:" in whole, key


def test_a_plain_text_before_a_markdown_is_refused() -> None:
    """It was escaped in silence: « - » became « \\- », and the list a paragraph."""
    with pytest.raises(TypeError, match="write an f-string"):
        "- " + markdown_text("x")
    assert f"- {markdown_text('x')}" == Markdown("- ") + "x" == "- x"
