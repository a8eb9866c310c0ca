"""French sentences on results, the same on screens and in documents."""
