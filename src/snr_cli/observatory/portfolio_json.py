"""A portfolio as JSON: the public contract (docs/schemas/portfolio.schema.json); its rows are read again from it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, get_args

from snr_cli.french.plain import indented, json_text, written
from snr_cli.french.words.terms import FACTOR_LICENCES, term
from snr_cli.model.version import __version__
from snr_cli.observatory.progress import Entry, Move, Progress
from snr_cli.observatory.state import (
    SIZE_CLASSES,
    Counts,
    DataState,
    DecreeState,
    DocumentFile,
    DocumentState,
    DossierState,
    DutyState,
    ElectricityState,
    FootprintState,
    MethodState,
    ObjectiveState,
    RowMistake,
    RowStanding,
    Status,
)
from snr_cli.observatory.summary import Comparisons, FigureSpread, LikeGroup, LikeKey, Portfolio
from snr_cli.results.effects import VerdictState
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    INTEGER,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    some_of,
)
from snr_cli.results.key_figures import COMPARED_FIGURES
from snr_cli.results.records import FigureState
from snr_cli.rules.case import RuleStatus

SCHEMA_VERSION: Final = "2"
_NAMES: Final = STRING.listed()
_DATE: Final = STRING.but(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")
_UNKNOWN: Final = FLOAT.or_null()
_POSITIVE: Final = FLOAT.but(minimum=0).or_null()
_SHARE: Final = FLOAT.but(minimum=0, maximum=1.000000001).or_null()
_YEAR: Final = INTEGER.but(minimum=1990, maximum=2100).or_null()
_SIZE: Final = choice("", *SIZE_CLASSES)

_MISTAKE: Final[Shape[RowMistake]] = closed_object(
    code=key(STRING, text="Code, que snr explain dit ; vide quand le fichier n’a pas pu être lu."),
    file=key(STRING),
    line=key(INTEGER.but(minimum=1)),
    column=key(INTEGER.but(minimum=1)),
    message=key(NAME),
    help=key(STRING),
)

_COUNTS: Final[Shape[Counts]] = closed_object(
    error=key(COUNT), warning=key(COUNT), info=key(COUNT), suppressed=key(COUNT)
)
_DUTY: Final[Shape[DutyState]] = closed_object(
    code=key(NAME),
    title=key(NAME),
    answer=key(NAME, text="En français, comme snr check --format summary."),
    status=key(choice(*(status.value for status in RuleStatus))),
    text=key(STRING),
    deadline=key(_DATE, text="Date à laquelle la loi le demande ; vide quand elle n’en donne pas."),
)
_DECREE: Final[Shape[DecreeState]] = closed_object(
    as_of=key(_DATE, text="Date à laquelle le dossier est jugé."),
    standing=key(
        choice("due", "voluntary", "to_check", "not_yet", "outside"),
        text="due : l’article 35 s’applique ; voluntary : sous le seuil ; to_check : à vérifier ; outside : département ou région.",
    ),
    said=key(_NAMES, text="Phrases de snr check --format summary."),
    missing=key(_NAMES, text="Codes de ce que la loi ou le décret demande et qui manque."),
    deadline=key(_DATE, text="La première échéance de ce qui manque ; vide quand rien ne manque."),
    duties=key(_DUTY.listed()),
)
_FOOTPRINT: Final[Shape[FootprintState]] = closed_object(
    kg=key(_POSITIVE, text=f"kgCO2e par an ; null : {term('not_assessed')}, jamais zéro."),
    low=key(_UNKNOWN, text="Neuf chances sur dix, à source de facteurs donnée ; null pour une somme partielle."),
    high=key(_UNKNOWN),
    is_total=key(FLAG, text="false : une somme partielle, à ne pas montrer comme un total."),
    coverage=key(choice(*FigureState), text="L’état de la somme, comme organisation.totals de snr assess."),
    covered=key(_SHARE, text="Part de l’inventaire évaluée en entier ; null pour une estimation."),
    partial=key(STRING, text="Pourquoi ce n’est pas un total."),
    not_assessed=key(_NAMES, text="Les premiers sujets qui ne sont pas dans le chiffre, et pourquoi."),
    gaps=key(COUNT, text="Combien de sujets n’y sont pas."),
    sets_low=key(_UNKNOWN, text=f"Le plus petit total que donnent les {term('factor_set', 2)} ; null sans intervalle."),
    sets_high=key(_UNKNOWN),
    spending=key(_SHARE, text="Part de la somme qui est un ratio par euro ; les figures par agent sont sans elle."),
).named("footprint")
_ELECTRICITY: Final[Shape[ElectricityState]] = closed_object(
    kwh=key(_POSITIVE, text=f"kWh par an ; null : {term('not_assessed')}."),
    is_total=key(FLAG),
    coverage=key(choice(*FigureState)),
)
_METHOD: Final[Shape[MethodState]] = closed_object(
    name=key(NAME),
    version=key(NAME),
    options=key(_NAMES),
    factor_set=key(NAME),
    licence=key(choice(*FACTOR_LICENCES)),
    factors_sha256=key(STRING.but(pattern="^[0-9a-f]{64}$"), text="L’édition des facteurs."),
    overrides=key(_NAMES, text="Ce dont le dossier donne ses propres facteurs, en français."),
    place=key(STRING, text="Réseau électrique."),
)
_DATA: Final[Shape[DataState]] = closed_object(
    estimated=key(_SHARE, text="Part de l’empreinte tirée des effectifs ; null sans empreinte."),
    to_confirm=key(COUNT, text="Lignes à confirmer."),
    missing_groups=key(_NAMES, text="Ce que l’inventaire n’a pas."),
    excluded=key(
        _NAMES,
        text="Ce que le dossier dit laisser de côté (exclusions) : un groupe sans sa part, ou une part que l’intervalle du total ne contient pas. Ce qui est dit sans objet (absent) n’est pas laissé de côté.",
    ),
    last_review=key(INTEGER.or_null(), text="Année du dernier bilan annuel."),
    fictitious=key(FLAG),
    members=key(COUNT, text="Membres d’un groupement que l’empreinte compte avec lui."),
    personal=key(
        COUNT,
        text="Lignes d’équipements personnels ou mixtes (ownership), comptés en partie ; 0 quand ensemble elles pèsent moins que ce que l’intervalle du total laisse en doute.",
    ),
    shared=key(COUNT, text="Lignes mutualisées pour d’autres (shared), comptées en entier."),
)
_OBJECTIVE: Final[Shape[ObjectiveState]] = closed_object(
    id=key(STRING),
    title=key(STRING),
    perimeter=key(STRING),
    by_year=key(INTEGER.or_null()),
    verdict=key(choice(*(state.value for state in VerdictState))),
    said=key(NAME, text="Le verdict, dans les mots des documents."),
)
_DOCUMENT: Final[Shape[DocumentFile]] = closed_object(
    file=key(
        NAME,
        text="Depuis le dossier de la collectivité ; depuis celui du tableau pour ceux que --draft y écrit (documents/NOM/…).",
    ),
    document=key(STRING),
    state=key(
        choice(*get_args(DocumentState)),
        text="up_to_date : snr écrirait aujourd’hui les mêmes sections ; to_redo : il en écrirait d’autres ; not_ours : rien ne "
        "dit que snr l’a écrit.",
    ),
)
ROW: Final[Shape[DossierState]] = closed_object(
    path=key(
        NAME,
        text="Fichier du dossier ; siren: et son SIREN, ou insee: et son code, pour une collectivité de la table de snr.",
    ),
    name=key(NAME),
    status=key(
        choice(*get_args(Status)),
        text="assessed : évalué ; broken : ses erreurs sont dans mistakes ; unreadable : aucun fichier à lire ; no_dossier : collectivité "
        "de la table, pas de dossier ici : rien n’en est jugé.",
    ),
    kind=key(STRING),
    siren=key(STRING),
    department=key(STRING),
    population=key(INTEGER.or_null()),
    size=key(_SIZE, text="Classe de population : groupes réunis de l’article L2334-3 du CGCT."),
    agents=key(_POSITIVE),
    equipped_agents=key(_POSITIVE),
    reference_year=key(_YEAR),
    counts=key(_COUNTS, text="Constats de snr check, par gravité."),
    mistakes=key(_MISTAKE.listed(), text="Les premières erreurs ; snr check les dit toutes."),
    decree=key(_DECREE.or_null()),
    organisation=key(_FOOTPRINT.or_null(), text="Premier périmètre ; jamais ajouté au second."),
    territory=key(_FOOTPRINT.or_null(), text="Second périmètre, estimé par habitant."),
    households_kg=key(
        _POSITIVE,
        text=f"L’autre lecture du territoire, par ménage, kgCO2e par an, sans fourchette ; null : {term('not_assessed')}.",
    ),
    electricity=key(_ELECTRICITY.or_null()),
    method=key(_METHOD.or_null()),
    data=key(_DATA.or_null()),
    objectives=key(_OBJECTIVE.listed()),
    figures=key(
        some_of(
            {
                name: FLOAT.but(description=f"{figure.compared_label}, {figure.unit}.")
                for name, figure in COMPARED_FIGURES.items()
            },
            additionalProperties=False,
        ),
        text="Chiffres par agent et par équipement.",
    ),
    documents=key(_DOCUMENT.listed()),
    remarks=key(_NAMES),
    fault=key(STRING, text="Défaut de snr qui a empêché l’évaluation ; vide sinon."),
)


def _quartile(rank: int) -> Callable[[FigureSpread], float | None]:
    return lambda spread: None if spread.quartiles is None else spread.quartiles[rank]


_KEY: Final[Shape[LikeKey]] = closed_object(
    kind=key(NAME),
    size=key(_SIZE),
    fictitious=key(FLAG),
    reference_year=key(_YEAR),
    missing_groups=key(_NAMES, text="Ce que l’inventaire d’aucune n’a, pour les quantités aussi."),
    method=key(STRING, text="Vide, et ce qui suit aussi, pour des quantités où n’entre aucun facteur."),
    options=key(_NAMES, lambda like: like.how.options),
    factor_set=key(STRING, lambda like: like.how.factor_set),
    licence=key(choice(*FACTOR_LICENCES), lambda like: like.how.licence),
    factors_sha256=key(STRING, lambda like: like.how.factors_sha256),
    place=key(STRING, lambda like: like.how.place),
)
_SPREAD: Final[Shape[FigureSpread]] = closed_object(
    figure=key(choice(*COMPARED_FIGURES)),
    count=key(COUNT, text="Collectivités du groupe qui ont ce chiffre."),
    first=key(_UNKNOWN, _quartile(0), text="Premier quartile ; null quand elles sont moins de cinq."),
    median=key(_UNKNOWN, _quartile(1)),
    third=key(_UNKNOWN, _quartile(2)),
)
_GROUP: Final[Shape[LikeGroup]] = closed_object(
    key=key(_KEY, text="Ce que les collectivités comparées ont en commun."),
    paths=key(NAME.listed()),
    spreads=key(_SPREAD.listed()),
    said=key(STRING, text="Pourquoi rien n’est comparé ; vide sinon."),
)
_COMPARISONS: Final[Shape[Comparisons]] = closed_object(
    groups=key(_GROUP.listed()),
    excluded=key(
        NAME.mapped(),
        text="Pour chaque dossier dont l’empreinte n’est comparée à aucune autre, par son chemin : pourquoi.",
    ),
)
_SUMMARY: Final[Shape[Portfolio]] = closed_object(
    authorities=key(COUNT, text="Collectivités : les dossiers d’un même SIREN n’en font qu’une."),
    assessed=key(COUNT),
    broken=key(COUNT),
    unreadable=key(COUNT),
    no_dossier=key(COUNT, text="Collectivités de la table, sans dossier ici."),
    due=key(COUNT, text="Collectivités que l’article 35 oblige, parmi celles dont un dossier est évalué."),
    in_order=key(COUNT, text="Celles d’entre elles à qui rien ne manque de ce que la loi demande."),
    newest_year=key(_YEAR),
)

_ENTRY: Final[Shape[Entry]] = closed_object(
    as_of=key(_DATE, text="Date de jugement (--as-of)."),
    key=key(NAME, text="SIREN ; à défaut, chemin du dossier."),
    path=key(NAME, text="Chemin du dossier."),
    name=key(STRING),
    kind=key(STRING),
    department=key(STRING),
    year=key(_YEAR, text="Année étudiée."),
    standing=key(
        choice(*get_args(RowStanding)),
        text="wrong : en erreur ; lacking : obligée, et il manque une pièce ; ready : obligée, sans pièce manquante ; other : non obligée, ou "
        "à vérifier ; absent : sans dossier ici.",
    ),
    missing=key(_NAMES),
    deadline=key(_DATE),
    days_late=key(COUNT, text="Jours de retard à la date de jugement."),
    figures=key(FLOAT.mapped(), text="Chiffres par agent et par équipement ; ils ne se comparent qu’à périmètre égal."),
).named("entry")
_MOVE: Final[Shape[Move]] = closed_object(before=key(_ENTRY), now=key(_ENTRY))
_PROGRESS: Final[Shape[Progress]] = closed_object(
    as_of=key(_DATE),
    since=key(_DATE, text="La dernière date du journal avant celle-ci ; vide sans aucune."),
    moved=key(_MOVE.listed(), text="Qui n’est plus où il était."),
    new=key(_ENTRY.listed(), text="Qui n’y était jamais."),
    gone=key(_ENTRY.listed(), text="Qui était là à cette date, et n’y est plus."),
    late=key(_ENTRY.listed(), text="Qui est en retard."),
    series=key(_ENTRY.listed().listed(), text="Chaque collectivité, de la première date du journal à celle-ci."),
)

RESULT: Final[PublishedResult[Portfolio]] = PublishedResult(
    "portfolio",
    "snr portfolio",
    "Des dossiers côte à côte, dans l’ordre de leurs chemins, jamais dans celui de leur empreinte. Masses en kilogrammes, énergie en "
    f'kWh, par an ; null : inconnu ou {term("not_assessed")}, jamais zéro. Les quartiles sont ceux de statistics.quantiles(method="inclusive") '
    "de Python, entre collectivités de même nature et de même classe, évaluées de la même façon, en entier, et cinq au moins. Dans "
    "une même schema_version, aucune clé n’est retirée ni renommée.",
    closed_object(
        schema_version=constant(SCHEMA_VERSION),
        snr_version=key(NAME, lambda _: __version__),
        summary=key(_SUMMARY, lambda portfolio: portfolio),
        dossiers=key(ROW.named("dossier").listed(), lambda portfolio: portfolio.states),
        comparisons=key(_COMPARISONS),
        progress=key(_PROGRESS.or_null(), text="Ce que dit le journal (--journal) ; null sans lui."),
    ),
)


def portfolio_json(portfolio: Portfolio) -> str:
    """Return a portfolio as one JSON object."""
    return "".join(portfolio_pieces(portfolio))


def portfolio_pieces(portfolio: Portfolio) -> Iterator[str]:
    """Yield a portfolio as one JSON object, row by row: thousands of rows would take twice their text."""
    before, empty, after = json_text(RESULT.document(replace(portfolio, states=()))).partition('"dossiers": []')
    yield before + (empty if not portfolio.states else '"dossiers": [')
    for rank, state in enumerate(portfolio.states):
        yield f"{',' if rank else ''}\n    {indented(row_of(state), margin=4)}"
    yield ("\n  ]" if portfolio.states else "") + after


def row_of(state: DossierState) -> dict[str, Any]:
    """Return a row as plain data, with the figures that are written: what is read of it again is the same row."""
    row: dict[str, Any] = written(ROW.plain(state))
    return row
