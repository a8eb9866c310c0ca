"""How many units there are: set, more or less, in per cent."""

from typing import Final, Literal

from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.strategy import Effect
from snr_cli.plan.aims import units
from snr_cli.plan.parameters.record import Aimed, Parameter, Takes, same


def _set(effect: Effect, aimed: Aimed) -> WhyIdle:
    return same(effect.quantity, aimed.held)


def _more(effect: Effect, aimed: Aimed) -> WhyIdle:
    if not effect.quantity_change:
        return "same_value"
    return "no_units" if not aimed.held and effect.quantity_change < 0 else ""


def _percent(effect: Effect, aimed: Aimed) -> WhyIdle:
    return "same_value" if not effect.quantity_change_percent else "" if units(aimed.item) else "no_units"


def _units(
    key: str,
    example: float,
    idle: Takes,
    does: Literal["sets", "adds", "multiplies"],
    territory: tuple[str, ...] = (),
) -> Parameter:
    def seen(effect: Effect, aimed: Aimed) -> WhyIdle:
        return "no_page_views" if aimed.service.page_views is None else idle.idle(effect, aimed)

    return Parameter(
        key=key,
        words="la quantité",
        example=example,
        equipment=idle,
        room="room_has_no_quantity",
        website=Takes(seen),
        service=idle,
        relative=does != "sets",
        units=does,
        shared=does != "multiplies",
        told="exactly" if does == "sets" else "",
        territory=territory,
    )


QUANTITY_PARAMETERS: Final = (
    _units("quantity", 7, Takes(_set), "sets", ("devices_reused", "unused_devices")),
    _units("quantity_change", 4, Takes(_more), "adds"),
    _units("quantity_change_percent", -25, Takes(_percent), "multiplies"),
)
