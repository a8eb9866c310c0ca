"""REEN-01 to REEN-11, REEN-24, REEN-25, SNR619: the programme de travail of the decree."""

import re
from typing import Final

from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, plural
from snr_cli.french.words.terms import estimated_note, term
from snr_cli.model.strategy import Action, ProgrammeFigures
from snr_cli.model.territory import INHABITANTS_OF_LAW, in_force
from snr_cli.results.organisation import assessed_categories
from snr_cli.results.records import readings_of_territory
from snr_cli.results.sentences.coverage import territory_text
from snr_cli.rules.case import (
    GROUPINGS,
    INFO,
    PROGRAMME_DEADLINE,
    WARNING,
    Case,
    Remark,
    Rule,
    RuleStatus,
    Verdict,
    always,
    claims_programme,
    judged,
    late,
    missing,
    not_applicable,
    satisfied,
    to_check,
    to_come,
)

# REEN-08, REEN-09, REEN-10, REEN-24: the figures of the programme de travail, what they cover and how sure they are.

UNASSESSED: Final = {
    "no_population": "donnez territory.siren, ou territory.population.municipale",
    "no_national_mean": "la moyenne nationale ne vaut pas ici : donnez territory.households",
    "closed_licence": "les facteurs de la licence demandée (method.factors_licence) n’ont pas la moyenne par habitant : retirez-la",
}


def territory_footprint(case: Case) -> Verdict:
    """REEN-08: the impact of digital technology on the territory."""
    readings = readings_of_territory(case.assessment)
    mean = readings.by_inhabitant.figure
    if mean.value is None and not (readings.is_assessed and mean.why == "no_national_mean"):
        return missing(
            ("territory",), f"empreinte du territoire {term('not_assessed', feminine=True)}", UNASSESSED[mean.why]
        )
    return satisfied(f"estimée, de deux façons : {territory_text(readings)}", ("territory",))


def uses_footprint(case: Case) -> Verdict:
    """REEN-09: the impact of the uses of digital technology on the territory, a second object in the text."""
    if not case.dossier.uses:
        return missing(
            (),
            "le dossier ne décrit aucun usage propre au territoire (moyennes nationales) : le décret demande aussi leur bilan",
            "ajoutez, avec vos valeurs, uses: [{id: smartphones, kind: equipment_rate, type: smartphone, per_household: 2.8, source: Enquête}]",
        )
    known = [use for use in case.assessment.uses if use.status != "default" and use.line.total(CLIMATE)]
    if not known:
        return missing(
            ("uses",),
            "aucun usage ne peut être évalué",
            "donnez à chacun une quantité, et territory.households et territory.population.municipale",
        )
    return satisfied(plural(len(known), "usage évalué", "usages évalués"), ("uses",))


def organisation_measured(case: Case) -> Verdict:
    """REEN-10: the organisation perimeter is measured and kept apart."""
    dossier = case.dossier
    if not dossier.equipment and not dossier.services:
        return missing(
            (),
            "le dossier ne contient ni équipement ni service : l’organisation n’est pas évaluée",
            "ajoutez equipment et services (snr init propose une vingtaine de lignes)",
        )
    if not assessed_categories(case.assessment):
        path = ("equipment",) if dossier.equipment else ("services",)
        return missing(path, "aucune ligne de l’organisation ne peut être évaluée", "snr assess dit ce qui leur manque")
    count = len(case.assessment.organisation.lines)
    note = estimated_note(estimated_share(case.assessment.organisation.lines))
    return satisfied(
        f"{plural(count, 'ligne')}{f' (total {note})' if note else ''}"
        + (", deux totaux jamais additionnés" if readings_of_territory(case.assessment).is_assessed else ""),
        ("equipment" if dossier.equipment else "services",),
    )


