"""A dossier whose every text is hostile: Valmont's, with markup, templates, bars, backticks, marks of direction, emoji, length.

A text carries its number between two marks, so that it is found again in a document and compared with what was typed.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from conftest import EXAMPLES

# fields that hold sentences; what is a name for the machine (id, type, entity of an inventory) is left as it is
TEXTS = frozenset((
    "association", "comment", "contract", "deliberation", "diagram", "elected_lead", "excluded_reason", "finding", "formula",
    "funding", "label", "lifetime_source", "limits", "method", "note", "owner", "partner", "project_lead", "role", "source",
    "steering", "subject", "summary", "text", "title", "unit", "upstream_source", "what", "why",
))  # fmt: skip
NAMES = frozenset(("name",))  # of the authority and of the actors; `method: {name: rcp-si}` is not one
ATTACK = (
    "<script>alert(1)</script> {{ 7*7 }} {% raw %} a | b `c` ``` ![i](http://a.example/i.png) [l](javascript:alert(1)) "
    "</textarea></style><!-- snr:fin empreinte --> &lt;b&gt; &#60; $x$ \\ \u202eרtl\u202c \u2067x\u2069 🌱👩🏽‍💻 _e_ **g** ~~s~~ <img src=x onerror=alert(1)>"
)
# marks that a document may set aside or close of itself, and spaces that French typography may make narrow
LOOSE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\s+")


class Yaml(yaml.SafeLoader):
    """YAML 1.2 for `on`, which is a key of the dossier."""


Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:bool"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def dossier(folder: Path, *, length: int = 0) -> Path:
    """Write the hostile dossier; with `length`, each text has as many characters."""
    target = folder / "hostile"
    shutil.copytree(EXAMPLES / "valmont", target, ignore=shutil.ignore_patterns("documents"))
    numbers = iter(range(10_000))
    for path in sorted(target.glob("*.yaml")):
        said = yaml.load(path.read_text(encoding="utf-8"), Yaml)
        path.write_text(
            yaml.safe_dump(spoil(said, "", numbers, length), allow_unicode=True, sort_keys=False, width=10**9),
            encoding="utf-8",
        )
    return target / "territory.yaml"


def spoil(node: Any, key: str, numbers: Iterator[int], length: int) -> Any:
    """Return a piece of dossier with its texts replaced."""
    if isinstance(node, dict):
        return {name: spoil(value, name, numbers, length) for name, value in node.items()}
    if isinstance(node, list):
        return [spoil(value, key, numbers, length) for value in node]
    if isinstance(node, str) and (key in TEXTS or (key in NAMES and node != "rcp-si")):
        return text(next(numbers), length)
    return node


def text(number: int, length: int = 0) -> str:
    """Return a hostile text; of a length, half in words, half in one piece."""
    start, end = f"# ⟦{number} {ATTACK}", f" {number}⟧"
    missing = max(0, length - len(start) - len(end))
    words = " mot" * (missing // 8)
    return start + words + "x" * (missing - len(words)) + end


def altered(shown: str, *, markup: bool = False, length: int = 0) -> tuple[int, list[str]]:
    """Return how many hostile texts a document shows, and those that are not shown as typed.

    With `markup`, what a light Markdown takes away from a text is taken from both.
    """

    def loose(said: str) -> str:
        said = unicodedata.normalize("NFC", LOOSE.sub("", said))
        return re.sub(r"[`*_~\\]", "", said) if markup else said

    found = re.findall(r"⟦(\d+)\b(.*?)\b\1⟧", shown, re.S)
    starts = shown.count("⟦")
    faults = [
        f"⟦{number}{body[:400]}"
        for number, body in found
        if loose(f"⟦{number}{body}{number}⟧") != loose(text(int(number), length)[2:])
    ]
    return len(found), faults + ([f"{starts - len(found)} begun and not ended"] if starts != len(found) else [])
