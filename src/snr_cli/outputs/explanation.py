"""One number explained: the formula in words, then with the numbers put in, and each factor with its source.

Every figure is written in full: the arithmetic shown gives back the printed result.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from snr_cli.catalog.catalog import DEDUCTION, DOSSIER_SOURCE, reference_devices
from snr_cli.catalog.records import Factor, Source
from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimated_share
from snr_cli.engine.records import (
    CLIMATE,
    DEDUCED,
    ApplicationCarrier,
    Assessment,
    Carrier,
    Estimate,
    Line,
    MachineCarrier,
    Quantity,
    VirtualView,
    sources,
)
from snr_cli.french.numbers import exact, long_date, number, percent, printable, together
from snr_cli.french.words.terms import (
    ALLOCATIONS,
    FIGURE_STATES,
    NOT_ASSESSED,
    OBJECTIVE_WHYS,
    QUANTITIES,
    REDISTRIBUTIONS,
    REMAINDERS,
    SPENDING_RANGE,
    STAGES,
    STATUSES,
    UNITS,
    estimated_note,
    one_of,
    term,
    titled_term,
    unit_text,
)
from snr_cli.plan.objectives import Outcome
from snr_cli.results.effects import objective_verdict
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.sentences.coverage import OF_CLIMATE, ONE_SOURCE, OR_DEDUCED, deduced_note, gap_text, partial_text
from snr_cli.results.sentences.verdict import amount_text, base_sentences, verdict, verdict_sentence, world_sentence

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported

_BOLD, _CODE, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"
_FENCE: Final = re.compile(r"^```.*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK: Final = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`")


def page_screen(page: str, width: int, *, color: bool) -> str:
    """Return a page as a person reads it on screen.

    Args:
        page: its Markdown.
        width: columns of the terminal.
        color: headings and strong words bold, code in colour.
    """
    bold, code, plain = (_BOLD, _CODE, _PLAIN) if color else ("", "", "")

    def marked(text: str) -> str:
        return _MARK.sub(lambda match: (bold + match[1] if match[1] else code + match[2]) + plain, text)

    blocks = []
    for rank, part in enumerate(_FENCE.split(page)):
        if rank % 2:
            blocks.append(code + textwrap.indent(part.rstrip("\n"), "    ") + plain)
            continue
        for block in filter(None, part.strip("\n").split("\n\n")):
            if block.startswith("#"):
                blocks.append(bold + block.lstrip("# ") + plain)
            elif block.startswith("|"):
                rows = [line for line in block.split("\n") if not re.fullmatch(r"[|\s:-]+", line)]
                blocks.append(marked("\n".join(rows)))
            else:
                items = re.split(r"\n(?=- )", block)
                blocks.append("\n".join(marked(_wrapped(item, width)) for item in items))
    return "\n\n".join(blocks) + "\n"


def _wrapped(item: str, width: int) -> str:
    indent = "  " if item.startswith("- ") else ""
    words = re.sub(r"[ \n]+", " ", item)
    return textwrap.fill(
        words, max(width - 1, 40), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


Units = Mapping[str, tuple[str, str]]  # words of a unit: one, several
_NONE: Final[Units] = {}
_OTHERS: Final = ", d’autres valeurs publiées allant"  # the bounds are not those of the source
SYMBOLS = {"product": " × ", "divide": " ÷ ", "sum": " + ", "max": " ; "}


def word(quantity: Quantity) -> str:
    """Return the French name of a quantity."""
    return QUANTITIES[quantity.name]


_DATES: Final = frozenset({"reference_year", "purchase_year"})


def _with_unit(quantity: Quantity, units: Units, written: Callable[[float], str] = exact) -> str:
    if quantity.name in _DATES:  # 2025, not 2025 years
        return exact(quantity.value)
    return f"{written(quantity.value)} {unit_text(quantity.unit, quantity.value, units)}".rstrip()


def _words(parts: Sequence[Quantity]) -> list[str]:
    """Return the names of parts; alike, they are told apart by where they come from: the agents of each member."""
    names = [word(part) for part in parts]
    return [
        f"{name} ({printable(part.source)})" if part.source and names.count(name) > 1 else name
        for name, part in zip(names, parts, strict=True)
    ]


def _functional_unit(line: Line, tables: Tables) -> Units:
    """Return the words of the functional unit of a service, one then several: « 6 To par an », not « 6 1 TB-year »."""
    known = tables.service_types.get(line.type)
    return {} if known is None or known.unit in UNITS else {known.unit: (one_of(known.unit_fr), known.unit_fr)}


def operation_lines(
    quantity: Quantity, depth: int = 1, told: frozenset[str] = frozenset(), units: Units = _NONE
) -> list[str]:
    """Return a derivation: the operation with its numbers, then each part, but for those told before."""
    pad = "  " * depth
    if not quantity.parts:
        origin = STATUSES[quantity.status] + (f", {printable(quantity.source)}" if quantity.source else "")
        return [f"{pad}{word(quantity)} = {_with_unit(quantity, units)} ({origin})"]
    inside = SYMBOLS[quantity.operation].join(exact(part.value) for part in quantity.parts)
    words = SYMBOLS[quantity.operation].join(_words(quantity.parts))
    if quantity.operation == "max":
        inside, words = f"max({inside})", f"le plus grand de ({words})"
    lines = [f"{pad}{word(quantity)} = {words}", f"{pad}  = {inside} = {_with_unit(quantity, units)}"]
    for part in quantity.parts:
        if part.name not in told:
            lines += operation_lines(part, depth + 1, told, units)
    return lines


def publisher_text(source: Source) -> str:
    """Write who publishes, where the title does not say it already; with what separates it from the licence."""
    return "" if source.publisher_fr in source.title_fr else f"{source.publisher_fr} ; "


def licence_text(source: Source) -> str:
    """Write the licence: « licence non précisée » is not « licence : licence non précisée »."""
    text = source.licence_fr
    return text if text.lower().startswith("licence") else f"licence : {text}"


def factor_lines(factor: Factor, tables: Tables) -> list[str]:
    """Return a factor with its source, place in the source, year and licence."""
    if factor.source == DOSSIER_SOURCE:
        return [f"    facteur {exact(factor.value)} {factor.unit} : valeur du dossier ({printable(factor.locator)})"]
    source = tables.sources[factor.source]
    spread = (
        f"{_OTHERS if factor.bounds == 'others' else ','} de {exact(factor.low)} à {exact(factor.high)}"
        if factor.low is not None and factor.high is not None
        else f", au plus {exact(factor.high)}"
        if factor.bounds == "upper" and factor.high is not None
        else ""
    )
    return [
        f"    facteur {exact(factor.value)} {factor.unit}{spread} : {source.id}, {factor.year}",
        f"      {source.title_fr} ; {publisher_text(source)}{licence_text(source)} ; redistribution {REDISTRIBUTIONS[source.redistribution]}",
        *(
            ["      à la place de la valeur par défaut, que la licence demandée écarte : une autre source"]
            * factor.fallback
        ),
        f"      adresse : {source.url}",
        f"      place exacte, pour un contrôle : factors/{factor.table}, ligne {factor.row}, colonne locator",
        *(f"      {text}" for text in _life_texts(factor, tables)),
    ]


def _ratio_lines(factor: Factor, tables: Tables) -> list[str]:
    """Return a ratio that snr computes (`method.impute`): from which devices, and where its width stands."""
    source, count = tables.sources[factor.source], len(reference_devices(tables))
    return [
        f"    facteur {exact(factor.value)} {factor.unit} : calculé par snr, moyenne géométrique de {count} appareils (factors/{DEDUCTION}), docs/method.md",
        f"      d’après leurs lignes : {source.id}, {factor.year} ; {source.title_fr} ; {publisher_text(source)}{licence_text(source)} ; redistribution {REDISTRIBUTIONS[source.redistribution]}",
        f"      de {exact(factor.low or 0.0)} à {exact(factor.high or 0.0)}, largeur : factors/{factor.table}, ligne {factor.row}, colonne value",
    ]


def _life_texts(factor: Factor, tables: Tables) -> list[str]:
    """Say when the source ends the validity of a row, what it puts in its place, and of which year the euros are."""
    said = [
        factor.valid_until and f"validité : jusqu’au {long_date(factor.valid_until)}, selon la source",
        factor.replaced_by and f"à sa place : {factor.replaced_by}",
    ]
    kind = tables.service_types.get(factor.subject)
    if kind is not None and kind.is_spending:
        if factor.high is not None:
            spread = percent(factor.high / factor.value - 1)
            said.append(f"ratio publié à ± {spread}, lu ainsi : neuf fois sur dix, la vraie valeur va {SPENDING_RANGE}")
        said.append(f"euros de {factor.year} : ceux d’une autre année ne sont pas ramenés à ceux-là")
    return [text for text in said if text]


def explain_line(line: Line, category: str, tables: Tables) -> str:
    """Explain a line of the organisation, a use, or a household line of the territory."""
    entry, units = tables.categories[category], _functional_unit(line, tables)
    out = [f"{line.id} : {printable(line.label)} ({line.type})", f"{entry.label}, en {entry.unit} par an"]
    if line.certainty == "to_confirm":
        out.append("À confirmer : le dossier ne dit pas encore cette ligne sûre (certainty).")
    out.append("")
    if category == "final_energy":
        if line.recipe.electricity is None:
            return "\n".join([*out, f"{titled_term('not_assessed')} : pas de consommation connue."]) + "\n"
        out += [
            "Électricité = échelle × électricité d’une unité",
            *operation_lines(line.scale, units=units),
            *operation_lines(line.recipe.electricity, units=units),
        ]
        total = line.electricity_kwh or 0.0
        out += [
            "",
            f"Résultat = {exact(line.scale.value)} × {exact(line.recipe.electricity.value)} = {exact(total)} {entry.unit}",
        ]
        return "\n".join(out) + "\n"
    terms = [term for term in line.recipe.terms if term.category == category]
    if not terms:
        out.append(f"{titled_term('not_assessed')}.")
    else:
        out += [
            "Formule : pour chaque étape, échelle de la ligne × activité d’une unité × facteur ; puis la somme.",
            "",
            "Échelle de la ligne",
            *operation_lines(line.scale, units=units),
        ]
    shown: dict[int, str] = {}
    for impact in terms:
        stage = STAGES[impact.stage]
        out += ["", f"Étape : {stage}"]
        if id(impact.amount) in shown:
            out.append(
                f"    {word(impact.amount)} = {_with_unit(impact.amount, units)} (voir {shown[id(impact.amount)]})"
            )
        else:
            out += operation_lines(impact.amount, 2, units=units)
            shown[id(impact.amount)] = stage
        out += (_ratio_lines if impact.stage == DEDUCED else factor_lines)(impact.factor, tables)
        out.append(
            f"    {exact(line.scale.value)} × {exact(impact.amount.value)} × {exact(impact.factor.value)} = {exact(line.scale.value * impact.amount.value * impact.factor.value)} {entry.unit}"
        )
    missing = [gap for gap in line.recipe.gaps if gap.category == category]
    if missing:
        out += [
            "",
            f"{titled_term('not_assessed')} :",
            *(f"  - {STAGES[gap.stage]} : {gap_text(gap)}" for gap in missing),
        ]
    total_value = line.total(category)
    if terms and total_value is not None:
        parts = " + ".join(exact(line.scale.value * term.amount.value * term.factor.value) for term in terms)
        out += ["", f"Résultat = {parts} = {exact(total_value)} {entry.unit}"]
    return "\n".join(out) + "\n"


def explain_group(label: str, inside: Sequence[Line], total: float | None, category: str, tables: Tables) -> str:
    """Explain a group of the organisation, under the name that the screen gives it: its lines, the heaviest first."""
    ordered = sorted(inside, key=lambda line: (-(_value(line, category) or 0.0), line.id))
    text = _explain_sum(f"{label} : groupe de l’organisation, compté par ses lignes", ordered, category, tables)
    known = fsum(_value(line, category) or 0.0 for line in inside)
    return text + (f"Soit {percent(known / total)} de ce qui est évalué (total)\n" if total and known else "")


def explain_room(name: str, inside: Sequence[Line], category: str, tables: Tables) -> str:
    """Explain a server room without a meter: it weighs through what is in it."""
    # lines of a room are pooled by the same key, but for those that have their own
    shares = {id(line): share for line in inside if (share := _pooled_share(line.scale)) is not None}
    told: dict[str, Quantity] = {}
    for share in shares.values():
        told.setdefault("\n".join(operation_lines(share)), share)
    return _explain_sum(f"{name} : salle serveurs, comptée par ses équipements", inside, category, tables, told)


def _value(line: Line, category: str) -> float | None:
    return line.electricity_kwh if category == "final_energy" else line.total(category)


def _explain_sum(head: str, inside: Sequence[Line], category: str, tables: Tables, shares: Iterable[str] = ()) -> str:
    """Write the value of each line, the shares that are taken of them, then the sum of those that are assessed."""
    entry = tables.categories[category]
    values = {line.id: _value(line, category) for line in inside}
    out = [
        head,
        f"{entry.label}, en {entry.unit} par an",
        "",
        "Somme de ce qu’elle contient (snr explain donne le détail de chacun) :",
        *(
            f"  {line_id} : {term('not_assessed') if value is None else exact(value)}"
            for line_id, value in values.items()
        ),
    ]
    for lines in shares:
        out += ["", "Part retenue", *lines.split("\n")]
    known = [value for value in values.values() if value is not None]
    out += ["", f"Résultat = {exact(fsum(known))} {entry.unit}" if known else f"Résultat : {term('not_assessed')}"]
    return "\n".join(out) + "\n"


def _pooled_share(scale: Quantity) -> Quantity | None:
    """Return the share that a part takes of a line, somewhere in its derivation."""
    if scale.name == "pooled_share":
        return scale
    return next((quantity for part in scale.parts if (quantity := _pooled_share(part)) is not None), None)


def rows_behind(line_id: str, imported: "Iterable[Imported]") -> str:
    """Name the rows of an inventory that a line stands for; empty for a line typed by hand."""
    out = [
        f"  {printable(trace.file)}, {export.inventory.where(trace.file, trace.lines)}"
        for export in imported
        for trace in export.traces.get(line_id, ())
    ]
    return "\n".join(["", "Rangs de l’inventaire", *out]) + "\n" if out else ""


def explain_estimate(name: str, estimate: Estimate, tables: Tables) -> str:
    """Explain a total, a tier, a stage or a view of the territory."""
    out = [f"territoire, {name}", "", *operation_lines(estimate.quantity)]
    for name_of_source in sorted(sources(estimate.quantity) & set(tables.sources)):
        entry = tables.sources[name_of_source]
        out += [
            "",
            f"  {entry.id} : {entry.title_fr} ; {publisher_text(entry)}{entry.year} ; {licence_text(entry)} ; redistribution {REDISTRIBUTIONS[entry.redistribution]}",
        ]
    if estimate.low is not None and estimate.high is not None:
        out += [
            "",
            f"  Bornes {'de la dérivation' if name == 'france_only' else 'publiées'} : de {exact(estimate.low)} à {exact(estimate.high)} {estimate.unit}",
        ]
    if name == "france_only":
        out += ["", "  Chiffre dérivé, non publié : la consommation moins les centres de données à l’étranger."]
    return "\n".join([*out, "", f"Résultat = {exact(estimate.value)} {estimate.unit}"]) + "\n"


def _deduced(line: Line, category: str) -> str:
    part = line.stages(category).get(DEDUCED)
    return "" if part is None else f", dont {exact(part)} déduit {OF_CLIMATE}"


def explain_total(result: Assessment, category: str, tables: Tables) -> str:
    """Explain the organisation's total: the sum of its lines."""
    entry = tables.categories[category]
    lines = [(line, _value(line, category)) for line in result.organisation.lines]
    known = [(line, value) for line, value in lines if value is not None]
    deduced = any(category in line.recipe.deduced for line, _ in known)
    missing = [line.id for line, value in lines if value is None]
    judged = judged_organisation(result, tables, ()).sums.get(category)
    if judged is None or judged.value is None:
        said = f"Résultat : {FIGURE_STATES[judged.state] if judged is not None else NOT_ASSESSED}"
    else:
        parts = (f"{exact(judged.value)} {entry.unit}", deduced_note(judged), partial_text(judged.extent))
        said = f"Résultat = {', '.join(filter(None, parts))}"
    note = estimated_note(estimated_share(result.organisation.lines))
    out = [
        f"organisation, total : {entry.label}, en {entry.unit} par an",
        "",
        f"Somme des lignes évaluées{f'{OR_DEDUCED}es' if deduced else ''} (un total arrondi ne se somme qu’à la fin) :",
        *(
            f"  {line.id}{' (nombre estimé)' if line.quality == STATUS else ''} : {exact(value)}{_deduced(line, category)}"
            for line, value in known
        ),
        *(["", f"Lignes {term('not_assessed', 2, feminine=True)} : {together(missing)}"] if missing else []),
        *("", said),
        *([f"Changement climatique : {note}."] if note else []),
    ]
    return "\n".join(out) + "\n"


