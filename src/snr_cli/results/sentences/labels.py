"""Names of the parts of a result, with the status they carry: no view names a group or a type of a result but through here.

A line is born with its status in its label (`engine/estimated.py`); what gathers lines says the share that is estimated.
"""

from collections.abc import Iterable, Mapping

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares
from snr_cli.engine.records import Line
from snr_cli.engine.uncertainty import Contribution
from snr_cli.french.escape import printable
from snr_cli.french.numbers import percent
from snr_cli.french.words.estimated import WHOLE
from snr_cli.french.words.quantities import QUANTITIES
from snr_cli.french.words.results import INPUTS, SUBJECTS


def with_estimate(label: str, share: float) -> str:
    """Return the label of a part with the share of it that is estimated."""
    if share <= 0:
        return label
    return f"{label} (estimé)" if share >= WHOLE else f"{label} (dont {percent(share)} estimés)"


def group_labels(lines: Iterable[Line], tables: Tables, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the name of each group of a result.

    Args:
        lines: the lines of the result.
        tables: the factor tables, for the names.
        own: names that replace those of the tables.
    """
    shares = estimated_shares(lines, lambda line: line.group)
    names = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()} | dict(own or {})
    return {key: with_estimate(name, shares.get(key, 0.0)) for key, name in names.items()}


def type_label(kind: str, lines: Iterable[Line], tables: Tables) -> str:
    """Return the name of a type in a result: of the catalogue, else of its lines; estimated lines say so."""
    of_type = [line for line in lines if line.type == kind]
    estimated = [line for line in of_type if line.quality == STATUS]
    if estimated and len(estimated) == len(of_type):
        return estimated[0].label
    known = tables.equipment_types.get(kind) or tables.service_types.get(kind)
    name = known.label if known is not None else of_type[0].label if of_type else kind
    spending = tables.service_types.get(kind)
    if spending is not None and of_type and all(line.recipe.has_own_factor for line in of_type):
        name = spending.name  # a factor of the dossier has not the title of the published one
    return with_estimate(name, estimated_share(of_type))


def input_text(found: Contribution, lines: Iterable[Line], tables: Tables) -> str:
    """Say what an interval comes from: du facteur de « Écran », du ratio « ordinateurs par agent »."""
    ratio = found.kind == "ratio"
    return INPUTS[found.kind].format(
        QUANTITIES[found.subject] if ratio else printable(type_label(found.subject, lines, tables))
    )


def subject_label(subject: str, tables: Tables, lines: Iterable[Line]) -> str:
    """Return the French name of what a gap speaks of."""
    if subject in tables.equipment_types or subject in tables.service_types:
        return type_label(subject, lines, tables)
    if subject.startswith("data_centre "):
        return "Centre de données « " + printable(subject.removeprefix("data_centre ")) + " »"
    return SUBJECTS.get(subject, printable(subject))
