"""A comparison on a screen: the change, its parts, by group; what cannot be compared is said."""

from collections.abc import Mapping, Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, number, printable, signed, significant
from snr_cli.french.words.terms import estimated_note, mass, mass_between
from snr_cli.outputs.screen import Screen
from snr_cli.plan.comparison import SAME, ChangeParts, Comparison, End, Note
from snr_cli.results.effects import change_is_of_totals, shown_bounds, shown_changes, smaller_extent
from snr_cli.results.records import FigureBounds
from snr_cli.results.sentences.comparison import (
    CHANGES,
    ORDER,
    PAIRED,
    PARTS,
    PERIMETERS,
    carried_text,
    category_label,
    note_text,
    partial_years,
    spending_text,
    unsplit_text,
)
from snr_cli.results.sentences.coverage import (
    CATEGORY_UNITS,
    ONE_SOURCE,
    PARTIAL_WORD,
    change_text,
    under,
    with_estimate,
)
from snr_cli.results.sentences.verdict import NOT_SUBTRACTED, origin_text

_TYPES_SHOWN: Final = 5


def to_table(comparison: Comparison, tables: Tables, *, width: int, color: bool) -> str:
    """Return the comparison as text."""
    screen = Screen(width, color)
    screen.say(
        f"De {comparison.old.year} à {comparison.new.year} : {_named(comparison.old)} → {_named(comparison.new)}"
    )
    if not comparison.comparable:
        _published(screen, comparison, tables)
    else:
        _method(screen, comparison)
        _organisation(screen, comparison, tables)
        _territory(screen, comparison)
        _actions(screen, comparison)
    for title, notes in (("CE QUI NE PEUT PAS ÊTRE COMPARÉ", comparison.not_compared), ("À SAVOIR", comparison.notes)):
        if notes:
            screen.title(title)
            sentences = _sentences(notes, comparison, tables)
            screen.each((f"{text[:1].upper()}{text[1:]}." for text in sentences), bullet="- ")
    return screen.text()


def _sentences(notes: Sequence[Note], comparison: Comparison, tables: Tables) -> list[str]:
    """Return the notes in words; the categories that one year alone has, by perimeter and year, in one sentence."""
    result: list[str] = []
    alone: dict[tuple[str, str], list[str]] = {}
    unsplit = [category_label(note.subject, tables) for note in notes if note.code == "mixture_not_assessed"]
    for note in notes:
        if note.code == "category_one_side":
            values = dict(note.values)
            alone.setdefault((values["perimeter"], values["side"]), []).append(category_label(note.subject, tables))
        elif note.code != "mixture_not_assessed":
            result.append(note_text(note, comparison, tables))
    if unsplit:
        result.append(unsplit_text(unsplit))
    return result + [
        f"{PERIMETERS[perimeter]}, évalué dans « {printable(side)} » seulement : {', '.join(names)}"
        for (perimeter, side), names in alone.items()
    ]


def _named(end: End) -> str:
    return f"{printable(end.name)} ({end.factor_set}, version {end.sha256[:12]})" if end.sha256 else printable(end.name)


def signed_mass(value: float) -> str:
    """Write a change in kgCO2e with its sign."""
    return signed(value, mass(value)) if value else f"0{WIDE}kg CO2e"


def _tonnes(value: float, *, sign: bool = True) -> str:
    text = significant(value / 1000) if abs(value) >= SAME else "0"
    return signed(value, text) if sign and text != "0" else text


def signed_share(share: float) -> str:
    """Write a signed share with one decimal: what moves in a year is often under a percent."""
    return signed(share, f"{number(share * 100, 1)}{WIDE}%")


