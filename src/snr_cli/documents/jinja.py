"""Jinja as the documents need it: what a template prints is escaped for Markdown, a name without value is a fault."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro, Undefined

from snr_cli.french.typography import Markdown, markdown_text

_WRITTEN: Final = frozenset((int, float, bool, type(None)))


class NotTextError(TypeError):
    """What a template prints or joins is neither a text nor a number."""


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
        raise NotTextError(f"a template prints texts and numbers, not a {type(value).__name__}")
    return "" if value is None else str(value)


def join_printed(parts: Iterable[Any]) -> str:
    """Join what stands on both sides of `~`: Markdown as soon as one of them is."""
    every = [plain(part) for part in parts]
    if any(isinstance(part, Markdown) for part in every):
        return Markdown("".join(map(Markdown.escape, every)))
    return "".join(map(str, every))


class WrittenMacro(Macro):
    """A macro: what it writes is Markdown."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        return Markdown(self._func(*arguments))


class _Generator(CodeGenerator):
    """Compiles a template to code that escapes for Markdown where that of Jinja escapes for HTML."""

    _escapes = False

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        super().writeline(x, node, extra)
        if x.startswith("from jinja2.runtime import "):
            super().writeline(
                f"from {__name__} import Markdown as Markup, join_printed as markup_join, WrittenMacro as Macro, printed as escape"
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


class MarkdownJinja(Environment):
    """The environment of our templates."""

    code_generator_class = _Generator

    def __init__(self, filters: Mapping[str, Callable[..., Any]], values: Mapping[str, Any], **options: Any) -> None:
        super().__init__(
            autoescape=True,
            optimized=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            **options,
        )
        self.filters |= filters
        self.globals |= values
