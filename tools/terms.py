"""The words of the lexicon (french/words/terms.py) in what is written by hand; docs/mots.md keeps those that were last written.

`python tools/regenerate.py` writes a word that changed everywhere, its article and its plural with it; read what it did by `git diff`: the
adjectives beside it are left to who changed it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from snr_cli.french.numbers import of, of_the, the, to_the
from snr_cli.french.words.terms import TERMS, Term

ROOT: Final = Path(__file__).resolve().parent.parent
RECORD: Final = "docs/mots.md"
# by hand; what is generated follows, what was said once (journal, decisions) stays as it was said
BY_HAND: Final = (
    *(
        "README.md",
        "CONTRIBUTING.md",
        "docs/*.md",
        "docs/*.py",
        "docs/codes/*.md",
        "docs/guide/*.md",
        "examples/**/*.yaml",
    ),
    *("factors/plan/*.csv", "factors/README.md", "src/**/*.yaml", "page/*.html", "page/*.js", "tests/*.py"),
)
_ROW: Final = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| (féminin|masculin) \| ([^|]*) \|", re.MULTILINE)


def page() -> str:
    """Return the page that keeps the words."""
    rows = (
        f"| `{key}` | {word.one} | {word.many} | {'féminin' if word.feminine else 'masculin'} | {', '.join(word.her or ())} | {word.meaning} |"
        for key, word in sorted(TERMS.items())
    )
    return "\n".join(
        (
            "# Les mots du lexique",
            "",
            "Page écrite par `tools/regenerate.py` d’après `src/snr_cli/french/words/terms.py`, où un mot se change en une ligne ; un gabarit",
            'les écrit par `{{ term("elected_lead") }}`.',
            "",
            "| Clé | Mot | Au pluriel | Genre | Accordé au féminin | Ce qu’il désigne |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        )
    )


def written() -> dict[str, Term]:
    """Return the words that were last written, by key."""
    text = (ROOT / RECORD).read_text(encoding="utf-8")
    return {
        key: Term(one, many, "", gender == "féminin", (her, hers) if hers else None)
        for key, one, many, gender, both in _ROW.findall(text)
        for her, _, hers in (both.partition(", "),)
    }


def forms(word: Term) -> tuple[str, ...]:
    """Return how a word is found in a sentence: with its articles, alone, several."""
    one, gender = word.one, word.feminine
    article = "une" if gender else "un"
    with_article = (the(one, feminine=gender), of_the(one, feminine=gender), to_the(one, feminine=gender))
    her = word.her or (one, word.many)
    return (*her, *with_article, f"{article} {one}", of(one), of(word.many), word.many, one)


@cache
def expression(*words: Term) -> re.Pattern[str]:
    """Return what finds words in a text, the longest form first, their spaces and their case whatever they are."""
    said = sorted({form for word in words for form in forms(word)}, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, form.split())) for form in said)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def found_in(text: str, word: Term) -> Iterator[re.Match[str]]:
    """Yield where a text has a word."""
    yield from expression(word).finditer(text)


def reworded(text: str, old: Term, new: Term) -> str:
    """Return a text with another word: its article, its plural, its capital and the end of its line are kept."""
    pairs = dict(zip(forms(old), forms(new), strict=True))

    def said(match: re.Match[str]) -> str:
        word = pairs[" ".join(match[0].lower().split())]
        if match[0].isupper():
            word = word.upper()
        elif match[0][0].isupper():
            word = word[0].upper() + word[1:]
        return word.replace(" ", "\n", 1) if "\n" in match[0] else word

    parts, end = [], 0
    for found in found_in(text, old):
        parts += [text[end : found.start()], said(found)]
        end = found.end()
    return "".join((*parts, text[end:]))


def to_rewrite() -> Iterator[tuple[Path, str, str]]:
    """Yield the files that hold a word that changed since it was last written, their text, and what it becomes."""
    changed = [(old, TERMS[key]) for key, old in written().items() if key in TERMS and forms(old) != forms(TERMS[key])]
    for pattern in BY_HAND if changed else ():
        for path in sorted(ROOT.glob(pattern)):
            text = new = path.read_text(encoding="utf-8")
            for old, word in changed:
                new = reworded(new, old, word)
            if new != text and path != ROOT / RECORD:
                yield path, text, new
