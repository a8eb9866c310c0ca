"""The lines carried forward: those whose figures are still the ones of a year that is closed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import LINE_TEXTS
from snr_cli.plan.exports import Export


class CarriedPart(NamedTuple):
    """A change in two parts that sum to it: of the lines confirmed or changed since the old year, of the `lines` carried forward."""

    fresh: float
    carried: float
    lines: int


def named_lines(dossier: Dossier) -> dict[str, frozenset[str]]:
    """Return the lines of a dossier by the name under which they are carried forward: that of an export stands for all its lines."""
    ids = [*(line.id for line in dossier.equipment), *(line.id for line in dossier.services)]
    own = {each.id: frozenset(name for name in ids if name.startswith(f"{each.id}.")) for each in dossier.imports}
    read = frozenset[str]().union(*own.values())
    typed = {name: frozenset({name}) for name in ids if name not in read}
    return typed | {
        name: lines for name, lines in own.items() if lines
    }  # the typed lines that it fills have their own name


def unconfirmed(
    names: Iterable[str], new: tuple[Dossier, Iterable[Export]], old: tuple[Dossier, Iterable[Export]] | None
) -> dict[str, frozenset[str]]:
    """Return the lines that nothing has confirmed since an earlier year, by name.

    A line is confirmed when its figures changed, an export when its bytes did; both when their name leaves the list.

    Args:
        names: the lines and exports carried forward; those that the dossier has no longer count no more.
        new: the dossier, and what its exports are.
        old: the same of the earlier year; None when nothing can be read of it: the list alone tells.
    """
    known = named_lines(new[0])
    listed = {name: known[name] for name in dict.fromkeys(names) if name in known}
    if old is None:
        return listed
    before, after = _figures(old[0]), _figures(new[0])
    files = [each.files.keys() for each in old[1] if each.files]
    same = frozenset[str]().union(*(each.own for each in new[1] if each.files.keys() in files))
    exports = {each.id for each in new[0].imports}
    return {
        name: lines
        for name, lines in listed.items()
        if (lines <= same if name in exports else after[name] == before.get(name))
    }


def carried_lines(
    new: tuple[Dossier, Iterable[Export]], old: tuple[Dossier, Iterable[Export]]
) -> frozenset[str] | None:
    """Return the lines of a year that are those of an earlier one, carried forward; None when the dossier follows none."""
    names = [name for review in new[0].annual_reviews if review.year < new[0].reference_year for name in review.carried]
    return frozenset[str]().union(*unconfirmed(names, new, old).values()) if names else None


def _figures(dossier: Dossier) -> dict[str, Any]:
    """Return what each line says, its words apart, as a result keeps it."""
    dumped = dossier.model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        include=set(LINE_TEXTS),
        exclude={section: {"__all__": texts} for section, texts in LINE_TEXTS.items()},
    )
    return {line["id"]: _kept(line) for section in LINE_TEXTS for line in dumped.get(section, ())}


def _kept(value: Any) -> Any:
    """Return data with the twelve significant figures that a result keeps."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _kept(each) for key, each in value.items()}
    return [_kept(each) for each in value] if isinstance(value, list) else value
