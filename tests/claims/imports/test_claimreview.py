"""ClaimReview as publishers really write it: in pages, feeds and dumps, with what is wrong in them."""

import json
from typing import Any

import pytest

from claims.imports.claimreview import statements
from claims.imports.rows import Refusal, Row
from tests.claims.imports.files import fit, read, refused

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checkers.example/bridges",
    "claimReviewed": "The ministry built two bridges.",
    "datePublished": "2021-04-02T10:00:00+02:00",
    "author": {"@type": "Organization", "name": "The Checkers", "url": "https://checkers.example/"},
    "reviewRating": {"@type": "Rating", "ratingValue": "1", "alternateName": "Not so"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ana Nuñez", "jobTitle": "Minister"},
        "datePublished": "2021-03-30",
        "appearance": {"@type": "CreativeWork", "url": "https://paper.example/a"},
    },
}
OTHER = REVIEW | {"url": "https://checkers.example/dams", "claimReviewed": "It built no dam."}


def one(**changes: Any) -> Row:
    (row,) = fit(json.dumps(REVIEW | changes).encode(), "claimreview")
    return row


def test_a_review_says_all_this() -> None:
    row = one()
    assert (row.origin, row.text) == ("checkers.example", "The ministry built two bridges.")
    assert row.external_id.startswith("https://checkers.example/bridges#")
    assert (row.speaker, row.speaker_kind, row.speaker_role) == ("Ana Nuñez", "person", "Minister")
    assert (str(row.said_from), str(row.reviewed_on)) == ("2021-03-30", "2021-04-02")
    assert (row.source_url, row.reviewer) == ("https://paper.example/a", "The Checkers")
    assert (row.rating, row.review_url) == ("Not so", "https://checkers.example/bridges")
    assert row.markup
    assert json.loads(row.markup) == REVIEW


ITEM = REVIEW["itemReviewed"]


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"reviewRating": {"ratingValue": 1}}, "rating", "1"),
        ({"reviewRating": {"ratingValue": ""}}, "rating", ""),
        ({"reviewRating": None}, "rating", ""),
        ({"reviewRating": [{"alternateName": "Falso\r"}]}, "rating", "Falso"),
        ({"author": "A. Reporter"}, "reviewer", "checkers.example"),
        ({"author": [{"@type": "Person", "name": "A. Reporter"}]}, "reviewer", "checkers.example"),
        ({"author": [REVIEW["author"]]}, "reviewer", "The Checkers"),
        ({"datePublished": "02/04/2021 10:00"}, "reviewed_on", None),
        ({"datePublished": "Fri, 02 Apr 2021 10:00:00 GMT"}, "reviewed_on", "2021-04-02"),
        ({"datePublished": 5}, "reviewed_on", None),
        ({"itemReviewed": [ITEM]}, "speaker", "Ana Nuñez"),
        ({"itemReviewed": None}, "speaker_kind", "unattributed"),
        ({"itemReviewed": "creativeWork"}, "speaker_kind", "unattributed"),
        ({"itemReviewed": ITEM | {"author": {"name": ["Ana Nuñez", "Minister"]}}}, "speaker_role", "Minister"),
        ({"itemReviewed": ITEM | {"author": {"name": "Varias fuentes"}}}, "speaker_kind", "anonymous"),
        ({"itemReviewed": ITEM | {"datePublished": REVIEW["datePublished"]}}, "said_from", None),
        ({"itemReviewed": ITEM | {"datePublished": "2999-01-01"}}, "said_from", None),
        ({"itemReviewed": ITEM | {"appearance": [{"url": "/relative"}, "https://b.example/x"]}}, "source_url", "https://b.example/x"),
        ({"claimReviewed": "Some <b>bold</b> &amp; plain"}, "text", "Some bold & plain"),
        ({"inLanguage": "pt_BR"}, "language", "pt-BR"),
        ({"itemReviewed": ITEM | {"inLanguage": "es"}}, "language", "es"),
        ({"inLanguage": "en", "itemReviewed": ITEM | {"inLanguage": "es"}}, "language", "en"),
        ({"@type": ["Article", "https://schema.org/ClaimReview"]}, "text", REVIEW["claimReviewed"]),
    ],
)  # fmt: skip
def test_what_is_missing_stays_empty_and_what_is_odd_is_read(
    changes: dict[str, Any], column: str, value: Any
) -> None:
    found = getattr(one(**changes), column)
    assert (str(found) if found is not None else None) == value


def test_of_several_speakers_none_is_chosen() -> None:
    people = [{"@type": "Person", "name": "Ana"}, {"@type": "Person", "name": "Eva"}]
    row = one(itemReviewed=ITEM | {"author": people})
    assert (row.speaker_kind, row.speaker) == ("anonymous", "Ana, Eva")
    assert "Several speakers are named" in row.unsure


