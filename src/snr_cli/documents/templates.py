"""The templates: Markdown, and Jinja in it. What they print is a text of the dossier, escaped unless a filter or a macro wrote it."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from snr_cli.documents.compiled import Compiled
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.jinja import MarkdownJinja
from snr_cli.french.numbers import cardinal, inside as within, that, the, to_the, together
from snr_cli.french.typography import markdown_text
from snr_cli.french.words.terms import mass, term

SHIPPED: Final = Path(__file__).parent / "templates" / "fr"
SUFFIX: Final = ".md"


class Renderer:
    """Renders templates with one set of values, filters and functions."""

    def __init__(self, values: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]]) -> None:
        self._environment = MarkdownJinja(
            filters, values, loader=FileSystemLoader(SHIPPED), bytecode_cache=Compiled(SHIPPED)
        )

    def text(self, name: str, /, **values: Any) -> str:
        """Render one template."""
        return self._environment.get_template(name).render(**values)


def template_of(name: str, document: str) -> str:
    """Return the template of a section: that which this document has for itself, else the one of all."""
    own = f"{document}/{name}{SUFFIX}"
    return own if (SHIPPED / own).is_file() else f"sections/{name}{SUFFIX}"


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
