"""The wheel: built, installed in an environment of its own, it says the same bytes as the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, environment, run_snr

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    (found,) = folder.glob("*.whl")
    return found


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
    for folder in ("factors", "examples", "docs/codes", "docs/schemas"):
        shipped = {
            f"snr_cli/_bundled/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        assert shipped
        assert shipped <= names
    package = ROOT / "src" / "snr_cli"
    scaffold = {f"snr_cli/{path.relative_to(package).as_posix()}" for path in (package / "scaffold").rglob("*.y*ml")}
    assert scaffold
    assert scaffold <= names
    assert "snr_cli/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/factors/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) or "__pycache__" in name for name in names)


def test_wheel_metadata(wheel: Path) -> None:
    content = zipfile.ZipFile(wheel)
    metadata = content.read(next(name for name in content.namelist() if name.endswith("METADATA"))).decode()
    assert "License-Expression: Apache-2.0 AND ODbL-1.0" in metadata
    entry = content.read(next(name for name in content.namelist() if name.endswith("entry_points.txt"))).decode()
    assert "snr = snr_cli.__main__:run" in entry
    # every module imported at run time is declared
    needed = {
        line.removeprefix("Requires-Dist: ").split(">")[0].lower()
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist: ") and "extra" not in line
    }
    assert {"typer", "pydantic", "pyyaml", "rich", "babel"} <= needed


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
