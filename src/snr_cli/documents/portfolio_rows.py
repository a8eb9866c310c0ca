"""The rows of a portfolio in HTML: two tables, and choices that hide rows in both without a script."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from snr_cli.documents.amounts import kwh
from snr_cli.french.inline import shown
from snr_cli.french.numbers import long_date, number, percent, plural
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.french.words.units import mass, mass_between
from snr_cli.outputs.portfolio.figures import COMPARED_FIGURES, SIZE_CLASSES
from snr_cli.outputs.portfolio.of_table import table_key
from snr_cli.outputs.portfolio.state import DossierState, DutyState, FootprintState
from snr_cli.outputs.portfolio.summary import Portfolio
from snr_cli.outputs.portfolio_grids import (
    AUTHORITY_WORDS,
    ROW_STATUSES,
    STANDING_WORDS,
    age_when_judged,
    documents_said,
    objectives_said,
    perimeter_said,
)
from snr_cli.results.sentences.interval import from_to

WEIGHED: Final = ("kgCO2e_per_agent", "kgCO2e_per_equipped_agent", "kgCO2e_per_device")
_MOST_SHOWN: Final = 3  # subjects that are not assessed: the workbook has more, `snr assess` all
UNKNOWN_CELL: Final = "—"
_STANDS: Final = (
    *("Collectivité", "Nature", "Année", "Article 35", "Ce qui manque", "Première échéance", "Erreurs", "Objectifs"),
    "Documents",
)
_WEIGHS: Final = (
    *("Collectivité", "Organisation, climat par an", "Couverture", "Territoire, climat par an (estimé)"),
    "Électricité par an",
)
_STATES: Final = {
    "wrong": "en erreur",
    "lacking": "obligée, et il manque une pièce",
    "ready": "obligée, sans pièce manquante",
    "other": "non obligée, ou à vérifier",
    "absent": "sans dossier ici",
}


def rows_section(
    states: Sequence[DossierState],
    portfolio: Portfolio,
    perimeters: Mapping[tuple[str, ...], str],
    compared: dict[str, str],
    page_address: str,
) -> Iterator[str]:
    """Write the rows of a page.

    Args:
        states: its rows.
        portfolio: all of them, for the age of their data.
        perimeters: a letter for each perimeter that is not whole; one without is spelled.
        compared: with which bodies the footprint of each is compared, or why with none, by path.
        page_address: where snr is as a page; empty without it.
    """
    yield '<section id="dossiers">\n<h2>Les dossiers</h2>\n'
    yield from _filters(states)
    yield _table(
        "etat", "Où en est chaque dossier", _STANDS, ((each, _stands(each, portfolio, page_address)) for each in states)
    )
    assessed = [each for each in states if not each.is_wrong]
    if assessed:
        yield from perimeter_legend(perimeters, {each.lacks for each in assessed})
        figures = [name for name in COMPARED_FIGURES if any(name in each.figures for each in assessed)]
        shown_figures = [name for name in WEIGHED if name in figures]
        columns = (
            *_WEIGHS,
            *(f"{COMPARED_FIGURES[name].label} (kg CO2e)" for name in shown_figures),
            *("Part estimée", "Empreinte comparée"),
        )
        yield _table(
            "empreintes",
            "Les deux empreintes de chaque collectivité",
            columns,
            ((each, _weighs(each, shown_figures, perimeters, compared.get(each.path, ""))) for each in assessed),
        )
    yield "</section>\n"


def perimeter_legend(perimeters: Mapping[tuple[str, ...], str], used: Collection[tuple[str, ...]]) -> Iterator[str]:
    """Write what each perimeter that has a letter is without, of those that are used."""
    said = [f"Périmètre {letter}, sans : {', '.join(lacks)}." for lacks, letter in perimeters.items() if lacks in used]
    if said:
        yield f'<ul class="perimeters">\n{"".join(f"<li>{shown(each)}</li>" for each in said)}</ul>\n'


def authority_kind(state: DossierState) -> str:
    """Name the kind of an authority."""
    return AUTHORITY_WORDS.get(state.kind, state.kind) or "Nature inconnue"


def _choices(states: Sequence[DossierState]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what rows may be chosen by, where there are two choices or more: a letter, its legend, the class of rows → its label."""
    kinds = {each.kind or "none": authority_kind(each) for each in sorted(states, key=authority_kind)}
    sizes = {key: label for key, label in SIZE_CLASSES.items() if any(each.size == key for each in states)}
    states_said = {key: label for key, label in _STATES.items() if any(_state(each) == key for each in states)}
    for letter, legend, found in (("k", "Nature", kinds), ("s", "Population", sizes), ("e", "État", states_said)):
        if len(found) > 1:
            yield letter, legend, found


