"""A portfolio on a screen: a line for each dossier, then the errors, and what compares."""

from typing import Final

from snr_cli.french.numbers import long_date, number, percent, plural, printable, significant
from snr_cli.french.words.terms import term
from snr_cli.model.grouped import in_groups
from snr_cli.outputs.portfolio.state import DossierState
from snr_cli.outputs.portfolio.summary import FEWEST_COMPARED, Portfolio, passes
from snr_cli.outputs.portfolio_grids import (
    ROW_STATUSES,
    STANDING_WORDS,
    bound_said,
    documents_said,
    dossiers_said,
    entry_said,
    group_title,
    moved_from,
    perimeter_said,
)
from snr_cli.outputs.screen import Screen
from snr_cli.results.key_figures import COMPARED_FIGURES

_MOST_GROUPS: Final = 3
MOST_LINES: Final = 40  # dossiers shown: the others are in the file
_WIDE: Final = 40
_MOST_ERRORS: Final = 12  # dossiers in error whose first mistake is shown


def portfolio_screen(portfolio: Portfolio, *, width: int, color: bool) -> str:
    """Return what a person reads of a portfolio."""
    screen = Screen(width, color)
    without, in_order = plural(portfolio.no_dossier, "collectivité"), portfolio.in_order
    said = {
        f"{dossiers_said(portfolio)} : {_counted(portfolio)}.": len(portfolio.states) > portfolio.no_dossier,
        f"{without} de la table sans dossier ici : rien n’en est jugé.": portfolio.no_dossier,
        f"Loi et décret : {number(in_order) if in_order else 'aucune'} sans obligation manquante, {bound_said(portfolio)}.": portfolio.due,
    }
    screen.each((text for text, is_so in said.items() if is_so), 0)
    shown = portfolio.states[:MOST_LINES]
    if shown:
        rows = [("", "année", "erreurs", "manque", "organisation", "documents"), *map(_line, shown)]
        screen.gap()
        screen.table(rows, wide=_WIDE)
    screen.each([_more(len(portfolio.states) - len(shown), " : -o tableau/ les montre tous")])
    wrong = [state for state in portfolio.states if state.is_wrong]
    if wrong:
        screen.title("DOSSIERS EN ERREUR")
        screen.each(map(_error, wrong[:_MOST_ERRORS]), bullet="- ")
        screen.each([_more(len(wrong) - _MOST_ERRORS)])
    remarked = [state for state in portfolio.states if state.remarks]
    told = (
        f"{printable(state.path)} : {printable(' ; '.join(state.remarks).removesuffix('.'))}."
        for state in remarked[:_MOST_ERRORS]
    )
    if remarked:
        screen.title("À SAVOIR")
    screen.each((*told, _more(len(remarked) - _MOST_ERRORS)), bullet="- ")
    _perimeters(screen, portfolio)
    _spreads(screen, portfolio)
    _progress(screen, portfolio)
    return screen.text()


def _more(count: int, where: str = "", one: str = "autre", many: str | None = None) -> str:
    """Say how many are not shown; nothing when all are."""
    return f"… et {plural(count, one, many)}{where}." if count > 0 else ""


def _counted(portfolio: Portfolio) -> str:
    counts = (
        (portfolio.assessed, "évalué", "évalués"),
        (portfolio.broken, "en erreur", "en erreur"),
        (portfolio.unreadable, "illisible", "illisibles"),
    )
    return ", ".join(f"{number(count)} {one if count < 2 else many}" for count, one, many in counts if count) or "aucun"


def _line(state: DossierState) -> tuple[str, ...]:
    """Return a line: its name, its year, its errors, what the law misses, how whole its footprint is, its documents."""
    name = printable(state.name)
    if state.status == "no_dossier" and state.decree is not None:
        standing = STANDING_WORDS[state.decree.standing]
        return (name, "", "—", standing, ROW_STATUSES[state.status], documents_said(state))
    if state.status != "assessed" or state.organisation is None or state.decree is None:
        return (name, "", number(state.counts.error), "", ROW_STATUSES[state.status], "")
    organisation = state.organisation
    whole = "périmètre partiel" if state.lacks else "entière"
    covered = (
        term("not_assessed", feminine=True)
        if organisation.kg is None
        else whole
        if organisation.is_total
        else "partielle"
    )
    if organisation.spending:
        covered += f", {percent(organisation.spending)} en euros"
    missing = number(len(state.decree.missing)) if state.decree.standing == "due" else "—"
    return (name, str(state.reference_year), number(state.counts.error), missing, covered, documents_said(state))


def _error(state: DossierState) -> str:
    first = state.mistakes[0] if state.mistakes else None
    if first is None:
        return f"{printable(state.path)} : {printable(state.fault)}"
    more = f" (et {plural(state.counts.error - 1, 'autre')})" if state.counts.error > 1 else ""
    code = f"{first.code} : " if first.code else ""
    return f"{printable(first.file)}:{first.line}:{first.column} : {code}{printable(first.message)}{more}"


