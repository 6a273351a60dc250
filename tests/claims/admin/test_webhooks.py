"""Webhooks at the desk: for senior editors; the secret is shown once, and what was sent is told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Delivery, DeliveryAttempt, Publication, Webhook
from claims.notifications import deliveries, webhooks
from newsroom.models import Job
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words

pytestmark = pytest.mark.django_db

ADD = reverse("admin:claims_webhook_add")


def sent() -> Delivery:
    """A delivery that was tried once, in vain."""
    webhook = factories.webhook()
    factories.signed_claim()
    deliveries.create_deliveries(Publication.objects.get().number)
    delivery = Delivery.objects.get(webhook=webhook)
    DeliveryAttempt.objects.create(delivery=delivery, status=500, sentence="It answered 500.")
    Delivery.objects.update(state="failed")
    return Delivery.objects.get(pk=delivery.pk)


def test_registering_shows_the_secret_once() -> None:
    client = at_the_desk(factories.senior())
    assert "hidden and taken down are always sent" in words(client.get(ADD))
    data = {"name": "A reader", "url": "https://reader.example/hook", "events": ["signed"]}
    shown = client.post(ADD, data)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    (secret,) = re.findall(r'id="secret">(whsec_[\w+/=]+)<', words(shown))
    webhook = Webhook.objects.get()
    assert {*webhook.events} == {"signed", "reopened", "withdrawn", "hidden", "taken_down"}
    for url in (url_of(webhook), list_of(Webhook), f"{reverse('admin:newsroom_event_changelist')}"):
        assert secret not in words(client.get(url))
        assert webhook.secret not in words(client.get(url))
    renewed = words(client.post(reverse("admin:claims_webhook_renew", args=[webhook.pk])))
    assert "whsec_" in renewed
    assert secret not in renewed


def test_a_refused_address_says_why_and_keeps_what_was_typed() -> None:
    client = at_the_desk(factories.senior())
    answer = client.post(ADD, {"name": "A reader", "url": "ftp://reader.example/"})
    assert answer.status_code == 409
    assert "ftp://reader.example/" in words(answer)
    assert "https://" in words(answer)
    assert not Webhook.objects.exists()


def test_what_was_sent_is_told_in_words_and_sent_again() -> None:
    delivery = sent()
    client = at_the_desk(factories.senior())
    assert "Webhooks" in words(client.get("/admin/"))
    assert "It answered 500." in words(client.get(url_of(delivery.webhook)))
    assert "It answered 500." in words(client.get(list_of(Delivery)))
    page = words(client.get(url_of(delivery)))
    assert "It answered 500." in page
    assert f"publication_{delivery.publication_id}" in page
    assert do(client, delivery, "redeliver").status_code == 302
    assert Delivery.objects.get().state == "waiting"
    job = Job.objects.filter(task_name="claims.deliver").first()
    assert job
    assert url_of(delivery) in words(client.get(url_of(job)))


def test_it_is_tested_paused_resumed_changed_and_ended() -> None:
    webhook = factories.webhook()
    client = at_the_desk(factories.senior())
    assert "Send a test" in words(client.get(url_of(webhook)))
    for verb, data, state in (
        ("test", {}, "active"),
        ("pause", {"reason": "They move house."}, "paused"),
        ("resume", {}, "active"),
        ("change", {"name": "B", "url": "https://b.example/", "events": []}, "active"),
        ("end", {"reason": "They asked for it."}, "ended"),
    ):
        answer = do(client, webhook, verb, **data)
        assert answer.status_code == 302, words(answer)
        assert Webhook.objects.get().state == state
    assert (Webhook.objects.get().name, Delivery.objects.count()) == ("B", 1)
    page = words(client.get(url_of(webhook)))
    assert "They asked for it." in page
    assert "Send a test" not in page
    again = do(client, webhook, "end", reason="Again.")
    assert again.status_code == 409
    assert "This webhook has ended" in words(again)


@pytest.mark.long
def test_its_page_does_not_grow_in_queries() -> None:
    webhook = factories.webhook()
    client = at_the_desk(factories.senior())

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(webhook)).status_code == 200
            assert client.get(list_of(Delivery)).status_code == 200
        return len(queries)

    def fill() -> None:
        factories.signed_claim()
        deliveries.create_deliveries(Publication.objects.latest("number").number)
        webhooks.test(webhook.pk, factories.senior())

    fill()
    count()
    few = count()
    for _more in range(3):
        fill()
    assert count() == few
