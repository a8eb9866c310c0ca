"""What snr does, one function a use case: plain arguments in, a typed result out, no terminal and no global state.

Documented in docs/api.md; offered by `import snr_cli`, whose list of names is the only one. A mistake of a person is a `DossierError` (its findings say where, and
how to mend) or a `UsageError` (what was asked cannot be done); both speak French. `scaffold` is the dossier that `snr init` writes.

Doors:
- `assessing.assess_dossier`, `checking.check_dossiers`, `planning.plan_actions`, `drafting.draft_document`: one use case each
- `sheets.open_dossier`: a dossier that a form keeps open

No option of a command, no text of a screen.
"""
