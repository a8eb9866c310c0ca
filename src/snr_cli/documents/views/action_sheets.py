"""The sheet of an action: when, by what means, with what effect, on what hypotheses."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from snr_cli.documents.money import LEVER
from snr_cli.documents.prose import Prose
from snr_cli.documents.verdicts import with_sign
from snr_cli.documents.views.means import resources, spending_to_come
from snr_cli.documents.views.records import ActionView
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, percent, things, whole
from snr_cli.french.titles import inside
from snr_cli.french.words.plan import ACTION_STATUSES, LACKS
from snr_cli.french.words.results import STORAGE_METHODS
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.means import ActionMeans
from snr_cli.plan.plan import Plan
from snr_cli.plan.territory import REUSED, TerritoryEffect
from snr_cli.results.effects import ActionEffect, EffectState
from snr_cli.results.records import Reserve, moves
from snr_cli.results.sentences.effects import bounds_text, estimated_text, lacks_text, reserve_text
from snr_cli.results.sentences.participation import participants
from snr_cli.results.sentences.supposed import lives_supposed
from snr_cli.results.territory import territory_bounds


def action_sheet(
    action: Action,
    plan: Plan,
    dossier: Dossier,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    numbers: Mapping[str, str],
    changed: ActionEffect,
) -> ActionView:
    """Return the sheet of an action; `titles` are those of the objectives, in order, `numbers` those of the actions."""
    row = next((each for each in plan.means.actions if each.id == action.id), None)
    local = [each for each in plan.territory.effects if each.action == action.id]
    said = _said(action, plan, row, local, changed)
    dates = said.text("calendar")
    return ActionView(
        id=action.id,
        number=numbers[action.id],
        title=action.title,
        summary=action.summary or "",
        status=action.status,
        status_label=ACTION_STATUSES[action.status],
        owner=action.owner or "",
        started_on=action.started_on or "",
        calendar=dates,
        years=said.text("years"),
        since=action.status == "under_way" and dates.startswith("depuis"),
        themes=action.themes,
        axis=action.axis or "",
        objectives=tuple(inside(titles.get(each, each)) for each in action.objectives),
        aims=tuple(rank for rank, name in enumerate(titles, 1) if name in action.objectives),
        indicators=tuple(inside(names.get(each, each)) for each in action.indicators),
        means=tuple(resources(row, plan.means.yearly)) if row else (),
        saving=changed.saved,
        rank=changed.rank,
        gains=changed.gains,
        reserve=reserve_text(changed),
        electricity_saving=changed.saved_kwh,
        on_territory=-fsum(known) if (known := [each.value for each in local if each.value is not None]) else None,
        assumed_share=_assumed(local, plan),
        effect=" ; ".join(said.lines("effect")) or said.text("no_effect"),
        hypotheses=tuple(_hypotheses(action, local, action.id in plan.storage)),
        supposed=lives_supposed(action, dossier),
        missing=tuple(LACKS[each] for each in row.missing) if row else (),
        in_euros=Reserve.SPENDING in changed.reserves,
        cost_eur=spending_to_come(row, plan) if row else None,
        savings_eur=row.savings_per_year if row and action.status != "done" else None,
    )


def _said(
    action: Action,
    plan: Plan,
    row: ActionMeans | None,
    local: Sequence[TerritoryEffect],
    changed: ActionEffect,
) -> Prose:
    """Return the sentences of the sheet of an action."""
    public = plan.public[-1].actions.get(action.id) if plan.public else None
    moved = [each for each in local if each.value]
    bounds = changed.bounds
    return Prose(
        "fiche-action",
        action=action,
        row=row,
        changed=changed,
        may_be_nothing=Reserve.MAY_BE_NOTHING in changed.reserves,
        bounds=bounds_text(changed),
        signed_bounds=with_sign(bounds_text(changed), -bounds.high, -bounds.low) if bounds is not None else "",
        lever=LEVER,
        spending=Reserve.SPENDING in changed.reserves,
        estimated=estimated_text(changed),
        partly=Reserve.NOT_ASSESSED in changed.reserves,
        lacks=lacks_text(changed),
        moves=moves,
        moved=fsum(each.value or 0.0 for each in moved) if moved else None,
        moved_bounds=territory_bounds(moved) if moved else None,
        public=public.share.get(CLIMATE) if public is not None else None,
        year=plan.reference_year,
        horizon=plan.horizon,
        contradicted=action.id in plan.contradicted,
        local=local,
        unknown=changed.state is EffectState.UNKNOWN,
    )


def _hypotheses(action: Action, local: Sequence[TerritoryEffect], storage: bool) -> Iterable[str]:
    """Say what an effect on the territory supposes of its inhabitants, and that one on storage compares two methods."""
    if storage:
        yield f"{STORAGE_METHODS[:1].lower()}{STORAGE_METHODS[1:-1]}"
    said = [each for each in action.effects if each.on.territory is not None]
    for effect, found in zip(said, local, strict=False):
        if not found.value or found.before is None or found.after is None:
            continue
        if found.parameter == REUSED:
            yield _reuse(effect, found)
        else:
            yield f"{participants(effect.share)}, gardés {number(found.after)} ans au lieu de {number(found.before)}"


def _assumed(local: Sequence[TerritoryEffect], plan: Plan) -> float | None:
    """Return what share of all that the actions change on the territory rests on what this one supposes."""
    every = fsum(abs(each.value) for each in plan.territory.effects if each.value)
    return fsum(abs(each.value) for each in local if each.value) / every if every and local else None


def _reuse(effect: Effect, found: TerritoryEffect) -> str:
    return (
        f"de {whole(found.before or 0.0)} à {things(found.after or 0.0, 'appareil remis', 'appareils remis')} en usage par an, dont "
        f"{percent(effect.substitution_rate or 0.0)} évitent l’achat d’un smartphone neuf"
    )
