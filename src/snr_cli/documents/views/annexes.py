"""What stands behind the figures: factors and licences, assumptions, what is not said, provenance; in full, in a file of their own."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Final

from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.documents.views.records import Annexes, Complete, SourceView
from snr_cli.documents.wording import for_reader
from snr_cli.engine.estimated import STATUS, deduced_shares
from snr_cli.engine.records import CLIMATE, Assessment, Line, Quantity, sources
from snr_cli.french.numbers import WIDE, number, percent, plural, significant, things
from snr_cli.french.words.terms import (
    LICENCE_ASKED,
    NOT_ASSESSED,
    QUALITIES,
    QUANTITIES,
    STAGES,
    one_of,
    term,
    titled_term,
)
from snr_cli.inputs.regular import open_plain
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.version import __version__
from snr_cli.results.records import Table
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, gap_text, notice_text, subject_label, type_label
from snr_cli.rules.case import percentage
from snr_cli.rules.checklist import DEPARTURES, Flow, Used, defaults, factors, flows, unreliable

_LEAST: Final = 0.001  # under it a share has no figure to show
_NAMES: Final = {"kwh": "consommation", "kwh_per_functional_unit": "consommation"}


def complete_view(result: Assessment, dossier: Dossier, tables: Tables) -> Complete:
    """Return the annexes in full: one row for each line of the inventory, one for each value that it does not give."""
    given: dict[str, Equipment | Service] = {}
    given |= {line.id: line for line in dossier.equipment} | {line.id: line for line in dossier.services}
    every = result.organisation.lines
    labels = {kind: type_label(kind, every, tables) for kind in dict.fromkeys(line.type for line in every)}
    listed = flows(result)
    taken = defaults(result)
    least = tables.factors(PARAMETERS, ["low_quality_share"])[0].value
    return Complete(
        quantities=Table(
            f"Quantités, durées de vie et consommations : {plural(len(listed), 'ligne')}",
            ("Ligne", "Quantité", "Durée retenue", "Électricité d’une unité", "Qualité", "Source de la quantité"),
            tuple(
                (
                    flow.line.label or labels[flow.line.type],
                    _amount(flow.line, tables),
                    _years(flow),
                    _kwh(flow),
                    QUALITIES[flow.line.quality],
                    (given[flow.line.id].source if flow.line.id in given else None) or "—",
                )
                for flow in listed
            ),
            (False, True, True, True, False, False),
        ),
        defaults=Table(
            f"Valeurs par défaut et estimations : {plural(len(taken), 'valeur')}",
            ("Objet", "Grandeur", "Valeur", "Source", "Part de l’empreinte"),
            tuple(
                (
                    labels.get(default.type, default.type),
                    _NAMES.get(default.quantity.name) or QUANTITIES[default.quantity.name],
                    _value(default.quantity, default.type, tables),
                    _source(default.quantity.source, tables),
                    share_text(default.share),
                )
                for default in taken
            ),
            (False, False, True, False, True),
        ),
        unreliable=tuple(
            f"{line.label or labels[line.type]} : qualité basse, {share_text(share)} de l’empreinte"
            + (f". {note}" if line.id in given and (note := given[line.id].note) else "")
            for share, line in unreliable(result, least)
        ),
    )


def share_text(share: float | None) -> str:
    """Write a share of the footprint with a decimal, so that small ones are told apart."""
    if share is None:
        return NOT_ASSESSED
    return f"< {percentage(_LEAST)}" if 0 < share < _LEAST else percentage(share)


def _source(name: str, tables: Tables) -> str:
    source = tables.sources.get(name)
    if source is None:
        return name or "—"
    publisher = "" if source.publisher_fr in source.title_fr else f", {source.publisher_fr}"  # the title may name it
    return f"{source.title_fr}{publisher}, {source.year}"


def _amount(line: Line, tables: Tables) -> str:
    """Write the quantity of a line with its unit."""
    service = tables.service_types.get(line.type)
    if service is not None:
        return f"{number(line.quantity)} {service.unit_fr if line.quantity >= 2 else one_of(service.unit_fr)}"
    if line.unit == "unit":
        return things(line.quantity, "unité", rough=line.quality == STATUS)
    return plural(line.quantity, line.unit)


def _years(flow: Flow) -> str:
    if flow.lifetime is None:
        return "inconnue" if "no_lifetime" in flow.unknown else "—"
    return plural(round(flow.lifetime.value, 2), "an")


def _kwh(flow: Flow) -> str:
    if flow.kwh is None:
        return "inconnue" if "no_kwh" in flow.unknown else "—"
    return f"{significant(flow.kwh.value)} kWh" if flow.kwh.value else "—"


def _value(quantity: Quantity, kind: str, tables: Tables) -> str:
    """Write a default with its unit."""
    if quantity.unit == "year":
        return plural(quantity.value, "an")
    if quantity.name == "kwh":
        return f"{significant(quantity.value)} kWh par an"
    service = tables.service_types.get(kind)
    if quantity.unit.startswith("kWh/") and service is not None:
        return f"{significant(quantity.value)} kWh par {one_of(service.unit_fr)}"
    return significant(quantity.value)


_METHOD: Final = "RCP SI (ADEME, novembre 2024)"
HEAVIEST_FACTORS: Final = 12
_MAIN_SOURCES: Final = 5
_GLOSSARY: Final = (
    ("ADEME", "Agence de la transition écologique, établissement public de l’État."),
    ("API", "Accès automatique aux données, d’un logiciel à un autre."),
    ("SSD", "Disque sans pièce mobile, plus rapide qu’un disque dur."),
    ("ACV", "Analyse du cycle de vie : ce que pèse un objet de l’extraction des matières à la fin de vie."),
    (
        "CO2e",
        "Équivalent CO2 : tous les gaz à effet de serre ramenés à l’effet du dioxyde de carbone sur cent ans.",
    ),
    ("AGEC", "Loi relative à la lutte contre le gaspillage et à l’économie circulaire."),
    ("BYOD", "Emploi, pour le travail, de l’appareil personnel de l’agent."),
    ("DEEE", "Déchets d’équipements électriques et électroniques."),
    ("DSI", "Direction des systèmes d’information."),
    (
        "EPCI",
        "Établissement public de coopération intercommunale : communauté de communes, d’agglomération, urbaine, ou métropole.",
    ),
    ("ETP", f"{titled_term('fte')}."),
    ("PCAET", "Plan climat-air-énergie territorial."),
    ("Donnée d’activité", "Ce qui est compté : un nombre d’ordinateurs, des kilowattheures, des pages imprimées."),
    ("Facteur d’impact", "Ce que pèse une unité d’activité, d’après une source publiée."),
    (
        titled_term("not_assessed"),
        "Ce pour quoi il manque une donnée ou un facteur : absent des totaux, ce qui n’est pas un zéro.",
    ),
    (
        "PUE",
        "Rapport entre l’électricité d’une salle serveurs et celle de ses seuls équipements informatiques ; 1 serait l’idéal.",
    ),
    ("RCP SI", "Référentiel par catégorie de produits « Système d’information » : la méthode officielle de l’ADEME."),
    ("REEN", "Loi du 15 novembre 2021 visant à réduire l’empreinte environnementale du numérique."),
    ("RGAA", "Référentiel général d’amélioration de l’accessibilité des services en ligne."),
    ("RGESN", "Référentiel général d’écoconception de services numériques."),
    (
        "Unité fonctionnelle",
        "Ce dont on mesure l’empreinte : ici, le système d’information de la collectivité pendant un an.",
    ),
)

# what an acronym stands for, as it is said in parentheses where a text first uses it
ACRONYMS: Final[dict[str, str]] = {
    "ADEME": "Agence de la transition écologique",
    "AGEC": "loi contre le gaspillage et pour l’économie circulaire",
    "API": "accès automatique aux données",
    "BYOD": "emploi d’un appareil personnel",
    "DEEE": "déchets d’équipements électriques et électroniques",
    "DSI": "direction des systèmes d’information",
    "EPCI": "intercommunalité",
    "ETP": term("fte"),
    "PCAET": "plan climat-air-énergie territorial",
    "PUE": "rapport entre l’électricité d’une salle serveurs et celle de ses machines",
    "REEN": "empreinte environnementale du numérique",
    "RGAA": "référentiel général d’amélioration de l’accessibilité",
    "RGESN": "référentiel général d’écoconception de services numériques",
    "SSD": "disque sans pièce mobile",
}


def annexes_view(
    result: Assessment,
    dossier: Dossier,
    tables: Tables,
    files: Mapping[str, bytes | Path],
    spending: str,
    *,
    apart: bool = False,
    whole: bool = False,
) -> Annexes:
    """Return the annexes.

    Args:
        result: the assessment.
        dossier: the dossier, inventories read.
        tables: the factor tables.
        files: the files of the dossier, or what was read of them, by their name inside it: their checksum identifies it.
        spending: what is counted in euros, and how sure it is, in words; empty when nothing is.
        apart: the annexes are in a file of their own.
        whole: list every factor.
    """
    every = factors(result)
    most = len(every) if whole else HEAVIEST_FACTORS
    own = result.electricity.get(result.place)
    power = (
        f"{significant(own.value)}{WIDE}{CATEGORY_UNITS['kgCO2e']}/kWh ({_grid(result.place, tables)}, {own.year or 'valeur de la collectivité'})"
        if own
        else f"{term('not_assessed', feminine=True)} pour ce lieu"
    )
    options = [DEPARTURES[name] for name in result.options]
    if deduced_shares(result.organisation):
        options.append(DEPARTURES["impute"])
    return Annexes(
        sources=tuple(
            SourceView(
                title=source.title_fr,
                publisher=source.publisher_fr,
                year=source.year,
                licence=source.licence_fr,
                url=source.url,
            )
            for source in (tables.sources[name] for name in _sources(result) if name in tables.sources)
        ),
        factors=_factors(every, most, result, tables, whole=whole),
        main_sources=tuple(_main_sources(every, tables)),
        assumptions=tuple(_assumptions(result, dossier, tables)),
        exclusions=tuple(
            (
                exclusion.what,
                ("Sans objet : " if exclusion.absent else "")
                + exclusion.why
                + (f" Part estimée : {percent(exclusion.share)}." if exclusion.share is not None else ""),
            )
            for exclusion in dossier.exclusions
        ),
        gaps=tuple(f"{subject}, {stages} : {reason}" for subject, stages, reason in gaps_of(result, tables)),
        estimated=tuple(_estimated(result, spending)),
        glossary=_GLOSSARY,
        provenance=(
            ("Outil", f"snr {__version__}"),
            ("Méthode", f"d’après le {_METHOD}, options : {', '.join(options)}" if options else _METHOD),
            (
                titled_term("factor_set"),
                f"{result.factor_set}, version {result.factors_sha256[:12]}" + LICENCE_ASKED[result.licence],
            ),
            ("Année de référence", str(result.reference_year)),
            ("Somme de contrôle des données", checksum(files)[:12]),
        ),
        method=_METHOD,
        departures=tuple(options),
        apart=apart,
        counted=len(every),
        electricity=power,
    )


def _main_sources(every: Sequence[Used], tables: Tables) -> Iterator[SourceView]:
    """Yield the sources of the heaviest factors, five at most, the one that carries most first."""
    names = dict.fromkeys(used_factor[0].source for used_factor in every)
    for source in [tables.sources[name] for name in names if name in tables.sources][:_MAIN_SOURCES]:
        yield SourceView(
            title=source.title_fr,
            publisher=source.publisher_fr,
            year=source.year,
            licence=source.licence_fr,
            url=source.url,
        )


def _sources(result: Assessment) -> tuple[str, ...]:
    """Return the sources behind what documents write: all of the organisation, and of the rest its effect on the climate."""
    kept = {fact.source for fact in result.facts.values()}
    kept.update(
        *(
            sources(estimate.quantity)
            for estimate in (*result.territory.totals.values(), *result.territory.views.values())
        )
    )
    left_out: set[str] = set()
    for line in (*result.organisation.lines, *result.organisation.public_lines):
        kept |= {term.factor.source for term in line.recipe.terms}
    for line in (*result.territory.household_lines, *(use.line for use in result.uses)):
        kept |= sources(line.scale)
        for impact in line.recipe.terms:
            kept |= sources(impact.amount)
            (kept if impact.category == CLIMATE else left_out).add(impact.factor.source)
    return tuple(name for name in result.sources if name in kept or name not in left_out)


def used(glossary: Sequence[tuple[str, str]], text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a glossary that a text uses, in the order of the alphabet; the plural and the feminine count."""
    text = text.replace("₂", "2")
    factors = [
        (word, meaning)
        for word, meaning in glossary
        if re.search(rf"(?<!\w){re.escape(word)}e?s?(?!\w)", text, 0 if word.isupper() else re.I)
    ]
    return tuple(sorted(factors, key=lambda each: each[0].lower()))


