"""What is said of rows whose device was read before: how many, where, and where it was first. No cell is shown."""

from collections.abc import Iterator
from typing import Final

from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.reasons import lines_text
from snr_cli.inputs.inventory.records import Double

BY: Final = {
    "serial": "même numéro de série",
    "asset_tag": "même numéro d’inventaire",
    "name": "mêmes nom, type et modèle",
}
_HELP: Final = 'si ce sont des appareils différents, corrigez ce numéro ou ce nom, ou ne lisez pas sa colonne : columns: {titre: ""}'
HELP_ALIKE: Final = (
    "si ce sont les mêmes, ils comptent deux fois : exportez le numéro de série, ou le modèle, des deux côtés"
)


def doubles_between_files(inventory: Inventory) -> Iterator[tuple[str, int, str, str]]:
    """Yield (file, line, text, help) for the doubles of each file with each other file, by what they are known."""
    for file in inventory.files:
        found: dict[tuple[str, str], list[Double]] = {}
        for double in file.doubles:
            found.setdefault((double.how, double.file), []).append(double)
        for (how, first), doubles in found.items():
            rows = [double.line for double in doubles]
            parts = [double.part for double in doubles if double.part]
            where = lines_text(sorted({double.first_line for double in doubles})) if not parts else ", ".join(parts[:6])
            other = "plus haut" if first == file.key else f"dans {first}"
            plural = "s" if len(rows) > 1 else ""
            if how == "alike":
                text = f"{len(rows)} appareil{plural} de mêmes nom et type qu’un autre, sans modèle pour trancher : comptés à part"
            else:
                text = f"{len(rows)} appareil{plural} déjà lu{plural}, mis de côté : {BY[how]}"
            text += f" ({inventory.within(file.key, rows)} ; {other}, {where})"
            help_text = HELP_ALIKE if how == "alike" else _HELP
            yield file.name, inventory.line_of(file.key, rows), text, help_text
