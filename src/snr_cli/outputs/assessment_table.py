"""The assessment on a screen: words first, bars beside their figures, readable at 80 columns and without colour."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, left_to_confirm
from snr_cli.engine.records import (
    CLIMATE,
    ApplicationCarrier,
    Assessment,
    Carrier,
    Line,
    Organisation,
    VirtualView,
    assessed_sum,
)
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.numbers import (
    WIDE,
    and_others,
    between,
    first_of,
    number,
    percent,
    plural,
    printable,
    significant,
    things,
)
from snr_cli.french.words.terms import (
    ALLOCATIONS,
    GROUP_WORDS,
    LICENCE_ASKED,
    NOT_ASSESSED,
    QUALITIES,
    REMAINDERS,
    SPENDING_RANGE,
    STAGES,
    WHOLE,
    confirm_note,
    estimate_label,
    estimated_note,
    mass,
    mass_between,
    term,
    titled_term,
)
from snr_cli.model.grouped import in_groups
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.key_figures import KeyFigure, Place, key_figures
from snr_cli.results.organisation import JudgedOrganisation, PartKind, judged_members, judged_organisation, judged_parts
from snr_cli.results.records import Judged, Table, readings_of_territory
from snr_cli.results.sentences.coverage import (
    ONE_SOURCE,
    OR_DEDUCED,
    PARTIAL_WORD,
    carried_note,
    category_rows,
    contradictions,
    divided_texts,
    gap_text,
    input_text,
    interval_text,
    notice_text,
    other_figures,
    partial_text,
    shares_of,
    subject_label,
    sum_text,
    territory_text,
)

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported

# What of the footprint of the organisation is told in euros.


def how_known(judged: JudgedOrganisation) -> str:
    """Say in brackets how the total is known, nothing without a total.

    Never « mesuré »: a quantity that is supposed, multiplied by a default life and a mean factor, measures nothing.
    """
    basis = judged.climate.basis
    if basis is None:
        return ""
    return " (estimé)" if basis.estimated >= WHOLE else " (évalué)"


def money_text(judged: JudgedOrganisation) -> str:
    """Say what is told in euros, and the total without it; empty when nothing is."""
    spending, rest, basis = judged.spending, judged.without_euros, judged.climate.basis
    if spending is None or rest is None or spending.value == 0.0:
        return ""
    if spending.value is None or basis is None:
        return f"Dont dépenses en euros : {NOT_ASSESSED}."
    without = "rien d’autre n’est évalué" if rest.value is None else f"{mass(rest.value)} par an sans ces lignes"
    return (
        f"Dont dépenses en euros, par un ratio dont la vraie valeur va {SPENDING_RANGE} : {mass(spending.value)}, "
        f"{percent(basis.spending)} du total ; {without}."
    )


# Parts of a total on a screen: mass, share, bar, and what of them is estimated.

_BAR = 20


def _bar(share: float) -> str:
    return "█" * max(1, round(share * _BAR)) if share > 0 else ""


def _short(share: float) -> str:
    """Say in a cell how much of a row is estimated."""
    return "" if share <= 0 else "estimé" if share >= WHOLE else f"{percent(share)} estimés"


def weight_rank(value: float | None) -> tuple[bool, float]:
    """Sort the heaviest first, and what is not assessed last: it has no rank."""
    return value is None, -(value or 0.0)


def tonnes_and_share(value: float | None, total: float) -> tuple[str, str, str]:
    """Return a mass in tonnes, its share of a total and its bar."""
    if value is None:
        return NOT_ASSESSED, "", ""
    share = value / total if total else None
    text = significant(value / 1000) if value else "0"
    return (text, "", "") if share is None else (text, percent(share), _bar(share))


def show_parts(
    screen: Screen,
    heading: str,
    parts: Iterable[tuple[str, float | None, float]],
    total: float,
    most: int | None = None,
) -> None:
    """Show parts of a total: label, value, share that is estimated; that column is there when one of them is.

    `most`: how many, the heaviest; the others are then counted under them.
    """
    ordered = sorted(parts, key=lambda part: (*weight_rank(part[1]), part[0]))
    ordered, left = ordered[:most], ordered[len(ordered) if most is None else most :]
    estimated = any(share > 0 for _, _, share in ordered)
    rows = [
        (label, text, of_total, *((_short(share),) if estimated else ()), bar)
        for label, value, share in ordered
        for text, of_total, bar in [tonnes_and_share(value, total)]
    ]
    screen.table(rows, wide=40, headed=False, under=f"{heading}, en t CO2e :")
    if left:
        known = [kg for _, kg, _ in left if kg is not None]
        text, share, _ = tonnes_and_share(fsum(known) if known else None, total)
        screen.say(f"et {plural(len(left), 'autre')} : {text}{f', {share}' if share else ''}", 2)


# A grid → a table that is read: numbers in French, masses in the unit that reads best.

MASSES = "kg CO2e par an"  # a column in this unit is written in the one that reads best


def grid_table(grid: Grid) -> Table:
    """Return the table of a grid, its row of totals last."""
    numeric = tuple(column.kind not in ("text", "year") for column in grid.columns)
    rows = [tuple(_cell(cell, column) for cell, column in zip(row, grid.columns, strict=True)) for row in grid.rows]
    if grid.totals and grid.rows:
        sums = ((grid.totals.get(rank), column) for rank, column in enumerate(grid.columns))
        rows.append(tuple(_cell(value, column) if rank else grid.total for rank, (value, column) in enumerate(sums)))
    heads = tuple(f"{column.title}, par an" if column.unit == MASSES else column.heading for column in grid.columns)
    return Table(grid.caption, heads, tuple(rows), numeric)


def _cell(cell: GridCell, column: GridColumn) -> str:
    shown = column.shown(cell)
    if shown is None or isinstance(shown, str):
        return shown or "—"
    if column.unit == MASSES:
        return mass(shown)
    if column.kind == "share":
        return percent(shown)
    return str(shown) if column.kind == "year" else significant(shown) if column.kind == "number" else number(shown)


# The organisation in the assessment on a screen: its total, its parts, what weighs the most.

SITES = {"": "(non précisé)"}


def _amount(line: Line, tables: Tables) -> str:
    """Write the quantity of a line in its functional unit; an estimated one is not counted to the hundredth."""
    rough = line.quality == STATUS
    if line.kind != "service":
        return things(line.quantity, "unité", rough=rough)
    return f"{f'environ {significant(line.quantity)}' if rough else number(line.quantity)} {_unit(line, tables)}"


def _unit(line: Line, tables: Tables) -> str:
    known = tables.service_types.get(line.type)
    return known.unit_fr if known is not None else printable(line.unit)


def say_organisation(
    screen: Screen, result: Assessment, tables: Tables, by: str, imported: "Iterable[Imported]", *, whole: bool = True
) -> None:
    """Say what the authority owns, buys or runs: total, interval, parts, what weighs the most; `whole`: all that is known of it."""
    organisation, judged = result.organisation, judged_organisation(result, tables)
    screen.title(f"ORGANISATION : ce que la collectivité possède, achète ou exploite{how_known(judged)}")
    without = ", ".join(map(printable, organisation.without))
    if not organisation.lines:
        left = "tout est laissé de côté (--without)" if without else "le dossier ne contient ni équipement ni service"
        screen.say(f"{titled_term('not_assessed')} : {left}.", 2)
        return
    screen.each([without and f"Sans : {without}. Ce total n’est pas celui de toute la collectivité."])
    _pooling(screen, result)
    if organisation.missing_groups and not organisation.without:
        where = "les avertissements" if whole else "ce qui manque"
        screen.say(f"Périmètre partiel (voir {where}) : ce total n’est comparable à aucun autre.", 2)
    screen.each([carried_note(carried_lines_of(organisation, result.carried), result.reference_year)])
    climate = judged.climate.value
    if climate is None:
        screen.say(f"Changement climatique : {NOT_ASSESSED}.", 2)
        if judged.electricity.value is not None:
            screen.say(f"Électricité : {_power(judged.electricity)}.", 2)
        return
    figures = key_figures(result, tables, judged, Place.ASSESSMENT)
    screen.say(climate_text(judged, figures), 2)
    if interval := interval_text(judged.climate, judged.sets):
        screen.say(f"Incertitude : {interval}.", 2)
        if whole:
            first = judged.intervals[CLIMATE].contributions[0]
            screen.say(
                f"L’incertitude vient à {percent(first.share)} {input_text(first, organisation.lines, tables)}. "
                "Chaque source de données, côte à côte : --factor-set all.",
                2,
            )
    if whole:
        screen.each((f"Électricité : {_power(judged.electricity)}.", other_figures(figures)))
    screen.each([money_text(judged)])
    labels = {key: entry["label_fr"] for key, entry in tables.vocabulary["groups"].items()}
    if by == "member":
        _members(screen, result, climate)
    else:
        kind: PartKind = "site" if by == "site" else "entity" if by == "entity" else "group"
        heading = {"group": "groupe", "site": "site", "entity": "entité"}[kind]
        shown = [
            (labels.get(part.id, SITES.get(part.id, printable(part.id))), part.climate, part.estimated)
            for part in judged_parts(result, kind)
        ]
        show_parts(screen, f"Par {heading}", shown, climate, None if whole else _FIRST)
    if whole:
        stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["stages"].items()}
        parts = [(stages[part.id], part.climate, part.estimated) for part in judged_parts(result, "stage")]
        show_parts(screen, "Par étape du cycle de vie", [part for part in parts if part[1] is not None], climate)
    screen.gap()
    screen.say("Ce qui pèse le plus :", 2)
    for rank, (label, name, value, amount) in enumerate(_heaviest(organisation.lines, imported, tables), start=1):
        share = percent(value / climate if climate else 0)
        said = printable(label) if whole or len(label) <= _LABEL else f"{printable(label)[: _LABEL - 1]}…"
        counted = f" ; {amount}" if whole else ""
        screen.say(f"{said} ({name}) : {mass(value)}, {share}{counted}", 2, f"{rank}. ")
    if not whole:
        return
    _to_collect(screen, organisation, tables)
    found = [
        f"{QUALITIES[key]} {NOT_ASSESSED if share is None else percent(share)} ({plural(count, 'ligne')})"
        for key, (count, share) in organisation.quality.items()
        if count
    ]
    screen.say(
        "Qualité des données d’inventaire (pas des facteurs), en part de l’empreinte : " + ", ".join(found) + ".", 2
    )
    screen.each([confirm_note(*left_to_confirm(organisation))])
    _categories(screen, judged, tables)
    if organisation.public_lines:
        screen.gap()
        screen.say("Services rendus au public (trafic des visiteurs, hors du total) :", 2)
        weighed = ((line.label, line.total(CLIMATE)) for line in organisation.public_lines)
        screen.each(
            (f"{printable(label)} : {NOT_ASSESSED if kg is None else mass(kg)}" for label, kg in weighed), bullet="- "
        )


def _to_collect(screen: Screen, organisation: Organisation, tables: Tables) -> None:
    """Show the estimates by what their real number could change."""
    rows = [
        (estimate_label(collect.estimate), mass(collect.kg), mass_between(collect.low, collect.high, collect.kg), "")
        for collect in to_collect(organisation.lines, tables)
    ]
    if rows:
        screen.gap()
        screen.say(
            "À collecter d’abord : ce que le vrai nombre peut changer au total, le plus grand écart en tête :", 2
        )
        screen.table([("Ce qui est estimé", "estimé à", "peut être", ""), *rows], wide=36)
        screen.gap()


def _heaviest(
    lines: Iterable[Line], imported: "Iterable[Imported]", tables: Tables
) -> list[tuple[str, str, float, str]]:
    """Return label, id, impact and amount of the three heaviest.

    An inventory gives a line by type, year, place and entity: they are taken together by type, or none would ever show.
    """
    own = {
        line_id: export.id for export in imported for line_id in export.traces if line_id.startswith(f"{export.id}.")
    }
    found: list[tuple[str, str, float | None, Line | float]] = []  # a line, or the units of several
    together: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.id in own:
            together.setdefault((own[line.id], line.type), []).append(line)
        else:
            found.append((line.label, line.id, line.total(CLIMATE), line))
    for (name, kind), members in together.items():
        units = fsum(line.quantity for line in members)
        found.append((members[0].label, f"{name}, {kind}", assessed_sum(members), units))
    # what is not assessed has no rank
    ranked = [(label, name, value, counted) for label, name, value, counted in found if value is not None]
    return [
        (label, name, value, _amount(counted, tables) if isinstance(counted, Line) else things(counted, "unité"))
        for label, name, value, counted in sorted(ranked, key=lambda each: (-each[2], each[1]))[:3]
    ]


def _pooling(screen: Screen, result: Assessment) -> None:
    """Say whose lines the total holds, when they are not those of the dossier alone."""
    if result.part is not None:
        (part,) = result.members
        pooled = part.pooled.get(CLIMATE)
        share = f" et sa part des services mutualisés, {mass(pooled)}" if pooled is not None else ""
        screen.say(f"Part de « {printable(part.label)} » : ses propres lignes{share}.", 2)
    elif result.members:
        members = plural(len(result.members) - 1, "membre")
        text = f"Total du groupement et de {members}, chaque ligne comptée une fois ; part de chacun : --by member."
        screen.say(text, 2)


def _members(screen: Screen, result: Assessment, total: float) -> None:
    """Show each part of a group, the heaviest first, and what it takes of the pooled lines."""
    parts = judged_members(result)
    estimated = any(part.estimated for part in parts)
    rows = [("Membre", "total", "part", "dont mutualisé", *(("dont estimé",) if estimated else ()), "")]
    for part in parts:
        text, share, bar = tonnes_and_share(part.whole, total)
        more = (tonnes_and_share(part.estimated, total)[0],) if estimated else ()
        rows.append((printable(part.label), text, share, tonnes_and_share(part.pooled, total)[0], *more, bar))
    screen.table(rows, wide=40, under="Par membre, en t CO2e, dont part des services mutualisés :")


def climate_text(judged: JudgedOrganisation, figures: Mapping[KeyFigure, Judged]) -> str:
    """Say the total: divided when it is whole, that it is partial otherwise, what rests on estimates."""
    kg, partial = judged.climate.value, partial_text(judged.climate.extent)
    if kg is None:
        return f"Changement climatique : {NOT_ASSESSED}."
    by = ", ".join(divided_texts(figures))
    beside = [estimated_note(judged.estimated), partial, f"soit {by}" if by else ""]
    return ", ".join([f"Changement climatique : {mass(kg)} par an", *filter(None, beside)]) + "."


def headline(result: Assessment, tables: Tables) -> str:
    """Say in one line what the organisation weighs, as the screen of `snr assess` does."""
    judged = judged_organisation(result, tables, (CLIMATE,))
    told = interval_text(judged.climate, judged.sets)
    missing = judged.climate.value is not None and result.organisation.missing_groups
    partial = " Périmètre partiel : ce total n’est comparable à aucun autre." if missing else ""
    figures = key_figures(result, tables, judged, Place.ASSESSMENT)
    return climate_text(judged, figures) + (f" Incertitude : {told}." if told else "") + partial


def _power(judged: Judged) -> str:
    """Write the electricity of the organisation, with its interval when it is a total."""
    kwh = judged.value
    if kwh is None:
        return NOT_ASSESSED + "e"
    power = f"{number(kwh / 1000, 1)}{WIDE}MWh" if kwh >= 1000 else f"{significant(kwh)}{WIDE}kWh"
    beside = partial_text(judged.extent) or (
        f"{_between_kwh(*judged.bounds, kwh)}, {ONE_SOURCE}" if judged.bounds else ""
    )
    return f"{power} par an" + (f", {beside}" if beside else "")


def _between_kwh(first: float, last: float, kwh: float) -> str:
    return f"{between(first / 1000, last / 1000)}{WIDE}MWh" if kwh >= 1000 else f"{between(first, last)}{WIDE}kWh"


def _categories(screen: Screen, judged: JudgedOrganisation, tables: Tables) -> None:
    """Show the other categories, the totals then what is none, with what is behind each."""
    rows = category_rows(judged, tables, leave_out=(CLIMATE,))
    what, evaluated = shares_of(judged), f"total évalué{OR_DEDUCED * any(row.beside for row in rows)}"
    for heading, column, totals in (
        (f"Autres catégories d’impact ; {what} :", evaluated, True),
        (f"Catégories partielles : ces sommes ne sont pas des totaux ; {what} :", PARTIAL_WORD, False),
    ):
        found = [
            (row.label, row.value, row.complete, row.partial, row.beside)
            for row in rows
            if row.state.is_total is totals
        ]
        screen.table([("Catégorie", column, "entier", "partie", ""), *found], wide=34, under=heading)
    screen.each(contradictions(judged, tables))


# The territory in the assessment on a screen: two readings side by side, never added.


# what is known of the inhabitants: its name, how it is written
_PEOPLE: Final[Mapping[str, tuple[str, Callable[[float], str]]]] = {
    "population_municipale": ("population municipale", number),
    "population_totale": ("population totale", number),
    "households": ("ménages", number),
    "jobs": ("emplois", number),
    "fibre_share": ("fibre", percent),
}


def say_territory(screen: Screen, result: Assessment, tables: Tables, *, whole: bool = True) -> None:
    """Say the two readings of the territory, by inhabitant and by household; `whole`: what they rest on, and its uses."""
    territory = result.territory
    screen.title("TERRITOIRE : habitants, entreprises, réseaux, centres de données (estimé)")
    screen.say(f"Son numérique se lit de deux façons : {territory_text(readings_of_territory(result))}.", 2)
    screen.say("Aucune lecture ne s’ajoute à l’autre, ni à l’organisation.", 2)
    if not whole:
        return
    facts = result.facts
    if "population_municipale" in facts:
        texts = (
            f"{label} {written(facts[key].value)}" + (f" ({facts[key].year})" if facts[key].year else "")
            for key, (label, written) in _PEOPLE.items()
            if key in facts
        )
        screen.say(", ".join(texts).capitalize() + ".", 2)
    estimate = territory.totals.get(CLIMATE)
    if estimate is not None:
        screen.say(
            "Par habitant : vue consommation (centres de données à l’étranger compris ; ADEME 2025, données 2022).", 2
        )
        tiers = {key: entry["label_fr"] for key, entry in tables.vocabulary["tiers"].items()}
        show_parts(
            screen,
            "Par brique",
            [
                (tiers[key], values[CLIMATE].value, 0.0)
                for key, values in territory.by_tier.items()
                if CLIMATE in values
            ],
            estimate.value,
        )
        stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["territory_stages"].items()}
        show_parts(
            screen,
            "Par étape (parts publiées arrondies, ramenées à leur brique)",
            [(stages[key], values[CLIMATE], 0.0) for key, values in territory.by_stage.items() if CLIMATE in values],
            estimate.value,
        )
    if "france_only" in territory.views:
        view = territory.views["france_only"]
        between = (
            f" ({mass_between(view.low, view.high, view.value)})"
            if view.low is not None and view.high is not None
            else ""
        )
        screen.say(f"Par habitant, vue France seule (dérivée, non publiée) : {mass(view.value)}{between}.", 2)
    if result.uses:
        screen.gap()
        origin = "moyennes nationales" if all(use.status == "default" for use in result.uses) else "données du dossier"
        screen.say(f"Usages du territoire ({origin} ; seconde lecture de la même empreinte, jamais ajoutée) :", 2)
        uses = ((use.label, use.quantity.value, use.line.total(CLIMATE)) for use in result.uses)
        rows = [
            (printable(label), number(quantity, 0), NOT_ASSESSED if kg is None else mass(kg), "")
            for label, quantity, kg in uses
        ]
        screen.table(rows, wide=40, headed=False)


# The same dossier under each set of factors, side by side: each is an order of magnitude of its own.

EACH_ITS_OWN: Final = (
    "Chaque jeu donne un ordre de grandeur, le sien : ils ne s’additionnent pas, et leur écart ne dit ni qu’un jeu est juste, "
    "ni qu’une empreinte a baissé."
)


def set_sentences(sets: Sequence[Assessment], tables: Tables) -> list[str]:
    """Return what each set gives for the organisation: its total, its interval, and what it takes from the default rows."""
    sentences = []
    for assessment in sets:
        total = judged_organisation(assessment, tables, (CLIMATE,), sets=False).climate
        told = (
            sum_text(total, f"{mass(total.value or 0.0)} par an"),
            partial_text(total.extent),
            interval_text(total, None),
        )
        kept = plural(_defaults(assessment), "type y garde", "types y gardent")
        default = f" ; {kept} la valeur par défaut du catalogue" if _defaults(assessment) else ""
        name = f"{assessment.factor_set}, {tables.sets[assessment.factor_set].label}"
        sentences.append(f"{name} : {', '.join(filter(None, told))}{default}.")
    return sentences


def sets_grid(sets: Sequence[Assessment], tables: Tables) -> Grid:
    """Return the climate footprint of each group under each set, and the total of each set; no set is taken from another.

    Args:
        sets: the same dossier, assessed under each set.
        tables: the factor tables, for labels.
    """
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    by_set = [{part.id: part.climate for part in judged_parts(assessment, "group")} for assessment in sets]
    groups = dict.fromkeys(group for values in by_set for group in values)
    ordered = sorted(groups, key=lambda group: (*weight_rank(by_set[0].get(group)), group))
    sums = [judged_organisation(assessment, tables, (), sets=False).climate for assessment in sets]
    partial = [assessment.factor_set for assessment, total in zip(sets, sums, strict=True) if not total.state.is_total]
    masses = (
        GridColumn(one.factor_set, "number", MASSES, draw=values.get, missing=NOT_ASSESSED, total=total.value)
        for one, values, total in zip(sets, by_set, sums, strict=True)
    )
    return drawn(
        titled_term("factor_set", 2),
        f"Changement climatique de l’organisation sous chaque {term('factor_set')}, année {sets[0].reference_year}",
        (GridColumn("Groupe", words=labels, draw=str), *masses),
        ordered,
        total=f"Somme de ce qui est évalué (partielle : {', '.join(partial)})" if partial else "Total",
        notes=(EACH_ITS_OWN, *set_sentences(sets, tables)),
    )


def _defaults(result: Assessment) -> int:
    """Count the types that a set has no factor for."""
    return sum(len(dict(notice.values)["types"]) for notice in result.notices if notice.code == "set_fallback")


_SHOWN = 12
GAPS_SHOWN = 14
_FIRST: Final = 5  # groups on the first screen
_LACKS: Final = 2  # of each thing that it lacks, those named
_LABEL: Final = 38  # characters of a line there
REST: Final = "Le reste (étapes, catégories, territoire, avertissements) : snr assess -v"


def assessment_screen(
    result: Assessment,
    tables: Tables,
    *,
    width: int,
    color: bool,
    by: str = "group",
    imported: "Iterable[Imported]" = (),
    sets: Sequence[Assessment] = (),
    whole: bool = True,
) -> Screen:
    """Return what is said of the assessment: records, which a terminal draws and another form may write.

    Args:
        result: the assessment.
        tables: the factor tables, for labels.
        width: columns of the terminal.
        color: whether bold headings are wanted.
        by: `group`, `site`, `entity` or `member`: how the organisation is broken down.
        imported: the inventories read: each says how many of its rows count.
        sets: the same dossier under each set of factors, when they are asked for.
        whole: all of it; else what a first screen has room for: the totals, what weighs the most, what is missing.
    """
    screen = Screen(width, color)
    name = printable(str(result.facts["name"].value))
    screen.say(f"{name} — empreinte du numérique, année {result.reference_year}")
    imported = tuple(imported)
    screen.each(method_sentences(result)[: None if whole else 1], 0)
    if whole:
        screen.each(map(_inventory_text, imported), 0)
    say_organisation(screen, result, tables, by, imported, whole=whole)
    if sets:
        _sets(screen, sets, tables)
    if whole:
        _virtual(screen, result)
    say_territory(screen, result, tables, whole=whole)
    if not whole:
        _lacks(screen, result, tables, imported)
        return screen
    _gaps(screen, result, tables)
    _notices(screen, result)
    return screen


def _lacks(screen: Screen, result: Assessment, tables: Tables, imported: "Iterable[Imported]") -> None:
    """Say in a few lines what the figures lack: groups, true numbers, factors, rows; then where all is."""
    screen.title("CE QUI MANQUE")
    organisation = result.organisation
    asked = [estimate_label(collect.estimate) for collect in to_collect(organisation.lines, tables)]
    absent = [GROUP_WORDS[name] for name in organisation.missing_groups]
    gaps = in_groups(((gap.subject, gap_text(gap)), gap) for gap in result.gaps if gap.category == CLIMATE)
    without = list(dict.fromkeys(subject_label(subject, tables, organisation.lines) for subject, _ in gaps))
    lacks = (
        *(notice_text(notice) for notice in result.notices if notice.code == "pooled_elsewhere"),
        f"Rien dans l’inventaire : {first_of(absent, _FIRST)}." if absent else "",
        f"À collecter d’abord, le plus grand écart en tête : {first_of(asked, _LACKS)}." if asked else "",
        confirm_note(*left_to_confirm(organisation)),
        f"{titled_term('not_assessed')} en tout ou partie, ni zéro ni oubli : {first_of(without, _LACKS)}."
        if without
        else "",
        f"{plural(len(result.notices), 'avertissement')}." if result.notices else "",
    )
    screen.each(lacks if any(lacks) else ["Rien de ce qu’un premier résultat demande."], bullet="- ")
    screen.each(map(_inventory_text, imported), bullet="- ")
    screen.gap()
    screen.say(REST)


def method_sentences(result: Assessment) -> list[str]:
    """Return what the figures rest on: the method, the factors, the values of the dossier's own."""
    options = f", options {', '.join(result.options)}" if result.options else ""
    departs = "d’après le " if result.options else ""  # an option departs from the method: RCP-03 denies it
    own = result.electricity.get(result.place)
    power = (
        f"{result.place} {own.year or 'dossier'} : {significant(own.value)} kgCO2e/kWh"
        if own
        else f"{result.place} : {term('not_assessed', feminine=True)}"
    )
    overrides = ", ".join(map(printable, result.overrides))
    return [
        f"Méthode : {departs}RCP SI (ADEME, novembre 2024){options}. Facteurs : {result.factor_set}, version {result.factors_sha256[:12]}"
        f"{LICENCE_ASKED[result.licence]}. Électricité {power}.",
        *([f"Valeurs propres au dossier : {overrides}."] if overrides else []),
    ]