def _grid(place: str, tables: Tables) -> str:
    """Name the grid of a place: réseau français, réseau de la Guadeloupe."""
    if place == "FR":
        return "réseau français"
    known = tables.places.get(place)
    return f"réseau : {known[0]}" if known else place


def checksum(files: Mapping[str, bytes | Path]) -> str:
    """Return the SHA-256 of the files of a dossier: name, size and content of each, in the order of names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        held = files[name]
        with BytesIO(held) if isinstance(held, bytes) else open_plain(held) as stream:
            size = stream.seek(0, SEEK_END)
            stream.seek(0)
            digest.update(os.fsencode(name) + f"\0{size}\0".encode())
            while chunk := stream.read(1 << 20):  # an export may be larger than the memory
                digest.update(chunk)
    return digest.hexdigest()


def _factors(every: Sequence[Used], most: int, result: Assessment, tables: Tables, *, whole: bool) -> Table:
    """Return the climate factors behind the organisation, those that carry most first; in full, with the table and the share of each."""
    rows: list[tuple[str, ...]] = []
    for factor, line, share in every[:most]:
        source = tables.sources.get(factor.source)
        grid = factor in result.electricity.values()
        rows.append(
            (
                f"Électricité ({_grid(factor.subject, tables)})"
                if grid
                else type_label(line.type, result.organisation.lines, tables),
                _stage(factor.stage, tables) if not grid else STAGES["use"],
                f"{significant(factor.value)} {CATEGORY_UNITS['kgCO2e']}{_per(line, grid, tables)}",
                str(factor.year or "—"),
                source.publisher_fr if source else "collectivité",
                # in full, where it is written and what it carries; the licence of each source is under the table
                *(
                    (factor.table if source else "collectivité", share_text(share))
                    if whole
                    else (source.licence_fr if source else "—",)
                ),
            )
        )
    return Table(
        f"Facteurs d’impact de l’organisation (changement climatique) : {plural(len(rows), 'facteur')} sur {len(every)}, "
        "ceux qui portent le plus d’abord",
        ("Objet", "Étape", "Valeur par unité", "Année", "Source", *(("Table", "Part") if whole else ("Licence",))),
        tuple(rows),
        (False, False, True, True, False, *((False, True) if whole else (False,))),
    )


def _per(line: Line, grid: bool, tables: Tables) -> str:
    """Write the unit of activity of a factor; nothing for one device."""
    if grid:
        return "/kWh"
    known = tables.service_types.get(line.type)
    return "" if known is None else f" par {one_of(known.unit_fr)}"


def _stage(stage: str, tables: Tables) -> str:
    """Return the French name of a stage, or of a component of a service."""
    component = tables.vocabulary["components"].get(stage)
    return STAGES[stage] if stage in STAGES else str(component["label_fr"]) if component is not None else stage


def _assumptions(result: Assessment, dossier: Dossier, tables: Tables) -> list[str]:
    """Return what was assumed rather than measured, in sentences."""
    own = {new_type.id: new_type.label for new_type in dossier.factors.types}
    every = result.organisation.lines
    labels = {kind: type_label(kind, every, tables) for kind in dict.fromkeys(line.type for line in every)}
    lines = {place: label for place, (label, _) in tables.places.items()}
    lines |= {line.id: f"« {line.label} »" for line in result.organisation.lines if line.label}
    assumptions = []
    # a sentence of the screen names types as the dossier does
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, labels))})(?![\w-])") if labels else None
    for notice in result.notices:
        # no assumption: a choice left to the author, and what the method says of the perimeter
        if notice.code not in ("fictitious", "head_count_alone", "partial_perimeter"):
            text = for_reader(notice_text(notice._replace(subject=lines.get(notice.subject, notice.subject))))
            text = named.sub(lambda kind: f"« {labels[kind[0]]} »", text) if named else text
            assumptions.append(f"{text[:1].upper()}{text[1:]}")
    for key, lifetime in dossier.method.lifetimes.items():
        years = plural(lifetime.years, "an")
        assumptions.append(
            f"Durée de vie propre à la collectivité : « {type_label(key, every, tables)} », {years} ({lifetime.source})."
        )
    for name in result.overrides:
        assumptions.append(f"Valeur propre à la collectivité : « {own.get(name) or type_label(name, every, tables)} ».")
    return assumptions


def gaps_of(
    result: Assessment, tables: Tables, told: Callable[[str], str] = for_reader
) -> Iterator[tuple[str, str, str]]:
    """Yield what is not assessed for climate change: subject, stages, reason; each once. `told`: what is kept of the words of a reason."""
    merged: dict[tuple[str, str], list[str]] = {}
    for gap in result.gaps:
        if gap.category == CLIMATE:
            subject = subject_label(gap.subject, tables, result.organisation.lines)
            merged.setdefault((subject, told(gap_text(gap))), []).append(STAGES[gap.stage])
    for (subject, reason), stages in merged.items():
        yield subject, ", ".join(dict.fromkeys(stages)), reason


def _estimated(result: Assessment, spending: str) -> list[str]:
    """Return what is estimated rather than counted."""
    estimated = [
        f"{line.label} : d’après les effectifs" for line in result.organisation.lines if line.quality == "estimated"
    ]
    if spending:
        estimated.append(spending.removesuffix("."))
    if result.territory.totals:
        estimated.append("Territoire : moyenne nationale par habitant, appliquée à la population municipale")
    estimated += [f"{use.label} : moyenne nationale" for use in result.uses if use.status == "default"]
    return estimated
