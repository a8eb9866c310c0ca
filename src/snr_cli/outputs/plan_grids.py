"""The plan as grids: the trajectory, objectives, what each action changes, means, indicators, as sheets of a workbook."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.french.numbers import plural, printable, significant
from snr_cli.french.words.terms import ACTION_STATUSES, NOT_ASSESSED, OBJECTIVE_WHYS, measure_text, term
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables import Grid, GridCell, GridChart, GridColumn, drawn
from snr_cli.plan.means import Funds
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.plan.trajectory import ElectricityCurve, Year
from snr_cli.results.effects import (
    EffectState,
    ObjectiveVerdict,
    action_effects,
    objective_verdict,
    plan_extent,
    plan_is_total,
)
from snr_cli.results.records import Reserve
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, ONE_SOURCE, partial_text
from snr_cli.results.sentences.effects import lacks_text, reserve_text
from snr_cli.results.sentences.verdict import (
    NAMES,
    NOT_COSTED,
    amount_text,
    baseline_label,
    baseline_sentence,
    means_kinds,
    table_notes,
    verdict,
    verdict_sentence,
)

_DIRECTIONS: Final = {"down": "baisser", "up": "monter", "info": "suivre"}
WITH_DIRECTION: Final = 95  # columns of a screen that has room for the way an indicator should go; the JSON says it
_ORIGINS: Final = {"computed": "calculé", "given": "donné", "": ""}
_UNKNOWN: Final = term("not_assessed")
BY_TYPE: Final = "par type"
INDICATOR_WHYS: Final = {
    "not_computed": "snr ne le calcule pas : donnez sa valeur (indicators, values)",
    "by_type": "il se lit par type : donnez une valeur, snr suivra le type le plus proche",
    "published_lifetimes": "aucune durée de vie donnée : celles des facteurs ne sont pas une observation",
    "no_actions": "aucune action",
    "no_agents": "effectif inconnu (territory.agents)",
    "no_contracts": "marchés non décrits (contracts)",
    "from_head_counts": "l’empreinte est surtout estimée à partir des effectifs, et la diviser par eux ne dirait rien",
    "no_end_of_use": "lots de réforme absents (end_of_use)",
    "no_equipment": "aucun équipement de cette sorte",
    "no_hosting": "aucun hébergement évalué",
    "no_lines": "aucune ligne télécom",
    "no_paper": "feuilles imprimées inconnues (print_sheet_a4)",
    "no_place": "lieu d’un hébergement inconnu (place)",
    "no_population": "population municipale inconnue",
    "no_households": "ménages ou population inconnus",
    "no_pue": "PUE non donné : celui des facteurs n’est pas une mesure",
    "no_purchases": "achats absents (purchases)",
    "no_referents": "référents inconnus (governance.referents_fte)",
    "no_room": "aucune salle serveurs",
    "no_service": "aucun site décrit pour cela",
    "no_spending": "dépense inconnue (spend_it_services_keur)",
    "no_stock": "ni matériel de secours ni stock décrit : ce n’est pas zéro",
    "no_traffic": "trafic inconnu",
    "no_units": "unités achetées inconnues (purchases, units)",
    "no_volume": "volume stocké inconnu",
    "no_waste": "déchets inconnus (waste)",
    "not_assessed": f"catégorie {term('not_assessed', feminine=True)} dans ce dossier",
    "volume_in_rooms": "une salle stocke un volume que le dossier ne dit pas",
}


def show_indicators(screen: Screen, followed_rows: Sequence[FollowedRow], reference_year: int, horizon: int) -> None:
    """Show the indicators that the dossier follows; the others are in the JSON, and it says so."""
    screen.title("INDICATEURS")
    followed = [row for row in followed_rows if row.followed]
    if not followed:
        screen.say("Aucun indicateur suivi : nommez-en dans les objectifs ou les actions.", 2)
    else:
        head = ("Indicateur", str(reference_year), "origine", f"prévu {horizon}", "cible", "sens", "unité")
        rows = [head, *(_cells(row, horizon) for row in followed)]
        if screen.width < WITH_DIRECTION:
            rows = [(*row[:5], row[6]) for row in rows]
        screen.table(rows, wide=max(24, screen.width - 61))
        screen.say(
            "Prévu : le moteur recalcule l’indicateur sur l’inventaire changé par les actions ; un tiret : il ne le recalcule pas.",
            2,
        )
        for row in followed:
            screen.each((f"{_name(row)} : {note}" for note in _notes(row, reference_year)), 4, "- ")
    others = [row for row in followed_rows if not row.followed]
    known = sum(row.value is not None for row in others)
    if others:
        screen.say(
            f"{plural(len(others), 'autre indicateur', 'autres indicateurs')} du catalogue, dont {known} avec une valeur : "
            "snr plan --format json.",
            2,
        )


def _cells(row: FollowedRow, horizon: int) -> tuple[str, ...]:
    to_come = row.to_come.get(horizon)
    target = row.indicator.target
    return (
        _name(row),
        (BY_TYPE if _by_type(row) else _UNKNOWN) if row.value is None else significant(row.value),
        _ORIGINS[row.origin],
        "—" if to_come is None else significant(to_come),
        "—" if target is None else significant(target),
        _DIRECTIONS[row.indicator.direction],
        "" if row.indicator.unit == "ratio" else printable(measure_text(row.indicator.unit)),
    )


def _by_type(row: FollowedRow) -> bool:
    """Say whether an indicator has one value by type, and the dossier does not say which it follows."""
    return row.value is None and row.why == "by_type" and bool(row.indicator.parts)


def _name(row: FollowedRow) -> str:
    name, title = row.indicator.id, printable(row.indicator.title)
    return f"{name} {title}" if row.indicator.in_catalogue else title


def _notes(row: FollowedRow, reference_year: int) -> Iterator[str]:
    """Say what a reader must know of a value: absent and why, of another year, far from the one computed, partial, late, legal."""
    indicator = row.indicator
    if _by_type(row):
        values = ", ".join(f"{printable(name)} {significant(value)}" for name, value in sorted(indicator.parts.items()))
        yield (
            f"{values} ({printable(measure_text(indicator.unit))}) ; un objectif en suit un : celui dont la valeur est la plus proche de baseline, "
            "ou de la valeur que vous donnez"
        )
    elif row.value is None:
        yield f"{_UNKNOWN} ; {INDICATOR_WHYS[row.why]}"
    elif row.year != reference_year:
        yield f"valeur de {row.year}"
    at = None if row.year is None else indicator.at(row.year)
    if at is not None and at.differs and at.computed is not None and at.given is not None:
        yield f"donné {significant(at.given)}, calculé {significant(at.computed)} : plus de 5 % d’écart, vérifiez"
    if indicator.partial:
        yield "partiel, moins de la moitié est évaluée en entier : ce n’est pas un total"
    if not indicator.follows_actions:
        yield "moyenne nationale, ne suit pas les actions"
    if indicator.late and indicator.last is not None:
        yield f"en retard, dernière valeur de {indicator.last.year}, fréquence {printable(indicator.frequency)}"
    if indicator.threshold:
        said = indicator.threshold[:1].lower() + indicator.threshold[1:]
        yield said if "aucun seuil" in said else f"seuil légal ; {said}"


def indicator_rows(rows: Sequence[FollowedRow]) -> Iterator[tuple[GridCell, ...]]:
    """Yield rows of the tidy table: year, id, unit, series (given, computed, forecast), value."""
    for row in rows:
        name, unit = row.indicator.id, row.indicator.unit
        for indicator_year in row.indicator.years:
            for series, value in (("given", indicator_year.given), ("computed", indicator_year.computed)):
                if value is not None:
                    yield (indicator_year.year, name, unit, series, value)
        for year, value in sorted(row.to_come.items()):
            yield (year, name, unit, "forecast", value)


# The plan as a tidy table: one row by year, category and series.

_KINDS: Final = {
    "given": "donné",
    "computed": "calculé",
    "forecast": "prévu",
    "fonctionnement": "fonctionnement",
    "investissement": "investissement",
    "tax": "TVA",
    "gross": "dépenses",
    "recurrent": "dont reconduites",
    "received": "financements attendus",
    "net": "reste à charge",
    "new_posts": "postes à créer, coût estimé",
    "savings": "économies attendues",
    "balance": "solde",
    "fte": term("fte", 2),
    "new_fte": "dont postes à créer",
    "posts": "postes existants, coût estimé",
}


def plan_detail(plan: Plan, tables: Tables, curve: ElectricityCurve | None = None) -> Grid:
    """Return one row by year, category and series: baseline, with_actions, then each action's share; then the indicators.

    The traffic of the public has series of its own (public_baseline…), and so has a path of electricity.
    A row of an indicator has its identifier as category, and as series: given, computed or forecast. The means of a year have
    the category means, in euros or full-time equivalents, each kind being a series.
    """
    units = {name: category.unit for name, category in tables.categories.items()}
    rows = [*_curves("", plan.trajectory.years, units)]
    for reading in plan.money.readings:
        rows += _curves(f"{reading.code}_", reading.path.years, units)
    rows += _interval_rows(plan.trajectory.years, units)
    rows += _curves("public_", plan.public, units)
    for point in curve.years if curve is not None else ():
        for name in ("baseline", "with_actions"):
            rows.append((point.year, CLIMATE, units[CLIMATE], f"electricity_path_{name}", getattr(point, name)))
    rows += indicator_rows(plan.indicators)
    rows += (row for funds in plan.means.yearly.years for row in _means_rows(funds))
    categories = {name: category.label for name, category in tables.categories.items()}
    indicators = {row.indicator.id: row.indicator.title for row in plan.indicators}
    return Grid(
        "Détail",
        "Chaque année, catégorie et série du plan. Filtrez avant d’additionner.",
        (
            GridColumn("Année", "year", key="year"),
            GridColumn("Catégorie ou indicateur", key="category", words=indicators | categories | {"means": "moyens"}),
            GridColumn("Unité", key="unit", words=CATEGORY_UNITS | {"FTE": "ETP", "EUR": "€"}),
            GridColumn("Série", key="series", words=_series_words(plan)),
            GridColumn("Valeur", "number", key="value"),
        ),
        tuple(rows),
    )


def _curves(of: str, years: Iterable[Year], units: Mapping[str, str]) -> Iterator[tuple[GridCell, ...]]:
    """Yield the two curves of a path, year by year, and what each action changes of the plan's own; `of`: what begins its series."""
    for year in years:
        for category, value in year.baseline.items():
            head = (year.year, category, units[category])
            yield (*head, f"{of}baseline", value)
            yield (*head, f"{of}with_actions", year.with_actions[category])
            for action, contribution in year.actions.items() if not of else ():
                if contribution.share.get(category):
                    yield (*head, action, contribution.share[category])


