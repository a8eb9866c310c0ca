"""Many dossiers as pages of HTML: where each stands, what compares, filters; no script, no request, nothing ranked by mass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Final

from snr_cli.documents.amounts import kwh
from snr_cli.documents.figures.spread import SpreadRow, Spreads, draw
from snr_cli.documents.page import bare_page
from snr_cli.french import long_date, number, percent, plural, significant, things
from snr_cli.portfolio.figures import COMPARED_FIGURES, SIZE_CLASSES
from snr_cli.portfolio.state import DossierState, DutyState, FootprintState
from snr_cli.portfolio.summary import Portfolio
from snr_cli.tables.html import html
from snr_cli.tables.table import Table
from snr_cli.text.inline import shown
from snr_cli.words.results import NOT_ASSESSED
from snr_cli.words.units import mass, mass_between
from snr_cli.writers.portfolio_grids import (
    AUTHORITY_WORDS,
    NO_RANK,
    QUARTILES,
    ROW_STATUSES,
    STANDING_WORDS,
    apart_of,
    documents_said,
    group_title,
    objectives_said,
)

MOST_ROWS: Final = 200  # dossiers of a page: above, one page after the other, each kind of authority on its own
DRAWN: Final = ("kgCO2e_per_agent", "kgCO2e_per_equipped_agent", "kgCO2e_per_device")
MOST_DRAWN: Final = 12  # groups of a picture: the table under it has them all
TITLE: Final = "Tableau des dossiers"
_STATES: Final = {
    "wrong": "en erreur",
    "lacking": "obligée, et il manque une pièce",
    "ready": "obligée, sans pièce manquante",
    "other": "non obligée, ou à vérifier",
}
_NEVER_ADDED: Final = (
    "Les deux empreintes ne s’additionnent jamais : celle du territoire contient celle de l’organisation."
)
_UNKNOWN: Final = "—"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page: its file, what it holds of the rows, the heading of its kind of authority when there are several pages."""

    file: str
    rows: tuple[DossierState, ...]
    heading: str


def portfolio_pages(portfolio: Portfolio, page_address: str = "") -> dict[str, str]:
    """Write the pages: `index.html`, and others above `MOST_ROWS` dossiers.

    Args:
        portfolio: what is shown.
        page_address: where snr is as a page, for the links of authorities that have no dossier yet; none without it.

    Returns:
        each page by the name of its file, in order; the first holds what is said of all dossiers.
    """
    sheets = _sheets(portfolio.states)
    apart = apart_of(portfolio)
    return {
        sheet.file: bare_page(
            "portfolio", TITLE, "".join(_page(portfolio, sheets, sheet, apart, page_address)), ("portfolio.css",)
        )
        for sheet in sheets
    }


def _sheets(states: Sequence[DossierState]) -> list[_Sheet]:
    """Share the rows out: one page, or an index and pages that each hold one kind of authority."""
    if len(states) <= MOST_ROWS:
        return [_Sheet("index.html", tuple(states), "")]
    kinds: dict[str, list[DossierState]] = {}
    for each in states:
        kinds.setdefault(_kind(each), []).append(each)
    found = [_Sheet("index.html", (), "")]
    for kind in sorted(kinds):
        rows = kinds[kind]
        count = ceil(len(rows) / MOST_ROWS)
        for rank in range(count):
            part = tuple(rows[rank * MOST_ROWS : (rank + 1) * MOST_ROWS])
            heading = kind if count == 1 else f"{kind}, {rank + 1} sur {count}"
            found.append(_Sheet(f"page-{len(found):02d}.html", part, heading))
    return found


def _kind(state: DossierState) -> str:
    return AUTHORITY_WORDS.get(state.kind, state.kind) or "Nature inconnue"


