"""Small hostile dossiers, drawn from axes, and the few of them that hold every pair, or every triple, of their values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any, Final

import yaml

Choice = Mapping[str, str]  # axis → value
Written = Mapping[str, Any]  # the data of a dossier

AXES: Final[Mapping[str, Sequence[str]]] = {
    "effect": ("lifetime", "quantity", "refurbished", "removal", "spending"),
    "basis": ("inventoried", "estimated", "euros", "mixed"),
    "start": ("year", "carried", "typed", "none"),
    "body": ("commune", "epci", "departement", "group"),
    "objective": ("climate", "electricity", "households", "indicator"),
    "cut": ("near", "half", "far", "zero"),
    "proof": ("none", "missing", "given"),
    "status": ("planned", "done", "idea"),
    "coverage": ("whole", "half"),
    "lifetime": ("given", "default"),
}
BODIES: Final[Mapping[str, Written]] = {
    "commune": {
        "kind": "commune",
        "population": {"totale": 900, "municipale": 880, "year": 2022},
        "households": 390,
        "agents": {"total": 14, "equipped": 12},
    },
    "epci": {
        "kind": "communaute_agglomeration",
        "population": {"totale": 60_000, "municipale": 59_000, "year": 2022},
        "households": 27_000,
        "agents": {"total": 700, "equipped": 600},
    },
    "departement": {
        "kind": "departement",
        "population": {"totale": 520_000, "municipale": 510_000, "year": 2022},
        "households": 230_000,
        "agents": {"total": 3000, "equipped": 2500},
    },
}
YEAR: Final = 2025  # of the inventory; a carried one is opened the year after
AIMED: Final = 2030
AIM: Final = "visee"
NEAR: Final = {"near": 0.97, "half": 0.5}  # of what the plan obtains
_CATEGORIES: Final = {"climate": "climate_change", "electricity": "final_energy", "households": "climate_change"}


def dossier(choice: Choice, target: Written | None = None) -> dict[str, Any]:
    """Return the data of a dossier.

    Args:
        choice: a value of each axis.
        target: what its objective aims at; a tenth less without any.
    """
    body = "epci" if choice["body"] == "group" else choice["body"]
    territory = {"name": "Exemple", "department": "33", "fictitious": True, **BODIES[body]}
    computers = territory["agents"]["equipped"]
    data: dict[str, Any] = {"snr": 1, "reference_year": YEAR, "territory": territory}
    equipment, services = _lines(choice, computers)
    if choice["basis"] in ("estimated", "mixed"):
        data["method"] = {"name": "rcp-si", "estimate": ["monitors", *(["computers", "paper"] * _only(choice))]}
        if choice["lifetime"] == "given":
            lives = {"laptop": 5, "desktop_professional": 5, "monitor": 6}
            data["method"]["lifetimes"] = {kind: {"years": years, "source": "Parc"} for kind, years in lives.items()}
    if choice["body"] == "group":
        data |= {"members": [{"path": "communes/petite"}], "shared": _shared(equipment, services)}
    data |= {"equipment": equipment, "services": services, "actions": list(_actions(choice))}
    if choice["objective"] == "indicator":
        data["indicators"] = [{"id": "I-53"}]
    return data | {"objectives": [_objective(choice, target)]}


def member() -> dict[str, Any]:
    """Return the data of a commune that is part of a group."""
    line = {"id": "portables", "type": "laptop", "quantity": 20, "lifetime_years": 5, "lifetime_source": "Parc"}
    territory = {"name": "Petite", "kind": "commune", "department": "33", "agents": {"total": 30, "equipped": 20}}
    return {"snr": 1, "reference_year": YEAR, "territory": territory, "equipment": [line]}


def write(data: Written, folder: Path) -> Path:
    """Write a dossier, and the member that it names, in a folder; return its file."""
    for path, each in ((folder, data), *((folder / one["path"], member()) for one in data.get("members", ()))):
        path.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(dict(each), Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (path / "territory.yaml").write_text(text, encoding="utf-8")
    return folder / "territory.yaml"


class _Plain(yaml.CSafeDumper):
    """What is written twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _only(choice: Choice) -> bool:
    return choice["basis"] == "estimated"


