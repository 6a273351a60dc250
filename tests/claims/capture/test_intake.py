"""From a link, a file or a pasted text to a snapshot and candidates, over real HTTP."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from claims.capture import intake, reading, rechecks
from claims.models import Candidate, Claim, Publication
from claims.workflow import drafting, review
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from sources import anchors, capture, stated_publishers
from sources.choices import CaptureState, Judged
from sources.models import AnchorCheck, CaptureRequest, Sighting, Snapshot, Source
from tests import factories
from tests.sources.web import Site, answer, elsewhere, serving
from tests.workers import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SAID = "We have built 150 bridges since January"
ARTICLE = f"""<!doctype html><html lang="en"><head><title>Bridges</title>
<meta property="og:title" content="The count of the bridges">
<meta name="author" content="Rosa Vega">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "The count of the bridges",
"datePublished": "2026-03-05", "author": {{"@type": "Person", "name": "Rosa Vega"}}}}</script>
</head><body><article><h1>The count of the bridges</h1>
<p>The minister spoke to reporters in the capital on Monday about the works of the last months.</p>
<p>“{SAID},” said Ana Nuñez, the minister of works, at the opening of a bridge near the coast.</p>
<p>Critics of the government have doubted that count, and the audit office has not confirmed it.</p>
</article></body></html>"""
OTHERWISE = ARTICLE.replace("150 bridges", "180 bridges")


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as made:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{made.port}"]
        says(made, ARTICLE)
        yield made


def says(site: Site, page: str | bytes, path: str = "/a", media_type: str = "text/html") -> None:
    body = page.encode() if isinstance(page, str) else page
    site.says[path] = answer(body=body, media_type=media_type)


def captured(request: CaptureRequest) -> CaptureRequest:
    work_off()
    return CaptureRequest.objects.select_related("source", "snapshot").get(pk=request.pk)


def link(site: Site, path: str = "/a", **stated: Any) -> CaptureRequest:
    return captured(intake.request_link(factories.reporter(), site.url(path), **stated))


# A link


@pytest.mark.long
def test_a_link_becomes_a_snapshot_and_candidates(site: Site) -> None:
    by = factories.reporter()
    request = intake.request_link(by, site.url("/a#top"))
    assert request.state == CaptureState.WAITING
    assert site.connections == 0, "nothing is fetched while somebody waits for a page"
    done = captured(request)
    assert (done.state, done.finished_at is not None) == (CaptureState.DONE, True)
    source, snapshot = done.source, done.snapshot
    assert source is not None
    assert snapshot is not None
    assert (source.uri, source.title, source.byline) == (
        site.url("/a"),
        "The count of the bridges",
        "Rosa Vega",
    )
    assert (source.published_on, source.language, source.added_by) == (date(2026, 3, 5), "en", by)
    assert (source.publisher, source.licence) == (None, ""), "what isn't stated stays so"
    assert SAID in snapshot.text
    assert capture.stored_raw(snapshot.raw_name) == ARTICLE.encode()
    assert snapshot.metadata["json_ld"][0]["@type"] == "NewsArticle"
    found = Candidate.objects.get(exact__contains=SAID)
    assert (found.speaker_name, found.verb, found.directness) == ("Ana Nuñez", "said", "direct")
    assert snapshot.text[slice(*found.places[0])] == found.exact
    assert str(Candidate.objects.count()) in done.message


@pytest.mark.long
def test_what_the_person_says_goes_before_what_the_page_says(site: Site) -> None:
    publisher = factories.publisher()
    done = link(
        site, title="Our title", publisher=publisher, published_on=date(2026, 3, 1), kind="release"
    )
    assert done.source is not None
    assert (done.source.title, done.source.publisher, done.source.byline) == (
        "Our title",
        publisher,
        "Rosa Vega",
    )
    assert (done.source.published_on, done.source.kind) == (date(2026, 3, 1), "release")


def test_what_a_source_does_not_state_is_refused_before_anybody_waits(site: Site) -> None:
    by = factories.reporter()
    for stated in (
        {"added_by": by.pk},
        {"kind": "rumour"},
        {"licence": "x" * 301},
        {"uri": "https://news.example/another"},
    ):
        with pytest.raises(Refused):
            intake.request_link(by, site.url(), **stated)
    asks: list[Callable[[], CaptureRequest]] = [
        lambda: intake.paste(by, factories.TEXT, uri="ftp://news.example/"),
        lambda: intake.request_file(by, "a.txt", b"words", uri="news.example"),
    ]
    for ask in asks:
        with pytest.raises(Refused, match="http"):
            ask()
    assert not CaptureRequest.objects.exists()


def test_the_publisher_that_a_page_states_is_kept_for_a_proposal(site: Site) -> None:
    says(
        site, ARTICLE.replace("<head>", '<head><meta property="og:site_name" content="The Daily">')
    )
    done = link(site)
    assert done.source is not None
    assert done.source.publisher is None
    proposed = stated_publishers.proposal(done.source)
    assert proposed is not None
    assert (proposed.name, proposed.domain, proposed.known) == ("The Daily", "127.0.0.1", None)


def test_a_page_may_call_itself_what_it_likes(settings: Any) -> None:
    """Its publisher is whoever's domain it stands on; its address no other site's."""
    factories.publisher(name="Great Wire", domain="wire.example")
    here = factories.publisher(name="Local", domain="localhost")
    with serving() as site:
        settings.FETCH_ALLOWED_HOSTS = [f"localhost:{site.port}"]
        says(
            site,
            ARTICLE.replace(
                "<head>",
                '<head><meta property="og:site_name" content="Great Wire">'
                '<link rel="canonical" href="https://wire.example/scoop">',
            ),
        )
        url = site.url("/a", host="localhost")
        done = captured(intake.request_link(factories.reporter(), url))
    assert done.source is not None, done.message
    assert (done.source.uri, done.source.publisher) == (url, None)
    assert here.domain == "localhost"  # one label is no domain


@pytest.mark.parametrize(
    ("at", "called", "address"),
    [
        ("/a?from=feed", "/a", "/a"),
        ("/a", "/", "/a"),
        ("/a", "", "/a"),
        ("/?story=1", "/", "/"),
    ],
)
def test_a_pages_own_address_is_kept_unless_it_is_the_front_page(
    site: Site, at: str, called: str, address: str
) -> None:
    says(site, ARTICLE.replace("<head>", f'<head><link rel="canonical" href="{called}">'), at)
    done = link(site, at)
    assert done.source is not None, done.message
    assert done.source.uri == site.url(address)


@pytest.mark.long
def test_the_same_page_again_is_seen_again_and_another_text_is_another_snapshot(
    site: Site,
) -> None:
    first = link(site)
    says(site, ARTICLE + "<!-- another advertisement -->")
    again = link(site)
    assert (again.source, again.snapshot) == (first.source, first.snapshot)
    assert Sighting.objects.get().raw_sha256 != first.snapshot.raw_sha256  # type: ignore[union-attr]
    assert "same as before" in again.message
    before = Candidate.objects.count()
    says(site, OTHERWISE)
    later = link(site)
    assert later.source == first.source
    assert later.snapshot != first.snapshot
    # Only the statement with the other number is new.
    assert Candidate.objects.count() == before + 1


def test_the_same_text_elsewhere_is_a_copy_and_not_independent(site: Site) -> None:
    first = link(site)
    says(site, ARTICLE, "/b")
    copy = link(site, "/b")
    assert copy.source != first.source
    assert copy.source is not None
    assert copy.source.syndicated_from == first.source
    assert "copy" in copy.message


def test_a_redirect_leads_to_the_sources_address(site: Site) -> None:
    site.says["/short"] = elsewhere("/a")
    done = link(site, "/short")
    assert done.source is not None
    assert done.source.uri == site.url("/a")


def test_what_may_pass_is_tried_again_and_then_told(site: Site) -> None:
    site.says["/a"] = answer("503 Service Unavailable", b"busy")
    failed = link(site)
    assert failed.state == CaptureState.FAILED
    assert "503" in failed.message
    assert site.paths.count("/a") > 1
    says(site, ARTICLE)
    again = intake.retry(failed.pk, factories.reporter())
    assert captured(again).state == CaptureState.DONE


def test_what_is_final_is_told_at_once(site: Site) -> None:
    site.says["/a"] = answer("403 Forbidden", b"no")
    failed = link(site)
    assert (failed.state, site.paths.count("/a")) == (CaptureState.FAILED, 1)
    assert "403" in failed.message
    assert not Source.objects.exists()


def test_outsiders_capture_nothing() -> None:
    outsider = factories.person(None)
    asks: list[Callable[[], CaptureRequest]] = [
        lambda: intake.request_link(outsider, "https://news.example/"),
        lambda: intake.request_file(outsider, "a.txt", b"words"),
        lambda: intake.paste(outsider, "words"),
        lambda: intake.retry(1, outsider),
    ]
    for ask in asks:
        with pytest.raises(NotAllowed):
            ask()


# A pasted text


def test_a_pasted_text_is_stored_at_once_and_read_by_the_worker() -> None:
    by = factories.reporter()
    request = intake.paste(by, factories.TEXT, title="A note", kind="transcript")
    assert request.state == CaptureState.STORED
    assert request.snapshot is not None
    assert request.source is not None
    assert (request.snapshot.text, request.source.url) == (factories.TEXT, "")
    done = captured(request)
    assert done.state == CaptureState.DONE
    assert Candidate.objects.filter(snapshot=request.snapshot, speaker_name="Ana Nuñez").exists()


IN_POLISH = """Minister robót publicznych powiedziała w poniedziałek, że od stycznia zbudowano sto pięćdziesiąt
mostów, a urząd kontroli jeszcze tego nie potwierdził. Krytycy rządu wątpią w tę liczbę i żądają, by
dziennikarze mogli obejrzeć każdy z nich. """


@pytest.mark.parametrize(
    ("attribute", "stated", "stored"),
    [
        ("", {}, "pl"),
        (' lang="en-GB"', {}, "pl"),
        (' lang="pl-PL"', {}, "pl-PL"),
        (' lang="en-GB"', {"language": "en"}, "en"),  # a person's word stands
    ],
)
def test_the_language_is_found_where_the_page_states_none_or_another(
    site: Site, attribute: str, stated: dict[str, str], stored: str
) -> None:
    page = f"<html{attribute}><body><article><p>{IN_POLISH * 4}</p></article></body></html>"
    says(site, page, "/pl")
    done = link(site, "/pl", **stated)
    assert done.source is not None
    assert done.source.language == stored
    assert not Candidate.objects.exists()


# Who made a source is told by the transaction.
@pytest.mark.django_db(transaction=True)
def test_the_language_that_a_person_entered_before_the_first_capture_stands() -> None:
    source = factories.source(language="en")
    done = captured(intake.paste(factories.reporter(), IN_POLISH * 4, uri=source.uri))
    assert done.source == source
    assert done.source is not None
    assert done.source.language == "en"


@pytest.mark.django_db(transaction=True)
def test_a_language_that_a_person_enters_while_a_capture_waits_stands(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the capture, of a source that somebody adds meanwhile; after it, before the text is read."""
    by = factories.editor()
    says(site, f"<article><p>{IN_POLISH * 4}</p></article>", "/pl")
    request = intake.request_link(by, site.url("/pl"))
    added = factories.source(by=by, uri=site.url("/pl"), language="en")
    done = captured(request)
    assert done.source == added
    assert done.source.language == "en"

    read_statements = reading.statements_in

    def edited_meanwhile(*given: Any) -> Any:
        (source,) = Source.objects.exclude(pk=added.pk)
        capture.edit_source(source.pk, by, language="en")
        return read_statements(*given)

    monkeypatch.setattr(reading, "statements_in", edited_meanwhile)
    later = captured(intake.paste(by, IN_POLISH * 5))
    assert later.source is not None
    assert later.source.language == "en"


