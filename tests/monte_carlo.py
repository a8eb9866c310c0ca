"""A Monte-Carlo of the totals that follows the formulas themselves: every leaf of every derivation is drawn (numpy).

It shares with the engine the deviations and what makes an input one (docs/method.md), not the way the law of a sum is found.
"""

import copy
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf, log
from typing import Any
from unittest import mock

import numpy as np

from remembered import aside
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import Tables
from snr_cli.engine import uncertainty
from snr_cli.engine.records import Assessment, Line, Quantity
from snr_cli.engine.uncertainty import Deviations

DRAWS = 100_000
BOUNDS = (0.05, 0.95)
Array = Any


class Normals:
    """Standard normal draws by input, taken in turn from one block; an input that was met before has the same ones."""

    def __init__(self, block: Array) -> None:
        self.block = block
        self.known: dict[object, Array] = {}

    def of(self, key: object) -> Array:
        if key not in self.known:
            if len(self.known) == len(self.block):
                raise ValueError("more inputs than draws")
            self.known[key] = self.block[len(self.known)]
        return self.known[key]


def block(inputs: int, draws: int, seed: int) -> Array:
    return np.random.default_rng(seed).standard_normal((inputs, draws), dtype=np.float32)


class MonteCarlo:
    """Draws the totals of results; two results that share inputs share their draws."""

    def __init__(self, deviations: Deviations, normals: Normals) -> None:
        self.deviations = deviations
        self.normals = normals
        self._rows: dict[object, Array] = {}

    def _exp(self, key: object, sigma: float) -> Array:
        return np.exp(np.float32(sigma) * self.normals.of(key))

    def leaf(self, leaf: Quantity, line: Line, year: int) -> Array:
        said = (leaf.name, line.type, leaf.status, leaf.value, leaf.source)
        given = self.deviations.counted(line.quality)
        if leaf.name == "lifetime":
            return leaf.value * self._exp(said, self.deviations.lifetime(leaf))
        if leaf.name == "kwh":
            sigma = given if leaf.status == "given" else self.deviations.kwh(leaf)
            return leaf.value * self._exp((*said, line.quality if leaf.status == "given" else ""), sigma)
        if leaf.name == "pue":
            return leaf.value * self._exp(("pue", *said[2:]), self.deviations.pue(leaf))
        if leaf.name in ("quantity", "volume", "purchased", "telework_days", "metered_kwh", "teleworkers"):
            return leaf.value * self._exp((leaf.name, line.id), given)
        if leaf.name.startswith("per_agent_"):  # what an estimate is drawn from
            return leaf.value * self._exp(("estimated", leaf.name), self.deviations.estimated(leaf))
        if leaf.row is not None:
            return self.factor(leaf.row, line, year, value=leaf.value)
        return leaf.value

    def quantity(self, quantity: Quantity, line: Line, year: int) -> Array:
        if not quantity.parts:
            return self.leaf(quantity, line, year)
        parts = [self.quantity(part, line, year) for part in quantity.parts]
        array = parts[0]
        for part in parts[1:]:
            match quantity.operation:
                case "product":
                    array = array * part
                case "divide":
                    array = array / part
                case "sum":
                    array = array + part
                case "max":
                    array = np.maximum(array, part)
        return array

    def factor(self, factor: Factor, line: Line, year: int, value: float | None = None) -> Array:
        subject = (factor.table, factor.subject, factor.category, factor.source)
        row = (*subject, factor.stage, factor.row, line.spending)
        if row not in self._rows:
            sigma = self.deviations.factor(factor, year, spending=line.spending)
            self._rows[row] = (factor.value if value is None else value) * self._exp(subject, sigma)
        return self._rows[row]

    def totals(self, result: Assessment, categories: Iterable[str]) -> dict[str, Array]:
        wanted = set(categories)
        totals: dict[str, Array] = {}
        amounts: dict[object, Array] = {}
        for line in result.organisation.lines:
            scale = self.quantity(line.scale, line, result.reference_year)

            def amount(quantity: Quantity, line: Line = line, scale: Array = scale) -> Array:
                if (id(quantity), line.id) not in amounts:
                    amounts[id(quantity), line.id] = scale * self.quantity(quantity, line, result.reference_year)
                return amounts[id(quantity), line.id]

            for term in line.recipe.terms:
                if term.category in wanted:
                    drawn = amount(term.amount) * self.factor(term.factor, line, result.reference_year)
                    totals[term.category] = totals.get(term.category, 0.0) + drawn
            kwh = line.recipe.electricity
            if kwh is not None and "final_energy" in wanted:
                totals["final_energy"] = totals.get("final_energy", 0.0) + amount(kwh)
        return totals


