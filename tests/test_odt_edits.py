"""`--keep-edits` on an .odt that came back: what a person wrote in it is in the next one, or nothing is written."""

import io
import random
import re
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import odfdo
import pytest

from conftest import EXAMPLES, Run
from drafting import NAMES, VALMONT, view, written as drafted
from snr_cli.documents.blocks import Logo
from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.formats.docx.write import write_docx
from snr_cli.documents.formats.odt.merge import merge_odt as merge_dated
from snr_cli.documents.formats.odt.returned import edited_odt
from snr_cli.documents.formats.odt.write import write_odt
from snr_cli.documents.formats.tree import archive
from test_docx import PNG, READS, SOFFICE, TABLE, changed, converted, long_ones, parts
from test_docx_edits import POINT, SECTIONS, mutant
from test_flow import flow

CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
AFTER = '<text:p text:style-name="Text_20_body">Après.</text:p>'
YEARLY = '<text:p text:style-name="Text_20_body">Chaque année.</text:p>'
MORE = {"contexte": "## Contexte\n\nNous sommes 61 000."}


def merge_odt(old: bytes, new: bytes) -> MergedFile:
    """Merge; what is tracked bears a date."""
    return merge_dated(old, new, "2026-06-30")


def written(**texts: str) -> bytes:
    """Return a document, with other texts in some of its sections."""
    return write_odt(flow({**SECTIONS, **texts}, TABLE))


def edited(*changes: tuple[str, str], data: bytes = b"", part: str = CONTENT) -> bytes:
    """Return a document that a person changed."""
    made = data or written()
    for old, new in changes:
        made = changed(made, part, old, new)
    return made


