"""Ratios of DESIGN section 10, each against a floor of the same run: python benchmarks/run.py [RUNS] [WORD…].

Seconds of processor are the median of pairs of whole processes run in turn (floor, snr, floor, snr…). Instructions are those
that cachegrind counts once (no load disturbs them; they do not see the access to files, so both gate): where valgrind is not
installed, they are said absent. A WORD keeps the works whose name holds it. Bytecode is compiled first. Ends with 1 when a goal is missed.

Rows of inventories and Polars are in inventory.py, intervals in intervals.py, portfolios in portfolio.py, the page in page.py,
other tools in peers.py.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

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
MEMBERS, MEMBER_LINES = 28, 3_000
DOSSIERS, DOSSIER_LINES = 300, 30
# one command, one model, one file of YAML, with the shortcuts that snr takes: no plugins of pydantic, no collector, no rich,
# nothing closed at the end
START = """
import gc, os, sys
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"
loader = sys.modules["pydantic.plugin._loader"] = type(sys)("pydantic.plugin._loader")
loader.get_plugins = tuple
gc.disable()
import typer, yaml
from pydantic import BaseModel
class File(BaseModel):
    snr: int
    territory: dict
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def main(path: str):
    with open(path, encoding="utf-8") as file:
        print(File.model_validate(yaml.load(file, yaml.CSafeLoader)).snr)
app(standalone_mode=False)
sys.stdout.flush()
os._exit(0)
"""
SUMS = """
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

BOOK = """
import pathlib, sys
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.workbook import shape, values, write
from snr_cli.model.dossier import Dossier
words = words_of(shipped_tables())
data = Dossier.model_validate(read_dossier(sys.argv[1], words).joined.data).model_dump(exclude_unset=True, by_alias=True)
book = write.workbook_bytes(values.filled_sheets(data), words.type_labels(), shape.dossier_sheets())
pathlib.Path(sys.argv[2]).write_bytes(book)
"""


class Work(NamedTuple):
    """What is measured, what it is divided by, and the most that this may be; None in instructions: too long to count."""

    name: str
    command: list[str]
    floor: list[str]
    cpu: float
    instructions: float | None = None


def works(folder: Path) -> list[Work]:
    """Write what the works read; return them."""
    valmont, large = str(EXAMPLE), write(folder / "large.yaml", 10_000)
    right, wrong = write(folder / "right.yaml", 50_000), write(folder / "wrong.yaml", 50_000, wrong_every=5)
    alone = write(folder / "alone.yaml", MEMBERS * MEMBER_LINES)
    many = [write(folder / f"d{rank}.yaml", DOSSIER_LINES, rank=rank) for rank in range(DOSSIERS)]
    start = [sys.executable, "-c", START, str(EXAMPLE / "territory.yaml")]
    assess, typed, draft = [*SNR, "assess"], [*SNR, "check", "--profile", "saisie"], [*SNR, "draft", valmont]
    one = [*assess, valmont]
    ten_years = [*SNR, "plan", valmont, "--horizon", "2035", "-f", "json"]
    strategy = [*draft, "--document", "strategie", "--format"]
    return [
        Work("help / import typer", [*SNR, "--help"], [sys.executable, "-c", "import typer"], 1.1, 1.15),
        Work("assess / floor", one, start, 2.4, 3.6),
        Work("check saisie / floor", [*typed, valmont], start, 2.2, 3.3),
        Work("check / assess", [*SNR, "check", valmont], one, 1.15, 1.15),
        Work("plan / assess", [*SNR, "plan", valmont], one, 1.4, 1.4),
        Work("plan JSON, ten years / assess JSON", ten_years, [*one, "-f", "json"], 1.8, 1.8),
        Work("draft note HTML / assess", [*draft, "--document", "note", "--format", "html"], one, 2.0, 2.0),
        Work("draft HTML / assess", [*strategy, "html"], one, 2.0, 2.0),
        Work("draft docx / assess", [*strategy, "docx"], one, 2.4, 2.4),
        Work("workbook / YAML", [*assess, write_book(folder / "book")], one, 1.3, 1.3),
        Work("YAML, 10 000 lines / sums", [*assess, large], [sys.executable, "-c", SUMS, large], 0.55, 0.55),
        Work("check of 10 000 lines / assess", [*SNR, "check", large], [*assess, large], 1.25),
        Work("compare of 50 000 lines / assess", [*SNR, "compare", right, right], [*assess, right], 3),
        Work("check, 10 000 mistakes of 50 000 / none", [*typed, wrong], [*typed, right], 3),
        Work("plan of 4 000 actions / of 2 000", *(plan_of(folder, count) for count in (4_000, 2_000)), 2.3),
        Work("28 members of 3 000 lines / one of 84 000", [*assess, write_group(folder / "group")], [*assess, alone], 1.3),
        Work("300 dossiers of 30 lines / assess", [*assess, *many], one, 8),
    ]  # fmt: skip


