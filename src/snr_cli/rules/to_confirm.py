"""SNR439: rows that somebody filled in and is not sure of."""

from collections.abc import Iterator
from typing import Any, Final

from snr_cli.engine.estimated import left_to_confirm
from snr_cli.french.numbers import percent, plural
from snr_cli.inputs.inventory.masking import masked
from snr_cli.model.dossier import Dossier
from snr_cli.model.virtual import Virtual
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.verdict import Path, Remark, Verdict, judged

_SHOWN: Final = 20  # rows told by name
_NAMED_BY: Final = ("id", "label", "name", "year")


def unsure(case: Case) -> Verdict:
    """SNR439: one remark, at the first of the rows; an inventory stands for the lines that are read in it."""
    found = [*_rows(case.dossier, Dossier, ()), *_rows(case.dossier.virtual, Virtual, ("virtual",))]
    if not found:
        return judged([], "aucune ligne à confirmer")
    told: dict[str, list[str]] = {}
    for _, section, name in found[:_SHOWN]:
        told.setdefault(section, []).append(name)
    listed = " ; ".join(f"{section} : {', '.join(names)}" for section, names in told.items())
    more = f" ; et {plural(len(found) - _SHOWN, 'autre')}" if len(found) > _SHOWN else ""
    share = left_to_confirm(case.assessed.organisation).share if case.assessed is not None else None
    carried = f" ; {percent(share)} de l’empreinte de l’organisation en dépendent" if share else ""
    remark = Remark(
        found[0][0],
        f"{plural(len(found), 'ligne')} à confirmer ({listed}{more}){carried}",
        "vérifiez chaque valeur, puis retirez certainty, ou dites « sûr » dans le classeur",
    )
    return judged([remark], "aucune ligne à confirmer")


def _rows(holder: Any, model: type[Dossier] | type[Virtual], path: Path) -> Iterator[tuple[Path, str, str]]:
    """Give the rows to confirm that the dossier writes itself: where each is, the title of its list, its name."""
    read = {each.id for each in holder.imports} if isinstance(holder, Dossier) else set()
    for key, info in model.model_fields.items() if holder is not None else ():
        rows = getattr(holder, key)
        for rank, row in enumerate(rows if isinstance(rows, tuple) else ()):
            if getattr(row, "certainty", None) != "to_confirm":
                continue
            name = str(next(value for field in _NAMED_BY if (value := getattr(row, field, None)) is not None))
            if name.partition(".")[0] in read - {name} or getattr(row, "inventory", None) in read:
                continue
            yield (*path, key, rank, "certainty"), info.title or key, masked(name)


RULES: Final = (Rule("SNR439", always, unsure),)
