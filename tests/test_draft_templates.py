"""Templates of the user: what they may do, what stops them, and how it is said. Each fault is one that a person could make."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

import snr_cli.documents.templates as under_test
from conftest import ROOT, modes, run_snr
from drafting import MINIMAL, section, templates, view, written
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.render import Document
from snr_cli.documents.templates import TemplateError, shipped
from stale import hold

ROGUE = "a*b* <script>alert(1)</script> [l](javascript:alert(1)) `c` | # d"
# by hand: a backslash before each sign that CommonMark or a GFM table reads
ESCAPED = r"a\*b\* \<script\>alert(1)\</script\> \[l\](javascript:alert(1)) \`c\` \| \# d"


def said(text: str = ROGUE):
    """Return a view whose project lead is a hostile text."""
    seen = view()
    from snr_cli.model.territory import Governance

    return replace(seen, dossier=seen.dossier.model_copy(update={"governance": Governance(project_lead=text)}))


def failing(folder: Path, text: str | bytes, **others: str) -> TemplateError:
    """Render a template that cannot be used, and return how it is told."""
    with pytest.raises(TemplateError) as caught:
        section(folder, said(), contexte=text, **others)
    return caught.value


@pytest.mark.parametrize(
    "template",
    [
        "{{ x }}",
        "{{ x ~ '' }}",
        "{{ '' ~ x }}",
        "{{ ('**g**'|markdown) ~ ' ' ~ x }}",
        "{{ x ~ ('**g**'|markdown) }}",
        "{{ ('**g**'|markdown) + x }}",
        "{{ x + ('**g**'|markdown) }}",
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
        "{{ {'k': x}['k'] }}",
        "{{ {'k': x}.get('k') }}",
        "{% set y = x %}{{ y }}",
        "{% set y %}{{ x }}{% endset %}{{ y }}",
        "{% set y %}**g**{% endset %}{{ y ~ x }}",
        "{% set y %}**g**{% endset %}{{ y + x }}",
        "{% set y %}**g**{% endset %}{{ [y, x]|join(' ') }}",
        "{% macro m(t) %}{{ t }}{% endmacro %}{{ m(x) }}",
        "{% macro m(t) %}**g**{% endmacro %}{{ m(1) ~ x }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ x }}{% endcall %}",
        "{% macro m() %}**g**{{ caller() ~ x }}{% endmacro %}{% call m() %}h{% endcall %}",
        "{% for t in [x] %}{{ t }}{% endfor %}",
        "{% for t in [[x, []]] recursive %}{{ t[0] if t is not string }}{{ loop(t[1]) }}{% endfor %}",
        "{{ x if true else '' }}",
        "{% with y = x %}{{ y }}{% endwith %}",
        "{% import '_mine.md' as mine %}{{ mine.show(x) }}",
        "{% from '_mine.md' import show %}{{ show(x) ~ x }}",
        "{% include '_plain.md' %}",
        "{{ ('**g**'|markdown)[:0] ~ x }}",
        "{{ x.strip() }}",
        "{{ x.split('zz')[0] }}",
    ],
)
def test_a_text_of_the_dossier_is_always_escaped(tmp_path: Path, template: str) -> None:
    setting = "{% set x = dossier.governance.project_lead %}"
    shown = section(
        tmp_path,
        said(),
        contexte=setting + "(" + template + ")",
        _mine="{% macro show(t) %}{{ t }}{% endmacro %}",
        _plain="{{ dossier.governance.project_lead }}",
    )
    bare = shown.replace("\\", "")
    assert "script" in bare.lower(), shown
    for sign in "*`<>[]|#":
        # what is left unescaped is what the template itself made of **g**
        assert sign not in shown.replace("**g**", "").replace("\\" + sign, "")
    assert shown.count(ESCAPED) + shown.count(ESCAPED.replace("a", "A", 1)) >= 1


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
def test_a_cut_does_not_undo_an_escape(tmp_path: Path, template: str) -> None:
    shown = section(tmp_path, said("*<b>*"), contexte="{% set x = dossier.governance.project_lead %}(" + template + ")")
    for sign in "*<>":
        assert sign not in shown.replace("\\\\", "").replace("\\" + sign, "")


@pytest.mark.parametrize(
    "name", ["safe", "escape", "e", "forceescape", "format", "xmlattr", "tojson", "urlize", "pprint"]
)
def test_filters_that_write_html_are_unknown(tmp_path: Path, name: str) -> None:
    error = failing(tmp_path, f"\n{{{{ dossier.governance.project_lead|{name} }}}}")
    assert (error.line, error.why) == (2, f"filtre inconnu « {name} »")


@pytest.mark.parametrize(
    "tag",
    [
        "{% autoescape false %}x{% endautoescape %}",
        "{% extends '_mine.md' %}",
        "{% block b %}x{% endblock %}",
        "{% filter trim %}x{% endfilter %}",
        "{% set y | trim %}x{% endset %}",
    ],
)
def test_tags_that_go_round_the_sandbox_are_refused(tmp_path: Path, tag: str) -> None:
    error = failing(tmp_path, "\n" + tag, _mine="m")
    assert (error.line, error.why) == (2, "syntaxe Jinja incorrecte")
    assert "n’est pas admis" in error.help


@pytest.mark.parametrize(
    "expression",
    [
        "dossier.__class__",
        "dossier['__class__']",
        "''.__class__.__mro__",
        "dossier.model_dump()",
        "dossier.model_construct()",
        "dossier.model_copy()",
        "dossier.copy()",
        "dossier.json()",
        "dossier.parse_file('/etc/passwd')",
        "dossier.parse_raw('x', allow_pickle=true)",
        "organisation.figure.markdown()",
        "organisation.figure.html(1)",
        "bloc.__globals__",
        "bloc.__func__",
        "bloc.__self__",
        "range.__globals__",
        "plan.actions.append(1)",
        "annexes.gaps.__len__",
        "'{0.__class__}'.format(dossier)",
        "'x'.join(['a'])",
        "'x'.center(9)",
        "[dossier]|map(attribute='__class__')|first",
        "[dossier]|map(attribute='model_fields_set')|first",
        "[dossier]|selectattr('__class__')|list|length",
        "self.__init__",
        "namespace()",
        "cycler('a')",
        "lipsum()",
        "dict(a=1)",
        "{}.update({1: 2})",
        "[].append(1)",
        "{}.setdefault(1, 2)",
    ],
)
def test_what_is_not_a_field_is_unknown(tmp_path: Path, expression: str) -> None:
    error = failing(tmp_path, f"a\nb {{{{ {expression} }}}}\n")
    assert error.line == 2
    assert error.why.startswith(("nom inconnu", "rendu impossible")), error.why
    assert error.source.startswith("b {{")


def test_an_unknown_name_is_told_with_the_nearest_its_line_and_the_line_itself(tmp_path: Path) -> None:
    done = run_snr(
        *(
            "draft",
            MINIMAL,
            "-d",
            "programme",
            "--templates",
            templates(tmp_path, edito="x", contexte="# A\n\n{{ yaer }}\n"),
        )
    )
    assert done.returncode == 2
    assert not done.stdout
    shown = done.stderr.decode()
    assert f"{tmp_path.as_posix()}/sections/contexte.md:3 : nom inconnu « yaer »" in shown
    assert "\n  {{ yaer }}\n" in shown
    assert "vouliez-vous dire « year »" in shown


@pytest.mark.parametrize(
    ("expression", "near"),
    [
        ("authority.nane", "name"),
        ("dossier.teritory", "territory"),
        ("plan.horison", "horizon"),
        ("dossier.territory.agent", "agents"),
        ("plan['horison']", "horizon"),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest(tmp_path: Path, expression: str, near: str) -> None:
    assert f"« {near} »" in failing(tmp_path, f"{{{{ {expression} }}}}").help


def test_an_error_in_what_is_included_is_told_there(tmp_path: Path) -> None:
    error = failing(tmp_path, "{% include '_mine.md' %}", _mine="a\n\n{{ nowhere }}")
    assert (Path(error.file).name, error.line, error.source) == ("_mine.md", 3, "{{ nowhere }}")
    error = failing(tmp_path, "a\n{% include '_mine.md' %}", _mine="a\n{% if %}")
    assert (Path(error.file).name, error.line, error.why) == ("_mine.md", 2, "syntaxe Jinja incorrecte")


@pytest.mark.parametrize(
    "template",
    [
        "{% if %}",
        "{% for x in %}{% endfor %}",
        "{{ x",
        "{% endfor %}",
        "{% include %}",
        "{% nothing %}",
        "{{ 'a' | }}",
        "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}",
        "{{ 'a'|nofilter }}",
        "{{ 'a' is notest }}",
        "{% macro m( %}",
    ],
    ids=lambda text: text[:24],
)
def test_a_mistake_of_syntax(tmp_path: Path, template: str) -> None:
    error = failing(tmp_path, template)
    assert error.why.startswith(("syntaxe Jinja", "filtre inconnu", "test inconnu")), error.why
    assert error.line == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "../outside.md",
        "sections/../../outside.md",
        "nothing.md",
        "figures.css",
    ],
)
def test_an_include_stays_inside(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.md").write_text("outside", encoding="utf-8")
    folder = tmp_path / "mine"
    folder.mkdir()
    for tag in (f"{{% include '{name}' %}}", f"{{% import '{name}' as m %}}{{{{ m }}}}"):
        error = failing(folder, tag)
        assert error.why == f"gabarit inconnu « {name} »"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% for i in range(10001) %}{% endfor %}", "range de plus de 10 000 nombres"),
        ("{% for i in range(0, 99999999999) %}{% endfor %}", "range de plus de 10 000 nombres"),
        (
            "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}",
            "plus de 200 000 tours de boucles et appels",
        ),
        (
            "{% for i in range(2000) %}{% for j in range(2000) %}{{ loop.length }}{% endfor %}{% endfor %}",
            "plus de 200 000 tours de boucles et appels",
        ),
        (
            "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
            "plus de 200 000 tours de boucles et appels",
        ),
        ("{% for i in range(10000) %}{{ 'x' ~ ('abcdefghij' * 100) }}{% endfor %}", "plus de 5 Mo de texte"),
        ("{% set x = 'abcdefghij' %}" + "{% set x = x ~ x %}" * 40, "plus de 5 Mo de texte"),
        ("{% set x = 'abcdefghij' %}" + "{% set x = x + x %}" * 40, "plus de 5 Mo de texte"),
        ("{% set x = ['a', 'b']|join('-') %}" + "{% set x = [x, x]|join %}" * 40, "plus de 5 Mo de texte"),
        ("{% set x = 'aaaaaaaaaa' %}" + "{% set x = x|replace('a', x) %}" * 20, "plus de 5 Mo de texte"),
        ("{{ 'a' * 1000000000000 }}", "texte ou liste multipliés au-delà de 100 000 éléments"),
        ("{{ 1000000000000 * 'a' }}", "texte ou liste multipliés au-delà de 100 000 éléments"),
        ("{% set x = [1] * 1000000000000 %}", "texte ou liste multipliés au-delà de 100 000 éléments"),
        ("{% set x = [1] %}" + "{% set x = x + x %}" * 40, "plus de 100 000 éléments"),
        ("{{ ([[1] * 1000] * 100000)|sum(start=[])|length }}", "sum n’additionne que des nombres"),
        ("{{ 10 ** (10 ** 10) }}", "nombre trop grand"),
        ("{% set x = 7 %}" + "{% set x = x * x %}" * 40, "nombre trop grand"),
    ],
    ids=lambda text: text[:40],
)
def test_work_is_bounded(tmp_path: Path, template: str, why: str) -> None:
    error = failing(tmp_path, "\n" + template)
    assert error.why.replace("\u202f", " ") == f"rendu arrêté : {why}"
    assert error.line in (2, 0)  # what is written in the end is of no line


@pytest.mark.parametrize(
    "template",
    [
        "{% include 'sections/contexte.md' %}",
        "{% include '_mine.md' %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_template_that_calls_itself(tmp_path: Path, template: str) -> None:
    error = failing(tmp_path, template, _mine="{% include '_mine.md' %}")
    assert error.why == "ce gabarit s’appelle lui-même sans fin"


@pytest.mark.parametrize(
    "template", ["{{ plan.actions }}", "{{ dossier }}", "{{ [1]|map('abs') }}", "{{ bloc }}", "{{ {} }}"]
)
def test_only_a_text_or_a_number_is_printed(tmp_path: Path, template: str) -> None:
    assert "ne s’écrit pas" in failing(tmp_path, template).why


@pytest.mark.parametrize(
    "template", ["{{ bloc(1) }}", "{{ bloc('x') }}", "{{ bloc() }}", "{{ manque([], {}) }}", "{{ 'x'|masse }}"]
)
def test_a_function_or_a_filter_given_something_else(tmp_path: Path, template: str) -> None:
    assert failing(tmp_path, template).line == 1


def test_nothing_in_the_view_changes(tmp_path: Path) -> None:
    seen = said()
    before = written(seen)
    error = failing(tmp_path, "{% set dossier.reference_year = 1 %}")
    assert error.line == 1
    # a name set in a template is its own: the next section still sees the dossier
    section(tmp_path, seen, contexte="{% set dossier = 3 %}{% set year = 1 %}{{ year }}")
    assert written(seen) == before


def test_a_template_of_ones_own_is_written_in_place_of_ours(tmp_path: Path) -> None:
    shown = section(tmp_path, contexte="## Chez nous\r\n\r\n{{ authority.name }}\r\n")
    assert shown == "## Chez nous\n\nCommune de Sainte-Orge"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    assert section(tmp_path, contexte=b"\xef\xbb\xbf## A\n\nB.") == "## A\n\nB."
    assert section(tmp_path, contexte="## A") == ""  # a title over nothing is no section


def test_an_empty_template_takes_its_section_away_and_the_links_to_it(tmp_path: Path) -> None:
    document = Document(view(), templates(tmp_path, contexte=""))
    assert "contexte" not in document.sections
    assert "](#contexte)" not in "".join(document.sections.values())
    assert "](#methode)" in document.sections["annexe-obligations"]


def test_a_line_that_stands_for_a_block_written_by_hand(tmp_path: Path) -> None:
    document = Document(view(), templates(tmp_path, contexte="~~~snr 9999\n~~~"))
    assert "~~~snr 9999" in document.markdown()


@pytest.mark.parametrize(
    ("name", "near"),
    [("edito.md", "sections/edito.md"), ("sections/editos.md", "sections/edito.md"), ("couvertur.md", "couverture.md")],
)
def test_a_name_that_no_document_uses(tmp_path: Path, name: str, near: str) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / name).write_text("x", encoding="utf-8")
    done = run_snr("draft", MINIMAL, "--templates", tmp_path)
    assert done.returncode == 2
    assert f"{name} : aucun document n’emploie ce gabarit".encode() in done.stderr
    assert f"vouliez-vous dire « {near} »".encode() in done.stderr


def test_files_that_cannot_be_templates(tmp_path: Path) -> None:
    def refused(place: str) -> str:
        with pytest.raises(TemplateError) as caught:
            under_test.overridden(tmp_path / place)
        return caught.value.why

    assert refused("nowhere") == "dossier de gabarits introuvable"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert refused("file") == "ce n’est pas un dossier"
    outside = tmp_path / "outside.md"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "link" / "sections").mkdir(parents=True)
    (tmp_path / "link" / "sections" / "edito.md").symlink_to(outside)
    assert refused("link") == "ce fichier est hors du dossier de gabarits"
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "sections").symlink_to(tmp_path / "link" / "sections")
    assert refused("linked") == "lien vers un dossier"
    (tmp_path / "broken" / "sections").mkdir(parents=True)
    (tmp_path / "broken" / "sections" / "edito.md").symlink_to("nothing.md")
    assert refused("broken") == "lecture impossible (fichier introuvable)"
    (tmp_path / "folder" / "sections" / "edito.md").mkdir(parents=True)
    assert refused("folder") == "c’est un dossier : un gabarit est un fichier"
    if hasattr(os, "mkfifo"):
        (tmp_path / "pipe" / "sections").mkdir(parents=True)
        os.mkfifo(tmp_path / "pipe" / "sections" / "edito.md")
        assert refused("pipe") == "ce n’est pas un fichier (tube, prise ou périphérique)"
    templates(tmp_path / "latin", edito="a\nété".encode("latin-1"))
    assert refused("latin") == "ce n’est pas de l’UTF-8"
    templates(tmp_path / "utf16", edito="été".encode("utf-16"))
    assert refused("utf16") == "ce n’est pas de l’UTF-8"
    # one byte over, which cuts the last é in two
    templates(tmp_path / "big", edito="é".encode() * 500_000 + b"x")
    assert refused("big") == "gabarit de plus de 1 Mo"


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    folder = templates(tmp_path, _mine="mien")
    (folder / "sections").mkdir()
    (folder / "sections" / "edito.md").symlink_to("../_mine.md")
    assert under_test.overridden(folder)["sections/edito.md"] == "mien"


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("x", encoding="utf-8")
    (tmp_path / ".edito.md.swp").write_bytes(b"\xff")
    assert under_test.overridden(tmp_path) == {}


@modes
def test_a_template_that_may_not_be_read(tmp_path: Path) -> None:
    folder = templates(tmp_path, edito="x")
    (folder / "sections" / "edito.md").chmod(0)
    done = run_snr("draft", MINIMAL, "--templates", folder)
    assert done.returncode == 2
    assert "lecture non autorisée".encode() in done.stderr


def test_a_fault_of_our_own_templates_stays_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours" / "sections").mkdir(parents=True)
    for name, text in shipped().items():
        path = tmp_path / "ours" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "ours" / "sections" / "contexte.md").write_text("{{ yaer }}", encoding="utf-8")
    monkeypatch.setattr(under_test, "SHIPPED", tmp_path / "ours")
    monkeypatch.setattr(under_test, "shipped", shipped.__wrapped__)  # which a process reads once
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        Document(view())
    # and it is the user's when a template of the user brought it about
    error = failing(templates(tmp_path / "mine"), "{% include 'sections/partenaires.md' %}{{ yaer }}")
    assert Path(error.file).name == "contexte.md"


def test_ours_included_with_a_wrong_name_is_told_in_the_template_that_includes_it(tmp_path: Path) -> None:
    error = failing(tmp_path, "{% set plan = 3 %}\n{% include 'sections/axes.md' %}")
    assert (Path(error.file).name, error.line) == ("contexte.md", 2)


def test_a_dossier_longer_than_a_document_may_be_is_no_fault_of_snr() -> None:
    seen = view()
    long = replace(seen, dossier=seen.dossier.model_copy(update={"limits": ("x" * 10_000,) * 600}))
    with pytest.raises(TemplateError) as caught:
        written(long)
    assert caught.value.help == "raccourcissez les textes du dossier"


def test_list_templates() -> None:
    done = run_snr("draft", "--export-templates", "-")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.decode().splitlines()] == list(shipped())


def test_export_templates_then_use_them_unchanged(tmp_path: Path) -> None:
    done = run_snr("draft", "--export-templates", tmp_path / "a" / "b")
    assert done.returncode == 0
    copied = {
        path.relative_to(tmp_path / "a" / "b").as_posix(): path.read_text(encoding="utf-8")
        for path in (tmp_path / "a" / "b").rglob("*.md")
    }
    assert copied == shipped()
    again = run_snr("draft", MINIMAL, "-d", "programme", "--templates", tmp_path / "a" / "b")
    assert again.stdout == run_snr("draft", MINIMAL, "-d", "programme").stdout


def test_export_templates_writes_over_nothing(tmp_path: Path) -> None:
    mine = templates(tmp_path, usages="mien")
    done = run_snr("draft", "--export-templates", mine)
    assert done.returncode == 2
    assert [path.name for path in mine.rglob("*.md")] == ["usages.md"]
    assert (mine / "sections" / "usages.md").read_text(encoding="utf-8") == "mien"


@pytest.mark.parametrize("place", ["file", "file/inside", "full"])
def test_export_templates_where_nothing_can_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "sections").write_text("x", encoding="utf-8")  # a file where the folder should be
    done = run_snr("draft", "--export-templates", tmp_path / place)
    assert done.returncode == 2
    assert not list(tmp_path.rglob("*.md"))


def test_the_page_on_templates_is_what_the_program_says() -> None:
    hold("templates")
    page = (ROOT / "docs" / "gabarits.md").read_text(encoding="utf-8")
    for name in (*shipped(), *FILTERS, "bloc", "manque"):
        assert name in page


def test_a_template_of_snr_that_is_not_there_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jinja's error is an OSError: it was told « sortie : TemplateNotFound », as a disk that fails is."""
    texts = {name: text for name, text in shipped().items() if name != "sections/contexte.md"}
    monkeypatch.setattr(under_test, "shipped", lambda: texts)
    with pytest.raises(RuntimeError, match=r"^gabarit absent du paquet : sections/contexte\.md$"):
        written(view())


def test_a_value_that_breaks_its_line_is_one_text_with_it() -> None:
    """Each line that a macro of `phrases` writes is a text; one that a text of the dossier breaks is none."""
    from snr_cli.documents.templates import Prose

    origin = {"shares": {}, "tool": "un\noutil", "method": None, "perimeter": "{{ 7 * 7 }}", "source": None}
    said = Prose("programme", categories={}, units={}).lines("totals", "du territoire", {"climate_change": 1.0}, origin)
    assert said[1:] == ("Outil : un\noutil.", "Périmètre : {{ 7 * 7 }}.")
