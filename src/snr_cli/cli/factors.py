"""`snr factors`: what is in the tables, and where from."""

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import Exit, deliver, tell, width
from snr_cli.cli.forms import Forms, How, as_book, choice
from snr_cli.cli.french_help import examples
from snr_cli.cli.options import Output, needs_file
from snr_cli.french.numbers import long_date
from snr_cli.french.printed import printable
from snr_cli.french.suggested import did_you_mean
from snr_cli.french.words.licences import REDISTRIBUTIONS
from snr_cli.french.words.terms import term
from snr_cli.model.refusal import UsageError

app = typer.Typer(
    help="Ce que contiennent les tables de facteurs, et d’où cela vient.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
FormatOption = Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="Forme du résultat.")]
KIND_WORDS = {
    "equipment": "ÉQUIPEMENTS (section equipment)",
    "services": "SERVICES (section services)",
    "electricity": "LIEUX DE L’ÉLECTRICITÉ (place)",
    "territory": "CHIFFRES NATIONAUX DU TERRITOIRE",
}


def _list_table(rows: "list[dict[str, Any]]", how: How) -> str:
    from snr_cli.outputs.factors_screen import rich_table

    def cells(name: str) -> list[list[str]]:
        return [[row["id"], row["label"], row["unit_fr"]] for row in rows if row["kind"] == name]

    titles = ["Identifiant", "Libellé", "Unité"]
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return "\n".join(f"{KIND_WORDS[name]}\n{rich_table(titles, cells(name), how.width)}" for name in kinds)


def _list_json(rows: "list[dict[str, Any]]", how: How) -> str:
    from snr_cli.outputs.factors_screen import factors_json

    return factors_json(rows)


def _list_book(rows: "list[dict[str, Any]]", how: How) -> bytes:
    from snr_cli.outputs.factors_screen import listing_grid

    return as_book("snr : tables de facteurs", [listing_grid(rows)])


LIST_FORMS: Final[Forms] = {"table": _list_table, "json": _list_json, "xlsx": _list_book}
if TYPE_CHECKING:
    ListForm = str
else:
    ListForm = choice(LIST_FORMS)


@app.command("list", epilog=examples("snr factors list", "snr factors list --kind services --format json"))
def list_command(
    kind: Annotated[
        Literal["equipment", "services", "electricity", "territory"] | None,
        typer.Option("--kind", help="Une seule sorte d’identifiants."),
    ] = None,
    output_format: Annotated[ListForm, typer.Option("--format", "-f", help="Forme du résultat.")] = "table",
    output: Output = None,
) -> None:
    """Liste les types d’équipements, services, lieux et chiffres du territoire."""
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.outputs.factors_screen import listing

    needs_file(output_format, output)
    deliver(LIST_FORMS[output_format](listing(shipped_tables(), kind), How(width(), color=False)), output)


@app.command("show", epilog=examples("snr factors show laptop", "snr factors show streaming --format json"))
def show_command(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="Identifiant de « snr factors list ».", autocompletion=completion.factor_ids),
    ],
    output_format: FormatOption = "table",
) -> None:
    """Montre toutes les valeurs d’un type : chaque source, l’écart entre elles, la valeur par défaut."""
    from snr_cli.api.catalogue import inventory_words
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.dossier.named import nearest_name, searched
    from snr_cli.outputs.factors_screen import factor_data, factors_json, factors_of, listing, show_text, spreads

    tables = shipped_tables()
    labels = {row["id"]: row["label"] for row in listing(tables, None)}
    if name not in labels:
        synonyms = {**tables.synonyms("services"), **tables.synonyms("equipment")}
        near = nearest_name(name, labels, synonyms, inventory_words(tables).recognizer.named)
        hint = did_you_mean(near, f"cherchez-le : snr factors search {searched(name)}")
        raise UsageError(f"« {name} » n’est pas dans le catalogue ; {hint}")
    factors = factors_of(tables, name)
    usages = [
        {
            "profile": u.profile,
            "lifetime_years": u.lifetime_years,
            "kwh_per_year": u.kwh_per_year,
            "source": u.source,
            "year": u.year,
            "default": u.is_default,
            "locator": u.locator,
        }
        for u in tables.usages([name])
    ]
    if output_format == "json":
        deliver(
            factors_json(
                {
                    "id": name,
                    "label": labels[name],
                    "values": [factor_data(tables, f) for f in factors],
                    "usages": usages,
                    "spreads": spreads(factors),
                }
            ),
            None,
        )
    else:
        deliver(show_text(tables, name, labels[name], factors, usages, width()), None)


