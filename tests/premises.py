"""What a sentence claims, and what the JSON must hold for it to be true.

A claim is an expression found in a sentence, and a premise: a function that returns why the sentence is false, or nothing. A premise
reads the dossier as it was written and the numbers of the JSON rather than the states that snr made of them, so that it does not
repeat a mistake of the records.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from small_dossiers import AIM
from tried import Sentence, Tried

CLIMATE: Final = "climate_change"
ELECTRICITY: Final = "final_energy"
NUMBER: Final = r"-?\d[\d ]*(?:,\d+)?"
MASS: Final = rf"(?P<value>{NUMBER}) (?P<unit>t|kg) CO2e"
LAW: Final = "2021-11-15"
_ACTIVE: Final = ("planned", "under_way")
_TO_BE_CONFIRMED: Final = re.compile(
    r"à confirmer|non significatif|n’est pas significatif|incertain|incertitude|peut être nul"
)
_EUROS: Final = re.compile(r"euro|dépens")
_AS_IT_WAS: Final = re.compile(r"repris(?:es?)? tel")
_ROW_OF_ACTION: Final = re.compile(r"^\| (?P<number>\d+) (?P<title>.+?) +\|", re.MULTILINE)
_PLACE: Final = "À compléter :"  # each of them; the head of the list stands over what is only to verify too

Premise = Callable[[Tried, Sentence, "re.Match[str]"], str]


class Claim(NamedTuple):
    """A claim: its name, how it is said, why one is false, and the documents that say it otherwise."""

    name: str
    said: "re.Pattern[str]"
    premise: Premise
    but: tuple[str, ...] = ()


class Broken(NamedTuple):
    """A sentence that the JSON does not support."""

    claim: str
    why: str
    choice: Mapping[str, str]
    sentence: Sentence

    def __str__(self) -> str:
        """Say all that one needs to find it again."""
        axes = ", ".join(f"{axis}: {value}" for axis, value in self.choice.items())
        return f"{self.claim} ({self.sentence.document}): {self.why}\n    « {self.sentence.text} »\n    {{{axes}}}"


def broken(tried: Tried, only: str = "") -> Iterator[Broken]:
    """Yield each sentence of a dossier whose premises do not hold; `only`: those of one claim."""
    for claim, sentence, match in _made(tried, only):
        if why := claim.premise(tried, sentence, match):
            yield Broken(claim.name, why, tried.choice, sentence)


def claimed(tried: Tried, only: str = "") -> Iterator[str]:
    """Yield the name of each claim that a dossier makes, each time that it does."""
    return (claim.name for claim, *_ in _made(tried, only))


def _made(tried: Tried, only: str) -> Iterator[tuple[Claim, Sentence, "re.Match[str]"]]:
    for sentence in tried.sentences:
        for claim in CLAIMS:
            if only in ("", claim.name) and sentence.document not in claim.but:
                yield from ((claim, sentence, match) for match in claim.said.finditer(sentence.text))


# --- what the dossier and the JSON say ------------------------------------------------------------------------------------


def actions(tried: Tried) -> list[Mapping[str, Any]]:
    """Return the actions of a dossier, as they were written."""
    return list(tried.data.get("actions", ()))


def objective(tried: Tried) -> Mapping[str, Any] | None:
    """Return what the plan says of the objective."""
    return next((each for each in tried.planned["objectives"] if each["id"] == AIM), None)


def change(tried: Tried, category: str = CLIMATE) -> float | None:
    """Return what the actions change of the organisation in the last year; None when it is not assessed."""
    before, after = (tried.last[name].get(category) for name in ("baseline", "with_actions"))
    return None if before is None or after is None else after - before


def share(tried: Tried, action: str, category: str = CLIMATE) -> float | None:
    """Return what an action changes in the last year; None when nothing of it is assessed."""
    value: float | None = tried.last["actions"].get(action, {}).get("share", {}).get(category)
    return value


def in_euros(tried: Tried) -> float:
    """Return what of the change is less spending, in kgCO2e: a negative number."""
    lines = {line["id"] for line in tried.assessed["organisation"]["lines"] if line["spending"]}
    total = 0.0
    for action in actions(tried):
        touched = {line["id"] for effect in action.get("effects", ()) for line in touched_by(tried, effect["on"])}
        if touched and touched <= lines:
            total += share(tried, action["id"]) or 0.0
    return total


def touched_by(tried: Tried, target: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lines that an effect is on."""
    lines = tried.assessed["organisation"]["lines"]
    if target.get("everything"):
        return list(lines)
    keys = [key for key in ("type", "line") if key in target]
    return [line for line in lines if keys and all(line["id" if key == "line" else key] == target[key] for key in keys)]


