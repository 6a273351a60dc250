"""The desk's ways to add a source, and what it shows of captures and of sources that changed."""

import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.capture import intake
from claims.models import Claim, Publication
from claims.workflow import drafting
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event
from sources import anchors, capture, syndication
from sources.choices import CaptureState
from sources.models import AnchorCheck, CaptureRequest, Snapshot, Source
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words
from tests.claims.changed_sources import NOW, changed_quote, seen_again

pytestmark = pytest.mark.django_db

ADD = "/admin/sources/capturerequest/add/"
PLAIN = {"how": "capture"}


def add(client: Client, **data: Any) -> Any:
    return client.post(ADD, PLAIN | data)


def finish(request: CaptureRequest, state: CaptureState, message: str = "") -> CaptureRequest:
    with acting(None):
        request.state, request.message = state, message
        if state in (CaptureState.DONE, CaptureState.FAILED):
            request.finished_at = timezone.now()
        request.save(update_fields=["state", "message", "finished_at"])
    return request


# Adding


HEADED = "Bridges built in the north\n\nBy Jane Roe\n\nMarch 3, 2026\n\nThe ministry said on Monday: “150.”"


def test_what_a_pasted_text_states_first_is_offered_and_stored_only_when_it_was_seen() -> None:
    client = at_the_desk(factories.reporter())
    given = {"text": HEADED, "title": "150 bridges"}
    answer = add(client, **given)
    assert not Source.objects.exists()
    form = answer.context["form"]
    assert form["title"].value() == "150 bridges"
    assert (form["byline"].value(), form["published_on"].value()) == ("Jane Roe", "2026-03-03")
    assert words(answer).count("From the first lines of the text. Check it") == 2
    # As it stands, or with what the person makes of it.
    sent = {name: form[name].value() or "" for name in ("text", "title", "byline", "heading_of")}
    assert add(client, **sent, published_on="").status_code == 302
    source = Source.objects.get()
    assert (source.title, source.byline, source.published_on) == ("150 bridges", "Jane Roe", None)


def test_a_link_is_asked_for_and_its_page_says_how_far_it_is() -> None:
    by = factories.reporter()
    client = at_the_desk(by)
    answer = add(client, url="https://news.example/a?b=c#d", title="A title")
    capture_request = CaptureRequest.objects.get()
    assert answer["Location"] == url_of(capture_request)
    assert (capture_request.url, capture_request.state, capture_request.requested_by) == (
        "https://news.example/a?b=c",
        "waiting",
        by,
    )
    assert capture_request.stated == {"title": "A title"}
    page = words(client.get(url_of(capture_request)))
    assert "Waiting to be fetched and read" in page
    assert 'data-follow="' in page
    assert Event.objects.filter(table="sources_capturerequest", via="admin").exists()
    assert not Source.objects.exists()


def test_a_text_is_stored_at_once_as_pasted_with_where_it_is_from() -> None:
    client = at_the_desk(factories.reporter())
    answer = add(client, text="One said so.\r\n\r\nTwo did not.", url="https://news.example/b")
    capture_request = CaptureRequest.objects.get()
    assert answer["Location"] == url_of(capture_request)
    assert capture_request.snapshot is not None
    assert capture_request.snapshot.text == "One said so.\n\nTwo did not."
    assert capture_request.snapshot.source.uri == "https://news.example/b"
    page = words(client.get(url_of(capture_request)))
    assert "Stored; looking for statements" in page
    assert url_of(capture_request.snapshot) in page


def test_the_first_page_takes_where_a_text_is_from() -> None:
    client = at_the_desk(factories.reporter())
    page = words(client.get("/admin/"))
    assert all(f' name="{name}"' in page for name in ("what", "title", "url"))
    given = {"what": "“No,” she said.", "title": "A speech", "url": "https://news.example/speech"}
    client.post(reverse("admin:sources_capturerequest_quick"), given)
    source = Source.objects.get()
    assert (source.title, source.url) == ("A speech", "https://news.example/speech")
    # A link is its own address.
    client.post(reverse("admin:sources_capturerequest_quick"), given | {"what": "www.a.example/b"})
    assert CaptureRequest.objects.latest("pk").url == "https://www.a.example/b"


