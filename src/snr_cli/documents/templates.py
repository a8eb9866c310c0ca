"""The templates: those of snr, those of the user in their place, and what is said when one of them cannot be used.

A template writes Markdown. What it prints is a text of the dossier and is escaped for Markdown, unless a filter or a macro
wrote it. Jinja runs in its sandbox, with a bound on `range` and on what is written.
"""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final, NoReturn

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from snr_cli.documents.escape import markdown_text

SHIPPED: Final = Path(__file__).parent / "templates" / "fr"
SUFFIX: Final = ".md"
LONGEST_RANGE: Final = 10_000
LARGEST: Final = 5_000_000  # characters written
LARGEST_TEMPLATE: Final = 1_000_000  # bytes read of one file


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
        known: list[str] = []
        if isinstance(self._undefined_obj, Mapping):
            known = [str(key) for key in self._undefined_obj]
        elif self._undefined_obj is not missing:
            known = [key for key in dir(self._undefined_obj) if not key.startswith("_")]
        return "\0".join([name, *get_close_matches(name, known, 3, 0.5)])


def shipped() -> dict[str, str]:
    """Return the templates of snr: name (`sections/edito.md`) → text."""
    return {
        path.relative_to(SHIPPED).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SHIPPED.rglob(f"*{SUFFIX}"))
    }


def overridden(folder: Path) -> dict[str, str]:
    """Return the templates of a folder of the user: each takes the place of the one of the same name.

    A file whose name begins with `_` is the user's own, for `include`.

    Raises:
        TemplateError: no such folder, a file that no document uses, one that leaves the folder, or that cannot be read.
    """
    known = shipped()
    root = folder.resolve()
    if not root.is_dir():
        raise TemplateError(folder.as_posix(), 0, "dossier de gabarits introuvable")
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        name = path.relative_to(folder).as_posix()
        if not path.resolve().is_relative_to(root):
            raise TemplateError(path.as_posix(), 0, "ce fichier est hors du dossier de gabarits", "copiez-le dedans")
        if name not in known and not path.name.startswith("_"):
            near = get_close_matches(name, known, 1, 0.5)
            raise TemplateError(
                path.as_posix(),
                0,
                "aucun document n’emploie ce gabarit",
                (f"vouliez-vous dire « {near[0]} » ? " if near else "")
                + "noms : snr draft --list-templates ; un gabarit à soi, pour include, a un nom qui commence par _",
            )
        try:
            raw = path.read_bytes()
            text = raw[:LARGEST_TEMPLATE].decode("utf-8-sig")
        except OSError as error:
            raise TemplateError(path.as_posix(), 0, f"lecture impossible ({error.strerror})") from None
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise TemplateError(
                path.as_posix(), line, "ce n’est pas de l’UTF-8", "enregistrez le fichier en UTF-8"
            ) from None
        if len(raw) > LARGEST_TEMPLATE:
            raise TemplateError(path.as_posix(), 0, "gabarit de plus de 1 Mo")
        found[name] = text.replace("\r\n", "\n")
    return found


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
        environment = ImmutableSandboxedEnvironment(
            # a file name, so that an error says in which template it is
            loader=FunctionLoader(lambda name: (self._texts[name], name, None) if name in self._texts else None),
            undefined=_Missing,
            autoescape=True,
            finalize=_written,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for unsafe in ("safe", "escape", "e", "forceescape", "urlize", "xmlattr", "tojson", "striptags"):
            environment.filters.pop(unsafe, None)  # they write HTML, or leave Markdown as it was typed
        environment.filters |= filters
        environment.globals = {"range": _bounded_range, **values}
        self._environment = environment
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
                if self._written > LARGEST:
                    raise OverflowError("plus de 5 Mo de texte")
                parts.append(part)
        except Exception as error:
            self._explain(error, name)
        return "".join(parts)

    def _explain(self, error: Exception, name: str) -> NoReturn:
        """Say in which template and at which line an error is; a fault of our own templates stays a fault."""
        file, line = name, 0
        if isinstance(error, TemplateSyntaxError):
            file, line = error.name or name, error.lineno
        else:
            for frame, number in walk_tb(error.__traceback__):
                if frame.f_code.co_filename in self._texts:
                    file, line = frame.f_code.co_filename, number
        if file not in self._own:
            raise error
        text = self._texts[file].splitlines()
        why, help_text = _reason(error, self._names)
        shown = (self._folder / file).as_posix() if self._folder is not None else file
        raise TemplateError(shown, line, why, help_text, text[line - 1] if 0 < line <= len(text) else "") from None


def _reason(error: Exception, names: list[str]) -> tuple[str, str]:
    match error:
        case TemplateSyntaxError():
            return "syntaxe Jinja incorrecte", error.message or ""
        case TemplateNotFound():
            return f"gabarit inconnu « {error.name} »", "un gabarit n’inclut que ceux de snr et ceux de --templates"
        case UndefinedError():
            return _unknown(error, names)
        case RecursionError():
            return "ce gabarit s’appelle lui-même sans fin", ""
        case OverflowError():
            return f"rendu arrêté : {error}", "bornez la boucle"
        case _:
            return f"rendu impossible ({type(error).__name__} : {error})", ""


def _unknown(error: UndefinedError, names: list[str]) -> tuple[str, str]:
    """Say which name is unknown, and which known one is nearest."""
    name, *near = str(error.message).split("\0")
    near = near or get_close_matches(name, names, 3, 0.5)
    mend = f"vouliez-vous dire {' ou '.join(f'« {each} »' for each in near)} ?" if near else "noms : docs/gabarits.md"
    return f"nom inconnu « {name} »", mend


def _written(value: Any) -> Any:
    """Escape what a template prints, unless it is written in Markdown already."""
    if isinstance(value, Markup | Undefined):
        return value
    return markdown_text("" if value is None else str(value))


def _bounded_range(*bounds: int) -> Iterator[int]:
    """Return a range of at most ten thousand numbers.

    Raises:
        OverflowError: it is longer.
    """
    found = range(*bounds)
    if len(found) > LONGEST_RANGE:
        raise OverflowError(f"range de plus de {LONGEST_RANGE} nombres")
    return iter(found)