def explain_virtual(carrier: Carrier, view: VirtualView, category: str, tables: Tables) -> str:
    """Explain a virtual machine (its shares of the host) or an application (its shares of machines and services)."""
    entry = tables.categories[category]
    out = [f"{carrier.id} : {printable(carrier.label)}", f"{entry.label}, en {entry.unit} par an", ""]
    if isinstance(carrier, MachineCarrier):
        host = next(host for host in view.hosts if host.id == carrier.host)
        out += [
            f"Machine virtuelle de l’hôte {host.id}, réparti par : {ALLOCATIONS[host.allocation]}",
            *_basis(carrier),
        ]
    elif isinstance(carrier, ApplicationCarrier):
        out.append(
            "Application, somme de ses parts de machines et de services (snr explain donne le détail de chacun) :"
        )
        carriers = {each.id: each for each in (*view.machines, *view.services)}
        for name, share in carrier.members:
            value = carriers[name].total(category)
            shown = (
                term("not_assessed") if value is None else f"{exact(share)} × {exact(value)} = {exact(share * value)}"
            )
            out.append(f"  {name} : {shown}")
    out += ["", "Étape : part × impact de la ligne qui porte"]
    for line, shares in carrier.parts:
        for stage, value in _stages(line, category).items():
            carried = shares.of(stage) * value
            out.append(f"  {line.id}, {STAGES[stage]} : {exact(shares.of(stage))} × {exact(value)} = {exact(carried)}")
    total = carrier.total(category)
    out += ["", f"Résultat : {term('not_assessed')}" if total is None else f"Résultat = {exact(total)} {entry.unit}"]
    if carrier.covers(category) == "partial":
        out.append("Minimum : une étape au moins d’une ligne qui porte n’est pas évaluée.")
    return "\n".join(out) + "\n"


