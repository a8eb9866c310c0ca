"""The footprint as one page of HTML: what `snr assess` says, in the style of the documents, without template nor plan."""

from collections.abc import Sequence
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.blocks import Block
from snr_cli.documents.page import write_page
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.annexes import gaps_of
from snr_cli.documents.views.authority import authority_of
from snr_cli.documents.views.footprint import organisation_view, territory_view, uses_view
from snr_cli.documents.views.records import Paged
from snr_cli.documents.wording import ended
from snr_cli.engine.records import Assessment
from snr_cli.french.typography import markdown_text, typography
from snr_cli.french.words.terms import term
from snr_cli.outputs.assessment_grids import breakdown_grids
from snr_cli.outputs.assessment_table import EACH_ITS_OWN, grid_table, method_sentences, set_sentences, sets_grid
from snr_cli.results.key_figures import Place
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import Table
from snr_cli.results.sentences.coverage import notice_text

TITLE: Final = "Empreinte du numérique"


def footprint_page(result: Assessment, tables: Tables, sets: Sequence[Assessment] = ()) -> str:
    """Write the page.

    Args:
        result: the assessment.
        tables: the factor tables, for labels and sources.
        sets: the same dossier under each set of factors, when they are asked for.
    """
    blocks: list[Block] = []

    def block(block: Block) -> str:
        """Keep a block; return what stands for it."""
        blocks.append(block)
        return f"~~~snr {len(blocks) - 1}\n~~~"

    title = f"{TITLE} par {term('factor_set')}" if sets else TITLE
    page = Paged(
        document="empreinte",
        title=title,
        final=True,  # it is no draft of anything that a council votes
        year=result.reference_year,
        authority=authority_of(result, tables),
    )
    head = f"# {title}\n\n**{markdown_text(page.authority.name)}**\n\nAnnée {page.year}"
    if "fictitious" in {notice.code for notice in result.notices}:
        head += "\n\n*Territoire fictif : ces chiffres servent d’exemple.*"
    judged = judged_organisation(result, tables)
    # one part alone is no breakdown
    grids = [grid for grid in breakdown_grids(result, judged, tables) if len(grid.rows) > 1]
    said = Prose(
        "empreinte",
        bloc=block,
        without=result.organisation.without,
        found=organisation_view(result, judged, tables, Place.ASSESSMENT),
        tables=[grid_table(grid) for grid in grids],
        notes=dict.fromkeys(note for grid in grids for note in grid.notes),
        local=territory_view(result, tables),
        used=uses_view(result).table,
        missing=Table(
            "Changement climatique : ce qui n’est pas évalué",
            ("Sujet", "Étape", "Pourquoi"),
            tuple(gaps_of(result, tables, str)),
        ),
        told=[notice_text(notice) for notice in result.notices],
        method=method_sentences(result),
        sources=[tables.sources[name] for name in result.sources if name in tables.sources],
    )
    compared = (EACH_ITS_OWN, set_sentences(sets, tables), grid_table(sets_grid(sets, tables))) if sets else ()
    written = {
        "organisation": said.markdown("organisation"),
        "repartition": said.markdown("breakdown"),
        "jeux-de-facteurs": said.markdown("sets", *compared) if compared else "",
        "territoire": said.markdown("territory"),
        "usages": said.markdown("uses"),
        "non-evalue": said.markdown("gaps"),
        "avertissements": said.markdown("notices"),
        "provenance": said.markdown("provenance"),
    }
    sections = {name: typography(ended(text)) for name, text in written.items() if text}
    return write_page(page, typography(head), sections, blocks, contents=True)
