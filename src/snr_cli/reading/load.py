"""One call: what a command line names → a dossier whose syntax, schema and references are right."""

from dataclasses import dataclass

from snr_cli.findings.finding import DossierError
from snr_cli.model.dossier import Dossier
from snr_cli.reading.files import open_argument
from snr_cli.reading.includes import join
from snr_cli.reading.references import Report, Words, check_references, check_types
from snr_cli.reading.validate import finding_at, validate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dossier and the name it has in messages."""

    name: str
    dossier: Dossier
    files: tuple[str, ...]


def load_dossier(argument: str, words: Words) -> Loaded:
    """Read a file, a folder or `-`.

    Raises:
        UsageError: it cannot be opened or decoded.
        DossierError: every mistake of syntax, schema and references, in one go.
    """
    name, text, folder = open_argument(argument)
    joined = join(name, text, folder)
    dossier, findings = validate(joined)
    findings = joined.findings + findings
    at: Report = lambda *args, **more: finding_at(joined, *args, **more)  # noqa: E731
    findings += check_types(joined.data, words, at) if dossier is None else check_references(dossier, words, at)
    if dossier is None or findings:
        raise DossierError(findings)
    files = dict.fromkeys(found.name for found, _, _ in joined.top.values())
    return Loaded(name, dossier, tuple(files))
