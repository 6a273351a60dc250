"""No address that people enter or files state keeps a user name or password."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from claims.capture import intake
from claims.notifications import webhooks
from claims.workflow import external_reviews
from newsroom.addresses import has_credentials
from newsroom.errors import Refused
from newsroom.models import User
from sources import capture, documents, speakers
from sources.choices import SpeakerKind
from sources.models import CaptureRequest, Publisher, Source
from tests import factories, sql
from tests.claims.api.test_adding import ADD, key
from tests.claims.imports.files import refused, row, table

pytestmark = pytest.mark.django_db

SECRET = "https://ana:hunter2@news.example/story"
SENTENCE = "Remove them, with the @ that follows"


@pytest.mark.parametrize(
    "address",
    [
        SECRET,
        "https://ana@news.example",
        "HTTP://:hunter2@news.example/",
        "https://a%40b:c@news.example:8080/?q=1",
        "https://a@b@news.example/",
        "https:ana:hunter2@news.example/",
        "https:\\\\ana:hunter2@news.example",
        "https://ana:hunter2@[2001:db8::1]/",
    ],
)
def test_what_is_before_the_host_is_seen(address: str) -> None:
    assert has_credentials(address)
    source = factories.source()
    with sql.broken("source_uri_without_credentials", "source_uri_is_an_address"):
        sql.run("UPDATE sources_source SET uri = %s WHERE id = %s", address, source.pk)


@pytest.mark.parametrize(
    "address",
    [
        "https://social.example/@ana",
        "https://news.example/?mail=ana@news.example",
        "https://news.example?ana@news.example",
        "https://news.example/#@ana",
        "https://maps.example/place/@51.5,-0.1,15z",
        "urn:sha256:" + "a" * 64,
        "",
    ],
)
def test_an_at_elsewhere_is_no_credential(address: str) -> None:
    assert not has_credentials(address)
    if address.startswith("http"):
        source = factories.source()
        sql.run("UPDATE sources_source SET uri = %s WHERE id = %s", address, source.pk)


def excerpt(by: User, uri: str, consulted_url: str = "") -> Any:
    return intake.add_excerpt(by, uri, "It holds.", date(2026, 3, 1), consulted_url, kind="post")


def review_of(by: User) -> Any:
    claim = factories.claim_in_review()
    publisher = Publisher.objects.first() or factories.publisher()
    return external_reviews.add(claim.pk, by, publisher, {"rating": "So", "url": SECRET})


ENTERED: dict[str, Callable[[User], Any]] = {
    "link": lambda by: intake.request_link(by, SECRET),
    "file": lambda by: intake.request_file(by, "a.txt", b"It holds.", uri=SECRET),
    "text": lambda by: intake.paste(by, "It holds.", uri=SECRET),
    "source": lambda by: capture.add_source(by, "It holds.", SECRET, kind="article"),
    "excerpt": lambda by: excerpt(by, SECRET),
    "consulted": lambda by: excerpt(by, "https://news.example/", SECRET),
    "external review": review_of,
    "webhook": lambda by: webhooks.add(by, "A reader", SECRET),
    "speaker": lambda by: speakers.add_speaker(by, SpeakerKind.PERSON, "Ana", same_as=(SECRET,)),
}


@pytest.mark.parametrize("how", ENTERED)
def test_it_is_refused_wherever_it_is_entered(how: str) -> None:
    person = factories.senior()
    with pytest.raises(Refused, match=SENTENCE) as caught:
        ENTERED[how](person)
    assert "hunter2" not in caught.value.sentence
    assert not Source.objects.filter(uri__contains="hunter2").exists()
    assert not CaptureRequest.objects.exists()


@pytest.mark.parametrize("body", [{"url": SECRET}, {"text": "It holds.", "uri": SECRET}])
def test_over_the_api_too(client: Client, body: dict[str, str]) -> None:
    headers = key(factories.reporter())
    answer = client.post(ADD, json.dumps(body), "application/json", headers=headers)
    assert answer.status_code == 422
    assert SENTENCE in answer.json()["detail"]
    assert not CaptureRequest.objects.exists()


@pytest.mark.parametrize("column", ["source_url", "review_url"])
def test_a_row_of_an_import_is_refused(column: str) -> None:
    (refusal,) = refused(table(row(1, **{column: SECRET})))
    assert SENTENCE in refusal.reason
    assert "hunter2" not in refusal.reason


def test_a_page_that_states_one_gives_none() -> None:
    page = f'<link rel="canonical" href="{SECRET}"><p>It holds, said Ana Vega.</p>'
    assert documents.read(page.encode(), url="https://news.example/a").canonical_url == ""


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            (
                "INSERT INTO sources_capturerequest (url, file_name, raw_sha256, raw_name, stated,"
                " message, requested_by_id, occasion, state)"
                " VALUES (%(url)s, '', '', '', '{}', '', %(by)s, 'asked', 'waiting')"
            ),
            "capture_url_without_credentials",
        ),
        (
            (
                "INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url,"
                " added_by_id) VALUES (%(claim)s, %(publisher)s, 'x', '', %(url)s, %(by)s)"
            ),
            "external_review_url_without_credentials",
        ),
        (
            "UPDATE claims_webhook SET url = %(url)s WHERE id = %(webhook)s",
            "webhook_url_without_credentials",
        ),
        (
            (
                "INSERT INTO sources_snapshot (source_id, captured_by_id, media_type, method, timecode,"
                " kind, text, text_sha256, raw_sha256, raw_name, consulted_on, consulted_url)"
                " VALUES (%(source)s, %(by)s, '', 'copied', '', 'excerpt', 'a', %(hash)s, '', '',"
                " '2026-03-01', %(url)s)"
            ),
            "snapshot_url_without_credentials",
        ),
    ],
)
def test_the_database_holds_none(statement: str, rule: str) -> None:
    values = {
        "url": SECRET,
        "by": factories.editor().pk,
        "claim": factories.claim().pk,
        "publisher": factories.publisher().pk,
        "webhook": factories.webhook().pk,
        "source": factories.source().pk,
        "hash": capture.sha256("a"),
    }
    with sql.broken(rule), sql.cursor() as cursor:
        cursor.execute(statement, values)
