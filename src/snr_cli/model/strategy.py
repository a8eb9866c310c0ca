"""The programme, the strategy, its actions, objectives and indicators, its money and staff, and its yearly account."""

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, field_validator, model_validator

from snr_cli.french.words.terms import a_term, titled_term
from snr_cli.model.base import Certainty, Identifier, IsoDate, Ratio, Refers, Section, Text
from snr_cli.model.territory import Population, Theme

# The money and the staff of a strategy: of each action, of an axis, of the whole.

BudgetSection = Literal["investissement", "fonctionnement"]
Tax = Literal["ht", "ttc"]


class SectionBasis(Section):
    """Whether the amounts of each section are shown before tax or with tax."""

    investissement: Tax | None = Field(
        None, title="Investissement", description="Hors taxes, ou toutes taxes comprises."
    )
    fonctionnement: Tax | None = Field(
        None, title="Fonctionnement", description="Hors taxes, ou toutes taxes comprises."
    )


class MoneyRules(Section):
    """How amounts are shown and converted: nothing is converted without a rate that the dossier states."""

    basis: SectionBasis | None = Field(
        None,
        title="Base des montants",
        description="Hors taxes ou toutes taxes pour chaque section ; à défaut, celle de ses montants s’ils n’en ont qu’une, sinon toutes taxes.",
    )
    vat: Ratio | None = Field(
        None,
        title="Taux de TVA",
        description="Taux qui convertit hors taxes et toutes taxes : 20 %. Sans lui, rien n’est converti ni additionné.",
    )
    eur_per_fte: float | None = Field(
        None,
        ge=0,
        le=1e6,
        title="Coût d’un ETP (€/an)",
        description=f"Coût moyen d’{a_term('fte')} par an, charges comprises : il estime le coût des postes.",
    )
    eur_per_fte_source: Text | None = Field(
        None, title="Source du coût d’un ETP", description="D’où vient ce coût : compte administratif 2025…"
    )


class Funding(Section):
    """Who pays a part of an amount: a share of it, or euros; without either, a name alone."""

    by: Text = Field(title="Financeur", description="Qui finance : État, région, autofinancement…")
    share: Ratio | None = Field(None, title="Part", description="Part du montant tel qu’il est écrit.")
    eur: float | None = Field(None, ge=0, le=1e10, title="Montant (€)", description="Euros reçus pour chaque année.")


class Budget(Section):
    """An amount of one year, or of each year of several."""

    year: int | None = Field(
        None, ge=1990, le=2100, title="Année", description="Exercice ; le premier, si une dernière année est donnée."
    )
    start: int | None = Field(
        None,
        ge=1990,
        le=2100,
        alias="from",
        title="De",
        description="Premier exercice d’une dépense qui revient chaque année.",
    )
    until: int | None = Field(
        None, ge=1990, le=2100, title="Jusqu’en", description="Dernier exercice d’une dépense qui revient."
    )
    section: BudgetSection = Field(title="Section", description="Section d’investissement ou de fonctionnement.")
    eur: float = Field(ge=0, le=1e10, title="Montant (€)", description="Montant en euros, de chaque année.")
    tax: Tax | None = Field(
        None,
        title="Montant HT ou TTC",
        description="Hors taxes, ou toutes taxes comprises ; à défaut, la base des montants de sa section, sinon toutes taxes.",
    )
    funding: tuple[Funding, ...] = Field(
        (),
        strict=False,
        title="Financement",
        description="Qui finance, pour quelle part ou quel montant : [{by: État, share: 30 %}] ; ou un texte, sans montant.",
    )
    staff: bool | None = Field(
        None,
        title="Paie les ETP",
        description="Vrai si ce montant paie les ETP du même bloc : ils ne sont pas comptés une seconde fois, ni soumis à la TVA.",
    )

    @field_validator("funding", mode="before")
    @classmethod
    def _named_alone(cls, value: Any) -> Any:
        return [{"by": value}] if isinstance(value, str) else value


_FTE = f"{titled_term('fte', 2)} par an, postes existants."
_NEW_FTE = f"{titled_term('fte', 2)} des postes à créer, en plus des postes existants."


