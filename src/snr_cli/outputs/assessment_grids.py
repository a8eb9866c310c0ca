"""The assessment as grids: what a workbook shows sheet by sheet, and the rows of the CSV."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, left_to_confirm
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Estimate, Line
from snr_cli.french.words.codes import (
    CERTAINTIES,
    FIGURE_STATES,
    NOT_ASSESSED,
    ORIGINS,
    QUALITIES,
    REMAINDERS,
    SPENDING_RANGE,
    STAGES,
    confirm_note,
    unit_text,
)
from snr_cli.french.words.terms import titled_term
from snr_cli.outputs.assessment_csv import detail_grid
from snr_cli.outputs.assessment_table import method_sentences, sets_grid, weight_rank
from snr_cli.outputs.tables.grid import Grid, GridCell, GridChart, GridColumn
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import (
    JudgedOrganisation,
    PartKind,
    judged_members,
    judged_organisation,
    judged_parts,
)
from snr_cli.results.records import Judged
from snr_cli.results.sentences.carried import carried_note
from snr_cli.results.sentences.coverage import (
    CATEGORY_UNITS,
    ONE_SOURCE,
    contradictions,
    deduced_note,
    is_known,
    partial_text,
    sets_text,
)
from snr_cli.results.sentences.labels import gap_text, notice_text, subject_label

# The territory of an assessment as a grid: readings side by side, whose rows are never added.

_INHABITANT, _HOUSEHOLD, _USES = "par habitant", "par ménage", "usages"
_VIEWS = {"consumption": "vue consommation", "france_only": "vue France seule (dérivée)"}


def territory_grid(result: Assessment, tables: Tables) -> Grid:
    """Return the estimate of the territory, reading by reading; masses in kilograms."""
    return Grid(
        "Territoire",
        f"Territoire, estimé : lectures côte à côte, jamais additionnées, année {result.reference_year}",
        (
            GridColumn("Lecture"),
            GridColumn("Poste"),
            GridColumn("Catégorie"),
            GridColumn("Valeur", "number"),
            GridColumn("Unité"),
            GridColumn("Borne basse", "number", loose=True),
            GridColumn("Borne haute", "number", loose=True),
        ),
        tuple(_rows(result, tables)),
        notes=(
            "Aucune ligne de cette feuille ne s’ajoute à une autre lecture, ni à l’organisation.",
            "Bornes : neuf chances sur dix ; vides quand elles ne sont pas connues.",
        ),
    )


def _rows(result: Assessment, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    territory = result.territory
    tiers = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["tiers"].items()}
    stages = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["territory_stages"].items()}
    label = {name: entry.label for name, entry in tables.categories.items()}
    unit = {name: f"{CATEGORY_UNITS[entry.unit]} par an" for name, entry in tables.categories.items()}

    def estimate(reading: str, what: str, category: str, found: Estimate) -> tuple[GridCell, ...]:
        return (reading, what, label[category], found.value, unit[category], found.low, found.high)

    if not territory.totals:
        yield (_INHABITANT, "total", label["climate_change"], NOT_ASSESSED, "", None, None)
    for category, found in territory.totals.items():
        yield estimate(_INHABITANT, "total", category, found)
    for tier, values in territory.by_tier.items():
        for category, found in values.items():
            yield estimate(_INHABITANT, f"brique : {tiers[tier]}", category, found)
    for stage, amounts in territory.by_stage.items():
        for category, value in amounts.items():
            yield (_INHABITANT, f"étape : {stages[stage]}", label[category], value, unit[category], None, None)
    for view, found in territory.views.items():
        if view != "consumption":
            yield estimate(_INHABITANT, _VIEWS[view], "climate_change", found)
    if not territory.household_totals:
        yield (_HOUSEHOLD, "total", label["climate_change"], NOT_ASSESSED, "", None, None)
    for category, value in territory.household_totals.items():
        yield (_HOUSEHOLD, "total, sans les entreprises", label[category], value, unit[category], None, None)
    for origin, value in territory.households.items():
        yield (_HOUSEHOLD, ORIGINS[origin], label["climate_change"], value, unit["climate_change"], None, None)
    for use in result.uses:
        total = use.line.total("climate_change")
        shown: GridCell = NOT_ASSESSED if total is None else total
        yield (_USES, use.label, label["climate_change"], shown, unit["climate_change"], None, None)


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
    grids = [_summary(result, judged, tables), *breakdown_grids(result, judged, tables), _lines(result, judged, tables)]
    if sets:
        grids.append(sets_grid(sets, tables))
    if result.virtual is not None:
        grids.append(_applications(result))
    grids += [
        territory_grid(result, tables),
        _not_assessed(result, tables),
        _warnings(result),
        _sources(result, tables),
    ]
    return (*grids, detail_grid(name, result, judged, tables))


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
    for name, found in judged.sums.items():
        entry = tables.categories[name]
        if is_known(found) or entry.mandatory:
            unit = f"{CATEGORY_UNITS[entry.unit]} par an"
            bounds = found.bounds or (None, None)
            rows.append(
                (
                    entry.label,
                    _cell(found),
                    unit,
                    *bounds,
                    f"{FIGURE_STATES[found.state]}{f', {said}' if (said := deduced_note(found)) else ''}",
                    *_behind(found),
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
    rows += [(label, _cell(found), unit, *(None,) * 6) for label, found, unit in beside if found is not None]
    for total in judged.sets.every if judged.sets is not None else ():
        value: GridCell = NOT_ASSESSED if total.value is None else total.value
        label = f"Changement climatique, facteurs : {tables.sets[total.id].label}"
        rows.append((label, value, CARBON, None, None, FIGURE_STATES[total.figure_state], *(None,) * 3))
    notes = [*method_sentences(result)]
    if organisation.without:
        notes.append(f"Sans : {', '.join(organisation.without)}. Ce total n’est pas celui de toute la collectivité.")
    if partial := partial_text(judged.climate.extent):
        notes.append(f"Changement climatique {partial}.")
    carried = carried_note(carried_lines_of(organisation, result.carried), result.reference_year)
    notes += [said for said in (carried, confirm_note(*left_to_confirm(organisation))) if said]
    notes += contradictions(judged, tables)
    notes += [
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
        notes=tuple(notes),
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
    climate, power = judged.climate.value, judged.electricity.value
    rows: list[tuple[GridCell, ...]] = []
    for part in judged_parts(result, kind):
        rows.append(
            (
                labels.get(part.id, part.id),
                *_known(part.climate),
                part.share,
                part.estimated if part.climate is not None else None,
                # only use takes electricity: the other stages have nothing to say of it
                *((None,) if kind == "stage" and part.id != "use" else _known(part.values.get(ELECTRICITY))),
            )
        )
    return Grid(
        name,
        f"Empreinte de l’organisation {name[:1].lower()}{name[1:]}, année {result.reference_year}",
        (
            GridColumn(heading),
            GridColumn("Changement climatique", "number", CARBON),
            GridColumn("Part du total", "share"),
            GridColumn("Dont estimé d’après les effectifs", "share"),
            GridColumn("Électricité", "number", POWER),
        ),
        tuple(rows),
        {rank: value for rank, value in ((1, climate), (4, power)) if value is not None},
        _total(judged),
        _partial_power(judged),
        chart=GridChart("bar", f"Changement climatique {name[:1].lower()}{name[1:]}", (1,))
        if name in ("Par groupe", "Par étape") and climate is not None
        else None,
    )


def _members(result: Assessment, judged: JudgedOrganisation) -> Grid:
    """Return each part of a group: its own lines, its share of the pooled ones."""
    rows = [
        (part.label, part.lines, *_known(part.own), *_known(part.pooled), *_known(part.whole), part.estimated)
        for part in judged_members(result)
    ]
    climate = judged.climate.value
    return Grid(
        "Par membre",
        f"Parts du groupement et de ses membres, année {result.reference_year}",
        (
            GridColumn("Membre"),
            GridColumn("Lignes propres", "count"),
            GridColumn("Ses lignes", "number", CARBON),
            GridColumn("Sa part des services mutualisés", "number", CARBON),
            GridColumn("En tout", "number", CARBON),
            GridColumn("Dont estimé d’après les effectifs", "number", CARBON),
        ),
        tuple(rows),
        {} if climate is None else {4: climate},
        _total(judged),
    )


def _lines(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Grid:
    """Return the lines of the inventory, each with what it weighs."""
    organisation = result.organisation
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    rows = tuple(
        (
            line.id,
            line.label,
            type_name(line, tables),
            groups.get(line.group, line.group),
            line.site,
            line.entity,
            QUALITIES[line.quality],
            "estimé" if line.quality == STATUS else "",
            line.quantity,
            line_unit(line, tables),
            *_known(line.total(CLIMATE)),
            _LINE_COVER[line.recipe.covers(CLIMATE)],
            *_known(line.electricity_kwh),
            _LINE_COVER[line.recipe.covers(ELECTRICITY)],
            CERTAINTIES[line.certainty],
        )
        for line in organisation.lines
    )
    sums = ((10, judged.climate.value), (12, judged.electricity.value))
    return Grid(
        "Lignes",
        f"Lignes de l’inventaire, année {result.reference_year}",
        (
            GridColumn("Identifiant"),
            GridColumn("Libellé"),
            GridColumn("Type"),
            GridColumn("Groupe"),
            GridColumn("Site"),
            GridColumn("Entité"),
            GridColumn("Qualité de la donnée"),
            GridColumn("Estimé d’après les effectifs"),
            GridColumn("Quantité", "count"),
            GridColumn("Unité"),
            GridColumn("Changement climatique", "number", CARBON),
            GridColumn("Climat : évalué"),
            GridColumn("Électricité", "number", POWER),
            GridColumn("Électricité : évaluée"),
            GridColumn("Sûr ?"),
        ),
        rows,
        {rank: value for rank, value in sums if value is not None},
        _total(judged),
        ("Quantités d’unités différentes : elles ne s’additionnent pas.", *_partial_power(judged)),
    )


def type_name(line: Line, tables: Tables) -> str:
    """Return what the type of a line is called in the catalogue; its code when it is the dossier's own."""
    known = tables.equipment_types.get(line.type) or tables.service_types.get(line.type)
    return known.label if known is not None else line.type


