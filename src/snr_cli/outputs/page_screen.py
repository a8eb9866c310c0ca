"""A page of `docs/codes` for a terminal: its Markdown without the marks, wrapped; piped, the page stays as it is."""

import re
import textwrap
from typing import Final

_BOLD, _CODE, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"
_FENCE: Final = re.compile(r"^```.*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK: Final = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`")


def page_screen(page: str, width: int, *, color: bool) -> str:
    """Return a page as a person reads it on screen.

    Args:
        page: its Markdown.
        width: columns of the terminal.
        color: headings and strong words bold, code in colour.
    """
    bold, code, plain = (_BOLD, _CODE, _PLAIN) if color else ("", "", "")

    def marked(text: str) -> str:
        return _MARK.sub(lambda match: (bold + match[1] if match[1] else code + match[2]) + plain, text)

    blocks = []
    for rank, part in enumerate(_FENCE.split(page)):
        if rank % 2:
            blocks.append(code + textwrap.indent(part.rstrip("\n"), "    ") + plain)
            continue
        for block in filter(None, part.strip("\n").split("\n\n")):
            if block.startswith("#"):
                blocks.append(bold + block.lstrip("# ") + plain)
            elif block.startswith("|"):
                rows = [line for line in block.split("\n") if not re.fullmatch(r"[|\s:-]+", line)]
                blocks.append(marked("\n".join(rows)))
            else:
                items = re.split(r"\n(?=- )", block)
                blocks.append("\n".join(marked(_wrapped(item, width)) for item in items))
    return "\n\n".join(blocks) + "\n"


def _wrapped(item: str, width: int) -> str:
    indent = "  " if item.startswith("- ") else ""
    words = re.sub(r"[ \n]+", " ", item)
    return textwrap.fill(
        words, max(width - 1, 40), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
