"""Strict YAML: the C parser's events become plain data, with the place of every value.

YAML 1.2 core scalars only (an INSEE code stays text, `on` and `12:30` too), duplicate keys and tags refused, anchors
allowed but bounded. Reading the events directly is several times faster than building PyYAML's nodes.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final, NamedTuple

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from snr_cli.model.codes import CODES
from snr_cli.model.finding import DossierError, Finding, Position

_MAX_DEPTH: Final = 40
MOST_SECTIONS: Final = 500  # keys of a file at its first level: each unknown one is a mistake to tell
MOST_TWICE: Final = 1_000  # keys written twice of a file, beyond which it is read no further
MOST_SOUGHT: Final = 10_000  # keys of a mapping among which the first of two is sought: each search reads them all
MAX_VALUES: Final = (
    3_000_000  # of a file, what aliases repeat included: a hundred thousand lines of equipment, in 500 MB
)
MAX_IN_ITEM: Final = 50_000  # values of one line of a list, or of a section that is none: each may be a mistake to tell
CONTAINER: Final = 4  # a list or a mapping takes the memory of so many values
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)").fullmatch
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?").fullmatch
_WORDS: Final[dict[str, Any]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
    ".inf": float("inf"),
    ".Inf": float("inf"),
    "+.inf": float("inf"),
    "-.inf": float("-inf"),
}
LINE_BREAK = re.compile("\r\n|[\r\n]")
_LINE, _COLUMN = attrgetter("line"), attrgetter("column")
FORBIDDEN: Final = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
# line breaks to libyaml but to no editor: read as spaces, so that line numbers are those on screen
LINE_SEPARATORS: Final = "\x85\u2028\u2029"
_NUMERIC_START = frozenset("0123456789+-.")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(NamedTuple):
    """A place of a text: line and column count from 0, as the parser's."""

    line: int
    column: int


class Places:
    """Where a list or a mapping stands, its keys and its values.

    The parser's own marks weigh ten times as much as the data they place: only their numbers are kept, once the
    container is closed.
    """

    __slots__ = ("container", "numbers", "ranks")

    def __init__(self, container: Any, marks: Iterable[Any]) -> None:
        """Keep marks: of the container, then of each item of a list, or of each key and its value."""
        self.container = container
        self.ranks: dict[Any, int] | None = None  # of the keys, once one is sought
        self.numbers = array("I", [*map(_LINE, marks), *map(_COLUMN, marks)])

    def _at(self, rank: int) -> Mark | None:
        count = len(self.numbers) // 2
        return Mark(self.numbers[rank], self.numbers[count + rank]) if rank < count else None

    @property
    def own(self) -> Mark | None:
        """The place of the container."""
        return self._at(0)

    def of_key(self, step: Any) -> Mark | None:
        """Return the place of a key, or of an item of a list; None when it is not written there."""
        return self._find(step, 1)

    def of_value(self, step: Any) -> Mark | None:
        """Return the place of the value of a key, or of an item of a list; None when it is not written there."""
        return self._find(step, 2)

    def _find(self, step: Any, shift: int) -> Mark | None:
        if not isinstance(self.container, dict):
            return self._at(1 + step) if isinstance(step, int) and step >= 0 else None
        if self.ranks is None:
            self.ranks = {key: rank for rank, key in enumerate(self.container)}
        rank = self.ranks.get(step)
        return None if rank is None else self._at(2 * rank + shift)


@dataclass(slots=True)
class YamlText:
    """One file: its text, its data, and for each container where its keys and values stand."""

    name: str
    text: str
    data: Any = None
    places: dict[int, Places] = field(default_factory=dict)  # id(container) → where it stands, its keys and its values
    # keys that nothing follows: (id(container), key)
    empty: list[tuple[int, Any]] = field(default_factory=list)
    _lines: list[str] | None = None

    def finding(
        self, code: str, line: int, column: int, message: str, help_text: str = "", pointer: str = ""
    ) -> Finding:
        """Make a finding at a place of this file (line and column count from 0 here)."""
        if self._lines is None:
            self._lines = LINE_BREAK.split(self.text)
        if line >= len(self._lines):  # the parser stops after the last character: point at it
            line, column = len(self._lines) - 1, len(self._lines[-1])
        shown = self._lines[line]
        return Finding(
            code,
            Position(self.name, line + 1, column + 1, token_end(shown, column) + 1),
            message,
            help_text,
            pointer,
            shown,
            CODES[code].severity,
        )

    def at_mark(self, code: str, mark: Any, message: str, help_text: str = "", pointer: str = "") -> Finding:
        """Make a finding at a parser's mark."""
        return self.finding(code, mark.line, mark.column, message, help_text, pointer)


class YamlRefusedError(DossierError):
    """The text cannot be read further; carries its finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__([finding])
        self.finding = finding


_TOKEN = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?!:(?:\s|$)|\s#|[,\]}](?:[\s,\]}]|$)).)+""")


