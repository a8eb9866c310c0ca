"""Templates of the user are rendered in a process with limits: whatever they ask for, seconds and megabytes are bounded."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import snr_cli.documents.child as under_test
from conftest import limits, run_snr
from drafting import MINIMAL, VALMONT, templates, view
from snr_cli.documents.child import ChildError, Limits, write_apart
from snr_cli.documents.render import write_document
from snr_cli.documents.templates import TemplateError
from walks import walk

pytestmark = limits
LIMITS = Limits(seconds=1, clock=60, megabytes=80)
MANY = "{% for i in range(9000) %}{% for j in range(20) %}"
DONE = "{% endfor %}{% endfor %}"
ATTACKS = {
    "a text joined": "{{ (['a'*99999]*99999)|join }}",
    "a number of a billion figures": "{{ 1|nombre(10**9) }}",
    "a number of a few million figures, again and again": "{% for i in range(9000) %}{% set x = 1|nombre(4000000) %}{% endfor %}",
    "a hundred kilobytes of brackets": "{{ ('['*100000)|markdown }}",
    "images that open": "{{ ('![a]('*20000)|markdown }}",
    "lists in lists": "{{ ('- '*50000)|markdown }}",
    "a sum of a map": "{{ ([[1]*99999]*99999)|map('sum')|sum }}",
    "a sort in a loop": "{% set x = range(9999)|list %}" + MANY + "{% set y = x|sort|reverse|list %}" + DONE,
    "a list in a loop": MANY + "{% set y = ([1]*99999)|list %}" + DONE,
    "uniques of uniques": MANY + "{% set y = range(9999)|unique|list %}" + DONE,
    "groups of groups": MANY + "{% set y = ([{'a': 1}]*9999)|groupby('a') %}" + DONE,
    "nested ranges": "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}",
    "what is put side by side": "{% set x = 'abcdefghij' %}" + "{% set x = x ~ x %}" * 40,
    "texts kept": "{% set x = ('a'*99999) %}{% set y = range(9999)|map('replace', 1, x)|list %}",
    "copies kept": "{% set x = ['a'*99999]*99999 %}{% set y = x|map('upper')|list %}",
    "lists kept": "{% set x = [[1]*99999]*99999 %}{% set y = x|map('list')|list %}",
    "one long call": "{% set x = [[0.1+0.2]*99999]*99999 %}{{ x == [[0.2+0.1]*99999]*99999 }}",
    "% on a text": '{{ "%99999999d"|format(1) }}',
    "an operator on a text": '{{ "%99999999d" % 1 }}',
    "batch": "{{ range(9)|batch(10**9, 1)|list }}",
    "center": "{{ 'a'|center(10**9) }}",
    "a power": "{{ 10 ** (10 ** 10) }}",
    "a macro in a macro": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "an include in an include": "{% include '_mine.md' %}{% include '_mine.md' %}",
    "replaced": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x|replace('a', x) %}" * 20,
    "split": MANY + "{% set x = ('a '*49999).split() %}" + DONE,
}
SLOW_ONCE = ("a hundred kilobytes of brackets", "images that open", "lists in lists")  # or once within the bounds
TOO_LONG = ("a sum of a map", "a sort in a loop", "a list in a loop", "uniques of uniques", "split", "one long call")
TOO_LARGE = ("a text joined", "texts kept", "copies kept", "lists kept")


@pytest.mark.parametrize("name", walk(ATTACKS, len(ATTACKS)))
def test_an_attack_ends_with_its_template_and_its_bound(name: str, tmp_path: Path) -> None:
    folder = templates(tmp_path, contexte=f"## A\n\n{ATTACKS[name]}\n", _mine=ATTACKS["an include in an include"])
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    why = ""
    limits = replace(LIMITS, seconds=6) if name in TOO_LARGE else LIMITS  # memory first, on a busy machine too
    try:
        text = write_apart([view()], "md", folder, limits)[0]
    except TemplateError as error:
        why = error.why
        # what is rendered once may leave too little of its second to what comes after, which is in no template
        if name not in SLOW_ONCE or error.file != folder.as_posix():
            assert error.file in (f"{folder.as_posix()}/sections/contexte.md", f"{folder.as_posix()}/_mine.md")
            assert error.line or name == "one long call"
        assert not why.startswith("rendu arrêté") or error.help
    else:
        assert name in SLOW_ONCE, "the attack was rendered"
        assert len(text) < 500_000
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < limits.seconds + 6
    if name in TOO_LONG:
        assert why == f"rendu arrêté : plus de {LIMITS.seconds} s de calcul"
    if name in TOO_LARGE:
        assert why == f"rendu arrêté : plus de {LIMITS.megabytes} Mo de mémoire"


@pytest.mark.slow
def test_one_long_call_is_told_by_its_template(tmp_path: Path) -> None:
    """No exception can be raised inside it: the system ends the process, the interpreter tells where it was."""
    folder = templates(tmp_path, contexte=ATTACKS["one long call"])
    with pytest.raises(TemplateError) as caught:
        write_apart([view()], "md", folder, LIMITS)
    assert (caught.value.file, caught.value.why) == (
        f"{folder.as_posix()}/sections/contexte.md",
        "rendu arrêté : plus de 1 s de calcul",
    )


@pytest.mark.slow
def test_the_clock_bounds_it_where_nothing_else_does(tmp_path: Path) -> None:
    folder = templates(tmp_path, contexte=ATTACKS["uniques of uniques"])
    with pytest.raises(TemplateError) as caught:
        write_apart([view()], "md", folder, Limits(seconds=50, clock=1))
    assert caught.value.why == "rendu arrêté : plus de 1 s"
    assert caught.value.file == f"{folder.as_posix()}/sections/contexte.md"


def test_memory_is_watched_where_the_system_does_not_bound_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = "import snr_cli.documents.child as under_test, pathlib; under_test._SIZE = pathlib.Path('nowhere'); "
    monkeypatch.setattr(under_test, "_START", under_test._START.replace("from snr_cli", start + "from snr_cli"))
    folder = templates(tmp_path, contexte=ATTACKS["copies kept"])
    with pytest.raises(TemplateError) as caught:
        write_apart([view()], "md", folder, replace(LIMITS, seconds=20))  # memory first, on a busy machine too
    assert caught.value.why == f"rendu arrêté : plus de {LIMITS.megabytes} Mo de mémoire"
    assert caught.value.file == f"{folder.as_posix()}/sections/contexte.md"


def test_the_command_says_the_template_the_line_and_the_bound(tmp_path: Path) -> None:
    folder = templates(tmp_path, edito="## É\n", contexte=f"\n{ATTACKS['copies kept']}\n")
    done = run_snr("draft", MINIMAL, "-d", "programme", "--templates", folder, "-o", tmp_path / "out.md")
    assert done.returncode == 2
    assert not (tmp_path / "out.md").exists()
    said = done.stderr.decode().splitlines()
    assert said[0] == f"snr : {folder.as_posix()}/sections/contexte.md:2 : rendu arrêté : plus de 500 Mo de mémoire"
    assert said[1:] == ["  " + ATTACKS["copies kept"], "  bornez ce que ce gabarit calcule, ou raccourcissez-le"]


@pytest.mark.parametrize(
    "sent",
    walk([getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL") if hasattr(signal, name)], 3),
)
def test_no_process_is_left_behind(sent: signal.Signals, tmp_path: Path) -> None:
    folder = templates(tmp_path, contexte=ATTACKS["uniques of uniques"])
    command = [sys.executable, "-m", "snr_cli", "draft", str(MINIMAL), "-d", "programme", "--templates", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        within = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        if not within.exists():
            running.kill()
            pytest.skip("this system does not say the children of a process")
        until = time.monotonic() + 60
        while not within.read_text(encoding="ascii").split():
            assert time.monotonic() < until
            time.sleep(0.02)
        child = int(within.read_text(encoding="ascii").split()[0])
        running.send_signal(sent)
        _, said = running.communicate(timeout=30)
    assert running.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}.get(sent, -sent)
    assert b"Traceback" not in said
    until = time.monotonic() + 10
    while _runs(child):
        assert time.monotonic() < until
        time.sleep(0.02)


def _runs(process: int) -> bool:
    """Say whether a process runs: one that ended may wait for the system to count it."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("document", walk(("programme", "strategie", "bilan", "note", "deliberation"), 5))
