"""Django's PostgreSQL backend, which also says what to run where the embedded server is down."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

NOT_RUNNING = (
    "The embedded PostgreSQL isn't running. Start everything with `make run`, or one command with"
    " the server up: .venv/bin/python -m factcheck.supervise -- .venv/bin/python manage.py …"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Connect; raises OperationalError with the way to start the server where it's down."""
        try:
            connection: Connection[Any] = super().get_new_connection(conn_params)
        except OperationalError as error:
            if error.sqlstate is None:
                raise OperationalError(f"{NOT_RUNNING}\n({error})") from error
            raise
        return connection
