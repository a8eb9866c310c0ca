"""The words of Territoires en Transitions: the columns of its import and of its export, its statuses, money as snr writes it there."""

import re
from typing import Any, Final

from snr_cli.model.means import Budget
from snr_cli.model.strategy import Schedule
from snr_cli.outputs.bridges.made import item_of

# the import: these headings in row 2, in this order, data from row 4
TET_COLUMNS: Final = (
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques",
    "Partenaires", "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne",
    "Financements", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin",
)  # fmt: skip
TET_HEADINGS_ROW: Final = 2
TET_FIRST_ROW: Final = 4  # of the import; the export has its first one in row 3
TET_LONGEST_TITLE: Final = 300
TET_STATUSES: Final = {
    "idea": "A discuter",
    "planned": "À venir",
    "under_way": "En cours",
    "done": "Réalisé",
    "abandoned": "Abandonné",
}
# what people write for them in a workbook of their own
TET_SYNONYMS: Final = {
    "terminé": "done", "achevé": "done", "fait": "done", "annulé": "abandoned", "prévu": "planned", "planifié": "planned",
}  # fmt: skip
TET_OTHER_STATUSES: Final = ("En pause", "Bloqué", "En retard")  # of which no status of snr says as much
# what the heading of a column of persons says: never read into anything
TET_PERSONS: Final = re.compile(
    r"(?:personnes?|elue?s?|elu e|referente?s?|auteure?s?|chef(?:fe)? de projet|contacts?|responsables?|cree par|modifie par)\b"
)
TET_NUMBER: Final = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,10})?|\d{1,11}(?:[.,]\d{1,10})?"

_EUR: Final = r"(\d{1,11}(?:[.,]\d{1,10})?)"
_MONEY: Final = re.compile(
    r"(?:(\d{4})(?: à (\d{4}))?|depuis (\d{4})|sans année), (investissement|fonctionnement) : "
    + _EUR
    + r" € (HT|TTC)(?: par an)?(, paie les ETP)?(?: ; financé par (.{1,500}))?"
)
_YEARS: Final = re.compile(
    r"Années de l’effet : (?:début (\d{4}))?(?:, )?(?:plein effet (\d{4}))?(?:, )?(?:fin (\d{4}))?"
)
_FUNDER: Final = re.compile(r"(.{1,200}) \(" + _EUR + r" (%|€)\)")


def plain_number(value: float) -> str:
    """Write a number with a comma, no grouping and no digit too many: `comma_number` reads it."""
    return (f"{value:.11g}" if value < 1e11 else f"{value:.0f}").replace(".", ",")


def comma_number(text: str) -> float:
    """Read a number written with a comma, or with a dot; its thousands may stand apart."""
    return float("".join(text.split()).replace(",", "."))


def money_line(line: Budget, tax: str) -> str:
    """Write a line of a budget as `budget_of` reads it."""
    first = line.year if line.year is not None else line.start
    if first is None:
        years = "sans année"
    elif line.until is not None:
        years = f"{first} à {line.until}"
    else:
        years = str(first) if line.year is not None else f"depuis {first}"
    each = " par an" if line.until is not None or line.start is not None else ""
    funders = ", ".join(
        each.by
        + (f" ({plain_number(each.share * 100)} %)" if each.share is not None else "")
        + (f" ({plain_number(each.eur)} €)" if each.eur is not None and each.share is None else "")
        for each in line.funding
    )
    staff = ", paie les ETP" if line.staff else ""
    said = f" ; financé par {funders}" if funders else ""
    return f"{years}, {line.section} : {plain_number(line.eur)} € {tax.upper()}{each}{staff}{said}"


def budget_of(text: str) -> dict[str, Any]:
    """Return the line of a budget that a text written by `money_line` says; nothing when it is another text."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return {}
    year, until, since, section, eur, tax, staff, funders = found.groups()
    values = {
        "year": int(year) if year and not until else None,
        "from": int(year) if until else int(since) if since else None,
        "until": int(until) if until else None,
        "section": section,
        "eur": comma_number(eur),
        "tax": tax.lower(),
        "staff": True if staff else None,
        "funding": [_funder(each) for each in funders.split(", ")] if funders else None,
    }
    return item_of(Budget, values)[0]


def schedule_line(schedule: Schedule) -> str:
    """Write the years of an effect as `schedule_of` reads them."""
    years = (("début", schedule.start), ("plein effet", schedule.full), ("fin", schedule.end))
    return "Années de l’effet : " + ", ".join(f"{word} {year}" for word, year in years if year is not None)


def schedule_of(text: str) -> dict[str, int]:
    """Return the years that a text written by `schedule_line` says; nothing when it is another text."""
    found = _YEARS.fullmatch(text)
    years = zip(("start", "full", "end"), found.groups(), strict=True) if found is not None else ()
    return {key: int(year) for key, year in years if year}


def _funder(text: str) -> dict[str, Any]:
    found = _FUNDER.fullmatch(text)
    if found is None:
        return {"by": text}
    value = comma_number(found[2])
    return {"by": found[1], "share": value / 100} if found[3] == "%" else {"by": found[1], "eur": value}
