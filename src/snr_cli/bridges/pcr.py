"""PCR-SI, the format of Boavizta: a request holds an inventory, a response the result of a tool; the words of both."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Final

from snr_cli.bridges.bridge import (
    Bridge,
    Brought,
    Sent,
    SourceRow,
    first_reason,
    item_of,
    new_id,
    not_assessed,
    of_the_public,
    person_hider,
    tonnes,
)
from snr_cli.bridges.opened import (
    LONGEST_TEXT,
    LooseError,
    OpenedFile,
    SyntaxFault,
    finite,
    kept_text,
    loose_json,
    no_number,
    strict_json,
)
from snr_cli.catalog.tables import Tables
from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.records import CLIMATE, Assessment, Line, Recipe
from snr_cli.french.numbers import significant, together
from snr_cli.french.plain import json_text
from snr_cli.model.dossier import Dossier, Equipment, Method
from snr_cli.model.refusal import UsageError
from snr_cli.model.strategy import ProgrammeFigures
from snr_cli.model.version import __version__
from snr_cli.results.organisation import assessed_climate

# The words of Boavizta's PCR-SI format: its indicators and units, its four stages, what of a result they can say.

PCR_FORMAT: Final = "Boavizta/PCR-SI_dataformat@6eb360f"
PCR_LICENCE: Final = "MIT"
# category of impact → its word in the format, and the unit that the format gives it (ImpactObject.md)
PCR_INDICATORS: Final[Mapping[str, tuple[str, str]]] = {
    "climate_change": ("GWP", "kg CO2 eq"),
    "resource_use_minerals_metals": ("ADPe", "kg Sb eq"),
    "acidification": ("AP", "mol H+ eq"),
    "particulate_matter": ("PM", "Disease occurrences"),
    "primary_energy": ("TPE", "MJ"),
    "resource_use_fossils": ("ADPf", "MJ"),
    "water_use": ("WU", "m3 eq"),
    "photochemical_ozone": ("POCP", "kg NMVOC eq"),
    "ozone_depletion": ("ODP", "kg CFC-11 eq"),
    "ecotoxicity_freshwater": ("CTUe", "CTUe"),
    "eutrophication_marine": ("Epm", "kg N eq"),
    "eutrophication_freshwater": ("Epf", "kg P eq"),
    "material_input_mips": ("MIPS", "kg"),
}
# words whose unit is not that of snr: no certain conversion
OTHER_UNITS: Final[Mapping[str, str]] = {
    "Ept": "le format la donne en kg N, snr en mol N",
    "IR": "le format la donne en kg d’U235, snr en kBq",
    "LU": "sans dimension, absente de snr",
    "CTUh-c": "absente de snr",
    "CTUh-nc": "absente de snr",
}
PCR_STAGES: Final = {"manufacturing": "BLD", "distribution": "DIS", "use": "USE", "end_of_life": "EOL"}
_KEPT: Final = "pcr-si"
STAGE_WORDS: Final = {"BLD": "fabrication", "DIS": "transport", "USE": "utilisation", "EOL": "fin de vie"}


@dataclass(slots=True)
class StagedImpacts:
    """Impacts in the words of the format; `unsaid`: kgCO2e of stages that it has no word for."""

    impacts: dict[str, dict[str, float]] = field(default_factory=dict)
    unsaid: float = 0.0

    def row(self, line: Line, lacking: str) -> SourceRow:
        """Say what is written of a line; `lacking`: why nothing is, when no stage of it is known."""
        weighs = tonnes(self.unsaid) if self.unsaid else "rien d’évalué"
        if not self.impacts:
            return SourceRow(line.id, line.label, why=f"{lacking} ({weighs})")
        return SourceRow(
            line.id, line.label, line.id, f"{weighs} hors des quatre étapes, non écrites" if self.unsaid else ""
        )


def staged_impacts(lines: Iterable[Line]) -> StagedImpacts:
    """Return what lines weigh a year, by stage then by indicator; what the source does not split by stage is counted apart."""
    impacts: dict[tuple[str, str], list[float]] = {}
    unsaid: list[float] = []
    for line in lines:
        for category, (code, _) in PCR_INDICATORS.items():
            for stage, value in line.stages(category).items():
                if stage in PCR_STAGES:
                    impacts.setdefault((PCR_STAGES[stage], code), []).append(value)
                elif category == CLIMATE:
                    unsaid.append(value)
    made = StagedImpacts(unsaid=fsum(unsaid))
    for step in PCR_STAGES.values():
        of_step = {code: fsum(impacts[step, code]) for code, _ in PCR_INDICATORS.values() if (step, code) in impacts}
        if of_step:
            made.impacts[step] = of_step
    return made


def pcr_values(file: OpenedFile) -> tuple[Any, tuple[SyntaxFault, ...]]:
    """Return what a file of the format holds, valid or not, and every fault of it.

    Raises:
        UsageError: nothing can be made of it.
    """
    if _KEPT not in file.kept:
        text = file.text()
        try:
            file.kept[_KEPT] = (strict_json(text), ())
        except ValueError:
            try:
                file.kept[_KEPT] = loose_json(text)
            except LooseError as error:
                file.refuse(f"JSON refusé : {error}")
    values: tuple[Any, tuple[SyntaxFault, ...]] = file.kept[_KEPT]
    return values


def pcr_if_any(file: OpenedFile) -> dict[str, Any]:
    """Return what a file holds when it may be of the format, else nothing: to recognise it.

    Raises:
        UsageError: it cannot be opened, is too large, or is no text.
    """
    if file.is_book:
        return {}
    file.text()
    try:
        data, _ = pcr_values(file)
    except UsageError:
        return {}
    return data if isinstance(data, dict) else {}


# PCR-SI, the request: an inventory of Boavizta's format as lines of equipment, the inventory of a dossier as such a request.

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
        SourceRow(f"electricity[{rank}]", _name(mix, "name"), why="électricité propre : ses impacts ne sont pas repris")
        for rank, mix in enumerate(mixes if isinstance(mixes, list) else ())
    ]
    places, types, hide = _places(tables), _types(tables), person_hider(tables)
    equipment: list[dict[str, Any]] = []
    taken: dict[str, int] = {}
    for rank, item in enumerate(items):
        own = {key: _hidden(value, hide) for key, value in item.items()} if isinstance(item, dict) else {}
        made, row = _item(f"inventory[{rank}]", own, places, types, taken)
        rows.append(row)
        if made:
            equipment.append(made)
    in_room = any(tables.equipment_types[device["type"]].in_room and device.get("kwh_per_year") for device in equipment)
    named = " — ".join(filter(None, (_name(data, "organization"), _name(data, "dataset"))))
    notes = {
        "« yearly_electricity_consumption » est lue par unité : le format ne dit pas si elle vaut pour une unité ou pour la ligne": True,
        "les kWh des appareils de salle (serveurs…) sont lus sans PUE, et snr l’ajoute : ôtez-le s’ils le comprennent": in_room,
        f"le fichier dit : {named}": named,
    }
    said = tuple(text for text, is_so in notes.items() if is_so and equipment)
    return Brought(_ID, file.name, tuple(rows), {"equipment": equipment} if equipment else {}, {}, faults, said)


def _item(
    place: str, item: dict[str, Any], places: dict[str, str], types: dict[str, str], taken: dict[str, int]
) -> tuple[dict[str, Any], SourceRow]:
    """Return a line of equipment made of an item, nothing when it is none, and what is told of it."""
    word, label = _name(item, "type", "equipment_type"), _name(item, "name", "equipment_name")
    name = " ".join(filter(None, (word, label)))
    unit = _name(item, "unit")
    many, kwh, life = (finite(item.get(key), 1e9) for key in ("quantity", _KWH, "lifetime"))
    why_not = first_reason(
        (many is None, f"« quantity » : {no_number(item.get('quantity'))}"),
        (unit.casefold() not in _PIECES, f"unité « {unit} » : seules des pièces font une ligne d’équipement"),
        (word.casefold() not in types, f"type « {word} » : aucun type d’équipement de snr (snr factors list)"),
    )
    if why_not:
        return {}, SourceRow(place, name, why=why_not)
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
    told = [kept_text(tag, 80) for tag in tags if kept_text(tag, 80)] if isinstance(tags, list) else []
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
    given = {key: value for key, value in item.items() if value is not None}
    if life == 0:
        yield "« lifetime » : 0 n’est pas une durée, celle du type est prise"
    elif life is None and "lifetime" in given:
        yield f"« lifetime » : {no_number(given['lifetime'])}, la durée du type est prise"
    if kwh is None and _KWH in given:
        yield f"« {_KWH} » : {no_number(given[_KWH])}, les kWh du type sont pris"
    if quality not in ("", *_QUALITIES):
        yield f"« quality » : « {kept_text(given['quality'], 30)} » inconnue (attendu : {', '.join(_QUALITIES)})"
    for keys, kind, word in ((_TEXTS, str, "un texte"), (("tags", "tag"), list, "une liste")):
        wrong = (key for key in keys if key in given and not isinstance(given[key], kind))
        yield from (f"« {key} » : n’est pas {word}" for key in wrong)


def _name(item: Any, *keys: str) -> str:
    """Return the first of some texts of an object."""
    return next((text for key in keys if isinstance(item, dict) and (text := kept_text(item.get(key), 200))), "")


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    """Return a value of an item whose texts name nobody."""
    if isinstance(value, list):
        return [_hidden(item, hide) for item in value]
    return hide(value) if isinstance(value, str) and len(value) <= LONGEST_TEXT else value


def _places(tables: Tables) -> dict[str, str]:
    """Return the places by what a file may call them, in small letters."""
    places = {_FRANCE.casefold(): "FR"}
    for _, cells in tables.rows("electricity/places.csv"):
        places |= {cells[key].casefold(): cells["place"] for key in ("place", "label_fr", "label_en")}
    return places


def _types(tables: Tables) -> dict[str, str]:
    """Return the types of equipment by what a file may call them, in small letters."""
    words = {word.casefold(): name for word, name in tables.synonyms("equipment").items()}
    ids = {name.replace("_", " "): name for name in tables.equipment_types}
    return words | ids | {name: name for name in tables.equipment_types}


def _write(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the inventory of a dossier: equipment by piece, services by their impacts of a year."""
    rows: list[SourceRow] = []
    items: list[dict[str, Any]] = []
    rooms = {service.id: service.place for service in dossier.services if service.type == "server_room"}
    own = {equipment.id: equipment for equipment in dossier.equipment}
    assessed = {line.id for line in result.organisation.lines}
    rows += [
        SourceRow(equipment.id, equipment.label or "", why="hors du total de l’organisation")
        for equipment in dossier.equipment
        if equipment.id not in assessed
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
        rows.append(staged.row(line, "service sans étapes séparées"))
        if not staged.impacts:
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


REQUEST: Final = Bridge(
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


# PCR-SI, the response: the result of another tool as figures that stand beside those of snr, a result of snr as a response.

_PCR_RESPONSE_ID: Final = "pcr-si-response"
_MOST_ROWS: Final = 20_000
_CODES: Final = {code: (category, unit) for category, (code, unit) in PCR_INDICATORS.items()}
_ISO: Final = re.compile(r"((?:19|20)\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_SPARE: Final = re.compile(r"[\s.()-]|equivalent|eq|(?<=co2)e$")
_BECAME: Final = "programme.figures.footprint"


def _pcr_response_read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read a response.

    Raises:
        UsageError: it holds no total.
    """
    data, faults = pcr_values(file)
    total = data.get("total_impact") if isinstance(data, dict) else None
    if not isinstance(total, dict):
        file.refuse("aucun « total_impact »", "attendu : une réponse au format PCR-SI de Boavizta")
    about = data.get("metadata", data.get("metadonnées"))
    about = about if isinstance(about, dict) else {}
    dated = _ISO.match(kept_text(about.get("timestamp"), 40))
    of_year = year if year is not None else int(dated[1]) if dated else None
    rows: list[SourceRow] = []
    sums: dict[str, list[float]] = {}
    of_code: dict[str, set[str]] = {}
    units = _units(about)
    for step, impacts in total.items():
        for code, value in impacts.items() if isinstance(impacts, dict) else ():
            place, name = f"total_impact.{kept_text(step, 20)}.{kept_text(code, 20)}", kept_text(code, 20)
            why = _why_not(step, code, value, units)
            if not why and of_year is None:
                why = f"année inconnue : horodatage « {kept_text(about.get('timestamp'), 40)} » illisible (--year AAAA la dit)"
            if not why:
                sums.setdefault(_CODES[code][0], []).append(finite(value) or 0.0)
                of_code.setdefault(code, set()).add(step)
            rows.append(SourceRow(place, name, "" if why else f"{_BECAME}.{_CODES[code][0]}", why))
    rows += _others(data)
    if len(rows) > _MOST_ROWS:
        file.refuse(f"plus de {_MOST_ROWS} valeurs")
    steps = [step for step in STAGE_WORDS if any(step in own for own in of_code.values())]
    counted = together([STAGE_WORDS[step] for step in steps])
    named = " — ".join(filter(None, (kept_text(about.get(key), 200) for key in ("organization", "dataset"))))
    origin = {
        "tool": kept_text(about.get("provider"), 200) or "outil non nommé",
        "method": "PCR Système d’information, selon le fichier",
        "perimeter": f"étapes comptées : {counted}",
        "source": named or "réponse au format PCR-SI",
    }
    values = {"year": of_year, "footprint": {name: fsum(sums[name]) for name in sums}, "footprint_from": origin}
    figures, wrong = item_of(ProgrammeFigures, values) if sums else ({}, "")
    if wrong:
        file.refuse(wrong)
    partial = f"somme partielle : le total n’a de valeur qu’à l’étape de {counted}"
    missing = {code: [STAGE_WORDS[step] for step in steps if step not in own] for code, own in of_code.items()}
    notes = (
        "ces chiffres sont ceux d’un autre outil : le dossier les montre à côté des siens (programme.figures), jamais additionnés",
        *([partial] if len(steps) < len(STAGE_WORDS) else []),
        *(f"indicateur {code} : somme partielle, sans {together(lacks)}" for code, lacks in missing.items() if lacks),
    )
    sections = {"programme": {"figures": figures}} if figures else {}
    return Brought(_PCR_RESPONSE_ID, file.name, tuple(rows), sections, {}, faults, notes if figures else ())


def _why_not(step: str, code: str, value: Any, units: dict[str, str]) -> str:
    unit, (_, expected) = units.get(code, ""), _CODES.get(code, ("", ""))
    alike = _SPARE.sub("", unit.casefold()) == _SPARE.sub("", expected.casefold())
    return first_reason(
        (step not in STAGE_WORDS, f"étape « {kept_text(step, 20)} » inconnue du format"),
        (code in OTHER_UNITS, f"indicateur {code} : {OTHER_UNITS.get(code)}"),
        (code not in _CODES, f"indicateur « {kept_text(code, 20)} » inconnu du format"),
        (unit and not alike, f"indicateur {code} en « {unit} », attendu en {expected}"),
        (finite(value) is None, f"indicateur {code} : {no_number(value)}"),
    )


def _units(about: dict[str, Any]) -> dict[str, str]:
    """Return the unit that the file gives to each indicator."""
    indicators = about.get("indicators")
    every = (
        [indicator for indicator in indicators if isinstance(indicator, dict)] if isinstance(indicators, list) else []
    )
    return {kept_text(indicator.get("indicator"), 20): kept_text(indicator.get("unit"), 40) for indicator in every}


def _others(data: dict[str, Any]) -> Iterator[SourceRow]:
    """Give what else a response holds, none of which is taken over."""
    details, tags, quality = data.get("details"), data.get("tags"), data.get("quality")
    for key, item in details.items() if isinstance(details, dict) else ():
        name = kept_text(item.get("name"), 200) if isinstance(item, dict) else ""
        yield SourceRow(f"details.{kept_text(key, 40)}", name, why="détail sans quantité : il ne fait pas une ligne")
    for rank, item in enumerate(tags if isinstance(tags, list) else ()):
        name = kept_text(item.get("name"), 200) if isinstance(item, dict) else ""
        yield SourceRow(f"tags[{rank}]", name, why="total par étiquette : le dossier n’en tient pas")
    for key in quality if isinstance(quality, dict) else ():
        yield SourceRow(f"quality.{kept_text(key, 20)}", "", why="part par qualité : le dossier n’en tient pas")


def _pcr_response_write(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the result of the organisation: totals and lines, by stage where the source splits them."""
    organisation = result.organisation
    rows: list[SourceRow] = []
    details: dict[str, Any] = {}
    for line in organisation.lines:
        staged = staged_impacts([line])
        row = staged.row(line, "étapes non séparées")
        rows.append(row)
        if not staged.impacts:
            continue
        details[line.id] = {
            "type": line.type,
            "name": line.label,
            "tags": [tag for tag in (line.entity, line.site) if tag],
            "quality": line.quality,
            "impacts": staged.impacts,
            "source": f"facteurs {result.factor_set}" + (f" ; {row.why}" if row.why else ""),
            "provider": f"snr {__version__}",
        }
    rows += of_the_public(result)
    whole = staged_impacts(organisation.lines)
    climate, _ = PCR_INDICATORS[CLIMATE]
    if (
        assessed_climate(result) or 0.0
    ) < 2 * whole.unsaid:  # less than half of a sum is no total, and this format has no word for it
        for of_step in whole.impacts.values():
            of_step.pop(climate, None)
    entities = dict.fromkeys(line.entity for line in organisation.lines if line.entity)
    total = assessed_climate(result)
    cut = (
        f", {tonnes(total - whole.unsaid)} écrites sur {tonnes(total)} : le reste n’est pas séparé par étape"
        if total and whole.unsaid
        else ""
    )
    lacking = not_assessed(result)
    if result.options:
        lacking.append(f"méthode avec options : {', '.join(result.options)}")
    told = f" ; {' ; '.join(lacking)}" if lacking else ""
    sources = [tables.sources[name] for name in result.sources if name in tables.sources]
    data = {
        "metadata": {
            "organization": dossier.territory.name or "",
            "dataset": f"Système d’information, année {result.reference_year}, périmètre de l’organisation{cut}{told}",
            "timestamp": f"{result.reference_year}-12-31T00:00:00Z",
            "provider": f"snr {__version__}",
            "sources": [{"name": source.title, "version": source.year} for source in sources],
            "version": __version__,
            "indicators": [
                {"indicator": code, "source": "EF 3, par les sources citées", "unit": unit}
                for code, unit in PCR_INDICATORS.values()
            ],
        },
        "total_impact": whole.impacts,
        "tags": [
            {
                "name": name,
                "impacts": staged_impacts(line for line in organisation.lines if line.entity == name).impacts,
            }
            for name in entities
        ],
        "quality": {name: share for name, (_, share) in organisation.quality.items() if share is not None},
        "details": details,
    }
    notes = [f"climat{cut}, et le format n’a pas de mot pour lui"] if cut else []
    if cut and not any(climate in of_step for of_step in whole.impacts.values()):
        notes.append(
            f"total_impact n’a pas de {climate} : moins de la moitié en serait écrite, ce ne serait pas un total"
        )
    return Sent(_PCR_RESPONSE_ID, json_text(data).encode(), tuple(rows), (*notes, *lacking))


RESPONSE: Final = Bridge(
    _PCR_RESPONSE_ID,
    "PCR-SI de Boavizta : réponse (résultat)",
    PCR_FORMAT,
    PCR_LICENCE,
    ("tests/bridges/samples/pcr-si-response.json",),
    reads="réponse (JSON, même fautif) : le total par indicateur, en chiffres d’un autre outil (programme.figures)",
    writes="réponse valide (JSON) : total, entités, lignes, par étape et par indicateur",
    lost_in=(
        "Le détail par étape : seule leur somme est gardée, et les étapes comptées sont nommées.",
        "Les lignes de détail (sans quantité), les totaux par étiquette, les parts par qualité.",
        "Les indicateurs dont l’unité diffère de celle de snr (Ept, IR) ou que snr n’a pas (LU, CTUh-c, CTUh-nc).",
        "Une année que l’horodatage ne dit pas : --year la donne, sans elle rien n’est repris.",
    ),
    lost_out=(
        "Les intervalles : le format n’a pas de place pour eux. Une somme partielle, et ce qui n’est pas évalué, sont dits dans « dataset » ; une somme "
        "dont moins de la moitié se sépare par étape n’est pas écrite.",
        "Ce que les sources ne séparent pas par étape (services, euros, facteurs entiers) : aucune des quatre étapes ne le dit.",
        "Les indicateurs sans mot (eau consommée, DEEE, déchets, électricité) ou d’une autre unité (eutrophisation terrestre, rayonnements ionisants).",
        "Le site, le périmètre, le territoire, les usages, les actions ; l’horodatage est le 31 décembre de l’année étudiée.",
    ),
    suffixes=(".json",),
    looks=lambda file: {"total_impact", "details"} <= pcr_if_any(file).keys(),
    read=_pcr_response_read,
    takes_year=True,
    sample_year=2024,
    write={".json": _pcr_response_write},
)
