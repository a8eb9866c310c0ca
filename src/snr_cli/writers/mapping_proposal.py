"""A mapping to correct by hand: the columns as they were read, the types and statuses that no rule knows."""

import json
from collections.abc import Iterable

from snr_cli.catalog.tables import Tables
from snr_cli.inventory.read import Inventory
from snr_cli.inventory.reasons import likely_state, reason_text
from snr_cli.inventory.records import TO_CONFIRM
from snr_cli.wording import mass
from snr_cli.writers.inventory_report import merged
from snr_cli.writers.stakes import heaviest_first


def proposal(inventory: Inventory, tables: Tables) -> str:
    """Return the text of the mapping file; what is not known is left as a comment."""
    lines = [
        "# Correspondances d’un inventaire : elles l’emportent sur la reconnaissance automatique.",
        "# columns : titre de colonne → kind, manufacturer, model, os, cpu, status, quantity, entity, site, kwh,",
        "#   purchase_date, retirement_date ; vide pour ne pas lire la colonne.",
        "columns:",
    ]
    seen: set[str] = set()
    for file in inventory.files:
        for title, role in file.columns.used.items():
            if title not in seen:
                lines.append(f"  {_text(title)}: {role}")
            seen.add(title)
        lines += [f"  # {_text(title)}: " for title in file.columns.ignored if title not in seen]
        seen.update(file.columns.ignored)
    groups = heaviest_first(merged(inventory.groups, TO_CONFIRM), tables)
    statuses = {group.label for group in inventory.groups if group.reason == "unknown_status"}
    lines += ["# statuses : mot de la colonne statut → in_use, spare, stored, retired, lost ou ordered.", "statuses:"]
    lines += [f"  # {_text(word)}: {likely_state(word)}" for word in sorted(statuses)]
    lines += [
        "# types : libellé → type (snr factors list), excluded pour ne pas compter ; ce qui pèse le plus d’abord.",
        "types:",
    ]
    unknown = {reason_text(group) for group in inventory.groups if group.reason in ("unknown_type", "unsure")}
    for reason, label, _, rows, _, guess, kilograms in groups:
        if reason in unknown and label:
            stake = f", {mass(kilograms)} hors utilisation" if kilograms else ""
            lines.append(f"  # {_text(label)}: {guess or '…'} # {len(rows)} ligne{'s' if len(rows) > 1 else ''}{stake}")
    lines += ["# keep : ne garder que certaines valeurs d’une colonne.", "keep:"]
    return "\n".join(lines) + "\n"


def questions(titles: Iterable[str]) -> str:
    """Return the text of a mapping file that asks whether columns are quantities: both answers, as comments."""
    lines = [
        "# Ces colonnes comptent-elles les appareils de chaque ligne ? Ôtez le « # » devant la bonne réponse.",
        "columns:",
    ]
    for title in titles:
        lines += [f"  # {_text(title)}: quantity # oui", f'  # {_text(title)}: "" # non : un appareil par ligne']
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
