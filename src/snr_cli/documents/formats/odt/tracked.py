"""Words of a paragraph of an .odt changed where they stand, as if typed, or as tracked changes that a person accepts or rejects."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from snr_cli.documents.formats.odt.elements import OFFICE_NS, TEXT_NS

AUTHOR: Final = "snr"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_SIGNS: Final = {f"{TEXT_NS}tab": "\t", f"{TEXT_NS}line-break": "\n"}
_SPACES: Final = f"{TEXT_NS}s"
_NOT_TEXT: Final = frozenset(
    (f"{OFFICE_NS}annotation", f"{TEXT_NS}note", f"{TEXT_NS}page-number", f"{TEXT_NS}page-count")
)
# what makes a paragraph another person’s business: it is left as it is, and listed
MARKS: Final = frozenset(
    (
        *(f"{TEXT_NS}{name}" for name in ("change", "change-start", "change-end")),
        *(f"{OFFICE_NS}{name}" for name in ("annotation", "annotation-end")),
    )
)


class Tracking(NamedTuple):
    """The list of the tracked changes of the text, when (`2026-06-30T00:00:00`), and what gives each mark a number of its own."""

    regions: Element
    date: str
    number: Callable[[], int]

    def region(self, kind: str, text: str = "") -> dict[str, str]:
        """Add a change, `insertion` or `deletion`, and return what a mark says to name it; a deletion holds what it takes away."""
        name = f"snr{self.number()}"
        region = SubElement(self.regions, f"{TEXT_NS}changed-region", {_XML_ID: name, f"{TEXT_NS}id": name})
        change = SubElement(region, f"{TEXT_NS}{kind}")
        about = SubElement(change, f"{OFFICE_NS}change-info")
        SubElement(about, f"{_DC}creator").text = AUTHOR
        SubElement(about, f"{_DC}date").text = self.date
        if kind == "deletion":
            SubElement(change, f"{TEXT_NS}p").text = text
        return {f"{TEXT_NS}change-id": name}


class _Slot(NamedTuple):
    """Characters of a paragraph: the text of an element, or what follows it in its parent; or a sign."""

    text: str
    element: Element
    is_tail: bool
    parent: Element | None = None
    is_sign: bool = False

    def write(self, text: str) -> None:
        """Put another text in its place."""
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


def _slots(element: Element) -> Iterator[_Slot]:
    yield _Slot(element.text or "", element, False)
    for child in element:
        if child.tag in _SIGNS:
            yield _Slot(_SIGNS[child.tag], child, False, element, is_sign=True)
        elif child.tag == _SPACES:
            yield _Slot(" " * int(child.get(f"{TEXT_NS}c", "1")), child, False, element, is_sign=True)
        elif child.tag not in _NOT_TEXT:
            yield from _slots(child)
        yield _Slot(child.tail or "", child, True, element)


def text_of(paragraph: Element) -> str:
    """Return the characters of a paragraph, in whose places `change_words` counts."""
    return "".join(slot.text for slot in _slots(paragraph))


def change_words(paragraph: Element, start: int, end: int, text: str, tracking: Tracking | None = None) -> bool:
    """Put a text in the place of characters of a paragraph; false, and nothing is changed, when a tab or several blanks are among them.

    Args:
        paragraph: it is changed.
        start: the place of the first character.
        end: that after the last one; `start` to put in.
        text: what takes their place; empty to take away.
        tracking: as a tracked change; None as if typed.
    """
    gone = text_of(paragraph)[start:end]
    place = 0
    target: tuple[_Slot, int] | None = None
    for slot in [*_slots(paragraph)]:
        first, last = max(start - place, 0), min(end - place, len(slot.text))
        if slot.is_sign:
            if first < last:
                return False
        elif target is None and 0 <= start - place <= len(slot.text) and (slot.text or start == end):
            target = slot, start - place
        place += len(slot.text)
    if target is None:
        return False
    place = 0
    for slot in [*_slots(paragraph)]:
        first, last = max(start - place, 0), min(end - place, len(slot.text))
        if first < last:
            slot.write(slot.text[:first] + slot.text[last:])
        place += len(slot.text)
    slot, at = target
    now = (slot.element.tail if slot.is_tail else slot.element.text) or ""
    if tracking is None:
        slot.write(now[:at] + text + now[at:])
        return True
    marks: list[Element] = []
    if gone:
        marks.append(Element(f"{TEXT_NS}change", tracking.region("deletion", gone)))
    if text:
        about = tracking.region("insertion")
        opening = Element(f"{TEXT_NS}change-start", about)
        opening.tail = text
        marks += [opening, Element(f"{TEXT_NS}change-end", about)]
    marks[-1].tail = now[at:]
    slot.write(now[:at])
    parent = slot.parent if slot.is_tail and slot.parent is not None else slot.element
    rank = [*parent].index(slot.element) + 1 if slot.is_tail else 0
    for offset, mark in enumerate(marks):
        parent.insert(rank + offset, mark)
    return True
