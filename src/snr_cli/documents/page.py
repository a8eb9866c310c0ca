"""Markdown of a document → one page of HTML: no script, no request, accessible, printable."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

from snr_cli.documents.blocks import Block, in_html
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.templates import SHIPPED
from snr_cli.documents.tokens import COVERED, CoverFigure, LinkedHeading, Outlined
from snr_cli.documents.views.records import Paged
from snr_cli.french.numbers import WIDE
from snr_cli.french.typography import marked, typography

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.S)
_SPACE: Final = re.compile(r"\s+")
_AROUND: Final = re.compile(r'("[^"]*")|\s*([{};,>])\s*|:\s+(?=[^{}]*[;}])')
_STARTS: Final = re.compile(r"<([a-z][a-z0-9]*)")
_CLASSES: Final = re.compile(r' class="([^"]*)"')
_PARENTHESES: Final = re.compile(r":[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")  # two deep: :has(:nth-child(3))
_STATES: Final = re.compile(r"::?[\w-]+|\[[^\]]*\]")
_NAMES: Final = re.compile(r"\.([\w-]+)|(?<![\w.#-])([a-z][a-z0-9]*)")


def stylesheet(source: str, body: str) -> str:
    """Return the rules of a sheet that may apply to a page, in as few characters as is simple.

    Args:
        source: the sheet; its strings hold no brace.
        body: the page, whose names of elements and classes are looked for.
    """
    used = {name for names in _CLASSES.findall(body) for name in names.split()}
    tags = {"html", "body", *_STARTS.findall(body)}
    text = _AROUND.sub(lambda match: match[1] or match[2] or ":", _SPACE.sub(" ", _COMMENT.sub("", source))).strip()

    def applies(selector: str) -> bool:
        named = _NAMES.findall(_STATES.sub("", _PARENTHESES.sub("", selector)))
        return all((not cls or cls in used) and (not tag or tag in tags) for cls, tag in named)

    return "".join(_kept(text, applies))


def _kept(text: str, applies: Callable[[str], bool]) -> Iterator[str]:
    for head, inner in _rules(text):
        if head.startswith(("@media", "@supports", "@container")):
            within = "".join(_kept(inner, applies))
            if within:
                yield f"{head}{{{within}}}"
        elif head.startswith("@"):
            yield f"{head}{{{inner}}}"
        else:
            selectors = [selector for selector in re.split(r",(?![^(]{0,300}\))", head) if applies(selector)]
            if selectors:
                yield f"{','.join(selectors)}{{{inner.rstrip(';')}}}"


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before the braces of each rule, and what stands within."""
    depth, start, opened = 0, 0, 0
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            if not depth:
                opened = match.start()
            depth += 1
        else:
            depth -= 1
            if not depth:
                yield text[start:opened].strip(), text[opened + 1 : match.start()]
                start = match.end()


