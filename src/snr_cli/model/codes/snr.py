"""Codes of a dossier: what cannot be read, what is doubtful in its values, its inventories, its plan, its method."""

from typing import Final

from snr_cli.french.words.terms import term
from snr_cli.model.codes.code import ERROR, INFO, RCP, WARNING, Code

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
    Code("SNR121", ERROR, "Classeur illisible"),
    Code("SNR122", ERROR, "Feuille de classeur inconnue"),
    Code("SNR123", ERROR, "Colonne de classeur inconnue"),
    Code("SNR124", ERROR, "Ligne de classeur qui ne se rattache à rien"),
    Code("SNR125", ERROR, "Cellule sans valeur lisible"),
    Code("SNR127", WARNING, "Ligne de classeur dont la quantité est inconnue"),
    Code("SNR128", WARNING, "Nombre de choses qui se lit de deux façons"),
    Code("SNR129", INFO, "Type compris d’un autre mot que son nom"),
    Code("SNR130", WARNING, "Ligne peut-être comptée deux fois, écrite dans deux fichiers"),
    Code("SNR131", WARNING, "Date loin après l’année étudiée"),
    Code("SNR132", WARNING, "Chose dite là où rien n’est lu"),
    Code("SNR126", WARNING, "Ligne non lue au-dessus des données"),
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
