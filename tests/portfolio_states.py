"""Rows of a portfolio made without a dossier, for what only shows them."""

from snr_cli.observatory.state import (
    Counts,
    DataState,
    DecreeState,
    DocumentFile,
    DossierState,
    DutyState,
    ElectricityState,
    FootprintState,
    MethodState,
    ObjectiveState,
    RowMistake,
)

KINDS = ("commune", "communaute_agglomeration", "communaute_communes")
DUTIES = tuple(
    DutyState(f"REEN-{rank:02d}", title, "MANQUE", "missing", "", "2023-01-01" if rank < 10 else "2025-01-01")
    for rank, title in (
        (3, "Un programme de travail précède la stratégie"),
        (5, "Des acteurs publics et privés ont été associés au programme"),
        (9, "Bilan de l’impact des usages du numérique sur le territoire"),
        (12, "Une stratégie existe (échéance du 1er janvier 2025)"),
        (15, "Chaque objectif a un indicateur de suivi"),
    )
)


def assessed_state(rank: int, name: str = "") -> DossierState:
    """Return the row of a dossier that is assessed; every third one is bound by the law and lacks something."""
    due = rank % 3 == 0
    missing = tuple(duty.code for duty in DUTIES) if rank % 6 == 0 else ()
    gaps = (
        "Onduleurs : facteur absent", "Bornes d’accueil de la médiathèque, fabrication : facteur absent",
        "Autocommutateur : consommation inconnue", "Casques", "Douchettes",
    )  # fmt: skip
    organisation = FootprintState(9e4 + 500 * rank, 7e4, 1.3e5, True, "mostly", 0.94, "", gaps, 7)
    territory = FootprintState(3.6e7, 1.8e7, 6.6e7, True, "whole", None, "", (), 0)
    return DossierState(
        f"dossiers/{rank % 90:02d}/commune-de-saint-martin-{rank:03d}/territory.yaml",
        name or f"Commune de Saint-Martin-sur-Isle {rank}",
        "assessed",
        KINDS[rank % 3],
        "",
        "33",
        21_000 + 700 * rank % 28_000,
        "from_20000",
        400 + rank,
        300 + rank,
        2025 - rank % 2,
        Counts(0, 4, 9, 1),
        (),
        DecreeState("2026-12-31", "due" if due else "voluntary", (), missing, "2023-01-01" if missing else "", DUTIES),
        organisation,
        territory,
        ElectricityState(82_000.0 + rank, True, "whole"),
        MethodState("rcp-si", "1", (), "ademe", "all", "0" * 64, (), "FR"),
        DataState(0.0, 2, ("télétravail", "locaux techniques (m²)"), (), 2024, False),
        tuple(
            ObjectiveState(f"o{each}", "Titre", "organisation", 2030, "forecast", "prévu, non atteint")
            for each in range(3)
        ),
        {
            "kgCO2e_per_agent": 200.0 + rank,
            "kgCO2e_per_equipped_agent": 260.0 + rank,
            "kgCO2e_per_device": 31.0 + rank / 10,
            "devices_per_agent": 1.4 + rank / 1000,
        },
        (
            DocumentFile("strategie.odt", "strategie", "up_to_date"),
            DocumentFile("note.odt", "note", "to_redo"),
        ),
    )


def broken_state(rank: int, message: str = "clé inconnue « quantitee » ; « quantity » ?") -> DossierState:
    """Return the row of a dossier in error."""
    path = f"dossiers/z/commune-{rank}/territory.yaml"
    mistake = RowMistake("SNR202", path, 12, 5, message, "écrivez quantity")
    return DossierState(path, path, "broken", counts=Counts(error=2), mistakes=(mistake,))
