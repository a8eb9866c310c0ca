"""A dossier brought up to the newest format, on a screen: each change at its line, the copies, what stays as it is."""

from snr_cli.french.numbers import plural, printable
from snr_cli.inputs.dossier.migrations import Migrated
from snr_cli.outputs.screen import Screen


def migration_screen(migrated: Migrated, *, dry: bool, width: int, color: bool) -> str:
    """Return what a person reads once a dossier is brought up; `dry`: nothing is written."""
    screen = Screen(width, color)
    name = printable(migrated.name)
    if migrated.old == migrated.new:
        screen.say(f"{name} : déjà au format {migrated.new}, rien à faire.")
        return screen.text()
    screen.say(f"{name} : du format {migrated.old} au format {migrated.new}.")
    screen.each(migrated.steps, bullet="- ")
    screen.title("À CHANGER (--dry-run : rien n’est écrit)" if dry else "CHANGÉ")
    told = (
        f"{printable(change.path.as_posix())}:{change.line} : {printable(change.told)}" for change in migrated.changes
    )
    screen.each(told, bullet="- ")
    screen.title("À GARDER" if dry else "GARDÉ")
    pairs = zip(migrated.files, migrated.copies, strict=True)
    screen.each(
        (f"{printable(copy.path.as_posix())} : {printable(edit.path.name)} tel qu’il était" for edit, copy in pairs),
        bullet="- ",
    )
    if migrated.left:
        screen.title("LAISSÉ TEL QUEL")
        screen.say("Ni les classeurs ni les listes en CSV ne sont modifiés ; snr check dit ce qui n’y est plus lu.", 2)
        screen.each(map(printable, migrated.left), bullet="- ")
    if migrated.findings:
        screen.title(f"{plural(len(migrated.findings), 'erreur').upper()} À CORRIGER ENSUITE")
        screen.say("Elles sont dites ci-dessous, aux lignes des fichiers mis à jour.", 2)
    return screen.text()