class Means(Section):
    """Human and financial means of an action."""

    fte: float | None = Field(None, ge=0, le=10_000, title="ETP", description=_FTE)
    new_fte: float | None = Field(None, ge=0, le=10_000, title="ETP à créer", description=_NEW_FTE)
    budget: tuple[Budget, ...] = Field((), strict=False, title="Budget", description="Montants par année.")
    contract: Text | None = Field(None, title="Marché", description="Marché ou contrat utilisé.")
    partner: Text | None = Field(None, title="Partenaire", description="Partenaire.")
    savings_eur_per_year: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Économies (€/an)",
        description="Économies attendues par an à plein effet, hors taxes ou toutes taxes comme le total des dépenses.",
    )


class SharedMeans(Section):
    """Means of an axis, or of the whole strategy, that no action has alone."""

    axis: Annotated[Identifier | None, Refers("axis")] = Field(
        None, title="Axe", description="Axe servi ; toute la stratégie à défaut."
    )
    title: Text | None = Field(None, title="Intitulé", description="À quoi servent ces moyens.")
    fte: float | None = Field(None, ge=0, le=10_000, title="ETP", description=_FTE)
    new_fte: float | None = Field(None, ge=0, le=10_000, title="ETP à créer", description=_NEW_FTE)
    budget: tuple[Budget, ...] = Field((), strict=False, title="Budget", description="Montants par année.")
    contract: Text | None = Field(None, title="Marché", description="Marché ou contrat utilisé.")
    partner: Text | None = Field(None, title="Partenaire", description="Partenaire.")


# The programme, the strategy, its actions, objectives and indicators.

ActionStatus = Literal["idea", "planned", "under_way", "done", "abandoned"]


class Step(Section):
    """A step of the work that prepared the programme."""

    title: Text = Field(title="Intitulé", description="Ce qui a été fait : entretiens, atelier, bilan, arbitrage…")
    start: IsoDate | None = Field(None, alias="from", title="Du", description="Premier jour.")
    to: IsoDate | None = Field(None, title="Au", description="Dernier jour.")
    who: Text | None = Field(None, title="Qui", description="Direction, fonction ou acteur qui l’a menée.")


class FigureOrigin(Section):
    """Where a figure that snr did not compute comes from: it is shown beside those of snr, never subtracted from them."""

    tool: Text | None = Field(None, title="Outil", description="Outil ou bureau d’études qui l’a calculé.")
    method: Text | None = Field(None, title="Méthode", description="Méthode suivie, avec sa version.")
    perimeter: Text | None = Field(None, title="Périmètre", description="Ce qui est compté, et ce qui ne l’est pas.")
    source: Text | None = Field(None, title="Source", description="Document où le chiffre se lit.")
    shares: dict[Text, Ratio] = Field(
        default_factory=dict, title="Parts", description="Part de chaque groupe de l’empreinte, telle que publiée."
    )


