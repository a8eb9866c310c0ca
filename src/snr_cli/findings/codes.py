"""Every code of a finding: its gravest severity, its title, and the text it comes from.

Each code has a page of its own in `docs/codes/`, held to this table by the tests.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.findings.finding import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Basis(StrEnum):
    """What a rule rests on: the heading under which it is listed, everywhere."""

    LAW = "law"
    DECREE = "decree"
    PRACTICE = "practice"  # no text demands it
    BESIDE = "beside"  # a duty of another law
    METHOD = "method"


class Text(NamedTuple):
    """A text that a rule cites. `equals`: the article that holds in its place, by kind of authority; `read`: in an official version."""

    name: str
    basis: Basis
    equals: tuple[tuple[str, str], ...] = ()
    read: bool = True

    def at(self, place: str) -> "Text":
        """Return a place of the text: -I, al. 2."""
        return self._replace(name=self.name + place)

    def cited(self, kind: str | None) -> str:
        """Return the text as it holds for a kind of authority; without a kind, with its equals."""
        if kind is not None:
            return dict(self.equals).get(kind, self.name)
        return self.name + (
            f" ({' ; '.join(f'{WHO[who]} : {text}' for who, text in self.equals)})" if self.equals else ""
        )


class Code(NamedTuple):
    """A code of finding. `texts`: what it rests on, the first one decides its basis; none for the rules of the dossier's format."""

    id: str
    severity: Severity
    title: str
    texts: tuple[Text, ...] = ()

    @property
    def reference(self) -> str:
        """Return the texts of law or method, whatever the authority; empty without any."""
        return self.cited(None)

    @property
    def basis(self) -> Basis | None:
        """Return what the rule rests on."""
        return self.texts[0].basis if self.texts else None

    def cited(self, kind: str | None) -> str:
        """Return the texts as they hold for a kind of authority."""
        return " ; ".join(text.cited(kind) for text in self.texts)


WHO: Final = {"metropole": "métropoles", "metropole_de_lyon": "métropole de Lyon"}
REEN35: Final = Text("Loi n° 2021-1485 (REEN), art. 35", Basis.LAW)
REEN34: Final = Text("Loi n° 2021-1485 (REEN), art. 34", Basis.LAW)
D2311: Final = Text("CGCT, art. D2311-15-1 (décret n° 2022-1084)", Basis.DECREE)
# the report that holds the yearly account, and its shape; none of the equals was read in an official version
REPORT: Final = Text(
    "CGCT, art. L2311-1-1",
    Basis.LAW,
    (("metropole", "CGCT, art. L5217-10-2"), ("metropole_de_lyon", "CGCT, art. L3661-2")),
    read=False,
)
SHAPE: Final = Text("CGCT, art. D2311-15", Basis.DECREE, (("metropole_de_lyon", "CGCT, art. D3661-7"),))
RCP: Final = Text("RCP « Système d’information » (ADEME, novembre 2024), annexe C", Basis.METHOD)


def _law(name: str) -> Text:
    return Text(name, Basis.LAW)


def _practice(name: str) -> tuple[Text, ...]:
    return (Text(name, Basis.PRACTICE),)


def _beside(name: str) -> tuple[Text, ...]:
    return (Text(name, Basis.BESIDE),)