def perimeter(case: Case) -> Verdict:
    """REEN-24: perimeter, exclusions, year, sources and uncertainty are stated."""
    dossier = case.dossier
    remarks = []
    if dossier.territory.agents is None or dossier.territory.agents.total is None:
        remarks.append(
            Remark(
                ("territory",),
                "le dossier ne dit pas l’effectif de l’organisation",
                "ajoutez, avec vos valeurs, territory.agents: {total: 820, equipped: 460}",
            )
        )
    if not dossier.exclusions:
        remarks.append(
            Remark(
                (),
                "le dossier ne dit aucune exclusion",
                "ajoutez, avec vos valeurs, exclusions: [{what: Écoles, why: parc géré par le syndicat}]",
            )
        )
    if not dossier.limits:
        remarks.append(
            Remark(
                (),
                "le dossier ne dit aucune limite",
                "ajoutez limits: ce qui rend les chiffres incertains, en une phrase chacun",
            )
        )
    for section in ("equipment", "services", "uses"):
        lines = getattr(dossier, section)
        unsourced = [index for index, line in enumerate(lines) if line.source is None]
        if unsourced:
            remarks.append(
                Remark(
                    (section, unsourced[0]),
                    f"{section} : {len(unsourced)} ligne{'s' if len(unsourced) > 1 else ''} sur {len(lines)} sans source",
                    "ajoutez à chacune source: export, facture, enquête… et quality: high, medium ou low",
                    told="RCP-12",
                )
            )
    return judged(
        remarks, f"année {dossier.reference_year}, {plural(len(dossier.exclusions), 'exclusion')}", ("exclusions",)
    )


_KINDS: Final = {
    "commune": "commune",
    "communaute_de_communes": "communauté de communes",
    "communaute_agglomeration": "communauté d’agglomération",
    "communaute_urbaine": "communauté urbaine",
    "metropole": "métropole",
    "departement": "département",
    "region": "région",
}
_THEMES: Final = frozenset("123456")
SECTORS: Final = {"public": "public", "privé": "private"}
ASSOCIATION: Final = {"role": "rôle", "association": "mode d’association", "date": "date"}
_YEAR: Final = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_KEPT: Final = {
    "footprint": "total de l’organisation",
    "territory_footprint": "total du territoire",
    "uses": "usages",
    "findings": "constats",
}


def entity(case: Case) -> Verdict:
    """REEN-01: a commune or an EPCI à fiscalité propre."""
    kind = case.fact("kind")
    if kind is None:
        return missing(("territory",), "nature de la collectivité inconnue", "donnez territory.kind, ou son SIREN")
    if case.outside_law:
        text = (
            f"{_KINDS[kind]} : l’article 35 vise les communes et les EPCI à fiscalité propre, la démarche est volontaire ; "
            "rien de la loi ni du décret n’est jugé"
        )
        path = ("territory", "kind")
        return Verdict(RuleStatus.NOT_APPLICABLE, text, path, (Remark(path, text, severity=INFO),))
    if case.statute_to_check:
        return to_check(
            ("territory", "kind"),
            "statut à vérifier : l’article 35 vise les communes et les EPCI à fiscalité propre",
            "demandez à votre service juridique ; d’ici là rien du décret n’est compté comme une erreur",
        )
    return satisfied(_KINDS[kind], ("territory", "kind"))


def threshold(case: Case) -> Verdict:
    """REEN-02: strictly above 50,000 inhabitants, population totale by default (CGCT R2151-2)."""
    totale, municipale = case.fact("population_totale"), case.fact("population_municipale")
    path = ("territory", "population")
    if totale is None:
        if municipale is not None and municipale > INHABITANTS_OF_LAW:  # the totale counts the same people, and more
            return satisfied(f"{number(municipale)} habitants (population municipale, la totale la dépasse)", path)
        known = "" if municipale is None else f" (municipale : {number(municipale)})"
        return to_check(
            path,
            f"population totale inconnue{known} : le seuil de 50 000 habitants reste à vérifier",
            "donnez territory.population.totale, son année et sa source, ou le SIREN",
        )
    if municipale is not None and (municipale > INHABITANTS_OF_LAW) != (totale > INHABITANTS_OF_LAW):
        return to_check(
            path,
            f"population totale ({number(totale)}) et municipale ({number(municipale)}) de part et d’autre de 50 000 : à vérifier",
            "l’article 35 ne dit pas laquelle ; le CGCT (R2151-2) prend la population totale par défaut",
        )
    if totale <= INHABITANTS_OF_LAW:
        text = f"{number(totale)} habitants : l’obligation ne s’applique pas, la démarche est volontaire"
        return Verdict(RuleStatus.NOT_APPLICABLE, text, path, (Remark(path, text, severity=INFO),))
    whose = "population totale, somme des communes" if case.fact("kind") in GROUPINGS else "population totale"
    text = f"{number(totale)} habitants ({whose})"
    given = case.dossier.territory.population
    if (
        given is not None
        and given.totale is not None
        and claims_programme(case.dossier)
        and not (given.year and given.source)
    ):
        text += " ; année ou source non dite"
        remark = Remark(path, "population sans année ou sans source", "ajoutez year et source à territory.population")
        return Verdict(RuleStatus.SATISFIED, text, path, (remark,))
    return satisfied(text, path)


