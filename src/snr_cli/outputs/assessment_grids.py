"""The assessment as grids: what a workbook shows sheet by sheet, and the rows of the CSV."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, left_to_confirm
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line, Remainder, Use, VirtualView
from snr_cli.french.words.terms import (
    CERTAINTIES,
    FIGURE_STATES,
    NOT_ASSESSED,
    ORIGINS,
    QUALITIES,
    REMAINDERS,
    SPENDING_RANGE,
    STAGES,
    confirm_note,
    term,
    titled_term,
    unit_text,
)
from snr_cli.outputs.assessment_table import heaviest_applications, method_sentences, sets_grid
from snr_cli.outputs.tables import Grid, GridCell, GridChart, GridColumn, drawn
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.key_figures import Place, figures_at, key_figures
from snr_cli.results.organisation import (
    JudgedOrganisation,
    JudgedPart,
    PartKind,
    SetState,
    judged_members,
    judged_organisation,
    judged_parts,
    stage_state,
)
from snr_cli.results.records import Judged
from snr_cli.results.sentences.coverage import (
    CATEGORY_UNITS,
    ONE_SOURCE,
    carried_note,
    contradictions,
    deduced_note,
    gap_text,
    is_known,
    notice_text,
    partial_text,
    sets_text,
    subject_label,
)

# The assessment as a tidy table: one row per line × category × stage, then the totals and the territory, which say so.


_ROWS: Final = {
    "line": "ligne",
    "total": "total de l’organisation",
    "factor_set": f"total de l’organisation sous un autre {term('factor_set')}",
    "key_figure": "chiffre clé",
    "territory_inhabitant": "territoire, par habitant",
    "territory_household": "territoire, par ménage",
    "use": "usage du territoire",
}
# a line is assessed whole, in part or not; a sum has the states of every figure
_STATUSES: Final = (
    {"complete": "entier", "deduced": "déduit du climat", "estimate": "estimé"}
    | FIGURE_STATES
    | {"partial": "en partie"}
)


def detail_grid(name: str, result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Grid:
    """Return the rows of a dossier; what is not assessed is empty, with the status `not_assessed`.

    `judged` has an interval for every category. Only the rows of lines may be added, within a category: the others are sums already, or readings beside it.
    """
    columns = _columns(tables)
    return Grid(
        "Détail",
        "Chaque ligne, catégorie et étape ; puis les totaux et le territoire. Filtrez avant d’additionner.",
        columns,
        tuple((*row, *(None,) * (len(columns) - len(row))) for row in _rows(name, result, judged, tables)),
    )


def _columns(tables: Tables) -> tuple[GridColumn, ...]:
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    categories = {key: entry.label for key, entry in tables.categories.items()}
    units = {figure.unit_code: figure.unit for figure in figures_at(Place.ASSESSMENT).values()}
    return (
        GridColumn("Dossier", key="dossier"),
        GridColumn("Identifiant", key="line"),
        GridColumn("Libellé", key="label"),
        GridColumn("Type", key="type"),
        GridColumn("Groupe", key="group", words=groups),
        GridColumn("Site", key="site"),
        GridColumn("Entité", key="entity"),
        GridColumn("Qualité de la donnée", key="quality", words=QUALITIES),
        GridColumn("Catégorie", key="category", words=categories),
        GridColumn("Étape", key="stage", words=STAGES),
        GridColumn("Valeur par an", "number", key="value"),
        GridColumn("Unité", key="unit", words=CATEGORY_UNITS | units),
        GridColumn("Évalué", key="status", words=_STATUSES),
        GridColumn("Nature de la ligne", key="row", words=_ROWS),
        GridColumn("Quantité", "count", key="quantity"),
        GridColumn("Unité de la quantité", key="quantity_unit", words={"unit": "unité"}),
        GridColumn("Borne basse", "number", key="low", loose=True),
        GridColumn("Borne haute", "number", key="high", loose=True),
        GridColumn("Sûr ?", key="certainty", words=CERTAINTIES),
    )


def head_grid(tables: Tables) -> Grid:
    """Return the columns, without any row."""
    return Grid("Détail", "", _columns(tables), ())


def _rows(name: str, result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    units = {category: entry.unit for category, entry in tables.categories.items()}
    for line in result.organisation.lines:
        head = (name, line.id, line.label, line.type, line.group, line.site, line.entity, line.quality)
        more = ("line", line.quantity, line.unit, None, None, line.certainty)
        for category, unit in units.items():
            status = line.recipe.covers(category)
            for stage, value in line.stages(category).items():
                yield (*head, category, stage, value, unit, stage_state(line, category, stage), *more)
            if category == ELECTRICITY and line.electricity_kwh is not None:
                yield (*head, category, "use", line.electricity_kwh, unit, status, *more)
            missing = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == category)
            for stage in missing:
                yield (*head, category, stage, None, unit, "not_assessed", *more)
    yield from _totals(name, judged, tables)
    for figure, known in key_figures(result, tables, judged, Place.ASSESSMENT).items():
        yield (
            *_beside(name, figure.key, figure.label),
            None,
            "all",
            known.value,
            known.unit,
            known.state,
            "key_figure",
        )
    yield from _territory(name, result, tables)


def _beside(name: str, code: str, label: str) -> tuple[GridCell, ...]:
    """Begin a row that is of no line."""
    return (name, code, label, None, None, None, None, None)


def _totals(name: str, judged: JudgedOrganisation, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    """Yield the sums of the organisation; one that a part of it exceeds is not shown."""
    for category, totals in judged.sums.items():
        if is_known(totals) or tables.categories[category].mandatory or category == ELECTRICITY:
            head = (*_beside(name, "", "Total"), category, "all")
            yield (
                *head,
                totals.value,
                totals.unit,
                totals.state,
                "total",
                None,
                None,
                *(totals.bounds or (None, None)),
            )
    for total in judged.sets.every if judged.sets is not None else ():
        if total.state is not SetState.GIVEN:
            head = (*_beside(name, total.id, f"Total, facteurs : {tables.sets[total.id].label}"), CLIMATE, "all")
            yield (*head, total.value, judged.climate.unit, total.figure_state, "factor_set")


class TerritoryReading(NamedTuple):
    """A value of the territory, a year; readings stand side by side, and are never added.

    `row`: the reading, a nature of rows of the CSV. `part`: what it is there: total, tier, stage, view, origin, use, or missing where
    nothing of the reading is assessed. `code`, `label`: of that part; `use`: the use that it is of.
    """

    row: str
    part: str
    code: str
    label: str
    category: str
    value: float | None
    low: float | None = None
    high: float | None = None
    use: Use | None = None


_INHABITANT, _HOUSEHOLD = "territory_inhabitant", "territory_household"
# what each part is called in the CSV; the others are not in it
_LABELS: Final = {
    (_INHABITANT, "total"): "Par habitant",
    (_INHABITANT, "tier"): "Par habitant, dont {}",
    (_HOUSEHOLD, "total"): "Par ménage",
    (_HOUSEHOLD, "origin"): "Par ménage, dont {}",
    ("use", "use"): "{}",
}


def territory_readings(result: Assessment, tables: Tables) -> Iterator[TerritoryReading]:
    """Yield the readings of the territory, then its uses."""
    territory, vocabulary = result.territory, tables.vocabulary
    if not territory.totals:
        yield TerritoryReading(_INHABITANT, "missing", "", "", CLIMATE, None)
    parts = [("total", "", "", territory.totals)]
    parts += [
        ("tier", tier, vocabulary["tiers"][tier]["label_fr"], estimates)
        for tier, estimates in territory.by_tier.items()
    ]
    for part, code, label, estimates in parts:
        for category, estimate in estimates.items():
            yield TerritoryReading(
                _INHABITANT, part, code, label, category, estimate.value, estimate.low, estimate.high
            )
    for stage, amounts in territory.by_stage.items():
        label = vocabulary["territory_stages"][stage]["label_fr"]
        yield from (
            TerritoryReading(_INHABITANT, "stage", stage, label, category, value) for category, value in amounts.items()
        )
    for view, estimate in territory.views.items():
        if view != "consumption":
            yield TerritoryReading(
                _INHABITANT, "view", view, view, CLIMATE, estimate.value, estimate.low, estimate.high
            )
    if not territory.household_totals:
        yield TerritoryReading(_HOUSEHOLD, "missing", "", "", CLIMATE, None)
    for category, value in territory.household_totals.items():
        yield TerritoryReading(_HOUSEHOLD, "total", "", "", category, value)
    for origin, value in territory.households.items():
        yield TerritoryReading(_HOUSEHOLD, "origin", origin, ORIGINS[origin], CLIMATE, value)
    for use in result.uses:
        yield TerritoryReading("use", "use", use.id, use.label, CLIMATE, use.line.total(CLIMATE), use=use)


def _territory(name: str, result: Assessment, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    """Yield the readings of the territory and its uses."""
    for reading in territory_readings(result, tables):
        if label := _LABELS.get((reading.row, reading.part)):
            yield (
                *(*_beside(name, reading.code, label.format(reading.label)), reading.category, "all"),
                reading.value,
                tables.categories[reading.category].unit,
                "not_assessed" if reading.value is None else "estimate",
                reading.row,
                *((reading.use.quantity.value, reading.use.unit) if reading.use is not None else (None, None)),
                *(reading.low, reading.high),
            )


# The territory of an assessment as a grid: readings side by side, whose rows are never added.

_READINGS: Final = {"territory_inhabitant": "par habitant", "territory_household": "par ménage", "use": "usages"}
_POSTS: Final = {
    "total": "total",
    "missing": "total",
    "tier": "brique : {}",
    "stage": "étape : {}",
    "view": "vue France seule (dérivée)",
}


def territory_grid(result: Assessment, tables: Tables) -> Grid:
    """Return the estimate of the territory, reading by reading; masses in kilograms."""
    units = {name: f"{CATEGORY_UNITS[entry.unit]} par an" for name, entry in tables.categories.items()}

    def post(found: TerritoryReading) -> str:
        if (found.row, found.part) == ("territory_household", "total"):
            return "total, sans les entreprises"
        return _POSTS.get(found.part, "{}").format(found.label)

    return drawn(
        "Territoire",
        f"Territoire, estimé : lectures côte à côte, jamais additionnées, année {result.reference_year}",
        (
            GridColumn("Lecture", words=_READINGS, draw="row"),
            GridColumn("Poste", draw=post),
            GridColumn("Catégorie", draw=lambda found: tables.categories[found.category].label),
            GridColumn("Valeur", "number", draw="value", missing=NOT_ASSESSED),
            GridColumn("Unité", draw=lambda found: "" if found.part == "missing" else units[found.category]),
            GridColumn("Borne basse", "number", loose=True, draw="low"),
            GridColumn("Borne haute", "number", loose=True, draw="high"),
        ),
        territory_readings(result, tables),
        notes=(
            "Aucune ligne de cette feuille ne s’ajoute à une autre lecture, ni à l’organisation.",
            "Bornes : neuf chances sur dix ; vides quand elles ne sont pas connues.",
        ),
    )


CARBON: Final = "kg CO2e par an"
POWER: Final = "kWh par an"
_LINE_COVER: Final = {"complete": "entier", "partial": "en partie", "none": NOT_ASSESSED}
_UNSAID: Final = "(non précisé)"


def assessment_grids(
    name: str, result: Assessment, tables: Tables, sets: Sequence[Assessment] = ()
) -> tuple[Grid, ...]:
    """Return what is said of an assessment; masses in kilograms, as in the JSON.

    Args:
        name: of the dossier.
        result: its assessment.
        tables: the factor tables, for labels and sources.
        sets: the same dossier under each set of factors, when they are asked for.
    """
    judged = judged_organisation(result, tables, None)
    return (
        _summary(result, judged, tables),
        *breakdown_grids(result, judged, tables),
        _lines(result, judged, tables),
        *((sets_grid(sets, tables),) if sets else ()),
        *((_applications(result, result.virtual),) if result.virtual is not None else ()),
        territory_grid(result, tables),
        _not_assessed(result, tables),
        drawn(
            "Avertissements",
            "Ce qu’un lecteur de ces chiffres doit savoir",
            (GridColumn("Avertissement", draw=notice_text),),
            result.notices,
        ),
        _sources(result, tables),
        detail_grid(name, result, judged, tables),
    )


def breakdown_grids(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> tuple[Grid, ...]:
    """Return the parts of the organisation: by group, stage, site, entity, and by member of a group."""
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    stages = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["stages"].items()}
    unsaid = {"": _UNSAID}
    kinds: tuple[tuple[PartKind, str, str, dict[str, str]], ...] = (
        ("group", "Par groupe", "Groupe", groups),
        ("stage", "Par étape", "Étape du cycle de vie", stages),
        ("site", "Par site", "Site", unsaid),
        ("entity", "Par entité", "Entité", unsaid),
    )
    grids = [_parts(result, judged, *kind) for kind in kinds]
    return (*grids, *((_members(result, judged),) if result.members else ()))


def _summary(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Grid:
    """Return the totals of the organisation, category by category, each with what is behind it."""
    organisation = result.organisation
    rows: list[tuple[GridCell, ...]] = []
    for name, judged_sum in judged.sums.items():
        entry = tables.categories[name]
        if is_known(judged_sum) or entry.mandatory:
            unit = f"{CATEGORY_UNITS[entry.unit]} par an"
            bounds = judged_sum.bounds or (None, None)
            rows.append(
                (
                    entry.label,
                    _cell(judged_sum),
                    unit,
                    *bounds,
                    f"{FIGURE_STATES[judged_sum.state]}{f', {said}' if (said := deduced_note(judged_sum)) else ''}",
                    *_behind(judged_sum),
                )
            )
    beside: list[tuple[str, Judged | None, str]] = [
        (f"Dont dépenses en euros ({SPENDING_RANGE})", judged.spending, CARBON),
        ("Changement climatique, sans les lignes en euros", judged.without_euros, CARBON),
    ]
    beside += [
        (figure.label, value, figure.unit)
        for figure, value in key_figures(result, tables, judged, Place.ASSESSMENT).items()
    ]
    rows += [(label, _cell(value), unit, *(None,) * 6) for label, value, unit in beside if value is not None]
    for total in judged.sets.every if judged.sets is not None else ():
        value: GridCell = NOT_ASSESSED if total.value is None else total.value
        label = f"Changement climatique, facteurs : {tables.sets[total.id].label}"
        rows.append((label, value, CARBON, None, None, FIGURE_STATES[total.figure_state], *(None,) * 3))
    without, partial = ", ".join(organisation.without), partial_text(judged.climate.extent)
    notes = [
        *method_sentences(result),
        without and f"Sans : {without}. Ce total n’est pas celui de toute la collectivité.",
        partial and f"Changement climatique {partial}.",
        carried_note(carried_lines_of(organisation, result.carried), result.reference_year),
        confirm_note(*left_to_confirm(organisation)),
        *contradictions(judged, tables),
        f"Bornes : {ONE_SOURCE}. Vides quand la somme est partielle, ou quand l’incertitude n’est pas connue.",
        *(f"Changement climatique, par source de données : {text}." for text in (sets_text(judged.sets),) if text),
        "Organisation et territoire ne s’additionnent jamais. Ce qui n’est pas évalué n’est pas zéro.",
    ]
    return Grid(
        "Synthèse",
        f"{result.facts['name'].value} : empreinte du numérique de l’organisation, année {result.reference_year}",
        (
            GridColumn("Indicateur"),
            GridColumn("Valeur", "number"),
            GridColumn("Unité"),
            GridColumn("Borne basse", "number", loose=True),
            GridColumn("Borne haute", "number", loose=True),
            GridColumn("Couverture"),
            GridColumn("Part évaluée en entier", "share"),
            GridColumn("Lignes évaluées en entier", "count"),
            GridColumn("Lignes évaluées en partie", "count"),
        ),
        tuple(rows),
        notes=tuple(filter(None, notes)),
    )


def _cell(judged: Judged) -> GridCell:
    return FIGURE_STATES[judged.state] if judged.value is None else judged.value


def _behind(judged: Judged) -> tuple[GridCell, ...]:
    if judged.extent is None or not is_known(judged):
        return (None, 0, 0)
    behind = judged.extent.behind
    return (behind.assessed, behind.complete, behind.partial)


def _parts(
    result: Assessment,
    judged: JudgedOrganisation,
    kind: PartKind,
    name: str,
    heading: str,
    labels: Mapping[str, str],
) -> Grid:
    """Return the parts of the organisation, the heaviest first, and their sum."""
    climate = judged.climate.value

    def power(part: JudgedPart) -> GridCell:
        # only use takes electricity: the other stages have nothing to say of it
        return "" if kind == "stage" and part.id != "use" else part.values.get(ELECTRICITY)

    return drawn(
        name,
        f"Empreinte de l’organisation {name[:1].lower()}{name[1:]}, année {result.reference_year}",
        (
            GridColumn(heading, words=labels, draw="id"),
            GridColumn("Changement climatique", "number", CARBON, draw="climate", missing=NOT_ASSESSED, total=climate),
            GridColumn("Part du total", "share", draw="share"),
            GridColumn(
                "Dont estimé d’après les effectifs",
                "share",
                draw=lambda part: part.estimated if part.climate is not None else None,
            ),
            GridColumn(
                "Électricité", "number", POWER, draw=power, missing=NOT_ASSESSED, total=judged.electricity.value
            ),
        ),
        judged_parts(result, kind),
        total=_total(judged),
        notes=_partial_power(judged),
        chart=GridChart("bar", f"Changement climatique {name[:1].lower()}{name[1:]}", (1,))
        if name in ("Par groupe", "Par étape") and climate is not None
        else None,
    )


def _members(result: Assessment, judged: JudgedOrganisation) -> Grid:
    """Return each part of a group: its own lines, its share of the pooled ones."""
    mass: dict[str, Any] = {"kind": "number", "unit": CARBON, "missing": NOT_ASSESSED}
    return drawn(
        "Par membre",
        f"Parts du groupement et de ses membres, année {result.reference_year}",
        (
            GridColumn("Membre", draw="label"),
            GridColumn("Lignes propres", "count", draw="lines"),
            GridColumn("Ses lignes", **mass, draw="own"),
            GridColumn("Sa part des services mutualisés", **mass, draw="pooled"),
            GridColumn("En tout", **mass, draw="whole", total=judged.climate.value),
            GridColumn("Dont estimé d’après les effectifs", "number", CARBON, draw="estimated"),
        ),
        judged_members(result),
        total=_total(judged),
    )


def _lines(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Grid:
    """Return the lines of the inventory, each with what it weighs."""
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    climate, power = judged.climate.value, judged.electricity.value
    return drawn(
        "Lignes",
        f"Lignes de l’inventaire, année {result.reference_year}",
        (
            GridColumn("Identifiant", draw="id"),
            GridColumn("Libellé", draw="label"),
            GridColumn("Type", draw=lambda line: type_name(line.type, tables)),
            GridColumn("Groupe", words=groups, draw="group"),
            GridColumn("Site", draw="site"),
            GridColumn("Entité", draw="entity"),
            GridColumn("Qualité de la donnée", words=QUALITIES, draw="quality"),
            GridColumn("Estimé d’après les effectifs", draw=lambda line: "estimé" if line.quality == STATUS else ""),
            GridColumn("Quantité", "count", draw="quantity"),
            GridColumn("Unité", draw=lambda line: line_unit(line, tables)),
            _climate("Changement climatique", climate),
            GridColumn("Climat : évalué", words=_LINE_COVER, draw=lambda line: line.recipe.covers(CLIMATE)),
            GridColumn("Électricité", "number", POWER, draw="electricity_kwh", missing=NOT_ASSESSED, total=power),
            GridColumn("Électricité : évaluée", words=_LINE_COVER, draw=lambda line: line.recipe.covers(ELECTRICITY)),
            GridColumn("Sûr ?", words=CERTAINTIES, draw="certainty"),
        ),
        result.organisation.lines,
        total=_total(judged),
        notes=("Quantités d’unités différentes : elles ne s’additionnent pas.", *_partial_power(judged)),
    )


def _climate(title: str, total: float | None) -> GridColumn:
    """Return the column of the climate footprint of lines, or of what carries them."""
    return GridColumn(title, "number", CARBON, draw=lambda line: line.total(CLIMATE), missing=NOT_ASSESSED, total=total)


def type_name(kind: str, tables: Tables) -> str:
    """Return what a type is called in the catalogue; its code when it is the dossier's own."""
    known = tables.equipment_types.get(kind) or tables.service_types.get(kind)
    return known.label if known is not None else kind


