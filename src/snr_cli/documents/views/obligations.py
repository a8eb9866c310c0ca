"""The duties beside article 35, with their figures of the year: purchases, end of use, waste, online services, contracts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import euros
from snr_cli.engine.duties import recycled_share, reuse_rate, reuse_share, rgesn_score
from snr_cli.french.numbers import NARROW, WIDE, long_date, number, percent
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Contract, Purchases
from snr_cli.results.table import Table
from snr_cli.rules import contracts, end_of_use, purchases
from snr_cli.rules.duty import percentage, reaches

IT: Final = "informatique_telephonie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty: what is said of it, its figures, and what is missing to say anything (`missing`, `where` in the dossier). `check`: what someone has to check of it before the vote."""

    code: str
    title: str
    sentences: tuple[str, ...]
    table: Table
    missing: str = ""
    where: str = ""
    check: str = ""


def obligations(dossier: Dossier, year: int, day: str = "") -> tuple[Obligation, ...]:
    """Return the duties of a dossier, with their figures up to a year, and up to a day when one is given."""
    return (
        _purchases(dossier, year, day),
        _end_of_use(dossier, year),
        _waste(dossier, year),
        _online(dossier),
        _contracts(dossier, day),
    )


def facts_since(dossier: Dossier, year: int, day: str) -> Iterable[str]:
    """Say what the dossier dates after a day, of what an account tells: purchases declared, actions begun, contracts; nothing without a day."""
    if not day:
        return
    for each in dossier.purchases:
        if each.category == IT and each.year <= year and each.declared_on and each.declared_on > day:
            yield _declared(each.year, each.declared_on)
    for action in dossier.actions:
        if action.status in ("under_way", "done") and action.started_on and action.started_on > day:
            yield f"Action « {action.title} » : engagée le {long_date(action.started_on)}."
    for found in dossier.contracts:
        if (when := _when(found)) > day:
            yield f"Marché « {found.subject} » : {'notifié' if found.notified_on else 'consultation'} le {long_date(when)}."


def _declared(year: int, day: str) -> str:
    return f"Les achats de {year} ont été déclarés en données ouvertes le {long_date(day)}."


def _when(contract: Contract) -> str:
    """Return the day of a contract; empty when it is not known."""
    return contract.notified_on or contract.consultation_on or ""


def _empty(caption: str) -> Table:
    return Table(caption, (), ())


def _percentage(share: float, asked: float | None = None) -> str:
    """Write a share with a decimal where it has one: 56,3 %, 15 %."""
    return percentage(share, asked).replace(f",0{WIDE}%", f"{WIDE}%")


def _euros(value: float | None) -> str:
    return "—" if value is None else euros(value)


def _purchases(dossier: Dossier, year: int, day: str) -> Obligation:
    title = "Achats d’informatique et de téléphonie issus du réemploi (loi AGEC, article 58)"
    known = sorted(
        (each for each in dossier.purchases if each.category == IT and each.year <= year), key=lambda p: p.year
    )
    if not known:
        return Obligation(
            code="ADJ-01",
            title=title,
            sentences=(),
            table=_empty(title),
            missing=f"achats d’informatique et de téléphonie de {year}, en € HT : total, réemploi, matières recyclées",
            where="purchases",
        )
    rows = []
    for each in known:
        share, asked = reuse_share(each), purchases.threshold(each.year)
        recycled = recycled_share(each)
        rows.append(
            (
                str(each.year),
                _euros(each.montant_total),
                _euros(each.montant_reemploi_et_reutilisation),
                "non calculable" if share is None else _percentage(share, asked),
                "—" if asked is None else percent(asked),
                "—" if recycled is None else _percentage(recycled),
            )
        )
    last = known[-1]
    return Obligation(
        code="ADJ-01",
        title=title,
        sentences=(*_purchase_sentences(last, day), *_purchases_missed(known[:-1])),
        check="le seuil du réemploi dans les achats" if purchases.threshold(last.year) is not None else "",
        table=Table(
            "Achats d’informatique et de téléphonie, hors taxes",
            (
                "Année",
                "Dépense totale",
                "Dont réemploi",
                "Part du réemploi",
                "Seuil, d’après une source secondaire",
                "Part avec matières recyclées",
            ),
            tuple(rows),
            (False, True, True, True, True, True),
        ),
    )


