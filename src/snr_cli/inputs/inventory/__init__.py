"""Inventory exports → rows, each with one verdict: counted, to confirm, set aside, rejected or ignored."""
