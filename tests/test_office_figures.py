"""The figures in Word and in OpenDocument: every text, true colours, alternatives, letters that can be read; two libraries open them."""

import io
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from drafting import VALMONT, view
from office import profile
from snr_cli.documents.figures import drawing as marks, drawingml, flat, opendocument, svg
from snr_cli.documents.figures.drawing import SERIES, Drawing, Label, Together, clean
from snr_cli.documents.figures.flat import circle, runs
from test_figures import HOSTILE, LIGHT, LONG, examples

WIDTH = 170.0  # mm: A4 less 20 on each side
W = f"{{{drawingml.WORD_NAMESPACES['w']}}}"
WP = f"{{{drawingml.WORD_NAMESPACES['wp']}}}"
A = f"{{{drawingml.WORD_NAMESPACES['a']}}}"
DRAW = f"{{{opendocument.ODF_NAMESPACES['draw']}}}"
TEXT = f"{{{opendocument.ODF_NAMESPACES['text']}}}"


def valmont() -> list[Drawing]:
    said = view("strategie", VALMONT)
    plan = said.plan
    figures = (said.organisation.figure, said.territory.figure, plan.trajectory, plan.gaps, plan.themes, plan.calendar)
    return [figure.drawing for figure in figures if figure.drawing]


def every_drawing() -> list[Drawing]:
    drawings = valmont()
    for label, count in (("Postes", 1), (LONG, 8), (HOSTILE, 2)):
        drawings += [example.drawing for example in examples(label, count).values() if example.drawing]
    return drawings


def lines_of(drawing: Drawing) -> set[str]:
    """The lines of text of a drawing."""

    def within(marks: tuple[object, ...]) -> set[str]:
        found: set[str] = set()
        for mark in marks:
            found |= set(mark.lines) if isinstance(mark, Label) else set()
            found |= within(mark.marks) if isinstance(mark, Together) else set()
        return found

    return {line for line in within(drawing.marks) if line}


def declared(namespaces: dict[str, str]) -> str:
    return " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in namespaces.items())


def word(drawing: Drawing, width: float = WIDTH, first: int = 1) -> ElementTree.Element:
    written = "".join(f"<w:p>{run}</w:p>" for run in drawingml.drawingml(drawing, width, first))
    return ElementTree.fromstring(f"<w:body {declared(drawingml.WORD_NAMESPACES)}>{written}</w:body>")


def writer(drawing: Drawing, width: float = WIDTH) -> tuple[ElementTree.Element, ElementTree.Element]:
    """The groups of a drawing, and its styles."""
    groups, styles = opendocument.opendocument(drawing, width, "f")
    head = declared(opendocument.ODF_NAMESPACES)
    return (
        ElementTree.fromstring(f"<text:p {head}>{''.join(groups)}</text:p>"),
        ElementTree.fromstring(f"<office:styles {head}>{''.join((*styles.automatic, *styles.common))}</office:styles>"),
    )


# --- paths and styles


def test_the_points_of_a_path() -> None:
    [first, second] = runs("M0-5L5 0 0 5z m1 1h2V3.5")
    assert (first.points, first.closed) == (((0, -5), (5, 0), (0, 5)), True)
    assert (second.points, second.closed) == (((1, -4), (3, -4), (3, 3.5)), False)
    assert [run.points for run in runs("M0 6L6 0M7 10L16 1")] == [((0, 6), (6, 0)), ((7, 10), (16, 1))]


@pytest.mark.parametrize(
    ("path", "centre", "turned"),
    [
        ("M6 1.5a4.5 4.5 0 1 0 .1 0z", (6.05, 6.0), 2 * math.pi - 0.02),
        ("M0 0a5 5 0 0 1 10 0", (5, 0), math.pi),
        ("M0 0a5 5 0 0 0 10 0", (5, 0), math.pi),
        ("M0 0A5 5 0 0 1 5 5", (0, 5), math.pi / 2),
    ],
)
def test_an_arc_is_drawn_by_chords(path: str, centre: tuple[float, float], turned: float) -> None:
    [run] = runs(path)
    assert all(
        math.dist(point, centre) == pytest.approx(math.dist(run.points[0], centre), abs=0.01) for point in run.points
    )
    length = sum(math.dist(a, b) for a, b in zip(run.points, run.points[1:], strict=False))
    assert length == pytest.approx(turned * math.dist(run.points[0], centre), rel=0.01)
    assert len(circle(0, 0, 3).points) == 24


def test_the_styles_are_those_of_the_sheet() -> None:
    assert {name: f"#{value.lower()}" for name, value in marks.colours().items()} == LIGHT
    assert marks.style_of("l1") == marks.MarkStyle(None, LIGHT["5"][1:].upper(), 2, (5, 3))
    assert marks.style_of("q e") == marks.MarkStyle(LIGHT["mute"][1:].upper(), anchor="end")
    assert marks.style_of("b") == marks.MarkStyle(LIGHT["fg"][1:].upper(), bold=True)
    assert marks.style_of("p f2") == marks.MarkStyle(LIGHT["2"][1:].upper(), LIGHT["bg"][1:].upper(), 0.7)


