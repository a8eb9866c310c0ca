"""The table of a portfolio: as grids, the rows of the CSV and the sheets of the workbook; as a folder; on a screen.

Rows stand in the order of the paths, never of a footprint. The folder holds a page, a workbook, a CSV and a JSON; it takes the place of
its own files only. On the screen, a line for each dossier, then the errors, and what compares.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, get_args

from snr_cli.french.numbers import long_date, number, percent, plural, printable, significant
from snr_cli.french.words.dossier import LABELS
from snr_cli.french.words.terms import FIGURE_STATES, term, titled_term
from snr_cli.inputs.dossier.files import Edit, aside, there
from snr_cli.inputs.regular import open_plain
from snr_cli.model.grouped import in_groups
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import AuthorityKind
from snr_cli.observatory.memory import FOLDER
from snr_cli.observatory.portfolio_json import portfolio_json
from snr_cli.observatory.progress import Entry, Progress
from snr_cli.observatory.state import SIZE_CLASSES, DossierState
from snr_cli.observatory.summary import FEWEST_COMPARED, LikeGroup, Portfolio, passes
from snr_cli.outputs.files import make_folder, refuse, write_edits
from snr_cli.outputs.results_book import book_bytes
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn, drawn_from, grid_csv
from snr_cli.results.key_figures import COMPARED_FIGURES

AUTHORITY_WORDS: Final = {str(kind): label for kind, label in LABELS[frozenset(get_args(AuthorityKind))].items()}
ROW_STATUSES: Final = {
    "assessed": "évalué",
    "broken": "en erreur",
    "unreadable": "illisible",
    "no_dossier": "pas de dossier : non jugé",
}
ROW_STANDINGS: Final = {
    "wrong": "en erreur",
    "lacking": "obligée, et il manque une pièce",
    "ready": "obligée, sans pièce manquante",
    "other": "non obligée, ou à vérifier",
    "absent": "sans dossier ici",
}
STANDING_WORDS: Final = {
    "due": "obligatoire",
    "voluntary": "volontaire",
    "to_check": "à vérifier",
    "not_yet": "avant la loi",
    "outside": "non visé par l’article 35",
}
DOCUMENT_WORDS: Final = {"up_to_date": "à jour", "to_redo": "à refaire", "not_ours": "non écrit par snr"}
NO_DOCUMENT: Final = "aucun"
_YES: Final = {"yes": "oui", "no": "non"}
_CARBON: Final = "kg CO2e par an"
QUARTILES: Final = (
    "Quartiles par interpolation linéaire, entre cinq collectivités au moins, de même nature, de même classe de population, de même "
    "année et de même périmètre ; pour une empreinte, évaluées par la même méthode et les mêmes facteurs."
)
NO_RANK: Final = (
    "Les dossiers sont dans l’ordre de leurs chemins. Des totaux ne se comparent pas d’une collectivité à l’autre."
)


def rows_grid(portfolio: Portfolio) -> Grid:
    """Return a row for each dossier: its state for the decree, its two footprints, its data, its documents."""
    compared = compared_said(portfolio)
    organisation, territory = "Organisation, climat", "Territoire par habitant, climat (estimé)"
    columns = (
        GridColumn("Dossier", key="path"),
        GridColumn("Collectivité", key="name"),
        GridColumn("État", key="status", words=ROW_STATUSES),
        GridColumn("Nature", key="kind", words=AUTHORITY_WORDS),
        GridColumn("SIREN", key="siren"),
        GridColumn("Département", key="department"),
        GridColumn("Population", "count", key="population"),
        GridColumn("Classe de population", key="size", words=SIZE_CLASSES),
        GridColumn("Agents", "count", key="agents"),
        GridColumn("Année étudiée", "year", key="reference_year"),
        GridColumn("Années avant le dossier le plus récent de ce lot", "count", key="age", draw=portfolio.age_of),
        GridColumn("Années avant la date du jugement", "count", key="age_when_judged", draw=age_when_judged),
        GridColumn("Article 35", key="standing", words=STANDING_WORDS, draw="decree.standing"),
        GridColumn(
            "Obligations manquantes",
            "count",
            key="missing",
            draw=lambda state: len(state.judged.missing) if state.judged else None,
        ),
        GridColumn(
            "Codes manquants",
            key="missing_codes",
            draw=lambda state: " ".join(state.judged.missing) if state.judged else None,
        ),
        GridColumn("Première échéance de ce qui manque", key="deadline", draw="judged.deadline"),
        GridColumn(
            "Erreurs",
            "count",
            key="errors",
            draw=lambda state: None if state.status == "no_dossier" else state.counts.error,
        ),
        GridColumn(
            "Avertissements",
            "count",
            key="warnings",
            draw=lambda state: None if state.status == "no_dossier" else state.counts.warning,
        ),
        GridColumn(
            "Première erreur",
            key="first_error",
            draw=lambda state: next(
                (f"{one.file}:{one.line}:{one.column} : {one.message}" for one in state.mistakes), None
            ),
        ),
        *_footprint_columns(organisation, "organisation"),
        GridColumn(
            f"{organisation} : part en euros", "share", key="organisation_spending", draw="organisation.spending"
        ),
        GridColumn("Périmètre de l’inventaire", key="perimeter", draw=perimeter_said),
        GridColumn("Électricité de l’organisation", "number", "kWh par an", "electricity_kwh", draw="electricity.kwh"),
        GridColumn("Électricité : total", key="electricity_is_total", words=_YES, draw=_whole("electricity", "kwh")),
        *_footprint_columns(territory, "territory")[:3],
        GridColumn("Territoire par ménage, climat (estimé, sans fourchette)", "number", _CARBON, "households_kg"),
        GridColumn("Part estimée d’après les effectifs", "share", key="estimated", draw="data.estimated"),
        GridColumn("Lignes à confirmer", "count", key="to_confirm", draw="data.to_confirm"),
        GridColumn(titled_term("factor_set"), key="factor_set", draw="method.factor_set"),
        GridColumn(
            "Options de la méthode",
            key="options",
            draw=lambda state: " ".join(state.method.options) if state.method else None,
        ),
        GridColumn("Objectifs", key="objectives", draw=objectives_said),
        *(
            GridColumn(kind.compared_label, "number", kind.unit, name, draw=partial(_figure, name))
            for name, kind in COMPARED_FIGURES.items()
        ),
        GridColumn("Empreinte comparée", key="compared", draw=lambda state: compared.get(state.path, "")),
        GridColumn("Documents", key="documents", draw=documents_said),
        GridColumn(
            "Remarques", key="remarks", draw=lambda state: " ; ".join(filter(None, (*state.remarks, state.fault)))
        ),
    )
    notes = (NO_RANK, "Organisation et territoire ne s’additionnent jamais. Ce qui n’est pas évalué n’est pas zéro.")
    return drawn("Dossiers", "Les dossiers, dans l’ordre de leurs chemins", columns, portfolio.states, notes=notes)


def portfolio_grids(portfolio: Portfolio) -> tuple[Grid, ...]:
    """Return what is said of a portfolio, a sheet each: the dossiers, what compares, what is missing, errors, objectives."""
    return (
        rows_grid(portfolio),
        _comparisons(portfolio),
        _duties(portfolio),
        _mistakes(portfolio),
        _objectives(portfolio),
    )


def _footprint_columns(title: str, name: str) -> tuple[GridColumn, ...]:
    return (
        GridColumn(title, "number", _CARBON, f"{name}_kg", draw=f"{name}.kg"),
        GridColumn(f"{title}, borne basse", "number", _CARBON, f"{name}_low", loose=True, draw=f"{name}.low"),
        GridColumn(f"{title}, borne haute", "number", _CARBON, f"{name}_high", loose=True, draw=f"{name}.high"),
        GridColumn(
            f"{title} : couverture de ce qui est inventorié",
            key=f"{name}_coverage",
            words=FIGURE_STATES,
            draw=f"{name}.coverage",
        ),
        GridColumn(f"{title} : total", key=f"{name}_is_total", words=_YES, draw=_whole(name, "kg")),
        GridColumn(
            f"{title} : part de l’inventaire évaluée en entier", "share", key=f"{name}_covered", draw=f"{name}.covered"
        ),
        *(
            GridColumn(
                f"{title} selon la source de facteurs, le plus {word}",
                "number",
                _CARBON,
                f"{name}_sets_{end}",
                draw=f"{name}.sets_{end}",
            )
            for word, end in (("bas", "low"), ("haut", "high"))
        ),
    )


def _whole(name: str, value: str) -> Callable[[DossierState], GridCell]:
    """Return what says whether a sum of a dossier is a total, where it has a value."""
    is_total, known = drawn_from(f"{name}.is_total"), drawn_from(f"{name}.{value}")
    return lambda state: None if known(state) is None else "yes" if is_total(state) else "no"


def _figure(name: str, state: DossierState) -> GridCell:
    return state.figures.get(name)


def apart_of(portfolio: Portfolio) -> dict[str, str]:
    """Return why a dossier is compared with none: path → reason."""
    small = {
        path: group.said
        for group in portfolio.comparisons.groups
        if group.said and group.key.method
        for path in group.paths
    }
    return {**portfolio.comparisons.excluded, **small}


def dossiers_said(portfolio: Portfolio) -> str:
    """Count the dossiers, and the authorities when several dossiers are of one."""
    rows = len(portfolio.states) - portfolio.no_dossier
    said = plural(rows, "dossier")
    if portfolio.authorities < rows:
        said += f" ({plural(portfolio.authorities, 'collectivité')})"
    return said


def bound_said(portfolio: Portfolio) -> str:
    """Say of how many authorities the law is judged, and how many dossiers it is not."""
    wrong = portfolio.broken + portfolio.unreadable
    bound = plural(
        portfolio.due,
        "collectivité obligée par l’article 35 et évaluée",
        "collectivités obligées par l’article 35 et évaluées",
    )
    return f"sur {bound}" + (
        f" ; {plural(wrong, 'dossier')} en erreur, non {'jugé' if wrong < 2 else 'jugés'}" if wrong else ""
    )


def compared_said(portfolio: Portfolio, perimeters: dict[tuple[str, ...], str] | None = None) -> dict[str, str]:
    """Return with which bodies the footprint of each dossier is compared, or why with none, by path.

    `perimeters`: the names of the perimeters that are not whole, to say no more than that.
    """
    apart = apart_of(portfolio)
    for group in portfolio.comparisons.groups:
        if group.key.method and not group.said:
            said = group_title(group)
            if perimeters is not None:
                missing = group.key.missing_groups
                said = f"périmètre {perimeters[missing]}" if missing in perimeters else perimeter_named(missing)
            apart.update(dict.fromkeys(group.paths, f"oui : {said}"))
    return apart


def perimeter_named(missing: tuple[str, ...]) -> str:
    """Name a perimeter in a sentence by what an inventory is without."""
    return f"périmètre partiel, sans : {', '.join(missing)}" if missing else "périmètre complet"


def perimeter_said(state: DossierState) -> str:
    """Say how whole the inventory of a dossier is, as `snr check` does; empty when it is not known."""
    return "" if state.data is None or state.status != "assessed" else perimeter_named(state.lacks)


def age_when_judged(state: DossierState) -> int | None:
    """Return how many years before the date of judgement the year of a dossier is; None when it was not judged."""
    if state.judged is None or state.reference_year is None:
        return None
    return max(0, int(state.judged.as_of[:4]) - state.reference_year)


def entry_said(entry: Entry) -> str:
    """Say in a few words where an authority was at a date."""
    if entry.standing == "lacking":
        return f"{plural(len(entry.missing), 'pièce')} à faire, année {entry.year}"
    return ROW_STANDINGS[entry.standing] + (f", année {entry.year}" if entry.year is not None else "")


def moved_from(progress: Progress, before: Entry) -> str:
    """Say where an authority was, and when if that is not the date that all the others are compared with."""
    when = "" if before.as_of == progress.since else f" (le {long_date(before.as_of)})"
    return entry_said(before) + when


def objectives_said(state: DossierState) -> str:
    """Count the objectives of a dossier by verdict, in the words of the documents."""
    said = [objective.said for objective in state.objectives]
    return " ; ".join(f"{said.count(one)} {one}" for one in dict.fromkeys(said))


def documents_said(state: DossierState) -> str:
    """Count the documents beside a dossier by state."""
    if state.is_wrong or (state.status == "no_dossier" and not state.documents):
        return ""
    said = [DOCUMENT_WORDS[document.state] for document in state.documents]
    return " ; ".join(f"{said.count(one)} {one}" for one in dict.fromkeys(said)) or NO_DOCUMENT


def group_title(group: LikeGroup, perimeter: str | None = None) -> str:
    """Name a group of bodies that compare; `perimeter`: a short name for what their inventories lack, which is spelled without it."""
    key = group.key
    fictitious = ", fictives" if key.fictitious else ""
    without = f", sans : {', '.join(key.missing_groups)}" if key.missing_groups else ""
    without = without if perimeter is None else perimeter
    place = f", électricité de {key.how.place}" if key.how.place not in ("", "FR") else ""
    return f"{AUTHORITY_WORDS.get(key.kind, key.kind)}, {SIZE_CLASSES[key.size]}, {key.reference_year}{fictitious}{place}{without}"


def _comparisons(portfolio: Portfolio) -> Grid:
    """Return the quartiles of each group, then why the other dossiers are in none."""
    rows: list[tuple[GridCell, ...]] = []
    for group in portfolio.comparisons.groups:
        how = " ".join((group.key.method, group.key.how.factor_set, *group.key.how.options)).strip()
        head = (group_title(group), how or "quantités, sans facteur")
        if group.said:
            rows.append((*head, None, None, len(group.paths), None, None, None, group.said))
            continue
        for spread in group.spreads:
            kind = COMPARED_FIGURES[spread.figure]
            few = "" if spread.quartiles is not None else f"trop peu de collectivités comparables : {spread.count}"
            quartiles = spread.quartiles or (None, None, None)
            rows.append((*head, kind.compared_label, kind.unit, spread.count, *quartiles, few))
    rows += [
        (path, None, None, None, None, None, None, None, reason)
        for path, reason in portfolio.comparisons.excluded.items()
    ]
    return Grid(
        "Comparaisons",
        "Chiffres par agent et par équipement, entre collectivités comparables",
        (
            GridColumn("Collectivités comparables, ou dossier"),
            GridColumn("Méthode et facteurs"),
            GridColumn("Chiffre"),
            GridColumn("Unité"),
            GridColumn("Collectivités", "count"),
            GridColumn("Premier quartile", "number"),
            GridColumn("Médiane", "number"),
            GridColumn("Troisième quartile", "number"),
            GridColumn("Pourquoi rien n’est comparé"),
        ),
        tuple(rows),
        notes=(QUARTILES, NO_RANK),
    )


def _duties(portfolio: Portfolio) -> Grid:
    """Return what the law asks of each dossier and is not satisfied."""
    return drawn(
        "Obligations",
        "Ce que demandent la loi, le décret et les textes voisins, et qui n’est pas satisfait",
        (
            *_DOSSIER,
            GridColumn("Code", draw=lambda pair: pair[1].code),
            GridColumn("Obligation", draw=lambda pair: pair[1].title),
            GridColumn("Réponse", draw=lambda pair: pair[1].answer),
            GridColumn("Échéance", draw=lambda pair: pair[1].deadline),
            GridColumn("Précision", draw=lambda pair: pair[1].text),
        ),
        (
            (state, duty)
            for state in portfolio.states
            if state.decree is not None
            for duty in state.decree.duties
            if duty.status not in ("satisfied", "not_applicable")
        ),
    )


def _mistakes(portfolio: Portfolio) -> Grid:
    return drawn(
        "Erreurs",
        "Les premières erreurs de chaque dossier ; snr check les dit toutes",
        (
            _DOSSIER[0],
            GridColumn("Code", draw=lambda pair: pair[1].code),
            GridColumn("Fichier", draw=lambda pair: pair[1].file),
            GridColumn("Ligne", "year", draw=lambda pair: pair[1].line),
            GridColumn("Colonne", "year", draw=lambda pair: pair[1].column),
            GridColumn("Erreur", draw=lambda pair: pair[1].message),
            GridColumn("Que faire", draw=lambda pair: pair[1].help),
        ),
        ((state, mistake) for state in portfolio.states for mistake in state.mistakes),
    )


def _objectives(portfolio: Portfolio) -> Grid:
    perimeters = {"organisation": "organisation", "territory": "territoire"}
    return drawn(
        "Objectifs",
        "Où en est chaque objectif",
        (
            *_DOSSIER,
            GridColumn("Objectif", draw=lambda pair: pair[1].title),
            GridColumn("Périmètre", words=perimeters, draw=lambda pair: pair[1].perimeter),
            GridColumn("Échéance", "year", draw=lambda pair: pair[1].by_year),
            GridColumn("Verdict", draw=lambda pair: pair[1].said),
        ),
        ((state, objective) for state in portfolio.states for objective in state.objectives),
    )


# a row of these sheets is of a dossier, and of something of it
_DOSSIER: Final = (
    GridColumn("Dossier", draw=lambda pair: pair[0].path),
    GridColumn("Collectivité", draw=lambda pair: pair[0].name),
)


RESULT_NAME: Final = "portfolio.json"
_BEGINS: Final = b'{\n  "schema_version": "2",\n  "snr_version": '
OUR_PAGE: Final = b'<body class="portfolio">'  # no other page of snr has it
PORTFOLIO_BOOK: Final = "snr : tableau des dossiers"


def ready_folder(folder: Path) -> None:
    """Make the folder of a portfolio, or see that the one that is there may be written in.

    Raises:
        UsageError: it cannot be made; it holds a file of these names that snr did not write.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} : ce n’est pas un dossier", "donnez un dossier à -o, ou --format pour un fichier")
    make_folder(folder)
    if _is_ours(folder):
        return
    for name in ("index.html", "portfolio.xlsx", "portfolio.csv", RESULT_NAME):
        if (folder / name).exists() or (folder / name).is_symlink():
            raise UsageError(
                f"{folder / name} : ce fichier existe et n’est pas d’un tableau de snr, il n’est pas remplacé",
                "donnez un autre dossier à -o",
            )


