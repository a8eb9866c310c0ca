"""Words of a paragraph of an .odt changed where they stand, as if typed, or as tracked changes that a person accepts or rejects."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from snr_cli.documents.formats.odt.elements import DRAW_NS, OFFICE_NS, TEXT_NS
from snr_cli.documents.formats.returned import AUTHOR

DC_NS: Final = "{http://purl.org/dc/elements/1.1/}"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_SIGNS: Final = {f"{TEXT_NS}tab": "\t", f"{TEXT_NS}line-break": "\n"}
_SPACES: Final = f"{TEXT_NS}s"
_MOST_SPACES: Final = 1000  # that one element says
_NOT_TEXT: Final = frozenset(
    (f"{OFFICE_NS}annotation", *(f"{TEXT_NS}{name}" for name in ("note", "page-number", "page-count", "bookmark-ref")))
)
_POINT, _START, _END = (f"{TEXT_NS}{name}" for name in ("change", "change-start", "change-end"))
_MARKS: Final = frozenset((_POINT, _START, _END))
_REGIONS: Final = f"{TEXT_NS}tracked-changes"
_CHANGE_ID: Final = f"{TEXT_NS}change-id"


def region_id(region: Element) -> str:
    """Return what marks name a change by: programs write one of two attributes."""
    return region.get(f"{TEXT_NS}id", region.get(_XML_ID, ""))


class OdtTracking(NamedTuple):
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
        SubElement(about, f"{DC_NS}creator").text = AUTHOR
        SubElement(about, f"{DC_NS}date").text = self.date
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

    def take_away(self) -> None:
        """Take a sign away, and leave what follows it."""
        assert self.parent is not None  # a sign is in a paragraph
        place = [*self.parent].index(self.element)
        if place:
            self.parent[place - 1].tail = (self.parent[place - 1].tail or "") + (self.element.tail or "")
        else:
            self.parent.text = (self.parent.text or "") + (self.element.tail or "")
        self.parent.remove(self.element)


def _slots(element: Element) -> Iterator[_Slot]:
    yield _Slot(element.text or "", element, False)
    for child in element:
        if child.tag in _SIGNS:
            yield _Slot(_SIGNS[child.tag], child, False, element, is_sign=True)
        elif child.tag == _SPACES:
            count = child.get(f"{TEXT_NS}c", "1")
            spaces = min(int(count) if count.isascii() and count.isdigit() else 1, _MOST_SPACES)
            yield _Slot(" " * spaces, child, False, element, is_sign=True)
        elif child.tag not in _NOT_TEXT and not child.tag.startswith(DRAW_NS):
            yield from _slots(child)
        yield _Slot(child.tail or "", child, True, element)


def odt_text(paragraph: Element) -> str:
    """Return the characters of a paragraph, in whose places `change_odt_words` counts."""
    return "".join(slot.text for slot in _slots(paragraph))


def tracked_changes(content: Element) -> Element:
    """Return the list of the tracked changes of a text, which it begins with; a new one, that is in no text, without any."""
    found = content.find(f"{OFFICE_NS}body/{OFFICE_NS}text/{_REGIONS}")
    return found if found is not None else Element(_REGIONS)


class OwnChanges:
    """The changes that snr tracked in a file, and that wait for an answer."""

    def __init__(self, regions: Element) -> None:
        """Take the list of the tracked changes of the text."""
        self._regions = regions
        self._own = {
            region_id(region): region
            for region in regions
            if any(node.text == AUTHOR for node in region.iter(f"{DC_NS}creator"))
        }

    def standing(self, paragraph: Element) -> str:
        """Return the characters that a paragraph has once what snr tracked in it is rejected."""
        return odt_text(self.rejected(deepcopy(paragraph)) if self.own_marks(paragraph) else paragraph)

    def others_marks(self, paragraph: Element) -> bool:
        """Say whether a person follows changes in a paragraph: it is then theirs to answer."""
        return any(node.tag in _MARKS and node.get(_CHANGE_ID, "") not in self._own for node in paragraph.iter())

    def own_marks(self, paragraph: Element) -> bool:
        """Say whether changes that snr tracked wait for an answer in a paragraph."""
        return any(node.tag in _MARKS and node.get(_CHANGE_ID, "") in self._own for node in paragraph.iter())

    def rejected(self, paragraph: Element) -> Element:
        """Reject what snr tracked in a paragraph, and return it."""
        for holder in list(paragraph.iter()):
            within = ""  # the insertion that is open
            before: Element | None = None
            for node in list(holder):
                name = node.get(_CHANGE_ID, "") if node.tag in _MARKS else ""
                own = name in self._own
                said = "" if within and node.tag != _END else node.tail or ""
                if own:
                    said = self._gone(name) + said if node.tag == _POINT else "" if node.tag == _START else said
                    within = name if node.tag == _START else ""
                if own or within:
                    holder.remove(node)
                    if before is not None:
                        before.tail = (before.tail or "") + said
                    else:
                        holder.text = (holder.text or "") + said
                else:
                    before = node
        return paragraph

    def reject(self, paragraph: Element) -> None:
        """Reject what snr tracked in a paragraph, and take it out of the list."""
        names = {node.get(_CHANGE_ID, "") for node in paragraph.iter() if node.tag in _MARKS}
        self.rejected(paragraph)
        for name in names & {*self._own}:
            self._regions.remove(self._own.pop(name))

    def _gone(self, name: str) -> str:
        """Return the text that a deletion took away."""
        return "".join("".join(part.itertext()) for part in self._own[name].iter(f"{TEXT_NS}p"))


def change_odt_words(paragraph: Element, start: int, end: int, text: str, tracking: OdtTracking | None = None) -> bool:
    """Put a text in the place of characters of a paragraph; false, and nothing is changed, when a tab or several blanks are among them, and it is tracked.

    Args:
        paragraph: it is changed.
        start: the place of the first character.
        end: that after the last one; `start` to put in.
        text: what takes their place; empty to take away.
        tracking: as a tracked change; None as if typed.
    """
    gone = odt_text(paragraph)[start:end]
    place = 0
    target: tuple[_Slot, int] | None = None
    for slot in [*_slots(paragraph)]:
        first, last = max(start - place, 0), min(end - place, len(slot.text))
        if slot.is_sign:
            if first < last and (tracking is not None or last < len(slot.text)):
                return False
        elif target is None and 0 <= start - place <= len(slot.text) and (slot.text or start == end):
            target = slot, start - place
        place += len(slot.text)
    if target is None:
        return False
    place = 0
    for slot in [*_slots(paragraph)]:
        first, last = max(start - place, 0), min(end - place, len(slot.text))
        if first < last and slot.is_sign:
            slot.take_away()
        elif first < last:
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
