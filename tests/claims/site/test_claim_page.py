"""The page of a claim says what was published of it, and at the top what one must not miss."""

import html
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.matching import suggestions
from claims.models import Claim, Publication
from claims.publication import speakers, takedowns
from claims.site.tags import at_words, moment
from claims.workflow import approvals, drafting, review
from newsroom.history import acting
from sources import anchors, capture, publishers
from sources.models import Source
from tests import factories
from tests.claims import full_claims
from tests.claims.changed_sources import changed_quote
from tests.claims.published import hold, lift

pytestmark = pytest.mark.django_db


def read(path: str, client: Client | None = None, status: int = 200) -> str:
    """The page without its tags, in one line."""
    answer = (client or Client()).get(path)
    assert answer.status_code == status, answer.content
    return plain(answer.content.decode())


def plain(page: str) -> str:
    page = re.sub(r"<(script|head)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(claim: Claim, day: str = "") -> str:
    return f"/claims/{claim.pk}/{day}"


def test_everything_that_was_signed_is_there() -> None:
    other = full_claims.signed_claim(1)
    claim = full_claims.signed_claim(2, contradicts=other)
    page = read(page_of(claim))
    for words in (
        claim.text,
        "Ana Nuñez 2 , Minister, Ministry of Works 2",
        "between March 2, 2026 and March 4, 2026 (inferred)",
        "True · others’ reports only",
        "Did they say it? We have only others’ reports : somebody else reports that it was said",
        "Is it true? True : independent evidence confirms it as worded",
        "The audit office counted 150 bridges, too.",
        "The audit office’s own count E1 says the same.",
        "Signed by E. Editor, S. Senior.",
        "On Monday the ministry’s spokesman read it out: “ Hemos construido 150 puentes",
        "desde enero ,” Ana Nuñez had written (2).",
        "First known appearance.",
        "Introduced with “had written”.",
        "Translated from Spanish by the desk.",
        "spokesperson, “read out”",
        "a letter document, not named",
        "at least 150–150.5 finished bridges",
        other.text,
        "They can't both hold.",
        "Applies only to: the count",
        "Passage; primary, independent evidence.",
        "Contact; secondary evidence; independence not established: it is not recorded for whom the speaker, or",
        "whoever was contacted, speaks. Contacted: An engineer, ",
        "We asked The ministry (press office) on July 1, 2026, to answer by",
        "It stands by the number.",
        "Roads",
        f"True · others’ reports only: “{claim.text}” (Ana Nuñez 2, Minister, Ministry of Works 2).",
    ):
        assert words in page, words


def test_the_conclusion_comes_first_and_evidence_stands_by_its_question() -> None:
    claim = full_claims.signed_claim(1)
    answer = Client().get(page_of(claim))
    page = plain(answer.content.decode().partition("<main")[2])
    first = ["True · others’ reports only", "The audit office counted 150 bridges", claim.text]
    places = [page.index(words) for words in [*first, "Did they say it?", "Is it true?"]]
    assert places == sorted(places)
    assert page.count("3 pieces of evidence") == 1
    evidence = page.partition(" Evidence ")[2]
    assert evidence.startswith("Is it true? For E1 The audit office’s count.")


def test_the_paragraph_is_there_only_where_it_may_be_read(desk: Client) -> None:
    text = f"{factories.TEXT} A second sentence that nobody quotes."
    claim, words = claim_quoting(text), "A second sentence that nobody quotes."
    assert words not in read(page_of(claim))
    assert words in read(page_of(claim), desk)
    source = claim.appearances.get().snapshot.source
    publisher = factories.publisher()
    Source.objects.filter(pk=source.pk).update(publisher=publisher)
    assert words not in read(page_of(claim))


def claim_quoting(text: str, of: Source | None = None, **stated: Any) -> Claim:
    """Signed; it quotes a source with this text."""
    by = factories.editor()
    claim = factories.claim()
    snapshot = factories.snapshot(text, of or factories.source(text, **stated))
    drafting.add_appearance(
        claim.pk, by, snapshot, [anchors.find_one(text, factories.QUOTE)], directness="direct"
    )
    factories.reviewed(claim, by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.parametrize(
    ("licence", "shown"),
    [("public domain", True), ("CC BY-SA 4.0", True), ("CC BY-NC 4.0", False), ("", False)],
)
def test_a_licence_that_lets_everybody_read_on_is_enough(licence: str, shown: bool) -> None:
    text = f"{factories.TEXT} A second sentence that nobody quotes."
    claim = claim_quoting(text, licence=licence)
    assert ("A second sentence that nobody quotes." in read(page_of(claim))) is shown


def test_the_publishers_permission_is_read_as_it_is_now() -> None:
    text = f"{factories.TEXT} A second sentence that nobody quotes."
    publisher = factories.publisher()
    claim = claim_quoting(text, publisher=publisher)
    assert "nobody quotes" not in read(page_of(claim))
    publishers.change(publisher.pk, factories.senior(), whole_texts=True)
    assert "nobody quotes" in read(page_of(claim))


def test_the_page_says_how_the_words_reached_us() -> None:
    claim = factories.signed_claim()
    page = read(page_of(claim))
    uri = claim.appearances.get().snapshot.source.uri
    assert f"text pasted by the newsroom, stated to be from {uri}" in page
    for wrong in ("copy that we fetched", "stored copy", "unchangeable"):
        assert wrong not in page
    # Its evidence was pasted, too.
    assert page.count("text pasted by the newsroom") == 2
    assert "(text pasted by the newsroom, stated" in page


@pytest.mark.parametrize(
    ("method", "uri", "words"),
    [
        ("fetched", "https://a.example/b", "copy that we fetched from the source’s address"),
        ("pasted", "https://a.example/b", "by the newsroom, stated to be from https://a.example/b"),
        ("pasted", "urn:sha256:00", "text pasted by the newsroom"),
        ("uploaded", "https://a.example/b", "uploaded by the newsroom, stated to be from"),
        ("imported", "https://a.example/b", "from an archive, stated to be from"),
        ("copied", "https://a.example/b", "excerpt copied by hand on March 3, 2026"),
    ],
)
def test_each_method_has_its_words(method: str, uri: str, words: str) -> None:
    context = {"method": method, "source": {"uri": uri}, "excerpt": {"consulted_on": "2026-03-03"}}
    shown = plain(render_to_string("site/obtained.html", context))
    assert words in shown
    assert ("stated to be from" in shown) == (
        "stated to be from" in words or "by the newsroom, s" in words
    )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "https://archive.example/a?b=1&c",
            'external">https://archive.example/a?b=1&amp;c</a> (12:40)',
        ),
        ("a shelf in the library", "consulted at a shelf in the library (12:40)"),
        ("", "by hand on March 3, 2026 (12:40)"),
    ],
)
def test_an_excerpt_says_where_it_was_consulted(address: str, shown: str) -> None:
    excerpt = {"consulted_on": "2026-03-03", "consulted_url": address, "timecode": "12:40"}
    page = render_to_string("site/obtained.html", {"method": "copied", "excerpt": excerpt})
    assert shown in " ".join(page.split()).replace(" ,", ",")


