"""The templates: those of snr, those of the user in their place, and what is said when one of them cannot be used.

A template writes Markdown. What it prints is a text of the dossier and is escaped for Markdown, unless a filter or a macro
wrote it. Jinja runs in its sandbox, with a bound on `range` and on what is written.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final, NoReturn

from jinja2 import (
    Environment,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import TemplateRuntimeError
from jinja2.utils import missing

from snr_cli.documents.compiled import Compiled
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.sandbox import LARGEST_DOCUMENT, LONGEST_RANGE, LimitError, NotTextError, Sandbox, readable_names
from snr_cli.french.numbers import (
    cardinal,
    closest,
    did_you_mean,
    inside as within,
    number,
    that,
    the,
    to_the,
    together,
)
from snr_cli.french.typography import markdown_text
from snr_cli.french.words.terms import mass, term
from snr_cli.inputs.dossier.files import inside, why
from snr_cli.inputs.regular import NotPlainError, TooLargeError, plain_bytes

SHIPPED: Final = Path(__file__).parent / "templates" / "fr"
SUFFIX: Final = ".md"
LARGEST_TEMPLATE: Final = 1_000_000  # bytes of one file


class TemplateError(Exception):
    """A template of the user that cannot be used: its file, the line, why, and how to mend."""

    def __init__(self, file: str, line: int, why: str, help_text: str = "", source: str = "") -> None:
        super().__init__(why)
        self.file = file
        self.line = line
        self.why = why
        self.help = help_text
        self.source = source


class _Missing(StrictUndefined):
    """A name that no value answers; its message is the name, then the names near it."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        names = [] if self._undefined_obj is missing else readable_names(self._undefined_obj)
        return "\0".join([name, *get_close_matches(name, names, 3, 0.5)])


@cache
def shipped() -> dict[str, str]:
    """Return the templates of snr: name (`sections/edito.md`) → text."""
    return {
        # opens: shipped with snr
        path.relative_to(SHIPPED).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SHIPPED.rglob(f"*{SUFFIX}"))
    }


def titles() -> dict[str, str]:
    """Return what each template of snr is: the heading of its section, or what it makes."""
    made = {
        "couverture.md": "Couverture",
        "reste.md": "À compléter et à vérifier avant le vote",
        "blocs/fiche-action.md": "Fiche d’une action, dans la section axes",
        "sections/note.md": "Note de synthèse",
        "sections/deliberation.md": "Projet de délibération",
        "sections/bilan-synthese.md": "L’année du bilan",
    }
    return {name: made.get(name) or _heading(text) for name, text in shipped().items()}


def _heading(text: str) -> str:
    match = re.search(r"^#+ (.*)$", text, re.M)
    title = match[1] if match else ""
    first = re.search(r'"([^"]+)"', title)
    return first[1] if title.startswith("{{") and first else title


def overridden(folder: Path) -> dict[str, str]:
    """Return the templates of a folder of the user: each takes the place of the one of the same name.

    A file whose name begins with `_` is the user's own, for `include`; one whose name begins with a dot is left alone.

    Raises:
        TemplateError: no such folder, a file that no document uses, one that leaves the folder, or that cannot be read.
    """
    names = shipped()
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        raise TemplateError(folder.as_posix(), 0, "dossier de gabarits introuvable") from None
    except (OSError, ValueError) as error:  # links that go round, a folder that may not be read; a NUL
        reason = why(error) if isinstance(error, OSError) else "chemin invalide"
        raise TemplateError(folder.as_posix(), 0, f"lecture impossible ({reason})") from None
    if not is_folder:
        raise TemplateError(folder.as_posix(), 0, "ce n’est pas un dossier")
    texts = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            place = inside(folder, name)
        except OSError as error:
            raise TemplateError(path.as_posix(), 0, f"lecture impossible ({why(error)})") from None
        if place is None:
            raise TemplateError(path.as_posix(), 0, "ce fichier est hors du dossier de gabarits", "copiez-le dedans")
        if name not in names and not path.name.startswith("_"):
            near = closest(name, names, 0.5)
            raise TemplateError(
                path.as_posix(),
                0,
                "aucun document n’emploie ce gabarit",
                f"{did_you_mean(near)} ".lstrip()
                + "noms : snr draft --export-templates - ; un gabarit à soi, pour include, a un nom qui commence par _",
            )
        texts[name] = _text(path)
    return texts


