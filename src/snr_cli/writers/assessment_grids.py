"""The assessment as grids: what a workbook shows sheet by sheet, and the rows of the CSV."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import NONE, Coverage
from snr_cli.engine.estimated import STATUS, estimated_shares, estimated_stages, left_to_confirm
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.engine.spending import without_spending
from snr_cli.engine.uncertainty import uncertainty
from snr_cli.plan.carried import carried_lines_of
from snr_cli.sentences.carried import carried_note
from snr_cli.sentences.coverage import CATEGORY_UNITS, NOT_SHOWN, contradictions, partial_text
from snr_cli.sentences.labels import subject_label
from snr_cli.sentences.notices import gap_text, notice_text
from snr_cli.tables.grid import Grid, GridCell, GridChart, GridColumn
from snr_cli.words.estimated import CERTAINTIES, confirm_note
from snr_cli.words.results import NOT_ASSESSED, QUALITIES, REMAINDERS, STAGES
from snr_cli.words.units import unit_text
from snr_cli.writers.assessment_csv import detail_grid
from snr_cli.writers.assessment_parts import weight_rank
from snr_cli.writers.assessment_table import method_sentences
from snr_cli.writers.assessment_territory_grid import territory_grid
from snr_cli.writers.factor_sets import sets_grid

CARBON: Final = "kg CO2e par an"
POWER: Final = "kWh par an"
_COVERED: Final = {
    "complete": "entier",
    "mostly": "presque entier",
    "partial": "partiel, pas un total",
    "none": NOT_ASSESSED,
}
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
    found = [_summary(result, tables), *breakdown_grids(result, tables), _lines(result, tables)]
    if sets:
        found.append(sets_grid(sets, tables))
    if result.virtual is not None:
        found.append(_applications(result))
    found += [
        territory_grid(result, tables),
        _not_assessed(result, tables),
        _warnings(result),
        _sources(result, tables),
    ]
    return (*found, detail_grid(name, result, tables))


def breakdown_grids(result: Assessment, tables: Tables) -> tuple[Grid, ...]:
    """Return the parts of the organisation: by group, stage, site, entity, and by member of a group."""
    organisation, lines = result.organisation, result.organisation.lines
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    stages = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["stages"].items()}
    unsaid = {"": _UNSAID}
    found = [
        _parts(
            result,
            "Par groupe",
            "Groupe",
            organisation.by_group,
            groups,
            estimated_shares(lines, lambda each: each.group),
        ),
        _parts(result, "Par étape", "Étape du cycle de vie", organisation.by_stage, stages, estimated_stages(lines)),
        _parts(
            result, "Par site", "Site", organisation.by_site, unsaid, estimated_shares(lines, lambda each: each.site)
        ),
        _parts(
            result,
            "Par entité",
            "Entité",
            organisation.by_entity,
            unsaid,
            estimated_shares(lines, lambda each: each.entity),
        ),
    ]
    return (*found, *((_members(result),) if result.members else ()))


def _summary(result: Assessment, tables: Tables) -> Grid:
    """Return the totals of the organisation, category by category, each with what is behind it."""
    organisation, intervals = result.organisation, uncertainty(result, tables)
    rows: list[tuple[GridCell, ...]] = []
    for name, entry in tables.categories.items():
        value = organisation.totals.get(name)
        if value is None and not entry.mandatory:
            continue
        found = organisation.coverage[name]
        shown: GridCell = NOT_ASSESSED if value is None else NOT_SHOWN if found.exceeded_by else value
        known = intervals.get(name) if found.is_total and value is not None else None
        low, high = (known.low, known.high) if known is not None and known.high > known.low else (None, None)
        unit = f"{CATEGORY_UNITS.get(entry.unit, entry.unit)} par an"
        rows.append((entry.label, shown, unit, low, high, _COVERED[found.state], *_behind(found)))
    beside: list[tuple[str, float | None, str]] = (
        [("Dont dépenses en euros (ratio à ± 80 %)", organisation.spending, CARBON)] if organisation.spending else []
    )
    if any(line.spending for line in organisation.lines):
        beside.append(
            (
                "Changement climatique, sans les lignes en euros",
                without_spending(organisation.lines).get(CLIMATE),
                CARBON,
            )
        )
    if not partial_text(organisation.coverage[CLIMATE]):
        ratios = {"agent": "par agent", "equipped_agent": "par agent équipé", "inhabitant": "par habitant"}
        beside += [
            (f"Changement climatique, {ratios[key]}", value, f"{CARBON} {ratios[key]}")
            for key, value in organisation.ratios.items()
        ]
    rows += [(label, NOT_ASSESSED if value is None else value, unit, *(None,) * 6) for label, value, unit in beside]
    notes = [*method_sentences(result)]
    if organisation.without:
        notes.append(f"Sans : {', '.join(organisation.without)}. Ce total n’est pas celui de toute la collectivité.")
    if partial := partial_text(organisation.coverage[CLIMATE]):
        notes.append(f"Changement climatique {partial}.")
    carried = carried_note(carried_lines_of(organisation, result.carried), result.reference_year)
    notes += [said for said in (carried, confirm_note(*left_to_confirm(organisation))) if said]
    notes += contradictions(organisation, tables)
    notes += [
        "Bornes : neuf chances sur dix. Vides quand la somme est partielle, ou quand l’incertitude n’est pas connue.",
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


def _behind(found: Coverage) -> tuple[GridCell, ...]:
    return (None, 0, 0) if found.state == NONE else (found.whole, found.complete, found.partial)


def _parts(
    result: Assessment,
    name: str,
    heading: str,
    parts: Mapping[str, Mapping[str, float]],
    labels: Mapping[str, str],
    estimated: Mapping[str, float],
) -> Grid:
    """Return the parts of the organisation, the heaviest first, and their sum."""
    organisation = result.organisation
    stages = organisation.by_stage if parts is organisation.by_stage else {}
    climate, power = organisation.totals.get(CLIMATE), organisation.electricity_kwh
    rows: list[tuple[GridCell, ...]] = []
    for key, values in sorted(parts.items(), key=lambda each: (*weight_rank(each[1].get(CLIMATE)), each[0])):
        value = values.get(CLIMATE)
        share = value / climate if climate and value is not None else None
        rows.append(
            (
                labels.get(key, key),
                *_known(value),
                share,
                estimated.get(key, 0.0) if value is not None else None,
                # only use takes electricity: the other stages have nothing to say of it
                *((None,) if key in stages and key != "use" else _known(values.get(ELECTRICITY))),
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
        _total(result),
        _partial_power(result),
        chart=GridChart("bar", f"Changement climatique {name[:1].lower()}{name[1:]}", (1,))
        if name in ("Par groupe", "Par étape") and climate is not None
        else None,
    )


def _members(result: Assessment) -> Grid:
    """Return each part of a group: its own lines, its share of the pooled ones."""
    rows: list[tuple[GridCell, ...]] = []
    for part in sorted(result.members, key=lambda part: (*weight_rank(part.totals.get(CLIMATE)), part.id)):
        own = part.own.get(CLIMATE) if part.lines else 0.0
        pooled = part.pooled.get(CLIMATE) if part.taken else 0.0
        estimated = part.estimated if own is not None else None
        rows.append(
            (part.label, part.lines, *_known(own), *_known(pooled), *_known(part.totals.get(CLIMATE)), estimated)
        )
    climate = result.organisation.totals.get(CLIMATE)
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
        _total(result),
    )


def _lines(result: Assessment, tables: Tables) -> Grid:
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
            QUALITIES.get(line.quality, line.quality),
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
    sums = ((10, organisation.totals.get(CLIMATE)), (12, organisation.electricity_kwh))
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
        _total(result),
        ("Quantités d’unités différentes : elles ne s’additionnent pas.", *_partial_power(result)),
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
    carried = sorted(view.applications, key=lambda each: (*weight_rank(each.total(CLIMATE)), each.id))
    rows = [
        (each.label, "application", *_known(each.total(CLIMATE)), *_known(each.total(ELECTRICITY))) for each in carried
    ]
    rows += [
        (
            each.label,
            f"reste : {REMAINDERS[each.reason]}",
            *_known(each.total(CLIMATE)),
            *_known(each.total(ELECTRICITY)),
        )
        for each in view.remainders
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
        "Non évalué",
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
                STAGES.get(gap.stage, gap.stage),
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
        tuple((notice_text(each),) for each in result.notices),
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
        tuple((each.id, each.title_fr, each.publisher_fr, each.year, each.licence_fr, each.url) for each in known),
    )


def _known(value: float | None) -> Iterator[GridCell]:
    yield NOT_ASSESSED if value is None else value


def _partial_power(result: Assessment) -> tuple[str, ...]:
    """Say that the sum of electricity is no total, where it is not."""
    partial = partial_text(result.organisation.coverage[ELECTRICITY])
    return (f"Électricité : ce qui est évalué, {partial}.",) if partial else ()


def _total(result: Assessment) -> str:
    """Name the sums of the organisation: one that is no total says so."""
    return "Total" if result.organisation.coverage[CLIMATE].is_total else "Somme de ce qui est évalué (partielle)"
