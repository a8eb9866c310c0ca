"""The files of a package that someone gives: a folder, its datapackage.json or a zip; each read whole, within bounds."""

import os
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from snr_cli.inputs.bounded_json import read_json
from snr_cli.inputs.dossier.files import UndecodableError, decode, inside, shown, why
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import UsageError
from snr_cli.outputs.publication.cells import refusal
from snr_cli.outputs.publication.package import DESCRIPTOR

MOST_BYTES: Final = 16 * 1024 * 1024  # of a file of a package, unpacked
MOST_MEMBERS: Final = 1000
_BOM: Final = b"\xef\xbb\xbf"
_TOKEN: Final = re.compile(r'("(?:[^"\\]|\\.)*+")(\s*+:)?|[{}\[\]]')
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,100}){0,5}")


class OpenedPackage:
    """A package whose descriptor is read; `read` gives the text of one of its files."""

    def __init__(self, argument: str) -> None:
        """Open a package.

        Args:
            argument: its folder, its datapackage.json, or a zip of the folder.

        Raises:
            UsageError: it cannot be opened, or what describes it cannot be read.
        """
        path = Path(argument)
        self.name = shown(argument)
        try:
            if path.is_dir():
                self._bytes, self.folder = _of_folder(path), self.name
            elif zipfile.is_zipfile(path) if path.is_file() else False:
                self._bytes, self.folder = _of_zip(path, self.name), self.name
            elif path.name.lower().endswith(".json"):
                self._bytes, self.folder = _of_folder(path.parent), shown(str(path.parent))
            else:
                there = path.exists()
                raise UsageError(
                    f"{self.name} : " + ("ce n’est pas une publication" if there else "fichier introuvable"),
                    f"donnez le dossier que « snr publish » a écrit, son {DESCRIPTOR}, ou un zip de ce dossier",
                )
        except OSError as error:
            raise UsageError(f"{self.name} : {why(error)}") from None
        except ValueError:  # a path with a NUL character
            raise UsageError(f"{self.name} : chemin de fichier invalide") from None
        one = path.name if path.name.lower().endswith(".json") and not path.is_dir() else DESCRIPTOR
        self.descriptor_name = self.place(one)
        self.descriptor = _descriptor(self.descriptor_name, self.read(one))

    def place(self, name: str) -> str:
        """Return the name of a file in messages."""
        return name if self.folder in ("", ".") else f"{self.folder}/{name}"

    def raw(self, name: str) -> bytes:
        """Return the bytes of a file, which its path says to be inside.

        Raises:
            UsageError: it leaves the package, is not there, is too large.
        """
        if not _PLAIN.fullmatch(name):
            raise UsageError(
                f"{self.descriptor_name} : chemin refusé : {name[:80]!r}",
                "un fichier d’une publication est dans son dossier : ni adresse, ni « .. », ni chemin absolu",
            )
        try:
            return self._bytes(name)
        except TooLargeError as error:
            raise UsageError(f"{self.place(name)} : {error}") from None
        except OSError as error:
            raise UsageError(f"{self.place(name)} : {why(error)}") from None
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            raise UsageError(f"{self.name} : zip abîmé, chiffré, ou d’une compression inconnue") from None

    def read(self, name: str) -> str:
        """Return the text of a file.

        Raises:
            UsageError: as `raw`, or it is not UTF-8 without byte-order mark.
        """
        raw = self.raw(name)
        if raw.startswith(_BOM):
            raise refusal(self.place(name), 1, 1, "marque d’ordre des octets (BOM) : enregistrez-le en UTF-8 sans BOM")
        try:
            return decode(raw)
        except UndecodableError as error:
            raise UsageError(f"{self.place(name)} : {error}") from None


def _of_folder(folder: Path) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        path = folder / name
        # a link that stays inside is a file as another; one that leaves is refused
        if inside(folder, name) is None:
            raise UsageError(
                f"{shown(os.fspath(path))} : ce lien sort du dossier de la publication", "remplacez-le par le fichier"
            )
        return plain_bytes(path, MOST_BYTES)

    return read


def _of_zip(path: Path, shown_name: str) -> Callable[[str], bytes]:
    """Return what reads a zip, whose files may all stand in one folder."""
    raw = _bounded(path, shown_name)
    import io

    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError):
        raise UsageError(f"{shown_name} : zip abîmé, chiffré, ou d’une compression inconnue") from None
    if len(members) > MOST_MEMBERS:
        raise UsageError(f"{shown_name} : plus de {MOST_MEMBERS} fichiers dans ce zip")
    names = [each.filename for each in members]
    if len(set(names)) != len(names):
        raise UsageError(f"{shown_name} : deux fichiers de même nom dans ce zip")
    tops = [PurePosixPath(name) for name in names if PurePosixPath(name).name == DESCRIPTOR]
    root = min(tops, key=lambda each: len(each.parts)).parent if tops else PurePosixPath()

    def read(name: str) -> bytes:
        full = (root / name).as_posix()
        if full not in names:
            raise FileNotFoundError(2, "not there", full)
        # opens: a part of a zip, which is opened as others are
        with archive.open(full) as stream:
            found = stream.read(MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            raise TooLargeError(MOST_BYTES)
        return found

    return read


def _bounded(path: Path, shown_name: str) -> bytes:
    try:
        return plain_bytes(path, MOST_BYTES)
    except TooLargeError as error:
        raise UsageError(f"{shown_name} : {error}") from None


def _descriptor(name: str, text: str) -> Mapping[str, Any]:
    """Read a descriptor; a key written twice is refused where it is written again."""
    try:
        found = read_json(text, _refuse_constant)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise refusal(name, line, column, "ce n’est pas du JSON", "un fichier que « snr publish » a écrit est attendu") from None  # fmt: skip
    if not isinstance(found, dict):
        raise refusal(name, 1, 1, "un objet JSON est attendu ({…})")
    at = _written_twice(text)
    if at is not None:
        key = text[at : at + 40].split('"')[1]
        line = text.count("\n", 0, at) + 1
        raise refusal(name, line, at - (text.rfind("\n", 0, at) + 1) + 1, f"clé écrite deux fois : « {key} »", "gardez-en une")  # fmt: skip
    return found


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def _written_twice(text: str) -> int | None:
    """Return where a key is written a second time in one object; the text is JSON."""
    open_ones: list[set[str] | None] = []
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in ("{", "["):
            open_ones.append(set() if sign == "{" else None)
        elif sign in ("}", "]"):
            open_ones.pop()
        elif found[2] and open_ones and open_ones[-1] is not None:
            key = str(read_json(found[1]))
            if key in open_ones[-1]:
                return found.start()
            open_ones[-1].add(key)
    return None
