"""French typography of a whole Markdown text, by CLDR: spaces that do not break, apostrophes, CO₂.

Code spans, addresses and comments are left as they are: what is in them is to be copied, not read.
"""

import re
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any, Final, Self

from markupsafe import Markup

from snr_cli.french.numbers import MONTHS, NARROW, WIDE

# What the user wrote: shown as typed, never read as Markdown, as HTML, as a template or as an order to a terminal.

# every character that CommonMark, GFM tables or the mathematics of forges may read
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~&#$^{}]|:(?=[\w+-]+:)|!(?=\[)")
# what starts a list, a heading underline or a rule at the head of a line
_LEADING: Final = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-=])")
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class Markdown(Markup):
    """A text that is Markdown already: what is joined to it is escaped for Markdown.

    What cuts it (a slice, `split`, `replace`…) answers a plain text, which is escaped when it is printed: a cut could part a
    backslash from the sign that it keeps from being read.
    """

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        """Take a text as it is; `escape` is what escapes."""
        return str.__new__(cls, text)

    def __radd__(self, other: object, /) -> Self:
        """Refuse a plain text before: it would be escaped, and « - » be no list any more.

        Raises:
            TypeError: always; it says what to write.
        """
        raise TypeError(f"{other!r} + Markdown: write an f-string, Markdown(…) + or Markdown.escape(…) +")

    @classmethod
    def escape(cls, s: Any, /) -> Self:
        """Return a value as Markdown: as it is when it is Markdown already, else escaped, its outer spaces kept."""
        if isinstance(s, Markdown):
            return cls(s)
        text = "" if s is None else str(s)
        inner = str(markdown_text(text))
        return cls(f"{' ' * text[:1].isspace()}{inner}{' ' * (bool(inner) and text[-1:].isspace())}")


def _plain(name: str) -> Any:
    method = getattr(str, name)

    def cut(self: str, *args: Any, **named: Any) -> Any:
        return method(str(self), *args, **named)

    return cut


