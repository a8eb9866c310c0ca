"""A version that a council voted: what its text said, copied, and never computed again. A key that is absent is not known."""

from typing import Literal

from pydantic import Field

from snr_cli.french.words.terms import titled_term
from snr_cli.model.base import Identifier, IsoDate, Ratio, Section, Text
from snr_cli.model.strategy import MOMENTS, ActionStatus, Period, Schedule, Tax

VotedDocument = Literal["programme", "strategie", "bilan"]


class VotedFootprint(Section):
    """The footprint of the organisation that the text gives, and how it was computed."""

    kg: float = Field(ge=0, le=1e15, title="Total (kgCO2e/an)", description="Empreinte de l’organisation, par an.")
    low: float | None = Field(
        None, ge=0, le=1e15, title="Borne basse", description="Borne basse, si le texte la donne."
    )
    high: float | None = Field(
        None, ge=0, le=1e15, title="Borne haute", description="Borne haute, si le texte la donne."
    )
    factors: Text | None = Field(
        None,
        title="Facteurs",
        description=f"{titled_term('factor_set')} et version de ses tables : ademe 22fc5f482647.",
    )
    method: Text | None = Field(
        None, title="Méthode", description="Comment elle a été obtenue : par ratios, périmètre, outil."
    )


class VotedObjective(Section):
    """An objective as it was voted."""

    id: Identifier = Field(title="Identifiant", description="Celui de l’objectif du dossier qui le poursuit.")
    title: Text | None = Field(None, title="Intitulé", description="L’objectif en une phrase.")
    reduction: Ratio | None = Field(None, title="Réduction", description="Réduction visée, en part.")
    target: float | None = Field(None, ge=0, le=1e15, title="Cible", description="Valeur à atteindre, dans son unité.")
    start: int | None = Field(None, ge=1990, le=2100, alias="from", title="De", description="Année de référence.")
    by: int | None = Field(None, ge=1990, le=2100, title="D’ici", description="Année cible.")


class VotedAction(Section):
    """A measure as it was voted."""

    id: Identifier = Field(title="Identifiant", description="Celui de l’action du dossier qui la poursuit.")
    title: Text | None = Field(None, title="Intitulé", description="Verbe à l’infinitif.")
    status: ActionStatus | None = Field(
        None, title="Statut", description="Idée, prévue, engagée, terminée ou abandonnée."
    )
    schedule: Schedule | None = Field(
        None, title="Calendrier", description=f"{', '.join(MOMENTS.values()).capitalize()}."
    )


class VotedMeans(Section):
    """The means that the text gives for its whole period."""

    eur: float | None = Field(None, ge=0, le=1e12, title="Dépenses (€)", description="Total de la période.")
    tax: Tax | None = Field(None, title="HT ou TTC", description="Hors taxes, ou toutes taxes comprises.")
    funded_eur: float | None = Field(
        None, ge=0, le=1e12, title="Financements (€)", description="Ce que d’autres paient, sur la période."
    )
    savings_eur_per_year: float | None = Field(
        None, ge=0, le=1e12, title="Économies (€/an)", description="Économies attendues par an à plein effet."
    )
    fte: float | None = Field(None, ge=0, le=1e5, title="ETP", description=f"{titled_term('fte', 2)} par an.")


class Voted(Section):
    """A document that a council voted, as `snr adopt` keeps it beside its file."""

    document: VotedDocument = Field(title="Document", description="Programme, stratégie ou bilan.")
    voted_on: IsoDate = Field(title="Votée le", description="Date de la délibération.")
    act: Text = Field(title="Acte", description="Numéro de la délibération.")
    number: int = Field(
        1, ge=1, le=99, title="Numéro", description="Rang parmi les versions votées le même jour ; 1 à défaut."
    )
    file: Text | None = Field(None, title="Fichier", description="Copie du document voté, à côté de ce fichier.")
    sha256: Text | None = Field(None, title="Empreinte du fichier", description="SHA-256 de ses octets.")
    text_sha256: Text | None = Field(
        None,
        title="Empreinte du texte",
        description="SHA-256 de son texte, que le fichier garde s’il est réenregistré.",
    )
    reference_year: int | None = Field(
        None, ge=1990, le=2100, title="Année de référence", description="Année des chiffres du texte."
    )
    period: Period | None = Field(None, title="Période", description="Années couvertes.")
    footprint: VotedFootprint | None = Field(None, title="Empreinte", description="Celle que le texte donne.")
    whole: bool = Field(
        False,
        title="Complète",
        description="Vrai si tout ce que le texte décide est ici : sans objectif ni action, il n’en a alors pas ; sinon ils sont inconnus.",
    )
    objectives: tuple[VotedObjective, ...] = Field(
        (), strict=False, title="Objectifs", description="Ceux que le texte donne."
    )
    actions: tuple[VotedAction, ...] = Field(
        (), strict=False, title="Actions", description="Celles que le texte donne."
    )
    means: VotedMeans | None = Field(None, title="Moyens", description="Ceux que le texte donne.")

    @property
    def knows_objectives(self) -> bool:
        """Say whether its objectives are known, were there none."""
        return self.whole or bool(self.objectives)

    @property
    def knows_actions(self) -> bool:
        """Say whether its measures are known, were there none."""
        return self.whole or bool(self.actions)
