"""A document of Word: what python-docx reads of it, what a person may have edited, what hostile texts make of it."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import docx
import docx_integrity
import pytest
from docx.document import Document as WordDocument
from openxml_audit import OpenXmlValidator

from conftest import EXAMPLES, Run, run_process, run_snr
from drafting import NAMES, VALMONT, view, written
from fonts import needs_fonts
from hostile_dossier import ATTACK, write
from office import profile
from snr_cli.cli.draft import _refuse_terminal
from snr_cli.documents.blocks import Block, Logo, Missing
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats import layout
from snr_cli.documents.formats.docx.returned import edited_docx
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.layout import (
    CELL_SIDE,
    SIDEWAYS,
    TEXT_WIDTH,
    columns_of,
    estimated_pages,
    fitted_size,
    layout_of,
    line_count,
    text_width,
)
from snr_cli.french.typography import markdown_text
from snr_cli.model.refusal import UsageError
from snr_cli.results.records import Table
from stale import to_write
from test_flow import flow
from walks import mostly

HOSTILE = "\x00\x0b\ud800\ufffe ]]> <w:p/> &amp; </w:t> \u202e\u2066rtl \U0001f600 {{ 7*7 }} ~~~snr 0 \x1b[31m | ** `"
TABLE = Table("Un tableau", ("Nom", "Valeur"), (("a", "1"), ("b", "2")), (False, True))
PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8DwHwQBAA38Af8kZRONAAAAAElFTkSuQmCC"
SVG = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0IDIiLz4="
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def valmont(document: str) -> bytes:
    """Return a document of Valmont."""
    made = written(view(document, VALMONT), "docx")
    assert isinstance(made, bytes)
    return made


def opened(data: bytes) -> WordDocument:
    """Return what python-docx reads."""
    return docx.Document(io.BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """Return a file with another text in one of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for each, content in parts(data).items():
            text = content.replace(old.encode(), new.encode(), 1) if each == name else content
            assert each != name or text != content
            package.writestr(each, text)
    return made.getvalue()


def word(text: str, *blocks: Block, **more: str) -> bytes:
    """Return a document of one section."""
    return write_docx(flow({"axes": text}, *blocks, **more))


def said(read: WordDocument, style: str) -> list[str]:
    """Return the texts of the paragraphs of a style."""
    return [
        paragraph.text for paragraph in read.paragraphs if paragraph.style is not None and paragraph.style.name == style
    ]


@pytest.mark.parametrize("document", mostly(NAMES, "strategie"))
def test_a_program_reads_headings_tables_and_properties(document: str) -> None:
    from test_flow import pieces_of

    data, found = valmont(document), pieces_of(document)
    read = opened(data)
    for level in (1, 2, 3):
        headings = [each for each in found if getattr(each, "level", 0) == level and hasattr(each, "anchor")]
        assert said(read, f"Heading {level}") == ["".join(run.text for run in heading.runs) for heading in headings]
    tables = [each.table for each in found if hasattr(each, "table") and each.table is not None]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in read.tables] == [
        [list(row) for row in (table.columns, *table.rows)] for table in tables
    ]
    properties = read.core_properties
    assert properties.title.startswith(view(document, VALMONT).title.split("\xa0")[0].split(" ")[0])
    assert (properties.author, properties.language) == ("Communauté d’agglomération de Valmont", "fr-FR")
    assert properties.created is None or "1980" not in str(properties.created)
    section = read.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert edited_docx(data) == []


def test_every_part_is_named_and_the_first_three_come_first() -> None:
    found = parts(valmont("strategie"))
    assert list(found)[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    types = found["[Content_Types].xml"].decode()
    for name in found:
        if not name.endswith((".rels", ".png", ".svg", ".jpeg", "Types].xml")):
            assert f'"/{name}"' in types, name
    text, relations = found["word/document.xml"].decode(), found["word/_rels/document.xml.rels"].decode()
    used = set(re.findall(r'r:(?:id|embed)="(\w+)"', text))
    named = dict(re.findall(r'Id="(\w+)" Type="[^"]*" Target="([^"]*)"', relations))
    assert used <= set(named)
    assert {f"word/{each}" for each in named.values() if "://" not in each} <= set(found)
    with zipfile.ZipFile(io.BytesIO(valmont("strategie"))) as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.create_system for each in package.infolist()} == {0}


