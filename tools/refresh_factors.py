"""Reads the rows of the factor tables anew in the packages that registries serve: `python tools/refresh_factors.py [SOURCE…]`.

`factors/recipes.yaml` says, for each row that a package holds, the package, its version, the file and the way to the value.
Packages are downloaded by pip and npm and their files read: nothing of them is run. What is told: rows reproduced, rows that
differ, rows without recipe, newer versions, and, when a value differs, the tonnes moved in three examples. `--write` writes it.
`factors/checksums.csv` holds a checksum of our rows by table and source (not of the published files, which could not all be
fetched): an alteration is seen without network, and `--record` records a wanted one.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from statistics import fmean
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from check_factors import check_tables  # noqa: E402
from snr_cli.api.comparing import compare_factors  # noqa: E402 (from the folder named just above)
from snr_cli.catalog.opened import open_tables  # noqa: E402
from snr_cli.catalog.records import CatalogError  # noqa: E402
from snr_cli.catalog.tables import ACTIONS  # noqa: E402
from snr_cli.engine.records import CLIMATE  # noqa: E402
from snr_cli.plan.factor_update import FACTOR_NUMBERS  # noqa: E402

RECIPES: Final = "recipes.yaml"
CHECKSUMS: Final = "checksums.csv"
EXAMPLES: Final = ("valmont", "minimal", "la-rochelle-2020")
_SUMMED: Final = (*FACTOR_NUMBERS, ACTIONS, "territory/authorities.csv")
# what we decide or explain of a row, and where it is read: no number of its source
_OURS: Final = {"is_default", "to_confirm", "valid_until", "replaced_by", "locator"}
_LARGEST: Final = 50_000_000  # bytes of a file of a package
_PATIENCE: Final = 300  # seconds that a registry has to answer
_OBJECT: Final = re.compile(r"const (\w+) = (\{[^;]*\})")
_YAML: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Key = tuple[str, str]  # a table, a source


class RegistryError(Exception):
    """A registry does not answer, or does not have what is asked."""


class Row(NamedTuple):
    """A row that has a recipe: where it is, and what the package says (None, and why, when the way leads nowhere)."""

    table: str
    number: int
    source: str
    what: str
    old: float
    new: float | None
    place: str

    @property
    def differs(self) -> bool:
        """Whether the package says another value."""
        return self.new is not None and self.new != self.old


def said(recipe: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, str] | None:
    """Return what the templates of a recipe say of a row, None when the recipe is not of that row."""
    found = re.search(recipe.get("locator", ""), cells["locator"])
    if recipe["source"] != cells["source"] or found is None:
        return None
    names = {**cells, **found.groupdict()}
    words = recipe.get("words", {})
    if any(names[column] not in known for column, known in words.items()):
        return None
    return {**names, **{column: known[names[column]] for column, known in words.items()}}


def members(folder: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    """Yield each file of a folder and of the archives in it: its name, its bytes, what reads it."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".whl":
            with ZipFile(path) as wheel:
                yield from ((each.filename, each.file_size, partial(wheel.read, each)) for each in wheel.infolist())
        elif path.suffix == ".tgz":
            with tarfile.open(path) as archive:
                for each in archive:
                    if content := archive.extractfile(each):
                        yield each.name, each.size, content.read
        else:
            yield path.as_posix(), path.stat().st_size, path.read_bytes


def parsed(folder: Path, name: str) -> Any:
    """Return what a file of a package holds, by its kind: CSV, JSON, YAML, constants of JavaScript.

    Raises:
        LookupError: the file is not there, is there twice, or is too large.
    """
    found = [read() for each, size, read in members(folder) if f"/{each}".endswith(f"/{name}") and size <= _LARGEST]
    if len(found) != 1:
        raise LookupError(f"{name}: {len(found)} files of that name")
    text = found[0].decode("utf-8-sig")
    if name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(text)))
    if name.endswith(".json"):
        return json.loads(text)
    if name.endswith(".js"):  # an object of constants is YAML, but for its quotes
        return {match[1]: yaml.load(match[2].replace("\\'", "'"), _YAML) for match in _OBJECT.finditer(text)}
    return yaml.load(text, _YAML)