def _basis(machine: MachineCarrier) -> list[str]:
    """Explain the shares of a machine: those of each resource once, then how each moment weighs them."""
    if not machine.basis:
        return [f"Parts {term('not_assessed', 2, feminine=True)} : {REMAINDERS['closed_licence']}."]
    made, moved, used = (machine.basis[moment] for moment in ("manufacturing", "distribution", "use"))
    if made is used:
        return ["Part, à toutes les étapes :", *operation_lines(made)]
    resources = [weighted.parts[1] for weighted in made.parts]
    told = frozenset(share.name for share in resources)
    return [
        "Parts des ressources réservées :",
        *(line for share in resources for line in operation_lines(share)),
        "Part, fabrication et fin de vie :",
        *operation_lines(made, told=told),
        "Part, transport :",
        *operation_lines(moved, told=told),
        "Part, utilisation :",
        *operation_lines(used, told=told),
    ]


def _stages(line: Line, category: str) -> dict[str, float]:
    if category == "final_energy":
        return {} if line.electricity_kwh is None else {"use": line.electricity_kwh}
    return line.stages(category)


def virtual_targets(result: Assessment) -> dict[str, Carrier]:
    """Return the machines and applications that can be explained, by id."""
    view = result.virtual
    return {} if view is None else {carrier.id: carrier for carrier in (*view.machines, *view.applications)}


