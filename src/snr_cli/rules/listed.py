"""What a report lists in full — flows and lifetimes, defaults, factors, data of low quality: the annex writes it, the checklist judges it."""

from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.engine.records import CLIMATE, Assessment, Line, Quantity, leaves
from snr_cli.results.organisation import assessed_climate

# leaves of the arithmetic that assume nothing
_CONSTANTS: Final = ("days_per_year", "one_year", "mb_per_gb", "per_unit")
_UNKNOWN: Final = ("no_lifetime", "no_kwh")


class Flow(NamedTuple):
    """A line: its quantity, the lifetime that its manufacture is spread over, its electricity; `unknown`: what it lacks of them."""

    line: Line
    lifetime: Quantity | None
    kwh: Quantity | None
    unknown: tuple[str, ...]


class Default(NamedTuple):
    """A value that the dossier does not give: of which type of line, where it comes from, and the share of the result that rests on it.

    The shares are not summed: a term may rest on several values. `share` None when nothing is assessed.
    """

    type: str
    quantity: Quantity
    share: float | None


class Used(NamedTuple):
    """A climate factor: the first line that it serves, and the share of the result that it carries."""

    factor: Factor
    line: Line
    share: float | None


def flows(result: Assessment) -> tuple[Flow, ...]:
    """Return every line of the organisation."""
    return tuple(_flow(line) for line in result.organisation.lines)


def _flow(line: Line) -> Flow:
    recipe = line.recipe
    reasons = {gap.reason for gap in recipe.gaps}
    return Flow(line, recipe.lifetime, recipe.electricity, tuple(each for each in _UNKNOWN if each in reasons))


def defaults(result: Assessment) -> tuple[Default, ...]:
    """Return every default and every estimate, those that carry most first."""
    total = assessed_climate(result)
    carried: dict[tuple[str, str, float, str], list[float]] = {}
    known: dict[tuple[str, str, float, str], Quantity] = {}
    seen: dict[tuple[str, int], set[tuple[str, str, float, str]]] = {}  # lines that are alike share their quantities
    for line in result.organisation.lines:
        scale = _assumed(line, known, line.scale)
        for term in line.recipe.terms:
            if term.category == CLIMATE:
                of = (line.type, id(term.amount))
                if of not in seen:
                    seen[of] = _assumed(line, known, term.amount)
                value = abs(line.scale.value * term.value)
                for key in scale | seen[of]:
                    carried.setdefault(key, []).append(value)
        if (of := (line.type, id(line.recipe))) not in seen:  # listed, whatever they carry
            seen[of] = _assumed(line, known, line.recipe.lifetime, line.recipe.electricity)
    found = [
        Default(key[0], quantity, fsum(carried.get(key, ())) / total if total else None)
        for key, quantity in known.items()
    ]
    return tuple(sorted(found, key=lambda each: (-(each.share or 0.0), each.type, each.quantity.name)))


def _assumed(
    line: Line, known: dict[tuple[str, str, float, str], Quantity], *quantities: Quantity | None
) -> set[tuple[str, str, float, str]]:
    """Return the keys of what is assumed in some quantities of a line, and remember each of them."""
    keys = set()
    for quantity in quantities:
        for leaf in leaves(quantity) if quantity is not None else ():
            whole = leaf.unit == "ratio" and leaf.value == 1.0  # a whole share assumes nothing
            if leaf.status in ("default", "estimated") and leaf.name not in _CONSTANTS and not whole:
                key = (line.type, leaf.name, leaf.value, leaf.source)
                known.setdefault(key, leaf)
                keys.add(key)
    return keys


def factors(result: Assessment) -> tuple[Used, ...]:
    """Return every climate factor behind the organisation, those that carry most first."""
    carried: dict[Factor, list[float]] = {}
    lines: dict[Factor, Line] = {}
    for line in result.organisation.lines:
        for term in line.recipe.terms:
            if term.category == CLIMATE:
                carried.setdefault(term.factor, []).append(abs(line.scale.value * term.value))
                lines.setdefault(term.factor, line)
    total = assessed_climate(result)
    weights = {factor: fsum(values) for factor, values in carried.items()}
    return tuple(
        Used(factor, lines[factor], weights[factor] / total if total else None)
        for factor in sorted(weights, key=lambda factor: (-weights[factor], factor.source))
    )


def unreliable(result: Assessment, least: float) -> tuple[tuple[float, Line], ...]:
    """Return the lines of low quality that carry more than a share of the result, with that share, the heaviest first."""
    total = assessed_climate(result)
    weighty = [
        (share, line)
        for line in result.organisation.lines
        if line.quality == "low" and total and (share := (line.total(CLIMATE) or 0.0) / total) > least
    ]
    return tuple(sorted(weighty, key=lambda found: -found[0]))