def with_parts(data: bytes, **more: bytes) -> bytes:
    """Return a document with other parts, named in its manifest."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in more.items():
            package.writestr(name, content)
    return made.getvalue()


def texts(data: bytes) -> list[str]:
    """Return the paragraphs that odfdo reads in a document, those of its tables and its headings included."""
    body = odfdo.Document(io.BytesIO(data)).body
    return [get_element.text_recursive for get_element in body.get_elements("//text:p | //text:h")]


def content(data: bytes, name: str = CONTENT) -> str:
    """Return a part."""
    return parts(data)[name].decode()


def merged(old: bytes, new: bytes) -> MergedFile:
    """Merge; all that the file names is there, and merging it again changes nothing."""
    made = merge_odt(old, new)
    body, look = content(made.data), content(made.data, STYLES)
    families = r'<(?:style:style|text:list-style) style:name="([^"]*)"'
    automatic, common = re.findall(families, body), re.findall(families, look)
    named = re.compile(r'(?:text|table|draw|list|parent-style)[:-](?:visited-)?style-name="([^"]*)"')
    used = {*named.findall(body)} - {*named.findall(content(old))}
    assert used <= {*automatic, *common, *re.findall(r'style:display-name="([^"]*)"', look)}
    shown = set(re.findall(r'<draw:(?:image|object)[^>]* xlink:href="(?:\./)?([^"#]*)"', body))
    named = set(re.findall(r'full-path="([^"]*?)/?"', content(made.data, MANIFEST)))
    assert shown <= named
    marks = re.findall(r'<text:bookmark(?:-start)? text:name="([^"]*)"', body)
    assert len(set(marks)) == len(marks)
    again = merge_odt(made.data, new)
    assert list(again.kept) == list(made.kept)
    assert texts(again.data) == texts(made.data)
    return made


def reasons(old: bytes, new: bytes) -> str:
    """Return why edits are refused."""
    with pytest.raises(EditError) as caught:
        merge_odt(old, new)
    return "\n".join(caught.value.reasons)


def test_nothing_edited_gives_the_new_file() -> None:
    new = written(**MORE)
    assert merge_odt(written(), new).data == new


def test_an_edited_paragraph_stays_and_numbers_change_elsewhere() -> None:
    """With the look that a person gave it: a bold of its own, a style of its own."""
    bold = (
        '<style:style style:name="T9" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    own = '<style:style style:name="Mien" style:display-name="Le mien" style:family="paragraph" style:parent-style-name="Text_20_body"/>'
    old = edited(
        (AFTER, '<text:p text:style-name="Mien">À nous.<text:span text:style-name="T9"> Bien.</text:span></text:p>'),
        ("</office:automatic-styles>", f"{bold}</office:automatic-styles>"),
    )
    old = edited(("</office:styles>", f"{own}</office:styles>"), data=old, part=STYLES)
    made = merged(old, written(**MORE))
    assert list(made.kept) == ["axes"]
    assert {"À nous. Bien.", "Nous sommes 61 000.", "Un axe"} <= set(texts(made.data))
    assert "Après." not in texts(made.data)
    [name] = re.findall(r'<text:span text:style-name="([^"]*)"> Bien', content(made.data))
    assert f'"{name}" style:family="text"><style:text-properties fo:font-weight="bold"/>' in content(made.data)
    assert 'style:name="Mien" style:display-name="Le mien"' in content(made.data, STYLES)
    assert edited_odt(made.data) == ["section « axes »"]


def test_a_picture_a_chart_and_a_table_that_were_added_stay() -> None:
    picture = '<draw:frame draw:name="i"><draw:image xlink:href="Pictures/a.png" xlink:type="simple"/></draw:frame>'
    chart = '<draw:frame draw:name="g"><draw:object xlink:href="./Object 1"/></draw:frame>'
    table = '<table:table table:name="Tableau 1"><table:table-row><table:table-cell><text:p>ma cellule</text:p></table:table-cell></table:table-row></table:table>'
    old = edited((YEARLY, f"{YEARLY}<text:p>{picture}{chart}</text:p>{table}"))
    entries = (
        '<manifest:file-entry manifest:full-path="Pictures/a.png" manifest:media-type="image/png"/>'
        '<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="application/vnd.oasis.opendocument.chart"/>'
        '<manifest:file-entry manifest:full-path="Object 1/content.xml" manifest:media-type="text/xml"/>'
    )
    old = edited(("</manifest:manifest>", f"{entries}</manifest:manifest>"), data=old, part=MANIFEST)
    old = with_parts(old, **{"Pictures/a.png": POINT, "Object 1/content.xml": b"<a/>"})
    made = merged(old, written(**MORE))
    assert list(made.kept) == ["suivi"]
    found = parts(made.data)
    assert found["Pictures/a.png"] == POINT
    assert found["Object 1/content.xml"] == b"<a/>"
    assert "ma cellule" in texts(made.data)


def test_what_stands_outside_the_sections_follows_the_one_that_it_came_after(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ones(monkeypatch)
    body = content(written())
    end = body.index("</text:section>", body.index("Nous sommes"))
    start = body[end : end + 60]
    own = '<text:section text:name="Mienne"><text:p>Dans la mienne.</text:p></text:section>'
    old = edited(
        ("<office:text>", "<office:text><text:p>Avant tout.</text:p>"),
        ("</text:table-of-content>", f"</text:table-of-content>{own}"),
        (start, start.replace("</text:section>", "</text:section><text:p>Entre deux.</text:p>")),
    )
    assert edited_odt(old) == ["texte hors des sections"]
    made = merged(old, written(contexte="## Contexte\n\nNous sommes 61 000."))
    said = texts(made.data)
    order = [said.index(each) for each in ("Avant tout.", "Dans la mienne.", "Nous sommes 61 000.", "Entre deux.")]
    assert order == sorted(order)
    assert said.index("Entre deux.") + 1 == said.index("Axes", said.index("Entre deux."))
    gone = write_odt(flow({name: section for name, section in SECTIONS.items() if name != "contexte"}, TABLE))
    assert "Entre deux." in texts(merge_odt(old, gone).data)


def test_the_index_follows_headings_of_snr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that a person edits are said there once a program makes the index again."""
    long_ones(monkeypatch)
    axes = "## Axes\n\n### Un axe\n\n#### Une action\n\nDite.\n\n### Un autre\n\n#### Une autre\n\nDit."
    old = edited((">Chaque année.", ">Chaque mois."), data=written(axes=axes))
    more = axes.replace("Un axe", "Un premier axe") + "\n\n### Un dernier\n\n#### Enfin\n\nDit."
    made = merged(old, written(contexte="## Contexte\n\n### Plus\n\n#### Haut", axes=more))
    assert list(made.kept) == ["suivi"]
    [index] = re.findall(r"<text:index-body>(.*?)</text:index-body>", content(made.data))
    assert [re.sub("<.*?>", "", line) for line in re.findall(r'style-name="Index_20_Link">(.*?)<text:tab', index)] == [
        *("Contexte", "Plus", "Axes", "Un premier axe", "Un autre", "Un dernier", "Suivi"),
    ]


