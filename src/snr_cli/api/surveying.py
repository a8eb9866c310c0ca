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
from snr_cli.french.numbers import plural, posix
from snr_cli.french.words.codes import GROUP_WORDS
from snr_cli.inputs.dossier.files import Opened
from snr_cli.inputs.dossier.load import loaded_of, read_dossier
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.codes import CODES
from snr_cli.model.finding import DossierError, Finding, Severity, in_order
from snr_cli.model.refusal import UnreadError
from snr_cli.outputs.duties_table import duty_totals
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
    identity_of,
    size_class,
    table_key,
)
from snr_cli.plan.plan import Plan, possible_horizon
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import JudgedOrganisation, judged_organisation
from snr_cli.results.records import TerritoryReadings, readings_of_territory
from snr_cli.results.sentences.coverage import gap_text, notice_text, partial_text, subject_label, type_label
from snr_cli.results.sentences.verdict import verdict
from snr_cli.results.verdicts import objective_verdict
from snr_cli.rules.case import MISSING, Duties, answer_to

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
        assessed = assess_loaded(loaded_of(read, places=True), tables)
        whole = assess_loaded(assessed.loaded, tables, whole=True) if assessed.dossier.members else assessed
        plan = plan_of(assessed, tables, possible_horizon(assessed.dossier), (CLIMATE,))
    except DossierError as error:
        return _broken(read.name, read.joined.data, tables, error.findings)
    checked, due = check_assessed(read, assessed.result, plan, tables, as_of)
    assert checked.duties is not None
    fresh = then(assessed, plan) if then is not None else []
    if of_table is not None:
        row = _of_table(assessed, tables, checked.duties)
    else:
        row = _assessed(assessed, whole, plan, tables, checked.findings, _decree(checked.duties, due))
    documents = documents_beside(assessed, plan, tables, place, fresh)
    return replace(row, documents=documents, remarks=(*row.remarks, *beyond_said(assessed.name)))


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
    standing = [finding.severity for finding in every if not finding.suppressed]
    error, warning, info = (standing.count(severity) for severity in Severity)
    return Counts(error, warning, info, len(every) - len(standing))


def _mistakes(findings: Iterable[Finding]) -> tuple[RowMistake, ...]:
    """Return the first errors; what they show of a line is left to `snr check`."""
    errors = [
        finding for finding in in_order(list(findings)) if finding.severity is Severity.ERROR and not finding.suppressed
    ]
    return tuple(
        RowMistake(
            error.code,
            posix(error.position.file),
            error.position.line,
            error.position.column,
            f"feuille « {error.position.sheet} », {error.position.cell} : {error.message}"
            if error.position.sheet
            else error.message,
            error.help,
        )
        for error in errors[:MOST_ROW_MISTAKES]
    )


def _of_table(assessed: Assessed, tables: Tables, duties: Duties) -> DossierState:
    """Return the row of an authority whose dossier is not here: who it is and its territory; nothing is missing that was not read."""
    readings = readings_of_territory(assessed.result)
    return replace(
        _who(assessed),
        status="no_dossier",
        decree=DecreeState(duties.as_of, duties.standing, (), (), "", ()),
        territory=_territory(readings, assessed.result, tables),
        households_kg=readings.by_household.figure.value,
        method=_method(assessed.result, tables),
    )


def _who(assessed: Assessed) -> DossierState:
    """Return what a row says of the authority itself."""
    facts: dict[str, Any] = {name: fact.value for name, fact in assessed.result.facts.items()}
    population = facts.get("population_totale", facts.get("population_municipale"))
    return DossierState(
        posix(assessed.name),
        str(facts["name"]),
        "assessed",
        str(facts.get("kind", "")),
        str(facts.get("siren", "")),
        str(facts.get("department", "")),
        population,
        size_class(population),
        facts.get("agents_total"),
        facts.get("agents_equipped"),
        assessed.result.reference_year,
    )


def _assessed(
    assessed: Assessed, whole: Assessed, plan: Plan, tables: Tables, findings: list[Finding], decree: DecreeState
) -> DossierState:
    """Return the row of a dossier: its footprints are those of `snr assess`, which counts the members of a group (`whole`)."""
    result, dossier = whole.result, assessed.dossier
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
            ObjectiveState(aim.id, outcome.title, outcome.perimeter, outcome.by_year, told.state.value, verdict(told))
            for aim, outcome in zip(dossier.objectives, plan.outcomes, strict=True)
            for told in (objective_verdict(outcome),)
        ),
        figures={figure.key: found.value for figure, found in figures.items() if found.value is not None},
        remarks=tuple(_remarks(assessed, members)),
    )


def _remarks(assessed: Assessed, members: int) -> Iterable[str]:
    """Say what of a group counts its members, and what does not; of a commune, that its share of what is pooled is left out."""
    notices = assessed.result.notices
    yield from (notice_text(notice) for notice in notices if notice.code == "pooled_elsewhere")
    if members:
        yield f"empreintes du groupement et de {plural(members, 'membre')}, chaque ligne comptée une fois"
        yield from (f"plan, obligations et documents : {note.partition(' : ')[2]}" for note in assessed.notes)


def _decree(duties: Duties, due: dict[str, str]) -> DecreeState:
    """Return where a dossier stands for the decree; what is missing is what its table of duties says is."""
    words = {line.code: answer_to(line, duties.standing) for line in duties.lines}
    lines = tuple(
        DutyState(
            line.code,
            CODES[line.code].title,
            words[line.code],
            line.status.value,
            line.text,
            due.get(CODES[line.code].document, ""),
        )
        for line in sorted(duties.lines, key=lambda line: line.code)
        if line.code.startswith("REEN")
    )
    missing = [line for line in lines if line.answer == MISSING]
    return DecreeState(
        duties.as_of,
        duties.standing,
        tuple(duty_totals(duties, words)),
        tuple(line.code for line in missing),
        min((line.deadline for line in missing if line.deadline), default=""),
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
    figure = readings.by_inhabitant.figure
    subjects = _gaps(result, tables, territory=True)
    low, high = figure.bounds or (None, None)
    known = figure.value is not None
    return FootprintState(
        figure.value, low, high, known, figure.state, None, "", tuple(subjects[:MOST_GAPS]), len(subjects)
    )


def _gaps(result: Assessment, tables: Tables, *, territory: bool) -> list[str]:
    """Return what is not assessed in climate change, subject by subject, each with why.

    A gap is of the organisation when lines of it have it, or when the organisation itself is its subject.
    """
    lines = result.organisation.lines
    gaps: dict[str, None] = {}
    for gap in result.gaps:
        own = gap.subject == "organisation" or bool(dict(gap.values).get("lines"))
        if gap.category == CLIMATE and own is not territory:
            gaps[f"{subject_label(gap.subject, tables, lines)} : {gap_text(gap)}"] = None
    return list(gaps)


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
            type_label(override, lines, tables) if override in of_dossier else subject_label(override, tables, lines)
            for override in result.overrides
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
        tuple(
            exclusion.what
            for exclusion in found.dossier.exclusions
            if exclusion.group is not None or exclusion.share is not None
        ),
        max((review.year for review in found.dossier.annual_reviews), default=None),
        bool(found.dossier.territory.fictitious),
        members,
        sum(line.ownership != "professional" for line in found.dossier.equipment if line.quantity),
        len(found.dossier.shared),
    )
