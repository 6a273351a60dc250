"""Bringing claims in by bulk: files read as streams, checked, staged and loaded in batches."""