def test_bookmarks_and_ids_are_unique_and_lead_somewhere() -> None:
    text = parts(valmont("strategie"))["word/document.xml"].decode()
    names, ids = (
        re.findall(r'bookmarkStart w:id="\d+" w:name="(\w+)"', text),
        re.findall(r'bookmarkStart w:id="(\d+)"', text),
    )
    assert len(names) == len(set(names)) and len(ids) == len(set(ids))
    assert sorted(ids) == sorted(re.findall(r'bookmarkEnd w:id="(\d+)"', text))
    assert {*re.findall(r'w:anchor="(\w+)"', text), *re.findall(r"PAGEREF (\w+)", text)} <= set(names)
    assert all(len(name) <= 40 for name in names)
    drawings = re.findall(r'wp:docPr id="(\d+)"', text)
    assert len(drawings) == len(set(drawings)) > 5
    styles = parts(valmont("strategie"))["word/styles.xml"].decode()
    assert set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]*)"', text)) <= set(
        re.findall(r'w:styleId="([^"]*)"', styles)
    )


def test_properties_are_in_the_order_of_the_schema() -> None:
    """Word refuses a file whose properties are in another one."""
    paragraph = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
        "sectPr",
    ]
    run = ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "highlight", "u"]
    found = parts(word("## A\n\n1. *a*\n\n> b\n\n~~~snr 0\n~~~\n\n~~~snr 1\n~~~\n\nc", TABLE, Missing("d", "e")))
    for name in ("word/document.xml", "word/styles.xml"):
        for tag, order in (("pPr", paragraph), ("rPr", run)):
            for node in ElementTree.fromstring(found[name]).iter(f"{W}{tag}"):
                ranks = [order.index(child.tag.removeprefix(W)) for child in node if child.tag != f"{W}lang"]
                assert ranks == sorted(ranks), ElementTree.tostring(node)


