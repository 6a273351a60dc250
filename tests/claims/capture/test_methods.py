"""How a text reached us is kept, signed and said: fetched is not pasted, and a file's address proves nothing."""

import json
from typing import Any

import pytest

from claims.capture import intake
from claims.presentation import prose
from claims.publication.document import proposal
from claims.workflow import drafting, evidence, review
from newsroom.history import acting
from newsroom.jobs import enqueue
from sources import anchors, capture
from sources.choices import CaptureState
from sources.models import CaptureRequest, Sighting, Snapshot, Source
from tests import factories
from tests.claims.capture.test_intake import (
    ARTICLE,
    OTHERWISE,
    SAID,
    captured,
    link,
    says,
    site,
)
from tests.sources.test_warc import archive
from tests.sources.web import Site

pytestmark = [pytest.mark.django_db, pytest.mark.long]
__all__ = ["site"]  # a fixture


def methods() -> list[str]:
    return list(Snapshot.objects.order_by("pk").values_list("method", flat=True))


@pytest.mark.long
def test_each_way_in_is_a_method_of_its_own(site: Site) -> None:
    by = factories.reporter()
    link(site)
    captured(intake.request_file(by, "page.html", OTHERWISE.encode()))
    captured(intake.paste(by, "Words that somebody pasted."))
    intake.add_excerpt(
        by, "https://news.example/film", "Copied words.", factories.DAY, kind="video"
    )
    assert methods() == ["fetched", "uploaded", "pasted", "copied"]
    read_by = list(Snapshot.objects.order_by("pk").values_list("read_by", flat=True))
    assert [each.partition(" ")[0] for each in read_by] == ["trafilatura", "trafilatura", "", ""]


@pytest.mark.long
def test_a_text_pasted_before_it_is_fetched_stays_pasted_and_is_seen(site: Site) -> None:
    fetched = link(site).snapshot
    assert fetched is not None
    says(site, ARTICLE, "/b")
    pasted = intake.paste(factories.reporter(), fetched.text, uri=site.url("/b")).snapshot
    again = link(site, "/b").snapshot
    assert again == pasted
    assert again is not None
    assert again.method == "pasted"
    assert list(Sighting.objects.values_list("snapshot", "method")) == [(again.pk, "fetched")]


def test_the_address_in_an_archive_assigns_nothing(site: Site) -> None:
    """Neither the source at that address nor the publisher of its domain gets the archive's words."""
    publisher = factories.publisher(domain="news.example")
    there = factories.source(uri="https://news.example/bridge", publisher=publisher)
    raw = archive({"url": there.uri, "body": OTHERWISE.encode()})
    done = captured(intake.request_file(factories.reporter(), "a.warc.gz", raw))
    assert done.state == CaptureState.DONE
    child = CaptureRequest.objects.select_related("source", "snapshot").get(url=there.uri)
    made, snapshot = child.source, child.snapshot
    assert made is not None
    assert snapshot is not None
    assert (child.state, snapshot.method) == (CaptureState.DONE, "uploaded")
    assert made != there
    assert made.uri == f"urn:sha256:{snapshot.text_sha256}"
    assert made.publisher is None
    assert there.uri in made.note
    assert not Snapshot.objects.filter(source=there).exists()
    # An editor who has confirmed it enters it, and then the address is the source's.
    Source.objects.filter(pk=there.pk).update(uri="https://news.example/elsewhere")
    capture.edit_source(made.pk, factories.editor(), uri="https://news.example/bridge")
    assert Source.objects.get(pk=made.pk).uri == "https://news.example/bridge"


@pytest.mark.long
def test_a_password_in_an_archives_address_is_not_kept() -> None:
    raw = archive({"url": "https://user:secret@news.example/a", "body": ARTICLE.encode()}, {})
    done = captured(intake.request_file(factories.reporter(), "a.warc.gz", raw))
    assert done.state == CaptureState.DONE
    pages = CaptureRequest.objects.exclude(pk=done.pk)
    assert sorted(pages.values_list("url", flat=True)) == ["", "https://news.example/bridge"]
    assert "secret" not in str(list(pages.values()) + list(Source.objects.values()))


def test_a_file_with_a_stated_address_gets_no_publisher_from_it() -> None:
    factories.publisher(domain="news.example")
    done = captured(
        intake.request_file(
            factories.reporter(), "a.html", ARTICLE.encode(), uri="https://news.example/a"
        )
    )
    assert done.source is not None
    assert done.source.uri == "https://news.example/a"
    assert done.source.publisher is None


def test_a_request_for_another_address_adds_nothing_to_a_source(site: Site) -> None:
    """As SQL could write one: fetched from one address, stored as what another had."""
    source = factories.source(uri="https://news.example/bridge")
    with acting(None):
        forged = CaptureRequest.objects.create(url=site.url("/a"), source=source)
    enqueue(intake.JOB, request_id=forged.pk)
    assert captured(forged).state == CaptureState.FAILED
    assert not Snapshot.objects.filter(source=source).exists()


def test_the_body_that_is_signed_has_the_methods(site: Site) -> None:
    by, editor = factories.reporter(), factories.editor()
    claim = drafting.add_claim(by, "150 bridges were built.", factories.speaker())
    fetched = link(site).snapshot
    assert fetched is not None
    drafting.add_appearance(
        claim.pk, by, fetched, [anchors.find_one(fetched.text, SAID)], directness="direct"
    )
    review.start(claim.pk, editor)
    factories.add_independent_evidence(claim, editor)
    body: Any = json.loads(proposal(claim.pk, "reported", "unrated"))
    assert [each["snapshot"]["method"] for each in body["appearances"]] == ["fetched"]
    assert [each["snapshot_method"] for each in body["evidence"]] == ["pasted"]


def test_the_body_says_where_and_when_an_excerpt_that_is_evidence_was_consulted() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    heard = "The bridges carry traffic now, she said on air."
    snapshot = capture.excerpt(
        factories.source(heard, editor, kind="transcript"),
        editor,
        heard,
        factories.DAY,
        "https://archive.example/a",
        "12:40",
    )
    evidence.add_evidence(
        claim.pk,
        editor,
        snapshot=snapshot,
        place=anchors.find_one(heard, "The bridges carry traffic now"),
        kind="passage",
        bears_on="so",
        direction="context",
        description="On the radio.",
    )
    body: Any = json.loads(proposal(claim.pk, "reported", "verified"))
    captured_one, excerpt = body["evidence"]
    assert "excerpt" not in captured_one
    assert (excerpt["snapshot_method"], excerpt["timecode"]) == ("copied", "")
    assert excerpt["excerpt"] == {
        "consulted_url": "https://archive.example/a",
        "consulted_on": "2026-03-01",
        "timecode": "12:40",
    }
    words = {line.label: line.words for line in prose.lines(body)}
    assert (
        "(copied or transcribed by hand, consulted on March 1, 2026 at https://archive.example/a 12:40)"
        in words["Evidence 2"]
    )
    # A body signed before holds no such field, and reads as before.
    del excerpt["excerpt"]
    words = {line.label: line.words for line in prose.lines(body)}
    assert "(copied or transcribed by hand)" in words["Evidence 2"]
