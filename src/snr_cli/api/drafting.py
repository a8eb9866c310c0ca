"""A document of a dossier, its annexes and the logo of its cover."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Final, NamedTuple, get_args

from snr_cli.api.asked import a_date, among
from snr_cli.api.assessing import Assessed, assess_as
from snr_cli.api.checking import judge_document, read_again
from snr_cli.api.comparing import against_review
from snr_cli.api.planning import plan_of
from snr_cli.api.sheets import OpenDossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.documents.blocks import Missing
from snr_cli.documents.build import Asked, view_of
from snr_cli.documents.edits import kept_sections
from snr_cli.documents.figures.svg import standalone
from snr_cli.documents.kinds import DocumentName, Form, Subject
from snr_cli.documents.outline import DOCUMENTS
from snr_cli.documents.render import UnfilledError, write_document
from snr_cli.documents.views.law import is_ready
from snr_cli.documents.views.programme import subject_of
from snr_cli.documents.views.records import View
from snr_cli.documents.views.review import previous_review
from snr_cli.engine.records import CLIMATE
from snr_cli.inputs.dossier.files import aside, inside, relative, why
from snr_cli.inputs.dossier.includes import finding_at
from snr_cli.inputs.inventory.read import expand
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import DossierError, Finding
from snr_cli.model.refusal import UsageError
from snr_cli.plan.plan import Plan, possible_horizon

_MOST_BESIDE: Final = 60  # files of annexes that are looked at
_MOST_ANNEXES: Final = 2**25  # bytes of one
_LARGEST_LOGO: Final = 40_000  # bytes: a third of what a page may weigh
_LOGO_KINDS: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_LOGO_STARTS: Final = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def logo_of(assessed: Assessed) -> str:
    """Return the logo of a dossier as a data URI; empty without one.

    Raises:
        DossierError: it is not in the dossier, cannot be read, is not an image, or is too heavy.
    """
    name = assessed.dossier.territory.logo
    if not name:
        return ""
    if assessed.loaded.name == "<stdin>":
        raise _wrong(
            assessed,
            "SNR111",
            f"le logo « {name} » ne peut pas être lu : le dossier vient de l’entrée standard",
            "nommez le fichier territory.yaml",
        )
    try:
        path = inside(Path(assessed.loaded.name).parent, name)
    except OSError:  # links that go round
        raise _unread(assessed, name) from None
    if path is None:
        raise _wrong(
            assessed, "SNR112", f"le logo « {name} » est hors du dossier", "copiez-le à côté de territory.yaml"
        )
    kind = _LOGO_KINDS.get(path.suffix.lower())
    if kind is None:
        raise _wrong(assessed, "SNR206", f"le logo « {name} » n’est pas une image acceptée", "PNG, JPEG ou SVG")
    try:
        weight = path.stat().st_size
        data = plain_bytes(path, _LARGEST_LOGO) if weight <= _LARGEST_LOGO else b""
    except OSError:
        raise _unread(assessed, name) from None
    if weight > _LARGEST_LOGO:
        raise _wrong(
            assessed,
            "SNR204",
            f"le logo « {name} » pèse {-(-weight // 1000)} ko",
            f"{_LARGEST_LOGO // 1000} ko au plus : réduisez l’image, ou prenez un SVG",
        )
    if not (data.startswith(_LOGO_STARTS[kind]) if kind in _LOGO_STARTS else _is_svg(data)):
        raise _wrong(
            assessed,
            "SNR206",
            f"le logo « {name} » n’est pas une image {path.suffix[1:].upper()}",
            "enregistrez-le de nouveau dans ce format",
        )
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _is_svg(data: bytes) -> bool:
    """Say whether a file is an SVG without a document type, whose entities could be without end."""
    if b"<!DOCTYPE" in data or b"\0" in data:  # UTF-16 would hide one
        return False
    from xml.etree import ElementTree  # most dossiers have no logo

    try:
        return ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
    except (ElementTree.ParseError, LookupError, ValueError):  # the last two: an encoding that it does not read
        return False


def _unread(assessed: Assessed, name: str) -> DossierError:
    return _wrong(assessed, "SNR111", f"le logo « {name} » est introuvable ou illisible", "vérifiez le nom du fichier")


def _wrong(assessed: Assessed, code: str, message: str, mend: str) -> DossierError:
    return DossierError([finding_at(assessed.loaded.joined, ("territory", "logo"), code, message, mend)])


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document.

    Attributes:
        text: the document, Markdown or a page of HTML that holds all it needs; empty in a format of an office suite.
        annexes: the annexes in full, when they go to a file of their own.
        data: the bytes of the file of an office suite; empty for a text.
        annexes_data: those of the annexes.
        figures: name of a figure → SVG, a file by itself.
        assessed: the dossier and its assessment.
        model_notes: what is told of the model: the styles that it lacks, what is not taken of it.
        dated: the day of the document, YYYY-MM-DD: that it is judged at, or that the dossier gives it, else the last of its year.
        lacks: its places to fill, in order. `places_to_fill` says where each is filled.
    """

    text: str
    annexes: str
    data: bytes
    annexes_data: bytes
    figures: Mapping[str, str]
    assessed: Assessed
    model_notes: tuple[str, ...] = ()
    dated: str = ""
    lacks: tuple[Missing, ...] = ()


