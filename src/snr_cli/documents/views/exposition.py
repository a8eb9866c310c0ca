"""The reasons of a deliberation, in sentences, as the rapporteur reads them: the law, the diagnosis, who took part, the choices."""

from collections.abc import Iterable
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.filters import environ, masse
from snr_cli.documents.views.claims import Claims
from snr_cli.documents.views.law import REEN_TEXT
from snr_cli.documents.views.programme import is_current, kept_footprints
from snr_cli.documents.views.records import Authority, Organisation, PlanView, Territory
from snr_cli.documents.views.review_records import ReviewView
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import long_date, number, percent, together
from snr_cli.french.titles import inside
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW

_LEADING: Final = 3  # groups named


def exposition(
    about: str,
    dossier: Dossier,
    authority: Authority,
    organisation: Organisation,
    territory: Territory,
    plan: PlanView,
    review: ReviewView,
    claims: Claims,
) -> Iterable[str]:
    """Yield the paragraphs, each made of the sentences whose facts are known.

    Args:
        about: programme, strategie or bilan.
        dossier: the dossier, inventories read.
        authority: who votes.
        organisation: footprint of the organisation.
        territory: footprint of the territory.
        plan: the plan.
        review: the last annual review.
        claims: what its rules let a document say.
    """
    parts = (
        _law(about),
        _diagnosis(
            about,
            dossier,
            authority,
            organisation,
            territory,
            followed=any(each.by_household for each in plan.objectives),
        ),
        _consultation(dossier, claims) if about != "bilan" else (),
        {"programme": _begun(dossier, plan), "strategie": _choices(dossier, plan, organisation)}.get(
            about, _account(review)
        ),
        _money(plan) if about == "strategie" else (),
    )
    for part in parts:
        if text := " ".join(part):
            yield text


def _law(about: str) -> Iterable[str]:
    """Say what the law asks of those that it binds: it is a fact, whether it binds this authority or not."""
    yield (
        f"{REEN_TEXT[:1].upper()}{REEN_TEXT[1:]} demande aux communes de plus de {number(INHABITANTS_OF_LAW)} habitants et aux établissements publics de "
        f"coopération intercommunale à fiscalité propre qui en regroupent plus de {number(INHABITANTS_OF_LAW)} de définir une stratégie numérique responsable."
    )
    if about == "programme":
        yield "Un programme de travail, qui dresse l’état des lieux, la précède."
    elif about == "strategie":
        yield "Cette stratégie fixe des objectifs de réduction de l’empreinte environnementale du numérique, et les mesures pour les atteindre."
    else:
        yield "Elle demande aussi d’en dresser le bilan chaque année."


def _diagnosis(
    about: str,
    dossier: Dossier,
    authority: Authority,
    organisation: Organisation,
    territory: Territory,
    *,
    followed: bool,
) -> Iterable[str]:
    """Say what was assessed, of the organisation then of the territory, and where the first comes from.

    A programme that is not of the year of the dossier says what it found then.
    """
    if about == "programme" and not is_current(dossier):
        yield from kept_footprints(dossier)
        return
    if organisation.total:
        text = (
            f"Le numérique {authority.of_name}, ce que la collectivité possède, achète et exploite, pèse {environ(organisation.total, organisation.bounds)} "
            f"en {dossier.reference_year}"
        )
        if organisation.range:
            text += f" ({organisation.range})"
        if organisation.estimated:
            text += f", {organisation.estimated}"
        yield text + (", sur un périmètre partiel." if organisation.partial else ".")
        yield from (
            f"{said.removesuffix('.')}."
            for said in (organisation.carried, organisation.spending_short, organisation.pooled)
            if said
        )
        yield from _causes(organisation)
    if territory.said != NOT_ASSESSED:
        yield f"Le numérique du territoire se lit de deux façons : {territory.said}. Aucune lecture ne s’ajoute à l’autre."
        if about == "strategie":  # the act that fixes the objective
            if followed:
                yield "L’objectif fixé pour le territoire suit la lecture par ménage, la seule que les actions font bouger."
            yield from _older(dossier)
        if organisation.total and territory.total is not None:
            yield "L’empreinte par habitant contient celle de la collectivité."


