"""Columns with the same role: cell by cell, the first that is filled is read, and a word that says nothing hides none."""

from collections.abc import Mapping
from typing import Final

from snr_cli.inputs.inventory.records import ASIDE_STATES, Columns, Reading
from snr_cli.inputs.inventory.table import TableError
from snr_cli.inputs.inventory.titles import shown_column_name
from snr_cli.inputs.inventory.values import BLANKS, fold, parse_number
from snr_cli.inputs.inventory.words import JUDGED, InventoryWords

_READ: Final = frozenset({*JUDGED, "entity", "site", "purchase_date", "retirement_date", "serial", "name"})
_KEPT: Final = 50_000
_FAMILIES: Final = (
    ("categorie", "famille", "rubrique", "nature", "domaine", "groupe", "classe"),
    ("type",),
)  # widest first


class Doubles:
    """The roles that several columns of a table have. What a person says of a column comes before what its title says."""

    def __init__(self, header: list[str], roles: list[str], words: InventoryWords, how: Reading) -> None:
        self.header, self.words = header, words
        own = self.own = {fold(name) for name in how.mapping.columns}
        self.statuses = {**words.statuses, **{fold(word): state for word, state in how.mapping.statuses.items()}}
        self.types = {fold(label) for label in how.mapping.types}
        self.columns: dict[str, list[int]] = {}
        for index, role in enumerate(roles):
            if role in _READ:
                self.columns.setdefault(role, []).append(index)
        self.columns = {
            role: sorted(indexes, key=lambda index: (fold(header[index]) not in own, index))
            for role, indexes in self.columns.items()
            if len(indexes) > 1
        }
        self._chosen: dict[tuple[str, tuple[int, ...], tuple[str, ...]], str] = {}
        self._blank: dict[str, bool] = {}

    def tell(self, columns: Columns) -> None:
        """Say that these columns are read."""
        for role, indexes in self.columns.items():
            for title in (self.header[index] for index in indexes):
                if title in columns.ignored:
                    columns.ignored.remove(title)
                    columns.used[title] = role

    def merged(self, rows: list[list[str]], places: Mapping[str, int]) -> list[list[str]]:
        """Return rows whose column of a role holds the cell to read.

        Raises:
            TableError: two columns of quantities differ.
        """
        wanted = [(role, places[role], indexes) for role, indexes in self.columns.items() if role in places]
        return [self._row(cells, wanted) for cells in rows] if wanted else rows

    def _row(self, cells: list[str], wanted: list[tuple[str, int, list[int]]]) -> list[str]:
        row = cells
        for role, place, indexes in wanted:
            if indexes[-1] >= len(cells) or max(indexes) >= len(cells):
                continue  # a row cut short is judged as it stands
            if cells[place].strip() == self.header[place] and [cell.strip() for cell in cells] == self.header:
                continue  # the titles again
            kept = tuple(index for index in indexes if not self._is_blank(cells[index]))
            filled = [cells[index] for index in kept]
            if not filled:
                continue
            cell = filled[0]
            if len(filled) > 1 and role in ("kind", "status", "quantity"):
                key = role, kept, tuple(filled)
                if key not in self._chosen:
                    if len(self._chosen) > _KEPT:
                        self._chosen.clear()
                    self._chosen[key] = self._choose(role, filled, list(kept) if role == "kind" else indexes)
                cell = self._chosen[key]
            if cells[place] != cell:
                row = list(cells) if row is cells else row
                row[place] = cell
        return row

    def _is_blank(self, cell: str) -> bool:
        found = self._blank.get(cell)
        if found is None:
            if len(self._blank) > _KEPT:
                self._blank.clear()
            found = self._blank[cell] = fold(cell) in BLANKS
        return found

    def _choose(self, role: str, filled: list[str], indexes: list[int]) -> str:
        if role == "kind":
            return self._kind(sorted(zip(filled, indexes, strict=True), key=self._width))
        if role == "status":  # a device that one of them says gone is not in use
            states = [self.statuses.get(fold(cell), "") for cell in filled]
            gone = next((cell for cell, state in zip(filled, states, strict=True) if state in ASIDE_STATES), "")
            gone = gone or next((cell for cell in filled if self.words.is_doubt(cell)), "")
            return gone or next((cell for cell, state in zip(filled, states, strict=True) if state), filled[0])
        if any(self.header[index] == cell.strip() for index in indexes for cell in filled):
            return filled[0]  # titles among others
        if len({parse_number(cell) for cell in filled}) > 1:
            titles = tuple(  # a mapping tells two columns of one title apart by their rank
                title if self.header.count(title := self.header[index]) == 1 else shown_column_name(index + 1)
                for index in indexes
            )
            shown = ", ".join(f"« {title} »" for title in titles)
            raise TableError(
                f"plusieurs colonnes de quantité, qui ne disent pas le même nombre : {shown} ; laquelle compte les "
                'appareils ? Dans les correspondances (--mapping), sous columns : « titre: "" » pour les autres',
                asks=titles,
            )
        return filled[0]

    def _width(self, cell: tuple[str, int]) -> tuple[bool, int, int]:
        """Rank a cell by how little its column holds beside what it tells: « Désignation » before « Type », « Catégorie »."""
        title = fold(self.header[cell[1]])
        wide = next((rank for rank, words in enumerate(_FAMILIES) if title.startswith(words)), len(_FAMILIES))
        return title not in self.own, -wide, -cell[1]

    def _kind(self, cells: list[tuple[str, int]]) -> str:
        """Return the cell that says a type; both when they say two, so that they are judged together.

        None says one: the narrowest, the first of those given, for an answer to a family would be one to all its rows.
        """
        corrected = next((cell for cell, _ in cells if fold(cell) in self.types), None)
        if corrected is not None:
            return corrected
        filled = [
            cell for cell, _ in sorted(cells, key=lambda each: (fold(self.header[each[1]]) not in self.own, each[1]))
        ]
        guesses = [(cell, self.words.recognizer.guess({"kind": cell})) for cell in filled]
        said = [(cell, guess.type) for cell, guess in guesses if guess is not None]
        if not said:
            return cells[0][0]
        if len({kind for _, kind in said}) == 1:
            return said[0][0]
        return " ".join(cell.strip() for cell, _ in said)
