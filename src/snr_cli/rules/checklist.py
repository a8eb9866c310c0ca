"""RCP-01 to RCP-16: the conformity checklist of the RCP « Système d’information » (annex C), item by item.

It binds nobody: each remark is information. Judged for every dossier, since every result names this method; on what the annexes
list (`listed`), which `snr draft --annexes apart` writes.
"""

import re
from collections.abc import Callable, Iterable
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.engine.estimated import deduced_shares
from snr_cli.engine.records import CLIMATE, Assessment, Gap, Line, Quantity, leaves
from snr_cli.french.numbers import inside, number, percent, plural, together
from snr_cli.french.words.terms import NOT_ASSESSED, QUALITIES, STAGES, term
from snr_cli.model.codes import RCP
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.results.organisation import assessed_climate, sum_extent
from snr_cli.results.sentences.coverage import group_labels
from snr_cli.rules.case import Case, Path, Remark, Rule, Verdict, always, judged, missing, satisfied
from snr_cli.rules.plausibility import parameter
from snr_cli.rules.quality import Lines, default_shares, label_of

# leaves of the arithmetic that assume nothing
_CONSTANTS: Final = ("days_per_year", "one_year", "mb_per_gb", "per_unit")
_UNKNOWN: Final = ("no_lifetime", "no_kwh")


class Flow(NamedTuple):
    """A line: its quantity, the lifetime that its manufacture is spread over, its electricity; `unknown`: what it lacks of them."""

    line: Line
    lifetime: Quantity | None
    kwh: Quantity | None
    unknown: tuple[str, ...]


class Default(NamedTuple):
    """A value that the dossier does not give: of which type of line, where it comes from, and the share of the result that rests on it.

    The shares are not summed: a term may rest on several values. `share` None when nothing is assessed.
    """

    type: str
    quantity: Quantity
    share: float | None


class Used(NamedTuple):
    """A climate factor: the first line that it serves, and the share of the result that it carries."""

    factor: Factor
    line: Line
    share: float | None


def flows(result: Assessment) -> tuple[Flow, ...]:
    """Return every line of the organisation."""
    return tuple(_flow(line) for line in result.organisation.lines)


def _flow(line: Line) -> Flow:
    recipe = line.recipe
    reasons = {gap.reason for gap in recipe.gaps}
    return Flow(line, recipe.lifetime, recipe.electricity, tuple(each for each in _UNKNOWN if each in reasons))


def defaults(result: Assessment) -> tuple[Default, ...]:
    """Return every default and every estimate, those that carry most first."""
    total = assessed_climate(result)
    carried: dict[tuple[str, str, float, str], list[float]] = {}
    known: dict[tuple[str, str, float, str], Quantity] = {}
    seen: dict[tuple[str, int], set[tuple[str, str, float, str]]] = {}  # lines that are alike share their quantities
    for line in result.organisation.lines:
        scale = _assumed(line, known, line.scale)
        for addend in line.recipe.terms:
            if addend.category == CLIMATE:
                of = (line.type, id(addend.amount))
                if of not in seen:
                    seen[of] = _assumed(line, known, addend.amount)
                value = abs(line.scale.value * addend.value)
                for key in scale | seen[of]:
                    carried.setdefault(key, []).append(value)
        if (of := (line.type, id(line.recipe))) not in seen:  # listed, whatever they carry
            seen[of] = _assumed(line, known, line.recipe.lifetime, line.recipe.electricity)
    found = [
        Default(key[0], quantity, fsum(carried.get(key, ())) / total if total else None)
        for key, quantity in known.items()
    ]
    return tuple(sorted(found, key=lambda each: (-(each.share or 0.0), each.type, each.quantity.name)))


def _assumed(
    line: Line, known: dict[tuple[str, str, float, str], Quantity], *quantities: Quantity | None
) -> set[tuple[str, str, float, str]]:
    """Return the keys of what is assumed in some quantities of a line, and remember each of them."""
    keys = set()
    for quantity in quantities:
        for leaf in leaves(quantity) if quantity is not None else ():
            whole = leaf.unit == "ratio" and leaf.value == 1.0  # a whole share assumes nothing
            if leaf.status in ("default", "estimated") and leaf.name not in _CONSTANTS and not whole:
                key = (line.type, leaf.name, leaf.value, leaf.source)
                known.setdefault(key, leaf)
                keys.add(key)
    return keys


