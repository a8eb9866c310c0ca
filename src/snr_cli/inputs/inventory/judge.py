"""A distinct row → its verdict: shape, quantity, status, type."""

import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from snr_cli.inputs.inventory.faults import DECIDE, LONGEST_VALUE, shown_cell
from snr_cli.inputs.inventory.quantities import read_kwh, read_lifetime, read_quantity, read_refurbished, why_absent
from snr_cli.inputs.inventory.recognition import JUDGED, NOT_TYPES, TEXT_ROLES, Guess, InventoryWords, Recognizer
from snr_cli.inputs.inventory.records import (
    ABSENT,
    ASIDE_STATES,
    COUNTED,
    IGNORED,
    MAX_TEXT,
    NOT_DEVICES,
    QUANTITY_MIXED,
    QUANTITY_SHARED,
    REJECTED,
    SET_ASIDE,
    TO_CONFIRM,
    UNREAD_DATES,
    Device,
    Fault,
    FileRows,
    Group,
    Reading,
    RowKey,
)
from snr_cli.inputs.inventory.shapes import (
    AMONG_WORDS,
    GONE,
    SHAPES,
    SUMS_ABOVE,
    gone_in,
    is_not_there,
    is_placeholder,
    is_plural,
    is_summed,
    is_total,
    number_told,
    parts_told,
)
from snr_cli.inputs.inventory.values import BLANKS, FIRST_YEAR, Remembered, fold, label_masked, masked, plain, singular

# Labels that tell more than one thing: « SERVEUR + ONDULEUR », « PC portable et station d’accueil », « Kit PC et clavier ».


def tells_two(recognizer: Recognizer, text: str) -> bool:
    """Say whether a label tells two devices, of which one would be lost: « SERVEUR DELL + ONDULEUR ».

    Two of one type are told by « + » only: « Portable / Latitude 5420 » and « Écran et moniteur » are one.
    """
    added = text.split(" + ")
    if len(added) > 1 and len(_types(recognizer, added)) > 1:
        return True
    joined = (text.split("+"), text.split(" / "), parts_told(text))
    return any(len(parts) > 1 and len(set(_types(recognizer, parts))) > 1 for parts in joined)


def beside_none(recognizer: Recognizer, kind: str) -> Guess | None:
    """Return the device of a label that joins it to what is none: « PC portable avec sacoche », « Kit PC et clavier ».

    Sure when « avec » follows it; else it may be what the rest is for, and half as sure: to confirm.
    """
    head, with_, _ = kind.partition(" avec ")
    guess = recognizer.guess({"kind": head}) if with_ else None
    if guess is not None and guess.type not in NOT_TYPES:
        return guess
    guesses = [recognizer.guess({"kind": part}) for part in parts_told(kind)]
    if not any(guess is not None and guess.type in NOT_DEVICES for guess in guesses):
        return None
    found = next((guess for guess in guesses if guess is not None and guess.type not in NOT_TYPES), None)
    return found and found._replace(confidence=found.confidence / 2)


def _types(recognizer: Recognizer, parts: Iterable[str]) -> list[str]:
    guesses = [recognizer.guess({"kind": part.strip()}) for part in parts]
    return [guess.type for guess in guesses if guess is not None and guess.type not in NOT_TYPES]


# Rows that are the title of those under them: « PORTABLES » alone, in a table where a row is a device.

SECTION: Final = "plural_label"  # to confirm: perhaps a title, perhaps devices of which nobody says how many
_LEAST: Final = 2  # titles of a table in which a row of one cell says less than the others
_KEPT: Final = 50_000


