"""What is asked of the council: one request per dossier, which the note, the strategy and the deliberation read."""

from collections.abc import Iterable
from typing import Final

from snr_cli.documents.agreement import act, to_the
from snr_cli.documents.kinds import Subject
from snr_cli.documents.views.programme import is_current
from snr_cli.documents.views.records import Authority
from snr_cli.french.numbers import long_date
from snr_cli.model.dossier import Dossier
from snr_cli.rules.case import Standing

FREE: Final = ("voluntary", "outside")  # article 35 does not bind: the council may vote all the same


def subject_of(dossier: Dossier) -> Subject:
    """Return what the council has next to decide on: the programme, the strategy, or the last review if it is not noted yet."""
    if dossier.strategy is not None and dossier.strategy.adopted_on:
        last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
        adopted = int(
            dossier.strategy.adopted_on[:4]
        )  # of an earlier year, there was no strategy to give an account of
        noted = last is None or last.year < adopted or (last.report is not None and last.report.deliberation)
        return "strategie" if noted else "bilan"
    if dossier.programme is not None and dossier.programme.date:
        return "strategie"
    return "programme"


def is_again(about: str, dossier: Dossier) -> bool:
    """Say whether the programme or the strategy has its date already: what is put to the vote is then a new version.

    A programme that keeps the figures of its own year is that act written again, and no new version.
    """
    if about == "programme":
        return dossier.programme is not None and dossier.programme.date is not None and is_current(dossier)
    return about == "strategie" and dossier.strategy is not None and dossier.strategy.adopted_on is not None


def given_by_the_vote(about: str, dossier: Dossier) -> str:
    """Return the rule that only the coming vote can satisfy: the text is there, its date is not."""
    programme, strategy = dossier.programme, dossier.strategy
    if about == "programme" and programme is not None and programme.date is None:
        return "REEN-03"
    return "REEN-12" if about == "strategie" and strategy is not None and strategy.adopted_on is None else ""


def is_ready(about: str, dossier: Dossier, missing: Iterable[str]) -> bool:
    """Say whether there is something to vote on: of the pieces asked of everyone, nothing is missing but what the sitting dates."""
    dated = {given_by_the_vote(about, dossier), "REEN-21" if about == "bilan" else ""}
    return dated.issuperset(missing)


def name_of_act(about: str, dossier: Dossier, year: int) -> str:
    """Name what is voted on.

    Args:
        about: programme, strategie or bilan.
        dossier: the dossier.
        year: that of the account.
    """
    period = dossier.strategy.period if dossier.strategy else None
    return {
        "programme": "programme de travail de la stratégie numérique responsable",
        "strategie": f"stratégie numérique responsable{f' {period.start}–{period.end}' if period else ''}",
        "bilan": f"bilan {year} de la stratégie numérique responsable",
    }[about]


def question(about: str, subject: str, authority: Authority, standing: Standing, *, again: bool, ready: bool) -> str:
    """Return the request, in one sentence; what keeps anything from being asked, as long as there is nothing to vote on.

    Args:
        about: programme, strategie or bilan.
        subject: its name.
        authority: who votes.
        standing: whether article 35 binds it.
        again: a version was adopted before.
        ready: there is something to vote on.
    """
    council = to_the(authority.assembly)
    if not ready:
        return f"Rien n’est encore demandé {council} : le texte à voter n’est pas complet."
    free = standing in FREE
    verb = "proposé" if free else "demandé"
    debate = "" if free else ", avant le débat sur le projet de budget"
    asked = {
        "programme": f"d’approuver l’actualisation du {subject}" if again else f"d’adopter le {subject}",
        "strategie": f"d’approuver l’actualisation de la {subject}" if again else f"d’adopter la {subject}",
        "bilan": f"de prendre acte du {subject}{debate}",
    }[about]
    return f"Il est {verb} {council} {asked}{', à titre volontaire' if free else ''}."


def already(about: str, dossier: Dossier, noted: str = "") -> str:
    """Say what the dossier holds to be decided already; empty when nothing is.

    Args:
        about: programme, strategie or bilan.
        dossier: the dossier.
        noted: the deliberation that noted the account; empty when none did.
    """
    if about == "bilan":
        return f"Il a déjà été pris acte de ce bilan ({act(noted)})." if noted else ""
    if about == "programme":
        date = dossier.programme.date if dossier.programme else None
        return f"Le programme de travail est daté du {long_date(date)}." if date else ""
    strategy = dossier.strategy
    if strategy is None or strategy.adopted_on is None:
        return ""
    by = f" ({act(strategy.deliberation)})" if strategy.deliberation else ""
    return f"La stratégie a été adoptée le {long_date(strategy.adopted_on)}{by}."
