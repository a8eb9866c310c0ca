"""The shipped tables: counts, rules, and what a broken cell answers; the closed lists of the model agree with them."""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from check_factors import check_tables
from conftest import ROOT
from in_process import snr
from snr_cli.catalog.opened import open_tables
from snr_cli.catalog.records import CatalogError
from snr_cli.catalog.tables import Tables
from snr_cli.french.words.terms import GROUP_WORDS, STAGES as STAGE_WORDS
from snr_cli.model.dossier import NewType, RoomKind, Stage
from snr_cli.model.duties import Exclusion
from snr_cli.model.territory import AuthorityKind
from walks import walk

FACTORS = ROOT / "factors"
Row = dict[str, str]


def read(name: str, root: Path = FACTORS) -> list[Row]:
    return list(csv.DictReader(io.StringIO((root / name).read_text(encoding="utf-8"), newline="")))


def test_shipped_tables_pass(tables: Tables) -> None:
    assert check_tables(tables) >= 677 + 388 + 492 + 104 + 243


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("equipment/factors.csv", 677),
        ("electricity/factors.csv", 388),
        ("services/factors.csv", 492),
        ("equipment/usage.csv", 104),
        ("territory/authorities.csv", 2313),
    ],
)
def test_no_row_is_lost(name: str, count: int) -> None:
    """The rows of November 2026; how many there are now stands in factors/README.md."""
    assert len(read(name)) >= count


def test_territory_row_count() -> None:
    assert len(read("territory/figures.csv")) >= 243


def test_tables_read_every_row(tables: Tables) -> None:
    """The reader by lines sees the rows that a CSV reader sees."""
    for name in (
        "equipment/factors.csv",
        "electricity/factors.csv",
        "services/factors.csv",
        "territory/figures.csv",
        "equipment/usage.csv",
        "territory/authorities.csv",
    ):
        assert [cells for _, cells in tables.rows(name)] == read(name)


def test_rows_wanted_have_their_numbers(tables: Tables) -> None:
    every = dict(tables.rows("equipment/factors.csv"))
    some = dict(tables.rows("equipment/factors.csv", ["monitor", "laptop"]))
    assert some
    assert all(every[number] == cells for number, cells in some.items())


def test_unique_ids() -> None:
    for name in ("equipment/types.csv", "services/types.csv", "territory/figures.csv", "method/parameters.csv"):
        ids = [row["id"] for row in read(name)]
        assert len(set(ids)) == len(ids), name
    sirens = [row["siren"] for row in read("territory/authorities.csv") if row["siren"]]
    assert len(set(sirens)) == len(sirens)


def test_every_siren_has_its_check_digit() -> None:
    from snr_cli.model.base import parse_siren

    for row in read("territory/authorities.csv"):
        assert row["siren"] or row["insee_code"]
        assert not row["siren"] or parse_siren(row["siren"]) == row["siren"]


def test_every_default_type_is_complete_for_climate(tables: Tables) -> None:
    """Every type of equipment has a default climate factor, but those that say so by having none at all."""
    rows = read("equipment/factors.csv")
    known = {row["type"] for row in rows if row["category"] == "climate_change"}
    default = {row["type"] for row in rows if row["category"] == "climate_change" and row["is_default"] == "1"}
    assert known == default


# --- one cell broken --------------------------------------------------------------------------------------------------


