"""The documentation says what the program does: figures, commands, options, links."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from snr_cli.cli.app import app
from stale import hold, regenerate, to_write
from walks import mostly

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = ROOT / "examples" / "la-rochelle-2020" / "territory.yaml"
SETS = ("ademe", "declarations", "ecodiag")
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "factors" / "README.md",
        ROOT / "examples" / "README.md",
    ]
)
# named once in README, for all commands
COMMON = {"--help"}


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def read(name: str) -> str:
    """Return a page with ordinary spaces."""
    return plain((ROOT / name).read_text(encoding="utf-8"))


@cache
def assessed(factor_set: str, laptops: int = 1250, desktops: int = 1250) -> dict:
    """Assess the dossier of La Rochelle with another split of the computers."""
    text = DOSSIER.read_text(encoding="utf-8")
    first, second = re.findall(r"quantity: 1250", text)
    text = text.replace(first, f"quantity: {laptops}", 1).replace(second, f"quantity: {desktops}", 1)
    return run("-", "--factor-set", factor_set, text=text)


def run(*arguments: str, text: str | None = None) -> dict:
    """Return the JSON document of `snr assess`."""
    done = subprocess.run(
        [sys.executable, "-m", "snr_cli", "assess", *arguments, "--format", "json"],
        input=text,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def climate(document: dict) -> float:
    """Return the organisation's total in tonnes."""
    return document["organisation"]["totals"]["climate_change"]["value"] / 1000


def table(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table of La Rochelle's page that begins with a heading."""
    lines = read("docs/la-rochelle.md").split("\n")
    start = lines.index(heading)
    rows = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows[name] = cells
    return rows


RESULTS = table("| | Publié | ademe | declarations | ecodiag |")
SPLITS = table("| | ademe | declarations | ecodiag |")


@pytest.mark.parametrize("factor_set", mostly(SETS, "ecodiag"))
def test_la_rochelle_prints_what_the_program_gives(factor_set: str) -> None:
    document = assessed(factor_set)
    total = climate(document)
    use = document["organisation"]["by_stage"]["use"]["climate_change"] / 1000
    lines = {
        line["id"]: line["impacts"]["climate_change"]["value"] / 1000 for line in document["organisation"]["lines"]
    }
    expected = {
        "Total": total,
        "Écrans": lines["ecrans"],
        "Portables": lines["portables"],
        "Fixes": lines["fixes"],
        "Hors utilisation": total - use,
        "Utilisation": use,
        "Part hors utilisation (%)": 100 * (total - use) / total,
        "Électricité (MWh)": document["organisation"]["totals"]["final_energy"]["value"] / 1000,
    }
    column = 1 + SETS.index(factor_set)
    written = {name: f"{value:.0f}" for name, value in expected.items()}
    assert {name: cells[column] for name, cells in RESULTS.items()} == written, (
        f"docs/la-rochelle.md, column {factor_set}: write {written}, and by how much it moved in CHANGELOG.md"
    )


@pytest.mark.parametrize(
    ("row", "laptops", "desktops"),
    mostly([("Tous portables", 2500, 0), ("Tous fixes", 0, 2500)], ("Tous fixes", 0, 2500)),
)
def test_la_rochelle_split_of_the_computers(row: str, laptops: int, desktops: int) -> None:
    written = [f"{climate(assessed(name, laptops, desktops)):.0f}" for name in SETS]
    assert SPLITS[row] == written, f"docs/la-rochelle.md, row « {row} »: write {' | '.join(written)}"


def test_la_rochelle_explains_with_the_factors_used() -> None:
    page = read("docs/la-rochelle.md")
    lifetimes, embodied = [], []
    for name in SETS:
        monitor = next(line for line in assessed(name)["organisation"]["lines"] if line["id"] == "ecrans")
        stages = monitor["impacts"]["climate_change"]["stages"]
        years = monitor["lifetime_years"]["value"]
        lifetimes.append(years)
        embodied.append(sum(value for stage, value in stages.items() if stage != "use") * years / monitor["quantity"])
    assert lifetimes == [6, 6, 5]
    first, second, third = (f"{value:.0f}" for value in embodied)
    for wanted in (f"{first} kg CO2e pour l’ADEME, {second} kg", f"{third} kg pour EcoDiag"):
        assert wanted in page, f"docs/la-rochelle.md: write « {wanted} »"


def test_la_rochelle_published_figures_are_in_the_dossier() -> None:
    quantities = [int(value) for value in re.findall(r"quantity: (\d+)", DOSSIER.read_text(encoding="utf-8"))]
    assert sum(quantities[:2]) == 2500
    assert quantities[2] == 3400


def test_readme_prints_the_figures_of_valmont() -> None:
    document = run("examples/valmont")
    territory = document["territory_estimate"]["totals"]["climate_change"]
    readme = read("README.md")
    around = f"{round(territory['value'] / 1000, -2):,.0f}".replace(",", " ")
    for wanted in (f"Changement climatique : {climate(document):.0f} t CO2e par an", f"environ {around} t CO2e par an"):
        assert wanted in readme, f"README.md: write « {wanted} », and by how much it moved in CHANGELOG.md"
    assert (territory["low"] // 1e5, -(-territory["high"] // 1e5)) == (182, 660), (
        "the interval of the territory of Valmont moved: write it here and in README, and say by how much in CHANGELOG.md"
    )
    assert "entre 18 200 et 66 000 t CO2e" in readme


def commands() -> dict[tuple[str, ...], set[str]]:
    """Return every command, by its words, with its options."""
    found: dict[tuple[str, ...], set[str]] = {}

    def walk(command: object, words: tuple[str, ...]) -> None:
        found[words] = {
            name for parameter in command.params for name in parameter.opts if name.startswith("--")
        } - COMMON
        for name, child in getattr(command, "commands", {}).items():
            walk(child, (*words, name))

    walk(get_command(app), ())
    return found


COMMANDS = commands()


def test_page_of_commands_is_that_of_the_program() -> None:
    hold("commands")


def test_readme_table_names_every_command_and_no_other() -> None:
    section = read("README.md").partition("## Commands")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `snr (\w+)", section, re.M)
    wanted = {words[0] for words in COMMANDS if words} - {"rule"}  # a hidden alias
    assert sorted(named) == sorted(wanted), (
        f"README.md, table of « Commands »: one row a command; missing {wanted - {*named}}, or no command { ({*named} - wanted) }"
    )


def test_options_named_in_readme_exist() -> None:
    unknown = set(re.findall(r"`(--[a-z-]+)", read("README.md"))) - COMMON - set().union(*COMMANDS.values())
    assert not unknown, f"README.md names options that no command has: {unknown} (docs/commandes.md has them all)"


def test_command_lines_of_the_pages_exist() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"```sh\n(.*?)```", text, re.S):
            for line in re.findall(r"(?:^|&& )(?:\.venv/bin/)?snr (.+)$", block, re.M):
                words = line.split()
                known = max((w for w in COMMANDS if tuple(words[: len(w)]) == w), key=len)
                assert known, f"{page.name}: snr {line}"
                options = {word.partition("=")[0] for word in words if word.startswith("--")}
                unknown = options - COMMANDS[known]
                assert not unknown, f"{page.name}: snr {line}: no option {unknown}; it takes {COMMANDS[known]}"


