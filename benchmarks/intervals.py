"""Intervals against a Monte-Carlo that follows the formulas: python benchmarks/intervals.py [DOSSIERS].

Prints the worst relative difference of a bound of the central 90 % (goal: 5 %) on the complete example with the deviations
of the method, then on generated dossiers with geometric standard deviations from 1.05 to 2.5; then the time of the
intervals of 200 lines in 12 categories over that of 10 000 draws (goal: 0.5). Ends with 1 when a goal is missed.
"""

import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from monte_carlo import (  # noqa: E402 - beside the tests, which use it too
    DRAWS,
    MonteCarlo,
    Normals,
    block,
    bounds,
    generated,
    scattered,
    worst,
)
from snr_cli.catalog.tables import Tables, shipped_tables  # noqa: E402
from snr_cli.cli.dossiers import assessed  # noqa: E402
from snr_cli.engine.assess import assess  # noqa: E402
from snr_cli.engine.records import CLIMATE, Assessment  # noqa: E402
from snr_cli.engine.uncertainty import Deviations, uncertainty  # noqa: E402
from snr_cli.model.dossier import Dossier  # noqa: E402

GOAL, SPEED_GOAL = 0.05, 0.5
LINES, CATEGORIES, SPEED_DRAWS = 200, 12, 10_000
SPEED = f"intervals, {LINES} lines x {CATEGORIES} categories / numpy Monte-Carlo of {SPEED_DRAWS} draws"


def example(tables: Tables, seed: int = 1) -> dict[str, float]:
    """Return the worst relative difference in each category of the complete example."""
    result = assessed(str(HERE.parent / "examples" / "valmont"), tables).result
    found = uncertainty(result, tables)
    draws = block(240, DRAWS, seed)
    return {
        category: worst(
            interval[:2],
            bounds(MonteCarlo(Deviations(tables), Normals(draws)).totals(result, [category])[category]),
        )
        for category, interval in found.items()
    }


def dossiers(tables: Tables, count: int, seed: int = 2) -> list[float]:
    """Return the worst relative difference for each generated dossier."""
    draws = block(60, DRAWS, seed)
    out = []
    for number in range(count):
        result = assess(Dossier.model_validate(generated(number)), tables)
        with scattered(tables, number) as deviations:
            found = uncertainty(result, tables, [CLIMATE])[CLIMATE]
        drawn = MonteCarlo(deviations, Normals(draws)).totals(result, [CLIMATE])[CLIMATE]
        out.append(worst(found[:2], bounds(drawn)))
    return out


def large(tables: Tables) -> Assessment:
    """Return a result of 200 lines."""
    return assess(Dossier.model_validate(generated(7, LINES)), tables)


def speed(tables: Tables, runs: int = 7) -> tuple[float, float]:
    """Return the median ratio of the times, and the median seconds of the intervals."""
    result = large(tables)
    categories = list(result.organisation.totals)[:CATEGORIES]
    deviations = Deviations(tables)

    def intervals() -> float:
        start = time.perf_counter()
        uncertainty(result, tables, categories)
        return time.perf_counter() - start

    def draws(seed: int) -> float:
        start = time.perf_counter()
        carlo = MonteCarlo(deviations, Normals(block(900, SPEED_DRAWS, seed)))
        for drawn in carlo.totals(result, categories).values():
            bounds(drawn)
        return time.perf_counter() - start

    intervals(), draws(0)
    pairs = [(intervals(), draws(seed)) for seed in range(runs)]
    return statistics.median(ours / theirs for ours, theirs in pairs), statistics.median(ours for ours, _ in pairs)


def main() -> int:
    """Print the differences and the ratio."""
    tables = shipped_tables()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    by_category = example(tables)
    name = max(by_category, key=by_category.__getitem__)
    print(f"valmont, {len(by_category)} categories: worst {by_category[name]:.2%} ({name}), goal {GOAL:.0%}")
    every = dossiers(tables, count)
    print(f"{count} generated dossiers: worst {max(every):.2%}, median {statistics.median(every):.2%}, goal {GOAL:.0%}")
    ratio, seconds = speed(tables)
    print(f"{SPEED}: {ratio:.2f} (goal {SPEED_GOAL}), {seconds * 1000:.0f} ms")
    return int(max(*by_category.values(), *every) > GOAL or ratio > SPEED_GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
