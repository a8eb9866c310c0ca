"""Our templates: a text of the dossier is escaped whatever a template makes of it, and a name without value is a fault."""

from typing import Any

import pytest
from jinja2 import DictLoader, UndefinedError

from drafting import view, written
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.jinja import MarkdownJinja, NotTextError
from snr_cli.model.refusal import UsageError

ROGUE = "a*b* <script>alert(1)</script> [l](javascript:alert(1)) `c` | # d"
# by hand: a backslash before each sign that CommonMark or a GFM table reads
ESCAPED = r"a\*b\* \<script\>alert(1)\</script\> \[l\](javascript:alert(1)) \`c\` \| \# d"
MINE = {"_mine.md": "{% macro show(t) %}{{ t }}{% endmacro %}", "_plain.md": "{{ x }}"}


def shown(template: str, x: Any = ROGUE) -> str:
    """Return what a template writes of a hostile text."""
    return MarkdownJinja(FILTERS, {"x": x}, loader=DictLoader(MINE)).from_string(template).render()


@pytest.mark.parametrize(
    "template",
    [
        "{{ x }}",
        "{{ x ~ '' }}",
        "{{ '' ~ x }}",
        "{{ ('**g**'|markdown) ~ ' ' ~ x }}",
        "{{ x ~ ('**g**'|markdown) }}",
        "{{ ('**g**'|markdown) + x }}",
        "{{ [x]|join }}",
        "{{ [x, x]|join(', ') }}",
        "{{ ['**g**'|markdown, x]|join(', ') }}",
        "{{ ['a', 'b']|join(x) }}",
        "{{ [x, '**g**'|markdown]|liste }}",
        "{{ 'z'|replace('z', x) }}",
        "{{ ('z'|markdown)|replace('z', x) }}",
        "{{ x|replace('zz', '**g**'|markdown) }}",
        "{{ x|trim }}",
        "{{ x|phrase }}",
        "{{ x|majuscule }}",
        "{{ x|sans_point }}",
        "{{ x|default('') }}",
        "{{ [x]|first }}",
        "{{ [x]|map('trim')|join }}",
        "{{ {'k': x}.k }}",
        "{% set y = x %}{{ y }}",
        "{% set y %}{{ x }}{% endset %}{{ y }}",
        "{% set y %}**g**{% endset %}{{ y ~ x }}",
        "{% set y %}**g**{% endset %}{{ [y, x]|join(' ') }}",
        "{% macro m(t) %}{{ t }}{% endmacro %}{{ m(x) }}",
        "{% macro m(t) %}**g**{% endmacro %}{{ m(1) ~ x }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ x }}{% endcall %}",
        "{% for t in [x] %}{{ t }}{% endfor %}",
        "{{ x if true else '' }}",
        "{% with y = x %}{{ y }}{% endwith %}",
        "{% import '_mine.md' as mine %}{{ mine.show(x) }}",
        "{% from '_mine.md' import show %}{{ show(x) ~ x }}",
        "{% include '_plain.md' %}",
        "{{ ('**g**'|markdown)[:0] ~ x }}",
        "{{ x.split('zz')[0] }}",
    ],
)
def test_a_text_of_the_dossier_is_always_escaped(template: str) -> None:
    text = f"({shown(template)})"
    assert "script" in text.replace("\\", "").lower(), text
    for sign in "*`<>[]|#":
        # what is left unescaped is what the template itself made of **g**
        assert sign not in text.replace("**g**", "").replace("\\" + sign, "")
    assert text.count(ESCAPED) + text.count(ESCAPED.replace("a", "A", 1)) >= 1


@pytest.mark.parametrize(
    "template",
    [
        "{{ (x|markdown)[1:] }}",
        "{{ x|markdown|reverse }}",
        "{{ (x|markdown).split('\\\\')|join }}",
        "{{ x|markdown|replace('\\\\', '') }}",
        "{{ (x|markdown).strip('\\\\') }}",
        "{{ (x|markdown)|list|join }}",
        "{{ (x|markdown)|first }}{{ (x|markdown)|last }}",
        "{% set y %}{{ x }}{% endset %}{{ y[1:] }}",
    ],
)
def test_a_cut_does_not_undo_an_escape(template: str) -> None:
    text = shown(template, "*<b>*")
    for sign in "*<>":
        assert sign not in text.replace("\\\\", "").replace("\\" + sign, "")


@pytest.mark.parametrize("template", ["{{ [x] }}", "{{ {} }}", "{{ [1]|map('abs') }}", "{{ cycler }}"])
def test_only_a_text_or_a_number_is_printed(template: str) -> None:
    with pytest.raises(NotTextError):
        shown(template)


@pytest.mark.parametrize("template", ["{{ y }}", "{{ y ~ 'a' }}", "{{ [y]|join }}", "{{ x.nothing }}", "{{ y|trim }}"])
def test_a_name_without_value_is_a_fault(template: str) -> None:
    with pytest.raises(UndefinedError):
        shown(template)


def test_a_dossier_longer_than_a_document_may_be_is_no_fault_of_snr() -> None:
    seen = view()
    long = seen.but(dossier=seen.dossier.model_copy(update={"limits": ("x" * 10_000,) * 600}))
    with pytest.raises(UsageError, match="plus de 5 Mo de texte") as caught:
        written(long)
    assert caught.value.more == ("raccourcissez les textes du dossier",)


def test_a_value_that_breaks_its_line_is_one_text_with_it() -> None:
    """Each line that a macro of `phrases` writes is a text; one that a text of the dossier breaks is none."""
    from snr_cli.documents.templates import Prose

    origin = {"shares": {}, "tool": "un\noutil", "method": None, "perimeter": "{{ 7 * 7 }}", "source": None}
    said = Prose("programme", categories={}, units={}).lines("totals", "du territoire", {"climate_change": 1.0}, origin)
    assert said[1:] == ("Outil : un\noutil.", "Périmètre : {{ 7 * 7 }}.")
