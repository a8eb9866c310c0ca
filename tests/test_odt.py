"""A text of OpenDocument: what odfdo reads of it, what a person may have edited, what hostile texts make of it, what LibreOffice shows."""

import io
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import odfdo
import pytest

from conftest import EXAMPLES, Run
from drafting import NAMES, VALMONT, view, written
from snr_cli.documents.blocks import Block, Logo, Missing
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.flat import paper_rows
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.layout import WIDTH_MM
from snr_cli.documents.formats.odt.elements import characters
from snr_cli.documents.formats.odt.returned import edited_odt
from snr_cli.documents.formats.odt.write import write_odt
from snr_cli.documents.formats.pieces import FigureBlock, FlowHeading, ListItem, TableBlock
from snr_cli.documents.render import Document
from snr_cli.french.typography import markdown_text
from snr_cli.results.records import Table
from stale import to_write
from test_docx import HOSTILE, PNG, READS, SOFFICE, SVG, TABLE, changed, converted, long_ones, parts
from test_flow import flow, pieces_of
from walks import mostly

CONTENT, STYLES = "content.xml", "styles.xml"
NAME = re.compile(r'(?:text|table|draw):style-name="([^"]*)"')


@cache
def valmont(document: str) -> bytes:
    """Return a document of Valmont."""
    made = written(view(document, VALMONT), "odt")
    assert isinstance(made, bytes)
    return made


def opened(data: bytes) -> odfdo.Document:
    """Return what odfdo reads."""
    return odfdo.Document(io.BytesIO(data))


def content(data: bytes, name: str = CONTENT) -> str:
    """Return a part."""
    return parts(data)[name].decode()


def text(section: str, *blocks: Block, **more: str) -> bytes:
    """Return a document of one section."""
    return write_odt(flow({"axes": section}, *blocks, **more))


def said(data: bytes, style: str) -> list[str]:
    """Return the texts of the paragraphs of a style, those with something beside it included."""
    body = content(data)
    automatic = dict(
        re.findall(
            r'<style:style style:name="([^"]*)" style:family="paragraph" style:parent-style-name="([^"]*)"', body
        )
    )
    return [
        "".join(ElementTree.fromstring(f'<a xmlns:text="t" xmlns:xlink="x">{each}</a>').itertext())
        for name, each in re.findall(r'<text:p text:style-name="([^"]*)">(.*?)</text:p>', body)
        if automatic.get(name, name) == style
    ]


@pytest.mark.parametrize("document", mostly(NAMES, "strategie"))
def test_a_program_reads_headings_lists_tables_and_sections(document: str) -> None:
    data, found = valmont(document), pieces_of(document)
    read = opened(data)
    headings = [each for each in found if isinstance(each, FlowHeading)]
    assert [(int(header.level), header.text_recursive) for header in read.body.headers] == [
        (heading.level, "".join(run.text for run in heading.runs)) for heading in headings
    ]
    tables = [each.table for each in found if isinstance(each, TableBlock | FigureBlock) and each.table is not None]
    assert [table.get_values() for table in read.body.tables] == [
        [list(row) for row in (table.columns, *table.rows)] for table in tables
    ]
    items = [each for each in found if isinstance(each, ListItem)]
    assert len(read.body.get_elements("//text:list-item/text:p")) == len(items)
    drawn = [each.figure.drawing for each in found if isinstance(each, FigureBlock) and each.figure.drawing]
    groups = read.body.get_elements("//draw:g")
    assert len(groups) == sum(len(paper_rows(each, WIDTH_MM)) for each in drawn)
    assert all(group.get_elements("svg:title") and group.get_elements("svg:desc") for group in groups)
    names = [section.name for section in read.body.sections]
    sections = [f"snr_{section.replace('-', '_')}" for section in Document(view(document, VALMONT)).sections]
    assert names == ["snr_couverture", *sections]
    assert len(read.body.tocs) == (document == "strategie")  # a shorter document has no contents
    assert edited_odt(data) == []


