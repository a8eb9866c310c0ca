"""Storage of one's own beside hosted storage: counted by two methods, so that their gap is no saving.

One's own is whole machines, with their electricity and cooling; hosted is a published share of a data centre by terabyte. In
the example Valmont, arrays of 139 TB count 3 618 kg, 26 by TB and year without the electricity of a metered room; hosted, 1.52.
"""

from collections.abc import Iterable
from typing import Final

OWN: Final = frozenset({"storage_array", "server_hdd_storage", "server_ssd_storage", "storage_disk_unit"})
HOSTED: Final = frozenset(
    {
        "storage_tb_year",
        "cloud_storage_gb_1y_fixed",
        "cloud_storage_gb_1y_mobile",
        "cloud_storage_gb_10y_fixed",
        "cloud_storage_gb_10y_mobile",
    }
)


def by_two_methods(types: Iterable[str]) -> bool:
    """Say whether types hold storage of one's own and hosted storage."""
    present = set(types)
    return bool(present & OWN) and bool(present & HOSTED)
