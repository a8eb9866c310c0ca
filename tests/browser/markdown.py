"""What a Markdown document must hold, read by a CommonMark parser with the tables of GitHub."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

# the only HTML allowed: the comment that names the document, and those around a section, by which `--keep-edits` finds it again
MARK = re.compile(r"<!-- snr:(?:section|fin|document) [a-z-]+(?: (?:[0-9a-f]{12}|[a-z]+))? -->")


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a source, those within a line too."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        yield token
        yield from token.children or ()


def raw_html(source: str) -> list[str]:
    """Return the HTML of a source that is not a mark of section."""
    kinds = ("html_block", "html_inline")
    return [
        token.content
        for token in tokens(source)
        if token.type in kinds and not re.fullmatch(rf"(?:{MARK.pattern}\s*)+", token.content)
    ]


def headings(source: str) -> list[str]:
    """Return what is wrong with the levels of the headings: one first, none skipped."""
    levels = [int(token.tag[1]) for token in tokens(source) if token.type == "heading_open"]
    faults = [] if levels[:1] == [1] and levels.count(1) == 1 else [f"levels: {levels}"]
    return faults + [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]


def tables(source: str) -> list[str]:
    """Return the rows of a table that hold more cells than its header: a bar that was not escaped.

    The parser drops the cells over, so that they are counted in the source; what looks like a table and is not, too.
    """
    faults, lines = [], source.split("\n")
    known = set()
    for token in tokens(source):
        if token.type == "table_open" and token.map:
            start, end = token.map
            known |= set(range(start, end))
            wide = [len(re.findall(r"(?<!\\)\|", line.strip().strip("|"))) for line in lines[start:end] if line.strip()]
            faults += [
                f"line {start + i + 1}: {count + 1} cells, not {wide[0] + 1}"
                for i, count in enumerate(wide)
                if count != wide[0]
            ]
        if token.type in ("fence", "code_block") and token.map:
            known |= set(range(*token.map))
    return faults + [
        f"line {i + 1} is in no table" for i, line in enumerate(lines) if i not in known and line.startswith("|")
    ]


CHECKS = {check.__name__: check for check in (raw_html, headings, tables)}
