"""Authorities stamp the hashes of every snapshot (RFC 3161), so that nobody can make one up later.

What is stamped are two lines in the form that ``sha256sum -c`` reads: the hash of the text, and that of the
raw bytes, where there are any. The authority sees the hash of these lines alone.
"""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.conf import settings

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import LATER, TryAgain, enqueue, enqueue_each
from newsroom.querysets import in_batches
from newsroom.time_stamps import Authority, BadAuthorities, BadStamp, in_use
from sources.models import Snapshot, TimeStamp
from sources.time_stamping import Stamped, ask

logger = logging.getLogger(__name__)

JOB = "sources.stamp_snapshot"
TEXT, RAW = "text", "raw"  # names of the files in what is stamped
OF_MANY = LATER - 10  # an import's stamps keep no periodic job waiting
AGAIN_AT_ONCE = 200
AT_ONCE = 500


class Outcome(NamedTuple):
    """``failures``: sentences by authority."""

    made: int
    failures: dict[str, str]


def are_on() -> bool:
    return settings.TIME_STAMP_AUTHORITIES is not None


def stamped_lines(text_sha256: str, raw_sha256: str) -> bytes:
    """What is stamped of a snapshot."""
    raw = f"{raw_sha256}  {RAW}\n" if raw_sha256 else ""
    return f"{text_sha256}  {TEXT}\n{raw}".encode()


def enqueue_stamp(snapshot_id: int) -> None:
    """In the transaction that stores the snapshot. Nothing where no authority is named."""
    if are_on():
        enqueue(JOB, priority=LATER, snapshot_id=snapshot_id)


def enqueue_stamps(snapshot_ids: Sequence[int]) -> None:
    """The same for many, in one statement."""
    if are_on():
        enqueue_each(JOB, [{"snapshot_id": each} for each in snapshot_ids], priority=OF_MANY)


def stamp(snapshot_id: int) -> Outcome:
    """Ask each authority that has not stamped it. Raises TryAgain where their list can't be read."""
    snapshot = Snapshot.objects.without_text().get(pk=snapshot_id)
    return _stamp(snapshot, _in_use())


def stamp_again() -> None:
    """Ask for stamps that failed before, the oldest first, until an authority fails again."""
    if not are_on():
        return
    for authority in _in_use():
        failed = TimeStamp.objects.unresolved().filter(authority=authority.name).order_by("pk")
        for each in failed.select_related("snapshot").defer("snapshot__text")[:AGAIN_AT_ONCE]:
            if _stamp(each.snapshot, [authority]).failures:
                break


def stamp_all(most: int | None = None) -> Iterator[Outcome]:
    """Ask for every snapshot that an authority in use has not stamped, in the order of their numbers.

    An authority that fails is not asked again. Raises TryAgain where the list can't be read.
    """
    authorities = list(_in_use())
    missing = Snapshot.objects.unstamped_by([each.name for each in authorities]).without_text()
    for snapshot in islice(in_batches(missing, AT_ONCE), most):
        outcome = _stamp(snapshot, authorities)
        authorities = [each for each in authorities if each.name not in outcome.failures]
        yield outcome
        if not authorities:
            return


def _in_use() -> Sequence[Authority]:
    try:
        return in_use()
    except BadAuthorities as error:
        raise TryAgain(str(error)) from error


def _stamp(snapshot: Snapshot, authorities: Sequence[Authority]) -> Outcome:
    done = set(
        TimeStamp.objects.stamps().filter(snapshot=snapshot).values_list("authority", flat=True)
    )
    data = stamped_lines(snapshot.text_sha256, snapshot.raw_sha256)
    made, failures = 0, {}
    for authority in authorities:
        if authority.name in done:
            continue
        try:
            stamped = ask(authority, data)
        except (BadStamp, Refused) as error:
            logger.warning("%s did not stamp snapshot %s: %s", authority.name, snapshot.pk, error)
            failures[authority.name] = str(error)
            _store_failure(snapshot, authority.name, str(error))
        else:
            made += _store(snapshot, authority.name, stamped)
    return Outcome(made, failures)


def _store(snapshot: Snapshot, authority: str, stamped: Stamped) -> bool:
    """Whether it is the first; another process may have been quicker."""
    with acting(None, "time stamp"):
        _row, is_new = TimeStamp.objects.get_or_create(
            snapshot=snapshot,
            authority=authority,
            token__isnull=False,
            defaults={"token": stamped.answer, "stamped_at": stamped.stamp.at},
        )
    return is_new


def _store_failure(snapshot: Snapshot, authority: str, sentence: str) -> None:
    failure = sentence[:500]
    with acting(None, "time stamp"):
        of_it = TimeStamp.objects.filter(snapshot=snapshot, authority=authority)
        if not of_it.filter(failure=failure).exists():
            TimeStamp.objects.create(snapshot=snapshot, authority=authority, failure=failure)
