"""What is wrong in the cells of rows, each fault with its column and its lines; and why a row has its verdict, in French."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from snr_cli.french.numbers import first_of
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import ABSENT, COUNTED, IGNORED, REJECTED, SET_ASIDE, TO_CONFIRM, Fault, Group
from snr_cli.inputs.inventory.values import HIDDEN, MONTH_WORDS, NO, ONE_PERSONS, YES, fold, is_person, masked
from snr_cli.model.grouped import in_groups

# What is wrong in the cells of rows: each fault with its column, what may be shown of its value, and its lines.

LONGEST_VALUE: Final = 40  # characters of a value that are shown
_SHOWN: Final = 4  # values of a fault that are shown; all are in JSON
LONE_STATUS: Final = "(statut non montré, ce peut être un nom)"  # in place of a label
LONE_VALUE: Final = "non montrée, ce peut être un nom"
# words that may stand in a cell of numbers or of dates without being a name
_HARMLESS: Final = MONTH_WORDS | {*YES, *NO} | {
    "an", "ans", "beaucoup", "cinq", "deux", "dix", "div", "douze", "env", "environ", "huit", "inconnu", "inconnue",
    "kw", "kwh", "lot", "lots", "mwh", "na", "name", "nan", "neuf", "nom", "null", "onze", "pas", "pcs",
    "plusieurs", "poste", "postes", "quatre", "quelques", "ref", "sept", "six", "trois", "un", "une", "unite",
    "unites", "valeur", "value", "wh",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
# faults of a whole label: it is shown on the screen of who asks, never in findings, which others read
OF_LABEL: Final = frozenset(
    {"number_in_label", "two_in_label", "not_there_in_label", "unknown_type", "unsure", "remark_says_gone"}
)
_FIGURES: Final = re.compile(r"\d+")
# faults of judged cells that give a verdict, the first before the others; those that are no key leave the row counted
DECIDE: Final = {
    "nothing_to_recognise": REJECTED,
    "quantity_unread": REJECTED,
    "quantity_negative": REJECTED,
    "quantity_huge": REJECTED,
    "quantity_fraction": REJECTED,
    "account_says_other": TO_CONFIRM,
    "number_in_label": TO_CONFIRM,
    **dict.fromkeys(ABSENT, TO_CONFIRM),
    "plural_label": TO_CONFIRM,
    "two_in_label": TO_CONFIRM,
    "not_there_in_label": TO_CONFIRM,
    "unknown_type": TO_CONFIRM,
    "unsure": TO_CONFIRM,
    "unknown_status": TO_CONFIRM,
    "remark_says_gone": TO_CONFIRM,
}
# cells in which a text stands for one of a list: another may be a name put in the wrong column
_WORDED: Final = frozenset({"unknown_status", "unknown_country"})


def shown_cell(cell: str) -> str:
    """Return what may be shown of a cell that should hold a number or a date.

    Its figures and signs; the words that are none of a number or of a date are hidden, for they may be a name.
    """
    text = masked(" ".join(cell.split()))
    return _WORD.sub(lambda word: word[0] if fold(word[0]) in _HARMLESS else HIDDEN, text)[:LONGEST_VALUE]


class GatheredFault(NamedTuple):
    """A fault of some rows of a file: the values met (with the nearest that is known, when there is one), and the rows."""

    code: str
    column: str
    values: tuple[tuple[str, str], ...]
    lines: "array[int]"


def gathered_faults(groups: Iterable[Group]) -> tuple[GatheredFault, ...]:
    """Gather the faults of rows of one file by what they are, in the order in which they are met."""
    values: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    lines: dict[tuple[str, str], array[int]] = {}
    for group in groups:
        for code, column, value, near in group.faults:
            key = code, column
            values.setdefault(key, {})[value, near] = None
            lines.setdefault(key, array("I")).extend(group.lines)
    return tuple(
        GatheredFault(*key, tuple(pair for pair in value if pair[0]), array("I", sorted(lines[key])))
        for key, value in values.items()
    )


def doubtful_data(groups: Iterable[Group]) -> Iterator[tuple[str, GatheredFault]]:
    """Yield what is wrong in rows that count, or are set aside, by file: their verdict does not say it."""
    doubted = (group for group in groups if group.faults and group.verdict in (COUNTED, SET_ASIDE))
    for file, of_file in in_groups((group.file, group) for group in doubted).items():
        yield from ((file, fault) for fault in gathered_faults(of_file))


def cell_text(fault: GatheredFault, label: str = "") -> str:
    """Say the column of a fault and its values: colonne « Pays » : Frnace (France ?). A value that is the label shown is not repeated."""
    values = [value + (f" ({near} ?)" if near else "") for value, near in fault.values if value != label]
    said = first_of(values, _SHOWN)
    if not fault.column or (not said and fault.values):
        return said
    return f"colonne « {fault.column} »" + (f" : {said}" if said else "")


def hide_lone_names(groups: Iterable[Group], words: InventoryWords) -> None:
    """Hide the unknown status or country that may name a person.

    A country is shown only when it is near one that is known. A status is hidden when few rows have it and one of its
    words has a capital and is of no known status; and, in any number of rows, when it is a given name among two to four words.

    Args:
        groups: the judged rows of a file.
        words: the known statuses, and the words that are given names or name a place.
    """
    rows = Counter[str]()
    found = [group for group in groups if any(fault.code in _WORDED for fault in group.faults)]
    for group in found:
        for fault in group.faults:
            rows[fault.value] += group.rows if fault.code == "unknown_status" else 0
    usual = {word for status in (*words.statuses, *words.asked) for word in _WORD.findall(status)}

    def hidden(fault: Fault) -> Fault:
        if fault.code == "unknown_country":
            known = fault.near and words.names.get(fold(fault.value)) != "given"  # Francis is near France
        elif fault.code == "unknown_status":
            few = rows[fault.value] <= ONE_PERSONS
            # a word of a status may be a name when it has a capital, and is of no known status
            named = any(word[0].isupper() and fold(word) not in usual for word in _WORD.findall(fault.value))
            known = not (few and named) and not is_person(_FIGURES.sub("", fault.value), words.names)
        else:
            return fault
        return fault if known else fault._replace(value=LONE_VALUE, near="")

    for group in found:
        group.faults = tuple(map(hidden, group.faults))
        if group.reason == "unknown_status" and any(
            fault.code == "unknown_status" and fault.value == LONE_VALUE for fault in group.faults
        ):
            group.named = LONE_STATUS


def hide_persons(groups: Sequence[Group], names: Mapping[str, str], own: Iterable[str] = ()) -> None:
    """Hide the services and places of a file that are the name of a person: « Jean DUPONT », « Martin Lucie ».

    Args:
        groups: the judged rows of the file.
        names: a word, folded → whether it is a given name or names a place: école Jean Moulin, place Marie Curie.
        own: what the dossier itself calls its services and places: never hidden.
    """
    devices = Counter[str]()
    for group in groups:
        if group.device is not None:
            for text in {group.device.entity, group.device.site}:
                devices[text] += group.rows
    hidden = {text for text in devices if devices[text] <= ONE_PERSONS and is_person(text, names)} - set(own)
    for group in groups if hidden else ():
        device = group.device
        if device is not None and not hidden.isdisjoint((device.entity, device.site)):
            entity, site = (
                "(nom de personne possible, non montré)" if text in hidden else text
                for text in (device.entity, device.site)
            )
            group.device = device._replace(entity=entity, site=site)


# Why a row has its verdict, in French; and line numbers as a person reads them.

VERDICT_WORDS: Final = {
    COUNTED: "comptées",
    TO_CONFIRM: "à confirmer",
    SET_ASIDE: "mises de côté",
    REJECTED: "rejetées",
    IGNORED: "ignorées",
}


class Reason(NamedTuple):
    """Why a row has its verdict, or what is wrong in it; `help`: what to write, for what one mends in a cell or a mapping."""

    words: str
    help: str = ""


REASONS: Final = {
    "blank": Reason("ligne vide"),
    "total": Reason("ligne de total, de sous-total ou de légende"),
    "header_again": Reason("titres répétés"),
    "section": Reason("titre de section, fusionné sur toute la ligne"),
    "recap": Reason("récapitulatif d’un autre tableau du fichier, déjà compté"),
    "maybe_recap": Reason(
        "peut-être le récapitulatif d’un autre tableau : supprimez-le, ou mettez ses appareils dans un fichier à part"
    ),
    "sheet_again": Reason(
        "mêmes lignes qu’une autre feuille du classeur : peut-être sa copie",
        "nommez les feuilles à lire (--sheet, ou sheet: [une, une autre] dans l’import) : toutes, si ce sont d’autres appareils",
    ),
    "recap_file": Reason(
        "mêmes nombres que les appareils d’un autre fichier : peut-être son récapitulatif",
        "retirez ce récapitulatif ; si ce sont d’autres appareils, lisez leur fichier par un import à part",
    ),
    "before_titles": Reason("au-dessus des titres : texte, légende"),
    "above_titles": Reason("au-dessus des titres, et semble dire des appareils : à placer sous des titres"),
    "no_type_column": Reason("tableau sans colonne de type ni de modèle"),
    "placeholder": Reason("exemple d’un modèle à remplir (<…>)"),
    "excluded": Reason("exclu par le RCP SI (clavier, souris, chargeur)"),
    "by_mapping": Reason("écartée par vos correspondances"),
    "virtual": Reason("machine virtuelle : comptée par son serveur"),
    "built_in": Reason("écran intégré d’un portable"),
    "sim": Reason("carte SIM seule ou ligne M2M : pas d’appareil"),
    "intangible": Reason("logiciel, licence ou étude, d’après le compte : pas d’appareil"),
    "not_digital": Reason("véhicule, mobilier, travaux ou œuvre d’art, d’après le compte : pas du numérique"),
    "account_says_other": Reason(
        "le libellé dit un appareil, le compte un véhicule, un meuble, des travaux ou une œuvre d’art",
        "si c’est un appareil, écrivez le type du libellé dans les correspondances",
    ),
    "part": Reason("pièce ou vue d’un appareil listé ailleurs"),
    "short": Reason("ligne trop courte"),
    "long": Reason("ligne trop longue"),
    "oversized": Reason("cellule démesurée ou illisible"),
    "nothing_to_recognise": Reason("ni type, ni modèle, ni fabricant"),
    "quantity_absent": Reason(
        "quantité absente, rien ne la dit : écrivez le nombre d’appareils, qui n’est pas supposé de 1",
        "ou dites-le dans les correspondances, types: {le libellé: 10 laptop}",
    ),
    "quantity_formula": Reason(
        "quantité absente, une formule sans résultat : ouvrez le classeur dans un tableur et enregistrez-le",
        "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    ),
    "quantity_error": Reason(
        "quantité absente, une erreur du classeur : corrigez sa formule dans le classeur, ou écrivez le nombre",
        "ou dites-le dans les correspondances, types: {le libellé: 10 laptop}",
    ),
    "quantity_shared": Reason("quantité fusionnée, comptée une fois, avec la première ligne de la fusion"),
    "quantity_mixed": Reason(
        "une quantité fusionnée sur des lignes différentes, ou moindre que leur nombre : donnez celle de chaque ligne"
    ),
    "number_in_label": Reason(
        "un nombre dans le libellé, que la quantité ne dit pas : donnez la quantité",
        "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    ),
    "plural_label": Reason(
        "un libellé au pluriel, sans quantité : donnez le nombre d’appareils",
        "ou dites leur nombre dans les correspondances, types: {le libellé: 10 laptop}",
    ),
    "two_in_label": Reason(
        "deux appareils dans un libellé : séparez-les",
        "s’il n’y en a qu’un, écrivez le type du libellé dans les correspondances",
    ),
    "movement": Reason(
        "un mouvement (entrée, sortie, retour) : un journal de mouvements n’est pas un inventaire",
        'donnez l’état du parc à une date ; si le fichier le tient, écrivez columns: {titre: ""} pour la colonne',
    ),
    "not_there_in_label": Reason(
        "le libellé dit l’appareil à acheter, absent, ancien ou personnel",
        "ôtez la ligne si l’appareil n’est pas là ; sinon, donnez le type du libellé dans les correspondances",
    ),
    "subtotal": Reason(
        "sous-total, ou détail d’un sous-total : ses appareils sont comptés une fois, dans d’autres lignes"
    ),
    "sums_above": Reason(
        "semble la somme de lignes voisines",
        "si c’en est une, écrivez dans les correspondances, totals: {titre de la quantité: above} (below si elle suit ses lignes) ; sinon, none",
    ),
    "remark_says_gone": Reason(
        "une remarque dit l’appareil sorti, cassé, perdu ou en double, en tout ou en partie",
        'si elle ne le dit pas, écrivez-le dans les correspondances, statuses: {"titre : mots de la remarque": in_use}',
    ),
    "answer_among_words": Reason(
        "un oui ou un non, dans une colonne de dates ou de noms, dit que l’appareil n’est peut-être plus là",
        'écrivez la date de sortie ou le statut ; si ce titre dit autre chose : columns: {titre: ""}',
    ),
    "quantity_zero": Reason("quantité nulle"),
    "quantity_unread": Reason("quantité illisible", "écrivez un nombre entier d’appareils"),
    "quantity_negative": Reason("quantité négative", "écrivez un nombre entier d’appareils"),
    "quantity_huge": Reason("quantité démesurée", "écrivez un nombre entier d’appareils"),
    "quantity_fraction": Reason("quantité non entière", "écrivez un nombre entier d’appareils"),
    "filtered": Reason("écartée par le filtre"),
    "seen": Reason(
        "appareil déjà lu (même numéro de série ou d’inventaire, ou mêmes nom, type et modèle dans un autre fichier)"
    ),
    "retired": Reason("réformée ou sortie"),
    "lost": Reason("perdue ou volée"),
    "ordered": Reason("commandée, pas encore reçue"),
    "personal": Reason("appareil personnel ; s’il sert au travail, comptez-le à la main avec ownership: byod"),
    "after_year": Reason("achetée après l’année étudiée"),
    "unknown_type": Reason(
        "type inconnu", "écrivez le type du libellé dans les correspondances (--format mapping les prépare)"
    ),
    "unsure": Reason(
        "type peu sûr", "écrivez le type du libellé dans les correspondances (--format mapping les prépare)"
    ),
    "unknown_status": Reason(
        "statut inconnu", "écrivez l’état de ce mot dans les correspondances (--format mapping les prépare)"
    ),
    "status_against_exit": Reason(
        'statut en service, mais date de sortie passée ; si la date est fausse : columns: {son titre: ""}'
    ),
    "exit_before_purchase": Reason(
        "achetée après sa sortie : une des deux dates est fausse", "corrigez celle qui est fausse, ou videz-la"
    ),
    # data of rows that count all the same
    "unread_dates": Reason(
        "date illisible ou d’avant 1990 : inconnue", "écrivez-la comme 31/12/2021, ou videz la cellule"
    ),
    "unread_kwh": Reason(
        "consommation illisible : celle du type est prise", "écrivez des kWh par an, ou videz la cellule"
    ),
    "unread_lifetime": Reason(
        "durée de vie illisible, sans unité ou hors de 3 mois à 60 ans : celle du type est prise",
        "écrivez « 5 ans » ou « 60 mois », ou l’unité dans le titre de la colonne",
    ),
    "unread_refurbished": Reason(
        "ni oui ni non, ni neuf ni reconditionné : inconnu, compté comme neuf",
        "écrivez oui ou non, neuf ou reconditionné, ou videz la cellule",
    ),
    "zero_kwh": Reason(
        "consommation de 0 kWh pour des appareils en service : inconnue, celle du type est prise",
        "corrigez-la dans l’export, ou videz la cellule",
    ),
    "unknown_country": Reason(
        "pays inconnu, ou sans facteur d’électricité : celui de la collectivité est pris",
        "corrigez son nom ; s’il n’a pas de facteur, décrivez ces appareils à la main, avec place",
    ),
    # files of NumEcoEval and G4IT
    "number_unread": Reason(
        "nombre illisible ou hors de ses bornes", "écrivez un nombre (une clé : de 0 à 1, ou en %)"
    ),
    "without_name": Reason("ligne sans nom"),
    "name_twice": Reason("nom déjà lu plus haut", "gardez une seule ligne, ou donnez deux noms"),
    "pue_out_of_range": Reason("PUE hors de 1 à 5", "un PUE va de 1 à 5"),
    "room_unused": Reason("salle qu’aucun appareil compté ne nomme"),
    "machine_without_host": Reason("machine virtuelle sans hôte", "écrivez le nom de son hôte"),
    "host_unknown": Reason(
        "hôte absent des équipements lus avec ce fichier",
        "corrigez le nom de l’hôte, ou ajoutez le fichier des équipements physiques",
    ),
    "host_not_counted": Reason(
        "hôte qui n’est pas compté : à confirmer, sorti ou écarté", "faites d’abord compter cet hôte"
    ),
    "machine_without_key": Reason("machine sans clé de répartition, à côté d’autres qui en ont une"),
    "machine_without_share": Reason("machine sans clé, ni vCPU ou stockage réservé"),
    "keys_over_one": Reason(
        "clés de l’hôte dont la somme dépasse 100 %",
        "les clés d’un hôte vont de 0 à 1, et leur somme aussi : 0,5 ou 50 % pour sa moitié",
    ),
    "instance_unknown": Reason("instance de cloud sans facteur, et sans vCPU"),
    "application_without_machine": Reason("application sans machine virtuelle"),
    "machine_unknown": Reason(
        "machine absente des équipements virtuels lus avec ce fichier",
        "corrigez le nom de la machine, ou ajoutez le fichier des équipements virtuels",
    ),
    "machine_not_counted": Reason("machine virtuelle qui n’est pas comptée"),
    "use_twice": Reason("même application et même machine que plus haut"),
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
    return group.label if group.reason == "broken" else REASONS[group.reason].words


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
    return first_of([parts[row - 1] for row in sorted(rows)], MAX_RANGES)


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
        others.append(REASONS[fault.code].words + (f" ({more})" if more else ""))
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