def test_apart_or_not_a_document_is_the_same(document: str, tmp_path: Path) -> None:
    folder = templates(tmp_path, _mine="x")
    seen = view(document, VALMONT)
    assert write_apart([seen, seen], "html", folder) == [write_document(seen, "html", folder)] * 2


def test_annexes_apart_have_the_same_templates(tmp_path: Path) -> None:
    folder = templates(tmp_path, contexte="## Chez nous\n\nIci.\n", annexe_quantites="## Nos quantités\n\nDix.\n")
    done = run_snr(
        *("draft", MINIMAL, "-d", "programme", "--templates", folder, "--annexes", "apart", "-o", tmp_path / "out.md")
    )
    assert done.returncode == 0
    assert "## Chez nous" in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "## Nos quantités" in (tmp_path / "out-annexes.md").read_text(encoding="utf-8")


def test_our_own_templates_and_a_page_need_no_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(*_: object, **__: object) -> None:
        raise AssertionError("a process")

    monkeypatch.setattr(under_test.subprocess, "Popen", run)
    assert run_snr("draft", MINIMAL).returncode == 0
    monkeypatch.setattr(under_test.sys, "platform", "emscripten")
    assert "Chez nous" in write_apart([view()], "md", templates(tmp_path, contexte="## Chez nous\n\nIci."))[0]


def test_nothing_of_the_current_folder_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken for another')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert write_apart([view()], "md", templates(tmp_path / "mine", _mine="x"))


def test_a_fault_of_snr_stays_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = templates(tmp_path, _mine="x")
    with pytest.raises(ChildError, match="UndefinedError") as caught:
        write_apart([replace(view(), plan=None)], "md", folder)  # type: ignore[arg-type]
    assert "Traceback" in caught.value.__notes__[0]
    monkeypatch.setattr(under_test, "_START", "raise SystemExit(7)")
    with pytest.raises(ChildError, match="code 7"):
        write_apart([view()], "md", folder)


def test_a_process_that_the_system_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = templates(tmp_path, contexte="x")
    for ended, why in ((9, "plus de 500 Mo de mémoire"), (11, "par le système")):
        monkeypatch.setattr(under_test, "_START", f"import os; os.kill(os.getpid(), {ended})")
        with pytest.raises(TemplateError) as caught:
            write_apart([view()], "md", folder)
        assert caught.value.why == f"rendu arrêté {'' if ended == 11 else ': '}{why}"
        assert caught.value.file == folder.as_posix()