def _inventory_text(imported: "Imported") -> str:
    """Say how many rows of an inventory count: what does not is never silent."""
    # most dossiers read none: they do not pay for this
    from snr_cli.inputs.inventory.faults import verdict_word
    from snr_cli.inputs.inventory.records import VERDICTS

    parts = [
        f"{number(count)} {verdict_word(verdict, count)}"
        for verdict in VERDICTS
        if (count := imported.inventory.count(verdict))
    ]
    rows = plural(imported.inventory.read, "ligne lue", "lignes lues")
    return f"Inventaire « {printable(imported.id)} » : {rows}, {', '.join(parts) or 'aucune comptée'}."


def _sets(screen: Screen, sets: Sequence[Assessment], tables: Tables) -> None:
    """Say what each set of factors gives, side by side."""
    screen.title(f"{term('factor_set', 2).upper()}, côte à côte (changement climatique, organisation)")
    screen.say(EACH_ITS_OWN, 2)
    screen.each(map(printable, set_sentences(sets, tables)), bullet="- ")
    screen.gap()
    table = grid_table(sets_grid(sets, tables))
    heads = ("Groupe", *(assessment.factor_set for assessment in sets))
    screen.table([heads, *table.rows], wide=30)


def _virtual(screen: Screen, result: Assessment) -> None:
    """Show what each application carries of its hosts, and what none of them carries."""
    view = result.virtual
    if view is None:
        return
    screen.title("APPLICATIONS : hôtes et cloud répartis (déjà comptés dans l’organisation)")
    counts = (
        plural(len(view.hosts), "hôte"),
        things(fsum(machine.quantity for machine in view.machines), "machine virtuelle", "machines virtuelles"),
        plural(len(view.services), "service"),
        plural(len(view.applications), "application"),
    )
    ways = [ALLOCATIONS[name] for name in dict.fromkeys(host.allocation for host in view.hosts)]
    screen.say(f"{', '.join(counts)}. Répartition : {' ; '.join(ways) or ALLOCATIONS[view.allocation]}.", 2)
    heaviest = heaviest_applications(view)
    rows = [(printable(application.label), *_carried(application, view.whole)) for application in heaviest[:_SHOWN]]
    if len(heaviest) > _SHOWN:
        rest = [part for application in heaviest[_SHOWN:] for part in application.parts]
        shown = plural(len(heaviest) - _SHOWN, "autre application", "autres applications")
        rows.append((shown, *_carried(Carrier("", "", tuple(rest)), view.whole)))
    for reason, text in REMAINDERS.items():
        parts = [part for remainder in view.remainders if remainder.reason == reason for part in remainder.parts]
        if parts:
            rows.append((f"reste : {text}", *_carried(Carrier("", "", tuple(parts)), view.whole)))
    rows.append(("Total réparti", *_carried(view.whole, view.whole)))
    screen.table(rows, wide=screen.width - 28, headed=False)


