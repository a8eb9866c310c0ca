"""SNR413 to SNR420: what weakens a result — defaults, old factors, gaps, double counts, assumptions.

Most of it the engine already says, by notices: rules/quality.py gives each its code of finding and its place.
"""

from collections.abc import Callable, Iterator, Sequence
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.records import Span
from snr_cli.engine.estimated import left_to_confirm
from snr_cli.engine.records import CLIMATE, Line, Notice, Term, leaves
from snr_cli.engine.services import HOSTED, LINE_ROLES, retained
from snr_cli.french.numbers import number, percent, plural, together
from snr_cli.french.words.terms import NOTICES, mass
from snr_cli.inputs.inventory.values import masked
from snr_cli.model.dossier import Dossier, Virtual
from snr_cli.model.finding import Severity
from snr_cli.model.grouped import in_groups
from snr_cli.results.organisation import assessed_climate
from snr_cli.results.sentences.coverage import notice_text, type_label
from snr_cli.rules.case import INFO, Case, Path, Remark, Rule, Verdict, always, finds, holds, judged
from snr_cli.rules.plausibility import Bounds, authority_of, parameter, role_of, thousand_off

# Mail that is kept in a storage counted apart: SNR416, with the kilograms that would be counted twice.


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


# The notices of the engine that are findings: the code of each, and its place in the dossier.


class Lines:
    """Where the lines of a dossier stand: by id, and the largest of each type. Built once for all the notices."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.by_id: dict[str, Path] = {}
        self.by_type: dict[str, Path] = {}
        largest: dict[str, float] = {}
        for section in ("equipment", "services", "uses"):
            for index, line in enumerate(getattr(case.dossier, section)):
                self.by_id.setdefault(line.id, (section, index))
                quantity = line.quantity or 0.0
                if line.type not in self.by_type or (
                    self.by_type[line.type][0] == section and quantity > largest[line.type]
                ):
                    self.by_type[line.type], largest[line.type] = (section, index), quantity

        for index, inventory_import in enumerate(case.dossier.imports):
            self.by_id.setdefault(inventory_import.id, ("imports", index))

    def of_type(self, *kinds: str) -> Path:
        """Return the path of the largest line of the first of these types that the dossier holds."""
        return next((self.by_type[kind] for kind in kinds if kind in self.by_type), ())


Place = Callable[[Lines, Notice], Path]


class NoticeFinding(NamedTuple):
    """The finding that a notice makes: its code, its place, its severity when it is not that of the code, its help."""

    code: str
    place: Place
    severity: Severity | None = None
    help: str = ""


def _at(*path: str) -> Place:
    return lambda _lines, _notice: path


def _line(key: str = "") -> Place:
    """Place a notice whose subject is the id of a line, else a type."""

    def place(lines: Lines, notice: Notice) -> Path:
        path = lines.by_id.get(notice.subject)
        return lines.of_type(notice.subject) if path is None else (*path, key) if key else path

    return place


def _type(*kinds: str) -> Place:
    return lambda lines, _: lines.of_type(*kinds)


def _grid(lines: Lines, notice: Notice) -> Path:
    """Place a notice on electricity: the line that is elsewhere, else the authority."""
    if notice.subject != lines.case.assessment.place:
        for section in ("equipment", "services"):
            for index, line in enumerate(getattr(lines.case.dossier, section)):
                if line.place == notice.subject:
                    return (section, index, "place")
    return ("territory", "department")


def _old_factor(lines: Lines, notice: Notice) -> Path:
    """Place an old factor: where the dossier gives it, else the largest line of the type, else the electricity."""
    factors = lines.case.dossier.factors
    given = [
        (("factors", "overrides", at), override.type or override.service)
        for at, override in enumerate(factors.overrides)
    ]
    given += [(("factors", "types", at), new_type.id) for at, new_type in enumerate(factors.types)]
    return next((path for path, subject in given if subject == notice.subject), None) or (
        lines.of_type(notice.subject) or _grid(lines, notice)
    )


def _default_lifetime(lines: Lines, notice: Notice) -> Path:
    """Place a doubtful default lifetime: the first line of the type that gives none (or a use of the territory)."""
    for index, line in enumerate(lines.case.dossier.equipment):
        if line.type == notice.subject and line.lifetime_years is None:
            return ("equipment", index, "lifetime_years")
    return lines.of_type(notice.subject)


def _loose_server(lines: Lines, notice: Notice) -> Path:
    return (*lines.by_id[dict(notice.values)["missing_ids"][0]], "room")


def _box(lines: Lines, _: Notice) -> Path:
    """Place a box that is not at an agent's home."""
    boxes = enumerate(lines.case.dossier.equipment)
    return next((("equipment", at) for at, line in boxes if line.type == "internet_box" and not line.telework), ())


