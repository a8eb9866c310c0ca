"""The organisation in the assessment on a screen: its total, its parts, what weighs the most."""

from collections.abc import Iterable
from math import fsum
from typing import TYPE_CHECKING

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, left_to_confirm
from snr_cli.engine.records import CLIMATE, Assessment, Line, Organisation, assessed_sum
from snr_cli.engine.to_collect import to_collect
from snr_cli.french.escape import printable
from snr_cli.french.numbers import WIDE, between, number, percent, plural, significant, things
from snr_cli.french.words.estimated import confirm_note, estimate_label, estimated_note
from snr_cli.french.words.results import NOT_ASSESSED, QUALITIES
from snr_cli.french.words.units import mass, mass_between
from snr_cli.outputs.assessment_money import how_known, money_text
from snr_cli.outputs.assessment_parts import show_parts, tonnes_and_share
from snr_cli.outputs.screen import Screen
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.organisation import JudgedOrganisation, PartKind, judged_members, judged_organisation, judged_parts
from snr_cli.results.records import Judged
from snr_cli.results.sentences.carried import carried_note
from snr_cli.results.sentences.coverage import (
    OR_DEDUCED,
    PARTIAL_WORD,
    PER_PERSON,
    category_rows,
    contradictions,
    partial_text,
    shares_of,
)
from snr_cli.results.sentences.interval import ONE_SOURCE, interval_text
from snr_cli.results.sentences.labels import input_text

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.imported import Imported


SITES = {"": "(non précisé)"}


def _amount(line: Line, tables: Tables) -> str:
    """Write the quantity of a line in its functional unit; an estimated one is not counted to the hundredth."""
    rough = line.quality == STATUS
    if line.kind != "service":
        return things(line.quantity, "unité", rough=rough)
    return f"{f'environ {significant(line.quantity)}' if rough else number(line.quantity)} {_unit(line, tables)}"


def _unit(line: Line, tables: Tables) -> str:
    known = tables.service_types.get(line.type)
    return known.unit_fr if known is not None else printable(line.unit)


def say_organisation(
    screen: Screen, result: Assessment, tables: Tables, by: str, imported: "Iterable[Imported]"
) -> None:
    """Say what the authority owns, buys or runs: total, interval, parts, what weighs the most, other categories."""
    organisation, judged = result.organisation, judged_organisation(result, tables)
    screen.title(f"ORGANISATION : ce que la collectivité possède, achète ou exploite{how_known(judged)}")
    if not organisation.lines:
        left = (
            "tout est laissé de côté (--without)."
            if organisation.without
            else "le dossier ne contient ni équipement ni service."
        )
        screen.say("Non évalué : " + left, 2)
        return
    if organisation.without:
        screen.say(
            "Sans : "
            + ", ".join(map(printable, organisation.without))
            + ". Ce total n’est pas celui de toute la collectivité.",
            2,
        )
    _pooling(screen, result)
    if organisation.missing_groups and not organisation.without:
        screen.say("Périmètre partiel (voir les avertissements) : ce total n’est comparable à aucun autre.", 2)
    if note := carried_note(carried_lines_of(organisation, result.carried), result.reference_year):
        screen.say(note, 2)
    climate = judged.climate.value
    if climate is None:
        screen.say(f"Changement climatique : {NOT_ASSESSED}.", 2)
        if judged.electricity.value is not None:
            screen.say(f"Électricité : {_power(judged.electricity)}.", 2)
        return
    screen.say(climate_text(judged), 2)
    if interval := interval_text(judged.climate, judged.sets):
        first = judged.intervals[CLIMATE].contributions[0]
        screen.say(f"Incertitude : {interval}.", 2)
        screen.say(
            f"L’incertitude vient à {percent(first.share)} {input_text(first, organisation.lines, tables)}. "
            "Chaque source de données, côte à côte : --factor-set all.",
            2,
        )
    screen.say(f"Électricité : {_power(judged.electricity)}.", 2)
    if text := money_text(judged):
        screen.say(text, 2)
    labels = {key: entry["label_fr"] for key, entry in tables.vocabulary["groups"].items()}
    if by == "member":
        _members(screen, result, climate)
    else:
        kind: PartKind = "site" if by == "site" else "entity" if by == "entity" else "group"
        heading = {"group": "groupe", "site": "site", "entity": "entité"}[kind]
        shown = [
            (labels.get(each.id, SITES.get(each.id, printable(each.id))), each.climate, each.estimated)
            for each in judged_parts(result, kind)
        ]
        show_parts(screen, f"Par {heading}", shown, climate)
    stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["stages"].items()}
    parts = [(stages[each.id], each.climate, each.estimated) for each in judged_parts(result, "stage")]
    show_parts(screen, "Par étape du cycle de vie", [part for part in parts if part[1] is not None], climate)
    screen.gap()
    screen.say("Ce qui pèse le plus :", 2)
    for rank, (label, name, value, amount) in enumerate(_heaviest(organisation.lines, imported, tables), start=1):
        share = percent(value / climate if climate else 0)
        screen.say(f"{printable(label)} ({name}) : {mass(value)}, {share} ; {amount}", 2, f"{rank}. ")
    _to_collect(screen, organisation, tables)
    found = [
        f"{QUALITIES[key]} {NOT_ASSESSED if share is None else percent(share)} ({plural(count, 'ligne')})"
        for key, (count, share) in organisation.quality.items()
        if count
    ]
    screen.say(
        "Qualité des données d’inventaire (pas des facteurs), en part de l’empreinte : " + ", ".join(found) + ".", 2
    )
    if text := confirm_note(*left_to_confirm(organisation)):
        screen.say(text, 2)
    _categories(screen, judged, tables)
    if organisation.public_lines:
        screen.gap()
        screen.say("Services rendus au public (trafic des visiteurs, hors du total) :", 2)
        for line in organisation.public_lines:
            found_total = line.total(CLIMATE)
            screen.say(
                f"{printable(line.label)} : {NOT_ASSESSED if found_total is None else mass(found_total)}", 2, "- "
            )


