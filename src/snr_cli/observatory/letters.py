"""A letter to each authority of a portfolio: where it stands, what the law asks and it lacks, and its next step, as text."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from snr_cli.api.next_steps import next_steps
from snr_cli.french.numbers import long_date, plural, significant
from snr_cli.french.plain import json_text
from snr_cli.french.typography import markdown_text, typography
from snr_cli.inputs.dossier.files import aside
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.model.refusal import UsageError
from snr_cli.observatory.drafting_all import draft_places
from snr_cli.observatory.progress import Entry, days_late, entries_of
from snr_cli.observatory.state import DossierState, table_key
from snr_cli.observatory.summary import Portfolio
from snr_cli.results.key_figures import COMPARED_FIGURES
from snr_cli.results.next_steps import NextStep

_KEPT: Final = (
    ".snr-lettres.json"  # the digest of each letter, as snr wrote it: one that a person changed is not replaced
)
_MOST_BYTES: Final = 2**24
_BOUND: Final = {
    "due": "L’article 35 de la loi REEN oblige votre collectivité à une stratégie numérique responsable.",
    "voluntary": "L’article 35 de la loi REEN n’oblige pas votre collectivité : la démarche est volontaire.",
    "to_check": "Rien ne dit encore si l’article 35 de la loi REEN oblige votre collectivité : sa nature, ou sa population, est à vérifier. Ce qui suit suppose qu’il l’oblige.",
    "not_yet": "À cette date, l’article 35 de la loi REEN ne s’applique pas encore.",
    "outside": "L’article 35 de la loi REEN ne vise pas votre collectivité.",
}


def letters(portfolio: Portfolio, as_of: str, page_address: str = "") -> dict[str, bytes]:
    """Return the letters, and what tells them again: name of a file → bytes.

    Args:
        portfolio: the rows, and what compares.
        as_of: the date at which they were judged; empty when each was at that of its dossier.
        page_address: where snr is as a page, for who has no dossier; empty without it.
    """
    states = portfolio.states
    places = draft_places([state.path for state in states], Path())
    files = {
        f"{Path(places[state.path]).name}.md": typography(
            "\n".join(_letter(state, portfolio, as_of, page_address)) + "\n"
        ).encode()
        for state in states
    }
    kept = {name: sha256(data).hexdigest() for name, data in files.items()}
    return {**files, _KEPT: json_text(kept).encode()}


def files_of_letters(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that are letters of an earlier run, as they were written."""
    with suppress(OSError, ValueError, UsageError), aside():
        kept = read_json(plain_bytes(folder / _KEPT, _MOST_BYTES).decode("utf-8"))
        yield _KEPT
        for name, digest in kept.items() if isinstance(kept, dict) else ():
            with suppress(OSError, ValueError):
                if sha256(plain_bytes(folder / Path(name).name, _MOST_BYTES)).hexdigest() == digest:
                    yield Path(name).name


def _letter(state: DossierState, portfolio: Portfolio, as_of: str, page_address: str) -> Iterator[str]:
    date = as_of or (state.decree.as_of if state.decree else "")
    (entry,) = entries_of([state], date)
    name = Path(state.path).parent.name if state.name == state.path else state.name  # where nothing says whose it is
    yield f"# {markdown_text(name)} : où en est votre stratégie numérique responsable"
    yield ""
    at = f"Au {long_date(date)}. " if date else ""
    yield at + (_BOUND[state.decree.standing] if state.decree else "Votre dossier n’a pas pu être jugé.")
    yield ""
    if state.is_wrong:
        yield from _of_mistakes(state)
    elif state.status == "no_dossier":
        yield from _to_begin(state, page_address)
    else:
        yield from _lacking(state, entry)
        yield from _next(state)
        yield from _peers(state, portfolio)


def _of_mistakes(state: DossierState) -> Iterator[str]:
    yield "## Votre dossier ne se lit pas"
    yield ""
    yield f"{plural(state.counts.error, 'erreur')} ; rien n’est évalué tant qu’il en reste."
    yield ""
    for mistake in state.mistakes[:3]:
        mend = f" ({markdown_text(mistake.help)})" if mistake.help else ""
        place = f"{Path(mistake.file).name}:{mistake.line}"  # the folder is that of who writes the letters
        yield f"- {markdown_text(place)} : {markdown_text(mistake.message.replace(f'{Path(state.path).parent}/', ''))}{mend}"
    yield ""
    yield "La suite : corrigez, puis `snr check`."


def _to_begin(state: DossierState, page_address: str) -> Iterator[str]:
    key = table_key(state.path)
    yield "Aucun dossier de votre collectivité n’est dans ce tableau : rien n’en est jugé."
    yield ""
    command = f"`snr init dossier --siren {key[1]}`" if key and key[0] == "siren" else "`snr init dossier`"
    page = f", ou sans rien installer : {page_address}#siren={state.siren}" if page_address and state.siren else ""
    yield f"La suite : {command}{page}."


def _lacking(state: DossierState, entry: Entry) -> Iterator[str]:
    duties = {duty.code: duty for duty in state.judged.duties} if state.judged else {}
    yield "## Ce qui manque"
    yield ""
    if not entry.missing:
        yield "Rien de ce que la loi et le décret demandent à cette date."
    for code in entry.missing:
        duty = duties[code]
        late = _late(duty.deadline, entry) if duty.deadline else ""
        yield f"- {duty.title} (`snr explain {code}`){late}"
    yield ""


def _late(deadline: str, entry: Entry) -> str:
    due = f" : pour le {long_date(deadline)}"
    days = days_late(deadline, entry.as_of) if entry.standing == "lacking" else 0
    return f"{due}, en retard de {plural(days, 'jour')}" if days else due


def _next(state: DossierState) -> Iterator[str]:
    yield "## La suite"
    yield ""
    steps: tuple[NextStep, ...] = ()
    try:
        steps = next_steps(state.path).steps
    except UsageError:  # rows of other machines: the dossier is not here
        yield "Dans le dossier : `snr next` dit quoi faire ensuite."
        yield ""
        return
    if not steps:
        yield "Rien ne presse : le dossier est complet pour l’année."
    for rank, step in enumerate(steps, 1):
        time = f", {step.minutes} min" if step.minutes is not None else ""
        command = (
            f" : `{step.command.replace(f' {shlex.quote(state.path)}', '', 1)}`" if "`" not in step.command else ""
        )
        yield f"{rank}. {markdown_text(step.text.removesuffix('.'))} ({step.who}{time}){command}. {_sentence(step.why)}"
    yield ""


def _peers(state: DossierState, portfolio: Portfolio) -> Iterator[str]:
    """Yield its figures beside the median of the bodies that compare with it, or why none does."""
    yield "## Vos chiffres et ceux de vos pairs"
    yield ""
    rows = [
        f"- {kind.compared_label} : {significant(state.figures[spread.figure])} {kind.unit} ; médiane de {spread.count} comparables : "
        f"{significant(spread.quartiles[1])}."
        for group in portfolio.comparisons.groups
        if state.path in group.paths
        for spread in group.spreads
        if spread.quartiles is not None and spread.figure in state.figures
        for kind in (COMPARED_FIGURES[spread.figure],)
    ]
    why = portfolio.comparisons.excluded.get(state.path)
    yield from rows
    if why:
        yield f"{'' if not rows else '- '}L’empreinte n’est comparée à aucune autre : {markdown_text(why)}."
    elif not rows:
        yield "Rien n’est comparé : trop peu de collectivités comparables dans ce tableau."


def _sentence(text: str) -> str:
    return f"{markdown_text(text[:1].upper() + text[1:])}." if text else ""
