"""Which dossiers an argument names: a file, the root of an included section, every dossier under a folder."""

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.inputs.dossier.files import WORKBOOKS, decode, inside, relative, shown, why
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.inputs.regular import RefusedFileError, plain_bytes
from snr_cli.model.refusal import UnreadError

SKIPPED: Final = frozenset({"node_modules", "__pycache__", "venv", "build", "dist"})
_NAME = re.compile(r"(?:.+\.)?territory\.ya?ml").fullmatch
_BOOK = re.compile(r"(?:.+\.)?territory\.(?:xlsx|xlsm|ods)").fullmatch
_NEAR = re.compile(r"(?:.+[. ])?territory(?: ?\([0-9]+\))?\.(?:ya?ml|xlsx|xlsm|ods)(?:\.txt)?", re.IGNORECASE).fullmatch
_OUT: Final = "ce lien mène hors du dossier parcouru, il n’est pas lu ; nommez le fichier lui-même"
_NO_NAME: Final = (
    "ce n’est pas le nom d’un dossier de collectivité, il n’est pas lu ; renommez-le en territory.yaml, ou .xlsx"
)
_NO_FILE: Final = "c’est un dossier et non un fichier, il n’est pas lu ; mettez le fichier à sa place"
_ROOT = re.compile(r"^[\"']?snr[\"']?\s*:", re.MULTILINE).search


class FoundDossier(NamedTuple):
    """What an argument names: a dossier; or what would be one and is not read, with why in French."""

    path: str
    refused: str = ""


def dossiers(argument: str) -> list[FoundDossier]:
    """Return the root files to check for an argument; `-` and what cannot be opened are returned as they are.

    Raises:
        UnreadError: a folder that holds no dossier.
    """
    path = Path(argument)
    if argument == "-":
        return [FoundDossier(argument)]
    try:
        if path.is_dir():
            found = _under(path)
            if not found:
                raise UnreadError(shown(argument), "aucun dossier ici (territory.yaml ou *.territory.yaml)")
            return found
        return [FoundDossier(_root_of(path) if path.is_file() else argument)]  # a pipe is read once
    except (OSError, ValueError):
        return [FoundDossier(argument)]


def settled(found: Iterable[FoundDossier], arguments: Iterable[str]) -> list[FoundDossier]:
    """Leave out what is refused where a walk meets it, and is read as it is named itself, or found elsewhere too."""
    every = list(found)
    named = (*arguments, *(each.path for each in every if not each.refused))
    read = {os.path.realpath(path) for path in named if "\0" not in path}
    return [each for each in every if not (each.refused and os.path.realpath(each.path) in read)]


def _under(folder: Path) -> list[FoundDossier]:
    """Return the dossiers under a folder, and all that would be missing from them without a word."""
    found: list[FoundDossier] = []
    unlisted: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        # a dossier in YAML includes the workbook that stands beside it
        roots = [name for name in sorted(files) if _NAME(name)] or [name for name in sorted(files) if _BOOK(name)]
        here = {name: _OUT if _leaves(folder, Path(place, name)) else "" for name in roots}
        if not roots:  # beside a dossier, it is a copy
            here |= {name: _NO_NAME for name in sorted(files) if _NEAR(name)}
            here |= {name: _NO_FILE for name in folders if _NEAR(name)}
        here |= {name: _OUT for name in folders if _leaves(folder, Path(place, name)) and _holds(Path(place, name))}
        found += [FoundDossier(relative(Path(place, name)).as_posix(), refused) for name, refused in here.items()]
    return found + [FoundDossier(shown(error.filename), why(error)) for error in unlisted]


def _leaves(folder: Path, path: Path) -> bool:
    """Say whether what is under a folder is a link out of it: who wrote it there may not be who can read what it leads to."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _holds(folder: Path) -> bool:
    """Say whether a folder that is not walked holds dossiers, each in its own folder or not."""
    near = chain(folder.glob("*territory.*"), folder.glob("*/*territory.*"))
    return any(_NAME(path.name) or _BOOK(path.name) for path in near)


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
