"""What a caller asks for, held to what there is: the commands check their options, a function checks its arguments."""

from collections.abc import Iterable

from pydantic_core import PydanticCustomError

from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.model.base import parse_iso_date
from snr_cli.model.refusal import UsageError


def among(name: str, value: str | None, choices: Iterable[str]) -> None:
    """Stop on a value that is none of the choices; None asks for none.

    Raises:
        UsageError: names the argument, the value, the nearest choice and all of them.
    """
    known = tuple(choices)
    if value is None or value in known:
        return
    hint = did_you_mean(closest(value, known), after=" ")
    raise UsageError(f"{name} : « {value} » inconnu ;{hint} choix : {', '.join(known)}")


def a_date(name: str, value: str | None) -> str | None:
    """Return a date (ISO) as it was given, once it is one; None asks for none.

    Raises:
        UsageError: it is none; names the argument and the value.
    """
    try:
        return None if value is None else parse_iso_date(value)
    except PydanticCustomError:
        raise UsageError(f"{name} : « {value} » n’est pas une date ; écrivez 2025-12-31") from None