def test_each_series_has_stripes_of_its_own_in_every_form() -> None:
    assert len(svg._HATCHES) == SERIES
    for stripes in (drawingml._PATTERNS, opendocument._HATCHES):
        assert len(stripes) == SERIES + 1  # and those of a band
        assert len(set(stripes[:SERIES])) == SERIES


# --- rows


@pytest.mark.parametrize("width", [80.0, 164.0, 170.0, 250.0])
def test_everything_is_within_its_row_and_a_row_within_a_page(width: float) -> None:
    for drawing in every_drawing():
        drawn = flat.paper_rows(drawing, width)
        for row in drawn:
            assert row.width <= width + 1e-6
            assert row.height <= flat.TALLEST + 1e-6
            for item in row.items:
                left, top, wide, high = (
                    item.box
                    if isinstance(item, flat.Inked)
                    else (item.x, item.baseline - 3, item.width, 3 + item.line * (len(item.lines) - 1))
                )
                assert left >= -0.5
                assert left + wide <= row.width + 0.5, (drawing.name, item)
                assert top >= -0.5
                assert top + high <= row.height + 0.5, (drawing.name, item)
        written = {
            line for row in drawn for item in row.items if isinstance(item, flat.WrittenLabel) for line in item.lines
        }
        assert lines_of(drawing) <= written


@pytest.mark.parametrize("width", [164.0, 170.0])
def test_letters_are_of_eight_points_and_more(width: float) -> None:
    for drawing in valmont():
        sizes = {int(node.attrib[f"{W}val"]) / 2 for node in word(drawing, width).iter(f"{W}sz")}
        assert sizes
        assert min(sizes) >= 8
        styles = ElementTree.tostring(writer(drawing, width)[1], encoding="unicode")
        assert min(map(float, re.findall(r'font-size="([\d.]+)pt"', styles))) >= 8


def test_texts_do_not_touch() -> None:
    for drawing in every_drawing():
        for row in flat.paper_rows(drawing, WIDTH):
            texts = [item for item in row.items if isinstance(item, flat.WrittenLabel)]
            boxes = [
                (
                    text.x,
                    text.baseline - 0.7 * text.size * flat.POINT,
                    text.x + text.width,
                    text.baseline + (len(text.lines) - 1) * text.line,
                )
                for text in texts
            ]
            for rank, (left, top, right, bottom) in enumerate(boxes):
                for other in boxes[:rank]:
                    apart = left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
                    assert apart, (drawing.name, texts[rank])


# --- what is written


def test_word_says_every_text_and_its_alternative() -> None:
    for drawing in every_drawing():
        body = word(drawing, first=7)
        names = [node.attrib for node in body.iter(f"{WP}docPr")]
        assert [name["id"] for name in names] == [str(7 + rank) for rank in range(len(names))]
        assert names[0]["descr"] == f"{clean(drawing.title)}. {clean(drawing.sentence)}"
        assert len({name["descr"] for name in names}) == len(names)
        assert lines_of(drawing) <= {node.text for node in body.iter(f"{W}t")}
        colours = {node.attrib["val"] for node in body.iter(f"{A}srgbClr")}
        assert colours <= set(marks.colours().values())
        for choice in body.iter(f"{{{drawingml.WORD_NAMESPACES['mc']}}}AlternateContent"):
            first, fallback = choice
            assert first.attrib == {"Requires": "wpg"}
            assert [node.tag for node in fallback] == [f"{W}pict"]


def test_opendocument_says_every_text_and_its_alternative() -> None:
    for drawing in every_drawing():
        body, styles = writer(drawing)
        groups = body.findall(f"{DRAW}g")
        titles = [group.findtext("svg:title", namespaces=opendocument.ODF_NAMESPACES) for group in groups]
        assert titles[0] == clean(drawing.title)
        assert len(set(titles)) == len(titles)
        assert groups[0].findtext("svg:desc", namespaces=opendocument.ODF_NAMESPACES) == clean(drawing.sentence)
        said = set()
        for node in body.iter(f"{TEXT}p"):
            said |= {node.text, *(line.tail for line in node)}
        assert lines_of(drawing) <= said
        named = {
            each.get(f"{DRAW}name") or each.get(f"{{{opendocument.ODF_NAMESPACES['style']}}}name") for each in styles
        }
        used = {
            value
            for each in (*body.iter(), *styles.iter())
            for key, value in each.attrib.items()
            if key.endswith(("}style-name", "}fill-hatch-name", "}stroke-dash"))
        }
        assert used <= named
        assert None not in named


def test_stripes_and_dashes_are_written() -> None:
    organisation, _, trajectory, *_ = valmont()
    assert {node.attrib["prst"] for node in word(organisation).iter(f"{A}pattFill")} >= {
        "wdUpDiag",
        "diagCross",
        "vert",
    }
    assert {node.attrib["val"] for node in word(trajectory).iter(f"{A}prstDash")} == {"sysDash", "sysDot"}
    assert len(list(writer(organisation)[1].iter(f"{DRAW}hatch"))) == 5
    assert len(list(writer(trajectory)[1].iter(f"{DRAW}stroke-dash"))) == 2


