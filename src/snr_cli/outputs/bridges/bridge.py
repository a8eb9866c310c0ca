"""What a bridge is, what it brings from a file, what it sends: plain records, each loss a French sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.engine.records import Assessment
    from snr_cli.model.dossier import Dossier
    from snr_cli.outputs.bridges.opened import OpenedFile


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the file of another tool.

    Attributes:
        place: where it stands: a cell of a sheet, a path of a JSON.
        name: what the file calls it; never the name of a person.
        became: the id of what it is now in the dossier; empty when it is not taken over.
        why: why it is not, or what of it is not; French.
        unread: how many of its values the file gives in a form that cannot be read; `why` names each.
    """

    place: str
    name: str
    became: str = ""
    why: str = ""
    unread: int = 0


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Something that the format does not allow; `mended`: nothing is lost by it. Line and column count from 1."""

    line: int
    column: int
    message: str
    mended: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of another tool once read.

    Attributes:
        bridge: the bridge that read it.
        file: its name in messages.
        rows: each of its rows, taken over or not.
        sections: key of the dossier → what goes there, as plain data.
        comments: id of an item of the sections → what to write above it.
        faults: what the format does not allow.
        notes: what a reader must know, in French.
        held: section that the dossier has already, and that is said once → its file: it is to be added to by hand.
    """

    bridge: str
    file: str
    rows: tuple[SourceRow, ...]
    sections: Mapping[str, Any]
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[SyntaxFault, ...] = ()
    notes: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Count the rows that are taken over."""
        return sum(bool(row.became) for row in self.rows)

    @property
    def left(self) -> int:
        """Count the rows that are not."""
        return len(self.rows) - self.taken

    @property
    def unread(self) -> int:
        """Count the values of the rows taken over that could not be read."""
        return sum(row.unread for row in self.rows if row.became)


@dataclass(frozen=True, slots=True)
class Sent:
    """A dossier as a file of another tool.

    Attributes:
        bridge: the bridge that made it.
        data: the bytes of the file.
        rows: each line or action of the dossier, `became` saying what it is in the file.
        notes: what the file does not hold of this dossier, in French.
    """

    bridge: str
    data: bytes
    rows: tuple[SourceRow, ...]
    notes: tuple[str, ...] = ()


Reader = Callable[["OpenedFile", "Tables", int | None], Brought]
Writer = Callable[["Dossier", "Assessment", "Tables"], Sent]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge to another tool.

    Attributes:
        id: its name on the command line.
        title: what it links, in French.
        source: the repository and the commit that its format was read in; empty without any.
        licence: that of the repository.
        samples: the files that it is tried on; `sample_year`: the year that is asked of them, where they do not say it.
        reads: what it reads, in French; empty when it reads nothing.
        writes: what it writes, in French; empty when it writes nothing.
        lost_in: what a file holds and the dossier does not take, in French sentences.
        lost_out: what the dossier holds and the file does not, in French sentences.
        suffixes: how the files that it writes may end; the first without any.
        looks: says whether a file is certainly of this tool.
        read, write: how.
        takes_year: whether `--year` chooses something of its files.
    """

    id: str
    title: str
    source: str
    licence: str
    samples: tuple[str, ...]
    reads: str = ""
    writes: str = ""
    lost_in: tuple[str, ...] = ()
    lost_out: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    looks: "Callable[[OpenedFile], bool] | None" = None
    read: Reader | None = None
    sample_year: int | None = None
    takes_year: bool = False
    write: Mapping[str, Writer] = field(default_factory=dict)