_TABLE: Final = (
    # syntax
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
    # schema
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
    # references
    Code("SNR301", ERROR, "Nom absent du catalogue"),
    Code("SNR302", ERROR, "Identifiant déjà pris"),
    Code("SNR303", ERROR, "Identifiant qui ne désigne rien"),
    Code("SNR304", WARNING, "Identifiant jamais utilisé"),
    # quality and plausibility
    Code("SNR401", WARNING, "Consommation annuelle peu plausible pour ce type"),
    Code("SNR402", WARNING, "Durée de vie peu plausible pour ce type"),
    Code("SNR403", WARNING, "Masse de déchets peu plausible"),
    Code("SNR404", WARNING, "Quantité peu plausible au regard des agents"),
    Code("SNR405", WARNING, "Trop d’écrans par ordinateur"),
    Code("SNR406", WARNING, "Empreinte par agent équipé hors de la plage usuelle"),
    Code("SNR407", WARNING, "Des ordinateurs mais aucun écran"),
    Code("SNR408", WARNING, "Poids de page peu plausible"),
    Code("SNR409", WARNING, "PUE peu plausible"),
    Code("SNR410", WARNING, "Année d’achat postérieure à l’année de référence"),
    Code("SNR411", WARNING, "Unité sans doute fausse d’un facteur 1 000"),
    Code("SNR412", WARNING, "Durée de vie contredite par les achats, les réformes ou les dates"),
    Code("SNR413", WARNING, "Valeurs par défaut qui portent plus d’un cinquième du résultat"),
    Code("SNR414", WARNING, "Facteur de plus de dix ans"),
    Code("SNR415", WARNING, "Périmètre partiel"),
    Code("SNR416", WARNING, "Double compte probable"),
    Code("SNR417", WARNING, "Facteur d’électricité à vérifier"),
    Code("SNR418", WARNING, "Vie amont ou réemploi sans preuve, non comptés"),
    Code("SNR419", WARNING, "Chiffre différent de la table des collectivités"),
    Code("SNR420", WARNING, "Hypothèse prise faute de précision"),
    Code("SNR421", WARNING, "Membre recalculé avec la méthode du groupement"),
    Code("SNR422", WARNING, "Année de référence peu plausible"),
    Code("SNR430", WARNING, "Facteur peu plausible pour ce type"),
    Code("SNR431", WARNING, "Compteur d’une salle sous ce que consomment ses équipements"),
    Code("SNR432", WARNING, "Papier compté deux fois, ou dans l’autre unité"),
    Code("SNR433", WARNING, "Facteur d’électricité d’une offre"),
    Code("SNR434", WARNING, "Année loin de l’étude du territoire"),
    Code("SNR435", WARNING, "Salles plus grandes que leur bâti"),
    Code("SNR436", INFO, "Stockage compté par deux méthodes"),
    Code("SNR437", WARNING, "Volume peu plausible au regard des agents ou des lignes"),
    # inventories
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
    # actions and objectives in time
    Code("SNR601", WARNING, "Effet qui ne porte sur rien"),
    Code("SNR602", WARNING, "Même paramètre changé par deux actions"),
    Code("SNR603", WARNING, "Effet qui ne change rien"),
    Code("SNR604", WARNING, "Calendrier à l’envers"),
    Code("SNR605", WARNING, "Objectif de territoire que les actions ne peuvent pas faire bouger"),
    Code("SNR606", WARNING, "Objectif qu’aucune mesure ne fait bouger assez"),
    Code("SNR607", WARNING, "Paramètre d’un effet qui n’agit pas"),
    Code("SNR608", WARNING, "Remplacement circulaire"),
    Code("SNR609", WARNING, "Stratégie finie avant l’année de référence"),
    Code("SNR610", WARNING, "Valeur d’indicateur attendue"),
    Code("SNR611", WARNING, "Cible moins bonne que le départ"),
    Code("SNR612", WARNING, "Nombre d’unités sur un type qui a une tendance"),
    Code("SNR613", WARNING, "Action terminée sans date"),
    Code("SNR614", WARNING, "Départ d’objectif qui ne se compare pas"),
    # the decree
    Code("REEN-01", ERROR, "L’entité est une commune ou un EPCI à fiscalité propre", (REEN35.at("-I"), D2311)),
    Code("REEN-02", INFO, "Le seuil est de 50 000 habitants", (REEN35.at("-I"), _law("CGCT, art. R2151-2"))),
    Code("REEN-03", ERROR, "Un programme de travail précède la stratégie", (REEN35.at("-I, al. 2"), D2311)),
    Code("REEN-04", WARNING, "Programme de travail au 1er janvier 2023", (REEN35.at("-I"),)),
    Code("REEN-05", ERROR, "Des acteurs publics et privés ont été associés au programme", (D2311,)),
    Code("REEN-06", ERROR, "L’état des lieux répertorie les acteurs concernés", (REEN35.at("-I"),)),
    Code("REEN-07", WARNING, "L’état des lieux rappelle les mesures déjà menées", (REEN35.at("-I"),)),
    Code("REEN-08", ERROR, "Bilan de l’impact du numérique sur le territoire", (D2311,)),
    Code("REEN-09", ERROR, "Bilan de l’impact des usages du numérique sur le territoire", (D2311,)),
    Code("REEN-10", WARNING, "L’organisation est évaluée, à part du territoire", _practice(f"Déduit de {D2311.name}")),
    Code("REEN-11", WARNING, "Synthèse des actions déjà engagées", (D2311,)),
    Code("REEN-12", ERROR, "Une stratégie existe (échéance du 1er janvier 2025)", (REEN35.at("-I"),)),
    Code("REEN-13", WARNING, "Chaque objectif part d’un constat du programme", (D2311,)),
    Code("REEN-14", ERROR, "Un objectif de réduction de l’empreinte du territoire", (D2311,)),
    Code("REEN-15", ERROR, "Chaque objectif a un indicateur de suivi", (D2311,)),
    Code("REEN-16", ERROR, "Chaque objectif a une mesure, chaque mesure un objectif", (REEN35.at("-I"), D2311)),
    Code("REEN-17", ERROR, "Les moyens sont déterminés", (D2311,)),
    Code("REEN-18", WARNING, "Caractère annuel ou pluriannuel des objectifs et des mesures", (D2311,)),
    Code("REEN-19", INFO, "Couverture des six thèmes du décret", (D2311,)),
    Code("REEN-20", ERROR, "Un bilan annuel chaque année depuis l’adoption", (REEN35.at("-I, al. 3"), REPORT)),
    Code("REEN-21", ERROR, "Le bilan est présenté avant le débat budgétaire", (REPORT,)),
    Code("REEN-22", INFO, "Le bilan suit les deux volets et les cinq finalités", (SHAPE,)),
    Code(
        "REEN-23",
        WARNING,
        "Cohérence avec le PCAET",
        (REEN34, Text("code de l’environnement, art. L229-26", Basis.LAW, read=False)),
    ),
    Code(
        "REEN-24",
        WARNING,
        "Périmètre, exclusions, sources et incertitude sont dits",
        _practice("Pratique ; RCP SI 2024"),
    ),
    Code(
        "REEN-25",
        INFO,
        "Gouvernance : élu référent, chef de projet, comité",
        _practice("Guides INR et MiNumEco (a.1 à a.4)"),
    ),
    # adjacent duties
    Code("ADJ-01", WARNING, "Part des achats issus du réemploi", _beside("Loi AGEC, art. 58 ; décret n° 2024-134")),
    Code(
        "ADJ-02", WARNING, "Produits de la catégorie informatique et téléphonie", _beside("Arrêté du 29 février 2024")
    ),
    Code("ADJ-03", INFO, "Dons reçus comptés à une valeur forfaitaire", _beside("Second arrêté du 29 février 2024")),
    Code("ADJ-04", WARNING, "Déclaration des achats au 30 juin", _beside("Arrêté du 13 janvier 2025")),
    Code(
        "ADJ-05",
        WARNING,
        "Matériels réformés orientés vers le réemploi",
        _beside("Loi REEN, art. 16 ; décret n° 2023-266"),
    ),
    Code("ADJ-06", INFO, "Matériels réformés exclus du calcul, et pourquoi", _beside("Décret n° 2023-266")),
    Code("ADJ-07", WARNING, "Indice de réparabilité dans les achats", _beside("Loi REEN, art. 15 ; loi AGEC, art. 55")),
    Code("ADJ-08", WARNING, "Logiciels dont la conception limite l’énergie", _beside("Loi AGEC, art. 55")),
    Code(
        "ADJ-09",
        WARNING,
        "Condition et critère environnementaux des marchés",
        _beside("Loi n° 2021-1104, art. 35 ; CCP, L2112-2"),
    ),
    Code("ADJ-10", WARNING, "SPASER au-delà de 50 M€ HT d’achats", _beside("CCP, art. L2111-3 et D2111-3")),
    Code(
        "ADJ-11",
        WARNING,
        "Accessibilité des services en ligne",
        _beside("Loi n° 2005-102, art. 47 ; décret n° 2019-768"),
    ),
    Code("ADJ-12", INFO, "Écoconception des services (RGESN 2024)", _beside("Loi REEN, art. 25 ; RGESN, mai 2024")),
    Code("ADJ-13", WARNING, "BEGES tous les trois ans", _beside("Code de l’environnement, art. L229-25")),
    Code(
        "ADJ-14", WARNING, "Cession des matériels réformés", _beside("Loi n° 2022-217 (3DS), art. 178 ; CG3P, L3212-2")
    ),
    Code(
        "ADJ-15",
        WARNING,
        "Déchets d’équipements remis à un éco-organisme",
        _beside("Code de l’environnement, R543-172"),
    ),
    Code(
        "ADJ-16",
        INFO,
        "Salles et centres de données : décret tertiaire",
        _beside("Décret n° 2019-771 ; loi REEN, art. 28"),
    ),
    Code("ADJ-17", INFO, "À venir : NIS 2", _beside("Projet de loi, texte non promulgué à notre connaissance")),
    # the conformity checklist of the method
    Code("RCP-01", INFO, "Une version à jour du RCP SI est citée", (RCP,)),
    Code("RCP-02", INFO, "L’unité fonctionnelle est décrite", (RCP,)),
    Code("RCP-03", INFO, "La méthode d’évaluation est celle du RCP SI", (RCP,)),
    Code("RCP-04", INFO, "Schéma fonctionnel du système d’information", (RCP,)),
    Code("RCP-05", INFO, "Toutes les étapes demandées sont couvertes", (RCP,)),
    Code("RCP-06", INFO, "Toutes les catégories d’impact obligatoires sont couvertes", (RCP,)),
    Code("RCP-07", INFO, "Le périmètre et l’organisation sont décrits", (RCP,)),
    Code("RCP-08", INFO, "Les exclusions sont listées et justifiées", (RCP,)),
    Code("RCP-09", INFO, "Les hypothèses de modélisation sont détaillées", (RCP,)),
    Code("RCP-10", INFO, "Les flux et les durées de vie sont quantifiés", (RCP,)),
    Code("RCP-11", INFO, "Les durées de vie sont justifiées", (RCP,)),
    Code("RCP-12", INFO, "Les sources ont une version et une date", (RCP,)),
    Code("RCP-13", INFO, "Chaque donnée d’inventaire a une qualité", (RCP,)),
    Code("RCP-14", INFO, "La part de chaque classe de qualité est donnée", (RCP,)),
    Code("RCP-15", INFO, "Les données peu fiables sont signalées", (RCP,)),
    Code("RCP-16", INFO, "Les limites de l’étude sont listées", (RCP,)),
)
CODES: Final[dict[str, Code]] = {code.id: code for code in _TABLE}
# findings that no comment can leave aside: the dossier cannot be read, or the comment itself is wrong
NEVER_SUPPRESSED: Final = tuple(
    code.id
    for code in _TABLE
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
