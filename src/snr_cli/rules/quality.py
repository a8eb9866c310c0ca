"""SNR413 to SNR420: what weakens a result — defaults, old factors, gaps, double counts, assumptions.

Most of it the engine already says, by notices: rules/notices.py gives each its code of finding and its place.
"""

from math import fsum
from typing import Final

from snr_cli.engine.quantity import leaves
from snr_cli.engine.records import CLIMATE, Recipe
from snr_cli.engine.services import LINE_ROLES
from snr_cli.french.numbers import number, percent, together
from snr_cli.model.dossier import Dossier
from snr_cli.results.organisation import assessed_climate
from snr_cli.results.sentences.labels import type_label
from snr_cli.rules.bounds import Bounds, authority_of, parameter, thousand_off
from snr_cli.rules.case import Case, Rule, always, claims_programme, claims_strategy
from snr_cli.rules.mail import mail_in_storage
from snr_cli.rules.notices import INFO, Lines, remarks_of_notices
from snr_cli.rules.verdict import Remark, Verdict, judged

TRAFFIC_ROLES: Final = ("traffic", "line_traffic")
OWN_NETWORK: Final = ("network", "mixed")
# a default of the catalogue that a dossier can replace: name of the quantity → key to give, word
DEFAULTS: Final = {
    "lifetime": ("lifetime_years", "durée de vie"),
    "kwh": ("kwh_per_year", "consommation"),
    "pue": ("pue (à la salle ou au service)", "PUE"),
    "estimated": ("une ligne d’equipment à la place de method.estimate", "quantité estimée"),
}
_TYPES_SHOWN: Final = 3


def label_of(case: Case, kind: str) -> str:
    """Return the French name of a type of the catalogue or of the dossier."""
    own = {new.id: new.label for new in case.dossier.factors.types}
    return own.get(kind) or type_label(kind, case.assessment.organisation.lines, case.tables)


def claims_document(dossier: Dossier) -> bool:
    """Say whether the dossier claims a programme or a strategy: a result to be published."""
    return claims_programme(dossier) or claims_strategy(dossier)


def default_shares(case: Case) -> dict[str, tuple[float, set[str]]]:
    """Return, by type, the share of the climate result that rests on defaults, and which ones."""
    organisation = case.assessment.organisation
    total = assessed_climate(case.assessment) or 0.0
    carried: dict[str, list[float]] = {}
    names: dict[str, set[str]] = {}
    by_recipe: dict[int, list[tuple[float, set[str]]]] = {}  # lines that are alike share their recipe
    for line in organisation.lines if total else ():
        if (terms := by_recipe.get(id(line.recipe))) is None:
            terms = by_recipe[id(line.recipe)] = _defaults_of(line.recipe)
        estimated = {"estimated"} if line.quality == "estimated" else set()
        for value, taken in terms:
            if found := taken | estimated:
                carried.setdefault(line.type, []).append(line.scale.value * value)
                names.setdefault(line.type, set()).update(found)
    shares = {kind: (fsum(values) / total, names[kind]) for kind, values in carried.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1][0], item[0])))


def _defaults_of(recipe: Recipe) -> list[tuple[float, set[str]]]:
    """Return the value of each climate term of a recipe, and the defaults that it rests on."""
    return [
        (term.value, {leaf.name for leaf in leaves(term.amount) if leaf.status == "default"} & DEFAULTS.keys())
        for term in recipe.terms
        if term.category == CLIMATE
    ]


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


def stale(case: Case) -> Verdict:
    """SNR414: factors past their validity or over ten years old; information only below the share of an imprecise datum."""
    limit = parameter(case, "defaults_share_high")
    shares = {
        notice.subject: dict(notice.values)["share"]
        for notice in case.assessment.notices
        if notice.code in ("stale_factor", "expired_factor")
    }
    remarks = [
        Remark(
            remark.path,
            remark.message,
            "donnez un facteur plus récent dans factors.overrides, sinon gardez celui-ci et dites-le dans limits",
            None if share > limit else INFO,
        )
        for remark, share in zip(remarks_of_notices(case, "SNR414"), shares.values(), strict=True)
    ]
    return judged(remarks, "aucun facteur périmé ou de plus de dix ans", ("equipment",))


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
    return judged(
        remarks_of_notices(case, "SNR416") + network_twice(case) + mail_in_storage(case), "aucun double compte vu"
    )


def lengthened(case: Case) -> Verdict:
    """SNR418: a life before or after without proof; it is not counted."""
    return judged(remarks_of_notices(case, "SNR418"), "aucune vie amont ni aucun réemploi sans preuve")


def table_differences(case: Case) -> Verdict:
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
            text = f"population {name} : le dossier donne {number(given)}, la table des collectivités {number(known)}"
            remarks.append(Remark(("territory", "population", name), text, "le dossier l’emporte, vérifiez-le"))
    return judged(remarks, "chiffres proches de la table des collectivités", ("territory",))


def assumptions(case: Case) -> Verdict:
    """SNR420: an assumption taken for want of precision."""
    remarks = remarks_of_notices(case, "SNR420") + [
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
    Rule("SNR415", claims_document, lambda case: judged(remarks_of_notices(case, "SNR415"), "périmètre complet")),
    Rule("SNR416", always, double_counts),
    Rule("SNR436", always, lambda case: judged(remarks_of_notices(case, "SNR436"), "une seule méthode de stockage")),
    Rule("SNR417", always, lambda case: judged(remarks_of_notices(case, "SNR417"), "facteur de l’année, sans saut")),
    Rule("SNR418", always, lengthened),
    Rule("SNR419", always, table_differences),
    Rule("SNR420", always, assumptions),
)
