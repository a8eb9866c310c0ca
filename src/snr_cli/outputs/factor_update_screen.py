"""What an update of the factor tables moves in a dossier, on a screen: totals, then each factor with its lines."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY, USAGE, YEARS, Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, number, plural, significant
from snr_cli.french.typography import printable
from snr_cli.french.words.codes import mass, unit_text
from snr_cli.french.words.terms import term
from snr_cli.outputs.screen import Screen
from snr_cli.plan.comparison import SAME
from snr_cli.plan.factor_update import ComparedFactors, FactorMove, LineMove, RowValue, TotalMove
from snr_cli.results.sentences.comparison import category_label, revision_text

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


def factor_update_screen(found: ComparedFactors, *, width: int, color: bool) -> str:
    """Return what moves as text."""
    screen, update = Screen(width, color), found.update
    ends = (
        f"{printable(name)} (version {tables.sha256[:12]})"
        for name, tables in zip(found.named, found.tables, strict=True)
    )
    screen.say(f"{printable(found.name)}, {update.new.reference_year} : facteurs de {' à '.join(ends)}")
    if not (update.lines or update.organisation or update.territory):
        screen.say("Rien ne change dans ce dossier.")
    else:
        screen.title("CE QUE LA MISE À JOUR CHANGE")
        _whole(screen, found)
    if update.moves:
        screen.title("CHAQUE FACTEUR, CHANGÉ SEUL")
        for each in update.moves:
            _move(screen, each, found.tables)
    if abs(update.crossed) > SAME * max(
        (abs(each or 0.0) for each in update.organisation.get(CLIMATE, ())[:2]), default=0.0
    ):
        screen.say(
            f"Reste : {_signed(update.crossed)} (ce que plusieurs facteurs déplacent ensemble).",
            2,
            "- ",
        )
    if told := revision_text(found):
        screen.gap()
        screen.say(told)
    if update.idle:
        many = update.idle > 1
        screen.say(
            f"{number(update.idle)} autre{'s' * many} facteur{'s' * many} {'changent' if many else 'change'}, sans effet sur les totaux de ce dossier (valeur non utilisée, intervalle, source)."
        )
    return screen.text()


def _whole(screen: Screen, found: ComparedFactors) -> None:
    update = found.update
    extents = [each.same_extent for each in update.organisation.values()]
    if not all((*extents, *(each.same_extent for each in update.lines))):
        screen.say(_NOT_COMPARED, 2)
    for perimeter, totals in (("Organisation", update.organisation), ("Territoire", update.territory)):
        if CLIMATE in totals:
            screen.say(f"{perimeter}, changement climatique : {_pair(*totals[CLIMATE])}.", 2, "- ")
        others = _others(totals, found.tables[1])
        if others:
            screen.say(f"{perimeter}, aussi : {others}.", 2, "- ")
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
        f"{category_label(name, tables)} {'pas évalué aussi entièrement des deux côtés' if share is None else _share(share)}"
        for name, share in ordered
        if share is None or abs(share) >= _LEAST
    ]
    more = len(shares) - min(len(said), _SHOWN)
    return ", ".join((*said[:_SHOWN], f"et {plural(more, 'autre')}")) if said and more else ", ".join(said)


def _move(screen: Screen, each: FactorMove, tables: tuple[Tables, Tables]) -> None:
    climate, local = each.organisation.get(CLIMATE), each.territory.get(CLIMATE)
    said = [f"{_signed(each.climate)} pour l’organisation"] if climate else []
    if climate and not climate.same_extent:
        said = [f"{_pair(*climate)} pour l’organisation"]
    said += [f"{_pair(*local)} pour le territoire"] if local else []
    if not said:
        others = _others({**each.territory, **each.organisation}, tables[1])
        said = [others or "moins de 0,1 % de chaque total"]
    screen.say(f"{_label(each.subject, tables)}, {_WHAT[each.table]} : {' ; '.join(said)}", 2, "- ")
    for row in each.rows:
        if row.of[:1] == (CLIMATE,) or not each.organisation.get(CLIMATE) or each.table == USAGE:
            screen.say(f"{_of(row.of, tables[1])} : {_value(row.before)} → {_value(row.after)}", 4)
    if each.lines:
        screen.say(f"Lignes : {_lines(each.lines)}", 4)


def _label(subject: str, tables: tuple[Tables, Tables]) -> str:
    for each in reversed(tables):
        for kinds in (each.equipment_types, each.service_types):
            if subject in kinds:
                return kinds[subject].label
    return f"« {printable(subject)} »"


def _of(names: tuple[str, ...], tables: Tables) -> str:
    """Write what a value is of in words."""
    known = {name: each["label_fr"] for entries in tables.vocabulary.values() for name, each in entries.items()}
    known |= {name: each.label for name, each in tables.categories.items()} | _COLUMNS
    return ", ".join(known.get(name, printable(name)) for name in names) or "valeur"


def _value(found: RowValue | None) -> str:
    if found is None:
        return "absent"
    unit = "" if found.unit == "ratio" else f"{WIDE}{unit_text(found.unit, found.value)}"
    return f"{significant(found.value)}{unit} ({' '.join((found.source, found.year)).strip()})"


def _lines(lines: tuple[LineMove, ...]) -> str:
    shown = [f"{printable(each.id)} {_pair(each.before, each.after, each.same_extent)}" for each in lines[:_SHOWN]]
    more = len(lines) - _SHOWN
    return " ; ".join((*shown, f"et {plural(more, 'autre')}")) if more > 0 else " ; ".join(shown)


def _pair(before: float | None, after: float | None, same_extent: bool) -> str:
    """Write a change; with more or fewer stages assessed it is no fall nor rise, and has no share."""
    one, other = (term("not_assessed") if each is None else mass(each) for each in (before, after))
    if before is None or after is None or same_extent:
        share = f" ({_share(after / before - 1)})" if before and after is not None else ""
        return f"{one} → {other}{share}"
    return f"{one} → {other} (pas les mêmes étapes)"


def _signed(kilograms: float) -> str:
    text = mass(kilograms) if kilograms else f"0{WIDE}kg CO2e"
    return f"+{text}" if kilograms > 0 else text


def _share(share: float) -> str:
    text = f"{number(share * 100, 1)}{WIDE}%"
    return f"+{text}" if share > 0 else text
