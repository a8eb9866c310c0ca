"""The footprint of the organisation in the words of a document."""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Final

from snr_cli.catalog.spending import BOUGHT_SERVICES
from snr_cli.catalog.tables import Tables
from snr_cli.documents.figures import stacked
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.money import caveat, short_caveat
from snr_cli.documents.reader import for_reader
from snr_cli.documents.views.equivalent import car_text
from snr_cli.documents.views.records import Organisation, Part, Quality
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares, left_to_confirm
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.french.numbers import WIDE, percent, plural, things
from snr_cli.french.words.estimated import WHOLE, confirm_note, estimated_note
from snr_cli.french.words.results import QUALITIES
from snr_cli.french.words.units import mass
from snr_cli.plan.carried import carried_lines_of
from snr_cli.results.organisation import JudgedOrganisation, judged_parts
from snr_cli.results.records import FigureState
from snr_cli.results.sentences.basis import basis_text
from snr_cli.results.sentences.carried import carried_note
from snr_cli.results.sentences.coverage import (
    OR_DEDUCED,
    PARTIAL_WORD,
    category_rows,
    contradictions,
    partial_text,
    shares_of,
)
from snr_cli.results.sentences.interval import condition_text, interval_text
from snr_cli.results.sentences.labels import group_labels, input_text, type_label, with_estimate
from snr_cli.results.sentences.notices import notice_text
from snr_cli.results.table import Table

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
_LEADING: Final = 3  # groups spoken of


def organisation_view(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Organisation:
    """Return the footprint of the organisation, and what is said of it."""
    found = result.organisation
    total, partial = judged.climate.value, partial_text(judged.climate.extent)
    climate = judged.intervals.get(CLIMATE)
    words = _words(found.lines)
    groups = _groups(result, tables, words)
    stages = _stages(result, tables)
    origin = ""
    if climate is not None:
        first = climate.contributions[0]
        origin = f"pour {percent(first.share)}, {input_text(first, found.lines, tables)}"
    return Organisation(
        total=total,
        total_partial=partial,
        estimated=estimated_note(judged.estimated),
        to_confirm=confirm_note(*left_to_confirm(found)),
        carried=carried_note(carried_lines_of(found, result.carried), result.reference_year),
        basis=basis_text(judged.climate.basis) if judged.climate.basis is not None else "",
        bounds=judged.climate.bounds,
        range=interval_text(judged.climate, judged.sets),
        condition=condition_text(judged, tables),
        interval_from=origin,
        electricity=judged.electricity.value,
        electricity_partial=partial_text(judged.electricity.extent),
        per_equipped_agent=each.value if (each := judged.per_person.get("equipped_agent")) else None,
        spending=judged.spending.value if judged.spending else 0.0,
        spending_name=words["spending"][0],
        spending_caveat=caveat(result, judged, tables, words["spending"][0]),
        spending_short=short_caveat(result, judged, tables),
        pooled=next((notice_text(each) for each in result.notices if each.code == "pooled_in_full"), ""),
        by_car=car_text(total, tables),
        groups=groups,
        stages=stages,
        heaviest=_heaviest(found.lines, tables, total),
        sentences=tuple(
            _sentences(
                groups,
                stages,
                _unsplit(found.lines),
                words,
                found.lines,
                "ce qui est évalué" if partial else "l’empreinte",
            )
        ),
        quality=tuple(
            Quality(key, QUALITIES[key], share, plural(count, "ligne"))
            for key, (count, share) in found.quality.items()
            if count
        ),
        public_services=tuple(
            Part(id=line.id, label=line.label, value=value, share=0.0)
            for line in found.public_lines
            if (value := line.total(CLIMATE)) is not None
        ),
        figure=_stacked(result, judged, tables, groups, words),
        categories=_categories(judged, tables),
        not_shown=contradictions(judged, tables),
        partial=tuple(
            for_reader(notice_text(each)) + _silent((*found.lines, *found.public_lines))
            for each in result.notices
            if each.code == "partial_perimeter"
        )
        + ((f"Ce total est {partial}.",) if partial else ()),
    )


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
    embodied: dict[str, list[float]] = {}
    unsplit: set[str] = set()
    for line in result.organisation.lines:
        for stage, value in line.stages(CLIMATE).items():
            if stage in _EMBODIED:
                embodied.setdefault(line.group, []).append(value)
            elif stage != "use":
                unsplit.add(line.group)
    parts = []
    for group in judged_parts(result, "group"):
        climate = group.climate
        if climate is None:
            continue
        made = fsum(embodied.get(group.id, [])) / climate if climate and group.id not in unsplit else None
        parts.append(
            Part(
                id=group.id,
                label=labels.get(group.id, group.id),
                value=climate,
                share=group.share or 0.0,
                embodied_share=made,
            )
        )
    return tuple(parts)


def _group_labels(result: Assessment, tables: Tables, words: Mapping[str, tuple[str, bool]]) -> dict[str, str]:
    """Return the name of each group in a table: what is counted in euros has one name, there and in sentences."""
    name = words["spending"][0].removeprefix("les ")
    spending = f"{name[:1].upper()}{name[1:]}".replace(" et les ", " et ")
    return group_labels(result.organisation.lines, tables, {"spending": spending})


def _stages(result: Assessment, tables: Tables) -> tuple[Part, ...]:
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["stages"].items()}
    return tuple(
        Part(id=each.id, label=labels.get(each.id, each.id), value=each.climate, share=each.share or 0.0)
        for each in judged_parts(result, "stage")
        if each.climate is not None
    )


