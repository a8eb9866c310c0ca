"""PCR-SI, the response: the result of another tool as figures that stand beside those of snr, a result of snr as a response."""

import re
from collections.abc import Iterator
from math import fsum
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import together
from snr_cli.french.plain import json_text
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import ProgrammeFigures
from snr_cli.model.version import __version__
from snr_cli.outputs.bridges.bridge import Bridge, Brought, Sent, SourceRow
from snr_cli.outputs.bridges.made import item_of, not_assessed, of_the_public, tonnes
from snr_cli.outputs.bridges.opened import OpenedFile, finite, kept_text, no_number
from snr_cli.outputs.bridges.pcr_words import (
    OTHER_UNITS,
    PCR_FORMAT,
    PCR_INDICATORS,
    PCR_LICENCE,
    STAGE_WORDS,
    pcr_if_any,
    pcr_values,
    staged_impacts,
)
from snr_cli.results.organisation import assessed_climate

_ID: Final = "pcr-si-response"
_MOST_ROWS: Final = 20_000
_CODES: Final = {code: (category, unit) for category, (code, unit) in PCR_INDICATORS.items()}
_ISO: Final = re.compile(r"((?:19|20)\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_SPARE: Final = re.compile(r"[\s.()-]|equivalent|eq|(?<=co2)e$")
_BECAME: Final = "programme.figures.footprint"


def _looks(file: OpenedFile) -> bool:
    """Say whether a file is a response: a total impact and its details."""
    return {"total_impact", "details"} <= pcr_if_any(file).keys()


def _read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
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
    steps: dict[str, None] = {}
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
                steps[step] = None
                of_code.setdefault(code, set()).add(step)
            rows.append(SourceRow(place, name, "" if why else f"{_BECAME}.{_CODES[code][0]}", why))
    rows += _others(data)
    if len(rows) > _MOST_ROWS:
        file.refuse(f"plus de {_MOST_ROWS} valeurs")
    counted = together([STAGE_WORDS[step] for step in STAGE_WORDS if step in steps])
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
    notes = [
        "ces chiffres sont ceux d’un autre outil : le dossier les montre à côté des siens (programme.figures), jamais additionnés"
    ]
    if len(steps) < len(STAGE_WORDS):
        notes.append(f"somme partielle : le total n’a de valeur qu’à l’étape de {counted}")
    for code, own in of_code.items():
        if missing := [STAGE_WORDS[step] for step in STAGE_WORDS if step in steps and step not in own]:
            notes.append(f"indicateur {code} : somme partielle, sans {together(missing)}")
    sections = {"programme": {"figures": figures}} if figures else {}
    return Brought(_ID, file.name, tuple(rows), sections, {}, faults, tuple(notes) if figures else ())


def _why_not(step: str, code: str, value: Any, units: dict[str, str]) -> str:
    if step not in STAGE_WORDS:
        return f"étape « {kept_text(step, 20)} » inconnue du format"
    if code in OTHER_UNITS:
        return f"indicateur {code} : {OTHER_UNITS[code]}"
    if code not in _CODES:
        return f"indicateur « {kept_text(code, 20)} » inconnu du format"
    unit = units.get(code, "")
    if unit and _SPARE.sub("", unit.casefold()) != _SPARE.sub("", _CODES[code][1].casefold()):
        return f"indicateur {code} en « {unit} », attendu en {_CODES[code][1]}"
    return "" if finite(value) is not None else f"indicateur {code} : {no_number(value)}"


def _units(about: dict[str, Any]) -> dict[str, str]:
    """Return the unit that the file gives to each indicator."""
    found = about.get("indicators")
    every = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return {kept_text(each.get("indicator"), 20): kept_text(each.get("unit"), 40) for each in every}


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


def _write(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the result of the organisation: totals and lines, by stage where the source splits them."""
    organisation = result.organisation
    rows: list[SourceRow] = []
    details: dict[str, Any] = {}
    for line in organisation.lines:
        staged = staged_impacts([line])
        if not staged.impacts:
            weighs = tonnes(staged.unsaid) if staged.unsaid else "rien d’évalué"
            rows.append(SourceRow(line.id, line.label, why=f"étapes non séparées ({weighs})"))
            continue
        partial = f"{tonnes(staged.unsaid)} hors des quatre étapes, non écrites" if staged.unsaid else ""
        details[line.id] = {
            "type": line.type,
            "name": line.label,
            "tags": [tag for tag in (line.entity, line.site) if tag],
            "quality": line.quality,
            "impacts": staged.impacts,
            "source": f"facteurs {result.factor_set}" + (f" ; {partial}" if partial else ""),
            "provider": f"snr {__version__}",
        }
        rows.append(SourceRow(line.id, line.label, line.id, partial))
    rows += of_the_public(result)
    whole = staged_impacts(organisation.lines)
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
            "sources": [{"name": each.title, "version": each.year} for each in sources],
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
    return Sent(_ID, json_text(data).encode(), tuple(rows), (*notes, *lacking))


BRIDGE: Final = Bridge(
    _ID,
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
        "Les intervalles : le format n’a pas de place pour eux. Une somme partielle, et ce qui n’est pas évalué, sont dits dans « dataset ».",
        "Ce que les sources ne séparent pas par étape (services, euros, facteurs entiers) : aucune des quatre étapes ne le dit.",
        "Les indicateurs sans mot (eau consommée, DEEE, déchets, électricité) ou d’une autre unité (eutrophisation terrestre, rayonnements ionisants).",
        "Le site, le périmètre, le territoire, les usages, les actions ; l’horodatage est le 31 décembre de l’année étudiée.",
    ),
    suffixes=(".json",),
    looks=_looks,
    read=_read,
    takes_year=True,
    sample_year=2024,
    write={".json": _write},
)
