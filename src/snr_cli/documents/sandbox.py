"""Jinja as the documents need it: what is printed is escaped for Markdown, values are read and never called, work is bounded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes, pass_environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.exceptions import SecurityError
from jinja2.filters import sync_do_sum
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel

from snr_cli.french.numbers import number
from snr_cli.french.typography import Markdown, markdown_text

LONGEST_RANGE: Final = 10_000
LARGEST_DOCUMENT: Final = 5_000_000  # characters written
MOST_TURNS: Final = 200_000  # turns of loops, calls of macros and of templates, of one document
LONGEST_LIST: Final = 100_000
MOST_BITS: Final = 4_096  # of a whole number
_COUNTED: Final = "_counted"

# filters of Jinja that neither write HTML, nor undo an escape, nor draw lots, nor make a text longer than its parts
OF_JINJA: Final = (
    *(
        "abs",
        "count",
        "d",
        "default",
        "dictsort",
        "first",
        "float",
        "groupby",
        "int",
        "items",
        "last",
        "length",
        "list",
    ),
    *("map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr", "sort", "sum", "unique"),
)
_WRITTEN: Final = frozenset((int, float, bool, type(None)))
_OF_TEXT: Final = frozenset((
    *("lower", "upper", "capitalize", "title", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"),
    *("removeprefix", "removesuffix", "count", "find", "isdigit", "isalpha"),
))  # fmt: skip
_OF_MAPPING: Final = frozenset(("get", "items", "keys", "values"))
# a filter of a whole block would escape twice, or take an escape away
_REFUSED: Final[dict[type[nodes.Node], str]] = {
    nodes.Extends: "{% extends %} n’est pas admis : un gabarit remplace une section entière",
    nodes.Block: "{% block %} n’est pas admis : un gabarit remplace une section entière",
    nodes.EvalContextModifier: "{% autoescape %} n’est pas admis : tout texte du dossier est protégé",
    nodes.FilterBlock: "{% filter %} n’est pas admis : mettez le filtre sur chaque valeur",
    nodes.AssignBlock: "un filtre sur {% set %} … {% endset %} n’est pas admis : mettez-le sur chaque valeur",
}


class LimitError(OverflowError):
    """A bound on what a template may do; the message is French."""


class NotTextError(TypeError):
    """What a template prints or joins is neither a text nor a number; the message is French."""


def printed(value: Any) -> Any:
    """Escape what a template prints, unless it is Markdown already.

    Raises:
        NotTextError: a list, a record… printed whole.
    """
    return value if isinstance(value, Markdown) else markdown_text(plain(value))


def plain(value: Any) -> str:
    """Return a text or a number as a text, Markdown as it is.

    Raises:
        NotTextError: a list, a record…
        UndefinedError: a name that means nothing.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises
    if type(value) not in _WRITTEN:
        raise NotTextError(f"{_kind(value)} ne s’écrit pas : prenez un de ses champs, ou parcourez-la par for")
    return "" if value is None else str(value)


def join_printed(parts: Iterable[Any]) -> str:
    """Join what stands on both sides of `~`: Markdown as soon as one of them is.

    Raises:
        LimitError: it is longer than a document may be.
    """
    every = [plain(part) for part in parts]
    bounded(sum(map(len, every)))
    if any(isinstance(part, Markdown) for part in every):
        return Markdown("".join(map(Markdown.escape, every)))
    return "".join(map(str, every))


def bounded(characters: int) -> None:
    """Stop a text that is longer than a document may be.

    Raises:
        LimitError: it is.
    """
    if characters > LARGEST_DOCUMENT:
        raise LimitError("plus de 5 Mo de texte")


