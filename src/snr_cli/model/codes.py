"""What a code of finding is, and the texts of law, of method and of practice that codes rest on."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.french.words.terms import term
from snr_cli.model.finding import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Basis(StrEnum):
    """What a rule rests on: the heading under which it is listed, everywhere."""

    LAW = "law"
    DECREE = "decree"
    PRACTICE = "practice"  # no text demands it
    BESIDE = "beside"  # a duty of another law
    METHOD = "method"


# in the order in which they are listed
HEADINGS: Final[Mapping[Basis, str]] = {
    Basis.LAW: "Ce que la loi demande",
    Basis.DECREE: "Ce que les décrets précisent",
    Basis.PRACTICE: "Bonnes pratiques, qu’aucun texte n’impose",
    Basis.BESIDE: "Obligations voisines",
    Basis.METHOD: "Liste de conformité du RCP SI, qui n’oblige personne",
}


class LawText(NamedTuple):
    """A text that a rule cites. `equals`: the article that holds in its place, by kind of authority; `read`: in an official version."""

    name: str
    basis: Basis
    equals: tuple[tuple[str, str], ...] = ()
    read: bool = True

    def at(self, place: str) -> "LawText":
        """Return a place of the text: -I, al. 2."""
        return self._replace(name=self.name + place)

    def cited(self, kind: str | None) -> str:
        """Return the text as it holds for a kind of authority; without a kind, with its equals."""
        if kind is not None:
            return dict(self.equals).get(kind, self.name)
        return self.name + (
            f" ({' ; '.join(f'{_WHO[who]} : {text}' for who, text in self.equals)})" if self.equals else ""
        )


class Code(NamedTuple):
    """A code of finding, declared once: lists, tables, schemas and documents are derived from it.

    Attributes:
        id: how it is named; its page is `docs/codes/{id}.md`.
        severity: the gravest that it may have.
        title: what it demands or tells, in French.
        texts: what it rests on, the first one decides its basis; none for the rules of the dossier's format.
        document: the document that its rule serves (`dossier`: any of them); empty when reading finds it, without a rule.
        section: the section of the strategy or of the programme that answers it.
        in_programme: the one of the programme, when it is another.
        in_bilan: the one of the yearly account.
        reads: the keys of the dossier that it speaks of, `Model.field`; the schema says so under each.
        personal: what it finds is of a person: the line of the file is not shown.
    """

    id: str
    severity: Severity
    title: str
    texts: tuple[LawText, ...] = ()
    document: str = ""
    section: str = ""
    in_programme: str = ""
    in_bilan: str = ""
    reads: tuple[str, ...] = ()
    personal: bool = False

    @property
    def reference(self) -> str:
        """Return the texts of law or method, whatever the authority; empty without any."""
        return self.cited(None)

    @property
    def basis(self) -> Basis | None:
        """Return what the rule rests on."""
        return self.texts[0].basis if self.texts else None

    def section_in(self, document: str) -> str:
        """Return the section that answers it in a document; empty when none does."""
        return {"programme": self.in_programme, "bilan": self.in_bilan}.get(document, "") or self.section

    def cited(self, kind: str | None) -> str:
        """Return the texts as they hold for a kind of authority."""
        return " ; ".join(text.cited(kind) for text in self.texts)


def declared(*codes: Code) -> dict[str, Code]:
    """Return codes by id, once what each declares is held to make sense.

    Raises:
        ValueError: two of one id, a practice that would be an error, texts that are none; it says what to write instead.
    """
    declared_codes: dict[str, Code] = {}
    for code in codes:
        here = f"model/codes: {code.id}"
        if code.id in declared_codes:
            raise ValueError(f"{here} is declared twice: a code is unique, and never used again")
        if isinstance(code.texts, LawText):
            raise ValueError(
                f"{here}: texts is a tuple: ({code.texts.name!r} in it,), or law(…), practice(…), beside(…)"
            )
        if not code.texts and code.id.startswith(RESTING):
            raise ValueError(f"{here} rests on no text: give law(…), practice(…) or beside(…)")
        if code.basis is Basis.PRACTICE and code.severity is ERROR:
            raise ValueError(
                f"{here} is a practice, which no text demands: its severity is WARNING or INFO, or its text law(…)"
            )
        declared_codes[code.id] = code
    return declared_codes


RESTING: Final = ("REEN", "ADJ", "RCP")  # families whose codes rest on a text
_WHO: Final = {"metropole": "métropoles", "metropole_de_lyon": "métropole de Lyon"}
REEN35: Final = LawText("Loi n° 2021-1485 (REEN), art. 35", Basis.LAW)
REEN34: Final = LawText("Loi n° 2021-1485 (REEN), art. 34", Basis.LAW)
D2311: Final = LawText("CGCT, art. D2311-15-1 (décret n° 2022-1084)", Basis.DECREE)
# the report that holds the yearly account, and its shape; none of the equals was read in an official version
REPORT: Final = LawText(
    "CGCT, art. L2311-1-1",
    Basis.LAW,
    (("metropole", "CGCT, art. L5217-10-2"), ("metropole_de_lyon", "CGCT, art. L3661-2")),
    read=False,
)
SHAPE: Final = LawText("CGCT, art. D2311-15", Basis.DECREE, (("metropole_de_lyon", "CGCT, art. D3661-7"),))
RCP: Final = LawText("RCP « Système d’information » (ADEME, novembre 2024), annexe C", Basis.METHOD)


def law(name: str) -> tuple[LawText, ...]:
    """Return a text of law that codes of one family cite, alone."""
    return (LawText(name, Basis.LAW),)


def practice(name: str) -> tuple[LawText, ...]:
    """Return what a practice rests on: guides that oblige nobody."""
    return (LawText(name, Basis.PRACTICE),)


def beside(name: str) -> tuple[LawText, ...]:
    """Return the texts of a duty of another law."""
    return (LawText(name, Basis.BESIDE),)


DECREE: Final = (
    Code(
        "REEN-01",
        ERROR,
        "L’entité est une commune ou un EPCI à fiscalité propre",
        (REEN35.at("-I"), D2311),
        document="programme",
        section="contexte",
        reads=("Territory.kind",),
    ),
    Code(
        "REEN-02",
        INFO,
        "Le seuil est de 50 000 habitants",
        (REEN35.at("-I"), *law("CGCT, art. R2151-2")),
        document="programme",
        section="contexte",
        reads=("Population.totale",),
    ),
    Code(
        "REEN-03",
        ERROR,
        "Un programme de travail précède la stratégie",
        (REEN35.at("-I, al. 2"), D2311),
        document="programme",
        section="contexte",
        in_programme="methode",
    ),
    Code(
        "REEN-04",
        WARNING,
        "Programme de travail au 1er janvier 2023",
        (REEN35.at("-I"),),
        document="programme",
        section="contexte",
        in_programme="methode",
        reads=("Programme.date",),
    ),
    Code(
        "REEN-05",
        ERROR,
        "Des acteurs publics et privés ont été associés au programme",
        (D2311,),
        document="programme",
        section="partenaires",
        reads=("Stakeholder.sector", "Programme.stakeholders"),
    ),
    Code(
        "REEN-06",
        ERROR,
        "L’état des lieux répertorie les acteurs concernés",
        (REEN35.at("-I"),),
        document="programme",
        section="partenaires",
        reads=("Dossier.stakeholders", "Stakeholder.concerned_by"),
    ),
    Code(
        "REEN-07",
        WARNING,
        "L’état des lieux rappelle les mesures déjà menées",
        (REEN35.at("-I"),),
        document="programme",
        section="actions-engagees",
        reads=("Programme.no_action_under_way",),
    ),
    Code(
        "REEN-08",
        ERROR,
        "Bilan de l’impact du numérique sur le territoire",
        (D2311,),
        document="programme",
        section="empreinte-territoire",
    ),
    Code(
        "REEN-09",
        ERROR,
        "Bilan de l’impact des usages du numérique sur le territoire",
        (D2311,),
        document="programme",
        section="usages",
        reads=("Dossier.uses",),
    ),
    Code(
        "REEN-10",
        WARNING,
        "L’organisation est évaluée, à part du territoire",
        practice(f"Déduit de {D2311.name}"),
        document="programme",
        section="empreinte-organisation",
    ),
    Code(
        "REEN-11",
        WARNING,
        "Synthèse des actions déjà engagées",
        (D2311,),
        document="programme",
        section="actions-engagees",
        reads=("Programme.summary",),
    ),
    Code(
        "REEN-12",
        ERROR,
        "Une stratégie existe (échéance du 1er janvier 2025)",
        (REEN35.at("-I"),),
        document="strategie",
        section="contexte",
        reads=("Strategy.adopted_on",),
    ),
    Code(
        "REEN-13",
        WARNING,
        "Chaque objectif part d’un constat du programme",
        (D2311,),
        document="strategie",
        section="ambition",
        in_programme="constats",
        reads=("Objective.finding",),
    ),
    Code(
        "REEN-14",
        ERROR,
        "Un objectif de réduction de l’empreinte du territoire",
        (D2311,),
        document="strategie",
        section="ambition",
        reads=("Objective.perimeter",),
    ),
    Code(
        "REEN-15",
        ERROR,
        "Chaque objectif a un indicateur de suivi",
        (D2311,),
        document="strategie",
        section="ambition",
        in_bilan="bilan-indicateurs",
        reads=("Objective.indicators",),
    ),
    Code(
        "REEN-16",
        ERROR,
        "Chaque objectif a une mesure qui le sert",
        (REEN35.at("-I"), D2311),
        document="strategie",
        section="axes",
        in_bilan="bilan-actions",
        reads=("Action.objectives",),
    ),
    Code(
        "REEN-17",
        ERROR,
        "Les moyens sont déterminés",
        (D2311,),
        document="strategie",
        section="moyens",
        reads=("Action.means",),
    ),
    Code(
        "REEN-18",
        WARNING,
        "Caractère annuel ou pluriannuel des objectifs et des mesures",
        (D2311,),
        document="strategie",
        section="ambition",
        reads=("Objective.frequency",),
    ),
    Code(
        "REEN-19",
        INFO,
        "Couverture des six thèmes du décret",
        (D2311,),
        document="strategie",
        section="perimetre",
        reads=("Strategy.themes_left_out", "Action.themes"),
    ),
    Code(
        "REEN-20",
        ERROR,
        "Un bilan annuel chaque année depuis l’adoption",
        (REEN35.at("-I, al. 3"), REPORT),
        document="bilan",
        section="suivi",
        in_bilan="bilan-synthese",
        reads=("Dossier.annual_reviews",),
    ),
    Code(
        "REEN-21",
        ERROR,
        "Le bilan est présenté avant le débat budgétaire",
        (REPORT,),
        document="bilan",
        section="suivi",
        in_bilan="bilan-deliberation",
        reads=("AnnualReview.report",),
    ),
    Code(
        "REEN-22",
        INFO,
        "Le bilan suit les deux volets et les cinq finalités",
        (SHAPE,),
        document="bilan",
        section="suivi",
        in_bilan="bilan-volets",
        reads=("AnnualReview.part", "AnnualReview.goals"),
    ),
    Code(
        "REEN-23",
        WARNING,
        "Cohérence avec le PCAET",
        (REEN34, LawText("code de l’environnement, art. L229-26", Basis.LAW, read=False)),
        document="strategie",
        section="contexte",
        reads=("Plans.pcaet",),
    ),
    Code(
        "REEN-24",
        WARNING,
        "Périmètre, exclusions, sources et incertitude sont dits",
        practice("Pratique ; RCP SI 2024"),
        document="programme",
        section="perimetre",
        in_programme="methode",
    ),
    Code(
        "REEN-25",
        INFO,
        f"Gouvernance : {term('elected_lead')}, {term('project_lead')}, comité",
        practice("Guides INR et MiNumEco (a.1 à a.4)"),
        document="programme",
        section="gouvernance",
        reads=("Dossier.governance",),
    ),
)


BESIDE: Final = (
    Code(
        "ADJ-01",
        WARNING,
        "Part des achats issus du réemploi",
        beside("Loi AGEC, art. 58 ; décret n° 2024-134"),
        document="bilan",
        reads=("Dossier.purchases",),
    ),
    Code(
        "ADJ-02",
        WARNING,
        "Produits de la catégorie informatique et téléphonie",
        beside("Arrêté du 29 février 2024"),
        document="bilan",
        reads=("Purchases.units",),
    ),
    Code(
        "ADJ-03",
        INFO,
        "Dons reçus comptés à une valeur forfaitaire",
        beside("Second arrêté du 29 février 2024"),
        document="bilan",
        reads=("Purchases.montant_produits_issus_don", "Purchases.gifts"),
    ),
    Code(
        "ADJ-04",
        WARNING,
        "Déclaration des achats au 30 juin",
        beside("Arrêté du 13 janvier 2025"),
        document="bilan",
        reads=("Purchases.declared_on",),
    ),
    Code(
        "ADJ-05",
        WARNING,
        "Matériels réformés orientés vers le réemploi",
        beside("Loi REEN, art. 16 ; décret n° 2023-266"),
        document="bilan",
        reads=("Dossier.end_of_use",),
    ),
    Code(
        "ADJ-06",
        INFO,
        "Matériels réformés exclus du calcul, et pourquoi",
        beside("Décret n° 2023-266"),
        document="bilan",
        reads=("EndOfUse.excluded_reason",),
    ),
    Code(
        "ADJ-07",
        WARNING,
        "Indice de réparabilité dans les achats",
        beside("Loi REEN, art. 15 ; loi AGEC, art. 55"),
        document="bilan",
        reads=("Contract.repairability_min",),
    ),
    Code(
        "ADJ-08",
        WARNING,
        "Logiciels dont la conception limite l’énergie",
        beside("Loi AGEC, art. 55"),
        document="bilan",
        reads=("Contract.software_sobriety",),
    ),
    Code(
        "ADJ-09",
        WARNING,
        "Condition et critère environnementaux des marchés",
        beside("Loi n° 2021-1104, art. 35 ; CCP, L2112-2"),
        document="bilan",
        reads=("Contract.environmental_criterion", "Contract.environmental_condition"),
    ),
    Code(
        "ADJ-10",
        WARNING,
        "SPASER au-delà de 50 M€ HT d’achats",
        beside("CCP, art. L2111-3 et D2111-3"),
        document="bilan",
        reads=("Plans.spaser",),
    ),
    Code(
        "ADJ-11",
        WARNING,
        "Accessibilité des services en ligne",
        beside("Loi n° 2005-102, art. 47 ; décret n° 2019-768"),
        document="bilan",
        reads=("Plans.accessibility", "Service.rgaa"),
    ),
    Code(
        "ADJ-12",
        INFO,
        "Écoconception des services (RGESN 2024)",
        beside("Loi REEN, art. 25 ; RGESN, mai 2024"),
        document="bilan",
        reads=("Service.rgesn",),
    ),
    Code(
        "ADJ-13",
        WARNING,
        "BEGES tous les trois ans",
        beside("Code de l’environnement, art. L229-25"),
        document="bilan",
        reads=("Plans.beges",),
    ),
    Code(
        "ADJ-14",
        WARNING,
        "Cession des matériels réformés",
        beside("Loi n° 2022-217 (3DS), art. 178 ; CG3P, L3212-2"),
        document="bilan",
        reads=("EndOfUse.beneficiaries", "EndOfUse.lots"),
    ),
    Code(
        "ADJ-15",
        WARNING,
        "Déchets d’équipements remis à un éco-organisme",
        beside("Code de l’environnement, R543-172"),
        document="bilan",
        reads=("Dossier.waste",),
    ),
    Code(
        "ADJ-16",
        INFO,
        "Salles et centres de données : décret tertiaire",
        beside("Décret n° 2019-771 ; loi REEN, art. 28"),
        document="bilan",
        reads=("Service.surface_m2",),
    ),
    Code(
        "ADJ-17",
        INFO,
        "À venir : NIS 2",
        beside("Projet de loi, texte non promulgué à notre connaissance"),
        document="bilan",
    ),
)


FORMAT: Final = (
    Code("SNR101", ERROR, "Fichier vide"),
    Code("SNR102", ERROR, "Syntaxe YAML invalide"),
    Code("SNR103", ERROR, "Clé ou section écrite deux fois"),
    Code("SNR104", ERROR, "Trop de niveaux imbriqués"),
    Code("SNR106", ERROR, "YAML qui contient ou produit trop de valeurs"),
    Code("SNR107", ERROR, "Étiquette YAML refusée"),
    Code("SNR108", ERROR, "Fichier inclus qui n’est pas de l’UTF-8"),
    Code("SNR109", ERROR, "Caractère interdit"),
    Code("SNR110", ERROR, "Le fichier n’est pas une suite de « clé: valeur »"),
    Code("SNR111", ERROR, "Fichier inclus illisible"),
    Code("SNR112", ERROR, "Fichier inclus hors du dossier"),
    Code("SNR113", ERROR, "Inclusion double ou en boucle"),
    Code("SNR114", ERROR, "Renvoi YAML sans ancre"),
    Code("SNR115", WARNING, "Commentaire « snr: ignore » mal écrit"),
    Code("SNR116", WARNING, "Commentaire « snr: ignore » sans effet"),
    Code("SNR121", ERROR, "Classeur illisible, ou à la place d’une section"),
    Code("SNR124", ERROR, "Ligne d’une feuille de questions qui ne se rattache à rien"),
    Code("SNR125", ERROR, "Case sans valeur lisible"),
    Code("SNR128", WARNING, "Nombre de choses qui se lit de deux façons"),
    Code("SNR130", WARNING, "Ligne peut-être comptée deux fois, écrite dans deux fichiers"),
    Code("SNR131", WARNING, "Date loin après l’année étudiée"),
    Code("SNR132", WARNING, "Chose dite là où rien n’est lu"),
    Code("SNR201", ERROR, "Clé inconnue"),
    Code("SNR202", ERROR, "Clé manquante"),
    Code("SNR203", ERROR, "Valeur d’une autre sorte"),
    Code("SNR204", ERROR, "Valeur hors des bornes"),
    Code("SNR205", ERROR, "Part mal écrite"),
    Code("SNR206", ERROR, "Valeur hors des choix"),
    Code("SNR207", ERROR, "Code, date ou identifiant mal écrit"),
    Code("SNR208", ERROR, "Valeurs qui se contredisent"),
    Code("SNR209", WARNING, "Clé sans valeur"),
    Code("SNR210", ERROR, "Étape déjà contenue dans le facteur publié"),
    Code("SNR301", ERROR, "Nom absent du catalogue"),
    Code("SNR302", ERROR, "Identifiant déjà pris"),
    Code("SNR303", ERROR, "Identifiant qui ne désigne rien"),
    Code("SNR304", WARNING, "Identifiant jamais utilisé"),
)


# Codes of quality and plausibility.


PLAUSIBILITY: Final = (
    Code("SNR401", WARNING, "Consommation annuelle peu plausible pour ce type", document="dossier"),
    Code("SNR402", WARNING, "Durée de vie peu plausible pour ce type", document="dossier"),
    Code("SNR403", WARNING, "Masse de déchets peu plausible", document="dossier"),
    Code("SNR404", WARNING, "Quantité peu plausible au regard des agents", document="dossier"),
    Code("SNR405", WARNING, "Trop d’écrans par ordinateur", document="dossier"),
    Code("SNR406", WARNING, f"Empreinte par {term('equipped_agent')} hors de la plage usuelle", document="dossier"),
    Code("SNR407", WARNING, "Des ordinateurs mais aucun écran", document="dossier"),
    Code("SNR408", WARNING, "Poids de page peu plausible", document="dossier"),
    Code("SNR409", WARNING, "PUE peu plausible", document="dossier"),
    Code("SNR410", WARNING, "Année d’achat postérieure à l’année de référence", document="dossier"),
    Code("SNR411", WARNING, "Unité sans doute fausse d’un facteur 1 000", document="dossier"),
    Code("SNR412", WARNING, "Durée de vie contredite par les achats, les réformes ou les dates", document="dossier"),
    Code("SNR413", WARNING, "Valeurs par défaut qui portent plus d’un cinquième du résultat", document="dossier"),
    Code("SNR414", WARNING, "Facteur périmé, ou de plus de dix ans", document="dossier"),
    Code("SNR415", WARNING, "Périmètre partiel", document="dossier"),
    Code("SNR416", WARNING, "Double compte probable", document="dossier"),
    Code("SNR417", WARNING, "Facteur d’électricité à vérifier", document="dossier"),
    Code("SNR418", WARNING, "Vie amont ou réemploi sans preuve, non comptés", document="dossier"),
    Code("SNR419", WARNING, "Chiffre différent de la table des collectivités", document="dossier"),
    Code("SNR420", WARNING, "Hypothèse prise faute de précision", document="dossier"),
    Code("SNR421", WARNING, "Membre recalculé avec la méthode du groupement"),
    Code("SNR422", WARNING, "Année de référence peu plausible", document="dossier"),
    Code("SNR430", WARNING, "Facteur peu plausible pour ce type", document="dossier"),
    Code("SNR431", WARNING, "Compteur d’une salle sous ce que consomment ses équipements", document="dossier"),
    Code("SNR432", WARNING, "Papier compté deux fois, ou dans l’autre unité", document="dossier"),
    Code("SNR433", WARNING, "Facteur d’électricité d’une offre", document="dossier"),
    Code("SNR434", WARNING, "Année loin de l’étude du territoire", document="dossier"),
    Code("SNR435", WARNING, "Salles plus grandes que leur bâti", document="dossier"),
    Code("SNR436", INFO, "Stockage compté par deux méthodes", document="dossier"),
    Code("SNR437", WARNING, "Volume peu plausible au regard des agents ou des lignes", document="dossier"),
    Code("SNR438", WARNING, "Nom, adresse ou téléphone d’une personne", document="dossier", personal=True),
    Code(
        "SNR439", WARNING, "Lignes à confirmer", document="dossier", reads=("Equipment.certainty", "Service.certainty")
    ),
)


# Codes of inventories.


INVENTORIES: Final = (
    Code("SNR501", WARNING, "Lignes d’un inventaire rejetées"),
    Code("SNR502", WARNING, "Lignes d’un inventaire à confirmer"),
    Code("SNR503", ERROR, "Inventaire illisible"),
    Code("SNR504", ERROR, "Type compté deux fois, à la main et par un inventaire"),
    Code("SNR505", ERROR, "Correspondances d’un inventaire mal écrites"),
    Code("SNR506", WARNING, "Ligne qui ne prend rien de son inventaire"),
    Code("SNR507", WARNING, "Export d’une année antérieure"),
    Code("SNR508", WARNING, "Appareils déjà lus, mis de côté"),
    Code("SNR509", ERROR, "Inventaire dont rien n’est compté"),
    Code("SNR510", WARNING, "Une seule date d’achat pour des centaines d’appareils"),
)


# Codes of actions and objectives in time.


PLAN: Final = (
    Code("SNR601", WARNING, "Effet qui ne porte sur rien", document="dossier"),
    Code("SNR602", WARNING, "Même paramètre changé par deux actions", document="dossier"),
    Code("SNR603", WARNING, "Effet qui ne change rien", document="dossier"),
    Code("SNR604", WARNING, "Calendrier à l’envers", document="dossier"),
    Code("SNR605", WARNING, "Objectif de territoire que les actions ne peuvent pas faire bouger", document="strategie"),
    Code("SNR606", WARNING, "Objectif qu’aucune mesure ne fait bouger assez", document="strategie"),
    Code("SNR607", WARNING, "Paramètre d’un effet qui n’agit pas", document="dossier"),
    Code("SNR608", WARNING, "Remplacement circulaire", document="dossier"),
    Code("SNR609", WARNING, "Stratégie finie avant l’année de référence", document="dossier"),
    Code("SNR610", WARNING, "Valeur d’indicateur attendue", document="strategie"),
    Code("SNR611", WARNING, "Cible moins bonne que le départ", document="strategie"),
    Code("SNR612", WARNING, "Nombre d’unités sur un type qui a une tendance", document="dossier"),
    Code("SNR613", WARNING, "Action terminée sans date", document="dossier"),
    Code("SNR614", WARNING, "Départ d’objectif qui ne se compare pas", document="strategie"),
    Code("SNR615", WARNING, "Montants HT et TTC sans taux de TVA", document="strategie"),
    Code("SNR616", INFO, "Dépense reconduite sans dernier exercice", document="strategie"),
    Code("SNR617", INFO, "Personnel peut-être compté deux fois", document="strategie"),
    Code("SNR618", INFO, "Action menée dont le bilan ne dit pas ce qui a été fait", document="bilan"),
    Code(
        "SNR619",
        WARNING,
        "Chiffres de l’année du programme non conservés",
        document="programme",
        reads=("Programme.figures",),
    ),
    Code("SNR621", WARNING, "Action prévue qui a commencé", document="strategie"),
    Code("SNR622", WARNING, "Lignes reprises d’une autre année", document="dossier", reads=("AnnualReview.carried",)),
    Code("SNR623", WARNING, "Action terminée que l’inventaire ne montre pas", document="dossier"),
    Code("SNR620", WARNING, "Dépense après la fin de son action", document="strategie"),
)


# Codes of the conformity checklist of the method.


METHOD: Final = (
    Code("RCP-01", INFO, "Une version à jour du RCP SI est citée", (RCP,), document="programme"),
    Code("RCP-02", INFO, "L’unité fonctionnelle est décrite", (RCP,), document="programme"),
    Code("RCP-03", INFO, "La méthode d’évaluation est celle du RCP SI", (RCP,), document="programme"),
    Code(
        "RCP-04",
        INFO,
        "Schéma fonctionnel du système d’information",
        (RCP,),
        document="programme",
        reads=("Dossier.diagram",),
    ),
    Code("RCP-05", INFO, "Toutes les étapes demandées sont couvertes", (RCP,), document="programme"),
    Code("RCP-06", INFO, "Toutes les catégories d’impact obligatoires sont couvertes", (RCP,), document="programme"),
    Code("RCP-07", INFO, "Le périmètre et l’organisation sont décrits", (RCP,), document="programme"),
    Code(
        "RCP-08",
        INFO,
        "Les exclusions sont listées et justifiées",
        (RCP,),
        document="programme",
        reads=("Dossier.exclusions",),
    ),
    Code("RCP-09", INFO, "Les hypothèses de modélisation sont détaillées", (RCP,), document="programme"),
    Code("RCP-10", INFO, "Les flux et les durées de vie sont quantifiés", (RCP,), document="programme"),
    Code(
        "RCP-11",
        INFO,
        "Les durées de vie sont justifiées",
        (RCP,),
        document="programme",
        reads=("Equipment.lifetime_source",),
    ),
    Code("RCP-12", INFO, "Les sources ont une version et une date", (RCP,), document="programme"),
    Code(
        "RCP-13",
        INFO,
        "Chaque donnée d’inventaire a une qualité",
        (RCP,),
        document="programme",
        reads=("Equipment.quality",),
    ),
    Code("RCP-14", INFO, "La part de chaque classe de qualité est donnée", (RCP,), document="programme"),
    Code("RCP-15", INFO, "Les données peu fiables sont signalées", (RCP,), document="programme"),
    Code(
        "RCP-16", INFO, "Les limites de l’étude sont listées", (RCP,), document="programme", reads=("Dossier.limits",)
    ),
)


__all__ = ["CODES", "NEVER_SUPPRESSED", "RCP", "Basis", "Code", "LawText", "normal", "page"]

CODES: Final[dict[str, Code]] = declared(*FORMAT, *PLAUSIBILITY, *INVENTORIES, *PLAN, *DECREE, *BESIDE, *METHOD)
# findings that no comment can leave aside: the dossier cannot be read, or the comment itself is wrong
NEVER_SUPPRESSED: Final = tuple(
    code.id
    for code in CODES.values()
    if code.id in ("SNR503", "SNR504", "SNR505") or ("SNR1" <= code.id < "SNR4" and code.id not in ("SNR209", "SNR304"))
)


def normal(text: str) -> str:
    """Return a code, or its beginning, as the table writes it: reen-5 is REEN-05."""
    code = text.strip().upper()
    match = re.fullmatch(r"(REEN|ADJ|RCP)-?([0-9]{1,2})", code)
    return f"{match[1]}-{int(match[2]):02}" if match else code


def page(code: str) -> str:
    """Return where the page of a code stands in the project."""
    return f"docs/codes/{code}.md"
