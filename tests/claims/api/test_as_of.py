"""``?as_of=``: what stood on an earlier day, by what may be shown of it today."""

import hashlib
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Publication
from claims.publication import point_in_time, publishing, speakers, takedowns
from claims.publication.fields import stamp
from claims.publication.representation import canonical
from claims.workflow import review
from newsroom.errors import Refused
from sources.models import Snapshot, Speaker
from tests import factories
from tests.as_owner import unguarded
from tests.claims.api.conftest import Get, texts
from tests.claims.published import conclude, hold, lift
from tests.threads import LONG, at_once, somebody_waits

pytestmark = pytest.mark.django_db


def number() -> int:
    """Of the last publication."""
    return point_in_time.last_number()


def contradicting_pair() -> tuple[Claim, Claim]:
    """Two signed claims, each of which names the other."""
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(other, one)
    return one, conclude(other)


def related(claim: dict[str, Any]) -> list[int]:
    return [relation["claim"] for relation in claim["relations"]]


def body_hash(claim: dict[str, Any]) -> str:
    """Of the salt and what is left of an object without what stands beside its body."""
    beside = {
        *("id", "url", "html_url", "number", "event", "standing", "published_at", "body_sha256"),
        *("salt", "previous_sha256", "sha256", "redacted", "related_claims"),
    }
    body = {key: value for key, value in claim.items() if key not in beside}
    return hashlib.sha256(f"{claim['salt']}\n{canonical(body)}".encode()).hexdigest()


# How a moment is written


def test_a_number_an_instant_and_a_day_name_the_same_moment(
    get: Get, transactional_db: None
) -> None:
    first = factories.signed_claim()
    unguarded("claims_publication", "UPDATE claims_publication SET published_at = '2026-03-04Z'")
    factories.signed_claim()
    for as_of in (
        *("1", "001", "2026-03-04", "2026-03-04T00:00:00Z", "2026-03-04t09:59:59.999999z"),
        *("2026-03-04 02:00:00+02:00", "2026-03-03T23:00:00-01:00"),
    ):
        answer = get("claims/", as_of=as_of)
        assert texts(answer) == [first.text], as_of
        assert (answer.json()["as_of"], answer["As-Of-Publication"]) == (1, "1")
        one = get(f"claims/{first.pk}/", as_of=as_of)
        assert one.json() == answer.json()["results"][0]
        assert one["As-Of-Publication"] == "1"
    for before in ("0", "2026-03-03", "2026-03-03T23:59:59.999999Z", "0001-01-01"):
        answer = get("claims/", as_of=before)
        assert (texts(answer), answer.json()["as_of"]) == ([], 0), before
        assert get(f"claims/{first.pk}/", as_of=before).status_code == 404


def test_without_a_moment_nothing_is_said_of_one(get: Get) -> None:
    factories.signed_claim()
    answer = get("claims/")
    assert "as_of" not in answer.json()
    assert "As-Of-Publication" not in answer


def today() -> str:
    return datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        (today, "in the future"),  # it isn't over
        (
            lambda: (datetime.now(UTC) + timedelta(minutes=1)).isoformat()[:19] + "Z",
            "in the future",
        ),
        ("9999-12-31", "in the future"),
        ("2", "the last is number 1"),
        ("9" * 18, "the last is number 1"),
        ("9" * 19, "Give a day"),
        ("-1", "Give a day"),
        ("1.5", "Give a day"),
        ("٣", "Give a day"),
        ("2026-02-30", "Give a day"),
        ("2026-3-4", "Give a day"),
        ("2026-W10-3", "Give a day"),
        ("2026-03-04T05:06:07", "Give a day"),  # no offset
        ("2026-03-04T05:06:07 02:00", "%2B"),
        ("0001-01-01T00:00:00+23:00", "Give a day"),
        ("2026-03-04T25:00:00Z", "Give a day"),
        ("yesterday", "Give a day"),
        ("", "Give a value"),
        ("\x00", "character"),
    ],
)
@pytest.mark.few(7)
def test_what_is_no_past_moment_is_refused_in_words(get: Get, as_of: Any, says: str) -> None:
    claim = factories.signed_claim()
    for path in ("claims/", f"claims/{claim.pk}/"):
        answer = get(path, as_of=as_of() if callable(as_of) else as_of)
        assert answer.status_code == 400
        (sentence,) = answer.json()["errors"]["as_of"]
        assert says in sentence


