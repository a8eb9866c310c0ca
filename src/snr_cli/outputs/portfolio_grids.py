"""A portfolio as grids: the rows of the CSV, and the sheets of the workbook; in the order of the paths, never of a footprint."""

from collections.abc import Callable
from functools import partial
from typing import Final, get_args

from snr_cli.french.numbers import long_date, plural
from snr_cli.french.words.dossier import LABELS
from snr_cli.french.words.terms import FIGURE_STATES, titled_term
from snr_cli.model.territory import AuthorityKind
from snr_cli.outputs.portfolio.progress import Entry, Progress
from snr_cli.outputs.portfolio.state import SIZE_CLASSES, DossierState
from snr_cli.outputs.portfolio.summary import LikeGroup, Portfolio
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn, drawn_from
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
