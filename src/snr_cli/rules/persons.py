"""SNR438: the name of a person where a function is enough. Elected members and the governance are public, and may be named."""

from collections.abc import Iterator
from typing import Final

from snr_cli.inventory.masking import is_person
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.verdict import Path, Remark, Verdict, judged

_HELP: Final = "écrivez la direction ou la fonction : un dossier, et ses documents, se passent du nom des agents"


def named_persons(case: Case) -> Verdict:
    """SNR438: a function was asked, the name of a person was given."""
    asked = [(path, text) for path, text in _functions(case) if text]
    if not any(" " in text or "." in text for _, text in asked):
        return judged([], "des fonctions, aucun nom de personne")
    names = {cells["word"]: cells["what"] for _, cells in case.tables.rows("inventory/names.csv")}
    remarks = [
        Remark(path, "un nom de personne, semble-t-il, où une fonction est attendue", _HELP)
        for path, text in asked
        if is_person(text, names)
    ]
    return judged(remarks, "des fonctions, aucun nom de personne")


def _functions(case: Case) -> Iterator[tuple[Path, str | None]]:
    """Give the fields that hold a function."""
    dossier = case.dossier
    for index, action in enumerate(dossier.actions):
        yield ("actions", index, "owner"), action.owner
    for index, indicator in enumerate(dossier.indicators):
        yield ("indicators", index, "owner"), indicator.owner
    for index, contributor in enumerate(dossier.contributors):
        yield ("contributors", index, "function"), contributor.function
    if dossier.programme is not None:
        yield ("programme", "lead"), dossier.programme.lead
        for index, step in enumerate(dossier.programme.steps):
            yield ("programme", "steps", index, "who"), step.who


RULES: Final = (Rule("SNR438", always, named_persons),)
