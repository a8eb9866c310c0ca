"""What of a change of a footprint comes from new factors, told to a council: nobody there did anything."""

from collections.abc import Iterator
from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import together
from snr_cli.french.words.units import mass
from snr_cli.plan.factor_update import ComparedFactors, FactorMove


def revision_text(found: ComparedFactors) -> str:
    """Say by publisher what new factors move of the organisation's climate footprint; empty when they move nothing of it."""
    total = found.update.organisation.get(CLIMATE)
    if total is not None and not total.same_extent:
        return (
            "À dire au conseil : les étapes évaluées ne sont pas les mêmes ; l’écart n’est ni une baisse ni une hausse."
        )
    moved: dict[str, list[float]] = {}
    for move in found.update.moves:
        if move.climate:
            moved.setdefault(_reason(move, found.tables), []).append(move.climate)
    parts = sorted(((fsum(values), reason) for reason, values in moved.items()), key=lambda part: (-abs(part[0]), part))
    if not parts:
        return ""
    first, *others = (f"{_signed(kilograms)} {reason}" for kilograms, reason in parts)
    said = together((first.replace(" d’un", " viennent d’un", 1), *others))
    return f"À dire au conseil : {said}, non de ce que fait la collectivité."


def _reason(move: FactorMove, tables: tuple[Tables, Tables]) -> str:
    before, after = ("/".join(dict.fromkeys(names)) for names in zip(*_publishers(move, tables), strict=True))
    if before == after:
        return f"d’une révision de la source ({after})"
    return f"d’un changement de source ({after}, {before} auparavant)"


def _publishers(move: FactorMove, tables: tuple[Tables, Tables]) -> Iterator[tuple[str, str]]:
    """Yield who publishes each value that changes, before and after; a value that comes or goes has one publisher."""
    others = set(tables[1].categories) - {CLIMATE}  # whose values move no tonne
    for row in [row for row in move.rows if not others.intersection(row.of[:1])] or move.rows:
        names = [
            each.sources[value.source].publisher_fr if value.source in each.sources else value.source
            for each, value in zip(tables, (row.before, row.after), strict=True)
            if value is not None
        ]
        yield names[0], names[-1]


def _signed(kilograms: float) -> str:
    return f"+{mass(kilograms)}" if kilograms > 0 else mass(kilograms)