def _older(dossier: Dossier) -> Iterable[str]:
    """Say why the programme that is annexed gives another figure for the territory; nothing when it keeps none."""
    found = dossier.programme.figures if dossier.programme is not None else None
    value = found.territory_footprint.get(CLIMATE) if found is not None else None
    if found is not None and value:
        yield f"Le programme de travail en donnait {masse(value)} en {found.year}, par une autre méthode : les deux ne se comparent pas."


def _causes(organisation: Organisation) -> Iterable[str]:
    """Name the groups that weigh most, with their share."""
    found = [f"{_lower(each.label)} ({percent(each.share)})" for each in organisation.groups[:_LEADING]]
    if len(found) > 1:
        yield f"Les premières causes en sont : {together(found)}."


def _lower(label: str) -> str:
    """Write a label inside a sentence; an acronym keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _consultation(dossier: Dossier, claims: Claims) -> Iterable[str]:
    """Say who took part: the actors that the programme names."""
    named = dossier.programme.stakeholders if dossier.programme else ()
    publics = sum(each.sector == "public" for each in dossier.stakeholders if each.id in named)
    privates = sum(each.sector == "private" for each in dossier.stakeholders if each.id in named)
    if claims.prepared:
        yield (
            f"{claims.prepared} {counted(publics, 'acteur public', 'acteurs publics')} et "
            f"{counted(privates, 'acteur privé', 'acteurs privés')}."
        )


def _begun(dossier: Dossier, plan: PlanView) -> Iterable[str]:
    """Count the actions that had begun: at the date of the programme when it has one."""
    date = dossier.programme.date if dossier.programme else None
    found = [each for each in plan.under_way if date is None or (each.started_on and each.started_on <= date)]
    if not found:
        return
    text = counted(len(found), "action", feminine=True)
    text = f"{text[:1].upper()}{text[1:]}"
    s = "s" if len(found) > 1 else ""
    if date is None:
        yield f"{text} {'sont' if s else 'est'} déjà engagée{s} ou terminée{s}."
    else:
        yield f"{text} {'étaient' if s else 'était'} engagée{s} à la date du programme, le {long_date(date)}."


def _choices(dossier: Dossier, plan: PlanView, organisation: Organisation) -> Iterable[str]:
    """Say what the strategy chooses: its axes, objectives and measures, and where they lead."""
    axes = dossier.strategy.axes if dossier.strategy is not None else ()
    if len(axes) > 1:
        yield f"La stratégie suit {cardinal(len(axes))} axes : {together(inside(each.title) for each in axes)}."
    if plan.objectives:
        local = sum(each.perimeter == "territory" for each in plan.objectives)
        text = f"Elle fixe {counted(len(plan.objectives), 'objectif')}"
        if local and len(plan.objectives) > 1:
            text += f", dont {cardinal(local)} pour le territoire" if local < len(plan.objectives) else ""
        yield f"{text}."
    if plan.actions:
        text = f"Elle comprend {counted(len(plan.actions), 'mesure', feminine=True)}"
        yield text + (f" et mobilise {number(plan.fte)} équivalents temps plein." if plan.fte >= 2 else ".")
    if plan.saved_share is not None and plan.saved_share > 0 and plan.at_horizon is not None:
        yield (
            f"Ces mesures ramèneraient {'ce qui est évalué (partiel) de ' * bool(organisation.total_partial)}l’empreinte de la collectivité à {masse(plan.at_horizon)} en {plan.horizon}, soit "
            f"{percent(plan.saved_share)} de moins{f' ({plan.reserve})' if plan.reserve else ''}, si elles étaient toutes menées au calendrier prévu{plan.money_clause}."
        )


def _money(plan: PlanView) -> Iterable[str]:
    """Say what the measures cost and save, as far as it is costed."""
    if plan.cost:
        yield f"Les dépenses sont chiffrées : {plan.cost}."
    if plan.uncosted:
        yield plan.uncosted
    if plan.savings:
        yield f"Les économies attendues sont de {plan.savings}."


def _account(review: ReviewView) -> Iterable[str]:
    if review.year is None:
        return
    if review.internal.covered and review.territory.covered:
        yield f"Le bilan {review.year} porte sur le fonctionnement de la collectivité et sur ses politiques pour le territoire."
    served = sum(goal.served for goal in review.goals)
    if served:
        yield f"La stratégie contribue à {counted(served, 'finalité', feminine=True)} du développement durable sur cinq."
    yield from (said for said in (review.progress, review.engaged) if said)
