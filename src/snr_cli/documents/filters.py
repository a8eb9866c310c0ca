"""What templates may do with a value: French numbers, masses, dates, lists, agreement."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from snr_cli.documents.amounts import kilograms as kilograms_text, kwh as kwh_text
from snr_cli.documents.jinja import plain, printed
from snr_cli.french.numbers import (
    act,
    counted,
    euros as euros_text,
    long_date,
    number,
    of,
    percent,
    significant,
    together,
)
from snr_cli.french.typography import Markdown, markdown_text
from snr_cli.french.words.terms import NOT_ASSESSED, mass_between


def _known(write: Callable[..., str]) -> Callable[..., str]:
    """Return what writes a value that may not be known."""
    return lambda value, *others, **named: NOT_ASSESSED if value is None else write(value, *others, **named)


masse, kwh, euros, part = map(_known, (kilograms_text, kwh_text, euros_text, percent))


def environ(kilograms: float | None, bounds: tuple[float, float] | None) -> str:
    """Write kilograms of CO2 equivalent as every other place does, and say that it is about so much: environ 328 t CO2e.

    Fewer figures here would show one total under two numbers in one document: its interval says how well it is known.
    """
    if kilograms is None or not bounds or not kilograms:
        return masse(kilograms)
    return f"environ {masse(kilograms)}"


def majuscule(text: str) -> str:
    """Write a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sans_point(text: str) -> str:
    """Write a text without its last full stop, for a sentence that goes on."""
    return text.rstrip().removesuffix(".")


def dates(text: str) -> str:
    """Write the ISO dates of a text in words: adoptée le 25 janvier 2024."""
    return re.sub(r"\b\d{4}-(?:0[1-9]|1[0-2])-\d{2}\b", lambda match: long_date(match[0]), text)


def phrase(text: str) -> str:
    """Write a text as a sentence: a capital and a full stop."""
    text = majuscule(text.strip())
    return text if not text or text[-1] in ".!?…" else f"{text}."


def entre(bounds: tuple[float, float] | None, beside: float | None = None) -> str:
    """Write two bounds in kilograms of CO2 equivalent, rounded outwards, in the unit of the value beside them: entre 266 et 451 t."""
    return mass_between(*bounds, beside) if bounds else NOT_ASSESSED


def nombre(value: float | None, digits: int | None = None) -> str:
    """Write a number."""
    return NOT_ASSESSED if value is None else number(value, digits)


def jour(date: str | None) -> str:
    """Write an ISO date: 1er janvier 2023."""
    return "" if date is None else long_date(date)


def pluriel(count: float, word: str, many: str | None = None) -> str:
    """Write a word in agreement with a count, without the count."""
    return word if abs(count) < 2 else many or word + "s"


def compte(count: int, word: str, many: str | None = None, feminine: bool = False) -> str:
    """Write a count and its word, in letters up to sixteen: aucune action, deux actions, 25 actions."""
    return counted(count, word, many, feminine=feminine)


def liste(items: Iterable[Any]) -> Markdown:
    """Join texts with commas and « et »; each is escaped."""
    return Markdown(together(str(printed(item)) for item in items))


def join(items: Iterable[Any], separator: str = "") -> Markdown:
    """Join texts; each is escaped for Markdown, and the separator too."""
    every = [str(printed(item)) for item in items]
    between = str(Markdown.escape(separator))
    return Markdown(between.join(every))


def lower(text: str) -> str:
    """Write a text in small letters."""
    return plain(text).lower()


def upper(text: str) -> str:
    """Write a text in capitals."""
    return plain(text).upper()


def trim(text: str) -> str:
    """Write a text without its outer spaces."""
    return plain(text).strip()


def replace(text: str, old: str, new: str) -> str:
    """Write a text with another word in the place of one."""
    return plain(text).replace(plain(old), plain(new))


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


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "masse": masse,
    "entre": entre,
    "part": part,
    "nombre": nombre,
    "chiffres": significant,
    "euros": euros,
    "jour": jour,
    "pluriel": pluriel,
    "liste": liste,
    "join": join,
    "de": of,
    "environ": environ,
    "kwh": kwh,
    "majuscule": majuscule,
    "acte": act,
    "compte": compte,
    "sans_point": sans_point,
    "phrase": phrase,
    "dates": dates,
    "markdown": rich_text,
    "lower": lower,
    "upper": upper,
    "trim": trim,
    "replace": replace,
}
