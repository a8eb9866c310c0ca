"""SNR432, SNR437: volumes that no agent writes, no line carries, and paper in the other unit."""

from collections.abc import Iterator
from math import fsum
from typing import Final

from snr_cli.catalog.tables import TERRITORY
from snr_cli.french.numbers import number
from snr_cli.rules.bounds import Bounds, parameter, short
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.contradictions import PAPER, SHEETS, paper_twice, sheet_kilograms
from snr_cli.rules.stakes import counts_for, kilograms_of_line, weighed
from snr_cli.rules.verdict import Remark, Verdict, judged

MINUTES: Final = 60.0
# what a line carries: type of its traffic, types of the line, published mean by line
_TRAFFIC: Final = (
    ("line_fixed_gb_variable", ("line_fixed_year", "line_fixed_year_average"), "fr_data_per_fixed_line"),
    ("line_mobile_gb_variable", ("line_mobile_year", "line_mobile_year_average"), "fr_data_per_mobile_line"),
)
_HELP: Final = "vérifiez l’unité et la période : une année, pour toute l’organisation"


def _agents(case: Case) -> float:
    agents = case.dossier.territory.agents
    return float((agents.total or agents.equipped or 0) if agents else 0)


def _volume(case: Case, kinds: tuple[str, ...]) -> float:
    return fsum(line.quantity or 0.0 for line in case.dossier.services if line.type in kinds)


def _largest(case: Case, kind: str) -> tuple[int, str]:
    found = [(line.quantity or 0.0, -index) for index, line in enumerate(case.dossier.services) if line.type == kind]
    index = -max(found)[1]
    return index, case.dossier.services[index].id


def _limits(case: Case) -> Iterator[tuple[str, float, str]]:
    """Yield what the organisation cannot pass in a year: type, limit, and who would have to make it."""
    agents, wide = _agents(case), parameter(case, "published_widening")
    if agents:
        hours = agents * parameter(case, "work_hours_per_agent")
        yield "videoconference", hours, f"{number(agents)} agents qui ne feraient que cela en feraient {short(hours)}"
        letters = hours * MINUTES / parameter(case, "email_writing_minutes")
        yield "email", letters, f"{number(agents)} agents qui n’écriraient que cela en écriraient {short(letters)}"
    for traffic, kinds, mean in _TRAFFIC:
        lines = _volume(case, kinds)
        if lines:
            limit = lines * case.tables.factors(TERRITORY, [mean])[0].value * wide
            yield (
                traffic,
                limit,
                f"{number(lines)} lignes à {number(wide)} fois la moyenne française en feraient {short(limit)}",
            )


def volumes(case: Case) -> Verdict:
    """SNR437: a volume that its agents, or its lines, cannot make."""
    remarks = []
    for kind, limit, whose in _limits(case):
        volume = _volume(case, (kind,))
        if volume > limit:
            index, name = _largest(case, kind)
            text = f"« {name} » : {number(volume)} {case.tables.service_types[kind].unit_fr} en tout ; {whose}"
            remarks.append(Remark(("services", index, "quantity"), text, _HELP))
    return judged(remarks, "volumes plausibles", ("services",))


def paper(case: Case) -> Verdict:
    """SNR432: paper in both units, or far from what an agent uses and near it in the other unit."""
    remarks = list(paper_twice(case))
    agents = _agents(case)
    if agents:
        mean = agents * parameter(case, "paper_per_agent")
        usual = Bounds(mean, mean).widened(parameter(case, "published_widening"))
        sheet = sheet_kilograms(case)
        for kind, kilograms, other, unit in ((SHEETS, sheet, 1.0, "kg"), (PAPER, 1.0, sheet, "feuilles")):
            for index, line in enumerate(case.dossier.services):
                volume = line.quantity or 0.0
                if (
                    line.type != kind
                    or not volume
                    or usual.holds(volume * kilograms)
                    or not usual.holds(volume * other)
                ):
                    continue
                said = case.tables.service_types[kind].unit_fr
                better = PAPER if kind == SHEETS else SHEETS
                text = (
                    f"« {line.id} » : {number(volume)} {said}, soit {short(volume * kilograms / agents)} kg par agent ; sans "
                    f"doute en {unit}{counts_for(kilograms_of_line(case, line.id))}"
                )
                remarks.append(
                    Remark(("services", index, "quantity"), text, f"donnez type: {better}, ou la quantité en {said}")
                )
    return judged(remarks, "papier compté une fois, dans son unité", ("services",))


RULES: Final = (Rule("SNR432", always, paper), Rule("SNR437", always, weighed(volumes)))
