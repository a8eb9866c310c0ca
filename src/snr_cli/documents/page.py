"""Markdown of a document → one page of HTML: no script, no request, accessible, printable."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

from snr_cli.documents.blocks import Block, in_html
from snr_cli.documents.stylesheet import css_string, stylesheet
from snr_cli.documents.templates import SHIPPED
from snr_cli.documents.views.view import View
from snr_cli.french import WIDE
from snr_cli.text.inline import marked
from snr_cli.text.typography import typography

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SHEETS: Final = ("page.css", "figures.css")
_RANGE: Final = re.compile(r"\*\*, (entre (?>[^*\n]*? et )[^*\n]*?)(?=, |\.(?:\s|$))")  # what follows a figure in bold
COVERED: Final = frozenset(("programme", "strategie", "bilan"))  # a cover of its own, and key figures on it
LONGEST_RUNNING_TITLE: Final = 110  # characters at the foot of a printed page
# sections whose third headings are each a card; everywhere, a fourth heading is one: an action sheet
CARDS: Final = {"ambition": 3}
_RANK: Final = re.compile(r"snr ([0-9]{1,6})")
_FIRST_CO2E: Final = re.compile(r"<(svg|style)\b.*?(?:</\1>|\Z)|<[^>]*(?:>|\Z)|CO₂e", re.S)
_CO2E: Final = '<abbr title="équivalent dioxyde de carbone">CO₂e</abbr>'
_LINK: Final = re.compile(r"</?a\b[^<>]*>")
_DIGIT: Final = re.compile(r"\d")


def write_page(view: View, head: str, sections: Mapping[str, str], blocks: Sequence[Block], *, contents: bool) -> str:
    """Write the page.

    Args:
        view: what the document says, for the title of the page.
        head: the cover, in Markdown.
        sections: name → Markdown; a fence `~~~snr 3` stands for the block of that rank.
        blocks: tables, figures, places to fill.
        contents: whether the page bears a table of contents.
    """
    page = _Page(blocks, covered=view.document in COVERED)
    cover = page.cover(head, view.title)
    written = [page.section(name, text) for name, text in sections.items()]
    header = cover + _key_figures(page.key_figures)
    body = "\n".join(
        (
            f'<body class="{view.document}">\n<a class="skip" href="#contenu">Aller au contenu</a>',
            f"<header>\n{header}</header>",
            *([_contents(page.entries)] if contents and page.entries else []),
            f'<main id="contenu" tabindex="-1">\n{"".join(written)}</main>',
            f"<footer>\n{_footer(view, contents=contents, provenance='provenance' in sections)}</footer>\n</body>",
        )
    )
    body = _spoken(body)
    title = typography(f"{view.title} — {view.authority.name} — {view.year}")
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(title)}</title>\n'
        f"<style>{_style(view, body)}</style>\n</head>\n{body}\n</html>\n"
    )


class _Page:
    """The page being written: what has been given an id, what the table of contents and the cover will say."""

    def __init__(self, blocks: Sequence[Block], *, covered: bool) -> None:
        self._blocks = blocks
        self._covered = covered
        self._shown: set[int] = set()
        self._ids: dict[str, int] = {}  # id → the last rank given to it
        self._env: dict[str, object] = {}
        self._reader = self._made()
        self.entries: list[tuple[str, str, list[tuple[str, str]]]] = []
        self.key_figures: list[tuple[str, str, str]] = []

    def _made(self) -> "MarkdownIt":
        from markdown_it import MarkdownIt

        reader = MarkdownIt("commonmark", {"html": False})
        reader.disable(["html_block", "html_inline"])
        rules = reader.renderer.rules  # type: ignore[attr-defined]
        rules["fence"] = lambda tokens, index, *_: self._fence(tokens[index])
        rules["text"] = lambda tokens, index, *_: marked(tokens[index].content)
        return reader

    def _fence(self, token: "Token") -> str:
        """Return the block that a fence stands for, once; any other fence is a text to be copied."""
        if not token.info.startswith("snr "):
            return f"<pre><code>{escape(token.content)}</code></pre>\n"
        found = _RANK.fullmatch(token.info.strip())
        rank = int(found[1]) if found else len(self._blocks)
        if rank >= len(self._blocks) or rank in self._shown:
            return ""
        self._shown.add(rank)
        return in_html(self._blocks[rank], rank) + "\n"

    def cover(self, text: str, title: str) -> str:
        """Write the cover: the only first heading of the page, the authority, the mention « Projet »."""
        tokens = self._reader.parse(text, self._env)
        if not any(token.type == "heading_open" and token.tag == "h1" for token in tokens):
            tokens[:0] = self._reader.parse(f"# {title}", self._env)
        seen = False
        for token, following in _with_next(tokens):
            if token.type in ("heading_open", "heading_close"):
                token.tag = "p" if seen else "h1"
                seen = seen or token.type == "heading_close"
            elif token.type == "paragraph_open" and (strong := _strong(following)):
                token.attrSet("class", "draft" if strong.startswith("Projet") else "who")
        return self._render(tokens)

    def section(self, name: str, text: str) -> str:
        """Write a section; its second heading leads to it from the contents."""
        tokens = list(_definitions(self._reader.parse(text, self._env)))
        level, heading, within = 1, "", list[tuple[str, str]]()
        third, opened = ("", ""), 0
        card = CARDS.get(name, 4)
        out: list[Token] = []
        for token, following in _with_next(tokens):
            if token.type == "heading_open" and token.level == 0:
                level = min(max(int(token.tag[1]), 2), level + 1)
                token.tag = f"h{level}"
                label = _LINK.sub("", self._inline(following.children or []))
                if level == 2 and not heading:
                    heading = label
                elif level <= 3:
                    third = (self._id(f"{name}_{_slug(following.content)}"), label)
                    token.attrSet("id", third[0])
                elif third not in within:  # the third headings that hold sheets are the axes
                    within.append(third)
                if opened and level <= opened:
                    out.append(_raw("</article>\n"))
                    opened = 0
                if level >= card and not opened:
                    out.append(_raw("<article>\n"))
                    opened = level
            elif token.type == "heading_close" and token.level == 0:
                token.tag = f"h{level}"
            elif token.type == "paragraph_open" and token.level == 0 and self._covered:
                strong = next((each for each in _strongs(following) if _DIGIT.search(each)), None)
                if strong and heading and all(key != name for key, _, _ in self.key_figures):
                    token.attrSet("class", "key")
                    spread = _RANGE.search(following.content)
                    value = f"<strong>{marked(strong)}</strong>" + (f" {marked(spread[1])}<br>" if spread else "")
                    self.key_figures.append((name, heading, value))
            out.append(token)
        if opened:
            out.append(_raw("</article>\n"))
        if heading:
            self.entries.append((name, heading, within))
        return f'<section id="{escape(name)}">\n{self._render(out)}</section>\n'

    def _id(self, wanted: str) -> str:
        """Return an id that nothing has yet; `_` sets it apart from those of sections, of blocks and of the page."""
        found, rank = wanted, self._ids.get(wanted, 1)
        while found in self._ids:
            rank += 1
            found = f"{wanted}_{rank}"
        self._ids[wanted] = rank
        self._ids.setdefault(found, 1)
        return found

    def _inline(self, tokens: Sequence["Token"]) -> str:
        return str(self._reader.renderer.renderInline(tokens, self._reader.options, self._env))  # type: ignore[attr-defined]

    def _listed(self, token: "Token") -> "Token":
        terms = "".join(
            f"<dt>{self._inline(term)}</dt><dd>{self._inline(meaning)}</dd>\n" for term, meaning in token.meta["pairs"]
        )
        return _raw(f"<dl>\n{terms}</dl>\n")

    def _render(self, tokens: Sequence["Token"]) -> str:
        parts = [self._listed(token) if token.type == "definition" else token for token in tokens]
        return str(self._reader.renderer.render(parts, self._reader.options, self._env))


def _with_next(tokens: Sequence["Token"]) -> Iterator[tuple["Token", "Token"]]:
    """Yield each token with the one that follows it: what an opening opens."""
    yield from zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True)


def _raw(text: str) -> "Token":
    from markdown_it.token import Token

    return Token("html_block", "", 0, content=text)


def _text(content: str) -> "Token":
    from markdown_it.token import Token

    return Token("text", "", 0, content=content)


def _strongs(inline: "Token") -> Iterator[str]:
    """Yield the texts in bold of a line."""
    inside, text = False, ""
    for child in inline.children or []:
        if child.type == "strong_open":
            inside, text = True, ""
        elif child.type == "strong_close":
            inside = False
            yield text
        elif inside:
            text += child.content


def _strong(inline: "Token") -> str:
    """Return the text in bold that a line begins with."""
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    return next(_strongs(inline), "") if children and children[0].type == "strong_open" else ""


def _definitions(tokens: Sequence["Token"]) -> Iterator["Token"]:
    """Yield the tokens, a list whose items all are « **terme** : sens » become a list of definitions."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "bullet_list_open" and token.level == 0:
            end = next(
                i for i in range(index, len(tokens)) if tokens[i].type == "bullet_list_close" and not tokens[i].level
            )
            pairs = _pairs(tokens[index + 1 : end])
            if pairs:
                made = _raw("")
                made.type, made.meta = "definition", {"pairs": pairs}
                yield made
                index = end + 1
                continue
        yield token
        index += 1