def _to_collect(screen: Screen, organisation: Organisation, tables: Tables) -> None:
    """Show the estimates by what their real number could change."""
    rows = [
        (estimate_label(each.estimate), mass(each.kg), mass_between(each.low, each.high, each.kg), "")
        for each in to_collect(organisation.lines, tables)
    ]
    if rows:
        screen.gap()
        screen.say(
            "À collecter d’abord : ce que le vrai nombre peut changer au total, le plus grand écart en tête :", 2
        )
        screen.table([("Ce qui est estimé", "estimé à", "peut être", ""), *rows], wide=36)
        screen.gap()


def _heaviest(
    lines: Iterable[Line], imported: "Iterable[Imported]", tables: Tables
) -> list[tuple[str, str, float, str]]:
    """Return label, id, impact and amount of the three heaviest.

    An inventory gives a line by type, year, place and entity: they are taken together by type, or none would ever show.
    """
    own = {line_id: each.id for each in imported for line_id in each.traces if line_id.startswith(f"{each.id}.")}
    found: list[tuple[str, str, float | None, Line | float]] = []  # a line, or the units of several
    together: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.id in own:
            together.setdefault((own[line.id], line.type), []).append(line)
        else:
            found.append((line.label, line.id, line.total(CLIMATE), line))
    for (name, kind), members in together.items():
        units = fsum(line.quantity for line in members)
        found.append((members[0].label, f"{name}, {kind}", assessed_sum(members), units))
    # what is not assessed has no rank
    ranked = [(label, name, value, counted) for label, name, value, counted in found if value is not None]
    return [
        (label, name, value, _amount(counted, tables) if isinstance(counted, Line) else things(counted, "unité"))
        for label, name, value, counted in sorted(ranked, key=lambda each: (-each[2], each[1]))[:3]
    ]


