"""Codes of what cannot be read in a dossier: syntax, schema, references."""

from typing import Final

from snr_cli.findings.codes.code import ERROR, WARNING, Code

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
