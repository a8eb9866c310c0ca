"""The command line as a user meets it: exit codes, streams, files, formats, hostile names, explanations."""

import csv
import io
import json
import math
import re
import signal
import subprocess
import sys
from copy import deepcopy
from functools import cache
from math import fsum, prod
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema
import pytest
from typer.main import get_command

from conftest import EXAMPLES, ROOT, Run, environment, full_device, limits, modes, posix_modes
from in_process import snr as in_process
from snr_cli.__main__ import _fault
from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, SERVICES, TERRITORY, Tables
from snr_cli.cli import explain
from snr_cli.cli.app import app
from snr_cli.rules.run import RULES, judging
from walks import mostly, walk

VALMONT, MINIMAL = EXAMPLES / "valmont", EXAMPLES / "minimal"
FINE = (
    "snr: 1\nreference_year: 2025\nterritory: {name: Déjà-Ville}\nequipment:\n  - {id: a, type: laptop, quantity: 10}\n"
)
WRONG = FINE.replace("10", "-10")
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "assessment.schema.json").read_text(encoding="utf-8"))
ESC = b"\x1b"


@pytest.fixture(scope="module")
def document(snr: Run) -> dict[str, Any]:
    done = snr("assess", VALMONT, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    path = tmp_path / "fine.yaml"
    path.write_text(FINE, encoding="utf-8")
    return path


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- exit codes -------------------------------------------------------------------------------------------------------

FILES: dict[str, tuple[bytes | None, int]] = {
    "fine": (FINE.encode(), 0),
    "byte-order-mark": (FINE.encode("utf-8-sig"), 0),
    "crlf": (FINE.replace("\n", "\r\n").encode(), 0),
    "wrong": (WRONG.encode(), 1),
    "broken": (b"a: [", 1),
    "empty": (b"", 1),
    "missing": (None, 2),
    "windows-1252": (FINE.encode("cp1252"), 2),
    "utf-16": (FINE.encode("utf-16"), 2),
    "utf-16-be": (b"\xfe\xff" + FINE.encode("utf-16-be"), 2),
    "utf-16-no-mark": (FINE.encode("utf-16-le"), 2),
    "nul": (FINE.encode() + b"\0", 2),
    "binary": (bytes(range(256)), 2),
}
ANSWERS = {"assess": ((), "Déjà-Ville"), "explain": (("a",), "Résultat = ")}


@pytest.mark.parametrize("command", ANSWERS)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["file", "stdin"])
def test_exit_code(command: str, name: str, how: str, tmp_path: Path, snr: Run) -> None:
    raw, code = FILES[name]
    more, word = ANSWERS[command]
    path = tmp_path / "dossier.yaml"
    if raw is not None:
        path.write_bytes(raw)
    if how == "stdin":
        if raw is None:
            pytest.skip("standard input is always there")
        done = snr(command, "-", *more, stdin=raw)
    else:
        done = snr(command, path, *more)
    assert done.returncode == code, done.stderr.decode()
    if code:
        assert done.stdout == b""
        assert done.stderr.strip()
        assert ("erreur SNR" in done.stderr.decode()) == (code == 1)
    else:
        assert word in done.stdout.decode()
        assert done.stderr == b""


@pytest.mark.parametrize("command", ANSWERS)
def test_folders(command: str, tmp_path: Path, snr: Run) -> None:
    more, word = ANSWERS[command]
    done = snr(command, tmp_path, *more)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "territory.yaml" in done.stderr.decode()
    (tmp_path / "territory.yaml").write_text(FINE, encoding="utf-8")
    for argument in (tmp_path, f"{tmp_path}/"):
        done = snr(command, argument, *more)
        assert (done.returncode, done.stderr) == (0, b"")
        assert word in done.stdout.decode()


@modes
def test_not_allowed_to_read(fine: Path, snr: Run) -> None:
    fine.chmod(0)
    assert snr("assess", fine).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess"],
        ["nope"],
        ["assess", str(MINIMAL), "--nope"],
        ["assess", str(MINIMAL), "--format", "xml"],
        ["assess", str(MINIMAL), "--by", "planet"],
        ["assess", str(MINIMAL), "--factor-set", "nope"],
        ["assess", str(MINIMAL), "--factors-licence", "nope"],
        ["assess", str(MINIMAL), "--max", "nonsense"],
        ["assess", str(MINIMAL), "--max", "-5t"],
        ["assess", str(MINIMAL), "--max", "nan"],
        ["assess", str(MINIMAL), "--max", "500"],
        ["assess", str(MINIMAL), "--without", "écoles"],
        ["assess", "a\nb"],
        ["assess", ""],
        ["explain", str(MINIMAL)],
        ["explain", str(MINIMAL), "portables", "--category", "climat"],
        ["explain", str(MINIMAL), "portables", "--factors-licence", "nope"],
        ["factors", "nope"],
        ["factors", "show", "nope"],
        ["factors", "list", "nope"],
        ["factors", "list", "--format", "csv"],
        ["factors", "check", "--year", "12"],
        ["--color", "sometimes", "factors", "sources"],
    ],
    ids=lambda arguments: " ".join(arguments).replace(str(MINIMAL), "minimal"),
)
def test_wrong_command_line(arguments: list[str], snr: Run) -> None:
    done = snr(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.strip()
    for english in ("Usage:", "Error:", "No such", "Missing argument", "Invalid value", "Try '"):
        assert english not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "snr_cli", "assess", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # whoever starts the tests may ignore it (a shell's `&`), and what is ignored is inherited
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdin is not None
    process.stdin.write(b"#" * 300_000)  # more than a pipe holds: written once the command is reading
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == {signal.SIGTERM: 143, signal.SIGINT: 130}[number]
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    ("limit", "code"), [("1t", 1), ("1000t", 0), ("1 kg", 1), ("0,5 t", 1), ("65000kg", 0), ("64000kg", 1)]
)
def test_max(limit: str, code: int, snr: Run) -> None:
    done = snr("assess", MINIMAL, "--max", limit)
    assert done.returncode == code
    assert done.stdout  # the result is given all the same
    assert (limit in done.stderr.decode()) == bool(code)