def test_the_words_are_still_there_or_they_are_not() -> None:
    claim = factories.signed_claim()
    assert "We have not checked the source again yet." in read(page_of(claim))
    source = claim.appearances.get().snapshot.source
    # What somebody pastes doesn't show what the source has.
    capture.observe(source, factories.reporter(), factories.TEXT)
    assert "We have not checked the source again yet." in read(page_of(claim))
    with acting(None):
        capture.observe(source, None, factories.TEXT, b"<p>", method="fetched")
    assert "The source still had these words when we last checked, on" in read(page_of(claim))
    changed_quote(claim)
    assert "The source has changed these words. We last checked on" in read(page_of(claim))
    changed_quote(claim, "Nothing of it stands here any more.")
    assert "The source no longer has these words. We last checked on" in read(page_of(claim))


def test_words_that_are_taken_down_leave_the_page_but_for_the_newsroom(desk: Client) -> None:
    claim = factories.signed_claim()
    snapshot = claim.appearances.get().snapshot
    takedowns.take_down(snapshot.pk, factories.editor(), "A court.")
    page = read(page_of(claim))
    assert "Quotes removed." in page
    assert "since January" not in page
    assert snapshot.text_sha256[:12] in page
    inside = read(f"/working/claims/{claim.pk}/", desk)
    assert "since January" in inside
    assert "The newsroom can still read it" in inside


def test_a_sentence_that_names_somebody_protected_is_cut_back_to_what_was_signed() -> None:
    claim = claim_quoting(
        factories.TEXT.replace("Ana Nuñez said", "Mara Quispe and Ana Nuñez said")
    )
    assert "Mara Quispe" in read(page_of(claim))
    minor = factories.speaker("Mara Quispe Condori", description="a schoolgirl")
    speakers.protect(minor.pk, factories.editor(), "a schoolgirl", "A minor.")
    page = read(page_of(claim))
    assert "150 bridges since January" in page
    assert "Condori" not in page


