"""What a council is asked to decide, in the words of a deliberation: object, reasons, visas, whereas clauses, articles, annexes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.agreement import act, counted, that, the
from snr_cli.documents.verdicts import SAID
from snr_cli.documents.views.claims import Claims
from snr_cli.documents.views.exposition import exposition
from snr_cli.documents.views.law import TEXTS
from snr_cli.documents.views.novelties import changes_of, new_ones
from snr_cli.documents.views.programme import is_current
from snr_cli.documents.views.records import ActionView, Authority, Organisation, PlanView, Territory
from snr_cli.documents.views.request import FREE, already, is_again, name_of_act, question
from snr_cli.documents.views.review_records import ReviewView
from snr_cli.french.escape import Markdown
from snr_cli.french.numbers import long_date, number, together
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import INHABITANTS_OF_LAW
from snr_cli.rules.case import Standing
from snr_cli.rules.duties import Duties

TITLES: Final[dict[str, str]] = {
    "programme": "Projet de délibération : programme de travail de la stratégie numérique responsable",
    "strategie": "Projet de délibération : stratégie numérique responsable",
    "bilan": "Projet de délibération : bilan annuel de la stratégie numérique responsable",
}

_EXTENDED: Final = (
    "l’article du code général des collectivités territoriales qui rend cet article applicable aux établissements publics de "
    "coopération intercommunale"
)


@dataclass(frozen=True, slots=True)
class Visa:
    """A text referred to, as written after « Vu »; `checked`: false when a lawyer has to verify it."""

    text: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is put to the vote. `the_assembly`, `the_executive`… carry their article: le conseil communautaire.

    `question`: what is asked of the council, in plain words; `asked`: the same, and how many measures are new when a version was adopted before.
    `already`: what the council decided of it before, by the dossier, `adopted` of the strategy; empty when nothing. `changes`: what this version then
    changes, by the dossier, the year of its figures first; `new`: the measures that are new, in the order of their numbers. `others_followed`: how many objectives only their indicator measures, and how many nothing measures. `exposition`: the paragraphs that the rapporteur reads; `whereas`: what the decision
    rests on in law, `to_check` what a lawyer has to say of it, `money_to_check` what the finance department has to; `annexes`: what is voted with it; `places`: what of the act is missing, and the field that fills it.
    """

    subject: str
    object: str
    question: str
    asked: str
    new: tuple[ActionView, ...]
    already: str
    adopted: str
    changes: tuple[str, ...]
    others_followed: str
    the_assembly: str
    the_executive: str
    visas: tuple[Visa, ...]
    exposition: tuple[str, ...]
    whereas: tuple[str, ...]
    to_check: tuple[str, ...]
    money_to_check: str
    articles: tuple[str, ...]
    annexes: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


