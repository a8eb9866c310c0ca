"""Numbers of things written with three decimals, in a YAML text or a cell: a point between thousands is read as a decimal one."""

from collections.abc import Iterator
from typing import Any

from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.finding import Finding

_HELP = "écrivez le nombre entier, sans point ni virgule ; si c’est bien une fraction, écrivez-la avec moins de trois décimales"


def check_counts(joined: Joined) -> list[Finding]:
    """Return a finding for each number of devices, machines or purchases that has three decimals, of a dossier whose schema is right."""
    found = []
    for path, value in _counts(joined.data):
        if not isinstance(value, float):
            continue
        from snr_cli.inputs.workbook.values import two_readings  # most dossiers count in whole numbers

        finding = finding_at(joined, path, "SNR128", "")
        start, end = finding.position.column - 1, finding.position.end_column - 1
        written = repr(value) if finding.position.sheet else finding.source_line[start:end]
        if readings := two_readings(written.strip()):
            message = f"« {written.strip().replace('.', ',')} » unités : {readings} ? c’est le second qui est compté"
            found.append(finding_at(joined, path, "SNR128", message, _HELP))
    return found


def _counts(data: dict[Any, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for index, item in enumerate(data.get("equipment") or ()):
        yield ("equipment", index, "quantity"), item.get("quantity")
    for index, item in enumerate((data.get("virtual") or {}).get("machines") or ()):
        yield ("virtual", "machines", index, "quantity"), item.get("quantity")
    for index, item in enumerate(data.get("purchases") or ()):
        for key in ("units", "refurbished_units"):
            for name, value in (item.get(key) or {}).items():
                yield ("purchases", index, key, name), value
