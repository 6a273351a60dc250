"""Speakers, sources, publishers and topics: what is public of them, and nobody who may not be named."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Topic
from claims.presentation import marked_text
from claims.publication import speakers, takedowns
from claims.site import pagination, timeline_svg
from claims.workflow import drafting, review
from sources import anchors, capture
from sources.models import Source, Speaker
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold
from tests.claims.site.test_claim_page import claim_quoting, read

pytestmark = pytest.mark.django_db


def test_a_speaker_with_roles_and_what_was_said_in_them() -> None:
    claim = full_claims.signed_claim(1)
    page = read(f"/speakers/{claim.speaker_id}/")
    assert "Minister , Ministry of Works 1 since Jan. 1, 2026" in page.replace("January", "Jan.")
    when = "between March 2, 2026 and March 4, 2026 · Minister, Ministry of Works 1"
    assert f"{when} · in The Paper 1" in page
    # The chip first, then the statement, then who, when and where.
    places = [page.index(words) for words in ("True · others’", claim.text, when)]
    assert places == sorted(places)
    assert claim.text in page
    assert "True · others’ reports only" in page
    assert "Roads" in page


@pytest.mark.parametrize("kind", ["anonymous", "unattributed", "article"])
def test_nobody_who_is_not_named_has_a_page(kind: str) -> None:
    speaker = factories.unnamed_speaker(kind)
    claim = factories.signed_claim(speaker=speaker)
    read(f"/speakers/{speaker.pk}/", status=404)
    assert f"/speakers/{speaker.pk}/" not in Client().get(f"/claims/{claim.pk}/").content.decode()


def test_the_protected_and_those_only_in_unsigned_claims_have_none(desk: Client) -> None:
    unsigned = factories.proposed_claim()
    read(f"/speakers/{unsigned.speaker_id}/", status=404)
    claim = factories.signed_claim()
    read(f"/speakers/{claim.speaker_id}/")
    speakers.protect(claim.speaker_id, factories.editor(), "a villager", "A victim.")
    read(f"/speakers/{claim.speaker_id}/", status=404)
    assert "Protected" in read(f"/working/speakers/{claim.speaker_id}/", desk)


def test_a_merged_speakers_address_leads_to_the_other() -> None:
    one, other = factories.speaker(), factories.speaker()
    factories.merge(one, other)
    factories.signed_claim(speaker=other)
    answer = Client().get(f"/speakers/{one.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/speakers/{other.pk}/")


def test_against_their_own_words_only_by_what_was_signed(desk: Client) -> None:
    speaker = factories.speaker()
    one = factories.signed_claim(speaker=speaker)
    two = factories.claim_in_review(speaker=speaker)
    factories.relation(two, one)
    page = read(f"/speakers/{speaker.pk}/")
    assert "Conflicting statements" not in page
    inside = read(f"/working/speakers/{speaker.pk}/", desk)
    assert "Conflicting statements" in inside
    round_ = review.propose(two.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(two.pk, factories.senior(), round_.version)
    page = read(f"/speakers/{speaker.pk}/")
    assert "Conflicting statements" in page
    assert "They can't both hold." in page
    hold(one)
    assert "Conflicting statements" not in read(f"/speakers/{speaker.pk}/")


@pytest.mark.long
def test_a_tally_only_where_the_newsroom_says_how_it_chooses(settings: Any) -> None:
    speaker = factories.speaker()
    for status in ("verified", "refuted", "refuted", "unrated"):
        factories.concluded_claim(status, speaker=speaker)
    reopened = factories.concluded_claim("mixed", speaker=speaker)
    review.reopen(reopened.pk, factories.senior(), "A second count.", "routine")
    factories.concluded_claim("unrated", speaker=speaker, nature="opinion")
    page = read(f"/speakers/{speaker.pk}/")
    assert "Ratings" not in page
    settings.SPEAKER_TALLIES = "We check what readers ask about."
    page = read(f"/speakers/{speaker.pk}/")
    assert "Of 5 published claims of fact that are not misattributed" in page
    assert "1 True 2 False 1 Not rated 1 under review again" in page
    assert "We check what readers ask about." in page
    assert "%" not in page


def test_sources_publishers_and_topics_hold_what_is_listed() -> None:
    claim, other = full_claims.signed_claim(1), full_claims.signed_claim(2)
    source = claim.appearances.get().snapshot.source
    for path in (
        f"/sources/{source.pk}/",
        f"/publishers/{source.publisher_id}/",
        "/topics/roads/",
    ):
        page = read(path)
        assert claim.text in page
        assert (other.text in page) is (path == "/topics/roads/")
    hold(claim)
    read(f"/sources/{source.pk}/", status=404)
    read(f"/publishers/{source.publisher_id}/", status=404)
    assert claim.text not in read("/topics/roads/")
    read("/topics/no-such/", status=404)


def test_a_timeline_has_a_dot_and_a_row_for_each_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, topic = factories.speaker(), Topic.objects.create(slug="port", name="The port")
    made = [
        factories.concluded_claim(
            status,
            speaker=speaker,
            topics=[topic],
            said_from=date(2026, month, 1),
            said_to=date(2026, month, 1),
            said_basis="stated",
        )
        for month, status in ((1, "verified"), (5, "refuted"), (5, "refuted"))
    ]
    undated = factories.signed_claim(speaker=speaker, topics=[topic], said_basis="unknown")
    reopened = made[0]
    review.reopen(reopened.pk, factories.senior(), "A second count.", "routine")
    for path in (f"/speakers/{speaker.pk}/", "/topics/port/"):
        answer = Client().get(path)
        dots = answer.context["dots"]
        assert [(lane.code, len(lane.dots)) for lane in dots.lanes] == [
            ("refuted", 2),
            ("under_review", 1),
        ]
        (two,) = (lane for lane in dots.lanes if lane.code == "refuted")
        assert len({(dot.x, dot.y) for dot in two.dots}) == 2
        page = answer.content.decode()
        figure = page.partition('<figure class="dots"')[2].partition("</figure>")[0]
        assert figure.count('r="4.5"') == 3
        for claim in made:
            assert figure.count(f'"/claims/{claim.pk}/"') == 2
        assert figure.count(f'"/claims/{undated.pk}/"') == 1
        assert "1 more has no known day." in page
    monkeypatch.setattr(timeline_svg, "MOST", 3)
    assert "The latest 3 claims, by the day they were said." in read("/topics/port/")
    hold(made[1])
    assert Client().get("/topics/port/").context["dots"] is None


def test_two_hundred_claims_are_one_glance() -> None:
    day = date(2024, 1, 1)
    claims = [
        timeline_svg.Claim(
            f"/claims/{number}/",
            "Said.",
            "en",
            "Ana",
            day + timedelta(days=number // 20),
            day + timedelta(days=number // 20),
            "verified",
            "True · others’ reports only",
        )
        for number in range(200)
    ]
    (lane,) = timeline_svg.lanes(claims, day, day + timedelta(days=9))
    assert len({(dot.x, dot.y) for dot in lane.dots}) == 200
    assert all(0 < dot.x < 100 and 0 < dot.y < lane.height for dot in lane.dots)
    assert lane.height <= 120


@pytest.mark.parametrize(
    ("licence", "shown"), [("CC BY 4.0", True), ("CC BY-NC 4.0", False), ("", False)]
)
def test_the_public_reads_a_source_with_its_quotes_marked_where_it_may(
    licence: str, shown: bool
) -> None:
    claim, source = source_with(f"{factories.TEXT} Nobody quotes this.", licence=licence)
    page = Client().get(f"/sources/{source}/").content.decode()
    assert (re.search(rf"<mark\s*>{factories.QUOTE}</mark", page) is not None) is shown
    assert ("Nobody quotes this." in page) is shown
    if shown:
        note = rf'href="/claims/{claim.pk}/"\s+aria-label="Claim {claim.pk}: True · others’ reports only"'
        assert re.search(note, page)
    # Where links to the claim's words lead: into the text, or else to the claim in the list.
    assert page.count(f'id="claim-{claim.pk}"') == 1
    assert (f'<li id="claim-{claim.pk}"' in " ".join(page.split())) is not shown
    hold(claim)
    assert Client().get(f"/sources/{source}/").status_code == 404


def test_a_source_of_evidence_lists_the_claims_that_rest_on_it() -> None:
    claim = full_claims.signed_claim(1)
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    own = claim.appearances.get().snapshot.source_id
    evidence_sources = {int(each) for each in re.findall(r"/sources/(\d+)/#claim-", page)} - {own}
    assert evidence_sources
    for source in evidence_sources:
        shown = Client().get(f"/sources/{source}/").content.decode()
        assert "Claims with evidence from this source" in shown
        assert shown.count(f'id="claim-{claim.pk}"') == 1
    assert "Claims with evidence" not in read(f"/sources/{own}/")
    hold(claim)
    assert Client().get(f"/sources/{min(evidence_sources)}/").status_code == 404


def source_with(text: str, **stated: Any) -> tuple[Claim, int]:
    claim = claim_quoting(text, **stated)
    return claim, claim.appearances.get().snapshot.source_id


def test_more_quotes_take_no_more_queries() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert "<mark" in Client().get(f"/sources/{source}/").content.decode()
        return len(made)

    text = f"{factories.TEXT} Nobody quotes this."
    claim, source = source_with(text, licence="CC BY 4.0")
    few = queries()
    for _ in range(2):
        claim_quoting(text, claim.appearances.get().snapshot.source)
    assert queries() == few


def test_only_public_quotes_are_marked() -> None:
    text = f"{factories.TEXT} The minister also said that bread was cheap."
    claim, source = source_with(text, licence="CC BY 4.0")
    draft = factories.claim()
    place = anchors.find_one(text, "bread was cheap")
    snapshot = claim.appearances.get().snapshot
    drafting.add_appearance(draft.pk, factories.editor(), snapshot, [place], directness="direct")
    page = Client().get(f"/sources/{source}/").content.decode()
    assert page.count("<mark") == 1
    assert f"/claims/{draft.pk}/" not in page


def test_of_a_long_text_only_the_paragraphs_with_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_text, "WHOLE", 10)
    text = f"Nothing here.\n\n{factories.TEXT}\n\nNothing there."
    _claim, source = source_with(text, licence="CC BY 4.0")
    page = read(f"/sources/{source}/")
    assert "Paragraphs without quotes are left out." in page
    assert factories.QUOTE in page
    assert page.count("[…]") == 2
    assert "Nothing here." not in page
    assert "Nothing there." not in page


def test_a_text_that_is_taken_down_or_names_somebody_protected_is_not_shown() -> None:
    villager = factories.speaker("Rosa Quispe")
    text = f"{factories.TEXT} Rosa Quispe watched."
    _claim, source = source_with(text, licence="CC BY 4.0")
    assert "Rosa Quispe watched." in read(f"/sources/{source}/")
    factories.protected(villager, "a villager")
    assert "Rosa Quispe" not in read(f"/sources/{source}/")
    other, other_source = source_with(f"{factories.TEXT} It rained.", licence="CC BY 4.0")
    assert "It rained." in read(f"/sources/{other_source}/")
    snapshot = other.appearances.get().snapshot
    takedowns.take_down(snapshot.pk, factories.editor(), "A court.")
    assert "It rained." not in read(f"/sources/{other_source}/")


def test_the_newsroom_reads_a_sources_text_with_its_claims_marked(desk: Client) -> None:
    claim = factories.anchored_claim()
    source = claim.appearances.get().snapshot.source
    page = desk.get(f"/working/sources/{source.pk}/").content.decode()
    assert re.search(rf"<mark\s*>{factories.QUOTE}</mark", page)
    assert f'href="/working/claims/{claim.pk}/"' in page
    read(f"/sources/{source.pk}/", status=404)


def of_one_speaker(*days: str | None) -> tuple[Speaker, list[Claim]]:
    """A signed claim for each of the days."""
    speaker = factories.speaker()
    known: list[dict[str, Any]] = [
        {"said_from": day, "said_to": day, "said_basis": "stated"} if day else {} for day in days
    ]
    return speaker, [factories.signed_claim(speaker=speaker, **day) for day in known]


def test_a_list_goes_on_step_by_step_and_leaves_nothing_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
    speaker, claims = of_one_speaker("2026-03-01", "2026-03-01", "2026-03-02", None, None)
    path, found = f"/speakers/{speaker.pk}/", []
    client = Client()
    at = path
    while at:
        page = client.get(at).content.decode().rpartition("</figure>")[2]
        found += [claim.pk for claim in claims if f'href="/claims/{claim.pk}/"' in page]
        following = re.search(r'href="([^"]*)" rel="next"', page)
        at = f"{path}{following[1]}" if following else ""
    assert sorted(found) == sorted(claim.pk for claim in claims)
    assert set(found[:2]) < {claims[2].pk, claims[1].pk, claims[0].pk}


def test_pages_have_numbers_which_stay_right_while_claims_are_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
    speaker, _claims = of_one_speaker(*(f"2026-03-{day:02}" for day in range(1, 12)))
    path = f"/speakers/{speaker.pk}/"

    def pages(address: str) -> dict[int, str]:
        """The page's number -> its address, empty for the present one."""
        html = Client().get(address).content.decode()
        found = re.findall(
            r'<(?:a href="([^"]*)"|strong aria-current="page") aria-label="Page (\d+)">', html
        )
        return {int(number): path + each if each[:1] == "?" else each for each, number in found}

    def shown(address: str) -> list[str]:
        html = Client().get(address).content.decode().rpartition("</figure>")[2]
        return re.findall(r'href="/claims/(\d+)/"', html)

    def steps(address: str) -> dict[str, str]:
        """Of the links to the page before and after."""
        html = Client().get(address).content.decode()
        found = re.findall(r'<a href="([^"]*)" rel="(prev|next)">(?:Previous|Next)</a>', html)
        return {rel: path + each if each[:1] == "?" else each for each, rel in found}

    first = pages(path)
    assert list(first) == [1, 2, 3, 4]
    assert steps(path) == {"next": first[2]}
    assert steps(first[2]) == {"prev": path, "next": first[3]}
    assert steps(first[4]) == {"prev": first[3], "next": pages(first[4])[5]}
    assert list(pages(first[4])) == [1, 2, 3, 4, 5, 6]
    last = pages(first[4])[6]
    assert list(pages(last)) == [1, 3, 4, 5, 6]
    assert steps(last) == {"prev": pages(last)[5]}
    assert [number for number, address in pages(last).items() if not address] == [6]
    # Each number leads to the rows that it led to from elsewhere.
    assert pages(last)[4] == first[4]
    assert pages(first[3])[1] == path
    assert (
        len({row for address in (path, *first.values()) if address for row in shown(address)}) == 8
    )
    assert len(shown(last)) == 1
    # Published meanwhile: the same rows, now on a later page.
    before = shown(first[3])
    factories.signed_claim(
        speaker=speaker, said_from="2026-04-01", said_to="2026-04-01", said_basis="stated"
    )
    factories.signed_claim(
        speaker=speaker, said_from="2026-04-02", said_to="2026-04-02", said_basis="stated"
    )
    assert shown(first[3]) == before
    assert [number for number, address in pages(first[3]).items() if not address] == [4]
    # Far into a list of thousands, only the way back and the next page.
    monkeypatch.setattr(pagination, "MOST", 3)
    assert not pages(first[4])
    assert "First page" in Client().get(first[4]).content.decode()


