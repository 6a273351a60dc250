"""ClaimReview: what its readers require, restated; what is said of a claim, and what keeps it back."""

import json
import re
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from claims.choices import Status
from claims.formats import claimreview
from claims.formats.claimreview import feeds
from claims.models import Claim, Publication
from claims.publication import publishing, takedowns
from claims.workflow import review
from newsroom.choices import Role
from sources.choices import SourceKind, SpeakerKind
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.bodies import BODY, EVIDENCE, SOURCE, address, appearance, body_with, row

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _newsroom(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Desk"
    settings.NEWSROOM_URL = "https://desk.example/"


def made(**changes: Any) -> Json:
    body = body_with(**changes)
    assert claimreview.blocks(body) == []
    return json.loads(json.dumps(claimreview.review(row(), body, address)))  # type: ignore[no-any-return]


def rating(status: str) -> Json:
    shown: Json = made(status=status)["reviewRating"]
    return shown


# What readers require


def faults(shown: Json) -> list[str]:
    """Each requirement of the readers that the markup does not meet; none for a good one."""
    return [name for name, meets in REQUIREMENTS.items() if not meets(shown)]


def _rating_is_whole(shown: Json) -> bool:
    rated = shown.get("reviewRating", {})
    numbers = [rated.get(key) for key in ("worstRating", "ratingValue", "bestRating")]
    if numbers == [None, None, None]:
        return True
    if not all(type(number) is int for number in numbers):
        return False
    worst, value, best = numbers
    return bool(1 <= worst <= value <= best and worst < best)


def _works(shown: Json) -> list[Json]:
    reviewed = shown.get("itemReviewed", {})
    first = [reviewed["firstAppearance"]] if "firstAppearance" in reviewed else []
    return [*first, *reviewed.get("appearance", []), *shown.get("citation", [])]


def _are_days(shown: Json) -> bool:
    found = (shown, shown.get("itemReviewed", {}), *_works(shown))
    days = [each["datePublished"] for each in found if "datePublished" in each]
    return all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def _is_somebody(author: Json, *, by: tuple[str, ...]) -> bool:
    kind = author.get("@type") in {"Organization", "Person"}
    return kind and any(author.get(key) for key in by)


def _is_on_the_web(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).hostname)


REQUIREMENTS: dict[str, Callable[[Json], bool]] = {
    "@context": lambda it: it.get("@context") in {"https://schema.org", "http://schema.org"},
    "@type": lambda it: it.get("@type") == "ClaimReview",
    "claimReviewed": lambda it: bool(it.get("claimReviewed", "").strip()),
    "claimReviewed never holds the rating": lambda it: (
        it.get("reviewRating", {}).get("alternateName", "?").casefold()
        not in it.get("claimReviewed", "").casefold()
    ),
    "url": lambda it: _is_on_the_web(it.get("url", "")),
    "reviewRating": lambda it: it.get("reviewRating", {}).get("@type") == "Rating",
    "reviewRating.alternateName": lambda it: bool(it.get("reviewRating", {}).get("alternateName")),
    "a whole rating or none": _rating_is_whole,
    "author": lambda it: _is_somebody(it.get("author", {}), by=("name", "url")),
    "itemReviewed": lambda it: it.get("itemReviewed", {}).get("@type") == "Claim",
    "itemReviewed.author is named": lambda it: (
        "author" not in it.get("itemReviewed", {})
        or _is_somebody(it["itemReviewed"]["author"], by=("name",))
    ),
    "works have addresses": lambda it: all(
        work.get("@type") == "CreativeWork" and _is_on_the_web(work.get("url", ""))
        for work in _works(it)
    ),
    "days are days": _are_days,
    "nothing is empty": lambda it: not {"", None} & {*_values(it)},
}


def _values(shown: Any) -> list[Any]:
    if isinstance(shown, dict):
        return [each for value in shown.values() for each in _values(value)]
    if isinstance(shown, list):
        return [each for value in shown for each in _values(value)]
    return [shown]


@pytest.mark.parametrize("status", ["refuted", "mixed", "verified", "disputed", "unverifiable"])
def test_each_rating_meets_what_its_readers_require(status: str) -> None:
    assert faults(made(status=status)) == []


