"""The indicators of a plan: on a screen, as rows of a table."""

from collections.abc import Iterator, Sequence
from typing import Final

from snr_cli.french.numbers import plural, printable, significant
from snr_cli.french.words.terms import measure_text, term
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables import GridCell
from snr_cli.plan.plan import FollowedRow

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
