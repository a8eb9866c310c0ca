"""The parameters of an effect, each declared once: how lines take it, why it may do nothing, its words.

They change a line in the order of the keys of `Effect` (hours after the consumption that they multiply), but for those declared
`last`.
"""

from typing import Final, NamedTuple

from snr_cli.model.strategy import Effect
from snr_cli.plan.parameters.record import Parameter
from snr_cli.plan.parameters.units import (
    COMPOSITION_PARAMETERS,
    ELECTRICITY_PARAMETERS,
    LIFE_PARAMETERS,
    QUANTITY_PARAMETERS,
)

_DECLARED: Final = {
    parameter.key: parameter
    for parameter in (*LIFE_PARAMETERS, *QUANTITY_PARAMETERS, *ELECTRICITY_PARAMETERS, *COMPOSITION_PARAMETERS)
}
EFFECT_PARAMETERS: Final = {
    key: _DECLARED[key]
    for key in sorted(
        (key for key in Effect.model_fields if key in _DECLARED),
        key=lambda key: _DECLARED[key].last,  # the sort is stable
    )
}


def given(effect: Effect) -> list[Parameter]:
    """Return the parameters that an effect gives."""
    return [parameter for key, parameter in EFFECT_PARAMETERS.items() if getattr(effect, key) is not None]


class UnitsSaid(NamedTuple):
    """The number of units that an effect says: which parameter says it, and the number."""

    parameter: Parameter
    value: float

    @property
    def factor(self) -> float:
        """Return by what it multiplies the units of each line, never under 0; 1 when it sets them or adds to them."""
        return max(0.0, self.parameter.factor(self.value)) if self.parameter.factor is not None else 1.0


def units_said(effect: Effect) -> UnitsSaid | None:
    """Return what an effect says of the number of units: by its first parameter that says one, the others are idle."""
    return next((UnitsSaid(said, getattr(effect, said.key)) for said in given(effect) if said.units), None)
