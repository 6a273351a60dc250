"""The signer: what it puts into the log, and that it signs no rewritten history."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims.models import Publication
from claims.transparency import tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import Log, NotLogged
from claims.transparency.memory import Memory
from claims.transparency.notes import Note
from claims.transparency.signer import HISTORY, HISTORY_EVERY, STATE, Refused, Signer, State
from claims.transparency.signing_key import SigningKey
from claims.transparency.tiles import Folder, TiledTree, Within
from newsroom.models import Event, LogEntry
from tests import database, factories
from tests.as_owner import unguarded
from tests.claims.published import hold, lift

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ORIGIN = "news.example/log"
PATIENCE = 900  # seconds; only so that a failure ends
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SigningKey(PRIVATE.public_key().public_bytes_raw(), PRIVATE.sign)
# As whoever owns the database would do it: every hash fits again.
REHASH = """
DO $$
DECLARE
  each claims_publication;
  previous text := repeat('0', 64);
BEGIN
  FOR each IN SELECT * FROM claims_publication ORDER BY number LOOP
    each.previous_sha256 := previous;
    previous := publication_hash(each);
    UPDATE claims_publication SET previous_sha256 = each.previous_sha256, sha256 = previous
     WHERE number = each.number;
  END LOOP;
END $$
"""


@contextmanager
def signer(folder: Path, key: SigningKey = KEY, memory: Path | None = None) -> Iterator[Signer]:
    with database.connect("owner", autocommit=True) as connection:
        yield Signer(connection, Folder(folder), key, ORIGIN, Memory(memory))


def sign(folder: Path, memory: Path | None = None) -> None:
    with signer(folder, memory=memory) as signing:
        look_until_all_is_taken(signing)


def look_until_all_is_taken(signing: Signer) -> None:
    """Lines and events wait for the transactions that began before them, also those of other databases."""
    through = max(LogEntry.objects.values_list("pk", flat=True), default=0)
    events = max(Event.objects.values_list("pk", flat=True), default=0)
    begun = signing.connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()

    def all_have_ended() -> bool:
        found = signing.connection.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", begun
        )
        return found.fetchone() == (True,)

    def all_is_taken() -> bool:
        signing._history_at = -HISTORY_EVERY
        return (
            not signing.look()
            and signing.state.settled.through >= through
            and signing.state.events.through >= events
        )

    until(all_have_ended)
    until(all_is_taken)


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "other transactions last too long"
        time.sleep(0.02)


def entries(folder: Path) -> list[str]:
    """All that the last checkpoint holds, but the roots of history."""
    checkpoint = Checkpoint.read(Note.read(Log(Folder(folder)).checkpoint()).text)
    found = [each.decode() for each in TiledTree(Folder(folder), checkpoint.size).entries(0)]
    return [each for each in found if not each.startswith("history ")]


def published(count: int) -> list[Publication]:
    for _ in range(count):
        factories.signed_claim()
    return list(Publication.objects.order_by("number"))


def test_what_is_published_is_in_the_log_and_proven(tmp_path: Path) -> None:
    rows = published(2)
    sign(tmp_path)
    log = Log(Folder(tmp_path))
    first = Note.read(log.checkpoint())
    assert first.check(KEY.of(ORIGIN)) is None
    rows = [*rows, *published(1)[2:]]
    with pytest.raises(NotLogged):
        log.proof(3, rows[2].sha256)
    sign(tmp_path)
    assert entries(tmp_path) == [f"publication {row.number} {row.sha256}" for row in rows]
    for row in rows:
        proof = log.proof(row.number, row.sha256)
        leaf = tree.leaf_hash(proof.leaf.encode())
        head = proof.checkpoint
        tree.check_inclusion(leaf, proof.index, head.size, proof.hashes, head.root)
        assert proof.as_text().endswith(f"\n\n{log.checkpoint()}")
        assert proof.as_text().startswith(f"c2sp.org/tlog-proof@v1\nindex {proof.index}\n")
    # The second goes on from the first.
    old, new = Checkpoint.read(first.text), head
    proof_of = tree.consistency_proof(
        old.size, new.size, TiledTree(Folder(tmp_path), new.size).subtree
    )
    tree.check_consistency(old.size, new.size, proof_of, old.root, new.root)
    assert (tmp_path / "key").read_text() == f"{KEY.of(ORIGIN)}\n"
    assert log.status()["refused"] == ""


def test_withholding_and_restoring_are_in_the_log_without_a_reason(tmp_path: Path) -> None:
    claim = factories.signed_claim()
    sign(tmp_path)
    hold(claim)
    sign(tmp_path)
    lift(claim)
    sign(tmp_path)
    (first, hidden, shown) = Publication.objects.filter(claim=claim).order_by("number")
    found = entries(tmp_path)
    assert found[0] == f"publication {first.number} {first.sha256}"
    assert sorted(found[1:]) == sorted(
        [
            f"publication {hidden.number} {hidden.sha256}",
            f"publication {shown.number} {shown.sha256}",
            *("withheld 1", "restored 1", "withheld 2", "restored 2"),
        ]
    )
    with signer(tmp_path) as signing:
        assert not signing.look(thorough=True)


def test_entries_are_taken_once_whatever_the_order_in_which_transactions_end(
    tmp_path: Path, owner_connection: psycopg.Connection[Any]
) -> None:
    with database.connect("owner") as slow:
        slow.execute("SELECT write_to_log('withheld 901')")
        owner_connection.execute("SELECT write_to_log('withheld 902')")
        with signer(tmp_path) as signing:
            while signing.look():
                pass
        # What is later may not be taken while it is open what comes before.
        assert entries(tmp_path) == []
        slow.commit()
    sign(tmp_path)
    owner_connection.execute("SELECT write_to_log('withheld 903')")
    sign(tmp_path)
    sign(tmp_path)
    assert entries(tmp_path) == ["withheld 901", "withheld 902", "withheld 903"]


def test_the_root_of_history_is_in_the_log_and_its_events_are_not(tmp_path: Path) -> None:
    claim = factories.signed_claim()
    with signer(tmp_path) as signing:

        def look_at_history() -> bool:
            signing._history_at = -HISTORY_EVERY
            return signing.look()

        until(lambda: not look_at_history() and signing.state.history == Event.objects.count())
        count, size = signing.state.history, signing.state.size
        assert count == Event.objects.count()
        # Nothing but history is signed only now and then.
        factories.reporter()
        assert not signing.look()
        assert signing.state.size == size
        until(look_at_history)
        assert signing.state.history == Event.objects.count() > count
        private = TiledTree(Within(Folder(tmp_path), HISTORY), signing.state.history)
        root = tree.root(private.size, private.subtree)
        bundle = TiledTree(Folder(tmp_path), signing.state.size).entries(0)
        assert bundle[-1].decode() == f"history {private.size} {root.hex()}"
        # The same event again, as somebody would prove it who has the salt.
        with database.connect("owner") as owner:
            rows = owner.execute("SELECT * FROM event_hashes(0, 1000000, 1)").fetchall()
        ((event, found),) = rows
        leaf = tree.leaf_hash(signing._salt(event) + found)
        proof = tree.inclusion_proof(0, private.size, private.subtree)
        tree.check_inclusion(leaf, 0, private.size, proof, root)
    assert claim.text.encode() not in b"".join(
        each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()
    )


def rewrite() -> None:
    unguarded(
        "claims_publication", "UPDATE claims_publication SET event = 'shown' WHERE number = 2"
    )
    unguarded("claims_publication", REHASH)


def rewrite_without_hashes() -> None:
    unguarded(
        "claims_publication", "UPDATE claims_publication SET event = 'shown' WHERE number = 2"
    )


def backdate() -> None:
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET published_at = published_at - interval '1 hour' WHERE number = 2",
    )
    unguarded("claims_publication", REHASH)


def truncate() -> None:
    unguarded("claims_publishedquantity", "DELETE FROM claims_publishedquantity")
    unguarded("claims_exportrow", "DELETE FROM claims_exportrow")
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM claims_publication WHERE number >= 2")


def reorder() -> None:
    swap = (
        "UPDATE claims_publication p SET body_sha256 = o.body_sha256, claim_id = o.claim_id"
        " FROM claims_publication o WHERE p.number IN (2, 3) AND o.number = 5 - p.number"
    )
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        # At most one publication of a claim is shown.
        owner.execute("UPDATE claims_publication SET shown_until = now() WHERE number > 1")
        owner.execute(swap)
        owner.execute(REHASH)


def fork() -> None:
    """A second past from number 2 on, with as many publications."""
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(
            "UPDATE claims_publication SET body_sha256 = repeat('a', 64) WHERE number >= 2"
        )
        owner.execute(REHASH)


def withhold_silently() -> None:
    unguarded(
        "claims_publication", "UPDATE claims_publication SET withheld = true WHERE number = 2"
    )


@pytest.mark.parametrize(
    ("attack", "thorough"),
    [
        (rewrite, False),
        (rewrite_without_hashes, True),
        (backdate, False),
        (truncate, False),
        (reorder, False),
        (fork, False),
        (withhold_silently, True),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_owners_attacks_are_refused_with_the_first_number(
    tmp_path: Path, attack: Callable[[], None], thorough: bool
) -> None:
    published(3)
    sign(tmp_path)
    before = Log(Folder(tmp_path)).checkpoint()
    attack()
    with signer(tmp_path) as signing:
        with pytest.raises(Refused, match=r"[Pp]ublication 2 "):
            signing.look(thorough=thorough)
        assert "ublication 2 " in Log(Folder(tmp_path)).status()["refused"]
        # Nor when it goes on from there.
        with pytest.raises(Refused, match=r"[Pp]ublication 2 "):
            signing.look(thorough=thorough)
    assert Log(Folder(tmp_path)).checkpoint() == before


def test_a_new_publication_that_does_not_follow_is_refused(tmp_path: Path) -> None:
    published(1)
    sign(tmp_path)
    published(1)
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET previous_sha256 = repeat('b', 64) WHERE number = 2",
    )
    with signer(tmp_path) as signing, pytest.raises(Refused, match="Publication 2 doesn't follow"):
        signing.look()
    unguarded("claims_publication", REHASH)
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET published_at = '2020-01-01' WHERE number = 2",
    )
    with signer(tmp_path) as signing, pytest.raises(Refused, match="Publication 2 is dated before"):
        signing.look()
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET published_at = now() WHERE number = 2",
    )
    with signer(tmp_path) as signing, pytest.raises(Refused, match="hash of publication 2"):
        signing.look()


def test_the_signer_begins_again_from_what_it_remembers(tmp_path: Path) -> None:
    published(1)
    sign(tmp_path)
    old = (tmp_path / "checkpoint").read_bytes()
    state = (tmp_path / STATE).read_bytes()
    published(1)
    sign(tmp_path)
    # It ended before it had written the checkpoint.
    new = (tmp_path / "checkpoint").read_bytes()
    (tmp_path / "checkpoint").write_bytes(old)
    sign(tmp_path)
    assert (tmp_path / "checkpoint").read_bytes() == new
    # A folder from two days is none.
    remembered = (tmp_path / STATE).read_bytes()
    size = State.from_json(remembered).size
    (tmp_path / STATE).unlink()
    with pytest.raises(Refused, match="is missing"):
        sign(tmp_path)
    (tmp_path / STATE).write_bytes(remembered)
    (tile,) = (each for each in (tmp_path / "tile/0").rglob("*") if each.name == str(size))
    tile.write_bytes(b"x" * 32 * size)
    with pytest.raises(Refused, match="not those of its last checkpoint"):
        sign(tmp_path)
    tile.unlink()
    with pytest.raises(Refused, match="not complete"):
        sign(tmp_path)
    assert State.from_json(state).number == 1


def test_another_key_goes_on_with_no_log(tmp_path: Path) -> None:
    published(1)
    sign(tmp_path)
    other = Ed25519PrivateKey.generate()
    key = SigningKey(other.public_key().public_bytes_raw(), other.sign)
    with pytest.raises(Refused, match="not signed with this key"), signer(tmp_path, key):
        pass


def test_two_signers_do_not_work_at_the_same_time(tmp_path: Path) -> None:
    with (
        signer(tmp_path),
        pytest.raises(Refused, match="Another signer"),
        signer(tmp_path),
    ):
        pass


def test_what_is_written_for_the_log_stays(owner_connection: psycopg.Connection[Any]) -> None:
    owner_connection.execute("SELECT write_to_log('withheld 1')")
    entry = LogEntry.objects.get()
    with database.connect("owner") as owner:
        with pytest.raises(psycopg.Error) as caught:
            owner.execute("SELECT write_to_log(E'withheld 1\\nwithheld 2')")
        assert caught.value.diag.constraint_name == "log_entry_is_one_line"
    assert str(entry) == "withheld 1"


def test_state_is_read_as_it_was_written() -> None:
    state = State("note", 3, 2, "a" * 64, "2026")
    state.settled.through = 4
    assert State.from_json(state.to_json()) == state
    assert json.loads(state.to_json())["settled"]["through"] == 4
