"""What a unit is: the type that takes its place, a component added to it, the weight of a page."""

from typing import Final

from snr_cli.engine.proof import CREDITS
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.strategy import Effect
from snr_cli.plan.aims import of_one_kind
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
from snr_cli.plan.present import internal_lifetime


def _page_weight(effect: Effect, aimed: Aimed) -> WhyIdle:
    today = aimed.service.page_weight_mb
    return "no_page_weight" if today is None else same(effect.page_weight_mb, today)


def _replaced(effect: Effect, aimed: Aimed) -> WhyIdle:
    other = not of_one_kind(aimed.item, effect.replaced_by or "", aimed.tables)
    return same(effect.replaced_by, aimed.item.type) or ("other_kind" if other else "")


def _new_equipment(change: Change) -> None:
    effect = change.effect
    change.values |= {"type": effect.replaced_by, "lifetime_years": effect.lifetime_years, "purchase_year": None}
    change.values["kwh_per_year"] = effect.kwh_per_year
    # the proofs of what is replaced are not those of the new one
    change.values = {**dict.fromkeys(CREDITS), **change.values}
    change.years, change.less = effect.lifetime_years, 0.0


def _new_service(change: Change) -> None:
    change.values["type"] = change.effect.replaced_by


def _acts(_: Effect, __: Aimed) -> WhyIdle:
    return ""


COMPOSITION_PARAMETERS: Final = (
    Parameter(
        key="page_weight_mb",
        words="le poids des pages",
        example=0.5,
        equipment="page_of_a_website",
        room=NO_ROOM,
        website=Takes(_page_weight, sets("page_weight_mb")),
        service="page_of_a_website",
        relative=False,
        told="at_most",
    ),
    Parameter(
        key="replaced_by",
        words="le type",
        example="tablet",
        equipment=Takes(_replaced, _new_equipment),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=Takes(_replaced, _new_service),
        relative=False,
        told="exactly",
        last=True,
    ),
    # a piece of its own, beside the one that takes it, and that lasts as long
    Parameter(
        key="added_component",
        words="le composant ajouté",
        example="ssd_internal_1tb",
        equipment=Takes(_acts),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        start=Start("lifetime_years", internal_lifetime),
    ),
)
