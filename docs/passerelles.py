"""Write docs/passerelles.md from the bridges and the files they are tried on: python docs/passerelles.py > docs/passerelles.md."""

import sys
from functools import cache
from pathlib import Path
from typing import Final

from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.bridges.bridge import Bridge
from snr_cli.bridges.bridging import import_file, known_bridges
from snr_cli.catalog.opened import shipped_tables

ROOT: Final = Path(__file__).resolve().parents[1]
EXAMPLES: Final = {"cloud-assess": "applications"}  # the dossier that is written; Valmont without any
HEAD: Final = """# Passerelles vers d’autres outils

<!-- Page écrite par `python docs/passerelles.py > docs/passerelles.md`, comparée au programme par les tests. -->

`snr import FICHIER` lit le fichier d’un autre outil et dit, ligne par ligne, ce qui est repris, ce qui ne l’est pas et pourquoi ;
`--format yaml` écrit les lignes à mettre dans le dossier. `snr export PASSERELLE DOSSIER -o FICHIER` écrit le fichier d’un autre outil, et
dit sur la sortie d’erreur ce qu’il ne tient pas. `snr import` sans fichier montre cette page dans le terminal.

Pour mettre les lignes dans un dossier : `snr import FICHIER DOSSIER -f yaml -o DOSSIER/import.yaml`, puis `include: [import.yaml]` dans
`territory.yaml` (ou `import.yaml` ajouté à la liste). Le dossier ainsi nommé rend libres les identifiants déjà pris, renvoie aux axes du dossier qui ont le même
titre, et dit les sections que le dossier a déjà (`strategy`, `factors`, `virtual`, `programme`) : une section qui n’est pas une liste ne s’écrit
qu’une fois, ses lignes sont donc en commentaire à la fin du fichier, à recopier dans celui qui est nommé.

Un inventaire (GLPI, OCS, Intune, tableur) n’est pas lu ici mais par `snr inventory` : [inventaires.md](inventaires.md).

| Passerelle | Fichier d’essai | Lignes lues | Reprises | Non reprises | Dossier écrit | Lignes | Écrites | Non écrites |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""
END: Final = """
Aucune ligne n’est perdue sans être dite : lues = reprises + non reprises, et chacune des secondes a sa raison. Une somme faite avec une
autre méthode n’est jamais ajoutée à celle de snr. Une valeur illisible d’une ligne reprise est dite à sa place et comptée (code 1 avec
`--strict`).

Les noms de personnes d’une colonne faite pour eux ne sont jamais repris, et sont ôtés des autres textes de la même feuille ; ceux qui suivent
une civilité (« Mme X »), un prénom devant un nom en capitales, les adresses électroniques et les téléphones le sont aussi. Un nom écrit
autrement dans une phrase peut rester : relisez les textes repris. Un fichier écrit par `snr export` en est débarrassé de même, et dit de combien.

"""


@cache
def assessed(name: str) -> Assessed:
    """Return an example once assessed."""
    return assess_dossier(ROOT / "examples" / name)


def rows(bridge: Bridge) -> list[str]:
    """Return the rows of a bridge: what was read of each of its files, and written of a dossier."""
    read = [
        (f"`{Path(sample).name}`", len(found.rows), found.taken, found.left)
        for sample in bridge.samples
        for found in [import_file(ROOT / sample, bridge=bridge.id, year=bridge.sample_year)]
    ] or [("aucun", *["—"] * 3)]
    written: tuple[object, ...] = ("—",) * 4
    if bridge.write:
        name = EXAMPLES.get(bridge.id, "valmont")
        made = assessed(name)
        sent = bridge.write[bridge.suffixes[0]](made.dossier, made.result, shipped_tables())
        became = sum(bool(row.became) for row in sent.rows)
        written = (f"`examples/{name}`", len(sent.rows), became, len(sent.rows) - became)
    empty: tuple[object, ...] = ("",) * 4
    return [
        f"| {' | '.join(map(str, (f'`{bridge.id}`', *cells, *(empty if rank else written))))} |"
        for rank, cells in enumerate(read)
    ]


def section(bridge: Bridge) -> str:
    """Return what a page says of a bridge."""
    lines = [f"## {bridge.title}", "", f"Identifiant : `{bridge.id}`.", ""]
    if bridge.source:
        lines += [
            f"Format lu dans `{bridge.source}`, licence {bridge.licence}. Essayé sur : {', '.join(bridge.samples)}.",
            "",
        ]
    lines += [f"- Lit : {bridge.reads}."] if bridge.reads else []
    lines += [f"- Écrit : {bridge.writes}."] if bridge.writes else []
    for title, losses in (("Perdu en lisant", bridge.lost_in), ("Perdu en écrivant", bridge.lost_out)):
        lines += ["", f"{title} :", "", *(f"- {loss}" for loss in losses)] if losses else []
    return "\n".join(lines)


def page() -> str:
    """Return the page."""
    bridges = known_bridges()
    return (
        "\n".join([HEAD, *(row for bridge in bridges for row in rows(bridge)), END, "\n\n".join(map(section, bridges))])
        + "\n"
    )


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
