"""Codes of actions and objectives in time."""

from typing import Final

from snr_cli.model.codes.code import INFO, WARNING, Code

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
