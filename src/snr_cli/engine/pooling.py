"""A group and its members: the share of each in the pooled lines, the lines of each under one method. Nothing twice.

A pooled line is written once, in the dossier of the group. A part of the group (a member, or the group itself) has its
own lines and its share of the pooled ones: the parts sum to the group.
"""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.asked import owner_prefix
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.organisation import grouped
from snr_cli.engine.quantity import Quantity, add, divide, product
from snr_cli.engine.records import CLIMATE, Fact, Line, MemberPart, Taken
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import GROUP, Shared

# key → the fact that it compares
FIGURES: Final = {
    "agents": "agents_total",
    "mailboxes": "mailboxes",
    "vms": "vms",
    "population": "population_municipale",
}
Facts = dict[str, Fact]
PartShares = Mapping[str, Quantity]  # part → its share


class MissingShares(NamedTuple):
    """An entry of `shared` without shares: the parts whose figure is missing; none of them when every figure is zero."""

    entry: int
    missing: tuple[str, ...]


class PoolingError(Exception):
    """Shares that cannot be computed; carries the faults."""

    def __init__(self, faults: Sequence[MissingShares]) -> None:
        super().__init__(f"{len(faults)} fault(s)")
        self.faults = tuple(faults)


def with_method_of(member: Dossier, group: Dossier) -> Dossier:
    """Return a member's dossier under the group's method. Its lifetimes and its own values are facts: they stay."""
    names = ("options", "factor_set", "factors_licence", "impute")
    method = member.method.model_copy(update={name: getattr(group.method, name) for name in names})
    return member.model_copy(update={"method": method})


def shares_of(group: Dossier, facts: Mapping[str, Facts]) -> list[PartShares]:
    """Return, for each entry of `shared`, the share of each part. They sum to one.

    Args:
        group: the dossier of the group.
        facts: the facts on each part, the group's under its own name.

    Raises:
        PoolingError: figures that are missing, or all zero.
    """
    found: list[PartShares] = []
    faults: list[MissingShares] = []
    for index, entry in enumerate(group.shared):
        figures = _figures(entry, facts)
        missing = tuple(part for part, figure in figures.items() if figure is None)
        known = {part: figure for part, figure in figures.items() if figure is not None}
        if missing or not fsum(figure.value for figure in known.values()):
            faults.append(MissingShares(index, missing))
            continue
        total = add("pooled_total", "", *known.values())
        found.append({part: divide("pooled_share", "ratio", figure, total) for part, figure in known.items()})
    if faults:
        raise PoolingError(faults)
    return found


def _figures(entry: Shared, facts: Mapping[str, Facts]) -> dict[str, Quantity | None]:
    """Return what the key compares: shares given, else a figure of each part that uses the line."""
    if entry.shares or entry.key == "fixed":
        return {part: Quantity("pooled_fixed", share, "ratio", "given", part) for part, share in entry.shares.items()}
    # the population of the group is that of its members: it is no part of its own
    everyone = [part for part in facts if part != GROUP or entry.key != "population"]
    found: dict[str, Quantity | None] = {}
    for part in entry.between or everyone:
        fact = facts[part].get(FIGURES[entry.key])
        name = f"pooled_{entry.key}"
        source = "" if fact is None else ", ".join(text for text in (part, fact.source) if text)
        found[part] = None if fact is None else Quantity(name, float(fact.value), "", fact.status, source)
    return found


def entries_of(group: Dossier) -> dict[str, int]:
    """Return the pooled lines: id → entry of `shared`. A room is shared with its equipment, unless it has its own entry."""
    named = {entry.line: index for index, entry in enumerate(group.shared)}
    inside = {line.id: named[line.room] for line in group.equipment if line.room in named}
    return inside | named


def renamed(lines: Sequence[Line], owner: str, part: str | None = None) -> list[Line]:
    """Return the lines of a dossier under the names that they have in an assessment; see `owner_prefix`."""
    prefix = owner_prefix(owner, part)
    if not prefix:
        return list(lines)
    return [
        line._replace(
            id=prefix + line.id, site=line.site and prefix + line.site, entity=line.entity and prefix + line.entity
        )
        for line in lines
    ]


def names_left_out(without: Sequence[str], member: str) -> tuple[str, ...]:
    """Return the sites and entities of a member among those left out: `member/site`."""
    return tuple(name.removeprefix(f"{member}/") for name in without if name.startswith(f"{member}/"))


def own_lines(part: str, lines: Sequence[Line], group: Dossier) -> list[Line]:
    """Return the lines of a part that are its own: all of them, but for the pooled ones of the group."""
    entries = entries_of(group) if part == GROUP else {}
    return [line for line in lines if line.id not in entries]


def taken_by(part: str, lines: Sequence[Line], group: Dossier, shares: Sequence[PartShares]) -> list[Line]:
    """Return what a part takes of the lines of the group: each pooled line at the scale of its share."""
    entries = entries_of(group)
    found = []
    for line in lines:
        share = shares[entries[line.id]].get(part) if line.id in entries else None
        if share is None or not share.value:
            continue
        # a part of a count is a count: it keeps its name
        scale = product(line.scale.name, line.scale.unit, line.scale, share)
        found.append(line._replace(quantity=line.quantity * share.value, scale=scale))
    return renamed(found, GROUP, part)


def parts_of(
    group: Dossier, lines: Mapping[str, Sequence[Line]], labels: Mapping[str, str], shares: Sequence[PartShares]
) -> tuple[MemberPart, ...]:
    """Return the parts of the group.

    Args:
        group: the dossier of the group.
        lines: the assessed lines of each part; those of the group hold the pooled ones.
        labels: the name of each part.
        shares: the share of each part in each entry of `shared`.
    """
    entries = entries_of(group)
    pooled = [line for line in lines[GROUP] if line.id in entries]
    by_entry = grouped(pooled, lambda line: group.shared[entries[line.id]].line)
    found = []
    for part, every in lines.items():
        own = own_lines(part, every, group)
        taken = tuple(
            Taken(entry.line, entry.key, each[part])
            for entry, each in zip(group.shared, shares, strict=True)
            if part in each
        )
        amounts: dict[str, list[float]] = {}
        for take in taken:
            for category, value in by_entry.get(take.line, {}).items():
                amounts.setdefault(category, []).append(take.share.value * value)
        found.append(
            MemberPart(
                part,
                labels[part],
                len(own),
                grouped(own, lambda _: "").get("", {}),
                {category: fsum(values) for category, values in amounts.items()},
                taken,
                fsum(line.total(CLIMATE) or 0.0 for line in own if line.quality == STATUS),
            )
        )
    return tuple(found)


def whole_of(facts: Sequence[Facts]) -> Facts:
    """Return the facts of the whole group: agents are summed when every part gives them; the rest is the group's."""
    found = dict(facts[0])
    for name in ("agents_total", "agents_equipped"):
        every = [each[name].value for each in facts if name in each]
        found.pop(name, None)
        if len(every) == len(facts):
            found[name] = Fact(fsum(every), "given", "")
    return found
