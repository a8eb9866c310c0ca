"""One module a command: options in, one use case of `api`, one writer of `outputs` or `documents`, an exit code.

Doors:
- `app.app`: the command line
- `console.tell`: what is said beside a result, on the error output
- `console.Exit`: the exit codes

Nothing is computed, judged or read here.
"""
