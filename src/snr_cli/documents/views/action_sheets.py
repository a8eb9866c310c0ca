"""The sheet of an action: when, by what means, with what effect, on what hypotheses."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from snr_cli.documents.amounts import kwh, signed
from snr_cli.documents.money import LEVER
from snr_cli.documents.verdicts import with_sign
from snr_cli.documents.views.means import resources, spending_to_come
from snr_cli.documents.views.records import ActionView
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, percent, things, whole
from snr_cli.french.titles import inside
from snr_cli.french.words.plan import ACTION_STATUSES, LACKS
from snr_cli.french.words.results import NOT_ASSESSED, STORAGE_METHODS
from snr_cli.french.words.units import mass, mass_between
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
    public = plan.public[-1].actions.get(action.id) if plan.public else None
    dates = calendar_text(action)
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
        years=_years(action, row),
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
        effect=_effect_text(changed, public.share.get(CLIMATE) if public is not None else None, local)
        or _no_effect(action, local, plan, changed),
        hypotheses=tuple(_hypotheses(action, local, action.id in plan.storage)),
        supposed=lives_supposed(action, dossier),
        missing=tuple(LACKS[each] for each in row.missing) if row else (),
        in_euros=Reserve.SPENDING in changed.reserves,
        cost_eur=spending_to_come(row, plan) if row else None,
        savings_eur=row.savings_per_year if row and action.status != "done" else None,
    )


def calendar_text(action: Action) -> str:
    """Say when an action runs: de 2026 à 2028, plein effet en 2028; one begun before has an effect to come."""
    found = action.schedule
    if found is None or found.start is None:
        return ""
    same = action.status == "under_way" and action.started_on is not None and int(action.started_on[:4]) == found.start
    text = (
        f"{'depuis' if same else 'à partir de'} {found.start}"
        if found.end is None or found.end == found.start
        else f"de {found.start} à {found.end}"
    )
    if action.started_on and int(action.started_on[:4]) < found.start:
        text = f"depuis {action.started_on[:4]}, effet compté {text}"
    if found.full is not None and found.full != found.start:
        text += f", plein effet en {found.full}"
    return text


def _years(action: Action, row: ActionMeans | None) -> str:
    """Say when an action runs: 2019 à 2022; dès 2021, plein effet 2026, se poursuit. Its full effect is no end.

    It goes on when its means say so, in a year after that of its full effect.
    """
    found = action.schedule
    if found is None or found.start is None:
        return ""
    begun = int(action.started_on[:4]) if action.started_on else found.start
    first, last = min(begun, found.start), found.end or (found.full if action.status == "done" else None)
    if last is not None:
        return f"{first} à {last}" if last > first else str(first)
    full = found.full if found.full is not None else first
    text = f"dès {first}, plein effet {full}" if full > first else f"dès {first}"
    spent = max((part.year for part in row.amounts), default=full) if row is not None else full
    return f"{text}, se poursuit" if spent > full else text


def _effect_text(changed: ActionEffect, public: float | None, local: Sequence[TerritoryEffect]) -> str:
    """Say what the engine computes of an action at the horizon; nothing when it finds no change."""
    parts = []
    saving, power = changed.saved, changed.saved_kwh
    if changed.basis is not None and saving is not None:
        if Reserve.MAY_BE_NOTHING in changed.reserves and changed.bounds is not None:
            parts.append(
                f"non significatif : {with_sign(bounds_text(changed), -changed.bounds.high, -changed.bounds.low)} par an"
            )
        else:
            text = f"{signed(-saving, mass(-saving))} par an"
            text += f" ({bounds_text(changed)})" if changed.bounds is not None else ""
            parts.append(f"{text} : l’action alourdit l’empreinte" if changed.weighs else text)
        if Reserve.SPENDING in changed.reserves:
            parts.append(LEVER)
        if note := estimated_text(changed):
            parts.append(note)
        if Reserve.NOT_ASSESSED in changed.reserves:
            parts.append(f"le reste est {NOT_ASSESSED} : {lacks_text(changed)}")
    if power is not None and moves(power):
        parts.append(f"{signed(-power, kwh(-power))} d’électricité par an")
    moved = [each for each in local if each.value]
    if moved:
        change = fsum(each.value or 0.0 for each in moved)
        text = f"{signed(change, mass(change))} par an sur le territoire, à plein effet"
        bounds = territory_bounds(moved)
        between = f"{mass_between(*bounds, change)} ; " if bounds is not None else ""
        parts.append(f"{text} ({between}lecture par ménage)")
    if public is not None and moves(public):
        parts.append(f"{signed(public, mass(public))} par an sur le trafic des visiteurs, hors du total")
    return " ; ".join(parts)


def _no_effect(action: Action, local: Sequence[TerritoryEffect], plan: Plan, changed: ActionEffect) -> str:
    """Say why an action has no effect in figures: not computed is not none. Empty when it says no effect to compute."""
    if action.status == "done":
        where = f"l’inventaire de {plan.reference_year}"
        return (
            f"non compté, {where} ne le montre pas" if action.id in plan.contradicted else f"déjà compris dans {where}"
        )
    if not action.effects:
        return ""
    if any(each.value is None for each in local):
        return "non calculé"
    if changed.state is EffectState.UNKNOWN:
        return f"{NOT_ASSESSED} : {lacks_text(changed)}"
    return f"aucun changement calculé en {plan.horizon}"


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