def decision(
    about: str,
    dossier: Dossier,
    authority: Authority,
    organisation: Organisation,
    territory: Territory,
    plan: PlanView,
    review: ReviewView,
    duties: Duties,
    claims: Claims,
    *,
    ready: bool = True,
) -> Decision:
    """Return what is put to the vote.

    Args:
        about: programme, strategie or bilan.
        dossier: the dossier, inventories read.
        authority: who votes.
        organisation: footprint of the organisation.
        territory: footprint of the territory.
        plan: the plan.
        review: the last annual review.
        duties: whether article 35 binds the authority, and the day of it all.
        claims: what its rules let a document say.
        ready: there is something to vote on.
    """
    standing = duties.standing
    name = name_of_act(about, dossier, review.year if review.year is not None else dossier.reference_year)
    again = is_again(about, dossier)
    objects = {
        "programme": f"actualisation du {name}" if again else f"adoption du {name}",
        "strategie": f"actualisation de la {name}" if again else f"adoption de la {name}",
        "bilan": f"présentation du {name}",
    }
    asked = question(about, name, authority, standing, again=again, ready=ready)
    decided = already(about, dossier, review.deliberation)
    changes = tuple(changes_of(about, dossier, plan)) if again else ()
    return Decision(
        subject=about,
        object=objects[about],
        question=asked,
        # the year of the figures is beside them
        asked=decided if about == "bilan" and decided else asked + "".join(f" {each}" for each in changes[1:] if ready),
        new=tuple(new_ones(dossier, plan)) if again and about == "strategie" else (),
        already=decided,
        adopted=already("strategie", dossier),
        changes=changes,
        others_followed=_others(plan),
        the_assembly=the(authority.assembly),
        the_executive=the(authority.executive),
        visas=tuple(_visas(about, dossier, authority, standing)),
        exposition=tuple(exposition(about, dossier, authority, organisation, territory, plan, review, claims)),
        whereas=tuple(_whereas(about, dossier, authority, standing, claims)),
        to_check=tuple(_to_check(authority, standing, claims)),
        money_to_check=_credits_to_check(plan, duties.as_of) if about == "strategie" else "",
        articles=tuple(_articles(about, name, dossier, authority, standing, plan, duties.as_of, claims)),
        annexes=tuple(_annexes(about, name, dossier, organisation)),
        places=tuple(_places(about, dossier)),
    )


def _others(plan: PlanView) -> str:
    """Say how many objectives the plan does not compute, by verdict: those that their indicator measures, then the rest."""
    rest = [each.reach for each in plan.objectives if not each.computed]
    told = []
    for state, one, many in SAID:
        if count := rest.count(state):
            other = ("autre ", "autres ") if count < len(plan.objectives) else ("", "")
            text = counted(count, f"{other[0]}objectif", f"{other[1]}objectifs")
            told.append(f"{text[:1].upper()}{text[1:]} {one if count == 1 else many}.")
    return " ".join(told)


def _visas(about: str, dossier: Dossier, authority: Authority, standing: Standing) -> Iterable[Visa]:
    """Yield the texts referred to, the law first, then the acts of the authority that the dossier names.

    Articles are those of the communes and of the EPCI over the threshold: an authority that they do not bind cites none.
    """
    yearly = {"metropole": "yearly_metropole", "metropole_de_lyon": "yearly_lyon"}.get(authority.kind, "yearly")
    # the article that says when the account is presented rests on those of the report
    names = {"programme": ["strategy"], "strategie": ["strategy", yearly]}.get(about, [yearly, "report", "goals"])
    names = ["code"] if standing in FREE else names
    plans = dossier.plans
    if (
        about != "bilan"
        and standing != "outside"
        and plans is not None
        and plans.pcaet is not None
        and plans.pcaet.exists
    ):
        names.append("climate_plan")
    # the decree says nothing of the account
    names += ["law"] if standing in FREE else ["reen"] if about == "bilan" else ["reen", "decree"]
    for name in names:
        yield Visa(TEXTS[name].name, TEXTS[name].read)
        if name == "yearly" and authority.kind.startswith(
            "communaute"
        ):  # an article of the communes: nobody read which one extends it
            yield Visa(_EXTENDED, False)
    if about != "programme" and dossier.strategy is not None and dossier.strategy.deliberation:
        text = dossier.strategy.deliberation
        day = f" du {long_date(dossier.strategy.adopted_on)}" if dossier.strategy.adopted_on else ""
        yield Visa(f"la {act(text)}{day}, qui adopte la stratégie numérique responsable", True)
    if about != "programme":
        yield from _accounts(about, dossier)
    if about != "bilan" and plans is not None and plans.pcaet is not None and plans.pcaet.exists and plans.pcaet.date:
        yield Visa(f"le plan climat-air-énergie territorial adopté le {long_date(plans.pcaet.date)}", True)


