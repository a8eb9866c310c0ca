"""Items of a dossier made of what a file says: held to the model, then written as YAML to paste."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.numbers import significant
from snr_cli.french.plain import indented
from snr_cli.french.words.results import STAGES
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.model.base import Section
from snr_cli.outputs.bridges.bridge import SourceRow
from snr_cli.results.organisation import sum_extent
from snr_cli.results.sentences.coverage import partial_text
from snr_cli.results.sentences.notices import notice_text

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def item_of(model: type[Section], values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return an item as the dossier holds it, its defaults left out; else nothing, and why in French.

    Args:
        model: what it is.
        values: key → value; those that are None are not written.
    """
    try:
        made = model.model_validate({key: value for key, value in values.items() if value is not None})
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]["loc"]
        first = str(where[0]) if where else ""
        field = model.model_fields.get(first)
        return {}, f"« {(field.title if field is not None else None) or first} » hors de ce que le dossier accepte"
    return made.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True), ""


def new_id(taken: dict[str, int], *parts: str) -> str:
    """Return a new id made of texts; a text that can be one, and is not taken, stays as it is."""
    if len(parts) == 1 and parts[0] not in taken and _ID.fullmatch(parts[0]):
        taken[parts[0]] = 1
        return parts[0]
    return unique(taken, "-".join(filter(None, map(slug, parts)))[:60].strip("-") or "ligne")


def of_the_public(result: Assessment) -> list[SourceRow]:
    """Return the lines of a dossier that are in no total: no file of another tool has them."""
    why = "usage du public, hors du total de l’organisation"
    return [SourceRow(line.id, line.label, why=why) for line in result.organisation.public_lines]


def not_assessed(result: Assessment) -> list[str]:
    """Say that the climate total of the organisation is partial, what it is without, and which stages of which lines it lacks."""
    partial = partial_text(sum_extent(result))
    lacking: dict[str, list[str]] = {}
    for line in result.organisation.lines:
        stages = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == CLIMATE)
        if stages:
            lacking.setdefault(", ".join(STAGES.get(stage, stage) for stage in stages), []).append(line.id)
    told = [f"climat, {partial}"] if partial else []
    told += [notice_text(each).rstrip(".") for each in result.notices if each.code == "partial_perimeter"]
    if result.organisation.without:
        told.append(
            f"sans : {', '.join(result.organisation.without)} ; ce total n’est pas celui de toute la collectivité"
        )
    return told + [f"non évalué, {stages} : {', '.join(names)}" for stages, names in lacking.items()]


def tonnes(kg: float) -> str:
    """Write a mass given in kilograms as tonnes of CO2e."""
    return f"{significant(kg / 1000)} t CO2e"


def yaml_text(sections: Mapping[str, Any], head: tuple[str, ...], comments: Mapping[str, tuple[str, ...]]) -> str:
    """Write sections of a dossier.

    Args:
        sections: key → a list of items, or a block.
        head: the lines of comment that begin the text.
        comments: id of an item → the lines of comment above it.
    """
    lines = [f"# {line}" for line in head]
    lines += _block(sections, "", comments)
    return "\n".join(lines) + "\n"


def _block(block: Mapping[str, Any], indent: str, comments: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for key, value in block.items():
        if isinstance(value, Mapping) and any(isinstance(each, Mapping | list) for each in value.values()):
            yield f"{indent}{key}:"
            yield from _block(value, indent + "  ", comments)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{indent}{key}:"
            for each in value:
                yield from (f"{indent}  # {line}" for line in comments.get(str(each.get("id")), ()))
                yield f"{indent}  - {_flow(each)}"
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """Write a value on one line; a text between double quotes, as JSON and YAML both read it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, float):
        return f"{value:.15g}"
    return indented(value)
