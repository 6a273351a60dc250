"""Search: what is found, in which order, what is marked; nothing typed is an error."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Topic
from claims.publication import named_speakers, publishing, speakers
from claims.site.search import hits, ranking
from claims.site.search.request import SearchRequest
from claims.workflow import review
from newsroom.history import acting
from newsroom.models import User
from sources.models import Publisher
from tests import database, factories
from tests.claims import full_claims

pytestmark = [pytest.mark.django_db, pytest.mark.long]

Find = Callable[..., list[str]]


def ask(client: Client, path: str = "/", **parameters: Any) -> Any:
    return client.get(f"{path}?{urlencode(parameters, doseq=True)}")


def wordings(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    shown = re.findall(r'<p class="wording"[^>]*>\s*<a[^>]*>(.*?)</a></p>', answer.content.decode())
    return [unescape(re.sub(r"</?mark>", "", each)) for each in shown]


def page(answer: Any, apart: str = "") -> str:
    """Its words without tags, or with this for each."""
    return " ".join(unescape(re.sub(r"<[^>]+>", apart, answer.content.decode())).split())


def step_by_step(client: Client, address: str) -> list[str]:
    """The wordings of all steps of these results."""
    found: list[str] = []
    while address:
        answer = client.get(address)
        found += wordings(answer)
        following = re.search(r'href="([^"]+)"\s+rel="next"', answer.content.decode())
        address = unescape(following[1]) if following else ""
    return found


@pytest.fixture
def bridges() -> Claim:
    factories.signed_claim(text="The harbour stayed closed.", speaker=factories.speaker("Bo Li"))
    return full_claims.signed_claim(1)


def test_the_front_page_shows_the_newest_first(bridges: Claim) -> None:
    answer = ask(Client())
    assert wordings(answer) == [bridges.text, "The harbour stayed closed."]
    assert "True · others’ reports only" in page(answer, " ")


def test_a_result_says_who_in_which_role_where_and_when(bridges: Claim) -> None:
    shown = page(ask(Client(), q="150 bridges built"))
    assert "Ana Nuñez 1, Minister, Ministry of Works 1" in shown
    assert "between March 2, 2026 and March 4, 2026 · in The Paper 1, March 4, 2026" in shown


FINDS: list[dict[str, Any]] = [
    {"q": "built bridges"},
    {"q": "150 bridges"},
    {"q": "one hundred and fifty bridges"},
    {"q": '"were built"'},
    {"q": "built -harbour"},
    {"q": "nunez built"},
    {"speaker": "ana-nunez-1"},
    {"speaker": "ANA NUÑEZ 1"},
    {"role": "minister"},
    {"topic": "roads"},
    {"said_from": "2026-03-04", "said_to": "2026-03-09"},
    {"quantity_min": "150", "unit": "bridges"},
    {"q": "bridges", "status": ["verified", "mixed"], "attribution": "reported", "nature": "fact"},
    {"q": "bridges", "status": "", "speaker": " "},
]


@pytest.mark.parametrize("parameters", FINDS, ids=str)
def test_the_same_is_found_of_what_is_published_and_of_what_is_at_work(
    desk: Client, bridges: Claim, parameters: dict[str, Any]
) -> None:
    def found(client: Client, path: str) -> list[str]:
        query = urlencode(parameters, doseq=True)
        return wordings(client.get(f"{path}?{query}", follow=True))

    # The other one is quoted so, and comes after.
    assert found(Client(), "/")[0] == bridges.text
    assert found(desk, "/working/")[0] == bridges.text


@pytest.mark.long
@pytest.mark.parametrize("order", ["relevance", "newest", "said", "nonsense"])
def test_steps_show_each_once_in_every_order(
    monkeypatch: pytest.MonkeyPatch, desk: Client, order: str
) -> None:
    monkeypatch.setattr(ranking, "STEP", 2)
    made = {
        factories.signed_claim(said_from=day, said_to=day, said_basis=basis).text
        for day, basis in [
            ("2026-03-02", "stated"),
            (None, "unknown"),
            ("2026-03-02", "stated"),
            ("2026-01-02", "stated"),
            (None, "unknown"),
        ]
    }
    for client, path in ((Client(), "/"), (desk, "/working/")):
        found = step_by_step(client, f"{path}?q=bridges&order={order}")
        assert sorted(found) == sorted(made)


@pytest.mark.long
@pytest.mark.parametrize("few", [0, 2000])
def test_very_common_words_are_ranked_among_the_newest_and_all_are_found(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(ranking, "FEW", few)
    monkeypatch.setattr(ranking, "STEP", 2)
    monkeypatch.setattr(ranking, "WINDOW", 3)
    best = factories.signed_claim(text="Bridges, bridges, bridges: 150 of them.")
    rest = {factories.signed_claim().text for _each in range(5)}
    first = ask(Client(), q="bridges")
    assert ("among the newest (about 3)" in page(first)) == (few == 0)
    assert (wordings(first)[0] == best.text) == (few > 0)  # older than the newest three
    assert sorted(step_by_step(Client(), "/?q=bridges")) == sorted({best.text, *rest})


@pytest.mark.long
def test_a_wide_window_is_cut_where_its_rows_are_likely_to_begin(
    monkeypatch: pytest.MonkeyPatch, desk: Client
) -> None:
    """However the keys lie, each row comes once."""
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "STEP", 2)
    monkeypatch.setattr(ranking, "WINDOW", 6)
    monkeypatch.setattr(ranking, "COUNTED", 0)
    monkeypatch.setattr(ranking, "estimated", lambda rows: rows.count())
    texts = [*["A tunnel opened."] * 5, *["A dam."] * 9, *["A tunnel shut."] * 2]
    for text in texts:
        factories.signed_claim(text=text)
    made = [text for text in texts if "tunnel" in text]
    for client, path in ((Client(), "/"), (desk, "/working/")):
        assert sorted(step_by_step(client, f"{path}?q=tunnel")) == sorted(made)


@pytest.mark.long
def test_where_keys_leave_gaps_a_window_is_counted_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows above a gap are no reason to rank all the others."""
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "STEP", 2)
    monkeypatch.setattr(ranking, "WINDOW", 3)
    monkeypatch.setattr(ranking, "COUNTED", 0)
    monkeypatch.setattr(ranking, "estimated", lambda rows: rows.count())
    best = factories.signed_claim(text="Tunnel, tunnel, tunnel.")
    for _each in range(5):
        factories.signed_claim(text="A tunnel opened.")
    with database.connect("owner") as owner:
        owner.execute("SELECT setval('claims_claim_id_seq', nextval('claims_claim_id_seq') + 500)")
    newest = factories.claim(text="A tunnel shut.")
    desk = Client()
    desk.force_login(factories.reporter())
    first = wordings(ask(desk, "/working/", q="tunnel"))
    assert newest.text in first
    assert best.text not in first
    found = step_by_step(desk, "/working/?q=tunnel")
    assert (len(found), found.count(best.text), found.count(newest.text)) == (7, 1, 1)


