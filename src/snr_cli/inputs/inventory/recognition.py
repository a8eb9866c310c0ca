"""Rules of recognition: the type of a row from its word of a type, its maker and its model, and how sure it is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.values import Remembered, fold, loose, loosened, nearest, plain, singular
from snr_cli.model.grouped import in_groups

UNLISTED: Final = "unknown"  # the type of rules that recognise what the catalogue lacks
EXCLUDED: Final = "excluded"  # by the RCP SI
NOT_TYPES: Final = frozenset({UNLISTED, EXCLUDED, "virtual", "built_in", "sim"})
OWN_WORDS: Final = 0.85  # a label or a synonym, for a type without a rule: asked, not counted
DECISIVE: Final = 0.95  # a rule on the product that the word of the type does not contradict
SURE_WORD: Final = 0.98  # a word of the type that no product contradicts
SUREST: Final = 0.99
RESPELT: Final = 0.92  # at most, when a word had to be spelt otherwise
_STARTS: Final = (2, 3, 4)  # letters of a word that the rules are found by: the most that it has
SPELT: Final = 6  # letters of the words read with one letter wrong
LONGEST_READ: Final = 500  # signs of a cell that rules read: an expression may take the square of their number
_KEPT: Final = 20_000
KINDS_KEPT: Final = 10_000


class Guess(NamedTuple):
    """A type, the rule that gives it and how sure it is (0 to 1). Type `excluded`: left out on purpose by the RCP SI."""

    type: str
    rule: str
    confidence: float


class RecognitionRule(NamedTuple):
    """A rule of recognition: a type, and what must be read in a row for it to be that type.

    Words are sought at the start of a word and written " latitude", or " uc " to be a whole word. One of `kind` must be
    in the cell of the type, one of `maker` and one of `words` in the product: the maker, then the model. `pattern` is a
    regular expression sought in the product. None of `unless`, nor `unless_pattern`, may be found in the text that the
    rule reads: the type or the product. `alternatives` are types that what is read elsewhere may settle on without contradicting the rule.
    """

    id: str
    type: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    maker: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    pattern: str = ""
    unless: tuple[str, ...] = ()
    unless_pattern: str = ""

    @property
    def is_of_kind(self) -> bool:
        """Say whether the rule reads the word of the type, and nothing of the model."""
        return bool(self.kind) and not self.words and not self.pattern

    def matches(self, row: "_Row") -> bool:
        """Say whether a row matches. Expressions are compiled last, when nothing else rules the row out."""
        text = row.kind if self.is_of_kind else row.product
        return (
            (not self.kind or _holds(row.kind, self.kind))
            and (not self.maker or _holds(row.product, self.maker))
            and (not self.words or _holds(row.product, self.words))
            and (row.has_model or bool(self.kind or self.words or self.pattern))  # a maker alone says nothing
            and not _holds(text, self.unless)
            and (not self.pattern or _search(self.pattern)(row.product.strip()) is not None)
            and (not self.unless_pattern or _search(self.unless_pattern)(text.strip()) is None)
        )


def rule_of_words(name: str, words: Iterable[str]) -> RecognitionRule:
    """Return the rule of a type that has none: its label and its synonyms, tried after the others, to be confirmed."""
    return RecognitionRule(name, name, OWN_WORDS, kind=tuple(f" {plain(word)} " for word in words))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # a loop: `any` of a generator takes twice as long, and this runs for every rule tried  # noqa: SIM110
        if word in text:
            return True
    return False


class _Row(NamedTuple):
    """The texts of a row, each between two spaces. A row without a model has its type for a product."""

    kind: str
    product: str
    has_model: bool


class _Index:
    """Rules in order, found by the words that they cannot do without: most are never tried, nor compiled."""

    def __init__(
        self, rules: Iterable[RecognitionRule], words: Callable[[RecognitionRule], tuple[str, ...]], most: int = 0
    ) -> None:
        self.rules = tuple(rules)
        self.kept: dict[str, list[int]] = {}  # text → the rules to try, for texts that come again: the words of types
        self.most = most
        every = ((word, rank) for rank, rule in enumerate(self.rules) for word in words(rule))
        # by its first letters, after the space
        self.starts = in_groups((pair[0][1 : _STARTS[-1] + 1].partition(" ")[0], pair) for pair in every)

    def first(self, text: str, row: _Row) -> RecognitionRule | None:
        """Return the first rule that a row matches, among those with a word in the text."""
        ranks = self.kept.get(text)
        if ranks is None:
            starts = {token[:size] for token in text.split() for size in _STARTS}
            ranks = sorted({rank for start in starts for word, rank in self.starts.get(start, ()) if word in text})
            if len(self.kept) < self.most:
                self.kept[text] = ranks
        return next((self.rules[rank] for rank in ranks if self.rules[rank].matches(row)), None)


class _Spelling:
    """Long words of the rules, to read those with one letter wrong: Catalsyt → catalyst."""

    def __init__(self, words: Iterable[str]) -> None:
        long = (word for word in dict.fromkeys(map(str.strip, words)) if len(word) >= SPELT and word.isalpha())
        self.starts = in_groups((word[: _STARTS[0]], word) for word in long)

    def read(self, text: str) -> str:
        """Return a text with its long words as the rules write them."""
        return " ".join(map(self._word, text.split()))

    def _word(self, word: str) -> str:
        if len(word) < SPELT or not word.isalpha():
            return word
        known = self.starts.get(word[: _STARTS[0]], [])
        return word if word in known else next((near for near in known if _is_near(word, near)), word)


SURE: Final = 0.9  # confidence from which on a type is not asked (CONTRIBUTING.md, « Add a factor »)


@dataclass(frozen=True)
class Recognizer:
    """Rules of recognition, in order: of those on the product the first that matches, and the same of those on the type.

    Each row gives at most one rule on its product (its maker and model) and one on the word of its type; `settle` says
    what becomes of the two. Guesses are kept by cells: a list of 100,000 rows holds few models.
    """

    rules: tuple[RecognitionRule, ...]
    threshold: float = SURE

    def guess(self, cells: Mapping[str, str]) -> Guess | None:
        """Return the type of a row from its cells (kind, manufacturer, model); None when nothing is recognised."""
        return self._guesses[tuple([cells.get(name, "") for name in ("kind", "manufacturer", "model")])]

    def evidence(
        self, kind: str, manufacturer: str, model: str
    ) -> tuple[RecognitionRule | None, RecognitionRule | None]:
        """Return the rule on the product and the rule on the word of the type."""
        kind, maker, model = (plain(text[:LONGEST_READ]) for text in (kind, manufacturer, model))
        product = self._product(kind, maker, model)
        if product is None and (kind or model):
            makers, words, _ = self._spellings
            product = _doubtful(
                self._product(kind, makers.read(maker), words.read(model)), f" {maker} {model or kind} "
            )
        word = None
        if kind:
            word = self._named(kind, maker, model) or _doubtful(
                self._word(self._spellings[2].read(kind), maker, model), f" {kind} "
            )
        if word is None and product is None:  # the type may be written for a model: « Informatique · PC portable »
            word = self._word(model, maker, model)
            word = word if word and any(f" {model} ".startswith(start) for start in word.kind) else None
        if not model and word is not None and word.confidence >= self.threshold:
            surer = product is not None and product.confidence > word.confidence
            # « Mémoire pour serveur » is no server; « Precision 5820 Tower » is a workstation, whatever a tower is
            told = product is not None and (product.type == UNLISTED or product.confidence >= DECISIVE)
            return (product if surer and told else None), word
        return product, word

    def _product(self, kind: str, maker: str, model: str) -> RecognitionRule | None:
        named = bool(model) or any(map(str.isdigit, kind))  # « Optoma HD146X » is more than a maker
        row = _Row(f" {kind} ", f" {maker} {model or kind} ", named)
        return self._of_product.first(row.product, row)

    def _named(self, kind: str, maker: str, model: str) -> RecognitionRule | None:
        """Return the rule on a word of the type as written, or the surer one that its singular finds: « Téléphones fixes »."""
        rule, single = self._word(kind, maker, model), singular(kind)
        if single == kind or (rule is not None and rule.confidence >= self.threshold):
            return rule
        other = self._word(single, maker, model)
        if other is None or _holds(f" {kind} ", other.unless):
            return rule
        return other if rule is None or other.confidence > rule.confidence else rule

    def named(self, word: str) -> str | None:
        """Return the type that a word alone names, sure or likely; "" when it names what is no type, None when nothing is read."""
        guess = self.guess({"kind": word})
        if guess is not None and guess.type not in NOT_TYPES:
            return guess.type
        return "" if guess is not None or any(self.evidence(word, "", "")) else None

    def _word(self, kind: str, maker: str, model: str) -> RecognitionRule | None:
        row = _Row(f" {kind} ", f" {maker} {model} ", bool(model))
        return self._of_kind.first(row.kind, row)

    @cached_property
    def _guesses(self) -> Remembered[tuple[str, ...], Guess | None]:
        return Remembered(lambda texts: settle(*self.evidence(*texts), self.threshold), _KEPT)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the words of the types, each alone: a name made of them is that of no device."""
        return frozenset(part for rule in self.rules for word in rule.kind for part in word.split())

    @cached_property
    def _of_product(self) -> _Index:
        return _Index((rule for rule in self.rules if not rule.is_of_kind), lambda rule: rule.words or rule.maker)

    @cached_property
    def _of_kind(self) -> _Index:
        return _Index((rule for rule in self.rules if rule.is_of_kind), lambda rule: rule.kind, KINDS_KEPT)

    @cached_property
    def _spellings(self) -> tuple[_Spelling, _Spelling, _Spelling]:
        return (
            _Spelling(word for rule in self.rules for word in rule.maker),
            _Spelling(word for rule in self.rules for word in rule.words),
            _Spelling(word for rule in self.rules for word in rule.kind),
        )


