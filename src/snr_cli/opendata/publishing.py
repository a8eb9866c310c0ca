"""A strategy published as open data: a folder of tables, with what describes them and the documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Final, get_args

from snr_cli.api.asked import among
from snr_cli.api.assessing import Assessed, assess_as
from snr_cli.api.checking import read_again, remarked
from snr_cli.api.drafting import document_views
from snr_cli.api.planning import plan_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.documents.kinds import DocumentName
from snr_cli.documents.render import write_document
from snr_cli.engine.records import CLIMATE
from snr_cli.inputs.dossier.ignores import leave_aside
from snr_cli.model.finding import DossierError, Finding, Severity
from snr_cli.model.refusal import UsageError
from snr_cli.opendata.columns import LICENCES, Publishable, PublishedAs, published_as
from snr_cli.opendata.package import PublicationFiles, package
from snr_cli.opendata.stack import stacked
from snr_cli.plan.plan import Plan, possible_horizon
from snr_cli.rules.case import Case, judged, judged_on
from snr_cli.rules.persons import PUBLISHED, personal_governance

_SIRET: Final = 14


@dataclass(frozen=True, slots=True)
class PublishedStrategy(PublicationFiles):
    """A strategy as open data.

    Attributes:
        files: name inside the folder → bytes: tables in CSV, `datapackage.json`, schemas, documents, README.
        rows: table → number of its rows.
        left: what is not published, and why.
        masked: the keys of `governance` that name a person, and are left out.
        assessed: the dossier and its assessment.
        told: what it is published as, when that is no adopted strategy; empty when it is one.
    """

    assessed: Assessed
    told: str = ""


def publish_strategy(
    dossier: str | PathLike[str],
    documents: tuple[DocumentName, ...] | None = None,
    *,
    licence: str = "etalab-2.0",
    siret: str = "",
    final: bool = False,
    tables: Tables | None = None,
) -> PublishedStrategy:
    """Read a dossier, assess it, plan it and make of it a Data Package; nothing is written.

    Args:
        dossier: its folder, its file, or `-` for standard input.
        documents: those that the package holds, as pages; without any, the strategy, when the dossier has one.
        licence: of what the authority publishes: `etalab-2.0` or `ODbL-1.0`.
        siret: that of the authority, 14 digits, which a dossier does not hold; what needs it is left out without any.
        final: the documents are without the word « Projet »; refused as long as a piece that the law asks for is missing.
        tables: the factor tables; those of snr without any.

    Raises:
        DossierError: the dossier is wrong; it names a person, or says how to reach one; with `final`, a piece is missing.
        UsageError: it cannot be opened, or the SIRET is none, or not that of the authority.
    """
    among("licence", licence, LICENCES)
    for document in documents or ():
        among("documents", document, get_args(DocumentName))
    tables = shipped_tables() if tables is None else tables
    assessed = assess_as(dossier, tables, None)
    subject = published_as(assessed.dossier)
    by_default: tuple[DocumentName, ...] = () if subject is PublishedAs.FOOTPRINT else ("strategie",)
    joined = by_default if documents is None else documents
    siren = assessed.result.facts.get("siren")
    if siret and not is_siret(siret):
        raise UsageError(f"SIRET « {siret} » : quatorze chiffres sont attendus, dont le dernier se calcule des autres")
    if siret and siren is not None and siret[:9] != siren.value:
        raise UsageError(f"SIRET {siret} : il ne commence pas par le SIREN du dossier, {siren.value}")
    plan = plan_of(assessed, tables, possible_horizon(assessed.dossier), (CLIMATE,))
    wrong, masked = _personal(assessed, plan, tables, documents=bool(joined))
    if wrong:
        raise DossierError(wrong)
    pages: dict[str, str] = {
        name: str(write_document(document_views(assessed, name, tables, final=final)[0], "html"))
        for name in dict.fromkeys(joined)
    }
    made = package(Publishable(assessed.dossier, assessed.result, plan, tables, siret, masked), pages, licence=licence)
    return PublishedStrategy(made.files, made.rows, made.left, made.masked, made.whose, assessed, subject.told)


def publish_strategies(
    dossiers: "Sequence[str | PathLike[str]] | str | PathLike[str]",
    *,
    licence: str = "etalab-2.0",
    tables: Tables | None = None,
) -> tuple[dict[str, bytes], tuple[PublishedStrategy, ...]]:
    """Publish several dossiers as one Data Package, whose tables hold the rows of all of them; nothing is written.

    Args:
        dossiers: the folder or the file of each, of different authorities or years.
        licence: of what the authorities publish.
        tables: the factor tables; those of snr without any.

    Raises:
        DossierError, UsageError: as `publish_strategy`; two of them are of one authority and one year.

    Returns:
        name inside the folder → bytes; and each publication, without documents.
    """
    given = [dossiers] if isinstance(dossiers, str | PathLike) else [*dossiers]
    if not given:
        raise UsageError("aucun dossier à publier")
    tables = shipped_tables() if tables is None else tables
    made = tuple(publish_strategy(dossier, (), licence=licence, tables=tables) for dossier in given)
    return stacked([(strategy.whose, strategy) for strategy in made], tables, licence=licence), made


def is_siret(text: str) -> bool:
    """Say whether a text is a SIRET: fourteen digits with their check digit (Luhn); the post office's have another one."""
    if not (len(text) == _SIRET and text.isascii() and text.isdigit()):
        return False
    doubled = [int(digit) * (2 - rank % 2) for rank, digit in enumerate(text)]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _personal(
    assessed: Assessed, plan: Plan, tables: Tables, *, documents: bool
) -> tuple[list[Finding], frozenset[str]]:
    """Return what keeps a dossier from being published, for it names a person; and the keys of its governance that do.

    Tables leave these keys out. Documents hold them: they may name an elected member, and nobody else.
    """
    read, dossier = read_again(assessed.loaded), assessed.dossier
    case = Case(dossier, assessed.result, tables, judged_on(dossier), (), plan)
    governance = personal_governance(case)
    agents = [remark for remark, public in governance.values() if documents and not public]
    verdict = judged([*PUBLISHED.judge(case).remarks, *agents], "")
    told = leave_aside(list(remarked(PUBLISHED, verdict, case, read)), read.joined, {PUBLISHED.code})
    standing = (finding for finding in told if finding.code == PUBLISHED.code and not finding.suppressed)
    return [replace(finding, severity=Severity.ERROR) for finding in standing], frozenset(governance)