def programme_exists(case: Case) -> Verdict:
    """REEN-03: a programme de travail exists and precedes the strategy."""
    programme, strategy = case.dossier.programme, case.dossier.strategy
    path = ("programme", "date")
    if programme is None:
        return missing(
            (),
            "le dossier ne contient pas de programme de travail, que le décret demande avant la stratégie",
            'ajoutez, avec vos valeurs, programme: {date: "2022-11-24", stakeholders: [departement, ressourcerie], summary: "…"}',
        )
    if programme.date is None:
        return missing(path, "programme de travail sans date", 'ajoutez programme.date: "AAAA-MM-JJ"')
    if strategy is not None and strategy.adopted_on is not None and programme.date > strategy.adopted_on:
        return missing(
            path,
            f"programme du {programme.date}, après la stratégie adoptée le {strategy.adopted_on}",
            "le programme de travail précède la stratégie : vérifiez les deux dates",
        )
    return to_come(case, path, programme.date, "programme") or satisfied(f"programme du {programme.date}", path)


def programme_deadline(case: Case) -> Verdict:
    """REEN-04: by 1 January 2023; lateness is said, no text attaches a sanction to it."""
    programme = case.dossier.programme
    if programme is None or programme.date is None:
        return not_applicable("attend la date du programme (REEN-03)")
    path = ("programme", "date")
    if programme.date > PROGRAMME_DEADLINE:
        return late(
            path,
            f"programme du {programme.date}, après l’échéance du 1er janvier 2023",
            "aucune sanction n’est prévue : dites-le simplement dans le programme",
        )
    return satisfied(f"programme du {programme.date}", path)


def actors(case: Case) -> Verdict:
    """REEN-05: prepared with interested public and private actors: at least one of each."""
    dossier = case.dossier
    if not dossier.stakeholders:
        return missing(
            (),
            "le dossier ne nomme aucun acteur associé : le décret demande des acteurs publics et privés",
            "ajoutez, avec vos valeurs, stakeholders: [{id: ressourcerie, name: Ressourcerie, sector: private, role: Réemploi, "
            'association: Atelier, date: "2022-06-14", concerned_by: ["2"]}], et un acteur sector: public',
        )
    programme = dossier.programme
    names = set(programme.stakeholders) if programme else set()
    associated = [(index, actor) for index, actor in enumerate(dossier.stakeholders) if actor.id in names]
    path = ("programme", "stakeholders") if programme else ()
    if not associated:
        return missing(
            path,
            "aucun acteur n’est rattaché au programme de travail",
            "donnez un id à chaque acteur, et nommez-les dans programme: {stakeholders: [id, id]}",
        )
    sectors = {actor.sector for _, actor in associated}
    if len(sectors) == 1:
        absent = next(word for word, sector in SECTORS.items() if sector not in sectors)
        return missing(
            path,
            f"aucun acteur {absent} associé au programme : il en faut des deux sortes",
            f"ajoutez à stakeholders un acteur sector: {SECTORS[absent]}, et nommez-le dans programme.stakeholders",
        )
    # who came after the programme did not prepare it: an error when its sort has nobody else
    date = programme.date if programme else None
    late = {index for index, actor in associated if date and actor.date and actor.date > date}
    timely = {actor.sector for index, actor in associated if index not in late}
    remarks = []
    for index, actor in associated:
        absent_keys = [key for key in ASSOCIATION if getattr(actor, key) is None]
        if absent_keys:
            remarks.append(
                Remark(
                    ("stakeholders", index),
                    f"acteur « {actor.name} » sans {' ni '.join(ASSOCIATION[key] for key in absent_keys)}",
                    f"ajoutez-lui {', '.join(absent_keys)}",
                    WARNING,
                )
            )
        if index in late:
            text = f"acteur « {actor.name} » associé le {actor.date}, après le programme du {date}"
            severity = WARNING if actor.sector in timely else None
            remarks.append(Remark(("stakeholders", index, "date"), text, "vérifiez les deux dates", severity))
    public = sum(actor.sector == "public" for _, actor in associated)
    return judged(
        remarks,
        f"{plural(public, 'acteur public', 'acteurs publics')}, {plural(len(associated) - public, 'privé')}",
        path,
    )