def token_end(line: str, column: int) -> int:
    """Return the column (from 0) just after the key or value that starts at a column of a line."""
    match = _TOKEN.match(line, column)
    return max(match.end() if match else column, column + 1)


def plain_scalar(text: str) -> Any:
    """Give an unquoted scalar its YAML 1.2 core value; a number with a leading zero stays text (INSEE `01004`)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC_START and len(text) < 400:
        if _INTEGER(text):
            return int(text)
        if _FLOAT(text):
            return float(text)
    return text


class _Scalars(dict[str, Any]):
    """The value of each unquoted scalar: what is written a hundred thousand times, as keys are, is read and kept once."""

    def __missing__(self, text: str) -> Any:
        self[text] = value = plain_scalar(text)
        return value


def spaced(text: str) -> str:
    """Return a text as it is read, character for character: spaces for what breaks lines in no editor."""
    for separator in LINE_SEPARATORS:
        text = text.replace(separator, " ")
    return text


def read_yaml(name: str, text: str) -> tuple[YamlText, list[Finding]]:
    """Read one YAML text.

    Args:
        name: the file's name in findings.
        text: its decoded text.

    Returns:
        the file with its data and places, and the mistakes that do not stop the reading (duplicate keys).

    Raises:
        YamlRefusedError: the text is not YAML, or is refused (tag, depth, alias bomb, several documents).
    """
    text = spaced(text)
    yaml_text = YamlText(name, text)
    findings: list[Finding] = []
    loader = None
    try:
        loader = LOADER(text)  # the Python parser reads the characters at once
        yaml_text.data = _document(yaml_text, loader.get_event, findings)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):
            raise YamlRefusedError(_too_deep(yaml_text, error.problem_mark or error.context_mark)) from None
        from snr_cli.inputs.dossier.mistakes import mistake  # a text that is right does not pay for it

        found = mistake(LINE_BREAK.split(yaml_text.text), error)
        raise YamlRefusedError(yaml_text.finding("SNR102", *found)) from None
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        raise YamlRefusedError(_forbidden(yaml_text)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlRefusedError(
            yaml_text.finding("SNR102", 0, 0, f"ce texte n’est pas du YAML ({type(error).__name__})")
        ) from None
    finally:
        if loader is not None:
            loader.dispose()
    return yaml_text, findings


def _forbidden(text: YamlText) -> Finding:
    """Point at the first character that YAML does not allow: the parser counts bytes, and says no line."""
    match = re.search(FORBIDDEN, text.text)
    before = text.text[: match.start()] if match else ""
    shown = f" (U+{ord(match[0]):04X})" if match else ""
    return text.finding(
        "SNR109",
        len(LINE_BREAK.findall(before)),
        len(LINE_BREAK.split(before)[-1]),
        f"caractère interdit dans un fichier YAML{shown}",
        "supprimez le caractère invisible de cette ligne (souvent un copier-coller)",
    )


def _too_deep(yaml_text: YamlText, mark: Any) -> Finding:
    text = f"plus de {_MAX_DEPTH} niveaux imbriqués"
    help_text = "un dossier n’en demande jamais plus de dix"
    if mark is None:
        return yaml_text.finding("SNR104", 0, 0, text, help_text)
    return yaml_text.at_mark("SNR104", mark, text, help_text)


def _too_many(yaml_text: YamlText, mark: Any, most: int, *, repeats: bool) -> Finding:
    where = "ce fichier" if most == MAX_VALUES else "cette ligne d’une liste, ou cette section hors de ses listes"
    shown = f"{most:,}".replace(",", "\u202f")
    said = ", renvois (*) compris" if repeats else ""
    advice = "recopiez les lignes utiles au lieu d’emboîter les renvois ; " if repeats else ""
    return yaml_text.at_mark(
        "SNR106",
        mark,
        f"plus de {shown} valeurs dans {where}, un bloc comptant pour {CONTAINER}{said}",
        f"{advice}un parc entier se lit d’un inventaire (from:)",
    )


# what is refused of a text: code, message, help
_REFUSED: Final = {
    "tag": ("SNR107", "étiquette YAML refusée : {}", "écrivez la valeur sans « ! »"),
    "key": ("SNR102", "cette valeur ne peut pas servir de clé", ""),
    "key_block": (
        "SNR102",
        "une liste ou un bloc ne peut pas servir de clé",
        "mettez la clé entre guillemets, ou la valeur après « : »",
    ),
    "alias": (
        "SNR114",
        "renvoi *{} à lui-même ou à une ancre absente",
        "définissez l’ancre (&nom) avant de l’utiliser, hors d’elle-même",
    ),
    "documents": ("SNR110", "un seul document YAML par fichier", "supprimez la ligne « --- » et ce qui suit"),
    "sections": (
        "SNR106",
        f"plus de {MOST_SECTIONS} sections dans ce fichier",
        "un dossier en a une trentaine : vérifiez le décalage des lignes",
    ),
    "twice": (
        "SNR103",
        f"plus de {MOST_TWICE:,} clés écrites deux fois dans ce fichier".replace(",", "\u202f"),
        "une même clé ne se répète pas : une liste (-) a plusieurs éléments",
    ),
}


def _refused(text: YamlText, what: str, mark: Any, said: str = "") -> YamlRefusedError:
    code, message, advice = _REFUSED[what]
    return YamlRefusedError(text.at_mark(code, mark, message.format(said), advice))


def _twice(text: YamlText, mark: Any, key: Any, container: dict[Any, Any], marks: Sequence[Any], count: int) -> Finding:
    """Tell a key that is written twice.

    Raises:
        YamlRefusedError: many are already.
    """
    if count >= MOST_TWICE:
        raise _refused(text, "twice", mark)
    sought = len(container) <= MOST_SOUGHT
    already = f" (déjà ligne {marks[2 * list(container).index(key) + 1].line + 1})" if sought else ""
    return text.at_mark("SNR103", mark, f"clé « {key} » écrite deux fois{already}", "gardez une seule des deux")


def _spared(text: YamlText, value: Any, mark: Any, count: int, spared: int, depth: int, *, repeats: bool) -> int:
    """Return how many values the lists of a section hold so far: each of their lines is bounded, and they are not.

    Raises:
        YamlRefusedError: a line of a list, or a section beside these lists, has too many.
    """
    if depth == 2 and isinstance(value, list) and value and isinstance(value[-1], dict):
        return spared + count
    if count - (spared if depth == 1 else 0) > MAX_IN_ITEM and (depth > 1 or isinstance(value, dict)):
        raise YamlRefusedError(_too_many(text, mark, MAX_IN_ITEM, repeats=repeats))
    return spared if depth > 1 else 0


def _document(text: YamlText, next_event: Any, findings: list[Finding]) -> Any:
    """Build the data of the only document of the text from its events."""
    places, anchors = text.places, dict[str, Any]()
    scalars = _Scalars()
    weights = dict[str, int]()
    stack: list[tuple[Any, list[Any], str | None, Any, int]] = []
    nothing: Any = None
    container = key = key_mark = root = nothing
    marks: list[Any] = []  # of the container, then of its keys and values
    anchor: str | None = None
    waiting_key, is_map, have_root, count, spared = True, False, False, 0, 0  # `spared`: in the lists of a section
    while True:
        event = next_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if event.tag is not None and event.tag != "!":
                raise _refused(text, "tag", event.start_mark, event.tag)
            value, mark = scalars[event.value] if event.implicit[0] else event.value, event.start_mark
            count += 1
            if event.anchor:
                anchors[event.anchor] = value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                raise _refused(text, "tag", event.start_mark, event.tag)
            if len(stack) >= _MAX_DEPTH:
                raise YamlRefusedError(_too_deep(text, event.start_mark))
            if container is not None and is_map and waiting_key:
                raise _refused(text, "key_block", event.start_mark)
            stack.append((container, marks, anchor, (key, key_mark), count))
            count += CONTAINER
            if count > MAX_VALUES:
                raise YamlRefusedError(_too_many(text, event.start_mark, MAX_VALUES, repeats=bool(weights)))
            is_map = kind is MappingStartEvent
            container, marks, waiting_key, anchor = {} if is_map else [], [event.start_mark], True, event.anchor
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value, finished_anchor, mark = container, anchor, marks[0]
            places[id(value)] = Places(value, marks)
            container, marks, anchor, (key, key_mark), before = stack.pop()
            if finished_anchor:
                anchors[finished_anchor] = value
                weights[finished_anchor] = count - before
            is_map, waiting_key = isinstance(container, dict), False
            if stack:
                spared = _spared(text, value, mark, count - before, spared, len(stack), repeats=bool(weights))
            if container is None and isinstance(value, dict) and len(value) > MOST_SECTIONS:
                raise _refused(text, "sections", mark)
        elif kind is AliasEvent:
            if event.anchor not in anchors:
                raise _refused(text, "alias", event.start_mark, event.anchor)
            value, mark = anchors[event.anchor], event.start_mark
            count += 1 + weights.get(event.anchor, 0)
        elif kind is DocumentStartEvent:
            if have_root:
                raise _refused(text, "documents", event.start_mark)
            continue
        elif kind is StreamEndEvent:
            return root
        else:
            continue
        if count > MAX_VALUES:
            raise YamlRefusedError(_too_many(text, mark, MAX_VALUES, repeats=bool(weights)))
        if container is None:
            root, have_root = value, True
        elif not is_map:
            marks.append(mark)
            container.append(value)
        elif waiting_key:
            key, key_mark, waiting_key = value, mark, False
            if isinstance(key, dict | list) or (isinstance(key, float) and key != key):  # noqa: PLR0124 (NaN)
                raise _refused(text, "key", mark)
            if key in container:
                findings.append(_twice(text, mark, key, container, marks, len(findings)))
        else:
            if key not in container:
                container[key] = value
                marks += (key_mark, mark)
                if value is None and kind is ScalarEvent and not event.value:
                    text.empty.append((id(container), key))
            waiting_key = True
