"""A finished result → a screen, JSON or CSV. Computes nothing."""
