"""SNR601 to SNR609, SNR611, SNR612: what the plan cannot use, or cannot say; SNR615 to SNR617, SNR620: its amounts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import WIDE, exact, long_date, number, signed, significant
from snr_cli.french.words.idle import IDLE, IN_PART
from snr_cli.french.words.terms import ACTION_STATUSES
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.strategy import Action, Effect, Means, Objective, Schedule, SharedMeans
from snr_cli.plan.aims import aims_at, aims_at_room, effect_on, units
from snr_cli.plan.calendar import undated
from snr_cli.plan.carried import carried_lists
from snr_cli.plan.effects import contradicted, idle
from snr_cli.plan.means import amounts_of, gather_means, live, money_of, tax_of
from snr_cli.plan.objectives import TERRITORY_UNITS as PARAMETERS_OF_TERRITORY, ProgressMade
from snr_cli.plan.parameters import EFFECT_PARAMETERS, given, units_said
from snr_cli.plan.plan import possible_horizon
from snr_cli.results.sentences.coverage import groups_text, names_by_group
from snr_cli.rules.case import Case, Path, Remark, Rule, Verdict, finds, holds, judged

# SNR615 to SNR617, SNR620: amounts that no rate converts, spending without end or after it, staff that may be counted twice.

_NEAR: Final = (0.5, 1.5)  # an amount between these parts of what the posts cost may well pay them


def has_budgets(dossier: Dossier) -> bool:
    """Say whether the dossier has a line of budget."""
    return any(means.budget for _, means in _blocks(dossier))


def has_cost_of_staff(dossier: Dossier) -> bool:
    """Say whether the dossier has lines of budget, and what a full-time equivalent costs."""
    return has_budgets(dossier) and money_of(dossier).eur_per_fte is not None


def _blocks(dossier: Dossier) -> list[tuple[Path, Means | SharedMeans]]:
    """Return the means of the plan, each with its place."""
    found: list[tuple[Path, Means | SharedMeans]] = [
        (("actions", index, "means"), action.means)
        for index, action in enumerate(dossier.actions)
        if action.means is not None and live(action)
    ]
    shared = dossier.strategy.means if dossier.strategy is not None else ()
    return found + [(("strategy", "means", index), means) for index, means in enumerate(shared)]


def without_rate(case: Case) -> Sequence[Remark]:
    """SNR615: amounts before tax and with tax, and no rate: those that are not on the basis of the totals are in none."""
    dossier = case.dossier
    yearly = gather_means(dossier).yearly
    return [
        Remark(
            (*path, "budget", rank),
            f"montant {tax_of(line, dossier).upper()} dans aucun total : les dépenses sont comptées {yearly.whole.upper()}, et le taux de TVA manque",
            "donnez strategy.money: {vat: 20 %}, avec votre taux ; ou écrivez tous les montants HT, ou tous TTC",
        )
        for path, means in _blocks(dossier)
        for rank, line in enumerate(means.budget)
        if yearly.total.apart and tax_of(line, dossier) != yearly.whole and not line.staff
        # what is spent already is in no total either way
        if any(amount.year >= dossier.reference_year for amount in amounts_of((line,), dossier))
    ]


def without_end(case: Case) -> Sequence[Remark]:
    """SNR616: spending that comes back each year from one on, until nobody says when."""
    last = gather_means(case.dossier).yearly.years[-1].year
    return [
        Remark(
            (*path, "budget", rank, "from"),
            f"dépense qui revient chaque année, sans dernier exercice : comptée jusqu’en {last}",
            "ajoutez until: son dernier exercice ; sans lui, ce qui continue ensuite est dit à part",
        )
        for path, means in _blocks(case.dossier)
        for rank, line in enumerate(means.budget)
        if line.start is not None and line.until is None
    ]


def after_the_end(case: Case) -> Iterator[Remark]:
    """SNR620: a line of budget in a year after the end of its action."""
    ends: dict[Path, int] = {
        ("actions", index, "means"): action.schedule.end
        for index, action in enumerate(case.dossier.actions)
        if action.schedule is not None and action.schedule.end is not None
    }
    for path, means in _blocks(case.dossier):
        end = ends.get(path)
        for rank, line in enumerate(means.budget):
            last = max((amount.year for amount in amounts_of((line,), case.dossier) if amount.eur), default=None)
            if end is None or last is None or last <= end:
                continue
            text = f"dépense jusqu’en {last}" if last != line.year else f"dépense de {last}"
            yield Remark(
                (*path, "budget", rank),
                f"{text}, après la fin de l’action ({end})",
                "ôtez schedule.end si l’action se poursuit ; sinon, corrigez cette fin ou l’exercice de la dépense",
            )


def staff_twice(case: Case) -> Iterator[Remark]:
    """SNR617: an amount that is about the cost of the posts beside it, and may be their salaries."""
    cost = money_of(case.dossier).eur_per_fte or 0.0
    for path, means in _blocks(case.dossier):
        posts = (means.fte or 0.0) + (means.new_fte or 0.0)
        least, most = (part * posts * cost for part in _NEAR)
        for rank, line in enumerate(means.budget):
            if posts < 1 or line.section != "fonctionnement" or line.staff is not None or not least <= line.eur <= most:
                continue
            yield Remark(
                (*path, "budget", rank),
                f"{number(line.eur, 0)}{WIDE}€ de fonctionnement à côté de {number(posts)}{WIDE}ETP, qui coûteraient {number(posts * cost, 0)}{WIDE}€ : leurs salaires, comptés deux fois ?",
                "ajoutez staff: true si ce montant les paie, staff: false sinon",
            )


def on_nothing(case: Case) -> Sequence[Remark]:
    """SNR601: an effect aims at no line of the dossier."""
    lines = case.dossier_lines
    remarks = [
        Remark(
            ("actions", index, "effects", rank, "on"),
            f"action « {action.id} » : cet effet ne porte sur aucune ligne",
            "vérifiez type, line, entity, room ou group : les lignes visées doivent être dans equipment ou services",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.status != "abandoned"
        for rank, effect in enumerate(action.effects)
        if effect.on.territory is None and not lines.at(effect.on)
    ]
    types = {item.type for item in lines.items}
    remarks += [
        Remark(
            ("strategy", "baseline", index, "type"),
            f"tendance sur « {growth.type} » : aucune ligne de ce type",
            "la croissance porte sur un type des lignes equipment ou services",
        )
        for index, growth in enumerate(case.dossier.strategy.baseline if case.dossier.strategy else ())
        if growth.type not in types
    ]
    return remarks


def twice(case: Case) -> Sequence[Remark]:
    """SNR602: the same parameter of the same line is given two values: only the last one would hold.

    By two actions, or by two effects of one. Purchases avoided and a lifetime say the same thing of a line twice.
    """
    first: dict[tuple[str, str], str] = {}
    values: dict[tuple[str, str, str], object] = {}
    lives: dict[str, dict[str, str]] = {}  # line → parameter that says how long it lasts → action
    remarks: dict[Path, Remark] = {}
    for index, action in enumerate(case.dossier.actions):
        if action.status in ("abandoned", "idea"):
            continue
        for rank, effect in enumerate(action.effects):
            said = given(effect)
            absolute = [parameter for parameter in said if not parameter.relative]
            lives_said = [parameter.key for parameter in said if parameter.of_life]
            path: Path = ("actions", index, "effects", rank)
            if effect.on.territory is not None:  # devices put back in use add up; the years kept do not
                other = first.setdefault((effect.on.territory, "lifetime_years"), action.id)
                if effect.lifetime_years is not None and effect.share is None and other != action.id:
                    remarks[path] = Remark(
                        path,
                        f"« {action.id} » et « {other} » changent la même durée de vie sur le territoire",
                        "réunissez les deux actions",
                    )
                continue
            if effect.share is not None:
                continue
            for item in case.dossier_lines.near(effect.on):
                for parameter in absolute:
                    name = parameter.key
                    if not _takes(name, effect, item, case.tables):
                        continue
                    other = first.setdefault((item.id, name), action.id)
                    if other != action.id:
                        remarks.setdefault(
                            path,
                            Remark(
                                path,
                                f"« {action.id} » et « {other} » changent {parameter.words} de la même ligne « {item.id} »",
                                "réunissez les deux actions, ou limitez l’une avec line, entity ou share",
                            ),
                        )
                    value = getattr(effect, name)
                    if values.setdefault((action.id, item.id, name), value) != value:
                        remarks.setdefault(
                            path,
                            Remark(
                                path,
                                f"« {action.id} » donne deux valeurs pour {parameter.words} de la même ligne « {item.id} »",
                                "gardez un seul effet, ou limitez l’un avec line, entity ou share",
                            ),
                        )
                for name in lives_said:
                    if not aims_at(effect.on, item, case.tables):
                        continue
                    by_action = lives.setdefault(item.id, {})
                    by_action.setdefault(name, action.id)
                    others = ((each, who) for each, who in by_action.items() if each != name and who != action.id)
                    key, other = next(others, (name, action.id))
                    if other != action.id:
                        one, two = (parameter for parameter in EFFECT_PARAMETERS if parameter in (key, name))
                        remarks.setdefault(
                            path,
                            Remark(
                                path,
                                f"« {action.id} » et « {other} » disent la durée de vie de la même ligne « {item.id} », l’une par {one}, l’autre par {two}",
                                "gardez l’une des deux façons, ou limitez l’une avec line, entity ou share",
                            ),
                        )
    return tuple(remarks.values())


def _takes(name: str, effect: Effect, item: Equipment | Service, tables: Tables) -> bool:
    """Say whether an effect gives a parameter to a line: the PUE of a room may be aimed at by what is in it."""
    if name == "pue" and isinstance(item, Service) and item.type == "server_room":
        return aims_at_room(effect.on, item, tables)
    return effect_on(effect, item, tables) is not None if name == "place" else aims_at(effect.on, item, tables)


def grows(case: Case) -> Iterator[Remark]:
    """SNR612: a number of units on a type that has a trend: it grows with the type, and is not the number of a later year."""
    rates = {
        growth.type: growth.percent_per_year
        for growth in (case.dossier.strategy.baseline if case.dossier.strategy else ())
        if growth.percent_per_year
    }
    for index, action in enumerate(case.dossier.actions):
        for rank, effect in enumerate(action.effects if action.status not in ("abandoned", "idea") else ()):
            said = units_said(effect)
            if said is None or not said.parameter.shared or effect.on.territory is not None or not rates:
                continue
            name, value, sets = said.parameter.key, said.value, said.parameter.units == "sets"
            aimed = case.dossier_lines.at(effect.on)
            kind = next((item.type for item in aimed if item.type in rates), None)
            if kind is None:
                continue
            held = fsum(units(item) for item in aimed)
            percent = 100 * (value / held - 1 if sets else value / held) if held else 0.0
            text = f"action « {action.id} » : {name} suit la tendance de « {kind} » ({signed(rates[kind], significant(rates[kind]))}{WIDE}% par an), ce n’est le nombre d’unités d’aucune année à venir"
            mend = f"écrivez quantity_change_percent: {percent:.4g}, l’écart à la tendance" if held else ""
            yield Remark(
                ("actions", index, "effects", rank, name),
                text,
                mend or "ôtez ce type de strategy.baseline",
            )


def empty(case: Case) -> Sequence[Remark]:
    """SNR603: an effect that changes nothing."""
    return [
        Remark(
            ("actions", index, "effects", rank),
            f"action « {action.id} » : cet effet ne change rien",
            f"donnez {', '.join(EFFECT_PARAMETERS)}, ou supprimez-le",
        )
        for index, action in enumerate(case.dossier.actions)
        for rank, effect in enumerate(action.effects)
        if not given(effect)
    ]


def calendar(case: Case) -> Iterator[Remark]:
    """SNR604: a calendar that runs backwards."""
    for index, action in enumerate(case.dossier.actions):
        given_years = action.schedule.years if action.schedule is not None else {}
        years = {key: given_years[key] for key in Schedule.in_order if key in given_years}
        for rank, (key, value) in enumerate(years.items()):
            first = next((earlier for earlier in [*years][:rank] if value < years[earlier]), None)
            if first is not None:
                yield Remark(
                    ("actions", index, "schedule", key),
                    f"action « {action.id} » : {key} ({value}) avant {first} ({years[first]})",
                    "vérifiez les deux années",
                )
    for index, objective in enumerate(case.dossier.objectives):
        if objective.start is not None and objective.by is not None and objective.by <= objective.start:
            yield Remark(
                ("objectives", index, "by"),
                f"objectif « {objective.id} » : l’année cible ({objective.by}) n’est pas après celle dont il part ({objective.start})",
                "vérifiez from et by",
            )
    period = case.dossier.strategy.period if case.dossier.strategy is not None else None
    if period is not None and period.end < period.start:
        yield Remark(
            ("strategy", "period", "end"),
            f"la stratégie finit ({period.end}) avant de commencer ({period.start})",
            "vérifiez les deux années",
        )


def over(case: Case) -> Sequence[Remark]:
    """SNR609: the strategy ended before the reference year: the plan goes on without a period."""
    strategy, year = case.dossier.strategy, case.dossier.reference_year
    period = strategy.period if strategy is not None else None
    if period is None or period.end >= year:
        return []
    return (
        Remark(
            ("strategy", "period", "end"),
            (
                f"la stratégie finit en {period.end}, avant l’année de référence ({year}) : "
                f"snr plan va jusqu’en {possible_horizon(case.dossier)}, sans elle"
            ),
            "corrigez strategy.period.end ou reference_year ; une stratégie renouvelée a sa propre période",
        ),
    )


def backwards(case: Case) -> Iterator[Remark]:
    """SNR611: an objective whose target is worse than the value it starts from: it is reached by doing nothing."""
    directions = {row.indicator.id: row.indicator.direction for row in case.plan.indicators}
    for index, (objective, outcome) in enumerate(zip(case.dossier.objectives, case.plan.outcomes, strict=True)):
        start, target = outcome.reference, outcome.target
        if start is None or target is None:
            continue
        if objective.measured_on in PARAMETERS_OF_TERRITORY:
            wanted = "up"  # years kept, devices put back in use: the more the better
        elif objective.category is not None:
            wanted = "down"
        else:
            wanted = directions.get(objective.indicators[0], "") if objective.indicators else ""
        worse = target > start if wanted == "down" else target < start if wanted == "up" else False
        if worse:
            side = "au-dessus" if wanted == "down" else "au-dessous"
            text = f"objectif « {objective.id} » : sa cible est {side} de la valeur dont il part, il est atteint sans rien faire"
            key = "reduction" if objective.target is None else "target"
            yield Remark(
                ("objectives", index, key),
                text,
                f"départ {significant(start)}, cible {significant(target)} : vérifiez les deux, et leur unité",
            )


def in_vain(case: Case) -> Iterator[Remark]:
    """SNR607: a parameter of an effect that changes nothing on any line it aims at: where it is written, and why."""
    for each in idle(case.dossier, case.assessment, case.tables):
        why, advice = IDLE[each.why]
        aim = f" sur « {each.line} »" if each.line else ""
        how = "reste en partie sans effet" if each.why in IN_PART else "reste sans effet"
        yield Remark(
            ("actions", each.position, "effects", each.rank, each.parameter),
            f"action « {each.action} » : {each.parameter} {how}{aim} ({why})",
            advice,
        )


def in_circles(case: Case) -> Iterator[Remark]:
    """SNR608: types, or actions, that replace each other in a circle."""
    actions = case.dossier.actions
    by_action = {action.id: [name for name in action.replaces if name != action.id] for action in actions}
    for index, action in enumerate(actions):
        for rank, name in enumerate(action.replaces):
            if name == action.id or action.id in _reached(name, by_action):
                what = "se remplace elle-même" if name == action.id else f"remplace « {name} », qui la remplace"
                yield Remark(
                    ("actions", index, "replaces", rank),
                    f"action « {action.id} » : elle {what}",
                    "gardez celle qui reste",
                )
    by_type: dict[str, list[str]] = {}
    swaps: list[tuple[Path, str, str, str]] = []
    for index, action in enumerate(actions):
        if action.status == "abandoned":
            continue
        for rank, effect in enumerate(action.effects):
            if effect.replaced_by is None or effect.on.territory is not None:
                continue
            aimed = dict.fromkeys(item.type for item in case.dossier_lines.at(effect.on))
            for kind in aimed:
                if kind != effect.replaced_by:
                    by_type.setdefault(kind, []).append(effect.replaced_by)
                    path: Path = ("actions", index, "effects", rank, "replaced_by")
                    swaps.append((path, action.id, kind, effect.replaced_by))
    told: set[Path] = set()
    for path, name, old, new in swaps:
        if path not in told and old in _reached(new, by_type):
            told.add(path)
            yield Remark(
                path,
                f"action « {name} » : « {old} » devient « {new} », qu’un autre effet fait redevenir « {old} »",
                "gardez un seul sens, ou limitez chaque effet avec line ou entity",
            )


def _reached(start: str, steps: Mapping[str, Sequence[str]]) -> set[str]:
    """Return what can be reached from a name, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for name in steps.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def per_inhabitant(case: Case) -> Sequence[Remark]:
    """SNR605: an objective on the figure by inhabitant, a national mean that no local action moves."""
    still = {name for name, indicator in case.tables.indicators.items() if not indicator.follows_actions}
    return [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » : le chiffre par habitant est une moyenne nationale, il ne suit pas les actions",
            f"collez à la place : {_household(objective)} (lecture par ménage) ; ou un objectif sur smartphone_lifetime_years, ou devices_reused",
        )
        for index, objective in enumerate(case.dossier.objectives)
        if (objective.perimeter == "territory" and objective.category is not None and objective.measured_on is None)
        or (objective.category is None and objective.indicators[:1] and objective.indicators[0] in still)
    ]


