"""What the reader of inventories is handed: headers, statuses, rules of recognition. It opens no table of snr."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import Recognizer
from snr_cli.inputs.inventory.spelling import loose, loosened, nearest, plain
from snr_cli.inputs.inventory.values import fold

# roles whose cells name a person, or a device that is a person's: read for matching, never shown
PERSONAL: Final = frozenset(
    {
        "user",
        "owner",
        "phone",
        "email",
        "address",
        "serial",
        "asset_tag",
        "reference",
        "network_address",
        "name",
        "note",
    }
)
# roles whose cells are judged together, once for all the rows that hold the same
JUDGED: Final = (
    "kind", "manufacturer", "model", "os", "cpu", "status", "ownership", "quantity", "kwh", "room", "country", "plan", "account",
    "lifetime", "refurbished",
)  # fmt: skip
# roles whose cells say nothing of a footprint: the column is told, its cells are not read
UNREAD: Final = ("price", "supplier", "depreciation")
TEXT_ROLES: Final = ("kind", "manufacturer", "model", "os", "cpu")
_ACCOUNT = re.compile(r"\s*(2\d{2,6})(?![\w.,])").match


class ExportFormat(NamedTuple):
    """A known export: the headers that sign it, and the role of its own headers.

    Every header of a signature must be there; when `exact`, and no other one. `<role>` in a signature stands for a header of
    that role, whatever its words. `rows_are`: what each row is when it is no device (`virtual`, `part`).
    """

    id: str
    label: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    exact: bool = False
    rows_are: str = ""


class Instance(NamedTuple):
    """A cloud instance with a factor: the service that is one hour of it; `by_vcpu` stands for those without one."""

    service: str
    vcpu: float
    by_vcpu: bool = False


@dataclass(frozen=True)
class InventoryWords:
    """Headers (folded) → role, statuses (folded) → state, known formats, rules, and the types that exist."""

    headers: Mapping[str, str]
    formats: tuple[ExportFormat, ...]
    statuses: Mapping[str, str]
    recognizer: Recognizer
    types: frozenset[str]
    # country → place of its electricity; empty for the authority's own
    places: Mapping[str, str] = field(default_factory=dict)
    # (provider, instance), folded
    instances: Mapping[tuple[str, str], Instance] = field(default_factory=dict)
    # the beginning of a maker of bare panels (folded) → whether it makes monitors too
    panels: Mapping[str, bool] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(
        default_factory=dict
    )  # word of a title → what its numbers are, that count no device
    gone: frozenset[str] = frozenset()  # words of a remark that say a device gone
    names: Mapping[str, str] = field(default_factory=dict)  # word of a name → whether it is a given name or a place
    sheets: Mapping[str, str] = field(default_factory=dict)  # word of the name of a sheet → what it says of it
    asked: frozenset[str] = frozenset()  # statuses that tell no state, and name nobody: a person says it
    # title (folded) that is a state when a cell says yes → whether the state is in doubt when it says no
    flags: Mapping[str, bool] = field(default_factory=dict)
    # first digits of an account of the accounts' list of assets → what it holds, that is no device
    accounts: Mapping[str, str] = field(default_factory=dict)

    def format_of(self, headers: Iterable[str]) -> ExportFormat | None:
        """Return the known format that a header row signs; the one with the largest signature when several do."""
        names = {name: self.headers.get(name, "") for header in headers if (name := fold(header))}
        signs = {*names, *(f"<{role}>" for role in names.values() if role)}
        found = [
            (len(signature), each)
            for each in self.formats
            for signature in each.signatures
            if (signature == names.keys() if each.exact else signature <= signs)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def place_of(self, country: str) -> str | None:
        """Return the place of the electricity of a country, empty for the authority's own; None when it is not known."""
        return self._by_name.get(plain(country))

    def nearest_country(self, country: str) -> str:
        """Return the known country that a word most looks like; empty when it looks like none."""
        return nearest(country, self.places)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {plain(name): place for name, place in self.places.items()}

    def role_of(self, header: str, known: ExportFormat | None) -> str:
        """Return the role of a header, empty when it has none."""
        name = fold(header)
        if known is not None and name in known.columns:
            return known.columns[name]
        return self.headers[name] if name in self.headers else self._loose.get(loose(header), "")

    def is_doubt(self, status: str) -> bool:
        """Say whether a status is the « no » of a column of yes and no: « En service : Non »."""
        title, colon, _ = fold(status).partition(" : ")
        return bool(colon) and self.flags.get(title, False) and fold(status) not in self.statuses

    def account_of(self, cell: str) -> str:
        """Return what the account of a cell (« 2182 », « 2184 - Mobilier ») holds, that is no device; empty when it may be one."""
        found = _ACCOUNT(cell)
        digits = found[1] if found else ""
        return next((self.accounts[digits[:size]] for size in (4, 3) if digits[:size] in self.accounts), "")

    @cached_property
    def _loose(self) -> dict[str, str]:
        return loosened(self.headers)
