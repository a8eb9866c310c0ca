"""A .docx written again: the sections that a person edited in the old one take the place of the new ones, and its table of contents follows."""

import re
from collections.abc import Container, Mapping, MutableMapping
from itertools import chain
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.formats.docx.edited import blocks_say, section_blocks, section_sums
from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.docx.graft import Graft
from snr_cli.documents.formats.docx.returned import returned_docx
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.returned import ReturnedFile, merged_file, parts_of
from snr_cli.documents.formats.sections import CONTENTS, section_mark

_CUSTOM: Final = "docProps/custom.xml"
_MARK: Final = section_mark(CONTENTS)


def follow_headings(
    document: Element, styles: Element, edited: Container[str], parts: MutableMapping[str, str | bytes]
) -> None:
    """Say in the table of contents what headings say now; one that is gone has no line any more.

    Args:
        document: word/document.xml.
        styles: word/styles.xml.
        edited: the bookmarks of the headings that a person may have edited.
        parts: the file; the sum of the table of contents is written there again.
    """
    body = document[0]
    headings = {
        each.get(f"{W_NS}name", ""): block
        for block in body.iter(f"{W_NS}p")
        for each in block.iter(f"{W_NS}bookmarkStart")
    }
    _, sections = section_blocks(document, headings)
    for line in sections.get(_MARK, []):
        link = line.find(f"{W_NS}hyperlink")
        anchor = link.get(f"{W_NS}anchor", "") if link is not None else ""
        if link is None or not anchor:
            continue
        if anchor not in headings:
            body.remove(line)
        elif anchor in edited:
            _say(link, " ".join(text for _, text in blocks_say([headings[anchor]], {})))
    text, sums = parts[_CUSTOM], section_sums(document, styles, headings, {})
    if isinstance(text, str) and _MARK in sums:
        parts[_CUSTOM] = re.sub(rf'(name="{_MARK}"><vt:lpwstr>)[0-9a-f]*', rf"\g<1>{sums[_MARK]}", text)


def _say(link: Element, text: str) -> None:
    """Put a text before the page number of a line."""
    runs: list[Element] = []
    for run in link:
        if run.find(f"{W_NS}tab") is not None:
            break
        runs.append(run)
    if not runs or not text or "".join(each.text or "" for run in runs for each in run.iter(f"{W_NS}t")) == text:
        return
    for run in runs[1:]:
        link.remove(run)
    first = runs[0].find(f"{W_NS}t")
    if first is not None:
        first.text = text


_PAGE: Final = f"{W_NS}sectPr"
_TITLE: Final = f"{W_NS}titlePg"
_AFTER_TITLE: Final = tuple(f"{W_NS}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid"))


def merge_docx(old: bytes, new: bytes) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        old: the file that came back.
        new: what snr writes today.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    came, fresh = returned_docx(old), returned_docx(new)
    before = came.outside[""]
    before = before if blocks_say(before, {}) or any(True for _ in _objects(before)) else []
    return merged_file(
        came,
        fresh,
        new,
        lambda kept: (why for name in kept for why in _turned(came, name)),
        lambda kept: _merged(came, fresh, kept, before, new),
        outside=bool(before),
    )


def _merged(
    came: ReturnedFile, fresh: ReturnedFile, kept: Mapping[str, str], before: list[Element], new: bytes
) -> bytes:
    parts = parts_of(new)
    graft = Graft(came, fresh.content, parts)
    body = fresh.content.root[0]
    end = body[-1]
    taken = {
        each.get(f"{W_NS}name", "")
        for name, blocks in fresh.sections.items()
        if name not in kept
        for block in blocks
        for each in block.iter(f"{W_NS}bookmarkStart")
    }
    reasons: list[str] = []
    made: dict[str, list[Element]] = {"": []}
    for name, blocks in {"": before, **{name: came.sections[name] for name in kept}}.items():
        place = f"section « {name} »" if name else "avant la première section"
        try:
            own = [each for each in blocks if each.tag != _PAGE]
            made[name] = graft.blocks(own, place, section_mark(name) if name else "", taken)
        except EditError as error:
            reasons += error.reasons
    if reasons:
        raise EditError(reasons)
    sections = {
        name: made.get(name, [each for each in blocks if each is not end]) for name, blocks in fresh.sections.items()
    }
    body[:] = [*made[""], *chain.from_iterable(sections.values())]
    if body[-1].tag == f"{W_NS}tbl":  # Word asks for a paragraph after the last table
        body.append(body.makeelement(f"{W_NS}p", {}))
    body.append(end)
    _first_page(fresh.content.root)
    if CONTENTS not in kept:
        edited = {
            each.get(f"{W_NS}name", "")
            for name in kept
            for block in sections[name]
            for each in block.iter(f"{W_NS}bookmarkStart")
        }
        follow_headings(fresh.content.root, fresh.styles.root, edited, parts)
    graft.finish()
    return archive(parts)


def _objects(blocks: list[Element]) -> chain[Element]:
    """Return what a block holds beside texts."""
    return chain.from_iterable(block.iter(f"{W_NS}{tag}") for block in blocks for tag in ("drawing", "pict", "object"))


def _turned(came: ReturnedFile, name: str) -> list[str]:
    """Say of a section that its pages lie on their side, and those around it with them."""
    own = [page for block in came.sections[name] for page in block.iter(_PAGE)]
    after = _after(came, name)
    if any(_lies(page) for page in (*own[:1], *after)):
        return [
            f"section « {name} » : ses pages en paysage débordent sur une autre section ; "
            "mettez un saut de page en portrait avant et après elles, dans la section"
        ]
    return []


def _after(came: ReturnedFile, name: str) -> list[Element]:
    """Return what the pages are that the end of a section stands on."""
    names = list(came.sections)
    blocks = chain.from_iterable(came.sections[each] for each in names[names.index(name) + 1 :])
    return [page for block in blocks for page in block.iter(_PAGE)][:1]


def _lies(page: Element) -> bool:
    size = page.find(f"{W_NS}pgSz")
    return size is not None and size.get(f"{W_NS}orient") == "landscape"


def _first_page(document: Element) -> None:
    """Let only the first pages have a first one without head."""
    for rank, page in enumerate(document.iter(_PAGE)):
        found = page.find(_TITLE)
        if rank and found is not None:
            page.remove(found)
        elif not rank and found is None:
            place = next((place for place, each in enumerate(page) if each.tag in _AFTER_TITLE), len(page))
            page.insert(place, page.makeelement(_TITLE, {}))
