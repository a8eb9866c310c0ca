"""A plan in words: an objective, where the value that it starts from comes from, and its verdict; its means, as a council votes them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.french.numbers import WIDE, euros, number, percent, printable, signed, significant, together
from snr_cli.french.words.terms import (
    NOT_ASSESSED,
    OBJECTIVE_VERDICTS,
    PROGRESS,
    apart,
    estimated_note,
    mass,
    measured,
    term,
)
from snr_cli.model.strategy import BudgetSection, FigureOrigin
from snr_cli.plan.means import BUDGET_SECTIONS, Funds, PlanMeans, Spending, Yearly, spending_of
from snr_cli.plan.objectives import (
    LIFETIMES,
    PROOFS,
    SET,
    WITHOUT_LEVERS,
    Outcome,
    PlanReading,
    ProgressMade,
    Reach,
    World,
    WorldOutcome,
)
from snr_cli.plan.past_years import Base, StartOrigin, Trend
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import INTERVAL, PARTIAL_SUM, ObjectiveVerdict, VerdictState, plan_extent
from snr_cli.results.records import Extent, Table
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, OF_CLIMATE, PARTIAL_WORD, partial_text

UNTAXED: Final = ", salaires sans TVA"
NOT_COSTED: Final = "non chiffré"
_MOST_YEARS: Final = 7  # beyond, years are rows: a page is no wider


def means_table(yearly: Yearly, *, short: bool = False) -> Table:
    """Return the means year by year and in all, a row for each kind; a kind that no year says is left to a sentence.

    Args:
        yearly: the years.
        short: labels and missing cells for a screen, whose caption says the basis.
    """
    columns = (*yearly.years, yearly.total)
    rows = [
        (
            brief if short else label,
            *(
                _cell(read(column), "n. c." if short else NOT_COSTED, staff=staff and column.year is None)
                for column in columns
            ),
        )
        for label, brief, read, staff in _rows(yearly)
        if any(read(column) is not None for column in columns)
    ]
    heads = [str(year.year) for year in yearly.years] + ["Total"]
    caption = f"Moyens {spanned([year.year for year in yearly.years if year.year is not None])}"
    if any(not staff and read(column) is not None for _, _, read, staff in _rows(yearly) for column in columns):
        caption += f" {_taxes(yearly)}"
    if len(yearly.years) > _MOST_YEARS:
        turned = tuple((head, *cells) for head, *cells in zip(heads, *(row[1:] for row in rows), strict=True))
        return Table(
            caption, ("Exercice", *(row[0] for row in rows)), turned if rows else (), (False, *(True,) * len(rows))
        )
    return Table(caption, ("Nature", *heads), tuple(rows), (False, *(True,) * len(heads)))


_Read = Callable[[Funds], float | None]


def means_kinds(yearly: Yearly) -> tuple[tuple[str, _Read, bool], ...]:
    """Return each kind of means that a year says: its label, what reads it, whether it is of staff, which has no sum."""
    return tuple(
        (label, read, staff)
        for label, _, read, staff in _rows(yearly)
        if any(read(funds) is not None for funds in (*yearly.years, yearly.total))
    )


def _rows(yearly: Yearly) -> Iterable[tuple[str, str, _Read, bool]]:
    """Yield each kind: its label, in full and short, what reads it, and whether it is of staff, which has no sum."""
    for section in BUDGET_SECTIONS:
        if section in yearly.basis:
            name = section.capitalize()
            yield f"{name} ({yearly.basis[section].upper()})", name, _section(section), False
    if any(tax != yearly.whole for tax in yearly.basis.values()):
        rate = f"{number(round(100 * (yearly.rate or 0.0), 2))}{WIDE}%"
        yield f"TVA à {rate} sur les montants HT", f"TVA à {rate}", lambda each: each.tax, False
    whole = yearly.whole.upper()
    yield f"Dépenses ({whole})", f"Dépenses {whole}", lambda each: each.gross, False
    yield "dont reconduites d’une année à l’autre", "dont reconduites", lambda each: each.recurrent, False
    yield "Financements attendus, à déduire", "Financements", lambda each: each.received, False
    yield "Reste à la charge de la collectivité", "Reste à charge", lambda each: each.net, False
    yield "Postes à créer, coût estimé", "Postes à créer", lambda each: each.new_posts, False
    yield "Économies attendues, à déduire", "Économies", lambda each: each.savings, False
    if any(funds.new_posts is not None or funds.savings is not None for funds in (*yearly.years, yearly.total)):
        yield "Solde", "Solde", lambda funds: funds.balance, False  # else it is what is left to pay, told just above
    yield "Postes existants, en ETP", "ETP existants", lambda funds: funds.fte, True
    yield "Postes à créer, en ETP", "ETP à créer", lambda each: each.new_fte, True
    others = "Autres postes existants" if yearly.pays_staff else "Postes existants"
    yield f"{others}, coût estimé, hors solde", others, lambda each: each.posts, False


def _section(section: BudgetSection) -> _Read:
    return lambda funds: funds.sections.get(section)


def _cell(value: float | None, unknown: str, *, staff: bool) -> str:
    if staff:
        return "—"
    if value is None:
        return unknown
    return number(value, 0) if value >= 1000 or value == round(value) else number(value, 2)


def _taxes(yearly: Yearly) -> str:
    """Say on which basis the amounts are: (€ TTC)."""
    if not yearly.basis:
        return "(€)"
    if set(yearly.basis.values()) == {yearly.whole}:
        return f"(€ {yearly.whole.upper()}{UNTAXED if yearly.pays_staff else ''})"
    return f"(€ ; {together(f'{section} {tax.upper()}' for section, tax in yearly.basis.items())})"


def spanned(years: Sequence[int]) -> str:
    """Write the years from the first to the last: de 2026 à 2030."""
    return f"en {years[0]}" if years[0] == years[-1] else f"de {years[0]} à {years[-1]}"


def table_notes(yearly: Yearly) -> Iterable[str]:
    """Say what a reader of the table must know at once: what is not costed, what stands apart, what goes on, what the balance is."""
    yield from uncosted(yearly)
    if yearly.total.apart:
        amounts = together(f"{euros(eur)} {tax.upper()}" for tax, eur in yearly.total.apart.items())
        yield f"À part, dans aucun total : {amounts}, faute d’un taux de TVA pour les convertir."
    if yearly.named:
        yield f"Financement cité sans montant, non déduit : {together(yearly.named)}."
    if yearly.endless and yearly.years[-1].year is not None:
        yield f"Après {yearly.years[-1].year}, {euros(yearly.endless)} par an de dépenses reconduites continuent, sans terme dit."
    added = ["augmenté du coût des postes à créer"] if yearly.total.new_posts is not None else []
    if yearly.total.savings is not None:
        added.append("diminué des économies attendues")
    if added and any(year.balance is not None for year in yearly.years):
        negative = any(year.balance is not None and year.balance < 0 for year in yearly.years)
        lacking = " ; il n’a pas de total, faute de toutes les années" if yearly.total.balance is None else ""
        yield f"Le solde est le reste à charge, {together(added)}{' ; négatif, c’est un gain' if negative else ''}{lacking}."
    if yearly.eur_per_fte is None and any(year.new_fte for year in yearly.years):
        yield "Le coût des postes à créer n’est pas chiffré : le solde ne le compte pas."


def table_rules(yearly: Yearly, source: str = "") -> Iterable[str]:
    """Say how the table is computed: how savings come, what staff costs.

    Args:
        yearly: the years.
        source: where the cost of a full-time equivalent comes from.
    """
    if yearly.total.savings is not None:
        yield (
            "Les économies sont attendues, et non acquises : elles suivent le calendrier de chaque action, comme ses effets, par paliers "
            "égaux de son début à son plein effet."
        )
    if yearly.eur_per_fte is not None and (yearly.total.posts is not None or yearly.total.new_posts is not None):
        of = f" ({source})" if source else ""
        text = f"Le coût des postes est une estimation, à {euros(yearly.eur_per_fte)} par {term('fte')} (ETP) et par an{of}, sans TVA"
        yield f"{text} ; ceux qu’une dépense paie déjà n’y sont pas comptés une seconde fois."
        if yearly.total.posts is not None:
            others = "autres postes existants" if yearly.pays_staff else "postes existants"
            yield f"Les {others} sont déjà au budget : leur coût est donné pour mémoire, hors du solde."


def uncosted(yearly: Yearly) -> Iterable[str]:
    """Say which years have no amount, in all or in one section: not costed is not free."""
    if not yearly.basis:
        return
    of_all = [year.year for year in yearly.years if year.year is not None and year.gross is None and not year.apart]
    if of_all:
        named = year_runs(of_all)
        yield (
            f"L’exercice {named} n’est pas chiffré."
            if len(of_all) == 1
            else f"Les exercices {named} ne sont pas chiffrés."
        )
    for section in BUDGET_SECTIONS:
        absent = [
            year.year
            for year in yearly.years
            if year.year is not None and year.year not in of_all and section not in year.sections and not year.apart
        ]
        if section not in yearly.basis:
            yield f"Aucune dépense {'d’' if section[0] in 'aeiou' else 'de '}{section} n’est chiffrée."
        elif absent:
            yield f"En {year_runs(absent)}, {'l’' if section[0] in 'aeiou' else 'le '}{section} n’est pas chiffré."


def year_runs(years: Sequence[int]) -> str:
    """Write years, those that follow each other by their ends: 2027 et 2029 à 2031."""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0])]
    return together(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)


def cost_sentence(means: PlanMeans) -> str:
    """Say what is budgeted, on one basis, and of which years: 620 000 € TTC prévus de 2026 à 2030, dont 90 000 € financés."""
    yearly = means.yearly
    years = [year.year for year in yearly.years if year.year is not None and year.gross]
    apart = [
        f"{euros(eur)} {tax.upper()} {{}}{spanned(of_tax)}"
        for tax, eur in yearly.total.apart.items()
        if eur and (of_tax := [year.year for year in yearly.years if year.year is not None and year.apart.get(tax)])
    ]
    if not years or yearly.total.gross is None:
        return together(cost.format("prévus ") for cost in apart)
    spending = spending_of(means, ())
    posts = (
        f", dont {euros(spending.posts)} de postes qui existent déjà (sans TVA)" if spending and spending.posts else ""
    )
    received = f" ; {euros(yearly.total.received)} de financements attendus" if yearly.total.received else ""
    tax = "" if posts else f" {yearly.whole.upper()}"
    amount = f"{euros(yearly.total.gross)}{tax} prévus {spanned(years)}{posts}{received}"
    # without a rate of VAT they add to nothing, and their years are their own
    return f"{amount} ; à part, {together(cost.format('') for cost in apart)}" if apart else amount


def spending_table(spending: Spending, yearly: Yearly, *, voted: bool) -> Table:
    """Return what a council decides in money, in four figures: new, decided before, paid by others, left to pay.

    Args:
        spending: what is spent.
        yearly: the years of it.
        voted: what was decided before is known; else what has begun counts as decided.
    """
    rows = (
        ("Dépenses des mesures nouvelles" if voted else "Dépenses des mesures à lancer", spending.new),
        ("Dépenses des autres mesures et moyens communs", spending.decided),
        ("Financements attendus, à déduire", spending.funded),
        ("Reste à la charge, postes existants à part", spending.net),
    )
    years = [year.year for year in yearly.years if year.year is not None and year.gross]
    return Table(
        "Dépenses en quatre chiffres",
        (f"{spanned(years)[:1].upper()}{spanned(years)[1:]}", f"€ {yearly.whole.upper()}"),
        tuple((label, number(eur, 0)) for label, eur in rows),
        (False, True),
        headed=True,
    )


def posts_sentence(spending: Spending) -> str:
    """Say what pays posts that exist, which is no new money; empty when nothing does."""
    if not spending.posts:
        return ""
    funded = f", dont {euros(spending.posts_funded)} financés" if spending.posts_funded else ""
    whole = spending.new + spending.decided + spending.posts
    return (
        f"Avec les postes existants que ces lignes paient ({euros(spending.posts)}{funded}, sans TVA) : "
        f"{euros(whole)} de dépenses."
    )


# What a plan owes to euros, in words.

NAMES: Final = {WITHOUT_LINES: "sans les lignes en euros", WITHOUT_LEVERS: "sans les leviers en euros"}


HOW: Final = {
    WITHOUT_LINES: "retirées de toutes les années",
    WITHOUT_LEVERS: "lignes gardées telles quelles, ce que les actions y changent retiré",
}


# the same in a document, for who reads it once
PLAIN: Final = {
    WITHOUT_LINES: "sans ce qui est estimé d’après des euros",
    WITHOUT_LEVERS: "sans compter les dépenses en moins",
}


NOT_PHYSICAL: Final = "dépenser moins n’est pas une baisse physique"


def ends_text(reading: PlanReading) -> str:
    """Say where a reading starts and ends: 201 t CO2e en 2025, 167 t CO2e en 2030 (−17 %)."""
    first, last = reading.ends()
    years = reading.path.years
    if first is None or last is None:
        return "rien d’autre n’est évalué"
    text = f"{mass(first)} en {years[0].year}, {mass(last)} en {years[-1].year}"
    if not first:  # of nothing, no share
        return text
    share = last / first - 1.0
    return f"{text} ({'+' if share > 0 else ''}{percent(share)})"


# What is read on a sum that is no total, or in part deduced from climate change.


def partial_outcome(outcome: Outcome, plan: Plan) -> str:
    """Say that an objective is read on a sum that is no total; empty when it is one, or no sum of the inventory."""
    return "" if outcome.projected is None else partial_text(_extent(outcome, plan))


def outcome_mark(outcome: Outcome, plan: Plan) -> str:
    """Return what stands after a value of an objective that is read on no total, or on a sum that is deduced in part; else nothing."""
    if partial_outcome(outcome, plan):
        return f" ({PARTIAL_WORD})"
    extent = _extent(outcome, plan)
    return f" (en partie déduit {OF_CLIMATE})" if extent is not None and extent.behind.deduced else ""


def _extent(outcome: Outcome, plan: Plan) -> Extent | None:
    """Return how much of the inventory the sum holds that an objective is read on; None of one that is read on no such sum."""
    return plan_extent(plan, outcome.category) if outcome.category and outcome.perimeter == "organisation" else None


# Where the value that an objective starts from comes from.

_SAID = {StartOrigin.PUBLISHED: "Publié", StartOrigin.GIVEN: "Donné"}


NOT_SUBTRACTED = "L’un ne se soustrait pas de l’autre"


def amount_text(value: float, unit: str) -> str:
    """Write a value in the unit of an objective."""
    if unit == "kgCO2e":
        return mass(value)
    if unit == "kWh":
        return f"{significant(value / 1000)}{WIDE}MWh"
    return measured(significant(value), printable(CATEGORY_UNITS.get(unit, unit)))


def left(value: float, unit: str) -> str:
    """Write what is left to find between two values of an objective: points between two percentages."""
    return apart(significant(value), unit, value) if unit.startswith("%") else amount_text(value, unit)


def origin_text(origin: FigureOrigin | None) -> str:
    """Say where a published figure comes from, to go in brackets; that nothing is known of it otherwise."""
    if origin is None or origin == FigureOrigin():
        return "outil, méthode et périmètre inconnus"
    parts = [
        f"outil : {origin.tool or 'inconnu'}",
        f"méthode : {origin.method or 'inconnue'}",
        f"périmètre : {origin.perimeter or 'inconnu'}",
    ]
    if origin.source:
        parts.append(f"source : {origin.source}")
    if origin.shares:
        parts.append("parts : " + ", ".join(f"{name} {percent(share)}" for name, share in origin.shares.items()))
    return printable(" ; ".join(parts))


def base_sentences(outcome: Outcome, reference_year: int) -> Iterable[str]:
    """Say what an objective starts from when it is not the inventory of the reference year, without its advice."""
    base = outcome.base
    if base is None:
        return
    if base.start is StartOrigin.RECOMPUTED and outcome.reference is not None:
        yield _again(base, outcome.reference, outcome.unit)
    if outcome.reach is not Reach.NOT_COMPARABLE:
        return
    if base.said is not None:
        word = _SAID.get(base.start, "Calculé")
        yield f"{word} de {base.year} : {amount_text(base.said, outcome.unit)} ({origin_text(base.origin)})."
    if base.own is not None:
        yield f"Calculé de {reference_year} : {amount_text(base.own, outcome.unit)}. {NOT_SUBTRACTED}."
    if base.restated is not None and base.own:
        share = percent(abs(base.restated / base.own - 1.0))
        sign = "−" if base.restated < base.own else "+"
        yield (
            f"Redite en pour cent de {reference_year}, la cible serait {sign}{share}, soit {amount_text(base.restated, outcome.unit)} : "
            "ce n’est pas un verdict."
        )


def _again(base: Base, reference: float, unit: str) -> str:
    """Say what computing a past year again changed, the part of the factors apart."""
    said = base.said or 0.0
    text = f"Départ de {base.year} recalculé avec la méthode et les facteurs d’aujourd’hui : {amount_text(reference, unit)}"
    if abs(reference - said) <= 1e-9 * max(reference, said):
        return f"{text}, comme le résultat gardé."
    parts = [
        f"{name} {signed(value, amount_text(value, unit))}"
        for name, value in (("facteurs", base.factors or 0.0), ("méthode", base.method or 0.0))
        if abs(value) > 1e-9 * max(reference, said)
    ]
    return f"{text} ; le résultat gardé disait {amount_text(said, unit)} ({', '.join(parts)})."


def advice(outcome: Outcome, reference_year: int) -> str:
    """Say how to make an objective comparable; empty when it is."""
    base = outcome.base
    if outcome.reach is not Reach.NOT_COMPARABLE or base is None:
        return ""
    own = f"partez de {reference_year}, sans baseline (from: {reference_year})"
    if outcome.why == "other_figure":
        return "Pour comparer : retirez baseline ; le calcul donne le départ."
    if outcome.why == "given_and_computed":
        return f"Pour comparer : donnez la valeur de {base.year} et celle d’après de la même mesure, ou {own}."
    if outcome.why == "other_perimeter":
        return f"Pour comparer : inventoriez les mêmes groupes les deux années, ou {own}."
    return (
        f"Pour comparer : donnez au bilan de {base.year} son résultat complet (result : le JSON de snr assess de cette année-là), "
        f"qui sera recalculé ; ou {own}."
    )


# The verdict of an objective in words: the same on screens, in documents and in published data.

Amounts = Callable[[float, str], str]  # a value and its unit, in words

# what a verdict depends on, after « dépend »
DEPENDS_ON: Final = {
    PARTIAL_SUM: "de ce qui n’est pas évalué",
    INTERVAL: "de l’incertitude des données",
    WITHOUT_LEVERS: "de dépenses en moins",
    WITHOUT_LINES: "de ce qui est estimé d’après des euros",
    PROOFS: "de preuves qui manquent",
    LIFETIMES: "de durées de vie supposées",
    SET: "de la source des données",
}
SET_NAMES: Final = {
    "ademe": "les données publiques de l’ADEME",
    "declarations": "les données des fabricants",
    "ecodiag": "les données de la recherche publique (EcoDiag)",
}
_OPENINGS: Final = {
    WITHOUT_LEVERS: "sans compter les dépenses en moins",
    WITHOUT_LINES: "sans ce qui est estimé d’après des euros",
    PROOFS: "si ce qui est déjà reconditionné ou réemployé a sa preuve",
    LIFETIMES: "si les appareils durent autrement que supposé",
}
WORLD_OUTCOMES: Final = {
    WorldOutcome.HOLDS: "à la cible",
    WorldOutcome.TURNS: "pas à la cible",
    WorldOutcome.SAME: "rien ne change",
    WorldOutcome.NOT_ASSESSABLE: NOT_ASSESSED,
}
# « visés » after a unit that has a gender
_AIMED: Final = {"kgCO2e": "visées", "kWh": "visés"}


def world_text(world: str) -> str:
    """Name a world, to open a sentence: sans compter les dépenses en moins ; avec les données des fabricants."""
    name = world.removeprefix(SET)
    return _OPENINGS[world] if world in _OPENINGS else f"avec {SET_NAMES.get(name, f'les données « {name} »')}"


def depends_on(decides: str) -> str:
    """Say what a verdict depends on, after « dépend »."""
    return DEPENDS_ON[SET if decides.startswith(SET) else decides]


def verdict(objective_verdict: ObjectiveVerdict) -> str:
    """Say where an objective stands, and how near when it is not at its target: prévu non atteint (en chemin)."""
    text = OBJECTIVE_VERDICTS[objective_verdict.state]
    if objective_verdict.state is VerdictState.DEPENDS:
        return f"{text} {depends_on(objective_verdict.decides)}"
    return f"{text} ({PROGRESS[objective_verdict.way]})" if objective_verdict.way is ProgressMade.ON_THE_WAY else text


def against_target(projected: float, target: float, unit: str, amounts: Amounts, mark: str = "") -> str:
    """Write a value beside the one aimed at: 293 t CO2e pour 279 t CO2e visées; `mark` follows the value."""
    said, aimed = amounts(projected, unit) + mark, amounts(target, unit)
    return f"{said} pour {aimed} {_AIMED[unit]}" if unit in _AIMED else f"{said} pour une cible de {aimed}"


def verdict_sentence(objective_verdict: ObjectiveVerdict, amounts: Amounts, mark: str = "") -> str:
    """Say an objective that has figures in one sentence for the public, the stricter reading first; empty for the others.

    For instance: sans compter les dépenses en moins, l’objectif n’est pas atteint : 293 t CO2e pour 279 t CO2e visées. It has no
    capital nor full stop, to follow the name of the objective. `mark` follows what is forecast: (partiel).
    """
    outcome, world = objective_verdict.outcome, objective_verdict.decider
    if outcome.target is None or outcome.projected is None:
        return ""
    figures = against_target(outcome.projected, outcome.target, outcome.unit, amounts, mark)
    if world is not None and world.projected is not None and world.target is not None:
        strict = against_target(world.projected, world.target, outcome.unit, amounts, mark)
        led = "le plan mène à" if objective_verdict.led else "la valeur est de"
        if world.target == outcome.target:
            rest = f"autrement, {led} {amounts(outcome.projected, outcome.unit)}{mark}"
        else:  # another source, and so another start: each figure is beside its own target
            rest = f"autrement, {'il le serait' if objective_verdict.led else 'il l’est'} : {figures}"
        return f"{world_text(world.id)}, l’objectif n’est pas atteint : {strict} ; {rest}"
    if not objective_verdict.led:
        return ""
    text = f"le plan mène à {figures}{f' en {outcome.by_year}' if outcome.by_year else ''}"
    if objective_verdict.decides == PARTIAL_SUM:
        return f"{text}, sur ce qui est évalué : moins de la moitié, rien n’est sûr"
    if objective_verdict.decides == INTERVAL:
        short = outcome.gap is not None and not outcome.reach.at_target
        lacking = f" ; il manque {amounts(abs(outcome.gap or 0.0), outcome.unit)}" if short else ""
        return f"{text}{lacking} ; l’écart est plus petit que l’incertitude"
    every = ", avec chacune des trois sources de données" if objective_verdict.in_every_set else ""
    return f"{text} : {verdict(objective_verdict)}{every if objective_verdict.state is VerdictState.FORECAST_REACHED else ''}"


def world_sentence(world: World, unit: str, amounts: Amounts) -> str:
    """Say what becomes of an objective in a world, for who wants each of them."""
    name = world_text(world.id)
    start = f"{name[:1].upper()}{name[1:]} : "
    if world.projected is None or world.target is None:
        return f"{start}{NOT_ASSESSED}."
    own = "" if not world.own else f" ; {percent(world.own)} du départ y a des valeurs propres à cette source"
    figures = against_target(world.projected, world.target, unit, amounts)
    return f"{start}{WORLD_OUTCOMES[world.outcome]}, {figures}{own}."


# The curves without any action, in words: what they suppose, the growth of the last two inventories, or why there is none.

# What the curve without any action supposes: nothing grows, or what the dossier says grows. Said wherever it is drawn or printed.

FLAT: Final = "parc constant"
GROWING: Final = "tendance retenue"


def baseline_label(growth: Mapping[str, float]) -> str:
    """Name the curve, with what it supposes."""
    return f"Sans nouvelle action, {GROWING if growth else FLAT}"


def baseline_sentence(growth: Mapping[str, float], tables: Tables) -> str:
    """Say what the curve supposes."""
    if not growth:
        return (
            "Seules les actions font bouger les courbes : sans elles, le parc et les usages sont supposés constants, et "
            "aucune croissance n’est comptée."
        )
    kinds = tables.equipment_types | tables.service_types
    said = together(
        f"{kinds[kind].label if kind in kinds else printable(kind)}, {growth_text(rate)} par an"
        for kind, rate in growth.items()
    )
    return f"Sans action, la tendance retenue est : {said} ; aucune autre croissance n’est comptée."


def baseline_short(growth: Mapping[str, float]) -> str:
    """Say it after a figure, in a few words."""
    return f"sans action, {GROWING if growth else FLAT}"


def growth_text(rate: float) -> str:
    """Write a yearly growth: +10 %, −2,5 %."""
    return f"{signed(rate, number(round(rate * 100, 1)))}{WIDE}%"


# The trend of the last two inventories in words: its two years, its growth, or why there is none.

_WHYS: Final = {
    "published_only": "de {first}, seul un total publié est connu : ni sa méthode, ni son périmètre, ni ses facteurs ne se vérifient",
    "result_unusable": "le résultat gardé de {first} ne peut pas être recalculé",
    "other_authority": "le résultat gardé de {first} est celui d’une autre collectivité",
    "other_perimeter": "les inventaires de {first} et de {last} n’ont pas le même périmètre",
    "same_export": "le même export sert à {first} et à {last} : rien n’a été recompté",
    "same_quantities": "les inventaires de {first} et de {last} ont les mêmes quantités : rien n’a été recompté",
    "no_value": "l’une des deux années n’est pas évaluée",
}


def trend_label(trend: Trend) -> str:
    """Name the curve, with its two years."""
    return f"Tendance {trend.first}-{trend.last} prolongée"


def trend_sentence(trend: Trend, horizon: int) -> str:
    """Say the growth, the two years it comes from and where it leads, or why it is not offered."""
    rate, end = trend.per_year, trend.at(horizon)
    if rate is None or end is None or trend.before is None or trend.now is None:
        why = _WHYS[trend.why or "no_value"].format(first=trend.first, last=trend.last)
        return f"Tendance des deux derniers inventaires non proposée : {why}."
    note = estimated_note(trend.estimated)
    return (
        f"Seconde lecture sans action : la tendance de {trend.first} à {trend.last}, {growth_text(rate)} par an "
        f"({mass(trend.before)} puis {mass(trend.now)}{f', {note}' if note else ''}, {trend.first} étant recalculé avec la méthode et les "
        f"facteurs d’aujourd’hui), mènerait à {mass(end)} en {horizon} si elle se prolongeait. Deux années ne font pas une "
        "prévision : les objectifs et la part de chaque action n’en dépendent pas."
    )
