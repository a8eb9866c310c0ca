"""A dossier opened once, for the tables, the findings and the edits of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path

from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.edits import file_text
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.dossier.memory import DossierMemory
from snr_cli.inputs.dossier.named import Words
from snr_cli.inputs.dossier.records import Read
from snr_cli.inputs.dossier.yaml_events import YamlText
from snr_cli.inputs.workbook.values import TypeLabels


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier as it was read, right or wrong, the words that it was read with, and the texts given in the place of files."""

    argument: str
    read: Read
    words: Words
    tables: Tables
    memory: DossierMemory
    given: Mapping[str, str]

    @property
    def texts(self) -> tuple[YamlText, ...]:
        """Return its files that could be read, and the sheets of its workbooks."""
        return () if self.read.joined is None else tuple(self.read.joined.texts)

    def raw(self, name: str) -> str:
        """Return the text of one of its files as it is, byte-order mark and line ends included.

        Raises:
            UsageError: it cannot be read.
        """
        return self.given[name] if name in self.given else file_text(Path(name))

    @property
    def labels(self) -> TypeLabels:
        """Return what the types of the catalogue are called."""
        return labels_of(self.tables)


@lru_cache(maxsize=2)
def labels_of(tables: Tables) -> TypeLabels:
    """Return what the types of the catalogue are called, made once for the tables."""
    return words_of(tables).type_labels()


def open_dossier(
    dossier: "str | PathLike[str] | OpenDossier",
    given: Mapping[str, str] | None = None,
    *,
    tables: Tables | None = None,
) -> OpenDossier:
    """Read a dossier whose files may hold mistakes.

    Args:
        dossier: its folder or its file; or what this function gave, to read it again: only what changed is.
        given: path of a YAML file of the dossier, as `tables_of` names it → the text to read in its place.
        tables: the factor tables; those that it was opened with, else those of snr, without any.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    before = dossier if isinstance(dossier, OpenDossier) else None
    argument = fspath(dossier) if not isinstance(dossier, OpenDossier) else dossier.argument
    memory = DossierMemory() if before is None else before.memory
    known = tables or (shipped_tables() if before is None else before.tables)
    words = words_of(known)
    texts = {name: text.removeprefix("\ufeff").replace("\r\n", "\n") for name, text in (given or {}).items()}
    read = read_dossier(argument, words, given=texts, memory=memory)
    return OpenDossier(argument, read, words, known, memory, given or {})


def opened(dossier: str | PathLike[str] | OpenDossier) -> OpenDossier:
    """Return a dossier opened, once."""
    return dossier if isinstance(dossier, OpenDossier) else open_dossier(dossier)