class ProgrammeFigures(Section):
    """The figures of the programme, as it gave them: an act keeps those of its own year."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année des chiffres du programme.")
    population: Population | None = Field(
        None, title="Population", description="Population en vigueur à la date du programme, avec son millésime."
    )
    footprint: Annotated[dict[str, Annotated[float, Field(ge=0, le=1e15)]], Refers("category")] = Field(
        default_factory=dict, title="Empreinte", description="Total de l’organisation par catégorie, tel que publié."
    )
    footprint_from: FigureOrigin | None = Field(
        None, title="Origine de l’empreinte", description="D’où vient l’empreinte : outil, méthode, périmètre, parts."
    )
    territory_footprint: Annotated[dict[str, Annotated[float, Field(ge=0, le=1e15)]], Refers("category")] = Field(
        default_factory=dict, title="Territoire", description="Total du territoire par catégorie, tel que publié."
    )
    territory_footprint_from: FigureOrigin | None = Field(
        None,
        title="Origine du territoire",
        description="D’où vient l’empreinte du territoire : outil, méthode, périmètre, parts.",
    )
    uses: tuple[Text, ...] = Field(
        (), strict=False, title="Usages", description="Ce que le programme disait des usages du territoire, en phrases."
    )
    findings: tuple[Text, ...] = Field(
        (), strict=False, title="Constats", description="Constats du programme, chacun en une phrase."
    )


class Programme(Section):
    """The programme de travail: its date and how the actors took part."""

    date: IsoDate | None = Field(None, title="Date", description="Date du programme de travail.")
    stakeholders: Annotated[tuple[Text, ...], Refers("stakeholder")] = Field(
        (), strict=False, title="Acteurs associés", description="Identifiants des acteurs associés."
    )
    lead: Text | None = Field(None, title="Pilote", description="Fonction qui a conduit le travail.")
    steps: tuple[Step, ...] = Field(
        (), strict=False, title="Étapes", description="Étapes du travail, avec leurs dates et qui les a menées."
    )
    topics: tuple[Text, ...] = Field(
        (), strict=False, title="Sujets étudiés", description="Sujets étudiés, un par ligne."
    )
    method: Text | None = Field(None, title="Démarche", description="Comment le programme a été préparé (Markdown).")
    no_action_under_way: bool = Field(
        False, title="Aucune action engagée", description="Vrai si rien n’était engagé à cette date."
    )
    summary: Text | None = Field(None, title="Synthèse", description="Synthèse des actions déjà engagées (Markdown).")
    figures: ProgrammeFigures | None = Field(
        None, title="Chiffres du programme", description="Chiffres de l’année du programme, tels qu’il les a donnés."
    )


class Axis(Section):
    """One of the authority's own political axes."""

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    title: Text = Field(title="Intitulé", description="Intitulé de l’axe.")
    text: Text | None = Field(None, title="Texte", description="Présentation de l’axe (Markdown).")


class ThemeLeftOut(Section):
    """A theme of the decree that the strategy does not cover, and why."""

    theme: Theme = Field(title="Thème", description="Numéro du thème (1 à 6).")
    why: Text = Field(title="Justification", description="Une phrase.")


class Period(Section):
    """First and last year."""

    start: int = Field(ge=1990, le=2100, title="Début", description="Première année.")
    end: int = Field(ge=1990, le=2100, title="Fin", description="Dernière année.")


class Growth(Section):
    """How a part of the fleet would grow without any action, stated by the user."""

    type: Annotated[Text, Refers("equipment_type", "built_in_service", "service_type", "own_type")] = Field(
        title="Type", description="Type d’équipement ou de service."
    )
    percent_per_year: float = Field(
        ge=-50, le=100, title="Croissance (%/an)", description="Croissance de la quantité par an, en pour cent."
    )
    source: Text = Field(title="Source", description="D’où vient l’hypothèse : obligatoire.")


class ElectricityPath(Section):
    """A path of the electricity factor, stated with its source: a second curve, never the first."""

    name: Identifier = Field(title="Nom", description="Nom court, par lequel le plan le demande.")
    title: Text | None = Field(None, title="Intitulé", description="Ce que le scénario suppose.")
    place: Annotated[Text | None, Refers("place")] = Field(
        None,
        title="Lieu",
        description="Code du lieu de l’électricité (FR, FR-RE…) ; celui de la collectivité à défaut.",
    )
    factors: dict[int, Annotated[float, Field(ge=0, le=10)]] = Field(
        min_length=1,
        title="Facteurs (kgCO2e/kWh)",
        description="Facteur par année, en kgCO2e par kWh ; entre deux années, en ligne droite.",
    )
    source: Text = Field(title="Source", description="D’où vient le scénario : obligatoire.")


