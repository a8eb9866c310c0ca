"""Writes again what the program or the tables make: `python tools/regenerate.py`, or some of it: `… --only documents guide`.

It stops before anything is written when `check_factors.py` does. `GENERATORS` names each set of files, what makes it and the test that
tells it stale: that test names its one command. What changed is printed, and read by `git diff` before it is committed.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
COUNT: Final = re.compile(r"^(\| `([a-z_/]+\.csv)` \| )[\d,]+( \|)", re.MULTILINE)
Files = Iterator[tuple[str, str | bytes]]  # names in the repository, and what each holds


@dataclass(frozen=True)
class Generator:
    """Files that the program or the tables make."""

    made: Callable[[], Files]
    files: str  # said to people
    tests: tuple[str, ...]  # that tell one of them stale


def script(name: str) -> Any:
    """Return a script of docs as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def page(name: str) -> Callable[[], Files]:
    """Return what makes a page of docs by the script of its name."""
    return lambda: iter([(f"docs/{name}.md", script(f"docs/{name}.py").page())])


def words() -> Files:
    """Yield what is written by hand with the words of the lexicon as they are now, and the page that keeps them."""
    import terms

    yield from ((path.relative_to(ROOT).as_posix(), text) for path, _, text in terms.to_rewrite())
    yield terms.RECORD, terms.page()


def about() -> Files:
    """Yield what snr says of itself to machines."""
    from about import FILES

    yield from ((name, made()) for name, made in FILES.items())


def tables_readme() -> Files:
    """Yield the README of the tables with the rows and the sources that they hold now."""
    from measured import measured, tables

    text = measured("factors/README.md")
    yield "factors/README.md", COUNT.sub(lambda row: f"{row[1]}{sum(1 for _ in tables().rows(row[2])):,}{row[3]}", text)


def method() -> Files:
    """Yield the method with the tables that snr computes."""
    from measured import measured

    yield "docs/method.md", measured("docs/method.md")


def result_schemas() -> Files:
    """Yield the schemas of results and of dossiers, as `snr schema` writes them."""
    from snr_cli.cli.schema import names

    for name in names():
        command = [sys.executable, "-m", "snr_cli", "schema", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True, env=ENVIRONMENT)
        yield f"docs/schemas/{name}.schema.json", done.stdout


def open_data() -> Files:
    """Yield the files of `schemas/`."""
    from schema_folder import repository, schema_examples
    from snr_cli.catalog.opened import open_tables
    from snr_cli.opendata.publishing import publish_strategy

    tables = open_tables(ROOT / "factors")
    published = publish_strategy(ROOT / "examples" / "valmont", (), tables=tables).files
    made = {**repository(tables), **schema_examples(tables, published)}
    yield from ((f"schemas/{name}", text) for name, text in made.items())


def documents() -> Files:
    """Yield the documents of Valmont."""
    from documents import drafted

    yield from drafted(ENVIRONMENT)


def guide() -> Files:
    """Yield the pages of the guide with their screens, played in order in one folder, as a reader would."""
    screens = script("docs/guide/ecrans.py")
    with tempfile.TemporaryDirectory() as folder:
        for path, text in screens.played(Path(folder)):
            yield path.relative_to(ROOT).as_posix(), text


# in this order: documents and screens show what the others hold
GENERATORS: Final = {
    "words": Generator(
        words,
        "docs/mots.md and what is written by hand",
        ("tests/test_terms.py::test_what_is_written_by_hand_holds_the_words_of_today",),
    ),
    "factors": Generator(
        tables_readme,
        "factors/README.md",
        ("tests/test_licences.py::test_the_table_of_reasons_is_that_of_the_sources",),
    ),
    "about": Generator(
        about,
        "CITATION.cff, codemeta.json, sbom.cdx.json",
        ("tests/test_about.py::test_each_file_says_what_is_declared",),
    ),
    "method": Generator(
        method, "docs/method.md", ("tests/test_licences.py::test_the_tables_of_the_method_are_computed",)
    ),
    "schemas": Generator(
        result_schemas, "docs/schemas/", ("tests/test_schema.py::test_generated_file_is_what_the_command_answers",)
    ),
    "open-data": Generator(
        open_data, "schemas/", ("tests/test_publish.py::test_the_folder_of_schemas_is_that_of_the_program",)
    ),
    "commands": Generator(
        page("commandes"), "docs/commandes.md", ("tests/test_docs.py::test_page_of_commands_is_that_of_the_program",)
    ),
    "bridges": Generator(
        page("passerelles"), "docs/passerelles.md", ("tests/test_bridges.py::test_the_page_is_that_of_the_bridges",)
    ),
    "documents": Generator(
        documents,
        "examples/valmont/documents/",
        (
            "tests/test_documents_golden.py::test_a_document_is_the_one_of_the_repository",
            "tests/test_docx.py::test_the_same_dossier_gives_the_parts_of_the_repository",
            "tests/test_odt.py::test_the_same_dossier_gives_the_parts_of_the_repository",
        ),
    ),
    "guide": Generator(guide, "docs/guide/", ("tests/test_guide.py::test_screens_are_those_of_the_program",)),
}


def write(name: str, made: str | bytes) -> None:
    """Write a file of the repository when it does not hold the same, and say so."""
    from documents import parts

    path, data = ROOT / name, made if isinstance(made, bytes) else made.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or parts(path.read_bytes()) != parts(data):
        path.write_bytes(data)
        print(name, flush=True)


def main(only: list[str]) -> None:
    """Write all of them, or those that are named."""
    checked = subprocess.run(  # nothing is written from tables that do not hold
        [sys.executable, ROOT / "tools" / "check_factors.py"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=ENVIRONMENT,
    )
    if checked.returncode:
        sys.exit(checked.stderr.strip() or f"tools/check_factors.py: {checked.returncode}")
    for name, generator in GENERATORS.items():
        if not only or name in only:
            for file, made in generator.made():
                write(file, made)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        choices=GENERATORS,
        metavar="NAME",
        help="; ".join(f"{name} ({generator.files})" for name, generator in GENERATORS.items()),
    )
    main(parser.parse_args().only)
