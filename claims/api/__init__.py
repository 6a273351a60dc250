"""The REST API, read-only: what was published, for everybody; what is at work, for the newsroom."""
