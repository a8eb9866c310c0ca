"""French typography of a whole Markdown text, by CLDR: spaces that do not break, apostrophes, CO₂.

Code spans, addresses and comments are left as they are: what is in them is to be copied, not read.
"""

import re
from typing import Final

from snr_cli.french.numbers import NARROW, WIDE

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


def typography(text: str) -> str:
    """Write a Markdown text with French typography."""
    parts = _LEFT_ALONE.split(text)
    return "".join(part if rank % 2 else _written(part) for rank, part in enumerate(parts))


def _written(text: str) -> str:
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text
