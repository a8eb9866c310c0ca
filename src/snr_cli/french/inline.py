"""Text of a line in HTML: escaped, with the language of English words, dates that machines read, French ordinals."""

import re
from datetime import date
from html import escape
from typing import Final

from snr_cli.french.escape import isolated
from snr_cli.french.numbers import MONTHS
from snr_cli.french.typography import typography

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
        for found in _BARE_ADDRESS.finditer(text):
            parts += [_MARKED.sub(_mark, text[end : found.start()]), found[0]]
            end = found.end()
        return "".join([*parts, _MARKED.sub(_mark, text[end:])])
    return _MARKED.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    if found["english"]:
        return f'<span lang="en">{found[0]}</span>'
    if found["first"]:
        return f"{found[0][0]}<sup>{found[0][1:]}</sup>"
    day = found["day"]
    written = f"{day[0]}<sup>{day[1:]}</sup>{found[0][len(day) :]}" if day.endswith("er") else found[0]
    if not found["year"]:
        return written
    try:
        when = date(int(found["year"]), MONTHS.index(found["month"].lower()) + 1, 1 if day.endswith("er") else int(day))
    except ValueError:  # a 31 February that someone wrote
        return written
    return f'<time datetime="{when.isoformat()}">{written}</time>'
