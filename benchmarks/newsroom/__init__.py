"""A generated newsroom of any size, for measuring: rows that are all legal, with realistic skew."""

from benchmarks.newsroom.kept import Database, of
from benchmarks.newsroom.plan import Plan

__all__ = ["Database", "Plan", "of"]
