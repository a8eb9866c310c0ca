"""Runs the smoke part of the tests elsewhere: with the lowest versions that pyproject.toml allows, then on every other Python.

`python tools/elsewhere.py` (`.ci/run` does). Each place is a virtual environment of its own, made by uv, in a folder that goes
away. There, the outputs of some examples must be the bytes that this Python writes, then the files of tests below must pass.
Places go side by side; ends with the exit code of a failure, once those that are tried have ended; says what the machine does not offer.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each process would compile all that it loads

from every_output import pythons  # noqa: E402 (from the folder named just above)

EXAMPLES = ("minimal", "valmont", "pooling")
# what each dependency is asked for: typer, pydantic, yaml, rich, jinja2; and the start of the program
TESTS = ("api", "templates", "french", "imports", "messages", "terminal", "yaml")
TOOLS = ("pytest", "hypothesis", "jsonschema", "babel")  # what these tests import
NEWEST_OF_LOWEST = (3, 13)  # no later Python has wheels of all the lowest versions


def version(python: str) -> tuple[int, ...]:
    """Return the version of a Python: (3, 12, 1)."""
    told = run([python, "-c", "import sys; print(*sys.version_info[:3])"], stdout=subprocess.PIPE).stdout
    return tuple(map(int, told.split()))


def dotted(numbers: tuple[int, ...]) -> str:
    """Write a version: 3.12.1."""
    return ".".join(map(str, numbers))


def run(command: Sequence[str | Path], **more: object) -> "subprocess.CompletedProcess[str]":
    """Run a command from the root of the checkout; its failure is the end of this program, with its code."""
    done = subprocess.run([*map(str, command)], cwd=ROOT, encoding="utf-8", check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        print(done.stdout or "", end="")
        print(f"failed ({done.returncode}): {' '.join(map(str, command))}", file=sys.stderr)
        sys.exit(done.returncode if done.returncode > 0 else 1)
    return done


def uv() -> str:
    """Return the command uv: that of the machine, else the one of the development extra."""
    found = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    return found or sys.exit("uv is missing: pip install -e '.[dev]'")


Outputs = dict[str, bytes]


def outputs(python: str | Path) -> Outputs:
    """Return the outputs of the examples with a Python: their bytes by name."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run([python, ROOT / "tests" / "every_output.py", folder, *EXAMPLES], env=environment)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def smoke(what: str, python: str, mine: "Future[Outputs]", *, lowest: bool = False) -> None:
    """Make an environment, compare the outputs, run the tests.

    Args:
        what: what is said of this place.
        python: the Python of the environment.
        mine: the outputs of the Python that runs this program.
        lowest: the lowest versions of what snr depends on, not the newest.
    """
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        home, bounds = Path(place, "env"), Path(place, "bounds.txt")
        run([uv(), "venv", "--quiet", "--python", python, home])
        there = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        resolution = ["--resolution", "lowest-direct" if lowest else "highest", "--python", there]
        # the bounds are those of what snr depends on alone: the tools of the tests are the newest
        run([uv(), "pip", "compile", "--quiet", *resolution, "pyproject.toml", "-o", bounds], stdout=subprocess.DEVNULL)
        run([uv(), "pip", "install", "--quiet", "--python", there, "-c", bounds, "-e", ".", *TOOLS])
        theirs, ours = outputs(there), mine.result()
        different = [name for name in sorted(ours | theirs) if ours.get(name) != theirs.get(name)]
        if different:
            sys.exit(f"other bytes than those of Python {dotted(sys.version_info[:3])}: {', '.join(different)}")
        alone = ("-p", "no:cacheprovider", "-p", "no:remembered")
        told = run(
            [there, "-m", "pytest", *alone, *(f"tests/test_{name}.py" for name in TESTS)], stdout=subprocess.PIPE
        )
    print(
        f"-- {what}\n   {len(theirs)} outputs are the same bytes\n{told.stdout}   {time.monotonic() - start:.0f} s",
        flush=True,
    )


def main() -> None:
    """Run the smoke part in each place."""
    here = sys.version_info[:3]
    others = sorted((version(each), each) for each in pythons())
    suited = [each for each in [*others, (here, sys.executable)] if each[0][:2] <= NEWEST_OF_LOWEST]
    if not suited:
        print(f"-- no Python up to {dotted(NEWEST_OF_LOWEST)} here: the lowest versions are not tried")
    # one by minor version, the latest
    newest = [[*group][-1] for _, group in groupby(others, key=lambda each: each[0][:2])]
    tried = [each for each in newest if each[0][:2] != here[:2]]
    if not tried:
        print(f"-- no other Python than {dotted(here)} on this machine: nothing else to try")
    with ThreadPoolExecutor(4) as pool:
        mine = pool.submit(outputs, sys.executable)
        places = [
            pool.submit(
                smoke, f"the lowest versions of pyproject.toml, on Python {dotted(found)}", python, mine, lowest=True
            )
            for found, python in sorted(suited)[:1]
        ]
        places += [pool.submit(smoke, f"Python {dotted(found)}", python, mine) for found, python in tried]
    for place in places:
        place.result()


if __name__ == "__main__":
    main()
