"""Who the authority is, who takes part, and what is known of its territory."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, field_validator

from snr_cli.french.words.terms import of_the_term, titled_term
from snr_cli.model.base import (
    Certainty,
    Department,
    Identifier,
    InseeCode,
    IsoDate,
    Ratio,
    Refers,
    Section,
    Siren,
    Text,
)

INHABITANTS_OF_LAW: Final = 50_000  # loi REEN, art. 35: it binds authorities of more
AuthorityKind = Literal[
    "commune",
    "communaute_de_communes",
    "communaute_agglomeration",
    "communaute_urbaine",
    "metropole",
    "metropole_de_lyon",
    "departement",
    "region",
    "autre",
]
OUTSIDE_LAW: Final = frozenset({"departement", "region"})  # kinds that article 35 does not name
Assembly = Literal[
    "conseil municipal",
    "conseil communautaire",
    "conseil d’agglomération",
    "conseil de communauté",
    "conseil métropolitain",
    "conseil de la métropole",
    "conseil de territoire",
    "conseil territorial",
    "Conseil de Paris",
    "conseil départemental",
    "conseil régional",
    "comité syndical",
    "assemblée délibérante",
]
Theme = Literal[1, 2, 3, 4, 5, 6]
GROUP: Final = "group"  # in the shares of a pooled line, the grouping itself


class Population(Section):
    """Population totale (legal threshold) and municipale (figures by inhabitant), in persons."""

    totale: int | None = Field(
        None,
        ge=1,
        le=70_000_000,
        title="Population totale",
        description="Population totale (INSEE), celle du seuil légal de 50 000 habitants.",
    )
    municipale: int | None = Field(
        None,
        ge=1,
        le=70_000_000,
        title="Population municipale",
        description="Population municipale (INSEE), celle de tous les chiffres par habitant.",
    )
    year: int | None = Field(None, ge=1990, le=2100, title="Millésime", description="Année du recensement.")
    source: Text | None = Field(None, title="Source", description="D’où vient le chiffre.")


def in_force(census: int) -> int:
    """Return the year from whose 1 January the legal populations of a census apply: those of 2019 apply from 2022 (INSEE)."""
    return census + 3


class Figure(Section):
    """A number of the territory with its vintage and source."""

    value: float = Field(ge=0, le=1e9, title="Valeur", description="Le nombre.")
    year: int | None = Field(None, ge=1990, le=2100, title="Millésime", description="Année de la donnée.")
    source: Text | None = Field(None, title="Source", description="D’où vient le chiffre.")


class Agents(Section):
    """Head counts of the organisation, in persons."""

    asked_yearly = frozenset({"total", "equipped", "teleworkers", "telework_days_per_year"})

    total: int | None = Field(None, ge=1, le=200_000, title="Agents", description="Nombre d’agents de la collectivité.")
    equipped: int | None = Field(
        None,
        ge=1,
        le=200_000,
        title=titled_term("equipped_agent", 2),
        description="Agents qui disposent d’un poste de travail informatique.",
    )
    teleworkers: int | None = Field(
        None, ge=0, le=200_000, title="Agents en télétravail", description="Agents qui télétravaillent."
    )
    telework_days_per_year: float | None = Field(
        None,
        ge=0,
        le=366,
        title="Jours de télétravail",
        description="Jours de télétravail par agent concerné et par an.",
    )


class DataCentre(Section):
    """A data centre located on the territory (estimated, never added to the organisation)."""

    id: Text = Field(title="Identifiant", description="Nom court, unique dans la section.")
    label: Text | None = Field(None, title="Nom", description="Nom du centre de données.")
    room_kind: Literal[
        "public_local", "public_national", "entreprise", "colocation", "hyperscale_hpc", "france_average"
    ] = Field("france_average", title="Catégorie", description="Catégorie dont le PUE moyen s’applique par défaut.")
    it_kwh_per_year: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Électricité informatique (kWh/an)",
        description="Électricité des équipements informatiques, par an.",
    )
    it_power_kw: float | None = Field(
        None, ge=0, le=1e6, title="Puissance informatique (kW)", description="Puissance informatique installée."
    )
    load: Ratio | None = Field(None, title="Taux de charge", description="Part de la puissance appelée en moyenne.")
    pue: float | None = Field(None, ge=1, le=5, title="PUE", description="Énergie totale sur énergie informatique.")
    surface_m2: float | None = Field(
        None, ge=0, le=1e6, title="Surface (m²)", description="Surface au sol de la salle."
    )


class Territory(Section):
    """The authority: from its SIREN alone the rest comes from the table of real authorities."""

    asked_yearly = frozenset({"mailboxes", "vms", "fibre_share"})

    name: Text | None = Field(None, title="Nom", description="Nom de la collectivité.")
    kind: AuthorityKind | None = Field(
        None, title="Nature", description="Commune, communauté de communes, d’agglomération, urbaine, métropole."
    )
    assembly: Assembly | None = Field(
        None,
        title="Assemblée",
        description="Comment s’appelle l’assemblée qui délibère ; à défaut, le nom le plus courant pour cette nature.",
    )
    siren: Siren | None = Field(
        None, title="SIREN", description="Numéro SIREN, neuf chiffres : nom, nature et populations en découlent."
    )
    insee_code: InseeCode | None = Field(None, title="Code INSEE", description="Code INSEE d’une commune.")
    department: Department | None = Field(
        None, title="Département", description="Numéro du département : il choisit le facteur d’électricité."
    )
    population: Population | None = Field(None, title="Population", description="Populations totale et municipale.")
    households: Figure | None = Field(None, title="Ménages", description="Nombre de ménages du territoire.")
    jobs: Figure | None = Field(None, title="Emplois", description="Emplois au lieu de travail.")
    fibre_share: Ratio | None = Field(
        None, title="Couverture fibre", description="Part des locaux raccordables à la fibre."
    )
    fixed_lines: Figure | None = Field(
        None, title="Lignes fixes", description="Abonnements internet fixes du territoire."
    )
    mobile_lines: Figure | None = Field(None, title="Lignes mobiles", description="Abonnements mobiles du territoire.")
    communes: int | None = Field(None, ge=1, le=600, title="Communes", description="Nombre de communes membres.")
    data_centres: tuple[DataCentre, ...] = Field(
        (),
        strict=False,
        max_length=1000,
        title="Centres de données",
        description="Centres de données situés sur le territoire.",
    )
    agents: Agents | None = Field(None, title="Effectifs", description="Effectifs de la collectivité.")
    mailboxes: int | None = Field(
        None,
        ge=0,
        le=10_000_000,
        title="Boîtes aux lettres électroniques",
        description="Nombre de boîtes : clé de répartition d’un service mutualisé.",
    )
    vms: int | None = Field(
        None,
        ge=0,
        le=10_000_000,
        title="Machines virtuelles",
        description="Nombre de machines virtuelles employées : clé de répartition d’un service mutualisé.",
    )
    logo: Text | None = Field(
        None,
        title="Logo",
        description="Image PNG, JPEG ou SVG du dossier, de 40 ko au plus, pour la couverture des documents.",
    )
    fictitious: bool = Field(
        False, title="Territoire fictif", description="Vrai pour un exemple : les résultats le disent."
    )

    @field_validator("assembly", mode="before")
    @classmethod
    def _apostrophe(cls, value: Any) -> Any:
        return value.replace("'", "’") if isinstance(value, str) else value  # that of the keyboard

    @field_validator("households", "jobs", "fixed_lines", "mobile_lines", mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        return {"value": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class Governance(Section):
    """Who carries the strategy."""

    elected_lead: Text | None = Field(
        None,
        title=titled_term("elected_lead"),
        description=f"Fonction {of_the_term('elected_lead')} ; son nom peut être donné, il est public.",
    )
    project_lead: Text | None = Field(
        None, title=titled_term("project_lead"), description=f"Fonction {of_the_term('project_lead')}."
    )
    steering: Text | None = Field(None, title="Pilotage", description="Fréquence du comité de pilotage.")
    referents_fte: float | None = Field(
        None,
        ge=0,
        le=10_000,
        title="Référents (ETP)",
        description=f"{titled_term('fte', 2)} consacrés à la démarche, en plus de ceux des actions ; ils comptent dans les moyens.",
    )


class Stakeholder(Section):
    """An actor of the programme, public or private."""

    id: Text | None = Field(None, title="Identifiant", description="Nom court, unique.")
    name: Text = Field(title="Nom", description="Nom de l’acteur.")
    sector: Literal["public", "private"] = Field(title="Secteur", description="Acteur public ou privé.")
    role: Text | None = Field(None, title="Rôle", description="Ce qu’il fait dans la démarche.")
    association: Text | None = Field(None, title="Mode d’association", description="Entretien, atelier, questionnaire…")
    date: IsoDate | None = Field(None, title="Date", description="Date de l’association.")
    asked: Text | None = Field(None, title="Demandé", description="Ce qui lui a été demandé.")
    answered: Text | None = Field(None, title="Répondu", description="Ce qu’il a répondu, et ce qui en a été retenu.")
    concerned_by: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Concerné par",
        description="Thèmes (1 à 6) ou groupes de l’empreinte qui le concernent.",
    )
    certainty: Certainty = "sure"


SectionKey = Literal[
    "territory",
    "governance",
    "stakeholders",
    "equipment",
    "services",
    "virtual",
    "uses",
    "programme",
    "strategy",
    "actions",
    "objectives",
    "indicators",
    "annual_reviews",
    "purchases",
    "end_of_use",
    "waste",
    "contracts",
    "plans",
    "exclusions",
]


class Contributor(Section):
    """Who holds some sections of the dossier: a function, never the name of a person."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique : celui de son classeur (achats).")
    function: Text = Field(
        title="Fonction", description="Direction ou fonction, jamais un nom de personne : direction des achats."
    )
    sections: tuple[SectionKey, ...] = Field(
        (), strict=False, title="Sections", description="Sections du dossier dont elle a les données."
    )
    questions: tuple[Identifier, ...] = Field(
        (),
        strict=False,
        title="Questions",
        description="Questions qui lui sont posées, par leur nom : agents, ordinateurs, impression…",
    )
    due: IsoDate | None = Field(None, title="Échéance", description="Date de retour du classeur.")
    minutes: int | None = Field(
        None, ge=1, le=10_000, title="Durée (minutes)", description="Temps que demande le classeur, en minutes."
    )


class Member(Section):
    """A member of the grouping whose dossier is inside this one."""

    path: Text = Field(title="Dossier", description="Chemin du dossier de la commune, dans ce dossier.")
    id: Identifier | None = Field(
        None, title="Identifiant", description="Nom court, pour les services partagés ; à défaut, celui de son dossier."
    )
    name: Text | None = Field(None, title="Nom", description="Nom de la commune ; à défaut, celui de son dossier.")


class Shared(Section):
    """A pooled line of the grouping and the key that shares it."""

    line: Annotated[Text, Refers("line")] = Field(
        title="Ligne",
        description="Identifiant de la ligne d’équipement ou de service partagée ; une salle l’est avec ses équipements.",
    )
    key: Literal["agents", "mailboxes", "vms", "population", "fixed"] = Field(
        title="Clé", description="Clé de répartition."
    )
    between: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Entre",
        description="Membres qui l’emploient, ou « group » pour le groupement lui-même ; à défaut, tous, et le groupement sauf si la clé est la population.",
    )
    shares: dict[str, Ratio] = Field(
        default_factory=dict,
        title="Parts",
        description="Part de chaque membre, ou de « group » pour le groupement lui-même, si la clé ne se calcule pas ; leur somme vaut 100 %.",
    )