def test_the_requirements_can_fail() -> None:
    assert set(faults({})) >= {"@context", "@type", "claimReviewed", "url", "itemReviewed"}
    for spoil, requirement in (
        ({"claimReviewed": "True, they say."}, "claimReviewed never holds the rating"),
        ({"url": "urn:sha256:0"}, "url"),
        ({"reviewRating": {"@type": "Rating", "ratingValue": 5}}, "reviewRating.alternateName"),
        ({"author": {"@type": "Person"}}, "author"),
        ({"datePublished": "lately"}, "days are days"),
        ({"reviewBody": ""}, "nothing is empty"),
        ({"citation": [{"@type": "CreativeWork"}]}, "works have addresses"),
    ):
        assert requirement in faults({**made(), **spoil})
    for numbers in ((1, 6, 5), (0, 1, 5), (1, 1, 1), (1, "5", 5), (1, None, 5)):
        keys = ("worstRating", "ratingValue", "bestRating")
        rated = {**rating("verified"), **dict(zip(keys, numbers, strict=True))}
        assert "a whole rating or none" in faults({**made(), "reviewRating": rated})


@pytest.mark.parametrize(
    "changes",
    [
        {"said_on": {"from": None, "to": None, "basis": "unknown", "note": ""}},
        {"language": "", "topics": [], "evidence": [], "status": "unverifiable"},
        {"appearances": [appearance(source={"uri": f"urn:sha256:{'a' * 64}"})]},
        {"appearances": [appearance(source={"title": "", "publisher": None, "language": ""})]},
        {"speaker": {**BODY["speaker"], "id": None, "name": None, "role": None}},
        {"speaker": {**BODY["speaker"], "role": {"title": "Minister", "organisation": None}}},
        {"evidence": [{**EVIDENCE, "source": None, "quote": None, "kind": "contact"}]},
    ],
)
def test_what_is_not_known_is_left_out(changes: Json) -> None:
    assert faults(made(**changes)) == []


@given(
    st.sampled_from(["refuted", "mixed", "verified", "disputed", "unverifiable"]),
    st.sampled_from(["reported", "confirmed"]),
    st.sampled_from(list(SpeakerKind)),
    st.sampled_from(list(SourceKind)),
    st.booleans(),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.text(min_size=1).filter(str.strip),
)
def test_whatever_is_published_is_a_good_one_or_is_blocked_in_words(
    status: str,
    attribution: str,
    who: str,
    kind: str,
    first: bool,
    day: date | None,
    name: str,
) -> None:
    on = day.isoformat() if day else None
    body = body_with(
        status=status,
        attribution=attribution,
        text="They built it.",
        speaker={**BODY["speaker"], "kind": who, "name": name},
        appearances=[appearance(source={"kind": kind, "title": name}, first_known=first)],
        said_on={"from": on, "to": on, "basis": "stated", "note": ""},
    )
    if claimreview.blocks(body):
        return
    shown = claimreview.review(row(), body, address)
    # The text of a document is one with what stands in a page.
    assert json.loads(claimreview.script_text(shown)) == shown
    assert faults(json.loads(json.dumps(shown))) == []


# What it says


def test_the_numbers_stand_for_three_conclusions_and_the_others_are_words() -> None:
    numbers = {
        status: rating(status).get("ratingValue")
        for status in ("refuted", "mixed", "verified", "disputed", "unverifiable")
    }
    assert numbers == {
        "refuted": 1,
        "mixed": 3,
        "verified": 5,
        "disputed": None,
        "unverifiable": None,
    }
    assert (rating("refuted")["bestRating"], rating("refuted")["worstRating"]) == (5, 1)
    assert rating("disputed").keys() == {"@type", "alternateName", "ratingExplanation"}
    assert rating("refuted")["alternateName"] == "False"
    assert (
        rating("disputed")["ratingExplanation"]
        == "There is credible evidence both for and against it."
    )


LABEL: Json = {
    "key": "half-true",
    "name": "Half true",
    "definition": "Part of it is true.",
    "attribution": "reported",
    "status": "mixed",
    "number": 4,
    "worst": 1,
    "best": 7,
    "translations": [{"language": "es", "name": "A medias", "definition": "Parte es cierto."}],
}


