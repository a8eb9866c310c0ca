"""The dates of the texts: from which each duty applies, by which each document was due (ISO)."""

from typing import Final

LAW_DATE: Final = "2021-11-16"  # loi REEN, of 15 November 2021, published the day after: before it no duty exists
TEXTS_DATE: Final = "2026-04-01"  # the newest state of law and decree that the rules were written from
PROGRAMME_DEADLINE: Final = "2023-01-01"
STRATEGY_DEADLINE: Final = "2025-01-01"
SOBRIETY_FROM: Final = "2021-01-01"  # loi AGEC, art. 55
AGEC_FROM: Final = "2021-01-01"  # loi AGEC, art. 58
REPAIRABILITY_FROM: Final = "2023-01-01"  # loi REEN, art. 15
REEN16_FROM: Final = "2023-01-01"  # first year of the décret
# consultations: R2152-7 (décret 2022-767) from 21 August 2026; L2111-2, L2112-2 and L2152-7 from the 22nd
CLAUSES_DECREE: Final = "2026-08-21"
CLAUSES_LAW: Final = "2026-08-22"
