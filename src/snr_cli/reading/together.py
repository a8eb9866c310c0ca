"""Values of a dossier that do not go together, each right by itself."""

from collections.abc import Collection

from snr_cli.findings.finding import Finding
from snr_cli.model.dossier import Dossier
from snr_cli.model.method import OPTIONS_TOGETHER
from snr_cli.reading.named import BUILT_IN_SERVICES, Path, Report, Words
from snr_cli.reading.nearest import Nearest
from snr_cli.text.suggested import did_you_mean


def check_together(dossier: Dossier, words: Words, near: Nearest, at: Report) -> list[Finding]:
    """Return a finding for each value that contradicts another one, or that another one calls for.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        near: suggestions for a name that is unknown.
        at: makes a finding at a path of the dossier.
    """
    found = _services(dossier, words, at) + _uses(dossier, at) + _replacements(dossier, words, near, at)
    options = frozenset(dossier.method.options)
    if len(options) > 1 and options != OPTIONS_TOGETHER:
        names = " et ".join(sorted(options))
        help_text = "gardez une seule option (beges et post_amortisation_zero vont ensemble)"
        found.append(at(("method", "options"), "SNR208", f"options sans signification ensemble : {names}", help_text))
    population, agents = dossier.territory.population, dossier.territory.agents
    if population and population.totale and population.municipale and population.municipale > population.totale:
        path: Path = ("territory", "population", "municipale")
        text = "population municipale supérieure à la totale"
        found.append(at(path, "SNR208", text, "les deux chiffres sont inversés ?"))
    if agents and agents.total and agents.equipped and agents.equipped > agents.total:
        path = ("territory", "agents", "equipped")
        found.append(at(path, "SNR208", "plus d’agents équipés que d’agents", "equipped est une partie de total"))
    return found


def _services(dossier: Dossier, words: Words, at: Report) -> list[Finding]:
    found = []
    for index, service in enumerate(dossier.services):
        path: Path = ("services", index)
        if service.type in BUILT_IN_SERVICES and service.quantity is not None:
            keys = "page_views et page_weight_mb" if service.type == "website" else "pue ou metered_kwh_per_year"
            text = f"« {service.type} » ne se compte pas en quantité"
            found.append(at((*path, "quantity"), "SNR208", text, f"donnez {keys}"))
        if service.retention_years is not None and service.type not in words.retained:
            text = f"le facteur de « {service.type} » ne compte pas d’années de conservation"
            help_text = f"retirez la clé ; elle règle {', '.join(sorted(words.retained))}"
            found.append(at((*path, "retention_years"), "SNR208", text, help_text))
        if service.type not in BUILT_IN_SERVICES and service.quantity is None:
            help_text = "le volume annuel, dans l’unité du type : snr factors show " + service.type
            found.append(at(path, "SNR202", "il manque « quantity »", help_text))
    return found


def _uses(dossier: Dossier, at: Report) -> list[Finding]:
    text = "une seule quantité : quantity, per_household ou per_inhabitant"
    return [
        at(("uses", index), "SNR208", text, "gardez-en une")
        for index, use in enumerate(dossier.uses)
        if [use.quantity, use.per_household, use.per_inhabitant].count(None) != 2
    ]


def _replacements(dossier: Dossier, words: Words, near: Nearest, at: Report) -> list[Finding]:
    """Check that equipment is replaced by equipment, a service by a service."""
    equipment = words.equipment | {new.id for new in dossier.factors.types}
    sections = {line.id: "equipment" for line in dossier.equipment} | {line.id: "services" for line in dossier.services}
    found = []
    for index, action in enumerate(dossier.actions):
        for rank, effect in enumerate(action.effects):
            if effect.replaced_by is None:
                continue
            path: Path = ("actions", index, "effects", rank, "replaced_by")
            kind = sections.get(effect.on.line or "") or _section_of(effect.on.type, equipment, words.services)
            becomes = _section_of(effect.replaced_by, equipment, words.services)
            if not becomes:
                nearest = near.type(effect.replaced_by, equipment | words.services, kind or "equipment")
                found.append(
                    at(
                        path,
                        "SNR301",
                        f"type inconnu « {effect.replaced_by} »",
                        did_you_mean(nearest, "la liste : snr factors list"),
                    )
                )
            elif kind and becomes != kind:
                text = f"« {effect.replaced_by} » ne peut pas remplacer ces lignes"
                found.append(at(path, "SNR208", text, "un équipement remplace un équipement, un service un service"))
    return found


def _section_of(name: str | None, equipment: Collection[str], services: Collection[str]) -> str:
    """Return the section of the dossier that a type belongs to; empty when it has none."""
    return "equipment" if name in equipment else "services" if name in services else ""