def broken(tmp_path: Path, name: str, change: Callable[[list[Row]], None]) -> Tables:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    rows = read(name, root)
    change(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (root / name).write_text(out.getvalue(), encoding="utf-8")
    return open_tables(root)


def test_a_copy_is_fine(tmp_path: Path) -> None:
    assert check_tables(broken(tmp_path, "equipment/factors.csv", lambda rows: None)) > 1000


CELLS = [
    ("source", "NOBODY"),
    ("category", "climate"),
    ("value", "-1"),
    ("value", "inf"),
    ("value", "-inf"),
    ("value", "nan"),
    ("value", ""),
    ("value", "1,5"),
    ("unit", "MJ"),
    ("low", "1e30"),
    ("high", "0"),
    ("locator", " "),
]
NAMES = ["equipment/factors.csv", "electricity/factors.csv", "services/factors.csv", "territory/figures.csv"]


def climate(rows: list[Row]) -> int:
    """Return the index of a climate row well inside the table."""
    return next(
        index
        for index, row in enumerate(rows)
        if index > 5
        and row["category"] == "climate_change"
        and row["unit"].startswith("kgCO2e")
        and float(row["value"]) > 0
    )


@pytest.mark.parametrize("name", walk(NAMES, 2))
@pytest.mark.parametrize(("column", "cell"), CELLS, ids=lambda cell: cell or "nothing")
def test_broken_cell(name: str, column: str, cell: str, tmp_path: Path) -> None:
    rows_seen: list[int] = []

    def change(rows: list[Row]) -> None:
        index = climate(rows)
        rows_seen.append(index + 2)
        rows[index][column] = cell

    with pytest.raises(CatalogError, match=rf"factors/{name}, ligne {{}}".format("") + r"\d+") as caught:
        check_tables(broken(tmp_path, name, change))
    assert f"ligne {rows_seen[0]} " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("equipment/factors.csv", "stage", "manufacture"),
        ("services/factors.csv", "component", "everything"),
        ("territory/figures.csv", "stage", "manufacture"),
        ("territory/figures.csv", "tier", "clouds"),
        ("equipment/factors.csv", "type", "ecran"),
        ("services/factors.csv", "service", "nothing_known"),
        ("electricity/factors.csv", "place", "ZZ"),
        ("equipment/factors.csv", "source_year", "last year"),
        ("electricity/factors.csv", "year", ""),
        ("equipment/usage.csv", "source", "NOBODY"),
        ("equipment/usage.csv", "type", "ecran"),
        ("equipment/usage.csv", "lifetime_years", "-4"),
        ("equipment/usage.csv", "lifetime_years", "0"),
        ("equipment/usage.csv", "kwh_per_year", "nan"),
        ("equipment/usage.csv", "kwh_per_year", "-1"),
        ("method/parameters.csv", "value", "inf"),
        ("method/parameters.csv", "source", "NOBODY"),
    ],
)
def test_broken_cell_of_one_table(name: str, column: str, cell: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=f"factors/{name}, ligne 5 "):
        check_tables(broken(tmp_path, name, lambda rows: rows[3].update({column: cell})))


def test_two_defaults(tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        index = next(index for index, row in enumerate(rows) if row["is_default"] == "1")
        rows.append(dict(rows[index]))

    line = len(read("equipment/factors.csv")) + 2  # after the headings and the rows
    with pytest.raises(CatalogError, match=rf"factors/equipment/factors\.csv, ligne {line} .*valeur par défaut"):
        check_tables(broken(tmp_path, "equipment/factors.csv", change))


@pytest.mark.parametrize("name", ["electricity/factors.csv", "services/factors.csv"])
def test_two_defaults_elsewhere(name: str, tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        rows.append(dict(next(row for row in rows if row["is_default"] == "1")))

    with pytest.raises(CatalogError, match=rf"factors/{name}, ligne \d+ .*valeur par défaut"):
        check_tables(broken(tmp_path, name, change))


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("label_fr", " ", "label_fr absent"),
        ("group", "desk", "groupe inconnu « desk »"),
        ("synonyms", "tablette", "« tablette » nomme déjà « tablet »"),
        ("id", "laptops", "sujet inconnu|aucune ligne"),
    ],
)
def test_what_a_type_must_say(column: str, cell: str, said: str, tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        next(row for row in rows if row["id"] == "laptop")[column] = cell

    with pytest.raises(CatalogError, match=said):
        check_tables(broken(tmp_path, "equipment/types.csv", change))


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("llm_large_fr_1k_tokens", "total_includes_network"),
        ("email", "total_includes_terminals"),
        ("web_search", "total_includes_network"),
        ("file_transfer_gb", "total_includes_terminals"),
    ],
)
def test_what_a_total_holds_is_what_its_parts_are(tmp_path, name, flag):
    def change(rows):
        row = next(row for row in rows if row["id"] == name)
        row[flag] = "0" if row[flag] == "1" else "1"

    with pytest.raises(CatalogError, match=f"{flag} de « {name} » contredit ses lignes"):
        check_tables(broken(tmp_path, "services/types.csv", change))


