"""Webhooks: whoever is registered is told of each publication, signed, at least once, and never
more than anybody may read."""

import hashlib
import hmac
import json
import socket
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from claims.choices import ALWAYS_SENT, PublicationEvent
from claims.models import Claim, Delivery, DeliveryAttempt, Publication, Webhook
from claims.notifications import deliveries, webhooks
from claims.workflow import review
from newsroom.errors import Refused
from newsroom.jobs import TryAgain
from newsroom.models import Event, Job
from tests import database, factories, sql
from tests.claims.published import hold, lift
from tests.sources.web import Site, answer, elsewhere
from tests.workers import all_done, work_off, worker

pytestmark = pytest.mark.django_db


class Message(NamedTuple):
    """A request that arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)["data"]


class Receiver(Site):
    """Somebody's server: keeps what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Message] = []
        self.answers: list[str] = []  # statuses, one after another; then what is usual

    def _answer(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            stream.readline()
            headers: dict[str, str] = {}
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = stream.read(int(headers["content-length"]))
        self.received.append(Message(headers, body))
        status = self.answers.pop(0) if self.answers else "204 No Content"
        connection.sendall(
            elsewhere(self.url("/elsewhere")) if status[0] == "3" else answer(status, b"")
        )


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    site = Receiver()
    settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}"]
    try:
        yield site
    finally:
        site.close()


def register(receiver: Receiver, *events: str) -> tuple[Webhook, str]:
    return webhooks.add(factories.senior(), "A reader", receiver.url("/hook"), events)


def attempts(webhook: Webhook) -> list[tuple[int | None, str]]:
    rows = DeliveryAttempt.objects.filter(delivery__webhook=webhook).order_by("pk")
    return list(rows.values_list("status", "sentence"))


def fresh(webhook: Webhook) -> Webhook:
    return Webhook.objects.get(pk=webhook.pk)


def verified(message: Message, secret: str) -> bool:
    """By the text of the Standard Webhooks specification, not by our code."""
    key = b64decode(secret.split("_", 1)[1])
    head = f"{message.headers['webhook-id']}.{message.headers['webhook-timestamp']}."
    digest = hmac.new(key, head.encode() + message.body, hashlib.sha256).digest()
    return f"v1,{b64encode(digest).decode()}" in message.headers["webhook-signature"].split(" ")


# What is sent


