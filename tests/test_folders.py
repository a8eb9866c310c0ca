"""A folder of exports: nothing of it is left out unsaid, and one bad file does not refuse the others."""

import os
from pathlib import Path

import pytest

from conftest import Run, named_pipes

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: exports}\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "exports" / "a.csv").write_text("Type;Quantité\nPortable;3\n", encoding="utf-8")
    return tmp_path


def test_text_files_and_old_suffixes_are_read(home: Path, snr: Run) -> None:
    (home / "exports" / "b.txt").write_text("Type\tQuantité\nÉcran\t2\n", encoding="utf-8")
    (home / "exports" / "c.xls").write_text("Type\tQuantité\nTablette\t1\n", encoding="utf-8")
    done = snr("inventory", str(home / "exports"), "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    assert {"laptop", "monitor", "tablet"} <= {word.strip('",') for word in done.stdout.decode().split()}


def test_what_is_not_read_is_told(home: Path, snr: Run) -> None:
    (home / "exports" / "2024").mkdir()
    (home / "exports" / "plan.pdf").write_bytes(b"%PDF")
    (home / "exports" / "~$a.xlsx").write_bytes(b"")
    (home / "exports" / "a.mapping.yaml").write_text("types: {}\n", encoding="utf-8")
    shown = snr("inventory", str(home / "exports")).stderr.decode()
    assert "2024, plan.pdf" in shown and "~$a" not in shown and "mapping.yaml" not in shown
    checked = snr("check", str(home)).stdout.decode()
    assert "non lus, 2024, plan.pdf" in checked and "SNR503" in checked


def test_one_bad_file_does_not_refuse_the_others(home: Path, snr: Run) -> None:
    (home / "exports" / "b.csv").write_text("un;deux;trois\nx;y;z\n", encoding="utf-8")
    done = snr("inventory", str(home / "exports"))
    assert done.returncode == 1
    assert "exports/b.csv" in done.stderr.decode() and "3" in done.stdout.decode()
    checked = snr("check", str(home))
    assert checked.returncode == 1 and "b.csv" in checked.stdout.decode()


@named_pipes
def test_pipes_and_loops_of_links_are_told_and_not_opened(home: Path, snr: Run) -> None:
    os.mkfifo(home / "exports" / "tube.csv")
    (home / "exports" / "boucle.csv").symlink_to("boucle.csv")
    done = snr("inventory", str(home / "exports"))
    assert done.returncode == 0
    assert "boucle.csv, tube.csv" in done.stderr.decode()
