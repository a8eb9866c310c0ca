"""The whole calculation, in one call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Final, NamedTuple

from snr_cli.catalog.catalog import DEDUCED_WIDTH, Catalog, reference_devices
from snr_cli.catalog.records import Factor, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.context import Context, resolve_facts
from snr_cli.engine.equipment import EquipmentRecipes
from snr_cli.engine.estimated import (
    SERVICES_MADE as ESTIMATED_SERVICES,
    STATUS,
    TYPES as ESTIMATED_TYPES,
    deduced_shares,
)
from snr_cli.engine.lacking import collect_gaps
from snr_cli.engine.organisation import assess_lines, summed
from snr_cli.engine.records import (
    CLIMATE,
    Assessment,
    AssessmentAsked,
    Fact,
    Gap,
    Line,
    MemberDossier,
    MemberPart,
    Organisation,
    Quantity,
    Taken,
    VirtualView,
    add,
    divide,
    grouped,
    owner_prefix,
    product,
    sources,
)
from snr_cli.engine.territory import HOUSEHOLD_TYPES, LINE_SERVICES, assess_territory, assess_uses
from snr_cli.model.dossier import OPTIONS_TOGETHER, Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.territory import GROUP, Shared

# A group and its members: the share of each in the pooled lines, the lines of each under one method. Nothing twice.
#
# A pooled line is written once, in the dossier of the group. A part of the group (a member, or the group itself) has its
# own lines and its share of the pooled ones: the parts sum to the group.

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
    shares: list[PartShares] = []
    faults: list[MissingShares] = []
    for index, entry in enumerate(group.shared):
        figures = _figures(entry, facts)
        missing = tuple(part for part, figure in figures.items() if figure is None)
        known = {part: figure for part, figure in figures.items() if figure is not None}
        if missing or not fsum(figure.value for figure in known.values()):
            faults.append(MissingShares(index, missing))
            continue
        total = add("pooled_total", "", *known.values())
        shares.append({part: divide("pooled_share", "ratio", figure, total) for part, figure in known.items()})
    if faults:
        raise PoolingError(faults)
    return shares


def _figures(entry: Shared, facts: Mapping[str, Facts]) -> dict[str, Quantity | None]:
    """Return what the key compares: shares given, else a figure of each part that uses the line."""
    if entry.shares or entry.key == "fixed":
        return {part: Quantity("pooled_fixed", share, "ratio", "given", part) for part, share in entry.shares.items()}
    # the population of the group is that of its members: it is no part of its own
    everyone = [part for part in facts if part != GROUP or entry.key != "population"]
    figures: dict[str, Quantity | None] = {}
    for part in entry.between or everyone:
        fact = facts[part].get(FIGURES[entry.key])
        name = f"pooled_{entry.key}"
        source = "" if fact is None else ", ".join(text for text in (part, fact.source) if text)
        figures[part] = None if fact is None else Quantity(name, float(fact.value), "", fact.status, source)
    return figures


def entries_of(group: Dossier) -> dict[str, int]:
    """Return the pooled lines: id → entry of `shared`. A room is shared with its equipment, unless it has its own entry."""
    named = {entry.line: index for index, entry in enumerate(group.shared)}
    return {line.id: named[line.room] for line in group.equipment if line.room in named} | named


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
    taken = []
    for line in lines:
        share = shares[entries[line.id]].get(part) if line.id in entries else None
        if share is None or not share.value:
            continue
        # a part of a count is a count: it keeps its name
        scale = product(line.scale.name, line.scale.unit, line.scale, share)
        taken.append(line._replace(quantity=line.quantity * share.value, scale=scale))
    return renamed(taken, GROUP, part)


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
    parts = []
    for part, every in lines.items():
        own = own_lines(part, every, group)
        taken = tuple(
            Taken(entry.line, entry.key, share[part])
            for entry, share in zip(group.shared, shares, strict=True)
            if part in share
        )
        amounts = in_groups(
            (category, take.share.value * value)
            for take in taken
            for category, value in by_entry.get(take.line, {}).items()
        )
        parts.append(
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
    return tuple(parts)


def whole_of(facts: Sequence[Facts]) -> Facts:
    """Return the facts of the whole group: agents are summed when every part gives them; the rest is the group's."""
    whole = dict(facts[0])
    for name in ("agents_total", "agents_equipped"):
        every = [fact[name].value for fact in facts if name in fact]
        whole.pop(name, None)
        if len(every) == len(facts):
            whole[name] = Fact(fsum(every), "given", "")
    return whole


