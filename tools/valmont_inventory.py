"""Writes the inventory of the example Valmont, as its GLPI would export it: python tools/valmont_inventory.py FILE.

Seeded: the same file each time (a test compares it). Names, users and serial numbers are made up. The counts by type, entity
and state are those of the fleet that the example describes; around them, the dirt of a real export: devices retired, lost or
on order, keyboards, models no one knows, a row cut short, a count that is none, dates in several forms, Windows-1252.
"""

import csv
import random
import sys
from pathlib import Path

HEADER = [
    "Nom", "Entité", "Statut", "Fabricants", "Numéro de série", "Types", "Modèles", "Lieu", "Date d'achat",
    "Utilisateur", "Dernière modification",
]  # fmt: skip
LAPTOPS = [
    ("Dell Inc.", "Portable", "Latitude 5440"), ("Dell Inc.", "Notebook", "Latitude 5420"),
    ("HP", "Portable", "HP EliteBook 840 G8 Notebook PC"), ("LENOVO", "Portable", "ThinkPad T14 Gen 3"),
]  # fmt: skip
DESKTOPS = [
    ("Dell Inc.", "Desktop", "OptiPlex 7090"), ("HP", "PC fixe", "HP ProDesk 600 G6 SFF"),
    ("LENOVO", "Desktop", "ThinkCentre M70q"),
]  # fmt: skip
MONITORS = [
    ("Dell Inc.", "Écran", "P2419H"), ("iiyama", "Moniteur", "ProLite XUB2492HSU"), ("Philips", "Écran", "243B1"),
    ("HP", "Écran", "HP E24 G4"),
]  # fmt: skip
COMMON, SCHOOLS, LIBRARIES, SOCIAL = "Services communs", "Écoles", "Médiathèques", "CCAS"
# (entity, how many, models, status, first and last year of purchase, letters of the name)
FLEET = [
    (COMMON, 560, LAPTOPS, "En service", (2020, 2025), "PO"),
    (SCHOOLS, 240, LAPTOPS, "En service", (2018, 2025), "PO"),
    (LIBRARIES, 46, LAPTOPS, "En service", (2019, 2025), "PO"),
    (SOCIAL, 84, LAPTOPS, "En service", (2019, 2025), "PO"),
    (COMMON, 60, LAPTOPS, "Réserve", (2018, 2022), "PO"),
    (COMMON, 250, DESKTOPS, "En service", (2017, 2025), "FX"),
    (LIBRARIES, 58, DESKTOPS, "En service", (2018, 2025), "FX"),
    (SCHOOLS, 90, DESKTOPS, "En service", (2015, 2025), "FX"),
    (COMMON, 32, [("Dell Inc.", "All in One", "OptiPlex 7410 All-in-One")], "En service", (2019, 2025), "TU"),
    (SOCIAL, 40, [("Dell Inc.", "Client léger", "Wyse 3040")], "En service", (2018, 2025), "CL"),
    (COMMON, 18, [("Dell Inc.", "Station de travail", "Precision 3660 Tower")], "En service", (2021, 2025), "ST"),
    (COMMON, 1420, MONITORS, "En service", (2016, 2025), "EC"),
    (SCHOOLS, 90, MONITORS, "En service", (2014, 2025), "EC"),
    (LIBRARIES, 104, MONITORS, "En service", (2017, 2025), "EC"),
    (SOCIAL, 146, MONITORS, "En service", (2017, 2025), "EC"),
    (COMMON, 130, MONITORS, "En stock", (2013, 2019), "EC"),
    (COMMON, 58, [("Apple", "Tablette", "iPad (9e génération)")], "En service", (2021, 2021), "TB"),
    (SCHOOLS, 180, [("Samsung", "Tablette", "Galaxy Tab A8")], "En service", (2021, 2025), "TB"),
    (SCHOOLS, 64, [("SpeechiTouch", "Écran interactif", "ST-75-UHD")], "En service", (2018, 2025), "EI"),
    (COMMON, 22, [("Samsung", "Écran d'affichage", "QM55R")], "En service", (2018, 2025), "EA"),
    (SCHOOLS, 78, [("Epson", "Vidéoprojecteur", "EB-X49")], "En service", (2017, 2025), "VP"),
    (COMMON, 18, [("Epson", "Vidéoprojecteur", "EB-FH52")], "En service", (2018, 2025), "VP"),
    (COMMON, 110, [("HP", "Imprimante", "LaserJet Pro M404dn"), ("Brother", "Imprimante", "HL-L5100DN")], "En service",
     (2017, 2025), "IM"),
    (COMMON, 62, [("Ricoh", "Multifonction", "IM C3000")], "En service", (2023, 2023), "MF"),
    # around the fleet: set aside, ignored, to confirm
    (COMMON, 96, LAPTOPS, "Réformé", (2014, 2018), "PO"),
    (SCHOOLS, 71, DESKTOPS, "Réformé", (2012, 2016), "FX"),
    (COMMON, 7, LAPTOPS, "Volé", (2020, 2024), "PO"),
    (COMMON, 24, LAPTOPS, "En commande", (2026, 2026), "PO"),
    (COMMON, 85, [("Logitech", "Clavier", "K120"), ("Logitech", "Souris", "M90")], "En service", (2018, 2025), "CS"),
    (COMMON, 4, [("APC", "Onduleur", "Smart-UPS 1500")], "En service", (2018, 2022), "ON"),
]  # fmt: skip
SITES = {
    COMMON: ["Hôtel d'agglomération", "Centre technique", "Maison des services"],
    SCHOOLS: ["École Jean Macé", "École des Tilleuls", "École du Pré-Rond"],
    LIBRARIES: ["Médiathèque centrale", "Médiathèque des Coteaux"],
    SOCIAL: ["Résidence autonomie", "Espace solidarité"],
}
NAMES = ["martin", "bernard", "petit", "durand", "leroy", "moreau", "garcia", "roux", "faure", "mercier"]


def rows():
    """Yield the rows, header first."""
    chance = random.Random(2025)
    yield HEADER
    number = 0
    devices = []
    for entity, count, models, status, (first, last), letters in FLEET:
        for _ in range(count):
            number += 1
            maker, kind, model = chance.choice(models)
            year = chance.randint(first, last)
            day = f"{chance.randint(1, 28):02d}-{chance.randint(1, 12):02d}-{year}"
            if number % 97 == 0:
                day = f"{year}-06-15"
            elif number % 41 == 0 and first != last:
                day = ""
            user = f"{chance.choice('abcdefghij')}.{chance.choice(NAMES)}" if status == "En service" else ""
            devices.append(
                [
                    f"{letters}-{number:05d}", entity, status, maker, f"VAL{chance.randrange(10**8):08d}", kind, model,
                    f"{chance.choice(SITES[entity])} > Bureau {chance.randint(1, 90)}", day, user,
                    f"{chance.randint(1, 28):02d}-12-2025 08:{chance.randint(10, 59)}",
                ]
            )  # fmt: skip
    chance.shuffle(devices)
    devices.insert(1200, ["PO-99001", COMMON, "En service"])  # a row cut short by a bad copy
    devices.insert(2600, list(devices[40]))  # the same device, twice
    yield from devices


def write(path: Path) -> None:
    """Write the file as GLPI does for a spreadsheet: semicolons, Windows-1252."""
    with path.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