def test_a_file_of_many_bookmarks_and_tables_is_read_in_time() -> None:
    """Names that are there already, thousands of times: each is told apart, or taken away, once."""
    marks = '<text:bookmark text:name="a"/>' * 20_000
    tables = '<table:table table:name="Tableau 1"><table:table-row/></table:table>' * 5_000
    old = edited((YEARLY, f"<text:p>Avant{marks}Après</text:p>{tables}"))
    start = time.process_time()
    made = merge_odt(old, written())
    assert time.process_time() - start < 5
    assert content(made.data).count('<text:bookmark text:name="a"/>') == 20_000


def cut(data: bytes) -> bytes:
    """Return a document that no longer keeps what snr wrote, as those of before did not."""
    return edited(('meta:name="snr_base_0"', 'meta:name="autre"'), data=data, part=META)


def test_without_what_snr_wrote_what_both_changed_is_refused_and_the_same_words_are_not() -> None:
    old = cut(edited(("52 600", "61 000")))
    assert "section « contexte » : retouchée, et le dossier a changé" in reasons(
        old, written(contexte="## Contexte\n\nNous sommes 70 000.")
    )
    assert "Nous sommes 61 000." in texts(merge_odt(old, written(**MORE)).data)
    gone = write_odt(flow({name: section for name, section in SECTIONS.items() if name != "contexte"}, TABLE))
    assert "retouchée, mais le document n’en a plus" in reasons(old, gone)
    more = write_odt(flow({**SECTIONS, "limites": "## Limites\n\nDes."}, TABLE))
    assert merge_odt(old, more).added == ("limites",)


def test_a_section_emptied_stays_empty() -> None:
    made = merged(edited((YEARLY, "")), written())
    assert (made.kept, "Chaque année." in texts(made.data)) == ({"suivi": ""}, False)


def moved() -> bytes:
    body = content(written())
    [last] = re.findall(r'<text:section text:name="snr_suivi">.*?</text:section>', body)
    return edited(
        (last, ""), ('<text:section text:name="snr_contexte"', f'{last}<text:section text:name="snr_contexte"')
    )


def within() -> bytes:
    body = content(written())
    [last] = re.findall(r'<text:section text:name="snr_suivi">.*?</text:section>', body)
    return edited((last, f'<text:section text:name="a">{last}</text:section>'))


def deep_styles() -> bytes:
    chain = "".join(
        f'<style:style style:name="c{rank}" style:family="paragraph" style:parent-style-name="c{rank + 1}"/>'
        for rank in range(2000)
    )
    old = edited((YEARLY, '<text:p text:style-name="c0">a</text:p>'))
    return edited(("</office:styles>", f"{chain}</office:styles>"), data=old, part=STYLES)


REGION = '<office:text><text:tracked-changes><text:changed-region text:id="a"/></text:tracked-changes>'


