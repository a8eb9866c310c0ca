"""Words of a paragraph of a .docx changed where they stand, as if typed, or as tracked changes that a person accepts or rejects."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import groupby
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.returned import AUTHOR

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _TEXT, _DELETED = f"{W_NS}r", f"{W_NS}t", f"{W_NS}delText"
# what stands in a run for characters, one by one
_SIGNS: Final = {f"{W_NS}tab": "\t", f"{W_NS}br": "\n", f"{W_NS}cr": "\n"}
_INSERTED, _GONE, _AUTHOR = f"{W_NS}ins", f"{W_NS}del", f"{W_NS}author"
_MARKS: Final = frozenset((_INSERTED, _GONE, f"{W_NS}moveFrom", f"{W_NS}moveTo"))
_NOT_TEXT: Final = frozenset((_GONE, f"{W_NS}moveFrom", f"{W_NS}pPr"))
_CODE: Final = f"{W_NS}instrText"


class Tracking(NamedTuple):
    """Who changes, when (`2026-06-30T00:00:00Z`), and what gives each mark a number of its own."""

    date: str
    number: Callable[[], int]

    def mark(self, name: str) -> Element:
        """Return the element of a tracked change: `ins` or `del`."""
        about = {f"{W_NS}id": str(self.number()), f"{W_NS}author": AUTHOR, f"{W_NS}date": self.date}
        return Element(f"{W_NS}{name}", about)


class _Piece(NamedTuple):
    """Characters of a paragraph: the element that says them, its run, and what holds the run."""

    text: str
    node: Element
    run: Element
    holder: Element


def _pieces(holder: Element, fields: list[str]) -> Iterator[_Piece]:
    """Yield the characters of a paragraph; what a field of a page number shows, which programs count again, is none of them.

    Args:
        holder: an element of it.
        fields: the codes of the fields that are open.
    """
    for child in holder:
        if child.tag == _RUN:
            for node in child:
                kind = node.get(f"{W_NS}fldCharType")
                if kind == "begin":
                    fields.append("")
                elif kind == "end" and fields:
                    fields.pop()
                elif node.tag == _CODE and fields:
                    fields[-1] += node.text or ""
                text = node.text or "" if node.tag == _TEXT else _SIGNS.get(node.tag, "")
                if text and not any("PAGE" in code for code in fields):
                    yield _Piece(text, node, child, holder)
        elif child.tag not in _NOT_TEXT and "PAGE" not in child.get(f"{W_NS}instr", ""):
            yield from _pieces(child, fields)


def text_of(paragraph: Element) -> str:
    """Return the characters of a paragraph, in whose places `change_words` counts."""
    return "".join(piece.text for piece in _pieces(paragraph, []))


def others_marks(paragraph: Element) -> bool:
    """Say whether a person follows changes in a paragraph: it is then theirs to answer."""
    return any(node.tag in _MARKS and node.get(_AUTHOR) != AUTHOR for node in paragraph.iter())


def own_marks(paragraph: Element) -> bool:
    """Say whether changes that snr tracked wait for an answer."""
    return any(node.tag in _MARKS and node.get(_AUTHOR) == AUTHOR for node in paragraph.iter())


def rejected(paragraph: Element) -> Element:
    """Reject what snr tracked in a paragraph, and return it."""
    for holder in list(paragraph.iter()):
        for mark in [node for node in holder if node.tag in _MARKS and node.get(_AUTHOR) == AUTHOR]:
            place = [*holder].index(mark)
            holder[place : place + 1] = [*mark] if mark.tag == _GONE else []
            for node in mark.iter(_DELETED):
                node.tag = _TEXT
    return paragraph


def change_words(paragraph: Element, start: int, end: int, text: str, tracking: Tracking | None = None) -> None:
    """Put a text in the place of characters of a paragraph; with the look of those, or of what is before.

    Args:
        paragraph: it is changed.
        start: the place of the first character.
        end: that after the last one; `start` to put in.
        text: what takes their place; empty to take away.
        tracking: as a tracked change; None as if typed.
    """
    _split(paragraph, start)
    _split(paragraph, end)
    place, inside, before, after = 0, list[_Piece](), None, None
    for piece in _pieces(paragraph, []):
        if place >= end:
            after = piece
            break
        if place >= start:
            inside.append(piece)
        else:
            before = piece
        place += len(piece.text)
    like = inside[0] if inside else before or after
    new = _run(text, like) if text else None
    holder = like.holder if like is not None else paragraph
    rank = [*holder].index(like.run) + (not inside and before is not None) if like is not None else len(holder)
    runs = [*{id(piece.run): (piece.run, piece.holder) for piece in inside}.values()]
    if tracking is None:
        for run, parent in runs:
            parent.remove(run)
        if new is not None:
            holder.insert(rank, new)
        return
    for _, group in groupby(runs, key=lambda pair: id(pair[1])):
        own = [*group]
        parent = own[0][1]
        mark = tracking.mark("del")
        parent.insert([*parent].index(own[0][0]), mark)
        for run, _ in own:
            parent.remove(run)
            mark.append(run)
            for node in run:
                node.tag = _DELETED if node.tag == _TEXT else node.tag
    if new is not None:
        mark = tracking.mark("ins")
        mark.append(new)
        holder.insert(rank + bool(runs), mark)


def _run(text: str, like: _Piece | None) -> Element:
    """Return a run of a text, with the look of another."""
    run = Element(_RUN)
    look = like.run.find(f"{W_NS}rPr") if like is not None else None
    if look is not None:
        run.append(deepcopy(look))
    for part in re.split("([\\t\\n])", text):
        if part in ("\t", "\n"):
            SubElement(run, f"{W_NS}tab" if part == "\t" else f"{W_NS}br")
        elif part:
            SubElement(run, _TEXT, {_SPACE: "preserve"}).text = part
    return run


def _split(paragraph: Element, at: int) -> None:
    """Make a run end at a place."""
    place = 0
    for piece in _pieces(paragraph, []):
        if place >= at:
            first = next(node for node in piece.run if node.tag == _TEXT or node.tag in _SIGNS)
            if place == at and piece.node is not first:
                _cut(piece, piece.node)
            return
        if at < place + len(piece.text):  # in a text: signs are one character
            rest = Element(_TEXT, {_SPACE: "preserve"})
            piece.node.text, rest.text = piece.text[: at - place], piece.text[at - place :]
            piece.node.set(_SPACE, "preserve")
            piece.run.insert([*piece.run].index(piece.node) + 1, rest)
            _cut(piece, rest)
            return
        place += len(piece.text)


def _cut(piece: _Piece, node: Element) -> None:
    """Put a part of a run, from a node on, in a run of its own after it."""
    nodes = [*piece.run]
    run = Element(_RUN, piece.run.attrib)
    look = piece.run.find(f"{W_NS}rPr")
    if look is not None:
        run.append(deepcopy(look))
    for moved in nodes[nodes.index(node) :]:
        piece.run.remove(moved)
        run.append(moved)
    piece.holder.insert([*piece.holder].index(piece.run) + 1, run)