def test_max_cannot_be_checked(tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "nothing.yaml"
    path.write_text("snr: 1\nreference_year: 2025\nterritory: {name: Essai}\n", encoding="utf-8")
    assert snr("assess", path, "--max", "1t").returncode == 1


def test_without_unknown(snr: Run) -> None:
    done = snr("assess", VALMONT, "--without", "écoles")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Écoles" in done.stderr.decode()


def test_without(document: dict[str, Any], snr: Run) -> None:
    done = snr("assess", VALMONT, "--without", "Écoles", "--format", "json")
    assert done.returncode == 0
    less = json.loads(done.stdout)["organisation"]
    assert less["perimeter"]["without"] == ["Écoles"]
    before = document["organisation"]
    gone = before["by_entity"]["Écoles"]["climate_change"]
    assert less["totals"]["climate_change"]["value"] == pytest.approx(
        before["totals"]["climate_change"]["value"] - gone, rel=1e-9
    )


# --- files and streams ------------------------------------------------------------------------------------------------


def test_output(tmp_path: Path, snr: Run) -> None:
    target = tmp_path / "out.json"
    done = snr("assess", MINIMAL, "--format", "json", "-o", target)
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_bytes() == snr("assess", MINIMAL, "--format", "json").stdout
    assert left(tmp_path) == {"out.json"}


def test_output_quiet(tmp_path: Path, snr: Run) -> None:
    done = snr("-q", "assess", MINIMAL, "-o", tmp_path / "out.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("where", ["absent/out.json", "folder", "file/out.json"])
def test_output_impossible(where: str, tmp_path: Path, snr: Run) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    before = left(tmp_path)
    done = snr("assess", MINIMAL, "-o", tmp_path / where)
    assert (done.returncode, done.stdout) == (2, b"")
    assert left(tmp_path) == before
    assert not left(tmp_path / "folder")
    for english in ("No such file", "Not a directory", "Is a directory"):
        assert english not in done.stderr.decode()


def test_output_long_name(tmp_path: Path, snr: Run) -> None:
    """A name that the file system takes can be written."""
    target = tmp_path / ("a" * 250 + ".json")
    target.write_text("", encoding="utf-8")
    assert snr("assess", MINIMAL, "-o", target).returncode == 0


def test_output_unchanged_when_the_dossier_is_wrong(tmp_path: Path, snr: Run) -> None:
    target = tmp_path / "out.json"
    target.write_text("before", encoding="utf-8")
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    assert snr("assess", path, "-o", target).returncode == 1
    assert target.read_text(encoding="utf-8") == "before"


@limits
def test_output_unchanged_when_the_disk_is_full(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "out.json"
    target.write_text("before", encoding="utf-8")

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "snr_cli", "assess", str(VALMONT), "--format", "json", "-o", str(target)],
        capture_output=True, env=environment(), preexec_fn=little, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert target.read_text(encoding="utf-8") == "before"
    assert left(tmp_path) == {"out.json"}


@posix_modes
def test_output_keeps_mode(tmp_path: Path, snr: Run) -> None:
    target = tmp_path / "out.txt"
    target.write_text("before", encoding="utf-8")
    target.chmod(0o640)
    assert snr("assess", MINIMAL, "-o", target).returncode == 0
    assert target.stat().st_mode & 0o777 == 0o640


@full_device
@pytest.mark.parametrize(
    "arguments",
    walk(
        [
            ["assess", str(VALMONT)],
            ["assess", str(VALMONT), "-f", "json"],
            ["explain", str(VALMONT), "total"],
            ["factors", "list"],
            ["--version"],
            ["--help"],
        ],
        4,
    ),
    ids=" ".join,
)
def test_full_disk_as_standard_output(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "snr_cli", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert re.search("écriture impossible|disque plein", done.stderr.decode())
    assert "No space left" not in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    mostly(
        [
            "assess examples/valmont",
            "assess examples/valmont -f json",
            "factors list --format json",
            "explain examples/valmont total",
        ],
        "assess examples/valmont -f json",
    ),
)
def test_broken_pipe(arguments: str) -> None:
    command = f'"{sys.executable}" -m snr_cli {arguments} | head -1 > /dev/null; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, env=environment(), check=False)
    assert done.stderr == b""
    assert done.stdout.strip() == b"0"


IMPORT_FAILS = """
import sys
from snr_cli.__main__ import run

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "snr_cli.cli.app":
            raise ValueError("findings/codes: REEN-99 is declared twice")

sys.meta_path.insert(0, Finder())
run()
"""


def test_a_fault_of_a_declaration_is_said_without_a_traceback() -> None:
    """It was a traceback of the import, and code 1: that of a mistake of the dossier."""
    done = subprocess.run([sys.executable, "-c", IMPORT_FAILS], capture_output=True, env=environment(), check=False)
    said = done.stderr.decode()
    assert done.returncode == 3
    assert "défaut de snr (ValueError : findings/codes: REEN-99 is declared twice, dans snr_cli.__main__, ligne" in said
    assert "Traceback" not in said


def test_a_fault_names_its_module() -> None:
    """« KeyError :  » said nothing."""
    with pytest.raises(ValueError, match="two Rules") as known:
        judging(RULES[0], RULES[0])
    assert (
        f"(ValueError : rules: {RULES[0].code} has two Rules: a code has one, dans snr_cli.rules.run, ligne"
        in _fault(known.value)
    )
    with pytest.raises(KeyError) as empty:
        exec("raise KeyError", {"__name__": "snr_cli.a_module"})
    assert "défaut de snr (KeyError, dans snr_cli.a_module, ligne 1). Signalez" in _fault(empty.value)


def test_closed_standard_output(snr: Run) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m snr_cli assess examples/minimal >&-'],
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert "défaut de snr" not in done.stderr.decode()


def test_latin_locale(snr: Run) -> None:
    """Redirected output is UTF-8 whatever the locale."""
    usual = snr("assess", "-v", MINIMAL).stdout
    assert snr("assess", "-v", MINIMAL, LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONIOENCODING="").stdout == usual


# --- JSON -------------------------------------------------------------------------------------------------------------


def strict(schema: Any) -> Any:
    """Return the schema with unknown keys refused wherever keys are listed: a new key must be described."""
    if isinstance(schema, list):
        return [strict(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema and "additionalProperties" not in schema:
        found["additionalProperties"] = False
    return found


def conforms(found: Any) -> None:
    checker = deepcopy(SCHEMA)
    jsonschema.Draft7Validator.check_schema(checker)
    jsonschema.Draft7Validator(checker).validate(found)


def test_json_conforms(document: dict[str, Any]) -> None:
    conforms(document)


def test_json_keys_are_described(document: dict[str, Any]) -> None:
    loose = strict(SCHEMA)
    loose["definitions"]["amount"].pop("additionalProperties")  # a view is an amount with `derived`
    jsonschema.Draft7Validator(loose).validate(document)


@pytest.mark.parametrize("example", ["minimal", "bordeaux-metropole"])
@pytest.mark.parametrize(
    "options",
    [(), ("--factors-licence", "open"), ("--factor-set", "declarations"), ("--factor-set", "ecodiag")],
    ids=" ".join,
)
def test_json_conforms_with_options(example: str, options: tuple[str, ...], snr: Run) -> None:
    done = snr("assess", EXAMPLES / example, "--format", "json", *options)
    assert done.returncode == 0
    conforms(json.loads(done.stdout))


@pytest.mark.parametrize(
    "extra",
    [
        "method: {options: [flux]}\n",
        "method: {options: [beges, post_amortisation_zero]}\n",
        "method: {estimate: [monitors, phones, printers, telework_boxes]}\n",
        "uses:\n  - {id: u, kind: traffic, type: network_fixed_gb, per_inhabitant: 100}\n",
        "services:\n  - {id: s, type: website, page_views: 1000, page_weight_mb: 2}\n  - {id: r, type: server_room, metered_kwh_per_year: 1000}\n",
        "factors:\n  overrides:\n    - {electricity: FR, category: climate_change, value: 0.05, source: S}\n",
    ],
)
def test_json_conforms_for_small_dossiers(extra: str, snr: Run) -> None:
    done = snr("assess", "-", "--format", "json", stdin=(FINE + extra).encode())
    assert done.returncode == 0, done.stderr.decode()
    conforms(json.loads(done.stdout))


def test_json_has_the_contract(document: dict[str, Any]) -> None:
    assert document["territory"]["name"] == "Communauté d’agglomération de Valmont"
    assert document["reference_year"] == 2025
    assert document["factors"]["set"] == "ademe"
    assert re.fullmatch("[0-9a-f]{64}", document["factors"]["sha256"])
    for part in (document["organisation"]["totals"], document["territory_estimate"]["totals"]):
        assert "climate_change" in part
        assert all(set(amount) >= {"value", "unit", "low", "high"} for amount in part.values())
    for amount in document["territory_estimate"]["totals"].values():
        assert amount["low"] <= amount["value"] <= amount["high"]
    assert {"by_group", "by_stage", "lines", "coverage"} <= set(document["organisation"])
    assert {"by_tier", "by_stage", "views"} <= set(document["territory_estimate"])
    assert {"uses", "not_assessed", "warnings", "electricity_kwh"} <= set(document)


WRITTEN = (
    1e-11  # what is written has twelve figures (docs/schemas): a sum of written parts is the written total within them
)


def test_json_parts_sum_to_the_total(document: dict[str, Any]) -> None:
    organisation = document["organisation"]
    for category, total in organisation["totals"].items():
        if total["value"] is None:  # hidden
            continue
        parts = (
            ("by_group", "by_site", "by_entity")
            if category == "final_energy"
            else ("by_group", "by_site", "by_entity", "by_stage")
        )
        for part in parts:
            assert fsum(values.get(category, 0.0) for values in organisation[part].values()) == pytest.approx(
                total["value"], rel=WRITTEN
            )
        if category != "final_energy":
            assert fsum(
                line["impacts"][category]["value"] for line in organisation["lines"] if category in line["impacts"]
            ) == pytest.approx(total["value"], rel=WRITTEN)
    electricity = [line["electricity_kwh"] for line in organisation["lines"] if line["electricity_kwh"] is not None]
    assert fsum(electricity) == pytest.approx(document["electricity_kwh"], rel=1e-12)
    estimate = document["territory_estimate"]
    for part in ("by_tier", "by_stage"):
        assert fsum(values["climate_change"] for values in estimate[part].values()) == pytest.approx(
            estimate["totals"]["climate_change"]["value"], rel=1e-9
        )


@pytest.mark.parametrize("output", mostly(["json", "csv", "text"], "csv"))
def test_same_input_same_bytes(output: str, snr: Run) -> None:
    runs = {snr("assess", VALMONT, "--format", output, PYTHONHASHSEED=seed).stdout for seed in ("0", "1")}
    assert len(runs) == 1


def test_findings_same_bytes(snr: Run) -> None:
    path = Path(__file__).parent / "invalid" / "several-references.yaml"
    assert len({snr("assess", path, PYTHONHASHSEED=seed).stderr for seed in ("0", "1")}) == 1


@pytest.mark.slow
def test_a_workbook_does_not_depend_on_the_run(tmp_path: Path, snr: Run) -> None:
    """Its hidden sheet says what it was sent with: in one order."""
    dossier = EXAMPLES / "minimal"
    for seed in ("0", "1"):
        snr("collect", dossier, "-o", tmp_path / seed, "--for", "dsi", PYTHONHASHSEED=seed)
    (first,), (second,) = ([path.read_bytes() for path in (tmp_path / seed).glob("*.xlsx")] for seed in ("0", "1"))
    assert first == second


@pytest.mark.parametrize("value", ["1e308", "1e300"])
@pytest.mark.parametrize("category", ["climate_change", "acidification"])
def test_absurd_own_factor(category: str, value: str, snr: Run) -> None:
    """A magnitude without meaning is the dossier's mistake, never a fault of snr nor Infinity in the JSON."""
    text = f"""{FINE}  - {{id: b, type: x-b, quantity: 1000000000}}
  - {{id: c, type: x-b, quantity: 1}}
  - {{id: d, type: x-b, quantity: 2}}
factors:
  types:
    - {{id: x-b, label: B, embodied: {{{category}: {{manufacturing: {value}}}}}, lifetime_years: 1, source: S}}
"""
    done = snr("assess", "-", "--format", "json", stdin=text.encode())
    assert done.returncode in (0, 1), done.stderr.decode()
    assert b"Infinity" not in done.stdout


# --- CSV --------------------------------------------------------------------------------------------------------------


def csv_rows(raw: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def test_csv_sums_are_the_totals(document: dict[str, Any], snr: Run) -> None:
    rows = csv_rows(snr("assess", VALMONT, "--format", "csv").stdout)
    for category, total in document["organisation"]["totals"].items():
        if category == "final_energy" or total["value"] is None:
            continue
        of_category = [row for row in rows if row["category"] == category and row["value"] and row["row"] == "line"]
        assert fsum(float(row["value"]) for row in of_category) == pytest.approx(total["value"], rel=WRITTEN)
        assert {row["unit"] for row in of_category} == {total["unit"]}
    assert {row["status"] for row in rows if row["row"] == "line"} <= {"complete", "partial", "not_assessed"}
    assert all((row["status"] in ("not_assessed", "hidden")) == (row["value"] == "") for row in rows)


def test_csv_has_the_totals_the_quantities_and_the_territory(document: dict[str, Any], snr: Run) -> None:
    rows = csv_rows(snr("assess", VALMONT, "--format", "csv").stdout)
    organisation = document["organisation"]
    for category, total in organisation["totals"].items():
        (found,) = [row for row in rows if row["row"] == "total" and row["category"] == category]
        if not total["exceeded_by"]:
            assert float(found["value"]) == total["value"]
    (climate,) = [row for row in rows if row["row"] == "total" and row["category"] == "climate_change"]
    assert float(climate["low"]) == organisation["totals"]["climate_change"]["low"]
    quantities = {row["line"]: float(row["quantity"]) for row in rows if row["row"] == "line"}
    assert quantities == {line["id"]: line["quantity"] for line in organisation["lines"]}
    of_territory = {
        row["category"]: float(row["value"]) for row in rows if row["row"] == "territory_inhabitant" and not row["line"]
    }
    assert of_territory == {name: total["value"] for name, total in document["territory_estimate"]["totals"].items()}
    assert len([row for row in rows if row["row"] == "use"]) == len(document["uses"])


def test_csv_has_the_electricity(document: dict[str, Any], snr: Run) -> None:
    rows = csv_rows(snr("assess", VALMONT, "--format", "csv").stdout)
    found = [
        float(row["value"])
        for row in rows
        if row["category"] == "final_energy" and row["value"] and row["row"] == "line"
    ]
    assert fsum(found) == pytest.approx(document["electricity_kwh"], rel=1e-12)


# --- several dossiers -------------------------------------------------------------------------------------------------


def test_several_dossiers(fine: Path, snr: Run) -> None:
    done = snr("assess", MINIMAL, fine)
    assert done.returncode == 0
    assert "Sainte-Orge" in done.stdout.decode()
    assert "Déjà-Ville" in done.stdout.decode()
    documents = json.loads(snr("assess", MINIMAL, fine, "-f", "json").stdout)
    assert [found["territory"]["name"] for found in documents] == ["Commune de Sainte-Orge", "Déjà-Ville"]
    for found in documents:
        conforms(found)
    names = {row["dossier"] for row in csv_rows(snr("assess", MINIMAL, fine, "-f", "csv").stdout)}
    assert len(names) == 2


def test_several_dossiers_one_wrong(fine: Path, tmp_path: Path, snr: Run) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(WRONG, encoding="utf-8")
    done = snr("assess", fine, wrong)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "wrong.yaml:5" in done.stderr.decode()


# --- screen -----------------------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "[bold]gras[/bold] [link=http://x.example]l[/link]",
    "unclosed-markup": "[/] [/nope] [bold",
    "pipe": "a | b || c",
    "script": "<script>alert(1)</script>",
    "escape": "rouge \\e[31m \\a \\b \\x9b31m fin",
    "formula": "=cmd()|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(1)",
    "long": "a" * 10_000,
    "long-words": "mot " * 2_400,
    "emoji": "🖥️👩‍💻🇫🇷 écran",
    "right-to-left": "\u202eabc\u202c",
    "newline": "un\\ndeux\\r\\ntrois\\ttab",
    "line-separator": "un\\u2028deux\\x85trois",
    "wide": "漢字" * 40,
    "braces": "{subject} {0} %s %(x)s",
    "quote": 'a\\"b;c,d',
}


def hostile_dossier(word: str) -> bytes:
    return f"""snr: 1
reference_year: 2025
territory: {{name: "{word}"}}
equipment:
  - {{id: a, type: laptop, quantity: 10, label: "{word}", site: "{word}", entity: "{word}", source: "{word}", lifetime_source: "{word}", lifetime_years: 5}}
  - {{id: b, type: x-b, quantity: 1}}
services:
  - {{id: s, type: website, label: "{word}"}}
uses:
  - {{id: u, kind: equipment_rate, type: smartphone, label: "{word}", quantity: 3}}
factors:
  types:
    - {{id: x-b, label: "{word}", embodied: {{climate_change: {{manufacturing: 5}}}}, lifetime_years: 1, source: "{word}"}}
""".encode()


def quiet_bytes(raw: bytes) -> None:
    """Nothing that drives a terminal: no C0 control but the line feed, no C1."""
    found = {char for char in raw.decode() if ord(char) < 32 or 127 <= ord(char) < 160} - {"\n", "\t"}
    assert not found, found


def test_hostile_names_are_read(snr: Run) -> None:
    assert snr("assess", "-", "-f", "json", stdin=hostile_dossier("simple")).returncode == 0


@pytest.mark.parametrize("name", walk(HOSTILE, 3))
@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "-", "--by", "site"],
        ["assess", "-", "-f", "json"],
        ["assess", "-", "-f", "csv"],
        ["explain", "-", "a"],
    ],
    ids=" ".join,
)
def test_hostile_names(name: str, arguments: list[str], snr: Run) -> None:
    done = snr(*arguments, stdin=hostile_dossier(HOSTILE[name]))
    assert done.returncode == 0, done.stderr.decode()[:500]
    assert ESC not in done.stdout
    assert ESC not in done.stderr
    if "csv" in arguments:
        rows = csv_rows(done.stdout)
        assert {row["line"] for row in rows if row["row"] == "line"} == {"a", "b"}
        assert not any(
            cell[:1] in ("=", "+", "-", "@", "\t", "\r")
            for row in rows
            for column, cell in row.items()
            if column not in ("value",)
        )
    elif "json" in arguments:
        conforms(json.loads(done.stdout))
    else:
        quiet_bytes(done.stdout)
    if arguments[0] == "assess" and "-f" not in arguments:
        assert too_long(done.stdout) == []


def test_hostile_file_name(tmp_path: Path, snr: Run) -> None:
    """A path drives no terminal either: in a finding, a mistake of usage, a result."""
    path = tmp_path / "a\x1b[31mb.yaml"
    path.write_text(WRONG, encoding="utf-8")
    for done in (
        snr("assess", path),
        snr("assess", tmp_path / "absent\x1b[31m"),
        snr("explain", MINIMAL, "\x1b[31mx"),
        snr("factors", "show", "\x1b[31m"),
        snr("assess", MINIMAL, "--without", "\x1b[31m"),
    ):
        assert done.returncode in (1, 2)
        assert ESC not in done.stderr
    path.write_text(FINE, encoding="utf-8")
    for output in ("text", "json", "csv"):
        assert ESC not in snr("assess", path, "-f", output).stdout


def too_long(raw: bytes, limit: int = 80) -> list[str]:
    return [line for line in raw.decode().split("\n") if len(line) > limit]


@pytest.mark.parametrize("example", ["minimal", "valmont", "bordeaux-metropole"])
@pytest.mark.parametrize("by", ["group", "site", "entity"])
def test_80_columns(example: str, by: str, snr: Run) -> None:
    assert too_long(snr("assess", "-v", EXAMPLES / example, "--by", by).stdout) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["assess", "--help"],
        ["explain", "--help"],
        ["factors", "--help"],
        ["factors", "list"],
        ["factors", "sources"],
        ["factors", "check"],
        ["factors", "show", "laptop"],
        ["factors", "show", "streaming"],
    ],
    ids=" ".join,
)
def test_80_columns_elsewhere(arguments: list[str], snr: Run) -> None:
    done = snr(*arguments)
    assert done.returncode == 0
    assert too_long(done.stdout) == []