def heaviest_applications(view: VirtualView) -> list[ApplicationCarrier]:
    """Return the applications, the heaviest first, what is not assessed last."""
    return sorted(view.applications, key=lambda each: (*weight_rank(each.total(CLIMATE)), each.id))


def _carried(carrier: Carrier, whole: Carrier) -> tuple[str, str, str]:
    """Return the mass and the share of the whole that something carries."""
    value, total = carrier.total(CLIMATE), whole.total(CLIMATE)
    if value is None:
        return NOT_ASSESSED, "", ""
    return mass(value), percent(value / total) if total else "", ""


def _gaps(screen: Screen, result: Assessment, tables: Tables) -> None:
    gaps = [gap for gap in result.gaps if gap.category == CLIMATE]
    screen.title(f"{term('not_assessed').upper()} (changement climatique) : absent des totaux, ni zéro ni oubli")
    if not gaps:
        screen.say("Rien.", 2)
    merged = in_groups(((gap.subject, gap_text(gap)), gap) for gap in gaps)
    for (subject, reason), same_gaps in list(merged.items())[:GAPS_SHOWN]:
        stages = ", ".join(dict.fromkeys(STAGES[gap.stage] for gap in same_gaps))
        screen.say(f"{subject_label(subject, tables, result.organisation.lines)}, {stages} : {reason}", 2, "- ")
    if more := and_others(len(merged) - GAPS_SHOWN):
        screen.say(f"…{more} (--format json).", 2)
    elsewhere = len({(gap.subject, gap.category) for gap in result.gaps if gap.category != CLIMATE})
    if elsewhere:
        screen.say(
            f"Dans les autres catégories : {elsewhere} couples type × catégorie incomplets (--format json les liste).",
            2,
        )


def _notices(screen: Screen, result: Assessment) -> None:
    if not result.notices:
        return
    screen.title("AVERTISSEMENTS")
    screen.each((printable(notice_text(notice)) for notice in result.notices[: _SHOWN * 2]), bullet="- ")
    if more := and_others(len(result.notices) - _SHOWN * 2):
        screen.say(f"…{more} (--format json).", 2)