def targets(result: Assessment) -> dict[str, Line | Estimate | str]:
    """Return everything that can be explained, by the name to give on the command line."""
    by_name: dict[str, Line | Estimate | str] = {"total": "total"}
    for line in (*result.organisation.lines, *result.organisation.public_lines, *result.territory.household_lines):
        by_name[line.id] = line
    for use in result.uses:
        by_name.setdefault(use.id, use.line)
    return by_name


def territory_targets(result: Assessment, category: str) -> dict[str, Estimate]:
    """Return the figures of the territory that can be explained, by name."""
    territory = result.territory
    by_name: dict[str, Estimate] = {}
    if category in territory.totals:
        by_name["territory"] = territory.totals[category]
    for tier, values in (*territory.by_tier.items(), *territory.tier_stages.items()):
        if category in values:
            by_name[f"territory.{tier}"] = values[category]
    if category == CLIMATE and "france_only" in territory.views:
        by_name["territory.france_only"] = territory.views["france_only"]
    return by_name


# Where the verdict of an objective comes from: its figures, what is not sure in them, and the objective in every world.


def explain_objective(outcome: Outcome, reference_year: int) -> str:
    """Explain an objective: where it starts from, the target, the forecast, then the verdict and each world behind it."""
    judged, unit = objective_verdict(outcome), outcome.unit
    values = (
        (f"Départ ({outcome.from_year or reference_year})", outcome.reference),
        (f"Cible ({outcome.by_year})" if outcome.by_year else "Cible", outcome.target),
        ("Prévu" if judged.led else "Valeur", outcome.projected),
    )
    out = [f"objectif {outcome.id} : {printable(outcome.title)}", ""]
    out += [f"  {name} : {amount_text(value, unit)}" for name, value in values if value is not None]
    if judged.gap_bounds is not None:
        low, high = judged.gap_bounds
        out.append(f"  Écart à la cible : de {amount_text(low, unit)} à {amount_text(high, unit)}, {ONE_SOURCE}")
    out += [f"  {sentence}" for sentence in base_sentences(outcome, reference_year) if sentence]
    if outcome.worlds:
        out += ["", "L’objectif quand une chose douteuse est autre, une à la fois (départ et prévision recalculés) :"]
        out += [f"  {world_sentence(world, unit, amount_text)}" for world in outcome.worlds]
    why = OBJECTIVE_WHYS[outcome.why] if outcome.why else ""
    said = (f"{text[:1].upper()}{text[1:]}." for text in (verdict_sentence(judged, amount_text), why) if text)
    return "\n".join([*out, "", f"Verdict = {verdict(judged)}", *said]) + "\n"