def words(raw: bytes) -> str:
    """Return a screen on one line, every kind of space made plain."""
    return " ".join(raw.decode().split())


def test_screen_says_what_it_must(document: dict[str, Any], snr: Run) -> None:
    shown = words(snr("assess", "-v", VALMONT).stdout)
    for word in (
        "ORGANISATION",
        "TERRITOIRE",
        "NON ÉVALUÉ",
        "année 2025",
        "RCP SI",
        "ademe",
        document["factors"]["sha256"][:12],
        "entre",
    ):
        assert word in shown


def test_color(snr: Run) -> None:
    assert ESC not in snr("assess", "-v", MINIMAL).stdout
    assert ESC in snr("assess", "-v", MINIMAL, FORCE_COLOR="1").stdout
    assert ESC not in snr("assess", "-v", MINIMAL, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert ESC in snr("--color", "always", "assess", MINIMAL, NO_COLOR="1").stdout
    assert ESC not in snr("--color", "never", "assess", MINIMAL, FORCE_COLOR="1").stdout
    for arguments in (["factors", "list"], ["explain", str(MINIMAL), "total"], ["--help"]):
        assert ESC not in snr(*arguments, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_color_not_in_a_file(tmp_path: Path, snr: Run) -> None:
    snr("--color", "always", "assess", MINIMAL, "-o", tmp_path / "out.txt")
    assert ESC not in (tmp_path / "out.txt").read_bytes()


def test_open_licence_leaves_the_figure_by_inhabitant_out(snr: Run) -> None:
    found = json.loads(snr("assess", VALMONT, "--factors-licence", "open", "-f", "json").stdout)
    assert "climate_change" not in found["territory_estimate"]["totals"]
    gaps = [
        gap for gap in found["not_assessed"] if gap["subject"] == "territory" and gap["category"] == "climate_change"
    ]
    assert [gap["reason"] for gap in gaps] == ["closed_licence"]
    assert found["factors"]["licence"] == "open"
    shown = words(snr("assess", "-v", VALMONT, "--factors-licence", "open").stdout)
    assert "compté par habitant, non évalué" in shown
    assert "licences ouvertes seulement" in shown


def test_open_licence_uses_no_unclear_source(snr: Run) -> None:
    unclear = {
        source["id"]
        for source in json.loads(snr("factors", "list", "electricity", "--format", "json").stdout)["sources"]
        if source["redistribution"] in ("unclear", "no")
    }
    assert unclear
    found = json.loads(snr("assess", VALMONT, "--factors-licence", "open", "-f", "json").stdout)
    used = set(found["factors"]["sources"]) | {
        line["lifetime_years"]["source"] for line in found["organisation"]["lines"] if line["lifetime_years"]
    }
    used |= {fact["source"] for key, fact in found["territory"].items() if key != "name"} | {
        row["source"] for row in found["factors"]["electricity"].values()
    }
    assert not used & unclear


def test_partial_perimeter(tmp_path: Path, snr: Run) -> None:
    text = FINE + "  - {id: m, type: monitor, quantity: 10}\n"
    shown = words(snr("assess", "-v", "-", stdin=text.encode()).stdout)
    assert shown.count("Périmètre partiel") == 2
    assert "sans équipement ni abonnement inventorié pour :" in shown
    found = json.loads(snr("assess", "-", "-f", "json", stdin=text.encode()).stdout)
    assert "partial_perimeter" in [warning["code"] for warning in found["warnings"]]
    assert set(found["organisation"]["perimeter"]["missing_groups"]) >= {"printing", "telephony", "datacentre"}


def test_full_perimeter_says_nothing(document: dict[str, Any]) -> None:
    assert "partial_perimeter" not in [warning["code"] for warning in document["warnings"]]


# --- explain ----------------------------------------------------------------------------------------------------------

NUMBER = r"[−-]?\d+(?:,\d+)?(?:e[+−-]?\d+)?"
SUM = re.compile(rf"^\s*(?:= |Résultat = )?(max\()?({NUMBER}(?: [×÷+;] {NUMBER})*)\)? = ({NUMBER})(?: \S.*)?$")


def french_number(text: str) -> float:
    assert re.fullmatch(NUMBER, text), text
    return float(text.replace("−", "-").replace(",", "."))


def redo(expression: str, largest: bool) -> float:
    tokens = expression.split(" ")
    values = [french_number(token) for token in tokens[::2]]
    signs = set(tokens[1::2])
    if largest:
        assert signs <= {";"}
        return max(values)
    if signs == {"÷"}:
        return values[0] / prod(values[1:])
    if signs == {"+"}:
        return fsum(values)
    assert signs <= {"×"}
    return prod(values)


def arithmetic(text: str) -> list[tuple[str, float, float]]:
    """Return each calculation shown: the line, what its numbers give, what it says."""
    found = []
    for line in text.split("\n"):
        match = SUM.match(line)
        if match:
            found.append((line, redo(match[2], bool(match[1])), french_number(match[3])))
    return found


@cache
def valmont_once() -> Assessed:
    """Assess the example once: explaining two hundred lines must not read its inventory two hundred times."""
    return assess_dossier(VALMONT, shipped_tables())


def explained(name: str, category: str = "climate_change") -> str:
    out = io.StringIO()
    before, sys.stdout = sys.stdout, out
    try:
        with mock.patch.object(explain, "assessed", lambda *_, **__: valmont_once()):
            explain.command([str(VALMONT), name], category, None, None)
    finally:
        sys.stdout = before
    return out.getvalue()


def same(found: float, said: float) -> bool:
    return math.isclose(found, said, rel_tol=1e-9, abs_tol=0.0)


def impacts_of(document: dict[str, Any]) -> dict[str, Any]:
    lines = [
        *document["organisation"]["lines"],
        *document["public_services"],
        *document["territory_estimate"]["by_household"]["lines"],
        *document["uses"],
    ]
    return {line["id"]: line["impacts"] for line in lines}


def result_of(text: str) -> tuple[float, int]:
    """Return the result shown and how many terms it sums."""
    last = next(line for line in reversed(text.split("\n")) if line.startswith("Résultat"))
    *parts, total = re.split(" = ", last.removeprefix("Résultat = "))
    return french_number(total.split(" ")[0]), len(parts[0].split(" + ")) if parts else 0


@pytest.mark.parametrize("category", ["climate_change", "acidification", "mass_weee"])
def test_every_line_explained_gives_its_value(category: str, document: dict[str, Any]) -> None:
    impacts = impacts_of(document)
    assert len(impacts) >= 70
    assessed = 0
    for name, of_line in impacts.items():
        text = explained(name, category)
        sums = arithmetic(text)
        for line, found, said in sums:
            assert same(found, said), (name, line)
        if category not in of_line:
            assert "Non évalué" in text, name
            continue
        assessed += 1
        value, terms = result_of(text)
        assert same(value, of_line[category]["value"]), name
        assert terms >= 1
        steps = [line for line in text.split("\n") if line.startswith("Étape : ")]
        assert len(steps) == terms, name
        # the factor shown for each term is the last number of its product; every factor has a source and a place
        assert text.count("\n    facteur ") == terms, name
        assert len(sums) >= terms + 1, name
    assert assessed >= 20


def test_explain_electricity(document: dict[str, Any]) -> None:
    for line in document["organisation"]["lines"]:
        text = explained(line["id"], "final_energy")
        for shown, found, said in arithmetic(text):
            assert same(found, said), shown
        if line["electricity_kwh"] is None:
            assert "Non évalué" in text
        elif line["electricity_kwh"] == 0:
            assert result_of(text)[0] == 0
        else:
            assert same(result_of(text)[0], line["electricity_kwh"])


@pytest.mark.parametrize("category", ["climate_change", "acidification"])
def test_explain_total(category: str, document: dict[str, Any]) -> None:
    text = explained("total", category)
    values = [french_number(line.rpartition(" : ")[2]) for line in text.split("\n") if line.startswith("  ")]
    total = document["organisation"]["totals"][category]["value"]
    assert same(fsum(values), total)
    assert same(result_of(text)[0], total)


def test_explain_the_territory(document: dict[str, Any], snr: Run) -> None:
    estimate = document["territory_estimate"]
    wanted = {
        "territory": estimate["totals"]["climate_change"]["value"],
        **{f"territory.{tier}": values["climate_change"] for tier, values in estimate["by_tier"].items()},
        "territory.france_only": estimate["views"]["france_only"]["value"],
    }
    for name, value in wanted.items():
        done = snr("explain", VALMONT, name)
        assert done.returncode == 0
        text = done.stdout.decode()
        sums = arithmetic(text)
        assert sums
        for line, found, said in sums:
            assert same(found, said), line
        assert same(sums[0][1], value)
        assert same(result_of(text)[0], value)
        assert "ADEME" in text


def test_explain_by_subprocess(document: dict[str, Any], snr: Run) -> None:
    for name in ("portables-services", "salle-secours", "site-agglo", "territory-household-tv"):
        done = snr("explain", VALMONT, name)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == explained(name).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("portable-services", "portables-services"),
        ("teritory", "territory"),
        ("territory.terminal", "territory.terminals"),
        ("zzzzzzzzzzz", "possibles"),
    ],
)
def test_explain_unknown(line: str, near: str, snr: Run) -> None:
    done = snr("explain", VALMONT, line)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"« {near} »" in done.stderr.decode() or near == "possibles"
    assert near in done.stderr.decode()


