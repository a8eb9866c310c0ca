"""What a mistake of syntax most likely is, from the text around it: the parser stops after a mistake, seldom at it."""

import re
from typing import Any, Final

_NO_SPACE: Final = re.compile(r"(\s*)-([^\s#-].*)")
_GLUED: Final = re.compile(r"\s*(?:- +)?([^\W\d][\w-]*):([^\s:/#].*)")
_APOSTROPHE: Final = re.compile(r"(?<![\w'])'(?:[^']|'')*'(?=\w)")
_NEXT_ITEM: Final = re.compile(r"\s*(?:-\s|[\w-]+:(?:\s|$))")
_TOKENS: Final = re.compile(r""" "[^"]*" | '[^']*' | \s\#.* | [{}\[\]] """, re.VERBOSE)
_BRACKETS: Final = {"{": ("accolade", "e", "}"), "[": ("crochet", "", "]")}
_SHOWN: Final = 60


Mistake = tuple[int, int, str, str]  # line and column from 0, message, help


def mistake(lines: list[str], error: Any) -> Mistake:
    """Return what is wrong with a text, and where.

    Args:
        lines: the text.
        error: the parser's, with where it stopped and where the block it was reading starts.
    """
    if found := _likely(lines, error):
        return found
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    problem = error.problem or ""
    message = next((french for start, french in _PROBLEMS if start in problem), "syntaxe YAML invalide à cet endroit")
    tab = line < len(lines) and "\t" in lines[line]
    return (
        line,
        column,
        message,
        "remplacez la tabulation par des espaces"
        if tab
        else "le décalage se fait avec des espaces ; un texte qui contient « : » ou « # » se met entre guillemets",
    )


def _likely(lines: list[str], error: Any) -> Mistake | None:
    """Return what made a parser stop; None when nothing around the place says it."""
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return None
    context = error.context or ""
    if "quoted scalar" in context and "end of stream" in (error.problem or ""):
        opened = _line(lines, start.line)[start.column : start.column + 1]
        return (
            start.line,
            start.column,
            f"guillemet ( {opened} ) ouvert ici et jamais fermé",
            "fermez-le à la fin du texte, sur la même ligne",
        )
    here = [mark.line, *([start.line] if "simple key" in context else []), _before(lines, mark.line)]
    for number in here:
        if found := _missing_space(number, _line(lines, number)):
            return found
    stopped = _line(lines, mark.line)
    for match in _APOSTROPHE.finditer(stopped):
        text = stopped[match.start() + 1 : max(stopped.rindex("'"), match.end())].rstrip()
        return (
            mark.line,
            match.end() - 1,
            "l’apostrophe ferme ici le texte ouvert par un guillemet simple",
            f'prenez des guillemets doubles : "{text[:_SHOWN]}"',
        )
    before = _before(lines, mark.line)
    if _line(lines, before).count('"') % 2:
        return (
            before,
            lines[before].rindex('"'),
            'guillemet ( " ) ouvert ici et non fermé sur la ligne',
            "fermez-le à la fin du texte",
        )
    if "flow" not in context:
        return None
    if "node" in context:  # an item was expected: the parser no longer says where its list was opened
        opened_at = _last_open(lines[: mark.line + 1])
        return _bracket(lines, mark, *opened_at) if opened_at else None
    return _bracket(lines, mark, start.line, start.column)


def _line(lines: list[str], number: int) -> str:
    """Return a line; the parser may stop after the last one."""
    return lines[number] if 0 <= number < len(lines) else ""


def _before(lines: list[str], number: int) -> int:
    """Return the line before one that is not blank; -1 when there is none."""
    return next((line for line in range(min(number, len(lines)) - 1, -1, -1) if lines[line].strip()), -1)