def css_string(text: str) -> str:
    r"""Write a text as a string of CSS, which cannot end its string nor its element of style.

    >>> css_string('Saint-Ouen "93" </style>')
    '"Saint-Ouen \\22 93\\22  \\3c /style\\3e "'
    """
    return '"' + re.sub(r'[\x00-\x1f"\\<>&{}\x7f]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


if TYPE_CHECKING:
    from markdown_it.token import Token

_SHEETS: Final = ("page.css", "figures.css")
LONGEST_RUNNING_TITLE: Final = 110  # characters at the foot of a printed page
_FIRST_CO2E: Final = re.compile(r"<(svg|style)\b.*?(?:</\1>|\Z)|<[^>]*(?:>|\Z)|CO₂e", re.S)
_CO2E: Final = '<abbr title="équivalent dioxyde de carbone">CO₂e</abbr>'


def write_page(
    view: Paged,
    head: str,
    sections: Mapping[str, str],
    blocks: Sequence[Block],
    *,
    contents: bool,
    annexes: Sequence[str] = (),
) -> str:
    """Write the page.

    Args:
        view: what the document says, for the title of the page.
        head: the cover, in Markdown.
        sections: name → Markdown; a fence `~~~snr 3` stands for the block of that rank.
        blocks: tables, figures, places to fill.
        contents: whether the page bears a table of contents.
        annexes: the sections that are folded.
    """
    page = _Page(blocks, covered=view.document in COVERED, annexes=annexes)
    cover = page.cover(head, view.title)
    written = [page.section(name, text) for name, text in sections.items()]
    header = cover + _key_figures(page)
    body = "\n".join(
        (
            f'<body class="{view.document}">\n<a class="skip" href="#contenu">Aller au contenu</a>',
            f"<header>\n{header}</header>",
            *([_contents(page)] if contents and page.outlined.entries else []),
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


def bare_page(name: str, title: str, inner: str, sheets: Sequence[str] = (), rules: str = "") -> str:
    """Write a page of which all the body is given.

    Args:
        name: the class of its body, for the sheets.
        title: of the page.
        inner: what stands in the body, after the link that leads to `#contenu`; HTML.
        sheets: sheets of style of `templates/fr`, beside those of a document.
        rules: rules of this page alone.
    """
    body = _spoken(f'<body class="{name}">\n<a class="skip" href="#contenu">Aller au contenu</a>\n{inner}</body>')
    # opens: shipped with snr
    more = "".join((SHIPPED / sheet).read_text(encoding="utf-8") for sheet in sheets)
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(typography(title))} — snr</title>\n'
        f"<style>{stylesheet(_sheets() + more, body)}{rules}</style>\n</head>\n{body}\n</html>\n"
    )


def figure_page(figure: Figure) -> str:
    """Write a page that holds one figure, its table folded under it."""
    body = f"<body>\n{figure.html(1)}\n</body>"
    sheet = stylesheet(_sheets(), body)
    title = escape(typography(figure.title))
    return (
        f'<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{sheet}</style>\n</head>\n{_spoken(body)}\n</html>\n"
    )


class _Page:
    """The page being written, from the tokens of its Markdown."""

    def __init__(self, blocks: Sequence[Block], *, covered: bool, annexes: Sequence[str]) -> None:
        self._blocks = blocks
        self._annexes = frozenset(annexes)
        self.outlined = Outlined(len(blocks), covered=covered)
        rules = self.outlined.reader.renderer.rules  # type: ignore[attr-defined]
        rules["fence"] = lambda tokens, index, *_: f"<pre><code>{escape(tokens[index].content)}</code></pre>\n"
        rules["text"] = lambda tokens, index, *_: marked(tokens[index].content)
        rules["block"] = lambda tokens, index, *_: in_html(blocks[rank := tokens[index].meta["rank"]], rank) + "\n"
        rules["definition"] = lambda tokens, index, *_: self._listed(tokens[index].meta["pairs"])
        rules["card_open"] = lambda *_: "<article>\n"
        rules["card_close"] = lambda *_: "</article>\n"

    def cover(self, text: str, title: str) -> str:
        """Write the cover."""
        return self._render(self.outlined.cover(text, title))

    def section(self, name: str, text: str) -> str:
        """Write a section; an annex is folded under its heading, which its address leads to."""
        tokens = self.outlined.section(name, text)
        heading = next((rank for rank, token in enumerate(tokens, 1) if token.type == "heading_close"), 0)
        if name not in self._annexes or not heading:
            return f'<section id="{escape(name)}">\n{self._render(tokens)}</section>\n'
        label = self._inline(self.outlined.entries[-1].target.label)
        return (
            f'<section id="{escape(name)}" class="annexe">\n{self._render(tokens[:heading])}'
            f"<details>\n<summary>Déplier{WIDE}: {label}</summary>\n{self._render(tokens[heading:])}</details>\n</section>\n"
        )

    def link(self, target: LinkedHeading) -> str:
        """Write a link to a heading."""
        return f'<a href="#{target.anchor}">{self._inline(target.label)}</a>'

    def _listed(self, pairs: "Iterable[tuple[Sequence[Token], Sequence[Token]]]") -> str:
        terms = "".join(f"<dt>{self._inline(term)}</dt><dd>{self._inline(meaning)}</dd>\n" for term, meaning in pairs)
        return f"<dl>\n{terms}</dl>\n"

    def _inline(self, tokens: "Sequence[Token]") -> str:
        reader = self.outlined.reader
        return str(reader.renderer.renderInline(tokens, reader.options, self.outlined.env))  # type: ignore[attr-defined]

    def _render(self, tokens: "Sequence[Token]") -> str:
        reader = self.outlined.reader
        return str(reader.renderer.render(tokens, reader.options, self.outlined.env))


def _key_figures(page: _Page) -> str:
    """Write the figures of the cover."""

    def value(figure: CoverFigure) -> str:
        return f"<strong>{marked(figure.value)}</strong>" + (f" {marked(figure.spread)}<br>" if figure.spread else "")

    items = "".join(f"<li>{value(figure)} {page.link(figure.target)}</li>\n" for figure in page.outlined.cover_figures)
    return f'<ul class="keys" aria-label="Chiffres clés">\n{items}</ul>\n' if items else ""


def _contents(page: _Page) -> str:
    """Write the table of contents: the sections, and the axes within theirs."""

    def listed(links: Iterable[tuple[LinkedHeading, str]]) -> str:
        return "<ol>\n" + "".join(f"<li>{page.link(to)}{sub}</li>\n" for to, sub in links) + "</ol>"

    items = (
        (entry.target, listed((to, "") for to in entry.within) if entry.within else "")
        for entry in page.outlined.entries
    )
    return f'<nav aria-labelledby="sommaire">\n<h2 id="sommaire">Sommaire</h2>\n{listed(items)}\n</nav>'


def _footer(view: Paged, *, contents: bool, provenance: bool) -> str:
    told = f' D’où viennent les chiffres{WIDE}: <a href="#provenance">provenance</a>.' if provenance else ""
    back = '<p><a href="#sommaire">Retour au sommaire</a></p>\n' if contents else ""
    return (
        f"<p>{marked(typography(view.title))} — {marked(typography(view.authority.name))} — {view.year}</p>\n"
        f"<p>Page écrite par snr{WIDE}: un seul fichier, sans script ni autre requête.{told}</p>\n{back}"
    )


@cache
def _sheets() -> str:
    # opens: shipped with snr
    return "".join((SHIPPED / name).read_text(encoding="utf-8") for name in _SHEETS)


def _style(view: Paged, body: str) -> str:
    """Return the sheet of this page; what runs at the foot of each printed page is a text of the dossier."""
    title = f"{view.title} — {view.authority.name}"
    if len(title) > LONGEST_RUNNING_TITLE:
        title = title[: LONGEST_RUNNING_TITLE - 1] + "…"
    running = f"@page{{@bottom-left{{content:{css_string(title)}}}}}"
    draft = "" if view.final else "@page{@top-right{content:'Projet'}}"
    tight = "@page{margin:14mm 18mm 16mm}" if view.document == "note" else ""
    first = "@page:first{@bottom-left{content:none}@bottom-right{content:none}@top-right{content:none}}"
    return stylesheet(_sheets(), body) + running + draft + tight + (first if view.document in COVERED else "")


def _spoken(body: str) -> str:
    """Say in full what CO₂e stands for, the first time that the page writes it outside a drawing."""
    for match in _FIRST_CO2E.finditer(body):
        if match[0] == "CO₂e":
            return body[: match.start()] + _CO2E + body[match.end() :]
    return body
