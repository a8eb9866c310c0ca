"""French typography, light marks, and text kept as text in Markdown and in HTML."""
