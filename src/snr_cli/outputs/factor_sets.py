"""The same dossier under each set of factors, side by side: each is an order of magnitude of its own."""

from collections.abc import Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.numbers import plural
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.french.words.units import mass
from snr_cli.outputs.assessment_parts import weight_rank
from snr_cli.outputs.grid_table import MASSES
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn
from snr_cli.results.organisation import judged_organisation, judged_parts
from snr_cli.results.sentences.coverage import partial_text, sum_text
from snr_cli.results.sentences.interval import interval_text

EACH_ITS_OWN: Final = (
    "Chaque jeu donne un ordre de grandeur, le sien : ils ne s’additionnent pas, et leur écart ne dit ni qu’un jeu est juste, "
    "ni qu’une empreinte a baissé."
)


def set_sentences(sets: Sequence[Assessment], tables: Tables) -> list[str]:
    """Return what each set gives for the organisation: its total, its interval, and what it takes from the default rows."""
    found = []
    for each in sets:
        total = judged_organisation(each, tables, (CLIMATE,), sets=False).climate
        text = f"{each.factor_set}, {tables.sets[each.factor_set].label} : "
        text += sum_text(total, f"{mass(total.value or 0.0)} par an")
        text += "".join(f", {told}" for told in (partial_text(total.extent), interval_text(total, None)) if told)
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
    by_set = [{part.id: part.climate for part in judged_parts(each, "group")} for each in sets]
    groups = dict.fromkeys(group for values in by_set for group in values)
    ordered = sorted(groups, key=lambda group: (*weight_rank(by_set[0].get(group)), group))
    rows: list[tuple[GridCell, ...]] = [
        (labels.get(group, group), *(_value(values.get(group)) for values in by_set)) for group in ordered
    ]
    sums = [judged_organisation(each, tables, (), sets=False).climate for each in sets]
    totals = {rank: total.value for rank, total in enumerate(sums, 1) if total.value is not None}
    partial = [each.factor_set for each, total in zip(sets, sums, strict=True) if not total.state.is_total]
    return Grid(
        "Jeux de facteurs",
        f"Changement climatique de l’organisation sous chaque jeu de facteurs, année {sets[0].reference_year}",
        (GridColumn("Groupe"), *(GridColumn(each.factor_set, "number", MASSES) for each in sets)),
        tuple(rows),
        totals,
        f"Somme de ce qui est évalué (partielle : {', '.join(partial)})" if partial else "Total",
        (EACH_ITS_OWN, *set_sentences(sets, tables)),
    )


def _value(climate: float | None) -> GridCell:
    return NOT_ASSESSED if climate is None else climate


def _defaults(result: Assessment) -> int:
    """Count the types that a set has no factor for."""
    return sum(len(dict(each.values)["types"]) for each in result.notices if each.code == "set_fallback")
