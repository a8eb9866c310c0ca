"""A distinct row → its verdict: shape, quantity, status, type."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from snr_cli.inventory.masking import masked, may_be_a_person
from snr_cli.inventory.merged import MIXED, SHARED
from snr_cli.inventory.records import (
    ASIDE_STATES,
    COUNTED,
    IGNORED,
    NOT_DEVICES,
    REJECTED,
    SET_ASIDE,
    TO_CONFIRM,
    Device,
    FileRows,
    Group,
    Key,
    Reading,
)
from snr_cli.inventory.remarks import gone_in
from snr_cli.inventory.shapes import SHAPES, is_placeholder, is_summed, is_total, number_told
from snr_cli.inventory.table import MAX_TEXT
from snr_cli.inventory.values import BLANKS, FIRST_YEAR, fold, parse_number
from snr_cli.inventory.words import JUDGED, NOT_TYPES, TEXTS, Guess, InventoryWords

MAX_QUANTITY: Final = 1_000_000
MAX_KWH: Final = 1_000_000
DOUBTFUL: Final = "remark_says_gone"
TOLD_LATER: Final = (DOUBTFUL, SHARED)  # of a row that its state or its date may set aside
_BRACKETS: Final = re.compile(r"([^()]+)\(([^()]+)\)").fullmatch
LONE_STATUS: Final = "(statut d’une seule ligne, non montré)"


class _Look(NamedTuple):
    """What the judged cells of a row say, whatever its dates and places."""

    verdict: str
    reason: str
    label: str
    units: float
    state: str | None
    guess: Guess | None
    kwh_per_year: float | None
    room: str = ""
    country: str = ""
    said: bool = False  # the status is written


class Judge:
    """Gives a verdict to a distinct row; rows that differ only by date and place are looked at once."""

    def __init__(
        self, words: InventoryWords, how: Reading, year: int, result: FileRows, roles: tuple[str, ...]
    ) -> None:
        self.words, self.how, self.year, self.result, self.roles = words, how, year, result, roles
        self.types = {fold(label): kind for label, kind in how.mapping.types.items()}
        self.statuses = {fold(status): state for status, state in how.mapping.statuses.items()}
        self.kwh = roles.index("kwh") if "kwh" in roles else None
        self.met: set[tuple[str, str]] = set()
        self.unread_kwh = 0  # the first line whose kWh a number does not give
        self.zero_kwh = 0  # the first line whose kWh is 0 although the device is used
        self.unplaced: dict[str, int] = {}  # countries whose electricity is not known → first line
        self.gone = gone_in(words.gone)
        self._looks: dict[tuple[str, ...], _Look] = {}
        self._guesses: dict[tuple[str, ...], Guess | None] = {}

    def group(self, key: Key, lines: "array[int]") -> Group:
        """Judge a distinct row, for all its lines."""
        look = self._looks.get(key.cells)
        if look is None:
            look = self._looks[key.cells] = self._look(key.cells)
        verdict, reason, device = self._verdict(look, key)
        written = "" if device is None or self.kwh is None or device.kwh_per_year is not None else key.cells[self.kwh]
        if written and device is not None and parse_number(written) == 0:
            self.zero_kwh = min(self.zero_kwh or lines[0], lines[0])
        elif written and fold(written) not in BLANKS:
            self.unread_kwh = min(self.unread_kwh or lines[0], lines[0])
        country = fold(look.country) if device is not None and look.country else ""
        if country and country not in BLANKS and country not in self.words.places:
            self.unplaced.setdefault(look.country, lines[0])
        retired, life = key.retirement or (None, None)
        return Group(
            verdict,
            reason,
            "" if key.problem in SHAPES else look.label,
            self.result.key,
            lines,
            0.0 if verdict == REJECTED or key.problem in (*SHAPES, SHARED) else look.units * len(lines),
            device,
            look.guess.type if look.guess else "",
            look.guess.confidence if look.guess else 0.0,
            look.guess.rule if look.guess else "",
            retired,
            life,
            self._host(key),
        )

    def _host(self, key: Key) -> str:
        return key.cells[-1] if self.roles[-1:] == ("host",) else ""

    def _verdict(self, look: _Look, key: Key) -> tuple[str, str, Device | None]:
        if key.problem in SHAPES:
            return SHAPES[key.problem], key.problem, None
        if look.verdict in (REJECTED, IGNORED) and look.reason not in NOT_DEVICES:
            return look.verdict, look.reason, None
        if len(key.entity) > MAX_TEXT or len(key.site) > MAX_TEXT or "\0" in key.entity or "\0" in key.site:
            return REJECTED, "oversized", None
        if key.problem == MIXED:
            return TO_CONFIRM, MIXED, None
        if key.problem and key.problem not in TOLD_LATER:  # left out by the filter, or counted already
            return SET_ASIDE, key.problem, None
        gone = key.retirement[0] if key.retirement else None
        state = look.state
        if state == "retired" and gone is not None and gone > self.year:
            state = "in_use"  # it left after the year studied
        if state in ASIDE_STATES:
            return SET_ASIDE, state, None
        year = key.purchase_year
        if isinstance(year, int) and year > self.year:
            return SET_ASIDE, "after_year", None  # not in the fleet at 31 December of the year studied
        if key.retirement is not None and gone is not None and isinstance(year, int) and year > gone:
            return TO_CONFIRM, "exit_before_purchase", None
        if gone is not None and gone <= self.year:
            if look.said and state in ("in_use", "spare") and look.state != "retired":
                return TO_CONFIRM, "status_against_exit", None
            return SET_ASIDE, "retired", None
        if key.problem == SHARED:
            return IGNORED, SHARED, None
        if look.verdict != COUNTED or look.guess is None or state is None:
            return look.verdict, look.reason, None
        if key.problem == DOUBTFUL:
            return TO_CONFIRM, DOUBTFUL, None
        return (
            COUNTED,
            "",
            Device(
                look.guess.type,
                state,
                year if isinstance(year, int) and year >= FIRST_YEAR else None,
                masked(key.entity.strip()) or self.how.entity,
                masked(key.site) or self.how.site,
                look.kwh_per_year,
                look.room,
                self.words.places.get(fold(look.country), "") if look.country else "",
                self._host(key),
            ),
        )

    def _look(self, cells: tuple[str, ...]) -> _Look:
        """Judge the cells that rules read: shape, quantity, status, type."""
        texts = dict.fromkeys(JUDGED, "") | {role: cell.strip() for role, cell in zip(self.roles, cells, strict=True)}
        label = _label(texts)
        state = self._state(texts["status"])
        if self._state(texts["ownership"]) == "personal" and state not in ASIDE_STATES:
            state = "personal"

        said = fold(texts["status"]) not in BLANKS

        def found(verdict: str, reason: str, units: float = 0.0, guess: Guess | None = None) -> _Look:
            shown = masked(texts["status"][:MAX_TEXT]) if reason == "unknown_status" else label
            return _Look(verdict, reason, shown, units, state, guess, None, said=said)

        if any(len(text) > MAX_TEXT or "\0" in text for text in texts.values()):
            return _Look(REJECTED, "oversized", "", 0.0, state, None, None)
        if (is_total(fold(texts["kind"] or label)) and not texts["model"]) or any(
            is_summed(fold(texts[role])) for role in ("kind", "manufacturer", "model")
        ):
            return found(IGNORED, "total")
        if is_placeholder(texts.values()):
            return found(IGNORED, "placeholder")
        account = self.words.account_of(texts["account"]) if texts["account"] else ""
        if account == "intangible":
            return found(IGNORED, "intangible")
        if not any(texts[role] for role in TEXTS) and (plan := self._offered(texts["plan"])):
            return found(IGNORED, plan)
        if not any(texts[role] for role in TEXTS) and self.how.default_type is None:
            return found(REJECTED, "nothing_to_recognise")
        absent, units = False, 1.0
        if "quantity" in self.roles and (texts["quantity"][:1] in ("#", "=") or fold(texts["quantity"]) in BLANKS):
            absent, units = True, 0.0
        elif texts["quantity"]:
            read = parse_number(texts["quantity"])
            if read is None:
                return found(REJECTED, "quantity_unread")
            if not 0 <= read <= MAX_QUANTITY:
                return found(REJECTED, "quantity_negative" if read < 0 else "quantity_huge")
            if read != int(read):
                return found(REJECTED, "quantity_fraction")
            if not read:
                return found(IGNORED, "quantity_zero")
            units = read
        guess = self._guess(texts, label)
        if guess is not None and guess.type in NOT_DEVICES:
            return found(IGNORED, "by_mapping" if guess.rule == "mapping" else guess.type, units)
        if account and (guess is None or guess.confidence < self.words.recognizer.threshold):
            return found(IGNORED, "not_digital")
        if account:
            return found(TO_CONFIRM, "account_says_other", units, guess)
        told = None if units > 1 else number_told(texts["kind"]) or number_told(texts["model"])
        if told is not None:  # as many devices perhaps, surely not one, whatever the quantity beside
            return found(TO_CONFIRM, "number_in_label", float(told), guess)
        if absent:
            return found(TO_CONFIRM, "quantity_absent", units, guess)
        if " + " in label and self._tells_two(texts):
            return found(TO_CONFIRM, "two_in_label", units, guess)
        if guess is None:
            return found(TO_CONFIRM, "unknown_type", units)
        if guess.confidence < self.words.recognizer.threshold and not self.how.accept:
            return found(TO_CONFIRM, "unsure", units, guess)
        if state is None:
            return found(TO_CONFIRM, "unknown_status", units, guess)
        if self.gone(fold(texts["kind"])) or self.gone(fold(texts["model"])):  # « Tablettes HS »
            return found(TO_CONFIRM, DOUBTFUL, units, guess)
        kwh = parse_number(texts["kwh"]) if texts["kwh"] else None
        # nothing that is used takes no electricity: 0 is a datum that lacks
        kwh = kwh if kwh is not None and (0 < kwh <= MAX_KWH or (kwh == 0 and state != "in_use")) else None
        return _Look(COUNTED, "", label, units, state, guess, kwh, texts["room"], texts["country"], said)

    def _offered(self, plan: str) -> str:
        """Return `sim` when the offer of a line is made for no device of a person: « M2M 10 Mo », « SIM seule »."""
        guess = self.words.recognizer.guess({"kind": plan}) if plan else None
        return guess.type if guess is not None and guess.type == "sim" else ""

    def _tells_two(self, texts: dict[str, str]) -> bool:
        """Say whether a label tells two devices: « SERVEUR DELL + ONDULEUR » is not one of them."""
        parts = (texts["kind"] if " + " in texts["kind"] else texts["model"]).split(" + ")
        guesses = [self.words.recognizer.guess({"kind": part.strip()}) for part in parts]
        return sum(guess is not None and guess.type not in NOT_TYPES for guess in guesses) > 1

    def _state(self, status: str) -> str | None:
        """Return the state, in use when nothing is said, None when the word is not known."""
        name = fold(status)
        if name in BLANKS:
            return "in_use"
        if name in self.statuses:
            self.met.add(("statuses", name))
        known = self.statuses.get(name) or self.words.statuses.get(name)
        if known is None and (parts := _BRACKETS(name)):  # « Déployé (Deployed) », « Suspendue (vol/perte) »
            known = self.words.statuses.get(parts[2].strip()) or self.words.statuses.get(parts[1].strip())
        return known

    def type_of(self, cells: tuple[str, ...]) -> str:
        """Return the type of judged cells; empty when none is recognised."""
        texts = dict.fromkeys(JUDGED, "") | {role: cell.strip() for role, cell in zip(self.roles, cells, strict=False)}
        guess = self._guess(texts, _label(texts))
        return guess.type if guess else ""

    def _guess(self, texts: dict[str, str], label: str) -> Guess | None:
        key = tuple(texts[role] for role in TEXTS)
        if key not in self._guesses:
            self._guesses[key] = self._type(texts, label)
        return self._guesses[key]

    def _type(self, texts: dict[str, str], label: str) -> Guess | None:
        for text in (label, texts["model"], texts["kind"]) if self.types else ():
            if fold(text) in self.types:
                self.met.add(("types", fold(text)))
                return Guess(self.types[fold(text)], "mapping", 1.0)
        guess = self.words.recognizer.guess(texts)
        if guess is None and self.how.default_type is not None:
            return Guess(self.how.default_type, "type", 1.0)
        return guess


def _label(texts: Mapping[str, str]) -> str:
    """Return what a person recognises in a row: its kind, its maker and its model."""
    parts = [texts["kind"], texts["manufacturer"], texts["model"]]
    kept = [part for index, part in enumerate(parts) if part and part not in parts[:index]]
    return masked(" · ".join(kept)[:300])[:120]


def hide_lone_names(groups: Iterable[Group]) -> None:
    """Hide the unknown status of a single row that may name a person."""
    rows = Counter[str]()
    unknown = [group for group in groups if group.reason == "unknown_status"]
    for group in unknown:
        rows[group.label] += group.rows
    for group in unknown:
        if rows[group.label] == 1 and may_be_a_person(group.label):
            group.label = LONE_STATUS
