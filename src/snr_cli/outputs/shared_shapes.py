"""Shapes that several JSON results share."""

from typing import Final

from snr_cli.engine.uncertainty import Difference
from snr_cli.model.strategy import FigureOrigin
from snr_cli.results.json_shape import FLAG, FLOAT, STRING, Shape, closed_object, key

ORIGIN: Final[Shape[FigureOrigin]] = closed_object(
    **{name: key(STRING.or_null()) for name in ("tool", "method", "perimeter", "source")}, shares=key(FLOAT.mapped())
).named("origin")


def difference(text: str, significant: str) -> Shape[Difference]:
    """Return the shape of the bounds of a difference, and whether they leave 0 out.

    Args:
        text: what the bounds are.
        significant: when they hold 0.
    """
    return closed_object(low=key(FLOAT), high=key(FLOAT), significant=key(FLAG, text=significant)).but(description=text)