class OptionsError(Exception):
    """Options that have no meaning together; carries their names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" + ".join(names))
        self.names = names


class MagnitudeError(Exception):
    """A result too large to be a number: one line's figures are absurd; carries its id."""


def assess(
    dossier: Dossier,
    tables: Tables,
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
    members: Sequence[MemberDossier] = (),
    part: str | None = None,
    read: frozenset[str] | None = None,
) -> Assessment:
    """Assess a dossier; with its members, the organisation is the whole group. The territory stays the dossier's.

    Args:
        dossier: a dossier whose references are checked.
        tables: the factor tables.
        factor_set: overrides the dossier's named set.
        licence: `all`, `open` or `strict`; overrides the dossier's.
        without: sites or entities left out by name; those of a member are written `member/site`.
        members: the members of the dossier, when it is a group to consolidate.
        part: a member, or `group`: its own lines and its share of the pooled ones, its own territory; without `without`.
        read: the categories to assess, with those that make them (`made_of`); None: all. A plan of this assessment has these alone.

    Raises:
        OptionsError: options without meaning together.
        HeldError: values of the dossier that a published total, of the factors in use, already holds.
        PoolingError: shares of pooled lines that cannot be computed.
        MagnitudeError: a total is not finite.
        CatalogError: the tables are wrong.
    """
    asked = AssessmentAsked(dossier, factor_set, licence, tuple(without), tuple(members), part, read)
    dossiers = _dossiers(dossier, members) if members else {}
    dossier = dossiers.get(part or GROUP, dossier)
    context, facts = _context(dossier, tables, factor_set, licence, read)
    _say_premises(context, facts, dossier, len(members), part)
    context.electricity(context.place, CLIMATE)
    lines, public = assess_lines(dossier, context, facts, without)
    pool = _Pool(lines, public, facts, (), (context,), (dossier,))
    if members:
        names = {member.id: member.name for member in members if member.name}
        pool = _pool(pool, dossiers, names, part, tables, factor_set, licence, without)
    organisation = summed(pool.lines, pool.public, context, dossier, pool.facts, without)
    _say_deduced(context, organisation)
    gaps = _gaps(organisation, without)
    plain = EquipmentRecipes(
        context, dossier.method.model_copy(update={"lifetimes": {}}), {}, technical_without_room=False
    )
    territory = assess_territory(dossier, context, facts, plain, gaps)
    uses = assess_uses(dossier, context, facts, plain, gaps, territory.household_lines)
    virtual = _virtual(dossier, organisation, context)
    of_uses = (use.line for use in uses)
    every = (*organisation.lines, *organisation.public_lines, *territory.household_lines, *of_uses)
    _refuse_infinite(every)
    derived = [estimate.quantity for estimate in (*territory.totals.values(), *territory.views.values())]
    if virtual is not None:
        one_a_host = {machine.host: machine for machine in virtual.machines}  # the same weights
        derived += [share for machine in one_a_host.values() for share in machine.basis.values()]
    if context.catalog.closed:
        _say_closed(context, pool.contexts)
    return Assessment(
        facts,
        dossier.reference_year,
        tuple(sorted(context.options)),
        context.catalog.set.id,
        tables.sha256,
        licence or dossier.method.factors_licence,
        context.place,
        _mixes(pool.contexts),
        organisation,
        territory,
        uses,
        tuple(gaps),
        tuple(context.notices),
        _sources(every, facts, derived, tables.source_ids),
        tuple(dict.fromkeys(name for member in pool.dossiers for name in _own_values(member))),
        virtual,
        pool.parts,
        part,
        asked=asked,
    )


