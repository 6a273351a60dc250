"""Django's PostgreSQL backend. No thread waits for a server that has stopped answering."""

import time
from collections import defaultdict
from collections.abc import Callable, Generator, Mapping
from typing import Any, ClassVar, TypeVar

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Composable

from factcheck import database
from newsroom import current_request, public_version, replicas, session_settings

NOT_RUNNING = (
    "The embedded PostgreSQL isn't running. Start everything with `make run`, or one command with"
    " the server up: .venv/bin/python -m factcheck.supervise -- .venv/bin/python manage.py …"
)
# Seconds without a byte, after which another connection is tried. Readers get their 503 within 5 seconds; commands
# have time, and so has a statement during which the server once answered another connection.
SILENCE = 1.5
PATIENT_SILENCE = 10.0
REACHED = 3  # seconds within which the other connection is made
ANSWER = 5.0  # seconds that it then has to answer: a pooler may keep it waiting
# After an attempt that got no answer the next ones fail at once; then one tries, and the others still
# fail, so that not all threads wait.
PAUSE = 2.0  # seconds
_Result = TypeVar("_Result")


class _Asking(Connection[Any]):
    """Raises psycopg.Error when an answer takes too long."""

    def wait(
        self, gen: Generator[Any, Any, _Result], interval: float = 0.1, timeout: float | None = None
    ) -> _Result:
        return super().wait(gen, interval, timeout=ANSWER)


class WatchedConnection(Connection[Any]):
    """A long statement may take its time, as long as the server answers others meanwhile."""

    alias: str  # Django's

    def wait(
        self, gen: Generator[Any, Any, _Result], interval: float = 0.1, timeout: float | None = None
    ) -> _Result:
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: Generator[Any, Any, _Result]) -> Generator[Any, Any, _Result]:
        heard = time.monotonic()
        silence = PATIENT_SILENCE if database.of_command else SILENCE
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > silence:
                    self._ask_another()
                    heard = time.monotonic()
                    silence = PATIENT_SILENCE
                wanted = gen.send(ready)
        except StopIteration as end:
            result: _Result = end.value
            return result

    def _ask_another(self) -> None:
        address = make_conninfo(self.info.dsn, password=self.info.password, connect_timeout=REACHED)
        try:
            with _Asking.connect(address) as other:
                other.execute("SELECT 1")
        except psycopg.Error as error:
            if error.sqlstate or "FATAL:" in str(error):
                return  # an answer, such as that there are too many connections
            self.close()
            # Or Django would try at once whether a new connection can be made.
            DatabaseWrapper._away_until[self.alias] = time.monotonic() + PAUSE
            raise OperationalError("The database has stopped answering.") from error


def _of_the_request(
    execute: Callable[..., Any], query: Any, params: Any, many: bool, context: Mapping[str, Any]
) -> Any:
    """Each statement says for which request or job it is, and counts for it.

    In front: what PostgreSQL shows of long statements is cut at the end.
    """
    public_version.look_at(query if isinstance(query, str) else str(query))
    work = current_request.current()
    if work is None:
        return execute(query, params, many, context)
    comment = current_request.comment()
    if isinstance(query, str):
        query = f"{comment}{query}"
    elif isinstance(query, Composable):
        query = SQL(comment) + query
    began = time.perf_counter()
    try:
        return execute(query, params, many, context)
    finally:
        work.statements += 1
        work.sql_seconds += time.perf_counter() - began


class DatabaseWrapper(base.DatabaseWrapper):
    # Of each alias: while the replica is away, the primary may be there.
    _away_until: ClassVar[defaultdict[str, float]] = defaultdict(float)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_of_the_request)

    def is_usable(self) -> bool:
        """Not asked while another connection got no answer a moment ago: this one would wait as long again."""
        return time.monotonic() >= self._away_until[self.alias] and super().is_usable()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        now, away_until = time.monotonic(), self._away_until
        if now < away_until[self.alias]:
            raise OperationalError("The database did not answer a moment ago.")
        if away_until[self.alias]:
            away_until[self.alias] = now + database.CONNECT_TIMEOUT + PAUSE
        try:
            connection: Any = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            away_until[self.alias] = time.monotonic() + PAUSE
            raise
        except OperationalError as error:
            away_until[self.alias] = 0.0
            if error.sqlstate is None and settings.EMBEDDED:
                raise OperationalError(f"{NOT_RUNNING}\n({error})") from error
            raise
        away_until[self.alias] = 0.0
        # Django makes it by psycopg.connect(), which has no other class to offer.
        connection.__class__ = WatchedConnection
        watched: WatchedConnection = connection
        watched.alias = self.alias
        # Also where the replica is a primary by now.
        watched.read_only = self.alias == replicas.ALIAS or None
        return watched

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.connection.autocommit = (
            True  # until Django says what it is: one statement, not a transaction
        )
        session_settings.give_to_connection(self.connection)