class Strategy(Section):
    """The strategy: adoption, period, axes, themes left out."""

    adopted_on: IsoDate | None = Field(None, title="Adoption", description="Date de la délibération.")
    deliberation: Text | None = Field(None, title="Délibération", description="Référence de la délibération.")
    period: Period | None = Field(None, title="Période", description="Années couvertes.")
    axes: tuple[Axis, ...] = Field((), strict=False, title="Axes", description="Axes propres à la collectivité.")
    baseline: tuple[Growth, ...] = Field(
        (),
        strict=False,
        title="Tendance",
        description="Croissance par type si rien n’est fait ; à défaut, parc constant.",
    )
    electricity_paths: tuple[ElectricityPath, ...] = Field(
        (),
        strict=False,
        title="Scénarios d’électricité",
        description="Scénarios nommés du facteur d’électricité, montrés à part (snr plan --electricity-path).",
    )
    themes_left_out: tuple[ThemeLeftOut, ...] = Field(
        (), strict=False, title="Thèmes non couverts", description="Thèmes du décret non couverts, avec la raison."
    )
    money: MoneyRules | None = Field(
        None, title="Montants", description=f"Base des montants, taux de TVA, coût d’{a_term('fte')}."
    )
    means: tuple[SharedMeans, ...] = Field(
        (),
        strict=False,
        title="Moyens communs",
        description="Moyens d’un axe, ou de toute la stratégie, qu’aucune action ne porte seule.",
    )


class Schedule(Section):
    """When an action starts, has its full effect, ends: the years that documents, open data and checks name by title.

    Attributes:
        in_order: those of which none may be before one that it follows.
    """

    in_order: ClassVar[tuple[str, ...]] = ("start", "full", "end")

    start: int | None = Field(None, ge=1990, le=2100, title="Début", description="Année de début.", examples=[2026])
    full: int | None = Field(
        None, ge=1990, le=2100, title="Plein effet", description="Année du plein effet.", examples=[2029]
    )
    end: int | None = Field(None, ge=1990, le=2100, title="Fin", description="Année de fin.", examples=[2030])

    @property
    def years(self) -> dict[str, int]:
        """Return the years that are given, by key, in the order of the calendar."""
        return {key: year for key in Schedule.model_fields if (year := getattr(self, key)) is not None}

    @property
    def said_years(self) -> dict[str, int]:
        """Return the years beside those of the start and of the end, by their words: plein effet."""
        return {MOMENTS[key]: year for key, year in self.years.items() if key not in ("start", "end")}


# the words of each year of a calendar
MOMENTS: Final = {key: str(field.title).lower() for key, field in Schedule.model_fields.items()}


class Target(Section):
    """What an effect applies to: a type, a line, a service, a room, or a figure of the territory."""

    shown_first = frozenset({"type", "line", "territory"})

    type: Annotated[Text | None, Refers("equipment_type", "built_in_service", "service_type", "own_type")] = Field(
        None, title="Type", description="Type d’équipement ou de service."
    )
    line: Annotated[Identifier | None, Refers("line")] = Field(
        None, title="Ligne", description="Identifiant d’une ligne."
    )
    entity: Text | None = Field(None, title="Entité", description="Limite l’effet à une entité.")
    room: Identifier | None = Field(None, title="Salle", description="Équipements d’une salle serveurs.")
    group: Text | None = Field(
        None, title="Groupe", description="Groupe du résultat : postes de travail, impression, réseau…"
    )
    everything: bool = Field(False, title="Tout", description="Toutes les lignes de l’organisation.")
    territory: Literal["smartphone_lifetime_years", "unused_devices", "devices_reused"] | None = Field(
        None, title="Territoire", description="Paramètre du territoire."
    )