def _say_premises(
    context: Context, facts: Mapping[str, Fact], dossier: Dossier, members: int, part: str | None
) -> None:
    """Say what the whole assessment supposes; `members`: how many are counted."""
    if facts.get("fictitious", Fact(False, "", "")).value:
        context.say("fictitious")
    if "department" not in facts:
        context.say("department_unknown")
    for option in sorted(context.options):
        context.say(f"option_{option}")
    if dossier.members and not members:
        context.say("members_not_counted", count=len(dossier.members))
        if dossier.shared:
            context.say("pooled_in_full")
    elif members and part is None:
        context.say("members_counted", count=members)
    elif members and part != GROUP:
        context.say("pooled_share")


def _say_deduced(context: Context, organisation: Organisation) -> None:
    """Say which categories were deduced from another, of how much, and for which types there is nothing alike."""
    catalog, tables = context.catalog, context.catalog.tables
    if deduced := deduced_shares(organisation):
        devices, known = reference_devices(tables), tables.equipment_types
        types = {line.type for line in organisation.lines if line.recipe.deduced} - devices.keys()
        context.say(
            "imputed",
            deduced=tuple(
                (tables.categories[name].label, share, catalog.parameters[DEDUCED_WIDTH + name].value)
                for name, share in deduced.items()
            ),
            devices=len(devices),
            unlike=tuple(sorted(known[name].label for name in types & known.keys())),
        )
    elif context.imputes and catalog.closed:
        context.say("impute_closed")


def _say_closed(context: Context, contexts: Iterable[Context]) -> None:
    """Say how many subjects lose their factor under a licence, and which mixes of electricity another source replaces."""
    catalog = context.catalog
    context.say("open_licence", count=len({subject for _, subject, _ in catalog.dropped}))
    instead: dict[tuple[str, str, int], dict[str, None]] = {}
    for one_context in contexts:
        for (place, category), factor in one_context.grid.items():
            if factor is not None and factor.fallback:
                label = catalog.tables.categories[category].label
                instead.setdefault((place, factor.source, factor.year), {})[label] = None
    for (place, source, year), labels in instead.items():
        context.say("open_fallback", place, source=source, year=year, categories=tuple(labels))


def _gaps(organisation: Organisation, without: Sequence[str]) -> list[Gap]:
    """Return what is not assessed in the organisation; without any line, the whole of it."""
    gaps = collect_gaps((*organisation.lines, *organisation.public_lines))
    if not organisation.lines:
        gaps.append(Gap("organisation", CLIMATE, "all", "all_left_out" if without else "no_inventory"))
    return gaps


def _virtual(dossier: Dossier, organisation: Organisation, context: Context) -> VirtualView | None:
    """Assess the virtual machines; most dossiers have none, and do not pay for what counts them."""
    if dossier.virtual is None:
        return None
    from snr_cli.engine.virtual import assess_virtual

    return assess_virtual(dossier.virtual, dossier, organisation, context)


def _mixes(contexts: Iterable[Context]) -> dict[str, Factor]:
    """Return the climate factor of each mix of electricity that was looked up, by place."""
    return {
        place: factor
        for context in contexts
        for (place, category), factor in context.grid.items()
        if category == CLIMATE and factor is not None
    }


def _refuse_infinite(lines: Iterable[Line]) -> None:
    """Refuse a total that is not finite.

    Raises:
        MagnitudeError: one is not.
    """
    largest: dict[int, Line] = {}  # of the lines of a recipe, the one with the most units: its totals bound the others'
    for line in lines:
        if line.scale.value >= (largest[key].scale.value if (key := id(line.recipe)) in largest else 0.0):
            largest[key] = line
    for line in largest.values():
        if not all(isfinite(line.total(category) or 0.0) for category in line.recipe.unit_totals):
            raise MagnitudeError(line.id)


