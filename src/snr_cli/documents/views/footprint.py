"""The footprint of the organisation, of the territory and of its uses, in the words of a document."""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Final, TypeVar

from snr_cli.catalog.records import BOUGHT_SERVICES
from snr_cli.catalog.tables import SERVICES, Tables
from snr_cli.documents.amounts import kilograms
from snr_cli.documents.figures import bars
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.records import Organisation, Part, Quality, Territory, UsesView
from snr_cli.documents.wording import for_reader
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares, left_to_confirm
from snr_cli.engine.organisation import published
from snr_cli.engine.records import CLIMATE, Assessment, Line, Use
from snr_cli.french.numbers import WIDE, number, percent, plural, significant, things, together
from snr_cli.french.typography import Markdown
from snr_cli.french.words.terms import (
    NOT_ASSESSED,
    POOLED,
    QUALITIES,
    SPENDING_RANGE,
    WHOLE,
    confirm_note,
    estimated_note,
    mass,
    mass_between,
    unit_text,
)
from snr_cli.model.grouped import in_groups
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.key_figures import Place, key_figures, screens_and_computers
from snr_cli.results.organisation import JudgedOrganisation, judged_parts
from snr_cli.results.records import FigureState, Table, TerritoryReadings, readings_of_territory
from snr_cli.results.sentences.coverage import (
    OR_DEDUCED,
    PARTIAL_WORD,
    basis_text,
    by_household,
    by_inhabitant,
    carried_note,
    category_rows,
    condition_text,
    contradictions,
    counted_text,
    divided_texts,
    group_labels,
    input_text,
    interval_text,
    lacking,
    notice_text,
    other_figures,
    partial_text,
    shares_of,
    territory_text,
    type_label,
    with_estimate,
)

# A footprint in kilometres by car: one equivalent that everyone has in mind, from the factor tables.

CAR: Final = "travel_car_km"  # a service: one kilometre by an average car


def car_text(kilograms: float | None, tables: Tables) -> str:
    """Say a mass of CO2 equivalent in kilometres by car, with its order of magnitude and its source; empty without a mass.

    Args:
        kilograms: kgCO2e.
        tables: the factor tables.
    """
    factors = [factor for factor in tables.factors(SERVICES, [CAR]) if factor.category == CLIMATE and factor.is_default]
    if not kilograms or not factors or not factors[0].value:
        return ""
    factor = factors[0]
    source = tables.sources.get(factor.source)
    named = f", {source.title_fr}, {source.publisher_fr}" if source else ""
    return (
        f"C’est l’ordre de grandeur de {_kilometres(kilograms / factor.value)} en voiture "
        f"({significant(factor.value)}{WIDE}kg CO2e par kilomètre{named})."
    )


def _kilometres(count: float) -> str:
    """Write kilometres with two figures, millions in words: 1,5 million de kilomètres."""
    if count >= 1e6:
        written = significant(count / 1e6, 2).removesuffix(",0")
        return f"{written}{WIDE}million{'s' if count >= 2e6 else ''} de kilomètres"
    return f"{significant(count, 2)}{WIDE}kilomètres"


# The footprint of the organisation in the words of a document.

