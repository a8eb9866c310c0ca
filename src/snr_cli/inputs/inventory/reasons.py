"""Why a row has its verdict, in French; and line numbers as a person reads them."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from snr_cli.inputs.inventory.faults import GatheredFault, cell_text
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.records import COUNTED, IGNORED, REJECTED, SET_ASIDE, TO_CONFIRM, Group
from snr_cli.inputs.inventory.values import fold

VERDICT_WORDS: Final = {
    COUNTED: "comptées",
    TO_CONFIRM: "à confirmer",
    SET_ASIDE: "mises de côté",
    REJECTED: "rejetées",
    IGNORED: "ignorées",
}
REASON_WORDS: Final = {
    "blank": "ligne vide",
    "total": "ligne de total, de sous-total ou de légende",
    "header_again": "titres répétés",
    "section": "titre de section, fusionné sur toute la ligne",
    "recap": "récapitulatif d’un autre tableau du fichier, déjà compté",
    "maybe_recap": "peut-être le récapitulatif d’un autre tableau : supprimez-le, ou mettez ses appareils dans un fichier à part",
    "sheet_again": "mêmes lignes qu’une autre feuille du classeur : peut-être sa copie",
    "recap_file": "mêmes nombres que les appareils d’un autre fichier : peut-être son récapitulatif",
    "before_titles": "au-dessus des titres : texte, légende",
    "above_titles": "au-dessus des titres, et semble dire des appareils : à placer sous des titres",
    "no_type_column": "tableau sans colonne de type ni de modèle",
    "placeholder": "exemple d’un modèle à remplir (<…>)",
    "excluded": "exclu par le RCP SI (clavier, souris, chargeur)",
    "by_mapping": "écartée par vos correspondances",
    "virtual": "machine virtuelle : comptée par son serveur",
    "built_in": "écran intégré d’un portable",
    "sim": "carte SIM seule ou ligne M2M : pas d’appareil",
    "intangible": "logiciel, licence ou étude, d’après le compte : pas d’appareil",
    "not_digital": "véhicule, mobilier, travaux ou œuvre d’art, d’après le compte : pas du numérique",
    "account_says_other": "le libellé dit un appareil, le compte un véhicule, un meuble, des travaux ou une œuvre d’art",
    "part": "pièce ou vue d’un appareil listé ailleurs",
    "short": "ligne trop courte",
    "long": "ligne trop longue",
    "oversized": "cellule démesurée ou illisible",
    "nothing_to_recognise": "ni type, ni modèle, ni fabricant",
    "quantity_absent": "quantité absente, rien ne la dit : écrivez le nombre d’appareils, qui n’est pas supposé de 1",
    "quantity_formula": "quantité absente, une formule sans résultat : ouvrez le classeur dans un tableur et enregistrez-le",
    "quantity_error": "quantité absente, une erreur du classeur : corrigez sa formule dans le classeur, ou écrivez le nombre",
    "quantity_shared": "quantité fusionnée, comptée une fois, avec la première ligne de la fusion",
    "quantity_mixed": "une quantité fusionnée sur des lignes différentes, ou moindre que leur nombre : donnez celle de chaque ligne",
    "number_in_label": "un nombre dans le libellé, que la quantité ne dit pas : donnez la quantité",
    "plural_label": "un libellé au pluriel, sans quantité : donnez le nombre d’appareils",
    "two_in_label": "deux appareils dans un libellé : séparez-les",
    "movement": "un mouvement (entrée, sortie, retour) : un journal de mouvements n’est pas un inventaire",
    "not_there_in_label": "le libellé dit l’appareil à acheter, absent, ancien ou personnel",
    "sums_above": "semble la somme de lignes voisines",
    "remark_says_gone": "une remarque dit l’appareil sorti, cassé, perdu ou en double, en tout ou en partie",
    "answer_among_words": "un oui ou un non, dans une colonne de dates ou de noms, dit que l’appareil n’est peut-être plus là",
    "quantity_zero": "quantité nulle",
    "quantity_unread": "quantité illisible",
    "quantity_negative": "quantité négative",
    "quantity_huge": "quantité démesurée",
    "quantity_fraction": "quantité non entière",
    "filtered": "écartée par le filtre",
    "seen": "appareil déjà lu (même numéro de série ou d’inventaire, ou mêmes nom, type et modèle dans un autre fichier)",
    "retired": "réformée ou sortie",
    "lost": "perdue ou volée",
    "ordered": "commandée, pas encore reçue",
    "personal": "appareil personnel ; s’il sert au travail, comptez-le à la main avec ownership: byod",
    "after_year": "achetée après l’année étudiée",
    "unknown_type": "type inconnu",
    "unsure": "type peu sûr",
    "unknown_status": "statut inconnu",
    "status_against_exit": 'statut en service, mais date de sortie passée ; si la date est fausse : columns: {son titre: ""}',
    "exit_before_purchase": "achetée après sa sortie : une des deux dates est fausse",
    # data of rows that count all the same
    "unread_dates": "date illisible ou d’avant 1990 : inconnue",
    "unread_kwh": "consommation illisible : celle du type est prise",
    "unread_lifetime": "durée de vie illisible, sans unité ou hors de 3 mois à 60 ans : celle du type est prise",
    "unread_refurbished": "ni oui ni non, ni neuf ni reconditionné : inconnu, compté comme neuf",
    "zero_kwh": "consommation de 0 kWh pour des appareils en service : inconnue, celle du type est prise",
    "unknown_country": "pays inconnu, ou sans facteur d’électricité : celui de la collectivité est pris",
    # files of NumEcoEval and G4IT
    "number_unread": "nombre illisible ou hors de ses bornes",
    "without_name": "ligne sans nom",
    "name_twice": "nom déjà lu plus haut",
    "pue_out_of_range": "PUE hors de 1 à 5",
    "room_unused": "salle qu’aucun appareil compté ne nomme",
    "machine_without_host": "machine virtuelle sans hôte",
    "host_unknown": "hôte absent des équipements lus avec ce fichier",
    "host_not_counted": "hôte qui n’est pas compté : à confirmer, sorti ou écarté",
    "machine_without_key": "machine sans clé de répartition, à côté d’autres qui en ont une",
    "machine_without_share": "machine sans clé, ni vCPU ou stockage réservé",
    "keys_over_one": "clés de l’hôte dont la somme dépasse 100 %",
    "instance_unknown": "instance de cloud sans facteur, et sans vCPU",
    "application_without_machine": "application sans machine virtuelle",
    "machine_unknown": "machine absente des équipements virtuels lus avec ce fichier",
    "machine_not_counted": "machine virtuelle qui n’est pas comptée",
    "use_twice": "même application et même machine que plus haut",
}
# what to do, where the reason does not say it
HELPS: Final = {
    "sheet_again": "nommez les feuilles à lire (--sheet, ou sheet: [une, une autre] dans l’import) : toutes, si ce sont d’autres appareils",
    "recap_file": "retirez ce récapitulatif ; si ce sont d’autres appareils, lisez leur fichier par un import à part",
    "quantity_unread": "écrivez un nombre entier d’appareils",
    "quantity_negative": "écrivez un nombre entier d’appareils",
    "quantity_huge": "écrivez un nombre entier d’appareils",
    "quantity_fraction": "écrivez un nombre entier d’appareils",
    "number_in_label": "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    "plural_label": "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    "quantity_absent": "ou dites-le dans les correspondances, types: {le libellé: 10 laptop}",
    "quantity_error": "ou dites-le dans les correspondances, types: {le libellé: 10 laptop}",
    "quantity_formula": "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    "two_in_label": "s’il n’y en a qu’un, écrivez le type du libellé dans les correspondances",
    "account_says_other": "si c’est un appareil, écrivez le type du libellé dans les correspondances",
    "remark_says_gone": 'si elle ne le dit pas, écrivez-le dans les correspondances, statuses: {"titre : mots de la remarque": in_use}',
    "movement": 'donnez l’état du parc à une date ; si le fichier le tient, écrivez columns: {titre: ""} pour la colonne',
    "not_there_in_label": "ôtez la ligne si l’appareil n’est pas là ; sinon, donnez le type du libellé dans les correspondances",
    "sums_above": "supprimez-la si c’en est une ; sinon, écrivez son modèle ou son lieu",
    "answer_among_words": 'écrivez la date de sortie ou le statut ; si ce titre dit autre chose : columns: {titre: ""}',
    "unknown_type": "écrivez le type du libellé dans les correspondances (--write-mapping les prépare)",
    "unsure": "écrivez le type du libellé dans les correspondances (--write-mapping les prépare)",
    "unknown_status": "écrivez l’état de ce mot dans les correspondances (--write-mapping les prépare)",
    "exit_before_purchase": "corrigez celle qui est fausse, ou videz-la",
    "unread_dates": "écrivez-la comme 31/12/2021, ou videz la cellule",
    "unread_kwh": "écrivez des kWh par an, ou videz la cellule",
    "unread_lifetime": "écrivez « 5 ans » ou « 60 mois », ou l’unité dans le titre de la colonne",
    "unread_refurbished": "écrivez oui ou non, neuf ou reconditionné, ou videz la cellule",
    "zero_kwh": "corrigez-la dans l’export, ou videz la cellule",
    "unknown_country": "corrigez son nom ; s’il n’a pas de facteur, décrivez ces appareils à la main, avec place",
    "number_unread": "écrivez un nombre (une clé : de 0 à 1, ou en %)",
    "name_twice": "gardez une seule ligne, ou donnez deux noms",
    "pue_out_of_range": "un PUE va de 1 à 5",
    "machine_without_host": "écrivez le nom de son hôte",
    "host_unknown": "corrigez le nom de l’hôte, ou ajoutez le fichier des équipements physiques",
    "host_not_counted": "faites d’abord compter cet hôte",
    "keys_over_one": "les clés d’un hôte vont de 0 à 1, et leur somme aussi : 0,5 ou 50 % pour sa moitié",
    "machine_unknown": "corrigez le nom de la machine, ou ajoutez le fichier des équipements virtuels",
}


_RETIRED: Final = re.compile(r"reform|rebut|benne|dechet|casse|\bh\.?s\b|(?<!a )\bremplacee?s?\b|\breplaced\b").search
_DENIED: Final = re.compile(r"\b(?:non|pas|not)\b").search  # « Non HS »


def likely_state(word: str) -> str:
    """Propose a state for an unknown status: retired when the word says so, else none: in use is for a person to say."""
    said = fold(word)
    return "retired" if _RETIRED(said) and not _DENIED(said) else "…"


MAX_RANGES: Final = 6


def verdict_word(verdict: str, count: int) -> str:
    """Return the word of a verdict in agreement with its count: 1 rejetée, 1 mise de côté, 2 rejetées."""
    word = VERDICT_WORDS[verdict]
    return word if count >= 2 else word.replace("ées", "ée").replace("mises", "mise")


def reason_text(group: Group) -> str:
    """Return why a group has its verdict."""
    return group.label if group.reason == "broken" else REASON_WORDS[group.reason]


def lines_text(lines: Iterable[int]) -> str:
    """Write line numbers: ligne 12 ; lignes 2 à 40, 57 et 12 autres plages."""
    shown: list[tuple[int, int]] = []
    more = 0
    for pair in ranges(sorted(lines)):
        if len(shown) < MAX_RANGES:
            shown.append(pair)
        else:
            more += 1
    texts = [f"{first}" if first == last else f"{first} à {last}" for first, last in shown]
    rest = f" et {more} autre{'s' if more > 1 else ''} plage{'s' if more > 1 else ''}" if more else ""
    single = len(shown) == 1 and shown[0][0] == shown[0][1]
    return ("ligne " if single else "lignes ") + ", ".join(texts) + rest


def parts_text(rows: Iterable[int], parts: Sequence[str]) -> str:
    """Name the parts of a device: appareil ; écran 1, écran 2 et 3 autres."""
    names = [parts[row - 1] for row in sorted(rows)]
    more = len(names) - MAX_RANGES
    return ", ".join(names[:MAX_RANGES]) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")


def faults_text(
    reason: str,
    faults: Iterable[GatheredFault],
    rows: Sequence[int],
    where: Callable[[Iterable[int]], str],
    label: str = "",
) -> tuple[str, str]:
    """Return the cell that gives rows their verdict, and all else that is wrong in them; each is empty when there is none.

    Args:
        reason: the code of the verdict.
        faults: what is wrong in the rows.
        rows: the lines of the rows.
        where: says lines as a person reads them; those of a fault of every row are not said again.
        label: what is shown of the rows already.
    """
    cell, others = "", []
    for fault in faults:
        said = cell_text(fault, label)
        if fault.code == reason and not cell:
            cell = said
            continue
        place = where(fault.lines) if len(fault.lines) < len(rows) else ""
        more = " ; ".join(part for part in (said, place) if part)
        others.append(REASON_WORDS[fault.code] + (f" ({more})" if more else ""))
    return cell, " ; ".join(others)


def full_reason(
    said: str,
    reason: str,
    faults: Iterable[GatheredFault],
    rows: Sequence[int],
    where: Callable[[Iterable[int]], str],
    label: str = "",
) -> str:
    """Return why rows have their verdict (`said`, of code `reason`), with its cell, and all else that is wrong in them."""
    cell, others = faults_text(reason, faults, rows, where, label)
    return " ; ".join(part for part in (said + (f" ({cell})" if cell else ""), others) if part)
