"""The words that the catalogue hands to the readers: types, labels, headers, statuses, rules of recognition."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.records import Held
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.named import HeldValue, Words
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups

if TYPE_CHECKING:
    from snr_cli.inputs.inventory import recognition


def words_of(tables: Tables) -> "Words":
    """Return the names that the reader checks references against."""
    return Words(
        frozenset(tables.equipment_types),
        frozenset(tables.service_types),
        frozenset(tables.places),
        frozenset(tables.categories),
        tuple(tables.sets),
        frozenset(tables.vocabulary["components"]),
        tables.components_of,
        tables.synonyms,
        lambda: inventory_words(tables),
        frozenset(name for name, spans in tables.spans.items() if not all(span.is_stock for span in spans.values())),
        lambda dossier: held_values(tables, dossier),
        lambda: {name: service.yearly_unit for name, service in tables.service_types.items()},
    )


def held_values(tables: Tables, dossier: "Dossier") -> "list[HeldValue]":
    """Return the dossier's own values that a published total of its factors already holds."""
    own, method = dossier.factors, dossier.method
    types = {override.type for override in own.overrides if override.type}
    services = {override.service for override in own.overrides if override.service}
    return held_messages(Catalog(tables, method.factor_set, method.factors_licence, own, types, services).held())


def held_messages(held: "Iterable[Held]") -> "list[HeldValue]":
    """Return what the reader says of these values."""
    return [
        HeldValue(
            each.place,
            each.subject,
            each.part,
            each.missing,
            each.published.excludes,
            each.published.stage,
            each.published.value,
            each.published.unit,
            f"{each.published.source} {each.published.year}",
        )
        for each in held
    ]


@lru_cache(maxsize=2)  # a process reads one folder of tables, a comparison of two versions two
def inventory_words(tables: Tables) -> "recognition.InventoryWords":
    """Return what the reader of inventories needs to know, made once for the tables."""
    from snr_cli.inputs.inventory import recognition, values

    headers: dict[str, str] = {}
    own: dict[str, dict[str, str]] = {}
    for _, cells in tables.rows("inventory/headers.csv"):
        if cells["format"]:
            own.setdefault(cells["format"], {})[cells["header"]] = cells["role"]
        else:
            headers[cells["header"]] = cells["role"]
    signatures: dict[tuple[str, str, bool, str], list[frozenset[str]]] = {}
    for _, cells in tables.rows("inventory/formats.csv"):
        known = cells["format"], cells["label_fr"], bool(cells["exact"]), cells["rows_are"]
        signatures.setdefault(known, []).append(frozenset(cells["signature"].split("|")))
    recognised = [cells for _, cells in tables.rows("inventory/recognition.csv")]
    rules = tuple(
        recognition.RecognitionRule(
            cells["id"],
            cells["type"],
            float(cells["confidence"]),
            tuple(filter(None, cells["alternatives"].split("|"))),
            _starts(cells["kind"]),
            _starts(cells["maker"]),
            _starts(cells["words"]),
            cells["pattern"],
            _starts(cells["unless"]),
            cells["unless_pattern"],
        )
        for cells in recognised
    )
    types = [cells for _, cells in tables.rows("equipment/types.csv")]
    told = {name for cells in recognised for name in _types(cells)}
    told |= {cells["id"] for cells in types if cells["in_words"] == "no"}
    words = in_groups((name, word) for word, name in tables.synonyms("equipment").items() if name not in told)
    rules += tuple(recognition.rule_of_words(name, own) for name, own in words.items())
    statuses = {cells["word"]: cells["state"] for _, cells in tables.rows("inventory/statuses.csv")}
    flags = [cells for _, cells in tables.rows("inventory/flags.csv")]
    return recognition.InventoryWords(
        # a table whose headers are already roles (the native JSON) reads as it stands
        {**{role: role for role in headers.values()}, **headers},
        tuple(
            recognition.ExportFormat(name, label, tuple(signature), own.get(name, {}), exact, rows_are)
            for (name, label, exact, rows_are), signature in signatures.items()
        ),
        {f"{cells['title']} : {word}": cells["yes"] for cells in flags for word in values.YES}
        | {word: state for word, state in statuses.items() if state != "to_confirm"},
        recognition.Recognizer(rules),
        frozenset(tables.equipment_types),
        _places(tables),
        {
            (cells["provider"], cells["instance"]): recognition.Instance(
                cells["service"], float(cells["vcpu"]), by_vcpu=bool(cells["by_vcpu"])
            )
            for _, cells in tables.rows("inventory/instances.csv")
        },
        {cells["word"]: bool(cells["monitors"]) for _, cells in tables.rows("inventory/panels.csv")},
        numbers={cells["word"]: cells["what"] for _, cells in tables.rows("inventory/numbers.csv")},
        gone=frozenset(cells["word"] for _, cells in tables.rows("inventory/remarks.csv")),
        names={cells["word"]: cells["what"] for _, cells in tables.rows("inventory/names.csv")},
        sheets={cells["word"]: cells["what"] for _, cells in tables.rows("inventory/sheets.csv")},
        asked=frozenset(word for word, state in statuses.items() if state == "to_confirm"),
        with_a_screen=frozenset(cells["id"] for cells in types if cells["own_screen"] == "1"),
        flags={cells["title"]: bool(cells["no"]) for cells in flags},
        accounts={cells["account"]: cells["what"] for _, cells in tables.rows("inventory/accounts.csv")},
    )


def _places(tables: Tables) -> dict[str, str]:
    """Return country → place of its electricity; France is the authority's own place, mainland or not."""
    places = {"France": "", "FR": ""}
    for _, cells in tables.rows("electricity/places.csv"):
        for word in (cells["label_fr"], cells["label_en"], cells["place"]):
            places.setdefault(word, cells["place"])
    return places


def _types(cells: dict[str, str]) -> list[str]:
    """Return the types that a rule of recognition may give."""
    return [cells["type"], *cells["alternatives"].split("|")]


def _starts(cell: str) -> tuple[str, ...]:
    """Read words to seek at the start of a word, or whole when they end with _: optiplex|uc_."""
    return tuple(f" {cell}".replace("_", " ").replace("|", "| ").split("|")) if cell else ()
