"""ADJ-11, ADJ-12, ADJ-16: accessibility and ecodesign of online services; server rooms."""

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final

from snr_cli.engine.duties import rgesn_score
from snr_cli.french.numbers import long_date, number, plural
from snr_cli.model.dossier import Dossier, Rgesn, Service
from snr_cli.rules.case import (
    INFO,
    Case,
    Path,
    Remark,
    Rule,
    Verdict,
    not_applicable,
    percentage,
    to_check,
    weighed,
    years_later,
)

DECLARATION_YEARS: Final = 3  # décret 2019-768: renewed after three years
SCHEME_YEARS: Final = 3  # loi 2005-102, art. 47: known, not read again
TERTIARY_M2: Final = 1_000  # décret 2019-771, of the building
PRIORITIES: Final = {"priority": "prioritaires", "recommended": "recommandés", "moderate": "modérés"}
RGAA_HELP: Final = (
    'ajoutez, avec vos valeurs, rgaa: {rate: 72 %, declaration_date: "2025-03-14", statement_on_home_page: true, '
    'scheme_url: "https://exemple.fr/schema"}'
)
_NO_WEBSITE: Final = "aucun site ni service en ligne dans le dossier"


def _online(dossier: Dossier) -> list[tuple[int, Service]]:
    return [
        (index, service)
        for index, service in enumerate(dossier.services)
        if service.type == "website" or service.rgaa is not None or service.rgesn is not None
    ]


def _rooms(dossier: Dossier) -> list[tuple[int, Service]]:
    return [(index, service) for index, service in enumerate(dossier.services) if service.type == "server_room"]


def claims_online(dossier: Dossier) -> bool:
    """Say whether the dossier holds an online service."""
    return bool(_online(dossier))


def claims_rooms(dossier: Dossier) -> bool:
    """Say whether the dossier holds a server room."""
    return bool(_rooms(dossier))


def _undeclared(case: Case, online: Sequence[tuple[int, Service]]) -> Iterator[Remark]:
    """Yield what is missing of the declaration of each service, and of the scheme."""
    plan = case.dossier.plans.accessibility if case.dossier.plans else None
    has_plan = plan is not None and plan.exists and plan.url is not None
    for index, service in online:
        path: Path = ("services", index)
        rgaa = service.rgaa
        if rgaa is None:
            yield Remark(path, f"service « {service.id} » : accessibilité non dite", RGAA_HELP)
            continue
        path = (*path, "rgaa")
        if rgaa.declaration_date is None:
            yield Remark(
                path,
                f"service « {service.id} » sans date de déclaration d’accessibilité",
                'ajoutez declaration_date: "AAAA-MM-JJ"',
            )
        elif years_later(rgaa.declaration_date, DECLARATION_YEARS) < case.as_of:
            yield Remark(
                (*path, "declaration_date"),
                f"service « {service.id} » : déclaration du {rgaa.declaration_date}, de plus de trois ans au {long_date(case.as_of)}",
                "refaites l’audit et publiez la déclaration",
            )
        if rgaa.rate is None:
            yield Remark(
                path,
                f"service « {service.id} » sans taux de conformité",
                "ajoutez rate: la part des critères respectés, par l’audit",
            )
        if rgaa.scheme_url is None and not has_plan:
            yield Remark(
                path,
                f"service « {service.id} » sans schéma pluriannuel d’accessibilité",
                'ajoutez scheme_url, ou plans.accessibility: {date: "2024-01-15", url: "https://exemple.fr/schema"}',
            )
        if rgaa.statement_on_home_page is None:
            yield Remark(
                path,
                f"service « {service.id} » : mention de conformité en page d’accueil à vérifier",
                "ajoutez statement_on_home_page: true ou false",
                INFO,
            )
        elif not rgaa.statement_on_home_page:
            yield Remark(
                (*path, "statement_on_home_page"),
                f"service « {service.id} » sans mention de conformité en page d’accueil",
                "« Accessibilité : partiellement conforme », lien vers la déclaration",
            )
    if plan is not None and plan.date is not None and years_later(plan.date, SCHEME_YEARS) < case.as_of:
        yield Remark(
            ("plans", "accessibility", "date"),
            f"schéma pluriannuel du {plan.date}, de plus de trois ans au {long_date(case.as_of)} : à vérifier",
            "un schéma dure trois ans au plus",
            INFO,
        )


def accessibility(case: Case) -> Verdict:
    """ADJ-11: a declaration under three years old, the statement on the home page, a multi-year scheme."""
    online = _online(case.dossier)
    if not online:
        return to_check(
            (),
            f"{_NO_WEBSITE} : accessibilité à vérifier",
            'ajoutez, avec vos valeurs, services: [{id: site, type: website, rgaa: {rate: 72 %, declaration_date: "2025-03-14", '
            'statement_on_home_page: true, scheme_url: "https://exemple.fr/schema"}}]',
        )
    rates = ", ".join(
        f"{each.id} {percentage(each.rgaa.rate)}" for _, each in online if each.rgaa and each.rgaa.rate is not None
    )
    return weighed([*_undeclared(case, online)], f"déclarations à jour : {rates}", ("services", online[0][0]))