def factors(result: Assessment) -> tuple[Used, ...]:
    """Return every climate factor behind the organisation, those that carry most first."""
    carried: dict[Factor, list[float]] = {}
    lines: dict[Factor, Line] = {}
    for line in result.organisation.lines:
        for addend in line.recipe.terms:
            if addend.category == CLIMATE:
                carried.setdefault(addend.factor, []).append(abs(line.scale.value * addend.value))
                lines.setdefault(addend.factor, line)
    total = assessed_climate(result)
    weights = {factor: fsum(values) for factor, values in carried.items()}
    return tuple(
        Used(factor, lines[factor], weights[factor] / total if total else None)
        for factor in sorted(weights, key=lambda factor: (-weights[factor], factor.source))
    )


def unreliable(result: Assessment, least: float) -> tuple[tuple[float, Line], ...]:
    """Return the lines of low quality that carry more than a share of the result, with that share, the heaviest first."""
    total = assessed_climate(result)
    weighty = [
        (share, line)
        for line in result.organisation.lines
        if line.quality == "low" and total and (share := (line.total(CLIMATE) or 0.0) / total) > least
    ]
    return tuple(sorted(weighty, key=lambda found: -found[0]))


# What fills a stage that is not assessed: the very line to write, in which only the value and its source are left out.

STAGE: Final = {"embodied": "embodied_total"}
_NO_FACTOR: Final = ("no_factor", "closed_licence", "excluded_by_source")
ASKED: Final = {
    "no_lifetime": "donnez lifetime_years à la ligne",
    "no_kwh": "donnez kwh_per_year à la ligne",
}
_OTHERWISE: Final = "donnez un facteur dans factors.overrides, ou la donnée que snr assess demande"


def advice(case: Case, line: Line, gap: Gap) -> str:
    """Return the advice for one stage of one line."""
    if gap.reason in ASKED:
        return ASKED[gap.reason]
    if gap.reason not in _NO_FACTOR or gap.stage == "use":
        return _OTHERWISE
    if line.type in {own.id for own in case.dossier.factors.types}:
        return f"donnez {STAGE.get(gap.stage, gap.stage)} dans factors.types, à « {line.type} »"
    if line.type in case.tables.equipment_types:
        aim = f"type: {line.type}, category: {gap.category}, stage: {STAGE.get(gap.stage, gap.stage)}"
        told = " : elle s’ajoute à la valeur publiée, qui ne la contient pas" if gap.stage != "embodied" else ""
    elif gap.stage == "all_stages":
        aim, told = f"service: {line.type}, category: {gap.category}, component: total", ""
    else:
        return _OTHERWISE
    return f"donnez la valeur et sa source dans factors.overrides: [{{{aim}, value: …, source: …}}]{told}"


_SECTIONS: Final = ("equipment", "services")
# gaps that are no hole: counted elsewhere, or outside the perimeter of the method
NO_HOLE: Final = ("counted_in_lines", "public_terminals", "room_left_out")
FILE_NAME: Final = re.compile(r"\S+\.[A-Za-z0-9]{2,6}")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
A_SENTENCE: Final = 5  # words: « à compléter » says nothing
_NAMED: Final = 5  # names in a sentence; the others are counted
LINES_SHOWN: Final = 3  # remarks of one kind, the heaviest first; the others are in one
UNKNOWN_FLOWS: Final = {
    "no_lifetime": ("durées de vie inconnues", "lifetime_years"),
    "no_kwh": ("consommations inconnues", "kwh_per_year"),
}
DEPARTURES: Final = {
    "flux": "fabrication des seuls achats de l’année",
    "beges": "durée d’amortissement comptable au lieu de la durée de vie",
    "post_amortisation_zero": "plus de fabrication une fois la durée écoulée",
    "numecoeval_reel": "division par l’âge au lieu de la durée de vie",
    "impute": "catégories sans facteur déduites du climat, par un ratio calculé et non publié",
}


def _names(items: Iterable[str]) -> str:
    """Join the first names, and count the others."""
    every = list(items)
    more = len(every) - _NAMED
    return together(every[:_NAMED]) if more <= 0 else f"{', '.join(every[:_NAMED])} et {plural(more, 'autre')}"


def _says_something(text: str) -> bool:
    return len(text.split()) >= A_SENTENCE


def version(_: Case) -> Verdict:
    """RCP-01: an up-to-date version of the rules is referred to: snr prints it in every result."""
    return satisfied(RCP.name.partition(", annexe")[0], ("method", "name"))


