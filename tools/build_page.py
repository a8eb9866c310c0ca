"""Build the page: `python tools/build_page.py` writes `dist/page/`, a folder that any web server serves, and its zip.

Pyodide comes from npm (`page/package-lock.json`), what runs in it from wheels (`page/requirements.txt`): each is held to the
hash written there. snr itself is the wheel that anyone would install. All of it is compiled once, inside Pyodide, so that a
browser has nothing to compile; two builds of one commit give the same bytes.

It needs Node.js and npm, and a network the first time.
"""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from resolved import npm_component, resolved_sbom  # noqa: E402 (from the folder named just above)

SOURCE: Final = ROOT / "page"
WORK: Final = ROOT / "build" / "page"
DIST: Final = ROOT / "dist" / "page"
PYODIDE: Final = SOURCE / "node_modules" / "pyodide"

# what the page serves as it is, beside the parts that are built
_STATIC: Final = ("*.html", "*.css", "js/**/*.js")
# not imported by what the page runs; the test that plays every command in a browser finds one that is
_LEFT_OUT: Final = (
    # of the standard library: other processes, consoles, servers, development
    *("_pyrepl", "curses", "dbm", "ensurepip", "idlelib", "lib2to3", "multiprocessing", "pydoc_data", "sqlite3"),
    *("test", "tkinter", "turtledemo", "unittest", "venv", "wsgiref", "xmlrpc"),
    *(
        "bdb.py",
        "cProfile.py",
        "doctest.py",
        "ftplib.py",
        "imaplib.py",
        "mailbox.py",
        "optparse.py",
        "pdb.py",
        "pickletools.py",
        "plistlib.py",
        "poplib.py",
        "pydoc.py",
        "profile.py",
        "pstats.py",
        "smtplib.py",
        "trace.py",
        "turtle.py",
    ),
    *("asyncio/proactor_events.py", "asyncio/windows_events.py", "asyncio/windows_utils.py"),  # of another system
    # of the packages: the API of another version, what colours source code, what only tests or typing read
    *("pydantic/v1", "pydantic/mypy.py", "pydantic/deprecated/decorator.py"),
    *("_bundled/examples/valmont/documents", "py.typed"),
    "snr_cli/observatory",  # one dossier at a time
)
_ELSEWHERE: Final = re.compile(r"\.(so|pyd|pyi|c|h|md|png)$")  # of another system, or not read
_DATED: Final = (1980, 1, 1, 0, 0, 0)  # what zip files begin with: the day of the build is nobody's concern


