"""Texts that the user writes in Markdown: paragraphs, lists, emphasis and links; anything else is shown as typed."""

from typing import TYPE_CHECKING, Final

from snr_cli.french.typography import Markdown, markdown_text

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

ADDRESSES: Final = ("https://", "http://", "mailto:")


def rich_text(text: str) -> Markdown:
    """Read a Markdown text of the dossier and write back only what is allowed of it.

    Headings, tables, images, code and HTML are not read: their characters are shown. An address that is not of the web
    or of a mailbox is left as text.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    reader = MarkdownIt("zero").enable(["list", "emphasis", "link", "image", "newline", "escape", "backticks"])
    tree = SyntaxTreeNode(reader.parse(text.strip()))
    return Markdown("\n\n".join(_block(node, "") for node in tree.children))


def _block(node: "SyntaxTreeNode", indent: str) -> str:
    match node.type:
        case "paragraph":
            return indent + _inline(node.children[0])
        case "bullet_list" | "ordered_list":
            start = int(node.attrs.get("start", 1))
            items = []
            for rank, item in enumerate(node.children, start):
                mark = f"{rank}. " if node.type == "ordered_list" else "- "
                inner = "\n\n".join(_block(child, indent + " " * len(mark)) for child in item.children)
                items.append(indent + mark + inner.lstrip())
            return "\n".join(items)
        case _:
            return indent + markdown_text(node.content)


def _inline(node: "SyntaxTreeNode") -> str:
    out = []
    for child in node.children:
        match child.type:
            case "em":
                out.append(f"*{_inline(child)}*")
            case "strong":
                out.append(f"**{_inline(child)}**")
            case "link":
                address = str(child.attrs.get("href", ""))
                if not address.startswith(ADDRESSES):
                    out.append(_inline(child))
                    continue
                if out and out[-1].endswith("!"):  # a `!` typed as such: before a link it would make an image
                    out[-1] = out[-1][:-1] + "\\!"
                out.append(f"[{_inline(child)}](<{address}>)")
            case "image":
                out.append(markdown_text(f"![{child.content}]({child.attrs['src']})"))
            case "hardbreak":
                out.append("\\\n")
            case "softbreak":
                out.append(" ")
            case "code_inline":
                out.append("`" + child.content.replace("`", "’") + "`")
            case _:
                # a text of many spaces loses them, but not the one that separates it from its neighbour
                text = child.content
                before, after = text[:1].isspace(), text[-1:].isspace()
                out.append(f"{' ' if before else ''}{markdown_text(text)}{' ' if after and text.strip() else ''}")
    return "".join(out)
