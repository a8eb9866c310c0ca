"""What changed of the footprint since the last account, and why."""

from collections.abc import Iterable
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import kilograms, relative, signed
from snr_cli.documents.money import change_sentences
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import together
from snr_cli.french.words.estimated import estimated_note
from snr_cli.french.words.units import mass, mass_between
from snr_cli.model.review import AnnualReview
from snr_cli.plan.comparison import SAME, ChangeParts, Comparison
from snr_cli.results.plan_sums import change_is_of_totals, shown_bounds
from snr_cli.results.records import FigureBounds
from snr_cli.results.sentences.base import origin_text
from snr_cli.results.sentences.comparison import SHORT, category_label, note_text, partial_years, unsplit_text
from snr_cli.results.sentences.coverage import PARTIAL_WORD
from snr_cli.results.sentences.interval import ONE_SOURCE
from snr_cli.results.sentences.notices import NOT_SIGNIFICANT
from snr_cli.results.table import Table

WHENCE: Final = {
    "activity": "l’activité",
    "ageing": "la lecture du même parc une autre année (âge des appareils, export relu)",
    "method": "la méthode et le périmètre",
    "factors": "la mise à jour des facteurs",
}


# after « vient en entier de »
WHOLLY: Final = {**WHENCE, "method": "la méthode et du périmètre"}


# a document for the public names no file
REREAD: Final = {
    "same_export": (
        "la même liste d’appareils sert aux deux années : ce qui en change vient de l’âge ou de l’année, pas du parc"
    ),
    "same_export_not_apart": (
        "la même liste d’appareils sert aux deux années : ce qui en change n’est pas une évolution du parc, et reste pourtant "
        "compté dans l’activité"
    ),
}


def footprint_change(
    last: AnnualReview | None, before: AnnualReview | None, comparison: Comparison | None, tables: Tables
) -> tuple[list[str], list[str]]:
    """Say what became of the footprint since the previous review, and what cannot be said."""
    if last is None or before is None:
        return [], []
    if comparison is None:
        pair = before.footprint.get(CLIMATE), last.footprint.get(CLIMATE)
        if pair[0] is None or pair[1] is None:
            return [], []
        return [
            f"Le bilan {before.year} a publié {mass(pair[0])}, le bilan {last.year} {mass(pair[1])}. Ce sont deux totaux "
            "publiés : rien ne dit si leur différence vient de l’activité, de la méthode ou des facteurs."
        ], []
    if not comparison.comparable:
        return _published(before, comparison)
    split = comparison.organisation.get(CLIMATE)
    said = [*_split(split, comparison), *change_sentences(comparison, tables)] if split is not None else []
    said += [f"L’empreinte de {year} est {text}." for year, text in partial_years(comparison, CLIMATE)]
    notes = [*comparison.not_compared, *comparison.notes]
    joined = ("category_one_side", "mixture_not_assessed", "same_export", "same_export_not_apart")
    told = [note_text(note, comparison, tables) for note in notes if note.code not in joined]
    alone = [category_label(note.subject, tables) for note in notes if note.code == "category_one_side"]
    told += [REREAD[code] for code in REREAD if any(note.code == code for note in notes)]
    unsplit = [category_label(note.subject, tables) for note in notes if note.code == "mixture_not_assessed"]
    if unsplit:
        told.append(unsplit_text(unsplit))
    if alone:
        told.append(f"évalué une année sur deux seulement : {together(dict.fromkeys(alone))}")
    return said, [f"{each[:1].upper()}{each[1:]}." for each in told]