def _largest_computer(lines: Lines, _: Notice) -> Path:
    computers = [
        (line.quantity, -index)
        for index, line in enumerate(lines.case.dossier.equipment)
        if role_of(lines.case, line.type) == "computer"
    ]
    return ("equipment", -max(computers)[1]) if computers else ("method", "estimate")


def _monitors(lines: Lines, _: Notice) -> Path:
    path = lines.of_type("monitor")
    return (*path, "quantity") if path else ("method", "estimate")


def _host(lines: Lines, notice: Notice) -> Path:
    """Place a notice on a host: its line, else (a pool) the room of its meter."""
    return lines.by_id.get(notice.subject) or lines.by_id.get(dict(notice.values)["room"], ())


def _estimate(lines: Lines, notice: Notice) -> Path:
    return ("method", "estimate", [str(name) for name in lines.case.dossier.method.estimate].index(notice.subject))


YEAR_HELP: Final = "s’il existe un facteur officiel, donnez celui de l’année dans factors.overrides: [{electricity: FR, category: climate_change, value: 0.04, year: 2025, source: RTE}]"
FINDINGS: Final[dict[str, NoticeFinding]] = {
    "many_monitors": NoticeFinding(
        "SNR405", _monitors, help="retirez les écrans sortis du parc, ajoutez les ordinateurs oubliés"
    ),
    "agent_out_of_range": NoticeFinding("SNR406", _at("territory", "agents", "equipped")),
    "no_monitor": NoticeFinding(
        "SNR407", _largest_computer, help="comptez-les, même par sondage, ou demandez une estimation"
    ),
    "purchase_after_year": NoticeFinding(
        "SNR410", _line("purchase_year"), help="corrigez l’année, ou gardez la ligne pour le dossier suivant"
    ),
    "stale_factor": NoticeFinding("SNR414", _old_factor),
    "expired_factor": NoticeFinding("SNR414", _old_factor),
    "partial_perimeter": NoticeFinding("SNR415", _at("exclusions")),
    "estimate_impossible": NoticeFinding("SNR415", _estimate),
    # nothing is wrong: an order of magnitude is to be had
    "head_count_alone": NoticeFinding("SNR420", _at("territory", "agents"), INFO),
    "estimated_from_all_agents": NoticeFinding("SNR420", _at("territory", "agents")),
    "technical_beside_rooms": NoticeFinding("SNR416", _type("dc_technical_kw_year")),
    "metered_room_and_loose_servers": NoticeFinding("SNR416", _loose_server),
    "spending_beside": NoticeFinding("SNR416", _line()),
    # the amount may hold other things too: nobody knows before it is looked at
    "spending_may_hold": NoticeFinding("SNR416", _line(), INFO),
    "box_in_lines": NoticeFinding("SNR416", _box),
    # nothing to correct: it must be said where both appear
    "storage_two_methods": NoticeFinding("SNR436", _type(*sorted(HOSTED)), INFO),
    "building_twice": NoticeFinding("SNR416", _type("dc_building_m2", "dc_support_m2")),
    "electricity_later": NoticeFinding("SNR417", _grid, help=YEAR_HELP),
    # nothing to correct: no earlier year exists, and the climate is not concerned
    "electricity_later_others": NoticeFinding("SNR417", _grid, INFO, YEAR_HELP),
    "electricity_earlier": NoticeFinding("SNR417", _grid, help=YEAR_HELP),
    "electricity_jump": NoticeFinding("SNR417", _grid),
    "electricity_missing": NoticeFinding("SNR417", _grid),
    "upstream_without_source": NoticeFinding("SNR418", _line("upstream_years")),
    "reuse_without_source": NoticeFinding("SNR418", _line("reuse_rate")),
    "unknown_authority": NoticeFinding(
        "SNR419", lambda lines, _: ("territory", "siren" if lines.case.dossier.territory.siren else "insee_code")
    ),
    "several_authorities": NoticeFinding("SNR419", _at("territory", "name")),
    "differs_from_table": NoticeFinding("SNR419", lambda _, notice: ("territory", notice.subject)),
    "department_unknown": NoticeFinding("SNR420", _at("territory")),
    "hosting_assumed": NoticeFinding("SNR420", _line()),
    "lifetime_to_confirm": NoticeFinding("SNR420", _default_lifetime),
    "refurbished_without_upstream": NoticeFinding("SNR420", _line("refurbished_share")),
    "post_amortisation_without_year": NoticeFinding("SNR420", _line()),
    "numecoeval_without_year": NoticeFinding("SNR420", _line()),
    # the set was asked for by name, and the catalogue cannot follow it everywhere
    "set_fallback": NoticeFinding("SNR420", _at("method", "factor_set"), INFO),
    "virtual_metered": NoticeFinding("SNR420", _host),
}
# notices that are no finding, and why
NOT_FINDINGS: Final = {
    "fictitious": "the dossier says so itself",
    "threshold_to_check": "REEN-02 says it",
    "under_threshold": "REEN-02 says it",
    "statute_to_check": "REEN-01 says it",
    "traffic_in_lines": "the double count is already left out",
    "network_in_lines": "the double count is already left out",
    "technical_replaces_pue": "a rule of the method, applied",
    "estimates_left_out": "asked for on the command line (--without)",
    "estimate_skipped": "the given lines hold; nothing is added",
    "option_flux": "an option asked for; RCP-03 says that it departs from the method",
    "option_beges": "an option asked for; RCP-03 says that it departs from the method",
    "option_post_amortisation_zero": "an option asked for; RCP-03 says that it departs from the method",
    "option_numecoeval_reel": "an option asked for; RCP-03 says that it departs from the method",
    "imputed": "asked for (method.impute); RCP-03 says that it departs from the method",
    "impute_closed": "both asked for; the result says which one holds",
    "members_not_counted": "each dossier is judged for itself",
    "pooled_in_full": "each dossier is judged for itself; the documents say it beside the total",
    "pooled_share": "each dossier is judged for itself; the documents say it beside the total",
    "pooled_elsewhere": "each dossier is judged for itself; the documents say it beside the total",
    "members_counted": "each dossier is judged for itself",
    "open_licence": "asked for (factors_licence)",
    "open_fallback": "asked for (factors_licence)",
    "territory_national_mean": "a limit of the national figure, not of the dossier",
}


