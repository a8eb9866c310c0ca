"""Plans that cannot be: each through the command line, from a file, a folder and standard input; never a traceback."""

from pathlib import Path

import pytest

from in_process import snr

HEAD = """snr: 1
reference_year: 2025
territory: {name: X, department: "33", fictitious: true}
equipment:
  - {id: portables, type: laptop, quantity: 300, lifetime_years: 5}
  - {id: tablettes, type: tablet, quantity: 30}
"""


def effect(text: str) -> str:
    return f"actions:\n  - {{id: a, title: A, effects: [{{on: {{type: laptop}}, {text}}}]}}\n"


def objective(text: str) -> str:
    return f"objectives:\n  - {{id: o, perimeter: organisation, category: climate_change, {text}}}\n"


# name → (what follows the head, code of the finding, its line, exit code of the plan)
WRONG: dict[str, tuple[str, str, int, int]] = {
    "circular types": (
        "actions:\n"
        "  - {id: a, title: A, effects: [{on: {type: laptop}, replaced_by: tablet}]}\n"
        "  - {id: b, title: B, effects: [{on: {type: tablet}, replaced_by: laptop}]}\n",
        "SNR608",
        8,
        0,
    ),
    "circular actions": (
        "actions:\n  - {id: a, title: A, replaces: [b]}\n  - {id: b, title: B, replaces: [a]}\n",
        "SNR608",
        8,
        0,
    ),
    "replaces itself": ("actions:\n  - {id: a, title: A, replaces: [a]}\n", "SNR608", 8, 0),
    "end before start": (
        "actions:\n  - {id: a, title: A, schedule: {start: 2028, end: 2026}, effects: [{on: {type: laptop}, pue: 2}]}\n",
        "SNR604",
        8,
        0,
    ),
    "end before full": (
        "actions:\n  - {id: a, title: A, schedule: {full: 2028, end: 2026}, effects: [{on: {type: laptop}, pue: 2}]}\n",
        "SNR604",
        8,
        0,
    ),
    "strategy ends first": ("strategy: {period: {start: 2030, end: 2026}}\n", "SNR604", 7, 0),
    "objective of 120 %": (objective("reduction: 120 %, by: 2030"), "SNR205", 8, 1),
    "growth of 10,000 %": (
        "strategy: {baseline: [{type: laptop, percent_per_year: 10000, source: s}]}\n",
        "SNR204",
        7,
        1,
    ),
    "growth without source": ("strategy: {baseline: [{type: laptop, percent_per_year: 10}]}\n", "SNR202", 7, 1),
    "growth of nothing known": (
        "strategy: {baseline: [{type: lapin, percent_per_year: 1, source: s}]}\n",
        "SNR301",
        7,
        1,
    ),
    "growth of no line": ("strategy: {baseline: [{type: monitor, percent_per_year: 1, source: s}]}\n", "SNR601", 7, 0),
    "growth twice": (
        "strategy:\n  baseline:\n"
        "    - {type: laptop, percent_per_year: 1, source: s}\n    - {type: laptop, percent_per_year: 2, source: s}\n",
        "SNR302",
        10,
        1,
    ),
    "path twice": (
        "strategy:\n  electricity_paths:\n"
        "    - {name: p, factors: {2030: 0.1}, source: s}\n    - {name: p, factors: {2030: 0.2}, source: s}\n",
        "SNR302",
        10,
        1,
    ),
    "path without source": ("strategy: {electricity_paths: [{name: p, factors: {2030: 0.1}}]}\n", "SNR202", 7, 1),
    "path of nowhere": (
        "strategy: {electricity_paths: [{name: p, place: ZZ, factors: {2030: 0.1}, source: s}]}\n",
        "SNR301",
        7,
        1,
    ),
    "path below zero": ("strategy: {electricity_paths: [{name: p, factors: {2030: -1}, source: s}]}\n", "SNR204", 7, 1),
    "path of nothing": ("strategy: {electricity_paths: [{name: p, factors: {}, source: s}]}\n", "SNR204", 7, 1),
    "retired line": (
        "actions:\n  - {id: a, title: A, effects: [{on: {line: vieux}, lifetime_years: 7}]}\n",
        "SNR303",
        8,
        1,
    ),
    "nothing aimed at": (
        "actions:\n  - {id: a, title: A, effects: [{on: {room: vieille}, lifetime_years: 7}]}\n",
        "SNR601",
        8,
        0,
    ),
    "unknown replacement": (effect("replaced_by: nimporte"), "SNR301", 8, 1),
    "a service for an equipment": (effect("replaced_by: storage_tb_year"), "SNR208", 8, 1),
    "unknown component": (effect("added_component: nimporte"), "SNR301", 8, 1),
    "not a number": (effect("lifetime_years: .nan"), "SNR204", 8, 1),
    "infinite": (effect("quantity: .inf"), "SNR204", 8, 1),
    "1e300": (effect("quantity_change: 1e300"), "SNR204", 8, 1),
    "negative": (effect("quantity: -3"), "SNR204", 8, 1),
    "less than no hours": (effect("hours_change_percent: -101"), "SNR204", 8, 1),
    "negative purchases": (effect("purchases_avoided: -1"), "SNR204", 8, 1),
    "share of 120 %": (effect("lifetime_years: 7, share: 120 %"), "SNR205", 8, 1),
    "nothing changed": (effect("share: 0.5"), "SNR603", 8, 0),
    "in vain": (effect("page_weight_mb: 1"), "SNR607", 8, 0),
    "twice the same": (
        "actions:\n"
        "  - {id: a, title: A, effects: [{on: {type: laptop}, lifetime_years: 7}]}\n"
        "  - {id: b, title: B, effects: [{on: {line: portables}, lifetime_years: 8}]}\n",
        "SNR602",
        9,
        0,
    ),
    "twice the same PUE": (
        "services:\n  - {id: salle, type: server_room, pue: 2}\nactions:\n"
        "  - {id: a, title: A, effects: [{on: {line: salle}, pue: 1.5}]}\n"
        "  - {id: b, title: B, effects: [{on: {room: salle}, pue: 1.4}]}\n",
        "SNR602",
        11,
        0,
    ),
    "twice the same years on the territory": (
        "actions:\n"
        "  - {id: a, title: A, effects: [{on: {territory: smartphone_lifetime_years}, lifetime_years: 4}]}\n"
        "  - {id: b, title: B, effects: [{on: {territory: smartphone_lifetime_years}, lifetime_years: 5}]}\n",
        "SNR602",
        9,
        0,
    ),
    "markup": (
        'actions:\n  - {id: a, title: "[bold]<script>x</script>[/x] \\e[31m", effects: [{on: {type: laptop}, pue: 2}]}\n',
        "SNR607",
        8,
        0,
    ),
}