@app.command(
    "search", epilog=examples("snr factors search onduleur", "snr factors search vidéoprojecteur --format json")
)
def search_command(
    words: Annotated[
        list[str], typer.Argument(metavar="MOT…", help="Ce que l’on cherche, en français, tel que vous le dites.")
    ],
    output_format: FormatOption = "table",
) -> None:
    """Cherche un type d’équipement ou un service : synonyme, pluriel, partie de mot, faute de frappe. Code 1 si rien."""
    from dataclasses import asdict

    from snr_cli.api.searching import search
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.dossier.named import OWN_TYPE_ADVICE
    from snr_cli.outputs.factors_screen import factors_json, rich_table

    query = " ".join(words)
    type_search = search(shipped_tables(), query)
    if output_format == "json":
        deliver(factors_json(asdict(type_search)), None)
    elif type_search.rows:
        deliver(
            rich_table(
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
        tell(f"« {printable(query)} » : {why}{near} ; {OWN_TYPE_ADVICE}", always=True)
        raise typer.Exit(Exit.WRONG)


@app.command("sources", epilog=examples("snr factors sources", "snr factors sources --format json"))
def sources_command(output_format: FormatOption = "table") -> None:
    """Liste les sources : licence, redistribution, notre édition, la dernière connue et quand nous avons regardé."""
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.outputs.explanation import publisher_text
    from snr_cli.outputs.factors_screen import factors_json, rich_table

    sources = shipped_tables().sources.values()
    if output_format == "json":
        deliver(factors_json([source._asdict() for source in sources]), None)
        return
    rows = [
        [
            source.id,
            f"{source.title_fr} ({publisher_text(source).replace(' ; ', ', ')}{source.year})",
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
    deliver(rich_table(titles, rows, width()) + count, None)


@app.command("check", epilog=examples("snr factors check", "snr factors check --for dossier/ --year 2030"))
def check_command(
    dossier: Annotated[
        str | None,
        typer.Option("--for", metavar="DIR", help="Dossier dont classer les facteurs ; sans lui, les exemples livrés."),
    ] = None,
    gaps: Annotated[
        str | None,
        typer.Option(
            "--gaps",
            metavar="DIR",
            help="Dossier dont dire, par catégorie, les types qui manquent le plus, et rien d’autre.",
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", min=1990, max=2100, help="Année à laquelle juger l’âge des facteurs, sinon celle du dossier."
        ),
    ] = None,
    output_format: FormatOption = "table",
) -> None:
    """Vérifie les tables, et dit quels facteurs revoir d’abord : les périmés, puis les anciens qui pèsent."""
    from snr_cli.api.assessing import rows_at_stake
    from snr_cli.api.catalogue import check_words
    from snr_cli.catalog.checks import check_tables, without_consumption
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.outputs.factors_check import carried_data, carried_table
    from snr_cli.outputs.factors_screen import factors_json

    tables = shipped_tables()
    count = check_tables(tables)
    check_words(tables)
    if gaps is not None:
        if dossier is not None or year is not None:
            raise UsageError("--gaps ne va ni avec --for ni avec --year : demandez-les l’un après l’autre")
        from snr_cli.api.assessing import what_lacks
        from snr_cli.outputs.factors_gaps import gaps_data, gaps_text

        found_gaps = what_lacks(tables, gaps)
        as_json = output_format == "json"
        deliver(
            factors_json(gaps_data(found_gaps, tables)) if as_json else gaps_text(found_gaps, tables, width()), None
        )
        return
    carried = rows_at_stake(tables, dossier, year)
    if output_format == "json":
        deliver(factors_json({"rows": count, "sha256": tables.sha256, "carried": carried_data(carried)}), None)
        return
    deliver(carried_table(carried, width()), None)
    tell(f"{count} valeurs vérifiées, version {tables.sha256[:12]}")
    if unknown := without_consumption(tables):
        tell(
            f"{len(unknown)} types sans consommation par défaut (kwh_per_year vide dans equipment/usage.csv), {term('not_assessed', feminine=True)} si le dossier "
            f"ne la donne pas (avertissement) : {', '.join(unknown)}"
        )