# « les postes de travail et écrans pèsent… »: article, agreement; the labels of the screen have none
GROUPS: Final = {
    "workplace": ("les postes de travail et les écrans", True),
    "mobile": ("les téléphones et les tablettes", True),
    "printing": ("l’impression", False),
    "audiovisual": ("l’audiovisuel", False),
    "peripheral": ("les périphériques", True),
    "component": ("les composants ajoutés", True),
    "network": ("les équipements réseau", True),
    "datacentre": ("les salles serveurs", True),
    "iot": ("les objets connectés", True),
    "cloud": ("l’hébergement externe", False),
    "telecom": ("les lignes et le trafic", True),
    "communication": ("la messagerie et la visioconférence", True),
    "web": ("les sites et usages web", True),
    "ai": ("l’intelligence artificielle générative", False),
    "travel": ("les déplacements du service informatique", True),
    "spending": ("les achats comptés en euros", True),
    "other": ("les équipements propres à la collectivité", True),
}
# what is counted in euros when it is only services
SERVICES_ONLY: Final = ("les prestations et les logiciels achetés", True)
# groups that no perimeter has to hold, named when nothing is said of them and the perimeter is partial
OPTIONAL: Final = ("communication", "web", "ai", "travel", "spending")
# what a group holds that has one factor for all its stages, where that is not the whole group
_UNSPLIT: Final = {"printing": "le papier", "telecom": "les abonnements et le trafic"}
_SMALL: Final = 0.05  # share of a whole under which a part is not named
_STAGES: Final = ("manufacturing", "distribution", "end_of_life", "embodied_total", "use", "consumables", "all_stages")
_EMBODIED: Final = frozenset({"manufacturing", "distribution", "end_of_life", "embodied_total"})
HEAVIEST: Final = 3
_Key = TypeVar("_Key")


def organisation_view(
    result: Assessment, judged: JudgedOrganisation, tables: Tables, place: Place = Place.DOCUMENTS
) -> Organisation:
    """Return the footprint of the organisation, and what is said of it; `place`: whose key figures."""
    organisation = result.organisation
    total, partial = judged.climate.value, partial_text(judged.climate.extent)
    climate = judged.intervals.get(CLIMATE)
    words = _words(organisation.lines)
    groups = _groups(result, tables, words)
    stages = _stages(result, tables)
    figures = key_figures(result, tables, judged, place)
    by = divided_texts(figures, kilograms)
    origin = ""
    if climate is not None:
        first = climate.contributions[0]
        origin = f"pour {percent(first.share)}, {input_text(first, organisation.lines, tables)}"
    return Organisation(
        total=total,
        total_partial=partial,
        estimated=estimated_note(judged.estimated),
        to_confirm=confirm_note(*left_to_confirm(organisation)),
        carried=carried_note(carried_lines_of(organisation, result.carried), result.reference_year),
        basis=basis_text(judged.climate.basis) if judged.climate.basis is not None else "",
        bounds=judged.climate.bounds,
        range=interval_text(judged.climate, judged.sets),
        condition=condition_text(judged, tables),
        interval_from=origin,
        electricity=judged.electricity.value,
        electricity_partial=partial_text(judged.electricity.extent),
        divided=f", soit environ {together(by)}" if by else "",
        figures=other_figures(figures),
        spending=judged.spending.value if judged.spending else 0.0,
        spending_name=words["spending"][0],
        spending_caveat=caveat(result, judged, tables, words["spending"][0]),
        spending_short=short_caveat(result, judged, tables),
        pooled=next((notice_text(notice) for notice in result.notices if notice.code in POOLED), ""),
        by_car=car_text(total, tables),
        groups=groups,
        stages=stages,
        heaviest=_heaviest(organisation.lines, tables, total),
        sentences=_sentences(
            groups, stages, words, organisation.lines, "ce qui est évalué" if partial else "l’empreinte"
        ),
        quality=tuple(
            Quality(id=key, label=QUALITIES[key], share=share, amount=plural(count, "ligne"))
            for key, (count, share) in organisation.quality.items()
            if count
        ),
        public_services=tuple(
            Part(id=line.id, label=line.label, value=value, share=0.0)
            for line in organisation.public_lines
            if (value := line.total(CLIMATE)) is not None
        ),
        figure=_stacked(result, judged, tables, groups, words),
        categories=_categories(judged, tables),
        not_shown=contradictions(judged, tables),
        partial=tuple(
            for_reader(notice_text(notice)) + _silent((*organisation.lines, *organisation.public_lines))
            for notice in result.notices
            if notice.code == "partial_perimeter"
        )
        + ((f"Ce total est {partial}.",) if partial else ()),
        screens=_screens(screens_and_computers(result, tables)),
        artificial=tuple(
            Part(id=line.id, label=line.label, value=value, share=0.0)
            for line in organisation.lines
            if (value := line.total(CLIMATE)) is not None
            and line.type in tables.service_types
            and tables.service_types[line.type].group == "ai"
        ),
    )


