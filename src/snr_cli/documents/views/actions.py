"""The actions of a plan in a document: the number and the sheet of each, what each costs, what all cost and save year by year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import fsum, isclose
from typing import Final

from snr_cli.documents.templates import Prose
from snr_cli.documents.views.objectives import with_sign
from snr_cli.documents.views.records import ActionView
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, euros, inside, number, percent, things, together, whole
from snr_cli.french.words.terms import ACTION_STATUSES, LACKS, STORAGE_METHODS, term
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action
from snr_cli.plan.calendar import full_year
from snr_cli.plan.means import (
    REFERENTS,
    ActionMeans,
    BlockMeans,
    Yearly,
    existing_paid,
    live,
    saved_per_year,
    spending_to_come,
)
from snr_cli.plan.plan import Plan
from snr_cli.plan.territory import REUSED, TerritoryEffect
from snr_cli.results.effects import ActionEffect, EffectState, territory_bounds
from snr_cli.results.records import Reserve, Table, moves
from snr_cli.results.sentences.effects import (
    bounds_text,
    estimated_text,
    lacks_text,
    lives_supposed,
    participants,
    reserve_text,
)
from snr_cli.results.sentences.verdict import NOT_PHYSICAL, UNTAXED, spanned

# What the plan costs and saves, year by year, and what each action costs over the years to come: its rows add up to the table of the means.

_DASH: Final = "—"
_TOGETHER: Final = 2  # actions without spending that are told in one row


def costs_table(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> Table:
    """Return spending, what others pay, what is left and the staff of the actions; each axis has its sum, then all of them.

    Without rows when nothing is costed. Amounts that no rate converts are in no total: the table of the means tells them apart.
    """
    yearly = plan.means.yearly
    years = [year.year for year in yearly.years if year.year is not None and year.gross]
    if not years or yearly.total.gross is None:
        return Table("", (), ())
    columns = ("Action", "Dépenses", "Financements attendus", "Reste à charge", "Postes (ETP)")
    axes = [(axis.id, axis.title) for axis in (dossier.strategy.axes if dossier.strategy is not None else ())]
    known = {name for name, _ in axes}
    rows: list[tuple[str, ...]] = []
    for name, title in (*axes, ("", "Hors des axes")) if axes else (("", ""),):
        actions = [
            action for action in plan.means.actions if action.axis == name or (not name and action.axis not in known)
        ]
        shared = [row for row in plan.means.shared if row.axis == name or (not name and row.axis not in known)]
        if not actions and not shared:
            continue
        if title:
            rows.append(_cost_row(f"Ensemble : {title}", [*actions, *shared], plan))
        rows += _action_rows(actions, numbers, plan)
        rows += [_cost_row(row.title or "Moyens communs", [row], plan) for row in shared]
    rows.append(_cost_row("Ensemble de la stratégie", [*plan.means.actions, *plan.means.shared], plan))
    caption = f"Coût de chaque action {spanned(years)} (€ {yearly.whole.upper()})"
    return Table(caption, columns, tuple(rows), (False, True, True, True, True))


def _action_rows(actions: Sequence[ActionMeans], numbers: Mapping[str, str], plan: Plan) -> list[tuple[str, ...]]:
    """Return a row for each action that costs something, and one for all those that only ask for staff, which their sheets say."""
    rows = [(action, _cost_row(f"{numbers[action.id]} {action.title}", [action], plan)) for action in actions]
    free = [means for means, row in rows if row[1] == _DASH]
    if len(free) < _TOGETHER:
        return [row for _, row in rows]
    label = f"Sans dépense chiffrée : {together(numbers[action.id] for action in free)}"
    return [*(row for means, row in rows if means not in free), _cost_row(label, free, plan)]


def _cost_row(label: str, blocks: Sequence[BlockMeans], plan: Plan) -> tuple[str, ...]:
    """Return a row: what some actions cost together."""
    yearly = plan.means.yearly
    amounts = [part for block in blocks for part in block.amounts if part.year >= plan.means.since]
    counted = [(part, eur) for part in amounts if (eur := part.in_tax(yearly.whole, yearly.rate)) is not None]
    gross = _sum(eur for _, eur in counted)
    received = _sum(part.received for part, _ in counted if part.received is not None)
    working = [block for block in blocks if not isinstance(block, ActionMeans) or block.status != "done"]
    staff = _sum(value for block in working for value in (block.fte, block.new_fte) if value)
    net = None if gross is None else gross - (received or 0.0)
    return (label, _cost(gross), _cost(received or None), _cost(net), _DASH if staff is None else number(staff, 2))


def _sum(values: Iterable[float]) -> float | None:
    """Return the sum of what is said; None when nothing is: not said is not zero."""
    said = list(values)
    return fsum(said) if said else None


def _cost(value: float | None) -> str:
    return _DASH if value is None else number(value, 0)


_MOST_OF: Final = 0.5  # share of the savings from which one action makes them


def shared_text(plan: Plan, dossier: Dossier) -> Iterable[str]:
    """Say the means that the actions of an axis, or all of them, share: Conduite de la stratégie : 1 ETP ; 12 000 € TTC en 2026."""
    titles = {axis.id: axis.title for axis in dossier.strategy.axes} if dossier.strategy is not None else {}
    for row in (
        shared_row for shared_row in plan.means.shared if shared_row.title != REFERENTS
    ):  # `staff_text` tells them
        of = f"axe « {titles[row.axis]} »" if row.axis in titles else "toute la stratégie"
        name = f"{row.title} ({of})" if row.title else f"{of[:1].upper()}{of[1:]}"
        yield f"{name} : {' ; '.join(resources(row, plan.means.yearly, short=True))}"


def staff_text(plan: Plan) -> str:
    """Say the staff of the strategy a year: 11,15 équivalents temps plein par an, dont 1,6 de référents ; postes existants.

    What is in it is said: the posts to create, those of the referents. Actions that are finished have none left.
    """
    means = plan.means
    if not means.fte:
        return ""
    working: list[BlockMeans] = [action for action in means.actions if action.status != "done"]
    created = fsum(means_row.new_fte or 0.0 for means_row in [*working, *means.shared])
    referents = fsum(row.fte or 0.0 for row in means.shared if row.title == REFERENTS)
    parts = [f"{number(created)} à créer"] if created else []
    parts += [f"{number(referents)} de référents"] if referents else []
    text = f"{number(means.fte)} {term('fte', means.fte)} par an"
    first = next((year for year in means.yearly.years if year.fte is not None or year.new_fte is not None), None)
    at_first = (first.fte or 0.0) + (first.new_fte or 0.0) if first is not None else means.fte
    if first is not None and not isclose(at_first, means.fte):
        text += f" en année pleine ({number(at_first)} en {first.year})"
    text += f", dont {together(parts)}" if parts else ""
    return text if created else f"{text} (postes existants)"


def resources(row: BlockMeans, yearly: Yearly, *, short: bool = False) -> Iterable[str]:
    """Say the means of an action, or shared ones, one text a kind, on the basis of the totals where a rate converts.

    A line that comes back is said once. `short`: on the basis of the totals, which its table says, without the section, nor who pays when the authority alone does.
    """
    if row.fte:
        yield f"{number(row.fte)}{WIDE}ETP"
    if row.new_fte:
        yield f"{number(row.new_fte)}{WIDE}ETP à créer"
    lines = in_groups((replace(part, year=0) if part.recurrent else part, part.year) for part in row.amounts)
    for part, years in lines.items():
        converted = part.in_tax(yearly.whole, yearly.rate)
        # a share is one of the amount that the dossier writes, and no grant pays the tax: in euros beside another amount
        paid_by = part.funding if converted in (None, part.eur) or not part.received else part.funding_eur
        funding = f" ({inside(paid_by)})" if paid_by and not (short and not part.received) else ""
        section = "" if short else f", {part.section}"
        tax = "" if part.staff or short else f"{WIDE}{(part.tax if converted is None else yearly.whole).upper()}"
        yearly_words = " par an" if len(years) > 1 else ""
        paid = ", pour payer ces postes" if part.staff else ""
        yield f"{euros(part.eur if converted is None else converted)}{tax}{yearly_words} {spanned(years)}{section}{paid}{funding}"
    if row.contract:
        yield f"marché : {row.contract}"
    if row.partner:
        yield f"partenaire : {row.partner}"
    if isinstance(row, ActionMeans) and row.savings_per_year:
        saved = euros(row.savings_per_year)
        yield (
            f"économies : {saved} par an"
            if short
            else f"économies attendues : {saved}{WIDE}{yearly.whole.upper()} par an"
        )


def left_text(plan: Plan) -> str:
    """Say what is left for the authority to pay, then the balance and all that makes it; empty when a year is not costed."""
    total = plan.means.yearly.total
    if total.net is None or total.apart:
        return ""
    text = f"reste à la charge de la collectivité : {euros(total.net)}"
    if total.savings is None or total.balance is None:
        return text
    years = [year.year for year in plan.means.yearly.years if year.year is not None and year.savings is not None]
    if total.new_posts:
        text += f" ; postes à créer : {euros(total.new_posts)}"
    text += f" ; économies cumulées {spanned(years)} : {euros(total.savings)}"
    return f"{text} ; {'gain' if total.balance < 0 else 'solde'} : {euros(abs(total.balance))}"


def credits_text(plan: Plan) -> str:
    """Say the amounts of the first year that has some, by section: 2026, soit 105 000 € TTC en investissement."""
    yearly = plan.means.yearly
    first = next((year for year in yearly.years if any(year.sections.values())), None)
    if first is None:
        return ""
    parts = [f"{euros(eur)} {yearly.basis[name].upper()} en {name}" for name, eur in first.sections.items() if eur]
    posts = existing_paid(plan.means, first.year) if first.year is not None else 0.0
    existing = f", dont {euros(posts)} de postes qui existent déjà" if posts else ""
    return f"{first.year}, soit {together(parts)}{UNTAXED if yearly.pays_staff else ''}{existing}"


def savings_text(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> str:
    """Say what the actions would save a year, from when on it is whole, and what most of it rests on; empty when no saving is said."""
    if not plan.means.savings_per_year:
        return ""
    text = f"{euros(plan.means.savings_per_year)} par an à plein effet"
    whole_from = [
        full_year(action)
        for action in dossier.actions
        if live(action) and action.status != "done" and action.means and action.means.savings_eur_per_year
    ]
    years = plan.means.yearly.years
    last = years[-1].year or 0
    if all(year is not None and year <= last for year in whole_from):
        best = max(years, key=lambda funds: funds.savings or 0.0)
        if not isclose(best.savings or 0.0, plan.means.savings_per_year):  # an action ends before another is whole
            return f"{euros(best.savings or 0.0)} par an au plus, en {best.year}"
        text += f", en {best.year}"
    most = max(plan.means.actions, key=saved_per_year)
    share = saved_per_year(most) / plan.means.savings_per_year
    if _MOST_OF <= share < 1:
        text += f", dont {percent(share)} de la seule mesure {numbers[most.id]}"
    return text


def spent_text(plan: Plan) -> str:
    """Say what was spent before the year of reference, which is in no total."""
    yearly, sums = plan.means.yearly, dict[tuple[int, str], float]()
    blocks: list[BlockMeans] = [*plan.means.actions, *plan.means.shared]
    for part in (part for block in blocks for part in block.amounts if part.eur and part.year < plan.means.since):
        converted = part.in_tax(yearly.whole, yearly.rate)
        key = (part.year, part.tax if converted is None else yearly.whole)
        sums[key] = sums.get(key, 0.0) + (part.eur if converted is None else converted)
    past = [f"{euros(eur)} {tax.upper()} en {year}" for (year, tax), eur in sorted(sums.items())]
    return f"Déjà budgété, hors de ces totaux : {together(past)}." if past else ""


# The number of each action, « 1.3 »: its axis, then its rank; a document refers to an action by it.


def action_numbers(dossier: Dossier) -> Mapping[str, str]:
    """Return the number of each action of the plan, by id: that of its axis first when there are axes; what has no axis is last."""
    axes = [axis.id for axis in (dossier.strategy.axes if dossier.strategy else ())]
    rows = in_groups(
        (axes.index(action.axis) if action.axis in axes else len(axes), action.id)
        for action in dossier.actions
        if live(action)
    )
    if not axes:
        return {name: str(rank) for rank, name in enumerate(rows.get(0, ()), 1)}
    # an axis without any action keeps its rank: what the authority calls its second axis is 2
    return {name: f"{axis + 1}.{rank}" for axis, names in rows.items() for rank, name in enumerate(names, 1)}


def by_number(number: str) -> tuple[int, ...]:
    """Return the order of a number of action: 1.9 before 1.10; none is last."""
    return tuple(map(int, number.split("."))) if number else (10_000,)


def measures_table(actions: Sequence[ActionView]) -> Table:
    """Return a row for each action: who leads it, when, by what means, with what effect on which objectives."""
    return Table(
        f"Mesures {actions[0].number} à {actions[-1].number}" if len(actions) > 1 else "Mesure",
        ("Mesure", "Pilote", "État, du début au plein effet", "Moyens", "Effet par an", "Objectifs"),
        tuple(
            (
                f"{action.number} {action.title}",
                action.owner or "—",
                ", ".join(filter(None, (action.status_label, action.span))),
                " ; ".join(action.means_short) or "—",
                action.effect.replace(" par an", "") or "—",
                together(map(str, action.aims)) or "—",
            )
            for action in actions
        ),
        headed=True,
    )


# The sheet of an action: when, by what means, with what effect, on what hypotheses.


def action_sheet(
    action: Action,
    plan: Plan,
    dossier: Dossier,
    names: Mapping[str, str],
    numbers: Mapping[str, str],
    changed: ActionEffect,
) -> ActionView:
    """Return the sheet of an action; `names` are those of the indicators, `numbers` those of the actions."""
    titles = {objective.id: objective.title or objective.id for objective in dossier.objectives}
    row = next((means for means in plan.means.actions if means.id == action.id), None)
    local = [effect for effect in plan.territory.effects if effect.action == action.id]
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
        span=said.text("span"),
        since=action.status == "under_way" and dates.startswith("depuis"),
        themes=action.themes,
        axis=action.axis or "",
        objectives=tuple(inside(titles.get(objective, objective)) for objective in action.objectives),
        aims=tuple(rank for rank, name in enumerate(titles, 1) if name in action.objectives),
        indicators=tuple(inside(names.get(indicator, indicator)) for indicator in action.indicators),
        means=tuple(resources(row, plan.means.yearly)) if row else (),
        means_short=tuple(resources(row, plan.means.yearly, short=True)) if row else (),
        saving=changed.saved,
        rank=changed.rank,
        gains=changed.gains,
        reserve=reserve_text(changed),
        electricity_saving=changed.saved_kwh,
        on_territory=-fsum(known)
        if (known := [effect.value for effect in local if effect.value is not None])
        else None,
        assumed_share=_assumed(local, plan),
        effect=" ; ".join(said.lines("effect")) or said.text("no_effect"),
        hypotheses=tuple(_hypotheses(action, local, action.id in plan.storage)),
        supposed=lives_supposed(action, dossier),
        missing=tuple(LACKS[lack] for lack in row.missing) if row else (),
        in_euros=Reserve.SPENDING in changed.reserves,
        cost_eur=spending_to_come(row, plan.means) if row else None,
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
    moved = [effect for effect in local if effect.value]
    bounds = changed.bounds
    return Prose(
        "fiche-action",
        action=action,
        row=row,
        changed=changed,
        may_be_nothing=Reserve.MAY_BE_NOTHING in changed.reserves,
        bounds=bounds_text(changed),
        signed_bounds=with_sign(bounds_text(changed), -bounds.high, -bounds.low) if bounds is not None else "",
        lever=f"ratio en euros : {NOT_PHYSICAL}",
        spending=Reserve.SPENDING in changed.reserves,
        estimated=estimated_text(changed),
        partly=Reserve.NOT_ASSESSED in changed.reserves,
        lacks=lacks_text(changed),
        moves=moves,
        moved=fsum(effect.value or 0.0 for effect in moved) if moved else None,
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
    said = [effect for effect in action.effects if effect.on.territory is not None]
    for effect, territory_effect in zip(said, local, strict=False):
        if not territory_effect.value or territory_effect.before is None or territory_effect.after is None:
            continue
        if territory_effect.parameter == REUSED:
            yield (
                f"de {whole(territory_effect.before)} à "
                f"{things(territory_effect.after, 'appareil remis', 'appareils remis')} en usage par an, dont "
                f"{percent(effect.substitution_rate or 0.0)} évitent l’achat d’un smartphone neuf"
            )
        else:
            yield f"{participants(effect.share)}, gardés {number(territory_effect.after)} ans au lieu de {number(territory_effect.before)}"


def _assumed(local: Sequence[TerritoryEffect], plan: Plan) -> float | None:
    """Return what share of all that the actions change on the territory rests on what this one supposes."""
    every = fsum(abs(effect.value) for effect in plan.territory.effects if effect.value)
    return fsum(abs(effect.value) for effect in local if effect.value) / every if every and local else None