def test_a_list_of_one_page_has_no_numbers() -> None:
    speaker, _claims = of_one_speaker("2026-03-01", None)
    assert "Page 1" not in read(f"/speakers/{speaker.pk}/")


@pytest.mark.parametrize("after", ["", "x", "2026-99-99.1", "9" * 30, ".1\x00", "-.5"])
def test_a_step_that_nobody_was_given_is_no_fault(after: str) -> None:
    claim = factories.signed_claim()
    assert Client().get(f"/speakers/{claim.speaker_id}/", {"after": after}).status_code == 200


@pytest.mark.long
def test_the_number_of_queries_does_not_grow(desk: Client) -> None:
    def queries(path: str, client: Client) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(path).status_code == 200
        return len(made)

    claim = full_claims.signed_claim(1)
    source = claim.appearances.get().snapshot.source_id
    paths = [f"/speakers/{claim.speaker_id}/", "/topics/roads/", f"/working/sources/{source}/"]
    paths += ["/working/topics/roads/"]
    inside = desk
    inside.get(paths[0])  # the first of a session also notes its use
    before = [queries(path, inside) for path in paths]
    for number in range(2, 5):
        full_claims.signed_claim(number)
        factories.signed_claim(speaker=claim.speaker)
    assert [queries(path, inside) for path in paths] == before


