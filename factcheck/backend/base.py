"""Django's PostgreSQL backend, with a hint where the embedded server is not running."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

NOT_RUNNING = (
    "The embedded PostgreSQL isn't running. Start everything with `make run`, or one command with"
    " the server up: .venv/bin/python -m factcheck.supervise -- .venv/bin/python manage.py …"
)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        try:
            connection: Connection[Any] = super().get_new_connection(conn_params)
        except OperationalError as error:
            if error.sqlstate is None:
                raise OperationalError(f"{NOT_RUNNING}\n({error})") from error
            raise
        return connection