for _name in (
    *("__getitem__", "__mul__", "__rmul__", "split", "rsplit", "splitlines", "partition", "rpartition", "replace"),
    *("translate", "expandtabs", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
    *("center", "ljust", "rjust", "zfill", "capitalize", "title", "lower", "upper", "swapcase", "casefold"),
):
    setattr(Markdown, _name, _plain(_name))


def markdown_text(text: str) -> Markdown:
    """Escape a text of the dossier for one line of Markdown.

    Line breaks become spaces. Marks that turn the direction of writing are closed with the text.
    """
    text = " ".join(text.split())
    text = _ACTIVE.sub(lambda match: "\\" + match[0], text)
    text = _LEADING.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
    return Markdown(isolated(text))


def isolated(text: str) -> str:
    """Return the text with its changes of direction kept inside it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if _DIRECTIONS.search(text) else text


_LEFT_ALONE: Final = re.compile(
    r"(`[^`\n]*`|\]\((?:(?!\]\()[^)\s])*\)|<!--(?:(?!<!--).)*?-->|<https?://[^<>\s]*>|https?://[^\s)>]*|^~~~.*$)", re.M
)
_UNITS: Final = "t|kg|g|kWh|MWh|GWh|TWh|W|kW|MW|Go|To|Mo|Ko|ko|m²|m³|km|m|h|an|ans|mois|jours|k€|M€|ETP|ha|MJ|L"
# « not after a space » and not « after a sign »: a part begins where a code span or an address ends
_RULES: Final = (
    (re.compile(r"(?<!\s) ([;!?])(?=[\s*_)\]»|\\,.…\"”]|$)"), NARROW + r"\1"),
    (re.compile(r"(?<!\s) :(?=[\s*_]|$)"), f"{WIDE}:"),
    (re.compile(r"« ?(?!\s)"), f"«{WIDE}"),
    (re.compile(r"(?<!\s) ?»"), f"{WIDE}»"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d) (?=[%€])"), WIDE),
    (re.compile(rf"(?<=\d)[ {WIDE}](?=(?:{_UNITS})(?![\w°]))"), NARROW),
    (re.compile(r"(?<![\w/])([nN]°|art\.|p\.|M\.|Mme|§) (?=\S)"), r"\1" + WIDE),
    # between two letters, with the marks of an emphasis between them or not
    (re.compile(r"(?<=[^\W\d_])'(?=[*_]{0,3}[\w«])"), "’"),
    (re.compile(r"CO2(?![\w])|CO2(?=e\b)"), "CO₂"),
    # two years, and not the number of a text: n° 2021-1999
    (re.compile(r"(?<=\b(?:19|20)\d\d)(?<!n°[ \u00a0]\d{4})-(?=(?:19|20)\d\d\b(?!-))"), "–"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(f"«{WIDE}{WIDE}+"), f"«{WIDE}"),
    (re.compile(f"(?<!{WIDE}){WIDE}{WIDE}+»"), f"{WIDE}»"),
)


@lru_cache(maxsize=4_096)  # the words of a form come back in each of its tables, and in each document
def typography(text: str) -> str:
    """Write a Markdown text with French typography."""
    parts = _LEFT_ALONE.split(text)
    return "".join(part if rank % 2 else _written(part) for rank, part in enumerate(parts))


def _written(text: str) -> str:
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text


# Text of a line in HTML: escaped, with the language of English words, dates that machines read, French ordinals.

# words that French dictionaries do not hold, or hold as English; smartphone, web, streaming and wifi are French words
ENGLISH: Final = (
    *("as a service", "big data", "bring your own device", "cloud computing", "cloud", "crowdsourcing"),
    *("data centers", "data center", "datacenters", "datacenter", "deep learning", "green IT", "green by IT"),
    *("IT for green", "hardware", "low-code", "low-tech", "machine learning", "mobile first", "no-code", "open data"),
    *("open source", "phishing", "power usage effectiveness", "ransomware", "reporting", "software", "thin client"),
)
_MARKED: Final = re.compile(
    rf"(?<![\w/@.-])(?:(?P<english>{'|'.join(ENGLISH)})(?![\w/@-]|\.\w)"
    rf"|(?P<day>1er|[12]?\d|3[01])(?P<gap>[ \xa0])(?P<month>{'|'.join(MONTHS)})(?P<rest>[ \xa0](?P<year>\d{{4}}))?\b"
    r"|(?P<first>1er|1re)\b)",
    re.IGNORECASE,
)
_BARE_ADDRESS: Final = re.compile(r"(?<!\S)\S+(?:://|@)\S+|www\.\S+")


def shown(text: str) -> str:
    """Write a plain text in HTML, with French typography."""
    return marked(isolated(typography(text)))


def marked(text: str) -> str:
    """Escape a text whose typography is done, and mark its English words, its dates and its ordinals.

    >>> marked("le cloud, au 1er mai 2026")
    'le <span lang="en">cloud</span>, au <time datetime="2026-05-01">1<sup>er</sup> mai 2026</time>'
    """
    text = escape(text, quote=False)
    if "://" in text or "www." in text or "@" in text:
        parts, end = [], 0
        for match in _BARE_ADDRESS.finditer(text):
            parts += [_MARKED.sub(_mark, text[end : match.start()]), match[0]]
            end = match.end()
        return "".join([*parts, _MARKED.sub(_mark, text[end:])])
    return _MARKED.sub(_mark, text)


def _mark(match: re.Match[str]) -> str:
    if match["english"]:
        return f'<span lang="en">{match[0]}</span>'
    if match["first"]:
        return f"{match[0][0]}<sup>{match[0][1:]}</sup>"
    day = match["day"]
    written = f"{day[0]}<sup>{day[1:]}</sup>{match[0][len(day) :]}" if day.endswith("er") else match[0]
    if not match["year"]:
        return written
    try:
        when = date(int(match["year"]), MONTHS.index(match["month"].lower()) + 1, 1 if day.endswith("er") else int(day))
    except ValueError:  # a 31 February that someone wrote
        return written
    return f'<time datetime="{when.isoformat()}">{written}</time>'
