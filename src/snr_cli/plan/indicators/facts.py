"""What the computations of indicators share: the lines in use, the head counts, the year, and the form of an answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service

MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Computed:
    """What the engine computes: values by year, parts, why not. `alternatives`: a given value is that of one of the parts."""

    values: Mapping[int, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    partial: bool = False
    alternatives: bool = False


class IndicatorFacts:
    """What the computations share: the lines in use, the head counts, the year."""

    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier
        self.assessment = assessment
        self.tables = tables
        self.year = dossier.reference_year
        self.lines: dict[str, Line] = {line.id: line for line in assessment.organisation.lines}
        self.fleet = [item for item in dossier.equipment if item.id in self.lines]
        self.used = [item for item in self.fleet if item.state == "in_use"]

    def fact(self, name: str) -> float | None:
        """Return a fact on the authority; None when unknown."""
        found = self.assessment.facts.get(name)
        return None if found is None or not found.value else float(found.value)

    @property
    def agents(self) -> float | None:
        """Return the head count."""
        return self.fact("agents_total")

    @property
    def users(self) -> float | None:
        """Return the agents who have a computer; all of them when that is not said."""
        return self.fact("agents_equipped") or self.agents

    def role(self, item: Equipment) -> str:
        """Return the role of a line: computer, monitor, printer, shared_printer, mobile_phone, desk_phone, or nothing."""
        return self.lines[item.id].role

    def units(self, items: Iterable[Equipment]) -> float:
        """Return the units of lines."""
        return fsum(item.quantity for item in items)

    def volume(self, *types: str) -> float | None:
        """Return the volume of the services of these types; None without any."""
        found = [line.quantity or 0.0 for line in self.dossier.services if line.type in types]
        return fsum(found) if found else None

    def this_year(self, value: float | None, why: str, **parts: float) -> Computed:
        """Return a value of the reference year, or why there is none."""
        return Computed({self.year: value}, parts) if value is not None else Computed(why=why)

    def online(self) -> list[Service]:
        """Return the websites."""
        return [line for line in self.dossier.services if line.type == "website"]


Computation = Callable[[IndicatorFacts], Computed]
