"""Codes of quality and plausibility."""

from typing import Final

from snr_cli.model.codes.code import INFO, WARNING, Code

PLAUSIBILITY: Final = (
    Code("SNR401", WARNING, "Consommation annuelle peu plausible pour ce type", document="dossier"),
    Code("SNR402", WARNING, "Durée de vie peu plausible pour ce type", document="dossier"),
    Code("SNR403", WARNING, "Masse de déchets peu plausible", document="dossier"),
    Code("SNR404", WARNING, "Quantité peu plausible au regard des agents", document="dossier"),
    Code("SNR405", WARNING, "Trop d’écrans par ordinateur", document="dossier"),
    Code("SNR406", WARNING, "Empreinte par agent équipé hors de la plage usuelle", document="dossier"),
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
