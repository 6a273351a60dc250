"""The project: settings, URLs, and the embedded PostgreSQL."""
