"""`--keep-edits` on a .docx that came back: what a person wrote in it is in the next one, or nothing is written."""

import copy
import io
import random
import re
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx_integrity
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, RGBColor
from docx.text.paragraph import Paragraph

from conftest import EXAMPLES, Run
from drafting import VALMONT, view, written as drafted
from snr_cli.documents.blocks import Logo
from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.formats.docx.merge import merge_docx as merge_dated
from snr_cli.documents.formats.docx.returned import edited_docx
from snr_cli.documents.formats.docx.write import write_docx
from test_docx import PNG, READS, SOFFICE, TABLE, changed, converted, long_ones, opened, parts, said
from test_flow import flow


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


POINT = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
SECTIONS = {
    "contexte": "## Contexte\n\nNous sommes 52 600.",
    "axes": "## Axes\n\n### Un axe\n\n- un point\n- deux\n\n1. premier\n2. second\n\n~~~snr 0\n~~~\n\nAprès.",
    "suivi": "## Suivi\n\nChaque année.",
}
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def merge_docx(old: bytes, new: bytes) -> MergedFile:
    """Merge; what is tracked bears a date."""
    return merge_dated(old, new, "2026-06-30")


def written(**texts: str) -> bytes:
    """Return a document, with other texts in some of its sections."""
    return write_docx(flow({**SECTIONS, **texts}, TABLE))


def edited(data: bytes, change: Callable[[WordDocument], object]) -> bytes:
    """Return a document that a person changed and saved."""
    read = opened(data)
    change(read)
    made = io.BytesIO()
    read.save(made)
    return made.getvalue()


def paragraph(read: WordDocument, text: str) -> Paragraph:
    """Return the paragraph that says something."""
    return next(each for each in read.paragraphs if each.text == text)


def merged(old: bytes, new: bytes) -> MergedFile:
    """Merge; what is made is a sound file, and merging it again changes nothing."""
    made = merge_docx(old, new)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "f.docx"
        target.write_bytes(made.data)
        assert list(docx_integrity.check(str(target))) == []
    again = merge_docx(made.data, new)
    assert list(again.kept) == list(made.kept)
    assert texts(again.data) == texts(made.data)
    return made


def texts(data: bytes) -> list[str]:
    """Return the texts of the paragraphs of a document."""
    return [each.text for each in opened(data).paragraphs]


def reasons(old: bytes, new: bytes) -> str:
    """Return why a merge is refused."""
    with pytest.raises(EditError) as caught:
        merge_docx(old, new)
    return "\n".join(caught.value.reasons)


def test_a_file_that_nobody_edited_is_written_again() -> None:
    new = written(contexte="## Contexte\n\nNous sommes 61 000.")
    made = merged(edited(written(), lambda _: None), new)
    assert (made.data, made.kept, made.added) == (new, {}, ())


def test_an_edited_paragraph_stays_and_numbers_change_elsewhere() -> None:
    def change(read: WordDocument) -> None:
        paragraph(read, "Après.").runs[0].text = "À nous."
        paragraph(read, "À nous.").add_run(" Bien.").bold = True

    made = merged(edited(written(), change), written(contexte="## Contexte\n\nNous sommes 61 000."))
    assert list(made.kept) == ["axes"]
    assert {"À nous. Bien.", "Nous sommes 61 000.", "Un axe"} <= set(texts(made.data))
    assert paragraph(opened(made.data), "À nous. Bien.").runs[1].bold
    assert "Après." not in texts(made.data)
    assert edited_docx(made.data) == ["section « axes »"]


def test_a_picture_before_the_first_section_is_told_and_stays() -> None:
    def change(read: WordDocument) -> None:
        drawn = read.add_paragraph()
        drawn.add_run().add_picture(io.BytesIO(POINT), width=Cm(2))
        read.element.body.insert(0, drawn._p)

    old = edited(written(), change)
    assert edited_docx(old) == ["texte hors des sections"]
    assert len(opened(merged(old, written()).data).inline_shapes) == 1
    assert edited_docx(edited(written(), lambda read: read.element.body.insert(0, read.add_paragraph()._p))) == []


