"""A dossier whose year becomes the next one: splices at the places of its values; every other byte stays."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.findings.finding import UsageError
from snr_cli.reading.files import decode, read_bytes, why
from snr_cli.reading.includes import Joined
from snr_cli.reading.sheet_text import SheetText
from snr_cli.reading.yaml_events import LINE_BREAK, Mark, YamlRefusedError, YamlText, plain_scalar, read_yaml

_YEAR: Final = "reference_year"
_REVIEWS: Final = "annual_reviews"
_TOLD: Final = "supprimez chaque nom dont vous confirmez la valeur"


class YearEdit(NamedTuple):
    """A file of the dossier: where, its bytes as they are (None: it is new), and as they become."""

    path: Path
    before: bytes | None
    after: bytes


class _Review(NamedTuple):
    """What the account of the year that closes says: its result, and the lines carried forward."""

    year: int
    result: str
    carried: Sequence[str]

    def data(self) -> dict[str, Any]:
        return {"result": self.result} | ({"carried": list(self.carried)} if self.carried else {})

    def block(self, margin: str) -> list[str]:
        """Return the lines of its keys, a name a line: git then shows each confirmation."""
        lines = [f"{margin}result: {_scalar(self.result)}"]
        if self.carried:
            lines.append(f"{margin}carried: # valeurs de {self.year} : {_TOLD}")
            lines += [f"{margin}  - {_scalar(name)}" for name in self.carried]
        return lines

    def item(self, margin: str) -> list[str]:
        return [f"{margin}- year: {self.year}", *self.block(f"{margin}  ")]

    def flow(self) -> str:
        carried = f", carried: [{', '.join(map(_scalar, self.carried))}]" if self.carried else ""
        return f"result: {_scalar(self.result)}{carried}"


class _File:
    """A file to change: its text, read again, and the splices to make."""

    def __init__(self, name: str) -> None:
        self.path = Path(name)
        try:
            self.raw = read_bytes(self.path)
        except OSError as error:
            raise UsageError(f"{name} : {why(error)}") from None
        self.bom = "\ufeff" if self.raw.startswith(b"\xef\xbb\xbf") else ""
        self.text = self.raw.decode("utf-8").removeprefix("\ufeff")
        self.read, _ = read_yaml(name, decode(self.raw))
        self.expected = copy.deepcopy(self.read.data)
        self.starts = [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]
        found = LINE_BREAK.search(self.text)
        self.newline = found[0] if found else "\n"
        self.splices: list[tuple[int, int, str]] = []

    def at(self, mark: Mark) -> int:
        return self.starts[mark.line] + mark.column

    def put_lines(self, line: int, lines: Sequence[str]) -> None:
        """Put lines before a line, counted from 0; after the last one when there is none."""
        at = self.starts[line] if line < len(self.starts) else len(self.text)
        before = self.newline if at == len(self.text) and self.text and not self.text.endswith(("\n", "\r")) else ""
        self.splices.append((at, at, before + "".join(each + self.newline for each in lines)))

    def edit(self, advice: Sequence[str]) -> YearEdit:
        """Return the file once its splices are made.

        Raises:
            UsageError: it would not say what is asked; `advice` is what to write by hand.
        """
        text = self.text
        for start, end, new in sorted(self.splices, reverse=True):
            text = text[:start] + new + text[end:]
        after = (self.bom + text).encode()
        try:
            found, findings = read_yaml(self.read.name, decode(after))
            right = not findings and found.data == self.expected
        except YamlRefusedError:
            right = False
        if not right:
            raise UsageError(f"{self.path} : sa mise en forme ne se laisse pas modifier ; rien n’est écrit", *advice)
        return YearEdit(self.path, self.raw, after)


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
    review = _Review(joined.data[_YEAR], result, carried)
    advice = (
        f"écrivez-y vous-même reference_year: {year}",
        f"et dans annual_reviews : {{year: {review.year}, {review.flow()}}}",
    )
    files: dict[str, _File] = {}

    def file_of(text: YamlText) -> _File:
        if isinstance(text, SheetText):
            raise UsageError(
                f"{text.name} : snr year ne modifie pas un classeur inclus, et la feuille « {text.sheet} » est à changer",
                f"gardez d’abord le résultat : snr assess {root} --format json -o {Path(root).parent / result}",
                f"puis dites l’année de référence, {year}, là où elle est écrite, et complétez la feuille « Bilans annuels », ligne "
                f"{review.year} : Résultat, {result} ; Lignes reprises, {', '.join(carried) or 'rien'}",
            )
        if text.name == "<stdin>":
            raise UsageError(f"{text.name} : snr year ne modifie qu’un fichier", *advice)
        return files.setdefault(text.name, _File(text.name))

    text, _, mark = joined.top[_YEAR]
    file, written = file_of(text), str(review.year)
    start = file.at(mark)
    if file.text[start : start + len(written)] != written:
        raise UsageError(f"{text.name}:{mark.line + 1}:{mark.column + 1} : écrivez l’année seule : {written}", *advice)
    file.splices.append((start, start + len(written), str(year)))
    file.expected[_YEAR] = year
    reviews = [each for each in joined.data.get(_REVIEWS) or () if isinstance(each, dict)]
    there = next((each for each in reviews if each.get("year") == review.year), None)
    own = joined.top.get(_REVIEWS)
    if there is not None:
        _complete(file_of(joined.origin[id(there)]), review)
    elif own is not None and not isinstance(own[0], SheetText):
        _append(file_of(own[0]), review)
    else:
        last = files.setdefault(root, _File(root)) if root not in files else files[root]
        last.put_lines(len(last.starts), ["", f"{_REVIEWS}:", *review.item("  ")])
        last.expected[_REVIEWS] = [{"year": review.year, **review.data()}]
    return tuple(each.edit(advice) for each in files.values())


def _complete(file: _File, review: _Review) -> None:
    """Complete the account of the year, after its `year`."""
    items = file.read.data[_REVIEWS]
    rank = next(index for index, each in enumerate(items) if each.get("year") == review.year)
    places = file.read.places[id(items[rank])]
    start, key, value = places.own, places.of_key("year"), places.of_value("year")
    assert start is not None
    assert key is not None
    assert value is not None
    added = review if "result" not in items[rank] else review._replace(result="")
    file.expected[_REVIEWS][rank] |= review.data()
    if file.text[file.at(start)] == "{":
        at = file.at(value) + len(str(review.year))
        words = added.flow() if added.result else added.flow().partition(", ")[2]
        file.splices.append((at, at, f", {words}" if words else ""))
    else:
        lines = added.block(" " * key.column)
        file.put_lines(value.line + 1, lines if added.result else lines[1:])


def _append(file: _File, review: _Review) -> None:
    """Add the account to a list that has others, after the last one."""
    items = file.read.data[_REVIEWS]
    places = file.read.places[id(items)]
    start, last = places.own, places.of_value(len(items) - 1)
    assert start is not None
    file.expected[_REVIEWS].append({"year": review.year, **review.data()})
    if last is None or file.text[file.at(start)] == "[":
        at = file.at(start) + 1
        file.splices.append((at, at, f"{{year: {review.year}, {review.flow()}}}" + (", " if items else "")))
        if items:  # it comes first
            file.expected[_REVIEWS].insert(0, file.expected[_REVIEWS].pop())
        return
    column = start.column
    lines, end = LINE_BREAK.split(file.text), last.line
    for rank in range(end + 1, len(lines)):
        text = lines[rank].lstrip(" ")
        margin = len(lines[rank]) - len(text)
        if text and margin <= column and not text.startswith("#"):
            break
        if text and margin > column:
            end = rank
    file.put_lines(end + 1, review.item(" " * column))


def _scalar(text: str) -> str:
    """Write a name; in quotes when YAML would read something else."""
    plain = text and plain_scalar(text) == text and all(each.isalnum() or each in "-_./" for each in text)
    return text if plain and text[0].isalnum() and ":" not in text else "'" + text.replace("'", "''") + "'"
