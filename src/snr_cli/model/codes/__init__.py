"""Every code of a finding. Each has a page of its own in `docs/codes/`, held to its declaration by the tests."""

import re
from typing import Final

from snr_cli.model.codes.beside import BESIDE
from snr_cli.model.codes.code import RCP, Basis, Code, LawText, declared
from snr_cli.model.codes.decree import DECREE
from snr_cli.model.codes.snr import FORMAT, INVENTORIES, METHOD, PLAN, PLAUSIBILITY

__all__ = ["CODES", "NEVER_SUPPRESSED", "RCP", "Basis", "Code", "LawText", "normal", "page"]

CODES: Final[dict[str, Code]] = declared(*FORMAT, *PLAUSIBILITY, *INVENTORIES, *PLAN, *DECREE, *BESIDE, *METHOD)
# findings that no comment can leave aside: the dossier cannot be read, or the comment itself is wrong
NEVER_SUPPRESSED: Final = tuple(
    code.id
    for code in CODES.values()
    if code.id in ("SNR503", "SNR504", "SNR505") or ("SNR1" <= code.id < "SNR4" and code.id not in ("SNR209", "SNR304"))
)


def normal(text: str) -> str:
    """Return a code, or its beginning, as the table writes it: reen-5 is REEN-05."""
    code = text.strip().upper()
    match = re.fullmatch(r"(REEN|ADJ|RCP)-?([0-9]{1,2})", code)
    return f"{match[1]}-{int(match[2]):02}" if match else code


def page(code: str) -> str:
    """Return where the page of a code stands in the project."""
    return f"docs/codes/{code}.md"
