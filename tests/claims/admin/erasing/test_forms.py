"""What the request of an erasure shows before it is sent."""

import pytest

from claims.choices import HoldKind
from claims.models import Claim, Hold
from claims.workflow import approvals, erasure_searches
from newsroom.approvals import decline
from newsroom.errors import Refused
from newsroom.models import Approval
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.workflow.test_erasures import ask, looked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    """A person in three public claims: her own, one that says her name, and one that says her surname."""
    found = factories.speaker("Zora Quillfeather")
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.", speaker=other)
    factories.signed_claim(text="Quillfeather closed the tunnel.", speaker=other)
    return found


def claim_saying(words: str) -> Claim:
    return Claim.objects.get(text__contains=words)


def test_every_claim_that_goes_offline_with_a_part_is_listed_beside_it(zora: Speaker) -> None:
    desk = at_the_desk(by := factories.editor())
    search = looked(zora, by)
    ribbon, tunnel = claim_saying("ribbon"), claim_saying("tunnel")
    for address in (url_of(search), url_of(search, "request")):
        page = desk.get(address).content.decode()
        always, ticked = page.split(
            "Public claims that go offline, too, if you tick “Quillfeather” (1)"
        )
        _before, always = always.split("until somebody edits them and two lift the hold (1)")
        assert url_of(ribbon) in always
        assert url_of(tunnel) not in always
        assert url_of(tunnel) in ticked
        assert url_of(ribbon) not in ticked
    assert f'Takes 1 further claim offline:</b> <a href="{url_of(tunnel)}"' in page
    sent = {"legal_basis": "court", "reason": "An order.", "parts": ["Quillfeather"]}
    do(desk, search, "request", **sent)
    approvals.approve(Approval.objects.get(kind="erase_person").pk, factories.senior())
    held = Hold.objects.filter(kind=HoldKind.LEGAL, lifted_at=None)
    assert set(held.values_list("claim", flat=True)) == {ribbon.pk, tunnel.pk}


@pytest.mark.parametrize("reason", ["Zora Quillfeather asked.", "A letter of Ms. QUILLFEATHER."])
def test_a_reason_that_repeats_the_name_is_refused_at_its_field(zora: Speaker, reason: str) -> None:
    desk = at_the_desk(by := factories.editor())
    search = looked(zora, by)
    answer = do(desk, search, "request", legal_basis="data_subject", reason=reason)
    assert answer.status_code == 409
    page = words(answer)
    assert "The reason repeats a name that is to be erased" in page
    assert page.index("The reason repeats") > page.index("Legal basis</label>")
    assert not Approval.objects.filter(kind="erase_person").exists()
    do(desk, search, "request", legal_basis="data_subject", reason="Letter of 12 May.")
    assert Approval.objects.get(kind="erase_person").reason == "Letter of 12 May."


def test_a_search_that_was_made_already_is_linked_for_whoever_made_it(zora: Speaker) -> None:
    search = looked(zora, by := factories.editor())
    own = at_the_desk(by).get(url_of(zora, "erase")).content.decode()
    colleagues = at_the_desk(factories.editor()).get(url_of(zora, "erase")).content.decode()
    assert url_of(search) in own
    assert url_of(search) not in colleagues
    for page in (own, colleagues):
        assert f"{by}: done" in page


def test_what_is_requested_already_is_not_requested_again(zora: Speaker) -> None:
    source = factories.snapshot("A text.").source
    report = factories.error_report()
    message = factories.reader_request("The dam is full.")
    first = factories.editor()
    for kind, subject in (
        ("erase_source", source),
        ("erase_report", report),
        ("erase_request", message),
    ):
        waiting = ask(kind, subject.pk, first)
        desk = at_the_desk(factories.editor())
        for address in (url_of(subject), url_of(subject, "erase")):
            page = words(desk.get(address))
            assert f"{first} requested this already: request {waiting.pk}." in page
            assert f'<a href="{url_of(waiting)}">Open the request</a>' in page
        with pytest.raises(Refused, match=f"requested this already: request {waiting.pk}"):
            ask(kind, subject.pk)
        decline(waiting.pk, factories.senior(), "Not now.")
        ask(kind, subject.pk)


def test_an_erasure_of_a_merged_speaker_is_the_same_erasure() -> None:
    person, other = factories.speaker("Ida Featherquill"), factories.speaker("Ida Plumefeather")
    factories.merge(other, person)
    search, second = looked(person), looked(other)
    by = search.requested_by
    waiting = erasure_searches.request_erasure(search.pk, by, "They asked.", "court")
    with pytest.raises(Refused, match=f"request {waiting.pk}"):
        erasure_searches.request_erasure(second.pk, second.requested_by, "An order.", "court")
    for row in (person, other):
        assert url_of(waiting) in words(at_the_desk(by).get(url_of(row)))
    page = words(at_the_desk(second.requested_by).get(url_of(second)))
    assert f'<a href="{url_of(waiting)}">Open the request</a>' in page
