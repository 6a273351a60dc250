"""Synonyms: edited at the desk, recorded, and used by every search."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Synonyms
from claims.search.synonyms import wordings_of_each
from claims.workflow import synonyms
from newsroom.errors import Refused
from newsroom.models import Event
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.claims.site.search.test_as_heard import found, page

pytestmark = pytest.mark.django_db


def test_every_search_uses_them() -> None:
    claim = factories.signed_claim(text="Obamacare costs each family a fortune.")
    written = factories.signed_claim(text="The Affordable Care Act covers millions.")
    desk = Client()
    desk.force_login(factories.reporter())

    def by_api(q: str) -> list[int]:
        answer = Client().get(f"/api/v1/claims/?{urlencode({'q': q})}")
        return sorted(each["id"] for each in answer.json()["results"])

    assert by_api("ACA") == []
    made = synonyms.add(factories.editor(), ["ACA", " Obamacare ", "Affordable  Care Act", ""])
    assert made.terms == ["ACA", "Obamacare", "Affordable Care Act"]
    both = sorted([claim.pk, written.pk])
    for q in ("ACA", "aca", "obamacare", "affordable care act", "Affordable Care Act -ferry"):
        assert by_api(q) == both, q
        assert sorted(found(page(Client(), q, "/"))) == both, q
        assert sorted(found(page(desk, q))) == both, q
    assert by_api("ACA family") == [claim.pk]
    assert by_api('"ACA"') == []
    assert "Obamacare costs" in Client().get("/search.json?q=ACA").content.decode()
    # The words found are marked, whichever they are.
    assert "<mark>Obamacare</mark>" in page(Client(), "ACA", "/")
    synonyms.set_in_use(made.pk, factories.editor(), in_use=False)
    assert by_api("ACA") == []
    synonyms.set_in_use(made.pk, factories.editor(), in_use=True)
    synonyms.change(made.pk, factories.editor(), ["ACA", "Affordable Care Act"])
    assert by_api("ACA") == [written.pk]


def test_the_name_of_a_protected_speaker_leads_nowhere_by_them() -> None:
    claim = factories.signed_claim(text="The whistleblower counted 150 bridges.")
    synonyms.add(factories.editor(), ["Mallory Quagga", "whistleblower"])
    assert found(page(Client(), "Mallory Quagga", "/")) == [claim.pk]
    factories.protected(factories.speaker("Mallory Quagga"), "a witness")
    assert found(page(Client(), "Mallory Quagga", "/")) == []
    assert found(page(Client(), "whistleblower", "/")) == [claim.pk]


BAD: list[list[str]] = [
    ["ACA"],
    ["ACA", "aca"],
    ["ACA", 'the "act"'],
    ["ACA", "a, b"],
    ["ACA", "one two three four five six"],
    ["ACA", "!!"],
    [f"term {number}" for number in range(11)],
]


@pytest.mark.parametrize("terms", BAD, ids=str)
def test_what_nobody_can_type_is_no_term(terms: list[str]) -> None:
    by = factories.editor()
    with pytest.raises(ValidationError):
        Synonyms(terms=terms).full_clean()
    with pytest.raises(Refused) as refused:
        synonyms.add(by, terms)
    assert refused.value.rule == "synonyms_are_terms"


def test_history_has_them() -> None:
    by = factories.editor()
    made = synonyms.add(by, ["ACA", "Obamacare"])
    synonyms.change(made.pk, by, ["ACA", "Affordable Care Act"])
    events = Event.objects.filter(table="claims_synonyms").order_by("pk")
    assert [(each.action, each.actor) for each in events] == [
        ("insert", by.get_username()),
        ("update", by.get_username()),
    ]


def test_the_desk_edits_them(client: Client) -> None:
    client.force_login(factories.editor())
    answer = client.post("/admin/claims/synonyms/add/", {"terms": "ACA = Obamacare"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    made = Synonyms.objects.get()
    assert str(made) == "ACA = Obamacare"
    shown = client.get("/admin/claims/synonyms/").content.decode()
    assert "ACA = Obamacare" in shown
    answer = client.post(f"/admin/claims/synonyms/{made.pk}/do/change/", {"terms": "ACA"})
    assert "Give two to ten different terms" in answer.content.decode()
    answer = client.post(f"/admin/claims/synonyms/{made.pk}/do/retire/", {})
    assert answer.status_code == 302
    assert not Synonyms.objects.get().in_use


def test_accents_make_no_difference() -> None:
    claim = factories.signed_claim(text="The mayor counted 150 bridges.")
    other = factories.signed_claim(text="Lucía Andrade counted 44 bridges.")
    synonyms.add(factories.editor(), ["the mayor", "Lucía Andrade"])
    for q in ("Lucía Andrade", "lucia andrade", "the mayor"):
        assert sorted(found(page(Client(), q, "/"))) == sorted([claim.pk, other.pk]), q


def test_the_desk_says_what_they_do_and_what_was_done() -> None:
    desk = at_the_desk(factories.editor())
    assert "a search for one of them finds the others, too" in words(desk.get(list_of(Synonyms)))
    add = reverse("admin:claims_synonyms_add")
    added = desk.post(add, {"terms": "ACA = Obamacare"}, follow=True)
    assert "The synonyms are added." in words(added)
    made = Synonyms.objects.get()
    for verb, sent, message in (
        ("change", {"terms": "ACA = Affordable Care Act"}, "The terms are changed."),
        ("retire", {}, "The synonyms are retired: searches no longer use them."),
        ("use", {}, "Searches use the synonyms again."),
    ):
        assert message in words(desk.post(url_of(made, verb), sent, follow=True))


def test_another_wording_is_made_whatever_the_accents() -> None:
    synonyms.add(factories.editor(), ["atencion medica", "sanidad pública"])
    text = "La Atención médica es cara."
    assert wordings_of_each([text]) == [[text, "La sanidad pública es cara."]]
    text = "La sanidad publica es cara, y la sanidad públicamente también."
    assert wordings_of_each([text]) == [
        [text, "La atencion medica es cara, y la sanidad públicamente también."]
    ]


def test_a_page_looks_them_up_once() -> None:
    factories.signed_claim(text="Obamacare costs each family a fortune.")
    synonyms.add(factories.editor(), ["ACA", "Obamacare"])
    desk = Client()
    desk.force_login(factories.reporter())
    for client, path in (
        (Client(), "/?q=ACA"),
        (desk, "/working/?q=ACA"),
        (desk, "/working/?q=ACA&nature=fact"),
        (Client(), "/search/counts/?q=ACA"),
        (Client(), "/api/v1/claims/?q=ACA&ordering=relevance"),
        (desk, "/admin/claims/claim/?q=ACA"),
    ):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        looked_up = [each["sql"] for each in counted if "claims_synonyms" in each["sql"]]
        assert len(looked_up) == 1, (path, looked_up)
