"""Check every row of the factor tables, and that inventories read the words of each type as it: `python tools/check_factors.py`.

Whoever changes a table runs it; `.ci/run`, `tools/regenerate.py` and the tests hold it. What is refused is told with its file and line.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import SPENDING, WHOLE_EQUIPMENT, CatalogError, Factor
from snr_cli.catalog.tables import (
    ACTIONS,
    ELECTRICITY,
    EQUIPMENT,
    INDICATORS,
    PARAMETERS,
    SERVICES,
    TERRITORY,
    USAGE,
    YEARS,
    Tables,
)
from snr_cli.french.words.terms import REDISTRIBUTIONS

_ROLES = frozenset({"", "computer", "monitor", "mobile_phone", "desk_phone", "printer", "shared_printer"})
_PARTS = {"component", "peripheral"}  # groups of which some are parts or chargers: they last as what they serve
_BOUNDS = {"ci95", "p10_p90", "extremes", "partial", "others", "upper"}  # what low and high may mean
_NO_PART = {"reference", "parameter"}
_TOTAL_HOLDS = {"total_includes_terminals": {"terminals"}, "total_includes_network": {"network", "mixed"}}
_BUILT_IN_SERVICES = ("website", "server_room")  # known to the engine, not to the tables


def _refuse(wrong: object, message: str) -> None:
    if wrong:
        raise CatalogError(message)


def _has_range(factor: Factor) -> bool:
    if factor.bounds == "upper":  # no lower bound is known
        return factor.low is None and factor.high is not None and factor.value < factor.high
    return factor.low is not None and factor.high is not None and factor.low < factor.high


def check_tables(tables: Tables) -> int:
    """Check every row of every table; return how many value rows were read.

    Raises:
        CatalogError: redistribution of a source unknown or without its reason; unknown source, category, stage or unit; two defaults for one key; split and total both default.
    """
    for source in tables.sources.values():
        _refuse(
            source.redistribution not in REDISTRIBUTIONS or not source.redistribution_reason_fr.strip(),
            f"factors/sources.yaml, source « {source.id} » : redistribution inconnue, ou sans sa raison",
        )
    _check_types(tables)
    _check_editions(tables)
    count = 0
    known = {
        EQUIPMENT: set(tables.equipment_types),
        SERVICES: {cells["id"] for _, cells in tables.rows("services/types.csv")},
        ELECTRICITY: set(tables.places),
    }
    for table in (EQUIPMENT, ELECTRICITY, SERVICES, TERRITORY, PARAMETERS):
        factors = tables.factors(table)
        count += len(factors)
        for factor in factors:
            _refuse(not factor.locator.strip(), f"factors/{table}, ligne {factor.row} : place dans la source absente")
            _refuse(
                tables.sources[factor.source].redistribution == "no",
                f"factors/{table}, ligne {factor.row} : la source « {factor.source} » interdit sa redistribution (redistribution: no)",
            )
            _refuse(
                table in (EQUIPMENT, SERVICES, ELECTRICITY) and (factor.bounds in _BOUNDS) is not _has_range(factor),
                f"factors/{table}, ligne {factor.row} : bornes et bounds « {factor.bounds} »",
            )
        _refuse_twice(table, factors)
        for factor in factors if table in known else ():
            _refuse(
                factor.subject not in known[table],
                f"factors/{table}, ligne {factor.row} : sujet inconnu « {factor.subject} »",
            )
    defaults: Counter[str] = Counter()
    profiles: Counter[tuple[str, str]] = Counter()
    for usage in tables.usages():
        count += 1
        here = f"factors/equipment/usage.csv, ligne {usage.row}"
        _refuse(usage.source not in tables.sources, f"{here} : source inconnue « {usage.source} »")
        _refuse(usage.type not in tables.equipment_types, f"{here} : type inconnu « {usage.type} »")
        _refuse(
            usage.lifetime_years is not None and usage.lifetime_years <= 0,
            f"{here} : durée de vie {usage.lifetime_years}",
        )
        _refuse(
            usage.kwh_per_year is not None and usage.kwh_per_year < 0,
            f"{here} : consommation négative {usage.kwh_per_year}",
        )
        defaults[usage.type] += usage.is_default
        profiles[usage.type, usage.profile] += 1
    for name, times in defaults.items():
        _refuse(times > 1, f"factors/equipment/usage.csv : deux profils par défaut pour {name}")
    for (name, profile), times in profiles.items():
        _refuse(times > 1, f"factors/equipment/usage.csv : le profil « {profile} » de {name} est donné deux fois")
    _check_totals(tables)
    _check_assessed(tables)
    _check_library(tables)
    _check_spending(tables)
    for service, spans in tables.spans.items():
        count += len(spans)
        _refuse(
            not set(spans) <= tables.components_of(service, False),
            f"factors/{YEARS} : « {service} » n’a pas ces composantes",
        )
    _refuse(
        any(not cells["locator"].strip() for _, cells in tables.rows(YEARS)),
        f"factors/{YEARS} : place dans la source absente",
    )
    return count


def _refuse_twice(table: str, factors: Iterable[Factor]) -> None:
    """Refuse a value that one source gives twice: a set of factors takes every row of its source, and would add both."""
    if table in (EQUIPMENT, SERVICES):
        seen: dict[tuple[str, ...], int] = {}
        for factor in factors:
            key = (factor.subject, factor.category, factor.stage, factor.place, factor.source)
            _refuse(
                seen.setdefault(key, factor.row) != factor.row,
                f"factors/{table}, ligne {factor.row} : la source « {factor.source} » a déjà cette valeur, ligne {seen[key]}",
            )


def _check_editions(tables: Tables) -> None:
    """Refuse a source that does not say its edition, or that says the latest one known without the day of that look."""
    for source in tables.sources.values():
        seen = source.looked_on
        dated = seen is None or (isinstance(seen, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", seen))
        _refuse(
            not source.edition or not dated or (source.latest_edition is None) is not (seen is None),
            f"factors/sources.yaml, source « {source.id} » : edition vide, ou latest_edition sans looked_on (« 2026-11-30 »), "
            "ou l’inverse ; null quand personne n’a regardé",
        )


def _check_types(tables: Tables) -> None:
    """Check what a type must say: a label, a group, words that are no other type's; what lasts and consumes, when it has a factor."""
    profiles = {usage.type for usage in tables.usages()}
    factors = {factor.subject for factor in tables.factors(EQUIPMENT)}
    for table in ("equipment/types.csv", "services/types.csv"):
        taken: dict[str, str] = {}
        for row, cells in tables.rows(table):
            here = f"factors/{table}, ligne {row}"
            _refuse(not cells["label_fr"].strip(), f"{here} : label_fr absent")
            _refuse(
                cells.get("in_words", "no") not in ("yes", "no"),
                f"{here} : in_words attend yes ou no : un inventaire dit-il ce type par ses mots ?",
            )
            _refuse(
                cells.get("own_screen", "0") not in ("0", "1"),
                f"{here} : own_screen attend 1 ou 0 : ce type a-t-il un écran à lui ?",
            )
            _refuse(
                not cells.get("agec_from", "no"),
                f"{here} : agec_from absent ; l’année depuis laquelle les achats comptent dans la catégorie, ou no",
            )
            _refuse(
                cells.get("role", "") not in _ROLES,
                f"{here} : role inconnu « {cells.get('role')} » ; attendus : {', '.join(sorted(_ROLES - {''}))}, ou rien",
            )
            _refuse(cells["group"] not in tables.vocabulary["groups"], f"{here} : groupe inconnu « {cells['group']} »")
            for word in {cells["label_fr"].casefold(), *cells["synonyms"].casefold().split("|")} - {""}:
                _refuse(
                    taken.setdefault(word, cells["id"]) != cells["id"],
                    f"{here} : « {word} » nomme déjà « {taken[word]} »",
                )
            lasts = table == "equipment/types.csv" and cells["group"] not in _PARTS
            _refuse(
                lasts and cells["id"] in factors - profiles,
                f"{here} : « {cells['id']} » a un facteur et aucune ligne dans equipment/usage.csv",
            )


