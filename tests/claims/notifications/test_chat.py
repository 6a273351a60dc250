"""Messages to a chat room: what waits for the senior editors, with no more than an e-mail says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from claims.notifications import chat
from claims.workflow import approvals as deciding
from claims.workflow import review
from newsroom import approvals
from newsroom.jobs import TryAgain
from newsroom.models import Approval, Job
from tests import factories, workers
from tests.claims.admin.desk import url_of
from tests.claims.notifications.test_webhooks import Receiver
from tests.claims.published import ask_lift, hold, lift

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(settings: Any) -> Iterator[Receiver]:
    site = Receiver()
    settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}"]
    settings.NOTICES_WEBHOOK = site.url("/services/T1/B2/secret")
    try:
        yield site
    finally:
        site.close()


def texts(room: Receiver) -> list[str]:
    """What has arrived since the last look."""
    workers.work_off()
    found = [json.loads(message.body) for message in room.received]
    room.received.clear()
    assert all(set(each) == {"text"} for each in found)
    return [each["text"] for each in found]


def test_holds_requests_and_proposals_are_posted(room: Receiver) -> None:
    editor = factories.editor()
    claim = factories.proposed_claim(editor)
    address = f"http://127.0.0.1:8000{url_of(claim)}"
    assert texts(room) == [
        f"Claim {claim.pk} waits for a signature. Sign it or send it back.\n{address}"
    ]
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    hold(claim)
    request = ask_lift(claim)
    assert texts(room) == [
        f"Claim {claim.pk} is offline or blocked. Read why; lifting it takes two people.\n{address}",
        (
            f"Claim {claim.pk}, “Lift a hold”, waits for a second person. Approve or decline it.\n"
            f"http://127.0.0.1:8000{url_of(request)}"
        ),
    ]
    deciding.approve(request.pk, factories.senior())
    assert texts(room) == [
        f"Claim {claim.pk}: a hold was lifted. Check what is public now.\n{address}"
    ]


def test_what_is_decided_before_it_is_posted_is_not(room: Receiver) -> None:
    claim = factories.proposed_claim()
    review.send_back(claim.pk, factories.senior(), "Ask the office.")
    signed = factories.signed_claim()
    hold(signed)
    request = ask_lift(signed)
    approvals.withdraw(request.pk, Approval.objects.get(pk=request.pk).requested_by)
    (only,) = texts(room)
    assert only.startswith(f"Claim {signed.pk} is offline")


def test_no_words_no_name_and_no_reason_leave(room: Receiver) -> None:
    claim = factories.signed_claim()
    hold(claim)
    lift(claim)
    posted = "\n".join(texts(room))
    assert str(claim.pk) in posted
    for secret in (claim.text, str(claim.speaker), "A letter came.", "It was answered."):
        assert secret not in posted


def test_without_a_room_nothing_is_enqueued() -> None:
    hold(factories.signed_claim())
    assert not Job.objects.filter(task_name__startswith="claims.post_").exists()


def test_what_is_not_accepted_is_tried_again_and_the_address_is_in_no_sentence(
    room: Receiver,
) -> None:
    claim = factories.signed_claim()
    hold(claim)
    room.answers = ["500 Internal Server Error"]
    with pytest.raises(TryAgain, match="answered 500") as failed:
        chat.post_hold(claim.holds.get().pk)
    assert "secret" not in failed.value.sentence


def test_an_address_of_our_own_network_gets_nothing(room: Receiver, settings: Any) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    claim = factories.signed_claim()
    hold(claim)
    with pytest.raises(TryAgain) as failed:
        chat.post_hold(claim.holds.get().pk)
    assert room.received == []
    assert "secret" not in failed.value.sentence
