"""`snr factors`: what is in the tables, and where from."""

from typing import Annotated, Any, Literal

import typer

from snr_cli.catalog import opened
from snr_cli.cli.console import HERE, Exit, State, deliver, paged, tell, width
from snr_cli.french.numbers import did_you_mean, long_date, printable
from snr_cli.french.words.terms import REDISTRIBUTIONS, term
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import factors_screen

KIND_WORDS = {
    "equipment": "ÉQUIPEMENTS (section equipment)",
    "services": "SERVICES (section services)",
    "electricity": "LIEUX DE L’ÉLECTRICITÉ (place)",
    "territory": "CHIFFRES NATIONAUX DU TERRITOIRE",
}


def _list_table(rows: list[dict[str, Any]], columns: int) -> str:
    def cells(name: str) -> list[list[str]]:
        return [[row["id"], row["label"], row["unit_fr"]] for row in rows if row["kind"] == name]

    titles = ["Identifiant", "Libellé", "Unité"]
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return "\n".join(f"{KIND_WORDS[name]}\n{factors_screen.rich_table(titles, cells(name), columns)}" for name in kinds)


def list_command(
    kind: Annotated[
        Literal["equipment", "services", "electricity", "territory"] | None,
        typer.Argument(metavar="SORTE", help="equipment, services, electricity ou territory : une seule sorte."),
    ] = None,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", "-f", help="Forme du résultat ; json : avec toutes les valeurs et les sources."),
    ] = "text",
) -> None:
    """List what the tables hold."""
    tables = opened.shipped_tables()
    rows = factors_screen.listing(tables, kind)
    if output_format == "json":
        deliver(factors_screen.factors_json(tables, rows), None)
        return
    paged(_list_table(rows, width()))


def show_command(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="Identifiant de « snr factors list »."),
    ],
) -> None:
    """Show the values of a type."""
    from snr_cli.api import catalogue
    from snr_cli.inputs.dossier import named

    tables = opened.shipped_tables()
    labels = {row["id"]: row["label"] for row in factors_screen.listing(tables, None)}
    if name not in labels:
        synonyms = {**tables.synonyms("services"), **tables.synonyms("equipment")}
        near = named.nearest_name(name, labels, synonyms, catalogue.inventory_words(tables).recognizer.named)
        hint = did_you_mean(near, f"cherchez-le : snr factors search {named.searched(name)}")
        raise UsageError(f"« {name} » n’est pas dans le catalogue ; {hint}")
    deliver(factors_screen.show_text(tables, name, labels[name], width()), None)


def search_command(
    words: Annotated[
        list[str], typer.Argument(metavar="MOT…", help="Ce que l’on cherche, en français, tel que vous le dites.")
    ],
) -> None:
    """Look for a type."""
    from snr_cli.api import searching
    from snr_cli.inputs.dossier import named

    query = " ".join(words)
    type_search = searching.search(opened.shipped_tables(), query)
    if type_search.rows:
        deliver(
            factors_screen.rich_table(
                ["Identifiant", "Libellé", "Unité", "Section"],
                [
                    [
                        row["id"],
                        row["label"] + ("" if row["assessed"] else f" (sans facteur : {term('not_assessed')})"),
                        row["unit_fr"],
                        row["section"],
                    ]
                    for row in type_search.rows
                ],
                width(),
            ),
            None,
        )
    if not type_search.rows:
        why = "le catalogue n’a pas ce type" if type_search.is_no_type else "rien de ce nom dans le catalogue"
        near = f" ; mots proches : {', '.join(type_search.nearest)}" if type_search.nearest else ""
        tell(f"« {printable(query)} » : {why}{near} ; {named.OWN_TYPE_ADVICE}", always=True)
        raise typer.Exit(Exit.WRONG)


def sources_command() -> None:
    """List the sources."""
    from snr_cli.outputs import explanation

    sources = opened.shipped_tables().sources.values()
    rows = [
        [
            source.id,
            f"{source.title_fr} ({explanation.publisher_text(source).replace(' ; ', ', ')}{source.year})",
            f"{source.licence_fr} ; {REDISTRIBUTIONS[source.redistribution]}",
            source.edition
            + (
                f" ; {source.latest_edition}, vue le {long_date(source.looked_on)}"
                if source.looked_on
                else " ; non vérifiée"
            ),
        ]
        for source in sources
    ]
    seen = sum(source.looked_on is not None for source in sources)
    titles = ["Source", "Titre", "Licence, redistribution", "Édition : la nôtre ; la dernière connue"]
    count = f"{len(sources)} sources ; pour {seen}, l’édition la plus récente a été cherchée.\n"
    deliver(factors_screen.rich_table(titles, rows, width()) + count, None)


def check_command(
    dossier: Annotated[
        str | None,
        typer.Argument(metavar="DOSSIER", help="Dossier dont classer les facteurs ; sans lui, les exemples livrés."),
    ] = None,
    gaps: Annotated[
        bool,
        typer.Option("--gaps", help="Dit, par catégorie, les types qui manquent le plus à DOSSIER, et rien d’autre."),
    ] = False,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="ANNÉE",
            min=1990,
            max=2100,
            help="Année à laquelle juger l’âge des facteurs, sinon celle du dossier.",
        ),
    ] = None,
) -> None:
    """Tell which rows to look at again."""
    from snr_cli.api import assessing

    tables = opened.shipped_tables()
    if gaps:
        if year is not None:
            raise UsageError("--gaps ne va pas avec --year : demandez-les l’un après l’autre")
        deliver(factors_screen.gaps_text(assessing.what_lacks(tables, dossier or HERE), tables, width()), None)
        return
    carried = assessing.rows_at_stake(tables, dossier, year)
    deliver(factors_screen.carried_table(carried, width(), every=bool(State.verbose)), None)
    unknown = sorted(usage.type for usage in tables.usages() if usage.is_default and usage.kwh_per_year is None)
    if unknown:
        tell(
            f"{len(unknown)} types sans consommation par défaut (kwh_per_year vide dans equipment/usage.csv), {term('not_assessed', feminine=True)} si le dossier "
            f"ne la donne pas (avertissement) : {', '.join(unknown)}"
        )
