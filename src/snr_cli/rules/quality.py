"""SNR413 to SNR420: what weakens a result — defaults, old factors, gaps, double counts, assumptions.

Most of it the engine already says, by notices: the table below gives each its code of finding and its place.
"""

from collections.abc import Callable
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.quantity import leaves
from snr_cli.engine.records import CLIMATE, Notice
from snr_cli.engine.services import LINE_ROLES
from snr_cli.engine.storage import HOSTED
from snr_cli.findings.finding import Severity
from snr_cli.french import number, percent, together
from snr_cli.model.dossier import Dossier
from snr_cli.rules.bounds import Bounds, authority_of, parameter, role_of, thousand_off
from snr_cli.rules.case import Case, Rule, always, claims_programme, claims_strategy
from snr_cli.rules.mail import mail_in_storage
from snr_cli.rules.verdict import Path, Remark, Verdict, judged
from snr_cli.sentences.labels import type_label
from snr_cli.sentences.notices import notice_text
from snr_cli.words.results import NOTICES

INFO: Final = Severity.INFO
TRAFFIC_ROLES: Final = ("traffic", "line_traffic")
OWN_NETWORK: Final = ("network", "mixed")
# a default of the catalogue that a dossier can replace: name of the quantity → key to give, word
DEFAULTS: Final = {
    "lifetime": ("lifetime_years", "durée de vie"),
    "kwh": ("kwh_per_year", "consommation"),
    "pue": ("pue (à la salle ou au service)", "PUE"),
    "estimated": ("une ligne d’equipment à la place de method.estimate", "quantité estimée"),
}
TYPES_SHOWN: Final = 3


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

        for index, each in enumerate(case.dossier.imports):
            self.by_id.setdefault(each.id, ("imports", index))

    def of_type(self, *kinds: str) -> Path:
        """Return the path of the largest line of the first of these types that the dossier holds."""
        return next((self.by_type[kind] for kind in kinds if kind in self.by_type), ())


Place = Callable[[Lines, Notice], Path]


class Told(NamedTuple):
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
    given = [(("factors", "overrides", at), each.type or each.service) for at, each in enumerate(factors.overrides)]
    given += [(("factors", "types", at), each.id) for at, each in enumerate(factors.types)]
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
FINDINGS: Final[dict[str, Told]] = {
    "many_monitors": Told(
        "SNR405", _monitors, help="retirez les écrans sortis du parc, ajoutez les ordinateurs oubliés"
    ),
    "agent_out_of_range": Told("SNR406", _at("territory", "agents", "equipped")),
    "no_monitor": Told("SNR407", _largest_computer, help="comptez-les, même par sondage, ou demandez une estimation"),
    "purchase_after_year": Told(
        "SNR410", _line("purchase_year"), help="corrigez l’année, ou gardez la ligne pour le dossier suivant"
    ),
    "stale_factor": Told("SNR414", _old_factor),
    "partial_perimeter": Told("SNR415", _at("exclusions")),
    "estimate_impossible": Told("SNR415", _estimate),
    # nothing is wrong: an order of magnitude is to be had
    "head_count_alone": Told("SNR420", _at("territory", "agents"), INFO),
    "estimated_from_all_agents": Told("SNR420", _at("territory", "agents")),
    "technical_beside_rooms": Told("SNR416", _type("dc_technical_kw_year")),
    "metered_room_and_loose_servers": Told("SNR416", _loose_server),
    "spending_beside": Told("SNR416", _line()),
    # the amount may hold other things too: nobody knows before it is looked at
    "spending_may_hold": Told("SNR416", _line(), INFO),
    "box_in_lines": Told("SNR416", _box),
    # nothing to correct: it must be said where both appear
    "storage_two_methods": Told("SNR436", _type(*sorted(HOSTED)), INFO),
    "building_twice": Told("SNR416", _type("dc_building_m2", "dc_support_m2")),
    "electricity_later": Told("SNR417", _grid, help=YEAR_HELP),
    # nothing to correct: no earlier year exists, and the climate is not concerned
    "electricity_later_others": Told("SNR417", _grid, INFO, YEAR_HELP),
    "electricity_earlier": Told("SNR417", _grid, help=YEAR_HELP),
    "electricity_jump": Told("SNR417", _grid),
    "electricity_missing": Told("SNR417", _grid),
    "upstream_without_source": Told("SNR418", _line("upstream_years")),
    "reuse_without_source": Told("SNR418", _line("reuse_rate")),
    "unknown_authority": Told(
        "SNR419", lambda lines, _: ("territory", "siren" if lines.case.dossier.territory.siren else "insee_code")
    ),
    "several_authorities": Told("SNR419", _at("territory", "name")),
    "differs_from_table": Told("SNR419", lambda _, notice: ("territory", notice.subject)),
    "department_unknown": Told("SNR420", _at("territory")),
    "hosting_assumed": Told("SNR420", _line()),
    "lifetime_to_confirm": Told("SNR420", _default_lifetime),
    "refurbished_without_upstream": Told("SNR420", _line("refurbished_share")),
    "post_amortisation_without_year": Told("SNR420", _line()),
    "numecoeval_without_year": Told("SNR420", _line()),
    # the set was asked for by name, and the catalogue cannot follow it everywhere
    "set_fallback": Told("SNR420", _at("method", "factor_set"), INFO),
    "virtual_metered": Told("SNR420", _host),
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
    "members_not_counted": "each dossier is judged for itself",
    "pooled_in_full": "each dossier is judged for itself; the documents say it beside the total",
    "members_counted": "each dossier is judged for itself",
    "open_licence": "asked for (factors_licence: open)",
    "territory_national_mean": "a limit of the national figure, not of the dossier",
}


