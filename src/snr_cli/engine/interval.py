"""The central 90 % of a sum of products of log-normal inputs, without any draw.

T = Σ value × Π exp(σ z): one standard normal z by input, shared by all the terms that name it; values are medians. Such a
sum has no closed form, and matching its mean and variance errs by over 5 % once a few lines dominate. So:

1. the inputs that move T most, in its middle or in a tail, are kept; terms with the same kept inputs are one part;
2. what the other inputs add to a part is one log-normal of the same mean and variance;
3. P(T ≤ x) is integrated on parallel lines, in the direction that moves T most, where it is known in closed form. A rank-1
   lattice places them: the same lines at each run.

exp, log and erf differ in their last digits between C libraries: what leaves this module has the figures that all of them
agree on, and what is ranked is ranked by figures too, so that a tie is one everywhere.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from heapq import nlargest
from math import copysign, erf, erfc, exp, expm1, fsum, hypot, inf, log, log1p, pi, prod, sqrt
from operator import mul
from sys import float_info
from typing import Final, NamedTuple

from snr_cli.french.numbers import loose, rounded
from snr_cli.model.grouped import in_groups

Inputs = tuple[int, ...]
Items = list[tuple[Inputs, float]]
Terms = Mapping[Inputs, float]
Sigma = Mapping[int, float] | Sequence[float]  # by input
Caps = Mapping[
    int, tuple[int, float]
]  # an input that is one, and follows another when that falls further than this logarithm

TAIL: Final = 1.6448536269514722  # of the normal law: 5 % lie below minus this, 5 % above
_KEPT: Final = 12  # inputs that are followed one by one, the heaviest; what the others move is one variance
NEGLIGIBLE: Final = 1e-15  # share of the sum
_CANCELLED: Final = 1e-12  # share of a variance: what is left of it is a rounding
RANKED: Final = 9  # figures by which inputs are ranked; equal ones keep their order


class Lattice(NamedTuple):
    """Lines, multiplier of their lattice, and how many times a direction is sought, then a bound solved along it."""

    lines: int
    multiplier: int
    rounds: int


# under this deviation of every variable, so many lines; multipliers are those of the least error on generated sums
LATTICES: Final = (
    (0.45, Lattice(31, 12, 1)),
    (0.75, Lattice(61, 10, 1)),
    (inf, Lattice(761, 308, 2)),
)


def central(terms: Terms, sigma: Sigma) -> tuple[float, float]:
    """Return the bounds of the central 90 % of a sum.

    Args:
        terms: the median of each product, by its inputs; nothing negative.
        sigma: the deviation of the logarithm of each input.
    """
    total = fsum(terms.values())
    items = [(inputs, value / total) for inputs, value in terms.items() if value > NEGLIGIBLE * total]
    weights = _importance(items, sigma)
    if not any(weights.values()):
        return total, total
    lines = _Lines(*_parts(items, sigma, _largest(weights)))
    low, high = (min(total * exp(lines.quantile(tail)), float_info.max) for tail in (-TAIL, TAIL))
    return loose(low), min(loose(high), float_info.max)


def central_difference(terms: Terms, sigma: Sigma, caps: Caps | None = None) -> tuple[float, float]:
    """Return the bounds of the central 90 % of a sum whose terms have either sign (see `central`).

    What the inputs that are not kept add is a normal law of the variance that is left: what they share cancels in it.
    A capped input whose other is not kept is one.
    """
    capped = caps or {}
    scale = fsum(abs(value) for value in terms.values())
    items = [(inputs, value / scale) for inputs, value in terms.items() if abs(value) > NEGLIGIBLE * scale]
    moved: dict[int, float] = {}
    for inputs, value in items:
        for name in inputs:
            moved[name] = moved.get(name, 0.0) + value * sigma[name]
    if not any(moved.values()):
        total = fsum(terms.values())
        return total, total
    kept = _largest({name: abs(value) for name, value in moved.items() if name not in capped})
    kept |= {name for name, (other, _) in capped.items() if other in kept}
    means: dict[Inputs, float] = {}
    for inputs, value in items:
        part = tuple(name for name in inputs if name in kept)
        rest = exp(fsum([sigma[name] ** 2 for name in inputs if name not in kept]) / 2)
        means[part] = means.get(part, 0.0) + value * rest
    parts = [(part, mean) for part, mean in means.items() if mean]
    whole = moments(items, sigma)[1]
    left = whole - moments(parts, sigma)[1]
    left = left if left > _CANCELLED * whole else 0.0
    others = {capped[name][0] for part, _ in parts for name in part if name in capped}
    bare = [tuple(name for name in part if name not in capped) for part, _ in parts]
    members, spread, places = _variables(bare, sigma, apart=others)
    if not spread:  # all that is kept cancels
        around, middle = TAIL * sqrt(left), fsum(means.values())
        return loose(scale * (middle - around), scale), loose(scale * (middle + around), scale)
    lines = _Lines(
        [log(abs(mean)) for _, mean in parts],
        members,
        spread,
        signs=[copysign(1.0, mean) for _, mean in parts],
        left=sqrt(left),
        caps={
            rank: (places[capped[name][0]], capped[name][1])
            for rank, (part, _) in enumerate(parts)
            for name in part
            if name in capped
        },
    )
    return loose(scale * lines.quantile(-TAIL), scale), loose(scale * lines.quantile(TAIL), scale)


def contributions(terms: Terms, sigma: Sigma) -> dict[int, float]:
    """Return the share of each input in the variance of ln T, at the first order: (σ × share of T that it moves)²."""
    moved: dict[int, float] = {}
    for inputs, value in terms.items():
        for name in inputs:
            moved[name] = moved.get(name, 0.0) + value * sigma[name]
    whole = fsum(move * move for move in moved.values())
    return {name: loose(move * move / whole) for name, move in moved.items()} if whole else {}


def moments(items: Items, sigma: Sigma) -> tuple[float, float]:
    """Return the mean and the variance of a sum of products: the variance splits over the sets of inputs."""
    times: dict[int, int] = {}
    for inputs, _ in items:
        for name in inputs:
            times[name] = times.get(name, 0) + 1
    square = {name: sigma[name] ** 2 for name in times}
    carried: dict[Inputs, float] = {}  # by the terms that have a set of inputs
    mean = alone = 0.0
    for inputs, median in items:
        every = fsum([square[name] for name in inputs])
        value = median * exp(every / 2)
        mean += value
        sets: list[Inputs] = [()]
        for name in inputs:
            if times[name] > 1:
                sets += [(*names, name) for names in sets]
                every -= square[name]
        for names in sets[1:]:
            carried[names] = carried.get(names, 0.0) + value
        # every set that holds what this term alone has
        alone += value * value * expm1(every) * exp(fsum([square[name] for name in sets[-1]]))
    growth = {name: expm1(exponent) for name, exponent in square.items()}
    return mean, alone + fsum(
        [value * value * prod([growth[name] for name in names]) for names, value in carried.items()]
    )


def _largest(weights: Mapping[int, float]) -> set[int]:
    return set(nlargest(_KEPT, weights, key=lambda name: rounded(weights[name], RANKED)))


def _importance(items: Items, sigma: Sigma) -> dict[int, float]:
    """Return how much each input moves ln T, where it moves it most: middle, low tail or high tail."""
    weights: dict[int, float] = {}
    amounts = [value for _, value in items]
    along: list[float] = []
    for tail in (0.0, -TAIL, TAIL):
        if along:
            amounts = [value * exp(tail * step) for (_, value), step in zip(items, along, strict=True)]
        whole = fsum(amounts)
        moved: dict[int, float] = {}
        for (inputs, _), amount in zip(items, amounts, strict=True):
            for name in inputs:
                moved[name] = moved.get(name, 0.0) + amount
        for name, amount in moved.items():
            moved[name] = amount * sigma[name] / whole
            weights[name] = max(weights.get(name, 0.0), moved[name])
        if not along:
            norm = hypot(*moved.values()) or 1.0
            along = [fsum([sigma[name] * moved[name] for name in inputs]) / norm for inputs, _ in items]
    return weights


def _parts(items: Items, sigma: Sigma, kept: set[int]) -> tuple[list[float], list[list[int]], list[float]]:
    """Return the parts of the sum: the logarithm of their median, their variables; and the deviation of each variable."""
    groups: dict[Inputs, Items] = {}
    for inputs, value in items:
        part = tuple([name for name in inputs if name in kept])
        groups.setdefault(part, []).append((tuple([name for name in inputs if name not in kept]), value))
    values, rests = [], []
    for group in groups.values():
        mean, variance = moments(group, sigma)
        rests.append(log1p(variance / mean**2))
        values.append(log(mean) - rests[-1] / 2)
    return values, *_variables(list(groups), sigma, rests)[:2]


def _variables(
    parts: Sequence[Inputs], sigma: Sigma, rests: Sequence[float] = (), apart: Collection[int] = ()
) -> tuple[list[list[int]], list[float], dict[int, int]]:
    """Return the variables of each part and their deviations: inputs of the very same parts are one variable.

    But for those `apart`, each a variable of its own; the last dictionary says which.
    """
    present = in_groups((name, place) for place, part in enumerate(parts) for name in part)
    variances: dict[tuple[int, tuple[int, ...]], float] = {}
    for name, places in present.items():
        key = (name if name in apart else -1, tuple(places))
        variances[key] = variances.get(key, 0.0) + sigma[name] ** 2
    for place, rest in enumerate(rests):
        if rest:
            variances[-1, (place,)] = variances.get((-1, (place,)), 0.0) + rest
    members: list[list[int]] = [[] for _ in parts]
    for variable, (_, places_) in enumerate(variances):
        for place in places_:
            members[place].append(variable)
    own = {name: variable for variable, (name, _) in enumerate(variances) if name in apart}
    return members, [sqrt(variance) for variance in variances.values()], own


class _Lines:
    """Parallel lines through the space of the variables, along which T is a sum of exponentials.

    Args:
        values: the logarithm of the median of each part.
        members: the variables of each part.
        spread: the deviation of each variable.
        signs: the sign of each part; when given, T itself is sought, else its logarithm.
        left: the deviation of a normal law added to T.
        caps: by part, the variable that lowers it too, once it falls further than a logarithm.
    """

    def __init__(
        self,
        values: list[float],
        members: list[list[int]],
        spread: list[float],
        *,
        signs: list[float] | None = None,
        left: float = 0.0,
        caps: Mapping[int, tuple[int, float]] | None = None,
    ) -> None:
        self.caps = caps or {}
        self.values, self.members, self.spread, self.left = values, members, spread, left
        self.signs = signs
        widest = max(spread)
        self.lattice = next(lattice for limit, lattice in LATTICES if widest < limit)
        nowhere = [0.0] * len(spread)
        self.unit, self.middle = self._direction([0.0] * len(values), 0.0, nowhere)
        order = sorted(range(len(spread)), key=lambda variable: -rounded(abs(self.unit[variable]), RANKED))
        self.points = dict(zip(order, _points(self.lattice, len(order)), strict=True))
        self.logs = [
            [
                value + fsum(steps)
                for steps in zip(*([spread[each] * z for z in self.points[each]] for each in own), strict=True)
            ]
            if own
            else [value] * self.lattice.lines
            for value, own in zip(values, members, strict=True)
        ]

    def _direction(self, logs: Sequence[float], far: float, before: list[float]) -> tuple[list[float], list[float]]:
        """Return the unit vector along which T grows most at a point, and the step of each part along it.

        Args:
            logs: what the point adds to the logarithm of each part.
            far: how far the point is along `before`.
            before: the unit vector to keep where T does not move.
        """
        moved, size = [0.0] * len(self.spread), 0.0
        signs = self.signs or [1.0] * len(self.values)
        for rank, (value, step, sign, own) in enumerate(zip(self.values, logs, signs, self.members, strict=True)):
            amount = sign * exp(value + step)
            if rank in self.caps:
                other, room = self.caps[rank]
                under = room + self.spread[other] * far * before[other]
                if under < 0.0:
                    amount *= exp(under)
                    moved[other] += amount * self.spread[other]
            for variable in own:
                moved[variable] += amount * self.spread[variable]
            size += abs(amount)
        norm = hypot(*moved)
        unit = [value / norm for value in moved] if norm > _CANCELLED * size else before
        return unit, [fsum([self.spread[each] * unit[each] for each in own]) for own in self.members]

    def quantile(self, tail: float) -> float:
        """Return the x for which P(T ≤ x) is the probability below `tail` of the normal law; ln x for a logarithm."""
        unit, steps = self.unit, self.middle
        for _ in range(self.lattice.rounds):  # the direction where the bound is, not in the middle
            unit, steps = self._direction([tail * step for step in steps], tail, unit)
        # where each line is, from the place its direction meets the lattice
        backs = [
            fsum(z)
            for z in zip(*([unit[each] * z for z in points] for each, points in self.points.items()), strict=True)
        ]
        places = [tail] * self.lattice.lines
        reached = 0.0
        for _ in range(self.lattice.rounds):
            shifts = [place - back for place, back in zip(places, backs, strict=True)]
            heights, slopes = self._along(shifts, steps, unit)
            reached = _mixed(
                [height - slope * place for height, slope, place in zip(heights, slopes, places, strict=True)],
                [hypot(slope, self.left) or 1e-12 for slope in slopes],
                tail,
            )
            places = [
                place + max(-2.0, min(2.0, (reached - height) / slope))
                if slope
                else place  # two deviations: where the line bends, Newton overshoots
                for place, height, slope in zip(places, heights, slopes, strict=True)
            ]
        return reached

    def _along(
        self, shifts: Sequence[float], steps: Sequence[float], unit: Sequence[float]
    ) -> tuple[list[float], list[float]]:
        """Return T, or its logarithm, and its slope at a place of each line."""
        rows = [
            [exp(value + step * shift) for value, shift in zip(logs, shifts, strict=True)]
            for logs, step in zip(self.logs, steps, strict=True)
        ]
        columns = list(zip(*rows, strict=True))
        if self.signs is None:
            sums = list(map(fsum, columns))
            slopes = [fsum(map(mul, steps, column)) / whole for column, whole in zip(columns, sums, strict=True)]
            return list(map(log, sums)), slopes
        signed = list(map(mul, self.signs, steps))
        heights, slopes = ([fsum(map(mul, each, column)) for column in columns] for each in (self.signs, signed))
        for rank, (other, room) in self.caps.items():
            width, step = self.spread[other], self.spread[other] * unit[other]
            unders = [room + width * z + step * shift for z, shift in zip(self.points[other], shifts, strict=True)]
            if min(unders) >= 0.0:
                continue
            for line, under in enumerate(unders):
                if under < 0.0:
                    full, sign = rows[rank][line], self.signs[rank]
                    lower = full * exp(under)
                    heights[line] += sign * (lower - full)
                    slopes[line] += sign * (lower * (steps[rank] + step) - full * steps[rank])
        return heights, slopes


def _mixed(means: Sequence[float], deviations: Sequence[float], tail: float) -> float:
    """Return the quantile of an even mixture of normal laws, by Newton kept between its bounds."""
    rates = [1 / (deviation * sqrt(2)) for deviation in deviations]
    starts = [mean * rate for mean, rate in zip(means, rates, strict=True)]
    wanted = erf(tail / sqrt(2)) * len(rates)
    low = min(mean + (tail - 1e-9) * deviation for mean, deviation in zip(means, deviations, strict=True))
    high = max(mean + (tail + 1e-9) * deviation for mean, deviation in zip(means, deviations, strict=True))
    point = (low + high) / 2
    for _ in range(60):
        reached = [rate * point - start for start, rate in zip(starts, rates, strict=True)]
        miss = fsum(map(erf, reached)) - wanted
        if abs(miss) < 1e-6 * len(rates):
            break
        low, high = (point, high) if miss < 0 else (low, point)
        density = fsum([rate * exp(-place * place) for place, rate in zip(reached, rates, strict=True)]) * 2 / sqrt(pi)
        step = point - miss / density if density else inf
        point = step if low < step < high else (low + high) / 2
    return point


@cache
def _normal(count: int) -> list[float]:
    """Return the normal quantiles of (k + ½) / count."""
    lower: list[float] = []
    z = -4.0  # under the first quantile of the largest lattice, -3.2
    for rank in range((count + 1) // 2):
        step = 1.0
        while abs(step) > 1e-12:  # by Newton on the logarithm, concave: no step overshoots
            below = erfc(-z / sqrt(2)) / 2
            step = log((rank + 0.5) / count / below) * below * sqrt(2 * pi) * exp(z * z / 2)
            z += step
        lower.append(z)
    return lower + [-place for place in reversed(lower[: count // 2])]


@cache
def _coordinate(count: int, multiplier: int) -> list[float]:
    normal = _normal(count)
    return [normal[rank * multiplier % count] for rank in range(count)]


def _points(lattice: Lattice, dimensions: int) -> list[list[float]]:
    """Return the coordinates of the points of a lattice, brought to the normal law."""
    return [_coordinate(lattice.lines, pow(lattice.multiplier, place, lattice.lines)) for place in range(dimensions)]
