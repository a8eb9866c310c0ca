"""Plain data that another run wrote → the rows of a portfolio; what is not exactly one is refused."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final, get_args

from snr_cli.model.territory import AuthorityKind
from snr_cli.outputs.portfolio import state
from snr_cli.outputs.portfolio.figures import COMPARED_FIGURES, SIZE_CLASSES

_KINDS: Final = {"", *get_args(AuthorityKind)}


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
    if found.kind not in _KINDS or found.size not in {"", *SIZE_CLASSES} or found.figures.keys() - COMPARED_FIGURES:
        raise ValueError("a kind, a size or a figure that this version does not have")
    return found
