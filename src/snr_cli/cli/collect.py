"""`snr collect`: a workbook for each of those who hold the data; what came back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from snr_cli.api import collecting, contributors
from snr_cli.cli.console import HERE, Exit, Output, OwnDossier, deliver, tell, tell_next
from snr_cli.french.numbers import plural, printable
from snr_cli.inputs.dossier import files, files as dossier_files
from snr_cli.model.finding import DossierError, Finding
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files
from snr_cli.rules import forms


def command(
    dossier: OwnDossier = HERE,
    returned: Annotated[
        str | None, typer.Argument(metavar="COLLECTE", help="Classeurs rendus ; collecte/ dans le dossier, à défaut.")
    ] = None,
    output: Output = None,
    named: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="NOM[=QUOI]",
            help="Une fonction (dsi, achats, rh, dg, élu…) : sa feuille de questions ; ou un nom, et ce qui lui est demandé : achats=impression,purchases (répétable). À défaut, contributors du dossier, puis ce que disent les classeurs.",
        ),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Qui a rendu quoi, ce qui manque, et un courriel de relance.")
    ] = False,
    yaml: Annotated[
        bool,
        typer.Option("--yaml", help="Met les réponses dans les fichiers YAML du dossier ; le reste n’y change pas."),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Propose la lecture des cases mal remplies (« 45 000 ? »), une à une ; les classeurs ne changent pas.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Avec --yaml : dit ce qui changerait, sans rien écrire.")
    ] = False,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", help="Forme de --status.")
    ] = "text",
) -> None:
    """Write workbooks to fill in, or read those that came back."""
    from snr_cli.outputs import collect_status

    asked = _asked(named or [])
    if status + yaml + fix > 1:
        raise UsageError("--status, --fix et --yaml : l’un puis l’autre")
    if dry_run and not yaml:
        raise UsageError("--dry-run ne vaut qu’avec --yaml")
    place = Path(returned) if returned is not None else _beside(dossier)
    if yaml:
        _fold(dossier, place, asked, dry_run=dry_run)
        return
    if fix:
        _fix(dossier, place, asked)
        return
    if status:
        returns = collecting.collect_status(dossier, place, asked)

        write = collect_status.status_json if output_format == "json" else collect_status.status_text
        deliver(write(returns, collecting.first_to_collect(dossier)), output)
        nobodys = _tell_nobodys(dossier, place, asked)
        if nobodys or any(collect_return.state == "wrong" for collect_return in returns):
            raise typer.Exit(Exit.WRONG)
        return
    if returned is not None:
        raise UsageError(
            f"« {returned} » : les classeurs s’écrivent avec -o {returned}", "--status lit ceux qui sont rendus"
        )
    _write(dossier, output or _beside(dossier), asked)


def _write(dossier: str, folder: Path, asked: dict[str, tuple[str, ...]]) -> None:
    books = collecting.collect_books(dossier, asked, earlier=_beside(dossier))
    edits = [files.Edit(folder / book.name, files.there(folder / book.name), book.content) for book in books]
    taken = [edit.path.name for edit in edits if edit.before not in (None, edit.after)]
    if taken:  # what is there may have been filled in, and --status tells no row that was deleted
        raise UsageError(
            f"{folder} : existe déjà : {', '.join(taken)} ; rien n’est écrit",
            "ces classeurs sont peut-être remplis : rangez-les ailleurs une fois repris (--yaml), ou -o donne un autre dossier",
        )
    output_files.refuse(edit.path for edit in edits)
    contributors.not_asked_before(folder, [book.contributor for book in books])
    output_files.write_edits(edits)
    for book, edit in zip(books, edits, strict=True):
        tell(f"écrit : {printable(str(edit.path))} (pour : {printable(book.contributor.function)})")
    where = "" if dossier == HERE else f" {dossier}"
    tell(f"ensuite : envoyez-les ; ceux qui reviennent se rangent dans {folder}, puis : snr collect{where} --yaml")


def _fold(dossier: str, folder: Path, asked: dict[str, tuple[str, ...]], *, dry_run: bool) -> None:
    from snr_cli.outputs import collect_status

    try:
        books = collecting.fold_books(dossier, folder, asked)
    except DossierError as error:
        raise DossierError(error.findings, *error.more, *_fixable(dossier, folder, error.findings)) from None
    deliver(collect_status.changes_text(books.changes, books.kept, books.corrected), None)
    nobodys = _tell_nobodys(dossier, folder, asked)
    for warning in books.unread:
        tell(forms.finding_text(warning), always=True, lines=True)
    if not dry_run:
        output_files.write_edits(books.edits)
        for edit in books.edits:
            tell(f"écrit : {edit.path}")
    for finding in books.waiting:
        tell(forms.finding_text(finding), always=True, lines=True)
    if books.waiting:
        names = dict.fromkeys(finding.position.file for finding in books.waiting)
        many = len(names) > 1
        tell(
            f"attend{'ent' if many else ''} en entier d’être corrigé{'s' * many} : {', '.join(map(printable, names))} ; "
            "les autres classeurs sont repris",
            always=True,
        )
        for line in _fixable(dossier, folder, books.waiting):
            tell(line, always=True)
    if nobodys or books.waiting:
        raise typer.Exit(Exit.WRONG)
    if not dry_run:
        tell_next(dossier)


def _fix(dossier: str, folder: Path, asked: dict[str, tuple[str, ...]]) -> None:
    returns = collecting.collect_status(dossier, folder, asked)
    wrong = [
        each for found in returns for each in found.findings if found.state == "wrong" and each.severity == "error"
    ]
    agreed, proposed = [], [*collecting.proposed_fixes(wrong, folder)]
    for finding in wrong:
        if finding not in [each for _, _, each in proposed]:  # to be mended there
            tell(forms.finding_text(finding), always=True, lines=True)
    for path, fix, finding in proposed:
        tell(forms.finding_text(finding), always=True, lines=True)
        reading = typer.prompt(
            f"Lire « {printable(fix.text)} » comme « {fix.reading} » ? (oui ou non)", default="non", err=True
        )
        if reading.strip().casefold() in ("o", "oui"):
            agreed.append((path, fix))
    output_files.write_edits(collecting.fix_edits(agreed))
    left = len(wrong) - len(agreed)
    rest = f" ; {plural(left, 'faute')} à corriger dans les classeurs, puis" if left else " ; la suite"
    tell(
        f"{plural(len(agreed), 'lecture')} sur {plural(len(wrong), 'faute')}{rest} : snr collect {dossier} --yaml",
        always=True,
    )


def _fixable(dossier: str, folder: Path, findings: Sequence[Finding]) -> list[str]:
    """Return how to go on when some cells can be read in one way."""
    proposed = [*collecting.proposed_fixes(findings, folder)]
    return [f"snr collect {dossier} --fix propose {plural(len(proposed), 'lecture')}, à confirmer"] if proposed else []


def _tell_nobodys(dossier: str, folder: Path, asked: dict[str, tuple[str, ...]]) -> bool:
    """Name the workbooks that are not read; say whether there are some."""
    names = collecting.nobodys_books(dossier, folder, asked)
    for name in map(printable, names):
        if not name.lower().endswith(dossier_files.WORKBOOKS):
            told = "ce format n’est pas lu, ses valeurs manquent"
            tell(f"{name} : {told} ; enregistrez-le en .xlsx ou .ods, sous le nom qu’il avait à l’envoi", always=True)
            continue
        told = "sa feuille « Mode d’emploi » ne le dit plus, ni son nom : il n’est pas lu"
        advice = f"donnez-lui le nom qu’il avait à l’envoi, ou rangez-le hors de {folder}"
        tell(f"{name} : à qui est ce classeur ? {told} ; {advice}", always=True)
    return bool(names)


def _beside(dossier: str) -> Path:
    """Return the folder of the workbooks in that of a dossier."""
    path = Path(dossier)
    return (path if path.is_dir() else path.parent) / contributors.COLLECTED


def _asked(named: list[str]) -> dict[str, tuple[str, ...]]:
    """Read `--for achats=purchases,contracts`.

    Raises:
        UsageError: another form, or a name twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for each in named:
        name, equal, keys = each.partition("=")
        if not name.strip() or (equal and not keys.strip()):
            raise UsageError(
                f"--for : « {each} » ; écrivez une fonction (--for dsi), ou un nom et ce qu’on lui demande : --for achats=purchases,contracts"
            )
        if name.strip() in found:
            raise UsageError(f"--for : « {name.strip()} » est écrit deux fois ; réunissez ses sections")
        found[name.strip()] = tuple(key.strip() for key in keys.split(",") if key.strip())
    return found
