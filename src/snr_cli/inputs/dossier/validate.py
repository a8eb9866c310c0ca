"""Joined data → Dossier, or every mistake with its place."""

from dataclasses import replace
from typing import Any, Final, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from snr_cli.inputs.dossier.files import WORKBOOKS
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.yaml_events import YamlText
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding

MANY_ITEMS: Final = 200_000  # beyond, the mistakes of a list are counted before they are all made
MOST_MISTAKES: Final = 20_000


def validate(joined: Joined) -> tuple[Dossier | None, list[Finding]]:
    """Validate the joined sections; the dossier is None when something is wrong.

    Of the mistakes of a list, about the first twenty thousand are told: a million would fill the memory before they are read.
    """
    heavy = sum(len(value) for value in joined.data.values() if isinstance(value, list)) > MANY_ITEMS
    try:
        return Dossier.model_validate(_first_mistakes(joined.data) if heavy else joined.data), []
    except ValidationError as error:
        details = _details(joined.data, error)
        named = _named_otherwise(details)
        findings = [
            _finding(joined, detail)
            for detail in details
            if not (detail["type"] == "missing" and detail["loc"] in named)
        ]
        if len(details) >= MOST_MISTAKES:
            told = (
                f"{findings[0].help} ; ".removeprefix(" ; ")
                + "les erreurs, trop nombreuses, ne sont pas toutes montrées"
            )
            findings[0] = replace(findings[0], help=told)
        return None, findings


def _details(data: dict[Any, Any], error: ValidationError) -> list[Any]:
    """Return the mistakes, about the first twenty thousand when there are more."""
    if error.error_count() > MOST_MISTAKES:
        try:
            Dossier.model_validate(_first_mistakes(data))
        except ValidationError as fewer:
            error = fewer
    return list(error.errors(include_url=False))


def _first_mistakes(data: dict[Any, Any]) -> dict[Any, Any]:
    """Return the data with each list cut after the item at which enough mistakes are known."""
    left, cut = MOST_MISTAKES, dict(data)
    for key, value in data.items():
        field = next(
            (model_field for name, model_field in Dossier.model_fields.items() if key in (name, model_field.alias)),
            None,
        )
        if field is None or not isinstance(value, list) or len(value) < 2:
            continue
        section: TypeAdapter[Any] = TypeAdapter(cast(Any, field.annotation))
        for index, item in enumerate(value):
            try:
                section.validate_python((item,))
            except ValidationError as error:
                left -= error.error_count()
            if left <= 0:
                cut[key] = value[: index + 1]
                break
    return cut


def _named_otherwise(details: list[Any]) -> set[tuple[Any, ...]]:
    """Return the keys that are not missing: an unknown one beside means them, and says so."""
    from snr_cli.inputs.dossier.messages import meant

    if not any(detail["type"] == "missing" for detail in details):
        return set()
    return {
        (*detail["loc"][:-1], meant(str(detail["loc"][-1]), tuple(_keys_at(detail["loc"][:-1]))))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }


def locate(joined: Joined, path: tuple[Any, ...], *, key: bool = False) -> tuple[YamlText, Any] | None:
    """Find the file and mark of a path of keys and indexes; of its key rather than its value when `key`.

    A path that goes deeper than the data stops at the last container that exists.
    """
    if not path or path[0] not in joined.top:
        return None
    text, key_mark, value_mark = joined.top[path[0]]
    best = (text, key_mark if key and len(path) == 1 else value_mark)
    container = joined.data[path[0]]
    for depth, step in enumerate(path[1:], start=1):
        if depth == 1 and (path[0], step) in joined.items:
            best = joined.items[(path[0], step)]
        else:
            origin = joined.origin.get(id(container), best[0])
            places = origin.places.get(id(container))
            of_key = key and depth == len(path) - 1
            mark = None if places is None else places.of_key(step) if of_key else places.of_value(step)
            if mark is None:
                break
            best = (origin, mark)
        try:
            container = container[step]
        except (KeyError, IndexError, TypeError):
            break
    return best


def finding_at(
    joined: Joined,
    path: tuple[Any, ...],
    code: str,
    message: str,
    help_text: str = "",
    *,
    key: bool = False,
    otherwise: tuple[Any, ...] = (),
) -> Finding:
    """Make a finding at a path of the dossier; when it stands nowhere, at the key `otherwise`, or the first line."""
    written = (*joined.moved[path[:2]], *path[2:]) if path[:2] in joined.moved else path
    pointer = "".join(f"/{step}" for step in written)
    place = locate(joined, path, key=key) or locate(joined, otherwise, key=True)
    if place is None:
        first = next(iter(joined.top.values()), None)
        text = first[0] if first is not None else joined.texts[0]
        return text.finding(code, 0, 0, message, help_text, pointer)
    return place[0].at_mark(code, place[1], message, help_text, pointer)


def _finding(joined: Joined, detail: Any) -> Finding:
    from snr_cli.inputs.dossier.messages import as_typed, french_error  # a dossier that is right does not pay for them

    path = tuple(step for step in detail["loc"] if step != "[key]")
    kind = detail["type"]
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "dossier")
    known = (
        _keys_at(path[:-1] if kind == "extra_forbidden" else path)
        if kind in ("extra_forbidden", "model_type", "dict_type")
        else []
    )
    value = detail["input"]
    code, message, help_text = french_error(kind, name, value, detail.get("ctx", {}), known)
    at = path[:-1] if kind == "missing" and len(path) > 1 else path
    finding = finding_at(
        joined, at, code, message, help_text, key=kind in ("extra_forbidden", "invalid_key") or "[key]" in detail["loc"]
    )
    if finding.position.sheet:
        from snr_cli.inputs.dossier.sheet_words import in_a_sheet

        return in_a_sheet(finding, kind, path, detail.get("ctx", {}), value)
    if kind == "missing" and finding.position.file.lower().endswith(WORKBOOKS):  # the dossier is a workbook
        from snr_cli.inputs.dossier.sheet_words import missing_in_book

        return missing_in_book(finding, path, joined.texts)
    first, last = finding.position.column - 1, finding.position.end_column - 1
    told = as_typed(kind, finding.source_line[:first], finding.source_line[first:last])
    return finding if told is None else replace(finding, message=told[0], help=told[1])


def _keys_at(path: tuple[Any, ...]) -> list[str]:
    """List the keys that the model accepts at a path."""
    model: Any = Dossier
    named = False  # the step names one of a mapping of models: it is no field of it
    for step in path:
        if isinstance(step, int) or not _is_model(model) or named:
            named = False
            continue
        field = model.model_fields.get(step) or next((f for f in model.model_fields.values() if f.alias == step), None)
        if field is None:
            return []
        model, named = _model_in(field.annotation), _is_mapping(field.annotation)
    return (
        [field.alias or name for name, field in model.model_fields.items()] + (["include"] if model is Dossier else [])
        if _is_model(model)
        else []
    )


def _is_mapping(annotation: Any) -> bool:
    return get_origin(annotation) is dict or any(get_origin(argument) is dict for argument in get_args(annotation))


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _model_in(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument)) is not None), None)
