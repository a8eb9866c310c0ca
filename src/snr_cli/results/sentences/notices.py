"""What a result says of itself: notices, gaps, changes that may be nothing."""

from typing import Any, Final

from snr_cli.engine.records import Gap, Notice
from snr_cli.french.numbers import WIDE, long_date, number, percent, plural, significant, together
from snr_cli.french.words.estimated import ESTIMATES, estimated_note
from snr_cli.french.words.results import GROUP_WORDS, NOT_ASSESSED, NOTICES, REASONS
from snr_cli.french.words.units import mass, mass_between
from snr_cli.results.records import FigureBounds

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
