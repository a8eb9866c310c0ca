"""Other tools on 10,000 rows, against `snr assess` of as many: python benchmarks/peers.py [NAME…]. Needs the network, node for publicodes.

Each is installed in a temporary environment; one that does not install is said. Every row is a device with a quantity and a life of
its own; the figure is what the whole process takes of the processor, divided by that of snr, which reads a CSV, recognises its
types and writes its screen. Goal: five times as much, or said.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from inventory import DOSSIER
from make_inventory import write
from run import processor

ROWS, GOAL = 10_000, 5.0
# one demand of all the rows, each an activity of its own; twelve categories, one flow each
BW2CALC = """
import numpy as np, bw_processing as bp
from bw2calc import LCA
types, categories = 8, 12
at = np.arange(ROWS)
products = at + types + categories
package = bp.create_datapackage()
package.add_persistent_vector(
    matrix="technosphere_matrix",
    indices_array=np.array(
        [*zip(range(types), range(types)), *zip(products, products), *zip(at % types, products)], dtype=bp.INDICES_DTYPE
    ),
    data_array=np.concatenate([np.ones(types + ROWS), (at % 40 + 1) / (at % 5 + 3)]),
    flip_array=np.concatenate([np.zeros(types + ROWS, bool), np.ones(ROWS, bool)]),
)
flows = np.array([(types + c, t) for t in range(types) for c in range(categories)], dtype=bp.INDICES_DTYPE)
package.add_persistent_vector(matrix="biosphere_matrix", indices_array=flows, data_array=np.arange(1.0, 1 + len(flows)))
def method(category):
    made = bp.create_datapackage()
    row = np.array([(types + category, 0)], dtype=bp.INDICES_DTYPE)
    made.add_persistent_vector(matrix="characterization_matrix", indices_array=row, data_array=np.ones(1))
    return made
lca = LCA({int(product): 1.0 for product in products}, data_objs=[package, method(0)])
lca.lci()
for category in range(categories):
    lca.load_lcia_data(data_objs=[method(category)])
    lca.lcia_calculation()
    print(lca.score)
"""
BOAVIZTAPI = """
import asyncio
from boaviztapi.dto.device.user_terminal import Laptop
from boaviztapi.routers.terminal_router import laptop_impact_from_configuration as impact
async def main():
    total = 0.0
    for row in range(ROWS):
        laptop, hours = Laptop(units=row % 40 + 1), 8760 * (row % 5 + 3)
        found = await impact(laptop, verbose=False, duration=hours, archetype="laptop-pro", criteria=["gwp", "adp", "pe"])
        total += found["impacts"]["gwp"]["embedded"]["value"]
    print(total)
asyncio.run(main())
"""
EFOOTPRINT = """
from datetime import datetime
from efootprint.abstract_modeling_classes.source_objects import SourceValue
from efootprint.builders.time_builders import create_source_hourly_values_from_list
from efootprint.constants.countries import Countries
from efootprint.constants.units import u
from efootprint.core.hardware.device import Device
from efootprint.core.hardware.network import Network
from efootprint.core.system import System
from efootprint.core.usage.usage_journey import UsageJourney
from efootprint.core.usage.usage_journey_step import UsageJourneyStep
from efootprint.core.usage.usage_pattern import UsagePattern
devices = [Device.laptop(f"d{row}", lifespan=SourceValue((row % 5 + 3) * u.year)) for row in range(ROWS)]
journey = UsageJourney("use", uj_steps=[UsageJourneyStep("day", user_time_spent=SourceValue(60 * u.min), jobs=[])])
hours = create_source_hourly_values_from_list([1.0] * 24, start_date=datetime(2025, 1, 1))
pattern = UsagePattern("town", [journey], devices, Network.wifi_network(), Countries.FRANCE(), hours)
print(System("town", [pattern], edge_usage_patterns=[]).total_footprint)
"""
PUBLICODES = """
import { default as Engine } from "publicodes";
const types = ["laptop", "desktop", "monitor", "smartphone", "tablet", "printer", "phone", "dock"];
const rules = { quantity: { valeur: 1 }, lifetime: { valeur: 5 }, type: { valeur: "'laptop'" } };
types.forEach((name, rank) => (rules[`factor ${name}`] = { valeur: `${100 + rank} kg` }));
const others = types.slice(1).map((name) => ({ si: `type = '${name}'`, alors: `factor ${name}` }));
rules.factor = { variations: [...others, { sinon: "factor laptop" }] };
rules.total = { valeur: "factor * quantity / lifetime" };
const engine = new Engine(rules);
let total = 0;
for (let row = 0; row < ROWS; row++) {
  engine.setSituation({ quantity: (row % 40) + 1, lifetime: (row % 5) + 3, type: `'${types[row % 8]}'` });
  total += engine.evaluate("total").nodeValue;
}
console.log(total);
"""
PEERS = {"bw2calc": BW2CALC, "boaviztapi": BOAVIZTAPI, "publicodes": PUBLICODES, "efootprint": EFOOTPRINT}
FEWER = {
    "efootprint": 1_000
}  # rows of one that takes minutes of 10,000: its time is multiplied, which is the least that it takes


def installed(name: str, script: str, folder: Path) -> list[str]:
    """Install a tool in a folder; return the command that runs its rows."""
    text = script.replace("ROWS", str(FEWER.get(name, ROWS)))
    if name == "publicodes":
        subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), name], check=True, capture_output=True)
        (folder / "rows.mjs").write_text(text, encoding="utf-8")
        return ["node", str(folder / "rows.mjs")]
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", name], check=True, capture_output=True)
    (folder / "rows.py").write_text(text, encoding="utf-8")
    return [python, str(folder / "rows.py")]


def main(names: list[str]) -> None:
    """Print a line for each tool."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "snr"
        home.mkdir()
        (home / "territory.yaml").write_text(DOSSIER, encoding="utf-8")
        write(home / "inv.csv", ROWS)
        command = [sys.executable, "-m", "snr_cli", "assess", str(home)]
        floor = min(processor(command)[0] for _ in range(5))
        print(f"snr: {floor:.2f} s of processor for {ROWS} rows")
        for name in names or PEERS:
            (folder := Path(made) / name).mkdir()
            try:
                peer = installed(name, PEERS[name], folder)
                spent = min(processor(peer)[0] for _ in range(2)) * ROWS / FEWER.get(name, ROWS)
            except (OSError, subprocess.CalledProcessError, SystemExit) as error:
                print(f"{name}: does not install or run here ({error})")
                continue
            ratio = spent / floor
            print(
                f"{name}: {spent:.2f} s, {ratio:.1f} × snr (goal {GOAL:g}{'' if ratio >= GOAL else ', MISSED'})",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