def _score_remarks(name: str, rgesn: Rgesn, path: Path) -> list[Remark]:
    """Say why a self-assessment gives no score, or a score that means nothing."""
    if rgesn.version != "2024":
        return [
            Remark(
                (*path, "version"),
                f"service « {name} » évalué avec la version {rgesn.version} du RGESN : score non comparable",
                "refaites l’évaluation avec la version de 2024 (78 critères)",
                INFO,
            )
        ]
    too_many = [
        Remark(
            (*path, f"{key}_valid"),
            f"service « {name} » : {valid} critères {label} validés pour {applicable} applicables",
            "vérifiez les deux nombres",
            INFO,
        )
        for key, label in PRIORITIES.items()
        if (valid := getattr(rgesn, f"{key}_valid")) > (applicable := getattr(rgesn, f"{key}_applicable"))
    ]
    if too_many:
        return too_many
    if not rgesn_score(rgesn):
        return [
            Remark(
                path,
                f"service « {name} » : aucun critère RGESN validé",
                "ajoutez priority_valid, recommended_valid et moderate_valid (outil : NumEcoDiag)",
                INFO,
            )
        ]
    return []


def ecodesign(case: Case) -> Verdict:
    """ADJ-12: self-assessment with the RGESN 2024; voluntary, so never more than information."""
    online = _online(case.dossier)
    if not online:
        return not_applicable(_NO_WEBSITE)
    remarks, scores = [], {}
    for index, service in online:
        if service.rgesn is None:
            remarks.append(
                Remark(
                    ("services", index),
                    f"service « {service.id} » sans auto-évaluation d’écoconception",
                    "facultatif ; ajoutez, avec vos valeurs, rgesn: {priority_valid: 20, priority_applicable: 30, recommended_valid: 10, recommended_applicable: 20}",
                    INFO,
                )
            )
            continue
        wrong = _score_remarks(service.id, service.rgesn, ("services", index, "rgesn"))
        remarks += wrong
        score = rgesn_score(service.rgesn)
        if score is not None and not wrong:
            scores[service.id] = score
    text = ", ".join(f"{name} {percentage(score)}" for name, score in scores.items())
    if len(scores) > 1:
        text += f" ; moyenne {percentage(fsum(scores.values()) / len(scores))}"
    return weighed(remarks, f"score RGESN : {text}", ("services", online[0][0]))


def tertiary(case: Case) -> Verdict:
    """ADJ-16: large rooms may fall under the décret tertiaire, which counts the building: a person must say."""
    rooms = _rooms(case.dossier)
    known = case.tables.equipment_types
    housed = [
        (index, equipment)
        for index, equipment in enumerate(case.dossier.equipment)
        if equipment.quantity and equipment.type in known and known[equipment.type].in_room
    ]
    if not rooms and not housed:
        return not_applicable("aucune salle serveurs, ni équipement de salle")
    if not rooms:
        count = plural(len(housed), "ligne d’équipement", "lignes d’équipements")
        return weighed(
            [
                Remark(
                    ("equipment", housed[0][0]),
                    f"{count} de salle serveurs, et aucune salle décrite : surface inconnue, décret tertiaire à vérifier",
                    "décrivez la salle : services: [{id: salle, type: server_room, surface_m2: 20}], avec votre surface",
                    INFO,
                )
            ],
            "",
            ("equipment", housed[0][0]),
        )
    remarks = []
    for index, service in rooms:
        path = ("services", index)
        if service.surface_m2 is None:
            remarks.append(
                Remark(
                    path,
                    f"salle « {service.id} » : surface inconnue, décret tertiaire à vérifier",
                    "ajoutez surface_m2",
                    INFO,
                )
            )
        elif service.surface_m2 >= TERTIARY_M2:
            remarks.append(
                Remark(
                    (*path, "surface_m2"),
                    f"salle « {service.id} » de {number(service.surface_m2)} m² : décret tertiaire à vérifier",
                    f"à partir de {number(TERTIARY_M2)} m², consommations à déclarer chaque année sur OPERAT",
                    INFO,
                )
            )
    return weighed(
        remarks,
        f"{plural(len(rooms), 'salle')} de moins de {number(TERTIARY_M2)} m² ; à vérifier pour le bâtiment entier",
        ("services", rooms[0][0]),
    )


RULES: Final = (
    Rule("ADJ-11", claims_online, accessibility),
    Rule("ADJ-12", claims_online, ecodesign),
    Rule("ADJ-16", claims_rooms, tertiary),
)
