"""The assessment on a screen: words first, bars beside their figures, readable at 80 columns and without colour."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import TYPE_CHECKING

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares, estimated_stages
from snr_cli.engine.records import (
    CLIMATE,
    ELECTRICITY,
    Assessment,
    Carrier,
    Gap,
    Line,
    MemberPart,
    Organisation,
    assessed_sum,
)
from snr_cli.engine.uncertainty import Contribution, Interval, uncertainty
from snr_cli.french import WIDE, between, number, percent, plural, significant, things
from snr_cli.sentences.coverage import PARTIAL, category_rows, contradictions, partial_text, shares_of
from snr_cli.sentences.labels import subject_label, type_label
from snr_cli.sentences.notices import gap_text, notice_text
from snr_cli.words.estimated import WHOLE, estimated_note
from snr_cli.words.results import ALLOCATIONS, INPUTS, NOT_ASSESSED, QUALITIES, REMAINDERS, STAGES
from snr_cli.words.units import mass, mass_between
from snr_cli.writers.assessment_money import how_known, money_text
from snr_cli.writers.screen import Screen

if TYPE_CHECKING:
    from snr_cli.reading.imports import Imported

BAR = 20
SHOWN = 12
GAPS_SHOWN = 14
SITES = {"": "(non précisé)"}


def _amount(line: Line, tables: Tables) -> str:
    """Write the quantity of a line in its functional unit; an estimated one is not counted to the hundredth."""
    rough = line.quality == STATUS
    if line.kind != "service":
        return things(line.quantity, "unité", rough=rough)
    return f"{f'environ {significant(line.quantity)}' if rough else number(line.quantity)} {_unit(line, tables)}"


def _unit(line: Line, tables: Tables) -> str:
    known = tables.service_types.get(line.type)
    return known.unit_fr if known is not None else _clean(line.unit)


def _bar(share: float) -> str:
    return "█" * max(1, round(share * BAR)) if share > 0 else ""


def _clean(text: str) -> str:
    from snr_cli.findings.text import printable

    return printable(text)


def to_table(
    result: Assessment,
    tables: Tables,
    *,
    width: int,
    color: bool,
    by: str = "group",
    imported: "Iterable[Imported]" = (),
) -> str:
    """Return the assessment as text.

    Args:
        result: the assessment.
        tables: the factor tables, for labels.
        width: columns of the terminal.
        color: whether bold headings are wanted.
        by: `group`, `site`, `entity` or `member`: how the organisation is broken down.
        imported: the inventories read: each says how many of its rows count.
    """
    screen = Screen(width, color)
    name = _clean(str(result.facts["name"].value))
    screen.say(f"{name} — empreinte du numérique, année {result.reference_year}")
    imported = tuple(imported)
    _method(screen, result)
    _inventories(screen, imported)
    _organisation(screen, result, tables, by, imported)
    _virtual(screen, result)
    _territory(screen, result, tables)
    _gaps(screen, result, tables)
    _notices(screen, result)
    return screen.text()


def _method(screen: Screen, result: Assessment) -> None:
    options = f", options {', '.join(result.options)}" if result.options else ""
    departs = "d’après le " if result.options else ""  # an option departs from the method: RCP-03 denies it
    own = result.electricity.get(result.place)
    power = (
        f"{result.place} {own.year or 'dossier'} : {significant(own.value)} kgCO2e/kWh"
        if own
        else f"{result.place} : non évaluée"
    )
    screen.say(
        f"Méthode : {departs}RCP SI (ADEME, novembre 2024){options}. Facteurs : {result.factor_set}, version {result.factors_sha256[:12]}"
        f"{', licences ouvertes seulement' if result.licence == 'open' else ''}. Électricité {power}."
    )
    if result.overrides:
        screen.say("Valeurs propres au dossier : " + ", ".join(_clean(name) for name in result.overrides) + ".")


def _inventories(screen: Screen, imported: "Iterable[Imported]") -> None:
    """Say how many rows of each inventory count: what does not is never silent."""
    for each in imported:
        # most dossiers read none: they do not pay for this
        from snr_cli.inventory.reasons import verdict_word
        from snr_cli.inventory.records import VERDICTS

        parts = [
            f"{number(count)} {verdict_word(verdict, count)}"
            for verdict in VERDICTS
            if (count := each.inventory.count(verdict))
        ]
        rows = plural(each.inventory.read, "ligne lue", "lignes lues")
        screen.say(f"Inventaire « {_clean(each.id)} » : {rows}, {', '.join(parts) or 'aucune comptée'}.")


def _organisation(screen: Screen, result: Assessment, tables: Tables, by: str, imported: "Iterable[Imported]") -> None:
    organisation = result.organisation
    estimated = estimated_share(organisation.lines)
    screen.title(f"ORGANISATION : ce que la collectivité possède, achète ou exploite{how_known(organisation)}")
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
            + ", ".join(map(_clean, organisation.without))
            + ". Ce total n’est pas celui de toute la collectivité.",
            2,
        )
    _pooling(screen, result)
    if organisation.missing_groups and not organisation.without:
        screen.say("Périmètre partiel (voir les avertissements) : ce total n’est comparable à aucun autre.", 2)
    climate = organisation.totals.get(CLIMATE)
    if climate is None:
        screen.say(f"Changement climatique : {NOT_ASSESSED}.", 2)
        if organisation.electricity_kwh is not None:
            known = uncertainty(result, tables, _totals(organisation))
            screen.say(f"Électricité : {_power(organisation, known.get(ELECTRICITY))}.", 2)
        return
    ratios = {"agent": "par agent", "equipped_agent": "par agent équipé", "inhabitant": "par habitant"}
    each = ", ".join(f"{mass(value)} {ratios[key]}" for key, value in organisation.ratios.items())
    rests, partial = estimated_note(estimated), partial_text(organisation.coverage[CLIMATE])
    beside = [rests, partial or (f"soit {each}" if each else "")]
    screen.say(", ".join([f"Changement climatique : {mass(climate)} par an", *filter(None, beside)]) + ".", 2)
    intervals = uncertainty(result, tables, _totals(organisation))
    spread = intervals.get(CLIMATE)
    if spread is not None and spread.high > spread.low:
        first = spread.contributions[0]
        screen.say(
            f"Incertitude : {mass_between(spread.low, spread.high)}, neuf chances sur dix ; elle vient à "
            f"{percent(first.share)} {INPUTS[first.kind].format(_input(first, result, tables))}. Un autre jeu de facteurs "
            "donne un autre ordre de grandeur : --factor-set declarations ou ecodiag.",
            2,
        )
    screen.say(f"Électricité : {_power(organisation, intervals.get(ELECTRICITY))}.", 2)
    if text := money_text(organisation):
        screen.say(text, 2)
    labels = {key: entry["label_fr"] for key, entry in tables.vocabulary["groups"].items()}
    parts = {"group": organisation.by_group, "site": organisation.by_site, "entity": organisation.by_entity}.get(by)
    if parts is None:
        _members(screen, result.members, climate)
    else:
        heading = {"group": "groupe", "site": "site", "entity": "entité"}[by]
        shares = estimated_shares(organisation.lines, lambda line: str(getattr(line, by)))
        parts_shown = [
            (labels.get(key, SITES.get(key, _clean(key))), found.get(CLIMATE), shares.get(key, 0.0))
            for key, found in parts.items()
        ]
        _shares(screen, f"Par {heading}", parts_shown, climate)
    stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["stages"].items()}
    shares = estimated_stages(organisation.lines)
    rows = [
        (stages[key], values[CLIMATE], shares.get(key, 0.0))
        for key, values in organisation.by_stage.items()
        if CLIMATE in values
    ]
    _shares(screen, "Par étape du cycle de vie", rows, climate)
    screen.gap()
    screen.say("Ce qui pèse le plus :", 2)
    for rank, (label, name, value, amount) in enumerate(_heaviest(organisation.lines, imported, tables), start=1):
        share = percent(value / climate if climate else 0)
        screen.say(f"{_clean(label)} ({name}) : {mass(value)}, {share} ; {amount}", 2, f"{rank}. ")
    found = [
        f"{QUALITIES[key]} {NOT_ASSESSED if share is None else percent(share)} ({plural(count, 'ligne')})"
        for key, (count, share) in organisation.quality.items()
        if count
    ]
    screen.say(
        "Qualité des données d’inventaire (pas des facteurs), en part de l’empreinte : " + ", ".join(found) + ".", 2
    )
    _categories(screen, result, tables)
    if organisation.public_lines:
        screen.gap()
        screen.say("Services rendus au public (trafic des visiteurs, hors du total) :", 2)
        for line in organisation.public_lines:
            found_total = line.total(CLIMATE)
            screen.say(f"{_clean(line.label)} : {NOT_ASSESSED if found_total is None else mass(found_total)}", 2, "- ")


def _heaviest(
    lines: Iterable[Line], imported: "Iterable[Imported]", tables: Tables
) -> list[tuple[str, str, float, str]]:
    """Return label, id, impact and amount of the three heaviest.

    An inventory gives a line by type, year, place and entity: they are taken together by type, or none would ever show.
    """
    own = {line_id: each.id for each in imported for line_id in each.traces if line_id.startswith(f"{each.id}.")}
    alone: list[tuple[str, str, float | None, str]] = []
    together: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.id in own:
            together.setdefault((own[line.id], line.type), []).append(line)
        else:
            alone.append((line.label, line.id, line.total(CLIMATE), _amount(line, tables)))
    for (name, kind), members in together.items():
        units = fsum(line.quantity for line in members)
        alone.append((members[0].label, f"{name}, {kind}", assessed_sum(members), things(units, "unité")))
    # what is not assessed has no rank
    ranked = [(label, name, value, amount) for label, name, value, amount in alone if value is not None]
    return sorted(ranked, key=lambda found: (-found[2], found[1]))[:3]


def _pooling(screen: Screen, result: Assessment) -> None:
    """Say whose lines the total holds, when they are not those of the dossier alone."""
    if result.part is not None:
        (part,) = result.members
        pooled = part.pooled.get(CLIMATE)
        share = f" et sa part des services mutualisés, {mass(pooled)}" if pooled is not None else ""
        screen.say(f"Part de « {_clean(part.label)} » : ses propres lignes{share}.", 2)
    elif result.members:
        members = plural(len(result.members) - 1, "membre")
        text = f"Total du groupement et de {members}, chaque ligne comptée une fois ; part de chacun : --by member."
        screen.say(text, 2)


def _members(screen: Screen, parts: Sequence[MemberPart], total: float) -> None:
    """Show each part of a group, the heaviest first, and what it takes of the pooled lines."""
    screen.gap()
    screen.say("Par membre, en t CO2e, dont part des services mutualisés :", 2)
    estimated = any(part.estimated for part in parts)
    rows = [("Membre", "total", "part", "dont mutualisé", *(("dont estimé",) if estimated else ()), "")]
    for part in sorted(parts, key=lambda part: (*_rank(part.totals.get(CLIMATE)), part.id)):
        value = part.totals.get(CLIMATE)
        # nothing taken of the pooled lines is 0; what is taken of a line that is not assessed is not known
        pooled = part.pooled.get(CLIMATE) if part.taken else 0.0
        guessed = part.estimated if value is not None else None
        text, share, bar = _tonnes(value, total)
        more = (_tonnes(guessed, total)[0],) if estimated else ()
        rows.append((_clean(part.label), text, share, _tonnes(pooled, total)[0], *more, bar))
    screen.table(rows, wide=40)


def _between_kwh(found: Interval | None) -> str:
    if found is None or found.high <= found.low:
        return ""
    if found.high >= 1000:
        return f", {between(found.low / 1000, found.high / 1000)}{WIDE}MWh"
    return f", {between(found.low, found.high)}{WIDE}kWh"


def _input(contribution: Contribution, result: Assessment, tables: Tables) -> str:
    """Return the name of what an interval comes from: a type, a place, or the line of a type of the dossier."""
    return _clean(type_label(contribution.subject, result.organisation.lines, tables))


def _short(share: float) -> str:
    """Say in a cell how much of a row is estimated."""
    return "" if share <= 0 else "estimé" if share >= WHOLE else f"{percent(share)} estimés"


def _totals(organisation: Organisation) -> list[str]:
    """Return which of climate change and electricity are totals: a partial sum has no interval."""
    return [category for category in (CLIMATE, ELECTRICITY) if organisation.coverage[category].is_total]


def _power(organisation: Organisation, found: Interval | None) -> str:
    """Write the electricity of the organisation, with its interval when it is a total."""
    kwh = organisation.electricity_kwh
    if kwh is None:
        return NOT_ASSESSED + "e"
    power = f"{number(kwh / 1000, 1)}{WIDE}MWh" if kwh >= 1000 else f"{significant(kwh)}{WIDE}kWh"
    partial = partial_text(organisation.coverage[ELECTRICITY])
    return f"{power} par an" + (f", {partial}" if partial else _between_kwh(found))


def _rank(value: float | None) -> tuple[bool, float]:
    """Sort the heaviest first, and what is not assessed last: it has no rank."""
    return value is None, -(value or 0.0)


def _tonnes(value: float | None, total: float) -> tuple[str, str, str]:
    """Return a mass in tonnes, its share of a total and its bar."""
    if value is None:
        return NOT_ASSESSED, "", ""
    share = value / total if total else None
    text = significant(value / 1000) if value else "0"
    return (text, "", "") if share is None else (text, percent(share), _bar(share))


def _shares(screen: Screen, heading: str, parts: Iterable[tuple[str, float | None, float]], total: float) -> None:
    """Show parts of a total: label, value, share that is estimated; that column is there when one of them is."""
    screen.gap()
    screen.say(f"{heading}, en t CO2e :", 2)
    ordered = sorted(parts, key=lambda part: (*_rank(part[1]), part[0]))
    estimated = any(share > 0 for _, _, share in ordered)
    rows = []
    for label, value, share in ordered:
        text, of_total, bar = _tonnes(value, total)
        rows.append((label, text, of_total, *((_short(share),) if estimated else ()), bar))
    screen.table(rows, wide=40)


def _categories(screen: Screen, result: Assessment, tables: Tables) -> None:
    """Show the other categories, the totals then what is none, with what is behind each."""
    organisation = result.organisation
    rows = category_rows(organisation, tables, leave_out=(CLIMATE,))
    what = shares_of(organisation)
    for heading, column, totals in (
        (f"Autres catégories d’impact ; {what} :", "total évalué", True),
        (f"Catégories partielles : ces sommes ne sont pas des totaux ; {what} :", PARTIAL, False),
    ):
        found = [(row.label, row.value, row.complete, row.partial, "") for row in rows if row.is_total is totals]
        if found:
            screen.gap()
            screen.say(heading, 2)
            screen.table([("Catégorie", column, "entier", "partie", ""), *found], wide=34)
    for text in contradictions(organisation, tables):
        screen.say(text, 2)


def _virtual(screen: Screen, result: Assessment) -> None:
    """Show what each application carries of its hosts, and what none of them carries."""
    view = result.virtual
    if view is None:
        return
    screen.title("APPLICATIONS : hôtes et cloud répartis (déjà comptés dans l’organisation)")
    counts = (
        plural(len(view.hosts), "hôte"),
        things(fsum(machine.quantity for machine in view.machines), "machine virtuelle", "machines virtuelles"),
        plural(len(view.services), "service"),
        plural(len(view.applications), "application"),
    )
    ways = [ALLOCATIONS[name] for name in dict.fromkeys(host.allocation for host in view.hosts)]
    screen.say(f"{', '.join(counts)}. Répartition : {' ; '.join(ways) or ALLOCATIONS[view.allocation]}.", 2)
    heaviest = sorted(view.applications, key=lambda each: (*_rank(each.total(CLIMATE)), each.id))
    rows = [(_clean(each.label), *_carried(each, view.whole)) for each in heaviest[:SHOWN]]
    if len(heaviest) > SHOWN:
        rest = [part for each in heaviest[SHOWN:] for part in each.parts]
        shown = plural(len(heaviest) - SHOWN, "autre application", "autres applications")
        rows.append((shown, *_carried(Carrier("", "", tuple(rest)), view.whole)))
    for reason, text in REMAINDERS.items():
        parts = [part for each in view.remainders if each.reason == reason for part in each.parts]
        if parts:
            rows.append((f"reste : {text}", *_carried(Carrier("", "", tuple(parts)), view.whole)))
    rows.append(("Total réparti", *_carried(view.whole, view.whole)))
    screen.table(rows, wide=screen.width - 28)


def _carried(each: Carrier, whole: Carrier) -> tuple[str, str, str]:
    """Return the mass and the share of the whole that something carries."""
    value, total = each.total(CLIMATE), whole.total(CLIMATE)
    if value is None:
        return NOT_ASSESSED, "", ""
    return mass(value), percent(value / total) if total else "", ""


def _territory(screen: Screen, result: Assessment, tables: Tables) -> None:
    territory = result.territory
    screen.title("TERRITOIRE : habitants, entreprises, réseaux, centres de données (estimé)")
    screen.say("Deux lectures côte à côte, jamais additionnées entre elles ni avec l’organisation.", 2)
    facts = result.facts
    if "population_municipale" in facts:
        texts = [
            f"population {label} {number(facts[key].value)}" + (f" ({facts[key].year})" if facts[key].year else "")
            for key, label in (("population_municipale", "municipale"), ("population_totale", "totale"))
            if key in facts
        ]
        for key, label in (("households", "ménages"), ("jobs", "emplois")):
            if key in facts:
                texts.append(
                    f"{label} {number(facts[key].value)}" + (f" ({facts[key].year})" if facts[key].year else "")
                )
        if "fibre_share" in facts:
            texts.append(
                f"fibre {percent(facts['fibre_share'].value)}"
                + (f" ({facts['fibre_share'].year})" if facts["fibre_share"].year else "")
            )
        screen.say(", ".join(texts).capitalize() + ".", 2)
    found = territory.totals.get(CLIMATE)
    if found is None:
        screen.say("Par habitant : non évalué.", 2)
    else:
        between = f", {mass_between(found.low, found.high)}" if found.low is not None and found.high is not None else ""
        screen.say(
            f"Par habitant, vue consommation (centres de données à l’étranger compris ; ADEME 2025, données 2022) : {mass(found.value)} par an{between}.",
            2,
        )
        tiers = {key: entry["label_fr"] for key, entry in tables.vocabulary["tiers"].items()}
        _shares(
            screen,
            "Par brique",
            [
                (tiers[key], values[CLIMATE].value, 0.0)
                for key, values in territory.by_tier.items()
                if CLIMATE in values
            ],
            found.value,
        )
        stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["territory_stages"].items()}
        _shares(
            screen,
            "Par étape (parts publiées arrondies, ramenées à leur brique)",
            [(stages[key], values[CLIMATE], 0.0) for key, values in territory.by_stage.items() if CLIMATE in values],
            found.value,
        )
    if "france_only" in territory.views:
        view = territory.views["france_only"]
        between = f" ({mass_between(view.low, view.high)})" if view.low is not None and view.high is not None else ""
        screen.say(f"Par habitant, vue France seule (dérivée, non publiée) : {mass(view.value)}{between}.", 2)
    if CLIMATE in territory.household_totals:
        screen.say(
            f"Par ménage ({_counted(result)}) : {mass(territory.household_totals[CLIMATE])} par an.",
            2,
        )
    else:
        screen.say("Par ménage : non évalué.", 2)
    if result.uses:
        screen.gap()
        origin = "moyennes nationales" if all(use.status == "default" for use in result.uses) else "données du dossier"
        screen.say(f"Usages du territoire ({origin} ; seconde lecture de la même empreinte, jamais ajoutée) :", 2)
        rows = []
        for use in result.uses:
            value = use.line.total(CLIMATE)
            rows.append(
                (_clean(use.label), number(use.quantity.value, 0), NOT_ASSESSED if value is None else mass(value), "")
            )
        screen.table(rows, wide=40)


def _counted(result: Assessment) -> str:
    """Say what the reading by household holds."""
    words = {"households": "terminaux des ménages", "lines": "lignes", "data_centres": "centres de données"}
    return ", ".join(words[key] for key in result.territory.households) + " ; sans les entreprises"


def _gaps(screen: Screen, result: Assessment, tables: Tables) -> None:
    gaps = [gap for gap in result.gaps if gap.category == CLIMATE]
    screen.title("NON ÉVALUÉ (changement climatique) : absent des totaux, ni zéro ni oubli")
    if not gaps:
        screen.say("Rien.", 2)
    merged: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        merged.setdefault((gap.subject, gap_text(gap)), []).append(gap)
    for (subject, reason), found in list(merged.items())[:GAPS_SHOWN]:
        stages = ", ".join(dict.fromkeys(STAGES.get(gap.stage, gap.stage) for gap in found))
        screen.say(f"{subject_label(subject, tables, result.organisation.lines)}, {stages} : {reason}", 2, "- ")
    if len(merged) > GAPS_SHOWN:
        screen.say(f"… et {len(merged) - GAPS_SHOWN} autres (--format json).", 2)
    others = len({(gap.subject, gap.category) for gap in result.gaps if gap.category != CLIMATE})
    if others:
        screen.say(
            f"Dans les autres catégories : {others} couples type × catégorie incomplets (--format json les liste).", 2
        )


def _notices(screen: Screen, result: Assessment) -> None:
    if not result.notices:
        return
    screen.title("AVERTISSEMENTS")
    for notice in result.notices[: SHOWN * 2]:
        screen.say(_clean(notice_text(notice)), 2, "- ")
    if len(result.notices) > SHOWN * 2:
        screen.say(f"… et {len(result.notices) - SHOWN * 2} autres (--format json).", 2)
