"""A dry run: the whole import, reported and rolled back."""

from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from django.db import transaction

from claims.imports.loading import Progress, find_or_create_run, run_import
from claims.imports.mapping import Mapping
from claims.models import ImportRun
from newsroom.models import User


class _RolledBack(Exception):
    pass


def attempt(
    by: User,
    file: BinaryIO,
    name: str,
    format_: str,
    mapping: Mapping,
    origin: str,
    report: Callable[[ImportRun], None],
    progress: Progress = lambda run: None,
) -> ImportRun:
    """``report`` is called before everything is rolled back. Raises Refused, NotAllowed.

    One transaction: the locks of all rows that it makes are held until the end.
    """
    tried: list[ImportRun] = []
    with suppress(_RolledBack), transaction.atomic():
        run = find_or_create_run(by, file, name, format_, mapping, origin)
        try:
            tried.append(run_import(run, by, file, mapping, progress))
        finally:
            report(run)
        raise _RolledBack
    return tried[0]
