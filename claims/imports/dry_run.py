"""A dry run: all that an import would do, done, told, and undone."""

from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from claims.imports.loading import Tell, find_or_create_run, run_import
from claims.imports.mapping import Mapping
from claims.models import ImportRun
from newsroom.history import acting
from newsroom.models import User


class _Undone(Exception):
    pass


def attempt(
    by: User,
    file: BinaryIO,
    name: str,
    format_: str,
    mapping: Mapping,
    origin: str,
    then: Callable[[ImportRun], None],
    tell: Tell = lambda run: None,
) -> ImportRun:
    """Nothing of it stays; ``then`` sees it before it goes. Raises Refused, NotAllowed.

    One transaction: the locks of all rows that it makes are held until the end.
    """
    tried: list[ImportRun] = []
    with suppress(_Undone), acting(by, "dry run"):
        run = find_or_create_run(by, file, name, format_, mapping, origin)
        tried.append(run_import(run, by, file, mapping, tell))
        then(run)
        raise _Undone
    return tried[0]
