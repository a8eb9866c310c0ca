"""Many dossiers as pages of HTML: where each stands, what compares, filters; no script, no request, nothing ranked by mass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from string import ascii_uppercase
from typing import Final

from snr_cli.documents.figures.spread import SpreadRow, Spreads, draw
from snr_cli.documents.page import bare_page
from snr_cli.documents.portfolio_rows import (
    UNKNOWN_CELL,
    WEIGHED,
    authority_kind,
    filter_rules,
    perimeter_legend,
    rows_section,
)
from snr_cli.french.inline import shown
from snr_cli.french.numbers import number, plural, significant, things
from snr_cli.outputs.portfolio.comparing import LikeGroup
from snr_cli.outputs.portfolio.figures import COMPARED_FIGURES
from snr_cli.outputs.portfolio.state import DossierState
from snr_cli.outputs.portfolio.summary import Portfolio, missing_of_bound
from snr_cli.outputs.portfolio_grids import (
    NO_RANK,
    QUARTILES,
    ROW_STATUSES,
    bound_said,
    compared_said,
    dossiers_said,
    group_title,
    perimeter_named,
)
from snr_cli.outputs.tables.html import html
from snr_cli.results.table import Table

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
    for each in states:
        kinds.setdefault(authority_kind(each), []).append(each)
    found = [_Sheet("index.html", (), "")]
    for kind in sorted(kinds):
        rows = kinds[kind]
        count = ceil(len(rows) / ROWS_OF_A_PAGE)
        for rank in range(count):
            part = tuple(rows[rank * ROWS_OF_A_PAGE : (rank + 1) * ROWS_OF_A_PAGE])
            heading = kind if count == 1 else f"{kind}, {rank + 1} sur {count}"
            found.append(_Sheet(f"page-{len(found):02d}.html", part, heading))
    return found


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
    wrong = [each for each in states if each.is_wrong]
    if not wrong:
        return
    rows = tuple(
        (
            f"{each.file}:{each.line}:{each.column}" if each else state.path,
            ROW_STATUSES[state.status],
            (f"{each.code} : {each.message}" if each.code else each.message) if each else state.fault,
            each.help if each else "",
        )
        for state in wrong
        for each in (state.mistakes[:2] or (None,))
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
    titles = {duty.code: duty.title for each in rows_of_all if each.judged is not None for duty in each.judged.duties}
    rows = tuple(
        (titles[code], code, number(count)) for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    caption = f"Ce qui manque à {things(len(bound), 'collectivité obligée', 'collectivités obligées')}"
    table = Table(caption, ("Pièce", "Code", "Collectivités à qui elle manque"), rows, (False, False, True))
    return f'<section id="manques">\n<h2>Ce que la loi demande et qui manque</h2>\n{html(table, 2)}\n</section>\n'


def _comparisons(portfolio: Portfolio, letters: dict[tuple[str, ...], str]) -> Iterator[str]:
    """Draw what compares, and say what does not."""
    found = portfolio.comparisons
    yield '<section id="comparaisons">\n<h2>Entre collectivités comparables</h2>\n'
    yield f"<p>{shown(QUARTILES)}</p>\n"
    values = {each.path: each.figures for each in portfolio.states}
    yield from perimeter_legend(letters, {each.key.missing_groups for each in found.groups})

    def title(group: LikeGroup) -> str:
        letter = letters.get(group.key.missing_groups)
        return group_title(group, None if letter is None else f", périmètre {letter}")

    for rank, name in enumerate(WEIGHED):
        by_perimeter: dict[tuple[str, ...], list[SpreadRow]] = {}
        for group in found.groups:
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
                title=kind.label,
                unit=kind.unit,
                rows=tuple(rows[:MOST_DRAWN]),
                only=said[:1].upper() + said[1:] + others,
            )
            yield draw(figure).html(10 + rank) + "\n"
    rest = tuple(
        (
            title(group),
            COMPARED_FIGURES[each.figure].label,
            COMPARED_FIGURES[each.figure].unit,
            number(each.count),
            *(UNKNOWN_CELL if value is None else significant(value) for value in (each.first, each.median, each.third)),
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
    small = tuple((title(group), group.said) for group in found.groups if group.said)
    reasons = Counter(found.excluded.values())
    why = (*small, *((plural(count, "dossier"), reason) for reason, count in reasons.most_common(MOST_DRAWN)))
    if why:
        yield html(Table("Ce qui n’est comparé à rien, et pourquoi", ("Dossiers", "Raison"), why), 4) + "\n"
    yield "</section>\n"


def named_perimeters(portfolio: Portfolio) -> dict[tuple[str, ...], str]:
    """Name the perimeters that are not whole: A, B, … those that compare first; past Z, they are spelled."""
    every = (
        *(each.key.missing_groups for each in portfolio.comparisons.groups),
        *(each.lacks for each in portfolio.states),
    )
    return dict(zip(filter(None, dict.fromkeys(every)), ascii_uppercase, strict=False))


def _quartiles(first: float | None, median: float | None, third: float | None) -> tuple[float, float, float] | None:
    return None if first is None or median is None or third is None else (first, median, third)
