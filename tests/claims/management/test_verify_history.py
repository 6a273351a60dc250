"""``verify_history``: an event that the owner of the database changes is found and named."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.choices import LegalBasis
from claims.models import Erasure
from claims.transparency.signer import HISTORY, HISTORY_EVERY
from claims.workflow import approvals, erasures
from newsroom.models import Event
from tests import database, factories
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


def test_an_erasure_says_which_events_it_changed(signed: list[int], tmp_path: Path) -> None:
    report = factories.error_report(words="It is wrong.")
    sign(tmp_path)
    editor, reason = factories.editor(), "They asked us to."
    waiting = erasures.request("erase_report", report.pk, editor, reason, LegalBasis.values[0])
    sign(tmp_path)
    approvals.approve(waiting.pk, factories.senior())
    erasure = Erasure.objects.get()
    of_report = list(Event.objects.of(report).order_by("pk").values_list("pk", flat=True))
    assert erasure.events == of_report[:1]
    for _ in range(2):
        assert "Of 1 of them, values were erased" in verify()
        sign(tmp_path)
    # Nothing else can be hidden behind it.
    change = "UPDATE claims_erasure SET events = events || %s::bigint"
    as_owner(change, signed[5])
    as_owner("UPDATE newsroom_event SET reason = '█' WHERE id = %s", signed[5])
    with pytest.raises(CommandError, match=f"^Event {signed[5]} is the first that differs"):
        verify()
    as_owner(
        "UPDATE newsroom_event SET new = new || jsonb_build_object('events', ARRAY[%s, %s])"
        " WHERE \"table\" = 'claims_erasure' AND action = 'update'",
        *(signed[5], of_report[0]),
    )
    with pytest.raises(CommandError, match=f"^Event {signed[5]} is the first that differs"):
        verify()