def test_smallest_dossier_of_the_readme_is_accepted() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", read("README.md"), re.S)
    assert len(text.strip().split("\n")) == 3
    document = run("-", text=text)
    assert document["territory_estimate"]["totals"]["climate_change"]["value"] > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_resolve(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == [], f"{page.relative_to(ROOT)}: nothing is there; write the path of what it was moved to"


def test_modules_named_in_contributing_are_there() -> None:
    named = set(re.findall(r"`([\w./-]+\.py)`", read("CONTRIBUTING.md")))
    files = [path.as_posix() for folder in ("src", "tests", "tools") for path in (ROOT / folder).rglob("*.py")]
    gone = {name for name in named if not any(path.endswith(f"/{name}") for path in files)}
    assert not gone, f"CONTRIBUTING.md: write where these were moved to: {', '.join(sorted(gone))}"


def test_factor_tables_have_the_rows_said() -> None:
    for name, rows in re.findall(r"^\| `([\w/]+\.csv)` \| ([\d,]+) \|", read("factors/README.md"), re.M):
        lines = (ROOT / "factors" / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == int(rows.replace(",", "")), f"{name}: {to_write('factors')}"


def test_nothing_is_written_again_from_tables_that_do_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    written: list[object] = []

    def failing(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command[1:])
        return subprocess.CompletedProcess(command, 3, "", "snr : données livrées avec snr en défaut\n")

    monkeypatch.setattr(subprocess, "run", failing)
    monkeypatch.setattr(regenerate, "write", lambda *each: written.append(each))
    with pytest.raises(SystemExit, match="données livrées avec snr en défaut"):
        regenerate.main([])
    assert asked == [[ROOT / "tools" / "check_factors.py"]]
    assert written == []