def _screens(counts: tuple[float, float] | None) -> str:
    """Say that there are more screens than computers: 1 760 écrans pour 1 418 ordinateurs; empty when there are not."""
    if counts is None or counts[0] <= counts[1]:
        return ""
    return f"{things(counts[0], 'écran')} pour {things(counts[1], 'ordinateur')}"


def _words(lines: Iterable[Line]) -> dict[str, tuple[str, bool]]:
    """Return how each group is named: what is counted in euros is told by what was bought."""
    bought = {line.type for line in lines if line.group == "spending"}
    return GROUPS | ({"spending": SERVICES_ONLY} if bought <= BOUGHT_SERVICES else {})


def _silent(lines: Iterable[Line]) -> str:
    """Name, beside what a partial perimeter lacks, the other groups that no line counts; empty when there is none."""
    held = {line.group for line in lines}
    absent = [_words(())[group][0] for group in OPTIONAL if group not in held]
    return f" Aucune ligne non plus pour : {', '.join(absent)}." if absent else ""


def _groups(result: Assessment, tables: Tables, words: Mapping[str, tuple[str, bool]]) -> tuple[Part, ...]:
    labels = _group_labels(result, tables, words)
    split = [
        (line.group, stage, value)
        for line in result.organisation.lines
        for stage, value in line.stages(CLIMATE).items()
    ]
    embodied = _sums((group, value) for group, stage, value in split if stage in _EMBODIED)
    unsplit = {group for group, stage, _ in split if stage not in _EMBODIED and stage != "use"}
    return tuple(
        Part(
            id=group.id,
            label=labels.get(group.id, group.id),
            value=climate,
            share=group.share or 0.0,
            embodied_share=embodied.get(group.id, 0.0) / climate if climate and group.id not in unsplit else None,
        )
        for group in judged_parts(result, "group")
        if (climate := group.climate) is not None
    )


def _sums(values: Iterable[tuple[_Key, float]]) -> dict[_Key, float]:
    """Return the sum of the values of each key."""
    by_key = in_groups(values)
    return {key: fsum(every) for key, every in by_key.items()}


def _group_labels(result: Assessment, tables: Tables, words: Mapping[str, tuple[str, bool]]) -> dict[str, str]:
    """Return the name of each group in a table: what is counted in euros has one name, there and in sentences."""
    name = words["spending"][0].removeprefix("les ")
    spending = f"{name[:1].upper()}{name[1:]}".replace(" et les ", " et ")
    return group_labels(result.organisation.lines, tables, {"spending": spending})


def _stages(result: Assessment, tables: Tables) -> tuple[Part, ...]:
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["stages"].items()}
    return tuple(
        Part(id=part.id, label=labels.get(part.id, part.id), value=part.climate, share=part.share or 0.0)
        for part in judged_parts(result, "stage")
        if part.climate is not None
    )


