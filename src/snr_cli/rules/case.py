"""What a rule judges: the dossier, its assessment and the date at which to judge."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import WIDE, long_date, number
from snr_cli.model.codes import CODES
from snr_cli.model.dossier import Dossier, Retirement
from snr_cli.model.finding import Severity
from snr_cli.model.territory import INHABITANTS_OF_LAW, OUTSIDE_LAW

# The dates of the texts: from which each duty applies, by which each document was due (ISO).

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


if TYPE_CHECKING:
    from snr_cli.engine.records import Assessment, Fact, Line
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.dossier.results import Result
    from snr_cli.plan.aims import DossierLines
    from snr_cli.plan.plan import Plan


# What a rule says: satisfied, missing, to check or not applicable, and where.

Path = tuple[str | int, ...]


class RuleStatus(StrEnum):
    """The answers of a rule."""

    SATISFIED = "satisfied"
    MISSING = "missing"
    LATE = "late"  # done, after its deadline: nothing can be completed any more
    TO_CHECK = "to_check"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Remark:
    """One place of the dossier that a rule speaks of; `severity` None takes that of the code.

    A path may end on a key that is not written: the finding then points at its parent. `told`: the code that says the same, where it
    is judged too: it alone then makes a finding of it. `reading`: what the value must mean, as it is typed.
    """

    path: Path
    message: str
    help: str = ""
    severity: Severity | None = None
    told: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule: one line for the summary, and a remark for each finding."""

    status: RuleStatus
    text: str
    path: Path = ()
    remarks: tuple[Remark, ...] = ()


def satisfied(text: str, path: Path = ()) -> Verdict:
    """The duty is met; `path` is what proves it."""
    return Verdict(RuleStatus.SATISFIED, text, path)


def not_applicable(text: str) -> Verdict:
    """The duty does not apply to this dossier, and why."""
    return Verdict(RuleStatus.NOT_APPLICABLE, text)


def to_check(path: Path, message: str, help_text: str = "") -> Verdict:
    """Only a person can say: always information, never an error."""
    return Verdict(RuleStatus.TO_CHECK, message, path, (Remark(path, message, help_text, Severity.INFO),))


def missing(path: Path, message: str, help_text: str = "", severity: Severity | None = None) -> Verdict:
    """One thing is missing or wrong."""
    return Verdict(RuleStatus.MISSING, message, path, (Remark(path, message, help_text, severity),))


def late(path: Path, message: str, help_text: str) -> Verdict:
    """The duty is met after its deadline: said as a warning, since no text attaches a sanction to it."""
    return Verdict(RuleStatus.LATE, message, path, (Remark(path, message, help_text, Severity.WARNING),))


def judged(remarks: Sequence[Remark], text: str, path: Path = ()) -> Verdict:
    """Satisfied when there is no remark, missing otherwise; the first remark is the line of the summary."""
    if not remarks:
        return satisfied(text, path)
    more = f" (et {len(remarks) - 1} autre{'s' if len(remarks) > 2 else ''})" if len(remarks) > 1 else ""
    return Verdict(RuleStatus.MISSING, remarks[0].message + more, remarks[0].path, tuple(remarks))


def finds(remarks: "Callable[[Case], Iterable[Remark]]", said: str, *path: str) -> "Callable[[Case], Verdict]":
    """Return the judgement of a rule that only looks for what is wrong.

    Args:
        remarks: what is wrong in a dossier.
        said: the line of the summary when nothing is.
        path: of what is then right.
    """
    return lambda case: judged(tuple(remarks(case)), said, path)


Profile = Literal["saisie", "programme", "strategie", "bilan", "contenu"]
HELD: Final = "contenu"  # the last document that the dossier holds; what is typed alone as long as it holds none
GROUPINGS = frozenset(
    {"communaute_de_communes", "communaute_agglomeration", "communaute_urbaine", "metropole", "metropole_de_lyon"}
)
Standing = Literal["due", "voluntary", "to_check", "not_yet", "outside"]
STATUTE_TO_CHECK = frozenset({"autre", "metropole_de_lyon"})
_PARIS = "217500016"
# overseas collectivities where an act of Parliament holds only when it says so
LAW_BY_MENTION = frozenset({"975", "977", "978", "986", "987", "988"})