def long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a document of a page have its contents and its cover, as those of more than twenty."""
    monkeypatch.setattr(layout, "_FEW_PAGES", 0)


def test_a_document_of_few_pages_has_no_contents_and_no_page_for_its_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"contexte": "## Contexte", "axes": "## Axes\n\n### Un axe"}
    few = write_docx(flow(texts))
    assert said(opened(few), "toc 1") == [] and "Sommaire" not in parts(few)["word/document.xml"].decode()
    long = write_docx(flow(texts | {"axes": "\n\n".join(["## Axes", *["mot " * 400] * 90])}))
    assert [line.split("\t")[0] for line in said(opened(long), "toc 1")] == ["Contexte", "Axes"]
    breaks = [parts(data)["word/document.xml"].decode().count("<w:pageBreakBefore/>") for data in (few, long)]
    long_ones(monkeypatch)
    assert said(opened(write_docx(flow(texts))), "toc 1") == ["Contexte\t3", "Axes\t3"]
    assert breaks[0] < breaks[1] or breaks == [0, 0]


def test_the_contents_lead_to_pages_without_a_field_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    text = parts(valmont("strategie"))["word/document.xml"].decode()
    assert "TOC \\" not in text
    document_flow = flow({"contexte": "## Contexte", "axes": "## Axes\n\n### Un axe\n\n#### Une action\n\nDite."})
    read = opened(write_docx(document_flow))
    assert said(read, "toc 1") == ["Contexte\t3", "Axes\t3"]
    assert said(read, "toc 2") == ["Un axe\t3"]
    assert re.findall(r"PAGEREF (\w+) \\h", parts(write_docx(document_flow))["word/document.xml"].decode()) == [
        "snr_contexte",
        "snr_axes",
        "titre_axes_1",
    ]


def test_an_estimate_counts_pages() -> None:
    document_flow = flow({"a": "## A\n\n" + "mot " * 3000, "b": "## B", "annexe-facteurs": "## C"})
    pages, count = estimated_pages(document_flow, layout_of(document_flow))
    assert pages == {"a": 3, "b": 5, "annexe-facteurs": 6}
    assert count == 6


def test_head_and_foot_of_the_pages() -> None:
    found = parts(valmont("strategie"))
    head = "".join(ElementTree.fromstring(found["word/header.xml"]).itertext())
    assert head.startswith("Stratégie numérique responsable — Communauté") and head.endswith("Projet")
    assert "".join(ElementTree.fromstring(found["word/headerFirst.xml"]).itertext()) == ""
    foot = found["word/footer.xml"].decode()
    assert " PAGE " in foot and " NUMPAGES " in foot
    assert "titlePg" in found["word/document.xml"].decode()
    note = parts(valmont("note"))
    assert "NUMPAGES" in note["word/footerFirst.xml"].decode()


def test_lists_begin_with_their_number_and_are_nested() -> None:
    data = word("## A\n\n3. un\n4. deux\n   - point\n\ntexte\n\n1. neuf")
    read = opened(data)
    assert said(read, "List Number") == ["un", "deux", "neuf"]
    assert said(read, "List Bullet") == ["point"]
    numbering = parts(data)["word/numbering.xml"].decode()
    assert re.findall(r'w:numId="(\d)".*?startOverride w:val="(\d)"', numbering.split('w:numId="1"')[1]) == [
        ("2", "3"),
        ("3", "1"),
    ]
    levels = re.findall(r'<w:ilvl w:val="(\d)"/><w:numId w:val="(\d)"/>', parts(data)["word/document.xml"].decode())
    assert levels == [("0", "2"), ("0", "2"), ("1", "1"), ("0", "3")]


def test_tables_have_a_heading_whole_rows_and_are_apart() -> None:
    bare = Table("", ("Nom",), (("a",),))
    data = word("## A\n\n~~~snr 0\n~~~\n\n~~~snr 1\n~~~", TABLE, bare)
    text = parts(data)["word/document.xml"].decode()
    assert text.count("<w:tblHeader/>") == 2 and text.count("<w:cantSplit/>") == 5
    assert "</w:tbl><w:tbl>" not in text and "</w:tbl><w:sectPr" not in text
    assert said(opened(data), "Caption") == ["Un tableau"]
    assert text.count('<w:jc w:val="right"/>') == 3


@pytest.mark.parametrize("document", NAMES)
def test_no_word_of_a_table_is_cut(document: str) -> None:
    from test_flow import pieces_of

    for piece in pieces_of(document):
        if (table := getattr(piece, "table", None)) is None:
            continue
        columns = columns_of(table, TEXT_WIDTH, SIDEWAYS)
        assert sum(columns.widths) <= (SIDEWAYS if columns.landscape else TEXT_WIDTH) + 0.01
        assert columns.size >= 8
        for column, wide in enumerate(columns.widths):
            for row in (table.columns, *table.rows):
                for part in row[column].replace("-", "- ").split(" "):
                    assert text_width(part, columns.size) <= wide - 2 * CELL_SIDE, part


def test_a_wide_table_has_smaller_letters_then_a_page_on_its_side_then_cut_words() -> None:
    def columns(count: int, letters: int):  # type: ignore[no-untyped-def]
        return columns_of(Table("", ("n" * letters,) * count, (("1",) * count,)), TEXT_WIDTH, SIDEWAYS)

    assert (columns(5, 8).size, columns(5, 8).landscape) == (8.5, False)
    assert (columns(7, 10).size, columns(7, 10).landscape) == (8.0, False)
    assert columns(12, 9).landscape
    assert sum(columns(60, 20).widths) == pytest.approx(SIDEWAYS)
    wide = Table("Large", ("n" * 9,) * 12, (("1",) * 12,))
    text = parts(word("## A\n\navant\n\n~~~snr 0\n~~~\n\naprès", wide))["word/document.xml"].decode()
    assert re.findall(r'w:orient="landscape"|<w:sectPr>|<w:titlePg/>', text) == [
        "<w:sectPr>",
        "<w:titlePg/>",
        "<w:sectPr>",
        'w:orient="landscape"',
        "<w:sectPr>",
    ]


def test_lines_are_counted_by_the_words_that_they_hold() -> None:
    assert [line_count(text, 10, 100) for text in ("", "mot", "mot " * 12, "a\nb", "n" * 40)] == [1, 1, 3, 2, 3]


def test_a_short_sheet_stays_on_a_page() -> None:
    sheet = "#### Une action\n\nDite.\n\n- **Pilote** : elle\n- **État** : prévu\n\n~~~snr 0\n~~~"
    text = parts(word(f"## A\n\n### B\n\n{sheet}\n\n#### Deux", TABLE))["word/document.xml"].decode()
    within = text[text.index("Dite.") - 200 : text.index(">Deux<")]
    assert within.count("<w:keepNext/>") >= 5
    long = "\n\n".join(["mot " * 400] * 4)
    assert parts(word(f"## A\n\n### B\n\n#### C\n\n{long}"))["word/document.xml"].decode().count("<w:keepLines/>") == 0


def test_what_is_to_be_filled_is_seen() -> None:
    data = word("## A\n\n~~~snr 0\n~~~", Missing("l’année", "reference_year", "REEN-01"))
    assert said(opened(data), "À compléter") == [
        "À compléter\xa0: l’année — à écrire dans «\xa0Année de référence\xa0»"
    ]
    assert '<w:highlight w:val="yellow"/>' in parts(data)["word/document.xml"].decode()


def test_the_end_of_an_ordinal_is_raised() -> None:
    text = parts(word("## A\n\nLe 1er mai, *la 1re*, le 11er, 1erement"))["word/document.xml"].decode()
    raised = re.findall(r'<w:vertAlign w:val="superscript"/></w:rPr><w:t xml:space="preserve">(\w+)<', text)
    assert raised == ["er", "re"]
    assert said(opened(word("## A\n\nLe 1er mai")), "Normal") == ["Le 1er mai"]


def test_links_lead_to_an_address_or_a_section_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    text = "## A\n\n[a](https://a.fr/b?c=1&d=2) [b](#axes) [c](#rien) [d](ftp://x) [e](fichier.md) <mailto:a@b.fr> [f](http://[x)"
    found = parts(word(text))
    relations = found["word/_rels/document.xml.rels"].decode()
    assert re.findall(r'Target="([^"]*)" TargetMode', relations) == ["https://a.fr/b?c=1&amp;d=2", "mailto:a@b.fr"]
    assert found["word/document.xml"].decode().count('w:anchor="snr_axes"') == 2  # that of the contents too


@pytest.mark.parametrize(("address", "images"), [(PNG, 1), (SVG, 2), ("data:image/png;base64,é", 0)])
def test_a_logo_has_its_shape_and_its_text(address: str, images: int) -> None:
    data = word("## A", Logo(address, "Valmont"), head="# Titre\n\n~~~snr 0\n~~~")
    found = parts(data)
    assert sum(name.startswith("word/media/") for name in found) == images
    assert found["word/document.xml"].decode().count('descr="Logo\xa0: Valmont"') == 2 * bool(images)
    assert len(opened(data).inline_shapes) == bool(images)


def test_the_size_of_a_picture_is_read_from_it() -> None:
    jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108") + b"\0\x02\0\x08" + bytes(9)
    assert fitted_size("image/jpeg", jpeg, (100, 100)) == (100, 25)
    assert fitted_size(
        "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="4mm" height="8"/>', (9, 8)
    ) == (4, 8)
    for kind in ("image/png", "image/jpeg", "image/svg+xml"):
        for broken in (b"", b"\xff\xd8\xff", b"<svg viewBox='0 0 a b'/>", b"<svg viewBox='0 0 0 0'/>"):
            assert fitted_size(kind, broken, (50, 25)) == (25, 25)


@pytest.mark.parametrize("place", ["section", "head", "blocks", "raw"])
def test_hostile_texts_never_break_the_xml(place: str) -> None:
    safe = str(markdown_text(HOSTILE))
    blocks = (
        Table(HOSTILE, (HOSTILE, "b"), ((HOSTILE, "x" * 100_000),)),
        Missing(HOSTILE, HOSTILE, HOSTILE),
        Figure(
            name="f", title=HOSTILE, sentence=HOSTILE, drawing=None, table=Table(HOSTILE, (HOSTILE,), ((HOSTILE,),))
        ),
        Logo(PNG, HOSTILE),
    )
    fences = "\n\n".join(f"~~~snr {rank}\n~~~" for rank in range(len(blocks)))
    data = {
        "section": lambda: word(
            f"## {safe}\n\n{safe}\n\n### {safe}\n\n#### {safe}\n\n- **{safe}** : {safe}\n\n{'y' * 100_000}"
        ),
        "head": lambda: word("## A", head=f"# {safe}\n\n**{safe}**"),
        "blocks": lambda: word(f"## A\n\n{fences}", *blocks),
        "raw": lambda: word(f"## A\n\n{HOSTILE}\n\n<script>x</script>\n\n```\n{HOSTILE}\n```", head=HOSTILE),
    }[place]()
    for name, content in parts(data).items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
    opened(data)
    assert edited_docx(data) == []
    assert b"<w:p/>" not in parts(data)["word/document.xml"]


def test_an_edit_is_seen_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    data = word("## Axes\n\nAvant.\n\n~~~snr 0\n~~~", TABLE)
    text = "word/document.xml"
    assert edited_docx(changed(data, text, "Avant.", "Après.")) == ["section « axes »"]
    assert edited_docx(changed(data, text, ">2</w:t>", ">3</w:t>")) == ["section « axes »"]
    assert edited_docx(changed(data, text, 'w:name="snr_axes"', 'w:name="autre"')) == [
        "section « sommaire »",
        "section « axes »",
    ]
    assert edited_docx(changed(data, text, ">Stratégie<", ">Plan<")) == ["section « couverture »"]
    inserted = '<w:ins w:id="9" w:author="a"><w:r><w:t> bis</w:t></w:r></w:ins><w:r><w:t xml:space="preserve">Avant.'
    assert edited_docx(changed(data, text, '<w:r><w:t xml:space="preserve">Avant.', inserted)) == [
        "section « axes »",
        "suivi des modifications",
    ]
    # what programs change by themselves: page numbers, cut runs, ids
    assert edited_docx(changed(data, text, '<w:t xml:space="preserve">3</w:t>', "<w:t>12</w:t>")) == []
    assert edited_docx(changed(data, text, "Avant.", 'Av</w:t></w:r><w:r><w:t xml:space="preserve">ant.')) == []


def test_a_file_that_is_none_of_ours_was_not_edited() -> None:
    data = word("## A")
    assert edited_docx(b"PK\x03\x04 broken") == []
    assert edited_docx(changed(data, "docProps/custom.xml", "snr_document", "other")) == []
    assert edited_docx(changed(data, "word/document.xml", "?>", '?><!DOCTYPE a [<!ENTITY b "c">]>')) == []


def test_the_command_writes_a_file_spares_an_edited_one_and_pipes(snr: Run, tmp_path: Path) -> None:
    target, minimal = tmp_path / "note.docx", str(EXAMPLES / "minimal")
    asked = ("draft", minimal, "-d", "note", "-f", "docx")
    done = snr(*asked, "-o", str(target))
    assert done.returncode == 0, done.stderr
    data = target.read_bytes()
    assert snr(*asked, "-o", str(target)).returncode == 0
    assert parts(target.read_bytes()) == parts(data)
    target.write_bytes(changed(data, "word/document.xml", "Note de synthèse", "Ma note"))
    bare = target.with_name("note")
    bare.write_bytes(target.read_bytes())
    for form, place in (("docx", target), ("docx", bare), ("md", bare)):
        done = snr("draft", minimal, "-d", "note", "-f", form, "-o", str(place))
        assert done.returncode == 2
        assert "document retouché (section « couverture »), rien n’est écrit" in done.stderr.decode()
        assert "par --keep-edits" in done.stderr.decode()
    target.write_bytes(b"PK of another program")
    assert snr(*asked, "-o", str(target)).returncode == 0
    assert snr(*asked, "-o", str(target), "--keep-edits").returncode == 0


def test_annexes_apart(snr: Run, tmp_path: Path) -> None:
    target = tmp_path / "s.docx"
    done = snr("draft", str(EXAMPLES / "valmont"), "-f", "docx", "-o", str(target), "--annexes", "apart")
    assert done.returncode == 0, done.stderr
    assert opened((tmp_path / "s-annexes.docx").read_bytes()).tables


@pytest.mark.parametrize("name", mostly([*NAMES, "strategie-annexes"], "programme", "strategie-annexes"))
def test_the_same_dossier_gives_the_parts_of_the_repository(snr: Run, name: str, tmp_path: Path) -> None:
    """Part by part: how small an archive is made is not ours."""
    document = name.removesuffix("-annexes")
    target = tmp_path / f"{document}.docx"
    if document == "deliberation":  # it lists the annexes that it finds beside it
        shutil.copy(EXAMPLES / "valmont" / "documents" / "strategie-annexes.docx", tmp_path)
    more = ("--annexes", "apart") if document == "strategie" else ()
    done = snr("draft", str(EXAMPLES / "valmont"), "-d", document, "-f", "docx", "-o", str(target), *more)
    assert done.returncode == 0, done.stderr
    kept = (EXAMPLES / "valmont" / "documents" / f"{name}.docx").read_bytes()
    again = parts((tmp_path / f"{name}.docx").read_bytes())
    assert list(again) == list(parts(kept))
    assert [each for each, content in parts(kept).items() if again[each] != content] == [], to_write("documents")


EVERY_PIECE = """## A [lien](https://a.fr) **g** *i* `c`