# The same as records, for who shows them otherwise than as a text; numbers are written as they are read.

_GROUPED: Final = 1000


def figure_record(name: str, result: Assessment, tables: Tables) -> dict[str, Any]:
    """Explain a line, the total or an estimate of the territory, in climate change; empty when there is no such figure."""
    found = targets(result).get(name) or territory_targets(result, CLIMATE).get(name)
    if isinstance(found, Line):
        return _line_record(found, tables)
    if isinstance(found, Estimate):
        bounds = f", de {_read(found.low)} à {_read(found.high)}" if found.low and found.high else ""
        names = sorted(sources(found.quantity) & set(tables.sources))
        return {
            "title": "Estimation du territoire",
            "numbers": [_number_record(found.quantity, tables)],
            "sources": [_source_record(tables.sources[each], "") for each in names],
            "result": f"{_read(found.value)} {found.unit}{bounds}",
        }
    judged = judged_organisation(result, tables, ()).sums.get(CLIMATE)
    total = term("not_assessed")
    if judged is not None and judged.value is not None:
        parts = (f"{_read(judged.value)} {tables.categories[CLIMATE].unit}", partial_text(judged.extent))
        total = ", ".join(filter(None, parts))
    heaviest = sorted(result.organisation.lines, key=lambda line: -(line.total(CLIMATE) or 0.0))
    lines = [(line.label or line.id, line.total(CLIMATE)) for line in heaviest]
    return (
        {}
        if found is None
        else {
            "title": "Organisation",
            "formula": "la somme des lignes évaluées, que l’on n’arrondit qu’à la fin",
            "sums": [f"{label} : {_read(kg)}" for label, kg in lines if kg is not None],
            "missing": [label for label, kg in lines if kg is None],
            "result": total,
        }
    )


