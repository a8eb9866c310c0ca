"""Build the offline bundle: `python tools/build_bundle.py` writes `dist/snr-hors-ligne-VERSION.zip`, its sum and its SBOM.

One zip: the wheels of each system and Python, each held to its hash, snr's own, pip's, two small launchers and the installer
that they start (tools/bundle). What each place needs is resolved for it (`uv pip compile --python-platform`): pip would judge
the markers for the machine that it runs on. Indexes are those that pip is configured with. With the same --before, two builds
of one commit give the same bytes. `tools/build_page.py` makes the zip of the page, which goes beside this one.
"""

import argparse
import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "tools" / "bundle"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from resolved import digest, resolved_sbom  # noqa: E402 (from this folder)
from snr_cli.model.version import __version__  # noqa: E402 (from the folder named just above)

NAME: Final = f"snr-hors-ligne-{__version__}"
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
_DATED: Final = (1980, 1, 1, 0, 0, 0)  # what zip files begin with: the day of the build is nobody's concern


class System(NamedTuple):
    """A system: its name in the bundle and to a reader, what uv calls it, the tags of wheels that pip takes for it."""

    name: str
    said: str
    uv: str
    tags: tuple[str, ...]


SYSTEMS: Final = (
    System("windows-x86_64", "Windows (x86_64)", "x86_64-pc-windows-msvc", ("win_amd64",)),
    System("macos-arm64", "macOS (Apple silicon)", "aarch64-apple-darwin", ("macosx_13_0_arm64",)),
    System("macos-x86_64", "macOS (Intel)", "x86_64-apple-darwin", ("macosx_13_0_x86_64",)),
    System("linux-x86_64", "Linux (x86_64)", "x86_64-manylinux_2_17", ("manylinux_2_17_x86_64", "manylinux2014_x86_64")),
    System("linux-aarch64", "Linux (ARM 64)", "aarch64-manylinux_2_17", ("manylinux_2_17_aarch64", "manylinux2014_aarch64")),
)  # fmt: skip


def main() -> None:
    """Build, and say what it holds."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", action="append", metavar="SYSTEM-PYTHON", help="linux-x86_64-3.11; all without any")
    reader.add_argument("--before", metavar="DATE", help="nothing published later: 2026-11-28, or the date of a commit")
    reader.add_argument("-o", "--output", type=Path, default=ROOT / "dist", help="folder of the zip and of its sum")
    asked = reader.parse_args()
    every = [(system, python) for system in SYSTEMS for python in PYTHONS]
    wanted = [each for each in every if not asked.only or f"{each[0].name}-{each[1]}" in asked.only]
    if not wanted:
        sys.exit(f"--only: {' '.join(f'{system.name}-{python}' for system, python in every)}")
    work = ROOT / "build" / "bundle"
    shutil.rmtree(work, ignore_errors=True)
    folder = work / NAME
    wheels = folder / "roues"
    wheels.mkdir(parents=True)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT))
    (own,) = wheels.iterdir()
    resolve("pip", "3.11", SYSTEMS[3], work / "pip.txt", asked.before)
    download(work / "pip.txt", "3.11", SYSTEMS[3], wheels)
    with ThreadPoolExecutor(2) as pool:  # each is a process of its own
        list(pool.map(lambda each: place(*each, folder, work, own, asked.before), wanted))
    copy(folder, sorted({system.said for system, _ in wanted}))
    archive = asked.output / f"{NAME}.zip"
    archive.parent.mkdir(parents=True, exist_ok=True)
    archive.write_bytes(zipped(folder))
    sums = f"{digest(archive)}  {archive.name}\n"
    (asked.output / f"{archive.name}.sha256").write_text(sums, encoding="utf-8", newline="\n")
    (asked.output / f"{NAME}.cdx.json").write_text(resolved_sbom(files(wheels)), encoding="utf-8", newline="\n")
    print(
        f"{archive.stat().st_size / 1e6:8.3f} MB  {archive.name}: {len(wanted)} places, {len([*wheels.iterdir()])} wheels"
    )


def run(*command: str) -> str:
    """Run a command, and return what it writes; its failure is the end of this program."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: code {done.returncode}\n{done.stdout}")
    return done.stdout


