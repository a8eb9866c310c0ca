"""Ratios of DESIGN section 10, each against a floor timed in the same run: python benchmarks/run.py [RUNS].

Times whole processes in turn (floor, snr, floor, snr…) and prints the median of the ratios pair by pair. Every process
finds its bytecode, as an installed one does, whatever the shell of the developer says.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import intervals

from snr_cli.catalog.opened import shipped_tables

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
MANY_LINES = 50_000
MEMBERS, MEMBER_LINES = 28, 3_000
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


# one command, one model, one file of YAML: what a program of this kind costs before it does anything
FLOOR_START = """
import sys, typer, yaml
from pydantic import BaseModel
class File(BaseModel):
    snr: int
    territory: dict
app = typer.Typer()
@app.command()
def main(path: str):
    with open(path, encoding="utf-8") as file:
        print(File.model_validate(yaml.load(file, yaml.CSafeLoader)).snr)
app()
"""
MANY_DOSSIERS, DOSSIER_LINES = 300, 30
# what runs a command on one core, where the system can be asked (Linux)
MANY_CORES = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
ONE_CORE = [
    sys.executable,
    "-c",
    "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); os.execv(sys.argv[1], sys.argv[1:])",
]


def seconds(command: list[str]) -> float:
    """Time one process; a check that finds mistakes ends with 1."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))
    return time.perf_counter() - start


def write(
    path: Path, lines: int, *, wrong_every: int = 0, head: str = "{name: X, department: '33'}", rank: int = 0
) -> str:
    """Write a dossier of so many lines of equipment, one in `wrong_every` of a negative quantity.

    `head` is its territory; dossiers of another `rank` have other quantities and lifetimes.
    """
    rows = "".join(
        f"  - {{id: l{n}, type: {TYPES[n % len(TYPES)]}, quantity: {'-' if wrong_every and n % wrong_every == 0 else ''}{(n + 7 * rank) % 40 + 1}, "
        f"lifetime_years: {(n + rank) % 5 + 3}, entity: e{n % 30}}}\n"
        for n in range(lines)
    )
    path.write_text(f"snr: 1\nreference_year: 2025\nterritory: {head}\nequipment:\n{rows}", encoding="utf-8")
    return str(path)


def write_group(folder: Path) -> str:
    """Write a group of ten lines, all pooled, and its members."""
    head = "{{name: X, department: '33', agents: {{total: {}}}}}".format
    for member in range(MEMBERS):
        (folder / f"m{member}").mkdir(parents=True)
        write(folder / f"m{member}" / "territory.yaml", MEMBER_LINES, head=head(10 + member))
    write(folder / "territory.yaml", 10, head=head(100))
    with (folder / "territory.yaml").open("a", encoding="utf-8") as file:
        file.write("members:\n" + "".join(f"  - path: m{member}\n" for member in range(MEMBERS)))
        file.write("shared:\n" + "".join(f"  - {{line: l{line}, key: agents}}\n" for line in range(10)))
    return str(folder)


def write_book(folder: Path) -> str:
    """Write the example as a workbook, beside the inventories that it reads."""
    from snr_cli.api.catalogue import words_of
    from snr_cli.inputs.dossier.load import read_dossier
    from snr_cli.inputs.workbook.shape import dossier_sheets
    from snr_cli.inputs.workbook.values import filled_sheets
    from snr_cli.inputs.workbook.write import workbook_bytes
    from snr_cli.model.dossier import Dossier

    words = words_of(shipped_tables())
    read = read_dossier(str(EXAMPLE), words)
    assert read.joined is not None
    data = Dossier.model_validate(read.joined.data).model_dump(exclude_unset=True, by_alias=True)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.yaml", "documents"))
    for path in EXAMPLE.glob("inventaire/*.yaml"):  # the mapping of an export
        shutil.copy(path, folder / "inventaire")
    (folder / "territory.xlsx").write_bytes(workbook_bytes(filled_sheets(data), words.type_labels(), dossier_sheets()))
    return str(folder)


def ratio(command: list[str], floor: list[str], runs: int) -> tuple[float, float]:
    """Return the median ratio and the median seconds of the command."""
    seconds(floor), seconds(command)
    pairs = [(seconds(floor), seconds(command)) for _ in range(runs)]
    return statistics.median(b / a for a, b in pairs), statistics.median(b for _, b in pairs)