def test_what_was_asked_for_is_marked(bridges: Claim) -> None:
    shown = ask(Client(), q="NUNEZ bridge").content.decode()
    assert "<mark>bridges</mark> were built" in shown
    assert "Ana <mark>Nuñez</mark> 1" in shown
    quoted = ask(Client(), q="desde").content.decode()
    assert "“Hemos construido 150 puentes <mark>desde</mark> enero”" in quoted


@pytest.mark.parametrize(
    ("text", "marked", "pieces"),
    [
        (
            "Ana Nunez said",
            "ana \x02nunez\x03 said",
            [(False, "Ana "), (True, "Nunez"), (False, " said")],
        ),
        ("An", "\x02a\x03\x02n\x03", [(True, "A"), (True, "n")]),
        ("Ana Nuñez", "ana \x02nunez\x03", [(False, "Ana "), (True, "Nuñez")]),
        ("Nun\u0303ez ½", "\x02nunez\x03 1⁄2", [(True, "Nun\u0303ez"), (False, " ½")]),
        ("Co\u00adop", "\x02coop\x03", [(True, "Co\u00adop")]),
        ("no marks", "no marks", [(False, "no marks")]),
        ("another", "\x02text\x03", [(False, "another")]),
    ],
)
def test_marks_are_laid_over_the_text(text: str, marked: str, pieces: Any) -> None:
    assert list(hits.pieces(text, marked)) == pieces


