"""What may be said of the effects of suggested actions."""

from collections.abc import Iterable

from snr_cli.plan.aims import supposes
from snr_cli.plan.alone import AloneEffect
from snr_cli.plan.suggest import Suggestion
from snr_cli.results.effects import ActionEffect, effect_of, ranked_effects
from snr_cli.results.records import Reserve


def suggested_effects(found: Iterable[Suggestion]) -> dict[str, ActionEffect]:
    """Return the record of what each suggestion would change alone, by id; each perimeter has its own ranks."""
    by_perimeter: dict[str, list[ActionEffect]] = {}
    for each in found:
        alone = each.alone or AloneEffect({category: 0.0 - value for category, value in each.saved.items()})
        reserves = [Reserve.CONFIRM_LIFETIME] if alone.settled else []
        reserves += [Reserve.UNPROVED] if supposes(each.action) else []
        by_perimeter.setdefault(each.perimeter, []).append(
            effect_of(
                each.id,
                alone.totals,
                interval=alone.interval,
                spending=alone.spending,
                estimated=alone.estimated,
                lacks=alone.lacks,
                reserves=reserves,
            )
        )
    return {each.action: each for effects in by_perimeter.values() for each in ranked_effects(effects)}
