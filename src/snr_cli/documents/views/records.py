"""What templates see: facts and figures of one dossier, ready for a sentence. No template computes.

Masses are in kgCO2e a year, electricity in kWh a year, amounts in euros, shares from 0 to 1; None is « non évalué », never 0.
A name is declared where it is given, once; a template that asks for another stops.
"""

from types import SimpleNamespace
from typing import Any, Never, Self


class Seen(SimpleNamespace):
    """What a template sees, by name: as it was made."""

    def __setattr__(self, name: str, value: Any) -> Never:
        """Refuse: nothing changes what was made."""
        raise AttributeError(name)

    def but(self, **changed: Any) -> Self:
        """Return the same with some names that say another thing."""
        return type(self)(**{**vars(self), **changed})


class Authority(Seen):
    """Who the authority is. `the_name` and `of_name` carry the article: la Communauté d’agglomération de Valmont.

    `the_assembly_in_full`: le conseil communautaire de la Communauté d’agglomération de Valmont. `population_source`: who says
    the population, as the dossier names it, or the publisher of the table; empty when nobody does.
    """


class Part(Seen):
    """A part of a total: a group, a stage, a tier, a line. `embodied_share`: what comes from other stages than use.

    `label` says by itself what is estimated from head counts (`coverage.py`).
    """

    embodied_share = None
    amount = ""


class Quality(Seen):
    """A class of quality, and the share of the footprint that its lines carry; None when none of them is assessed."""


class Organisation(Seen):
    """The footprint of the organisation. `sentences` say what weighs, in words composed from the figures.

    `spending_caveat`, `spending_short`: what of it is in euros, and the total without; empty when nothing is.
    `estimated`: what a total says of its estimated share, « dont 54 % estimés à partir des effectifs »; empty without one.
    `basis`: what the total is computed from. `range`: between which bounds it stands, on what condition, and what the other sources of
    data give, as it goes between brackets; empty without bounds. `condition`: the same in sentences, each source named. `to_confirm`: how many lines are « à confirmer », and what they carry, a sentence; empty without any.
    `carried`: which figures are those of an earlier year, a sentence; empty without any.
    `by_car`: the total in kilometres by car, a sentence. `pooled`: what the total of a group that pools has of its members; empty for another.
    `partial`: sentences on what the total lacks. `total_partial`, `electricity_partial`: why a sum is no total, empty when it is one.
    `not_shown`: why a category is not shown. `divided`: the total by agent, as it goes after it; empty without
    any. `figures`: the other key figures, a sentence; empty without any. `screens`: more screens than computers, in words; empty when there are not. `artificial`: the lines of artificial intelligence.
    """


class Territory(Seen):
    """The footprint of the territory: by inhabitant and by household, never added.

    `said`: both readings with their ranges, as they go after « se lit de deux façons : », `strong`: the same, the first value in bold; `inhabitant` and `household`: one of them;
    `by_car`: its share by inhabitant or household, in kilometres by car. `lacks`: what the reading by inhabitant lacks, in `lacks_field`
    of the dossier; empty when it is there.
    """


class UsesView(Seen):
    """The footprint of digital uses on the territory: a second reading of the same footprint."""


class ActorView(Seen):
    """A public or private actor, and how it was associated; `prepared`: the programme names it."""


class ActionView(Seen):
    """An action sheet. `saving`: its part of the difference of the curves at the horizon, in kgCO2e, positive when it saves.

    `number`: « 1.3 », by which every other place refers to it; `aims`: the numbers of its `objectives`. `on_territory`: what it changes
    there at full effect, positive when it saves; `effect`: empty when nothing of it is to compute; `assumed_share`: its part of all that actions change there, when it rests on an assumption alone.
    `means_short`: the means without their section. `rank`: among all that save, `reserve`: what has to be said beside, as in results/effects.py; `gains`: it saves for sure; `years`: from its start to its full effect, or its end, `span` the same in two years; `since` when `calendar` goes on from the state: engagée depuis 2021. `hypotheses`: what an effect on the territory supposes of its inhabitants, and that one on storage compares two methods; `supposed`: the life before of refurbished devices. `in_euros`: it changes lines counted in euros. `cost_eur`, `savings_eur`: what it spends over the years to come, saves a year.
    """


class AxisView(Seen):
    """One of the authority's own axes and its actions, one by one and in a table; the last one holds what belongs to none."""


class ObjectiveView(Seen):
    """An objective: in words, and where the plan brings it. `reach`: the code of the verdict, `reach_label` its words.

    `computed`: the engine computes where the plan leads, `against` what of a reduction in proportion that reaches, `spread` between which bounds; otherwise `last` is the last known value of the indicator, that of `last_year`. `gap`: between which bounds the gap to
    the target is. `base`: where the value it starts from comes from, when it is not the inventory of the year. `by_household`: it is read on the
    footprint of the territory by household, and `unmeasured` when no indicator that it names is that reading.
    `sentence`: the verdict for the public, the stricter reading first; `decided`: one world decides it, `by_money`: one of the two without euros. `number`: its rank; `measures`: the numbers of its `actions`; `owner`: who leads the one that moves it most.
    """


