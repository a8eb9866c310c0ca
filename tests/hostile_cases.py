"""The dossiers of which false sentences were once said, each as small as it goes: their premises are those of all the others."""

from typing import Any, Final

from small_dossiers import AIM, BODIES

EPCI: Final = {"name": "Exemple", "department": "33", "fictitious": True, **BODIES["epci"]}
LIFE: Final = {"lifetime_years": 5, "lifetime_source": "Parc"}
PAPER: Final = {"id": "papier", "type": "paper_kg", "quantity": 3000}
LESS_PAPER: Final = {"on": {"line": "papier"}, "quantity_change_percent": -30}


def _case(*actions: dict[str, Any], aim: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    written = {"id": AIM, "title": "Notre objectif", "perimeter": "organisation", "category": "climate_change"}
    written |= {"reduction": 0.02, "from": 2025, "by": 2030, **(aim or {})}
    told = [
        {"id": f"a{rank}", "themes": [2], "status": "planned", "schedule": {"start": 2026, "full": 2028}, **action}
        for rank, action in enumerate(actions, 1)
    ]
    return {"snr": 1, "reference_year": 2025, "territory": EPCI, "actions": told, "objectives": [written], **sections}


def _on(kind: str, **effect: Any) -> list[dict[str, Any]]:
    return [{"on": {"type": kind}, **effect}]


def _older(**sections: Any) -> dict[str, Any]:
    kept = {
        "title": "Garder sept ans",
        "schedule": {"start": 2019, "full": 2020},
        "effects": _on("laptop", lifetime_years=7),
    }
    line = {"id": "portables", "type": "laptop", "quantity": 300, **LIFE}
    return _case(kept, aim={"from": 2018, "by": 2025}, reference_year=2018, equipment=[line], **sections)


REUSED: Final = {"refurbished_share": 1.0, "upstream_years": 4}
# what is said of each case: its letter in the list of those that were found
CASES: Final[dict[str, dict[str, Any]]] = {
    # an action restates what its line declares already, without its proof, then with it
    "a": _case(
        {"title": "Acheter reconditionné", "effects": _on("laptop", **REUSED)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 280, **REUSED}],
    ),
    "a, proved": _case(
        {"title": "Acheter reconditionné", "effects": _on("laptop", **REUSED)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 280, **REUSED, "upstream_source": "factures"}],
    ),
    # the year after is opened, and nothing is changed in it: `opened` below
    "b": _case(
        {"title": "Garder sept ans", "effects": _on("laptop", lifetime_years=7)},
        {"title": "Imprimer moins", "schedule": {"start": 2026, "full": 2026}, "effects": [LESS_PAPER]},
        aim={"reduction": 0.25},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 330, "kwh_per_year": 40, **LIFE}],
        services=[PAPER],
    ),
    # what is still planned is in no inventory
    "b, late": _case(
        {"title": "Imprimer moins", "schedule": {"start": 2024, "full": 2025}, "effects": [LESS_PAPER]},
        services=[PAPER],
    ),
    # nothing is counted: all is drawn from head counts
    "c": _case(
        {"title": "Imprimer moins", "effects": _on("paper_kg", quantity_change_percent=-50)},
        {"title": "Un écran de moins sur cinq", "effects": _on("monitor", quantity_change_percent=-20)},
        method={"name": "rcp-si", "estimate": ["computers", "monitors", "paper"]},
    ),
    # less spending, beside what is counted
    "d": _case(
        {"title": "Dépenser moins", "effects": _on("spend_it_services_keur", quantity_change_percent=-30)},
        {"title": "Un portable de moins sur dix", "effects": _on("laptop", quantity_change_percent=-10)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 300, **LIFE}],
        services=[{"id": "prestations", "type": "spend_it_services_keur", "quantity": 200}],
    ),
    # what is taken away has no known consumption
    "e": _case(
        {"title": "Retirer 30 onduleurs", "effects": _on("ups", quantity=0)},
        aim={"category": "final_energy", "reduction": 0.05},
        equipment=[
            {"id": "onduleurs", "type": "ups", "quantity": 30},
            {"id": "portables", "type": "laptop", "quantity": 100, **LIFE},
        ],
    ),
    # the largest effect is uncertain, the other one is not
    "f": _case(
        {"title": "Garder sept ans", "effects": _on("laptop", lifetime_years=7)},
        {"title": "Imprimer moins", "effects": [LESS_PAPER]},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 290}],
        services=[PAPER],
    ),
    # all that the plan brings is uncertain
    "g": _case(
        {"title": "Garder sept ans", "effects": _on("laptop", lifetime_years=7)},
        {"title": "Former les agents"},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 700}],
    ),
    # an action that adds, for sure
    "h": _case(
        {"title": "Acheter des portables", "objectives": [AIM], "effects": _on("laptop", quantity_change=90)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 300, **LIFE}],
    ),
    "h, a life cut short": _case(
        {"title": "Renouveler tous les trois ans", "objectives": [AIM], "effects": _on("laptop", lifetime_years=3)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 300}],
    ),
    # finished, and the inventory says otherwise
    "i": _case(
        {
            "title": "Garder sept ans",
            "status": "done",
            "schedule": {"start": 2023, "full": 2023},
            "effects": _on("laptop", lifetime_years=7),
        },
        equipment=[{"id": "portables", "type": "laptop", "quantity": 300, **LIFE}],
    ),
    # a footprint under a tonne, whose bounds are over it
    "k": _case(
        {"title": "Garder sept ans", "effects": _on("laptop", lifetime_years=7)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 24, "lifetime_years": 5}],
    ),
    "d, ended": _case(
        {
            "title": "Dépenser moins",
            "schedule": {"start": 2026, "full": 2026, "end": 2027},
            "effects": _on("spend_it_services_keur", quantity_change_percent=-30),
        },
        services=[{"id": "prestations", "type": "spend_it_services_keur", "quantity": 200}],
    ),
    # nothing weighs anything, and there is nothing
    "zero": _case(
        {"title": "Garder sept ans", "effects": _on("laptop", lifetime_years=7)},
        equipment=[{"id": "portables", "type": "laptop", "quantity": 0, **LIFE}],
    ),
    "nothing": _case({"title": "Former les agents"}),
    # figures of before the law, and an act that is older than it
    "older figures": _older(),
    "before the law": _older(method={"name": "rcp-si", "as_of": "2019-06-01"}),
}
OPENED: Final = ("b",)
# what is still said, and why it is false
STILL_SAID: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "i, under way": (
        "SNR623 asks of an action at full effect that the inventory contradicts; documents still say « aucun changement calculé » of it",
        _case(
            {
                "title": "Garder sept ans",
                "status": "under_way",
                "schedule": {"start": 2023, "full": 2023},
                "effects": _on("laptop", lifetime_years=7),
            },
            equipment=[{"id": "portables", "type": "laptop", "quantity": 300, **LIFE}],
        ),
    ),
}
