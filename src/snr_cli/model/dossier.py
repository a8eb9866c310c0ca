"""The whole dossier: what the organisation owns, buys and operates, how its lines are shared, the options of the method."""

from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from snr_cli.french.words.terms import Licence, term, titled_term
from snr_cli.model.base import Certainty, Count, Identifier, IsoDate, OwnType, Parsed, Ratio, Refers, Section, Text
from snr_cli.model.duties import Contract, EndOfUse, Exclusion, Plans, Purchases, Waste
from snr_cli.model.strategy import Action, AnnualReview, Indicator, Objective, Programme, Strategy, Voted
from snr_cli.model.territory import Contributor, Governance, Member, Shared, Stakeholder, Territory
from snr_cli.model.texts import SectionName

# What the organisation owns, buys and operates, and the uses of the territory.

Quality = Literal["high", "medium", "low"]
RoomKind = Literal["public_local", "public_national", "entreprise", "colocation", "hyperscale_hpc", "france_average"]

# words of lines: they change no figure; the proofs of a life before or after do (`upstream_source`, `reuse_source`)
LINE_TEXTS: Final = {
    "equipment": {
        "label", "certainty", "source", "lifetime_source", "total_lifetime_source", "note", "inventory", "in_addition",
    },
    "services": {"certainty", "label", "source", "note", "rgesn", "rgaa"},
}  # fmt: skip


class Telework(Section):
    """Equipment at home. For an internet box only the telework days count, shared by the household (RCP SI, p. 15)."""

    days_per_year: float = Field(
        ge=0, le=366, title="Jours par an", description="Jours de télétravail par agent et par an."
    )
    persons_per_household: float | None = Field(
        None,
        ge=1,
        le=20,
        title="Personnes par ménage",
        description="2,16 par défaut (France 2021) ; l’exemple du RCP prend 2,3.",
    )


@lru_cache(maxsize=1024)
def _kept_once(keys: frozenset[str]) -> set[str]:
    return set(keys)


