"""YAML of the allowed size: its values are counted, aliases included, and its mistakes bounded while they are made."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import limits
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
ATTACKS = {
    "aliases to a bad line": "equipment:\n  - &a {"
    + ", ".join(f"k{i}: 1" for i in range(90))
    + "}\n"
    + "  - *a\n" * 26_000,
    "bad lines by the hundred thousand": "equipment:\n" + "- a\n" * 500_000,
    "lists by the million": "equipment: [" + "[]," * 8_000_000 + "]\n",
    "one line of a million mistakes": "equipment:\n  - {" + ", ".join(f"k{i}: 1" for i in range(300_000)) + "}\n",
    "aliases under the bound": "equipment:\n  - &a {"
    + ", ".join(f"k{i}: 1" for i in range(40))
    + "}\n"
    + "  - *a\n" * 19_000,
    "keys written twice": "governance:\n"
    + "".join(f"  k{i}: 1\n" for i in range(12_000))
    + "  k11999: 1\n" * 12_000
    + "".join(f"k{i}: 1\n" for i in range(300_000))
    + "k299999: 1\n" * 300_000,
    "other keys written twice": "".join(f"k{i}: 1\n" for i in range(400_000))
    + "".join(f"k{i}: 2\n" for i in range(399_000, 399_990)),
    "unknown keys, block after block": "".join(
        f"{name}:\n" + "".join(f"  k{i}: 1\n" for i in range(20_000))
        for name in ("governance", "programme", "strategy", "method")
    ),
}


@limits
@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_a_file_within_the_size_is_judged_within_bounds(name: str, tmp_path: Path) -> None:
    """Ten seconds of CPU and 500 MB at most: they took 80 s and 4.5 GB, or all the memory of the machine."""
    (tmp_path / "territory.yaml").write_text(HEAD + ATTACKS[name], encoding="utf-8")

    def within() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))

    done = subprocess.run(
        [sys.executable, "-m", "snr_cli", "check", str(tmp_path)],
        capture_output=True, encoding="utf-8", preexec_fn=within, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr[-500:]
    assert "Traceback" not in done.stderr
    assert len(done.stdout) < 20 << 20


@pytest.mark.slow
def test_the_first_mistakes_are_told_when_there_are_too_many(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(HEAD + "equipment:\n" + "- a\n" * 30_000, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "snr_cli", "check", str(tmp_path)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "20000 erreurs" in done.stdout
    assert "ne sont pas toutes montrées" in done.stdout.split("erreur SNR203")[1]  # beside the first


def test_keys_written_twice_are_told_up_to_a_thousand() -> None:
    text = HEAD + "governance:\n" + "  k: 1\n" * 1_001
    assert len(read_yaml("a.yaml", text)[1]) == 1_000
    with pytest.raises(YamlRefusedError) as caught:
        read_yaml("a.yaml", text + "  k: 1\n")
    assert caught.value.finding.message.replace("\u202f", " ") == "plus de 1 000 clés écrites deux fois dans ce fichier"
    assert (caught.value.finding.code, caught.value.finding.position.line) == ("SNR103", 1006)
