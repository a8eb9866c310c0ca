"""What is done to the words of every section: the full stop of each item of a list, the first use of an acronym said in full."""

import re
from collections.abc import Mapping
from typing import Final

from snr_cli.french.typography import typography

# Sentences written for who fills the dossier, told to who reads the document: without what to type, and where.

_ADVICE: Final = re.compile(
    r"(?<!\s)(?:\s*[;:,]|(?<=\.))\s(?:donnez|ajoutez|allongez|décrivez|complétez|choisissez|précisez|confirmez|vérifiez|comparez|dites)\b.*?(\.?)$",
    re.I | re.S,
)
# a key of the dossier between brackets: (territory.data_centres), (method.estimate: [monitors]), (by)
_KEY: Final = re.compile(r" \((?:[a-z]+(?:[._][a-z_]+)+(?:: \[[a-z_, ]*\])?|by)\)")


def for_reader(text: str) -> str:
    """Return a sentence without its advice to the author; the fact stays."""
    return _KEY.sub("", _ADVICE.sub(lambda match: match[1] if not text[: match.start()].endswith(".") else "", text))


_ITEM: Final = re.compile(r"^(?P<indent> *)(?:- |\d+\. )")
_ENDED: Final = re.compile(r"[.!?…:;,][*_)»\s]*$|[.!?…] \*[^*]+\*$")  # a reference in italics follows its sentence
# what is no running text: headings, rows of tables, blocks, quotations, code, addresses
_ASIDE: Final = re.compile(r"^ *(?:#|\||~~~|>|```)")
_HELD: Final = re.compile(r"`[^`\n]*`|\]\((?:[^()\n]++|\([^()\n]*+\))*+\)|\*\([^()\n]*+\)\*")
_NEAR: Final = 240  # characters before an acronym where the words that it stands for may stand


def ended(text: str) -> str:
    """Return a text whose items of lists all end with a sign, a full stop where they had none.

    >>> ended("- **un**")
    '- **un**.'
    """
    lines = text.split("\n")
    for rank, line in enumerate(lines):
        following = lines[rank + 1] if rank + 1 < len(lines) else ""
        goes_on = following.strip() and not _ITEM.match(following) and not _ASIDE.match(following)
        if _ITEM.match(line) and not goes_on and not _ENDED.search(line):
            lines[rank] = f"{line.rstrip()}."
    return "\n".join(lines)


def said_in_full(texts: Mapping[str, str], meanings: Mapping[str, str]) -> dict[str, str]:
    """Return the sections of a body, in order, with what each acronym stands for after its first use in running text.

    Args:
        texts: the sections, by name.
        meanings: what each acronym stands for.
    """
    left = dict(meanings)
    seen = {}
    for name, text in texts.items():
        lines = text.split("\n")
        for rank, line in enumerate(lines):
            if not _ASIDE.match(line):
                lines[rank] = _line(line, "\n".join(lines[:rank])[-_NEAR:], left)
        seen[name] = "\n".join(lines)
    return seen


def _line(line: str, before: str, left: dict[str, str]) -> str:
    for word, meaning in list(left.items()):
        held = [match.span() for match in _HELD.finditer(line)]
        at = next(
            (
                match
                for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line)
                if not any(start <= match.start() < end for start, end in held)
            ),
            None,
        )
        if at is None:
            continue
        del left[word]
        if meaning.lower() in (before + line).lower().replace("\xa0", " ") or line[at.end() :].startswith(" ("):
            continue  # it is said beside it already
        end = at.end()
        inside = line.count("(", 0, end) > line.count(")", 0, end)
        opening, closing = ("\\[", "\\]") if inside else "()"
        line = f"{line[:end]} {opening}{typography(meaning)}{closing}{line[end:]}"
    return line