def _lines(choice: Choice, computers: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines of equipment and of services."""
    equipment: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    if choice["basis"] in ("inventoried", "mixed"):
        line = {"id": "portables", "type": "laptop", "quantity": computers, "kwh_per_year": 40}
        if choice["lifetime"] == "given":
            line |= {"lifetime_years": 5, "lifetime_source": "Parc"}
        equipment.append(line | _reused(choice))
    if choice["basis"] == "inventoried":
        screens = {"id": "ecrans", "type": "monitor", "quantity": 2 * computers}
        if choice["lifetime"] == "given":
            screens |= {"lifetime_years": 6, "lifetime_source": "Parc"}
        equipment.append(screens)
        services.append({"id": "papier", "type": "paper_kg", "quantity": 8 * computers})
    if choice["basis"] in ("euros", "mixed") or choice["effect"] == "spending":
        services.append({"id": "prestations", "type": "spend_it_services_keur", "quantity": computers / 2})
    if choice["effect"] == "removal":
        equipment.append({"id": "onduleurs", "type": "ups", "quantity": 30})
    if choice["coverage"] == "half":
        known = 4 if _only(choice) else len(equipment) + len(services)
        unknown = [kind for kind in _silent() if kind != "ups"][: known + 1]
        equipment += [{"id": f"inconnu-{rank}", "type": kind, "quantity": 9} for rank, kind in enumerate(unknown)]
    return equipment, services


@cache
def _silent() -> tuple[str, ...]:
    """Return the types that the catalogue knows and that nothing weighs."""
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.catalog.tables import EQUIPMENT

    tables = shipped_tables()
    weighed = {factor.subject for factor in tables.factors(EQUIPMENT)}
    return tuple(sorted(set(tables.equipment_types) - weighed))


def _reused(choice: Choice) -> dict[str, Any]:
    if choice["proof"] == "none":
        return {}
    proof = {"upstream_source": "factures du reconditionneur"} if choice["proof"] == "given" else {}
    return {"refurbished_share": 0.4, "upstream_years": 3, **proof}


def _shared(equipment: Sequence[Written], services: Sequence[Written]) -> list[dict[str, Any]]:
    line = (*services, *equipment)[0]["id"] if services or equipment else None
    return [{"line": line, "key": "agents"}] if line else []


def _actions(choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield the action of the axes, then what goes with it: paper where there is, phones where they are aimed at, training."""
    laptops = {"on": {"type": "laptop"}}
    effects: dict[str, dict[str, Any]] = {
        "lifetime": laptops | {"lifetime_years": 7},
        "quantity": {"on": {"everything": True} if choice["basis"] == "euros" else {"type": "laptop"}}
        | {"quantity_change_percent": -20},
        "refurbished": laptops
        | {"refurbished_share": 0.8, "upstream_years": 3}
        | ({"upstream_source": "marché"} if choice["proof"] == "given" else {}),
        "removal": {"on": {"type": "ups"}, "quantity": 0},
        "spending": {"on": {"line": "prestations"}, "quantity_change_percent": -30},
    }
    titles = {
        "lifetime": "Garder les portables sept ans",
        "quantity": "Acheter moins",
        "refurbished": "Acheter reconditionné",
        "removal": "Retirer 30 onduleurs",
        "spending": "Dépenser moins",
    }
    done = choice["status"] == "done"
    years = {"start": 2023, "full": 2023} if done else {"start": YEAR + 2, "full": YEAR + 3}
    name = choice["effect"]
    first = {"id": "a1", "title": titles[name], "themes": [2], "status": choice["status"], "schedule": years}
    yield first | {"effects": [effects[name]], "objectives": [AIM]}
    later = {"themes": [3], "status": "planned", "schedule": {"start": YEAR + 2, "full": YEAR + 2}}
    if choice["basis"] in ("inventoried", "estimated"):
        less = {"on": {"type": "paper_kg"}, "quantity_change_percent": -30}
        yield {"id": "a2", "title": "Imprimer moins", **later, "effects": [less]}
    if choice["objective"] == "households":
        longer = {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4, "share": 0.5}
        yield {"id": "a3", "title": "Faire durer les téléphones", **later, "effects": [longer]}
    yield {"id": "a4", "title": "Former les agents", **later}


def _objective(choice: Choice, target: Written | None) -> dict[str, Any]:
    """Return the objective of a dossier; the indicator is that of the climate footprint, in tonnes."""
    found: dict[str, Any] = {"id": AIM, "title": "Notre objectif", "perimeter": "organisation", "by": AIMED}
    if choice["objective"] == "indicator":
        found |= {"indicators": ["I-53"]}
    else:
        found |= {"category": _CATEGORIES[choice["objective"]]}
    if choice["objective"] == "households":
        found |= {"perimeter": "territory", "measured_on": "bottom_up"}
    found["from"] = YEAR if choice["start"] in ("year", "carried") else 2020
    if choice["start"] == "typed":
        found |= {"baseline": 200_000, "baseline_from": {"tool": "Autre outil"}}
    reductions = {"far": 0.9, "zero": 0.0}
    aimed: Written = {"reduction": reductions.get(choice["cut"], 0.1)}
    if choice["objective"] == "indicator":
        aimed = {"target": 0 if choice["cut"] == "far" else 1_000_000}
    return found | dict(target or aimed)


def target_at(choice: Choice, planned: Written) -> dict[str, float] | None:
    """Return the target that is a part of what a plan obtains, from the JSON of the plan; None where it obtains nothing to share."""
    part = NEAR.get(choice["cut"])
    (found,) = planned["objectives"]
    start, end = found["reference"], found["projected"]
    if part is None or not start or end is None:
        return None
    if choice["objective"] == "indicator":
        return {"target": start + part * (end - start)}
    return {"reduction": max(0.0, part * (1 - end / start))}


# --- the few that hold every pair, or every triple -------------------------------------------------------------------------

Group = frozenset[tuple[int, str]]  # values of some axes, by their rank


@cache
def covering(strength: int, most: int) -> tuple[Choice, ...]:
    """Return `most` choices that hold each group of `strength` values of as many axes, or as many groups as they can.

    Each time, the choice is built from a group that is not held yet, one axis after the other, by the value that adds the most groups;
    once all are held, they are all to be held again. The same choices at each run.
    """
    left: dict[Group, None] = {}
    rows: list[dict[int, str]] = []
    while len(rows) < most:
        left = left or dict.fromkeys(groups(strength))
        starts = [group for rank, group in enumerate(left) if rank % max(1, len(left) // 6) == 0]
        row = max(
            (_completed(dict(group), left, strength, len(rows)) for group in starts), key=lambda each: _held(each, left)
        )
        for group in combinations(sorted(row.items()), strength):
            left.pop(frozenset(group), None)
        rows.append(row)
    names = list(AXES)
    return tuple({names[rank]: value for rank, value in sorted(row.items())} for row in rows)


def groups(strength: int) -> Iterator[Group]:
    """Yield each group of values of `strength` axes."""
    every = [[(rank, value) for value in values] for rank, values in enumerate(AXES.values())]
    for axes in combinations(every, strength):
        yield from (frozenset(group) for group in product(*axes))


def held(choices: Iterable[Choice], strength: int) -> int:
    """Return how many groups choices hold."""
    names = list(AXES)
    rows = ([(names.index(axis), value) for axis, value in choice.items()] for choice in choices)
    return len({frozenset(group) for row in rows for group in combinations(sorted(row), strength)})


def _completed(row: dict[int, str], left: Mapping[Group, None], strength: int, turns: int) -> dict[int, str]:
    for rank, values in enumerate(AXES.values()):
        if rank in row:
            continue
        rest = list(combinations(sorted(row.items()), strength - 1))
        turn = (len(left) + turns) % len(values)  # of two values that add as much, not always the first
        ordered = (*values[turn:], *values[:turn])
        row[rank] = max(
            ordered, key=lambda value: sum(frozenset((*combination, (rank, value))) in left for combination in rest)
        )
    return row


def _held(row: Mapping[int, str], left: Mapping[Group, None]) -> int:
    return sum(frozenset(group) in left for group in combinations(sorted(row.items()), len(next(iter(left)))))
