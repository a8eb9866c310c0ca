"""Whatever is written in a dossier, `snr check` answers 0, 1 or 2, and every finding can be shown, placed and explained."""

import json
import random
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings, strategies as st

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Checked, Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.files import decode
from snr_cli.inputs.dossier.named import Nearest
from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, read_yaml
from snr_cli.model.codes import CODES, page
from snr_cli.outputs.duties_table import duties_table
from snr_cli.rules.forms import as_github, as_gitlab, as_json, as_junit, as_sarif, as_text

BOUNDED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NAMES = ("minimal", "valmont", "bordeaux-metropole", "la-rochelle-2020")
HOSTILE = (
    "<script>alert(1)</script>", "[/x] [bold]", "a | b || c", "\x1b[2J", "\x07", "\u202e", "\ud7ff", "\ufeff", "{{ x }}",
    "%s %d {0} {name}", "::error::x", "../../etc/passwd", "`id`", "$(id)", "=1+1", "- a\n- b", "a: b", "# c", "'", '"', "\\",
    "\n", "\r", "\u2028", "é" * 3000, "z" * 20_000, "\u00a0", "🖥", "total", "territory", "x-a", "__class__", "",
)  # fmt: skip
EXTREMES = (
    10**300,
    -(10**300),
    1e308,
    1e-320,
    float("nan"),
    float("inf"),
    float("-inf"),
    -1,
    0,
    -0.0,
    10**15,
    9**400,
    2**63,
    1990,
    2100,
)
REQUIRED = frozenset(
    [
        "snr",
        "reference_year",
        "territory",
        "id",
        "type",
        "kind",
        "quantity",
        "title",
        "name",
        "what",
        "why",
        "year",
        "source",
        "perimeter",
        "sector",
        "on",
    ]
)
OTHER_KINDS: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    {"a": {}},
    [None],
    "20 %",
    "2025-02-30",
    "01004",
    3,
    0.5,
    "laptop",
)


@cache
def joined(name: str) -> Any:
    """Return an example as one mapping, its included files joined."""
    root = read_yaml(name, (EXAMPLES / name / "territory.yaml").read_text(encoding="utf-8"))[0].data
    for entry in root.pop("include", []):
        for key, value in read_yaml(entry, (EXAMPLES / name / entry).read_text(encoding="utf-8"))[0].data.items():
            root[key] = root[key] + value if isinstance(root.get(key), list) else value
    return root


def places(data: Any) -> list[tuple[Any, Any]]:
    """Return every container of a tree with each of its keys."""
    found = []
    waiting = [data]
    while waiting:
        container = waiting.pop()
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            found.append((container, key))
            if isinstance(value, dict | list):
                waiting.append(value)
    return found


def change(data: Any, source: random.Random) -> None:
    """Change one place of a tree."""
    every = places(data)
    if not every:
        return
    container, key = source.choice(every)
    how = source.randrange(8)
    if how == 0:
        del container[key]
    elif how == 1:
        other, there = source.choice(every)
        container[key], other[there] = deepcopy(other[there]), deepcopy(container[key])
    elif how == 2:
        container[key] = source.choice(OTHER_KINDS)
    elif how == 3:
        container[key] = source.choice(EXTREMES)
    elif how == 4:
        container[key] = source.choice(HOSTILE)
    elif how == 5 and isinstance(container[key], str):
        at = source.randrange(len(container[key]) + 1)
        container[key] = container[key][:at] + source.choice(HOSTILE) + container[key][at:]
    elif how == 6 and isinstance(container, list):
        container.extend(deepcopy(container[key]) for _ in range(source.choice((1, 2, 30))))
    elif isinstance(container, dict):
        name = source.choice((*HOSTILE, *OTHER_KINDS[:3], 3, 0.5, 2025, *(str(there) for _, there in every)))
        container[name] = container.pop(key)
    else:
        container[key] = [container[key]]


