"""What an update of the factor tables moves in a dossier: on a screen, totals, then each factor with its lines; as JSON (docs/schemas/factor-update.schema.json)."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, USAGE, YEARS, Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, number, plural, printable, significant
from snr_cli.french.words.terms import mass, term, unit_text
from snr_cli.model.version import __version__
from snr_cli.outputs.comparison import signed_mass, signed_share
from snr_cli.outputs.screen import Screen
from snr_cli.plan.factor_update import ComparedFactors, FactorMove, LineMove, RowChange, RowValue, TotalMove
from snr_cli.plan.past_years import SAME
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    closed_object,
    constant,
    key,
    object_of,
)
from snr_cli.results.sentences.compared import category_label, revision_text

_SAME: Final = "Whether the same stages are assessed before and after: without it, the change is no fall nor rise."
_PAIR: Final[Shape[TotalMove]] = closed_object(
    before=key(FLOAT.or_null()), after=key(FLOAT.or_null()), same_extent=key(FLAG, text=_SAME)
).named("pair")
_EDITION: Final[Shape[tuple[str, Tables]]] = closed_object(
    name=key(STRING, lambda end: end[0]), sha256=key(NAME, lambda end: end[1].sha256)
)
_LINE: Final[Shape[LineMove]] = closed_object(
    id=key(STRING),
    label=key(STRING),
    before=key(FLOAT.or_null()),
    after=key(FLOAT.or_null()),
    same_extent=key(FLAG, text=_SAME),
).named("line")
_VALUE: Final[Shape[RowValue]] = closed_object(
    value=key(FLOAT), unit=key(STRING), source=key(STRING), year=key(STRING)
).named("value")
_ROW: Final[Shape[RowChange]] = closed_object(
    of=key(STRING.listed(), text="Category, stage or component, place, column: codes of the tables."),
    before=key(_VALUE.or_null()),
    after=key(_VALUE.or_null()),
)
_MOVE: Final[Shape[FactorMove]] = closed_object(
    table=key(NAME, text="The file of the tables."),
    subject=key(NAME, text="A type, a service, a place, a figure of the territory or a parameter."),
    rows=key(_ROW.listed(), text="Its default values that change; null where there is no row."),
    lines=key(
        _LINE.listed(), text="The lines of the organisation that it moves alone, in kgCO2e; null is not assessed."
    ),
    organisation=key(_PAIR.mapped(), text="Category that it moves alone → total before and after."),
    territory=key(_PAIR.mapped(), text="The same, of the estimate by inhabitant."),
)

RESULT: Final[PublishedResult[ComparedFactors]] = PublishedResult(
    "factor-update",
    "snr compare --factors",
    "What an update of the factor tables moves in a dossier. Values are in the unit of each category "
    "(assessment.schema.json), by year; null is not assessed, never zero. New keys may appear within a schema_version; none is "
    "removed or renamed.",
    object_of(
        schema_version=constant("1"),
        snr_version=key(NAME, lambda _: __version__),
        dossier=key(STRING, lambda factors: factors.name),
        reference_year=key(INTEGER, lambda factors: factors.update.new.reference_year),
        old=key(_EDITION, lambda factors: (factors.named[0], factors.tables[0])),
        new=key(_EDITION, lambda factors: (factors.named[1], factors.tables[1])),
        sentence=key(
            STRING,
            revision_text,
            "What to tell a council of it, in French; empty when its climate footprint does not move.",
        ),
        organisation=key(
            _PAIR.mapped(), lambda factors: factors.update.organisation, "Category that moves → total before and after."
        ),
        territory=key(
            _PAIR.mapped(), lambda factors: factors.update.territory, "The same, of the estimate by inhabitant."
        ),
        lines=key(
            _LINE.listed(), lambda factors: factors.update.lines, "The lines of the organisation that move, in kgCO2e."
        ),
        factors=key(
            _MOVE.listed(),
            lambda factors: factors.update.moves,
            "Each changed subject, changed alone in the old tables; the largest change of the climate total first.",
        ),
        crossed=key(
            FLOAT,
            lambda factors: factors.update.crossed,
            "What is left of the climate change once each subject alone is added, in kgCO2e: what several move "
            "together.",
        ),
        without_effect=key(
            COUNT, lambda factors: factors.update.idle, "Changed subjects that move nothing in this dossier."
        ),
    ),
)


_SHOWN: Final = 5  # lines of a factor
_LEAST: Final = 0.0005  # share that is written 0,0 %
_NOT_COMPARED: Final = (
    "Où l’évaluation ne couvre pas les mêmes étapes avant et après, l’écart n’est ni une baisse ni une hausse."
)
_COLUMNS: Final = {
    "lifetime_years": "durée de vie",
    "kwh_per_year": "consommation",
    "years": "années",
    "share": "part",
}
_WHAT: Final = {
    EQUIPMENT: "facteur",
    USAGE: "durée de vie et consommation",
    SERVICES: "facteur",
    YEARS: "années d’un facteur",
    ELECTRICITY: "électricité",
    TERRITORY: "chiffre du territoire",
    PARAMETERS: "paramètre de la méthode",
}


def factor_update_screen(factors: ComparedFactors, *, width: int, color: bool) -> str:
    """Return what moves as text."""
    screen, update = Screen(width, color), factors.update
    ends = (
        f"{printable(name)} (version {tables.sha256[:12]})"
        for name, tables in zip(factors.named, factors.tables, strict=True)
    )
    screen.say(f"{printable(factors.name)}, {update.new.reference_year} : facteurs de {' à '.join(ends)}")
    if not (update.lines or update.organisation or update.territory):
        screen.say("Rien ne change dans ce dossier.")
    else:
        screen.title("CE QUE LA MISE À JOUR CHANGE")
        _whole(screen, factors)
    if update.moves:
        screen.title("CHAQUE FACTEUR, CHANGÉ SEUL")
        for move in update.moves:
            _move(screen, move, factors.tables)
    if abs(update.crossed) > SAME * max(
        (abs(total or 0.0) for total in update.organisation.get(CLIMATE, ())[:2]), default=0.0
    ):
        screen.say(
            f"Reste : {signed_mass(update.crossed)} (ce que plusieurs facteurs déplacent ensemble).",
            2,
            "- ",
        )
    if told := revision_text(factors):
        screen.gap()
        screen.say(told)
    if update.idle:
        many = update.idle > 1
        screen.say(
            f"{number(update.idle)} autre{'s' * many} facteur{'s' * many} {'changent' if many else 'change'}, sans effet sur les totaux de ce dossier (valeur non utilisée, intervalle, source)."
        )
    return screen.text()


def _whole(screen: Screen, factors: ComparedFactors) -> None:
    update = factors.update
    extents = [move.same_extent for move in update.organisation.values()]
    if not all((*extents, *(line.same_extent for line in update.lines))):
        screen.say(_NOT_COMPARED, 2)
    for perimeter, totals in (("Organisation", update.organisation), ("Territoire", update.territory)):
        climate = f"changement climatique : {_pair(*totals[CLIMATE])}" if CLIMATE in totals else ""
        others = _others(totals, factors.tables[1])
        said = (climate, f"aussi : {others}" if others else "")
        screen.each((f"{perimeter}, {text}." for text in said if text), bullet="- ")
    if update.lines:
        moved = len(update.lines)
        screen.say(f"{plural(moved, 'ligne')} {'bougent' if moved > 1 else 'bouge'} : {_lines(update.lines)}.", 2, "- ")


def _others(totals: Mapping[str, TotalMove], tables: Tables) -> str:
    """Write the categories that move beside climate, the largest share first: their units differ."""
    shares = {
        name: after / before - 1 if before and after is not None and same else None
        for name, (before, after, same) in totals.items()
        if name != CLIMATE
    }
    ordered = sorted(shares.items(), key=lambda each: (each[1] is not None, -abs(each[1] or 0.0), each[0]))
    said = [
        f"{category_label(name, tables)} {'pas évalué aussi entièrement des deux côtés' if share is None else signed_share(share)}"
        for name, share in ordered
        if share is None or abs(share) >= _LEAST
    ]
    more = len(shares) - min(len(said), _SHOWN)
    return ", ".join((*said[:_SHOWN], f"et {plural(more, 'autre')}")) if said and more else ", ".join(said)


def _move(screen: Screen, move: FactorMove, tables: tuple[Tables, Tables]) -> None:
    climate, local = move.organisation.get(CLIMATE), move.territory.get(CLIMATE)
    said = [f"{signed_mass(move.climate)} pour l’organisation"] if climate else []
    if climate and not climate.same_extent:
        said = [f"{_pair(*climate)} pour l’organisation"]
    said += [f"{_pair(*local)} pour le territoire"] if local else []
    if not said:
        others = _others({**move.territory, **move.organisation}, tables[1])
        said = [others or "moins de 0,1 % de chaque total"]
    screen.say(f"{_label(move.subject, tables)}, {_WHAT[move.table]} : {' ; '.join(said)}", 2, "- ")
    screen.each(
        (
            f"{_of(row.of, tables[1])} : {_value(row.before)} → {_value(row.after)}"
            for row in move.rows
            if row.of[:1] == (CLIMATE,) or not move.organisation.get(CLIMATE) or move.table == USAGE
        ),
        4,
    )
    if move.lines:
        screen.say(f"Lignes : {_lines(move.lines)}", 4)


def _label(subject: str, tables: tuple[Tables, Tables]) -> str:
    for table in reversed(tables):
        for kinds in (table.equipment_types, table.service_types):
            if subject in kinds:
                return kinds[subject].label
    return f"« {printable(subject)} »"


def _of(names: tuple[str, ...], tables: Tables) -> str:
    """Write what a value is of in words."""
    known = {name: entry["label_fr"] for entries in tables.vocabulary.values() for name, entry in entries.items()}
    known |= {name: category.label for name, category in tables.categories.items()} | _COLUMNS
    return ", ".join(known.get(name, printable(name)) for name in names) or "valeur"


def _value(row_value: RowValue | None) -> str:
    if row_value is None:
        return "absent"
    unit = "" if row_value.unit == "ratio" else f"{WIDE}{unit_text(row_value.unit, row_value.value)}"
    return f"{significant(row_value.value)}{unit} ({' '.join((row_value.source, row_value.year)).strip()})"


def _lines(lines: tuple[LineMove, ...]) -> str:
    shown = [f"{printable(line.id)} {_pair(line.before, line.after, line.same_extent)}" for line in lines[:_SHOWN]]
    more = len(lines) - _SHOWN
    return " ; ".join((*shown, f"et {plural(more, 'autre')}")) if more > 0 else " ; ".join(shown)


def _pair(before: float | None, after: float | None, same_extent: bool) -> str:
    """Write a change; with more or fewer stages assessed it is no fall nor rise, and has no share."""
    one, other = (term("not_assessed") if value is None else mass(value) for value in (before, after))
    if before is None or after is None or same_extent:
        share = f" ({signed_share(after / before - 1)})" if before and after is not None else ""
        return f"{one} → {other}{share}"
    return f"{one} → {other} (pas les mêmes étapes)"