@pytest.mark.parametrize(
    ("name", "said", "change"),
    [
        ("equipment/factors.csv", "« smartphone » est sans ligne dans equipment/factors", None),
        ("equipment/factors.csv", "« smartphone » est sans valeur par défaut", {"is_default": "0"}),
        ("equipment/usage.csv", "« smartphone » n’a aucun profil par défaut", {"is_default": "0"}),
        ("equipment/usage.csv", "durée de vie .* absente de « smartphone »", {"lifetime_years": ""}),
    ],
)
def test_a_type_whose_use_is_known_may_be_assessed(
    name: str, said: str, change: dict[str, str] | None, tmp_path: Path
) -> None:
    """A run said « NON ÉVALUÉ » of it, and the check of the tables nothing."""

    def changed(rows: list[Row]) -> None:
        if change is None:
            rows[:] = [row for row in rows if row["type"] != "smartphone"]
        for row in rows:
            if row["type"] == "smartphone":
                row.update(change or {})

    with pytest.raises(CatalogError, match=said):
        check_tables(broken(tmp_path, name, changed))


def test_the_types_without_consumption_are_told() -> None:
    rows = read("equipment/usage.csv")
    known = {row["type"] for row in rows if row["is_default"] == "1" and not row["kwh_per_year"]}
    done = snr("factors", "check")
    assert f"{len(known)} types sans consommation par défaut" in done.stderr
    assert "switch" in known
    assert ", ".join(sorted(known)) in done.stderr


def test_a_type_that_has_a_factor_says_what_it_consumes(tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if row["type"] != "laptop"]

    with pytest.raises(
        CatalogError, match=r"types\.csv, ligne \d+ : « laptop » a un facteur et aucune ligne dans equipment/usage"
    ):
        check_tables(broken(tmp_path, "equipment/usage.csv", change))