def _progress(screen: Screen, portfolio: Portfolio) -> None:
    """Say who moved since the last date of the journal, and who is late."""
    progress = portfolio.progress
    if progress is None:
        return
    screen.title(f"DEPUIS LE {long_date(progress.since).upper()}" if progress.since else "PREMIÈRE DATE DU JOURNAL")
    moves = [
        f"{printable(move.now.name)} : {moved_from(progress, move.before)} → {entry_said(move.now)}."
        for move in progress.moved
    ]
    screen.each(
        (*moves[:_MOST_ERRORS], _more(len(moves) - _MOST_ERRORS))
        if moves or not progress.since
        else ["Personne n’a bougé."],
        bullet="- ",
    )
    gone = [f"{printable(entry.name)} n’est plus dans ce tableau." for entry in progress.gone]
    screen.each((*gone[:_MOST_ERRORS], _more(len(gone) - _MOST_ERRORS)), bullet="- ")
    screen.each(
        [f"{plural(len(progress.new), 'collectivité nouvelle', 'collectivités nouvelles')}."]
        if progress.since and progress.new
        else [],
        bullet="- ",
    )
    late = [f"{printable(entry.name)} : en retard de {plural(entry.days_late, 'jour')}." for entry in progress.late]
    screen.each((*late[:_MOST_ERRORS], _more(len(late) - _MOST_ERRORS)), bullet="- ")


def _perimeters(screen: Screen, portfolio: Portfolio) -> None:
    """Say what inventories are without, once for all those that are without the same."""
    without = in_groups(
        (perimeter_said(state), state.name) for state in portfolio.states if state.status == "assessed" and state.lacks
    )
    if without:
        screen.gap()
    for said, names in [*without.items()][:_MOST_GROUPS]:
        who = ", ".join(map(printable, names)) if len(names) <= _MOST_GROUPS else plural(len(names), "dossier")
        screen.say(f"{who} : {printable(said)}.", 2, "- ")
    where = " : -o tableau/ les dit"
    screen.each([_more(len(without) - _MOST_GROUPS, where, "autre périmètre", "autres périmètres")])


def _spreads(screen: Screen, portfolio: Portfolio) -> None:
    """Say the quartiles of each group, and how many dossiers compare with none."""
    groups = portfolio.comparisons.groups
    if groups:
        screen.title("ENTRE COLLECTIVITÉS COMPARABLES")
    large = [group for group in groups if not group.said]
    for group in large[:_MOST_GROUPS]:
        screen.say(f"{group_title(group)} : {plural(len(group.paths), 'collectivité')}.", 2)
        for spread in group.spreads:
            if spread.quartiles is not None:
                kind, (first, median, third) = COMPARED_FIGURES[spread.figure], map(significant, spread.quartiles)
                middle = f"médiane {median}, la moitié entre {first} et {third}"
                screen.say(f"{kind.compared_label} ({kind.unit}) : {middle}.", 4, "- ")
    screen.each([_more(len(large) - _MOST_GROUPS, " : -o tableau/ les montre tous", "autre groupe", "autres groupes")])
    small = len(groups) - len(large)
    if small:
        few = f"de moins de {FEWEST_COMPARED} collectivités : rien n’y est comparé"
        screen.say(f"{plural(small, 'groupe')} {few}.", 2)
    if portfolio.comparisons.excluded:
        count = len(portfolio.comparisons.excluded)
        screen.say(
            f"{plural(count, 'dossier')} dont l’empreinte n’est comparée à aucune autre : -o tableau/ dit pourquoi.",
            2,
        )


def check_lines(portfolio: Portfolio, fail_on: str) -> str:
    """Return a line for each dossier, whether a gate lets it through and why not, then how many it does.

    Args:
        portfolio: the dossiers.
        fail_on: the least grave level that stops one: error, warning or info.
    """
    lines, through = [], 0
    for state in portfolio.states:
        passed = passes(state, fail_on)
        if state.status == "no_dossier":
            lines.append(f"—       {printable(state.path)} : {ROW_STATUSES[state.status]}")
            continue
        through += passed
        counts = state.counts
        said = (
            plural(counts.error, "erreur") if counts.error else "",
            plural(counts.warning, "avertissement") if counts.warning else "",
            f"manque {', '.join(state.decree.missing)}" if state.decree and state.decree.missing else "",
            ROW_STATUSES[state.status] if state.status == "unreadable" else "",
        )
        more = " ; ".join(filter(None, said))
        lines.append(f"{'bon   ' if passed else 'REFUSÉ'}  {printable(state.path)}{f' : {more}' if more else ''}")
        if not passed and state.mistakes:
            lines.append(f"        {_error(state)}")
    judged = len(portfolio.states) - portfolio.no_dossier
    refused = judged - through
    lines.append(
        f"{plural(judged, 'dossier')} : {plural(through, 'passe', 'passent')}, {plural(refused, 'est refusé', 'sont refusés')}."
    )
    return "\n".join(lines) + "\n"
