"""The territory in the assessment on a screen: two readings side by side, never added."""

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, percent
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.french.words.units import mass, mass_between
from snr_cli.outputs.assessment_parts import show_parts
from snr_cli.outputs.screen import Screen
from snr_cli.results.sentences.territory import territory_text
from snr_cli.results.territory import readings_of_territory


def say_territory(screen: Screen, result: Assessment, tables: Tables) -> None:
    """Say the two readings of the territory, by inhabitant and by household, then its uses."""
    territory = result.territory
    screen.title("TERRITOIRE : habitants, entreprises, réseaux, centres de données (estimé)")
    screen.say(f"Son numérique se lit de deux façons : {territory_text(readings_of_territory(result))}.", 2)
    screen.say("Aucune lecture ne s’ajoute à l’autre, ni à l’organisation.", 2)
    facts = result.facts
    if "population_municipale" in facts:
        texts = [
            f"population {label} {number(facts[key].value)}" + (f" ({facts[key].year})" if facts[key].year else "")
            for key, label in (("population_municipale", "municipale"), ("population_totale", "totale"))
            if key in facts
        ]
        for key, label in (("households", "ménages"), ("jobs", "emplois")):
            if key in facts:
                texts.append(
                    f"{label} {number(facts[key].value)}" + (f" ({facts[key].year})" if facts[key].year else "")
                )
        if "fibre_share" in facts:
            texts.append(
                f"fibre {percent(facts['fibre_share'].value)}"
                + (f" ({facts['fibre_share'].year})" if facts["fibre_share"].year else "")
            )
        screen.say(", ".join(texts).capitalize() + ".", 2)
    found = territory.totals.get(CLIMATE)
    if found is not None:
        screen.say(
            "Par habitant : vue consommation (centres de données à l’étranger compris ; ADEME 2025, données 2022).", 2
        )
        tiers = {key: entry["label_fr"] for key, entry in tables.vocabulary["tiers"].items()}
        show_parts(
            screen,
            "Par brique",
            [
                (tiers[key], values[CLIMATE].value, 0.0)
                for key, values in territory.by_tier.items()
                if CLIMATE in values
            ],
            found.value,
        )
        stages = {key: entry["label_fr"] for key, entry in tables.vocabulary["territory_stages"].items()}
        show_parts(
            screen,
            "Par étape (parts publiées arrondies, ramenées à leur brique)",
            [(stages[key], values[CLIMATE], 0.0) for key, values in territory.by_stage.items() if CLIMATE in values],
            found.value,
        )
    if "france_only" in territory.views:
        view = territory.views["france_only"]
        between = (
            f" ({mass_between(view.low, view.high, view.value)})"
            if view.low is not None and view.high is not None
            else ""
        )
        screen.say(f"Par habitant, vue France seule (dérivée, non publiée) : {mass(view.value)}{between}.", 2)
    if result.uses:
        screen.gap()
        origin = "moyennes nationales" if all(use.status == "default" for use in result.uses) else "données du dossier"
        screen.say(f"Usages du territoire ({origin} ; seconde lecture de la même empreinte, jamais ajoutée) :", 2)
        rows = []
        for use in result.uses:
            value = use.line.total(CLIMATE)
            rows.append(
                (
                    printable(use.label),
                    number(use.quantity.value, 0),
                    NOT_ASSESSED if value is None else mass(value),
                    "",
                )
            )
        screen.table(rows, wide=40, headed=False)
