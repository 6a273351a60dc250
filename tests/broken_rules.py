"""Which named constraints and triggers PostgreSQL has reported as broken to this process."""

from typing import Any

from psycopg import errors

BROKEN: set[str] = set()


def record() -> None:
    """From now on, every error of every connection, whether Django's or psycopg's own."""
    made = errors.error_from_result

    def recorded(*arguments: Any, **options: Any) -> errors.Error:
        error = made(*arguments, **options)
        if (error.sqlstate or "").startswith("23") and error.diag.constraint_name:
            BROKEN.add(error.diag.constraint_name)
        return error

    errors.error_from_result = recorded
