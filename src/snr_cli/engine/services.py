"""A service → its recipe: volume × factor of its functional unit, by component.

A service counts its total or its components, never both. In the organisation the terminals are left out (they are in
the inventory), and the network too once lines are inventoried; what the public uses is shown apart.

Storage of one's own and hosted storage are counted by two methods, so that their gap is no saving: one's own is whole machines,
with their electricity and cooling; hosted is a published share of a data centre by terabyte. In the example Valmont, arrays of
139 TB count 3 618 kg, 26 by TB and year without the electricity of a metered room; hosted, 1.52.
"""

from collections.abc import Iterable
from math import fsum
from typing import Final

from snr_cli.catalog.records import Factor, ServiceType, Span
from snr_cli.engine.context import Context
from snr_cli.engine.records import CLIMATE, Gap, Line, Quantity, Recipe, Term, add, divide, product
from snr_cli.model.dossier import Service

OWN: Final = frozenset({"storage_array", "server_hdd_storage", "server_ssd_storage", "storage_disk_unit"})
HOSTED: Final = frozenset(
    {
        "storage_tb_year",
        "cloud_storage_gb_1y_fixed",
        "cloud_storage_gb_1y_mobile",
        "cloud_storage_gb_10y_fixed",
        "cloud_storage_gb_10y_mobile",
    }
)


def by_two_methods(types: Iterable[str]) -> bool:
    """Say whether types hold storage of one's own and hosted storage."""
    present = set(types)
    return bool(present & OWN) and bool(present & HOSTED)


# What one year takes of a published factor that covers several years.
#
# A stock takes a fraction of it: one year ÷ the years published. A flow is charged once, with all the years it is kept: in a steady
# state, ten years of this year's mail are this year's storage of ten years of mail.


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


def read_of(name: str, known: ServiceType | None, *, kept: bool) -> dict[str, bool]:
    """Say, of each key of a service that not every type has, whether anything reads it of a line of this type.

    Args:
        name: of the type.
        known: it, in the catalogue; None for those that the dossier describes with keys of their own.
        kept: its factor counts years of keeping.
    """
    site, room = name == "website", name == "server_room"
    bought = known is not None and known.is_spending
    return {
        "quantity": not (site or room),
        **dict.fromkeys(("page_views", "page_weight_mb", "mobile_share"), site),
        **dict.fromkeys(("metered_kwh_per_year", "surface_m2"), room),
        **dict.fromkeys(("pue", "room_kind"), room or (known is not None and known.needs_pue)),
        **dict.fromkeys(("place", "rgaa", "rgesn"), not bought),
        "retention_years": kept,
    }


LINE_ROLES = ("line", "line_with_traffic")
MB_PER_GB = 1000.0
PER_YEAR = Quantity("per_unit", 1.0, "unit", "given")