> cité

1. un
   - deux

---

```
code
```

- **Terme** : sens

~~~snr 0
~~~

~~~snr 1
~~~

~~~snr 2
~~~

~~~snr 3
~~~

fin 1er"""


@pytest.mark.parametrize(
    "name", ["every piece", "note", *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES)]
)
def test_a_file_is_what_the_schemas_of_the_format_ask_for(name: str, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    wide = Table("Large", ("n" * 9,) * 12, (("1",) * 12,))
    blocks = (TABLE, wide, Missing("a", "b"), Logo(SVG, "c"))
    target.write_bytes(word(EVERY_PIECE, *blocks) if name == "every piece" else valmont(name))
    assert list(docx_integrity.check(str(target))) == []
    descriptions = [error.description for error in OpenXmlValidator().validate(target).errors]
    assert [each for each in descriptions if "relationships/theme" not in each] == []  # no program needs one


SOFFICE, READS = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.mark.slow
@pytest.mark.skipif(not ((SOFFICE and READS) or os.environ.get("CI")), reason="needs LibreOffice and Poppler")
@pytest.mark.parametrize("document", NAMES)
def test_libreoffice_shows_it_and_saves_it_as_it_is(document: str, tmp_path: Path) -> None:
    """The page of each heading is that of the contents, and about that which was estimated; a save is no edit, a second one neither."""
    target = tmp_path / "a.docx"
    target.write_bytes(valmont(document))
    pages = converted(target, "pdf").decode().split("\f")[:-1]
    assert "Error" not in "".join(pages) and "not found" not in "".join(pages)
    assert all(page.strip() for page in pages)
    contents = [
        paragraph.text.rpartition("\t")
        for paragraph in opened(valmont(document)).paragraphs
        if paragraph.style.name.startswith("toc ")
    ]
    shown = re.findall(r"^ *(\S.*?) ?\.{4,} *(\d+)$", "\n".join(pages[1:2]), re.M)
    assert [heading for heading, _ in shown] == [heading for heading, _, _ in contents]
    for (heading, page), (_, _, estimate) in zip(shown, contents, strict=True):
        assert heading.split()[0] in pages[int(page) - 1]
        assert abs(int(page) - int(estimate)) <= 2, heading
    for _ in range(2):
        data = converted(target, "docx:MS Word 2007 XML")
        target.write_bytes(data)
        assert edited_docx(data) == []


_made: dict[tuple[bytes, str], bytes] = {}


def converted(path: Path, form: str) -> bytes:
    """Return what LibreOffice makes of a file, once in a process: another one, or the text of the pages of a PDF."""
    if form == "pdf":
        needs_fonts("Liberation Sans", "Liberation Serif")
    known = path.read_bytes(), form
    if known not in _made:
        _made[known] = _converted(path, form)
    return _made[known]


def _converted(path: Path, form: str) -> bytes:
    command = [
        str(SOFFICE),
        profile(),
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(path.parent / "out"),
    ]
    subprocess.run([*command, str(path)], capture_output=True, check=True, timeout=300)
    made = path.parent / "out" / f"{path.stem}.{form.split(':')[0]}"
    if form != "pdf":
        return made.read_bytes()
    return subprocess.run([str(READS), "-layout", str(made), "-"], capture_output=True, check=True).stdout


def test_an_edited_head_is_seen() -> None:
    data = word("## A")
    assert edited_docx(changed(data, "word/header.xml", "Stratégie —", "Commune —")) == ["en-tête ou pied de page"]
    assert edited_docx(changed(data, "word/footer.xml", "page ", "p. ")) == ["en-tête ou pied de page"]
    assert edited_docx(changed(data, "word/footer.xml", '<w:t xml:space="preserve">1</w:t>', "<w:t>7</w:t>")) == []


@pytest.mark.parametrize(("form", "name"), [("md", "a.docx"), ("docx", "a.HTML"), ("html", "a.md")])
def test_a_file_named_after_another_format_is_refused(snr: Run, form: str, name: str, tmp_path: Path) -> None:
    done = snr("draft", str(EXAMPLES / "minimal"), "-d", "note", "-f", form, "-o", str(tmp_path / name))
    assert done.returncode == 2
    assert f"ajoutez --format {name[2:].lower()}" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_bytes_go_to_a_pipe_and_not_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("draft", str(EXAMPLES / "minimal"), "-d", "note", "-f", "docx")
    done = run_process(*asked)
    assert done.returncode == 0, done.stderr
    assert opened(done.stdout).paragraphs
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(UsageError, match="donnez --output"):
        _refuse_terminal("docx", None)


@pytest.mark.parametrize(
    "document", [pytest.param(name, marks=[] if name == "note" else [pytest.mark.slow]) for name in NAMES]
)
def test_a_hostile_dossier_gives_a_document_that_opens(document: str, tmp_path: Path) -> None:
    made = {}
    for name, text in (("hostile", ATTACK), ("tame", "texte")):
        target = tmp_path / f"{name}.docx"
        done = run_snr("draft", write(tmp_path / name, text).path, "-d", document, "-f", "docx", "-o", target)
        assert done.returncode == 0, done.stderr
        made[name] = target.read_bytes()
    assert edited_docx(made["hostile"]) == []
    hostile, tame = (opened(each) for each in made.values())
    assert len(hostile.tables) == len(tame.tables)
    for level in (1, 2, 3):
        assert len(said(hostile, f"Heading {level}")) == len(said(tame, f"Heading {level}"))
