"""A dossier of a portfolio: read, assessed, planned and judged once, and what is kept of all that; errors are its row."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from snr_cli.api.assessing import Assessed, assess_loaded
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import check_assessed
from snr_cli.api.drafting_all import beyond_said, documents_beside
from snr_cli.api.planning import plan_of
from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import estimated_share, left_to_confirm
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.numbers import plural
from snr_cli.french.typography import posix
from snr_cli.french.words.codes import GROUP_WORDS
from snr_cli.inputs.dossier.files import Opened
from snr_cli.inputs.dossier.load import loaded_of, read_dossier
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.codes import CODES
from snr_cli.model.finding import DossierError, Finding, Severity, UnreadError, in_order
from snr_cli.outputs.duties_table import duty_totals
from snr_cli.outputs.portfolio.identity import identity_of
from snr_cli.outputs.portfolio.sizes import size_class
from snr_cli.outputs.portfolio.state import (
    MOST_GAPS,
    MOST_ROW_MISTAKES,
    Counts,
    DataState,
    DecreeState,
    DossierState,
    DutyState,
    ElectricityState,
    FootprintState,
    MethodState,
    ObjectiveState,
    RowMistake,
    table_key,
)
from snr_cli.plan.plan import Plan, possible_horizon
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import JudgedOrganisation, judged_organisation
from snr_cli.results.sentences.coverage import partial_text
from snr_cli.results.sentences.labels import gap_text, subject_label, type_label
from snr_cli.results.sentences.verdict import verdict
from snr_cli.results.territory import TerritoryReadings, readings_of_territory
from snr_cli.results.verdicts import objective_verdict
from snr_cli.rules.duties import MISSING, Duties, answer_to

_SMALLEST: Final = 'snr: 1\nreference_year: {year}\nterritory: {{{key}: "{code}"}}\n'


def survey_dossier(
    path: str,
    tables: Tables,
    *,
    as_of: str | None = None,
    year: int = 0,
    place: str = "",
    then: Callable[[Assessed, Plan], list[str]] | None = None,
) -> DossierState:
    """Read, assess, plan and judge a dossier.

    Args:
        path: its file, or what stands for that of an authority of the table (`table_path`), of which nothing else is known.
        tables: the factor tables.
        as_of: the date at which to judge; that of the dossier without any.
        year: the reference year of an authority of the table.
        place: the folder of its documents beside the table; empty without any.
        then: what writes documents there of a dossier that is assessed and planned, and returns their names.

    Returns:
        its row: nothing is raised for a dossier that is wrong, or cannot be read, nor for a fault of snr that it meets.
    """
    try:
        return _surveyed_row(path, tables, as_of, year, place, then)
    except Exception as error:
        if os.environ.get("SNR_DEBUG"):
            raise
        name = posix(path)
        said = f"défaut de snr ({type(error).__name__}) : signalez-le avec ce dossier et « snr -v --version »"
        return DossierState(
            name, name, "broken", counts=Counts(error=1), mistakes=(RowMistake("", name, 1, 1, said),), fault=said
        )


def _surveyed_row(
    path: str,
    tables: Tables,
    as_of: str | None,
    year: int,
    place: str,
    then: Callable[[Assessed, Plan], list[str]] | None,
) -> DossierState:
    opened: Opened | None = None
    of_table = table_key(path)
    if of_table is not None:
        key, code = of_table
        if not tables.authority(**{key: code}):
            return _unreadable(path, "collectivité absente de la table de snr : donnez son dossier")
        opened = (path, _SMALLEST.format(year=year, key=key, code=code), None)
    try:
        read = read_dossier(path, words_of(tables), opened=opened)
    except UnreadError as error:
        return _unreadable(path, error.unread.message)
    try:
        found = assess_loaded(loaded_of(read, places=True), tables)
        whole = assess_loaded(found.loaded, tables, whole=True) if found.dossier.members else found
        plan = plan_of(found, tables, possible_horizon(found.dossier), (CLIMATE,))
    except DossierError as error:
        return _broken(read.name, read.joined.data if read.joined else None, tables, error.findings)
    checked, due = check_assessed(read, found.result, plan, tables, as_of)
    assert checked.duties is not None
    fresh = then(found, plan) if then is not None else []
    if of_table is not None:
        row = _of_table(found, tables, checked.duties)
    else:
        row = _assessed(found, whole, plan, tables, checked.findings, _decree(checked.duties, due))
    documents = documents_beside(found, plan, tables, place, fresh)
    return replace(row, documents=documents, remarks=(*row.remarks, *beyond_said(found.name)))


def _unreadable(path: str, message: str) -> DossierState:
    name = posix(path)
    return DossierState(
        name, name, "unreadable", counts=Counts(error=1), mistakes=(RowMistake("", name, 1, 1, message),)
    )


def _broken(path: str, data: object, tables: Tables, findings: list[Finding]) -> DossierState:
    """Return the row of a dossier in error, with who it says it is; nothing of it is judged."""
    return replace(
        identity_of(posix(path), data, tables),
        status="broken",
        counts=_counts(findings),
        mistakes=_mistakes(findings),
    )


def _counts(findings: Iterable[Finding]) -> Counts:
    every = list(findings)
    standing = [each.severity for each in every if not each.suppressed]
    error, warning, info = (standing.count(each) for each in Severity)
    return Counts(error, warning, info, len(every) - len(standing))


def _mistakes(findings: Iterable[Finding]) -> tuple[RowMistake, ...]:
    """Return the first errors; what they show of a line is left to `snr check`."""
    errors = [each for each in in_order(list(findings)) if each.severity is Severity.ERROR and not each.suppressed]
    return tuple(
        RowMistake(
            each.code,
            posix(each.position.file),
            each.position.line,
            each.position.column,
            f"feuille « {each.position.sheet} », {each.position.cell} : {each.message}"
            if each.position.sheet
            else each.message,
            each.help,
        )
        for each in errors[:MOST_ROW_MISTAKES]
    )


def _of_table(found: Assessed, tables: Tables, duties: Duties) -> DossierState:
    """Return the row of an authority whose dossier is not here: who it is and its territory; nothing is missing that was not read."""
    readings = readings_of_territory(found.result)
    return replace(
        _who(found),
        status="no_dossier",
        decree=DecreeState(duties.as_of, duties.standing, (), (), "", ()),
        territory=_territory(readings, found.result, tables),
        households_kg=readings.by_household.figure.value,
        method=_method(found.result, tables),
    )


def _who(found: Assessed) -> DossierState:
    """Return what a row says of the authority itself."""
    facts: dict[str, Any] = {name: fact.value for name, fact in found.result.facts.items()}
    population = facts.get("population_totale", facts.get("population_municipale"))
    return DossierState(
        posix(found.name),
        str(facts["name"]),
        "assessed",
        str(facts.get("kind", "")),
        str(facts.get("siren", "")),
        str(facts.get("department", "")),
        population,
        size_class(population),
        facts.get("agents_total"),
        facts.get("agents_equipped"),
        found.result.reference_year,
    )


def _assessed(
    found: Assessed, whole: Assessed, plan: Plan, tables: Tables, findings: list[Finding], decree: DecreeState
) -> DossierState:
    """Return the row of a dossier: its footprints are those of `snr assess`, which counts the members of a group (`whole`)."""
    result, dossier = whole.result, found.dossier
    readings = readings_of_territory(result)
    judged = judged_organisation(result, tables, (CLIMATE,))
    figures = key_figures(result, tables, judged, Place.PORTFOLIO)
    power = judged.electricity
    members = len(whole.loaded.members) if dossier.members else 0
    return replace(
        _who(whole),
        counts=_counts(findings),
        mistakes=_mistakes(findings),
        decree=decree,
        organisation=_organisation(judged, result, tables),
        territory=_territory(readings, result, tables),
        households_kg=readings.by_household.figure.value,
        electricity=ElectricityState(power.value, power.state.is_total, power.state),
        method=_method(result, tables),
        data=_data(whole, members),
        objectives=tuple(
            ObjectiveState(aim.id, each.title, each.perimeter, each.by_year, told.state.value, verdict(told))
            for aim, each in zip(dossier.objectives, plan.outcomes, strict=True)
            for told in (objective_verdict(each),)
        ),
        figures={figure.key: found.value for figure, found in figures.items() if found.value is not None},
        remarks=tuple(_remarks(found, members)),
    )


def _remarks(found: Assessed, members: int) -> Iterable[str]:
    """Say what of a group counts its members, and what does not."""
    if members:
        yield f"empreintes du groupement et de {plural(members, 'membre')}, chaque ligne comptée une fois"
        yield from (f"plan, obligations et documents : {note.partition(' : ')[2]}" for note in found.notes)


def _decree(duties: Duties, due: dict[str, str]) -> DecreeState:
    """Return where a dossier stands for the decree; what is missing is what its table of duties says is."""
    words = {each.code: answer_to(each, duties.standing) for each in duties.lines}
    lines = tuple(
        DutyState(
            each.code,
            CODES[each.code].title,
            words[each.code],
            each.status.value,
            each.text,
            due.get(CODES[each.code].document, ""),
        )
        for each in sorted(duties.lines, key=lambda each: each.code)
        if each.code.startswith("REEN")
    )
    missing = [each for each in lines if each.answer == MISSING]
    return DecreeState(
        duties.as_of,
        duties.standing,
        tuple(duty_totals(duties, words)),
        tuple(each.code for each in missing),
        min((each.deadline for each in missing if each.deadline), default=""),
        lines,
    )


def _organisation(judged: JudgedOrganisation, result: Assessment, tables: Tables) -> FootprintState:
    """Return the footprint of the organisation; a sum that is no total, or that a part of it exceeds, has no interval."""
    found, extent, sets = judged.climate, judged.climate.extent, judged.sets
    low, high = found.bounds or (None, None)
    sets_low, sets_high = sets.ends if sets is not None else (None, None)
    subjects = _gaps(result, tables, territory=False)
    return FootprintState(
        found.value,
        low,
        high,
        found.state.is_total,
        found.state,
        extent.behind.whole if extent is not None else None,
        partial_text(extent),
        tuple(subjects[:MOST_GAPS]),
        len(subjects),
        sets_low,
        sets_high,
        found.basis.spending if found.basis is not None else None,
    )


def _territory(readings: TerritoryReadings, result: Assessment, tables: Tables) -> FootprintState:
    """Return the footprint of the territory by inhabitant: a national mean, with its range."""
    found = readings.by_inhabitant.figure
    subjects = _gaps(result, tables, territory=True)
    low, high = found.bounds or (None, None)
    known = found.value is not None
    return FootprintState(
        found.value, low, high, known, found.state, None, "", tuple(subjects[:MOST_GAPS]), len(subjects)
    )


def _gaps(result: Assessment, tables: Tables, *, territory: bool) -> list[str]:
    """Return what is not assessed in climate change, subject by subject, each with why.

    A gap is of the organisation when lines of it have it, or when the organisation itself is its subject.
    """
    lines = result.organisation.lines
    found: dict[str, None] = {}
    for gap in result.gaps:
        own = gap.subject == "organisation" or bool(dict(gap.values).get("lines"))
        if gap.category == CLIMATE and own is not territory:
            found[f"{subject_label(gap.subject, tables, lines)} : {gap_text(gap)}"] = None
    return list(found)


def _method(result: Assessment, tables: Tables) -> MethodState:
    lines = result.organisation.lines
    of_dossier = {line.type for line in lines} - {*tables.equipment_types, *tables.service_types}
    return MethodState(
        METHOD_USED["name"],
        METHOD_USED["version"],
        result.options,
        result.factor_set,
        result.licence,
        result.factors_sha256,
        tuple(
            type_label(each, lines, tables) if each in of_dossier else subject_label(each, tables, lines)
            for each in result.overrides
        ),
        result.place,
    )


def _data(found: Assessed, members: int) -> DataState:
    organisation = found.result.organisation
    assessed = [line for line in organisation.lines if line.total(CLIMATE) is not None]
    return DataState(
        estimated_share(assessed) if assessed else None,
        left_to_confirm(organisation).lines,
        tuple(GROUP_WORDS[name] for name in organisation.missing_groups),
        tuple(each.what for each in found.dossier.exclusions if each.group is not None or each.share is not None),
        max((review.year for review in found.dossier.annual_reviews), default=None),
        bool(found.dossier.territory.fictitious),
        members,
        sum(line.ownership != "professional" for line in found.dossier.equipment if line.quantity),
        len(found.dossier.shared),
    )
