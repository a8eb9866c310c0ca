"""A text of OpenDocument in the look of the authority’s own model: what is taken of it, what is told, what is refused."""

import io
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import odfdo
import pytest

from conftest import Run
from drafting import NAMES, VALMONT, view
from snr_cli.documents.formats.odt.elements import ODT_NAMESPACES
from snr_cli.documents.formats.odt.merge import merge_odt
from snr_cli.documents.formats.odt.model import odt_model
from snr_cli.documents.formats.odt.returned import edited_odt
from snr_cli.documents.formats.tree import MOST_MODEL, ModelError, archive
from snr_cli.documents.render import write_document
from test_docx import READS, SOFFICE, changed, converted, parts
from test_docx_model import PICTURE, model as word_model
from walks import walk

CONTENT, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
TEXT = "application/vnd.oasis.opendocument.text"
LOGO = (
    '<draw:frame draw:name="Blason" text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
    '<draw:image xlink:href="Pictures/blason.png" xlink:type="simple"/></draw:frame>'
)
LAYOUT = (
    '<style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
    'style:print-orientation="portrait" fo:margin="3cm"/><style:header-style><style:header-footer-properties '
    'fo:min-height="2cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm"/>'
    "</style:footer-style></style:page-layout>"
)
HEAD = f'<style:header><text:p text:style-name="Header">Commune de Valmont {LOGO}</text:p></style:header>'
FOOT = '<style:footer><text:p text:style-name="Footer">Le Maire <text:page-number>1</text:page-number></text:p></style:footer>'


def style(name: str, shown: str, family: str = "paragraph", inner: str = "", **more: str) -> str:
    """Return a style of a model."""
    own = "".join(f' style:{key.replace("_", "-")}="{value}"' for key, value in more.items())
    return f'<style:style style:name="{name}" style:display-name="{shown}" style:family="{family}"{own}>{inner}</style:style>'


GREEN = '<style:text-properties fo:color="#007a33" style:font-name="Georgia"/>'
COMMON = (
    style("Standard", "Standard", inner='<style:text-properties style:font-name="Georgia" fo:font-size="12pt"/>')
    + style("Corps", "Text body", parent_style_name="Standard")
    + style("Titre1", "Heading 1", parent_style_name="Standard", inner=GREEN, default_outline_level="1")
    + style("Rapport", "Chapitre du rapport", parent_style_name="Standard", default_outline_level="2")
    + style("Header", "Header", parent_style_name="Standard")
    + style("Footer", "Footer", parent_style_name="Standard")
)


@cache
def model(*, head: str = HEAD, foot: str = FOOT, common: str = COMMON, body: str = "", kind: str = TEXT) -> bytes:
    """Return a model."""
    names = f'{ODT_NAMESPACES} xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" office:version="1.3"'
    look = (
        f'<office:document-styles {names}><office:font-face-decls><style:font-face style:name="Georgia" '
        f'svg:font-family="Georgia"/></office:font-face-decls><office:styles>{common}</office:styles>'
        f"<office:automatic-styles>{LAYOUT}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="pm1">{head}{foot}</style:master-page>'
        '<style:master-page style:name="Paysage" style:page-layout-name="pm1"/>'
        "</office:master-styles></office:document-styles>"
    )
    text = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    made = {"mimetype": kind, CONTENT: text, STYLES: look, MANIFEST: manifest, "Pictures/blason.png": PICTURE}
    return archive(made, stored=frozenset(("mimetype",)))


@cache
def drafted(data: bytes, document: str = "note") -> bytes:
    """Return a document of Valmont in a model."""
    made = write_document(view(document, VALMONT), "odt", model=data)
    assert isinstance(made, bytes)
    return made


def content(data: bytes, name: str = CONTENT) -> str:
    """Return a part."""
    return parts(data)[name].decode()


def without(name: str) -> bytes:
    """Return the model without a part."""
    return archive({each: data for each, data in parts(model()).items() if each != name})


def added(name: str, data: bytes) -> bytes:
    """Return the model with one more part."""
    return archive({**parts(model()), name: data})


