"""One call: what a command line names → every finding, in order; and the table of duties when it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from snr_cli.findings.codes import CODES, NEVER_SUPPRESSED
from snr_cli.findings.finding import Finding, Report, Severity, UsageError, in_order
from snr_cli.reading.discover import dossiers
from snr_cli.reading.ignores import leave_aside
from snr_cli.reading.load import Read, read_dossier
from snr_cli.reading.references import Words
from snr_cli.reading.validate import finding_at

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.rules.case import Case
    from snr_cli.rules.run import Profile
    from snr_cli.rules.verdict import Path, Status

READING_CODES = frozenset(code for code in CODES if code.startswith("SNR") and code < "SNR4")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to judge: a profile (None: what each dossier claims), codes or prefixes, and the date of judgement."""

    profile: "Profile | None" = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the table of duties."""

    code: str
    status: "Status"
    text: str
    file: str
    line: int
    suppressed: str = ""


@dataclass(slots=True)
class Checked:
    """The report; what could not be opened, in French; the duties of each dossier when asked for."""

    report: Report
    failures: list[str] = field(default_factory=list)
    duties: dict[str, list[Duty]] = field(default_factory=dict)


def check(
    arguments: Iterable[str],
    words: Words,
    tables: "Tables",
    wanted: Wanted,
    *,
    stdin_name: str | None = None,
    with_duties: bool = False,
) -> Checked:
    """Check every dossier that the arguments name; one that cannot be opened does not keep the others from it."""
    findings: list[Finding] = []
    names: dict[str, None] = {}
    result = Checked(Report((), ()))
    for argument in dict.fromkeys(arguments):
        try:
            roots = dossiers(argument)
        except UsageError as error:
            result.failures.append(str(error))
            continue
        for root in roots:
            if root in names:
                continue
            try:
                read = read_dossier(root, words, stdin_name)
            except UsageError as error:
                result.failures.append(str(error))
            else:
                names |= dict.fromkeys(read.files)
                findings += _findings(read, tables, wanted, with_duties, result)
    result.report = Report(tuple(names), tuple(in_order(findings)))
    return result


def _findings(read: Read, tables: "Tables", wanted: Wanted, with_duties: bool, result: Checked) -> list[Finding]:
    found = list(read.findings)
    # what is never used is looked for only once the dossier can be read
    judged = set(READING_CODES - {"SNR304"} if read.dossier is None else READING_CODES)
    if read.dossier is not None and (wanted.profile != "saisie" or with_duties):
        found += _judged(read, tables, wanted, judged, with_duties, result)
    if read.joined is not None:
        found = leave_aside(found, read.joined, judged)
    if with_duties and read.name in result.duties:
        reasons = {finding.code: finding.suppressed for finding in found if finding.suppressed}
        for duty in result.duties[read.name]:
            if duty.code in reasons:
                index = result.duties[read.name].index(duty)
                result.duties[read.name][index] = Duty(
                    duty.code, duty.status, duty.text, duty.file, duty.line, reasons[duty.code]
                )
    return [finding for finding in found if _wanted(finding, wanted)]


def _judged(
    read: Read, tables: "Tables", wanted: Wanted, judged: set[str], with_duties: bool, result: Checked
) -> list[Finding]:
    """Assess the dossier, then judge its rules."""
    from dataclasses import replace

    from snr_cli.engine.assess import MagnitudeError, assess
    from snr_cli.rules.case import Case, default_date
    from snr_cli.rules.run import called_for, severity_of

    dossier, joined = read.dossier, read.joined
    if dossier is None or joined is None:
        return []
    try:
        assessment = assess(dossier, tables)
    except MagnitudeError as error:
        line = str(error.args[0])
        return [finding_at(joined, _path_of(read, line), "SNR204", *absurd(line))]
    case = Case(dossier, assessment, tables, wanted.as_of or dossier.method.as_of or default_date(dossier))
    if with_duties:
        result.duties[read.name] = _duties(case, read)
    found = []
    for rule in called_for(case, wanted.profile, wanted.select):
        judged.add(rule.code)
        for remark in rule.judge(case).remarks:
            reference = CODES[rule.code].reference
            help_text = " — ".join(part for part in (remark.help, reference) if part)
            # what is not written anywhere is asked for at the authority's own key
            place = finding_at(joined, remark.path, rule.code, remark.message, help_text, otherwise=("territory",))
            found.append(replace(place, severity=severity_of(rule, remark, case)))
    return found


def _duties(case: "Case", read: Read) -> list[Duty]:
    from snr_cli.rules.run import duties
    from snr_cli.rules.verdict import Status

    found = []
    for rule, verdict in duties(case):
        proof: Path = verdict.path
        place = finding_at(read.joined, proof, rule.code, "").position if proof and read.joined else None
        has_place = place is not None and verdict.status is not Status.NOT_APPLICABLE
        found.append(
            Duty(
                rule.code,
                verdict.status,
                verdict.text,
                place.file if place and has_place else "",
                place.line if place and has_place else 0,
            )
        )
    return found


def absurd(line: str) -> tuple[str, str]:
    """Return the message and the help for a line whose result is too large to be a number."""
    return f"ligne « {line} » : résultat démesuré", "vérifiez quantité et unité"


def _path_of(read: Read, line: str) -> "Path":
    """Return the path of a line of the inventory by its id."""
    if read.dossier is not None:
        for section in ("equipment", "services", "uses"):
            for index, item in enumerate(getattr(read.dossier, section)):
                if item.id == line:
                    return (section, index)
    return ()


def _wanted(finding: Finding, wanted: Wanted) -> bool:
    """Say whether a finding is shown; what keeps a dossier from being read always is."""
    if finding.code in NEVER_SUPPRESSED and finding.severity is Severity.ERROR:
        return True
    chosen = not wanted.select or finding.code.startswith(wanted.select)
    return chosen and not (wanted.ignore and finding.code.startswith(wanted.ignore))
