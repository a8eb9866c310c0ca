"""What a comparison says by code, in French sentences."""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import percent, plural, printable, signed, together
from snr_cli.french.words.terms import GROUP_WORDS, NOT_ASSESSED, STORAGE_METHODS, estimated_note, mass, term
from snr_cli.model.grouped import in_groups
from snr_cli.plan.comparison import ChangeParts, Comparison, Note
from snr_cli.plan.factor_update import ComparedFactors, FactorMove
from snr_cli.plan.mixture import ACTION, GROUP_PART, HOUSEHOLDS, ORGANISATION, TERRITORY_PART, TYPE
from snr_cli.results.effects import year_extents
from snr_cli.results.sentences.coverage import partial_text


class PartWords(NamedTuple):
    """What a part of a change is called: in a list, in a sentence, over a column; `whence`: after « vient de »; `wholly`: « en entier de »."""

    label: str
    short: str
    column: str
    whence: str
    wholly: str


PARTS: Final = {
    "activity": PartWords(
        "Activité (quantités, durées de vie, volumes)", "activité", "activité", "l’activité", "l’activité"
    ),
    "ageing": PartWords(
        "Même parc, autre année (âge, export relu)",
        "même parc, autre année",
        "même parc",
        *("la lecture du même parc une autre année (âge des appareils, export relu)",) * 2,
    ),
    "method": PartWords(
        "Méthode et périmètre",
        "méthode et périmètre",
        "méthode",
        "la méthode et le périmètre",
        "la méthode et du périmètre",
    ),
    "factors": PartWords(
        "Facteurs (valeurs, électricité de l’année)", "facteurs", "facteurs", *("la mise à jour des facteurs",) * 2
    ),
}
ORDER: Final = (
    "Chaque part est recalculée ; c’est la moyenne de ce qu’elle change dans les six ordres possibles (valeur de Shapley) : "
    "leur somme est l’écart."
)
PAIRED: Final = (
    "Ce que les deux années partagent (facteurs, durées de vie, quantités inchangées, même export) s’annule ; une autre quantité qui "
    "change a été comptée deux fois."
)
CHANGES: Final = {
    "options": "options de calcul",
    "factor_set": term("factor_set"),
    "impute": "catégories déduites du climat",
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
_UNSPLIT: Final = (
    "organisation : écart non réparti, une donnée manque pour lire l’activité d’une année avec la méthode et les facteurs de "
    "l’autre ; ce qui n’est pas évalué n’est pas compté 0 : {category}"
)
SENTENCES: Final = {
    "published_only": (
        "« {subject} » ne donne que des totaux publiés : sa méthode, son périmètre et ses données ne sont pas connus. "
        "L’écart n’est ni réparti ni comparable. Donnez à ce bilan result, le JSON de snr assess de cette année-là"
    ),
    "category_one_side": "{perimeter} : {category} n’est évalué que dans « {side} »",
    "reversed": "la première année donnée ({old}) est après la seconde ({new})",
    "two_authorities": "ce sont deux collectivités : {old} et {new}",
    "perimeter_group": "{group} : en {year} seulement ({kg}{estimated}), donc changement de périmètre",
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
    "not_assessed": "{part} « {name} » : aucune de ses lignes n’est évaluée, une année au moins ; son écart n’est pas connu",
    "no_change": "les deux années sont égales",
    "same_export": (
        "le même export « {subject} » sert aux deux années : ce qui en change vient de l’âge ou de l’année, pas du parc"
    ),
    "same_export_not_apart": (
        "le même export « {subject} » sert aux deux années, mais pas pour les mêmes lignes, ou avec d’autres fichiers : ce qui en "
        "change n’est pas une évolution du parc, et reste pourtant compté dans « activité »"
    ),
    "mixture_not_assessed": _UNSPLIT,
    "mixture_part_not_assessed": (
        "{part} « {name} » : écart non réparti, l’activité d’une année n’y est pas évaluée avec la méthode et les facteurs de l’autre"
    ),
}


def note_text(note: Note, comparison: Comparison, tables: Tables) -> str:
    """Return the sentence of a note, without its full stop."""
    values = dict(note.values)
    code = "name_asked" if values.get("asked") else note.code
    words = {"subject": printable(note.subject)}
    for name, value in values.items():
        if name in ("kg", "written", "computed"):
            words[name] = NOT_ASSESSED if value is None else mass(value)
        elif name == "side" and isinstance(value, int):
            words["year"] = str((comparison.old, comparison.new)[value].year)
        elif name == "perimeter":
            words[name] = PERIMETERS[value]
        elif note.code == "coverage":
            words[name] = percent(value)
        else:
            words[name] = printable(str(value))
    if note.code in ("category_one_side", "mixture_not_assessed"):
        words["category"] = category_label(note.subject, tables)
    if note.code in ("not_assessed", "mixture_part_not_assessed"):
        words["part"], words["name"] = _part(values["part"], note.subject, tables)
    if note.code == "perimeter_group":
        words["group"] = GROUP_WORDS[note.subject]
        estimated = estimated_note(values["estimated"])
        words["estimated"] = f", {estimated}" if estimated else ""
    return SENTENCES[code].format(**words)


def carried_text(comparison: Comparison) -> str:
    """Say how much of the change comes from fresh data, and how much from lines carried forward; empty when none is followed."""
    if comparison.carried is None:
        return ""
    fresh, carried, lines = comparison.carried
    if not lines:
        return f"Aucune ligne n’est reprise de {comparison.old.year} : l’écart vient de données confirmées ou changées depuis."
    return (
        f"De l’écart, {_change(fresh)} viennent de lignes confirmées ou changées depuis {comparison.old.year}, et {_change(carried)} de "
        f"{plural(lines, 'ligne reprise', 'lignes reprises')} de {comparison.old.year}, à confirmer."
    )


def _change(value: float) -> str:
    return signed(value, mass(value)) if value else "0\u202fkg CO2e"


def unsplit_text(categories: Iterable[str]) -> str:
    """Return the sentence of the categories whose change is not split."""
    return _UNSPLIT.format(category=", ".join(categories))


def _part(part: str, name: str, tables: Tables) -> tuple[str, str]:
    """Return what a part of the organisation is, and its name."""
    kinds = tables.equipment_types | tables.service_types
    groups = tables.vocabulary["groups"]
    label = groups[name]["label_fr"] if part == GROUP_PART and name in groups else name
    label = kinds[name].label if part == TYPE and name in kinds else label
    words = {GROUP_PART: "groupe", TYPE: "type", ACTION: "lignes visées par l’action"} | PERIMETERS
    return words[part], printable(label)


def partial_years(comparison: Comparison, category: str) -> list[tuple[int, str]]:
    """Return the years in which what is computed of a category is no total, and what is said of it."""
    ends = zip((comparison.old.year, comparison.new.year), year_extents(comparison, category), strict=True)
    return [(year, text) for year, extent in ends if (text := partial_text(extent))]


def category_label(name: str, tables: Tables) -> str:
    """Return the French name of a category."""
    return tables.categories[name].label if name in tables.categories else printable(name)


# What of a change between two years is of lines in euros: a price that changes reads there as an activity that changes.

A_PRICE: Final = "c’est un ratio par euro, où un prix qui change se lit comme une activité qui change"


def spending_split(comparison: Comparison, tables: Tables) -> ChangeParts | None:
    """Return the change of the lines in euros; None when no year has any."""
    known = tables.service_types
    parts = [split for name, split in comparison.types.items() if name in known and known[name].is_spending]
    if not parts:
        return None
    return ChangeParts(
        fsum(part.old for part in parts),
        fsum(part.new for part in parts),
        fsum(part.activity for part in parts),
        fsum(part.ageing for part in parts),
        fsum(part.method for part in parts),
        fsum(part.factors for part in parts),
    )


def spending_text(comparison: Comparison, tables: Tables) -> str:
    """Say the change of the lines in euros; empty when no year has any."""
    split = spending_split(comparison, tables)
    if split is None:
        return ""
    return f"Dont lignes comptées en euros : {_mass(split.old)} → {_mass(split.new)} ; {A_PRICE}."


def _mass(value: float) -> str:
    return mass(value) if value else "rien"


# What of a change of a footprint comes from new factors, told to a council: nobody there did anything.


def revision_text(factors: ComparedFactors) -> str:
    """Say by publisher what new factors move of the organisation's climate footprint; empty when they move nothing of it."""
    total = factors.update.organisation.get(CLIMATE)
    if total is not None and not total.same_extent:
        return (
            "À dire au conseil : les étapes évaluées ne sont pas les mêmes ; l’écart n’est ni une baisse ni une hausse."
        )
    moved = in_groups((_reason(move, factors.tables), move.climate) for move in factors.update.moves if move.climate)
    parts = sorted(((fsum(values), reason) for reason, values in moved.items()), key=lambda part: (-abs(part[0]), part))
    if not parts:
        return ""
    first, *others = (f"{signed(kilograms, mass(kilograms))} {reason}" for kilograms, reason in parts)
    said = together((first.replace(" d’un", " viennent d’un", 1), *others))
    return f"À dire au conseil : {said}, non de ce que fait la collectivité."


def _reason(move: FactorMove, tables: tuple[Tables, Tables]) -> str:
    before, after = ("/".join(dict.fromkeys(names)) for names in zip(*_publishers(move, tables), strict=True))
    if before == after:
        return f"d’une révision de la source ({after})"
    return f"d’un changement de source ({after}, {before} auparavant)"


def _publishers(move: FactorMove, tables: tuple[Tables, Tables]) -> Iterator[tuple[str, str]]:
    """Yield who publishes each value that changes, before and after; a value that comes or goes has one publisher."""
    others = set(tables[1].categories) - {CLIMATE}  # whose values move no tonne
    for row in [row for row in move.rows if not others.intersection(row.of[:1])] or move.rows:
        names = [
            table.sources[value.source].publisher_fr if value.source in table.sources else value.source
            for table, value in zip(tables, (row.before, row.after), strict=True)
            if value is not None
        ]
        yield names[0], names[-1]
