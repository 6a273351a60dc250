"""What lists can be asked for, and what is refused: never a list that ignores what was asked."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Quantity, Topic
from claims.workflow import drafting, review
from newsroom.models import User
from sources.models import Speaker
from tests import factories
from tests.claims.api.conftest import Get, texts

pytestmark = pytest.mark.django_db

LISTS = ["claims/", "working/claims/"]


def texts_of(get: Get, path: str, reporter: User, **parameters: Any) -> list[str]:
    return texts(get(path, reporter if path.startswith("working") else None, **parameters))


def minister() -> Speaker:
    speaker = factories.speaker("Ana Nuñez", aliases=("The Minister",))
    factories.role(speaker, title="Ministra de Obras Públicas", first=date(2026, 1, 1))
    factories.role(speaker, title="deputy", last_exclusive=date(2026, 3, 1))
    return speaker


@pytest.fixture
def bridges(db: None) -> Claim:
    """A signed claim that every filter below can find, beside another that none does."""
    factories.signed_claim(text="The harbour stayed closed.", speaker=factories.speaker("Bo Li"))
    claim = factories.claim_in_review(
        text="150 bridges were built.",
        speaker=minister(),
        said_from="2026-03-02",
        said_to="2026-03-04",
        said_basis="stated",
    )
    Quantity.objects.create(claim=claim, low=150, high=150, unit="bridges")
    Quantity.objects.create(claim=claim, low=3, high=3, unit="years")
    claim.topics.add(Topic.objects.create(name="Roads", slug="roads"))
    editor = factories.editor()
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    return Claim.objects.get(pk=claim.pk)


FINDS: list[dict[str, Any]] = [
    {"speaker": "ana-nunez"},
    {"speaker": "ana nunez"},
    {"speaker": "the MINISTER"},
    {"topic": "roads"},
    {"said_from": "2026-03-04"},
    {"said_to": "2026-03-02"},
    {"said_from": "2026-03-03", "said_to": "2026-03-03"},
    {"quantity_min": "150"},
    {"quantity_min": "149.5", "quantity_max": "150.000001", "unit": "Bridges"},
    {"unit": "bridges"},
    {"q": "bridge built -harbour"},
    {"q": '"bridges were built"'},
    {"q": "150 -harbour"},
    # The reader of numbers and the quantity meet, whatever the wording.
    {"q": "150.0 bridges"},
    {"q": "3 years"},
    {"q": "nunez built"},
    {"role": "ministra de obras publicas"},
    {"role": "ministra"},
]
FINDS_NOT: list[dict[str, Any]] = [
    {"said_from": "2026-03-05"},
    {"said_to": "2026-03-01"},
    {"quantity_min": "150.5"},
    {"quantity_max": "2"},
    # 150 is of bridges and 3 of years: no one quantity is both over 100 and in years.
    {"quantity_min": "100", "unit": "years"},
    {"unit": "bridge"},
    {"q": "180 bridges"},
    {"q": "150 years"},
    {"q": '"3 years"'},
    {"role": "deputy"},
    {"role": "viceministra"},
    {"contradicted": "yes"},
    {"q": "bridge -built"},
    {"nature": "opinion"},
    {"attribution": "confirmed"},
    {"status": "refuted,mixed"},
    {"contradicts": 1},
    {"source": 9223372036854775807},
    {"publisher": 9223372036854775807},
]
BOTH: list[dict[str, Any]] = [
    {},
    {"q": "since January"},  # as both are quoted
    {"nature": "fact"},
    {"attribution": "reported"},
    {"attribution": "misattributed,reported"},
    {"status": "verified"},
    {"status": "refuted,verified"},
    {"published_from": "2020-01-01", "published_to": "2999-12-31"},
    {"published_from": "2020-01-01T00:00:00Z"},
    {"published_from": "2020-01-01T05:00:00.123456-05:00"},
    {"published_to": "9999-12-31"},
]
NONE: list[dict[str, Any]] = [{"published_to": "2020-01-01"}, {"published_from": "2999-01-01"}]


@pytest.mark.parametrize("path", LISTS)
def test_filters_find_what_they_say(get: Get, path: str, reporter: User, bridges: Claim) -> None:
    found = {str(query): texts_of(get, path, reporter, **query) for query in FINDS}
    assert found == {str(query): [bridges.text] for query in FINDS}
    found = {str(query): texts_of(get, path, reporter, **query) for query in FINDS_NOT}
    assert {key for key, texts_ in found.items() if bridges.text in texts_} == set()
    for query in BOTH:
        assert len(texts_of(get, path, reporter, **query)) == 2, query
    for query in NONE:
        assert texts_of(get, path, reporter, **query) == [], query
    assert texts_of(get, path, reporter, speaker=bridges.speaker_id) == [bridges.text]


@pytest.mark.parametrize("path", LISTS)
def test_source_and_publisher(get: Get, path: str, reporter: User, bridges: Claim) -> None:
    from_appearance = bridges.appearances.get().snapshot.source
    evidence = bridges.reviews.get().evidence.get().source
    assert evidence is not None
    assert texts_of(get, path, reporter, source=from_appearance.pk) == [bridges.text]
    # A source of evidence is not where the claim appears.
    assert texts_of(get, path, reporter, source=evidence.pk) == []


@pytest.mark.parametrize("path", LISTS)
def test_contradicts(get: Get, path: str, reporter: User) -> None:
    one, other = factories.claim_in_review(), factories.claim_in_review()
    factories.relation(one, other)
    editor, senior = factories.editor(), factories.senior()
    for claim in (one, other):
        review.propose(claim.pk, editor, "reported", "verified", harms=[])
        review.sign(claim.pk, senior, factories.version_of(claim))
    assert texts_of(get, path, reporter, contradicts=one.pk) == [other.text]
    assert texts_of(get, path, reporter, contradicts=other.pk) == [one.text]


def test_the_public_status_is_that_of_what_stands(get: Get, reporter: User) -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    assert texts_of(get, "claims/", reporter, status="verified") == []
    assert texts_of(get, "working/claims/", reporter, status="in_review") == [claim.text]
    assert get("claims/", status="in_review").status_code == 400


def test_the_latest_publication_counts_for_when_it_was_published(get: Get, reporter: User) -> None:
    factories.anchored_claim()
    claim = factories.signed_claim()
    row = factories.current_publication(claim)
    assert row.published_at is not None
    at = row.published_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for path in LISTS:
        assert texts_of(get, path, reporter, published_from=at, published_to=at) == [claim.text]


BAD: list[tuple[str, str]] = [
    ("nonsense", "1"),
    ("Status", "verified"),
    ("status", "true"),
    ("status", "verified,"),
    ("status", ",verified"),
    ("status", ""),
    ("status", "   "),
    ("attribution", "maybe"),
    ("nature", "Fact"),
    ("nature", "null"),
    ("publisher", "x"),
    ("publisher", "0"),
    ("publisher", "-1"),
    ("publisher", "1.5"),
    ("source", "9223372036854775808"),
    ("source", "9" * 5000),
    ("contradicts", "1e3"),
    ("said_from", "yesterday"),
    ("said_from", "2026-02-30"),
    ("said_from", "03/04/2026"),
    ("said_to", "2026-03-04T00:00:00Z"),
    ("said_to", "10000-01-01"),
    ("published_from", "2026-03-04T05:06:07"),
    ("published_from", "2026-02-30"),
    ("published_from", "2026-03-04T25:00:00Z"),
    ("published_from", "0001-01-01T00:00:00+05:00"),
    ("published_to", "9999-12-31T23:59:59-05:00"),
    ("published_to", "now"),
    ("quantity_min", "many"),
    ("quantity_min", "NaN"),
    ("quantity_max", "Infinity"),
    ("quantity_max", "1e400"),
    ("quantity_max", "0.0000001"),
    ("unit", "u" * 61),
    ("q", "q" * 501),
    ("q", "a\x00b"),
    ("speaker", "a\x00b"),
    ("speaker", "s" * 301),
    ("topic", "\x00"),
    ("ordering", "text"),
    ("ordering", "-published"),
    ("page_size", "0"),
    ("page_size", "201"),
    ("page_size", "-1"),
    ("page_size", "fifty"),
    ("page_size", "٣"),
    ("page_size", "9" * 5000),
    ("cursor", "x"),
    ("cursor", "W10.x"),
    ("cursor", "\x00"),
    ("format", "json"),
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{n}={v[:12]!r}" for n, v in BAD])
@pytest.mark.few(52)
def test_what_is_not_understood_is_named(
    get: Get, path: str, reporter: User, name: str, value: str
) -> None:
    by = reporter if path.startswith("working") else None
    answer = get(path, by, **{name: value})
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert list(errors) == [name]
    assert errors[name]
    assert all(sentence.strip() for sentence in errors[name])


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("value", ["nunez", "9" * 300, "999999"])
def test_a_speaker_whom_nobody_knows_is_named(
    get: Get, path: str, value: str, reporter: User, bridges: Claim
) -> None:
    answer = get(path, reporter if path.startswith("working") else None, speaker=value)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["speaker"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("status=verified&status=refuted", "status"),
        ("q=%ED%A0%80", "q"),
        ("q=%FF", "q"),
        ("speaker=%80", "speaker"),
        ("%FF=1", "\ufffd"),
        ("=1", ""),
        ("said_from=2026-03-04&said_to=2026-03-01", "said_to"),
        ("published_from=2026-03-04&published_to=2026-03-03", "published_to"),
        ("quantity_min=2&quantity_max=1", "quantity_max"),
        ("cursor=%F0%9F%92%A9", "cursor"),
    ],
)
def test_what_can_only_be_sent_raw_is_named_too(client: Client, query: str, named: str) -> None:
    answer = client.get(f"/api/v1/claims/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [named]


@pytest.mark.parametrize("path", ["speakers/", "sources/", "publishers/", "topics/"])
def test_the_other_lists_refuse_too(get: Get, path: str) -> None:
    for name in ("name", "status"):
        assert list(get(path, **{name: "x"}).json()["errors"]) == [name]
    assert list(get(path, page_size="0").json()["errors"]) == ["page_size"]


def test_what_is_no_choice_is_told_which_there_are(get: Get) -> None:
    errors = get("claims/", status="true", nature="%s").json()["errors"]
    assert errors["status"] == [
        "true is none of these: verified, refuted, mixed, disputed, unverifiable, unrated."
    ]
    assert errors["nature"] == ["%s is none of these: fact, opinion, prediction."]


def test_several_mistakes_are_named_at_once(get: Get) -> None:
    answer = get("claims/", status="maybe", said_from="soon", source="x")
    assert answer.json()["errors"].keys() == {"status", "said_from", "source"}


@pytest.mark.parametrize("path", ["claims/", "working/claims/", "speakers/", "sources/"])
def test_a_number_past_what_postgresql_holds_is_not_found(
    get: Get, path: str, reporter: User
) -> None:
    for number in (2**63, 10**30, int("9" * 4000)):
        assert get(f"{path}{number}/", reporter).status_code == 404


def test_a_quantity_may_be_a_range(get: Get, reporter: User) -> None:
    claim = factories.claim()
    drafting.add_quantity(
        claim.pk, factories.editor(), {"low": Decimal(10), "high": Decimal(20), "unit": "boats"}
    )
    path = "working/claims/"
    assert texts_of(get, path, reporter, quantity_min="15") == [claim.text]
    assert texts_of(get, path, reporter, quantity_max="15") == [claim.text]
    assert texts_of(get, path, reporter, quantity_min="21") == []