def test_paragraphs_take_the_styles_of_the_model() -> None:
    """They are known by their names, whatever those in the file, and headings by their level."""
    made = drafted(model(), "strategie")
    body, look = content(made), content(made, STYLES)
    assert re.search(r'<text:h text:style-name="Rapport" text:outline-level="2"', body)
    assert 'text:style-name="Corps"' in body
    assert "Text_20_body" not in body + look
    own = style("Titre1", "Heading 1", parent_style_name="Standard", inner=GREEN, default_outline_level="1")
    assert own in look
    names = r'<(?:style:style|text:list-style) style:name="([^"]*)"'
    known = {*re.findall(names, body), *re.findall(names, look)}
    assert set(re.findall(r'(?:text|table|draw):style-name="([^"]*)"', body)) <= known
    assert set(re.findall(r'(?:next-style|list-style|parent-style|text:style)-name="([^"]*)"', look)) <= known
    assert odfdo.Document(io.BytesIO(made)).body.headers


def test_pages_of_the_model_are_there() -> None:
    """Its head with its picture, its foot, its margins, on pages on their side too; tables have room."""
    made = drafted(model(), "strategie")
    look, found = content(made, STYLES), parts(made)
    pages = dict(re.findall(r'<style:master-page style:name="(\w+)"(.*?)</style:master-page>', look))
    assert set(pages) == {"Standard", "Pages_20_suivantes", "Paysage"}
    assert all("Commune de Valmont" in page and "Le Maire" in page for page in pages.values())
    assert found["Pictures/modele1.png"] == PICTURE
    assert 'full-path="Pictures/modele1.png" manifest:media-type="image/png"' in content(made, MANIFEST)
    [side] = re.findall(r'style:name="snr-paysage"><style:page-layout-properties ([^>]*)', look)
    assert 'fo:page-width="841.89pt"' in side and 'print-orientation="landscape"' in side
    widths = [float(each) for each in re.findall(r'<style:table-properties style:width="([\d.]+)pt"', content(made))]
    standing, lying = 425.2, 671.81
    assert widths and all(width <= standing + 0.1 or abs(width - lying) < 0.1 for width in widths)
    assert re.findall(r'style:position="([\d.]+)pt" style:type="right"', content(made)) == ["425.2", "407.2"]
    # letters of tables have the size that their columns were measured for
    cells = set(re.findall(r'<table:table-cell[^>]*><text:p text:style-name="([^"]*)"', content(made)))
    sized = set(
        re.findall(
            r'style:name="([^"]*)" style:family="paragraph"[^>]*>(?:<style:paragraph[^>]*/>)?<style:text-properties fo:font-size',
            content(made),
        )
    )
    assert cells <= sized


def test_a_model_without_head_has_those_of_snr() -> None:
    """Where its text ends; none on the cover."""
    made = drafted(model(head="", foot=""), "strategie")
    look = content(made, STYLES)
    pages = dict(re.findall(r'<style:master-page style:name="(\w+)"(.*?)</style:master-page>', look))
    assert all("Stratégie numérique responsable" in page and "<text:page-count>" in page for page in pages.values())
    assert "<style:header-first>" in pages["Standard"] and "header-first" not in pages["Paysage"]
    stops = dict(re.findall(r'"(Header-\w+)" [^>]*><[^>]*><[^>]*><style:tab-stop style:position="([\d.]+)pt"', look))
    assert stops == {"Header-debout": "425.2", "Header-large": "671.81"}
    assert odt_model(model(head="", foot="")).notes[-1].startswith("styles créés")


def test_missing_styles_are_added_and_told(snr: Run, tmp_path: Path) -> None:
    """One that the model lacks comes from snr, without a word of the model’s text."""
    given, output = tmp_path / "papier.ott", tmp_path / "note.odt"
    given.write_bytes(model(body="<text:p>Texte du modèle, qui reste chez lui</text:p>", kind=f"{TEXT}-template"))
    done = snr("draft", str(VALMONT), "-d", "note", "--format", "odt", "--model", str(given), "-o", str(output))
    assert done.returncode == 0, done.stderr
    told = done.stderr.decode()
    assert "modèle : styles créés : " in told
    assert "Mention" in told and "Titre 3" in told and "Titre 1," not in told and "Corps de texte" not in told
    assert "modèle : son texte n’est pas repris" in told
    assert "modèle : ses en-têtes remplacent ceux de snr" in told
    data = output.read_bytes()
    assert parts(data)["mimetype"].decode() == TEXT
    assert "qui reste chez lui" not in content(data)
    assert 'style:name="Mention" style:family="paragraph" style:parent-style-name="Standard"' in content(data, STYLES)


