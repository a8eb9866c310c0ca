"""Many dossiers as pages of HTML: where each stands, what compares, filters; no script, no request, nothing ranked by mass."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from string import ascii_uppercase
from typing import Final

from snr_cli.documents.amounts import kwh
from snr_cli.documents.figures.bars import SpreadRow, Spreads, draw_spread as draw
from snr_cli.documents.page import bare_page
from snr_cli.french.numbers import long_date, number, percent, plural, significant, things
from snr_cli.french.typography import shown
from snr_cli.french.words.codes import NOT_ASSESSED, mass, mass_between
from snr_cli.outputs.portfolio.sizes import SIZE_CLASSES
from snr_cli.outputs.portfolio.state import DossierState, DutyState, FootprintState, table_key
from snr_cli.outputs.portfolio.summary import LikeGroup, Portfolio, missing_of_bound
from snr_cli.outputs.portfolio_grids import (
    AUTHORITY_WORDS,
    NO_RANK,
    QUARTILES,
    ROW_STATUSES,
    STANDING_WORDS,
    age_when_judged,
    bound_said,
    compared_said,
    documents_said,
    dossiers_said,
    group_title,
    objectives_said,
    perimeter_named,
    perimeter_said,
)
from snr_cli.outputs.tables.html import html
from snr_cli.results.key_figures import COMPARED_FIGURES
from snr_cli.results.sentences.coverage import from_to
from snr_cli.results.table import Table

WEIGHED: Final = tuple(name for name, figure in COMPARED_FIGURES.items() if figure.is_footprint)
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
        "etat",
        "Où en est chaque dossier",
        _STANDS,
        ((state, _stands(state, portfolio, page_address)) for state in states),
    )
    assessed = [state for state in states if not state.is_wrong]
    if assessed:
        yield from perimeter_legend(perimeters, {state.lacks for state in assessed})
        figures = [name for name in COMPARED_FIGURES if any(name in state.figures for state in assessed)]
        shown_figures = [name for name in WEIGHED if name in figures]
        columns = (
            *_WEIGHS,
            *(f"{COMPARED_FIGURES[name].compared_label} (kg CO2e)" for name in shown_figures),
            *("Part estimée", "Empreinte comparée"),
        )
        yield _table(
            "empreintes",
            "Les deux empreintes de chaque collectivité",
            columns,
            ((state, _weighs(state, shown_figures, perimeters, compared.get(state.path, ""))) for state in assessed),
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
    kinds = {state.kind or "none": authority_kind(state) for state in sorted(states, key=authority_kind)}
    sizes = {key: label for key, label in SIZE_CLASSES.items() if any(state.size == key for state in states)}
    states_said = {key: label for key, label in _STATES.items() if any(_state(state) == key for state in states)}
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
    missing = [] if judged is None else [duty for duty in judged.duties if duty.code in judged.missing]
    absent = state.status == "no_dossier"
    return (
        f"{shown(state.name)}{where}{remarks}{link}",
        (shown(authority_kind(state)) if state.kind else "") + population,
        (str(state.reference_year) if state.reference_year is not None else "") + late,
        shown(STANDING_WORDS[decree.standing]) if decree else shown(ROW_STATUSES[state.status]),
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
    items = "".join(f"<li>{shown(state.title)}</li>" for state in missing)
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


def _mass(state: FootprintState | None) -> str:
    if state is None or state.kg is None:
        return NOT_ASSESSED
    between = ""
    if state.low is not None and state.high is not None:
        between = f"<small>{shown(mass_between(state.low, state.high, state.kg))}</small>"
    if state.sets_low is not None and state.sets_high is not None:
        between += f"<small>{shown(from_to(state.sets_low, state.sets_high))} selon la source de données</small>"
    if state.spending:
        between += f"<small>dont {percent(state.spending)} d’après des dépenses en euros</small>"
    return (
        shown(mass(state.kg)) + ("" if state.is_total else "<small>partiel : ce n’est pas un total</small>") + between
    )


def _covered(state: DossierState, perimeters: Mapping[tuple[str, ...], str]) -> str:
    """Say how much of the inventory is assessed, what is not, and what the inventory is without."""
    organisation = state.organisation
    if organisation is None or organisation.covered is None:
        return ""
    gaps = ""
    if organisation.gaps:
        first = organisation.not_assessed[:_MOST_SHOWN]
        more = (plural(organisation.gaps - len(first), "autre"),) if organisation.gaps > len(first) else ()
        items = "".join(f"<li>{shown(each)}</li>" for each in (*first, *more))
        told = plural(organisation.gaps, "équipement ou service non compté", "équipements ou services non comptés")
        gaps = f"<details><summary>{shown(told)}</summary><ul>{items}</ul></details>"
    letter = perimeters.get(state.lacks)
    said = perimeter_said(state) if letter is None else f"périmètre partiel {letter}"
    perimeter = f"<small>{shown(said)}</small>" if state.lacks else ""
    return f"{percent(organisation.covered)} de l’inventaire évalué en entier{perimeter}{gaps}"


ROWS_OF_A_PAGE: Final = 200  # dossiers of a page: above, one page after the other, each kind of authority on its own
MOST_DRAWN: Final = 12  # groups of a picture: the table under it has them all
PORTFOLIO_TITLE: Final = "Tableau des dossiers"
_NEVER_ADDED: Final = (
    "Les deux empreintes ne s’additionnent jamais : celle du territoire contient celle de l’organisation."
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page: its file, what it holds of the rows, the heading of its kind of authority when there are several pages."""

    file: str
    rows: tuple[DossierState, ...]
    heading: str


