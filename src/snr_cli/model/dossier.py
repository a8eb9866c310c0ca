"""The whole dossier."""

from typing import Annotated, Any, Final

from pydantic import Field
from pydantic_core import PydanticCustomError

from snr_cli.model.base import Parsed, Section, Text
from snr_cli.model.duties import Contract, EndOfUse, Exclusion, Plans, Purchases, Waste
from snr_cli.model.inventory import Equipment, Import, Service, Use
from snr_cli.model.method import Factors, Method
from snr_cli.model.review import AnnualReview
from snr_cli.model.strategy import Action, Indicator, Objective, Programme, Strategy
from snr_cli.model.territory import Contributor, Governance, Member, Shared, Stakeholder, Territory
from snr_cli.model.texts import SectionName
from snr_cli.model.virtual import Virtual

DOSSIER_FORMAT: Final = 1  # of a dossier: its key `snr`; raised with a step of reading/migrations.py


def _version(value: Any) -> int:
    """Read the version of the format; true equals 1 in Python, and is none.

    Raises:
        PydanticCustomError: type `literal_error`; `format_newer` of a version that is not known yet, `format_older` of one that was.
    """
    if type(value) is int and value != DOSSIER_FORMAT and value > 0:
        kind = "format_newer" if value > DOSSIER_FORMAT else "format_older"
        raise PydanticCustomError(kind, "another version", {"expected": str(DOSSIER_FORMAT)})
    if type(value) is not int or value != DOSSIER_FORMAT:
        raise PydanticCustomError("literal_error", "not a version", {"expected": str(DOSSIER_FORMAT)})
    return DOSSIER_FORMAT


Version = Annotated[int, Parsed(_version, {"const": DOSSIER_FORMAT})]


class Dossier(Section):
    """A versioned folder of YAML, once its included files are joined. Only the first three keys are required."""

    snr: Version = Field(title="Version du format", description=f"Toujours {DOSSIER_FORMAT}.")
    reference_year: int = Field(
        ge=1990,
        le=2100,
        title="Année de référence",
        description="Année étudiée ; les quantités sont celles du 31 décembre.",
    )
    territory: Territory = Field(title="Collectivité", description="Qui est la collectivité.")
    governance: Governance | None = Field(None, title="Gouvernance", description="Qui porte la stratégie.")
    stakeholders: tuple[Stakeholder, ...] = Field(
        (), strict=False, title="Acteurs", description="Acteurs publics et privés."
    )
    equipment: tuple[Equipment, ...] = Field(
        (), strict=False, title="Équipements", description="Parc de l’organisation."
    )
    # written in `equipment` (items with `from`): the reader puts them here before validation
    imports: tuple[Import, ...] = Field((), strict=False, title="Inventaires", description="Inventaires à lire.")
    services: tuple[Service, ...] = Field(
        (), strict=False, title="Services", description="Salles, cloud, lignes, sites, IA, papier…"
    )
    virtual: Virtual | None = Field(
        None,
        title="Virtualisation",
        description="Machines virtuelles et applications : comment les hôtes se répartissent.",
    )
    uses: tuple[Use, ...] = Field((), strict=False, title="Usages", description="Usages numériques du territoire.")
    programme: Programme | None = Field(
        None, title="Programme de travail", description="Le programme de travail du décret."
    )
    strategy: Strategy | None = Field(None, title="Stratégie", description="La stratégie numérique responsable.")
    actions: tuple[Action, ...] = Field((), strict=False, title="Actions", description="Mesures.")
    objectives: tuple[Objective, ...] = Field((), strict=False, title="Objectifs", description="Objectifs chiffrés.")
    indicators: tuple[Indicator, ...] = Field(
        (), strict=False, title="Indicateurs", description="Indicateurs de suivi."
    )
    annual_reviews: tuple[AnnualReview, ...] = Field(
        (), strict=False, title="Bilans annuels", description="Bilans annuels."
    )
    purchases: tuple[Purchases, ...] = Field((), strict=False, title="Achats", description="Achats par année (AGEC).")
    end_of_use: tuple[EndOfUse, ...] = Field(
        (), strict=False, title="Fin d’usage", description="Biens réformés par année."
    )
    waste: tuple[Waste, ...] = Field((), strict=False, title="DEEE", description="Déchets d’équipements par année.")
    contracts: tuple[Contract, ...] = Field((), strict=False, title="Marchés", description="Marchés numériques.")
    plans: Plans | None = Field(None, title="Plans", description="PCAET, SPASER, BEGES, schéma directeur.")
    exclusions: tuple[Exclusion, ...] = Field(
        (), strict=False, title="Exclusions", description="Ce qui est laissé de côté, et pourquoi."
    )
    limits: tuple[Text, ...] = Field((), strict=False, title="Limites", description="Limites de l’étude.")
    diagram: Text | None = Field(
        None, title="Schéma fonctionnel", description="Fichier ou texte du schéma du système d’information."
    )
    texts: dict[SectionName, Text] = Field(
        default_factory=dict,
        title="Textes",
        description="Textes propres à une section des documents (Markdown : paragraphes, listes, emphase, liens).",
    )
    contributors: tuple[Contributor, ...] = Field(
        (),
        strict=False,
        title="Contributeurs",
        description="Qui détient les données : à chacun son classeur (snr collect).",
    )
    members: tuple[Member, ...] = Field((), strict=False, title="Membres", description="Dossiers des communes membres.")
    shared: tuple[Shared, ...] = Field(
        (), strict=False, title="Services partagés", description="Services mutualisés et leur clé."
    )
    method: Method = Field(default_factory=Method, title="Méthode", description="Options de calcul.")
    factors: Factors = Field(
        default_factory=Factors, title="Facteurs", description="Valeurs et types propres au dossier."
    )

    @property
    def household_rates(self) -> tuple[Use, ...]:
        """The uses that the reading by household takes in place of the national rates: devices, by household or by inhabitant."""
        return tuple(
            use
            for use in self.uses
            if use.kind == "equipment_rate" and (use.per_household is not None or use.per_inhabitant is not None)
        )
