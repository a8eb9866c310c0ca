"""What a publication is of: an adopted strategy, one that is not adopted, a footprint alone; and its date."""

from enum import Enum

from snr_cli.model.dossier import Dossier
from snr_cli.outputs.publication.drawn import Publishable
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import FigureState
from snr_cli.results.sentences.basis import basis_text
from snr_cli.results.sentences.territory import territory_text
from snr_cli.results.territory import readings_of_territory


class PublishedAs(Enum):
    """What is published: its title, how its data are called, the head of the name of its package, what the command says of it."""

    ADOPTED = (
        "Stratégie numérique responsable",
        "Données ouvertes de la stratégie",
        "strategie-numerique-responsable",
        "",
    )
    DRAFT = (
        "Projet de stratégie numérique responsable, non adoptée",
        "Données ouvertes d’un projet de stratégie, non adoptée",
        "projet-strategie-numerique-responsable",
        "strategy.adopted_on n’est pas donné : publiée comme un projet de stratégie, non adoptée",
    )
    FOOTPRINT = (
        "Empreinte du numérique",
        "Données ouvertes d’une collectivité sans stratégie",
        "empreinte-du-numerique",
        "ni objectif, ni action, ni axe, ni moyens, ni date d’adoption : publiée comme une empreinte du numérique, sans stratégie",
    )

    def __init__(self, title: str, data: str, package: str, told: str) -> None:
        """Name the four texts."""
        self.title, self.data, self.package, self.told = title, data, package, told


def published_as(dossier: Dossier) -> PublishedAs:
    """Return what a dossier has to publish."""
    strategy = dossier.strategy
    if strategy is not None and strategy.adopted_on is not None:
        return PublishedAs.ADOPTED
    begun = dossier.objectives or dossier.actions or (strategy is not None and (strategy.axes or strategy.means))
    return PublishedAs.DRAFT if begun else PublishedAs.FOOTPRINT


def dated(dossier: Dossier) -> str | None:
    """Return the latest date that a dossier gives for what is published; None when it gives none.

    That of the figures (`method.as_of`) and those of its acts: never the clock, nor a date that follows from a year.
    """
    every = [dossier.method.as_of]
    every += [dossier.programme.date] if dossier.programme is not None else []
    every += [dossier.strategy.adopted_on] if dossier.strategy is not None else []
    every += [each.report.presented_on for each in dossier.annual_reviews if each.report is not None]
    return max((each for each in every if each is not None), default=None)


def measured_text(drawn: Publishable) -> str:
    """Say what each perimeter rests on: an inventory, head counts, euros, nothing."""
    climate = judged_organisation(drawn.result, drawn.tables, ()).climate
    whose = "L’organisation (ce que la collectivité possède, achète, exploite) "
    of_it = f"est {basis_text(climate.basis)}" if climate.basis is not None else "n’est pas évaluée"
    if climate.state is FigureState.PARTIAL:
        of_it += ", en partie seulement"
    readings = readings_of_territory(drawn.result)
    text = f"{whose}{of_it} ; le territoire n’est pas évalué."
    if readings.is_assessed:
        text = f"{whose}{of_it}. Le territoire est estimé et se lit de deux façons : {territory_text(readings)}."
    both = readings.by_inhabitant.figure.value is not None and climate.value is not None
    return text + (" La première est dans le second : les deux ne s’additionnent pas." if both else "")
