"""The footprint as one page of HTML: what `snr assess` says, in the style of the documents, without template nor plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.blocks import Block
from snr_cli.documents.filters import environ, kwh, masse, part
from snr_cli.documents.page import write_page
from snr_cli.documents.views.authority import authority_of
from snr_cli.documents.views.organisation import organisation_view
from snr_cli.documents.views.records import Authority, Organisation
from snr_cli.documents.views.territory import territory_view, uses_view
from snr_cli.documents.wording import ended
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.french.escape import markdown_text
from snr_cli.french.typography import typography
from snr_cli.french.words.results import STAGES
from snr_cli.outputs.assessment_grids import breakdown_grids
from snr_cli.outputs.assessment_table import method_sentences
from snr_cli.outputs.factor_sets import EACH_ITS_OWN, set_sentences, sets_grid
from snr_cli.outputs.grid_table import grid_table
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.sentences.labels import subject_label
from snr_cli.results.sentences.notices import gap_text, notice_text
from snr_cli.results.table import Table

TITLE: Final = "Empreinte du numérique"
_NEVER_ADDED: Final = (
    "L’organisation et le territoire sont deux empreintes, jamais additionnées : la seconde contient la première."
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the page says of itself; it is no draft of anything that a council votes."""

    authority: Authority
    year: int
    document: str = "empreinte"
    title: str = TITLE
    final: bool = True


def footprint_page(result: Assessment, tables: Tables, sets: Sequence[Assessment] = ()) -> str:
    """Write the page.

    Args:
        result: the assessment.
        tables: the factor tables, for labels and sources.
        sets: the same dossier under each set of factors, when they are asked for.
    """
    page = _Page(result, tables, sets)
    title = f"{TITLE} par jeu de facteurs" if sets else TITLE
    said = _Said(authority_of(result, tables), result.reference_year, title=title)
    head = f"# {title}\n\n**{markdown_text(said.authority.name)}**\n\nAnnée {said.year}"
    if "fictitious" in {each.code for each in result.notices}:
        head += "\n\n*Territoire fictif : ces chiffres servent d’exemple.*"
    sections = {name: typography(ended(text)) for name, text in page.sections().items() if text}
    return write_page(said, typography(head), sections, page.blocks, contents=True)


