"""A word of the lexicon is written in one place; what is written by hand holds the word of today."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from snr_cli.french.words.terms import TERMS, Term
from sources import parsed
from stale import to_write
from terms import RECORD, expression, found_in, page, reworded, to_rewrite

SOURCE = ROOT / "src" / "snr_cli"
LEXICON = SOURCE / "french" / "words" / "terms.py"
ANY = expression(*TERMS.values())
JOINTS = re.compile(r"""["']\s*[a-z]?["']""")  # of a text in pieces
ESCAPED = re.compile(r"\\n|\\u00a0|\\u202f")


def said_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file that someone reads, each with its line: a template, the strings of a module but its docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    if not ANY.search(ESCAPED.sub(" ", JOINTS.sub("", text))):  # most modules have none, docstrings and all
        return
    tree = parsed(text)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def elsewhere(path: Path) -> Iterator[str]:
    """Say where a file has a word of the lexicon, and what to write."""
    for line, text in said_in(path):
        for key, word in TERMS.items() if ANY.search(text) else ():
            for found in found_in(text, word):
                count = ", 2" if word.many in " ".join(found[0].lower().split()) else ""
                yield f'{path.relative_to(ROOT)}:{line}: « {found[0]} » : write term("{key}"{count}), or its article with it (words/terms.py)'


def in_pieces(path: Path) -> Iterator[str]:
    """Say where a file cuts a word of the lexicon to make its plural: « équivalent{'s' if …} temps plein »."""
    for rank, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield from (f"{path.relative_to(ROOT)}:{rank}: {told}" for told in cut_words(line))


def cut_words(line: str) -> Iterator[str]:
    """Say which words of the lexicon a line makes of pieces, and what to write."""
    whole = re.sub(r"""\{\{[^{}]*pluriel\(["'](\w+)["'][^{}]*\}\}""", r"\1", line)
    whole = re.sub(r"(?<!\{)\{[^{}]*\}(?!\})", "", whole)
    for key, word in TERMS.items() if whole != line else ():
        if len([*found_in(whole, word)]) > len([*found_in(line, word)]):
            yield f'« {line.strip()} » : write term("{key}", count) (words/terms.py)'


@pytest.mark.parametrize(
    "line",
    [
        "f\"{number(n)} équivalent{'s' if n >= 2 else ''} temps plein, hors\"",
        '{{ g.fte|nombre }} {{ g.fte|pluriel("équivalent") }} temps plein',
    ],
)
def test_a_word_in_pieces_is_found(line: str) -> None:
    assert len([*cut_words(line)]) == 1


def test_a_word_of_the_lexicon_is_written_there_alone() -> None:
    files = [path for path in SOURCE.rglob("*.py") if path != LEXICON] + [*SOURCE.rglob("templates/**/*.md")]
    assert len(files) > 400
    told = [line for path in sorted(files) for said in (elsewhere, in_pieces) for line in said(path)]
    assert not told, "\n".join(told)


def test_what_is_written_by_hand_holds_the_words_of_today() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: write « {new.strip()} »"
        for path, text, after in to_rewrite()
        for line, (old, new) in enumerate(zip(text.splitlines(), after.splitlines(), strict=True), 1)
        if old != new
    ]
    assert not told, "\n".join((f"{to_write('words')}, which writes:", *told))
    assert (ROOT / RECORD).read_text(encoding="utf-8") == page(), to_write("words")


def test_every_word_is_used() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.md")
        for path in SOURCE.rglob(pattern)
        if path != LEXICON
    )
    assert {key for key in TERMS if not re.search(rf"term\w*\(\s*[\"']{key}[\"']", text)} == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plus d’élèves assidus que d’agents", "plus de personnes présentes que d’agents"),
        ("L’élève assidu, de l’élève assidu", "La personne présente, de la personne présente"),
        ("ÉLÈVES ASSIDUS ; Élèves assidus", "PERSONNES PRÉSENTES ; Personnes présentes"),
        ("par élève\nassidu, un élève assidu", "par personne\nprésente, une personne présente"),
        ("les élèves sont assidus", "les élèves sont assidus"),
    ],
)
def test_a_word_changes_with_its_article_and_its_plural(before: str, after: str) -> None:
    """Of a word that the lexicon has not: what rewrites the others leaves these lines."""
    old = Term("élève assidu", "élèves assidus", "")
    assert reworded(before, old, Term("personne présente", "personnes présentes", "", feminine=True)) == after
