"""Has this been checked? Of the public only what was signed; nothing found says nothing about truth."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from claims.choices import Bears, Direction
from claims.matching import finding, indexing
from claims.models import Claim, ExternalReview
from claims.site import matching
from claims.site.matching import statements
from claims.workflow import review
from newsroom import counts
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold
from tests.claims.site.search.test_external_ratings import of_liar, of_politifact

pytestmark = pytest.mark.django_db
URL = "/match/"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    counts.shared().clear()


def page(client: Client, text: str, address: str = URL) -> str:
    answer = client.post(address, {"text": text})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_signed_claim_is_shown_with_its_conclusion(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    shown = page(client, claim.text)
    assert f"/claims/{claim.pk}/" in shown
    assert "Checked before" in shown
    assert 'class="chip"' in shown


def test_unknown_unsigned_and_held_statements_have_the_same_answer(client: Client) -> None:
    held = full_claims.signed_claim(1)
    unsigned = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    hold(held)
    for text in (held.text, unsigned.text, "xyzzy plugh frobnicates"):
        shown = page(client, text)
        assert str(finding.NOTHING) in shown
        assert "/claims/" not in shown


def test_another_number_is_said_before_the_chip_and_is_no_repeat(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    number = next(word for word in claim.text.split() if word.isdigit())
    shown = page(client, claim.text.replace(number, str(int(number) + 30)))
    assert "No check of this exact statement. Related:" in shown
    assert shown.index("The numbers differ") < shown.index('class="chip"')
    assert "Checked before" not in shown


def test_each_sentence_of_a_speech_is_looked_for(client: Client) -> None:
    first, second = full_claims.signed_claim(1), full_claims.signed_claim(2)
    indexing.bring_up_to_date()
    shown = page(client, f"{first.text} And then it rained for days on end. {second.text}")
    assert f"/claims/{first.pk}/" in shown
    assert f"/claims/{second.pk}/" in shown
    assert shown.count("<blockquote>") == 3


def test_sentences_without_a_check_come_last_in_one_block(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    greetings = "Good evening to all of you. Thank you so much for coming."
    shown = page(client, f"{greetings} {claim.text}")
    assert shown.index(f"/claims/{claim.pk}/") < shown.rindex("Good evening to all of you.")
    assert "For 2 sentences we found no check" in shown
    assert shown.count(str(finding.NOTHING)) == 1
    assert '<a href="/">search for a name</a>' in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Gen. Donovan said that 150 died. Sea levels fell.\nNo. It is not true.",
            ["Gen. Donovan said that 150 died.", "Sea levels fell.", "It is not true."],
        ),
        ("Never.", ["Never."]),
        (
            "She said: “The bridge is closed. Nobody works there now.” Then she left the hall.",
            [
                "She said: “The bridge is closed.",
                "Nobody works there now.",
                "Then she left the hall.",
            ],
        ),
        (" ".join(f"Bridge {n} was closed in June." for n in range(300)), 300),
    ],
)
def test_a_text_is_read_whole_sentence_by_sentence(text: str, found: Any) -> None:
    given = statements(text)
    assert (len(given) if isinstance(found, int) else given) == found


def test_working_claims_are_for_the_newsroom(client: Client, desk: Client) -> None:
    claim = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    address = f"{URL}?working"
    assert f"/working/claims/{claim.pk}/" in page(desk, claim.text, address)
    assert f"/claims/{claim.pk}/" not in page(client, claim.text, address)


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 60_001])
def test_what_is_no_statement_is_refused_in_words(client: Client, text: str) -> None:
    answer = client.post(URL, {"text": text})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_too_many_searches_from_one_address_wait_and_the_newsroom_does_not(
    client: Client, desk: Client, settings: Any
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"match": "2/day"}
    }
    given = {"text": "The bridge was finished in June."}
    assert [client.post(URL, given).status_code for _ in range(3)] == [200, 200, 429]
    assert "Too many searches in a short time" in client.post(URL, given).content.decode()
    assert client.get(URL).status_code == 200
    assert [desk.post(URL, given).status_code for _ in range(3)] == [200, 200, 200]


def words_of(shown: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def rated_by_others(text: str) -> Claim:
    claim = factories.claim(text=text)
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="The Checkers"),
        rating="Pants on fire!",
        url="https://checkers.example/ferry",
        reviewed_on=date(2019, 3, 4),
        added_by=factories.editor(),
    )
    return claim


def test_what_we_did_not_check_says_so_and_shows_what_others_concluded(
    client: Client, desk: Client
) -> None:
    rated = rated_by_others("The ferry to Valdora sank in the harbour of Porto Alto.")
    unrated = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    signed = factories.signed_claim(text="The museum of Porto Alto lost eleven paintings.")
    indexing.bring_up_to_date()
    address = f"{URL}?working"
    shown = page(desk, rated.text, address)
    assert "Checked by others" in shown
    assert "Checked before" not in shown
    assert 'href="https://checkers.example/ferry"' in shown
    assert "The Checkers: “Pants on fire!”, March 4, 2019" in words_of(shown)
    assert "Their rating, not ours." in words_of(shown)
    shown = page(desk, unrated.text, address)
    assert "Said before, not checked by us" in shown
    assert "Checked b" not in shown
    assert "Checked before" in page(desk, signed.text, address)
    # In public nothing of it.
    shown = page(client, f"{rated.text} {signed.text}")
    assert "Checked before" in shown
    assert "Checkers" not in shown
    assert "by others" not in shown


def test_twins_of_two_archives_are_one_result(desk: Client) -> None:
    of_politifact("If you don’t like your doctor, you can't keep your doctor.")
    of_liar(("13", "half-true", "If you dont like your doctor you can't keep your doctor"))
    indexing.bring_up_to_date()
    text = "If you don’t like your doctor, you can't keep your doctor."
    shown = page(desk, text, f"{URL}?working")
    assert shown.count('class="chip') == 1
    assert re.search(r"Also in (LIAR|politifact\.com)", words_of(shown))
    assert "as archived in LIAR, 2017" in words_of(shown)


def test_of_a_whole_speech_the_most_check_worthy_come_first_and_nothing_is_dropped(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST", 2)
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    greetings = "Good evening to all of you. Thank you so much for coming."
    text = f"{greetings} We created 900,000 jobs in seven years. {claim.text}"
    first = client.post(URL, {"text": text}).content.decode()
    assert f"/claims/{claim.pk}/" in first
    assert "We created 900,000 jobs" in after_form(first)
    assert "Good evening" not in after_form(first)
    assert "Sentences 1 to 2 of 4" in words_of(first)
    assert "Look for the next 2" in words_of(first)
    (after,) = re.findall(r'name="after" value="(\d+)"', first)
    second = client.post(URL, {"text": text, "after": after}).content.decode()
    assert "Good evening to all of you." in after_form(second)
    assert "Thank you so much for coming." in after_form(second)
    assert 'name="after"' not in second
    for odd in ("-1", "x", "9" * 30, "777777"):
        assert client.post(URL, {"text": text, "after": odd}).status_code == 200


def after_form(shown: str) -> str:
    return shown.partition("</textarea>")[2]


def test_a_speech_of_many_thousand_characters_is_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST", 1)
    text = "We built three bridges in the north. " * 800
    assert len(text) > 20_000
    page = client.get(URL).content.decode()
    assert "60,000" in page
    # A browser would cut what is pasted, and say nothing.
    assert "maxlength" not in page[page.index("<textarea") :]
    assert client.post(URL, {"text": text}).status_code == 200


def test_the_same_words_of_whoever_did_not_say_them_come_after(client: Client) -> None:
    text = "The museum of Porto Alto lost eleven paintings in March."
    by = factories.editor()
    other = factories.claim_in_review(by, text=text)
    factories.record(other, by, Bears.SAID, Direction.REFUTES)
    round_ = review.propose(other.pk, by, "misattributed", "unrated", harms=[])
    review.sign(other.pk, factories.senior(), round_.version)
    claim = factories.signed_claim(text=text)
    indexing.bring_up_to_date()
    shown = page(client, text)
    assert shown.index(f'"/claims/{claim.pk}/"') < shown.index(f'"/claims/{other.pk}/"')


ACTION = "Together we are taking decisive action to confront narco-terrorists in the hemisphere."
ASKED = "together we are taking decisive action to confront narco-terrorists in the hemisphere"


def signed_statement(by: str, **fields: Any) -> Claim:
    claim = factories.signed_claim(text=ACTION, speaker=factories.speaker(by, **fields))
    indexing.bring_up_to_date()
    return claim


@pytest.mark.parametrize(
    "text",
    [
        f"Did Barack Obama say that {ASKED}?",
        f"Did Obama say: “{ACTION}”?",
        f"Has Barack Obama ever told reporters that {ASKED}?",
        f"“{ACTION[:-1]},” Barack Obama said.",
        f"Barack Obama: {ACTION}",
        f"Did the president say that {ASKED}?",
        f"¿Dijo Barack Obama que {ASKED}?",
    ],
)
def test_the_same_words_of_somebody_else_are_headed_by_who_said_them(
    client: Client, text: str
) -> None:
    claim = signed_statement("Southern Command", kind="organisation")
    shown = page(client, text)
    assert "<strong>Said by Southern Command</strong>" in shown
    name = "the president" if "the president" in text else "Obama"
    assert f"{name}” said this. The same words of others:" in words_of(shown)
    for words in ("Checked before", str(finding.NOTHING), "No check of this exact statement"):
        assert words not in words_of(after_form(shown))
    assert f'href="/claims/{claim.pk}/"' in shown
    assert "Send us something to check" in after_form(shown)


@pytest.mark.parametrize(
    "text",
    [
        ACTION,
        f"Did SOUTHCOM say that {ASKED}?",
        f"Did the US Southern Command say that {ASKED}?",
        f"Is it true that {ASKED}?",
        f"Did they say that {ASKED}?",
    ],
)
def test_whom_it_is_about_is_found_by_any_name(client: Client, text: str) -> None:
    signed_statement("US Southern Command", kind="organisation", aliases=["SOUTHCOM"])
    shown = page(client, text)
    assert "Checked before" in shown
    assert "Said by" not in shown


ADMINISTRATION = {"kind": "organisation", "aliases": ["US government"]}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Is it true what Obama claimed, that {ASKED}?", "Obama"),
        (f'"{ACTION}" - Barack Obama', "Barack Obama"),
        (f"Did Trump say that {ASKED}?", "Trump"),
        (f"Did Donald Trump say that {ASKED}?", "Donald Trump"),
        (f"I heard that Obama has been saying that {ASKED}.", "Obama"),
        (f"As Obama said, {ASKED}.", "Obama"),
        (f"Was Obama right when he said that {ASKED}?", "Obama"),
        (f"Did anyone but Obama say that {ASKED}?", ""),
        (f"Did he say that {ASKED}?", ""),
    ],
)
def test_whoever_else_is_named_is_not_said_to_have_said_it(
    client: Client, text: str, name: str
) -> None:
    signed_statement("Trump administration", **ADMINISTRATION)
    shown = words_of(after_form(page(client, text)))
    assert "Said by Trump administration" in shown
    assert "Checked before" not in shown
    assert f"whether “{name}” said this" in shown if name else "We found no check of" not in shown


@pytest.mark.parametrize(
    "text",
    [
        f"Did the Trump administration say that {ASKED}?",
        f"Is the administration right that {ASKED}?",
        f"The US government told CNN that {ASKED}.",
        f"Who said that {ASKED}?",
        f"I heard that {ASKED}.",
    ],
)
def test_without_another_name_it_was_checked_before(client: Client, text: str) -> None:
    signed_statement("Trump administration", **ADMINISTRATION)
    shown = words_of(page(client, text))
    assert "Checked before" in shown
    assert "Said by" not in shown


def test_of_two_speakers_only_the_one_asked_about_was_checked(client: Client) -> None:
    other, claim = signed_statement("Southern Command"), signed_statement("Barack Obama")
    shown = page(client, f"Did Obama say that {ASKED}?")
    before, _heading, after = shown.partition("<strong>Said by Southern Command</strong>")
    assert "Checked before" in before
    assert f'href="/claims/{claim.pk}/"' in before
    assert f'href="/claims/{other.pk}/"' in after
    assert "The same words of others" not in shown


def test_what_somebody_else_did_not_say_is_attributed_to_them(client: Client) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text=ACTION, speaker=factories.speaker("Maria Vance"))
    factories.record(claim, by, Bears.SAID, Direction.REFUTES)
    round_ = review.propose(claim.pk, by, "misattributed", "unrated")
    review.sign(claim.pk, factories.senior(), round_.version)
    indexing.bring_up_to_date()
    shown = page(client, f"Did Barack Obama say that {ASKED}?")
    assert "<strong>Attributed to Maria Vance</strong>" in shown
    assert "Said by" not in shown


def test_a_protected_name_finds_the_same_as_any_other_name(client: Client) -> None:
    speaker = factories.speaker("Rosa Miller", description="a resident of Porto Alto")
    factories.protected(speaker)
    factories.signed_claim(text=ACTION, speaker=speaker)
    indexing.bring_up_to_date()
    for name in ("Rosa Miller", "Barack Obama"):
        shown = page(client, f"Did {name} say that {ASKED}?")
        assert "<strong>Said by a resident of Porto Alto</strong>" in shown


def test_what_only_shares_words_is_no_match_and_is_named_so(client: Client) -> None:
    claim = factories.signed_claim(text="Strikes on drug boats killed 150 people by March.")
    indexing.bring_up_to_date()
    shown = page(client, "strikes on boats")
    assert str(finding.NOTHING) in shown
    assert "Checked before" not in shown
    below = shown.partition("Claims with some of the same words")[2]
    assert "None of them is a check of" in below
    assert f'href="/claims/{claim.pk}/"' in below
    assert f'href="/claims/{claim.pk}/"' not in shown.partition("<h2")[0]


def test_that_a_claim_is_only_similar_is_said_of_the_first_alone() -> None:
    def suggestion(reason: str, says_difference: bool) -> matching.Suggestion:
        row: Any = None
        return matching.Suggestion(row, "", reason, says_difference, "", is_concluded=True)

    similar, other = "Similar, but perhaps not the same.", "The numbers differ."
    shown = [suggestion(similar, False), suggestion(other, True), suggestion(similar, False)]
    related = matching.Checked("A statement.", shown).related
    assert [each.reason for each in related] == [similar, other, ""]
