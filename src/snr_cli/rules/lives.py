"""The life before a refurbished purchase, of a line or supposed by an action: SNR402 when it is longer than devices last."""

from snr_cli.french.numbers import number
from snr_cli.rules.bounds import parameter
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path, Remark


def lives_before(case: Case) -> list[Remark]:
    """Return a remark for each life before the purchase above the guard rail; the schema refuses twice as much."""
    limit = parameter(case, "upstream_years_high")
    given: list[tuple[Path, str, float | None]] = [
        (("equipment", index, "upstream_years"), f"« {line.id} »", line.upstream_years)
        for index, line in enumerate(case.dossier.equipment)
    ]
    given += [
        (("actions", index, "effects", place, "upstream_years"), f"action « {action.id} »", effect.upstream_years)
        for index, action in enumerate(case.dossier.actions)
        for place, effect in enumerate(action.effects)
    ]
    return [
        Remark(
            path,
            f"{name} : vie amont de {number(years)} ans, hors du plausible (plus de {number(limit)})",
            "donnez les années d’usage avant l’achat reconditionné, d’après le certificat du vendeur",
        )
        for path, name, years in given
        if years is not None and years > limit
    ]