def _unsplit(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the groups whose factor does not tell the stages apart, the heaviest first; what weighs little is left out."""
    weights = _sums((line.group, value) for line in lines if (value := line.stages(CLIMATE).get("all_stages")))
    whole = fsum(weights.values())
    return tuple(
        group for group, value in sorted(weights.items(), key=lambda each: -each[1]) if value >= _SMALL * whole
    )


def _sentences(
    groups: tuple[Part, ...],
    stages: tuple[Part, ...],
    words: Mapping[str, tuple[str, bool]],
    lines: tuple[Line, ...],
    whole: str,
) -> tuple[str, ...]:
    """Say which groups weigh, and where that comes from; `whole`: what the shares are of."""
    estimated = estimated_shares(lines, lambda line: line.group)
    return Prose(
        "organisation",
        groups=groups,
        named=words,
        notes={group: estimated_note(share) for group, share in estimated.items()},
        whole=whole,
        embodied=fsum(part.share for part in stages if part.id in _EMBODIED),
        use=fsum(part.share for part in stages if part.id == "use"),
        apart=fsum(part.share for part in stages if part.id == "all_stages"),
        unsplit=[_UNSPLIT.get(group) or (words[group][0] if group in words else group) for group in _unsplit(lines)],
        estimated=estimated_share(lines),
        all=WHOLE,
    ).lines("sentences")


def _heaviest(lines: Iterable[Line], tables: Tables, total: float | None) -> tuple[Part, ...]:
    """Return the heaviest types of the inventory, all lines of a type together."""
    by_type = in_groups((line.type, line) for line in lines)
    parts = []
    for kind, of_type in by_type.items():
        totals = [found for line in of_type if (found := line.total(CLIMATE)) is not None]
        if not totals:  # not assessed is not zero
            continue
        value = fsum(totals)
        label = type_label(kind, of_type, tables)
        units = fsum(line.quantity for line in of_type)
        rough = any(line.quality == STATUS for line in of_type)
        amount = things(units, "unité", rough=rough) if of_type[0].kind != "service" else ""
        parts.append(
            Part(
                id=kind,
                label=label,
                value=value,
                share=value / total if total else 0.0,
                embodied_share=None,
                amount=amount,
            )
        )
    return tuple(sorted(parts, key=lambda part: (-part.value, part.id))[:HEAVIEST])


def _stacked(
    result: Assessment,
    judged: JudgedOrganisation,
    tables: Tables,
    groups: tuple[Part, ...],
    words: Mapping[str, tuple[str, bool]],
) -> Figure:
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["stages"].items()}
    named = _group_labels(result, tables, words)
    silent = [part.id for part in judged_parts(result, "group") if part.climate is None]
    lines = result.organisation.lines
    by_stage = _sums(
        ((line.group, stage), value / 1000) for line in lines for stage, value in line.stages(CLIMATE).items()
    )
    unknown = {(line.group, gap.stage) for line in lines for gap in line.recipe.gaps if gap.category == CLIMATE}
    holed = {group for group, _ in unknown}
    # nothing assessed of how the devices of a group were made: not known in any of these stages
    unknown |= {
        (group, stage)
        for group, gap in unknown
        if gap == "embodied" and not any((group, made) in by_stage for made in _EMBODIED)
        for stage in _EMBODIED
    }
    present = [stage for stage in _STAGES if any(stage == key for _, key in by_stage)]
    leader = groups[0] if groups else None
    leads = estimated_share(line for line in lines if leader and line.group == leader.id)
    total = judged.climate.value
    beside = "" if judged.climate.state.is_total else f" {PARTIAL_WORD}"
    note = estimated_note(estimated_share(lines))
    sentence = (
        f"Total{beside} : {mass(total)} par an{note and f', {note}'}. Le plus lourd : "
        f"{with_estimate(words.get(leader.id, (leader.label,))[0], leads)}, {percent(leader.share)}."
        if total is not None and leader is not None
        else "L’empreinte de l’organisation n’est pas évaluée."
    )
    return bars.draw_stacked(
        bars.StackedBars(
            name="organisation",
            title="Empreinte de l’organisation par groupe et par étape du cycle de vie",
            unit="t CO₂e",
            stages=tuple(labels[stage] for stage in present),
            bars=tuple(
                bars.Bar(
                    group.label,
                    tuple(
                        by_stage.get((group.id, stage), None if (group.id, stage) in unknown else 0.0)
                        for stage in present
                    ),
                    group.id in holed,
                )
                for group in groups
            )
            + tuple(bars.Bar(named[group], (None,) * len(present)) for group in sorted(silent)),
            sentence=sentence,
            heading="Groupe",
        )
    )


def _categories(judged: JudgedOrganisation, tables: Tables) -> Table:
    """Return every mandatory category: assessed or not, whether it is a total, and what is behind it."""
    rows = category_rows(judged, tables)
    return Table(
        f"Catégories d’impact de l’organisation{WIDE}; {shares_of(judged)}",
        (
            "Catégorie",
            "Somme évaluée" + f"{OR_DEDUCED}e" * any(row.beside for row in rows),
            "En entier",
            "En partie",
        ),
        tuple(
            (
                row.label,
                f"{PARTIAL_WORD} : " * (row.state is FigureState.PARTIAL)
                + ", ".join(filter(None, (row.value, row.beside))),
                row.complete,
                row.partial,
            )
            for row in rows
        ),
        (False, True, True, True),
    )


def _source(source: str | None, tables: Tables) -> str:
    """Name where a fact comes from: the title of a source of the catalogue, the words of the dossier."""
    known = tables.sources.get(source or "")
    return known.title_fr if known else source or "—"


# What of a footprint is a ratio of euros.


def ratio_text(result: Assessment, tables: Tables) -> str:
    """Name the ratio behind the lines in euros, by its published title; that of the dossier has none."""
    titles = published(result.organisation.lines, tables.service_types)
    named = (
        f", publié sous {'les titres' if len(titles) > 1 else 'le titre'} {together(f'« {title} »' for title in titles)},"
        if titles
        else ""
    )
    return f"un ratio par euro{named}".removesuffix(",")


def caveat(result: Assessment, judged: JudgedOrganisation, tables: Tables, name: str) -> str:
    """Say what of a footprint is in euros, how sure that is, and what the footprint is without it; empty when nothing is."""
    share, kg, rest = _in_euros(judged)
    if not share or kg is None:
        return ""
    without = "Sans ces lignes, rien n’est évalué" if rest is None else f"Sans ces lignes, le total est de {mass(rest)}"
    return (
        f"{name[:1].upper()}{name[1:]} ({mass(kg)}, {percent(share)} du total) ne sont pas "
        f"mesurés : leur empreinte vient d’{ratio_text(result, tables)}. Neuf fois sur dix, la vraie valeur est entre la moitié et "
        f"le double : c’est la partie la moins sûre du total. {without}."
    )


def short_caveat(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> str:
    """Say it in one sentence, for a page that holds little."""
    share, _, rest = _in_euros(judged)
    if not share:
        return ""
    without = "" if rest is None else f" (sans lui : {mass(rest)})"
    return f"{percent(share)} vient d’{ratio_text(result, tables)} : la vraie valeur va {SPENDING_RANGE}{without}."


def _in_euros(judged: JudgedOrganisation) -> tuple[float, float | None, float | None]:
    """Return the share of a footprint that is in euros, what that is, and what the rest is, kgCO2e a year."""
    basis, spending, rest = judged.climate.basis, judged.spending, judged.without_euros
    return (
        basis.spending if basis is not None else 0.0,
        spending.value if spending is not None else None,
        rest.value if rest is not None else None,
    )


# The footprint of the territory, and of its uses, in the words of a document.


def territory_view(result: Assessment, tables: Tables) -> Territory:
    """Return the footprint of the territory: its two readings, the tiers of the first one."""
    readings = readings_of_territory(result)
    mean, homes = readings.by_inhabitant.figure, readings.by_household.figure
    other = result.territory.views.get("france_only")
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["tiers"].items()}
    total, bounds = mean.value, mean.bounds
    weights = {key: values[CLIMATE].value for key, values in result.territory.by_tier.items() if CLIMATE in values}
    parts = tuple(
        Part(id=key, label=labels.get(key, key), value=value, share=value / total if total else 0.0)
        for key, value in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    )
    # the range is published for the whole: each tier carries it in proportion
    scale = tuple(bound / total / 1000 for bound in bounds) if bounds and total else None
    figure = bars.draw_tiers(
        bars.Tiers(
            name="territoire",
            title="Empreinte du territoire par brique",
            unit="t CO₂e",
            tiers=tuple(
                bars.Tier(
                    part.label,
                    part.value / 1000,
                    part.value * scale[0] if scale else None,
                    part.value * scale[1] if scale else None,
                )
                for part in parts
            ),
            sentence="L’empreinte du territoire n’est pas évaluée."
            if total is None
            else f"Environ {kilograms(total)} par an"
            + (f", {mass_between(*bounds, total)} selon les hypothèses publiées." if bounds else "."),
            heading="Brique",
        )
    )
    facts = [
        (
            label,
            number(result.facts[key].value),
            str(result.facts[key].year or "—"),
            _source(result.facts[key].source, tables),
        )
        for key, label in (
            ("population_totale", "Population totale"),
            ("population_municipale", "Population municipale"),
            ("households", "Ménages"),
            ("jobs", "Emplois au lieu de travail"),
            ("fixed_lines", "Abonnements internet fixes"),
            ("mobile_lines", "Abonnements mobiles"),
        )
        if key in result.facts
    ]
    return Territory(
        total=total,
        bounds=bounds,
        lacks=lacking(mean)[0],
        lacks_field=lacking(mean)[1],
        france_only=other.value if other else None,
        france_only_bounds=(other.low, other.high)
        if other and other.low is not None and other.high is not None
        else None,
        households_total=homes.value,
        households_counted=counted_text(readings.by_household),
        said=territory_text(readings) if readings.is_assessed else NOT_ASSESSED,
        strong=Markdown(territory_text(readings, "**")),
        inhabitant=by_inhabitant(readings),
        household=by_household(readings),
        by_car=_by_car(result, readings, tables),
        tiers=parts,
        figure=figure,
        facts=Table(
            "Données du territoire, millésime et source",
            ("Donnée", "Valeur", "Année", "Source"),
            tuple(facts),
            (False, True, True, False),
        ),
    )


def _by_car(result: Assessment, readings: TerritoryReadings, tables: Tables) -> str:
    """Say what one inhabitant, or one household where that is the only reading, weighs in kilometres by car."""
    mean, homes = readings.by_inhabitant.figure.value, readings.by_household.figure.value
    value, key, one = (
        (homes, "households", "par ménage") if mean is None else (mean, "population_municipale", "par habitant")
    )
    count = result.facts[key].value if key in result.facts else 0.0
    text = car_text(value / count, tables) if value and count else ""
    return (
        text.replace("C’est", f"{one[:1].upper()}{one[1:]} : environ {kilograms(value / count, 2)},", 1)
        if value and text
        else ""
    )


VOLUMES: Final = {"unit": "appareils", "1 GB": "Go", "1 h": "heures", "1 h for 2 sites": "heures"}


def volume(use: Use) -> str:
    """Write the volume of a use in its unit."""
    return f"{number(use.quantity.value, 0)}{WIDE}{VOLUMES.get(use.unit, unit_text(use.unit, use.quantity.value))}"


# uses that the catalogue cannot even estimate, by the code of the gap
USES_MISSING: Final = {
    "no_national_use": "vidéo, visioconférence et services en ligne (aucune moyenne nationale n’est publiée)"
}


_ORIGINS: Final = {"given": "dossier", "default": "moyenne nationale"}


def uses_view(result: Assessment) -> UsesView:
    """Return the uses of the territory; those without a factor are named apart. Who gives the volume is said where it differs."""
    items, missing, rows = [], [], []
    origins = {use.status for use in result.uses}
    for use in result.uses:
        value = use.line.total(CLIMATE)
        if value is None:
            missing.append(use.label)
        else:
            items.append(
                Part(id=use.id, label=use.label, value=value, share=0.0, embodied_share=None, amount=volume(use))
            )
        rows.append(
            (
                use.label,
                volume(use),
                *((_ORIGINS.get(use.status, "calculé"),) if len(origins) > 1 else ()),
                NOT_ASSESSED if value is None else kilograms(value),
            )
        )
    reasons = [gap.reason for gap in result.gaps if gap.category == CLIMATE and gap.subject == "use_services"]
    missing += [USES_MISSING[reason] for reason in reasons if reason in USES_MISSING]
    return UsesView(
        items=tuple(sorted(items, key=lambda part: -part.value)),
        national_means=bool(result.uses) and origins == {"default"},
        table=Table(
            "Usages numériques sur le territoire, par an",
            ("Usage", "Volume", *(("Origine",) if len(origins) > 1 else ()), "Empreinte"),
            tuple(rows),
            (False, True, *((False,) if len(origins) > 1 else ()), True),
        ),
        missing=tuple(missing),
    )