def _missing_space(number: int, line: str) -> Mistake | None:
    """Find what YAML takes for one word: `-{id: a}`, `name:Agglo`."""
    if match := _NO_SPACE.fullmatch(line):
        return (number, len(match[1]), "il manque un espace après le tiret", f"écrivez « - {match[2][:_SHOWN]} »")
    if match := _GLUED.fullmatch(line):
        message, written = f"il manque un espace après « {match[1]}: »", f"{match[1]}: {match[2]}"[:_SHOWN]
        return (number, match.start(1), message, f"écrivez « {written} »")
    return None


def _last_open(lines: list[str]) -> tuple[int, int] | None:
    """Return the place of the last bracket that is still open, quoted texts and comments left out."""
    open_at: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        for match in _TOKENS.finditer(line):
            if match[0] in "{[":
                open_at.append((number, match.start()))
            elif match[0] in "}]" and open_at:
                open_at.pop()
    return open_at[-1] if open_at else None


def _bracket(lines: list[str], mark: Any, line: int, column: int) -> Mistake | None:
    """Say where a brace that is not closed was opened; or what is expected when its content goes on."""
    first, rest = _line(lines, line), _line(lines, mark.line)
    opened = first[column : column + 1]
    if opened not in _BRACKETS:
        return None
    name, agrees, closes = _BRACKETS[opened]
    outside = len(rest) - len(rest.lstrip()) <= len(first) - len(first.lstrip())
    if mark.line > line and (not rest.strip() or (outside and _NEXT_ITEM.match(rest))):
        return (
            line,
            column,
            f"{name} « {opened} » ouvert{agrees} ici (ligne {line + 1}) et jamais fermé{agrees}",
            f"ajoutez « {closes} » avant la ligne {mark.line + 1}",
        )
    since = f" ({name} ouvert{agrees} ligne {line + 1})" if mark.line > line else ""
    return (
        mark.line,
        mark.column,
        f"virgule ou « {closes} » attendue ici{since}",
        "séparez les éléments par des virgules, et fermez ce qui est ouvert",
    )


# what libyaml says, and what it means
_PROBLEMS: Final = (
    (
        "mapping values are not allowed",
        "« : » inattendu ici : la ligne est mal décalée, ou le texte demande des guillemets",
    ),
    (
        "did not find expected key",
        "clé attendue ici : vérifiez le décalage (espaces) de cette ligne et des précédentes",
    ),
    ("did not find expected '-' indicator", "tiret « - » attendu : vérifiez l’alignement de la liste"),
    (
        "found character that cannot start any token",
        "caractère qui ne peut rien commencer : une tabulation, « @ » ou « ` »",
    ),
    ("could not find expected ':'", "« : » attendu après la clé"),
    ("found unexpected end of stream", "le texte s’arrête au milieu : guillemet ou crochet non fermé"),
    ("did not find expected ',' or", "virgule ou crochet fermant attendu"),
    ("found undefined alias", "renvoi (*) vers une ancre qui n’existe pas"),
    ("block sequence entries are not allowed", "liste non permise ici : vérifiez le décalage"),
    (
        "did not find expected node content",
        "valeur attendue : crochet, accolade ou guillemet non fermé avant cette place",
    ),
    ("mapping keys are not allowed", "clé non permise ici : vérifiez le décalage"),
    (
        "found unknown escape character",
        "barre oblique « \\ » suivie d’un caractère inconnu : doublez-la, ou prenez des guillemets simples",
    ),
    ("found unexpected ':'", "« : » inattendu dans cette valeur"),
    ("document start", "texte inattendu après la fin du document"),
    ("directive", "ligne commençant par « % » : mettez-la entre guillemets"),
    ("tag", "« ! » au début d’une valeur : mettez-la entre guillemets"),
    ("comment or line break", "texte inattendu après « | » ou « > »"),
    ("indentation indicator", "chiffre inattendu après « | » ou « > »"),
    ("alphabetic or numeric", "nom attendu après « & » ou « * » : mettez la valeur entre guillemets"),
    ("found a tab character", "tabulation : YAML ne veut que des espaces"),
    ("found invalid Unicode character", "code de caractère invalide après « \\u »"),
    ("control characters are not allowed", "caractère de contrôle interdit"),
)