def test_markup_in_a_claim_is_shown_as_text() -> None:
    factories.signed_claim(text="<script>alert(1)</script> & 150 <mark>bridges</mark>")
    shown = ask(Client(), q="bridges").content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown


def test_a_misspelt_speaker_is_found_and_said_so(bridges: Claim, desk: Client) -> None:
    for parameters in ({"q": "Ana Nuneez 1"}, {"speaker": "Anna Nuñes 1"}):
        for client, path in ((Client(), "/"), (desk, "/working/")):
            answer = ask(client, path, **parameters)
            assert wordings(answer) == [bridges.text], parameters
            assert "These are claims by Ana Nuñez 1." in page(answer)


def test_somebody_whom_claims_only_name_is_not_taken_for_the_speaker_meant() -> None:
    full_claims.signed_claim(1)
    typed = "Ministri of Works 1"
    assert [each.name for each in named_speakers.named_like(typed)] == ["Ministry of Works 1"]
    assert list(named_speakers.resembling(typed)) == []
    assert "These are claims by" not in page(ask(Client(), q=typed))


@pytest.mark.parametrize("typed", ["criminal", "Internacional Crisis Group"])
def test_a_search_does_not_lead_to_a_speaker_without_claims(desk: Client, typed: str) -> None:
    factories.speaker("International Crisis Group")
    for client, path in ((Client(), "/"), (desk, "/working/")):
        for parameters in ({"q": typed}, {"speaker": typed}):
            shown = page(ask(client, path, **parameters))
            assert "These are claims by" not in shown, parameters


def test_what_goes_with_the_results_is_of_whom_they_are(bridges: Claim, desk: Client) -> None:
    """Counts, feeds and files hold the rows that are shown, not the none that were asked for."""
    html = ask(Client(), q="Ana Nuneez 1", counts="yes").content.decode()
    assert "Is it true? True 1" in page(ask(Client(), q="Ana Nuneez 1", counts="yes"), " ")
    for begins in ("/search.atom", "/search.json", "/api/v1/export/claims.csv"):
        linked = re.search(rf'href="({re.escape(begins)}[^"]*)"', html)
        assert linked
        answer: Any = Client().get(unescape(linked[1]))
        assert bridges.text in b"".join(answer).decode(), begins
    kept = ask(desk, q="Ana Nuneez 1").content.decode()
    assert '<input type="hidden" name="speaker" value="ana-nunez-1">' in kept
    assert 'name="name" maxlength="60" value="Ana Nuñez 1"' in kept


def test_someone_called_so_is_named_above_the_claims() -> None:
    speaker = factories.speaker("Oona Quist", aliases=("The Mayor",))
    factories.signed_claim(speaker=speaker)
    assert "Speaker: Oona Quist" in page(ask(Client(), q="oona QUIST"))
    assert "These are claims by Oona Quist." in page(ask(Client(), q="the mayor"))


def test_names_are_completed_while_they_are_typed(bridges: Claim, desk: Client) -> None:
    for client, path in ((Client(), "/search/speakers/"), (desk, "/working/search/speakers/")):
        for parameters in (
            {"q": "nunz"},
            {"of": "speaker", "speaker": "ana nu"},
            {"q": "Nuneez Ana"},
        ):
            assert "Ana Nuñez 1" in page(ask(client, path, **parameters))
        assert page(ask(client, path, q="a")) == ""