def _line_record(line: Line, tables: Tables) -> dict[str, Any]:
    unit, units, scale = tables.categories[CLIMATE].unit, _functional_unit(line, tables), line.scale.value
    steps = [
        {
            "title": STAGES[each.stage],
            "amount": _number_record(each.amount, tables, units),
            "source": _factor_record(each.factor, tables),
            "numbers": f"{' × '.join(map(_read, (scale, each.amount.value, each.factor.value)))} = "
            f"{_read(scale * each.amount.value * each.factor.value)} {unit}",
        }
        for each in line.recipe.terms
        if each.category == CLIMATE
    ]
    total = line.total(CLIMATE)
    return {
        "title": printable(line.label or line.id),
        "formula": "pour chaque étape, échelle de la ligne × activité d’une unité × facteur ; puis la somme",
        "numbers": [_number_record(line.scale, tables, units)],
        "steps": steps,
        "missing": [f"{STAGES[gap.stage]} : {gap_text(gap)}" for gap in line.recipe.gaps if gap.category == CLIMATE],
        "result": term("not_assessed") if total is None else f"{_read(total)} {unit}",
    }


def _read(value: float) -> str:
    """Write a number as it is read: six figures of a small one, the thousands of a large one grouped."""
    return number(round(value)) if abs(value) >= _GROUPED else exact(float(f"{value:.6g}"))


