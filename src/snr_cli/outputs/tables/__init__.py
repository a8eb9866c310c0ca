"""A table shown to someone: one record, and the forms that it is written in."""
