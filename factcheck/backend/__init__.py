"""PostgreSQL as Django knows it, for the embedded server."""