def main() -> None:
    """Print the ratios."""
    if len(sys.argv) > 1 and not sys.argv[1].isdigit():
        print(__doc__)
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        large = write(Path(folder) / "large.yaml", LINES)
        right = write(Path(folder) / "right.yaml", MANY_LINES)
        wrong = write(Path(folder) / "wrong.yaml", MANY_LINES, wrong_every=5)
        alone = write(Path(folder) / "alone.yaml", MEMBERS * MEMBER_LINES)
        group = write_group(Path(folder) / "group")
        typed = [*SNR, "check", "--profile", "saisie"]
        start = [sys.executable, "-c", FLOOR_START, str(EXAMPLE / "territory.yaml")]
        many = [write(Path(folder) / f"d{rank}.yaml", DOSSIER_LINES, rank=rank) for rank in range(MANY_DOSSIERS)]
        cases = [
            ("snr --help / import typer", 1.1, [*SNR, "--help"], [sys.executable, "-c", "import typer"]),
            (
                "snr assess valmont / one command, one model, YAML",
                2.2,
                [*SNR, "assess", str(EXAMPLE)],
                start,
            ),
            (
                "snr assess, 10 000 lines / CSafeLoader + pydantic + sums",
                0.55,
                [*SNR, "assess", large],
                [sys.executable, "-c", FLOOR_LINES, large],
            ),
            (
                "snr assess valmont in a workbook / in YAML",
                1.3,
                [*SNR, "assess", write_book(Path(folder) / "book")],
                [*SNR, "assess", str(EXAMPLE)],
            ),
            (
                "snr check --profile saisie valmont / one command, one model, YAML",
                2.2,
                [*typed, str(EXAMPLE)],
                start,
            ),
            (
                "snr plan valmont, intervals / snr assess",
                1.4,
                [*SNR, "plan", str(EXAMPLE)],
                [*SNR, "assess", str(EXAMPLE)],
            ),
            (
                "snr plan valmont -f json, ten years, intervals in every category / snr assess -f json",
                2,
                [*SNR, "plan", str(EXAMPLE), "--horizon", "2035", "-f", "json"],
                [*SNR, "assess", str(EXAMPLE), "-f", "json"],
            ),
            (
                "snr draft valmont, strategy in HTML / snr assess",
                2.2,
                [*SNR, "draft", str(EXAMPLE), "--document", "strategie", "--format", "html"],
                [*SNR, "assess", str(EXAMPLE)],
            ),
            ("snr check valmont / snr assess", 1.2, [*SNR, "check", str(EXAMPLE)], [*SNR, "assess", str(EXAMPLE)]),
            ("snr compare, 50 000 lines / snr assess", 4, [*SNR, "compare", right, right], [*SNR, "assess", right]),
            ("snr check, 10 000 lines / snr assess", 1.3, [*SNR, "check", large], [*SNR, "assess", large]),
            ("snr check, 50 000 lines, 10 000 mistakes / none", 3, [*typed, wrong], [*typed, right]),
            (
                "snr assess, 28 members of 3 000 lines / one of 84 000",
                1.3,
                [*SNR, "assess", group],
                [*SNR, "assess", alone],
            ),
            *(
                (
                    f"snr assess -f {form}, 300 dossiers of 30 lines / snr assess valmont",
                    goal,
                    [*SNR, "assess", *many, "-f", form],
                    [*SNR, "assess", str(EXAMPLE)],
                )
                for form, goal in (("text", 8), ("csv", 9), ("json", 32))
            ),
            *(
                (
                    f"snr assess -f {form}, 300 dossiers of 30 lines, the cores of the machine / one core",
                    goal,
                    [*SNR, "assess", *many, "-f", form],
                    [*ONE_CORE, *SNR, "assess", *many, "-f", form],
                )
                for form, goal in (("text", 0.8), ("csv", 0.8), ("json", 0.7))
                if MANY_CORES
            ),
        ]
        for name, goal, command, floor in cases:
            found, took = ratio(command, floor, runs)
            print(f"{name}: {found:.2f} (goal {goal}), {took * 1000:.0f} ms")
    found, took = intervals.speed(shipped_tables(), runs)
    print(f"{intervals.SPEED}: {found:.2f} (goal {intervals.SPEED_GOAL}), {took * 1000:.0f} ms")


if __name__ == "__main__":
    main()