def made_of(categories: Iterable[str], tables: Tables) -> frozenset[str]:
    """Return categories with their parts, which say whether they are whole."""
    wanted = frozenset(categories)
    return wanted.union(category.id for category in tables.categories.values() if category.within in wanted)


def climate_under(asked: AssessmentAsked, tables: Tables, factor_set: str) -> list[Line]:
    """Assess the lines of an organisation again under another set of factors: their climate change and nothing else.

    Raises:
        HeldError, PoolingError, CatalogError: see `assess`.
    """
    dossiers = _dossiers(asked.dossier, asked.members) if asked.members else {}
    dossier = dossiers.get(asked.part or GROUP, asked.dossier)
    context, facts = _context(dossier, tables, factor_set, asked.licence, made_of((CLIMATE,), tables))
    lines, public = assess_lines(dossier, context, facts, asked.without)
    if not asked.members:
        return lines
    own = _Pool(lines, public, facts, (), (context,), (dossier,))
    return _pool(own, dossiers, {}, asked.part, tables, factor_set, asked.licence, asked.without).lines


@dataclass(frozen=True, slots=True)
class _Pool:
    """What an organisation is made of: a dossier alone, a group with its members, or one part of it."""

    lines: list[Line]
    public: list[Line]
    facts: dict[str, Fact]
    parts: tuple[MemberPart, ...]
    contexts: tuple[Context, ...]
    dossiers: tuple[Dossier, ...]


def _dossiers(group: Dossier, members: Sequence[MemberDossier]) -> dict[str, Dossier]:
    """Return the dossiers of a group by part, under one method."""
    return {GROUP: group} | {member.id: with_method_of(member.dossier, group) for member in members}


def _pool(
    own: _Pool,
    dossiers: dict[str, Dossier],
    names: dict[str, str],
    part: str | None,
    tables: Tables,
    factor_set: str | None,
    licence: str | None,
    without: tuple[str, ...],
) -> _Pool:
    """Return the lines of a whole group, or those of one part with its share of the pooled ones.

    Args:
        own: the lines of the part, or those of the group alone.
        dossiers: the dossier of each part.
        names: how the group calls its members.
        part: see `assess`.
        tables: see `assess`.
        factor_set: see `assess`.
        licence: see `assess`.
        without: see `assess`.

    Raises:
        PoolingError: see `assess`.
    """
    sides: dict[str, _Pool] = {}
    facts: dict[str, dict[str, Fact]] = {}
    for name, dossier in dossiers.items():
        if name == (part or GROUP):
            sides[name] = own
        elif part is None or name == GROUP:
            context, pool_facts = _context(dossier, tables, factor_set, licence)
            lines, public = assess_lines(dossier, context, pool_facts, names_left_out(without, name))
            sides[name] = _Pool(lines, public, pool_facts, (), (context,), (dossier,))
        facts[name] = sides[name].facts if name in sides else resolve_facts(dossier.territory, tables)[0]
    group, pooled = dossiers[GROUP], sides[GROUP].lines
    shares = shares_of(group, facts)
    labels = {name: names.get(name) or str(fact["name"].value) for name, fact in facts.items()}
    parts = parts_of(group, {name: side.lines for name, side in sides.items()}, labels, shares)
    contexts = tuple(context for side in sides.values() for context in side.contexts)
    used = tuple(dossier for side in sides.values() for dossier in side.dossiers)
    if part is not None:
        lines = [*own_lines(part, own.lines, group), *taken_by(part, pooled, group, shares)]
        mine = tuple(member_part for member_part in parts if member_part.id == part)
        return _Pool(lines, own.public, own.facts, mine, contexts, used)
    every = [line for name, side in sides.items() for line in renamed(side.lines, name)]
    shown = [line for name, side in sides.items() for line in renamed(side.public, name)]
    return _Pool(every, shown, whole_of(list(facts.values())), parts, contexts, used)


def _own_values(dossier: Dossier) -> Iterable[str]:
    """Yield the types, services and places whose values a dossier gives itself."""
    for override in dossier.factors.overrides:
        yield override.type or override.service or override.electricity or ""
    yield from (new.id for new in dossier.factors.types)