def test_copies_of_one_text_are_one_origin(desk: Client) -> None:
    by = factories.editor()
    claim = factories.claim()
    wire = factories.source(factories.TEXT)
    copy = factories.source(f"{factories.TEXT} ", syndicated_from=wire)
    other = factories.source(f"{factories.TEXT} Another paper.")
    for source in (wire, copy, other):
        text = {
            wire.pk: factories.TEXT,
            copy.pk: f"{factories.TEXT} ",
            other.pk: f"{factories.TEXT} Another paper.",
        }[source.pk]
        snapshot = factories.snapshot(text, source)
        place = anchors.find_one(text, factories.QUOTE)
        drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")
    page = read(f"/working/claims/{claim.pk}/", desk)
    assert (
        "3 appearances; 2 if copies, and reports through the same go-between, count once." in page
    )
    # That no copying is recorded doesn't show that reports are independent.
    alone = factories.anchored_claim()
    page = read(f"/working/claims/{alone.pk}/", desk)
    assert "1 appearance." in page
    assert "independent origin" not in page


def test_words_that_a_text_has_twice_are_shown_once(desk: Client) -> None:
    by, claim = factories.editor(), factories.claim()
    straight, curly = 'He called it a "great bridge".', "He called it a “great bridge”."
    text = f"It opened.\n\n{straight}\n\n{curly}\n\nIt closed."
    snapshot = factories.snapshot(text)
    places = [anchors.find_one(text, each) for each in (straight, curly)]
    drafting.add_appearance(claim.pk, by, snapshot, places, directness="direct")
    page = read(f"/working/claims/{claim.pk}/", desk)
    assert page.partition("Where it appeared")[2].count("He called it a") == 1
    assert "The source has these words 2 times, but for quotation marks." in page


def test_two_quotes_of_one_sentence_are_marked_in_it(desk: Client) -> None:
    by, claim = factories.editor(), factories.claim()
    text = "He said that it was great, that it was long, and that it was paid for."
    snapshot = factories.snapshot(text)
    places = [anchors.find_one(text, each) for each in ("it was great", "it was paid for")]
    drafting.add_appearance(claim.pk, by, snapshot, places, directness="indirect")
    shown = desk.get(f"/working/claims/{claim.pk}/").content.decode().replace("mark\n>", "mark>")
    marked = "<mark>it was great</mark>, that it was long, and that <mark>it was paid for</mark>."
    assert shown.count(f"He said that {marked}") == 1
    assert shown.count("that it was long") == 1


def test_each_part_says_its_own_and_stands_under_its_heading() -> None:
    """The answers stand at the top and with the questions, topics beside the speaker."""
    claim = full_claims.signed_claim(1)
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    headings = re.findall(r"<h([1-4])[^>]*>(.*?)</h\1>", main, re.DOTALL)
    questions = [words for level, words in headings if level == "3" and "?" in words]
    assert questions == [each.strip() for each in questions if each.endswith("?")] != []
    assert main.count("We have only others’ reports") == 1
    assert main.index("Topics:") < main.index("Did they say it?")
    related = main.partition("Related claims</h2>")[2]
    assert "<h2" not in related.partition("Map of related claims")[0]


@pytest.mark.parametrize(
    ("address", "words", "found"),
    [
        ("https://a.example/x", "Few words.", "https://a.example/x#:~:text=Few%20words."),
        (
            "https://a.example/x?y=1",
            "One, two-three & four five six seven",
            "https://a.example/x?y=1#:~:text=One%2C%20two%2Dthree%20%26%20four%20five,six%20seven",
        ),
        ("https://a.example/#part", "Few words.", "https://a.example/#part"),
        ("https://a.example/", "", "https://a.example/"),
        ("", "Few words.", ""),
    ],
)
def test_the_original_is_opened_at_the_words(address: str, words: str, found: str) -> None:
    assert at_words(address, words) == found


def test_a_source_leads_to_the_marked_words() -> None:
    claim = claim_quoting(factories.TEXT, licence="public domain")
    source = claim.appearances.get().snapshot.source
    address = f"/sources/{source.pk}/"
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert f'href="{address}#claim-{claim.pk}"' in page
    start = "%20".join(factories.QUOTE.split()[:5])
    assert f'href="{source.uri}#:~:text={start},' in page
    shown = Client().get(address).content.decode()
    assert re.search(rf'id="claim-{claim.pk}"></span><mark\s*>{factories.QUOTE}', shown)


