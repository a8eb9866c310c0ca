"""Every command that writes, stopped at each of its writes, renames and flushes: what was there is there, or what is new, or it is told."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from conftest import EXAMPLES, ROOT
from in_process import snr
from killed import Stopped, held, stopped_everywhere
from question_books import answered
from snr_cli import cli
from snr_cli.cli.app import app
from snr_cli.inputs.dossier.files import JOURNAL, Edit
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files, journal
from walks import LONG, mostly

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a command is stopped in a child of its own")
SELDOM = 1 if LONG else 6  # beside the first and the last of each kind, and those around a rename
HEAD = "snr: 1\nreference_year: 2025\nterritory: {name: Essai, department: '33', fictitious: true}\n"
PEOPLE = ("--for", "achats=purchases,contracts", "--for", "dsi=equipment,services")


class Case(NamedTuple):
    """A command that writes in a folder: what makes the folder ready, and the files that go together."""

    command: tuple[str, ...]
    ready: Callable[[Path], None]
    apart: tuple[str, ...] = ()  # what is kept file by file, not with the others
    every: int = (
        1  # of its writes, those at which it is stopped, with `SNR_LONG=1`; `SELDOM` times fewer at each landing
    )


def minimal(folder: Path) -> None:
    shutil.copytree(EXAMPLES / "minimal", folder / "d")


def other_year(folder: Path) -> None:
    """Change the dossier: what is written of it again is new."""
    path = folder / "d" / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025", "2024"), encoding="utf-8")


def pooling(folder: Path) -> None:
    shutil.copytree(EXAMPLES / "pooling", folder / "d")


def sent(folder: Path) -> None:
    minimal(folder)
    assert snr("collect", folder / "d", *PEOPLE).returncode == 0
    path = folder / "d" / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("quantity: 40", "quantity: 41"), encoding="utf-8")


def questions(folder: Path, pages: str = "45 000 ?") -> None:
    (folder / "d").mkdir()
    (folder / "d" / "territory.yaml").write_text(HEAD, encoding="utf-8")
    assert snr("collect", folder / "d", "--for", "achats", "--for", "rh").returncode == 0
    told = {"impression/copiers": 3, "impression/printers": pages, "impression/reams": 100}
    answered(folder / "d" / "collecte" / "achats.xlsx", told)


def voted(folder: Path) -> None:
    minimal(folder)
    assert snr("draft", folder / "d", "-f", "docx", "-o", folder / "s.docx").returncode == 0


def published(folder: Path) -> None:
    minimal(folder)
    assert snr("publish", folder / "d", "-o", folder / "p", "-d", "aucun").returncode == 0
    other_year(folder)


def many(folder: Path) -> None:
    minimal(folder)
    shutil.copytree(folder / "d", folder / "e")
    assert snr("portfolio", folder / "d", "-o", folder / "t", "--draft", "note").returncode == 0
    other_year(folder)


def drafted(folder: Path) -> None:
    voted(folder)
    other_year(folder)


def nothing(folder: Path) -> None:
    """All is made by the command."""


AGENTS = ("next", "d", "--do", "agents", "--answer", "agents=45", "--answer", "equipped=40")
ADOPT = ("adopt", "d", "s.docx", "--act", "2026-041", "--on", "2026-09-24", "--figures", "inconnus")
GLPI = next((EXAMPLES / "valmont").rglob("*.csv"))
CASES = {
    "init": Case(("init", "d", "--defaults", "--ci", "github"), nothing),
    "next --do": Case(AGENTS, minimal),
    "plan --take": Case(("plan", "d", "--take", "1"), minimal),
    "collect": Case(("collect", "d", *PEOPLE), minimal),
    "collect --yaml": Case(("collect", "--yaml", "d"), lambda folder: questions(folder, "12")),
    "collect --fix": Case(("collect", "--fix", "d"), questions),
    "adopt": Case(ADOPT, voted),
    "year": Case(("year", "d", "2026"), minimal),
    "year of a group": Case(("year", "d", "2026"), pooling),
    "publish": Case(("publish", "d", "-o", "p", "-d", "aucun"), minimal, every=8),
    "publish again": Case(("publish", "d", "-o", "p", "-d", "aucun"), published, every=8),
    "portfolio": Case(("portfolio", "d", "e", "-o", "t", "--draft", "note"), many, ("t/.snr-portfolio/", "t/documents/"), every=4),
    "draft": Case(("draft", "d", "-o", "s.md"), minimal),
    "draft with annexes": Case(("draft", "d", "-f", "docx", "-o", "s.docx"), drafted),
    "draft -f svg": Case(("draft", "d", "-f", "svg", "-o", "f"), minimal),
    "inventory": Case(("inventory", str(GLPI), "-f", "yaml", "-o", "i.yaml"), nothing),
    "import": Case(("import", str(ROOT / "tests/bridges/samples/cloud-assess-virtual-machines.json"), "-f", "yaml", "-o", "c.yaml"), nothing),
    "draft --keep-edits": Case(("draft", "d", "-f", "docx", "-o", "s.docx", "--keep-edits"), drafted),
    "portfolio --shard": Case(("portfolio", "d", "e", "-o", "t", "--shard", "1/1"), many, ("t/.snr-portfolio/",)),
    "assess": Case(("assess", "d", "-f", "json", "-o", "a.json"), minimal),
    "check": Case(("check", "d", "-f", "sarif", "-o", "c.sarif"), minimal),
    "plan": Case(("plan", "d", "-f", "json", "-o", "p.json"), minimal),
    "compare": Case(("compare", "d", "e", "-f", "xlsx", "-o", "c.xlsx"), many),
    "export": Case(("export", "beges", "d", "-o", "b.xlsx"), minimal),
}  # fmt: skip
OFTEN = ("year", "publish again", "collect --yaml")
ALONE = (
    "draft",
    "inventory",
    "import",
    "assess",
    "portfolio",
    "portfolio --shard",
    "check",
    "plan",
    "compare",
    "export",
)  # write files one by one: what is beside goes another day
ALWAYS = [*((name, "killed") for name in OFTEN), ("year", "Ctrl-C")]
WALK = [
    *((name, stop, True) for name in CASES for stop in ("killed", "Ctrl-C")),
    *((name, stop, True) for name in OFTEN for stop in ("SIGTERM", "full")),
    ("adopt", "full", True),
    *((name, "killed", False) for name in (*OFTEN, "portfolio")),  # where no two names can be exchanged
]


def test_every_command_that_writes_is_stopped() -> None:
    """What has an output, and what is said to write by the module of the command."""
    folder = Path(cli.__file__).parent
    writes = re.compile(r"\b(?:write_(?:edits|whole|new|folder|atomic|portfolio))\b").search
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    found = {name for name, each in commands.items() if any(param.name == "output" for param in each.params)}
    found |= {path.stem for path in folder.glob("*.py") if writes(path.read_text(encoding="utf-8"))} & commands.keys()
    assert {"next", "year", "import", "init", "adopt"} <= found
    assert found == {case.command[0] for case in CASES.values()}


@pytest.mark.parametrize(
    ("name", "stop", "swaps"), mostly(WALK, *(each for each in WALK if each[:2] in ALWAYS and each[2]))
)
def test_what_is_stopped_leaves_what_was_there_or_what_is_new(
    name: str, stop: str, swaps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Killed: the next command, which may be any, takes back what was half done. Ctrl-C, SIGTERM, a full disk: nothing is left to it."""
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "oui")
    monkeypatch.setattr(
        os, "fsync", lambda _: None
    )  # what no test sees, and takes long: it is counted, and the machine stays on
    if not swaps:
        monkeypatch.setattr(journal, "exchanged", lambda *_: False)
    case, folder = CASES[name], tmp_path / "w"
    folder.mkdir()
    case.ready(folder)
    before = held(folder)
    *stopped, last = stopped_everywhere(folder, tmp_path / "kept", stop, *case.command, every=case.every * SELDOM)
    after = held(last.folder)
    assert stopped and last.code in (0, 1)
    assert before != after
    found, again = Counter[str](), list[Mapping[str, bytes]]()
    for each in stopped:
        assert not swaps or name != "publish again" or (each.folder / "p" / "datapackage.json").exists(), each
        taken_back = _next_command(each, stop)
        left = held(each.folder)
        together = [
            {path: data for path, data in files.items() if not path.startswith((*case.apart, "/"))}
            for files in (left, before, after)
        ]
        if stop != "full" or not case.apart:  # else it goes on, and tells which document is not written
            assert together[0] in together[1:], each
            assert each.code != 0 or together[0] == together[2], each
        assert all(data in (before.get(path), after.get(path)) for path, data in left.items()), each
        strays = list(each.folder.rglob(f".*{journal.BESIDE}"))
        assert (
            not strays
            or (stop == "killed" and name in ALONE)
            or (stop != "killed" and each.at in ("os.remove", "os.rmdir"))
        ), (each, strays)
        if left not in again and (
            case.apart or together[0] == together[1]
        ):  # the same command then does what it had to
            again.append(left)
            snr(*case.command, cwd=each.folder)
            assert _shown(held(each.folder)) == _shown(after), each
        found["taken back" if taken_back else "as before" if together[0] == together[1] else "new"] += 1
    print(f"{name}, {stop}{'' if swaps else ', no exchange'}: {len(stopped)} points, {dict(found)}")