def _series_words(plan: Plan) -> dict[str, str]:
    """Return what the series are called: those of the plan, then those of each action."""
    readings = {"": "", "public_": "trafic du public, ", "electricity_path_": "scénario d’électricité, "}
    readings |= {f"{reading.code}_": f"{NAMES[reading.code]}, " for reading in plan.money.readings}
    curves = {
        f"{of}{code}": f"{before}{label}"
        for of, before in readings.items()
        for code, label in (("baseline", "sans action"), ("with_actions", "avec les actions"))
    }
    actions = {row.id: f"part de « {row.title} »" for row in plan.means.actions}
    bounds = {
        f"{code}_{bound}": f"{label}, borne {word}"
        for code, label in (*curves.items(), ("gap", "écart"), *actions.items())
        for bound, word in (("low", "basse"), ("high", "haute"))
    }
    return {**_KINDS, "gap": "écart", **curves, **actions, **bounds}


def _means_rows(funds: Funds) -> list[tuple[GridCell, ...]]:
    """Return what a year takes and gives, a row for each kind that is said."""
    kinds: dict[str, float | None] = {**funds.sections} | {
        name: getattr(funds, name) for name in Funds.__slots__ if name not in ("year", "sections", "apart")
    }
    return [
        (funds.year, "means", "FTE" if name in ("fte", "new_fte") else "EUR", name, value)
        for name, value in kinds.items()
        if value is not None
    ]