class _Page:
    """The sections of the page, in Markdown, and the blocks that they hold."""

    def __init__(self, result: Assessment, tables: Tables, sets: Sequence[Assessment]) -> None:
        self.result, self.tables, self.sets = result, tables, sets
        self.judged = judged_organisation(result, tables)
        self.blocks: list[Block] = []

    def sections(self) -> dict[str, str]:
        """Return the sections in order."""
        return {
            "organisation": self._organisation(),
            "repartition": self._breakdown(),
            "jeux-de-facteurs": self._sets(),
            "territoire": self._territory(),
            "usages": self._uses(),
            "non-evalue": self._gaps(),
            "avertissements": self._notices(),
            "provenance": self._provenance(),
        }

    def block(self, block: Block) -> str:
        """Keep a block; return what stands for it."""
        self.blocks.append(block)
        return f"~~~snr {len(self.blocks) - 1}\n~~~"

    def _organisation(self) -> str:
        found = organisation_view(self.result, self.judged, self.tables)
        return _text("## Organisation", *self._organisation_parts(found))

    def _organisation_parts(self, found: Organisation) -> Iterator[str]:
        without = self.result.organisation.without
        if without:
            yield f"Sans : {_listed(without)}. Ce total n’est pas celui de toute la collectivité."
        if found.total is None:
            yield "L’empreinte de l’organisation n’est pas évaluée."
            return
        text = (
            f"Ce que la collectivité possède, achète ou exploite pèse **{environ(found.total, found.bounds)} par an**"
        )
        text += f" ({found.range})" if found.range else ""
        text += f", {found.estimated}" if found.estimated else ""
        text += f", soit environ {masse(found.per_equipped_agent)} par agent équipé" if found.per_equipped_agent else ""
        yield text + (f" ; ce chiffre est {found.total_partial}" if found.total_partial else "") + "."
        yield from (
            _escaped(each) for each in (found.carried, found.to_confirm, found.pooled, *found.sentences) if each
        )
        yield self.block(found.figure)
        partial = f" ; ce chiffre est {found.electricity_partial}" if found.electricity_partial else ""
        yield f"L’électricité du numérique : {kwh(found.electricity)} par an{partial}."
        if found.heaviest:
            whole = "de ce qui est évalué" if found.total_partial else "du total"
            yield "Ce qui pèse le plus, tous services confondus :"
            yield "\n".join(
                f"{rank}. {_escaped(each.label)} : {masse(each.value)}, {part(each.share)} {whole}"
                + (f" ({_escaped(each.amount)})" if each.amount else "")
                + "."
                for rank, each in enumerate(found.heaviest, 1)
            )
        if found.interval_from:
            yield f"L’incertitude vient, {_escaped(found.interval_from)}."
        yield from (_escaped(each) for each in (found.spending_caveat, *found.partial) if each)
        yield "### Autres impacts"
        yield self.block(found.categories)
        yield from map(_escaped, found.not_shown)

    def _breakdown(self) -> str:
        """Return the parts of the organisation, as the workbook shows them; one part alone is no breakdown."""
        grids = [grid for grid in breakdown_grids(self.result, self.judged, self.tables) if len(grid.rows) > 1]
        if not grids:
            return ""
        notes = dict.fromkeys(note for grid in grids for note in grid.notes)
        return _text("## Répartition", *(self.block(grid_table(grid)) for grid in grids), *map(_escaped, notes))

    def _sets(self) -> str:
        if not self.sets:
            return ""
        items = "\n".join(f"- {_escaped(each)}" for each in set_sentences(self.sets, self.tables))
        table = self.block(grid_table(sets_grid(self.sets, self.tables)))
        return _text("## Jeux de facteurs, côte à côte", EACH_ITS_OWN, items, table)

    def _territory(self) -> str:
        found = territory_view(self.result, self.tables)
        parts = [_NEVER_ADDED]
        parts.append(f"Le numérique du territoire se lit de deux façons : {found.strong}. Ce sont des estimations.")
        if found.total is not None:
            parts.append(self.block(found.figure))
        if found.facts.rows:
            parts.append(self.block(found.facts))
        return _text("## Territoire", *parts)

    def _uses(self) -> str:
        found = uses_view(self.result)
        if not found.table.rows:
            return ""
        said = "Une lecture par usage de la même empreinte : ces chiffres ne s’ajoutent ni à elle, ni entre eux."
        return _text("## Usages du territoire", said, self.block(found.table))

    def _gaps(self) -> str:
        """Say what is in no total of climate change, and why."""
        merged: dict[tuple[str, str], list[str]] = {}
        for gap in self.result.gaps:
            if gap.category == CLIMATE:
                subject = subject_label(gap.subject, self.tables, self.result.organisation.lines)
                merged.setdefault((subject, gap_text(gap)), []).append(STAGES.get(gap.stage, gap.stage))
        rows = tuple((subject, ", ".join(dict.fromkeys(stages)), why) for (subject, why), stages in merged.items())
        if not rows:
            return _text("## Non évalué", "Pour le changement climatique, rien.")
        return _text(
            "## Non évalué",
            "Absent des totaux : ce n’est pas zéro, la valeur manque.",
            self.block(Table("Changement climatique : ce qui n’est pas évalué", ("Sujet", "Étape", "Pourquoi"), rows)),
        )

    def _notices(self) -> str:
        items = [f"- {_escaped(notice_text(each))}" for each in self.result.notices]
        return _text("## À savoir", "\n".join(items)) if items else ""

    def _provenance(self) -> str:
        return _text(
            "## Méthode et provenance",
            *map(_escaped, method_sentences(self.result)),
            "### Sources des facteurs",
            "\n".join(f"- {_escaped(text)}" for text in self._sources()),
        )

    def _sources(self) -> Iterator[str]:
        for name in self.result.sources:
            if (each := self.tables.sources.get(name)) is not None:
                publisher = f"{each.publisher_fr}, " if each.publisher_fr else ""
                yield f"{each.title_fr} ({publisher}{each.year}), licence : {each.licence_fr}"


def _text(*parts: str) -> str:
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    return str(markdown_text(text))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_escaped, names))
