"""The versions that were voted, in the folder of a dossier: where they are, how one is written, and what it dates in the dossier."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.includes import VERSIONS, Joined, schema_line
from snr_cli.inputs.dossier.yaml_edit import YamlEditError, edited_file
from snr_cli.model.refusal import UsageError
from snr_cli.model.strategy import Voted

_HEAD: Final = (
    "# Ce que le conseil a voté, tel quel : snr le compare à ce que le dossier propose, et ne le récrit jamais.\n"
)
_BLANKS: Final[Mapping[str, str]] = {
    "reference_year": "reference_year: 2022",
    "period": "period: {start: 2024, end: 2030}",
    "footprint": "footprint: {kg: 390000, method: par ratios}",
    "objectives": "objectives: [{id: ges, title: Moins d’émissions, reduction: 15 %, from: 2022, by: 2030}]",
    "actions": "actions: [{id: duree-portables, title: Garder les portables, schedule: {start: 2024}}]",
    "means": "means: {eur: 120000, tax: ttc, fte: 2}",
}


class Adopted(NamedTuple):
    """A version to keep; nothing is written yet.

    Attributes:
        version: what was voted.
        files: what to write, all or nothing: the copy, what it decides, the date and the number in the dossier.
        unknown: what the text is not known to say, by the key to fill.
    """

    version: Voted
    files: tuple[Edit, ...]
    unknown: tuple[str, ...]


def version_files(joined: Joined, root: str, said: Mapping[str, Any], data: bytes) -> tuple[Edit, Edit]:
    """Return the files of a version beside a dossier: the copy of the document, then what it decides.

    Args:
        joined: what was read of the dossier.
        root: the file of the dossier.
        said: what the version says, by key.
        data: the bytes of the document.
    """
    copy = Path(root).parent / VERSIONS / said["file"]
    line = "".join(schema_line(text.text, "../") for text in joined.texts if text.name == root)
    return Edit(copy, None, data), Edit(copy.with_suffix(".yaml"), None, (line + _yaml(said)).encode())


def unknown_keys(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys that a version does not say."""
    return tuple(key for key in _BLANKS if key not in said)


def _yaml(said: Mapping[str, Any]) -> str:
    """Write a version: a line for each objective and each action, and what is not known as comments to fill."""
    return _HEAD + "voted:\n" + "".join(_lines(said))


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    dash = "- "
    for key, value in said.items():
        if isinstance(value, list):
            yield f"    {key}:{'' if value else ' []'}\n"
            yield from (f"      - {_flow(item)}\n" for item in value)
        else:
            yield f"  {dash}{key}: {_flow(value)}\n"
        dash = "  "
    blanks = [example for key, example in _BLANKS.items() if key not in said]
    yield "    # inconnus : écrivez ici, d’après l’acte, ce qu’il dit\n" if blanks else ""
    yield from (f"    # {example}\n" for example in blanks)


def _flow(value: Any) -> str:
    """Write a value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")


def dated_edit(joined: Joined, root: str, section: str, values: Mapping[str, str]) -> Edit:
    """Return what writes the day and the act of a vote in a section.

    Raises:
        UsageError: the file cannot be changed.
    """
    home = joined.top[section][0] if section in joined.top else None
    try:
        whole = {**(joined.data.get(section) or {}), **values}  # what is not asked for would go
        edit, _ = edited_file(home.name if home is not None else root, {section: whole})
    except YamlEditError as error:
        by_hand = ", ".join(f"{key}: {value}" for key, value in values.items())
        raise UsageError(f"{error} ; rien n’est écrit", f"écrivez-y vous-même {section}: {{{by_hand}}}") from None
    return edit
