"""The factor tables: load, look up, say which fallback was taken."""
