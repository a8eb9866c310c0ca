"""JSON that is not quite JSON: read as far as it can be, every fault told with its line and column, mended or not.

A fault is mended when nothing is lost: a comma missing or too many, a comment, a word without its quotes. A place to fill
(`...`, `{ ImpactObject }`), a key given twice or a value that is not there is not: what it stood for is left out.
"""

import re
from typing import Any, Final, NamedTuple

from snr_cli.outputs.bridges.bridge import SyntaxFault
from snr_cli.outputs.bridges.opened import kept_text

LARGEST_LOOSE: Final = 1_000_000  # characters: a sample or an inventory typed by hand; read in a few seconds
_DEEPEST: Final = 50
_MOST_FAULTS: Final = 500
_TOKEN: Final = re.compile(
    r"""(?P<blank>[ \t\r\n\ufeff]+)
    |(?P<comment>/\*[^*]*(?:\*(?!/)[^*]*)*\*/|//[^\n]*)
    |(?P<dots>\.\.\.|…)
    |(?P<sign>[{}\[\],:])
    |"(?P<text>(?:[^"\\\n]|\\[^\n])*)(?P<end>"|(?=\n)|$)
    |'(?P<single>(?:[^'\\\n]|\\[^\n])*)'(?=[ \t\r\n]*[:,}\]])
    |(?P<word>[^\s{}\[\],:"/][^\s{}\[\],"]*)
    |(?P<odd>.)""",
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,4})?")
_LITERALS: Final = {"true": True, "false": False, "null": None}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}
_ABSENT: Final = object()


class LooseError(ValueError):
    """Nothing can be made of the text; the message is French."""


class _Token(NamedTuple):
    kind: str
    value: str
    start: int


