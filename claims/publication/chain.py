"""Checking the publication chain from its rows, as any reader can, and its end from history.

PostgreSQL computes the hashes, several processes a range of numbers each; whether a body is
canonical JSON is read here.
"""

import json
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain as one_after_another
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, connections
from django.utils.translation import gettext as _

from claims.models import Publication
from claims.publication.representation import canonical
from claims.transparency.entries import GENESIS
from newsroom.models import Event

AT_ONCE = 2000  # publications of a range; a process holds the bodies of one in memory

# A range of numbers, each row beside the one before it; a missing number is a gap in it, unless an epoch says that
# it was lost in a restore.
RANGE = """
SELECT number, body,
       number - greatest(number_before, (SELECT max(after) FROM claims_epoch WHERE last = number_before)) - 1,
       published_at > at_before, body_hash = body_sha256, previous_sha256 = sha256_before,
       sha256 = encode(pg_catalog.sha256(convert_to(concat_ws(E'\\n', number,
         to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         claim_id, event, standing, body_hash, sha256_before), 'UTF8')), 'hex')
  FROM (SELECT number, published_at, claim_id, event, standing, body, body_sha256, previous_sha256, sha256,
               -- Nobody can tell what an erased body was: its stated hash is taken.
               CASE WHEN salt = '' AND body = '{}'
                         AND EXISTS (SELECT FROM claims_erasedpublication WHERE publication_id = number)
                    THEN body_sha256
                    ELSE encode(pg_catalog.sha256(convert_to(salt || E'\\n' || body, 'UTF8')), 'hex') END AS body_hash,
               lag(number, 1, %(number)s) OVER before AS number_before,
               coalesce(lag(published_at) OVER before, %(at)s) AS at_before,
               lag(sha256, 1, %(sha256)s) OVER before AS sha256_before
          FROM claims_publication WHERE number > %(number)s AND number <= %(last)s
        WINDOW before AS (ORDER BY number)) hashed
 ORDER BY number
"""


class Checked(NamedTuple):
    """A publication that is taken to be right; what follows it is compared with it."""

    number: int
    published_at: datetime | None
    sha256: str


# A fault of the publication with this number.
Fault = tuple[int, str]


@dataclass(frozen=True)
class Tail:
    """The last row, how many rows were checked, and their faults."""

    last: Publication | None
    checked: int
    faults: list[Fault]


def tail(most: int) -> Tail:
    """Check the last ``most`` publications, in six queries."""
    rows = Publication.objects.defer("body", "search")
    last = rows.order_by("-number").first()
    if last is None:
        return Tail(None, 0, [])
    before = rows.order_by("-number")[most : most + 1].first()
    checked = rows.filter(number__gt=before.number if before else 0).count()
    return Tail(last, checked, list(islice(faults(before), most)))


def faults(after: Publication | Checked | None = None, processes: int = 1) -> Iterator[Fault]:
    """(number, fault) for each broken row, in order and in constant memory.

    ``after``: a row taken to be right, after which the check begins. ``processes``: how many, with a
    connection each; one within a transaction, since others don't see what it wrote.
    """
    first = after.number if after else 0
    # Before the rows: what is published meanwhile isn't missing.
    published = _published()
    last = Publication.objects.order_by("-number").values_list("number", flat=True).first() or 0
    ranges = [(each, min(each + AT_ONCE, last)) for each in range(first, last, AT_ONCE)]
    if processes > 1 and len(ranges) > 1 and not connection.in_atomic_block:
        yield from _in_processes(ranges, after, processes)
    else:
        yield from one_after_another.from_iterable(_faults_of(*each, after) for each in ranges)
    # Rows removed at the end leave no gap, but history lists them.
    for lost in range(max(first, last) + 1, published + 1):
        yield lost, _("it was published and is missing")


def _in_processes(
    ranges: list[tuple[int, int]], after: Publication | Checked | None, processes: int
) -> Iterator[Fault]:
    # Forked, each process makes a connection of its own: this one's is closed before.
    connections.close_all()
    known = Checked(after.number, after.published_at, after.sha256) if after else None
    with multiprocessing.get_context("fork").Pool(min(processes, len(ranges))) as pool:
        for found in pool.imap(partial(_of_one_range, known), ranges):
            yield from found


def _of_one_range(after: Checked | None, numbers: tuple[int, int]) -> list[Fault]:
    return list(_faults_of(*numbers, after))


def _faults_of(first: int, last: int, after: Publication | Checked | None) -> Iterator[Fault]:
    """The faults of the publications whose numbers are greater than ``first``, up to ``last``."""
    before = after if after and after.number == first else _last_up_to(first)
    values = {
        "number": before.number,
        "at": before.published_at or "-infinity",
        "sha256": before.sha256,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANGE, values)
        for row in cursor.fetchall():
            yield from _faults_in(*row)


def _last_up_to(number: int) -> Checked:
    rows = Publication.objects.filter(number__lte=number).order_by("-number")
    found = rows.values_list("number", "published_at", "sha256").first() if number else None
    return Checked(*found) if found else Checked(0, None, GENESIS)


def _faults_in(
    number: int, body: str, missing: int, later: Any, same_body: Any, linked: Any, hashed: Any
) -> Iterator[Fault]:
    if missing:
        yield number, _("number %(number)s is missing") % {"number": number - missing}
    if not later:
        yield number, _("it is not later than the row before it")
    if not same_body:
        yield number, _("its body is not what was published")
    elif not is_canonical(body):
        yield number, _("its body is not canonical JSON")
    if not linked:
        yield number, _("it does not refer to the row before it")
    if not hashed:
        yield number, _("its hash does not match its content")


def _refuse(literal: str) -> Any:
    raise ValueError(literal)


def _short_integer(literal: str) -> int:
    return int(literal) if len(literal) <= 15 else _refuse(literal)


_read = json.JSONDecoder(
    parse_float=_refuse, parse_int=_short_integer, parse_constant=_refuse
).decode
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def is_canonical(body: str) -> bool:
    """Whether a text is canonical JSON (RFC 8785).

    Python's own writer, which is far quicker, writes the same, but for other numbers than short
    integers and the order of keys beyond U+FFFF; so its yes counts where there are none.
    """
    try:
        if len(body.encode("utf-16-le")) == 2 * len(body) and _write(_read(body)) == body:
            return True
    except ValueError:
        pass
    try:
        return canonical(json.loads(body)) == body
    except ValueError:
        return False


def _published() -> int:
    last = Event.objects.filter(table=Publication._meta.db_table, action="insert").last()
    return int(last.row) if last else 0
