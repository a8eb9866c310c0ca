"""The offline bundle: what it holds for each system and Python, what its installer refuses; built, then installed without network."""

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT, environment, run_snr

TOOLS = ROOT / "tools"


def agrees(made: Path, listed: str) -> None:
    """Check that an SBOM has all that a list installs, and nothing else, and each hash of it."""
    components = json.loads(made.read_text(encoding="utf-8"))["components"]
    said = {each["name"]: each for each in components}
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})$", listed, re.MULTILINE)
    assert len(pinned) >= 15
    for name, version, digest in pinned:
        if name != "snr-cli":
            assert said[name]["version"] == version and said[name]["licenses"] != [{"license": {"name": "unknown"}}], (
                name
            )
            assert digest in [file["hashes"][0]["content"] for file in said[name]["externalReferences"]], name
    assert {*said} - {name for name, _, _ in pinned} <= {"factors", "pyodide", "pip"}


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module_type = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module_type)
    return module_type


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer, in an archive of one file that has a list for this Python."""
    module_type = module(TOOLS / "bundle" / "installer.py")
    here = tmp_path / "archive"
    (here / "exigences").mkdir(parents=True)
    monkeypatch.setattr(module_type, "HERE", here)
    name = f"{module_type.SYSTEMS[sys.platform]}-{module_type.MACHINES[platform.machine().lower()]}-{sys.version_info[0]}.{sys.version_info[1]}.txt"
    (here / "exigences" / name).write_text("snr\n", encoding="utf-8")
    digest = hashlib.sha256(b"snr\n").hexdigest()
    (here / "SHA256SUMS").write_text(f"{digest}  exigences/{name}\n", encoding="utf-8")
    return module_type


def test_it_is_for_the_pythons_that_snr_declares() -> None:
    bundle = module(TOOLS / "build_bundle.py")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [
        classifier.rpartition(" ")[2] for classifier in project["classifiers"] if ":: Python :: 3." in classifier
    ]
    assert [*bundle.PYTHONS] == declared
    installer = module(TOOLS / "bundle" / "installer.py")
    for system in bundle.SYSTEMS:
        name, _, machine = system.name.partition("-")
        assert name in installer.SYSTEMS.values()
        assert machine in installer.MACHINES.values()
    for launcher in ("installer.sh", "installer.bat"):
        text = (TOOLS / "bundle" / launcher).read_text(encoding="utf-8")
        assert f"(3, {declared[0][2:]}) <= sys.version_info[:2] <= (3, {declared[-1][2:]})" in text
        assert all(python in text for python in declared)


def test_a_zip_depends_on_its_files_alone(tmp_path: Path) -> None:
    bundle = module(TOOLS / "build_bundle.py")
    archives = []
    for name, mode, when in (("one", 0o600, 981173106), ("two", 0o755, 1700000000)):
        folder = tmp_path / name / "archive"
        folder.mkdir(parents=True)
        for file in ("b.whl", "a.txt", "installer.sh"):
            (folder / file).write_text(file, encoding="utf-8")
            (folder / file).chmod(mode)
            os.utime(folder / file, (when, when))
        archives.append(bundle.zipped(folder))
    assert archives[0] == archives[1]
    with zipfile.ZipFile(tmp_path / "one" / "made.zip") as made:
        modes = {each.filename: each.external_attr >> 16 & 0o777 for each in made.infolist()}
    assert modes == {"archive/a.txt": 0o644, "archive/b.whl": 0o644, "archive/installer.sh": 0o755}


@pytest.mark.parametrize(
    ("system", "machine", "built", "libc", "found"),
    [
        ("win32", "AMD64", "win-amd64", "", "windows-x86_64"),
        ("win32", "ARM64", "win-amd64", "", "windows-x86_64"),  # a Python of x86_64, which Windows runs
        ("darwin", "arm64", "macosx-10.13-universal2", "", "macos-arm64"),
        ("darwin", "x86_64", "macosx-11.0-arm64", "", "macos-x86_64"),  # Rosetta
        ("linux", "x86_64", "linux-x86_64", "glibc", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64", "glibc", "linux-aarch64"),
        ("win32", "ARM64", "win-arm64", "", None),
        ("win32", "AMD64", "win32", "", None),  # 32 bits
        ("linux", "x86_64", "linux-x86_64", "musl", None),
        ("freebsd14", "amd64", "freebsd-14-amd64", "", None),
    ],
)
def test_each_machine_finds_its_list(
    installer: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    machine: str,
    built: str,
    libc: str,
    found: str | None,
) -> None:
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for each in module(TOOLS / "build_bundle.py").SYSTEMS:
        (installer.HERE / "exigences" / f"{each.name}-{python}.txt").touch()
    monkeypatch.setattr(installer.sys, "platform", system)
    monkeypatch.setattr(installer.platform, "machine", lambda: machine)
    monkeypatch.setattr(installer.platform, "libc_ver", lambda: (libc, ""))
    monkeypatch.setattr(installer.sysconfig, "get_platform", lambda: built)
    if found is None:
        with pytest.raises(installer.InstallError, match="ne contient rien pour ce Python"):
            installer.needs()
    else:
        assert installer.needs().name == f"{found}-{python}.txt"


def test_an_archive_that_changed_is_refused(
    installer: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = tmp_path / "snr"
    (listed,) = (installer.HERE / "exigences").iterdir()
    listed.write_text("other\n", encoding="utf-8")
    assert installer.main([str(place)]) == 1
    assert "n’est pas le fichier de l’archive" in capsys.readouterr().err
    listed.unlink()
    other = listed.with_name("linux-x86_64-3.9.txt")
    other.touch()
    assert installer.main([str(place)]) == 1
    assert "cette archive ne contient rien pour ce Python" in capsys.readouterr().err
    assert not place.exists()


def test_a_folder_that_holds_something_else_stays(
    installer: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "pyvenv.cfg").write_text("of another program", encoding="utf-8")
    assert installer.main([str(place)]) == 1
    assert "contient autre chose" in capsys.readouterr().err
    assert [path.name for path in place.iterdir()] == ["pyvenv.cfg"]
    assert installer.main([str(place / "pyvenv.cfg")]) == 1
    assert "est un fichier" in capsys.readouterr().err


def test_what_a_person_put_beside_the_programs_stays(
    installer: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = tmp_path / "snr"
    (place / "dossier").mkdir(parents=True)
    (place / "dossier" / "territory.yaml").write_text("snr: 1\n", encoding="utf-8")
    (place / installer.MARK).touch()
    (place / "pyvenv.cfg").touch()
    assert installer.main([str(place)]) == 1
    assert "contient autre chose (dossier)" in capsys.readouterr().err
    assert (place / "dossier" / "territory.yaml").read_text(encoding="utf-8") == "snr: 1\n"


@pytest.mark.parametrize("wheels", [[], ["pip-1-py3-none-any.whl"]])
def test_an_installation_that_fails_leaves_the_one_that_works(
    installer: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path, wheels: list[str]
) -> None:
    """No wheel of pip, or one that is none: a person's error in French, and what was there is there."""
    (installer.HERE / "roues").mkdir()
    for name in wheels:
        (installer.HERE / "roues" / name).write_bytes(b"not a wheel")
    place = tmp_path / "snr"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "snr").write_text("works", encoding="utf-8")
    (place / installer.MARK).touch()
    assert installer.main([str(place)]) == 1
    assert "Installation arrêtée" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("snr")] == ["snr"]
    assert (place / "bin" / "snr").read_text(encoding="utf-8") == "works"
    # a folder that is new is left new
    assert installer.main([str(tmp_path / "new")]) == 1


