"""The figures of the programme de travail: those of the dossier, or those of its own year that the dossier keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms
from snr_cli.documents.views.records import Authority
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import long_date, percent, significant, together
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Plans
from snr_cli.model.strategy import FigureOrigin
from snr_cli.model.territory import in_force
from snr_cli.results.sentences.coverage import CATEGORY_UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """Whose year the figures of the programme are.

    `current`: those of the dossier, whose year the programme could know; what follows is then empty. Otherwise those that the
    dossier keeps of `year`: sentences on the organisation, the territory, the uses, and findings; empty when nothing is kept.
    `kept`: something is; `lost`: the codes of the duties that no figure of any year answers.
    `population`: the legal one, of `population_year`, that the act could know; None when it is not kept.
    `plans`: the other plans of the authority, those that are later than an act of a past year left out.
    """

    current: bool
    year: int | None
    population: int | None
    population_year: int | None
    organisation: tuple[str, ...]
    territory: tuple[str, ...]
    uses: tuple[str, ...]
    findings: tuple[str, ...]
    plans: tuple[str, ...]
    kept: bool
    lost: tuple[str, ...]


def is_current(dossier: Dossier) -> bool:
    """Say whether the programme takes the figures of the dossier: it is of their year, or has no date; an older one is an act."""
    programme = dossier.programme
    if programme is None or (programme.figures is None and programme.date is None):
        return True
    return programme.figures is None and int((programme.date or "")[:4]) >= dossier.reference_year


def kept_footprints(dossier: Dossier) -> Iterable[str]:
    """Yield the footprints that the programme found in its own year, in sentences; nothing of those that it does not keep."""
    figures = dossier.programme.figures if dossier.programme else None
    if figures is None:
        return
    found = [
        f"le numérique {whose} pesait {kilograms(totals[CLIMATE])} par an"
        for whose, totals in (("de la collectivité", figures.footprint), ("du territoire", figures.territory_footprint))
        if CLIMATE in totals
    ]
    if found:
        yield f"D’après le programme, en {figures.year}, {together(found)}."


def programme_view(dossier: Dossier, authority: Authority, tables: Tables) -> ProgrammeView:
    """Return the figures that the programme keeps; those of the dossier are its own when they are of a year that it could know."""
    programme = dossier.programme
    figures = programme.figures if programme else None
    date = (programme.date if programme else None) or ""
    current = is_current(dossier)
    organisation = (
        tuple(_told("de la collectivité", figures.footprint, figures.footprint_from, tables)) if figures else ()
    )
    territory = (
        tuple(_told("du territoire", figures.territory_footprint, figures.territory_footprint_from, tables))
        if figures
        else ()
    )
    uses = figures.uses if figures else ()
    findings = figures.findings if figures else ()
    people, census = (authority.population_totale, authority.population_year)
    if not current:
        kept = figures.population if figures else None
        if kept is not None and kept.totale is not None:
            people, census = kept.totale, kept.year
        elif census is None or not date or in_force(census) > int(date[:4]):
            people, census = None, None
    answered = {
        "REEN-02": people,
        "REEN-08": territory,
        "REEN-09": uses,
        "REEN-10": organisation,
        "REEN-24": organisation or territory,
    }
    return ProgrammeView(
        current=current,
        year=figures.year if figures else int(date[:4]) if date else None,
        population=people,
        population_year=census,
        organisation=organisation,
        territory=territory,
        uses=uses,
        findings=findings,
        plans=tuple(text for day, text in _plans(dossier.plans) if current or not day or not date or day <= date),
        kept=bool(organisation or territory or uses or findings),
        lost=() if current else tuple(code for code, held in answered.items() if not held),
    )


def _plans(plans: Plans | None) -> Iterable[tuple[str, str]]:
    """Yield the other plans of the authority in words, each with its day or its year; empty when it is not known."""
    if plans is None:
        return
    if plans.pcaet is not None and plans.pcaet.exists:
        heat = ", et où le potentiel de chaleur fatale des centres de données a été étudié"
        yield (
            plans.pcaet.date or "",
            f"plan climat-air-énergie territorial{_adopted(plans.pcaet.date)}"
            + ", qui traite du numérique" * bool(plans.pcaet.includes_digital)
            + heat * (plans.pcaet.waste_heat == "studied"),
        )
    for name, found in (
        ("schéma directeur du numérique", plans.master_plan),
        ("schéma pluriannuel d’accessibilité", plans.accessibility),
    ):
        if found is not None and found.exists:
            yield found.date or "", f"{name}{_adopted(found.date)}"
    if plans.beges is not None and plans.beges.exists:
        year = str(plans.beges.year or "")
        text = f"bilan des émissions de gaz à effet de serre{f' de {year}' if year else ''}"
        yield year, text + ", numérique compris" * bool(plans.beges.includes_digital)
    if plans.spaser is not None and plans.spaser.exists:
        yield plans.spaser.date or "", f"schéma de promotion des achats responsables{_adopted(plans.spaser.date)}"


def _adopted(date: str | None) -> str:
    return f", adopté le {long_date(date)}" if date else ""


def _told(whose: str, totals: Mapping[str, float], origin: FigureOrigin | None, tables: Tables) -> Iterable[str]:
    """Say published totals, and where they come from as far as it is known."""
    if CLIMATE in totals:
        yield f"Le numérique {whose} pesait {kilograms(totals[CLIMATE])} par an."
    others = [
        f"{entry.label} : {significant(totals[name])} {CATEGORY_UNITS.get(entry.unit, entry.unit)}"
        for name, entry in tables.categories.items()
        if name in totals and name != CLIMATE
    ]
    if others:
        yield f"Autres impacts publiés : {' ; '.join(others)}."
    if origin is None or not totals:
        return
    if origin.shares:
        yield f"Parts publiées : {together(f'{name} ({percent(share)})' for name, share in origin.shares.items())}."
    for label, text in (
        ("Outil", origin.tool),
        ("Méthode", origin.method),
        ("Périmètre", origin.perimeter),
        ("Source", origin.source),
    ):
        if text:
            yield f"{label} : {text.rstrip().removesuffix('.')}."
