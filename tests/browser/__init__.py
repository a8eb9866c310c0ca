"""The proof of the documents: what is asked of each page, read by a parser, a browser, a validator and Pandoc."""
