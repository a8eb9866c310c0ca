"""On which page each heading falls: an estimate, for programs that show what a file says until they are asked to count.

Every piece is given a height: the lines that its text takes in the width that it has, by the letters of `widths`, times the
height of a line, and its spaces. Pieces are laid one under the other; what stays with the next one goes to the next page with
it. A program counts again with its own fonts: it may differ by a page in a long document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from snr_cli.documents.formats.layout import Box, Layout, said
from snr_cli.documents.formats.look import COVER_TOP, HEIGHT
from snr_cli.documents.formats.pieces import Card, DocumentFlow, FlowPiece

_BEGINNING: Final = 30.0  # points of a text that is cut: what it has on the page that it begins on, at least


def estimated_pages(flow: DocumentFlow, layout: Layout) -> tuple[dict[str, int], int]:
    """Return the page of each anchor, and how many pages there are."""
    found: dict[str, int] = {}
    page, taken, high = 1, 0.0, HEIGHT
    for group in _groups(_document(flow, layout)):
        if group[0].high != high:
            page, taken, high = page + (taken > 0), 0.0, group[0].high
        whole = sum(each.height for each in group)
        last = group[-1]
        asked = whole - last.height + min(last.height, _BEGINNING) if last.cut else whole
        if group[0].breaks or (taken and taken + asked > high >= whole):
            page, taken = page + (taken > 0), 0.0
        for box in group:
            height = box.height if taken else box.height - box.before
            if taken and taken + height > high and not box.cut:
                page, taken = page + 1, 0.0
            if box.anchor:
                found[box.anchor] = page
            taken += height
            while taken > high + 1 and box.cut:
                page, taken = page + 1, taken - high
    return found, page


def _groups(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    """Yield the boxes that stay together; one that begins a page leaves what comes before it."""
    group: list[Box] = []
    for box in boxes:
        if box.breaks and group:
            yield group
            group = []
        group.append(box)
        if not box.keep_next:
            yield group
            group = []
    if group:
        yield group


def _document(flow: DocumentFlow, layout: Layout) -> Iterator[Box]:
    """Yield the boxes of a document, in order."""
    if flow.covered:
        yield Box(height=COVER_TOP)
    for piece in flow.cover:
        yield from layout.boxes(piece)
    for figure in flow.key_figures:
        yield layout.text_box(f"{figure.value} {figure.spread}\n{said(figure.label)}", "figure")
    if flow.contents:
        yield layout.text_box("Sommaire", "contents", breaks=flow.covered)
        for line in flow.contents:
            yield layout.text_box(said(line.runs), f"contents{line.level}")
    for rank, section in enumerate(flow.sections):
        breaks = section.breaks or (flow.covered and rank == 0)
        for each in section.pieces:
            for box in _section_boxes(each, layout):
                yield replace(box, breaks=True) if breaks else box
                breaks = False


def _section_boxes(piece: FlowPiece | Card, layout: Layout) -> Iterator[Box]:
    """Yield the boxes of a piece of a section; those of a short sheet stay together."""
    if not isinstance(piece, Card):
        yield from layout.boxes(piece)
        return
    made = [box for each in piece.pieces for box in layout.boxes(each)]
    if layout.whole_card(piece):
        made = [replace(box, cut=False, keep_next=rank < len(made)) for rank, box in enumerate(made, 1)]
    yield from made
