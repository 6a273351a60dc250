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
# The events by which erasures say which other ones they changed; old messages of readers are erased daily.
RECORDS = """
SELECT id, ARRAY(SELECT jsonb_array_elements_text(events)::bigint) FROM (
  SELECT id, event_values(new) -> 'events' AS events FROM newsroom_event
   WHERE "table" = 'claims_erasure' AND action = 'update' AND new ? 'events'
   UNION ALL
  SELECT id, old -> 'events' FROM newsroom_event
   WHERE "table" = 'claims_errorreport' AND "row" = '' AND via = 'clock' AND reason = 'old messages' AND old ? 'events') r
 WHERE jsonb_typeof(events) = 'array'
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
    position = last = 0
    differing: list[int] = []
    for position, leaf in enumerate(_events(cursor, secret)):
        if position == state.history:
            break
        last = leaf.event
        if private.subtree(0, position) != leaf.hash:
            differing.append(leaf.event)
    else:
        position += 1 if last else 0
    _require_erased(cursor, differing)
    if position < state.history:
        raise Differs(
            f"History has {position} events up to event {last}, and {state.history} were signed: the last"
            " ones are missing."
        )
    if (other := cursor.execute(OTHER_TEXT).fetchone()[0]) is not None:
        raise Differs(f"Event {other} differs: a long text that it names was changed.")
    cursor.execute("SELECT count(*) FROM newsroom_event WHERE id > %s", [last])
    return Compared(state.history, len(differing), cursor.fetchone()[0])


def _events(cursor: Any, secret: bytes) -> Iterator[_Leaf]:
    last = 0
    while rows := cursor.execute(HASHES, [last, 2**62, 10_000]).fetchall():
        for event, found in rows:
            yield _Leaf(event, tree.leaf_hash(salt_of(secret, event) + bytes(found)))
        last = rows[-1][0]


def _require_erased(cursor: Any, events: list[int]) -> None:
    """Erasures change events on record; anything else doesn't. A record that was changed is none."""
    if not events:
        return
    changed, on_record = set(events), set[int]()
    for record, numbers in cursor.execute(RECORDS).fetchall():
        if record not in changed:
            on_record.update(number for number in numbers if number < record)
    if unrecorded := changed - on_record:
        raise Differs(
            f"Event {min(unrecorded)} is the first that differs from what was signed: it was changed, or"
            " one before it was removed or inserted."
        )


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
