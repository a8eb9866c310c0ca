"""What the styles of OpenDocument are of, which attributes name them, and the name that a person sees."""

from typing import TYPE_CHECKING, Final

from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.odt.elements import OASIS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEXT, _STYLE, _OFFICE, _DRAW = (f"{{{ODF_NAMESPACES[name]}}}" for name in ("text", "style", "office", "draw"))
_TABLE: Final = f"{{{OASIS}:table:1.0}}"
_DATA: Final = f"{{{OASIS}:datastyle:1.0}}"
STYLE_NAME: Final = f"{_STYLE}name"
STYLE_SHOWN: Final = f"{_STYLE}display-name"
# element → the family of the style that its `text:style-name` names; characters for the others
_TEXTS: Final = {
    **dict.fromkeys((f"{_TEXT}p", f"{_TEXT}h"), "paragraph"),
    **dict.fromkeys((f"{_TEXT}list", f"{_TEXT}numbered-paragraph"), "list"),
    **dict.fromkeys(
        (
            f"{_TEXT}section",
            *(f"{_TEXT}{name}" for name in ("table-of-content", "bibliography")),
            *(f"{_TEXT}{name}-index" for name in ("alphabetical", "illustration", "table", "user", "object")),
        ),
        "section",
    ),
    **dict.fromkeys(
        (
            f"{_TEXT}index-title-template",
            *(
                f"{_TEXT}{name}-entry-template"
                for name in (
                    *("table-of-content", "alphabetical-index", "illustration-index"),
                    *("table-index", "user-index", "object-index", "bibliography"),
                )
            ),
        ),
        "paragraph",
    ),
    f"{_TEXT}ruby": "ruby",
}
# attribute → the family of the style that it names, whatever the element
_NAMED: Final = {
    f"{_TEXT}visited-style-name": "text",
    f"{_TEXT}cond-style-name": "paragraph",
    f"{_TEXT}style-override": "list",
    f"{_TABLE}default-cell-style-name": "table-cell",
    f"{_DRAW}style-name": "graphic",
    f"{_DRAW}text-style-name": "paragraph",
    f"{_STYLE}data-style-name": "data",
    f"{_STYLE}next-style-name": "paragraph",
    f"{_STYLE}list-style-name": "list",
    f"{_STYLE}register-truth-ref-style-name": "paragraph",
    f"{_STYLE}style-name": "text",
    f"{_STYLE}leader-text-style": "text",
    f"{_STYLE}master-page-name": "master",
    f"{_STYLE}page-layout-name": "layout",
    **{f"{_STYLE}font-name{each}": "font" for each in ("", "-asian", "-complex")},
    **{f"{_DRAW}fill-{each}-name": each for each in ("hatch", "gradient")},
    f"{_DRAW}fill-image-name": "fill-image",
    f"{_DRAW}opacity-name": "opacity",
    f"{_DRAW}stroke-dash": "stroke-dash",
    f"{_DRAW}marker-start": "marker",
    f"{_DRAW}marker-end": "marker",
}
_DRAWN: Final = ("hatch", "gradient", "fill-image", "opacity", "stroke-dash", "marker")
StyleKey = tuple[str, str]  # the family of a style, its name in the file


def style_family(style: "Element") -> str:
    """Return what a style is of; empty for what is no style."""
    if style.tag == f"{_STYLE}style":
        return style.get(f"{_STYLE}family", "")
    if style.tag == f"{_TEXT}list-style":
        return "list"
    if style.tag.startswith(_DATA):
        return "data"
    local = style.tag.removeprefix(_DRAW)
    return local if local in _DRAWN else ""


def family_named(element: "Element", attribute: str) -> str:
    """Return the family of the style that an attribute names; empty when it names none."""
    if attribute == f"{_TEXT}style-name":
        return _TEXTS.get(element.tag, "text")
    if attribute == f"{_TABLE}style-name":
        return element.tag.removeprefix(_TABLE).removeprefix("covered-")
    if attribute == f"{_STYLE}parent-style-name":
        return style_family(element)
    return _NAMED.get(attribute, "")


def styles_by_key(root: "Element", part: str) -> "dict[StyleKey, Element]":
    """Return the styles of a part of a file."""
    found = root.find(f"{_OFFICE}{part}")
    return {
        (family, each.get(name_attribute(each), "")): each
        for each in (found if found is not None else ())
        if (family := style_family(each))
    }


def shown_name(style: "Element") -> str:
    """Return the name that a person sees."""
    if style.tag.startswith(_DRAW):
        return style.get(f"{_DRAW}display-name", style.get(f"{_DRAW}name", ""))
    return style.get(STYLE_SHOWN, style.get(STYLE_NAME, ""))


def name_attribute(style: "Element") -> str:
    """Return the attribute that bears the name of a style."""
    return f"{_DRAW}name" if style.tag.startswith(_DRAW) else STYLE_NAME
