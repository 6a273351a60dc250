"""A hot standby that exports are read from (``DATABASE_EXPORTS_REPLICA_URL``), while it has all that the public reads."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction

from newsroom import public_version

ALIAS = "exports_replica"

logger = logging.getLogger(__name__)


@contextmanager
def reading() -> Iterator[None]:
    """What this thread reads inside comes from one snapshot of the replica, if that shows the public what
    the primary does now; otherwise, and where there is none, from the primary.

    So an export from there has every publication that could be stated, and nothing that was hidden before.
    """
    with ExitStack() as stack:
        if ALIAS in connections.settings:
            try:
                stack.enter_context(_reading_the_same(public_version.read()))
            except (_Behind, Error) as error:
                logger.warning("The primary answers an export: the replica %s", error)
        yield


class _Behind(Exception):
    pass


@contextmanager
def _reading_the_same(version: str) -> Iterator[None]:
    """The replica's connection takes the place of Django's default one, so no query can go astray."""
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[ALIAS]
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        with transaction.atomic():
            if public_version.read() != version:
                raise _Behind("does not have what the primary has.")
            yield
    finally:
        # A stream that nobody closed is collected in any thread.
        if connections[DEFAULT_DB_ALIAS] is replica:
            connections[DEFAULT_DB_ALIAS] = primary