def bounds(drawn: Array) -> tuple[float, float]:
    low, high = np.quantile(drawn, BOUNDS)
    return float(low), float(high)


def worst(found: tuple[float, float], drawn: tuple[float, float]) -> float:
    """Return the larger relative difference of two bounds."""
    return max(abs(mine / theirs - 1) for mine, theirs in zip(found, drawn, strict=True))


def off(found: tuple[float, float], drawn: tuple[float, float]) -> float:
    """Return the larger difference of two bounds, against the width of the interval: one of them may be near zero."""
    width = drawn[1] - drawn[0]
    apart = max(abs(mine - theirs) for mine, theirs in zip(found, drawn, strict=True))
    return apart / width if width else 0.0 if not apart else inf


class Scattered(Deviations):
    """Geometric standard deviations drawn once for each input, evenly between two."""

    low, high, seed = 1.05, 2.5, 0

    def _of(self, *key: object) -> float:
        return random.Random(repr((self.seed, key))).uniform(log(self.low), log(self.high))

    def counted(self, quality: str) -> float:
        return self._of("counted", quality)

    def lifetime(self, leaf: Quantity) -> float:
        return self._of("lifetime", leaf.value, leaf.source)

    def kwh(self, leaf: Quantity) -> float:
        return self._of("kwh", leaf.value, leaf.source)

    def pue(self, leaf: Quantity) -> float:
        return self._of("pue", leaf.value, leaf.source)

    def factor(self, factor: Factor, year: int, *, spending: bool) -> float:
        return self._of("factor", factor.subject, factor.category)


@contextmanager
def scattered(tables: Tables, seed: int, low: float = 1.05, high: float = 2.5) -> Iterator[Deviations]:
    """Give the engine scattered deviations."""
    made = type("Made", (Scattered,), {"seed": seed, "low": low, "high": high})
    with aside(), mock.patch.object(uncertainty, "Deviations", made):
        yield made(tables)


EQUIPMENT = (
    "laptop",
    "desktop_professional",
    "monitor",
    "smartphone",
    "tablet",
    "printer_laser",
    "ip_phone",
    "photocopier_mfp",
    "wifi_access_point",
    "server_rack",
)
SERVICES = ("email", "line_mobile_year", "print_sheet_a4", "spend_it_services_keur", "travel_car_km", "cloud_vm_hour")


def scenario(data: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the same dossier where a third of the lines have changed."""
    after = copy.deepcopy(data)
    for line in after["equipment"][number % 3 :: 3]:
        line["lifetime_years"] = line.get("lifetime_years", 5) * 1.4
        line["quantity"] *= 0.8
    return after


def generated(seed: int, lines: int | None = None) -> dict[str, Any]:
    """Return the data of a dossier whose quantities span four orders of magnitude: a few lines dominate."""
    rng = random.Random(seed)
    equipment: list[dict[str, Any]] = []
    for number in range(lines or rng.randint(1, 10)):
        line: dict[str, Any] = {
            "id": f"e{number}",
            "type": rng.choice(EQUIPMENT),
            "quantity": round(10 ** rng.uniform(0, 4), 1),
            "quality": rng.choice(("high", "medium", "low")),
        }
        if rng.random() < 0.5:
            line["lifetime_years"] = round(rng.uniform(3, 9), 2)
        if rng.random() < 0.3:
            line["kwh_per_year"] = round(rng.uniform(20, 400), 1)
        if line["type"] == "server_rack" and rng.random() < 0.5:
            line["room"] = "salle"
        equipment.append(line)
    services: list[dict[str, Any]] = [
        {
            "id": f"s{number}",
            "type": kind,
            "quantity": round(10 ** rng.uniform(0, 4) * (100 if kind in ("email", "print_sheet_a4") else 1), 1),
            "quality": rng.choice(("high", "medium", "low")),
        }
        for number, kind in enumerate(rng.sample(SERVICES, rng.randint(0, 3)))
    ]
    services.append({"id": "salle", "type": "server_room", "pue": 1.7})
    return {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": f"Essai {seed}", "department": "33"},
        "equipment": equipment,
        "services": services,
    }