@pytest.mark.parametrize("document", walk(NAMES, 5))
def test_a_document_in_a_model_was_not_edited_and_is_the_same_twice(document: str) -> None:
    made = drafted(model(), document)
    assert edited_odt(made) == []
    again = write_document(view(document, VALMONT), "odt", model=model())
    assert again == made


def test_edits_are_kept_in_a_model() -> None:
    """And what comes back may be a model again."""
    made = drafted(model())
    old = changed(made, CONTENT, "</text:section>", "<text:p>À moi.</text:p></text:section>")
    kept = merge_odt(old, made, "2026-06-30")
    assert list(kept.kept) == ["couverture"]
    assert "À moi." in content(kept.data)
    assert [each[1] for each in odt_model(made).created] == []


def test_a_model_of_styles_alone_is_one() -> None:
    assert "Commune de Valmont" in content(drafted(without(CONTENT)), STYLES)


def test_pages_that_a_model_begins_with_come_first() -> None:
    """Those that its first paragraph asks for, then those that follow them."""
    first = (
        '</style:master-page><style:master-page style:name="Une" style:display-name="Première page" '
        'style:page-layout-name="pm1" style:next-style-name="Standard"><style:header><text:p>Une</text:p></style:header>'
    )
    own = style("P1", "P1", parent_style_name="Standard", master_page_name="Une")
    given = changed(
        model(body='<text:p text:style-name="P1"/>', foot=FOOT + first),
        CONTENT,
        "<office:body>",
        f"<office:automatic-styles>{own}</office:automatic-styles><office:body>",
    )
    body = content(drafted(given))
    [named] = re.findall(r'style:name="([^"]*)" [^>]*style:master-page-name="Une"', body)
    assert re.search(r'<text:p text:style-name="([^"]*)"', body)[1] == named  # type: ignore[index]
    assert re.findall(r'<style:master-page style:name="(\w+)"', content(drafted(given), STYLES)) == [
        *("Une", "Standard", "Pages_20_suivantes", "Paysage"),
    ]


