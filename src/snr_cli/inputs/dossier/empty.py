"""Keys written without a value: read as if they were not there, which is seldom what was meant."""

from typing import Any, Final

from snr_cli.inputs.dossier.includes import Joined
from snr_cli.inputs.dossier.validate import finding_at
from snr_cli.model.finding import Finding

_CODE: Final = "SNR209"
_HELP: Final = "donnez une valeur, ou retirez la clé"
COMMENT: Final = "« # » commence un commentaire : mettez entre guillemets un texte qui en contient"


def check_empty(joined: Joined) -> list[Finding]:
    """Return a finding for each key that nothing follows; `null` and `~`, typed on purpose, say nothing."""
    if not any(text.empty for text in joined.texts):
        return []
    tops = {id(joined.data): {id(text.data) for text in joined.texts}}
    empty = {place for text in joined.texts for place in text.empty}
    found = []

    def walk(container: Any, path: tuple[Any, ...]) -> None:
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, value in steps:
            if isinstance(value, dict | list):
                walk(value, (*path, step))
            elif value is None and any((one, step) in empty for one in tops.get(id(container), {id(container)})):
                finding = finding_at(joined, (*path, step), _CODE, f"clé « {step} » sans valeur", _HELP, key=True)
                after = finding.source_line[finding.position.end_column - 1 :]
                found.append(finding.advised(COMMENT) if "#" in after else finding)

    walk(joined.data, ())
    return found
