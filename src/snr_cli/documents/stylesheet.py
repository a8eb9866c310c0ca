"""Sheets of style → the one that a page bears: no comment, no indent, no rule for what the page does not hold."""

import re
from collections.abc import Callable, Iterator
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.S)
_SPACE: Final = re.compile(r"\s+")
_AROUND: Final = re.compile(r'("[^"]*")|\s*([{};,>])\s*|:\s+(?=[^{}]*[;}])')
_STARTS: Final = re.compile(r"<([a-z][a-z0-9]*)")
_CLASSES: Final = re.compile(r' class="([^"]*)"')
_PARENTHESES: Final = re.compile(r":[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")  # two deep: :has(:nth-child(3))
_STATES: Final = re.compile(r"::?[\w-]+|\[[^\]]*\]")
_NAMES: Final = re.compile(r"\.([\w-]+)|(?<![\w.#-])([a-z][a-z0-9]*)")


def stylesheet(source: str, body: str) -> str:
    """Return the rules of a sheet that may apply to a page, in as few characters as is simple.

    Args:
        source: the sheet; its strings hold no brace.
        body: the page, whose names of elements and classes are looked for.
    """
    used = {name for found in _CLASSES.findall(body) for name in found.split()}
    tags = {"html", "body", *_STARTS.findall(body)}
    text = _AROUND.sub(lambda found: found[1] or found[2] or ":", _SPACE.sub(" ", _COMMENT.sub("", source))).strip()

    def applies(selector: str) -> bool:
        named = _NAMES.findall(_STATES.sub("", _PARENTHESES.sub("", selector)))
        return all((not cls or cls in used) and (not tag or tag in tags) for cls, tag in named)

    return "".join(_kept(text, applies))


def _kept(text: str, applies: Callable[[str], bool]) -> Iterator[str]:
    for head, inner in _rules(text):
        if head.startswith(("@media", "@supports", "@container")):
            within = "".join(_kept(inner, applies))
            if within:
                yield f"{head}{{{within}}}"
        elif head.startswith("@"):
            yield f"{head}{{{inner}}}"
        else:
            selectors = [each for each in _selectors(head) if applies(each)]
            if selectors:
                yield f"{','.join(selectors)}{{{inner.rstrip(';')}}}"


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before the braces of each rule, and what stands within."""
    depth, start, opened = 0, 0, 0
    for found in re.finditer(r"[{}]", text):
        if found[0] == "{":
            if not depth:
                opened = found.start()
            depth += 1
        else:
            depth -= 1
            if not depth:
                yield text[start:opened].strip(), text[opened + 1 : found.start()]
                start = found.end()


def _selectors(head: str) -> list[str]:
    """Split a list of selectors at its commas, but for those within parentheses."""
    return re.split(r",(?![^(]*\))", head)


def css_string(text: str) -> str:
    r"""Write a text as a string of CSS, which cannot end its string nor its element of style.

    >>> css_string('Saint-Ouen "93" </style>')
    '"Saint-Ouen \\22 93\\22  \\3c /style\\3e "'
    """
    return '"' + re.sub(r'[\x00-\x1f"\\<>&{}\x7f]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'