class Effect(Section):
    """A change of a physical quantity; never hand-typed tonnes."""

    shown_first = frozenset(
        {
            "on",
            "lifetime_years",
            "quantity",
            "quantity_change",
            "quantity_change_percent",
            "replaced_by",
            "refurbished_share",
        }
    )

    on: Target = Field(title="Porte sur", description="Ce que l’action change.")
    lifetime_years: float | None = Field(
        None, ge=0.25, le=60, title="Durée de vie (ans)", description="Nouvelle durée de vie."
    )
    quantity: float | None = Field(None, ge=0, le=1e15, title="Quantité", description="Nouvelle quantité.")
    quantity_change: float | None = Field(
        None, ge=-1e9, le=1e9, title="Variation", description="Unités en plus ou en moins."
    )
    quantity_change_percent: float | None = Field(
        None, ge=-100, le=1000, title="Variation (%)", description="Variation de la quantité, en pour cent : -20."
    )
    replaced_by: Text | None = Field(
        None, title="Remplacé par", description="Type qui remplace celui des lignes visées, unité pour unité."
    )
    kwh_per_year: float | None = Field(
        None, ge=0, le=1e6, title="kWh/an", description="Nouvelle consommation d’une unité."
    )
    hours_change_percent: float | None = Field(
        None,
        ge=-100,
        le=1000,
        title="Variation des heures (%)",
        description="Variation des heures de marche, en pour cent : les kWh suivent (-40).",
    )
    purchases_avoided: float | None = Field(
        None,
        ge=0,
        le=1e9,
        title="Achats évités (par an)",
        description="Unités que l’on n’achète plus chaque année, à parc égal : les appareils durent d’autant plus.",
    )
    pue: float | None = Field(None, ge=1, le=5, title="PUE", description="Nouveau PUE.")
    refurbished_share: Ratio | None = Field(
        None, title="Part reconditionnée", description="Nouvelle part reconditionnée."
    )
    upstream_years: float | None = Field(
        None,
        ge=0,
        le=20,
        title="Vie amont",
        description="Durée de vie amont supposée : une hypothèse, dite comme telle.",
    )
    upstream_source: Text | None = Field(
        None, title="Source de la vie amont", description="D’où vient cette hypothèse ; facultatif."
    )
    place: Annotated[Text | None, Refers("place")] = Field(
        None, title="Lieu", description="Nouveau lieu d’hébergement."
    )
    page_weight_mb: float | None = Field(
        None, ge=0, le=1000, title="Poids d’une page (Mo)", description="Nouveau poids."
    )
    added_component: Annotated[Text | None, Refers("equipment_type", "own_type")] = Field(
        None, title="Composant ajouté", description="Type du composant ajouté (SSD, mémoire)."
    )
    share: Ratio | None = Field(None, title="Part concernée", description="Part de la ligne concernée.")
    substitution_rate: Ratio | None = Field(
        None,
        title="Taux de substitution",
        description="Part des appareils remis en usage qui évitent un achat neuf (territoire) ; sans elle, effet nul.",
    )


