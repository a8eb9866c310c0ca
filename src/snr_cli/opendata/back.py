"""The rows of a package → the data of a dossier: all that the authority said comes back; what snr computed does not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.messages import french_error
from snr_cli.model.dossier import Dossier
from snr_cli.model.refusal import UsageError
from snr_cli.opendata.columns import WHOSE, PublishedTable
from snr_cli.opendata.package import published_tables
from snr_cli.opendata.read import ReadCell, ReadTable

_ORDER: Final = ("snr", "reference_year", "territory", "governance", "programme", "strategy", "actions", "objectives", "indicators")  # fmt: skip
_SECTIONS: Final = {"actions": "actions", "objectifs": "objectives", "indicateurs": "indicators"}
# columns whose cells list identifiers: of which table
_LISTS: Final = {
    "actions": {"objectifs": "objectifs", "indicateurs": "indicateurs", "remplace": "actions"},
    "objectifs": {"indicateurs": "indicateurs"},
}
_MEANS: Final = {"etp": "fte", "etp_a_creer": "new_fte", "economies": "savings_eur_per_year", "marche": "contract", "partenaire": "partner"}  # fmt: skip
_Places = dict[tuple[Any, ...], tuple[ReadTable, ReadCell, str]]  # path of a dossier → a cell and its column


def dossier_data(found: Mapping[str, ReadTable], tables: Tables) -> dict[str, Any]:
    """Return the sections of a dossier, as plain data that it takes.

    Raises:
        UsageError: the rows do not make a dossier; with the file, the line and the column.
    """
    known = published_tables(tables)
    places: _Places = {}
    data: dict[str, Any] = {"snr": 1}
    strategy = found["strategie"]
    if len(strategy.rows) != 1:
        raise UsageError(
            f"{strategy.file} : {len(strategy.rows)} lignes : une seule est attendue",
            "une publication de plusieurs collectivités ne se reprend pas : publiez chacune à part",
        )
    _refuse_of_others(found, strategy.rows[0])
    _put_row(data, (), known["strategie"], strategy, strategy.rows[0], places)
    for name, section in _SECTIONS.items():
        _check_lists(name, found)
        for rank, row in enumerate(found[name].rows):
            item: dict[str, Any] = {}
            data.setdefault(section, []).append(item)
            _put_row(item, (section, rank), known[name], found[name], row, places)
    if found["axes"].rows:
        axes = data.setdefault("strategy", {}).setdefault("axes", [])
        for rank, row in enumerate(found["axes"].rows):
            axes.append({})
            _put_row(axes[-1], ("strategy", "axes", rank), known["axes"], found["axes"], row, places)
    _put_values(data, found["valeurs-indicateurs"], places)
    _put_means(data, found["moyens"], places)
    ordered: dict[str, Any] = {key: data[key] for key in _ORDER if key in data}
    _validate(ordered, places)
    return ordered


def _refuse_of_others(found: Mapping[str, ReadTable], strategy: Mapping[str, ReadCell]) -> None:
    """Refuse a row that is of another authority, or of another year, than the strategy."""
    for table in found.values():
        for row in table.rows:
            for column in (column.name for column in WHOSE):
                if row[column].value != strategy[column].value:
                    raise table.refused(
                        row[column],
                        f"{column} : « {row[column].value} », et « {strategy[column].value} » dans strategie.csv",
                    )


def _put_row(
    item: dict[str, Any],
    path: tuple[Any, ...],
    table: PublishedTable[Any],
    read: ReadTable,
    row: Mapping[str, ReadCell],
    places: _Places,
) -> None:
    for column in table.columns:
        cell = row[column.name]
        if column.back and cell.value is not None:
            _put(item, column.back, cell.value)
            places[*path, *column.back] = (read, cell, column.name)
    first = table.columns[0].name
    places.setdefault(path, (read, row[first], first))


def _put(item: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        item = item.setdefault(step, {})
    item[path[-1]] = _plain(value)


def _plain(value: Any) -> Any:
    """Return a number as a person writes it: 7, not 7.0."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _check_lists(name: str, found: Mapping[str, ReadTable]) -> None:
    for column, other in _LISTS.get(name, {}).items():
        named = {row["identifiant"].value for row in found[other].rows}
        for row in found[name].rows:
            for item in row[column].value or ():
                if not isinstance(item, str) or item not in named:
                    raise found[name].refused(
                        row[column], f"{column} : aucune ligne de {other}.csv n’a l’un de ces identifiants"
                    )


