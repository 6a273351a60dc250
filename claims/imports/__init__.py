"""Bulk import: files read as streams, checked, staged and loaded in batches."""