def _number_record(quantity: Quantity, tables: Tables, units: Units = _NONE) -> dict[str, Any]:
    known, symbol = tables.sources.get(quantity.source), SYMBOLS.get(quantity.operation, "")
    source = printable(quantity.source) if known is None else known.title_fr
    return {
        "name": word(quantity),
        "text": _with_unit(quantity, units, _read),
        "origin": "" if quantity.parts else ", ".join(filter(None, (STATUSES[quantity.status], source))),
        "formula": symbol.join(_words(quantity.parts)),
        "numbers": symbol.join(_read(part.value) for part in quantity.parts),
        "parts": [_number_record(part, tables, units) for part in quantity.parts],
    }


def _factor_record(factor: Factor, tables: Tables) -> dict[str, Any]:
    value = f"{_read(factor.value)} {factor.unit}"
    if factor.source == DOSSIER_SOURCE:
        title = f"valeur du dossier ({printable(factor.locator)})"
        return {"value": value, "title": title, "licence": "", "address": "", "notes": []}
    spread = f", de {_read(factor.low)} à {_read(factor.high)}" if factor.low and factor.high else ""
    return _source_record(tables.sources[factor.source], value + spread) | {"notes": _life_texts(factor, tables)}


def _source_record(source: Source, value: str) -> dict[str, Any]:
    return {
        "value": value,
        "title": f"{source.title_fr} ; {publisher_text(source)}{source.year}",
        "licence": f"{licence_text(source)} ; redistribution {REDISTRIBUTIONS[source.redistribution]}",
        "address": source.url,
        "notes": [],
    }
