"""REEN-20 to REEN-22, SNR618: the yearly account, inside the report on sustainable development, and what it says was done."""

from collections.abc import Sequence
from typing import Final

from snr_cli.french.numbers import long_date, plural, significant, together
from snr_cli.french.words.terms import measured
from snr_cli.rules.case import (
    INFO,
    PROGRAMME_DEADLINE,
    STRATEGY_DEADLINE,
    WARNING,
    Case,
    Remark,
    Rule,
    RuleStatus,
    Verdict,
    always,
    claims_review,
    judged,
    not_applicable,
)

# The dates at which article 35 asks for each document.


def deadlines(case: Case) -> dict[str, str]:
    """Return, by document, the date (ISO) that it was due at: the programme, the strategy, the first account that is missing.

    The account of year N is due on 31 December N + 1; no account has a date when none is due and missing.
    """
    written = {review.year for review in case.dossier.annual_reviews}
    absent = [f"{year + 1}-12-31" for year in years_due(case) if year not in written][:1]
    found = {"programme": PROGRAMME_DEADLINE, "strategie": STRATEGY_DEADLINE}
    return found | ({"bilan": absent[0]} if absent else {})


_FIRST_YEAR: Final = 2024  # art. 35-II: the account enters the report from 1 January 2025, on the year before
_PARTS: Final = {"indicators": "valeurs d’indicateurs", "actions": "état des actions", "comment": "commentaire"}
BEFORE: Final = "vérifiez les deux dates : le rapport se présente avant les débats sur le projet de budget"
_PROGRESS: Final = "I-62"


def years_due(case: Case) -> list[int]:
    """Return the years whose account is due: the account of year N, from 31 December N + 1."""
    strategy = case.dossier.strategy
    if strategy is None or strategy.adopted_on is None:
        return []
    last = int(case.as_of[:4]) - (1 if case.as_of[5:] == "12-31" else 2)
    return list(range(max(_FIRST_YEAR, int(strategy.adopted_on[:4])), last + 1))


def _not_due(case: Case) -> str:
    """Say why no account is due: the law counts them from the adoption."""
    strategy = case.dossier.strategy
    if strategy is None:
        return "attend la stratégie (REEN-12)"
    if strategy.adopted_on is None:
        return "attend la date d’adoption de la stratégie (REEN-12)"
    return f"aucun bilan n’est encore dû au {long_date(case.as_of)}"


def _years(years: Sequence[int]) -> str:
    """Write years: 2024 et 2026, or 2024 à 2050 when more than three follow each other."""
    if len(years) > 3 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} à {years[-1]}"
    return together(str(year) for year in years)


def yearly_account(case: Case) -> Verdict:
    """REEN-20: an account of each year since the adoption: indicators as computed, state of the actions, comment."""
    due = years_due(case)
    strategy, reviews = case.dossier.strategy, case.dossier.annual_reviews
    adopted = int(strategy.adopted_on[:4]) if strategy and strategy.adopted_on else 0
    written = {review.year for review in reviews}
    remarks = []
    absent_years = [year for year in due if year not in written]
    if absent_years:
        several = len(absent_years) > 1
        text = f"{'bilans annuels' if several else 'bilan annuel'} de {_years(absent_years)} absent{'s' if several else ''}"
        help_text = (
            f"ajoutez, avec vos valeurs, annual_reviews: [{{year: {absent_years[0]}, indicators: {{I-53: 375}}, "
            "actions: {duree-portables: under_way}, comment: …}]"
        )
        if adopted in absent_years:
            help_text += " ; l’année de l’adoption compte, même courte"
        remarks.append(Remark(("annual_reviews",), text, help_text))
    for index, review in enumerate(reviews):
        if not any(getattr(review, key) for key in _PARTS):
            text = f"bilan annuel de {review.year} vide"
            severity = None if review.year in due else WARNING
            remarks.append(Remark(("annual_reviews", index), text, "ajoutez indicators, actions et comment", severity))
            continue
        absent = [key for key in _PARTS if not getattr(review, key)]
        if absent:
            remarks.append(
                Remark(
                    ("annual_reviews", index),
                    f"bilan annuel de {review.year} sans {' ni '.join(_PARTS[key] for key in absent)}",
                    f"ajoutez-lui {', '.join(absent)}",
                    WARNING,
                )
            )
    if not due and not reviews:
        return not_applicable(_not_due(case))
    remarks += _far_from_computed(case)
    return judged(remarks, f"bilans : {', '.join(str(year) for year in sorted(written))}", ("annual_reviews",))


def _far_from_computed(case: Case) -> list[Remark]:
    """Return the values that an account publishes and that the dossier, computed, contradicts."""
    places = {review.year: index for index, review in enumerate(case.dossier.annual_reviews)}
    if not any(review.indicators for review in case.dossier.annual_reviews):
        return []
    remarks = []
    for row in case.plan.indicators:
        if row.indicator.id == _PROGRESS:
            continue  # actions go on after the account is published
        for year in row.indicator.years:
            index = places.get(year.year)
            if not year.differs or index is None or year.given is None or year.computed is None:
                continue
            if case.dossier.annual_reviews[index].indicators.get(row.indicator.id) != year.given:
                continue  # the value is that of the list of indicators
            text = (
                f"bilan de {year.year} : {row.indicator.id} publié {significant(year.given)}, "
                f"calculé {measured(significant(year.computed), row.indicator.unit)}"
            )
            path = ("annual_reviews", index, "indicators", row.indicator.id)
            remarks.append(
                Remark(path, text, "corrigez la valeur ou le dossier, ou dites dans comment ce qui diffère", WARNING)
            )
    return remarks


