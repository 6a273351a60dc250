"""The log by which outsiders check that nothing signed was rewritten."""