def _accounts(about: str, dossier: Dossier) -> Iterable[Visa]:
    """Yield the acts on the accounts of the years before, in order."""
    told = sorted(dossier.annual_reviews, key=lambda each: each.year)
    for each in told[:-1] if about == "bilan" else told:
        report = each.report
        if report is None or report.presented_on is None:
            continue
        day = long_date(report.presented_on)
        name = act(report.deliberation) if report.deliberation else "délibération"
        yield Visa(f"la {name} du {day}, relative au bilan {each.year} de la stratégie", True)


def _places(about: str, dossier: Dossier) -> Iterable[tuple[str, str]]:
    """Yield what of the act is missing, and the field that fills it."""
    if dossier.governance is None or not dossier.governance.elected_lead:
        yield "rapporteur", "governance.elected_lead"
    if about == "programme":
        return
    if about == "strategie" and (dossier.programme is None or dossier.programme.date is None):
        yield "date du programme de travail, annexé à la délibération", "programme.date"
    strategy = dossier.strategy
    if strategy is not None and strategy.adopted_on and not strategy.deliberation:
        yield "numéro de la délibération qui a adopté la stratégie", "strategy.deliberation"
    for rank, each in enumerate(dossier.annual_reviews):
        if each.report is not None and each.report.presented_on and not each.report.deliberation:
            if about == "bilan" and each.year == max(one.year for one in dossier.annual_reviews):
                continue  # the one that this act is to note
            yield (
                f"numéro de la délibération relative au bilan {each.year}",
                f"annual_reviews[{rank}].report.deliberation",
            )


def _whereas(about: str, dossier: Dossier, authority: Authority, standing: Standing, claims: Claims) -> Iterable[str]:
    """Yield what the decision rests on in law, each as written after « Considérant »; the rest is told in the reasons."""
    yield _standing(authority, standing, claims)
    if about == "strategie" and dossier.programme is not None and dossier.programme.date:
        yield f"le programme de travail du {long_date(dossier.programme.date)}{claims.founded}"
    elif about == "bilan" and standing not in FREE:
        # what the law says, and no date: whether the session keeps to it is not known yet
        yield (
            "que la loi place ce bilan dans le rapport sur la situation en matière de développement durable, présenté avant le débat "
            "sur le projet de budget"
        )


def _standing(authority: Authority, standing: Standing, claims: Claims) -> str:
    size = (
        f"{that(authority.the_name)} compte {number(authority.population_totale)} habitants ({_census(authority)})"
        if authority.population_totale is not None
        else f"{that(authority.the_name)} conduit une démarche de numérique responsable"
    )
    limit = f"le seuil de {number(INHABITANTS_OF_LAW)} habitants fixé par l’article 35 de la loi du 15 novembre 2021"
    return {
        "due": f"{size}{claims.threshold}",
        "outside": f"{size}, que l’article 35 de la loi du 15 novembre 2021 ne vise ni les départements ni les régions, et que la "
        "démarche est volontaire",
        "voluntary": f"{size}, sous {limit}, et que la démarche est volontaire",
    }.get(standing, size)


def _census(authority: Authority) -> str:
    """Say which population it is, of which census and who says it: a threshold rests on it."""
    year = f", millésime {authority.population_year}" if authority.population_year else ""
    source = f" ; source : « {authority.population_source} »" if authority.population_source else ""
    return f"population totale{year}{source}"


def _to_check(authority: Authority, standing: Standing, claims: Claims) -> Iterable[str]:
    """Yield what of the law's application a lawyer has to say: it is no reason that a council votes."""
    if standing == "not_yet":
        yield "le jour auquel ce dossier est jugé, antérieur à la loi du 15 novembre 2021, qui ne demandait encore rien"
        return
    if standing in ("voluntary", "outside") or (standing == "due" and claims.threshold):
        return
    yield f"l’application de l’article 35 de la loi du 15 novembre 2021 à {authority.the_name}".replace(
        " à le ", " au "
    )


def _held(plan: PlanView, claims: Claims) -> str:
    """Name what the strategy holds, by its rules: its objectives, its indicators, its measures, its means."""
    objectives = "ses objectifs" if plan.objectives else ""
    return together(filter(None, [objectives, claims.indicators, claims.measures, claims.means]))


