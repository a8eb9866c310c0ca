"""Two thousand files a little wrong, of every kind that a person gives: each ends with 0, 1 or 2 within ten seconds."""

import io
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from conftest import EXAMPLES, ROOT
from in_process import Done, snr
from test_fuzz import HOSTILE, rewrite
from walks import LONG
from workbooks import ods_grid, packed, xlsx_grid

TEMPLATES = ROOT / "src" / "snr_cli" / "documents" / "templates" / "fr"
DOSSIER = 'snr: 1\nreference_year: 2025\nterritory: {{siren: "243300316"}}\nequipment:\n  - {{id: parc, from: {}}}\n'
SAMPLES = Path(__file__).parent / "samples"
SECONDS = 10
BATCH = 25 if LONG else 12  # mutants of a test
WORDS = (
    *HOSTILE, '"', ";", ",", "\t", "\r", "\r\n\r\n", "\0", "1e999", "-1", "NaN", "9" * 400, "=1/0", "#REF!", "31/02/2024", "12,5 %",
    "Quantité;Total", "<td colspan=999999999>", "{", "[", "}", ":", "\ufeff", "\x00\xff",
)  # fmt: skip
TAGS = (
    "<row r='9999999'>", "<c r='XFD1048576' t='s'><v>4294967295</v></c>", "<c t='e'/>", "<v>1e400</v>", "<mergeCell ref='A1:XFD1048576'/>",
    "<dimension ref='A1:ZZZ9'/>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "</sheetData>", "<table:table-row table:number-rows-repeated='99999999'/>",
)  # fmt: skip


def bytes_changed(raw: bytes, source: random.Random) -> bytes:
    """Change some bytes: flipped, taken away, repeated, cut, replaced by what breaks a reader."""
    for _ in range(source.choice((1, 1, 2, 6))):
        start = source.randrange(len(raw) + 1)
        end = min(len(raw), start + source.choice((1, 2, 10, 200)))
        word = source.choice((*WORDS, *TAGS)).encode("utf-8", "surrogatepass")
        raw = source.choice(
            (
                raw[:start] + bytes([source.randrange(256)]) + raw[start + 1 :],
                raw[:start] + raw[end:],
                raw[:end] + raw[start:end] * source.choice((1, 3, 50)) + raw[end:],
                raw[:start] if source.random() < 0.3 else raw[start:],
                raw[:start] + word + raw[start:],
                raw[:start] + word + raw[end:],
            )
        )
    return raw


def text_changed(raw: bytes, source: random.Random) -> bytes:
    """Change lines as an editor might, then perhaps the encoding."""
    text = rewrite(raw.decode("utf-8-sig", "replace"), source)
    encoding = source.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"))
    return text.encode(encoding, "replace")


def package_changed(raw: bytes, source: random.Random) -> bytes:
    """Change a part of a workbook, and zip it again; a part may be lost, or named otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        chosen = source.choice(before.namelist())
        for name in before.namelist():
            part = before.read(name)
            if name == chosen:
                if source.random() < 0.1:
                    continue
                part = bytes_changed(part, source)
            after.writestr(name if source.random() > 0.02 else f"../{name}", part)
    return out.getvalue()


GRID = [
    ["Type", "Modèle", "Quantité", "Date d’achat"],
    *[["Portable", "Latitude 5420", 3, 44561], ["Écran", "P2419H", 2, 43831]] * 4,
]


@cache
def seeds(kind: str) -> list[tuple[str, bytes]]:
    """Return the files that mutants of a kind are made of, each with the ending of its name."""
    merges = [(2, 1, 3, 1), (4, 3, 6, 3)]
    made = {
        "xlsx": [packed(xlsx_grid(GRID, merges)), *_samples("*/*.xlsx")],
        "ods": [packed(ods_grid(GRID, merges))],
        "csv": _samples("*/*.csv"),
        "xls": _samples("*/*.xls"),
        "json": _samples("glpi/*.json"),
        "mapping": [
            b'columns: {Type: kind, Reference: model, Note: ""}\nstatuses: {HS: retired}\ntypes: {Latitude 5420: laptop}\n'
        ],
        "template": [path.read_bytes() for path in sorted((TEMPLATES / "sections").glob("*.md"))],
    }
    return [(kind, raw) for raw in made[kind]]


def _samples(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(SAMPLES.glob(pattern)) if path.stat().st_size < 60_000]


def mutant(kind: str, source: random.Random) -> bytes:
    """Return a file a little wrong."""
    _, raw = source.choice(seeds(kind))
    if kind in ("xlsx", "ods") and source.random() < 0.8:
        return package_changed(raw, source)
    if kind not in ("xlsx", "ods") and source.random() < 0.4:
        return text_changed(raw, source)
    return bytes_changed(raw, source)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail when what is inside takes longer, of the processor: other work on the machine does not count."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"over {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def as_inventory(folder: Path, kind: str, raw: bytes) -> None:
    """Read it as an inventory, alone or from a dossier."""
    path = folder / f"inv.{kind}"
    path.write_bytes(raw)
    if len(raw) % 3:
        ended(snr("inventory", str(path), "--format", "json"), raw)
        return
    dossier = DOSSIER.format(f"inv.{kind}")
    (folder / "territory.yaml").write_text(dossier, encoding="utf-8")
    ended(snr("check", str(folder)), raw)


def as_mapping(folder: Path, kind: str, raw: bytes) -> None:
    """Read it as the corrections of an inventory."""
    (folder / "map.yaml").write_bytes(raw)
    (folder / "inv.csv").write_text("Type;Reference;Note;Statut\nPortable;Latitude 5420;x;HS\n", encoding="utf-8")
    ended(snr("inventory", str(folder / "inv.csv"), "--mapping", str(folder / "map.yaml")), raw)


def as_template(folder: Path, kind: str, raw: bytes) -> None:
    """Write a document with it."""
    (folder / "sections").mkdir(exist_ok=True)
    (folder / "sections" / "contexte.md").write_bytes(raw)
    ended(snr("draft", str(EXAMPLES / "minimal"), "--templates", str(folder)), raw)


def ended(done: Done, raw: bytes) -> None:
    """Hold a run to its exit codes: 2 says why on the other stream."""
    assert done.returncode in (0, 1, 2), (done.returncode, done.stderr[-500:], raw[:2000])
    assert done.returncode != 2 or done.stderr.strip(), raw[:2000]


# kind → what is done with it, and how many times BATCH mutants; with those of YAML in test_fuzz.py, 2,000 and more
KINDS: dict[str, tuple[Callable[[Path, str, bytes], None], int]] = {
    "csv": (as_inventory, 24),
    "xlsx": (as_inventory, 20),
    "ods": (as_inventory, 8),
    "xls": (as_inventory, 6),
    "json": (as_inventory, 10),
    "mapping": (as_mapping, 8),
    "template": (as_template, 4),
}


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        pytest.param(kind, seed, marks=() if seed == 0 and kind != "template" else pytest.mark.slow)
        for kind, (_, batches) in KINDS.items()
        for seed in range(batches)
    ],
)
def test_a_file_a_little_wrong_ends_well(kind: str, seed: int, tmp_path: Path) -> None:
    source = random.Random(f"{kind} {seed}")
    for _ in range(BATCH if seed else 4):
        raw = mutant(kind, source)
        with within(SECONDS):
            KINDS[kind][0](tmp_path, kind, raw)
