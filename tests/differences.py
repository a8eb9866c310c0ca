"""The difference of two results, term by term: what the weighed sums of the engine are held to."""

from collections.abc import Iterable

from snr_cli.catalog.tables import Tables
from snr_cli.engine.interval import central_difference
from snr_cli.engine.records import Assessment
from snr_cli.engine.uncertainty import Difference, _Model


def difference(
    before: Assessment,
    after: Assessment,
    tables: Tables,
    categories: Iterable[str] | None = None,
    *,
    counted_apart: bool = False,
) -> dict[str, Difference]:
    """Return the totals after minus the totals before, in the categories that both have.

    Args:
        before: the first result.
        after: the second one.
        tables: the factor tables, for the parameters of the method.
        categories: those wanted; all by default.
        counted_apart: the quantities come from two counts (two years) and not from one (two scenarios of one inventory).
    """
    old, new = before.organisation.totals, after.organisation.totals
    wanted = [name for name in (new if categories is None else categories) if name in old and name in new]
    model = _Model(tables, wanted)
    model.add(before.organisation.lines, before.reference_year)
    taken, model.terms = model.terms, {name: {} for name in wanted}
    model.add(after.organisation.lines, after.reference_year, count="after" if counted_apart else "")
    model.close()
    found = {}
    for name in wanted:
        terms = dict(model.terms[name])
        for inputs, value in taken[name].items():
            terms[inputs] = terms.get(inputs, 0.0) - value
        found[name] = Difference(new[name] - old[name], *central_difference(model.ranked(terms), model.sigma))
    return found
