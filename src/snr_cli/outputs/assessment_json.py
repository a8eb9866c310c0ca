"""The assessment as JSON: the public contract (docs/schemas/assessment.schema.json)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from snr_cli.catalog.catalog import reference_devices
from snr_cli.catalog.edition import first_cells, kept_rows
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY, TERRITORY, Tables
from snr_cli.engine.assess import subjects
from snr_cli.engine.records import CLIMATE, Assessment, Fact, Gap, MemberPart, Notice, Taken
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.plain import indented, written
from snr_cli.french.words.terms import FACTOR_LICENCES
from snr_cli.inputs.dossier.results import METHOD_USED, SCHEMA_VERSION, checksum
from snr_cli.model.dossier import LINE_TEXTS, Dossier
from snr_cli.model.version import __version__
from snr_cli.outputs.assessment_organisation_json import (
    AMOUNT,
    AMOUNTS,
    BREAKDOWN,
    CATEGORY_VALUES,
    LINE_SHAPE,
    ORGANISATION_SHAPE,
    POSITIVE,
    SHARE_KIND,
    USE_SHAPE,
    VIRTUAL_SHAPE,
    Told,
    WrittenLine,
    WrittenUse,
)
from snr_cli.results.json_shape import (
    COUNT,
    INTEGER,
    NAME,
    STRING,
    Key,
    Kind,
    PublishedResult,
    Shape,
    choice,
    closed_object,
    constant,
    key,
    object_of,
    some_of,
)
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.sentences.coverage import gap_text, notice_text

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.exports import Imported
    from snr_cli.inputs.inventory.read import Inventory

# What a result carries so that its year can be computed again: the figures of the dossier, the rows of the tables used.

_SECTIONS: Final = {"snr", "reference_year", "territory", "equipment", "services", "method", "factors", "uses"}


def inputs_of(dossier: Dossier, result: Assessment) -> dict[str, Any]:
    """Return a dossier without words, inventories read: what the tables said of the authority is in it too, with its vintage."""
    facts = {name: fact.value for name, fact in result.facts.items()}
    territory = dossier.territory
    known = {
        name: facts[name]
        for name in ("name", "kind", "department", "communes", "fibre_share")
        if getattr(territory, name) is None and name in facts
    }
    population = {
        name: facts[f"population_{name}"] for name in ("totale", "municipale") if f"population_{name}" in facts
    }
    lean = dossier.model_copy(update={"uses": dossier.household_rates}).model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        include=_SECTIONS,
        exclude={
            section: {"__all__": texts} for section, texts in (LINE_TEXTS | {"uses": {"label", "source"}}).items()
        },
    )
    homes = {
        name: {key: value for key in ("value", "year", "source") if (value := getattr(fact, key)) not in (None, "")}
        for name in ("households", "jobs")
        if (fact := result.facts.get(name)) is not None
    }
    lean["territory"] |= known | homes | ({"population": population} if population else {})
    method = lean.setdefault("method", {})
    method |= {"factor_set": result.factor_set, "factors_licence": result.licence}
    return lean


def rows_of(dossier: Dossier, result: Assessment, tables: Tables) -> dict[str, list[str]]:
    """Return the rows of the tables that the result rests on, by table; the digital uses, never compared, are left out."""
    types, services = subjects(dossier.model_copy(update={"uses": ()}))
    types |= set(reference_devices(tables)) if dossier.method.impute else set()
    lines = (*result.organisation.lines, *result.organisation.public_lines, *result.territory.household_lines)
    recipes = {id(line.recipe): line.recipe for line in lines}
    places = {
        term.factor.subject for recipe in recipes.values() for term in recipe.terms if term.factor.table == ELECTRICITY
    }
    figures = {f"fr_percapita_{category}" for category in result.territory.totals}
    figures |= {
        name
        for name in first_cells(tables.text(TERRITORY))
        if name.startswith(("fr_household_", "fr_persons_per_household", "fr_percapita_france_only"))
    }
    own = {new.id for new in dossier.factors.types}
    return kept_rows(tables, types - own, services, {*places, result.place}, figures, licence=result.licence)


_SHA256: Final = STRING.but(pattern="^[0-9a-f]{64}$")
_CODE: Final = STRING.but(pattern="^[a-z_]+$")
_NAMES: Final = STRING.listed()


_FACT: Final[Shape[Fact]] = object_of(
    value=key(Kind({"type": ["string", "number", "boolean"]})),
    status=key(choice("given", "default")),
    source=key(STRING),
    year=key(INTEGER.or_null()),
).named("fact")
_FACTS: Final[tuple[str, ...]] = (
    "kind", "siren", "department", "communes", "population_totale", "population_municipale", "households", "jobs", "fibre_share",
    "mailboxes", "vms", "fixed_lines", "mobile_lines", "fictitious", "agents_total", "agents_equipped", "agents_teleworkers",
    "agents_telework_days_per_year",
)  # fmt: skip
_TERRITORY: Final = some_of(
    {"name": Kind(NAME.schema, lambda fact: fact.value), **dict.fromkeys(_FACTS, _FACT)}, ["name"]
)
_METHOD: Final[Shape[Assessment]] = object_of(
    name=constant(METHOD_USED["name"]),
    version=key(STRING, lambda _: METHOD_USED["version"]),
    functional_unit=key(STRING, lambda _: "information system of the organisation, one year"),
    options=key(choice("flux", "beges", "post_amortisation_zero", "numecoeval_reel").listed(uniqueItems=True)),
)
_ELECTRICITY: Final[Shape[Factor]] = object_of(
    value=key(POSITIVE),
    unit=key(STRING),
    year=key(INTEGER.or_null(), lambda factor: factor.year or None),
    source=key(STRING),
)
_FACTORS: Final[Shape[Told]] = object_of(
    set=key(NAME, lambda told: told.result.factor_set),
    sha256=key(_SHA256, lambda told: told.result.factors_sha256, "Checksum of the factor tables used."),
    licence=key(choice(*FACTOR_LICENCES), lambda told: told.result.licence),
    overrides=key(
        _NAMES,
        lambda told: told.result.overrides,
        "Types, services and places whose values come from the dossier.",
    ),
    electricity=key(
        _ELECTRICITY.mapped(),
        lambda told: dict(sorted(told.result.electricity.items())),
        "Climate factor of a kWh, by place used.",
    ),
    sources=key(STRING.listed(uniqueItems=True), lambda told: told.result.sources),
    rows=key(
        NAME.listed(minItems=2).mapped(),
        lambda told: told.rows,
        "By table, the titles then the rows of everything the dossier names, as CSV: what the year is computed again with "
        "once the tables of snr have changed.",
    ),
)

_TAKEN: Final[Shape[Taken]] = closed_object(
    line=key(NAME),
    key=key(choice("agents", "mailboxes", "vms", "population", "fixed")),
    share=key(SHARE_KIND, lambda taken: taken.share.value),
)
_MEMBER: Final[Shape[MemberPart]] = closed_object(
    id=key(NAME),
    label=key(NAME),
    lines=key(COUNT, text="Lines of its own."),
    totals=key(CATEGORY_VALUES, text="own + pooled."),
    own=key(CATEGORY_VALUES),
    pooled=key(CATEGORY_VALUES, text="Its share of the pooled lines of the group."),
    estimated=key(
        POSITIVE.or_null(),
        lambda part: part.estimated if CLIMATE in part.own or not part.lines else None,
        "Of its own lines, kgCO2e drawn from head counts (method.estimate); null when it has lines and none is assessed.",
        added=True,
    ),
    shares=key(_TAKEN.listed(), lambda part: part.taken),
)


def _count(verdict: str) -> "Key[Inventory]":
    return key(COUNT, lambda inventory: inventory.count(verdict))


_INVENTORY_ROWS: "Final[Shape[Inventory]]" = object_of(
    read=key(COUNT),
    **{verdict: _count(verdict) for verdict in ("counted", "to_confirm", "set_aside", "rejected", "ignored")},
)
_INVENTORY: "Final[Shape[Imported]]" = closed_object(
    id=key(NAME),
    files=key(_NAMES, lambda imported: dict.fromkeys(file.name for file in imported.inventory.files)),
    sha256=key(
        _SHA256.mapped(),
        lambda imported: imported.digests(),
        "The bytes of the files that the dossier names: the same in two years are one export.",
        added=True,
    ),
    lines=key(_NAMES, text="The lines of equipment and services that the inventory makes or fills.", added=True),
    rows=key(_INVENTORY_ROWS, lambda imported: imported.inventory),
)
_VIEW: Final[Shape[tuple[str, Any]]] = object_of(
    **AMOUNT.of(lambda view: view[1]), derived=key(Kind({"type": "boolean"}), lambda view: view[0] != "consumption")
)
_HOUSEHOLD: Final[Shape[Told]] = object_of(
    totals=key(AMOUNTS.or_null(), Told.household_totals),
    by_origin=key(
        POSITIVE.mapped(),
        lambda told: told.result.territory.households,
        "data_centres: those that the dossier describes, on the territory.",
    ),
    lines=key(
        LINE_SHAPE.listed(),
        lambda told: [WrittenLine(line, told.units) for line in told.result.territory.household_lines],
    ),
)
_TERRITORY_ESTIMATE: Final[Shape[Told]] = object_of(
    totals=key(AMOUNTS, lambda told: told.result.territory.totals),
    by_tier=key(
        BREAKDOWN,
        lambda told: {
            tier: {category: estimate.value for category, estimate in values.items()}
            for tier, values in told.result.territory.by_tier.items()
        },
        "datacentres: a share of those that the nation uses, abroad included.",
    ),
    by_stage=key(BREAKDOWN, lambda told: told.result.territory.by_stage),
    views=key(
        _VIEW.mapped(), lambda told: {view: (view, estimate) for view, estimate in told.result.territory.views.items()}
    ),
    by_household=key(_HOUSEHOLD, lambda told: told),
).but(description="Second perimeter: estimated. Its readings stand side by side and are never summed.")
_GAP: Final[Shape[Gap]] = object_of(
    subject=key(NAME),
    category=key(NAME),
    stage=key(STRING),
    reason=key(_CODE),
    message=key(NAME, gap_text),
    lines=key(_NAMES, lambda gap: dict(gap.values).get("lines", ())),
)
_NOTICE: Final[Shape[Notice]] = object_of(code=key(_CODE), subject=key(STRING), message=key(NAME, notice_text))

RESULT: Final[PublishedResult[Told]] = PublishedResult(
    "assessment",
    "snr assess",
    "One assessed dossier. Several dossiers on one command line give a list of these objects. Values are in the unit beside them, "
    "written with at most twelve significant figures, bounds and what comes with them (low, high, gsd, shares of a variance) with "
    "at most seven: those that every Python and every C library agree on; null means unknown or not assessed, never zero. New "
    "keys may appear within a schema_version; none is removed or renamed.",
    object_of(
        schema_version=constant(SCHEMA_VERSION),
        snr_version=key(NAME, lambda _: __version__),
        dossier=key(
            STRING,
            lambda told: told.name,
            "The file as named on the command line; <stdin> for standard input.",
        ),
        territory=key(_TERRITORY, lambda told: told.result.facts),
        reference_year=key(INTEGER.but(minimum=1990, maximum=2100), lambda told: told.result.reference_year),
        method=key(_METHOD, lambda told: told.result),
        factors=key(_FACTORS, lambda told: told),
        organisation=key(ORGANISATION_SHAPE, lambda told: told),
        members=key(
            _MEMBER.listed(minItems=1).or_null(),
            lambda told: told.result.members or None,
            "Parts of a group: the group itself (id group), then its members; they sum to the organisation, in each category. "
            "The one part alone with --member. In organisation, the id, site and entity of a member's line begin with the "
            "member's id and a slash; agents are those of all the parts together.",
        ),
        member=key(
            STRING.or_null(),
            lambda told: told.result.part,
            "The part that --member asks for: the organisation is then its own lines and its share of the pooled ones.",
        ),
        inventories=key(
            _INVENTORY.listed(),
            lambda told: told.imported,
            "Inventories that the dossier reads: every row has one of the five verdicts.",
        ),
        public_services=key(
            LINE_SHAPE.listed(),
            lambda told: [WrittenLine(line, told.units) for line in told.result.organisation.public_lines],
            "Traffic of the public's visits to websites: outside the total.",
        ),
        territory_estimate=key(_TERRITORY_ESTIMATE, lambda told: told),
        uses=key(
            USE_SHAPE.listed(),
            lambda told: [WrittenUse(use, told.units) for use in told.result.uses],
            "Digital uses: a second reading of the territory, never added.",
        ),
        virtual=key(
            VIRTUAL_SHAPE.or_null(),
            Told.virtual,
            "Hosts shared between virtual machines, then applications: a second reading of lines of the organisation, never "
            "added. Applications and remainders sum to the totals. Null when the dossier has no virtual layer.",
        ),
        electricity_kwh=key(
            POSITIVE.or_null(),
            lambda told: told.judged.electricity.value,
            "Final electricity of the organisation, kWh a year; null when no line is assessed.",
        ),
        not_assessed=key(_GAP.listed(), lambda told: told.result.gaps),
        warnings=key(_NOTICE.listed(), lambda told: told.result.notices),
        inputs=key(
            Kind({"type": "object", "required": ["snr", "reference_year", "territory", "method"]}),
            lambda told: told.inputs,
            "The figures of the dossier (without its members), inventories read and words left out, in the format of "
            "territory.schema.json: snr compare computes the year again from them.",
        ),
        checksum=key(
            _SHA256,
            lambda _: "",  # of all the rest: `result_document` adds it
            "SHA-256 of the document without this key, keys sorted, no spaces, UTF-8: a file edited by hand is refused by snr "
            "compare.",
        ),
    ),
)


def result_document(
    result: Assessment, tables: Tables, name: str, imported: "Iterable[Imported]", dossier: "Dossier"
) -> dict[str, Any]:
    """Return the assessment with what computes it again, and a checksum: what `snr compare` reads."""
    rows, inputs = rows_of(dossier, result, tables), inputs_of(dossier, result)
    # the checksum is of what is written
    document = written(assessment_document(result, tables, name, imported, rows=rows, inputs=inputs))
    return {**document, "checksum": checksum(document)}


def assessment_document(
    result: Assessment,
    tables: Tables,
    name: str,
    imported: "Iterable[Imported]" = (),
    *,
    rows: Mapping[str, list[str]] | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the assessment as plain data: kilograms, unrounded values: `plain` says which figures are written.

    `rows` and `inputs` are what computes it again.
    """
    units = {category: entry.unit for category, entry in tables.categories.items()}
    judged = judged_organisation(result, tables, None)
    first = to_collect(result.organisation.lines, tables)
    figures = key_figures(result, tables, judged, Place.ASSESSMENT)
    return RESULT.document(Told(result, name, units, judged, figures, tuple(imported), rows or {}, inputs or {}, first))


def result_text(document: dict[str, Any], *, several: bool) -> str:
    """Return the text of what `result_document` returns, with the margin of a list when several dossiers were given."""
    return indented(document, margin=2 if several else 0)


def json_pieces(texts: Iterable[str], *, several: bool) -> Iterator[str]:
    """Yield one object, or a list when several dossiers were given, as the text of each comes."""
    for rank, text in enumerate(texts):
        yield f"{',' if rank else '['}\n  {text}" if several else text
    yield "\n]\n" if several else "\n"