def portfolio_pages(portfolio: Portfolio, page_address: str = "") -> dict[str, str]:
    """Write the pages: `index.html`, and others above `ROWS_OF_A_PAGE` dossiers.

    Args:
        portfolio: what is shown.
        page_address: where snr is as a page, for the links of authorities that have no dossier yet; none without it.

    Returns:
        each page by the name of its file, in order; the first holds what is said of all dossiers.
    """
    sheets = _sheets(portfolio.states)
    perimeters = named_perimeters(portfolio)
    compared = compared_said(portfolio, perimeters)
    return {
        sheet.file: bare_page(
            "portfolio",
            PORTFOLIO_TITLE,
            "".join(_page(portfolio, sheets, sheet, perimeters, compared, page_address)),
            ("portfolio.css",),
            filter_rules(sheet.rows),
        )
        for sheet in sheets
    }


def _sheets(states: Sequence[DossierState]) -> list[_Sheet]:
    """Share the rows out: one page, or an index and pages that each hold one kind of authority."""
    if len(states) <= ROWS_OF_A_PAGE:
        return [_Sheet("index.html", tuple(states), "")]
    kinds: dict[str, list[DossierState]] = {}
    for state in states:
        kinds.setdefault(authority_kind(state), []).append(state)
    sheets = [_Sheet("index.html", (), "")]
    for kind in sorted(kinds):
        rows = kinds[kind]
        count = ceil(len(rows) / ROWS_OF_A_PAGE)
        for rank in range(count):
            part = tuple(rows[rank * ROWS_OF_A_PAGE : (rank + 1) * ROWS_OF_A_PAGE])
            heading = kind if count == 1 else f"{kind}, {rank + 1} sur {count}"
            sheets.append(_Sheet(f"page-{len(sheets):02d}.html", part, heading))
    return sheets


