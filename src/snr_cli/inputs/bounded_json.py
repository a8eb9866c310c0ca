"""JSON that others wrote → values, in bounded memory; whatever is wrong with it is a `ValueError`."""

import json
import re
from collections.abc import Callable
from typing import Any, Final

MOST_VALUES: Final = 1_500_000  # the result of ten thousand lines; as many take 250 MB
_ESCAPES: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F])|.)", re.DOTALL
)


class TooManyValuesError(ValueError):
    """A text holds more values than what reads it allows; the message is French."""

    def __init__(self) -> None:
        super().__init__("plus d’un million et demi de valeurs")


class HalfCharacterError(ValueError):
    """A text holds half of a character (a lone surrogate), which no file can be written with; the message is French."""

    def __init__(self) -> None:
        super().__init__("un caractère y est coupé en deux (\\ud800)")


def read_json(
    text: str,
    constant: Callable[[str], Any] | None = None,
    pairs: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    """Read a text of JSON.

    Args:
        text: its decoded text.
        constant: what to make of NaN and of infinities, which JSON does not have.
        pairs: what to make of the keys and values of an object; of a key given twice, the last is kept without it.

    Raises:
        ValueError: it is no JSON, is nested too deep, or one of the two above.
    """
    if sum(map(text.count, "[{,")) > MOST_VALUES:
        raise TooManyValuesError
    if ("\\ud" in text or "\\uD" in text) and any(match[2] for match in _ESCAPES.finditer(text)):
        raise HalfCharacterError
    try:
        return json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError("nested too deep") from None
