"""Markdown of a document → one page of HTML: no script, no request, accessible, printable."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from snr_cli.documents.blocks import Block
from snr_cli.documents.templates import SHIPPED
from snr_cli.documents.view import View


def write_page(view: View, head: str, sections: Mapping[str, str], blocks: Sequence[Block], *, contents: bool) -> str:
    """Write the page.

    Args:
        view: what the document says, for the title of the page.
        head: the cover, in Markdown.
        sections: name → Markdown; a fence `~~~snr 3` stands for the block of that rank.
        blocks: tables, figures, places to fill.
        contents: whether the page bears a table of contents.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False})

    def fence(tokens: Any, index: int, options: Any, env: Any) -> str:
        kind, _, rank = tokens[index].info.partition(" ")
        return blocks[int(rank)].html(int(rank)) if kind == "snr" and rank.isdigit() and int(rank) < len(blocks) else ""

    reader.add_render_rule("fence", lambda self, *args: fence(*args))
    body = "\n".join(f'<section id="{name}">\n{reader.render(text)}</section>' for name, text in sections.items())
    style = "".join((SHIPPED / name).read_text(encoding="utf-8") for name in ("figures.css",))
    return (
        f'<!doctype html>\n<html lang="fr">\n<head><meta charset="utf-8"><title>{escape(view.title)}</title>'
        f"<style>{style}</style></head>\n<body>\n<header>{reader.render(head)}</header>\n<main>{body}</main></body></html>\n"
    )
