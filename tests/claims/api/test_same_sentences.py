"""What a form of the desk refuses, the API refuses in the same sentence, with nothing done by either."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Webhook
from claims.publication import publishing
from newsroom.models import User
from sources.models import Publisher
from tests import factories
from tests.claims.admin.claim.test_actions import (
    ANSWERED,
    IN_THREE_DAYS,
    appearing,
    asking,
    edited,
    passage,
    said_on,
    weighed,
)
from tests.claims.admin.desk import at_the_desk, do, list_of
from tests.claims.admin.inbox.test_inbox import send
from tests.claims.api.writing import Script
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db

NOWHERE = "words that stand nowhere"
Both = Callable[[Client, Script], tuple[Any, Any]]


def evidence(script: Script, claim: Claim, **given: Any) -> Any:
    stated = {"bears_on": "so", "direction": "context", "description": "What we found."}
    return script.post(f"claims/{claim.pk}/evidence/", stated | given)


def start(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.claim_in_review()
    return do(desk, claim, "start"), script.post(f"claims/{claim.pk}/review/")


def a_passage(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.claim_in_review()
    given = passage(claim, NOWHERE)
    quote = {"exact": given.pop("quote")}
    refused = do(desk, claim, "add-passage", **given, quote=NOWHERE)
    return refused, evidence(script, claim, kind="passage", quote=quote, **given)


def a_file(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.claim_in_review()

    def given() -> dict[str, Any]:
        file = SimpleUploadedFile("bridge.exe", b"PK\x03\x04 packed")
        return weighed(source=lambda: factories.source().pk)(claim) | {"file": file}

    address = f"/api/v1/working/claims/{claim.pk}/evidence/"
    refused = do(desk, claim, "add-file", **given())
    return refused, script.client.post(address, given(), headers=script.headers)


def days(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.anchored_claim()
    given = said_on(IN_THREE_DAYS)
    path = f"claims/{claim.pk}/"
    refused = do(desk, claim, "edit", **edited(claim, **given))
    return refused, script.patch(path, given, script.etag(path))


def one_day(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.anchored_claim()
    given = {"said_from": "2026-03-01"}
    path = f"claims/{claim.pk}/"
    refused = do(desk, claim, "edit", **edited(claim, **given))
    return refused, script.patch(path, given, script.etag(path))


def an_appearance(desk: Client, script: Script, made: Callable[[], Claim] | None = None) -> Any:
    claim = (made or factories.anchored_claim)()
    words = factories.QUOTE if made else NOWHERE
    given = appearing(claim, words)
    quoted = {
        "snapshot": given["snapshot"],
        "directness": "direct",
        "quotes": [{"exact": words}],
    }
    refused = do(desk, claim, "add-appearance", **given)
    return refused, script.post(f"claims/{claim.pk}/appearances/", quoted)


def an_appearance_of_a_proposal(desk: Client, script: Script) -> tuple[Any, Any]:
    both: tuple[Any, Any] = an_appearance(desk, script, factories.proposed_claim)
    return both


def a_relation(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.anchored_claim()
    refused = do(desk, claim, "suggest-relation", other=claim.pk, kind="repeats")
    given = {"to_claim": claim.pk, "kind": "repeats"}
    return refused, script.post(f"claims/{claim.pk}/relations/", given)


def a_decided_relation(desk: Client, script: Script) -> tuple[Any, Any]:
    one, other = factories.anchored_claim(), factories.anchored_claim()
    factories.relation(one, other, "repeats")
    refused = do(desk, one, "suggest-relation", other=other.pk, kind="repeats")
    given = {"to_claim": other.pk, "kind": "repeats"}
    return refused, script.post(f"claims/{one.pk}/relations/", given)


def a_hold(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.anchored_claim()
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    given = {"kind": "legal", "reason": "Another."}
    return do(desk, claim, "block", **given), script.post(f"claims/{claim.pk}/holds/", given)


def a_request(
    desk: Client, script: Script, sent_days_ago: int = 1, days_to_answer: int = -1
) -> tuple[Any, Any]:
    claim, now = factories.claim_in_review(), timezone.now().replace(second=0, microsecond=0)
    sent = now - timedelta(days=sent_days_ago)
    until = sent + timedelta(days=days_to_answer)
    form = asking(
        time_zone="UTC",
        deadline=until.strftime("%Y-%m-%dT%H:%M"),
        by_hand_at=sent.strftime("%Y-%m-%dT%H:%M"),
    )(claim)
    given = {
        "addressee": "Her office",
        "channel": "phone",
        "language": "en",
        "time_zone": "UTC",
        "heading": "A statement",
        "text": "Who counted?",
        "sent_at": sent.isoformat(),
        "deadline": until.isoformat(),
    }
    refused = do(desk, claim, "ask-reply", **form)
    return refused, script.post(f"claims/{claim.pk}/replies/", given)


def a_request_of_tomorrow(desk: Client, script: Script) -> tuple[Any, Any]:
    return a_request(desk, script, sent_days_ago=-1, days_to_answer=9)


def an_answer(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.claim_in_review()
    request = factories.reply_request(claim)
    given = ANSWERED | {"answer": "Pia Prensa says so."}
    refused = do(desk, claim, "answer-reply", request=request.pk, **given)
    return refused, script.post(f"claims/{claim.pk}/replies/{request.pk}/answer/", given)


def no_answer(desk: Client, script: Script) -> tuple[Any, Any]:
    claim = factories.claim_in_review()
    request = factories.reply_request(claim)
    refused = do(desk, claim, "no-reply", request=request.pk)
    return refused, script.post(f"claims/{claim.pk}/replies/{request.pk}/no-answer/")


def a_statement(desk: Client, script: Script) -> tuple[Any, Any]:
    waiting = candidate()
    assert script.post(f"candidates/{waiting.pk}/reject/").status_code == 200
    refused = send(desk, waiting, "reject")
    return refused, script.post(f"candidates/{waiting.pk}/reject/")


def a_webhook(desk: Client, script: Script) -> tuple[Any, Any]:
    given = {"name": "A reader", "url": "ftp://reader.example/", "events": ["signed"]}
    refused = desk.post(f"{list_of(Webhook)}add/", given)
    return refused, script.post("webhooks/", given)


def a_publisher(desk: Client, script: Script) -> tuple[Any, Any]:
    given = {"name": "The Gazette", "kind": "news", "country": "e"}
    refused = desk.post(f"{list_of(Publisher)}add/", given)
    return refused, script.post("publishers/", given)


CASES: tuple[Both, ...] = (
    *(start, a_passage, a_file, days, one_day, an_appearance, an_appearance_of_a_proposal),
    *(a_relation, a_decided_relation, a_hold, a_request, a_request_of_tomorrow),
    *(an_answer, no_answer),
    *(a_statement, a_webhook, a_publisher),
)


@pytest.mark.parametrize("both", CASES, ids=lambda each: str(each.__name__))
def test_the_form_and_the_api_say_the_same(both: Both) -> None:
    senior: User = factories.senior()
    form, answer = both(at_the_desk(senior), Script(senior))
    assert answer.status_code == 422, answer.content
    assert form.status_code in (200, 409, 422)
    page = html.unescape(re.sub(r"<[^>]+>", " ", form.content.decode()))
    assert answer.json()["detail"] in " ".join(page.split())
