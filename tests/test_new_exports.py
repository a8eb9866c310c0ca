"""Twelve exports under the titles of tools and lists that others publish: the devices counted, and what is left to a person."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.records import Corrections, InventoryError
from test_inventory import units
from test_no_device_rows import export, read

# titles of Snipe-IT's importer, of open lists of assets, of guides of import; the rows are made
EXPORTS: dict[str, tuple[tuple[str, ...], dict[str, float], float]] = {
    "snipe-it": (
        ("Company,Category,Manufacturer,Model Name,Model Number,Asset Tag,Serial,Purchase Date,Location,Status",
         "Ville,Laptops,Dell,Latitude 5420,L5420,A1,SN0001,2021-03-02,Mairie,Ready to Deploy",
         "Ville,Displays,Dell,P2419H,P2419H,A2,SN0002,2020-01-05,Mairie,Deployed",
         "Ville,Mobile Phones,Apple,iPhone SE,A2296,A3,SN0003,2022-06-01,CCAS,Broken"),
        {"laptop": 1, "monitor": 1, "smartphone": 1}, 0,
    ),
    "asset list": (
        ("Tag No,Asset Type,Asset Make,Asset Model,Serial Number,Location,User Allocated,Asset Status,OS Version",
         "No tag,Desktop,HP,ProOne 440 G9,8C144301DV,Reception,A,In-service,Windows 11",
         "No tag,Headset,Mitel,Mitel 5312 IP Phone,ITKFW17150VP,Reception,A,In-service,N/A",
         "196,CPU,HP,HP Z230SFF Workstation,CZC41446BF,KRA,B,Retired,Windows 10",
         "No tag,Laptop,HP,HP ProBook 430 G7,5CD1013RYG,Open Area,C,In-service,Windows 11"),
        {"desktop_professional": 1, "laptop": 1}, 1,
    ),
    "inventaire d’un cours": (
        ("ID Équipement;Nom de l'Équipement;Type d'Équipement;Marque/Modèle;Numéro de Série;Date d'Achat;Date de Garantie;Localisation;Statut",
         "1;PC-01;Ordinateur portable;Lenovo ThinkPad T14;A1;12/01/2022;12/01/2025;Bureau 1;Actif",
         "2;IMP-01;Imprimante;HP LaserJet Pro M404dn;A2;03/02/2020;03/02/2023;Accueil;En réparation",
         "3;SRV-01;Serveur;Dell PowerEdge R740;A3;01/09/2021;01/09/2026;Salle serveur;Retiré"),
        {"laptop": 1, "printer_laser": 1}, 0,
    ),
    "import d’un outil": (
        ("Nom,N°Serie,MAC,Marque/Modele,Categorie,Lieu,User,Date,Commentaires",
         "PC-001,ABC123,00:11:22:33:44:55,Dell XPS 15,PC,Bureau A,Jean,2024-01-15,RAS",
         "EC-001,ABC124,,Dell P2419H,Écran,Bureau A,Jean,2024-01-15,RAS"),
        {"laptop": 1, "monitor": 1}, 0,
    ),
    "stock": (
        ("N° DE SERIE,MARQUE,MODELE,TYPE DE MATERIEL,STATUT,QUANTITE,QUANTITE ACTUELLE,AFFECTATION",
         "3514C008,CANON,i-SENSYS LBP623Cdw,IMPRIMANTE,En service,1,1,Accueil",
         "SN55,DELL,Latitude 5430,PC PORTABLE,En service,1,1,DSI"),
        {"printer_laser": 1, "laptop": 1}, 0,
    ),
    "seed of materials": (
        ("Désignation;Description;Code",
         "VidéoProjecteur Epson;EB-U05 3LCD;M10", "Tablette iPad Air;Apple, 256GB;M05", "Ordinateur Portable Dell;Modèle Latitude 7420;M01",
         "Ballon de Basket;Taille 7;M08"),
        {"video_projector": 1, "tablet": 1, "laptop": 1}, 1,
    ),
    "pivot d’un parc": (
        ("Étiquettes de lignes;Nombre de N° de série", "Mairie;9", "Écran;4", "P2419H;4", "PC portable;5", "Latitude 5420;3", "ProBook 450 G7;2",
         "CCAS;6", "PC fixe;6", "OptiPlex 3080;2", "ProDesk 400 G6;4", "Total général;15"),
        {"monitor": 4, "laptop": 5, "desktop_professional": 6}, 0,
    ),
    "pivot en largeur": (
        ("Étiquettes de lignes;CCAS;Mairie;Total général", "PC portable;5;7;12", "Écran;10;20;30", "Imprimante laser;1;3;4", "Total général;16;30;46"),
        {"laptop": 12, "monitor": 30, "printer_laser": 4}, 0,
    ),
    "feuille d’une école": (
        ("Équipement;Nombre;Année;État", "Vidéoprojecteur;6;2018;bon", "Ordinateur portable;12;2021;bon", "Tablette;24;2020;bon", "TOTAL;42;;"),
        {"video_projector": 6, "laptop": 12, "tablet": 24}, 0,
    ),
    "copieurs en location": (
        ("Libellé;Service;Coût trimestriel", "Location RICOH IM C3000;Mairie;450", "Location RICOH IM C2500;CCAS;380", "Maintenance RICOH IM C3000;Mairie;90"),
        {"photocopier_mfp": 2}, 1,
    ),
    "achats de l’année": (
        ("Désignation;Qté;Date de livraison", "ACHAT 12 ORDINATEURS PORTABLES HP;2;12/03/2021", "Écran 24 pouces;30;12/03/2021"),
        {"monitor": 30}, 12,
    ),
    "matrice par service": (
        ("Service;Portables;Écrans;Total", "Pôle A;5;7;12", "Compta;2;3;5", "RH;3;4;7", "Pôle B;9;3;12", "Voirie;4;1;5", "Eau;5;2;7", "Total;14;10;24"),
        {"laptop": 14, "monitor": 10}, 0,
    ),
}  # fmt: skip


REFUSED = "seed of materials"  # one title of three is known: columns are proposed


@pytest.mark.parametrize("name", [name for name in EXPORTS if name != REFUSED])
def test_an_export_is_read_in_one_command(tmp_path: Path, name: str):
    rows, counted, doubted = EXPORTS[name]
    inventory = read(export(tmp_path, *rows))
    assert units(inventory) == counted
    assert (inventory.units("to_confirm") or 0.0) == doubted


def test_the_one_that_is_refused_counts_with_what_is_proposed(tmp_path: Path):
    rows, counted, doubted = EXPORTS[REFUSED]
    path = export(tmp_path, *rows)
    with pytest.raises(InventoryError, match="aucune ligne de titres"):
        read(path)
    mapping = Corrections(columns={"Désignation": "kind"})
    assert 'Désignation": kind' in snr("inventory", path, "--format", "mapping").stdout
    inventory = read(path, mapping=mapping)
    assert units(inventory) == counted
    assert (inventory.units("to_confirm") or 0.0) == doubted
