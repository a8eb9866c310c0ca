"""Plain data that another run wrote → the rows of a portfolio; what is not exactly one is refused."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from snr_cli.portfolio import state


@cache
def _validator() -> Callable[..., state.DossierState]:
    from pydantic import ConfigDict, TypeAdapter

    for record in vars(state).values():
        if is_dataclass(record):
            record.__pydantic_config__ = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)  # type: ignore[union-attr]
    return TypeAdapter(state.DossierState).validate_json


def row_from(text: str | bytes) -> state.DossierState:
    """Return the row that a JSON text says.

    Raises:
        ValueError: it is none.
    """
    found: Any = _validator()(text, strict=True)
    assert isinstance(found, state.DossierState)
    return found
