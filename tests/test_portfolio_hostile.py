"""`snr portfolio` among dossiers of every kind of wrong, full disks, interruptions: the others are there, nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import environment, full_device, modes, named_pipes
from in_process import snr
from test_portfolio import files_of, write


def rows(*arguments: str | Path) -> dict[str, dict[str, object]]:
    """Return the rows of a run by the folder of each dossier."""
    done = snr("portfolio", *arguments, "--format", "json")
    dossiers = json.loads(done.stdout)["dossiers"]
    return {Path(dossier["path"]).parent.name: dossier for dossier in dossiers}


def test_dossiers_of_every_kind_of_wrong_hide_no_other(tmp_path: Path) -> None:
    write(tmp_path / "good")
    wrong: dict[str, bytes] = {
        "empty": b"",
        "binary": b"\x00\x01\x02" * 50,
        "latin": "snr: 1 # é".encode("latin-1"),
        "utf16": "snr: 1".encode("utf-16"),
        "list": b"[1, 2]",
        "deep": b"[" * 5000,
        "aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "include": b"snr: 1\nreference_year: 2025\nterritory: {name: X}\ninclude: [../good/territory.yaml]\n",
        "markup": b"snr: 1\nreference_year: 2025\nterritory: {name: '<script>alert(1)</script>', kind: x}\n",
        "absurd": b"snr: 1\nreference_year: 2025\nterritory: {name: X, department: '33'}\nequipment: [{id: a, type: laptop, quantity: 1.0e308}]\n",
        "wrong-siren": b"snr: 1\nreference_year: 2025\nterritory: {name: X, siren: '123'}\n",
    }
    for name, data in wrong.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "territory.yaml").write_bytes(data)
    (tmp_path / "loop").mkdir()
    (tmp_path / "loop" / "territory.yaml").symlink_to("territory.yaml")
    found = rows(tmp_path)
    assert {*found} == {"good", *wrong, "loop"}
    assert {name for name, row in found.items() if row["status"] == "assessed"} == {"good"}
    for name, row in found.items():
        assert name == "good" or row["mistakes"], name
        assert not row["fault"], row
    assert found["markup"]["name"] == "<script>alert(1)</script>"
    done = snr("portfolio", tmp_path, "-o", tmp_path / "t")
    assert done.returncode == 1
    page = (tmp_path / "t" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script" in page


@named_pipes
def test_a_pipe_in_the_place_of_a_dossier_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "good")
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "territory.yaml")
    found = rows(tmp_path)
    assert [found[name]["status"] for name in ("good", "pipe")] == ["assessed", "unreadable"]


@modes
def test_a_folder_that_may_not_be_read_is_a_row(tmp_path: Path) -> None:
    write(tmp_path / "good")
    path = write(tmp_path / "closed")
    path.chmod(0)
    found = rows(tmp_path)
    assert [found[name]["status"] for name in ("good", "closed")] == ["assessed", "unreadable"]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"commune-\xe9")
    try:
        write(tmp_path / name)
    except OSError:
        pytest.skip("this disk has only names in UTF-8")
    write(tmp_path / "good")
    done = snr("portfolio", tmp_path, "-o", tmp_path / "t")
    assert done.returncode == 0
    assert len(json.loads((tmp_path / "t" / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]) == 2


@full_device
def test_a_disk_that_is_full_is_told_and_nothing_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "d" / "a")
    assert snr("portfolio", tmp_path / "d", "--format", "json", "-o", "/dev/full").returncode == 2
    table = tmp_path / "t"
    assert snr("portfolio", tmp_path / "d", "-o", table).returncode == 0
    before = files_of(table)
    write(tmp_path / "d" / "b")
    from snr_cli.outputs import files

    real, written = files._pour, []

    def pour(text: object, stream: object) -> None:
        written.append(text)
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        real(text, stream)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "_pour", pour)
    done = snr("portfolio", tmp_path / "d", "-o", table)
    assert done.returncode == 2 and "disque plein" in done.stderr
    assert files_of(table) == before


def test_a_cache_that_cannot_be_written_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        write(tmp_path / "d" / name)
    from snr_cli.outputs import files

    mode = files._mode

    def full(target: Path, shown: Path) -> int:
        if shown.parent.name == ".snr-portfolio":
            raise OSError(28, "No space left on device")
        return mode(target, shown)

    monkeypatch.setattr(files, "_mode", full)
    done = snr("portfolio", tmp_path / "d", "-o", tmp_path / "t")
    assert done.returncode == 0 and done.stderr.count("disque plein") == 1
    assert len(json.loads((tmp_path / "t" / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]) == 3


def test_an_empty_list_and_lists_that_cannot_be_read(tmp_path: Path) -> None:
    empty = tmp_path / "list.txt"
    empty.write_text("# rien\n\n", encoding="utf-8")
    done = snr("portfolio", empty)
    assert done.returncode == 2 and "ne nomme aucun dossier" in done.stderr
    empty.write_text("# un\n-\n", encoding="utf-8")
    done = snr("portfolio", empty)
    assert done.returncode == 2 and ":2:1 : « - » n’est pas un dossier" in done.stderr, "the input is not waited for"
    empty.write_bytes(b"\xff\xfe")
    assert snr("portfolio", empty).returncode == 2
    assert snr("portfolio", tmp_path / "nulle-part.txt").returncode == 2
    assert snr("portfolio", "-").returncode == 2
    assert snr("portfolio", tmp_path / "nulle-part").returncode == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_goes_on_where_it_was(jobs: str, tmp_path: Path) -> None:
    for rank in range(150):
        write(tmp_path / "d" / f"d{rank:03}", quantity=rank + 1)
    table = tmp_path / "t"
    command = [sys.executable, "-m", "snr_cli", "portfolio", str(tmp_path / "d"), "-o", str(table), "--jobs", jobs]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    try:
        end = time.monotonic() + 60
        while len([*(table / ".snr-portfolio").glob("*.json")]) < 20:
            assert time.monotonic() < end
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 130 and "la même commande reprendra de là" in told and "Traceback" not in told
    done = snr("portfolio", tmp_path / "d", "-o", table)
    assert done.returncode == 0
    again = int(done.stderr.partition(" dossiers inchangés repris")[0].rpartition("\n")[2])
    assert 20 <= again < 150
    whole = tmp_path / "whole"
    assert snr("portfolio", tmp_path / "d", "-o", whole).returncode == 0
    assert files_of(whole) == files_of(table)


@pytest.mark.slow
def test_a_huge_file_is_a_row(tmp_path: Path) -> None:
    write(tmp_path / "good")
    (tmp_path / "huge").mkdir()
    with (tmp_path / "huge" / "territory.yaml").open("wb") as file:
        file.truncate(2**31)
    found = rows(tmp_path)
    assert [found[name]["status"] for name in ("good", "huge")] == ["assessed", "unreadable"]