def test_explain_a_line_named_total(snr: Run) -> None:
    """A line may not hide what `total` and `territory` explain."""
    for name in ("total", "territory"):
        done = snr("explain", "-", name, stdin=FINE.replace("id: a", f"id: {name}").encode())
        assert done.returncode == 1 or b"laptop" not in done.stdout.split(b"\n")[0]


# --- factors, help, version -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["show", "laptop"], ["show", "FR"], ["show", "streaming"], ["sources"], ["check"]],
    ids=" ".join,
)
def test_factors(arguments: list[str], snr: Run) -> None:
    table = snr("factors", *arguments)
    assert table.returncode == 0
    assert table.stdout


def test_factors_sources_says_our_edition_and_the_latest_known(snr: Run) -> None:
    sources = json.loads(snr("factors", "list", "territory", "--format", "json").stdout)["sources"]
    assert {source["latest_edition"] is None for source in sources} == {True, False}
    shown = " ".join(snr("factors", "sources").stdout.decode().split())
    assert "non vérifiée" in shown
    assert ", vue le " in shown
    assert all(source["edition"] for source in sources)


@pytest.mark.parametrize("kind", ["equipment", "services", "electricity", "territory"])
def test_factors_list_kind(kind: str, snr: Run) -> None:
    rows = json.loads(snr("factors", "list", kind, "--format", "json").stdout)["types"]
    assert {row["kind"] for row in rows} == {kind}


