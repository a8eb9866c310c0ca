"""Territoires en Transitions: its plans as actions, the actions of a dossier as a plan that it imports."""

from typing import Final

from snr_cli.outputs.bridges.bridge import Bridge
from snr_cli.outputs.bridges.tet_read import is_tet, read_tet
from snr_cli.outputs.bridges.tet_write import TET, tet_book

BRIDGE: Final = Bridge(
    TET,
    "Territoires en Transitions : plans d’action",
    "incubateur-ademe/territoires-en-transitions@dbb36dc",
    "MIT",
    ("tests/bridges/samples/tet-import.xlsx", "tests/bridges/samples/tet-export.xlsx"),
    reads="plan en Excel, dans la forme de son import (28 colonnes) ou de son export : actions, et axes de la stratégie",
    writes="classeur d’import de 28 colonnes (XLSX)",
    lost_in=(
        "Les noms de personnes (Personne pilote, Élu·e référent·e, auteurs) : ôtés des colonnes et des autres textes, comme ceux qui suivent une civilité.",
        "Les statuts « En pause », « Bloqué » et « En retard », sans équivalent : l’action est écrite prévue, et c’est dit.",
        "Une date qui n’est ni un jour ni une année (« fin 2027 ») : gardée en commentaire.",
        "Les lignes de total, et les feuilles qui ne sont pas des plans : dites, non lues.",
        "Les montants sans année ni section, et les montants TTC par financeur de l’export : gardés en commentaire.",
        "Les objectifs, indicateurs, priorités, sous-axes, instances, thématiques, cibles : gardés en commentaire, car le dossier les tient autrement.",
        "Les notes de suivi, étapes, documents, fiches liées, la confidentialité et les dates de saisie.",
    ),
    lost_out=(
        "Les effets sur les quantités, donc tout gain en tonnes ; les thèmes du décret ; les actions remplacées ; la fiche de bonne pratique.",
        "Les indicateurs : écrits, mais l’import les ignore ; les objectifs y deviennent un texte.",
        "Un début ou une fin d’année devient un jour (1er janvier, 31 décembre) ; les années de l’effet restent dans le texte des moyens.",
        "La base HT ou TTC : le budget total est écrit hors taxes si tout y est ou s’y convertit (strategy.money.vat), sinon laissé vide ; le détail reste dans le texte.",
        "Les financeurs au-delà de trois, ou sans montant : ils restent dans le texte. Les moyens communs à un axe, et les textes des axes.",
    ),
    suffixes=(".xlsx",),
    looks=is_tet,
    read=read_tet,
    write={".xlsx": tet_book},
)
