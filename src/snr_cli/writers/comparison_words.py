"""What a comparison says by code, in French sentences."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.findings.text import printable
from snr_cli.french import percent
from snr_cli.plan.compare import Comparison, Note
from snr_cli.plan.mixture import HOUSEHOLDS, ORGANISATION, TERRITORY_PART
from snr_cli.wording import GROUP_WORDS, STORAGE_METHODS, mass

PARTS: Final = {
    "activity": "Activité (quantités, durées de vie, volumes)",
    "method": "Méthode et périmètre",
    "factors": "Facteurs (valeurs, électricité de l’année)",
}
SHORT: Final = {"activity": "activité", "method": "méthode et périmètre", "factors": "facteurs"}
ORDER: Final = (
    "Chaque part est recalculée ; c’est la moyenne de ce qu’elle change dans les six ordres possibles (valeur de Shapley) : "
    "leur somme est l’écart."
)
PAIRED: Final = (
    "Ce que les deux années partagent (facteurs, durées de vie, quantités inchangées) s’annule ; une quantité qui change a été "
    "comptée deux fois."
)
CHANGES: Final = {
    "options": "options de calcul",
    "factor_set": "jeu de facteurs",
    "licence": "licence des facteurs",
    "without": "sites ou entités laissés de côté",
    "estimate": "équipements estimés",
    "tables": "édition des tables de facteurs",
    "study": "édition de l’étude nationale",
}
PERIMETERS: Final = {
    ORGANISATION: "organisation",
    TERRITORY_PART: "territoire, par habitant",
    HOUSEHOLDS: "territoire, par ménage",
}
SENTENCES: Final = {
    "published_only": (
        "« {subject} » ne donne que des totaux publiés : sa méthode, son périmètre et ses données ne sont pas connus. "
        "L’écart n’est ni réparti ni comparable. Donnez à ce bilan result, le JSON de snr assess de cette année-là"
    ),
    "category_one_side": "{perimeter} : {category} n’est évalué que dans « {side} »",
    "reversed": "la première année donnée ({old}) est après la seconde ({new})",
    "two_authorities": "ce sont deux collectivités : {old} et {new}",
    "perimeter_group": "{group} : inventorié en {year} seulement ({kg}), donc changement de périmètre",
    "name_one_side": (
        "« {subject} » n’apparaît qu’en {year} ({kg}) : compté comme activité. Si c’est le périmètre qui change : "
        '--perimeter "{subject}"'
    ),
    "name_asked": "« {subject} » n’apparaît qu’en {year} ({kg}) : compté comme périmètre, à votre demande",
    "two_studies": (
        "deux éditions de l’étude nationale, {old} puis {new} : chaque année est recalculée avec les deux, l’écart d’édition "
        "est dans « méthode et périmètre ». Ce n’est pas une évolution du territoire"
    ),
    "recomputed_otherwise": (
        "« {subject} » dit {written}, cette version de snr calcule {computed} : l’écart est dans « méthode et périmètre »"
    ),
    "coverage": "lignes dont l’impact climatique est évalué : {old}, puis {new} ; ce qui manquait n’était pas nul",
    "storage_two_methods": f"stockage en propre et hébergé vont en sens contraires. {STORAGE_METHODS[:-1]}",
    "no_change": "les deux années sont égales",
}


def note_text(note: Note, comparison: Comparison, tables: Tables) -> str:
    """Return the sentence of a note, without its full stop."""
    values = dict(note.values)
    code = "name_asked" if values.get("asked") else note.code
    words = {"subject": printable(note.subject)}
    for name, value in values.items():
        if name in ("kg", "written", "computed"):
            words[name] = mass(value)
        elif name == "side" and isinstance(value, int):
            words["year"] = str((comparison.old, comparison.new)[value].year)
        elif name == "perimeter":
            words[name] = PERIMETERS[value]
        elif note.code == "coverage":
            words[name] = percent(value)
        else:
            words[name] = printable(str(value))
    if note.code == "category_one_side":
        words["category"] = category_label(note.subject, tables)
    if note.code == "perimeter_group":
        words["group"] = GROUP_WORDS.get(note.subject, note.subject)
    return SENTENCES[code].format(**words)


def category_label(name: str, tables: Tables) -> str:
    """Return the French name of a category."""
    return tables.categories[name].label if name in tables.categories else printable(name)