def test_a_review_of_several_claims_is_several_rows() -> None:
    rows = fit(json.dumps(REVIEW | {"claimReviewed": ["One.", "Two."]}).encode(), "claimreview")
    assert [row.text for row in rows] == ["One.", "Two."]
    assert len({row.external_id for row in rows}) == 2


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"claimReviewed": ""}, "claimReviewed", "does not say which claim"),
        ({"claimReviewed": [str(n) for n in range(50)]}, "claimReviewed", "too many claims"),
        ({"claimReviewed": "x" * 20_000}, "text", "characters"),
    ],
)
def test_a_review_that_can_not_be_taken_says_why(
    changes: dict[str, Any], column: str, words: str
) -> None:
    (found,) = refused(
        json.dumps(REVIEW | {"itemReviewed": None} | changes).encode(), "claimreview"
    )
    assert found.column == column
    assert words in found.reason


# Where they stand

SCRIPT = '<script type="application/ld+json">{}</script>'
PAGE = '<!DOCTYPE html><html lang="es"><head><link rel="canonical" href="https://checkers.example/c">{}</head></html>'
TWO = [REVIEW, OTHER]


def page(*scripts: str) -> str:
    return PAGE.format("".join(SCRIPT.format(script) for script in scripts))


def feed(*items: str) -> bytes:
    described = "".join(f"<item><description>{each}</description></item>" for each in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{described}</channel></rss>'.encode()


IN_FEED = f"<![CDATA[{SCRIPT.format(json.dumps(REVIEW))}]]>"


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(TWO).encode(),
        json.dumps({"@graph": TWO}).encode(),
        json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [each]} for each in TWO]}).encode(),
        json.dumps({"data": TWO, "total_results": 2}, indent=1).encode(),
        b"\xef\xbb\xbf" + "".join(json.dumps(each) + "\n" for each in TWO).encode(),
        "".join(json.dumps(each) for each in TWO).encode(),
        page(json.dumps(TWO)).encode(),
        page(json.dumps(REVIEW), '{"@type": "Article"}', json.dumps(OTHER)).encode(),
        page(json.dumps({"@graph": TWO})).encode("utf-16"),
        page("<!-- " + json.dumps(TWO)[:-1] + ", ] -->").encode(),
        json.dumps({"url": "https://checkers.example/c", "page": page(json.dumps(TWO))}).encode(),
        json.dumps([{"page": page(json.dumps(each))} for each in TWO]).encode(),
        "".join(json.dumps({"page": page(json.dumps(each))}) + "\n" for each in TWO).encode(),
        feed(IN_FEED, IN_FEED.replace("bridges", "dams")),
    ],
)  # fmt: skip
def test_reviews_are_found_wherever_they_stand(raw: bytes) -> None:
    rows = fit(raw, "claimreview")
    assert len(rows) == 2
    assert rows[0].review_url == "https://checkers.example/bridges"
    assert rows[1].review_url == "https://checkers.example/dams"


def test_a_page_says_its_language_and_address_where_the_review_does_not() -> None:
    bare = {name: value for name, value in REVIEW.items() if name != "url"}
    (row,) = fit(page(json.dumps(bare)).encode(), "claimreview")
    assert (row.language, row.review_url) == ("es", "https://checkers.example/c")
    harvested = {
        "page": f"<html>{SCRIPT.format(json.dumps(bare))}</html>",
        "url": "https://b.example/1",
    }
    (row,) = fit(json.dumps(harvested).encode(), "claimreview")
    assert (row.origin, row.review_url) == ("checkers.example", "https://b.example/1")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"@type": "Article"}', "holds no ClaimReview"),
        (b"<html><p>Nothing</p></html>", "page holds no ClaimReview"),
        (page('{"@type": "ClaimReview",').encode(), "can't be read"),
        (b'[{"@type": "ClaimReview", "claimReviewed"', "can't be read further"),
        (feed("no review"), "item of the feed"),
    ],
)
def test_what_holds_none_says_so(raw: bytes, words: str) -> None:
    (found,) = refused(raw, "claimreview")
    assert words in found.reason


def test_what_is_whole_before_a_break_is_taken() -> None:
    good, bad = read(json.dumps(TWO).encode()[:-30], "claimreview")
    assert isinstance(good, Row)
    assert isinstance(bad, Refusal)
    assert (good.line, bad.line) == (1, 2)


def test_their_finding_begins_their_reasons() -> None:
    review = {
        "claimReviewed": "5 bridges.",
        "url": "https://checkers.example/1",
        "name": "It is 3.",
    }
    (named,) = statements({**review, "reviewBody": "They counted."})
    assert named.columns["rationale"] == "It is 3.\n\nThey counted."
    (once,) = statements({**review, "reviewBody": "It is 3. They counted."})
    assert once.columns["rationale"] == "It is 3. They counted."
    (alone,) = statements(review)
    assert alone.columns["rationale"] == "It is 3."
