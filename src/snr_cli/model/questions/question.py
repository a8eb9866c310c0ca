"""What a question of people is: of one kind of person, in parts; each is a number, a word or a choice, and goes to one place of the dossier."""

from typing import Final, Literal, NamedTuple

from snr_cli.french.words.terms import term

PartSort = Literal[
    "count",
    "number",
    "share",
    "euros",
    "years",
    "year",
    "text",
    "date",
    "yes",
    "choice",
    "siren",
    "kind",
    "department",
    "themes",
]
Role = Literal["lead", "it", "purchases", "finance", "staff", "management", "elected", "climate", "communication"]
Chapter = Literal["first", "measure", "programme", "strategy", "follow"]

# who knows, as a cover, a screen and `--for` say it; and what else they may be called
ROLES: Final[dict[Role, str]] = {
    "lead": term("project_lead"),
    "it": "DSI",
    "purchases": "achats",
    "finance": "finances",
    "staff": "RH",
    "management": "DG",
    "elected": "élu",
    "climate": "plan climat",
    "communication": "communication",
}
CHAPTERS: Final[dict[Chapter, str]] = {
    "first": "Premier chiffre",
    "measure": "Mesurer",
    "programme": "Programme de travail",
    "strategy": "Stratégie",
    "follow": "Suivre",
}


class Part(NamedTuple):
    """One thing that a question asks.

    Attributes:
        key: its name: `--answer laptops=330`, the cell of a sheet.
        ask: what is asked, in a few words.
        to: the place of the dossier: the steps to a value (`territory.siren`), or a line and its key
            (`equipment/portables.quantity`); in a question of rows, a key of the row.
        sort: what an answer is.
        where: where to find it; empty when the question says it.
        example: an answer.
        unit: of the answer; empty when it is a word.
        type: that of the line.
        times: how many units of the dossier one unit of the answer is.
        part_of: the part whose answer it cannot exceed, nor come after.
        estimate: what `method.estimate` puts in its place while it is unknown.
        choices: the values to choose from, in the words of the screen.
        if_unknown: asked only of an authority that the table does not have.
    """

    key: str
    ask: str
    to: str
    sort: PartSort = "count"
    where: str = ""
    example: str = ""
    unit: str = ""
    type: str = ""
    times: float = 1.0
    part_of: str = ""
    estimate: str = ""
    choices: tuple[tuple[str, str | bool], ...] = ()
    if_unknown: bool = False

    @property
    def line(self) -> tuple[str, str]:
        """Return the section and the id of the line that it fills; empty texts when it fills none."""
        section, slash, rest = self.to.partition("/")
        return (section, rest.partition(".")[0]) if slash else ("", "")

    @property
    def field(self) -> tuple[str, ...]:
        """Return the steps to its value, in the dossier or in its line."""
        return tuple(self.to.partition("/")[2].split(".")[1:] if "/" in self.to else self.to.split("."))


class Question(NamedTuple):
    """A question, and all that is asked with it.

    Attributes:
        id: its name: `snr next --do impression`.
        chapter: when it is asked.
        ask: the question.
        who: who usually knows.
        minutes: how long it takes.
        where: where to find the answer.
        parts: what is asked; a question of `rows` asks them again for each row.
        rows: the section whose rows it adds; empty when its parts have their own places.
        each: the section of whose rows it asks its parts, one row after the other; empty for none.
        opens: the codes of the duties that it answers, and the groups of annex A that it fills.
        after: the questions that come before it.
        command: what answers it when it is no question of a few words: a command, the dossier being `.`.
        at_start: the wizard asks it.
        of: the kinds of authority that it is asked of; all of them when empty.
        none: the place that says that there is nothing to tell; empty when nothing does.
    """

    id: str
    chapter: Chapter
    ask: str
    who: Role
    minutes: int
    where: str
    parts: tuple[Part, ...] = ()
    rows: str = ""
    each: str = ""
    opens: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    command: str = ""
    at_start: bool = False
    of: tuple[str, ...] = ()
    none: str = ""

    @property
    def sections(self) -> frozenset[str]:
        """Return the sections of the dossier that it answers."""
        own = self.rows or self.each
        return frozenset([own] if own else (part.line[0] or part.field[0] for part in self.parts))


KINDS: Final = {
    "commune": "commune",
    "communaute_de_communes": "communauté de communes",
    "communaute_agglomeration": "communauté d’agglomération",
    "communaute_urbaine": "communauté urbaine",
    "metropole": "métropole",
    "metropole_de_lyon": "métropole de Lyon",
    "departement": "département",
    "region": "région",
    "autre": "autre statut",
}
REAM_KG: Final = 2.5  # 500 sheets of A4 (ISO 216: 0.21 × 0.297 m) at 80 g/m², 2.495 kg, as they are sold
