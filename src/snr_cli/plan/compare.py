"""Two years of one authority: how much of the change is activity, ageing, method and perimeter, factors.

Nothing is estimated: the eight mixtures (activity of one year, method of another, factors of a third) are computed by the
engine. Each part is the mean of what it changes over the six orders in which the three can change (Shapley value), so that
no order is privileged and the three parts sum to the change; what of the activity is ageing alone is told apart (`ageing`).
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from math import fsum, isclose
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import estimated_share, estimated_shares
from snr_cli.engine.records import CLIMATE, Assessment, Line, assessed_sum
from snr_cli.engine.services import HOSTED, OWN
from snr_cli.engine.uncertainty import Difference, Weighing
from snr_cli.model.grouped import in_groups
from snr_cli.plan.aims import counts
from snr_cli.plan.carried import CarriedPart, carried_lines, shared_files
from snr_cli.plan.past_years import (
    ACTION,
    GROUP_PART,
    HOUSEHOLDS,
    NEW,
    OLD,
    ORGANISATION,
    SAME,
    TERRITORY_PART,
    TYPE,
    ActionPart,
    ChangeParts,
    Comparison,
    End,
    Intervals,
    Mixer,
    MixtureReading,
    Note,
    Power,
    Published,
    Side,
    ValueKey,
    assessment_of,
    study_of,
)
from snr_cli.plan.trajectory import trajectory
from snr_cli.plan.variants import missing_of, shapley, shapley_weights

# Of a change of activity, what comes from the year alone: the same devices, of another age; the same export, read again.
#
# An export read twice says that nothing was bought and nothing retired; its devices are a year older all the same, and the
# annual share of their manufacturing falls with their age. Read for an earlier year, it leaves out what was bought since. None
# of it is an act of the authority: it is told apart.
#
# The order is a convention: first the whole old activity is a year older and its exports are read again, then units come and
# go. A line that shrinks ages whole, then loses units at their new age.

CONTEXTS: Final = (0, 2, 4, 6)  # mixtures whose activity is the old one, by method and factors


def ageing(readings: Sequence[MixtureReading], aged: Sequence[MixtureReading], key: ValueKey) -> float:
    """Return what the year alone changes, by the mean of the orders of method and factors that the activity has."""
    return fsum(
        weight * reading.values.get(key, 0.0)
        for weight, reading in zip(ageing_aim(aged), (*readings, *aged), strict=True)
    )


def ageing_aim(aged: Sequence[MixtureReading]) -> tuple[float, ...]:
    """Return how much of each mixture, then of each aged one, there is in what ageing changes."""
    weights = shapley_weights(3, 0)
    without = tuple(weight if members in CONTEXTS else 0.0 for members, weight in enumerate(weights))
    return (*without, *(-weights[members] for members in CONTEXTS)) if aged else (0.0,) * len(weights)


# Mixtures of two years that nothing assesses whole: what is missing in them is not 0, so what it belongs to is not split.

_TERRITORY: Final = (TERRITORY_PART, HOUSEHOLDS)
Hole = tuple[str, str, str]  # type of line, category, stage


def unknown_mixtures(mixer: Mixer, readings: Sequence[MixtureReading], keys: Collection[ValueKey]) -> list[ValueKey]:
    """Return the figures, of those known in both years, that a mixture of the two does not assess whole.

    A part that a year does not assess either is said by its coverage; what only a mixture lacks (the purchases of a year
    counted by flows, a factor of another set) would be taken for 0 by the parts of the change.

    Args:
        mixer: the two years.
        readings: the eight mixtures, then those of the year alone.
        keys: the figures known in both years.
    """
    told = _holes(readings[0]).keys() | _holes(readings[7]).keys()
    aimed = {action.id: mixer.aimed(action) for action in mixer.actions}
    value_keys: set[ValueKey] = set()
    for reading in (*readings[1:7], *readings[8:]):
        value_keys |= reading.silent
        value_keys.update(key for key in keys if key[0] in _TERRITORY and key not in reading.values)
        for hole, lines in _holes(reading).items():
            if hole not in told:
                kind, category, _ = hole
                value_keys |= {(ORGANISATION, "", category), (TYPE, kind, category)}
                value_keys.update((GROUP_PART, line.group, category) for line in lines)
                ids = {line.id for line in lines}
                value_keys.update((ACTION, name, category) for name, lines in aimed.items() if lines & ids)
    return [key for key in keys if key in value_keys]


def _holes(reading: MixtureReading) -> dict[Hole, list[Line]]:
    """Return what a mixture does not assess of its lines, and the lines; lines that are alike share a recipe."""
    alike = in_groups(
        ((id(line.recipe), line.type), line) for line in reading.assessment.organisation.lines if line.recipe.gaps
    )
    holes: dict[Hole, list[Line]] = {}
    for (_, kind), lines in alike.items():
        for category, stage in missing_of(lines[0].recipe):
            holes.setdefault((kind, category, stage), []).extend(lines)
    return holes


def compare_published(published: Published, side: Side, tables: Tables) -> Comparison:
    """Put published totals beside a computed year, in the order of the years: nothing says what their difference would be."""
    result = assessment_of(side, tables)
    now = {category: result.organisation.totals[category] for category in result.organisation.totals}
    older = published.year <= side.year
    pairs = {
        category: (value, now[category]) if older else (now[category], value)
        for category, value in published.totals.items()
        if category in now
    }
    missing = [
        Note("category_one_side", category, (("perimeter", ORGANISATION), ("side", published.name)))
        for category in published.totals
        if category not in now
    ]
    ends = (End(published.name, published.year), _end(side))
    return Comparison(
        *(ends if older else ends[::-1]),
        comparable=False,
        organisation={},
        groups={},
        types={},
        territory={},
        households={},
        actions=(),
        changes=(),
        not_compared=(Note("published_only", published.name), *missing),
        notes=(),
        published=pairs,
        estimated=({}, _estimated(result)) if older else (_estimated(result), {}),
        origin=published.origin,
        covered=(None, result.organisation.coverage) if older else (result.organisation.coverage, None),
    )


def compare(
    old: Side, new: Side, tables: Tables, perimeter: Iterable[str] = (), intervals: Iterable[str] = ()
) -> Comparison:
    """Compare two years.

    Args:
        old: the first year.
        new: the second year.
        tables: the factor tables of today.
        perimeter: sites or entities whose arrival or departure is a change of perimeter, not of activity.
        intervals: the categories in which the changes of the organisation, and of its groups, have their interval.

    Raises:
        UnknownNamesError: a type or a set that the tables do not have; a perimeter that is in both years, or in none.
    """
    mixer = Mixer((old, new), tables, frozenset(perimeter))
    readings = [mixer.reading(members) for members in range(8)]
    aged = [mixer.reading(members, aged=True) for members in CONTEXTS] if mixer.same_devices or mixer.reread else []
    splits, one_sided = _splits((old, new), readings, aged)
    holes = unknown_mixtures(mixer, [*readings, *aged], splits)
    whole = {category for part, _, category in holes if part == ORGANISATION}
    one_sided += [Note("mixture_not_assessed", category) for category in sorted(whole)]
    parts = [key for key in holes if key[0] != ORGANISATION and key[2] not in whole]
    one_sided += [Note("mixture_part_not_assessed", name, (("part", part),)) for part, name, _ in parts]
    splits = {key: split for key, split in splits.items() if key not in holes}
    splits |= _with_intervals(mixer, readings, aged, splits, tables, set(intervals))
    notes = [*_notes(mixer, readings, splits)]
    groups: dict[str, dict[str, ChangeParts]] = {}
    for (part, name, category), split in splits.items():
        if part == GROUP_PART:
            groups.setdefault(name, {})[category] = split
    return Comparison(
        _end(old),
        _end(new),
        True,
        _of(splits, ORGANISATION),
        groups,
        {name: split for (part, name, _), split in splits.items() if part == TYPE},
        _of(splits, TERRITORY_PART),
        _of(splits, HOUSEHOLDS),
        _actions(mixer, splits, tables),
        mixer.changes(),
        tuple(one_sided),
        tuple(notes),
        _power(readings[0].assessment, readings[-1].assessment),
        estimated=(_estimated(readings[0].assessment), _estimated(readings[-1].assessment)),
        covered=(readings[0].assessment.organisation.coverage, readings[-1].assessment.organisation.coverage),
        carried=_carried((old, new), readings, splits.get((ORGANISATION, "", CLIMATE))),
    )


def _carried(
    sides: tuple[Side, Side], readings: Sequence[MixtureReading], split: ChangeParts | None
) -> CarriedPart | None:
    """Part the change of the organisation between the lines carried forward from the old year and all the others."""
    (old, new), ends = sides, (readings[0].assessment, readings[-1].assessment)
    same = carried_lines((new.dossier, new.exports), (old.dossier, old.exports)) if new.year > old.year else None
    if same is None or split is None:
        return None
    before, after = (
        fsum(line.total(CLIMATE) or 0.0 for line in end.organisation.lines if line.id in same) for end in ends
    )
    carried = 0.0 if _same(before, after) else after - before
    return CarriedPart(split.change - carried, carried, len(same))


def _estimated(result: Assessment) -> dict[str, float]:
    lines = [line for line in result.organisation.lines if line.total(CLIMATE) is not None]
    return {
        **estimated_shares(lines, lambda line: line.type),
        **estimated_shares(lines, lambda line: line.group),
        "": estimated_share(lines),
    }


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=SAME)


def _of(splits: Mapping[ValueKey, ChangeParts], wanted: str) -> dict[str, ChangeParts]:
    return {category: split for (part, _, category), split in splits.items() if part == wanted}


def _end(side: Side) -> End:
    return End(side.name, side.year, side.factor_set, side.licence, side.sha256)


def _power(old: Assessment, new: Assessment) -> Power | None:
    before, after = old.electricity.get(new.place), new.electricity.get(new.place)
    if before is None or after is None:
        return None
    return Power(new.place, before.value, before.year, after.value, after.year)


def _splits(
    sides: tuple[Side, Side], readings: Sequence[MixtureReading], aged: Sequence[MixtureReading]
) -> tuple[dict[ValueKey, ChangeParts], list[Note]]:
    """Split every figure known in both years; return those known in only one too."""
    ends = [
        reading.values if side.written is None else dict(side.written)
        for side, reading in zip(sides, (readings[0], readings[-1]), strict=True)
    ]
    one_sided: list[Note] = []
    known: dict[str, set[str]] = {}
    for part in (ORGANISATION, TERRITORY_PART, HOUSEHOLDS):
        category_sets = [
            {category for where, _, category in values if where == part}
            for values in (*ends, readings[0].values, readings[-1].values)
        ]
        known[part] = set.intersection(*category_sets)
        for category in sorted(set.union(*category_sets) - known[part]):
            side = sides[OLD if category in category_sets[OLD] else NEW].name
            one_sided.append(Note("category_one_side", category, (("perimeter", part), ("side", side))))
    # a part that nothing assesses in one of the years does not go from or to 0: its change is not known
    silent = dict.fromkeys(key for reading in (readings[0], readings[-1]) for key in sorted(reading.silent))
    one_sided += [Note("not_assessed", name, (("part", part),)) for part, name, _ in silent]
    splits: dict[ValueKey, ChangeParts] = {}
    every = [*(reading.values for reading in readings), *ends]
    for key in dict.fromkeys(key for values in every for key in values):
        part, _, category = key
        if key in silent or category not in known[part if part in known else ORGANISATION]:
            continue
        eight = [reading.values.get(key, 0.0) for reading in readings]
        activity, method, factors = shapley(eight, 3)
        # what a file says is its own value: the distance to what is computed today is a change of method, unless it is
        # only that of the twelve figures which a file keeps
        old, new = (
            value if _same(said := end.get(key, value), value) else said
            for end, value in zip(ends, (eight[0], eight[-1]), strict=True)
        )
        method += (eight[0] - old) + (new - eight[-1])
        older = ageing(readings, aged, key) if aged else 0.0
        if abs(activity - older) <= SAME * max(abs(old), abs(new)):  # all of it is ageing: what is left is a rounding
            older = activity
        splits[key] = ChangeParts(old, new, activity - older, older, method, factors)
    return splits, one_sided


def _with_intervals(
    mixer: Mixer,
    readings: Sequence[MixtureReading],
    aged: Sequence[MixtureReading],
    splits: Mapping[ValueKey, ChangeParts],
    tables: Tables,
    wanted: set[str],
) -> dict[ValueKey, ChangeParts]:
    """Return the changes of the organisation and of its groups, in some categories, with their intervals.

    Two years are two counts. A line that says the same quantity in both is one: nothing tells that it was counted again.
    """
    keys = [key for key in splits if key[0] in (ORGANISATION, GROUP_PART) and key[2] in wanted]
    if not keys:
        return {}
    counted = [
        {(line.id, line.type, line.scale.value, line.quality) for line in reading.assessment.organisation.lines}
        for reading in (readings[0], readings[-1])
    ]
    same = {change[0] for change in counted[OLD] & counted[NEW]}
    same |= mixer.reread.filled.union(*mixer.reread.own)  # one export is one count
    sources = all(side.written is None for side in mixer.sides)
    weighing = Weighing(tables, dict.fromkeys(category for _, _, category in keys), sources=sources)
    groups: list[set[str]] = []
    every = (*readings, *aged)
    for members, reading in enumerate(every):
        activity, method = (members & 1, members >> 1 & 1) if members < 8 else (0, CONTEXTS[members - 8] >> 1 & 1)
        parts: dict[tuple[str, str], list[Line]] = {}
        for line in reading.assessment.organisation.lines:
            side = method if line.id in mixer.moving[method] else activity
            parts.setdefault((line.group, "" if line.id in same else str(side)), []).append(line)
        for (group, count), lines in parts.items():
            weighing.add((members, group), lines, reading.assessment.reference_year, count=count)
        groups.append({group for group, _ in parts})
    weighing.close()
    more = [0.0] * len(aged)
    acts, method_, factors = ((*shapley_weights(3, player), *more) for player in range(3))
    older = ageing_aim(aged)
    aims = [
        (-1.0, *[0.0] * 6, 1.0, *more),
        tuple(whole - part for whole, part in zip(acts, older, strict=True)),
        older,
        method_,
        factors,
    ]

    def found(key: ValueKey, aim: Sequence[float], value: float) -> Difference:
        part, name, category = key
        weights: dict[Hashable, float] = {
            (members, group): weight
            for members, weight in enumerate(aim)
            for group in groups[members]
            if weight and (part == ORGANISATION or group == name)
        }
        difference = weighing.difference(category, weights, value)
        # what a file says is its own value: its distance to what is computed today is known
        computed = fsum(
            weight * reading.values.get(key, 0.0) for weight, reading in zip(aim, every, strict=True) if weight
        )
        shift = value - computed
        if abs(shift) <= SAME * max(abs(splits[key].old), abs(splits[key].new)):
            shift = 0.0
        return Difference(value, difference.low + shift, difference.high + shift)

    return {
        key: splits[key]._replace(
            intervals=Intervals(
                *(
                    found(key, aim, value)
                    for aim, value in zip(aims, (splits[key].change, *splits[key][2:6]), strict=True)
                )
            )
        )
        for key in keys
    }


def _storage_moved(splits: Mapping[ValueKey, ChangeParts]) -> bool:
    """Say whether storage went from one's own machines to a host, or back, between the two years."""
    own, hosted = (
        fsum(split.change for (part, name, category), split in splits.items() if part == TYPE and name in kinds)
        for kinds in (OWN, HOSTED)
    )
    return own * hosted < 0