def test_a_text_in_a_language_that_is_not_read_is_stored_and_not_guessed_at() -> None:
    done = captured(intake.paste(factories.reporter(), IN_POLISH))
    assert done.state == CaptureState.DONE
    assert "in this language" in done.message
    assert not Candidate.objects.exists()


IN_SPANISH = """La alcaldesa de Lastres, Ada Quintana Ríos, inauguró el lunes el nuevo puente del puerto.
«Hemos construido 150 puentes desde enero», dijo Quintana en rueda de prensa.
El concejal Luis Toro respondió que la cifra era “pura invención” y pidió una auditoría.
"""


def test_a_spanish_page_gives_candidates_with_speaker_and_quotation(site: Site) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in IN_SPANISH.splitlines())
    says(site, f"<html><body><article>{paragraphs}</article></body></html>", "/es")
    done = link(site, "/es")
    assert done.source is not None
    assert done.source.language == "es"
    found = Candidate.objects.order_by("pk").values_list(
        "exact", "speaker_name", "verb", "directness", "score"
    )
    assert list(found) == [
        ("«Hemos construido 150 puentes desde enero»", "Ada Quintana Ríos", "dijo", "direct", None),
        ("la cifra era “pura invención”", "Luis Toro", "respondió", "mixed", None),
    ]
    assert done.snapshot is not None
    for each in Candidate.objects.all():
        assert [done.snapshot.text[a:b] for a, b in each.places] == [each.exact]