def test_the_other_lists_have_no_past(get: Get) -> None:
    for path in ("speakers/", "sources/", "publishers/", "topics/"):
        assert get(path, as_of="1").status_code == 400
    assert get("working/claims/", factories.reporter(), as_of="1").status_code == 400


# What stood then


@pytest.mark.long
def test_each_moment_reads_as_it_did(get: Get) -> None:
    shown: dict[int, list[dict[str, Any]]] = {}

    def note() -> None:
        shown[number()] = get("claims/").json()["results"]

    claims = []
    for step in range(4):
        claims.append(factories.signed_claim(text=f"{step} bridges stand.", said_from=None))
        note()
    senior = factories.senior()
    review.reopen(claims[1].pk, senior, "A second count came in.", "routine")
    note()
    conclude(claims[1])
    note()
    review.withdraw(claims[2].pk, senior, "It was a hoax.", keep_wording=True)
    note()
    contradicting_pair()
    note()
    for at, rows in shown.items():
        then = get("claims/", as_of=str(at)).json()
        assert then["results"] == rows, at
        assert then["as_of"] == at
        moment = Publication.objects.get(number=at).published_at
        assert moment
        assert get("claims/", as_of=stamp(moment)).json() == then | {"next": None}
        for row in rows:
            assert get(f"claims/{row['id']}/", as_of=str(at)).json() == row
            assert body_hash(row) == row["body_sha256"]


def test_a_claim_reads_as_it_stood(get: Get) -> None:
    claim = factories.signed_claim()
    signed = number()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    reopened = number()
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=True)
    withdrawn = number()
    factories.signed_claim()

    def then(at: int) -> Any:
        return get(f"claims/{claim.pk}/", as_of=str(at)).json()

    assert (then(signed)["standing"], then(signed)["number"]) == ("signed", signed)
    assert then(reopened)["reason"] == "A second count came in."
    assert then(withdrawn)["standing"] == "withdrawn"
    assert then(number()) == then(withdrawn)
    assert get("claims/", as_of=str(withdrawn)).json()["results"] == []


def test_of_a_claim_that_was_published_later_it_is_said_when(get: Get) -> None:
    factories.signed_claim()
    before = number()
    claim = factories.signed_claim()
    first = factories.current_publication(claim)
    assert first.published_at
    day = first.published_at.astimezone(UTC).date().isoformat()
    for _ in range(2):
        answer = get(f"claims/{claim.pk}/", as_of=str(before))
        assert answer.status_code == 404
        assert answer.json()["detail"] == (
            f"Claim {claim.pk} had not been published at that moment: its first publication is"
            f" number {first.number}, of {day}."
        )
        review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
        conclude(claim)


def test_then_and_now_a_hidden_claim_is_as_unknown_as_any(get: Get) -> None:
    draft = factories.claim_in_review()
    factories.signed_claim()
    before = number()
    hidden = factories.signed_claim()
    signed = number()
    hold(hidden)
    for moment in ({"as_of": str(before)}, {"as_of": str(signed)}, {}):
        answers = {
            json.dumps(get(f"claims/{pk}/", **moment).json()).replace(f"number {pk} ", "number # ")
            for pk in (hidden.pk, draft.pk, 999_999)
        }
        assert len(answers) == 1, answers
    detail = get(f"claims/{hidden.pk}/", as_of=str(before)).json()["detail"]
    assert detail == f"No claim with number {hidden.pk} was public at that moment."


