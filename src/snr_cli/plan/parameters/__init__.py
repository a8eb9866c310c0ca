"""The parameters of an effect, each declared once: how lines take it, why it may do nothing, its words.

They change a line in this order: hours after the consumption that they multiply, a new type after all that is said of it.
"""

from typing import Final

from snr_cli.model.strategy import Effect
from snr_cli.plan.parameters.composition import ADDED_COMPONENT, PAGE_WEIGHT, REPLACED_BY
from snr_cli.plan.parameters.electricity import PLACE, POWER, PUE
from snr_cli.plan.parameters.lives import LIFETIME, PURCHASES_AVOIDED, REFURBISHED
from snr_cli.plan.parameters.record import Parameter
from snr_cli.plan.parameters.units import QUANTITY_PARAMETERS

EFFECT_PARAMETERS: Final = {
    each.key: each
    for each in (
        LIFETIME,
        *QUANTITY_PARAMETERS,
        *POWER,
        PURCHASES_AVOIDED,
        PUE,
        *REFURBISHED,
        PLACE,
        PAGE_WEIGHT,
        REPLACED_BY,
        ADDED_COMPONENT,
    )
}


def given(effect: Effect) -> list[Parameter]:
    """Return the parameters that an effect gives."""
    return [parameter for key, parameter in EFFECT_PARAMETERS.items() if getattr(effect, key) is not None]
