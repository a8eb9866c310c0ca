"""What a document says of money: what of a footprint is a ratio of euros, and what a plan is without it."""

from collections.abc import Iterable
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import relative
from snr_cli.engine.organisation import published
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import percent, together
from snr_cli.french.words.codes import SPENDING_RANGE, mass
from snr_cli.plan.comparison import Comparison
from snr_cli.plan.objectives import WITHOUT_LEVERS
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import plan_change
from snr_cli.results.organisation import JudgedOrganisation
from snr_cli.results.sentences.comparison import spending_text
from snr_cli.results.sentences.effects import doubt_text
from snr_cli.results.sentences.means import NOT_PHYSICAL, PLAIN

LEVER: Final = f"ratio en euros : {NOT_PHYSICAL}"


def ratio_text(result: Assessment, tables: Tables) -> str:
    """Name the ratio behind the lines in euros, by its published title; that of the dossier has none."""
    titles = published(result.organisation.lines, tables.service_types)
    named = (
        f", publié sous {'les titres' if len(titles) > 1 else 'le titre'} {together(f'« {title} »' for title in titles)},"
        if titles
        else ""
    )
    return f"un ratio par euro{named}".removesuffix(",")


def caveat(result: Assessment, judged: JudgedOrganisation, tables: Tables, name: str) -> str:
    """Say what of a footprint is in euros, how sure that is, and what the footprint is without it; empty when nothing is."""
    share, kg, rest = _in_euros(judged)
    if not share or kg is None:
        return ""
    without = "Sans ces lignes, rien n’est évalué" if rest is None else f"Sans ces lignes, le total est de {mass(rest)}"
    return (
        f"{name[:1].upper()}{name[1:]} ({mass(kg)}, {percent(share)} du total) ne sont pas "
        f"mesurés : leur empreinte vient d’{ratio_text(result, tables)}. Neuf fois sur dix, la vraie valeur est entre la moitié et "
        f"le double : c’est la partie la moins sûre du total. {without}."
    )


def short_caveat(result: Assessment, judged: JudgedOrganisation, tables: Tables) -> str:
    """Say it in one sentence, for a page that holds little."""
    share, _, rest = _in_euros(judged)
    if not share:
        return ""
    without = "" if rest is None else f" (sans lui : {mass(rest)})"
    return f"{percent(share)} vient d’{ratio_text(result, tables)} : la vraie valeur va {SPENDING_RANGE}{without}."


def _in_euros(judged: JudgedOrganisation) -> tuple[float, float | None, float | None]:
    """Return the share of a footprint that is in euros, what that is, and what the rest is, kgCO2e a year."""
    basis, spending, rest = judged.climate.basis, judged.spending, judged.without_euros
    return (
        basis.spending if basis is not None else 0.0,
        spending.value if spending is not None else None,
        rest.value if rest is not None else None,
    )


def plan_sentences(plan: Plan) -> Iterable[str]:
    """Say where the plan leads under each of the two readings; nothing when no line is in euros."""
    parts: list[str] = []
    doubt = doubt_text(plan_change(plan))
    for reading in plan.money.readings:
        first, last = reading.ends()
        if reading.code == WITHOUT_LEVERS and not plan.money.saves:
            continue
        if first and last is not None:
            verb = "" if parts else "l’empreinte passerait "
            said = " ; ".join(filter(None, (relative(last / first - 1.0), doubt)))
            parts.append(f"{PLAIN[reading.code]}, {verb}de {mass(first)} à {mass(last)} ({said})")
    if parts:
        text = " ; ".join(parts)
        tail = f" {NOT_PHYSICAL[:1].upper()}{NOT_PHYSICAL[1:]}." if plan.money.saves else ""
        yield f"{text[:1].upper()}{text[1:]}.{tail}"


def curve_note(plan: Plan) -> str:
    """Say where the curve would end without the levers in euros; empty when there is none."""
    end, name = _without_levers(plan), PLAIN[WITHOUT_LEVERS]
    return f" {name[:1].upper()}{name[1:]} : {end}." if end else ""


def deliberation_note(plan: Plan) -> str:
    """Say in a whereas clause what the saving is without the levers in euros; empty when there is none."""
    end = _without_levers(plan)
    what = "sans compter ce qui n’est qu’une dépense en moins, et non une baisse physique, l’empreinte serait de"
    return f" ; {what} {end}" if end else ""


def _without_levers(plan: Plan) -> str:
    """Say where the plan ends without the levers in euros: 293 t CO2e (−11 %); empty when there is none."""
    reading = plan.money.reading(WITHOUT_LEVERS)
    first, last = reading.ends() if reading is not None and plan.money.saves else (None, None)
    return f"{mass(last)} ({relative(last / first - 1.0)})" if first and last is not None else ""


def change_sentences(comparison: Comparison | None, tables: Tables) -> Iterable[str]:
    """Say what of a change between two years is of lines in euros: a price is no activity."""
    if comparison is not None and comparison.comparable and (text := spending_text(comparison, tables)):
        yield text