def lines_of(
    dossier: Dossier,
    tables: Tables,
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    read: frozenset[str] | None = None,
) -> dict[str, Line]:
    """Assess the lines of a dossier and nothing else: line id → line. A plan compares variants of lines with it; `read`: see `assess`.

    Raises:
        OptionsError, HeldError, CatalogError: see `assess`.
    """
    context, facts = _context(dossier, tables, factor_set, licence, read)
    lines, public = assess_lines(dossier, context, facts, ())
    return {line.id: line for line in (*lines, *public)}


def subjects(dossier: Dossier) -> tuple[set[str], set[str]]:
    """Return the types of equipment and of services whose factors an assessment of the dossier asks for."""
    types = (
        {line.type for line in dossier.equipment}
        | {use.type for use in dossier.uses}
        | set(HOUSEHOLD_TYPES)
        | set(ESTIMATED_TYPES if dossier.method.estimate else ())
    )
    services = (
        {line.type for line in dossier.services}
        | {use.type for use in dossier.uses}
        | {name for _, name in LINE_SERVICES}
        | {"network_fixed_gb", "network_mobile_gb"}
        | set(ESTIMATED_SERVICES if dossier.method.estimate else ())
    )
    return types, services


def without_held(dossier: Dossier, tables: Tables, factor_set: str, licence: str) -> Dossier:
    """Return a dossier without the values that a published total, of these factors, already holds: what `assess` refuses."""
    own = dossier.factors
    if all(override.value is None for override in own.overrides):
        return dossier
    held = {factor.place for factor in _catalog(dossier, tables, factor_set, licence).held()}
    kept = tuple(override for place, override in enumerate(own.overrides) if place not in held)
    return dossier.model_copy(update={"factors": own.model_copy(update={"overrides": kept})}) if held else dossier


def _catalog(dossier: Dossier, tables: Tables, factor_set: str | None, licence: str | None) -> Catalog:
    """Return the rows that an assessment of the dossier asks for."""
    types, services = subjects(dossier)
    return Catalog(
        tables,
        factor_set or dossier.method.factor_set,
        licence or dossier.method.factors_licence,
        dossier.factors,
        types,
        services,
    )


def _context(
    dossier: Dossier,
    tables: Tables,
    factor_set: str | None,
    licence: str | None,
    read: frozenset[str] | None = None,
) -> tuple[Context, dict[str, Fact]]:
    """Return what every line needs, and the facts on the authority."""
    options = frozenset(dossier.method.options)
    if len(options) > 1 and options != OPTIONS_TOGETHER:
        raise OptionsError(tuple(sorted(options)))
    catalog = _catalog(dossier, tables, factor_set, licence)
    if held := catalog.held():
        raise HeldError(held)
    facts, notices = resolve_facts(dossier.territory, tables)
    place = catalog.place_of(facts["department"].value) if "department" in facts else "FR"
    imports = tuple(inventory_import.id for inventory_import in dossier.imports)
    imputes = dossier.method.impute
    context = Context(catalog, dossier.reference_year, place, options, imports=imports, imputes=imputes, read=read)
    for notice in notices:
        context.notices[notice] = None
    return context, facts


def _sources(
    result: tuple[Line, ...], facts: dict[str, Fact], derived: Iterable[Quantity], known: frozenset[str]
) -> tuple[str, ...]:
    """Return the ids of the catalogue's sources used anywhere: factors, parameters, default quantities, facts."""
    names = {fact.source for fact in facts.values()}
    for quantity in derived:
        names |= sources(quantity)
    recipes = {id(line.recipe): line.recipe for line in result}
    for line in result:
        names |= sources(line.scale) if line.scale.parts else {line.scale.source}
    for recipe in recipes.values():
        amounts = {id(term.amount): term.amount for term in recipe.terms}
        for amount in amounts.values():
            names |= sources(amount)
        names |= {term.factor.source for term in recipe.terms}
    return tuple(sorted(names & known))
