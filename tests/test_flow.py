"""The flow of a document: the pieces that the formats of office suites are written from."""

from functools import cache
from types import SimpleNamespace
from typing import cast

import pytest

from drafting import NAMES, VALMONT, view
from snr_cli.documents.blocks import Block, Logo, Missing
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats.flow import flow_of
from snr_cli.documents.formats.pieces import (
    Card,
    Definition,
    DocumentFlow,
    FigureBlock,
    FlowHeading,
    FlowPiece,
    ListItem,
    LogoBlock,
    Paragraph,
    Run,
    TableBlock,
    flat,
)
from snr_cli.documents.outline import outline_of
from snr_cli.documents.page import write_page
from snr_cli.documents.render import Document
from snr_cli.documents.views.records import View
from snr_cli.results.records import Table
from test_page import Parsed

TABLE = Table("Un tableau : 2 000 kg", ("Nom", "Valeur"), (("l'an", "1"), ("b", " ")), (False, True))


def flow(
    sections: dict[str, str], *blocks: Block, head: str = "# Stratégie\n\n**Valmont**", document: str = "strategie"
) -> DocumentFlow:
    """Return the flow of a view that holds what flows read of it."""
    authority = SimpleNamespace(name="Valmont")
    said = SimpleNamespace(
        title="Stratégie", authority=authority, year=2025, document=document, named=document, final=False
    )
    return flow_of(cast(View, said), outline_of(document), head, sections, blocks)


def pieces(text: str, *blocks: Block) -> tuple[FlowPiece | Card, ...]:
    """Return the pieces of a section."""
    return flow({"axes": text}, *blocks).sections[0].pieces


def plain(text: str) -> tuple[Run, ...]:
    return (Run(text=text),)


def test_the_cover_its_figures_and_the_contents() -> None:
    document_flow = flow(
        {
            "contexte": "## Le *contexte*\n\nIl pèse **328 t**, entre 272 et 444 t. Puis **2**.",
            "axes": "## Axes\n\n### Un axe\n\n#### Une action\n\nDite.\n\n### Un autre",
            "annexe-facteurs": "## Facteurs",
        },
        head="# Un\n\n**Valmont**\n\nPériode\n\n**Projet** — reste\n\n# Deux",
    )
    assert [(each.style, each.runs[0].text) for each in document_flow.cover if isinstance(each, Paragraph)] == [
        ("title", "Un"),
        ("who", "Valmont"),
        ("cover", "Période"),
        ("draft", "Projet"),
        ("cover", "Deux"),
    ]
    assert [(figure.value, figure.spread, figure.anchor) for figure in document_flow.key_figures] == [
        ("328 t", "entre 272 et 444 t", "contexte")
    ]
    assert [(content.level, content.anchor) for content in document_flow.contents] == [
        (1, "contexte"),
        (1, "axes"),
        (2, "axes_un-axe"),
        (1, "annexe-facteurs"),
    ]
    assert document_flow.contents[0].runs == (Run(text="Le "), Run(text="contexte", italic=True))
    assert [(section.name, section.breaks) for section in document_flow.sections] == [
        ("contexte", False),
        ("axes", False),
        ("annexe-facteurs", True),
    ]
    key = document_flow.sections[0].pieces[1]
    assert isinstance(key, Paragraph) and key.style == "key"
    assert (document_flow.draft, document_flow.covered, document_flow.authority) == ("Projet", True, "Valmont")


def test_a_sheet_is_a_card_until_the_next_heading() -> None:
    heading, axis, card, last = pieces("## Axes\n\n### Un axe\n\n#### Une\n\nDite.\n\n### Suite")
    assert heading == FlowHeading(level=1, runs=plain("Axes"), anchor="axes")
    assert axis == FlowHeading(level=2, runs=plain("Un axe"), anchor="axes_un-axe")
    assert card == Card(pieces=(FlowHeading(level=3, runs=plain("Une")), Paragraph(runs=plain("Dite."))))
    assert last == FlowHeading(level=2, runs=plain("Suite"), anchor="axes_suite")


def test_lists_are_numbered_and_nested() -> None:
    found = pieces("3. un\n\n   suite\n4. deux\n   - point\n\ntexte\n\n1. neuf\n\n> cité\n> - dit")
    assert found == (
        ListItem(runs=plain("un"), level=0, ordered=True, number=3, list_rank=0, held=True),
        Paragraph(runs=plain("suite"), depth=1, leads=True),
        ListItem(runs=plain("deux"), level=0, ordered=True, number=4, list_rank=0, last=True),
        ListItem(runs=plain("point"), level=1, ordered=False, number=0, list_rank=1),
        Paragraph(runs=plain("texte"), leads=True),
        ListItem(runs=plain("neuf"), level=0, ordered=True, number=1, list_rank=2, last=True),
        Paragraph(runs=plain("cité"), style="quote", depth=1, leads=True),
        ListItem(runs=plain("dit"), level=0, ordered=False, number=0, list_rank=3, last=True),
    )


