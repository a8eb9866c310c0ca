"""What a result carries so that its year can be computed again: the figures of the dossier, the rows of the tables used."""

from typing import Any, Final

from snr_cli.catalog.deduction import reference_devices
from snr_cli.catalog.edition import first_cells, kept_rows
from snr_cli.catalog.tables import ELECTRICITY, TERRITORY, Tables
from snr_cli.engine.assess import subjects
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import LINE_TEXTS

_SECTIONS: Final = {"snr", "reference_year", "territory", "equipment", "services", "method", "factors", "uses"}


def inputs_of(dossier: Dossier, result: Assessment) -> dict[str, Any]:
    """Return a dossier without words, inventories read: what the tables said of the authority is in it too, with its vintage."""
    facts = {name: fact.value for name, fact in result.facts.items()}
    territory = dossier.territory
    known = {
        name: facts[name]
        for name in ("name", "kind", "department", "communes", "fibre_share")
        if getattr(territory, name) is None and name in facts
    }
    population = {
        name: facts[f"population_{name}"] for name in ("totale", "municipale") if f"population_{name}" in facts
    }
    lean = dossier.model_copy(update={"uses": dossier.household_rates}).model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        include=_SECTIONS,
        exclude={
            section: {"__all__": texts} for section, texts in (LINE_TEXTS | {"uses": {"label", "source"}}).items()
        },
    )
    homes = {
        name: {key: value for key in ("value", "year", "source") if (value := getattr(fact, key)) not in (None, "")}
        for name in ("households", "jobs")
        if (fact := result.facts.get(name)) is not None
    }
    lean["territory"] |= known | homes | ({"population": population} if population else {})
    method = lean.setdefault("method", {})
    method |= {"factor_set": result.factor_set, "factors_licence": result.licence}
    return lean


def rows_of(dossier: Dossier, result: Assessment, tables: Tables) -> dict[str, list[str]]:
    """Return the rows of the tables that the result rests on, by table; the digital uses, never compared, are left out."""
    types, services = subjects(dossier.model_copy(update={"uses": ()}))
    types |= set(reference_devices(tables)) if dossier.method.impute else set()
    lines = (*result.organisation.lines, *result.organisation.public_lines, *result.territory.household_lines)
    recipes = {id(line.recipe): line.recipe for line in lines}
    places = {
        term.factor.subject for recipe in recipes.values() for term in recipe.terms if term.factor.table == ELECTRICITY
    }
    figures = {f"fr_percapita_{category}" for category in result.territory.totals}
    figures |= {
        name
        for name in first_cells(tables.text(TERRITORY))
        if name.startswith(("fr_household_", "fr_persons_per_household", "fr_percapita_france_only"))
    }
    own = {new.id for new in dossier.factors.types}
    return kept_rows(tables, types - own, services, {*places, result.place}, figures, licence=result.licence)
