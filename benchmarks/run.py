"""Ratios of DESIGN section 10, each against a floor timed in the same run: python benchmarks/run.py [RUNS].

Times whole processes in turn (floor, snr, floor, snr…) and prints the median of the ratios pair by pair.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "valmont"
SNR = [sys.executable, "-m", "snr_cli"]
TYPES = [
    "laptop",
    "desktop_professional",
    "monitor",
    "smartphone",
    "tablet",
    "printer_laser",
    "ip_phone",
    "docking_station",
]
LINES = 10_000
FLOOR_LINES = """
import sys, yaml
from pydantic import BaseModel
class Line(BaseModel):
    id: str
    type: str
    quantity: float
    lifetime_years: float
    entity: str
class File(BaseModel):
    snr: int
    reference_year: int
    territory: dict
    equipment: list[Line]
data = File.model_validate(yaml.load(open(sys.argv[1], encoding="utf-8"), yaml.CSafeLoader))
sums = {}
for line in data.equipment:
    sums[line.type] = sums.get(line.type, 0.0) + line.quantity / line.lifetime_years
print(sums)
"""


def seconds(command: list[str]) -> float:
    """Time one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(command: list[str], floor: list[str], runs: int) -> tuple[float, float]:
    """Return the median ratio and the median seconds of the command."""
    seconds(floor), seconds(command)
    pairs = [(seconds(floor), seconds(command)) for _ in range(runs)]
    return statistics.median(b / a for a, b in pairs), statistics.median(b for _, b in pairs)


def main() -> None:
    """Print the three ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.yaml"
        rows = "".join(
            f"  - {{id: l{n}, type: {TYPES[n % len(TYPES)]}, quantity: {n % 40 + 1}, lifetime_years: {n % 5 + 3}, entity: e{n % 30}}}\n"
            for n in range(LINES)
        )
        large.write_text(
            f"snr: 1\nreference_year: 2025\nterritory: {{name: X, department: '33'}}\nequipment:\n{rows}",
            encoding="utf-8",
        )
        cases = [
            ("snr --help / import typer", 1.3, [*SNR, "--help"], [sys.executable, "-c", "import typer"]),
            (
                "snr assess valmont / import typer, pydantic, yaml, rich.table",
                1.7,
                [*SNR, "assess", str(EXAMPLE)],
                [sys.executable, "-c", "import typer, pydantic, yaml, rich.table"],
            ),
            (
                "snr assess, 10 000 lines / CSafeLoader + pydantic + sums",
                0.6,
                [*SNR, "assess", str(large)],
                [sys.executable, "-c", FLOOR_LINES, str(large)],
            ),
        ]
        for name, goal, command, floor in cases:
            found, took = ratio(command, floor, runs)
            print(f"{name}: {found:.2f} (goal {goal}), {took * 1000:.0f} ms")


if __name__ == "__main__":
    main()
