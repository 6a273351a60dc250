"""Protecting a speaker at the desk: who else says the name, and what is left public."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin import protection
from claims.models import Namesake
from newsroom.models import Approval
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.published import listed, story

pytestmark = pytest.mark.django_db

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


def test_another_name_of_a_protected_speaker_is_protected_at_the_desk() -> None:
    of = speaker()
    claim = factories.signed_claim(text="La Contadora counted 150 bridges.")
    client = at_the_desk(factories.editor())
    do(client, of, "protect", **DATA)
    assert "claims that say it go offline" in words(client.get(url_of(of, "add-alias")))
    do(client, of, "add-alias", name="La Contadora")
    assert not listed(claim)


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