def _unsplit(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the groups whose factor does not tell the stages apart, the heaviest first; what weighs little is left out."""
    found: dict[str, list[float]] = {}
    for line in lines:
        value = line.stages(CLIMATE).get("all_stages")
        if value:
            found.setdefault(line.group, []).append(value)
    weights = {group: fsum(values) for group, values in found.items()}
    whole = fsum(weights.values())
    return tuple(
        group for group, value in sorted(weights.items(), key=lambda each: -each[1]) if value >= _SMALL * whole
    )


def _sentences(
    groups: tuple[Part, ...],
    stages: tuple[Part, ...],
    unsplit: tuple[str, ...],
    named: Mapping[str, tuple[str, bool]],
    lines: tuple[Line, ...],
    whole: str,
) -> Iterable[str]:
    """Say which groups weigh, what the life of the equipment before and after use weighs, and where the rest comes from.

    `whole`: what the shares are of, since those of a partial sum are not those of the footprint.
    """
    estimated = estimated_shares(lines, lambda line: line.group)
    for rank, group in enumerate(groups[:_LEADING]):
        words, many = named.get(group.id, (group.label.lower(), False))
        verb = "pèsent" if many else "pèse"
        of_what = f" de {whole}" if rank == 0 else ""
        text = f"{words[0].upper()}{words[1:]} {verb} {percent(group.share)}{of_what}"
        if note := estimated_note(estimated.get(group.id, 0.0)):
            text += f" ({note})"
        if group.embodied_share is not None and group.embodied_share >= 0.005:
            text += (
                f" ; {percent(group.embodied_share)} de cette part "
                f"{'vient' if group.embodied_share < 0.995 else 'vient en entier'} de la fabrication, du transport et de la fin de vie"
            )
        yield text + (", par un ratio en euros et non une mesure." if group.id == "spending" else ".")
    embodied = fsum(part.share for part in stages if part.id in _EMBODIED)
    use = fsum(part.share for part in stages if part.id == "use")
    if embodied and use:
        yield (
            f"Toutes lignes confondues, {percent(embodied)} de {whole} vient de la fabrication, du transport et de la fin "
            f"de vie des équipements, et {percent(use)} de l’électricité qu’ils consomment.{_whole(lines)}"
        ) + _rest(fsum(part.share for part in stages if part.id == "all_stages"), unsplit, named)


def _whole(lines: Iterable[Line]) -> str:
    """Say, after sentences on the whole, how much of it is estimated."""
    share = estimated_share(lines)
    if share <= 0:
        return ""
    return f" L’ensemble est estimé à partir des effectifs{'' if share >= WHOLE else f', pour {percent(share)}'}."


def _noted(lines: Iterable[Line]) -> str:
    note = estimated_note(estimated_share(lines))
    return f", {note}" if note else ""


def _rest(share: float, groups: tuple[str, ...], named: Mapping[str, tuple[str, bool]]) -> str:
    """Say where comes what no stage holds: the factor of a service is for its whole life."""
    if share < 0.005 or not groups:
        return ""
    parts = ", ".join(_UNSPLIT.get(each) or (named[each][0] if each in named else each) for each in groups)
    return f" Le reste, {percent(share)}, n’est pas séparé par étape : {parts}."


def _heaviest(lines: Iterable[Line], tables: Tables, total: float | None) -> tuple[Part, ...]:
    """Return the heaviest types of the inventory, all lines of a type together."""
    by_type: dict[str, list[Line]] = {}
    for line in lines:
        by_type.setdefault(line.type, []).append(line)
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
    by_group: dict[str, dict[str, list[float]]] = {}
    unknown: set[tuple[str, str]] = set()
    silent = [each.id for each in judged_parts(result, "group") if each.climate is None]
    for line in result.organisation.lines:
        for stage, value in line.stages(CLIMATE).items():
            by_group.setdefault(line.group, {}).setdefault(stage, []).append(value / 1000)
        unknown |= {(line.group, gap.stage) for gap in line.recipe.gaps if gap.category == CLIMATE}
    holed = {group for group, _ in unknown}
    # nothing assessed of how the devices of a group were made: not known in any of these stages
    unknown |= {
        (group, stage)
        for group, gap in unknown
        if gap == "embodied" and not _EMBODIED.intersection(by_group.get(group, ()))
        for stage in _EMBODIED
    }
    present = [stage for stage in _STAGES if any(stage in values for values in by_group.values())]
    leader = groups[0] if groups else None
    leads = estimated_share(line for line in result.organisation.lines if leader and line.group == leader.id)
    total = judged.climate.value
    beside = "" if judged.climate.state.is_total else f" {PARTIAL_WORD}"
    sentence = (
        f"Total{beside} : {mass(total)} par an{_noted(result.organisation.lines)}. Le plus lourd : "
        f"{with_estimate(words.get(leader.id, (leader.label,))[0], leads)}, {percent(leader.share)}."
        if total is not None and leader is not None
        else "L’empreinte de l’organisation n’est pas évaluée."
    )
    return stacked.draw(
        stacked.StackedBars(
            name="organisation",
            title="Empreinte de l’organisation par groupe et par étape du cycle de vie",
            unit="t CO₂e",
            stages=tuple(labels[stage] for stage in present),
            bars=tuple(
                stacked.Bar(
                    group.label,
                    tuple(
                        fsum(by_group[group.id][stage])
                        if stage in by_group.get(group.id, {})
                        else None
                        if (group.id, stage) in unknown
                        else 0.0
                        for stage in present
                    ),
                    group.id in holed,
                )
                for group in groups
            )
            + tuple(stacked.Bar(named[group], (None,) * len(present)) for group in sorted(silent)),
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