class Counted(Macro):
    """A macro: what it writes is Markdown, and each call counts."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        environment = self._environment
        assert isinstance(environment, Sandbox)
        environment.turn()
        return Markdown(self._func(*arguments))


class _Generator(CodeGenerator):
    """Compiles a template to code that escapes for Markdown where that of Jinja escapes for HTML."""

    _escapes = False

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        super().writeline(x, node, extra)
        if x.startswith("from jinja2.runtime import "):
            super().writeline(
                f"from {__name__} import Markdown as Markup, join_printed as markup_join, Counted as Macro, printed as escape"
            )

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        super().start_write(frame, node)
        # what a call answers is written by Jinja as it is
        self._escapes = isinstance(node, nodes.CallBlock)
        if self._escapes:
            self.write("escape(")

    def end_write(self, frame: Frame) -> None:
        if self._escapes:
            self.write(")")
        self._escapes = False
        super().end_write(frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # escaped when it is printed, once
        return node.data


class Sandbox(SandboxedEnvironment):
    """The sandbox of Jinja, and more of it: only fields are read, only our functions are called, all work is counted."""

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, filters: Mapping[str, Callable[..., Any]], functions: Mapping[str, Any], **options: Any) -> None:
        super().__init__(autoescape=True, optimized=False, **options)
        of_jinja = {name: self.filters[name] for name in OF_JINJA} | {"sum": _sum}
        self.filters.clear()
        self.filters |= {**of_jinja, **filters, _COUNTED: self._count}
        self.globals = dict(functions)
        self._functions = frozenset(id(function) for function in functions.values() if callable(function))
        self.turns = 0

    def turn(self) -> None:
        """Count one turn of a loop or one call.

        Raises:
            LimitError: there were too many.
        """
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise LimitError(f"plus de {number(MOST_TURNS)} tours de boucles et appels")

    def _count(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.turn()
            yield value

    def get_template(self, name: Any, *args: Any, **named: Any) -> Template:
        """Load a template; each one that is included counts."""
        self.turn()
        return super().get_template(name, *args, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        kinds: tuple[type[nodes.Node], ...] = (*_REFUSED, nodes.For)
        for node in list(tree.find_all(kinds)):
            if isinstance(node, nodes.For):
                node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.iter.lineno)
            elif not isinstance(node, nodes.AssignBlock) or node.filter is not None:
                why = next(why for kind, why in _REFUSED.items() if isinstance(node, kind))
                raise TemplateSyntaxError(why, node.lineno, name, filename)
        return tree.set_environment(self)  # type: ignore[return-value]

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **named: Any
    ) -> Any:
        """Compile a template; what Python cannot compile is a mistake of syntax.

        Raises:
            TemplateSyntaxError: it is.
        """
        try:
            return super().compile(source, name, filename, *args, **named)
        except (RecursionError, SyntaxError, MemoryError):
            raise TemplateSyntaxError("trop de niveaux imbriqués", 1, name, filename) from None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say whether a template may read an attribute: fields of records, a few methods of texts and of mappings."""
        if isinstance(obj, BaseModel | tuple) or is_dataclass(obj):
            return attr in readable_names(obj)
        if isinstance(obj, str):
            return attr in _OF_TEXT
        if isinstance(obj, Mapping):
            return attr in _OF_MAPPING
        if isinstance(obj, LoopContext | Macro):
            return super().is_safe_attribute(obj, attr, value)
        # what `import` gives: its macros and variables
        return type(obj).__module__ == "jinja2.environment" and not attr.startswith("_")

    def is_safe_callable(self, obj: Any) -> bool:
        """Say whether a template may call a value: our functions, macros, and what `is_safe_attribute` let through."""
        if isinstance(obj, Macro | LoopContext) or id(obj) in self._functions:
            return True
        owner = getattr(obj, "__self__", None)
        return isinstance(owner, str | Mapping | LoopContext) and not isinstance(owner, BlockReference)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Answer for what may not be read as for what is not there."""
        return self.undefined(obj=obj, name=attribute)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Leave `format` to `is_safe_attribute`, which refuses it."""
        return None

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute an operator whose result could be without bound.

        Raises:
            LimitError: it is.
            SecurityError: `%` on a text.
        """
        if isinstance(left, str) and operator == "%":
            raise SecurityError("« % » ne met pas en forme un texte : assemblez par ~")
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return join_printed((left, right))
        if operator == "+" and isinstance(left, list | tuple) and isinstance(right, list | tuple):
            _limited(len(left) + len(right), LONGEST_LIST, "plus de 100 000 éléments")
        if operator == "*":
            for text, times in ((left, right), (right, left)):
                if isinstance(text, str | list | tuple) and isinstance(times, int):
                    _limited(len(text) * times, LONGEST_LIST, "texte ou liste multipliés au-delà de 100 000 éléments")
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
            _limited(bits, MOST_BITS, "nombre trop grand")
        return super().call_binop(context, operator, left, right)


def readable_names(obj: Any) -> list[str]:
    """Return the names that a template may read of a value."""
    if isinstance(obj, BaseModel):
        return list(type(obj).model_fields)
    if is_dataclass(obj):
        return [field.name for field in fields(obj)]
    if isinstance(obj, Mapping):
        return [str(key) for key in obj]
    if isinstance(obj, tuple):
        return list(getattr(obj, "_fields", ()))  # what `groupby` gives
    return sorted(_OF_TEXT) if isinstance(obj, str) else []


@pass_environment
def _sum(environment: Environment, values: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    """Add numbers up; lists are not: their sum would have no bound."""
    if type(start) not in _WRITTEN:
        raise LimitError("sum n’additionne que des nombres")
    return sync_do_sum(environment, values, attribute, start)


def _limited(found: int, most: int, why: str) -> None:
    if found > most:
        raise LimitError(why)


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return "une liste"
    return "une table" if isinstance(value, Mapping) else f"une valeur de sorte {type(value).__name__}"