def _page(
    portfolio: Portfolio,
    sheets: Sequence[_Sheet],
    sheet: _Sheet,
    perimeters: dict[tuple[str, ...], str],
    compared: dict[str, str],
    page_address: str,
) -> Iterator[str]:
    yield f"<header>\n<h1>{shown(PORTFOLIO_TITLE)}</h1>\n"
    if sheet is sheets[0]:
        yield f"<p>{shown(NO_RANK)} {shown(_NEVER_ADDED)}</p>\n{_keys(portfolio)}"
    else:
        yield f'<p class="who">{shown(sheet.heading)}</p>\n<p><a href="index.html">Retour au tableau</a></p>\n'
    yield '</header>\n<main id="contenu" tabindex="-1">\n'
    if sheet is sheets[0]:
        yield _linked_pages(sheets)
        yield from _mistakes(portfolio.states)
        yield _lacking(portfolio.states)
    if sheet.rows:
        yield from rows_section(sheet.rows, portfolio, perimeters, compared, page_address)
    if sheet is sheets[0]:
        yield from _comparisons(portfolio, perimeters)
    yield "</main>\n<footer>\n<p>Page écrite par snr : aucun script, aucune requête.</p>\n</footer>\n"


def _keys(portfolio: Portfolio) -> str:
    """Write the counts of the cover."""
    wrong = portfolio.broken + portfolio.unreadable
    counts = [
        (dossiers_said(portfolio), f"dont {things(portfolio.assessed, 'évalué')}"),
        (number(wrong), "en erreur ou illisibles : le reste est évalué sans eux"),
    ]
    if portfolio.due:
        counts.append((number(portfolio.in_order), f"sans pièce manquante, {bound_said(portfolio)}"))
    if portfolio.no_dossier:
        said = "de la table de snr, sans dossier ici : rien n’en est jugé"
        counts.append((plural(portfolio.no_dossier, "collectivité"), said))
    if portfolio.newest_year is not None:
        late = sum((portfolio.age_of(state) or 0) > 0 for state in portfolio.states)
        counts.append(
            (str(portfolio.newest_year), f"année la plus récente ; {plural(late, 'dossier')} d’une année antérieure")
        )
    items = "".join(f"<li><strong>{shown(figure)}</strong> {shown(said)}</li>\n" for figure, said in counts)
    return f'<ul class="keys" aria-label="En chiffres">\n{items}</ul>\n'


def _linked_pages(sheets: Sequence[_Sheet]) -> str:
    if len(sheets) == 1:
        return ""
    items = "".join(
        f'<li><a href="{sheet.file}">{shown(sheet.heading)}</a> ({number(len(sheet.rows))})</li>\n'
        for sheet in sheets[1:]
    )
    return f'<section id="pages">\n<h2>Les dossiers, par nature</h2>\n<ul class="pages">\n{items}</ul>\n</section>\n'


def _mistakes(states: Iterable[DossierState]) -> Iterator[str]:
    """Write the dossiers in error, each with its first mistakes."""
    wrong = [state for state in states if state.is_wrong]
    if not wrong:
        return
    rows = tuple(
        (
            f"{mistake.file}:{mistake.line}:{mistake.column}" if mistake else state.path,
            ROW_STATUSES[state.status],
            (f"{mistake.code} : {mistake.message}" if mistake.code else mistake.message) if mistake else state.fault,
            mistake.help if mistake else "",
        )
        for state in wrong
        for mistake in (state.mistakes[:2] or (None,))
    )
    table = Table(
        "Les deux premières erreurs de chacun ; snr check les dit toutes", ("Où", "État", "Erreur", "Que faire"), rows
    )
    yield f'<section id="erreurs">\n<h2>Dossiers en erreur ou illisibles</h2>\n{html(table, 1)}\n</section>\n'


