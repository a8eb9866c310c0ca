"""Writes every output of every example in a folder, in one process; runs on any Python that has what snr needs.

`python tests/every_output.py FOLDER [EXAMPLE…]` prints nothing: `FOLDER` holds one file by command.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from unittest import mock

from snr_cli.documents.kinds import DocumentName

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("minimal", "valmont", "bordeaux-metropole", "la-rochelle-2020", "applications", "pooling")
DOCUMENTS = get_args(DocumentName)
RESULT, ECODIAG = "assess.json", "ecodiag.json"


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
    for name in (("list",), ("show", "laptop"), ("sources",), ("check",)):
        yield f"factors-{name[0]}.json", ("factors", *name, "--format", "json")
    yield "schema.json", ("schema",)
    for path in sorted((ROOT / "examples" / "valmont" / "inventaire").glob("*.csv")):
        yield f"inventory-{path.name}.json", ("inventory", str(path), "--format", "json")


def write(folder: Path, examples: tuple[str, ...] = EXAMPLES, suffixes: tuple[str, ...] = ()) -> None:
    """Write every output of some examples, and of the tables; only the files that end so, where it is said."""
    here = Path.cwd()
    try:
        for target, every in ((folder, beside()), *((folder / each, commands(each)) for each in examples)):
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
    write(Path(sys.argv[1]).resolve(), tuple(sys.argv[2:]) or EXAMPLES)
