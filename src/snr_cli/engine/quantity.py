"""A number that knows how it was made: its unit, its status, its source, and the operation on its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, prod

from snr_cli.catalog.records import Factor


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its derivation.

    `name` is a code put into words by the screen. `status`: given, organisation, default, override, estimated,
    derived. `operation`: leaf, product, divide (first part over the product of the others), sum, max. `row`: the row of the
    tables behind a leaf, where its bounds matter.
    """

    name: str
    value: float
    unit: str
    status: str = "derived"
    source: str = ""
    operation: str = "leaf"
    parts: tuple["Quantity", ...] = ()
    row: Factor | None = None


def product(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Multiply."""
    return Quantity(name, prod(part.value for part in parts), unit, operation="product", parts=parts)


def divide(name: str, unit: str, top: Quantity, *bottom: Quantity) -> Quantity:
    """Divide the first by the product of the others (which are never 0: the model bounds them)."""
    return Quantity(
        name, top.value / prod(part.value for part in bottom), unit, operation="divide", parts=(top, *bottom)
    )


def add(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Add, exactly rounded."""
    return Quantity(name, fsum(part.value for part in parts), unit, operation="sum", parts=parts)


def largest(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Take the largest."""
    return Quantity(name, max(part.value for part in parts), unit, operation="max", parts=parts)


def statuses(quantity: Quantity) -> set[str]:
    """Return the status of every leaf."""
    if not quantity.parts:
        return {quantity.status}
    return set().union(*(statuses(part) for part in quantity.parts))


def sources(quantity: Quantity) -> set[str]:
    """Return the source of every value in a derivation."""
    return {quantity.source}.union(*(sources(part) for part in quantity.parts))


def leaves(quantity: Quantity) -> Iterator[Quantity]:
    """Yield the values that a derivation is made of."""
    if not quantity.parts:
        yield quantity
    for part in quantity.parts:
        yield from leaves(part)
