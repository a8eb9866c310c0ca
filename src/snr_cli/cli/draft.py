"""`snr draft`: the documents."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from snr_cli.cli.console import deliver, tell
from snr_cli.cli.options import Output

if TYPE_CHECKING:
    from snr_cli.cli.dossiers import Assessed
    from snr_cli.documents.view import View

MOST_KEPT = 16 * 1024 * 1024  # bytes of a document whose edits are kept: three times what is ever written
DocumentName = Literal["programme", "strategie", "bilan", "note", "deliberation"]


def command(
    path: Annotated[
        str | None, typer.Argument(metavar="PATH", help="Dossier, fichier, ou - pour l’entrée standard.")
    ] = None,
    document: Annotated[
        DocumentName,
        typer.Option("--document", "-d", help="programme, strategie, bilan, note ou deliberation."),
    ] = "strategie",
    output_format: Annotated[
        Literal["md", "html"], typer.Option("--format", "-f", help="Markdown, ou une page HTML.")
    ] = "md",
    output: Output = None,
    about: Annotated[
        Literal["programme", "strategie", "bilan"] | None,
        typer.Option("--about", help="Objet de la délibération ; à défaut, ce que le conseil a ensuite à décider."),
    ] = None,
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help="Sans la mention « Projet », que la délibération garde ; refusé tant qu’une pièce imposée par la loi ou le décret manque.",
        ),
    ] = False,
    annexes: Annotated[
        Literal["apart"] | None,
        typer.Option(
            "--annexes",
            help="apart : quantités, valeurs par défaut et tous les facteurs dans un fichier à côté de --output (NOM-annexes).",
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates", allow_from_autoenv=False, help="Dossier de gabarits qui en remplacent, par leur nom."
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", allow_from_autoenv=False, help="Écrit les figures seules, en SVG, dans ce dossier."),
    ] = None,
    keep_edits: Annotated[
        bool,
        typer.Option("--keep-edits", help="Garde les sections retouchées du fichier Markdown que --output remplace."),
    ] = False,
    list_templates: Annotated[bool, typer.Option("--list-templates", help="Liste les gabarits, et s’arrête.")] = False,
    export_templates: Annotated[
        Path | None,
        typer.Option(
            "--export-templates", allow_from_autoenv=False, help="Copie les gabarits dans un dossier, et s’arrête."
        ),
    ] = None,
) -> None:
    """Écrit un document : programme de travail, stratégie, bilan annuel, note, délibération."""
    from snr_cli.findings.finding import UsageError

    if list_templates or export_templates is not None:
        asked = "--list-templates" if list_templates else "--export-templates"
        others = {
            "--export-templates": list_templates and export_templates is not None,
            "un dossier": path is not None,
            "--templates": templates is not None,
            "--output": output is not None,
            "--figures": figures is not None,
            "--final": final,
            "--keep-edits": keep_edits,
            "--about": about is not None,
            "--annexes": annexes is not None,
        }
        for name in (name for name, given in others.items() if given):
            raise UsageError(f"{asked} n’écrit aucun document : {name} n’y a pas de sens")
        _templates(export_templates)
        return
    if path is None:
        raise UsageError("nommez le dossier : snr draft territory.yaml")
    if keep_edits and (output_format != "md" or output is None or str(output) == "-"):
        raise UsageError("--keep-edits garde les retouches d’un fichier Markdown : --format md et --output")
    if about is not None and document != "deliberation":
        raise UsageError("--about dit l’objet d’une délibération : --document deliberation")
    beside = _beside(document, output) if annexes is not None else None
    text, apart, view = _written(path, document, output_format, about, final, templates, beside)
    drawn = _drawn(view, figures) if figures is not None else {}
    files = [(output, text, document), (beside, apart, "annexes")]
    ready = [(target, _spared(target, each, name, keep_edits, final)) for target, each, name in files if each]
    outputs = [target for target, _ in ready if target is not None and str(target) != "-"]
    if outputs or drawn:
        from snr_cli.writers.files import refuse

        refuse([*outputs, *drawn])
    if figures is not None:  # once the document is known to be one
        _folder(figures)
    # the annexes first: the document names their file
    for target, each in (*drawn.items(), *reversed(ready)):
        deliver(each, target)


def _beside(document: DocumentName, output: Path | None) -> Path:
    """Return the file of the annexes, beside that of the document.

    Raises:
        UsageError: the document goes to no file, or has no annexes.
    """
    from snr_cli.documents.outline import DOCUMENTS
    from snr_cli.findings.finding import UsageError

    if output is None or str(output) == "-":
        raise UsageError("--annexes apart écrit un fichier à côté du document : donnez --output")
    if "annexe-facteurs" not in DOCUMENTS[document].sections:
        raise UsageError(f"--annexes : le document {document} n’a pas d’annexes ; programme, strategie et bilan en ont")
    return output.with_name(f"{output.stem}-annexes{output.suffix}")


def _spared(output: Path | None, text: str, document: str, keep_edits: bool, final: bool) -> str:
    """Return the text to write in a file, with the edits that it keeps.

    Raises:
        UsageError: the file was edited, and its edits are not kept.
    """
    if keep_edits and output is not None:
        return _merged(output, text, document, final=final)
    if output is not None and str(output) != "-":
        _spare(output)
    return text


def _written(
    path: str,
    document: DocumentName,
    output_format: Literal["md", "html"],
    about: Literal["programme", "strategie", "bilan"] | None,
    final: bool,
    templates: Path | None,
    beside: Path | None,
) -> "tuple[str, str, View]":
    """Return the text of a document, that of its annexes when they are written beside it, and what they say.

    Raises:
        DossierError: the dossier is wrong, or with `final` a mandatory piece is missing.
        UsageError: a template cannot be used.
    """
    from dataclasses import replace

    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.checking import absurd, judged
    from snr_cli.cli.compare import against_review, trend_against
    from snr_cli.cli.dossiers import assessed
    from snr_cli.cli.logo import logo_of
    from snr_cli.documents.build import subject_of, view_of
    from snr_cli.documents.outline import DOCUMENTS
    from snr_cli.documents.render import write_document
    from snr_cli.documents.review import previous_review
    from snr_cli.documents.templates import TemplateError
    from snr_cli.engine.assess import MagnitudeError
    from snr_cli.engine.records import CLIMATE
    from snr_cli.findings.finding import DossierError, Finding, Position, Severity, UsageError
    from snr_cli.plan.plan import make_plan, possible_horizon
    from snr_cli.reading.files import relative
    from snr_cli.reading.load import Read

    tables = shipped_tables()
    templates = relative(templates) if templates is not None else None
    found = assessed(path, tables, places=True)
    loaded = found.loaded
    try:
        plan = make_plan(found.dossier, found.result, tables, possible_horizon(found.dossier), (CLIMATE,), loaded.kept)
    except MagnitudeError as error:
        wrong = Finding("SNR204", Position(loaded.name), *absurd(str(error.args[0]), planned=True))
        raise DossierError([wrong]) from None
    plan = replace(plan, trend=trend_against(path, found, tables))
    about = about or subject_of(found.dossier)
    profile = about if document == "deliberation" else DOCUMENTS[document].profile
    read = Read(loaded.name, found.dossier, loaded.joined, (), loaded.imported, loaded.members, loaded.kept)
    findings, duties = judged(read, found.result, plan, tables, profile)
    missing = [
        each
        for each in findings
        if each.code.startswith("REEN") and each.severity is Severity.ERROR and not each.suppressed
    ]
    if final and missing:
        raise DossierError(missing)
    before = previous_review(found.dossier)
    seen = partial(
        view_of,
        dossier=found.dossier,
        assessment=found.result,
        plan=plan,
        duties=duties,
        tables=tables,
        files=_files(found),
        logo=logo_of(found),
        final=final,
        about=about,
    )
    compared = against_review(path, found, before.year, tables) if before and document == "bilan" else None
    apart = beside.name if beside is not None else ""
    view = seen(document, apart=apart, comparison=compared)
    try:
        views = [view, *([seen("annexes")] if apart else [])]
        if templates is None:
            texts = [write_document(each, output_format) for each in views]
        else:
            from snr_cli.documents.child import write_apart

            texts = write_apart(views, output_format, templates)
    except TemplateError as error:
        where = f"{error.file}:{error.line}" if error.line else error.file
        raise UsageError(f"{where} : {error.why}", *filter(None, (error.source, error.help))) from None
    return texts[0], texts[1] if apart else "", view


def _files(found: "Assessed") -> dict[str, bytes | Path]:
    """Return the files of a dossier, or what was read of them, by their name inside it."""
    from snr_cli.inventory.folders import expand

    loaded = found.loaded
    root = Path(loaded.name).parent
    texts = {each.name: each.text.encode() for each in loaded.joined.texts} if loaded.joined else {}
    dossier = found.dossier
    exports = [name for each in dossier.imports for name in each.files]
    names = [each.mapping for each in dossier.imports if each.mapping]
    names += [each.result for each in dossier.annual_reviews if each.result]
    names += [dossier.territory.logo] if dossier.territory.logo else []
    files: dict[str, bytes | Path] = {_inside(name, root): text for name, text in texts.items()}
    # of a folder of exports, what is read: a document written there is not
    paths = [each for name in exports for each, _ in expand(root / name, name)] + [root / name for name in names]
    for path in paths:
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            files[_inside(path.as_posix(), root)] = path
    return files


def _inside(name: str, root: Path) -> str:
    path = Path(name)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _drawn(view: "View", folder: Path) -> dict[Path, str]:
    """Return each figure of a document as the file of its own that it will be."""
    from snr_cli.documents.figures import standalone

    plan = view.plan
    figures = (view.organisation.figure, view.territory.figure, plan.trajectory, plan.gaps, plan.themes, plan.calendar)
    return {folder / f"{each.name}.svg": standalone(each.svg) for each in figures if each.svg}


def _folder(folder: Path) -> None:
    """Make the folder of the figures.

    Raises:
        UsageError: it cannot be made.
    """
    from snr_cli.findings.finding import UsageError
    from snr_cli.reading.files import why

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise UsageError(f"{folder} : dossier impossible à créer (droits insuffisants)") from None
    except (OSError, ValueError) as error:
        said = why(error) if isinstance(error, OSError) else "nom invalide"
        raise UsageError(f"{folder} : dossier impossible à créer ({said})") from None


def _spare(output: Path) -> None:
    """Stop before a document that a person edited is written over.

    Raises:
        UsageError: it was edited; nothing is written.
    """
    from snr_cli.documents.edits import edited
    from snr_cli.findings.finding import UsageError
    from snr_cli.reading.opened import aside
    from snr_cli.regular import TooLargeError

    try:
        with aside():
            found = edited(_kept(output)) if output.is_file() else []
    except (OSError, TooLargeError, UnicodeDecodeError):  # none of ours; writing says what is wrong
        return
    if found:
        raise UsageError(
            f"{output} : document retouché ({', '.join(found)}), rien n’est écrit",
            "gardez ces retouches par --keep-edits, écrivez dans un autre fichier, ou supprimez celui-ci",
        )


def _kept(output: Path) -> str:
    """Return the text of a document written before."""
    from snr_cli.regular import plain_bytes

    return plain_bytes(output, MOST_KEPT).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _merged(output: Path, text: str, document: str, *, final: bool) -> str:
    """Return the new text with the edits of the file it takes the place of.

    Raises:
        UsageError: the file cannot be read, or its edits cannot be kept, or leave a final document without an answer to
            a duty; nothing is written.
    """
    from snr_cli.documents.edits import EditError, merge
    from snr_cli.documents.outline import answering, outline_of
    from snr_cli.documents.render import empty
    from snr_cli.findings.finding import UsageError
    from snr_cli.reading.files import why
    from snr_cli.reading.opened import aside
    from snr_cli.regular import TooLargeError

    if not output.exists():
        return text
    if not output.is_file():  # a device has no end
        raise UsageError(f"{output} : ce n’est pas un fichier, il n’a pas de retouches à garder")
    try:
        with aside():
            before = _kept(output)
        merged = merge(before, text)
    except OSError as error:
        raise UsageError(f"{output} : {why(error)}, ses retouches ne peuvent pas être gardées") from None
    except TooLargeError as error:
        raise UsageError(f"{output} : {error}, ses retouches ne peuvent pas être gardées") from None
    except UnicodeDecodeError:
        raise UsageError(f"{output} : ce n’est pas de l’UTF-8, ses retouches ne peuvent pas être gardées") from None
    except EditError as error:
        raise UsageError(
            f"{output} : retouches impossibles à garder, rien n’est écrit",
            *(f"- {reason}" for reason in error.reasons),
            "mettez votre texte dans texts (territory.yaml), ou écrivez dans un autre fichier et reportez-le",
        ) from None
    rules = answering(document, outline_of(document).profile)
    emptied = [name for name, text in merged.kept.items() if name in rules and empty(text)]
    if final and emptied:
        raise UsageError(
            f"{output} : section « {emptied[0]} » vidée, alors qu’elle répond à une obligation ({rules[emptied[0]]}) : --final la demande",
            "écrivez-y un texte, ou supprimez-la avec ses marques pour que snr la récrive",
        )
    if merged.kept:
        tell("retouches gardées : " + ", ".join(merged.kept))
    if merged.added:
        tell("sections ajoutées : " + ", ".join(merged.added))
    return merged.text


def _templates(folder: Path | None) -> None:
    """List the templates with their title, or copy them in a folder without writing over anything.

    Raises:
        UsageError: a file is there already, or cannot be written.
    """
    from snr_cli.documents.templates import shipped, titles
    from snr_cli.writers.folders import write_new

    if folder is None:
        said = titles()
        wide = max(map(len, said))
        deliver("".join(f"{name:{wide}}  {title}\n" for name, title in said.items()), None)
        return
    texts = shipped()
    write_new(folder, texts)
    tell(f"{len(texts)} gabarits copiés dans {folder} ; ne gardez que ceux que vous changez")