_CARBON: Final = "kg CO2e par an"
_POWER: Final = "kWh par an"
_NEVER_ALONE: Final = (
    "Parts et effets : moyenne sur tous les ordres possibles ; la somme des parts est l’écart entre les deux courbes."
)


def plan_grids(
    plan: Plan, assessment: Assessment, tables: Tables, curve: ElectricityCurve | None = None
) -> tuple[Grid, ...]:
    """Return what is said of a plan; masses in kilograms, as in the JSON.

    Args:
        plan: the plan.
        assessment: the reference year.
        tables: the factor tables, for labels.
        curve: a path of electricity to show apart.
    """
    return (
        _trajectory(plan, assessment, tables),
        _objectives(plan),
        _actions(plan),
        *((_means(plan),) if plan.means.yearly.years and means_kinds(plan.means.yearly) else ()),
        _means_by_action(plan),
        _indicators(plan),
        *((_electricity(curve),) if curve is not None else ()),
        plan_detail(plan, tables, curve),
    )


def _trajectory(plan: Plan, assessment: Assessment, tables: Tables) -> Grid:
    """Return the two curves, what separates them and its interval; a partial sum has no interval."""
    whole = plan_is_total(plan)
    rows: list[tuple[GridCell, ...]] = []
    for year in plan.trajectory.years:
        before, after = year.baseline.get(CLIMATE), year.with_actions.get(CLIMATE)
        known = year.intervals.get(CLIMATE)
        gap = None if before is None or after is None else after - before
        bounds: tuple[GridCell, ...] = (None,) * 6
        if known is not None:
            curves = (*known.baseline, *known.with_actions) if whole else (None,) * 4
            bounds = (*curves, known.gap.low, known.gap.high)
        rows.append(
            (
                year.year,
                *map(_known, (before, after, gap)),
                *bounds,
                *map(_known, (year.baseline.get(ELECTRICITY), year.with_actions.get(ELECTRICITY))),
            )
        )
    partial = partial_text(plan_extent(plan))
    bound = {"kind": "number", "unit": _CARBON, "loose": True}
    return Grid(
        "Trajectoire",
        f"{assessment.facts['name'].value} : trajectoire de l’organisation, de {plan.reference_year} à {plan.horizon}",
        (
            GridColumn("Année", "year"),
            GridColumn(baseline_label(plan.growth), "number", _CARBON),
            GridColumn("Avec les actions", "number", _CARBON),
            GridColumn("Écart", "number", _CARBON),
            *(
                GridColumn(f"{what}, borne {word}", **bound)  # type: ignore[arg-type]
                for what in ("Sans action", "Avec les actions", "Écart")
                for word in ("basse", "haute")
            ),
            GridColumn("Électricité sans action", "number", _POWER),
            GridColumn("Électricité avec les actions", "number", _POWER),
        ),
        tuple(rows),
        notes=(
            baseline_sentence(plan.growth, tables),
            *([f"Changement climatique {partial}."] if partial else []),
            f"Bornes : {ONE_SOURCE}. L’écart est mieux connu que les courbes, qui partagent leurs facteurs.",
        ),
        chart=GridChart("line", "Trajectoire de l’organisation", (1, 2))
        if rows and not isinstance(rows[0][1], str)
        else None,
    )


