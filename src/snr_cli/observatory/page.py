"""Many dossiers as pages of HTML (`portfolio.html`, beside): where each stands, what compares, filters; no script, no request, nothing ranked by mass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from snr_cli.documents.amounts import kwh
from snr_cli.documents.figures.bars import SpreadRow, Spreads, draw_spread as draw
from snr_cli.documents.page import bare_page
from snr_cli.french.numbers import first_of, long_date, number, percent, plural, significant, things
from snr_cli.french.typography import shown
from snr_cli.french.words.terms import NOT_ASSESSED, mass, mass_between
from snr_cli.model.grouped import in_groups
from snr_cli.observatory.progress import Progress
from snr_cli.observatory.state import SIZE_CLASSES, DossierState, table_key
from snr_cli.observatory.summary import LikeGroup, Portfolio, missing_of_bound
from snr_cli.observatory.tables import (
    AUTHORITY_WORDS,
    NO_RANK,
    QUARTILES,
    ROW_STANDINGS,
    ROW_STATUSES,
    STANDING_WORDS,
    age_when_judged,
    bound_said,
    compared_said,
    documents_said,
    dossiers_said,
    entry_said,
    group_title,
    moved_from,
    objectives_said,
    perimeter_named,
    perimeter_said,
)
from snr_cli.outputs.tables import html
from snr_cli.results.key_figures import COMPARED_FIGURES
from snr_cli.results.records import Table
from snr_cli.results.sentences.coverage import from_to

WEIGHED: Final = tuple(name for name, figure in COMPARED_FIGURES.items() if figure.is_footprint)
ROWS_OF_A_PAGE: Final = 200  # dossiers of a page: above, one page after the other, each kind of authority on its own
MOST_DRAWN: Final = 12  # groups of a picture: the table under it has them all
PORTFOLIO_TITLE: Final = "Tableau des dossiers"
MOST_DATES: Final = 6  # of a journal that the page shows: its JSON has them all
STOOD: Final = (
    *("Collectivité", "Nature", "Année", "Article 35", "Ce qui manque", "Première échéance", "Erreurs", "Objectifs"),
    "Documents",
)
UNKNOWN_CELL: Final = "—"


def authority_kind(state: DossierState) -> str:
    """Name the kind of an authority."""
    return AUTHORITY_WORDS.get(state.kind, state.kind) or "Nature inconnue"


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"shown": shown, "attribute": escape}
    made.globals |= {
        "title": PORTFOLIO_TITLE,
        "no_rank": NO_RANK,
        "quartiles": QUARTILES,
        "unknown": UNKNOWN_CELL,
        "not_assessed": NOT_ASSESSED,
        "most_shown": 3,  # subjects that are not assessed: the workbook has more, `snr assess` all
        "standings": STANDING_WORDS,
        "statuses": ROW_STATUSES,
        "stood": STOOD,
    }
    told = (age_when_judged, authority_kind, documents_said, objectives_said, perimeter_said, table_key)
    written = (from_to, html, kwh, long_date, mass, mass_between, number, percent, plural)
    made.globals |= {function.__name__: function for function in (*told, *written)}
    return made.get_template("portfolio.html")


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
    index, *others = _sheets(portfolio.states)
    perimeters = named_perimeters(portfolio)
    alike = {"portfolio": portfolio, "perimeters": perimeters, "page_address": page_address}
    alike["compared"] = compared_said(portfolio, perimeters)
    of_all = {
        "others": others,
        "moves": _moves(portfolio.progress),
        "keys": _keys(portfolio),
        "mistakes": _mistakes(portfolio.states),
        "lacking": _lacking(portfolio.states),
        "drawings": list(_drawings(portfolio, perimeters)),
        "tables": {3: _quartiles(portfolio, perimeters), 4: _alone(portfolio, perimeters)},
    }
    pages = {}
    for sheet in (index, *others):
        choices = list(_choices(sheet.rows))
        more = of_all if sheet is index else {"heading": sheet.heading}
        sheet_rows = _rows(sheet.rows)
        inner = _template().render(alike, first=sheet is index, choices=choices, **sheet_rows, **more)
        pages[sheet.file] = bare_page(
            "portfolio", PORTFOLIO_TITLE, inner, ("portfolio.css",), _rules(choices) + _labels(sheet_rows["weights"])
        )
    return pages


def _sheets(states: Sequence[DossierState]) -> list[_Sheet]:
    """Share the rows out: one page, or an index and pages that each hold one kind of authority."""
    if len(states) <= ROWS_OF_A_PAGE:
        return [_Sheet("index.html", tuple(states), "")]
    kinds = in_groups((authority_kind(state), state) for state in states)
    sheets = [_Sheet("index.html", (), "")]
    for kind in sorted(kinds):
        rows = tuple(kinds[kind])
        parts = [rows[start : start + ROWS_OF_A_PAGE] for start in range(0, len(rows), ROWS_OF_A_PAGE)]
        for rank, part in enumerate(parts, 1):
            heading = kind if len(parts) == 1 else f"{kind}, {rank} sur {len(parts)}"
            sheets.append(_Sheet(f"page-{len(sheets):02d}.html", part, heading))
    return sheets


def _rows(states: Sequence[DossierState]) -> dict[str, Any]:
    """Return the rows of a page: all of them, those of which figures are known, which figures and under which headings."""
    assessed = [state for state in states if not state.is_wrong]
    figures = [name for name in WEIGHED if any(name in state.figures for state in assessed)]
    weights = (
        *("Collectivité", "Organisation, climat par an", "Couverture", "Territoire, climat par an (estimé)"),
        "Électricité par an",
        *(f"{COMPARED_FIGURES[name].compared_label} (kg CO2e)" for name in figures),
        *("Part estimée", "Empreinte comparée"),
    )
    return {"states": states, "assessed": assessed, "figures": figures, "weights": weights}


def _choices(states: Sequence[DossierState]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what rows may be chosen by, where there are two choices or more: a letter, its legend, the class of rows → its label."""
    kinds = {state.kind or "none": authority_kind(state) for state in sorted(states, key=authority_kind)}
    sizes = {key: label for key, label in SIZE_CLASSES.items() if any(state.size == key for state in states)}
    standings = {key: label for key, label in ROW_STANDINGS.items() if any(state.standing == key for state in states)}
    places = {code or "none": code or "inconnu" for code in sorted({state.department for state in states})}
    every = (("d", "Département", places), ("k", "Nature", kinds), ("s", "Population", sizes), ("e", "État", standings))
    for letter, legend, labels in every:
        if len(labels) > 1:
            yield letter, legend, labels


