"""What a code of finding is, and the texts of law, of method and of practice that codes rest on."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.model.finding import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Basis(StrEnum):
    """What a rule rests on: the heading under which it is listed, everywhere."""

    LAW = "law"
    DECREE = "decree"
    PRACTICE = "practice"  # no text demands it
    BESIDE = "beside"  # a duty of another law
    METHOD = "method"


# in the order in which they are listed
HEADINGS: Final[Mapping[Basis, str]] = {
    Basis.LAW: "Ce que la loi demande",
    Basis.DECREE: "Ce que les décrets précisent",
    Basis.PRACTICE: "Bonnes pratiques, qu’aucun texte n’impose",
    Basis.BESIDE: "Obligations voisines",
    Basis.METHOD: "Liste de conformité du RCP SI, qui n’oblige personne",
}


class LawText(NamedTuple):
    """A text that a rule cites. `equals`: the article that holds in its place, by kind of authority; `read`: in an official version."""

    name: str
    basis: Basis
    equals: tuple[tuple[str, str], ...] = ()
    read: bool = True

    def at(self, place: str) -> "LawText":
        """Return a place of the text: -I, al. 2."""
        return self._replace(name=self.name + place)

    def cited(self, kind: str | None) -> str:
        """Return the text as it holds for a kind of authority; without a kind, with its equals."""
        if kind is not None:
            return dict(self.equals).get(kind, self.name)
        return self.name + (
            f" ({' ; '.join(f'{_WHO[who]} : {text}' for who, text in self.equals)})" if self.equals else ""
        )


class Code(NamedTuple):
    """A code of finding, declared once: lists, tables, schemas and documents are derived from it.

    Attributes:
        id: how it is named; its page is `docs/codes/{id}.md`.
        severity: the gravest that it may have.
        title: what it demands or tells, in French.
        texts: what it rests on, the first one decides its basis; none for the rules of the dossier's format.
        document: the document that its rule serves (`dossier`: any of them); empty when reading finds it, without a rule.
        section: the section of the strategy or of the programme that answers it.
        in_programme: the one of the programme, when it is another.
        in_bilan: the one of the yearly account.
        reads: the keys of the dossier that it speaks of, `Model.field`; the schema says so under each.
        personal: what it finds is of a person: the line of the file is not shown.
    """

    id: str
    severity: Severity
    title: str
    texts: tuple[LawText, ...] = ()
    document: str = ""
    section: str = ""
    in_programme: str = ""
    in_bilan: str = ""
    reads: tuple[str, ...] = ()
    personal: bool = False

    @property
    def reference(self) -> str:
        """Return the texts of law or method, whatever the authority; empty without any."""
        return self.cited(None)

    @property
    def basis(self) -> Basis | None:
        """Return what the rule rests on."""
        return self.texts[0].basis if self.texts else None

    def section_in(self, document: str) -> str:
        """Return the section that answers it in a document; empty when none does."""
        return {"programme": self.in_programme, "bilan": self.in_bilan}.get(document, "") or self.section

    def cited(self, kind: str | None) -> str:
        """Return the texts as they hold for a kind of authority."""
        return " ; ".join(text.cited(kind) for text in self.texts)


def declared(*codes: Code) -> dict[str, Code]:
    """Return codes by id, once what each declares is held to make sense.

    Raises:
        ValueError: two of one id, a practice that would be an error, texts that are none; it says what to write instead.
    """
    declared_codes: dict[str, Code] = {}
    for code in codes:
        here = f"model/codes: {code.id}"
        if code.id in declared_codes:
            raise ValueError(f"{here} is declared twice: a code is unique, and never used again")
        if isinstance(code.texts, LawText):
            raise ValueError(
                f"{here}: texts is a tuple: ({code.texts.name!r} in it,), or law(…), practice(…), beside(…)"
            )
        if not code.texts and code.id.startswith(RESTING):
            raise ValueError(f"{here} rests on no text: give law(…), practice(…) or beside(…)")
        if code.basis is Basis.PRACTICE and code.severity is ERROR:
            raise ValueError(
                f"{here} is a practice, which no text demands: its severity is WARNING or INFO, or its text law(…)"
            )
        declared_codes[code.id] = code
    return declared_codes


RESTING: Final = ("REEN", "ADJ", "RCP")  # families whose codes rest on a text
_WHO: Final = {"metropole": "métropoles", "metropole_de_lyon": "métropole de Lyon"}
REEN35: Final = LawText("Loi n° 2021-1485 (REEN), art. 35", Basis.LAW)
REEN34: Final = LawText("Loi n° 2021-1485 (REEN), art. 34", Basis.LAW)
D2311: Final = LawText("CGCT, art. D2311-15-1 (décret n° 2022-1084)", Basis.DECREE)
# the report that holds the yearly account, and its shape; none of the equals was read in an official version
REPORT: Final = LawText(
    "CGCT, art. L2311-1-1",
    Basis.LAW,
    (("metropole", "CGCT, art. L5217-10-2"), ("metropole_de_lyon", "CGCT, art. L3661-2")),
    read=False,
)
SHAPE: Final = LawText("CGCT, art. D2311-15", Basis.DECREE, (("metropole_de_lyon", "CGCT, art. D3661-7"),))
RCP: Final = LawText("RCP « Système d’information » (ADEME, novembre 2024), annexe C", Basis.METHOD)


def law(name: str) -> tuple[LawText, ...]:
    """Return a text of law that codes of one family cite, alone."""
    return (LawText(name, Basis.LAW),)


def practice(name: str) -> tuple[LawText, ...]:
    """Return what a practice rests on: guides that oblige nobody."""
    return (LawText(name, Basis.PRACTICE),)


def beside(name: str) -> tuple[LawText, ...]:
    """Return the texts of a duty of another law."""
    return (LawText(name, Basis.BESIDE),)