def _shown(held: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Leave out the digests of documents, of which those of one more run are kept."""
    return {path: data for path, data in held.items() if not path.endswith(".snr.json")}


def _next_command(stopped: Stopped, stop: str) -> bool:
    """Run a command that has nothing to do with it, where a journal is left; say whether it took something back."""
    told = [path for path in stopped.folder.rglob(JOURNAL) if path.stat().st_size]
    if not told:
        return False
    assert stop == "killed" or stopped.at == "truncate", stopped
    done = snr("explain", "REEN-05", cwd=told[0].parent)
    assert done.returncode == 0, done.stderr
    assert not told[0].exists()
    return "tout est comme avant" in done.stderr


# --- what is told, and what is left


EDITS = (("a", b"old", b"new"), ("b", None, b"made"))


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """A folder in which a command was killed between two renames."""
    folder = tmp_path / "half"
    folder.mkdir()
    (folder / "a").write_bytes(b"old")
    (folder / "territory.yaml").write_text(HEAD, encoding="utf-8")
    child = os.fork()
    if not child:
        put = journal.put_in_place
        journal.put_in_place = lambda new, target: os._exit(9) if target.name == "b" else put(new, target)
        output_files.write_edits(Edit(folder / name, before, after) for name, before, after in EDITS)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (folder / "a").read_bytes() == b"new"
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("check", "half", "-f", "summary"),
        ("assess", "half/territory.yaml"),
        ("portfolio", "half"),
    ],
)
def test_any_command_takes_back_what_was_half_done(command: tuple[str, ...], half: Path) -> None:
    said = "half : une commande interrompue avait commencé d’écrire a, b : tout est comme avant, relancez-la"
    assert said in snr(*command, cwd=half.parent).stderr
    assert (half / "a").read_bytes() == b"old"
    assert sorted({path.name for path in half.iterdir()}) == ["a", "territory.yaml"]


def test_what_somebody_saved_since_is_told_and_stays(half: Path) -> None:
    (half / "a").write_bytes(b"mine")
    for _ in range(2):
        done = snr("check", half)
        assert done.returncode == 2
        assert "quelqu’un a changé depuis : a ; rien n’est touché" in done.stderr
        assert ".snr-journal" in done.stderr
    assert (half / "a").read_bytes() == b"mine"
    old = [path.read_bytes() for path in half.glob(".a.*.snr")]
    assert old == [b"old"]
    for path in half.glob(".*snr*"):
        path.unlink()
    assert snr("check", half, "--profile", "saisie").returncode == 0


def test_what_somebody_saved_where_nothing_was_written_stays(half: Path) -> None:
    """The second file was not written yet: what is there is theirs, and the first is as it was."""
    (half / "b").write_bytes(b"mine")
    assert "tout est comme avant" in snr("explain", "REEN-05", cwd=half).stderr
    assert ((half / "a").read_bytes(), (half / "b").read_bytes()) == (b"old", b"mine")


def test_a_dossier_found_below_is_told(half: Path) -> None:
    """A walk names no such folder: the row tells it."""
    done = snr("portfolio", half.parent, "-f", "json")
    assert "une commande écrit dans ce dossier, ou y a été interrompue : snr check" in done.stdout
    assert (half / "a").read_bytes() == b"new"


def test_a_journal_leads_to_nothing_outside_its_folder(half: Path, tmp_path: Path) -> None:
    """It may have come with a dossier."""
    text = (half / JOURNAL).read_text(encoding="utf-8")
    (half / "out").symlink_to(tmp_path)
    for place in ("../a", str(tmp_path / "a"), "out/a"):
        (half / JOURNAL).write_text(text.replace('"a"', f'"{place}"'), encoding="utf-8")
        done = snr("explain", "REEN-05", cwd=half)
        assert done.returncode == 2
        assert "qui est hors du dossier ; rien n’est touché" in done.stderr
    assert (half / "a").read_bytes() == b"new"


SAID = '["snr-journal", 1, %s]\n'


@pytest.mark.parametrize(
    "text",
    [
        b"[[",
        b"{}",
        b"[1]",
        b"mine",
        b'[["a", "00", null, null]]',
        b'["snr-journal", 2, []]',
        b'["snr-journal", 1',
        b'["snr-journal", 1, [["a", "00", null',
        b'["snr-journal", 1, 2, 3]',
        b"[" * 10**5,
        b"\xff",
        b"\0" * 4096,
        b" " * (2**24 + 1),
        *(
            (SAID % said).encode()
            for said in (
                '[["a"]]',
                "[[1, 2, 3, 4]]",
                '[["a", "00"]]',
                '[["a", "../../a", null, null]]',
                '[["a", "00", [], {}]]',
                *(f'[["{name}", "00", null, null]]' for name in ("", "..", "../a", "x/..", "/", "a\\u0000")),
            )
        ),
    ],
)
def test_a_journal_that_cannot_be_read_is_told_and_kept(text: bytes, half: Path) -> None:
    """Beside is what was there: it may be the last that says so."""
    (half / JOURNAL).write_bytes(text)
    before = {path: path.read_bytes() for path in half.iterdir()}
    for command in (("explain", "REEN-05"), ("check", ".")):
        done = snr(*command, cwd=half)
        assert done.returncode == 2 and JOURNAL in done.stderr and "rien n’est touché" in done.stderr, done
        assert len(done.stderr) < 1000
    with pytest.raises(UsageError, match="rien n’est touché"):
        output_files.write_edits([Edit(half / "c", None, b"c")])
    assert {path: path.read_bytes() for path in half.iterdir()} == before


@pytest.mark.parametrize("many", [0, 1, 17, 19, 40])
def test_a_journal_cut_as_it_was_first_written_goes(many: int, tmp_path: Path) -> None:
    """Nothing is beside: nothing was written yet."""
    (tmp_path / JOURNAL).write_bytes((SAID % '[["a", "00", null, null]]').encode()[:many])
    done = snr("explain", "REEN-05", cwd=tmp_path)
    assert done.returncode == 0 and ("n’avait encore rien écrit" in done.stderr) == bool(many)
    output_files.write_edits([Edit(tmp_path / "c", None, b"c")])
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


@pytest.mark.parametrize("what", ["folder", "link", "pipe"])
def test_what_is_no_file_in_the_place_of_a_journal_is_told_and_stays(what: str, tmp_path: Path) -> None:
    folder, path = tmp_path / "f", tmp_path / "f" / JOURNAL
    folder.mkdir()
    (tmp_path / "to").write_text("mine", encoding="utf-8")
    {"folder": path.mkdir, "link": lambda: path.symlink_to("../to"), "pipe": lambda: os.mkfifo(path)}[what]()
    assert snr("explain", "REEN-05", cwd=folder).returncode == 0, "it reads all the same"
    with pytest.raises(UsageError, match="rien n’est touché"):
        output_files.write_edits([Edit(folder / "c", None, b"c")])
    assert [each.name for each in folder.iterdir()] == [JOURNAL]
    assert (tmp_path / "to").read_text(encoding="utf-8") == "mine"


def test_what_was_killed_while_it_got_ready_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """No name had changed: what somebody saved since is no question."""
    (tmp_path / "a").write_bytes(b"old")
    child = os.fork()
    if not child:
        write = output_files._write
        output_files._write = lambda new, *_, text, **more: os._exit(9) if text == b"made" else write(new, text, **more)  # type: ignore[assignment]
        output_files.write_edits(Edit(tmp_path / name, before, after) for name, before, after in EDITS)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert len(list(tmp_path.glob(".a.*.snr"))) == 1
    (tmp_path / "a").write_bytes(b"mine")
    assert "avait commencé d’écrire a, b : tout est comme avant" in snr("explain", "REEN-05", cwd=tmp_path).stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"mine"}


def test_names_that_begin_alike_do_not_meet(tmp_path: Path) -> None:
    names = [f"{'a' * 60}{end}" for end in "bc"]
    output_files.write_edits(Edit(tmp_path / name, None, name.encode()) for name in names)
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.skipif(getattr(os, "getuid", lambda: 1)() != 0, reason="only the administrator gives a file away")
def test_a_stranger_s_journal_is_left_alone(half: Path) -> None:
    os.chown(half / JOURNAL, 12345, 12345)
    assert snr("explain", "REEN-05", cwd=half).stderr == ""
    with pytest.raises(UsageError, match="d’un autre utilisateur"):
        output_files.write_edits([Edit(half / "c", None, b"c")])
    assert (half / "a").read_bytes() == b"new"


def test_two_commands_do_not_write_at_once(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal.time, "sleep", lambda _: None)
    with (half / JOURNAL).open("r+b") as other:
        fcntl = pytest.importorskip("fcntl")
        fcntl.flock(other, fcntl.LOCK_EX)
        done = snr("explain", "REEN-05", cwd=half)
        assert (done.returncode, "une autre commande de snr y écrit" in done.stderr) == (2, True)
        with pytest.raises(UsageError, match="une autre commande de snr y écrit"):
            output_files.write_edits([Edit(half / "c", None, b"c")])
    assert not (half / "c").exists()
    assert (half / "a").read_bytes() == b"new"
    assert len(list(half.glob(".*.snr"))) == 2  # those of the one that was killed
    output_files.write_edits([Edit(half / "c", None, b"c")])
    assert ((half / "a").read_bytes(), (half / "c").read_bytes()) == (b"old", b"c")


def test_what_is_saved_at_the_last_instant_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`collect --yaml` wrote over it, code 0."""
    (tmp_path / "w").mkdir()
    questions(tmp_path / "w", "12")
    path, swap = tmp_path / "w" / "d" / "territory.yaml", journal.exchanged
    before = held(tmp_path)

    def exchanged(one: Path, other: Path) -> bool:
        if other == path and b"mine" not in path.read_bytes():
            path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
        return swap(one, other)

    monkeypatch.setattr(journal, "exchanged", exchanged)
    done = snr("collect", "--yaml", tmp_path / "w" / "d")
    assert (done.returncode, "ce fichier vient de changer ; rien n’est écrit" in done.stderr) == (2, True)
    assert held(tmp_path) == before | {"w/d/territory.yaml": before["w/d/territory.yaml"] + b"# mine\n"}


def test_what_a_killed_command_left_beside_goes_another_day(tmp_path: Path) -> None:
    left, new = tmp_path / ".a.0123.snr", tmp_path / ".b.0123.snr"
    for path in (left, new):
        path.write_bytes(b"half")
    (tmp_path / ".p.0123.snr").mkdir()
    for path in (left, tmp_path / ".p.0123.snr"):
        os.utime(path, (0, 0))
    output_files.write_atomic(tmp_path / "c", b"c")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.0123.snr", "c"]
