"""Many dossiers side by side: what is kept of each, and which of their figures may be compared."""
