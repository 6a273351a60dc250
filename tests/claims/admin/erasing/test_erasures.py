"""What was erased: its page and the list."""

import pytest
from django.test import Client

from claims.models import Claim, Erasure
from claims.publication import speakers
from claims.workflow import approvals, drafting, review
from newsroom.errors import Refused
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.claims.published import ask_lift, hold
from tests.claims.workflow.test_erasures import ask, erase, looked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    return factories.speaker("Zora Quillfeather")


@pytest.fixture
def saying(zora: Speaker) -> Claim:
    """Another's claim that says her name."""
    other = factories.speaker("Ben Other")
    return factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.", speaker=other)


@pytest.fixture
def desk() -> Client:
    return at_the_desk(factories.senior())


def test_claims_that_stay_offline_are_listed_with_what_to_do_next(
    zora: Speaker, saying: Claim, desk: Client
) -> None:
    own = factories.signed_claim(text="The dam was full in May.", speaker=zora)
    erasure = erase("erase_person", zora.pk)

    def next_step() -> str:
        page = words(desk.get(url_of(erasure)))
        heading = "Claims that it keeps offline"
        assert url_of(own) not in page
        return page.split(heading)[1].split("</section>")[0] if heading in page else ""

    assert url_of(saying) in next_step()
    assert "A senior editor reopens it" in next_step()
    review.reopen(saying.pk, factories.senior(), "It said who was erased.", "routine")
    assert "Edit it without what was erased" in next_step()
    drafting.edit_claim(saying.pk, factories.editor(), text="A minister cut a ribbon in 2024.")
    review.propose(saying.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(saying.pk, factories.senior(), factories.version_of(saying))
    assert "request that the hold is lifted" in next_step()
    lift = ask_lift(saying)
    assert "A second person decides on lifting" in next_step()
    approvals.approve(lift.pk, factories.senior())
    assert next_step() == ""
    # Its own that went on with a description, whatever happens to it later.
    hold(own)
    assert next_step() == ""


def test_the_page_of_an_erased_speaker_says_so_and_offers_nothing(
    zora: Speaker, desk: Client
) -> None:
    at = factories.speaker("A Ministry", kind="organisation")
    factories.role(zora, title="minister", organisation=at)
    merged = factories.speaker("Zora Q. Plume")
    factories.merge(merged, zora)
    assert "Add a role" in words(desk.get(url_of(zora)))
    erasure = erase("erase_person", zora.pk)
    for row in (zora, merged):
        page = words(desk.get(url_of(row)))
        assert "This person’s data were erased" in page
        assert f"<dd>{erasure.approved_by}</dd>" in page
        assert url_of(erasure) in page
        for gone in ("A Ministry", "Undo the merge", url_of(row, "erase"), "Aliases"):
            assert gone not in page
        form = words(desk.get(url_of(row, "unprotect")))
        assert "nothing about them is changed any more" in form
    zora.refresh_from_db()
    by = factories.senior()
    for change in (
        lambda: speakers.change(zora, by, "A slip.", name="Zora Quillfeather"),
        lambda: speakers.add_name(zora, by, "Zora Quillfeather"),
        lambda: speakers.add_role(zora, by, "A post.", "minister"),
        lambda: speakers.unprotect(zora, by, "Not needed.", ""),
    ):
        with pytest.raises(Refused, match="nothing about them is changed"):
            change()


def test_the_list_says_first_what_is_to_be_done(zora: Speaker, saying: Claim, desk: Client) -> None:
    page = words(desk.get(list_of(Erasure)))
    assert 'id="to-do"' not in page
    assert page.index("Nothing was erased") < page.index("How long data are kept")
    erasure = erase("erase_person", zora.pk)
    by = factories.editor()
    search = looked(factories.speaker("Ida Featherquill"), by)
    waiting = ask("erase_report", factories.error_report().pk)
    page = words(at_the_desk(by).get(list_of(Erasure)))
    to_do, list_ = page.split('id="result_list"')
    for expected in (
        *("1 claim stays offline", url_of(erasure)),
        *(url_of(search), url_of(waiting), "A second person approves or declines it."),
    ):
        assert expected in to_do.split('id="to-do"')[1]
    assert "How long data are kept" in list_
    # Searches are their own.
    assert url_of(search) not in words(desk.get(list_of(Erasure)))


def test_the_filter_has_the_kinds_of_erasures(zora: Speaker, saying: Claim, desk: Client) -> None:
    erasure = erase("erase_person", zora.pk)
    for kind, shown in (("erase_person", True), ("erase_source", False)):
        page = words(desk.get(list_of(Erasure), {"kind": kind}))
        assert (url_of(erasure) in page.split('id="changelist-form"')[1]) == shown
    assert "kind=erase_report" in page
    assert "kind=lift_hold" not in page