def test_reopened_is_said_at_the_top() -> None:
    claim = factories.concluded_claim("refuted")
    signed = factories.current_publication(claim)
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "routine")
    page = read(page_of(claim))
    notice = re.search(
        r"Under review again since \w+\.? \d+, \d+, [^<>]+ UTC \. There is a second count\.", page
    )
    assert notice
    assert notice.start() < page.index(claim.text)
    number = factories.current_publication(claim).number
    # Who signed did so then, not when it was reopened.
    assert signed.published_at
    at = plain(moment(signed.published_at))
    assert re.search(rf"Signed by \w+, \w+\. Publication {signed.number}, {re.escape(at)} \.", page)
    assert "(reopened)" not in page.partition("Where it appeared")[0]
    assert f"Under review again since publication {number}, " in page
    assert "ld+json" not in Client().get(page_of(claim)).content.decode()


def test_what_was_signed_anew_says_so_and_what_changed() -> None:
    claim = factories.signed_claim()
    editor = factories.editor()
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "routine")
    review.write(claim.pk, editor, rationale="Two offices counted.")
    round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    page = read(page_of(claim))
    assert "This signed claim was changed on" in page
    assert "Rationale Before:" in page.partition("This version")[2].partition("Earlier versions")[0]
    assert page.count("Rationale Before:") == 1
    assert "Two offices counted." in page


def test_a_past_day_is_marked_and_has_what_was_said_then() -> None:
    claim = factories.concluded_claim("refuted")
    signed = Publication.objects.get(claim=claim)
    page = read(page_of(claim, f"?as_of={signed.number}"))
    assert "Still the current version." in page
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "routine")
    page = read(page_of(claim, f"?as_of={signed.number}"))
    assert "An earlier version." in page
    assert "Under review again" not in page.partition("Earlier versions")[0]
    assert "There is a second count." not in page
    assert read(page_of(claim, "?as_of=0"), status=404)


@pytest.mark.parametrize("as_of", ["tomorrow", "2999-01-01", "999999999", "", "\x00", "1' OR 1=1"])
def test_a_day_that_makes_no_sense_is_answered_in_words(as_of: str) -> None:
    claim = factories.signed_claim()
    answer = Client().get(page_of(claim), {"as_of": as_of})
    assert answer.status_code == 400
    assert "Invalid date" in answer.content.decode()


def test_withdrawn_leaves_the_reason_and_no_words() -> None:
    claim = factories.withdrawn_claim()
    page = read(page_of(claim))
    assert "The source retracted it." in page
    assert claim.text not in page
    assert "150 bridges" not in page


def test_withdrawn_in_its_words_shows_them_struck_out() -> None:
    claim = factories.signed_claim()
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=True)
    assert f"<del>{claim.text}</del>" in Client().get(page_of(claim)).content.decode()


def test_what_is_not_public_has_no_page() -> None:
    unsigned = factories.proposed_claim()
    held = factories.signed_claim()
    hold(held)
    for claim in (unsigned, held):
        assert claim.text not in read(page_of(claim), status=404)
    lift(held)
    assert held.text in read(page_of(held))
    read("/claims/999999999999999999999/", status=404)


def test_a_correction_by_two_is_told() -> None:
    claim = factories.signed_claim(text="150 bridges were built in all teh provinces.")
    corrected = claim.text.replace("teh", "the")
    deed = approvals.request_minor_edit(claim.pk, factories.editor(), "A slip.", text=corrected)
    approvals.approve(deed.pk, factories.senior())
    page = read(page_of(claim))
    assert "This signed claim was changed on" in page
    assert "Corrected" in page


def test_the_markup_names_this_page_and_says_what_the_page_says() -> None:
    claim = factories.signed_claim()
    page = Client().get(page_of(claim)).content.decode()
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    made = json.loads(written)
    assert made["url"].endswith(page_of(claim))
    assert made["claimReviewed"] == claim.text
    assert made["reviewRating"]["alternateName"] == "True"
    unrated = factories.concluded_claim("unrated")
    assert "ld+json" not in Client().get(page_of(unrated)).content.decode()


def test_hostile_words_stay_words() -> None:
    claim = factories.signed_claim(text="</script><script>alert(1)</script><b>0</b>")
    page = Client().get(page_of(claim)).content.decode()
    assert "<script>alert" not in page
    assert "<b>0" not in page