class PlanView(Seen):
    """The plan to the horizon: the curves, the objectives, the axes, the means, the coverage of the six themes.

    `cost`: the amounts to come and their years; `left`: what of it the authority pays, and the balance after the savings; `basis` of these amounts, TTC or HT; `credits`: the first of these years and its amounts by section; `savings`: what is saved a year, and from when on; `uncosted`, `spent`: sentences on the years without amount, on those past.
    `spending`: the same amounts in four figures, what is new first; None when they have no total; `posts`: what of them pays posts that exist, in a sentence.
    `commitments`: the objectives by where they stand, each kind under its words; `aims`: all of them, a row each.
    `baseline`: what the curve without any action supposes; `trend`: that of the last two inventories, or why there is none.
    `fte`: staff a year, without that of the actions that are finished. `staff`: the same in words, with what is in it. `budget`: the means year by year, `costs`: those of each action over the years,  `budget_notes` what has to
    be known to read it, `budget_rules` how it is computed; `shared_means`: those of an axis, or of the whole strategy, in words.
    `besides`: that more is saved by less spending, which comes after.
    `themed`: each theme of the decree with its actions, `uncovered` those that the strategy leaves out, and why.
    `aimed`: of the indicators, those that follow an objective.
    `local`, `local_aims`: the actions and the objectives for the territory, in words that everyone reads; `rests_on`: how much of what they change there one hypothesis makes. `readings`: where the plan leads without what is in euros.
    `levers`: what saves most first; `no_lever`: that none does, or none for sure, in a sentence; `unknown`: the effects that are not known; `reserve`: what has to be said beside what all of them save.
    """


class SourceView(Seen):
    """A source of factors, with its licence."""


class Annexes(Seen):
    """Factors, assumptions, quality, what is not said, provenance.

    `main_sources`: those behind the heaviest factors. `factors` lists some of the `counted` ones, all of them in the annexes apart; `apart`: these are a file of their own.
    """


class Tables(Seen):
    """What gathers what the sections say one by one: the actors, the steps of the programme; `essential`, the picture of the first pages."""


class PartView(Seen):
    """One of the two parts of the report: whether the review says it covers it, the numbers of its objectives and of its actions, by state."""


class ActionTold(Seen):
    """What an account says of an action. `late`: how it is behind its calendar."""


class GoalView(Seen):
    """One of the five goals of sustainable development, whether the review says that the strategy serves it, and how.

    `actions`: without a text, the numbers of the actions begun whose themes or objectives go that way.
    """


class ReviewView(Seen):
    """The last annual review of the dossier; `year` None when there is none, `previous` when it is the first.

    `assessed`: the footprint computed is that of the year of the review. `progress`, `engaged`: indicators and actions in one
    sentence each, for the summary. `in_both`: how many actions are told in both parts. `change` says what became of the footprint,
    `not_compared` what cannot be said of it. `indicators`: those of the objectives beside the one that measures each, `followed` all of them. `slipped`, `going`: what
    was done, the actions behind or in difficulty first; `unsaid`: the titles of those of which nothing is said; `unsaid_money`: how many
    have no amount. `design`, `conduct`, `evaluation`, `citizens`: the words of the review; `citizen_lines`: the indicators of the territory. `recomputed`: the day that the footprint was computed on, when it is after the presentation of an account that was noted; empty otherwise. `since`: what came after an account was noted, that the vote says nothing of.
    """


class ProgrammeView(Seen):
    """Whose year the figures of the programme are.

    `current`: those of the dossier, whose year the programme could know; what follows is then empty. Otherwise those that the
    dossier keeps of `year`: sentences on the organisation, the territory, the uses, and findings; empty when nothing is kept.
    `compared`: what it gave of the organisation, when that is of another method, in a sentence; `compared_territory`: of the territory. `kept`: something is; `lost`: the codes of the duties that no figure of any year answers.
    `population`: the legal one, of `population_year`, that the act could know; None when it is not kept.
    `plans`: the other plans of the authority, those that are later than an act of a past year left out.
    """


class Complete(Seen):
    """What the file of the annexes lists; `unreliable`: the lines of low quality that weigh, in words."""


class Decision(Seen):
    """What is put to the vote. `the_assembly`, `the_executive`… carry their article: le conseil communautaire.

    `question`: what is asked of the council, in plain words; `asked`: the same, and how many measures are new when a version was adopted before.
    `already`: what the council decided of it before, by the dossier, `adopted` of the strategy; empty when nothing. `changes`: what this version then
    changes, by the dossier, the year of its figures first; `new`: the measures that are new, in the order of their numbers. `others_followed`: how many objectives only their indicator measures, and how many nothing measures. `exposition`: the paragraphs that the rapporteur reads; `whereas`: what the decision
    rests on in law, `to_check` what a lawyer has to say of it, `money_to_check` what the finance department has to; `annexes`: what is voted with it; `places`: what of the act is missing, and the field that fills it.
    """


class Paged(Seen):
    """What a document says of itself: which one it is, its title, whether it is final, of which year, whose."""


class VotedView(Seen):
    """The version that the council voted last: `year`, `date`, `act`; `line`: what changes, in one sentence; `table`: in full, None when nothing does; `account`: where the measures that were voted stand."""


class View(Paged):
    """Everything a template may say. `dossier` is the dossier as read, for what is said as it was written.

    `complete`: the annexes in full, in their own file only; `of`: the document whose sections it holds: itself, but for that file. `voted`: what changes against the version voted last, None without one. `date`: the day that the dossier gives the document; `updated`: a strategy whose figures are of a later year than that day.
    """

    @property
    def named(self) -> str:
        """Return the name that the file keeps of itself: that of the document, and what a deliberation or annexes go with."""
        about = {"deliberation": self.decision.subject, "annexes": self.of}.get(self.document)
        return f"{self.document} {about}" if about else self.document
