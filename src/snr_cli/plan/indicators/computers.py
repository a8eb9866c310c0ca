"""Which computation gives which indicator, by its id in the catalogue."""

from typing import Final

from snr_cli.plan.indicators.bought import BOUGHT_INDICATORS
from snr_cli.plan.indicators.facts import Computation
from snr_cli.plan.indicators.fleet import FLEET_INDICATORS
from snr_cli.plan.indicators.hosted import HOSTED_INDICATORS
from snr_cli.plan.indicators.steering import STEERING_INDICATORS

COMPUTERS: Final[dict[str, Computation]] = dict(
    sorted({**BOUGHT_INDICATORS, **FLEET_INDICATORS, **HOSTED_INDICATORS, **STEERING_INDICATORS}.items())
)
