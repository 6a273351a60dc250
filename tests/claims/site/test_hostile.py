"""Whatever is typed, into whichever box, gives results or a sentence, and never a fault.

    HOSTILE_EXAMPLES=10000 python -m pytest tests/claims/site/test_hostile.py

tries that many strings that hypothesis makes up; without it, a hundred.
"""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as project
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import SavedSearch
from claims.notifications import saved_searches
from claims.site.search.facets import BY_NAME
from tests import factories
from tests.claims import full_claims
from tests.length import examples

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES") or examples(100))
UNTHROTTLED = project.REST_FRAMEWORK | {
    "DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "export": None}
}
BOXES = ("q", *BY_NAME, "order", "after")
# Where a search is read: its pages, parts, feeds and files; and what the newsroom asks of its own.
OUTSIDE = (
    *("/", "/search/counts/", "/search/speakers/", "/search.atom", "/search.json"),
    *("/api/v1/claims/", "/api/v1/export/claims.csv", "/api/v1/export/claims.ndjson"),
)
INSIDE = ("/working/", "/working/search/counts/", "/working/search/speakers/")
# Those that are read in ways of their own; hypothesis goes through all of them everywhere.
SOME = ("q", "speaker", "publisher", "topic", "status", "said_from", "quantity_min", "after")
TYPED = [
    *("'", '"', "' OR 1=1; DROP TABLE claims_claim; --", "a & | ! <-> :* (b", "\\", "%", "_%"),
    *(
        ".*(",
        "[",
        "(?=x)",
        "\x00",
        "a\x00b",
        "a\x01b\x1f\ufffe",
        "\u202eabc\u202c",
        "\u2066a",
        "🚤🚤",
        "👩‍👩‍👧",
        "ﷺ" * 400,
    ),
    *("\ud800", "-", '"" ""', "-only", "{{ 7*7 }}", "{% debug %}", "%(x)s", "%s%n", "${7*7}"),
    *("<script>alert(1)</script>", "../../etc/passwd", "or", "or or", "-or", "1e400 deaths", "NaN"),
    *("Infinity", "-0", "9" * 400 + " deaths", "a" * 500, "\u0300" * 400, "½ people", "٣ deaths"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "-1", "9223372036854775808", "1,2,3", ",", ",,a"),
    *("a" * 10_240, "🚤" * 2_560, "(" * 10_240, '"' * 10_240, "\u202e" * 5_000, "\x00" * 10_240),
    *("a b " * 2_560, "-" * 10_240, "'" * 10_240, "1 " * 5_120),
]


@pytest.fixture
def people() -> Iterator[dict[bool, Client]]:
    """Somebody of the newsroom, and an outsider; with claims to be found."""
    full_claims.signed_claim(1)
    desk = Client()
    desk.force_login(factories.reporter())
    with override_settings(REST_FRAMEWORK=UNTHROTTLED):
        yield {True: desk, False: Client()}


def answered(people: dict[bool, Client], path: str, box: str, typed: str) -> bool:
    """Whether it gives results, or a sentence that is none of ours to be ashamed of."""
    query = urlencode({box: typed, "of": box}, errors="surrogatepass")
    client = people[path in INSIDE]
    # The API takes no parameter that it doesn't know.
    query = query if "api" not in path else query.partition("&of=")[0]
    # The address without an empty field is another one.
    answer: Any = client.get(f"{path}?{query}", follow=True)
    content = b"".join(answer)
    return answer.status_code == 200 or (answer.status_code == 400 and bool(content.strip()))


@pytest.mark.parametrize("path", [*OUTSIDE, *INSIDE])
@pytest.mark.long
@pytest.mark.few(4)
def test_hostile_words_in_every_box(people: dict[bool, Client], path: str) -> None:
    failed = [
        (box, typed[:40])
        for typed in TYPED
        for box in (BOXES if path == "/" else SOME)
        if not answered(people, path, box, typed)
    ]
    assert failed == []


letters = st.one_of(
    st.sampled_from(list("\"'“”-!&|()<>:*\\ %_150.,;ñ½٣🚤{}[]$^?\u202e\u2066\u200b\x00\x02\x03\n")),
    st.characters(),
    st.sampled_from([" or ", " deaths", "Ana Nuñez", "bridges", "2026-03-04", "NULL", "--", "/*"]),
)


@pytest.mark.long
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from([*OUTSIDE, *INSIDE]),
    box=st.one_of(st.just("q"), st.sampled_from(BOXES)),
    typed=st.lists(letters, max_size=60).map("".join),
)
def test_anything_in_any_box(people: dict[bool, Client], path: str, box: str, typed: str) -> None:
    assert answered(people, path, box, typed)


@pytest.mark.long
def test_hostile_words_in_a_search_that_is_kept(people: dict[bool, Client]) -> None:
    desk = people[True]
    for number, typed in enumerate(TYPED):
        given = {"q": typed, "status": typed, "name": f"{number} {typed}"}
        answer = desk.post(
            "/working/searches/save/",
            urlencode(given, errors="surrogatepass"),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 302, typed
        for search in SavedSearch.objects.all():
            assert desk.get(f"/?{search.query}").status_code in (200, 400), typed
            saved_searches.remove(search.pk, search.person)
        assert desk.get("/working/searches/").status_code == 200
