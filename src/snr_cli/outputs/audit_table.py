"""The lifetime audit on a screen: years counted, years observed, kilograms at stake, by type."""

from collections.abc import Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import number, printable, things, whole
from snr_cli.french.words.terms import mass
from snr_cli.outputs.screen import Screen
from snr_cli.plan.audit import AGES, FLEET, PURCHASES, RETIREMENTS, WHOLE_FLEET, AuditRow, Overcharge

EVIDENCE: Final = {
    PURCHASES: "achats",
    RETIREMENTS: "réformes",
    AGES: "dates",
    FLEET: "âge moyen",
}


def audit_text(
    rows: Sequence[AuditRow], tables: Tables, over: Sequence[Overcharge] = (), *, width: int, color: bool
) -> str:
    """Return the audit as text."""
    screen = Screen(width, color)
    screen.title("DURÉES DE VIE : ce qui est compté, ce qui est observé")
    if not rows:
        screen.say(
            "Rien à observer : donnez les achats par an (purchases[].units ou purchased_in_year), l’âge à la réforme "
            "(end_of_use) ou les dates d’achat de l’inventaire.",
            2,
        )
        _overcharged(screen, over, tables)
        return screen.text()
    screen.say(
        "Dans un parc stable, la durée de vie est le nombre d’appareils en service divisé par les achats d’une année. La dernière "
        "colonne de chiffres est ce qui est compté en trop chaque année ; négative, en moins.",
        2,
    )
    cells: list[tuple[str, ...]] = [("Type", "parc", "comptée", "observée", "d’après", "kg CO2e/an", "")]
    for row in rows:
        mark = "trop peu" if not row.enough else "" if not row.beyond else "écart" if row.proved else "à suivre"
        stake = "" if row.kg_at_stake is None else number(round(row.kg_at_stake))
        observed = "sans achat" if row.observed is None else f"{number(row.observed, 1)} ans"
        cells.append(
            (
                _label(row, tables),
                whole(row.units),
                f"{number(row.declared, 1)} ans",
                observed,
                EVIDENCE[row.evidence],
                stake,
                mark,
            )
        )
    screen.table(cells, wide=max(18, screen.width - 61))
    screen.say(
        "écart : plus de 20 % ; à suivre : une seule année d’achats peut l’expliquer (moins de moitié) ; trop peu : moins de dix "
        "appareils renouvelés, rien n’est prouvé.",
        2,
    )
    early = [(row, lost) for row in rows if (lost := row.unamortised_kg) and round(lost)]
    if early:
        screen.gap()
        screen.say("Reste non amorti des appareils sortis plus tôt que compté, par an (à part, jamais ajouté) :", 2)
        screen.each((f"{_label(row, tables)} : {mass(lost)}" for row, lost in early), bullet="- ")
    _overcharged(screen, over, tables)
    return screen.text()


def _overcharged(screen: Screen, over: Sequence[Overcharge], tables: Tables) -> None:
    """Say what the dated lines were charged beyond their whole manufacture."""
    said = [row for row in over if round(row.kg)]
    if not said:
        return
    screen.gap()
    screen.say(
        "Compté en trop depuis l’achat, la durée déclarée étant trop courte (un bilan par an depuis l’année de l’achat, aux facteurs "
        "et à la durée d’aujourd’hui) :",
        2,
    )
    screen.each(
        (
            f"{_label(row, tables)} : {mass(row.kg)}, en {number(round(row.reports))} années-appareils comptées après la fabrication "
            f"entière ({things(row.units, 'appareil')})."
            for row in said
        ),
        bullet="- ",
    )


def _label(row: AuditRow | Overcharge, tables: Tables) -> str:
    if row.type == WHOLE_FLEET:
        return "Ensemble du parc"
    known = tables.equipment_types.get(row.type)
    return known.label if known is not None else printable(row.type)
