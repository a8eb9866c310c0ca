"""What the report of an inventory says of each note: how a column or a file was read, what it lacks."""

from typing import Final

NOTES: Final = {
    "ambiguous_dates": "dates ambiguës (03/04/2021), lues jour d’abord ; première ligne {line}",
    "column_absent": "colonne des correspondances absente du fichier",
    "no_rows": "aucune ligne sous les titres",
    "unknown_room": "salle absente des centres de données lus avec ce fichier : PUE moyen ; première ligne {line}",
    "device_column": "colonne d’un type d’appareil, non lue : ses appareils ne sont pas comptés ; première ligne {line}",
    "quantity_column": "colonne de nombres, non lue : {units} ne comptent pas ; première ligne {line}",
    "encoding_mended": "lettres accentuées mal encodées (« Ã© » pour « é »), lues comme il faut : exportez en UTF-8",
    "encoding_guessed": "encodage reconnu à ses lettres accentuées : vérifiez les libellés, ou exportez en UTF-8",
    "letters_lost": "lettres accentuées perdues dans l’export (« \ufffd » ou « ? ») : exportez de nouveau, en UTF-8",
    "maybe_moments": "lue comme l’année d’achat ; les mêmes lignes y reviennent chaque année : si c’est celle d’un état du parc, "
    "gardez-en une (keep) ; première ligne {line}",
    "hidden_rows": "{masked} (à la main ou par un filtre), lues comme les autres ; première ligne {line}",
    "part_column": "colonne d’une partie de la quantité, non lue : {units} comptent comme les autres ; première ligne {line}",
    "kwh_each": "lue pour un appareil, pas pour toute la ligne ; sinon, écrivez « total » dans son titre ; première ligne {line}",
    "kwh_shared": "celle de toute la ligne, d’après son titre : divisée par la quantité ; première ligne {line}",
    "section_state": "titre de section qui dit un état : les lignes dessous ne le suivent pas, donnez-leur un statut ; ligne {line}",
    "past_titles": "cellules remplies après le dernier titre, non lues : {rows} ; première ligne {line}",
    "by_vcpu": "instances sans facteur propre, comptées par leurs vCPU-heures, qualité basse ; première ligne {line}",
}