def remarks_of_notices(case: Case, code: str) -> list[Remark]:
    """Return the remarks of a code that the notices of the assessment make, one a subject."""
    said = {
        (notice.code, notice.subject): notice
        for notice in reversed(case.assessment.notices)
        if notice.code in FINDINGS and FINDINGS[notice.code].code == code
    }
    lines = Lines(case) if said else None
    remarks = []
    for notice in reversed(said.values()):
        known = FINDINGS[notice.code]
        message, _, help_text = notice_text(notice).removesuffix(".").partition(" ; ")
        if NOTICES[notice.code][0].isupper():
            message = message[0].lower() + message[1:]
        remarks.append(
            Remark(known.place(lines, notice) if lines else (), message, help_text or known.help, known.severity)
        )
    return remarks


# SNR439: rows that somebody filled in and is not sure of.

_SHOWN: Final = 20  # rows told by name
_NAMED_BY: Final = ("id", "label", "name", "year")


def unsure(case: Case) -> Sequence[Remark]:
    """SNR439: one remark, at the first of the rows; an inventory stands for the lines that are read in it."""
    found = [*_rows(case.dossier, Dossier, ()), *_rows(case.dossier.virtual, Virtual, ("virtual",))]
    if not found:
        return []
    told = in_groups((section, name) for _, section, name in found[:_SHOWN])
    listed = " ; ".join(f"{section} : {', '.join(names)}" for section, names in told.items())
    more = f" ; et {plural(len(found) - _SHOWN, 'autre')}" if len(found) > _SHOWN else ""
    share = left_to_confirm(case.assessed.organisation).share if case.assessed is not None else None
    carried = f" ; {percent(share)} de l’empreinte de l’organisation en dépendent" if share else ""
    remark = Remark(
        found[0][0],
        f"{plural(len(found), 'ligne')} à confirmer ({listed}{more}){carried}",
        "vérifiez chaque valeur, puis retirez certainty, ou dites « sûr » dans le classeur",
    )
    return [remark]