def test_a_quote_in_a_sources_text_is_numbered_once_where_it_ends() -> None:
    text = "Ana Nuñez said that 150 bridges stand, and that 20 are new."
    at = factories.snapshot(text)
    whole, part = factories.claim(), factories.claim()
    for claim, words in ((whole, "150 bridges stand, and that 20 are new"), (part, "bridges")):
        drafting.add_appearance(
            claim.pk, factories.editor(), at, [anchors.find_one(text, words)], directness="indirect"
        )
    client = Client()
    client.force_login(factories.reporter())
    html = client.get(f"/working/sources/{at.source_id}/").content.decode()
    noted = [int(number) for number in re.findall(r'class="note"[^>]*>\[(\d+)\]</a', html)]
    assert noted == [part.pk, whole.pk]


def claim_of(method: str) -> tuple[Claim, Source]:
    """Signed, quoting a text that reached us this way, and its stated address."""
    snapshot = factories.snapshot()  # pasted, with a stated address
    if method == "copied":
        snapshot = capture.excerpt(
            snapshot.source, factories.reporter(), factories.TEXT + " He left.", factories.DAY
        )
    claim = factories.claim()
    drafting.add_appearance(
        claim.pk,
        by := factories.editor(),
        snapshot,
        [anchors.find_one(snapshot.text, factories.QUOTE)],
        directness="direct",
    )
    factories.reviewed(claim, by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return claim, snapshot.source


def test_a_text_that_was_pasted_is_nowhere_called_the_original() -> None:
    claim, source = claim_of("pasted")
    page = read(f"/sources/{source.pk}/")
    assert "Stated address:" in page
    assert f"text pasted by the newsroom, stated to be from {source.uri}" in page
    of_claim = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert (
        len(re.findall(r"stated address\s*</a>", of_claim)) == 2
    )  # the appearance's, the evidence's
    assert not re.search(r">\s*original\s*</a>", of_claim)


def test_what_a_person_saw_at_its_address_is_the_original() -> None:
    claim, source = claim_of("copied")
    page = read(f"/sources/{source.pk}/")
    assert "Stated address" not in page
    assert "excerpt copied by hand" in page
    of_claim = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert len(re.findall(r">\s*original\s*</a>", of_claim)) == 1