def test_a_text_of_the_first_page_that_is_asked_about_is_kept() -> None:
    client = at_the_desk(factories.reporter())
    address = reverse("admin:sources_capturerequest_quick")
    form = client.post(address, {"what": HEADED}).context["form"]
    assert form["text"].value() == HEADED
    answer = client.post(address, {each.name: each.value() or "" for each in form})
    assert answer.status_code == 302
    assert Source.objects.get().byline == "Jane Roe"


def test_a_text_from_nowhere_is_named_by_its_hash_and_once() -> None:
    client = at_the_desk(factories.reporter())
    add(client, text="One said so.", title="On the end")
    add(client, text="One said so.")
    source = Source.objects.get()
    assert source.uri == f"urn:sha256:{Snapshot.objects.get().text_sha256}"
    assert source.title == "On the end"
    assert CaptureRequest.objects.count() == 2


def test_an_excerpt_says_when_it_was_consulted() -> None:
    client = at_the_desk(factories.reporter())
    data = {"text": "A line heard.", "how": "excerpt", "timecode": "00:12"}
    refused = words(add(client, **data))
    assert "the day on which it was consulted" in refused
    assert "A line heard." in refused
    answer = add(client, **data, consulted_on="2026-03-04", kind="video")
    snapshot = Snapshot.objects.get()
    assert answer["Location"] == url_of(snapshot)
    assert (snapshot.kind, snapshot.timecode, snapshot.source.kind) == ("excerpt", "00:12", "video")


def test_a_source_is_captured_again_from_its_page() -> None:
    client = at_the_desk(factories.reporter())
    add(client, text="Pasted, without an address.")
    pasted = Source.objects.get()
    assert "add/?url=" not in words(client.get(url_of(pasted)))
    add(client, text="One said so.", url="https://news.example/1")
    source = Source.objects.get(uri="https://news.example/1")
    again = re.findall(r'href="(/admin/[^"]+add/\?url=[^"]+)"', words(client.get(url_of(source))))
    assert f'value="{source.uri}"' in words(client.get(again[0]))
    add(client, text="One said no.", url=source.uri)
    add(client, text="Heard.", url=source.uri, how="excerpt", consulted_on="2026-03-04")
    assert source.snapshots.count() == 3
    assert "Only addresses" in words(add(client, url=pasted.uri))
    nobody = factories.person(None)
    assert at_the_desk(nobody).get(url_of(source)).status_code == 403


def test_a_file_keeps_its_bytes_and_a_tame_name() -> None:
    client = at_the_desk(factories.reporter())
    raw = "Minutes of the council.\n“We built it,” she said.".encode()
    file = SimpleUploadedFile("../../etc/<b>minutes\x00.txt", raw, "application/pdf")
    answer = add(client, file=file, published_on="2026-03-01", url="https://news.example/c")
    capture_request = CaptureRequest.objects.get()
    assert answer["Location"] == url_of(capture_request)
    assert capture.stored_raw(capture_request.raw_name) == raw
    assert "/" not in capture_request.file_name
    assert capture_request.file_name.endswith("minutes.txt")
    assert capture_request.stated == {"uri": "https://news.example/c", "published_on": "2026-03-01"}
    page = words(client.get(url_of(capture_request)))
    assert "<b>minutes" not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Paste a link, choose a file, or paste a text."),
        ({"text": " \n "}, "Paste a link, choose a file, or paste a text."),
        ({"url": "ftp://news.example/a"}, "http"),
        ({"url": "https://news.example/a", "kind": "rumour"}, "Select a valid choice"),
        ({"url": "https://news.example/a", "published_on": "soon"}, "Enter a valid date"),
        ({"text": "x", "url": "news"}, "A source&#x27;s address starts with"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"text": "x", "file": SimpleUploadedFile("a.txt", b"y")}, "not both"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "The submitted file is empty."),
        ({"file": SimpleUploadedFile("Debate.SRT", b"1")}, "Add them as a transcript"),
    ],
)
def test_what_makes_no_sense_is_told_and_stores_nothing(
    data: dict[str, Any], sentence: str
) -> None:
    answer = add(at_the_desk(factories.reporter()), **data, byline="Rosa Vega")
    assert answer.status_code in (200, 409)
    assert sentence in words(answer)
    assert 'value="Rosa Vega"' in words(answer), "what was typed is kept"
    assert not CaptureRequest.objects.exists()
    assert not Source.objects.exists()


