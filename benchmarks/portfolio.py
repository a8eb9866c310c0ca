"""Times of `snr portfolio`: python benchmarks/portfolio.py [DOSSIERS] [--table] [--merge].

Makes so many dossiers (500) of a tenth of Valmont's size: seven lines and one in ten rows of its export, objectives, actions. Then
measures, in whole processes: a first run, the same again, a run after one change, one process alone; the peak memory of each, its
workers included; with `--table`, all the authorities of the table from their SIREN; with `--merge`, 35,000 rows of eight parts put together
(the communes of France), streamed into one JSON: at most 120 s and 500 MB.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
VALMONT = HERE.parent / "examples" / "valmont"
SNR = [sys.executable, "-m", "snr_cli"]
TENTH = 10
COMMUNES, PARTS = 35_000, 8
EXPORT = (VALMONT / "inventaire" / "glpi.csv").read_bytes().splitlines(keepends=True)


def write(folder: Path, rank: int) -> None:
    """Write a dossier: a tenth of the lines of Valmont, with its programme, its strategy, objectives and actions."""
    folder.mkdir(parents=True)
    types = ["switch", "ip_phone", "smartphone", "docking_station", "wifi_access_point", "feature_phone"]
    equipment: list[dict[str, object]] = [
        {"id": f"l{n}", "type": types[n], "quantity": (n + 7 * rank) % 90 + 3, "lifetime_years": (n + rank) % 4 + 4}
        for n in range(6)
    ]
    (folder / "territory.yaml").write_text(
        yaml.safe_dump(
            {
                "snr": 1,
                "include": ["equipment.yaml", "strategy.yaml"],
                "reference_year": 2025,
                "territory": {
                    "name": f"Commune {rank}",
                    "kind": "commune",
                    "department": "38",
                    "fictitious": True,
                    "population": {"totale": 12000 + 400 * (rank % 100), "municipale": 11900 + 400 * (rank % 100)},
                    "agents": {"total": 200 + rank % 50, "equipped": 150 + rank % 50},
                },
                "programme": {"date": "2022-11-24", "summary": "Premières actions."},
                "strategy": {"adopted_on": "2024-12-12", "period": {"start": 2025, "end": 2030}},
            },
            allow_unicode=True,
            sort_keys=False,
        ),
        encoding="utf-8",
    )
    (folder / "glpi.csv").write_bytes(b"".join([EXPORT[0], *EXPORT[1 + rank % TENTH :: TENTH]]))
    equipment.append({"id": "parc", "from": "glpi.csv"})
    (folder / "equipment.yaml").write_text(yaml.safe_dump({"equipment": equipment}, sort_keys=False), encoding="utf-8")
    strategy = {
        "indicators": [{"id": "I-53"}],
        "objectives": [
            {
                "id": "ges", "title": "Réduire l’empreinte", "perimeter": "organisation", "category": "climate_change",
                "reduction": "15 %", "from": 2025, "by": 2030, "indicators": ["I-53"],
            }
        ],
        "actions": [
            {
                "id": f"a{n}", "title": f"Allonger la durée de vie ({kind})", "themes": [2], "status": "planned",
                "schedule": {"start": 2026, "full": 2028}, "effects": [{"on": {"type": kind}, "lifetime_years": 8}],
                "objectives": ["ges"],
            }
            for n, kind in enumerate(("smartphone", "laptop"))
        ],
    }  # fmt: skip
    (folder / "strategy.yaml").write_text(
        yaml.safe_dump(strategy, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )


def timed(name: str, *arguments: str) -> None:
    """Run a command; print its seconds, those of its processors, and the most memory that all its processes had at once."""
    before, used = time.perf_counter(), _processor()
    process = subprocess.Popen([*SNR, "-q", "portfolio", *arguments], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.02)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{name}: code {process.returncode}")
    took, used = time.perf_counter() - before, _processor() - used
    print(f"{name:<36} {took:6.1f} s  {used:6.1f} s of processor  {peak / 2**20:6.0f} MiB", flush=True)


def _processor() -> float:
    """Return the seconds of processor of the commands that ended, their own processes included."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _resident(pid: int) -> int:
    """Return the bytes that a process and its children hold (Linux)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() + sum(_resident(int(child)) for child in children)


def merged(root: Path, made: Path) -> None:
    """Make eight parts of 35,000 rows, which are those of a few dossiers under other names, and time their merge."""
    subprocess.run(
        [*SNR, "-q", "portfolio", str(root), "--as-of", "2026-12-01", "--shard", "1/1", "-o", str(made)], check=True
    )
    head, *rows = (made / "portfolio-1-of-1.jsonl").read_text(encoding="utf-8").splitlines()
    parts = [str(made / f"portfolio-{part}-of-{PARTS}.jsonl") for part in range(1, PARTS + 1)]
    for part, path in enumerate(parts, 1):
        with Path(path).open("w", encoding="utf-8") as file:
            file.write(json.dumps({**json.loads(head), "shard": part, "of": PARTS, "dossiers": COMMUNES}) + "\n")
            for rank in range(part - 1, COMMUNES, PARTS):
                row = json.loads(rows[rank % len(rows)])
                file.write(json.dumps(row | {"path": f"d{rank}/territory.yaml", "name": f"Commune {rank}"}) + "\n")
    timed(f"{COMMUNES} rows merged, one JSON", *parts, "-f", "json", "-o", str(made / "whole.json"))


def main() -> None:
    """Print the times."""
    count = next((int(each) for each in sys.argv[1:] if each.isdigit()), 500)
    with tempfile.TemporaryDirectory() as made:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        root, table = Path(made) / "dossiers", Path(made) / "tableau"
        for rank in range(count):
            write(root / f"d{rank:04}", rank)
        timed(f"{count} dossiers", str(root), "-o", str(table))
        timed("again, nothing changed", str(root), "-o", str(table))
        with (root / "d0001" / "equipment.yaml").open("a", encoding="utf-8") as file:
            file.write("  # changed\n")
        timed("again, one changed", str(root), "-o", str(table))
        timed(f"{count} dossiers, one process", str(root), "--jobs", "1", "-f", "json")
        for path in sorted(table.iterdir()):
            if path.is_file():
                print(f"  {path.name}: {path.stat().st_size / 1000:.0f} kB")
        shutil.rmtree(table)
        if "--merge" in sys.argv:
            merged(root, Path(made))
        if "--table" in sys.argv:
            timed("all the authorities of the table", "all", "--as-of", "2026-01-01", "-o", str(table))


if __name__ == "__main__":
    main()
