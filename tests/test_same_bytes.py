"""The same input gives the same bytes, whatever the Python and the C library: docs/decisions/0008."""

import ast
import csv
import io
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

import every_output
from conftest import ROOT, run_snr
from remembered import aside
from snr_cli.engine import interval, uncertainty
from snr_cli.french.numbers import LOOSE, WRITTEN, exponent, loose, rounded
from snr_cli.french.plain import csv_text, indented, json_text
from snr_cli.inputs.dossier.results import checksum
from sources import parsed
from walks import walk

SOURCE = ROOT / "src" / "snr_cli"
# keys of what is computed through exp and log; in a CSV of a plan, the ends of the names of series
LOOSE_KEYS = {"low", "high", "gsd", "share"}
PUBLISHED_SHARES = {"shares", "machines"}  # lists whose `share` is a division, not a part of a variance


@pytest.fixture(
    scope="module",
    params=[("minimal",), pytest.param(every_output.EXAMPLES, marks=pytest.mark.slow)],
    ids=["minimal", "all"],
)
def outputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every JSON and CSV of some examples."""
    folder = tmp_path_factory.mktemp("outputs")
    every_output.write(folder, request.param, suffixes=(".json", ".csv"))
    return folder


of_every_example = pytest.mark.parametrize("outputs", [every_output.EXAMPLES], ids=["all"], indirect=True)


def figures(text: str) -> int:
    """Count the significant figures of a number as it is written: 12.30 has three, for a float prints no last zero."""
    digits = text.lower().partition("e")[0].lstrip("-").replace(".", "").strip("0")
    return len(digits)


@pytest.mark.parametrize(
    ("text", "count"), [("0.0", 0), ("12.0", 2), ("0.00123", 3), ("1234567.0", 7), ("1.5e-07", 2), ("-1200", 2)]
)
def test_figures_are_counted(text: str, count: int) -> None:
    assert figures(text) == count


def numbers(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from numbers(value, (*path, key))
    elif isinstance(data, list):
        for value in data:
            yield from numbers(value, path)
    elif isinstance(data, _Number):
        yield path, data.text


class _Number:
    def __init__(self, text: str) -> None:
        self.text = text


@pytest.mark.slow
@of_every_example
def test_no_number_of_any_json_has_more_figures_than_every_machine_agrees_on(outputs: Path) -> None:
    seen = loose_ones = 0
    for file in outputs.rglob("*.json"):
        for path, text in numbers(json.loads(file.read_text(encoding="utf-8"), parse_float=_Number, parse_int=str)):
            bound = path[-1] in LOOSE_KEYS and not PUBLISHED_SHARES & {*path}
            if path[-1] == "share" and "contributions" not in path:
                bound = False
            assert figures(text) <= (LOOSE if bound else WRITTEN), (file.name, path, text)
            seen += 1
            loose_ones += bound
    assert seen > 40_000
    assert loose_ones > 5_000


@pytest.mark.slow
@of_every_example
def test_no_number_of_any_csv_either(outputs: Path) -> None:
    seen = 0
    for file in outputs.rglob("*.csv"):
        for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))):
            if row["value"]:
                bound = row.get("series", "").endswith(("_low", "_high"))
                assert figures(row["value"]) <= (LOOSE if bound else WRITTEN), (file, row)
                seen += 1
    assert seen > 3_000


def test_the_checksum_is_of_what_is_written(outputs: Path) -> None:
    for file in outputs.rglob(every_output.RESULT):
        document = json.loads(file.read_text(encoding="utf-8"))
        assert document["checksum"] == checksum(document)


def test_what_is_read_back_is_what_is_computed(outputs: Path) -> None:
    """A result rounded to twelve figures, compared with its dossier: nothing changed, not even in the last figure."""
    for file in outputs.rglob("compare.json"):
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["organisation"]["totals"]:
            assert [note["code"] for note in found["notes"]] == ["no_change"], file
        for split in found["organisation"]["totals"].values():
            assert (split["activity"], split["method"], split["factors"]) == (0.0, 0.0, 0.0)


def test_the_parts_of_a_change_sum_to_it_within_the_figures_written(outputs: Path) -> None:
    """Four roundings at the twelfth figure of the largest: one unit each at most, of 10⁻¹¹ of it."""
    for file in outputs.rglob("compare-ecodiag.json"):
        for split in json.loads(file.read_text(encoding="utf-8"))["organisation"]["totals"].values():
            parts = [split[name] for name in ("activity", "method", "factors")]
            assert math.fsum(parts) == pytest.approx(
                split["change"], rel=0, abs=4e-11 * max(abs(each) for each in (*parts, split["old"], split["new"]))
            )


# -- the other Pythons of the machine

PYTHONS = every_output.pythons()
BOUNDS_OF = """
import json, sys
from snr_cli.engine.interval import central, central_difference
found = []
for name, terms, sigma, *caps in json.load(sys.stdin):
    law = {"central": central, "central_difference": central_difference}[name]
    found.append(law({tuple(inputs): value for inputs, value in terms}, dict(sigma), *map(dict, caps)))
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def sums() -> list[tuple[Any, ...]]:
    """Return sums whose interval is asked by the examples, all of them: the law, its terms, its deviations, its caps."""
    found: list[tuple[Any, ...]] = []
    kept = uncertainty.central, uncertainty.central_difference
    uncertainty._bounds_of.cache_clear()

    def spy(law: Callable[..., Any]) -> Callable[..., Any]:
        def ask(terms: Any, sigma: Any, *caps: Any) -> Any:
            of_places = sigma.items() if isinstance(sigma, dict) else enumerate(sigma)
            found.append((law.__name__, [*terms.items()], [*of_places], *([*each.items()] for each in caps)))
            return law(terms, sigma, *caps)

        return ask

    uncertainty.central, uncertainty.central_difference = map(spy, kept)
    try:
        with aside():
            for example in sorted(path.parent.name for path in (ROOT / "examples").glob("*/territory.yaml")):
                every_output.output("assess", str(ROOT / "examples" / example), "--format", "json")
            every_output.output("plan", str(ROOT / "examples" / "valmont"), "--format", "json")
    finally:
        uncertainty.central, uncertainty.central_difference = kept
    assert len(found) > 30
    return found


