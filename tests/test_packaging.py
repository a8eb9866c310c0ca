"""The wheel: built, installed in an environment of its own, it says the same bytes as the checkout; the sdist."""

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, environment, run_snr
from drafting import MINIMAL

pytestmark = pytest.mark.slow


def built(kind: str, folder: Path) -> Path:
    """Return the archive that `python -m build` makes of the checkout: `wheel` or `sdist`."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    done = subprocess.run(
        [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment that holds the wheel only."""
    home = tmp_path_factory.mktemp("installed") / "env"
    venv.create(home, with_pip=False, system_site_packages=False, symlinks=True)
    python = home / "bin" / "python"
    target = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index", "--no-compile", "--target", str(target), str(wheel)],
        capture_output=True, env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return python


def run_installed(python: Path, *arguments: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run the installed package; the dependencies come after it on the path, without the editable install's .pth."""
    own = next((python.parent.parent / "lib").glob("python*/site-packages"))
    path = os.pathsep.join([str(own), sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]])
    return subprocess.run(
        [str(python), *arguments],
        capture_output=True,
        cwd=cwd,
        env=environment(PYTHONPATH=path),
        timeout=60,
        check=False,
    )


def test_wheel_holds_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("factors", "examples", "docs/codes"):
        shipped = {
            f"snr_cli/_bundled/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        assert shipped
        assert shipped <= names
    package = ROOT / "src" / "snr_cli"
    scaffold = {
        f"snr_cli/{path.relative_to(package).as_posix()}" for path in (package / "api" / "scaffold").rglob("*.y*ml")
    }
    assert scaffold
    assert scaffold <= names
    assert "snr_cli/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/factors/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) or "__pycache__" in name for name in names)
    (sbom,) = (name for name in names if ".dist-info/sboms/" in name)
    assert zipfile.ZipFile(wheel).read(sbom) == (ROOT / "sbom.cdx.json").read_bytes()


def followed() -> list[str]:
    """Return the files of the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing says which files are followed")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def clone(folder: Path, mode: int, when: int) -> Path:
    """Return a copy of the followed files: what is executable stays so, the rest of their modes and times differ."""
    for name in followed():
        copied = folder / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes((ROOT / name).read_bytes())
        copied.chmod(mode | (0o100 if (ROOT / name).stat().st_mode & 0o100 else 0))
        os.utime(copied, (when, when))
    return folder


def test_two_clones_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the umask, the hour and the way to build: `python -m build` here, `pip wheel .` there; the SBOM is in both."""
    first, second = clone(tmp_path / "a", 0o664, 981173106), clone(tmp_path / "b", 0o600, 1700000000)
    python = [sys.executable, "-m"]
    commands = (
        [*python, "build", "--no-isolation", "--outdir", str(tmp_path / "one"), str(first)],
        [*python, "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path / "two"), str(second)],
        [*python, "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(tmp_path / "two"), str(second)],
    )  # fmt: skip
    for command in commands:
        done = subprocess.run(command, capture_output=True, env=environment(), cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr.decode()
    one, two = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / place).iterdir()}
        for place in ("one", "two")
    )
    assert len(one) == 2
    assert one == two


def test_wheel_metadata(wheel: Path) -> None:
    content = zipfile.ZipFile(wheel)
    metadata = content.read(next(name for name in content.namelist() if name.endswith("METADATA"))).decode()
    assert metadata.startswith("Metadata-Version: 2.4\n")
    assert "License-Expression: Apache-2.0 AND ODbL-1.0" in metadata
    entry = content.read(next(name for name in content.namelist() if name.endswith("entry_points.txt"))).decode()
    assert "snr = snr_cli.__main__:run" in entry
    # every module imported at run time is declared
    needed = {
        line.removeprefix("Requires-Dist: ").split(">")[0].lower()
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist: ") and "extra" not in line
    }
    assert {"typer", "pydantic", "pyyaml", "rich"} <= needed


def test_installed_says_the_same_bytes(installed: Path, tmp_path: Path) -> None:
    where = run_installed(installed, "-c", "import snr_cli; print(snr_cli.__file__)", cwd=tmp_path)
    assert where.returncode == 0, where.stderr.decode()
    package = Path(where.stdout.decode().strip()).resolve().parent
    assert package.is_relative_to(installed.parent.parent.resolve())
    assert not package.is_relative_to(ROOT)
    for example in ("minimal", "valmont"):
        dossier = package / "_bundled" / "examples" / example / "territory.yaml"
        done = run_installed(installed, "-m", "snr_cli", "assess", str(dossier), "--format", "json", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["dossier"] == dossier.as_posix()
        assert done.stdout == run_snr("assess", dossier, "--format", "json").stdout


def test_installed_script(installed: Path, tmp_path: Path) -> None:
    """The entry point runs, from a folder without a checkout."""
    done = run_installed(
        installed,
        "-c",
        "import sys; sys.argv = ['snr', 'factors', 'check']; from snr_cli.__main__ import run; run()",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_installed_schemas(installed: Path, tmp_path: Path) -> None:
    """Schemas are the checkout's, and an example's first line leads to its own in the wheel too."""
    for name in ("territory", "assessment", "findings"):
        done = run_installed(installed, "-m", "snr_cli", "schema", name, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == (ROOT / "docs" / "schemas" / f"{name}.schema.json").read_bytes()
    package = next((installed.parent.parent / "lib").glob("python*/site-packages")) / "snr_cli" / "_bundled"
    example = package / "examples" / "minimal" / "territory.yaml"
    pointer = example.read_text(encoding="utf-8").split("\n")[0].partition("$schema=")[2]
    assert (example.parent / pointer).resolve() == package.resolve() / "docs" / "schemas" / "territory.schema.json"


def test_sdist_holds_all_that_is_followed(tmp_path: Path) -> None:
    """Whatever a test opens is in the archive: all the files of the repository are, and nothing that it ignores."""
    mine = set(followed())
    with tarfile.open(built("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/test_packaging.py", "action.yml", ".pre-commit-hooks.yaml", "tools/documents.py"} <= mine
    assert mine - names == set(), "add them to `include` of [tool.hatch.build.targets.sdist]"
    assert {name for name in names - mine if not (ROOT / name).is_file()} == {"PKG-INFO"}


def test_the_line_of_the_readme_installs_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """`uv tool install`, that of pipx being the same: `snr` is a program, alone in its environment; `uvx` keeps nothing."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"uvx --from dist/{wheel.name} snr assess examples/valmont" in readme
    assert f"pipx install dist/{wheel.name} " in readme
    assert f"uv tool install dist/{wheel.name}\n" in readme
    programs = tmp_path / "bin"
    where = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(programs)}
    command = [sys.executable, "-m", "uv", "tool", "install", "--python", sys.executable, str(wheel)]
    done = subprocess.run(command, capture_output=True, env=environment(**where), check=False)
    if b"error sending request" in done.stderr.lower() or b"connect" in done.stderr.lower():
        pytest.skip("no network: the dependencies cannot be had")
    assert done.returncode == 0, done.stderr.decode()
    shown = subprocess.run([str(programs / "snr"), "--version"], capture_output=True, check=True).stdout
    assert shown == run_snr("--version").stdout
    told = subprocess.run([str(programs / "snr"), "--version", "-v"], capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (0, b"")
    command[4:5] = ["run"]
    command[-1:] = ["--from", str(wheel), "snr", "assess", str(MINIMAL)]
    done = subprocess.run(command, capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (0, run_snr("assess", MINIMAL).stdout), done.stderr.decode()
