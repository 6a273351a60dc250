"""A description of the machine, for the head of a table of figures."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import psycopg

SETTINGS = (
    *("shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem"),
    *("max_wal_size", "random_page_cost", "max_parallel_workers_per_gather", "jit", "fsync"),
    "synchronous_commit",
)


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def postgresql(parameters: Mapping[str, Any]) -> str:
    """The server's version and the settings that matter to speed."""
    with psycopg.connect(**parameters) as connection:
        number = connection.execute("SHOW server_version").fetchone()
        settings = connection.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s) ORDER BY 1",
            [list(SETTINGS)],
        ).fetchall()
        size = connection.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone()
    named = ", ".join(f"{name} {value}" for name, value in settings)
    return (
        f"PostgreSQL {number[0] if number else '?'} ({named}); database {size[0] if size else '?'}"
    )


def describe(parameters: Mapping[str, Any] | None = None) -> str:
    """A few lines of Markdown; ``parameters`` are libpq's, of the database measured.

    The load says whether anything else was running.
    """
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    lines = [
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load before {load}",
        (
            f"- {psutil.cpu_count()} cores ({processor()}), {memory:.0f} GB,"
            f" {platform.system()} {platform.release()}"
        ),
        (
            f"- Python {platform.python_version()}, Django {version('Django')},"
            f" psycopg {version('psycopg')}"
        ),
    ]
    if parameters is not None:
        lines.append(f"- {postgresql(parameters)}")
    return "\n".join(lines)