def before_the_budget(case: Case) -> Verdict:
    """REEN-21: the account is in the report presented before the budget debate, with its own deliberation."""
    due = set(years_due(case))
    remarks, shown = [], []
    for index, review in enumerate(case.dossier.annual_reviews):
        path = ("annual_reviews", index, "report")
        report = review.report
        if report is None or report.presented_on is None:
            if review.year in due:
                remarks.append(
                    Remark(
                        path if report is not None else path[:2],
                        f"bilan de {review.year} : pas de date de présentation du rapport développement durable",
                        'ajoutez, avec vos valeurs, report: {presented_on: "2025-01-30", budget_debate_on: "2025-02-27", deliberation: "2025-012"}',
                    )
                )
            continue
        shown.append(review.year)
        if int(report.presented_on[:4]) < review.year:
            remarks.append(
                Remark(
                    (*path, "presented_on"),
                    f"bilan de {review.year} présenté le {report.presented_on}, avant l’année dont il rend compte",
                    "vérifiez year et presented_on",
                    WARNING,
                )
            )
        if report.budget_debate_on is None:
            remarks.append(
                Remark(
                    path,
                    f"bilan de {review.year} : date du débat budgétaire inconnue",
                    "ajoutez report.budget_debate_on",
                    WARNING,
                )
            )
        elif report.presented_on > report.budget_debate_on:
            remarks.append(
                Remark(
                    (*path, "presented_on"),
                    f"bilan de {review.year} présenté le {report.presented_on}, après le débat budgétaire du {report.budget_debate_on}",
                    BEFORE,
                )
            )
        elif report.presented_on == report.budget_debate_on and report.presented_first is None:
            remarks.append(
                Remark(
                    (*path, "presented_on"),
                    f"bilan de {review.year} : rapport et débat le même jour, à vérifier",
                    "ajoutez report.presented_first: true si le rapport a été présenté le premier",
                    INFO,
                )
            )
        elif report.presented_on == report.budget_debate_on and not report.presented_first:
            remarks.append(
                Remark(
                    (*path, "presented_first"),
                    f"bilan de {review.year} présenté le même jour, après le débat budgétaire",
                    "le rapport se présente avant les débats : corrigez presented_first, ou l’ordre du jour suivant",
                )
            )
        if report.deliberation is None:
            remarks.append(
                Remark(
                    path,
                    f"bilan de {review.year} : délibération qui prend acte du rapport inconnue",
                    "ajoutez report.deliberation: sa référence",
                    WARNING,
                )
            )
    if not remarks and not shown:
        return not_applicable("attend le bilan annuel (REEN-20)" if due else _not_due(case))
    if remarks and all(remark.severity is INFO for remark in remarks):
        return Verdict(RuleStatus.TO_CHECK, remarks[0].message, remarks[0].path, tuple(remarks))
    years = ", ".join(str(year) for year in sorted(shown))
    return judged(remarks, f"présentés avant le débat budgétaire : {years}", ("annual_reviews",))


def shape(case: Case) -> Verdict:
    """REEN-22: the two parts of the report, and the goals of sustainable development it serves."""
    if not case.dossier.annual_reviews:
        return not_applicable("attend le bilan annuel (REEN-20)")
    remarks = []
    for index, review in enumerate(case.dossier.annual_reviews):
        absent = {"internal", "territory"} - set(review.part)
        if absent:
            word = " ni ".join(
                {"internal": "volet interne", "territory": "volet territoire"}[one] for one in sorted(absent)
            )
            remarks.append(
                Remark(
                    ("annual_reviews", index),
                    f"bilan de {review.year} sans {word}",
                    "écrivez part: [internal, territory]",
                )
            )
        if not review.goals:
            remarks.append(
                Remark(
                    ("annual_reviews", index),
                    f"bilan de {review.year} : finalités du développement durable non dites",
                    "ajoutez goals: [1, 5], par exemple (C. env., L110-1)",
                )
            )
    return judged(remarks, "deux volets, finalités dites", ("annual_reviews",))


def what_was_done(case: Case) -> Verdict:
    """SNR618: the last account says of each action under way or finished what was done, and what proves it."""
    reviews = case.dossier.annual_reviews
    if not reviews:
        return not_applicable("attend le bilan annuel (REEN-20)")
    order = sorted(range(len(reviews)), key=lambda rank: reviews[rank].year)
    last, path = reviews[order[-1]], ("annual_reviews", order[-1], "actions")
    # what was finished in an earlier account is no news
    before = {name for rank in order[:-1] for name, state in reviews[rank].states.items() if state == "done"}
    begun = {
        name: review
        for name, review in last.actions.items()
        if review.status == "under_way" or (review.status == "done" and name not in before)
    }
    silent = [name for name, review in begun.items() if not review.done]
    bare = [name for name, review in begun.items() if review.done and not review.proof]
    first = silent[0] if silent else ""
    remarks = [
        Remark(path, f"bilan de {last.year} : {what} pour {plural(len(names), 'action')} ({_some(names)})", mend)
        for names, what, mend in (
            (
                silent,
                "ce qui a été fait n’est pas dit",
                f"écrivez {first}: {{status: {begun[first].status if first else ''}, done: …, next: …, proof: …}}",
            ),
            (bare, "rien n’atteste ce qui a été fait", "ajoutez proof: un document, une délibération ou une adresse"),
        )
        if names
    ]
    return judged(remarks, f"bilan de {last.year} : ce qui a été fait est dit, et attesté", path)


def _some(names: Sequence[str]) -> str:
    """Name three of some actions at most."""
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


RULES: Final = (
    Rule("REEN-20", always, yearly_account),
    Rule("REEN-21", always, before_the_budget),
    Rule("REEN-22", claims_review, shape),
    Rule("SNR618", claims_review, what_was_done),
)
