"""Adjacent duties: purchases (AGEC), end of use (REEN 16), WEEE, contracts, plans."""

from typing import Annotated, Literal

from pydantic import Field

from snr_cli.model.base import Certainty, Count, Identifier, IsoDate, Ratio, Refers, Section, Text


class Gift(Section):
    """Goods received for nothing in a year, counted at a flat value (AGEC)."""

    type: Text = Field(title="Type", description="Type d’équipement reçu.")
    quantity: int = Field(ge=0, le=10_000_000, title="Nombre", description="Nombre de biens reçus.")
    flat_value_eur: float = Field(
        ge=0, le=1e7, title="Valeur forfaitaire (€)", description="Valeur d’un bien, selon la grille de l’arrêté."
    )


class Purchases(Section):
    """Purchases of a calendar year in one AGEC category, in euros before tax, and counts by type."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année civile.")
    category: Literal["informatique_telephonie", "autre"] = Field(
        "informatique_telephonie", title="Catégorie", description="Catégorie AGEC."
    )
    montant_total: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Montant total (€ HT)",
        description="Dépense totale de la catégorie, dons reçus compris à leur valeur forfaitaire.",
    )
    montant_reemploi_et_reutilisation: float | None = Field(
        None, ge=0, le=1e10, title="Réemploi et réutilisation (€ HT)", description="Dépense en biens issus du réemploi."
    )
    montant_produits_issus_don: float | None = Field(
        None, ge=0, le=1e10, title="Dons reçus (€)", description="Valeur forfaitaire des dons reçus."
    )
    montant_produits_recycles: float | None = Field(
        None, ge=0, le=1e10, title="Matières recyclées (€ HT)", description="Dépense en biens contenant du recyclé."
    )
    gifts: tuple[Gift, ...] = Field(
        (), strict=False, title="Détail des dons reçus", description="Biens reçus en don, et leur valeur forfaitaire."
    )
    units: dict[str, Count] = Field(
        default_factory=dict, title="Unités achetées", description="Nombre acheté par type d’équipement."
    )
    refurbished_units: dict[str, Count] = Field(
        default_factory=dict, title="Unités reconditionnées", description="Dont reconditionnées, par type."
    )
    declared_on: IsoDate | None = Field(
        None, title="Déclaration", description="Date de la déclaration en données ouvertes."
    )
    certainty: Certainty = "sure"


class Lot(Section):
    """Retired goods that left together: given away or sold."""

    mode: Literal["gift", "sale"] = Field(title="Mode", description="Don ou vente.")
    quantity: int = Field(ge=1, le=10_000_000, title="Nombre", description="Nombre de biens.")
    recipient: Literal["association", "social_enterprise", "public_body", "staff", "other"] | None = Field(
        None, title="Sorte de bénéficiaire", description="Qui peut recevoir un don est fixé par la loi (CG3P, L3212-2)."
    )
    beneficiary: Text | None = Field(None, title="Bénéficiaire", description="Nom du bénéficiaire ou de l’acheteur.")
    unit_value_eur: float | None = Field(
        None, ge=0, le=1e6, title="Valeur unitaire (€)", description="Valeur d’un bien du lot à la date de la cession."
    )


class EndOfUse(Section):
    """Retired equipment of a year, in number of goods (décret 2023-266)."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année.")
    retired_stock_january_1: int | None = Field(
        None,
        ge=0,
        le=10_000_000,
        title="Réformés en stock au 1er janvier",
        description="Biens réformés en stock au 1er janvier.",
    )
    to_reuse: int | None = Field(
        None,
        ge=0,
        le=10_000_000,
        title="Orientés vers le réemploi",
        description="Biens orientés vers le réemploi dans l’année.",
    )
    donated: int | None = Field(None, ge=0, le=10_000_000, title="Dont donnés", description="Biens donnés.")
    sold: int | None = Field(None, ge=0, le=10_000_000, title="Dont vendus", description="Biens vendus.")
    mean_age_years: float | None = Field(
        None, ge=0, le=60, title="Âge moyen à la réforme (ans)", description="Âge moyen à la réforme."
    )
    beneficiaries: tuple[Text, ...] = Field(
        (), strict=False, title="Bénéficiaires", description="À qui les biens sont allés."
    )
    lots: tuple[Lot, ...] = Field(
        (), strict=False, title="Lots cédés", description="Lots donnés ou vendus dans l’année."
    )
    excluded_reason: Text | None = Field(
        None, title="Exclusions", description="Biens exclus du calcul et motif, ou « aucune »."
    )
    certainty: Certainty = "sure"