@pytest.mark.long
def test_all_filters_and_both_orders_hold_of_then(get: Get) -> None:
    speaker = factories.speaker("Ana Nuñez")
    days = ["2026-01-03", "2026-01-01", "2026-01-02"]
    signed = [
        factories.signed_claim(
            text=f"{n} bridges stand.", speaker=speaker, said_from=day, said_to=day,
            said_basis="stated",
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    at = str(number())
    for claim in signed:
        review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    factories.signed_claim(text="9 bridges stand.", speaker=speaker)
    assert texts(get("claims/", status="verified")) == ["9 bridges stand."]
    newest = ["2 bridges stand.", "1 bridges stand.", "0 bridges stand."]
    latest_said = ["0 bridges stand.", "2 bridges stand.", "1 bridges stand."]
    source = signed[0].appearances.get().snapshot.source_id
    assert texts(get("claims/", as_of=at)) == newest
    assert texts(get("claims/", as_of=at, ordering="said")) == latest_said
    for parameters in (
        {"status": "verified"},
        {"speaker": "ana-nunez"},
        {"q": "bridges stand"},
        {"attribution": "reported", "nature": "fact"},
        {"said_from": "2026-01-01", "said_to": "2026-01-03"},
        {"published_to": get("claims/", as_of=at).json()["results"][0]["published_at"]},
    ):
        assert texts(get("claims/", as_of=at, **parameters)) == newest, parameters
        assert texts(get("claims/", as_of=at, ordering="said", **parameters)) == latest_said, (
            parameters
        )
    assert texts(get("claims/", as_of=at, source=str(source))) == ["0 bridges stand."]
    assert texts(get("claims/", as_of=at, q="9")) == []


@pytest.mark.long
def test_pages_stay_of_their_moment(get: Get) -> None:
    signed = [factories.signed_claim() for _ in range(5)]
    at = number()
    for ordering in ("published", "said"):
        page = get("claims/", as_of=str(at), page_size="2", ordering=ordering).json()
        found = page["results"]
        while page["next"]:
            for claim in signed[:2]:
                if not Publication.objects.filter(claim=claim, event="reopened").exists():
                    review.reopen(
                        claim.pk, factories.senior(), "A second count came in.", "routine"
                    )
            factories.signed_claim()
            page = get(page["next"].removeprefix(settings.SITE_URL)).json()
            assert page["as_of"] == at
            found += page["results"]
        assert [row["number"] for row in found] == [5, 4, 3, 2, 1]
        assert {row["standing"] for row in found} == {"signed"}


# What was hidden since


@pytest.mark.parametrize("how", ["hold", "protect", "take down", "withdraw"])
def test_what_is_withheld_stands_on_no_day(get: Get, how: str) -> None:
    claim = factories.signed_claim()
    at = number()
    assert len(get("claims/", as_of=str(at)).json()["results"]) == 1
    if how == "hold":
        hold(claim)
    elif how == "protect":
        speakers.protect(claim.speaker_id, factories.editor(), "a witness", "She asked for it.")
    elif how == "take down":
        snapshot = Snapshot.objects.filter(anchors__claim=claim).first()
        assert snapshot
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    else:
        review.withdraw(claim.pk, factories.senior(), "It was a hoax.")
    assert get("claims/", as_of=str(at)).json()["results"] == []
    assert get(f"claims/{claim.pk}/", as_of=str(at)).status_code == 404
    if how == "hold":
        lift(claim)
        assert len(get("claims/", as_of=str(at)).json()["results"]) == 1


def test_a_relation_to_what_was_hidden_since_is_left_out_and_that_is_said(get: Get) -> None:
    one, other = contradicting_pair()
    third = factories.claim_in_review()
    factories.relation(third, one, "supports")
    third = conclude(third)
    at = str(number())
    before = get(f"claims/{one.pk}/", as_of=at).json()
    assert related(before) == [other.pk, third.pk]
    hold(other)
    assert get(f"claims/{one.pk}/").json()["relations"] == before["relations"][1:]
    then = get(f"claims/{one.pk}/", as_of=at).json()
    without = {key: before[key][1:] for key in ("relations", "related_claims")}
    assert then == before | without | {"redacted": True, "salt": None}
    assert get("claims/", as_of=at).json()["results"][0] == then
    assert body_hash(then) != then["body_sha256"]
    # The chain itself can still be followed.
    line = [before[key] for key in ("number", "published_at", "id", "event", "standing")]
    line += [then["body_sha256"], then["previous_sha256"]]
    assert hashlib.sha256("\n".join(map(str, line)).encode()).hexdigest() == then["sha256"]
    lift(other)
    assert get(f"claims/{one.pk}/", as_of=at).json() == before


@pytest.mark.long
def test_a_relation_is_left_out_for_every_way_of_being_hidden(get: Get) -> None:
    """Withdrawn in its words is not hidden: the tombstone says them."""
    for name, hide, names in (
        ("hold", hold, False),
        ("withdrawn", lambda claim: _withdraw(claim, keep=False), False),
        ("withdrawn in its words", lambda claim: _withdraw(claim, keep=True), True),
        ("protected by name in the text", _protect_named, False),
    ):
        one, other = contradicting_pair()
        at = str(number())
        hide(other)
        then = get(f"claims/{one.pk}/", as_of=at).json()
        assert (related(then) == [other.pk]) is names, name
        assert then.get("redacted", False) is not names, name
        # Nor does a filter say so.
        found = get("claims/", as_of=at, contradicts=str(other.pk)).json()["results"]
        assert [row["id"] for row in found] == ([one.pk] if names else []), name


def _withdraw(claim: Claim, keep: bool) -> None:
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=keep)


def _protect_named(claim: Claim) -> None:
    """A protection that hides the claim: her name stands in its rationale."""
    senior = factories.senior()
    name = Speaker.objects.get(pk=claim.speaker_id).name
    review.reopen(claim.pk, senior, "Her name was missing.", "routine")
    review.write(claim.pk, factories.editor(), rationale=f"{name} said so herself.")
    conclude(claim)
    speakers.protect(claim.speaker_id, factories.editor(), "a witness", "She asked for it.")
    assert factories.current_publication(claim).standing == "hidden"


def test_what_stands_now_names_what_is_public_now_with_its_hash(get: Get) -> None:
    one, other = contradicting_pair()
    for claim in (one, other):
        now = get(f"claims/{claim.pk}/", as_of=str(number())).json()
        assert now == get(f"claims/{claim.pk}/").json()
        assert body_hash(now) == now["body_sha256"]


# How it is read


@pytest.mark.long
def test_the_number_of_queries_does_not_grow(get: Get) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert get("claims/", as_of=str(number())).status_code == 200
        return len(queries)

    contradicting_pair()
    few = count()
    for _ in range(3):
        contradicting_pair()
    assert count() == few


@pytest.mark.django_db(transaction=True)
def test_an_instant_waits_for_what_is_being_published_and_then_never_changes(get: Get) -> None:
    """A row takes its time before it is committed: without waiting it would come in later."""
    factories.signed_claim()
    claim = factories.proposed_claim()
    signer, version = factories.senior(), factories.version_of(claim)
    numbered, read = threading.Event(), threading.Event()
    then: list[point_in_time.Moment] = []

    def publish() -> None:
        with transaction.atomic():
            review.sign(claim.pk, signer, version)
            numbered.set()
            _wait_until_somebody_waits(read)

    def ask() -> None:
        assert numbered.wait(LONG)
        then.append(point_in_time.read(datetime.now(UTC).isoformat().replace("+00:00", "Z")))
        read.set()

    results = at_once(publish, ask)
    assert not [each for each in results if isinstance(each, Refused)]
    assert then[0].number == publishing.current(claim).number == 2  # type: ignore[union-attr]


def _wait_until_somebody_waits(read: threading.Event) -> None:
    """For the chain's lock, or has already gone on without it."""
    while not read.is_set() and not somebody_waits():
        time.sleep(0.01)