class Equipment(Section):
    """A line of equipment: a type, a quantity (units) and what is known of its life and use."""

    shown_first = frozenset({"label", "entity", "lifetime_years", "purchase_year", "quality", "source", "certainty"})
    asked_yearly = frozenset({"quantity", "refurbished_share", "reuse_rate", "purchased_in_year"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique parmi toutes les lignes.")
    type: Annotated[Text, Refers("equipment_type", "own_type")] = Field(
        title="Type", description="À choisir dans la liste ; ou un type propre au dossier, dont le nom commence par x-."
    )
    quantity: Count = Field(ge=0, le=1e9, title="Quantité", description="Nombre d’unités en service au 31 décembre.")
    label: Text | None = Field(None, title="Libellé", description="Ce que la ligne désigne.")
    site: Text | None = Field(None, title="Site", description="Lieu.")
    entity: Text | None = Field(None, title="Entité", description="Mairie, écoles, CCAS, médiathèques…")
    state: Literal["in_use", "spare", "stored"] = Field(
        "in_use", title="État", description="En service, de secours ou en stock ; hors service, pas d’électricité."
    )
    ownership: Literal["professional", "byod", "cope"] = Field(
        "professional",
        title="Usage",
        description="Professionnel (100 %), personnel (BYOD, 57 %), mixte fourni (COPE, 85 %).",
    )
    lifetime_years: float | None = Field(
        None,
        ge=0.25,
        le=60,
        title="Durée de vie (ans)",
        description="Durée d’utilisation observée dans l’organisation.",
    )
    lifetime_source: Text | None = Field(
        None, title="Source de la durée de vie", description="D’où vient la durée de vie."
    )
    refurbished_share: Ratio | None = Field(
        None, title="Part reconditionnée", description="Part des achats en reconditionné."
    )
    upstream_years: float | None = Field(
        None,
        ge=0,
        le=20,
        title="Vie amont (ans)",
        description="Durée de vie avant l’achat reconditionné ; ne compte qu’avec sa source.",
    )
    upstream_source: Text | None = Field(
        None, title="Source de la vie amont", description="Preuve de la durée de vie amont."
    )
    reuse_rate: Ratio | None = Field(
        None,
        title="Taux de réemploi",
        description="Part réemployée en fin d’usage ; ne compte qu’avec la source du réemploi.",
    )
    total_lifetime_years: float | None = Field(
        None,
        ge=0.25,
        le=60,
        title="Durée de vie totale moyenne (ans)",
        description="Durée de vie totale moyenne de la catégorie.",
    )
    total_lifetime_source: Text | None = Field(
        None,
        title="Source de la durée de vie totale",
        description="Étude de l’ADEME sur les produits reconditionnés (2022), avec la catégorie ; ou autre source.",
    )
    reuse_source: Text | None = Field(None, title="Source du réemploi", description="Certificats de réemploi.")
    purchase_year: int | None = Field(
        None, ge=1990, le=2100, title="Année d’achat", description="Année d’achat de la ligne, si elle est homogène."
    )
    purchased_in_year: float | None = Field(
        None,
        ge=0,
        le=1e9,
        title="Achetés dans l’année",
        description="Unités achetées dans l’année de référence ; sert à l’option de la méthode qui ne compte que les achats de l’année.",
    )
    depreciation_years: float | None = Field(
        None,
        ge=0.25,
        le=60,
        title="Amortissement (ans)",
        description="Durée d’amortissement comptable ; sert à l’option de la méthode qui répartit la fabrication sur elle.",
    )
    kwh_per_year: float | None = Field(
        None,
        ge=0,
        le=1e6,
        title="Électricité (kWh/an par unité)",
        description="Électricité mesurée ou estimée d’une unité.",
    )
    room: Annotated[Identifier | None, Refers("room")] = Field(
        None, title="Salle", description="Identifiant de la salle serveurs (son PUE s’applique)."
    )
    place: Annotated[Text | None, Refers("place")] = Field(
        None,
        title="Lieu de l’électricité",
        description="Code du lieu (FR, FR-RE, DE…) s’il diffère de la collectivité.",
    )
    telework: Telework | None = Field(
        None,
        title="Télétravail",
        description="Équipement au domicile des agents ; la part jours ÷ 365 ÷ ménage ne vaut que pour la box (RCP SI, p. 15).",
    )
    inventory: Identifier | None = Field(
        None,
        title="Inventaire",
        description="Remplace la quantité : la ligne prend les appareils de son type (et de son entité) lus dans cet inventaire.",
    )
    in_addition: bool = Field(
        False,
        title="En plus",
        description="Vrai si la ligne s’ajoute aux appareils du même type lus dans un inventaire.",
    )
    quality: Quality = Field(
        "low", title="Qualité", description="D’où vient la valeur : inventaire, enquête ou estimation."
    )
    source: Text | None = Field(None, title="Source", description="Export, facture, enquête…")
    note: Text | None = Field(None, title="Note", description="Commentaire libre.")
    certainty: Certainty = "sure"

    @model_validator(mode="after")
    def _of_the_same_keys(self) -> Self:
        """Lines that write the same keys hold one set of them, two fifths of what a line weighs: they are frozen, none adds to it."""
        object.__setattr__(self, "__pydantic_fields_set__", _kept_once(frozenset(self.model_fields_set)))
        return self


class Retirement(NamedTuple):
    """Devices of a type that an inventory says retired in a year, and how old they were."""

    type: str
    year: int
    age: float
    units: float


class Import(Section):
    """An item of `equipment` that comes from an inventory: written `- {id: parc, from: inventaire/glpi.csv}`."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique parmi toutes les lignes.")
    files: tuple[Text, ...] = Field(
        strict=False,
        min_length=1,
        alias="from",
        title="Fichiers",
        description="Exports à lire (CSV, TSV, XLSX, ODS, GLPI), dans ce dossier ; un nom ou une liste.",
    )
    mapping: Text | None = Field(
        None, title="Correspondances", description="Fichier de corrections : colonnes, statuts, types."
    )
    sheets: tuple[Text, ...] = Field(
        (),
        strict=False,
        alias="sheet",
        title="Feuilles",
        description="Feuilles à lire d’un classeur, un nom ou une liste ; à défaut, toutes celles qui semblent des inventaires.",
    )
    type: Annotated[Text | None, Refers("equipment_type", "own_type")] = Field(
        None, title="Type par défaut", description="Type des lignes qu’aucune règle ne reconnaît (liste de moniteurs…)."
    )
    keep: dict[str, Annotated[tuple[Text, ...], Field(strict=False)]] = Field(
        default_factory=dict,
        title="Filtre",
        description="Titre de colonne : valeurs gardées ; le reste est mis de côté.",
    )
    entity: Text | None = Field(None, title="Entité", description="Entité des lignes qui n’en disent pas.")
    site: Text | None = Field(None, title="Site", description="Lieu des lignes qui n’en disent pas.")
    quality: Quality = Field(
        "high", title="Qualité", description="Un inventaire ; un relevé partiel ou une estimation s’il est incomplet."
    )
    source: Text | None = Field(None, title="Source", description="D’où vient l’export, et de quand.")
    certainty: Certainty = "sure"

    @field_validator("files", "sheets", mode="before")
    @classmethod
    def _one_name(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("keep", mode="before")
    @classmethod
    def _one_value(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: values if isinstance(values, list) else [values] for name, values in value.items()}


class Rgesn(Section):
    """Ecodesign self-assessment: validated and applicable criteria by priority (RGESN 2024: 30, 29, 19)."""

    version: Literal["2024", "2022"] = Field("2024", title="Version", description="Version du référentiel.")
    date: Text | None = Field(None, title="Date", description="Date de l’évaluation.")
    priority_valid: int = Field(
        0, ge=0, le=30, title="Prioritaires validés", description="Critères prioritaires validés."
    )
    priority_applicable: int = Field(
        30, ge=0, le=30, title="Prioritaires applicables", description="Critères prioritaires applicables."
    )
    recommended_valid: int = Field(
        0, ge=0, le=29, title="Recommandés validés", description="Critères recommandés validés."
    )
    recommended_applicable: int = Field(
        29, ge=0, le=29, title="Recommandés applicables", description="Critères recommandés applicables."
    )
    moderate_valid: int = Field(0, ge=0, le=19, title="Modérés validés", description="Critères modérés validés.")
    moderate_applicable: int = Field(
        19, ge=0, le=19, title="Modérés applicables", description="Critères modérés applicables."
    )
    declaration_url: Text | None = Field(None, title="Déclaration", description="Adresse de la déclaration.")


class Rgaa(Section):
    """Accessibility of a service (RGAA)."""

    rate: Ratio | None = Field(None, title="Taux de conformité", description="Part des critères respectés.")
    declaration_date: IsoDate | None = Field(
        None, title="Date de la déclaration", description="Date de la déclaration d’accessibilité."
    )
    statement_on_home_page: bool | None = Field(
        None, title="Mention en page d’accueil", description="La page d’accueil dit le niveau de conformité."
    )
    scheme_url: Text | None = Field(None, title="Schéma pluriannuel", description="Adresse du schéma pluriannuel.")


class Service(Section):
    """A service: a volume in the functional unit of its type; websites and server rooms have their own fields."""

    shown_first = frozenset(
        {
            "quantity",
            "label",
            "entity",
            "pue",
            "metered_kwh_per_year",
            "page_views",
            "page_weight_mb",
            "quality",
            "source",
            "certainty",
        }
    )
    asked_yearly = frozenset({"quantity", "metered_kwh_per_year", "page_views", "page_weight_mb", "mobile_share"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique parmi toutes les lignes.")
    type: Annotated[Text, Refers("service_type", "built_in_service")] = Field(
        title="Type",
        description="À choisir dans la liste : site, salle serveurs, ou ce qui est consommé ; ou un type propre au dossier, en x-.",
    )
    quantity: float | None = Field(
        None, ge=0, le=1e15, title="Volume par an", description="Volume annuel dans l’unité fonctionnelle du type."
    )
    label: Text | None = Field(None, title="Libellé", description="Ce que la ligne désigne.")
    site: Text | None = Field(None, title="Site", description="Lieu.")
    entity: Text | None = Field(None, title="Entité", description="Entité qui l’utilise.")
    place: Annotated[Text | None, Refers("place")] = Field(
        None, title="Lieu d’hébergement", description="Code du lieu de l’électricité (FR, DE, US…)."
    )
    pue: float | None = Field(None, ge=1, le=5, title="PUE", description="PUE de la salle ou de l’hébergeur.")
    room_kind: RoomKind | None = Field(None, title="Catégorie de salle", description="Choisit le PUE moyen par défaut.")
    metered_kwh_per_year: float | None = Field(
        None,
        ge=0,
        le=1e9,
        title="Électricité mesurée (kWh/an)",
        description="Consommation totale mesurée de la salle ; elle remplace celle des équipements de la salle.",
    )
    retention_years: float | None = Field(
        None,
        ge=0,
        le=100,
        title="Conservation (ans)",
        description="Années pendant lesquelles un courriel est gardé (10 par défaut) ; 0 s’il est gardé dans un stockage compté à part.",
    )
    surface_m2: float | None = Field(
        None, ge=0, le=1e6, title="Surface (m²)", description="Surface au sol de la salle serveurs."
    )
    page_views: float | None = Field(
        None, ge=0, le=1e12, title="Pages vues par an", description="Pages vues par le public, pour un site."
    )
    page_weight_mb: float | None = Field(
        None,
        ge=0,
        le=1000,
        title="Poids d’une page (Mo)",
        description="Poids moyen transféré d’une page, pour un site.",
    )
    mobile_share: Ratio | None = Field(
        None, title="Part du trafic mobile", description="Part des pages vues en réseau mobile, pour un site."
    )
    rgesn: Rgesn | None = Field(None, title="RGESN", description="Auto-évaluation d’écoconception.")
    rgaa: Rgaa | None = Field(None, title="RGAA", description="Accessibilité.")
    quality: Quality = Field(
        "low", title="Qualité", description="D’où vient la valeur : facture, compteur, enquête ou estimation."
    )
    source: Text | None = Field(None, title="Source", description="Facture, outil de mesure…")
    note: Text | None = Field(None, title="Note", description="Commentaire libre.")
    certainty: Certainty = "sure"


class Use(Section):
    """A digital use of the residents or professionals: a second reading of the territory, never added."""

    asked_yearly = frozenset({"quantity", "per_household", "per_inhabitant"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    kind: Literal["equipment_rate", "traffic", "streaming", "service"] = Field(
        title="Nature", description="Taux d’équipement, trafic, vidéo ou service."
    )
    type: Annotated[Text, Refers("service_type", "equipment_type", "own_type")] = Field(
        title="Type", description="Type d’équipement ou de service du catalogue."
    )
    label: Text | None = Field(None, title="Libellé", description="Ce que la ligne désigne.")
    quantity: float | None = Field(
        None, ge=0, le=1e15, title="Quantité par an", description="Unités, heures ou Go sur le territoire."
    )
    per_household: float | None = Field(None, ge=0, le=1000, title="Par ménage", description="Quantité par ménage.")
    per_inhabitant: float | None = Field(None, ge=0, le=1e6, title="Par habitant", description="Quantité par habitant.")
    quality: Quality = Field(
        "low", title="Qualité", description="D’où vient la valeur : facture, compteur, enquête ou estimation."
    )
    source: Text | None = Field(None, title="Source", description="Enquête, opérateur, baromètre…")
    certainty: Certainty = "sure"


# Options of the method and the dossier's own factors.

Option = Literal["flux", "beges", "post_amortisation_zero", "numecoeval_reel"]
Estimated = Literal["computers", "monitors", "phones", "printers", "tablets", "desk_phones", "paper", "telework_boxes"]


class EstimatedLine(NamedTuple):
    """A line that an estimate makes: its id, its type, the parameter that says its share of what is counted; empty for all of it."""

    id: str
    type: str
    share: str = ""


class EstimateKind(NamedTuple):
    """What `method.estimate` may ask for; french/words/terms.py has its words.

    Attributes:
        parameter: how many there are by agent; empty for what is counted otherwise.
        lines: those that it makes: what an action names to act on one.
        guard: a type, a group, a group of annex A or a role that a given line has: nothing is estimated beside it.
    """

    parameter: str
    lines: tuple[EstimatedLine, ...]
    guard: str


ESTIMATE_KINDS: Final[dict[Estimated, EstimateKind]] = {
    "computers": EstimateKind(
        "per_agent_computer",
        (
            EstimatedLine("estimated-computers-laptop", "laptop", "estimated_laptop_share"),
            EstimatedLine("estimated-computers-desktop", "desktop_professional", "estimated_desktop_share"),
        ),
        "computer",
    ),
    "monitors": EstimateKind("per_agent_monitor", (EstimatedLine("estimated-monitors", "monitor"),), "monitor"),
    "phones": EstimateKind("per_agent_smartphone", (EstimatedLine("estimated-phones", "smartphone"),), "mobile_phone"),
    "printers": EstimateKind("per_agent_printer", (EstimatedLine("estimated-printers", "printer_laser"),), "printing"),
    "tablets": EstimateKind("per_agent_tablet", (EstimatedLine("estimated-tablets", "tablet"),), "tablet"),
    "desk_phones": EstimateKind(
        "per_agent_desk_phone", (EstimatedLine("estimated-desk_phones", "ip_phone"),), "ip_phone"
    ),
    "paper": EstimateKind("paper_per_agent", (EstimatedLine("estimated-paper", "paper_kg"),), "paper"),
    # counted from teleworkers: one each
    "telework_boxes": EstimateKind("", (EstimatedLine("estimated-telework_boxes", "internet_box"),), "internet_box"),
}
# options of the method that may be asked for together
OPTIONS_TOGETHER = frozenset({"beges", "post_amortisation_zero"})
Years = Annotated[float, Field(ge=0.25, le=60)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Stage = Literal["manufacturing", "distribution", "end_of_life", "embodied_total"]


class OrganisationLifetime(Section):
    """The organisation's own default lifetime for a type."""

    years: float = Field(ge=0.25, le=60, title="Années", description="Durée de vie.")
    source: Text = Field(title="Source", description="D’où vient la durée.")


class Method(Section):
    """How the footprint is computed: the method, its options, the factor set."""

    name: Literal["rcp-si"] = Field(
        "rcp-si", title="Méthode", description="RCP Système d’information (ADEME, novembre 2024)."
    )
    options: tuple[Option, ...] = Field(
        (),
        strict=False,
        title="Options",
        description="Comment compter la fabrication, si ce n’est pas sur la durée de vie.",
    )
    factor_set: Annotated[Text, Refers("factor_set")] = Field(
        "ademe", title=titled_term("factor_set"), description="ademe, declarations ou ecodiag."
    )
    factors_licence: Licence = Field(
        "all",
        title="Licence des facteurs",
        description="Tous les facteurs ; ou sans ceux dont la redistribution est incertaine ; ou, de plus, sans ceux d’une licence ouverte tirés d’une base qui ne l’est pas.",
    )
    lifetimes: Annotated[dict[str, OrganisationLifetime], Refers("equipment_type", "own_type")] = Field(
        default_factory=dict, title="Durées de vie par type", description="Durées de vie de l’organisation, par type."
    )
    depreciation_years: Annotated[dict[str, Years], Refers("equipment_type", "own_type")] = Field(
        default_factory=dict, title="Amortissements par type", description="Durées d’amortissement comptable, par type."
    )
    estimate: tuple[Estimated, ...] = Field(
        (),
        strict=False,
        title="Estimer",
        description="Équipements et papier à estimer depuis les effectifs, faute d’inventaire.",
    )
    impute: bool = Field(
        False,
        title="Déduire du climat",
        description="Sans facteur d’une autre catégorie, déduire la fabrication d’un équipement de son empreinte climat, avec l’erreur "
        "mesurée. Sans effet avec les seuls facteurs de licence ouverte.",
    )
    as_of: IsoDate | None = Field(
        None, title="Au", description="Date à laquelle juger les règles qui en demandent une."
    )


class Override(Section):
    """Another value for a factor, a lifetime or a consumption of the catalogue, with its source."""

    type: Annotated[Text | None, Refers("equipment_type", "own_type")] = Field(
        None, title="Type", description="Type d’équipement."
    )
    service: Annotated[Text | None, Refers("service_type")] = Field(
        None, title="Service", description="Type de service."
    )
    component: Annotated[Text | None, Refers("component")] = Field(
        None, title="Composante", description="Composante du service : total, centre de données, terminal…"
    )
    electricity: Annotated[Text | None, Refers("place")] = Field(
        None, title="Électricité", description="Code du lieu (FR, FR-RE…)."
    )
    category: Annotated[Text | None, Refers("category_or_electricity")] = Field(
        None, title="Catégorie", description="Catégorie d’impact, ou l’électricité pour les kWh d’un service."
    )
    stage: Stage | None = Field(None, title="Étape", description="Étape du cycle de vie.")
    value: float | None = Field(
        None, ge=0, le=1e12, title="Valeur", description="Valeur du facteur, dans l’unité de la catégorie."
    )
    lifetime_years: float | None = Field(
        None, ge=0.25, le=60, title="Durée de vie (ans)", description="Durée de vie par défaut."
    )
    kwh_per_year: float | None = Field(
        None, ge=0, le=1e6, title="kWh/an", description="Consommation annuelle d’une unité."
    )
    year: int | None = Field(None, ge=1990, le=2100, title="Année", description="Année de la donnée.")
    source: Text = Field(title="Source", description="D’où vient la valeur : obligatoire.")


class NewType(Section):
    """A type of equipment that the catalogue does not have."""

    id: OwnType = Field(title="Identifiant", description="Nom court qui commence par x- : x-borne.")
    label: Text = Field(title="Libellé", description="Nom en français.")
    inventory_group: (
        Literal["workplace", "printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings"]
        | None
    ) = Field(None, title="Groupe", description="Groupe de l’annexe A.")
    embodied: Annotated[dict[str, dict[Stage, Amount]], Refers("category")] = Field(
        title="Facteurs", description="Par catégorie puis par étape, pour une unité entière."
    )
    lifetime_years: float = Field(ge=0.25, le=60, title="Durée de vie (ans)", description="Durée de vie.")
    kwh_per_year: float | None = Field(
        None,
        ge=0,
        le=1e6,
        title="kWh/an",
        description=f"Consommation annuelle d’une unité ; absente, l’utilisation est {term('not_assessed', feminine=True)}.",
    )
    year: int | None = Field(None, ge=1990, le=2100, title="Année", description="Année de la donnée.")
    source: Text = Field(title="Source", description="D’où viennent les valeurs : obligatoire.")


class Factors(Section):
    """Overrides and types of the dossier."""

    overrides: tuple[Override, ...] = Field(
        (), strict=False, title="Valeurs remplacées", description="Chacune avec sa source."
    )
    types: tuple[NewType, ...] = Field((), strict=False, title="Types propres", description="Types x-… du dossier.")


# Host → virtual machine → application: how the lines of the organisation are shared, never what they total.

Allocation = Literal["rcp_standard", "rcp_full", "rcp_idle", "vcpu", "storage", "key"]


class Pool(Section):
    """Lines whose machines share them together: servers with their array and switches, or a host with its own rule."""

    id: Identifier = Field(title="Identifiant", description="Nom court : l’hôte que nomment les machines.")
    lines: tuple[Identifier, ...] = Field(
        strict=False,
        min_length=1,
        title="Lignes",
        description="Lignes d’équipement (serveurs, baie, commutateurs) et salle à compteur que le groupe réunit.",
    )
    allocation: Allocation | None = Field(
        None, title="Répartition", description="Clé de ce groupe, si elle diffère de celle de la virtualisation."
    )
    label: Text | None = Field(None, title="Libellé", description="Ce que le groupe désigne.")
    certainty: Certainty = "sure"


class Machine(Section):
    """A virtual machine, or several alike: what it reserves of its host."""

    asked_yearly = frozenset({"quantity", "key"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    host: Identifier = Field(title="Hôte", description="Ligne d’équipement, ou groupe d’hôtes, qui porte la machine.")
    label: Text | None = Field(None, title="Libellé", description="Ce que la machine désigne.")
    quantity: Count = Field(1.0, ge=0, le=1e6, title="Quantité", description="Nombre de machines semblables.")
    vcpu: float | None = Field(
        None, ge=0, le=1e5, title="vCPU", description="Processeurs virtuels réservés par une machine."
    )
    ram_gb: float | None = Field(
        None, ge=0, le=1e6, title="Mémoire (Go)", description="Mémoire réservée par une machine."
    )
    storage_gb: float | None = Field(
        None, ge=0, le=1e9, title="Stockage (Go)", description="Stockage réservé par une machine."
    )
    hours_per_year: float = Field(
        8760.0, ge=0, le=8784, title="Heures par an", description="Heures de réservation dans l’année."
    )
    key: Ratio | None = Field(
        None,
        title="Clé",
        description="Part de l’hôte que portent ces machines ensemble, quand la répartition se fait par une clé.",
    )
    certainty: Certainty = "sure"


class Application(Section):
    """An application and the machines and cloud services that it runs on."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    label: Text | None = Field(None, title="Libellé", description="Nom de l’application.")
    machines: tuple[Identifier, ...] = Field(
        strict=False,
        min_length=1,
        title="Machines",
        description="Machines virtuelles, ou lignes de services (cloud).",
    )
    shares: dict[str, Ratio] = Field(
        default_factory=dict,
        title="Parts",
        description="Machine : part qu’en prend l’application ; sans part, les applications d’une machine la partagent également.",
    )
    certainty: Certainty = "sure"


class Virtual(Section):
    """The virtual layer: a second reading of lines already counted."""

    allocation: Allocation = Field(
        "rcp_standard",
        title="Répartition",
        description="Comment un hôte se répartit entre ses machines (RCP Cloud, p. 57-58, ou une clé).",
    )
    pools: tuple[Pool, ...] = Field(
        (), strict=False, title="Groupes d’hôtes", description="Lignes partagées ensemble, ou hôtes sans machine."
    )
    machines: tuple[Machine, ...] = Field(
        (), strict=False, title="Machines virtuelles", description="Machines, chacune sur un hôte."
    )
    applications: tuple[Application, ...] = Field(
        (), strict=False, title="Applications", description="Applications, et ce qui les porte."
    )


# The whole dossier.

DOSSIER_FORMAT: Final = 1  # of a dossier: its key `snr`; raised by a change that breaks dossiers


def _version(value: Any) -> int:
    """Read the version of the format; true equals 1 in Python, and is none.

    Raises:
        PydanticCustomError: type `literal_error`; `format_newer` of a version that is not known yet.
    """
    if type(value) is int and value > DOSSIER_FORMAT:
        raise PydanticCustomError("format_newer", "another version", {"expected": str(DOSSIER_FORMAT)})
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
    voted: tuple[Voted, ...] = Field(
        (),
        strict=False,
        title="Versions votées",
        description="Ce que le conseil a voté, tel quel (snr adopt l’écrit dans versions/).",
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
