"""The styles of templates/fr/figures.css, which declares them once, for the forms that have no sheet: on light paper."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_COMMENT: Final = re.compile(r"/\*[^*]*+\*/", re.S)
_VARIABLE: Final = re.compile(r"--fig-([a-z0-9]+): #([0-9a-f]{6});")
_RULE: Final = re.compile(r"^((?:\._[a-z0-9]+(?:, )?)+) \{([^{}]*)\}", re.M)
_COLOUR: Final = re.compile(r"var\(--fig-([a-z0-9]+)\)")


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """How a mark looks: colours as six hexadecimal digits, none where nothing is filled or drawn; lengths in units."""

    fill: str | None
    stroke: str | None = None
    width: float = 1
    dashes: tuple[float, ...] = ()
    bold: bool = False
    anchor: str = "start"


def sheet() -> str:
    """Return the sheet of style of the drawings."""
    # opens: shipped with snr
    return files("snr_cli.documents").joinpath("templates/fr/figures.css").read_text(encoding="utf-8")


def style_of(names: str) -> MarkStyle:
    """Return the style of some names, each without the letter that its class has before it."""
    said: dict[str, str] = {"fill": "var(--fig-fg)"}
    for name in names.split():
        said |= _rules()[name]
    return MarkStyle(
        _painted(said["fill"]),
        _painted(said.get("stroke", "none")),
        float(said.get("stroke-width", "1")),
        tuple(float(word) for word in said.get("stroke-dasharray", "").split()),
        "font-weight" in said,
        said.get("text-anchor", "start"),
    )


@cache
def colours() -> dict[str, str]:
    """Return the colours of the light theme, by name."""
    return {name: value.upper() for name, value in _VARIABLE.findall(sheet().split("@media", 1)[0])}


@cache
def _rules() -> dict[str, dict[str, str]]:
    """Return what the sheet says of each class."""
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(_COMMENT.sub("", sheet())):
        said = dict(each.strip().split(": ", 1) for each in body.split(";") if each.strip())
        for selector in selectors.split(", "):
            rules.setdefault(selector.removeprefix("._"), {}).update(said)
    return rules


def _painted(value: str) -> str | None:
    named = _COLOUR.fullmatch(value)
    return colours()[named[1]] if named else None