def test_a_label_of_our_own_is_the_rating_with_its_own_number() -> None:
    shown = made(status="mixed", label=LABEL)
    assert shown["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Half true",
        "ratingExplanation": "Part of it is true.",
        "ratingValue": 4,
        "bestRating": 7,
        "worstRating": 1,
    }
    assert faults(shown) == []
    assert "Is it true? Half true (Part of it is true)." in shown["reviewBody"]
    in_words = made(status="mixed", label={**LABEL, **dict.fromkeys(("number", "worst", "best"))})
    assert in_words["reviewRating"].keys() == {"@type", "alternateName", "ratingExplanation"}
    assert claimreview.rating_in_words(body_with(status="mixed", label=LABEL)) == (
        "Half true, 4 on a scale from 1 to 7"
    )


FAKE: Json = {
    "attribution": "misattributed",
    "status": "unrated",
    "label": {
        **LABEL,
        **dict.fromkeys(("number", "worst", "best")),
        "name": "Fake quote",
        "attribution": "misattributed",
        "status": "unrated",
    },
}


def relayed(kind: str, name: str, number: int | None = 21) -> Json:
    by = {"id": number, "name": name} if name else None
    relay = {"kind": kind, "speaker": by, "description": "", "verb": ""}
    made: Json = appearance(relayed_from=[relay])
    return made


SPREADERS: dict[str, tuple[list[Json], Json | None]] = {
    "the only appearance's publisher": (
        [appearance(first_known=False)],
        {"@type": "Organization", "name": "The Paper"},
    ),
    "the first known one's": (
        [
            appearance(first_known=False),
            appearance(source={"publisher": {"id": 6, "name": "The Post"}}),
        ],
        {"@type": "Organization", "name": "The Post"},
    ),
    "none of several is the first known": ([appearance(first_known=False)] * 2, None),
    "no publisher": ([appearance(source={"publisher": None})], None),
    "published by the misquoted": (
        [appearance(source={"publisher": {"id": 6, "name": "ANA NUÑEZ"}})],
        None,
    ),
    "from a person": ([relayed("person", "J. Liar")], {"@type": "Person", "name": "J. Liar"}),
    "from an agency": ([relayed("wire", "Wires")], {"@type": "Organization", "name": "Wires"}),
    "from the misquoted": ([relayed("person", "A. N.", 7)], None),
    "from nobody named": ([relayed("anonymous", "")], None),
    "from a protected person": ([relayed("person", "a witness", None)], None),
    "from a post of nobody known": ([relayed("post", "J. Liar")], None),
}


@pytest.mark.parametrize("who", SPREADERS)
def test_the_author_of_a_misquotation_is_who_spread_it_or_there_is_no_claim_review(
    who: str,
) -> None:
    appearances, author = SPREADERS[who]
    body = body_with(**FAKE, appearances=appearances)
    if author is None:
        (sentence,) = claimreview.blocks(body)
        assert "Who spread the words is not known" in sentence
        return
    shown = made(**FAKE, appearances=appearances)
    assert shown["itemReviewed"]["author"] == author
    assert shown["reviewRating"]["alternateName"] == "Fake quote"
    assert faults(shown) == []
    assert "Ana Nuñez" not in json.dumps(shown, ensure_ascii=False)
    assert (
        claimreview.google_claim(claimreview.review(row(), body, address))["claimant"]
        == author["name"]
    )


def test_a_misquotation_without_a_label_is_not_rated() -> None:
    (sentence,) = claimreview.blocks(body_with(**{**FAKE, "label": None}))
    assert "is not rated" in sentence
    (sentence,) = claimreview.blocks(body_with(status="unrated", label=LABEL))
    assert "is not rated" in sentence


@pytest.mark.django_db
def test_the_scale_without_labels_is_published() -> None:
    scale = claimreview.scale()
    assert (scale["worst"], scale["best"]) == (1, 5)
    assert all(each["means"] for each in scale["ratings"])
    assert "True: 5" in claimreview.feed_head("https://x", None)["description"]
    assert claimreview.labels() == []