class Place(NamedTuple):
    """Where a document goes: whether its annexes go to a file of their own, and its folder when it has one."""

    apart: bool = False
    folder: Path | None = None


_INSIDE: Final = Place()


def draft_document(
    dossier: str | PathLike[str] | OpenDossier,
    document: DocumentName = "strategie",
    *,
    form: Form = "md",
    about: Subject | None = None,
    final: bool = False,
    model: Path | None = None,
    apart: bool = False,
    beside: Path | None = None,
    as_of: str | None = None,
    member: str | None = None,
    tables: Tables | None = None,
) -> Drafted:
    """Read a dossier, assess it, plan it, judge it and write a document.

    Args:
        dossier: its folder, its file, what `open_dossier` gave, or `-` for standard input.
        document: the one to write.
        form: Markdown or HTML, whose text is answered; `docx` or `odt`, whose bytes are.
        about: what a deliberation is about; what the council has to decide next without any.
        final: without the word « Projet »; refused as long as a piece that the law asks for, or a place to fill, is left.
        model: the authority’s own file, whose styles, page, heads and feet the document takes: a `.docx` or `.dotx` for `docx`.
        apart: the annexes go to a file of their own, and are answered apart; in the document otherwise.
        beside: the folder that a deliberation goes to: it lists the annexes of the strategy that snr wrote there.
        as_of: the date of the law that it speaks of, YYYY-MM-DD; without any that of the act, of the dossier, or of the texts known.
        member: of a group, to write of it with its share of the pooled lines.
        tables: the factor tables; those of snr, or of the open dossier, without any.

    Raises:
        DossierError: the dossier is wrong, or with `final` a piece is missing or a place is left to fill.
        UsageError: it cannot be opened, or the model cannot be used, or the date is none.
    """
    among("document", document, get_args(DocumentName))
    among("form", form, get_args(Form))
    among("about", about, get_args(Subject))
    as_of = a_date("as_of", as_of)
    look, notes = _model(form, model) if model is not None else (b"", ())
    if tables is None:
        tables = dossier.tables if isinstance(dossier, OpenDossier) else shipped_tables()
    assessed = assess_as(dossier, tables, member)
    views, missing = _judged_views(assessed, document, tables, about, final, Place(apart, beside), as_of)
    lacks: list[Missing] = []
    try:
        written = [write_document(view, form, look, lacks) for view in views]
    except UnfilledError as error:
        raise DossierError(missing, *error.more) from None
    if missing:
        raise DossierError(missing)
    text, annexes = ([each if isinstance(each, str) else "" for each in written] + [""])[:2]
    data, annexes_data = ([each if isinstance(each, bytes) else b"" for each in written] + [b""])[:2]
    view = views[0]
    dated = as_of or assessed.dossier.method.as_of or ("" if view.updated else view.date) or f"{view.year}-12-31"
    return Drafted(
        text, annexes, data, annexes_data, _figures(view), assessed, notes, dated, tuple(dict.fromkeys(lacks))
    )


def document_views(
    assessed: Assessed,
    document: DocumentName,
    tables: Tables,
    *,
    about: Subject | None = None,
    final: bool = False,
    place: Place = _INSIDE,
    plan: "Plan | None" = None,
    as_of: str | None = None,
) -> "list[View]":
    """Return what a document says of an assessed dossier, and what its annexes say when they go to a file of their own.

    Args:
        assessed: the dossier, assessed, its places kept.
        document: the one to write.
        tables: the factor tables.
        about: see `draft_document`.
        final: see `draft_document`.
        place: where it goes.
        plan: that of the dossier, when it is made already: to its horizon, with its intervals in climate change.
        as_of: see `draft_document`.

    Raises:
        DossierError: with `final`, a mandatory piece is missing.
        UsageError: the result that a review names cannot be used.
    """
    views, missing = _judged_views(assessed, document, tables, about, final, place, as_of, plan)
    if missing:
        raise DossierError(missing)
    return views


