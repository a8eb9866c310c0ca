"""The page of a portfolio: light, without script nor request, nothing lost, nothing ranked."""

import re
from pathlib import Path

import pytest

from portfolio_states import assessed_state, broken_state
from snr_cli.inputs.dossier.files import aside
from snr_cli.model.refusal import UsageError
from snr_cli.observatory.page import ROWS_OF_A_PAGE, portfolio_pages
from snr_cli.observatory.summary import gathered
from snr_cli.observatory.tables import OUR_PAGE, write_portfolio

LIGHT = 300_000  # bytes, for 200 dossiers
MANY = [*(assessed_state(rank) for rank in range(188)), *(broken_state(rank) for rank in range(12))]


def rows_of(page: str, table: str) -> list[str]:
    """Return the rows of a table of the page, by the id of its caption."""
    return re.findall(
        r"<tr class=.*?</tr>", page.partition(f'<caption id="{table}">')[2].partition("</table>")[0], re.S
    )


def test_two_hundred_dossiers_are_one_light_page() -> None:
    pages = portfolio_pages(gathered(MANY))
    assert list(pages) == ["index.html"]
    page = pages["index.html"]
    assert len(page.encode()) <= LIGHT
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#)', page) and "url(http" not in page
    assert len(rows_of(page, "etat")) == 200 and len(rows_of(page, "empreintes")) == 188
    assert page.count("écrivez quantity") == 12


def test_each_choice_hides_what_it_leaves_out() -> None:
    page = portfolio_pages(gathered(MANY))["index.html"]
    rules = re.findall(r"body:has\(#([\w-]+):checked\) \.rows tbody tr:not\(\.([\w-]+)\)", page)
    assert rules and all(choice == name for choice, name in rules)
    ids = set(re.findall(r'<input type="radio" name="\w" id="([\w-]+)"', page))
    every = {each for each in ids if "-" not in each}  # « toutes »
    assert {choice for choice, _ in rules} == ids - every
    assert page.count(" checked>") == len(every) == len({choice[0] for choice in ids})
    ids -= every
    shown = {name: sum(name in row.partition(">")[0] for row in rows_of(page, "etat")) for name in ids}
    for letter in "ke":
        assert sum(count for name, count in shown.items() if name[0] == letter) == 200
    assert shown["e-wrong"] == 12 and shown["e-lacking"] == 32 and shown["e-ready"] == 31


def test_above_so_many_each_kind_has_its_pages_and_no_row_is_lost() -> None:
    states = [assessed_state(rank) for rank in range(3 * ROWS_OF_A_PAGE + 6)]
    pages = portfolio_pages(gathered(states))
    assert list(pages) == ["index.html", *(f"page-{rank:02d}.html" for rank in range(1, len(pages)))]
    assert len(pages) == 1 + 3 * 2
    index = pages.pop("index.html")
    assert all(f'href="{name}"' in index for name in pages)
    names = [re.search(r'row">(.*?)<', row)[1] for page in pages.values() for row in rows_of(page, "etat")]  # type: ignore[index]
    assert sorted(names) == sorted(state.name for state in states)
    for page in pages.values():
        assert 'href="index.html"' in page and len(page.encode()) <= LIGHT


def test_a_page_of_a_person_is_never_replaced(tmp_path: Path) -> None:
    """In a folder of ours too: a table that grows has pages that it had not."""
    portfolio = gathered(MANY[:1])
    pages = dict.fromkeys(("index.html", "page-01.html"), OUR_PAGE.decode())
    write_portfolio(tmp_path, portfolio, {"index.html": OUR_PAGE.decode()})
    (tmp_path / "page-01.html").write_text("à moi", encoding="utf-8")
    with aside():  # what a run has read is refused as well
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(UsageError, match=r"page-01\.html : cette page existe"):
        write_portfolio(tmp_path, portfolio, pages)
    with aside():
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "page-01.html").unlink()
    write_portfolio(tmp_path, portfolio, pages)
    write_portfolio(tmp_path, portfolio, pages)