def _rules(choices: Iterable[tuple[str, str, dict[str, str]]]) -> str:
    """Return the rules by which a row that a choice leaves out is hidden, in every table of the page."""
    return "".join(
        f"body:has(#{letter}-{key}:checked) .rows tbody tr:not(.{letter}-{key}){{display:none}}"
        for letter, _, labels in choices
        for key in labels
    )


def _labels(weights: Sequence[str]) -> str:
    """Return the rules by which a row is a card where the page is narrow: its name, then its cells by three, each with its heading."""
    rules = "".join(
        f'[aria-labelledby="{name}"] td:nth-of-type({rank})::before{{content:"{escape(column)}"}}'
        for name, columns in (("etat", STOOD), ("empreintes", weights))
        for rank, column in enumerate(columns[1:], 1)
    )
    return f"@media screen and (max-width:30rem){{{rules}}}"


def _moves(progress: Progress | None) -> dict[str, Any] | None:
    """Return what the journal tells: who moved, who is late, each authority from date to date."""
    if progress is None:
        return None
    title = f"Depuis le {long_date(progress.since)}" if progress.since else "Première date du journal"
    new = (
        f"{things(len(progress.new), 'collectivité')} pour la première fois." if progress.since and progress.new else ""
    )
    still = "Aucune collectivité n’est ailleurs qu’à cette date." if progress.since and not progress.moved else ""
    moved = Table(
        "Qui a bougé",
        ("Collectivité", "Avant", "Maintenant"),
        tuple((move.now.name, moved_from(progress, move.before), entry_said(move.now)) for move in progress.moved),
    )
    late = Table(
        f"Échéances passées au {long_date(progress.as_of)}",
        ("Collectivité", "Première échéance", "Jours de retard"),
        tuple((entry.name, long_date(entry.deadline), number(entry.days_late)) for entry in progress.late),
        (False, False, True),
    )
    dates = sorted({entry.as_of for entries in progress.series for entry in entries})[-MOST_DATES:]
    series = Table(
        "Chaque collectivité, date par date" + _first_only(len(progress.series)),
        ("Collectivité", *map(long_date, dates)),
        tuple(
            (entries[-1].name, *(entry_said(at[day]) if day in at else UNKNOWN_CELL for day in dates))
            for entries in progress.series[:ROWS_OF_A_PAGE]
            for at in ({entry.as_of: entry for entry in entries},)
        )
        if len(dates) > 1
        else (),
    )
    names = first_of([entry.name for entry in progress.gone], MOST_DRAWN)
    gone = (
        f"{plural(len(progress.gone), 'collectivité n’est', 'collectivités ne sont')} plus dans ce tableau : {names}."
        if names
        else ""
    )
    return {
        "title": title,
        "said": [text for text in (new, gone, still) if text],
        "tables": {5: moved, 6: late, 7: series},
    }


def _first_only(count: int) -> str:
    return f" ({number(ROWS_OF_A_PAGE)} premières sur {number(count)})" if count > ROWS_OF_A_PAGE else ""


