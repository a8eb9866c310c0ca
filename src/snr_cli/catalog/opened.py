"""The one module that opens the tables and parses their YAML."""

import hashlib
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from snr_cli.catalog.records import CatalogError
from snr_cli.catalog.tables import Tables


def bundled(name: str) -> Path:
    """Return the folder of shipped data.

    An editable install does not see the files that the wheel carries: the checkout is the fallback.

    Raises:
        CatalogError: it is in neither place.
    """
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    for folder in (package / "_bundled" / name, checkout / name):
        if folder.is_dir():
            return folder
    raise CatalogError(f"données livrées avec snr introuvables : {name}/ ; réinstallez snr")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TableFiles(NamedTuple):
    """The files of a folder of tables."""

    root: Path

    def text(self, name: str) -> str:
        """Return the text of a file.

        Raises:
            CatalogError: it is not there, or is no UTF-8.
        """
        try:
            # opens: shipped with snr
            return (self.root / name).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise CatalogError(f"factors/{name} : absent, ou illisible en UTF-8 ; réinstallez snr") from None

    def data(self, name: str, text: str) -> Any:
        """Return what the YAML of a file says.

        Raises:
            CatalogError: it is no YAML.
        """
        try:
            return yaml.load(text, _LOADER)
        except yaml.YAMLError as error:
            raise CatalogError(f"factors/{name} : {error}") from None

    def sha256(self) -> str:
        """Return the checksum of every table and list, by name, with Unix line ends."""
        digest = hashlib.sha256()
        for path in sorted(self.root.rglob("*")):
            if path.suffix in (".csv", ".yaml"):
                digest.update(path.relative_to(self.root).as_posix().encode() + b"\n")
                # opens: shipped with snr
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()


def open_tables(root: "str | PathLike[str] | None" = None) -> Tables:
    """Return the tables of a folder; those that travel with snr where none is said."""
    return Tables(TableFiles(Path(root) if root is not None else bundled("factors")))


@cache
def shipped_tables() -> Tables:
    """Return the tables that travel with snr."""
    return open_tables()
