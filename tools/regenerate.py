"""Writes again every file that the program or the tables make: `python tools/regenerate.py`.

It stops before anything is written when `snr factors check` does. What snr says of itself (tools/about.py), schemas (of results, and `schemas/`, those of open data), pages of docs, counts and tables of factors/README.md, documents of Valmont, screens of the guide. The tests compare each with what
is written today, and name this command; what it changed is printed, and read by `git diff` before it is committed.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# run in this order: documents and screens show what the others hold
PAGES: Final = {
    "docs/commandes.md": "docs/commandes.py",
    "docs/gabarits.md": "docs/gabarits.py",
    "docs/passerelles.md": "docs/passerelles.py",
}
PLAYED: Final = ("tools/documents.py", "docs/guide/ecrans.py")
COUNT: Final = re.compile(r"^(\| `([a-z_/]+\.csv)` \| )[\d,]+( \|)", re.MULTILINE)


def output(*arguments: str) -> str:
    """Return what a command of Python writes, run with the sources of this tree."""
    done = subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    return done.stdout


def counted(text: str) -> str:
    """Return the README of the tables with the rows that each holds now."""
    from snr_cli.catalog.opened import open_tables

    tables = open_tables(ROOT / "factors")
    return COUNT.sub(lambda row: f"{row[1]}{sum(1 for _ in tables.rows(row[2])):,}{row[3]}", text)


def published_schemas() -> dict[str, str]:
    """Return the files of `schemas/`, by their name inside it."""
    from snr_cli.api.publishing import publish_strategy
    from snr_cli.catalog.opened import open_tables
    from snr_cli.outputs.publication.repository import repository, schema_examples

    tables = open_tables(ROOT / "factors")
    published = publish_strategy(ROOT / "examples" / "valmont", (), tables=tables).files
    return {**repository(tables), **schema_examples(tables, published)}


def write(name: str, text: str) -> None:
    """Write a file of the repository when it is not the same, and say so."""
    path = ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(name, flush=True)


def main() -> None:
    """Write all of them."""
    from snr_cli.cli.schema import names

    checked = subprocess.run(  # nothing is written from tables that do not hold
        [sys.executable, "-m", "snr_cli", "factors", "check"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    if checked.returncode:
        sys.exit(checked.stderr.strip() or f"snr factors check : {checked.returncode}")
    readme = "factors/README.md"
    write(readme, counted((ROOT / readme).read_text(encoding="utf-8")))
    from about import FILES  # beside this file
    from measured import TABLES, measured

    for name, about in FILES.items():
        write(name, about())
    for name in TABLES:
        write(name, measured(name))
    for name in names():
        write(f"docs/schemas/{name}.schema.json", output("-m", "snr_cli", "schema", name))
    for name, text in published_schemas().items():
        write(f"schemas/{name}", text)
    for page, script in PAGES.items():
        write(page, output(script))
    for script in PLAYED:
        print(output(script), end="", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
