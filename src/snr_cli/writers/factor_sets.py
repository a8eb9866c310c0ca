"""The same dossier under each set of factors, side by side: each is an order of magnitude of its own."""

from collections.abc import Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Organisation
from snr_cli.engine.uncertainty import uncertainty
from snr_cli.french import plural
from snr_cli.sentences.coverage import partial_text
from snr_cli.tables.grid import Grid, GridCell, GridColumn
from snr_cli.words.results import NOT_ASSESSED
from snr_cli.words.units import mass, mass_between
from snr_cli.writers.assessment_parts import weight_rank
from snr_cli.writers.grid_table import MASSES

EACH_ITS_OWN: Final = (
    "Chaque jeu donne un ordre de grandeur, le sien : ils ne s’additionnent pas, et leur écart ne dit ni qu’un jeu est juste, "
    "ni qu’une empreinte a baissé."
)


def set_sentences(sets: Sequence[Assessment], tables: Tables) -> list[str]:
    """Return what each set gives for the organisation: its total, its interval, and what it takes from the default rows."""
    found = []
    for each in sets:
        total, covered = each.organisation.totals.get(CLIMATE), each.organisation.coverage[CLIMATE]
        text = f"{each.factor_set}, {tables.sets[each.factor_set].label} : "
        text += f"{NOT_ASSESSED}" if total is None else f"{mass(total)} par an"
        partial = partial_text(covered)
        if partial:
            text += f", {partial}"
        elif total is not None:
            known = uncertainty(each, tables, (CLIMATE,))[CLIMATE]
            text += f", {mass_between(known.low, known.high, total)}" if known.high > known.low else ""
        if count := _defaults(each):
            text += f" ; {plural(count, 'type y garde', 'types y gardent')} la valeur par défaut du catalogue"
        found.append(f"{text}.")
    return found


def sets_grid(sets: Sequence[Assessment], tables: Tables) -> Grid:
    """Return the climate footprint of each group under each set, and the total of each set; no set is taken from another.

    Args:
        sets: the same dossier, assessed under each set.
        tables: the factor tables, for labels.
    """
    labels = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    first = sets[0].organisation.by_group
    groups = dict.fromkeys(group for each in sets for group in each.organisation.by_group)
    ordered = sorted(groups, key=lambda group: (*weight_rank(first.get(group, {}).get(CLIMATE)), group))
    rows: list[tuple[GridCell, ...]] = [
        (labels.get(group, group), *(_value(each.organisation, group) for each in sets)) for group in ordered
    ]
    totals = {
        rank: total for rank, each in enumerate(sets, 1) if (total := each.organisation.totals.get(CLIMATE)) is not None
    }
    partial = [each.factor_set for each in sets if not each.organisation.coverage[CLIMATE].is_total]
    return Grid(
        "Jeux de facteurs",
        f"Changement climatique de l’organisation sous chaque jeu de facteurs, année {sets[0].reference_year}",
        (GridColumn("Groupe"), *(GridColumn(each.factor_set, "number", MASSES) for each in sets)),
        tuple(rows),
        totals,
        f"Somme de ce qui est évalué (partielle : {', '.join(partial)})" if partial else "Total",
        (EACH_ITS_OWN, *set_sentences(sets, tables)),
    )


def _value(organisation: Organisation, group: str) -> GridCell:
    return organisation.by_group.get(group, {}).get(CLIMATE, NOT_ASSESSED)


def _defaults(result: Assessment) -> int:
    """Count the types that a set has no factor for."""
    return sum(len(dict(each.values)["types"]) for each in result.notices if each.code == "set_fallback")
