"""What a dossier that is right says, and seldom means: keys without a value, three decimals, years far off, lines twice, ids unused."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from snr_cli.inputs.dossier.includes import Joined, leaves
from snr_cli.inputs.dossier.named import Report
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding

_EMPTY: Final = "SNR209"
_HELP_EMPTY: Final = "donnez une valeur, ou retirez la clé"
COMMENT: Final = "« # » commence un commentaire : mettez entre guillemets un texte qui en contient"


def check_empty(joined: Joined) -> list[Finding]:
    """Return a finding for each key that nothing follows; `null` and `~`, typed on purpose, say nothing."""
    if not any(text.empty for text in joined.texts):
        return []
    tops = {id(joined.data): {id(text.data) for text in joined.texts}}
    empty = {place for text in joined.texts for place in text.empty}
    findings = []

    def walk(container: Any, path: tuple[Any, ...]) -> None:
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, value in steps:
            if isinstance(value, dict | list):
                walk(value, (*path, step))
            elif value is None and any((one, step) in empty for one in tops.get(id(container), {id(container)})):
                finding = finding_at(
                    joined, (*path, step), _EMPTY, f"clé « {step} » sans valeur", _HELP_EMPTY, key=True
                )
                after = finding.source_line[finding.position.end_column - 1 :]
                findings.append(finding.advised(COMMENT) if "#" in after else finding)

    walk(joined.data, ())
    return findings


_HELP_COUNTS = "écrivez le nombre entier, sans point ni virgule ; si c’est bien une fraction, écrivez-la avec moins de trois décimales"


def check_counts(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each number of devices, machines or purchases that has three decimals, of a dossier whose schema is right."""
    for path, value in _counts(joined.data):
        if not isinstance(value, float):
            continue
        from snr_cli.inputs.workbook.values import two_readings  # most dossiers count in whole numbers

        finding = finding_at(joined, path, "SNR128", "")
        start, end = finding.position.column - 1, finding.position.end_column - 1
        written = repr(value) if finding.position.sheet else finding.source_line[start:end]
        if readings := two_readings(written.strip()):
            message = f"« {written.strip().replace('.', ',')} » unités : {readings} ? c’est le second qui est compté"
            yield finding_at(joined, path, "SNR128", message, _HELP_COUNTS)