def test_facets_are_counted(bridges: Claim, desk: Client) -> None:
    for client, path in ((Client(), "/"), (desk, "/working/")):
        shown = page(ask(client, f"{path}search/counts/"), " ")
        assert "Counts of all results." in shown
        assert "Is it true? True 2" in shown
        assert "Role when it was said Minister 1" in shown
        assert "Publisher The Paper 1 1" in shown
        assert "Topic Roads 1" in shown
        # The same without a script, within the page.
        assert "Is it true? True 2" in page(ask(client, path, counts="yes"), " ")


def test_what_narrows_is_said_and_can_be_taken_away(bridges: Claim) -> None:
    shown = ask(Client(), q="bridges", status="verified", topic="roads").content.decode()
    assert '<a href="/?q=bridges&amp;topic=roads">Is it true? True' in shown
    assert '<a href="/?q=bridges&amp;status=verified">Topic: roads' in shown
    assert '<input id="topic" name="topic" value="roads"' in shown


def test_a_day_that_narrows_is_written_as_the_reader_writes_days(bridges: Claim) -> None:
    shown = page(ask(Client(), said_from="2026-03-01"))
    assert "Said on or after: March 1, 2026" in shown


def test_publishers_and_topics_are_asked_for_by_name(bridges: Claim, desk: Client) -> None:
    for client, path in ((Client(), "/"), (desk, "/working/")):
        for parameters in ({"publisher": "the PAPER 1"}, {"topic": "ROADS"}):
            answer = ask(client, path, **parameters)
            assert wordings(answer) == [bridges.text], parameters
        answer = ask(client, path, publisher="The Paper 1")
        assert 'name="publisher" value="The Paper 1"' in answer.content.decode()
        assert "Publisher: The Paper 1" in page(answer)
    number = Publisher.objects.get(name="The Paper 1").pk
    assert (
        f"/search.atom?publisher={number}"
        in ask(Client(), publisher="The Paper 1").content.decode()
    )


def test_a_publisher_is_written_so_that_it_leads_back(bridges: Claim, desk: Client) -> None:
    paper = Publisher.objects.get(name="The Paper 1")
    namesake = full_claims.signed_claim(2).appearances.get().snapshot.source.publisher
    assert namesake is not None
    with acting(factories.editor()):
        Publisher.objects.filter(pk=namesake.pk).update(name="The Paper 1", domain="other.example")
    shown = ask(desk, "/working/", publisher=str(paper.pk))
    assert wordings(shown) == [bridges.text]
    assert f'name="publisher" value="{paper.pk}"' in shown.content.decode()  # two are called so
    shown = ask(desk, "/working/", publisher="The Paper 1")
    assert "Several publishers have this name." in page(shown)
    # Also where something else was not understood.
    shown = ask(Client(), publisher=str(paper.pk), said_from="x")
    assert 'name="publisher" value="The Paper 1"' in shown.content.decode()
    with acting(factories.editor()):
        Publisher.objects.filter(pk=paper.pk).update(name="1843")
    shown = ask(desk, "/working/", publisher=str(paper.pk))
    assert f'name="publisher" value="{paper.pk}"' in shown.content.decode()


def test_outsiders_know_publishers_as_publications_name_them(bridges: Claim) -> None:
    paper = Publisher.objects.get(name="The Paper 1")
    with acting(factories.editor()):
        Publisher.objects.filter(pk=paper.pk).update(name="Planned new name")
    assert ask(Client(), publisher="Planned new name").status_code == 400
    answer = ask(Client(), publisher=str(paper.pk), counts="yes")
    assert wordings(answer) == [bridges.text]
    assert "Planned" not in answer.content.decode()
    assert "Publisher: The Paper 1" in page(answer)


