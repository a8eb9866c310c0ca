"""The export of two years that is one file: what changes of its lines is its reading for another year, not the fleet."""

from collections.abc import Iterable
from dataclasses import dataclass

from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment


@dataclass(frozen=True, slots=True)
class Export:
    """An import of a dossier: the names of its files by their bytes, the lines that it makes, the typed ones that it fills."""

    files: dict[str, str]
    own: frozenset[str]
    filled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reread:
    """What two years take of the same exports: by year lines of their own; lines typed in both that they fill; the digests."""

    own: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    filled: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Say whether any line is concerned."""
        return bool(self.own[0] or self.own[1] or self.filled)


def export_of(name: str, sha256: dict[str, str], lines: Iterable[str]) -> Export:
    """Return an export; the lines that it makes start with its name, the others were typed."""
    every = frozenset(lines)
    own = frozenset(line for line in every if line.startswith(f"{name}."))
    return Export({digest: file for file, digest in sha256.items()}, own, every - own)


def shared_files(old: Iterable[Export], new: Iterable[Export]) -> dict[str, str]:
    """Return the files whose bytes both years read, by digest, as the second year names them."""
    before = {digest for each in old for digest in each.files}
    return {digest: name for each in new for digest, name in each.files.items() if digest in before}


def reread(old: tuple[Export, ...], new: tuple[Export, ...]) -> Reread:
    """Return what both years take of imports whose files are all the same, unless other typed lines take from them."""
    parts = [
        (before, after)
        for before in old
        for after in new
        if before.files and before.files.keys() == after.files.keys() and before.filled == after.filled
    ]
    old_own, new_own = (frozenset[str]().union(*(pair[year].own for pair in parts)) for year in (0, 1))
    filled = frozenset[str]().union(*(before.filled for before, _ in parts))
    return Reread((old_own, new_own), filled, frozenset[str]().union(*(before.files for before, _ in parts)))


def filled_again(line: Equipment, quantities: dict[str, float], found: Reread) -> Equipment:
    """Return a typed line with what the other reading fills it with."""
    if line.id not in found.filled or line.id not in quantities:
        return line
    return line.model_copy(update={"quantity": quantities[line.id]})


def quantities_of(dossier: Dossier, found: Reread) -> dict[str, float]:
    """Return the quantities of the typed lines that the export fills."""
    return {line.id: line.quantity for line in dossier.equipment if line.id in found.filled}