def line_unit(line: Line, tables: Tables) -> str:
    """Return the unit of the quantity of a line, in French."""
    known = tables.service_types.get(line.type)
    return known.unit_fr if known is not None else unit_text(line.unit, line.quantity)


def _applications(result: Assessment) -> Grid:
    """Return what each application carries of its hosts, then what none of them carries."""
    view = result.virtual
    assert view is not None
    carried = sorted(
        view.applications, key=lambda application: (*weight_rank(application.total(CLIMATE)), application.id)
    )
    rows = [
        (application.label, "application", *_known(application.total(CLIMATE)), *_known(application.total(ELECTRICITY)))
        for application in carried
    ]
    rows += [
        (
            remainder.label,
            f"reste : {REMAINDERS[remainder.reason]}",
            *_known(remainder.total(CLIMATE)),
            *_known(remainder.total(ELECTRICITY)),
        )
        for remainder in view.remainders
    ]
    sums = ((2, view.whole.total(CLIMATE)), (3, view.whole.total(ELECTRICITY)))
    return Grid(
        "Applications",
        f"Hôtes et cloud répartis entre applications, année {result.reference_year}",
        (
            GridColumn("Application ou reste"),
            GridColumn("Nature"),
            GridColumn("Changement climatique", "number", CARBON),
            GridColumn("Électricité", "number", POWER),
        ),
        tuple(rows),
        {rank: value for rank, value in sums if value is not None},
        "Total réparti",
        ("Seconde lecture de lignes déjà comptées dans l’organisation : ne s’y ajoute pas.",),
    )


