"""Where the value that an objective starts from comes from, in words: what was published is beside what is computed, never subtracted from it."""

from typing import Any

from snr_cli.model.strategy import FigureOrigin
from snr_cli.plan.base_year import Base


def base_data(base: Base | None) -> dict[str, Any] | None:
    """Return the base of an objective as data."""
    if base is None:
        return None
    return {
        "start": base.start,
        "year": base.year,
        "said": base.said,
        "origin": origin_data(base.origin),
        "method": base.method,
        "factors": base.factors,
        "own": base.own,
        "restated": base.restated,
    }


def origin_data(origin: FigureOrigin | None) -> dict[str, Any] | None:
    """Return where a published figure comes from as data; null when it is not said."""
    return None if origin is None else origin.model_dump()
