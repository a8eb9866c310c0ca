"""How many values a file may hold: each line of a list is bounded, and so is a section beside its lists."""

import pytest

from snr_cli.inputs.dossier.yaml_events import MAX_IN_ITEM, YamlRefusedError, read_yaml

MACHINE = "    - {id: m, host: p, vcpu: 2}\n"
MANY = "x, " * (MAX_IN_ITEM // 4)


def test_fifty_thousand_machines_are_read():
    text, mistakes = read_yaml("d.yaml", "virtual:\n  machines:\n" + MACHINE * 50_000)
    assert (len(text.data["virtual"]["machines"]), mistakes) == (50_000, [])


@pytest.mark.parametrize(
    ("written", "repeats"),
    [
        (f"virtual:\n  machines:\n    - [{MANY * 5}]\n", False),  # a line of a list
        (f"equipment:\n  - {{ids: [{MANY * 5}]}}\n", False),
        ("texts:\n" + "".join(f"  k{n}: x\n" for n in range(MAX_IN_ITEM)), False),  # a section
        (f"a: &a [{MANY}]\nb:\n  - [*a, *a, *a, *a, *a]\n", True),
    ],
)
def test_what_is_too_large_is_named_as_it_is(written: str, repeats: bool):
    with pytest.raises(YamlRefusedError) as refused:
        read_yaml("d.yaml", written)
    said = refused.value.finding
    assert said.code == "SNR106"
    assert said.message.startswith("plus de 50\u202f000 valeurs dans cette ligne d’une liste, ou cette section hors de")
    assert ("renvois" in said.message + said.help) is repeats
