"""Protecting a speaker at the desk: who else says the name, and what is left public."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.admin import protection
from claims.models import Namesake
from newsroom.models import Approval
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.published import hold, listed, story

pytestmark = [pytest.mark.django_db, pytest.mark.long]

DATA = {"description": "a witness", "reason": "She was threatened."}


def speaker() -> Speaker:
    return factories.speaker("Lucía Andrade", aliases=("Lu",))


def test_the_form_lists_what_others_say_with_counts() -> None:
    of = speaker()
    factories.signed_claim(speaker=of)
    hit = factories.signed_claim(text="They asked. Lucía Andrade counted 150 bridges. It rained.")
    factories.signed_claim(text="Andrade counted 150 bridges.")
    page = words(at_the_desk(factories.editor()).get(url_of(of, "protect")))
    assert "1 claim that names them" in page
    assert "1 claim of others says the whole name" in page
    assert f"{hit.speaker}: Lucía Andrade counted 150 bridges." in page
    assert url_of(hit) in page
    assert "lucia andrade. If they" in " ".join(page.split())
    assert page.count('name="offline"') == 1
    assert 'name="further"' not in page
    assert 'name="namesakes"' not in page


def test_hits_go_offline_except_those_unticked() -> None:
    of, by = speaker(), factories.editor()
    offline = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    left = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    client = at_the_desk(by)
    listed_ = f"{left.pk} {offline.pk}"
    answer = do(client, of, "protect", **DATA, offline=[offline.pk], listed=listed_)
    assert answer.status_code == 302, words(answer)
    assert not listed(offline)
    assert listed(left)
    page = words(client.get(url_of(of)))
    assert "1 is offline because of it" in page
    assert f"Left public by {by}" in page
    for claim in (offline, left):
        page = words(client.get(url_of(claim)))
        assert "who is protected" in page
        assert url_of(claim, "another-person") in page


def test_what_says_the_name_since_the_form_was_opened_goes_offline() -> None:
    of = speaker()
    before = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    since = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    client = at_the_desk(factories.editor())
    do(client, of, "protect", **DATA, offline=[], listed=str(before.pk))
    assert listed(before)
    assert not listed(since)


def test_more_than_are_listed_stay_public_by_number_or_with_their_speaker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protection, "LISTED", 1)
    of = speaker()
    minister = factories.speaker("Lucía Andrade", description="the minister")
    of_minister = factories.signed_claim(speaker=minister)
    older = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    other = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    newest = factories.signed_claim(text="Lucía Andrade counted 170 bridges.")
    client = at_the_desk(factories.editor())
    page = words(client.get(url_of(of, "protect")))
    assert "4 claims of others say the whole name" in page
    assert "The newest 1 are listed below" in page
    assert "Lucía Andrade, the minister (1)" in page
    assert "170 bridges" in page
    assert "160 bridges" not in page
    sent = {**DATA, "offline": [newest.pk], "listed": str(newest.pk), "namesakes": [minister.pk]}
    wrong = do(client, of, "protect", **sent, further="1, 99999999999")
    assert wrong.status_code == 200
    assert "Not a public claim that says the name: 1, 99999999999." in words(wrong)
    right = do(client, of, "protect", **sent, further=f"{older.pk}")
    assert right.status_code == 302, words(right)
    assert [listed(claim) for claim in (of_minister, older, other, newest)] == [
        True,
        True,
        False,
        False,
    ]
    assert set(Namesake.objects.values_list("claim", flat=True)) == {of_minister.pk, older.pk}


def test_two_people_at_the_desk_record_another_person() -> None:
    of = speaker()
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    editor = at_the_desk(factories.editor())
    do(editor, of, "protect", **DATA, offline=[claim.pk], listed=str(claim.pk))
    assert "Lucía Andrade" in words(editor.get(url_of(claim, "another-person")))
    sent = do(editor, claim, "another-person", speaker=of.pk, reason="The minister.")
    assert sent.status_code == 302, words(sent)
    approval = Approval.objects.get()
    senior = at_the_desk(factories.senior())
    page = words(senior.get(url_of(approval, "approve")))
    assert "Means another person than" in page
    assert "Lucía Andrade, a witness" in page
    assert do(senior, approval, "approve").status_code == 302
    assert story(claim)[-1] == ("shown", "signed")
    page = words(senior.get(url_of(claim)))
    assert "Another person of that name" in page
    assert "who is protected" not in page


def protected(client: Client) -> Speaker:
    of = speaker()
    assert do(client, of, "protect", **DATA).status_code == 302
    return of


def test_another_name_goes_offline_once_its_claims_were_listed_except_those_unticked() -> None:
    offline = factories.signed_claim(text="La Contadora counted 150 bridges.")
    left = factories.signed_claim(text="La Contadora counted 160 bridges.")
    client = at_the_desk(factories.editor())
    of = protected(client)
    assert "public claims of others that say it go offline" in words(
        client.get(url_of(of, "add-alias"))
    )
    first = do(client, of, "add-alias", name="La Contadora")
    assert first.status_code == 200
    assert "Nothing is done yet" in words(first)
    assert words(first).count('name="offline"') == 2
    assert f"{offline.speaker}: La Contadora counted 150 bridges." in words(first)
    assert not of.aliases.filter(name="La Contadora").exists()
    assert listed(offline)
    shown = {"listed": f"{left.pk} {offline.pk}", "listed_for": "La Contadora"}
    again = do(client, of, "add-alias", name="La Contadora", offline=[offline.pk], **shown)
    assert again.status_code == 302, words(again)
    assert not listed(offline)
    assert listed(left)
    assert Namesake.objects.get().claim_id == left.pk


def test_a_list_for_one_name_does_for_no_other() -> None:
    claim = factories.signed_claim(text="La Contadora counted 150 bridges.")
    client = at_the_desk(factories.editor())
    of = protected(client)
    sent = do(client, of, "add-alias", name="La Contadora", listed=f"{claim.pk}", listed_for="Lu")
    assert "Nothing is done yet" in words(sent)
    assert listed(claim)


def test_a_name_that_no_claim_says_is_added_in_one_step() -> None:
    client = at_the_desk(factories.editor())
    of = protected(client)
    assert do(client, of, "add-alias", name="La Contadora").status_code == 302
    assert of.aliases.filter(name="La Contadora").exists()


def test_whoever_may_not_protect_reads_why_they_add_no_name() -> None:
    claim = factories.signed_claim(text="La Contadora counted 150 bridges.")
    of = protected(at_the_desk(factories.editor()))
    client = at_the_desk(factories.reporter())
    why = (
        "Another name of a protected speaker takes claims that say it offline. This takes the role"
    )
    assert why in words(client.get(url_of(of)))
    shown = {"listed": str(claim.pk), "listed_for": "La Contadora"}
    sent = do(client, of, "add-alias", name="La Contadora", offline=[claim.pk], **shown)
    assert (sent.status_code, why in words(sent)) == (403, True)
    assert listed(claim)


def test_another_name_by_approval_lists_what_goes_offline_to_both() -> None:
    offline = factories.signed_claim(text="Lucía Contreras counted 150 bridges.")
    left = factories.signed_claim(text="Lucía Contreras counted 160 bridges.")
    client = at_the_desk(factories.editor())
    of = speaker()
    factories.signed_claim(speaker=of)
    do(client, of, "protect", **DATA)
    data = {"kind": "person", "name": "Lucía Contreras", "description": "a witness"}
    first = do(client, of, "change", **data, reason="She married.")
    assert "Nothing is done yet" in words(first)
    assert not Approval.objects.exists()
    shown = {"listed": f"{left.pk} {offline.pk}", "listed_for": "Lucía Contreras"}
    sent = do(client, of, "change", **data, reason="She married.", offline=[offline.pk], **shown)
    assert sent.status_code == 302, words(sent)
    approval = Approval.objects.get()
    senior = at_the_desk(factories.senior())
    for page in (senior.get(url_of(approval)), senior.get(url_of(approval, "approve"))):
        assert "Claims that say the new name and go offline (1)" in words(page)
        assert url_of(offline) in words(page)
        assert "Claims that say the new name and stay public (1)" in words(page)
        assert url_of(left) in words(page)
    assert do(senior, approval, "approve").status_code == 302
    assert not listed(offline)
    assert listed(left)
    assert Namesake.objects.get().recorded_by == approval.requested_by


def test_the_end_of_a_protection_says_what_is_public_again_and_asks_for_a_description() -> None:
    of = speaker()
    own = factories.signed_claim(speaker=of)
    worded = factories.signed_claim(speaker=of, text="Lucía Andrade counted 140 bridges.")
    other = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    held = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    client = at_the_desk(factories.editor())
    do(client, of, "protect", **DATA, offline=[other.pk, held.pk], listed=f"{held.pk} {other.pk}")
    hold(held)
    meanwhile = factories.signed_claim(speaker=of)
    form = words(client.get(url_of(of, "unprotect")))
    assert "the public reads the name “Lucía Andrade” again" in form
    assert 'name="description" value' not in form
    sent = do(client, of, "unprotect", reason="She agrees.", description="an engineer")
    assert sent.status_code == 302, words(sent)
    approval = Approval.objects.get()
    senior = at_the_desk(factories.senior())
    approve = words(senior.get(url_of(approval, "approve")))
    for page in (form, words(senior.get(url_of(approval))), approve):
        again, named, kept = re.split("Public claims that say|Public claims that keep", page)
        assert "Claims that are public again (2)" in again
        assert [url_of(each) in again for each in (own, worded, other, held)] == [
            False, True, True, False,
        ]  # fmt: skip
        assert [url_of(each) in named for each in (own, meanwhile)] == [True, False]
        assert [url_of(each) in kept for each in (own, meanwhile)] == [False, True]
        assert "They say “a witness” until they are reopened" in " ".join(kept.split())
    assert "<del>witness</del>" in approve
    assert "<ins>engineer</ins>" in approve
    assert do(senior, approval, "approve").status_code == 302
    of.refresh_from_db()
    assert (of.protected, of.description) == (False, "an engineer")
    assert [listed(each) for each in (own, worded, other, held)] == [True, True, True, False]


def test_approving_another_person_says_whether_the_claim_comes_back() -> None:
    of = speaker()
    back = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    held = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    editor, senior = at_the_desk(factories.editor()), at_the_desk(factories.senior())
    do(editor, of, "protect", **DATA, offline=[back.pk, held.pk], listed=f"{held.pk} {back.pk}")
    hold(held)
    for claim, sentence in (
        (back, "With the name, and on past days too."),
        (held, "It is on hold."),
    ):
        do(editor, claim, "another-person", speaker=of.pk, reason="The minister.")
        approval = Approval.objects.get(subject_id=claim.pk)
        assert sentence in words(senior.get(url_of(approval, "approve")))
        assert sentence in words(senior.get(url_of(approval)))


def test_the_number_of_queries_does_not_grow_with_the_hits() -> None:
    of, client = speaker(), at_the_desk(factories.editor())

    def queries() -> int:
        with CaptureQueriesContext(connection) as executed:
            assert client.get(url_of(of, "protect")).status_code == 200
        return len(executed)

    factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    one = queries()
    for number in range(3):
        factories.signed_claim(text=f"Lucía Andrade counted {number} bridges.")
    assert queries() == one


def test_a_refusal_keeps_the_ticks() -> None:
    of = speaker()
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    client = at_the_desk(factories.editor())
    sent: dict[str, Any] = {**DATA, "description": "Lucía Andrade", "listed": str(claim.pk)}
    refused = do(client, of, "protect", **sent, offline=[])
    assert refused.status_code == 409
    assert not re.search(r'name="offline"[^>]*\schecked(?=[\s>])', words(refused))
    assert listed(claim)
