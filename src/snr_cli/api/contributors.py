"""Who fills in what, and whose is each workbook of a folder: it says so itself, on its first sheet; else its name does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args
from unicodedata import combining, normalize

from pydantic import TypeAdapter, ValidationError

from snr_cli.api.asking import ELSEWHERE, questions_of
from snr_cli.french.numbers import did_you_mean
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.files import WORKBOOKS, aside, why
from snr_cli.inputs.dossier.named import unaccented
from snr_cli.inputs.inventory.values import fold, nearest
from snr_cli.inputs.sheets import SheetError, open_book
from snr_cli.inputs.workbook.shape import LEFT_ASIDE, read_sent_key
from snr_cli.model.base import Identifier
from snr_cli.model.questions import BY_ID, QUESTIONS, ROLES, Role
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor, SectionKey

COLLECTED: Final = "collecte"  # the folder of the workbooks, in that of the dossier
_SECTIONS: Final = LABELS[frozenset(get_args(SectionKey))]
# what a mail program or a hurried hand adds to the name of a file that is there twice
_COPY = re.compile(r"(?: ?\(\d{1,3}\)| ?[-–_] ?(?:copie|copy)(?: \(\d{1,3}\))?)$", re.IGNORECASE)
# what Windows takes for a device, whatever comes after a dot
_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{port}{rank}" for port in ("com", "lpt") for rank in range(1, 10))}


@dataclass(frozen=True, slots=True)
class ReturnedBooks:
    """The workbooks of a folder.

    Attributes:
        people: who was to fill one in.
        books: id of a contributor → its workbook.
        twice: id of a contributor → its workbooks, when there are several: none is read.
        nobodys: names of those that are no one’s, or of a format that is not read.
    """

    people: tuple[Contributor, ...]
    books: Mapping[str, Path]
    twice: Mapping[str, tuple[Path, ...]]
    nobodys: tuple[str, ...]


def returned_books(
    folder: Path,
    declared: Iterable[Contributor],
    asked: Mapping[str, Iterable[str]] | None = None,
    *,
    kind: str | None = None,
) -> ReturnedBooks:
    """Find whose is each workbook of a folder.

    Args:
        folder: that of the workbooks.
        declared: the contributors of the dossier.
        asked: as `collect_books`; those that the workbooks name are added when there is none.
        kind: of the authority.

    Raises:
        UsageError: the folder cannot be read; nobody is named; an unknown question.
    """
    files = {path: _sent_to(path) for path in _workbooks(folder)}
    known = list(declared)
    if not asked:
        named = {file.id.casefold(): file for file in files.values() if file is not None}
        known += [named[name] for name in sorted(named.keys() - {contributor.id.casefold() for contributor in known})]
    nobodys = _foreign(folder)
    if nobodys and not (known or asked):
        called = nobodys[0].rpartition(".")[0]
        raise UsageError(
            f"{folder} : {', '.join(nobodys)} : ce format n’est pas lu, et ne dit pas de qui il est",
            f"enregistrez-le en .xlsx ou en .ods, puis nommez-le avec ce qui lui était demandé : --for {called}=agents, ou --for dsi",
        )
    people = contributors_of(known, asked, kind=kind)
    mine: dict[str, list[Path]] = {person.id: [] for person in people}
    for path, sent in files.items():
        name = _whose(path, sent, mine)
        if name is None:
            nobodys.append(path.name)
        else:
            mine[name].append(path)
    books = {name: paths[0] for name, paths in mine.items() if len(paths) == 1}
    twice = {name: tuple(paths) for name, paths in mine.items() if len(paths) > 1}
    return ReturnedBooks(people, books, twice, tuple(nobodys))


@aside()  # they are no inputs: the same are written again
def named_in(folder: Path) -> tuple[Contributor, ...]:
    """Return for whom the workbooks of a folder were written; nobody when there is none."""
    contributors = [_sent_to(path) for path in (_workbooks(folder) if folder.is_dir() else ())]
    named = {contributor.id: contributor for contributor in contributors if contributor is not None}
    return tuple(named[name] for name in sorted(named))


def several(paths: Iterable[Path], name: str) -> str:
    """Say that a contributor has several workbooks."""
    names = " et ".join(path.name for path in paths)
    return f"plusieurs classeurs pour « {name} » : {names} ; aucun n’est lu"


KEEP_ONE: Final = "gardez le bon, et rangez l’autre ailleurs"


def _whose(path: Path, sent: Contributor | None, people: Iterable[str]) -> str | None:
    wanted = {sent.id.casefold()} if sent is not None else {path.stem.casefold(), _COPY.sub("", path.stem).casefold()}
    return next((name for name in people if name.casefold() in wanted), None)


def _sent_to(path: Path) -> Contributor | None:
    """Return for whom a workbook was written: its first sheet says it; None when nothing does, or it cannot be read."""
    try:
        book = open_book(path)
    except (OSError, SheetError):
        return None  # told when it is read
    try:
        cover = next((sheet for sheet in book.sheets if fold(sheet.name) == fold(LEFT_ASIDE[0])), None)
        cells = (cell.text for row in cover.rows() for cell in row.cells) if cover is not None else ()
        found = next(filter(None, map(read_sent_key, cells)), None)
    except (OSError, SheetError):
        return None
    finally:
        book.close()
    questions = tuple(key for key in found.questions if key in BY_ID) if found is not None else ()
    try:
        return Contributor(id=found.id, function=found.id, questions=questions) if found and questions else None
    except ValueError:  # somebody changed that line: no such name was sent
        return None


def contributors_of(
    declared: Iterable[Contributor], asked: Mapping[str, Iterable[str]] | None, *, kind: str | None = None
) -> tuple[Contributor, ...]:
    """Return who is asked which questions; `kind`: of the authority, which is not asked what is none of its own.

    A section that the dossier says somebody holds is asked by its questions, but those that another is asked.

    Raises:
        UsageError: nobody is named, an unknown question, nothing to ask of somebody, a name that no file can have.
    """
    people = [_named(name, keys, kind) for name, keys in (asked or {}).items()]
    ids = [person.id for person in people]
    if double := next((name for rank, name in enumerate(ids) if name in ids[:rank]), None):
        raise UsageError(f"--for : deux classeurs s’appelleraient {double}.xlsx", "donnez-leur deux noms")
    people = people or list(declared)
    for person in people:
        if unknown := next((key for key in person.questions if key not in BY_ID), None):
            raise UsageError(
                f"contributors, {person.id} : question inconnue « {unknown} »",
                did_you_mean(nearest(unknown, BY_ID), f"choix : {', '.join(BY_ID)}"),
            )
    if not people:
        raise UsageError(
            "personne n’est nommé : --for dsi (sa feuille de questions), ou --for achats=purchases,contracts",
            "ou écrivez dans le dossier, une fois pour toutes : contributors: [{id: achats, function: Direction des achats, "
            "sections: [purchases, contracts]}]",
        )
    taken = {key for person in people for key in person.questions}
    found = []
    for person in people:
        own = [key for key in _of_sections(person.sections, kind) if key not in taken]
        taken |= {*own}
        found.append(person.model_copy(update={"questions": (*person.questions, *own)}))
        if not found[-1].questions:
            sections = " ni ".join(f"« {_SECTIONS[key]} »" for key in person.sections) or "rien"
            raise UsageError(
                f"contributors, {person.id} : aucune question ne porte sur {sections}, ou un autre y répond",
                f"donnez-lui des questions : {', '.join(key for key in _ASKABLE if key not in taken)}",
            )
    return tuple(found)


_ASKABLE: Final = {question.id: question for question in QUESTIONS if question.parts and question.id not in ELSEWHERE}


def _of_sections(sections: Iterable[str], kind: str | None) -> list[str]:
    """Return the questions whose answers go in some sections."""
    wanted = {*sections}
    return [
        name
        for name, question in _ASKABLE.items()
        if wanted & {*question.sections} and (not question.of or kind in (None, *question.of))
    ]


def nameable(people: Iterable[Contributor]) -> None:
    """Stop when a workbook could not be a file of every system: those who fill it in have theirs.

    Raises:
        UsageError: Windows keeps the name for a device; or two names are one, where capitals make no difference.
    """
    seen: dict[str, str] = {}
    for person in people:
        name = person.id.casefold()
        if name.partition(".")[0] in _DEVICES:
            raise UsageError(
                f"{person.id}.xlsx : Windows ne peut pas avoir de fichier de ce nom ; rien n’est écrit",
                f"donnez un autre nom (--for, ou id dans contributors) : {person.id}-1",
            )
        other = seen.setdefault(name, person.id)
        if other != person.id:
            raise UsageError(
                f"{other}.xlsx et {person.id}.xlsx : un seul fichier sous Windows et macOS ; rien n’est écrit",
                "donnez-leur deux noms qui diffèrent par plus que des majuscules",
            )


def each_alone(people: Iterable[Contributor]) -> None:
    """Stop when a question is asked of two people: its answer would come back twice.

    Raises:
        UsageError: names the question and both.
    """
    first: dict[str, str] = {}
    for person in people:
        for key in person.questions:
            other = first.setdefault(key, person.id)
            if other != person.id:
                raise UsageError(
                    f"« {BY_ID[key].ask} » ({key}) est demandé à {other} et à {person.id} : sa réponse reviendrait deux fois ; rien n’est écrit",
                    "demandez-le à un seul des deux (--for, contributors) : le même classeur passe de l’un à l’autre",
                )


@aside()
def not_asked_before(folder: Path, people: Iterable[Contributor]) -> None:
    """Stop when a workbook of a folder asks somebody else a question: its answer would come back twice.

    Args:
        folder: where the workbooks are to be written.
        people: for whom.

    Raises:
        UsageError: names the question and both.
    """
    asked = {key: person for person in people for key in person.questions}
    mine = {person.id.casefold() for person in asked.values()}
    for path in _workbooks(folder) if folder.is_dir() else ():
        sent = _sent_to(path)
        if sent is None or sent.id.casefold() in mine:
            continue
        if key := next((key for key in sent.questions if key in asked), ""):
            left = [other for other in asked[key].questions if other not in sent.questions]
            others = f" ; --for {asked[key].id}={','.join(left)} demande le reste" if left else ""
            raise UsageError(
                f"{folder} : « {BY_ID[key].ask} » ({key}) est déjà demandé à {sent.id} ({path.name}), et le serait à {asked[key].id} : "
                f"sa réponse reviendrait deux fois ; rien n’est écrit",
                f"faites passer {path.name} de l’un à l’autre, ou rangez-le ailleurs s’il ne sert plus{others}",
            )


def _file_name(name: str) -> str:
    """Return a name as that of a file and of a contributor: without accents, its words joined.

    Raises:
        UsageError: it has other signs.
    """
    plain = "".join(char for char in normalize("NFKD", name) if not combining(char))
    try:
        return str(TypeAdapter(Identifier).validate_python(re.sub(r"[\s'’&]+", "-", plain)))
    except ValidationError:
        raise UsageError(f"--for : « {name} » ne peut pas nommer un classeur ; lettres, chiffres, - _ .") from None


# what a role may be called besides its name
_ROLE_WORDS: Final[dict[str, Role]] = {
    "informatique": "it", "numerique": "it", "direction des systemes d'information": "it", "systemes d'information": "it",
    "commande publique": "purchases", "marches publics": "purchases", "marches": "purchases", "achat": "purchases",
    "finance": "finance", "comptabilite": "finance", "ressources humaines": "staff", "drh": "staff", "dgs": "management",
    "direction generale": "management", "direction": "management", "elue": "elected", "elus": "elected", "maire": "elected",
    "president": "elected", "presidente": "elected", "cabinet": "elected", "climat": "climate", "pcaet": "climate",
    "transition ecologique": "climate", "com": "communication", "vous": "lead", "projet": "lead",
    **{role: role for role in ROLES}, **{unaccented(label): role for role, label in ROLES.items()},
}  # fmt: skip


def _named(name: str, keys: Iterable[str], kind: str | None) -> Contributor:
    """Return who `--for` names: a role alone has its own questions.

    Raises:
        UsageError: no role is called so, or an unknown section or question.
    """
    wanted = [key for key in keys if key]
    if wanted:
        return Contributor(id=_file_name(name), function=name, questions=_asked_words(wanted, kind))
    role = _ROLE_WORDS.get(unaccented(name))
    if role is None:
        raise UsageError(
            f"--for {name} : « {name} » n’est pas une fonction connue",
            did_you_mean(
                nearest(name, ROLES.values()),
                f"choix : {', '.join(ROLES.values())} ; ou dites quoi demander : --for {name}=agents,purchases",
            ),
        )
    asked = questions_of(role, kind)
    if not asked:
        raise UsageError(
            f"--for {name} : aucune question pour cette fonction",
            f"dites quoi demander : --for {name}=agents,purchases",
        )
    return Contributor(id=_file_name(name), function=ROLES[role], questions=tuple(question.id for question in asked))


def _asked_words(keys: Iterable[str], kind: str | None) -> tuple[str, ...]:
    """Return the questions that words name: each by its key, by a word of what it asks, or all those of a section.

    Raises:
        UsageError: a word names none, or several of no section.
    """
    sections = {fold(word): str(key) for key, label in _SECTIONS.items() for word in (str(key), label)}
    questions: dict[str, None] = {}
    for key in keys:
        wanted = fold(key)
        found = [name for name in _ASKABLE if fold(name) == wanted] or [
            name
            for name, question in _ASKABLE.items()
            if any(
                wanted in (fold(part.key), fold(part.line[1]), fold(part.ask), *fold(part.ask).split())
                for part in question.parts
            )
        ]
        held = _of_sections([sections[wanted]], kind) if wanted in sections and len(found) != 1 else found
        if held and (len(found) == 1 or wanted in sections):
            questions |= dict.fromkeys(held)
            continue
        near = nearest(key, [*sections, *_ASKABLE])
        places = " ; ".join(f"{name} ({_ASKABLE[name].ask})" for name in found)
        what = (
            "plusieurs questions en parlent"
            if found
            else f"aucune question ne porte sur « {key} »"
            if wanted in sections
            else f"question inconnue « {key} »"
        )
        advice = f"« {key} » se demande dans : {places}" if found else ""
        raise UsageError(f"--for : {what}", advice or did_you_mean(near, f"questions : {', '.join(_ASKABLE)}"))
    return tuple(questions)


# what a spreadsheet or a person may have made of a workbook; not read, so told
_FOREIGN: Final = frozenset({".xls", ".xlsb", ".csv", ".tsv", ".zip", ".numbers", ".pdf", ".docx", ".odt"})


def _foreign(folder: Path) -> list[str]:
    """Return the names of the files of a folder that came back in a form that is not read."""
    try:
        return sorted(
            path.name for path in folder.iterdir() if path.suffix.lower() in _FOREIGN and path.name[0] not in "~."
        )
    except OSError:  # reading the workbooks says why
        return []


def _workbooks(folder: Path) -> list[Path]:
    """Return the workbooks of a folder.

    Raises:
        UsageError: it cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} : ce dossier n’existe pas", "donnez celui des classeurs rendus : collecte/")
    try:
        files = sorted(
            path for path in folder.iterdir() if path.suffix.lower() in WORKBOOKS and not path.name.startswith("~")
        )
    except OSError as error:
        raise UsageError(f"{folder} : {why(error)}") from None
    return files
