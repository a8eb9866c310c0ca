"""SNR622: lines whose figures are still those of a year that is closed."""

from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.plan.carried import carried_lists
from snr_cli.results.sentences.carried import groups_text, names_by_group
from snr_cli.rules.case import Case, Rule
from snr_cli.rules.verdict import Remark, Verdict, judged

_GROUPS: Final = 3  # told by name, the largest ones


def carries(dossier: Dossier) -> bool:
    """Say whether lines of an earlier year are followed."""
    return any(review.carried for review in dossier.annual_reviews)


def to_confirm(case: Case) -> Verdict:
    """SNR622: a line carried forward is confirmed by another value, or when its name leaves the list."""
    remarks = []
    for place, year, found, read in carried_lists(case.dossier, case.kept, case.imported):
        if not found:
            continue
        word = "lignes reprises" if len(found) > 1 else "ligne reprise"
        groups = groups_text(names_by_group(found, case.lines_by_id, case.tables), _GROUPS)
        untold = "" if read else f" ; le résultat de {year} ne se lit pas : la liste seule est suivie"
        remarks.append(
            Remark(
                ("annual_reviews", place, "carried"),
                f"{len(found)} {word} de {year}, à confirmer ({groups}){untold}",
                f"mettez leur valeur de {case.dossier.reference_year} ; si elle n’a pas changé, retirez leur nom de carried",
            )
        )
    return judged(remarks, "chaque ligne reprise est confirmée", ("annual_reviews",))


RULES: Final = (Rule("SNR622", carries, to_confirm),)