def numbers(found: Any, path: Sequence[str], key: Sequence[str]) -> list[float]:
    """Return the numbers that a way leads to: one, or several by `*`.

    Raises:
        LookupError, TypeError, ValueError: it leads to no number, or to several entries of a list.
    """
    if not path:
        return [float(str(found).replace(",", ".").split()[0])]  # « 49300 gCO2e », « 2,36E+03 »
    step, *rest = path
    if step == "*":
        entries = found.values() if isinstance(found, dict) else found
        return [number for entry in entries for number in numbers(entry, rest, key)]
    if isinstance(found, list):
        (entry,) = [entry for entry in found if " ".join(entry[name] for name in key).strip() == step]
        return numbers(entry, rest, key)
    return numbers(found[step], rest, key)


# what a file that is not as its recipe says, or an archive that is broken, raises
_UNREADABLE: Final = (
    LookupError, TypeError, ValueError, OSError, EOFError, zlib.error, yaml.YAMLError, tarfile.TarError, zipfile.BadZipFile,
)  # fmt: skip


def looked_up(
    recipe: Mapping[str, Any], names: Mapping[str, str], opened: Callable[[str], Any]
) -> tuple[float | None, str]:
    """Return the value that a recipe finds for a row, and its place; None, and why, when the way leads nowhere."""
    place = recipe["file"]
    try:
        path = [step.format(**names) for step in recipe["path"]]
        name = recipe["file"].format(**names)
        place = f"{name}: {' > '.join(path)}"
        value = fmean(numbers(opened(name), path, recipe.get("key", ())))
    except _UNREADABLE as error:
        return None, f"{place}: {type(error).__name__} {error}"
    if not value:
        return None, f"{place}: 0, which packages write where they have no value"
    return float(f"{value * recipe.get('scale', 1):.6g}"), place


def asked(*command: str) -> str:
    """Return what a client of a registry answers.

    Raises:
        RegistryError: it fails, or is not there.
    """
    try:
        done = subprocess.run(
            [shutil.which(command[0]) or command[0], *command[1:]],
            check=True, capture_output=True, encoding="utf-8", timeout=_PATIENCE,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise RegistryError(f"{' '.join(command)}: {getattr(error, 'stderr', '') or error}") from None
    return done.stdout


def newest(registry: str, package: str) -> str:
    """Return the newest version that a registry has."""
    if registry == "npm":
        return asked("npm", "view", package, "version").strip()
    return asked(sys.executable, "-m", "pip", "index", "versions", package).partition("(")[2].partition(")")[0]


def download(registry: str, package: str, version: str, folder: Path) -> None:
    """Put the archive of a package in a folder; nothing of it is run: no source to build, no script."""
    folder.mkdir(parents=True)
    if registry == "npm":
        asked("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), f"{package}@{version}")
    else:
        options = ("-q", "--no-deps", "--only-binary=:all:", "-d", str(folder))
        asked(sys.executable, "-m", "pip", "download", *options, f"{package}=={version}")


def checksums(folder: Path) -> dict[_Key, str]:
    """Return the checksum of our rows by table and source, whatever their order: all their cells but ours and French texts."""
    tables, lines = open_tables(folder), dict[_Key, list[str]]()
    for table in _SUMMED:
        for _, cells in tables.rows(table):
            kept = {name: cell for name, cell in cells.items() if name not in _OURS and not name.endswith("_fr")}
            lines.setdefault((table, cells.get("source", "")), []).append(json.dumps(kept, sort_keys=True))
    return {key: hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest() for key, rows in sorted(lines.items())}


def recorded(folder: Path) -> dict[_Key, str]:
    """Return the checksums that are recorded."""
    with (folder / CHECKSUMS).open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["source"]): row["sha256"] for row in csv.DictReader(file)}


def altered(folder: Path) -> list[_Key]:
    """Return the tables and sources whose rows are not those of the recorded checksums."""
    now, then = checksums(folder), recorded(folder)
    return [key for key in sorted(now | then) if now.get(key) != then.get(key)]


