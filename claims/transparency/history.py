"""Compares the newsroom's history with the private tree over it, whose root the log holds.

The signer put a salted hash of each event into the tree when it happened; so an event that was changed, removed
or inserted afterwards, by whoever owns the database, is found, and the first is named.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from claims.transparency import entries, tree
from claims.transparency.signer import HISTORY, SECRET, STATE, State, salt_of
from claims.transparency.tiles import WIDTH, Files, TiledTree, Within

HASHES = "SELECT event, hash FROM event_hashes(%s, %s, %s)"
# Events with █ that an erasure on record can have changed: written before it or up to an hour after (it may run long). A
# person's name can be in any table; other kinds only in the tables and rows of erase_source and erase_message
# (claims/sql/erasures.sql). Old messages are erased daily, recorded as "old messages".
ERASED = """
SELECT e.id FROM newsroom_event e
 WHERE e.id = ANY (%s) AND concat(e.old, e.new, e.reason) LIKE '%%█%%' AND (
   EXISTS (SELECT FROM claims_erasure r WHERE r.erased_at + interval '1 hour' >= e.at AND CASE r.kind
     WHEN 'erase_person' THEN true
     WHEN 'erase_source' THEN e."table" IN ('sources_snapshot', 'sources_recording', 'claims_anchor', 'claims_candidate',
                                            'sources_capturerequest', 'newsroom_approval')
     WHEN 'erase_report' THEN (e."table", e."row") = ('claims_readercorrection', r.subject_id::text)
     ELSE (e."table", e."row") = ('claims_readerrequest', r.subject_id::text) END)
   OR e."table" IN ('claims_readercorrection', 'claims_readerrequest') AND EXISTS (
     SELECT FROM newsroom_event o WHERE o."table" = 'claims_readercorrection' AND o."row" = '' AND o.via = 'clock'
                                    AND o.reason = 'old messages' AND o.at >= e.at))
"""
OTHER_TEXT = """
SELECT min(e.id) FROM newsroom_eventtext t
  JOIN newsroom_event e ON strpos(concat(e.old, e.new), 'text-sha256:' || t.sha256) > 0
 WHERE event_text_hash(t) <> t.sha256
"""


class Differs(Exception):
    """The message names the first event that differs, or says what of the log was changed."""


class Compared(NamedTuple):
    events: int
    erased: int  # of them, those of which an erasure removed values
    later: int  # events that are not in the tree yet


class _Leaf(NamedTuple):
    event: int
    hash: bytes


def compare(cursor: Any, files: Files) -> Compared:
    """With a cursor of the owner. Raises Differs; FileNotFoundError where no signer ever ran."""
    state = State.from_json(files.read(STATE))
    private = TiledTree(Within(files, HISTORY), state.history)
    _require_signed_roots(files, state, private)
    secret = files.read(SECRET)
    erased = position = last = 0
    differing: list[int] = []
    for position, leaf in enumerate(_events(cursor, secret)):
        if position == state.history:
            break
        last = leaf.event
        if private.tile(0, position // WIDTH)[position % WIDTH] != leaf.hash:
            differing.append(leaf.event)
            if len(differing) == WIDTH:
                erased += _require_erased(cursor, differing)
                differing = []
    else:
        position += 1 if last else 0
    erased += _require_erased(cursor, differing)
    if position < state.history:
        raise Differs(
            f"History has {position} events up to event {last}, and {state.history} were signed: the last"
            " ones are missing."
        )
    if (other := cursor.execute(OTHER_TEXT).fetchone()[0]) is not None:
        raise Differs(f"Event {other} differs: a long text that it names was changed.")
    cursor.execute("SELECT count(*) FROM newsroom_event WHERE id > %s", [last])
    return Compared(state.history, erased, cursor.fetchone()[0])


def _events(cursor: Any, secret: bytes) -> Iterator[_Leaf]:
    last = 0
    while rows := cursor.execute(HASHES, [last, 2**62, 10_000]).fetchall():
        for event, found in rows:
            yield _Leaf(event, tree.leaf_hash(salt_of(secret, event) + bytes(found)))
        last = rows[-1][0]


def _require_erased(cursor: Any, events: list[int]) -> int:
    """Erasures change events on record; anything else doesn't."""
    if not events:
        return 0
    erased = {row[0] for row in cursor.execute(ERASED, [events]).fetchall()}
    for event in events:
        if event not in erased:
            raise Differs(
                f"Event {event} is the first that differs from what was signed: it was changed, or one"
                " before it was removed or inserted."
            )
    return len(events)


def _require_signed_roots(files: Files, state: State, private: TiledTree) -> None:
    """The tree is the one whose roots stand in the log."""
    log = TiledTree(files, state.size)
    counts = [0]
    for bundle in range(-(-state.size // WIDTH)):
        found = log.entries(bundle)
        if [tree.leaf_hash(each) for each in found] != log.tile(0, bundle):
            raise Differs(f"The log's files were changed: entries from {bundle * WIDTH} on.")
        for count, root in entries.histories(found):
            smaller = TiledTree(private.files, count)
            if tree.root(count, smaller.subtree) != root:
                raise Differs(
                    f"The private tree over history was changed: of its first {count} events, the log has"
                    " another root."
                )
            counts.append(count)
    if counts[-1] != state.history:
        raise Differs(f"The log has the root of {counts[-1]} events, the signer {state.history}.")