def test_the_type_comes_first_and_every_part_is_named() -> None:
    data = text("## A", Logo(PNG, "Valmont"), head="# Titre\n\n~~~snr 0\n~~~")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert data[38:77] == b"application/vnd.oasis.opendocument.text"
    assert {(entry.date_time, entry.create_system) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 0)}
    found = parts(data)
    named = set(re.findall(r'full-path="([^"]*)"', found["META-INF/manifest.xml"].decode()))
    assert named == {"/", *found} - {"mimetype", "META-INF/manifest.xml"}


def test_properties_say_title_author_language_and_no_date() -> None:
    meta = content(valmont("strategie"), "meta.xml")
    read = opened(valmont("strategie")).meta
    assert read.title.startswith("Stratégie numérique responsable — Communauté")
    assert (read.get_creator(), str(read.get_language())) == ("Communauté d’agglomération de Valmont", "fr-FR")
    assert read.get_user_defined_metadata()["snr_document"] == "strategie"
    assert not re.search(r"\d{4}-\d\d-\d\d", meta)


def test_names_of_styles_and_bookmarks_are_known_and_unique() -> None:
    for document in NAMES:
        body, look = content(valmont(document)), content(valmont(document), STYLES)
        automatic, common = (re.findall(r'<style:style style:name="([^"]*)"', each) for each in (body, look))
        assert len(set(automatic)) == len(automatic)
        assert len(set(common)) == len(common)
        assert not set(automatic) & set(common)
        lists = re.findall(r'<text:list-style style:name="([^"]*)"', look)
        known = {*automatic, *common, *lists}
        assert set(NAME.findall(body)) | set(re.findall(r'parent-style-name="([^"]*)"', body)) <= known
        assert set(re.findall(r'(?:next-style|list-style|parent-style|text:style)-name="([^"]*)"', look)) <= known
        marks = re.findall(r'<text:bookmark text:name="([^"]*)"', body)
        assert len(set(marks)) == len(marks)
        leads = re.findall(r'xlink:href="#([^"]*)"', body) + re.findall(r'ref-name="([^"]*)"', body)
        assert set(leads) <= set(marks)
        for kind in ("draw:hatch", "draw:stroke-dash"):
            drawn = re.findall(rf'<{kind} draw:name="([^"]*)"', look)
            assert len(set(drawn)) == len(drawn)


def test_an_agent_finds_the_styles_by_their_names() -> None:
    look = content(valmont("strategie"), STYLES)
    for name in ("Title", "Subtitle", "Header", "Footer", "Caption", "Text_20_body", "Contents_20_1", "Contents_20_2"):
        assert f'style:name="{name}"' in look, name
    assert 'style:name="Table_20_Heading" style:display-name="Table Heading"' in look
    assert 'style:display-name="À compléter"' in look
    for level in (1, 2, 3):
        assert re.search(rf'"Heading {level}" [^>]*style:default-outline-level="{level}"', look)
    assert 'fo:language="fr" fo:country="FR"' in look
    assert (opened(valmont("note")).get_style("page-layout", "portrait")).get_properties()[
        "fo:page-width"
    ] == "595.28pt"


def test_the_contents_are_an_index_whose_numbers_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    data = write_odt(flow({"contexte": "## Contexte", "axes": "## Axes\n\n### Un axe\n\n#### Une action\n\nDite."}))
    body = content(data)
    [index] = re.findall(r"<text:index-body>(.*?)</text:index-body>", body)
    assert re.findall(r'style-name="(Contents[^"]*)">(?:<text:a [^>]*>)?([^<]*)', index) == [
        ("Contents_20_1", "Contexte"),
        ("Contents_20_1", "Axes"),
        ("Contents_20_2", "Un axe"),
    ]
    numbers = re.findall(r'<text:bookmark-ref text:reference-format="page" text:ref-name="(\w+)">(\d+)<', index)
    assert numbers == [("titre_contexte", "3"), ("titre_axes", "3"), ("titre_axes_1", "3")]
    [toc] = opened(data).body.tocs
    assert (toc.outline_level, toc.protected) == (2, True)
    assert "table-of-content" not in content(valmont("note"))


