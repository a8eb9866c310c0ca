"""The table of duties on screen: first what is missing, family by family; then each duty, its answer and its line."""

import textwrap
from collections.abc import Sequence
from typing import Final

from snr_cli.french.numbers import long_date, printable
from snr_cli.model.codes import CODES, HEADINGS
from snr_cli.model.finding import Severity
from snr_cli.model.grouped import in_groups
from snr_cli.rules.case import (
    DONE,
    DUTY_ANSWERS,
    MISSING,
    NOT_CONCERNED,
    VOLUNTARY,
    Duties,
    RuleStatus,
    Standing,
    answer_to,
)

# those of the words that agree with what they count, in the lines of totals: obligations
AGREE: Final = {VOLUNTARY: "volontaire", "écarté": "écartée", "non renseigné": "non renseignée"}
BOUND: Final[dict[Standing, str]] = {
    "voluntary": "l’article 35 ne s’applique pas jusqu’à 50 000 habitants, la démarche est volontaire",
    "to_check": "application de l’article 35 à vérifier (REEN-01), rien n’est compté comme manquant",
    "outside": "sans objet, l’article 35 ne vise ni les départements ni les régions, la démarche est volontaire",
    "not_yet": "sans objet, la loi REEN est du 15 novembre 2021",
}
NO_SANCTION: Final = "Aucune sanction n’est attachée à l’article 35."


def duties_table(name: str, duties: Duties, width: int, *, part: str = "") -> str:
    """Return the duties of a dossier.

    Args:
        name: the dossier.
        duties: its duties, those asked for.
        width: columns of the screen.
        part: which options left duties out; empty when all are there.
    """
    words = {duty.code: answer_to(duty, duties.standing) for duty in duties.lines}
    partial = f" (tableau partiel : {part})" if part else ""
    lines = [f"{printable(name)}, jugé au {long_date(duties.as_of)}{partial}"]
    for total in duty_totals(duties, words):
        lines += textwrap.wrap(total, max(width - 1, 40), subsequent_indent="  ")
    for basis, title in HEADINGS.items():
        of_family = sorted(
            (duty for duty in duties.lines if CODES[duty.code].basis is basis), key=lambda duty: duty.code
        )
        if of_family:
            lines += ["", title.upper()]
        for duty in of_family:
            lines.append(f"{duty.code}  {words[duty.code]:<13}  {CODES[duty.code].title}")
            detail = f"{duty.text} (raison : {duty.suppressed})" if duty.suppressed else duty.text
            where = f" — {duty.file}:{duty.line}" if duty.line else ""
            if detail or where:
                lines += textwrap.wrap(
                    printable(detail + where), max(width - 1, 40), initial_indent=" " * 10, subsequent_indent=" " * 10
                )
    return "\n".join(lines) + "\n"


def duty_totals(duties: Duties, words: dict[str, str]) -> list[str]:
    """Return one line a family: are we in order, and where not.

    Args:
        duties: the duties of a dossier.
        words: code → its answer, as `answer_to` gives it.
    """
    totals = []
    law = [code for code in words if code.startswith("REEN")]
    missing = [code for code in law if words[code] == MISSING]
    if law:
        demanded = [
            duty.code
            for duty in duties.lines
            if CODES[duty.code].severity is Severity.ERROR and duty.status is not RuleStatus.NOT_APPLICABLE
        ]
        text = BOUND.get(duties.standing, "")
        if duties.standing == "due":
            of = f" sur {len(demanded)}" if demanded else ""
            some = f"{len(missing)} obligations manquantes" if len(missing) > 1 else "1 obligation manquante"
            text = f"{some}{of} ({_codes(missing)})" if missing else f"aucune obligation manquante{of}"
            # what nobody vouches for is not counted as met
            if doubtful := {code for code in demanded if words[code] in ("écarté", DUTY_ANSWERS[RuleStatus.TO_CHECK])}:
                text += f", hors {_counts(words, doubtful)}"
        elif missing:
            text += f" ; à donner : {_codes(missing)}"
        totals.append(f"Loi et décret : {text}")
        if duties.standing not in ("not_yet", "outside"):
            totals.append(f"Avertissements et bonnes pratiques : {_counts(words, set(law) - set(missing))}")
    beside = {code for code in words if code.startswith("ADJ")}
    if beside:
        totals.append(f"Obligations voisines : {_counts(words, beside)}")
    return totals


def _counts(words: dict[str, str], codes: set[str]) -> str:
    """Count what is not in order, by answer_to: 2 à compléter (REEN-11, 24) ; 1 à vérifier (REEN-23)."""
    by_word = in_groups((words[code], code) for code in sorted(codes) if words[code] not in (DONE, NOT_CONCERNED))
    agreed = {
        one: AGREE[one] + "s" * (len(same_duties) > 1) if one in AGREE else one for one, same_duties in by_word.items()
    }
    counts = (f"{len(same_duties)} {agreed[one]} ({_codes(same_duties)})" for one, same_duties in by_word.items())
    return " ; ".join(counts) or "rien à signaler"


def _codes(codes: Sequence[str]) -> str:
    """Write codes of one family, whose name is said once: REEN-03, 05, 06."""
    return ", ".join(code if not rank else code.partition("-")[2] for rank, code in enumerate(sorted(codes)))
