"""What others concluded, in searches of the newsroom: their words, never ours, and never in public."""

import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.imports.mapping import load
from claims.models import Claim, ExternalReview
from tests import factories
from tests.claims.imports.files import bring_in, lines
from tests.claims.site.search.test_as_heard import found, page

pytestmark = pytest.mark.django_db
DOCTOR = "If you like your doctor, you can keep your doctor."


def of_liar(*rows: tuple[str, str, str]) -> None:
    """(number, rating, statement) in the data set."""
    raw = "".join(
        f"{number}.json\t{rating}\t{text}\thealth\tbarack-obama\tPresident\t\tdemocrat"
        "\t0\t0\t0\t0\t0\ta speech\n"
        for number, rating, text in rows
    )
    bring_in(raw.encode(), mapping=load("liar"), origin="")


def of_politifact(text: str) -> None:
    bring_in(
        lines(
            {
                "vclaim_id": "vclaim-1",
                "vclaim": text,
                "speaker": "Barack Obama",
                "date": "stated on March 4, 2012 in a speech:",
                "truth_label": "half-true",
                "title": "What became of the doctors",
                "url": "/factchecks/2012/keep-your-doctor/",
            }
        ),
        format_="ndjson",
        mapping=load("politifact"),
        origin="",
    )


def rows_of(shown: str) -> list[str]:
    """The words of each result."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r"<li>\s*<span class=\"chip.*?</li>", shown, re.DOTALL)
    ]


def test_each_row_says_who_concluded_what_and_whose_word_it_is(desk: Client) -> None:
    claim = factories.claim(text="The ferry sank in the harbour.")
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="The Checkers"),
        rating="Pants on fire!",
        url="https://checkers.example/ferry",
        reviewed_on=date(2019, 3, 4),
        added_by=factories.editor(),
    )
    shown = page(desk, "ferry")
    words = re.sub(r"<[^>]+>", "", shown)
    assert "What others concluded: The Checkers: “Pants on fire!”, March 4, 2019" in " ".join(
        words.split()
    )
    assert "Their rating, not ours." in words
    assert 'href="https://checkers.example/ferry"' in shown
    # In public: nothing of it, whatever is signed.
    signed = factories.signed_claim(text="The ferry sank at night.")
    assert found(page(Client(), "ferry", "/")) == [signed.pk]
    for path in ("/?q=pants+on+fire", "/?external_rating=Pants+on+fire", "/?q=ferry&counts=yes"):
        assert "Checkers" not in Client().get(path).content.decode()
        assert "not ours" not in Client().get(path).content.decode()


def test_a_data_set_says_that_it_archived_the_word(desk: Client) -> None:
    of_liar(("11", "pants-fire", "The moon landing was filmed in Texas."))
    shown = " ".join(re.sub(r"<[^>]+>", "", page(desk, "moon landing")).split())
    assert "PolitiFact: “pants-fire”, as archived in LIAR, 2017" in shown


def test_their_word_finds_and_filters_and_is_counted(desk: Client) -> None:
    of_liar(
        ("11", "pants-fire", "The moon landing was filmed in Texas."),
        ("12", "half-true", "The moon is far away."),
    )
    fire, half = Claim.objects.order_by("pk")
    for typed in ("pants-fire", "Pants fire!"):
        assert found(page(desk, typed)) == [fire.pk], typed
    answer = desk.get(f"/working/?{urlencode({'q': 'moon', 'external_rating': 'Half-True'})}")
    assert found(" ".join(answer.content.decode().split())) == [half.pk]
    counts = desk.get("/working/search/counts/?q=moon").content.decode()
    assert "Others’ rating (not ours)" in counts
    assert "“pants-fire”" in counts
    assert "“half-true”" in counts
    assert "What two archives have counts twice." in counts
    # Their words are in nobody else's counts and are no status of ours.
    assert "not ours" not in Client().get("/search/counts/?q=moon").content.decode()
    answer = desk.get("/api/v1/working/claims/?external_rating=pants-fire")
    (shown,) = answer.json()["results"]
    assert [each["rating"] for each in shown["external_reviews"]] == ["pants-fire"]
    assert "errors" in json.loads(Client().get("/api/v1/claims/?external_rating=x").content)


def test_twins_of_two_archives_are_one_row(desk: Client) -> None:
    of_politifact(DOCTOR)
    of_liar(("13", "half-true", "If you like your doctor you can keep your doctor"))
    shown = page(desk, "keep your doctor")
    assert len(found(shown)) == 1
    words = " ".join(re.sub(r"<[^>]+>", "", shown).split())
    assert re.search(r"Also in (LIAR|politifact\.com)", words)
    assert "as archived in LIAR, 2017" in words


def test_queries_do_not_grow_with_the_reviews(desk: Client) -> None:
    # So many that no names like the word are looked for.
    of_liar(*((str(at), "false", f"The moon has {at} seas.") for at in range(10, 16)))
    page(desk, "moon")
    with CaptureQueriesContext(connection) as few:
        page(desk, "moon")
    of_liar(*((str(at), "false", f"The moon has {at} faces.") for at in range(20, 29)))
    with CaptureQueriesContext(connection) as many:
        page(desk, "moon")
    assert len(many) == len(few)


def test_whom_no_text_names_is_found_by_the_words_for_them(desk: Client) -> None:
    bring_in(
        lines(
            {"external_id": "1", "text": "Sharks swim in the mall.", "speaker": "Facebook posts"},
            {"external_id": "2", "text": "The mall is closed.", "speaker": ""},
        ),
        format_="ndjson",
    )
    sharks = Claim.objects.get(text__startswith="Sharks")
    assert found(page(desk, "facebook posts")) == [sharks.pk]
    assert found(page(desk, "facebook mall")) == [sharks.pk]
    # "The file names nobody" is nobody's description.
    assert "No claims found" in page(desk, "file names nobody")
    shown = page(desk, "facebook posts")
    assert f"/working/speakers/{sharks.speaker_id}/" not in shown
    assert "Facebook posts" not in page(desk, "facebook posts", "/working/search/counts/")
    speaker = factories.unnamed_speaker()
    signed = factories.signed_claim(text="It was the wind.", speaker=speaker)
    assert found(page(Client(), speaker.description, "/")) == [signed.pk]


def test_a_page_of_a_claim_says_in_which_data_set_a_word_is_archived(desk: Client) -> None:
    of_liar(("11", "pants-fire", "The moon landing was filmed in Texas."))
    claim = Claim.objects.get()
    for address in (f"/working/claims/{claim.pk}/", f"/admin/claims/claim/{claim.pk}/change/"):
        shown = desk.get(address).content.decode()
        words = " ".join(re.sub(r"<[^>]+>", "", shown).split())
        assert "as archived in LIAR, 2017" in words, address
        assert "pants-fire" in words
    # With an address of its own it is theirs, not the archive's.
    of_politifact(DOCTOR)
    claim = Claim.objects.latest("pk")
    for address in (f"/working/claims/{claim.pk}/", f"/admin/claims/claim/{claim.pk}/change/"):
        shown = desk.get(address).content.decode()
        assert "as archived in" not in shown, address
        assert "/factchecks/2012/keep-your-doctor/" in shown


def test_any_way_to_write_a_rating_and_its_publisher_find(desk: Client) -> None:
    of_liar(
        ("11", "pants-fire", "The moon landing was filmed in Texas."),
        ("12", "half-true", "The moon is far away."),
    )
    fire, half = Claim.objects.order_by("pk")
    for typed, expected in (
        ("Pants on fire", {fire.pk}),
        ("PANTS ON FIRE!", {fire.pk}),
        ("half true", {half.pk}),
        ("PolitiFact", {fire.pk, half.pk}),
        ("politifact", {fire.pk, half.pk}),
        ("pants", set()),
        ("on", set()),
        ("the", set()),
    ):
        answer = desk.get("/api/v1/working/claims/", {"external_rating": typed}).json()
        assert {each["id"] for each in answer["results"]} == expected, typed
    for typed, expected in (("pants-fire", {fire.pk}), ("moon far", {half.pk}), ("x", set())):
        answer = desk.get("/api/v1/working/claims/", {"q": typed}).json()
        assert {each["id"] for each in answer["results"]} == expected, typed


def test_of_a_filter_that_only_the_newsroom_has_the_public_is_told(desk: Client) -> None:
    signed = factories.signed_claim(text="The ferry sank at night.")
    for path in ("/", "/search/counts/"):
        answer = Client().get(path, {"external_rating": "pants-fire"})
        shown = answer.content.decode()
        assert signed.text not in shown, path
        if path == "/":
            assert answer.status_code == 400
            assert "for the newsroom’s own search" in shown
    answer = desk.get("/working/", {"label": "x"})
    assert answer.status_code == 400
    assert "for the search of published claims" in answer.content.decode()
    # The link to the other search leaves it out.
    shown = desk.get("/working/", {"q": "ferry", "external_rating": "x"}).content.decode()
    assert 'href="/?q=ferry"' in shown
