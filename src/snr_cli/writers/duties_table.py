"""The table of duties on screen: each rule of the decree and of the adjacent duties, its answer and its line."""

import textwrap
from collections.abc import Sequence

from snr_cli.checking import Duty
from snr_cli.findings.codes import CODES
from snr_cli.findings.text import printable
from snr_cli.rules.verdict import Status

WORDS = {
    Status.SATISFIED: "satisfait",
    Status.MISSING: "manquant",
    Status.TO_CHECK: "à vérifier",
    Status.NOT_APPLICABLE: "sans objet",
}
FAMILIES = {"REEN": "LOI REEN, ARTICLE 35, ET SON DÉCRET (CGCT D2311-15-1)", "ADJ": "OBLIGATIONS VOISINES"}


def duties_table(name: str, duties: Sequence[Duty], width: int) -> str:
    """Return the duties of a dossier: code, answer, title, what proves it or what misses, and where."""
    lines = [name]
    for family, title in FAMILIES.items():
        of_family = sorted((duty for duty in duties if duty.code.startswith(family)), key=lambda duty: duty.code)
        if not of_family:
            continue
        lines += ["", title]
        for duty in of_family:
            word = "écarté" if duty.suppressed and duty.status is Status.MISSING else WORDS[duty.status]
            lines.append(f"{duty.code}  {word:<10}  {CODES[duty.code].title}")
            detail = f"{duty.text} (raison : {duty.suppressed})" if duty.suppressed else duty.text
            where = f" — {duty.file}:{duty.line}" if duty.line else ""
            if detail or where:
                lines += textwrap.wrap(
                    printable(detail + where), max(width - 1, 40), initial_indent=" " * 10, subsequent_indent=" " * 10
                )
    counts = [(WORDS[status], sum(duty.status is status for duty in duties)) for status in Status]
    lines += ["", " ; ".join(f"{word} : {count}" for word, count in counts)]
    return "\n".join(lines) + "\n"
