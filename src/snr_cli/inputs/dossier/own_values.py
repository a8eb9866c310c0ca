"""Factors of the dossier's own: what a value takes the place of, and what must stand with it."""

from snr_cli.inputs.dossier.named import Path, Report, Words
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.method import Override

NO_FACTOR = ("final_energy", "waste_lifecycle")


def check_own_values(dossier: Dossier, words: Words, at: Report) -> list[Finding]:
    """Return a finding for each value replaced twice, aimed at no value of the catalogue, or said in part.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        at: makes a finding at a path of the dossier.
    """
    found = _replaced_twice(dossier, at)
    for index, override in enumerate(dossier.factors.overrides):
        found += _check(override, ("factors", "overrides", index), words, at)
    for index, new in enumerate(dossier.factors.types):
        for category, stages in new.embodied.items():
            if "embodied_total" in stages and len(stages) > 1:
                path: Path = ("factors", "types", index, "embodied", category)
                text = "embodied_total ou des étapes séparées, pas les deux"
                found.append(at(path, "SNR208", text, "gardez l’un des deux", key=True))
    return found


def _replaced_twice(dossier: Dossier, at: Report) -> list[Finding]:
    """Report a value that two overrides give, and a total beside one of its parts."""
    found = []
    replaced: set[tuple[object, ...]] = set()
    totals: dict[tuple[str | None, str | None, str | None], str] = {}
    for index, override in enumerate(dossier.factors.overrides):
        aim = (
            override.type,
            override.service,
            override.electricity,
            override.category,
            override.stage,
            override.component,
            override.year if override.electricity else None,
            override.lifetime_years is None,
            override.kwh_per_year is None,
        )
        part = override.stage or override.component or ""
        mixed = totals.setdefault((override.type, override.service, override.category), part) if part else ""
        path: Path = ("factors", "overrides", index)
        if aim in replaced:
            found.append(at(path, "SNR302", "la même valeur est remplacée deux fois", "gardez-en une"))
        elif part != mixed and {"total", "embodied_total"} & {mixed, part}:
            whole = "total et une composante" if override.service else "embodied_total et une étape"
            found.append(at(path, "SNR208", f"{whole} remplacés ensemble", "gardez l’un ou l’autre"))
        replaced.add(aim)
    return found


def _check(override: Override, path: Path, words: Words, at: Report) -> list[Finding]:
    if [override.type, override.service, override.electricity].count(None) != 2:
        text = "une valeur remplacée vise type, service ou electricity, un seul"
        return [at(path, "SNR208", text, "gardez-en un")]
    found = []
    of_electricity = override.category == "electricity"
    if override.value is None and override.lifetime_years is None and override.kwh_per_year is None:
        text = "il manque la valeur : value, lifetime_years ou kwh_per_year"
        found.append(at(path, "SNR202", text, "écrivez la valeur qui remplace celle du catalogue"))
    elif (
        override.component is not None
        and (override.component != "total" or of_electricity)
        and override.service is not None
        and override.service in words.services
        and override.component not in words.components_of(override.service, of_electricity)
    ):
        has = ", ".join(sorted(words.components_of(override.service, of_electricity))) or "aucune"
        text = f"« {override.service} » n’a pas de composante « {override.component} »"
        found.append(at((*path, "component"), "SNR208", text, f"total, ou : {has}"))
    if override.type is None and (override.lifetime_years is not None or override.kwh_per_year is not None):
        text = "lifetime_years et kwh_per_year ne concernent qu’un type d’équipement"
        found.append(at(path, "SNR208", text, "donnez value"))
    if override.category in NO_FACTOR or (override.electricity is not None and of_electricity):
        text = f"« {override.category} » n’a pas de facteur à remplacer"
        found.append(at((*path, "category"), "SNR208", text, "choisissez une catégorie d’impact"))
    elif override.type is not None and of_electricity:
        text = "l’électricité d’un type se donne avec kwh_per_year"
        found.append(at((*path, "category"), "SNR208", text, "remplacez value par kwh_per_year"))
    if override.value is None:
        return found
    if override.category is None:
        found.append(at(path, "SNR202", "il manque « category »", "category: climate_change, par exemple"))
    if override.type is not None and override.stage is None:
        help_text = "stage: manufacturing, distribution, end_of_life ou embodied_total"
        found.append(at(path, "SNR202", "il manque « stage »", help_text))
    if override.service is not None and override.component is None:
        found.append(at(path, "SNR202", "il manque « component »", "component: total, par exemple"))
    return found
