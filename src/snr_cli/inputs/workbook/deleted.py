"""What a dossier has and a workbook that came back says nothing of: a sheet, a column, every row that was deleted. All is kept, and told."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, get_args

from snr_cli.french.numbers import plural
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.workbook.sent import WITH_IT, of_sections, sections_in, sheets_of, single_columns
from snr_cli.inputs.workbook.shape import SheetShape
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.model.territory import SectionKey

ROW_STAYS: Final = "elle est gardée ; pour l’ôter vraiment : snr collect --yaml --remove"


def not_asked(given: Collection[str], sections: Collection[str]) -> tuple[str, ...]:
    """Return a sentence for each section that workbooks fill in and were not asked: nothing of it is taken.

    Args:
        given: the keys of the dossier that they give.
        sections: those that were asked.
    """
    home = {each: key for key, more in WITH_IT.items() for each in more}
    others = dict.fromkeys(home.get(key, key) for key in sorted(set(given) - sections_in(sections)))
    labels = LABELS[frozenset(get_args(SectionKey))]
    return tuple(
        f"section « {labels.get(key, key)} » non demandée à ce classeur : rien n’en est repris"
        + (f" ; pour la reprendre, ajoutez {key} à ses sections (contributors, ou --for)" if key in labels else "")
        for key in others
    )


def kept_without(
    data: Mapping[str, Any], given: Collection[str], columns: Collection[str], sections: Collection[str]
) -> tuple[str, ...]:
    """Return a sentence for each sheet, column or list of rows that a workbook no longer has.

    Args:
        data: the dossier without the workbook.
        given: the keys of the dossier that the workbook gives.
        columns: the keys of the columns, and of the single values, that it has.
        sections: those that were asked.
    """
    rows = filled_sheets(of_sections(data, sections))
    single = single_columns(sections)
    found: list[str] = []
    absent: set[SheetShape] = set()
    for shape in sheets_of(sections):
        filled = rows[shape.path]
        if not shape.path:
            values = [column for row in filled for column in row.values if column in single]
            found += _single(shape, {f"/{column.key}": column.title for column in values}, columns)
        elif filled and not any(column.startswith(f"{shape.key}/") for column in columns):
            absent.add(shape)
            if shape.up not in absent:
                found.append(f"feuille « {shape.name} » absente : {_kept(len(filled), 'ligne')}")
        elif filled and is_emptied(shape.key, given, columns):
            advice = "pour les ôter vraiment : snr collect --yaml --remove"
            found.append(f"feuille « {shape.name} » sans ligne : {_kept(len(filled), 'ligne')} ; {advice}")
        else:
            counts = Counter(column for row in filled for column in row.values)
            found += [
                f"feuille « {shape.name} », colonne « {column.title} » absente : {_kept(count, 'valeur')}"
                for column, count in counts.items()
                if f"{shape.key}/{column.key or '='}" not in columns
            ]
    return tuple(found)


def is_emptied(section: str, given: Collection[str], columns: Collection[str]) -> bool:
    """Say whether a workbook has the sheet of a section that is a list, and none of its rows."""
    return section not in given and any(column.startswith(f"{section}/") for column in columns) and "." not in section


def _single(shape: SheetShape, asked: Mapping[str, str], columns: Collection[str]) -> Iterator[str]:
    gone = [title for key, title in asked.items() if key not in columns]
    if gone and not any(column.startswith("/") for column in columns):
        yield f"feuille « {shape.name} » absente : {_kept(len(gone), 'valeur')}"
        return
    for title in gone:
        yield f"feuille « {shape.name} », ligne « {title} » absente : {_kept(1, 'valeur')}"


def _kept(count: int, word: str) -> str:
    if count == 1:
        return f"la {word} du dossier est gardée"
    return f"les {plural(count, word)} du dossier sont gardées"
