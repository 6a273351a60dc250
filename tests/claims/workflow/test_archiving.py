"""Asking web.archive.org to save a page: off by default, only what is public, one at a time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from claims.publication import publishing, speakers, takedowns
from claims.workflow import archiving, review
from claims.workflow.evidence import add_evidence
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.jobs import TryAgain
from newsroom.models import Job
from sources.models import ArchivedCopy, ArchiveRequest, Source
from tests import factories, sql
from tests.claims.fetched_sources import claim_resting_on, fetched, fetched_source
from tests.claims.published import conclude
from tests.sources.web import Site, answer, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(settings: Any) -> Iterator[Site]:
    """In the archive's place, on loopback."""
    with serving() as site:
        settings.WEB_ARCHIVE_KEYS = "key:secret"
        settings.WEB_ARCHIVE_SAVE = site.url("/save")
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}"]
        site.says["/save"] = says('{"url": "x", "job_id": "spn2-1"}')
        site.says["/save/status/spn2-1"] = says(
            '{"status": "success", "timestamp": "20261103120000", "original_url": "http://x/"}'
        )
        yield site


def says(text: str) -> bytes:
    return answer(body=text.encode(), media_type="application/json")


def ask(source: Source) -> ArchiveRequest:
    return archiving.request(source.pk, factories.editor(), source.uri)


def result(request: ArchiveRequest) -> tuple[str, str]:
    request.refresh_from_db()
    return request.state, request.message


def test_saved_and_read_by_the_public(archive: Site) -> None:
    source = fetched_source()
    request = ask(source)
    assert Job.objects.filter(task_name=archiving.JOB, args={"request_id": request.pk}).exists()
    archiving.process(request.pk)
    archiving.process(request.pk)  # a job may run twice
    assert result(request) == ("done", "")
    assert archive.paths == ["/save", "/save/status/spn2-1"]
    head = archive.requests[0]
    assert head.startswith("POST /save ")
    assert "Authorization: LOW key:secret" in head
    copy = ArchivedCopy.objects.get(source=source)
    assert copy.address == f"https://web.archive.org/web/20261103120000/{source.uri}"
    assert (copy.recorded_by, copy.request) == (request.requested_by, request)
    page = Client().get(f"/sources/{source.pk}/").content.decode()
    assert f'href="{copy.address}"' in page
    assert "Copy at web.archive.org, Nov. 3, 2026" in " ".join(page.split())
    listed = Client().get(f"/api/v1/sources/{source.pk}/").json()["archived_copies"]
    assert listed == [
        {"archive": "web_archive", "address": copy.address, "copied_on": "2026-11-03"}
    ]


def test_a_request_lets_nobody_record_another_copy_by_sql(archive: Site) -> None:
    request = ask(fetched_source())
    by_request = (
        "INSERT INTO sources_archivedcopy (source_id, service, address, copied_on, request_id, recorded_by_id)"
        f" VALUES (%s, '{{}}', %s, '2026-11-03', {request.pk}, {request.requested_by_id})"
    )
    perma = (by_request.format("perma"), request.source_id, "https://perma.cc/AB12-CD34")
    own = f"https://web.archive.org/web/20261103120000/{request.source.uri}"
    other = factories.source()
    wayback = by_request.format("web_archive")
    sql.refused(*perma, by="archived_copy_is_by_who_acts")
    sql.refused(wayback, request.source_id, own, by="archived_copy_is_by_who_acts")
    with transaction.atomic(), recorded_as(None):
        sql.refused(*perma, by="archived_copy_is_by_who_acts")
        elsewhere = f"https://web.archive.org/web/20261103120000/{other.uri}"
        sql.refused(wayback, other.pk, elsewhere, by="archived_copy_is_by_who_acts")
        sql.run(wayback, request.source_id, own)


def test_off_by_default() -> None:
    source = fetched_source()
    assert archiving.why_not(source) is None
    with pytest.raises(Refused, match="WEB_ARCHIVE_KEYS"):
        ask(source)