def functional_unit(case: Case) -> Verdict:
    """RCP-02: the functional unit is described: snr prints it."""
    return satisfied(
        f"le système d’information pendant un an ({case.dossier.reference_year}), pour tous ses utilisateurs"
    )


def assessment_method(case: Case) -> Verdict:
    """RCP-03: the impacts are assessed by the method, not by one of the options that depart from it."""
    remarks = [
        Remark(
            ("method", "options", index),
            f"option {option} : {DEPARTURES[option]}, ce n’est plus le calcul du RCP SI",
            "retirez-la, et gardez ce calcul à part pour le comparer",
        )
        for index, option in enumerate(case.dossier.method.options)
    ]
    if deduced_shares(case.assessment.organisation):
        said = f"{DEPARTURES['impute']} : le RCP SI veut des facteurs"
        remarks.append(Remark(("method", "impute"), said, "gardez aussi le résultat sans impute, pour le comparer"))
    return judged(remarks, "calcul du RCP SI, sans option", ("method", "name"))


def diagram(case: Case) -> Verdict:
    """RCP-04: a functional diagram of the information system: a file, or a text that describes it."""
    text, path = case.dossier.diagram, ("diagram",)
    help_text = (
        "donnez diagram: un fichier (schema.svg), ou un texte : sites, salles, réseaux, hébergement et leurs liens"
    )
    if text is None:
        return missing((), "aucun schéma fonctionnel du système d’information", help_text)
    if not FILE_NAME.fullmatch(text.strip()) and not _says_something(text):
        return missing(path, f"schéma fonctionnel : « {text} » ne nomme pas de fichier et ne décrit rien", help_text)
    return satisfied("schéma fonctionnel donné", path)


def stages(case: Case) -> Verdict:
    """RCP-05: every stage is covered; those not assessed are named, by group, for climate change."""
    organisation = case.assessment.organisation
    if not organisation.lines:
        return missing((), "rien n’est inventorié, aucune étape n’est couverte", "ajoutez equipment et services")
    lines = Lines(case)
    holes: dict[str, dict[str, dict[str, tuple[Line, Gap]]]] = {}
    for line in organisation.lines:
        for gap in line.recipe.gaps:
            if gap.category == CLIMATE and gap.reason not in NO_HOLE:
                holes.setdefault(line.group, {}).setdefault(gap.stage, {}).setdefault(line.type, (line, gap))
    remarks = []
    labels = group_labels(organisation.lines, case.tables)
    for group, by_stage in holes.items():
        label = labels[group]
        said = [
            f"{STAGES[stage]} ({together(inside(label_of(case, kind)) for kind in kinds)})"
            for stage, kinds in by_stage.items()
        ]
        first, gap = next(iter(next(iter(by_stage.values())).values()))
        remarks.append(
            Remark(
                lines.by_id.get(first.id, ("method", "estimate")),
                f"{label}, étapes {term('not_assessed', 2, feminine=True)} : {together(said)}",
                advice(case, first, gap),
            )
        )
    return judged(remarks, "toutes les étapes sont évaluées, pour le changement climatique", ("equipment",))


def categories(case: Case) -> Verdict:
    """RCP-06: every mandatory category is assessed; the share that each one misses is said."""
    organisation = case.assessment.organisation
    if not organisation.lines:
        return missing((), "rien n’est inventorié, aucune catégorie n’est couverte", "ajoutez equipment et services")
    # the order in which lines are named: nothing is shown of what is not known
    by_weight = sorted(organisation.lines, key=lambda line: -(line.total(CLIMATE) or 0.0))
    heaviest_of: dict[int, Line] = {}  # lines that are alike share their recipe, and what it covers
    for line in by_weight:
        heaviest_of.setdefault(id(line.recipe), line)
    missed: dict[tuple[str, str], list[str]] = {}  # (share, heaviest line) → categories that miss the same
    for category in case.tables.categories.values():
        if not category.mandatory:
            continue
        uncovered = [line.id for line in heaviest_of.values() if line.recipe.covers(category.id) != "complete"]
        if not uncovered:
            continue
        coverage = sum_extent(case.assessment, category.id).behind
        if category.id == CLIMATE or coverage.complete_climate is None or coverage.by_lines:
            share = f"{percent(1 - coverage.complete_lines)} des lignes"
        else:
            share = f"{percent(1 - coverage.complete_climate)} de l’empreinte climat"
        missed.setdefault((share, uncovered[0]), []).append(category.label)
    places = Lines(case).by_id
    types = {line.id: line.type for line in organisation.lines}
    help_text = "donnez les facteurs que vous avez (déclarations des fabricants…) dans factors.overrides ; " + (
        "aucune source ouverte ne les donne tous"
        if case.assessment.licence == "all"
        else "la licence demandée (method.factors_licence) en écarte"
    )
    remarks = [
        Remark(
            places.get(heaviest, ("method", "estimate")),
            f"{together([labels[0], *map(inside, labels[1:])])} : {share} sans facteur, ou à facteur partiel ; d’abord {inside(label_of(case, types[heaviest]))}",
            help_text,
        )
        for (share, heaviest), labels in missed.items()
    ]
    return judged(remarks, "toutes les catégories obligatoires sont évaluées en entier", ("equipment",))