def concerned(case: Case) -> Verdict:
    """REEN-06: the état des lieux lists the actors concerned, each by a theme or an item of the footprint."""
    dossier = case.dossier
    if not dossier.stakeholders:
        return missing(
            (),
            "état des lieux : le dossier ne recense aucun acteur",
            'ajoutez, avec vos valeurs, stakeholders: [{name: Ressourcerie, sector: private, concerned_by: ["2"]}] (thèmes 1 à 6)',
        )
    items = {
        *_THEMES,
        *case.tables.vocabulary["inventory_groups"],
        *case.tables.vocabulary["tiers"],
        *(line.id for line in dossier.equipment),
        *(line.id for line in dossier.services),
        *(use.id for use in dossier.uses),
        *(centre.id for centre in dossier.territory.data_centres),
    }
    remarks = []
    for index, actor in enumerate(dossier.stakeholders):
        if not actor.concerned_by:
            remarks.append(
                Remark(
                    ("stakeholders", index),
                    f"acteur « {actor.name} » rattaché à aucun thème ni groupe de l’empreinte",
                    'ajoutez concerned_by: ["2"] (thèmes 1 à 6), ou un groupe de l’empreinte',
                )
            )
        remarks += [
            Remark(
                ("stakeholders", index, "concerned_by", place),
                f"« {name} » n’est ni un thème (1 à 6), ni un groupe, ni une ligne du dossier",
                "thèmes : 1 à 6 ; groupes : " + ", ".join(case.tables.vocabulary["inventory_groups"]),
                WARNING if items.intersection(actor.concerned_by) else None,
            )
            for place, name in enumerate(actor.concerned_by)
            if name not in items
        ]
    return judged(remarks, plural(len(dossier.stakeholders), "acteur recensé", "acteurs recensés"), ("stakeholders",))


def _under_way(case: Case) -> list[tuple[int, Action]]:
    return [(index, act) for index, act in enumerate(case.dossier.actions) if act.status in ("under_way", "done")]


def measures_taken(case: Case) -> Verdict:
    """REEN-07: measures already taken at the date of the programme, « le cas échéant »."""
    programme = case.dossier.programme
    if programme is None or programme.date is None:
        return not_applicable("attend la date du programme (REEN-03)")
    before = [index for index, act in _under_way(case) if act.started_on and act.started_on <= programme.date]
    if before and programme.no_action_under_way:
        act = case.dossier.actions[before[0]]
        return missing(
            ("programme", "no_action_under_way"),
            f"le programme dit qu’aucune action n’était engagée, mais « {act.id} » l’est depuis le {act.started_on}",
            "retirez no_action_under_way, ou corrigez started_on",
        )
    if before:
        return satisfied(f"engagées avant le programme : {len(before)}", ("actions", before[0]))
    if programme.no_action_under_way:
        if programme.summary is None:
            return missing(
                ("programme", "no_action_under_way"),
                "aucune action engagée, sans une phrase qui le dise",
                "ajoutez programme.summary: pourquoi rien n’était engagé à cette date",
            )
        return satisfied("aucune action engagée à cette date, le programme le dit", ("programme", "summary"))
    return missing(
        ("programme",),
        f"aucune mesure engagée avant le programme du {programme.date}",
        "une action avec status: done ou under_way, et started_on ; s’il n’y en avait pas, no_action_under_way: true",
    )


def actions_summary(case: Case) -> Verdict:
    """REEN-11: a short description of the actions already undertaken."""
    programme = case.dossier.programme
    if programme is not None and programme.summary is not None:
        return satisfied("synthèse du programme", ("programme", "summary"))
    date = programme.date if programme else None
    before = [
        (index, act) for index, act in _under_way(case) if not (date and act.started_on and act.started_on > date)
    ]
    if not before:
        if programme is not None and programme.no_action_under_way:
            return not_applicable("aucune action engagée")
        return missing(
            ("programme",) if programme else (),
            "le dossier ne contient pas de synthèse des actions déjà engagées",
            "ajoutez programme.summary, ou des actions under_way ou done avec leur summary",
        )
    remarks = [
        Remark(
            ("actions", index),
            f"action engagée « {act.id} » sans résumé",
            "ajoutez summary: une ou deux phrases, ou programme.summary pour toutes",
        )
        for index, act in before
        if act.summary is None
    ]
    return judged(remarks, f"actions engagées, chacune résumée : {len(before)}", ("actions", before[0][0]))


