"""Subtotals are found whatever the batches that rows come in."""

from random import Random

import pytest

from snr_cli.inputs.inventory.shapes import Subtotals


@pytest.mark.parametrize("seed", range(40))
def test_sums_are_those_of_rows_looked_at_one_by_one(seed: int):
    chance = Random(seed)
    bare = chance.choice((0.02, 0.3))

    def row() -> list[str]:
        tells = chance.random() > bare
        kind = chance.choice(("Portable", "Portables", "Écran", "Nombre d’écrans", "Dalle", ""))
        where = chance.choice(("", "Mairie", "École"))
        cells = [
            kind,
            chance.choice(("Dell", "-", "Tous")) if tells else "",
            "P24" if tells else "",
            where,
            chance.choice("123"),
        ]
        return cells[: chance.choice((5, 5, 5, 5, 4))] if chance.random() < 0.02 else cells

    rows = [row() for _ in range(200)]
    places = {"kind": 0, "manufacturer": 1, "model": 2, "entity": 3, "quantity": 4}
    typed = {"Portable": "laptop", "Portables": "laptop", "Écran": "monitor", "Nombre d’écrans": "monitor"}

    def sums(size: int) -> set[int]:
        watch = Subtotals(places, lambda cells: typed.get(cells[0], ""))
        starts = range(0, len(rows), size)
        return set().union(
            *(watch.look(range(at, at + len(rows[at : at + size])), rows[at : at + size]) for at in starts)
        )

    assert sums(1) == sums(7) == sums(64)
