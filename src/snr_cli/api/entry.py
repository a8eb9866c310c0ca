"""A dossier opened once, for the tables, the findings and the edits of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike, fspath
from typing import TYPE_CHECKING

from snr_cli.reading.records import Read

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.reading.named import Words
    from snr_cli.reading.yaml_events import YamlText
    from snr_cli.workbook.values import TypeLabels


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier as it was read, right or wrong, and the words that it was read with."""

    argument: str
    read: Read
    words: "Words"
    tables: "Tables"

    @property
    def texts(self) -> "tuple[YamlText, ...]":
        """Return its files that could be read, and the sheets of its workbooks."""
        return () if self.read.joined is None else tuple(self.read.joined.texts)

    @property
    def labels(self) -> "TypeLabels":
        """Return what the types of the catalogue are called."""
        return labels_of(self.tables)


@lru_cache(maxsize=2)
def labels_of(tables: "Tables") -> "TypeLabels":
    """Return what the types of the catalogue are called, made once for the tables."""
    from snr_cli.api.catalogue import words_of

    return words_of(tables).type_labels()


def open_dossier(
    dossier: str | PathLike[str], given: Mapping[str, str] | None = None, *, tables: "Tables | None" = None
) -> OpenDossier:
    """Read a dossier whose files may hold mistakes.

    Args:
        dossier: its folder or its file.
        given: path of a YAML file of the dossier, as `tables_of` names it → the text to read in its place.
        tables: the factor tables; those of snr without any.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    from snr_cli.api.catalogue import words_of
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.reading.load import read_dossier

    known = shipped_tables() if tables is None else tables
    words = words_of(known)
    texts = {name: text.removeprefix("\ufeff").replace("\r\n", "\n") for name, text in (given or {}).items()}
    return OpenDossier(fspath(dossier), read_dossier(fspath(dossier), words, given=texts), words, known)


def opened(dossier: str | PathLike[str] | OpenDossier) -> OpenDossier:
    """Return a dossier opened, once."""
    return dossier if isinstance(dossier, OpenDossier) else open_dossier(dossier)
