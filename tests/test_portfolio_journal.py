"""The journal of a portfolio: dated by --as-of alone, appended, mergeable; letters; a department."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from in_process import snr
from snr_cli.model.refusal import UsageError
from snr_cli.observatory.progress import Entry, journal_lines, progress_of, read_journal
from snr_cli.outputs.files import append_text
from walks import walk

BOUND = """snr: 1
reference_year: 2025
territory: {{name: "{name}", siren: "{siren}", kind: commune, department: "{department}", population: {{totale: 62000, municipale: 61900}}}}
equipment:
  - {{id: l1, type: laptop, quantity: 10, lifetime_years: 4}}
{more}"""
SIRENS = ("213300635", "243300316", "241700434")


def write(folder: Path, rank: int, more: str = "", department: str = "33") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = BOUND.format(name=f"Ville {rank}", siren=SIRENS[rank], department=department, more=more)
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    os.utime(folder / "territory.yaml", (1e9, 1e9))
    return folder


@pytest.fixture
def two(tmp_path: Path) -> Path:
    for rank in range(2):
        write(tmp_path / "d" / f"v{rank}", rank)
    return tmp_path / "d"


def test_two_months_say_who_moved_and_who_is_late(two: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    first = snr("portfolio", two, "--as-of", "2026-11-01", "--journal", journal)
    assert first.returncode == 0, first.stderr
    assert "PREMIÈRE DATE DU JOURNAL" in first.stdout
    write(two / "v0", 0, "programme: {date: '2026-11-20', summary: Premières actions.}\nstakeholders: [{id: a, name: SDE, sector: public, role: Schéma, association: Atelier, date: '2026-03-12', concerned_by: ['4']}]\n")  # fmt: skip
    write(tmp_path / "d" / "v2", 2)
    second = snr("portfolio", two, "--as-of", "2026-12-01", "--journal", journal, "-o", tmp_path / "t")
    assert "DEPUIS LE 1ER NOVEMBRE 2026" in second.stdout.replace("\u00a0", " ")
    said = " ".join(second.stdout.replace("\u00a0", " ").split())
    assert re.search(r"Ville 0 : \d+ pièces à faire, année 2025 → \d+ pièces à faire", said), said
    assert re.search(r"Ville 1 : en retard de 1.430 jours", said)
    found = json.loads((tmp_path / "t" / "portfolio.json").read_text(encoding="utf-8"))["progress"]
    assert (found["as_of"], found["since"]) == ("2026-12-01", "2026-11-01")
    assert [move["now"]["name"] for move in found["moved"]] == ["Ville 0"]
    assert len(found["moved"][0]["now"]["missing"]) < len(found["moved"][0]["before"]["missing"])
    assert [entry["name"] for entry in found["new"]] == ["Ville 2"]
    assert [len(entries) for entries in found["series"]] == [2, 2, 1]
    late = {entry["name"]: entry["days_late"] for entry in found["late"]}
    assert late["Ville 1"] == 1430  # from 2023-01-01 to 2026-12-01: 4 × 365 + 1 − 31
    page = (tmp_path / "t" / "index.html").read_text(encoding="utf-8")
    assert '<section id="suivi">' in page
    assert "Qui a bougé" in page and "1 430" in page.replace("\u202f", " ")
    assert len(read_journal(journal)) == 5


def test_the_same_run_adds_nothing_and_the_clock_says_nothing(two: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    asked = ("portfolio", two, "--as-of", "2026-11-01", "--journal", journal)
    snr(*asked)
    once = journal.read_bytes()
    assert "0 ligne" in snr(*asked).stderr
    assert journal.read_bytes() == once
    refused = snr("portfolio", two, "--journal", tmp_path / "other.jsonl")
    assert refused.returncode == 2 and "--as-of" in refused.stderr
    assert not (tmp_path / "other.jsonl").exists()


entries = st.builds(
    Entry,
    as_of=st.sampled_from(["2026-10-01", "2026-11-01", "2026-12-01"]),
    key=st.sampled_from(["a", "b", "c"]),
    path=st.sampled_from(["p/a", "p/b"]),
    name=st.text(max_size=5),
    kind=st.just("commune"),
    department=st.sampled_from(["26", "2A", ""]),
    year=st.sampled_from([None, 2024, 2025]),
    standing=st.sampled_from(["wrong", "lacking", "ready"]),
    missing=st.lists(st.sampled_from(["REEN-03", "REEN-12"]), unique=True).map(tuple),
    deadline=st.sampled_from(["", "2025-01-01"]),
    figures=st.dictionaries(st.sampled_from(["x", "y"]), st.floats(0, 1e6).map(lambda value: round(value, 3))),
)


@given(st.lists(entries, max_size=8), st.lists(entries, max_size=8))
def test_what_is_written_is_what_is_read_and_files_are_put_together(one: list[Entry], other: list[Entry]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "j")
        path.write_text(journal_lines(one) + journal_lines(other), encoding="utf-8")
        found = read_journal(path)
    assert found == [*one, *other]
    now = list({entry.key: entry for entry in found if entry.as_of == "2026-12-01"}.values())
    told = progress_of(found, now, "2026-12-01")
    assert told == progress_of([*found, *found], now, "2026-12-01"), "a line that is there twice counts once"
    assert len(told.moved) + len(told.new) <= len(now) == len(told.series)
    assert journal_lines(found, found) == "" or len(set(map(repr, found))) > len(
        {(entry.key, entry.as_of) for entry in found}
    )


LINE = journal_lines([Entry("2026-10-01", "a", "p", "A", "commune", "26", 2025, "lacking", ("REEN-03",), "2025-01-01", {"x": 1.5})]).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "said"),
    walk([
        (b"{}\n", ":1 :"), (b"\n[1]\n", ":2 :"), (b"\xff\n", ":1 :"), (b"x" * 9_000 + b"\n", ":1 :"), ("é\n".encode("utf-16"), ":1 :"),
        (b'{"format": 2}\n', ":1 :"), (LINE.replace(b"2026-10-01", b"20261001"), ":1 :"), (LINE.replace(b"1.5", b"1e999"), ":1 :"),
        (LINE.replace(b"1.5", b"NaN"), ":1 :"), (LINE.replace(b'"as_of": "2026-10-01"', b'"as_of": ""'), ":1 :"), (b"a: b\n", ":1 :"),
    ], 4),
)  # fmt: skip
def test_what_is_no_journal_is_refused_and_kept(raw: bytes, said: str, two: Path, tmp_path: Path) -> None:
    journal = tmp_path / "j.jsonl"
    journal.write_bytes(raw)
    done = snr("portfolio", two, "--as-of", "2026-11-01", "--journal", journal)
    assert done.returncode == 2 and said in done.stderr and "journal" in done.stderr
    assert journal.read_bytes() == raw


def test_a_cut_line_is_left_aside_and_ended(two: Path, tmp_path: Path) -> None:
    """A run that was killed while it wrote: what is whole is read, the next run goes on."""
    journal = tmp_path / "j.jsonl"
    snr("portfolio", two, "--as-of", "2026-10-01", "--journal", journal)
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-30])
    assert snr("portfolio", two, "--as-of", "2026-11-01", "--journal", journal).returncode == 0
    assert [entry.as_of for entry in read_journal(journal)] == ["2026-10-01", "2026-11-01", "2026-11-01"]
    assert snr("portfolio", two, "--as-of", "2026-12-01", "--journal", journal).returncode == 0


def test_who_can_no_longer_be_read_has_moved_and_who_is_gone_is_told(two: Path, tmp_path: Path) -> None:
    """An unreadable file says no SIREN: its past is that of its path."""
    journal = tmp_path / "j.jsonl"
    snr("portfolio", two, "--as-of", "2026-10-01", "--journal", journal)
    (two / "v0" / "territory.yaml").write_bytes("snr: 1".encode("utf-16"))
    (two / "v1" / "territory.yaml").unlink()
    write(two / "v2", 2)
    done = snr("portfolio", two, "--as-of", "2026-11-01", "--journal", journal, "-f", "json")
    found = json.loads(done.stdout)["progress"]
    assert [(move["before"]["standing"], move["now"]["standing"]) for move in found["moved"]] == [("lacking", "wrong")]
    assert [entry["name"] for entry in found["gone"]] == ["Ville 1"]
    assert [entry["name"] for entry in found["new"]] == ["Ville 2"]
    said = " ".join(
        snr("portfolio", two, "--as-of", "2026-11-01", "--journal", journal).stdout.replace("\u00a0", " ").split()
    )
    assert "Ville 1 n’est plus dans ce tableau" in said


def test_parts_keep_the_date_of_their_run(two: Path, tmp_path: Path) -> None:
    for rank in (1, 2):
        snr("portfolio", two, "--as-of", "2026-11-01", "--shard", f"{rank}/2", "-o", tmp_path / "parts")
        snr("portfolio", two, "--shard", f"{rank}/2", "-o", tmp_path / "undated")
    parts = sorted((tmp_path / "parts").glob("*.jsonl"))
    for path in two.rglob("territory.yaml"):
        path.unlink()  # on another machine
    asked = ("--journal", tmp_path / "j.jsonl", "--letters", tmp_path / "l")
    assert snr("portfolio", *parts, *asked).returncode == 0
    assert {entry.as_of for entry in read_journal(tmp_path / "j.jsonl")} == {"2026-11-01"}
    assert "`snr next`" in (tmp_path / "l" / "v0.md").read_text(encoding="utf-8")
    undated = snr("portfolio", *sorted((tmp_path / "undated").glob("*.jsonl")), "--journal", tmp_path / "k.jsonl")
    assert undated.returncode == 2 and "sans date" in undated.stderr


def test_a_journal_that_cannot_be_written_says_so(two: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for name in ("folder", "fifo", "absent/j.jsonl"):
        done = snr("portfolio", two, "--as-of", "2026-11-01", "--journal", tmp_path / name)
        assert done.returncode == 2 and name.split("/")[0] in done.stderr, done.stderr
    with pytest.raises(UsageError):
        append_text(tmp_path / "fifo", "x\n")


def test_a_letter_for_each_authority(two: Path, tmp_path: Path) -> None:
    write(two / "v2", 2, "equipement: []\n")
    asked = ("portfolio", two, "200010650", "--as-of", "2026-11-01", "--letters", tmp_path / "lettres")
    done = snr(*asked)
    assert done.returncode == 1, done.stderr  # a dossier is wrong: its letter says so
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "lettres").glob("*.md")}
    assert sorted(texts) == ["200010650.md", "v0.md", "v1.md", "v2.md"]
    assert (
        "## Ce qui manque" in texts["v0.md"] and "en retard de" in texts["v0.md"] and "`snr next --do" in texts["v0.md"]
    )
    assert str(two) not in texts["v0.md"], "the place of a dossier is that of its reader"
    assert "ne se lit pas" in texts["v2.md"] and "equipement" in texts["v2.md"]
    assert not any(str(tmp_path) in text for text in texts.values())
    assert "snr init dossier --siren 200010650" in texts["200010650.md"]
    assert snr(*asked).returncode == 1, "ours: written again"
    (tmp_path / "lettres" / "v0.md").write_text("Cher collègue", encoding="utf-8")
    refused = snr(*asked)
    assert refused.returncode == 2 and "v0.md" in refused.stderr
    assert (tmp_path / "lettres" / "v0.md").read_text(encoding="utf-8") == "Cher collègue"


def test_a_department_alone(two: Path, tmp_path: Path) -> None:
    write(two / "v2", 2, department="2A")
    done = snr("portfolio", two, "--department", "2a", "-f", "json", "--as-of", "2026-11-01")
    assert [row["name"] for row in json.loads(done.stdout)["dossiers"]] == ["Ville 2"]
    table = json.loads(snr("portfolio", "--department", "26", "-f", "json", "--as-of", "2026-11-01").stdout)["dossiers"]
    assert len(table) > 5 and {row["department"] for row in table} == {"26"}
    refused = snr("portfolio", two, "--department", "99")
    assert refused.returncode == 2 and "n’est pas un département" in refused.stderr


def test_nobody_is_said_bound_whose_population_is_in_doubt(tmp_path: Path) -> None:
    """REEN-02 « à vérifier »: no population, or two on both sides of 50,000; the letter and the row say so too."""
    for name, people in (("none", ""), ("both", ", population: {totale: 50100, municipale: 49900}"), ("sure", ", population: {totale: 62000, municipale: 61900}")):  # fmt: skip
        (tmp_path / "d" / name).mkdir(parents=True)
        text = f"snr: 1\nreference_year: 2025\nterritory: {{name: {name}, kind: commune, department: '33'{people}}}\n"
        (tmp_path / "d" / name / "territory.yaml").write_text(text, encoding="utf-8")
    done = snr("portfolio", tmp_path / "d", "--as-of", "2026-11-01", "-f", "json", "--letters", tmp_path / "l")
    rows = {row["name"]: row["decree"]["standing"] for row in json.loads(done.stdout)["dossiers"]}
    assert rows == {"none": "to_check", "both": "to_check", "sure": "due"}
    letters = {name: (tmp_path / "l" / f"{name}.md").read_text(encoding="utf-8") for name in rows}
    assert {name: "oblige votre collectivité à une stratégie" in text for name, text in letters.items()} == {"none": False, "both": False, "sure": True}  # fmt: skip
    assert "est à vérifier" in letters["none"]


def test_of_two_dossiers_of_one_year_the_one_that_lacks_the_most_counts(tmp_path: Path) -> None:
    more = "programme: {date: '2022-11-20', summary: Premières actions.}\n"
    for first, second in (("", more), (more, "")):
        for name, text in (("a", first), ("b", second)):
            write(tmp_path / "d" / name, 0, text)
        (tmp_path / "j").unlink(missing_ok=True)
        snr("portfolio", tmp_path / "d", "--as-of", "2026-11-01", "--journal", tmp_path / "j")
        (entry,) = read_journal(tmp_path / "j")
        assert "REEN-03" in entry.missing


def test_a_department_keeps_what_cannot_be_told_and_says_so(two: Path) -> None:
    (two / "v0" / "territory.yaml").write_text("a: [", encoding="utf-8")
    done = snr("portfolio", two, "--department", "33", "-f", "json")
    assert len(json.loads(done.stdout)["dossiers"]) == 2
    assert "1 dossier en erreur, dont le département n’est pas connu" in done.stderr.replace("\u00a0", " ")
    empty = snr("portfolio", two, "--department", "26")
    assert empty.returncode == 2 and "aucun de ces dossiers n’en est" in empty.stderr
