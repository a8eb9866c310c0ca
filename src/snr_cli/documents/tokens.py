"""Markdown of a document → tokens that every form of it reads alike: levels, cards, definitions, blocks, contents, key figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from markdown_it.token import Token

# documents with a cover of its own, and key figures on it
COVERED: Final = frozenset(("programme", "strategie", "bilan"))
# sections whose third headings are each a card; everywhere, a fourth heading is one: an action sheet
CARDS: Final = {"ambition": 3}
# what opens a document says again what others establish: its figures are not those of the cover
_OPENING: Final = frozenset(("synthese", "bilan-synthese", "habitants", "exemples", "contact"))
# what follows a figure in bold: its range, or both readings of the territory with theirs, to the end of the sentence
_RANGE: Final = re.compile(
    r"\*\*(?:, | \()((?:entre|sans fourchette)[^*\n;]*; compté par (?:ménage|habitant), [^*\n;]*?\)(?=\.(?:\s|$))"
    r"|entre (?>[^*\n]*? et )[^*\n]*?(?=, |\s;|\.(?:\s|$)))"
)
_BESIDE: Final = re.compile(r" \([^()]{0,200}\)")  # what a range rests on is said in its section, a cover is short
_RANK: Final = re.compile(r"snr ([0-9]{1,6})")
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class LinkedHeading:
    """A heading that something leads to: its anchor, and its text as tokens of a line."""

    anchor: str
    label: "tuple[Token, ...]"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents: a section, and the headings of its own that hold sheets: the axes."""

    target: LinkedHeading
    within: tuple[LinkedHeading, ...]


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """A figure of the cover: the first number in bold of a section, its range if it has one, the way to it."""

    target: LinkedHeading
    value: str
    spread: str