def test_whom_outsiders_read_nothing_of_is_no_publisher_and_no_topic(desk: Client) -> None:
    """Known at work or not known at all: the answer is the same."""
    made, _editor = full_claims.claim_in_review(1)
    factories.claim(topics=[Topic.objects.create(slug="leak", name="The leak")])
    name = "The Paper 1"
    assert Publisher.objects.filter(name=name).exists()
    for parameters in ({"publisher": "No Such Paper"}, {"publisher": name}):
        answer = ask(Client(), **parameters)
        assert answer.status_code == 400
        assert "No publisher has this name." in page(answer)
    assert wordings(ask(Client(), topic="The leak")) == wordings(ask(Client(), topic="x")) == []
    assert 'value="leak"' not in ask(Client(), topic="The leak").content.decode()
    assert wordings(ask(desk, "/working/", publisher=name)) == [made.text]
    assert len(wordings(ask(desk, "/working/", topic="The leak"))) == 1


def test_a_topic_is_found_by_the_name_it_has_and_by_its_slug(bridges: Claim, desk: Client) -> None:
    other = factories.signed_claim(topics=[Topic.objects.create(slug="roads-2", name="Streets")])
    assert wordings(ask(desk, "/working/", topic="streets")) == [other.text]
    assert wordings(ask(desk, "/working/", topic="roads-2")) == [other.text]
    assert wordings(ask(desk, "/working/", topic="Róads")) == [bridges.text]
    # Outsiders' names are taken for slugs.
    assert wordings(ask(Client(), topic="Roads")) == [bridges.text]
    assert wordings(ask(Client(), topic="roads-2")) == [other.text]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"publisher": "a\x00b"}, "No publisher has this name."),
        ({"topic": "a\x00b"}, "Null characters are not allowed."),
        ({"said_from": "yesterday"}, "Enter a valid date (YYYY-MM-DD)."),
        ({"quantity_min": "9", "quantity_max": "1"}, "This is before the start of the range."),
        ({"status": "true"}, "true is none of these"),
        ({"q": "a" * 10_000}, "at most 500 characters"),
        ({"publisher": "x"}, "No publisher has this name. Give the full name."),
    ],
)
def test_what_is_not_understood_is_said_in_words(parameters: dict[str, str], sentence: str) -> None:
    answer = ask(Client(), **parameters)
    assert answer.status_code == 400
    assert sentence in page(answer)


def test_what_is_too_long_is_not_read_at_all() -> None:
    """It is refused; numbers would be looked for in all of it, more than once."""
    search = SearchRequest.of(QueryDict(f"q={'1+' * 5_000}"), inside=False)
    assert search.errors["q"]
    assert not search.parsed


@pytest.mark.parametrize("after", ["x", "1.2", "9" * 40, "0.1.2.3", "0.2026-02-30.4", "-1"])
@pytest.mark.parametrize("order", ["relevance", "said"])
@pytest.mark.few(4)
def test_a_place_that_is_none_is_said_so(after: str, order: str) -> None:
    answer = ask(Client(), q="bridges", order=order, after=after)
    assert "These results have no such page" in page(answer)


@pytest.mark.long
def test_outsiders_find_nothing_of_what_is_not_published() -> None:
    unpublished = factories.claim_in_review(
        text="Zanzibar sank.", speaker=factories.speaker("Quorvane Drazhouk")
    )
    held = factories.signed_claim(
        text="Atlantis rose.", speaker=factories.speaker("Vyrlene Hczern")
    )
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    protected = factories.speaker("Zibrelle Fjelquist", description="a neighbour")
    factories.signed_claim(text="Avalon stood.", speaker=protected)
    speakers.protect(protected.pk, factories.editor(), "a neighbour", "She asked for it.")
    typed = [
        "Zanzibar",
        "Atlantis",
        "Avalon",
        "Quorvane",
        "Vyrlene",
        "Zibrelle",
        "Quorvane Drazhuk",
    ]
    secret = re.compile("sank|rose|Drazhouk|Hczern|Fjelquist")
    for word in typed:
        for path in ("/", "/search/counts/", "/search/speakers/", "/search.atom", "/search.json"):
            for box in ("q", "speaker"):
                answer = ask(Client(), path, **{box: word}, of=box)
                assert not secret.search(answer.content.decode()), (path, box, word)
    for number in (unpublished.speaker_id, held.speaker_id, protected.pk):
        assert not secret.search(page(ask(Client(), speaker=number)))


