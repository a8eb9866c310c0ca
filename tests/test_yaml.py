"""Strict YAML: scalars, places; whatever bytes come in, only a finding or a usage error comes out."""

import math
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings, strategies as st

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier import yaml_events
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, plain_scalar, read_yaml
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.rules.forms import findings_text

MINIMAL = (EXAMPLES / "minimal" / "territory.yaml").read_bytes()
QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def data(text: str) -> Any:
    yaml_text, findings = read_yaml("t.yaml", text)
    assert findings == []
    return yaml_text.data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("01004", "01004"), ("2A004", "2A004"), ("007", "007"), ("-01", "-01"), ("00", "00"), ("01.5", "01.5"),
        ("12:30", "12:30"), ("1:2:3", "1:2:3"), ("2025-12-31", "2025-12-31"), ("2025-12-31T10:00:00Z", "2025-12-31T10:00:00Z"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("N", "N"), ("oui", "oui"), ("tRUE", "tRUE"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False),
        ("0", 0), ("-0", 0), ("+7", 7), ("42", 42), ("1e3", 1000.0), ("1E+3", 1000.0), ("12.5", 12.5), ("12.", 12.0), (".5", 0.5), ("-.5", -0.5), ("1.e2", 100.0),
        ("0x10", "0x10"), ("0o17", "0o17"), ("0b1", "0b1"), ("1_000", "1_000"), ("1 000", "1 000"), ("1,5", "1,5"), ("20 %", "20 %"), ("20%", "20%"),
        ("~", None), ("null", None), ("Null", None), ("nil", "nil"), ("none", "none"),
        (".inf", math.inf), ("-.inf", -math.inf), ("inf", "inf"), ("nan", "nan"), ("Infinity", "Infinity"), (".", "."), ("-", "-"), ("+", "+"), ("e3", "e3"), ("1e", "1e"),
        ("１２", "１２"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_scalar(text: str, value: Any) -> None:
    found = plain_scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_one() -> None:
    assert math.isnan(plain_scalar(".nan"))


@pytest.mark.parametrize("text", ['"12"', "'12'", "|-\n  12", ">-\n  12"])
def test_quoted_scalars_are_text(text: str) -> None:
    assert data(f"a: {text}\n") == {"a": "12"}


def test_structures() -> None:
    assert data("a: &x [1, 2]\nb: *x\nc: {d: , e: ~}\n") == {"a": [1, 2], "b": [1, 2], "c": {"d": None, "e": None}}
    assert data("<<: 1\n") == {"<<": 1}
    assert data("# rien\n") is None
    assert data("--- \na: 1\n...\n") == {"a": 1}
    assert data("%YAML 1.2\n---\na: 1\n") == {"a": 1}


def test_anchored_scalars() -> None:
    assert data("a: &x 3\nb: *x\n&k c: 1\nd: *k\n") == {"a": 3, "b": 3, "c": 1, "d": "c"}


def test_places() -> None:
    text, _ = read_yaml("t.yaml", "a: 1\nb:\n  - x: 2\n    'y':   3\n  - [4,  5]\n")
    top = text.places[id(text.data)]
    assert (top.own, top.of_key("a"), top.of_value("a")) == ((0, 0), (0, 0), (0, 3))
    rows = text.data["b"]
    assert top.of_value("b") == (2, 2)
    first = text.places[id(rows[0])]
    assert (first.of_key("x"), first.of_value("x")) == ((2, 4), (2, 7))
    assert (first.of_key("y"), first.of_value("y")) == ((3, 4), (3, 11))
    second = text.places[id(rows[1])]
    assert [second.of_value(index) for index in (0, 1)] == [(4, 5), (4, 9)]


def test_what_is_not_written_stands_nowhere() -> None:
    text, _ = read_yaml("t.yaml", "a: [1]\n")
    top, items = text.places[id(text.data)], text.places[id(text.data["a"])]
    assert top.of_value("b") is None
    assert (items.of_value(1), items.of_value(-1), items.of_key("a")) == (None, None, None)
    text.data["a2"] = 3  # what the reader adds is not written
    assert top.of_key("a2") is None


def test_places_count_characters() -> None:
    text, _ = read_yaml("t.yaml", "é🖥漢: 1\n")
    assert text.places[id(text.data)].of_value("é🖥漢") == (0, 5)


def test_duplicate_keys_are_all_found_and_the_first_holds() -> None:
    text, findings = read_yaml("t.yaml", "a: 1\nb: 2\na: 3\nb: {c: 1, c: 2}\n")
    assert text.data == {"a": 1, "b": 2}
    assert [(f.code, f.position.line, f.position.column) for f in findings] == [
        ("SNR103", 3, 1),
        ("SNR103", 4, 1),
        ("SNR103", 4, 11),
    ]


def test_null_key_keeps_the_places() -> None:
    text, findings = read_yaml("t.yaml", "x:\n  ~: 1\n  b: 2\n")
    assert findings == []
    assert text.places[id(text.data)].of_value("x") == (1, 2)


@pytest.mark.parametrize("text", ["a: !!int 1", "!x a: 1", "a: !local 1", "a: !!binary aGk=", "!!map {a: 1}"])
def test_tags(text: str) -> None:
    with pytest.raises(YamlRefusedError) as caught:
        read_yaml("t.yaml", text)
    assert caught.value.finding.code == "SNR107"


@pytest.mark.parametrize("parser", ["SafeLoader", "CSafeLoader"])
@pytest.mark.parametrize("character", ["\x01", "\ud800"])
def test_a_forbidden_character_is_told_by_either_parser(
    character: str, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python parser reads all characters when it is made: it ended in a traceback."""
    monkeypatch.setattr(yaml_events, "LOADER", getattr(yaml, parser, yaml.SafeLoader))
    with pytest.raises(YamlRefusedError) as caught:
        read_yaml("t.yaml", f"a: 1\nb: x{character}\n")
    finding = caught.value.finding
    assert (finding.code, finding.position.line, finding.position.column) == ("SNR109", 2, 5)


# --- fuzz -------------------------------------------------------------------------------------------------------------


def swallow(raw: bytes, *, whole: bool = False) -> None:
    tables = shipped_tables()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "territory.yaml"
        path.write_bytes(raw)
        try:
            if whole:
                assess_dossier(str(path), tables)
            else:
                load_dossier(str(path), words_of(tables))
        except DossierError as error:
            assert error.findings
            text = findings_text(error.findings)
            assert "\x1b" not in text
            assert "syntaxe YAML invalide (" not in text, text  # an English message of the parser
            for finding in error.findings:
                assert finding.position.line >= 1
                assert finding.position.column >= 1
                assert (
                    finding.position.line
                    <= raw.count(b"\n")
                    + raw.count(b"\r")
                    + raw.count(b"\xc2\x85")
                    + raw.count(b"\xe2\x80\xa8")
                    + raw.count(b"\xe2\x80\xa9")
                    + 1
                )
        except UsageError as error:
            assert str(error).strip()


@QUICK
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"? ")
@example(b"a: \xef\xbb\xbf")
def test_random_bytes(raw: bytes) -> None:
    swallow(raw)


ALPHABET = "abe:-[]{},\"'#&*!|>%@`~?.0123456789 \n\t\\é\u2028\x85\ufeff"


@QUICK
@given(st.text(alphabet=ALPHABET, max_size=60))
def test_random_yaml(text: str) -> None:
    swallow(text.encode())


VALUES = [
    ".nan",
    "-.inf",
    "1e999",
    "9" * 390,
    "-1",
    "0",
    "~",
    "true",
    "[]",
    "{}",
    "''",
    "' '",
    "[[]]",
    "{a: b}",
    "20 %",
    "*x",
    "&x 1",
    "!!int 3",
    "01004",
    "2025-02-30",
    "x-a",
    "laptop",
    "total",
]


@pytest.mark.slow
@QUICK
@given(st.randoms(use_true_random=False), st.sampled_from(["byte", "cut", "line", "value", "swap"]))
def test_mutations_of_the_smallest_example(source: random.Random, how: str) -> None:
    raw = bytearray(MINIMAL)
    lines = MINIMAL.split(b"\n")
    at = source.randrange(len(raw))
    if how == "byte":
        raw[at] = source.randrange(256)
    elif how == "cut":
        del raw[at : at + source.randrange(1, 40)]
    elif how == "line":
        lines.insert(source.randrange(len(lines)), source.choice(lines))
        raw = bytearray(b"\n".join(lines))
    elif how == "swap":
        first, second = source.randrange(len(lines)), source.randrange(len(lines))
        lines[first], lines[second] = lines[second], lines[first]
        raw = bytearray(b"\n".join(lines))
    else:
        colons = [index for index, byte in enumerate(raw) if raw[index : index + 2] == b": "]
        colon = source.choice(colons)
        end = min(
            (raw.find(stop, colon + 2) for stop in (b",", b"}", b"\n") if raw.find(stop, colon + 2) >= 0),
            default=len(raw),
        )
        raw[colon + 2 : end] = source.choice(VALUES).encode()
    swallow(bytes(raw), whole=True)


KEYS = [
    "quantity",
    "lifetime_years",
    "refurbished_share",
    "upstream_years",
    "reuse_rate",
    "total_lifetime_years",
    "purchase_year",
    "kwh_per_year",
    "room",
    "place",
    "telework",
    "state",
    "label",
]


@QUICK
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3))
@example({"refurbished_share": "9" * 390})
def test_any_value_at_any_key(cells: dict[str, str]) -> None:
    more = "".join(f", {key}: {value}" for key, value in cells.items() if key != "quantity")
    text = f"snr: 1\nreference_year: 2025\nterritory: {{name: E}}\nequipment:\n  - {{id: a, type: laptop, quantity: {cells.get('quantity', '1')}{more}}}\n"
    swallow(text.encode(), whole=True)
