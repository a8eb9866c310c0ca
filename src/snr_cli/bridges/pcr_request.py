"""PCR-SI, the request: an inventory of Boavizta's format as lines of equipment, the inventory of a dossier as such a request."""

from collections.abc import Iterator
from typing import Any, Final

from snr_cli.bridges.bridge import Bridge, Brought, Sent, SourceRow
from snr_cli.bridges.made import item_of, new_id, of_the_public, tonnes
from snr_cli.bridges.opened import OpenedFile, finite, kept_text
from snr_cli.bridges.pcr_words import PCR_FORMAT, PCR_INDICATORS, PCR_LICENCE, pcr_if_any, pcr_values, staged_impacts
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment
from snr_cli.plain import json_text

_ID: Final = "pcr-si-request"
_MOST_ITEMS: Final = 20_000
_PIECES: Final = ("", "piece", "pieces", "unit", "units", "u")
_QUALITIES: Final = ("high", "medium", "low")
_FRANCE: Final = "France"  # mainland: the places of snr have the overseas ones apart


def _looks(file: OpenedFile) -> bool:
    """Say whether a file is a request: an inventory whose items have the words of the format."""
    items = pcr_if_any(file).get("inventory")
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and bool({"type", "equipment_type"} & first.keys()) and "quantity" in first


def _read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read a request.

    Raises:
        UsageError: it holds no inventory.
    """
    data, faults = pcr_values(file)
    items = data.get("inventory") if isinstance(data, dict) else None
    if not isinstance(items, list):
        file.refuse("aucune liste « inventory »", "attendu : une demande au format PCR-SI de Boavizta")
    if len(items) > _MOST_ITEMS:
        file.refuse(f"plus de {_MOST_ITEMS} lignes")
    mixes = data.get("electricity")
    rows = [
        SourceRow(
            f"electricity[{rank}]", _name(each, "name"), why="électricité propre : ses impacts ne sont pas repris"
        )
        for rank, each in enumerate(mixes if isinstance(mixes, list) else ())
    ]
    places, types = _places(tables), _types(tables)
    found: list[dict[str, Any]] = []
    taken: dict[str, int] = {}
    for rank, item in enumerate(items):
        made, row = _item(f"inventory[{rank}]", item if isinstance(item, dict) else {}, places, types, taken)
        rows.append(row)
        if made:
            found.append(made)
    notes = [
        "« yearly_electricity_consumption » est lue par unité : le format ne dit pas si elle vaut pour une unité ou pour la ligne"
    ]
    named = " — ".join(filter(None, (_name(data, "organization"), _name(data, "dataset"))))
    if named:
        notes.append(f"le fichier dit : {named}")
    return Brought(
        _ID, file.name, tuple(rows), {"equipment": found} if found else {}, {}, faults, tuple(notes if found else ())
    )


def _item(
    place: str, item: dict[str, Any], places: dict[str, str], types: dict[str, str], taken: dict[str, int]
) -> tuple[dict[str, Any], SourceRow]:
    """Return a line of equipment made of an item, nothing when it is none, and what is told of it."""
    word, label = _name(item, "type", "equipment_type"), _name(item, "name", "equipment_name")
    name = " ".join(filter(None, (word, label)))
    unit = _name(item, "unit")
    many, kwh, life = (finite(item.get(key), 1e9) for key in ("quantity", "yearly_electricity_consumption", "lifetime"))
    if many is None:
        return {}, SourceRow(place, name, why="« quantity » absente, négative ou démesurée")
    if unit.casefold() not in _PIECES:
        return {}, SourceRow(place, name, why=f"unité « {unit} » : seules des pièces font une ligne d’équipement")
    if word.casefold() not in types:
        return {}, SourceRow(place, name, why=f"type « {word} » : aucun type d’équipement de snr (snr factors list)")
    mix = _name(item, "mix_of_use")
    lost = (
        [f"mix « {mix} » inconnu : électricité du lieu de la collectivité"]
        if mix and mix.casefold() not in places
        else []
    )
    lost += ["impacts propres non repris"] if "impacts" in item else []
    tags = item.get("tags", item.get("tag"))
    told = [kept_text(each, 80) for each in tags if kept_text(each, 80)] if isinstance(tags, list) else []
    quality = _name(item, "quality").casefold()
    made, why = item_of(
        Equipment,
        {
            "id": new_id(taken, *((own,) if (own := _name(item, "id")) else (word, label))),
            "type": types[word.casefold()],
            "quantity": many,
            "label": label or None,
            "lifetime_years": life or None,
            "lifetime_source": "fichier PCR-SI" if life else None,
            "kwh_per_year": kwh,
            "place": places.get(mix.casefold()),
            "quality": quality if quality in _QUALITIES else None,
            "source": "fichier PCR-SI",
            "note": f"étiquettes : {', '.join(told)}" if told else None,
        },
    )
    return made, SourceRow(place, name, str(made.get("id", "")), why or " ; ".join(lost))


def _name(item: Any, *keys: str) -> str:
    """Return the first of some texts of an object."""
    return next((text for key in keys if isinstance(item, dict) and (text := kept_text(item.get(key), 200))), "")


def _places(tables: Tables) -> dict[str, str]:
    """Return the places by what a file may call them, in small letters."""
    found = {_FRANCE.casefold(): "FR"}
    for _, cells in tables.rows("electricity/places.csv"):
        found |= {cells[key].casefold(): cells["place"] for key in ("place", "label_fr", "label_en")}
    return found


def _types(tables: Tables) -> dict[str, str]:
    """Return the types of equipment by what a file may call them, in small letters."""
    words = {word.casefold(): name for word, name in tables.synonyms("equipment").items()}
    ids = {name.replace("_", " "): name for name in tables.equipment_types}
    return words | ids | {name: name for name in tables.equipment_types}


def _write(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the inventory of a dossier: equipment by piece, services by their impacts of a year."""
    rows: list[SourceRow] = []
    items: list[dict[str, Any]] = []
    places = {each.id: each.place or result.place for each in dossier.equipment}
    assessed = {line.id for line in result.organisation.lines}
    rows += [
        SourceRow(each.id, each.label or "", why="hors du total de l’organisation")
        for each in dossier.equipment
        if each.id not in assessed
    ]
    for line in result.organisation.lines:
        if line.kind == "equipment":
            place = places.get(line.id, result.place)
            items.append(_written(line, tables.places[place][0] if place in tables.places else place))
            rows.append(SourceRow(line.id, line.label, line.id))
    for line in result.organisation.lines:
        if line.kind == "equipment":
            continue
        staged = staged_impacts([line])
        if not staged.impacts:
            total = tonnes(staged.unsaid) if staged.unsaid else "rien d’évalué"
            rows.append(SourceRow(line.id, line.label, why=f"service sans étapes séparées ({total})"))
            continue
        items.append(
            {
                "id": line.id,
                "type": line.type,
                "name": line.label,
                "quantity": 1,
                "unit": "year",
                "lifetime": 1,
                "quality": line.quality,
                "tags": [tag for tag in (line.entity, line.site) if tag],
                "impacts": staged.impacts,
            }
        )
        partial = f"{tonnes(staged.unsaid)} hors des quatre étapes, non écrites" if staged.unsaid else ""
        rows.append(SourceRow(line.id, line.label, line.id, partial))
    rows += of_the_public(result)
    data = {
        "organization": dossier.territory.name or "",
        "dataset": f"Système d’information, année {result.reference_year}, périmètre de l’organisation",
        "electricity": list(_electricity(result, tables)),
        "inventory": items,
    }
    notes = ("les impacts de l’électricité sont donnés par kWh, à l’étape USE : le format ne dit pas leur unité",)
    return Sent(_ID, json_text(data).encode(), tuple(rows), notes)


