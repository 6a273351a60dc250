"""Bulk import: files read as streams, checked and written in batches."""
