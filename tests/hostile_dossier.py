"""A dossier whose every text is hostile, made by walking the model: a text field added to the model is covered the same day.

Valmont's files are read, and each value whose field is a text is replaced; a text that the example leaves out is added.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from conftest import EXAMPLES
from snr_cli.model.base import Parsed, parse_text
from snr_cli.model.dossier import Dossier, Equipment, Import

ATTACK: Final = (
    "# </style></textarea><script>alert(1)</script> {{ 7*7 }} {% raw %} a | b `c` ``` ~~~snr 0 ](javascript:alert(1)) "
    "[l](javascript:alert(1)) ![i](http://a.example/i.png) &#60; \u2067x\u2069 "
    "<!-- snr:fin axes --> &lt;b&gt; \\ $x$ \u202eרtl 🌱👩🏽‍💻 _e_ **g** ~~s~~ <img src=x onerror=alert(1)> 1. x"
)
# spaces, that French typography changes, and marks that turn the direction of writing, that a document closes; the words that
# the screens share write them by their code
LOOSE: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200d-\u200f]|\\\\u20[0-9a-f]{2}|\\s+")
# texts that name a file, a column or a thing of an inventory: what they say is looked up, never shown alone
NAMES_OF_THINGS: Final = frozenset((
    *("added_component", "between", "category", "component", "concerned_by", "contract", "electricity", "entity", "factor_set"),
    *("files", "frequency", "good_practice", "group", "id", "keep", "line", "logo", "mapping", "path", "place", "replaced_by"),
    *("result", "service", "sheet", "site", "stakeholders", "type"),
))  # fmt: skip


class _Yaml(yaml.CSafeLoader):
    """YAML 1.2: `on` is a key of the dossier, a date is a text."""


_Yaml.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in known if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _word, _letters in (("true", "t"), ("false", "f")):
    _Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(_word), list(_letters))


@dataclass(frozen=True)
class Hostile:
    """A hostile dossier: its file, what every text says, and the numbers of the texts that are read as Markdown."""

    path: Path
    attacks: tuple[str, ...]
    rich: frozenset[int]


class _Texts:
    """The texts given so far: each carries its number at its end, to be found again in a document."""

    def __init__(self, attacks: tuple[str, ...], in_markdown: str) -> None:
        self._attacks = attacks
        self._in_markdown = in_markdown
        self._last = -1
        self.rich: set[int] = set()

    def next(self, field: FieldInfo) -> str:
        self._last += 1
        if "Markdown" in (field.description or ""):
            self.rich.add(self._last)
            return f"{self._in_markdown}⟦{self._last}⟧"
        return f"{self._attacks[self._last % len(self._attacks)]}⟦{self._last}⟧"


def write(folder: Path, *attacks: str, in_markdown: str | None = None) -> Hostile:
    """Write a dossier in a folder: its texts, in turn, in the place of Valmont's; another one where Markdown is read."""
    attacks = attacks or (ATTACK,)
    target = folder / "hostile"
    shutil.copytree(EXAMPLES / "valmont", target, ignore=shutil.ignore_patterns("documents"))
    texts = _Texts(attacks, attacks[0] if in_markdown is None else in_markdown)
    for path in sorted(target.glob("*.yaml")):
        said = yaml.load(path.read_text(encoding="utf-8"), _Yaml)
        spoiled = _model(said, Dossier, texts)
        path.write_text(
            yaml.dump(spoiled, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10**9),
            encoding="utf-8",
        )
    return Hostile(target / "territory.yaml", attacks, frozenset(texts.rich))


def altered(shown: str, dossier: Hostile) -> tuple[int, list[str]]:
    """Return how many texts of a dossier are shown whole, and those that are not as they were typed."""
    shown, typed = loose(shown), loose(dossier.attacks[0])
    faults = []
    numbers = list(re.finditer(r"⟦(\d+)⟧", shown))
    for number in numbers:
        before, wanted = shown[: number.start()], typed
        if int(number[1]) in dossier.rich:
            before, wanted = (re.sub(r"[#`*_~\\]|^-", "", text) for text in (before[-2 * len(typed) :], typed))
        if not before.endswith(wanted):
            faults.append(before[-len(wanted) :] + number[0])
    return len({match[1] for match in numbers}), faults


def loose(text: str) -> str:
    """Return a text without what a document may change."""
    return unicodedata.normalize("NFC", LOOSE.sub("", text))


def _model(node: dict[str, Any], model: type[BaseModel], texts: _Texts) -> dict[str, Any]:
    """Return a piece of dossier with every text of its model replaced, those that it leaves out too."""
    out = dict(node)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if name in NAMES_OF_THINGS:
            continue
        if _is_text(field):
            if key in node or (model is not Dossier and not field.is_required()):
                out[key] = texts.next(field)
        elif key in node:
            out[key] = _value(node[key], field.annotation, field, texts)
    return out


def _value(node: Any, annotation: Any, field: FieldInfo, texts: _Texts) -> Any:
    models = [found for found in _within(annotation) if isinstance(found, type) and issubclass(found, BaseModel)]
    if isinstance(node, list):
        return [_value(each, annotation, field, texts) for each in node]
    if isinstance(node, dict):
        if "from" in node and Equipment in models:
            return _model(node, Import, texts)
        named = [model for model in models if set(node) <= {f.alias or n for n, f in model.model_fields.items()}]
        if named:
            return _model(node, named[0], texts)
        return {key: _value(each, annotation, field, texts) for key, each in node.items()}
    if isinstance(node, str) and any(_reads_text(found) for found in _within(annotation)):
        return texts.next(field)
    return node


def _is_text(field: FieldInfo) -> bool:
    """Say whether a field holds one text."""
    plain = all(found is str or found is type(None) or isinstance(found, Parsed) for found in _within(field.annotation))
    return plain and any(_reads_text(found) for found in (*field.metadata, *_within(field.annotation)))


def _reads_text(found: Any) -> bool:
    return isinstance(found, Parsed) and found.parse is parse_text


def _within(annotation: Any) -> Iterator[Any]:
    """Yield the types and marks that an annotation is made of."""
    if get_origin(annotation) is None:
        yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _within(part)
