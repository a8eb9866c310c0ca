"""The footprint of the territory, and of its uses, in the words of a document."""

from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms
from snr_cli.documents.figures import tiers
from snr_cli.documents.views.equivalent import car_text
from snr_cli.documents.views.organisation import _parts, _source
from snr_cli.documents.views.records import Part, Territory, UsesView
from snr_cli.engine.records import CLIMATE, Assessment, Use
from snr_cli.french import WIDE, number, together
from snr_cli.tables.table import Table
from snr_cli.words.results import NOT_ASSESSED
from snr_cli.words.units import mass_between, unit_text


def territory_view(result: Assessment, tables: Tables, *, followed: bool = False) -> Territory:
    """Return the footprint of the territory, its range and its tiers.

    Args:
        result: the assessment.
        tables: the factor tables.
        followed: an objective is read by household: that reading is the one carried through the text.
    """
    found = result.territory.totals.get(CLIMATE)
    other = result.territory.views.get("france_only")
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["tiers"].items()}
    total = found.value if found else None
    parts = _parts(
        {key: values[CLIMATE].value for key, values in result.territory.by_tier.items() if CLIMATE in values},
        labels,
        total,
    )
    low, high = (found.low, found.high) if found is not None else (None, None)
    bounds = (low, high) if low is not None and high is not None else None
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
    described = sum(line.kind == "data_centre" for line in result.territory.household_lines)
    words = {
        "households": "les appareils des ménages",
        "lines": "les abonnements",
        "data_centres": "le seul centre de données décrit"
        if described == 1
        else "les seuls centres de données décrits",
    }
    counted = together(words[key] for key in result.territory.households)
    by_household = result.territory.household_totals.get(CLIMATE)
    carried = followed and by_household is not None
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
        france_only=other.value if other else None,
        france_only_bounds=(other.low, other.high)
        if other and other.low is not None and other.high is not None
        else None,
        households_total=by_household,
        households_counted=counted,
        by_household=carried,
        said=_said(by_household if carried else total, None if carried else bounds, 4 if carried else 3),
        by_car=_by_car(result, by_household if carried else total, carried, tables),
        what=f"Cette lecture compte {counted}, sans les terminaux des entreprises ; elle n’a pas de fourchette publiée."
        if carried
        else "C’est une moyenne nationale rapportée à la population, qui ne suit pas les actions locales.",
        other=_other(total) if carried and total is not None else "",
        tiers=parts,
        figure=figure,
        facts=Table(
            "Données du territoire, millésime et source",
            ("Donnée", "Valeur", "Année", "Source"),
            tuple(facts),
            (False, True, True, False),
        ),
    )


def _by_car(result: Assessment, value: float | None, carried: bool, tables: Tables) -> str:
    """Say what one household, or one inhabitant, weighs in kilometres by car."""
    key, one = ("households", "par ménage") if carried else ("population_municipale", "par habitant")
    count = result.facts[key].value if key in result.facts else 0.0
    text = car_text(value / count, tables) if value and count else ""
    return text.replace("C’est", f"Soit environ {kilograms(value / count, 2)} {one} :", 1) if value and text else ""


def _other(total: float) -> str:
    """Say the reading that is not carried, once: larger, and no footprint of the same things."""
    return (
        "Une autre lecture, moyenne nationale par habitant qui compte aussi les entreprises et ne suit pas les actions, donne "
        f"environ {kilograms(total)} : l’une n’est pas l’autre, et elles ne s’additionnent pas."
    )


def _said(value: float | None, bounds: tuple[float, float] | None, figures: int) -> str:
    """Write the value of a reading, with its range when one is published."""
    if value is None:
        return NOT_ASSESSED
    return f"environ {kilograms(value, figures)} par an" + (f" ({mass_between(*bounds, value)})" if bounds else "")


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