def test_both_answers_are_said_in_words() -> None:
    text = made(attribution="confirmed", status="refuted")["reviewBody"]
    assert text.startswith("Did they say it? Yes, we have seen or heard the original (we hold")
    assert "Is it true? False (independent evidence shows that it is not true)." in text
    assert text.endswith("\n\nThe audit office’s own count says the same.")


def test_it_says_that_one_person_concluded_it() -> None:
    assert "One person" not in made()["reviewBody"]
    alone = made(signed={"by": ["E. Editor"], "four_eyes": False})
    assert "One person concluded this alone." in alone["reviewBody"]


def test_who_publishes_is_who_the_settings_say(settings: Any) -> None:
    assert made()["author"] == {
        "@type": "Organization",
        "name": "The Desk",
        "url": "https://desk.example/",
    }
    assert "sdLicense" not in made()
    settings.NEWSROOM_NAME, settings.NEWSROOM_LOGO = "", "https://desk.example/logo.png"
    settings.DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    assert made()["author"] == {
        "@type": "Organization",
        "url": "https://desk.example/",
        "logo": "https://desk.example/logo.png",
    }
    assert made()["sdLicense"] == "https://creativecommons.org/licenses/by/4.0/"


def test_the_dates_are_those_of_signing_and_of_the_last_publication() -> None:
    shown = made()
    assert (shown["datePublished"], shown["dateModified"]) == ("2026-07-01", "2026-07-03")


def test_the_day_said_is_a_day_or_nothing() -> None:
    assert made()["itemReviewed"]["datePublished"] == "2026-03-02"
    between = {"from": "2026-03-02", "to": "2026-03-04", "basis": "inferred", "note": ""}
    assert "datePublished" not in made(said_on=between)["itemReviewed"]


PRIMARY = {"source": {"kind": "post", "uri": "https://social.example/1"}}
HOP = {"kind": "wire", "speaker": None, "description": "a wire", "verb": ""}


def test_the_primary_appearance_is_the_first_and_no_other() -> None:
    post, report = appearance(**PRIMARY), appearance(first_known=False)
    shown = made(attribution="confirmed", appearances=[report, post])["itemReviewed"]
    assert shown["firstAppearance"]["url"] == "https://social.example/1"
    assert [work["url"] for work in shown["appearance"]] == [SOURCE["uri"]]


@pytest.mark.parametrize(
    ("attribution", "only"),
    [
        # A report of it, even the first one that is known.
        ("confirmed", appearance()),
        # We hold a report alone, so no appearance is where it was said.
        ("reported", appearance(**PRIMARY)),
        ("confirmed", appearance(**PRIMARY, first_known=False)),
        ("confirmed", appearance(**PRIMARY, relayed_from=[HOP])),
        ("confirmed", appearance(**PRIMARY, translated_from="es")),
    ],
)
def test_any_other_is_an_appearance(attribution: str, only: Json) -> None:
    shown = made(attribution=attribution, appearances=[only])["itemReviewed"]
    assert "firstAppearance" not in shown
    assert [work["url"] for work in shown["appearance"]] == [only["source"]["uri"]]


@pytest.mark.parametrize(
    ("kind", "name", "type_"),
    [
        ("person", "Ana Nuñez", "Person"),
        ("organisation", "Ministry of Works", "Organization"),
        ("group", "families from Trinidad", "Organization"),
    ],
)
def test_the_author_is_the_speaker(kind: str, name: str, type_: str) -> None:
    author = made(speaker={**BODY["speaker"], "kind": kind, "name": name})["itemReviewed"]["author"]
    assert (author["@type"], author["name"]) == (type_, name)
    assert author["@id"] == "https://facts.example/speaker/7/"


def test_a_protected_speaker_is_a_description() -> None:
    hidden = {"id": None, "kind": "person", "name": None, "description": "a nurse", "role": None}
    shown = made(speaker=hidden)
    assert shown["itemReviewed"]["author"] == {"@type": "Person", "name": "a nurse"}


