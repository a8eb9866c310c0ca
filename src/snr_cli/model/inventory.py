"""What the organisation owns, buys and operates, and the uses of the territory."""

from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import Field, field_validator

from snr_cli.model.base import Certainty, Count, Identifier, IsoDate, Ratio, Section, Text
from snr_cli.model.refers import Refers

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
        return {name: found if isinstance(found, list) else [found] for name, found in value.items()}


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
