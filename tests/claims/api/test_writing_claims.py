"""Claims, speakers and publishers over the API: by the desk's verbs, once, and over nobody's change."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from claims.models import Anchor, Claim
from claims.workflow import api_words, drafting, review
from newsroom import repeatable
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.models import Event, RepeatableAnswer, User
from sources.models import Publisher, Speaker
from tests import database, factories
from tests.claims.admin.desk import at_the_desk
from tests.claims.api.conftest import PROBLEM
from tests.claims.api.writing import Script

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(reporter: User) -> Script:
    return Script(reporter)


def statement(**more: Any) -> dict[str, Any]:
    return {
        "text": "150 bridges were built since January.",
        "nature": "fact",
        "speaker": factories.speaker().pk,
        "quoted": {
            "snapshot": factories.snapshot().pk,
            "directness": "direct",
            "verb": "said",
            "quotes": [{"exact": factories.QUOTE}],
        },
        "quantities": [{"low": "150", "unit": "bridges"}],
        **more,
    }


@pytest.mark.parametrize(
    ("field", "value", "status", "sentence"),
    [("language", "xx-none!", 422, "BCP 47"), ("text", "The pr\u200bice rose.", 400, "not seen")],
)
def test_what_is_no_language_and_what_is_not_seen_are_refused(
    script: Script, field: str, value: str, status: int, sentence: str
) -> None:
    answer = script.post("claims/", statement(**{field: value}))
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_claim_is_written_with_its_quote_and_marked(script: Script) -> None:
    answer = script.post("claims/", statement())
    assert answer.status_code == 201, answer.content
    claim, body = Claim.objects.get(), answer.json()
    assert answer["Location"] == body["url"]
    assert (body["id"], body["via_api"], claim.added_by) == (claim.pk, True, script.by)
    assert Anchor.objects.get().exact == factories.QUOTE
    assert body["quantities"][0]["low"] == body["quantities"][0]["high"]
    assert Event.objects.get(table="claims_claim", action="insert").via == "api"
    read = script.get(f"claims/{claim.pk}/")
    assert (read.json(), read["ETag"]) == (body, answer["ETag"])
    assert "X-Revision" not in answer


def test_a_speaker_may_be_new_and_belongs_to_the_source(script: Script) -> None:
    given = statement(new_speaker={"kind": "anonymous", "description": "critics"})
    del given["speaker"]
    assert script.post("claims/", given).status_code == 201
    speaker = Claim.objects.get().speaker
    assert (speaker.description, speaker.source) == (
        "critics",
        Anchor.objects.get().snapshot.source,
    )


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"spekaer": 1}, "spekaer", "There is no such field"),
        ({"status": "verified"}, "status", "There is no such field"),
        ({"text": ""}, "text", "blank"),
        ({"text": 7}, "text", "Not a valid string"),
        ({"text": "a\x00b"}, "text", "Null characters"),
        ({"speaker": 0}, "speaker", "does not exist"),
        ({"speaker": "Ana"}, "speaker", "Incorrect type"),
        ({"new_speaker": {"kind": "person", "name": "A"}}, "speaker", "one of them"),
        ({"nature": "rumour"}, "nature", "is none of these"),
        ({"said_from": 20260301}, "said_from", "YYYY-MM-DD"),
        ({"topics": ["roads"]}, "topics.0", "There is no topic roads"),
        ({"topics": ["\x00"]}, "topics.0", "There is no topic"),
        ({"quantities": [{"low": True}]}, "quantities.0.low", "valid number"),
        ({"quantities": {}}, "quantities", "list"),
        ({"quoted": "here"}, "quoted", "dictionary"),
        ({"quoted": {"snapshot": 1, "place": 1}}, "quoted.place", "There is no such field"),
    ],
)
@pytest.mark.few(8)
def test_what_is_not_understood_is_named(
    script: Script, change: dict[str, Any], field: str, words: str
) -> None:
    answer = script.post("claims/", statement() | change)
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert words in errors[field][0]
    assert not Claim.objects.exists()


def test_nobody_has_said_yet_what_they_will_say(script: Script) -> None:
    """One day ahead it may be already where they are."""
    days = [datetime.now(UTC).date() + timedelta(days=ahead) for ahead in (1, 3)]
    given = [{"said_from": f"{day}", "said_to": f"{day}", "said_basis": "stated"} for day in days]
    refused = script.post("claims/", statement() | given[1])
    assert refused.status_code == 422
    assert "nobody can have said it yet" in refused.content.decode()
    assert not Claim.objects.exists()
    made = script.post("claims/", statement() | given[0])
    assert made.status_code == 201
    editor, path = Script(factories.editor()), f"claims/{made.json()['id']}/"
    changed = editor.patch(path, given[1], editor.etag(path))
    assert "nobody can have said it yet" in changed.content.decode()
    assert Claim.objects.get().said_to == days[0]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ({"exact": "We built 900 bridges"}, "These words are not in the text"),
        ({"exact": "the"}, "occur 2 times"),
        ({"exact": factories.QUOTE, "start": 0, "end": 5}, "has other words: “The m”"),
    ],
)
def test_a_quote_stands_where_it_is_said_to(
    script: Script, quote: dict[str, Any], words: str
) -> None:
    text = "The minister spoke of the bridges and the dams."
    snapshot = factories.snapshot(text if quote["exact"] == "the" else factories.TEXT)
    quoted = {"snapshot": snapshot.pk, "directness": "direct", "quotes": [quote]}
    answer = script.post("claims/", statement(quoted=quoted))
    assert (answer.status_code, answer.json().keys()) == (422, PROBLEM)
    assert words in answer.json()["detail"]
    assert not Claim.objects.exists()


def test_of_two_places_the_words_around_say_which(script: Script) -> None:
    snapshot = factories.snapshot("One dam. Another dam.")
    place = {"exact": "dam", "prefix": "Another "}
    quoted = {"snapshot": snapshot.pk, "directness": "direct", "quotes": [place]}
    assert script.post("claims/", statement(quoted=quoted)).status_code == 201
    assert Anchor.objects.get().start == 17


# Lost updates


def test_a_change_names_the_version_that_was_read(reporter: User) -> None:
    editor = Script(factories.editor())
    claim = factories.anchored_claim()
    path = f"claims/{claim.pk}/"
    missing = editor.patch(path, {"text": "Other words."})
    assert missing.status_code == 428
    etag = editor.etag(path)
    assert editor.get(path + "?fields=id")["ETag"].startswith(etag.partition("-")[0])
    changed = editor.patch(path, {"text": "Other words."}, etag)
    assert (changed.status_code, changed.json()["text"]) == (200, "Other words.")
    assert (changed.json()["via_api"], changed["ETag"]) == (True, editor.etag(path))
    assert editor.patch(path, {"text": "Third words."}, "*").status_code == 428
    assert editor.patch(path, {"text": "Third words."}, '"5"').status_code == 412
    lost = editor.patch(path, {"text": "Third words."}, etag)
    assert lost.status_code == 412
    body = lost.json()
    assert "Nothing was overwritten" in body["detail"]
    changes = [(each["who"], each["field"], each["new"]) for each in body["differences"]]
    assert (str(editor.by), "text", "Other words.") in changes
    assert Claim.objects.get(pk=claim.pk).text == "Other words."


def test_what_was_signed_stays_so() -> None:
    claim, senior = factories.signed_claim(), Script(factories.senior())
    path = f"claims/{claim.pk}/"
    answer = senior.patch(path, {"text": "Other words."}, senior.etag(path))
    assert answer.status_code == 422
    assert "A senior editor reopens it first" in answer.json()["detail"]
    # The note is never public.
    assert senior.patch(path, {"note": "Seen."}, senior.etag(path)).status_code == 200
    claim.refresh_from_db()
    assert (claim.status, claim.note) == ("verified", "Seen.")


def test_who_may_what_is_the_verbs_affair(script: Script) -> None:
    claim = factories.claim()
    path = f"claims/{claim.pk}/"
    refused = script.patch(path, {"text": "Other words."}, script.etag(path))
    assert (refused.status_code, "Editor" in refused.json()["detail"]) == (403, True)
    assert script.patch("claims/999999/", {"text": "x"}, script.etag(path)).status_code == 404
    nobody = Script(factories.reporter())
    factories.take_role(nobody.by)
    assert nobody.post("claims/", statement()).status_code == 403
    reader = Script(factories.reporter(), ("read",))
    answer = reader.post("claims/", statement())
    assert (answer.status_code, "make one with" in answer.json()["detail"]) == (403, True)
    writer = Script(factories.reporter(), ("draft",))
    assert writer.post("claims/", statement()).status_code == 201
    assert writer.get("claims/").status_code == 403


# Once


def test_the_same_request_again_gets_the_first_answer(script: Script) -> None:
    given = statement()
    first = script.post("claims/", given, key="abc")
    again = script.post("claims/", given, key="abc")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["Location"]) == (first.json(), first["Location"])
    assert again["ETag"] == first["ETag"]
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert Claim.objects.count() == 1
    other = script.post("claims/", given | {"text": "Other words."}, key="abc")
    assert (other.status_code, "another request" in other.json()["detail"]) == (422, True)
    elsewhere = script.post("speakers/", {"kind": "person", "name": "A. B."}, key="abc")
    assert elsewhere.status_code == 422
    # Another person's key is another key.
    assert Script(factories.reporter()).post("claims/", given, key="abc").status_code == 201
    assert Claim.objects.count() == 2
    stored = RepeatableAnswer.objects.first()
    assert stored is not None
    assert given["text"] not in stored.sealed_answer


def test_a_refusal_is_not_kept_and_nor_is_an_answer_of_yesterday(script: Script) -> None:
    given = statement(quoted={"snapshot": 0})
    assert script.post("claims/", given, key="abc").status_code == 400
    unknown = statement(speaker=0)
    assert script.post("claims/", unknown, key="abc").status_code == 400
    made = script.post("claims/", statement(), key="abc")
    assert made.status_code == 201
    RepeatableAnswer.objects.update(answered_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert script.post("claims/", statement(), key="abc").status_code == 201
    assert Claim.objects.count() == 2
    assert RepeatableAnswer.objects.count() == 1


def test_a_key_has_one_answer(script: Script) -> None:
    script.post("claims/", statement(), key="abc")
    kept = RepeatableAnswer.objects.get()
    kept.pk = None
    with pytest.raises(IntegrityError, match="answer_once_for_each_key"), transaction.atomic():
        kept.save(force_insert=True)


def test_two_at_once_are_not_done_twice(script: Script) -> None:
    given = statement()
    with database.connect("default") as other:
        other.execute(repeatable.LOCK, [f"{script.by.pk} abc"])
        busy = script.post("claims/", given, key="abc")
        assert (busy.status_code, "being carried out" in busy.json()["detail"]) == (409, True)
        assert script.post("claims/", given, key="abcd").status_code == 201
    assert script.post("claims/", given, key="abc").status_code == 201
    assert Claim.objects.count() == 2


@pytest.mark.parametrize("key", ["x" * 201, "a\tb", " "])
def test_a_key_is_a_short_text(script: Script, key: str) -> None:
    answer = script.post("claims/", statement(), key=key)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])


# Speakers and publishers


def test_a_speaker_is_found_by_any_name_or_added(script: Script) -> None:
    given = {"kind": "person", "name": "Ana Nuñez", "aliases": ["The minister Nuñez"]}
    made = script.post("speakers/", given)
    assert made.status_code == 201
    assert made.json()["aliases"] == ["The minister Nuñez"]
    for name in ("ana nunez", "The Minister Nuñez"):
        found = script.post("speakers/", {"kind": "person", "name": name})
        assert (found.status_code, found.json()) == (200, made.json())
    unclear = script.post("speakers/", {"kind": "organisation", "name": "Ana Nuñez"})
    assert (unclear.status_code, "already" in unclear.json()["detail"]) == (422, True)
    own = {"kind": "anonymous", "description": "Critics", "source": factories.source().pk}
    assert [script.post("speakers/", own).status_code for _ in range(2)] == [201, 200]
    assert list(script.post("speakers/", {"kind": "person"}).json()["errors"]) == ["name"]
    assert list(script.post("speakers/", {"kind": "article"}).json()["errors"]) == ["source"]
    assert Speaker.objects.filter(name="Ana Nuñez").count() == 1


def test_so_is_a_publisher(script: Script) -> None:
    given = {"name": "The Daily", "domain": "daily.example", "kind": "news"}
    assert [script.post("publishers/", given).status_code for _ in range(2)] == [201, 200]
    assert script.post("publishers/", {"name": "the daily", "kind": "news"}).status_code == 200
    other = script.post("publishers/", given | {"domain": "daily.test"})
    assert other.status_code == 201
    unclear = script.post("publishers/", {"name": "The Daily", "kind": "news"})
    assert (unclear.status_code, "several" in unclear.json()["detail"]) == (422, True)
    assert list(script.post("publishers/", given | {"whole_texts": True}).json()["errors"])
    refused = script.post("publishers/", given | {"name": "X", "country": "e"})
    assert (refused.status_code, "two capital letters" in refused.json()["detail"]) == (422, True)
    assert Publisher.objects.filter(name="The Daily").count() == 2


# The mark


def test_words_are_marked_until_an_editor_changes_or_accepts_them() -> None:
    reporter, editor = factories.reporter(), factories.editor()
    with through(Via.API):
        claim = factories.claim(reporter)
    claim.refresh_from_db()
    assert claim.via_api
    with pytest.raises(Refused) as refused, acting(reporter):
        Claim.objects.filter(pk=claim.pk).update(via_api=False)
    assert refused.value.rule == "api_words_accepted_by_an_editor"
    with pytest.raises(Refused), through(Via.API):
        api_words.accept(claim.pk, editor)
    assert not api_words.accept(claim.pk, editor).via_api
    with pytest.raises(Refused, match="Nothing here is marked"):
        api_words.accept(claim.pk, editor)
    with through(Via.API):
        drafting.edit_claim(claim.pk, editor, text="Other words.")
    assert Claim.objects.get(pk=claim.pk).via_api
    drafting.edit_claim(claim.pk, editor, text="Third words.")
    assert not Claim.objects.get(pk=claim.pk).via_api


def test_the_mark_names_the_service_that_wrote() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor, evidence=False)
    service, own = Script(editor, service="The CMS"), Script(editor)
    path = f"claims/{claim.pk}/"

    def marks() -> list[str]:
        shown = at_the_desk(editor).get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()
        found = re.findall(r">via API(.*?)</span>", shown, re.DOTALL)
        return [" ".join(re.sub("<[^>]*>", "", each).split()) for each in found]

    changed = service.patch(path, {"text": "Other words."}, service.etag(path))
    assert changed.status_code == 200, changed.content
    contact = {
        "kind": "contact",
        "bears_on": "so",
        "direction": "supports",
        "description": "The audit office has counted them.",
        "contacted": "The audit office, by telephone",
        "consulted_on": "2026-03-05",
    }
    added = own.post(f"{path}evidence/", contact, own.etag(path))
    assert added.status_code == 201, added.content
    assert marks() == ["(The CMS)", ""]
    last = Event.objects.filter(via="api", table="claims_claim").order_by("pk")[0]
    assert (last.actor_id, last.actor) == (editor.pk, f"{editor.username} via The CMS")
    assert own.patch(path, {"text": "Third words."}, own.etag(path)).status_code == 200
    assert marks() == ["", ""]
    api_words.accept(claim.pk, editor)
    assert marks() == []
    assert Event.objects.order_by("-pk")[0].service == ""


def test_whoever_accepts_evidence_has_not_written_it() -> None:
    writer, editor = factories.editor(), factories.senior()
    claim = factories.claim_in_review(writer, evidence=False)
    with through(Via.API):
        factories.add_independent_evidence(claim, writer)
    assert api_words.marked_evidence(claim).count() == 1
    api_words.accept(claim.pk, editor)
    assert not api_words.marked_evidence(claim).exists()
    proposed = review.propose(claim.pk, writer, "reported", "verified", harms=[])
    assert editor.pk not in proposed.authors
    signed = review.sign(claim.pk, editor, proposed.version)
    assert signed.status == "verified"


def test_no_status_is_given_over_the_api() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim = factories.claim_in_review(editor)
    deeds: list[Callable[[], Any]] = [
        lambda: review.propose(claim.pk, editor, "reported", "verified", harms=[]),
        lambda: review.withdraw(claim.pk, senior, "The paper retracted it."),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused, through(Via.API):
            deed()
        assert refused.value.rule == "no_conclusion_over_the_api"
    proposed = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    deeds = [
        lambda: review.sign(claim.pk, senior, proposed.version),
        lambda: review.send_back(claim.pk, senior, "A count is missing."),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused, through(Via.API):
            deed()
        assert refused.value.rule == "no_conclusion_over_the_api"
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_signoff"


def test_the_newsrooms_speakers_and_publishers_are_listed(script: Script) -> None:
    for name in ("The Weekly", "The Daily"):
        factories.publisher(name=name)
    hidden = factories.speaker("Ana Nuñez")
    factories.protected(hidden, "A witness")
    given = {"kind": "person", "name": "Carla Hall", "aliases": ["Secretary Hall"]}
    added = script.post("speakers/", given).json()
    listed = script.get("speakers/").json()["results"]
    assert added in listed
    assert ("Ana Nuñez", True) in [(each["name"], each["protected"]) for each in listed]
    assert [each["id"] for each in listed] == sorted(each["id"] for each in listed)
    assert script.get("speakers/?q=secretary hall").json()["results"] == [added]
    found = script.get("publishers/?q=daily").json()["results"]
    assert [each["name"] for each in found] == ["The Daily"]
    assert script.get("publishers/?page_size=1&fields=name").json()["next"]
    assert script.get("speakers/?q=a&kind=person").status_code == 400
    for path in ("speakers/", "publishers/"):
        assert Script(script.by, ("draft",)).get(path).status_code == 403
        assert Client().get(f"/api/v1/working/{path}").status_code in (401, 403)


def test_a_longer_list_of_speakers_takes_no_more_queries(
    script: Script, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        given = {"kind": "person", "name": f"Person {chr(65 + number)}", "aliases": [f"P{number}"]}
        assert script.post("speakers/", given).status_code == 201
    with django_assert_max_num_queries(12):
        assert len(script.get("speakers/").json()["results"]) >= 12
