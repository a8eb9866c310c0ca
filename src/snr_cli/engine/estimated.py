"""What rests on an estimate: the lines that `method.estimate` draws from head counts, and their share of any part; or on a line to confirm."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.context import Context
from snr_cli.engine.equipment import EquipmentRecipes
from snr_cli.engine.records import CLIMATE, DEDUCED, Assessment, Fact, Line, Organisation, Quantity, product
from snr_cli.engine.services import ServiceRecipes
from snr_cli.model.dossier import ESTIMATE_KINDS, Dossier, Equipment, Estimated, Service, Telework
from snr_cli.model.grouped import in_groups

STATUS: Final = "estimated"  # the quality of an estimated line, and the status that its label carries


_PAPER: Final = "paper"  # the one that is a service
_PRINTING: Final = "printing"  # the group of services that are paper
_BOXES: Final = "telework_boxes"
BOX_TYPE: Final = ESTIMATE_KINDS[_BOXES].lines[0].type
SERVICES_MADE: Final = tuple(line.type for line in ESTIMATE_KINDS[_PAPER].lines)
TYPES: Final = tuple(line.type for name, kind in ESTIMATE_KINDS.items() if name != _PAPER for line in kind.lines)


def estimated_lines(
    dossier: Dossier,
    recipes: EquipmentRecipes,
    services: ServiceRecipes,
    facts: Mapping[str, Fact],
    context: Context,
    given: Collection[Line],
) -> list[Line]:
    """Return the lines asked for in `method.estimate`, from head counts; each in a quality class of its own.

    Nothing is estimated beside a given line of the same kind: that would count it twice. The label says the status.

    Args:
        dossier: it says what is asked for, and its services.
        recipes: makes the lines of equipment.
        services: makes those of services.
        facts: the head counts.
        context: receives the notices.
        given: the lines of equipment of the dossier.
    """
    used = {service.type for service in dossier.services}
    groups = (known.group for known in context.catalog.tables.service_types.values() if known.id in used)
    present = {
        *(name for line in given for name in (line.type, line.group, line.inventory_group, line.role)),
        *({_PAPER} if _PRINTING in groups else ()),
    }
    lines: list[Line] = []
    from_all: list[str] = []
    for name in dossier.method.estimate:
        kind = ESTIMATE_KINDS[name]
        if kind.guard in present:
            context.say("estimate_skipped", name)
            continue
        if name == _BOXES:
            made = _boxes(facts)
        else:
            agents, ratio = _agents(facts), _ratio(kind.parameter, context)
            shares = [context.parameter(line.share) for line in kind.lines if line.share]
            known = agents is not None and ratio is not None and None not in shares
            made = _counted(name, agents, ratio, context) if known and agents and ratio else []
            if made and agents is not None and agents.name == "agents_total":
                from_all.append(name)
        if not made:
            context.say("estimate_impossible", name)
        lines += [
            _line(services.line(item) if isinstance(item, Service) else recipes.line(item), scale, context)
            for item, scale in made
        ]
    if from_all:
        context.say("estimated_from_all_agents", agents=int(facts["agents_total"].value), estimates=tuple(from_all))
    return lines


def deduced_shares(organisation: Organisation) -> dict[str, float]:
    """Return, by category, the share of a sum that is deduced from climate change (`method.impute`); a category without any is absent."""
    if not any(line.recipe.deduced for line in organisation.lines):
        return {}
    deduced = organisation.by_stage.get(DEDUCED, {})
    return {name: deduced[name] / whole for name, whole in organisation.totals.items() if deduced.get(name)}


def as_inventoried(dossier: Dossier, result: Assessment) -> Dossier:
    """Return a dossier whose inventory holds its estimated lines, on which actions act as on the others; itself when it has none.

    Args:
        dossier: the dossier, inventories read.
        result: its assessment.
    """
    made = [line for line in result.organisation.lines if line.quality == STATUS]
    if not dossier.method.estimate or not made:
        return dossier
    days = _days_at_home(result.facts)
    at_home = None if days is None else Telework.model_construct(days_per_year=days)
    equipment: list[Equipment] = []
    services: list[Service] = []
    for line in made:
        if line.type in SERVICES_MADE:
            services.append(Service.model_construct(id=line.id, type=line.type, quantity=line.quantity))
        else:
            telework = at_home if line.type == BOX_TYPE else None
            equipment.append(
                Equipment.model_construct(id=line.id, type=line.type, quantity=line.quantity, telework=telework)
            )
    return dossier.model_copy(
        update={
            "equipment": (*dossier.equipment, *equipment),
            "services": (*dossier.services, *services),
            "method": dossier.method.model_copy(update={"estimate": ()}),
        }
    )


def estimate_of(line: Line) -> str:
    """Return what was asked for that made an estimated line."""
    asked = line.id.rpartition("estimated-")[2]  # after the member of a group
    return next((name for name in ESTIMATE_KINDS if asked == name or asked.startswith(f"{name}-")), asked)


def head_count_alone(dossier: Dossier, facts: Mapping[str, Fact], context: Context) -> None:
    """Say that an order of magnitude can be had from agents, when the dossier has them and no equipment at all."""
    agents = _agents(facts)
    if agents is not None and agents.value and not dossier.equipment and not dossier.method.estimate:
        context.say(
            "head_count_alone",
            agents=int(agents.value),
            asked=", ".join(name for name, kind in ESTIMATE_KINDS.items() if kind.parameter),
        )


def estimated_share(lines: Iterable[Line], category: str = CLIMATE) -> float:
    """Return the share of lines that rests on an estimate, from 0 to 1: by impact, or by number when none is assessed."""
    return _share(lines, lambda line: line.quality == STATUS, category)


def _share(lines: Iterable[Line], wanted: Callable[[Line], bool], category: str) -> float:
    every = list(lines)
    if not any(map(wanted, every)):  # of most dossiers, whatever weighs
        return 0.0
    weights = [abs(line.total(category) or 0.0) for line in every]
    if not fsum(weights):
        weights = [1.0] * len(every)
    whole = fsum(weights)
    part = fsum(weight for line, weight in zip(every, weights, strict=True) if wanted(line))
    return part / whole if whole else 0.0


class ToConfirm(NamedTuple):
    """The lines « à confirmer » of an organisation, and the share of its footprint that rests on them: None when it is not assessed."""

    lines: int
    share: float | None


def left_to_confirm(organisation: Organisation) -> ToConfirm:
    """Count the lines to confirm; those of what the public uses weigh nothing here."""
    count = sum(line.certainty == "to_confirm" for line in (*organisation.lines, *organisation.public_lines))
    share = _share(organisation.lines, lambda line: line.certainty == "to_confirm", CLIMATE)
    return ToConfirm(count, share if CLIMATE in organisation.totals else None)


def estimated_shares(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, float]:
    """Return, by key, the share that rests on an estimate."""
    parts = in_groups((key(line), line) for line in lines)
    return {name: estimated_share(members) for name, members in parts.items()}


def estimated_stages(lines: Iterable[Line]) -> dict[str, float]:
    """Return, by stage of the life cycle, the share that rests on an estimate."""
    whole: dict[str, list[float]] = {}
    part: dict[str, list[float]] = {}
    for line in lines:
        for stage, value in line.stages(CLIMATE).items():
            whole.setdefault(stage, []).append(abs(value))
            if line.quality == STATUS:
                part.setdefault(stage, []).append(abs(value))
    return {
        stage: fsum(part.get(stage, ())) / total if (total := fsum(values)) else 0.0 for stage, values in whole.items()
    }


def _agents(facts: Mapping[str, Fact]) -> Quantity | None:
    """Return the head count that ratios apply to: equipped agents, else all of them; its name says which."""
    for name in ("agents_equipped", "agents_total"):
        if name in facts:
            return Quantity(name, float(facts[name].value), "agent", facts[name].status, facts[name].source)
    return None


def _ratio(parameter: str, context: Context) -> Quantity | None:
    """Return a ratio by agent; its bounds, where sources give them, are what its interval is made of."""
    quantity, row = context.parameter(parameter), context.catalog.parameters.get(parameter)
    low, high = (context.parameter(f"{parameter}_{side}") for side in ("low", "high"))
    if quantity is None or row is None or low is None or high is None:
        return quantity
    return replace(quantity, row=row._replace(low=low.value, high=high.value, bounds="partial"))


def _counted(
    name: Estimated, agents: Quantity, ratio: Quantity, context: Context
) -> list[tuple[Equipment | Service, Quantity]]:
    """Return the equipment or the service that a ratio by agent makes, each with its derivation."""
    made: list[tuple[Equipment | Service, Quantity]] = []
    for line in ESTIMATE_KINDS[name].lines:
        part = context.parameter(line.share) if line.share else None
        scale = product(
            "estimated_quantity", "kg" if name == _PAPER else "unit", agents, ratio, *((part,) if part else ())
        )
        kind = Service if name == _PAPER else Equipment
        made.append((kind.model_construct(id=line.id, type=line.type, quantity=scale.value), scale))
    return made


def _boxes(facts: Mapping[str, Fact]) -> list[tuple[Equipment | Service, Quantity]]:
    """Return one internet box for each teleworker, for the days worked at home."""
    people, days = facts.get("agents_teleworkers"), _days_at_home(facts)
    if people is None or days is None:
        return []
    telework = Telework.model_construct(days_per_year=days)
    quantity = float(people.value)
    (line,) = ESTIMATE_KINDS[_BOXES].lines
    box = Equipment.model_construct(id=line.id, type=line.type, quantity=quantity, telework=telework)
    return [(box, Quantity("teleworkers", quantity, "agent", "given"))]


def _days_at_home(facts: Mapping[str, Fact]) -> float | None:
    days = facts.get("agents_telework_days_per_year")
    return None if days is None else float(days.value)


def _line(line: Line, scale: Quantity, context: Context) -> Line:
    status = context.catalog.tables.vocabulary["line_statuses"][STATUS]["label_fr"]
    return line._replace(
        label=f"{line.label} ({status})",
        kind="estimate",
        quality=STATUS,
        quantity=scale.value,
        scale=line.scale if "flux" in context.options and line.kind == "equipment" else scale,
    )
