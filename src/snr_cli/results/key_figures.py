"""The key figures of an authority, one record each: its name, its unit, how it is computed, the places that show it.

A new one is a record of `KEY_FIGURES`. Whatever shows key figures (`Place`) shows those whose record names it, in this order, and
asks `key_figures` for them. What is divided among people is judged in one place: `shareable`.
"""

from collections.abc import Callable
from enum import StrEnum
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import ENOUGH
from snr_cli.engine.duties import ratio
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.organisation import shareable
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.french.words.terms import term, titled_term
from snr_cli.results.organisation import JudgedOrganisation
from snr_cli.results.records import FigureState, Judged


class Place(StrEnum):
    """What shows key figures."""

    ASSESSMENT = "assessment"  # screen, JSON, sheet, CSV and page of `snr assess`
    DOCUMENTS = "documents"
    PORTFOLIO = "portfolio"  # where bodies compare
    PUBLICATION = "publication"


class FigureFacts(NamedTuple):
    """What key figures are computed from. `climate`: what may be divided among people, kgCO2e a year; None without such a sum."""

    result: Assessment
    tables: Tables
    climate: float | None

    def people(self, fact: str) -> float | None:
        """Return a number of people of all that is counted; None when it is not known."""
        known = self.result.organisation.facts.get(fact)
        return None if known is None else known.value

    def units(self, counted: Callable[[Line], bool]) -> float | None:
        """Return how many units some lines have; None without any, or when a part of the authority is left out."""
        quantities = [line.quantity for line in self.result.organisation.lines if counted(line)]
        return fsum(quantities) if quantities and not self.result.organisation.without else None


class KeyFigure(NamedTuple):
    """A key figure.

    Attributes:
        key: its name in JSON, CSV and open data.
        label: in French, as a title has it; `compared`: what it adds where bodies compare.
        unit: in French, in the plural; `one`: in the singular, where it is another word.
        text: what it is, for the reader of a schema.
        draw: computes it; None when it is not known, or may not be said.
        shown: the places that show it.
        indicator: that of the catalogue which it is; empty for another.
        by: « par agent », what a footprint is divided by; empty for what is no footprint.
    """

    key: str
    label: str
    unit: str
    text: str
    draw: Callable[[FigureFacts], float | None]
    shown: frozenset[Place] = frozenset(Place)
    indicator: str = ""
    by: str = ""
    one: str = ""
    compared: str = ""

    @property
    def compared_label(self) -> str:
        """Return its name where bodies compare."""
        return self.label + self.compared

    @property
    def is_footprint(self) -> bool:
        """Say whether factors enter it: only figures of one method and one perimeter then compare."""
        return bool(self.by)

    @property
    def unit_code(self) -> str:
        """Return its unit as data have it: kgCO2e/agent."""
        return self.key.replace("_per_", "/")


def _footprint(head: str, word: str, fact: str, shown: frozenset[Place], indicator: str = "") -> KeyFigure:
    """Declare the footprint divided by a number of people."""
    return KeyFigure(
        f"kgCO2e_per_{head}",
        f"Empreinte par {word}",
        f"kg CO2e par {word} et par an",
        f"The climate total of the whole organisation over {fact}, kgCO2e a year.",
        lambda facts: ratio(facts.climate, facts.people(fact)),
        shown,
        indicator,
        by=f"par {word}",
        compared=", sans les dépenses en euros",
    )


def _indicator(
    key: str,
    indicator: str,
    label: str,
    unit: str,
    text: str,
    one: str = "",
    shown: frozenset[Place] = frozenset({Place.PORTFOLIO}),
) -> KeyFigure:
    """Declare an indicator of the catalogue, as the engine computes it for the year."""
    return KeyFigure(key, label, unit, text, lambda facts: _computed(indicator, facts), shown, indicator, one=one)


def _computed(indicator: str, facts: FigureFacts) -> float | None:
    """Compute an indicator; it is read on the dossier, which has not the lines of the members of a group."""
    from snr_cli.plan.indicators import COMPUTERS, IndicatorFacts

    asked = facts.result.asked
    if asked is None or asked.members or asked.without:
        return None
    computed = COMPUTERS[indicator](IndicatorFacts(asked.dossier, facts.result, facts.tables))
    return None if computed.partial else computed.values.get(facts.result.reference_year)