def _check_totals(tables: Tables) -> None:
    """Refuse a service whose total is said to hold terminals or a network that its parts do not have, or the other way round."""
    components = tables.vocabulary["components"]
    held: dict[str, set[str]] = {}
    for factor in tables.factors(SERVICES):
        held.setdefault(factor.subject, set()).add(components[factor.stage]["part"])
    for row, cells in tables.rows("services/types.csv"):
        parts = held.get(cells["id"], set())
        for flag, wanted in _TOTAL_HOLDS.items():
            # without parts, nothing but words tells what a total holds
            _refuse(
                {"whole"} < parts - _NO_PART and (cells[flag] == "1") is parts.isdisjoint(wanted),
                f"factors/services/types.csv, ligne {row} : {flag} de « {cells['id']} » contredit ses lignes dans {SERVICES}",
            )


def _check_assessed(tables: Tables) -> None:
    """Refuse a type whose use is known and that no dossier could assess: no default factor, no default use, no lifetime."""
    given: dict[str, bool] = {}
    for factor in tables.factors(EQUIPMENT):
        given[factor.subject] = given.get(factor.subject, False) or factor.is_default
    defaults = {usage.type: usage for usage in tables.usages() if usage.is_default}
    for usage in tables.usages():
        name = usage.type
        if not given.get(name):
            lack = "sans valeur par défaut (is_default = 1)" if name in given else "sans ligne"
            raise CatalogError(
                f"factors/{USAGE}, ligne {usage.row} : « {name} » est {lack} dans {EQUIPMENT} : il ne serait jamais évalué ; "
                "ajoutez-y son facteur, ou retirez cette ligne"
            )
        _refuse(
            name not in defaults,
            f"factors/{USAGE}, ligne {usage.row} : « {name} » n’a aucun profil par défaut (is_default = 1)",
        )
    for name, usage in defaults.items():
        _refuse(
            usage.lifetime_years is None,
            f"factors/{USAGE}, ligne {usage.row} : durée de vie (lifetime_years) absente de « {name} »",
        )


