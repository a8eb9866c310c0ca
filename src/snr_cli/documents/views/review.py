"""The yearly account of the strategy: what was asked for, what moved, what the report holds."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms, relative, signed
from snr_cli.documents.views.actions import action_numbers
from snr_cli.documents.views.objectives import (
    MIXED,
    aims_table,
    citizen_lines,
    figures_of,
    indicators_table,
    kept_values,
    measured_by,
    standing_of,
    target_of,
)
from snr_cli.documents.views.obligations import facts_since, obligations
from snr_cli.documents.views.records import GoalView, ReviewView
from snr_cli.documents.views.review_actions import (
    account_said,
    actions_table,
    in_both_parts,
    part_view,
    progress_text,
    sheets,
    spending_table,
    unsaid_actions,
    unsaid_money,
)
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.numbers import together
from snr_cli.french.words.codes import estimated_note, mass, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, ActionStatus, AnnualReview
from snr_cli.plan.comparison import SAME, ChangeParts, Comparison
from snr_cli.plan.objectives import Reach
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import change_is_of_totals, shown_bounds
from snr_cli.results.records import FigureBounds
from snr_cli.results.sentences.comparison import (
    PARTS,
    category_label,
    note_text,
    partial_years,
    spending_text,
    unsplit_text,
)
from snr_cli.results.sentences.coverage import ONE_SOURCE, PARTIAL_WORD
from snr_cli.results.sentences.labels import NOT_SIGNIFICANT
from snr_cli.results.sentences.verdict import origin_text
from snr_cli.results.table import Table

# a document for the public names no file
REREAD: Final = {
    "same_export": (
        "la même liste d’appareils sert aux deux années : ce qui en change vient de l’âge ou de l’année, pas du parc"
    ),
    "same_export_not_apart": (
        "la même liste d’appareils sert aux deux années : ce qui en change n’est pas une évolution du parc, et reste pourtant "
        "compté dans l’activité"
    ),
}


def footprint_change(
    last: AnnualReview | None, before: AnnualReview | None, comparison: Comparison | None, tables: Tables
) -> tuple[list[str], list[str]]:
    """Say what became of the footprint since the previous review, and what cannot be said."""
    if last is None or before is None:
        return [], []
    if comparison is None:
        pair = before.footprint.get(CLIMATE), last.footprint.get(CLIMATE)
        if pair[0] is None or pair[1] is None:
            return [], []
        return [
            f"Le bilan {before.year} a publié {mass(pair[0])}, le bilan {last.year} {mass(pair[1])}. Ce sont deux totaux "
            "publiés : rien ne dit si leur différence vient de l’activité, de la méthode ou des facteurs."
        ], []
    if not comparison.comparable:
        return _published(before, comparison)
    split = comparison.organisation.get(CLIMATE)
    said = (
        list(filter(None, (*_split(split, comparison), spending_text(comparison, tables)))) if split is not None else []
    )
    said += [f"L’empreinte de {year} est {text}." for year, text in partial_years(comparison, CLIMATE)]
    notes = [*comparison.not_compared, *comparison.notes]
    joined = ("category_one_side", "mixture_not_assessed", "same_export", "same_export_not_apart")
    told = [note_text(note, comparison, tables) for note in notes if note.code not in joined]
    alone = [category_label(note.subject, tables) for note in notes if note.code == "category_one_side"]
    told += [REREAD[code] for code in REREAD if any(note.code == code for note in notes)]
    unsplit = [category_label(note.subject, tables) for note in notes if note.code == "mixture_not_assessed"]
    if unsplit:
        told.append(unsplit_text(unsplit))
    if alone:
        told.append(f"évalué une année sur deux seulement : {together(dict.fromkeys(alone))}")
    return said, [f"{each[:1].upper()}{each[1:]}." for each in told]


def _published(before: AnnualReview, comparison: Comparison) -> tuple[list[str], list[str]]:
    """Say that a published total does not compare with a computed one."""
    pair = comparison.published.get(CLIMATE)
    note = estimated_note(comparison.estimated_in())
    rests = f" ({note})" if note else ""
    said = []
    if pair is not None:
        said.append(
            f"Le bilan {before.year} a publié {mass(pair[0])} pour l’organisation ({origin_text(before.footprint_from)}) ; le calcul de {comparison.new.year} donne "
            f"{mass(pair[1])}{rests}{'' if change_is_of_totals(comparison, CLIMATE) else f' ({PARTIAL_WORD})'}. La différence entre les deux ne mesure pas une évolution."
        )
    return said, [
        f"Du bilan {before.year}, seul le total est connu : l’écart ne peut donc pas être partagé entre ce qui "
        "vient de l’activité, de la méthode et des facteurs.",
        "Le résultat complet du calcul, gardé d’une année sur l’autre, permettra ce partage au prochain bilan.",
    ]


def _split(split: ChangeParts, comparison: Comparison) -> Iterable[str]:
    """Say the change and its parts, and whether it may be nothing."""
    old, new = comparison.old.year, comparison.new.year
    share = f", soit {relative(split.change / split.old)}" if split.old else ""
    notes = [estimated_note(shares.get("", 0.0)) for shares in comparison.estimated]
    rests = (
        f" ({' ; '.join(f'{year} : {note}' for year, note in zip((old, new), notes, strict=True) if note)})"
        if any(notes)
        else ""
    )
    yield (
        f"De {old} à {new}, l’empreinte de l’organisation passe de {mass(split.old)} à {mass(split.new)}{share}{rests}."
        if split.change
        else f"De {old} à {new}, l’empreinte de l’organisation reste de {mass(split.new)}{rests}."
    )
    parts = [
        (name, getattr(split, name)) for name in PARTS if abs(getattr(split, name)) >= SAME * max(split.old, split.new)
    ]
    if split.change and len(parts) == 1:
        yield f"Cet écart vient en entier de {PARTS[parts[0][0]].wholly}."
    elif split.change and parts:
        told = [f"{_signed(value, 2)} pour {PARTS[name].whence}" for name, value in parts]
        yield f"Cet écart additionne {together(told)}."
    bounds = shown_bounds(comparison, CLIMATE).get("change")
    if bounds is not None:
        doubt = " : c’est un écart non significatif, on ne peut affirmer ni une hausse ni une baisse"
        between = mass_between(*bounds, split.change)
        yield f"L’écart est compris {between}, {ONE_SOURCE}{doubt if bounds.holds_zero else ''}."


def change_table(comparison: Comparison | None) -> Table:
    """Return the change by part, with its interval."""
    split = comparison.organisation.get(CLIMATE) if comparison is not None and comparison.comparable else None
    if split is None or comparison is None:
        return Table("Évolution de l’empreinte de l’organisation", (), ())

    def row(label: str, value: float, bounds: FigureBounds | None) -> tuple[str, str, str]:
        if bounds is None:
            return label, _signed(value), "—"
        doubt = f" ({NOT_SIGNIFICANT})" if bounds.holds_zero else ""
        return label, _signed(value), f"{mass_between(*bounds, value)}{doubt}"

    between = shown_bounds(comparison, CLIMATE)
    return Table(
        f"Évolution de l’empreinte de l’organisation de {comparison.old.year} à {comparison.new.year}",
        ("Part de l’écart", "Valeur", "Intervalle"),
        (
            row("Activité : quantités, durées de vie, volumes", split.activity, between.get("activity")),
            *(
                [
                    row(
                        "Même parc, autre année : âge des appareils, export relu",
                        split.ageing,
                        between.get("ageing"),
                    )
                ]
                if split.ageing
                else []
            ),
            row("Méthode et périmètre", split.method, between.get("method")),
            row("Facteurs et électricité de l’année", split.factors, between.get("factors")),
            row("Écart total", split.change, between.get("change")),
        ),
        (False, True, True),
    )


def _signed(change: float, figures: int = 3) -> str:
    """Write a change with its sign, or that there is none."""
    if abs(change) < SAME:
        return "aucun"
    return signed(change, kilograms(change, figures))


# code de l’environnement, L110-1, III; the numbers are those of `annual_reviews[].goals`
GOALS: Final = {
    1: "la lutte contre le changement climatique",
    2: "la préservation de la biodiversité, des milieux et des ressources",
    3: "la cohésion sociale et la solidarité entre les territoires et les générations",
    4: "l’épanouissement de tous les êtres humains",
    5: "la transition vers une économie circulaire",
}


# what tells that an action goes the way of a goal, when the account does not: its themes of the decree; for the climate, its objective
_GOAL_THEMES: Final = {2: {2}, 3: {5}, 4: {4}, 5: {1, 2}}


def previous_review(dossier: Dossier) -> AnnualReview | None:
    """Return the review before the last one; None when there are not two."""
    years = sorted(dossier.annual_reviews, key=lambda review: review.year)
    return years[-2] if len(years) > 1 else None


def review_view(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    plan: Plan,
    comparison: Comparison | None = None,
    as_of: str = "",
) -> ReviewView:
    """Return the last annual review of a dossier, as templates see it.

    Args:
        dossier: the dossier, inventories read.
        assessment: its footprint.
        tables: the factor tables.
        plan: its plan, for the values of the indicators.
        comparison: the previous review against the assessment; None when the previous one says nothing of the footprint.
        as_of: the day of the factors that the footprint is computed with.
    """
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    before = previous_review(dossier)
    year = last.year if last else None
    at = year if year is not None else dossier.reference_year
    rows = [row for row in plan.indicators if row.followed]
    assessed = year == assessment.reference_year
    kept = kept_values(comparison if assessed else None)
    measured = measured_by(dossier.objectives, plan.outcomes)
    # what the objective that an indicator measures does not compare, the indicator does not either
    apart = {name for name, outcome in measured.items() if outcome.reach is Reach.NOT_COMPARABLE}
    targets = {row.indicator.id: target_of(row.indicator, measured) for row in rows}
    figures = {row.indicator.id: figures_of(measured.get(row.indicator.id)) for row in rows}
    verdicts = {
        row.indicator.id: MIXED
        if row.indicator.id in apart and row.indicator.at(at) is not None
        else standing_of(row, targets[row.indicator.id][0], dossier, before, at, kept)
        for row in rows
    }
    report = last.report if last else None
    # an account that was noted tells nothing later than the day it was presented
    noted = (report.presented_on or "") if report and report.deliberation else ""
    states = {action.id: state_of(action, last, noted) for action in dossier.actions}
    numbers = action_numbers(dossier)
    said = account_said(dossier, states, before, rows, verdicts, at)
    slipped, going = sheets(dossier, states, last, numbers)
    change, not_compared = footprint_change(last, before, comparison if assessed else None, tables)
    return ReviewView(
        year=year,
        previous=before.year if before else None,
        assessed=assessed,
        comment=(last.comment if last else None) or "",
        presented_on=(report.presented_on if report else None) or "",
        budget_debate_on=(report.budget_debate_on if report else None) or "",
        presented_first=bool(report and report.presented_first),
        deliberation=(report.deliberation if report else None) or "",
        aims=aims_table(plan, dossier, at, before, verdicts, kept),
        indicators=indicators_table(
            [row for row in rows if row.objectives and row.indicator.id not in measured],
            verdicts,
            targets,
            figures,
            before,
            at,
            kept,
        ),
        followed=indicators_table(rows, verdicts, targets, figures, before, at, kept),
        indicator_sentences=said.lines("indicators"),
        progress=progress_text(said, verdicts),
        actions=actions_table(dossier, states, last, before, numbers),
        action_sentences=said.lines("actions"),
        engaged=said.text("engaged"),
        slipped=slipped,
        going=going,
        unsaid=unsaid_actions(dossier, states, last, before),
        spending=spending_table(dossier, plan, last, numbers),
        unsaid_money=unsaid_money(dossier, plan, states, last),
        citizens=(last.citizens if last else None) or "",
        citizen_lines=tuple(citizen_lines(plan, dossier, before, at)),
        design=(last.design if last else None) or "",
        conduct=(last.conduct if last else None) or "",
        evaluation=(last.evaluation if last else None) or "",
        change=tuple(change),
        change_table=change_table(comparison if assessed else None),
        not_compared=tuple(not_compared),
        obligations=obligations(dossier, at, noted),
        internal=part_view("internal", dossier, states, last, plan, numbers, said),
        territory=part_view("territory", dossier, states, last, plan, numbers, said),
        in_both=said.text("in_both", in_both_parts(dossier)),
        recomputed=as_of if noted and assessed and as_of > noted else "",
        since=facts_since(dossier, at, noted) + (last.since if last and noted else ()),
        goals=tuple(_goal(rank, name, dossier, states, last, numbers) for rank, name in GOALS.items()),
    )


def state_of(action: Action, review: AnnualReview | None, noted: str = "") -> ActionStatus:
    """Return the state of an action in a review; that of the dossier where the review does not speak of it.

    `noted`: the day that the review was presented, when it was noted: what began later was planned then.
    """
    later = noted and action.started_on is not None and action.started_on > noted
    return "planned" if later else action.status if review is None else review.states.get(action.id, action.status)


def _goal(
    rank: int,
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    numbers: Mapping[str, str],
) -> GoalView:
    """Return a goal, and what serves it: the words of the account, else the actions begun that go its way."""
    said = [goal for goal in last.goals if goal.goal == rank] if last is not None else []
    on_footprint = {objective.id for objective in dossier.objectives if objective.category is not None}
    themes = _GOAL_THEMES.get(rank, set())
    serving = [
        numbers[action.id]
        for action in dossier.actions
        if action.id in numbers
        and states[action.id] in ("under_way", "done")
        and (themes & set(action.themes) or (rank == 1 and on_footprint & set(action.objectives)))
    ]
    text = next((goal.text for goal in said if goal.text), "") or ""
    return GoalView(rank, name, bool(said), text, () if text else tuple(serving))
