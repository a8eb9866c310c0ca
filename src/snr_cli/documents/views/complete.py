"""The annexes in full, in a file of their own: quantities, defaults, data of low quality; the factors are in `annexes`."""

from dataclasses import dataclass
from typing import Final

from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.quantity import Quantity
from snr_cli.engine.records import Assessment, Line
from snr_cli.french.numbers import number, plural, significant, things
from snr_cli.french.words.quantities import QUANTITIES
from snr_cli.french.words.results import NOT_ASSESSED, QUALITIES
from snr_cli.french.words.units import one_of
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.results.sentences.labels import type_label
from snr_cli.results.table import Table
from snr_cli.rules.duty import percentage
from snr_cli.rules.listed import Flow, defaults, flows, unreliable

_LEAST: Final = 0.001  # under it a share has no figure to show
_NAMES: Final = {"kwh": "consommation", "kwh_per_functional_unit": "consommation"}


@dataclass(frozen=True, slots=True)
class Complete:
    """What the file of the annexes lists; `unreliable`: the lines of low quality that weigh, in words."""

    quantities: Table
    defaults: Table
    unreliable: tuple[str, ...]


def complete_view(result: Assessment, dossier: Dossier, tables: Tables) -> Complete:
    """Return the annexes in full: one row for each line of the inventory, one for each value that it does not give."""
    given: dict[str, Equipment | Service] = {}
    given |= {line.id: line for line in dossier.equipment} | {line.id: line for line in dossier.services}
    every = result.organisation.lines
    labels = {kind: type_label(kind, every, tables) for kind in dict.fromkeys(line.type for line in every)}
    listed = flows(result)
    taken = defaults(result)
    least = tables.factors(PARAMETERS, ["low_quality_share"])[0].value
    return Complete(
        Table(
            f"Quantités, durées de vie et consommations : {plural(len(listed), 'ligne')}",
            ("Ligne", "Quantité", "Durée retenue", "Électricité d’une unité", "Qualité", "Source de la quantité"),
            tuple(
                (
                    flow.line.label or labels[flow.line.type],
                    _amount(flow.line, tables),
                    _years(flow),
                    _kwh(flow),
                    QUALITIES.get(flow.line.quality, flow.line.quality),
                    (given[flow.line.id].source if flow.line.id in given else None) or "—",
                )
                for flow in listed
            ),
            (False, True, True, True, False, False),
        ),
        Table(
            f"Valeurs par défaut et estimations : {plural(len(taken), 'valeur')}",
            ("Objet", "Grandeur", "Valeur", "Source", "Part de l’empreinte"),
            tuple(
                (
                    labels.get(each.type, each.type),
                    _NAMES.get(each.quantity.name) or QUANTITIES.get(each.quantity.name, each.quantity.name),
                    _value(each.quantity, each.type, tables),
                    _source(each.quantity.source, tables),
                    share_text(each.share),
                )
                for each in taken
            ),
            (False, False, True, False, True),
        ),
        tuple(
            f"{line.label or labels[line.type]} : qualité basse, {share_text(share)} de l’empreinte"
            + (f". {note}" if line.id in given and (note := given[line.id].note) else "")
            for share, line in unreliable(result, least)
        ),
    )


def share_text(share: float | None) -> str:
    """Write a share of the footprint with a decimal, so that small ones are told apart."""
    if share is None:
        return NOT_ASSESSED
    return f"< {percentage(_LEAST)}" if 0 < share < _LEAST else percentage(share)


def _source(name: str, tables: Tables) -> str:
    found = tables.sources.get(name)
    if found is None:
        return name or "—"
    publisher = "" if found.publisher_fr in found.title_fr else f", {found.publisher_fr}"  # the title may name it
    return f"{found.title_fr}{publisher}, {found.year}"


def _amount(line: Line, tables: Tables) -> str:
    """Write the quantity of a line with its unit."""
    service = tables.service_types.get(line.type)
    if service is not None:
        return f"{number(line.quantity)} {service.unit_fr if line.quantity >= 2 else one_of(service.unit_fr)}"
    if line.unit == "unit":
        return things(line.quantity, "unité", rough=line.quality == STATUS)
    return plural(line.quantity, line.unit)


def _years(flow: Flow) -> str:
    if flow.lifetime is None:
        return "inconnue" if "no_lifetime" in flow.unknown else "—"
    return plural(round(flow.lifetime.value, 2), "an")


def _kwh(flow: Flow) -> str:
    if flow.kwh is None:
        return "inconnue" if "no_kwh" in flow.unknown else "—"
    return f"{significant(flow.kwh.value)} kWh" if flow.kwh.value else "—"


def _value(quantity: Quantity, kind: str, tables: Tables) -> str:
    """Write a default with its unit."""
    if quantity.unit == "year":
        return plural(quantity.value, "an")
    if quantity.name == "kwh":
        return f"{significant(quantity.value)} kWh par an"
    service = tables.service_types.get(kind)
    if quantity.unit.startswith("kWh/") and service is not None:
        return f"{significant(quantity.value)} kWh par {one_of(service.unit_fr)}"
    return significant(quantity.value)