def _filters(states: Sequence[DossierState]) -> Iterator[str]:
    yield '<div class="filters" role="group" aria-label="Lignes à montrer">\n'
    for letter, legend, choices in _choices(states):
        yield f"<fieldset><legend>{shown(legend)}</legend>\n"
        yield f'<label><input type="radio" name="{letter}" id="{letter}" checked> toutes</label>\n'
        for key, label in choices.items():
            yield f'<label><input type="radio" name="{letter}" id="{letter}-{key}"> {shown(label)}</label>\n'
        yield "</fieldset>\n"
    yield "</div>\n"


def filter_rules(states: Sequence[DossierState]) -> str:
    """Return the rules by which a row that a choice leaves out is hidden, in every table of the page."""
    return "".join(
        f"body:has(#{letter}-{key}:checked) .rows tbody tr:not(.{letter}-{key}){{display:none}}"
        for letter, _, choices in _choices(states)
        for key in choices
    )


def _state(state: DossierState) -> str:
    if state.status == "no_dossier":
        return "absent"
    if state.judged is None:
        return "wrong"
    if state.judged.standing != "due":
        return "other"
    return "lacking" if state.judged.missing else "ready"


def _table(name: str, caption: str, columns: Sequence[str], rows: Iterable[tuple[DossierState, Sequence[str]]]) -> str:
    """Write a table whose rows are filtered; its cells are HTML."""
    body = "\n".join(
        f'<tr class="k-{escape(state.kind) or "none"} s-{escape(state.size) or "none"} e-{_state(state)}">'
        f'<th scope="row">{cells[0]}</th>{"".join(f"<td>{cell or UNKNOWN_CELL}</td>" for cell in cells[1:])}</tr>'
        for state, cells in rows
    )
    head = "".join(f'<th scope="col">{shown(column)}</th>' for column in columns)
    return (
        f'<div class="rows"><div role="region" tabindex="0" aria-labelledby="{name}"><table><caption id="{name}">{shown(caption)}</caption>\n'
        f'<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n<p class="count">Lignes montrées : </p></div>\n'
    )


def _stands(state: DossierState, portfolio: Portfolio, page_address: str) -> Sequence[str]:
    """Return the cells of where a dossier stands."""
    decree, judged = state.decree, state.judged
    link = ""
    if page_address and state.siren and table_key(state.path):
        link = f' <a href="{escape(page_address)}#siren={state.siren}">Ouvrir un dossier</a>'
    remarks = f"<small>{shown(' ; '.join(state.remarks))}</small>" if state.remarks else ""
    where = "" if table_key(state.path) or state.path == state.name else f"<small>{escape(state.path)}</small>"
    age = portfolio.age_of(state)
    late = f"<small>{shown(plural(age, 'an'))} avant le plus récent de ce lot</small>" if age else ""
    judged_late = age_when_judged(state) or 0
    if judged_late > 1:  # a year is judged once it is over
        late += f"<small>{shown(plural(judged_late, 'an'))} avant la date du jugement</small>"
    population = f"<small>{shown(plural(state.population, 'habitant'))}</small>" if state.population is not None else ""
    missing = [] if judged is None else [each for each in judged.duties if each.code in judged.missing]
    absent = state.status == "no_dossier"
    return (
        f"{shown(state.name)}{where}{remarks}{link}",
        (shown(authority_kind(state)) if state.kind else "") + population,
        (str(state.reference_year) if state.reference_year is not None else "") + late,
        shown(STANDING_WORDS.get(decree.standing, decree.standing)) if decree else shown(ROW_STATUSES[state.status]),
        shown(ROW_STATUSES[state.status])
        if absent
        else _folded(missing)
        if judged and judged.standing == "due"
        else "",
        shown(long_date(judged.deadline)) if judged and judged.deadline else "",
        "" if absent else number(state.counts.error),
        shown(objectives_said(state)),
        shown(documents_said(state)),
    )


