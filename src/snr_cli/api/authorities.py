"""Real authorities found by what a person types: a name or a part of it, a SIREN, an INSEE code."""

from functools import lru_cache
from typing import Final, NamedTuple, TypedDict

from snr_cli.api.answers import AnswerError
from snr_cli.catalog.authorities import every_authority
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import closest, did_you_mean
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.inventory.values import plain

MOST_FOUND: Final = 50
_MOST_NAMED: Final = 6  # in one sentence
_POSTAL: Final = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "s": "sur",
    "ss": "sous",
    "nd": "notre dame",
}
_KINDS: Final = next(label for label in LABELS.values() if "commune" in label and "metropole" in label)
_SMALL: Final = frozenset({"d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "a", "au", "aux"})
_SIREN_LENGTH, _INSEE_LENGTH, _FEWEST_DIGITS = 9, 5, 3


class AuthorityEntry(TypedDict):
    """An authority: `kind` as the dossier has it, `kind_label` in French; populations None when the table has none."""

    name: str
    kind: str
    kind_label: str
    siren: str
    insee_code: str
    department: str
    population_totale: int | None
    population_municipale: int | None
    communes: int | None


class _Known(NamedTuple):
    authority: Authority
    name: str
    words: tuple[str, ...]  # of the name
    others: tuple[str, ...]  # of its kind


def find_authorities(text: str, limit: int = 10, *, tables: Tables | None = None) -> list[AuthorityEntry]:
    """Return the authorities that a text names, the surest first, then the most populous.

    Args:
        text: a name without regard to accents, case, hyphens or postal forms (« St »), any of its words begun; the name of a
            kind (« agglo ») beside it; or a SIREN, its first digits, or an INSEE code.
        limit: how many are returned, 50 at most.
        tables: the factor tables; those of snr without any.
    """
    known = shipped_tables() if tables is None else tables
    asked = text.strip()
    digits = "".join(asked.split())
    if (digits.isdigit() and _FEWEST_DIGITS <= len(digits) <= _SIREN_LENGTH) or _is_insee(digits):
        ranked = [
            (0 if digits in (each.authority.insee_code, each.authority.siren) else 1, each)
            for each in _index(known)
            if each.authority.siren.startswith(digits) or each.authority.insee_code == digits.upper()
        ]
    else:
        words = _words(asked)
        ranked = [(rank, each) for each in _index(known) if (rank := _rank(words, each)) is not None]
    ranked.sort(key=lambda found: (found[0], -(found[1].authority.population_totale or 0), found[1].name))
    return [_entry(each.authority) for _, each in ranked[: max(0, min(limit, MOST_FOUND))]]


def siren_named(text: str, *, tables: Tables | None = None) -> str:
    """Return the SIREN of the one authority that a name means; its exact name is preferred to the beginning of others.

    Args:
        text: a name, as `find_authorities` takes it.
        tables: the factor tables; those of snr without any.

    Raises:
        AnswerError: it means none, or several, which are then named with their SIREN; or the table does not have its SIREN.
    """
    known = shipped_tables() if tables is None else tables
    words = " ".join(_words(text))
    found = find_authorities(text, MOST_FOUND, tables=known)
    exact = [each for each in found if " ".join(_words(each["name"])) == words]
    if len(one := exact or found) == 1 and one[0]["siren"]:
        return one[0]["siren"]
    if not found:
        names = {each.name: each.authority.name for each in _index(known)}
        near = names.get(closest(words, names, 0.8)) if words else None
        raise AnswerError(
            f"« {text} » : {did_you_mean(near, 'aucune collectivité de ce nom ;')} donnez un nom de la table (groupements à fiscalité propre, "
            "communes de 10 000 habitants ou plus), ou un SIREN : 243300316"
        )
    said = [
        f"{each['name']} ({each['kind_label']}, {each['department']}) : {each['siren'] or 'SIREN inconnu'}"
        for each in found[:_MOST_NAMED]
    ]
    others = " et d’autres" if len(found) > _MOST_NAMED else ""
    raise AnswerError(f"« {text} » peut être : {', '.join(said)}{others} ; donnez le SIREN de la vôtre")


def _is_insee(text: str) -> bool:
    """Say whether a text is an INSEE code of Corsica: 2A004."""
    return len(text) == _INSEE_LENGTH and text[:2].upper() in ("2A", "2B") and text[2:].isdigit()


def _words(text: str) -> tuple[str, ...]:
    told = " ".join(_POSTAL.get(word, word) for word in plain(text).split())
    return tuple(word for word in told.split() if word not in _SMALL)


@lru_cache(maxsize=2)
def _index(tables: Tables) -> tuple[_Known, ...]:
    kinds = {str(kind): _words(str(label)) for kind, label in _KINDS.items()}
    return tuple(
        _Known(authority, " ".join(_words(authority.name)), _words(authority.name), kinds.get(authority.kind, ()))
        for authority in every_authority(tables.text("territory/authorities.csv"))
    )


def _rank(words: tuple[str, ...], known: _Known) -> int | None:
    """Return how surely words name an authority; None when they do not."""
    if not words:
        return None
    asked = " ".join(words)
    if asked == known.name:
        return 0
    if known.name.startswith(asked):
        return 1
    named = [any(each.startswith(word) for each in known.words) for word in words]
    if all(named):
        return 2 if all(word in known.words for word in words) else 3
    if any(named) and all(
        found or any(each.startswith(word) for each in known.others) for word, found in zip(words, named, strict=True)
    ):
        return 4
    if all(word in known.name for word in words) and min(map(len, words)) >= _FEWEST_DIGITS:
        return 5
    return None


def _entry(authority: Authority) -> AuthorityEntry:
    return {
        "name": authority.name,
        "kind": authority.kind,
        "kind_label": _KINDS.get(authority.kind, authority.kind),
        "siren": authority.siren,
        "insee_code": authority.insee_code,
        "department": authority.department,
        "population_totale": authority.population_totale,
        "population_municipale": authority.population_municipale,
        "communes": authority.communes,
    }
