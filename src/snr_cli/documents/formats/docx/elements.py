"""Elements of WordprocessingML as texts: lengths, paragraphs, runs, fields."""

from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.tree import escaped, ordinals

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD: Final = WORD_NAMESPACES["w"]
W_NS: Final = f"{{{WORD}}}"  # what the names of elements and of attributes begin with in a tree
W_VALUE: Final = f"{W_NS}val"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NAMESPACES: Final = " ".join(
    f'xmlns:{name}="{address}"' for name, address in (WORD_NAMESPACES | {"r": RELATIONS, "pic": _PICTURE}).items()
)
_RAISED: Final = '<w:vertAlign w:val="superscript"/>'


def twips(points: float) -> int:
    """Return a length in twentieths of a point, which the format counts in."""
    return round(points * 20)


def on(name: str, wanted: bool) -> str:
    """Write a property that is there or not."""
    return f"<w:{name}/>" if wanted else ""


def w_paragraph(style: str, inner: str, properties: str = "") -> str:
    """Write a paragraph: its style, what it has beside it, in the order of the schema, and its runs."""
    named = "" if style == "Normal" else f'<w:pStyle w:val="{style}"/>'
    own = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{own}{inner}</w:p>"


def w_run(text: str, look: str = "") -> str:
    """Write a run: its lines, in its look; the end of « 1er » and of « 1re » in a run of its own, which is raised."""
    parts = ordinals(text)
    return "".join(
        _run(part, f"{look}{_RAISED}" if rank % 2 else look)
        for rank, part in enumerate(parts)
        if part or len(parts) == 1
    )


def _run(text: str, look: str) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escaped(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def field(code: str, shown: str) -> str:
    """Write a field, and what it shows until a program counts again."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{w_run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def w_value(element: Element | None, path: str) -> str:
    """Return the value of what stands in an element of a tree, empty where there is none; `path`: names without prefix."""
    node = element.find("/".join(f"{W_NS}{name}" for name in path.split("/"))) if element is not None else None
    return node.get(W_VALUE, "") if node is not None else ""
