"""French of codes: what a status, a unit, a reason is called. Knows no result."""