def _folded(missing: Sequence[DutyState]) -> str:
    if not missing:
        return "rien"
    items = "".join(f"<li>{shown(each.title)}</li>" for each in missing)
    return f"<details><summary>{plural(len(missing), 'pièce')}</summary><ul>{items}</ul></details>"


def _weighs(
    state: DossierState, figures: Sequence[str], perimeters: Mapping[tuple[str, ...], str], compared: str
) -> Sequence[str]:
    """Return the cells of what a dossier weighs."""
    electricity, data = state.electricity, state.data
    flow = kwh(electricity.kwh) if electricity and electricity.kwh is not None else NOT_ASSESSED
    partial = "" if not electricity or electricity.kwh is None or electricity.is_total else "<small>partiel</small>"
    return (
        shown(state.name),
        _mass(state.organisation),
        _covered(state, perimeters),
        f"{_mass(state.territory)}<small>par habitant ; par ménage : {_homes(state.households_kg)}</small>",
        shown(flow) + partial,
        *(number(state.figures[name], 0) if name in state.figures else "" for name in figures),
        percent(data.estimated) if data and data.estimated is not None else "",
        shown(compared)
        if compared[:3] in ("", "oui")
        else f"<details><summary>non</summary>{shown(compared)}</details>",
    )


def _homes(kg: float | None) -> str:
    return NOT_ASSESSED if kg is None else f"{shown(mass(kg))}, sans fourchette"


def _mass(found: FootprintState | None) -> str:
    if found is None or found.kg is None:
        return NOT_ASSESSED
    between = ""
    if found.low is not None and found.high is not None:
        between = f"<small>{shown(mass_between(found.low, found.high, found.kg))}</small>"
    if found.sets_low is not None and found.sets_high is not None:
        between += f"<small>{shown(from_to(found.sets_low, found.sets_high))} selon la source de données</small>"
    if found.spending:
        between += f"<small>dont {percent(found.spending)} d’après des dépenses en euros</small>"
    return (
        shown(mass(found.kg)) + ("" if found.is_total else "<small>partiel : ce n’est pas un total</small>") + between
    )


def _covered(state: DossierState, perimeters: Mapping[tuple[str, ...], str]) -> str:
    """Say how much of the inventory is assessed, what is not, and what the inventory is without."""
    found = state.organisation
    if found is None or found.covered is None:
        return ""
    gaps = ""
    if found.gaps:
        first = found.not_assessed[:_MOST_SHOWN]
        more = (plural(found.gaps - len(first), "autre"),) if found.gaps > len(first) else ()
        items = "".join(f"<li>{shown(each)}</li>" for each in (*first, *more))
        told = plural(found.gaps, "équipement ou service non compté", "équipements ou services non comptés")
        gaps = f"<details><summary>{shown(told)}</summary><ul>{items}</ul></details>"
    letter = perimeters.get(state.lacks)
    said = perimeter_said(state) if letter is None else f"périmètre partiel {letter}"
    perimeter = f"<small>{shown(said)}</small>" if state.lacks else ""
    return f"{percent(found.covered)} de l’inventaire évalué en entier{perimeter}{gaps}"
