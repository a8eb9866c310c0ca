"""One call: what a command line names → a dossier whose syntax, schema and references are right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from snr_cli.french.numbers import together
from snr_cli.inputs.dossier.doubts import check_counts, check_empty, check_late, check_repeated, check_unused
from snr_cli.inputs.dossier.files import Opened, open_argument
from snr_cli.inputs.dossier.includes import Joined, join
from snr_cli.inputs.dossier.named import Report, Words, check_held
from snr_cli.inputs.dossier.records import Loaded, MemberRead, Read
from snr_cli.inputs.dossier.references import check_references, check_types
from snr_cli.inputs.dossier.validate import finding_at, validate
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.model.finding import DossierError, Finding, Severity

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.imported import Imported
    from snr_cli.inputs.dossier.memory import DossierMemory
    from snr_cli.inputs.dossier.results import Result


def read_dossier(
    argument: str,
    words: Words,
    *,
    as_member: bool = False,
    opened: Opened | None = None,
    books: Sequence[Path] = (),
    given: Mapping[str, str] | None = None,
    memory: "DossierMemory | None" = None,
) -> Read:
    """Read a file, a folder or `-`, with every finding of syntax, schema and references.

    Args:
        argument: what the command line names.
        words: the names of the catalogue.
        as_member: leave its own members unread.
        opened: what was read of it already: a pipe is read once, standard input may have a name (`open_argument`).
        books: workbooks that came back filled in: their sections take the place of the dossier's.
        given: name of a YAML file of the dossier, in messages → the text to read in its place.
        memory: of what was read before, for a dossier that is read again and again.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    given = given or {}
    name, text, folder = open_argument(argument) if opened is None else opened
    parse = read_yaml if memory is None else memory.yaml.read
    try:
        joined = join(name, given.get(name, text), folder, words.type_labels, given, parse)
    except DossierError as error:
        return Read(name, None, None, tuple(error.findings))
    if books:
        from snr_cli.inputs.dossier.put_books import put_books

        put_books(joined, books, words.type_labels())
    if joined.unread:
        return Read(name, None, joined, tuple(_alone(joined)))
    dossier, findings = validate(joined)
    findings = joined.findings + findings
    if dossier is not None:
        findings += [*check_empty(joined), *check_counts(joined), *check_repeated(joined), *check_late(joined)]
    at: Report = lambda *args, **more: finding_at(joined, *args, **more)  # noqa: E731
    imported: tuple[Imported, ...] = ()
    reads = dossier is not None and (dossier.imports or any(line.inventory for line in dossier.equipment))
    if dossier is not None and reads and words.inventory is not None:
        from snr_cli.inputs.dossier.imports import read_imports

        dossier, imported, more = read_imports(
            dossier, folder, words.inventory(), at, memory.inventories if memory else None
        )
        findings += more
    kept: tuple[Result, ...] = ()
    if dossier is not None and any(review.result for review in dossier.annual_reviews):
        from snr_cli.inputs.dossier.results import kept_results

        kept = kept_results(dossier, folder)
    findings += check_types(joined.data, words, at) if dossier is None else check_references(dossier, words, at)
    if dossier is not None and not any(finding.severity is Severity.ERROR for finding in findings):
        findings += check_held(dossier, words.held, at)
    members: tuple[MemberRead, ...] = ()
    if dossier is not None and (dossier.members or dossier.shared):
        from snr_cli.inputs.dossier.members import check_shared, read_members  # most dossiers are no group

        findings += check_shared(dossier, at)
        if not as_member:
            root = None if folder is None else folder / Path(name).name
            read: Callable[[str], Read] = lambda path: read_dossier(path, words, as_member=True)  # noqa: E731
            members, more = read_members(dossier, root, at, read)
            findings += more
    if any(finding.severity is Severity.ERROR for finding in findings):
        dossier = None
    if dossier is not None:
        findings += check_unused(dossier, at)
    found = Read(name, dossier, joined, tuple(findings), imported, members, kept)
    return replace(found, dossier=None) if found.member_errors else found


def _alone(joined: Joined) -> list[Finding]:
    """Return the mistakes of reading alone: what names a section that could not be read would look wrong."""
    *others, last = joined.findings
    verb = "ne se lit pas" if len(joined.unread) == 1 else "ne se lisent pas"
    left = f"autres contrôles non faits tant que {together(joined.unread)} {verb}"
    return [*others, last.advised(left)]


def load_dossier(argument: str, words: Words, *, places: bool = False, opened: Opened | None = None) -> Loaded:
    """Read a file, a folder or `-`.

    Args:
        argument: what the command line names.
        words: the names of the catalogue.
        places: keep the places of the lines in the files.
        opened: what was read of it already.

    Raises:
        UsageError: it cannot be opened or decoded.
        DossierError: every mistake of syntax, schema and references, in one go.
    """
    found = open_argument(argument, pipe=True) if opened is None else opened
    return loaded_of(read_dossier(argument, words, opened=found), places=places)


def loaded_of(read: Read, *, places: bool = False) -> Loaded:
    """Return a dossier that was read, to assess it; see `load_dossier`.

    Raises:
        DossierError: every mistake of syntax, schema and references, in one go.
    """
    if read.dossier is None:
        raise DossierError([*read.findings, *read.member_errors])
    files = tuple(dict.fromkeys((*read.files, *(name for member in read.members for name in member.read.files))))
    # the places of so many lines are a lot of memory
    members = tuple(replace(member, read=replace(member.read, joined=None)) for member in read.members)
    joined = read.joined if places or read.dossier.shared else None
    return Loaded(read.name, read.dossier, files, read.imported, members, joined, read.kept)