@pytest.mark.skipif(not PYTHONS, reason="no other Python on this machine")
@pytest.mark.parametrize("python", walk(PYTHONS, 3))
def test_bounds_are_the_same_numbers_on_another_python(python: str, sums: Any) -> None:
    def bounds(command: str) -> str:
        return subprocess.run(
            [command, "-c", BOUNDS_OF],
            input=json.dumps(sums),
            env={"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout

    assert json.loads(bounds(python)) == json.loads(bounds(sys.executable))


@pytest.mark.parametrize("python", PYTHONS)
def test_every_output_is_the_same_bytes_on_another_python(python: str, tmp_path: Path) -> None:
    """Where that Python has what snr needs: `SNR_PYTHONS` names those of virtual environments."""
    needs = "import typer, pydantic, yaml, rich, jinja2, markdown_it, markupsafe, xlsxwriter"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if subprocess.run([python, "-c", needs], capture_output=True, env=environment, check=False).returncode:
        pytest.skip("this Python has not what snr needs")
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    every_output.write(mine, ("valmont",))
    subprocess.run([python, str(every_output.__file__), str(theirs), "valmont"], env=environment, check=True)
    files = [path.relative_to(mine) for path in mine.rglob("*") if path.is_file()]
    assert len(files) > 20
    for file in files:
        assert (theirs / file).read_bytes() == (mine / file).read_bytes(), file


# -- another C library

THROUGH = ("exp", "expm1", "erf", "erfc", "log", "log1p", "hypot")


@pytest.mark.slow
@of_every_example
@pytest.mark.parametrize("seed", range(2))
def test_a_c_library_that_errs_by_two_units_gives_the_same_bytes(
    seed: int, monkeypatch: pytest.MonkeyPatch, outputs: Path
) -> None:
    """Every value of exp, log, erf moved by up to two units in the last place, the same for the same argument.

    A bound then moves by some 10⁻¹⁵ of itself, its figures change only if it stands that near the middle of two numbers of
    seven figures: one chance in ten million for each bound, one in five thousand for a plan with its two thousand bounds.
    """

    def shaken(function: Callable[..., float]) -> Callable[..., float]:
        def moved(*arguments: float) -> float:
            value, steps = function(*arguments), random.Random(f"{seed} {function.__name__} {arguments}").randint(-2, 2)
            for _ in range(abs(steps)):
                value = math.nextafter(value, math.copysign(math.inf, steps))
            return value if value and arguments != (0.0,) else function(*arguments)

        return moved

    for module in (interval, uncertainty):
        for name in THROUGH:
            if hasattr(module, name):
                monkeypatch.setattr(module, name, shaken(getattr(math, name)))
    monkeypatch.chdir(outputs / "valmont")  # where a dossier is seen from is in its result
    caches = interval._normal, interval._coordinate
    for cache in caches:
        cache.cache_clear()
    try:
        for example, name in (
            ("valmont", "assess.json"),
            ("minimal", "plan.json"),
            ("la-rochelle-2020", "assess.json"),
        ):
            command = dict(every_output.commands(example))[name]
            assert every_output.output(*command) == (outputs / example / name).read_text(encoding="utf-8"), (
                example,
                name,
            )
    finally:
        for cache in caches:
            cache.cache_clear()


# -- a new writer, a new sum


COUNTED = {"bool", "len", "isinstance", "all", "any", "counts", "has_means"}


def _counts(node: ast.expr) -> bool:
    """Say whether what is summed is counted: sums of integers are the same everywhere."""
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        node = node.elt
    if isinstance(node, ast.Compare | ast.BoolOp | ast.Constant):
        return True
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in COUNTED
    return False


@pytest.mark.parametrize("layer", ["engine", "plan"])
def test_floats_are_summed_by_fsum(layer: str) -> None:
    """`sum` is compensated since Python 3.12, not before: what is computed adds floats with `fsum` only."""
    wrong = [
        f"{path.name}:{node.lineno}"
        for path in (SOURCE / layer).rglob("*.py")
        for node in ast.walk(parsed(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "sum"
        and not _counts(node.args[0])
    ]
    assert wrong == []


def test_one_module_writes_json_and_csv() -> None:
    """`plain.py` does; another line that does says what it is, in a comment above: « no result: what a digest is made of »."""
    calls = {"json.dumps", "json.dump", "csv.writer", "csv.DictWriter"}
    names = {call.partition(".")[2] for call in calls}
    for path in (each for each in SOURCE.rglob("*.py") if each.name != "plain.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(parsed(text)) if any(name in text for name in names) else ():
            if isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node) in calls:
                above = text.splitlines()[: node.lineno - 1]
                assert any("# no result: " in line for line in above[-2:]), f"{path}:{node.lineno}: write with plain.py"


# -- figures


@pytest.mark.parametrize(
    ("value", "kept", "expected"),
    [
        (1 / 3, 12, 0.333333333333),
        (2 / 3, 7, 0.6666667),
        (123456789.0, 7, 123456800.0),
        (-1234.56789, 7, -1234.568),
        (0.0, 7, 0.0),
        (math.inf, 7, math.inf),
        (5e-324, 12, 5e-324),
    ],
)
def test_rounded(value: float, kept: int, expected: float) -> None:
    assert rounded(value, kept) == expected


@pytest.mark.parametrize(
    ("value", "power"), [(1000.0, 3), (999.9999999999999, 2), (1e-3, -3), (9.99e-4, -4), (-5.0, 0)]
)
def test_exponent(value: float, power: int) -> None:
    assert exponent(value) == power


def test_what_nearly_cancelled_keeps_fewer_figures() -> None:
    """Of a difference of numbers of 10⁶, the eleventh figure of these numbers is the last that is known."""
    assert loose(1.23456789e5, 1e6) == 123456.8
    assert loose(1.23456789, 1e6) == pytest.approx(1.2346)
    assert loose(1.23456789e-6, 1e6) == 0.0


def test_numbers_are_written_once_and_read_back_the_same() -> None:
    data = {"value": 1 / 3, "low": 1 / 3, "list": [2 / 3, "0.123456789012345"], "n": 12}
    text = json_text(data)
    assert json.loads(text) == {
        "value": 0.333333333333,
        "low": 0.3333333,
        "list": [0.666666666667, "0.123456789012345"],
        "n": 12,
    }
    assert json_text(json.loads(text)) == text
    assert csv_text([["a", 1 / 3, None, 12.0]]) == "a,0.333333333333,,12.0\n"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.none() | st.booleans(), inner)
    ),
)


@given(data=ANY_JSON, spaces=st.integers(1, 4))
def test_indented_is_what_json_dumps_makes(data: object, spaces: int) -> None:
    assert indented(data, spaces) == json.dumps(data, ensure_ascii=False, indent=spaces, allow_nan=False)
    inner = json.dumps({"k": data}, ensure_ascii=False, indent=2)
    assert f'{{\n  "k": {indented(data, margin=2)}\n}}' == inner


@pytest.mark.parametrize(
    "data",
    [math.nan, [math.inf], {"a": -math.inf}, {1.5: {2}}, {math.nan: 1}, {(1, 2): 3}, StrEnum("E", "A").A, {StrEnum("E", "A").A: 1}],
)  # fmt: skip
def test_what_is_not_usual_is_left_to_json_dumps(data: object) -> None:
    """What JSON cannot say is refused, as it was."""

    def answer(make: Callable[[], str]) -> object:
        try:
            return make()
        except (TypeError, ValueError) as error:
            return type(error)

    assert answer(lambda: indented(data)) == answer(
        lambda: json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    )


def test_several_documents_keep_what_a_text_holds(tmp_path: Path) -> None:
    """A sign that some programs take for the end of a line is no place for a margin."""
    label = "a\u2028b\u0085c"
    dossier = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33"},
        "equipment": [{"id": "l1", "type": "laptop", "quantity": 3, "label": label}],
    }
    path = tmp_path / "territory.yaml"
    path.write_text(json.dumps(dossier), encoding="utf-8")
    for paths in ([path], [path, path]):
        done = run_snr("assess", *paths, "-f", "json")
        found = json.loads(done.stdout)
        for document in found if isinstance(found, list) else [found]:
            assert document["organisation"]["lines"][0]["label"] == label
            assert document["checksum"] == checksum(document)
