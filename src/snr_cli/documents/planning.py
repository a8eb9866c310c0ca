"""The plan in the words of a document: axes, action sheets, objectives, means, and their pictures."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import euros, kilograms, kwh, relative, signed
from snr_cli.documents.blocks import Figure, Table
from snr_cli.documents.figures import calendar, gaps, themes, trajectory
from snr_cli.documents.reader import for_reader
from snr_cli.documents.typography import typography
from snr_cli.documents.view import ActionView, AxisView, ObjectiveView, PlanView
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.engine.uncertainty import Difference
from snr_cli.french import WIDE, number, percent, plural, together
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Means
from snr_cli.plan.means import live
from snr_cli.plan.objectives import Outcome, Reach
from snr_cli.plan.plan import Plan
from snr_cli.rules.strategy import THEMES
from snr_cli.wording import change_text, mass, mass_between
from snr_cli.writers.plan_table import MISSING, REACHES, STATUSES, WHYS

PERIMETERS: Final = {"organisation": "organisation", "territory": "territoire"}
FREQUENCIES: Final = {"annual": "annuel", "multi_year": "pluriannuel"}
COUNTS: Final = {"n": "", "n/an": "par an", "ratio": ""}
LEADING: Final = 3  # levers spoken of
SMALL: Final = 0.05  # share of the footprint under which a group is no lever
NOT_STARTED: Final = "not_started"  # an objective whose indicator still has the value that it starts from
FOLLOWED: Final = "à suivre par son indicateur"
NO_AXIS: Final = "Actions hors des axes"
UNDER_WAY: Final = ("under_way", "done")


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
        tuple(_objective(each, dossier, names) for each in plan.outcomes),
        saved,
        1.0 - after / before if before and after is not None else None,
        after,
        plan.means.fte,
        plan.means.savings_per_year,
        _curve(plan, dossier),
        _gaps(plan),
        _themes(plan),
        _calendar(dossier, plan),
        _budget(plan),
        _indicators(plan),
        tuple(
            (THEMES[each.theme], each.why) for each in (dossier.strategy.themes_left_out if dossier.strategy else ())
        ),
        tuple(_plan_sentences(before, after, gap, plan, changed, local)),
        tuple(_lever_sentences(levers, saved, mail_share)),
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
    return ActionView(
        action.id,
        action.title,
        action.summary or "",
        action.status,
        STATUSES[action.status],
        action.owner or "",
        action.started_on or "",
        calendar_text(action),
        action.themes,
        action.axis or "",
        tuple(titles.get(each, each) for each in action.objectives),
        tuple(names.get(each, each) for each in action.indicators),
        tuple(means_text(action.means)),
        saving,
        power,
        _effect_text(
            saving,
            spread,
            power,
            public.share.get(CLIMATE) if public is not None else None,
            plan.horizon,
            [each.value for each in local],
            bool(action.effects),
        ),
        tuple(MISSING[each] for each in row.missing) if row else (),
    )


def calendar_text(action: Action) -> str:
    """Say when an action runs: de 2026 à 2028, plein effet en 2028."""
    found = action.schedule
    if found is None or found.start is None:
        return ""
    text = (
        f"à partir de {found.start}"
        if found.end is None or found.end == found.start
        else f"de {found.start} à {found.end}"
    )
    if found.full is not None and found.full != found.start:
        text += f", plein effet en {found.full}"
    return text


def means_text(means: Means | None) -> Iterable[str]:
    """Say the means of an action, one sentence a kind."""
    if means is None:
        return
    if means.fte:
        yield f"{number(means.fte)}{WIDE}ETP par an"
    for part in means.budget:
        funding = f" ({part.funding})" if part.funding else ""
        yield f"{euros(part.eur)} {part.tax.upper()} en {part.year}, {part.section}{funding}"
    if means.contract:
        yield f"marché : {means.contract}"
    if means.partner:
        yield f"partenaire : {means.partner}"
    if means.savings_eur_per_year:
        yield f"économies attendues : {euros(means.savings_eur_per_year)} par an"


def _effect_text(
    saving: float | None,
    spread: Difference | None,
    power: float | None,
    public: float | None,
    horizon: int,
    local: list[float | None],
    has_effects: bool,
) -> str:
    """Say what the engine computes of an action at the horizon."""
    parts = []
    if saving is not None and abs(saving) >= 0.5:
        text = f"{signed(-saving, mass(-saving))} par an en {horizon}"
        if spread is not None and spread.high > spread.low:
            text += f" ({change_text(spread)})"
        heavier = saving < 0 and (spread is None or spread.significant)
        parts.append(f"{text} : l’action alourdit l’empreinte" if heavier else text)
    if power is not None and abs(power) >= 0.5:
        parts.append(f"{signed(-power, kwh(-power))} d’électricité par an")
    moved = [value for value in local if value]
    if moved:
        parts.append(
            f"{signed(fsum(moved), mass(fsum(moved)))} par an sur le territoire, à plein effet (lecture par ménage)"
        )
    if public is not None and abs(public) >= 0.5:
        parts.append(f"{signed(public, mass(public))} par an sur le trafic des visiteurs, hors du total")
    if parts:
        return " ; ".join(parts)
    if not has_effects:
        return "aucun effet chiffré : cette action ne change par elle-même aucune quantité physique"
    return f"aucun effet calculé en {horizon}"


def amount(value: float | None, unit: str) -> str:
    """Write a value in its unit, kilograms of CO2 equivalent and kWh in the one that reads best."""
    if value is None:
        return "non évalué"
    if unit == "kgCO2e":
        return kilograms(value)
    if unit == "kWh":
        return kwh(value)
    if unit.startswith("%"):
        return f"{number(value)}{WIDE}%" + (f" ({unit[1:].strip()})" if unit != "%" else "")
    return f"{number(value)}{WIDE}{COUNTS.get(unit, unit)}".rstrip()


def _objective(found: Outcome, dossier: Dossier, names: Mapping[str, str]) -> ObjectiveView:
    said = next(each for each in dossier.objectives if each.id == found.id)
    return ObjectiveView(
        found.id,
        found.title,
        found.perimeter,
        PERIMETERS[found.perimeter],
        said.finding or "",
        found.from_year,
        found.by_year,
        amount(found.reference, found.unit),
        amount(found.target, found.unit),
        amount(found.projected, found.unit),
        found.last_year is None and found.projected is not None,
        found.reach.value,
        FOLLOWED if found.why == NOT_STARTED else REACHES[found.reach],
        _why(found),
        tuple(names.get(each, each) for each in said.indicators),
        tuple(each.title for each in dossier.actions if live(each) and found.id in each.objectives),
        FREQUENCIES.get(said.frequency or "", ""),
    )


def _curve(plan: Plan, dossier: Dossier) -> Figure:
    years = [year for year in plan.trajectory.years if CLIMATE in year.baseline]
    targets = tuple(
        trajectory.Target(_goal(each), _line_to(each))
        for each in plan.outcomes
        if each.perimeter == "organisation" and each.category == CLIMATE and each.by_year and each.target is not None
    )
    begun: dict[int, list[str]] = {}
    for each in dossier.actions:
        if live(each) and each.schedule and each.schedule.start:
            begun.setdefault(each.schedule.start, []).append(each.title)
    starts = tuple(
        trajectory.Start(year, typography(titles[0]) if len(titles) == 1 else plural(len(titles), "action"))
        for year, titles in sorted(begun.items())
        if plan.reference_year <= year <= plan.horizon
    )
    if years and years[0].baseline[CLIMATE]:
        first, last = years[0].baseline[CLIMATE], years[-1].with_actions[CLIMATE]
        share = last / first - 1.0
        sentence = (
            f"De {years[0].year} à {years[-1].year}, les actions mènent de {mass(first)} à {mass(last)} par an "
            f"({relative(share)})."
        )
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
                        if CLIMATE in year.intervals
                        else (None, None)
                    ),
                )
                for year in years
            ),
            targets,
            starts,
            sentence,
        )
    )


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
                    typography(each.title),
                    *_scaled(each),
                    gaps.Verdict.FOLLOWED if each.why == NOT_STARTED else gaps.Verdict[each.reach.name],
                    each.by_year,
                    _why(each),
                )
                for each in plan.outcomes
            ),
            _reached(plan.outcomes),
        )
    )


def _why(found: Outcome) -> str:
    """Say why a verdict is what it is; a reader needs no reason to wait for the next value of an indicator."""
    return "" if found.why == NOT_STARTED else for_reader(WHYS.get(found.why, ""))


def _reached(outcomes: Sequence[Outcome]) -> str:
    """Say how many objectives the plan reaches, and how many only their indicator can tell."""
    if not outcomes:
        return "Le dossier n’a pas d’objectif."
    counts = {reach: sum(each.reach is reach for each in outcomes) for reach in Reach}
    words = (
        (Reach.REACHED, "est atteint", "sont atteints"),
        (Reach.ON_THE_WAY, "est en chemin", "sont en chemin"),
        (Reach.OUT_OF_REACH, "est hors de portée", "sont hors de portée"),
        (Reach.NOT_MEASURABLE, "reste à mesurer par son indicateur", "restent à mesurer par leur indicateur"),
    )
    told = [f"{counts[reach]} {one if counts[reach] == 1 else many}" for reach, one, many in words if counts[reach]]
    return f"Sur {plural(len(outcomes), 'objectif')}, {together(told)}."


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
    if first and after is not None and after < first:
        yield (
            f"Le plan mène l’empreinte de l’organisation de {mass(first)} en {year} à {mass(after)} en {plan.horizon}, soit "
            f"{percent(1 - after / first)} de moins, si toutes les actions sont menées au calendrier prévu."
        )
        if gap is not None and gap.high > gap.low:
            yield f"L’écart entre les deux courbes est {_between_saved(gap)}."
    elif first and after is not None:
        yield f"Le plan ne réduit pas l’empreinte de l’organisation : {mass(first)} en {year}, {mass(after)} en {plan.horizon}."
    if territory:
        verb = "réduiraient" if territory < 0 else "augmenteraient"
        named = " ; ".join(titles)
        yield (
            f"Sur le territoire, les actions {verb} la lecture par ménage de {kilograms(abs(territory))} par an en {plan.horizon} "
            f"({named}). La moyenne nationale par habitant ne les suit pas."
        )


def _between_saved(gap: Difference) -> str:
    """Say what the plan saves a year, between two bounds; what both curves share cancels."""
    if not gap.significant:
        return "dans la marge d’incertitude : écart non significatif"
    return f"de {mass_between(-gap.high, -gap.low).removeprefix('entre ').replace(' et ', ' à ')} par an, neuf chances sur dix"


def _lever_sentences(levers: Sequence[ActionView], saved: float | None, mail_share: float | None) -> Iterable[str]:
    """Say which actions save most, and what sorting mail weighs: little."""
    if levers and saved and saved > 0:
        leading = levers[:LEADING]
        share = fsum(each.saving or 0.0 for each in leading) / saved
        named = " ; ".join(f"{each.title} ({mass(each.saving or 0.0)})" for each in leading)
        head = "Le premier levier est" if len(leading) == 1 else f"Les {cardinal(len(leading))} premiers leviers sont"
        yield f"{head} : {named}. {'Il fait' if len(leading) == 1 else 'Ils font'} {percent(share)} de l’écart."
    if mail_share is not None and mail_share < SMALL:
        yield (
            f"La messagerie et la visioconférence pèsent {percent(mail_share)} de l’empreinte : trier ses courriels est une "
            "bonne habitude d’organisation, pas un levier de réduction."
        )


def _scaled(found: Outcome) -> tuple[str, float | None, float | None, float | None]:
    """Return the unit and the three values of an outcome, in tonnes and MWh."""
    unit, scale = {"kgCO2e": ("t CO₂e", 1000.0), "kWh": ("MWh", 1000.0)}.get(found.unit, (found.unit, 1.0))

    def shown(value: float | None) -> float | None:
        return None if value is None else value / scale

    return unit, shown(found.reference), shown(found.projected), shown(found.target)


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
        )
        for each in dossier.actions
        if live(each)
    )
    return calendar.draw(
        calendar.Calendar(
            "calendrier",
            "Calendrier des actions",
            min((bar.start for bar in bars if bar.start is not None), default=plan.reference_year),
            plan.horizon,
            bars,
            f"{plural(len(bars), 'action')}, de leur début à leur plein effet."
            if bars
            else "Le dossier n’a pas d’action.",
        )
    )


def _budget(plan: Plan) -> Table:
    """Return the budget by year and section, HT and TTC apart since they do not add up, with totals."""
    rows = []
    for (year, section, tax), eur in plan.means.budget.items():
        label = f"{year} (déjà dépensé)" if year < plan.reference_year else str(year)
        rows.append((label, section, tax.upper(), euros(eur)))
    rows += [("Total", "toutes sections", tax.upper(), euros(eur)) for tax, eur in plan.means.total.items()]
    return Table(
        "Coût par exercice et par section ; les montants hors taxes et toutes taxes ne s’additionnent pas",
        ("Exercice", "Section", "Taxe", "Montant"),
        tuple(rows),
        (False, False, False, True),
    )


def _indicators(plan: Plan) -> Table:
    """Return the indicators that the dossier follows: value, what the actions bring, target, who gives it and how often."""
    rows = []
    for each in plan.indicators:
        if not each.followed:
            continue
        found = each.indicator
        to_come = each.to_come.get(plan.horizon)
        value = "non évalué" if each.value is None else _figures(each.value)
        rows.append(
            (
                found.title,
                found.unit or "—",
                value if each.year in (None, plan.reference_year) else f"{value} ({each.year})",
                {"computed": "calculé", "given": "donné"}.get(each.origin, "—"),
                "—" if to_come is None else _figures(to_come),
                "—" if found.target is None else number(found.target),
                found.frequency or "—",
            )
        )
    return Table(
        f"Indicateurs de suivi : valeur de {plan.reference_year}, prévision de {plan.horizon} quand le moteur la calcule, cible",
        ("Indicateur", "Unité", "Valeur", "Origine", "Prévu", "Cible", "Fréquence"),
        tuple(rows),
        (False, False, True, False, True, True, False),
    )


def _figures(value: float) -> str:
    """Write the value of an indicator: whole from a hundred on, three figures under."""
    return number(value, 0) if abs(value) >= 100 else number(round(value, 2))