def write(path: Path, lines: int, *, wrong_every: int = 0, total: int = 0, rank: int = 0) -> str:
    """Write a dossier of so many lines of equipment, one in `wrong_every` of a negative quantity.

    `total` is the agents of its territory; dossiers of another `rank` have other quantities and lifetimes.
    """
    agents = f", agents: {{total: {total}}}" if total else ""
    rows = "".join(
        f"  - {{id: l{n}, type: {TYPES[n % len(TYPES)]}, "
        f"quantity: {'-' if wrong_every and n % wrong_every == 0 else ''}{(n + 7 * rank) % 40 + 1}, "
        f"lifetime_years: {(n + rank) % 5 + 3}, entity: e{n % 30}}}\n"
        for n in range(lines)
    )
    head = f"snr: 1\nreference_year: 2025\nterritory: {{name: X, department: '33'{agents}}}\n"
    path.write_text(f"{head}equipment:\n{rows}", encoding="utf-8")
    return str(path)


def plan_of(folder: Path, count: int) -> list[str]:
    """Return the plan of a dossier of so many lines, each with an action."""
    path = folder / f"plan{count}.yaml"
    write(path, count, total=100)
    changes = ["quantity_change: -1", "lifetime_years: 8", "kwh_per_year: 20", "refurbished_share: 0.2"]
    with path.open("a", encoding="utf-8") as file:
        file.write("actions:\n")
        for n in range(count):
            effect = f"{{on: {{line: l{n}}}, {changes[n % 4]}}}"
            file.write(
                f"  - {{id: a{n}, title: Action {n}, themes: [2], status: under_way, "
                f"schedule: {{start: 2026, full: 2028}}, effects: [{effect}]}}\n"
            )
    return [*SNR, "plan", str(path)]


def write_group(folder: Path) -> str:
    """Write a group of ten lines, all pooled, and its members."""
    for member in range(MEMBERS):
        (folder / f"m{member}").mkdir(parents=True)
        write(folder / f"m{member}" / "territory.yaml", MEMBER_LINES, total=10 + member)
    write(folder / "territory.yaml", 10, total=100)
    with (folder / "territory.yaml").open("a", encoding="utf-8") as file:
        file.write("members:\n" + "".join(f"  - path: m{member}\n" for member in range(MEMBERS)))
        file.write("shared:\n" + "".join(f"  - {{line: l{line}, key: agents}}\n" for line in range(10)))
    return str(folder)


def write_book(folder: Path) -> str:
    """Write the example as a workbook, beside the inventories that it reads."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.yaml", "documents"))
    for path in EXAMPLE.glob("inventaire/*.yaml"):  # the mapping of an export
        shutil.copy(path, folder / "inventaire")
    subprocess.run([sys.executable, "-c", BOOK, str(EXAMPLE), str(folder / "territory.xlsx")], check=True)
    return str(folder)


def processor(command: list[str]) -> tuple[float, float]:
    """Return the seconds of processor of a process, and its peak memory (MiB); a check that finds mistakes ends with 1."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[:5]}: code {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def instructions(command: list[str], counted: dict[tuple[str, ...], float]) -> float:
    """Return the instructions of a process, in thousands of millions."""
    if tuple(command) not in counted:
        tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", *command]
        done = subprocess.run(
            tool, check=False, env={**os.environ, "PYTHONHASHSEED": "0"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )  # fmt: skip
        found = re.findall(rb"I +refs: +([\d,]+)", done.stderr)
        counted[tuple(command)] = int(found[-1].replace(b",", b"")) / 1e9
    return counted[tuple(command)]


def told(found: float, goal: float) -> str:
    """Return a ratio and whether its goal is met."""
    return f"{found:5.2f} (goal {goal:g}{'' if found <= goal else ', MISSED'})"


def main(runs: int, words: list[str]) -> int:
    """Print a line for each work."""
    missed, counted = 0, dict[tuple[str, ...], float]()
    counting = shutil.which("valgrind") is not None
    if not counting:
        print("valgrind is not installed: instructions are not counted")
    with tempfile.TemporaryDirectory() as made:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(made) / "bytecode")  # the first run of each command compiles
        for work in works(Path(made)):
            if words and not any(word in work.name for word in words):
                continue
            processor(work.floor), processor(work.command)
            pairs = [(processor(work.floor)[0], processor(work.command)) for _ in range(runs)]
            ratio = statistics.median(mine[0] / floor for floor, mine in pairs)
            spent = statistics.median(mine[0] for _, mine in pairs)
            peak = max(mine[1] for _, mine in pairs)
            line = f"{work.name:<42} CPU {told(ratio, work.cpu):<24}{spent:7.2f} s {peak:4.0f} MiB"
            missed += ratio > work.cpu
            if counting and work.instructions:
                mine, floor = (instructions(each, counted) for each in (work.command, work.floor))
                line += f"   instructions {told(mine / floor, work.instructions):<24}{mine:6.3f} G"
                missed += mine / floor > work.instructions
            print(line, flush=True)
        if not words or "memory" in words:
            peak = processor([*SNR, "assess", write(Path(made) / "hundred.yaml", 100_000)])[1]
            print(f"{'memory of 100 000 lines of YAML':<42} {told(peak, 250)} MiB")
            missed += peak > 250
    return int(missed > 0)


if __name__ == "__main__":
    if any(each.startswith("-") for each in sys.argv[1:]):
        raise SystemExit(__doc__)
    raise SystemExit(
        main(
            next((int(each) for each in sys.argv[1:] if each.isdigit()), 9),
            [each for each in sys.argv[1:] if not each.isdigit()],
        )
    )
