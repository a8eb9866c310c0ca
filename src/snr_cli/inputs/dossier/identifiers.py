"""Ids that two parts of a dossier take, or that snr keeps for itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from snr_cli.inputs.dossier.named import RESERVED, RESERVED_STARTS, Path, Report
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding


def check_identifiers(dossier: Dossier, at: Report) -> Iterator[Finding]:
    """Yield a finding for each id that is taken twice, or reserved.

    Args:
        dossier: the validated dossier.
        at: makes a finding at a path of the dossier.
    """
    ids: set[str] = set()
    for section in ("equipment", "services"):
        for index, line in enumerate(getattr(dossier, section)):
            path = (section, index, "id")
            if line.id in ids:
                yield at(
                    path,
                    "SNR302",
                    f"identifiant « {line.id} » déjà pris",
                    "chaque ligne d’équipement ou de service a le sien",
                )
            if is_reserved(line.id):
                yield at(path, "SNR302", f"identifiant « {line.id} » réservé par snr", "choisissez un autre nom")
            ids.add(line.id)
    for index, use in enumerate(dossier.uses):
        if use.id in ids or is_reserved(use.id):
            yield at(("uses", index, "id"), "SNR302", f"identifiant « {use.id} » déjà pris", "choisissez un autre nom")
    lists: list[tuple[Path, Iterable[Any]]] = [
        (("factors", "types"), dossier.factors.types),
        (("territory", "data_centres"), dossier.territory.data_centres),
        *(
            ((section,), getattr(dossier, section))
            for section in ("indicators", "objectives", "actions", "stakeholders", "uses", "contracts")
        ),
    ]
    if dossier.strategy is not None:
        lists.append((("strategy", "axes"), dossier.strategy.axes))
    for path_of_list, items in lists:
        yield from _taken_twice(items, path_of_list, at)
    yield from _given_twice(dossier, at)


def is_reserved(name: str) -> bool:
    """Say whether snr names its own lines so."""
    return name in RESERVED or name.startswith(RESERVED_STARTS)


def _taken_twice(items: Iterable[Any], path: Path, at: Report) -> Iterable[Finding]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.id is None:
            continue
        if item.id in seen:
            yield at(
                (*path, index, "id"),
                "SNR302",
                f"identifiant « {item.id} » déjà pris dans {path[-1]}",
                "chaque élément a le sien",
            )
        seen.add(item.id)


def _given_twice(dossier: Dossier, at: Report) -> Iterable[Finding]:
    """Yield what has no id and is said twice: the trend of a type, a path of electricity, the review of a year."""
    strategy = dossier.strategy
    trends: set[str] = set()
    for index, growth in enumerate(strategy.baseline if strategy is not None else ()):
        if growth.type in trends:
            path: Path = ("strategy", "baseline", index, "type")
            yield at(path, "SNR302", f"tendance de « {growth.type} » déjà donnée", "gardez-en une")
        trends.add(growth.type)
    names: set[str] = set()
    for index, each in enumerate(strategy.electricity_paths if strategy is not None else ()):
        if each.name in names:
            path = ("strategy", "electricity_paths", index, "name")
            yield at(path, "SNR302", f"scénario « {each.name} » déjà donné", "chaque scénario a le sien")
        names.add(each.name)
    years: set[int] = set()
    for index, review in enumerate(dossier.annual_reviews):
        if review.year in years:
            path = ("annual_reviews", index, "year")
            yield at(path, "SNR302", f"bilan annuel de {review.year} déjà donné", "réunissez les deux")
        years.add(review.year)
