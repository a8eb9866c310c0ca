"""PCR-SI, the request: an inventory of Boavizta's format as lines of equipment, the inventory of a dossier as such a request."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.records import Assessment, Line, Recipe
from snr_cli.french.numbers import significant, together
from snr_cli.french.plain import json_text
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment
from snr_cli.model.method import Method
from snr_cli.outputs.bridges.bridge import Bridge, Brought, Sent, SourceRow
from snr_cli.outputs.bridges.made import item_of, new_id, not_assessed, of_the_public, tonnes
from snr_cli.outputs.bridges.opened import LONGEST_TEXT, OpenedFile, finite, kept_text, no_number
from snr_cli.outputs.bridges.pcr_words import (
    PCR_FORMAT,
    PCR_INDICATORS,
    PCR_LICENCE,
    pcr_if_any,
    pcr_values,
    staged_impacts,
)
from snr_cli.outputs.bridges.persons import person_hider

_ID: Final = "pcr-si-request"
_MOST_ITEMS: Final = 20_000
_PIECES: Final = ("", "piece", "pieces", "unit", "units", "u")
_QUALITIES: Final = ("high", "medium", "low")
_KWH: Final = "yearly_electricity_consumption"
_TEXTS: Final = ("id", "name", "equipment_name", "unit", "quality", "mix_of_use")
_KEYS: Final = frozenset({*_TEXTS, "type", "equipment_type", "quantity", "lifetime", _KWH, "tags", "tag", "impacts"})
_MOST_NAMED: Final = 5
_NO_SHARE: Final = ("quantity", "purchased")  # what stands before the share, under the option that counts the purchases
_STATES: Final = {"spare": "de secours", "stored": "en stock"}
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
    places, types, hide = _places(tables), _types(tables), person_hider(tables)
    found: list[dict[str, Any]] = []
    taken: dict[str, int] = {}
    for rank, item in enumerate(items):
        own = {key: _hidden(value, hide) for key, value in item.items()} if isinstance(item, dict) else {}
        made, row = _item(f"inventory[{rank}]", own, places, types, taken)
        rows.append(row)
        if made:
            found.append(made)
    notes = [
        "« yearly_electricity_consumption » est lue par unité : le format ne dit pas si elle vaut pour une unité ou pour la ligne"
    ]
    if any(tables.equipment_types[each["type"]].in_room and each.get("kwh_per_year") for each in found):
        notes.append(
            "les kWh des appareils de salle (serveurs…) sont lus sans PUE, et snr l’ajoute : ôtez-le s’ils le comprennent"
        )
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
    many, kwh, life = (finite(item.get(key), 1e9) for key in ("quantity", _KWH, "lifetime"))
    if many is None:
        return {}, SourceRow(place, name, why=f"« quantity » : {no_number(item.get('quantity'))}")
    if unit.casefold() not in _PIECES:
        return {}, SourceRow(place, name, why=f"unité « {unit} » : seules des pièces font une ligne d’équipement")
    if word.casefold() not in types:
        return {}, SourceRow(place, name, why=f"type « {word} » : aucun type d’équipement de snr (snr factors list)")
    mix, quality = _name(item, "mix_of_use"), _name(item, "quality").casefold()
    unread = list(_unread(item, kwh, life, quality))
    lost = (
        [f"mix « {mix} » inconnu : électricité du lieu de la collectivité"]
        if mix and mix.casefold() not in places
        else []
    )
    lost += ["impacts propres non repris"] if "impacts" in item else []
    more = [kept_text(key, 40) for key in item if key not in _KEYS]
    lost += [f"non repris, hors du format : {together([f'« {key} »' for key in more[:_MOST_NAMED]])}"] if more else []
    tags = item.get("tags", item.get("tag"))
    told = [kept_text(each, 80) for each in tags if kept_text(each, 80)] if isinstance(tags, list) else []
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
    return made, SourceRow(place, name, str(made.get("id", "")), why or " ; ".join([*unread, *lost]), len(unread))


def _unread(item: dict[str, Any], kwh: float | None, life: float | None, quality: str) -> Iterator[str]:
    """Say which values of an item are given and cannot be read: the line is made without them."""
    if life == 0:
        yield "« lifetime » : 0 n’est pas une durée, celle du type est prise"
    elif life is None and item.get("lifetime") is not None:
        yield f"« lifetime » : {no_number(item['lifetime'])}, la durée du type est prise"
    if kwh is None and item.get(_KWH) is not None:
        yield f"« {_KWH} » : {no_number(item[_KWH])}, les kWh du type sont pris"
    if quality not in ("", *_QUALITIES):
        yield f"« quality » : « {kept_text(item['quality'], 30)} » inconnue (attendu : {', '.join(_QUALITIES)})"
    for key in _TEXTS:
        if item.get(key) is not None and not isinstance(item[key], str):
            yield f"« {key} » : n’est pas un texte"
    for key in ("tags", "tag"):
        if item.get(key) is not None and not isinstance(item[key], list):
            yield f"« {key} » : n’est pas une liste"


def _name(item: Any, *keys: str) -> str:
    """Return the first of some texts of an object."""
    return next((text for key in keys if isinstance(item, dict) and (text := kept_text(item.get(key), 200))), "")


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    """Return a value of an item whose texts name nobody."""
    if isinstance(value, list):
        return [_hidden(each, hide) for each in value]
    return hide(value) if isinstance(value, str) and len(value) <= LONGEST_TEXT else value


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
    rooms = {each.id: each.place for each in dossier.services if each.type == "server_room"}
    own = {each.id: each for each in dossier.equipment}
    assessed = {line.id for line in result.organisation.lines}
    rows += [
        SourceRow(each.id, each.label or "", why="hors du total de l’organisation")
        for each in dossier.equipment
        if each.id not in assessed
    ]
    for line in result.organisation.lines:
        if line.kind == "equipment":
            device = own.get(line.id)
            place = (device and (device.place or rooms.get(device.room or ""))) or result.place
            item, said = _written(line, device, dossier.method)
            items.append(item | {"mix_of_use": tables.places[place][0] if place in tables.places else place})
            rows.append(SourceRow(line.id, line.label, line.id, " ; ".join(said)))
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
    electricity = "les impacts de l’électricité sont donnés par kWh, à l’étape USE : le format ne dit pas leur unité"
    return Sent(_ID, json_text(data).encode(), tuple(rows), (electricity, *not_assessed(result)))


def _written(line: Line, own: Equipment | None, method: Method) -> tuple[dict[str, Any], list[str]]:
    """Write a line of equipment, and say what of its footprint the format cannot say; what is not known is not written.

    The quantity is that which counts: a box at home is of the authority for the days of telework alone, a phone of an agent for
    a share of its use. The kilowatt-hours are those of the device, which `_read` gives its PUE again.
    """
    share, electricity = _share(line.recipe), line.recipe.electricity
    parts = {part.name: part.value for part in electricity.parts} if electricity is not None else {}
    kwh = parts.get("kwh", electricity.value if electricity is not None else None)
    life = None if line.recipe.lifetime is None else line.recipe.lifetime.value
    said = [] if share == 1 else [f"quantité écrite : la part comptée, {significant(share * 100)} %"]
    if "pue" in parts:
        room = ", celui de sa salle : relus avec le PUE par défaut" if own is not None and own.room else ""
        said.append(f"kWh écrits sans le PUE ({significant(parts['pue'])}){room}")
    elif electricity is not None and electricity.name == "in_room_meter":
        said.append("kWh écrits à 0 : ils sont au compteur de la salle")
    if own is not None and own.state != "in_use":
        said.append(f"état « {_STATES[own.state]} » non écrit : relu en service, sans électricité")
    if method.options:
        internal = method.lifetimes.get(line.type)
        life = (own.lifetime_years if own is not None else None) or (internal.years if internal is not None else None)
        written = "la durée de vie écrite est celle de l’usage" if life is not None else "durée de vie non écrite"
        said.append(f"la méthode ({', '.join(sorted(method.options))}) répartit la fabrication autrement : {written}")
    if line.recipe.has_own_factor:
        said.append("facteur propre au dossier non écrit")
    item = {
        "id": line.id,
        "type": line.type,
        "name": line.label,
        "quantity": line.quantity * share,
        "unit": "piece",
        **({"lifetime": life} if life is not None else {}),
        "quality": line.quality,
        **({_KWH: kwh} if kwh is not None else {}),
        "tags": [tag for tag in (line.entity, line.site) if tag],
    }
    return item, said


def _share(recipe: Recipe) -> float:
    """Return the share of a line that counts (mixed use, telework), as its recipe was made with it."""
    amounts = [recipe.electricity, *(term.amount for term in recipe.terms if term.stage in EMBODIED)]
    for amount in amounts:
        if amount is not None and amount.parts:
            return next((part.value for part in amount.parts if part.name not in _NO_SHARE), 1.0)
    return 1.0


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
        "Le PUE : les kWh d’un appareil de salle sont lus sans lui, et snr l’ajoute.",
        "Les étiquettes, gardées en note seulement ; les places à remplir du modèle (« ... », ImpactObject).",
    ),
    lost_out=(
        "Le site, l’année d’achat, l’état, le périmètre, la source de chaque valeur : la durée de vie et les kWh sont écrits qu’ils soient donnés ou par défaut.",
        "L’usage mixte et le télétravail : la quantité écrite est la part comptée. Le reconditionné et le réemploi : la durée de vie écrite les comprend.",
        "La salle : les kWh sont ceux de l’appareil, sans le PUE, que snr ajoute de nouveau en relisant ; un PUE donné devient celui par défaut.",
        "Une option de méthode (beges, flux…) : la durée écrite est celle de l’usage si le dossier la donne, sinon aucune ne l’est.",
        "Les facteurs propres au dossier.",
        "Les services dont la source ne sépare pas les étapes (cycle de vie entier, euros) : aucune des quatre étapes ne les dit.",
        "Les indicateurs dont l’unité diffère : eutrophisation terrestre (mol N et non kg N), rayonnements ionisants (kBq et non kg).",
        "Le territoire, les usages, les actions, les objectifs et les indicateurs de suivi.",
    ),
    suffixes=(".json",),
    looks=_looks,
    read=_read,
    write={".json": _write},
)
