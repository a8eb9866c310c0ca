"""`snr draft`: the documents."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from snr_cli.api import drafting
from snr_cli.catalog import opened
from snr_cli.cli.console import HERE, AsOf, MemberOf, Output, deliver, judged_at, tell, tell_next, tell_notes
from snr_cli.documents import edits, outline, render
from snr_cli.documents.formats import tree
from snr_cli.documents.kinds import DocumentName, Form, Subject
from snr_cli.inputs import regular
from snr_cli.inputs.dossier import files as dossier_files
from snr_cli.inputs.dossier.files import aside
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files

DraftForm = Literal[Form, "svg"]
_TEXTS = ("md", "html")
MOST_KEPT = 64 * 1024 * 1024  # bytes of a document whose edits are kept: pictures that a person put in it are large


def command(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="DOSSIER", help="Dossier, son fichier, ou - pour l’entrée standard ; sans lui, celui où l’on est."
        ),
    ] = None,
    document: Annotated[
        DocumentName,
        typer.Option("--document", "-d", help="programme, strategie, bilan, note ou deliberation."),
    ] = "strategie",
    output_format: Annotated[
        DraftForm,
        typer.Option(
            "--format",
            "-f",
            help="Markdown, une page HTML, un fichier de traitement de texte (docx, odt) ; svg : les figures seules, dans le dossier de -o.",
        ),
    ] = "md",
    output: Output = None,
    about: Annotated[
        Subject | None,
        typer.Option("--about", help="Objet de la délibération ; à défaut, ce que le conseil a ensuite à décider."),
    ] = None,
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help="Sans la mention « Projet », que la délibération garde ; refusé tant que manque une pièce que la loi ou le décret demandent, ou qu’une place reste à remplir.",
        ),
    ] = False,
    as_of: AsOf = None,
    member: MemberOf = None,
    annexes: Annotated[
        Literal["apart", "dedans"] | None,
        typer.Option(
            "--annexes",
            help="apart : les annexes chiffrées dans un fichier à côté de --output (NOM-annexes), comme docx et odt le font ; dedans : à la fin du document, comme md et html.",
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="FICHIER",
            allow_from_autoenv=False,
            help="Fichier .docx ou .dotx de la collectivité (--format docx), dont le document prend les styles, la page, l’en-tête et le pied de page.",
        ),
    ] = None,
    keep_edits: Annotated[
        bool,
        typer.Option(
            "--keep-edits",
            help="Garde ce que vous avez changé du fichier que --output remplace : docx revenu de Word ou de LibreOffice, mot à mot ; Markdown, par section.",
        ),
    ] = False,
) -> None:
    """Write a document."""
    if keep_edits:
        if output_format == "html" or output is None or str(output) == "-":
            raise UsageError("--keep-edits garde les retouches d’un fichier : --output, et --format md ou docx")
        if output_format == "odt":
            word = output.with_suffix(".docx")
            raise UsageError(
                "--keep-edits garde les retouches d’un .docx, et non d’un .odt",
                f"enregistrez {output} en .docx (Fichier › Enregistrer sous), puis : --format docx -o {word} --keep-edits",
            )
    if about is not None and document != "deliberation":
        raise UsageError("--about dit l’objet d’une délibération : --document deliberation")
    if output_format == "svg":
        _figures(path or HERE, document, output, judged_at(as_of))
        return
    _refuse_name(output_format, output)
    if output_format not in _TEXTS:
        _refuse_terminal(output_format, output)
    beside = _beside(document, output_format, output, annexes)
    drafted = drafting.draft_document(
        path or HERE,
        document,
        form=output_format,
        about=about,
        final=final,
        model=model,
        apart=beside is not None,
        beside=output.parent if output is not None and str(output) != "-" else None,
        as_of=judged_at(as_of),
        member=member,
    )
    tell_notes(drafted.assessed, opened.shipped_tables())
    for note in drafted.model_notes:
        tell(f"modèle : {note}")
    files: list[tuple[Path | None, str | bytes, str]] = [
        (output, drafted.data or drafted.text, document),
        (beside, drafted.annexes_data or drafted.annexes, "annexes"),
    ]
    ready = [
        (
            target,
            _merged(target, each, name, output_format, drafted.dated, final=final)
            if keep_edits
            else _spared(target, each),
        )
        for target, each, name in files
        if each
    ]
    outputs = {target: each for target, each in ready if target is not None and str(target) != "-"}
    if len(outputs) > 1:
        _write_files(outputs)
    else:
        deliver(ready[0][1], output)
    if outputs and member is None and path != "-":
        tell_next(path or HERE)


def _figures(path: str, document: DocumentName, folder: Path | None, as_of: str | None) -> None:
    """Write the figures of a document alone, each in a file of a folder.

    Raises:
        UsageError: there is no folder for them.
    """
    if folder is None or str(folder) == "-":
        raise UsageError("--format svg écrit un fichier par figure : donnez leur dossier, -o figures/")
    drafted = drafting.draft_document(path, document, as_of=as_of)
    tell_notes(drafted.assessed, opened.shipped_tables())
    _write_files({folder / f"{name}.svg": svg for name, svg in drafted.figures.items()})


def _write_files(files: Mapping[Path, str | bytes]) -> None:
    output_files.write_whole(files)
    for target in files:
        tell(f"écrit : {target}")


def _beside(document: DocumentName, form: Form, output: Path | None, annexes: str | None) -> Path | None:
    """Return the file of the annexes, beside that of the document; None when they are in the document, or it has none.

    Raises:
        UsageError: they are asked for, and the document goes to no file, or has none.
    """
    to_file, has = output is not None and str(output) != "-", bool(outline.DOCUMENTS[document].annexes)
    if annexes == "apart" and not to_file:
        raise UsageError("--annexes apart écrit un fichier à côté du document : donnez --output")
    if annexes is not None and not has:
        raise UsageError(f"--annexes : le document {document} n’a pas d’annexes ; programme, strategie et bilan en ont")
    if output is None or not (to_file and has and (annexes or outline.ANNEXES_BY_FORM[form]) == "apart"):
        return None
    return output.with_name(f"{output.stem}-annexes{output.suffix}")


def _refuse_name(form: Form, output: Path | None) -> None:
    """Stop before a format is written in a file that is named after another one, which a program would then refuse to open.

    Raises:
        UsageError: it would.
    """
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    if named in get_args(Form) and named != form:
        raise UsageError(
            f"{output} : --format {form} n’écrit pas un fichier .{named}",
            f"ajoutez --format {named}, ou donnez à ce fichier un nom en .{form}",
        )


def _refuse_terminal(form: Form, output: Path | None) -> None:
    """Stop before bytes that are no text go to a terminal; to a pipe they may.

    Raises:
        UsageError: they would.
    """
    if (output is None or str(output) == "-") and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(
            f"--format {form} n’est pas un texte à lire ici : donnez --output, par exemple -o document.{form}"
        )


def _spared(output: Path | None, text: str | bytes) -> str | bytes:
    """Return what to write in a file that no person edited.

    Raises:
        UsageError: one did.
    """
    if output is not None and str(output) != "-":
        _spare(output)
    return text


def _spare(output: Path) -> None:
    """Stop before a document that a person edited is written over.

    Raises:
        UsageError: it was edited; nothing is written.
    """
    others = "écrivez dans un autre fichier, ou supprimez celui-ci"
    try:
        with aside():
            data = regular.plain_bytes(output, MOST_KEPT) if output.is_file() else b""
        if data.startswith(tree.COMPOUND):
            raise UsageError(
                f"{output} : fichier protégé par un mot de passe, qui ne se lit pas ; rien n’est écrit", others
            )
        if data.startswith(tree.ARCHIVE):
            from snr_cli.documents.formats import office

            found, keeps = office.edited_office(data)
        else:
            found, keeps = edits.edited(_read(data)), True
        if keeps:
            others = f"gardez ces retouches par --keep-edits, {others}"
        elif found:
            others = (
                f"pour garder ces retouches, enregistrez-le en .docx, puis --format docx --keep-edits ; sinon, {others}"
            )
    except (OSError, UnicodeDecodeError):  # none of ours; writing says what is wrong
        return
    if found:
        raise UsageError(f"{output} : document retouché ({', '.join(found)}), rien n’est écrit", others)


def _read(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _merged(
    output: Path | None, new: str | bytes, document: str, form: Form, dated: str, *, final: bool
) -> str | bytes:
    """Return the new document with the edits of the file it takes the place of.

    Raises:
        UsageError: the file cannot be read, or its edits cannot be kept, or leave a final document without an answer to
            a duty; nothing is written.
    """
    if output is None or not output.exists():
        return new
    if not output.is_file():  # a device has no end
        raise UsageError(f"{output} : ce n’est pas un fichier, il n’a pas de retouches à garder")
    told: tuple[str, ...] = ()
    try:
        with aside():
            before = regular.plain_bytes(output, MOST_KEPT)
        if isinstance(new, str):
            merged = edits.merge(_read(before), new)
            made, kept, added = merged.text.encode(), merged.kept, merged.added
        else:
            from snr_cli.documents.formats import office

            file = office.MERGED[form](before, new, dated)
            made, kept, added, told = file.data, file.kept, file.added, file.told
    except OSError as error:
        raise UsageError(f"{output} : {dossier_files.why(error)}, ses retouches ne peuvent pas être gardées") from None
    except UnicodeDecodeError:
        raise UsageError(f"{output} : ce n’est pas de l’UTF-8, ses retouches ne peuvent pas être gardées") from None
    except edits.EditError as error:
        raise UsageError(
            f"{output} : retouches impossibles à garder, rien n’est écrit",
            *(f"- {reason}" for reason in error.reasons),
            "mettez votre texte dans texts (territory.yaml), ou écrivez dans un autre fichier et reportez-le",
        ) from None
    rules = outline.answering(document, outline.outline_of(document))
    emptied = [name for name, text in kept.items() if name in rules and render.says_nothing(text)]
    if final and emptied:
        raise UsageError(
            f"{output} : section « {emptied[0]} » vidée, alors qu’elle répond à une obligation ({rules[emptied[0]]}) : --final la demande",
            "écrivez-y un texte, ou supprimez-la avec ses marques pour que snr la récrive"
            if isinstance(new, str)
            else "écrivez-y un texte, ou repartez d’un fichier neuf",
        )
    if kept:
        tell("retouches gardées : " + ", ".join(kept))
    if added:
        tell("sections ajoutées : " + ", ".join(added))
    for each in told:
        tell(f"à relire : {each}")
    return made.decode() if isinstance(new, str) else made
