"""What came back of the workbooks of a collect: a line for each contributor, and a letter to remind the others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.engine.uncertainty import ToCollect
from snr_cli.french.numbers import and_others, long_date, plural, printable, together
from snr_cli.french.words.terms import estimate_label, mass, mass_between
from snr_cli.inputs.dossier.corrected import RETURN_STATES, CollectReturn, Correction
from snr_cli.inputs.dossier.yaml_splices import YamlChange
from snr_cli.inputs.inventory.values import masked
from snr_cli.model.finding import Finding
from snr_cli.outputs.assessment_organisation_json import TO_COLLECT_SHAPE
from snr_cli.results.json_shape import COUNT, NAME, STRING, PublishedResult, Shape, choice, closed_object, constant, key
from snr_cli.rules.forms import dumps, finding_text

STATES: Final = {
    "absent": "pas rendu",
    "unchanged": "identique au dossier",
    "returned": "rendu",
    "wrong": "rendu, à corriger",
}
_CHANGES: Final = {"added": "+", "changed": "~", "removed": "-", "kept": "="}
_LONGEST: Final = 60  # characters of a value
_KEPT_SHOWN: Final = 8  # sentences on what is not taken
_SHOWN: Final = 3  # things that are missing, of a contributor

_RETURN: Final[Shape[CollectReturn]] = closed_object(
    contributor=key(NAME, lambda collect_return: collect_return.contributor.id, title="Contributeur"),
    function=key(NAME, lambda collect_return: collect_return.contributor.function, title="Fonction"),
    questions=key(
        NAME.listed(), lambda collect_return: collect_return.contributor.questions, title="Questions", added=True
    ),
    state=key(
        choice(*RETURN_STATES),
        text="absent, unchanged (identique au dossier), returned ou wrong (des fautes).",
        title="État",
    ),
    file=key(STRING, text="Vide s’il n’est pas rendu.", title="Fichier"),
    filled=key(COUNT, text="Valeurs que le classeur contient.", title="Valeurs"),
    changed=key(COUNT, text="Valeurs du dossier que `--yaml` changerait.", title="Valeurs changées"),
    mistakes=key(
        COUNT,
        lambda collect_return: len(collect_return.findings) if collect_return.state == "wrong" else 0,
        title="Fautes",
    ),
    to_check=key(
        NAME.listed(),
        lambda collect_return: [
            f"{finding.code} : {_place(finding)} : {finding.message}" for finding in collect_return.to_check
        ],
        "Valeurs peu plausibles, ou données d’une personne, d’un classeur rendu, chacune à sa cellule.",
        title="À vérifier",
        added=True,
    ),
    kept=key(
        NAME.listed(),
        text="Ce qui n’est pas repris du classeur, et pourquoi.",
        title="Gardé",
        added=True,
    ),
    corrected=key(
        NAME.listed(),
        lambda collect_return: [*map(_correction, collect_return.corrected)],
        "Valeurs que le dossier a changées depuis l’envoi du classeur, qui en dit d’autres : celles du dossier restent.",
        title="Changé depuis l’envoi",
        added=True,
    ),
    unknown=key(NAME.listed(), text="Ce qui est répondu « je ne sais pas ».", title="Inconnu", added=True),
    missing=key(
        NAME.listed(),
        lambda collect_return: [f"{finding.code} : {finding.message}" for finding in collect_return.missing],
        "Ce que le décret demande encore, et que ces questions apportent.",
        title="Ce qui manque",
    ),
)

RESULT: Final[PublishedResult[tuple[Sequence[CollectReturn], Sequence[ToCollect]]]] = PublishedResult(
    "collect",
    "snr collect --status",
    "Ce qui est revenu d’une collecte, contributeur par contributeur.",
    closed_object(
        schema_version=constant("1", title="Version de ce format"),
        contributors=key(_RETURN.named("contributor").listed(), lambda found: found[0], title="Contributeurs"),
        to_collect=key(
            TO_COLLECT_SHAPE.listed(),
            lambda found: found[1],
            "Estimations du dossier, celle dont le vrai nombre peut changer le plus le total en tête.",
            title="À collecter d’abord",
            added=True,
        ),
    ),
)


def status_json(returns: Sequence[CollectReturn], first: Sequence[ToCollect] = ()) -> str:
    """Return what came back as one JSON object."""
    return dumps(RESULT.document((returns, first)))


def status_text(returns: Sequence[CollectReturn], first: Sequence[ToCollect] = ()) -> str:
    """Return a line for each contributor, what to collect first, the mistakes at their cells, then a letter for the others."""
    wide = max(len(collect_return.contributor.id) for collect_return in returns)
    lines = []
    margin = f"{'':{wide}}  "
    for collect_return in returns:
        lines.append(f"{printable(collect_return.contributor.id):{wide}}  {_said(collect_return)}")
        more = and_others(len(collect_return.missing) - _SHOWN)
        lines += [
            *_kept_lines(collect_return.kept, margin),
            *_corrected_lines(collect_return.corrected, margin),
            *(
                [f"{margin}? je ne sais pas : {printable(together(collect_return.unknown))}"]
                if collect_return.unknown
                else []
            ),
            *(
                f"{margin}· {printable(finding.message)} ({finding.code})"
                for finding in collect_return.missing[:_SHOWN]
            ),
            *([f"{margin}· …{more}"] if more else []),
        ]
    estimates = (
        f"  {estimate_label(collect.estimate)} : {mass(collect.kg)}, {mass_between(collect.low, collect.high, collect.kg)}"
        for collect in first
    )
    lines += _part("À collecter d’abord, par ce que le vrai nombre peut changer au total :", estimates)
    for collect_return in returns:
        name = printable(collect_return.file)
        mistakes = collect_return.findings if collect_return.state == "wrong" else ()
        lines += _part(f"À corriger dans {name} :", map(finding_text, mistakes))
        lines += _part(f"À vérifier dans {name} :", map(finding_text, collect_return.to_check))
    late = [collect_return for collect_return in returns if collect_return.state == "absent"]
    lines += ["", *_letter(late)] if late else []
    to_check = (collect_return for collect_return in returns if collect_return.to_check)
    lines += [line for collect_return in to_check for line in ("", *_question(collect_return))]
    return "\n".join(lines) + "\n"


def _part(heading: str, lines: Iterable[str]) -> list[str]:
    """Return lines under a heading, after an empty one; nothing without lines."""
    kept = list(lines)
    return ["", heading, *kept] if kept else []


def _said(collect_return: CollectReturn) -> str:
    state, due = collect_return.state, collect_return.contributor.due
    # without any value, it needs another one, which is wrong
    filled = state == "returned" and (collect_return.filled or collect_return.changed)
    said = (
        (True, STATES[state]),
        (state == "wrong", plural(len(collect_return.findings), "faute")),
        (filled, f"{plural(collect_return.filled, 'valeur')}, {plural(collect_return.changed, 'changée')}"),
        (collect_return.to_check, f"{plural(len(collect_return.to_check), 'valeur')} à vérifier"),
        (state == "absent" and due, f"attendu le {long_date(due)}" if due else ""),
        (collect_return.missing, f"{plural(len(collect_return.missing), 'manque')} pour le décret"),
    )
    return ", ".join(text for is_so, text in said if is_so)


def _letter(late: Sequence[CollectReturn]) -> list[str]:
    """Return a letter to paste."""
    who = " ; ".join(printable(collect_return.contributor.function) for collect_return in late)
    due = min((collect_return.contributor.due for collect_return in late if collect_return.contributor.due), default="")
    return [
        "Courriel de relance, à coller :",
        f"À : {who}",
        "Objet : vos données pour la stratégie numérique responsable",
        "",
        "Bonjour,",
        "",
        "Il me manque encore votre classeur pour le bilan de l’empreinte du numérique et la stratégie numérique responsable."
        + (f" Il était attendu le {long_date(due)}." if due else ""),
        "Ce que vous ne savez pas peut rester vide, ou se dire « je ne sais pas » : rien n’est inventé à la place.",
        "Enregistrez-le sous le même nom et renvoyez-le-moi.",
        "",
        "Merci.",
    ]


def _question(collect_return: CollectReturn) -> list[str]:
    """Return a letter to paste to a contributor whose workbook has values to check."""
    return [
        "Courriel à coller, valeurs à vérifier :",
        f"À : {printable(collect_return.contributor.function)}",
        "Objet : quelques valeurs à vérifier dans votre classeur",
        "",
        "Bonjour,",
        "",
        "Merci pour votre classeur. Quelques valeurs sont à vérifier, souvent pour une question d’unité ou de période :",
        *(
            f"- {_place(finding)} : {printable(finding.message)}"
            + (f" ; {printable(finding.help)}" if finding.help else "")
            for finding in collect_return.to_check
        ),
        "Corrigez-les, ou dites-moi qu’elles sont justes ; puis renvoyez-moi le classeur, sous le même nom.",
        "",
        "Merci.",
    ]


def _place(finding: Finding) -> str:
    """Return where a finding is in its workbook: its sheet and its cell."""
    return f"{printable(finding.position.sheet)} › {finding.position.cell}"


def changes_text(
    files: Mapping[str, Sequence[YamlChange]], kept: Sequence[str] = (), corrected: Sequence[Correction] = ()
) -> str:
    """Return what an edit changes in some files, a line each, what is `kept`, and what the dossier `corrected` since."""
    told = [*_kept_lines(kept), *_corrected_lines(corrected)]
    if not files:
        same = (
            "le dossier garde ce que les classeurs n’ont plus, ou disent autrement"
            if corrected
            else "le dossier garde ce que les classeurs n’ont plus"
            if kept or corrected
            else "les classeurs disent ce que le dossier dit déjà"
        )
        return "\n".join([f"Rien à changer : {same}.", *told]) + "\n"
    lines = []
    for name, changes in files.items():
        lines.append(f"{printable(name)} : {plural(len(changes), 'changement')}")
        for change in changes:
            where = " › ".join(filter(None, (change.section, change.item, change.key)))
            lines.append(f"  {_CHANGES[change.kind]} {printable(where)}{_values(change)}")
    return "\n".join([*lines, *told]) + "\n"


def _corrected_lines(corrected: Sequence[Correction], margin: str = "  ") -> list[str]:
    """Tell the values that the dossier changed after the workbooks were sent."""
    if not corrected:
        return []
    head = "! changé dans le dossier depuis l’envoi du classeur, et gardé ; pour prendre la valeur rendue, écrivez-la :"
    return [f"{margin}{head}", *(printable(f"{margin}  {_correction(correction)}") for correction in corrected)]


def _correction(correction: Correction) -> str:
    kept, returned = (
        "rien" if value is None else f"« {_short(value)} »" for value in (correction.kept, correction.returned)
    )
    return f"{' › '.join(correction.path)} : le dossier dit {kept}, le classeur {returned}"


def _kept_lines(kept: Sequence[str], margin: str = "  ") -> list[str]:
    more = and_others(len(kept) - _KEPT_SHOWN)
    return [f"{margin}= {printable(line)}" for line in (*kept[:_KEPT_SHOWN], *([f"…{more}"] if more else []))]


def _values(change: YamlChange) -> str:
    if change.kind == "changed":
        return printable(f" : {_short(change.before)} → {_short(change.after)}")
    if change.kind == "added" and change.key:
        return printable(f" : {_short(change.after)}")
    return printable(f" : {_short(change.before)}") if change.kind == "removed" and change.key else ""


def _short(value: object) -> str:
    text = " ".join(_plainly(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _plainly(value: object) -> str:
    """Return a value in words, without what tells a person: of a row, what its cells say."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return ", ".join(map(_plainly, value.values()))
    return " ; ".join(map(_plainly, value)) if isinstance(value, list | tuple) else str(value)
