"""The desk's pages of publishers and sources. Snapshots and speakers have theirs in claims."""

from sources.admin import navigation, publishers, sources

__all__ = ["navigation", "publishers", "sources"]