def test_a_paragraph_a_table_and_a_picture_that_were_added_stay() -> None:
    picture = io.BytesIO(POINT)

    def change(read: WordDocument) -> None:
        after = paragraph(read, "Chaque année.")
        table = read.add_table(2, 2, style=None)
        table.cell(0, 0).text = "ma cellule"
        after._p.addnext(table._tbl)
        drawn = read.add_paragraph()
        drawn.add_run().add_picture(picture, width=Cm(2))
        after._p.addnext(drawn._p)
        after.insert_paragraph_before("Un ajout.", style="List Bullet")

    made = merged(edited(written(), change), written(contexte="## Contexte\n\nNous sommes 61 000."))
    assert list(made.kept) == ["suivi"]
    read = opened(made.data)
    assert "ma cellule" in [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert len(read.inline_shapes) == 1
    rank = read.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed
    assert read.part.related_parts[rank].blob == picture.getvalue()
    assert "Un ajout." in said(read, "List Bullet")


def test_an_added_section_stays_where_it_was_written_and_its_lists_go_on() -> None:
    def change(read: WordDocument) -> None:
        item = paragraph(read, "second")
        more = copy.deepcopy(item._p)
        item._p.addnext(more)
        Paragraph(more, item._parent).runs[0].text = "troisième"
        start = read.add_paragraph("Avant tout.")
        read.element.body.insert(0, start._p)
        quoted = paragraph(read, "Chaque année.")
        quoted.style = read.styles.add_style("Le mien", 1)
        quoted.style.font.bold = True

    made = merged(edited(written(), change), written())
    assert list(made.kept) == ["axes", "suivi"]
    read = opened(made.data)
    assert read.paragraphs[0].text == "Avant tout."
    assert paragraph(read, "Chaque année.").style.name == "Le mien"
    assert paragraph(read, "Chaque année.").style.font.bold
    ranks = [paragraph(read, text)._p.pPr.numPr.numId.val for text in ("premier", "second", "troisième")]
    assert len(set(ranks)) == 1
    numbering = read.part.numbering_part.element
    assert ranks[0] in [each.numId for each in numbering.num_lst]
    assert edited_docx(made.data) == ["section « axes »", "section « suivi »", "texte hors des sections"]


def test_the_contents_follow_headings_of_snr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that a person edits are said there once a program makes the contents again."""
    long_ones(monkeypatch)
    axes = "## Axes\n\n### Un axe\n\n#### Une action\n\nDite.\n\n### Un autre\n\n#### Une autre\n\nDit."
    old = edited(written(axes=axes), lambda read: setattr(paragraph(read, "Dite.").runs[0], "text", "À nous."))
    made = merged(
        old, written(axes=axes.replace("Un axe", "Un premier axe") + "\n\n### Un dernier\n\n#### Enfin\n\nDit.")
    )
    shown = [text.split("\t")[0] for text in said(opened(made.data), "toc 2")]
    assert shown == ["Un premier axe", "Un autre", "Un dernier"]
    text = parts(made.data)["word/document.xml"].decode()
    assert set(re.findall(r'w:anchor="(\w+)"', text)) <= set(re.findall(r'bookmarkStart [^>]*w:name="(\w+)"', text))
    assert "À nous." in texts(made.data)


def cut(data: bytes) -> bytes:
    """Return a document that no longer keeps what snr wrote, as those of before did not."""
    return changed(data, "docProps/custom.xml", 'name="snr_base_0"', 'name="autre"')


def test_without_what_snr_wrote_what_both_changed_is_refused_and_the_same_words_are_not() -> None:
    def change(read: WordDocument) -> None:
        paragraph(read, "Nous sommes 52 600.").runs[0].text = "Nous sommes 61 000."

    old = cut(edited(written(), change))
    assert "section « contexte » : retouchée, et le dossier a changé" in reasons(
        old, written(contexte="## Contexte\n\nNous sommes 70 000.")
    )
    made = merge_docx(old, written(contexte="## Contexte\n\nNous sommes 61 000."))
    assert "Nous sommes 61 000." in texts(made.data)
    gone = write_docx(flow({name: text for name, text in SECTIONS.items() if name != "contexte"}, TABLE))
    assert "retouchée, mais le document n’en a plus" in reasons(old, gone)
    more = write_docx(flow({**SECTIONS, "limites": "## Limites\n\nDes."}, TABLE))
    assert merge_docx(old, more).added == ("limites",)


def test_a_section_emptied_stays_empty() -> None:
    def change(read: WordDocument) -> None:
        paragraph(read, "Chaque année.")._p.getparent().remove(paragraph(read, "Chaque année.")._p)

    made = merged(edited(written(), change), written())
    assert (made.kept, "Chaque année." in texts(made.data)) == ({"suivi": ""}, False)


TEXT = "word/document.xml"
RUN = '<w:r><w:t xml:space="preserve">Chaque année.</w:t></w:r>'
HEADING = re.compile(
    r'<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:bookmarkStart w:id="\d+" w:name="snr_axes"/>.*?</w:p>'
)


def replaced(old: str, new: str, part: str = TEXT) -> bytes:
    """Return a document with another text in a part."""
    return changed(written(), part, old, new)


def without_heading() -> bytes:
    match = HEADING.search(parts(written())[TEXT].decode())
    assert match is not None
    return replaced(match[0], "")


def moved() -> bytes:
    def change(read: WordDocument) -> None:
        last = next(each for each in reversed(read.paragraphs) if each.text == "Suivi")
        first = next(each for each in read.paragraphs if each.text == "Contexte" and each.style.name == "Heading 1")
        after = paragraph(read, "Chaque année.")
        first._p.addprevious(last._p)
        first._p.addprevious(after._p)

    return edited(written(), change)


@pytest.mark.parametrize(
    "old",
    [
        lambda: replaced(RUN, f'<w:ins w:id="1" w:author="a">{RUN}</w:ins>'),
        lambda: replaced(RUN, f'<w:moveFrom w:id="1" w:author="a">{RUN}</w:moveFrom>'),
        lambda: replaced("<w:body>", '<w:body><w:altChunk r:id="x"/>'),
        lambda: replaced("<w:body>", "<w:body><w:chose/>"),
        without_heading,
        moved,
        lambda: replaced('w:name="snr_axes"', 'w:name="snr_autre"'),
        lambda: replaced('name="snr_axes"><vt:lpwstr>', 'name="snr_axes"><vt:lpwstr>g', "docProps/custom.xml"),
        lambda: replaced("page ", "p. ", "word/footer.xml"),
        lambda: replaced(RUN, f'{RUN}<w:r><w:object r:id="rien"/></w:r>'),
        lambda: replaced(RUN, f'{RUN}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>x</w:t></w:r>'),
    ],
)
def test_what_a_person_did_stays_where_it_is(old: Callable[[], bytes]) -> None:
    """What snr would once have lost or refused: the file is changed where it stands; without what snr wrote, that is kept as it is."""
    new = written(axes=SECTIONS["axes"].replace("Après", "Puis"))
    made = parts(merge_docx(old(), new).data)[TEXT]
    assert b"Puis" in made
    for after in (made, parts(merge_docx(cut(old()), written()).data)[TEXT]):
        tags = (Counter(re.findall(rb"<(\w+:\w+)", text)) for text in (parts(old())[TEXT], after))
        assert next(tags) - next(tags) == Counter()


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (lambda: cut(without_heading()), "section « axes » : sa marque a été ôtée, et le dossier a changé"),
        (
            lambda: cut(replaced('name="snr_axes"><vt:lpwstr>', 'name="snr_axes"><vt:lpwstr>g', "docProps/custom.xml")),
            "section « axes » : retouchée, et le dossier a changé",
        ),
        (lambda: cut(replaced("page ", "p. ", "word/footer.xml")), "en-tête ou pied de page retouché"),
        (lambda: replaced("snr_document", "autre", "docProps/custom.xml"), "ce fichier ne vient pas de snr draft"),
        (lambda: write_docx(flow(SECTIONS, TABLE, document="note")), "un autre document (note, et non strategie)"),
        (lambda: b"# Du texte", "ce n’est pas un fichier .docx"),
        (lambda: b"\xd0\xcf\x11\xe0 protected", "mot de passe"),
        (lambda: b"PK\x03\x04 broken", "fichier illisible"),
        (lambda: replaced("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
        (lambda: replaced("<w:body>", "<w:body>" + "<w:p>" * 5000), "emboîtés"),
        (lambda: added("word/vbaProject.bin", b"x"), "fichier à macros (.docm)"),
        (lambda: added("content.xml", b"<a/>"), "au format .odt"),
        pytest.param(lambda: added("bombe", b"\0" * (1 << 28), times=5), "démesuré", marks=pytest.mark.slow),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_name(old: Callable[[], bytes], reason: str) -> None:
    new = replace(flow({**SECTIONS, "axes": "## Axes\n\nAutres."}, TABLE), draft="")
    assert reason in reasons(old(), write_docx(new))


def bold(text: str) -> Callable[[WordDocument], object]:
    def change(read: WordDocument) -> None:
        paragraph(read, text).runs[0].bold = True

    return change


def centred(read: WordDocument) -> None:
    paragraph(read, "Chaque année.").alignment = WD_ALIGN_PARAGRAPH.CENTER


def coloured(read: WordDocument) -> None:
    paragraph(read, "Chaque année.").runs[0].font.color.rgb = RGBColor(0xC0, 0, 0)


@pytest.mark.parametrize("change", [bold("Chaque année."), centred, coloured])
def test_a_look_alone_is_an_edit(change: Callable[[WordDocument], object]) -> None:
    """A bold, a side, a colour: it is kept as a text is, where the dossier changes the section too."""
    old = edited(written(), change)
    assert edited_docx(old) == ["section « suivi »"]
    assert list(merged(old, written(contexte="## Contexte\n\nNous sommes 61 000.")).kept) == ["suivi"]
    again = merged(old, written(suivi="## Suivi\n\nChaque mois."))
    assert "Chaque mois." in texts(again.data) and edited_docx(again.data) == ["section « suivi »"]
    assert "retouchée, et le dossier a changé" in reasons(cut(old), written(suivi="## Suivi\n\nChaque mois."))


def test_a_picture_that_another_one_takes_the_place_of_is_an_edit() -> None:
    """The logo of the cover."""
    new = write_docx(flow(SECTIONS, Logo(PNG, "Valmont"), head="# Titre\n\n~~~snr 0\n~~~"))
    [name] = [part for part in parts(new) if part.startswith("word/media/")]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for each, content in parts(new).items():
            package.writestr(each, POINT if each == name else content)
    assert edited_docx(made.getvalue()) == ["section « couverture »"]
    kept = merge_docx(made.getvalue(), new)
    assert list(kept.kept) == ["couverture"]
    assert POINT in parts(kept.data).values()


@pytest.mark.slow
def test_the_text_of_a_figure_that_was_changed_is_an_edit() -> None:
    figure = drawn(VALMONT)
    text = re.search(r"<wps:txbx>.*?<w:t[^>]*>([^<]+)</w:t>", parts(figure)[TEXT].decode())
    assert text is not None
    assert edited_docx(changed(figure, TEXT, f">{text[1]}</w:t>", ">Autre</w:t>")) != []


@cache
def drawn(dossier: Path) -> bytes:
    made = drafted(view("strategie", dossier), "docx")
    assert isinstance(made, bytes)
    return made


def test_a_file_of_before_looks_were_compared_is_read_as_it_was() -> None:
    """Its properties hold the sums of texts alone."""

    def shortened(data: bytes) -> bytes:
        properties = parts(data)["docProps/custom.xml"].decode()
        return changed(
            data, "docProps/custom.xml", properties, re.sub("([0-9a-f]{12})[0-9a-f]{12}<", r"\1<", properties)
        )

    old = shortened(edited(written(), bold("Chaque année.")))
    assert edited_docx(old) == []
    assert merge_docx(old, written()).data == written()
    assert edited_docx(
        shortened(edited(written(), lambda read: setattr(paragraph(read, "Après."), "text", "À nous.")))
    ) == ["section « axes »"]


def added(name: str, content: bytes, times: int = 1) -> bytes:
    """Return a document with one more part, or several."""
    made = io.BytesIO(written())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        for rank in range(times):
            package.writestr(f"{name}{rank or ''}", content, compresslevel=1)  # of what is huge, zeros: at once
    return made.getvalue()


def test_the_command_keeps_edits_or_writes_nothing(snr: Run, tmp_path: Path) -> None:
    minimal, target, dossier = EXAMPLES / "minimal" / "territory.yaml", tmp_path / "p.docx", tmp_path / "territory.yaml"
    dossier.write_bytes(minimal.read_bytes())
    command = ("draft", str(dossier), "-d", "programme", "-f", "docx", "-o", str(target), "--keep-edits")
    assert snr(*command).returncode == 0  # the first time, there is nothing to keep
    first = target.read_bytes()

    def change(read: WordDocument) -> None:
        headings = {each.text: each for each in read.paragraphs if each.style.name == "Heading 1"}
        headings["Empreinte de l’organisation"].insert_paragraph_before(
            "Mon paragraphe à moi."
        )  # in the section before

    target.write_bytes(edited(first, change))
    done = snr(*command[:-1])
    assert done.returncode == 2 and "par --keep-edits" in done.stderr.decode()
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    assert "retouches gardées : " in done.stderr.decode()
    assert "Mon paragraphe à moi." in texts(target.read_bytes())
    dossier.write_text(minimal.read_text(encoding="utf-8").replace("totale: 52600", "totale: 61000"), encoding="utf-8")
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    assert any("61\u202f000" in text for text in texts(target.read_bytes()))
    assert "Mon paragraphe à moi." in texts(target.read_bytes())
    for broken in (b"\xd0\xcf\x11\xe0", b"PK broken", b"# texte"):
        target.write_bytes(broken)
        done = snr(*command)
        assert done.returncode == 2 and "retouches impossibles à garder, rien n’est écrit" in done.stderr.decode()
        assert target.read_bytes() == broken
    target.write_bytes(b"\xd0\xcf\x11\xe0")
    assert snr(*command[:-1]).returncode == 2


def mutant(draw: random.Random, content: bytes) -> bytes:
    """Return a part that was damaged: bytes, or elements."""
    kind = draw.randrange(4)
    if kind == 0:
        place = draw.randrange(len(content))
        return content[:place] + bytes((draw.randrange(256),)) + content[place + 1 :]
    tags = [match.span() for match in re.finditer(rb"<[^>]+>", content)]
    start, end = draw.choice(tags)
    if kind == 1:
        return content[:start] + content[end:]
    if kind == 2:
        other = draw.choice(tags)
        return content[:start] + content[other[0] : other[1]] + content[end:]
    values = [match.span(1) for match in re.finditer(rb'="([^"]*)"', content)]
    start, end = draw.choice(values)
    other = draw.choice(values)
    return content[:start] + draw.choice((b"", b"0", b"-1", content[other[0] : other[1]])) + content[end:]


@pytest.mark.parametrize("rounds", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_a_damaged_file_gives_a_file_or_a_reason(rounds: int) -> None:
    def change(read: WordDocument) -> None:
        for text in ("Après.", "Chaque année.", "premier"):
            paragraph(read, text).runs[0].text = "À nous."

    old, new, draw = parts(edited(written(), change)), written(), random.Random(rounds)
    for _ in range(rounds):
        name = draw.choice([each for each in old if each.endswith((".xml", ".rels"))])
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            for each, content in old.items():
                package.writestr(each, mutant(draw, content) if each == name else content)
        edited_docx(made.getvalue())
        try:
            data = merge_docx(made.getvalue(), new).data
        except EditError as error:
            assert all(error.reasons)
            continue
        edited_docx(data)
        merge_docx(new, data)


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and READS), reason="needs LibreOffice and Poppler")
def test_a_file_that_libreoffice_saved_keeps_its_edits_when_a_number_changes(snr: Run, tmp_path: Path) -> None:
    """Three sections of Valmont are edited in what LibreOffice saved; the dossier changes a number of another one."""
    target, dossier = tmp_path / "strategie.docx", tmp_path / "valmont" / "territory.yaml"
    shutil.copytree(EXAMPLES / "valmont", dossier.parent, ignore=shutil.ignore_patterns("documents"))
    command = ("draft", str(dossier), "-f", "docx", "-o", str(target), "--keep-edits")
    assert snr(*command).returncode == 0
    first = target.read_bytes()
    target.write_bytes(converted(target, "docx:MS Word 2007 XML"))
    assert merge_docx(target.read_bytes(), first).data == first

    def change(read: WordDocument) -> None:
        for each in read.paragraphs:
            if each.style.name == "Heading 1" and each.text in ("Édito", "Contexte", "Gouvernance"):
                added = copy.deepcopy(each._p.getnext())
                each._p.addnext(added)
                Paragraph(added, each._parent).text = f"Le mot de la directrice : {each.text}."

    target.write_bytes(edited(target.read_bytes(), change))
    mine = [each for each in texts(target.read_bytes()) if each.startswith("Le mot")]
    text = dossier.read_text(encoding="utf-8")
    dossier.write_text(text.replace("eur_per_fte: 48000", "eur_per_fte: 52000"), encoding="utf-8")
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    assert len(mine) == 3 and set(mine) <= set(texts(target.read_bytes()))
    cells = [cell.text for table in opened(target.read_bytes()).tables for row in table.rows for cell in row.cells]
    assert "1\u202f833\u202f000" in cells  # 1,692,000 € of posts at 48,000 € before
    pages = converted(target, "pdf").decode()
    assert pages.count("Le mot de la directrice") == 3 and "Error" not in pages
    target.write_bytes(converted(target, "docx:MS Word 2007 XML"))
    assert snr(*command).returncode == 0
    assert set(mine) <= set(texts(target.read_bytes()))
