"""Mail that is kept in a storage counted apart: SNR416, with the kilograms that would be counted twice."""

from math import fsum

from snr_cli.catalog.records import Span
from snr_cli.engine.quantity import leaves
from snr_cli.engine.records import CLIMATE, Line, Term
from snr_cli.engine.years import retained
from snr_cli.french.numbers import together
from snr_cli.french.words.units import mass
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Remark


def mail_in_storage(case: Case) -> list[Remark]:
    """Return a remark for each flow whose factor keeps what it sends, beside a stock of the same dossier."""
    spans, services = case.tables.spans, case.dossier.services
    stores = [
        line.id
        for line in services
        if line.quantity and any(span.is_stock for span in spans.get(line.type, {}).values())
    ]
    lines = {line.id: line for line in case.assessment.organisation.lines}
    remarks = []
    for index, line in enumerate(services):
        flows = {name: span for name, span in spans.get(line.type, {}).items() if not span.is_stock}
        kept = _kept(lines[line.id], flows, line.retention_years) if flows and line.id in lines else 0.0
        if stores and kept:
            remarks.append(
                Remark(
                    ("services", index),
                    f"« {line.id} » compte la conservation des messages ({mass(kept)}) à côté de {together(stores)}",
                    "si ce stockage contient les boîtes aux lettres, donnez retention_years: 0 au courriel ; "
                    "sinon dites-le dans un commentaire # snr: ignore[SNR416] et la raison",
                )
            )
    return remarks


def _kept(line: Line, spans: dict[str, Span], years: float | None) -> float:
    """Return the kilograms of a line that are its keeping."""
    return fsum(
        line.scale.value * term.value * retained(spans[name], years)
        for term in line.recipe.terms
        if term.category == CLIMATE and (name := _component(term)) in spans
    )


def _component(term: Term) -> str:
    """Return the component behind a term: that of its factor, else of the row that gives its kWh."""
    rows = [leaf.row.stage for leaf in leaves(term.amount) if leaf.row is not None]
    return rows[0] if rows else term.factor.stage