def test_factors_show_is_french(snr: Run) -> None:
    text = snr("factors", "show", "laptop").stdout.decode()
    assert not re.search(r"\d\.\d+ (ans|kWh)|\(\d+\.\d+ à", text)  # decimals have a comma


def test_factors_show_nearest(snr: Run) -> None:
    done = snr("factors", "show", "ordinateur portable")
    assert done.returncode == 2
    assert "laptop" in done.stderr.decode()


def test_the_list_of_factors_holds_every_value_use_and_source(
    snr: Run, tables: Tables, document: dict[str, Any]
) -> None:
    listed = json.loads(snr("factors", "list", "--format", "json").stdout)
    assert listed["sha256"] == document["factors"]["sha256"]
    values = {(value["table"], value["row"]) for row in listed["types"] for value in row["values"]}
    every = (EQUIPMENT, SERVICES, ELECTRICITY, TERRITORY)
    assert values == {
        (table, factor.row) for table in every for factor in tables.factors(table) if factor.stage != "pue"
    }  # a ratio of a room is of no type
    assert {usage["row"] for row in listed["types"] for usage in row["usages"]} == {
        usage.row for usage in tables.usages()
    }
    sources = {source["id"] for source in listed["sources"]}
    assert sources == set(tables.sources)
    assert {value["source"] for row in listed["types"] for value in row["values"]} <= sources


