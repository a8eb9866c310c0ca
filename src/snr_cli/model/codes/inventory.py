"""Codes of inventories."""

from typing import Final

from snr_cli.model.codes.code import ERROR, WARNING, Code

INVENTORIES: Final = (
    Code("SNR501", WARNING, "Lignes d’un inventaire rejetées"),
    Code("SNR502", WARNING, "Lignes d’un inventaire à confirmer"),
    Code("SNR503", ERROR, "Inventaire illisible"),
    Code("SNR504", ERROR, "Type compté deux fois, à la main et par un inventaire"),
    Code("SNR505", ERROR, "Correspondances d’un inventaire mal écrites"),
    Code("SNR506", WARNING, "Ligne qui ne prend rien de son inventaire"),
    Code("SNR507", WARNING, "Export d’une année antérieure"),
    Code("SNR508", WARNING, "Appareils déjà lus, mis de côté"),
    Code("SNR509", ERROR, "Inventaire dont rien n’est compté"),
    Code("SNR510", WARNING, "Une seule date d’achat pour des centaines d’appareils"),
)