def test_runs_have_their_look_and_their_links() -> None:
    text = "a *b **c*** `d*` [e](#axes) <https://a.fr>\\\nf\ng ![h](i.png)"
    assert pieces(text) == (
        Paragraph(
            runs=(
                Run(text="a "),
                Run(text="b ", italic=True),
                Run(text="c", bold=True, italic=True),
                Run(text=" "),
                Run(text="d*", code=True),
                Run(text=" "),
                Run(text="e", link="#axes"),
                Run(text=" "),
                Run(text="https://a.fr", link="https://a.fr"),
                Run(text="\nf g h"),
            )
        ),
    )


def test_definitions_fences_rules_and_headings_in_a_quotation() -> None:
    found = pieces("- **Pilote** : elle\n- **État**: *fait*\n\n```\na\n  b\n```\n\n---\n\n> ## Titre")
    assert found == (
        Definition(term=plain("Pilote"), meaning=plain("elle"), held=True),
        Definition(term=plain("État"), meaning=(Run(text="fait", italic=True),), last=True),
        Paragraph(runs=(Run(text="a\n  b", code=True),), style="code"),
        Paragraph(runs=(), style="rule"),
        Paragraph(runs=(Run(text="Titre", bold=True),), style="quote", depth=1),
    )


def test_blocks_are_ready_to_be_shown() -> None:
    figure = Figure(name="f", title="Un titre", sentence="L'un : 2 000 kg", drawing=None, table=TABLE)
    missing = Missing("l'année", "reference_year", "REEN-01")
    fences = "\n\n".join(f"~~~snr {rank}\n~~~" for rank in (0, 1, 2, 3, 4, 4, 9))
    blocks = (TABLE, figure, missing, Logo("", "Valmont"), Logo("data:image/png;base64,AAEC", "Valmont"))
    table, drawn, place, logo = pieces(fences, *blocks)
    assert isinstance(table, TableBlock) and isinstance(drawn, FigureBlock) and isinstance(logo, LogoBlock)
    assert table.table.caption == "Un tableau\xa0: 2\u202f000\u202fkg"
    assert table.table.rows == (("l’an", "1"), ("b", "—"))
    assert (drawn.sentence, drawn.table, drawn.figure) == ("L’un\xa0: 2\u202f000\u202fkg", table.table, figure)
    assert isinstance(place, Paragraph) and place.style == "missing"
    assert "".join(run.text for run in place.runs) == (
        "À compléter\xa0: l’année — à écrire dans «\xa0Année de référence\xa0»"
    )
    assert (logo.kind, logo.data, logo.text) == ("image/png", b"\x00\x01\x02", "Logo\xa0: Valmont")


@cache
def pieces_of(document: str) -> tuple[FlowPiece, ...]:
    """Return the pieces of the sections of a document of Valmont."""
    said = view(document, VALMONT)
    made = Document(said)
    return tuple(flat(flow_of(said, made.outline, made.head(), made.sections, made.blocks)))


@pytest.mark.parametrize("document", NAMES)
def test_the_flow_says_what_the_page_says(document: str) -> None:
    """Headings and contents, in the same order as HTML; as many tables, but those that a page alone folds."""
    said = view(document, VALMONT)
    written = Document(said)
    head, contents = written.head(), not written.outline.short
    page = Parsed(write_page(said, head, written.sections, written.blocks, contents=contents))
    document_flow = flow_of(said, written.outline, head, written.sections, written.blocks)
    flat = [
        each
        for section in document_flow.sections
        for piece in section.pieces
        for each in (piece.pieces if isinstance(piece, Card) else (piece,))
    ]
    headings = [
        " ".join("".join(run.text for run in each.runs).split()) for each in flat if isinstance(each, FlowHeading)
    ]
    assert headings == [each for each in page.said("h2", "h3", "h4", "h5") if each != "Sommaire"]
    tables = [each for each in flat if isinstance(each, TableBlock | FigureBlock) and each.table is not None]
    bare = [each for each in flat if isinstance(each, FigureBlock) and each.table is None]
    assert len(bare) == {"strategie": 2}.get(document, 0)  # those whose numbers are in the annexes
    assert all(each.figure.drawing.sentence == each.figure.alternative for each in bare if each.figure.drawing)
    assert len(tables) + len(bare) == page.tags("table").count("table")
    assert sum(isinstance(piece, Card) for section in document_flow.sections for piece in section.pieces) == page.tags(
        "article"
    ).count("article")
    anchors = {f"#{content.anchor}" for content in document_flow.contents}
    assert anchors <= {f"#{each.anchor}" for each in flat if isinstance(each, FlowHeading)}