IN_FRENCH = """La maire de Lorient, Ada Colin Roux, a inauguré lundi le nouveau pont du port.
« Nous avons construit 150 ponts depuis janvier », a déclaré Mme Roux devant la presse.
Le préfet Luc Morel a répondu que ce chiffre était une « pure invention » et a demandé un audit.
"""


def test_a_french_page_gives_candidates_with_speaker_and_quotation(site: Site) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in IN_FRENCH.splitlines())
    says(site, f"<html><body><article>{paragraphs}</article></body></html>", "/fr")
    done = link(site, "/fr")
    assert done.source is not None
    assert done.source.language == "fr"
    found = Candidate.objects.order_by("pk").values_list(
        "exact", "speaker_name", "verb", "directness"
    )
    assert list(found) == [
        (
            "« Nous avons construit 150 ponts depuis janvier »",
            "Ada Colin Roux",
            "a déclaré",
            "direct",
        ),
        ("ce chiffre était une « pure invention »", "Luc Morel", "a répondu", "mixed"),
    ]


# Files


def a_zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 10_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("blank.txt", b" \n"),
        ("huge.html", b"<p>" + b"x" * 50_000_000),
        ("bomb.docx", a_zip_bomb()),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj <</Type /Catalog"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("wrong.txt", b"\x81\x8d\x00\x00\xff broken \x9d"),
        ("nothing.html", b"<!doctype html><html><body></body></html>"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_words(name: str, raw: bytes) -> None:
    assert why_not(name, raw)
    assert not Source.objects.exists()
    assert not Snapshot.objects.exists()


def why_not(name: str, raw: bytes) -> str:
    """What the person is told: at once, or in the row once it was tried."""
    try:
        failed = captured(intake.request_file(factories.reporter(), name, raw))
    except Refused as refused:
        return refused.sentence
    return failed.message if failed.state == CaptureState.FAILED else ""


def test_hostile_letters_are_stored_as_they_are() -> None:
    text = (
        "\u202eThe mayor said: “🦜 150 birds — \u200eطيور — were counted.” He said that was all the"
        " council knew, and that the count of the birds would go on for as long as it is needed."
    )
    done = captured(intake.request_file(factories.reporter(), "\u202etxt.exe", text.encode()))
    assert done.state == CaptureState.DONE, done.message
    assert done.snapshot is not None
    assert done.snapshot.text == text
    for found in Candidate.objects.all():
        assert all(text[start:end] for start, end in found.places)
        assert text[slice(*found.places[0])] == found.exact


# What public claims rest on


def claim_on(snapshot: Snapshot | None, quote: str = SAID) -> Claim:
    """A public claim that is quoted there too."""
    assert snapshot is not None
    by = factories.editor()
    made = factories.claim_in_review(by)
    place = anchors.find_one(snapshot.text, quote)
    drafting.add_appearance(made.pk, by, snapshot, [place], directness="direct")
    round_ = review.propose(made.pk, by, "reported", "verified", harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=made.pk)


@pytest.mark.long
def test_a_changed_quote_is_noticed_and_changes_nothing_else(site: Site) -> None:
    first = link(site)
    claim = claim_on(first.snapshot)
    says(site, OTHERWISE)
    link(site)
    check = AnchorCheck.objects.get()
    assert (check.snapshot, check.verdict) == (first.snapshot, Judged.ALTERED)
    assert check.later.text[check.found_start : check.found_end].startswith("“We have built 180")
    assert list(AnchorCheck.objects.current().changed().unsettled()) == [check]
    after = Claim.objects.get(pk=claim.pk)
    assert (after.status, after.revision) == (claim.status, claim.revision)
    assert Publication.objects.get(claim=claim).shown_until is None
    settled = rechecks.settle(check.pk, factories.editor(), "The outlet corrected itself.")
    assert settled.settled_note
    assert not AnchorCheck.objects.unsettled().exists()
    with pytest.raises(Refused, match="settled this already"):
        rechecks.settle(check.pk, factories.editor(), "Again.")


def test_a_quote_that_moved_is_found_where_it_stands(site: Site) -> None:
    claim_on(link(site).snapshot)
    says(
        site,
        ARTICLE.replace("<p>The minister", "<p>Correction: a date was wrong.</p><p>The minister"),
    )
    link(site)
    check = AnchorCheck.objects.get()
    assert check.verdict == Judged.MOVED
    assert check.later.text[check.found_start : check.found_end] == SAID


@pytest.mark.long
def test_sources_of_public_claims_are_looked_at_again(site: Site, settings: Any) -> None:
    settings.RECHECK_HOURS = 24
    unpublished = link(site)
    assert unpublished.source is not None
    assert rechecks.enqueue_rechecks() == 0
    says(site, ARTICLE, "/b")
    public = factories.source(uri=site.url("/b"))
    snapshot = capture.capture(public, factories.reporter(), factories.TEXT)
    claim_on(snapshot, factories.QUOTE)
    for looked_at in Source.objects.exclude(pk=public.pk):
        with acting(public.added_by):
            CaptureRequest.objects.create(
                url=looked_at.uri, source=looked_at, requested_by=public.added_by
            )
    settings.RECHECK_HOURS = 0
    assert rechecks.enqueue_rechecks() == 0, "never"
    settings.RECHECK_HOURS = 24
    assert rechecks.enqueue_rechecks() == 1
    assert rechecks.enqueue_rechecks() == 0, "one look a day"
    work_off()
    request = CaptureRequest.objects.get(occasion="recheck")
    assert (request.state, request.source, request.requested_by) == (
        CaptureState.DONE,
        public,
        None,
    )
    assert request.snapshot is not None
    assert request.snapshot.captured_by is None
    assert AnchorCheck.objects.get().snapshot == snapshot
