"""Ratios of inventories against a bare Polars script: python benchmarks/inventory.py [RUNS] (needs `pip install polars`).

The generator (make_inventory.py) writes 10,000, 100,000 and 1,000,000 rows; the floor reads the same file and makes the same
sums over 12 categories; both are whole processes timed in turn. Memory is the peak of the process. The last line, without a
floor, is of rows whose models all differ, which nothing folds. Compile first: `python -m compileall -q src` and the packages
installed; else, where Python writes no bytecode, each run compiles them again.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make_inventory import write

GOALS = {10_000: 1.8, 100_000: 2.5, 1_000_000: 3.5}
MODELS = 200_000  # rows of as many models
DOSSIER = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: inv.csv}\n'
FLOOR = """
import sys
import polars as pl
rows = pl.read_csv(sys.argv[1], separator=";", infer_schema=False).with_columns(
    pl.col("Quantité").cast(pl.Float64, strict=False).alias("q"),
    pl.col("Date d'achat").str.slice(6, 4).cast(pl.Int32, strict=False).alias("year"),
    pl.col("Lieu").str.split(" > ").list.first().alias("site"),
).filter((pl.col("Statut") != "Réformé") & (pl.col("q") >= 0))
kinds = ["Portable", "Desktop", "Écran", "Smartphone", "Imprimante"]
factors = pl.DataFrame({"Types": kinds, **{f"c{i}": [float(i + k) for k in range(5)] for i in range(12)}})
sums = rows.group_by("Types", "year", "Entité", "site").agg(pl.col("q").sum()).join(factors, on="Types")
print(sums.select([(pl.col("q") * pl.col(f"c{i}") / 5).sum().alias(f"c{i}") for i in range(12)]))
"""


def run(command: list[str]) -> tuple[float, int]:
    """Return seconds and peak memory (KiB) of a process."""
    start = time.perf_counter()
    probe = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    peak = subprocess.run([sys.executable, "-c", probe, *command], check=True, capture_output=True, encoding="utf-8")
    return time.perf_counter() - start, int(peak.stdout)


def main() -> None:
    """Print a line for each size."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "territory.yaml").write_text(DOSSIER, encoding="utf-8")
        for size, goal in GOALS.items():
            write(home / "inv.csv", size)
            floor = [sys.executable, "-c", FLOOR, str(home / "inv.csv")]
            mine = [sys.executable, "-m", "snr_cli", "assess", str(home)]
            run(floor), run(mine)
            pairs = [(run(floor), run(mine)) for _ in range(runs)]
            ratio = statistics.median(b[0] / a[0] for a, b in pairs)
            memory = max(b[1] for _, b in pairs) / 1024
            theirs = max(a[1] for a, _ in pairs) / 1024
            seconds = statistics.median(b[0] for _, b in pairs)
            print(f"{size} rows: {ratio:.2f} (goal {goal}), {seconds:.2f} s, {memory:.0f} MiB (floor {theirs:.0f} MiB)")
        write(home / "inv.csv", MODELS, models=True)
        seconds, memory = run(mine)
        print(f"{MODELS} rows of as many models: {seconds:.2f} s, {memory / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
