"""One call: what a command line names → every finding, in order; and the table of duties when it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from typing import TYPE_CHECKING

from snr_cli.api import asked, assessing
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine import assess
from snr_cli.engine.records import Assessment
from snr_cli.inputs.dossier.discover import FoundDossier, dossiers, settled
from snr_cli.inputs.dossier.files import open_argument
from snr_cli.inputs.dossier.ignores import leave_aside
from snr_cli.inputs.dossier.includes import finding_at
from snr_cli.inputs.dossier.load import Loaded, Read, read_dossier
from snr_cli.inputs.dossier.messages import absurd
from snr_cli.inputs.dossier.named import Words
from snr_cli.model.codes import CODES, NEVER_SUPPRESSED
from snr_cli.model.dossier import Retirement
from snr_cli.model.finding import RANK, Finding, Report, Severity, in_order
from snr_cli.model.refusal import Unread, UnreadError, UsageError
from snr_cli.model.territory import GROUP
from snr_cli.plan import carried
from snr_cli.rules import review, run
from snr_cli.rules.case import HELD, Case, Duties, Duty, Profile, Rule, Verdict, judged_on, severity_of
from snr_cli.rules.run import TYPED

if TYPE_CHECKING:
    from snr_cli.plan.plan import Plan

READING_CODES = frozenset(code for code in CODES if code.startswith(("SNR1", "SNR2", "SNR3", "SNR5")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to judge: a profile (None: what each dossier claims; `HELD`: of the last document it holds), codes or prefixes, the date."""

    profile: Profile | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The report; the duties of each dossier when asked for; the dossiers that have members, judged without them."""

    report: Report
    duties: dict[str, Duties]
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class CheckedOne:
    """What the check of one dossier gave; its assessment, when the rules judge one."""

    findings: list[Finding] = field(default_factory=list)
    as_of: str = ""
    scope: str = ""
    duties: Duties | None = None
    group: bool = False
    assessment: Assessment | None = None


def check(
    arguments: Iterable[str],
    words: Words,
    tables: Tables,
    wanted: Wanted,
    *,
    with_duties: bool = False,
    duties_too: bool = False,
) -> Checked:
    """Check every dossier that the arguments name; one that cannot be opened does not keep the others from it.

    `with_duties`: the duties, whose rules alone are then judged; `duties_too`: beside the findings of all the rules.
    """
    names: dict[str, None] = {}
    unread: list[Unread] = []
    found: dict[str, CheckedOne] = {}
    members: dict[str, Read] = {}  # already read with their group
    roots: list[FoundDossier] = []
    given = dict.fromkeys(arguments)
    for argument in given:
        try:
            roots += dossiers(argument)
        except UnreadError as error:
            unread.append(error.unread)
    for root, refused in dict.fromkeys(settled(roots, given)):
        if root in names:
            continue
        try:
            if refused:
                raise UnreadError(root, refused)
            read = members.get(root) or read_dossier(root, words, opened=open_argument(root, pipe=root in given))
        except UnreadError as error:
            unread.append(error.unread)
        else:
            names |= dict.fromkeys(read.files)
            one_level = (
                member.read for member in read.members if not (member.read.dossier and member.read.dossier.members)
            )
            members |= {each.name: each for each in one_level}
            found[read.name] = check_read(read, tables, wanted, with_duties)
            if duties_too:  # judged apart: each table has the rules of its own
                found[read.name].duties = check_read(read, tables, wanted, True).duties
    # the errors of a member are found with its group, and with itself
    findings = dict.fromkeys(finding for one in found.values() for finding in one.findings)
    names |= dict.fromkeys(finding.position.file for finding in findings)
    report = Report(
        tuple(names),
        tuple(in_order(list(findings))),
        tuple(unread),
        {name: one.as_of for name, one in found.items() if one.as_of},
        {name: one.scope for name, one in found.items()},
    )
    groups = tuple(name for name, one in found.items() if one.group)
    return Checked(report, {name: one.duties for name, one in found.items() if one.duties}, groups)


def check_dossiers(
    *dossiers: str | PathLike[str],
    profile: Profile | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    as_of: str | None = None,
    with_duties: bool = False,
    tables: Tables | None = None,
) -> Checked:
    """Check dossiers: syntax, references, the decree, duties beside it, method, plausibility.

    Args:
        dossiers: files, folders (each `territory.yaml` in them), or `-` for standard input.
        profile: the document that is prepared, or `contenu`, the last one that each dossier holds; all that it claims without any.
        select: codes, or beginnings of codes, to judge.
        ignore: those to leave out.
        as_of: the date of judgement, YYYY-MM-DD; that of the dossier without any, never that of the machine.
        with_duties: give the table of duties too.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: a profile, a code or a date that is none.

    Returns:
        the findings; what could not be opened is in `report.unread`, nothing is raised for it.
    """
    asked.among("profile", profile, (*run.DOCUMENTS, HELD))
    for prefix in (*select, *ignore):
        if not any(code.startswith(prefix) for code in CODES):
            raise UsageError(f"aucun code ne commence par « {prefix} » (la liste : snr explain codes)")
    tables = shipped_tables() if tables is None else tables
    wanted = Wanted(profile, select, ignore, asked.a_date("as_of", as_of))
    return check([fspath(dossier) for dossier in dossiers], words_of(tables), tables, wanted, with_duties=with_duties)


def case_of(
    read: Read,
    assessment: Assessment | None,
    tables: Tables,
    as_of: str | None,
    plan: "Plan | None" = None,
    document: str = "",
) -> Case:
    """Return what the rules judge of a dossier that reads well; no assessment for those on what was typed alone."""
    assert read.dossier is not None
    date = judged_on(read.dossier, as_of, document)
    retired: tuple[Retirement, ...] = ()
    if read.imported:
        from snr_cli.inputs.dossier import exports

        retired = exports.retirements(read.imported)
    return Case(read.dossier, assessment, tables, date, retired, plan, read.kept, read.imported)


def _said(
    verdicts: Iterable[tuple[Rule, Verdict]], case: Case, read: Read, wanted: Wanted | None = None
) -> list[Finding]:
    """Return the findings of rules; a remark that another code tells too, among those `wanted`, is left to it."""
    every = list(verdicts)
    telling = {
        rule.code for rule, verdict in every if verdict.remarks and (wanted is None or _shown(rule.code, wanted))
    }
    return [
        finding
        for rule, verdict in every
        for remark in verdict.remarks
        if remark.told not in telling
        for finding in remarked(rule, replace(verdict, remarks=(remark,)), case, read)
    ]


def _table_of(verdicts: Iterable[tuple[Rule, Verdict]], case: Case, read: Read, findings: list[Finding]) -> Duties:
    return Duties(case.as_of, case.standing, tuple(_duty(*verdict, read, findings) for verdict in verdicts))


def judge_document(
    read: Read, assessment: Assessment, plan: "Plan", tables: Tables, profile: Profile, as_of: str | None = None
) -> tuple[list[Finding], Duties]:
    """Judge a dossier already assessed and planned for a document.

    Returns:
        what the law asks and the dossier lacks, as errors for everyone, those that a comment leaves aside left out; and the
        table of duties.
    """
    case = case_of(read, assessment, tables, as_of, plan, profile)
    verdicts = [(rule, run.judge(rule, case)) for rule in run.written(profile)]
    # a comment may leave a remark aside; what it says of other codes is for `check` to judge
    judged = {rule.code for rule, _ in verdicts}
    findings = [
        finding
        for finding in leave_aside(_said(verdicts, case, read), read.joined, judged)
        if finding.code.startswith(("REEN", "ADJ"))
    ]
    missing = [
        replace(finding, severity=Severity.ERROR)
        for finding in leave_aside(_said(run.unanswered(case, profile), case, read), read.joined, judged)
        if finding.code.startswith("REEN") and not finding.suppressed
    ]
    return missing, _table_of(verdicts, case, read, findings)


def check_assessed(
    read: Read, assessment: Assessment, plan: "Plan", tables: Tables, as_of: str | None = None
) -> "tuple[CheckedOne, dict[str, str]]":
    """Check a dossier already assessed and planned as `check` does, each rule judged once.

    Returns:
        what `check` finds, with the table of all duties; and the date at which each document was due, by document.
    """
    case = case_of(read, assessment, tables, as_of, plan)
    called, demanded = run.called_for(case, None, ()), run.duties(None, (), ())
    verdicts = {rule.code: (rule, run.judge(rule, case)) for rule in (*called, *demanded)}
    before = [*read.findings, *assessing.pooling_findings(case.dossier, read.members, read.joined, tables)]

    def said(rules: list[Rule]) -> list[Finding]:
        findings = [*before, *_said([verdicts[rule.code] for rule in rules], case, read)]
        return leave_aside(findings, read.joined, READING_CODES | {rule.code for rule in rules})

    table = _table_of([verdicts[rule.code] for rule in demanded], case, read, said(demanded))
    one = CheckedOne(said(called), case.as_of, "", table, bool(case.dossier.members), assessment)
    return one, review.deadlines(case)


def read_again(loaded: Loaded) -> Read:
    """Return what was read of a dossier that is right, for rules to point at its places."""
    return Read(loaded.name, loaded.dossier, loaded.joined, (), loaded.imported, loaded.members, loaded.kept)


def plan_findings(
    read: Read, assessment: Assessment, plan: "Plan | None", tables: Tables, prefix: str
) -> list[Finding]:
    """Return what `snr check --select PREFIX` finds in a dossier already assessed, and planned where its plan is the one it judges."""
    case = case_of(read, assessment, tables, None, plan)
    rules = [rule for rule in run.called_for(case, None, (prefix,)) if rule.code.startswith(prefix)]
    findings = _said([(rule, run.judge(rule, case)) for rule in rules], case, read)
    findings = leave_aside(findings, read.joined, {rule.code for rule in rules})
    return [finding for finding in findings if finding.code.startswith(prefix) and not finding.suppressed]


def typed_findings(read: Read, tables: Tables) -> list[Finding]:
    """Return what is found of the values typed in a dossier that is right: units, bounds, volumes."""
    findings = check_read(read, tables, Wanted("saisie")).findings
    return [finding for finding in findings if finding.code not in READING_CODES and not finding.suppressed]


def check_read(read: Read, tables: Tables, wanted: Wanted, with_duties: bool = False) -> CheckedOne:
    """Check a dossier already read; with its duties, whose rules alone are then judged."""
    if wanted.profile == HELD:
        wanted = replace(wanted, profile="saisie" if read.dossier is None else run.held_profile(read.dossier))
    findings = list(read.findings)
    if read.dossier is not None and read.dossier.shared:
        findings += assessing.pooling_findings(read.dossier, read.members, read.joined, tables)
    # of the codes that a comment may leave aside, a dossier that cannot be read raises only those of comments
    judged = {code for code in READING_CODES if read.dossier is not None or code.startswith("SNR1")}
    one = CheckedOne(group=read.dossier is not None and bool(read.dossier.members))
    case = _case(read, tables, wanted, findings) if read.dossier is not None else None
    verdicts: list[tuple[Rule, Verdict]] = []
    if case is not None:
        one.assessment = None if wanted.profile == "saisie" else case.assessment

        try:
            verdicts = _verdicts(case, wanted, with_duties)
            said = _said(verdicts, case, read, wanted)
        except assess.MagnitudeError as error:  # of the plan: what actions make of a line
            line = str(error.args[0])
            said = [finding_at(read.joined, assessing.path_of_line(read, line), "SNR204", *absurd(line, planned=True))]
            verdicts, case = [], None
        judged.update(rule.code for rule, _ in verdicts)
        findings += said
    findings = leave_aside(findings, read.joined, judged)
    one.findings = [finding for finding in (*findings, *read.member_errors) if _wanted(finding, wanted)]
    one.scope = _scope(case, wanted)
    if case is not None and wanted.profile != "saisie":
        one.as_of = case.as_of
        if with_duties:
            one.duties = _table_of(verdicts, case, read, findings)
    return one


def _case(read: Read, tables: Tables, wanted: Wanted, findings: list[Finding]) -> Case | None:
    """Return what the rules judge; None, and a finding, when a line cannot be assessed.

    The profile of entry judges the values typed alone: nothing is assessed for it.
    """
    dossier = read.dossier
    assert dossier is not None
    if wanted.profile == "saisie":
        return case_of(read, None, tables, wanted.as_of)
    try:
        assessment = assess.assess(dossier, tables)
    except assess.MagnitudeError as error:
        line = str(error.args[0])
        findings.append(finding_at(read.joined, assessing.path_of_line(read, line), "SNR204", *absurd(line)))
        return None
    found = carried.carried_from(assessment, {GROUP: carried.CarriedSource(dossier, read.kept, read.imported)})
    return case_of(read, replace(assessment, carried=found), tables, wanted.as_of)


def _verdicts(case: Case, wanted: Wanted, with_duties: bool) -> list[tuple[Rule, Verdict]]:
    """Judge the rules asked for."""
    if wanted.profile == "saisie":
        return [] if with_duties else [(rule, rule.judge(case)) for rule in TYPED]
    rules = (
        run.duties(wanted.profile, wanted.select, wanted.ignore)
        if with_duties
        else run.called_for(case, wanted.profile, wanted.select)
    )
    return [(rule, run.judge(rule, case)) for rule in rules]


def _scope(case: Case | None, wanted: Wanted) -> str:
    """Say what was judged, and what was not."""
    if case is None:
        return "dossier en erreur : vraisemblance, décret et méthode non jugés"
    if wanted.select:
        said = f"limité à {', '.join(wanted.select)} (--select)"
    elif wanted.profile == "saisie":
        said = "profil saisie : décret, obligations voisines, méthode et plan d’actions non jugés"
    else:
        said = run.scope(case.dossier, wanted.profile)
    return f"{said} ; tus : {', '.join(wanted.ignore)} (--ignore)" if wanted.ignore else said


def remarked(rule: Rule, verdict: Verdict, case: Case, read: Read) -> Iterable[Finding]:
    """Yield the remarks of a rule as findings."""
    for remark in verdict.remarks:
        help_text = " — ".join(part for part in (remark.help, CODES[rule.code].cited(case.fact("kind"))) if part)
        # what is not written anywhere is asked for at the authority's own key
        place = finding_at(read.joined, remark.path, rule.code, remark.message, help_text, otherwise=("territory",))
        absent = not remark.path or remark.path[0] not in read.joined.top
        yield replace(place, severity=severity_of(rule, remark, case), absent=absent, reading=remark.reading)


def _duty(rule: Rule, verdict: Verdict, read: Read, findings: list[Finding]) -> Duty:
    """Return a line of the table; it is left aside once all that it says is."""
    own = [finding for finding in findings if finding.code == rule.code]
    standing = [finding.severity for finding in own if not finding.suppressed]
    place = finding_at(read.joined, verdict.path, rule.code, "").position if verdict.path else None
    return Duty(
        rule.code,
        verdict.status,
        min(standing, key=lambda severity: RANK[severity], default=None),
        verdict.text,
        place.file if place else "",
        place.line if place else 0,
        own[0].suppressed if own and not standing else "",
    )


def _wanted(finding: Finding, wanted: Wanted) -> bool:
    """Say whether a finding is shown; what keeps a dossier from being read always is."""
    if finding.code in NEVER_SUPPRESSED and finding.severity is Severity.ERROR:
        return True
    return _shown(finding.code, wanted)


def _shown(code: str, wanted: Wanted) -> bool:
    """Say whether a code is among those asked for."""
    chosen = not wanted.select or code.startswith(wanted.select)
    return chosen and not (wanted.ignore and code.startswith(wanted.ignore))
