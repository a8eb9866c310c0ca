"""The regulatory balance of greenhouse gases (BEGES, method v5): the lines of the organisation by post, as a table to type from.

A post that is not certain is not chosen: the line is « à classer », with the posts that it may be of. The platform of ADEME imports
no file; what another part of the balance may already count is said beside each post.
"""

import re
from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final, NamedTuple

from snr_cli.bridges.bridge import Bridge, Sent, SourceRow, not_assessed, of_the_public
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.french.numbers import plural, significant
from snr_cli.french.words.terms import NOT_ASSESSED, STAGES, term
from snr_cli.model.dossier import Dossier, Equipment
from snr_cli.model.grouped import in_groups
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_table import method_sentences
from snr_cli.outputs.results_book import book_bytes
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, grid_csv
from snr_cli.results.organisation import JudgedOrganisation, judged_organisation
from snr_cli.results.records import Judged, Reserve
from snr_cli.results.sentences.coverage import interval_text

_ID: Final = "beges"
_TO_SORT: Final = ""
# posts of the method v5 (décret 2022-982) that digital lines are of; and what another part of the balance may already count
_POSTS: Final = {
    "2.1": (
        "Consommation d’électricité",
        "Si l’électricité de vos bâtiments y est déjà au compteur, ces kWh y sont : n’ajoutez pas cette ligne. Le facteur comprend l’amont et les pertes, qui sont du poste 4.1.",
    ),
    "3.5": (
        "Déplacements professionnels",
        "Si tous les déplacements des agents y sont déjà comptés, ceux-ci en font partie.",
    ),
    "4.1": ("Achats de biens", "Si vos achats y sont comptés en euros, le papier et les consommables y sont déjà."),
    "4.2": (
        "Immobilisations de biens",
        "Si votre bilan amortit déjà le parc informatique, ou le compte en euros, ces appareils y sont. La fabrication est étalée ici sur la durée d’usage, sauf option beges.",
    ),
    "4.3": (
        "Gestion des déchets",
        "Si vos DEEE y sont déjà comptés au poids, cette fin de vie y est. Un facteur qui ne la sépare pas la contient, au poste du bien.",
    ),
    "4.4": ("Actifs en leasing amont", ""),
    "4.5": (
        "Achats de services",
        "Si vos factures de logiciels, d’hébergement, de télécommunications ou de prestations y sont comptées en euros, ces lignes y sont.",
    ),
    "6.1": ("Autres émissions indirectes", ""),
    _TO_SORT: (
        "À classer",
        "Le dossier ne dit pas assez pour choisir le poste : la colonne « Postes possibles » les nomme.",
    ),
}
_GOODS: Final = "4.2 si acheté et amorti, 4.4 si loué, 4.1 si acheté sans amortissement"
_HIRED: Final = re.compile(r"\b(?:location|lou[ée]e?s?|leasing|lld|crédit-bail)\b")
_HOME: Final = "6.1 si l’appareil ou la box est à l’agent, 4.2 ou 4.4 s’il est à la collectivité"
_HOME_USE: Final = "6.1 si l’agent paie cette électricité, 2.1 si la collectivité la paie"
_ELSEWHERE: Final = "2.1 si la collectivité paie cette électricité, 4.5 si elle est dans un contrat d’hébergement"
_SERVICES: Final = frozenset({"cloud", "telecom", "communication", "web", "ai"})
_WHOLE: Final = {"travel": "3.5", "printing": "4.1"}
_BOUGHT_GOODS: Final = (
    "spend_it_equipment_keur"  # of the amounts in euros, the only one that may be goods: the rest is 4.5
)


class _Part(NamedTuple):
    """What a line weighs in a post, in kgCO2e a year; `stages`: which of its stages; `may_be`: posts, when it is not certain."""

    post: str
    stages: tuple[str, ...]
    kg: float
    may_be: str = ""