def _articles(
    about: str,
    name: str,
    dossier: Dossier,
    authority: Authority,
    standing: Standing,
    plan: PlanView,
    as_of: str,
    claims: Claims,
) -> Iterable[str]:
    """Yield the articles, each as a sentence without its number."""
    again, bound = is_again(about, dossier), standing not in FREE
    if about == "programme":
        adopted = dossier.strategy is not None and dossier.strategy.adopted_on is not None and is_current(dossier)
        yield f"{'Approuve l’actualisation du' if again else 'Adopte le'} {name}, annexé à la présente délibération."
        yield f"Dit que la stratégie sera {'actualisée' if adopted else 'établie'} sur la base de ce programme et soumise au vote."
    elif about == "strategie":
        text = (
            f"{'Approuve l’actualisation de la' if again else 'Adopte la'} {name}, annexée à la présente délibération"
        )
        yield f"{text}{_replaced(dossier) if again else ''}."
        if held := _held(plan, claims):
            yield f"Approuve {held}."
        report = ", dans le rapport sur la situation en matière de développement durable, avant le débat sur le projet de budget"
        yield f"Dit qu’un bilan de la stratégie sera présenté chaque année{report if bound else ''}."
        if plan.credits:
            there = "sont inscrits" if _has_begun(plan, as_of) else "seront proposés au vote"
            by = "au budget" if _has_begun(plan, as_of) else "du budget"
            yield (
                f"Dit que les crédits nécessaires {there} {by} de l’exercice {plan.credits}, et que ceux des exercices suivants seront "
                "proposés au vote des budgets correspondants."
            )
    else:
        inside = ", compris dans le rapport sur la situation en matière de développement durable" if bound else ""
        yield f"Prend acte de la présentation du {name}{inside}."
        yield "Dit que ce bilan est annexé à la présente délibération."
    yield f"Charge {the(authority.executive)} de l’exécution de la présente délibération."


def _replaced(dossier: Dossier) -> str:
    """Say which version the new one takes the place of: two would be in force otherwise."""
    strategy = dossier.strategy
    if strategy is None or strategy.adopted_on is None:
        return ""
    day = long_date(strategy.adopted_on)
    by = f" ({act(strategy.deliberation)})" if strategy.deliberation else ""
    return f" : cette version remplace celle adoptée le {day}{by}"


def _has_begun(plan: PlanView, as_of: str) -> bool:
    """Say whether the exercise of the first credits has begun: its budget is then voted, or about to be."""
    return int(plan.credits[:4]) <= int(as_of[:4])


def _credits_to_check(plan: PlanView, as_of: str) -> str:
    """Say what of a running budget the dossier cannot know; empty when its year is still to come."""
    if not plan.credits or not _has_begun(plan, as_of):
        return ""
    return f"l’inscription de ces crédits au budget de {plan.credits[:4]} ; à défaut, une décision modificative les y inscrit"


def _annexes(about: str, named: str, dossier: Dossier, organisation: Organisation) -> Iterable[str]:
    """Yield what is annexed: the document voted, with what it holds, and those that it rests on."""
    text = f"{named[:1].upper()}{named[1:]}"
    if about == "strategie":
        held = ["ses mesures"] if dossier.actions else []
        held += ["ses indicateurs"] if dossier.indicators else []
        yield f"{text}, avec {together([*held, 'ses annexes'])}"
        if organisation.total:
            yield "Annexes chiffrées de la stratégie, écrites à part : calcul de chaque ligne, facteurs et sources"
        date = dossier.programme.date if dossier.programme else None
        if date is None:
            yield "Programme de travail"
        elif is_current(dossier):
            yield f"Programme de travail du {long_date(date)}"
        else:  # snr only writes it again
            yield Markdown(f"Programme de travail du {long_date(date)} (*original à joindre*)")
        return
    yield f"{text}, avec ses annexes"