def organisation_described(case: Case) -> Verdict:
    """RCP-07: the perimeter and the organisation: who, how many agents, which entities or sites."""
    dossier = case.dossier
    agents, name = dossier.territory.agents, case.assessment.facts["name"]
    remarks = []
    if case.fact("kind") is None or (name.status == "default" and not name.source):
        remarks.append(Remark(("territory",), "collectivité non décrite", "donnez name et kind, ou le SIREN"))
    absent = [
        f"{key} ({word})"
        for key, word in (("total", "effectif"), ("equipped", term("equipped_agent", 2)))
        if agents is None or getattr(agents, key) is None
    ]
    if absent:
        path = ("territory", "agents") if agents else ("territory",)
        remarks.append(
            Remark(
                path,
                f"effectifs incomplets : {together(absent)}",
                "donnez, avec vos valeurs, territory.agents: {total: 820, equipped: 460}",
            )
        )
    if not any(line.site or line.entity for _, _, line in _lines(dossier)):
        path = ("equipment",) if dossier.equipment else ("territory",)
        remarks.append(
            Remark(
                path,
                "aucune ligne ne dit son site ni son entité : le périmètre ne se lit pas",
                "ajoutez site ou entity aux lignes : mairie, écoles, CCAS…",
            )
        )
    return judged(remarks, f"{name.value}, agents, sites et entités", ("territory",))


def exclusions(case: Case) -> Verdict:
    """RCP-08: what is left out is listed and justified; no group of annex A is silently absent, nor said absent and counted."""
    groups = case.tables.vocabulary["inventory_groups"]
    counted = {line.inventory_group for line in case.assessment.organisation.lines}
    path = ("exclusions",) if case.dossier.exclusions else ()
    absent = case.assessment.organisation.missing_groups
    remarks = [
        Remark(
            ("exclusions", index, "why"),
            f"exclusion « {exclusion.what} » : « {exclusion.why} » ne la justifie pas",
            "dites pourquoi en une phrase, et la part estimée (share)",
        )
        for index, exclusion in enumerate(case.dossier.exclusions)
        if not _says_something(exclusion.why)
    ]
    remarks += [
        Remark(
            ("exclusions", index, "absent"),
            f"« {exclusion.what} » est dit sans objet, et le dossier {against}",
            "ôtez absent s’il y en a et qu’une part est laissée de côté ; ôtez l’exclusion si tout est compté",
        )
        for index, exclusion in enumerate(case.dossier.exclusions)
        if exclusion.absent
        for against in (
            ("en compte des lignes",)
            if exclusion.group in counted
            else ("lui donne une part (share)",)
            if exclusion.share
            else ()
        )
    ]
    if absent:
        remarks.insert(
            0,
            Remark(
                path,
                f"ni inventorié ni exclu : {together(groups[name]['label_fr'] for name in absent)}",
                f"inventoriez, ou ajoutez, avec vos valeurs, exclusions: [{{what: …, why: …, group: {absent[0]}}}]",
            ),
        )
    return judged(remarks, plural(len(case.dossier.exclusions), "exclusion justifiée", "exclusions justifiées"), path)