def _files(folder: Path) -> Iterator[Path]:
    """Return the files of a folder in order, but those whose name, or whose folder's, begins with a dot.

    Raises:
        TemplateError: a folder that cannot be read, that is a link, or that has the name of a template.
    """

    def unread(error: OSError) -> NoReturn:
        raise TemplateError(str(error.filename), 0, f"lecture impossible ({why(error)})")

    for place, folders, files in os.walk(folder, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            path = Path(place, name)
            if path.is_symlink():
                raise TemplateError(path.as_posix(), 0, "lien vers un dossier", "copiez les gabarits dans ce dossier")
            if path.suffix == SUFFIX:
                raise TemplateError(path.as_posix(), 0, "c’est un dossier : un gabarit est un fichier")
        yield from (Path(place, name) for name in sorted(files) if not name.startswith("."))


def _text(path: Path) -> str:
    """Read a template.

    Raises:
        TemplateError: not a file, too big, not UTF-8.
    """
    raw = b""
    try:
        return plain_bytes(path, LARGEST_TEMPLATE).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except TooLargeError:
        raise TemplateError(path.as_posix(), 0, "gabarit de plus de 1 Mo") from None
    except NotPlainError as error:
        raise TemplateError(path.as_posix(), 0, why(error)) from None
    except OSError as error:
        raise TemplateError(path.as_posix(), 0, f"lecture impossible ({why(error)})") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TemplateError(
            path.as_posix(), line, "ce n’est pas de l’UTF-8", "enregistrez le fichier en UTF-8"
        ) from None


class Renderer:
    """Renders templates with one set of values, filters and functions."""

    def __init__(
        self,
        values: Mapping[str, Any],
        filters: Mapping[str, Callable[..., Any]],
        folder: Path | None = None,
    ) -> None:
        self._folder = folder
        own = overridden(folder) if folder is not None else {}
        self._own = frozenset(own)
        self._texts = shipped() | own
        self._environment = Sandbox(
            filters,
            {"range": _bounded_range, **values},
            # a file name, so that an error says in which template it is
            loader=FunctionLoader(lambda name: (self._texts[name], name, None) if name in self._texts else None),
            undefined=_Missing,
            bytecode_cache=Compiled(SHIPPED, self._own),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._names = sorted({*values, "range"})
        self._written = 0

    def text(self, name: str, /, **values: Any) -> str:
        """Render one template.

        Raises:
            TemplateError: a template of the user is wrong.
        """
        try:
            template = self._environment.get_template(name)
            parts = []
            for part in template.generate(**values):
                self._written += len(part)
                if self._written > LARGEST_DOCUMENT:
                    raise LimitError("plus de 5 Mo de texte")
                parts.append(part)
        except Exception as error:
            self._explain(error, name)
        return "".join(parts)

    def of_section(self, name: str, document: str) -> str:
        """Return the template of a section: the user's first, then that which snr has for this document alone."""
        own, every = f"{document}/{name}{SUFFIX}", f"sections/{name}{SUFFIX}"
        return own if own in self._texts and not (every in self._own and own not in self._own) else every

    def place(self, name: str) -> str:
        """Return the file of a template, that of the user where it is theirs."""
        return (self._folder / name).as_posix() if self._folder is not None and name in self._own else name

    def expression(self, text: str) -> str:
        """Write one expression, as a template would print it."""
        return self._environment.from_string("{{ " + text + " }}").render()

    def _explain(self, error: Exception, name: str) -> NoReturn:
        """Say in which template and at which line an error is; a fault of our own templates stays a fault."""
        places = [(error.name or name, error.lineno)] if isinstance(error, TemplateSyntaxError) else []
        places += [(frame.f_code.co_filename, number) for frame, number in walk_tb(error.__traceback__)]
        own = [(file, line) for file, line in places if file in self._own]
        if isinstance(error, LimitError) and name in self._own:
            own = own or [(name, 0)]
        if not own and isinstance(error, LimitError):
            # no template is wrong: the dossier is too long for a document
            raise TemplateError(name, 0, f"rendu arrêté : {error}", "raccourcissez les textes du dossier") from None
        if not own and isinstance(error, TemplateNotFound):  # an OSError, which would be told as one of the disk
            raise RuntimeError(f"gabarit absent du paquet : {error.name}") from error
        if not own:
            raise error
        file, line = own[0] if isinstance(error, TemplateSyntaxError) else own[-1]
        text = self._texts[file].splitlines()
        reason, help_text = _reason(error, self._names, [*self._environment.filters])
        shown = (self._folder / file).as_posix() if self._folder is not None else file
        raise TemplateError(shown, line, reason, help_text, text[line - 1] if 0 < line <= len(text) else "") from None


def _reason(error: Exception, names: list[str], filters: list[str]) -> tuple[str, str]:
    match error:
        case TemplateSyntaxError() if match := re.fullmatch(r"No (filter|test) named '(.*)'\.?", error.message or ""):
            kind, known_here = {"filter": ("filtre", filters), "test": ("test", [])}[match[1]]
            hint = did_you_mean(closest(match[2], known_here, 0.5), "filtres : docs/gabarits.md")
            return f"{kind} inconnu « {match[2]} »", hint
        case TemplateSyntaxError():
            return "syntaxe Jinja incorrecte", error.message or ""
        case TemplateNotFound():
            return f"gabarit inconnu « {error.name} »", "un gabarit n’inclut que ceux de snr et ceux de --templates"
        case UndefinedError():
            return _unknown(error, names)
        case RecursionError():
            return "ce gabarit s’appelle lui-même sans fin", ""
        case LimitError():
            return f"rendu arrêté : {error}", "bornez la boucle"
        case MemoryError():
            return "rendu arrêté : mémoire épuisée", "bornez ce que ce gabarit calcule, ou raccourcissez-le"
        case NotTextError():
            return str(error), ""
        case TemplateRuntimeError():
            return f"rendu impossible : {error.message}", ""
        case _:
            return f"rendu impossible ({type(error).__name__} : {error})", ""


def _unknown(error: UndefinedError, names: list[str]) -> tuple[str, str]:
    """Say which name is unknown, and which known one is nearest."""
    name, *near = str(error.message).split("\0")
    near = near or get_close_matches(name, names, 3, 0.5)
    return f"nom inconnu « {name} »", did_you_mean(" » ou « ".join(near), "noms : docs/gabarits.md")


def _bounded_range(*bounds: int) -> Iterator[int]:
    """Return a range of at most ten thousand numbers.

    Raises:
        LimitError: it is longer.
    """
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise LimitError(f"range de plus de {number(LONGEST_RANGE)} nombres")
    return iter(numbers)


_BROKEN: Final = "\0"  # a line that a value breaks is no line of a template


def lower_first(label: str) -> str:
    """Write a label inside a sentence; an acronym keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


# those of templates, but for the ones that escape, and what only sentences ask for
_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    **{name: made for name, made in FILTERS.items() if name not in ("join", "markdown")},
    "liste": together,
    "lettres": cardinal,
    "dedans": within,
    "echappe": markdown_text,
    "minuscule": lower_first,
    "le": the,
    "au": to_the,
    "que": that,
    "poids": mass,
}


@cache
def _environment() -> Environment:
    folder = SHIPPED.parent / "phrases"
    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        bytecode_cache=Compiled(folder),
        optimized=False,  # what it takes is more than what it saves of a text written once
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: "" if value is None else str(value).replace("\n", _BROKEN),
    )
    made.filters |= _FILTERS
    made.globals["term"] = term
    return made


class Prose:
    """The sentences of a subject, with the values that they are written from: each macro of its template gives some."""

    def __init__(self, subject: str, **values: Any) -> None:
        self._macros = _environment().get_template(f"{subject}.md").make_module(values)

    def lines(self, name: str, *arguments: Any) -> tuple[str, ...]:
        """Return what a macro writes, one text a line; a line that is empty is none."""
        written: str = getattr(self._macros, name)(*arguments)
        return tuple(line.replace(_BROKEN, "\n") for line in written.split("\n") if line)

    def text(self, name: str, *arguments: Any) -> str:
        """Return what a macro writes, its lines one after the other."""
        return " ".join(self.lines(name, *arguments))

    def markdown(self, name: str, *arguments: Any) -> str:
        """Return what a macro writes of Markdown, with one empty line where it leaves several."""
        written: str = getattr(self._macros, name)(*arguments)
        return re.sub(r"\n{3,}", "\n\n", written.strip()).replace(_BROKEN, "\n")