def label_of(case: Case, kind: str) -> str:
    """Return the French name of a type of the catalogue or of the dossier."""
    own = {new.id: new.label for new in case.dossier.factors.types}
    return own.get(kind) or type_label(kind, case.assessment.organisation.lines, case.tables)


def told(case: Case, code: str) -> list[Remark]:
    """Return the remarks of a code that the notices of the assessment make, one a subject."""
    said = {
        (notice.code, notice.subject): notice
        for notice in reversed(case.assessment.notices)
        if notice.code in FINDINGS and FINDINGS[notice.code].code == code
    }
    lines = Lines(case) if said else None
    found = []
    for notice in reversed(said.values()):
        known = FINDINGS[notice.code]
        message, _, help_text = notice_text(notice).removesuffix(".").partition(" ; ")
        if NOTICES[notice.code][0].isupper():
            message = message[0].lower() + message[1:]
        found.append(
            Remark(known.place(lines, notice) if lines else (), message, help_text or known.help, known.severity)
        )
    return found


def claims_document(dossier: Dossier) -> bool:
    """Say whether the dossier claims a programme or a strategy: a result to be published."""
    return claims_programme(dossier) or claims_strategy(dossier)


def default_shares(case: Case) -> dict[str, tuple[float, set[str]]]:
    """Return, by type, the share of the climate result that rests on defaults, and which ones."""
    organisation = case.assessment.organisation
    total = organisation.totals.get(CLIMATE, 0.0)
    carried: dict[str, list[float]] = {}
    names: dict[str, set[str]] = {}
    for line in organisation.lines if total else ():
        for term in line.recipe.terms:
            if term.category != CLIMATE:
                continue
            found = {leaf.name for leaf in leaves(term.amount) if leaf.status == "default"} & DEFAULTS.keys()
            if line.quality == "estimated":
                found.add("estimated")
            if found:
                carried.setdefault(line.type, []).append(line.scale.value * term.value)
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
        for kind, (share, names) in list(shares.items())[:TYPES_SHOWN]:
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


def stale(case: Case) -> Verdict:
    """SNR414: factors over ten years old; information only below the share that an imprecise datum may carry."""
    limit = parameter(case, "defaults_share_high")
    shares = {
        notice.subject: dict(notice.values)["share"]
        for notice in case.assessment.notices
        if notice.code == "stale_factor"
    }
    remarks = [
        Remark(
            remark.path,
            remark.message,
            "donnez un facteur plus récent dans factors.overrides, sinon gardez celui-ci et dites-le dans limits",
            None if share > limit else INFO,
        )
        for remark, share in zip(told(case, "SNR414"), shares.values(), strict=True)
    ]
    return judged(remarks, "aucun facteur de plus de dix ans", ("equipment",))


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


def double_counts(case: Case) -> Verdict:
    """SNR416: the same thing counted twice."""
    return judged(told(case, "SNR416") + network_twice(case) + mail_in_storage(case), "aucun double compte vu")


def lengthened(case: Case) -> Verdict:
    """SNR418: a life before or after without proof; it is not counted."""
    return judged(told(case, "SNR418"), "aucune vie amont ni aucun réemploi sans preuve")


def table_differences(case: Case) -> Verdict:
    """SNR419: figures that differ from the table of real authorities, or an authority that it does not hold."""
    remarks = told(case, "SNR419")
    population, authority = case.dossier.territory.population, authority_of(case)
    for name in ("totale", "municipale"):
        given = getattr(population, name) if population else None
        known = getattr(authority, f"population_{name}") if authority else None
        if not given or not known:
            continue
        # a thousand times off is a unit (SNR411), not another figure
        around = Bounds(known, known).widened(parameter(case, "published_widening"))
        if abs(given / known - 1) > parameter(case, "population_difference") and thousand_off(given, around) is None:
            text = f"population {name} : le dossier donne {number(given)}, la table des collectivités {number(known)}"
            remarks.append(Remark(("territory", "population", name), text, "le dossier l’emporte, vérifiez-le"))
    return judged(remarks, "chiffres proches de la table des collectivités", ("territory",))


def assumptions(case: Case) -> Verdict:
    """SNR420: an assumption taken for want of precision."""
    remarks = told(case, "SNR420") + [
        Remark(
            ("equipment", index, "reuse_rate"),
            f"{line.id} : taux de réemploi sans total_lifetime_years",
            "la durée de vie n’est pas allongée : donnez la durée de vie totale moyenne",
        )
        for index, line in enumerate(case.dossier.equipment)
        if line.reuse_rate and line.total_lifetime_years is None
    ]
    return judged(remarks, "aucune hypothèse prise faute de précision")


RULES: Final = (
    Rule("SNR413", claims_document, defaults),
    Rule("SNR414", claims_document, stale),
    Rule("SNR415", claims_document, lambda case: judged(told(case, "SNR415"), "périmètre complet")),
    Rule("SNR416", always, double_counts),
    Rule("SNR436", always, lambda case: judged(told(case, "SNR436"), "une seule méthode de stockage")),
    Rule("SNR417", always, lambda case: judged(told(case, "SNR417"), "facteur de l’année, sans saut")),
    Rule("SNR418", always, lengthened),
    Rule("SNR419", always, table_differences),
    Rule("SNR420", always, assumptions),
)