def modelling(case: Case) -> Verdict:
    """RCP-09: every assumption is detailed: snr lists its own; those of the dossier need a word."""
    dossier = case.dossier
    remarks = []
    if dossier.method.estimate and not any(_says_something(limit) for limit in dossier.limits):
        remarks.append(
            Remark(
                ("method", "estimate"),
                f"estimations demandées ({together(dossier.method.estimate)}) sans un mot dans limits",
                "ajoutez à limits la phrase qui les explique",
            )
        )
    for section, index, line in _lines(dossier):
        low = line.quality == "low" and "quality" in line.model_fields_set
        if low and line.source is None and line.note is None:
            remarks.append(
                Remark(
                    (section, index),
                    f"« {line.id} » : estimation sans hypothèse dite",
                    "dites dans source ou note d’où vient le chiffre",
                    told="RCP-12",
                )
            )
    shares = default_shares(case)
    whole = percent(fsum(share for share, _ in shares.values()))
    listed = plural(
        len(defaults(case.assessment)),
        "valeur par défaut ou estimée, listée",
        "valeurs par défaut ou estimées, listées",
    )
    return judged(remarks, f"{listed} ({whole} du résultat)", ("equipment",))


def quantities(case: Case) -> Verdict:
    """RCP-10: flows and lifetimes are quantified: the annexes list them line by line, and say what is not known."""
    listed = flows(case.assessment)
    places = Lines(case).by_id
    remarks = []
    for reason, (text, key) in UNKNOWN_FLOWS.items():
        lacking = [flow.line.id for flow in listed if reason in flow.unknown and flow.line.id in places]
        found = [(str(places[name][0]), int(places[name][1]), name) for name in lacking]
        remarks += _counted(found, len(listed), text, f"donnez {key} à chacune, avec sa source")
    return judged(remarks, f"{number(len(listed))} lignes : quantités, flux et durées de vie", ("equipment",))


def _lines(dossier: Dossier) -> list[tuple[str, int, Equipment | Service]]:
    return [(section, index, line) for section in _SECTIONS for index, line in enumerate(getattr(dossier, section))]


def _counted(
    found: list[tuple[str, int, str]], every: int, text: str, help_text: str, key: str = "", told: str = ""
) -> list[Remark]:
    """Make one remark of lines (section, index, id): how many of how many, the first of them by name."""
    if not found:
        return []
    section, index, _ = found[0]
    path: Path = (section, index, key) if key else (section, index)
    names = _names(name for _, _, name in found)
    return [Remark(path, f"{text} ({number(len(found))} sur {number(every)}) : {names}", help_text, told=told)]


def lifetime_proofs(case: Case) -> Verdict:
    """RCP-11: lifetimes are justified: a source for each one given, and for the life before and after."""
    return judged(_unproved(case.dossier, _LIVES), "durées de vie justifiées", ("equipment",))


# what a proof is asked of: its key, that of the proof, the words of those without, the code that tells them
_LIFETIME: Final = ("lifetime_years", "lifetime_source", "durées de vie sans source")
_LIVES: Final = (
    (*_LIFETIME, "RCP-12"),
    ("upstream_years", "upstream_source", "vies amont sans preuve", "SNR418"),
    ("reuse_rate", "reuse_source", "taux de réemploi sans certificat", "SNR418"),
)


def _unproved(dossier: Dossier, kinds: Iterable[tuple[str, str, str, str]]) -> list[Remark]:
    """Return what has no proof, by kind, named by the code that tells it."""
    remarks = []
    for value, proof, text, told in kinds:
        given = [(index, line) for index, line in enumerate(dossier.equipment) if getattr(line, value)]
        without = [("equipment", index, line.id) for index, line in given if getattr(line, proof) is None]
        advice = f"ajoutez {proof} : gestion de parc, contrat, certificats…"
        remarks += _counted(without, len(given), text, advice, value, told)
    return remarks


