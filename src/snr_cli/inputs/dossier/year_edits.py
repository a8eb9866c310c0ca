"""A dossier whose year becomes the next one: the year of reference, the account of the year that closes, nothing else."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inputs.dossier.files import read_bytes, why
from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.sheet_text import SheetText
from snr_cli.inputs.dossier.yaml_edit import YamlEditError, edited_yaml
from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, YamlRefusedError, YamlText, read_yaml
from snr_cli.model.finding import UsageError

_YEAR: Final = "reference_year"
_REVIEWS: Final = "annual_reviews"
_TOLD: Final = "supprimez chaque nom dont vous confirmez la valeur"
_CARRIED = re.compile(r".*\bcarried:(?: \[.*\]\}?)?").fullmatch  # the end of a line where a comment may stand


class YearEdit(NamedTuple):
    """A file of the dossier: where, its bytes as they are (None: it is new), and as they become."""

    path: Path
    before: bytes | None
    after: bytes


def year_edits(joined: Joined, root: str, year: int, result: str, carried: Sequence[str]) -> tuple[YearEdit, ...]:
    """Return the files of a dossier that change when a year opens.

    Args:
        joined: what was read of it.
        root: its file, where the account goes when it has none.
        year: the year that opens.
        result: the file of the result of the year that closes, in the dossier.
        carried: the lines carried forward.

    Raises:
        UsageError: a value to change is in a workbook or a CSV, or its form cannot be changed; what to write by hand.
    """
    closing = joined.data[_YEAR]
    account = {"result": result, **({"carried": list(carried)} if carried else {})}
    reviews = [each for each in joined.data.get(_REVIEWS) or () if isinstance(each, dict)]
    there = next((each for each in reviews if each.get("year") == closing), None)
    own = joined.top.get(_REVIEWS)
    home = root
    if there is not None:
        home = _file(joined.origin[id(there)], root, year, closing, account)
    elif own is not None and not isinstance(own[0], SheetText):
        home = own[0].name
    wanted: dict[str, dict[str, Any]] = {_file(joined.top[_YEAR][0], root, year, closing, account): {_YEAR: year}}
    wanted.setdefault(home, {})[_REVIEWS] = [{**(there or {"year": closing}), **account}]
    advice = (
        f"écrivez-y vous-même reference_year: {year}",
        f"et dans annual_reviews : {{year: {closing}, {', '.join(f'{key}: {_flow(value)}' for key, value in account.items())}}}",
    )
    return tuple(_edit(name, sections, closing, advice) for name, sections in wanted.items())


def _file(text: YamlText, root: str, year: int, closing: int, account: Mapping[str, Any]) -> str:
    """Return the name of a file to change.

    Raises:
        UsageError: it is a workbook.
    """
    if not isinstance(text, SheetText):
        return text.name
    result, carried = account["result"], ", ".join(account.get("carried", ())) or "rien"
    raise UsageError(
        f"{text.name} : snr year ne modifie pas un classeur inclus, et la feuille « {text.sheet} » est à changer",
        f"gardez d’abord le résultat : snr assess {root} --format json -o {Path(root).parent / result}",
        f"puis dites l’année de référence, {year}, là où elle est écrite, et complétez la feuille « Bilans annuels », ligne "
        f"{closing} : Résultat, {result} ; Lignes reprises, {carried}",
    )


def _flow(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def _edit(name: str, sections: Mapping[str, Any], closing: int, advice: Sequence[str]) -> YearEdit:
    """Return a file once its sections are those asked.

    Raises:
        UsageError: it cannot be read or edited so; `advice` is what to write by hand.
    """
    try:
        raw = read_bytes(Path(name))
        before = raw.decode("utf-8")
        after, _ = edited_yaml(before, sections, name=name)
    except OSError as error:
        raise UsageError(f"{name} : {why(error)}") from None
    except YamlEditError as error:
        raise UsageError(f"{error} ; rien n’est écrit", *advice) from None
    return YearEdit(Path(name), raw, _told(name, before, after, closing).encode())


def _told(name: str, before: str, after: str, closing: int) -> str:
    """Add, after the new list of lines carried forward, what to do with it; nothing where no comment can stand."""
    old = set(LINE_BREAK.split(before))
    for line in LINE_BREAK.split(after):
        if line in old or not _CARRIED(line):
            continue
        told = after.replace(line, f"{line} # valeurs de {closing} : {_TOLD}", 1)
        if _data(name, told) == _data(name, after):
            return told
    return after


def _data(name: str, text: str) -> Any:
    try:
        return read_yaml(name, text.removeprefix("\ufeff"))[0].data
    except YamlRefusedError:
        return None
