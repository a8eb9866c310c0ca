"""A document that a council voted, kept in its dossier: a copy of the file, and beside it what it decides, in a small file that a person can read."""

import hashlib
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, Literal, get_args

from snr_cli.api.asked import a_date, among
from snr_cli.api.assessing import Assessed, assess_as
from snr_cli.api.drafting import draft_document
from snr_cli.api.planning import plan_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.documents.formats.office import OFFICE
from snr_cli.documents.returned_text import BODY_OF, sums_of, text_sum
from snr_cli.documents.views.actions import action_numbers
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import plural, together
from snr_cli.inputs.dossier.files import Edit, there, why
from snr_cli.inputs.dossier.includes import VERSIONS
from snr_cli.inputs.dossier.versions import Adopted, dated_edit, unknown_keys, version_files
from snr_cli.inputs.regular import plain_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.refusal import UsageError
from snr_cli.model.strategy import Voted, VotedDocument
from snr_cli.model.texts import DOCUMENT_SECTIONS
from snr_cli.plan.means import live
from snr_cli.plan.voted import differences, factors_of, means_now, voted_last, why_slipped
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.sentences.compared import VotedComparison, voted_line, voted_rows

Figures = Literal["dossier", "inconnus"]
_LARGEST: Final = 50_000_000  # bytes of a document
_SUFFIXES: Final = (".docx", ".odt", ".pdf", ".md", ".html")


def adopt_version(
    dossier: str | PathLike[str],
    file: str | PathLike[str],
    document: VotedDocument = "strategie",
    *,
    act: str,
    on: str,
    number: int = 1,
    figures: Figures | None = None,
    member: str | None = None,
    tables: Tables | None = None,
) -> Adopted:
    """Return what keeps a document that was voted.

    Args:
        dossier: its folder or its file.
        file: the document, as it was voted: .docx, .odt, .pdf, .md or .html.
        document: what it is.
        act: the number of the act.
        on: the day of the vote, YYYY-MM-DD.
        number: its rank among the versions of that day.
        figures: `dossier`, those that the dossier gives today; `inconnus`, none. Without it, those of the dossier when the file is what snr
            writes of it today, none when snr did not write it.
        member: of a group, whose document has its share of the pooled lines; the version is kept in its own dossier.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: the file cannot be read; the dossier has changed since it was written; a version of that day is kept; the dossier
            gives another date or another act; its file cannot be changed.
        DossierError: the dossier is wrong.
    """
    among("document", document, get_args(VotedDocument))
    among("figures", figures, get_args(Figures))
    day = a_date("on", on) or ""
    tables = shipped_tables() if tables is None else tables
    if fspath(dossier) == "-":
        raise UsageError(
            "snr adopt écrit dans le dossier : donnez son dossier ou son fichier, et non l’entrée standard"
        )
    source = Path(file)
    data = _document(source)
    assessed = assess_as(dossier, tables, member)
    _possible(assessed.dossier, document, act, day, number, data)
    given = figures or ("dossier" if _is_of_today((dossier, member), source, data, document, tables) else "inconnus")
    name = f"{day}-{document}" + (f"-{number}" if number > 1 else "")
    said: dict[str, Any] = {"document": document, "voted_on": day, "act": act}
    said |= {"number": number} if number > 1 else {}
    said |= {"file": name + source.suffix.lower(), "sha256": hashlib.sha256(data).hexdigest()}
    said |= {"text_sha256": text} if (text := text_sum(data, source.suffix)) else {}
    said |= _figures(assessed, tables) if given == "dossier" else {}
    files = version_files(assessed.loaded.joined, assessed.name, said, data)
    for edit in files:
        if there(edit.path) is not None:
            raise UsageError(f"{edit.path} : ce fichier existe, il n’est pas remplacé", "donnez --number, ou ôtez-le")
    return Adopted(Voted.model_validate(said), (*files, *_dated(assessed, document, act, day)), unknown_keys(said))


def compare_voted(
    dossier: str | PathLike[str], document: VotedDocument = "strategie", *, tables: Tables | None = None
) -> VotedComparison:
    """Return what a dossier proposes that is not what was voted.

    Args:
        dossier: its folder, its file, or `-` for standard input.
        document: the document that was voted.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: no version of the document is kept.
        DossierError: the dossier is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    assessed = assess_as(dossier, tables, None)
    version = voted_last(assessed.dossier, document)
    if version is None:
        raise UsageError(
            f"{assessed.name} : aucune version votée de « {document} » n’est gardée",
            "gardez-la d’abord : snr adopt DIR FICHIER --act N --on DATE",
        )
    plan = plan_of(assessed, tables, None, (CLIMATE,))
    changes = differences(version, assessed.dossier, assessed.result, plan.means)
    numbers = action_numbers(assessed.dossier)
    rows = voted_rows(changes, version, assessed.dossier, numbers, why_slipped(assessed.dossier))
    line = voted_line(changes, version)
    return VotedComparison(assessed.name, version, changes, rows, line, _altered(assessed.name, version))


def _altered(root: str, version: Voted) -> str:
    """Say that the copy of a voted text is gone or says something else; a mere save, which changes bytes alone, is nothing."""
    if version.file is None or version.sha256 is None:
        return ""
    path = Path(root).parent / VERSIONS / Path(version.file).name
    try:
        data = plain_bytes(path, _LARGEST)
    except OSError:
        return f"{path} : la copie du texte voté manque, ou ne se lit pas"
    if hashlib.sha256(data).hexdigest() == version.sha256 or (
        version.text_sha256 is not None and text_sum(data, path.suffix) == version.text_sha256
    ):
        return ""
    return f"{path} : ce n’est plus le texte voté ; remettez la copie d’origine"


def _document(path: Path) -> bytes:
    """Read the document.

    Raises:
        UsageError: it cannot be read, is empty, or of a form that is no document.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{path} : un document {', '.join(_SUFFIXES[:-1])} ou {_SUFFIXES[-1]} est attendu")
    try:
        data = plain_bytes(path, _LARGEST)
    except OSError as error:
        raise UsageError(f"{path} : {why(error)}") from None
    if not data:
        raise UsageError(f"{path} : fichier vide")
    return data


