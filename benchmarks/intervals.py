"""Intervals against a Monte-Carlo that follows the formulas: python benchmarks/intervals.py [DOSSIERS].

Prints the worst relative difference of a bound of the central 90 % (goal: 5 %) on the complete example with the deviations
of the method, then on generated dossiers with geometric standard deviations from 1.05 to 2.5. On what separates each of
these from one where a third of the lines have changed, the difference is against the width of the interval, as a bound may
be near zero: with the deviations of the method (goal: 5 %), then with scattered ones, where two large terms of opposite
signs are further off (no goal). Then the time of the
intervals of 200 lines in 12 categories over that of 10 000 draws (goal: 0.5). Ends with 1 when a goal is missed.
"""

import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from differences import difference  # noqa: E402 - beside the tests too
from monte_carlo import (  # noqa: E402 - beside the tests, which use it too
    DRAWS,
    MonteCarlo,
    Normals,
    block,
    bounds,
    generated,
    off,
    scattered,
    scenario,
    worst,
)
from snr_cli.api.assessing import assess_dossier  # noqa: E402
from snr_cli.catalog.opened import shipped_tables  # noqa: E402
from snr_cli.catalog.tables import Tables  # noqa: E402
from snr_cli.engine.assess import assess  # noqa: E402
from snr_cli.engine.records import CLIMATE, Assessment  # noqa: E402
from snr_cli.engine.uncertainty import Deviations, uncertainty  # noqa: E402
from snr_cli.model.dossier import Dossier  # noqa: E402

GOAL, SPEED_GOAL = 0.05, 0.5
LINES, CATEGORIES, SPEED_DRAWS = 200, 12, 10_000
SPEED = f"intervals, {LINES} lines x {CATEGORIES} categories / numpy Monte-Carlo of {SPEED_DRAWS} draws"


def example(tables: Tables, seed: int = 1) -> dict[str, float]:
    """Return the worst relative difference in each category of the complete example."""
    result = assess_dossier(str(HERE.parent / "examples" / "valmont"), tables).result
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


def differences(tables: Tables, count: int, *, scatter: bool, seed: int = 3) -> list[float]:
    """Return the worst difference of a bound, against the width, for each generated dossier and its scenario."""
    draws = block(60, DRAWS, seed)
    out = []
    for number in range(count):
        data = generated(number)
        before, after = (assess(Dossier.model_validate(each), tables) for each in (data, scenario(data, number)))
        with scattered(tables, number) if scatter else nullcontext(Deviations(tables)) as deviations:
            found = difference(before, after, tables, [CLIMATE])[CLIMATE]
        carlo = MonteCarlo(deviations, Normals(draws))
        old, new = (carlo.totals(each, [CLIMATE])[CLIMATE] for each in (before, after))
        out.append(off((found.low, found.high), bounds(new - old)))
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
    if len(sys.argv) > 1 and not sys.argv[1].isdigit():
        print(__doc__)
        return 0
    tables = shipped_tables()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    by_category = example(tables)
    name = max(by_category, key=by_category.__getitem__)
    print(f"valmont, {len(by_category)} categories: worst {by_category[name]:.2%} ({name}), goal {GOAL:.0%}")
    every = dossiers(tables, count)
    print(f"{count} generated dossiers: worst {max(every):.2%}, median {statistics.median(every):.2%}, goal {GOAL:.0%}")
    gaps = differences(tables, count, scatter=False)
    print(
        f"{len(gaps)} differences, against their width: worst {max(gaps):.2%}, median {statistics.median(gaps):.2%}, goal {GOAL:.0%}"
    )
    wide = differences(tables, count, scatter=True)
    print(
        f"the same, deviations scattered: worst {max(wide):.2%}, {sum(each > GOAL for each in wide)} over {GOAL:.0%} (no goal)"
    )
    ratio, seconds = speed(tables)
    print(f"{SPEED}: {ratio:.2f} (goal {SPEED_GOAL}), {seconds * 1000:.0f} ms")
    return int(max(*by_category.values(), *every, *gaps) > GOAL or ratio > SPEED_GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
