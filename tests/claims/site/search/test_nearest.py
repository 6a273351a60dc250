"""A search that no claim has all the words of shows what is nearest, and says so."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from claims.matching import indexing
from claims.models import Claim
from tests import factories
from tests.claims.matching.archive import archive
from tests.claims.published import hold

pytestmark = pytest.mark.django_db
SOME = "No claim has all of these words. These have some of them."
OTHER_FORM = "No claim has these words as they are typed. These are near."


def page(client: Client, path: str, **parameters: str) -> str:
    answer = client.get(f"{path}?{urlencode(parameters)}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def found(shown: str) -> list[int]:
    return [int(each) for each in re.findall(r'<p class="wording".*?/claims/(\d+)/', shown)]


@pytest.fixture
def claims() -> dict[str, Claim]:
    made = archive()
    president = factories.speaker("Barack Obama")
    made["obama"] = factories.claim(
        text="We created more jobs in 2012 than in any year since 1999.", speaker=president
    )
    made["obama doctor"] = factories.claim(
        text="If you like the doctor you have, you can keep him.", speaker=president
    )
    indexing.bring_up_to_date()
    return made


# What is typed, the first claim found, and whether it has all of the words.
TYPED = [
    ("obama 2012 jobs factories", "obama", False),
    ("crime rate punta alto", "crime", False),
    ("violent crime chicago", "crime", False),
    ("you can keep your old doctor", "obama doctor", False),
    ("fishermen killed in strikes", "boats", False),
    ("no-clean-drinking-water", "water", True),
    ('"sharks swimming in the mall"', "photo", False),
    ("teachers lose pensions", "pensions", False),
    ("¿vaccine blood group?", "vaccine", False),
]


def test_what_is_nearest_is_shown_and_said_so(desk: Client, claims: dict[str, Claim]) -> None:
    wrong = {}
    for typed, expected, has_all in TYPED:
        shown = page(desk, "/working/", q=typed)
        first = found(shown)[:1]
        sentence = OTHER_FORM if has_all else SOME
        if first != [claims[expected].pk] or sentence not in shown:
            wrong[typed] = (first, SOME in shown, OTHER_FORM in shown)
    assert wrong == {}


# Sentences as they were heard, and the first claim found.
HEARD = [
    (
        "and look, I said if you like the doctor that you have you are going to keep him",
        "obama doctor",
    ),
    ("let me tell you they sent 14,000 of our troops down there to the border", "troops"),
    (
        "you know what, the rate of crime in porto alto, violent crime, it has gone up two times",
        "crime",
    ),
]


def test_a_sentence_as_it_was_heard_finds_the_claim_that_it_repeats(
    desk: Client, claims: dict[str, Claim]
) -> None:
    wrong = {}
    for typed, expected in HEARD:
        first = found(page(desk, "/working/", q=typed))[:1]
        if first != [claims[expected].pk]:
            wrong[typed] = first
    assert wrong == {}


def test_filters_and_exclusions_hold(desk: Client, claims: dict[str, Claim]) -> None:
    both = {claims["doctors"].pk, claims["obama doctor"].pk}
    assert both <= set(found(page(desk, "/working/", q="keep doctor forever")))
    narrowed = page(desk, "/working/", q="keep doctor forever", speaker="Ana Ortega")
    assert claims["doctors"].pk in found(narrowed)
    assert claims["obama doctor"].pk not in found(narrowed)
    without = page(desk, "/working/", q="keep doctor forever -law")
    assert claims["obama doctor"].pk in found(without)
    assert claims["doctors"].pk not in found(without)


def test_nothing_near_is_no_result(desk: Client, claims: dict[str, Claim]) -> None:
    for typed in ("xyzzy frobnicates", "the of and xyzzy"):
        shown = page(desk, "/working/", q=typed)
        assert found(shown) == []
        assert "No claims found." in shown


def test_the_public_finds_what_is_published_and_nothing_else(claims: dict[str, Claim]) -> None:
    signed = factories.signed_claim(text="The tunnel under the harbour cost 300 million pesos.")
    hidden = factories.signed_claim(text="The tunnel under the river cost 20 million pesos.")
    indexing.bring_up_to_date()
    hold(hidden)  # and the index has it still
    shown = page(Client(), "/", q="tunnel cost doctor")
    assert found(shown) == [signed.pk]
    assert SOME in shown
    # A working claim alone: as if nobody had said it.
    assert found(page(Client(), "/", q="obama jobs")) == []


def test_feeds_and_the_api_find_only_what_has_all_words(claims: dict[str, Claim]) -> None:
    signed = factories.signed_claim(text="The tunnel under the harbour cost 300 million pesos.")
    indexing.bring_up_to_date()
    query = urlencode({"q": "tunnel cost doctor"})
    assert found(page(Client(), "/", q="tunnel cost doctor")) == [signed.pk]
    for path in ("/search.atom", "/search.json", "/api/v1/claims/"):
        assert "tunnel under" not in Client().get(f"{path}?{query}").content.decode()


def test_some_of_the_words_are_found_where_they_are_in_a_quote_alone(desk: Client) -> None:
    """As of "boat strikes", where a quote has the strikes and no claim the boats."""
    plain, more = (factories.signed_claim(text=f"The count is {each}.") for each in ("low", "high"))
    assert "bridges" in factories.QUOTE
    both = {plain.pk, more.pk}
    indexing.bring_up_to_date()
    for client, path in ((Client(), "/"), (desk, "/working/")):
        shown = page(client, path, q="harbour bridges")
        assert set(found(shown)) == both
        assert SOME in shown
        address = "/match/?q=harbour%20bridges" if path == "/" else "/match/?working&q=harbour"
        assert address in shown
        assert found(page(client, path, q="harbour high bridges"))[0] == more.pk
        assert found(page(client, path, q="harbour bridges -low")) == [more.pk]
        assert found(page(client, path, q="the harbour of")) == []
    assert found(page(Client(), "/", q="harbour bridges", nature="opinion")) == []


def test_the_words_searched_for_are_filled_in_where_earlier_checks_are_looked_for() -> None:
    factories.signed_claim()
    typed = '<b>"harbour" & xyzzy'
    shown = page(Client(), "/", q=typed)
    assert "No claims found." in shown
    (address,) = re.findall(r'href="(/match/[^"]+)"', shown)
    assert f"> {typed}</textarea>" in page(Client(), *address.split("?")[:1], q=typed)