def nudge(data: Any, source: random.Random) -> None:
    """Change one place as a person might: a key less, an item less or twice, another number, another year."""
    container, key = source.choice([(container, key) for container, key in places(data) if key not in ("snr", "id")])
    value = container[key]
    if isinstance(value, bool):
        container[key] = not value
    elif isinstance(value, int | float) and source.random() < 0.7:
        container[key] = type(value)(value * source.choice((0, 0.001, 0.5, 1, 2, 1000)) + source.choice((0, 0, 1)))
    elif isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        container[key] = source.choice(("1990-01-01", "2022-12-31", "2025-12-31", "2026-01-01", "2100-12-31"))
    elif isinstance(container, list) and source.random() < 0.3:
        container.append(deepcopy(value))
    elif key not in REQUIRED:
        del container[key]


def rewrite(text: str, source: random.Random) -> str:
    """Change one place of a text."""
    lines = text.split("\n")
    first, second = source.randrange(len(lines)), source.randrange(len(lines))
    how = source.randrange(8)
    if how == 0:
        lines.insert(first, lines[first])
    elif how == 1:
        lines[first], lines[second] = lines[second], lines[first]
    elif how == 2:
        del lines[first]
    elif how == 3:
        lines[first] = source.choice((" ", "  ", "\t", "- ", "? ", "&a ", "*a", "!x ", "# ")) + lines[first]
    elif how == 4:
        at = source.randrange(len(lines[first]) + 1)
        lines[first] = lines[first][:at] + source.choice(HOSTILE) + lines[first][at:]
    elif how == 5:
        lines[first] += source.choice(
            (" # snr: ignore[REEN-09] x", " # snr: ignore[SNR304]", " # snr: ignore[\x07] y", " |", " >-")
        )
    elif how == 6:
        lines.insert(
            first,
            source.choice(("---", "...", "%YAML 1.2", "<<: *a", "a: &a [*a]", "include: [a.yaml, ../b]", "? [a]\n: b")),
        )
    else:
        head, colon, _ = lines[first].partition(": ")
        lines[first] = (
            head
            + colon
            + source.choice(("1e999", "-1", ".nan", "{", "[", "]", "'", '"', "9" * 500, "20 %", "~", "@", "|"))
        )
    return source.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines)


def written(data: Any) -> str:
    return str(
        yaml.dump(
            data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=10**6
        )
    )


def answer(folder: Path, tables: Tables, wanted: Wanted) -> Checked:
    """Check a dossier and hold every finding to what a reader of it expects."""
    paths = [str(folder / "territory.yaml")]
    table = check(paths, words_of(tables), tables, wanted, with_duties=True)
    checked = replace(check(paths, words_of(tables), tables, wanted), duties=table.duties)
    texts = {}
    for name in checked.report.files:
        try:
            texts[name] = LINE_BREAK.split(decode(Path(name).read_bytes()))
        except OSError:
            pytest.fail(f"{name} is said to be read")
    for finding in checked.report.findings:
        assert finding.code in CODES
        assert finding.message.strip()
        assert finding.pointer == "" or finding.pointer.startswith("/")
        where = finding.position
        line = texts[where.file][where.line - 1]
        assert 1 <= where.column <= len(line) + 1
        assert where.column < where.end_column <= max(len(line), where.column) + 1
        assert len(finding.source_line) == len(line)
        assert page(finding.code) == f"docs/codes/{finding.code}.md"
        if finding.code < "SNR4" and finding.code > "SNR":
            assert (ROOT / page(finding.code)).is_file()
    for unread in checked.report.unread:
        assert unread.message.strip()
    return checked


def show(checked: Checked) -> None:
    """Write the report in every format."""
    report = checked.report
    for text in (
        as_text(report),
        as_text(report, compact=True, color=True),
        *(duties_table(name, duties, 80) for name, duties in checked.duties.items()),
    ):
        assert not set(text.replace("\x1b[", "")) & {"\x1b", "\x07", "\x9b", "\u202e"}
        text.encode("utf-8")
    for text in (as_json(report), as_sarif(report), as_gitlab(report)):
        json.loads(text)

    ElementTree.fromstring(as_junit(report))
    assert all(line.startswith("::") for line in as_github(report).splitlines())


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))


