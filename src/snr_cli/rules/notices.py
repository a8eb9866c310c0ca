"""The notices of the engine that are findings: the code of each, and its place in the dossier."""

from collections.abc import Callable
from typing import Final, NamedTuple

from snr_cli.engine.records import Notice
from snr_cli.engine.storage import HOSTED
from snr_cli.french.words.results import NOTICES
from snr_cli.model.finding import Severity
from snr_cli.results.sentences.notices import notice_text
from snr_cli.rules.bounds import role_of
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark

INFO: Final = Severity.INFO


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
