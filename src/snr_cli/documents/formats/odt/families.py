"""What the styles of OpenDocument are of, which attributes name them, and the name that a person sees."""

from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.odt.elements import DRAW_NS, OASIS, OFFICE_NS, STYLE_NS, TABLE_NS, TEXT_NS

_DATA: Final = f"{{{OASIS}:datastyle:1.0}}"
STYLE_NAME: Final = f"{STYLE_NS}name"
STYLE_SHOWN: Final = f"{STYLE_NS}display-name"
# element → the family of the style that its `text:style-name` names; characters for the others
_TEXTS: Final = {
    **dict.fromkeys((f"{TEXT_NS}p", f"{TEXT_NS}h"), "paragraph"),
    **dict.fromkeys((f"{TEXT_NS}list", f"{TEXT_NS}numbered-paragraph"), "list"),
    **dict.fromkeys(
        (
            f"{TEXT_NS}section",
            *(f"{TEXT_NS}{name}" for name in ("table-of-content", "bibliography")),
            *(f"{TEXT_NS}{name}-index" for name in ("alphabetical", "illustration", "table", "user", "object")),
        ),
        "section",
    ),
    **dict.fromkeys(
        (
            f"{TEXT_NS}index-title-template",
            *(
                f"{TEXT_NS}{name}-entry-template"
                for name in (
                    *("table-of-content", "alphabetical-index", "illustration-index"),
                    *("table-index", "user-index", "object-index", "bibliography"),
                )
            ),
        ),
        "paragraph",
    ),
    f"{TEXT_NS}ruby": "ruby",
}
# attribute → the family of the style that it names, whatever the element
_NAMED: Final = {
    f"{TEXT_NS}visited-style-name": "text",
    f"{TEXT_NS}cond-style-name": "paragraph",
    f"{TEXT_NS}style-override": "list",
    f"{TABLE_NS}default-cell-style-name": "table-cell",
    f"{DRAW_NS}style-name": "graphic",
    f"{DRAW_NS}text-style-name": "paragraph",
    f"{STYLE_NS}data-style-name": "data",
    f"{STYLE_NS}next-style-name": "paragraph",
    f"{STYLE_NS}list-style-name": "list",
    f"{STYLE_NS}register-truth-ref-style-name": "paragraph",
    f"{STYLE_NS}style-name": "text",
    f"{STYLE_NS}leader-text-style": "text",
    f"{STYLE_NS}master-page-name": "master",
    f"{STYLE_NS}page-layout-name": "layout",
    **{f"{STYLE_NS}font-name{each}": "font" for each in ("", "-asian", "-complex")},
    **{f"{DRAW_NS}fill-{each}-name": each for each in ("hatch", "gradient")},
    f"{DRAW_NS}fill-image-name": "fill-image",
    f"{DRAW_NS}opacity-name": "opacity",
    f"{DRAW_NS}stroke-dash": "stroke-dash",
    f"{DRAW_NS}marker-start": "marker",
    f"{DRAW_NS}marker-end": "marker",
}
_DRAWN: Final = ("hatch", "gradient", "fill-image", "opacity", "stroke-dash", "marker")
StyleKey = tuple[str, str]  # the family of a style, its name in the file


def style_family(style: Element) -> str:
    """Return what a style is of; empty for what is no style."""
    if style.tag == f"{STYLE_NS}style":
        return style.get(f"{STYLE_NS}family", "")
    if style.tag == f"{TEXT_NS}list-style":
        return "list"
    if style.tag.startswith(_DATA):
        return "data"
    local = style.tag.removeprefix(DRAW_NS)
    return local if local in _DRAWN else ""


def family_named(element: Element, attribute: str) -> str:
    """Return the family of the style that an attribute names; empty when it names none."""
    if attribute == f"{TEXT_NS}style-name":
        return _TEXTS.get(element.tag, "text")
    if attribute == f"{TABLE_NS}style-name":
        return element.tag.removeprefix(TABLE_NS).removeprefix("covered-")
    if attribute == f"{STYLE_NS}parent-style-name":
        return style_family(element)
    return _NAMED.get(attribute, "")


def styles_by_key(root: Element, part: str) -> dict[StyleKey, Element]:
    """Return the styles of a part of a file."""
    found = root.find(f"{OFFICE_NS}{part}")
    return {
        (family, each.get(name_attribute(each), "")): each
        for each in (found if found is not None else ())
        if (family := style_family(each))
    }


def shown_name(style: Element) -> str:
    """Return the name that a person sees."""
    if style.tag.startswith(DRAW_NS):
        return style.get(f"{DRAW_NS}display-name", style.get(f"{DRAW_NS}name", ""))
    return style.get(STYLE_SHOWN, style.get(STYLE_NAME, ""))


def name_attribute(style: Element) -> str:
    """Return the attribute that bears the name of a style."""
    return f"{DRAW_NS}name" if style.tag.startswith(DRAW_NS) else STYLE_NAME
