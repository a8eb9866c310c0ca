"""How long a unit lasts: its lifetime, the purchases that are not made, what it lived before."""

from typing import Final

from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.proof import HYPOTHESIS, declared_before, whole_life
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.inventory import Equipment
from snr_cli.model.strategy import Effect
from snr_cli.plan.parameters.record import (
    NO_ROOM,
    NO_SERVICE,
    NO_WEBSITE,
    Aimed,
    Change,
    Parameter,
    Start,
    Takes,
    same,
    sets,
)
from snr_cli.plan.present import internal_lifetime, present_lifetime

_LONGEST_LIFE: Final = 60.0  # years: the longest that the dossier may say


def _embodied(aimed: Aimed) -> WhyIdle:
    stages = {term.stage for term in aimed.line.recipe.terms} if aimed.line is not None else set()
    if not stages.intersection(EMBODIED):
        return "no_embodied_factor"
    return "option_flux" if "flux" in aimed.options else "option_beges" if "beges" in aimed.options else ""


def _by_age(aimed: Aimed) -> WhyIdle:
    """Say whether the method spreads what was made over the age of a line, whatever its lifetime."""
    dated = isinstance(aimed.item, Equipment) and aimed.item.purchase_year is not None
    return "option_by_age" if dated and "numecoeval_reel" in aimed.options else ""


def _lifetime(effect: Effect, aimed: Aimed) -> WhyIdle:
    why = _embodied(aimed) or _by_age(aimed)
    if why or aimed.line is None or effect.lifetime_years is None or effect.replaced_by is not None:
        return why
    today, item = internal_lifetime(aimed.line), aimed.equipment
    if today is None:
        return ""
    if abs(today - effect.lifetime_years) < 1e-9:
        return "same_value"
    if item.purchase_year is None:
        return ""
    age = float(aimed.year - item.purchase_year)
    before, after = today, effect.lifetime_years
    if "post_amortisation_zero" in aimed.options:  # nothing is counted from the whole life on
        before, after = whole_life(item, before), whole_life(item, after)
    return "older" if min(age, before) == before and min(age, after) == after else ""


def _new_lifetime(change: Change) -> None:
    assert isinstance(change.item, Equipment)
    change.values["lifetime_years"] = change.effect.lifetime_years
    if change.effect.lifetime_years != change.item.lifetime_years:
        change.values["lifetime_source"] = HYPOTHESIS  # the source of the life of today says nothing of the one to come
    change.less = 0.0


def _less_bought(effect: Effect, aimed: Aimed) -> WhyIdle:
    if effect.lifetime_years is not None:
        return "lifetime_said"
    if not effect.purchases_avoided:
        return "same_value"
    if "flux" in aimed.options:
        return "" if aimed.equipment.purchased_in_year else "nothing_bought"
    return _embodied(aimed) or _by_age(aimed)


def _buy_less(change: Change) -> None:
    """Say what changes when a part of the purchases of a year is not made: the fleet being the same, it lasts longer.

    Purchases = quantity / lifetime: a part less of them divides by 1 − part. The parts that several actions avoid add up.
    """
    if change.effect.lifetime_years is not None:
        return
    item, before = change.item, change.less
    assert isinstance(item, Equipment)
    change.less = part = before + (
        (change.effect.purchases_avoided or 0.0) / change.selected.bought if change.selected.bought else 0.0
    )
    if change.years is not None:
        longest = max(_LONGEST_LIFE, change.years)
        change.values["lifetime_years"] = min(longest, change.years / (1.0 - part)) if part < 1.0 else longest
    if item.purchased_in_year is not None:
        left = max(0.0, 1.0 - part) / (1.0 - before) if before < 1.0 else 0.0
        change.values["purchased_in_year"] = item.purchased_in_year * left


def _refurbished(effect: Effect, aimed: Aimed) -> WhyIdle:
    item = aimed.equipment
    if why := _embodied(aimed):
        return why
    if not (effect.refurbished_share or item.refurbished_share):
        return "same_value"
    proved = item.upstream_years if item.upstream_source else 0.0  # without proof, nothing is counted today, nor then
    upstream = proved if effect.upstream_years is None else effect.upstream_years
    if not (upstream or proved):
        return "no_upstream"
    share = item.refurbished_share if effect.refurbished_share is None else effect.refurbished_share
    said, declared = (share or 0.0) * (upstream or 0.0), declared_before(item)
    if not item.upstream_source and said <= declared:  # what is declared counts for nothing, less of it too
        return "same_value"
    return same(said, declared)


def _upstream(effect: Effect, aimed: Aimed) -> WhyIdle:
    if effect.refurbished_share:
        return ""  # judged with the share
    return _refurbished(effect, aimed) if aimed.equipment.refurbished_share else "no_refurbished_share"


def _new_upstream(change: Change) -> None:
    change.values["upstream_years"] = change.effect.upstream_years
    change.values["upstream_source"] = change.effect.upstream_source or HYPOTHESIS


LIFE_PARAMETERS: Final = (
    Parameter(
        key="lifetime_years",
        words="la durée de vie",
        example=9,
        equipment=Takes(_lifetime, _new_lifetime),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
        present=internal_lifetime,
        of_life=True,
        territory=("smartphone_lifetime_years",),
    ),
    Parameter(
        key="purchases_avoided",
        words="les achats",
        example=0.5,
        equipment=Takes(_less_bought, _buy_less),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=True,
        of_purchases=True,
        of_life=True,
        shared=True,
        start=Start("lifetime_years", present_lifetime, always=True),
    ),
    Parameter(
        key="refurbished_share",
        words="la part reconditionnée",
        example=0.25,
        equipment=Takes(_refurbished, sets("refurbished_share")),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
    ),
    Parameter(
        key="upstream_years",
        words="la vie amont",
        example=2,
        equipment=Takes(_upstream, _new_upstream),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
    ),
)