@pytest.mark.parametrize(
    "old",
    [
        lambda: edited((">Chaque", '><text:change-start text:change-id="a"/>Chaque'), ("<office:text>", REGION)),
        lambda: edited((">Chaque", "><office:annotation><text:p>a</text:p></office:annotation>Chaque")),
        lambda: edited((YEARLY, f'<text:section-source xlink:href="a.odt"/>{YEARLY} <text:p>a</text:p>')),
        lambda: edited(("<office:text>", "<office:text><text:p>a</text:p><text:chose/>")),
        lambda: edited((">Chaque", "><draw:control/>Chaque")),
        lambda: edited(('"snr_axes"', '"autre"')),
        lambda: edited((YEARLY, f'{YEARLY}<text:section text:name="snr_axes"><text:p>a</text:p></text:section>')),
        moved,
        within,
        lambda: edited((YEARLY, f'{YEARLY}<text:section text:name="snr_autre"><text:p>a</text:p></text:section>')),
        lambda: edited(('"snr_axes">', '"snr_axes">g'), part=META),
        lambda: edited((">Projet<", ">Adopté<"), part=STYLES),
        deep_styles,
    ],
)
def test_what_a_person_did_stays_where_it_is(old: Callable[[], bytes]) -> None:
    """What snr would once have lost or refused: the file is changed where it stands; without what snr wrote, that is kept as it is."""
    made = content(merge_odt(old(), written(axes=SECTIONS["axes"].replace("Après", "Puis"))).data)
    assert ">Puis." in made
    for after in (made, content(merge_odt(cut(old()), written()).data)):
        tags = (Counter(re.findall(r"<(\w+:[\w-]+)", text)) for text in (content(old()), after))
        assert next(tags) - next(tags) == Counter()


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (
            lambda: cut(edited(('"snr_axes"', '"autre"'))),
            "section « axes » : sa marque a été ôtée, et le dossier a changé",
        ),
        (
            lambda: cut(edited(('"snr_axes">', '"snr_axes">g'), part=META)),
            "section « axes » : retouchée, et le dossier a changé",
        ),
        (lambda: cut(edited((">Projet<", ">Adopté<"), part=STYLES)), "en-tête ou pied de page retouché"),
        (lambda: edited(("snr_document", "autre"), part=META), "ce fichier ne vient pas de snr draft"),
        (lambda: write_odt(flow(SECTIONS, TABLE, document="note")), "un autre document (note, et non strategie)"),
        (lambda: b"# Du texte", "ce n’est pas un fichier .odt"),
        (lambda: b"\xd0\xcf\x11\xe0 protected", "mot de passe"),
        (lambda: b"PK\x03\x04 broken", "fichier illisible"),
        (lambda: edited(("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>')), "DOCTYPE"),
        (lambda: edited(("<office:text>", "<office:text>" + "<text:p>" * 5000)), "emboîtés"),
        (lambda: with_parts(written(), **{"Basic/script-lc.xml": b"<a/>"}), "fichier à macros"),
        (lambda: write_docx(flow(SECTIONS, TABLE)), "au format .docx"),
        pytest.param(
            lambda: with_parts(written(), **{f"b{rank}": b"\0" * (1 << 28) for rank in range(5)}),
            "démesuré",
            marks=pytest.mark.slow,
        ),
        (lambda: archive({**parts(written()), CONTENT: b" " * (33 << 20)}), "démesuré"),
        (
            lambda: edited(("/>", "><manifest:encryption-data/></manifest:file-entry>"), part=MANIFEST),
            "protégé par un mot de passe",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_name(old: Callable[[], bytes], reason: str) -> None:
    new = replace(flow({**SECTIONS, "axes": "## Axes\n\nAutres."}, TABLE), draft="")
    assert reason in reasons(old(), write_odt(new))


def test_a_file_that_a_password_protects_is_not_written_over() -> None:
    locked = edited(("/>", "><manifest:encryption-data/></manifest:file-entry>"), part=MANIFEST)
    assert edited_odt(locked) == ["fichier protégé par un mot de passe, qui ne se lit pas"]
    assert edited_odt(with_parts(b"", **{"mimetype": b"x", "encrypted-package": b"x"})) != []


@pytest.mark.slow
def test_the_command_keeps_edits_or_writes_nothing(snr: Run, tmp_path: Path) -> None:
    minimal, target, dossier = EXAMPLES / "minimal" / "territory.yaml", tmp_path / "p.odt", tmp_path / "territory.yaml"
    dossier.write_bytes(minimal.read_bytes())
    command = ("draft", str(dossier), "-d", "programme", "-f", "odt", "-o", str(target), "--keep-edits")
    assert snr(*command).returncode == 0  # the first time, there is nothing to keep
    [last] = re.findall(r'</text:section><text:section [^>]*"snr_empreinte_organisation"', content(target.read_bytes()))
    target.write_bytes(edited((last, f"<text:p>Mon paragraphe à moi.</text:p>{last}"), data=target.read_bytes()))
    done = snr(*command[:-1])
    assert done.returncode == 2 and "par --keep-edits" in done.stderr.decode()
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    assert "retouches gardées : " in done.stderr.decode()
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


@pytest.mark.parametrize("rounds", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_a_damaged_file_gives_a_file_or_a_reason(rounds: int) -> None:
    old = parts(edited((">Après.", ">À nous."), (">Chaque année.", ">Chaque mois."), (">premier<", ">un<")))
    new, draw = written(), random.Random(rounds)
    for _ in range(rounds):
        name = draw.choice([part for part in old if part.endswith(".xml")])
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            for each, part in old.items():
                package.writestr(each, mutant(draw, part) if each == name else part)
        edited_odt(made.getvalue())
        try:
            data = merge_odt(made.getvalue(), new).data
        except EditError as error:
            assert all(error.reasons)
            continue
        edited_odt(data)
        merge_odt(new, data)


@cache
def valmont(document: str) -> bytes:
    made = drafted(view(document, VALMONT), "odt")
    assert isinstance(made, bytes)
    return made


def looked(properties: str, kind: str = "text") -> bytes:
    """Return a document where a person changed the look of a paragraph."""
    own = f'<style:style style:name="X9" style:family="paragraph" style:parent-style-name="Text_20_body"><style:{kind}-properties {properties}/></style:style>'
    return edited(
        ("</office:automatic-styles>", f"{own}</office:automatic-styles>"),
        ('"Text_20_body">Chaque année.', '"X9">Chaque année.'),
    )


@pytest.mark.parametrize(
    "old",
    [
        lambda: looked('fo:font-weight="bold"'),
        lambda: looked('fo:color="#c00000"'),
        lambda: looked('fo:text-align="center"', "paragraph"),
        lambda: edited((">Chaque année.", '><text:span text:style-name="Emphasis">Chaque</text:span> année.')),
        lambda: edited((YEARLY, f"<text:list><text:list-item>{YEARLY}</text:list-item></text:list>")),
    ],
)
def test_a_look_alone_is_an_edit(old: Callable[[], bytes]) -> None:
    """A bold, a colour, a side, a list: it is kept as a text is, where the dossier changes the section too."""
    assert edited_odt(old()) == ["section « suivi »"]
    assert list(merged(old(), written(**MORE)).kept) == ["suivi"]
    again = merged(old(), written(suivi="## Suivi\n\nChaque mois."))
    assert "Chaque mois." in texts(again.data) and edited_odt(again.data) == ["section « suivi »"]
    assert "retouchée, et le dossier a changé" in reasons(cut(old()), written(suivi="## Suivi\n\nChaque mois."))


def test_a_picture_that_another_one_takes_the_place_of_is_an_edit() -> None:
    """The logo of the cover, or its text."""
    new = write_odt(flow(SECTIONS, Logo(PNG, "Valmont"), head="# Titre\n\n~~~snr 0\n~~~"))
    old = archive({name: POINT if name.startswith("Pictures/") else data for name, data in parts(new).items()})
    assert edited_odt(old) == ["section « couverture »"]
    kept = merge_odt(old, new)
    assert list(kept.kept) == ["couverture"]
    assert POINT in parts(kept.data).values()
    assert edited_odt(edited((": Valmont</svg:title>", ": nous</svg:title>"), data=new)) == ["section « couverture »"]


@pytest.mark.slow
def test_the_text_of_a_figure_that_was_changed_is_an_edit() -> None:
    figure = valmont("strategie")
    [text, *_] = re.findall(r"<draw:text-box><text:p[^>]*>([^<]+)</text:p>", content(figure))
    assert (
        edited_odt(edited((f">{text}</text:p></draw:text-box>", ">Autre</text:p></draw:text-box>"), data=figure)) != []
    )


def test_a_file_of_before_looks_were_compared_is_read_as_it_was() -> None:
    """Its properties hold the sums of texts alone."""

    def shortened(data: bytes) -> bytes:
        said = content(data, META)
        return edited((said, re.sub("([0-9a-f]{12})[0-9a-f]{12}<", r"\1<", said)), data=data, part=META)

    old = shortened(looked('fo:font-weight="bold"'))
    assert edited_odt(old) == []
    assert merge_odt(old, written()).data == written()
    assert edited_odt(shortened(edited((">Après.", ">À nous.")))) == ["section « axes »"]


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and READS), reason="needs LibreOffice and Poppler")
@pytest.mark.parametrize("document", NAMES)
def test_every_section_kept_from_libreoffice_reads_the_same(document: str, tmp_path: Path) -> None:
    """All sections of what LibreOffice saved are edited by a word, and kept: they say and take as much as in the file that came back."""
    target = tmp_path / "a.odt"
    target.write_bytes(valmont(document))
    saved = converted(target, "odt")
    assert merge_odt(saved, valmont(document)).data == valmont(document)
    mine = re.sub(r"(<text:section [^>]*snr_[^>]*>)", r"\1<text:p>Mot.</text:p>", content(saved))
    old = edited((content(saved), mine), data=saved)
    made = merged(old, valmont(document))
    assert len(made.kept) == mine.count("<text:p>Mot.</text:p>")
    target.write_bytes(old)
    before = converted(target, "pdf").decode()
    target.write_bytes(made.data)
    after = converted(target, "pdf").decode()
    assert "Error" not in after
    assert abs(after.count("\f") - before.count("\f")) <= 1
    within = re.compile(r"<text:section .*</text:section>", re.S)
    mine = [
        re.sub("<[^>]*>", " ", match[0]).split() for each in (old, made.data) if (match := within.search(content(each)))
    ]
    assert mine[0] == mine[1]


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and READS), reason="needs LibreOffice and Poppler")
def test_a_file_that_libreoffice_saved_keeps_its_edits_when_a_number_changes(snr: Run, tmp_path: Path) -> None:
    """Three sections of Valmont are edited in what LibreOffice saved; the dossier changes a number of another one."""
    target, dossier = tmp_path / "strategie.odt", tmp_path / "valmont" / "territory.yaml"
    shutil.copytree(EXAMPLES / "valmont", dossier.parent, ignore=shutil.ignore_patterns("documents"))
    command = ("draft", str(dossier), "-f", "odt", "-o", str(target), "--keep-edits")
    assert snr(*command).returncode == 0
    data = converted(target, "odt")
    for heading in ("Édito", "Contexte", "Gouvernance"):
        [found] = re.findall(rf"<text:h [^>]*>{heading}<.*?</text:h>", content(data))
        own = f'<text:p text:style-name="Text_20_body">Le mot de la directrice : {heading}.</text:p>'
        data = edited((found, found + own), data=data)
    target.write_bytes(data)
    text = dossier.read_text(encoding="utf-8")
    dossier.write_text(text.replace("eur_per_fte: 48000", "eur_per_fte: 52000"), encoding="utf-8")
    done = snr(*command)
    assert done.returncode == 0, done.stderr
    mine = [each for each in texts(target.read_bytes()) if each.startswith("Le mot")]
    assert len(mine) == 3
    assert any("52\u202f000" in each for each in texts(target.read_bytes()))
    pages = converted(target, "pdf").decode()
    assert pages.count("Le mot de la directrice") == 3 and "Error" not in pages
    target.write_bytes(converted(target, "odt"))
    assert snr(*command).returncode == 0
    assert set(mine) <= set(texts(target.read_bytes()))