def _lacking(states: Iterable[DossierState]) -> str:
    """Write what the law demands and misses most often, among those that it binds."""
    rows_of_all = [*states]
    bound = missing_of_bound(rows_of_all)
    counts = Counter(code for missing in bound for code in missing)
    if not counts:
        return ""
    titles = {duty.code: duty.title for row in rows_of_all if row.judged is not None for duty in row.judged.duties}
    rows = tuple(
        (titles[code], code, number(count)) for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    caption = f"Ce qui manque à {things(len(bound), 'collectivité obligée', 'collectivités obligées')}"
    table = Table(caption, ("Pièce", "Code", "Collectivités à qui elle manque"), rows, (False, False, True))
    return f'<section id="manques">\n<h2>Ce que la loi demande et qui manque</h2>\n{html(table, 2)}\n</section>\n'


def _comparisons(portfolio: Portfolio, letters: dict[tuple[str, ...], str]) -> Iterator[str]:
    """Draw what compares, and say what does not."""
    comparisons = portfolio.comparisons
    yield '<section id="comparaisons">\n<h2>Entre collectivités comparables</h2>\n'
    yield f"<p>{shown(QUARTILES)}</p>\n"
    values = {state.path: state.figures for state in portfolio.states}
    yield from perimeter_legend(letters, {group.key.missing_groups for group in comparisons.groups})

    def title(group: LikeGroup) -> str:
        letter = letters.get(group.key.missing_groups)
        return group_title(group, None if letter is None else f", périmètre {letter}")

    for rank, name in enumerate(WEIGHED):
        by_perimeter: dict[tuple[str, ...], list[SpreadRow]] = {}
        for group in comparisons.groups:
            for spread in group.spreads:
                quartiles = _quartiles(spread.first, spread.median, spread.third)
                if spread.figure == name and not group.said and quartiles:
                    drawn = tuple(sorted(values[path][name] for path in group.paths if name in values[path]))
                    row = SpreadRow(title(group), drawn, *quartiles)
                    by_perimeter.setdefault(group.key.missing_groups, []).append(row)
        if by_perimeter:  # on one axis, only what weighs the same things: the perimeter that most bodies have
            missing, rows = max(by_perimeter.items(), key=lambda one: sum(len(row.values) for row in one[1]))
            kind = COMPARED_FIGURES[name]
            said = f"Périmètre {letters[missing]}" if missing in letters else perimeter_named(missing)
            others = " ; les autres sont dans le tableau." if len(by_perimeter) > 1 else "."
            figure = Spreads(
                name=f"s{rank}",
                title=kind.compared_label,
                unit=kind.unit,
                rows=tuple(rows[:MOST_DRAWN]),
                only=said[:1].upper() + said[1:] + others,
            )
            yield draw(figure).html(10 + rank) + "\n"
    rest = tuple(
        (
            title(group),
            COMPARED_FIGURES[spread.figure].compared_label,
            COMPARED_FIGURES[spread.figure].unit,
            number(spread.count),
            *(
                UNKNOWN_CELL if value is None else significant(value)
                for value in (spread.first, spread.median, spread.third)
            ),
        )
        for group in comparisons.groups
        if not group.said
        for spread in group.spreads
    )
    if rest:
        columns = (
            "Collectivités comparables",
            "Chiffre",
            "Unité",
            "Nombre",
            "Premier quartile",
            "Médiane",
            "Troisième quartile",
        )
        yield (
            html(Table("Quartiles de chaque chiffre", columns, rest, (False, False, False, True, True, True, True)), 3)
            + "\n"
        )
    small = tuple((title(group), group.said) for group in comparisons.groups if group.said)
    reasons = Counter(comparisons.excluded.values())
    why = (*small, *((plural(count, "dossier"), reason) for reason, count in reasons.most_common(MOST_DRAWN)))
    if why:
        yield html(Table("Ce qui n’est comparé à rien, et pourquoi", ("Dossiers", "Raison"), why), 4) + "\n"
    yield "</section>\n"


def named_perimeters(portfolio: Portfolio) -> dict[tuple[str, ...], str]:
    """Name the perimeters that are not whole: A, B, … those that compare first; past Z, they are spelled."""
    every = (
        *(group.key.missing_groups for group in portfolio.comparisons.groups),
        *(state.lacks for state in portfolio.states),
    )
    return dict(zip(filter(None, dict.fromkeys(every)), ascii_uppercase, strict=False))


def _quartiles(first: float | None, median: float | None, third: float | None) -> tuple[float, float, float] | None:
    return None if first is None or median is None or third is None else (first, median, third)
