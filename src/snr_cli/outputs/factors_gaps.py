"""What keeps each category from being assessed whole, as tables on a screen and as plain data."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.lacking import LackingCategory, LackingType
from snr_cli.engine.records import DEDUCED
from snr_cli.french.numbers import percent
from snr_cli.french.words.codes import STAGES
from snr_cli.model.grouped import in_groups
from snr_cli.outputs.factors_screen import rich_table

# what is said of a stage beside its name, by why it lacks
_BESIDE: Final = {
    "no_source": " (en euros : aucune source ouverte connue)",
    "closed_licence": " (écarté par la licence demandée)",
}


def gaps_text(lacking_categories: Sequence[LackingCategory], tables: Tables, columns: int) -> str:
    """Return, for the categories that lack the same types, these types with what lacks of each."""
    alike = in_groups((category.types, category) for category in lacking_categories)
    parts = []
    for types, categories in alike.items():
        heads = (f"{tables.categories[category.id].label} ({percent(category.assessed)})" for category in categories)
        rows = [
            [
                "inconnue" if lacking_type.share is None else percent(lacking_type.share),
                _label(lacking_type.type, tables),
                _missing(lacking_type),
            ]
            for lacking_type in types
        ]
        table = rich_table(["Part", "Type", "Ce qui manque"], rows, columns) if rows else "Aucune ligne à évaluer.\n"
        parts.append(f"{fill(' ; '.join(heads), columns)}\n{table}")
    if not parts:
        return "Toutes les catégories sont évaluées en entier.\n"
    intro = "Par catégorie, la part évaluée en entier (de l’empreinte climat, ou des lignes quand elle n’est pas connue), puis les dix types qui l’augmenteraient le plus ; après eux, les euros, quand aucune source connue ne les évalue.\n"
    return "\n".join((fill(intro, columns) + "\n", *parts))


def gaps_data(categories: Sequence[LackingCategory], tables: Tables) -> list[dict[str, Any]]:
    """Return the same as plain data; shares are of the climate footprint, or of the lines where these decide, from 0 to 1."""
    return [
        {
            "category": category.id,
            "assessed": category.assessed,
            "types": [
                {
                    "id": lacking_type.type,
                    "label": _label(lacking_type.type, tables),
                    "share": lacking_type.share,
                    "lines": lacking_type.lines,
                    "missing": [{"stage": stage, "reason": reason} for stage, reason in lacking_type.missing],
                }
                for lacking_type in category.types
            ],
        }
        for category in categories
    ]


def _label(name: str, tables: Tables) -> str:
    if name in tables.equipment_types:
        return tables.equipment_types[name].label
    return tables.service_types[name].name if name in tables.service_types else name


def _stage(stage: str) -> str:
    return "un facteur publié (déduit aujourd’hui du climat)" if stage == DEDUCED else STAGES[stage]


def _missing(lacking_type: LackingType) -> str:
    """Name the stages that lack; every reason is in JSON."""
    return " ; ".join(dict.fromkeys(_stage(stage) + _BESIDE.get(reason, "") for stage, reason in lacking_type.missing))
