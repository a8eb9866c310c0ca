"""The lines carried forward: those whose figures are still the ones of a year that is closed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from snr_cli.engine.records import Assessment, CarriedFigures, Organisation, owner_prefix
from snr_cli.model.dossier import LINE_TEXTS, Dossier, Equipment
from snr_cli.model.grouped import in_groups
from snr_cli.model.territory import GROUP

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.dossier.results import Result

# The export of two years that is one file: what changes of its lines is its reading for another year, not the fleet.


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
    before = {digest for export in old for digest in export.files}
    return {digest: name for export in new for digest, name in export.files.items() if digest in before}


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


class CarriedPart(NamedTuple):
    """A change in two parts that sum to it: of the lines confirmed or changed since the old year, of the `lines` carried forward."""

    fresh: float
    carried: float
    lines: int


def named_lines(dossier: Dossier) -> dict[str, frozenset[str]]:
    """Return the lines of a dossier by the name under which they are carried forward: that of an export stands for all its lines."""
    ids = [*(line.id for line in dossier.equipment), *(line.id for line in dossier.services)]
    own = {
        inventory_import.id: frozenset(name for name in ids if name.startswith(f"{inventory_import.id}."))
        for inventory_import in dossier.imports
    }
    read = frozenset[str]().union(*own.values())
    typed = {name: frozenset({name}) for name in ids if name not in read}
    return typed | {
        name: lines for name, lines in own.items() if lines
    }  # the typed lines that it fills have their own name


class CarriedList(NamedTuple):
    """What an account says is carried forward, and nothing has confirmed: its place, its year, name → lines.

    `read`: whether the result of that year tells which lines changed since; the list alone does otherwise.
    """

    place: int
    year: int
    lines: dict[str, frozenset[str]]
    read: bool


def carried_lists(dossier: Dossier, kept: "Iterable[Result]", imported: "Iterable[Imported]") -> Iterator[CarriedList]:
    """Yield what each account of a year that is closed still carries forward.

    Args:
        dossier: the dossier, inventories read.
        kept: the results of past years.
        imported: what its exports gave.
    """
    results = {result.dossier.reference_year: result for result in kept}
    exports = [export_of(export.id, export.digests(), export.lines) for export in imported]
    for place, review in enumerate(dossier.annual_reviews):
        if review.carried and review.year < dossier.reference_year:
            old = results.get(review.year)
            before = None if old is None else (old.dossier, [export_of(*export) for export in old.exports])
            unsettled = unconfirmed(review.carried, (dossier, exports), before)
            yield CarriedList(place, review.year, unsettled, old is not None)


class CarriedSource(NamedTuple):
    """What tells the figures that a dossier carries forward: itself, inventories read, results of past years, its exports."""

    dossier: Dossier
    kept: "tuple[Result, ...]" = ()
    imported: "tuple[Imported, ...]" = ()


def carried_from(assessment: Assessment, sources: Mapping[str, CarriedSource]) -> CarriedFigures:
    """Return which figures of an assessment are still those of an earlier year: its line ids → year, and that of the territory.

    A line of two lists was counted in the earliest of their years. The territory, which no list names, was counted in the first of
    the years kept that has the households of today, of the same vintage and source; None when none has.

    Args:
        assessment: of a dossier alone, of a group with its members, or of a part.
        sources: each dossier that it has lines of, by the part that it is of; that of a dossier alone is the group.
    """
    part = assessment.part
    lines: dict[str, int] = {}
    for owner, source in sources.items():
        prefix = owner_prefix(owner, part)
        for carried_list in sorted(carried_lists(*source), key=lambda each: each.year):
            for line in sorted(frozenset[str]().union(*carried_list.lines.values())):
                lines.setdefault(prefix + line, carried_list.year)
    if part is not None:  # of the lines of the group, it has a share of some
        own = {line.id for line in (*assessment.organisation.lines, *assessment.organisation.public_lines)}
        lines = {line: year for line, year in lines.items() if line in own}
    today = assessment.facts.get("households")
    years = [
        result.dossier.reference_year
        for result in sources[part or GROUP].kept
        if result.dossier.reference_year < assessment.reference_year
        and today is not None
        and (then := result.dossier.territory.households) is not None
        and (then.value, then.year, then.source or "") == (today.value, today.year, today.source)
    ]
    return CarriedFigures(lines, min(years, default=None))


class CarriedLines(NamedTuple):
    """The lines of a total that were counted in an earlier year.

    `of`: how many lines the total has, fresh ones included; `shares`: what they are of each total, from 0 to 1, by category.
    """

    year: int
    lines: tuple[str, ...]
    of: int
    shares: Mapping[str, float]


def carried_lines_of(organisation: Organisation, carried: CarriedFigures) -> tuple[CarriedLines, ...]:
    """Return, by year, the lines of the totals of an organisation that were counted in it; nothing when all are of the reference year.

    A category that none of them has, or whose total is zero, has no share.
    """
    by_year = in_groups((carried.lines[line.id], line) for line in organisation.lines if line.id in carried.lines)
    totals = {category: total for category, total in organisation.totals.items() if total}
    return tuple(
        CarriedLines(
            year,
            tuple(line.id for line in lines),
            len(organisation.lines),
            {
                category: fsum(values) / total
                for category, total in totals.items()
                if (values := [value for line in lines if (value := line.total(category)) is not None])
            },
        )
        for year, lines in sorted(by_year.items())
    )


def with_lines_of(dossier: Dossier, today: Dossier) -> Dossier:
    """Return a dossier whose lines are those of another where they say the same figures: their words and sources too."""
    before, after = _figures(dossier), _figures(today)
    same = {name for name, figures in before.items() if after.get(name) == figures}
    equipment = {line.id: line for line in today.equipment if line.id in same}
    services = {line.id: line for line in today.services if line.id in same}
    return dossier.model_copy(
        update={
            "equipment": tuple(equipment.get(line.id, line) for line in dossier.equipment),
            "services": tuple(services.get(line.id, line) for line in dossier.services),
        }
    )


def unconfirmed(
    names: Iterable[str], new: tuple[Dossier, Iterable[Export]], old: tuple[Dossier, Iterable[Export]] | None
) -> dict[str, frozenset[str]]:
    """Return the lines that nothing has confirmed since an earlier year, by name.

    A line is confirmed when its figures changed, an export when its bytes did; both when their name leaves the list.

    Args:
        names: the lines and exports carried forward; those that the dossier has no longer count no more.
        new: the dossier, and what its exports are.
        old: the same of the earlier year; None when nothing can be read of it: the list alone tells.
    """
    known = named_lines(new[0])
    listed = {name: known[name] for name in dict.fromkeys(names) if name in known}
    if old is None:
        return listed
    before, after = _figures(old[0]), _figures(new[0])
    files = [export.files.keys() for export in old[1] if export.files]
    same = frozenset[str]().union(*(export.own for export in new[1] if export.files.keys() in files))
    exports = {inventory_import.id for inventory_import in new[0].imports}
    return {
        name: lines
        for name, lines in listed.items()
        if (lines <= same if name in exports else after[name] == before.get(name))
    }


def carried_lines(
    new: tuple[Dossier, Iterable[Export]], old: tuple[Dossier, Iterable[Export]]
) -> frozenset[str] | None:
    """Return the lines of a year that are those of an earlier one, carried forward; None when the dossier follows none."""
    names = [name for review in new[0].annual_reviews if review.year < new[0].reference_year for name in review.carried]
    return frozenset[str]().union(*unconfirmed(names, new, old).values()) if names else None


def _figures(dossier: Dossier) -> dict[str, Any]:
    """Return what each line says, its words apart, as a result keeps it."""
    dumped = dossier.model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        include=set(LINE_TEXTS),
        exclude={section: {"__all__": texts} for section, texts in LINE_TEXTS.items()},
    )
    return {line["id"]: _kept(line) for section in LINE_TEXTS for line in dumped.get(section, ())}


def _kept(value: Any) -> Any:
    """Return data with the twelve significant figures that a result keeps."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items()}
    return [_kept(item) for item in value] if isinstance(value, list) else value
