"""A portfolio shared out by Dask: `python portfolio_dask.py DOSSIERS TABLEAU [ADDRESS OF A SCHEDULER]`.

Each task runs one part of `snr portfolio`; the parts are then put together. The bytes are those of one run. The folders must be the
same paths on every machine. Without an address, Dask starts its workers here.
"""

import subprocess
import sys
from pathlib import Path

from dask.distributed import Client


def part(rank: int, of: int, dossiers: str, parts: str) -> str:
    """Run a part; return the name of its file."""
    subprocess.run(["snr", "portfolio", dossiers, "--shard", f"{rank}/{of}", "--jobs", "1", "-o", parts], check=True)
    return str(Path(parts, f"portfolio-{rank}-of-{of}.jsonl"))


if __name__ == "__main__":
    dossiers, table = sys.argv[1:3]
    parts = f"{table}-parts"
    Path(parts).mkdir(exist_ok=True)
    with Client(*sys.argv[3:]) as client:
        of = max(1, len(client.scheduler_info()["workers"]))
        files = client.gather([client.submit(part, rank, of, dossiers, parts, pure=False) for rank in range(1, of + 1)])
    sys.exit(subprocess.run(["snr", "portfolio", *files, "-o", table], check=False).returncode)