@dataclass(frozen=True)
class Case:
    """A dossier, its assessment, which the rules on what was typed alone go without, and what its inventories retired.

    `as_of` is an ISO date: rules that need a date never ask the clock. `planned` is its plan when it is computed already.
    `kept`: the results of the past years that objectives start from, or lines come from. `imported`: what its exports gave.
    """

    dossier: Dossier
    assessed: "Assessment | None"
    tables: Tables
    as_of: str
    retirements: tuple[Retirement, ...] = ()
    planned: "Plan | None" = None
    kept: "tuple[Result, ...]" = ()
    imported: "tuple[Imported, ...]" = ()

    @property
    def assessment(self) -> "Assessment":
        """The assessment, for the rules that need one."""
        assert self.assessed is not None
        return self.assessed

    @cached_property
    def lines_by_id(self) -> "Mapping[str, Line]":
        """The lines of the organisation and of what the public uses, once for all that is found on them; none before an assessment."""
        if self.assessed is None:
            return {}
        organisation = self.assessed.organisation
        return {line.id: line for line in (*organisation.lines, *organisation.public_lines)}

    @cached_property
    def dossier_lines(self) -> "DossierLines":
        """The lines that actions act on: those of the dossier, and those that are estimated once it is assessed."""
        from snr_cli.engine.estimated import as_inventoried
        from snr_cli.plan.aims import DossierLines

        dossier = self.dossier if self.assessed is None else as_inventoried(self.dossier, self.assessed)
        return DossierLines((*dossier.equipment, *dossier.services), self.tables)

    @cached_property
    def plan(self) -> "Plan":
        """The plan, computed once for the rules that rest on it; it stops where a plan may go when a target is further away."""
        if self.planned is not None:
            return self.planned
        from snr_cli.plan.plan import make_plan, possible_horizon

        return make_plan(self.dossier, self.assessment, self.tables, possible_horizon(self.dossier), kept=self.kept)

    @cached_property
    def _facts(self) -> "Mapping[str, Fact]":
        if self.assessed is not None:
            return self.assessed.facts
        from snr_cli.engine.context import resolve_facts

        return resolve_facts(self.dossier.territory, self.tables)[0]

    def fact(self, name: str) -> Any:
        """Return what is known of the authority (given, or from the table of authorities); None when unknown."""
        found = self._facts.get(name)
        return None if found is None else found.value

    @property
    def under_threshold(self) -> bool:
        """Say whether the duty is not shown to apply: 50,000 inhabitants at most, population totale when known."""
        totale = self.fact("population_totale")
        known = self.fact("population_municipale") if totale is None else totale
        return known is not None and known <= INHABITANTS_OF_LAW

    @property
    def outside_law(self) -> bool:
        """Say whether article 35 names neither this kind of authority nor any that holds it."""
        return self.fact("kind") in OUTSIDE_LAW

    @property
    def statute_to_check(self) -> bool:
        """Say whether no text read here tells if article 35 binds this authority: special statute, or neither kind."""
        return (
            self.fact("kind") in STATUTE_TO_CHECK
            or self.fact("siren") == _PARIS
            or self.fact("department") in LAW_BY_MENTION
        )

    @property
    def standing(self) -> Standing:
        """Say whether article 35 binds this authority at the date of judgement."""
        if self.as_of < LAW_DATE:
            return "not_yet"
        if self.outside_law:
            return "outside"
        return "voluntary" if self.under_threshold else "to_check" if self.statute_to_check else "due"


def to_come(case: Case, path: Path, day: str, what: str) -> Verdict | None:
    """Return what is said of an act dated after the date of judgement, at which it does not exist; None of any other."""
    if day <= case.as_of:
        return None
    return missing(
        path,
        f"{what} du {long_date(day)}, après le {long_date(case.as_of)}, date de ce jugement : rien ne dit encore que c’est fait",
        f"vérifiez {'.'.join(map(str, path))} ; si c’est fait, jugez à une date d’après : --as-of today",
        Severity.WARNING,
    )


def judged_on(dossier: Dossier, asked: str | None = None, document: str = "") -> str:
    """Return the date (ISO) at which a dossier is judged, never the clock's nor that of its data alone.

    Args:
        dossier: the dossier; `method.as_of` comes after the other two.
        asked: the date that the caller asks for, before any other.
        document: what the text speaks for; a strategy that is the one adopted is judged on the day of that act.

    Without any of these: the latest of the date of the texts that the rules know, of 31 December of the years that the dossier
    tells, and of the acts that it dates.
    """
    adopted = dossier.strategy.adopted_on if dossier.strategy is not None else None
    if asked is not None:
        return asked
    if document == "strategie" and adopted is not None and not is_updated(dossier):
        return adopted
    years = [dossier.reference_year, *(review.year for review in dossier.annual_reviews)]
    programme = dossier.programme.date if dossier.programme is not None else None
    return dossier.method.as_of or max(TEXTS_DATE, f"{max(years)}-12-31", programme or "", adopted or "")


def is_updated(dossier: Dossier) -> bool:
    """Say whether the figures are of a year after that of the adoption: the strategy is then a new version, whose act is to come."""
    adopted = dossier.strategy.adopted_on if dossier.strategy is not None else None
    return adopted is not None and int(adopted[:4]) < dossier.reference_year