def _household(objective: Objective) -> str:
    """Return the objective as it should be written: on the reading by household, with the values that it has."""
    reduction = objective.reduction
    if reduction is None and objective.target is not None and objective.baseline:
        reduction = max(0.0, 1.0 - objective.target / objective.baseline)
    parts = [
        f"id: {objective.id}",
        "perimeter: territory",
        "category: climate_change",
        "measured_on: bottom_up",
        f"reduction: {'3' if reduction is None else f'{reduction * 100:.3g}'} %",
    ]
    parts += [f"from: {objective.start}"] if objective.start is not None else []
    parts += [f"by: {objective.by}"] if objective.by is not None else []
    return "{" + ", ".join(parts) + "}"


def nothing_moves(case: Case) -> Iterator[Remark]:
    """SNR606: an objective that the measures do not move, or move the wrong way: judged on the computed plan.

    One that no measure moves is told by REEN-16 where the duty binds, here elsewhere.
    """
    places = {objective.id: index for index, objective in enumerate(case.dossier.objectives)}
    for outcome in case.plan.outcomes:
        path: Path = ("objectives", places[outcome.id])
        if outcome.reach.at_target:
            continue
        if outcome.why == "no_action":
            if case.standing != "due":
                yield Remark(
                    path,
                    f"objectif « {outcome.id} » : aucune mesure ne le fait bouger",
                    "donnez des effects aux actions qui le servent ; voyez snr plan",
                )
        elif outcome.reach.forecast and outcome.progress is ProgressMade.NONE:
            yield Remark(
                path,
                f"objectif « {outcome.id} » : les mesures du dossier ne l’en rapprochent pas",
                "renforcez les mesures ou revoyez la cible ; voyez snr plan",
            )