def _doubtful(rule: RecognitionRule | None, written: str) -> RecognitionRule | None:
    """Return a rule found on a text spelt otherwise: sure enough alone, not against what contradicts it.

    None when the text as written holds what the rule refuses.
    """
    if rule is None or _holds(written, rule.unless):
        return None
    return rule._replace(confidence=min(rule.confidence, RESPELT))


def settle(product: RecognitionRule | None, word: RecognitionRule | None, threshold: float) -> Guess | None:
    """Return what the rule on the product and the rule on the word of the type come to.

    - One alone: its type and confidence.
    - They agree, or one is an alternative of the other: the more precise type, surer than each.
    - They disagree: a word that says an accessory (`SURE_WORD`) wins, as in « Chargeur · Latitude 5520 »; else a
      decisive product (`DECISIVE`) does, whatever the word; else the type is to confirm, at half its confidence.
    - What the catalogue lacks is None.
    """
    if product is None or word is None:
        rule = product or word
        return Guess(rule.type, rule.id, rule.confidence) if rule and rule.type != UNLISTED else None
    both = min(SUREST, 1 - (1 - product.confidence) * (1 - word.confidence))
    if word.type in product.alternatives:
        guess = Guess(word.type, word.id, both)
    elif product.type == word.type or product.type in word.alternatives:
        guess = Guess(product.type, product.id, both)
    elif word.confidence >= SURE_WORD:
        guess = Guess(word.type, word.id, word.confidence)
    elif product.confidence >= DECISIVE:
        guess = Guess(product.type, product.id, product.confidence)
    else:
        likely = word if product.type in NOT_TYPES else product
        if likely.type in NOT_TYPES:
            return None
        return Guess(likely.type, f"{product.id} ≠ {word.id}", min(likely.confidence, threshold) / 2)
    return guess if guess.type != UNLISTED else None


