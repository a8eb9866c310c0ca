"""A drawing as an OpenDocument group, for an .odt: real texts and shapes, which can be edited, for each row of the page."""

from dataclasses import dataclass
from html import escape
from typing import Final

from snr_cli.documents.figures.drawing import Drawing, MarkStyle, colours
from snr_cli.documents.figures.flat import BAND, FONTS, POINT, Inked, PaperRow, Polyline, WrittenLabel, paper_rows, told

# what the root of the part that holds a drawing or its styles declares
ODF_NAMESPACES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
# the stripes of each series, in the order of their ranks, then those of a band: how many ways they cross, the angle in
# tenths of degrees, the distance in mm (LibreOffice Writer takes hundredths of mm for twips, and draws them 1.76 times as far)
_HATCHES: Final = (
    None,
    ("single", 450, 0.6),
    ("single", 0, 0.6),
    ("double", 450, 0.8),
    ("single", 1350, 0.6),
    ("single", 900, 0.8),
    ("single", 900, 0.4),
    ("double", 0, 0.8),
    ("single", 450, 0.5),
)
_DESCENT: Final = 0.212  # of a letter, what is under its baseline, at the foot of a line of a given height


@dataclass(frozen=True, slots=True)
class Styles:
    """What drawings need: `automatic` in the part that holds them, `common` in `office:styles`; each once in a document.

    The names of the automatic ones begin with that of the figure; the common ones are the same for every figure.
    """

    automatic: tuple[str, ...]
    common: tuple[str, ...]


def opendocument(drawing: Drawing, width_mm: float, name: str) -> tuple[list[str], Styles]:
    """Write a drawing as one group a row, each for a paragraph of its own.

    Args:
        drawing: the marks.
        width_mm: the room between the margins.
        name: what its styles and its groups are named after; letters, digits and hyphens, another one for each figure.

    Returns:
        elements `draw:g`, with the prefixes of `ODF_NAMESPACES`, and the styles that they need.
    """
    every = paper_rows(drawing, width_mm)
    book = _Book(name)
    written = [book.group(row, f"{name}-{rank + 1}", told(drawing, rank, len(every))) for rank, row in enumerate(every)]
    return written, Styles(tuple(book.automatic.values()), tuple(book.common.values()))