def test_outsiders_are_sent_to_sign_in(client: Client) -> None:
    for path in ("/working/", "/working/search/counts/", "/working/search/speakers/"):
        assert client.get(path).status_code == 302
    answer = ask(client, "/working/", q="x")
    assert "/account/sign-in/" in answer["Location"]


def test_what_is_at_work_is_marked_and_kept_by_nobody(desk: Client) -> None:
    factories.claim(text="Trams run again.")
    answer = ask(desk, "/working/", q="trams")
    assert wordings(answer) == ["Trams run again."]
    assert "Working version" in page(answer)
    assert "Not reviewed yet" in page(answer, " ")
    assert answer["Cache-Control"] == "private, no-store"
    assert wordings(ask(desk, "/", q="trams")) == []


def test_the_number_of_queries_does_not_grow_with_the_results(desk: Client) -> None:
    def asks(client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(client, path, q="bridges")
            ask(client, f"{path}search/counts/", q="bridges")
            ask(client, f"{path}search/speakers/", q="nunez")
        return len(queries)

    places = ((Client(), "/"), (desk, "/working/"))
    factories.signed_claim()
    desk.get("/working/")
    one = [asks(client, path) for client, path in places]
    for _each in range(3):
        factories.signed_claim()
    assert [asks(client, path) for client, path in places] == one


def test_only_a_part_comes_where_only_a_part_is_asked_for(bridges: Claim) -> None:
    headers = {"HX-Request": "true", "HX-Target": "found"}
    answer = Client().get("/?q=bridges", headers=headers)
    title, found = answer.content.decode().split("</title>")
    assert title.strip().startswith("<title>bridges · ")
    assert found.lstrip().startswith('<div id="found">')
    assert "<title>" not in found
    assert "HX-Request" in answer["Vary"]
    # What is not understood is said on the whole page, beside its box.
    wrong = Client().get("/?quantity_min=x", headers=headers)
    assert wrong["HX-Redirect"] == "/?quantity_min=x"


def test_under_review_again_has_no_status_to_count() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    assert "Is it true? True" not in page(ask(Client(), "/search/counts/"), " ")
    assert "Under review again" in page(ask(Client(), order="newest"))


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("q=bridges&speaker=&said_from=&nature=", "/?q=bridges"),
        ("q=&speaker=&status=refuted&status=mixed&unit=", "/?status=refuted&status=mixed"),
        # All claims, as it was asked for: the front page has only some.
        ("q=&speaker=", "/?order=newest"),
    ],
)
def test_fields_that_a_form_sends_empty_are_left_out_of_the_address(
    given: str, address: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer: Any = Client().get(f"/?{given}")
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert len(queries) == 0
    assert Client().get(address).status_code == 200
    # The page's script asks for the results alone, and puts that address in the bar.
    headers = {"HX-Request": "true", "HX-Target": "found"}
    part: Any = Client().get(f"/?{given}", headers=headers)
    assert (part.status_code, part["HX-Push-Url"]) == (200, address)
    assert "HX-Push-Url" not in Client().get(address, headers=headers)
    assert Client().get(f"/search.atom?{given}").status_code == 200


def test_the_newsrooms_own_search_keeps_its_address_short_too(reporter: User) -> None:
    client = Client()
    client.force_login(reporter)
    assert client.get("/working/?q=&unit=")["Location"] == "/working/"
    assert client.get("/working/?q=a&unit=")["Location"] == "/working/?q=a"