def _objectives(plan: Plan) -> Grid:
    """Return each objective, in its own unit, and its verdict."""

    def bound(name: str, side: int) -> Callable[[ObjectiveVerdict], GridCell]:
        return lambda judged: (getattr(judged, name) or (None, None))[side]

    return drawn(
        "Objectifs",
        "Objectifs, chacun dans son unité",
        (
            GridColumn("Objectif", draw="outcome.title"),
            GridColumn("De", "year", draw="outcome.from_year"),
            GridColumn("À", "year", draw="outcome.by_year"),
            GridColumn(
                "Unité",
                draw=lambda judged: CATEGORY_UNITS.get(judged.outcome.unit, measure_text(judged.outcome.unit)),
            ),
            GridColumn("Départ", "number", draw="outcome.reference"),
            GridColumn("Cible", "number", draw="outcome.target"),
            GridColumn("Prévu, ou dernière valeur", "number", draw="outcome.projected"),
            GridColumn("Prévu, borne basse", "number", loose=True, draw=bound("projected_bounds", 0)),
            GridColumn("Prévu, borne haute", "number", loose=True, draw=bound("projected_bounds", 1)),
            GridColumn("Écart à la cible", "number", draw="outcome.gap"),
            GridColumn("Écart, borne basse", "number", loose=True, draw=bound("gap_bounds", 0)),
            GridColumn("Écart, borne haute", "number", loose=True, draw=bound("gap_bounds", 1)),
            GridColumn("Verdict", draw=verdict),
            GridColumn(
                "Ce qui décide", draw=lambda judged: verdict_sentence(judged, amount_text) if judged.decides else ""
            ),
            GridColumn("Pourquoi", words=OBJECTIVE_WHYS, draw="outcome.why"),
        ),
        map(objective_verdict, plan.outcomes),
        notes=(f"Bornes : {ONE_SOURCE} ; vides quand elles ne sont pas connues.",),
    )