def _rows(holder: Any, model: type[Dossier] | type[Virtual], path: Path) -> Iterator[tuple[Path, str, str]]:
    """Give the rows to confirm that the dossier writes itself: where each is, the title of its list, its name."""
    read = {inventory_import.id for inventory_import in holder.imports} if isinstance(holder, Dossier) else set()
    for key, info in model.model_fields.items() if holder is not None else ():
        rows = getattr(holder, key)
        for rank, row in enumerate(rows if isinstance(rows, tuple) else ()):
            if getattr(row, "certainty", None) != "to_confirm":
                continue
            name = str(next(value for field in _NAMED_BY if (value := getattr(row, field, None)) is not None))
            if name.partition(".")[0] in read - {name} or getattr(row, "inventory", None) in read:
                continue
            yield (*path, key, rank, "certainty"), info.title or key, masked(name)


TRAFFIC_ROLES: Final = ("traffic", "line_traffic")
OWN_NETWORK: Final = ("network", "mixed")
# a default of the catalogue that a dossier can replace: name of the quantity → key to give, word
DEFAULTS: Final = {
    "lifetime": ("lifetime_years", "durée de vie"),
    "kwh": ("kwh_per_year", "consommation"),
    "pue": ("pue (à la salle ou au service)", "PUE"),
    "estimated": ("une ligne d’equipment à la place de method.estimate", "quantité estimée"),
}
_TYPES_SHOWN: Final = 3  # in a sentence, the heaviest first


def label_of(case: Case, kind: str) -> str:
    """Return the French name of a type of the catalogue or of the dossier."""
    own = {new.id: new.label for new in case.dossier.factors.types}
    return own.get(kind) or type_label(kind, case.assessment.organisation.lines, case.tables)


def default_shares(case: Case) -> dict[str, tuple[float, set[str]]]:
    """Return, by type, the share of the climate result that rests on defaults, and which ones."""
    organisation = case.assessment.organisation
    total = assessed_climate(case.assessment) or 0.0
    carried: dict[str, list[float]] = {}
    names: dict[str, set[str]] = {}
    by_recipe: dict[int, list[tuple[float, set[str]]]] = {}  # lines that are alike share their recipe
    for line in organisation.lines if total else ():
        if (terms := by_recipe.get(id(line.recipe))) is None:
            terms = by_recipe[id(line.recipe)] = [
                (term.value, {leaf.name for leaf in leaves(term.amount) if leaf.status == "default"} & DEFAULTS.keys())
                for term in line.recipe.terms
                if term.category == CLIMATE
            ]
        estimated = {"estimated"} if line.quality == "estimated" else set()
        for value, taken in terms:
            if found := taken | estimated:
                carried.setdefault(line.type, []).append(line.scale.value * value)
                names.setdefault(line.type, set()).update(found)
    shares = {kind: (fsum(values) / total, names[kind]) for kind, values in carried.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1][0], item[0])))


def defaults(case: Case) -> Verdict:
    """SNR413: defaults that carry more than a fifth of the result.

    The largest types are named, with what to give, until the others carry less than a fifth.
    """
    shares = default_shares(case)
    whole = fsum(share for share, _ in shares.values())
    limit, left = parameter(case, "defaults_share_high"), whole
    remarks = []
    if whole > limit:
        lines = Lines(case)
        for kind, (share, names) in list(shares.items())[:_TYPES_SHOWN]:
            if left <= limit:
                break
            left -= share
            chosen = [DEFAULTS[name] for name in DEFAULTS if name in names]
            remarks.append(
                Remark(
                    lines.of_type(kind) or ("method", "estimate"),
                    f"{label_of(case, kind)} : {percent(share)} du résultat ({percent(whole)} en tout)"
                    f" reposent sur des valeurs par défaut : {together(word for _, word in chosen)}",
                    f"donnez {together(key for key, _ in chosen)}, avec la source",
                )
            )
    return judged(remarks, f"{percent(whole)} du résultat reposent sur des valeurs par défaut", ("equipment",))


def stale(case: Case) -> Sequence[Remark]:
    """SNR414: factors past their validity or over ten years old; information only below the share of an imprecise datum."""
    limit = parameter(case, "defaults_share_high")
    shares = {
        notice.subject: dict(notice.values)["share"]
        for notice in case.assessment.notices
        if notice.code in ("stale_factor", "expired_factor")
    }
    return [
        Remark(
            remark.path,
            remark.message,
            "donnez un facteur plus récent dans factors.overrides, sinon gardez celui-ci et dites-le dans limits",
            None if share > limit else INFO,
        )
        for remark, share in zip(remarks_of_notices(case, "SNR414"), shares.values(), strict=True)
    ]


