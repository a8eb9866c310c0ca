"""Bridges to other tools: a file of theirs as lines of a dossier, a dossier as a file of theirs. A room that could leave.

Doors:
- `import_file.command`, `export.command`: `snr import`, `snr export`
- `bridging.known_bridges`: the bridges, a module a tool; what neither side holds is said
- `bridge.Bridge`: what a bridge declares

Nothing in the other rooms imports it.
"""