# SNR622: lines whose figures are still those of a year that is closed.

_GROUPS: Final = 3  # told by name, the largest ones


def to_confirm(case: Case) -> Iterator[Remark]:
    """SNR622: a line carried forward is confirmed by another value, or when its name leaves the list."""
    for place, year, found, read in carried_lists(case.dossier, case.kept, case.imported):
        if not found:
            continue
        word = "lignes reprises" if len(found) > 1 else "ligne reprise"
        groups = groups_text(names_by_group(found, case.lines_by_id, case.tables), _GROUPS)
        untold = "" if read else f" ; le résultat de {year} ne se lit pas : la liste seule est suivie"
        yield Remark(
            ("annual_reviews", place, "carried"),
            f"{len(found)} {word} de {year}, à confirmer ({groups}){untold}",
            f"mettez leur valeur de {case.dossier.reference_year} ; si elle n’a pas changé, retirez leur nom de carried",
        )


# SNR613, SNR623: a finished action of which nothing says when, or that the inventory contradicts: the plan takes it as being in it.


def has(*statuses: str) -> Callable[[Dossier], bool]:
    """Return what says whether an action of a dossier has one of these statuses."""
    return lambda dossier: any(action.status in statuses for action in dossier.actions)


def when(case: Case) -> Sequence[Remark]:
    """SNR613: finished before the reference year, its effect is in the inventory; finished since, it is still to come."""
    year = case.dossier.reference_year
    return [
        Remark(
            ("actions", index, "status"),
            f"action « {action.id} » : terminée, sans date ; son effet est pris comme déjà dans l’inventaire de {year}, et n’est pas compté",
            f"donnez started_on ; ou schedule, si son effet vient après {year}",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.effects and undated(action)
    ]


def in_inventory(case: Case) -> Verdict:
    """SNR623: what an action that is finished, or at full effect, says is what the inventory shows, since the plan counts it there."""
    year = case.dossier.reference_year
    remarks = []
    for contradiction in contradicted(case.dossier, case.assessment, case.tables):
        action = case.dossier.actions[contradiction.position]
        effect, state = action.effects[contradiction.rank], "terminée" if action.status == "done" else "à plein effet"
        said, words = getattr(effect, contradiction.parameter), EFFECT_PARAMETERS[contradiction.parameter].words
        today = "ne le montre pas" if contradiction.today is None else f"dit {_value(contradiction.today)}"
        remarks.append(
            Remark(
                ("actions", contradiction.position, "effects", contradiction.rank, contradiction.parameter),
                f"action « {contradiction.action} » : {state}, elle donne {words} ({_value(said)}), et l’inventaire de {year} {today} "
                f"(ligne « {contradiction.line} »)",
                "corrigez la ligne si l’action a eu lieu ; sinon le statut, le calendrier ou la valeur de l’action",
            )
        )
    return judged(remarks, f"ce que disent les actions terminées est dans l’inventaire de {year}", ("actions",))


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else exact(value)


# SNR621: an action said to be planned, which has begun by its dates or by the last yearly account.


def begun(case: Case) -> Sequence[Remark]:
    """SNR621: what a reader takes as still to come has begun, or should have."""
    return [
        Remark(
            ("actions", index, "status"),
            f"action « {action.id} » : prévue, mais {why}",
            "écrivez status: under_way et started_on ; ou corrigez ses dates, ou le bilan, si elle n’a pas commencé",
        )
        for index, action in enumerate(case.dossier.actions)
        if action.status == "planned" and (why := _why(action, case))
    ]


def _why(action: Action, case: Case) -> str:
    """Say what tells that a planned action has begun; empty when nothing does."""
    if action.started_on is not None and action.started_on <= case.as_of:
        return f"engagée le {long_date(action.started_on)}"
    last = max(case.dossier.annual_reviews, key=lambda review: review.year, default=None)
    told = last.actions.get(action.id) if last is not None else None
    if last is not None and told is not None:
        if told.status in ("under_way", "done"):
            return f"le bilan {last.year} la dit {ACTION_STATUSES[told.status]}"
        if told.status == "planned" and told.done:
            return f"le bilan {last.year} dit ce qui en a été fait"
    start = action.schedule.start if action.schedule is not None else None
    year = case.dossier.reference_year
    if action.effects and start is not None and start <= year:
        return f"son calendrier commence en {start} ; rien n’en est compté comme fait dans l’inventaire de {year}"
    if start is not None and start < int(case.as_of[:4]):
        return f"son calendrier commence en {start}, avant le {long_date(case.as_of)}"
    return ""


RULES: Final = (
    Rule(
        "SNR601",
        holds("actions.effects", "strategy.baseline"),
        finds(on_nothing, "chaque effet porte sur une ligne", "actions"),
    ),
    Rule("SNR602", holds("actions.effects"), finds(twice, "aucun paramètre changé deux fois", "actions")),
    Rule("SNR603", holds("actions.effects"), finds(empty, "chaque effet change une quantité", "actions")),
    Rule(
        "SNR604",
        holds("strategy.period", "actions.schedule", "objectives.by"),
        finds(calendar, "calendriers dans l’ordre", "actions"),
    ),
    Rule("SNR607", holds("actions.effects"), finds(in_vain, "chaque paramètre d’effet agit", "actions")),
    Rule("SNR608", holds("actions"), finds(in_circles, "aucun remplacement circulaire", "actions")),
    Rule(
        "SNR612",
        holds("actions.effects", "strategy.baseline"),
        finds(grows, "aucun nombre d’unités sur un type qui a une tendance", "actions"),
    ),
    Rule(
        "SNR609",
        holds("strategy.period"),
        finds(over, "la stratégie court encore l’année de référence", "strategy", "period"),
    ),
    Rule(
        "SNR605",
        holds("objectives.category", "objectives.indicators", "objectives.measured_on"),
        finds(per_inhabitant, "objectifs de territoire sur ce que les actions changent", "objectives"),
    ),
    Rule(
        "SNR606",
        holds("objectives.category", "objectives.indicators", "objectives.measured_on"),
        finds(nothing_moves, "chaque objectif chiffré est servi par une mesure", "objectives"),
    ),
    Rule(
        "SNR611",
        holds("objectives.category", "objectives.indicators", "objectives.measured_on"),
        finds(backwards, "chaque cible fait mieux que le départ", "objectives"),
    ),
    Rule("SNR613", has("done"), finds(when, "chaque action terminée a sa date", "actions")),
    Rule("SNR623", has("done", "under_way"), in_inventory),
    Rule("SNR621", has("planned"), finds(begun, "aucune action prévue n’a commencé", "actions")),
    Rule(
        "SNR622",
        holds("annual_reviews.carried"),
        finds(to_confirm, "chaque ligne reprise est confirmée", "annual_reviews"),
    ),
    Rule("SNR615", has_budgets, finds(without_rate, "des montants sur une même base", "actions")),
    Rule("SNR616", has_budgets, finds(without_end, "chaque dépense a un dernier exercice", "actions")),
    Rule("SNR617", has_cost_of_staff, finds(staff_twice, "aucun poste compté deux fois", "actions")),
    Rule("SNR620", has_budgets, finds(after_the_end, "aucune dépense après la fin de son action", "actions")),
)