def _actions(plan: Plan) -> Grid:
    """Return what each action changes at the horizon, what saves most first; the shares sum to what separates the two curves."""
    last = plan.trajectory.years[-1]
    means = {row.id: row for row in plan.means.actions}
    rows: list[tuple[GridCell, ...]] = []
    for effect in action_effects(plan).values():
        if (row := means.get(effect.action)) is None:
            continue
        contribution = last.actions.get(effect.action)
        head = (row.title, ACTION_STATUSES[row.status], effect.rank)
        if contribution is None or effect.saved is None:
            unknown = effect.state is EffectState.UNKNOWN
            power = None if contribution is None else contribution.share.get(ELECTRICITY)
            why = lacks_text(effect) if unknown else ""
            rows.append((*head, NOT_ASSESSED if unknown else None, *(None,) * 5, power, why))
            continue
        low, high = (0.0 - effect.bounds.high, 0.0 - effect.bounds.low) if effect.bounds is not None else (None, None)
        rows.append(
            (
                *head,
                0.0 - effect.saved,
                low,
                high,
                ("non" if Reserve.MAY_BE_NOTHING in effect.reserves else "oui") if effect.bounds is not None else "",
                contribution.alone.get(CLIMATE),
                contribution.last_in.get(CLIMATE),
                _known(contribution.share.get(ELECTRICITY)),
                reserve_text(effect, advise=True),
            )
        )
    both = CLIMATE in last.baseline and CLIMATE in last.with_actions
    return Grid(
        "Actions",
        f"Ce que change chaque action en {plan.horizon} : une baisse est négative",
        (
            GridColumn("Action"),
            GridColumn("État"),
            GridColumn("Rang", "count"),
            GridColumn("Sa part", "number", _CARBON),
            GridColumn("Part, borne basse", "number", _CARBON, loose=True),
            GridColumn("Part, borne haute", "number", _CARBON, loose=True),
            GridColumn("Significatif"),
            GridColumn("Seule", "number", _CARBON),
            GridColumn("En dernier", "number", _CARBON),
            GridColumn("Électricité", "number", _POWER),
            GridColumn("Réserve"),
        ),
        tuple(rows),
        {3: last.with_actions[CLIMATE] - last.baseline[CLIMATE]} if both else {},
        "Écart entre les deux courbes",
        notes=(_NEVER_ALONE, "Case vide : l’action ne change aucune quantité de l’inventaire cette année-là."),
    )


def _means(plan: Plan) -> Grid:
    """Return the means year by year; staff is of a year, and has no sum."""
    yearly = plan.means.yearly
    kinds = means_kinds(yearly)
    sums = {
        rank: value
        for rank, (_, read, staff) in enumerate(kinds, 1)
        if not staff and (value := read(yearly.total)) is not None
    }
    return Grid(
        "Moyens",
        "Moyens, exercice par exercice",
        (
            GridColumn("Exercice", "year"),
            *(GridColumn(label, "count" if staff else "number", "" if staff else "€") for label, _, staff in kinds),
        ),
        tuple(
            (year.year, *(NOT_COSTED if (value := read(year)) is None else value for _, read, _ in kinds))
            for year in yearly.years
        ),
        sums,
        notes=tuple(table_notes(yearly)),
    )