def test_head_and_foot_of_the_pages() -> None:
    pages = dict(
        re.findall(
            r'<style:master-page style:name="(\w+)"(.*?)</style:master-page>', content(valmont("strategie"), STYLES)
        )
    )
    head = re.search(r"<style:header>(.*?)</style:header>", pages["Standard"])[1]  # type: ignore[index]
    assert re.search(r">Stratégie numérique responsable — Communauté[^<]*<text:tab/>.*Projet", head)
    assert '<style:header-first><text:p text:style-name="Header"></text:p>' in pages["Standard"]
    assert '<style:footer-first><text:p text:style-name="Footer"></text:p>' in pages["Standard"]
    assert pages["Standard"].count("<text:page-count>") == 1
    assert content(valmont("note"), STYLES).count("<text:page-count>") == 4
    assert "header-first" not in pages["Paysage"] + pages["Pages_20_suivantes"]


def test_lists_begin_with_their_number_and_are_nested() -> None:
    data = text(
        "## A\n\n3. un\n4. deux\n   - point\n\ntexte\n\n1. neuf\n\n- a\n\n  suite\n- b\n\n1. c\n\n   suite\n2. d"
    )
    assert said(data, "Numbering_20_1") == ["un", "deux", "neuf", "c", "d"]
    assert said(data, "List_20_1") == ["point", "a", "b"]
    shape = re.findall(
        r'<(/?)text:list(-item)?(?: text:(?:style-name="(\w)[^"]*"|start-value="(\d)"))?>', content(data)
    )
    assert "".join(end + ("i" if item else style or "l") + start for end, item, style, start in shape) == (
        "Ni3/iiLi/i/l/i/l" + "Ni/i/l" + "Li/i/l" * 2 + "Ni/i/l" + "Ni2/i/l"
    )


def test_spaces_and_breaks_are_kept() -> None:
    assert characters(" a  b\n c\td ") == (
        '<text:s text:c="1"/>a <text:s text:c="1"/>b<text:line-break/><text:s text:c="1"/>c<text:tab/>d '
    )
    assert characters(" a", begins=False) == " a"


def test_the_end_of_an_ordinal_is_raised() -> None:
    raised = '<text:span text:style-name="Exposant">er</text:span>'
    assert characters("le 1er mai, en 21er, 11re") == f"le 1{raised} mai, en 21er, 11re"
    assert 'style:text-position="super 58%"' in content(valmont("note"), STYLES)


def test_tables_have_a_heading_whole_rows_and_widths() -> None:
    data = text("## A\n\n~~~snr 0\n~~~\n\n~~~snr 1\n~~~", TABLE, Table("", ("Nom",), (("a",),)))
    body = content(data)
    assert body.count("<table:table-header-rows>") == 2
    assert body.count("<table:title>Un tableau</table:title>") == 1
    assert said(data, "Caption") == ["Un tableau"]
    assert said(data, "Table_20_Heading") == ["Nom", "Valeur", "Nom"]
    assert body.count('fo:text-align="end"') == 3  # of a heading, of a cell, of one that stays with the next
    assert '<style:table-row-properties fo:keep-together="always"/>' in body
    widths = [float(each) for each in re.findall(r'column-width="([\d.]+)pt"', body)]
    assert sum(widths[:2]) == pytest.approx(widths[2], abs=0.05)


def test_a_wide_table_has_a_page_on_its_side_and_the_text_comes_back() -> None:
    wide = Table("Large", ("n" * 9,) * 12, (("1",) * 12,))
    bare = Table("", ("n" * 9,) * 12, (("1",) * 12,))
    body = content(text("## A\n\navant\n\n~~~snr 0\n~~~\n\naprès\n\n~~~snr 1\n~~~", wide, bare))
    pages = dict(re.findall(r'style:name="([^"]*)" [^>]*style:master-page-name="([^"]*)"', body))
    order = [pages[each] for each in NAME.findall(body[body.index("<office:body>") :]) if each in pages]
    assert order == ["Paysage", "Pages_20_suivantes", "Paysage"]
    look = content(valmont("note"), STYLES)
    assert re.findall(r'"(\w+)-large" [^>]*>.*?position="([\d.]+)pt"', look) == [
        ("Header", "728.5"),
        ("Footer", "728.5"),
    ]