def place(system: System, python: str, folder: Path, work: Path, own: Path, before: str | None) -> None:
    """Put in the bundle what one system and one Python need, and their list."""
    name = f"{system.name}-{python}.txt"
    resolved, wheels = work / name, work / name.removesuffix(".txt")
    resolve(str(ROOT / "pyproject.toml"), python, system, resolved, before)
    download(resolved, python, system, wheels)
    lines = [f"snr-cli=={__version__} --hash=sha256:{digest(own)}"]
    for wheel in sorted(wheels.glob("*.whl")):
        found, version = wheel.name.split("-")[:2]
        lines.append(f"{found.lower().replace('_', '-')}=={version} --hash=sha256:{digest(wheel)}")
        shutil.copyfile(wheel, folder / "roues" / wheel.name)
    target = folder / "exigences" / name
    target.parent.mkdir(exist_ok=True)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def resolve(asked: str, python: str, system: System, target: Path, before: str | None) -> None:
    """Write the versions and hashes that a place needs: of pyproject.toml, or of one package."""
    if not asked.endswith(".toml"):
        source = target.with_suffix(".in")
        source.write_text(f"{asked}\n", encoding="utf-8")
        given = [str(source)]
    else:
        given = [asked]
    options = [
        "--python-platform",
        system.uv,
        "--python-version",
        python,
        "--only-binary",
        ":all:",
        "--generate-hashes",
    ]
    dated = ["--exclude-newer", before] if before else []
    run(
        uv(),
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        *options,
        *dated,
        *index(),
        *given,
        "-o",
        str(target),
    )


def download(resolved: Path, python: str, system: System, folder: Path) -> None:
    """Download the wheels of a list, each held to its hash."""
    tags = [word for tag in system.tags for word in ("--platform", tag)]
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "download",
        "--no-deps",
        "--require-hashes",
    )
    only = ("--only-binary", ":all:", "--python-version", python, "--implementation", "cp")
    run(*pip, *only, *tags, "-r", str(resolved), "-d", str(folder))


def uv() -> str:
    """Return the command uv: that of the environment, else that of the machine."""
    found = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    return found or sys.exit("uv is missing: pip install -e '.[dev]'")


def index() -> list[str]:
    """Return the index that pip is configured with, which uv does not read; nothing for its own default."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = os.environ.get("PIP_INDEX_URL") or told.stdout.strip()
    return ["--default-index", found] if found else []


def copy(folder: Path, systems: list[str]) -> None:
    """Put beside the wheels the installer, the examples, what a person reads, and the sums of all of it."""
    for name in ("installer.sh", "installer.py"):
        (folder / name).write_bytes((SOURCE / name).read_bytes().replace(b"\r\n", b"\n"))
    batch = (SOURCE / "installer.bat").read_bytes().replace(b"\r\n", b"\n")
    (folder / "installer.bat").write_bytes(batch.replace(b"\n", b"\r\n"))  # cmd loses its labels without them
    text = (SOURCE / "LISEZMOI.txt").read_text(encoding="utf-8")
    told = text.replace("VERSION", __version__).replace("SYSTEMES", ", ".join(systems))
    told = told.replace("=" * 31, "=" * len(told.splitlines()[0]))
    (folder / "LISEZMOI.txt").write_text(told, encoding="utf-8", newline="\n")
    for example in ("minimal", "valmont"):
        left = shutil.ignore_patterns("documents")
        shutil.copytree(ROOT / "examples" / example, folder / "exemples" / example, ignore=left)
    names = [path.relative_to(folder).as_posix() for path in files(folder)]
    sums = "".join(f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")


def files(folder: Path) -> list[Path]:
    """Return the files below a folder, in the order of their names."""
    return sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.as_posix())


def zipped(folder: Path) -> bytes:
    """Return a folder as a zip whose bytes depend on its files alone; wheels are compressed already."""
    target = folder.parent / "made.zip"
    with zipfile.ZipFile(target, "w") as made:
        for path in files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _DATED)
            entry.external_attr = (0o100755 if path.suffix == ".sh" else 0o100644) << 16
            entry.create_system = 3  # modes are kept, whatever the system of the build
            how = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            made.writestr(entry, path.read_bytes(), how, 9)
    return target.read_bytes()


if __name__ == "__main__":
    main()