def _is_ours(folder: Path) -> bool:
    """Say whether a folder was written by this command: it keeps rows, or has its JSON."""
    if (folder / FOLDER).is_dir():
        return True
    try:
        with aside(), open_plain(folder / RESULT_NAME) as stream:
            return stream.read(len(_BEGINS)) == _BEGINS
    except (OSError, ValueError):
        return False


def write_portfolio(folder: Path, portfolio: Portfolio, pages: Mapping[str, str]) -> list[str]:
    """Write the files of a portfolio, all of them or none.

    Args:
        folder: where, once `ready_folder` has seen it.
        portfolio: the dossiers.
        pages: its pages of HTML, by the names of their files.

    Returns:
        what could not be made here, in French.

    Raises:
        UsageError: one of them was read, is a page that snr did not write, or cannot be written; those that were there are put back.
    """
    files = {name: text.encode() for name, text in pages.items()}
    notes: list[str] = []
    try:
        files["portfolio.xlsx"] = book_bytes(PORTFOLIO_BOOK, portfolio_grids(portfolio))
    except UsageError as error:
        notes.append(f"portfolio.xlsx n’est pas écrit : {error}")
    files["portfolio.csv"] = grid_csv(rows_grid(portfolio)).encode()
    files[RESULT_NAME] = portfolio_json(portfolio).encode()
    edits = [Edit(folder / name, _there(folder / name), data) for name, data in files.items()]
    refuse(edit.path for edit in edits)
    for path, before, *_ in edits:
        if path.suffix == ".html" and (path.is_symlink() or (before is not None and OUR_PAGE not in before)):
            raise UsageError(
                f"{path} : cette page existe et n’est pas d’un tableau de snr, elle n’est pas remplacée",
                "donnez-lui un autre nom, ou un autre dossier à -o",
            )
    old = list(_old_pages(folder, files))
    write_edits([*edits, *old])
    notes += [f"{edit.path} : page d’un tableau plus grand, enlevée" for edit in old]
    return notes


def _old_pages(folder: Path, files: Container[str]) -> Iterator[Edit]:
    """Yield the pages that an earlier run wrote and this one does not: they would stay online with rows that are no more."""
    for path in sorted(folder.glob("page-*.html")):
        data = _there(path) if path.name not in files and not path.is_symlink() else None
        if data is not None and OUR_PAGE in data:
            yield Edit(path, data, None)


def _there(path: Path) -> bytes | None:
    return there(path) if path.is_file() else None


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