def _published(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    screen.title("ORGANISATION : non comparable")
    ends = ("calculé", "publié") if comparison.old.sha256 else ("publié", "calculé")
    for category, (old, new) in comparison.published.items():
        if category == CLIMATE:
            shown = f"{mass(old)} {ends[0]}, {mass(new)} {ends[1]}"
            screen.say(f"Changement climatique : {shown}. {NOT_SUBTRACTED}.", 2)
        else:
            known = tables.categories[category]
            unit = CATEGORY_UNITS[known.unit]
            screen.say(
                f"{known.label} : {significant(old)} {unit} {ends[0]}, {significant(new)} {unit} {ends[1]}.",
                2,
            )
        screen.each((f"{year}, {text}." for year, text in partial_years(comparison, category)), 4)
    screen.each((f"Publié : {origin_text(comparison.origin)}.", _estimates(comparison)))
    if not comparison.published:
        screen.say("Aucune catégorie en commun.", 2)


def _estimates(comparison: Comparison) -> str:
    """Say how much of each total is estimated; nothing when none is."""
    said = [
        f"{end.year} : {note}"
        for end, shares in zip((comparison.old, comparison.new), comparison.estimated, strict=True)
        if (note := estimated_note(shares.get("", 0.0)))
    ]
    return f"Ce qui n’a pas été compté : {' ; '.join(said)}." if said else ""


def _told(comparison: Comparison) -> list[str]:
    """Return the parts that have a column: that of the year alone where it changes something."""
    ages = any(split.ageing for split in comparison.organisation.values())
    return [name for name in PARTS if name != "ageing" or ages]


def _relative(old: float, new: float) -> str:
    return f" ({signed_share(new / old - 1)})" if old else ""


def _method(screen: Screen, comparison: Comparison) -> None:
    screen.each(
        (
            f"{CHANGES[name].capitalize()} : {printable(old) or 'aucun'} → {printable(new) or 'aucun'}."
            for name, old, new in comparison.changes
        ),
        0,
    )
    power = comparison.power
    if power is not None and (power.old, power.old_vintage) != (power.new, power.new_vintage):
        screen.say(
            f"Électricité {power.place} : {significant(power.old)} kgCO2e/kWh ({power.old_vintage or 'dossier'}) → "
            f"{significant(power.new)} ({power.new_vintage or 'dossier'})."
        )


def _parts(screen: Screen, split: ChangeParts) -> None:
    parts = ((part.label, getattr(split, name)) for name, part in PARTS.items())
    rows = [
        (label, signed_mass(value), signed_share(value / split.old) if split.old else "", "")
        for label, value in parts
        if value or label != PARTS["ageing"].label  # where the year alone changes nothing, nothing to tell apart
    ]
    screen.table(rows, wide=46, headed=False)


def _intervals(split: ChangeParts, told: Mapping[str, FigureBounds]) -> str:
    """Write the bounds of a change and of its parts."""
    parts = [f"écart {change_text(told['change'], split.change)}"] if "change" in told else []
    for name, words in PARTS.items():
        if name in told:
            doubt = " (non significatif)" if told[name].holds_zero else ""
            parts.append(f"{words.short} {mass_between(*told[name], getattr(split, name))}{doubt}")
    return f"{ONE_SOURCE[:1].upper()}{ONE_SOURCE[1:]} : {' ; '.join(parts)}. {PAIRED}" if parts else ""


def _organisation(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    screen.title("ORGANISATION : ce que la collectivité possède, achète ou exploite")
    total = comparison.organisation.get(CLIMATE)
    if total is None:
        screen.say("Changement climatique : non comparable.", 2)
        return
    screen.say(
        f"Changement climatique : {mass(total.old)} → {mass(total.new)}, soit {signed_mass(total.change)}"
        f"{_relative(total.old, total.new)}, dont :",
        2,
    )
    _parts(screen, total)
    constant = total.at_constant_method
    screen.each(
        (
            carried_text(comparison),
            _estimates(comparison),
            *(f"{year}, {text}." for year, text in partial_years(comparison, CLIMATE)),
            _intervals(total, shown_bounds(comparison, CLIMATE)),
            spending_text(comparison, tables),
            "" if constant is None else f"À méthode et périmètre constants : {signed_share(constant)}.",
            ORDER,
        )
    )
    labels = {name: entry["label_fr"] for name, entry in tables.vocabulary["groups"].items()}
    groups = {
        with_estimate(labels.get(name, printable(name)), comparison.estimated_in(name)): splits[CLIMATE]
        for name, splits in comparison.groups.items()
        if CLIMATE in splits
    }
    _table(screen, comparison, "Par groupe, en t CO2e", "Groupe", groups)
    kinds = tables.equipment_types | tables.service_types
    types = {
        with_estimate(kinds[name].label if name in kinds else printable(name), comparison.estimated_in(name)): split
        for name, split in comparison.types.items()
        if abs(split.change) > SAME * max(total.old, total.new)
    }
    largest = dict(sorted(types.items(), key=lambda item: (-abs(item[1].change), item[0]))[:_TYPES_SHOWN])
    _table(screen, comparison, "Types qui changent le plus, en t CO2e", "Type", largest)
    # a column has no room for the title of a ratio, which says more than our name
    ratios = (tables.service_types[name] for name in comparison.types if name in tables.service_types)
    screen.each(
        f"« {ratio.name} » : ratio publié sous le titre « {ratio.published_title} »."
        for ratio in ratios
        if ratio.published_title and ratio.label in largest
    )
    _categories(screen, comparison, tables)


def _table(screen: Screen, comparison: Comparison, heading: str, first: str, splits: Mapping[str, ChangeParts]) -> None:
    ordered = sorted(splits.items(), key=lambda item: (-max(item[1].old, item[1].new), item[0]))
    parts = _told(comparison)
    ends = ("old", "new")
    rows: list[tuple[str, ...]] = [(first, "avant", "après", *(PARTS[name].column for name in parts), "")]
    rows += [
        (label, *(_tonnes(getattr(split, name), sign=name not in ends) for name in (*ends, *parts)), "")
        for label, split in ordered
    ]
    screen.table(rows, wide=max(18, screen.width - 24 - 10 * len(parts)), under=f"{heading} :")


def _categories(screen: Screen, comparison: Comparison, tables: Tables) -> None:
    """Show the other categories by share of the old value, since their units differ: the totals, then the partial sums."""
    parts = _told(comparison)
    for heading, totals in (
        ("Autres catégories, en part de la première année :", True),
        (
            "Catégories partielles : écart de ce qui est évalué, en part de la première année, et non d’un total :",
            False,
        ),
    ):
        rows: list[tuple[str, ...]] = [("Catégorie", "écart", *(PARTS[name].column for name in parts), "")]
        rows += [
            (
                category_label(category, tables),
                *(signed_share(getattr(split, name) / split.old) for name in ("change", *parts)),
                "" if totals else _whole(comparison, category),
            )
            for category, split in shown_changes(comparison).items()
            if category != CLIMATE and split.old and change_is_of_totals(comparison, category) is totals
        ]
        screen.table(rows, wide=max(18, screen.width - 50 - (0 if totals else 14)), under=heading)


def _whole(comparison: Comparison, category: str) -> str:
    """Write the share assessed whole of a partial sum, the smaller of the two years."""
    least = smaller_extent(comparison, category)
    return "" if least is None else f"{PARTIAL_WORD} {under(least.behind.whole)}"


def _territory(screen: Screen, comparison: Comparison) -> None:
    screen.title("TERRITOIRE : estimé, jamais ajouté à l’organisation")
    for label, splits in (("Par habitant", comparison.territory), ("Par ménage", comparison.households)):
        split = splits.get(CLIMATE)
        if split is None:
            screen.say(f"{label} : non comparable.", 2)
            continue
        screen.say(
            f"{label} : {mass(split.old)} → {mass(split.new)}, soit {signed_mass(split.change)}{_relative(split.old, split.new)}.",
            2,
        )
        if abs(split.change) > SAME * max(split.old, split.new):
            _parts(screen, split)


def _actions(screen: Screen, comparison: Comparison) -> None:
    if not comparison.actions:
        return
    screen.title("LIGNES VISÉES PAR CHAQUE ACTION (activité seule)")
    screen.say(
        "Plusieurs actions peuvent viser la même ligne : ces écarts ne s’ajoutent pas, et rien ne prouve que l’action en est la cause.",
        2,
    )
    rows = [("Action", "lignes", "prévu", "observé", "")]
    rows += [
        (
            printable(action.title),
            number(action.lines),
            "—" if action.expected is None else _tonnes(action.expected),
            f"{_tonnes(action.split.activity)} t",
            "",
        )
        for action in comparison.actions
    ]
    screen.table(rows, wide=max(18, screen.width - 36))
    if any(part.expected is None for part in comparison.actions):
        screen.say(
            f"Un tiret : {comparison.old.name} ne prévoyait rien de cette action en {comparison.new.year}, qu’elle n’y soit pas, "
            "qu’elle n’y change rien ou que seul son résultat soit connu.",
            2,
        )
