"""French: words, numbers, typography. Knows no file and no result."""
