"""The plan in the words of a document: axes, action sheets, objectives, means, and their pictures."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import euros, kilograms, kwh, relative, signed
from snr_cli.documents.blocks import Figure, Table
from snr_cli.documents.figures import calendar, gaps, themes, trajectory
from snr_cli.documents.figures.canvas import told_apart
from snr_cli.documents.money import LEVER, aims_text, curve_note, deliberation_note, plan_sentences
from snr_cli.documents.reader import for_reader
from snr_cli.documents.targets import figures_of, measured_by, target_of, target_text
from snr_cli.documents.typography import typography
from snr_cli.documents.verdicts import (
    NOT_STARTED,
    gap_text,
    mass_between_signed,
    spread_text,
    summary,
    verdict,
)
from snr_cli.documents.view import ActionView, AxisView, ObjectiveView, PlanView
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.engine.uncertainty import Difference
from snr_cli.estimated_words import estimated_note
from snr_cli.french import WIDE, number, percent, plural, significant, things, together, whole
from snr_cli.measures import after, measure_text, measured
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect, Means
from snr_cli.plan.means import live
from snr_cli.plan.objectives import Outcome, unmeasured
from snr_cli.plan.plan import Plan
from snr_cli.plan.territory import REUSED, TerritoryEffect
from snr_cli.rules.strategy import THEMES
from snr_cli.titles import inside, listed
from snr_cli.wording import NOT_ASSESSED, STORAGE_METHODS, change_text, mass, mass_between
from snr_cli.writers.base_words import base_sentences
from snr_cli.writers.baseline_words import baseline_label, baseline_sentence, baseline_short
from snr_cli.writers.coverage_words import PARTIAL, partial_text
from snr_cli.writers.participation_words import participants
from snr_cli.writers.plan_intervals import partial_outcome
from snr_cli.writers.plan_table import MISSING, STATUSES, WHYS
from snr_cli.writers.supposed import lives_supposed
from snr_cli.writers.trend_words import trend_label, trend_sentence

PERIMETERS: Final = {"organisation": "organisation", "territory": "territoire"}
FREQUENCIES: Final = {"annual": "annuel", "multi_year": "pluriannuel"}
LEADING: Final = 3  # levers spoken of
SMALL: Final = 0.05  # share of the footprint under which a group is no lever
NO_AXIS: Final = "Actions hors des axes"
UNDER_WAY: Final = ("under_way", "done")
NO_ACTION: Final = "Aucune action n’est écrite : la trajectoire n’est pas calculée."


def plan_view(plan: Plan, dossier: Dossier, tables: Tables, mail_share: float | None = None) -> PlanView:
    """Return the plan as templates see it.

    Args:
        plan: the plan.
        dossier: the dossier, inventories read.
        tables: the factor tables.
        mail_share: share of the footprint of the organisation that mail and meetings carry; None when they are not counted.
    """
    titles = {each.id: each.title or each.id for each in dossier.objectives}
    names = indicator_names(dossier, tables)
    actions = tuple(_action(each, plan, dossier, titles, names) for each in dossier.actions if live(each))
    by_id = {each.id: each for each in actions}
    axes = [
        AxisView(axis.id, axis.title, axis.text or "", tuple(each for each in actions if each.axis == axis.id))
        for axis in (dossier.strategy.axes if dossier.strategy else ())
    ]
    known = {axis.id for axis in axes}
    rest = tuple(each for each in actions if each.axis not in known)
    if rest:
        axes.append(AxisView("", NO_AXIS if known else "Actions", "", rest))
    first, last = plan.trajectory.years[0], plan.trajectory.years[-1]
    before, after = first.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)
    gap = last.intervals[CLIMATE].gap if CLIMATE in last.intervals else None
    territory = plan.territory.years[-1] if plan.territory.years else None
    changed = territory.with_actions - territory.baseline if territory is not None else None
    local = tuple(
        by_id[name].title
        for name in dict.fromkeys(each.action for each in plan.territory.effects if each.value)
        if name in by_id
    )
    saved = last.baseline[CLIMATE] - after if after is not None else None
    levers = tuple(
        sorted((each for each in actions if each.saving and each.saving > 0), key=lambda each: -(each.saving or 0.0))
    )
    return PlanView(
        plan.horizon,
        tuple(axes),
        actions,
        tuple(by_id[each.id] for each in dossier.actions if each.id in by_id and each.status in UNDER_WAY),
        levers,
        tuple(_objective(each, plan, dossier, names) for each in plan.outcomes),
        saved,
        1.0 - after / before if before and after is not None else None,
        after,
        plan.means.fte,
        plan.means.savings_per_year,
        _savings(plan, dossier),
        _cost(plan),
        _uncosted(plan),
        _spent(plan),
        _curve(plan, dossier),
        _gaps(plan),
        _themes(plan),
        _calendar(dossier, plan),
        _budget(plan),
        _indicators(plan, dossier),
        tuple(
            (THEMES[each.theme], each.why) for each in (dossier.strategy.themes_left_out if dossier.strategy else ())
        ),
        tuple(_plan_sentences(before, after, gap, plan, changed, local)) if actions else (NO_ACTION,),
        tuple(_lever_sentences(levers, saved, mail_share)) if actions else (),
        baseline_sentence(plan.growth, tables),
        trend_sentence(plan.trend, plan.horizon) if plan.trend is not None else "",
        deliberation_note(plan),
    )


def indicator_names(dossier: Dossier, tables: Tables) -> dict[str, str]:
    """Return the French name of every indicator: the dossier's own words first, else the catalogue's."""
    return {key: each.title for key, each in tables.indicators.items()} | {
        each.id: each.title for each in dossier.indicators if each.title
    }


def _action(
    action: Action, plan: Plan, dossier: Dossier, titles: Mapping[str, str], names: Mapping[str, str]
) -> ActionView:
    last = plan.trajectory.years[-1].actions.get(action.id)
    share = last.share if last is not None else {}
    saving = -share[CLIMATE] if CLIMATE in share else None
    spread = last.intervals[CLIMATE][0] if last is not None and CLIMATE in last.intervals else None
    power = -share[ELECTRICITY] if ELECTRICITY in share else None
    row = next((each for each in plan.means.actions if each.id == action.id), None)
    local = [each for each in plan.territory.effects if each.action == action.id]
    public = plan.public[-1].actions.get(action.id) if plan.public else None
    dates = calendar_text(action)
    return ActionView(
        action.id,
        action.title,
        action.summary or "",
        action.status,
        STATUSES[action.status],
        action.owner or "",
        action.started_on or "",
        dates,
        action.status == "under_way" and dates.startswith("depuis"),
        action.themes,
        action.axis or "",
        tuple(inside(titles.get(each, each)) for each in action.objectives),
        tuple(inside(names.get(each, each)) for each in action.indicators),
        tuple(means_text(action.means)),
        saving,
        spread is None or not spread.high > spread.low or spread.significant,
        power,
        _effect_text(
            saving,
            spread,
            power,
            public.share.get(CLIMATE) if public is not None else None,
            plan.horizon,
            local,
            in_euros=action.id in plan.money.levers,
        )
        or _no_effect(action, local, plan),
        _doubtful(action, saving, spread, dossier),
        tuple(_hypotheses(action, local, action.id in plan.storage)),
        lives_supposed(action, dossier),
        tuple(MISSING[each] for each in row.missing) if row else (),
        action.id in plan.money.levers,
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


def means_text(means: Means | None) -> Iterable[str]:
    """Say the means of an action, one sentence a kind."""
    if means is None:
        return
    if means.fte:
        yield f"{number(means.fte)}{WIDE}ETP"
    for part in means.budget:
        funding = f" ({inside(part.funding)})" if part.funding else ""
        yield f"{euros(part.eur)} {part.tax.upper()} en {part.year}, {part.section}{funding}"
    if means.contract:
        yield f"marché : {means.contract}"
    if means.partner:
        yield f"partenaire : {means.partner}"
    if means.savings_eur_per_year:
        yield f"économies attendues : {euros(means.savings_eur_per_year)} par an, à plein effet"


def _effect_text(
    saving: float | None,
    spread: Difference | None,
    power: float | None,
    public: float | None,
    horizon: int,
    local: Sequence[TerritoryEffect],
    *,
    in_euros: bool = False,
) -> str:
    """Say what the engine computes of an action at the horizon; nothing when it finds no change."""
    parts = []
    if saving is not None and abs(saving) >= 0.5:
        if spread is not None and spread.high > spread.low and not spread.significant:
            parts.append(f"non significatif en {horizon} : {mass_between_signed(spread.low, spread.high)} par an")
        else:
            bounded = spread is not None and spread.high > spread.low
            text = f"{signed(-saving, _beside(-saving, spread) if bounded and spread else mass(-saving))} par an en {horizon}"
            if spread is not None and bounded:
                text += f" ({change_text(spread)})"
            parts.append(f"{text} : l’action alourdit l’empreinte" if saving < 0 else text)
        if in_euros:
            parts.append(LEVER)
    if power is not None and abs(power) >= 0.5:
        parts.append(f"{signed(-power, kwh(-power))} d’électricité par an")
    moved = [each for each in local if each.value]
    if moved:
        change = fsum(each.value or 0.0 for each in moved)
        text = f"{signed(change, mass(change))} par an sur le territoire, à plein effet"
        if all(each.low is not None and each.high is not None for each in moved):
            low, high = fsum(each.low or 0.0 for each in moved), fsum(each.high or 0.0 for each in moved)
            text += f" ({mass_between(low, high)} ; lecture par ménage)" if high > low else " (lecture par ménage)"
        else:
            text += " (lecture par ménage)"
        parts.append(text)
    if public is not None and abs(public) >= 0.5:
        parts.append(f"{signed(public, mass(public))} par an sur le trafic des visiteurs, hors du total")
    return " ; ".join(parts)


def _beside(value: float, spread: Difference) -> str:
    """Write a mass in the unit of its bounds: −0,839 t beside « entre −1,5 et −0,4 t »."""
    if abs(value) < 1000 <= max(abs(spread.low), abs(spread.high)):
        return f"{significant(value / 1000)}{WIDE}t CO2e"
    return mass(value)


def _no_effect(action: Action, local: Sequence[TerritoryEffect], plan: Plan) -> str:
    """Say why an action has no effect in figures: not computed is not none."""
    if action.status == "done":
        return f"déjà compris dans l’inventaire de {plan.reference_year}"
    if not action.effects or any(each.value is None for each in local):
        return "non calculé"
    if action.id in plan.trajectory.silent:
        return f"effet {NOT_ASSESSED}, aucune des lignes qu’elle change ne l’est"
    return f"aucun changement calculé en {plan.horizon}"


def _doubtful(action: Action, saving: float | None, spread: Difference | None, dossier: Dossier) -> bool:
    """Say whether an action that serves a reduction of the carbon footprint was computed and may not reduce it."""
    cut = {
        each.id
        for each in dossier.objectives
        if each.perimeter == "organisation" and each.category == CLIMATE and each.reduction
    }
    computed = action.status != "done" and any(each.on.territory is None for each in action.effects)
    if not computed or saving is None or not cut.intersection(action.objectives):
        return False
    return saving < 0.5 or (spread is not None and spread.high > spread.low and not spread.significant)


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


def _reuse(effect: Effect, found: TerritoryEffect) -> str:
    return (
        f"de {whole(found.before or 0.0)} à {things(found.after or 0.0, 'appareil remis', 'appareils remis')} en usage par an, dont "
        f"{percent(effect.substitution_rate or 0.0)} évitent l’achat d’un smartphone neuf"
    )


def amount(value: float | None, unit: str, figures: int = 3) -> str:
    """Write a value in its unit, kilograms of CO2 equivalent and kWh in the one that reads best, with so many figures."""
    if value is None:
        return NOT_ASSESSED
    if unit == "kgCO2e":
        return kilograms(value, figures)
    if unit == "kWh":
        return kwh(value, figures)
    return measured(number(value), unit)


def _objective(found: Outcome, plan: Plan, dossier: Dossier, names: Mapping[str, str]) -> ObjectiveView:
    said = next(each for each in dossier.objectives if each.id == found.id)
    led = found.reach.forecast
    digits = told_apart([found.reference, found.target, found.projected if led else None])
    mark = f" ({PARTIAL})" if partial_outcome(found, plan) else ""  # a partial sum is never written as a total
    still = {each.indicator.id for each in plan.indicators if not each.indicator.follows_actions}
    return ObjectiveView(
        found.id,
        found.title,
        found.perimeter,
        PERIMETERS[found.perimeter],
        said.finding or "",
        found.from_year,
        found.by_year,
        amount(found.reference, found.unit, digits) + mark,
        amount(found.target, found.unit, digits),
        amount(found.projected, found.unit, digits) + mark if led else "—",
        spread_text(found) if led and not mark else "",
        "" if found.last_year is None else amount(found.projected, found.unit),
        found.last_year,
        led,
        found.reach.value,
        verdict(found),
        found.reach.unsure,
        gap_text(found) if led else "",
        found.perimeter == "territory" and led and found.category == CLIMATE,
        unmeasured(said, {each.indicator.id for each in plan.indicators if each.indicator.in_catalogue}),
        _why(found),
        tuple(base_sentences(found, plan.reference_year)),
        tuple(
            inside(names.get(each, each))
            + (" (moyenne nationale, qui ne suit pas les actions)" if each in still else "")
            for each in said.indicators
        ),
        tuple(inside(each.title) for each in dossier.actions if live(each) and found.id in each.objectives),
        FREQUENCIES.get(said.frequency or "", ""),
        aims_text(found, plan, amount),
    )


def _curve(plan: Plan, dossier: Dossier) -> Figure:
    years = [year for year in plan.trajectory.years if CLIMATE in year.baseline]
    targets = tuple(
        trajectory.Target(_goal(each), _line_to(each))
        for each in plan.outcomes
        if each.perimeter == "organisation" and each.category == CLIMATE and each.by_year and each.target is not None
    )
    moving = {name for year in years for name, found in year.actions.items() if found.share.get(CLIMATE)}
    begun: dict[int, list[str]] = {}
    for each in dossier.actions:
        if live(each) and each.id in moving and each.schedule and each.schedule.start:
            begun.setdefault(each.schedule.start, []).append(each.title)
    starts = tuple(
        trajectory.Start(
            year, typography(titles[0]) if len(titles) == 1 else plural(len(titles), "action"), len(titles)
        )
        for year, titles in sorted(begun.items())
        if plan.reference_year <= year <= plan.horizon
    )
    partial = partial_text(plan.covered[CLIMATE]) if years else ""
    if years and years[0].baseline[CLIMATE]:
        first, last = years[0].baseline[CLIMATE], years[-1].with_actions[CLIMATE]
        share = last / first - 1.0
        sentence = (
            f"De {years[0].year} à {years[-1].year}, les actions ramèneraient l’empreinte de {mass(first)}{_rests(plan)} à {mass(last)} par an "
            f"({relative(share)}{f' ; {partial}' if partial else ''}).{curve_note(plan)}"
        )
    elif dossier.equipment or dossier.services:
        sentence = "La trajectoire n’est pas évaluée : aucune ligne de l’inventaire ne l’est."
    else:
        sentence = "La trajectoire n’est pas évaluée : l’organisation n’a ni équipement ni service."
    return trajectory.draw(
        trajectory.Trajectory(
            "trajectoire",
            "Trajectoire de l’empreinte de l’organisation",
            "t CO₂e",
            tuple(
                trajectory.Year(
                    year.year,
                    year.baseline[CLIMATE] / 1000,
                    year.with_actions[CLIMATE] / 1000,
                    *(
                        (bound / 1000 for bound in year.intervals[CLIMATE].with_actions)
                        if CLIMATE in year.intervals and not partial
                        else (None, None)
                    ),
                )
                for year in years
            ),
            targets,
            starts,
            sentence,
            baseline_label(plan.growth),
            trend=_trend(plan),
        )
    )


def _trend(plan: Plan) -> trajectory.Target | None:
    """Return the second curve without action, when two inventories compare (t)."""
    points = [(year.year, plan.trend.at(year.year)) for year in plan.trajectory.years] if plan.trend else []
    drawn = tuple((year, value / 1000) for year, value in points if value is not None)
    return trajectory.Target(trend_label(plan.trend), drawn) if plan.trend and drawn else None


def _rests(plan: Plan) -> str:
    """Say, after the start, how much of it is estimated."""
    note = estimated_note(plan.estimated)
    return f" ({note})" if note else ""


def _goal(found: Outcome) -> str:
    """Name an objective on the curve: objectif 2030, −15 %."""
    if not found.reference or found.target is None:
        return f"objectif {found.by_year}"
    return f"objectif {found.by_year}, {relative(found.target / found.reference - 1.0)}"


def _line_to(found: Outcome) -> tuple[tuple[int, float], ...]:
    """Return the points of an objective: where it starts from, where it leads (t)."""
    points = []
    if found.from_year is not None and found.reference is not None:
        points.append((found.from_year, found.reference / 1000))
    if found.by_year is not None and found.target is not None:
        points.append((found.by_year, found.target / 1000))
    return tuple(points)


def _gaps(plan: Plan) -> Figure:
    return gaps.draw(
        gaps.Gaps(
            "objectifs",
            "Où mène le plan, objectif par objectif",
            tuple(
                gaps.Objective(
                    typography(each.title) + (" (somme partielle)" if partial_outcome(each, plan) else ""),
                    *_scaled(each),
                    each.reach,
                    each.by_year,
                    _why(each),
                    _verdict(each),
                )
                for each in plan.outcomes
            ),
            summary(plan),
        )
    )


def _why(found: Outcome) -> str:
    """Say why a verdict is what it is; a reader needs no reason to wait for the next value of an indicator."""
    return "" if found.why == NOT_STARTED else for_reader(WHYS.get(found.why, ""))


def _verdict(found: Outcome) -> str:
    """Say where an objective stands, with the value of its indicator when that is all there is."""
    text = verdict(found)
    if found.last_year is None:
        return text
    return f"{text} ; valeur de {found.last_year} : {amount(found.projected, found.unit)}"


def _plan_sentences(
    first: float | None,
    after: float | None,
    gap: Difference | None,
    plan: Plan,
    territory: float | None,
    titles: Sequence[str],
) -> Iterable[str]:
    """Say where the plan leads the organisation, then the reading by household of the territory."""
    year = plan.reference_year
    covered = plan.covered.get(CLIMATE)
    what = "l’empreinte" if covered is None or covered.is_total else "ce qui est évalué (partiel) de l’empreinte"
    if first and after is not None and after < first:
        yield (
            f"Le plan mène {what} de l’organisation de {mass(first)}{_rests(plan)} en {year} à {mass(after)} en {plan.horizon}, soit "
            f"{percent(1 - after / first)} de moins, si toutes les actions sont menées au calendrier prévu."
        )
        if gap is not None and gap.high > gap.low:
            yield _between_saved(gap, plan.horizon, plan.growth)
    elif first and after is not None:
        yield f"Le plan ne réduit pas {what} de l’organisation : {mass(first)}{_rests(plan)} en {year}, {mass(after)} en {plan.horizon}."
    yield from plan_sentences(plan)
    if territory:
        verb = "réduiraient" if territory < 0 else "augmenteraient"
        named = listed(titles)
        at = plan.territory.years[-1]
        spread = (
            f" ({mass_between(*sorted((abs(at.low), abs(at.high))))})"
            if at.low is not None and at.high is not None and at.low * at.high > 0
            else ""
        )
        yield (
            f"Sur le territoire, les actions {verb} d’environ {kilograms(abs(territory), 2)} par an en {plan.horizon}{spread} l’empreinte "
            f"lue par ménage : {named}. La moyenne nationale par habitant ne les suit pas."
        )


def _between_saved(gap: Difference, horizon: int, growth: Mapping[str, float]) -> str:
    """Say what the plan saves a year, between two bounds; what both curves share cancels."""
    if not gap.significant:
        return f"L’écart de {horizon} avec une collectivité {baseline_short(growth)} est dans la marge d’incertitude : il n’est pas significatif."
    return (
        f"Si toutes les actions sont menées, il y a neuf chances sur dix qu’elles évitent, en {horizon}, "
        f"{mass_between(-gap.high, -gap.low)} par an."
    )


def _lever_sentences(levers: Sequence[ActionView], saved: float | None, mail_share: float | None) -> Iterable[str]:
    """Say which actions save most, and what sorting mail weighs: little."""
    if levers and saved and saved > 0:
        leading = levers[:LEADING]
        share = fsum(each.saving or 0.0 for each in leading) / saved
        named = " ; ".join(
            f"{inside(each.title)} ({mass(each.saving or 0.0)}{f', {LEVER}' if each.in_euros else ''})"
            for each in leading
        )
        head = "Le premier levier est" if len(leading) == 1 else f"Les {cardinal(len(leading))} premiers leviers sont"
        yield f"{head} : {named}. {'Il fait' if len(leading) == 1 else 'Ils font'} {percent(share)} de l’écart."
    if mail_share is not None and mail_share < SMALL:
        yield (
            f"La messagerie et la visioconférence pèsent {percent(mail_share)} de l’empreinte : trier ses courriels est une "
            "bonne habitude d’organisation, pas un levier de réduction."
        )


def _scaled(found: Outcome) -> tuple[str, float | None, float | None, float | None]:
    """Return the unit and the three values of an outcome, in tonnes and MWh."""
    unit, scale = {"kgCO2e": ("t CO₂e", 1000.0), "kWh": ("MWh", 1000.0)}.get(found.unit, (after(found.unit), 1.0))

    def shown(value: float | None) -> float | None:
        return None if value is None else value / scale

    return unit, shown(found.reference), shown(found.projected) if found.reach.forecast else None, shown(found.target)


def _themes(plan: Plan) -> Figure:
    covered = sum(each.actions > 0 for each in plan.coverage)
    return themes.draw(
        themes.Themes(
            "themes",
            "Couverture des six thèmes du décret",
            tuple(
                themes.Theme(
                    f"{each.theme}. {THEMES[each.theme]}",
                    each.actions,
                    each.objectives,
                    each.indicators,
                    each.with_means,
                )
                for each in plan.coverage
            ),
            "Les actions de la stratégie couvrent les six thèmes."
            if covered == len(THEMES)
            else f"Les actions de la stratégie couvrent {counted(covered, 'thème')} sur six."
            if covered
            else "Aucun des six thèmes n’est encore couvert par une action.",
        )
    )


def _calendar(dossier: Dossier, plan: Plan) -> Figure:
    bars = tuple(
        calendar.Action(
            typography(each.title),
            each.schedule.start if each.schedule else None,
            each.schedule.full if each.schedule else None,
            each.schedule.end if each.schedule else None,
            STATUSES[each.status],
            int(each.started_on[:4]) if each.started_on else None,
        )
        for each in dossier.actions
        if live(each)
    )
    return calendar.draw(
        calendar.Calendar(
            "calendrier",
            "Calendrier des actions",
            min(
                (bar.first for bar in bars if bar.start is not None and bar.first is not None),
                default=plan.reference_year,
            ),
            plan.horizon,
            bars,
            f"{plural(len(bars), 'action')}, de leur début à leur plein effet{_kinds(dossier)}."
            if bars
            else "Le dossier n’a pas d’action.",
        )
    )


def _kinds(dossier: Dossier) -> str:
    """Say which actions are finished, and how many are left out of the plan."""
    done = sum(each.status == "done" for each in dossier.actions)
    text = f", dont {cardinal(done, feminine=True)} {'terminée' if done == 1 else 'terminées'}" if done else ""
    out = [
        counted(count, *words, feminine=True)
        for status, words in (("idea", ("idée", "idées")), ("abandoned", ("action abandonnée", "actions abandonnées")))
        if (count := sum(each.status == status for each in dossier.actions))
    ]
    return f"{text} ; {together(out)} en plus, hors du plan" if out else text


def _budget(plan: Plan) -> Table:
    """Return the budget to come by year and section, HT and TTC apart since they do not add up, with totals."""
    rows = [
        (str(year), section, tax.upper(), euros(eur))
        for (year, section, tax), eur in plan.means.budget.items()
        if year >= plan.reference_year
    ]
    rows += [("Total", "toutes sections", tax.upper(), euros(eur)) for tax, eur in plan.means.total.items()]
    return Table(
        "Coût par exercice et par section ; les montants hors taxes et toutes taxes ne s’additionnent pas",
        ("Exercice", "Section", "HT ou TTC", "Montant"),
        tuple(rows),
        (False, False, False, True),
    )


def _cost(plan: Plan) -> str:
    """Say what is budgeted, and of which years: 220 500 € HT et 314 500 € TTC prévus de 2026 à 2027."""
    years = _budgeted(plan)
    if not years:
        return ""
    when = f"en {years[0]}" if years[0] == years[-1] else f"de {years[0]} à {years[-1]}"
    total = together(f"{euros(eur)} {tax.upper()}" for tax, eur in plan.means.total.items() if eur)
    return f"{total} prévus {when}" if total else ""


def _budgeted(plan: Plan) -> list[int]:
    return sorted({year for (year, *_), eur in plan.means.budget.items() if eur and year >= plan.reference_year})


def _uncosted(plan: Plan) -> str:
    """Say which years of the plan have no amount: not costed is not free."""
    years = _budgeted(plan)
    absent = [year for year in range(plan.reference_year + 1, plan.horizon + 1) if year not in years]
    if not years or not absent:
        return ""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(absent), key=lambda pair: pair[1] - pair[0])]
    named = together(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)
    if len(absent) == 1:
        return f"L’exercice {named} n’est pas chiffré."
    return f"Les exercices {named} ne sont pas chiffrés."


def _savings(plan: Plan, dossier: Dossier) -> str:
    """Say what the actions would save a year, and from when on it is whole; empty when no saving is said."""
    if not plan.means.savings_per_year:
        return ""
    text = f"{euros(plan.means.savings_per_year)} par an à plein effet"
    saving = [
        each.schedule.full or each.schedule.start if each.schedule else None
        for each in dossier.actions
        if live(each) and each.status != "done" and each.means and each.means.savings_eur_per_year
    ]
    known = [year for year in saving if year is not None]
    return f"{text}, en {max(known)}" if known and len(known) == len(saving) else text


def _spent(plan: Plan) -> str:
    """Say what was spent before the year of reference, which is in no total."""
    past = [
        f"{euros(eur)} {tax.upper()} en {year}"
        for (year, _, tax), eur in plan.means.budget.items()
        if eur and year < plan.reference_year
    ]
    return f"Déjà dépensé, hors de ces totaux : {together(past)}." if past else ""


def _indicators(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that the dossier follows: value, what the actions bring, target, who gives it and how often."""
    rows = []
    measured = measured_by(dossier.objectives, plan.outcomes)
    for each in plan.indicators:
        if not each.followed:
            continue
        found = each.indicator
        to_come = each.to_come.get(plan.horizon)
        figures = figures_of(measured.get(found.id))
        value = NOT_ASSESSED if each.value is None else _figures(each.value, figures)
        value += f" ({PARTIAL})" if found.partial and each.origin == "computed" else ""
        rows.append(
            (
                found.title,
                value if each.year in (None, plan.reference_year) else f"{value} ({each.year})",
                {"computed": "calculé", "given": "donné"}.get(each.origin, "—"),
                measure_text(found.unit) or "—",
                "—" if to_come is None else _figures(to_come, figures),
                target_text(*target_of(found, measured), figures),
                found.frequency or "—",
            )
        )
    return Table(
        f"Indicateurs de suivi : valeur de {plan.reference_year}, prévision de {plan.horizon} quand elle est calculable, cible et son échéance quand un objectif la fixe",
        ("Indicateur", "Valeur", "Origine", "Unité", "Prévu", "Cible", "Fréquence"),
        tuple(rows),
        (False, True, False, False, True, True, False),
    )


def _figures(value: float, figures: int = 3) -> str:
    """Write the value of an indicator: whole from a hundred on, a tenth from ten on, a hundredth under.

    `figures`: those of the objective that judges it, when three do not tell it from its target.
    """
    if figures > 3:
        return significant(value, figures)
    return number(value, 0) if abs(value) >= 100 else number(round(value, 1 if abs(value) >= 10 else 2))