class Outlined:
    """A document being read: what has been given an anchor, what the table of contents and the cover will say.

    Beside those of markdown-it, its tokens are: `card_open` and `card_close` around an action sheet; `definition`, whose
    `meta["pairs"]` are terms and meanings, as tokens of a line; `block`, whose `meta["rank"]` is that of a block, shown once.
    A heading of a section has the level that it is shown at, from `h2`; the third ones have an attribute `id`.
    """

    def __init__(self, blocks: int, *, covered: bool) -> None:
        from markdown_it import MarkdownIt

        self._blocks = blocks
        self._covered = covered
        self._shown: set[int] = set()
        self._ids: dict[str, int] = {}  # id → the last rank given to it
        self.env: dict[str, object] = {}
        self.reader: MarkdownIt = MarkdownIt("commonmark", {"html": False})
        self.reader.disable(["html_block", "html_inline"])
        self.entries: list[ContentsEntry] = []
        self.cover_figures: list[CoverFigure] = []

    def cover(self, text: str, title: str) -> "list[Token]":
        """Read the cover: the only first heading of the document, the authority, the mention « Projet »."""
        tokens = self._parsed(text)
        if not any(token.type == "heading_open" and token.tag == "h1" for token in tokens):
            tokens[:0] = self._parsed(f"# {title}")
        seen = False
        for token, following in with_next(tokens):
            if token.type in ("heading_open", "heading_close"):
                token.tag = "p" if seen else "h1"
                seen = seen or token.type == "heading_close"
            elif token.type == "paragraph_open" and (strong := _strong(following)):
                token.attrSet("class", "draft" if strong.startswith("Projet") else "who")
        return tokens

    def section(self, name: str, text: str) -> "list[Token]":
        """Read a section; its second heading leads to it from the contents."""
        from markdown_it.token import Token

        level, heading, within = 1, LinkedHeading("", ()), list[LinkedHeading]()
        third, opened = LinkedHeading("", ()), 0
        card = CARDS.get(name, 4)
        out: list[Token] = []
        for token, following in with_next(list(_definitions(self._parsed(text)))):
            if token.type == "heading_open" and token.level == 0:
                level = min(max(int(token.tag[1]), 2), level + 1)
                token.tag = f"h{level}"
                label = tuple(
                    child for child in following.children or [] if child.type not in ("link_open", "link_close")
                )
                if level == 2 and not heading.anchor:
                    heading = LinkedHeading(name, label)
                elif level <= 3:
                    third = LinkedHeading(self._id(f"{name}_{_slug(following.content)}"), label)
                    token.attrSet("id", third.anchor)
                elif third not in within:  # the third headings that hold sheets are the axes
                    within.append(third)
                if opened and level <= opened:
                    out.append(Token("card_close", "", 0))
                    opened = 0
                if level >= card and not opened:
                    out.append(Token("card_open", "", 0))
                    opened = level
            elif token.type == "heading_close" and token.level == 0:
                token.tag = f"h{level}"
            elif token.type == "paragraph_open" and token.level == 0 and self._covered and name not in _OPENING:
                strong = next(
                    (text_in_bold for text_in_bold in _strongs(following) if _DIGIT.search(text_in_bold)), None
                )
                if strong and heading.anchor and all(figure.target.anchor != name for figure in self.cover_figures):
                    token.attrSet("class", "key")
                    spread = _RANGE.search(following.content)
                    ranged = _BESIDE.sub("", spread[1]) if spread else ""
                    self.cover_figures.append(CoverFigure(heading, strong, ranged))
            out.append(token)
        if opened:
            out.append(Token("card_close", "", 0))
        if heading.anchor:
            self.entries.append(ContentsEntry(heading, tuple(within)))
        return out

    def _parsed(self, text: str) -> "list[Token]":
        return [each for token in self.reader.parse(text, self.env) if (each := self._placed(token)) is not None]

    def _placed(self, token: "Token") -> "Token | None":
        """Return a token; that of a block for a fence which stands for one, once; any other fence is a text to be copied."""
        if token.type != "fence" or not token.info.startswith("snr "):
            return token
        match = _RANK.fullmatch(token.info.strip())
        rank = int(match[1]) if match else self._blocks
        if rank >= self._blocks or rank in self._shown:
            return None
        self._shown.add(rank)
        token.type, token.meta = "block", {"rank": rank}
        return token

    def _id(self, wanted: str) -> str:
        """Return an id that nothing has yet; `_` sets it apart from those of sections, of blocks and of the page."""
        found, rank = wanted, self._ids.get(wanted, 1)
        while found in self._ids:
            rank += 1
            found = f"{wanted}_{rank}"
        self._ids[wanted] = rank
        self._ids.setdefault(found, 1)
        return found


def with_next(tokens: "Sequence[Token]") -> "Iterator[tuple[Token, Token]]":
    """Yield each token with the one that follows it: what an opening opens."""
    yield from zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True)


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


def _definitions(tokens: "Sequence[Token]") -> "Iterator[Token]":
    """Yield the tokens, a list whose items all are « **terme** : sens » become a list of definitions."""
    from markdown_it.token import Token

    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "bullet_list_open" and token.level == 0:
            end = next(
                i for i in range(index, len(tokens)) if tokens[i].type == "bullet_list_close" and not tokens[i].level
            )
            pairs = _pairs(tokens[index + 1 : end])
            if pairs:
                yield Token("definition", "", 0, meta={"pairs": pairs})
                index = end + 1
                continue
        yield token
        index += 1


def _pairs(tokens: "Sequence[Token]") -> "list[tuple[list[Token], list[Token]]]":
    """Return terms and meanings of a list, none when it is not a list of definitions."""
    from markdown_it.token import Token

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
        meaning = [Token("text", "", 0, content=said[1:].lstrip()), *children[close + 2 :]]
        pairs.append((children[1:close], meaning))
    return pairs


def _slug(text: str) -> str:
    """Return letters and digits of a heading, for an address.

    >>> _slug("Électricité : −12 % d’ici 2028")
    'electricite-12-d-ici-2028'
    """
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-") or "titre"
