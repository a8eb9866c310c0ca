"""French typography of the documents: by rule, by CLDR, and over the documents of Valmont."""

import re
import unicodedata

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given, strategies as st

from conftest import run_snr
from drafting import NAMES, VALMONT
from snr_cli.documents.filters import FILTERS
from snr_cli.french.typography import typography
from walks import mostly

N, W = "\u202f", "\u00a0"
TEXTS = st.text(st.sampled_from("ab1é2024-:;!?%€«»'`().…*_[]\\|#<>/ \n" + N + W), max_size=40) | st.lists(
    st.sampled_from(
        [
            "CO2e",
            "CO2",
            " kWh",
            "12",
            " 345",
            "`a ; b`",
            "](http://a.fr/x;y)",
            "<!-- a ; b -->",
            "n° ",
            "2021-1485",
            " : ",
            " »",
            "« ",
            "l'",
            "eau",
        ]
    ),
    max_size=8,
).map("".join)


@given(TEXTS)
def test_once_is_enough(text: str) -> None:
    assert typography(typography(text)) == typography(text)


@given(TEXTS)
def test_only_spaces_and_a_few_signs_change(text: str) -> None:
    def bare(said: str) -> str:
        for typed, printed in (("'", "’"), ("CO2", "CO₂"), ("...", "…"), ("-", "–")):
            said = said.replace(printed, typed)
        return re.sub(r"[\s]", "", said)

    assert bare(typography(text)) == bare(text)


@pytest.mark.parametrize(
    "kept",
    [
        "`a ; b : c ! 'x' CO2 12 kWh « d »`",
        "](https://a.fr/l'eau?x=1;y=2:CO2)",
        "<!-- snr:section axes 0123456789ab -->",
        "<https://a.fr/CO2?l'eau>",
        "https://a.fr/CO2?l'eau",
        "~~~snr 0 ; l'eau",
    ],
)
def test_what_is_to_be_copied_is_left_alone(kept: str) -> None:
    assert kept in typography(f"l'eau\n{kept}\nl'air : 12 %")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vrai ? Oui ! Donc ; ainsi : fin", f"Vrai{N}? Oui{N}! Donc{N}; ainsi{W}: fin"),
        ("« mot »", f"«{W}mot{W}»"),
        ("« `mot` » : oui", f"«{W}`mot`{W}»{W}: oui"),
        ("`mot` ; [mot](http://a.fr) : oui", f"`mot`{N}; [mot](http://a.fr){W}: oui"),
        ("«mot»", f"«{W}mot{W}»"),
        ("**mot** ; *mot* :", f"**mot**{N}; *mot*{W}:"),
        ("12 345 kWh, 12 % et 3 €", f"12{N}345{N}kWh, 12{W}% et 3{W}€"),
        ("l'eau, l'*air*, l'œuvre, d'1 kg", f"l’eau, l’*air*, l’œuvre, d’1{N}kg"),
        ("3 t CO2e de CO2", f"3{N}t CO₂e de CO₂"),
        ("2024-2030", "2024–2030"),
        ("le 2024-01-25", "le 2024-01-25"),
        ("n° 2021-1485 et le décret 2022-1084", f"n°{W}2021-1485 et le décret 2022-1084"),
        ("n° 2021-1999", f"n°{W}2021-1999"),
        ("1234-5678", "1234-5678"),
        ("et puis...", "et puis…"),
        ("| :--- | ---: |", "| :--- | ---: |"),
        ("10:30", "10:30"),
        ("a:b", "a:b"),
    ],
)
def test_a_rule(typed: str, printed: str) -> None:
    assert typography(typed) == printed


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_numbers_are_those_of_cldr(value: float) -> None:
    expected = format_decimal(value, "#,##0.00", locale="fr").replace("-", "\u2212")
    assert FILTERS["nombre"](value, 2) == expected
    assert typography(FILTERS["nombre"](value, 2)) == expected


@given(st.integers(0, 10**9))
def test_euros_and_shares_are_those_of_cldr(value: int) -> None:
    assert FILTERS["euros"](value) == format_currency(value, "EUR", "#,##0\u00a0¤", locale="fr", currency_digits=False)
    if value <= 100:
        assert FILTERS["part"](value / 100) == format_percent(value / 100, locale="fr")


@pytest.mark.parametrize("form", mostly(["md", "html"], "html"))
@pytest.mark.parametrize("document", NAMES)
def test_the_documents_of_valmont(document: str, form: str) -> None:
    text = run_snr("draft", VALMONT, "-d", document, "-f", form).stdout.decode()
    assert unicodedata.normalize("NFC", text) == text
    # what is to be copied and what is not read aloud
    text = re.sub(r"<!--.*?-->|<(style|svg|code)\b.*?</\1>|`[^`\n]*`|\]\([^)]*\)|https?://\S*", "", text, flags=re.S)
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"^[ |:-]+$|^ +|^(?:[-*]|\d+\.) +", "", text, flags=re.M)

    def found(pattern: str) -> list[str]:
        return [text[max(0, match.start() - 30) : match.end() + 20] for match in re.finditer(pattern, text)]

    assert found(r"(?<=[^\W\d_])'(?=[^\W\d_])") == []
    assert found(r"CO2") == []
    assert found(r"(?<=[^\s|])  +(?=[^\s|])") == []
    assert found(r"(?<=[^\s|%]) [;:!?%€»](?=\s|$)") == []
    assert found(r"« ") == []
    assert found(r"\d (?:t|kg|kWh|MWh|ans|Go|ETP)\b") == []
    assert found(r"\b0,0+[\s\u00a0\u202f]%") == []
