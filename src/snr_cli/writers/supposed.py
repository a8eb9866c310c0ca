"""What an action supposes of a life that nothing proves yet: counted as a hypothesis, and said so."""

from snr_cli.findings.text import printable
from snr_cli.french import number, plural
from snr_cli.model.strategy import Action


def lives_supposed(action: Action) -> tuple[str, ...]:
    """Return what each effect supposes of the years before a refurbished purchase, with its source when it gives one."""
    return tuple(
        f"une vie de {plural(effect.upstream_years, 'an') if effect.upstream_years == int(effect.upstream_years) else f'{number(effect.upstream_years)} ans'} "
        "avant l’achat des appareils reconditionnés, supposée"
        + (f" ({printable(effect.upstream_source)})" if effect.upstream_source else "")
        for effect in action.effects
        if effect.upstream_years
    )