def governance(case: Case) -> Verdict:
    """REEN-25: a named elected member, a technical lead, a steering frequency."""
    found = case.dossier.governance
    if found is None:
        return missing(
            (),
            "le dossier ne décrit pas la gouvernance",
            "ajoutez, avec vos valeurs, governance: {elected_lead: Adjointe au numérique, project_lead: DSI, steering: trimestriel}",
        )
    words = {
        "elected_lead": term("elected_lead"),
        "project_lead": term("project_lead"),
        "steering": "fréquence du comité",
    }
    remarks = [
        Remark(("governance",), f"gouvernance sans {word}", f"ajoutez governance.{key}")
        for key, word in words.items()
        if getattr(found, key) is None
    ]
    return judged(remarks, found.elected_lead or "", ("governance",))


def figures_kept(case: Case) -> Verdict:
    """SNR619: a programme older than the dossier keeps the figures of its own year."""
    programme = case.dossier.programme
    if programme is None or programme.date is None:
        return not_applicable("attend la date du programme (REEN-03)")
    kept, year = programme.figures, int(programme.date[:4])
    if kept is None and year >= case.dossier.reference_year:
        return not_applicable(f"les chiffres de {case.dossier.reference_year} sont ceux du programme")
    if kept is None:
        return missing(
            ("programme", "date"),
            f"programme du {programme.date} : les chiffres de son année ne sont pas conservés, "
            f"et ceux de {case.dossier.reference_year} n’en prennent pas la place",
            "ajoutez, avec ceux qu’il a donnés, programme.figures: "
            f"{{year: {year}, footprint: {{climate_change: 390000}}, territory_footprint: {{climate_change: 21000000}}, findings: […]}}",
        )
    path = ("programme", "figures")
    remarks = []
    if kept.year > year:
        remarks.append(
            Remark(
                (*path, "year"),
                f"programme du {programme.date}, et chiffres de {kept.year} qui lui sont postérieurs",
                "vérifiez programme.date et programme.figures.year",
            )
        )
    remarks += _known_later(kept, year, case.dossier.reference_year)
    absent = [word for key, word in _KEPT.items() if not getattr(kept, key)]
    if absent:
        remarks.append(
            Remark(
                path,
                f"chiffres du programme sans {' ni '.join(absent)}",
                f"ajoutez {', '.join(key for key in _KEPT if not getattr(kept, key))} : ce que le programme en disait",
            )
        )
    return judged(remarks, f"chiffres de {kept.year}", path)


def _known_later(kept: ProgrammeFigures, year: int, last: int) -> list[Remark]:
    """Tell the figures that an act of a year could not hold: a population in force later, a source of a later year.

    Years after `last`, that of the dossier, are those aimed at; findings are free to name a coming year.
    """
    path: tuple[str | int, ...] = ("programme", "figures")
    remarks = []
    census = kept.population.year if kept.population is not None else None
    if census is not None and in_force(census) > year:
        remarks.append(
            Remark(
                (*path, "population"),
                f"population de {census}, en vigueur au 1er janvier {in_force(census)} : le programme est de {year}",
                f"donnez celle qu’il a donnée, de {year - in_force(0)} au plus, ou retirez-la",
            )
        )
    said = [((*path, "uses", index), text) for index, text in enumerate(kept.uses)]
    for key in ("footprint_from", "territory_footprint_from"):
        origin = getattr(kept, key)
        said += [((*path, key), getattr(origin, name) or "") for name in ("tool", "method", "source")] if origin else []
    for place, text in said:
        for named in sorted({int(found) for found in _YEAR.findall(text)}):
            if year < named <= last:
                remarks.append(
                    Remark(
                        place,
                        f"chiffres du programme de {year}, d’après ce qui est de {named}",
                        "donnez ce que le programme disait, avec sa source, ou retirez-le",
                    )
                )
    return remarks


RULES: Final = (
    Rule("REEN-01", always, entity),
    Rule("REEN-02", always, threshold),
    Rule("REEN-03", always, programme_exists),
    Rule("REEN-04", claims_programme, programme_deadline),
    Rule("REEN-05", always, actors),
    Rule("REEN-06", always, concerned),
    Rule("REEN-07", claims_programme, measures_taken),
    Rule("REEN-08", always, territory_footprint),
    Rule("REEN-09", always, uses_footprint),
    Rule("REEN-10", claims_programme, organisation_measured),
    Rule("REEN-11", claims_programme, actions_summary),
    Rule("REEN-24", claims_programme, perimeter),
    Rule("REEN-25", claims_programme, governance),
    Rule("SNR619", claims_programme, figures_kept),
)