class Sections:
    """Watches the columns that say what a device is, where none says how many."""

    def __init__(self, header: Sequence[str], places: Mapping[str, int], kinds: Callable[[], frozenset[str]]) -> None:
        wide = sum(map(bool, header)) >= _LEAST and "quantity" not in places
        self.columns = [places[role] for role in ("kind", "model") if role in places] if wide else []
        self.plural = Remembered[str, bool](lambda cell: is_plural(cell, kinds()), _KEPT)

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> dict[int, str]:
        """Return the lines of a batch that are such rows, and why they are to confirm."""
        found = dict[int, str]()
        for index in self.columns if rows and min(map(len, rows)) > max(self.columns, default=0) else ():
            cells = list(map(itemgetter(index), rows))
            plural = {cell for cell in set(cells) if self.plural[cell]}
            for line, row, cell in zip(lines, rows, cells, strict=True) if plural else ():
                if cell in plural and sum(1 for other in row if other.strip()) == 1:
                    found[line] = SECTION
        return found


def states_told(groups: Mapping[tuple[Any, ...], Sequence[int]], words: InventoryWords) -> list[tuple[str, str, int]]:
    """Return the notes of the titles of sections that say a state, « MATÉRIEL RÉFORMÉ »: the rows under them do not follow it."""
    gone, found = gone_in(words.gone), list[tuple[str, str, int]]()
    for key, lines in groups.items():
        row = RowKey(*key) if key[-1] == "section" else None
        title = next(filter(None, map(str.strip, row.cells)), "") if row else ""
        said = singular(plain(title)).split() if title else []
        if title and (gone(fold(title)) or any(words.statuses.get(word, "in_use") != "in_use" for word in said)):
            found.append(("section_state", label_masked(title, words.names), lines[0]))
    return found


# A journal of stock: each row is devices that came or went, and their sum is no inventory.

MOVEMENT: Final = "movement"
_TITLES: Final = frozenset({"mouvement", "movement", "sens", "operation", "entree sortie", "e s"})
_BEFORE: Final = ("type de ", "nature de ", "nature du ", "sens du ", "type d'", "type d ", "type ", "nature ", "sens ")
_WAYS: Final = frozenset({"entree", "sortie", "retour", "in", "out", "e", "s", "+", "-"})


def is_journal(header: list[str], roles: list[str], rows: list[list[str]], how: Reading) -> bool:
    """Say whether the rows of a table are movements: it has a quantity, and a column says which came in or went out.

    Args:
        header: its titles.
        roles: the role of each column.
        rows: the first of its rows.
        how: a person's corrections: a column that they name is what they say.
    """
    columns = [
        index for index, title in enumerate(header) if _is_of_movements(title) and fold(title) not in how.mapping.roles
    ]
    return "quantity" in roles and any(
        index < len(cells) and singular(fold(cells[index]).partition(" ")[0]) in _WAYS
        for index in columns
        for cells in rows
    )


def _is_of_movements(title: str) -> bool:
    words = plain(title)
    start = next((start for start in _BEFORE if words.startswith(start)), "")
    named = {words, words[len(start) :]}
    return not _TITLES.isdisjoint(named | set(map(singular, named)))


LOOKS_KEPT: Final = 20_000  # of each file: as many models as rows would fill the memory
DOUBTED_BY: Final = (GONE, SECTION, SUMS_ABOVE, MOVEMENT, AMONG_WORDS)  # a row that would count is to confirm
TOLD_LATER: Final = (*DOUBTED_BY, QUANTITY_SHARED)  # of a row that its state or its date may set aside
T = TypeVar("T")
_BRACKETS: Final = re.compile(r"([^()]+)\(([^()]+)\)").fullmatch


# a number of asset, of serial: rules name models of less, but for « 123456789 » and « 0000 » in the place of one
_LONG: Final = re.compile(r"(?<!\S)(?!0?1234|0000)(\d{3})(\d{3,})(?!\S)")


def skeleton(cell: str) -> str:
    """Return a cell whose long numbers are alike from their fourth figure on; one that is only a number stays as it is."""
    if cell.replace(" ", "").isdigit():
        return cell
    return _LONG.sub(lambda found: found[1] + "9" * len(found[2]), cell)


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
    faults: tuple[Fault, ...] = ()
    lifetime_years: float | None = None
    refurbished: bool | None = None