def _notes(mixer: Mixer, readings: Sequence[MixtureReading], splits: Mapping[ValueKey, ChangeParts]) -> Iterable[Note]:
    """Say what the reader must know before concluding."""
    old, new = mixer.sides
    ends = readings[0].assessment, readings[-1].assessment
    if old.year > new.year:
        yield Note("reversed", "", (("old", old.year), ("new", new.year)))
    identities = mixer.identities
    if identities[OLD] != identities[NEW]:
        yield Note("two_authorities", "", (("old", identities[OLD]), ("new", identities[NEW])))
    if old.year != new.year:
        apart = mixer.reread.files
        for digest, name in shared_files(old.exports, new.exports).items():
            yield Note("same_export" if digest in apart else "same_export_not_apart", name)
    if _storage_moved(splits):
        yield Note("storage_two_methods")
    for group in sorted(mixer.moving_groups):
        index = OLD if group in mixer.groups[OLD] else NEW
        lines = [line for line in mixer.whole[index].organisation.lines if line.inventory_group == group]
        values = ("side", index), ("kg", assessed_sum(lines)), ("estimated", estimated_share(lines))
        yield Note("perimeter_group", group, values)
    for index in (OLD, NEW):
        if not mixer.names(1 - index):  # that year names nothing: it is only less detailed
            continue
        for name in sorted(mixer.names(index) - mixer.names(1 - index)):
            lines = [line for line in mixer.whole[index].organisation.lines if name in (line.site, line.entity)]
            kg = assessed_sum(lines)
            yield Note("name_one_side", name, (("side", index), ("kg", kg), ("asked", name in mixer.moving_names)))
    studies = [study_of(mixer.tables(index, index)) for index in (OLD, NEW)]
    if studies[OLD] != studies[NEW]:
        yield Note("two_studies", "", (("old", studies[OLD]), ("new", studies[NEW])))
    for side, reading in ((old, readings[0]), (new, readings[-1])):
        written = (side.written or {}).get((ORGANISATION, "", CLIMATE))
        computed = reading.values.get((ORGANISATION, "", CLIMATE))
        if written is not None and computed is not None and not _same(written, computed):
            yield Note("recomputed_otherwise", side.name, (("written", written), ("computed", computed)))
    shares = [_covered(end) for end in ends]
    if abs(shares[OLD] - shares[NEW]) >= 0.005:
        yield Note("coverage", "", (("old", shares[OLD]), ("new", shares[NEW])))
    sums = _of(splits, ORGANISATION)
    if CLIMATE in sums and all(_same(parts.old, parts.new) for parts in sums.values()):
        yield Note("no_change")


def _covered(result: Assessment) -> float:
    """Return the share of lines whose climate impact is known, at least in part."""
    lines: Sequence[Line] = result.organisation.lines
    return sum(line.recipe.covers(CLIMATE) != "none" for line in lines) / len(lines) if lines else 1.0


def _actions(mixer: Mixer, splits: Mapping[ValueKey, ChangeParts], tables: Tables) -> tuple[ActionPart, ...]:
    """Return the change of the lines that each action aims at, beside what the old dossier expected of it."""
    old, new = mixer.sides
    expected: dict[str, float] = {}
    if old.assessment is not None and old.year < new.year and any(counts(action) for action in old.dossier.actions):
        last = trajectory(old.dossier, old.assessment, tables, new.year).years[-1]
        expected = {
            name: contribution.share[CLIMATE]
            for name, contribution in last.actions.items()
            if CLIMATE in contribution.share
        }
    return tuple(
        ActionPart(action.id, action.title, lines, splits[ACTION, action.id, CLIMATE], expected.get(action.id))
        for action in mixer.actions
        if counts(action) and (ACTION, action.id, CLIMATE) in splits and (lines := mixer.aimed_lines(action))
    )
