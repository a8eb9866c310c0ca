"""The assessment as JSON: the public contract (docs/schemas/assessment.schema.json)."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import ENOUGH, Coverage
from snr_cli.engine.estimated import estimated_share, estimated_shares, estimated_stages
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Carrier, Estimate, Line, MemberPart, VirtualView
from snr_cli.engine.uncertainty import Interval, uncertainty
from snr_cli.plain import indented, written
from snr_cli.reading.results import METHOD_USED, SCHEMA_VERSION, checksum
from snr_cli.sentences.notices import gap_text, notice_text
from snr_cli.version import __version__
from snr_cli.words.results import REMAINDERS
from snr_cli.writers.assessment_money import basis_data, readings_data

LEVEL, CONTRIBUTIONS = 0.9, 5

if TYPE_CHECKING:
    from snr_cli.inventory.fleet import Trace
    from snr_cli.inventory.read import Inventory
    from snr_cli.model.dossier import Dossier
    from snr_cli.reading.imports import Imported


def result_document(
    result: Assessment, tables: Tables, name: str, imported: "Iterable[Imported]", dossier: "Dossier"
) -> dict[str, Any]:
    """Return the assessment with what computes it again, and a checksum: what `snr compare` reads."""
    from snr_cli.writers.inputs import inputs_of, rows_of

    document = assessment_document(result, tables, name, imported)
    document["factors"]["rows"] = rows_of(dossier, result, tables)
    document["inputs"] = inputs_of(dossier, result)
    document = written(document)  # the checksum is of what is written
    return {**document, "checksum": checksum(document)}


def assessment_document(
    result: Assessment, tables: Tables, name: str, imported: "Iterable[Imported]" = ()
) -> dict[str, Any]:
    """Return the assessment as plain data: kilograms, unrounded values: `plain` says which figures are written."""
    units = {category: entry.unit for category, entry in tables.categories.items()}
    organisation, territory = result.organisation, result.territory
    assessed = [line for line in organisation.lines if line.total(CLIMATE) is not None]
    intervals = uncertainty(result, tables)
    imported = tuple(imported)
    rows = {line_id: _rows(traces, each.inventory) for each in imported for line_id, traces in each.traces.items()}
    return {
        "schema_version": SCHEMA_VERSION,
        "snr_version": __version__,
        "dossier": name,
        "territory": {
            key: {"value": fact.value, "status": fact.status, "source": fact.source, "year": fact.year}
            if key != "name"
            else fact.value
            for key, fact in result.facts.items()
        },
        "reference_year": result.reference_year,
        "method": {
            **METHOD_USED,
            "functional_unit": "information system of the organisation, one year",
            "options": list(result.options),
        },
        "factors": {
            "set": result.factor_set,
            "sha256": result.factors_sha256,
            "licence": result.licence,
            "overrides": list(result.overrides),
            "electricity": {
                place: {"value": f.value, "unit": f.unit, "year": f.year or None, "source": f.source}
                for place, f in sorted(result.electricity.items())
            },
            "sources": list(result.sources),
        },
        "organisation": {
            "totals": {
                category: {
                    "value": value,
                    "unit": units[category],
                    "low": intervals[category].low,
                    "high": intervals[category].high,
                    **_standing(organisation.coverage[category]),
                }
                for category, value in organisation.totals.items()
            },
            "intervals": {category: _interval(found) for category, found in intervals.items()},
            "by_group": organisation.by_group,
            "by_stage": organisation.by_stage,
            "by_site": organisation.by_site,
            "by_entity": organisation.by_entity,
            "coverage": {
                category: {
                    "lines": c.complete_lines,
                    "lines_partial": c.partial_lines,
                    "climate": c.complete_climate,
                    "climate_partial": c.partial_climate,
                    "whole": c.whole,
                    **_standing(c),
                }
                for category, c in organisation.coverage.items()
            },
            "coverage_threshold": ENOUGH,
            "quality": {
                key: {"lines": count, "climate_share": share} for key, (count, share) in organisation.quality.items()
            },
            "estimated": {
                "climate_share": estimated_share(assessed) if CLIMATE in organisation.totals else None,
                "by_group": estimated_shares(assessed, lambda line: line.group),
                "by_stage": estimated_stages(organisation.lines),
                "by_site": estimated_shares(assessed, lambda line: line.site),
                "by_entity": estimated_shares(assessed, lambda line: line.entity),
            },
            "spending": {"value": organisation.spending, "unit": "kgCO2e", "uncertainty": 0.8},
            "readings": readings_data(organisation, tables),
            "basis": basis_data(organisation),
            "ratios": {f"kgCO2e_per_{key}": value for key, value in organisation.ratios.items()},
            "perimeter": {"missing_groups": list(organisation.missing_groups), "without": list(organisation.without)},
            "lines": [_line(line, units) | rows.get(line.id, {}) for line in organisation.lines],
        },
        "members": [_member(part) for part in result.members] or None,
        "member": result.part,
        "inventories": [_inventory(each) for each in imported],
        "public_services": [_line(line, units) for line in organisation.public_lines],
        "territory_estimate": {
            "totals": {category: _estimate(found) for category, found in territory.totals.items()},
            "by_tier": {
                tier: {category: found.value for category, found in values.items()}
                for tier, values in territory.by_tier.items()
            },
            "by_stage": territory.by_stage,
            "views": {
                view: {**_estimate(found), "derived": view != "consumption"} for view, found in territory.views.items()
            },
            "by_household": {
                "totals": {
                    category: {"value": value, "unit": units[category], "low": None, "high": None}
                    for category, value in territory.household_totals.items()
                }
                or None,
                "by_origin": territory.households,
                "lines": [_line(line, units) for line in territory.household_lines],
            },
        },
        "uses": [
            {
                "id": use.id,
                "label": use.label,
                "kind": use.kind,
                "status": use.status,
                "quantity": use.quantity.value,
                "unit": use.unit,
                "impacts": _impacts(use.line, units),
                "added": False,
            }
            for use in result.uses
        ],
        "virtual": None if result.virtual is None else _virtual(result.virtual, units),
        "electricity_kwh": organisation.electricity_kwh,
        "not_assessed": [
            {
                "subject": gap.subject,
                "category": gap.category,
                "stage": gap.stage,
                "reason": gap.reason,
                "message": gap_text(gap),
                "lines": list(dict(gap.values).get("lines", ())),
            }
            for gap in result.gaps
        ],
        "warnings": [
            {"code": notice.code, "subject": notice.subject, "message": notice_text(notice)}
            for notice in result.notices
        ],
    }


def _standing(found: Coverage) -> dict[str, Any]:
    """Say whether a sum is a total: `partial` is not, nor what one of its parts exceeds."""
    return {"state": found.state, "exceeded_by": list(found.exceeded_by)}


def _interval(found: Interval) -> dict[str, Any]:
    """Return where the interval of a total comes from: what moves it most."""
    return {
        "level": LEVEL,
        "gsd": found.gsd,
        "contributions": [each._asdict() for each in found.contributions[:CONTRIBUTIONS]],
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "unit": found.unit, "low": found.low, "high": found.high}


def _impacts(line: Line, units: dict[str, str]) -> dict[str, Any]:
    found = {
        category: {
            "value": line.total(category),
            "unit": units[category],
            "stages": line.stages(category),
            "status": line.recipe.covers(category),
        }
        for category in line.recipe.unit_totals
    }
    kwh = line.electricity_kwh
    if kwh is not None:
        found[ELECTRICITY] = {
            "value": kwh,
            "unit": units[ELECTRICITY],
            "stages": {"use": kwh},
            "status": line.recipe.covers(ELECTRICITY),
        }
    return found


def _virtual(view: VirtualView, units: dict[str, str]) -> dict[str, Any]:
    """Return the virtual layer: its applications and remainders sum to its hosts and services."""
    return {
        "allocation": view.allocation,
        "added": False,
        "totals": _carried(view.whole, units),
        "hosts": [
            {
                **_named(host, units),
                "allocation": host.allocation,
                "lines": [part.line.id for part in host.parts],
                "machines": [machine.id for machine in view.machines if machine.host == host.id],
            }
            for host in view.hosts
        ],
        "services": [service.id for service in view.services],
        "machines": [
            {
                **_named(machine, units),
                "host": machine.host,
                "quantity": machine.quantity,
                "shares": {moment: share.value for moment, share in machine.basis.items()} or None,
            }
            for machine in view.machines
        ],
        "applications": [
            {
                **_named(application, units),
                "machines": [{"id": name, "share": share} for name, share in application.members],
            }
            for application in view.applications
        ],
        "remainders": [
            {**_named(rest, units), "reason": rest.reason, "message": REMAINDERS[rest.reason]}
            for rest in view.remainders
        ],
    }


def _named(carrier: Carrier, units: dict[str, str]) -> dict[str, Any]:
    return {"id": carrier.id, "label": carrier.label, "impacts": _carried(carrier, units)}


def _carried(carrier: Carrier, units: dict[str, str]) -> dict[str, Any]:
    return {
        category: {
            "value": carrier.total(category),
            "unit": units[category],
            "stages": carrier.stages(category),
            "status": carrier.covers(category),
        }
        for category in carrier.categories
    }


def _member(part: MemberPart) -> dict[str, Any]:
    return {
        "id": part.id,
        "label": part.label,
        "lines": part.lines,
        "totals": part.totals,
        "own": part.own,
        "pooled": part.pooled,
        "estimated": part.estimated if CLIMATE in part.own or not part.lines else None,
        "shares": [{"line": taken.line, "key": taken.key, "share": taken.share.value} for taken in part.taken],
    }


def _inventory(each: "Imported") -> dict[str, Any]:
    from snr_cli.inventory.records import VERDICTS

    rows = {verdict: each.inventory.count(verdict) for verdict in VERDICTS}
    return {
        "id": each.id,
        "files": list(dict.fromkeys(file.name for file in each.inventory.files)),
        "sha256": each.digests(),
        "lines": each.lines,
        "rows": {"read": each.inventory.read, **rows},
    }


def _rows(traces: "list[Trace]", inventory: "Inventory") -> dict[str, Any]:
    """Return the rows of the inventory behind a line, as ranges."""
    from snr_cli.inventory.fleet import ranges

    return {
        "rows": [
            inventory.place_data(trace.file) | {"lines": [list(pair) for pair in ranges(trace.lines)]}
            for trace in traces
        ]
    }


def _line(line: Line, units: dict[str, str]) -> dict[str, Any]:
    lifetime = line.recipe.lifetime
    return {
        "id": line.id,
        "label": line.label,
        "type": line.type,
        "kind": line.kind,
        "group": line.group,
        "site": line.site or None,
        "entity": line.entity or None,
        "quality": line.quality,
        # page views that nobody gave are no zero
        "quantity": None if any(gap.reason == "no_page_views" for gap in line.recipe.gaps) else line.quantity,
        "unit": line.unit,
        "spending": line.spending,
        "lifetime_years": None
        if lifetime is None
        else {"value": lifetime.value, "status": lifetime.status, "source": lifetime.source},
        "electricity_kwh": line.electricity_kwh,
        "status": line.recipe.covers(CLIMATE),
        "impacts": _impacts(line, units),
    }


def result_text(document: dict[str, Any], *, several: bool) -> str:
    """Return the text of what `result_document` returns, with the margin of a list when several dossiers were given."""
    return indented(document, margin=2 if several else 0)


def json_pieces(texts: Iterable[str], *, several: bool) -> Iterator[str]:
    """Yield one object, or a list when several dossiers were given, as the text of each comes."""
    for rank, text in enumerate(texts):
        yield f"{',' if rank else '['}\n  {text}" if several else text
    yield "\n]\n" if several else "\n"