def head(inner: str) -> bytes:
    """Return a model with something in its head."""
    return model(head=f"<style:header><text:p>{inner}</text:p></style:header>")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: added("Basic/script-lc.xml", b"<a/>"), "macros"),
        (lambda: added("Scripts/python/a.py", b"a"), "macros"),
        (word_model, "pas un texte de LibreOffice"),
        (lambda: without("mimetype"), "pas un texte de LibreOffice"),
        (lambda: model(kind="application/vnd.oasis.opendocument.spreadsheet"), "pas un texte de LibreOffice"),
        (lambda: without(STYLES), "« styles.xml » y manque"),
        (lambda: added(STYLES, b"<a"), "illisible"),
        (lambda: added(STYLES, b"<a/>"), "inattendue"),
        (
            lambda: changed(model(), STYLES, "<office:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><office:document"),
            "DOCTYPE",
        ),
        (lambda: model(common=COMMON + "<text:p>" * 300 + "</text:p>" * 300), "emboîtés"),
        (lambda: changed(model(), STYLES, 'fo:margin="3cm"', 'fo:margin="8cm"'), "8 cm"),
        (lambda: changed(model(), STYLES, 'fo:margin="3cm"', 'fo:margin="1e9cm"'), "page ou marge illisible"),
        (
            lambda: changed(model(), STYLES, 'fo:page-width="21cm"', 'fo:page-width="99999cm"'),
            "page ou marge illisible",
        ),
        (lambda: without("Pictures/blason.png"), "manque"),
        (lambda: changed(model(), STYLES, "Pictures/blason.png", "https://a.fr/a.png"), "fichier extérieur"),
        (lambda: changed(model(), STYLES, "Pictures/blason.png", "../a.png"), "fichier extérieur"),
        (lambda: changed(model(), STYLES, "Pictures/blason.png", "content.xml"), "format qui n’est pas repris"),
        *(
            (lambda inner=inner: head(inner), said)
            for inner, said in (
                ('<draw:frame><draw:image xlink:href="http://a.fr/a.png"/></draw:frame>', "fichier extérieur"),
                ('<draw:frame><draw:image xlink:href="//a.fr/a.png"/></draw:frame>', "fichier extérieur"),
                ('<draw:frame><draw:image xlink:href="x/../../a.png"/></draw:frame>', "manque"),
                ("<draw:image><office:binary-data>PHN2Zy8+</office:binary-data></draw:image>", "binarydata"),
                ('<draw:floating-frame xlink:href="https://a.fr"/>', "floatingframe"),
                ('<text:a xlink:href="file:///a">a</text:a>', "fichier extérieur"),
                ('<text:a xlink:href="//serveur/a">a</text:a>', "fichier extérieur"),
                ('<draw:a xlink:href="javascript:a()"/>', "fichier extérieur"),
                ('<text:alphabetical-index-auto-mark-file xlink:href="https://a.fr/a"/>', "fichier extérieur"),
                ('<table:table-source xlink:href="https://a.fr/a.ods"/>', "fichier extérieur"),
            )
        ),
        (lambda: added("Pictures/blason.png", b'<svg><image href="https://a.fr/b.png"/></svg>'), "dessin qui lit"),
        (lambda: head('<text:a xlink:href="macro:///a.b.c()">a</text:a>'), "fichier extérieur"),
        (lambda: head("<office:event-listeners/>"), "event-listeners|eventlisteners"),
        (lambda: head('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), "eventlistener"),
        (lambda: head("<draw:object-ole/>"), "objectole"),
        (
            lambda: head('<text:section text:name="a"><text:section-source xlink:href="a.odt"/></text:section>'),
            "sectionsource",
        ),
        (lambda: added(MANIFEST, b"<m:manifest xmlns:m='a'><m:encryption-data/></m:manifest>"), "mot de passe"),
        (lambda: archive({"mimetype": TEXT, "encrypted-package": b"x"}), "mot de passe"),
        (lambda: added(STYLES, b" " * (40 << 20)), "démesuré"),
        (lambda: b"PK\x03\x04 broken", "abîmée"),
        (lambda: b"", "abîmée"),
        (lambda: b"bonjour", "abîmée"),
        (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "mot de passe"),
    ],
)
def test_a_hostile_model_is_refused(data: Callable[[], bytes], said: str) -> None:
    """Whatever is wrong with it, in French, before anything is written."""
    with pytest.raises(ModelError, match=said):
        odt_model(data())


@pytest.mark.parametrize("kind", ["fifo", "folder", "huge", "absent", "word", "odt for docx"])
def test_what_is_no_model_is_a_mistake(kind: str, snr: Run, tmp_path: Path) -> None:
    """It ends with code 2, and nothing is written."""
    given, form, said = tmp_path / "papier.odt", "odt", "papier.odt"
    if kind == "fifo":
        os.mkfifo(given)
    elif kind == "folder":
        given.mkdir()
    elif kind == "huge":
        with given.open("wb") as file:
            file.truncate(MOST_MODEL + 1)
    elif kind == "word":
        given.write_bytes(word_model())
        said = "modèle refusé : ce n’est pas un texte de LibreOffice (.odt, .ott)"
    elif kind == "odt for docx":
        given.write_bytes(model())
        form, said = "docx", "modèle refusé : ce n’est pas un document de Word (.docx, .dotx)"
    output = tmp_path / f"out.{form}"
    done = snr("draft", str(VALMONT), "-d", "note", "-f", form, "--model", str(given), "-o", str(output))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert not output.exists()


@pytest.mark.slow
@pytest.mark.skipif(not ((SOFFICE and READS) or os.environ.get("CI")), reason="needs LibreOffice and Poppler")
def test_libreoffice_shows_the_model(tmp_path: Path) -> None:
    """The head and the foot of the model are on each page; a save is no edit, and is a model again."""
    target = tmp_path / "a.odt"
    target.write_bytes(drafted(model(), "strategie"))
    pages = converted(target, "pdf").decode().split("\f")[:-1]
    assert all("Commune de Valmont" in page and "Le Maire" in page for page in pages)
    data = converted(target, "odt")
    assert edited_odt(data) == []
    target.write_bytes(drafted(data, "strategie"))
    again = converted(target, "pdf").decode().split("\f")[:-1]
    assert all("Commune de Valmont" in each and "Le Maire" in each for each in again)
    assert abs(len(again) - len(pages)) <= 1
