"""What one year takes of a published factor that covers several years.

A stock takes a fraction of it: one year ÷ the years published. A flow is charged once, with all the years it is kept: in a steady
state, ten years of this year's mail are this year's storage of ten years of mail.
"""

from snr_cli.catalog.records import Factor, Span
from snr_cli.engine.quantity import Quantity, add, divide, product
from snr_cli.model.inventory import Service


def taken(span: Span | None, service: Service | None, factor: Factor) -> Quantity | None:
    """Return the fraction of a factor that one unit takes; None when it takes it whole, or when the dossier gives the factor."""
    if span is None or factor.overridden or (span.is_stock and span.years == 1):
        return None
    stated = Quantity("stated_years", span.years, "year", "default", span.source)
    if span.is_stock:
        return divide("year_of_stock", "ratio", Quantity("one_year", 1.0, "year", "derived"), stated)
    if service is None or service.retention_years is None:
        kept = Quantity("retention_years", span.years, "year", "default", span.source)
        return divide("retention", "ratio", kept, stated)
    kept = Quantity("retention_years", service.retention_years, "year", "given", service.source or "")
    ratio = divide("retention", "ratio", kept, stated)
    share = Quantity("retained_share", span.share, "ratio", "default", span.source)
    rest = Quantity("not_retained", 1 - span.share, "ratio", "default", span.source)
    return add("retained", "ratio", rest, product("retained_part", "ratio", share, ratio))


def retained(span: Span, kept: float | None) -> float:
    """Return the part of what a flow takes that is its keeping."""
    ratio = (span.years if kept is None else kept) / span.years
    return span.share * ratio / (1 - span.share + span.share * ratio)