def _keys(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Return the counts of the cover: a figure, what it is of."""
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
    return counts


def _mistakes(states: Iterable[DossierState]) -> Table:
    """Return the dossiers in error, each with its first mistakes."""
    rows = tuple(
        (
            f"{mistake.file}:{mistake.line}:{mistake.column}" if mistake else state.path,
            ROW_STATUSES[state.status],
            (f"{mistake.code} : {mistake.message}" if mistake.code else mistake.message) if mistake else state.fault,
            mistake.help if mistake else "",
        )
        for state in states
        if state.is_wrong
        for mistake in (state.mistakes[:2] or (None,))
    )
    caption = "Les deux premières erreurs de chacun ; snr check les dit toutes"
    return Table(caption, ("Où", "État", "Erreur", "Que faire"), rows)


def _lacking(states: Sequence[DossierState]) -> Table:
    """Return what the law demands and misses most often, among those that it binds."""
    bound = missing_of_bound(states)
    counts = Counter(code for missing in bound for code in missing)
    titles = {duty.code: duty.title for state in states if state.judged is not None for duty in state.judged.duties}
    rows = tuple(
        (titles[code], code, number(count)) for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    caption = f"Ce qui manque à {things(len(bound), 'collectivité obligée', 'collectivités obligées')}"
    return Table(caption, ("Pièce", "Code", "Collectivités à qui elle manque"), rows, (False, False, True))


def _title(group: LikeGroup, perimeters: dict[tuple[str, ...], str]) -> str:
    letter = perimeters.get(group.key.missing_groups)
    return group_title(group, None if letter is None else f", périmètre {letter}")


def _drawings(portfolio: Portfolio, perimeters: dict[tuple[str, ...], str]) -> Iterator[str]:
    """Draw the quartiles of each figure that weighs: on one axis, only what weighs the same things, the perimeter that most bodies have."""
    values = {state.path: state.figures for state in portfolio.states}
    for rank, name in enumerate(WEIGHED):
        by_perimeter: dict[tuple[str, ...], list[SpreadRow]] = {}
        for group in portfolio.comparisons.groups:
            for spread in group.spreads:
                if spread.figure == name and not group.said and spread.quartiles is not None:
                    drawn = tuple(sorted(values[path][name] for path in group.paths if name in values[path]))
                    row = SpreadRow(_title(group, perimeters), drawn, *spread.quartiles)
                    by_perimeter.setdefault(group.key.missing_groups, []).append(row)
        if by_perimeter:
            missing, rows = max(by_perimeter.items(), key=lambda one: sum(len(row.values) for row in one[1]))
            kind = COMPARED_FIGURES[name]
            said = f"Périmètre {perimeters[missing]}" if missing in perimeters else perimeter_named(missing)
            others = " ; les autres sont dans le tableau." if len(by_perimeter) > 1 else "."
            figure = Spreads(
                name=f"s{rank}",
                title=kind.compared_label,
                unit=kind.unit,
                rows=tuple(rows[:MOST_DRAWN]),
                only=said[:1].upper() + said[1:] + others,
            )
            yield draw(figure).html(10 + rank)


def _quartiles(portfolio: Portfolio, perimeters: dict[tuple[str, ...], str]) -> Table:
    """Return the quartiles of each group."""
    columns = (
        *("Collectivités comparables", "Chiffre", "Unité"),
        *("Nombre", "Premier quartile", "Médiane", "Troisième quartile"),
    )
    rows = tuple(
        (
            _title(group, perimeters),
            COMPARED_FIGURES[spread.figure].compared_label,
            COMPARED_FIGURES[spread.figure].unit,
            number(spread.count),
            *((UNKNOWN_CELL,) * 3 if spread.quartiles is None else map(significant, spread.quartiles)),
        )
        for group in portfolio.comparisons.groups
        if not group.said
        for spread in group.spreads
    )
    return Table("Quartiles de chaque chiffre", columns, rows, (False, False, False, True, True, True, True))


def _alone(portfolio: Portfolio, perimeters: dict[tuple[str, ...], str]) -> Table:
    """Return what compares with nothing, and why."""
    small = ((_title(group, perimeters), group.said) for group in portfolio.comparisons.groups if group.said)
    reasons = Counter(portfolio.comparisons.excluded.values())
    others = [(plural(count, "dossier"), reason) for reason, count in reasons.most_common(MOST_DRAWN)]
    left = sum(count for _, count in reasons.most_common()[MOST_DRAWN:])
    more = [(plural(left, "dossier"), "d’autres raisons : le classeur et le CSV les disent")] if left else []
    return Table("Ce qui n’est comparé à rien, et pourquoi", ("Dossiers", "Raison"), (*small, *others, *more))


def named_perimeters(portfolio: Portfolio) -> dict[tuple[str, ...], str]:
    """Name the perimeters that are not whole: A, B, … those that compare first; past Z, they are spelled."""
    every = (
        *(group.key.missing_groups for group in portfolio.comparisons.groups),
        *(state.lacks for state in portfolio.states),
    )
    return dict(zip(filter(None, dict.fromkeys(every)), ascii_uppercase, strict=False))