class Rule(NamedTuple):
    """A rule: its code, which declares all that is said of it, whether the dossier claims what it judges, and the judgement."""

    code: str
    claimed: Callable[[Dossier], bool]
    judge: Callable[[Case], Verdict]

    @property
    def document(self) -> str:
        """Return the document that it serves; `dossier` is any of them."""
        return CODES[self.code].document


def severity_of(rule: Rule, remark: Remark, case: Case) -> Severity:
    """Return how much a remark weighs.

    Nothing of the decree is an error where the duty is not shown to apply: under the threshold it is information,
    for a statute to check a warning.
    """
    severity = remark.severity or CODES[rule.code].severity
    if not rule.code.startswith("REEN") or rule.code == "REEN-01":
        return severity
    if case.under_threshold or case.outside_law:
        return Severity.INFO
    return Severity.WARNING if case.statute_to_check and severity is Severity.ERROR else severity


def holds(*keys: str) -> Callable[[Dossier], bool]:
    """Return whether a dossier says something under one of these keys, as `actions.effects`; in a list, under that of any item."""
    return lambda dossier: any(_says(dossier, key.split(".")) for key in keys)


def _says(value: Any, steps: Sequence[str]) -> bool:
    if isinstance(value, tuple):
        return any(_says(item, steps) for item in value)
    return _says(getattr(value, steps[0]), steps[1:]) if steps and value is not None else bool(value)


claims_programme = holds("programme", "stakeholders")
claims_strategy = holds("strategy", "objectives", "actions")
claims_review = holds("annual_reviews")


def always(_: Dossier) -> bool:
    """The rule is judged whatever the dossier holds."""
    return True


# What the rules of the adjacent duties share: years that are over, dates, percentages, and their verdict.

INFO, WARNING = Severity.INFO, Severity.WARNING
_TOLERANCE: Final = 1e-9  # a share of euros and cents that is exactly the threshold passes


def last_full_year(case: Case) -> int:
    """Return the last calendar year that is over at the date of judgement."""
    return int(case.as_of[:4]) - (0 if case.as_of[5:] == "12-31" else 1)


def years_later(date: str, years: int) -> str:
    """Return the same day some years later (29 February stands before 1 March, which is enough to compare)."""
    return f"{int(date[:4]) + years:04}{date[4:]}"


def reaches(share: float, threshold: float) -> bool:
    """Say whether a share is at least the threshold."""
    return share + _TOLERANCE >= threshold


def percentage(share: float, threshold: float | None = None) -> str:
    """Write a share with one decimal; with more, cut, when it would read as the threshold that it does not reach."""
    text = number(share * 100, 1)
    if threshold is not None and not reaches(share, threshold) and text == number(threshold * 100, 1):
        text = number(floor(round(share * 100_000, 6)) / 1000)
    return f"{text}{WIDE}%"


def weighed(remarks: Sequence[Remark], text: str, path: Path = ()) -> Verdict:
    """Judge as `judged` does, but remarks that are all information are for a person to check: nothing is missing."""
    verdict = judged(remarks, text, path)
    if remarks and all(remark.severity is INFO for remark in remarks):
        return replace(verdict, status=RuleStatus.TO_CHECK)
    return verdict


# The table of duties of a dossier: what each asks for, where the dossier stands, and what its answer is called.


DONE, NOT_CONCERNED, MISSING, VOLUNTARY = "satisfait", "sans objet", "manquant", "volontaire"


DUTY_ANSWERS: Final = {
    RuleStatus.SATISFIED: DONE,
    RuleStatus.LATE: "hors délai",
    RuleStatus.TO_CHECK: "à vérifier",
    RuleStatus.NOT_APPLICABLE: NOT_CONCERNED,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the table of duties; `weight` is that of its gravest remark that stands, None without any."""

    code: str
    status: RuleStatus
    weight: Severity | None
    text: str
    file: str
    line: int
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """The table of duties of a dossier, its date, and whether article 35 binds the authority at that date."""

    as_of: str
    standing: Standing
    lines: tuple[Duty, ...]


def answer_to(duty: Duty, standing: Standing) -> str:
    """Return the answer of a duty, by what it weighs: what a text demands is missing, the rest is to complete."""
    if duty.status in (RuleStatus.SATISFIED, RuleStatus.NOT_APPLICABLE):
        return DUTY_ANSWERS[duty.status]
    if duty.suppressed:
        return "écarté"
    if duty.code.startswith("ADJ"):
        if not duty.line and duty.weight is not None:  # nothing in the dossier speaks of it
            return "non renseigné"
        return DUTY_ANSWERS.get(duty.status, "à revoir")
    if duty.weight is Severity.ERROR:
        return MISSING
    if standing in ("voluntary", "outside"):
        return VOLUNTARY
    return DUTY_ANSWERS.get(duty.status, "à compléter")