@pytest.mark.parametrize("kind", ["unattributed", "article"])
def test_where_the_text_names_nobody_nobody_is_named(kind: str) -> None:
    nobody = {"id": 6, "kind": kind, "name": None, "description": "alleged", "role": None}
    assert "author" not in made(speaker=nobody)["itemReviewed"]


def test_somebody_whom_the_text_does_not_name_is_described() -> None:
    someone = {
        "id": 6,
        "kind": "anonymous",
        "name": None,
        "description": "a government source",
        "role": None,
    }
    author = made(speaker=someone)["itemReviewed"]["author"]
    assert author == {"@type": "Person", "name": "a government source"}


def test_the_sources_of_the_evidence_are_cited_once() -> None:
    twice = [EVIDENCE, {**EVIDENCE, "description": "Again."}]
    assert [work["url"] for work in made(evidence=twice)["citation"]] == [
        "https://audit.example/june"
    ]


@given(st.text())
def test_no_words_end_the_script_that_holds_them(words: str) -> None:
    hostile = f"{words}</script><!--<script>]]>&\u2028\u2029"
    shown = claimreview.review(row(), body_with(rationale=hostile), address)
    text = claimreview.script_text(shown)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == shown


# The gate


BLOCKED: dict[str, tuple[Json, str]] = {
    "under review": ({"reason": "A reader found a second count."}, "under review again"),
    "unrated": ({"status": "unrated"}, "is not rated"),
    "a verdict in the words": ({"text": "Refuted: they built it."}, "begins with a verdict"),
    "another verdict": ({"text": "FALSE — they built it."}, "begins with a verdict"),
    "our own words": (
        {"speaker": {**BODY["speaker"], "kind": "organisation", "name": "THE DESK"}},
        "is this newsroom",
    ),
    "nobody anywhere": (
        {
            "speaker": {**BODY["speaker"], "kind": "unattributed", "name": None},
            "appearances": [
                appearance(source={"uri": f"urn:sha256:{'a' * 64}", "publisher": None})
            ],
        },
        "an origin other than us",
    ),
}


@pytest.mark.parametrize("why", BLOCKED)
def test_the_gate_says_what_blocks(why: str) -> None:
    changes, words = BLOCKED[why]
    (sentence,) = claimreview.blocks(body_with(**changes))
    assert words in sentence


@pytest.mark.parametrize("body", [{}, {"reason": "Retracted."}, {"text": "x", "speaker": {}}])
def test_of_a_tombstone_there_is_nothing_to_review(body: Any) -> None:
    assert len(claimreview.blocks(body)) == 1


def test_what_only_sounds_like_a_verdict_passes() -> None:
    for text in ("True North is a mine.", "The verified count is 150.", "“Fake” was the word: he"):
        assert claimreview.blocks(body_with(text=text)) == []


def test_a_proposal_passes_the_gate_before_anybody_signs() -> None:
    proposal = {key: value for key, value in body_with().items() if key != "signed"}
    assert claimreview.blocks(proposal) == []  # type: ignore[arg-type]


def test_what_readers_would_like_is_advice(settings: Any) -> None:
    assert claimreview.advises(body_with()) == []
    settings.NEWSROOM_NAME = ""
    poor = body_with(
        text="x" * 76,
        speaker={**BODY["speaker"], "kind": "unattributed", "name": None},
        said_on={"from": "2026-03-02", "to": "2026-03-04", "basis": "inferred", "note": ""},
        appearances=[appearance(source={"uri": f"urn:sha256:{'a' * 64}"})],
        evidence=[],
    )
    assert len(claimreview.advises(poor)) == 6
    assert claimreview.blocks(poor) == []
    (sentence,) = claimreview.advises(body_with(text="The true count is 150."))[:1]
    assert "contains its own rating" in sentence


# Off publications


def reviewed(claim: Claim) -> Json:
    found = claimreview.dated(Publication.objects.listed().filter(claim=claim)).get()
    body = json.loads(found.body)
    assert claimreview.blocks(body) == []
    return json.loads(json.dumps(claimreview.review(found, body, address)))  # type: ignore[no-any-return]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["refuted", "mixed", "verified", "disputed", "unverifiable"])
