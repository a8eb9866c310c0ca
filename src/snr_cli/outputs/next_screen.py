"""What to do next, on a screen and as JSON (docs/schemas/next.schema.json)."""

from textwrap import wrap
from typing import Final

from snr_cli.french.numbers import printable
from snr_cli.french.typography import typography
from snr_cli.model.version import __version__
from snr_cli.results.json_shape import (
    COUNT,
    FLAG,
    FLOAT,
    NAME,
    STRING,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
    optional,
)
from snr_cli.results.next_steps import STEP_SORTS, NextStep, NextSteps, headline

_STEP: Final[Shape[NextStep]] = closed_object(
    sort=key(
        choice(*STEP_SORTS),
        text="mend (a mistake), fold (what came back), ask (colleagues), count (a first figure), duty (of the decree), tonnes, precision, cycle.",
    ),
    question=key(STRING, text="Its name, for `--do`; empty when it is no question."),
    text=key(NAME, text="What to do, in French."),
    who=key(NAME, text="Who usually knows, in French."),
    minutes=optional(COUNT, lambda step: step.minutes, "How long it takes."),
    why=key(STRING, text="What it answers or changes, in French."),
    command=key(NAME, text="The command that does it."),
)
RESULT: Final[PublishedResult[NextSteps]] = PublishedResult(
    "next",
    "snr next",
    "What to do next with a dossier: at most three things.",
    object_of(
        schema_version=constant("1"),
        snr_version=key(STRING, lambda _: __version__),
        dossier=key(STRING, lambda steps: steps.name),
        scope=key(STRING, text="What the sum counts or leaves of a group and its members, in French."),
        answered=key(COUNT, text="Pieces of the decree whose questions are answered."),
        pieces=key(COUNT, text="All of them."),
        total=optional(FLOAT, lambda steps: steps.total, "The climate sum of the organisation, kgCO2e a year."),
        partial=key(FLAG, text="Groups of the perimeter have no line."),
        voluntary=key(FLAG, text="Article 35 of the law does not bind the authority."),
        steps=key(_STEP.listed(), text="What to do, the first first."),
    ),
)


def next_text(steps: NextSteps, width: int) -> str:
    """Say where a dossier stands, then each thing to do with who, how long, why, and its command."""
    lines = _wrapped(headline(steps), width, "")
    for rank, step in enumerate(steps.steps, 1):
        time = "" if step.minutes is None else f", {step.minutes} min"
        lines += [
            "",
            *_wrapped(f"{rank}. {step.text}", width, "   "),
            *_wrapped(f"   {step.who}{time} ; {step.why}", width, "   "),
        ]
        lines.append(f"   {printable(step.command)}")
    if not steps.steps:
        lines += ["", "Rien ne presse : le dossier est complet pour l’année."]
    return "\n".join(lines) + "\n"


def first_line(steps: NextSteps) -> str:
    """Say the first thing to do in one line; empty when there is none."""
    if not steps.steps:
        return ""
    first = steps.steps[0]
    time = "" if first.minutes is None else f", {first.minutes} min"
    return printable(f"ensuite : {first.text} ({first.who}{time}) {first.command}")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return wrap(typography(printable(text)), max(width, 40), subsequent_indent=indent)
