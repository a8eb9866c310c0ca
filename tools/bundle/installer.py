"""Installs snr from this folder, without network: what installer.sh and installer.bat start. Standard library alone.

`python installer.py [FOLDER]`: the sums of all the files are checked, then an environment is made in FOLDER (`snr` in the home
folder without any) from the wheels beside this file, each held to its hash.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SYSTEMS = {"win32": "windows", "darwin": "macos", "linux": "linux"}
MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "aarch64"}

MARK = ".snr-hors-ligne"  # in an environment that this program made, which it may make again
OURS = {MARK, "bin", "include", "lib", "lib64", "pyvenv.cfg", "scripts", "share"}  # what such an environment holds


class InstallError(Exception):
    """What stops the installation, in French."""


def needs() -> Path:
    """Return the list of wheels of this system and this Python.

    Raises:
        InstallError: the archive has none for them.
    """
    system = SYSTEMS.get(sys.platform, sys.platform)
    # a Python made for another processor than the machine's says its own (Windows), the machine's is asked elsewhere
    built_for = sysconfig.get_platform().rpartition("-")[2] if system == "windows" else platform.machine()
    machine = MACHINES.get(built_for.lower(), built_for)
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = HERE / "exigences" / f"{system}-{machine}-{python}.txt"
    usual = sys.implementation.name == "cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
    usual = usual and (system != "linux" or platform.libc_ver()[0] == "glibc")
    if not usual or not found.is_file():
        has = ", ".join(sorted(path.stem for path in found.parent.glob("*-*.txt")))
        raise InstallError(
            f"cette archive ne contient rien pour ce Python ({sys.implementation.name} {python}, {system}-{machine}) ; elle a : {has}"
        )
    return found


def check_sums() -> None:
    """Check every file of the archive.

    Raises:
        InstallError: one of them is missing, or is not what it was.
    """
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sum_, _, name = line.partition("  ")
        try:
            found = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        except FileNotFoundError:
            raise InstallError(f"{name} manque : décompressez l’archive en entier") from None
        if found != sum_:
            raise InstallError(f"{name} n’est pas le fichier de l’archive (somme SHA-256) : copiez-la de nouveau")


def install(place: Path) -> Path:
    """Make the environment, and return the program.

    Raises:
        InstallError: the folder holds something else; what is to be installed cannot be, and what was there is as it was.
    """
    wanted = needs()
    check_sums()
    if place.exists() and not place.is_dir():
        raise InstallError(f"{place} est un fichier : donnez un autre dossier")
    found = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
    others = [name for name in found if name.lower() not in OURS]
    if others or (found and not (place / MARK).is_file()):
        named = f" ({others[0]})" if others else ""
        raise InstallError(f"{place} contient autre chose{named} : donnez un dossier vide ou nouveau")
    before = place.with_name(place.name + ".avant")  # what is there works until its successor does
    if found:
        if before.exists():
            raise InstallError(
                f"{before} existe déjà, d’une installation arrêtée : supprimez-le, ou donnez un autre dossier"
            )
        place.rename(before)
    try:
        program = _installed(place, wanted)
    except (InstallError, OSError, KeyboardInterrupt):
        if found:
            shutil.rmtree(place, ignore_errors=True)
            before.rename(place)
        raise
    if found:
        shutil.rmtree(before, ignore_errors=True)
    return program


def _installed(place: Path, wanted: Path) -> Path:
    """Make an environment from a list of wheels, and return the program; see `install`."""
    wheels = list((HERE / "roues").glob("pip-*.whl"))
    if len(wheels) != 1:
        raise InstallError("pip manque dans roues/ : décompressez l’archive en entier")
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(place)
    (place / MARK).touch()
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    # what the machine sets for pip elsewhere (indexes, constraints) has nothing to say here
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("PIP_")}
    clean["PIP_CONFIG_FILE"] = os.devnull
    options = ("--no-index", "--require-hashes", "--only-binary", ":all:", "--no-cache-dir", "--quiet")
    command = [str(python), str(wheels[0] / "pip"), "install", "--disable-pip-version-check", *options]
    done = subprocess.run([*command, "--find-links", str(HERE / "roues"), "-r", str(wanted)], env=clean, check=False)
    if done.returncode:
        raise InstallError("pip n’a pas pu installer les paquets : la raison est au-dessus")
    return programs / ("snr.exe" if os.name == "nt" else "snr")


def main(arguments: "list[str]") -> int:
    """Install, and say how snr is started."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console that lacks a sign
    place = Path(arguments[0]).absolute() if arguments else Path.home() / "snr"
    print(f"Installation de snr dans {place}, sans réseau…", flush=True)
    try:
        program = install(place)
        said = subprocess.run([str(program), "--version"], capture_output=True, encoding="utf-8", check=False)
        if said.returncode:
            raise InstallError(f"snr est installé mais ne démarre pas : {said.stderr.strip()}")
    except (InstallError, OSError) as error:
        print(f"Installation arrêtée : {error}", file=sys.stderr)
        return 1
    print(f"{said.stdout.strip()} est installé. Pour l’essayer :")
    print(f'  "{program}" assess "{HERE / "exemples" / "valmont"}"')
    print(f"Pour l’enlever, supprimez {place} : rien n’est écrit ailleurs.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
