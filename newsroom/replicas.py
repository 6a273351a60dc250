"""Hot standbys from which public pages and the public API read (``DATABASE_REPLICA_URL``), and exports
alone (``DATABASE_EXPORTS_REPLICA_URL``).

A heartbeat is written on the primary several times in a second. A replica answers only while the
heartbeat that it has is no older than the lease, in the very snapshot that the answer is read from;
the primary answers otherwise. Whatever changes what the public reads returns once every replica has
it or the lease has passed. So what was hidden is shown nowhere once the page of whoever hid it says so.

The whole of a public read runs on the replica: its connection takes the place of Django's default one in
this thread, so no query can go astray.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, TypeVar

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from psycopg.conninfo import conninfo_attempts

ALIAS = "replica"
OF_EXPORTS = "exports_replica"
ALIASES = (ALIAS, OF_EXPORTS)
CLOCKS = 0.25  # seconds by which the servers' clocks may differ
POLLED_EVERY = 0.01  # seconds
CONNECT_TIMEOUT = 2  # seconds

# The time is taken before the commit, so whoever sees the row sees all that was committed before it.
BEAT = """
INSERT INTO newsroom_heartbeat AS heart (id, number, at) VALUES (1, 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET number = heart.number + 1, at = clock_timestamp()
RETURNING number, at
"""
# A heartbeat from the future shows that the clocks differ too much.
IS_FRESH = """
SELECT clock_timestamp() - at BETWEEN make_interval(secs => -%s) AND make_interval(secs => %s)
  FROM newsroom_heartbeat WHERE id = 1
"""
# The number alone would not do after a failover that lost some, nor the time alone with another clock.
HAS_REPLAYED = "SELECT FROM newsroom_heartbeat WHERE id = 1 AND number >= %s AND at >= %s"
AGE = "SELECT extract(epoch FROM clock_timestamp() - at) FROM newsroom_heartbeat WHERE id = 1"
# Of the present transaction, also by triggers; it may count a little of the one before.
HAS_WRITTEN = """
SELECT current_setting('track_counts') = 'off' OR EXISTS (
  SELECT FROM unnest(%s::text[]::regclass[]) written
   WHERE 0 < pg_stat_get_xact_tuples_inserted(written)
           + pg_stat_get_xact_tuples_updated(written) + pg_stat_get_xact_tuples_deleted(written))
"""

logger = logging.getLogger(__name__)
_View = TypeVar("_View", bound=Callable[..., Any])


class NotServed(Exception):
    """A replica can't answer this; the primary can."""


class Behind(NotServed):
    """Its heartbeat is older than the lease, or there is none."""


def configured(*aliases: str) -> bool:
    """Whether there is any replica, or one of these."""
    return any(alias in connections.settings for alias in aliases or ALIASES)


def alias_for(view: Any) -> str:
    """The replica for this view; one marked ``is_export`` prefers that of exports. Raises NotServed where there is none."""
    wanted = (OF_EXPORTS, ALIAS) if getattr(view, "is_export", False) else (ALIAS,)
    for alias in wanted:
        if configured(alias):
            return alias
    raise NotServed


def public_read(view: _View) -> _View:
    """Marks a view as a public read: GET and HEAD without a sign-in may be answered by a replica."""
    view.is_public_read = True  # type: ignore[attr-defined]
    return view


@contextmanager
def reading(alias: str = ALIAS) -> Iterator[None]:
    """All that this thread reads inside comes from a replica, from one snapshot.

    Raises Behind.
    """
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[alias]
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        with transaction.atomic(alias):
            with replica.cursor() as cursor:
                cursor.execute(IS_FRESH, [CLOCKS, settings.DATABASE_REPLICA_LEASE])
                if cursor.fetchone() != (True,):
                    raise Behind
            yield
    finally:
        # A stream that nobody closed is collected in any thread, at any time.
        if connections[DEFAULT_DB_ALIAS] is replica:
            connections[DEFAULT_DB_ALIAS] = primary


def read_fresh(statement: str) -> Any:
    """The value that this SELECT finds on a replica, in a snapshot of its own.

    Raises Behind.
    """
    with connections[ALIAS].cursor() as cursor:
        within = [CLOCKS, settings.DATABASE_REPLICA_LEASE]
        cursor.execute(f"SELECT ({IS_FRESH}), ({statement})", within)
        is_fresh, value = cursor.fetchone()
    if not is_fresh:
        raise Behind
    return value


def leave() -> None:
    """Where a stream was never closed: this thread's next request begins with its own connections."""
    alias = connections[DEFAULT_DB_ALIAS].alias
    if alias in ALIASES:
        left = connections[alias].connection
        if left is not None:
            left.close()  # or its snapshot would hold up the replay
        del connections[alias], connections[DEFAULT_DB_ALIAS]


def require_primary() -> None:
    """What follows can be known on the primary alone. Raises NotServed on a replica."""
    if connections[DEFAULT_DB_ALIAS].alias in ALIASES:
        raise NotServed


def may_have_hidden(using: str) -> bool:
    """Whether the present transaction has changed what the public reads."""
    with connections[using].cursor() as cursor:
        cursor.execute(HAS_WRITTEN, [list(public_tables())])
        (found,) = cursor.fetchone()
    return bool(found)


@cache
def public_tables() -> tuple[str, ...]:
    listed = (getattr(app, "read_by_the_public", ()) for app in apps.get_app_configs())
    return tuple(name for names in listed for name in names)


def wait_after_commit(using: str) -> None:
    """Where the present transaction has changed what the public reads: its commit waits for replicas."""
    if not configured() or not may_have_hidden(using):
        return
    if not any(wait_until_replayed in each for each in connections[using].run_on_commit):
        transaction.on_commit(wait_until_replayed, using)


def wait_until_replayed() -> None:
    """Until all that is committed is on every replica, or no replica may answer without it."""
    until = time.monotonic() + settings.DATABASE_REPLICA_LEASE + CLOCKS
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(BEAT)
            heartbeat = cursor.fetchone()
        for address in addresses():
            if not _has_replayed(address, heartbeat, until):
                break
        else:
            return
    except (Error, psycopg.Error, ValueError):
        pass  # what can't be asked may still answer others
    time.sleep(max(0, until - time.monotonic()))


def addresses() -> Iterator[dict[str, Any]]:
    """How to reach each replica: every address of every host. Raises psycopg.Error for a name without."""
    for alias in filter(configured, ALIASES):
        known = _parameters(alias)
        hosts = str(known.pop("host", "")).split(",")
        ports = str(known.pop("port", "")).split(",")
        for host, port in zip(hosts, ports * len(hosts) if len(ports) == 1 else ports, strict=True):
            yield from conninfo_attempts(known | {"host": host} | ({"port": port} if port else {}))


def lags() -> dict[str, float | None]:
    """By each replica's host and port, how many seconds its heartbeat is old, as the lease counts them.

    None where it does not answer, or has no heartbeat.
    """
    found: dict[str, float | None] = {}
    try:
        for address in addresses():
            name = f"{address['host']}:{address.get('port') or 5432}"
            found[name] = _age_on(address)
    except (psycopg.Error, ValueError) as error:  # a name without an address
        found[str(error)] = None
    return found


def may_answer(lag: float | None) -> bool:
    """As ``IS_FRESH``."""
    return lag is not None and -CLOCKS <= lag <= settings.DATABASE_REPLICA_LEASE


def _age_on(address: dict[str, Any]) -> float | None:
    try:
        with closing(_Impatient.to(address)) as replica:
            row = replica.execute(AGE).fetchone()
    except psycopg.Error:
        return None
    return round(float(row[0]), 3) if row else None


def _parameters(alias: str) -> dict[str, Any]:
    """libpq's, for a connection outside Django's."""
    known = connections[alias].get_connection_params()
    ours = {"cursor_factory", "context", "prepare_threshold", "load_balance_hosts"}
    return {key: value for key, value in known.items() if key not in ours}


def _has_replayed(address: dict[str, Any], heartbeat: Any, until: float) -> bool:
    with closing(_Impatient.to(address)) as replica:
        while time.monotonic() < until:
            if replica.execute(HAS_REPLAYED, heartbeat).fetchone() is not None:
                return True
            time.sleep(POLLED_EVERY)
    return False


class _Impatient(psycopg.Connection[Any]):
    """Raises psycopg.Error where an answer takes longer than the lease."""

    @classmethod
    def to(cls, address: dict[str, Any]) -> "_Impatient":
        return cls.connect(**address | {"connect_timeout": CONNECT_TIMEOUT}, autocommit=True)

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        longest = settings.DATABASE_REPLICA_LEASE + CLOCKS
        return super().wait(gen, interval, timeout=min(timeout or longest, longest))


class Heart:
    """Writes the heartbeat, on a connection of its own. Errors are logged once until it works again."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None
        self._fails = False

    def beat(self) -> None:
        try:
            if self._connection is None:
                self._connection = _Impatient.to(_parameters(DEFAULT_DB_ALIAS))
            self._connection.execute(BEAT)
            self._fails = False
        except psycopg.Error as error:
            self.close()
            if not self._fails:
                logger.warning("No heartbeat for the replicas, so the primary answers: %s", error)
            self._fails = True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