@pytest.mark.long
def test_each_publication_is_sent_signed_as_the_changes_tell_it(
    receiver: Receiver, client: Client
) -> None:
    _webhook, secret = register(receiver, *PublicationEvent)
    claim = factories.signed_claim(text="A “bridge” \\ stands 🌉.")
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    work_off()
    assert all(verified(message, secret) for message in receiver.received)
    assert not verified(receiver.received[0]._replace(body=b"{}"), secret)
    changes = client.get("/api/v1/changes/").json()["results"]
    assert [message.data for message in receiver.received] == changes
    for message, change in zip(receiver.received, changes, strict=True):
        payload = json.loads(message.body)
        assert payload["type"] == f"publication.{change['event']}"
        assert payload["timestamp"] == change["published_at"]
        assert message.headers["content-type"] == "application/json"
        assert message.headers["webhook-id"] == f"publication_{change['number']}"
        assert abs(int(message.headers["webhook-timestamp"]) - time.time()) < 600
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_the_signature_is_the_one_of_the_specification() -> None:
    """Its own example."""
    assert (
        deliveries.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@pytest.mark.long
def test_what_was_hidden_before_it_is_sent_is_not_sent(receiver: Receiver) -> None:
    register(receiver, *PublicationEvent)
    claim = factories.signed_claim()
    hold(claim)
    work_off()
    assert [(message.data["event"], message.data["body"]) for message in receiver.received] == [
        ("hidden", None),
    ]
    assert claim.text.encode() not in b"".join(message.body for message in receiver.received)


def test_what_is_hidden_while_it_waits_for_an_answer_is_sent_as_null(receiver: Receiver) -> None:
    register(receiver, "signed")
    receiver.answers = ["503 Service Unavailable"]
    claim = factories.signed_claim()
    deliveries.create_deliveries(Publication.objects.get().number)
    delivery = Delivery.objects.get()
    with pytest.raises(TryAgain):
        deliveries.deliver(delivery.pk)
    hold(claim)
    deliveries.deliver(delivery.pk)
    assert [message.data["body"] is None for message in receiver.received] == [False, True]


def waiting() -> dict[str, timedelta | None]:
    """Of each event whose messages are still to be made: how long after the publication that is."""
    jobs = Job.objects.filter(task_name="claims.create_deliveries", status="todo").order_by("pk")
    found = {}
    for job in jobs:
        row = Publication.objects.get(pk=job.procrastinate_job.task_kwargs["publication_id"])
        found[row.event] = job.scheduled_at and job.scheduled_at - row.published_at
    return found


def test_conclusions_wait_and_removals_do_not(settings: Any) -> None:
    settings.READERS_DELAY_MINUTES = 15
    factories.webhook()
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    hold(claim)
    found = waiting()
    assert found.keys() == {"signed", "reopened", "hidden"}
    assert (found["reopened"], found["hidden"]) == (None, None)
    assert found["signed"]
    assert timedelta(minutes=14) < found["signed"] < timedelta(minutes=16)


@pytest.mark.parametrize("keep_wording", [True, False])
def test_nothing_is_sent_of_what_was_withdrawn_before(keep_wording: bool) -> None:
    factories.webhook()
    claim = factories.signed_claim()
    review.withdraw(claim.pk, factories.senior(), "It was never said.", keep_wording)
    for number in Publication.objects.order_by("number").values_list("number", flat=True):
        deliveries.create_deliveries(number)
    sent = Delivery.objects.order_by("pk").values_list("publication__event", flat=True)
    assert list(sent) == ["withdrawn"]


def test_what_was_dropped_is_sent_once_it_is_shown_again() -> None:
    factories.webhook()
    claim = factories.signed_claim()
    hold(claim)
    for number in (1, 2):
        deliveries.create_deliveries(number)
    lift(claim)
    deliveries.create_deliveries(3)
    sent = Delivery.objects.order_by("pk").values_list("publication__event", flat=True)
    assert list(sent) == ["hidden", "shown"]


@pytest.mark.long
def test_one_is_told_of_what_one_asked_for_and_always_of_what_goes(receiver: Receiver) -> None:
    webhook, _secret = register(receiver)
    assert set(webhook.events) == set(ALWAYS_SENT)
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    hold(claim)
    work_off()
    assert [message.data["event"] for message in receiver.received] == ["reopened", "hidden"]
    webhooks.change(webhook.pk, factories.senior(), "A reader", webhook.url, ["signed"])
    factories.signed_claim()
    work_off()
    assert receiver.received[-1].data["event"] == "signed"


@pytest.mark.long
def test_two_are_told_each_under_the_same_id_with_its_own_secret(receiver: Receiver) -> None:
    _one, secret = register(receiver, "signed")
    _other, other_secret = webhooks.add(
        factories.senior(), "Another", receiver.url("/other"), ["signed"]
    )
    assert secret != other_secret
    factories.signed_claim()
    work_off()
    one, other = receiver.received
    assert one.headers["webhook-id"] == other.headers["webhook-id"]
    assert (verified(one, secret), verified(other, other_secret)) == (True, True)
    assert not verified(one, other_secret)


# When it is sent


def test_without_a_webhook_nothing_is_queued() -> None:
    claim = factories.signed_claim()
    paused = factories.webhook()
    webhooks.pause(paused.pk, factories.senior(), "They move house.")
    hold(claim)
    assert not Job.objects.filter(task_name="claims.create_deliveries").exists()


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    factories.webhook()
    claim = factories.proposed_claim()
    with transaction.atomic():
        review.sign(claim.pk, factories.senior(), factories.version_of(claim))
        assert Job.objects.filter(task_name="claims.create_deliveries").count() == 1
        transaction.set_rollback(True)
    assert not Job.objects.filter(task_name="claims.create_deliveries").exists()


def test_telling_twice_sends_once(receiver: Receiver) -> None:
    register(receiver, "signed")
    factories.signed_claim()
    number = Publication.objects.get().number
    deliveries.create_deliveries(number)
    deliveries.create_deliveries(number)
    work_off()
    assert len(receiver.received) == 1
    deliveries.deliver(Delivery.objects.get().pk)
    assert len(receiver.received) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_worker_sends_it_and_tries_again_until_it_is_taken(receiver: Receiver) -> None:
    webhook, secret = register(receiver, "signed")
    receiver.answers = ["500 Internal Server Error", "503 Service Unavailable"]
    factories.signed_claim()
    with worker(FETCH_ALLOWED_HOSTS=f"127.0.0.1:{receiver.port}") as running:
        running.wait_until(lambda: all_done() and len(receiver.received) == 3)
    assert {message.headers["webhook-id"] for message in receiver.received} == {"publication_1"}
    assert all(verified(message, secret) for message in receiver.received)
    assert [status for status, _sentence in attempts(webhook)] == [500, 503, 204]
    assert Delivery.objects.get().state == "delivered"
    assert fresh(webhook).failing_since is None


# What becomes of it


@pytest.mark.parametrize(
    ("status", "taken", "says"),
    [
        ("200 OK", True, "Accepted"),
        ("202 Accepted", True, "Accepted"),
        ("302 Found", False, "is not followed"),
        ("400 Bad Request", False, "It answered 400"),
        ("401 Unauthorized", False, "It answered 401"),
        ("429 Too Many Requests", False, "It answered 429"),
        ("500 Internal Server Error", False, "It answered 500"),
    ],
)
def test_each_answer_is_logged_in_words(
    receiver: Receiver, status: str, taken: bool, says: str
) -> None:
    webhook, _secret = register(receiver, "signed")
    receiver.answers = [status]
    factories.signed_claim()
    work_off()
    (number, sentence), *rest = attempts(webhook)
    assert number == int(status[:3])
    assert says in sentence
    assert [each for each, _sentence in rest] == ([] if taken else [204])
    assert not any("GET" in line for line in receiver.requests)


@pytest.mark.long
def test_nobody_there_is_logged_in_words(receiver: Receiver) -> None:
    webhook, _secret = register(receiver, "signed")
    receiver.close()
    factories.signed_claim()
    work_off()
    assert len(attempts(webhook)) == deliveries.ATTEMPTS
    assert attempts(webhook)[0] == (
        None,
        "The server 127.0.0.1 can't be reached. Try again later.",
    )
    assert Delivery.objects.get().state == "failed"
    assert fresh(webhook).state == "active"


@pytest.mark.long
def test_our_own_network_is_told_nothing(receiver: Receiver, settings: Any) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    webhook = factories.webhook("http://localhost/hook")
    factories.signed_claim()
    work_off()
    assert all("not on the public internet" in sentence for _status, sentence in attempts(webhook))
    assert receiver.connections == 0


@pytest.mark.long
def test_who_has_taken_nothing_for_days_is_paused_in_words(receiver: Receiver) -> None:
    webhook, _secret = register(receiver, "signed")
    receiver.answers = ["500 Internal Server Error"] * deliveries.ATTEMPTS * 2
    factories.signed_claim()
    work_off()
    assert fresh(webhook).failing_since is not None
    assert fresh(webhook).state == "active"
    long_ago = timezone.now() - deliveries.PAUSED_AFTER - timedelta(minutes=1)
    Webhook.objects.update(failing_since=long_ago)
    factories.signed_claim()
    work_off()
    paused = fresh(webhook)
    assert paused.state == "paused"
    assert paused.state_reason == (
        f"It has accepted nothing since {long_ago.date()}. The last answer: It answered 500."
    )
    resumed = webhooks.resume(webhook.pk, factories.senior())
    assert (resumed.state, resumed.state_reason, resumed.failing_since) == ("active", "", None)


def test_who_says_that_it_is_gone_is_paused_at_once(receiver: Receiver) -> None:
    webhook, _secret = register(receiver, "signed")
    receiver.answers = ["410 Gone"]
    factories.signed_claim()
    work_off()
    assert len(receiver.received) == 1
    assert fresh(webhook).state == "paused"
    assert "gone for good" in fresh(webhook).state_reason
    assert Delivery.objects.get().state == "failed"


def test_what_is_under_way_when_it_is_paused_is_not_sent(receiver: Receiver) -> None:
    webhook, _secret = register(receiver, "signed")
    factories.signed_claim()
    deliveries.create_deliveries(Publication.objects.get().number)
    webhooks.pause(webhook.pk, factories.senior(), "They move house.")
    work_off()
    assert receiver.received == []
    assert Delivery.objects.get().state == "failed"
    assert "Resume it" in attempts(webhook)[0][1]
    webhooks.resume(webhook.pk, factories.senior())
    webhooks.redeliver(Delivery.objects.get().pk, factories.senior())
    work_off()
    assert len(receiver.received) == 1


@pytest.mark.long
def test_it_is_sent_again_under_the_same_id_as_it_may_be_read_now(receiver: Receiver) -> None:
    register(receiver, "signed")
    claim = factories.signed_claim()
    work_off()
    hold(claim)
    delivery = Delivery.objects.get(publication__event="signed")
    webhooks.redeliver(delivery.pk, factories.senior())
    with pytest.raises(Refused, match="waiting"):
        webhooks.redeliver(delivery.pk, factories.senior())
    work_off()
    first, *_rest = receiver.received
    again = next(each for each in receiver.received[1:] if each.data["number"] == 1)
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert (first.data["body"] is None, again.data["body"] is None) == (False, True)


def test_a_test_says_nothing_of_any_claim_and_reaches_a_paused_one_too(receiver: Receiver) -> None:
    webhook, secret = register(receiver)
    webhooks.pause(webhook.pk, factories.senior(), "They move house.")
    made = webhooks.test(webhook.pk, factories.senior())
    work_off()
    (message,) = receiver.received
    assert verified(message, secret)
    assert json.loads(message.body)["type"] == "test"
    assert message.data == {}
    assert message.headers["webhook-id"] == f"test_{made.pk}"


# Its secret


def test_the_secret_lies_sealed_and_in_no_history(receiver: Receiver) -> None:
    webhook, secret = register(receiver)
    new = webhooks.renew_secret(webhook.pk, factories.senior())
    assert new != secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM claims_webhook w")
        stored = str(cursor.fetchall())
    written = str(list(Event.objects.values_list("old", "new", "reason")))
    for each in (secret, new):
        assert each.removeprefix("whsec_") not in stored + written
    sealed = fresh(webhook).secret
    assert sealed in stored
    assert sealed not in written
    changes = Event.objects.filter(table="claims_webhook").order_by("pk")
    assert [event.action for event in changes] == ["insert", "update"]


def test_a_new_secret_signs_from_now_on(receiver: Receiver) -> None:
    webhook, secret = register(receiver, "signed")
    new = webhooks.renew_secret(webhook.pk, factories.senior())
    factories.signed_claim()
    work_off()
    assert verified(receiver.received[0], new)
    assert not verified(receiver.received[0], secret)


@pytest.mark.long
def test_a_changed_key_of_the_server_is_said_and_an_old_one_still_read(
    receiver: Receiver, keys_of_history: None, settings: Any
) -> None:
    webhook, secret = register(receiver, "signed")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    database.accept_keys()
    factories.signed_claim()
    work_off()
    assert verified(receiver.received[0], secret)
    settings.SECRET_KEY_FALLBACKS = []
    factories.signed_claim()
    work_off()
    assert len(receiver.received) == 1
    assert fresh(webhook).state == "paused"
    assert "Make a new secret" in fresh(webhook).state_reason


@pytest.mark.long
def test_an_ended_one_has_no_secret_and_is_sent_nothing(receiver: Receiver) -> None:
    webhook, _secret = register(receiver, "signed")
    factories.signed_claim()
    deliveries.create_deliveries(Publication.objects.get().number)
    webhooks.end(webhook.pk, factories.senior(), "They asked for it.")
    work_off()
    factories.signed_claim()
    assert receiver.received == []
    assert fresh(webhook).secret == ""
    by = factories.senior()
    for deed in (
        lambda: webhooks.test(webhook.pk, by),
        lambda: webhooks.renew_secret(webhook.pk, by),
        lambda: webhooks.redeliver(Delivery.objects.get().pk, by),
        lambda: webhooks.change(webhook.pk, by, "B", factories.hook_url(), []),
        lambda: webhooks.end(webhook.pk, by, "Again."),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.rule == "webhook_ends_once"


# What can't be


@pytest.mark.parametrize(
    ("name", "url", "events", "says"),
    [
        ("", "https://reader.example/", [], "name of the receiver"),
        ("A", "gopher://reader.example/", [], "https://"),
        ("A", "https://a:b@reader.example/", [], "user name"),
        ("A", "", [], "no address"),
        ("A", "http://127.0.0.1/hook", [], "not on the public internet"),
        ("A", "http://[fd00::1]:8080/hook", [], "not on the public internet"),
        ("A", "https://169.254.169.254/latest/", [], "not on the public internet"),
        ("A", "https://reader.example:22/", [], "Port 22"),
        ("A", "https://reader.example/", ["deleted"], "no event deleted"),
    ],
)
def test_what_is_no_webhook_is_refused(name: str, url: str, events: list[str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        webhooks.add(factories.senior(), name, url, events)


def test_an_address_is_registered_once() -> None:
    webhook = factories.webhook()
    with pytest.raises(Refused) as refused:
        factories.webhook(webhook.url)
    assert refused.value.rule == "webhook_address_once"
    webhooks.end(webhook.pk, factories.senior(), "They asked for it.")
    assert factories.webhook(webhook.url).pk != webhook.pk


@pytest.mark.parametrize(
    ("rule", "statement"),
    [
        ("webhook_receives_removals", "UPDATE claims_webhook SET events = '{signed}'"),
        ("webhook_state_has_a_reason", "UPDATE claims_webhook SET state = 'paused'"),
        (
            "webhook_state_has_a_reason",
            "UPDATE claims_webhook SET state_reason = 'They move house.'",
        ),
        ("webhook_has_its_secret", "UPDATE claims_webhook SET secret = ''"),
        (
            "webhook_has_its_secret",
            "UPDATE claims_webhook SET state = 'ended', state_reason = 'They asked for it.'",
        ),
    ],
)
def test_rules_hold_against_sql(rule: str, statement: str) -> None:
    factories.webhook()
    sql.refused(statement, by=rule)


def test_a_publication_is_sent_to_each_once() -> None:
    webhook = factories.webhook()
    factories.signed_claim()
    deliveries.create_deliveries(Publication.objects.get().number)
    sql.refused(
        "INSERT INTO claims_delivery (webhook_id, publication_id, state) VALUES (%s, 1, 'waiting')",
        webhook.pk,
        by="delivery_once",
    )


def test_what_is_sent_names_no_claim_that_is_not_public() -> None:
    webhook = factories.webhook()
    claim: Claim = factories.proposed_claim()
    hold(claim)
    assert not Job.objects.filter(task_name="claims.create_deliveries").exists()
    assert not Delivery.objects.filter(webhook=webhook).exists()
