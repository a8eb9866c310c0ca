"""The lines of the table of contents of a .docx, held to the headings that a person edited."""

import re
from collections.abc import Container, MutableMapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.docx.sections import blocks_say, section_blocks, section_sums
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
