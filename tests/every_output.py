"""Writes every output of every example in a folder, in one process; runs on any Python that has what snr needs.

`python tests/every_output.py FOLDER [EXAMPLE…] [--files]` prints nothing: `FOLDER` holds one file by command; with --files, office documents,
workbooks, publication, portfolio and what the page is answered too.
"""

import contextlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from unittest import mock

import snr_cli
from snr_cli.cli import assess, compare, plan
from snr_cli.documents.kinds import DocumentName

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("minimal", "valmont", "bordeaux-metropole", "la-rochelle-2020", "applications", "pooling")
DOCUMENTS = get_args(DocumentName)
RESULT, ECODIAG = "assess.json", "ecodiag.json"
PAGE_VIEWS = (
    "conversation",
    "sheets",
    "form",
    "plan",
    "suggestions",
    "exports",
)  # what the page asks of `page/bridge.py`


class _Ended(BaseException):
    pass


def _end(code: int) -> None:
    raise _Ended


def output(*arguments: str) -> str:
    """Return what a command writes on standard output, whatever its exit code."""
    from snr_cli.__main__ import run

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1782864000", "NO_COLOR": "1", "COLUMNS": "100"}
    with (
        mock.patch.multiple(sys, argv=["snr", *arguments], stdout=out, stderr=err),
        mock.patch.object(os, "_exit", _end),
        mock.patch.dict(os.environ, environment, clear=True),
        contextlib.suppress(_Ended),
    ):
        run()
    out.flush()
    out.seek(0)
    return out.read()