def _put_values(data: dict[str, Any], values: ReadTable, places: _Places) -> None:
    ranks = {indicator["id"]: rank for rank, indicator in enumerate(data.get("indicators", ()))}
    for row in values.rows:
        if row["origine"].value != "given" or row["valeur"].value is None:
            continue
        rank, year = ranks[row["indicateur"].value], row["annee"].value
        data["indicators"][rank].setdefault("values", {})[year] = _plain(row["valeur"].value)
        places["indicators", rank, "values", year] = (values, row["valeur"], "valeur")


def _put_means(data: dict[str, Any], means: ReadTable, places: _Places) -> None:
    ranks = {action["id"]: rank for rank, action in enumerate(data.get("actions", ()))}
    blocks: dict[int, tuple[dict[str, Any], tuple[Any, ...]]] = {}
    for row in means.rows:
        number, action = row["bloc"].value, row["action"].value
        if number not in blocks:
            blocks[number] = _block(data, row, ranks, means)
            places[blocks[number][1]] = (means, row["bloc"], "bloc")
        block, path = blocks[number]
        if action is not None and path[:2] != ("actions", ranks[action]):
            raise means.refused(row["action"], "ce bloc est celui d’une autre action")
        for key, where in _of_means(block, row, means):
            places[*path, *where] = (means, row[key], key)


def _block(
    data: dict[str, Any], row: Mapping[str, ReadCell], ranks: Mapping[str, int], means: ReadTable
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Return where the means of a block go: in their action, or among those of the strategy."""
    action = row["action"].value
    if action is not None:
        item = data["actions"][ranks[action]]
        if "means" in item:
            raise means.refused(row["action"], "deux blocs de moyens pour une action")
        return item.setdefault("means", {}), ("actions", ranks[action], "means")
    shared = data.setdefault("strategy", {}).setdefault("means", [])
    shared.append(
        {key: row[column].value for key, column in (("axis", "axe"), ("title", "titre")) if row[column].value}
    )
    return shared[-1], ("strategy", "means", len(shared) - 1)


def _of_means(
    block: dict[str, Any], row: Mapping[str, ReadCell], means: ReadTable
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Put a row in its block; yield the columns, and where they went."""
    kind = row["nature"].value
    if kind in _MEANS:
        column = "libelle" if kind in ("marche", "partenaire") else "montant"
        if row[column].value is None:
            raise means.refused(row[column], f"{column} : une valeur est attendue")
        block[_MEANS[kind]] = _plain(row[column].value)
        yield column, (_MEANS[kind],)
    elif kind == "budget":
        lines = block.setdefault("budget", [])
        for column in ("montant", "section"):
            if row[column].value is None:
                raise means.refused(row[column], f"{column} : une valeur est attendue")
        lines.append(_budget(row, means))
        yield "montant", ("budget", len(lines) - 1)


def _budget(row: Mapping[str, ReadCell], means: ReadTable) -> dict[str, Any]:
    first, last = row["annee_debut"].value, row["annee_fin"].value
    years = {"year": first} if first == last else {"from": first, "until": last}
    line = {**years, "section": row["section"].value, "eur": _plain(row["montant"].value), "tax": row["taxes"].value}
    line |= {"funding": _funding(row["financement"], means), "staff": row["paie_les_etp"].value}
    return {key: value for key, value in line.items() if value is not None}


def _funding(cell: ReadCell, means: ReadTable) -> list[dict[str, Any]] | None:
    if cell.value is None:
        return None
    names = {"financeur": "by", "part": "share", "euros": "eur"}
    if not all(
        isinstance(funder, dict) and "financeur" in funder and funder.keys() <= names.keys() for funder in cell.value
    ):
        raise means.refused(cell, 'financement : attendu : [{"financeur":"État","part":0.3}]')
    return [{names[key]: _plain(value) for key, value in funder.items()} for funder in cell.value]


def _validate(data: dict[str, Any], places: _Places) -> None:
    """Refuse what no dossier takes, at the place of the cell that says it."""
    try:
        Dossier.model_validate(data)
    except ValidationError as error:
        detail: Any = error.errors(include_url=False)[0]
        path = tuple(detail["loc"])
        while path and path not in places:
            path = path[:-1]
        table, cell, column = places[path]  # () is the row of the strategy
        _, message, _ = french_error(detail["type"], column, detail["input"], detail.get("ctx", {}), [])
        raise table.refused(cell, message) from None