class ServiceRecipes:
    """Makes the recipes of services.

    Args:
        context: catalogue, place, year.
        media: media (`fixed`, `mobile`) whose lines are inventoried: their traffic is not counted again.
        averaged: media whose lines already hold their traffic.
        perimeter: `organisation`, or `territory` (terminals and network included).
    """

    def __init__(self, context: Context, media: Iterable[str], averaged: Iterable[str], perimeter: str) -> None:
        self.context = context
        self.media = frozenset(media)
        self.averaged = frozenset(averaged)
        self.perimeter = perimeter

    def line(self, service: Service) -> Line:
        """Assess one service of the catalogue."""
        known = self.context.catalog.tables.service_types[service.type]
        recipe = self._left_out(service, known) or self.recipe(known, service)
        return self._line(service, known, recipe, service.quantity or 0.0)

    @staticmethod
    def _line(service: Service, known: ServiceType, recipe: Recipe, quantity: float) -> Line:
        scale = Quantity("volume", quantity, known.unit, "given", service.source or "")
        name = service.label or known.name
        return Line(
            service.id,
            name if recipe.has_own_factor else known.titled(name),  # a factor of the dossier is not the published row
            service.type,
            "service",
            known.group,
            known.inventory_group,
            service.site or "",
            service.entity or "",
            service.quality,
            quantity,
            known.unit,
            scale,
            recipe,
            spending=known.is_spending,
            certainty=service.certainty,
        )

    def _left_out(self, service: Service, known: ServiceType) -> Recipe | None:
        """Return an empty recipe for traffic that inventoried lines already carry."""
        if self.perimeter != "organisation":
            return None
        counted = (known.network_role == "traffic" and known.medium in self.media) or (
            known.network_role == "line_traffic" and known.medium in self.averaged
        )
        if not counted:
            return None
        self.context.say("traffic_in_lines", service.id, medium=known.medium)
        return Recipe(
            (),
            tuple(
                Gap(service.type, category, "all_stages", "counted_in_lines")
                for category in (*self.context.impact_categories, "final_energy")
            ),
        )

    def _why(self, name: str, category: str) -> str:
        """Say whether a factor does not exist, or was left out by the licence filter."""
        dropped = self.context.catalog.dropped
        return "closed_licence" if ("services/factors.csv", name, category) in dropped else "no_factor"

    def _parts(self) -> frozenset[str]:
        out = {"reference", "parameter"}
        if self.perimeter == "organisation":
            out.add("terminals")
            if "fixed" in self.media:  # the models of these services run over a fixed line
                out.add("network")
        return frozenset(out)

    def recipe(self, known: ServiceType, service: Service | None) -> Recipe:
        """Return the recipe of one functional unit."""
        context = self.context
        components = context.catalog.tables.vocabulary["components"]
        rows = context.catalog.service(known.id)
        gaps: list[Gap] = []
        if not any(rows.values()):
            return Recipe(
                (),
                tuple(
                    Gap(known.id, category, "all_stages", self._why(known.id, category))
                    for category in (*context.impact_categories, "final_energy")
                ),
            )
        out = self._parts()
        kwh_rows = {row.stage: row for row in rows.get("electricity", ())}
        split = [
            row
            for row in (*rows.get(CLIMATE, ()), *kwh_rows.values())
            if components[row.stage]["part"] not in ("whole", "reference", "parameter")
        ]
        wanted = {row.stage for row in split if components[row.stage]["part"] not in out}
        if split and not wanted:  # a service made of network only, carried by the inventoried lines
            context.say("network_in_lines", service.id if service else known.id)
            every = (*context.impact_categories, "final_energy")
            return Recipe((), tuple(Gap(known.id, category, "all_stages", "counted_in_lines") for category in every))
        kwh = {stage: self._kwh(known, service, kwh_rows[stage]) for stage in kwh_rows if stage in wanted}
        terms: list[Term] = []
        for category in context.impact_categories:
            own = {row.stage: row for row in rows.get(category, ())}
            if not split or (set(own) == {"total"}):
                self._whole(known, service, category, own, terms, gaps)
                continue
            if context.catalog.tables.categories[category].stages:
                gaps.append(Gap(known.id, category, "all_stages", "no_factor"))
                continue
            for stage in sorted(wanted):
                if components[stage]["part"] == "mixed" and self.media:
                    gaps.append(Gap(known.id, category, components[stage]["stage"], "counted_in_lines"))
                elif stage in own:
                    amount = self._taken(known, service, own[stage]) or PER_YEAR
                    terms.append(Term(category, components[stage]["stage"], amount, own[stage]))
                elif stage in kwh and kwh[stage] is not None:
                    used, place = kwh[stage] or (PER_YEAR, "")
                    more, missing = context.use_terms(known.id, used, place, [category], components[stage]["stage"])
                    terms += more
                    gaps += missing
                else:
                    gaps.append(
                        Gap(
                            known.id,
                            category,
                            components[stage]["stage"],
                            context.why_no_pue() if stage in kwh else self._why(known.id, category),
                        )
                    )
        if self.perimeter == "organisation" and any(
            components[row.stage]["part"] == "network" and "network" in out for row in split
        ):
            context.say("network_in_lines", service.id if service else known.id)
        uses = [pair[0] for stage, pair in kwh.items() if pair is not None and not stage.endswith("_embodied")]
        electricity = None
        if uses:
            electricity = (
                uses[0]
                if len(uses) == 1
                else Quantity("kwh_total", fsum(use.value for use in uses), "kWh", operation="sum", parts=tuple(uses))
            )
        if electricity is None:
            reason = context.why_no_pue() if None in kwh.values() else "no_kwh_in_factor"
            gaps.append(Gap(known.id, "final_energy", "use", reason))
        return Recipe(tuple(terms), tuple(gaps), electricity)

    def _taken(self, known: ServiceType, service: Service | None, row: Factor) -> Quantity | None:
        return taken(self.context.catalog.tables.spans.get(known.id, {}).get(row.stage), service, row)

    def _whole(
        self,
        known: ServiceType,
        service: Service | None,
        category: str,
        own: dict[str, Factor],
        terms: list[Term],
        gaps: list[Gap],
    ) -> None:
        row = own.get("total")
        if row is None:
            gaps.append(Gap(known.id, category, "all_stages", self._why(known.id, category)))
        elif row.overridden:
            terms.append(Term(category, "all_stages", PER_YEAR, row))
        elif known.total_includes_network and known.medium in self.media:
            gaps.append(Gap(known.id, category, "all_stages", "counted_in_lines"))
        elif known.total_includes_terminals and self.perimeter == "organisation":
            gaps.append(Gap(known.id, category, "all_stages", "total_includes_terminals"))
        else:
            terms.append(Term(category, "all_stages", self._taken(known, service, row) or PER_YEAR, row))

    def _kwh(self, known: ServiceType, service: Service | None, row: Factor) -> tuple[Quantity, str] | None:
        """Return the kWh of a component and the place of its electricity; None when a PUE is missing."""
        amount = Quantity(
            "kwh_per_functional_unit",
            row.value,
            f"kWh/{known.unit}",
            "override" if row.overridden else "default",
            row.source,
            row=row,
        )
        if (part := self._taken(known, service, row)) is not None:
            amount = product("kwh_retained", amount.unit, amount, part)
        if row.stage.endswith("_embodied"):
            return amount, "WORLD"
        given = service.place if service is not None else None
        if given:
            place = given
        elif row.place not in ("FR", "", "EU"):
            place = row.place
        else:
            place = self.context.place
            if place.startswith("FR-") and row.stage.startswith("datacentre"):
                place = "FR"
                self.context.say("hosting_assumed", service.id if service else known.id, place="FR")
        if not known.needs_pue or not row.stage.startswith("datacentre"):
            return amount, place
        if service is not None and service.pue is not None:
            pue = Quantity("pue", service.pue, "ratio", "given")
        else:
            factor = self.context.catalog.pue((service.room_kind if service else None) or "france_average")
            if factor is None:
                return None
            pue = Quantity("pue", factor.value, "ratio", "default", factor.source)
        return product("kwh_with_pue", f"kWh/{known.unit}", amount, pue), place

    def website(self, service: Service) -> Line:
        """Assess the traffic of a public website: shown apart, outside the total (RCP SI, p. 12)."""
        context = self.context
        gaps = [Gap(service.type, CLIMATE, "use", "public_terminals")]
        terms: list[Term] = []
        views, weight = service.page_views, service.page_weight_mb
        if views is None:
            gaps.append(Gap(service.type, CLIMATE, "all_stages", "no_page_views"))
        if weight is None:
            gaps.append(Gap(service.type, CLIMATE, "all_stages", "no_page_weight"))
        if views is not None and weight is not None:
            mobile = service.mobile_share if service.mobile_share is not None else 0.0
            status = "given" if service.mobile_share is not None else "default"
            gigabytes = divide(
                "gigabytes",
                "GB",
                Quantity("page_weight", weight, "MB/view", "given"),
                Quantity("mb_per_gb", MB_PER_GB, "MB/GB", "default"),
            )
            for share, name, label in (
                (1 - mobile, "network_fixed_gb", "fixed_share"),
                (mobile, "network_mobile_gb", "mobile_share"),
            ):
                rows = [row for row in context.catalog.service(name).get(CLIMATE, ()) if row.stage == "total"]
                if share and rows:
                    terms.append(
                        Term(
                            CLIMATE,
                            "all_stages",
                            product(
                                "gigabytes_by_network", "GB/view", gigabytes, Quantity(label, share, "ratio", status)
                            ),
                            rows[0],
                        )
                    )
                elif share:
                    gaps.append(Gap(service.type, CLIMATE, "all_stages", "no_factor"))
        scale = Quantity("page_views", views or 0.0, "view/year", "given", service.source or "")
        return Line(
            service.id,
            service.label or service.id,
            service.type,
            "service",
            "web",
            "",
            service.site or "",
            service.entity or "",
            service.quality,
            views or 0.0,
            "page vue",
            scale,
            Recipe(tuple(terms), tuple(gaps)),
            public=True,
            certainty=service.certainty,
        )

    def metered_room(self, service: Service) -> Line:
        """Assess the metered electricity of a server room (its equipment then has none of its own)."""
        kwh = Quantity("metered_kwh", service.metered_kwh_per_year or 0.0, "kWh/year", "given", service.source or "")
        terms, gaps = self.context.use_terms(
            service.type,
            kwh,
            service.place or self.context.place,
            [
                name
                for name in self.context.impact_categories
                if not self.context.catalog.tables.categories[name].stages
            ],
        )
        return Line(
            service.id,
            service.label or service.id,
            service.type,
            "service",
            "datacentre",
            "datacentre",
            service.site or "",
            service.entity or "",
            service.quality,
            1.0,
            "salle",
            Quantity("room", 1.0, "room", "given"),
            Recipe(tuple(terms), tuple(gaps), kwh),
            certainty=service.certainty,
        )