def _is_near(first: str, second: str) -> bool:
    """Say whether two words differ by one letter: changed, added, left out, or two swapped."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    left, right = first[same:], second[same:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (left[1::-1] + left[2:] == right)


@cache
def _search(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).search


# What the reader of inventories is handed: headers, statuses, rules of recognition. It opens no table of snr.

# roles whose cells name a person, or a device that is a person's: read for matching, never shown
PERSONAL: Final = frozenset(
    {
        "user",
        "owner",
        "phone",
        "email",
        "address",
        "serial",
        "asset_tag",
        "reference",
        "network_address",
        "name",
        "note",
    }
)
# roles whose cells are judged together, once for all the rows that hold the same
JUDGED: Final = (
    "kind", "manufacturer", "model", "os", "cpu", "status", "ownership", "quantity", "kwh", "room", "country", "plan", "account",
    "lifetime", "refurbished",
)  # fmt: skip
# roles whose cells say nothing of a footprint: the column is told, its cells are not read
UNREAD: Final = ("price", "supplier", "depreciation")
TEXT_ROLES: Final = ("kind", "manufacturer", "model", "os", "cpu")
_ACCOUNT = re.compile(r"\s*(2\d{2,6})(?![\w.,])").match


class ExportFormat(NamedTuple):
    """A known export: the headers that sign it, and the role of its own headers.

    Every header of a signature must be there; when `exact`, and no other one. `<role>` in a signature stands for a header of
    that role, whatever its words. `rows_are`: what each row is when it is no device (`virtual`, `part`).
    """

    id: str
    label: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    exact: bool = False
    rows_are: str = ""


class Instance(NamedTuple):
    """A cloud instance with a factor: the service that is one hour of it; `by_vcpu` stands for those without one."""

    service: str
    vcpu: float
    by_vcpu: bool = False


@dataclass(frozen=True)
class InventoryWords:
    """Headers (folded) → role, statuses (folded) → state, known formats, rules, and the types that exist."""

    headers: Mapping[str, str]
    formats: tuple[ExportFormat, ...]
    statuses: Mapping[str, str]
    recognizer: Recognizer
    types: frozenset[str]
    # country → place of its electricity; empty for the authority's own
    places: Mapping[str, str] = field(default_factory=dict)
    # (provider, instance), folded
    instances: Mapping[tuple[str, str], Instance] = field(default_factory=dict)
    # the beginning of a maker of bare panels (folded) → whether it makes monitors too
    panels: Mapping[str, bool] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(
        default_factory=dict
    )  # word of a title → what its numbers are, that count no device
    gone: frozenset[str] = frozenset()  # words of a remark that say a device gone
    names: Mapping[str, str] = field(default_factory=dict)  # word of a name → whether it is a given name or a place
    sheets: Mapping[str, str] = field(default_factory=dict)  # word of the name of a sheet → what it says of it
    asked: frozenset[str] = frozenset()  # statuses that tell no state, and name nobody: a person says it
    # title (folded) that is a state when a cell says yes → whether the state is in doubt when it says no
    flags: Mapping[str, bool] = field(default_factory=dict)
    with_a_screen: frozenset[str] = frozenset()  # types whose own panel an inventory lists among the screens
    # first digits of an account of the accounts' list of assets → what it holds, that is no device
    accounts: Mapping[str, str] = field(default_factory=dict)

    def format_of(self, headers: Iterable[str]) -> ExportFormat | None:
        """Return the known format that a header row signs; the one with the largest signature when several do."""
        names = {name: self.headers.get(name, "") for header in headers if (name := fold(header))}
        signs = {*names, *(f"<{role}>" for role in names.values() if role)}
        found = [
            (len(signature), export_format)
            for export_format in self.formats
            for signature in export_format.signatures
            if (signature == names.keys() if export_format.exact else signature <= signs)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def place_of(self, country: str) -> str | None:
        """Return the place of the electricity of a country, empty for the authority's own; None when it is not known."""
        return self._by_name.get(plain(country))

    def nearest_country(self, country: str) -> str:
        """Return the known country that a word most looks like; empty when it looks like none."""
        return nearest(country, self.places)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {plain(name): place for name, place in self.places.items()}

    def role_of(self, header: str, known: ExportFormat | None) -> str:
        """Return the role of a header, empty when it has none."""
        name = fold(header)
        if known is not None and name in known.columns:
            return known.columns[name]
        return self.headers[name] if name in self.headers else self._loose.get(loose(header), "")

    def is_doubt(self, status: str) -> bool:
        """Say whether a status is the « no » of a column of yes and no: « En service : Non »."""
        title, colon, _ = fold(status).partition(" : ")
        return bool(colon) and self.flags.get(title, False) and fold(status) not in self.statuses

    def account_of(self, cell: str) -> str:
        """Return what the account of a cell (« 2182 », « 2184 - Mobilier ») holds, that is no device; empty when it may be one."""
        match = _ACCOUNT(cell)
        digits = match[1] if match else ""
        return next((self.accounts[digits[:size]] for size in (4, 3) if digits[:size] in self.accounts), "")

    @cached_property
    def _loose(self) -> dict[str, str]:
        return loosened(self.headers)
