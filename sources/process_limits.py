"""Limits of a process that reads untrusted files. Uses neither Django nor the database."""

import resource
import sys


def limit_memory(most: int) -> None:
    """``most``: bytes of this process's address space. No core file is written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS does not count address space
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
