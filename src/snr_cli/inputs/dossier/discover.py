"""Which dossiers an argument names: a file, the root of an included section, every dossier under a folder."""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from snr_cli.inputs.dossier.files import WORKBOOKS, decode, inside, relative, shown
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.inputs.regular import RefusedFileError, plain_bytes
from snr_cli.model.refusal import UnreadError

SKIPPED: Final = frozenset({"node_modules", "__pycache__", "venv", "build", "dist"})
_NAME = re.compile(r"(?:.+\.)?territory\.ya?ml").fullmatch
_BOOK = re.compile(r"(?:.+\.)?territory\.(?:xlsx|xlsm|ods)").fullmatch
_NEAR = re.compile(
    r"(?:.+[. ])?territory(?: ?\([0-9]+\))?\.(?:ya?ml|xlsx|xlsm|ods)(?:\.[a-z]+)?", re.IGNORECASE
).fullmatch
_ROOT = re.compile(r"^[\"']?snr[\"']?\s*:", re.MULTILINE).search


def dossiers(argument: str) -> list[str]:
    """Return the root files to check for an argument; `-` and what cannot be opened are returned as they are.

    Raises:
        UnreadError: a folder that holds no dossier.
    """
    path = Path(argument)
    if argument == "-":
        return [argument]
    try:
        if path.is_dir():
            found = _under(path)
            if not found:
                raise UnreadError(shown(argument), "aucun dossier ici (territory.yaml ou *.territory.yaml)")
            return found
        return [_root_of(path) if path.is_file() else argument]  # a pipe is read once
    except (OSError, ValueError):
        return [argument]


def _under(folder: Path) -> list[str]:
    """Return the dossiers under a folder, and the folders that cannot be listed: opening them will say why."""
    found: list[str] = []
    refused: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        # a dossier in YAML includes the workbook that stands beside it
        roots = [name for name in sorted(files) if _NAME(name)] or [name for name in sorted(files) if _BOOK(name)]
        found += [relative(Path(place) / name).as_posix() for name in roots if not _leaves(folder, Path(place) / name)]
    return found + [shown(error.filename) for error in refused]


def _leaves(folder: Path, path: Path) -> bool:
    """Say whether a file under a folder is a link out of it: who wrote it there may not be who can read what it leads to."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def links_out(argument: str) -> list[str]:
    """Return the dossiers under a folder that are none, as each is a link out of it; empty for a file, or `-`."""
    folder = Path(argument)
    links = (path for path in folder.rglob("*territory.*") if path.is_symlink()) if folder.is_dir() else ()
    return sorted(
        relative(path).as_posix() for path in links if (_NAME(path.name) or _BOOK(path.name)) and _leaves(folder, path)
    )


def overlooked(folder: Path) -> list[str]:
    """Return what looks like a dossier under a folder and is not read as one.

    A name in capitals, with one suffix more, or a folder of that name; where the folder holds a dossier, it is a copy.
    """
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        if not any(_NAME(name) or _BOOK(name) for name in files):
            found += [relative(Path(place) / name).as_posix() for name in (*folders, *sorted(files)) if _NEAR(name)]
    return found


def _root_of(path: Path) -> str:
    """Return the dossier that includes a section file, so that an editor or a hook may name any file of it."""
    name = shown(str(path))
    try:
        if path.suffix.lower() not in WORKBOOKS and _ROOT(decode(plain_bytes(path))):
            return name
    except RefusedFileError:
        return name
    home = path.resolve()
    owners = _owners(home)
    for folder in home.parents:
        for root in sorted(folder.glob("*territory.y*ml")):
            if _NAME(root.name) and root != home and _is_ours(root, owners) and home in _included(root):
                return root.as_posix() if Path(name).is_absolute() else Path(os.path.relpath(root)).as_posix()
        if (folder / ".git").exists():
            break
    return name


def _owners(section: Path) -> set[int]:
    """Return who may have written the dossier of a section: its own author, that of its folder, and who runs the command."""
    me = getattr(os, "getuid", lambda: section.stat().st_uid)()
    return {me, section.stat().st_uid, section.parent.stat().st_uid}


def _is_ours(root: Path, owners: set[int]) -> bool:
    """Say whether a file above a section may be opened: a plain file, and no stranger's (`/tmp` holds anybody's)."""
    try:
        found = root.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_uid in owners


def _included(root: Path) -> set[Path]:
    try:
        data = read_yaml(root.name, decode(plain_bytes(root)))[0].data
    except (OSError, YamlRefusedError):
        return set()
    names = data.get("include") if isinstance(data, dict) else None
    found = set()
    for name in names if isinstance(names, list) else ():
        with suppress(OSError):  # links that go round: the dossier itself is told so
            found.add(inside(root.parent, name) if isinstance(name, str) else None)
    return {path for path in found if path is not None}