def assessed_in(line: Mapping[str, Any], category: str) -> bool:
    """Say whether something of a line is assessed in a category; of a service without electricity, there is nothing to assess."""
    if category == ELECTRICITY:
        return line["kind"] != "equipment" or line["electricity_kwh"] is not None
    return category in line["impacts"]


def moves(tried: Tried, effect: Mapping[str, Any], line: Mapping[str, Any], category: str) -> bool:
    """Say whether an effect makes a line other than it is, in what weighs in a category: less of it, or a longer life."""
    if not line["quantity"]:
        return False
    fewer = effect.get("quantity_change_percent", 0) < 0 or effect.get("quantity", line["quantity"]) < line["quantity"]
    if category == ELECTRICITY:
        return fewer and line["kind"] == "equipment"
    life = (line["lifetime_years"] or {}).get("value")
    longer = life is not None and effect.get("lifetime_years", 0) > life
    reused = effect.get("refurbished_share", 0) > declared(tried, line).get("refurbished_share", 0)
    return fewer or longer or (reused and effect.get("upstream_years", 0) > 0 and life is not None)


def declared(tried: Tried, line: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a line as it was written; nothing of one that is estimated."""
    lines = [*tried.data.get("equipment", ()), *tried.data.get("services", ())]
    return next((each for each in lines if each["id"] == line["id"]), {})


def acting(tried: Tried, category: str, *, known: bool, year: int | None = None) -> list[str]:
    """Return the titles of the actions to come that move lines assessed in a category, or lines that are not.

    They are those at work in a year, the last of the plan without any: what is planned is to come, whatever its calendar says.
    """
    by = tried.planned["horizon"] if year is None else year
    found = []
    for action in actions(tried):
        schedule = action.get("schedule", {})
        at_work = schedule.get("start", by) <= by <= schedule.get("end", by)
        if action.get("status", "planned") not in _ACTIVE or not at_work:
            continue
        for effect in action.get("effects", ()):
            lines = [line for line in touched_by(tried, effect["on"]) if moves(tried, effect, line, category)]
            if any(assessed_in(line, category) is known for line in lines):
                found.append(str(action["title"]))
    return found


def unsure(interval: Mapping[str, float] | None) -> bool:
    """Say whether an interval holds zero, and is one."""
    return interval is not None and interval["low"] < interval["high"] and interval["low"] <= 0 <= interval["high"]


def interval_of(tried: Tried, action: str) -> Mapping[str, float] | None:
    """Return the interval of what an action changes in the last year."""
    found: Mapping[str, Any] = tried.last["actions"].get(action, {}).get("intervals", {}).get(CLIMATE, {})
    between: Mapping[str, float] | None = found.get("share") if "share" in found else (found or None)
    return between


def action_of(tried: Tried, sentence: Sentence) -> Mapping[str, Any] | None:
    """Return the action that a sentence names, if one."""
    return next((action for action in actions(tried) if action["title"] in sentence.text), None)


def category_of(found: Mapping[str, Any]) -> str:
    """Return the category that an objective follows; the climate, for an indicator that is the footprint."""
    return str(found["category"] or CLIMATE)


def number(text: str) -> float:
    """Read a French number, written in plain spaces."""
    return float(text.replace(" ", "").replace("−", "-").replace(",", "."))


def kilograms(text: str, unit: str) -> float:
    """Read a mass."""
    return number(text) * (1000 if unit == "t" else 1)


def near(said: float, value: float | None, figures: int = 3) -> bool:
    """Say whether a value is the one that a text rounds to so many figures."""
    return value is not None and said == float(f"{value:.{figures}g}")


def state_of(tried: Tried, category: str) -> str:
    """Return the state of a sum of the organisation, from what is behind it."""
    found = tried.assessed["organisation"]["totals"].get(category)
    return "not_assessed" if found is None or found["value"] is None else str(found["state"])


def is_total(tried: Tried, category: str) -> bool:
    """Say whether a sum is a total: whole, or mostly."""
    return state_of(tried, category) in ("complete", "whole", "mostly")


# --- premises ---------------------------------------------------------------------------------------------------------------


def reached(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« Prévu atteint »: at its target in every world, and for sure."""
    found = objective(tried)
    if found is None:
        return "no objective"
    if not found["verdict"].endswith("reached"):
        return f"the verdict is {found['verdict']}"
    if found["projected"] is None or found["target"] is None or found["projected"] > found["target"]:
        return f"{found['projected']} for {found['target']}"
    turned = [world["id"] for world in found["worlds"] if world["outcome"] == "turns"]
    if turned:
        return f"{turned} turn it"
    if unsure(found["gap_interval"]):
        return "the interval of the gap holds zero"
    missing = worlds_wanted(tried, found) - {world["id"] for world in found["worlds"]}
    if missing:
        return f"nobody looked at {sorted(missing)}"
    (written,) = [each for each in tried.data["objectives"] if each["id"] == AIM]
    if written.get("baseline_from", {}).get("tool"):
        return "its start is that of another tool"
    if why := left_aside(tried, sentence, found):
        return why
    if tried.before is not None:
        (before,) = tried.before["objectives"]
        if before["verdict"] != found["verdict"]:
            return f"the year before, nothing else being said: {before['verdict']}"
    partial = found["perimeter"] == "organisation" and not is_total(tried, category_of(found))
    around = sentence.section if sentence.document == "plan" else sentence.block
    if partial and re.search(r"\d (?:t|kg|[Mk]Wh)\b", sentence.text) and "partiel" not in around.lower():
        return "the sum is partial"
    return ""


def left_aside(tried: Tried, sentence: Sentence, found: Mapping[str, Any]) -> str:
    """Say what keeps a forecast from being one: all that acts on it is not assessed, or a part is and nobody is told."""
    unknown = (
        acting(tried, category_of(found), known=False, year=found["by_year"])
        if found["perimeter"] == "organisation"
        else []
    )
    if not unknown:
        return ""
    if not acting(tried, category_of(found), known=True, year=found["by_year"]):
        return f"the effect of {unknown} is not assessed"
    told = re.search("n’est pas connu|non évalué", tried.texts[sentence.document])
    return "" if told else f"the effect of {unknown} is not assessed, and nothing says so"


def worlds_wanted(tried: Tried, found: Mapping[str, Any]) -> set[str]:
    """Return the worlds that a verdict on the footprint has to be looked at in."""
    if found["perimeter"] != "organisation" or not acting(tried, category_of(found), known=True, year=found["by_year"]):
        return set()
    wanted = {f"factor_set:{name}" for name in ("declarations", "ecodiag")}
    if category_of(found) == CLIMATE and in_euros(tried):
        wanted.add("without_spend_levers")
    lines = tried.data.get("equipment", ())
    if any("refurbished_share" in line and "upstream_source" not in line for line in lines):
        wanted.add("proofs")
    return wanted


def missed(tried: Tried, sentence: Sentence, __: "re.Match[str]") -> str:
    """« Prévu non atteint »: what the actions change is assessed, and is not enough."""
    found = objective(tried)
    if found is None:
        return "no objective"
    if found["projected"] is None or found["target"] is None or found["projected"] <= found["target"]:
        return f"{found['projected']} for {found['target']}"
    if why := left_aside(tried, sentence, found):
        return why
    if tried.before is not None and tried.before["objectives"][0]["verdict"] != found["verdict"]:
        return f"the year before, nothing else being said: {tried.before['objectives'][0]['verdict']}"
    return ""


def three_sets(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Avec chacune des trois sources de données »: each changes something, and in each it is reached."""
    found = objective(tried)
    sets = [world for world in (found or {}).get("worlds", ()) if world["id"].startswith("factor_set:")]
    held = [world for world in sets if world["outcome"] == "holds" and world["projected"] <= world["target"]]
    return "" if len(sets) == len(held) == 2 else f"{[(world['id'], world['outcome']) for world in sets]}"


def nothing_moves_it(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Aucune action ne le fait bouger »: the objective is assessed, and nothing that acts on it is left aside."""
    found = objective(tried)
    if found is None or found["perimeter"] != "organisation" or (found["reference"] or 0) == 0:
        return ""
    return _nothing(tried, category_of(found), found["by_year"])


def nothing_reduces(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Le plan ne réduit pas l’empreinte »: the footprint is assessed, and no action to come makes it less."""
    more = (change(tried) or 0) > 0
    return "" if more else _nothing(tried, CLIMATE)


def _nothing(tried: Tried, category: str, year: int | None = None) -> str:
    if unknown := acting(tried, category, known=False, year=year):
        return f"the effect of {unknown} is not assessed"
    if moving := acting(tried, category, known=True, year=year):
        return f"{moving} move it"
    changed = change(tried, category) if year in (None, tried.planned["horizon"]) else 0
    return f"it changes by {changed}" if changed is not None and abs(changed) >= 1 else ""


def no_effect(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« Aucun changement calculé »: the lines that the action is on are assessed, and it makes nothing of them other."""
    action = action_of(tried, sentence)
    if action is None:
        return "of which action?"
    named = [each for known in (True, False) for each in acting(tried, CLIMATE, known=known)]
    return "it moves lines" if action["title"] in named else ""


def saves(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« Évitent », « de moins », « (−16 %) » of the organisation: less, for sure or with its reserve, its part in euros told."""
    changed = change(tried)
    if changed is None or changed >= 0:
        return f"the change is {changed}"
    gap = tried.last["intervals"].get(CLIMATE, {}).get("gap")
    if unsure(gap) and not _TO_BE_CONFIRMED.search(sentence.block):
        return f"its interval holds zero: {gap}"
    beside = sentence.block if "évitent" in sentence.text else sentence.section
    if abs(in_euros(tried)) >= 1 and not _EUROS.search(beside):
        return f"{in_euros(tried)} of {changed} is less spending"
    return ""


def action_saves(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« − 3,1 t » of an action: something of its lines is made other, for sure or with its reserve, euros told."""
    action = action_of(tried, sentence)
    if action is None:
        return ""
    effects = [effect for effect in action["effects"] if "territory" not in effect["on"]]
    if not effects:
        return ""
    pairs = [(effect, line) for effect in effects for line in touched_by(tried, effect["on"])]
    if not any(moves(tried, effect, line, CLIMATE) for effect, line in pairs):
        return "it asks for what its lines are already"
    saved, between = share(tried, action["id"]), interval_of(tried, action["id"])
    if saved is None or saved > 0:
        return f"its effect is {saved}"
    if unsure(between) and not _TO_BE_CONFIRMED.search(sentence.block):
        return f"its interval holds zero: {between}"
    if all(line["spending"] for _, line in pairs) and not _EUROS.search(sentence.block):
        return "all of it is less spending"
    return ""


def weighs(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« L’action alourdit l’empreinte »: more, for sure, and its card does not say otherwise."""
    action = action_of(tried, sentence)
    if action is None:
        return "of which action?"
    between = interval_of(tried, action["id"])
    if (share(tried, action["id"]) or 0) <= 0 or unsure(between):
        return f"its effect is {share(tried, action['id'])}, between {between}"
    other = re.search(r"nul ou incertain|non significatif|effet nul", sentence.section)
    return f"its card says « {other[0]} »" if other else ""


def first_lever(tried: Tried, sentence: Sentence, match: "re.Match[str]") -> str:
    """The first lever is the one that saves most of physical things; it bears its reserve when it may be nothing."""
    every = actions(tried)
    if match["number"]:
        titles = {each["number"]: each["title"] for each in _ROW_OF_ACTION.finditer(tried.texts["strategie"])}
        named = next(action for action in every if action["title"] == titles[match["number"]])
    else:  # a list in a sentence, whose first item follows
        lists = [line.split(" : ", 1)[-1] for line in sentence.section.splitlines() if "réduit le plus" in line]
        items = [
            (action, item.split(" ; ")[0])
            for item in lists
            for action in every
            if re.match(rf"\d+ {re.escape(action['title'])}\b", item)
        ]
        if not items:
            return "no action follows"
        named, block = items[0]
        sentence = sentence._replace(block=block)
    saved = {action["id"]: -(share(tried, action["id"]) or 0.0) for action in every}
    lines = {line["id"] for line in tried.assessed["organisation"]["lines"] if line["spending"]}

    def physical(action: Mapping[str, Any]) -> bool:
        return not all(
            line["id"] in lines for effect in action.get("effects", ()) for line in touched_by(tried, effect["on"])
        )

    best = max(every, key=lambda action: (saved[action["id"]] > 0.5 and physical(action), saved[action["id"]]))
    if saved[named["id"]] < saved[best["id"]] - 1 or (physical(best) and not physical(named)):
        return f"{best['title']} saves {saved[best['id']]}, {named['title']} {saved[named['id']]}"
    if unsure(interval_of(tried, named["id"])) and not _TO_BE_CONFIRMED.search(sentence.block):
        return f"it may be nothing: {interval_of(tried, named['id'])}"
    return ""


def bounds_beside(tried: Tried, _: Sentence, match: "re.Match[str]") -> str:
    """« V t (entre X et Y t) »: one unit, the value inside, and bounds of the organisation only beside a total."""
    if match["unit"] != match["of"]:
        return f"a value in {match['unit']}, bounds in {match['of']}"
    value, low, high = (number(match[name]) for name in ("value", "low", "high"))
    if not low <= value <= high:
        return f"{value} is not between {low} and {high}"
    total = tried.assessed["organisation"]["totals"].get(CLIMATE, {})
    if near(kilograms(match["value"], match["unit"]), total.get("value")):
        if not is_total(tried, CLIMATE):
            return f"the sum is {state_of(tried, CLIMATE)}"
        if total["low"] is None or not near(kilograms(match["low"], match["unit"]), total["low"], 2):
            said = kilograms(match["low"], match["unit"])
            if total["low"] is None or abs(said - total["low"]) > 0.02 * total["low"]:
                return f"the JSON says {total['low']}"
    return ""


def interval_of_total(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Incertitude : entre » on a screen: of a total only."""
    return "" if is_total(tried, CLIMATE) else f"the sum is {state_of(tried, CLIMATE)}"


def interval_of_electricity(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Électricité : 9,0 MWh par an, entre »: of a total only."""
    return "" if is_total(tried, ELECTRICITY) else f"the sum is {state_of(tried, ELECTRICITY)}"


def interval_of_gap(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Écart à la cible entre »: a partial sum gives its objective no interval."""
    found = objective(tried)
    if found is None or found["perimeter"] != "organisation":
        return ""
    category = category_of(found)
    return "" if is_total(tried, category) else f"the sum is {state_of(tried, category)}"


def zero_electricity(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Électricité 0 MWh »: it is assessed, and no action to come moves what is not."""
    return _zero(tried, ELECTRICITY)


def zero_climate(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« De 2025 à 2030 : 0 % »: the footprint is assessed, and rounds to no change."""
    return _zero(tried, CLIMATE)


def _zero(tried: Tried, category: str) -> str:
    if unknown := acting(tried, category, known=False):
        return f"the effect of {unknown} is not assessed"
    changed, before = change(tried, category), tried.last["baseline"].get(category)
    if changed is None or before is None:
        return "it is not assessed"
    return (
        "" if abs(changed) < max(0.005 * before, 50 if category == ELECTRICITY else 0) else f"it changes by {changed}"
    )


def zero_of_objective(tried: Tried, _: Sentence, match: "re.Match[str]") -> str:
    """« 0 % pour −10 % visés »: the objective is assessed, and what acts on it too."""
    aim = objective(tried)
    if aim is None or not aim["reference"] or aim["projected"] is None:
        return "it is not assessed"
    if aim["perimeter"] == "organisation" and (unknown := acting(tried, category_of(aim), known=False)):
        return f"the effect of {unknown} is not assessed"
    moved = aim["projected"] / aim["reference"] - 1
    return "" if abs(moved) < 0.0051 else f"it moves by {moved}"


def weighs_zero(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Pèse 0 t »: the footprint is assessed, and is nothing."""
    total = tried.assessed["organisation"]["totals"].get(CLIMATE, {}).get("value")
    return "" if total is not None and abs(total) < 0.5 else f"it is {total}"


def of_its_year(tried: Tried, sentence: Sentence, match: "re.Match[str]") -> str:
    """« 24,9 t en 2026 »: counted in that year, or said to be that of an earlier one."""
    carried = [year for year, _ in carried_years(tried) if year < int(match["year"])]
    whole = tried.texts[sentence.document]
    if int(match["year"]) != tried.planned["reference_year"] or not carried or _AS_IT_WAS.search(whole):
        return ""
    return f"its lines are those of {sorted(set(carried))}"


def carried_years(tried: Tried) -> Iterator[tuple[int, str]]:
    """Yield the year and the id of each line that was not counted again: that of a dossier opened without any change."""
    if tried.before is not None and tried.planned["reference_year"] > tried.before["reference_year"]:
        for line in tried.assessed["organisation"]["lines"]:
            if declared(tried, line):
                yield tried.before["reference_year"], line["id"]


def is_measured(tried: Tried, sentence: Sentence, __: "re.Match[str]") -> str:
    """« Mesurée »: something of it is counted, and what is a ratio of euros or drawn from head counts is told."""
    rests = basis(tried)
    if not rests and is_total(tried, CLIMATE):  # of nothing
        return ""
    if "quantities" not in rests:
        return f"it rests on {sorted(rests)}"
    if "spending" in rests and not _EUROS.search(sentence.block):
        return "a part is a ratio of euros"
    return "a part is drawn from head counts" if "estimated" in rests and "effectifs" not in sentence.block else ""


def of_a_ratio(tried: Tried, _: Sentence, match: "re.Match[str]") -> str:
    """« De la moitié au double », « à ± 80 % »: the bounds of what is only a ratio of euros."""
    low, high = (
        (1 - float(match["percent"]) / 100, 1 + float(match["percent"]) / 100) if match["percent"] else (0.5, 2.0)
    )
    for action in actions(tried):
        lines = [line for effect in action.get("effects", ()) for line in touched_by(tried, effect["on"])]
        between, value = interval_of(tried, action["id"]), share(tried, action["id"])
        if value and between and lines and all(line["spending"] for line in lines):
            ends = between["high"] / value, between["low"] / value
            if abs(ends[0] - low) > 0.15 or abs(ends[1] - high) > 0.2:
                return f"the JSON goes from {ends[0]:.2f} to {ends[1]:.2f}"
    return ""


def basis(tried: Tried) -> set[str]:
    """Return what the lines that weigh something rest on: quantities, estimated, spending."""
    found = set()
    for line in tried.assessed["organisation"]["lines"]:
        if line["impacts"].get(CLIMATE, {}).get("value"):
            found.add(
                "spending" if line["spending"] else "estimated" if line["quality"] == "estimated" else "quantities"
            )
    return found


def already_there(tried: Tried, sentence: Sentence, _: "re.Match[str]") -> str:
    """« Déjà dans l’inventaire »: the action is done, and the lines are what it makes of them."""
    action = action_of(tried, sentence)
    if action is None:
        return "of which action?"
    if action["status"] != "done":
        return f"it is {action['status']}"
    for effect in action["effects"]:
        for line in touched_by(tried, effect["on"]):
            life = (line["lifetime_years"] or {}).get("value")
            if life is not None and effect.get("lifetime_years", 0) > life:
                return f"{line['id']} is kept {life} years"
            told = declared(tried, line).get("refurbished_share", 0)
            if effect.get("refurbished_share", 0) > told and declared(tried, line):
                return f"{told} of {line['id']} is refurbished"
    return ""


def asked(tried: Tried, sentence: Sentence, match: "re.Match[str]") -> str:
    """« Il est demandé d’adopter »: nothing is left to fill in what is put to the vote."""
    words = {"programme": "programme", "stratégie": "strategie", "bilan": "bilan"}
    named = next((name for word, name in words.items() if word in match["what"]), None)
    if named is None:
        return ""
    left = [name for name in {named, sentence.document} if _PLACE in tried.texts.get(name, "")]
    return f"{left} have places to fill" if left else ""


def nothing_asked(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« Rien n’est encore demandé »: something is left to fill in."""
    return "" if any(_PLACE in text for text in tried.texts.values()) else "nothing is left to fill in"


def before_the_law(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """« N’existait pas encore »: the act is older than the law."""
    date = tried.data.get("method", {}).get("as_of") or tried.data.get("strategy", {}).get("adopted_on")
    return "" if date is not None and date < LAW else f"the act is of {date}"


def two_readings(tried: Tried, sentence: Sentence, match: "re.Match[str]") -> str:
    """A figure of the territory: both readings on one line, or why there is one."""
    estimate = tried.assessed["territory_estimate"] or {}
    said = kilograms(match["value"], match["unit"])
    mean = estimate.get("totals", {}).get(CLIMATE, {}).get("value")
    if not near(said, mean) or "France" in sentence.block:
        return ""
    around = sentence.section if sentence.block.startswith("- Compté par ") else sentence.block  # one of a list
    both = all(reading in around.lower() for reading in ("par habitant", "par ménage"))
    return "" if both else "the other reading is not beside"


def concerned(tried: Tried, _: Sentence, __: "re.Match[str]") -> str:
    """An article of the code is cited for whom it concerns."""
    kind = tried.data["territory"].get("kind")
    return f"it does not concern a {kind}" if kind in ("departement", "region") else ""


_ATTEINT: Final = (
    r"(?<!non )(?<!pas )(?<!non-)(?:prévu atteint|(?<=est )atteint|(?<=: )atteint|(?<=\| )atteint)(?!s? si)"
)
CLAIMS: Final = (
    Claim("reached", re.compile(_ATTEINT), reached, ("check",)),
    Claim("missed", re.compile("prévus? non atteint"), missed),
    Claim("every source", re.compile("avec chacune des trois sources"), three_sets),
    Claim("nothing moves it", re.compile("(?i)aucune (?:action|mesure) ne le fait bouger"), nothing_moves_it),
    Claim(
        "nothing reduces",
        re.compile(
            r"Aucune action (?:écrite )?ne réduit(?! l’empreinte de façon certaine)|Le plan ne réduit pas|Aucune action ne change une quantité"
        ),
        nothing_reduces,
    ),
    Claim("no effect", re.compile("aucun changement calculé|[Ee]ffet (?:nul|: aucun)"), no_effect),
    Claim(
        "saves",
        re.compile(
            r"\bqu’elles évitent|\bramèneraient|soit \d+ % de moins|[àa] (?:environ )?[\d ,]+ (?:t|kg) CO2e(?: par an)?(?: en 20\d\d)? \(−\d+ %"
            r"|^De 20\d\d à 20\d\d : −\d+ %"
        ),
        saves,
    ),
    Claim(
        "an action saves",
        re.compile(r"^\| \d+ .*\| −[\d ,]+ (?:t|kg) CO2e|CO2e de moins|\(−[\d ,]+ (?:t|kg) CO2e par an"),
        action_saves,
    ),
    Claim("weighs", re.compile("alourdit l’empreinte"), weighs),
    Claim(
        "first lever",
        re.compile(
            r"Ce qui réduit le plus l’empreinte|(?:[Pp]remier levier est l’action|premiers leviers sont les actions) (?P<number>\d+)"
        ),
        first_lever,
    ),
    Claim(
        "range",
        re.compile(
            rf"environ (?P<value>{NUMBER}) (?P<unit>t|kg|MWh|kWh)(?: CO2e)?(?: par an| en 20\d\d)?(?: \(|, )entre (?P<low>{NUMBER})"
            rf"(?: (?:t|kg)(?: CO2e)?)? et (?P<high>{NUMBER}) (?P<of>t|kg|MWh|kWh)"
        ),
        bounds_beside,
    ),
    Claim("range of the total", re.compile("Incertitude : entre"), interval_of_total, ("check",)),
    Claim("range of electricity", re.compile(rf"Électricité : {NUMBER} [Mk]Wh par an, entre"), interval_of_electricity),
    Claim("range of a gap", re.compile("écart (?:à|avec) la cible entre"), interval_of_gap),
    Claim("no electricity", re.compile(r"électricité 0 MWh"), zero_electricity),
    Claim("no change", re.compile(r"^De 20\d\d à 20\d\d : [−+]?0 %"), zero_climate),
    Claim("no change of an objective", re.compile(r"\([−+]?0 % pour"), zero_of_objective),
    Claim("weighs nothing", re.compile(r"Changement climatique : 0 |pèse (?:environ )?0 "), weighs_zero),
    Claim("of its year", re.compile(rf"{NUMBER} (?:t|kg) CO2e(?: \([^)]*\))? en (?P<year>20\d\d)"), of_its_year),
    Claim("of its year, on screen", re.compile(r"empreinte du numérique, année (?P<year>20\d\d)"), of_its_year),
    Claim(
        "around a ratio",
        re.compile(r"de la moitié au double|entre la moitié et le double|± (?P<percent>\d+) %"),
        of_a_ratio,
    ),
    Claim("measured", re.compile(r"\best mesurée?\b|mesurée? (?:d’après|par) (?:son|l’)"), is_measured),
    Claim("from the inventory", re.compile("à partir de l’inventaire|d’après (?:son|l’)inventaire"), is_measured),
    Claim(
        "already there", re.compile("déjà compris dans l’inventaire|déjà dans l’inventaire"), already_there, ("check",)
    ),
    Claim("asked", re.compile(r"Il est (?:demandé|proposé) (?P<what>.+)"), asked),
    Claim("nothing is asked", re.compile("Rien n’est encore (?:demandé|proposé)"), nothing_asked),
    Claim("before the law", re.compile("n’existait pas encore"), before_the_law),
    Claim("territory", re.compile(rf"(?:environ |: ){MASS}"), two_readings, ("assess", "check")),
    Claim("cited", re.compile(r"D2311-15-1"), concerned, ("check",)),  # which says what it does not judge
)