def _pooling(screen: Screen, result: Assessment) -> None:
    """Say whose lines the total holds, when they are not those of the dossier alone."""
    if result.part is not None:
        (part,) = result.members
        pooled = part.pooled.get(CLIMATE)
        share = f" et sa part des services mutualisés, {mass(pooled)}" if pooled is not None else ""
        screen.say(f"Part de « {printable(part.label)} » : ses propres lignes{share}.", 2)
    elif result.members:
        members = plural(len(result.members) - 1, "membre")
        text = f"Total du groupement et de {members}, chaque ligne comptée une fois ; part de chacun : --by member."
        screen.say(text, 2)


def _members(screen: Screen, result: Assessment, total: float) -> None:
    """Show each part of a group, the heaviest first, and what it takes of the pooled lines."""
    parts = judged_members(result)
    screen.gap()
    screen.say("Par membre, en t CO2e, dont part des services mutualisés :", 2)
    estimated = any(part.estimated for part in parts)
    rows = [("Membre", "total", "part", "dont mutualisé", *(("dont estimé",) if estimated else ()), "")]
    for part in parts:
        text, share, bar = tonnes_and_share(part.whole, total)
        more = (tonnes_and_share(part.estimated, total)[0],) if estimated else ()
        rows.append((printable(part.label), text, share, tonnes_and_share(part.pooled, total)[0], *more, bar))
    screen.table(rows, wide=40)


def climate_text(judged: JudgedOrganisation) -> str:
    """Say the total: by agent and inhabitant when it is whole, that it is partial otherwise, what rests on estimates."""
    kg, partial = judged.climate.value, partial_text(judged.climate.extent)
    if kg is None:
        return f"Changement climatique : {NOT_ASSESSED}."
    each = ", ".join(
        f"{mass(found.value)} {PER_PERSON[key]}" for key, found in judged.per_person.items() if found.value is not None
    )
    beside = [estimated_note(judged.estimated), partial or (f"soit {each}" if each else "")]
    return ", ".join([f"Changement climatique : {mass(kg)} par an", *filter(None, beside)]) + "."


def headline(result: Assessment, tables: Tables) -> str:
    """Say in one line what the organisation weighs, as the screen of `snr assess` does."""
    judged = judged_organisation(result, tables, (CLIMATE,))
    told = interval_text(judged.climate, judged.sets)
    missing = judged.climate.value is not None and result.organisation.missing_groups
    partial = " Périmètre partiel : ce total n’est comparable à aucun autre." if missing else ""
    return climate_text(judged) + (f" Incertitude : {told}." if told else "") + partial


def _power(found: Judged) -> str:
    """Write the electricity of the organisation, with its interval when it is a total."""
    kwh = found.value
    if kwh is None:
        return NOT_ASSESSED + "e"
    power = f"{number(kwh / 1000, 1)}{WIDE}MWh" if kwh >= 1000 else f"{significant(kwh)}{WIDE}kWh"
    beside = partial_text(found.extent) or (f"{_between_kwh(*found.bounds, kwh)}, {ONE_SOURCE}" if found.bounds else "")
    return f"{power} par an" + (f", {beside}" if beside else "")


def _between_kwh(first: float, last: float, kwh: float) -> str:
    if kwh >= 1000:
        return f"{between(first / 1000, last / 1000)}{WIDE}MWh"
    return f"{between(first, last)}{WIDE}kWh"


def _categories(screen: Screen, judged: JudgedOrganisation, tables: Tables) -> None:
    """Show the other categories, the totals then what is none, with what is behind each."""
    rows = category_rows(judged, tables, leave_out=(CLIMATE,))
    what, evaluated = shares_of(judged), f"total évalué{OR_DEDUCED * any(row.beside for row in rows)}"
    for heading, column, totals in (
        (f"Autres catégories d’impact ; {what} :", evaluated, True),
        (f"Catégories partielles : ces sommes ne sont pas des totaux ; {what} :", PARTIAL_WORD, False),
    ):
        found = [
            (row.label, row.value, row.complete, row.partial, row.beside)
            for row in rows
            if row.state.is_total is totals
        ]
        if found:
            screen.gap()
            screen.say(heading, 2)
            screen.table([("Catégorie", column, "entier", "partie", ""), *found], wide=34)
    for text in contradictions(judged, tables):
        screen.say(text, 2)