def test_rows_keep_the_order_of_the_portfolio_and_no_table_is_in_that_of_masses() -> None:
    states = [assessed_state(rank) for rank in (7, 2, 9, 4)]
    page = portfolio_pages(gathered(states))["index.html"]
    names = [re.search(r'row">(.*?)<', row)[1] for row in rows_of(page, "empreintes")]  # type: ignore[index]
    assert names == [state.name for state in gathered(states).states]
    assert "rang" not in page.lower().replace("rangé", "")


def test_markup_in_a_name_or_a_message_is_shown_as_text() -> None:
    evil = "</style><script>alert(1)</script>"
    pages = portfolio_pages(gathered([assessed_state(1, evil), broken_state(1, evil)]), "javascript:alert(1)")
    page = pages["index.html"]
    assert "<script" not in page and page.count("&lt;script&gt;") >= 3
    assert "javascript:" not in page  # no row is of the table: nothing links to the page


def test_only_an_authority_of_the_table_opens_a_new_dossier() -> None:
    from dataclasses import replace

    of_table = replace(assessed_state(1), path="siren:243300316", siren="243300316")
    page = portfolio_pages(gathered([of_table, assessed_state(2)]), "https://exemple.fr/snr/")["index.html"]
    assert re.findall(r'href="(https[^"]*)"', page) == ["https://exemple.fr/snr/#siren=243300316"]


@pytest.mark.parametrize(("standing", "said"), [("due", "rien"), ("voluntary", "—"), ("to_check", "—")])
def test_nothing_is_said_to_lack_nothing_unless_the_law_binds_it(standing: str, said: str) -> None:
    from dataclasses import replace

    state = assessed_state(1)
    assert state.decree is not None
    state = replace(state, decree=replace(state.decree, standing=standing, missing=()))
    (row,) = rows_of(portfolio_pages(gathered([state]))["index.html"], "etat")
    assert re.findall(r"<td>(.*?)</td>", row)[3] == said


def test_what_an_inventory_is_without_is_said_wherever_it_is_said_whole() -> None:
    """« Entière », of three lines: the row says what the perimeter lacks; a figure has one perimeter only, and its axis an end."""
    from dataclasses import replace

    from snr_cli.observatory.tables import portfolio_screen, rows_grid
    from snr_cli.outputs.tables import grid_csv

    states = [assessed_state(rank) for rank in range(0, 30, 6)]
    assert states[0].data is not None
    other = [
        replace(state, path=f"{state.path}-{rank}", figures={name: 9 * value for name, value in state.figures.items()},
                data=replace(states[0].data, missing_groups=()))
        for rank, state in enumerate([*states, assessed_state(36)])
    ]  # fmt: skip
    portfolio = gathered([*states, *other])
    page = portfolio_pages(portfolio)["index.html"].replace("\xa0", " ").replace("\u202f", " ")
    said = "périmètre partiel, sans : télétravail, locaux techniques (m²)"
    rows = rows_of(page, "empreintes")
    assert ["périmètre partiel A" in row for row in rows] == [True] * 5 + [False] * 6
    legend = page.partition('<ul class="perimeters">')[2].partition("</ul>")[0]
    assert legend.count("Périmètre A, sans : télétravail, locaux techniques (m²).") == 1
    assert all("oui : périmètre A" in row for row in rows[:5]) and "oui : périmètre complet" in rows[5]
    assert "Périmètre complet ; les autres sont dans le tableau." in page and "médianes vont de" not in page
    drawn = page.partition('<section id="comparaisons">')[2].partition("Quartiles de chaque")[0]
    assert "L’axe va de 0 à" in drawn and "périmètre A" not in drawn.partition("<figure")[2]
    csv = grid_csv(rows_grid(portfolio)).replace("\xa0", " ")
    assert csv.count(said) >= 5 and csv.count("périmètre complet") == 6
    screen = " ".join(portfolio_screen(portfolio, width=100, color=False).split())
    assert screen.count("périmètre partiel") == 5 + 1 and f"5 dossiers : {said}." in screen
    assert "7 équipements ou services non comptés</summary>" in page and "hors du total" not in page
    assert "Onduleurs : facteur absent" in page
