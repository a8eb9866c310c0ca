"""The duties beside article 35, with their figures of the year: purchases, end of use, waste, online services, contracts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from snr_cli.documents.templates import Prose
from snr_cli.engine.duties import recycled_share, reuse_rate, reuse_share, rgesn_score
from snr_cli.french.numbers import WIDE, euros, long_date, number, percent
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Contract, EndOfUse, Purchases, Waste
from snr_cli.results.records import Table
from snr_cli.rules import end_of_use, purchases
from snr_cli.rules.case import CLAUSES_DECREE, CLAUSES_LAW, percentage, reaches

IT: Final = "informatique_telephonie"
# the macro that says a duty → its code, its title, where the dossier holds its figures
_DUTIES: Final = {
    "purchases": (
        "ADJ-01",
        "Achats d’informatique et de téléphonie issus du réemploi (loi AGEC, article 58)",
        "purchases",
    ),
    "end_of_use": ("ADJ-05", "Réemploi des matériels réformés (loi REEN, article 16)", "end_of_use"),
    "waste": ("ADJ-15", "Déchets d’équipements électriques et électroniques", "waste"),
    "online": (
        "ADJ-11",
        "Accessibilité (RGAA) et écoconception (RGESN) des services en ligne",
        "services[].rgaa, services[].rgesn",
    ),
    "contracts": ("ADJ-09", "Clauses environnementales des marchés numériques", "contracts"),
}
_Yearly = TypeVar("_Yearly", Purchases, EndOfUse, Waste)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty: what is said of it, its figures, and what is missing to say anything (`missing`, `where` in the dossier). `check`: what someone has to check of it before the vote."""

    code: str
    title: str
    sentences: tuple[str, ...]
    table: Table
    missing: str = ""
    where: str = ""
    check: str = ""


class _Share(NamedTuple):
    """A share of a year that a text asks for: what it is, how much is asked, whether it is reached, and the first in words."""

    year: int
    share: float | None
    asked: float | None
    reached: bool
    text: str


def obligations(dossier: Dossier, year: int, day: str = "") -> tuple[Obligation, ...]:
    """Return the duties of a dossier, with their figures up to a year, and up to a day when one is given."""
    bought = _until(year, (purchase for purchase in dossier.purchases if purchase.category == IT))
    retired = _until(year, dossier.end_of_use)
    reused = [
        _share(purchases_of_year.year, reuse_share(purchases_of_year), purchases.threshold)
        for purchases_of_year in bought
    ]
    rates = [_share(use.year, reuse_rate(use), end_of_use.threshold) for use in retired]
    wasted = _until(year, (waste for waste in dossier.waste if waste.kg is not None))
    online = [service for service in dossier.services if service.rgaa is not None or service.rgesn is not None]
    signed = [contract for contract in dossier.contracts if not (day and _when(contract) > day)]
    said = Prose(
        "obligations",
        year=year,
        day=day,
        bought=bought,
        reused=reused,
        retired=retired,
        rates=rates,
        oldest=end_of_use.OLDEST_YEARS,
        wasted=wasted,
        services=online,
        signed=signed,
        law=CLAUSES_LAW,
        decree=CLAUSES_DECREE,
    )
    tables = {
        "purchases": _purchases(bought, reused),
        "end_of_use": _end_of_use(retired, rates),
        "online": _online(dossier),
        "contracts": _contracts(signed),
    }
    known = {"purchases": bought, "end_of_use": retired, "waste": wasted, "online": online, "contracts": signed}
    return tuple(
        Obligation(
            code=code,
            title=title,
            sentences=said.lines(name) if known[name] else (),
            table=tables[name] if known[name] and name in tables else Table(title, (), ()),
            missing="" if known[name] else said.text("missing", name),
            where="" if known[name] else where,
            check="le seuil du réemploi dans les achats"
            if name == "purchases" and reused and reused[-1].asked is not None
            else "",
        )
        for name, (code, title, where) in _DUTIES.items()
    )


