"""No sentence claims what a verdict denies: Valmont, which meets its duties, less each of them in turn.

What takes a duty away is written here beforehand, from the texts; each document and screen is then read for what it claims.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from snr_cli.api.assessing import assess_dossier
from snr_cli.api.checking import judge_document
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.build import Asked, view_of
from snr_cli.documents.kinds import DocumentName, Subject
from snr_cli.documents.outline import DOCUMENTS, NAMES, answers_of
from snr_cli.documents.render import write_document
from snr_cli.documents.views.law import CLAIMS, Claims
from snr_cli.inputs.dossier.load import Read
from snr_cli.model.codes import CODES, Basis
from snr_cli.model.texts import DOCUMENT_SECTIONS, SECTIONS
from snr_cli.plan.plan import make_plan, possible_horizon
from snr_cli.rules.case import RuleStatus
from snr_cli.rules.run import DOCUMENTS as JUDGED, RULES
from test_rules_decree import DUMPER, LATER, PRIVATE, changed, gone
from walks import walk

ROOT = Path(__file__).parents[1] / "src" / "snr_cli" / "documents"
ABOUT = ("programme", "strategie", "bilan")
WRITTEN = [*((name, "") for name in DOCUMENTS if name != "deliberation"), *(("deliberation", about) for about in ABOUT)]
# what snr itself gives, whatever the dossier says, and a note on a text to come
UNBREAKABLE = {"RCP-01", "RCP-02", "RCP-14", "ADJ-17"}

LACKS: dict[str, dict[str, Any]] = {
    "REEN-01": {"territory.kind": "autre"},
    "REEN-02": gone("territory.population"),
    "REEN-03": {"programme.date": "2024-01-26"},  # after the strategy
    "REEN-04": {"programme.date": "2023-01-02"},
    "REEN-05": gone("programme.stakeholders"),
    "REEN-06": gone("stakeholders[communes].concerned_by"),
    "REEN-07": {"programme.no_action_under_way": True},
    "REEN-08": gone("territory.population.municipale"),
    "REEN-09": gone("uses"),
    "REEN-10": gone("equipment", "services", "actions[].effects"),
    "REEN-11": gone("programme.summary", "actions[virtualisation].summary"),
    "REEN-12": gone("strategy.adopted_on"),
    "REEN-13": gone("objectives[culture].finding"),
    "REEN-14": gone("objectives[ges-territoire].reduction"),
    "REEN-15": {"objectives[ges-territoire].indicators": ["I-57", "I-45"]},
    "REEN-16": gone("actions[serveurs-inutiles].objectives"),
    "REEN-17": gone("actions[serveurs-inutiles].means"),
    "REEN-18": gone("objectives[culture].frequency"),
    "REEN-19": {"actions[].themes": lambda items: [item for item in items or () if item != 1]},
    "REEN-20": gone("annual_reviews[2024]"),
    "REEN-21": {
        "annual_reviews[2025].report.presented_on": "2026-03-20",
        "annual_reviews[2025].report.budget_debate_on": "2026-02-26",
    },
    "REEN-22": gone("annual_reviews[2025].part"),
    "REEN-23": gone("plans.pcaet.includes_digital"),
    "REEN-24": gone("limits"),
    "REEN-25": gone("governance.steering"),
    "ADJ-01": {"purchases[2025].montant_reemploi_et_reutilisation": 1000},
    "ADJ-02": {"purchases[2025].units": {"printer_laser": 12}},
    "ADJ-03": gone("purchases"),
    "ADJ-04": gone("purchases[2024].declared_on"),
    "ADJ-05": {"end_of_use[2025].to_reuse": 10},
    "ADJ-06": gone("end_of_use"),
    "ADJ-07": gone("contracts"),
    "ADJ-08": gone("contracts"),
    "ADJ-09": gone("contracts"),
    "ADJ-10": {"plans.spaser": {"exists": False, "annual_purchases_eur": 60_000_000}},
    "ADJ-11": gone("services[].rgaa"),
    "ADJ-12": gone("services[].rgesn"),
    "ADJ-13": {"plans.beges": {"exists": False}},
    "ADJ-14": gone("end_of_use"),
    "ADJ-15": gone("waste"),
    "ADJ-16": {"services[salle-principale].surface_m2": 1200},
    "RCP-03": {"method": lambda found: {**(found or {}), "options": ["flux"]}},
    "RCP-04": gone("diagram"),
    "RCP-05": {},  # Valmont has no factor for the end of life of its laser printers
    "RCP-06": {},
    "RCP-07": gone("territory.agents"),
    "RCP-08": {"exclusions": [{"what": "Écoles", "why": "non"}]},
    "RCP-09": gone("services[courriels].source"),
    "RCP-10": gone("equipment[commutateurs].kwh_per_year"),
    "RCP-11": {},
    "RCP-12": {},
    "RCP-13": gone("services[courriels].quality"),
    "RCP-15": {},
    "RCP-16": gone("limits"),
}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("₂", "2"))


@cache
def written(code: str) -> tuple[dict[tuple[str, str], str], dict[str, RuleStatus]]:
    """Return every document of Valmont less a duty, in Markdown, and the answers of the rules of all of them."""
    from tempfile import TemporaryDirectory

    tables = shipped_tables()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "territory.yaml"
        path.write_text(yaml.dump(changed(LACKS.get(code, {})), Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
        assessed = assess_dossier(str(path), tables, places=True)
    read = Read(
        assessed.loaded.name,
        assessed.dossier,
        assessed.loaded.joined,
        (),
        assessed.loaded.imported,
        assessed.loaded.members,
    )
    plan = make_plan(assessed.dossier, assessed.result, tables, possible_horizon(assessed.dossier), ("climate_change",))
    texts, answers = {}, {}
    duties = {profile: judge_document(read, assessed.result, plan, tables, profile)[1] for profile in ABOUT}  # type: ignore[arg-type]
    for name, about in WRITTEN:
        asked = about or DOCUMENTS[name].profile
        view = view_of(
            Asked(document=name, about=asked), assessed.dossier, assessed.result, plan, duties[asked], tables, {}
        )  # type: ignore[arg-type, index]
        texts[name, about] = plain(write_document(view, "md"))
    for each in duties.values():
        answers |= {duty.code: duty.status for duty in each.lines}
    return texts, answers


def test_a_document_is_declared_once() -> None:
    assert tuple(DOCUMENTS) == get_args(DocumentName), (
        "documents/kinds.py names it, documents/outline.py says its sections"
    )
    assert set(NAMES) == set(get_args(Subject))


def test_each_duty_is_taken_away_in_turn() -> None:
    judged_codes = {code for code in CODES if code.startswith(("REEN", "ADJ", "RCP"))}
    untried = judged_codes - UNBREAKABLE - LATER - set(LACKS)
    assert not untried, f"{untried}: what of Valmont takes each away, in LACKS"
    assert set(LACKS) <= judged_codes
    assert {code for claim in CLAIMS.values() for code in claim.needs} <= set(LACKS)


def test_valmont_claims_all_that_its_duties_allow() -> None:
    texts, answers = written("")
    for name, claim in CLAIMS.items():
        assert all(answers[code] is RuleStatus.SATISFIED for code in claim.needs), name
        assert any(plain(claim.said) in text for text in texts.values()), f"{name}: no document says it"


@pytest.mark.parametrize("code", walk(LACKS, 60))
def test_no_document_claims_what_a_verdict_denies(code: str) -> None:
    texts, answers = written(code)
    assert answers[code] is not RuleStatus.SATISFIED, "the dossier still meets this duty"
    for name, claim in CLAIMS.items():
        denied = [need for need in claim.needs if answers[need] is not RuleStatus.SATISFIED]
        if denied:
            held = [document for document, text in texts.items() if plain(claim.said) in text]
            assert not held, f"{name} is claimed, {denied} deny it: {held}"
    for document, text in texts.items():
        assert not re.search(rf"\*\*{code}\*\* — [^—]*? : satisfait", text), document


@pytest.mark.parametrize("code", walk((code for code in LACKS if CODES[code].basis in (Basis.LAW, Basis.DECREE)), 6))
def test_the_screen_of_duties_does_not_say_that_it_is_met(code: str, tmp_path: Path) -> None:
    from in_process import snr

    (tmp_path / "territory.yaml").write_text(
        yaml.dump(changed(LACKS[code]), Dumper=DUMPER, allow_unicode=True), encoding="utf-8"
    )
    done = snr("check", "--format", "summary", tmp_path)
    assert not re.search(rf"^{code}  satisfait", done.stdout, re.M)
    if done.returncode:
        assert "aucune obligation manquante" not in done.stdout


def test_a_screen_names_the_method_that_it_keeps_to(tmp_path: Path) -> None:
    from in_process import snr

    (tmp_path / "territory.yaml").write_text(
        yaml.dump(changed(LACKS["RCP-03"]), Dumper=DUMPER, allow_unicode=True), encoding="utf-8"
    )
    said = plain(snr("assess", "-v", tmp_path).stdout)
    assert "Méthode : RCP SI" not in said
    assert "Méthode : d’après le RCP SI (ADEME, novembre 2024), options flux" in said
    assert "Méthode : RCP SI (ADEME, novembre 2024). " in plain(
        snr("assess", "-v", "examples/valmont", cwd=ROOT.parents[2]).stdout
    )
    assert not any("Méthode : RCP SI" in text for text in written("RCP-03")[0].values())


def test_what_is_left_aside_is_not_counted_as_met(tmp_path: Path) -> None:
    from in_process import snr

    text = yaml.dump(changed(gone("programme.stakeholders")), Dumper=DUMPER, allow_unicode=True)
    text = text.replace("date: '2022-11-24'", "date: '2022-11-24' # snr: ignore[REEN-05] réunion en mars", 1)
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    done = snr("check", "--format", "summary", tmp_path)
    assert "aucune obligation manquante sur 13, hors 1 écartée (REEN-05)" in done.stdout


# the words of a claim stand in law.py alone
CLAIMING = re.compile(
    r"comme (?:le décret|la loi)|conformément|conformes? (?:à|au)|en règle\b|\brespecte|ni oubli|sur la base duquel"
    r"|dépasse ainsi|satisfait(?:e|s)? (?:à|au)|dont partent les objectifs|ont été associés|a été préparé|est préparé avec"
)


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.rglob("*.md")), *(path for path in sorted(ROOT.rglob("*.py")) if path.name != "law.py")],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)  # fmt: skip
def test_no_sentence_claims_outside_of_the_table_of_claims(path: Path) -> None:
    assert not CLAIMING.search(path.read_text(encoding="utf-8").replace("\u00a0", " "))


def test_a_claim_is_more_than_its_words_without_the_rule() -> None:
    for name, claim in CLAIMS.items():
        assert claim.needs
        assert set(claim.needs) <= set(CODES)
        assert claim.said.strip(" ,.") not in claim.otherwise, name
    assert set(CLAIMS) == set(Claims.__slots__)


# --- what each rule rests on


def test_the_texts_that_a_rule_cites_decide_its_heading() -> None:
    """Article 35 and the CGCT in L are law, in D they are decrees; what is deduced or practised is neither."""
    for code, found in CODES.items():
        if code.startswith("REEN"):
            first = found.texts[0].name
            expected = (
                Basis.LAW
                if re.match(r"Loi|CGCT, art\. L", first)
                else Basis.DECREE
                if re.match(r"CGCT, art\. D", first)
                else Basis.PRACTICE
            )
            assert found.basis is expected, code
    practice = {code for code, found in CODES.items() if found.basis is Basis.PRACTICE} - LATER
    assert practice == {"REEN-10", "REEN-24", "REEN-25"}
    assert CODES["REEN-23"].basis is Basis.LAW
    assert "art. 34" in CODES["REEN-23"].reference


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        ("commune", "CGCT, art. L2311-1-1"),
        ("communaute_agglomeration", "CGCT, art. L2311-1-1"),
        ("metropole", "CGCT, art. L5217-10-2"),
        ("metropole_de_lyon", "CGCT, art. L3661-2"),
    ],
)
def test_the_account_rests_on_the_law_of_the_kind_of_authority(kind: str, article: str) -> None:
    for code in ("REEN-20", "REEN-21"):
        assert CODES[code].cited(kind).endswith(article)
        assert "D2311" not in CODES[code].reference
    assert CODES["REEN-20"].cited(kind).startswith("Loi n° 2021-1485 (REEN), art. 35-I, al. 3")


def test_every_line_of_the_annex_cites_its_own_article() -> None:
    for (document, _), text in written("")[0].items():
        for line in re.findall(r"- \*\*(REEN-\d\d)\*\* — (.*?)(?= - \*\*| ###| <!--)", text):
            code, said = line
            cited = re.search(r"\*([^*]+)\*$", said.strip())
            assert cited is not None, (document, code)
            assert cited[1].replace(" (à vérifier)", "") == plain(CODES[code].cited("communaute_agglomeration"))
    annex = written("")[0]["bilan", ""].partition("Réponses à la loi et au décret")[2]
    assert "L2311-1-1 (à vérifier)" in annex  # not read in its consolidated form


def test_every_rule_of_a_document_has_a_section_in_it_or_in_one_before() -> None:
    for name in ("programme", "strategie"):
        mine = {rule.code for rule in RULES if rule.code in answers_of("strategie") and rule.document in JUDGED[name]}  # type: ignore[index]
        assert {code for code in mine if answers_of(name)[code] not in DOCUMENTS[name].sections} == set()  # type: ignore[index]


def test_a_rule_of_practice_is_no_piece_that_is_imposed() -> None:
    from snr_cli.documents.outline import answering, outline_of

    for name in ("programme", "strategie", "bilan"):
        for rule in answering(name, outline_of(name)).values():
            assert CODES[rule].basis in (Basis.LAW, Basis.DECREE)


def test_private_actors_come_from_the_programme_and_not_from_the_list() -> None:
    """Six of each prepared the programme; one private actor less in it, and the document counts five."""
    edits = {"programme.stakeholders": lambda names: [name for name in names if name != PRIVATE[0]]}
    LACKS["one less"] = edits
    try:
        text = written("one less")[0]["programme", ""]
    finally:
        del LACKS["one less"]
    assert "comme le décret le demande : six acteurs publics et cinq acteurs privés, sur 12 acteurs recensés." in text
    assert "A préparé le programme" in text  # and the table says which


def test_a_document_misspelt_among_the_sections_is_refused() -> None:
    """A section of « stratégie » was in no document, in silence: mypy tells, and so does the import."""
    file = ROOT.parent / "model" / "texts.py"
    text = file.read_text(encoding="utf-8").replace('    "strategie": (', '    "stratégie": (')
    with pytest.raises(ValueError, match=r"model/texts\.py: strategie, stratégie: one entry a document"):
        exec(compile(text, str(file), "exec"), {})


def test_every_section_has_a_template_and_a_document() -> None:
    """Else `texts` has a key that goes nowhere, or a document stops on a template that is not there."""
    said = "Holder of model/texts.py names a document that is not drafted"
    assert DOCUMENT_SECTIONS.keys() == {*DOCUMENTS, "annexes"}, said
    templates = {path.stem for path in (ROOT / "templates" / "fr" / "sections").glob("*.md")}
    lost = [f"documents/templates/fr/sections/{name}.md is missing" for name in SECTIONS if name not in templates]
    lost += [
        f"{name} of templates/fr/sections is in no document of DOCUMENT_SECTIONS" for name in templates - {*SECTIONS}
    ]
    assert not lost, " ; ".join(lost)
    for document in DOCUMENTS:  # the template that a document has of its own is of one of its sections
        own = {path.stem for path in (ROOT / "templates" / "fr" / document).glob("*.md")}
        assert own <= set(DOCUMENTS[document].sections), document


# no section but these leaves nothing to fill
NOTHING_TO_FILL = {"annexe-themes": "no theme is asked for: it says which ones have no action, and why"}


@pytest.mark.parametrize("name", sorted({answer for document in NAMES for answer in answers_of(document).values()}))
def test_a_section_that_answers_a_rule_has_a_place_to_fill(name: str) -> None:
    """Else a document says nothing of what the dossier lacks, where the reader looks for it."""
    for path in (ROOT / "templates" / "fr").glob(f"*/{name}.md"):
        if path.parent.name != "sections" and name not in answers_of(path.parent.name).values():
            continue  # of that document, another section answers
        place = "manque(" in path.read_text(encoding="utf-8") or name in NOTHING_TO_FILL
        assert place, f"{path}: manque(what, key, rule) where its rules find nothing, or NOTHING_TO_FILL and why"