def _possible(dossier: Dossier, document: VotedDocument, act: str, day: str, number: int, data: bytes) -> None:
    """Refuse what the dossier says otherwise, and a version that is kept already."""
    kept = [version for version in dossier.voted if (version.document, version.voted_on) == (document, day)]
    if any(version.sha256 == hashlib.sha256(data).hexdigest() for version in kept):
        raise UsageError(f"ce document est déjà gardé comme la version du {day}")
    if any(version.number == number for version in kept):
        raise UsageError(
            f"une version du {day} est déjà gardée ({kept[-1].act})",
            f"si deux ont été votées ce jour-là : --number {max(version.number for version in kept) + 1}",
        )
    known_day, known_act = _said(dossier, document)
    if known_day and day < known_day:
        raise UsageError(
            f"le dossier dit la première adoption du {known_day}, après le {day}",
            "corrigez la date du dossier, ou --on",
        )
    if known_act and known_act != act and known_day in ("", day):
        raise UsageError(
            f"le dossier dit l’acte {known_act} pour le {day}, et non {act}", "corrigez le dossier, ou --act"
        )


def _said(dossier: Dossier, document: VotedDocument) -> tuple[str, str]:
    """Return the day and the act of the first adoption, as the dossier says them; empty when it does not."""
    if document == "strategie" and dossier.strategy is not None:
        return dossier.strategy.adopted_on or "", dossier.strategy.deliberation or ""
    if document == "programme" and dossier.programme is not None:
        return dossier.programme.date or "", ""
    return "", ""


def _is_of_today(
    asked: tuple[str | PathLike[str], str | None], source: Path, data: bytes, document: VotedDocument, tables: Tables
) -> bool:
    """Say whether a file is what snr writes today of the dossier, or of the member, that is asked; false when snr did not write it.

    Raises:
        UsageError: snr wrote it, of another document, or the dossier has changed since.
    """
    suffix = source.suffix.lower()
    written, sums = sums_of(data, suffix)
    if not sums:
        return False
    if written != document:
        raise UsageError(
            f"{source} : c’est « {written} » que snr a écrit là, et non « {document} »", "corrigez --document"
        )
    form = suffix[1:] if suffix[1:] in OFFICE else "md"
    apart = sums.keys().isdisjoint(DOCUMENT_SECTIONS[document][1])
    of, member = asked
    drafted = draft_document(of, document, form=form, apart=apart, member=member, tables=tables)  # type: ignore[arg-type]
    _, now = sums_of(drafted.data or drafted.text.encode(), f".{form}")
    other = [name for name in BODY_OF[document] if name in sums and sums[name] != now.get(name, sums[name])]
    if other:
        raise UsageError(
            f"{source} : le dossier a changé depuis que ce document a été écrit, ou il l’a été avec un autre --member ; {plural(len(other), 'section')} "
            f"{'disent' if len(other) > 1 else 'dit'} autre chose : {together(other)}",
            "reprenez le dossier tel qu’il était ce jour-là",
            "ou gardez le texte seul, dont vous écrirez les objectifs : --figures inconnus",
        )
    return True


def _figures(assessed: Assessed, tables: Tables) -> dict[str, Any]:
    """Return what the dossier decides today: year, period, footprint, objectives, actions, means."""
    dossier, result = assessed.dossier, assessed.result
    plan = plan_of(assessed, tables, None, (CLIMATE,))
    climate = judged_organisation(result, tables).climate
    said: dict[str, Any] = {"whole": True, "reference_year": dossier.reference_year}
    if dossier.strategy is not None and dossier.strategy.period is not None:
        said["period"] = dossier.strategy.period.model_dump()
    if climate.value is not None:
        said["footprint"] = {"kg": round(climate.value, 3), "factors": factors_of(result)}
    keys = ("id", "title", "reduction", "target", "start", "by")
    said["objectives"] = [
        _known(objective.model_dump(include={*keys}, by_alias=True)) for objective in dossier.objectives
    ]
    said["actions"] = [
        _known({"id": action.id, "title": action.title, "status": action.status})
        | ({"schedule": action.schedule.years} if action.schedule is not None and action.schedule.years else {})
        for action in dossier.actions
        if live(action)
    ]
    means = _known(means_now(plan.means))
    said["means"] = ({"tax": plan.means.yearly.whole} if "eur" in means else {}) | means
    return said


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known, whole numbers as a person writes them."""
    known = {key: value for key, value in values.items() if value is not None}
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value for key, value in known.items()
    }


def _dated(assessed: Assessed, document: VotedDocument, act: str, day: str) -> list[Edit]:
    """Return what writes the day and the act in the dossier; nothing of a version after the first.

    Raises:
        UsageError: the file cannot be changed.
    """
    known_day, known_act = _said(assessed.dossier, document)
    first = {
        "strategie": ("strategy", {"adopted_on": day, "deliberation": act}),
        "programme": ("programme", {"date": day}),
    }
    if document not in first or (known_day and (known_day != day or known_act or document == "programme")):
        return []
    return [dated_edit(assessed.loaded.joined, assessed.name, *first[document])]
