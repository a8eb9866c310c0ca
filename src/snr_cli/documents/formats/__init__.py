"""A document in the formats of an office suite, written natively: the flow of its pieces, then one writer a format."""