@pytest.mark.parametrize("way", ["file", "folder", "stdin"])
@pytest.mark.parametrize("name", WRONG)
def test_a_plan_that_cannot_be(name: str, way: str, tmp_path: Path) -> None:
    body, code, line, exit_code = WRONG[name]
    text = HEAD + body
    file = tmp_path / "territory.yaml"
    file.write_text(text, encoding="utf-8")
    where = {"file": str(file), "folder": str(tmp_path), "stdin": "-"}[way]
    stdin = text.encode() if way == "stdin" else b""
    done = snr("check", "--select", code, "--format", "compact", where, stdin=stdin)
    rows = [row for row in done.stdout.split("\n") if f" {code} : " in row]
    assert f":{line}:" in rows[0], done.stdout
    assert done.returncode == exit_code
    planned = snr("plan", where, stdin=stdin)
    assert planned.returncode == exit_code, planned.stderr
    assert bool(planned.stdout) is (exit_code == 0)
    assert "\x1b" not in planned.stdout


@pytest.mark.parametrize("horizon", ["2024", "2076", "-5"])
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_horizon_before_the_reference_year_or_too_far(horizon: str, way: str, tmp_path: Path) -> None:
    file = tmp_path / "territory.yaml"
    file.write_text(HEAD, encoding="utf-8")
    done = snr("plan", "-" if way == "stdin" else str(file), "--horizon", horizon, stdin=HEAD.encode())
    assert (done.returncode, done.stdout) == (2, "")
    assert "2025" in done.stderr


def test_many_actions_on_one_line() -> None:
    """Five hundred actions: each takes 1 % of the laptops away, one after the other; 0.99^500 of them are left.

    Each of these weighs 185.09 / 5 kg a year; electricity is left out (0 kWh).
    """
    rows = "".join(
        f"  - {{id: a{rank}, title: A, effects: [{{on: {{type: laptop}}, quantity_change_percent: -1}}]}}\n"
        for rank in range(500)
    )
    text = HEAD.replace("lifetime_years: 5}", "lifetime_years: 5, kwh_per_year: 0}").replace(
        "  - {id: tablettes, type: tablet, quantity: 30}\n", ""
    )
    done = snr("plan", "-", "--format", "csv", "--horizon", "2026", stdin=f"{text}actions:\n{rows}".encode())
    assert done.returncode == 0
    values = [row.split(",") for row in done.stdout.split("\n") if row.startswith("2026,climate_change,kgCO2e,")]
    (left,) = (float(row[4]) for row in values if row[3] == "with_actions")
    assert left == pytest.approx(0.99**500 * 300 * (170 + 12.3 + 2.79) / 5, rel=1e-9)