def test_one_request_at_a_time_for_the_address_that_was_shown(archive: Site) -> None:
    source = fetched_source()
    with pytest.raises(Refused) as refused:
        archiving.request(source.pk, factories.editor(), "https://news.example/before")
    assert refused.value.rule == "archive_request_names_the_address"
    ask(source)
    assert "Wait for its answer" in (archiving.why_not(source) or "")
    with pytest.raises(Refused) as refused:
        ask(source)
    assert refused.value.rule == "archive_request_once_at_a_time"
    assert archive.requests == []


def unused() -> Source:
    return fetched().source


def unpublished() -> Source:
    return _of_evidence(claim_resting_on(fetched()))


def _of_evidence(claim: Any) -> Source:
    found: Source = claim.reviews.get().evidence.latest("pk").source
    return found


def embargoed() -> Source:
    claim = claim_resting_on(fetched())
    publishing.set_embargo(claim.pk, factories.editor(), timezone.now() + timedelta(days=1))
    return _of_evidence(conclude(claim))


def held() -> Source:
    claim = conclude(claim_resting_on(fetched()))
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    return _of_evidence(claim)


def withdrawn() -> Source:
    claim = conclude(claim_resting_on(fetched()))
    review.withdraw(claim.pk, factories.senior(), "It was retracted.")
    return _of_evidence(claim)


def also_in_an_unpublished_claim() -> Source:
    source = fetched_source()
    claim_resting_on(source.snapshots.get())
    return source


def also_new_evidence_of_a_public_claim() -> Source:
    """Of a claim that is under review again: its public version does not name the source."""
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    source = fetched_source()
    add_evidence(
        claim.pk, factories.editor(), source=source, kind="record", consulted_on=factories.DAY,
        bears_on="so", direction="supports", description="Looked up.",
    )  # fmt: skip
    return source


def private_evidence() -> Source:
    source = fetched_source()
    claim = claim_resting_on(source.snapshots.get(), private=True)
    conclude(claim)
    return source


def of_a_protected_speaker() -> Source:
    claim = conclude(claim_resting_on(fetched()))
    speakers.protect(claim.speaker_id, factories.editor(), "a villager", "A victim.")
    return _of_evidence(claim)


def naming_a_protected_speaker() -> Source:
    speaker = factories.speaker("Lucía Andrade")
    text = f"{factories.INDEPENDENT_TEXT} Lucía Andrade was there."
    source = sign_on(fetched(text=text))
    speakers.protect(speaker.pk, factories.editor(), "a villager", "A victim.")
    return source


def sign_on(snapshot: Any) -> Source:
    return _of_evidence(conclude(claim_resting_on(snapshot)))


def pasted() -> Source:
    return sign_on(factories.snapshot(factories.INDEPENDENT_TEXT))


def fetched_and_pasted() -> Source:
    source = fetched_source()
    factories.snapshot("Only subscribers read this.", source)
    return source


def taken_down() -> Source:
    source = fetched_source()
    takedowns.take_down(source.snapshots.get().pk, factories.editor(), "A letter came.")
    return source


def with_a_token() -> Source:
    return fetched_source(uri="https://news.example/story?token=abc")


def without_an_address() -> Source:
    return fetched_source(uri="")


CASES = {
    "archiving_of_public_sources": (
        *(unused, unpublished, embargoed, held, withdrawn, private_evidence),
        *(also_in_an_unpublished_claim, also_new_evidence_of_a_public_claim),
    ),
    "archiving_without_protected_names": (of_a_protected_speaker, naming_a_protected_speaker),
    "archiving_of_what_we_fetched": (pasted, fetched_and_pasted),
    "archiving_of_nothing_taken_down": (taken_down,),
    "archiving_without_tokens": (with_a_token,),
    "archiving_of_a_web_address": (without_an_address,),
}