def test_what_is_too_large_is_refused_unread(settings: Any) -> None:
    client = at_the_desk(factories.reporter())
    settings.LARGEST_REQUEST = 5000
    answer = add(client, file=SimpleUploadedFile("a.txt", b"x" * 6000))
    assert answer.status_code == 413
    assert "Nothing was stored" in words(answer)
    assert not CaptureRequest.objects.exists()


@pytest.mark.long
def test_a_long_paste_reaches_the_form() -> None:
    assert configured.LARGEST_REQUEST >= 4 * capture.LONGEST_TEXT
    assert configured.DATA_UPLOAD_MAX_MEMORY_SIZE == 2_500_000
    client = at_the_desk(factories.reporter())
    assert add(client, text="Ж" * 3_000_000).status_code == 302
    assert "at most 5000000 characters" in words(add(client, text="x" * 5_000_001))


def test_there_is_one_way_to_add_a_source() -> None:
    client = at_the_desk(factories.reporter())
    assert client.get(f"{list_of(Source)}add/")["Location"] == ADD
    page = words(client.get(ADD, {"url": "https://news.example/it"}))
    assert 'value="https://news.example/it"' in page
    assert "autofocus" in page
    assert "50 MB" in page
    assert 'enctype="multipart/form-data"' in page


def test_nobody_adds_without_the_token_of_the_form() -> None:
    forged = at_the_desk(factories.reporter(), enforce_csrf_checks=True)
    assert add(forged, url="https://news.example/a").status_code == 403
    assert Client().post(ADD, PLAIN).status_code == 302
    assert not CaptureRequest.objects.exists()


# Following


def asked_for(url: str = "https://news.example/a") -> CaptureRequest:
    return intake.request_link(factories.reporter(), url)


def state_of(client: Client, request: CaptureRequest) -> Any:
    return client.get(reverse("admin:sources_capturerequest_state", args=[request.pk]))


def test_what_failed_says_why_and_is_tried_again() -> None:
    client = at_the_desk(factories.reporter())
    failed = finish(asked_for(), CaptureState.FAILED, "The server answered 403.")
    page = words(client.get(url_of(failed)))
    assert "The server answered 403." in page
    assert "data-follow" not in page
    assert f"{ADD}?url=https%3A%2F%2Fnews.example%2Fa" in page
    assert do(client, failed, "try-again")["Location"] == url_of(failed)
    failed.refresh_from_db()
    assert (failed.state, failed.message) == ("waiting", "")
    again = do(client, failed, "try-again")
    assert (again.status_code, "Only a failed capture" in words(again)) == (409, True)


def test_the_part_that_is_followed_says_when_it_ends() -> None:
    client = at_the_desk(factories.reporter())
    capture_request = asked_for()
    going = state_of(client, capture_request)
    assert "aria-busy" in words(going)
    assert "no-store" in going["Cache-Control"]
    assert "<html" not in words(going)
    finish(capture_request, CaptureState.FAILED, "There is no such page.")
    assert "aria-busy" not in words(state_of(client, capture_request))
    assert state_of(at_the_desk(factories.person(None)), capture_request).status_code == 403
    assert (
        client.post(
            reverse("admin:sources_capturerequest_state", args=[capture_request.pk])
        ).status_code
        == 403
    )


