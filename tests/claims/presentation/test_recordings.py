"""A quote of a transcript at its second: on the page, in the API, as an annotation, in a player."""

from datetime import UTC
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.admin.snapshot import cues
from claims.choices import Attribution, Status
from claims.formats.exports import kept_files
from claims.formats.held_recordings import held_file
from claims.models import Claim
from claims.presentation import players, recordings
from claims.publication import speakers, takedowns
from claims.workflow import drafting, listening, review
from factcheck.environment import MEDIA_STORAGE
from newsroom.history import acting
from sources import anchors
from sources.captions import webvtt
from sources.models import Cue, Publisher, Snapshot, Speaker
from sources.recordings import Given
from tests import factories, spoken
from tests.buckets import bucket
from tests.claims.admin.desk import at_the_desk, url_of, words

__all__ = ["bucket"]

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
    for label, voice in (("A>B\n", "<v A&gt;B >"), ("", "")):
        cues = [Cue(start_ms=3_723_004, end_ms=3_724_000, start=0, end=19, speaker=label)]
        assert webvtt(text, cues) == (
            f"WEBVTT\n\n01:02:03.004 --> 01:02:04.000\n{voice}Is 1 &lt; 2 &amp; 3 --&gt; 4?\n"
        )


def signed(transcript: Snapshot, **fields: Any) -> Claim:
    by = factories.editor()
    (place,) = anchors.find(transcript.text, QUOTE)
    claim = factories.claim(**fields)
    drafting.add_appearance(claim.pk, by, transcript, [place], directness="direct")
    review.start(claim.pk, by)
    factories.said_in(claim, by, transcript, place)
    review.write(claim.pk, by, summary="She said so in the debate.", rationale="We heard it.")
    numbers = [each.pk for each in listening.quotes_to_hear(claim)]
    if numbers:
        listening.mark(claim.pk, factories.reporter(), numbers)
    round_ = review.propose(claim.pk, by, Attribution.CONFIRMED, Status.UNRATED, harms=[])
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
    assert "<video" not in page
    # Beside the evidence as beside the appearance.
    evidence = " ".join(page.partition('<ul class="evidence">')[2].partition("</ul>")[0].split())
    assert "https://www.youtube.com/watch?v=abc&amp;t=12s" in evidence
    assert "Listen at 0:00:12" in evidence
    assert "Words and voice checked by listening, on" in evidence
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
    publisher.refresh_from_db()
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
    source_page = words(client.get(f"/sources/{played.source_id}/"))
    assert f'src="{address}#t=0"' in source_page
    assert "Official transcript." in " ".join(source_page.split())
    part = client.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.getvalue()) == (206, b"RIFF")
    assert part["Content-Type"] == "audio/wav"
    captions = client.get(f"{address}.vtt").content.decode()
    assert captions == f"WEBVTT\n\n00:00:12.300 --> 00:00:15.800 line:10%\n<v A>{QUOTE}\n"
    # An audio element would draw no captions.
    assert f'<video class="player sound" controls preload="metadata" src="{address}' in " ".join(
        page.split()
    )
    takedowns.take_down(played.pk, factories.editor(), "A court order came.")
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_the_desk_has_each_cue_with_time_and_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cues, "AT_ONCE", 2)
    snapshot = spoken.transcript("machine", recording=VIDEO)
    desk = at_the_desk(factories.reporter())
    page = " ".join(words(desk.get(url_of(snapshot))).split())
    for shown in (
        *("speech recognition: <bdi>whisper-tiny.en</bdi> 1", "(<bdi>VideoSite</bdi>)"),
        'watch?v=abc&amp;t=12s" rel="noopener noreferrer">0:00:12</a>',
        *("<bdi>NUÑEZ</bdi>", "1 to 2 of 3 captions", f"--snapshot {snapshot.pk}</code>"),
    ):
        assert shown in page, shown
    assert "<bdi>RUIZ</bdi>" not in page
    assert "<bdi>RUIZ</bdi>" in words(desk.get(url_of(snapshot), {"cues": 2}))
    pasted = words(desk.get(url_of(factories.snapshot("Only words."))))
    assert "None: only what was fetched or uploaded goes into one." in pasted
    assert "Times and speakers" not in pasted


def in_public(claim: Claim, snapshot: Snapshot) -> bool:
    """Whether readers hear it: the recording, its captions and the claim's page agree."""
    client = Client()
    address = f"/sources/{snapshot.source_id}/recordings/{snapshot.text_sha256}"
    has_player = f'src="{address}#t=' in words(client.get(f"/claims/{claim.pk}/"))
    answers = {client.get(each).status_code for each in (address, f"{address}.vtt")}
    assert answers == {200 if has_player else 404}
    return has_player


def protect(name: str) -> None:
    speaker = Speaker.objects.filter(name=name).first() or factories.speaker(name)
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.")


@pytest.mark.django_db
@pytest.mark.parametrize("named_in", ["label", "title", "text"])
def test_what_names_somebody_protected_is_not_played(permitting: Publisher, named_in: str) -> None:
    spoken_lines = [("Zora Quillfeather" if named_in == "label" else "A", QUOTE, 12_000, 15_800)]
    if named_in == "text":
        spoken_lines.append(("B", "Thank you, Zora Quillfeather.", 16_000, 17_000))
    stated: dict[str, Any] = {"title": "Zora Quillfeather speaks"} if named_in == "title" else {}
    snapshot = spoken.transcript(
        "official", spoken.read(spoken_lines), spoken.file(), publisher=permitting, **stated
    )
    claim = signed(snapshot)
    assert in_public(claim, snapshot)
    protect("Zora Quillfeather")
    assert not in_public(claim, snapshot)
    assert not recordings.may_be_played(snapshot)


