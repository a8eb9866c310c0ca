"""Notes of an inventory (how a column or a file was read, what it lacks) → findings of a dossier."""

from collections.abc import Iterator
from typing import Final

from snr_cli.french.numbers import plural, things
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.model.finding import Finding, Position, Severity

# what a counted row names and nothing describes: message, help
JOIN_NOTES: Final = {
    "device_column": (
        "colonne « {word} » non lue : ses appareils, s’ils en sont, ne sont pas comptés",
        'décrivez-les à la main, ou écrivez columns: {titre: ""} dans les correspondances si elle n’en tient pas',
    ),
    "quantity_column": (
        "colonne « {word} » non lue : {units} ne comptent pas",
        "si ce sont d’autres appareils que ceux de la quantité lue, mettez-les sur des lignes à part, avec leur statut ; sinon, "
        'écrivez columns: {titre: ""} dans les correspondances',
    ),
    "encoding_mended": (
        "lettres accentuées mal encodées (« Ã© » pour « é ») : lues comme il faut",
        "exportez de nouveau, en UTF-8",
    ),
    "encoding_guessed": (
        "ni UTF-8 ni Windows-1252 : encodage {encoding}, reconnu à ses lettres accentuées",
        "vérifiez les libellés (snr inventory), ou exportez de nouveau, en UTF-8",
    ),
    "letters_lost": (
        "lettres accentuées perdues dans l’export (« \ufffd » ou « ? ») : des libellés peuvent ne pas être reconnus",
        "exportez de nouveau, en UTF-8",
    ),
    "maybe_moments": (
        "colonne « {word} » lue comme l’année d’achat, et les mêmes lignes y reviennent chaque année",
        "si c’est celle d’un état du parc, il compte plusieurs fois : gardez-en une, keep: {titre: [année]}",
    ),
    "hidden_rows": (
        "{masked} (à la main ou par un filtre), lues comme les autres",
        "si ce sont des appareils sortis, supprimez-les du classeur, ou donnez leur statut",
    ),
    "part_column": (
        "colonne « {word} », une partie de la quantité, non lue : {units} comptent comme les autres",
        'mettez-les sur des lignes à part, avec leur statut, ou écrivez columns: {titre: ""} dans les correspondances',
    ),
    "kwh_each": (
        "colonne « {word} » lue pour un appareil : des lignes en comptent plusieurs",
        "si elle dit la consommation de toute la ligne, écrivez « total » dans son titre (kWh total) : elle sera divisée",
    ),
    "section_state": (
        "titre de section « {word} » : les lignes dessous ne suivent pas l’état qu’il dit",
        "donnez-leur un statut dans une colonne, ou mettez-les à part",
    ),
    "past_titles": (
        "{word} : cellules remplies après le dernier titre, non lues ({rows})",
        "si c’est un autre tableau, mettez-le sur une feuille à part ; si c’est une colonne, donnez-lui un titre",
    ),
    "by_vcpu": (
        "instances de cloud sans facteur propre, comptées par leurs vCPU-heures (qualité basse)",
        "les instances qui en ont un : factors/inventory/instances.csv",
    ),
    "unknown_room": (
        "salle « {word} » absente des centres de données lus avec ce fichier : PUE moyen",
        "ajoutez le fichier des centres de données à from, ou corrigez le nom",
    ),
}
ONLY_SAID: Final = ("kwh_each", "encoding_mended", "encoding_guessed")  # how a sound column is read: nothing is wrong


def notes_findings(inventory: Inventory) -> Iterator[Finding]:
    """Yield a finding for each note that a dossier is told, at its first line."""
    for read in inventory.files:
        for note, word, line in read.notes:
            if note not in JOIN_NOTES:
                continue
            text, help_text = JOIN_NOTES[note]
            said = text.format(
                word=word,
                encoding=read.encoding,
                units=things(read.beside.get(word, 0.0), "unité"),
                masked=plural(read.masked, "ligne masquée", "lignes masquées"),
                rows=plural(read.past, "ligne"),
            )
            severity = Severity.INFO if note in ONLY_SAID else Severity.WARNING
            yield Finding("SNR502", Position(read.name, line), said, help_text, severity=severity)