def _page(
    portfolio: Portfolio, sheets: Sequence[_Sheet], sheet: _Sheet, apart: dict[str, str], page_address: str
) -> Iterator[str]:
    yield f"<header>\n<h1>{shown(TITLE)}</h1>\n"
    if sheet is sheets[0]:
        yield f"<p>{shown(NO_RANK)} {shown(_NEVER_ADDED)}</p>\n{_keys(portfolio)}"
    else:
        yield f'<p class="who">{shown(sheet.heading)}</p>\n<p><a href="index.html">Retour au tableau</a></p>\n'
    yield '</header>\n<main id="contenu" tabindex="-1">\n'
    if sheet is sheets[0]:
        yield _linked_pages(sheets)
        yield from _mistakes(portfolio.states)
        yield _lacking(portfolio.states)
        yield from _comparisons(portfolio)
    if sheet.rows:
        yield from _rows(sheet.rows, portfolio, apart, page_address)
    yield "</main>\n<footer>\n<p>Page écrite par snr : aucun script, aucune requête.</p>\n</footer>\n"


def _keys(portfolio: Portfolio) -> str:
    """Write the counts of the cover."""
    counts = [
        (plural(len(portfolio.states), "dossier"), f"dont {things(portfolio.assessed, 'évalué')}"),
        (number(portfolio.broken + portfolio.unreadable), "en erreur ou illisibles : le reste est évalué sans eux"),
        (
            f"{number(portfolio.in_order)} sur {number(portfolio.due)}",
            "obligées par l’article 35, à qui aucune pièce ne manque",
        ),
    ]
    if portfolio.newest_year is not None:
        late = sum((portfolio.age_of(each) or 0) > 0 for each in portfolio.states)
        counts.append(
            (str(portfolio.newest_year), f"année la plus récente ; {plural(late, 'dossier')} d’une année antérieure")
        )
    items = "".join(f"<li><strong>{shown(figure)}</strong> {shown(said)}</li>\n" for figure, said in counts)
    return f'<ul class="keys" aria-label="En chiffres">\n{items}</ul>\n'


def _linked_pages(sheets: Sequence[_Sheet]) -> str:
    if len(sheets) == 1:
        return ""
    items = "".join(
        f'<li><a href="{each.file}">{shown(each.heading)}</a> ({number(len(each.rows))})</li>\n' for each in sheets[1:]
    )
    return f'<section id="pages">\n<h2>Les dossiers, par nature</h2>\n<ul class="pages">\n{items}</ul>\n</section>\n'


def _mistakes(states: Iterable[DossierState]) -> Iterator[str]:
    """Write the dossiers in error, each with its first mistakes."""
    wrong = [each for each in states if each.status != "assessed"]
    if not wrong:
        return
    rows = tuple(
        (
            state.path,
            ROW_STATUSES[state.status],
            f"{each.file}:{each.line}:{each.column}" if each else _UNKNOWN,
            (f"{each.code} : {each.message}" if each.code else each.message) if each else state.fault,
            each.help if each else "",
        )
        for state in wrong
        for each in (state.mistakes[:2] or (None,))
    )
    table = Table(
        "Les deux premières erreurs de chacun ; snr check les dit toutes",
        ("Dossier", "État", "Où", "Erreur", "Que faire"),
        rows,
    )
    yield f'<section id="erreurs">\n<h2>Dossiers en erreur ou illisibles</h2>\n{html(table, 1)}\n</section>\n'