def _published(before: AnnualReview, comparison: Comparison) -> tuple[list[str], list[str]]:
    """Say that a published total does not compare with a computed one."""
    pair = comparison.published.get(CLIMATE)
    note = estimated_note(comparison.estimated_in())
    rests = f" ({note})" if note else ""
    said = []
    if pair is not None:
        said.append(
            f"Le bilan {before.year} a publié {mass(pair[0])} pour l’organisation ({origin_text(before.footprint_from)}) ; le calcul de {comparison.new.year} donne "
            f"{mass(pair[1])}{rests}{'' if change_is_of_totals(comparison, CLIMATE) else f' ({PARTIAL_WORD})'}. La différence entre les deux ne mesure pas une évolution."
        )
    return said, [
        f"Du bilan {before.year}, seul le total est connu : l’écart ne peut donc pas être partagé entre ce qui "
        "vient de l’activité, de la méthode et des facteurs.",
        "Le résultat complet du calcul, gardé d’une année sur l’autre, permettra ce partage au prochain bilan.",
    ]


def _split(split: ChangeParts, comparison: Comparison) -> Iterable[str]:
    """Say the change and its parts, and whether it may be nothing."""
    old, new = comparison.old.year, comparison.new.year
    share = f", soit {relative(split.change / split.old)}" if split.old else ""
    notes = [estimated_note(shares.get("", 0.0)) for shares in comparison.estimated]
    rests = (
        f" ({' ; '.join(f'{year} : {note}' for year, note in zip((old, new), notes, strict=True) if note)})"
        if any(notes)
        else ""
    )
    yield (
        f"De {old} à {new}, l’empreinte de l’organisation passe de {mass(split.old)} à {mass(split.new)}{share}{rests}."
        if split.change
        else f"De {old} à {new}, l’empreinte de l’organisation reste de {mass(split.new)}{rests}."
    )
    parts = [
        (name, getattr(split, name)) for name in SHORT if abs(getattr(split, name)) >= SAME * max(split.old, split.new)
    ]
    if split.change and len(parts) == 1:
        yield f"Cet écart vient en entier de {WHOLLY[parts[0][0]]}."
    elif split.change and parts:
        told = [f"{_signed(value, 2)} pour {WHENCE[name]}" for name, value in parts]
        yield f"Cet écart additionne {together(told)}."
    bounds = shown_bounds(comparison, CLIMATE).get("change")
    if bounds is not None:
        doubt = " : c’est un écart non significatif, on ne peut affirmer ni une hausse ni une baisse"
        between = mass_between(*bounds, split.change)
        yield f"L’écart est compris {between}, {ONE_SOURCE}{doubt if bounds.holds_zero else ''}."


def change_table(comparison: Comparison | None) -> Table:
    """Return the change by part, with its interval."""
    split = comparison.organisation.get(CLIMATE) if comparison is not None and comparison.comparable else None
    if split is None or comparison is None:
        return Table("Évolution de l’empreinte de l’organisation", (), ())

    def row(label: str, value: float, bounds: FigureBounds | None) -> tuple[str, str, str]:
        if bounds is None:
            return label, _signed(value), "—"
        doubt = f" ({NOT_SIGNIFICANT})" if bounds.holds_zero else ""
        return label, _signed(value), f"{mass_between(*bounds, value)}{doubt}"

    between = shown_bounds(comparison, CLIMATE)
    return Table(
        f"Évolution de l’empreinte de l’organisation de {comparison.old.year} à {comparison.new.year}",
        ("Part de l’écart", "Valeur", "Intervalle"),
        (
            row("Activité : quantités, durées de vie, volumes", split.activity, between.get("activity")),
            *(
                [
                    row(
                        "Même parc, autre année : âge des appareils, export relu",
                        split.ageing,
                        between.get("ageing"),
                    )
                ]
                if split.ageing
                else []
            ),
            row("Méthode et périmètre", split.method, between.get("method")),
            row("Facteurs et électricité de l’année", split.factors, between.get("factors")),
            row("Écart total", split.change, between.get("change")),
        ),
        (False, True, True),
    )


def _signed(change: float, figures: int = 3) -> str:
    """Write a change with its sign, or that there is none."""
    if abs(change) < SAME:
        return "aucun"
    return signed(change, kilograms(change, figures))