def facts_since(dossier: Dossier, year: int, day: str) -> tuple[str, ...]:
    """Say what the dossier dates after a day, of what an account tells: purchases declared, actions begun, contracts; nothing without a day."""
    bought = [purchase for purchase in dossier.purchases if purchase.category == IT and purchase.year <= year]
    signed = [contract for contract in dossier.contracts if _when(contract) > day]
    return Prose("obligations", day=day, actions=dossier.actions).lines("since", bought, signed) if day else ()


def _until(year: int, kept: Iterable[_Yearly]) -> list[_Yearly]:
    """Return what is of a year or of one before, in order."""
    return sorted((waste for waste in kept if waste.year <= year), key=lambda each: each.year)


def _share(year: int, share: float | None, threshold: Callable[[int], float | None]) -> _Share:
    asked = threshold(year)
    reached = share is not None and asked is not None and reaches(share, asked)
    return _Share(year, share, asked, reached, "non calculable" if share is None else _percentage(share, asked))


def _when(contract: Contract) -> str:
    """Return the day of a contract; empty when it is not known."""
    return contract.notified_on or contract.consultation_on or ""


def _percentage(share: float | None, asked: float | None = None) -> str:
    """Write a share with a decimal where it has one: 56,3 %, 15 %."""
    return "—" if share is None else percentage(share, asked).replace(f",0{WIDE}%", f"{WIDE}%")


def _dashed(value: float | None, write: Callable[[float], str] = number) -> str:
    return "—" if value is None else write(value)


def _purchases(bought: Sequence[Purchases], shares: Sequence[_Share]) -> Table:
    return Table(
        "Achats d’informatique et de téléphonie, hors taxes",
        (
            "Année",
            "Dépense totale",
            "Dont réemploi",
            "Part du réemploi",
            "Seuil, d’après une source secondaire",
            "Part avec matières recyclées",
        ),
        tuple(
            (
                str(purchases.year),
                _dashed(purchases.montant_total, euros),
                _dashed(purchases.montant_reemploi_et_reutilisation, euros),
                share.text,
                _dashed(share.asked, percent),
                _percentage(recycled_share(purchases)),
            )
            for purchases, share in zip(bought, shares, strict=True)
        ),
        (False, True, True, True, True, True),
    )


def _end_of_use(retired: Sequence[EndOfUse], rates: Sequence[_Share]) -> Table:
    return Table(
        "Matériels réformés, en nombre de biens",
        ("Année", "En stock au 1er janvier", "Vers le réemploi", "Taux", "Seuil", "Dont donnés", "Dont vendus"),
        tuple(
            (
                str(use.year),
                _dashed(use.retired_stock_january_1),
                _dashed(use.to_reuse),
                share.text,
                _dashed(share.asked, percent),
                _dashed(use.donated),
                _dashed(use.sold),
            )
            for use, share in zip(retired, rates, strict=True)
        ),
        (False, True, True, True, True, True, True),
    )


def _online(dossier: Dossier) -> Table:
    return Table(
        "Services en ligne : conformité au RGAA et score RGESN",
        ("Service", "Conformité RGAA", "Déclaration", "Score RGESN"),
        tuple(
            (
                service.label or service.id,
                _percentage(service.rgaa.rate if service.rgaa else None),
                long_date(service.rgaa.declaration_date) if service.rgaa and service.rgaa.declaration_date else "—",
                _percentage(rgesn_score(service.rgesn) if service.rgesn else None),
            )
            for service in dossier.services
            if service.rgaa is not None or service.rgesn is not None
        ),
        (False, True, False, True),
    )


def _contracts(signed: Sequence[Contract]) -> Table:
    yes = {None: "—", True: "oui", False: "non"}
    return Table(
        "Marchés numériques et clauses",
        ("Marché", "Date", "Critère", "Condition d’exécution"),
        tuple(
            (
                contract.subject,
                long_date(when) if (when := _when(contract)) else "—",
                yes[contract.environmental_criterion],
                yes[contract.environmental_condition],
            )
            for contract in signed
        ),
    )