def _check_spending(tables: Tables) -> None:
    """Refuse a type counted in euros without its published title, beside a group without a reason, or that does not exist."""
    told = {service_type.id for service_type in tables.service_types.values() if service_type.is_spending}
    _refuse(told != set(tables.spending), f"factors/{SPENDING} : une ligne par type compté en euros, et rien d’autre")
    groups = {*tables.vocabulary["groups"], WHOLE_EQUIPMENT}
    for spending in tables.spending.values():
        _refuse(
            not spending.published_title
            or bool(spending.reason) is not bool(spending.beside)
            or not groups.issuperset(spending.beside),
            f"factors/{SPENDING} : « {spending.id} », titre, raison ou groupe inconnu",
        )


def _check_library(tables: Tables) -> None:
    """Refuse an action or an indicator of the library that is double, without source, or names what does not exist."""
    types = {*tables.equipment_types, *tables.service_types, *_BUILT_IN_SERVICES}
    groups = tables.vocabulary["groups"]
    for table, found in ((ACTIONS, tables.library), (INDICATORS, tables.indicators)):
        _refuse(len(found) != sum(1 for _ in tables.rows(table)), f"factors/{table} : identifiant donné deux fois")
    for action in tables.library.values():
        here = f"factors/{ACTIONS}, ligne {action.row}"
        _refuse(
            action.source not in tables.source_ids or not action.locator.strip(),
            f"{here} : source ou place dans la source absente",
        )
        for target, _ in action.targets:
            kind, _, name = target.rpartition(":")
            _refuse(
                name not in {"": types, "group": groups, "territory": (name,)}.get(kind, ()),
                f"{here} : cible inconnue « {target} »",
            )
        for name in action.indicators:
            _refuse(name not in tables.indicators, f"{here} : indicateur inconnu « {name} »")
        for name in action.see:
            _refuse(name not in tables.library, f"{here} : action inconnue « {name} »")
        _refuse(
            action.component and action.component not in tables.equipment_types,
            f"{here} : composant inconnu « {action.component} »",
        )


def check_words(tables: Tables) -> None:
    """Check that inventories read the label and the synonyms of a type as that type.

    Raises:
        CatalogError: they read another type, or what they leave out; it names the rule that wins, and where it stands.
    """
    recognizer = inventory_words(tables).recognizer
    rows = {cells["id"]: row for row, cells in tables.rows("inventory/recognition.csv")}
    for row, cells in tables.rows("equipment/types.csv"):
        name = cells["id"]
        for word in (cells["label_fr"], *filter(None, cells["synonyms"].split("|"))):
            read = recognizer.named(word)
            if cells["in_words"] == "no" or read == name:
                continue
            # of the rule on the product and the rule on the word, the one that answered something else, the surest first
            wins = [rule for rule in recognizer.evidence(word, "", "") if rule is not None and rule.type != name]
            rule = max(wins, key=lambda rule: (rule.type == read, rule.confidence), default=None)
            by = ""
            if rule is not None:
                by = (
                    f" par « {rule.id} » (factors/inventory/recognition.csv, ligne {rows[rule.id]})"
                    if rule.id in rows
                    else f" par les mots de « {rule.id} »"
                )
            raise CatalogError(
                f"factors/equipment/types.csv, ligne {row} : « {word} » de « {name} » est lu « {read or 'hors périmètre'} » dans les "
                f"inventaires{by}. La première règle qui convient l’emporte : mettez-en une de « {name} » avant elle, ajoutez ce mot "
                "à sa colonne unless, ou changez ce mot"
            )


if __name__ == "__main__":
    try:
        count = check_tables(shipped_tables())
        check_words(shipped_tables())
    except CatalogError as error:
        sys.exit(str(error))
    print(f"{count} valeurs vérifiées")