def _judged_views(
    assessed: Assessed,
    document: DocumentName,
    tables: Tables,
    about: Subject | None,
    final: bool,
    place: Place,
    as_of: str | None,
    plan: "Plan | None" = None,
) -> "tuple[list[View], list[Finding]]":
    """Return what a document and its annexes say, as `document_views`, and the pieces that are missing of it when it is to be final."""
    if plan is None:
        plan = plan_of(assessed, tables, possible_horizon(assessed.dossier), (CLIMATE,))
    subject = about or subject_of(assessed.dossier)
    profile = DOCUMENTS[document].profile if document not in ("note", "deliberation") else subject
    judged = partial(judge_document, read_again(assessed.loaded), assessed.result, plan, tables, as_of=as_of)
    missing, duties = judged(profile)
    asked = missing if subject == profile else judged(subject)[0]
    before = previous_review(assessed.dossier)
    wanted = Asked(
        document=document,
        about=subject,
        final=final,
        ready=is_ready(subject, assessed.dossier, (finding.code for finding in asked)),
        apart=place.apart,
        annexed=_annexes_of_strategy(place.folder) if place.folder and document == "deliberation" else "",
        logo=logo_of(assessed),
    )
    read = (assessed.dossier, assessed.result, plan, duties, tables, _files(assessed))
    compared = against_review(assessed, before.year, tables) if before and document == "bilan" else None
    views = [view_of(wanted, *read, compared)]
    if place.apart:
        views.append(view_of(replace(wanted, document="annexes", of=document, apart=False), *read, compared))
    return views, missing if final else []


def kept_of(path: Path, most: int) -> tuple[str, dict[str, str]]:
    """Return which document a file is, empty when snr did not write it or it keeps nothing, and the sum of each section.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it has more than `most` bytes.
        UnicodeDecodeError: a text is not in UTF-8.
    """
    data = plain_bytes(path, most)
    if path.suffix.lower() == ".md":
        return kept_sections(data.decode("utf-8"))
    from snr_cli.documents.formats import office

    return office.kept_office(data)


def _annexes_of_strategy(folder: Path) -> str:
    """Return the name of the file of annexes of a strategy that snr wrote in a folder; empty when there is none."""
    try:
        names = sorted(path.name for path in islice(folder.glob("*-annexes.*"), _MOST_BESIDE))
    except OSError:
        return ""
    for name in names:
        try:
            with aside():  # it is no input
                if kept_of(folder / name, _MOST_ANNEXES)[0] == "annexes strategie":
                    return name
        except (OSError, TooLargeError, UnicodeDecodeError):
            continue
    return ""


def _model(form: Form, path: Path) -> tuple[bytes, tuple[str, ...]]:
    """Read a model; return it and what is told of it.

    Raises:
        UsageError: it cannot be one.
    """
    from snr_cli.documents.formats import office, tree

    try:
        data = plain_bytes(path, tree.MOST_MODEL)
        return data, office.model_notes(form, data)
    except (tree.ModelError, TooLargeError) as error:
        raise UsageError(f"{relative(path)} : modèle refusé : {error}") from None
    except OSError as error:
        raise UsageError(f"{relative(path)} : modèle illisible ({why(error)})") from None


def _figures(view: "View") -> dict[str, str]:
    """Return each figure of a document as the file of its own that it may be."""
    plan = view.plan
    figures = (view.organisation.figure, view.territory.figure, plan.trajectory, plan.gaps, plan.themes, plan.calendar)
    return {figure.name: standalone(figure.drawing) for figure in figures if figure.drawing}


def _files(assessed: Assessed) -> dict[str, bytes | Path]:
    """Return the files of a dossier, or what was read of them, by their name inside it."""
    loaded = assessed.loaded
    root = Path(loaded.name).parent
    texts = {text.name: text.text.encode() for text in loaded.joined.texts}
    dossier = assessed.dossier
    exports = [name for inventory_import in dossier.imports for name in inventory_import.files]
    names = [inventory_import.mapping for inventory_import in dossier.imports if inventory_import.mapping]
    names += [review.result for review in dossier.annual_reviews if review.result]
    names += [dossier.territory.logo] if dossier.territory.logo else []
    files: dict[str, bytes | Path] = {_inside(name, root): text for name, text in texts.items()}
    # of a folder of exports, what is read: a document written there is not
    paths = [path for name in exports for path, _ in expand(root / name, name)] + [root / name for name in names]
    for path in paths:
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            files[_inside(path.as_posix(), root)] = path
    return files


def _inside(name: str, root: Path) -> str:
    path = Path(name)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
