"""``verify_history``: an event that the owner of the database changes is found and named."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.choices import LegalBasis
from claims.transparency.signer import HISTORY, HISTORY_EVERY
from newsroom.models import Event
from tests import database, factories
from tests.as_owner import unguarded
from tests.claims.transparency.test_signer import signer, until

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.long,
]


@pytest.fixture
def signed(tmp_path: Path, settings: Any) -> list[int]:
    """The events of a signed claim with a long rationale, all in the tree."""
    settings.SIGNED_LOG = tmp_path
    factories.signed_claim()
    sign(tmp_path)
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def sign(folder: Path) -> None:
    with signer(folder) as signing:

        def look_at_history() -> bool:
            signing._history_at = -HISTORY_EVERY
            return signing.look()

        until(lambda: not look_at_history() and signing.state.history == Event.objects.count())


def verify() -> str:
    out = StringIO()
    call_command("verify_history", stdout=out)
    return out.getvalue()


def as_owner(statement: str, *values: Any) -> None:
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(statement, values)


def test_history_as_it_was_signed(signed: list[int], tmp_path: Path) -> None:
    assert f"{len(signed)} events" in verify()
    factories.reporter()
    assert "Not signed yet: " in verify()
    sign(tmp_path)
    assert f"{Event.objects.count()} events" in verify()


CHANGES: dict[str, Callable[[int], None]] = {
    "a reason": lambda event: as_owner(
        "UPDATE newsroom_event SET reason = 'Another.' WHERE id = %s", event
    ),
    "a value": lambda event: as_owner(
        "UPDATE newsroom_event SET new = coalesce(new, '{}') || '{\"text\": \"x\"}' WHERE id = %s",
        event,
    ),
    "who did it": lambda event: as_owner(
        "UPDATE newsroom_event SET actor = 'nobody' WHERE id = %s", event
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_event_that_was_changed_is_named(
    signed: list[int], change: Callable[[int], None]
) -> None:
    change(signed[5])
    change(signed[8])
    with pytest.raises(CommandError, match=f"^Event {signed[5]} is the first that differs"):
        verify()


def test_a_removed_event_is_named_by_the_next(signed: list[int]) -> None:
    as_owner("DELETE FROM newsroom_event WHERE id = %s", signed[5])
    with pytest.raises(CommandError, match=f"^Event {signed[6]} is the first that differs"):
        verify()


def test_events_removed_at_the_end_are_missed(signed: list[int]) -> None:
    as_owner("DELETE FROM newsroom_event WHERE id > %s", signed[5])
    with pytest.raises(CommandError, match=f"up to event {signed[5]}, and {len(signed)} were"):
        verify()


def test_a_tree_that_was_made_again_has_another_root(signed: list[int], tmp_path: Path) -> None:
    tile = next(each for each in (tmp_path / HISTORY / "tile/0").rglob("*") if each.is_file())
    for each in (tmp_path / HISTORY / "tile/0").rglob("*"):
        if each.is_file():
            content = each.read_bytes()
            each.write_bytes(b"x" * 32 + content[32:])
    assert tile.exists()
    with pytest.raises(CommandError, match="the log has another root"):
        verify()


def test_without_a_log_there_is_nothing_to_compare(tmp_path: Path, settings: Any) -> None:
    settings.SIGNED_LOG = None
    with pytest.raises(CommandError, match="Set SIGNED_LOG"):
        verify()
    settings.SIGNED_LOG = tmp_path
    with pytest.raises(CommandError, match="not complete"):
        verify()


MASK = (
    "UPDATE newsroom_event SET new = erased_keys(new, ARRAY['text']) WHERE \"table\" = 'claims_claim'"
    " AND new ->> 'text' <> ''"
)


def on_record(kind: str) -> None:
    as_owner(
        "INSERT INTO claims_erasure (key, kind, subject_id, legal_basis, reason, requested_by, approved_by,"
        " erased_at, found, removed_sha256, sealed) VALUES (gen_random_uuid(), %s, 1, %s, 'A court said so.',"
        " 'one', 'another', now(), '{}', repeat('0', 64), '')",
        kind,
        LegalBasis.values[0],
    )


def test_what_an_erasure_removed_is_told_apart(signed: list[int]) -> None:
    unguarded("newsroom_event", MASK)
    on_record("erase_person")
    assert "values were erased by an erasure" in verify()


@pytest.mark.parametrize("kind", ["", "erase_source", "erase_report", "erase_request"])
def test_what_no_erasure_on_record_reaches_was_changed(signed: list[int], kind: str) -> None:
    unguarded("newsroom_event", MASK)
    if kind:
        on_record(kind)
    with pytest.raises(CommandError, match="is the first that differs"):
        verify()