def test_a_short_sheet_stays_on_a_page() -> None:
    sheet = "#### Une action\n\nDite.\n\n- **Pilote** : elle\n- **État** : prévu\n\n~~~snr 0\n~~~"
    body = content(text(f"## A\n\n### B\n\n{sheet}\n\n#### Deux", TABLE))
    kept = set(re.findall(r'style:name="([^"]*)" [^>]*><style:paragraph-properties [^>]*keep-with-next="always"', body))
    within = body[body.index("Une action") : body.index(">Deux<")]
    paragraphs = re.findall(r'<text:p text:style-name="([^"]*)"', within)
    assert [paragraph in kept or paragraph == "Caption" for paragraph in paragraphs] == [True] * 4 + [False] * 2 + [
        True
    ] * 2 + [False] * 2
    long = "\n\n".join(["mot " * 400] * 4)
    assert "keep-together" not in content(text(f"## A\n\n### B\n\n#### C\n\n{long}"))


def test_a_short_table_may_break_but_in_a_short_sheet() -> None:
    """LibreOffice 26.8 made one chain of a heading, of its whole table and of what follows, and moved all of it."""
    five = Table("", ("Nom",), tuple((name,) for name in "abcde"))
    alone, within = (f"## A\n\n### B\n\n{title}Dite.\n\n~~~snr 0\n~~~\n\naprès" for title in ("", "#### C\n\n"))

    broken, whole = (content(text(each, five)) for each in (alone, within))
    assert broken.count('may-break-between-rows="true"') == 1 and 'between-rows="false"' not in broken
    assert whole.count('may-break-between-rows="false"') == 1 and 'between-rows="true"' not in whole

    # whether each row stays with the next one: the first ones and the last ones are not alone
    def kept(data: bytes) -> list[bool]:
        rows = parts(data)["word/document.xml"].decode().split("<w:tr>")[1:]
        return ["<w:keepNext/>" in row.partition("</w:tr>")[0] for row in rows]

    broken_word, whole_word = (write_docx(flow({"axes": each}, five)) for each in (alone, within))
    assert kept(broken_word)[1:] == [True, False, False, True, False]
    assert kept(whole_word)[1:] == [True] * 5


@pytest.mark.parametrize("document", mostly(NAMES, "note"))
def test_no_heading_nor_what_brings_in_a_table_or_a_figure_is_alone_at_the_foot_of_a_page(document: str) -> None:
    """By the styles, those of the file and what a paragraph has beside them."""
    data = valmont(document)
    styles: dict[str, tuple[str, str]] = {}
    for part in (content(data, STYLES), content(data)):
        for name, parent, inner in re.findall(r'<style:style style:name="([^"]*)"([^>]*)>(.*?)</style:style>', part):
            above = re.search(r'parent-style-name="([^"]*)"', parent)
            kept = re.search(r'keep-with-next="(\w+)"', inner)
            styles[name] = (above[1] if above else "", kept[1] if kept else "")

    def keeps(style: str) -> bool:
        above, kept = styles.get(style, ("", "auto"))
        return kept == "always" if kept or not above else keeps(above)

    body = content(data)
    opened = r'<text:([hp]) text:style-name="([^"]*)"[^>]*>(?:(?!</?text:[hp][ >]).)*</text:[hp]>'
    assert all(keeps(style) for kind, style in re.findall(opened, body) if kind == "h")
    before = re.findall(rf"{opened}(?=<table:table |<text:p text:style-name=\"Caption\")", body)
    # the last term of a list brings nothing in
    before = [style for _, style in before if "D_e9_finition" not in (style, styles.get(style, ("", ""))[0])]
    assert before or document == "note"
    assert not [style for style in before if not keeps(style)]


def test_what_is_to_be_filled_is_seen() -> None:
    data = text("## A\n\n~~~snr 0\n~~~", Missing("l’année", "reference_year", "REEN-01"))
    found = said(data, "_c0__20_compl_e9_ter")
    assert found == ["À compléter\xa0: l’année — à écrire dans «\xa0Année de référence\xa0»"]
    assert '<text:span text:style-name="_c0__20_compl_e9_ter_20_surlign_e9_">' in content(data)
    assert 'fo:background-color="#FFFF00"' in content(data, STYLES)


def test_links_lead_to_an_address_or_a_section_and_nowhere_else() -> None:
    links = "## A\n\n[a](https://a.fr/b?c=1&d=2) [b](#axes) [c](#rien) [d](ftp://x) [e](fichier.md) <mailto:a@b.fr> [f](http://[x)"
    assert re.findall(r'xlink:href="([^"]*)" text:style-name="Internet', content(text(links))) == [
        "https://a.fr/b?c=1&amp;d=2",
        "#titre_axes",
        "mailto:a@b.fr",
    ]