def record(folder: Path, sums: Mapping[_Key, str]) -> None:
    """Record checksums."""
    text = "".join(f"{table},{source},{value}\n" for (table, source), value in sorted(sums.items()))
    (folder / CHECKSUMS).write_text(f"table,source,sha256\n{text}", encoding="utf-8", newline="\n")


def rewrite(folder: Path, rows: Iterable[Row]) -> None:
    """Write the new value of rows in their tables; every other byte is kept.

    Raises:
        CatalogError: the tables would not be right any more.
    """
    for row in rows:
        path = folder / row.table
        lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
        titles, cells = (next(csv.reader([lines[number]])) for number in (0, row.number - 1))
        cells[titles.index("value")] = repr(row.new)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(cells)
        lines[row.number - 1] = out.getvalue()
        path.write_bytes("".join(lines).encode())
    check_tables(open_tables(folder))


def edited(folder: Path, place: Path, changed: Sequence[Row]) -> None:
    """Make a copy of the tables with the new values, and tell what they move in the examples.

    Raises:
        CatalogError: the tables would not be right any more.
    """
    shutil.copytree(folder, place)
    rewrite(place, changed)
    for name in EXAMPLES:
        update = compare_factors(ROOT / "examples" / name, folder, place).update
        before, after, _ = update.organisation.get(CLIMATE, (None, None, True))
        tonnes = ["not assessed" if total is None else f"{total / 1000:.6g} t" for total in (before, after)]
        climate = " -> ".join(tonnes) if CLIMATE in update.organisation else "unchanged"
        print(f"examples/{name}: climate of the organisation {climate}; {len(update.lines)} lines move")


def fetched(
    recipes: Sequence[Mapping[str, Any]], packages: Mapping[str, Any], folder: Path, latest: bool
) -> dict[str, str]:
    """Download the packages of recipes, each in its folder, and return their versions; newer ones are told.

    Raises:
        RegistryError: a registry does not answer.
    """
    versions = {}
    for package in dict.fromkeys(recipe["package"] for recipe in recipes):
        registry, version = packages[package]["registry"], packages[package]["version"]
        if (last := newest(registry, package)) != version:
            print(f"{package}: the recipes are of {version}, the registry has {last}")
        versions[package] = last if latest else version
        download(registry, package, versions[package], folder / package)
    return versions


def told(rows: Sequence[Row], without: Mapping[str, int], reasons: Mapping[str, str]) -> None:
    """Print the counts of each source, then the rows that differ or are found no more."""
    for source in sorted({*without, *(row.source for row in rows)}):
        mine = [row for row in rows if row.source == source]
        lost, differ = sum(row.new is None for row in mine), sum(row.differs for row in mine)
        counts = {"reproduced": len(mine) - lost - differ, "differ": differ, "lost": lost}
        texts = [f"{count} {word}" for word, count in counts.items() if count]
        if count := without.get(source):
            texts.append(f"{count} without recipe ({reasons.get(source, 'no reason given')})")
        print(f"{source}: {', '.join(texts)}")
    for row in rows:
        if row.new != row.old:
            print(f"{row.table}:{row.number} {row.what}: {row.old!r} -> {row.new!r} ({row.place})")
    print(f"{sum(row.new == row.old for row in rows)} rows reproduced, of {len(rows) + sum(without.values())}")


_NAMES: Final = (
    "id",
    "type",
    "service",
    "place",
    "category",
    "stage",
    "component",
    "year",
)  # what tells a row from another