@pytest.mark.parametrize(
    ("rule", "make"), [(rule, make) for rule, several in CASES.items() for make in several]
)
def test_refused_by_verb_and_by_database(archive: Site, rule: str, make: Any) -> None:
    source = make()
    assert archiving.why_not(source)
    with pytest.raises(Refused) as refused:
        ask(source)
    assert refused.value.rule == rule
    with recorded_as(by := factories.editor()):
        sql.refused(
            "INSERT INTO sources_archiverequest (source_id, address, state, service_job, message,"
            " requested_by_id) VALUES (%s, %s, 'waiting', '', '', %s)",
            *(source.pk, source.uri, by.pk),
            by=rule,
        )


def test_an_address_of_our_own_network_is_refused(archive: Site, settings: Any) -> None:
    source = fetched_source(uri="https://intranet.example/story")
    settings.FETCH_ALLOWED_HOSTS = ["intranet.example"]
    with pytest.raises(Refused, match="own network"):
        ask(source)


def test_what_is_held_meanwhile_is_not_sent(archive: Site) -> None:
    claim = conclude(claim_resting_on(fetched()))
    request = ask(_of_evidence(claim))
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    archiving.process(request.pk)
    assert archive.requests == []
    state, message = result(request)
    assert state == "failed"
    assert "Only a source all of whose claims are public" in message


@pytest.mark.parametrize(
    ("path", "reply", "message"),
    [
        ("/save", answer("401 Unauthorized", b""), "does not accept our keys"),
        ("/save", answer("400 Bad Request", b""), "answered 400"),
        ("/save", says('{"status": "error", "status_ext": "error:blocked"}'), "(error:blocked)"),
        ("/save", says('{"status_ext": "<b>call 555</b>"}'), "could not save the page."),
        ("/save", says('{"job_id": "../../etc"}'), "could not save the page."),
        (
            "/save/status/spn2-1",
            says('{"status": "success", "timestamp": "1/https://evil.example"}'),
            "could not save the page.",
        ),
    ],
)
def test_what_went_wrong_is_said(archive: Site, path: str, reply: bytes, message: str) -> None:
    request = ask(fetched_source())
    archive.says[path] = reply
    archiving.process(request.pk)
    state, found = result(request)
    assert state == "failed"
    assert message in found
    assert not ArchivedCopy.objects.exists()


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("/save", answer("429 Too Many Requests", b"")),
        ("/save", says("not json")),
        ("/save/status/spn2-1", says('{"status": "pending"}')),
    ],
)
def test_what_may_pass_is_tried_again(archive: Site, path: str, reply: bytes) -> None:
    request = ask(fetched_source())
    archive.says[path] = reply
    with pytest.raises(TryAgain):
        archiving.process(request.pk)
    archiving.mark_failed("The archive is still saving the page.", request.pk)
    assert result(request) == ("failed", "The archive is still saving the page.")
    archiving.mark_failed("Again.", request.pk)
    assert result(request)[1] != "Again."


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("https://archive.ph/AbCd1", "confirmed_not_by_archive_today"),
        ("https://web.archive.org/web/20261103120000/https://a.example/", ""),
    ],
)
def test_confirmed_does_not_rest_on_archive_today(address: str, rule: str) -> None:
    claim = factories.claim_in_review(by := factories.editor())
    add_evidence(
        claim.pk, by, source=factories.source(uri=address), kind="record", primary=True,
        consulted_on=factories.DAY, bears_on="said", direction="supports", description="The post.",
    )  # fmt: skip
    refusal = ""
    try:
        review.propose(claim.pk, by, "confirmed", "verified", harms=[])
    except Refused as refused:
        refusal = refused.rule
    assert refusal == rule


def test_readers_get_no_link_to_archive_today() -> None:
    snapshot = factories.snapshot(
        factories.INDEPENDENT_TEXT, factories.source(uri="https://archive.ph/AbCd1")
    )
    claim = conclude(claim_resting_on(snapshot))
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert 'href="https://archive.ph' not in page
    assert (
        'href="https://archive.ph'
        not in Client().get(f"/sources/{snapshot.source_id}/").content.decode()
    )