def _counts(data: dict[Any, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for index, item in enumerate(data.get("equipment") or ()):
        yield ("equipment", index, "quantity"), item.get("quantity")
    for index, item in enumerate((data.get("virtual") or {}).get("machines") or ()):
        yield ("virtual", "machines", index, "quantity"), item.get("quantity")
    for index, item in enumerate(data.get("purchases") or ()):
        for key in ("units", "refurbished_units"):
            for name, value in (item.get(key) or {}).items():
                yield ("purchases", index, key, name), value


_DONE: Final = (
    "purchases",
    "end_of_use",
    "waste",
    "contracts",
    "stakeholders",
)  # what was done, never what is planned
_FAR: Final = 10  # after the year that is studied


def check_late(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each date of what was done that is over ten years after the year studied, of a dossier whose schema is right."""
    studied = joined.data.get("reference_year")
    if not isinstance(studied, int):
        return
    for section in _DONE:
        for path, year in _years(joined.data.get(section), section):
            if year > studied + _FAR:
                yield finding_at(
                    joined,
                    path,
                    "SNR131",
                    f"{year} : {year - studied} ans après l’année étudiée ({studied})",
                    "corrigez l’année",
                )


def _years(data: Any, section: str) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Give each year of a section, and where it is: under `year`, or in a date."""
    for path, value in leaves(data, (section,)):
        if path[-1] == "year" and isinstance(value, int):
            yield path, value
        elif str(path[-1]).endswith(("_on", "date")) and str(value)[:4].isdecimal():
            yield path, int(str(value)[:4])


_LINES: Final = ("equipment", "services")
_SAME: Final = ("type", "label", "entity", "site", "room", "quantity")  # what two lines that are the same one share
_HELP_REPEATED: Final = (
    "gardez-en une ; si ce sont deux choses, dites par leur libellé, leur site ou leur entité ce qui les distingue"
)


def check_repeated(joined: Joined) -> Iterator[Finding]:
    """Yield a finding for each line that another file of the dossier has too, of a dossier whose schema is right."""
    for section in _LINES:
        first: dict[tuple[Any, ...], tuple[str, str]] = {}
        for rank, item in enumerate(joined.data.get(section) or ()):
            place = joined.items.get((section, rank))
            if place is None or item.get("quantity") in (None, 0, 1):  # two sites may well have one each
                continue
            file, name = place[0].name, str(item.get("id", ""))
            other, called = first.setdefault(tuple(str(item.get(key)) for key in _SAME), (file, name))
            if other != file and called != name:  # one identifier twice is an error of its own
                message = f"« {name} » : mêmes type, libellé, lieu et quantité que « {called} » ({other}) : peut-être comptée deux fois"
                yield finding_at(joined, (section, rank), "SNR130", message, _HELP_REPEATED)


_UNUSED = "SNR304"


def check_unused(dossier: Dossier, at: Report) -> Iterator[Finding]:
    """Yield a finding for each indicator, actor, axis, own type or server room that nothing names.

    Args:
        dossier: a dossier whose references are right.
        at: makes a finding at a path of the dossier.
    """
    followed = {name for objective in dossier.objectives for name in objective.indicators}
    followed |= {name for action in dossier.actions for name in action.indicators}
    followed |= {name for review in dossier.annual_reviews for name in review.indicators}
    programme, strategy = dossier.programme, dossier.strategy
    rooms = {line.room for line in dossier.equipment}
    # a room that has a meter stands for what is in it
    rooms |= {
        room.id for room in dossier.services if room.type != "server_room" or room.metered_kwh_per_year is not None
    }
    lists: tuple[tuple[tuple[str, ...], Sequence[Any], Collection[str | None], str, str], ...] = (
        (
            ("indicators",),
            dossier.indicators,
            followed,
            "indicateur « {} » : aucun objectif, aucune action, aucun bilan ne le suit",
            "nommez-le dans l’un d’eux, ou retirez-le",
        ),
        # without an id an actor is only listed: the law tells the actors concerned from those who take part
        (
            ("stakeholders",),
            dossier.stakeholders if programme is not None else (),
            () if programme is None else programme.stakeholders,
            "acteur « {} » absent du programme de travail",
            "nommez-le dans programme.stakeholders, ou retirez son id s’il n’y a pas pris part",
        ),
        (
            ("strategy", "axes"),
            () if strategy is None else strategy.axes,
            {action.axis for action in dossier.actions},
            "axe « {} » sans action",
            "écrivez axis: {} dans une action, ou retirez l’axe",
        ),
        (
            ("factors", "types"),
            dossier.factors.types,
            _types_in_use(dossier),
            "type « {} » : aucune ligne ne l’emploie",
            "employez-le dans equipment, ou retirez-le",
        ),
        (
            ("services",),
            dossier.services,
            rooms,
            "salle « {} » : aucun équipement ne la nomme, et elle n’a pas de compteur",
            "écrivez room: {} sur ses équipements, ou donnez metered_kwh_per_year",
        ),
    )
    for path, items, used, message, advice in lists:
        for index, item in enumerate(items):
            if item.id is not None and item.id not in used:
                yield at((*path, index, "id"), _UNUSED, message.format(item.id), advice.format(item.id))


def _types_in_use(dossier: Dossier) -> set[str | None]:
    effects = [effect for action in dossier.actions for effect in action.effects]
    return {
        *(line.type for line in dossier.equipment),
        *(use.type for use in dossier.uses),
        *(effect.on.type for effect in effects),
        *(effect.added_component for effect in effects),
        *(name for purchases in dossier.purchases for name in purchases.units),
    }
