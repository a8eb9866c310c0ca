"""Every mistake that the model can find has a French message of its own."""

from typing import Any

from pydantic import ValidationError

from snr_cli.inputs.dossier.messages import _FIXED
from snr_cli.model.base import Section
from snr_cli.model.dossier import Dossier

WRONG: list[Any] = [
    None, "x", "", " ", "20 %", "150 %", 1, -1, 1.5, True, [], {}, [[]], [{}], {1: 1}, {"x": "y"},
    float("nan"), float("inf"), 1e300, -1e300, 10**400, "x" * 10_001, "2025-13-01", "1900-01-01", ["x"] * 2000,
]  # fmt: skip


def models(parent: type[Section]) -> list[type[Section]]:
    return [found for child in parent.__subclasses__() for found in (child, *models(child))]


def test_every_error_of_the_model_has_its_message() -> None:
    assert Dossier in models(Section)
    seen: set[str] = set()
    for model in models(Section):
        for name, field in model.model_fields.items():
            for value in WRONG:
                try:
                    model.model_validate({field.alias or name: value, "unknown key": 1})
                except ValidationError as error:
                    seen |= {detail["type"] for detail in error.errors(include_url=False)}
    assert {"missing", "extra_forbidden", "literal_error", "ratio_range", "finite_number"} <= seen
    assert seen <= _FIXED.keys(), seen - _FIXED.keys()


def test_a_number_between_quotes_is_said_to_be_a_text() -> None:
    """« 2025 » expects a number, got « 2025 »: nobody would know what to mend."""
    from snr_cli.inputs.dossier.messages import french_error

    _, message, help_text = french_error("int_type", "reference_year", "2025", {}, [])
    assert "« 2025 » est un texte (entre guillemets)" in message and help_text == "écrivez 2025"
    assert "reçu « 1.5 »" in french_error("int_type", "reference_year", "1.5", {}, [])[1]
    assert "est un texte" in french_error("float_type", "quantity", "12.5", {}, [])[1]
