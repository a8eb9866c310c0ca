"""Writes a seeded inventory of N rows, in the manner of a GLPI export.

python benchmarks/make_inventory.py N FILE [serials] [models]

Twelve columns, believable dirt in a row out of fifty; with `serials`, each device has a serial number of its own; with
`models`, a model.
"""

import csv
import random
import sys
from pathlib import Path

HEADER = [
    "Nom", "Statut", "Fabricants", "Types", "Modèles", "Lieu", "Date d'achat", "Système d'exploitation",
    "Entité", "Utilisateur", "Quantité", "Commentaires",
]  # fmt: skip
MODELS = [
    ("Dell Inc.", "Portable", "Latitude 5440"), ("Dell Inc.", "Desktop", "OptiPlex 7090"),
    ("HP", "Portable", "EliteBook 840 G8"), ("HP", "Desktop", "ProDesk 600 G6"),
    ("LENOVO", "Portable", "ThinkPad T14 Gen 3"), ("LENOVO", "Desktop", "ThinkCentre M70q"),
    ("Dell Inc.", "Écran", "P2419H"), ("iiyama", "Écran", "ProLite XUB2492HSU"), ("Philips", "Écran", "243B1"),
    ("Samsung", "Smartphone", "Galaxy A52"), ("Apple", "Smartphone", "iPhone 13"),
    ("HP", "Imprimante", "LaserJet Pro M404dn"),
]  # fmt: skip
STATUSES = ["En service"] * 20 + ["En stock", "Réformé", "En réparation"]


def rows(count: int, serials: bool, models: bool = False, seed: int = 1):
    """Yield the rows, header first."""
    chance = random.Random(seed)
    yield [*HEADER, "Numéro de série"] if serials else HEADER
    for number in range(count):
        maker, kind, model = chance.choice(MODELS)
        quantity, status = "1", chance.choice(STATUSES)
        if number % 50 == 49:
            quantity = chance.choice(["-3", "", "deux", "1,0"])
        model = f"{model} {number:06d}" if models else model
        row = [
            f"PC-{number:07d}", status, maker, kind, model, f"Site {number % 20} > Bureau {number % 300}",
            f"{1 + number % 28:02d}/{1 + number % 12:02d}/{2014 + chance.randrange(12)}",
            "Microsoft Windows 11 Professionnel", f"Direction {number % 12}", f"Agent {number}", quantity, "",
        ]  # fmt: skip
        yield [*row, f"S{number:09d}"] if serials else row


def write(path: Path, count: int, serials: bool = False, models: bool = False) -> None:
    """Write the file."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(rows(count, serials, models))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), "serials" in sys.argv[3:], "models" in sys.argv[3:])