def _purchase_sentences(last: Purchases, day: str) -> Iterable[str]:
    share, asked = reuse_share(last), purchases.threshold(last.year)
    if share is not None:
        text = f"En {last.year}, {_percentage(share, asked)} de la dépense est issue du réemploi ou de la réutilisation"
        if asked is None:
            yield f"{text}."
        elif reaches(share, asked):
            yield f"{text}, pour {percent(asked)} attendus."
        else:
            yield f"{text} : c’est moins que les {percent(asked)} attendus. Le texte ne prévoit pas de sanction."
    if asked is not None:
        yield (
            "La part des produits qui contiennent des matières recyclées se lit à part : les deux ne s’additionnent pas."
        )
    if last.declared_on and not (day and last.declared_on > day):
        yield _declared(last.year, last.declared_on)


def _purchases_missed(before: Sequence[Purchases]) -> Iterable[str]:
    """Say the years before whose threshold was missed: a table alone tells it to nobody."""
    for each in before:
        share, asked = reuse_share(each), purchases.threshold(each.year)
        if share is not None and asked is not None and not reaches(share, asked):
            yield f"En {each.year}, la part était de {_percentage(share, asked)} : le seuil de {percent(asked)} n’était pas atteint."


def _end_of_use(dossier: Dossier, year: int) -> Obligation:
    title = "Réemploi des matériels réformés (loi REEN, article 16)"
    known = sorted((each for each in dossier.end_of_use if each.year <= year), key=lambda each: each.year)
    if not known:
        return Obligation(
            code="ADJ-05",
            title=title,
            sentences=(),
            table=_empty(title),
            missing=f"matériels réformés de {year}, en nombre de biens : stock au 1er janvier, orientés vers le réemploi",
            where="end_of_use",
        )
    rows = []
    for each in known:
        rate, asked = reuse_rate(each), end_of_use.threshold(each.year)
        rows.append(
            (
                str(each.year),
                "—" if each.retired_stock_january_1 is None else number(each.retired_stock_january_1),
                "—" if each.to_reuse is None else number(each.to_reuse),
                "non calculable" if rate is None else _percentage(rate, asked),
                "—" if asked is None else percent(asked),
                "—" if each.donated is None else number(each.donated),
                "—" if each.sold is None else number(each.sold),
            )
        )
    last = known[-1]
    rate, asked = reuse_rate(last), end_of_use.threshold(last.year)
    sentences = []
    if rate is not None and last.to_reuse is not None and last.retired_stock_january_1 is not None:
        verb = "a été orienté" if last.to_reuse < 2 else "ont été orientés"
        text = (
            f"En {last.year}, {counted(last.to_reuse, 'bien')} {verb} vers le réemploi, sur "
            f"{counted(last.retired_stock_january_1, 'bien réformé', 'biens réformés')} en stock au 1er janvier, soit "
            f"{_percentage(rate, asked)}"
        )
        if asked is None:
            sentences.append(f"{text}.")
        else:
            sentences.append(
                f"{text} (minimum : {percent(asked)})."
                if reaches(rate, asked)
                else f"{text}, sous les {percent(asked)} demandés."
            )
    sentences.append(f"Ce taux compte des biens de {cardinal(end_of_use.OLDEST_YEARS)} ans au plus, et non des euros.")
    if last.beneficiaries:
        sentences.append(f"Bénéficiaires : {' ; '.join(last.beneficiaries)}.")
    return Obligation(
        code="ADJ-05",
        title=title,
        sentences=tuple(sentences),
        table=Table(
            "Matériels réformés, en nombre de biens",
            ("Année", "En stock au 1er janvier", "Vers le réemploi", "Taux", "Seuil", "Dont donnés", "Dont vendus"),
            tuple(rows),
            (False, True, True, True, True, True, True),
        ),
    )


def _waste(dossier: Dossier, year: int) -> Obligation:
    title = "Déchets d’équipements électriques et électroniques"
    known = sorted((each for each in dossier.waste if each.year <= year and each.kg is not None), key=lambda e: e.year)
    if not known:
        return Obligation(
            code="ADJ-15",
            title=title,
            sentences=(),
            table=_empty(title),
            missing=f"déchets d’équipements de {year} : masse produite, masse remise à un éco-organisme agréé, registre",
            where="waste",
        )
    last = known[-1]
    text = f"En {last.year}, {_kg(last.kg)} de déchets d’équipements ont été produits"
    if last.kg_to_approved is not None:
        whole = last.kg is not None and last.kg_to_approved >= last.kg
        text += (
            ", tous remis à un éco-organisme agréé"
            if whole
            else f", dont {_kg(last.kg_to_approved)} remis à un éco-organisme agréé"
        )
    sentences = [f"{text}."]
    before = [each for each in known if each.year < last.year]
    if before:
        sentences.append(f"L’année {before[-1].year} en comptait {_kg(before[-1].kg)}.")
    sentences.append(
        "C’est une masse pesée : celle que l’empreinte calcule répartit le poids des équipements en service sur leur durée de vie, "
        "et ne lui est pas égale."
    )
    if last.register_kept is not None:
        sentences.append(
            "Un registre des déchets est tenu."
            if last.register_kept
            else "Il n’y a pas encore de registre des déchets."
        )
    return Obligation(code="ADJ-15", title=title, sentences=tuple(sentences), table=_empty(title))


