"""Elements of OpenDocument as texts: lengths, characters, spans, paragraphs, the styles that only one text has; what styles are of, and what names them."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.tree import escaped, ordinals

VERSION: Final = 'office:version="1.3"'
ODF_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
XLINK: Final = "http://www.w3.org/1999/xlink"
# what the names of elements and of attributes begin with in a tree
TEXT_NS, STYLE_NS, OFFICE_NS, DRAW_NS, FO_NS, SVG_NS = (
    f"{{{ODF_NAMESPACES[name]}}}" for name in ("text", "style", "office", "draw", "fo", "svg")
)
TABLE_NS, META_NS = (f"{{{OASIS}:{name}:1.0}}" for name in ("table", "meta"))
XLINK_HREF: Final = f"{{{XLINK}}}href"
ODT_NAMESPACES: Final = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in (ODF_NAMESPACES | {"table": f"{OASIS}:table:1.0", "xlink": XLINK}).items()
)
RAISED: Final = "Exposant"  # a style of characters
TAB: Final = "<text:tab/>"
# what the format does not take as it is: breaks, and a space after another, after a break, or where a paragraph begins
_WITHIN: Final = re.compile(r"(\n|\t|(?<=[ \n\t]) +)")
_FROM_START: Final = re.compile(r"(\n|\t|^ +|(?<=[ \n\t]) +)")
_STEP: Final = re.compile("[^A-Za-z0-9]")


def points(length: float) -> str:
    """Write a length."""
    return f"{length:.2f}".rstrip("0").rstrip(".") + "pt"


def style_id(name: str) -> str:
    """Return the id of a style that a person sees under a name: other characters by their codes, as LibreOffice writes them."""
    return _STEP.sub(lambda match: f"_{ord(match[0]):x}_", name)


def characters(text: str, *, begins: bool = True) -> str:
    """Write characters: breaks, and spaces that would not be kept, are elements.

    Args:
        text: the characters.
        begins: whether they begin a paragraph, or follow a space.
    """
    pieces = (_FROM_START if begins else _WITHIN).split(text.replace("\r", " "))
    # what is between two breaks is at an even rank
    return "".join(_break(piece) if rank % 2 else _raised(piece) for rank, piece in enumerate(pieces))


def _raised(text: str) -> str:
    """Write characters, the end of an ordinal above the line."""
    return "".join(
        odt_span(RAISED if rank % 2 else "", escaped(ordinal)) for rank, ordinal in enumerate(ordinals(text)) if ordinal
    )


def _break(text: str) -> str:
    if text == "\n":
        return "<text:line-break/>"
    return TAB if text == "\t" else f'<text:s text:c="{len(text)}"/>'


def odt_span(style: str, inner: str) -> str:
    """Write a span of a named style of characters; none is needed without one."""
    return f'<text:span text:style-name="{style}">{inner}</text:span>' if style else inner


def odt_paragraph(style: str, inner: str, level: int = 0) -> str:
    """Write a paragraph, a heading when it has a level in the outline."""
    if level:
        return f'<text:h text:style-name="{style}" text:outline-level="{level}">{inner}</text:h>'
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


class Automatic:
    """The styles that are no named ones: what one paragraph, one table, one column has beside its style."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], str] = {}  # family, parent, properties → name
        self._counts: dict[str, int] = {}
        self.written: list[str] = []

    def named(self, family: str, properties: str, parent: str = "", attributes: str = "") -> str:
        """Return the name of the style of a family that says this.

        Args:
            family: `paragraph`, `table`, `table-column`…
            properties: its elements.
            parent: the named style that it adds to.
            attributes: those of its own element.
        """
        key = (family, f"{parent} {attributes}", properties)
        if key not in self._found:
            self._counts[family] = self._counts.get(family, 0) + 1
            name = f"{family}-{self._counts[family]}"
            above = f' style:parent-style-name="{parent}"' if parent else ""
            self._found[key] = name
            self.written.append(
                f'<style:style style:name="{name}" style:family="{family}"{above}{attributes}>{properties}</style:style>'
            )
        return self._found[key]


def styles_by_key(root: Element, part: str) -> dict[tuple[str, str], Element]:
    """Return the styles of a part of a file: what each is of, and its name → the style."""
    node = root.find(f"{OFFICE_NS}{part}")
    return {
        (style.get(f"{STYLE_NS}family", ""), style.get(f"{STYLE_NS}name", "")): style
        for style in (node.iterfind(f"{STYLE_NS}style") if node is not None else ())
    }
