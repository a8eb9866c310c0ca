"""What a comparison says in French: by code, between two years; a row for each difference, and one sentence for all of them, between what was voted and what is proposed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import (
    act,
    counted,
    euros,
    long_date,
    number,
    percent,
    plural,
    printable,
    signed,
    significant,
    together,
)
from snr_cli.french.words.terms import GROUP_WORDS, NOT_ASSESSED, STORAGE_METHODS, estimated_note, mass, term
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import MOMENTS, Objective, Voted, VotedObjective
from snr_cli.plan.factor_update import ComparedFactors, FactorMove
from snr_cli.plan.past_years import (
    ACTION,
    GROUP_PART,
    HOUSEHOLDS,
    ORGANISATION,
    TERRITORY_PART,
    TYPE,
    ChangeParts,
    Comparison,
    Note,
)
from snr_cli.plan.voted import Cause, Difference, Subject, differing_objectives
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


_NOTHING: Final = "—"
_NOT_KNOWN: Final = "inconnu"
_DECIDED: Final = "proposé au conseil"
# why, in the words of the table
_CAUSES: Final = {
    Cause.YEAR: "autre année de chiffres",
    Cause.INVENTORY: "inventaire complété ou corrigé",
    Cause.METHOD: "autre méthode ou autres facteurs : ne se comparent pas",
    Cause.WILL: _DECIDED,
}
_NAMES: Final = {Subject.OBJECTIVE: ("objectif", False), Subject.ACTION: ("mesure", True)}
# what a copy of the act does not say
_UNKNOWN: Final = {
    Subject.REFERENCE: "année de référence",
    Subject.FOOTPRINT: "empreinte",
    Subject.OBJECTIVE: "objectifs",
    Subject.ACTION: "mesures",
    "eur": "dépenses",
    "funded_eur": "financements",
    "savings_eur_per_year": "économies",
    "fte": "postes",
}
_MEANS: Final = {
    "eur": "Dépenses",
    "funded_eur": "Financements",
    "savings_eur_per_year": "Économies par an",
    "fte": "ETP par an",
}


_RUN: Final = 3  # numbers that follow each other, from which only the ends are written


class VotedRow(NamedTuple):
    """A difference: what it is of, what was voted, what is proposed, why."""

    what: str
    voted: str
    proposed: str
    why: str


class VotedComparison(NamedTuple):
    """What a dossier proposes against the version that was voted last: its name, the differences, their rows, the sentence of all.

    `warning`: what is wrong with the copy that is kept of the text; empty when nothing is.
    """

    name: str
    version: Voted
    changes: tuple[Difference, ...]
    rows: list[VotedRow]
    line: str
    warning: str


def voted_rows(
    changes: Sequence[Difference],
    version: Voted,
    dossier: Dossier,
    numbers: Mapping[str, str],
    reasons: Mapping[str, tuple[str, int]],
    mass_text: Callable[[float], str] = mass,
) -> list[VotedRow]:
    """Return the rows of the differences, in the order of `Subject`.

    Args:
        changes: the differences.
        version: what was voted.
        dossier: what is proposed.
        numbers: those of the actions, by id.
        reasons: by id of an action, the difficulty that an account tells of it, and the year of the account.
        mass_text: writes kilograms.
    """

    def of(subject: Subject) -> list[Difference]:
        return [change for change in changes if change.subject is subject and change.known]

    how = f" ({version.footprint.method})" if version.footprint and version.footprint.method else ""
    rows = [
        *_figures(of(Subject.REFERENCE), of(Subject.FOOTPRINT), mass_text, how),
        *_listed(of(Subject.OBJECTIVE), Subject.OBJECTIVE, {}),
        *_changed_objectives(changes, version, dossier),
        *_listed(of(Subject.ACTION), Subject.ACTION, numbers),
        *_moved_actions(of(Subject.ACTION), dossier, numbers, reasons),
        *(_means_row(change, version) for change in of(Subject.MEANS)),
    ]
    if unknown := {_UNKNOWN[change.id or change.subject]: change for change in changes if not change.known}:
        proposed = " ; ".join(f"{name} : {_proposed(change, mass_text)}" for name, change in unknown.items())
        rows.append(VotedRow(together(unknown).capitalize(), _NOT_KNOWN, proposed, "la copie de l’acte ne le dit pas"))
    return rows


def _figures(
    years: Sequence[Difference], footprints: Sequence[Difference], mass_text: Callable[[float], str], how: str
) -> list[VotedRow]:
    """Return the row of the footprint, each with its year when that is another one; that of the years when the footprint is not known."""
    if not footprints:
        return [_row("Année de référence", change, str) for change in years]
    row = _row("Empreinte de la collectivité", footprints[0], mass_text, how)
    if not years:
        return [row]
    (year,) = years
    return [row._replace(voted=f"{year.voted} : {row.voted}", proposed=f"{year.proposed} : {row.proposed}")]


def _proposed(change: Difference, mass_text: Callable[[float], str]) -> str:
    """Write what is proposed where the voted value is not known."""
    if change.proposed is None:
        return term("not_assessed")
    if change.subject is Subject.MEANS and change.id != "fte":
        return euros(change.proposed)
    return mass_text(change.proposed) if change.subject is Subject.FOOTPRINT else number(change.proposed)


def _row(what: str, change: Difference, text: Callable[[Any], str], how: str = "") -> VotedRow:
    """Return the row of one value."""
    voted = _NOTHING if change.voted is None else text(change.voted) + how
    proposed = term("not_assessed") if change.proposed is None else text(change.proposed)
    return VotedRow(what, voted, proposed, _CAUSES[change.cause])


def _means_row(change: Difference, version: Voted) -> VotedRow:
    """Return the row of a mean: an amount that was voted with its years, what the added measures are of the proposed one."""
    text = number if change.id == "fte" else euros
    row = _row(_MEANS[change.id], change, text)
    if change.id in ("eur", "funded_eur") and version.period:
        row = row._replace(voted=f"{row.voted} ({version.period.start}–{version.period.end})")
    return row._replace(why=f"mesures ajoutées : {text(change.added)}") if change.added else row


def _listed(changes: Iterable[Difference], subject: Subject, numbers: Mapping[str, str]) -> list[VotedRow]:
    """Return a row for what is added, one for what is dropped; what has a number is told by it when there is more than one."""
    word, feminine = _NAMES[subject]
    e = "e" if feminine else ""
    own = [change for change in changes if not change.key]
    added = [change.proposed for change in own if change.voted is None]
    dropped = [_titled(change.voted, {}) for change in own if change.proposed is None]
    rows = []
    if added:
        short = len(added) > 1 and all(item.id in numbers for item in added)
        if short:
            told = f"{len(added)} : {together(measure_runs([numbers[item.id] for item in added]))}"
        else:
            told = _many([_titled(item, numbers) for item in added])
        begun = [numbers[item.id] for item in added if item.id in numbers and item.status in ("under_way", "done")]
        why = f"{_DECIDED} ; déjà engagées : {together(measure_runs(begun))}" if begun else _DECIDED
        rows.append(VotedRow(f"{word}s ajouté{e}s".capitalize(), _NOTHING, told, why))
    if dropped:
        rows.append(VotedRow(f"{word}s retiré{e}s".capitalize(), _many(dropped), _NOTHING, _DECIDED))
    return rows


def measure_runs(numbers: Iterable[str]) -> list[str]:
    """Return numbers of measures in their order, those that follow each other in an axis by their ends: 1.5 à 1.14, 2.5."""
    order = sorted(tuple(map(int, text.split("."))) for text in numbers)
    runs: list[list[tuple[int, ...]]] = []
    for parts in order:
        if runs and parts[:-1] == runs[-1][-1][:-1] and parts[-1] == runs[-1][-1][-1] + 1:
            runs[-1].append(parts)
        else:
            runs.append([parts])
    written = [[".".join(map(str, parts)) for parts in run] for run in runs]
    return [part for run in written for part in (run if len(run) < _RUN else [f"{run[0]} à {run[-1]}"])]


def _titled(item: Any, numbers: Mapping[str, str]) -> str:
    return f"{numbers.get(item.id, '')} {item.title or item.id}".strip()


def _many(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{len(titles)} : {' ; '.join(titles)}"


def _changed_objectives(changes: Iterable[Difference], version: Voted, dossier: Dossier) -> list[VotedRow]:
    before = {objective.id: objective for objective in version.objectives}
    after = {objective.id: objective for objective in dossier.objectives}
    ranks = {objective.id: rank for rank, objective in enumerate(dossier.objectives, 1)}
    return [
        VotedRow(f"Objectif {ranks[name]}", _aimed(before[name]), _aimed(after[name]), _DECIDED)
        for name in differing_objectives(changes)
    ]


def _aimed(objective: Objective | VotedObjective) -> str:
    """Write what an objective aims at: −15 % de 2025 à 2030."""
    aim = "" if objective.reduction is None else f"−{percent(objective.reduction)}"
    aim = aim or ("" if objective.target is None else significant(objective.target))
    start = "" if objective.start is None else f"de {objective.start}"
    end = "" if objective.by is None else f"à {objective.by}" if start else f"en {objective.by}"
    return " ".join(filter(None, (aim, start, end))) or _NOTHING


def _moved_actions(
    changes: Iterable[Difference], dossier: Dossier, numbers: Mapping[str, str], reasons: Mapping[str, tuple[str, int]]
) -> list[VotedRow]:
    titles = {action.id: _titled(action, numbers) for action in dossier.actions}
    return [
        VotedRow(
            f"Mesure {titles[change.id]}",
            _years(change.voted),
            _years(change.proposed),
            "{} (bilan {})".format(*reasons[change.id]) if change.id in reasons else _DECIDED,
        )
        for change in changes
        if change.subject is Subject.ACTION and change.key
    ]


def _years(years: Mapping[str, int]) -> str:
    return ", ".join(f"{MOMENTS[key]} {year}" for key, year in years.items())


def voted_line(changes: Sequence[Difference], version: Voted) -> str:
    """Say in one sentence what changes against what was voted; that nothing does, when nothing does."""
    own: dict[Subject, list[Difference]] = {subject: [] for subject in Subject}
    for change in changes:
        own[change.subject].append(change)
    parts = [part for subject in (Subject.OBJECTIVE, Subject.ACTION) for part in _counts(subject, own[subject])]
    if any(change.known for change in own[Subject.MEANS]):
        parts.append("des moyens changés")
    figures = [*own[Subject.REFERENCE], *own[Subject.FOOTPRINT]]
    if figures:
        year = next((change.proposed for change in figures if change.subject is Subject.REFERENCE), None)
        other = any(change.known and change.cause is Cause.METHOD for change in figures)
        text = f"des chiffres de {year}" if year else "une autre empreinte"
        parts.append(f"{text} (autre méthode : ne se comparent pas)" if other else text)
    head = f"Par rapport à la version votée le {long_date(version.voted_on)} ({act(version.act)})"
    return f"{head} : {together(parts)}." if parts else f"{head}, rien ne change."


def _counts(subject: Subject, changes: Sequence[Difference]) -> list[str]:
    """Return what is added, dropped and changed of a kind: deux mesures ajoutées."""
    word, feminine = _NAMES[subject]
    e = "e" if feminine else ""
    known = [change for change in changes if change.known]
    sums = {
        f"ajouté{e}": sum(not change.key and change.voted is None for change in known),
        f"retiré{e}": sum(not change.key and change.proposed is None for change in known),
        ("décalé" if subject is Subject.ACTION else "changé") + e: len({change.id for change in known if change.key}),
    }
    said = [
        counted(count, f"{word} {what}", f"{word}s {what}s", feminine=feminine) for what, count in sums.items() if count
    ]
    unknown = any(not change.known for change in changes)
    return [*said, *([f"des {word}s dont la version votée n’est pas connue"] if unknown else [])]


def voted_account(version: Voted, states: Mapping[str, int]) -> str:
    """Say where the measures that were voted stand: what an account counts against."""
    head = f"Ce bilan compte d’après la version votée le {long_date(version.voted_on)} ({act(version.act)})"
    if not version.knows_actions:
        return f"{head}, dont les mesures ne sont pas connues."
    words = {
        "done": ("terminée", "terminées"),
        "under_way": ("engagée", "engagées"),
        "planned": ("prévue", "prévues"),
        "idea": ("remise à l’étude", "remises à l’étude"),
        "abandoned": ("abandonnée", "abandonnées"),
    }
    said = [
        counted(states[state], word, many, feminine=True) for state, (word, many) in words.items() if states.get(state)
    ]
    total = counted(len(version.actions), "mesure votée", "mesures votées", feminine=True)
    return f"{head} : {total}{', dont ' + together(said) if said else ''}."