def test_a_copy_is_told_and_turned_round_by_an_editor() -> None:
    first = intake.paste(factories.reporter(), "The same words.", uri="https://one.example/")
    second = intake.paste(factories.reporter(), "The same words.", uri="https://two.example/")
    one, two = first.source, second.source
    assert one is not None
    assert two is not None
    assert two.syndicated_from == one
    page = words(at_the_desk(factories.reporter()).get(url_of(second)))
    assert "Recorded as a copy of" in page
    assert "ask an editor" in page
    assert do(at_the_desk(factories.reporter()), two, "turn-round").status_code == 403
    editor = at_the_desk(factories.editor())
    assert "is recorded as a copy of" in words(editor.get(url_of(two, "turn-round")))
    assert do(editor, two, "turn-round").status_code == 302
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.syndicated_from == two
    assert two.syndicated_from is None


def test_turning_round_keeps_what_the_origin_was_copied_from() -> None:
    wire, paper, site = factories.source(), factories.source(), factories.source()
    editor = factories.editor()
    capture.edit_source(paper.pk, editor, syndicated_from=wire)
    capture.edit_source(site.pk, editor, syndicated_from=paper)
    syndication.reverse(site.pk, editor)
    chain = dict(Source.objects.values_list("pk", "syndicated_from"))
    assert chain == {wire.pk: None, site.pk: wire.pk, paper.pk: site.pk}
    with pytest.raises(Refused, match="not logged as a copy"):
        syndication.reverse(wire.pk, editor)
    with pytest.raises(Refused, match="not logged as a copy"):
        syndication.reverse(99_999, editor)


@pytest.mark.long
def test_the_list_is_in_tabs_and_does_not_grow_in_queries() -> None:
    client = at_the_desk(factories.reporter())

    def fill(number: int) -> None:
        asked_for(f"https://news.example/waits{number}")
        finish(asked_for(f"https://news.example/fails{number}"), CaptureState.FAILED, "No.")
        intake.paste(factories.reporter(), f"Words {number}.", title=f"Pasted {number}")

    fill(1)
    client.get(list_of(CaptureRequest))
    with CaptureQueriesContext(connection) as few:
        page = words(client.get(list_of(CaptureRequest)))
    assert all(each in page for each in ("waits1", "fails1", "Pasted 1"))
    assert "?show=failed" in page
    for number in range(2, 6):
        fill(number)
    with CaptureQueriesContext(connection) as many:
        page = words(client.get(list_of(CaptureRequest)))
    assert len(many) == len(few)
    assert not [query for query in many if "COUNT(" in query["sql"].upper()]
    failed = words(client.get(list_of(CaptureRequest), {"show": "failed"}))
    assert ("fails3" in failed, "waits3" in failed) == (True, False)
    waiting = words(client.get(list_of(CaptureRequest), {"show": "under_way"}))
    assert ("fails3" in waiting, "waits3" in waiting) == (False, True)
    assert "waits3" not in words(client.get(list_of(CaptureRequest), {"whose": "mine"}))


def test_whatever_a_page_or_file_is_called_is_shown_as_words() -> None:
    hostile = """<script>alert("x")</script>"""
    client = at_the_desk(factories.reporter())
    request = intake.request_file(factories.reporter(), hostile, b"words", title=hostile)
    finish(request, CaptureState.FAILED, hostile)
    with acting(None):  # an archive's page may be called anything
        named = CaptureRequest.objects.create(url="javascript:alert(1)", occasion="asked")
    for url in (url_of(request), url_of(named), list_of(CaptureRequest)):
        page = words(client.get(url))
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page


# What changed at the source


def test_a_source_page_tells_what_was_captured_seen_and_changed() -> None:
    claim = factories.anchored_claim()
    snapshot = claim.appearances.get().snapshot
    source = snapshot.source
    with acting(None):
        CaptureRequest.objects.create(url=source.url, source=source, occasion="recheck")
        capture.observe(source, None, snapshot.text, b"<p>other bytes", method="fetched")
    check = changed_quote(claim)
    page = words(at_the_desk(factories.reporter()).get(url_of(source)))
    assert "<del>150 </del><ins>180 </ins>" in page
    assert check.later.text_sha256 in page
    assert capture.sha256(b"<p>other bytes") in page
    assert url_of(check) in page
    assert url_of(CaptureRequest.objects.get()) in page


