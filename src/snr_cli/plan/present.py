"""What an assessed line has today, read in its derivation: the lifetime and the electricity of one unit."""

from snr_cli.engine.records import Line, Quantity


def internal_lifetime(line: Line) -> float | None:
    """Return the years that a unit is used here, without life before or after; None when the method has no lifetime."""
    return leaf(line.recipe.lifetime, "lifetime")


def present_lifetime(line: Line) -> float | None:
    """Return the years over which a unit counts today: its lifetime here, or its age when it is older."""
    years = internal_lifetime(line)
    return None if years is None else max(years, leaf(line.recipe.lifetime, "age") or 0.0)


def lifetime_status(line: Line) -> str:
    """Return where the lifetime comes from: given, organisation, override, default; empty when there is none."""
    quantity = _find(line.recipe.lifetime, "lifetime")
    return "" if quantity is None else quantity.status


def unit_kwh(line: Line) -> float | None:
    """Return the kWh a year of one unit, without PUE nor share; None when none is counted."""
    return leaf(line.recipe.electricity, "kwh")


def leaf(quantity: Quantity | None, name: str) -> float | None:
    """Return the value of the part of a derivation that bears a name; None when there is none."""
    named = _find(quantity, name)
    return None if named is None else named.value


def _find(quantity: Quantity | None, name: str) -> Quantity | None:
    """Return the part of a derivation that bears a name."""
    if quantity is None or quantity.name == name:
        return quantity
    return next((named for part in quantity.parts if (named := _find(part, name)) is not None), None)
