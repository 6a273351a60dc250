"""The REST API: publications for everybody; working claims and adding sources for the newsroom."""