class Waste(Section):
    """WEEE of a year, in kilograms."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année.")
    kg: float | None = Field(None, ge=0, le=1e8, title="DEEE (kg)", description="Masse produite.")
    kg_to_approved: float | None = Field(
        None, ge=0, le=1e8, title="Remis à un éco-organisme (kg)", description="Masse remise à un éco-organisme agréé."
    )
    register_kept: bool | None = Field(None, title="Registre", description="Un registre des déchets est tenu.")
    certainty: Certainty = "sure"


class Contract(Section):
    """A digital contract and its environmental clauses."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    subject: Text = Field(title="Objet", description="Objet du marché.")
    kind: Literal["equipment", "software", "hosting", "printing", "telecoms", "services"] | None = Field(
        None, title="Nature", description="Ce qui est acheté : les clauses attendues en dépendent."
    )
    consultation_on: IsoDate | None = Field(
        None, title="Consultation", description="Date à laquelle la consultation est engagée."
    )
    notified_on: IsoDate | None = Field(None, title="Notification", description="Date de notification.")
    amount_eur: float | None = Field(None, ge=0, le=1e10, title="Montant (€ HT)", description="Montant.")
    environmental_criterion: bool | None = Field(
        None, title="Critère environnemental", description="Au moins un critère d’attribution environnemental."
    )
    environmental_condition: bool | None = Field(
        None, title="Condition d’exécution", description="Au moins une condition d’exécution environnementale."
    )
    repairability_min: float | None = Field(
        None, ge=0, le=10, title="Indice de réparabilité minimal", description="Sur 10."
    )
    repairability_note: Text | None = Field(
        None,
        title="Réparabilité autrement",
        description="Ce qui tient lieu d’indice minimal : critère noté, étiquette européenne, aucun produit à indice.",
    )
    software_sobriety: bool | None = Field(
        None, title="Sobriété logicielle", description="Critère de sobriété logicielle."
    )
    rgesn_clause: bool | None = Field(None, title="Clause RGESN", description="Clause d’écoconception.")
    warranty_months: float | None = Field(None, ge=0, le=240, title="Garantie (mois)", description="Durée de garantie.")
    certainty: Certainty = "sure"


class Plan(Section):
    """A plan of the authority beside the strategy."""

    exists: bool = Field(True, title="Existe", description="Le plan existe.")
    date: IsoDate | None = Field(None, title="Date", description="Date d’adoption.")
    url: Text | None = Field(None, title="Adresse", description="Adresse publique.")
    year: int | None = Field(None, ge=1990, le=2100, title="Année", description="Année de l’exercice.")
    annual_purchases_eur: float | None = Field(
        None, ge=0, le=1e11, title="Achats annuels (€ HT)", description="Total des achats (seuil SPASER : 50 M€)."
    )
    includes_digital: bool | None = Field(None, title="Inclut le numérique", description="Le numérique y est traité.")
    in_pcaet: bool | None = Field(
        None, title="Intégré au PCAET", description="BEGES et plan de transition intégrés au PCAET."
    )
    transition_plan: bool | None = Field(
        None, title="Plan de transition", description="Le BEGES a son plan de transition."
    )
    waste_heat: Literal["studied", "not_applicable", "not_studied"] | None = Field(
        None, title="Chaleur fatale", description="Potentiel de chaleur fatale des centres de données."
    )
    actions: Annotated[tuple[Identifier, ...], Refers("action")] = Field(
        (), strict=False, title="Actions liées", description="Actions de ce dossier qui y figurent."
    )


class Plans(Section):
    """PCAET, SPASER, BEGES, master plan, accessibility scheme."""

    pcaet: Plan | None = Field(None, title="PCAET", description="Plan climat-air-énergie territorial.")
    spaser: Plan | None = Field(None, title="SPASER", description="Schéma de promotion des achats responsables.")
    beges: Plan | None = Field(None, title="BEGES", description="Bilan des émissions de gaz à effet de serre.")
    master_plan: Plan | None = Field(None, title="Schéma directeur", description="Schéma directeur du numérique.")
    accessibility: Plan | None = Field(
        None, title="Schéma d’accessibilité", description="Schéma pluriannuel d’accessibilité."
    )


class Exclusion(Section):
    """Something left out of the assessment, visibly; or something that there is none of."""

    what: Text = Field(title="Exclu", description="Ce qui est laissé de côté.")
    why: Text = Field(title="Raison", description="Pourquoi.")
    group: (
        Literal["workplace", "printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings"]
        | None
    ) = Field(None, title="Groupe", description="Groupe de l’annexe A du RCP SI concerné.")
    share: Ratio | None = Field(None, title="Part estimée", description="Part estimée de l’empreinte.")
    absent: bool = Field(
        False,
        title="Sans objet",
        description="Vrai quand la collectivité n’a rien de tel (pas de salle de serveurs) : rien n’est alors laissé de côté.",
    )