def network_twice(case: Case) -> list[Remark]:
    """Find a line of traffic beside services that count their own network on the same medium.

    Once lines are inventoried, the engine leaves both out.
    """
    known, parts = case.tables.service_types, case.tables.vocabulary["components"]
    lines = [
        (index, line, known[line.type])
        for index, line in enumerate(case.dossier.services)
        if line.quantity and line.type in known
    ]
    media = {kind.medium for _, _, kind in lines if kind.network_role in LINE_ROLES}
    remarks = []
    for index, line, kind in lines:
        if kind.network_role not in TRAFFIC_ROLES or kind.medium in media:
            continue
        twice = [
            other.id
            for _, other, service in lines
            # without a medium of its own, the model of a service runs over a fixed line
            if not service.network_role
            and (service.medium or "fixed") == kind.medium
            and (
                service.total_includes_network
                or any(parts[name]["part"] in OWN_NETWORK for name in case.tables.components_of(other.type, False))
            )
        ]
        if twice:
            remarks.append(
                Remark(
                    ("services", index),
                    f"« {line.id} » compte le trafic, que {together(twice)} "
                    f"{'comptent' if len(twice) > 1 else 'compte'} aussi : double compte probable",
                    "gardez l’un des deux, ou retirez de ce volume les Go de ces services",
                )
            )
    return remarks


def double_counts(case: Case) -> Sequence[Remark]:
    """SNR416: the same thing counted twice."""
    return remarks_of_notices(case, "SNR416") + network_twice(case) + mail_in_storage(case)


def lengthened(case: Case) -> Sequence[Remark]:
    """SNR418: a life before or after without proof; it is not counted."""
    return remarks_of_notices(case, "SNR418")


def table_differences(case: Case) -> Sequence[Remark]:
    """SNR419: figures that differ from the table of real authorities, or an authority that it does not hold."""
    remarks = remarks_of_notices(case, "SNR419")
    population, authority = case.dossier.territory.population, authority_of(case)
    for name in ("totale", "municipale"):
        given = getattr(population, name) if population else None
        known = getattr(authority, f"population_{name}") if authority else None
        if not given or not known:
            continue
        # a thousand times off is a unit (SNR411), not another figure
        around = Bounds(known, known).widened(parameter(case, "published_widening"))
        if abs(given / known - 1) > parameter(case, "population_difference") and thousand_off(given, around) is None:
            remarks.append(
                Remark(
                    ("territory", "population", name),
                    f"population {name} : le dossier donne {number(given)}, la table des collectivités {number(known)}",
                    "le dossier l’emporte, vérifiez-le",
                )
            )
    return remarks


def assumptions(case: Case) -> Sequence[Remark]:
    """SNR420: an assumption taken for want of precision."""
    return remarks_of_notices(case, "SNR420") + [
        Remark(
            ("equipment", index, "reuse_rate"),
            f"{line.id} : taux de réemploi sans total_lifetime_years",
            "la durée de vie n’est pas allongée : donnez la durée de vie totale moyenne",
        )
        for index, line in enumerate(case.dossier.equipment)
        if line.reuse_rate and line.total_lifetime_years is None
    ]


RULES: Final = (
    Rule("SNR413", holds("programme", "stakeholders", "strategy", "objectives", "actions"), defaults),
    Rule(
        "SNR414",
        holds("programme", "stakeholders", "strategy", "objectives", "actions"),
        finds(stale, "aucun facteur périmé ou de plus de dix ans", "equipment"),
    ),
    Rule(
        "SNR415",
        holds("programme", "stakeholders", "strategy", "objectives", "actions"),
        lambda case: judged(remarks_of_notices(case, "SNR415"), "périmètre complet"),
    ),
    Rule("SNR416", always, finds(double_counts, "aucun double compte vu")),
    Rule("SNR436", always, lambda case: judged(remarks_of_notices(case, "SNR436"), "une seule méthode de stockage")),
    Rule("SNR417", always, lambda case: judged(remarks_of_notices(case, "SNR417"), "facteur de l’année, sans saut")),
    Rule("SNR418", always, finds(lengthened, "aucune vie amont ni aucun réemploi sans preuve")),
    Rule("SNR419", always, finds(table_differences, "chiffres proches de la table des collectivités", "territory")),
    Rule("SNR420", always, finds(assumptions, "aucune hypothèse prise faute de précision")),
    Rule("SNR439", always, finds(unsure, "aucune ligne à confirmer")),
)
