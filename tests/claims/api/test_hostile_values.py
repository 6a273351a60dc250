"""Numbers and strings that JSON can hold and PostgreSQL or Python can't: 400 with a sentence."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.api import batches, candidates, claim_deeds, evidence, named, parts, working_claims
from claims.api.bodies import Body
from claims.api.captures import NewSource, UploadedSource
from claims.api.urls import urlpatterns
from newsroom.models import Event, User
from sources.models import CaptureRequest
from tests import factories
from tests.claims.api.test_adding import ADD, LINK, key
from tests.claims.statements import candidate

pytestmark = [pytest.mark.django_db, pytest.mark.one_server]

# As they stand in a body.
VALUES = {
    "a number beyond all floats": "1e400",
    "the same below zero": "-1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "an integer of 30 digits": "9" * 30,
    "an integer of 5,000 digits": "9" * 5000,
    "a negative integer": "-1",
    "a fraction": "1.5",
    "a small fraction": "1e-400",
    "digits in a string": f'"{"9" * 20_000}"',
    "a boolean": "true",
    "deep nesting": "[" * 100_000,
    "closed deep nesting": "[" * 900 + "]" * 900,
    "nested objects": '{"a":' * 900 + "1" + "}" * 900,
    "a lone surrogate": r'"\ud800"',
    "the other half": r'"a\udfffb"',
    "NUL": r'"a\u0000b"',
    "NUL as a byte": '"a\x00b"',
    "an object with a hostile name": r'{"\ud800": "\u0000"}',
    "a list of hostile strings": r'["\ud800", "\u0000"]',
}
READ_ONLY = [
    each
    for each in urlpatterns
    if not {"post", "patch"} & set(vars(each.callback)["cls"].http_method_names)
    or each.name in ("docs", "schema")
]
FIELDS = sorted({*NewSource().fields, *UploadedSource().fields})


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.few(45)
def test_no_field_takes_a_hostile_value(
    client: Client, reporter: User, field: str, value: str
) -> None:
    rest = {name: each for name, each in LINK.items() if name != field}
    body = json.dumps(rest)[:-1] + (", " if rest else "") + f'"{field}": {value}}}'
    _is_refused(client.post(ADD, body, "application/json", headers=key(reporter)))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_nor_does_the_body_itself(client: Client, reporter: User, value: str) -> None:
    _is_refused(client.post(ADD, value, "application/json", headers=key(reporter)))


@pytest.mark.parametrize("name", [r"\ud800", r"\u0000", r"\udfff\ud800", "x" * 100_000, ""])
def test_nor_a_hostile_name_of_a_field(client: Client, reporter: User, name: str) -> None:
    body = f'{{"url": "https://news.example/a", "{name}": 1}}'
    _is_refused(client.post(ADD, body, "application/json", headers=key(reporter)))


@pytest.mark.parametrize("field", sorted(set(FIELDS) - {"file"}))
@pytest.mark.parametrize(
    "value", ["1e400", "NaN", "9" * 5000, "a\x00b", b"\xff\xfe", b"\xed\xa0\x80", "[" * 1000]
)
@pytest.mark.few(16)
def test_nor_does_a_form(client: Client, reporter: User, field: str, value: str | bytes) -> None:
    file = SimpleUploadedFile("a\x00b\ufffe.txt", b"Some words.")
    answer = client.post(ADD, {"file": file, field: value}, headers=key(reporter))
    # What stands for bytes that are no UTF-8 is text.
    assert answer.status_code in {202, 400, 422}, answer.content
    if "\x00" in str(value):
        _is_refused(answer)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("pattern", READ_ONLY, ids=lambda each: str(each.name))
@pytest.mark.few(24)
def test_what_only_reads_takes_no_body(
    client: Client, reporter: User, pattern: Any, method: str
) -> None:
    known = {"pk": 1, "number": 1, "what": "claims", "of": "claims"}
    arguments = {name: known[name] for name in pattern.pattern.converters}
    address = reverse(f"api:{pattern.name}", kwargs=arguments)
    for value in VALUES.values():
        answer = getattr(client, method)(
            address, f'{{"a": {value}}}', content_type="application/json", headers=key(reporter)
        )
        assert answer.status_code == 405


# Every other address that takes JSON, with what it takes.
TAKES: dict[str, type[Body]] = {
    "post claims/": working_claims.NewClaim,
    "patch claims/{claim}/": working_claims.ClaimChange,
    "post claims/{claim}/appearances/": parts.Quoted,
    "post claims/{claim}/evidence/": evidence.NewEvidence,
    "patch claims/{claim}/evidence/1/": evidence.ChangedEvidence,
    "post claims/{claim}/relations/": claim_deeds.NewRelation,
    "post claims/{claim}/holds/": claim_deeds.NewHold,
    "post claims/{claim}/replies/": claim_deeds.NewReplyRequest,
    "post claims/{claim}/replies/1/answer/": claim_deeds.ReplyAnswer,
    "post candidates/{candidate}/accept/": candidates.Acceptance,
    "post candidates/{candidate}/reject/": candidates.Rejection,
    "post speakers/": named.WantedSpeaker,
    "post publishers/": named.WantedPublisher,
    "post webhooks/": batches.WebhookFields,
}


@pytest.mark.long
@pytest.mark.parametrize("address", TAKES)
@pytest.mark.few(4)
def test_nor_does_what_writes(client: Client, address: str) -> None:
    by = factories.senior()
    claim = factories.claim_in_review(by)
    method, _, path = address.partition(" ")
    path = path.format(claim=claim.pk, candidate=candidate().pk)
    headers = key(by)
    before = Event.objects.count()
    for field in TAKES[address]().fields:
        for name, value in VALUES.items():
            answer = getattr(client, method)(
                f"/api/v1/working/{path}",
                f'{{"{field}": {value}}}',
                content_type="application/json",
                headers=headers,
            )
            assert answer.status_code in {400, 404, 412, 422, 428}, (field, name, answer.content)
            assert answer.json()["detail"], (field, name)
    assert Event.objects.count() == before


def _is_refused(answer: Any) -> None:
    assert answer.status_code == 400, (answer.status_code, answer.content)
    errors = answer.json()["errors"]
    assert errors
    assert all(sentence for given in errors.values() for sentence in given)
    assert not CaptureRequest.objects.exists()


def test_a_whole_number_names_a_publisher(client: Client, reporter: User) -> None:
    """What is refused is the value, not the field; a fraction is nobody's number."""
    number = factories.publisher().pk
    for given, status in ((number, 202), (str(number), 202), (number + 0.5, 400)):
        body = json.dumps(LINK | {"publisher": given})
        answer = client.post(ADD, body, "application/json", headers=key(reporter))
        assert answer.status_code == status