def _not_assessed(result: Assessment, tables: Tables) -> Grid:
    """Return what is in no total, and why."""
    labels = {name: entry.label for name, entry in tables.categories.items()}
    return Grid(
        titled_term("not_assessed"),
        "Ce qui n’est pas évalué : absent des totaux, ni zéro ni oubli",
        (
            GridColumn("Sujet"),
            GridColumn("Catégorie"),
            GridColumn("Étape"),
            GridColumn("Pourquoi"),
            GridColumn("Lignes"),
        ),
        tuple(
            (
                subject_label(gap.subject, tables, result.organisation.lines),
                labels.get(gap.category, gap.category),
                STAGES[gap.stage],
                gap_text(gap),
                ", ".join(dict(gap.values).get("lines", ())),
            )
            for gap in result.gaps
        ),
    )


def _warnings(result: Assessment) -> Grid:
    return Grid(
        "Avertissements",
        "Ce qu’un lecteur de ces chiffres doit savoir",
        (GridColumn("Avertissement"),),
        tuple((notice_text(notice),) for notice in result.notices),
    )


def _sources(result: Assessment, tables: Tables) -> Grid:
    """Return the sources of the factors that the result uses."""
    known = [tables.sources[name] for name in result.sources if name in tables.sources]
    return Grid(
        "Sources",
        "Sources des facteurs de ce résultat",
        (
            GridColumn("Source"),
            GridColumn("Titre"),
            GridColumn("Éditeur"),
            GridColumn("Année", "year"),
            GridColumn("Licence"),
            GridColumn("Adresse"),
        ),
        tuple(
            (source.id, source.title_fr, source.publisher_fr, source.year, source.licence_fr, source.url)
            for source in known
        ),
    )


def _known(value: float | None) -> Iterator[GridCell]:
    yield NOT_ASSESSED if value is None else value


def _partial_power(judged: JudgedOrganisation) -> tuple[str, ...]:
    """Say that the sum of electricity is no total, where it is not."""
    partial = partial_text(judged.electricity.extent)
    return (f"Électricité : ce qui est évalué, {partial}.",) if partial else ()


def _total(judged: JudgedOrganisation) -> str:
    """Name the sums of the organisation: one that is no total says so."""
    return "Total" if judged.climate.state.is_total else "Somme de ce qui est évalué (partielle)"
