"""Names of the parts of a result, with the status they carry, and what it says of itself: notices, gaps, changes that may be nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimated_share, estimated_shares
from snr_cli.engine.records import Gap, Line, Notice
from snr_cli.engine.uncertainty import Contribution
from snr_cli.french.numbers import WIDE, long_date, number, percent, plural, significant, together
from snr_cli.french.printed import printable
from snr_cli.french.words.codes import (
    ESTIMATES,
    GROUP_WORDS,
    INPUTS,
    NOT_ASSESSED,
    NOTICES,
    REASONS,
    SUBJECTS,
    WHOLE,
    estimated_note,
    mass,
    mass_between,
)
from snr_cli.french.words.quantities import QUANTITIES
from snr_cli.results.records import FigureBounds

# Names of the parts of a result, with the status they carry: no view names a group or a type of a result but through here.
#
# A line is born with its status in its label (`engine/estimated.py`); what gathers lines says the share that is estimated.


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


def input_text(contribution: Contribution, lines: Iterable[Line], tables: Tables) -> str:
    """Say what an interval comes from: du facteur de « Écran », du ratio « ordinateurs par agent »."""
    ratio = contribution.kind == "ratio"
    return INPUTS[contribution.kind].format(
        QUANTITIES[contribution.subject] if ratio else printable(type_label(contribution.subject, lines, tables))
    )


def subject_label(subject: str, tables: Tables, lines: Iterable[Line]) -> str:
    """Return the French name of what a gap speaks of."""
    if subject in tables.equipment_types or subject in tables.service_types:
        return type_label(subject, lines, tables)
    if subject.startswith("data_centre "):
        return "Centre de données « " + printable(subject.removeprefix("data_centre ")) + " »"
    return SUBJECTS.get(subject, printable(subject))


# What a result says of itself: notices, gaps, changes that may be nothing.

NOT_SIGNIFICANT: Final = "écart non significatif"


def notice_text(notice: Notice) -> str:
    """Return the sentence of a notice."""
    values: dict[str, Any] = {}
    for key, value in notice.values:
        if key == "missing_ids":
            values["ids"] = together(value)
        elif key == "types":
            values[key] = together(value)
        elif key == "categories":
            values[key] = together(f"{name[:1].lower()}{name[1:]}" for name in value)
        elif key == "estimates":
            values[key] = together(ESTIMATES[name] for name in value)
        elif key == "missing":
            people = dict(notice.values).get("teleworkers")
            at_home = f" (l’équipement à domicile de {plural(people, 'agent')})" if people else ""
            values[key] = together(GROUP_WORDS[name] + at_home * (name == "telework") for name in value)
        elif key in ("kg", "beside_kg", "own", "hosted"):
            values[key] = NOT_ASSESSED if value is None else mass(value)
        elif key == "beside_lines":
            values[key] = plural(value, "ligne")
        elif key == "keur":
            values[key] = number(value)
        elif key == "deduced":
            values[key] = ", ".join(
                f"{label.lower()} {percent(share)} (±{WIDE}{percent(width)})" for label, share, width in value
            )
        elif key == "unlike":
            values[key] = f", dont aucun {' ni '.join(f'« {label} »' for label in value)}" if value else ""
        elif key == "share":
            values[key] = percent(value)
        elif key == "until":
            values[key] = long_date(value)
        elif key == "replaced_by":
            values["instead"] = f" ; à la place : {value}" if value else ""
        elif key in ("year", "before_year"):
            values[key] = str(value)
        else:
            values[key] = (
                significant(value) if isinstance(value, float) else number(value) if isinstance(value, int) else value
            )
    note = estimated_note(dict(notice.values).get("estimated", 0.0))
    asked = notice.code in ("estimate_impossible", "estimate_skipped")  # the subject is what was asked for, by its key
    subject = ESTIMATES.get(notice.subject, notice.subject) if asked else notice.subject
    return NOTICES[notice.code].format(subject=subject, rests=f" ({note})" if note else "", **values)


def gap_text(gap: Gap) -> str:
    """Return the reason of a gap."""
    text = REASONS[gap.reason]
    place = dict(gap.values).get("place")
    return f"{text} ({place})" if place else text


def change_text(change: FigureBounds, beside: float) -> str:
    """Write the bounds of a change in kilograms of CO2 equivalent, in the unit of its value, and say when it may be nothing."""
    text = mass_between(*change, beside)
    return f"{text} : {NOT_SIGNIFICANT}" if change.holds_zero else text