@pytest.mark.django_db
def test_nobody_protected_is_heard_at_a_second(permitting: Publisher) -> None:
    read_text = spoken.read([("", QUOTE, 12_000, 15_800)])
    snapshot = spoken.transcript("official", read_text, spoken.file(), publisher=permitting)
    claim = signed(snapshot, speaker=factories.speaker("Zora Quillfeather"))
    assert in_public(claim, snapshot)
    protect("Zora Quillfeather")
    assert not in_public(claim, snapshot)
    assert not recordings.may_be_played(snapshot)
    body = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    (appearance,), (piece,) = body["appearances"], body["evidence"]
    assert body["speaker"]["description"] == "a witness"
    assert (appearance["quotes"][0]["exact"], piece["quote"]["exact"]) == (QUOTE, QUOTE)
    for part in (appearance, piece):
        assert "transcript" not in part
    assert "time" not in appearance["quotes"][0]
    assert "time" not in piece["quote"]


@pytest.mark.django_db
def test_where_a_protected_name_stands_around_a_quote_its_time_goes_too(
    permitting: Publisher,
) -> None:
    spoken_lines = [
        ("A", QUOTE, 12_000, 15_800),
        ("B", "So said Zora Quillfeather.", 16_000, 17_000),
    ]
    snapshot = spoken.transcript(
        "official", spoken.read(spoken_lines), spoken.file(), publisher=permitting
    )
    claim = signed(snapshot)
    protect("Zora Quillfeather")
    body = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    (appearance,), (piece,) = body["appearances"], body["evidence"]
    for part, quote in ((appearance, appearance["quotes"][0]), (piece, piece["quote"])):
        assert (quote["exact"], quote["suffix"]) == (QUOTE, "")
        assert "transcript" not in part
        assert "time" not in quote


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["", "https://chamber.example/debate"])
def test_a_takedown_stops_the_recording_under_every_transcript(
    permitting: Publisher, url: str
) -> None:
    first, second = spoken.file(), Given(file=spoken.file().file, url=url)
    one = spoken.transcript("official", recording=first, publisher=permitting)
    read_text = spoken.read([("A", QUOTE, 12_000, 15_800)])
    other = spoken.transcript("person", read_text, second, publisher=permitting)
    assert (one.transcript.recording_id == other.transcript.recording_id) == (not url)
    claim = signed(other)
    assert in_public(claim, other)
    takedowns.take_down(one.pk, factories.editor(), "A court order came.")
    assert not in_public(claim, other)


@pytest.mark.django_db
def test_what_is_taken_down_names_no_recording() -> None:
    snapshot = spoken.transcript("captions", recording=VIDEO)
    claim = signed(snapshot)
    at = f"/api/v1/claims/{claim.pk}"
    faces = (f"/claims/{claim.pk}/", f"{at}/", f"{at}/annotations.json")
    for face in faces:
        assert b"youtube.com" in b"".join(Client().get(face)), face
    takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    for face in faces:
        assert b"youtube.com" not in b"".join(Client().get(face)), face
    body = Client().get(f"{at}/").json()
    for part in (*body["appearances"], *body["evidence"]):
        assert part["taken_down"] is True
        assert "transcript" not in part


@pytest.mark.django_db
def test_a_text_too_long_to_be_searched_is_not_played(
    permitting: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = spoken.transcript("official", recording=spoken.file(), publisher=permitting)
    assert recordings.may_be_played(snapshot)
    monkeypatch.setattr(recordings, "LONGEST", len(snapshot.text) - 1)
    assert not recordings.may_be_played(snapshot)


@pytest.mark.django_db
def test_each_part_of_a_recording_takes_one_query(
    permitting: Publisher, django_assert_num_queries: Any
) -> None:
    snapshot = spoken.transcript("official", recording=spoken.file(), publisher=permitting)
    protect("Zora Quillfeather")
    assert recordings.may_be_played(snapshot)
    with django_assert_num_queries(1):
        assert recordings.may_be_played(snapshot)
    with acting(factories.senior()):
        snapshot.source.title = "Zora Quillfeather speaks"
        snapshot.source.save()
    assert not recordings.may_be_played(snapshot)


@pytest.mark.django_db
def test_a_recording_in_a_bucket_is_fetched_and_played(
    bucket: dict[str, bytes], settings: Any, permitting: Publisher
) -> None:
    settings.STORAGES = settings.STORAGES | {"default": MEDIA_STORAGE.read()}
    content = spoken.WAVE + b"from a bucket"
    snapshot = spoken.transcript("official", recording=spoken.file(content), publisher=permitting)
    found = held_file(players.transcript_of(snapshot.pk))
    assert found is not None
    assert found.path.read_bytes() == content
    kept_files.find(f"recording-{found.sha256}").unlink()  # type: ignore[union-attr]
    for name in [each for each in bucket if "/recordings/" in each]:
        del bucket[name]
    assert held_file(players.transcript_of(snapshot.pk)) is None