def test_a_source_without_a_key_is_named(tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    sources = (root / "sources.yaml").read_text(encoding="utf-8")
    (root / "sources.yaml").write_text(sources.replace("  title_fr:", "  titre:", 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"sources\.yaml, source « \w+ » : clé absente ou inconnue"):
        check_tables(open_tables(root))


@pytest.mark.parametrize(
    ("line", "changed", "message"),
    [
        ("edition: .*", "", "clé absente"),
        ("edition: .*", "edition: ''", "edition vide"),
        ("looked_on: '.*'", "looked_on: null", "latest_edition sans looked_on"),
        ("looked_on: '.*'", "looked_on: '30/11/2026'", "latest_edition sans looked_on"),
        ("looked_on: '.*'", "looked_on: 2026-11-30", "latest_edition sans looked_on"),
    ],
)
def test_a_source_says_its_edition_and_when_the_latest_one_was_seen(
    tmp_path: Path, line: str, changed: str, message: str
) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    text = (root / "sources.yaml").read_text(encoding="utf-8")
    edited = re.sub(f"^  {line}$", f"  {changed}".rstrip(), text, count=1, flags=re.MULTILINE)
    (root / "sources.yaml").write_text(edited, encoding="utf-8")
    with pytest.raises(CatalogError, match=rf"sources\.yaml, source « \w+ » : .*{message}"):
        check_tables(open_tables(root))


def test_two_default_profiles(tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        rows.append(dict(next(row for row in rows if row["is_default"] == "1")))

    with pytest.raises(CatalogError, match=r"factors/equipment/usage\.csv.*deux profils"):
        check_tables(broken(tmp_path, "equipment/usage.csv", change))


def test_total_and_split_both_default(tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        split = next(
            row
            for row in rows
            if row["type"] == "laptop"
            and row["category"] == "climate_change"
            and row["stage"] == "manufacturing"
            and row["is_default"] == "1"
        )
        rows.append({**split, "stage": "embodied_total"})

    with pytest.raises(CatalogError, match=r"factors/equipment/factors\.csv.*total et étapes"):
        check_tables(broken(tmp_path, "equipment/factors.csv", change))


@pytest.mark.parametrize(
    ("name", "message"),
    [("equipment/factors.csv", r"a déjà cette valeur, ligne \d+"), ("equipment/usage.csv", "est donné deux fois")],
)
def test_what_a_source_gives_twice_is_refused(name: str, message: str, tmp_path: Path) -> None:
    """A set of factors takes every row of its source: two would be added, or one chosen by chance."""

    def change(rows: list[Row]) -> None:
        rows.append({**next(row for row in rows if row["is_default"] == "0")})

    with pytest.raises(CatalogError, match=message):
        check_tables(broken(tmp_path, name, change))


def test_a_source_that_forbids_it_has_no_row(tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    path = root / "sources.yaml"
    before, after = path.read_text(encoding="utf-8").split("- id: ECODIAG\n")
    after = after.replace("redistribution: unclear", "redistribution: 'no'", 1)
    path.write_text(f"{before}- id: ECODIAG\n{after}", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"equipment/factors\.csv, ligne \d+ : la source « ECODIAG » interdit"):
        check_tables(open_tables(root))


def test_bounds_without_meaning(tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        next(row for row in rows if row["bounds"])["bounds"] = ""

    with pytest.raises(CatalogError, match="bounds"):
        check_tables(broken(tmp_path, "equipment/factors.csv", change))


@pytest.mark.parametrize("cut", ["a,b\n", 'laptop,climate_change,use,"1\n'])
def test_row_of_another_width(cut: str, tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    path = root / "equipment" / "factors.csv"
    path.write_text(path.read_text(encoding="utf-8") + cut, encoding="utf-8")
    with pytest.raises(CatalogError, match=f"ligne {len(read('equipment/factors.csv')) + 2} "):
        check_tables(open_tables(root))


def test_missing_table(tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    (root / "equipment" / "factors.csv").unlink()
    with pytest.raises(CatalogError, match=r"equipment/factors\.csv"):
        check_tables(open_tables(root))


def test_checksum_sees_every_change_but_line_ends(tmp_path: Path) -> None:
    root = tmp_path / "factors"
    shutil.copytree(FACTORS, root)
    before = open_tables(root).sha256
    path = root / "equipment" / "usage.csv"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"\n", b"\r\n"))
    assert open_tables(root).sha256 == before
    path.write_bytes(raw.replace(b"7.0", b"7.1", 1))
    assert open_tables(root).sha256 != before


# --- closed lists -----------------------------------------------------------------------------------------------------


def vocabulary(name: str) -> Any:
    return yaml.safe_load((FACTORS / name).read_text(encoding="utf-8"))


def literals(annotation: Any) -> set[Any]:
    """Return the choices of a Literal, under an optional or a tuple."""
    arguments = get_args(annotation)
    if not arguments:
        return set()
    if "Literal" in str(getattr(annotation, "__origin__", "")):
        return set(arguments)
    return set().union(*(literals(argument) for argument in arguments))


def test_kinds_agree() -> None:
    used = {row["kind"] for row in read("territory/authorities.csv")}
    assert used <= set(get_args(AuthorityKind))


def test_stages_agree() -> None:
    embodied = {entry["id"] for entry in vocabulary("stages.yaml")["stages"] if entry["embodied"]}
    assert set(get_args(Stage)) == embodied
    assert {entry["id"] for entry in vocabulary("stages.yaml")["stages"]} <= set(STAGE_WORDS)


def test_inventory_groups_agree(tables: Tables) -> None:
    own = literals(NewType.model_fields["inventory_group"].annotation)
    excluded = literals(Exclusion.model_fields["group"].annotation)
    assert own == excluded == set(GROUP_WORDS)
    used = {row["inventory_group"] for name in ("equipment/types.csv", "services/types.csv") for row in read(name)} - {
        ""
    }
    assert used <= own
    lists = vocabulary("stages.yaml")
    assert own == {entry["id"] for entry in lists["inventory_groups"]} if "inventory_groups" in lists else True


def test_groups_have_a_label(tables: Tables) -> None:
    used = {row["group"] for name in ("equipment/types.csv", "services/types.csv") for row in read(name)}
    assert used <= set(tables.vocabulary["groups"])


def test_rooms_have_a_pue() -> None:
    known = {
        row["service"].removeprefix("datacentre_pue_")
        for row in read("services/factors.csv")
        if row["service"].startswith("datacentre_pue_")
    }
    assert set(get_args(RoomKind)) <= known


def test_sets_name_sources_and_profiles(tables: Tables) -> None:
    profiles = {row["profile"] for row in read("equipment/usage.csv")}
    for chosen in tables.sets.values():
        assert not chosen.source or chosen.source in tables.sources
        assert not chosen.profile or chosen.profile in profiles


def test_departments_belong_to_one_place(tables: Tables) -> None:
    every = [department for _, departments in tables.places.values() for department in departments]
    assert len(set(every)) == len(every)
    assert {row["place"] for row in read("electricity/factors.csv")} <= set(tables.places)


def test_redistribution_is_one_of_four(tables: Tables) -> None:
    assert {source.redistribution for source in tables.sources.values()} <= {"yes", "contested", "unclear", "no"}


# --- what must not be committed ---------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


# written in two parts so that this file does not match itself
HOSTS = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("files.python", "hosted.org"),
            ("pypi.", "org/simple"),
            ("test.pypi", ".org"),
            ("registry.npm", "js.org"),
            ("--index", "-url"),
            ("--extra-index", "-url"),
        )
    )
)
MACHINE = re.compile(
    "|".join(
        first + second
        for first, second in (
            ("/wo", "rk/main"),
            ("/wo", "rk/shared"),
            ("/ho", r"me/\w"),
            ("/ro", r"ot/\w"),
            ("/Us", r"ers/\w"),
            (r"C:\\", r"Users"),
            ("/tm", r"p/v/"),
        )
    )
)


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE], ids=["registry", "machine"])
def test_no_host_and_no_path_of_a_machine(pattern: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []


def test_tracked_text_is_utf8_with_unix_line_ends() -> None:
    for path in tracked():
        if path.suffix in (".py", ".csv", ".yaml", ".md", ".toml", ".json") and not {
            "invalid",
            "samples",
            "inventaire",
        } & set(path.parts):
            raw = path.read_bytes()
            raw.decode("utf-8")
            assert b"\r\n" not in raw, path


def test_the_set_ecodiag_has_the_lifetime_and_the_electricity_of_all_it_weighs() -> None:
    """Half a set mixes two sources in one figure: a desktop of EcoDiag had ADEME's lifetime."""
    weighed = {row["type"] for row in read("equipment/factors.csv") if row["source"] == "ECODIAG"}
    used = {
        row["type"]
        for row in read("equipment/usage.csv")
        if row["profile"] == "ecodiag" and row["lifetime_years"] and row["kwh_per_year"]
    }
    assert weighed == used


def test_the_reviewed_assessment_of_mistral_is_the_upper_bound_of_ours(tables: Tables) -> None:
    rows = tables.factors("services/factors.csv", ["llm_large_fr_1k_tokens"])
    reviewed = {row.category: row for row in rows if row.source == "MISTRAL_LCA_2025"}
    # a response of 400 tokens: 1.14 g, 0.16 mg Sb eq., 45 mL
    assert reviewed["climate_change"].value == pytest.approx(1.14e-3 / 400 * 1000)
    assert reviewed["resource_use_minerals_metals"].value == pytest.approx(0.16e-6 / 400 * 1000)
    assert reviewed["water_consumption"].value == pytest.approx(0.045 / 400 * 1000)
    assert not any(row.is_default for row in reviewed.values())
    ours = {(row.category, row.stage): row for row in rows if row.source == "ECOLOGITS"}
    kwh, made = ours["electricity", "datacentre_use"], ours["climate_change", "datacentre_embodied"]
    mix = ours["climate_change", "datacentre_use_reference"].value / kwh.value
    assert kwh.bounds == made.bounds == "upper" and kwh.low is None and made.low is None
    assert kwh.high is not None and made.high is not None
    assert kwh.high * mix + made.high == pytest.approx(2.85e-3, rel=1e-5)
    assert kwh.high / kwh.value == pytest.approx(made.high / made.value, rel=1e-5)