def _write_book(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write a workbook: the posts, then the lines."""
    parts, rows = _parts(dossier, result)
    judged = judged_organisation(result, tables, (CLIMATE,))
    grids = (_posts(parts, dossier, result, judged), _lines(parts, result))
    return Sent(_ID, book_bytes("snr : lignes pour un BEGES", grids), rows, _told(parts, result, judged.climate))


def _write_csv(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the lines alone, as a French spreadsheet opens them."""
    parts, rows = _parts(dossier, result)
    climate = judged_organisation(result, tables, ()).climate
    return Sent(_ID, grid_csv(_lines(parts, result), for_excel=True).encode(), rows, _told(parts, result, climate))


def _parts(dossier: Dossier, result: Assessment) -> tuple[list[tuple[Line, _Part]], tuple[SourceRow, ...]]:
    equipment = {line.id: line for line in dossier.equipment}
    found: list[tuple[Line, _Part]] = []
    rows: list[SourceRow] = []
    for line in result.organisation.lines:
        own = _of_equipment(line, equipment.get(line.id), dossier) if line.kind == "equipment" else _of_service(line)
        found += [(line, part) for part in own]
        posts = ", ".join(dict.fromkeys(part.post or "à classer" for part in own))
        rows.append(SourceRow(line.id, line.label, posts, "" if own else "rien d’évalué pour le climat"))
    rows += of_the_public(result)
    order = list(_POSTS)
    return sorted(found, key=lambda each: order.index(each[1].post)), tuple(rows)


def _of_equipment(line: Line, own: Equipment | None, dossier: Dossier) -> list[_Part]:
    """Share a device between posts; one that is estimated, and so not of the dossier, is as one of which nothing is said."""
    stages = line.stages(CLIMATE)
    if line.inventory_group == "cloud":
        return _gathered([("4.5", stage, kg, "") for stage, kg in stages.items()])
    at_home = line.inventory_group == "telework" or (own is not None and own.ownership != "professional")
    written_off = own is not None and (
        own.depreciation_years is not None or own.type in dossier.method.depreciation_years
    )
    elsewhere = own is not None and own.place is not None
    parts = []
    for stage, kg in stages.items():
        if at_home:
            parts.append((_TO_SORT, stage, kg, _HOME_USE if stage == "use" else _HOME))
        elif stage == "use":
            parts.append((_TO_SORT, stage, kg, _ELSEWHERE) if elsewhere else ("2.1", stage, kg, ""))
        elif stage == "end_of_life":
            parts.append(("4.3", stage, kg, ""))
        elif stage == "consumables":
            parts.append(("4.1", stage, kg, ""))
        else:
            parts.append(("4.2", stage, kg, "") if written_off else (_TO_SORT, stage, kg, _goods(own)))
    return _gathered(parts)


def _goods(own: Equipment | None) -> str:
    """Say which posts a device may be of; words of its line, and a year of purchase, are no proof of who owns it."""
    if own is None:
        return _GOODS
    said = " ".join(filter(None, (own.label, own.note, own.source))).casefold()
    if _HIRED.search(said):
        return f"4.4 probable, la ligne parle de location ; {_GOODS}"
    return f"4.2 probable, l’année d’achat est connue ; {_GOODS}" if own.purchase_year is not None else _GOODS


def _of_service(line: Line) -> list[_Part]:
    if line.type == "server_room":
        post, may_be = "2.1", ""
    elif line.spending:
        post = _TO_SORT if line.type == _BOUGHT_GOODS else "4.5"
        may_be = "" if post else "4.1 ou 4.2, selon ce que ces achats sont"
    elif line.group in _SERVICES:
        post, may_be = "4.5", ""
    else:
        post = _WHOLE.get(line.group, _TO_SORT)
        may_be = "" if post else "4.1 pour un bien, 4.5 pour un service"
    return _gathered([(post, stage, kg, may_be) for stage, kg in line.stages(CLIMATE).items()])


def _gathered(parts: Iterable[tuple[str, str, float, str]]) -> list[_Part]:
    """Gather the stages of a line that are of one post."""
    by_post = in_groups(((post, may_be), (stage, kg)) for post, stage, kg, may_be in parts)
    return [
        _Part(post, tuple(stage for stage, _ in amounts), fsum(kg for _, kg in amounts), may_be)
        for (post, may_be), amounts in by_post.items()
    ]


def _posts(
    parts: Sequence[tuple[Line, _Part]], dossier: Dossier, result: Assessment, judged: JudgedOrganisation
) -> Grid:
    weights = {post: [part.kg for _, part in parts if part.post == post] for post in _POSTS}
    rows = tuple(
        (post or "à classer", _POSTS[post][0], fsum(own) / 1000, _kwh(parts, post), len(own), _POSTS[post][1])
        for post, own in weights.items()
        if own
    )
    total = fsum(part.kg for _, part in parts) / 1000
    known = interval_text(judged.climate, judged.sets)
    return Grid(
        "Postes",
        f"Lignes numériques d’un BEGES, organisation, année {result.reference_year}",
        (
            GridColumn("Poste", key="post"),
            GridColumn("Intitulé", key="label"),
            GridColumn("Émissions", "number", "t CO2e", "tco2e"),
            GridColumn("Électricité", "number", "kWh", "kwh"),
            GridColumn("Parts de lignes", "count", key="lines"),
            GridColumn("À ne pas compter deux fois", key="not_twice"),
        ),
        rows,
        {2: total},
        total="Total" if _is_total(judged.climate) else "Somme partielle",
        notes=(
            f"{dossier.territory.name or 'Collectivité sans nom'}, année {result.reference_year}. snr {__version__}.",
            *method_sentences(result),
            *([f"Incertitude de la somme : {known}."] if known else []),
            *(f"{told[0].upper()}{told[1:]}." for told in not_assessed(result)),
            "Parts de lignes : une ligne compte une fois dans chaque poste où vont ses étapes ; la feuille « Lignes » les donne.",
            "Table à recopier : la plateforme des bilans GES de l’ADEME est un formulaire, elle n’importe pas de fichier.",
            "Périmètre de l’organisation seulement : l’empreinte du territoire n’entre jamais dans un BEGES.",
            "Les gaz ne sont pas séparés (CO2, CH4, N2O, autres, CO2b) : les facteurs d’analyse de cycle de vie donnent leur somme.",
            "Postes de la méthode réglementaire, version 5 (décret 2022-982). Un poste incertain est « à classer », jamais choisi au hasard.",
        ),
    )


def _lines(parts: Sequence[tuple[Line, _Part]], result: Assessment) -> Grid:
    rows: tuple[tuple[GridCell, ...], ...] = tuple(
        (
            part.post or "à classer",
            _POSTS[part.post][0],
            line.id,
            line.label,
            ", ".join(STAGES[stage] for stage in part.stages),
            part.kg / 1000,
            line.electricity_kwh if "use" in part.stages else None,
            part.may_be,
            _POSTS[part.post][1],
            _lacking(line),
        )
        for line, part in parts
    )
    weighed = {line.id for line, _ in parts}
    rows += tuple(
        (NOT_ASSESSED, "", line.id, line.label, "", None, line.electricity_kwh, "", "", _lacking(line))
        for line in result.organisation.lines
        if line.id not in weighed
    )
    return Grid(
        "Lignes",
        f"Chaque ligne et ses postes, organisation, année {result.reference_year}",
        (
            GridColumn("Poste", key="post"),
            GridColumn("Intitulé", key="label"),
            GridColumn("Ligne", key="line"),
            GridColumn("Libellé", key="name"),
            GridColumn("Étapes", key="stages"),
            GridColumn("Émissions", "number", "t CO2e", "tco2e"),
            GridColumn("Électricité", "number", "kWh", "kwh"),
            GridColumn("Postes possibles", key="may_be"),
            GridColumn("À ne pas compter deux fois", key="not_twice"),
            GridColumn(f"Étapes {term('not_assessed', 2, feminine=True)}", key="not_assessed"),
        ),
        rows,
        {5: fsum(part.kg for _, part in parts) / 1000},
    )


def _is_total(climate: Judged) -> bool:
    """Say whether what is evaluated is the footprint of the whole organisation."""
    return climate.state.is_total and Reserve.PERIMETER not in climate.reserves


def _lacking(line: Line) -> str:
    """Name the stages of a line that its climate footprint lacks."""
    stages = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == CLIMATE)
    return ", ".join(STAGES[stage] for stage in stages)