def sources(case: Case) -> Verdict:
    """RCP-12: every source is listed, with its date: those of the catalogue are; those of the lines must be."""
    uses = [("uses", index, use) for index, use in enumerate(case.dossier.uses)]
    every = [*_lines(case.dossier), *uses]
    unsourced = [(section, index, line.id) for section, index, line in every if line.source is None]
    undated = [
        (section, index, line.id)
        for section, index, line in every
        if line.source is not None and not _YEAR.search(line.source)
    ]
    remarks = _counted(
        unsourced, len(every), "lignes sans source", "ajoutez source: export, facture, enquête…, et sa date"
    )
    remarks += _unproved(case.dossier, [(*_LIFETIME, "")])
    remarks += _counted(undated, len(every), "lignes à source sans date", "ajoutez l’année à source", "source")
    factors = case.dossier.factors
    given: list[tuple[Path, str, str, int | None]] = [
        (
            ("factors", "overrides", index),
            override.type or override.service or override.electricity or "",
            override.source,
            override.year,
        )
        for index, override in enumerate(factors.overrides)
    ]
    given += [
        (("factors", "types", index), new_type.id, new_type.source, new_type.year)
        for index, new_type in enumerate(factors.types)
    ]
    given += [
        (("method", "lifetimes", kind, "source"), kind, lifetime.source, None)
        for kind, lifetime in case.dossier.method.lifetimes.items()
    ]
    remarks += [
        Remark(path, f"{name} : valeur du dossier sans date", "ajoutez year, ou l’année à source")
        for path, name, source, year in given
        if year is None and not _YEAR.search(source)
    ]
    return judged(remarks, f"{number(len(every))} lignes, chacune avec sa source et sa date", ("equipment",))


def line_quality(case: Case) -> Verdict:
    """RCP-13: each datum of the inventory has a quality, written and not left to the default."""
    every = _lines(case.dossier)
    unwritten = [(section, index, line.id) for section, index, line in every if "quality" not in line.model_fields_set]
    remarks = _counted(
        unwritten,
        len(every),
        "lignes sans qualité",
        "ajoutez quality: high (inventaire, facture), medium (quelques hypothèses) ou low (estimation)",
    )
    return judged(remarks, f"qualité dite sur {number(len(every))} lignes", ("equipment",))


def quality_shares(case: Case) -> Verdict:
    """RCP-14: the share of each class of quality is given: snr computes it, by line and by impact."""
    shares = case.assessment.organisation.quality
    return satisfied(
        ", ".join(
            f"{QUALITIES[name]} {NOT_ASSESSED if share is None else percent(share)}"
            for name, (_, share) in shares.items()
        )
    )


def unreliable_data(case: Case) -> Verdict:
    """RCP-15: unreliable data are visible: a line of low quality that weighs has a note, or is named in the limits."""
    limits = " ".join(case.dossier.limits).casefold()
    given = {line.id: (section, index, line) for section, index, line in _lines(case.dossier)}
    weighing = unreliable(case.assessment, parameter(case, "low_quality_share"))
    weighty = [(share, line) for share, line in weighing if line.id in given]  # a pooled line is its group's to say
    silent = []
    for share, assessed in weighty:
        section, index, line = given[assessed.id]
        words = [word for word in (line.id, line.label, line.type, label_of(case, line.type)) if word]
        if line.note is None and not any(word.casefold() in limits for word in words):
            silent.append((share, section, index, line.id))
    remarks = [
        Remark(
            (section, index),
            f"« {name} » : qualité basse pour {percent(share)} du résultat, sans note ni mot dans limits",
            "dites dans note, ou dans limits en la nommant, ce qui la rend incertaine",
        )
        for share, section, index, name in silent[:LINES_SHOWN]
    ]
    if len(silent) > LINES_SHOWN:
        _, section, index, _ = silent[LINES_SHOWN]
        names = _names(name for _, _, _, name in silent[LINES_SHOWN:])
        remarks.append(Remark((section, index), f"de même, plus légères : {names}", "même chose pour chacune"))
    return judged(remarks, f"{plural(len(weighty), 'ligne peu fiable signalée', 'lignes peu fiables signalées')}", ())


def limits(case: Case) -> Verdict:
    """RCP-16: the limits of the study are listed."""
    help_text = "ajoutez limits: ce qui rend les chiffres incertains, une phrase par limite"
    if not case.dossier.limits:
        return missing((), "aucune limite de l’étude n’est dite", help_text)
    remarks = [
        Remark(("limits", index), f"limite « {text} » : ce n’est pas une phrase", help_text)
        for index, text in enumerate(case.dossier.limits)
        if not _says_something(text)
    ]
    return judged(remarks, plural(len(case.dossier.limits), "limite"), ("limits",))


JUDGES: Final[tuple[Callable[[Case], Verdict], ...]] = (
    version,
    functional_unit,
    assessment_method,
    diagram,
    stages,
    categories,
    organisation_described,
    exclusions,
    modelling,
    quantities,
    lifetime_proofs,
    sources,
    line_quality,
    quality_shares,
    unreliable_data,
    limits,
)
RULES: Final = tuple(Rule(f"RCP-{item:02d}", always, judge) for item, judge in enumerate(JUDGES, start=1))