def test_a_band_hides_nothing_of_what_is_drawn_before_it() -> None:
    trajectory = valmont()[2]
    [row] = flat.paper_rows(trajectory, WIDTH)
    bands = [isinstance(item, flat.Inked) and item.hatch == flat.BAND for item in row.items]
    assert bands == sorted(bands, reverse=True)
    assert bands[0]


def test_two_writings_are_the_same() -> None:
    for drawing in valmont():
        assert drawingml.drawingml(drawing, WIDTH, 3) == drawingml.drawingml(drawing, WIDTH, 3)
        assert opendocument.opendocument(drawing, WIDTH, "f") == opendocument.opendocument(drawing, WIDTH, "f")


def test_a_common_style_is_the_same_in_every_figure() -> None:
    found: dict[str, str] = {}
    for drawing in every_drawing():
        for each in opendocument.opendocument(drawing, WIDTH, "f")[1].common:
            name = re.findall(r'draw:name="([^"]+)"', each)[0]
            assert found.setdefault(name, each) == each


# --- whole files


def archive(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return made.getvalue()


@cache
def docx() -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body, number = "", 1
    for drawing in valmont():
        drawn = drawingml.drawingml(drawing, WIDTH, number)
        number += len(drawn)
        body += f"<w:p><w:r><w:t>{drawing.title}</w:t></w:r></w:p>" + "".join(f"<w:p>{each}</w:p>" for each in drawn)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/></w:sectPr>'
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {declared(drawingml.WORD_NAMESPACES)}><w:body>{body}{page}</w:body></w:document>",
        }
    )


@cache
def odt() -> bytes:
    head = declared(opendocument.ODF_NAMESPACES)
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.text"
    automatic: list[str] = []
    common: dict[str, None] = {}
    body = ""
    for drawing in valmont():
        groups, styles = opendocument.opendocument(drawing, WIDTH, drawing.name)
        automatic += styles.automatic
        common |= dict.fromkeys(styles.common)
        body += f"<text:p>{drawing.title}</text:p>" + "".join(f"<text:p>{group}</text:p>" for group in groups)
    layout = '<style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin="20mm"/>'
    entries = {"/": kind, "content.xml": "text/xml", "styles.xml": "text/xml"}
    return archive(
        {
            "mimetype": kind,
            "content.xml": f'<office:document-content {head} office:version="1.3"><office:automatic-styles>{"".join(automatic)}'
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f'<office:document-styles {head} office:version="1.3"><office:styles>{"".join(common)}</office:styles>'
            f'<office:automatic-styles><style:page-layout style:name="p">{layout}</style:page-layout></office:automatic-styles>'
            '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="p"/></office:master-styles>'
            "</office:document-styles>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}" manifest:version="1.3">'
            + "".join(
                f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{entry}"/>'
                for name, entry in entries.items()
            )
            + "</manifest:manifest>",
        }
    )


def test_python_docx_opens_the_figures() -> None:
    module = pytest.importorskip("docx")
    document = module.Document(io.BytesIO(docx()))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == [
        drawing.title for drawing in valmont()
    ]
    alternatives = document.element.xpath("//wp:inline/wp:docPr/@descr")
    assert len(alternatives) == sum(len(flat.paper_rows(drawing, WIDTH)) for drawing in valmont())
    assert all(alternatives)


def test_odfdo_opens_the_figures() -> None:
    module = pytest.importorskip("odfdo")
    document = module.Document(io.BytesIO(odt()))
    groups = document.body.get_elements("//draw:g")
    assert len(groups) == sum(len(flat.paper_rows(drawing, WIDTH)) for drawing in valmont())
    assert all(group.get_elements("svg:title") and group.get_elements("svg:desc") for group in groups)


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "made"), [("docx", docx), ("odt", odt)])
def test_libreoffice_shows_every_text_and_names_every_figure(
    suffix: str, made: Callable[[], bytes], tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice: apt-get install libreoffice-writer")
    from pypdf import PdfReader

    path = tmp_path / f"figures.{suffix}"
    path.write_bytes(made())
    command = [office, profile(), "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    reader = PdfReader(path.with_suffix(".pdf"))
    assert len(reader.pages) <= 6
    shown = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for drawing in valmont():
        for line in lines_of(drawing):
            assert "".join(line.split()) in shown, line
    figures = [node for node in nodes(reader.trailer["/Root"]["/StructTreeRoot"]) if node.get("/S") == "/Figure"]
    told = [str(figure.get("/Alt", "")) for figure in figures]
    for drawing in valmont():
        [alternative] = [each for each in told if drawing.sentence in each]
        assert alternative.count(drawing.title) == 1  # said once


def nodes(node: object) -> list[dict[str, object]]:
    """The elements of the structure of a PDF."""
    found: list[dict[str, object]] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each  # type: ignore[attr-defined]
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            found.append(each)
            waiting += [each["/K"]] if "/K" in each else []
    return found