def _kwh(parts: Sequence[tuple[Line, _Part]], post: str) -> float | None:
    electricity_kwhs = [line.electricity_kwh for line, part in parts if part.post == post and "use" in part.stages]
    known = [value for value in electricity_kwhs if value is not None]
    return fsum(known) if known else None


def _told(parts: Sequence[tuple[Line, _Part]], result: Assessment, climate: Judged) -> tuple[str, ...]:
    total = fsum(part.kg for _, part in parts)
    to_sort = [part.kg for _, part in parts if not part.post]
    said = f"{plural(len(to_sort), 'part de ligne', 'parts de lignes')} à classer"
    whole = "en tout" if _is_total(climate) else "évaluées, ce n’est pas un total"
    sorted_out = f"dont {significant(fsum(to_sort) / 1000)} en {said}" if to_sort else "rien à classer"
    return (
        f"{significant(total / 1000)} t CO2e {whole}, {sorted_out}",
        *not_assessed(result),
        "un appareil est classé en 4.2 quand le dossier dit qu’il est amorti (depreciation_years, ou method.depreciation_years par type)",
    )


BRIDGE: Final = Bridge(
    _ID,
    "BEGES : lignes par poste réglementaire",
    "",
    "",
    (),
    writes="table à recopier (XLSX ou CSV) : postes de la méthode v5, lignes numériques, ce qu’il ne faut pas compter deux fois",
    lost_out=(
        "Le détail par gaz (CO2, CH4, N2O, CO2b) : les facteurs n’en donnent que la somme.",
        "La part amont et les pertes de l’électricité (poste 4.1), comprises ici dans le poste 2.1.",
        "L’amortissement comptable : la fabrication est étalée sur la durée d’usage, sauf option beges de la méthode.",
        "Le propriétaire d’un appareil, quand le dossier ne dit pas qu’il est amorti (depreciation_years) : ses étapes de fabrication sont à classer.",
        "Les autres catégories d’impact, l’incertitude de chaque poste, ce que le public consomme, et le territoire, qui n’est jamais écrit.",
    ),
    suffixes=(".xlsx", ".csv"),
    write={".xlsx": _write_book, ".csv": _write_csv},
)
