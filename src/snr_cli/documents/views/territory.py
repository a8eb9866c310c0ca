"""The footprint of the territory, and of its uses, in the words of a document."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms
from snr_cli.documents.figures import tiers
from snr_cli.documents.views.equivalent import car_text
from snr_cli.documents.views.organisation import _source
from snr_cli.documents.views.records import Part, Territory, UsesView
from snr_cli.engine.records import CLIMATE, Assessment, Use
from snr_cli.french.escape import Markdown
from snr_cli.french.numbers import WIDE, number
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.french.words.units import mass_between, unit_text
from snr_cli.results.sentences.territory import by_household, by_inhabitant, counted_text, lacking, territory_text
from snr_cli.results.table import Table
from snr_cli.results.territory import TerritoryReadings, readings_of_territory


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
    figure = tiers.draw(
        tiers.Tiers(
            name="territoire",
            title="Empreinte du territoire par brique",
            unit="t CO₂e",
            tiers=tuple(
                tiers.Tier(
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
        tuple(sorted(items, key=lambda part: -part.value)),
        bool(result.uses) and origins == {"default"},
        Table(
            "Usages numériques sur le territoire, par an",
            ("Usage", "Volume", *(("Origine",) if len(origins) > 1 else ()), "Empreinte"),
            tuple(rows),
            (False, True, *((False,) if len(origins) > 1 else ()), True),
        ),
        tuple(missing),
    )