@pytest.mark.long
def test_a_claim_says_that_its_source_has_changed_until_an_editor_settles_it() -> None:
    claim, other = factories.signed_claim(), factories.anchored_claim()
    before = factories.current_publication(claim)
    check = changed_quote(claim)
    reporter, editor = at_the_desk(factories.reporter()), at_the_desk(factories.editor())
    page = words(reporter.get(url_of(claim)))
    assert "Source changed" in page
    assert "<del>150 </del><ins>180 </ins>" in page
    assert "Source changed" not in words(reporter.get(url_of(other)))
    assert "/do/settle/" not in words(reporter.get(url_of(check)))
    assert do(reporter, check, "settle", note="A slip of ours.").status_code == 403
    assert list(Claim.objects.changed_at_source()) == [claim]
    queue = words(reporter.get(list_of(Claim), {"queue": "changed"}))
    assert (claim.text in queue, other.text in queue) == (True, False)
    assert "source changed" in words(reporter.get(list_of(Claim)))

    assert claim.text in words(editor.get(url_of(check, "settle")))
    assert "required" in words(do(editor, check, "settle", note=""))
    assert do(editor, check, "settle", note="The paper corrected itself.").status_code == 302
    assert not Claim.objects.changed_at_source().exists()
    page = words(reporter.get(url_of(claim)))
    assert "The paper corrected itself." in page
    again = do(editor, check, "settle", note="Once more.")
    assert (again.status_code, "has settled this already" in words(again)) == (409, True)

    claim.refresh_from_db()
    assert claim.status == "verified"
    assert Publication.objects.get() == before, "nobody outside unpublishes by editing a page"


def test_only_what_the_source_says_last_counts() -> None:
    claim = factories.anchored_claim()
    source = claim.appearances.get().snapshot.source
    changed_quote(claim)
    assert Claim.objects.changed_at_source().exists()
    seen_again(source, factories.TEXT)  # the paper took its change back
    assert not Claim.objects.changed_at_source().exists()
    seen_again(source, "The page holds something else altogether now.")
    assert Claim.objects.changed_at_source().exists()
    assert AnchorCheck.objects.current().changed().get().verdict == "gone"
    page = words(at_the_desk(factories.reporter()).get(url_of(claim)))
    assert "The newer text has no similar sentence" in page


def test_evidence_that_changed_flags_its_claim_too() -> None:
    claim = factories.claim_in_review()
    source = claim.reviews.get().evidence.get().anchor.snapshot.source
    seen_again(source, factories.INDEPENDENT_TEXT.replace("150", "15"))
    assert list(Claim.objects.changed_at_source()) == [claim]


def test_a_quote_that_stands_in_several_places_alike_is_told() -> None:
    snapshot = factories.snapshot("It is over. Then they all went home for the night, as they say.")
    claim, by = factories.claim(), factories.editor()
    place = anchors.find_one(snapshot.text, "It is over.")
    drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")
    seen_again(snapshot.source, "It is over.\n\nIt is over.\n\nIt is over.")
    assert "It is over." in words(at_the_desk(by).get(url_of(claim))).split('id="changes"')[1]


@pytest.mark.long
def test_the_pages_of_changes_do_not_grow_in_queries() -> None:
    client = at_the_desk(factories.editor())
    claim = factories.signed_claim()
    source = claim.appearances.get().snapshot.source
    changed_quote(claim)
    pages = [url_of(claim), url_of(source), list_of(AnchorCheck), f"{list_of(Claim)}?queue=changed"]
    for url in pages:
        client.get(url)
    before = [queries(client, url) for url in pages]
    for number in range(4):
        seen_again(source, NOW.replace("180", str(200 + number)))
        changed_quote()
    assert [queries(client, url) for url in pages] == before


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
