"""The page of a document: its structure, what it makes of hostile texts, its sheet of style."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st

from snr_cli.documents.blocks import Block, Logo, Missing
from snr_cli.documents.figures.drawing import Drawing, Label
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.page import css_string, stylesheet, write_page
from snr_cli.documents.views.records import View
from snr_cli.french.typography import ENGLISH, markdown_text, marked, shown
from snr_cli.outputs.tables import html, room
from snr_cli.results.records import Table

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} | `a` </style> </title> --> \"'><img src=x onerror=y> ~~~snr 0"
TABLE = Table("Un tableau", ("Nom", "Valeur"), (("a", "1"), ("b", "")), (False, True))


class Parsed(HTMLParser):
    """Elements in order, with their attributes and the text that each holds."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag not in ("meta", "img", "br", "hr"):
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open[-1]][0] == tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for index in self._open:
            self.texts[index] += data

    def tags(self, *names: str) -> list[str]:
        """Return the elements of these names, in order."""
        return [tag for tag, _ in self.elements if tag in names]

    def said(self, *names: str) -> list[str]:
        """Return the texts of the elements of these names, spaces folded."""
        return [
            " ".join(text.split()) for (tag, _), text in zip(self.elements, self.texts, strict=True) if tag in names
        ]

    @property
    def ids(self) -> list[str]:
        """The ids, in order."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def targets(self) -> list[str]:
        """What links of the page lead to, within it."""
        return [a["href"][1:] for _, a in self.elements if a.get("href", "").startswith("#")]


def page(
    sections: dict[str, str],
    *blocks: Block,
    head: str = "# Stratégie\n\n**Valmont**",
    title: str = "Stratégie",
    name: str = "Valmont",
    document: str = "strategie",
    contents: bool = True,
    final: bool = True,
) -> str:
    """Write a page of a view that holds what pages read of it."""
    view = SimpleNamespace(title=title, authority=SimpleNamespace(name=name), year=2025, document=document, final=final)
    return write_page(cast(View, view), head, sections, blocks, contents=contents)


def test_structure() -> None:
    parsed = Parsed(
        page({"contexte": "## Contexte\n\nTexte.", "axes": "## Axes\n\n### Un axe\n\n#### Une action\n\nDite."})
    )
    assert parsed.tags("header", "nav", "main", "footer") == ["header", "nav", "main", "footer"]
    assert parsed.said("title") == ["Stratégie — Valmont — 2025"]
    assert parsed.elements[0] == ("html", {"lang": "fr"})
    assert next(a for tag, a in parsed.elements if tag == "a") == {"class": "skip", "href": "#contenu"}
    assert [(tag, text) for tag in ("h1", "h2", "h3", "h4") for text in parsed.said(tag)] == [
        ("h1", "Stratégie"),
        ("h2", "Sommaire"),
        ("h2", "Contexte"),
        ("h2", "Axes"),
        ("h3", "Un axe"),
        ("h4", "Une action"),
    ]
    assert parsed.targets == ["contenu", "contexte", "axes", "axes_un-axe", "sommaire"]
    assert parsed.said("article") == ["Une action Dite."]


def test_headings_skip_no_level_and_the_first_is_alone() -> None:
    parsed = Parsed(page({"a": "# Un\n\n##### Cinq\n\n## Deux\n\n#### Quatre"}, head="Sans titre\n\n# Un\n\n# Deux"))
    assert parsed.tags("h1", "h2", "h3", "h4", "h5", "h6") == ["h1", "h2", "h2", "h3", "h2", "h3"]
    bare = Parsed(page({"a": "Texte."}, head="Sans titre"))
    assert bare.said("h1") == ["Stratégie"]
    assert bare.tags("nav") == []


def test_ids_are_unique() -> None:
    """Two headings of the same words, one of the words of an id of the page, two blocks of the same rank."""
    same = "## Contenu\n\n### T0\n\n#### Une action\n\n### T0\n\n#### Deux\n\n### Sommaire\n\n~~~snr 0\n~~~\n\n~~~snr 0\n~~~"
    parsed = Parsed(page({"axes": same, "suivi": same}, TABLE))
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.targets) <= set(parsed.ids)
    assert parsed.ids.count("t0") == 1
    assert {"axes_t0", "axes_t0_2", "suivi_t0", "suivi_t0_2"} <= set(parsed.ids)


def test_blocks_out_of_bounds_are_nothing() -> None:
    for rank in ("1", "-1", "²", "9" * 30, "0 0", ""):
        assert Parsed(page({"a": f"## A\n\n~~~snr {rank}\n~~~"}, TABLE)).tags("table") == []


def test_a_fence_is_shown() -> None:
    assert Parsed(page({"a": "## A\n\n```yaml\n<b>: 1\n```"})).said("pre") == ["<b>: 1"]


@pytest.mark.parametrize("place", ["section", "head", "title", "block", "html"])
def test_hostile_texts_are_shown(place: str) -> None:
    safe = str(markdown_text(HOSTILE))
    plain = Parsed(page({"a": "## A\n\nx", "b": "## B"}, title="t", name="n", final=False))
    blocks = (
        Table(HOSTILE, (HOSTILE,), ((HOSTILE,),)),
        Missing(HOSTILE, HOSTILE, HOSTILE),
        Figure(
            name="f", title=HOSTILE, sentence=HOSTILE, drawing=None, table=Table(HOSTILE, (HOSTILE,), ((HOSTILE,),))
        ),
        Logo("data:image/png;base64,AA", HOSTILE),
    )
    fences = "\n\n".join(f"~~~snr {rank}\n~~~" for rank in range(len(blocks)))
    source = {
        "section": page({"a": f"## {safe}\n\n{safe}\n\n### {safe}\n\n#### {safe}\n\n- **{safe}** : {safe}"}),
        "head": page({"a": "## A"}, head=f"# {safe}\n\n**{safe}**"),
        "title": page({"a": "## A"}, title=HOSTILE, name=HOSTILE, final=False),
        "block": page({"a": f"## A\n\n{fences}"}, *blocks),
        "html": page({"a": f"## A\n\n{HOSTILE}\n\n<script>x</script>"}, head=HOSTILE),
    }[place]
    parsed = Parsed(source)
    assert parsed.tags("script", "style", "title", "iframe") == plain.tags("script", "style", "title", "iframe")
    assert all(not name.startswith("on") for _, attributes in parsed.elements for name in attributes)
    assert parsed.tags("img") == (["img"] if place == "block" else [])
    assert "<script>alert(1)</script>" in parsed.texts[0]
    assert "7*7" in parsed.texts[0]


def test_definitions() -> None:
    parsed = Parsed(page({"a": "## A\n\n- **Pilote** : DSI, le **pôle**\n- **Coût**\xa0: 3 €"}))
    assert list(zip(parsed.said("dt"), parsed.said("dd"), strict=True)) == [
        ("Pilote", "DSI, le pôle"),
        ("Coût", "3 €"),
    ]
    assert Parsed(page({"a": "## A\n\n- **Pilote** : DSI\n- autre"})).said("li", "dt")[-2:] == ["Pilote : DSI", "autre"]
    assert Parsed(page({"a": "## A\n\n- **Pilote** :"})).tags("dl") == []


def test_key_figures_lead_to_their_section() -> None:
    parsed = Parsed(
        page({"a": "## A\n\nSoit **12 t** par an, **13 t** demain.\n\nEt **14 t**.", "b": "## B\n\n**Non**."})
    )
    cover = next(text for (_, a), text in zip(parsed.elements, parsed.texts, strict=True) if a.get("class") == "keys")
    assert " ".join(cover.split()) == "12 t A"
    assert parsed.targets.count("a") == 2
    assert 'class="key' not in page({"a": "## A\n\n**Article 1.** Adopte."}, document="deliberation")


def test_co2e_is_spoken_once() -> None:
    figure = Figure(
        name="f",
        title="Titre",
        sentence="Phrase",
        drawing=Drawing(name="f", title="CO₂e", sentence="x", height=20, marks=(Label(0, 12, ("CO₂e",)),)),
        table=TABLE,
    )
    source = page({"a": "## A\n\n~~~snr 0\n~~~\n\nEn CO₂e, puis CO₂e."}, figure)
    assert Parsed(source).tags("abbr") == ["abbr"]
    assert "En <abbr" in source


def test_table() -> None:
    parsed = Parsed(html(TABLE, 7))
    assert parsed.elements[0] == ("div", {"role": "region", "aria-labelledby": "t7"})
    assert [a["scope"] for tag, a in parsed.elements if tag == "th"] == ["col", "col", "row", "row"]
    assert parsed.said("caption", "td") == ["Un tableau", "1", "—"]


def test_a_table_says_the_room_it_needs() -> None:
    """Long words and many columns scroll on a telephone; what fits is no stop of the keyboard."""
    assert room(Table("c", ("A", "B"), (("x", "1"),))) == 0
    assert "tabindex" not in html(Table("c", ("A", "B"), (("x", "1"),)), 0)
    assert room(Table("c", ("Colonne",) * 5, (("valeur longue",) * 5,))) == 32
    wide = html(Table("c", ("anticonstitutionnellement",) * 9, (("x",) * 9,)), 0)
    assert wide.startswith('<div role="region" class="w52" aria-labelledby="t0"><p role="note" tabindex="0">')
    # spaces that do not break keep a number in one word
    assert (
        room(
            Table(
                "c", ("A", "B"), (("x", "1\u202f234\u202f567\u202f890\u202f123\u202f456\u202f789\u202f012\u202f345"),)
            )
        )
        > 0
    )


@pytest.mark.parametrize(
    ("columns", "cell", "told"),
    [
        (3, "x" * 60, False),  # three columns wrap
        (4, "x" * 6, False),  # 4 × (6 × 0.55 + 0.6) = 15.6 rem of the 18 of a telephone
        (4, "x" * 10, True),
        (8, "x" * 5, True),
    ],
)
def test_a_table_wider_than_a_telephone_says_so(columns: int, cell: str, *, told: bool) -> None:
    """In words of the page, not of its sheet, and without a mark that would take its semantics from the table."""
    parsed = Parsed(html(Table("T", ("c",) * columns, ((cell,) * columns,)), 0))
    assert parsed.tags("p") == ["p"] * told
    assert parsed.said("p") == ["Tableau large : faites-le défiler."] * told
    assert parsed.said("caption") == ["T"]


def test_draft_is_told_on_each_printed_page() -> None:
    assert "Projet" in page({"a": "## A"}, final=False)
    assert "Projet" not in page({"a": "## A"}, final=True)
    assert 'class="draft"' in page({"a": "## A"}, head="# A\n\n**Projet** — 2 pièces manquent", final=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le cloud", 'le <span lang="en">cloud</span>'),
        ("L’Open data et le green IT", 'L’<span lang="en">Open data</span> et le <span lang="en">green IT</span>'),
        ("cloud.example, a@cloud.example, https://x.example/cloud", None),
        ("un smartphone, des clouds", None),
        ("le 3 juin 2024", 'le <time datetime="2024-06-03">3 juin 2024</time>'),
        ("le 31 février 2024", None),
        ("le 1er mars", "le 1<sup>er</sup> mars"),
        ("la 1re année", "la 1<sup>re</sup> année"),
        ("13 juin 20245", None),
    ],
)
def test_marked(text: str, expected: str | None) -> None:
    assert marked(text) == (expected or text)


@given(st.text(alphabet=st.sampled_from("<>&\"'aé1 cloud juin 2024 /@.\n"), max_size=60))
def test_marks_change_no_word(text: str) -> None:
    assert Parsed(f"<p>{marked(text)}</p>").texts[0] == text.replace("\r", "\n")


def test_english_words_are_found_whole() -> None:
    """A word that another one starts with comes after it, or the longer would never be found."""
    for rank, word in enumerate(ENGLISH):
        assert not any(word.startswith(f"{before} ") for before in ENGLISH[:rank])
        assert f'<span lang="en">{word}</span>' == shown(word)


def test_stylesheet_keeps_what_may_apply() -> None:
    source = """
    /* note */
    p, .gone > a { color : red; }
    .kept:not(:focus)::before { content: " ; "; }
    @media print { .gone { top: 0; } tr:has(td:nth-child(3)) { top: 1px } }
    @media screen { .gone { top: 0 } }
    @page { size: A4; @bottom-right { content: counter(page); } }
    """
    body = '<body class="kept"><p></p><table><tr></tr></table></body>'
    assert stylesheet(source, body) == (
        'p{color :red}.kept:not(:focus)::before{content:" ; "}'
        "@media print{tr:has(td:nth-child(3)){top:1px}}"
        "@page{size:A4;@bottom-right{content:counter(page);}}"
    )


@given(st.text())
def test_css_string_ends_where_it_should(text: str) -> None:
    written = css_string(text)
    assert re.fullmatch(r'"[^"\n\r\f<>]*"', written)
    assert re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), written[1:-1]) == text


def test_a_long_name_is_cut_at_the_foot_of_the_page() -> None:
    source: Any = page({"a": "## A"}, name="V" * 5_000)
    foot = re.search(r'@bottom-left\{content:"([^"]*)"', source)
    assert foot is not None
    assert len(foot[1]) == 110