def test_a_python_that_is_named_is_the_one_or_none(tmp_path: Path) -> None:
    if os.name == "nt" or shutil.which("sh") is None:
        pytest.skip("no sh")
    script = TOOLS / "bundle" / "installer.sh"
    done = subprocess.run(
        ["sh", str(script), str(tmp_path)],
        capture_output=True,
        env=environment(SNR_PYTHON="/absent/python"),
        check=False,
    )
    assert done.returncode == 1
    assert "SNR_PYTHON (/absent/python) n’est pas un Python 3.11 à 3.14" in done.stderr.decode()


@pytest.mark.slow
def test_it_installs_without_network_and_plays_the_first_command(tmp_path: Path) -> None:
    """Built twice for this system and Python: same bytes; then installed where no network is, which `unshare` takes away."""
    pytest.importorskip("build")
    installer = module(TOOLS / "bundle" / "installer.py")
    system = f"{installer.SYSTEMS[sys.platform]}-{platform.machine()}-{sys.version_info[0]}.{sys.version_info[1]}"
    archives = []
    for name in ("one", "two"):
        command = [sys.executable, str(TOOLS / "build_bundle.py"), "--only", system, "-o", str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, check=False)
        if b"connect" in done.stderr.lower() or b"retrying" in done.stderr.lower():
            pytest.skip("no network: the wheels cannot be had")
        assert done.returncode == 0, done.stderr.decode()
        (archive,) = (tmp_path / name).glob("*.zip")
        archives.append(archive)
        sums = archive.with_name(f"{archive.name}.sha256").read_text(encoding="utf-8")
        assert sums == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"
    assert archives[0].read_bytes() == archives[1].read_bytes()
    one, two = (archive.with_suffix(".cdx.json") for archive in archives)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(archives[0]) as opened:
        opened.extractall(tmp_path / "disk")
    (folder,) = (tmp_path / "disk").iterdir()
    listed = (folder / "exigences" / f"{system}.txt").read_text(encoding="utf-8")
    agrees(one, listed)
    alone = (
        ["unshare", "-rn"]
        if shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], check=False).returncode
        else []
    )
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SNR_PYTHON": sys.executable, "PIP_NO_INDEX": "0"}
    for _ in range(2):  # a second time is an update
        done = subprocess.run(
            [*alone, "sh", str(folder / "installer.sh")], capture_output=True, env=clean, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
    program = re.search(r'^  "(.*)" assess "(.*)"$', done.stdout.decode(), re.MULTILINE)
    assert program is not None
    said = (
        '[print(f"{each.name}=={each.version}") for each in __import__("importlib.metadata").metadata.distributions()]'
    )
    installed = subprocess.run(
        [Path(program[1]).with_name("python"), "-I", "-c", said], capture_output=True, encoding="utf-8", check=True
    )
    names = {line.lower().replace("_", "-") for line in installed.stdout.splitlines()}
    assert names - {name for name in names if name.startswith("pip==")} == {
        *re.findall(r"^(\S+==\S+)", listed, re.MULTILINE)
    }
    shown = subprocess.run([*alone, program[1], "assess", program[2]], capture_output=True, env=clean, check=False)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout == run_snr("assess", ROOT / "examples" / "valmont").stdout
