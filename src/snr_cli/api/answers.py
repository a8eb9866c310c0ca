"""What a person answers to a question, as it is typed → its value; and what an answer must agree with. Light: no dossier is opened."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from snr_cli.french.numbers import MONTHS, closest, did_you_mean, number
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.named import unaccented
from snr_cli.model.base import Department, Section, parse_iso_date, parse_siren, parse_text
from snr_cli.model.dossier import ESTIMATE_KINDS, Dossier
from snr_cli.model.questions import KINDS, QUESTIONS, Part, Question

Answers = dict[str, Any]
# the parts that have their own place in a dossier, by their names: those of rows are asked again for each row
PARTS: Final[dict[str, Part]] = {
    part.key: part for question in QUESTIONS if not (question.rows or question.each) for part in question.parts
}
# what the wizard asks, each with where to find it; then whether to estimate what is not known
START: Final = tuple(question for question in QUESTIONS if question.at_start)
STARTING: Final[dict[str, Part]] = {
    part.key: part._replace(where=part.where or question.where) for question in START for part in question.parts
}
LAST: Final = Question(
    "estimate",
    "first",
    "Estimer ce que vous ne savez pas ?",
    "lead",
    1,
    "postes, écrans, téléphones, imprimantes et papier, d’après les agents ; tout ce qui en vient est dit « estimé ». Réseau, "
    f"serveurs, courriels et cloud restent « {term('not_assessed', 2)} », faute de ratio publié",
    (Part("estimate", "Estimer ce que vous ne savez pas", "method.estimate", "yes", example="oui"),),
    after=("agents",),
)
GIVEN: Final[dict[str, Part]] = {**STARTING, LAST.id: LAST.parts[0]}  # what options may answer
HEADS: Final = frozenset({"agents", "equipped"})
_ROOM: Final = "server_room"
_MOST: Final = 1_000_000_000
# the section that a part of a row is in
_SECTIONS: Final = {
    part.to: question.rows or question.each
    for question in QUESTIONS
    for part in question.parts
    if question.rows or question.each
}
_OF_OBJECTIVE: Final = {"cut": "reduction", "local_cut": "reduction"}
_SPACES: Final = "[ \u00a0\u202f]"
_GROUPED: Final = re.compile(rf"[0-9]+|[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+")
_WHOLE: Final = re.compile("[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MONTH: Final = re.compile(r"(?:([0-9]{1,2})[/.-])?([12][0-9]{3})|([12][0-9]{3})-([0-9]{1,2})")
_WITH_WORDS: Final = re.compile(r"([^0-9]{0,20}[0-9](?:[0-9 \u00a0\u202f.,]{0,30}[0-9])?)\s{0,5}([^0-9\s].*)")
_ABOUT: Final = re.compile(
    r"(?:(?:env\.?|environ|~|≈|±)\s{0,5})?([0-9][0-9 \u00a0\u202f.,]{0,30}?)\s{0,5}(?:\?+|env\.?|environ|~|≈|±)?"
)
_SEVERAL: Final = re.compile(r"themes? (?:n[°o] ?)?([1-6](?:(?: ?[,;/] ?| et | )[1-6])*)")
_NOTHING: Final = ("rien", "aucun", "aucune", "neant")
_UNKNOWN: Final = frozenset({"", "?", "nsp", "a definir", "a preciser", "a completer", "a voir", "inconnu"})
_NOT_KNOWN: Final = ("je ne sais", "ne sais pas", "nsp ")
_YES: Final = {"oui": True, "o": True, "non": False, "n": False}


class AnswerError(ValueError):
    """An answer that cannot be taken; the message is French; `reading`: how it can alone be read, once somebody agreed."""

    def __init__(self, message: str, reading: str = "") -> None:
        super().__init__(message)
        self.reading = reading


def read_answer(part: Part, text: str, others: Mapping[str, Any]) -> Any:
    """Read an answer; None means that it is not known.

    Args:
        part: what is asked.
        text: what was typed.
        others: the answers already taken, which a part or a whole must not contradict.

    Raises:
        AnswerError: it cannot be taken.
    """
    text = text.strip()
    if unaccented(text) in _UNKNOWN or unaccented(text).startswith(_NOT_KNOWN):
        return None
    value = _value(part, text)
    _no_more_than_the_whole(part, value, others)
    return value


@cache
def least_and_most(part: Part) -> tuple[float, float]:
    """Return the smallest and the largest answer: what the model takes at its place, in the unit that is asked; a milliard at most."""
    own = _SECTIONS.get(part.to) or part.line[0]
    steps = ("objectives", _OF_OBJECTIVE.get(part.key, part.key)) if part.to == "objectives" else (own, *part.field)
    model: Any = Dossier
    found: dict[str, Any] = {}
    for step in filter(None, steps):
        field = model.model_fields.get(step)  # else a key of a mapping, whose values are of the same model
        if field is not None:
            found = {
                name: getattr(each, name) for each in field.metadata for name in ("ge", "le") if hasattr(each, name)
            }
            model = next(_models(field.annotation), model)
    if part.sort == "share":
        return 0, 100
    low, high = (number / part.times for number in (found["ge"], min(found["le"], _MOST * part.times)))
    return int(low) if low == int(low) else low, int(high) if high == int(high) else high


def _models(annotation: Any) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def certain_reading(text: str) -> str:
    """Return how a text that is not understood can alone be read: « 45 000 ? », « Thèmes 1, 2 et 5 »; empty for any other."""
    typed = unaccented(text)
    if (
        (about := _ABOUT.fullmatch(typed))
        and about[1] != typed
        and (_GROUPED.fullmatch(about[1]) or _DECIMAL.fullmatch(about[1]))
    ):
        return about[1]
    several = _SEVERAL.fullmatch(typed)
    return ", ".join(re.findall("[1-6]", several[1])) if several else ""


def says_nothing(said: Any) -> bool:
    """Say whether an answer is « rien »."""
    return isinstance(said, str) and unaccented(said) in _NOTHING


def nothing_said(question: Question, said: Any) -> tuple[Part, ...]:
    """Return what the answer « rien » to a question of rows answers: that there is nothing to tell, and why; nothing for any other."""
    if not (question.none and says_nothing(said)):
        return ()
    first, holder = question.parts[0], question.none.rpartition(".")[0]
    nothing = first._replace(to=question.none, sort="choice", choices=tuple((word, True) for word in _NOTHING))
    return (nothing, *(part._replace(to=f"{holder}.{part.to}") for part in question.parts if part.key == "summary"))


def half_answered(question: Question, answers: Mapping[str, Any], *, estimated: bool = True) -> tuple[Part, ...]:
    """Return the parts that lack beside an answered one, without which this one is not written.

    They are those of the same estimate, which the answered one alone would take away, and the quantity of an answered line.

    Args:
        question: what was asked.
        answers: what is known.
        estimated: what is not known is estimated.
    """
    answered = [part for part in question.parts if part.key in answers]
    kept = {part.estimate for part in answered if part.estimate and estimated}
    lines = {part.line for part in answered if part.line[0]}
    return tuple(
        part
        for part in question.parts
        if part.key not in answers and (part.estimate in kept or (part.line in lines and part.field == ("quantity",)))
    )


def whole_answers(answers: Mapping[str, Any]) -> Answers:
    """Return the answers that are written: without those that are half of one."""
    left, estimated = dict(answers), bool(answers.get(LAST.id) and HEADS & set(answers))
    for question in START:
        lacking = half_answered(question, answers, estimated=estimated)
        halves = {part.estimate for part in lacking if part.estimate} | {part.line for part in lacking}
        for part in question.parts:
            if part.estimate in halves or part.line in halves:
                left.pop(part.key, None)
    return left


def stored(part: Part, answer: Any) -> Any:
    """Return an answer in the unit of the dossier, a share under one; a whole number when it is one."""
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return answer
    exact = Decimal(str(answer)) * (Decimal("0.01") if part.sort == "share" else Decimal(str(part.times)))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def room_of(question: Question, answers: Mapping[str, Any]) -> str:
    """Return the room that a question speaks of, where its equipment is; empty when nothing is known of it."""
    return next((part.line[1] for part in question.parts if part.type == _ROOM and part.key in answers), "")


def estimates_left(answers: Mapping[str, Any]) -> list[str]:
    """Return what to estimate from head counts: what is not answered; nothing without a head count."""
    if not HEADS & set(answers):
        return []
    answered = {part.estimate for key, part in PARTS.items() if part.estimate and key in answers}
    asked = {part.estimate for part in PARTS.values() if part.estimate}
    boxes = ["telework_boxes"] if {"teleworkers", "telework_days"} <= set(answers) else []
    return [name for name in ESTIMATE_KINDS if name in asked and name not in answered] + boxes


def _value(part: Part, text: str) -> Any:
    if part.sort == "siren":
        return _siren(text)
    if part.sort == "text":
        return _words(text)
    if part.sort == "kind":
        return _kind(text)
    if part.sort == "department":
        return _department(text)
    if part.sort == "date":
        return _date(part, text)
    if part.sort == "yes":
        return _choice(text, _YES, "répondez oui ou non")
    if part.sort == "themes":
        return _themes(part, text)
    if part.sort == "choice":
        return _choice(text, dict(part.choices), f"choix : {', '.join(label for label, _ in part.choices)}")
    return _number(part, text)


def _number(part: Part, text: str) -> float | int:
    """Read a number between the bounds of its part: whole when it counts things or years."""
    whole = part.sort in ("count", "year")
    low, high = least_and_most(part)
    if part.to == "objectives":
        text = text.lstrip("-\u2212 ")  # a council writes « −12 % »
    if re.fullmatch(r"[-\u2212] *[0-9][0-9.,]*", text):
        raise AnswerError(f"« {text} » est négatif ; un nombre de {number(low)} ou plus est attendu")
    typed = _without_unit(part, text)
    digits = re.sub(_SPACES, "", typed) if _GROUPED.fullmatch(typed) else typed
    if not (_WHOLE if whole else _DECIMAL).fullmatch(digits):
        if about := certain_reading(typed):
            _number(part, about)  # which cannot be taken either, when it says so
            raise AnswerError(f"« {text} » : donnez le nombre, {about} si c’est lui", about)
        what = "n’est pas un nombre entier ; écrivez-le en chiffres, sans unité ni virgule"
        raise AnswerError(f"« {text} » {what if whole else 'n’est pas un nombre ; écrivez-le en chiffres, sans unité'}")
    value = int(digits) if whole else float(digits.replace(",", "."))
    if part.sort == "share" and "%" not in text and 0 < value < 1:  # what a cell shown as 25 % holds
        shares = [f"{share:.9g} %".replace(".", ",") for share in (value * 100, value)]
        raise AnswerError(f"« {text} » : {' ou '.join(shares)} ? écrivez le signe %", shares[0])
    if not low <= value <= high:
        bounds = " à ".join(str(bound) if bound < 10_000 else number(bound) for bound in (low, high))
        raise AnswerError(f"« {text} » est hors des bornes ; un nombre de {bounds} est attendu")
    return value


def _without_unit(part: Part, text: str) -> str:
    """Return a number without the words that say what was asked: its unit, what is counted, « 34 agents »; any other stays."""
    match = _WITH_WORDS.fullmatch(text)
    if match is None:
        return text
    counted = re.split(r",| (?:de|des|en|qui|au|dans) ", part.ask)[0] if part.sort == "count" else ""
    first, known = (
        {word.rstrip("s") for word in re.split(r"[\s,]+", unaccented(words).replace("€", "€ euro"))}
        for words in (f"{part.unit} {counted}", f"{part.unit} {part.ask}")
    )
    words = [word.rstrip("s") for word in unaccented(match[2]).split()]
    return match[1] if words[0] in first and known.issuperset(words) else text


def _siren(text: str) -> str:
    digits = re.sub(_SPACES, "", text)
    try:
        return parse_siren(digits)
    except PydanticCustomError as error:
        if error.type == "siren_digit":
            why = "la clé de contrôle est fausse : un chiffre est faux, ou deux sont inversés"
        elif re.fullmatch("[0-9]{14}", digits):
            why = "c’est un SIRET ; gardez ses neuf premiers chiffres"
        else:
            why = "un SIREN a neuf chiffres : 243300316"
        raise AnswerError(f"« {text} » : {why}") from None


def _words(text: str) -> str:
    # what no keyboard means to type: line breaks, tabs, escape sequences, halves of characters
    if not all(char.isprintable() or char in "\u00a0\u202f" for char in text):
        raise AnswerError(
            "le texte contient un caractère invisible (touche de direction, tabulation…) ; tapez-le à nouveau"
        )
    try:
        return parse_text(text)
    except PydanticCustomError:
        raise AnswerError("le texte dépasse 10 000 caractères") from None


def _kind(text: str) -> str:
    wanted = unaccented(text)
    for rank, (key, label) in enumerate(KINDS.items(), start=1):
        if wanted in (str(rank), key, unaccented(label)):
            return key
    names = {**{unaccented(label): key for key, label in KINDS.items()}, **{key: key for key in KINDS}}
    near = [key for name, key in names.items() if len(wanted) > 2 and wanted in name]
    hint = did_you_mean(next(iter(near), names.get(closest(wanted, names))), after=" ; ")
    raise AnswerError(
        f"« {text} » n’est pas dans la liste{hint} ; un chiffre de 1 à {len(KINDS)}, ou {', '.join(KINDS)}"
    )


def _department(text: str) -> str:
    try:
        answer: str = TypeAdapter(Department).validate_python(text.upper())
    except ValidationError:
        raise AnswerError(f"« {text} » n’est pas un numéro de département ; par exemple 01, 2A, 33 ou 974") from None
    return answer


def _date(part: Part, text: str) -> str:
    words = unaccented(text).split()  # « mars 2024 », « 4 mars 2024 »
    named = {unaccented(month): rank for rank, month in enumerate(MONTHS, 1)}
    written = "/".join(str(named.get(word, word)) for word in words) if named.keys() & words else text
    day = _DAY.fullmatch(written.replace("1er/", "1/"))
    try:
        return parse_iso_date(f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text)
    except PydanticCustomError:
        if (month := _MONTH.fullmatch(written)) and 1 <= (rank := int(month[1] or month[4] or 1)) <= 12:
            first, alone = (
                f"01/{rank:02}/{month[2] or month[3]}",
                "seul le mois" if month[1] or month[4] else "seule l’année",
            )
            if part.key != "started_on":  # printed with its day: none is invented
                raise AnswerError(f"« {text} » : écrivez le jour aussi, par exemple 12/03/2026") from None
            raise AnswerError(f"« {text} » : écrivez un jour : {first} si {alone} compte", first) from None
        raise AnswerError(f"« {text} » n’est pas une date ; écrivez 2026-03-12 ou 12/03/2026") from None


def _themes(part: Part, text: str) -> list[str]:
    """Read which of the six themes of the decree: 1, 2 et 5."""
    named = re.findall("[1-6]", text)
    if not named or not re.fullmatch(r"(?:th[eè]mes?)?[\s,;et1-6]+", text.lower()):
        raise AnswerError(f"« {text} » : nommez des thèmes de 1 à 6, par exemple 2 et 5 ({part.where})")
    return list(dict.fromkeys(named))


def _choice(text: str, choices: Mapping[str, Any], advice: str) -> Any:
    known = {unaccented(label): value for label, value in choices.items()}
    if unaccented(text) not in known:
        raise AnswerError(f"« {text} » : {advice}")
    return known[unaccented(text)]


def _no_more_than_the_whole(part: Part, value: Any, others: Mapping[str, Any]) -> None:
    together = {**others, part.key: value}
    for each in (part for question in QUESTIONS for part in question.parts if part.part_of):
        some, whole = together.get(each.key), together.get(each.part_of)
        if part.key in (each.key, each.part_of) and some is not None and whole is not None and some > whole:
            than, write = ("après", str) if each.sort == "year" else ("plus que", number)
            raise AnswerError(
                f"{each.ask.lower()} : {write(some)}, {than} « {_asked(each.part_of).lower()} » : {write(whole)} ; "
                "laissez vide si vous n’êtes pas sûr"
            )


def _asked(key: str) -> str:
    return next(part.ask for question in QUESTIONS for part in question.parts if part.key == key)
