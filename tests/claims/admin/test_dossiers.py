"""Dossiers at the desk: what the form takes, and what whoever approves one reads."""

import pytest

from claims.models import Dossier
from claims.publication import publishing
from claims.workflow import approvals, review
from newsroom.models import Approval
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words

pytestmark = pytest.mark.django_db


def sent(title: str, numbers: str = "", slug: str = "") -> str:
    numbers = numbers or f"#{factories.signed_claim().pk}"
    data = {
        "title": title,
        "slug": slug,
        "introduction": "One.\n\nTwo.",
        "language": "en",
        "claims": numbers,
    }
    desk = at_the_desk(factories.editor())
    return words(desk.post(f"{list_of(Dossier)}add/", data, follow=True))


def test_the_slug_is_made_from_the_title_if_none_is_given() -> None:
    assert "A senior editor other than you approves it" in sent("The bridges of Añil")
    assert Dossier.objects.get().slug == "the-bridges-of-anil"


@pytest.mark.parametrize(
    ("title", "slug", "sentence"),
    [
        ("\u6a4b", "", "the title has no letters for it"),
        ("Bridges", "más", "Use letters without accents, digits and hyphens."),
    ],
)
def test_a_slug_that_is_none_is_refused_in_the_words_of_its_help(
    title: str, slug: str, sentence: str
) -> None:
    assert sentence in sent(title, slug=slug)
    assert not Dossier.objects.exists()


def test_whoever_approves_it_reads_its_title_its_lines_and_what_is_offline() -> None:
    shown, hidden = factories.signed_claim(), factories.signed_claim()
    publishing.hold(hidden.pk, factories.reporter(), "legal", "A letter came.")
    sent("The bridges", f"{shown.pk} #{hidden.pk}")
    approval = Approval.objects.get()
    desk = at_the_desk(factories.senior())
    page = words(desk.get(url_of(approval)))
    assert "One.<br><br>Two." in page
    assert f"{hidden.pk}. {hidden.text} ({hidden.speaker}, offline)" in page
    assert f"{shown.pk}. {shown.text} ({shown.speaker}, verified)<br>" in page
    review.reopen(shown.pk, factories.senior(), "A check.", "routine")
    again = f"{shown.pk}. {shown.text} ({shown.speaker}, under review again)"
    assert again in words(desk.get(url_of(approval)))
    assert f"{approval.subject_id}. The bridges" in words(desk.get(list_of(Approval)))


def test_the_form_shows_its_claims_in_their_order_and_takes_what_was_found() -> None:
    first, second, found = (factories.signed_claim() for _each in range(3))
    sent("The bridges", f"{second.pk}, {first.pk}")
    approval = Approval.objects.get()
    approvals.approve(approval.pk, factories.senior())
    desk = at_the_desk(factories.editor())
    address = url_of(Dossier.objects.get(), "change")
    page = words(desk.get(address))
    assert page.index(f"#{second.pk} {second.text}") < page.index(f"#{first.pk} {first.text}")
    form = {"title": "The bridges", "introduction": "One.", "language": "en", "reason": "One more."}
    desk.post(address, {**form, "claims": f"{first.pk}\n{second.pk}", "found": found.pk})
    assert Approval.objects.latest("pk").payload["claims"] == [first.pk, second.pk, found.pk]
    assert "“twelve” is no number" in words(desk.post(address, {**form, "claims": "twelve"}))


def test_without_a_script_what_was_found_is_enough_and_none_at_all_is_not() -> None:
    desk, form = at_the_desk(factories.editor()), {"introduction": "One.", "language": "en"}
    address, found = f"{list_of(Dossier)}add/", factories.signed_claim().pk
    page = words(desk.post(address, {**form, "title": "None", "claims": ""}))
    assert page.count("This field is required.") == 1
    desk.post(address, {**form, "title": "One", "claims": "", "found": found})
    assert Approval.objects.get().payload["claims"] == [found]


def test_the_form_calls_no_field_optional_that_it_needs_and_finds_claims_with_all_that_tells_them_apart() -> (
    None
):
    desk, claim = at_the_desk(factories.editor()), factories.signed_claim()
    page = words(desk.get(f"{list_of(Dossier)}add/"))
    claims = page.partition("Claims, in their order")[2].partition("</label>")[0]
    assert "(optional)" not in claims
    assert "Name in addresses" in page
    field = {"app_label": "claims", "model_name": "relation", "field_name": "to_claim"}
    found = desk.get("/admin/autocomplete/", {**field, "term": claim.text}).json()["results"]
    assert found[0]["text"] == f"#{claim.pk} {claim.text} · {claim.speaker} · Verified (“True”)"
