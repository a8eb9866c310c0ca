"""The dossier's own values laid over the published rows: what each one replaces, and what a published total already holds."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from snr_cli.catalog.records import Factor

SPLIT = ("manufacturing", "distribution", "end_of_life")
TOTALS = ("embodied_total", "total")
CONSUMABLES = "consumables"  # of a year: whatever the lifetime, so beside the embodied stages and never one of them


class Held(NamedTuple):
    """A value of the dossier for a part that the published total already holds: added, it would be counted twice.

    `place` is its place in `factors.overrides`; `missing` the parts to give with it, for them to replace the `published` total.
    """

    place: int
    subject: str
    category: str
    part: str
    missing: tuple[str, ...]
    published: Factor


class HeldError(Exception):
    """Values of the dossier that the published totals of the factors in use already hold."""

    def __init__(self, held: Iterable[Held]) -> None:
        self.held = tuple(held)
        super().__init__(", ".join(each.subject for each in self.held))


def laid_over(published: Iterable[Factor], own: Collection[Factor], parts: Iterable[str]) -> tuple[Factor, ...]:
    """Return the rows of one category, the dossier's own in place of those that they replace.

    A total of the dossier replaces everything. A part replaces the same part; beside a published total alone it is added
    when the total excludes it, and replaces the total when every part that the total holds is given.

    Args:
        published: the rows of the catalogue.
        own: those of the dossier; no part that a published total holds alone (`missing_parts`).
        parts: what a total of this category is made of.
    """
    published = tuple(published)
    given = {row.stage for row in own}
    if not own or given & set(TOTALS):
        return tuple(own) or published
    kept = [row for row in published if row.stage not in given]
    split = [row for row in published if _is_part(row)]
    for row in published:
        if row.stage in TOTALS and (split or given & held_parts(row, parts)):
            kept.remove(row)  # the published parts, or those of the dossier, say the whole
    return (*kept, *own)


def held_parts(total: Factor, parts: Iterable[str]) -> set[str]:
    """Return what a published total holds."""
    return set(parts) - {total.excludes}


def missing_parts(published: Iterable[Factor], given: Collection[str], parts: Iterable[str]) -> tuple[str, ...]:
    """Return the parts to give with those given, when a published total alone holds both; none when all is well."""
    published, parts = tuple(published), tuple(parts)
    total = next((row for row in published if row.stage in TOTALS), None)
    if total is None or set(given) & set(TOTALS) or any(map(_is_part, published)):
        return ()
    held = held_parts(total, parts)
    return tuple(part for part in parts if part in held and part not in given) if held & set(given) else ()


def _is_part(row: Factor) -> bool:
    """Say whether a row is a part of a whole: neither a total, nor given for reference."""
    return row.stage not in TOTALS and not row.stage.endswith("_reference")