def commands(example: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of a file and the command that writes it; results first, which others read."""
    dossier = str(ROOT / "examples" / example)
    json, csv = ("--format", "json"), ("--format", "csv")
    yield RESULT, ("assess", dossier, *json)
    yield ECODIAG, ("assess", dossier, "--factor-set", "ecodiag", *json)
    yield "assess.csv", ("assess", dossier, *csv)
    yield "assess.txt", ("assess", dossier)
    yield "plan.json", ("plan", dossier, *json)
    yield "plan.csv", ("plan", dossier, *csv)
    yield "suggest.json", ("plan", dossier, "--suggest", *json)
    yield "plan.txt", ("plan", dossier)
    yield "explain.txt", ("explain", dossier, "total")
    yield "check.json", ("check", dossier, *json)
    yield "check.sarif", ("check", dossier, "--format", "sarif")
    if example != "pooling":  # a result of members is not compared
        yield "compare.json", ("compare", RESULT, dossier, *json)
        yield "compare-ecodiag.json", ("compare", RESULT, ECODIAG, *json)
    for name in DOCUMENTS:
        for suffix in ("md", "html"):
            yield f"{name}.{suffix}", ("draft", dossier, "--document", name, "--format", suffix)


def beside() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what concerns no dossier: the tables, the inventories."""
    yield "factors-list.json", ("factors", "list", "--format", "json")
    for name in (("show", "laptop"), ("sources",), ("check", "-v")):
        yield f"factors-{name[0]}.txt", ("factors", *name)
    yield "schema.json", ("schema",)
    yield "help.txt", ("--help",)
    for line in output("--help").partition("Commandes")[2].partition("Exemples")[0].splitlines():
        if line.startswith("  ") and line[2:3].isalpha():
            yield f"help-{line.split()[0]}.txt", (line.split()[0], "--help")
    for path in sorted((ROOT / "examples" / "valmont" / "inventaire").glob("*.csv")):
        yield f"inventory-{path.name}.json", ("inventory", str(path), "--format", "json")
    for sample in (sample for bridge in snr_cli.known_bridges() for sample in bridge.samples):
        yield f"import-{Path(sample).name}.txt", ("import", str(ROOT / sample))


def file_commands(example: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands that write files of their own: office documents, workbooks, publication, portfolio, collection."""
    dossier = str(ROOT / "examples" / example)
    for document in DOCUMENTS:
        for suffix in ("docx", "odt"):
            yield "draft", dossier, "--document", document, "--format", suffix, "-o", f"{document}.{suffix}"
    for form in assess.FORMS:
        yield "assess", dossier, "--format", form, "-o", f"assess-file.{form}"
    for form in plan.FORMS:
        yield "plan", dossier, "--format", form, "-o", f"plan-file.{form}"
    for form in compare.FORMS if example != "pooling" else ():
        yield "compare", RESULT, dossier, "--format", form, "-o", f"compare-file.{form}"
    yield "publish", dossier, "-o", "publication", "--document", "strategie"
    yield "collect", dossier, "-o", "collecte", "--for", "dsi", "--for", "achats"
    for bridge in snr_cli.known_bridges():
        if bridge.writes:
            suffix = ".xlsx" if "XLSX" in bridge.writes or "Excel" in bridge.writes else ".json"
            yield "export", bridge.id, dossier, "-o", f"export-{bridge.id}{suffix}"


def portfolio_commands() -> Iterator[tuple[str, ...]]:
    """Yield the commands that write a portfolio of the examples."""
    from snr_cli.observatory import command as portfolio

    dossiers = [str(ROOT / "examples" / example) for example in ("minimal", "valmont", "applications")]
    dated = ("--as-of", "2026-07-01", "--jobs", "1")
    yield "portfolio", *dossiers, *dated, "-o", "portfolio"
    for form in portfolio.FORMS:
        yield "portfolio", *dossiers, *dated, "--format", form, "-o", f"portfolio-file.{form}"


def page_views(example: str) -> Iterator[tuple[str, str]]:
    """Yield each answer of the page's bridge on an example, as JSON."""
    spec = importlib.util.spec_from_file_location("snr_page", ROOT / "page" / "bridge.py")
    assert spec is not None
    assert spec.loader is not None
    bridge = importlib.util.module_from_spec(spec)
    with mock.patch.dict(os.environ):  # it sets some
        spec.loader.exec_module(bridge)
        vars(bridge)["HOME"] = Path(example)
        for view in PAGE_VIEWS:
            yield f"page-{view}.json", json.dumps(json.loads(bridge.call(view, "[]")), ensure_ascii=False, indent=1)


def write_files(folder: Path, examples: tuple[str, ...] = EXAMPLES) -> None:
    """Write what has a form of its own (office, workbooks, folders), and what the page is answered, for some examples."""
    here = Path.cwd()
    try:
        for target, commands_of in (
            (folder, portfolio_commands()),
            *((folder / name, file_commands(name)) for name in examples),
        ):
            target.mkdir(parents=True, exist_ok=True)
            os.chdir(target)
            for command in commands_of:
                output(*command)
        shutil.rmtree(folder / "portfolio" / ".snr-portfolio", ignore_errors=True)  # of this version of the program
        os.chdir(ROOT / "examples")
        for example in examples:
            for name, answer in page_views(example):
                (folder / example / name).write_text(answer, encoding="utf-8")
    finally:
        os.chdir(here)


def write(folder: Path, examples: tuple[str, ...] = EXAMPLES, suffixes: tuple[str, ...] = ()) -> None:
    """Write every output of some examples, and of the tables; only the files that end so, where it is said."""
    here = Path.cwd()
    try:
        for target, every in ((folder, beside()), *((folder / example, commands(example)) for example in examples)):
            target.mkdir(parents=True, exist_ok=True)
            os.chdir(target)  # the results that `compare` reads have the same name wherever they are
            for name, command in every:
                if suffixes and not name.endswith(suffixes):
                    continue
                (target / name).write_text(output(*command), encoding="utf-8")
    finally:
        os.chdir(here)


def pythons() -> list[str]:
    """Return the other Pythons that can be found, one by version."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    places: list[str | None] = [*os.environ.get("SNR_PYTHONS", "").split(os.pathsep)]
    places += [shutil.which(f"python3.{minor}") for minor in range(11, 16)]
    kept = Path.home() / ".local" / "share" / "uv" / "python"  # those that uv downloads
    places += [
        "/usr/bin/python3",
        *map(str, sorted([*root.glob("versions/*/bin/python3"), *kept.glob("*/bin/python3")])),
    ]
    found: dict[str, str] = {}
    for place in places:
        if place and Path(place).exists():
            said = subprocess.run(
                [place, "-S", "-c", "import sys; print(sys.version)"],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            version = said.stdout.split("(")[0].strip()
            if said.returncode == 0 and tuple(map(int, version.split(".")[:2])) >= (3, 11):
                found.setdefault(version, place)
    found.pop(sys.version.split("(")[0].strip(), None)
    return list(found.values())


if __name__ == "__main__":
    NAMES = tuple(name for name in sys.argv[2:] if name != "--files") or EXAMPLES
    write(Path(sys.argv[1]).resolve(), NAMES)
    if "--files" in sys.argv:  # their bytes are those of a version of XlsxWriter and of a zlib
        write_files(Path(sys.argv[1]).resolve(), NAMES)
