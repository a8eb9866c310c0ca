"""The hostile dossier, its texts as long as a field takes: well made in both formats, and nothing of them acts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hostile_dossier import ATTACK, Hostile, altered, write

from . import markdown as light, screen, structure
from .conftest import none
from .pages import drafted
from .screen import Opened

# the other documents would be over what a document may weigh
DOCUMENTS = ("note", "deliberation")
LENGTH = 10_000 - len("⟦9999⟧")  # characters: the most that a field takes


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """Return the hostile dossier; what follows the attack is half in words, half in one piece."""
    words = " mot" * ((LENGTH - len(ATTACK)) // 8)
    return write(tmp_path_factory.mktemp("hostile"), (ATTACK + words).ljust(LENGTH, "x"))


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_page(name: str, hostile: Hostile, tmp_path: Path) -> None:
    tree = structure.Tree(drafted(name, hostile.path)(tmp_path).read_text(encoding="utf-8"))
    for check in ("doctype", "headings", "tables", "ids", "active", "requests", "lists"):
        none(structure.CHECKS[check](tree))
    (body,) = tree.root.all("body")
    count, faults = altered(body.raw, hostile)
    none(faults)
    assert count >= 1
    assert not [node for node in tree.root.all("a") if node.attributes.get("href", "")[:1] != "#"]


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_markdown(name: str, hostile: Hostile, tmp_path: Path) -> None:
    source = drafted(name, hostile.path, "md")(tmp_path).read_text(encoding="utf-8")
    for check in light.CHECKS.values():
        none(check(source))
    shown = "\n".join(
        token.content for token in light.tokens(source) if token.type in ("text", "code_inline", "code_block", "fence")
    )
    count, faults = altered(shown, hostile)
    none(faults)
    assert count >= 1
    assert not [token for token in light.tokens(source) if token.type == "image"]


@pytest.mark.slow
def test_a_word_without_end_makes_nothing_wider(tmp_path: Path, opener: Callable[[Path], Opened]) -> None:
    """A browser that prints a page too wide for the paper makes all of it smaller."""
    dossier = tmp_path / "territory.yaml"
    word = "x" * 500
    dossier.write_text(
        f"""snr: 1
reference_year: 2025
territory: {{siren: "243300316"}}
stakeholders: [{{name: {word}, sector: public, association: {word}}}]
actions: [{{id: a, title: {word}, status: planned, themes: [1], schedule: {{start: 2026}}}}]
objectives: [{{id: o, title: {word}, perimeter: organisation, finding: {word}}}]
""",
        encoding="utf-8",
    )
    path = drafted("strategie", dossier)(tmp_path)
    assert path.read_text(encoding="utf-8").count(word) >= 4
    none(screen.paper(opener(path)))
    none(screen.width_of_page(opener(path)))


def test_altered() -> None:
    """The reading of the marks is not vacuous."""
    text, dossier = f"{ATTACK}⟦3⟧", Hostile(Path(), (ATTACK,), frozenset())
    assert altered(text, dossier) == (1, [])
    for old, new in (("<script>", ""), ("7*7", "49"), ("a | b", "a"), ("🌱", "?"), ("&lt;", "<")):
        assert altered(text.replace(old, new), dossier)[1]