def _kg(value: float | None) -> str:
    return "—" if value is None else f"{number(value)}{NARROW}kg"


def _online(dossier: Dossier) -> Obligation:
    title = "Accessibilité (RGAA) et écoconception (RGESN) des services en ligne"
    found = [each for each in dossier.services if each.rgaa is not None or each.rgesn is not None]
    if not found:
        return Obligation(
            code="ADJ-11",
            title=title,
            sentences=(),
            table=_empty(title),
            missing="taux de conformité au RGAA et évaluation RGESN de chaque service en ligne",
            where="services[].rgaa, services[].rgesn",
        )
    rows = []
    for each in found:
        score = rgesn_score(each.rgesn) if each.rgesn is not None else None
        rate = each.rgaa.rate if each.rgaa is not None else None
        declared = each.rgaa.declaration_date if each.rgaa is not None else None
        rows.append(
            (
                each.label or each.id,
                "—" if rate is None else _percentage(rate),
                long_date(declared) if declared else "—",
                "—" if score is None else _percentage(score),
            )
        )
    declared_count = sum(each.rgaa is not None and each.rgaa.declaration_date is not None for each in found)
    text = counted(len(found), "service")
    verb = "publie" if declared_count < 2 else "publient"
    sentences = [
        f"Les {text} en ligne publient une déclaration d’accessibilité datée."
        if declared_count == len(found) > 1
        else f"Sur {text} en ligne, {cardinal(declared_count)} {verb} une déclaration d’accessibilité datée."
        if len(found) > 1
        else f"Le service en ligne {'publie' if declared_count else 'ne publie pas encore'} une déclaration d’accessibilité datée."
    ]
    if any(each.rgesn is not None and each.rgesn.version == "2024" for each in found):
        sentences.append("Le score RGESN est une auto-évaluation, sur la version de 2024 du référentiel.")
    return Obligation(
        code="ADJ-11",
        title=title,
        sentences=tuple(sentences),
        table=Table(
            "Services en ligne : conformité au RGAA et score RGESN",
            ("Service", "Conformité RGAA", "Déclaration", "Score RGESN"),
            tuple(rows),
            (False, True, False, True),
        ),
    )


def _contracts(dossier: Dossier, day: str) -> Obligation:
    title = "Clauses environnementales des marchés numériques"
    known = [each for each in dossier.contracts if not (day and _when(each) > day)]
    if not known:
        return Obligation(
            code="ADJ-09",
            title=title,
            sentences=(),
            table=_empty(title),
            missing="marchés numériques : objet, date, critère et condition d’exécution environnementaux",
            where="contracts",
        )
    rows = tuple(
        (
            each.subject,
            long_date(when) if (when := _when(each)) else "—",
            _yes(each.environmental_criterion),
            _yes(each.environmental_condition),
        )
        for each in known
    )
    total = len(known)
    criterion = sum(bool(each.environmental_criterion) for each in known)
    condition = sum(bool(each.environmental_condition) for each in known)
    if total == 1:
        sentence = "Le seul marché suivi " + (
            "a un critère d’attribution environnemental."
            if criterion
            else "n’a pas de critère d’attribution environnemental."
        )
    else:
        sentence = (
            f"Sur {counted(total, 'marché')}, {_holding(criterion, 'un', 'critère d’attribution environnemental')} et "
            f"{_holding(condition, 'une', 'condition d’exécution environnementale')}."
        )
    return Obligation(
        code="ADJ-09",
        title=title,
        sentences=(
            sentence,
            "Pour les consultations, le critère s’impose à partir du "
            f"{long_date(contracts.CLAUSES_DECREE)}, la condition d’exécution à partir du {long_date(contracts.CLAUSES_LAW)}.",
        ),
        table=Table("Marchés numériques et clauses", ("Marché", "Date", "Critère", "Condition d’exécution"), rows),
    )


def _holding(count: int, article: str, thing: str) -> str:
    """Say how many have a thing: aucun n’a de critère, un a un critère, quatre ont un critère."""
    return (
        f"aucun n’a de {thing}" if count == 0 else f"{cardinal(count)} {'a' if count < 2 else 'ont'} {article} {thing}"
    )


def _yes(value: bool | None) -> str:
    return "—" if value is None else "oui" if value else "non"
