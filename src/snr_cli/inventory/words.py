"""What the reader of inventories is handed: headers, statuses, rules of recognition. It opens no table of snr."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from snr_cli.inventory.values import fold

# roles whose cells name a person, or a device that is a person's: read for matching, never shown
PERSONAL: Final = frozenset({"user", "phone", "email", "address", "serial", "asset_tag", "network_address", "name"})
# roles whose cells are judged together, once for all the rows that hold the same
JUDGED: Final = (
    "kind", "manufacturer", "model", "os", "cpu", "status", "ownership", "quantity", "kwh", "room", "country",
)  # fmt: skip
TEXTS: Final = ("kind", "manufacturer", "model", "os", "cpu")


class Guess(NamedTuple):
    """A type, the rule that gives it and how sure it is (0 to 1). Type `excluded`: left out on purpose by the RCP SI."""

    type: str
    rule: str
    confidence: float


@dataclass(frozen=True)
class Rule:
    """A rule of recognition: a regular expression on one folded text, or on several that must all match.

    `unless` are expressions that keep the rule from matching; `where` says on which text each `when` is sought.
    """

    id: str
    type: str
    confidence: float
    when: Mapping[str, str]
    unless: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _tests(self) -> tuple[tuple[tuple[str, Any], ...], tuple[tuple[str, Any], ...]]:
        def compiled(parts: Mapping[str, str]) -> tuple[tuple[str, Any], ...]:
            return tuple((name, re.compile(pattern).search) for name, pattern in parts.items())

        return compiled(self.when), compiled(self.unless)

    def matches(self, texts: Mapping[str, str]) -> bool:
        """Say whether the folded texts of a row match."""
        wanted, refused = self._tests
        return all(search(texts.get(name, "")) for name, search in wanted) and not any(
            search(texts.get(name, "")) for name, search in refused
        )


@dataclass(frozen=True)
class Recognizer:
    """Rules in order. What the model says and what the word of the type says must agree, else the row is to confirm."""

    rules: tuple[Rule, ...]
    threshold: float = 0.9

    def guess(self, cells: Mapping[str, str]) -> Guess | None:
        """Return the type of a row from its cells (kind, manufacturer, model, os, cpu); None when no rule matches.

        Two rules that disagree halve the confidence: the row is then to confirm, never counted in silence.
        """
        texts = {name: fold(cells.get(name, "")) for name in TEXTS}
        texts["any"] = " ".join(text for name in ("kind", "manufacturer", "model") if (text := texts[name]))
        best: Guess | None = None
        for rule in self.rules:
            if not rule.matches(texts):
                continue
            found = Guess(rule.type, rule.id, rule.confidence)
            if best is None:
                best = found
            elif found.type != best.type and "kind" in rule.when and found.confidence >= self.threshold:
                return Guess(best.type, f"{best.rule} ≠ {found.rule}", best.confidence / 2)
        return best


class Format(NamedTuple):
    """A known export: the headers that sign it, and the role of its own headers.

    Every header of a signature must be there; when `exact`, and no other one.
    """

    id: str
    label: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    exact: bool = False


class Instance(NamedTuple):
    """A cloud instance with a factor: the service that is one hour of it; `by_vcpu` stands for those without one."""

    service: str
    vcpu: float
    by_vcpu: bool = False


@dataclass(frozen=True)
class InventoryWords:
    """Headers (folded) → role, statuses (folded) → state, known formats, rules, and the types that exist."""

    headers: Mapping[str, str]
    formats: tuple[Format, ...]
    statuses: Mapping[str, str]
    recognizer: Recognizer
    types: frozenset[str]
    # country (folded) → place of its electricity; empty for the authority's own
    places: Mapping[str, str] = field(default_factory=dict)
    # (provider, instance), folded
    instances: Mapping[tuple[str, str], Instance] = field(default_factory=dict)

    def format_of(self, headers: Iterable[str]) -> Format | None:
        """Return the known format that a header row signs; the one with the largest signature when several do."""
        names = {name for header in headers if (name := fold(header))}
        found = [
            (len(signature), each)
            for each in self.formats
            for signature in each.signatures
            if (signature == names if each.exact else signature <= names)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def role_of(self, header: str, known: Format | None) -> str:
        """Return the role of a header, empty when it has none."""
        name = fold(header)
        if known is not None and name in known.columns:
            return known.columns[name]
        return self.headers.get(name, "")