class _Book:
    """The styles of a figure, made as its shapes are written: two shapes that look the same have the same one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.automatic: dict[str, str] = {}  # what it says → the style
        self.common: dict[str, str] = {}

    def group(self, row: PaperRow, name: str, said: tuple[str, str]) -> str:
        """Write a row."""
        title, sentence = (escape(each) for each in said)
        # as large as the row, so that the group is
        ground = Inked(
            (Polyline(((0, 0), (row.width, 0), (row.width, row.height), (0, row.height)), closed=True),),
            MarkStyle(None),
        )
        shapes = "".join(
            self._text(item) if isinstance(item, WrittenLabel) else self._shape(item) for item in (ground, *row.items)
        )
        style = self._style(
            "graphic", '<style:graphic-properties style:vertical-pos="top" style:vertical-rel="baseline"/>'
        )
        return (
            f'<draw:g draw:style-name="{style}" draw:name="{escape(name)}" text:anchor-type="as-char" svg:y="-{_mm(row.height)}">'
            f"<svg:title>{title}</svg:title><svg:desc>{sentence}</svg:desc>{shapes}</draw:g>"
        )

    def _style(self, family: str, body: str) -> str:
        """Return the name of the style of a family that says this."""
        key = f"{family} {body}"
        found = self.automatic.get(key)
        name = f"{self._name}-s{len(self.automatic) + 1}" if found is None else found.split('"', 2)[1]
        self.automatic[key] = f'<style:style style:name="{name}" style:family="{family}">{body}</style:style>'
        return name

    def _shape(self, item: Inked) -> str:
        x, y, width, height = item.box
        path = " ".join(_path(run, x, y) for run in item.runs)
        style = self._style("graphic", f"<style:graphic-properties {self._fill(item)} {self._line(item.style)}/>")
        return (
            f'<draw:path draw:style-name="{style}" svg:x="{_mm(x)}" svg:y="{_mm(y)}" svg:width="{_mm(width)}" '
            f'svg:height="{_mm(height)}" svg:viewBox="0 0 {_unit(width)} {_unit(height)}" svg:d="{path}"/>'
        )

    def _fill(self, item: Inked) -> str:
        if item.style.fill is None:
            return 'draw:fill="none"'
        solid = f'draw:fill-color="#{item.style.fill}"'
        hatch = None if item.hatch is None else _HATCHES[item.hatch]
        if hatch is None:
            return f'draw:fill="solid" {solid}'
        ink = item.style.stroke if item.hatch == BAND else colours()["bg"]
        kind, angle, distance = hatch
        name = f"snr-stripes-{item.hatch}"
        self.common[name] = (
            f'<draw:hatch draw:name="{name}" draw:style="{kind}" draw:color="#{ink}" draw:distance="{_mm(distance)}" '
            f'draw:rotation="{angle}"/>'
        )
        return f'draw:fill="hatch" draw:fill-hatch-name="{name}" draw:fill-hatch-solid="true" {solid}'

    def _line(self, style: MarkStyle) -> str:
        if style.stroke is None:
            return 'draw:stroke="none"'
        drawn = f'svg:stroke-color="#{style.stroke}" svg:stroke-width="{_mm(style.width)}"'
        if not style.dashes:
            return f'draw:stroke="solid" {drawn}'
        on, off, *more = style.dashes

        def times(length: float) -> str:
            """Write a length in widths of the line: those in mm are taken for others by LibreOffice Writer."""
            return f"{100 * length / style.width:.0f}%"

        name = f"snr-dashes-{'-'.join(times(dash)[:-1] for dash in style.dashes)}"
        other = f' draw:dots2="1" draw:dots2-length="{times(more[0])}"' if more else ""
        self.common[name] = (
            f'<draw:stroke-dash draw:name="{name}" draw:style="rect" draw:dots1="1" draw:dots1-length="{times(on)}"{other} '
            f'draw:distance="{times(off)}"/>'
        )
        return f'draw:stroke="dash" draw:stroke-dash="{name}" {drawn}'

    def _text(self, item: WrittenLabel) -> str:
        box = self._style(
            "graphic",
            '<style:graphic-properties draw:fill="none" draw:stroke="none" fo:padding="0mm" draw:auto-grow-height="false" '
            'draw:auto-grow-width="false" draw:textarea-vertical-align="top" fo:wrap-option="no-wrap"/>',
        )
        bold = ' fo:font-weight="bold"' * item.bold
        fonts = ", ".join(f"'{font}'" for font in FONTS)
        look = self._style(
            "paragraph",
            f'<style:paragraph-properties fo:text-align="{item.anchor.replace("middle", "center")}" fo:margin="0mm" fo:text-indent="0mm" '
            f'fo:line-height="{_mm(item.line)}"/><style:text-properties fo:font-family="{fonts}" '
            f'fo:font-size="{item.size:g}pt" fo:color="#{item.colour}"{bold}/>',
        )
        lines = "<text:line-break/>".join(escape(line) for line in item.lines)
        height = item.line * len(item.lines)
        top = item.baseline - item.line + _DESCENT * item.size * POINT
        return (
            f'<draw:frame draw:style-name="{box}" svg:x="{_mm(item.x)}" svg:y="{_mm(top)}" '
            f'svg:width="{_mm(item.width)}" svg:height="{_mm(height)}"><draw:text-box>'
            f'<text:p text:style-name="{look}">{lines}</text:p></draw:text-box></draw:frame>'
        )


def _path(run: Polyline, left: float, top: float) -> str:
    points = [f"{_unit(x - left)} {_unit(y - top)}" for x, y in run.points]
    return f"M {' L '.join(points)}" + " Z" * run.closed


def _mm(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".") + "mm"


def _unit(length: float) -> str:
    """Return a length in the hundredths of mm of a view box."""
    return str(round(length * 100))
