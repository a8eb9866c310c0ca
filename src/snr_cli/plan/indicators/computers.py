"""Which computation gives which indicator, by its id in the catalogue."""

from typing import Final

from snr_cli.plan.indicators.bought import BOUGHT
from snr_cli.plan.indicators.facts import Computation
from snr_cli.plan.indicators.fleet import FLEET
from snr_cli.plan.indicators.hosted import HOSTED
from snr_cli.plan.indicators.steering import STEERING

COMPUTERS: Final[dict[str, Computation]] = dict(sorted({**BOUGHT, **FLEET, **HOSTED, **STEERING}.items()))