def line_unit(line: Line, tables: Tables) -> str:
    """Return the unit of the quantity of a line, in French."""
    known = tables.service_types.get(line.type)
    return known.unit_fr if known is not None else unit_text(line.unit, line.quantity)


def _applications(result: Assessment, view: VirtualView) -> Grid:
    """Return what each application carries of its hosts, then what none of them carries."""
    return drawn(
        "Applications",
        f"Hôtes et cloud répartis entre applications, année {result.reference_year}",
        (
            GridColumn("Application ou reste", draw="label"),
            GridColumn(
                "Nature",
                draw=lambda carrier: (
                    f"reste : {REMAINDERS[carrier.reason]}" if isinstance(carrier, Remainder) else "application"
                ),
            ),
            _climate("Changement climatique", view.whole.total(CLIMATE)),
            GridColumn(
                "Électricité",
                "number",
                POWER,
                draw=lambda carrier: carrier.total(ELECTRICITY),
                missing=NOT_ASSESSED,
                total=view.whole.total(ELECTRICITY),
            ),
        ),
        (*heaviest_applications(view), *view.remainders),
        total="Total réparti",
        notes=("Seconde lecture de lignes déjà comptées dans l’organisation : ne s’y ajoute pas.",),
    )


def _not_assessed(result: Assessment, tables: Tables) -> Grid:
    """Return what is in no total, and why."""
    labels = {name: entry.label for name, entry in tables.categories.items()}
    return drawn(
        titled_term("not_assessed"),
        "Ce qui n’est pas évalué : absent des totaux, ni zéro ni oubli",
        (
            GridColumn("Sujet", draw=lambda gap: subject_label(gap.subject, tables, result.organisation.lines)),
            GridColumn("Catégorie", words=labels, draw="category"),
            GridColumn("Étape", words=STAGES, draw="stage"),
            GridColumn("Pourquoi", draw=gap_text),
            GridColumn("Lignes", draw=lambda gap: ", ".join(dict(gap.values).get("lines", ()))),
        ),
        result.gaps,
    )


def _sources(result: Assessment, tables: Tables) -> Grid:
    """Return the sources of the factors that the result uses."""
    return drawn(
        "Sources",
        "Sources des facteurs de ce résultat",
        (
            GridColumn("Source", draw="id"),
            GridColumn("Titre", draw="title_fr"),
            GridColumn("Éditeur", draw="publisher_fr"),
            GridColumn("Année", "year", draw="year"),
            GridColumn("Licence", draw="licence_fr"),
            GridColumn("Adresse", draw="url"),
        ),
        (tables.sources[name] for name in result.sources if name in tables.sources),
    )


def _partial_power(judged: JudgedOrganisation) -> tuple[str, ...]:
    """Say that the sum of electricity is no total, where it is not."""
    partial = partial_text(judged.electricity.extent)
    return (f"Électricité : ce qui est évalué, {partial}.",) if partial else ()


def _total(judged: JudgedOrganisation) -> str:
    """Name the sums of the organisation: one that is no total says so."""
    return "Total" if judged.climate.state.is_total else "Somme de ce qui est évalué (partielle)"