def _lacking(states: Iterable[DossierState]) -> str:
    """Write what the law demands and misses most often, among those that it binds."""
    bound = [each.decree for each in states if each.decree is not None and each.decree.standing == "due"]
    counts = Counter(code for decree in bound for code in decree.missing)
    if not counts:
        return ""
    titles = {duty.code: duty.title for decree in bound for duty in decree.duties}
    rows = tuple(
        (titles[code], code, number(count)) for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    caption = f"Ce qui manque à {things(len(bound), 'collectivité obligée', 'collectivités obligées')}"
    table = Table(caption, ("Pièce", "Code", "Collectivités à qui elle manque"), rows, (False, False, True))
    return f'<section id="manques">\n<h2>Ce que la loi demande et qui manque</h2>\n{html(table, 2)}\n</section>\n'


def _comparisons(portfolio: Portfolio) -> Iterator[str]:
    """Draw what compares, and say what does not."""
    found = portfolio.comparisons
    yield '<section id="comparaisons">\n<h2>Entre collectivités comparables</h2>\n'
    yield f"<p>{shown(QUARTILES)}</p>\n"
    values = {each.path: each.figures for each in portfolio.states}
    for rank, name in enumerate(DRAWN):
        rows = tuple(
            SpreadRow(
                group_title(group),
                tuple(sorted(values[path][name] for path in group.paths if name in values[path])),
                *quartiles,
            )
            for group in found.groups
            for spread in group.spreads
            if spread.figure == name and not group.said
            if (quartiles := _quartiles(spread.first, spread.median, spread.third))
        )
        if rows:
            kind = COMPARED_FIGURES[name]
            figure = Spreads(
                name=f"s{rank}", title=kind.label, unit=kind.unit.partition(" par ")[0], rows=rows[:MOST_DRAWN]
            )
            yield draw(figure).html(10 + rank) + "\n"
    rest = tuple(
        (
            group_title(group),
            COMPARED_FIGURES[each.figure].label,
            COMPARED_FIGURES[each.figure].unit,
            number(each.count),
            *(_UNKNOWN if value is None else significant(value) for value in (each.first, each.median, each.third)),
        )
        for group in found.groups
        if not group.said
        for each in group.spreads
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
    small = tuple((group_title(group), group.said) for group in found.groups if group.said)
    reasons = Counter(found.excluded.values())
    why = (*small, *((plural(count, "dossier"), reason) for reason, count in reasons.most_common(MOST_DRAWN)))
    if why:
        yield html(Table("Ce qui n’est comparé à rien, et pourquoi", ("Dossiers", "Raison"), why), 4) + "\n"
    yield "</section>\n"


def _quartiles(first: float | None, median: float | None, third: float | None) -> tuple[float, float, float] | None:
    return None if first is None or median is None or third is None else (first, median, third)


def _rows(
    states: Sequence[DossierState], portfolio: Portfolio, apart: dict[str, str], page_address: str
) -> Iterator[str]:
    yield '<section id="dossiers">\n<h2>Les dossiers</h2>\n'
    yield from _filters(states)
    head = (
        "Collectivité",
        "Nature",
        "Année",
        "Article 35",
        "Ce qui manque",
        "Première échéance",
        "Erreurs",
        "Objectifs",
        "Documents",
    )
    yield _table(
        "etat", "Où en est chaque dossier", head, ((each, _stands(each, portfolio, page_address)) for each in states)
    )
    assessed = [each for each in states if each.status == "assessed"]
    if assessed:
        figures = [name for name in COMPARED_FIGURES if any(name in each.figures for each in assessed)]
        shown_figures = [name for name in DRAWN if name in figures]
        head = (
            *(
                "Collectivité",
                "Organisation, climat par an",
                "Couverture",
                "Territoire, climat par an (estimé)",
                "Électricité par an",
            ),
            *(f"{COMPARED_FIGURES[name].label} (kg CO2e)" for name in shown_figures),
            *("Part estimée", "Comparée"),
        )
        yield _table(
            "empreintes",
            "Les deux empreintes de chaque collectivité",
            head,
            ((each, _weighs(each, shown_figures, apart.get(each.path, "oui"))) for each in assessed),
        )
    yield "</section>\n"


def _filters(states: Sequence[DossierState]) -> Iterator[str]:
    """Write the choices and their rules: a row that a choice leaves out is hidden, in every table of the page."""
    fields = (
        ("k", "Nature", {each.kind: _kind(each) for each in sorted(states, key=_kind)}),
        (
            "s",
            "Population",
            {key: label for key, label in SIZE_CLASSES.items() if any(each.size == key for each in states)},
        ),
        ("e", "État", {key: label for key, label in _STATES.items() if any(_state(each) == key for each in states)}),
    )
    rules = []
    yield "<form>\n"
    for letter, legend, choices in fields:
        if len(choices) < 2:
            continue
        yield f"<fieldset><legend>{shown(legend)}</legend>\n"
        yield f'<label><input type="radio" name="{letter}" id="{letter}" checked> toutes</label>\n'
        for key, label in choices.items():
            name = f"{letter}-{key or 'none'}"
            yield f'<label><input type="radio" name="{letter}" id="{name}"> {shown(label)}</label>\n'
            rules.append(f"body:has(#{name}:checked) .rows tbody tr:not(.{name}){{display:none}}")
        yield "</fieldset>\n"
    yield f"</form>\n<style>{''.join(rules)}</style>\n"


def _state(state: DossierState) -> str:
    if state.status != "assessed" or state.decree is None:
        return "wrong"
    if state.decree.standing != "due":
        return "other"
    return "lacking" if state.decree.missing else "ready"


def _table(name: str, caption: str, columns: Sequence[str], rows: Iterable[tuple[DossierState, Sequence[str]]]) -> str:
    """Write a table whose rows are filtered; its cells are HTML."""
    body = "\n".join(
        f'<tr class="k-{state.kind or "none"} s-{state.size or "none"} e-{_state(state)}">'
        f'<th scope="row">{cells[0]}</th>{"".join(f"<td>{cell or _UNKNOWN}</td>" for cell in cells[1:])}</tr>'
        for state, cells in rows
    )
    head = "".join(f'<th scope="col">{shown(column)}</th>' for column in columns)
    return (
        f'<div class="rows"><div role="region" tabindex="0" aria-labelledby="{name}"><table><caption id="{name}">{shown(caption)}</caption>\n'
        f'<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n<p class="count">Lignes montrées : </p></div>\n'
    )


def _stands(state: DossierState, portfolio: Portfolio, page_address: str) -> Sequence[str]:
    """Return the cells of where a dossier stands."""
    decree = state.decree
    link = ""
    if page_address and state.path.startswith("siren:"):
        link = f' <a href="{escape(page_address)}#siren={state.siren}">Ouvrir un dossier</a>'
    remarks = f"<small>{shown(' ; '.join(state.remarks))}</small>" if state.remarks else ""
    where = (
        "" if state.path.startswith("siren:") or state.path == state.name else f"<small>{escape(state.path)}</small>"
    )
    age = portfolio.age_of(state)
    late = f"<small>{shown(plural(age, 'an'))} de retard</small>" if age else ""
    population = f"<small>{shown(plural(state.population, 'habitant'))}</small>" if state.population is not None else ""
    missing = [] if decree is None else [each for each in decree.duties if each.code in decree.missing]
    wrong = state.counts.error
    return (
        f"{shown(state.name)}{where}{remarks}{link}",
        (shown(_kind(state)) if state.kind else "") + population,
        (str(state.reference_year) if state.reference_year is not None else "") + late,
        shown(STANDING_WORDS.get(decree.standing, decree.standing)) if decree else shown(ROW_STATUSES[state.status]),
        _folded(missing) if decree else "",
        shown(long_date(decree.deadline)) if decree and decree.deadline else "",
        number(wrong),
        shown(objectives_said(state)),
        shown(documents_said(state)),
    )


def _folded(missing: Sequence[DutyState]) -> str:
    if not missing:
        return "rien"
    items = "".join(f"<li>{shown(each.title)}</li>" for each in missing)
    return f"<details><summary>{plural(len(missing), 'pièce')}</summary><ul>{items}</ul></details>"


def _weighs(state: DossierState, figures: Sequence[str], compared: str) -> Sequence[str]:
    """Return the cells of what a dossier weighs."""
    electricity, data = state.electricity, state.data
    flow = kwh(electricity.kwh) if electricity and electricity.kwh is not None else NOT_ASSESSED
    partial = "" if not electricity or electricity.kwh is None or electricity.is_total else "<small>partiel</small>"
    return (
        shown(state.name),
        _mass(state.organisation),
        _covered(state.organisation),
        _mass(state.territory),
        shown(flow) + partial,
        *(number(state.figures[name], 0) if name in state.figures else "" for name in figures),
        percent(data.estimated) if data and data.estimated is not None else "",
        shown(compared),
    )


def _mass(found: FootprintState | None) -> str:
    if found is None or found.kg is None:
        return NOT_ASSESSED
    between = ""
    if found.low is not None and found.high is not None:
        between = f"<small>{shown(mass_between(found.low, found.high))}</small>"
    return (
        shown(mass(found.kg)) + ("" if found.is_total else "<small>partiel : ce n’est pas un total</small>") + between
    )


def _covered(found: FootprintState | None) -> str:
    if found is None or found.covered is None:
        return ""
    gaps = f"<small>{shown(plural(found.gaps, 'sujet'))} hors du total</small>" if found.gaps else ""
    return f"{percent(found.covered)} évalué en entier{gaps}"