@pytest.mark.parametrize(
    ("address", "part"), [(PNG, "image1.png"), (SVG, "image1.svg"), ("data:image/png;base64,é", "")]
)
def test_a_logo_has_its_shape_and_its_text(address: str, part: str) -> None:
    data = text("## A", Logo(address, "Valmont"), head="# Titre\n\n~~~snr 0\n~~~")
    assert [each for each in parts(data) if each.startswith("Pictures/")] == [f"Pictures/{part}"] * bool(part)
    assert content(data).count("<svg:title>Logo\xa0: Valmont</svg:title>") == bool(part)
    assert bool(re.search(r'svg:width="141.73pt" svg:height="70.87pt"', content(data))) == bool(part)


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
        "section": lambda: text(
            f"## {safe}\n\n{safe}\n\n### {safe}\n\n#### {safe}\n\n- **{safe}** : {safe}\n\n{'y' * 100_000}"
        ),
        "head": lambda: text("## A", head=f"# {safe}\n\n**{safe}**"),
        "blocks": lambda: text(f"## A\n\n{fences}", *blocks),
        "raw": lambda: text(f"## A\n\n{HOSTILE}\n\n<script>x</script>\n\n```\n{HOSTILE}\n```", head=HOSTILE),
    }[place]()
    for name, part in parts(data).items():
        if name.endswith(".xml"):
            ElementTree.fromstring(part)
    assert opened(data).body.paragraphs
    assert edited_odt(data) == []
    assert "<w:p/>" not in content(data)


def test_an_edit_is_seen_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    data = text("## Axes\n\nAvant.\n\n~~~snr 0\n~~~\n\nFin.", TABLE)
    assert edited_odt(changed(data, CONTENT, "Avant.", "Après.")) == ["section « axes »"]
    assert edited_odt(changed(data, CONTENT, ">2</text:p>", ">3</text:p>")) == ["section « axes »"]
    assert edited_odt(changed(data, CONTENT, '"snr_axes"', '"autre"')) == [
        "section « axes »",
        "texte hors des sections",
    ]
    assert edited_odt(changed(data, CONTENT, ">Stratégie<", ">Plan<")) == ["section « couverture »"]
    assert edited_odt(
        changed(data, CONTENT, "</text:table-of-content>", "</text:table-of-content><text:p>a</text:p>")
    ) == ["texte hors des sections"]
    assert edited_odt(changed(data, STYLES, ">Projet<", ">Adopté<")) == ["en-tête ou pied de page"]
    picture = "<office:text><draw:frame><draw:image/></draw:frame>"
    assert edited_odt(changed(data, CONTENT, "<office:text>", picture)) == ["texte hors des sections"]
    followed = '<office:text><text:tracked-changes><text:changed-region text:id="a"/></text:tracked-changes>'
    assert edited_odt(changed(data, CONTENT, "<office:text>", followed)) == ["suivi des modifications"]
    comment = "Av<office:annotation><text:p>a</text:p></office:annotation>ant."
    assert edited_odt(changed(data, CONTENT, "Avant.", comment)) == ["commentaires"]
    picture = "Avant.<draw:frame><draw:text-box><text:p>a</text:p></draw:text-box></draw:frame>"
    assert edited_odt(changed(data, CONTENT, "Avant.", picture)) == ["section « axes »"]
    # what programs change by themselves: page numbers, cut spans, an empty paragraph, styles of one paragraph
    assert edited_odt(changed(data, CONTENT, ">3</text:bookmark-ref>", ">12</text:bookmark-ref>")) == []
    assert edited_odt(changed(data, CONTENT, "Avant.", "Av<text:span>a</text:span>nt.")) == []
    assert edited_odt(changed(data, CONTENT, "<table:table ", "<text:p/><table:table ")) == []
    own = '<style:style style:name="P9" style:family="paragraph" style:parent-style-name="Text_20_body"/></office:automatic-styles>'
    restyled = changed(data, CONTENT, "</office:automatic-styles>", own)
    restyled = changed(restyled, CONTENT, '"Text_20_body">Fin.', '"P9">Fin.')
    assert edited_odt(restyled) == []
    assert edited_odt(changed(data, CONTENT, '"Text_20_body">Fin.', '"Quotations">Fin.')) == ["section « axes »"]