def read_again(
    recipes: Sequence[Mapping[str, Any]], folder: Path, opened: Callable[[str, str], Any]
) -> tuple[list[Row], Counter[str]]:
    """Return the rows that have a recipe, each with what its package says, and how many have none by source."""
    tables, rows, without = open_tables(folder), list[Row](), Counter[str]()
    for table in FACTOR_NUMBERS:
        mine = [recipe for recipe in recipes if recipe["table"] == table]
        for number, cells in tables.rows(table):
            recipe, names = next(((each, names) for each in mine if (names := said(each, cells))), (None, None))
            if recipe is None or names is None:
                without[cells["source"]] += 1
                continue
            new, found = looked_up(recipe, names, partial(opened, recipe["package"]))
            what = " ".join(cells[title] for title in _NAMES if cells.get(title))
            rows.append(Row(table, number, cells["source"], what, float(cells["value"]), new, found))
    return rows, without


def refreshed(declared: Mapping[str, Any], options: argparse.Namespace, folder: Path, place: Path) -> int:
    """Look every row up, tell, write what is asked; return 1 when something is not as recipes and checksums say.

    Raises:
        RegistryError: a registry does not answer.
        CatalogError: with the values found, the tables would not be right any more; nothing is written.
    """
    recipes = [recipe for recipe in declared["recipes"] if not options.sources or recipe["source"] in options.sources]
    if options.latest:  # a version is of a whole package
        served = {recipe["package"] for recipe in recipes}
        recipes = [recipe for recipe in declared["recipes"] if recipe["package"] in served]
    versions = {} if options.local else fetched(recipes, declared["packages"], place, options.latest)
    opened = cache(lambda package, name: parsed(options.local or place / package, name))
    rows, without = read_again(recipes, folder, opened)
    reasons = {source: why for why, found in declared["without"].items() for source in found}
    told(rows, {each: without[each] for each in without if not options.sources or each in options.sources}, reasons)
    changed, spoilt = [row for row in rows if row.differs], altered(folder)
    if changed:
        edited(folder, place / "factors", changed)
    if changed and options.write:
        for table in {row.table for row in changed}:
            shutil.copyfile(place / "factors" / table, folder / table)
        written = {(row.table, row.source) for row in changed} - set(spoilt)  # what was altered by hand stays told
        record(folder, recorded(folder) | {key: sum_ for key, sum_ in checksums(folder).items() if key in written})
        spoilt = altered(folder)
    if options.latest and options.write:
        text = (folder / RECIPES).read_text(encoding="utf-8")
        for package, version in versions.items():
            text = re.sub(rf'(?m)^(  "?{re.escape(package)}"?: .*version: )[^}}]+', rf"\g<1>{version}", text)
        (folder / RECIPES).write_text(text, encoding="utf-8", newline="\n")
    for table, source in spoilt:
        print(f"{table}, {source or 'no source'}: altered since its checksum was recorded")
    unwanted = changed and not (options.write or options.latest)
    return int(bool(spoilt or unwanted or any(row.new is None for row in rows)))


def main(arguments: Sequence[str], folder: Path = ROOT / "factors") -> int:
    """Read the arguments and refresh; 1 when something is not as recipes and checksums say, 2 when nothing can be said."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="only these sources")
    parser.add_argument("--from", dest="local", type=Path, help="a folder of archives, or of their files: no registry")
    parser.add_argument("--latest", action="store_true", help="the newest version of each package, not the recipe’s")
    parser.add_argument("--write", action="store_true", help="write the values found")
    parser.add_argument("--record", action="store_true", help="record the checksums of the rows as they are, and stop")
    options = parser.parse_args(arguments)
    if options.record:
        for table, source in altered(folder):
            print(f"{table}, {source or 'no source'}: recorded as it is; read its source again if you did not")
        record(folder, checksums(folder))
        return 0
    if options.local and not options.local.is_dir():
        parser.error(f"{options.local}: no such folder")
    declared = yaml.load((folder / RECIPES).read_text(encoding="utf-8"), _YAML)
    if unknown := set(options.sources) - {recipe["source"] for recipe in declared["recipes"]}:
        why = {source: reason for reason, found in declared["without"].items() for source in found}
        parser.error("; ".join(f"{source}: {why.get(source, 'no such source')}" for source in sorted(unknown)))
    with tempfile.TemporaryDirectory() as place:
        try:
            return refreshed(declared, options, folder, Path(place))
        except (RegistryError, CatalogError) as error:
            print(error, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