@settings(BOUNDED, max_examples=100)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example("é: 1\n".encode("utf-16"))
@example(b"a: \xc2\x85\r\r\n\x0c")
def test_random_bytes(raw: bytes) -> None:
    done = snr("check", "-", stdin=raw)
    assert done.returncode in (1, 2)
    assert (done.stderr.strip() != "") == (done.returncode == 2)


@settings(BOUNDED, max_examples=50)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.integers(1, 6))
def test_changed_trees(name: str, seed: int, times: int) -> None:
    source = random.Random(seed)
    data = deepcopy(joined(name))
    for _ in range(times):
        change(data, source)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "territory.yaml", written(data))
        show(answer(Path(folder), shipped_tables(), Wanted()))


@pytest.mark.slow
@settings(BOUNDED, max_examples=60)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.integers(1, 12))
def test_dossiers_that_can_be_judged(name: str, seed: int, times: int) -> None:
    source = random.Random(seed)
    data = deepcopy(joined(name))
    for _ in range(times):
        nudge(data, source)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "territory.yaml", written(data))
        show(answer(Path(folder), shipped_tables(), Wanted(profile=source.choice((None, "bilan")))))


def copies(folder: Path, name: str) -> Iterator[Path]:
    for path in (EXAMPLES / name).glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
        yield folder / path.name


@pytest.mark.slow
@settings(BOUNDED, max_examples=100)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.integers(1, 3))
def test_changed_texts(name: str, seed: int, times: int) -> None:
    source = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(copies(Path(folder), name))
        for _ in range(times):
            path = source.choice(paths)
            write(path.parent, path.name, rewrite(path.read_bytes().decode("utf-8", "surrogatepass"), source))
        show(answer(Path(folder), shipped_tables(), Wanted()))


@pytest.mark.parametrize(
    "text",
    [
        "factors: {types: [{id: []}]}",
        "factors: {types: [{id: {}}]}",
        "purchases: [{year: 2025, units: {laptop: 1.0e+300}, refurbished_units: {laptop: 1}}]",
        "indicators: [{id: a, values: {2025: 1.0e+308}}]",
        "annual_reviews: [{year: 2025, footprint: {climate_change: -1.0e+308}}]",
    ],
)
def test_what_once_was_a_fault(text: str) -> None:
    done = snr(
        "check", "-", stdin=f"snr: 1\nreference_year: 2025\nterritory: {{siren: '243300316'}}\n{text}\n".encode()
    )
    assert done.returncode == 1


def test_suggestions_of_a_file_all_wrong() -> None:
    """Each word is compared once; when too much was compared, nothing more is."""
    asked: list[str] = []
    near = Nearest(lambda kind: asked.append(kind) or {"Écran": "monitor"})  # type: ignore[func-returns-value]
    names = [f"nom-{number}" for number in range(1000)]
    assert near.type("écrans", names, "equipment") == "monitor"
    assert near.among("nom-1x", names, "nom") == "nom-1"
    found = [near.among(f"nam-{number}", names, "nom") for number in range(500)]
    assert found[0] == "nom-0"
    assert found[-1] is None
    assert near.among("nom-1x", names, "nom") == "nom-1"
    assert [near.type("écrans", names, "equipment"), asked] == ["monitor", ["equipment"]]


@settings(BOUNDED, max_examples=25)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["saisie", "programme", "strategie", "bilan"]),
    st.sampled_from(["text", "json", "junit"]),
)
def test_the_command_ends_well(seed: int, profile: str, form: str) -> None:
    source = random.Random(seed)
    data = deepcopy(joined("minimal"))
    change(data, source)
    text = rewrite(written(data), source).encode("utf-8", "surrogatepass")
    done = snr("check", "-", "--profile", profile, "--format", form, "--as-of", "2026-12-31", stdin=text)
    assert done.returncode in (0, 1, 2)
    assert (done.stderr.strip() != "") == (done.returncode == 2)
