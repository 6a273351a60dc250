"""A generated newsroom of any size, for measuring: valid rows with a realistic distribution."""

from benchmarks.newsroom.kept import Database, of
from benchmarks.newsroom.plan import Plan

__all__ = ["Database", "Plan", "of"]