def main() -> None:
    """Build, and say what each part weighs."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.rmtree(DIST, ignore_errors=True)
    site, library = WORK / "site", WORK / "library"
    _run("npm", "ci", "--silent", "--ignore-scripts", at=SOURCE)
    _unpack_wheels(site)
    _unpack(PYODIDE / "python_stdlib.zip", library)
    for folder in (site, library):
        _trim(folder)
    _run("node", str(SOURCE / "compile.mjs"), str(site), str(library))
    parts = {
        "wasm": (PYODIDE / "pyodide.asm.wasm").read_bytes(),
        "glue": (PYODIDE / "pyodide.asm.mjs").read_bytes(),
        "loader": (PYODIDE / "pyodide.mjs").read_bytes(),
        "lock": json.dumps(json.loads((PYODIDE / "pyodide-lock.json").read_bytes()) | {"packages": {}}).encode(),
        "library": _stored(library),
        "site": _stored(site),
        "bridge": (SOURCE / "bridge.py").read_bytes(),
        "worker": (SOURCE / "worker.js").read_bytes(),
    }
    told = _write(parts)
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]["node_modules/pyodide"]
    made = resolved_sbom((WORK / "wheels").glob("*.whl"), [npm_component("pyodide", lock)])
    (DIST.parent / "snr-page.cdx.json").write_text(made, encoding="utf-8", newline="\n")
    for name, size in told.items():
        print(f"{size / 1e6:8.3f} MB  {name}")
    print(f"{sum(told.values()) / 1e6:8.3f} MB  in all; {DIST.relative_to(ROOT)}")


def _run(*command: str, at: Path = ROOT) -> None:
    found = shutil.which(command[0])
    if found is None:
        sys.exit(f"{command[0]} is not installed; the page is built with Node.js and npm")
    if (code := subprocess.run([found, *command[1:]], cwd=at, check=False).returncode) != 0:
        sys.exit(f"{' '.join(command)}: code {code}")


def _unpack_wheels(site: Path) -> None:
    """Put in a folder what the pinned wheels hold, and snr."""
    wheels = WORK / "wheels"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    platforms = ("--platform", "pyemscripten_2026_0_wasm32", "--platform", "manylinux2014_x86_64")
    python = ("--python-version", "3.14", "--implementation", "cp", "--only-binary", ":all:")
    asked = ("--no-deps", "--require-hashes", "-r", str(SOURCE / "requirements.txt"), "-d", str(wheels))
    _run(*pip, "download", *platforms, *python, *asked)
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), ".")
    for wheel in sorted(wheels.glob("*.whl")):
        _unpack(wheel, site)


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def _trim(folder: Path) -> None:
    """Take away what the page never reads."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        left = any(name == each or name.endswith(f"/{each}") for each in _LEFT_OUT) or path.name.endswith(".dist-info")
        foreign = _ELSEWHERE.search(name) and not name.endswith("emscripten.so") and "wasm32" not in name
        if path.is_dir():
            if left:
                shutil.rmtree(path)
        elif left or (foreign and not name.startswith("snr_cli/")):
            path.unlink()


def _stored(folder: Path) -> bytes:
    """Return a zip without compression: the whole is compressed afterwards, which is smaller."""
    return _zipped(
        ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in _files(folder)), zipfile.ZIP_STORED
    )


def _zipped(files: Iterable[tuple[str, bytes]], how: int) -> bytes:
    target = WORK / "made.zip"
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DATED)
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content, how, 9)
    return target.read_bytes()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(parts: dict[str, bytes]) -> dict[str, int]:
    """Write the folder and its zip; return the bytes that a browser fetches, by name of file."""
    (DIST / "parts").mkdir(parents=True)
    listed = []
    for name, content in parts.items():
        file = f"parts/{name}-{hashlib.sha256(content).hexdigest()[:16]}.gz"
        (DIST / file).write_bytes(gzip.compress(content, 9, mtime=0))
        listed.append({"name": name, "file": file, "bytes": (DIST / file).stat().st_size})
    for pattern in _STATIC:
        for path in sorted(SOURCE.glob(pattern)):
            target = DIST / path.relative_to(SOURCE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    built = json.dumps({"parts": listed}, indent=1)
    (DIST / "js" / "built.js").write_text(f"export const built = {built};\n", encoding="utf-8")
    # what works without a network: every file and its sum, under one name that changes when one of them does
    names = [path.relative_to(DIST).as_posix() for path in _files(DIST)]
    sums = {name: base64.b64encode(hashlib.sha256((DIST / name).read_bytes()).digest()).decode() for name in names}
    kept = json.dumps(sums, indent=1)
    whole = hashlib.sha256(kept.encode()).hexdigest()[:16]
    keeper = (SOURCE / "keeper.js").read_text(encoding="utf-8")
    told = keeper.replace('"VERSION"', json.dumps(whole)).replace('{"FILE": "SUM"}', kept)
    (DIST / "keeper.js").write_text(told, encoding="utf-8")
    sizes = {name: (DIST / name).stat().st_size for name in [*names, "keeper.js"]}
    archive = _zipped(((name, (DIST / name).read_bytes()) for name in sorted(sizes)), zipfile.ZIP_DEFLATED)
    (DIST.parent / "snr-page.zip").write_bytes(archive)
    return sizes


if __name__ == "__main__":
    main()