class Action(Section):
    """A measure: themes, owner, schedule, means, effects, objectives and indicators."""

    shown_first = frozenset({"themes", "axis", "status", "summary", "owner", "schedule", "objectives"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    title: Text = Field(title="Intitulé", description="Verbe à l’infinitif.")
    themes: tuple[Theme, ...] = Field((), strict=False, title="Thèmes", description="Thèmes du décret (1 à 6).")
    axis: Annotated[Identifier | None, Refers("axis")] = Field(None, title="Axe", description="Axe de la collectivité.")
    status: ActionStatus = Field(
        "planned", title="Statut", description="Idée, prévue, engagée, terminée ou abandonnée."
    )
    started_on: IsoDate | None = Field(None, title="Engagée le", description="Date d’engagement.")
    summary: Text | None = Field(None, title="Résumé", description="Une ou deux phrases.")
    owner: Text | None = Field(None, title="Pilote", description="Direction ou fonction.")
    schedule: Schedule | None = Field(
        None, title="Calendrier", description=f"{', '.join(MOMENTS.values()).capitalize()}."
    )
    means: Means | None = Field(None, title="Moyens", description="ETP, budget, marché, partenaire.")
    effects: tuple[Effect, ...] = Field(
        (), strict=False, title="Effets", description="Quantités physiques changées ; vide pour la sensibilisation."
    )
    objectives: Annotated[tuple[Identifier, ...], Refers("objective")] = Field(
        (), strict=False, title="Objectifs", description="Objectifs servis."
    )
    indicators: Annotated[tuple[Identifier, ...], Refers("indicator")] = Field(
        (), strict=False, title="Indicateurs", description="Indicateurs de suivi."
    )
    replaces: Annotated[tuple[Identifier, ...], Refers("action")] = Field(
        (), strict=False, title="Remplace", description="Actions remplacées."
    )
    good_practice: Text | None = Field(None, title="Bonne pratique", description="Fiche du guide (d.1…).")


class Objective(Section):
    """A quantified objective: on a category of the footprint or on an indicator."""

    shown_first = frozenset({"title", "category", "reduction", "target", "baseline", "start", "by"})

    id: Identifier = Field(title="Identifiant", description="Nom court, unique.")
    title: Text | None = Field(None, title="Intitulé", description="L’objectif en une phrase.")
    perimeter: Literal["organisation", "territory"] = Field(
        title="Périmètre", description="Ce que la collectivité possède et exploite, ou le territoire."
    )
    category: Annotated[Text | None, Refers("category")] = Field(
        None, title="Catégorie", description="Catégorie d’impact : changement climatique…"
    )
    reduction: Ratio | None = Field(None, title="Réduction", description="Réduction visée, en part.")
    target: float | None = Field(
        None, ge=0, le=1e15, title="Cible", description="Valeur à atteindre, dans l’unité de l’indicateur."
    )
    baseline: float | None = Field(
        None, ge=0, le=1e15, title="Valeur de référence", description="Valeur de l’année de référence."
    )
    baseline_from: FigureOrigin | None = Field(
        None,
        title="Origine de la valeur",
        description="D’où vient la valeur de référence : outil, méthode, périmètre, source.",
    )
    start: int | None = Field(None, ge=1990, le=2100, alias="from", title="De", description="Année de référence.")
    by: int | None = Field(None, ge=1990, le=2100, title="D’ici", description="Année cible.")
    measured_on: Literal["bottom_up", "smartphone_lifetime_years", "devices_reused"] | None = Field(
        None,
        title="Mesuré sur",
        description="Objectif de territoire : lecture par ménage, ou grandeur que les actions changent.",
    )
    finding: Text | None = Field(None, title="Constat", description="Constat du bilan dont il part.")
    frequency: Literal["annual", "multi_year"] | None = Field(
        None, title="Temporalité", description="Objectif annuel ou pluriannuel."
    )
    indicators: Annotated[tuple[Identifier, ...], Refers("indicator")] = Field(
        (), strict=False, title="Indicateurs", description="Indicateurs de suivi."
    )


class Indicator(Section):
    """An indicator: from the catalogue (I-01 … I-63) or the authority's own."""

    id: Identifier = Field(title="Identifiant", description="I-01 à I-63, ou nom propre.")
    title: Text | None = Field(None, title="Intitulé", description="Libellé.")
    unit: Text | None = Field(None, title="Unité", description="Unité.")
    formula: Text | None = Field(None, title="Formule", description="Mode de calcul.")
    source: Text | None = Field(None, title="Source", description="Origine de la donnée.")
    frequency: Text | None = Field(None, title="Fréquence", description="annuelle, semestrielle…")
    owner: Text | None = Field(None, title="Responsable", description="Qui la produit.")
    direction: Literal["down", "up", "info"] | None = Field(
        None, title="Sens", description="Baisse, hausse ou information."
    )
    target: float | None = Field(None, ge=-1e15, le=1e15, title="Cible", description="Valeur visée.")
    values: dict[int, float] = Field(default_factory=dict, title="Valeurs", description="Valeur par année.")
    certainty: Certainty = "sure"


# The yearly account of the strategy: what was done of each action, what it took, what comes next.


class ActionReview(Section):
    """What became of an action in a year; its state alone may stand for it: `under_way`."""

    status: ActionStatus = Field(title="Statut", description="Idée, prévue, engagée, terminée ou abandonnée.")
    done: Text | None = Field(None, title="Fait dans l’année", description="Ce qui a été fait, en une ou deux phrases.")
    difficulty: Text | None = Field(None, title="Difficulté", description="Ce qui a retardé ou empêché.")
    spent_eur: float | None = Field(
        None,
        ge=0,
        le=1e10,
        title="Dépensé (€)",
        description="Dépense de l’année, en euros ; 0 si rien n’a été dépensé.",
    )
    tax: Tax = Field("ttc", title="Dépensé HT ou TTC", description="Hors taxes, ou toutes taxes comprises.")
    next: Text | None = Field(None, title="Suite", description="La prochaine étape, avec son échéance.")
    proof: Text | None = Field(
        None, title="Preuve", description="Ce qui l’atteste : document, délibération ou adresse."
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_status(cls, value: Any) -> Any:
        return {"status": value} if isinstance(value, str) else value


class GoalServed(Section):
    """A goal of sustainable development that the strategy serves; its number alone may stand for it."""

    goal: Literal[1, 2, 3, 4, 5] = Field(title="Finalité", description="Numéro de la finalité (1 à 5).")
    text: Text | None = Field(
        None, title="Contribution", description="Ce que les actions y apportent, en une ou deux phrases."
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        return {"goal": value} if isinstance(value, int) and not isinstance(value, bool) else value


class SustainabilityReport(Section):
    """The yearly report on sustainable development that holds the review."""

    presented_on: IsoDate | None = Field(None, title="Présenté le", description="Date de présentation.")
    budget_debate_on: IsoDate | None = Field(
        None, title="Débat budgétaire", description="Date du débat d’orientation budgétaire."
    )
    presented_first: bool | None = Field(
        None, title="Présenté avant", description="Vrai si le rapport précède le débat, le même jour."
    )
    deliberation: Text | None = Field(None, title="Délibération", description="Référence.")


class AnnualReview(Section):
    """The yearly account of the strategy."""

    year: int = Field(ge=1990, le=2100, title="Année", description="Année du bilan.")
    comment: Text | None = Field(None, title="Commentaire", description="L’année en quelques phrases (Markdown).")
    indicators: Annotated[dict[str, float], Refers("indicator")] = Field(
        default_factory=dict, title="Indicateurs", description="Valeur de chaque indicateur."
    )
    actions: Annotated[dict[str, ActionReview], Refers("action")] = Field(
        default_factory=dict, title="Actions", description="Statut de chaque action, seul ou avec ce qui a été fait."
    )
    footprint: Annotated[dict[str, Annotated[float, Field(ge=0, le=1e15)]], Refers("category")] = Field(
        default_factory=dict, title="Empreinte", description="Total de l’organisation par catégorie, tel que publié."
    )
    footprint_from: FigureOrigin | None = Field(
        None, title="Origine de l’empreinte", description="D’où vient l’empreinte : outil, méthode, périmètre, parts."
    )
    part: tuple[Literal["internal", "territory"], ...] = Field(
        (),
        strict=False,
        title="Volets",
        description="Volets du rapport : fonctionnement de la collectivité, politiques sur le territoire.",
    )
    goals: tuple[GoalServed, ...] = Field(
        (),
        strict=False,
        title="Finalités",
        description="Finalités du développement durable servies (1 à 5), chacune seule ou avec ce qui y contribue.",
    )
    design: Text | None = Field(
        None,
        title="Élaboration",
        description="Comment les actions de l’année ont été décidées, et avec qui (Markdown).",
    )
    conduct: Text | None = Field(
        None,
        title="Mise en œuvre",
        description="Comment elles ont été menées : pilotage, moyens, difficultés (Markdown).",
    )
    evaluation: Text | None = Field(
        None, title="Évaluation", description="Comment elles ont été évaluées : mesures, limites, leçons (Markdown)."
    )
    citizens: Text | None = Field(
        None, title="Pour les habitants", description="Ce que les habitants en ont eu cette année (Markdown)."
    )
    report: SustainabilityReport | None = Field(
        None, title="Rapport développement durable", description="Le rapport qui contient le bilan."
    )
    since: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Depuis la présentation",
        description="Ce qui s’est passé depuis la présentation, un fait daté par phrase : dit à part, hors du vote.",
    )
    result: Text | None = Field(
        None, title="Résultat", description="Fichier du résultat de cette année, dans ce dossier."
    )
    carried: tuple[Text, ...] = Field(
        (),
        strict=False,
        title="Lignes reprises",
        description="Lignes et exports dont la valeur est encore celle de cette année ; retirez ceux que vous confirmez.",
    )

    @property
    def states(self) -> dict[str, ActionStatus]:
        """Return the state of each action that the account speaks of."""
        return {name: review.status for name, review in self.actions.items()}


# A version that a council voted: what its text said, copied, and never computed again. A key that is absent is not known.

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
    def knows_actions(self) -> bool:
        """Say whether its measures are known, were there none."""
        return self.whole or bool(self.actions)