def loose_json(text: str) -> tuple[Any, tuple[SyntaxFault, ...]]:
    """Read a text.

    Returns:
        what could be read, and every fault in its order.

    Raises:
        LooseError: it is too large, too deep, has too many faults, or holds no value.
    """
    if len(text) > LARGEST_LOOSE:
        raise LooseError("JSON fautif de plus d’un million de caractères")
    reader = _Reader(text)
    value = reader.value(0)
    if value is _ABSENT:
        raise LooseError("aucune valeur de JSON n’y est lisible")
    if reader.next.kind != "end":
        reader.fault("ce qui suit la fin du JSON n’est pas lu", mended=False)
    return value, tuple(sorted(reader.faults, key=lambda fault: (fault.line, fault.column)))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place, self.ended, self.passed = text, 0, 0, 0
        self.faults: list[SyntaxFault] = []
        self.next = _Token("", "", 0)
        self.step()

    def fault(self, message: str, *, mended: bool, at: int | None = None) -> None:
        start = self.next.start if at is None else at
        if len(self.faults) >= _MOST_FAULTS:
            raise LooseError(f"plus de {_MOST_FAULTS} fautes de syntaxe : ce n’est pas du JSON")
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        self.faults.append(SyntaxFault(line, column, message, mended))

    def step(self) -> _Token:
        """Pass a token, and the blanks and comments after it; return the one that was passed."""
        passed, self.passed = self.next, self.ended
        while True:
            match = _TOKEN.match(self.text, self.place)
            if match is None:
                self.next = _Token("end", "", len(self.text))
                return passed
            start, self.place = self.place, match.end()
            kind = match.lastgroup or ""
            if kind == "blank":
                continue
            if kind == "comment":
                self.fault("commentaire : JSON n’en a pas, il n’est pas lu", mended=True, at=start)
                continue
            self.ended = self.place
            if kind == "end":
                self.next = _Token("text", _unescaped(match["text"]), start)
                if not match["end"]:
                    self.fault("texte sans guillemet à la fin", mended=False)
                return passed
            if kind == "single":
                self.fault("guillemets simples : JSON veut des guillemets doubles", mended=True, at=start)
                self.next = _Token("text", _unescaped(match["single"]), start)
                return passed
            self.next = _Token("sign" if kind == "odd" else kind, match[0], start)
            return passed

    def is_sign(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.value == sign

    def value(self, depth: int) -> Any:
        """Return a value, `_ABSENT` when none can be made of what stands there."""
        if depth > _DEEPEST:
            raise LooseError("JSON trop imbriqué")
        token = self.next
        if token.kind == "sign" and token.value in "{[":
            self.step()
            return self.members(depth, "}") if token.value == "{" else self.members(depth, "]")
        if token.kind == "text":
            return self.step().value
        if token.kind == "dots":
            self.fault("place à remplir (« ... ») : rien n’est lu ici", mended=False)
            self.step()
            return _ABSENT
        if token.kind == "word":
            return self.word()
        if token.kind == "end":
            self.fault("fin du fichier : une valeur manque", mended=False)
        elif token.value in "}]":
            self.fault("une valeur manque", mended=False)
        else:
            self.fault(f"« {kept_text(token.value, 20)} » inattendu : une valeur manque", mended=False)
            self.step()
        return _ABSENT

    def word(self) -> Any:
        word = self.next.value
        if word in _LITERALS:
            self.step()
            return _LITERALS[word]
        if _NUMBER.fullmatch(word):
            self.step()
            return float(word) if any(sign in word for sign in ".eE") else int(word)
        if word.lstrip("+-").lower() in ("nan", "infinity", "inf"):
            self.fault(f"« {kept_text(word, 20)} » n’est pas un nombre", mended=False)
            self.step()
            return _ABSENT
        self.fault(f"« {kept_text(word, 40)} » sans guillemets : lu comme un texte", mended=True)
        return self.step().value

    def members(self, depth: int, end: str) -> Any:
        """Return what an object or a list holds, whose opening sign is passed."""
        pairs: dict[str, Any] = {}
        items: list[Any] = []
        twice: set[str] = set()
        separated = True
        while not self.is_sign(end):
            if self.next.kind == "end":
                self.fault(f"« {end} » manque à la fin", mended=False)
                break
            if self.is_sign(","):
                if separated:
                    self.fault("virgule en trop", mended=True)
                comma = self.step().start
                separated = True
                if self.is_sign(end):
                    self.fault(f"virgule en trop avant « {end} »", mended=True, at=comma)
                continue
            if self.is_sign("}" if end == "]" else "]"):
                self.fault(f"« {self.next.value} » au lieu de « {end} »", mended=False)
                self.step()
                break
            if not separated:
                self.fault("virgule manquante", mended=True, at=self.passed)
            separated = False
            if end == "]":
                value = self.value(depth + 1)
                if value is not _ABSENT:
                    items.append(value)
            else:
                self.pair(depth, pairs, twice)
        else:
            self.step()
        return items if end == "]" else {key: value for key, value in pairs.items() if key not in twice}

    def pair(self, depth: int, found: dict[str, Any], twice: set[str]) -> None:
        """Read a key and its value into an object."""
        token = self.next
        if token.kind not in ("text", "word"):
            if token.kind == "dots":
                self.fault("place à remplir (« ... ») : rien n’est lu ici", mended=False)
                self.step()
            else:
                self.fault("une clé manque devant ce qui suit, qui n’est pas lu", mended=False)
                self.value(depth + 1)
            return
        self.step()
        if token.kind == "word" and ":" in token.value:  # a key without quotes, as close to its value as it may be
            token = token._replace(value=token.value.partition(":")[0])
            self.place = token.start + len(token.value)
            self.step()
        if not self.is_sign(":"):
            name = kept_text(token.value, 40)
            self.fault(f"place à remplir (« {name} ») : rien n’est lu ici", mended=False, at=token.start)
            return
        if token.kind == "word":
            self.fault(f"clé « {kept_text(token.value, 40)} » sans guillemets", mended=True, at=token.start)
        self.step()
        value = self.value(depth + 1)
        if token.value in found or token.value in twice:
            name = kept_text(token.value, 40)
            self.fault(f"clé « {name} » écrite deux fois : aucune des deux n’est lue", mended=False, at=token.start)
            twice.add(token.value)
        if value is not _ABSENT:
            found[token.value] = value


def _unescaped(text: str) -> str:
    """Return a text whose escapes are read; half of a character is a question mark."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