def _means_by_action(plan: Plan) -> Grid:
    """Return the means of each action, then those that actions share, without tax and with it apart."""
    return drawn(
        "Moyens par action",
        "Moyens de chaque action, toutes années",
        (
            GridColumn("Action", draw=lambda row: row.title or row.axis or "Toute la stratégie"),
            GridColumn("Pilote", draw=lambda row: getattr(row, "owner", "")),
            GridColumn("Postes existants", "count", "ETP", draw="fte"),
            GridColumn("Postes à créer", "count", "ETP", draw="new_fte"),
            GridColumn("Budget", "number", "€ HT", draw=lambda row: row.by_tax.get("ht")),
            GridColumn("Budget", "number", "€ TTC", draw=lambda row: row.by_tax.get("ttc")),
            GridColumn(
                "Économies attendues", "number", "€ par an", draw=lambda row: getattr(row, "savings_per_year", None)
            ),
        ),
        (*plan.means.actions, *plan.means.shared),
        notes=("Case vide : non dit, ce qui n’est pas zéro. HT et TTC ne s’additionnent pas.",),
    )


def _indicators(plan: Plan) -> Grid:
    """Return every indicator of the dossier and of the catalogue, those that the dossier follows first."""
    return drawn(
        "Indicateurs",
        f"Indicateurs, prévus en {plan.horizon}",
        (
            GridColumn("Identifiant", draw="indicator.id"),
            GridColumn("Indicateur", draw="indicator.title"),
            GridColumn("Unité", draw=lambda row: measure_text(row.indicator.unit)),
            GridColumn("Suivi par le dossier", draw=lambda row: "oui" if row.followed else ""),
            GridColumn("Valeur", "number", draw="value", missing=NOT_ASSESSED),
            GridColumn("Année", "year", draw="year"),
            GridColumn("Origine", words=_ORIGINS, draw="origin"),
            GridColumn("Prévu", "number", draw=lambda row: row.to_come.get(plan.horizon)),
            GridColumn("Cible", "number", draw="indicator.target"),
            GridColumn("Pourquoi", words=INDICATOR_WHYS, draw="why"),
            GridColumn("Partiel, pas un total", draw=lambda row: "oui" if row.indicator.partial else ""),
        ),
        sorted(plan.indicators, key=lambda row: not row.followed),
    )


def _electricity(curve: ElectricityCurve) -> Grid:
    return drawn(
        "Scénario d’électricité",
        f"Le même plan sous « {curve.title} » : un scénario, d’où aucun verdict n’est tiré",
        (
            GridColumn("Année", "year", draw="year"),
            GridColumn("Facteur", "number", "kg CO2e par kWh", draw="factor"),
            GridColumn("Sans action", "number", _CARBON, draw="baseline"),
            GridColumn("Avec les actions", "number", _CARBON, draw="with_actions"),
        ),
        curve.years,
        notes=(f"Source : {curve.source}",),
    )


def _known(value: float | None) -> GridCell:
    return NOT_ASSESSED if value is None else value


def _interval_rows(years: tuple[Year, ...], units: Mapping[str, str]) -> Iterator[tuple[GridCell, ...]]:
    """Yield the bounds as series of their own: baseline_low, gap_high, then those of each action."""
    for year in years:
        for category, intervals in year.intervals.items():
            series = {
                "baseline_low": intervals.baseline[0],
                "baseline_high": intervals.baseline[1],
                "with_actions_low": intervals.with_actions[0],
                "with_actions_high": intervals.with_actions[1],
                "gap": intervals.gap.value,
                "gap_low": intervals.gap.low,
                "gap_high": intervals.gap.high,
            }
            for action, changed in year.actions.items():
                if category in changed.intervals:
                    share, _ = changed.intervals[category]
                    series |= {f"{action}_low": share.low, f"{action}_high": share.high}
            yield from ((year.year, category, units[category], name, value) for name, value in series.items())