def test_a_file_that_is_none_of_ours_was_not_edited() -> None:
    data = text("## A")
    assert edited_odt(b"PK\x03\x04 broken") == []
    assert edited_odt(changed(data, "meta.xml", "snr_document", "other")) == []
    assert edited_odt(changed(data, CONTENT, "?>", '?><!DOCTYPE a [<!ENTITY b "c">]>')) == []


def test_the_command_spares_an_edited_file(snr: Run, tmp_path: Path) -> None:
    target, asked = tmp_path / "note.odt", ("draft", str(EXAMPLES / "minimal"), "-d", "note", "-f", "odt")
    assert snr(*asked, "-o", str(target)).returncode == 0
    data = target.read_bytes()
    assert snr(*asked, "-o", str(target)).returncode == 0
    assert parts(target.read_bytes()) == parts(data)
    target.write_bytes(changed(data, CONTENT, "Note de synthèse", "Ma note"))
    done = snr(*asked, "-o", str(target))
    assert done.returncode == 2
    assert "document retouché (section « couverture »), rien n’est écrit" in done.stderr.decode()


@pytest.mark.parametrize("name", mostly([*NAMES, "strategie-annexes"], "strategie"))
def test_the_same_dossier_gives_the_parts_of_the_repository(snr: Run, name: str, tmp_path: Path) -> None:
    """Part by part: how small an archive is made is not ours."""
    document = name.removesuffix("-annexes")
    target = tmp_path / f"{document}.odt"
    if document == "deliberation":  # it lists the annexes that it finds beside it
        shutil.copy(EXAMPLES / "valmont" / "documents" / "strategie-annexes.docx", tmp_path)
    more = ("--annexes", "apart") if document == "strategie" else ()
    done = snr("draft", str(EXAMPLES / "valmont"), "-d", document, "-f", "odt", "-o", str(target), *more)
    assert done.returncode == 0, done.stderr
    kept = parts((EXAMPLES / "valmont" / "documents" / f"{name}.odt").read_bytes())
    again = parts((tmp_path / f"{name}.odt").read_bytes())
    assert list(again) == list(kept)
    assert [each for each, part in kept.items() if again[each] != part] == [], to_write("documents")


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and READS), reason="needs LibreOffice and Poppler")
@pytest.mark.parametrize("document", NAMES)
def test_libreoffice_shows_it_and_saves_it_as_it_is(document: str, tmp_path: Path) -> None:
    """The page of each heading is that of the contents, and about that which was estimated; a save is no edit, a second one neither."""
    target, data = tmp_path / "a.odt", valmont(document)
    target.write_bytes(data)
    pages = converted(target, "pdf").decode().split("\f")[:-1]
    assert "Error" not in "".join(pages) and "not found" not in "".join(pages)
    assert all(page.strip() for page in pages)
    estimated = int(re.findall(r"<text:page-count>(\d+)<", content(data, STYLES))[0])
    assert abs(estimated - len(pages)) <= max(1, len(pages) / 10)
    assert f"page {len(pages)} / {len(pages)}" in pages[-1]
    index = re.findall(r"<text:index-body>(.*)</text:index-body>", content(data))
    entries = re.findall(
        r'text:visited-style-name="Index_20_Link">([^<]*).*?>(\d+)</text:bookmark-ref>', "".join(index)
    )
    shown = re.findall(r"^ *(\S.*?) ?\.{4,} *(\d+)$", "\n".join(pages[1:2]), re.M)
    assert [heading for heading, _ in shown] == [heading for heading, _ in entries]
    for (heading, page), (_, estimate) in zip(shown, entries, strict=True):
        assert heading.split()[0] in pages[int(page) - 1]
        assert abs(int(page) - int(estimate)) <= 2, heading
    for _ in range(2):
        saved = converted(target, "odt")
        target.write_bytes(saved)
        assert edited_odt(saved) == []
    assert 'config:name="TableRowKeep" config:type="boolean">true' in content(saved, "settings.xml")
