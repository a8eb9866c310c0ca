"""Key figures in sentences: the footprints after the total that they divide, the others together."""

from collections.abc import Callable, Mapping

from snr_cli.french.numbers import WIDE, significant
from snr_cli.french.words.codes import mass
from snr_cli.results.key_figures import KeyFigure
from snr_cli.results.records import Judged


def divided_texts(figures: Mapping[KeyFigure, Judged], mass_text: Callable[[float], str] = mass) -> list[str]:
    """Return the footprints divided: 188 kg CO2e par agent."""
    return [
        f"{mass_text(judged.value or 0.0)} {figure.by}" for figure, judged in figures.items() if figure.is_footprint
    ]


def other_figures(figures: Mapping[KeyFigure, Judged]) -> str:
    """Say those that are no footprint: « Chiffres clés : 3,2 équipements par agent. »; empty without any."""
    said = [
        f"{significant(value)}{WIDE}{figure.one if figure.one and value < 2 else figure.unit}"
        for figure, judged in figures.items()
        if not figure.is_footprint and (value := judged.value) is not None
    ]
    many = "s" * (len(said) > 1)
    return f"Chiffre{many} clé{many} : {', '.join(said)}." if said else ""