def screens_and_computers(result: Assessment, tables: Tables) -> tuple[float, float] | None:
    """Return how many screens and computers are in use; None when either is estimated or not known."""
    asked = result.asked
    devices = [line for line in result.organisation.lines if _is_device(line)]
    if asked is None or asked.members or asked.without or estimated_share(devices):
        return None
    from snr_cli.plan.indicators import COMPUTERS, IndicatorFacts

    parts = COMPUTERS["I-07"](IndicatorFacts(asked.dossier, result, tables)).parts
    return (parts["monitors"], parts["computers"]) if "monitors" in parts else None


def _by_device(facts: FigureFacts) -> float | None:
    """Divide the footprint of the devices of workplaces by their number, when each is assessed whole, and most are counted."""
    devices = [line for line in facts.result.organisation.lines if _is_device(line)]
    if not all(line.recipe.covers(CLIMATE) == "complete" for line in devices) or estimated_share(devices) >= ENOUGH:
        return None
    return ratio(fsum(line.total(CLIMATE) or 0.0 for line in devices), facts.units(_is_device))


def _is_device(line: Line) -> bool:
    return line.group == "workplace" and line.unit == "unit"


_EQUIPPED: Final = term("equipped_agent")
KEY_FIGURES: Final = (
    _footprint("agent", "agent", "agents_total", frozenset(Place) - {Place.DOCUMENTS}),
    _footprint("equipped_agent", _EQUIPPED, "agents_equipped", frozenset(Place), "I-54"),
    # no dossier has what its inhabitants weigh: a footprint by inhabitant compares nobody
    _footprint("inhabitant", "habitant", "population_municipale", frozenset({Place.ASSESSMENT, Place.PUBLICATION})),
    KeyFigure(
        "kgCO2e_per_device",
        "Empreinte par équipement du poste de travail",
        "kg CO2e par équipement et par an",
        "The climate footprint of the devices of workplaces over their number, kgCO2e a year.",
        _by_device,
        frozenset({Place.PORTFOLIO}),
        by="par équipement du poste de travail",
    ),
    _indicator(
        "devices_per_agent",
        "I-05",
        "Équipements par agent",
        "équipements par agent",
        "Workstations, screens, telephones and tablets in use over agents_total.",
        "équipement par agent",
    ),
    _indicator(
        "screens_per_computer",
        "I-07",
        "Écrans par poste",
        "écrans par poste",
        "Screens in use over computers in use.",
        "écran par poste",
    ),
    _indicator(
        "users_per_printer",
        "I-20",
        f"{titled_term('equipped_agent', 2)} par imprimante",
        "agents par imprimante",
        "Agents who have a workstation over printers and copiers in use.",
        "agent par imprimante",
    ),
    _indicator(
        "stored_gb_per_agent",
        "I-28",
        f"Volume stocké par {_EQUIPPED}",
        f"Go par {_EQUIPPED}",
        "Volume hosted, in GB, over agents who have a workstation.",
    ),
    _indicator(
        "traffic_gb_per_agent",
        "I-32",
        "Trafic internet par agent",
        "Go par agent et par mois",
        "Traffic, in GB a month, over agents_total.",
    ),
    _indicator(
        "paper_reams_per_agent",
        "I-38",
        "Papier par agent",
        "ramettes par agent et par an",
        "Reams of paper a year over agents_total.",
        "ramette par agent et par an",
    ),
)


def figures_at(place: Place) -> dict[str, KeyFigure]:
    """Return the key figures that a place shows, by key."""
    return {figure.key: figure for figure in KEY_FIGURES if place in figure.shown}


COMPARED_FIGURES: Final = figures_at(Place.PORTFOLIO)


def key_figures(
    result: Assessment, tables: Tables, judged: JudgedOrganisation, place: Place
) -> dict[KeyFigure, Judged]:
    """Return the key figures that a place shows and that may be said.

    Those that are compared are without what is told in euros: it is told in some dossiers and not in others, and weighs what prices are.
    """
    climate = judged.climate
    weighed = judged.without_euros if place is Place.PORTFOLIO and judged.without_euros is not None else climate
    whole = shareable(result.organisation) is not None
    facts = FigureFacts(result, tables, weighed.value if whole else None)
    figures = {}
    for figure in figures_at(place).values():
        value = figure.draw(facts)
        if value is not None:
            state, basis = (climate.state, climate.basis) if figure.is_footprint else (FigureState.WHOLE, None)
            figures[figure] = Judged(
                value, figure.unit_code, climate.perimeter, climate.year, state, basis=basis, reserves=climate.reserves
            )
    return figures