def test_an_updated_count_is_drawn_and_told_in_a_table() -> None:
    first = _count(44, 1, None)
    second = _count(83, 2, first)
    third = _count(1150, 3, second)
    for claim in (first, third):
        page = Client().get(page_of(claim)).content.decode()
        assert len(re.findall(r'<circle\s+class="point', page)) == 3
        assert page.count('class="point own"') == 1
        assert "How this figure changed" in page
        assert "1,150 deaths" in page
        assert "March 20, 2026" in plain(page)


def test_a_chart_has_room_for_its_largest_number() -> None:
    first = _count(44_000_000, 1, None)
    _count(830_000_000, 2, first)
    page = Client().get(page_of(first)).content.decode()
    begins = re.search(r'<line class="grid" x1="(\d+)"', page)
    assert begins
    assert int(begins[1]) > 13 * len("1,000,000,000")


def _count(count: int, month: int, before: Claim | None) -> Claim:
    day = date(2026, month, 20)
    number: Any = {"low": Decimal(count), "high": Decimal(count), "unit": "deaths", "as_of": day}
    claim = factories.claim_in_review(text=f"{count} died.", quantities=[number])
    if before:
        factories.relation(claim, before, "updates")
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk)


def test_the_newsroom_sees_any_claim_and_that_it_is_internal(desk: Client) -> None:
    claim = factories.proposed_claim()
    page = read(f"/working/claims/{claim.pk}/", desk)
    assert "Working version. Claims as they are now" in page
    assert "Never published." in page
    outsider = Client().get(f"/working/claims/{claim.pk}/")
    assert (outsider.status_code, outsider["Location"].partition("?")[0]) == (
        302,
        "/account/sign-in/",
    )
    client = Client()
    client.force_login(factories.person(None))
    assert client.get(f"/working/claims/{claim.pk}/").status_code == 403


@pytest.mark.long
def test_the_number_of_queries_grows_with_nothing() -> None:
    few = full_claims.signed_claim(1)
    with CaptureQueriesContext(connection) as small:
        read(page_of(few))
    other = full_claims.signed_claim(2)
    many = full_claims.signed_claim(3, contradicts=other)
    for number in range(4, 8):
        relation = factories.relation(many, full_claims.signed_claim(number), confirmed=False)
        deed = approvals.request_relation(many.pk, factories.editor(), "It belongs.", relation)
        approvals.approve(deed.pk, factories.senior())
    with CaptureQueriesContext(connection) as one:
        read(page_of(other))
    with CaptureQueriesContext(connection) as large:
        read(page_of(many))
    assert len(large) == len(one)
    assert len(one) - len(small) <= 1  # the claims at the other ends, whatever their number


def test_a_contradiction_shows_the_other_claim_alone() -> None:
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    page = Client().get(page_of(second)).content.decode()
    side = page.split('<section class="against">', 1)[1].split("</section>", 1)[0]
    assert first.text in side
    assert second.text not in side
    assert f'href="{page_of(first)}"' in side
    assert f'href="{page_of(second)}"' not in side


def test_the_current_publication_is_not_among_the_earlier_versions() -> None:
    claim = full_claims.signed_claim(1)
    assert "Earlier versions" not in read(page_of(claim))
    first = factories.current_publication(claim)
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "new_evidence")
    page = read(page_of(claim))
    earlier = page.partition("Earlier versions")[2]
    assert earlier.count(first.sha256) == page.count(first.sha256) == 1
    current = factories.current_publication(claim)
    assert current.sha256 in page.partition("Earlier versions")[0]
    assert current.sha256 not in earlier


def test_the_earliest_of_what_is_signed_as_a_repeat(desk: Client) -> None:
    """Only by published relations; on the newsroom's page by confirmed ones."""
    days: Any = {"said_basis": "stated"}
    first, second, third = (
        factories.claim_in_review(said_from=day, said_to=day, **days)
        for day in (date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9))
    )
    for later, earlier in ((third, second), (second, first)):
        factories.relation(later, earlier, "repeats")
    for claim in (first, second):
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert "Of 2 claims that say the same, this one was said first." in read(page_of(first))
    assert "Earliest that we hold True" in read(page_of(second))
    assert "Of 3 claims that say the same" in read(f"/working/claims/{first.pk}/", desk)
    hold(first)
    assert "Earliest that we hold" not in read(page_of(second))


def test_a_suggestion_is_on_no_public_page() -> None:
    one, other = (factories.signed_claim(text="We built 150 bridges.") for _each in range(2))
    before = [read(page_of(claim)) for claim in (one, other)]
    assert suggestions.suggest_for(other.pk)
    assert [read(page_of(claim)) for claim in (one, other)] == before