def _pairs(tokens: Sequence["Token"]) -> list[tuple[list["Token"], list["Token"]]]:
    """Return terms and meanings of a list, none when it is not a list of definitions."""
    shape = ("list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close")
    if len(tokens) % 5 or any(token.type != shape[rank % 5] for rank, token in enumerate(tokens)):
        return []
    pairs = []
    for inline in tokens[2::5]:
        children = [child for child in inline.children or [] if child.type != "text" or child.content]
        close = next((rank for rank, child in enumerate(children) if child.type == "strong_close"), 0)
        after = children[close + 1] if 0 < close < len(children) - 1 else None
        if children[0].type != "strong_open" or after is None or after.type != "text":
            return []
        said = after.content.lstrip(" \xa0")
        if not said.startswith(":") or not (said[1:].strip() or children[close + 2 :]):
            return []
        pairs.append((children[1:close], [_text(said[1:].lstrip()), *children[close + 2 :]]))
    return pairs


def _slug(text: str) -> str:
    """Return letters and digits of a heading, for an address.

    >>> _slug("Électricité : −12 % d’ici 2028")
    'electricite-12-d-ici-2028'
    """
    plain = "".join(each for each in normalize("NFKD", text) if not combining(each)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-") or "titre"


def _key_figures(figures: Iterable[tuple[str, str, str]]) -> str:
    """Write the figures of the cover: the first number in bold of a section with its range, and the way to it."""
    items = "".join(f'<li>{value} <a href="#{name}">{label}</a></li>\n' for name, label, value in figures)
    return f'<ul class="keys" aria-label="Chiffres clés">\n{items}</ul>\n' if items else ""


def _contents(entries: Iterable[tuple[str, str, list[tuple[str, str]]]]) -> str:
    """Write the table of contents: the sections, and the axes within theirs."""

    def listed(links: Iterable[tuple[str, str, str]]) -> str:
        return "<ol>\n" + "".join(f'<li><a href="#{to}">{label}</a>{sub}</li>\n' for to, label, sub in links) + "</ol>"

    items = (
        (name, label, listed((to, each, "") for to, each in within) if within else "")
        for name, label, within in entries
    )
    return f'<nav aria-labelledby="sommaire">\n<h2 id="sommaire">Sommaire</h2>\n{listed(items)}\n</nav>'


def _footer(view: View, *, contents: bool, provenance: bool) -> str:
    told = f' D’où viennent les chiffres{WIDE}: <a href="#provenance">provenance</a>.' if provenance else ""
    back = '<p><a href="#sommaire">Retour au sommaire</a></p>\n' if contents else ""
    return (
        f"<p>{marked(typography(view.title))} — {marked(typography(view.authority.name))} — {view.year}</p>\n"
        f"<p>Page écrite par snr{WIDE}: un seul fichier, sans script ni autre requête.{told}</p>\n{back}"
    )


def _style(view: View, body: str) -> str:
    """Return the sheet of this page; what runs at the foot of each printed page is a text of the dossier."""
    source = "".join((SHIPPED / name).read_text(encoding="utf-8") for name in _SHEETS)
    title = f"{view.title} — {view.authority.name}"
    if len(title) > LONGEST_RUNNING_TITLE:
        title = title[: LONGEST_RUNNING_TITLE - 1] + "…"
    running = f"@page{{@bottom-left{{content:{css_string(title)}}}}}"
    draft = "" if view.final else "@page{@top-right{content:'Projet'}}"
    first = "@page:first{@bottom-left{content:none}@bottom-right{content:none}@top-right{content:none}}"
    return stylesheet(source, body) + running + draft + (first if view.document in COVERED else "")


def _spoken(body: str) -> str:
    """Say in full what CO₂e stands for, the first time that the page writes it outside a drawing."""
    for found in _FIRST_CO2E.finditer(body):
        if found[0] == "CO₂e":
            return body[: found.start()] + _CO2E + body[found.end() :]
    return body