def words_of(command: Any, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    children = getattr(command, "commands", {})
    return [words, *(word for name, child in children.items() for word in words_of(child, (*words, name)))]


@pytest.mark.parametrize("words", words_of(get_command(app)), ids=" ".join)
def test_help(words: tuple[str, ...]) -> None:
    """French, and of snr: neither English words of Typer nor the Python type of an option."""
    done = in_process(*words, "-h")
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout
    for foreign in (
        "Usage:",
        "Options:",
        "Commands:",
        "COMMAND ",
        "ARGS",
        "Show this message",
        "default:",
        "[required]",
    ):
        assert foreign not in text
    for python in ("list[", "<str>", "<int", "<path>", "TEXT ", "INTEGER", "RANGE", "<=", ">=", "None", "\\[", "..."):
        assert python not in text


def test_help_says_what_each_option_takes() -> None:
    """The same whatever Typer writes of its own, which changed in 0.27 and 0.29."""
    assert in_process("factors", "show", "-h").stdout == (
        """Usage\xa0: snr factors show [OPTIONS] ID

  Montre toutes les valeurs d’un type : chaque source, l’écart entre elles, la
  valeur par défaut.

Arguments\xa0:
  ID  Identifiant de « snr factors list ».  [obligatoire]

Options\xa0:
  -h, --help  Affiche cette aide.

  Exemples :
    snr factors show laptop
    snr factors show streaming
"""
    )
    inventory = " ".join(in_process("inventory", "-h").stdout.split())
    assert "Usage : snr inventory [OPTIONS] FICHIER… " in inventory
    assert (
        "--year ANNÉE Année étudiée : les achats postérieurs sont mis de côté. [défaut : 2025 ; de 1990 à 2100]"
        in inventory
    )
    assert "--mapping FICHIER " in inventory
    assert "--accept Compte aussi" in inventory
    check = " ".join(in_process("check", "-h").stdout.split())
    assert "--select TEXTE Code ou début de code à juger (répétable). --ignore" in check
    assert "Usage : snr init [OPTIONS] [DOSSIER] " in " ".join(in_process("init", "-h").stdout.split())
    root = " ".join(in_process("-h").stdout.split())
    assert "Usage : snr [OPTIONS] COMMANDE [ARGUMENTS]… " in root
    assert "Commencer : init Crée un dossier" in root


def test_no_command(snr: Run) -> None:
    done = snr()
    assert done.returncode in (0, 2)
    assert b"assess" in done.stdout + done.stderr


def test_version(snr: Run) -> None:
    from snr_cli.model.version import __version__

    done = snr("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"snr {__version__}\n")


def test_help_loads_nothing_heavy() -> None:
    program = "import sys\nimport snr_cli.__main__\nfrom snr_cli.cli.app import app\napp(['--help'], standalone_mode=False)\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    loaded = set(done.stderr.decode().split())
    assert "snr_cli.cli.app" in loaded
    assert not loaded & {"pydantic", "jinja2", "yaml", "xlsxwriter", "snr_cli.model.dossier", "snr_cli.catalog.tables"}


def test_what_reads_inventories_is_loaded_for_them_alone() -> None:
    """Of their package, `check` has what knows the name of a person alone."""
    program = (
        "import sys\nimport snr_cli.__main__\nfrom snr_cli.cli.app import app\n"
        "for command in ('assess', 'check'):\n"
        f"    app([command, {str(MINIMAL)!r}], standalone_mode=False)\n"
        "    print(command, *sorted(name for name in sys.modules if name.startswith('snr_cli.inputs.inventory')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert done.returncode == 0
    told = {command: set(names) for command, *names in map(str.split, done.stderr.decode().splitlines())}
    assert told["assess"] <= {"snr_cli.inputs.inventory"}  # its docstring
    assert told["check"] == {"snr_cli.inputs.inventory" + name for name in ("", ".values")}


def test_an_assessment_does_not_read_the_installed_packages() -> None:
    """The loader of pydantic's plugins is left out, unless it is asked for what it alone has, or plugins are wanted."""
    program = (
        "import os, sys\nend = os._exit\n"
        "def told(code):\n"
        "    read = 'importlib.metadata' in sys.modules\n"
        "    from pydantic.plugin import _loader\n"
        "    print(read, _loader._plugins, len(_loader.get_plugins()), file=sys.stderr, flush=True)\n"
        "    end(code)\n"
        "os._exit = told\nfrom snr_cli.__main__ import run\nrun()"
    )
    command = [sys.executable, "-c", program, "assess", str(MINIMAL)]
    for wanted, answer in (("1", "False None 0"), ("none_of_them", "True {} 0")):
        env = {**environment(), "PYDANTIC_DISABLE_PLUGINS": wanted}
        done = subprocess.run(command, capture_output=True, env=env, check=False)
        assert (done.returncode, done.stderr.decode().strip()) == (0, answer)


def test_a_form_of_the_assessment_is_one_entry(snr: Run, tmp_path: Path) -> None:
    """The choices, the help and the refusals of `--format` are those of the entries; none is left without what writes it."""
    from snr_cli.cli.assess import FORMS

    help_text = snr("assess", "-v", "--help").stdout.decode()
    assert all(name in help_text for name in FORMS)
    for name, form in FORMS.items():
        done = snr("assess", str(EXAMPLES / "minimal"), "--by", "member", "--format", name, "-o", tmp_path / "result")
        assert done.returncode == 2 and done.stderr.decode().startswith("snr : --by member : ")
        assert not form.no_members or form.no_members in done.stderr.decode()
