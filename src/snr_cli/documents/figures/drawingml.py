"""A drawing as DrawingML, for a .docx: a group of real texts and shapes, which can be edited, for each row of the page.

Word 2010 and later, LibreOffice and others read the group. What Word 2007 reads is the fallback, which must be VML
(MS-ODRAWXML 2.2.7): drawing every figure a second time in a language that nothing has written for fifteen years would double
what is tested for nobody, so it is one frame that says the title and the sentence of the figure, whose table follows anyway.
"""

from html import escape
from typing import Final

from snr_cli.documents.figures.drawing import Drawing, MarkStyle, colours
from snr_cli.documents.figures.flat import BAND, FONTS, Inked, PaperRow, Polyline, WrittenLabel, paper_rows, told

# what the root of the part that holds a drawing declares
WORD_NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
# the stripes of each series, in the order of their ranks; then those of a band
_PATTERNS: Final = (None, "wdUpDiag", "horz", "diagCross", "wdDnDiag", "vert", "narVert", "lgGrid", "ltUpDiag")
_FONT: Final = FONTS[-1]  # a run names one: Word has this one, LibreOffice puts the other in its place
_EMU: Final = 36000  # in a mm
_ASCENT: Final = 0.8  # of a line of a given height, what is above its baseline


def drawingml(drawing: Drawing, width_mm: float, first_id: int) -> list[str]:
    """Write a drawing as one run a row, each for a paragraph of its own, whose lines have no height of their own.

    Two rows in one paragraph are drawn one over the other by LibreOffice.

    Args:
        drawing: the marks.
        width_mm: the room between the margins.
        first_id: the `wp:docPr` id of the first row; those of the others follow it.

    Returns:
        elements `w:r`, with the prefixes of `WORD_NAMESPACES`.
    """
    every = paper_rows(drawing, width_mm)
    return [_run(drawing, row, first_id + rank, told(drawing, rank, len(every))) for rank, row in enumerate(every)]


def _run(drawing: Drawing, row: PaperRow, number: int, told: tuple[str, str]) -> str:
    title, sentence = (escape(said) for said in told)  # in one text: of a title apart, LibreOffice would say it twice
    wide, high = _emu(row.width), _emu(row.height)
    # without what is as large as the group, LibreOffice stretches what it holds
    ground = Inked(
        (Polyline(((0, 0), (row.width, 0), (row.width, row.height), (0, row.height)), closed=True),), MarkStyle(None)
    )
    shapes = _shape(ground) + "".join(
        _text(item) if isinstance(item, WrittenLabel) else _shape(item) for item in row.items
    )
    group = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup">'
        f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
        f'<a:chOff x="0" y="0"/><a:chExt cx="{wide}" cy="{high}"/></a:xfrm></wpg:grpSpPr>{shapes}</wpg:wgp>'
        "</a:graphicData></a:graphic>"
    )
    inline = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="{escape(drawing.name)} {number}" descr="{title}. {sentence}"/>'
        f"<wp:cNvGraphicFramePr/>{group}</wp:inline></w:drawing>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{inline}</mc:Choice>'
        f"<mc:Fallback>{_fallback(row, title, sentence)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _fallback(row: PaperRow, title: str, sentence: str) -> str:
    width = row.width / 25.4 * 72
    return (
        f'<w:pict><v:rect style="width:{width:.0f}pt;height:60pt" alt="{title}. {sentence}" stroked="f"><v:textbox>'
        f"<w:txbxContent><w:p><w:r><w:t>{title}. {sentence}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict>"
    )


def _emu(length: float) -> int:
    return round(length * _EMU)


def _framed(x: float, y: float, width: float, height: float) -> str:
    return f'<a:xfrm><a:off x="{_emu(x)}" y="{_emu(y)}"/><a:ext cx="{_emu(width)}" cy="{_emu(height)}"/></a:xfrm>'


def _text(item: WrittenLabel) -> str:
    height = item.line * len(item.lines)
    frame = _framed(item.x, item.baseline - _ASCENT * item.line, item.width, height)
    side = {"start": "left", "middle": "center", "end": "right"}[item.anchor]
    size = round(item.size * 2)
    run = (
        f'<w:rPr><w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:cs="{_FONT}" w:eastAsia="{_FONT}"/>{"<w:b/>" * item.bold}'
        f'<w:color w:val="{item.colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in item.lines)
    spacing = round(item.line / 25.4 * 1440)
    return (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{frame}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        "<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent><w:p><w:pPr>"
        f'<w:spacing w:before="0" w:after="0" w:line="{spacing}" w:lineRule="exact"/><w:ind w:left="0" w:right="0" '
        f'w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr><w:r>{run}{lines}</w:r></w:p></w:txbxContent></wps:txbx>'
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def _shape(item: Inked) -> str:
    x, y, width, height = item.box
    lines = "".join(_lines(run, x, y) for run in item.runs)
    return (
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{_framed(x, y, width, height)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>"
        f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{_emu(width)}" h="{_emu(height)}">{lines}</a:path>'
        f"</a:pathLst></a:custGeom>{_fill(item)}{_line(item.style)}</wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def _lines(run: Polyline, left: float, top: float) -> str:
    steps = ("a:moveTo", *("a:lnTo",) * (len(run.points) - 1))
    drawn = "".join(
        f'<{step}><a:pt x="{_emu(x - left)}" y="{_emu(y - top)}"/></{step}>'
        for step, (x, y) in zip(steps, run.points, strict=True)
    )
    return drawn + "<a:close/>" * run.closed


def _fill(item: Inked) -> str:
    if item.style.fill is None:
        return "<a:noFill/>"
    pattern = None if item.hatch is None else _PATTERNS[item.hatch]
    if pattern is None:
        return f"<a:solidFill>{_colour(item.style.fill)}</a:solidFill>"
    ink = item.style.stroke or item.style.fill if item.hatch == BAND else colours()["bg"]
    return f'<a:pattFill prst="{pattern}"><a:fgClr>{_colour(ink)}</a:fgClr><a:bgClr>{_colour(item.style.fill)}</a:bgClr></a:pattFill>'


def _line(style: MarkStyle) -> str:
    if style.stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    dash = f'<a:prstDash val="{_dash(style)}"/>' if style.dashes else ""
    return f'<a:ln w="{_emu(style.width)}"><a:solidFill>{_colour(style.stroke)}</a:solidFill>{dash}</a:ln>'


def _dash(style: MarkStyle) -> str:
    """Return the nearest of the dashes that Word has a name for: their lengths are so many times the width of the line."""
    if len(style.dashes) > 2:
        return "dashDot"
    return "sysDot" if style.dashes[0] < 1.5 * style.width else "sysDash"


def _colour(value: str) -> str:
    return f'<a:srgbClr val="{value}"/>'