class Judge:
    """Gives a verdict to a distinct row; rows that differ only by date and place are looked at once."""

    def __init__(
        self,
        words: InventoryWords,
        how: Reading,
        year: int,
        result: FileRows,
        roles: tuple[str, ...],
        *,
        labels_alone: bool = False,
    ) -> None:
        """Judge rows of these roles.

        Args:
            words: statuses and rules.
            how: a person's corrections and choices.
            year: the year studied.
            result: the file that the rows are of.
            roles: of the cells judged.
            labels_alone: nothing but its label says what a row is, nor that it is one device.
        """
        self.labels_alone, self.texts = labels_alone, sum(role in TEXT_ROLES for role in roles)
        self.words, self.how, self.year, self.result, self.roles = words, how, year, result, roles
        self.types = {fold(label): kind for label, kind in how.mapping.types.items()}
        self.numbers = {fold(label): number for label, number in how.mapping.numbers.items()}
        self.statuses = {fold(status): state for status, state in how.mapping.statuses.items()}
        self.met: set[tuple[str, str]] = set()
        self.gone = gone_in(words.gone)
        self.titles: dict[str, str] = {}
        for title, role in result.columns.used.items():
            self.titles[role] = f"{self.titles[role]} / {title}" if role in self.titles else title
        # with as many models as rows, what is kept would be as large as they are
        self.looks, self.guesses = Remembered(self._look, LOOKS_KEPT), Remembered(self._guess, LOOKS_KEPT)
        self.skeletons = Remembered(skeleton, LOOKS_KEPT)
        self._devices: dict[Device, Device] = {}  # one of each: distinct models are few devices

    def group(self, key: RowKey, lines: "array[int]") -> Group:
        """Judge a distinct row, for all its lines."""
        look, named = self._looked(key.cells)
        verdict, reason, device = self._verdict(look, key)
        faults = () if verdict == IGNORED or key.problem in SHAPES else self._faults(verdict, reason, look, key)
        retired, life = key.retirement[:2] if key.retirement else (None, None)
        guess = None if key.problem in SHAPES else look.guess
        return Group(
            verdict,
            reason,
            "" if key.problem in SHAPES else named,
            self.result.key,
            lines,
            0.0 if verdict == REJECTED or key.problem in (*SHAPES, QUANTITY_SHARED) else look.units * len(lines),
            device,
            guess.type if guess else "",
            guess.confidence if guess else 0.0,
            guess.rule if guess else "",
            retired,
            life,
            self._host(key),
            faults,
        )

    def _looked(self, cells: tuple[str, ...]) -> tuple[_Look, str | Callable[[], str]]:
        """Return what cells say, and their label or what writes it; what shows them, a fault, is read from themselves."""
        bones = self._bones(cells)
        look = self.looks[bones]
        if bones == cells or look.faults or look.verdict != COUNTED:
            look = self.looks[cells]
            return look, look.label
        return look, partial(self._named, cells)

    def _bones(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Return cells with the figures that no rule tells apart made alike, unless a person names whole labels."""
        if self.types or self.numbers:
            return cells
        return (*map(self.skeletons.__getitem__, cells[: self.texts]), *cells[self.texts :])

    def _named(self, cells: tuple[str, ...]) -> str:
        texts = dict.fromkeys(JUDGED, "") | {role: cell.strip() for role, cell in zip(self.roles, cells, strict=True)}
        return _label(texts, self.words.names)

    def _faults(self, verdict: str, reason: str, look: _Look, key: RowKey) -> tuple[Fault, ...]:
        """Return all that is wrong in rows, what gives their verdict first; of rows set aside, the dates only."""
        faults = list(look.faults) if verdict != SET_ASIDE else []
        bought, gone = key.purchase_year, key.retirement
        if isinstance(bought, str):
            faults.append(Fault(UNREAD_DATES, self._title("purchase_date"), bought))
        if gone is not None and gone.unread:
            faults.append(Fault(UNREAD_DATES, self._title("retirement_date"), gone.unread))
        if verdict != SET_ASIDE and gone is not None and gone.year is not None:
            if gone.before or (isinstance(bought, int) and bought > gone.year):
                said = gone.before or f"{gone.year}, pour un achat en {bought}"
                faults.append(Fault("exit_before_purchase", self._title("retirement_date"), said))
            elif reason == "status_against_exit":
                faults.append(Fault(reason, self._title("retirement_date"), str(gone.year)))
        if key.problem in DOUBTED_BY and verdict in (TO_CONFIRM, REJECTED):
            title = self._title({GONE: "note", SUMS_ABOVE: "quantity"}.get(key.problem, ""))
            faults += [Fault(key.problem, title)] if all(fault.code != key.problem for fault in faults) else []
        elif key.problem == QUANTITY_MIXED and verdict == TO_CONFIRM:  # its quantity stands above
            faults = [
                Fault(QUANTITY_MIXED, self._title("quantity")),
                *(fault for fault in faults if fault.code not in ABSENT),
            ]
        return tuple(sorted(faults, key=lambda fault: fault.code != reason)) if faults else ()

    def _title(self, *roles: str) -> str:
        """Return the title of the first of some roles that has a column."""
        return next((self.titles[role] for role in roles if role in self.titles), "")

    def _host(self, key: RowKey) -> str:
        return key.cells[-1] if self.roles[-1:] == ("host",) else ""

    def _verdict(self, look: _Look, key: RowKey) -> tuple[str, str, Device | None]:
        if key.problem in SHAPES:
            return SHAPES[key.problem], key.problem, None
        if look.verdict in (REJECTED, IGNORED) and look.reason not in NOT_DEVICES:
            return look.verdict, look.reason, None
        if len(key.entity) > MAX_TEXT or len(key.site) > MAX_TEXT or "\0" in key.entity or "\0" in key.site:
            return REJECTED, "oversized", None
        if key.problem == QUANTITY_MIXED:
            return TO_CONFIRM, QUANTITY_MIXED, None
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
        if (
            key.retirement is not None
            and gone is not None
            and isinstance(year, int)
            and (year > gone or key.retirement.before)
        ):
            return TO_CONFIRM, "exit_before_purchase", None
        if gone is not None and gone <= self.year:
            if look.said and state in ("in_use", "spare") and look.state != "retired":
                return TO_CONFIRM, "status_against_exit", None
            return SET_ASIDE, "retired", None
        if key.problem == QUANTITY_SHARED:
            return IGNORED, QUANTITY_SHARED, None
        if look.verdict != COUNTED or look.guess is None or state is None:
            return look.verdict, look.reason, None
        if key.problem in DOUBTED_BY:
            return TO_CONFIRM, key.problem, None
        device = Device(
            look.guess.type,
            state,
            year if isinstance(year, int) and year >= FIRST_YEAR else None,
            masked(key.entity.strip()) or self.how.entity,
            masked(key.site) or self.how.site,
            look.kwh_per_year,
            look.room,
            (self.words.place_of(look.country) or "") if look.country else "",
            self._host(key),
            look.lifetime_years,
            look.refurbished,
        )
        return COUNTED, "", self._devices.setdefault(device, device)

    def _look(self, cells: tuple[str, ...]) -> _Look:
        """Judge the cells that rules read: shape, quantity, status, type."""
        texts = dict.fromkeys(JUDGED, "") | {role: cell.strip() for role, cell in zip(self.roles, cells, strict=True)}
        label = _label(texts, self.words.names)
        state = self._state(texts["status"])
        if self._state(texts["ownership"]) == "personal" and state not in ASIDE_STATES:
            state = "personal"

        def ignored(reason: str, units: float = 0.0) -> _Look:
            return _Look(IGNORED, reason, label, units, state, None, None)

        if max(map(len, texts.values())) > MAX_TEXT or "\0" in "".join(texts.values()):
            return _Look(REJECTED, "oversized", "", 0.0, state, None, None)
        if (is_total(fold(texts["kind"] or label)) and not texts["model"]) or any(
            is_summed(fold(texts[role])) for role in ("kind", "manufacturer", "model")
        ):
            return ignored("total")
        if is_placeholder(texts.values()):
            return ignored("placeholder")
        account = self.words.account_of(texts["account"]) if texts["account"] else ""
        if account == "intangible":
            return ignored(account)
        if not any(texts[role] for role in TEXT_ROLES) and (plan := self._offered(texts["plan"])):
            return ignored(plan)
        faults = list[Fault]()
        named = self.how.default_type is not None or any(texts[role] for role in TEXT_ROLES)
        if not named:
            faults.append(Fault("nothing_to_recognise"))
        units, wrong = self._units(texts, label)
        if wrong == "quantity_zero" and named:
            return ignored(wrong)
        if wrong in DECIDE and wrong not in ABSENT:
            faults.append(Fault(wrong, self._title("quantity"), shown_cell(texts["quantity"])))
        guess = self.guesses[_recognised(texts)] if named else None
        if guess is not None and guess.type in NOT_DEVICES and not faults:
            return ignored("by_mapping" if guess.rule == "mapping" else guess.type, units)
        if account and not faults and (guess is None or guess.confidence < self.words.recognizer.threshold):
            return ignored("not_digital")
        by_person = guess is not None and guess.rule == "mapping"
        if account and guess is not None and not by_person:
            faults.append(Fault("account_says_other", self._title("account")))
        faults += self._type_faults(texts, label, guess, units, wrong) if named else []
        said = fold(texts["status"]) not in BLANKS
        if state is None:
            faults.append(Fault("unknown_status", self._title("status"), masked(texts["status"][:MAX_TEXT])))
        if not by_person and (self.gone(fold(texts["kind"])) or self.gone(fold(texts["model"]))):  # « Tablettes HS »
            faults.append(Fault(GONE, self._title("kind", "model"), label))
        kwh = self._kwh(texts["kwh"], state, faults)
        life = self._read("lifetime", texts["lifetime"], read_lifetime, faults)
        bought = self._read("refurbished", texts["refurbished"], read_refurbished, faults)
        country = texts["country"]
        if country and fold(country) not in BLANKS and self.words.place_of(country) is None:
            near = self.words.nearest_country(country)
            faults.append(Fault("unknown_country", self._title("country"), masked(country)[:LONGEST_VALUE], near))
        reason = next((fault.code for fault in faults if fault.code in DECIDE), "")
        verdict = DECIDE.get(reason, COUNTED)
        if reason == "unknown_status":
            label = masked(texts["status"][:MAX_TEXT])
        if reason == "number_in_label":
            units = float(number_told(texts["kind"]) or number_told(texts["model"]) or 0)
        elif reason in ABSENT or verdict == REJECTED:
            units = 0.0
        if verdict == REJECTED:
            guess = None  # not shown: what is mended may be another device
        read = (texts["room"], country, said, tuple(faults), life, bought)
        return _Look(verdict, reason, label, units, state, guess, kwh, *read)

    def _units(self, texts: Mapping[str, str], label: str) -> tuple[float, str]:
        """Read how many devices a row says: their number, or what is wrong; a person's number where the cell says none or one."""
        why = why_absent(texts["quantity"]) if "quantity" in self.roles else ""
        units, wrong = (0.0, why) if why else read_quantity(texts["quantity"])
        told = number_told(texts["kind"]) or number_told(texts["model"]) if self.numbers and units > 1 else None
        if self.numbers and wrong in ("", *ABSENT) and (units <= 1 or told not in (None, units)):
            number = next(filter(None, map(self.numbers.get, map(fold, _names(texts, label)))), 0)
            return (float(number), "by_mapping") if number else (units, wrong)
        return units, wrong

    def _type_faults(
        self, texts: dict[str, str], label: str, guess: Guess | None, units: float, quantity: str
    ) -> list[Fault]:
        """Return what is wrong with the label of a row, or between it and the quantity beside."""
        type_faults = list[Fault]()
        title = self._title("kind", "model", "manufacturer")
        told = number_told(texts["kind"]) or number_told(texts["model"]) if quantity in ("", *ABSENT) else None
        answered = guess is not None and guess.rule == "mapping"  # a person saw the label beside its quantity
        if told is not None and told != units and (units <= 1 or not answered):
            type_faults.append(Fault("number_in_label", title, label))  # as many devices perhaps, surely not one
        elif quantity in ABSENT:
            type_faults.append(Fault(quantity, self._title("quantity"), shown_cell(texts["quantity"])))
        elif (
            self.labels_alone
            and quantity != "by_mapping"
            and guess is not None
            and is_plural(texts["kind"], self.words.recognizer.kinds)
        ):
            type_faults.append(Fault("plural_label", title, label))
        if guess is None or guess.rule != "mapping":  # else a person said what it is
            if any(tells_two(self.words.recognizer, texts[role]) for role in ("kind", "model")):
                type_faults.append(Fault("two_in_label", title, label))
            if is_not_there(texts["kind"]) or is_not_there(texts["model"]):
                type_faults.append(Fault("not_there_in_label", title, label))
        if guess is None:
            type_faults.append(Fault("unknown_type", title, label))
        elif guess.confidence < self.words.recognizer.threshold and not self.how.accept:
            type_faults.append(Fault("unsure", title, label))
        return type_faults

    def _read(self, role: str, written: str, read: Callable[[str, str], T | None], faults: list[Fault]) -> T | None:
        """Read a cell that may say nothing; what is written and cannot be read joins the faults."""
        if fold(written) in BLANKS:
            return None
        value = read(written, self._title(role))
        if value is None:
            faults.append(Fault(f"unread_{role}", self._title(role), shown_cell(written)))
        return value

    def _kwh(self, written: str, state: str | None, faults: list[Fault]) -> float | None:
        """Read what a device consumes; nothing that is used takes no electricity, and 0 is then a datum that lacks."""
        kwh = self._read("kwh", written, read_kwh, faults)
        if kwh == 0 and state == "in_use":
            faults.append(Fault("zero_kwh", self._title("kwh"), shown_cell(written)))
            return None
        return kwh

    def _offered(self, plan: str) -> str:
        """Return `sim` when the offer of a line is made for no device of a person: « M2M 10 Mo », « SIM seule »."""
        guess = self.words.recognizer.guess({"kind": plan}) if plan else None
        return guess.type if guess is not None and guess.type == "sim" else ""

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
        guess = self.guess_of(cells)
        return guess.type if guess else ""

    def guess_of(self, cells: tuple[str, ...]) -> Guess | None:
        """Return what judged cells are; None when no type is recognised."""
        texts = dict.fromkeys(JUDGED, "") | {
            role: cell.strip() for role, cell in zip(self.roles, self._bones(cells), strict=False)
        }
        return self.guesses[_recognised(texts)]

    def _guess(self, recognised: tuple[str, ...]) -> Guess | None:
        texts = dict(zip(TEXT_ROLES, recognised, strict=True))
        for text in _names(texts, _label(texts, self.words.names)) if self.types else ():
            if fold(text) in self.types:
                self.met.add(("types", fold(text)))
                return Guess(self.types[fold(text)], "mapping", 1.0)
        guess = self.words.recognizer.guess(texts)
        if guess is None or guess.type in NOT_DEVICES:
            guess = beside_none(self.words.recognizer, texts["kind"]) or guess
        if guess is None and self.how.default_type is not None:
            return Guess(self.how.default_type, "type", 1.0)
        return guess


def _recognised(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the texts that rules recognise, and nothing else of a row."""
    return tuple(texts[role] for role in TEXT_ROLES)


def _names(texts: Mapping[str, str], label: str) -> tuple[str, str, str]:
    """Return the texts of a row by which a mapping may name it, the most precise first."""
    return label, texts["model"], texts["kind"]


def _label(texts: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return what a person recognises in a row: its kind, its maker and its model."""
    parts = [texts["kind"], texts["manufacturer"], texts["model"]]
    kept = [part for index, part in enumerate(parts) if part and part not in parts[:index]]
    return label_masked(" · ".join(kept)[:300], names)[:120]
