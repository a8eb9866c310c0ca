"""Where the verdict of an objective comes from: its figures, what is not sure in them, and the objective in every world."""

from snr_cli.french.escape import printable
from snr_cli.french.words.plan import OBJECTIVE_WHYS
from snr_cli.plan.objectives import Outcome
from snr_cli.results.sentences.base import amount_text, base_sentences
from snr_cli.results.sentences.interval import ONE_SOURCE
from snr_cli.results.sentences.verdict import verdict, verdict_sentence, world_sentence
from snr_cli.results.verdicts import objective_verdict


def explain_objective(found: Outcome, reference_year: int) -> str:
    """Explain an objective: where it starts from, the target, the forecast, then the verdict and each world behind it."""
    judged, unit = objective_verdict(found), found.unit
    out = [f"objectif {found.id} : {printable(found.title)}", ""]
    values = (
        (f"Départ ({found.from_year or reference_year})", found.reference),
        (f"Cible ({found.by_year})" if found.by_year else "Cible", found.target),
        ("Prévu" if judged.led else "Valeur", found.projected),
    )
    out += [f"  {name} : {amount_text(value, unit)}" for name, value in values if value is not None]
    if judged.gap_bounds is not None:
        low, high = judged.gap_bounds
        out.append(f"  Écart à la cible : de {amount_text(low, unit)} à {amount_text(high, unit)}, {ONE_SOURCE}")
    out += [f"  {sentence}" for sentence in base_sentences(found, reference_year) if sentence]
    if found.worlds:
        out += ["", "L’objectif quand une chose douteuse est autre, une à la fois (départ et prévision recalculés) :"]
        out += [f"  {world_sentence(world, unit, amount_text)}" for world in found.worlds]
    sentence = verdict_sentence(judged, amount_text)
    out += ["", f"Verdict = {verdict(judged)}"]
    out += [f"{sentence[:1].upper()}{sentence[1:]}."] if sentence else []
    out += [f"{OBJECTIVE_WHYS[found.why][:1].upper()}{OBJECTIVE_WHYS[found.why][1:]}."] if found.why else []
    return "\n".join(out) + "\n"