def _written(line: Line, place: str) -> dict[str, Any]:
    """Write a line of equipment: what is not known is not written."""
    life, electricity = line.recipe.lifetime, line.recipe.electricity
    return {
        "id": line.id,
        "type": line.type,
        "name": line.label,
        "quantity": line.quantity,
        "unit": "piece",
        **({"lifetime": life.value} if life is not None else {}),
        "quality": line.quality,
        **({"yearly_electricity_consumption": electricity.value} if electricity is not None else {}),
        "mix_of_use": place,
        "tags": [tag for tag in (line.entity, line.site) if tag],
    }


def _electricity(result: Assessment, tables: Tables) -> Iterator[dict[str, Any]]:
    """Give the electricity of each place that the result uses, by kWh; snr prints the factor of climate alone."""
    for place, factor in result.electricity.items():
        source = tables.sources[factor.source].title if factor.source in tables.sources else factor.locator
        code = PCR_INDICATORS[factor.category][0]
        label = tables.places[place][0] if place in tables.places else place
        yield {"name": label, "impacts": {"USE": {code: factor.value}}, "source": f"{source} ({factor.year})"}


BRIDGE: Final = Bridge(
    _ID,
    "PCR-SI de Boavizta : demande (inventaire)",
    PCR_FORMAT,
    PCR_LICENCE,
    ("tests/bridges/samples/pcr-si-request.json",),
    reads="demande (JSON, même fautif : chaque faute est dite à sa ligne et à sa colonne) : les pièces d’un type connu, en lignes d’équipement",
    writes="demande valide (JSON) : les équipements par pièce, les services par leurs impacts d’une année",
    lost_in=(
        "Les électricités propres et leurs impacts ; un mix qui n’est pas un lieu de snr : la ligne prend celui de la collectivité.",
        "Les impacts propres d’une ligne : le format ne dit pas s’ils valent pour une pièce ou pour la ligne.",
        "Ce qui n’est pas compté en pièces, et les types que snr n’a pas (machine virtuelle, non-IT).",
        "Les étiquettes, gardées en note seulement ; les places à remplir du modèle (« ... », ImpactObject).",
    ),
    lost_out=(
        "Le site, l’année d’achat, l’état, le périmètre, la source de chaque valeur : la durée de vie et les kWh sont écrits qu’ils soient donnés ou par défaut.",
        "Le reconditionné, le réemploi, l’usage mixte, le télétravail, la salle : les kWh d’une unité comprennent le PUE et la part d’usage.",
        "Les services dont la source ne sépare pas les étapes (cycle de vie entier, euros) : aucune des quatre étapes ne les dit.",
        "Les indicateurs dont l’unité diffère : eutrophisation terrestre (mol N et non kg N), rayonnements ionisants (kBq et non kg).",
        "Le territoire, les usages, les actions, les objectifs et les indicateurs de suivi.",
    ),
    suffixes=(".json",),
    looks=_looks,
    read=_read,
    write={".json": _write},
)
