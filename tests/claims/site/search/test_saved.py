"""Searches that are followed: feeds for everybody, kept searches and e-mails for the newsroom."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client
from lxml import etree

from claims.models import Claim, SavedSearch
from claims.notifications import saved_searches
from claims.presentation.entries import entry as entry_of
from claims.presentation.entries import in_a_letter
from claims.publication import publishing
from claims.workflow import review
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from tests import factories, sql
from tests.claims import full_claims

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def reporter() -> User:
    return factories.person(Role.REPORTER, email="robin@paper.example")


def atom(**parameters: str) -> Any:
    answer = Client().get(f"/search.atom?{urlencode(parameters)}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def titles(**parameters: str) -> list[str]:
    found = [
        str(each) for each in atom(**parameters).xpath("a:entry/a:title/text()", namespaces=ATOM)
    ]
    answer = Client().get(f"/search.json?{urlencode(parameters)}")
    assert [item["title"] for item in json.loads(answer.content)["items"]] == found
    return found


def test_a_feed_is_whole() -> None:
    claim = factories.signed_claim(text="150 <b>bridges</b> & more were built.")
    feed = atom(q="bridges")
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert len(feed.xpath(path, namespaces=ATOM)) == 1, path
    (entry,) = feed.xpath("a:entry", namespaces=ATOM)
    for path in ("a:id", "a:title", "a:updated", "a:link", "a:content"):
        assert len(entry.xpath(path, namespaces=ATOM)) == 1, path
    number = factories.current_publication(claim).number
    (named,) = entry.xpath("a:id/text()", namespaces=ATOM)
    assert named == f"http://127.0.0.1:8000/claims/{claim.pk}/#publication-{number}"
    json_feed = json.loads(Client().get("/search.json?q=bridges").content)
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert set(json_feed["items"][0]) == {
        *("id", "url", "title", "summary", "content_text", "date_published", "authors")
    }
    assert json_feed["items"][0]["title"] == (
        "True · others’ reports only: 150 <b>bridges</b> & more were built."
    )
    assert ". Signed.\n\nThe audit office" in json_feed["items"][0]["content_text"]


def test_items_have_rationale_topics_signers_and_licence(settings: Any) -> None:
    settings.DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    claim = full_claims.signed_claim(1)
    (entry,) = atom(q="bridges").xpath("a:entry", namespaces=ATOM)
    content = "".join(entry.xpath("a:content/text()", namespaces=ATOM))
    assert "The audit office’s own count" in content
    assert "[E1]" not in content
    for path, words in (
        ("a:summary/text()", ["The audit office counted 150 bridges, too."]),
        ("a:category/@term", ["Roads"]),
        ("a:author/a:name/text()", ["E. Editor", "S. Senior"]),
        ("a:rights/text()", [settings.DATA_LICENCE]),
    ):
        assert entry.xpath(path, namespaces=ATOM) == words, path
    (item,) = json.loads(Client().get("/search.json?q=bridges").content)["items"]
    assert item["authors"] == [{"name": "E. Editor"}, {"name": "S. Senior"}]
    assert (item["tags"], item["_rights"]) == (["Roads"], {"license": settings.DATA_LICENCE})
    letter = in_a_letter(entry_of(factories.current_publication(claim)), "https://desk.example/1/")
    assert letter.splitlines()[1:] == [
        "The audit office counted 150 bridges, too. Ana Nuñez 1, Minister, Ministry of Works 1. Signed.",
        "The audit office’s own count (https://audit.example/june) says the same.",
        "Topics: Roads",
        "Signed by E. Editor, S. Senior.",
        "Licence: https://creativecommons.org/licenses/by/4.0/",
        "https://desk.example/1/",
    ]


def test_a_feed_without_entries_does_not_change() -> None:
    assert Client().get("/search.atom").content == Client().get("/search.atom").content


def test_what_becomes_of_a_claim_is_told_until_it_is_hidden() -> None:
    claim = factories.signed_claim(text="Trams run again.")
    senior = factories.senior()
    signed = "True · others’ reports only: Trams run again."
    assert titles(q="trams", status="verified") == [signed]
    review.reopen(claim.pk, senior, "A second count.", "routine")
    # It has no status in force, and had this one.
    reopened = "Under review again · last signed: True · others’ reports only: Trams run again."
    assert titles(q="trams", status="verified") == [reopened]
    review.withdraw(claim.pk, senior, "It was retracted.")
    # Its words are no longer anybody's to search.
    assert titles(q="trams") == []


def test_a_withdrawal_that_keeps_the_wording_is_told() -> None:
    claim = factories.signed_claim(text="Trams run again.")
    review.withdraw(claim.pk, factories.senior(), "It was retracted.", keep_wording=True)
    assert titles(q="trams") == ["Withdrawn: Trams run again."]
    assert "It was retracted." in Client().get("/search.atom?q=trams").content.decode()


def test_nothing_hidden_is_told() -> None:
    claim = factories.signed_claim(text="Trams run again.")
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert titles(q="trams") == titles() == []


def test_a_feed_of_what_is_not_understood_says_so() -> None:
    answer = Client().get("/search.atom?said_from=yesterday")
    assert answer.status_code == 400
    assert b"said_from: Enter a valid date (YYYY-MM-DD)" in answer.content


# Kept searches


def test_a_search_is_kept_followed_left_and_removed(desk: Client, reporter: User) -> None:
    factories.signed_claim()
    page = desk.get("/?q=bridges&status=verified").content.decode()
    assert "Save this search as" in page
    desk.post(
        "/working/searches/save/",
        {"q": "bridges", "status": "verified", "name": "Bridges", "mailed": "yes"},
    )
    search = SavedSearch.objects.get(person=reporter)
    assert (search.query, search.notified_up_to) == ("q=bridges&status=verified", 1)
    kept = desk.get("/working/searches/").content.decode()
    assert '<a href="/?q=bridges&amp;status=verified">Bridges</a>' in kept
    for what, notified_up_to in (("leave", None), ("follow", 1)):
        desk.post(f"/working/searches/{search.pk}/", {"what": what})
        search.refresh_from_db()
        assert search.notified_up_to == notified_up_to
    desk.post(f"/working/searches/{search.pk}/", {"what": "remove"})
    assert not SavedSearch.objects.exists()


def test_only_the_newsroom_keeps_searches_and_each_their_own(reporter: User) -> None:
    assert "Save this search" not in Client().get("/?q=bridges").content.decode()
    assert Client().post("/working/searches/save/", {"q": "x", "name": "x"}).status_code == 403
    assert Client().get("/working/searches/").status_code == 302
    with pytest.raises(NotAllowed):
        saved_searches.save(
            factories.person(None), "x", "q=x", of_working_claims=False, mailed=False
        )
    other_search = saved_searches.save(reporter, "x", "q=x", of_working_claims=False, mailed=False)
    with pytest.raises(Refused, match="not yours"):
        saved_searches.remove(other_search.pk, factories.reporter())


def test_rules_of_kept_searches(reporter: User) -> None:
    saved_searches.save(reporter, "x", "q=x", of_working_claims=True, mailed=False)
    broken: dict[str, dict[str, Any]] = {
        "search_name_once": {"name": "x"},
        "search_has_a_name": {"name": " "},
        "only_public_searches_are_mailed": {"name": "y", "of_working_claims": True, "mailed": True},
    }
    for rule, fields in broken.items():
        given: Any = {"of_working_claims": False, "mailed": False, "query": "q=y", **fields}
        with pytest.raises(Refused) as refused:
            saved_searches.save(reporter, **given)
        assert refused.value.rule == rule
    with pytest.raises(Refused, match="too many filters"):
        saved_searches.save(
            reporter, "long", "q=" + "y" * 2000, of_working_claims=False, mailed=False
        )
    sql.refused(
        "UPDATE claims_savedsearch SET notified_up_to = 1", by="only_public_searches_are_mailed"
    )


def followed(by: User, query: str) -> SavedSearch:
    return saved_searches.save(by, "Followed", query, of_working_claims=False, mailed=True)


def test_an_e_mail_tells_of_new_matches_and_of_changes_once(settings: Any, reporter: User) -> None:
    settings.SENDS_EMAIL = True
    claim = factories.signed_claim(text="Trams run again.")
    search = followed(reporter, "q=trams")
    saved_searches.notify_saved_search(search.pk)
    assert mail.outbox == []
    factories.signed_claim(text="The trams are late.")
    factories.signed_claim(text="Buses run.")
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    saved_searches.notify_saved_search(search.pk)
    saved_searches.notify_saved_search(search.pk)
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMessage)
    assert (sent.to, sent.subject) == (["robin@paper.example"], "2 publications: Followed")
    assert f"The trams are late.\n{factories.SUMMARY} Ana Nuñez" in sent.body
    assert "Trams run again." in sent.body
    assert "Under review again · last signed: True" in sent.body
    assert "Buses" not in sent.body
    assert sent.extra_headers["Message-ID"].startswith(f"<search-{search.pk}.1-4@")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_subject_says_that_there_is_more_than_the_e_mail_lists(
    settings: Any, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SENDS_EMAIL = True
    monkeypatch.setattr(saved_searches, "IN_ONE_MAIL", 2)
    search = followed(reporter, "q=trams")
    for _each in range(4):
        factories.signed_claim(text="The trams are late.")
    saved_searches.notify_saved_search(search.pk)
    (sent,) = mail.outbox
    assert sent.subject == "More than 2 publications: Followed"
    assert "There is more:" in sent.body


def test_nothing_is_sent_to_whoever_left(settings: Any, reporter: User) -> None:
    settings.SENDS_EMAIL = True
    search = followed(reporter, "q=bridges")
    factories.signed_claim()
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    saved_searches.notify_saved_search(search.pk)
    assert mail.outbox == []


def test_what_was_hidden_before_the_e_mail_is_not_in_it(settings: Any, reporter: User) -> None:
    settings.SENDS_EMAIL = True
    search = followed(reporter, "q=bridges")
    claim = factories.signed_claim()
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    saved_searches.notify_saved_search(search.pk)
    assert mail.outbox == []


def test_jobs_are_made_for_those_that_have_something_to_hear(reporter: User) -> None:
    search = followed(reporter, "q=bridges")
    saved_searches.enqueue_notifications()
    assert waiting() == []
    factories.signed_claim()
    saved_searches.enqueue_notifications()
    saved_searches.enqueue_notifications()
    assert waiting() == [{"search_id": search.pk}]


def waiting() -> list[Any]:
    rows = sql.run(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'claims.notify_saved_search'"
    )
    return [json.loads(args) if isinstance(args, str) else args for (args,) in rows]


def test_the_link_in_an_e_mail_ends_it_after_asking(reporter: User) -> None:
    search = followed(reporter, "q=bridges")
    address = f"/search/stop/{saved_searches.token_of(search)}/"
    assert "You get e-mails about a saved search." in Client().get(address).content.decode()
    assert SavedSearch.objects.get().notified_up_to is not None
    # As a mail program does it: no cookie, no token but its own.
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert "You will get no more e-mails about “Followed”" in answer.content.decode()
    assert SavedSearch.objects.get().notified_up_to is None
    assert "is incomplete" in Client().post(address[:-2] + "/").content.decode()


def test_the_same_claims_can_be_taken_away(desk: Client) -> None:
    claim = factories.signed_claim()
    factories.signed_claim(text="Buses run.", speaker=factories.speaker("Bo Li"))
    page = Client().get("/?q=bridges&speaker=ana&order=said").content.decode()
    assert "/api/v1/export/claims.csv?q=bridges&amp;speaker=ana" in page
    rows = b"".join(Client().get("/api/v1/export/claims.ndjson?q=built+-buses"))
    assert [json.loads(row)["id"] for row in rows.splitlines()] == [claim.pk]


def test_one_who_follows_sees_the_claim_of_the_feed() -> None:
    claim: Claim = factories.signed_claim()
    (entry,) = json.loads(Client().get("/search.json").content)["items"]
    path = entry["url"].removeprefix("http://127.0.0.1:8000")
    assert claim.text in Client().get(path).content.decode()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("speaker", "No speaker has this number, slug, name or alias."),
        ("topic", "No topic has this slug or name."),
    ],
)
def test_of_nobody_and_of_no_topic_there_is_no_feed_and_no_download(
    name: str, sentence: str
) -> None:
    factories.signed_claim()
    for feed in ("/search.atom", "/search.json"):
        answer = Client().get(f"{feed}?{name}=nobody")
        assert (answer.status_code, answer.content.decode()) == (400, f"{name}: {sentence}\n")
    answer = Client().get(f"/api/v1/claims/?{name}=nobody")
    assert (answer.status_code, answer.json()["errors"]) == (400, {name: [sentence]})
    page = Client().get(f"/?{name}=nobody").content.decode()
    assert "No claims found." in page
    assert "claims.csv" not in page
    assert "search.atom?" not in page


@pytest.mark.parametrize(
    "address",
    ["/search.atom?status=refuted&speker=x", "/search.json?as_of=2026-01-01", "/corrections/feed/?q=x",
     "/updates/feed/?since=2026", "/claims/{claim}/feed/?since=2026"],
)  # fmt: skip
def test_a_parameter_that_it_does_not_know_is_refused(address: str) -> None:
    address = address.format(claim=factories.signed_claim().pk)
    answer = Client().get(address)
    name = address.rpartition("=")[0].rpartition("?")[2].rpartition("&")[2]
    assert answer.status_code == 400
    assert answer.content.decode() == f"There is no parameter {name}.\n"
    assert Client().get(address.partition("?")[0]).status_code == 200


@pytest.mark.parametrize("page", ["copy.json", "feed/"])
def test_whoever_asks_for_an_earlier_version_is_told_where_it_is(page: str) -> None:
    claim = factories.signed_claim()
    number = factories.current_publication(claim).number
    answer = Client().get(f"/claims/{claim.pk}/{page}?as_of={number}")
    found = re.search(r"as_of\. .*: http://127\.0\.0\.1:8000(\S+)\n", answer.content.decode())
    assert answer.status_code == 400
    assert found
    assert Client().get(found[1]).json()["text"] == claim.text