def test_every_claim_that_we_rated_has_one(status: str) -> None:
    shown = reviewed(factories.concluded_claim(status))
    assert faults(shown) == []
    assert shown["reviewRating"]["alternateName"] == str(Status(status).public)


@pytest.mark.django_db
def test_one_with_everything_meets_the_requirements() -> None:
    assert faults(reviewed(full_claims.signed_claim())) == []


@pytest.mark.django_db
def test_the_conclusion_keeps_its_date_when_something_is_added_or_shown_again() -> None:
    claim = factories.signed_claim()
    signed = Publication.objects.get(claim=claim)
    snapshot = Snapshot.objects.filter(anchors__claim=claim).first()
    assert snapshot
    takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    now = claimreview.dated(Publication.objects.listed().filter(claim=claim)).get()
    assert now.number != signed.number
    assert now.signed_at == signed.published_at  # type: ignore[attr-defined]
    shown = reviewed(claim)
    assert "Text of a source that it relies on was taken down." in shown["reviewBody"]
    assert factories.QUOTE not in json.dumps(shown)


def items(latest: Publication | None = None) -> list[Json]:
    latest = latest or Publication.objects.first()
    head = claimreview.feed_head("https://facts.example/feed", latest)
    whole = json.loads("".join(claimreview.feed(head, latest, address)))
    assert whole["@type"] == "DataFeed"
    found: list[Json] = whole["dataFeedElement"]
    return found


@pytest.mark.long
@pytest.mark.django_db
def test_the_feed_holds_what_is_rated_and_in_force() -> None:
    rated = [factories.concluded_claim(status) for status in ("refuted", "disputed")]
    factories.concluded_claim("unrated")
    factories.proposed_claim()
    factories.withdrawn_claim()
    held = factories.signed_claim()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    again = factories.signed_claim()
    review.reopen(again.pk, factories.senior(), "A second count came in.", "routine")
    shown = items()
    assert [item["url"] for item in shown] == [address("page", claim.pk) for claim in rated]
    for item in shown:
        assert item["@type"] == "DataFeedItem"
        assert item["dateCreated"] == item["dateModified"]
        (one,) = item["item"]
        assert faults(one) == []


@pytest.mark.django_db
def test_the_empty_feed_is_a_feed() -> None:
    assert items() == []


@pytest.mark.long
@pytest.mark.django_db
def test_the_feed_is_as_of_where_it_began_and_takes_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "BATCH", 2)
    claims = [factories.signed_claim() for _ in range(5)]
    latest = Publication.objects.first()
    pieces = claimreview.feed(claimreview.feed_head("https://x", latest), latest, address)
    with CaptureQueriesContext(connection) as begun:
        first = list(islice(pieces, 2))
    assert len(begun) == 1
    assert "LIMIT 2" in begun[0]["sql"]
    # Published anew while somebody reads: as it was at the beginning, once. Hidden: gone at once.
    takedowns.take_down(
        Snapshot.objects.filter(anchors__claim=claims[2]).earliest("pk").pk,
        factories.editor(),
        "A court order came.",
    )
    review.reopen(claims[3].pk, factories.senior(), "A second count came in.", "routine")
    publishing.hold(claims[4].pk, factories.reporter(), "legal", "A letter came.")
    late = factories.signed_claim()
    with CaptureQueriesContext(connection) as rest:
        whole = json.loads("".join([*first, *pieces]))
    urls = [item["url"] for item in whole["dataFeedElement"]]
    assert len(urls) == len(set(urls))
    assert address("page", claims[0].pk) in urls
    assert address("page", claims[3].pk) in urls
    for gone in (claims[2], claims[4], late):
        assert address("page", gone.pk) not in urls
    assert len(rest) <= 3
    assert address("page", late.pk) in [item["url"] for item in items()]


@pytest.mark.django_db
def test_the_feed_reads_publications_alone() -> None:
    factories.person(Role.EDITOR)
    factories.signed_claim()
    latest = Publication.objects.first()
    with CaptureQueriesContext(connection) as queries:
        list(claimreview.feed(claimreview.feed_head("https://x", latest), latest, address))
    tables = set(re.findall(r'FROM "(\w+)"', " ".join(query["sql"] for query in queries)))
    assert tables == {"claims_publication"}
