"""The hostile dossier: its texts are shown as typed, in both formats, and nothing of them acts."""

from collections.abc import Callable

import pytest

from . import markdown as light
from . import structure
from .conftest import none
from .hostile import altered, dossier
from .pages import drafted

# document → how many hostile texts it shows at least: one that shows none proves nothing
SHOWN = {"note": 1, "deliberation": 1}
LENGTH = 10_000  # characters: the most that a field takes

Get = Callable[[str, str], str]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """Return what writes a document of the hostile dossier."""
    path = dossier(tmp_path_factory.mktemp("hostile"), length=LENGTH)
    return lambda name, form: drafted(name, path, form)(tmp_path_factory.mktemp(name)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHOWN)
def test_page(name: str, written: Get) -> None:
    tree = structure.Tree(written(name, "html"))
    for check in ("doctype", "headings", "tables", "ids", "active", "requests", "lists"):
        none(structure.CHECKS[check](tree))
    (body,) = tree.root.all("body")
    count, faults = altered(body.raw, markup=True, length=LENGTH)
    none(faults)
    assert count >= SHOWN[name]
    assert not [node for node in tree.root.all("a") if "a.example" in node.attributes.get("href", "")]


@pytest.mark.parametrize("name", SHOWN)
def test_markdown(name: str, written: Get) -> None:
    source = written(name, "md")
    for check in light.CHECKS.values():
        none(check(source))
    shown = "\n".join(
        token.content for token in light.tokens(source) if token.type in ("text", "code_inline", "code_block", "fence")
    )
    count, faults = altered(shown, markup=True, length=LENGTH)
    none(faults)
    assert count >= SHOWN[name]
    assert not [token for token in light.tokens(source) if token.type == "image"]


def test_altered() -> None:
    """The reading of the marks is not vacuous."""
    from .hostile import text

    assert altered(text(3)) == (1, [])
    assert altered(text(3, 10_000), length=10_000) == (1, [])
    assert len(text(3, 10_000)) == 10_000
    for old, new in (("<script>", ""), ("7*7", "49"), ("a | b", "a"), ("🌱", "?"), ("&#60;", "<")):
        assert altered(text(3).replace(old, new))[1]
    assert altered(text(3)[:60])[1]
