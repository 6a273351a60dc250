"""A quote of a transcript at its second: on the page, in the API, as an annotation, in a player."""

from datetime import UTC
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.choices import Attribution, Bears, Direction, EvidenceKind, Status
from claims.models import Claim
from claims.presentation import recordings
from claims.publication import takedowns
from claims.workflow import drafting, listening, review
from claims.workflow.evidence import add_evidence
from newsroom.history import acting
from sources import anchors
from sources.captions import webvtt
from sources.models import Cue, Snapshot
from sources.recordings import Given
from tests import factories, spoken
from tests.claims.admin.desk import at_the_desk, url_of, words

QUOTE = "We have built 150 bridges since January."
VIDEO = Given(url="https://www.youtube.com/watch?v=abc&t=1", held_by="VideoSite")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.youtube.com/watch?v=a&t=1", "https://www.youtube.com/watch?v=a&t=754s"),
        ("https://youtu.be/a", "https://youtu.be/a?t=754s"),
        ("https://vimeo.com/1", "https://vimeo.com/1#t=754s"),
        ("https://www.twitch.tv/videos/1", "https://www.twitch.tv/videos/1?t=754s"),
        ("https://chamber.example/a.mp4", "https://chamber.example/a.mp4#t=754.3,760"),
        ("https://chamber.example/a#part", "https://chamber.example/a#part"),
        ("https://notyoutube.com/watch?v=a", "https://notyoutube.com/watch?v=a#t=754.3,760"),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_the_address_at_the_second(url: str, found: str) -> None:
    assert recordings.at_second(url, "754.3,760") == found


def test_times_are_written_as_media_fragments_have_them() -> None:
    assert recordings.media_time(12_300, 15_800) == "12.3,15.8"
    assert recordings.media_time(0, 10_000) == "0,10"
    assert recordings.milliseconds("754.3,760") == 754_300


def test_captions_are_whole_and_hold_no_markup() -> None:
    text = "Is 1 < 2 & 3 --> 4?"
    made = webvtt(text, [Cue(start_ms=3_723_004, end_ms=3_724_000, start=0, end=19, speaker="A>B")])
    assert made == (
        "WEBVTT\n\n01:02:03.004 --> 01:02:04.000\n<v A&gt;B>Is 1 &lt; 2 &amp; 3 --&gt; 4?\n"
    )


def signed(transcript: Snapshot) -> Claim:
    by = factories.editor()
    (place,) = anchors.find(transcript.text, QUOTE)
    claim = factories.claim()
    drafting.add_appearance(claim.pk, by, transcript, [place], directness="direct")
    review.start(claim.pk, by)
    add_evidence(
        claim.pk,
        by,
        bears_on=Bears.SAID,
        direction=Direction.SUPPORTS,
        kind=EvidenceKind.PASSAGE,
        primary=True,
        description="She says so in the debate.",
        snapshot=transcript,
        place=place,
    )
    review.write(claim.pk, by, summary="She said so in the debate.", rationale="We heard it.")
    numbers = [each.pk for each in listening.quotes_to_hear(claim)]
    if numbers:
        listening.mark(claim.pk, factories.reporter(), numbers)
    round_ = review.propose(claim.pk, by, Attribution.CONFIRMED, Status.UNRATED)
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.django_db
def test_what_is_signed_says_when_it_is_heard_and_that_somebody_listened() -> None:
    claim = signed(spoken.transcript("captions", recording=VIDEO))
    body = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    (appearance,) = body["appearances"]
    assert appearance["quotes"][0]["time"] == "12,15.8"
    transcript = appearance["transcript"]
    assert (transcript["origin"], transcript["held_by"]) == ("captions", "VideoSite")
    assert transcript["listened_on"] == str(timezone.now().astimezone(UTC).date())
    assert body["evidence"][0]["quote"]["time"] == "12,15.8"
    page = words(Client().get(f"/claims/{claim.pk}/"))
    assert 'href="https://www.youtube.com/watch?v=abc&amp;t=12s"' in page
    assert "Words and voice checked by listening, on" in " ".join(page.split())
    assert "<audio" not in page
    items = Client().get(f"/api/v1/claims/{claim.pk}/annotations.json").json()["items"]
    (_text, heard) = items[0]["target"]
    assert heard["source"] == VIDEO.url
    assert heard["selector"][0]["value"] == "t=12,15.8"
    lines = Client().get("/api/v1/export/appearances.csv").getvalue()
    assert b"12,15.8" in lines


@pytest.fixture
def permitting() -> Any:
    publisher = factories.publisher()
    with acting(factories.senior()):
        type(publisher).objects.filter(pk=publisher.pk).update(whole_texts=True)
    return publisher


@pytest.mark.django_db
def test_readers_play_it_only_where_whole_texts_are_public(permitting: Any) -> None:
    kept = spoken.transcript("official", recording=spoken.file())
    played = spoken.transcript(
        "official",
        spoken.read([("A", QUOTE, 12_300, 15_800)]),
        spoken.file(spoken.WAVE + b"\0"),
        publisher=permitting,
    )
    client = Client()
    for snapshot, status in ((kept, 404), (played, 200)):
        claim = signed(snapshot)
        address = f"/sources/{snapshot.source_id}/recordings/{snapshot.text_sha256}"
        page = words(client.get(f"/claims/{claim.pk}/"))
        assert (f'src="{address}#t=' in page) == (status == 200)
        assert client.get(address).status_code == status
        assert client.get(f"{address}.vtt").status_code == status
        # The newsroom plays both.
        desk = at_the_desk(factories.reporter())
        at = f"/admin/sources/snapshot/{snapshot.pk}/recording/"
        assert f'src="{at}#t=' in words(desk.get(url_of(claim)))
        assert desk.get(at).status_code == 200
        assert client.get(at).status_code == 302
    assert f'src="{address}#t=12.3,15.8"' in page
    part = client.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.getvalue()) == (206, b"RIFF")
    assert part["Content-Type"] == "audio/wav"
    assert "A>" in client.get(f"{address}.vtt").content.decode()
    takedowns.take_down(played.pk, factories.editor(), "A court order came.")
    assert client.get(address).status_code == 404
